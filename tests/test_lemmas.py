"""Tests of lemmas: one-line cases, the dictionary against pymorphy3, laws for any word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pymorphy3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.parse import dictionary, parse_text
from framing.parse.guess import fits, guesses
from framing.parse.lemmas import convention, in_context, lemma_of, lemmatise, readings

CASES = Path(__file__).parent / "cases" / "lemmas.txt"
LINES = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
FORMS = (
    "стали статей все её елка ёлку министрами застрелен действующая лучше блинкена байдену ивановой петровичем штрассе "
    "украинско-российских во-первых двумя 2-й мид россии говоря красивее фсб наилучшими побыстрее кот-баюн псевдонаука "
    "бутявкать рахимхана жиль гуммет смотри-ка по-русски полуостров г еще вертолетов минометной экс-премьера 15-летний "
    "неосведомленность стран-членов контрразведчиков социал-демократов-либералов наисвежайший полгода 70-е"
).split()


def folded(lemma: str) -> str:
    return lemma.casefold().replace("ё", "е")


def read_case(line: str) -> tuple[str, dict[int, str]]:
    """A case as its text and the wanted lemma by the start of a word."""
    text, wanted = "", {}
    for found in re.finditer(r"\[([^|\]]+)\|([^\]]+)\]|([^\[]+)", line):
        if found.group(1):
            wanted[len(text)] = found.group(2)
        text += found.group(1) or found.group(3)
    return text, wanted


@pytest.mark.parametrize("line", LINES)
def test_case(line: str) -> None:
    text, wanted = read_case(line)
    got = {t.start: t.lemma for s in parse_text(text).sentences for t in s.tokens if t.start in wanted}
    assert {at: folded(lemma) for at, lemma in got.items()} == {at: folded(lemma) for at, lemma in wanted.items()}


@pytest.fixture(scope="module")
def stock() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


def see(parses: Iterable[tuple[Any, ...]]) -> list[tuple[str, str, str, float]]:
    return [(word, str(tag), lemma, round(score, 9)) for word, tag, lemma, score, *_ in parses]


@pytest.mark.parametrize("form", FORMS)
def test_fast_automata_answer_as_pymorphy(form: str, stock: pymorphy3.MorphAnalyzer) -> None:
    assert see(dictionary.analyser().parse(form)) == see(guesses(form)) == see(stock.parse(form))


@pytest.mark.parametrize("form", ["домов", "рабочими", "стали", "людей", "ребята", "жюри", "ёлок", "двумя", "сочи"])
@pytest.mark.parametrize("wanted", ["nomn", "nomn plur", "nomn femn sing"])
def test_forms_turn_into_others_as_pymorphy_inflects_them(form: str, wanted: str, stock: pymorphy3.MorphAnalyzer) -> None:
    marks = frozenset(wanted.split())
    mine = [(word, str(rule.lemma(word)) if (rule := dictionary.turning(cell, marks)) else "", round(score, 9))
            for word, cell, _, score in dictionary.readings(form)]  # fmt: skip
    turned = [(p, p.inflect(marks)) for p in stock.parse(form)]
    assert mine == [(p.word, found.word if found else "", round(p.score, 9)) for p, found in turned]


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяёее-", min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_fast_automata_answer_as_pymorphy_for_any_letters(form: str) -> None:
    wanted = see(_stock().parse(form))
    assert see(dictionary.analyser().parse(form)) == wanted
    assert not fits(form) or see(guesses(form)) == wanted


def _stock(kept: list[pymorphy3.MorphAnalyzer] = []) -> pymorphy3.MorphAnalyzer:  # noqa: B006
    if not kept:
        kept.append(pymorphy3.MorphAnalyzer())
    return kept[0]


@given(st.text(min_size=1, max_size=12), st.sampled_from(["NOUN", "VERB", "PROPN", "X", "PUNCT"]))
@settings(max_examples=80, deadline=None)
def test_every_word_has_a_lemma(form: str, pos: str) -> None:
    lemma = lemma_of(form, pos, "Case=Gen|Number=Sing")
    assert lemma and lemma == lemma_of(form, pos, "Case=Gen|Number=Sing")
    assert lemmatise([form], [(pos, "")]) and not lemmatise([], [])


def test_latin_and_numbers_stay() -> None:
    assert [lemma_of(x, "X", "") for x in ("Google", "2023", "C++", "—")] == ["google", "2023", "c++", "—"]


def test_conventions_hold_for_ye_and_yo() -> None:
    assert convention("ее", "DET", "") == convention("её", "DET", "") == "её"
    assert convention("кошка", "NOUN", "") == ""


def test_context_changes_tags_not_their_number() -> None:
    tags = [("PRON", "Case=Gen"), ("NOUN", "Case=Nom")]
    assert in_context(["его", "дом"], tags) == [("DET", ""), ("NOUN", "Case=Nom")]
    assert in_context(["видел", "его"], [("VERB", ""), ("PRON", "")]) == [("VERB", ""), ("PRON", "")]
    assert in_context(["1999", "г", "."], [("NUM", ""), ("X", ""), ("PUNCT", "")])[1][0] == "NOUN"


def test_readings_are_never_empty() -> None:
    assert readings("ъъъ")[-1].lemma == "ъъъ"
    assert {r.lemma for r in readings("стали")} >= {"стать", "сталь"}


def test_the_choice_is_the_heaviest_sum_of_the_named_features() -> None:
    from framing.parse import lemmas

    weights = lemmas._weights()
    tags = (("VERB", "Mood=Ind|Number=Plur"), ("PROPN", "Case=Ins|Gender=Fem|Number=Sing"), ("NOUN", "Case=Acc|Number=Plur"),
            ("ADJ", "Case=Nom|Number=Plur"), ("ADV", "Degree=Cmp"))  # fmt: skip
    for form, (pos, feats), capital in product(("стали", "ивановой", "обеспокоен", "лучше", "зюзюкиных"), tags, (False, True)):
        if lemmas._settled(form, capital, pos, feats):
            continue
        worth = {}
        for r in readings(form):
            named = [*lemmas.signs_of(r.tag, pos, feats, capital, r.tail, r.same), ("logp", r.logp)]
            worth.setdefault(r.lemma, []).append(sum(weights.get(name, 0.0) * value for name, value in named))
        chosen = lemmas.lemma_of(form.capitalize() if capital else form, pos, feats)
        assert max(worth[chosen]) >= max(map(max, worth.values())) - 1e-9


def test_tails_count_what_follows_the_common_letters() -> None:
    from framing.parse.lemmas import _tail

    assert [_tail(*pair) for pair in (("стали", "стать"), ("стали", "сталь"), ("дом", "дом"), ("шел", "идти"),
                                      ("ребенка", "ребёнок"), ("всё", "весь"), ("лес", "лесник"))] == [2, 1, 0, 4, 2, 3, 3]  # fmt: skip
