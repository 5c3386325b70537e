"""The records that travel between the rooms: frozen, slotted, without behaviour beyond reading themselves.

Every span is ``start, stop, text``: half-open, in characters of ``Article.text``, and ``article.text[start:stop] == text``.
A stage returns its own layer; nothing is filled in later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeVar

_T = TypeVar("_T")

ZONES = ("headline", "dateline", "lead", "body", "subhead", "caption", "credit", "related", "footer")
COUNTED_ZONES = ("headline", "lead", "subhead", "body")
"""The zones that counts use unless asked otherwise: the article proper, without page furniture."""

ACTOR_TYPES = ("PER", "ORG", "LOC", "GROUP", "MEDIA")
MENTION_KINDS = ("name", "name+title", "title", "description", "pronoun", "collective", "metonymy", "demonym")
QUOTE_KINDS = ("direct", "indirect", "partial", "source")

NARRATOR = "narrator"
"""The voice of everything outside quotes: the outlet's own."""
UNNAMED = "unnamed"
"""The voice of a quote whose speaker cannot be named."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read; ``text`` is the decoded input, untouched."""

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    author: str = ""
    url: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page and its zone; blocks are in order, do not overlap, and cover everything but blank lines."""

    start: int
    stop: int
    zone: str


@lru_cache(maxsize=4096)
def _feats(feats: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; ``head`` is a position in its sentence's ``tokens`` (-1: root); tags are Universal Dependencies'."""

    start: int
    stop: int
    text: str
    lemma: str
    pos: str
    feats: str
    head: int
    rel: str

    def feat(self, name: str) -> str:
        """The value of one feature (``token.feat("Case") == "Nom"``), or ``""``."""
        return _feats(self.feats).get(name, "")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its tokens, in order."""

    start: int
    stop: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity as the tagger saw it: ``type`` is PER, LOC or ORG."""

    start: int
    stop: int
    type: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Words inside quotation marks: ``start, stop`` lie inside the marks; ``depth`` is 0 for the outermost; ``closed``
    is False where the text never closes the mark (the span then ends with its paragraph)."""

    start: int
    stop: int
    depth: int = 0
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Parsed:
    """What ``parse`` gives for one text."""

    text: str
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    marks: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the text points to an actor. ``name_start, name_stop`` is the name inside the phrase (-1, -1: none)."""

    sentence: int
    start: int
    stop: int
    text: str
    kind: str
    actor: str
    type: str
    name_start: int = -1
    name_stop: int = -1
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who or what acts, speaks or suffers: ``name`` is the fullest nominative form found."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement the text attributes to somebody. ``actors`` names the speakers (empty: nobody can be named);
    pieces of one interrupted quote share ``group`` (-1: alone). Spans that are absent are (-1, -1)."""

    kind: str
    start: int
    stop: int
    text: str
    cue_start: int = -1
    cue_stop: int = -1
    speaker_start: int = -1
    speaker_stop: int = -1
    speaker_text: str = ""
    actors: tuple[str, ...] = ()
    group: int = -1
    rule: str = ""
    speaker_rule: str = ""
    cue_lemma: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One lexicon entry found in the text: ``base`` is its own score, ``score`` what the context made of it,
    ``quote`` the number of the innermost quote around it (-1: narrator)."""

    sentence: int
    start: int
    stop: int
    text: str
    lemma: str
    score: float
    base: float
    changed_by: str = ""
    quote: int = -1
    lexicon: str = ""


@dataclass(frozen=True, slots=True)
class Tone:
    """Tone towards one mention. ``voice`` is NARRATOR, the speaking actor's name, or UNNAMED."""

    sentence: int
    start: int
    stop: int
    actor: str
    voice: str
    label: int
    score: float
    p_neg: float
    p_neu: float
    p_pos: float
    masked_score: float
    n_hits: int
    lexicon: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything known about one article; ``quotes[i]`` is quote number *i* in the tables."""

    article: Article
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    tone: tuple[Tone, ...]


def records_of(kind: type[_T], *columns: Sequence[object]) -> list[_T]:
    """``kind(*row)`` for each row of the columns, of a record of that kind without defaults, a column at a time: a call for each
    field of each record would cost more than most of what the records hold."""
    made = list(map(object.__new__, repeat(kind, len(columns[0]))))
    setters = _setters(kind)  # type: ignore[arg-type]
    for setter, column in zip(setters, columns, strict=True):
        deque(map(setter, made, column), maxlen=0)
    return made


@cache
def _setters(kind: Hashable) -> list[Any]:
    return [getattr(kind, field.name).__set__ for field in fields(kind)]  # type: ignore[arg-type]


def zone_at(blocks: tuple[Block, ...], position: int) -> str:
    """The zone of the block that holds a character position (``"body"`` where no block does)."""
    n = last_begun(blocks, position)
    return blocks[n].zone if n >= 0 and position < blocks[n].stop else "body"


def last_begun(spans: Sequence[Any], position: int) -> int:
    """The number of the last span, of several in order, that begins at or before a character position, or -1."""
    return bisect_right(spans, position, key=attrgetter("start")) - 1


def quote_at(quotes: tuple[Quote, ...], start: int, stop: int) -> int:
    """The number of the innermost quote whose words hold ``start..stop``, or -1: the narrator.

    A source ("об этом сообщает агентство") is the narrator's own phrase, so it never counts.
    """
    inside = [(q.stop - q.start, i) for i, q in enumerate(quotes) if q.kind != "source" and q.start <= start and stop <= q.stop]
    return min(inside)[1] if inside else -1


def voice_of(quotes: tuple[Quote, ...], quote: int) -> str:
    """Whose voice quote number ``quote`` is: its first speaker, UNNAMED, or NARRATOR for -1."""
    if quote < 0:
        return NARRATOR
    return quotes[quote].actors[0] if quotes[quote].actors else UNNAMED
