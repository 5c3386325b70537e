"""The packed pass gives what slovnet gives: on a sample here, on everything by ``python -m tests.gates.test_identity FOLDER``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from framing.parse.packed import NAVEC, TIE, models, weights

SAMPLE = 12
"""Texts of the sample."""


def stock() -> tuple[Any, Any, Any]:
    """slovnet's own models, as its documentation loads them."""
    from navec import Navec
    from slovnet import NER, Morph, Syntax

    navec = Navec.load(weights(NAVEC))
    load = lambda kind, name: kind.load(weights(f"model/slovnet_{name}_news_v1.tar")).navec(navec)  # noqa: E731
    return load(Morph, "morph"), load(Syntax, "syntax"), load(NER, "ner")


def best_heads(syntax: Any, sentences: list[list[str]]) -> Iterator[tuple[int, np.ndarray]]:
    """slovnet's head of each word, and its scores of all heads (the root first)."""
    for input in syntax.infer.encoder(sentences):
        scores = syntax.infer.model(input.word_id, input.shape_id, input.pad_mask).head_id
        heads = syntax.infer.model.head.decode(scores, ~input.pad_mask)
        for row, best, size in zip(scores, heads, (~input.pad_mask).sum(1), strict=True):
            yield from ((int(best[i]), row[i, : size + 1]) for i in range(size))


def compare(texts: list[str], found: Counter[str]) -> None:
    """Count words, spans and differences, over razdel's own sentences and words."""
    import razdel
    from slovnet.bio import bio_spans

    morph, syntax, ner = compare.models = getattr(compare, "models", None) or stock()  # type: ignore[attr-defined]
    ours = models()
    sentences = [[t.text for t in razdel.tokenize(s.text)] for text in texts for s in razdel.sentenize(text)]
    tagged = ours(sentences, trees=False)
    found["words"] += len(tagged.tags)
    tags = [(t.pos, "|".join(f"{k}={v}" for k, v in t.feats.items())) for s in morph.map(sentences) for t in s.tokens]
    found["tags"] += sum(ours.tags[a] != b for a, b in zip(tagged.tags, tags, strict=True))
    for head, (best, scores) in zip(tagged.heads, best_heads(syntax, sentences), strict=True):
        if head != best:
            tie = scores.max() - scores[head] <= 3 * TIE * max(1.0, abs(float(scores.max())))
            found["heads that slovnet leaves to rounding" if tie else "heads"] += 1
    trees = [(int(t.head_id), t.rel) for s in syntax.map(sentences) for t in s.tokens]
    found["relations"] += sum(ours.rels[rel] != b for head, rel, (a, b) in zip(tagged.heads, tagged.rels, trees, strict=True)
                              if head == a)  # fmt: skip
    for text in texts:
        words = list(razdel.tokenize(text))
        if words:
            names = [ours.names[n] for n in ours([[t.text for t in words]], trees=False).names]
            mine = [(s.start, s.stop, s.type) for s in bio_spans(words, names)]
            theirs = [(s.start, s.stop, s.type) for s in ner(text).spans]
            found["spans"] += len(theirs)
            found["names"] += len(set(mine) ^ set(theirs))


@pytest.mark.gate
def test_outputs_are_those_of_slovnet(data: Path) -> None:
    found: Counter[str] = Counter()
    files = sorted((data / "nerel_train").glob("*.txt"))
    step = max(1, len(files) // SAMPLE)
    compare([path.read_bytes().decode("utf-8") for path in files[::step]], found)
    assert found["words"] > 2_000 and found["spans"] > 200
    wrong = {name: found[name] for name in ("tags", "heads", "relations", "names")}
    assert wrong == dict.fromkeys(wrong, 0), dict(found)


def main() -> None:
    found: Counter[str] = Counter()
    files = sorted(Path(sys.argv[1]).glob("*.txt"))
    for at in range(0, len(files), 16):
        compare([path.read_bytes().decode("utf-8") for path in files[at : at + 16]], found)
    print(f"{found['words']} words, {found['spans']} spans; different:",
          {name: found[name] for name in ("tags", "heads", "relations", "names", "heads that slovnet leaves to rounding")})  # fmt: skip


if __name__ == "__main__":
    main()
