"""Named entities: what slovnet found, read again by a small model of our own that knows news.

slovnet marks bare names; news wants whole names of bodies: the head noun ("партия «...»", "газета ..."), genitives
("палата представителей США"), ministries, courts, Latin names. A linear chain of conditional random fields over labels
O, B-PER, I-PER ... reads again each sentence. Its evidence at a word: the last layers of slovnet's three networks around
it; lemma, part of speech, case, shape, quotation marks, slovnet's own label, the kind of head noun
(``seeds/ru/organisations.tsv``) and of known name (``seeds/ru/actors.tsv``) of it and of words on either side; its head
and dependants; what slovnet takes the same lemma for elsewhere in the text. Then ordered rules mend what no reading of
one sentence can see. Weights: ``entity_weights.npz``, made by
``python -m tests.bench.train_entities`` on the factRuEval-2016 development set (MIT License, Copyright (c) 2016 Dialogue
Evaluation).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing import seeds
from framing.parse import dictionary, guess, packed
from framing.parse.markup import BOLD
from framing.parse.syntax import feats_of
from framing.records import Entity, Marked, Sentence, Token

WEIGHTS = Path(__file__).with_name("entity_weights.npz")
TYPES = ("PER", "LOC", "ORG")
LABELS = ("O", *(f"{part}-{kind}" for kind in TYPES for part in "BI"))
WINDOW = 2
ENDING = 3
"""Letters of a lemma's ending that are a feature."""
_SIZE = len(LABELS)
_ROWS = 60_000

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

ALLOWED = np.array([[not b.startswith("I") or a[1:] == b[1:] for b in LABELS] for a in LABELS])
FIRST = np.array([not label.startswith("I") for label in LABELS])

# ---- what a word looks like ---------------------------------------------------------------------------------------------

_SHAPES = (
    ("Xx", re.compile(r"[А-ЯЁ][а-яё]+")), ("x", re.compile(r"[а-яё]+")), ("X", re.compile(r"[А-ЯЁ]")),
    ("XX", re.compile(r"[А-ЯЁ]{2,}")), ("LL", re.compile(r"[A-Z]+")), ("Ll", re.compile(r"[A-Z][a-z]+")),
    ("url", re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,4}")), ("lat", re.compile(r".*[A-Za-z].*")),
    ("d", re.compile(r".*\d.*")), ("X-X", re.compile(r"[А-ЯЁ].*-[А-ЯЁ].*")), ("X-x", re.compile(r"[А-ЯЁ].*-.*")),
    ("x-X", re.compile(r"[а-яё].*-[А-ЯЁ].*")), ("x-x", re.compile(r"[а-яё].*-.*")),
    ("mix", re.compile(r"[А-ЯЁ]\w*")))  # fmt: skip


@lru_cache(1 << 16)
def shape(form: str) -> str:
    """How a word is written: ``Xx``, ``XX``, ``lat`` ...; a mark is its own shape."""
    for name, pattern in _SHAPES:
        if pattern.fullmatch(form):
            return name
    return form[:2]


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in seeds.table("organisations.tsv"):
        for lemma in row["lemmas"].split():
            found[lemma.replace("ё", "е")].append(row["kind"])
    return {lemma: tuple(kinds) for lemma, kinds in found.items()}


@lru_cache(1 << 16)
def kinds_of(lemma: str) -> tuple[str, ...]:
    """What a head noun heads (state, media, firm ...); of a hyphenated one, its last part."""
    plain = lemma.replace("ё", "е")
    return _kinds().get(plain) or (_kinds().get(plain.rsplit("-", 1)[-1], ()) if "-" in plain else ())


def _labels(tokens: Sequence[Token], raw: Sequence[Entity]) -> list[str]:
    """slovnet's label of each token: O, BPER, IPER ..."""
    out = ["O"] * len(tokens)
    stops = [token.stop for token in tokens]
    for entity in sorted(raw, key=lambda e: e.start):
        i = bisect_right(stops, entity.start)
        while i < len(tokens) and tokens[i].start < entity.stop:
            if out[i] == "O":
                out[i] = ("B" if tokens[i].start <= entity.start else "I") + entity.type
            i += 1
    return out


def _quoted(tokens: Sequence[Token], marks: Sequence[Marked]) -> list[str]:
    """Where each token stands to quotation marks: q in a short span, Q in a long one, - outside; + O, C for the marks."""
    out = ["-"] * len(tokens)
    starts = [token.start for token in tokens]
    for mark in sorted(marks, key=lambda m: m.start - m.stop):
        sign = "q" if mark.stop - mark.start < 60 else "Q"
        i = bisect_left(starts, mark.start)
        if i and tokens[i - 1].stop == mark.start:
            out[i - 1] += "O"
        while i < len(tokens) and tokens[i].stop <= mark.stop:
            out[i] = sign
            i += 1
        if i < len(tokens) and tokens[i].start == mark.stop:
            out[i] += "C"
    return out


class Draft(NamedTuple):
    """A text before its entities are read again: ``raw`` as slovnet gave them."""

    text: str
    sentences: tuple[Sentence, ...]
    raw: Sequence[Entity]
    marks: Sequence[Marked] = ()


Look = tuple[str, str, str, str, str]
Sign = tuple[str, str, str, str, str, str]
"""What is known of one word by itself: lemma, part of speech, case, shape, slovnet's label, place by quotation marks."""


