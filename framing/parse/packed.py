"""The forward pass of slovnet's three models (morphology, syntax, named entities) over packed sentences, in numpy alone.

Weights and word vectors are those that the package natasha carries; outputs are those of slovnet itself. What makes it
fast: nothing is padded and no windows are cut. A batch is one array ``[0, sentence, 0, sentence, 0]`` of word forms, and

* the first convolution is computed once for each *distinct* form: its three taps (left, centre, right neighbour) are
  three blocks of one matrix product, and a position is the sum of three rows, ``C[t] + L[t-1] + R[t+1]``;
* the other two convolutions are one product each and the same shifted sum;
* batch norms are folded into the weights that follow them: a layer hands on ``relu(x)``, and a separator's row holds
  the value that the folded weights turn into slovnet's zero padding.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import json
import re
import tarfile
import zlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

NAVEC = "emb/navec_news_v1_1B_250K_300d_100q.tar"
MODELS = ("morph", "syntax", "ner")
PART = 400
"""Words that go through the convolutions together: few enough to stay in a core's cache."""
CHUNK, HEAD = 512, 128
"""Forms multiplied at a time; rows of a head's scores held at a time: they stay in a core's own cache."""
SMALL, CAPITAL, ROOM = 1_750, 400, 2_000
"""Common words whose first convolution is made once for all: so many in small letters, of these so many with a capital; rows
allotted beyond (9 KiB each, touched only when used)."""
KNOWN = 15_000
"""Forms whose word and shape are remembered, at most."""
SCORES = 500_000
"""Arc scores held at a time."""
TIE = 4e-6
"""Scores that differ by less, relative to their size, differ by rounding."""


def weights(name: str) -> str:
    """The path of a file of weights that the package natasha carries (natasha itself is never imported)."""
    return str(importlib.metadata.distribution("natasha").locate_file(f"natasha/data/{name}"))


# ---- reading the archives -------------------------------------------------------------------------------------------


def _lines(packed: bytes) -> list[str]:
    return gzip.decompress(packed).decode("utf-8").splitlines()


