"""How names decline: the forms of a nominative, and the nominatives that a form can come from.

A name word is one of a few patterns, told by its ending and gender (m, f): Russian ``-ов/-ин`` surnames, adjectival
``-ский``, consonants, ``-а/-я``, ``-ь``, and words that never change. Cases are UD's: Nom, Gen, Dat, Acc, Ins, Loc.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress

from framing.actors.words import word_list

CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc")
_VOWELS = "аеиоуыэюяё"
_HISS = "жшчщц"
_VELAR = "гкх"
_POSSESSIVE = ("ов", "ев", "ёв", "ын", "ин")
_WOMANS = tuple(end + "а" for end in _POSSESSIVE)
_CYRILLIC = re.compile(r"[а-яё]", re.I)


def _glue(stem: str, gen: str, dat: str, ins: str, loc: str, acc: str | None = None) -> tuple[str, ...]:
    return (stem + gen, stem + dat, stem + (gen if acc is None else acc), stem + ins, stem + loc)


def forms(word: str, gender: str, surname: bool = False) -> tuple[str, ...]:
    """Six forms (Nom, Gen, Dat, Acc, Ins, Loc) of a lower-case nominative; parts joined by a hyphen decline each."""
    return paradigms(word, gender, surname)[0]


def paradigms(word: str, gender: str, surname: bool = False) -> tuple[tuple[str, ...], ...]:
    """Every row of six forms that a lower-case nominative can have, the likeliest first.

    Before a hyphen the first name may stay as it is ("Жан-Клода", "Жана-Клода"); a man's surname in -ий, -ой can be an adjective
    or a noun ("Лефроем"), one in -ия may not change ("Бжания"), one in -ин, -ов be foreign ("Чаплином"), one in a hush or -ц
    have its stress at the end ("Корешом").
    """
    if "-" in word:
        *front, last = word.split("-")
        heads = [forms(p, gender, surname) if len(p) > 2 and p not in _SMALL else (p,) * 6 for p in front]
        rows = []
        for tails in paradigms(last, gender, surname):
            rows += [
                tuple("-".join([*(h[k] for h in column), tails[k]]) for k in range(6))
                for column in (heads, [(p,) * 6 for p in front])
            ]
        return tuple(dict.fromkeys(rows))
    first = (word, *_oblique(word, gender, surname))
    if gender == "f" or len(word) < 4:
        return (first,)
    rows = [first]
    if surname and word.endswith(("ий", "ой")):
        rows.append((word, *_oblique(word, gender, False)))
    if surname and word.endswith("ия"):
        rows.append((word,) * 6)
    if (surname and word.endswith(_POSSESSIVE)) or word[-1] in _HISS:
        rows.append((*first[:4], word + "ом", first[5]))
    return tuple(dict.fromkeys(rows)) if len(rows) > 1 else (first,)


_SMALL = word_list("particles") | {"нью", "ад", "аз", "ан"}


def _oblique(w: str, gender: str, surname: bool) -> tuple[str, ...]:
    same = (w,) * 5
    if len(w) < 2:
        return same
    end, end2, _before = w[-1], w[-2:], w[-2]
    if gender == "m":
        if end2 in ("ий", "ый", "ой") and surname and (len(w) > 4):
            return _masculine_adjective(w)
        if end2 == "ий":
            return _glue(w[:-2], "ия", "ию", "ием", "ии", "ия")
        if end == "й":
            return _glue(w[:-1], "я", "ю", "ем", "е")
        if end == "ь":
            return _glue(w[:-1], "я", "ю", "ем", "е")
        if end in "ая":
            return _on_a(w)
        if end in _VOWELS:
            return same
        if surname and end2 in ("их", "ых") and len(w) > 4:
            return same
        if surname and w.endswith(_POSSESSIVE) and len(w) > 3:
            return _glue(w, "а", "у", "ым", "е")
        if not _CYRILLIC.search(w):
            return same
        return _glue(w, "а", "у", "ем" if end in _HISS else "ом", "е")
    if surname and w.endswith(_WOMANS) and len(w) > 4:
        return (w[:-1] + "ой", w[:-1] + "ой", w[:-1] + "у", w[:-1] + "ой", w[:-1] + "ой")
    if end2 == "ая" and surname and len(w) > 2:
        soft = w[-3] in "жшчщ"
        x = "ей" if soft else "ой"
        return (w[:-2] + x, w[:-2] + x, w[:-2] + "ую", w[:-2] + x, w[:-2] + x)
    if end2 == "яя" and surname:
        return (w[:-2] + "ей", w[:-2] + "ей", w[:-2] + "юю", w[:-2] + "ей", w[:-2] + "ей")
    if end in "ая":
        return _on_a(w)
    if end == "ь" and not surname:
        return (w[:-1] + "и", w[:-1] + "и", w, w[:-1] + "ью", w[:-1] + "и")
    return same


def _masculine_adjective(w: str) -> tuple[str, ...]:
    stem, soft = w[:-2], w.endswith("ий") and w[-3] not in _VELAR + "жшчщ"
    him = "им" if soft or w[-3] in _VELAR + "жшчщ" else "ым"
    if soft or (w[-3] in "жшчщ" and not w.endswith("ой")):
        return (stem + "его", stem + "ему", stem + "его", stem + him, stem + "ем")
    return (stem + "ого", stem + "ому", stem + "ого", stem + him, stem + "ом")


def _on_a(w: str) -> tuple[str, ...]:
    stem, end, before = w[:-1], w[-1], w[-2]
    if before in "оуэи" and end == "а":  # Нкурунзиза declines, Моруа and Гарсиа do not
        return (w,) * 5
    if end == "я":
        ie = "и" if before == "и" else "е"
        return (stem + "и", stem + ie, stem + "ю", stem + "ей", stem + ie)
    gen = "и" if before in _VELAR + _HISS[:4] else "ы"
    return (stem + gen, stem + "е", stem + "у", stem + ("ей" if before in _HISS else "ой"), stem + "е")


_ENDINGS: dict[str, tuple[str, ...]] = {
    # ending of a form -> endings its nominative may have instead
    "ого": ("ий", "ый", "ой"),
    "его": ("ий",),
    "ому": ("ий", "ый", "ой"),
    "ему": ("ий",),
    "ыми": (),
    "ым": ("", "ый", "ой"),
    "им": ("ий", ""),
    "ой": ("а", "ая"),
    "ей": ("а", "я", "ая", "яя"),
    "ую": ("ая",),
    "юю": ("яя",),
    "ии": ("ия", "ий"),
    "ию": ("ия", "ий"),
    "ия": ("ий",),
    "ием": ("ий",),
    "ией": ("ия",),
    "ью": ("ь",),
    "ом": ("", "ий", "ый", "ой"),
    "ём": ("ь", "й", ""),
    "ем": ("", "ь", "й", "ий"),
    "а": ("",),
    "я": ("ь", "й"),
    "у": ("", "а"),
    "ю": ("ь", "й", "я"),
    "е": ("", "а", "я", "ь", "й"),
    "ы": ("а",),
    "и": ("а", "я", "ь"),
}


@lru_cache(maxsize=65536)
def nominatives(form: str, surname: bool = False) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """All (nominative, gender, cases) that a lower-case form can come from, the form itself included."""
    telling = 4 if form[-3:] in _ENDINGS or form[-2:] in _ENDINGS else 3
    front, tail = form[:-telling], form[-telling:]
    if "-" in form or not _CYRILLIC.match(tail):
        return _nominatives(form, surname)
    like = "р" * min(len(front), _COUNTED)  # no rule looks at the letters before, but some ask how many they are
    return tuple([(front + nom[len(like) :], gender, cases) for nom, gender, cases in _nominatives(like + tail, surname)])


_COUNTED = 4
"""The last letters tell the nominatives of a form, four of them where it ends like an oblique case of two letters or more; how
many stand before them counts up to this."""


@lru_cache(maxsize=65536)
def _nominatives(form: str, surname: bool) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    if not _CYRILLIC.search(form):
        return tuple((form, g, CASES) for g in "mf")
    guesses = {form}
    if "-" in form:
        *front, last = form.split("-")
        tails = {n for n, _, _ in nominatives(last, surname)}
        heads: list[set[str]] = [
            {p} | ({n for n, _, _ in nominatives(p, surname)} if len(p) > 3 and p not in _SMALL else set()) for p in front
        ]
        combos = [""]
        for h in heads:
            combos = [c + x + "-" for c in combos for x in h][:40]
        guesses |= {c + t for c in combos for t in tails}
    else:
        for cut in range(1, min(3, len(form) - 2) + 1):
            if form[-cut:] in _ENDINGS:
                guesses.update([form[:-cut] + other for other in _ENDINGS[form[-cut:]]])
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for guess in sorted(guesses):
        for gender in "fm" if guess == form or "-" in form else _genders(guess):
            cases = _cases(form, paradigms(guess, gender, surname))
            if cases:
                found.append((guess, gender, cases))
    return tuple(found)


def _genders(word: str) -> str:
    """The genders in which a word can decline, in the order of their letters."""
    if word[-1] in "аяь":
        return "fm"
    return "" if word[-1] in _VOWELS else "m"


def _cases(form: str, rows: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The cases in which one of these rows has a form."""
    found = [row for row in rows if form in row]
    if len(found) == 1:
        return tuple(compress(CASES, map(form.__eq__, found[0])))
    return tuple([case for n, case in enumerate(CASES) if any([row[n] == form for row in found])]) if found else ()


