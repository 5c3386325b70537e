"""Lexicon hits: which entries stand in a text, and what negation, degree, contrast and irrealis make of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from framing import seeds
from framing.records import Hit, Parsed, Quote, Sentence, Token, quote_at
from framing.sentiment.lexicon import Entry, Lexicon, Looked, Phrases, plain, stem


@dataclass(frozen=True, slots=True)
class Shifter:
    """A word or phrase that changes scores near it: see the head of ``seeds/ru/shifters.tsv``."""

    words: tuple[str, ...]
    kind: str
    reach: str
    factor: float


@cache
def shifters() -> Mapping[str, tuple[Shifter, ...]]:
    """The shifters by their first word, longest first."""
    found: dict[str, list[Shifter]] = defaultdict(list)
    for row in seeds.table("shifters.tsv"):
        words = tuple(plain(row["shifter"]).split())
        found[words[0]].append(Shifter(words, row["kind"], row["reach"], float(row["factor"])))
    return {k: tuple(sorted(v, key=lambda s: -len(s.words))) for k, v in found.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """An entry at tokens ``first..last`` (both included); ``node`` is the word that holds it in the tree."""

    first: int
    last: int
    node: int
    entry: Entry


def find_hits(parsed: Parsed, quotes: tuple[Quote, ...], lexicon: Lexicon) -> tuple[Hit, ...]:
    """Every polar entry of the lexicon in the text, in order; names are never searched.

    ``base`` is the entry's polarity in [-1, 1]; ``score`` is what the shifters named in ``changed_by`` leave of it.
    """
    names = sorted((e.start, e.stop) for e in parsed.entities)
    hits = []
    for number, sentence in enumerate(parsed.sentences):
        found = list(find_entries(sentence, lexicon, names))
        if not found:
            continue
        around = Around(sentence)
        for f in found:
            score, changed_by = around.shift(f)
            start, stop = sentence.tokens[f.first].start, sentence.tokens[f.last].stop
            hits.append(
                Hit(
                    number,
                    start,
                    stop,
                    parsed.text[start:stop],
                    f.entry.lemma,
                    score,
                    round(f.entry.polarity, 4),
                    changed_by,
                    quote_at(quotes, start, stop),
                    lexicon.name,
                )
            )
    return tuple(hits)


def find_entries(sentence: Sentence, lexicon: Lexicon, names: list[tuple[int, int]]) -> Iterator[Found]:
    """Polar entries in one sentence: phrases before single words, longest first, without overlaps."""
    tokens, looked = sentence.tokens, lexicon.looked
    after = 0
    for at, token in enumerate(tokens):
        key = (token.text, token.lemma, token.pos)
        options = looked[key] if key in looked else _look_up(lexicon, key)
        if options is None or at < after or _inside(names, token):
            continue
        phrase = _phrase(tokens, at, options[0])
        if phrase is not None:
            after, entry = phrase[0] + 1, phrase[1]
            if entry.polarity:
                yield Found(at, phrase[0], _top(tokens, at, phrase[0]), entry)
        elif options[1] is not None:
            yield Found(at, at, at, options[1])


KEPT = 100_000
"""Words whose entries are kept at most."""


def _look_up(lexicon: Lexicon, key: tuple[str, str, str]) -> Looked:
    """What the lexicon has for a word: text, lemma, part of speech."""
    text, lemma, pos = key
    if len(lexicon.looked) >= KEPT:
        lexicon.looked.clear()
    found = None
    if text[0].isalpha() and pos != "PROPN":
        phrases = lexicon.phrases.get(stem(text), ()) + (
            lexicon.phrases.get(stem(lemma), ()) if plain(lemma) != plain(text) else ()
        )
        single = lexicon.find(lemma, pos)
        single = single if single is not None and single.polarity else None
        found = (phrases, single) if phrases or single is not None else None
    lexicon.looked[key] = found
    return found


def _inside(names: list[tuple[int, int]], token: Token) -> bool:
    i = bisect_left(names, (token.start + 1, 0)) - 1
    return i >= 0 and names[i][0] <= token.start < names[i][1]


def _phrase(tokens: tuple[Token, ...], at: int, candidates: Phrases) -> tuple[int, Entry] | None:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    for words, entry in candidates:
        if following is None or not _same(words[1], following):
            continue
        last = at + len(words) - 1
        if last < len(tokens) and all(_same(w, t) for w, t in zip(words, tokens[at:], strict=False)):
            return last, entry
    return None


def _same(word: str, token: Token) -> bool:
    return word == plain(token.lemma) or word == plain(token.text) or (len(word) > 3 and stem(word) == stem(token.text))


def _top(tokens: tuple[Token, ...], first: int, last: int) -> int:
    """The word of a stretch whose head lies outside it."""
    return next((i for i in range(first, last + 1) if not first <= tokens[i].head <= last), last)


@lru_cache(1 << 15)
def _shifters_of(text: str, lemma: str) -> tuple[Shifter, ...]:
    """The shifters that may begin with a word, longest first."""
    known = shifters()
    options = dict.fromkeys(known.get(plain(lemma), ()) + known.get(plain(text), ()))
    return tuple(sorted(options, key=lambda s: -len(s.words)))


_CLAUSE = {"root", "ccomp", "advcl", "acl", "acl:relcl", "csubj", "parataxis"}
_OBJECTS = {"obj", "iobj", "obl", "nmod", "xcomp", "nsubj", "ccomp"}


class Around:
    """The shifters of one sentence and what each of them reaches."""

    def __init__(self, sentence: Sentence) -> None:
        self.tokens = sentence.tokens
        self.question = bool(self.tokens) and self.tokens[-1].text.startswith("?")
        self.found = list(self._find())
        self.negated = {self.tokens[i].head for i, _, s in self.found if s.kind == "negation" and s.reach == "head"}

    def _find(self) -> Iterator[tuple[int, int, Shifter]]:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            taken = 1
            for s in _shifters_of(token.text, token.lemma):
                if len(s.words) == 1:
                    yield at, at, s
                elif self._stands(s.words, at):
                    yield at, at + len(s.words) - 1, s
                    taken = len(s.words)
                    break
            at += taken

    def _stands(self, words: tuple[str, ...], at: int) -> bool:
        here = self.tokens[at : at + len(words)]
        return len(here) == len(words) and all(map(_same, words, here))

    def shift(self, found: Found) -> tuple[float, str]:
        """-> (score in [-1, 1], the words that changed it)."""
        score, words = found.entry.polarity, []
        for first, last, s in self.found:
            if found.first <= first <= found.last or s.factor == 1 or not self._reaches(first, last, s, found):
                continue
            factor = s.factor
            if s.kind in ("reversal", "absence") and first in self.negated:
                continue  # "не избежал поражения": the reversal itself is denied
            if s.kind == "negation" and first and self._double(first):
                continue
            score *= factor
            words.append(" ".join(t.text.lower() for t in self.tokens[first : last + 1]))
        if self.question and not words:
            score, words = score * 0.6, ["?"]
        return round(max(-1.0, min(1.0, score)), 4), ", ".join(words)

    def _double(self, at: int) -> bool:
        """не мог не победить: the second negation takes back the first."""
        head = self.tokens[at].head
        return head >= 0 and any(
            self.tokens[i].head == self.tokens[head].head and i != at
            for i, _, s in self.found
            if s.kind == "negation" and s.reach == "head" and self.tokens[head].rel == "xcomp"
        )

    def _reaches(self, first: int, last: int, s: Shifter, found: Found) -> bool:
        node = found.node
        if s.reach == "head":
            head = self.tokens[last].head
            return (
                head == node
                or found.first <= head <= found.last
                or (s.kind == "negation" and self._light(head) and self.tokens[node].head == head and node > last)
            )
        if s.reach == "object":
            return self._below(node, last, 2)
        if s.reach == "next":
            return last < found.first <= last + 3
        return self._same_clause(first, last, s, found)

    def _light(self, at: int) -> bool:
        """A verb that says little itself, so that its negation falls on its object: не оказал помощи, не был героем."""
        return at >= 0 and plain(self.tokens[at].lemma) in _LIGHT

    def _below(self, node: int, top: int, steps: int) -> bool:
        if node <= top and self.tokens[node].rel != "nsubj:pass":
            return False
        for _ in range(steps):
            rel, head = self.tokens[node].rel, self.tokens[node].head
            if head == top:
                return rel.split(":")[0] in _OBJECTS
            if head < 0 or rel.split(":")[0] not in _OBJECTS | {"conj", "amod"}:
                return False
            node = head
        return False

    def _clause(self, at: int) -> int:
        """The head of the clause a word stands in."""
        for _ in range(30):
            token = self.tokens[at]
            if token.head < 0 or token.rel in _CLAUSE or (token.rel == "conj" and token.pos in ("VERB", "AUX")):
                return at
            at = token.head
        return at

    def _same_clause(self, first: int, last: int, s: Shifter, found: Found) -> bool:
        same = self._clause(found.node) == self._clause(first)
        return same and (s.kind != "contrast" or found.first > last)


_LIGHT = frozenset(
    """быть стать являться оказать оказывать оказаться иметь одержать нести понести проявить проявлять давать дать мочь
    считать назвать называть получить получать принести приносить испытывать вызывать вызвать""".split()  # noqa: SIM905
)
