"""The trained networks in numpy: small readers of one sentence as one target sees it, averaged and calibrated.

Each network projects frozen word vectors, reads the sentence with an LSTM both ways or with convolutions, passes what it
found along the dependency tree, and looks at it from the target (attention). A second head marks, token by token, the words
that speak well or ill of the target: these are the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.sentiment.features import NUMBERS, SEEN, View
from framing.sentiment.linear import Linear
from framing.sentiment.vectors import word_vectors

WEIGHTS = Path(__file__).with_name("tone.npz")
TOKENS = 2_000
"""Tokens (of all targets together) that are read at once."""
HIDDEN_BY = 1
"""How many of the networks also read each sentence with the target's words hidden."""

Floats = NDArray[np.float32]
TARGET, GOVERNOR = len(NUMBERS), len(NUMBERS) + SEEN.index("governor")


@dataclass(frozen=True, slots=True)
class Batch:
    """Targets of like length side by side: everything [targets, tokens, ...], padded with zeros."""

    forms: NDArray[np.int64]
    categories: NDArray[np.int64]
    places: NDArray[np.int64]
    numbers: Floats
    heads: NDArray[np.int64]
    mask: Floats
    length: NDArray[np.int64]


def batches(views: Sequence[View], number_of: dict[str, int]) -> Iterator[tuple[list[int], Batch]]:
    """-> (positions in ``views``, their batch), short ones first; ``number_of`` gives each form its row."""
    order = sorted(range(len(views)), key=lambda i: views[i].high - views[i].low)
    part: list[int] = []
    for i in order:
        n = views[i].high - views[i].low
        if part and (len(part) + 1) * n > TOKENS:
            yield part, _pad([views[k] for k in part], number_of)
            part = []
        part.append(i)
    if part:
        yield part, _pad([views[k] for k in part], number_of)


def _pad(views: list[View], number_of: dict[str, int]) -> Batch:
    length = np.array([v.high - v.low for v in views], np.int64)
    b, n = len(views), int(length.max())
    forms, categories = np.zeros((b, n), np.int64), np.zeros((b, n, 4), np.int64)
    places, heads = np.zeros((b, n, 2), np.int64), np.tile(np.arange(n), (b, 1))
    numbers = np.zeros((b, n, len(NUMBERS) + len(SEEN)), np.float32)
    for i, v in enumerate(views):
        m, cut = v.high - v.low, slice(v.low, v.high)
        forms[i, :m] = [number_of[f] for f in v.words.forms[cut]]
        categories[i, :m] = v.words.categories[cut]
        places[i, :m] = v.places
        numbers[i, :m, :TARGET] = v.words.numbers[cut]
        numbers[i, :m, TARGET:] = v.seen
        up = v.words.heads[cut] - v.low
        heads[i, :m] = np.where((up < 0) | (up >= m), np.arange(m), up)
    mask = (np.arange(n) < length[:, None]).astype(np.float32)
    return Batch(forms, categories, places, numbers, heads, mask, length)


