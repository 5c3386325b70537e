"""Acting holders of an office: "врио губернатора", "и.о. мэра", "временно исполняющий обязанности главы" are one title."""

from __future__ import annotations

from framing.actors.doc import Doc
from framing.actors.titles import Phrase

_SHORT = ("врио", "и.о", "и.о.")


def acting(doc: Doc, phrases: list[Phrase]) -> list[Phrase]:
    """The phrases of a text, those of offices with the words before them that say that somebody only acts in the office."""
    taken: set[int] = set()
    mended: set[int] = set()
    for p in phrases:
        if p.kind != "office" or p.plural:
            continue
        start, head = _before(doc, p.i)
        if start < 0:
            continue
        taken |= set(range(start, p.head))
        mended.add(id(p))
        p.i, p.head, p.slot = start, head, start > 0 and doc.low[start - 1] == "качестве"
        doc.animacy[head], doc.number[head] = "a", "s"
        doc.case[head] = doc.case[head] or "Nom"
    return sorted((p for p in phrases if id(p) in mended or p.head not in taken), key=lambda p: p.head)


def _before(doc: Doc, k: int) -> tuple[int, int]:
    """Where the words begin that make an office an acting one, and the word that tells its case; (-1, -1) where none are."""
    first = doc.first[doc.sent[k]]
    low = doc.low
    if k - 1 >= first and low[k - 1] in _SHORT:
        return k - 1, k - 1
    if k - 4 >= first and low[k - 4 : k] == ["и", ".", "о", "."]:
        return k - 4, k - 4
    if k - 2 >= first and low[k - 1] == "обязанности" and low[k - 2].startswith("исполняющ"):
        return (k - 3 if k - 3 >= first and low[k - 3] == "временно" else k - 2), k - 2
    return -1, -1


def called(doc: Doc, p: Phrase) -> str:
    """How somebody is called who only acts ("врио мэра", "исполняющий обязанности мэра"); "" where nobody does."""
    if doc.low[p.head].startswith("исполняющ"):
        return "исполняющий " + doc.span(p.head + 1, p.j)
    return doc.span(p.head, p.j) if doc.low[p.head] in ("и", *_SHORT) else ""
