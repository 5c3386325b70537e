"""Bodies with their country ("МИД Ирана", "японский МИД"), and those that a common noun names ("правительство Израиля")."""

from __future__ import annotations

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.naming import Name
from framing.actors.things import Thing, thing
from framing.actors.words import word_list


def extended(doc: Doc, gaz: Gazetteer, things: list[Thing], names: list[Name]) -> list[Thing]:
    """The things of a text, bodies among them with the country beside them, and the bodies that only common nouns name."""
    at = {t.i: t for t in sorted(things, key=lambda t: t.j)}
    inside = [False] * len(doc)
    for i, j in [(t.i, t.j) for t in things] + [(n.i, n.j) for n in names]:
        inside[i:j] = [True] * (j - i)
    longer = {id(t): x for t in things if t.type != "LOC" for x in [_with_country(doc, gaz, t, at, inside)] if x is not None}
    bodies = _by_nouns(doc, gaz, at, inside, {n.i: n.j for n in names})
    return [t for t in things if id(t) not in longer] + list(longer.values()) + bodies


def _with_country(doc: Doc, gaz: Gazetteer, t: Thing, at: dict[int, Thing], inside: list[bool]) -> Thing | None:
    """A body with the place after it or the country's adjective before it; None where it has neither."""
    if t.i > 0 and doc.tokens[t.i - 1].text in '«"„“(':
        return None
    place = at.get(t.j)
    i = t.i - 1 if _has_adjective(doc, gaz, t, inside) else t.i
    j = place.j if place is not None and _of_place(doc, t, place) else t.j
    longer = thing(doc, i, j, "ORG", gaz) if (i, j) != (t.i, t.j) else None
    if longer is None:
        return None
    longer.rule, longer.entity = t.rule, t.entity
    longer.body = longer.body or t.body
    if longer.known is None and t.known is not None and (t.weak or j == t.j):
        longer.known, longer.weak = t.known, True
    for k in range(i, j):
        inside[k] = True
    return longer


def _of_place(doc: Doc, t: Thing, place: Thing) -> bool:
    """Is the place right after a body its own ("МИД [Ирана]")?"""
    if place.type != "LOC" or doc.tokens[t.j - 1].text.isascii() or doc.sent[place.i] != doc.sent[t.i]:
        return False
    return doc.case[doc.top(place.i, place.j)] in ("Gen", "")


def _has_adjective(doc: Doc, gaz: Gazetteer, t: Thing, inside: list[bool]) -> bool:
    """Does a country's adjective belong to the body after it ("[японский] МИД")?"""
    k, first = t.i - 1, doc.tokens[t.i].text
    if k < doc.first[doc.sent[t.i]] or doc.pos[k] != "ADJ" or inside[k] or doc.lemma[k] not in gaz.adjectives:
        return False
    if first.isascii() or not (t.body or first.isupper() or first[:1].islower()):
        return False
    return doc.agree(k, doc.top(t.i, t.j))


def _by_nouns(doc: Doc, gaz: Gazetteer, at: dict[int, Thing], inside: list[bool], people: dict[int, int]) -> list[Thing]:
    """Bodies that a common noun names together with a place, a person or a country's adjective."""
    out: list[Thing] = []
    nouns = body_nouns()
    for k in [k for k, lemma in enumerate(doc.lemma) if lemma in nouns and doc.pos[k] == "NOUN" and doc.number[k] != "p"]:
        if inside[k]:
            continue
        stop = _body_end(doc, k, at, inside)
        if stop <= k + 1 and doc.lemma[k] in PERSONAL and k + 1 < len(doc):
            stop = _personal_end(doc, k, people)
        if stop <= k + 1:
            stop = _adjective_end(doc, k, gaz, inside)
        body = thing(doc, _adjectives(doc, k, inside), stop, "ORG", gaz) if stop > k else None
        if body is not None:
            body.rule, body.entity = "body", False
            out.append(body)
            for x in range(body.i, body.j):
                inside[x] = True
    return out


def _adjectives(doc: Doc, k: int, inside: list[bool]) -> int:
    """Where the agreeing adjectives before a noun begin."""
    start = k
    while (
        start - 1 >= doc.first[doc.sent[k]]
        and doc.pos[start - 1] == "ADJ"
        and not inside[start - 1]
        and doc.agree(start - 1, k)
        and doc.lemma[start - 1] not in _DATED
    ):
        start -= 1
    return start


def body_nouns() -> frozenset[str]:
    """Common nouns that name bodies of a state, a place or a person."""
    return seeds.words("body_nouns.txt")


_DATED = word_list("dated")


PERSONAL = word_list("personal bodies")
_NOT_BY_ADJECTIVE = word_list("bodies not by adjective")


def _personal_end(doc: Doc, k: int, people: dict[int, int]) -> int:
    """ "Пресс-служба Кадырова", "администрация президента Обамы"."""
    n = k + 1
    if n < len(doc) and n not in people and doc.pos[n] == "NOUN" and doc.case[n] == "Gen" and doc.animacy[n] == "a":
        n += 1
    return people[n] if n in people and doc.case[doc.top(n, people[n])] in ("Gen", "") and doc.sent[n] == doc.sent[k] else k


def _adjective_end(doc: Doc, k: int, gaz: Gazetteer, inside: list[bool]) -> int:
    """Where "американское министерство иностранных дел" ends; ``k`` where no country's adjective stands before it."""
    if doc.lemma[k] in _NOT_BY_ADJECTIVE:
        return k
    n = k - 1
    while n >= doc.first[doc.sent[k]] and doc.pos[n] == "ADJ" and doc.agree(n, k) and not inside[n]:
        if doc.lemma[n] in gaz.adjectives:
            stop = k + 1
            while (
                stop < len(doc)
                and doc.sent[stop] == doc.sent[k]
                and stop - k < 4
                and doc.case[stop] == "Gen"
                and doc.pos[stop] in ("NOUN", "ADJ")
                and not inside[stop]
            ):
                stop += 1
            while stop > k + 1 and doc.pos[stop - 1] == "ADJ":
                stop -= 1
            return stop
        n -= 1
    return k


def _body_end(doc: Doc, k: int, at: dict[int, Thing], inside: list[bool]) -> int:
    """Where "пресс-служба президента Украины" ends: genitives after the noun that lead to a name; ``k + 1`` where they do not."""
    end = doc.first[doc.sent[k] + 1]
    n = k + 1
    while n < end and n - k < 7:
        if n in at:
            t = at[n]
            if t.known is not None and t.known.type == "MEDIA":
                return k + 1
            genitive = doc.case[doc.top(t.i, t.j)] in ("Gen", "") or (t.type != "LOC" and doc.tokens[t.i].text.isupper())
            return (
                t.j
                if genitive and (t.type == "LOC" or n > k + 1 or t.known is not None or doc.tokens[t.i].text.isupper())
                else k + 1
            )
        if inside[n]:
            return k + 1
        genitive = doc.case[n] == "Gen" and doc.pos[n] in ("NOUN", "ADJ")
        dative = doc.case[n] == "Dat" and doc.pos[n] in ("NOUN", "ADJ") and any(doc.low[x] == "по" for x in range(k + 1, n))
        if not (genitive or dative or (doc.low[n] == "по" and n + 1 < end) or (doc.low[n] == "и" and k + 1 < n < end - 1)):
            return k + 1
        n += 1
    return k + 1
