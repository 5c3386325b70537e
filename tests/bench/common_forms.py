"""Looks up the commonest forms once for all: ``python -m tests.bench.common_forms`` writes framing/parse/common_forms.npz.

Which forms are common is what the word vectors' own counts say (navec's, over a billion words of news; the package
natasha carries them, MIT License). What the dictionary says of them comes from pymorphy3-dicts-ru (MIT License).
"""

from __future__ import annotations

import gzip
import re
import tarfile
from pathlib import Path

import numpy as np

from framing.parse import dictionary
from framing.parse.packed import NAVEC, weights

SIZE = 60_000
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


def main() -> None:
    made = dictionary.analyser().dictionary
    chance_of = dictionary.analyser().prob_estimator.p_t_given_w.of
    forms: list[str] = []
    nodes: list[int] = []
    chances: list[int] = []
    first: list[int] = []
    for word in by_count():
        found = made.words.similar(word) if _WORD.fullmatch(word) else []
        if len(found) != 1 or found[0][0] != word:
            continue  # unknown, or one with ё as well: looked up when needed
        forms.append(word)
        nodes.append(found[0][1])
        first.append(len(chances))
        chances += chance_of(word, [dictionary._entry(*record).tag for record in made.words.records(found[0][1])])
        if len(forms) == SIZE:
            break
    distinct = sorted(set(nodes))
    records = [made.words.records(node) for node in distinct]
    np.savez_compressed(
        dictionary.COMMON,
        fingerprint=np.frombuffer(dictionary.fingerprint(Path(made.path)).encode(), np.uint8),
        forms=np.frombuffer("\n".join(forms).encode(), np.uint8),
        node=np.searchsorted(distinct, nodes).astype(np.uint16),
        first=np.array(first, np.uint32),
        chances=np.array(chances, np.uint32),
        nodes=np.array(distinct, np.uint32),
        starts=np.cumsum([0, *map(len, records)]).astype(np.uint32),
        pairs=np.array([pair for found in records for pair in found], np.uint16),
    )
    print(f"{len(forms)} forms, {len(distinct)} nodes, {dictionary.COMMON.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