@cache
def _known_names() -> dict[str, tuple[str, ...]]:
    """Names of one word that everybody knows, in small letters, with their types (``seeds/ru/actors.tsv``)."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in seeds.table("actors.tsv"):
        for name in (row["name"], *row["aliases"].split("|")):
            found[name.strip("«»").lower().replace("ё", "е")].add(row["type"])
    return {name: tuple(sorted(types)) for name, types in found.items() if name and " " not in name}


@lru_cache(1 << 16)
def names_of(lemma: str) -> tuple[str, ...]:
    """What everybody knows by a name: PER, LOC, ORG, GROUP, MEDIA."""
    return _known_names().get(lemma.replace("ё", "е"), ())


def lemma_features(lemma: str) -> tuple[list[str], list[str]]:
    """Features of a word's lemma seen from itself and its neighbours, and the further ones that only these two see."""
    far = [f"l={lemma}", *(f"G={kind}" for kind in kinds_of(lemma))]
    return far, [*(f"N={kind}" for kind in names_of(lemma)), f"sf={lemma[-ENDING:]}"]


def look_features(look: Look) -> tuple[list[str], list[str]]:
    """The same of a word's tag, shape, slovnet's label and place."""
    pos, case, form, label, quoted = look
    far = [f"p={pos}", f"s={form}", f"t={label}", f"q={quoted}", f"pc={pos}{case}"]
    return far, [f"ts={label}{form}", f"tq={label}{quoted}", f"tp={label}{pos}{case}"]


def word_features(sign: Sign) -> tuple[list[str], list[str]]:
    """Features of a word by itself: those that two words away still count, and those that count nearer only."""
    (far, near), (more, nearer) = lemma_features(sign[0]), look_features(sign[1:])
    return far + more, near + nearer


def link_features(rel: str, right: bool, head: Sign) -> list[str]:
    """Features of a word by its relation and the look of its head."""
    _, pos, _, form, label, _ = head
    return [f"r={rel}", f"rh={rel}|{pos}|{label}", f"hs={'r' if right else 'l'}{rel}{form}{label}"]


def head_features(rel: str, lemma: str) -> list[str]:
    """Features of a word by the lemma of its head."""
    return [f"hl={lemma}", *(f"Gh={kind}{rel}" for kind in kinds_of(lemma))]


def child_features(rel: str, left: bool, child: Sign) -> list[str]:
    """Features of a word by one of its dependants."""
    *_, form, label, _ = child
    out = [f"cl={rel}{'<' if left else '>'}{label}{form}"]
    return [*out, f"ct={rel}{label[-3:]}"] if rel in ("appos", "nmod", "amod", "flat:name", "flat:foreign") else out


def next_features(lemma: str, following: str) -> list[str]:
    """Features of a head noun by the shape of the next word."""
    return [f"Gn={kind}{'q' if following in ('«', '„', '“', chr(34)) else following}" for kind in kinds_of(lemma)]


_SAID = frozenset(("NOUN", "PROPN", "ADJ", "X"))
"""Parts of speech of which it counts what they are elsewhere in the text."""
_ELSEWHERE = {"ORG": 1, "LOC": 2, "PER": 4, "O": 8}
_SMALL, _LARGE = 16, 32


def counts_elsewhere(form: str, pos: str) -> bool:
    """Is a word one of which it counts what it is elsewhere in the text?"""
    return pos in _SAID and len(form) > 2 and form[0].isalpha()


def elsewhere(texts: Ints, lemmas: Ints, labels: Sequence[str], large: NDArray[np.bool_], inside: NDArray[np.bool_]) -> Ints:
    """What each word's lemma is at its other places in the same text, as bits: 1, 2, 4, 8 where slovnet takes one for an
    organisation, a place, a person, for no name; 16 in small letters, 32 with a capital ``inside`` a sentence."""
    _, word = np.unique(texts * (lemmas.max(initial=0) + 1) + lemmas, return_inverse=True)
    kinds = np.array([_ELSEWHERE[label[-3:]] for label in labels], np.intp)
    code = np.zeros(len(word), np.intp)
    for bit in (*_ELSEWHERE.values(), _SMALL, _LARGE):
        here = kinds == bit if bit < _SMALL else large & inside if bit == _LARGE else ~large
        code[np.bincount(word, here)[word] > here] |= bit
    return code


@lru_cache(1 << 10)
def text_features(code: int, label: str, large: bool) -> tuple[str, ...]:
    """Features of a word by what its lemma is ``elsewhere``, by slovnet's label and by its first letter."""
    own = f"{label[-3:]}|{'C' if large else 'c'}"
    found = [kind for kind, bit in _ELSEWHERE.items() if code & bit] or ["once"]
    out = [f"dt={kind}" for kind in found] + [f"dt={kind}|{own}" for kind in found]
    if large:
        out.append("dc=low" if code & _SMALL else "dc=cap" if code & _LARGE else "dc=none")
    elif code & _LARGE:
        out.append("dl=cap")
    return tuple(out)


_OFFSET = re.compile(r"-?\d")
EDGE: Sign = ("", "", "", "END", "", "")
NOWHERE: Sign = ("", "", "", "", "", "")


