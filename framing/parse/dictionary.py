"""pymorphy3's dictionary read several times faster: the same automata, walked without a call per letter.

``known(form)`` gives the dictionary's readings of a form; ``analyser()`` is pymorphy3's analyser with its slow automata
replaced, for forms outside the dictionary and for inflection: the same answers as pymorphy3's own (a test compares them).
The file format is dawgdic's: a node is a 32-bit unit that holds its label, the offset to its children and two flags.
"""

from __future__ import annotations

import struct
from array import array
from binascii import a2b_base64, crc32
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

COMMON = Path(__file__).with_name("common_forms.npz")
_YO = "ё".encode()
_LEAST = 1e-4
_BYTES = [bytes((value,)) for value in range(256)]


class Automaton:
    """A dawgdic automaton, its units taken apart once: where a node's children begin, the label it was reached by, whether
    a key ends there; where keys can be listed, the guide to first children and next siblings; and the numbers stored at
    ends, if they are asked for (``values``)."""

    def __init__(self, path: Path, values: bool = False) -> None:
        data = path.read_bytes()
        size = struct.unpack_from("=I", data)[0]
        units = np.frombuffer(data, np.uint32, size, 4)
        base = np.arange(size, dtype=np.uint32) ^ ((units >> 10) << ((units & 512) >> 6))
        self.base = array("I", base.tobytes())
        self.label = np.where(units >> 31, 0, units & 255).astype(np.uint8).tobytes()
        self.ends = ((units >> 8) & 1).astype(np.uint8).tobytes()
        self.numbers = units & np.uint32(0x7FFFFFFF) if values else np.zeros(0, np.uint32)
        self.guide = data[8 + 4 * size :]

    def follow(self, key: bytes, node: int = 0) -> int:
        """The node that ``key`` leads to from ``node``, or 0."""
        base, labels = self.base, self.label
        for label in key:
            node = base[node] ^ label
            if labels[node] != label:
                return 0
        return node

    def value(self, node: int) -> int:
        """The number stored at ``node``, or -1."""
        return int(self.numbers[self.base[node]]) if self.ends[node] else -1

    def keys(self, node: int) -> list[bytes]:
        """All keys that begin at ``node``, in order."""
        base, ends, guide = self.base, self.ends, self.guide
        found: list[bytes] = []
        stack = [(node, b"")]
        while stack:
            node, key = stack.pop()
            while True:
                if ends[node]:
                    found.append(key)
                label = guide[2 * node]
                if not label:
                    break
                children = base[node]
                node = children ^ label
                sibling = guide[2 * node + 1]
                if sibling:
                    others = []
                    while sibling:
                        other = children ^ sibling
                        others.append((other, key + _BYTES[sibling]))
                        sibling = guide[2 * other + 1]
                    stack += reversed(others)
                key += _BYTES[label]
        return found


class Records:
    """Words with records of numbers; stands in for pymorphy3's ``WordsDawg`` (е in a word also finds ё)."""

    def __init__(self, path: Path, layout: str) -> None:
        self.automaton = Automaton(path)
        self.layout = struct.Struct(layout)
        self._at: dict[int, list[tuple[int, ...]]] = {}
        self.similar = lru_cache(1 << 15)(self._similar)

    def records(self, node: int) -> list[tuple[int, ...]]:
        """The records under ``node``; words that inflect alike share the node."""
        found = self._at.get(node)
        if found is None:
            found = [self.layout.unpack(a2b_base64(key)) for key in self.automaton.keys(node)]
            self._at[node] = found
        return found

    def _similar(self, key: str) -> list[tuple[str, int]]:
        """(word with its ё, node of its records) for a key; the key as it is written comes first."""
        return self._walk(key.encode() + b"\x01", 0, 0)

    def _walk(self, key: bytes, at: int, node: int) -> list[tuple[str, int]]:
        base, labels = self.automaton.base, self.automaton.label
        others: list[tuple[str, int]] = []
        for i in range(at, len(key)):
            label = key[i]
            if label == 0xD0 and key[i + 1] == 0xB5:  # е: is there a way with ё from here?
                child = base[node] ^ 0xD1
                if labels[child] == 0xD1:
                    child = base[child] ^ 0x91
                    if labels[child] == 0x91:
                        others += self._walk(key[:i] + _YO + key[i + 2 :], i + 2, child)
            node = base[node] ^ label
            if labels[node] != label:
                return others
        return [(key[:-1].decode(), node), *others]

    def similar_items(self, key: str, _replaces: object = None) -> list[tuple[str, list[tuple[int, ...]]]]:
        return [(word, self.records(node)) for word, node in self.similar(key)]

    def similar_item_values(self, key: str, _replaces: object = None) -> list[list[tuple[int, ...]]]:
        return [self.records(node) for _, node in self.similar(key)]

    def similar_keys(self, key: str, _replaces: object = None) -> list[str]:
        return [word for word, _ in self.similar(key)]

    def __contains__(self, word: str) -> bool:
        node = self.automaton.follow(word.encode() + b"\x01")
        return node != 0


