"""The linear part of the tone model: words by their place beside the target, hashed, and mean word vectors by zone.

Its weights can be read one by one, it costs little, and it errs where the network does not.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.sentiment.features import FAR, POS, SEEN, Floats, Sentences, Targets, View
from framing.sentiment.lexicon import stem
from framing.sentiment.rules import base, judge, predicates_of, roles, standing

BITS = 17
_BESIDE = ("obj", "obl", "xcomp", "nsubj", "advmod", "iobj")


def hashed(views: Sequence[View], b: Targets, s: Sentences) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sparse features of targets as places in a table of 2 ** BITS rows: what stands where beside each, and in which role,
    without its own words. -> (places, target by target, each once; where each target's begin)."""
    named = [codes(v) for v in views]
    told, whose = _words_around(b, s)
    told = np.concatenate([told, np.array([c for n in named for c in n], np.uint32)])
    rows = np.concatenate([whose, np.repeat(np.arange(len(views)), [len(n) for n in named])])
    places = (told * _SPREAD >> np.uint32(32 - BITS)).astype(np.int64)
    both = np.unique(rows << BITS | places)
    return both & ((1 << BITS) - 1), np.searchsorted(both >> BITS, np.arange(len(views)))


_SPREAD = np.uint32(2654435761)
_KINDS = (np.arange(128, dtype=np.uint32) + np.uint32(1)) * np.uint32(0x9E3779B1)
_ANY, _PATH, _SIDE, _DEPTH, _GAP, _HIT, _HIT_GAP = 0, 1, 2, 8, 24, 40, 60


def _words_around(b: Targets, s: Sentences) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Words of the sentence, beside the target by distance, side and steps of the tree, and on its path; hits by place.
    -> (codes, the target of each)."""
    inside = b.seen[:, :, 0] > 0
    first = inside.argmax(1)[:, None]
    last = first + inside.sum(1)[:, None] - 1
    at = np.arange(b.at.shape[1])
    gap = at - np.where(at < first, first, last)
    shown = (s.categories[:, 0] != _PUNCT)[b.at] & (b.near > 0) & ~inside
    stamps, depth, score = s.stamps[b.at], b.places[:, :, 1], b.numbers[:, :, 1]
    near, close, deep = shown & (np.abs(gap) <= 5), shown & (np.abs(gap) <= 3), shown & (depth <= 3)
    path, hit = shown & (b.seen[:, :, 1] > 0), shown & (score != 0)
    sign = (score[hit] > 0).astype(np.int64)
    found = [stamps[shown] + _KINDS[_ANY], stamps[path] + _KINDS[_PATH],
             stamps[near] + _KINDS[_SIDE + (gap[near] > 0)], stamps[close] + _KINDS[_GAP + gap[close]],
             stamps[deep] + _KINDS[_DEPTH + depth[deep]], _KINDS[_HIT + 2 * np.minimum(depth[hit], 4) + sign],
             _KINDS[_HIT_GAP + 2 * np.minimum(np.abs(gap[hit]) // 3, 4) + sign]]  # fmt: skip
    whose = [np.nonzero(m)[0] for m in (shown, path, near, close, deep, hit, hit)]
    return np.concatenate(found), np.concatenate(whose)


_PUNCT = POS.index("PUNCT")


def codes(v: View) -> list[int]:
    """The features of grammar: the target's own form, its governors, and what hangs beside it."""
    words, tree, tokens = v.words, v.words.tree, v.words.tree.tokens
    first = v.low + int(v.seen[:, 0].argmax())
    last = first + int(np.count_nonzero(v.seen[:, 0])) - 1
    head = tree.head_of(first, last)
    t, up, case = tokens[head], int(words.heads[head]), tokens[head].feat("Case")
    preposition, name = tree.preposition(head), str(words.categories[head, 3])
    found = [_code("case=", case), _code("rel=", t.rel), _code("prep=", preposition), _code("pos=", t.pos), _code("ent=", name),
             _code("toprel=", tokens[standing(tree, head)].rel)]  # fmt: skip
    if up >= 0:
        over = stem(words.forms[up])
        found += (_code("g=", t.rel, ":", over), _code("gc=", case, ":", preposition, ":", over),
                  _code("gn=", str(tree.negated(up)), ":", t.rel))  # fmt: skip
    for governor, role in roles(tree, head):
        form = words.forms[governor]
        found += (_code("r=", role, ":", stem(form)), *(_code("rp=", role, ":", form[:k]) for k in (3, 4, 5)))
        for k in tree.children.get(governor, ()):
            if base(tokens[k].rel) in _BESIDE:
                found.append(_code("rk=", role, ":", tokens[k].rel, ":", stem(words.forms[k])))
    found += [_code("c=", tokens[k].rel, ":", stem(words.forms[k])) for k in tree.children.get(head, ())]
    found += [_code("s=", role, ":", str(sign)) for _, role, sign in predicates_of(tree, head)]
    answer = judge(tree, first, last)
    if answer is not None:
        found.append(_code("j=", answer.rule, ":", str(answer.sign)))
    return found


@lru_cache(1 << 17)
def _code(*parts: str) -> int:
    return zlib.crc32("".join(parts).encode())


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

    def __call__(self, views: Sequence[View], b: Targets, s: Sentences, reduced: Floats) -> tuple[Floats, Floats]:
        """-> (logits [targets, 3], the same with the targets' words hidden); ``reduced``: vectors of what each target sees
        times ``basis``, [targets, tokens, d]."""
        places, starts = hashed(views, b, s)
        told = np.add.reduceat(self.sparse[places], starts, axis=0) + self.bias
        zoned = zones(b, reduced)
        shown: Floats = told + zoned @ self.dense
        zoned[:, : self.basis.shape[1]] = 0
        hidden: Floats = told + zoned @ self.dense
        return shown, hidden
