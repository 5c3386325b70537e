"""Who fills a place beside a word, people or things: "уволить его" against "расторгнуть его", "его жена" against "его стоимость".

The table ``slots.tsv`` holds, for a governing word and a place beside it, the log of the odds that a noun there is a person,
counted in news and smoothed by word vectors (`tests/bench/count_slots.py`).
"""

from __future__ import annotations

from functools import cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.syntax import passive

PLACES = "soigx"
"""Who does it, whom it is done to, to whom, whose; x: any other argument, to which its preposition and case add."""


@cache
def _table() -> tuple[dict[str, tuple[float, ...]], dict[str, float]]:
    """Governing word -> the log odds of its places, in the order of PLACES; preposition and case -> what they add."""
    words: dict[str, tuple[float, ...]] = {}
    prepositions: dict[str, float] = {}
    for row in seeds.table("slots.tsv"):
        values = [int(x) / 10 for x in row["odds"].split()]
        if len(values) == 1:
            prepositions[row["word"]] = values[0]
        else:
            words[row["word"]] = tuple(values)
    return words, prepositions


def lean(doc: Doc, k: int, owner: bool) -> float | None:
    """The log odds that what token ``k`` stands for is a person, by its place; None where nothing is known."""
    word, place = slot_of(doc, k, owner)
    words, prepositions = _table()
    found = words.get(word)
    if found is None or (place not in PLACES and place not in prepositions):
        return None
    return found[PLACES.index(place)] if place in PLACES else found[-1] + prepositions[place]


def slot_of(doc: Doc, k: int, owner: bool) -> tuple[str, str]:
    """The governing word of token ``k`` and its place: one of PLACES, else preposition and case ("в L")."""
    h = doc.head[k]
    if h < 0:
        return "", ""
    rel, word = doc.rel[k], doc.lemma[h]
    if owner:
        return word, "g"
    if rel == "nsubj":
        return word, "o" if passive(doc, h) else "s"
    if rel in ("nsubj:pass", "obj"):
        return word, "o"
    if rel in ("iobj", "obl:agent"):
        return word, "i" if rel == "iobj" else "s"
    return (word, _oblique(doc, k)) if rel.startswith("obl") else ("", "")


def _oblique(doc: Doc, k: int) -> str:
    """The place of an argument in the instrumental or dative, or after a preposition."""
    before = next((doc.low[x] for x in doc.kids[k] if doc.rel[x] == "case"), "")
    if not before and doc.case[k] == "Dat":
        return "i"
    if not before and doc.case[k] == "Ins" and passive(doc, doc.head[k]):
        return "s"
    return f"{_BARE.get(before, before)} {doc.case[k][:1]}".strip()


_BARE = {"во": "в", "со": "с", "ко": "к", "об": "о", "обо": "о", "ото": "от"}
