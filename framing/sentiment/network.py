"""The trained networks in numpy: small readers of a sentence and of what each target finds in it, averaged and calibrated.

Each network projects frozen word vectors, reads the sentence once with an LSTM both ways and passes what it found along the
dependency tree. Each target then glances at every word (the word, the way to it, the roles beside predicates, once more along
the tree), and gathers what it attends to. A second head marks the words that speak well or ill of the target: the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.parse.packed import one_blas_thread
from framing.parse.vectors import word_vectors
from framing.sentiment.features import (
    DEEP,
    SEEN,
    Floats,
    Sentences,
    Targets,
    Ties,
    View,
    Words,
    pack_sentences,
    pad_targets,
)
from framing.sentiment.linear import Linear

WEIGHTS = Path(__file__).with_name("tone.npz")
TOKENS, SEEN_TOKENS = 3_000, 6_000
"""Tokens of sentences, and of what targets see, that are read at once."""
HIDDEN_BY = 1
"""How many of the networks also read each sentence with its names hidden."""
GATHERED = ("target", "governor", "subject of", "object of", "genitive of", "path")
"""The words beside a target whose states are gathered, by column of SEEN."""


class Network:
    """One network: the arrays that training wrote, under torch's own names."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.w = {k: np.ascontiguousarray(v.T if v.ndim == 2 and not k.startswith(_TABLES) else v, np.float32)
                  for k, v in arrays.items()}  # fmt: skip
        both = zip(self._gates("ahead"), self._gates("back"), strict=True)
        self.first, self.again, self.bias = (np.stack(pair) for pair in both)
        self.tree, self.more = ([np.ascontiguousarray(part) for part in np.split(self.w[name], 3)]
                                for name in ("tree.weight", "again.weight"))  # fmt: skip
        way = self.w["gap.weight"][:, None] + self.w["depth.weight"][None]
        self.way = np.ascontiguousarray((way + self.w["look.bias"]).reshape(-1, way.shape[-1]))

    def _gates(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Weights of input and state, and bias, columns in the order in, forget, out, new; as _lstm wants them: the first three
        times -1, the last times -2."""
        parts = [self.w[f"{name}.weight_ih_l0"], self.w[f"{name}.weight_hh_l0"],
                 (self.w[f"{name}.bias_ih_l0"] + self.w[f"{name}.bias_hh_l0"])[None]]  # fmt: skip
        turned = []
        for part in parts:
            i, f, g, o = np.split(part, 4, axis=1)
            turned.append(np.ascontiguousarray(np.concatenate([-i, -f, -o, -2 * g], axis=1)))
        return turned[0], turned[1], turned[2]

    def words(self, vectors: Floats) -> Floats:
        """What each distinct form adds to the gates, [directions, forms + 1, 4 * width]; the last row: a hidden word."""
        hidden = np.zeros((1, vectors.shape[1]), np.float32)
        words = np.tanh(np.vstack([vectors, hidden]) @ self.w["project.weight"] + self.w["project.bias"])
        told: Floats = words @ self.first[:, : words.shape[1]] + self.bias
        return told

    def sentences(self, s: Sentences, words: Floats, readings: int) -> Floats:
        """The state of each word, [readings, words, 2 * width]: as it stands, and (the second reading) without the words of
        names. What both share is reckoned once."""
        h = self._recurrent(words, s, readings)
        step = h @ self.tree[0]
        step += self.w["tree.bias"]
        _along(step, h, s.ties, self.tree)
        np.maximum(step, 0, out=step)
        step += h
        return step

    def targets(self, b: Targets, h: Floats, looked: Floats, highest: Floats) -> tuple[Floats, Floats]:
        """-> (logits [targets, 3], what each target sees of each word [targets, tokens, glance]); ``looked``: the states times
        ``look``; ``highest``: the highest of each column in each sentence, [sentences, 2 * width]."""
        w = self.w
        size, m = b.at.shape
        mine = h.take(b.at, axis=0)
        places = np.abs(b.seen[:, :, _GATHERED]).transpose(0, 2, 1)
        gathered = places @ mine
        gathered /= np.maximum(places.sum(2, keepdims=True), 1)
        glance = looked.take(b.at, axis=0)
        glance += self.way.take(b.places[:, :, 0] * (DEEP + 1) + b.places[:, :, 1], axis=0)
        glance += (b.seen.reshape(size * m, -1) @ w["beside.weight"]).reshape(size, m, -1)
        glance += (gathered[:, 0] @ w["ask.weight"])[:, None]
        np.tanh(glance, out=glance)
        flat = glance.reshape(size * m, -1)
        step = flat @ self.more[0]
        step += w["again.bias"]
        _along(step, flat, b.ties, self.more)
        flat += np.maximum(step, 0, out=step)
        score = (glance @ w["weigh.weight"] + w["near.weight"][b.places[:, :, 1]]).transpose(0, 2, 1)
        score = np.where(b.near[:, None] > 0, score, np.float32(-1e9))
        share = np.exp(score - score.max(2, keepdims=True))
        share /= share.sum(2, keepdims=True)
        most, part = highest[b.of], b.part
        most[part] = np.where(b.near[part, :, None] > 0, mine[part], np.float32(-1e9)).max(1)
        told = np.clip(b.seen.sum(1), -3, 3) / 3
        pooled = np.concatenate([gathered.reshape(size, -1), most, (share @ mine).reshape(size, -1),
                                 (share @ glance).reshape(size, -1), told], axis=1)  # fmt: skip
        mixed = np.maximum(pooled @ w["mix.weight"] + w["mix.bias"], 0)
        return mixed @ w["out.weight"] + w["out.bias"], glance

    def leaning(self, glance: Floats) -> Floats:
        """How far each word speaks well (above 0) or ill of each target, [targets, tokens]."""
        share = softmax(glance @ self.w["polar.weight"] + self.w["polar.bias"])
        lean: Floats = share[:, :, 2] - share[:, :, 1]
        return lean

    def _recurrent(self, words: Floats, s: Sentences, readings: int) -> Floats:
        """The states of both directions, [readings, words, 2 * width]: the gates are of a word's form and its other numbers."""
        x = np.concatenate([*(self.w[f"categories.{i}.weight"][s.categories[:, i]] for i in range(4)), s.numbers], axis=-1)
        n, d = len(x), self.again.shape[1]
        forms = [s.forms, np.where(s.names, words.shape[1] - 1, s.forms)][:readings]
        gates = np.empty((2, n, readings, 4 * d), np.float32)
        for i, order in enumerate(s.orders):
            told = x[order] @ self.first[i, -x.shape[-1] :]
            for k, form in enumerate(forms):
                np.add(words[i].take(form[order], axis=0), told, out=gates[i, :, k])
        out = _lstm(gates.reshape(2, n * readings, 4 * d), self.again, [k * readings for k in s.active])
        h = np.empty((readings, n, 2, d), np.float32)
        for i, order in enumerate(s.orders):
            h[:, order, i] = out[i].reshape(n, readings, d).transpose(1, 0, 2)
        return h.reshape(readings, n, 2 * d)


def _along(step: Floats, h: Floats, ties: Ties, weights: list[Floats]) -> None:
    """Add to ``step`` what a word's head and the mean of its children give it; ``weights``: of itself, head, children."""
    if len(ties.parents):
        from_head = (h @ weights[1]).take(ties.heads, axis=-2)
        from_head[..., ties.roots, :] = 0
        step += from_head
        down = h.take(ties.children[0], axis=-2)
        for some in ties.children[1:]:
            down[..., : len(some), :] += h.take(some, axis=-2)
        down /= ties.count
        step[..., ties.parents, :] += down @ weights[2]


def _highest(h: Floats, s: Sentences) -> Floats:
    """The highest state in each column of each sentence, [sentences, 2 * width]."""
    order, at = s.orders[0], s.active[0]
    out = h[order[:at]]
    for some in s.active[1:]:
        np.maximum(out[:some], h[order[at : at + some]], out=out[:some])
        at += some
    return out


def _lstm(gates: Floats, again: Floats, active: list[int]) -> Floats:
    """[directions, words, 4 * d] -> [directions, words, d], overwriting ``gates``: first words of all sentences, then second
    words, ..., of ``active`` sentences each.

    The weights hold -y of each sigmoid and -2 y of each tanh: both are read off 1 / (1 + exp(.)).
    """
    d = again.shape[1]
    out = np.empty((len(gates), gates.shape[1], d), np.float32)
    h = c = np.zeros((len(gates), active[0], d), np.float32)
    at = 0
    with np.errstate(over="ignore"):
        for some in active:
            g = gates[:, at : at + some]
            if at:
                g += h[:, :some] @ again
            _sigmoid_of_minus(g)
            new = g[:, :, 3 * d :]
            new *= 2
            new -= 1
            new *= g[:, :, :d]
            c = c[:, :some]
            c *= g[:, :, d : 2 * d]
            c += new
            h = np.multiply(c, -2, out=out[:, at : at + some])
            _sigmoid_of_minus(h)
            h *= 2
            h -= 1
            h *= g[:, :, 2 * d : 3 * d]
            at += some
    return out


def _sigmoid_of_minus(x: Floats) -> None:
    np.exp(x, out=x)
    x += 1
    np.reciprocal(x, out=x)


_TABLES = ("categories.", "gap.", "depth.", "near.")
_GATHERED = [SEEN.index(c) for c in GATHERED]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of each target: probabilities of -1, 0 and 1 [targets, 3], the same with the target's words hidden,
    labels [targets], and for each token of each view how far it speaks ill (below 0) or well of the target."""

    chances: Floats
    hidden: Floats
    labels: NDArray[np.int64]
    words: list[Floats]


class Model:
    """Networks, averaged, and the linear part; temperature and class offsets make probabilities of what they say, priors labels
    (all three fitted out of fold)."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        with np.load(path, allow_pickle=False) as file:
            arrays = {k: file[k] for k in file.files}
        parts: dict[str, dict[str, NDArray[Any]]] = {}
        for key, array in arrays.items():
            part, _, name = key.rpartition("/")
            parts.setdefault(part, {})[name] = array
        self.linear = Linear(parts["linear"]) if "linear" in parts else None
        self.networks = [Network(parts[name]) for name in sorted(parts) if name.startswith("net")]
        self.temperature = float(arrays["temperature"])
        self.offsets: Floats = arrays["offsets"].astype(np.float32)
        self.priors: Floats = arrays["priors"].astype(np.float32)

    def logits(self, views: Sequence[View]) -> tuple[Floats, list[Floats]]:
        """-> (logits [2, targets, 3]: plain, and with names hidden; how each token of each view leans)."""
        number_of: dict[str, int] = {}
        mine: dict[int, list[int]] = {}
        for i, v in enumerate(views):
            mine.setdefault(id(v.words), []).append(i)
        for of in mine.values():
            for form in views[of[0]].words.forms:
                number_of.setdefault(form, len(number_of))
        vectors = word_vectors(list(number_of))
        tables = [net.words(vectors) for net in self.networks]
        reduced = None if self.linear is None else vectors @ self.linear.basis
        sums: Floats = np.zeros((2, len(views), 3), np.float32)
        words: list[Floats] = [np.zeros(0, np.float32)] * len(views)
        for sentences, named in _groups([views[of[0]].words for of in mine.values()]):
            s = pack_sentences(sentences, number_of)
            parts = [(part, pad_targets([views[i] for i in part], of, s)) for part, of in _parts(sentences, mine, views)]
            leaning = [np.zeros(b.at.shape, np.float32) for _, b in parts]
            for k, (net, table) in enumerate(zip(self.networks, tables, strict=True)):
                states = net.sentences(s, table, 1 + (named and k < HIDDEN_BY))
                for hide, h in enumerate(states):
                    looked, highest = h @ net.w["look.weight"], _highest(h, s)
                    for (part, b), lean in zip(parts, leaning, strict=True):
                        logits, glance = net.targets(b, h, looked, highest)
                        sums[hide, part] += logits / (HIDDEN_BY if hide else len(self.networks))
                        if not named and k < HIDDEN_BY:
                            sums[1, part] += logits / HIDDEN_BY
                        if not hide:
                            lean += net.leaning(glance) / len(self.networks)
            for (part, b), lean in zip(parts, leaning, strict=True):
                if self.linear is not None and reduced is not None:
                    shown, hidden = self.linear([views[i] for i in part], b, s, reduced[s.forms[b.at]])
                    sums[0, part] += shown
                    sums[1, part] += hidden
                for row, i in enumerate(part):
                    words[i] = lean[row, : views[i].high - views[i].low]
        return sums, words

    def read(self, views: Sequence[View]) -> Reading:
        """Read targets in batches of like length, with one thread of BLAS: the rounding of products would change with more."""
        with one_blas_thread():
            logits, words = self.logits(views)
        return Reading(*self.judge(logits), words)

    def judge(self, logits: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """-> (probabilities, probabilities with the name hidden, labels) of logits [2, targets, 3]."""
        calibrated = lambda z: softmax(z / self.temperature + self.offsets)  # noqa: E731
        return calibrated(logits[0]), calibrated(logits[1]), (logits[0] + self.priors).argmax(-1) - 1


def softmax(z: Floats) -> Floats:
    """Logits as probabilities along the last axis."""
    e = np.exp(z - z.max(-1, keepdims=True))
    total: Floats = e / e.sum(-1, keepdims=True)
    return total


def _groups(sentences: list[Words]) -> Iterator[tuple[list[Words], bool]]:
    """Sentences, longest first, as many at once as TOKENS allows, and whether they hold names: without one there is nothing
    to hide, and both readings are the same."""
    names = [bool(w.names.any()) for w in sentences]
    for named in (True, False):
        group: list[Words] = []
        size = 0
        for w in sorted((w for w, has in zip(sentences, names, strict=True) if has == named), key=lambda w: -len(w.forms)):
            if group and size + len(w.forms) > TOKENS:
                yield group, named
                group, size = [], 0
            group.append(w)
            size += len(w.forms)
        if group:
            yield group, named


def _parts(sentences: list[Words], mine: dict[int, list[int]], views: Sequence[View]) -> Iterator[tuple[list[int], list[int]]]:
    """-> (places in ``views``, in which sentence each stands), as many targets at once as SEEN_TOKENS allows."""
    part: list[int] = []
    of: list[int] = []
    longest = 0
    for row, w in enumerate(sentences):
        for i in mine[id(w)]:
            long = max(longest, views[i].high - views[i].low)
            if part and (len(part) + 1) * long > SEEN_TOKENS:
                yield part, of
                part, of, long = [], [], views[i].high - views[i].low
            part.append(i)
            of.append(row)
            longest = long
    if part:
        yield part, of


@cache
def model() -> Model | None:
    """The shipped model, or None where its weights are missing."""
    return Model() if WEIGHTS.is_file() else None
