"""The gold of actors: its texts are the annotated ones, its spans fit them, and the scorer finds it equal to itself."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tests.gates import gold

KINDS = {"name", "name+title", "title", "description", "pronoun", "collective", "metonymy", "demonym"}
PRONOUNS = re.compile(
    r"(?:он|она|они|оно|н?его|н?е[еёë]|н?их|н?ему|н?ей|н?им|н?ими|н[её]м|сво\w+|себ[яе]|собо[йю]|тот|та|того|той|тому|те|тех|теми?)",
    re.IGNORECASE,
)


@pytest.mark.gate
@pytest.mark.parametrize(
    "name",
    [
        "actors_test",
        "actors_test2",
        "actors_dev3",
        "actors_dev4",
        "actors_dev5",
        "actors_dev6",
        "actors_dev7",
        "actors_dev8",
        "actors_test3",
    ],
)
def test_gold_of_actors_holds_together(name: str, data: Path, tools: Path) -> None:
    spec = importlib.util.spec_from_file_location("score_mentions", tools / "score_mentions.py")
    assert spec is not None and spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    docs = gold.load(name, data)
    for doc, text in docs:
        names = [actor["name"] for actor in doc["actors"]]
        assert len(set(names)) == len(names) and any(actor["central"] for actor in doc["actors"]), doc["doc"]
        for actor in doc["actors"]:
            assert actor["mentions"], (doc["doc"], actor["name"])
            spans = [(mention["start"], mention["end"]) for mention in actor["mentions"]]
            assert len(set(spans)) == len(spans), (doc["doc"], actor["name"])
            for mention in actor["mentions"]:
                words = text[mention["start"] : mention["end"]]
                assert words and words.strip() == words and mention["kind"] in KINDS, doc["doc"]
                assert (mention["kind"] == "pronoun") == ("sub" in mention), doc["doc"]
                assert mention["kind"] != "pronoun" or PRONOUNS.fullmatch(words), doc["doc"]
                for inner in ("name_span", "head"):
                    start, end = mention.get(inner, (mention["start"], mention["end"]))
                    assert mention["start"] <= start < end <= mention["end"], doc["doc"]
        for start, end in doc["pronoun_tokens"]:
            assert PRONOUNS.fullmatch(text[start:end]), doc["doc"]
    golds = [score.normal(doc) for doc, _ in docs]
    report, errors = score.evaluate(golds, [score.as_pred(doc) for doc in golds], boot=1)
    assert not errors and report["overall"]["f1"] == 1 and report["canonical PER"]["whole"] == 1
