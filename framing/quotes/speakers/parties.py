"""«...», — цитирует министра РИА: who passes words on and whose they are, by the order of the words, whatever the tree says."""

from __future__ import annotations

from dataclasses import dataclass

from framing.quotes.cast import Cast, nominative
from framing.quotes.page import DASHES, QUOTES, Draft, Page, plain
from framing.quotes.syntax import nominal, phrase_of
from framing.quotes.wordlists import DOCUMENTS, MEDIA_NOUNS, RELAY_VERBS, THIRD, WORDS_SAID, speech_words
from framing.records import Mention

PRESS = MEDIA_NOUNS | speech_words("press")
SAID = WORDS_SAID | DOCUMENTS | speech_words("said")
AGENCY = speech_words("agency")
"""Nouns for who passes words on, and for the words themselves; abbreviations before an agency's name."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Tokens ``first..last`` (half-open) name who passes the words on, ``whom`` heads the name of whose they are."""

    first: int
    last: int
    whom: int

    @property
    def who(self) -> range:
        """The tokens of who passes the words on."""
        return range(self.first, self.last)

    def top(self, page: Page) -> int:
        """The token that heads the medium's name."""
        return next((i for i in self.who if not page.is_punct(i) and page.toks[i].pos != "ADJ"), self.first)


def parties(page: Page, cast: Cast, d: Draft) -> Parties | None:
    """Who cites whom behind a relay verb, or None where the words after it do not show both."""
    if d.cue_at < 0 or page.lemma[d.cue_at] not in RELAY_VERBS or d.start > page.toks[d.cue_at].start:
        return None
    region = behind_verb(page, d)
    first, last = press_among(page, cast, region)
    if first < 0:
        return None
    rest = range(region.start, first) if first > region.start else range(last, region.stop)
    whom = cited_among(page, rest)
    t = page.toks[whom]
    if whom >= 0 and first in page.tree(whom) and t.rel == "nsubj" and t.feat("Case") == "Nom" and t.feat("Animacy") == "Anim":
        return None  # "передаёт корреспондент РИА Новости": he tells it himself
    return Parties(first, last, whom) if whom >= 0 else None


def behind_verb(page: Page, d: Draft) -> range:
    """The tokens between the verb and the end of its clause."""
    end = page.last[page.sent[d.cue_at]]
    start = d.cue_last
    for i in range(start, end):
        t = page.toks[i]
        refers = page.low[i] in ("ссылаясь", "сославшись") or page.low[i : i + 2] in (["со", "ссылкой"], ["с", "ссылкой"])
        if refers or t.text in {".", ",", ":", ";", "(", "[", *DASHES} or (page.finite(i) and t.pos == "VERB") or t.rel == "cc":
            return range(start, i)
    return range(start, end)


def press_among(page: Page, cast: Cast, region: range) -> tuple[int, int]:
    """The tokens of the medium, agency or press office among those behind the verb, or (-1, -1)."""
    upright = [i for i in region if page.toks[i].feat("Case") not in ("Gen", "Dat", "Ins") or page.low[i] == page.lemma[i]]
    common = [i for i in upright if page.lemma[i] in PRESS and page.toks[i].feat("Animacy") != "Anim"]
    media = [i for i in region if any(m.type == "MEDIA" and m.kind == "name" for m in cast.at.get(i, []))]
    marked = [i for i in region if page.mark_of[i] >= 0 and page.toks[i].text[:1].isupper() and page.toks[i - 1].text in QUOTES]
    latin = [i for i in region if page.toks[i].text[:1].isascii() and page.toks[i].text[:1].isalpha()]
    short = [i for i in (*region[:1], *region[-1:]) if page.toks[i].text.isupper() and len(page.toks[i].text) > 1]
    for found in (common, media, marked, latin, short):
        if found:
            return extended(page, cast, found[0], region)
    return -1, -1


def extended(page: Page, cast: Cast, i: int, region: range) -> tuple[int, int]:
    """The medium's whole name around its first token: adjectives before it, its own name and genitives behind."""
    first, last = i, i + 1
    while first - 1 in region and (
        (page.toks[first - 1].pos == "ADJ" and page.head[first - 1] == i) or page.low[first - 1] in AGENCY
    ):
        first -= 1
    owned = page.tree(i) if page.lemma[i] in PRESS else frozenset()
    while last in region and goes_on(page, cast, last, i, owned):
        last += 1
    return (first - 1 if first - 1 in region and page.toks[first - 1].text in QUOTES else first), last


def goes_on(page: Page, cast: Cast, k: int, i: int, owned: frozenset[int]) -> bool:
    """Whether token ``k`` still belongs to the name of the medium that begins with token ``i``."""
    t = page.toks[k]
    if t.text in QUOTES or (page.mark_of[k] >= 0 and page.mark_of[k] in (page.mark_of[i], page.mark_of[k - 1])):
        return True
    if t.feat("Animacy") == "Anim" or page.lemma[k] in SAID or t.pos == "DET":
        return False
    named = any(m.type in ("MEDIA", "ORG") and m.start <= page.toks[i].start for m in cast.at.get(k, []))
    return named or (t.text[:1].isascii() and t.text[:1].isalpha()) or t.text.isupper() or k in owned


def cited_among(page: Page, rest: range) -> int:
    """The token that heads the name of whom somebody cites, or of whose words they are, or -1."""
    said = next((i for i in rest if page.lemma[i] in SAID and page.toks[i].pos == "NOUN"), -1)
    for i in rest:
        if page.low[i] in THIRD:
            return i
        if i > said and page.toks[i].pos in ("NOUN", "PROPN", "X", "PRON") and nominal(page, i) and not page.is_punct(i):
            return i
    return -1


def take_cited(page: Page, cast: Cast, d: Draft, found: Parties) -> bool:
    """Let the one cited speak under a name of his own where a mention runs on into that of the medium; False: none does."""
    i = found.whom
    mentions = cast.mentions(i)
    first, last = phrase_of(page, i)
    over = [m for m in mentions if any(m.start <= page.toks[k].start < m.stop for k in found.who)]
    if not over and (mentions or not any(first <= k < last for k in found.who)):
        return False
    last = min(last, found.first) if found.first > i else last
    stop = page.toks[last - 1].stop
    name = nominative(page, first, last, i)
    known = [a for a, kind in cast.types.items() if kind == "PER" and plain(a).split()[-1:] == [page.lemma[i]]]
    m = Mention(
        page.sent[i],
        page.toks[first].start,
        stop,
        page.text[page.toks[first].start : stop],
        "name" if page.toks[i].pos == "PROPN" else "description",
        known[0] if known else name,
        "PER" if page.toks[i].feat("Animacy") == "Anim" or not over else over[0].type,
        confidence=0.6,
        rule="speaker",
    )
    cast.new.append(m)
    cast.at[i] = [m, *(x for x in cast.at[i] if x not in over)]
    d.actors, d.speaker = (m.actor,), (m.start, m.stop)
    return True