class Network:
    """One network: the arrays that training wrote, under torch's own names."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.w = {k: np.ascontiguousarray(v.T if v.ndim == 2 and not k.startswith(_TABLES) else v, np.float32)
                  for k, v in arrays.items()}  # fmt: skip
        self.recurrent = "ahead.weight_ih_l0" in arrays
        self.layers = sum(k.startswith("tree.") and k.endswith("weight") for k in arrays)
        self.convs = sum(k.startswith("convs.") and k.endswith("weight") for k in arrays)
        self.gates = {name: self._gates(name) for name in ("ahead", "back") if self.recurrent}

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
        """The projection of each distinct form, [forms + 1, 96]; the last row stands for a hidden word."""
        hidden = np.zeros((1, vectors.shape[1]), np.float32)
        return np.tanh(np.vstack([vectors, hidden]) @ self.w["project.weight"] + self.w["project.bias"])

    def __call__(self, b: Batch, words: Floats, hide: bool) -> tuple[Floats, Floats]:
        """-> (logits [targets, 3], polar words' logits [targets, tokens, 5])."""
        w = self.w
        size, n = b.forms.shape
        target = b.numbers[:, :, TARGET]
        forms = np.where(target > 0, len(words) - 1, b.forms) if hide else b.forms
        parts = [words[forms], *(w[f"categories.{i}.weight"][b.categories[:, :, i]] for i in range(4)),
                 w["gap.weight"][b.places[:, :, 0]], w["depth.weight"][b.places[:, :, 1]], b.numbers]  # fmt: skip
        x = np.concatenate(parts, axis=-1)
        x *= b.mask[:, :, None]
        h = self._recurrent(x, b) if self.recurrent else self._convolved(x, b)
        flat = (b.heads + n * np.arange(size)[:, None]).ravel()
        rooted = ((b.heads != np.arange(n)) * b.mask).astype(np.float32).reshape(-1, 1)
        here = np.flatnonzero(rooted)
        count = np.maximum(np.bincount(flat[here], minlength=size * n), 1).astype(np.float32)[:, None]
        order = here[np.argsort(flat[here], kind="stable")]
        heads, firsts = np.unique(flat[order], return_index=True)
        mask = b.mask.reshape(-1, 1)
        width = h.shape[-1]
        h = h.reshape(-1, width)
        for i in range(self.layers):
            both = np.zeros((size * n, 3 * width), np.float32)
            both[:, :width] = h
            both[here, width : 2 * width] = h[flat[here]]
            if len(order):
                both[heads, 2 * width :] = np.add.reduceat(h[order], firsts, axis=0)
                both[:, 2 * width :] /= count
            step = both @ w[f"tree.{i}.weight"]
            step += w[f"tree.{i}.bias"]
            np.maximum(step, 0, out=step)
            step *= mask
            h = h + step
        h = h.reshape(size, n, width)
        polar = h @ w["polar.weight"] + w["polar.bias"]
        return self._look(h, b, target), polar

    def _look(self, h: Floats, b: Batch, target: Floats) -> Floats:
        w = self.w
        t = (target[:, None] @ h)[:, 0] / np.maximum(target.sum(1, keepdims=True), 1)
        seen = np.tanh(h @ w["look.weight"] + w["look.bias"] + (t @ w["ask.weight"])[:, None])
        score = (seen @ w["weigh.weight"])[:, :, 0] + w["near.weight"][b.places[:, :, 1], 0]
        score = np.where(b.mask > 0, score, -1e9)
        share = np.exp(score - score.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        attended = (share[:, None] @ h)[:, 0]
        above = (np.ascontiguousarray(b.numbers[:, None, :, GOVERNOR]) @ h)[:, 0]
        most = np.where(b.mask[:, :, None] > 0, h, -1e9).max(1)
        pooled = np.concatenate([t, attended, above, most], axis=-1)
        mixed = np.maximum(pooled @ w["mix.weight"] + w["mix.bias"], 0)
        out: Floats = mixed @ w["out.weight"] + w["out.bias"]
        return out

    def _recurrent(self, x: Floats, b: Batch) -> Floats:
        n = x.shape[1]
        turn = np.maximum(b.length[:, None] - 1 - np.arange(n), 0)
        rows = np.arange(len(x))[:, None]
        x = np.ascontiguousarray(x.transpose(1, 0, 2))
        ahead = self._lstm(x, "ahead")
        back = self._lstm(x[turn.T, rows.T], "back")
        h = np.concatenate([ahead.transpose(1, 0, 2), back[turn, rows]], axis=-1)
        h *= b.mask[:, :, None]
        return h

    def _lstm(self, x: Floats, name: str) -> Floats:
        """[tokens, targets, width] -> [tokens, targets, d]; for sigmoid(y) = (1 + tanh(y / 2)) / 2 the weights hold y / 2."""
        first, again, bias = self.gates[name]
        n, size, width = x.shape
        gates: Floats = (x.reshape(-1, width) @ first).reshape(n, size, -1)
        gates += bias
        d = again.shape[0]
        out = np.empty((n, size, d), np.float32)
        h, c = np.zeros((size, d), np.float32), np.zeros((size, d), np.float32)
        for t in range(n):
            g = gates[t]
            g += h @ again
            np.tanh(g, out=g)
            g[:, : 3 * d] += 1
            c *= g[:, d : 2 * d]
            c += g[:, :d] * g[:, 3 * d :]
            c *= 0.5
            h = np.tanh(c, out=out[t])
            h *= g[:, 2 * d : 3 * d]
            h *= 0.5
        return out

    def _convolved(self, x: Floats, b: Batch) -> Floats:
        w = self.w
        mask = b.mask[:, :, None]
        h = np.maximum(x @ w["enter.weight"] + w["enter.bias"], 0) * mask
        for i in range(self.convs):
            near = np.zeros((*h.shape[:2], 3 * h.shape[2]), np.float32)
            d = h.shape[2]
            near[:, 1:, :d] = h[:, :-1]
            near[:, :, d : 2 * d] = h
            near[:, :-1, 2 * d :] = h[:, 1:]
            h = h + np.maximum(near @ w[f"convs.{i}.weight"] + w[f"convs.{i}.bias"], 0) * mask
        return h


_TABLES = ("categories.", "gap.", "depth.", "near.")


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
        """-> (logits [2, targets, 3]: plain, and with the target's words hidden; how each token of each view leans)."""
        number_of: dict[str, int] = {}
        for v in views:
            for form in v.words.forms:
                number_of.setdefault(form, len(number_of))
        vectors = word_vectors(list(number_of))
        tables = [net.words(vectors) for net in self.networks]
        sums: Floats = np.zeros((2, len(views), 3), np.float32)
        words: list[Floats] = [np.zeros(0, np.float32)] * len(views)
        for part, b in batches(views, number_of):
            leaning = np.zeros(b.forms.shape, np.float32)
            for k, (net, table) in enumerate(zip(self.networks, tables, strict=True)):
                logits, polar = net(b, table, False)
                sums[0, part] += logits / len(self.networks)
                share = softmax(polar)
                leaning += (share[:, :, 2] - share[:, :, 1]) / len(self.networks)
                if k < HIDDEN_BY:
                    sums[1, part] += net(b, table, True)[0] / HIDDEN_BY
            for row, i in enumerate(part):
                words[i] = leaning[row, : b.length[row]]
        reduced = vectors @ self.linear.basis
        for i, v in enumerate(views):
            rows = reduced[[number_of[form] for form in v.words.forms[v.low : v.high]]]
            shown, hidden = self.linear(v, rows)
            sums[0, i] += shown
            sums[1, i] += hidden
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


@cache
def model() -> Model | None:
    """The shipped model, or None where its weights are missing."""
    return Model() if WEIGHTS.is_file() else None
