"""Named entities: what slovnet found, read again by a small model of our own that knows news.

slovnet marks bare names; news wants whole names of bodies: the head noun ("партия «...»", "газета ..."), genitives
("палата представителей США"), ministries, courts, Latin names. A linear chain of conditional random fields over labels
O, B-PER, I-PER ... reads again each sentence. Its evidence at a word: the last layers of slovnet's three networks around
it; lemma, part of speech, case, shape, quotation marks, slovnet's own label and the kind of head noun
(``seeds/ru/organisations.tsv``) of it and of two words on either side; its head and dependants. Then ordered rules mend
what no reading of one sentence can see. Weights: ``entity_weights.npz``, made by ``python -m tests.bench.train_entities``
on the factRuEval-2016 development set (MIT License, Copyright (c) 2016 Dialogue Evaluation).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing import seeds
from framing.parse import dictionary
from framing.records import Entity, Marked, Sentence, Token

WEIGHTS = Path(__file__).with_name("entity_weights.npz")
TYPES = ("PER", "LOC", "ORG")
LABELS = ("O", *(f"{part}-{kind}" for kind in TYPES for part in "BI"))
WINDOW = 2
_SIZE = len(LABELS)
_ROWS = 100_000

Floats = NDArray[np.float32]

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
    return next((name for name, pattern in _SHAPES if pattern.fullmatch(form)), form[:2])


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
    at = 0
    entities = sorted(raw, key=lambda e: e.start)
    for i, token in enumerate(tokens):
        while at < len(entities) and entities[at].stop <= token.start:
            at += 1
        if at < len(entities) and entities[at].start < token.stop:
            out[i] = ("B" if token.start <= entities[at].start else "I") + entities[at].type
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


Look = tuple[str, str, str, str, str]
Sign = tuple[str, str, str, str, str, str]
"""What is known of one word by itself: lemma, part of speech, case, shape, slovnet's label, place by quotation marks."""


def lemma_features(lemma: str) -> tuple[list[str], list[str]]:
    """Features of a word's lemma seen from itself and its neighbours, and the further ones that only these two see."""
    return [f"l={lemma}", *(f"G={kind}" for kind in kinds_of(lemma))], [f"sf={lemma[-3:]}"]


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


def head_features(rel: str, head: Sign) -> list[str]:
    """Features of a word by the lemma of its head."""
    return [f"hl={head[0]}", *(f"Gh={kind}{rel}" for kind in kinds_of(head[0]))]


def child_features(rel: str, left: bool, child: Sign) -> list[str]:
    """Features of a word by one of its dependants."""
    *_, form, label, _ = child
    out = [f"cl={rel}{'<' if left else '>'}{label}{form}"]
    return [*out, f"ct={rel}{label[-3:]}"] if rel in ("appos", "nmod", "amod", "flat:name", "flat:foreign") else out


def next_features(sign: Sign, following: str) -> list[str]:
    """Features of a head noun by the shape of the next word."""
    return [f"Gn={kind}{'q' if following in ('«', '„', '“', chr(34)) else following}" for kind in kinds_of(sign[0])]


_OFFSET = re.compile(r"-?\d")
_NONE: tuple[int, ...] = (-1,)
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
                out += head_features(token.rel, own[token.head])
            else:
                out.append("r=root")
            for child in children[i]:
                out += child_features(tokens[child].rel, child < i, own[child])
            yield out + next_features(own[i], own[i + 1][3])


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