def signs_of(sentences: Sequence[Sentence], raw: Sequence[Entity], marks: Sequence[Marked]) -> list[Sign]:
    """The signs of all words of a text."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    return [(t.lemma, t.pos, t.feat("Case"), shape(t.text), label, quoted)
            for t, label, quoted in zip(tokens, _labels(tokens, raw), _quoted(tokens, marks), strict=True)]  # fmt: skip


def features(sentences: Sequence[Sentence], signs: Sequence[Sign]) -> Iterator[list[str]]:
    """The named features of each word, as training sees them (``Reader`` sums the same ones from tables)."""
    at = 0
    said = _said(sentences, signs)
    for sentence in sentences:
        tokens, here = sentence.tokens, [NOWHERE, EDGE, *signs[at : at + len(sentence.tokens)], EDGE, NOWHERE]
        at += len(tokens)
        children: list[list[int]] = [[] for _ in tokens]
        for i, token in enumerate(tokens):
            if token.head >= 0:
                children[token.head].append(i)
        for i, token in enumerate(tokens):
            out = ["bias"]
            for offset in range(-WINDOW, WINDOW + 1):
                far, near = word_features(here[i + WINDOW + offset])
                out += [f"{offset}{name}" for name in (far if abs(offset) == WINDOW else far + near)]
            own = here[WINDOW:]
            if token.head >= 0:
                out += link_features(token.rel, token.head > i, own[token.head])
                out += head_features(token.rel, own[token.head][0])
            else:
                out.append("r=root")
            for child in children[i]:
                out += child_features(tokens[child].rel, child < i, own[child])
            yield [*out, *next_features(own[i][0], own[i + 1][3]), *said[at - len(tokens) + i]]


def _said(sentences: Sequence[Sentence], signs: Sequence[Sign]) -> list[Sequence[str]]:
    """The ``text_features`` of each word of a text."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    numbers = _Numbers()
    large = np.array([token.text[0].isupper() for token in tokens], np.bool_)
    inside = np.array([i > 0 for sentence in sentences for i in range(len(sentence.tokens))], np.bool_)
    lemmas = numbers.of([token.lemma for token in tokens], len(tokens))
    codes = elsewhere(np.zeros(len(tokens), np.intp), lemmas, [sign[4] for sign in signs], large, inside)
    return [text_features(code, sign[4], token.text[0].isupper()) if counts_elsewhere(token.text, token.pos) else ()
            for code, sign, token in zip(codes.tolist(), signs, tokens, strict=True)]  # fmt: skip


def window(layers: Floats, lengths: Sequence[int]) -> Floats:
    """Each word's layers beside those of its neighbours in the sentence (zero beyond it), [n, 3 * width]."""
    size = layers.shape[1]
    out = np.zeros((len(layers), 3 * size), np.float32)
    out[:, size : 2 * size] = layers
    out[1:, :size] = layers[:-1]
    out[:-1, 2 * size :] = layers[1:]
    ends = np.cumsum(lengths)
    out[ends[:-1], :size] = 0
    out[ends - 1, 2 * size :] = 0
    return out


# ---- the model ------------------------------------------------------------------------------------------------------------

_BASE = 1 << 15
"""Numbers are put together as digits to this base (the first digit may be larger)."""


_NOTHING = np.zeros((2 * WINDOW + 1, _SIZE), np.float32)


class _Numbers(dict[Any, int]):
    """Things numbered in the order they are met; ``things[n]`` is number *n*."""

    def __init__(self) -> None:
        self.things: list[Any] = []

    def __missing__(self, thing: Any) -> int:
        self[thing] = number = len(self.things)
        self.things.append(thing)
        return number

    def of(self, things: Iterable[Any], count: int) -> Ints:
        return np.fromiter(map(self.__getitem__, things), np.intp, count)


class _Lemmas(_Numbers):
    """Lemmas numbered so that those of which the model knows nothing but the ending share a number."""

    def __init__(self, own: Callable[[str], bool]) -> None:
        super().__init__()
        self._own = own

    def __missing__(self, lemma: str) -> int:
        if len(lemma) <= ENDING or "-" in lemma or self._own(lemma):
            return super().__missing__(lemma)
        stands = f"*{lemma[-ENDING:]}"
        self[lemma] = number = self[stands] if stands in self else super().__missing__(stands)
        return number


class _Rows:
    """Rows of weights, each made once for the numbers that it depends on, and kept."""

    def __init__(self, make: Callable[..., Floats], *shape: int) -> None:
        self._make, self._row = make, dict[int, int]()
        self._table = np.zeros((1024, *shape), np.float32)

    def __len__(self) -> int:
        return len(self._row)

    def __call__(self, *numbers: Ints) -> Floats:
        """The rows of some numbers, or of some pairs, triples ... of them, [n, *shape]."""
        keys = numbers[0]
        for digit in numbers[1:]:
            keys = keys * _BASE + digit
        distinct, places = np.unique(keys, return_inverse=True)
        known = self._row
        rows = [known[key] if key in known else self._add(key, len(numbers)) for key in distinct.tolist()]
        return self._table[np.array(rows, np.intp)[places]]

    def _add(self, key: int, digits: int) -> int:
        row = self._row[key] = len(self._row)
        if row == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        numbers = []
        for _ in range(digits - 1):
            key, digit = divmod(key, _BASE)
            numbers.append(digit)
        self._table[row] = self._make(key, *reversed(numbers))
        return row


