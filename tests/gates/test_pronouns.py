"""Floors of what pronouns stand for, on texts whose pronouns are annotated (``pronouns_dev.jsonl``).

The shipped weights were learnt on these very texts: their floor says that nothing got worse. ``pronoun_weights_held_out.tsv`` was learnt without
the texts whose sha256 begins with "e" or "f": its figures on those tell of texts nobody has seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from framing import seeds
from framing.actors import antecedents
from tests.bench import train_pronouns as bench

pytestmark = pytest.mark.gate


@pytest.fixture(scope="module")
def rows(data: Path) -> list[bench.Text]:
    return bench.texts(data)


def test_all_texts(rows: list[bench.Text]) -> None:
    found = bench.score(bench.decisions(rows, antecedents.weights()))
    assert found["gold"] >= 1500 and found["f1"] >= 0.885, found


def test_texts_unseen(rows: list[bench.Text]) -> None:
    weights = {r["fact"]: float(r["weight"]) for r in seeds.read_table(bench.HELD_OUT_WEIGHTS)}
    found = bench.score(bench.decisions([r for r in rows if r.sha256[0] in bench.HELD_OUT], weights))
    assert found["gold"] >= 130 and found["f1"] >= 0.865, found
