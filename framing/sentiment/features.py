"""What the models see: numbers for each token of a sentence, and for each token as one target sees it."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from framing.records import Entity, Hit, Sentence, Token
from framing.sentiment.lexicon import find_predicate, stem
from framing.sentiment.rules import Tree, judge, predicates_of, roles

POS = ("", "NOUN", "PUNCT", "ADP", "PROPN", "VERB", "ADJ", "PRON", "ADV", "CCONJ", "NUM", "DET", "SCONJ", "PART", "X", "AUX",
       "SYM", "INTJ")  # fmt: skip
RELS = ("", "punct", "nmod", "case", "amod", "obl", "nsubj", "root", "obj", "appos", "conj", "advmod", "cc", "flat:name", "det",
        "xcomp", "mark", "parataxis", "nummod", "acl", "fixed", "ccomp", "iobj", "nsubj:pass", "acl:relcl", "flat:foreign",
        "advcl", "flat", "aux:pass", "nummod:gov", "cop", "csubj", "aux", "obl:agent", "discourse")  # fmt: skip
CASES = ("", "Nom", "Gen", "Acc", "Loc", "Ins", "Dat")
NAMES = ("", "PER", "LOC", "ORG")
NUMBERS = ("base", "score", "subject", "object", "author", "capital", "quoted", "negated", "passive", "past")
"""The real-valued columns of a token."""

FAR, DEEP, REACH = 10, 9, 50
"""Distances are clipped here, in tokens and in steps of the tree; tokens further than REACH from the target are not seen."""
SEEN = ("target", "path", "governor", "subject of", "object of", "genitive of", "sign", "judged ill", "judged well",
        "judged neutral")  # fmt: skip
"""The real-valued columns of a token as one target sees it."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_PROPN = POS.index("PROPN")
_POS, _RELS, _CASES, _NAMES = ({name: i for i, name in enumerate(names)} for names in (POS, RELS, CASES, NAMES))


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in numbers, one row a token: categories [n, 4] (POS, RELS, CASES, NAMES) and NUMBERS [n, 10]."""

    tree: Tree
    forms: tuple[str, ...]
    categories: Ints
    numbers: Floats
    heads: Ints

    @property
    def names(self) -> NDArray[np.bool_]:
        """Which words are names: those that the second reading does not see."""
        return (self.categories[:, 3] > 0) | (self.categories[:, 0] == _PROPN)


def read_words(sentence: Sentence, names: Sequence[Entity], hits: Sequence[Hit]) -> Words:
    """A sentence in numbers; ``names`` and ``hits`` are those of the text or of the sentence alone."""
    tokens = sentence.tokens
    n = len(tokens)
    starts = [t.start for t in tokens]
    at = {i: h for h in hits for i in range(bisect_left(starts, h.start), bisect_left(starts, h.stop))}
    tree = Tree(sentence, at)
    grammar = [_grammar(t.pos, t.rel, t.feats) for t in tokens]
    told = np.fromiter(chain.from_iterable(grammar), np.int64, 5 * n).reshape(n, 5)
    categories = np.empty((n, 4), np.int64)
    categories[:, :3] = told[:, :3]
    categories[:, 3] = _named(sentence, names, starts)
    numbers = np.zeros((n, len(NUMBERS)), np.float32)
    numbers[:, 8:] = told[:, 3:]
    for i, hit in at.items():
        numbers[i, :2] = hit.base, hit.score
    for i, t in enumerate(tokens):
        signs = _predicate(t.lemma, t.pos) if t.pos in _SPEAKING else None
        if signs is not None:
            numbers[i, 2:5] = signs
    numbers[[i for i in range(1, n) if tokens[i].text[0].isupper()], 5] = 1
    _mark_quoted(tokens, numbers)
    above = [t.head if 0 <= t.head < n and t.head != i else -1 for i, t in enumerate(tokens)]
    for i, lemma in enumerate(tree.lemmas):
        if lemma in _DENYING and above[i] >= 0:
            numbers[above[i], 7] = 1
    forms = tuple([t.text.lower() for t in tokens])
    return Words(tree, forms, categories, numbers, np.array(above, np.int64))


_SPEAKING, _DENYING = frozenset(("VERB", "NOUN", "ADJ")), frozenset(("не", "ни", "нет", "без"))
_MARKS = frozenset("«»“”„\"")


@lru_cache(1 << 15)
def _predicate(lemma: str, pos: str) -> tuple[int, int, int] | None:
    """How a known predicate makes its subject, its object and its author look."""
    found = find_predicate(lemma, pos)
    return None if found is None else (found.subject, found.object, found.author)


@cache
def _grammar(pos: str, rel: str, feats: str) -> tuple[int, int, int, bool, bool]:
    """-> (POS, RELS, CASES, whether passive, whether past) of a token."""
    said = dict(f.partition("=")[::2] for f in feats.split("|"))
    case, passive, past = _CASES.get(said.get("Case", ""), 0), said.get("Voice") == "Pass", said.get("Tense") == "Past"
    return _POS.get(pos, 0), _rel(rel), case, passive, past


def _named(sentence: Sentence, names: Sequence[Entity], starts: list[int]) -> list[int]:
    """The type of name that each token belongs to, by NAMES; of overlapping names the first wins."""
    name = [0] * len(starts)
    for e in reversed(names):
        if e.start < sentence.stop and sentence.start < e.stop:
            inside = slice(bisect_left(starts, e.start), bisect_left(starts, e.stop))
            name[inside] = [_NAMES.get(e.type, 0)] * (inside.stop - inside.start)
    return name


def _mark_quoted(tokens: Sequence[Token], numbers: Floats) -> None:
    quoted = False
    for first, t in enumerate(tokens):
        if t.text in _MARKS:
            quoted = t.text in "«„" or (t.text in "\"“" and not quoted)
            numbers[first:, 6] = quoted


def _rel(rel: str) -> int:
    return _RELS.get(rel) or _RELS.get(rel.split(":")[0], 0)


@dataclass(frozen=True, slots=True)
class View:
    """A sentence as one target sees it: tokens ``low..high`` (``high`` excluded), distance and depth [n, 2], SEEN [n, 10]."""

    words: Words
    low: int
    high: int
    places: Ints
    seen: Floats


def view(words: Words, first: int, last: int) -> View:
    """The sentence as the target at tokens ``first..last`` sees it."""
    n = len(words.heads)
    low, high = max(0, first - REACH), min(n, last + 1 + REACH)
    places = np.empty((high - low, 2), np.int64)
    places[: first - low, 0] = _BEFORE[REACH - (first - low) :]
    places[first - low : last + 1 - low, 0] = FAR
    places[last + 1 - low :, 0] = _AFTER[: high - last - 1]
    places[:, 1] = _steps(words, first, last)[low:high]
    seen = np.zeros((n, len(SEEN)), np.float32)
    seen[first : last + 1, 0] = 1
    head = words.tree.head_of(first, last)
    path = _path(words, head)
    if path:
        seen[path[0], _GOVERNOR] = 1
        seen[path, 1] = 1
    for governor, role in roles(words.tree, head):
        if role in _ROLE:
            seen[governor, _ROLE[role]] = 1
    for governor, _, sign in predicates_of(words.tree, head):
        seen[governor, _SIGN] = sign
    answer = judge(words.tree, first, last)
    if answer is not None:
        seen[first : last + 1, _NEUTRAL if not answer.sign else _WELL - (answer.sign < 0)] = 1
    return View(words, low, high, places, seen[low:high])


_GOVERNOR, _SIGN, _WELL, _NEUTRAL = (SEEN.index(c) for c in ("governor", "sign", "judged well", "judged neutral"))
_ROLE = {role: SEEN.index(f"{role} of") for role in ("subject", "object", "genitive")}


_BEFORE = np.maximum(np.arange(FAR - REACH, FAR), 0)
_AFTER = np.minimum(np.arange(FAR + 1, FAR + 1 + REACH), 2 * FAR)
"""Tokens between a token and the target, below FAR on its left and above on its right, clipped."""


def _path(words: Words, head: int) -> list[int]:
    """The governors of a word up to the root, nearest first, each once."""
    heads = words.heads.tolist()
    path: list[int] = []
    up = heads[head]
    while up >= 0 and up not in path:
        path.append(up)
        up = heads[up]
    return path


def _steps(words: Words, first: int, last: int) -> list[int]:
    """How many steps of the tree lie between each token and the target (DEEP where none leads there)."""
    steps = [DEEP] * len(words.heads)
    steps[first : last + 1] = [0] * (last + 1 - first)
    children, heads = words.tree.children, words.heads.tolist()
    here: list[int] = list(range(first, last + 1))
    for step in range(1, DEEP):
        there: list[int] = []
        if not here:
            break
        for i in here:
            up = heads[i]
            if up >= 0 and steps[up] > step:
                steps[up] = step
                there.append(up)
            for k in children.get(i, ()):
                if steps[k] > step:
                    steps[k] = step
                    there.append(k)
        here = there
    return steps



@dataclass(frozen=True, slots=True)
class Ties:
    """Who hangs below whom among rows of words: ``heads`` of all, ``roots``: those that are their own; ``parents`` with the
    most children first, ``children``: the first child of each, the second child of those that have two, ...; ``count``: how
    many each has."""

    heads: Ints
    roots: Ints
    parents: Ints
    children: tuple[Ints, ...]
    count: Floats

    @classmethod
    def of(cls, heads: Ints) -> Ties:
        """The ties of rows with these heads; a word that is its own head hangs nowhere."""
        own = heads == np.arange(len(heads))
        below = np.flatnonzero(~own)
        order = below[np.argsort(heads[below], kind="stable")]
        parents, firsts, count = np.unique(heads[order], return_index=True, return_counts=True)
        most = np.argsort(-count, kind="stable")
        firsts, sizes = firsts[most], count[most]
        ranks = range(int(sizes[0]) if len(sizes) else 0)
        children = tuple(order[firsts[: np.count_nonzero(sizes > rank)] + rank] for rank in ranks)
        return cls(heads, np.flatnonzero(own), parents[most], children, sizes[:, None].astype(np.float32))


@dataclass(frozen=True, slots=True)
class Sentences:
    """The words of several sentences, longest first, one below the other: [words, ...]; a word without a head is its own.

    ``stamps``: a number for each word's stem; ``starts``, ``length``: of each sentence; ``active``: how many sentences have a
    first word, a second, ...; ``orders``: the words by number in their sentence, from its beginning and from its end, the order
    in which they are read.
    """

    forms: Ints
    categories: Ints
    numbers: Floats
    heads: Ints
    stamps: NDArray[np.uint32]
    names: NDArray[np.bool_]
    starts: Ints
    length: Ints
    active: list[int]
    orders: tuple[Ints, Ints]
    ties: Ties


def pack_sentences(sentences: Sequence[Words], number_of: Mapping[str, int]) -> Sentences:
    """Sentences, longest first, as one batch; ``number_of`` gives each form its row in the table of vectors."""
    length = np.array([len(w.forms) for w in sentences], np.int64)
    starts = np.concatenate([[0], np.cumsum(length[:-1])])
    heads = np.concatenate([w.heads for w in sentences])
    heads = np.where(heads < 0, np.arange(len(heads)), heads + np.repeat(starts, length))
    categories = np.concatenate([w.categories for w in sentences])
    active = [int(np.count_nonzero(length > t)) for t in range(int(length[0]))]
    orders = (np.concatenate([starts[:k] + t for t, k in enumerate(active)]),
              np.concatenate([(starts + length)[:k] - 1 - t for t, k in enumerate(active)]))  # fmt: skip
    names = (categories[:, 3] > 0) | (categories[:, 0] == _PROPN)
    forms = [form for w in sentences for form in w.forms]
    numbers = np.concatenate([w.numbers for w in sentences])
    return Sentences(np.array([number_of[f] for f in forms], np.int64), categories, numbers, heads,
                     np.array([_stamp(f) for f in forms], np.uint32), names, starts, length, active, orders,
                     Ties.of(heads))  # fmt: skip


@lru_cache(1 << 16)
def _stamp(form: str) -> int:
    return zlib.crc32(stem(form).encode())


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets in a batch of sentences: [targets, tokens, ...], each its own window of its sentence.

    ``of``: the sentence of each; ``part``: which targets see a part of their sentence only; ``at``: where each word of the window
    stands among all words of the batch; ``near``: 1 where the window has a word;
    ``ties``: among the words of all windows, each row of targets below the other.
    """

    of: Ints
    part: Ints
    at: Ints
    places: Ints
    seen: Floats
    near: Floats
    numbers: Floats
    ties: Ties


def pad_targets(views: Sequence[View], of: Sequence[int], s: Sentences) -> Targets:
    """Targets as one batch; ``of`` says which sentence of ``s`` each stands in."""
    low, long = np.array([v.low for v in views]), np.array([v.high - v.low for v in views])
    b, m = len(views), int(long.max())
    row, column = np.array(of), np.arange(m)
    near = column < long[:, None]
    places, seen = np.zeros((b, m, 2), np.int64), np.zeros((b, m, len(SEEN)), np.float32)
    places[near] = np.concatenate([v.places for v in views])
    seen[near] = np.concatenate([v.seen for v in views])
    first = s.starts[row] + low
    at = first[:, None] + np.minimum(column, long[:, None] - 1)
    heads = s.heads[at] - first[:, None]
    heads = np.where(near & (heads >= 0) & (heads < long[:, None]), heads, column) + m * np.arange(b)[:, None]
    part = np.flatnonzero(long < s.length[row])
    return Targets(row, part, at, places, seen, near.astype(np.float32), s.numbers[at], Ties.of(heads.ravel()))
