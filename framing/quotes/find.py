"""The chain of the room: cues, then the span rules in order, then speakers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from framing.quotes.cast import Cast, thing_speaks
from framing.quotes.cues import Cue, find_cues
from framing.quotes.explained import RULES_EXPLAINED
from framing.quotes.marked import is_cry, marked_speech
from framing.quotes.page import Draft, Page
from framing.quotes.partial import partials
from framing.quotes.plainquotes import unmarked
from framing.quotes.reported import reported
from framing.quotes.speakers import assign
from framing.quotes.syntax import subject_of
from framing.records import Actor, Block, Mention, Parsed, Quote

SILENT = ("caption", "credit", "related", "footer")
"""Zones without speakers; what the headlines of other articles say, in links to them, is not said in this one."""


@dataclass(slots=True)
class Story:
    """An article under way: its page, cues, cast, and the drafts that earlier rules found."""

    page: Page
    cues: list[Cue]
    cast: Cast
    drafts: list[Draft] = field(default_factory=list)

    def direct(self) -> list[Draft]:
        """The direct quotes among the drafts."""
        return [d for d in self.drafts if d.kind == "direct"]


def in_marks(story: Story) -> list[Draft]:
    """Utterances in quotation marks."""
    return marked_speech(story.page, story.cues)


def by_layout(story: Story) -> list[Draft]:
    """Speech that only the layout shows."""
    return unmarked(story.page, story.cues, story.cast, story.drafts)


def in_other_words(story: Story) -> list[Draft]:
    """Speech in the reporter's words, and attributions without content."""
    story.page.set_speech([d for d in story.drafts if not is_cry(d)])
    return reported(story.page, story.cues, story.drafts, story.cast)


def built_in(story: Story) -> list[Draft]:
    """Quoted words built into the reporter's sentence."""
    page, cast = story.page, story.cast
    cues = [c for c in story.cues if c.row.form != "verb" or not (thing_speaks(page, cast, c.at) or anybody_may(page, c.at))]
    return partials(page, cues, story.direct(), [d for d in story.drafts if d.kind == "indirect"])


def anybody_may(page: Page, verb: int) -> bool:
    """Whether a verb tells what can be called so, not what was: "это можно назвать «...»"."""
    head = page.head[verb]
    bare = page.toks[verb].feat("VerbForm") == "Inf" and head >= 0 and subject_of(page, head) < 0
    return bare and page.low[head] in ("можно", "нельзя", "принято")


RULES: list[Callable[[Story], list[Draft]]] = [in_marks, by_layout, in_other_words, built_in]
"""Ways of quoting, in order; each adds drafts to what the earlier ones found."""


def find_quotes(
    parsed: Parsed,
    blocks: tuple[Block, ...],
    mentions: tuple[Mention, ...],
    actors: tuple[Actor, ...],
    notes: list[str] | None = None,
) -> tuple[tuple[Quote, ...], tuple[Mention, ...]]:
    """The quotes of an article in order, and new mentions for speakers that nobody marked yet.

    An odd passage is left out, never the article; ``notes`` (a list, where given) learns which and why.
    """
    page = Page(parsed, blocks)
    if not page.toks:
        return (), ()
    story = Story(page, find_cues(page), Cast(page, mentions, actors))
    for rule in RULES:
        try:
            story.drafts += rule(story)
        except (IndexError, ValueError, KeyError) as error:
            page.oddities.append((0, len(page.text), f"{type(error).__name__} in {rule.__name__}"))
    code = [(m.start(), m.end()) for m in _CODE.finditer(page.text)]
    drafts = [d for d in story.drafts if 0 <= d.start < d.stop and page_zone(page, d) not in SILENT]
    drafts = [d for d in drafts if not any(a <= d.start < b for a, b in code)]
    extra = assign(page, story.cast, drafts)
    drafts = sorted(drafts + extra, key=lambda d: (d.start, -d.stop))
    if notes is not None:
        notes += [f"{a}..{b}: {what}" for a, b, what in page.oddities]
    return tuple(finish(page, drafts)), tuple(sorted(story.cast.new, key=lambda m: (m.start, m.stop)))


def page_zone(page: Page, d: Draft) -> str:
    """The zone of the line that a draft begins in."""
    n = page.line_at(d.start)
    return page.lines[n].zone if n >= 0 else "body"


