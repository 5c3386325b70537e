"""Who fills a place beside a word, people or things: "уволить его" against "расторгнуть его", "его жена" against "его стоимость".

The table ``slots.tsv`` holds, for a governing word and a place beside it, the log of the odds that a noun there is a person,
counted in news and smoothed by word vectors (`tests/bench/count_slots.py`).
"""

from __future__ import annotations

from functools import cache, lru_cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.syntax import passive

PLACES = "soigx"
"""Who does it, whom it is done to, to whom, whose; x: any other argument, to which its preposition and case add."""


@cache
def _table() -> dict[str, str]:
    """Governing word -> ten times the log odds of its places, in the order of PLACES; preposition and case -> what they add."""
    return dict(line.split("\t") for line in seeds.lines("slots.tsv"))


@lru_cache(maxsize=1 << 13)
def _odds(word: str) -> tuple[float, ...]:
    """The log odds of a word's places, one number for a preposition and case, none of a word that the table lacks."""
    return tuple([int(x) / 10 for x in _table().get(word, "").split()])


def lean(doc: Doc, k: int, owner: bool) -> float | None:
    """The log odds that what token ``k`` stands for is a person, by its place; None where nothing is known."""
    word, place = slot_of(doc, k, owner)
    found = _odds(word)
    if len(found) < 2:
        return None
    if place in PLACES:
        return found[PLACES.index(place)]
    added = _odds(place)
    return found[-1] + added[0] if len(added) == 1 else None


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
