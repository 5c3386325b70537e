"""The nominative of a person's name: the gender, first name and surname that explain all its forms in the text best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from framing.actors.agreement import evidence
from framing.actors.declension import CASES, recase
from framing.actors.doc import Doc
from framing.actors.morph import first_names, known, last_names, name_gender
from framing.actors.naming import CYRILLIC, Candidates, Name, candidates, fold

MISS = 2.5
"""What a form costs that a nominative cannot have in a case."""
UNBENT = 0.3
"""What a nominative costs that never changes, where the ending would let it."""
TOP = 7
"""How many nominatives of a word are weighed against each other, the likeliest first."""
FEW = 2.0
"""Signs of case are the mean over the mentions, times their number up to this."""
VOTE = 0.4
"""What a vote for a gender is worth beside the forms."""
MEN = {"m": 0.2, "f": 0.0}
"""News name more men than women."""
_ALL = (1 << len(CASES)) - 1
_RUSSIAN = re.compile(r"[А-Яа-яЁё'’.IVX-]+$")
_PATRONYMIC_CASES = ((re.compile(r"(?:вич|ич)(а|у|ем|е)?$"), "m"), (re.compile(r"(?:вн|чн)(а|у|ой|ою|ы|е)$"), "f"))


class Reading(NamedTuple):
    """One gender of a person with the first name and the surname (``""`` where there is none) that fit it best."""

    gender: str
    score: float
    first: str
    last: str

    def with_vote(self, vote: float) -> Reading:
        """The same, with what speaks for its gender besides the forms."""
        return Reading(self.gender, self.score + vote, self.first, self.last)


Form = tuple[str, bool]
"""A word of a name, folded ("": the name has none), and whether it may stay as it is, whatever its ending."""


class _Mention(NamedTuple):
    """What decides of a mention: its first name and surname, and the signs of each case."""

    first: Form
    last: Form
    signs: tuple[float, ...]


@lru_cache(maxsize=256)
def _mask(cases: tuple[str, ...]) -> int:
    """A set of cases as a number."""
    return sum(1 << n for n, c in enumerate(CASES) if c in cases)


@lru_cache(maxsize=4096)
def _best(signs: tuple[float, ...]) -> list[float]:
    """The strongest sign among the cases of each of the 64 sets."""
    out = [-9.0] * (_ALL + 1)
    for mask in range(1, _ALL + 1):
        low = mask & -mask
        out[mask] = max(out[mask ^ low], signs[low.bit_length() - 1])
    return out


def _mention(doc: Doc, name: Name, last: int) -> _Mention:
    signs = evidence(doc, name.i, name.j)
    k = name.role("patr")
    if k >= 0:
        allowed = {c for cases in name.cands[k].values() if len(cases) < 6 for c in cases}
        signs = {c: s - (c not in allowed) for c, s in signs.items()}
    first = _first_of(name)
    return _Mention(_form(name, first if last != first else -1), _form(name, last), tuple([signs[c] for c in CASES]))


def _first_of(name: Name) -> int:
    """Where the first name stands; -1 without one."""
    return len(name.words) - 1 if name.asian else name.role("first")


def _form(name: Name, k: int) -> Form:
    return (fold(name.words[k]), k < len(name.words) - 1 and name.asian) if k >= 0 else ("", False)


@lru_cache(maxsize=1 << 14)
def _options(form: Form, surname: bool, gender: str) -> dict[str, int]:
    """Nominatives of that gender that a word can be a form of, each with its cases."""
    word, kept = form
    found = {nom: _mask(cases) for (nom, g), cases in candidates(word, surname).items() if g == gender} if word else {}
    return {**found, word: _ALL} if kept else found


def readings(doc: Doc, names: Sequence[Name], votes: Mapping[str, float] | None = None) -> list[Reading]:
    """The best reading of each gender, the likelier one first; ``votes`` are signs of gender from outside the forms."""
    mentions = [(n, _last_of(n, names)) for n in names]
    if len(names) > 1:
        mentions = [(n, last) for n, last in mentions if _russian(n, last)] or mentions
    found = tuple([_mention(doc, n, last) for n, last in mentions])
    man, woman = [_reading(found, gender).with_vote(_worth(names, gender, votes or {})) for gender in "mf"]
    return [man, woman] if round(man.score, 9) >= round(woman.score, 9) else [woman, man]


def _russian(name: Name, last: int) -> bool:
    """Is the first name or the surname of a name, which stands there, in Russian letters?"""
    return any([k >= 0 and CYRILLIC.search(name.words[k]) for k in (_first_of(name), last)])


def _worth(names: Sequence[Name], gender: str, votes: Mapping[str, float]) -> float:
    """What patronymics and the words around the names say for a gender."""
    patr = next((fold(n.words[n.role("patr")]) for n in names if "patr" in n.roles), "")
    told = "" if not patr else "m" if _HIS.search(patr) else "f"
    return MEN[gender] + VOTE * min(8.0, votes.get(gender, 0.0)) + 3.0 * (told == gender)


_HIS = re.compile(r"ич(?:а|у|ем|е)?$")


def _last_of(name: Name, names: Sequence[Name]) -> int:
    """Where the surname of a name stands; a single word that others have for a surname is one here too."""
    k = name.role("last")
    if k >= 0 or len(name.words) > 1 or name.role("first") < 0:
        return k
    own = candidates(name.words[0], True)
    known = [n.cands[n.role("last")] for n in names if n.role("last") >= 0]
    firsts = [n.cands[n.role("first")] for n in names if n.full and n.role("first") >= 0]
    plain = candidates(name.words[0], False)
    if any(key in c for c in known for key in own) and not any(key in c for c in firsts for key in plain):
        return 0
    return -1


@lru_cache(maxsize=1 << 13)
def _reading(mentions: tuple[_Mention, ...], gender: str) -> Reading:
    """The nominatives that explain these mentions best, if the person is of that gender."""
    scale = min(float(len(mentions)), FEW) / len(mentions)
    firsts = _likeliest(tuple([m.first for m in mentions]), False, gender)
    lasts = _likeliest(tuple([m.last for m in mentions]), True, gender)
    tables = [_best(m.signs) for m in mentions]
    top, names = -99.0, ("", "")
    most = scale * sum([t[_ALL] for t in tables]) + 1e-6  # no forms are worth more
    for first, worth, of_first in firsts:
        for last, worth2, of_last in lasts:
            score = worth + worth2
            if score + most < top:
                continue
            for t, a, b in zip(tables, of_first, of_last, strict=True):
                score += scale * max(t[a & b], t[a | b] - MISS, t[_ALL] - 2 * MISS)
            if score > top:
                top, names = score, (first, last)
    return Reading(gender, top, *names)


@lru_cache(maxsize=1 << 13)
def _likeliest(forms: tuple[Form, ...], surname: bool, gender: str) -> list[tuple[str, float, tuple[int, ...]]]:
    """The likeliest nominatives of a word, by its form in each mention: (nominative, how likely it is a name, the cases of each
    mention it allows); of those that allow the same the first."""
    there = [form for form in dict.fromkeys(forms) if form[0]]
    if not there:
        return [("", 0.0, (_ALL,) * len(forms))]
    out = _of_one(there[0], surname, gender) if len(forms) == 1 else _of_several(forms, there, surname, gender)
    out.sort()
    first: dict[tuple[int, ...], tuple[str, float, tuple[int, ...]]] = {}
    for _, nom, worth, cases in out[:TOP]:
        first.setdefault(cases, (nom, worth, cases))
    return list(first.values())


_Ranked = list[tuple[float, str, float, tuple[int, ...]]]
"""Nominatives: what they cost, all in all; themselves; how likely they are as names; the cases of each mention."""


def _of_one(form: Form, surname: bool, gender: str) -> _Ranked:
    """The nominatives of a word that the text has in one form, as ``_of_several`` would have them."""
    out: _Ranked = []
    for nom, cases in _options(form, surname, gender).items():
        worth = prior(nom, gender, surname) - _strange(nom, form[0], gender, surname)
        if cases in _UNCHANGED and nom[-1:] not in "еио":
            worth -= UNBENT
        out.append((-worth - 3.0 * (cases != 0), nom, worth, (cases,)))
    return out


def _of_several(forms: tuple[Form, ...], there: list[Form], surname: bool, gender: str) -> _Ranked:
    """The nominatives of a word by its form in each mention; ``there``: the different ones."""
    rows = [_options(form, surname, gender) for form in there]
    words = [word for word, _ in there]
    at = [there.index(form) if form[0] else -1 for form in forms]
    out: _Ranked = []
    for nom in set().union(*rows):
        allowed = [row.get(nom, 0) for row in rows]
        worth = prior(nom, gender, surname)
        if nom not in words or not any([mask and word == nom for word, mask in zip(words, allowed, strict=True)]):
            worth -= max([_strange(nom, word, gender, surname) for word in words])
        if nom[-1:] not in "еио" and _UNCHANGED.issuperset(allowed):
            worth -= UNBENT
        allowed.append(_ALL)  # of mentions without such a word
        cases = tuple([allowed[n] for n in at])
        out.append((-worth - 3.0 * (len(forms) - cases.count(0)) / len(forms), nom, worth, cases))
    return out


_UNCHANGED = frozenset([0, _ALL])


@lru_cache(maxsize=1 << 14)
def _strange(nom: str, form: str, gender: str, surname: bool) -> float:
    """What a nominative costs that neither the text nor the dictionary has: "Хадя" made of "Хади", "Педра" made of "Педру"."""
    if nom == form or any(_KIND[surname] in p.marks for p in known(nom)):
        return 0.0
    odd = _SOFT.search(nom) or (_HARD_I.search(form) and nom[-1:] != "и")
    return 0.8 if odd or (gender == "m" and not surname and form[-1:] == "у" and _HARD_A.search(nom)) else 0.0


_SOFT = re.compile("[бвгджзклмнпрстфхцчшщ]я$")
_HARD_A = re.compile("[^л]а$|[^л]ла$")
_HARD_I = re.compile("[бвгджзклмнпрстфхцчшщ]и$")
_KIND = {True: "Surn", False: "Name"}


_WOMANS = ("ова", "ева", "ина", "ына", "ая")
_FULL = ("ой", "ый", "ий")
_OF_WOMEN = re.compile("(?:ов|ев|ин)ая$")
"""Seldom a surname where no adjective is so: "Идрисовой" is of "Идрисова"."""
_SHAPES: tuple[tuple[str, str, str, str, float], ...] = (
    # words or surnames, gender, the last letters and the end of the nominative, how much likelier a name it is
    ("any", "mf", "моухю", r"..(?:ым|им|ом|ем|ого|ому|его|ему|ых|ою|ею)$", -1.0),
    ("any", "mf", "й", r"(?:[гкх]ый|ской)$", -1.0),
    ("last", "mf", "йя", r"(?<!ск|цк)(?<![нтврл])(?:ый|ой|ая)$", -0.7),
    ("last", "mf", "й", r"(?:ов|ев|ин)(?:ый|ой)$", -1.8),
    ("any", "mf", "йь", r"(?:[аеоуыэюя][иы]й|[^аеиоуыэюяй]й|[аеиоуыэюя]ь|йь|ьй|ь[аеоу]?ь)$", -3.0),
    ("last", "m", "а", r"(?:[оеё]в|ин)а$", -1.0),
    ("last", "m", "й", r"[бвдлмнпрст]ий$", -0.6),
    ("last", "f", "я", r"[^н]яя$", -3.0),
    ("any", "mf", "и", r"[аеиоуьыэюя]и$", -0.4),
    ("any", "mf", "а", r"аа$", -1.5),
    ("last", "f", "н", r"[бвгджзклмнпрстфхцчшщ]ин$", -0.8),
    ("last", "f", "вй", r"[бвгджзклмнпрстфхцчшщ][ое]в$|[сц]к[ио]й$|[внртл]ый$", -2.0),
)
TINY = 0.4
"""What a nominative of one or two letters costs."""
_RARE_ENDS = (("у", 0.35), ("ю", 0.35), ("ы", 0.35), ("ии", 0.35), ("е", 0.2))
_ENDS = {
    (gender, surname, letter): [
        (re.compile(end), worth)
        for of, genders, letters, end, worth in _SHAPES
        if gender in genders and letter in letters and (of == "any" or surname)
    ]
    for gender, surname, letter in product("mf", (False, True), {letter for row in _SHAPES for letter in row[2]})
}


@lru_cache(maxsize=1 << 15)
def prior(nom: str, gender: str, surname: bool) -> float:
    """How likely a nominative is as a name, whatever the text says; that of a double name is its parts' mean."""
    listed = last_names() if surname else first_names()
    if "-" in nom and nom not in listed:
        parts = [x for x in nom.split("-") if x and x not in ("младший", "старший")]
        if len(parts) > 1:
            return sum(prior(x, gender, surname) for x in parts) / len(parts)
    value = _of_surnames(nom, gender, listed) if surname else _of_first_names(nom, gender)
    if surname and nom.endswith("ий") and nom in first_names():  # "Марк Антоний"
        value += 0.6
    if nom in listed:
        value += 0.9
    elif not any(p.normal == nom for p in known(nom)):
        value -= next((worth for end, worth in _RARE_ENDS if nom.endswith(end)), 0.0) * (
            3 if nom[-1:] == "ы" and not surname else 1
        )
    return value + _shape(nom, gender, surname)


