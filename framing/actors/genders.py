"""The gender of a person from the whole text: verbs, adjectives, participles and nouns that agree with any of the mentions."""

from __future__ import annotations

from collections.abc import Iterable

from framing.actors.declension import form_gender
from framing.actors.doc import Doc
from framing.actors.state import Ref, Spot

FIRM = 4.5
"""A gender with signs worth this much more than those of the other is not asked about again."""


def settle_genders(doc: Doc, refs: Iterable[Ref], spots: Iterable[Spot]) -> None:
    """Decides the gender of people whose names leave it open, by what agrees with them anywhere in the text."""
    open_ = {id(r): r for r in refs if r.type == "PER" and r.firm < FIRM}
    found: dict[int, list[tuple[str, str, float]]] = {}
    for s in spots:
        if id(s.ref) in open_ and s.kind.startswith("name"):
            found.setdefault(id(s.ref), []).extend(signs(doc, s))
    for key, rows in found.items():
        ref = open_[key]
        worth = {"m": 0.0, "f": 0.0}
        worth[ref.gender or "m"] += ref.firm
        for kind in {(kind, gender) for kind, gender, _ in rows}:
            weights = sorted((w for k, g, w in rows if (k, g) == kind), reverse=True)
            worth[kind[1]] += weights[0] + 0.5 * sum(weights[1:3])
        lead = worth["f"] - worth["m"]
        if lead:
            ref.gender, ref.firm = ("f" if lead > 0 else "m"), abs(lead)


def signs(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """What agrees with one mention: (what it is, gender, weight)."""
    return [*_before(doc, s), *_noun(doc, s), *_verb(doc, s), *_participle(doc, s), *_pronoun(doc, s)]


def _before(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """ "61-летняя Мартин": an adjective right before the name."""
    k = s.name[0] - 1
    if k < s.i or doc.pos[k] not in ("ADJ", "VERB") or doc.number[k] == "p":
        return []
    gender = form_gender(doc.low[k]) or doc.gender[k]  # the tagger follows the name
    return [("adjective", gender, 3.0)] if gender in ("m", "f") else []


def _noun(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """ "Горничная Имя": an animate noun right before the name; men's nouns of offices say little."""
    k = s.name[0] - 1
    if s.name[1] - s.name[0] < 2 and " " in s.ref.name:  # "госпожа Фамилия" may be his wife
        return []
    nouns = [x for x in range(s.i, s.name[0]) if doc.pos[x] == "NOUN" and doc.animacy[x] == "a" and doc.number[x] == "s"]
    if not nouns or k not in nouns or doc.case[nouns[0]] != doc.case[k]:
        return []
    return [("noun", doc.gender[k], 3.0 if doc.gender[k] == "f" else 0.5)] if doc.gender[k] in ("m", "f") else []


def _verb(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """ "Министр Имя Фамилия провела": the verb of the phrase, where the phrase is in the nominative."""
    top = doc.top(s.i, s.j)
    if doc.rel[top] not in ("nsubj", "nsubj:pass") or doc.case[top] not in ("Nom", ""):
        return []
    h = doc.head[top]
    if h < 0 or doc.number[h] != "s" or doc.gender[h] not in ("m", "f") or doc.pos[h] not in ("VERB", "ADJ", "AUX"):
        return []
    if s.name[0] <= top < s.name[1]:
        return []
    if doc.gender[top] == "f" and doc.gender[h] == "f":
        return []
    return [("verb", doc.gender[h], 3.0)]


def verb_gender(doc: Doc, k: int) -> str:
    """ "Судья отправила", "директор решил": the gender of the subject by the predicate in the past; "" where unknown."""
    h = doc.head[k]
    if h < 0 or doc.rel[k] not in ("nsubj", "nsubj:pass") or doc.case[k] not in ("Nom", "") or doc.number[h] != "s":
        return ""
    return doc.gender[h] if doc.gender[h] in ("m", "f") and doc.pos[h] in ("VERB", "ADJ", "AUX") and not doc.case[h] else ""


def _participle(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """ "Имя, утверждающая ...": the participle after the comma."""
    k = s.j + 1
    if k >= len(doc) or doc.tokens[s.j].text != "," or doc.sent[k] != doc.sent[s.k] or doc.pos[k] != "VERB":
        return []
    gender = form_gender(doc.low[k]) or doc.gender[k]
    if doc.number[k] == "p" or gender not in ("m", "f") or not doc.case[k]:
        return []
    same = doc.case[k] in {doc.case[x] for x in range(s.i, s.j)} or doc.head[k] in range(s.i, s.j)
    return [("participle", gender, 2.5)] if same else []


def _pronoun(doc: Doc, s: Spot) -> list[tuple[str, str, float]]:
    """ "Имя (она же ...)"."""
    k = s.j + 1
    if k + 1 < len(doc) and doc.tokens[s.j].text in "(,—–-" and doc.low[k] in ("он", "она") and doc.low[k + 1] == "же":
        return [("pronoun", "f" if doc.low[k] == "она" else "m", 4.0)]
    return []
