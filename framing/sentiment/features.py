"""What the models see: numbers for each token of a sentence, and for each token as one target sees it."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.records import Entity, Hit, Sentence
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
    """A sentence in numbers, one row a token: categories [n, 4] (POS, RELS, CASES, NAMES) and NUMBERS [n, 10].

    ``stamps``: a number for each word's stem. ``steps``: steps of the tree between any two words, DEEP at most (None where
    the sentence is too long for a table).
    """

    tree: Tree
    forms: tuple[str, ...]
    categories: Ints
    numbers: Floats
    heads: Ints
    stamps: NDArray[np.uint32]
    steps: NDArray[np.int8] | None

    @property
    def names(self) -> NDArray[np.bool_]:
        """Which words are names: those that the second reading does not see."""
        return (self.categories[:, 3] > 0) | (self.categories[:, 0] == _PROPN)


def read_words(sentence: Sentence, names: Sequence[Entity], hits: Sequence[Hit]) -> Words:
    """A sentence in numbers; ``names`` and ``hits`` are those of the text or of the sentence alone."""
    tokens = sentence.tokens
    starts = [t.start for t in tokens]
    at = {i: h for h in hits for i in range(bisect_left(starts, h.start), bisect_left(starts, h.stop))}
    tree = Tree(sentence, at)
    name = [0] * len(tokens)
    for e in reversed(names):
        if e.start < sentence.stop and sentence.start < e.stop:
            inside = slice(bisect_left(starts, e.start), bisect_left(starts, e.stop))
            name[inside] = [_NAMES.get(e.type, 0)] * (inside.stop - inside.start)
    categories, numbers, forms = [], [], [t.text.lower() for t in tokens]
    quoted = False
    for i, t in enumerate(tokens):
        categories.append((_POS.get(t.pos, 0), _rel(t.rel), _CASES.get(t.feat("Case"), 0), name[i]))
        if t.text in _MARKS:
            quoted = t.text in "«„" or (t.text in "\"“" and not quoted)
        hit = at.get(i)
        predicate = find_predicate(t.lemma, t.pos) if t.pos in ("VERB", "NOUN", "ADJ") else None
        numbers.append((hit.base if hit else 0.0, hit.score if hit else 0.0, predicate.subject if predicate else 0,
                        predicate.object if predicate else 0, predicate.author if predicate else 0,
                        i > 0 and t.text[0].isupper(), quoted, _negated(tree, i),
                        t.feat("Voice") == "Pass", t.feat("Tense") == "Past"))  # fmt: skip
    heads = np.array([t.head if 0 <= t.head < len(tokens) and t.head != i else -1 for i, t in enumerate(tokens)], np.int64)
    stamps = np.array([zlib.crc32(stem(form).encode()) for form in forms], np.uint32)
    return Words(tree, tuple(forms), np.array(categories, np.int64).reshape(-1, 4),
                 np.array(numbers, np.float32).reshape(-1, len(NUMBERS)), heads, stamps, _all_steps(tree, heads))  # fmt: skip


_MARKS, _TABLE = frozenset("«»“”„\""), 400
"""_TABLE: sentences of more tokens have no table of steps."""


def _all_steps(tree: Tree, heads: Ints) -> NDArray[np.int8] | None:
    n = len(heads)
    if n > _TABLE:
        return None
    steps = np.full((n, n), DEEP, np.int8)
    np.fill_diagonal(steps, 0)
    order = [int(i) for i in np.flatnonzero(heads < 0)]
    for up in order:
        for i in tree.children.get(up, ()):
            row = np.minimum(steps[up] + 1, DEEP)
            row[i] = 0
            steps[i] = row
            steps[:, i] = row
            order.append(i)
    return steps


def _rel(rel: str) -> int:
    return _RELS.get(rel) or _RELS.get(rel.split(":")[0], 0)


def _negated(tree: Tree, at: int) -> bool:
    return any(tree.lemmas[k] in ("не", "ни", "нет", "без") for k in tree.children.get(at, ()))


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
    steps = _steps(words, first, last)
    at = np.arange(n)
    gap = np.where(at < first, at - first, np.maximum(at - last, 0))
    places = np.empty((n, 2), np.int64)
    places[:, 0] = np.minimum(np.maximum(gap, -FAR), FAR) + FAR
    places[:, 1] = np.minimum(steps, DEEP)
    seen = np.zeros((n, len(SEEN)), np.float32)
    column = SEEN.index
    seen[first : last + 1, 0] = 1
    head = words.tree.head_of(first, last)
    up = int(words.heads[head])
    if up >= 0:
        seen[up, column("governor")] = 1
    while up >= 0 and not seen[up, 1]:
        seen[up, 1] = 1
        up = int(words.heads[up])
    for governor, role in roles(words.tree, head):
        if f"{role} of" in SEEN:
            seen[governor, column(f"{role} of")] = 1
    for governor, _, sign in predicates_of(words.tree, head):
        seen[governor, column("sign")] = sign
    answer = judge(words.tree, first, last)
    if answer is not None:
        seen[first : last + 1, column("judged neutral") if not answer.sign else column("judged well") - (answer.sign < 0)] = 1
    return View(words, low, high, places[low:high], seen[low:high])


def _steps(words: Words, first: int, last: int) -> Ints:
    """How many steps of the tree lie between each token and the target (DEEP where none leads there)."""
    if words.steps is not None:
        return words.steps[first : last + 1].min(0).astype(np.int64)
    n = len(words.heads)
    steps = np.full(n, DEEP, np.int64)
    steps[first : last + 1] = 0
    queue = deque(range(first, last + 1))
    while queue:
        i = queue.popleft()
        if steps[i] >= DEEP - 1:
            continue
        for k in (int(words.heads[i]), *words.tree.children.get(i, ())):
            if k >= 0 and steps[k] > steps[i] + 1:
                steps[k] = steps[i] + 1
                queue.append(k)
    return steps



@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of like length side by side: [sentences, tokens, ...], padded; a word without a head is its own."""

    forms: Ints
    categories: Ints
    numbers: Floats
    heads: Ints
    mask: Floats
    length: Ints
    names: NDArray[np.bool_]