class Reader:
    """The learnt chain: scores of labels from named features and layers, and the best path through each sentence.

    Features are summed once for each distinct lemma, look, and look with relation; a word's own score it and its
    neighbours, [window, labels].
    """

    def __init__(self, path: Path = WEIGHTS) -> None:
        stored = np.load(path, allow_pickle=False)
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        self.named = stored["weights"].astype(np.float32)
        self.dense = stored["dense"].astype(np.float32)
        self._project = packed.Projection(packed.models().forms, stored["vector"].astype(np.float32))
        self.base = stored["base"].astype(np.float32)
        self.steps = np.where(ALLOWED, stored["steps"].astype(np.float32), np.float32(-1e4))
        self._dense = np.hstack(np.split(self.dense, 3))
        self._name: dict[str, int] = {}
        self._block: dict[str, int] = {}
        placed = []
        for row, name in enumerate(names):
            found = _OFFSET.match(name)
            if found:
                placed.append((self._block.setdefault(name[found.end() :], len(self._block)), int(found.group()), row))
            else:
                self._name[name] = row
        if "bias" in self._name:
            self.base += self.named[self._name["bias"]]
        self._blocks = np.zeros((len(self._block), 2 * WINDOW + 1, _SIZE), np.float32)
        for block, offset, row in placed:
            self._blocks[block, offset + WINDOW] = self.named[row]
        self._root = self._sum(["r=root"])
        self._edge, self._nowhere = (
            self._around(lemma_features(sign[0])) + self._around(look_features(sign[1:])) for sign in (EDGE, NOWHERE))
        self._forget()

    def _forget(self) -> None:
        self._lemmas, self._words, self._looks, self._signs = _Lemmas(self._knows), _Numbers(), _Numbers(), _Numbers()
        self._meanings = _Numbers()
        self._meaning = np.zeros((0, _SIZE), np.float32)  # by meaning: what the lemma's vector says
        self._body = np.zeros(0, np.bool_)  # by lemma: is it a head noun?
        self._look = np.zeros(0, np.intp)  # by word
        self._large = np.zeros(0, np.bool_)  # by word: does it begin with a capital?
        self._says = np.zeros(0, np.bool_)  # by word: does it count what it is elsewhere?
        self._form = np.zeros(0, np.intp)  # by look: the sign of its shape
        lemma, look, sign = self._lemmas.things, self._looks.things, self._signs.things

        def of_lemma(lemma: str) -> Floats:
            out = np.empty((2 * WINDOW + 2, _SIZE), np.float32)
            out[:-1], out[-1] = self._around(lemma_features(lemma)), self._sum([f"hl={lemma}"])
            return out

        def of_look(look: tuple[str, str, str], label: str, quoted: str) -> Floats:
            return self._around(look_features((*look, label, quoted)))

        def of_link(look: tuple[str, str, str], label: str, rel: str, right: int) -> Floats:
            return self._sum(link_features(rel, bool(right), ("", *look, label, "")))

        def of_child(look: tuple[str, str, str], label: str, rel: str, right: int) -> Floats:
            return self._sum(child_features(rel, bool(right), ("", *look, label, "")))

        around = (2 * WINDOW + 1, _SIZE)
        self._by_lemma = _Rows(lambda key: of_lemma(lemma[key]), 2 * WINDOW + 2, _SIZE)
        self._by_look = _Rows(lambda a, b, c: of_look(look[a], sign[b], sign[c]), *around)
        self._by_link = _Rows(lambda a, b, c, d: of_link(look[a], sign[b], sign[c], d), _SIZE)
        self._by_child = _Rows(lambda a, b, c, d: of_child(look[a], sign[b], sign[c], d), _SIZE)
        self._by_head = _Rows(lambda a, b: self._sum(head_features(sign[b], lemma[a])[1:]), _SIZE)
        self._by_text = _Rows(lambda a, b, c: self._sum(list(text_features(a, sign[b], bool(c)))), _SIZE)
        self._by_next = _Rows(lambda a, b: self._sum(next_features(lemma[a], sign[b])), _SIZE)

    def _knows(self, lemma: str) -> bool:
        """Are there weights of the lemma itself?"""
        return f"l={lemma}" in self._block or f"hl={lemma}" in self._name or bool(kinds_of(lemma) or names_of(lemma))

    def _sum(self, names: list[str]) -> Floats:
        """The weights of features, summed, [labels]."""
        rows = [self._name[name] for name in names if name in self._name]
        return self.named[rows].sum(0) if len(rows) > 1 else self.named[rows[0]] if rows else _NOTHING[0]

    def _around(self, features: tuple[list[str], list[str]]) -> Floats:
        """The same of features that score neighbours too, [window, labels]."""
        rows = [self._block[name] for name in features[0] + features[1] if name in self._block]
        return self._blocks[rows].sum(0) if len(rows) > 1 else self._blocks[rows[0]] if rows else _NOTHING

    def _meant(self, numbers: Ints) -> Floats:
        """What the vectors of some lemmas say, [n, labels]."""
        new = self._meanings.things[len(self._meaning) :]
        if new:
            self._meaning = np.concatenate([self._meaning, self._project(new)])
        return self._meaning[numbers]

    def _number(self, tokens: Sequence[Token], own: Sequence[str]) -> tuple[Ints, Ints]:
        """The numbers of the lemmas (``own``) that the model knows, and of some words."""
        lemmas = self._lemmas.of(own, len(tokens))
        words = self._words.of([(t.text, t.pos, t.feats) for t in tokens], len(tokens))
        bodies = [bool(kinds_of(lemma)) for lemma in self._lemmas.things[len(self._body) :]]
        self._body = np.concatenate([self._body, np.array(bodies, np.bool_)])
        new = self._words.things[len(self._look) :]
        looks = [self._looks[pos, feats_of(feats).get("Case", ""), shape(form)] for form, pos, feats in new]
        self._look = np.concatenate([self._look, np.array(looks, np.intp)])
        self._large = np.concatenate([self._large, np.array([form[0].isupper() for form, _, _ in new], np.bool_)])
        self._says = np.concatenate([self._says, np.array([counts_elsewhere(form, pos) for form, pos, _ in new], np.bool_)])
        forms = [self._signs[form] for _, _, form in self._looks.things[len(self._form) :]]
        self._form = np.concatenate([self._form, np.array(forms, np.intp)])
        return lemmas, words

    def scores(self, sentences: Sequence[Sentence], labels: Sequence[str], quoted: Sequence[str], layers: Floats,
               texts: Sequence[int] = ()) -> Floats:  # fmt: skip
        """The score of each label at each word, [n, labels]; ``labels`` and ``quoted`` as ``signs_of`` has them; ``texts``:
        the words of each text, where there are several."""
        kept = max(len(self._words), len(self._meanings), len(self._by_head), len(self._by_link))
        if kept > _ROWS or len(self._looks) > _BASE // 2:
            self._forget()
        tokens = [token for sentence in sentences for token in sentence.tokens]
        count = len(tokens)
        lemmas = [token.lemma for token in tokens]
        lemma, word = self._number(tokens, lemmas)
        look = self._look[word]
        label, mark = self._signs.of(labels, count), self._signs.of(quoted, count)
        sizes = np.array([len(sentence.tokens) for sentence in sentences])
        ends = np.cumsum(sizes)
        meaning = self._meanings.of(lemmas, count)
        rows = self._by_lemma(lemma)
        around = rows[:, :-1] + self._by_look(look, label, mark)
        around[:, WINDOW - 1 : WINDOW + 2] += (layers @ self._dense).reshape(count, 3, _SIZE)
        out = self._near(around, sizes) + self._meant(meaning) + self.base
        heads = np.fromiter((token.head for token in tokens), np.intp, count)
        low = np.flatnonzero(heads >= 0)
        high = heads[low] + np.repeat(ends - sizes, sizes)[low]
        rel = self._signs.of([token.rel for token in tokens], count)[low]
        right = (high > low).astype(np.intp)
        out[heads < 0] += self._root
        out[low] += self._by_link(look[high], label[high], rel, right) + rows[high, -1]
        bodies = np.flatnonzero(self._body[lemma[high]])
        out[low[bodies]] += self._by_head(lemma[high[bodies]], rel[bodies])
        child = self._by_child(look[low], label[low], rel, right)
        for column in range(_SIZE):
            out[:, column] += np.bincount(high, child[:, column], count)
        out += self._elsewhere(meaning, labels, label, word, ends - sizes, texts)
        following = np.append(self._form[look[1:]], self._signs["END"])
        following[ends - 1] = self._signs["END"]
        bodies = np.flatnonzero(self._body[lemma])
        out[bodies] += self._by_next(lemma[bodies], following[bodies])
        return out

    def _elsewhere(self, lemma: Ints, labels: Sequence[str], label: Ints, word: Ints, starts: Ints,
                   texts: Sequence[int]) -> Floats:  # fmt: skip
        """What words give by what their lemmas are elsewhere in their texts, [words, labels]."""
        inside = np.ones(len(word), np.bool_)
        inside[starts] = False
        large = self._large[word]
        text = np.repeat(np.arange(len(texts)), texts) if texts else np.zeros(len(word), np.intp)
        code = elsewhere(text, lemma, labels, large, inside)
        out = np.zeros((len(word), _SIZE), np.float32)
        says = self._says[word]
        out[says] = self._by_text(code[says], label[says], large[says].astype(np.intp))
        return out

    def _near(self, around: Floats, sizes: Ints) -> Floats:
        """What words and the edges of their sentences give to each word near them, summed: [words, window, labels] ->
        [words, labels]."""
        gaps = 2 * WINDOW
        ends = np.cumsum(sizes + gaps)
        padded = np.zeros((len(around) + gaps * len(sizes), *around.shape[1:]), np.float32)
        places = np.arange(len(around)) + np.repeat(np.arange(len(sizes)) * gaps + WINDOW, sizes)
        padded[places] = around
        padded[ends - sizes - gaps + 1] = padded[ends - 2] = self._edge
        padded[ends - sizes - gaps] = padded[ends - 1] = self._nowhere
        reach = len(padded) - gaps
        total = padded[:reach, 0].copy()
        for offset in range(1, gaps + 1):
            total += padded[offset : reach + offset, offset]
        return total[places - WINDOW]

    def read(self, drafts: Sequence[Draft], layers: Floats) -> list[list[Entity]]:
        """The entities of some texts on the best path through each sentence; ``layers`` of all their words."""
        sentences = [sentence for draft in drafts for sentence in draft.sentences]
        if not sentences:
            return [[] for _ in drafts]
        words = [[token for sentence in draft.sentences for token in sentence.tokens] for draft in drafts]
        labels = [label for draft, tokens in zip(drafts, words, strict=True) for label in _labels(tokens, draft.raw)]
        quoted = [sign for draft, tokens in zip(drafts, words, strict=True) for sign in _quoted(tokens, draft.marks)]
        scores = self.scores(sentences, labels, quoted, layers, [len(tokens) for tokens in words])
        path = best_paths(scores, self.steps, [len(sentence.tokens) for sentence in sentences])
        stops = np.cumsum([len(tokens) for tokens in words])
        return [spans(tokens, part) for tokens, part in zip(words, np.split(path, stops[:-1]), strict=True)]


