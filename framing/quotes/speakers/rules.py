"""Whose words they are: the ordered rules, from the words that name the speaker right here to the previous speaker."""

from __future__ import annotations

from collections.abc import Callable

from framing.quotes.cast import Cast
from framing.quotes.marked import is_cry
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.complements import complement
from framing.quotes.speakers.continuation import echoed, named_after, previous_speaker, same_quote, self_named, turns
from framing.quotes.speakers.descriptions import linked
from framing.quotes.speakers.documents import document, paper_says
from framing.quotes.speakers.layout import interviewee, introduced, led, words_around
from framing.quotes.speakers.parties import parties
from framing.quotes.speakers.places import place_speaks
from framing.quotes.speakers.relays import passed_on, relay_names, relayed, relays
from framing.quotes.speakers.subjects import dropped_subject, nobody, own_subject

SPEAKERS: tuple[tuple[str, Callable[[Page, Cast, Draft, list[Draft]], bool]], ...] = (
    ("relay-names", relay_names),
    ("relayed", relayed),
    ("document", document),
    ("interviewee", interviewee),
    ("led", led),
    ("nobody", nobody),
    ("paper-says", paper_says),
    ("own-subject", own_subject),
    ("place-speaks", place_speaks),
    ("complement", complement),
    ("words-around", words_around),
    ("same-quote", same_quote),
    ("introduced", introduced),
    ("turns", turns),
    ("dropped-subject", dropped_subject),
    ("previous-speaker", previous_speaker),
)
"""Ways of finding the speaker, in order, each with its name: the first that is done decides, even that nobody can be named."""


def assign(page: Page, cast: Cast, drafts: list[Draft]) -> list[Draft]:
    """Give each draft its speakers, in order of the page; return the relays that come to light on the way."""
    drafts.sort(key=lambda d: (d.start, -d.stop))
    for n, d in enumerate(drafts):
        before = [p for p in drafts[:n] if not (is_cry(d) and p.start <= d.start < p.stop)]
        for name, rule in SPEAKERS:
            try:
                done = rule(page, cast, d, before)
            except (IndexError, ValueError) as error:
                page.oddities.append((d.start, d.stop, f"{type(error).__name__} in {name}"))
                done = False
            if done:
                d.speaker_rule = d.speaker_rule or name
                linked(page, cast, d, before)
                break
    for n, d in enumerate(drafts):
        echoed(page, d, drafts)
        named_after(page, cast, d, drafts, n)
        self_named(page, cast, d, drafts)
        passed_on(page, d, drafts)
    return [
        relay
        for d in drafts
        if d.kind != "source" and (d.speaker_rule == "relayed" or parties(page, cast, d))
        for relay in relays(page, cast, d)
    ]