def _shape(nom: str, gender: str, surname: bool) -> float:
    """How likely a nominative is as a name by its last letters."""
    tail = nom[-6:]
    worth = sum([worth for end, worth in _ENDS.get((gender, surname, tail[-1:]), ()) if end.search(tail)])
    return worth - TINY if len(tail) < 3 else worth


def _of_first_names(nom: str, gender: str) -> float:
    told = name_gender(nom)
    if not told:
        return -0.5 * (gender == "f" and nom[-1:] in "бвгджзйклмнпрстфхцчшщ")
    return 0.8 if told == gender else -0.8


def _of_surnames(nom: str, gender: str, listed: frozenset[str]) -> float:
    """What the list of surnames and the dictionary say of one that may be a woman's form of it."""
    value = 0.0
    found = known(nom)
    if gender == "f" and (
        (nom[-1:] == "а" and nom[:-1] in listed) or (nom[-2:] == "ая" and any(nom[:-2] + x in listed for x in _FULL))
    ):
        value += 0.9
    surnames = [p for p in found if "Surn" in p.marks]
    if surnames:
        womans = gender == "f" and nom.endswith(_WOMANS) and any({"femn", "nomn"} <= p.marks for p in surnames)
        if womans or any(p.normal.replace("ё", "е") == nom for p in surnames):
            value += 0.9
    if gender == "f" and nom.endswith("ая"):
        value += 0.6 if any("ADJF" in p.marks for p in found) else -1.5 * bool(_OF_WOMEN.search(nom) and nom not in listed)
    return value


