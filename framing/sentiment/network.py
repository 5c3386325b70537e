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

from framing.sentiment.features import (
    DEEP,
    SEEN,
    Floats,
    Ints,
    Sentences,
    Targets,
    View,
    Words,
    pad_sentences,
    pad_targets,
)
from framing.sentiment.linear import Linear
from framing.sentiment.vectors import word_vectors

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
        self.gates = {name: self._gates(name) for name in ("ahead", "back")}
        way = self.w["gap.weight"][:, None] + self.w["depth.weight"][None]
        self.way = np.ascontiguousarray((way + self.w["look.bias"]).reshape(-1, way.shape[-1]))

    def _gates(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Weights of input and state, and bias, columns in the order in, forget, out, new; those of the first three halved."""
        parts = [self.w[f"{name}.weight_ih_l0"], self.w[f"{name}.weight_hh_l0"],
                 (self.w[f"{name}.bias_ih_l0"] + self.w[f"{name}.bias_hh_l0"])[None]]  # fmt: skip
        turned = []
        for part in parts:
            i, f, g, o = np.split(part, 4, axis=1)
            turned.append(np.ascontiguousarray(np.concatenate([i / 2, f / 2, o / 2, g], axis=1)))
        return turned[0], turned[1], turned[2]

    def words(self, vectors: Floats) -> Floats:
        """What each distinct form adds to the gates of both directions, [forms + 1, 512]; the last row: a hidden word."""
        hidden = np.zeros((1, vectors.shape[1]), np.float32)
        words = tanh(np.vstack([vectors, hidden]) @ self.w["project.weight"] + self.w["project.bias"])
        return np.concatenate([words @ first[: words.shape[1]] + bias for first, _, bias in self.gates.values()], axis=1)

    def sentences(self, s: Sentences, words: Floats, hide: bool) -> Floats:
        """The state of each word, [sentences * tokens, 128]; ``hide``: without the words of names."""
        w = self.w
        size, n = s.forms.shape
        forms = np.where(s.names, len(words) - 1, s.forms) if hide else s.forms
        x = np.concatenate([*(w[f"categories.{i}.weight"][s.categories[:, :, i]] for i in range(4)), s.numbers], axis=-1)
        h = self._recurrent(words, forms, x, s).reshape(size * n, -1)
        width = h.shape[-1]
        flat = (s.heads + n * np.arange(size)[:, None]).ravel()
        here = np.flatnonzero((s.heads != np.arange(n)).ravel() & (s.mask.ravel() > 0))
        both = np.zeros((size * n, 3 * width), np.float32)
        both[:, :width] = h
        if len(here):
            both[here, width : 2 * width] = h[flat[here]]
            order = here[np.argsort(flat[here], kind="stable")]
            heads, firsts, count = np.unique(flat[order], return_index=True, return_counts=True)
            both[heads, 2 * width :] = np.add.reduceat(h[order], firsts, axis=0) / count[:, None].astype(np.float32)
        step = both @ w["tree.weight"]
        step += w["tree.bias"]
        np.maximum(step, 0, out=step)
        step += h
        step *= s.mask.reshape(-1, 1)
        return step

    def targets(self, b: Targets, h: Floats, looked: Floats) -> tuple[Floats, Floats]:
        """-> (logits [targets, 3], polar words' logits [targets, tokens, 5]); ``looked``: the states times ``look``."""
        w = self.w
        size, m = b.at.shape
        mine = h[b.at]
        places = np.abs(b.seen[:, :, _GATHERED]).transpose(0, 2, 1)
        gathered = places @ mine
        gathered /= np.maximum(places.sum(2, keepdims=True), 1)
        glance = looked[b.at]
        glance += self.way[b.places[:, :, 0] * (DEEP + 1) + b.places[:, :, 1]]
        glance += (b.seen.reshape(size * m, -1) @ w["beside.weight"]).reshape(size, m, -1)
        glance += (gathered[:, 0] @ w["ask.weight"])[:, None]
        tanh(glance)
        glance += self._along(glance, b)
        score = (glance @ w["weigh.weight"] + w["near.weight"][b.places[:, :, 1]]).transpose(0, 2, 1)
        score = np.where(b.near[:, None] > 0, score, np.float32(-1e9))
        share = np.exp(score - score.max(2, keepdims=True))
        share /= share.sum(2, keepdims=True)
        most = np.where(b.near[:, :, None] > 0, mine, np.float32(-1e9)).max(1)
        told = np.clip(b.seen.sum(1), -3, 3) / 3
        pooled = np.concatenate([gathered.reshape(size, -1), most, (share @ mine).reshape(size, -1),
                                 (share @ glance).reshape(size, -1), told], axis=1)  # fmt: skip
        mixed = np.maximum(pooled @ w["mix.weight"] + w["mix.bias"], 0)
        return mixed @ w["out.weight"] + w["out.bias"], glance @ w["polar.weight"] + w["polar.bias"]

    def _along(self, glance: Floats, b: Targets) -> Floats:
        """What each word's head and children give it, as its target sees them."""
        size, m, width = glance.shape
        rooted = ((b.heads != np.arange(m)) & (b.near > 0)).astype(np.float32)
        heads = b.heads + m * np.arange(size)[:, None]
        above = np.zeros((size, m, m), np.float32)
        above.reshape(size * m, m)[heads.ravel(), np.tile(np.arange(m), size)] = rooted.ravel()
        count = np.maximum(above.sum(2, keepdims=True), 1)
        both = np.empty((size, m, 3 * width), np.float32)
        both[:, :, :width] = glance
        np.multiply(glance.reshape(-1, width)[heads], rooted[:, :, None], out=both[:, :, width : 2 * width])
        np.divide(above @ glance, count, out=both[:, :, 2 * width :])
        step: Floats = (both.reshape(size * m, -1) @ self.w["again.weight"]).reshape(size, m, width)
        step += self.w["again.bias"]
        return np.maximum(step, 0, out=step)

    def _recurrent(self, words: Floats, forms: Ints, x: Floats, s: Sentences) -> Floats:
        """The states of both directions, [sentences, tokens, 128]: gates of a word are its form's row and its other numbers'."""
        n = forms.shape[1]
        turn = np.maximum(s.length[:, None] - 1 - np.arange(n), 0)
        rows = np.arange(len(forms))[:, None]
        half = words.shape[1] // 2
        out = []
        for i, (first, again, _) in enumerate(self.gates.values()):
            order, across = (turn.T, rows.T) if i else (np.arange(n)[:, None], rows.T)
            gates = words[:, i * half : (i + 1) * half][forms[across, order]]
            gates += (x[across, order].reshape(-1, x.shape[-1]) @ first[-x.shape[-1] :]).reshape(gates.shape)
            out.append(_lstm(gates, again))
        h = np.concatenate([out[0].transpose(1, 0, 2), out[1][turn, rows]], axis=-1)
        h *= s.mask[:, :, None]
        return h


def _lstm(gates: Floats, again: Floats) -> Floats:
    """[tokens, sentences, 4 * d] -> [tokens, sentences, d]; for sigmoid(y) = (1 + tanh(y / 2)) / 2 the weights hold y / 2."""
    n, size, _ = gates.shape
    d = again.shape[0]
    out = np.empty((n, size, d), np.float32)
    h, c = np.zeros((size, d), np.float32), np.zeros((size, d), np.float32)
    for t in range(n):
        g = gates[t]
        g += h @ again
        tanh(g)
        g[:, : 3 * d] += 1
        c *= g[:, d : 2 * d]
        c += g[:, :d] * g[:, 3 * d :]
        c *= 0.5
        h = out[t]
        h[:] = c
        tanh(h)
        h *= g[:, 2 * d : 3 * d]
        h *= 0.5
    return out


def tanh(x: Floats) -> Floats:
    """The hyperbolic tangent in place, off by 0.0001 at most (Lambert's continued fraction, cut): numpy's own is far slower."""
    np.clip(x, -4.97, 4.97, out=x)
    y = x * x
    below = y * np.float32(28)
    below += 3150
    below *= y
    below += 62370
    below *= y
    below += 135135
    above = y + np.float32(378)
    above *= y
    above += 17325
    above *= y
    above += 135135
    x *= above
    x /= below
    return x


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
    """Several networks, averaged, and the linear part; temperature and class offsets make probabilities of them, priors labels
    (all three fitted out of fold)."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        with np.load(path, allow_pickle=False) as file:
            arrays = {k: file[k] for k in file.files}
        parts: dict[str, dict[str, NDArray[Any]]] = {}
        for key, array in arrays.items():
            part, _, name = key.rpartition("/")
            parts.setdefault(part, {})[name] = array
        self.linear = Linear(parts["linear"])
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
            for form in v.words.forms:
                number_of.setdefault(form, len(number_of))
        vectors = word_vectors(list(number_of))
        tables = [net.words(vectors) for net in self.networks]
        reduced = vectors @ self.linear.basis
        sums: Floats = np.zeros((2, len(views), 3), np.float32)
        words: list[Floats] = [np.zeros(0, np.float32)] * len(views)
        for sentences in _groups([views[of[0]].words for of in mine.values()]):
            s = pad_sentences(sentences, number_of)
            parts = [(part, pad_targets([views[i] for i in part], of, s)) for part, of in _parts(sentences, mine, views)]
            leaning = [np.zeros(b.at.shape, np.float32) for _, b in parts]
            for k, (net, table) in enumerate(zip(self.networks, tables, strict=True)):
                for hide in (False, True)[: 1 + (k < HIDDEN_BY)]:
                    h = net.sentences(s, table, hide)
                    looked = h @ net.w["look.weight"]
                    for (part, b), lean in zip(parts, leaning, strict=True):
                        logits, polar = net.targets(b, h, looked)
                        sums[int(hide), part] += logits / (HIDDEN_BY if hide else len(self.networks))
                        if not hide:
                            share = softmax(polar)
                            lean += (share[:, :, 2] - share[:, :, 1]) / len(self.networks)
            for (part, b), lean in zip(parts, leaning, strict=True):
                shown, hidden = self.linear([views[i] for i in part], b, reduced[s.forms.ravel()[b.at]])
                sums[0, part] += shown
                sums[1, part] += hidden
                for row, i in enumerate(part):
                    words[i] = lean[row, : views[i].high - views[i].low]
        return sums, words

    def read(self, views: Sequence[View]) -> Reading:
        """Read targets in batches of like length."""
        logits, words = self.logits(views)
        return Reading(*self.judge(logits), words)

    def judge(self, logits: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """-> (probabilities, probabilities with the name hidden, labels) of logits [2, targets, 3]."""
        mean = blend(logits)
        calibrated = lambda z: softmax(z / self.temperature + self.offsets)  # noqa: E731
        return calibrated(mean), calibrated(logits[1]), (mean + self.priors).argmax(-1) - 1


def blend(logits: Floats) -> Floats:
    """One answer from logits [2, ..., 3]: a third of it with the target's words hidden."""
    mixed: Floats = (2 * logits[0] + logits[1]) / 3
    return mixed


def softmax(z: Floats) -> Floats:
    """Logits as probabilities along the last axis."""
    e = np.exp(z - z.max(-1, keepdims=True))
    total: Floats = e / e.sum(-1, keepdims=True)
    return total


def _groups(sentences: list[Words]) -> Iterator[list[Words]]:
    """Sentences of like length together, short ones first."""
    group: list[Words] = []
    for w in sorted(sentences, key=lambda w: len(w.forms)):
        if group and (len(group) + 1) * len(w.forms) > TOKENS:
            yield group
            group = []
        group.append(w)
    if group:
        yield group


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