def recase(word: str, like: str) -> str:
    """``word`` with the capitals of ``like`` (each part after a hyphen by itself)."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    parts, model = word.split("-"), like.split("-")
    out = []
    for k, p in enumerate(parts):
        m = model[k] if k < len(model) else model[-1]
        if not m[1:].islower() and (inner := _INNER.match(m)) and len(p) > len(inner.group(1)):  # МакКейн
            n = len(inner.group(1))
            p = p[:n] + p[n : n + 1].upper() + p[n + 1 :]
        if "'" in m or "’" in m:  # О'Брайен, Д’Артаньян
            p = re.sub(r"(['’])(.)", lambda x: x.group(1) + x.group(2).upper(), p) if re.search(r"['’][А-ЯЁA-Z]", m) else p
        out.append(p[:1].upper() + p[1:] if m[:1].isupper() else p)
    return "-".join(out)


_INNER = re.compile("(.[а-яёa-z]{1,2}['’]?)([А-ЯЁA-Z])")


def adjective_form(lemma: str, gender: str) -> str:
    """The nominative of an adjective (its lemma is masculine) for m, f, n or pl; ``""`` where the lemma is no full adjective."""
    if not lemma.endswith(("ый", "ий", "ой")) or len(lemma) < 4:
        return ""
    base, hush = lemma[:-2], lemma[-3] in _HISS
    soft = lemma.endswith("ий") and lemma[-3] not in _VELAR and not hush
    if gender == "f":
        return base + ("яя" if soft else "ая")
    if gender == "n":
        return base + ("ее" if soft or (hush and not lemma.endswith("ой")) else "ое")
    if gender == "pl":
        return base + ("ие" if soft or hush or lemma[-3] in _VELAR else "ые")
    return lemma


def form_gender(word: str) -> str:
    """The gender that the ending of an adjective in the singular tells by itself; "" where it tells none."""
    if word.endswith(("ая", "яя", "ую", "юю")):
        return "f"
    return "m" if word.endswith(("ый", "ого", "его", "ому", "ему", "ым")) else ""


_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")


@lru_cache(maxsize=8192)
def word_forms(word: str) -> frozenset[str]:
    """Every form that a nominative word (noun, name or adjective, singular or plural) can have; lower case, ё as е."""
    low = word.lower().replace("ё", "е").replace("’", "'")
    out = {low}
    if not _CYRILLIC.search(low) or len(low) < 3:
        return frozenset(out)
    if "-" in low:
        *front, last = low.split("-")
        heads = ["-".join(front)] if len(front[-1]) < 4 or len(front) > 1 else sorted(word_forms(front[0]))
        return frozenset(f"{h}-{t}" for h in heads for t in word_forms(last))
    for gender in "mf":
        out |= set(forms(low, gender))
    if low.endswith("ец"):
        out |= {low[:-2] + "ц" + e for e in ("а", "у", "ем", "ом", "е")}
    if low.endswith("ет") and len(low) > 4:
        out |= {low[:-2] + "т" + e for e in ("а", "у", "ом", "е")}
    if low.endswith(("ок", "ек")) and len(low) > 4:
        out |= {low[:-2] + "к" + e for e in ("а", "у", "ом", "е")}
    if _ADJECTIVE.search(low) and len(low) > 4:
        stem = low[:-2]
        out |= {
            stem + e
            for e in (
                "ый",
                "ий",
                "ой",
                "ого",
                "его",
                "ому",
                "ему",
                "ым",
                "им",
                "ом",
                "ем",
                "ая",
                "яя",
                "ую",
                "юю",
                "ой",
                "ей",
                "ое",
                "ее",
                "ые",
                "ие",
                "ых",
                "их",
                "ыми",
                "ими",
            )
        }
    if low[-1] in "ыиа" and len(low) > 4:
        out |= {low[:-1] + e for e in ("ов", "ев", "", "ам", "ям", "ами", "ями", "ах", "ях")}
    if low.endswith("ия"):
        out |= {low[:-1] + e for e in ("и", "ю", "ей")}
    if low[-1] == "о" and len(low) > 4:
        out |= {low[:-1] + e for e in ("а", "у", "ом", "е")}
    if low.endswith(("ие", "ье")):
        out |= {low[:-1] + e for e in ("я", "ю", "ем", "и")}
    return frozenset(out)


_STEM = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|ией|иям|ией|ов|ев|ой|ей|ою|ем|ом|ым|им|ую|юю|ая|яя|ый|ий|ые|ие|ых|их|ое|ее|ию|ия|ии|ам|ям|ах|ях|а|я|о|е|ы|и|у|ю|ь|й)$"
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending: equal for most forms of one name."""
    low = word.lower().replace("ё", "е").replace("’", "'")
    if len(low) < 4 or word.isupper() or not _CYRILLIC.search(low):
        return low
    cut = _STEM.sub("", low)
    return cut if len(cut) >= 3 else low[:-1] if len(low) > 4 else low