# --- the name to show -----------------------------------------------------------------------------------------------------
def fullest(names: Sequence[Name], reading: Reading) -> Name:
    """The name that says most, one outside brackets, in Russian letters, spelt as most are before others."""
    own = [n for n in names if n.like is None]
    among = own if any(n.full for n in own) or (own and not any(n.full for n in names)) else names
    alike = {(*n.words, *n.roles): n for n in sorted(among, key=lambda n: -n.i)}
    return max(
        alike.values(),
        key=lambda n: (
            len(n.words) > 1 - ("last" in n.roles) and all(_RUSSIAN.match(w) for w in n.words),
            sum(3 if r in ("first", "last") else 2 if r in ("patr", "middle") else 1 if r == "initial" else 0 for r in n.roles),
            bool(CYRILLIC.search(n.words[-1])),
            "-младш" in fold(n.words[-1]),
            sum(
                (nom, reading.gender) in n.cands[k]
                for r, nom in (("first", reading.first), ("last", reading.last))
                for k in [n.role(r)]
                if k >= 0
            ),
            -n.i,
        ),
    )


def full_name(doc: Doc, names: Sequence[Name], reading: Reading) -> str:
    """The fullest name of a person in the nominative, with the capitals and the ё of the text."""
    full = fullest(names, reading) if len(names) > 1 else names[0]
    case = ""
    out: list[str] = []
    for k, (w, r) in enumerate(zip(full.words, full.roles, strict=True)):
        if r == "initial":
            out.append(w if w.endswith(".") else w + ".")
        elif r in ("particle", "?"):
            out.append(w)
        elif r == "nick":
            case = case or _case(doc, full, reading)
            out.append("«" + recase(_by_case(w, full.cands[k], reading.gender, case, True, False), w) + "»")
        elif r == "patr":
            out.append(recase(patronymic(fold(w)), w))
        else:
            given = k == len(full.words) - 1 if full.asian else r == "first"
            nom = reading.last if r == "last" else reading.first if given else ""
            if not any(n == nom for n, _ in full.cands[k]) and not (full.asian and nom == fold(w)):
                case = case or _case(doc, full, reading)
                nom = _by_case(w, full.cands[k], reading.gender, case, r == "last", full.asian and k < len(full.words) - 1)
            out.append(_written(nom, w, [n.words[n.role(r)] for n in names if r != "middle" and n.role(r) >= 0]))
    if full.roles == ["last", "first", "patr"]:  # as official papers have it
        out = [*out[1:], out[0]]
    return " ".join(out)


