"""Reported speech of a page: the ordered rules of contents, then parentheticals, then sources."""

from __future__ import annotations

from collections.abc import Callable

from framing.quotes.cast import Cast
from framing.quotes.cues import Cue
from framing.quotes.page import Draft, Page
from framing.quotes.reported.clauses import after_colon, after_comma, fronted_that, that_clause
from framing.quotes.reported.hosts import from_parenthetical
from framing.quotes.reported.infinitives import infinitive
from framing.quotes.reported.nouns import noun_phrase
from framing.quotes.reported.parentheticals import parenthetical_of
from framing.quotes.reported.reading import Reading
from framing.quotes.reported.sources import bare, cited, only_relays, pointer, relay_phrase, statement_made, to_source
from framing.quotes.reported.untold import announced, spoken_of, statement_issued, topic_told
from framing.quotes.syntax import depth, subject_of

CONTENTS: tuple[Callable[[Reading, Cue], Draft | None], ...] = (
    statement_made,
    cited,
    pointer,
    that_clause,
    fronted_that,
    after_colon,
    after_comma,
    infinitive,
    noun_phrase,
    bare,
    announced,
    topic_told,
    statement_issued,
    spoken_of,
)
"""What a cue can have beside it, in order: the first rule that answers decides."""


def reported(page: Page, cues: list[Cue], direct: list[Draft], cast: Cast) -> list[Draft]:
    """Indirect and source drafts of a page."""
    reading = Reading(page, cues, direct, cast)
    reading.parentheticals = [p for p in (parenthetical_of(reading, c) for c in reading.live) if p is not None]
    reading.parenthetical_cues = {id(p.cue) for p in reading.parentheticals}
    drafts = contents(reading)
    for aside in sorted(reading.parentheticals, key=lambda p: p.rule == "as-clause" and p.cue.row.form == "reflexive"):
        drafts += from_parenthetical(reading, aside, drafts)
    for cue in reading.live:
        if cue.row.form == "relay":
            d = relay_phrase(reading, cue)
            if d is not None and not any(
                x.kind == "indirect" and x.start <= d.start and d.stop <= x.stop and x.cue_at == cue.at for x in drafts
            ):
                drafts.append(d)
    return drafts


def contents(reading: Reading) -> list[Draft]:
    """What the cues outside parentheticals introduce, the highest in the tree first; what lies inside a statement is dropped.

    A cue that only relays gives way to the statement inside its own: it becomes that statement's source.
    """
    page = reading.page
    drafts: list[Draft] = []
    order = sorted(
        (c for c in reading.live if id(c) not in reading.parenthetical_cues),
        key=lambda c: (page.sent[c.at], depth(page, c.at), c.first),
    )
    for cue in order:
        draft = first_answer(reading, cue)
        if draft is None:
            continue
        at = page.toks[cue.at].start
        host = next((d for d in drafts if d.kind in ("indirect", "direct") and d.start <= at < d.stop), None)
        if host is not None and set_off(reading, host, draft):
            host.stop = page.toks[page.token_from(draft.start) - 1].start
        elif host is not None:
            outer = reading.by_at.get(host.cue_at)
            if outer is None or not gives_way(reading, host, outer, draft):
                continue
            to_source(reading, host, outer)
        if draft.kind == "source" and any(d.kind == "source" and d.start <= draft.start < d.stop for d in drafts):
            continue
        if draft.kind == "indirect" and any(d.start < draft.stop and draft.start < d.stop for d in reading.direct):
            continue
        drafts.append(draft)
    return drafts


def set_off(reading: Reading, host: Draft, draft: Draft) -> bool:
    """Whether a source ends the statement that it tells of: "призвал закрыть мост, | об этом сообщает РИА"."""
    page, first = reading.page, reading.page.token_from(draft.start)
    opens = draft.rule == "about-this" and page.pointed.get(draft.cue_at, -1) == first and "этом" in page.low[first : first + 4]
    ends = host.kind == "indirect" and host.start < draft.start and host.stop <= draft.stop + 1
    return opens and ends and page.is_punct(first - 1)


def gives_way(reading: Reading, host: Draft, outer: Cue, draft: Draft) -> bool:
    """Whether a statement only relays the one that begins in its first part: "РИА передаёт, что министр заявил, что ..."."""
    relayed = host.rule == "that-clause" and draft.kind == "indirect" and only_relays(reading, outer)
    begins = min(draft.start, reading.page.toks[draft.cue_first].start)
    acted = draft.rule == "noun-phrase" and subject_of(reading.page, draft.cue_at) < 0
    return relayed and not acted and begins - host.start < 0.6 * (host.stop - host.start)


def first_answer(reading: Reading, cue: Cue) -> Draft | None:
    """The draft of the first rule of ``CONTENTS`` that finds one; a rule that fails is noted and passed over."""
    for rule in CONTENTS:
        try:
            draft = rule(reading, cue)
        except (IndexError, ValueError) as error:
            at = reading.page.toks[cue.at]
            reading.page.oddities.append((at.start, at.stop, f"{type(error).__name__} at a cue"))
            continue
        if draft is not None and 0 <= draft.start < draft.stop:
            return draft
    return None
