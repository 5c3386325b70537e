"""Tests of named entities: one-line cases, the model's tables against its named features, the rules by themselves."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.parse import entities, packed, parse_text, parse_texts
from framing.parse.entities import LABELS, RULES, Draft, Reader, best_paths, features, named_again, repair_all, signs_of, window
from framing.records import Entity

CASES = Path(__file__).parent / "cases" / "entities.txt"
LINES = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def read_case(line: str) -> tuple[str, list[tuple[str, str]]]:
    """A case as its text and the wanted names with their types, in order."""
    text, wanted = "", []
    for found in re.finditer(r"\[([^|\[\]]+)\|([A-Z]+)\]|([^\[]+|\[)", line):
        if found.group(1):
            wanted.append((found.group(1), found.group(2)))
        text += found.group(1) or found.group(3)
    return text, wanted


@pytest.mark.parametrize("line", LINES)
def test_case(line: str) -> None:
    text, wanted = read_case(line)
    assert [(text[e.start : e.stop], e.type) for e in parse_text(text).entities] == wanted


def mended(text: str, *spans: tuple[str, str]) -> list[tuple[str, str]]:
    raw = [Entity(text.index(words), text.index(words) + len(words), kind) for words, kind in spans]
    return [(text[e.start : e.stop], e.type) for e in repair_all([Draft(text, (), raw)])[0]]


def test_rules() -> None:
    assert mended("Джон Смит (John Smith) прибыл", ("Джон Смит (John Smith", "PER")) == [
        ("Джон Смит", "PER"), ("John Smith", "PER")]
    assert mended("• Чили • Перу", ("Чили • Перу", "LOC")) == [("Чили", "LOC"), ("Перу", "LOC")]
    assert mended("от партии «Яблоко» и", ("партии «Яблоко", "ORG")) == [("партии «Яблоко»", "ORG")]
    assert mended("газета «Труд» пишет", ("«Труд»", "ORG")) == [("Труд", "ORG")]
    assert mended("см. #выборы", ("#выборы", "ORG")) == []
    assert mended("см. @kanal", ("kanal", "ORG")) == []


def test_tables_sum_the_named_features() -> None:
    parsed = parse_text('Председатель партии «Новый день» Пётр Лапин уехал. Об этом пишет газета "Труд" (Trud). Лапин и партия молчат.')
    signs = signs_of(parsed.sentences, parsed.entities, parsed.marks)
    layers = np.random.default_rng(0).normal(size=(len(signs), 192)).astype(np.float32)
    reader = Reader()
    stored = np.load(entities.WEIGHTS)
    names = bytes(stored["names"]).decode().split("\n")
    weight = dict(zip(names, stored["weights"].astype(np.float32), strict=True))
    wanted = window(layers, [len(s.tokens) for s in parsed.sentences]) @ reader.dense + stored["base"]
    for i, named in enumerate(features(parsed.sentences, signs)):
        for name in named:
            wanted[i] += weight.get(name, 0)
    meant = packed.Projection(packed.models().forms, stored["vector"].astype(np.float32))
    wanted += meant([t.lemma for s in parsed.sentences for t in s.tokens])
    assert np.abs(reader.scores(parsed.sentences, [s[4] for s in signs], [s[5] for s in signs], layers) - wanted).max() < 1e-3


def test_what_a_lemma_is_elsewhere_in_its_text() -> None:
    texts, lemmas = np.array([0, 0, 0, 0, 1, 1]), np.array([5, 7, 5, 5, 5, 9])
    large, inside = np.array([True, True, True, False, True, False]), np.array([False, True, True, True, True, True])
    codes = entities.elsewhere(texts, lemmas, ["BORG", "O", "O", "IPER", "BLOC", "O"], large, inside)
    org, loc, per, other, small, capital = 1, 2, 4, 8, 16, 32
    assert codes.tolist() == [other + per + small + capital, 0, org + per + small, org + other + capital, 0, 0]
    assert loc not in codes
    assert entities.text_features(org, "O", True) == ("dt=ORG", "dt=ORG|O|C", "dc=none")
    assert entities.text_features(capital, "BPER", False) == ("dt=once", "dt=once|PER|c", "dl=cap")


def test_texts_read_together_do_not_mix() -> None:
    one, two = "«Заря» победила. Потом Заря уехала. Заря вернулась.", "Заря занялась. Наступило утро, пришла заря."
    apart = [parse_text(text).entities for text in (one, two)]
    assert [parsed.entities for parsed in parse_texts([one, two])] == apart


def test_best_paths_are_the_best() -> None:
    rng = np.random.default_rng(1)
    steps = np.where(entities.ALLOWED, rng.normal(size=(7, 7)), -1e4).astype(np.float32)
    scores = rng.normal(size=(7, 7)).astype(np.float32)
    got = best_paths(scores, steps, [3, 4]).tolist()

    def worth(path: tuple[int, ...], at: int) -> float:
        first = 0.0 if entities.FIRST[path[0]] else -1e4
        return first + sum(float(scores[at + i, k]) for i, k in enumerate(path)) + sum(
            float(steps[a, b]) for a, b in pairwise(path))

    for at, size in ((0, 3), (3, 4)):
        best = max(product(range(7), repeat=size), key=lambda path: worth(path, at))
        assert tuple(got[at : at + size]) == best


@given(st.text(alphabet='абАБ «»"„“•\n().#-Ltn1', max_size=40), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rules_keep_spans_apart(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    found = [Entity(a, b, data.draw(st.sampled_from(entities.TYPES))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    for rule in RULES:
        found = rule(text, found)
    assert all(0 <= e.start < e.stop <= len(text) for e in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))


def test_labels_begin_before_they_go_on() -> None:
    assert not entities.ALLOWED[LABELS.index("O"), LABELS.index("I-ORG")]
    assert entities.ALLOWED[LABELS.index("B-ORG"), LABELS.index("I-ORG")]


def test_empty_text() -> None:
    assert parse_text("").entities == () and parse_text("\n \n").entities == ()


def test_a_name_is_named_again() -> None:
    parsed = parse_text("Иван Дубов приехал. Позже Дубов уехал.")
    found = [Entity(0, 10, "PER")]
    assert [(e.start, e.stop) for e in named_again(parsed.sentences, found)] == [(0, 10), (26, 31)]
    assert named_again(parsed.sentences, []) == []


def test_headlines_in_capitals() -> None:
    text = "ПУТИН ВСТРЕТИЛСЯ С МИНИСТРОМ В ВАРШАВЕ"
    assert [(text[e.start : e.stop], e.type) for e in parse_text(text).entities] == [("ПУТИН", "PER"), ("ВАРШАВЕ", "LOC")]


def test_a_country_between_office_and_name_is_no_part_of_the_name() -> None:
    text = "Президент Израиля Исаак Герцог"
    [sentence] = parse_text(text).sentences
    merged = [Entity(10, len(text), "PER")]
    assert entities.country_first([sentence], merged) == [Entity(10, 17, "LOC"), Entity(18, len(text), "PER")]
    assert entities.country_first([sentence], [Entity(18, len(text), "PER")]) == [Entity(18, len(text), "PER")]


def test_halves_of_a_known_place_are_joined() -> None:
    text = "посол Соединенных Штатов Америки, Новосибирск Хабаровск"
    halves = [Entity(6, 24, "LOC"), Entity(25, 32, "LOC"), Entity(34, 45, "LOC"), Entity(46, 55, "LOC")]
    assert entities.joined_places(text, halves) == [Entity(6, 32, "LOC"), *halves[2:]]