def _case(doc: Doc, name: Name, reading: Reading) -> str:
    """The case that a name stands in, by the nominatives that were decided on."""
    signs = evidence(doc, name.i, name.j)
    for role, nom in (("first", reading.first), ("last", reading.last)):
        k = name.role(role)
        own = name.cands[k].get((nom, reading.gender), ()) if k >= 0 else ()
        if own:
            signs = {c: s - (0.0 if c in own else MISS) for c, s in signs.items()}
    return max(CASES, key=lambda c: signs[c])


def _by_case(word: str, cands: Candidates, gender: str, case: str, surname: bool, kept: bool) -> str:
    """The likeliest nominative of a further word of the name, which stands in that case; ``kept``: it may stay as it is."""
    low = fold(word)
    found = [
        (
            prior(n, g, surname)
            - (g != gender)
            - MISS * (case not in cases)
            - UNBENT * (len(cases) == 6)
            - _strange(n, low, g, surname),
            n,
        )
        for (n, g), cases in cands.items()
    ]
    if kept:
        found.append((prior(low, gender, surname), low))
    return max(found, key=lambda x: (x[0], x[1] == low, x[1]))[1] if found else low


def _written(nom: str, word: str, others: Sequence[str]) -> str:
    """A nominative with the capitals and the ё of the forms that the text has."""
    if not CYRILLIC.search(word):
        return word
    forms = [w for w in others if CYRILLIC.search(w) and w.count("-") == word.count("-")] or [word]
    shapes = {w: _SMALL.sub("", w) for w in dict.fromkeys(forms)}
    often = Counter([shapes[w] for w in forms]) if len(shapes) > 1 else {}
    model = max(shapes, key=lambda w: (not w.isupper(), often[shapes[w]], sum(map(str.isupper, w[1:])))) if often else forms[0]
    for form in forms:
        low = form.lower()
        if "ё" in low and fold(form)[: len(nom) - 1] == nom[: len(nom) - 1]:
            nom = "".join("ё" if a == "ё" and b == "е" else b for a, b in zip(low.ljust(len(nom)), nom, strict=False))
            break
    return recase(nom, model)


