"""Floors of tone on documents kept aside: the weights under this folder were trained without group % 5 == 0.

Nothing is trained here. The full grouped run is `python tests/bench/train_tone.py all DATA WORK`.
"""

from __future__ import annotations

import csv
import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest

from framing.parse import parse_texts
from framing.records import Mention, Tone
from framing.sentiment import find_hits, find_tones, load_lexicon, sure_sign
from framing.sentiment.lexicon import stem
from framing.sentiment.network import Model
from framing.sentiment.tone import by_lexicon

KEPT_ASIDE = Path(__file__).with_name("tone_without_fold_0.npz")
pytestmark = pytest.mark.gate


@pytest.fixture(scope="module")
def scorer(tools: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_tone", tools / "score_tone.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(data: Path) -> tuple[list[dict[str, str]], list[Any]]:
    """Rows of the fold kept aside, and what find_tones takes: all targets of a sentence together."""
    with (data / "rusentne" / "rusentne_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if int(r["group"]) % 5 == 0]
    by_text: dict[str, list[dict[str, str]]] = {}
    for r in rows:
        by_text.setdefault(r["sentence"], []).append(r)
    lexicon, batch = load_lexicon(), []
    for (text, targets), parsed in zip(by_text.items(), parse_texts(list(by_text)), strict=True):
        mentions = []
        for r in targets:
            start, stop = int(r["entity_pos_start_rel"]), int(r["entity_pos_end_rel"])
            number = max(i for i, s in enumerate(parsed.sentences) if s.start <= start or i == 0)
            mentions.append(Mention(number, start, stop, text[start:stop], "name", r["entity"], "PER"))
        batch.append((parsed, tuple(mentions), (), find_hits(parsed, (), lexicon)))
    return [r for targets in by_text.values() for r in targets], batch


def scored(scorer: Any, rows: list[dict[str, str]], tones: list[Tone]) -> dict[str, Any]:
    gold = [
        {"id": str(i), "label": r["label"], "actor": stem(r["entity"].split()[-1]), "group": r["group"]}
        for i, r in enumerate(rows)
    ]
    said = {str(i): (t.label, t.score) for i, t in enumerate(tones)}
    result: dict[str, Any] = scorer.score(gold, said, least=5, boot=0)
    return result


@pytest.fixture(scope="module")
def result(parts: tuple[list[dict[str, str]], list[Any]], scorer: Any) -> dict[str, Any]:
    rows, batch = parts
    kept = Model(KEPT_ASIDE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("framing.sentiment.tone.model", lambda: kept)
        tones = [t for row in find_tones(batch) for t in row]
    assert len(tones) == len(rows)
    return {**scored(scorer, rows, tones), "tones": tones}


def test_labels(result: dict[str, Any]) -> None:
    assert result["f1_pn"] >= 56.5 and result["f1_pn0"] >= 66.0, result["f1"]


def test_actor_means_follow_gold(result: dict[str, Any]) -> None:
    assert result["actor_spearman"] >= 0.59 and result["actors"] >= 20


def test_probabilities_are_calibrated(result: dict[str, Any], parts: tuple[list[dict[str, str]], list[Any]]) -> None:
    """Mean probability of each class against its share, and the more certain half is right more often."""
    tones, labels = result["tones"], [int(r["label"]) for r in parts[0]]
    for c, p in ((-1, "p_neg"), (0, "p_neu"), (1, "p_pos")):
        assert abs(sum(getattr(t, p) for t in tones) / len(tones) - labels.count(c) / len(labels)) < 0.04
    pairs = sorted(((max(t.p_neg, t.p_neu, t.p_pos), t.label == y) for t, y in zip(tones, labels, strict=True)))
    half = len(pairs) // 2
    assert sum(ok for _, ok in pairs[half:]) > 1.15 * sum(ok for _, ok in pairs[:half])


def test_far_above_the_lexicon_alone(result: dict[str, Any], parts: tuple[list[dict[str, str]], list[Any]], scorer: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("framing.sentiment.tone.model", lambda: None)
        plain = scored(scorer, parts[0], [t for row in find_tones(parts[1]) for t in row])
    assert plain["f1_pn"] + 20 <= result["f1_pn"] and by_lexicon is not None


def test_speed(parts: tuple[list[dict[str, str]], list[Any]]) -> None:
    """Targets a second on one core, after parsing (well below what a quiet core reaches)."""
    rows, batch = parts
    started = time.process_time()
    find_tones(batch)
    assert len(rows) / (time.process_time() - started) >= 350


def test_signs_worth_showing_are_mostly_right(result: dict[str, Any], parts: tuple[list[dict[str, str]], list[Any]]) -> None:
    """Of the signs that sure_sign shows, at least three of five agree with gold, and one of twelve at most is opposite."""
    shown = [(sure_sign(t.p_neg, t.p_pos), int(r["label"])) for t, r in zip(result["tones"], parts[0], strict=True)]
    signs = [(sign, gold) for sign, gold in shown if sign]
    assert len(signs) >= 60
    assert sum(sign == gold for sign, gold in signs) >= 0.6 * len(signs)
    assert sum(sign == -gold for sign, gold in signs) <= len(signs) / 12