def pad_sentences(sentences: Sequence[Words], number_of: Mapping[str, int]) -> Sentences:
    """Sentences as one batch; ``number_of`` gives each form its row in the table of vectors."""
    length = np.array([len(w.forms) for w in sentences], np.int64)
    b, n = len(sentences), int(length.max())
    forms, categories = np.zeros((b, n), np.int64), np.zeros((b, n, 4), np.int64)
    numbers, heads = np.zeros((b, n, len(NUMBERS)), np.float32), np.tile(np.arange(n), (b, 1))
    for i, w in enumerate(sentences):
        m = len(w.forms)
        forms[i, :m] = [number_of[f] for f in w.forms]
        categories[i, :m] = w.categories
        numbers[i, :m] = w.numbers
        heads[i, :m] = np.where(w.heads < 0, heads[i, :m], w.heads)
    names = (categories[:, :, 3] > 0) | (categories[:, :, 0] == _PROPN)
    return Sentences(forms, categories, numbers, heads, (np.arange(n) < length[:, None]).astype(np.float32), length, names)


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets in a batch of sentences: [targets, tokens, ...], each its own window of its sentence.

    ``at``: where each word of the window stands among all words of the batch; ``near``: 1 where the window has a word;
    ``heads``: in the window, a word itself where its head lies outside.
    """

    of: Ints
    at: Ints
    places: Ints
    seen: Floats
    near: Floats
    heads: Ints
    numbers: Floats


def pad_targets(views: Sequence[View], of: Sequence[int], s: Sentences) -> Targets:
    """Targets as one batch; ``of`` says in which row of ``s`` each stands."""
    low, long = np.array([v.low for v in views]), np.array([v.high - v.low for v in views])
    b, m, n = len(views), int(long.max()), s.forms.shape[1]
    places, seen = np.zeros((b, m, 2), np.int64), np.zeros((b, m, len(SEEN)), np.float32)
    for i, v in enumerate(views):
        places[i, : long[i]] = v.places
        seen[i, : long[i]] = v.seen
    row, column = np.array(of), np.arange(m)
    near = column < long[:, None]
    at = row[:, None] * n + np.minimum(low[:, None] + column, n - 1)
    heads = s.heads.ravel()[at] - low[:, None]
    heads = np.where(near & (heads >= 0) & (heads < long[:, None]), heads, column)
    numbers = s.numbers.reshape(-1, len(NUMBERS))[at]
    return Targets(row, at, places, seen, near.astype(np.float32), heads, numbers)
