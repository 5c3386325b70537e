"""Floors of accuracy of the actors room: named mentions on factRuEval, all mentions of central actors on gold of our own.

``actors_dev.jsonl`` holds offsets, labels and canonical names with the sha256 of each text; the texts stay in the data folder.
Rules were made on these very texts: the floors say that nothing got worse, not how the room does on texts nobody has seen.
That is what ``actors_test.jsonl`` says: the makers of the rules read none of its texts and none of its single errors.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.bench.actors_pred import all_row, names_row, predict
from tests.gates.gold import load

GOLD = Path(__file__).with_name("actors_dev.jsonl")
pytestmark = pytest.mark.gate


def tool(tools: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, tools / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _telegram(folder: Path) -> dict[str, str]:
    return {
        f"{path.name.split('_')[0]}_{post['message_id']}": post.get("text") or ""
        for path in sorted(folder.glob("*_messages.json"))
        for post in json.loads(path.read_text(encoding="utf-8"))
    }


def text_of(data: Path, row: dict[str, Any]) -> str:
    """The text that a row of the gold is about; it must be the very same text."""
    if row["part"] == "tg":
        text = _telegram(data / "telegram_news")[row["doc"]]
    else:
        folder = {"nerel": "nerel_train", "seed": "seed_article"}[row["part"]]
        text = (data / folder / f"{row['doc']}.txt").read_bytes().decode("utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"], row["doc"]
    return text


@pytest.fixture(scope="module")
def factrueval(data: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("factrueval")
    tool(tools, "make_dev_gold").factrueval(str(data), str(out))
    gold = [json.loads(line) for line in (out / "actors.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [(g["doc"], (out / "texts" / f"{g['doc']}.txt").read_bytes().decode("utf-8")) for g in gold]
    found = {doc: names_row(doc, mentions)["mentions"] for doc, mentions in predict(texts)}
    return dict(tool(tools, "score_actors").score(gold, found, boot=0))


@pytest.mark.parametrize(("type_", "floor"), [("PER", 0.965), ("LOC", 0.94), ("ORG", 0.88)])
def test_named_mentions(factrueval: dict[str, Any], type_: str, floor: float) -> None:
    assert factrueval[type_]["b3"]["f1"] >= floor, factrueval[type_]


@pytest.fixture(scope="module")
def central(data: Path, tools: Path) -> dict[str, Any]:
    scorer = tool(tools, "score_mentions")
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    found = predict((g["doc"], text_of(data, g)) for g in gold)
    out, _ = scorer.evaluate([scorer.normal(g) for g in gold], [scorer.normal(all_row(d, m)) for d, m in found], boot=1)
    return dict(out)


@pytest.mark.parametrize(
    ("group", "floor"), [("overall", 0.89), ("name", 0.965), ("title+description", 0.75), ("pronoun", 0.86)]
)
def test_mentions_of_central_actors(central: dict[str, Any], group: str, floor: float) -> None:
    assert central[group]["f1"] >= floor, central[group]


@pytest.fixture(scope="module")
def aside(data: Path, tools: Path) -> dict[str, Any]:
    scorer = tool(tools, "score_mentions")
    docs = list(load("actors_test", data))
    found = predict((doc["doc"], text) for doc, text in docs)
    out, _ = scorer.evaluate([scorer.normal(doc) for doc, _ in docs], [scorer.normal(all_row(d, m)) for d, m in found], boot=1)
    return dict(out)


@pytest.mark.parametrize(
    ("group", "floor"), [("overall", 0.815), ("name", 0.955), ("title+description", 0.61), ("pronoun", 0.78)]
)
def test_mentions_in_texts_kept_aside(aside: dict[str, Any], group: str, floor: float) -> None:
    assert aside[group]["f1"] >= floor, aside[group]


@pytest.fixture(scope="module")
def second(data: Path, tools: Path) -> dict[str, dict[str, Any]]:
    """Figures of ``actors_dev2``: "dev", which rules and weights were made on, and "inner", of which the totals alone were read."""
    scorer = tool(tools, "score_mentions")
    docs = list(load("actors_dev2", data))
    found = dict(predict((doc["doc"], text) for doc, text in docs))
    out: dict[str, dict[str, Any]] = {}
    for part, digits in (("dev", "0123456789a"), ("inner", "bcdef")):
        rows = [scorer.normal(doc) for doc, _ in docs if doc["sha256"][0] in digits]
        out[part] = scorer.evaluate(rows, [scorer.normal(all_row(r["doc"], found[r["doc"]])) for r in rows], boot=1)[0]
    return out


@pytest.mark.parametrize(
    ("part", "group", "floor"),
    [
        ("dev", "overall", 0.855),
        ("dev", "name", 0.94),
        ("dev", "title+description", 0.7),
        ("dev", "pronoun", 0.8),
        ("dev", "collective", 0.55),
        ("inner", "overall", 0.83),
        ("inner", "name", 0.965),
        ("inner", "title+description", 0.735),
        ("inner", "pronoun", 0.77),
    ],
)
def test_mentions_of_central_actors_in_the_second_set(second: dict[str, Any], part: str, group: str, floor: float) -> None:
    assert second[part][group]["f1"] >= floor, second[part][group]


def test_surnames_in_texts_kept_aside(aside: dict[str, Any]) -> None:
    assert aside["canonical PER"]["surname"] >= 0.9, aside["canonical PER"]


def test_surnames_are_nominative(central: dict[str, Any]) -> None:
    assert central["canonical PER"]["surname"] >= 0.95, central["canonical PER"]


def test_the_seed_article(data: Path, tools: Path) -> None:
    scorer = tool(tools, "score_mentions")
    gold = [g for g in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if g["part"] == "seed"]
    for g in gold:
        for actor in g["actors"]:
            actor["central"] = actor["type"] == "PER"
    found = predict((g["doc"], text_of(data, g)) for g in gold)
    out, _ = scorer.evaluate([scorer.normal(g) for g in gold], [scorer.normal(all_row(d, m)) for d, m in found], boot=1)
    assert out["overall"]["recall"] >= 0.95 and out["overall"]["precision"] >= 0.95, out["overall"]