class Reader:
    """The learnt chain: scores of labels from named features and layers, and the best path through each sentence.

    A word's own features score it and its neighbours: they are summed once for each distinct sign, [window, labels].
    """

    def __init__(self, path: Path = WEIGHTS) -> None:
        stored = np.load(path, allow_pickle=False)
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        self.named = stored["weights"].astype(np.float32)
        self.dense = stored["dense"].astype(np.float32)
        self.base = stored["base"].astype(np.float32)
        self.steps = np.where(ALLOWED, stored["steps"].astype(np.float32), np.float32(-1e4))
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
        self._forget()

    def _forget(self) -> None:
        self._row: dict[str | Look, int] = {}
        self._rows = np.zeros((1024, 2 * WINDOW + 1, _SIZE), np.float32)
        self._ties: dict[tuple[str | bool, ...], tuple[int, ...]] = {}
        self._root = self._known(("root",), ["r=root"])
        self._edge, self._nowhere = self._pair(EDGE), self._pair(NOWHERE)

    def _number(self, key: str | Look, features: tuple[list[str], list[str]]) -> int:
        row = self._row[key] = len(self._row)
        if row == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        for name in features[0] + features[1]:
            block = self._block.get(name)
            if block is not None:
                self._rows[row] += self._blocks[block]
        return row

    def _pair(self, sign: Sign) -> tuple[int, int]:
        """The rows of a word's lemma and of its look."""
        lemma, look = sign[0], sign[1:]
        one, other = self._row.get(lemma), self._row.get(look)
        return (self._number(lemma, lemma_features(lemma)) if one is None else one,
                self._number(look, look_features(look)) if other is None else other)

    def _known(self, key: tuple[str | bool, ...], names: list[str]) -> tuple[int, ...]:
        found = self._ties[key] = tuple(self._name[name] for name in names if name in self._name)
        return found

    def _tied(self, sentence: Sentence, signs: Sequence[Sign], at: int, words: list[int], rows: list[int]) -> None:
        """Add the rows of features by head, dependants and next word, and the words they belong to."""
        ties, last = self._ties, len(signs) - 1
        for i, token in enumerate(sentence.tokens):
            sign, head, rel = signs[i], token.head, token.rel
            if head < 0:
                own = self._root
            else:
                above, right = signs[head], head > i
                key: tuple[str | bool, ...] = (rel, right, above[1], above[3], above[4])
                own = ties.get(key, _NONE)
                if own is _NONE:
                    own = self._known(key, link_features(rel, right, above))
                key = (rel, above[0])
                more = ties.get(key, _NONE)
                if more is _NONE:
                    more = self._known(key, head_features(rel, above))
                own += more
                key = (rel, right, sign[3], sign[4])
                child = ties.get(key, _NONE)
                if child is _NONE:
                    child = self._known(key, child_features(rel, right, sign))
                rows += child
                words += [at + head] * len(child)
            if kinds_of(sign[0]):
                key = ("", sign[0], signs[i + 1][3] if i < last else "END")
                more = ties.get(key, _NONE)
                own += more if more is not _NONE else self._known(key, next_features(sign, str(key[2])))
            rows += own
            words += [at + i] * len(own)

    def scores(self, sentences: Sequence[Sentence], signs: Sequence[Sign], layers: Floats) -> Floats:
        """The score of each label at each word, [n, labels]."""
        if len(self._row) > _ROWS or len(self._ties) > _ROWS:
            self._forget()
        lengths = [len(sentence.tokens) for sentence in sentences]
        out = window(layers, lengths) @ self.dense
        out += self.base
        edge, nowhere = self._edge, self._nowhere
        numbers: list[tuple[int, int]] = []
        words: list[int] = []
        rows: list[int] = []
        at = 0
        for sentence, length in zip(sentences, lengths, strict=True):
            here = signs[at : at + length]
            numbers += (nowhere, edge, *map(self._pair, here), edge, nowhere)
            self._tied(sentence, here, at, words, rows)
            at += length
        owners, tied = np.array(words), self.named[np.array(rows)]
        for label in range(_SIZE):
            out[:, label] += np.bincount(owners, tied[:, label], at)
        places = np.repeat(np.arange(len(lengths)) * 2 * WINDOW + WINDOW, lengths) + np.arange(at)
        lemma, look = np.array(numbers).T
        for offset in range(-WINDOW, WINDOW + 1):
            rows_at = self._rows[:, offset + WINDOW]
            out += rows_at[lemma[places + offset]]
            out += rows_at[look[places + offset]]
        return out

    def read(self, sentences: Sequence[Sentence], signs: Sequence[Sign], layers: Floats) -> list[Entity]:
        """The entities of a text on the best path through each sentence."""
        scores = self.scores(sentences, signs, layers)
        labels = best_paths(scores, self.steps, [len(sentence.tokens) for sentence in sentences])
        return spans([s.tokens for s in sentences], labels)


def best_paths(scores: Floats, steps: Floats, lengths: Sequence[int]) -> list[int]:
    """The best labels of each sentence by Viterbi's algorithm, all sentences at once, longest first."""
    sizes = np.array(lengths)
    starts = np.cumsum(sizes) - sizes
    order = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[order], sizes[order]
    best = scores[starts] + np.where(FIRST, np.float32(0), np.float32(-1e4))
    back = []
    for t in range(1, int(sizes[0])):
        live = int(np.searchsorted(-sizes, -t))
        reached = best[:live, :, None] + steps
        back.append(reached.argmax(1))
        best[:live] = reached.max(1) + scores[starts[:live] + t]
    out = [0] * len(scores)
    for i, (start, size, label) in enumerate(zip(starts.tolist(), sizes.tolist(), best.argmax(1).tolist(), strict=True)):
        for t in range(size - 1, -1, -1):
            out[start + t] = label
            if t:
                label = int(back[t - 1][i, label])
    return out


def spans(sentences: Sequence[Sequence[Token]], labels: Sequence[int]) -> list[Entity]:
    """Entities of labels by word."""
    found: list[Entity] = []
    at = 0
    for tokens in sentences:
        now: Entity | None = None
        for token in tokens:
            part, _, kind = LABELS[labels[at]].partition("-")
            at += 1
            if part == "I" and now is not None:
                now = replace(now, stop=token.stop)
                continue
            if now is not None:
                found.append(now)
            now = Entity(token.start, token.stop, kind) if part == "B" else None
        if now is not None:
            found.append(now)
    return found


@cache
def reader() -> Reader:
    """The model, loaded at the first call."""
    return Reader()


# ---- what no sentence shows -----------------------------------------------------------------------------------------------

_CLOSING = {"«": "»", "„": "“”", "“": "”", '"': '"'}
_BREAK = re.compile(r"[\n•·|]")
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
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            yield replace(entity, start=a, stop=b)
        at = found.end() if found else stop


def cut_at_breaks(text: str, found: list[Entity]) -> list[Entity]:
    """No name runs over the end of a line or the bullet of a list."""
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
            out.append(replace(entity, start=start, stop=stop))
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


def _shouted(sentence: Sentence) -> bool:
    words = [token.text for token in sentence.tokens if token.text[0].isalpha() and len(token.text) > 1]
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
    return shouted(sentences, named_again(sentences, sorted(found, key=lambda e: e.start)))


def repair(
    text: str,
    sentences: tuple[Sentence, ...],
    raw: Sequence[Entity],
    marks: Sequence[Marked] = (),
    layers: Floats | None = None,
) -> tuple[Entity, ...]:
    """The entities of a text in order, none inside another: ``raw`` as slovnet gave them, read again where ``layers``
    (the last layers of the networks, a row a word, ``Tagged.layers``) are given, then mended by ``RULES``."""
    found = list(raw)
    if layers is not None and sentences:
        found = reader().read(sentences, signs_of(sentences, raw, marks), layers)
    return tuple(mend(text, sentences, found))