def best_paths(scores: Floats, steps: Floats, lengths: Sequence[int]) -> Ints:
    """The best labels of each sentence by Viterbi's algorithm; no sentence begins inside a name."""
    sizes = np.array(lengths)
    scores = scores.copy()
    scores[np.cumsum(sizes) - sizes] += np.where(FIRST, np.float32(0), np.float32(-1e4))
    return packed.best_paths(steps, scores, sizes)


def spans(tokens: Sequence[Token], labels: Ints) -> list[Entity]:
    """Entities of labels by word."""
    found: list[tuple[int, int, str]] = []
    for i in np.flatnonzero(labels).tolist():
        part, _, kind = LABELS[labels[i]].partition("-")
        start = tokens[i].start if part == "B" else found.pop()[0]
        found.append((start, tokens[i].stop, kind))
    return [Entity(*span) for span in found]


@cache
def reader() -> Reader:
    """The model, loaded at the first call."""
    return Reader()


# ---- what no sentence shows -----------------------------------------------------------------------------------------------

_CLOSING = {"«": "»", "„": "“”", "“": "”", '"': '"'}
_BREAK = re.compile(r"[\n•·|]|\]\(\w+://[^\s)]*\)|\[(?:\w+://\S*)?")
_TRIM = " \t\u00a0,;:.!?—–-•·|()[]"
_WORD = re.compile(r"\w")
_NO_NAME = re.compile(r"(?:#|@|https?:|www\.)\S*|[\W\d_]+")