class _Archive:
    """One slovnet model as it lies in its tar: arrays by the place that ``model.json`` gives them, vocabularies by name."""

    def __init__(self, path: str) -> None:
        with tarfile.open(path) as tar:
            self._files = {member.name: file.read() for member in tar if (file := tar.extractfile(member))}
        self._scheme = json.loads(self._files["model.json"])

    def array(self, *place: str | int) -> Floats:
        node: Any = self._scheme
        for key in place:
            node = node[key]
        return np.frombuffer(self._files[f"arrays/{node['array']}.bin"], node["dtype"]).reshape(node["shape"])

    def vocabulary(self, name: str) -> list[str]:
        return _lines(self._files[f"vocabs/{name}.gz"])


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Navec's product-quantised vectors, mapped from the archive rather than read: workers share the pages."""

    indexes: NDArray[np.uint8]
    codes: Floats

    @classmethod
    def load(cls) -> _Vectors:
        path = weights(NAVEC)
        with tarfile.open(path) as tar:
            at = tar.getmember("pq.bin").offset_data
        words, size, parts, centroids = (int(n) for n in np.fromfile(path, np.uint32, 4, offset=at))
        indexes = np.memmap(path, np.uint8, "r", at + 16, (words, parts))
        codes = np.fromfile(path, np.float32, size * centroids, offset=at + 16 + words * parts)
        return cls(indexes, codes.reshape(parts * centroids, size // parts))

    @property
    def size(self) -> int:
        return int(self.indexes.shape[1] * self.codes.shape[1])

    def __call__(self, words: Ints) -> Floats:
        """The vectors of word numbers, [n, 300]."""
        parts = self.indexes.shape[1]
        places = self.indexes[words] + np.arange(parts, dtype=np.intp) * (len(self.codes) // parts)
        return self.codes.take(places.ravel(), axis=0).reshape(len(words), -1)


# ---- word forms -----------------------------------------------------------------------------------------------------

_KIND = re.compile(r"(?P<RU>[а-яё]+)|(?P<EN>[a-z]+)|(?P<NUM>[+-]?\d+)|"
                   r"(?P<PUNCT>[-!#$%&()\[\]\\/*+,.:;<=>?@^_{|}~‐−‒⁃–—―`\"'«»„“ʼʻ”№…])", re.IGNORECASE)  # fmt: skip


def _outline(form: str) -> str:
    title = lambda part: len(part) > 1 and part[0].isupper() and part[1:].islower()  # noqa: E731
    if len(form) == 1:
        return "X" if form.isupper() else "x"
    if form.isupper():
        return "XX"
    if form.islower():
        return "xx"
    if title(form):
        return "Xx"
    return "Xx-Xx" if "-" in form and all(title(part) for part in form.split("-", 1)) else "OTHER"


def shape_of(form: str) -> str:
    """The shape of a word form as slovnet's models know it: script and capitals, the mark itself, NUM or OTHER."""
    found = _KIND.match(form)
    kind = found.lastgroup if found else "OTHER"
    if kind in ("RU", "EN"):
        return f"{kind}_{_outline(form)}"
    return f"PUNCT_{form if len(form) == 1 else 'OTHER'}" if kind == "PUNCT" else str(kind)


def _common(words: int) -> Ints:
    """The words of navec's vocabulary, by number, the most frequent in its news first."""
    with tarfile.open(weights(NAVEC)) as tar:
        packed = tar.extractfile("vocab.bin")
        assert packed is not None
        counts = np.frombuffer(zlib.decompressobj(wbits=31).decompress(packed.read(), 4 + 4 * words), np.uint32, words, 4)
    return np.argsort(-counts.astype(np.int64), kind="stable")


class _Forms:
    """Word forms as the models tell them apart, by word and shape: a *kind*; and the first convolution of each.

    ``taps``: the rows ``step * i`` to ``step * i + 8`` are the three taps of kind *i* for each of the three models; row 0 is
    the separator, all zero. Common kinds have rows of their own, made at the start; the other kinds of a batch get the rows
    after these. Nothing else is kept between batches: the rounding of a product depends on its size and on the place in
    it, and a batch must give the same whatever was read before it.
    """

    def __init__(self, words: list[str], shapes: list[str], vectors: _Vectors, word: Floats, shape: Floats) -> None:
        self._words = dict(zip(words, range(len(words)), strict=True))
        self._unknown = self._words["<unk>"]
        self._shapes = dict(zip(shapes, range(len(shapes)), strict=True))
        self._vectors, self._word, self._shape = vectors, word, shape
        self._kinds: dict[str, int] = {}
        common = [words[i] for i in _common(len(words))[:SMALL].tolist()]
        first = [*common, *(word.title() for word in common[:CAPITAL])]
        own = {self._unknown * len(shapes) + i for i in range(len(shapes))} | set(map(self._kind, first))
        self._common = np.array(sorted(own), np.intp)
        self._table = np.empty((1 + len(own) + ROOM, word.shape[1]), np.float32)
        self._table[0] = 0
        self._compute(self._common, 1)

    def numbers(self, forms: list[str]) -> Ints:
        """The rows of forms, those of kinds that are not common computed."""
        if len(self._kinds) > KNOWN:
            self._kinds.clear()
        known = self._kinds
        for form in dict.fromkeys(forms):
            if form not in known:
                known[form] = self._kind(form)
        kinds, places = np.unique(np.fromiter(map(known.__getitem__, forms), np.intp, len(forms)), return_inverse=True)
        rows = np.minimum(np.searchsorted(self._common, kinds), len(self._common) - 1)
        new = np.flatnonzero(self._common[rows] != kinds)
        rows[new] = len(self._common) + np.arange(len(new))
        self._compute(kinds[new], 1 + len(self._common))
        return rows[places] + 1

    def taps(self, width: int) -> Floats:
        return self._table.reshape(-1, width)

    def _kind(self, form: str) -> int:
        return self._words.get(form.lower(), self._unknown) * len(self._shapes) + self._shapes[shape_of(form)]

    def _compute(self, kinds: Ints, first: int) -> None:
        """Fills the rows from ``first`` on."""
        last = first + len(kinds)
        if last > len(self._table):
            self._table = np.concatenate([self._table[:first], np.empty((len(kinds), self._table.shape[1]), np.float32)])
        words, shapes = np.divmod(kinds, len(self._shapes))
        for at in range(0, len(kinds), CHUNK):
            rows = self._table[first + at : min(last, first + at + CHUNK)]
            np.matmul(self._vectors(words[at : at + CHUNK]), self._word, out=rows)
            rows += self._shape[shapes[at : at + CHUNK]]


@dataclass(frozen=True, slots=True)
class _Pack:
    """Groups of words in one array, ``[0, group, 0, group, 0]``: ``rows`` are numbers of forms (0: separator), ``places``
    where the words stand, ``cuts`` the separators at which the array may be cut into parts."""

    rows: Ints
    places: Ints
    sizes: Ints
    cuts: list[int]

    @classmethod
    def of(cls, words: Ints, sizes: Ints) -> _Pack:
        places = np.arange(len(words)) + np.repeat(np.arange(1, len(sizes) + 1), sizes)
        rows = np.zeros(len(words) + len(sizes) + 1, np.intp)
        rows[places] = words
        gaps = np.concatenate([[0], np.cumsum(sizes + 1)]).tolist()
        cuts = [0]
        for before, gap in pairwise(gaps):
            if gap - cuts[-1] > PART and before > cuts[-1]:
                cuts.append(before)
        return cls(rows, places, sizes, [*cuts, gaps[-1]])


# ---- the encoder that all three share ---------------------------------------------------------------------------------


def _taps(conv: Floats) -> Floats:
    """[filters, inputs, 3] -> [inputs, 3 * filters]: left neighbour, centre, right neighbour side by side."""
    return np.ascontiguousarray(conv.transpose(1, 2, 0).reshape(conv.shape[1], -1))


class _Encoder:
    """Three convolutions of width 3 over packed forms; the last batch norm is left to the heads (``scale``, ``offset``)."""

    def __init__(self, model: _Archive, dim: int) -> None:
        conv = lambda i, part: model.array("encoder", "layers", i, "conv", part)  # noqa: E731
        first = _taps(conv(0, "weight"))
        self.word = first[:dim]
        self.shape = model.array("emb", "shape", "weight") @ first[dim:]
        self.width = len(conv(0, "bias"))
        self.shape[:, self.width : 2 * self.width] += conv(0, "bias")
        self.layers = []
        scale, offset = _norm(model, 0)
        for i in (1, 2):
            taps = _taps(conv(i, "weight"))
            bias = conv(i, "bias") + (offset @ taps).reshape(3, -1).sum(0)
            self.layers.append((-offset / scale, scale[:, None] * taps, bias))
            scale, offset = _norm(model, i)
        self.scale, self.offset = scale, offset

    def __call__(self, taps: Floats, step: int, first: int, pack: _Pack) -> Floats:
        """Rows of the last layer before its batch norm, [words, 64]. The three taps of form *i* are the rows ``step * i +
        first``, ``+ 1`` and ``+ 2`` of ``taps``; parts of the array go through all layers while they are in the cache."""
        rows = step * np.concatenate([[0], pack.rows, [0]]) + first
        out = np.empty((len(pack.rows), len(self.scale)), np.float32)
        for a, b in pairwise(pack.cuts):
            here = slice(a, b + 1)
            x = taps.take(rows[1:-1][here] + 1, axis=0)
            x += taps.take(rows[:-2][here], axis=0)
            x += taps.take(rows[2:][here] + 2, axis=0)
            np.maximum(x, 0, out=x)
            silent = np.flatnonzero(pack.rows[here] == 0)
            for silence, weight, bias in self.layers:
                x[silent] = silence
                product = x @ weight
                size = len(bias)
                x = product[:, size : 2 * size] + bias
                x[1:] += product[:-1, :size]
                x[:-1] += product[1:, 2 * size :]
                np.maximum(x, 0, out=x)
            out[here] = x
        return out[pack.places]


def _norm(model: _Archive, layer: int) -> tuple[Floats, Floats]:
    part = {name: model.array("encoder", "layers", layer, "norm", name) for name in ("weight", "bias", "mean", "std")}
    scale = part["weight"] / part["std"]
    return scale, part["bias"] - part["mean"] * scale


# ---- the heads ------------------------------------------------------------------------------------------------------------


class _Linear:
    """A projection with the encoder's last batch norm folded in."""

    def __init__(self, encoder: _Encoder, weight: Floats, bias: Floats) -> None:
        self.weight = encoder.scale[:, None] * weight
        self.bias = encoder.offset @ weight + bias

    def __call__(self, x: Floats) -> Floats:
        y = x @ self.weight
        y += self.bias
        return y


class _Bilinear:
    """One of the two arc scorers: how the root looks as head and as dependant, and the kernel between the two."""

    def __init__(self, model: _Archive, name: str) -> None:
        part = lambda *place: model.array(name, *place)  # noqa: E731
        self.head, self.tail = ((part(side, "proj", "weight"), part(side, "proj", "bias")) for side in ("head", "tail"))
        self.root_head, self.root_tail = (_relu(part("root") @ weight + bias) for weight, bias in (self.head, self.tail))
        self.kernel = part("kernel")


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0, out=x)


def _best_heads(arcs: _Bilinear, heads_as: Floats, tails_as: Floats, sizes: Ints, trees: bool) -> Ints:
    """For each word the best head, 0 for the root, else its position in the sentence from 1; sentences of like length
    together. ``trees``: one root and no cycle in any sentence.

    Words whose seven-word windows are the same have the same score: slovnet leaves the choice between them to rounding,
    here the nearest wins.
    """
    own = heads_as @ arcs.kernel
    other = np.vstack([arcs.root_tail[None], tails_as])
    heads = np.zeros(len(own), np.intp)
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes[sizes > 0]).tolist():
        first = starts[sizes == size]
        step = max(1, SCORES // (size * (size + 1)))
        for at in range(0, len(first), step):
            rows = first[at : at + step, None] + np.arange(size)
            columns = np.concatenate([np.zeros((len(rows), 1), np.intp), rows + 1], axis=1)
            heads[rows] = _nearest_best(own[rows] @ other[columns].transpose(0, 2, 1))
    for i in _no_trees(heads, starts, sizes) if trees else ():
        here = slice(starts[i], starts[i] + sizes[i])
        scores = own[here] @ np.vstack([other[:1], other[1:][here]]).T
        heads[here] = as_tree(heads[here].tolist(), scores)
    return heads


def _no_trees(heads: Ints, starts: Ints, sizes: Ints) -> list[int]:
    """The sentences that are no trees: not one word under the root, or a path that never leads there."""
    up = np.concatenate([[0], np.where(heads == 0, 0, np.repeat(starts, sizes) + heads)])
    for _ in range(int(sizes.max(initial=1)).bit_length()):
        up = up[up]
    of = np.repeat(np.arange(len(sizes)), sizes)
    roots = np.bincount(of[heads == 0], minlength=len(sizes))
    lost = np.bincount(of[up[1:] != 0], minlength=len(sizes))
    return np.flatnonzero((sizes > 0) & ((roots != 1) | (lost > 0))).tolist()


def _nearest_best(scores: Floats) -> Ints:
    """The best column of each row of [sentence, word, head]; of several as good as equal, the nearest to the word."""
    best = scores.argmax(-1)
    top = scores.max(-1, keepdims=True)
    good = scores >= top - TIE * np.maximum(1, np.abs(top))
    if np.count_nonzero(good) > best.size:
        for sentence, word in np.argwhere(good.sum(-1) > 1):
            ties = np.flatnonzero(good[sentence, word])
            best[sentence, word] = ties[np.abs(ties - 1 - word).argmin()]
    return best


def as_tree(heads: list[int], scores: Floats) -> list[int]:
    """The heads of one sentence with as little changed as makes them a tree: one root is kept, and each cycle is opened
    where another head costs least. ``scores``: [word, head], the root first."""
    heads = list(heads)
    loss = scores - scores[np.arange(len(heads)), heads][:, None]
    roots = [i for i, head in enumerate(heads) if head == 0]
    np.fill_diagonal(loss[:, 1:], -np.inf)
    if len(roots) > 1:
        keep = min(roots, key=lambda i: loss[i, 1:].max())
        for i in roots:
            if i != keep:
                heads[i] = int(loss[i, 1:].argmax()) + 1
    elif not roots:
        on_cycles = [i for cycle in _cycles(heads) for i in cycle]
        heads[max(on_cycles, key=lambda i: loss[i, 0])] = 0
    while cycles := _cycles(heads):
        cycle = cycles[0]
        outside = _outside(heads, set(cycle))
        costs = loss[np.ix_(cycle, outside)]
        i, j = divmod(int(costs.argmax()), len(outside))
        heads[cycle[i]] = outside[j]
    return heads


def _cycles(heads: list[int]) -> list[list[int]]:
    """The cycles among heads (0: root, else position from 1), as lists of positions from 0."""
    state = [0] * len(heads)
    found: list[list[int]] = []
    for start in range(len(heads)):
        i, path = start, []
        while i >= 0 and not state[i]:
            state[i] = start + 1
            path.append(i)
            i = heads[i] - 1
        if i >= 0 and state[i] == start + 1:
            found.append(path[path.index(i) :])
    return found


def _outside(heads: list[int], cycle: set[int]) -> list[int]:
    """Words (from 1) whose path to the root does not pass a cycle: there it may be hung up."""
    free: list[bool | None] = [False if i in cycle else None for i in range(len(heads))]
    for start in range(len(heads)):
        path: list[int] = []
        i = start
        while i >= 0 and free[i] is None and len(path) <= len(heads):
            path.append(i)
            i = heads[i] - 1
        answer = i < 0 or bool(free[i])
        for j in path:
            free[j] = answer
    return [i + 1 for i, ok in enumerate(free) if ok]


def _best_relations(rels: _Bilinear, heads_as: Floats, tails: Floats, sizes: Ints, heads: Ints) -> Ints:
    """For each word the best relation to its head."""
    candidates = np.vstack([rels.root_head[None], heads_as])
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = candidates[np.where(heads == 0, 0, starts + heads)]
    best = np.empty(len(tails), np.intp)
    width = len(rels.kernel)
    for at in range(0, len(tails), HEAD):
        product = (chosen[at : at + HEAD] @ rels.kernel).reshape(-1, rels.kernel.shape[1] // width, width)
        best[at : at + HEAD] = (product @ tails[at : at + HEAD, :, None])[:, :, 0].argmax(-1)
    return best


def best_paths(transitions: Floats, emissions: Floats, sizes: Ints) -> Ints:
    """The best path of tags through each text (Viterbi), the texts side by side, the longest first."""
    order = np.argsort(-sizes, kind="stable")
    lengths, starts = sizes[order], (np.cumsum(sizes) - sizes)[order]
    steps = np.arange(int(lengths[0]))
    running = np.searchsorted(-lengths, -steps, side="left").tolist()  # how many texts go on at each step
    rows = np.concatenate([starts[:n] + step for step, n in enumerate(running)])  # first words of all, second words, ...
    scores = emissions[rows]
    score, at = scores[: running[0]], running[0]
    before, onto = transitions[:, None], np.ascontiguousarray(transitions.T)
    moves = np.empty((len(transitions), *score.shape), np.float32)
    history = [score]
    for n in running[1:]:
        some = moves[:, :n]
        np.add(score[:n].T[:, :, None], before, out=some)
        score = scores[at : at + n]
        score += np.maximum.reduce(some, 0)
        history.append(score)
        at += n
    best = np.empty(len(rows), np.intp)
    tag = np.empty(0, np.intp)
    for score in reversed(history):
        n, go_on = len(score), len(tag)
        here = score.argmax(-1)
        if go_on:
            here[:go_on] = (score[:go_on] + onto[tag]).argmax(-1)
        tag = best[at - n : at] = here
        at -= n
    path = np.empty(len(rows), np.intp)
    path[rows] = best
    return path


# ---- all together -----------------------------------------------------------------------------------------------------------


class Projection:
    """Word vectors times a matrix, [300, n], summed from products kept for the parts that vectors are made of: no word's
    numbers depend on what is asked with it."""

    def __init__(self, forms: _Forms, weight: Floats) -> None:
        self._numbers, self._indexes = forms._words, forms._vectors.indexes
        codes = forms._vectors.codes.reshape(self._indexes.shape[1], -1, forms._vectors.codes.shape[1])
        self._table = (codes @ weight.reshape(len(codes), -1, weight.shape[1])).reshape(-1, weight.shape[1])
        self._first = np.arange(len(codes)) * codes.shape[1]

    def __call__(self, words: Sequence[str]) -> Floats:
        """A row for each word in small letters; zero where there is no vector."""
        numbers = np.fromiter((self._numbers.get(word, -1) for word in words), np.intp, len(words))
        out = np.zeros((len(words), self._table.shape[1]), np.float32)
        known = np.flatnonzero(numbers >= 0)
        out[known] = self._table[self._indexes[numbers[known]] + self._first].sum(1)
        return out


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the models say of a batch. ``layers``: [words, 192], the last layers of the three networks before their batch
    norms, morphology, syntax, names. ``tags``, ``heads`` (0: root, else position from 1) and ``rels`` run over the words of
    all sentences, ``names`` over those of all texts: numbers into ``Models.tags``, ``.rels`` and ``.names``. ``layers``: the
    last layers of the three networks side by side, a row a word (``entities`` reads names again from them)."""

    tags: list[int]
    heads: list[int]
    rels: list[int]
    names: list[int]
    layers: Floats


@cache
def _pools() -> Any:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[Any]:
    """Inside it, BLAS uses one thread (where threadpoolctl, which scikit-learn brings, is there to say so)."""
    pools = _pools()
    return nullcontext() if pools is None else pools.limit(limits=1, user_api="blas")


class Models:
    """The three models, loaded once: word forms in, numbers of tags, heads, relations and entity tags out."""

    def __init__(self) -> None:
        archives = [_Archive(weights(f"model/slovnet_{name}_news_v1.tar")) for name in MODELS]
        morph, syntax, ner = archives
        vectors = _Vectors.load()
        self.encoders = [_Encoder(archive, vectors.size) for archive in archives]
        self.forms = _Forms(morph.vocabulary("word"), morph.vocabulary("shape"), vectors,
                            np.concatenate([encoder.word for encoder in self.encoders], axis=1),
                            np.concatenate([encoder.shape for encoder in self.encoders], axis=1))  # fmt: skip
        head = lambda model: (model.array("head", "proj", "weight"), model.array("head", "proj", "bias"))  # noqa: E731
        self._morph = _Linear(self.encoders[0], *head(morph))
        self._arcs, self._rels = _Bilinear(syntax, "head"), _Bilinear(syntax, "rel")
        sides = (self._arcs.head, self._arcs.tail, self._rels.head, self._rels.tail)
        self._sides = _Linear(self.encoders[1], np.hstack([side[0] for side in sides]), np.hstack([side[1] for side in sides]))
        self._ner = _Linear(self.encoders[2], *head(ner))
        self._transitions = ner.array("head", "crf", "transitions")
        self.tags = [_tag(tag) for tag in morph.vocabulary("tag")]
        self.rels = syntax.vocabulary("rel")
        self.names = ner.vocabulary("tag")

    def __call__(self, sentences: Sequence[Sequence[str]], texts: Sequence[int] | None = None, trees: bool = True) -> Tagged:
        """Tag, attach and find names in one batch of words by sentence; ``texts`` counts the sentences of each text, since
        names are sought over whole texts (None: all are one).

        ``trees=False`` gives each word its best head, as slovnet does: about one sentence in six is then no tree.
        One thread of BLAS, whatever its setting: products this small gain nothing from more, and workers side by side
        would fight for the cores.
        """
        with one_blas_thread():
            return self._run(sentences, texts, trees)

    def _run(self, sentences: Sequence[Sequence[str]], texts: Sequence[int] | None, trees: bool) -> Tagged:
        words = self.forms.numbers(list(chain.from_iterable(sentences)))
        if not len(words):
            return Tagged([], [], [], [], np.zeros((0, sum(len(encoder.scale) for encoder in self.encoders)), np.float32))
        sizes = np.fromiter(map(len, sentences), np.intp, len(sentences))
        counts = [len(sentences)] if texts is None else texts
        wholes = np.array([part.sum() for part in np.split(sizes, np.cumsum(counts)[:-1])], np.intp)
        taps = self.forms.taps(self.encoders[0].width)
        step = 3 * len(MODELS)
        pack, whole = _Pack.of(words, sizes), _Pack.of(words, wholes)
        packs = (pack, pack, whole)
        layers = [encoder(taps, step, 3 * i, packs[i]) for i, encoder in enumerate(self.encoders)]
        morph, syntax, ner = layers
        tags = np.concatenate([self._morph(morph[at : at + HEAD]).argmax(-1) for at in range(0, len(morph), HEAD)])
        arc_head, arc_tail, rel_head, rel_tail = np.split(_relu(self._sides(syntax)), 4, axis=1)
        heads = _best_heads(self._arcs, arc_head, arc_tail, sizes, trees)
        rels = _best_relations(self._rels, rel_head, rel_tail, sizes, heads)
        names = best_paths(self._transitions, self._ner(ner), wholes)
        return Tagged(tags.tolist(), heads.tolist(), rels.tolist(), names.tolist(), np.hstack(layers))


def _tag(tag: str) -> tuple[str, str]:
    """``"NOUN|Case=Nom"`` as part of speech and features."""
    pos, _, feats = tag.partition("|")
    return pos, feats


@cache
def models() -> Models:
    """The three models, loaded at the first call (about a fifth of a second)."""
    return Models()
