"""What the models see: numbers for each token of a sentence, and for each token as one target sees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.records import Entity, Hit, Sentence
from framing.sentiment.lexicon import find_predicate
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

_POS, _RELS, _CASES, _NAMES = ({name: i for i, name in enumerate(names)} for names in (POS, RELS, CASES, NAMES))


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in numbers, one row a token: categories [n, 4] (POS, RELS, CASES, NAMES) and NUMBERS [n, 10]."""

    tree: Tree
    forms: tuple[str, ...]
    categories: Ints
    numbers: Floats
    heads: Ints


def read_words(sentence: Sentence, names: Sequence[Entity], hits: Sequence[Hit]) -> Words:
    """A sentence in numbers; ``names`` and ``hits`` are those of the text or of the sentence alone."""
    tokens = sentence.tokens
    inside = [e for e in names if e.start < sentence.stop and sentence.start < e.stop]
    at = {i: h for h in hits for i, t in enumerate(tokens) if h.start <= t.start < h.stop}
    tree = Tree(sentence, at)
    categories = np.zeros((len(tokens), 4), np.int64)
    numbers = np.zeros((len(tokens), len(NUMBERS)), np.float32)
    quoted = False
    for i, t in enumerate(tokens):
        name = next((e.type for e in inside if e.start <= t.start < e.stop), "")
        categories[i] = _POS.get(t.pos, 0), _rel(t.rel), _CASES.get(t.feat("Case"), 0), _NAMES.get(name, 0)
        if t.text in "«»“”„\"":
            quoted = t.text in "«„" or (t.text in "\"“" and not quoted)
        hit = at.get(i)
        predicate = find_predicate(t.lemma, t.pos) if t.pos in ("VERB", "NOUN", "ADJ") else None
        signs = (predicate.subject, predicate.object, predicate.author) if predicate else (0, 0, 0)
        lexical = (hit.base, hit.score) if hit else (0.0, 0.0)
        numbers[i] = (*lexical, *signs, bool(i and t.text[0].isupper()), quoted, _negated(tree, i),
                      t.feat("Voice") == "Pass", t.feat("Tense") == "Past")  # fmt: skip
    heads = np.array([t.head if 0 <= t.head < len(tokens) and t.head != i else -1 for i, t in enumerate(tokens)], np.int64)
    return Words(tree, tuple(t.text.lower() for t in tokens), categories, numbers, heads)


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
    gap = np.where(at < first, at - first, np.where(at > last, at - last, 0))
    places = np.stack([np.clip(gap, -FAR, FAR) + FAR, np.minimum(steps, DEEP)], axis=1)
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
    return View(words, low, high, places[low:high].astype(np.int64), seen[low:high])


def _steps(words: Words, first: int, last: int) -> Ints:
    """How many steps of the tree lie between each token and the target (DEEP where none leads there)."""
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

