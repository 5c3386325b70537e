"""The house's own word lists keep their format: framing.tsv and predicates.tsv under seeds/ru/lexicons."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from framing import seeds
from framing.parse import parse_text
from framing.sentiment import load_lexicon, load_predicates
from framing.sentiment.lexicon import find_predicate, plain, stem
from framing.sentiment.scoring import find_entries

FOLDER = seeds.folder() / "ru" / "lexicons"
COLUMNS = {
    "framing": ["lemma", "pos", "polarity", "strength", "kind", "note"],
    "predicates": ["lemma", "pos", "subject", "object", "author", "effect", "note"],
}
Rows = list[dict[str, str]]


def rows_of(name: str) -> Rows:
    lines = [x for x in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    head = lines[0].split("\t")
    assert head == COLUMNS[name]
    assert all(len(x.split("\t")) == len(head) for x in lines[1:]), [x for x in lines if x.count("\t") != len(head) - 1]
    return [dict(zip(head, x.split("\t"), strict=True)) for x in lines[1:]]


@pytest.fixture(scope="module")
def words() -> Rows:
    return rows_of("framing")


@pytest.fixture(scope="module")
def predicates() -> Rows:
    return rows_of("predicates")


@pytest.mark.parametrize("name", COLUMNS)
def test_head_comments_say_scale_source_and_licence(name: str) -> None:
    head = [x for x in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if x.startswith("#")]
    assert len(head) >= 4
    for field in ("scale", "citation", "licence"):
        assert any(re.match(rf"# {field}: \S", x) for x in head), field


def test_size(words: Rows, predicates: Rows) -> None:
    single = {r["lemma"] for r in words if r["pos"] != "PHRASE"}
    phrases = {r["lemma"] for r in words if r["pos"] == "PHRASE" and r["polarity"] != "0"}
    assert len(single) >= 6050 and len(phrases) >= 1250
    assert len(predicates) >= 1700
    assert sum(any(r[c] != "0" for c in ("subject", "object", "author")) for r in predicates) >= 1000


@pytest.mark.parametrize("name", COLUMNS)
def test_one_row_per_lemma_and_part_of_speech(name: str) -> None:
    counts = Counter((plain(r["lemma"]), r["pos"]) for r in rows_of(name))
    assert [k for k, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_lemmas_are_lower_case_cyrillic_and_sorted(name: str) -> None:
    lemmas = [r["lemma"] for r in rows_of(name)]
    assert [x for x in lemmas if not re.fullmatch(r"[а-яё]+(?:[- ][а-яё]+)*", x)] == []
    assert [plain(x) for x in lemmas] == sorted(plain(x) for x in lemmas)


def test_phrases_have_several_words_and_words_have_one(words: Rows) -> None:
    assert [r["lemma"] for r in words if (r["pos"] == "PHRASE") != (" " in r["lemma"])] == []


def test_no_two_phrases_look_alike_to_the_matcher(words: Rows) -> None:
    looks = Counter(tuple(stem(w) for w in r["lemma"].split()) for r in words if r["pos"] == "PHRASE")
    assert [k for k, n in looks.items() if n > 1] == []


def test_values_are_in_range(words: Rows) -> None:
    for r in words:
        assert r["pos"] in {"NOUN", "VERB", "ADJ", "ADV", "INTJ", "PHRASE"}, r
        assert r["polarity"] in {"-2", "-1", "1", "2"} or (r["polarity"], r["pos"]) == ("0", "PHRASE"), r
        assert r["strength"] in {"1", "2", "3"}, r
        assert r["kind"] in {"evaluation", "emotion", "fact"}, r


def test_predicates_are_in_range(predicates: Rows) -> None:
    for r in predicates:
        assert r["pos"] in {"VERB", "NOUN"}, r
        assert {r["subject"], r["object"], r["author"]} <= {"-1", "0", "1"}, r
        assert r["effect"] in {"", "+", "-"}, r
        signs = any(r[c] != "0" for c in ("subject", "object", "author"))
        assert signs or r["effect"] or r["note"] == "shifter", f"says nothing: {r}"


def test_neutral_phrases_say_so_and_hold_a_polar_word(words: Rows) -> None:
    """Polarity 0 is for phrases alone, and only where the words in them would be hits: с помощью, ценная бумага."""
    neutral = [r for r in words if r["polarity"] == "0"]
    polar = {stem(r["lemma"]) for r in words if r["pos"] != "PHRASE"}
    assert len(neutral) >= 80 and all(r["note"] for r in neutral)
    assert [r["lemma"] for r in neutral if not any(stem(w) in polar for w in r["lemma"].split())] == []


def test_phrase_takes_the_place_of_its_words() -> None:
    lexicon = load_lexicon()
    sentences = parse_text("Код проверили с помощью программы. Раненым оказали помощь. Цены выросли во всём мире.").sentences
    found = [[f.entry.lemma for f in find_entries(s, lexicon, [])] for s in sentences]
    assert found[0] == [] and "оказать помощь" in found[1] and found[2] == []


def test_parts_of_speech_of_one_lemma_agree(words: Rows) -> None:
    signs: dict[str, set[bool]] = {}
    for r in words:
        signs.setdefault(plain(r["lemma"]), set()).add(int(r["polarity"]) > 0)
    assert [k for k, v in signs.items() if len(v) > 1] == []


def test_effect_never_contradicts_the_sign_of_the_object(predicates: Rows) -> None:
    bad = [r["lemma"] for r in predicates if (r["object"], r["effect"]) in {("1", "-"), ("-1", "+")}]
    assert bad == []


def test_shifters_named_among_predicates_are_shifters(predicates: Rows) -> None:
    """What is marked a shifter judges nobody itself."""
    marked = [r for r in predicates if r["note"] == "shifter"]
    assert len(marked) >= 20
    assert all({r["subject"], r["object"], r["author"]} == {"0"} for r in marked)
    known = {plain(r["shifter"]) for r in seeds.table("shifters.tsv")}
    assert {"избежать", "опровергнуть", "отменить"} <= {plain(r["lemma"]) for r in marked} & known


def test_loader_reads_every_row(words: Rows, predicates: Rows) -> None:
    lexicon = load_lexicon()
    assert len(lexicon) == len(words) and not lexicon.skipped
    assert sum(len(v) for v in load_predicates().values()) == len(predicates)


@pytest.mark.parametrize(
    ("word", "pos", "sign"),
    [
        ("коррупция", "NOUN", -1), ("благородный", "ADJ", 1), ("предательски", "ADV", -1), ("обрадовать", "VERB", 1),
        ("лицемерие", "NOUN", -1), ("самоотверженность", "NOUN", 1), ("паводковый", "ADJ", 0), ("стол", "NOUN", 0),
        ("вооружённый", "ADJ", 0), ("карьерный", "ADJ", 0), ("активно", "ADV", 0),
    ],
)  # fmt: skip
def test_polarity(word: str, pos: str, sign: int) -> None:
    entry = load_lexicon().find(word, pos)
    assert (0 if entry is None else (entry.polarity > 0) - (entry.polarity < 0)) == sign


@pytest.mark.parametrize(
    ("lemma", "pos", "signs"),
    [
        ("обвинить", "VERB", (0, -1)), ("поддержать", "VERB", (0, 1)), ("победить", "VERB", (1, -1)),
        ("спасти", "VERB", (1, 0)), ("шантажировать", "VERB", (-1, 0)), ("восхищаться", "VERB", (0, 1)),
        ("убийство", "NOUN", (0, 0)), ("эвакуировать", "VERB", (0, 0)), ("сотрудничать", "VERB", (1, 1)),
    ],
)  # fmt: skip
def test_signs_of_predicates(lemma: str, pos: str, signs: tuple[int, int]) -> None:
    predicate = find_predicate(lemma, pos)
    assert predicate is not None and (predicate.subject, predicate.object) == signs