class Probabilities:
    """P(tag | word) as the OpenCorpora texts have it; stands in for pymorphy3's ``ConditionalProbDistDAWG``."""

    def __init__(self, path: Path) -> None:
        self.automaton = Automaton(path, values=True)
        self._last = ("", 0)

    def of(self, word: str, tags: list[str]) -> list[int]:
        """The probability of each tag in millionths, all zero where the word was never seen."""
        automaton = self.automaton
        if word != self._last[0]:
            self._last = (word, automaton.follow(f"{word}:".encode()))
        node = self._last[1]
        if not node:
            return [0] * len(tags)
        ends = [automaton.follow(tag.encode(), node) for tag in tags]
        return [max(automaton.value(end), 0) if end else 0 for end in ends]

    def prob(self, word: str, tag: object) -> float:
        if self._last == (word, 0):
            return 0.0
        return self.of(word, [str(tag)])[0] / 1e6


class Rule(NamedTuple):
    """How a lemma is made of a form: cut ``front`` and ``back`` letters, put others there."""

    front: int
    back: int
    prefix: str
    suffix: str

    def lemma(self, word: str) -> str:
        return self.prefix + (word[self.front : -self.back] if self.back else word[self.front :]) + self.suffix


class Entry(NamedTuple):
    """What the dictionary says of a form: its tag, and how its lemma is made."""

    tag: str
    rule: Rule


@cache
def analyser() -> Any:
    """pymorphy3's analyser over the fast automata."""
    import pymorphy3

    made = pymorphy3.MorphAnalyzer()
    folder = Path(made.dictionary.path)
    made.dictionary.words = Records(folder / "words.dawg", ">HH")
    made.dictionary.prediction_suffixes_dawgs[:] = [
        Records(folder / f"prediction-suffixes-{n}.dawg", ">IHH") for n in range(len(made.dictionary.paradigm_prefixes))]
    if made.prob_estimator is not None:
        made.prob_estimator.p_t_given_w = Probabilities(folder / "p_t_given_w.intdawg")
    return made


@lru_cache(1 << 15)
def _entry(paradigm: int, index: int) -> Entry:
    d = analyser().dictionary
    row = d.paradigms[paradigm]
    size = len(row) // 3
    prefix, suffix = d.paradigm_prefixes[row[2 * size + index]], d.suffixes[row[index]]
    if index == 0:
        return Entry(str(d.gramtab[row[size]]), Rule(0, 0, "", ""))
    lemma_prefix, lemma_suffix = d.paradigm_prefixes[row[2 * size]], d.suffixes[row[0]]
    return Entry(str(d.gramtab[row[size + index]]), Rule(len(prefix), len(suffix), lemma_prefix, lemma_suffix))


@lru_cache(1 << 14)
def _plain(node: int, unsure: tuple[str, ...]) -> Entry | None:
    """The entry that speaks for all under a node, or None where they make different lemmas or one is ``unsure``."""
    entries, alike = _entries(node)
    return entries[0] if alike and not any(entry.tag.startswith(unsure) for entry in entries) else None


