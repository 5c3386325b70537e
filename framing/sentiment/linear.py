"""The linear part of the tone model: words by their place beside the target, hashed, and mean word vectors by zone.

Its weights can be read one by one, it costs little, and it errs where the networks do not.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.sentiment.features import FAR, POS, SEEN, Floats, Targets, View
from framing.sentiment.lexicon import stem
from framing.sentiment.rules import judge, predicates_of, roles, standing

BITS = 17
_BESIDE = ("obj", "obl", "xcomp", "nsubj", "advmod", "iobj")
_stem = lru_cache(1 << 15)(stem)


def hashed(v: View) -> NDArray[np.int64]:
    """The sparse features as places in a table of 2 ** BITS rows, each once: what stands where beside a target, and in which
    role, without its own words."""
    named = [zlib.crc32(name.encode()) for name in names(v)]
    codes = np.concatenate([_words_around(v), np.array(named, np.uint32)])
    return np.unique((codes * _SPREAD) >> np.uint32(32 - BITS)).astype(np.int64)


_SPREAD = np.uint32(2654435761)
_KINDS = (np.arange(128, dtype=np.uint32) + np.uint32(1)) * np.uint32(0x9E3779B1)
_ANY, _PATH, _SIDE, _DEPTH, _GAP, _HIT, _HIT_GAP = 0, 1, 2, 8, 24, 40, 60


def _words_around(v: View) -> NDArray[np.uint32]:
    """Words of the sentence, beside the target by distance, side and steps of the tree, and on its path; hits by place."""
    words = v.words
    inside = np.flatnonzero(v.seen[:, 0])
    first, last = inside[0], inside[-1]
    at = np.arange(v.high - v.low)
    gap = at - np.where(at < first, first, last)
    shown = (words.categories[v.low : v.high, 0] != _PUNCT) & ((at < first) | (at > last))
    stamps, depth, score = words.stamps[v.low : v.high], v.places[:, 1], words.numbers[v.low : v.high, 1]
    near, close, deep = shown & (np.abs(gap) <= 5), shown & (np.abs(gap) <= 3), shown & (depth <= 3)
    path, hit = shown & (v.seen[:, 1] > 0), shown & (score != 0)
    found = [stamps[shown] + _KINDS[_ANY], stamps[path] + _KINDS[_PATH], stamps[near] + _KINDS[_SIDE + (gap[near] > 0)],
             stamps[close] + _KINDS[_GAP + gap[close]], stamps[deep] + _KINDS[_DEPTH + depth[deep]]]  # fmt: skip
    if hit.any():
        sign = (score[hit] > 0).astype(np.int64)
        found += [_KINDS[_HIT + 2 * np.minimum(depth[hit], 4) + sign],
                  _KINDS[_HIT_GAP + 2 * np.minimum(np.abs(gap[hit]) // 3, 4) + sign]]  # fmt: skip
    return np.concatenate(found)


_PUNCT = POS.index("PUNCT")


def names(v: View) -> Iterator[str]:
    """The features of grammar by name: the target's own form, its governors, and what hangs beside it."""
    words, tree, tokens = v.words, v.words.tree, v.words.tree.tokens
    inside = np.flatnonzero(v.seen[:, 0]) + v.low
    first, last = int(inside[0]), int(inside[-1])
    head = tree.head_of(first, last)
    t, up = tokens[head], int(words.heads[head])
    yield from (f"case={t.feat('Case')}", f"rel={t.rel}", f"prep={tree.preposition(head)}", f"pos={t.pos}",
                f"ent={words.categories[head, 3]}", f"toprel={tokens[standing(tree, head)].rel}")  # fmt: skip
    if up >= 0:
        over = _stem(words.forms[up])
        yield from (f"g={t.rel}:{over}", f"gc={t.feat('Case')}:{tree.preposition(head)}:{over}", f"gn={tree.negated(up)}:{t.rel}")
    for governor, role in roles(tree, head):
        form = words.forms[governor]
        yield from (f"r={role}:{_stem(form)}", *(f"rp={role}:{form[:k]}" for k in (3, 4, 5)))
        for k in tree.children.get(governor, ()):
            if tokens[k].rel.split(":")[0] in _BESIDE:
                yield f"rk={role}:{tokens[k].rel}:{_stem(words.forms[k])}"
    for k in tree.children.get(head, ()):
        yield f"c={tokens[k].rel}:{_stem(words.forms[k])}"
    for _, role, sign in predicates_of(tree, head):
        yield f"s={role}:{sign}"
    answer = judge(tree, first, last)
    if answer is not None:
        yield f"j={answer.rule}:{answer.sign}"


def zones(b: Targets, reduced: Floats) -> Floats:
    """Mean reduced vectors of ten zones around each target, and sums of what the lexicons say, [targets, 10 * d + 19].

    ``reduced``: the vectors of the words that each target sees, [targets, tokens, d].
    """
    gap, depth, near = b.places[:, :, 0] - FAR, b.places[:, :, 1], b.near > 0
    target = b.seen[:, :, 0] > 0
    places = (target, depth == 1, depth == 2, (abs(gap) <= 3) & ~target, (gap > 0) & (gap <= 6), (gap < 0) & (gap >= -6),
              *(b.seen[:, :, SEEN.index(c)] > 0 for c in ("governor", "subject of", "object of")), ~target)  # fmt: skip
    weights = np.stack(places, axis=1).astype(np.float32) * b.near[:, None]
    weights /= np.maximum(weights.sum(2, keepdims=True), 1)
    numbers = b.numbers[:, :, :5] * b.near[:, :, None]
    told: Floats = np.concatenate([(weights @ reduced).reshape(len(weights), -1), numbers.sum(1),
                                   (numbers * ((depth <= 2) & near)[:, :, None]).sum(1),
                                   b.seen[:, :, SEEN.index("sign") :].sum(1)], axis=1).astype(np.float32)  # fmt: skip
    return told


class Linear:
    """Weights of the hashed features and of the zones; ``basis`` reduces word vectors from 300 columns."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.basis, self.sparse, self.dense, self.bias = (
            np.asarray(arrays[name], np.float32) for name in ("basis", "sparse", "dense", "bias"))

    def __call__(self, views: Sequence[View], b: Targets, reduced: Floats) -> tuple[Floats, Floats]:
        """-> (logits [targets, 3], the same with the targets' words hidden); ``reduced``: vectors of what each target sees
        times ``basis``, [targets, tokens, d]."""
        places = [hashed(v) for v in views]
        starts = np.cumsum([0, *(len(p) for p in places[:-1])])
        told = np.add.reduceat(self.sparse[np.concatenate(places)], starts, axis=0) + self.bias
        zoned = zones(b, reduced)
        shown: Floats = told + zoned @ self.dense
        zoned[:, : self.basis.shape[1]] = 0
        hidden: Floats = told + zoned @ self.dense
        return shown, hidden
