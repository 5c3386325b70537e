"""The linear part of the tone model: words by their place beside the target, hashed, and mean word vectors by zone.

Its weights can be read one by one, it costs little, and it errs where the networks do not.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.sentiment.features import FAR, SEEN, Floats, View
from framing.sentiment.lexicon import stem
from framing.sentiment.rules import judge, predicates_of, roles, standing

BITS = 17
_BESIDE = ("obj", "obl", "xcomp", "nsubj", "advmod", "iobj")


def names(v: View) -> Iterator[str]:
    """The sparse features of a target by name, without its own words: what stands where beside it, and in which role."""
    words, tree, tokens = v.words, v.words.tree, v.words.tree.tokens
    inside = np.flatnonzero(v.seen[:, 0]) + v.low
    first, last = int(inside[0]), int(inside[-1])
    head = tree.head_of(first, last)
    stems = [stem(form) for form in words.forms]
    t = tokens[head]
    yield from (f"case={t.feat('Case')}", f"rel={t.rel}", f"prep={tree.preposition(head)}", f"pos={t.pos}",
                f"ent={words.categories[head, 3]}", f"toprel={tokens[standing(tree, head)].rel}")  # fmt: skip
    for i in range(v.low, v.high):
        if first <= i <= last or tokens[i].pos == "PUNCT":
            continue
        s, k = stems[i], i - v.low
        gap, depth = i - (first if i < first else last), int(v.places[k, 1])
        yield f"b={s}"
        if abs(gap) <= 3:
            yield f"w{gap}={s}"
        if abs(gap) <= 5:
            yield f"n{gap > 0}={s}"
        if depth <= 3:
            yield f"d{depth}={s}"
        if v.seen[k, 1]:
            yield f"p={s}"
        if words.numbers[i, 1]:
            sign = "+" if words.numbers[i, 1] > 0 else "-"
            yield f"h{min(depth, 4)}{sign}"
            yield f"hw{min(abs(gap) // 3, 4)}{sign}"
    yield from _around(v, head, stems)
    answer = judge(tree, first, last)
    if answer is not None:
        yield f"j={answer.rule}:{answer.sign}"


def _around(v: View, head: int, stems: list[str]) -> Iterator[str]:
    words, tree, tokens = v.words, v.words.tree, v.words.tree.tokens
    up, t = int(words.heads[head]), tokens[head]
    if up >= 0:
        yield f"g={t.rel}:{stems[up]}"
        yield f"gc={t.feat('Case')}:{tree.preposition(head)}:{stems[up]}"
        yield f"gn={tree.negated(up)}:{t.rel}"
    for governor, role in roles(tree, head):
        yield f"r={role}:{stems[governor]}"
        for k in (3, 4, 5):
            yield f"rp={role}:{words.forms[governor][:k]}"
        for k in tree.children.get(governor, ()):
            if tokens[k].rel.split(":")[0] in _BESIDE:
                yield f"rk={role}:{tokens[k].rel}:{stems[k]}"
    for k in tree.children.get(head, ()):
        yield f"c={tokens[k].rel}:{stems[k]}"
    for _, role, sign in predicates_of(tree, head):
        yield f"s={role}:{sign}"


def hashed(v: View) -> list[int]:
    """The sparse features as places in a table of 2 ** BITS rows, each once."""
    return sorted({zlib.crc32(name.encode()) % (1 << BITS) for name in names(v)})


def zones(v: View, reduced: Floats) -> Floats:
    """Mean reduced vectors of ten zones around the target, and sums of what the lexicons say, [10 * d + 14].

    ``reduced``: the vectors of the tokens of this view, [tokens, d].
    """
    gap, depth = v.places[:, 0] - FAR, v.places[:, 1]
    target = v.seen[:, 0] > 0
    places = (target, depth == 1, depth == 2, (abs(gap) <= 3) & ~target, (gap > 0) & (gap <= 6), (gap < 0) & (gap >= -6),
              *(v.seen[:, SEEN.index(c)] > 0 for c in ("governor", "subject of", "object of")), ~target)  # fmt: skip
    weights = np.stack(places).astype(np.float32)
    weights /= np.maximum(weights.sum(1, keepdims=True), 1)
    numbers = v.words.numbers[v.low : v.high, :5]
    told: Floats = np.concatenate([(weights @ reduced).ravel(), numbers.sum(0), numbers[depth <= 2].sum(0),
                                   v.seen[:, SEEN.index("sign") :].sum(0)]).astype(np.float32)  # fmt: skip
    return told


class Linear:
    """Weights of the hashed features and of the zones; ``basis`` reduces word vectors from 300 columns."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.basis, self.sparse, self.dense, self.bias = (
            np.asarray(arrays[name], np.float32) for name in ("basis", "sparse", "dense", "bias"))

    def __call__(self, v: View, reduced: Floats) -> tuple[Floats, Floats]:
        """-> (logits [3], the same with the target's words hidden); ``reduced``: this view's vectors times ``basis``."""
        told = self.sparse[hashed(v)].sum(0) + self.bias
        zoned = zones(v, reduced)
        shown: Floats = told + zoned @ self.dense
        zoned[: self.basis.shape[1]] = 0
        hidden: Floats = told + zoned @ self.dense
        return shown, hidden