@lru_cache(1 << 14)
def _entries(node: int) -> tuple[tuple[Entry, ...], bool]:
    """The entries under a node, and whether they all make the same lemma in one way."""
    entries = tuple(_entry(*record) for record in analyser().dictionary.words.records(node))
    return entries, len({entry.rule for entry in entries}) == 1


class Common:
    """Common forms read once for all (``common_forms.npz``, made by ``python -m tests.bench.common_forms``).

    Forms that are read alike share a *pattern*, ``patterns[pattern[row]]`` for the form ``at[form] == row``: places from
    ``starts[p]`` to ``starts[p + 1]`` of its readings, each a ``rule`` that makes the lemma, a ``kind`` (a number into
    ``tags``, which stand for all tags that are weighed alike), the letters of its ``tail`` and the ``source``: which of
    the form's ``chances`` (in millionths) is its own, 255 for none. ``plain[p]``: the rule of the lemma on which all agree,
    or -1.
    """

    def __init__(self, stored: Any) -> None:
        forms = bytes(stored["forms"]).decode("utf-8").split("\n")
        self.at = dict(zip(forms, range(len(forms)), strict=True))
        numbers = lambda name, code: array(code, stored[name].astype(code).tobytes())  # noqa: E731
        self.pattern, self.starts, self.plain = numbers("pattern", "H"), numbers("starts", "I"), numbers("plain", "h")
        self.kind, self.rule = numbers("kind", "H"), numbers("rule", "H")
        self.tail, self.source = bytes(stored["tail"]), bytes(stored["source"])
        self.sources = bytes(stored["sources"])
        self.first = array("I", np.cumsum([0, *stored["sources"][stored["pattern"]].tolist()]).astype("I").tobytes())
        self.chances = numbers("chances", "I")
        texts = bytes(stored["rules"]).decode("utf-8").split("\n")
        self.rules = [Rule(int(front), int(back), prefix, suffix)
                      for front, back, prefix, suffix in (text.split("|") for text in texts)]  # fmt: skip
        self.tags = bytes(stored["tags"]).decode("utf-8").split("\n")

    def chances_of(self, row: int) -> Sequence[int]:
        """The chances of the dictionary's readings of a form, in millionths."""
        return self.chances[self.first[row] : self.first[row + 1]]


def fingerprint(folder: Path) -> str:
    """What tells one release of the dictionary from another."""
    sizes = [(folder / name).stat().st_size for name in ("words.dawg", "p_t_given_w.intdawg", "paradigms.array")]
    return " ".join(map(str, [*sizes, crc32((folder / "meta.json").read_bytes())]))


@cache
def common() -> Common | None:
    """The common forms, or None where the dictionary installed is another release than they were looked up in."""
    if not COMMON.exists():
        return None
    with np.load(COMMON, allow_pickle=False) as stored:
        fits = bytes(stored["fingerprint"]).decode() == fingerprint(Path(analyser().dictionary.path))
        return Common(stored) if fits else None


def plain_lemma(form: str, unsure: tuple[str, ...] = ()) -> str:
    """The lemma of a form in lower case on which all readings agree; ``""`` where they do not, where there is none or
    where a reading is of one of the kinds ``unsure``."""
    found = analyser().dictionary.words.similar(form)
    if len(found) != 1:
        return ""
    word, node = found[0]
    entry = _plain(node, unsure)
    return entry.rule.lemma(word) if entry else ""


def is_known(form: str) -> bool:
    """Has the dictionary a form in lower case?"""
    return bool(analyser().dictionary.words.similar(form))


def entries(form: str) -> list[tuple[str, Entry]]:
    """(word with its ё, entry) of each reading of a form in lower case; empty outside the dictionary."""
    return [(word, entry) for word, node in analyser().dictionary.words.similar(form) for entry in _entries(node)[0]]


class Cell(NamedTuple):
    """A place in a table of forms: the number of its paradigm, the place there."""

    paradigm: int
    place: int


