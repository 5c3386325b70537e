"""Floors: sentence borders and words against three treebanks (their sentences joined by blanks, twenty a text)."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from framing.parse.segment import sentences

FLOORS = {
    "morphorueval2017-lenta": (99.5, 99.9),
    "ru_gsd-ud-dev": (98.2, 98.8),
    "ru_taiga-ud-dev": (66.5, 98.8),
}
"""F1 of sentence borders (Taiga's posts mostly end without a mark), per cent of Cyrillic words with the very same borders."""


def maker(tools: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location("make_dev_gold", tools / "make_dev_gold.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def texts(tools: Path, path: Path) -> Iterator[tuple[str, set[int], list[tuple[int, int]]]]:
    """Text, ends of its sentences, borders of its Cyrillic words."""
    make = maker(tools)
    every = [(text or make.respace(words), words) for text, words in make.conllu(str(path))]
    for at in range(0, len(every), 20):
        whole, ends, spans = "", set(), []
        for text, words in every[at : at + 20]:
            text = text.strip()
            start = len(whole) + 1 if whole else 0
            whole = f"{whole} {text}" if whole else text
            ends.add(len(whole))
            place = start
            for form, lemma, *_ in words:
                found = whole.find(form, place)
                if found >= 0:
                    place = found + len(form)
                    if lemma != "_" and re.search("[а-яё]", form, re.IGNORECASE):
                        spans.append((found, place))
        yield whole, ends, spans


@pytest.mark.gate
@pytest.mark.parametrize("name", FLOORS)
def test_sentences_and_words(name: str, data: Path, tools: Path) -> None:
    right = found = wanted = same = total = 0
    for text, ends, spans in texts(tools, data / "ud" / f"{name}.conllu"):
        pieces = sentences(text)
        mine = {piece.stop for piece in pieces}
        right, found, wanted = right + len(mine & ends), found + len(mine), wanted + len(ends)
        words = {span for piece in pieces for span in piece.spans}
        same, total = same + sum(span in words for span in spans), total + len(spans)
    borders, aligned = 200 * right / (found + wanted), 100 * same / total
    assert (borders >= FLOORS[name][0], aligned >= FLOORS[name][1]) == (True, True), (borders, aligned)