_SMALL = re.compile("[а-яё]+")


def patronymic(low: str) -> str:
    """The nominative of a patronymic."""
    for pattern, g in _PATRONYMIC_CASES:
        found = pattern.search(low)
        if found and found.group(1):
            return low[: found.start(1)] + ("" if g == "m" else "а")
    return low


def agree(one: Name, rest: Name, known: Sequence[Name] = (), borne: Collection[str] = ()) -> bool:
    """Can the last word of a name and the first of what follows be one person's in one case?

    ``known``: names like the first; ``borne``: nominatives that other names of the text have.
    """
    left = _likely(one.words[-1], known)
    right = [(g, frozenset(c)) for (_, g), c in _bent(rest.words[0], borne)]
    return any(cases & more for g, cases in left for h, more in right if g == h)


def _bent(word: str, borne: Collection[str]) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    """The nominatives of a word, as a surname and as a first name: those that the lists, the dictionary or the text have, where
    one of them declines ("Путину" is of "Путин", not of a woman Путина or a name that never changes)."""
    found = [(key, cases, surname) for surname in (False, True) for key, cases in candidates(word, surname).items()]
    names = {n for (n, _), _, surname in found if n in borne or _listed(n, surname)}
    declines = any(n in names and len(cases) < 6 for (n, _), cases, _ in found)
    return [(key, cases) for key, cases, _ in found if not declines or key[0] in names]