def readings(form: str) -> list[tuple[str, Cell, frozenset[str], float]]:
    """(word with its ё, its place in a table of forms, the grammemes, how likely) of each reading of a form in lower case, as
    pymorphy3 parses it: the likeliest first; empty outside the dictionary."""
    d = analyser().dictionary.words
    found = [(word, Cell(*at), entry) for word, node in d.similar(form)
             for at, entry in zip(d.records(node), _entries(node)[0], strict=True)]  # fmt: skip
    chances = analyser().prob_estimator.p_t_given_w.of(form, [entry.tag for *_, entry in found]) if found else []
    seen = any(chances)
    rows = [(word, at, signs(entry.tag), chance / 1e6 if seen else 1.0 / len(found))
            for (word, at, entry), chance in zip(found, chances, strict=True)]  # fmt: skip
    return sorted(rows, key=lambda row: -row[3]) if seen else rows


@lru_cache(1 << 12)
def turning(cell: Cell, wanted: frozenset[str]) -> Rule | None:
    """How the form of these grammemes is made of a form at that place of its table, as pymorphy3 inflects; None without one."""
    d = analyser().dictionary
    rows = d.build_paradigm_info(cell.paradigm)
    fit = [row for row in rows if wanted <= row[1].grammemes]
    if not fit:
        wanted = d.Tag.fix_rare_cases(wanted)
        fit = [row for row in rows if wanted <= row[1].grammemes]
    front, tag, back = rows[cell.place]
    like = tag.updated_grammemes(wanted)
    best = max(fit, key=lambda row: len(like & row[1].grammemes) - 0.1 * len(like ^ row[1].grammemes), default=None)
    return Rule(len(front), len(back), best[0], best[2]) if best else None


@lru_cache(1 << 12)
def signs(tag: str) -> frozenset[str]:
    """The grammemes of a tag."""
    return frozenset(tag.replace(" ", ",").split(","))


@lru_cache(1 << 14)
def _marks(node: int) -> tuple[frozenset[str], ...]:
    return tuple([signs(entry.tag) for entry in _entries(node)[0]])


def marks(form: str) -> list[frozenset[str]]:
    """The grammemes of each reading of a form in lower case; empty outside the dictionary."""
    return [own for _, node in analyser().dictionary.words.similar(form) for own in _marks(node)]


@lru_cache(1 << 6)
def _with(wanted: frozenset[str]) -> frozenset[int]:
    """The kinds of readings of common forms that have these marks; "as it is" is no reading, and does not count."""
    table = common()
    tags = table.tags if table is not None else ()
    return frozenset([kind for kind, tag in enumerate(tags) if tag.startswith("ASIS") or wanted <= signs(tag)])


def surely_other(form: str, wanted: frozenset[str]) -> bool:
    """Has a common form a reading that lacks one of these marks, a part of speech or a number? Of rare forms it says no."""
    table = common()
    row = table.at.get(form, -1) if table is not None else -1
    if table is None or row < 0:
        return False
    return _pattern_other(table.pattern[row], wanted)


@lru_cache(1 << 13)
def _pattern_other(pattern: int, wanted: frozenset[str]) -> bool:
    table = common()
    return table is not None and not _with(wanted).issuperset(table.kind[table.starts[pattern] : table.starts[pattern + 1]])


def known(form: str) -> list[tuple[str, Entry, float]]:
    """The same, each with its log probability."""
    found = entries(form)
    if not found:
        return []
    chances = analyser().prob_estimator.p_t_given_w.of(form, [entry.tag for _, entry in found])
    return [(word, entry, logp) for (word, entry), logp in zip(found, logs(chances), strict=True)]


def logs(chances: Sequence[int]) -> list[float]:
    """Log probabilities of readings by their chances in millionths; all alike where the form was never seen."""
    if not any(chances):
        return [-log(len(chances))] * len(chances)
    return [_log(chance) for chance in chances]


@lru_cache(1 << 12)
def _log(chance: int) -> float:
    return log(max(chance / 1e6, _LEAST))
