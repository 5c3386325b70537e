"""Marks of layout in a text, those of bold and slanted words ("**Ведомости**") and of links ("[Медуза](https://...)"): names are
learnt from posts without them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from framing.parse.segment import Piece, sentences

_TARGET = re.compile(r"\]\((?:\w+://|www\.|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_STRESS = re.compile(r"\*{2,3}|_{2,3}|~~")
LONGEST = 400
"""Characters between the brackets of a link at most."""


def marks_of(text: str) -> list[tuple[int, int]]:
    """Where the marks of bold and slanted words stand, the brackets of links, and what the links lead to; in order."""
    found = [match.span() for match in _STRESS.finditer(text)]
    for match in _TARGET.finditer(text) if "](" in text else ():
        opening = _opening(text, match.start())
        if opening >= 0:
            found += [(opening, opening + 1), match.span()]
    return sorted(found)


def _opening(text: str, at: int) -> int:
    """The bracket that the one at ``at`` closes, or -1."""
    depth = 0
    for i in range(at - 1, max(-1, at - LONGEST), -1):
        depth += (text[i] == "]") - (text[i] == "[")
        if depth < 0:
            return i
    return -1


def bare(text: str) -> list[Piece]:
    """The sentences of a text without marks of layout; one of nothing else stays as it is."""
    marks = marks_of(text)
    starts = [start for start, _ in marks]
    out = []
    for piece in sentences(text):
        shown = [i for i, span in enumerate(piece.spans) if not _covered(span, marks, starts)]
        if 0 < len(shown) < len(piece.spans):
            piece = piece._replace(spans=[piece.spans[i] for i in shown], forms=[piece.forms[i] for i in shown])
        out.append(piece)
    return out


def _covered(span: tuple[int, int], marks: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    i = bisect_left(starts, span[0] + 1) - 1
    return i >= 0 and span[1] <= marks[i][1]
