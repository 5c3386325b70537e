"""Floors for lemmas and named entities on the development data.

Weights were learnt on the same data, so each set is scored twice: with the weights that ship (all texts), and with
weights learnt without every third text, on those texts alone (what other news may expect).
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from framing.parse import chain, entities, lemmas, parse_texts
from framing.records import Parsed

pytestmark = pytest.mark.gate
HERE = Path(__file__).parent
EVERY = 3

LEMMAS = {"morphorueval2017_lenta": 99.1, "ru_gsd_ud_dev": 97.8, "ru_taiga_ud_dev": 96.4}
LEMMAS_HELD_OUT = {"morphorueval2017_lenta": 99.1, "ru_gsd_ud_dev": 97.6, "ru_taiga_ud_dev": 96.1}
ALIGNED = {"morphorueval2017_lenta": 99.9, "ru_gsd_ud_dev": 98.7, "ru_taiga_ud_dev": 98.5}
ENTITIES_HELD_OUT = {("PER", "exact"): 96.3, ("LOC", "exact"): 93.3, ("ORG", "exact"): 79.0, ("ORG", "overlap"): 86.2}
"""Learnt on two thirds of factRuEval and on our own texts; ``train_entities --folds 5``: 96.5, 93.4, 81.2 and 86.9."""


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Gold = list[dict[str, str]]


@pytest.fixture(scope="module")
def treebanks(data: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Gold, dict[str, Parsed]]]:
    """Gold rows and parsed texts of each set."""
    out = tmp_path_factory.mktemp("lemmas")
    maker = load(tools / "make_dev_gold.py")
    found = {}
    for path in sorted((data / "ud").glob("*.conllu")):
        name = path.stem.replace("-", "_")
        maker.lemmas(str(path), str(out / name))
        with (out / name / "gold.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        docs = sorted({row["doc"] for row in rows})
        texts = [(out / name / "texts" / f"{doc}.txt").read_bytes().decode("utf-8") for doc in docs]
        found[name] = rows, dict(zip(docs, parse_texts(texts), strict=True))
    return found


@pytest.fixture
def other_weights() -> Iterator[None]:
    """Lemmas by the weights that never saw every third text."""
    shipped = lemmas.WEIGHTS
    lemmas.WEIGHTS = HERE / "lemma_weights_held_out.tsv"
    lemmas.forget()
    yield
    lemmas.WEIGHTS = shipped
    lemmas.forget()


def scored(tools: Path, rows: Gold, parsed: dict[str, Parsed]) -> dict[str, Any]:
    have = {}
    for doc, one in parsed.items():
        for sentence in one.sentences:
            forms, tags = [t.text for t in sentence.tokens], [(t.pos, t.feats) for t in sentence.tokens]
            for token, lemma in zip(sentence.tokens, lemmas.lemmatise(forms, tags), strict=True):
                have[doc, token.start, token.stop] = lemma
    result: dict[str, Any] = load(tools / "score_lemmas.py").score([r for r in rows if r["doc"] in parsed], have, 0)[0]
    return result


@pytest.mark.parametrize("name", sorted(LEMMAS))
def test_lemmas(name: str, treebanks: dict[str, tuple[Gold, dict[str, Parsed]]], tools: Path) -> None:
    result = scored(tools, *treebanks[name])
    assert result["accuracy"] >= LEMMAS[name]
    assert result["alignment"] >= ALIGNED[name]


@pytest.mark.usefixtures("other_weights")
@pytest.mark.parametrize("name", sorted(LEMMAS))
def test_lemmas_held_out(name: str, treebanks: dict[str, tuple[Gold, dict[str, Parsed]]], tools: Path) -> None:
    aside = set(sorted(doc for _, parsed in treebanks.values() for doc in parsed)[::EVERY])
    rows, parsed = treebanks[name]
    result = scored(tools, rows, {doc: one for doc, one in parsed.items() if doc in aside})
    assert result["accuracy"] >= LEMMAS_HELD_OUT[name]


@pytest.fixture(scope="module")
def names_held_out(data: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Figures of the held-out model on every third text of factRuEval."""
    out = tmp_path_factory.mktemp("factrueval")
    load(tools / "make_dev_gold.py").factrueval(str(data), str(out))
    gold = [json.loads(line) for line in (out / "spans.jsonl").read_text(encoding="utf-8").splitlines()][::EVERY]
    reader = entities.Reader(HERE / "entity_weights_held_out.npz")
    found = {}
    for row in gold:
        text = (out / "texts" / f"{row['doc']}.txt").read_bytes().decode("utf-8")
        draft, layers = chain.draft(text)
        [read] = reader.read([draft], layers)
        found[row["doc"]] = [{"start": e.start, "stop": e.stop, "type": e.type}
                             for e in entities.mend(text, draft.sentences, read)]  # fmt: skip
    figures: dict[str, Any] = load(tools / "score_spans.py").score(gold, found, 0)
    return figures


@pytest.mark.parametrize(("kind", "how"), sorted(ENTITIES_HELD_OUT))
def test_entities_held_out(kind: str, how: str, names_held_out: dict[str, Any]) -> None:
    assert names_held_out[kind][how]["f1"] >= ENTITIES_HELD_OUT[kind, how]
