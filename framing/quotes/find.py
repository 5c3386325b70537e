"""The chain of the room: cues, marked speech, unmarked speech, reported speech, partial quotes, speakers."""

from __future__ import annotations

from framing.quotes.cues import Cue, find_cues
from framing.quotes.marked import classify_marks
from framing.quotes.page import Draft, Page
from framing.quotes.partial import partials
from framing.quotes.plainquotes import unmarked
from framing.quotes.reported import reported
from framing.quotes.speakers import Cast, assign
from framing.records import Actor, Block, Mention, Parsed, Quote

RULES_EXPLAINED: dict[str, tuple[str, str]] = {}

SILENT = ("caption", "credit", "related", "footer")


def find_quotes(
    parsed: Parsed, blocks: tuple[Block, ...], mentions: tuple[Mention, ...], actors: tuple[Actor, ...]
) -> tuple[tuple[Quote, ...], tuple[Mention, ...]]:
    """The quotes of an article in order, and mentions for speakers that nobody marked yet."""
    page = Page(parsed, blocks)
    if not page.toks:
        return (), ()
    cues = [c for c in find_cues(page)]
    direct = classify_marks(page, cues)
    cast = Cast(page, mentions, actors)
    direct += unmarked(page, cues, cast, direct)
    page.set_speech(direct)
    indirect = reported(page, cues, direct, cast)
    drafts = [d for d in direct + indirect + partials(page, cues, direct, indirect) if d.start < d.stop and page_zone(page, d) not in SILENT]
    assign(page, cast, drafts)
    return tuple(finish(page, drafts)), tuple(sorted(cast.new, key=lambda m: m.start))


def page_zone(page: Page, d: Draft) -> str:
    n = page.line_at(d.start)
    return page.lines[n].zone if n >= 0 else "body"


def finish(page: Page, drafts: list[Draft]) -> list[Quote]:
    groups: dict[int, int] = {}
    number = 0
    for d in drafts:
        root = d
        while root.follows is not None and root.group == -2:
            root = root.follows
        if d.group == -2:
            if id(root) not in groups:
                groups[id(root)] = number
                number += 1
            groups[id(d)] = groups[id(root)]
    text = page.text
    found = []
    for d in drafts:
        a, b = tidy(text, d.start, d.stop)
        if a >= b:
            continue
        cue = (page.toks[d.cue_first].start, page.toks[d.cue_last - 1].stop) if d.cue_first >= 0 else (-1, -1)
        found.append(Quote(d.kind, a, b, text[a:b], *cue, *d.speaker, text[d.speaker[0]:d.speaker[1]] if d.speaker[0] >= 0 else "",
                           d.actors, groups.get(id(d), -1), d.rule, d.speaker_rule, d.cue_lemma, d.stance))
    return found


_PAIRS = {"«": "»", "„": "“", "“": "”", '"': '"', "”": "”", "(": ")"}


def tidy(text: str, a: int, b: int) -> tuple[int, int]:
    """The span without white space, commas, dashes and marks that only wrap it."""
    while True:
        before = (a, b)
        while a < b and (text[a].isspace() or text[a] in "—–-,:;*_»"):
            a += 1
        while a < b and (text[b - 1].isspace() or text[b - 1] in "—–-,:;*_«"):
            b -= 1
        if b - a > 2 and text[a] in _PAIRS and text[b - 1] == _PAIRS[text[a]] and wraps(text, a, b):
            a, b = a + 1, b - 1
        if (a, b) == before:
            return a, b


def wraps(text: str, a: int, b: int) -> bool:
    """Whether the mark at the start closes only at the end."""
    opened, closed = text[a], text[b - 1]
    inner = text[a + 1:b - 1]
    if opened == closed:
        return inner.count(opened) % 2 == 0
    depth = 0
    for ch in inner:
        depth += (ch == opened) - (ch == closed)
        if depth < 0:
            return False
    return depth == 0


def explain(text: str) -> str:
    return ""
