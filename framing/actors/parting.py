"""Names that the tagger cut in two, two people's that it took for one, and words that it took for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from framing.actors.declension import stem
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.morph import only_place
from framing.actors.naming import MARKS, UPPER, Name, candidates, fold
from framing.actors.nominative import agree
from framing.actors.people import family_first, first_form, fits, same, surely, take_apart
from framing.actors.things import Thing, thing


def join(doc: Doc, names: list[Name], things: list[Thing]) -> None:
    """One name that the tagger cut: "[Рубен «Робсон»] [Татулян]", "[Арсен] (Арсений) [Сергеевич Орлов]", "[Хвана] [Чжан Епа]"."""
    begins = {n.i: n for n in names}
    for n in sorted(names, key=lambda n: n.i):
        nick = _nickname_end(doc, n)
        other = begins.get(nick if nick > 0 else n.j)
        if n not in names or other is None or other is n or other not in names or doc.sent[n.i] != doc.sent[other.i]:
            continue
        asian = len(n.words) == 1 and len(other.words) == 2 and family_first(n.words + other.words, candidates(n.words[0], False))
        same_case = doc.case[n.i] == doc.case[other.i]
        father = len(n.words) == 1 and other.roles[0] == "patr" and same_case  # "[Прасковьи] [Дмитриевны Орловой]"
        if not (father or (asian if nick < 0 else len(other.words) == 1 and same_case and doc.tokens[n.j].text != "(")):
            continue
        whole = take_apart(doc, n.i, other.j)
        if whole is not None:
            names[:] = [m for m in names if not n.i <= m.i < other.j] + [whole]
            things[:] = [t for t in things if not n.i <= t.i < other.j]


def _nickname_end(doc: Doc, n: Name) -> int:
    """Where the word after a nickname in marks or brackets stands that follows a first name; -1 without one."""
    k = n.i + 1
    if k >= len(doc) or doc.tokens[k].text not in (*MARKS, "(") or not first_form(n.words[0]):
        return -1
    close = next((x for x in range(k + 2, min(k + 5, len(doc))) if doc.tokens[x].text in ("»", '"', "”", "“", ")")), -1)
    nick = close > 0 and UPPER.match(doc.tokens[k + 1].text) and n.j <= close + 1
    return close + 1 if nick and close + 1 < len(doc) else -1


def split(doc: Doc, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """Two names that the tagger took for one: "[Манделы Граса Машел]", "[Иссахар Израиль]", told by surnames of the text."""
    if len(names) > 1:
        _part_people(doc, names)
    lasts = _surnames(names)
    for n in list(names):
        if n.j - n.i == len(n.words) == 2 and _bears(n.words[0], lasts):
            cut = _person_and_country(doc, n.i, gaz)
            if cut is not None:
                names.remove(n)
                names.append(cut[0])
                things.append(cut[1])
    for t in list(things):
        if t.known is None and len(t.words) == t.j - t.i == 2 and _bears(t.words[0], lasts):
            cut = _person_and_country(doc, t.i, gaz)
            if cut is not None:
                things.remove(t)
                names.append(cut[0])
                things.append(cut[1])


def _part_people(doc: Doc, names: list[Name]) -> None:
    """Parts names that are two people's, one of whom the text names elsewhere."""
    bearers = Counter([nom for n in names for nom in {x for cands in n.cands for x, _ in cands}])
    borne: set[str] | None = None  # read when first asked for
    for n in list(names):
        if n.j - n.i != len(n.words) or not 2 <= len(n.words) <= 5:
            continue
        start = next((k for k in (0, -1) if any(bearers[x] > 1 for x, _ in n.cands[k])), None)
        if start is None or n.roles[-1] == "patr" or _told_again(n, names):
            continue
        borne = _borne(names) if borne is None else borne
        pair = _two_people(doc, n, names, 1 if start == 0 else 2, borne)
        if pair is not None:
            names.remove(n)
            names += pair
            borne = None


def _told_again(n: Name, names: list[Name]) -> bool:
    """Does the text have the same first name and surname together somewhere else?"""
    return any(len(m.words) > 1 and alike(m, n) and not _overlap(m, n) for m in names)


def _borne(names: Iterable[Name]) -> set[str]:
    """The nominatives that two different forms in the text can come from ("Путину", "Путин")."""
    forms = {(nom, fold(w)) for n in names for w, cands in zip(n.words, n.cands, strict=True) for nom, _ in cands}
    return {nom for nom, often in Counter([nom for nom, _ in forms]).items() if often > 1}


def _surnames(names: Iterable[Name]) -> set[str]:
    """The surnames, in the nominative, that people of the text bear beside a first name."""
    return {nom for n in names if n.full and len(n.words) == 2 for nom, _ in n.cands[n.role("last")]}


