"""Direct speech without quotation marks: dash-led lines, names before a colon, interviews, block quotes."""

from __future__ import annotations

import re

from framing.quotes.cues import Cue
from framing.quotes.marked import cue_in, last_cue, set_cue
from framing.quotes.page import DASHES, Draft, Page

_DASH_LINE = re.compile(r"[—–-]\s+(?=\S)")
_TURN = re.compile(r",?\s*[—–-]\s+(?=[а-яё])")


def unmarked(page: Page, cues: list[Cue], taken: list[tuple[int, int]]) -> list[Draft]:
    """Direct and indirect quotes that only the layout shows."""
    drafts: list[Draft] = []
    for n, line in enumerate(page.lines):
        if line.zone in ("caption", "credit", "related", "footer"):
            continue
        for rule in (headline_colon,):
            try:
                drafts += rule(page, cues, n)
            except (IndexError, ValueError):
                continue
    return drafts


def headline_colon(page: Page, cues: list[Cue], n: int) -> list[Draft]:
    """Имя: мы не уйдём (headlines and short first lines)."""
    line = page.lines[n]
    if line.zone != "headline" and n > 0:
        return []
    text = page.text[line.start:line.stop]
    m = re.match(r"([^:«»\"]{2,60}):\s+(?=[^\s«„“\"])", text)
    if m is None:
        return []
    a, b = line.first, page.token_from(line.start + m.end(1))
    if any(page.finite(i) for i in range(a, b)) or not any(page.toks[i].pos in ("NOUN", "PROPN", "X") for i in range(a, b)):
        return []
    first = page.token_from(line.start + m.end())
    if not page.has_clause(first, line.last):
        return []
    start, stop = page.span(first, line.last)
    d = Draft("direct" if page.has_first_person(first, line.last) else "indirect", start, stop, "headline-colon")
    d.words = (a, b)
    return [d]
