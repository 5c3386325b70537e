"""One article as the rules of quoting see it: a flat row of tokens with their tree, lines and quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from framing.quotes.wordlists import speech_words
from framing.records import Block, Marked, Parsed, Token, last_begun, zone_at

if TYPE_CHECKING:
    from framing.quotes.cues import Cue

DASHES = frozenset("—–-‐‒―−─")
QUOTES = frozenset("«»\"“”„'’‘‹›")
SENTENCE_END = frozenset(".!?…")


_CYRILLIC = re.compile("[а-я]")
_LATIN = {"c": "с", "co": "со", "o": "о"}
"""Prepositions typed in Latin letters that look alike, as low-case words: "co ссылкой на"."""


@lru_cache(1 << 15)
def plain(word: str) -> str:
    """The word in lower case, with е for ё."""
    return word.lower().replace("ё", "е")


_PAST_VERB = re.compile(r"(?P<stem>.{2,}[аеёиоуыяь])л(?P<ending>[аои]?)(?:ся|сь)?")
_FINITE_VERB = re.compile(r"(?:(?P<past>ёл|шёл)|(?P<plural>ут|ют|ят|ат)|(?P<single>ёт|ет|ит))(?:ся)?$")


_INFINITIVE = ("ть", "ться", "ти", "чь")


def mended(token: Token) -> Token:
    """A finite verb that the tagger took for a noun though its lemma is a verb's, or a gerund that it took for another form
    ("успокоив"); other tokens unchanged."""
    if token.pos == "VERB" and token.text.lower() == token.lemma.removesuffix("ть") + "в":
        return replace(token, feats="Aspect=Perf|Tense=Past|VerbForm=Conv|Voice=Act")
    if token.pos in ("NOUN", "PROPN", "ADJ") and token.lemma.endswith(("ть", "ться")):
        past = _PAST_VERB.fullmatch(token.text.lower())
        if past is not None and past["stem"] == token.lemma.removesuffix("ся").removesuffix("ть"):
            ending = {"": "Gender=Masc|Number=Sing", "а": "Gender=Fem|Number=Sing", "о": "Gender=Neut|Number=Sing"}
            feats = ending.get(past["ending"], "Number=Plur")
            return replace(token, pos="VERB", feats=feats + "|Tense=Past|Mood=Ind|VerbForm=Fin")
    known = token.pos in ("VERB", "AUX") or not token.lemma.endswith(_INFINITIVE)
    form = None if known else _FINITE_VERB.search(token.text.lower())
    if form is None:
        return token
    feats = (
        "Gender=Masc|Number=Sing|Tense=Past"
        if form["past"]
        else "Number=Plur|Person=3|Tense=Pres"
        if form["plural"]
        else "Number=Sing|Person=3|Tense=Pres"
    )
    return replace(token, pos="VERB", feats=feats + "|Mood=Ind|VerbForm=Fin")


@dataclass(slots=True)
class Line:
    """One line of the page: characters ``start..stop``, tokens ``first..last`` (half-open), zone."""

    start: int
    stop: int
    first: int
    last: int
    zone: str


class Page:
    """Tokens of the whole text in one row; ``head[i]`` and ``sent[i]`` are positions in the row and among the sentences."""

    def __init__(self, parsed: Parsed, blocks: tuple[Block, ...]) -> None:
        self.parsed, self.blocks, self.text = parsed, blocks, parsed.text
        self.toks: list[Token] = []
        self.sent: list[int] = []
        self.head: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        for number, sentence in enumerate(parsed.sentences):
            base = len(self.toks)
            self.first.append(base)
            self.toks += [mended(t) if t.lemma.endswith(_INFINITIVE) else t for t in sentence.tokens]
            self.sent += [number] * len(sentence.tokens)
            self.head += [base + t.head if t.head >= 0 else -1 for t in sentence.tokens]
            self.last.append(len(self.toks))
        self.kids: list[list[int]] = [[] for _ in self.toks]
        for i, head in enumerate(self.head):
            if head >= 0 and head != i:
                self.kids[head].append(i)
        self.low = [plain(t.text) for t in self.toks]
        for i in range(len(self.low) - 1):
            if self.low[i] in _LATIN and _CYRILLIC.match(self.low[i + 1]):
                self.low[i] = _LATIN[self.low[i]]
        self.lemma = [plain(t.lemma) for t in self.toks]
        self.starts = [t.start for t in self.toks]
        self.stops = [t.stop for t in self.toks]
        self.oddities: list[tuple[int, int, str]] = []
        self._trees: dict[int, frozenset[int]] = {}
        self.outer: list[Marked] = [m for m in parsed.marks if m.depth == 0]
        self.speech = [False] * len(self.toks)
        self.mark_of = [-1] * len(self.toks)
        for n, mark in enumerate(self.outer):
            for i in range(self.token_from(mark.start), self.token_upto(mark.stop)):
                self.mark_of[i] = n

    def token_from(self, position: int) -> int:
        """The first token that starts at or after a character position."""
        return bisect_left(self.starts, position)

    def token_upto(self, position: int) -> int:
        """One past the last token that stops at or before a character position."""
        return bisect_right(self.stops, position)

    def set_speech(self, drafts: list[Draft]) -> None:
        """Remember which tokens stand inside direct quotes."""
        for d in drafts:
            for i in range(self.token_from(d.start), self.token_upto(d.stop)):
                self.speech[i] = True

    def tree(self, i: int) -> frozenset[int]:
        """The token and everything below it."""
        found = self._trees.get(i)
        if found is None:
            seen, todo = {i}, [i]
            while todo:
                for kid in self.kids[todo.pop()]:
                    if kid not in seen:
                        seen.add(kid)
                        todo.append(kid)
            found = self._trees[i] = frozenset(seen)
        return found

    def under(self, i: int, top: int) -> bool:
        """Whether token ``i`` lies in the tree of ``top``."""
        return i in self.tree(top)

    def named_mark(self, i: int) -> bool:
        """Whether token ``i`` stands in short marks without a clause (a name, not speech)."""
        if self.mark_of[i] < 0:
            return False
        mark = self.outer[self.mark_of[i]]
        first, last = self.token_from(mark.start), self.token_upto(mark.stop)
        return last - first <= 6 and not self.has_clause(first, last)

    def kid(self, i: int, *rels: str) -> int:
        """The first child with one of these relations (``nsubj`` also finds ``nsubj:pass``), or -1."""
        for k in self.kids[i]:
            if self.toks[k].rel in rels or self.toks[k].rel.split(":")[0] in rels:
                return k
        return -1

    def is_punct(self, i: int) -> bool:
        """Whether a token has no letter or digit, or the tagger calls it punctuation."""
        return self.toks[i].pos == "PUNCT" or not any(c.isalnum() for c in self.toks[i].text)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of tokens ``first..last`` (half-open) without punctuation at the borders."""
        while first < last and self.is_punct(first) and self.toks[first].text not in QUOTES:
            first += 1
        while last > first and self.is_punct(last - 1) and self.toks[last - 1].text not in QUOTES | {")", "%"}:
            last -= 1
        return (self.toks[first].start, self.toks[last - 1].stop) if first < last else (-1, -1)

    def finite(self, i: int) -> bool:
        """A verb that makes a clause: finite, a short participle or a predicate."""
        t = self.toks[i]
        if t.pos in ("VERB", "AUX"):
            form = t.feat("VerbForm")
            return form == "Fin" or (form == "Part" and t.feat("Variant") == "Short") or (not form and t.feat("Mood") != "")
        return (
            t.pos == "ADJ"
            and t.feat("Variant") == "Short"
            and t.rel in ("root", "ccomp", "conj", "parataxis", "advcl", "acl:relcl")
        )

    def has_clause(self, first: int, last: int) -> bool:
        """Whether a verb among the tokens ``first..last`` makes a clause."""
        return any(self.finite(i) for i in range(first, last))

    def has_first_person(self, first: int, last: int, marked: bool = True) -> bool:
        """Whether a pronoun or verb among the tokens ``first..last`` is in the first person, in marks too (``marked``)."""
        return any(
            self.low[i] in FIRST or (self.toks[i].feat("Person") == "1" and self.toks[i].pos in ("VERB", "AUX"))
            for i in range(first, last)
            if marked or self.mark_of[i] < 0
        )

    @cached_property
    def pointed(self) -> dict[int, int]:
        """Verbs that "об этом" leads on to, each with the token where its clause begins: "мост закрыт, | об этом заявил мэр"."""
        found = {}
        for i in range(1, len(self.toks)):
            if self.low[i] not in ("этом", "чем") or self.low[i - 1] not in ("об", "о") or self.toks[i].rel == "det":
                continue
            opens = i - 1
            while opens > self.first[self.sent[i]] and self.toks[opens - 1].pos in ("ADV", "PART"):
                opens -= 1
            if opens > self.first[self.sent[i]] and not self.is_punct(opens - 1):
                continue
            for k in range(i + 1, min(i + 14, self.last[self.sent[i]])):
                if self.finite(k) and self.toks[k].pos == "VERB":
                    found[k] = opens
                if self.toks[k].text in {",", ";", ":", ".", "—", "–"} or self.finite(k):
                    break
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that are not blank, in order."""
        found, at = [], 0
        for raw in self.text.split("\n"):
            start, stop = at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())
            at += len(raw) + 1
            if start < stop:
                found.append(Line(start, stop, self.token_from(start), self.token_upto(stop), zone_at(self.blocks, start)))
        return found

    def line_at(self, position: int) -> int:
        """The number of the line that holds a character position, or -1."""
        n = last_begun(self.lines, position)
        return n if n >= 0 and position <= self.lines[n].stop else -1


FIRST = speech_words("first")


@dataclass(slots=True)
class Draft:
    """A quote under way. ``cue_first..cue_last`` are tokens (half-open), ``cue_at`` the token that governs, ``words`` the
    tokens of the author's words around a direct quote, ``follows`` the draft it goes on from (``grouped``: as its piece),
    ``named`` the token by which a line over it names the speaker."""

    kind: str
    start: int
    stop: int
    rule: str
    cue_first: int = -1
    cue_last: int = -1
    cue_at: int = -1
    cue_lemma: str = ""
    cue_form: str = ""
    cue_kind: str = ""
    stance: str = ""
    words: tuple[int, int] = (-1, -1)
    follows: Draft | None = None
    grouped: bool = False
    host: Draft | None = None
    answer: bool = False
    nobody: bool = False
    named: int = -1
    actors: tuple[str, ...] = ()
    speaker: tuple[int, int] = (-1, -1)
    speaker_rule: str = ""

    def take_cue(self, cue: Cue) -> None:
        """Remember a cue."""
        self.cue_first, self.cue_last, self.cue_at = cue.first, cue.last, cue.at
        self.cue_lemma, self.cue_form, self.cue_kind, self.stance = cue.row.cue, cue.row.form, cue.row.kind, cue.row.stance

    def copy_cue(self, other: Draft) -> None:
        """Share the cue and the author's words of another draft."""
        self.cue_first, self.cue_last, self.cue_at, self.words = other.cue_first, other.cue_last, other.cue_at, other.words
        self.cue_lemma, self.cue_form, self.cue_kind, self.stance = other.cue_lemma, other.cue_form, other.cue_kind, other.stance