def _pieces(text: str, entity: Entity, pattern: re.Pattern[str]) -> Iterator[Entity]:
    """The parts of a span between breaks, without the blanks and marks around them."""
    at = entity.start
    for found in [*pattern.finditer(text, entity.start, entity.stop), None]:
        stop = found.start() if found else entity.stop
        a, b = at, stop
        while a < b and text[a].isspace():
            a += 1
        while b > a and (text[b - 1].isspace() or text[b - 2 : b] in BOLD):
            b -= 1 if text[b - 1].isspace() else 2
        if a < b:
            yield entity if (a, b) == (entity.start, entity.stop) else replace(entity, start=a, stop=b)
        at = found.end() if found else stop


def cut_at_breaks(text: str, found: list[Entity]) -> list[Entity]:
    """No name runs over the end of a line, the bullet of a list, or the address of a link."""
    return [piece for entity in found for piece in _pieces(text, entity, _BREAK)]


def cut_spellings(text: str, found: list[Entity]) -> list[Entity]:
    """A person's name and its other spelling in brackets are two names: "Джон Смит (John Smith)"."""
    bracket = re.compile(r"[()]")
    return [piece for entity in found
            for piece in (_pieces(text, entity, bracket) if entity.type == "PER" else (entity,))]


def even_marks(text: str, found: list[Entity]) -> list[Entity]:
    """A mark that opens inside a name closes inside it; marks around the whole name are left out."""
    out = []
    for entity in found:
        start, stop = entity.start, entity.stop
        name = text[start:stop]
        closing = _CLOSING.get(name[0], "")
        if closing and ((name[-1] in closing and len(name) > 1) or not any(mark in name[1:] for mark in closing)):
            start += 1
            stop -= name[-1] in closing and len(name) > 1
        name = text[start:stop]
        for mark, closing in _CLOSING.items():
            odd = name.count(mark) % 2 if mark == '"' else name.count(mark) > sum(map(name.count, closing))
            if odd and text[stop : stop + 1] in closing and stop < len(text):
                stop += 1
                break
        if start < stop:
            out.append(entity if (start, stop) == (entity.start, entity.stop) else replace(entity, start=start, stop=stop))
    return out


def drop_handles(text: str, found: list[Entity]) -> list[Entity]:
    """Addresses, hashtags, user names and bare numbers are no names."""
    return [e for e in found if not _NO_NAME.fullmatch(text, e.start, e.stop) and text[e.start - 1 : e.start] not in ("#", "@")]


RULES: tuple[Callable[[str, list[Entity]], list[Entity]], ...] = (cut_at_breaks, cut_spellings, even_marks, drop_handles)


_ENOUGH = {"PER": 1, "LOC": 1, "ORG": 2}
"""How often a name must have been found elsewhere in the text: organisations are named like common things."""