def finish(page: Page, drafts: list[Draft]) -> list[Quote]:
    """Drafts as records: spans tidied, pieces of one quote numbered as a group, doubles dropped."""
    groups = group_numbers(drafts)
    text = page.text
    found: list[Quote] = []
    seen: set[tuple[str, int, int]] = set()
    for d in drafts:
        a, b = tidy(text, d.start, d.stop)
        if a >= b or (d.kind, a, b) in seen:
            continue
        seen.add((d.kind, a, b))
        cue = (page.toks[d.cue_first].start, page.toks[d.cue_last - 1].stop) if d.cue_first >= 0 else (-1, -1)
        who = text[d.speaker[0] : d.speaker[1]] if d.speaker[0] >= 0 else ""
        found.append(
            Quote(
                d.kind,
                a,
                b,
                text[a:b],
                *cue,
                *d.speaker,
                who,
                d.actors,
                groups.get(id(d), -1),
                d.rule,
                d.speaker_rule,
                d.cue_lemma,
                d.stance,
            )
        )
    return sorted(found, key=lambda q: (q.start, -q.stop))


def group_numbers(drafts: list[Draft]) -> dict[int, int]:
    """By ``id`` of a draft the number of the interrupted quote that it is a piece of."""
    roots: dict[int, int] = {}
    numbers: dict[int, int] = {}
    for d in drafts:
        if not d.grouped:
            continue
        root = d
        while root.grouped and root.follows is not None:
            root = root.follows
        number = roots.setdefault(id(root), len(roots))
        numbers[id(d)] = numbers[id(root)] = number
    return numbers


_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_LINK_END = re.compile(r"\]\(\w+://[^\s)]*\)?\Z")
_PAIRS = {"«": "»", "„": "“", "“": "”", '"': '"', "”": "”"}


def tidy(text: str, a: int, b: int) -> tuple[int, int]:
    """The span without white space, commas, dashes and marks that only wrap it."""
    while True:
        before = (a, b)
        while a < b and (text[a].isspace() or text[a] in "—–-,:;*_»"):
            a += 1
        while a < b and (text[b - 1].isspace() or text[b - 1] in "—–-,:;*_«"):
            b -= 1
        link = _LINK_END.search(text, a, b)
        b = link.start() if link else b
        a += text.startswith("[", a, b) and text.count("[", a, b) > text.count("]", a, b)
        if b - a > 2 and text[a] in _PAIRS and text[b - 1] == _PAIRS[text[a]] and wraps(text, a, b):
            a, b = a + 1, b - 1
        if (a, b) == before:
            return a, b


def wraps(text: str, a: int, b: int) -> bool:
    """Whether the mark at the start closes only at the end."""
    opened, closed = text[a], text[b - 1]
    inner = text[a + 1 : b - 1]
    if opened == closed:
        return inner.count(opened) % 2 == 0
    depth = 0
    for ch in inner:
        depth += (ch == opened) - (ch == closed)
        if depth < 0:
            return False
    return depth == 0


def explain(text: str) -> str:
    """Why the passages of a text count as quotes and whose they are, in words (Russian and English)."""
    from framing.actors import find_actors
    from framing.parse import parse_text
    from framing.read import layout

    parsed, blocks = parse_text(text), layout(text)
    mentions, actors = find_actors(parsed, blocks)
    notes: list[str] = []
    quotes, _ = find_quotes(parsed, blocks, mentions, actors, notes)
    lines: list[str] = []
    for q in quotes:
        span, who = RULES_EXPLAINED.get(q.rule, ("", "")), RULES_EXPLAINED.get(q.speaker_rule, ("", ""))
        cue = f" (cue: {text[q.cue_start : q.cue_stop]}, {q.stance})" if q.cue_start >= 0 else ""
        lines += [
            f"{q.kind}: {q.text}",
            f"  {q.rule}: {span[0]} / {span[1]}{cue}",
            f"  speaker: {'; '.join(q.actors) or 'nobody named'}" + (f" <- {q.speaker_text!r}" if q.speaker_text else ""),
            f"  {q.speaker_rule or 'no rule'}: {who[0]} / {who[1]}" if q.speaker_rule else "  no speaker rule applied",
        ]
    if not quotes:
        lines.append("Высказываний не найдено. / No statement found.")
    marked = {(q.start, q.stop) for q in quotes}
    lines += [
        f"not speech: {parsed.text[m.start : m.stop]}"
        for m in parsed.marks
        if m.depth == 0 and not any(a <= m.start and m.stop <= b + 1 for a, b in marked)
    ]
    return "\n".join(lines + [f"left out: {note}" for note in notes])