def _listed(nom: str, surname: bool) -> bool:
    """Have the lists or the dictionary a nominative as a surname, or as a first name?"""
    lists = last_names() if surname else first_names()
    return nom in lists or any(_KIND[surname] in p.marks and p.normal.replace("ё", "е") == nom for p in known(nom))


def _likely(word: str, known: Sequence[Name]) -> list[tuple[str, frozenset[str]]]:
    """Gender and cases of a word's nominatives: of listed first names, else those that all names like it share, else a man's."""
    last = dict(candidates(word, True))
    shared = {key for key in last if all(key in n.cands[n.role("last")] for n in known if n.role("last") >= 0)}
    first = {key: cases for key, cases in candidates(word, False).items() if key[0] in first_names()}
    found = first or {key: cases for key, cases in last.items() if key in shared} or last
    bare = word[-1:] not in "аеёиоуыэюя" and not first
    return [(g, frozenset(cases)) for (_, g), cases in found.items() if not (bare and g == "f" and len(cases) == 6)]


def fixed(word: str) -> bool:
    """Can a word of a name stand in every case as it is, and be no form of a nominative that the lists have ("Руби")?"""
    found = [(surname, nom, cases) for surname in (False, True) for (nom, _), cases in candidates(word, surname).items()]
    listed = any(len(cases) < 6 and nom in (last_names() if surname else first_names()) for surname, nom, cases in found)
    return not listed and word[-1:] in "еиоуюы" and any(len(cases) == 6 for _, _, cases in found)


def name_cases(words: Sequence[str], name: str, gender: str) -> frozenset[str]:
    """The cases in which these words can be forms of a person's name; none where they are no forms of its words."""
    nominatives = {fold(w) for w in name.split()}
    out = frozenset(CASES)
    for word in words:
        found = {
            c
            for surname in (False, True)
            for (nom, g), cases in candidates(word, surname).items()
            if nom in nominatives and g == gender
            for c in cases
        }
        out &= frozenset(found) if found else out
    return out if out != frozenset(CASES) else frozenset()


def only_upright(words: Sequence[str], name: str, gender: str) -> bool:
    """Whether a full name can be nothing but the nominative, whatever the tagger says ("Карл-Ян Дорн")."""
    return len(words) > 1 and name_cases(words, name, gender) == {"Nom"}