def named_again(sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """A capitalised word that is a name elsewhere in the text, always of one type and never in lower case, is one here."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    words: list[list[Token]] = [[] for _ in found]
    free = []
    at = 0
    for token in tokens:
        while at < len(found) and found[at].stop <= token.start:
            at += 1
        if at < len(found) and found[at].start < token.stop:
            words[at].append(token)
        elif len(token.text) > 2 and token.text[0].isupper():
            free.append(token)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entity, inside in zip(found, words, strict=True):
        if inside and (len(inside) == 1 or entity.type == "PER") and inside[-1].text[0].isupper():
            votes[inside[-1].lemma][entity.type] += 1
    free = [token for token in free if token.lemma in votes]
    common = {token.lemma for token in tokens if token.text[0].islower()} if free else set()
    more = []
    for token in free:
        types = votes[token.lemma]
        kind, times = next(iter(types.items()))
        if len(types) == 1 and times >= _ENOUGH[kind] and token.lemma not in common:
            more.append(Entity(token.start, token.stop, kind))
    return sorted([*found, *more], key=lambda e: e.start) if more else found


_NAMED = (("PER", ("Surn", "Name", "Patr")), ("LOC", ("Geox",)), ("ORG", ("Orgn",)))
_ABBREVIATION = 5


@lru_cache(1 << 12)
def _dictionary_type(form: str) -> str:
    """PER, LOC or ORG where the likeliest reading of a form in lower case is such a name, else ``""``."""
    found = dictionary.known(form)
    tag = max(found, key=lambda reading: reading[2])[1].tag if found else ""
    return next((kind for kind, signs in _NAMED if any(sign in tag for sign in signs)), "")


def _country(word: Token) -> bool:
    """Is a word a country in the genitive: a place of the dictionary, or a word it lacks that ends like one (Мардении)?"""
    form = word.text.lower()
    if form.endswith("ии") and len(form) > 4 and not dictionary.known(form):
        return True
    return word.feat("Case") == "Gen" and word.feat("Animacy") == "Inan" and _dictionary_type(form) == "LOC"


def country_first(sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """A country in the genitive between an office and its holder is no part of the name: "президент Израиля Исаак Герцог"."""
    out = []
    for entity in found:
        if entity.type == "PER" and sentences:
            before, words = _inside(sentences, entity)
            office = before is not None and before.pos == "NOUN" and before.feat("Animacy") == "Anim"
            if office and len(words) > 1 and words[1].feat("Animacy") == "Anim" and _country(words[0]):
                out.append(Entity(words[0].start, words[0].stop, "LOC"))
                entity = replace(entity, start=words[1].start)
        out.append(entity)
    return out


_PERSON = ("Surn", "Name", "Patr")


@lru_cache(1 << 12)
def _unknown_place(form: str) -> bool:
    """Does a form outside the dictionary end like a place in the genitive (Меднограда), and like no person's name?"""
    if dictionary.known(form) or not guess.fits(form):
        return False
    tags = [tag for _, tag, *_ in guess.guesses(form)]
    return any("Geox" in tag and "gent" in tag for tag in tags) and not any(sign in tag for tag in tags for sign in _PERSON)


@lru_cache(1 << 12)
def _office(form: str) -> bool:
    """Is a form in small letters a noun for people and no name?"""
    found = dictionary.known(form)
    return bool(found) and not _dictionary_type(form) and max(found, key=lambda r: r[2])[1].tag.startswith("NOUN,anim")


def places_of_offices(sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """An unknown place right after an office is no person, nor is the office: "Мэр Меднограда приехал"."""
    out = []
    for entity in found:
        if entity.type != "LOC" and sentences:
            before, words = _inside(sentences, entity)
            office = words[0] if len(words) == 2 else before if len(words) == 1 else None
            if office is not None and _office(office.text.lower()) and _unknown_place(words[-1].text.lower()):
                entity = Entity(words[-1].start, entity.stop, "LOC")
        out.append(entity)
    return out


_OPENERS = frozenset("«„“\"'[(*_")
_REGIONS = frozenset(("область", "край", "район", "уезд", "губерния", "провинция"))
_NEVER = ("VERB", "INFN", "GRND", "ADVB", "PREP", "CONJ", "PRCL", "NPRO", "INTJ", "PRED")


@lru_cache(1 << 12)
def _never_named(form: str) -> bool:
    """Does the dictionary know a form in lower case only as a verb, an adverb, a pronoun ...?"""
    found = dictionary.entries(form)
    return bool(found) and all(entry.tag.startswith(_NEVER) for _, entry in found)


def no_words(text: str, found: list[Entity]) -> list[Entity]:
    """A verb or a pronoun with the capital that begins a sentence is no name, unless marks make it one."""
    return [e for e in found if not text[e.start : e.stop].istitle() or text[e.start - 1 : e.start] in _OPENERS
            or not _never_named(text[e.start : e.stop].lower())]  # fmt: skip


def _is_place(words: Sequence[Token]) -> bool:
    """Do words name a place by their head noun ("города Шартр"), or as one that everybody knows?"""
    if len(words) == 1:
        return _dictionary_type(words[0].text.lower()) == "LOC" or "LOC" in names_of(words[0].lemma)
    return any("place" in kinds_of(word.lemma) for word in words)


def offices_apart(sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """An office or a group of people before a body or a place is no part of its name ("депутаты Приморья"); an adjective
    and the kind of a place are a place ("Ленинградская область")."""
    out = []
    for entity in found:
        if entity.type == "ORG" and sentences:
            before, words = _inside(sentences, entity)
            if len(words) > 1 and (before is None or before.text not in _OPENERS):
                entity = _without_office(words, entity)
        out.append(entity)
    return out


def _without_office(words: Sequence[Token], entity: Entity) -> Entity:
    head, following = words[0], words[1]
    if len(words) == 2 and head.pos == "ADJ" and head.text.istitle() and following.lemma in _REGIONS:
        return replace(entity, type="LOC")
    person = head.pos == "NOUN" and head.feat("Animacy") == "Anim" and following.feat("Case") == "Gen"
    if not person or (head.feat("Number") == "Plur" and "group" not in kinds_of(head.lemma)):
        return entity
    return Entity(following.start, entity.stop, "LOC" if _is_place(words[1:]) else "ORG")


_KNOWN_AS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "MEDIA": "ORG"}
_MARKUP = frozenset("[]*_")


def known_in_markup(text: str, sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """A name that everybody knows, alone between marks of layout ("**Ведомости**", "[Медуза](...)"), is one."""
    more = []
    at = 0
    for sentence in sentences:
        for token in sentence.tokens:
            if (token.start and text[token.start - 1] in _MARKUP and text[token.stop : token.stop + 1] in _MARKUP
                    and token.text[0].isupper()):  # fmt: skip
                kinds = names_of(token.text.lower()) or names_of(token.lemma)
                while at < len(found) and found[at].stop <= token.start:
                    at += 1
                if kinds and kinds[0] in _KNOWN_AS and not (at < len(found) and found[at].start < token.stop):
                    more.append(Entity(token.start, token.stop, _KNOWN_AS[kinds[0]]))
    return sorted([*found, *more], key=lambda e: e.start) if more else found


def _inside(sentences: Sequence[Sentence], entity: Entity) -> tuple[Token | None, list[Token]]:
    """The word before an entity in its sentence (or None) and the words inside it."""
    sentence = sentences[bisect_right(sentences, entity.start, key=lambda s: s.start) - 1]
    first = bisect_left(sentence.tokens, entity.start, key=lambda t: t.start)
    words = [t for t in sentence.tokens[first:] if t.start < entity.stop]
    return sentence.tokens[first - 1] if words and first else None, words


@cache
def _long_places() -> list[tuple[str, ...]]:
    """Stems of the names of places of several words, from ``seeds/ru/actors.tsv``."""
    names = [name for row in seeds.table("actors.tsv") if row["type"] == "LOC"
             for name in [row["name"], *row["aliases"].split("|")] if " " in name]  # fmt: skip
    return [tuple(word[: max(3, len(word) - 2)].replace("ё", "е") for word in name.split()) for name in names]


def _is_long_place(words: Sequence[str]) -> bool:
    """Are words the name of a known place in any case ("Соединённых Штатов Америки"): each stem and up to four letters?"""
    return any(len(stems) == len(words) and all(map(_extends, words, stems)) for stems in _long_places())


def _extends(word: str, stem: str) -> bool:
    return word.startswith(stem) and _ENDING.fullmatch(word, len(stem)) is not None


_ENDING = re.compile(r"\w{0,4}")


def joined_places(text: str, found: list[Entity]) -> list[Entity]:
    """The halves of a place that everybody knows are one name: "Соединённых Штатов" "Америки"."""
    out: list[Entity] = []
    for entity in found:
        last = out[-1] if out else None
        beside = last and last.type == entity.type == "LOC" and text[last.stop : entity.start].isspace()
        if last and beside and _is_long_place(text[last.start : entity.stop].replace("ё", "е").split()):
            out[-1] = replace(last, stop=entity.stop)
            continue
        out.append(entity)
    return out


def _shouted(sentence: Sentence) -> bool:
    spare = len(sentence.tokens) // 5 + 1  # with so many words in small letters it is not, whatever the others are
    words = []
    for token in sentence.tokens:
        word = token.text
        if len(word) > 1 and word[0].isalpha():
            words.append(word)
            if word[0].islower():
                spare -= 1
                if not spare:
                    return False
    return len(words) > 2 and sum(map(str.isupper, words)) >= 0.8 * len(words)


def shouted(sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """In a sentence all in capitals the networks cannot tell names: the dictionary's names stand there, and of theirs
    only abbreviations and what a head noun or a quotation mark begins."""
    loud = [sentence for sentence in sentences if _shouted(sentence)]
    for sentence in loud:
        inside = [e for e in found if e.start < sentence.stop and e.stop > sentence.start]
        named: list[Entity] = []
        after = -1
        for token in sentence.tokens:
            form = token.text.lower()
            kind = _dictionary_type(form) if len(form) > 2 else ""
            follows = bool(named) and named[-1].type == "PER" and named[-1].stop == after
            if follows and (kind == "PER" or (form.isalpha() and not dictionary.known(form))):
                named[-1] = replace(named[-1], stop=token.stop)
            elif kind:
                named.append(Entity(token.start, token.stop, kind))
            after = token.stop
        kept = []
        for entity in inside:
            words = [t for t in sentence.tokens if entity.start <= t.start < entity.stop]
            headed = len(words) > 1 and (kinds_of(words[0].lemma) or any(t.text in "«„“" for t in words))
            own = len(words) == 1 and len(words[0].text) <= _ABBREVIATION and not _dictionary_type(words[0].text.lower())
            if headed or own or (len(words) > 1 and all(len(t.text) <= _ABBREVIATION for t in words[:1])):
                kept.append(entity)
        named = [e for e in named if not any(k.start < e.stop and e.start < k.stop for k in kept)]
        found = [e for e in found if e not in inside] + kept + named
    return sorted(found, key=lambda e: e.start) if loud else found


def mend(text: str, sentences: Sequence[Sentence], found: list[Entity]) -> list[Entity]:
    """The entities after all rules, in order."""
    for rule in RULES:
        found = rule(text, found)
    found = offices_apart(sentences, sorted(no_words(text, found), key=lambda e: e.start))
    found = known_in_markup(text, sentences, joined_places(text, country_first(sentences, places_of_offices(sentences, found))))
    return shouted(sentences, named_again(sentences, found))


def repair_all(drafts: Sequence[Draft], layers: Floats | None = None) -> list[tuple[Entity, ...]]:
    """The entities of each text in order, none inside another: slovnet's, read again where ``layers`` (the last layers of
    the networks, a row for each word of all texts, ``Tagged.layers``) are given, then mended by ``RULES``."""
    found = [list(draft.raw) for draft in drafts] if layers is None else reader().read(drafts, layers)
    return [tuple(mend(draft.text, draft.sentences, entities)) for draft, entities in zip(drafts, found, strict=True)]