def _bears(word: str, lasts: set[str]) -> bool:
    """Is a word a form of one of these surnames, and of no first name?"""
    begins = fold(word[:2])  # no form differs there
    if not any(nom.startswith(begins) for nom in lasts):
        return False
    return any(x in lasts for x, _ in candidates(word, True)) and not first_form(word)


def _person_and_country(doc: Doc, i: int, gaz: Gazetteer) -> tuple[Name, Thing] | None:
    """A surname at token ``i`` with the name of a country after it."""
    alias = gaz.find([doc.tokens[i + 1].text])
    name, place = take_apart(doc, i, i + 1), thing(doc, i + 1, i + 2, "LOC", gaz)
    if alias is None or not alias.known.country or name is None or place is None:
        return None
    return name, place


def _two_people(doc: Doc, n: Name, names: list[Name], start: int, borne: set[str]) -> list[Name] | None:
    """The two people of a name: "После смерти [Моррисона] [Манзарек] ...", "[Рафаэль Корреа] [Эдвард Сноуден]".

    The text knows the first, of ``start`` words or more, by that name; the second by its own, or a first name begins it, or their
    cases differ. ``borne``: nominatives that two forms in the text can come from.
    """
    others = [m for m in names if not _overlap(m, n) and (m.full or len(m.words[0]) > 3)]
    for k in range(start, len(n.words)):
        one, rest = take_apart(doc, n.i, n.i + k), take_apart(doc, n.i + k, n.j)
        if one is None or rest is None:
            continue
        fitting = [fits(m, one) for m in others]
        agreeing = agree(one, rest, [m for m, fit in zip(others, fitting, strict=True) if fit >= 1.8], borne)
        left = max((fit for m, fit in zip(others, fitting, strict=True) if m.full or not agreeing), default=0.0)
        hopeless = agreeing and left < 1.8
        right = max((fits(m, rest) for m in others if m.full or not agreeing), default=0.0) if not hopeless else 0.0
        if _tells(n, k, left, right, agreeing) or (k > 1 and _another(n, rest, others)):
            return [one, rest]
    return None


def alike(a: Name, b: Name) -> bool:
    """Have two full names the same first name and surname, whatever the gender?"""
    for role in ("last", "first"):
        k, m = a.role(role), b.role(role)
        if k < 0 or m < 0 or not same(a.cands[k], b.cands[m]):
            return False
    return True


def _another(n: Name, rest: Name, others: list[Name]) -> bool:
    """Is the last word of a name somebody else's first name, of the other gender ("Нурсултана Назарбаева [Даригу]")?"""
    if len(rest.words) > 1 or not surely(n):
        return False
    word = candidates(rest.words[0], False)
    told = {surely(m) for m in others if m.full and m.role("first") >= 0 and same(m.cands[m.role("first")], word)}
    return bool(told) and not told & {"", surely(n)}


def _tells(n: Name, k: int, left: float, right: float, agreeing: bool) -> bool:
    """Are the first ``k`` words of a name somebody else's than the rest, by how well both fit other names of the text?"""
    single, given = len(n.words) - k == 1, first_form(n.words[k])
    if k > 1:
        return left >= 3.0 and (given and not agreeing if single else right >= 3.0)
    if first_form(n.words[0]):
        return (not agreeing and (right > 0 or given)) or min(left, right) >= 1.8
    return left >= 1.8 and (right > 2 or (given and not single) or (right >= 1.8 and not agreeing))


def _overlap(a: Name, b: Name) -> bool:
    return a.i < b.j and b.i < a.j


def no_people(doc: Doc, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """A word that the tagger took for somebody is the place or the body of that name, where the text has it as often or with its
    kind ("город Кётанго") and nobody bears it in full or with a title."""
    alone: dict[str, list[Name]] = {}
    for n in names:
        if len(n.words) == n.j - n.i == 1 and len(n.words[0]) > 3:
            alone.setdefault(stem(n.words[0]), []).append(n)
    for key, people in alone.items():
        same_word = [t for t in things if len(t.core) == 1 >= len(t.words) - (t.type == "LOC") and key in t.keys[t.core[0]]]
        if not same_word or any(n.full and key in map(stem, n.words) for n in names):
            continue
        if any(n.i and doc.animacy[n.i - 1] == "a" and doc.pos[n.i - 1] == "NOUN" for n in people):
            continue
        kinds = [t for t in same_word if len(t.words) > 1 or t.known is not None or only_place(t.words[0])]
        if not kinds and len(same_word) < len(people):
            continue
        type_ = (kinds or same_word)[0].type
        found = [t for n in people for t in [thing(doc, n.i, n.j, type_, gaz)] if t is not None]
        names[:] = [n for n in names if n not in people]
        things += found
