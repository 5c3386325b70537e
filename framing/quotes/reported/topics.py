"""Nouns and heads that several rules of contents ask about: what a clause hangs on, what can be told of."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import Page
from framing.quotes.reported.reading import Reading
from framing.quotes.syntax import climb
from framing.quotes.wordlists import POINTERS


def content_head(reading: Reading, i: int) -> int:
    """The predicate of the clause that word ``i`` opens."""
    page = reading.page

    def outside(head: int) -> bool:
        joined = page.toks[head].rel == "conj" and page.head[head] < i and head in reading.by_at_all
        return head < i or joined

    return climb(page, page.head[i], outside) if page.head[i] >= 0 else i


def is_embedded(reading: Reading, cue: Cue) -> bool:
    """Whether the cue's clause ends before the sentence does (participle, relative clause, gerund in front)."""
    page = reading.page
    h = cue.at
    for _ in range(40):
        head = page.head[h]
        if head < 0:
            return False
        rel = page.toks[h].rel.split(":")[0]
        if rel in ("acl", "amod") or (rel in ("advcl", "nsubj", "csubj", "nmod", "appos", "obl", "obj", "ccomp") and head > h):
            return True
        h = head
    return False


def only_points(page: Page, k: int) -> bool:
    """Whether a word only points to what is said elsewhere: a pronoun, "это", "следующее"."""
    return (
        page.lemma[k] in POINTERS
        or page.toks[k].pos in ("PRON", "DET")
        or page.low[k] in ("этом", "том", "чем", "всем", "нем", "ней", "них", "себе")
    )


def topic_noun(page: Page, k: int) -> bool:
    """A word that can name what was told of ("сообщил о взрыве"): a noun, number, adjective or participle that does not point."""
    t = page.toks[k]
    return not only_points(page, k) and (t.pos in ("NOUN", "NUM", "PROPN", "ADJ") or t.feat("VerbForm") == "Part")
