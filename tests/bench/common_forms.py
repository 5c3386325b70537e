"""Looks up the commonest forms once for all: ``python -m tests.bench.common_forms`` writes framing/parse/common_forms.npz.

Which forms are common is what the word vectors' own counts say (navec's, over a billion words of news; the package
natasha carries them, MIT License). What the dictionary says of them comes from pymorphy3-dicts-ru (MIT License).
"""

from __future__ import annotations

import gzip
import re
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from framing.parse import dictionary, lemmas
from framing.parse.dictionary import Rule
from framing.parse.packed import NAVEC, weights

SIZE = 100_000
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*")


def by_count() -> list[str]:
    """The words of navec's vocabulary, the commonest first."""
    with tarfile.open(weights(NAVEC)) as tar:
        file = tar.extractfile("vocab.bin")
        assert file is not None
        data = gzip.decompress(file.read())
    size = int(np.frombuffer(data, np.uint32, 1)[0])
    counts = np.frombuffer(data, np.uint32, size, 4)
    words = data[4 + 4 * size :].decode("utf-8").splitlines()
    return [words[i] for i in np.argsort(-counts.astype(np.int64), kind="stable").tolist()]


def rule_of(form: str, lemma: str, front: int) -> Rule:
    """The shortest way from a form to its lemma that cuts ``front`` letters at the beginning."""
    rest = form[front:]
    for size in range(len(rest), -1, -1):
        at = lemma.rfind(rest[:size]) if front else (0 if lemma.startswith(rest[:size]) else -1)
        if at >= 0 and (size > 1 or not front):
            return Rule(front, len(rest) - size, lemma[:at], lemma[at + size :])
    return Rule(len(form), 0, lemma, "")


class Table:
    """The table while it grows."""

    def __init__(self) -> None:
        self.rules: dict[Rule, int] = {Rule(0, 0, "", ""): 0}
        self.kinds: dict[tuple[object, ...], int] = {}
        self.tags: list[str] = []
        self.patterns: dict[tuple[object, ...], int] = {}

    def kind(self, tag: str) -> int:
        """The number of all tags that are weighed as this one."""
        head, signs, _ = lemmas._grammemes(tag)
        key = head, signs, lemmas._numbered(tag)
        if key not in self.kinds:
            self.kinds[key] = len(self.tags)
            self.tags.append(tag)
        return self.kinds[key]

    def add(self, form: str, node: int) -> int:
        """The number of the pattern of a form."""
        entries = dictionary._entries(node)[0]
        number = self.rules.setdefault
        rows = []
        found = lemmas.sources(form, [(form, entry.tag, entry.rule.lemma(form)) for entry in entries])
        for (lemma, tag), source in found.items():
            front = entries[source].rule.front if source < len(entries) else 0
            rule = min((rule_of(form, lemma, cut) for cut in {0, front}), key=lambda rule: len(rule.prefix + rule.suffix) + rule.back)
            assert rule.lemma(form) == lemma
            rows.append((number(rule, len(self.rules)), self.kind(tag), lemmas._tail(form, lemma), source))
        plain = dictionary._plain(node, lemmas._UNSURE)
        sure = number(rule_of(form, plain.rule.lemma(form), 0), len(self.rules)) if plain else -1
        return self.patterns.setdefault((len(entries), sure, *rows), len(self.patterns))


def main() -> None:
    made = dictionary.analyser().dictionary
    chance_of = dictionary.analyser().prob_estimator.p_t_given_w.of
    table = Table()
    forms: list[str] = []
    pattern: list[int] = []
    chances: list[int] = []
    for word in by_count():
        found = made.words.similar(word) if _WORD.fullmatch(word) else []
        if len(found) != 1 or found[0][0] != word:
            continue  # unknown, or one with ё as well: looked up when needed
        forms.append(word)
        pattern.append(table.add(word, found[0][1]))
        chances += chance_of(word, [entry.tag for entry in dictionary._entries(found[0][1])[0]])
        if len(forms) == SIZE:
            break
    keys: list[Any] = list(table.patterns)
    rows = np.array([row for _, _, *some in keys for row in some])
    np.savez_compressed(
        dictionary.COMMON,
        fingerprint=np.frombuffer(dictionary.fingerprint(Path(made.path)).encode(), np.uint8),
        forms=np.frombuffer("\n".join(forms).encode(), np.uint8),
        pattern=np.array(pattern, np.uint16),
        chances=np.array(chances, np.uint32),
        starts=np.cumsum([0, *(len(key) - 2 for key in keys)]).astype(np.uint32),
        sources=np.array([key[0] for key in keys], np.uint8),
        plain=np.array([key[1] for key in keys], np.int16),
        rule=rows[:, 0].astype(np.uint16),
        kind=rows[:, 1].astype(np.uint16),
        tail=rows[:, 2].astype(np.uint8),
        source=rows[:, 3].astype(np.uint8),
        rules=np.frombuffer("\n".join(f"{r.front}|{r.back}|{r.prefix}|{r.suffix}" for r in table.rules).encode(), np.uint8),
        tags=np.frombuffer("\n".join(table.tags).encode(), np.uint8),
    )
    print(f"{len(forms)} forms, {len(keys)} patterns, {len(table.rules)} rules, {len(table.tags)} kinds of tags, "
          f"{dictionary.COMMON.stat().st_size / 1024:.0f} KiB")  # fmt: skip


if __name__ == "__main__":
    main()
