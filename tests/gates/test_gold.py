"""The gold that is kept aside: its texts are the annotated ones, its spans are in order, and the scorer finds it equal to itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.gates import gold

MARKS = "«»\"“”„'"


@pytest.mark.gate
def test_quotes_test_holds_together(data: Path, tools: Path) -> None:
    spec = importlib.util.spec_from_file_location("score_quotes", tools / "score_quotes.py")
    assert spec is not None and spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    counts = []
    for doc, text in gold.load("quotes_test", data):
        for quote in doc["quotes"]:
            assert 0 <= quote["start"] < quote["stop"] <= len(text), doc["doc"]
            assert text[quote["start"] : quote["stop"]].strip(" \n") == text[quote["start"] : quote["stop"]], doc["doc"]
        for start, stop in doc["not_quotes"]:
            assert text[start - 1] in MARKS and text[stop] in MARKS, doc["doc"]
        normal = score.normal(doc)
        counts.append(score.score_doc(normal, normal["quotes"], text, 0.8)[0])
    assert score.total(counts)["end_to_end"]["f1"] == 1


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "nerel_train"
    folder.mkdir()
    for line in (gold.FOLDER / "quotes_test.jsonl").read_text(encoding="utf-8").splitlines():
        name = gold.json.loads(line)["doc"].partition("/")[0]
        (folder / f"{name}.txt").write_text("Другой текст.", encoding="utf-8")
    with pytest.raises(ValueError, match="not the one that was annotated"):
        gold.load("quotes_test", tmp_path)


@pytest.mark.gate
def test_parts_share_no_text_and_leave_none_out(data: Path) -> None:
    dev, aside = ({doc["sha256"] for doc, _ in gold.load("quotes_test", data, part)} for part in ("dev", "aside"))
    assert (len(dev), len(aside), len(dev | aside)) == (35, 42, 77)


def test_an_unknown_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="parts: dev, aside"):
        gold.load("quotes_test", tmp_path, "train")


@pytest.mark.gate
def test_decisions_hold_together(data: Path) -> None:
    aside = ("actors_test", "actors_test2", "actors_test3", "quotes_test2", "quotes_test3", "quotes_test4", "quotes_test5")
    kept = {doc["sha256"] for name in aside for doc, _ in gold.load(name, data)}
    kept |= {doc["sha256"] for doc, _ in gold.load("quotes_test", data, "aside")}
    for doc, text in gold.load("decisions_dev", data):
        assert doc["sha256"] not in kept, doc["doc"]
        for start, stop, head, meaning in doc["read"]:
            assert 0 <= start <= head < stop <= len(text), doc["doc"]
            for part in meaning.split("+"):
                assert part == "0" or part in doc["actors"] or (part[0] == "#" and part[1:].isdigit()), (doc["doc"], meaning)
                assert part[0] != "#" or int(part[1:]) <= len(text), (doc["doc"], meaning)
