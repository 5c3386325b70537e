"""Tests of the parse room: words, sentences, quotation marks, trees, and the laws that hold for any text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.parse import dictionary, lemmas, packed, parse_text, parse_texts
from framing.parse.marks import find_marks
from framing.parse.packed import as_tree, shape_of
from framing.parse.segment import form_of, is_address, sentences, words
from framing.parse.syntax import repair
from tests.bench import markup

CASES = Path(__file__).parent / "cases" / "segment.txt"
LINES = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def read_case(line: str) -> tuple[str, list[int], list[tuple[int, int]]]:
    """A case as text, ends of its sentences, borders of its marked words; ``[x] ,`` is ``x,`` in the text, but a real
    bracket stays where no blank or sign follows its word."""
    text, ends, marked = "", [], []
    for found in re.finditer(r"\[([^\[\]]+)\](?: (?=[.,!?%]))?|\||[^|\[]+|\[", line):
        if found.group(1) is not None and "](" not in line[found.start() : found.end() + 1]:
            marked.append((len(text), len(text) + len(found.group(1))))
            text += found.group(1)
        elif found.group() == "|":
            ends.append(len(text))
            text += " "
        else:
            text += found.group()
    return text, [*ends, len(text)], marked


@pytest.mark.parametrize("line", LINES)
def test_sentences_and_words(line: str) -> None:
    text, ends, marked = read_case(line)
    found = sentences(text)
    assert [piece.stop for piece in found] == ends
    assert set(marked) <= {span for piece in found for span in piece.spans}


def test_missing_space_after_a_full_stop() -> None:
    text = "Он сказал: «Да».Затем ушёл.Потом вернулся в Москву.Она ждала"
    assert [text[p.start : p.stop] for p in sentences(text)] == [
        "Он сказал: «Да».", "Затем ушёл.", "Потом вернулся в Москву.", "Она ждала"]  # fmt: skip


def test_line_breaks_end_sentences_unless_the_text_is_wrapped() -> None:
    assert len(sentences("Президент приехал в Москву\nПогода была плохая")) == 2
    wrapped = ("Министерство иностранных дел сообщило вчера вечером, что\nпереговоры с делегацией соседней страны завершились без\n"
               "подписания документов. Стороны договорились встретиться\nснова в декабре.")  # fmt: skip
    assert [wrapped[p.start : p.stop].replace("\n", " ")[-12:] for p in sentences(wrapped)] == ["и документов"[-11:] + ".", "а в декабре."]
    assert len(sentences("Министерство иностранных дел сообщило вчера вечером вот что\n\nпереговоры завершились")) == 2
    bold = "**Кто победил, а кто нет!\n**\nОб этом ниже."
    assert [bold[p.start : p.stop] for p in sentences(bold)] == ["**Кто победил, а кто нет!\n**", "Об этом ниже."]


def test_a_run_without_full_stops_is_cut() -> None:
    found = sentences("слово " * 5000)
    assert max(len(piece.spans) for piece in found) <= 400
    assert sum(len(piece.spans) for piece in found) == 5000


@pytest.mark.parametrize(
    ("word", "form"),
    [("Кия́н", "Киян"), ("за\u00adявил", "заявил"), ("и\u0306од", "йод"), ("\u200b", "\u200b"), ("слово", "слово")],
)
def test_forms_are_what_the_models_know(word: str, form: str) -> None:
    assert form_of(word) == form


# ---- quotation marks ------------------------------------------------------------------------------------------------

MARKS = [
    ("Он сказал: «Мы готовы».", [("Мы готовы", 0, True)]),
    ('"Привет", — сказал он. "Пока".', [("Привет", 0, True), ("Пока", 0, True)]),
    ("«Газета «Известия» сообщила», — сказал он.", [("Газета «Известия» сообщила", 0, True), ("Известия", 1, True)]),
    ('"Газета "Известия" вышла", — сказал он.', [('Газета "Известия" вышла', 0, True), ("Известия", 1, True)]),
    ("ООО «Торговый дом «Ромашка» растёт. Это «Мир».", [("Торговый дом «Ромашка", 0, True), ("Ромашка", 1, True), ("Мир", 0, True)]),
    ("««Слово»» и \"\"дело\"\".", [("Слово", 0, True), ("дело", 0, True)]),
    ("„Слово“ и “дело” и „честь” и «долг\".", [("Слово", 0, True), ("дело", 0, True), ("честь", 0, True), ("долг", 0, True)]),
    ("«\"Спартак\" выиграл», — сказал он.", [('"Спартак" выиграл', 0, True), ("Спартак", 1, True)]),
    ("«Мы готовы, — сказал он.\nДругой «абзац».", [("Мы готовы, — сказал он.", 0, False), ("абзац", 0, True)]),
    ("«Мы любим «Спартак» и тренера, — сказал он.", [("Мы любим «Спартак» и тренера, — сказал он.", 0, False), ("Спартак", 1, True)]),
    ("«Раз.\n«Два.\n«Три», — сказал он.", [("Раз.", 0, False), ("Два.", 0, False), ("Три", 0, True)]),
    ("«Раз.\n\nДва.\n\nТри», — сказал он.", [("Раз.\n\nДва.\n\nТри", 0, True)]),
    ("О'Нил, д’Артаньян, Кот-д'Ивуар, экран 17\" и \"Звук 5\".", [("Звук 5", 0, True)]),
    ("Он сказал ‘так’ и 'вот так'.", [("так", 0, True), ("вот так", 0, True)]),
    ('Газета"Известия"вышла.', [("Известия", 0, True)]),
    ("**«Жирно»**, \"да\"- и.", [("Жирно", 0, True), ("да", 0, True)]),
    ("Лужин: «Заре» нужен мост». Порт закрыт.", [("«Заре» нужен мост", 0, True), ("Заре", 1, True)]),
    ("Играли «Заря» и «Порт» вничью». Порт закрыт.", [("Заря", 0, True), ("Порт", 0, True)]),
    ("«Мы рады», — сказал он. — Идём дальше», — добавил он.", [("Мы рады", 0, True), ("Идём дальше", 0, True)]),
    ('"Заря" едет к морю. Её ждут"\nЛужин в порту', [('"Заря" едет к морю. Её ждут', 0, True), ("Заря", 1, True)]),
    ("без кавычек", []),
    ('" » “', []),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS, ids=[text[:30] for text, _ in MARKS])
def test_quotation_marks(text: str, wanted: list[tuple[str, int, bool]]) -> None:
    assert [(text[m.start : m.stop], m.depth, m.closed) for m in find_marks(text)] == wanted


@given(st.text(alphabet='«»"“”„‘’\'аБ1 .,—\n(*', max_size=60))
def test_marks_nest_or_lie_apart(text: str) -> None:
    found = find_marks(text)
    assert list(found) == sorted(found, key=lambda m: (m.start, -m.stop))
    for i, a in enumerate(found):
        assert 0 <= a.start < a.stop <= len(text)
        for b in found[i + 1 :]:
            assert b.start >= a.stop or b.stop <= a.stop
            assert b.start >= a.stop or b.depth > a.depth


# ---- laws -------------------------------------------------------------------------------------------------------------

RUSSIAN = st.text(alphabet="абвгдежзиклмнопрстуАБВГДЯ.,!?:;«»\"-—() \n\t1234567890ё😀", max_size=200)
ANYTHING = st.one_of(st.text(max_size=120), RUSSIAN)
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(ANYTHING)
def test_words_cover_all_but_white_space(text: str) -> None:
    found = words(text)
    covered = {i for a, b in found for i in range(a, b)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in covered)
    assert all(a < b for a, b in found) and all(b <= c for (_, b), (c, _) in pairwise(found))
    assert [span for piece in sentences(text) for span in piece.spans] == found


@SLOW
@given(ANYTHING)
def test_any_text_parses_and_offsets_hold(text: str) -> None:
    parsed = parse_text(text)
    assert parsed.text == text
    stop = 0
    for sentence in parsed.sentences:
        assert sentence.tokens and stop <= sentence.start
        stop = sentence.stop
        assert (sentence.start, sentence.stop) == (sentence.tokens[0].start, sentence.tokens[-1].stop)
        for token in sentence.tokens:
            assert text[token.start : token.stop] == token.text and token.lemma and token.pos and token.rel
        assert_tree([token.head for token in sentence.tokens])
    for entity in parsed.entities:
        assert 0 <= entity.start < entity.stop <= len(text) and entity.type in ("PER", "LOC", "ORG")


def assert_tree(heads: list[int]) -> None:
    """One root (-1), and every path leads there."""
    assert heads.count(-1) == 1
    for start in range(len(heads)):
        i, steps = start, 0
        while heads[i] >= 0:
            i, steps = heads[i], steps + 1
            assert steps <= len(heads)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(RUSSIAN, max_size=4))
def test_texts_together_are_texts_one_by_one(texts: list[str]) -> None:
    assert list(parse_texts(texts)) == [parse_text(text) for text in texts]


def test_texts_stream() -> None:
    asked: list[int] = []

    class Texts(list[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            for i in range(10_000):
                asked.append(i)
                yield "Президент приехал в Москву и встретился с министром. " * 50

    assert next(parse_texts(Texts())).sentences
    assert len(asked) < 100


def test_one_article_after_start_up_is_parsed_with_its_tags() -> None:
    parsed = parse_text("Госсекретарь США Энтони Блинкен заявил: «Мы готовы».")
    tokens = {token.text: token for token in parsed.sentences[0].tokens}
    assert tokens["заявил"].lemma == "заявить" and tokens["заявил"].pos == "VERB" and tokens["заявил"].head == -1
    assert tokens["Госсекретарь"].feat("Case") == "Nom" and tokens["Госсекретарь"].rel == "nsubj"
    assert ("Энтони Блинкен", "PER") in [(parsed.text[e.start : e.stop], e.type) for e in parsed.entities]
    assert [parsed.text[m.start : m.stop] for m in parsed.marks] == ["Мы готовы"]


# ---- trees --------------------------------------------------------------------------------------------------------------

TAGS = st.sampled_from([("NOUN", "Animacy=Anim|Case=Nom|Gender=Masc|Number=Sing"), ("PUNCT", ""), ("ADJ", "Case=Nom|Gender=Masc|Number=Sing"),
                        ("PROPN", "Animacy=Anim|Case=Nom|Gender=Masc|Number=Sing"), ("ADP", ""), ("NOUN", "Case=Gen|Number=Plur"), ("VERB", "")])


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(
    st.lists(TAGS, min_size=n, max_size=n), st.lists(st.sampled_from(["А", ".", "Дом", "—", "в"]), min_size=n, max_size=n), st.integers(0, 10**6))))
def test_repairs_keep_a_tree_a_tree(case: tuple[list[tuple[str, str]], list[str], int]) -> None:
    tags, forms, seed = case
    order = np.random.default_rng(seed).permutation(len(tags)).tolist()
    heads = [-1] * len(tags)
    for i, word in enumerate(order[1:], 1):
        heads[word] = order[(seed + i) % i]
    rels = ["root" if head < 0 else "nmod" for head in heads]
    assert_tree(repair(forms, tags, heads, rels)[0])


def test_repairs() -> None:
    masc, gen = "Animacy=Anim|Case=Nom|Gender=Masc|Number=Sing", "Animacy=Inan|Case=Gen|Gender=Fem|Number=Plur"
    heads, rels = repair(["Министр", "крупных", "галерей", "Иван", "Петров", "ушёл"],
                         [("NOUN", masc), ("ADJ", "Case=Gen|Number=Plur"), ("NOUN", gen), ("PROPN", masc), ("PROPN", masc), ("VERB", "")],
                         [5, 0, 0, 2, 5, -1], ["nsubj", "nmod", "nmod", "nmod", "nsubj", "root"])  # fmt: skip
    assert heads == [5, 2, 0, 0, 3, -1]
    assert rels == ["nsubj", "amod", "nmod", "appos", "flat:name", "root"]
    heads, rels = repair(["в", "большом", "доме", "»"], [("ADP", ""), ("ADJ", "Case=Loc|Gender=Masc|Number=Sing"),
                         ("NOUN", "Case=Loc|Gender=Masc|Number=Sing"), ("PUNCT", "")], [3, 2, 3, -1], ["case", "amod", "obl", "root"])  # fmt: skip
    assert heads.count(-1) == 1 and heads[3] >= 0 and heads[0] == 2


# ---- the packed models ------------------------------------------------------------------------------------------------


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n), min_size=n, max_size=n), st.integers())))
def test_any_heads_become_a_tree(case: tuple[int, list[int], int]) -> None:
    size, heads, seed = case
    heads = [0 if head == i + 1 else head for i, head in enumerate(heads)]
    scores = np.random.default_rng(abs(seed)).normal(size=(size, size + 1)).astype(np.float32)
    assert_tree([head - 1 for head in as_tree(heads, scores)])


def test_a_tree_stays_as_it_is() -> None:
    assert as_tree([2, 0, 2], np.zeros((3, 4), np.float32)) == [2, 0, 2]


def test_shapes_are_those_of_slovnet() -> None:
    shape = pytest.importorskip("slovnet.shape")
    forms = ["Слово", "слово", "СЛОВО", "сЛово", "С", "с", "Санкт-Петербург", "Нью-йорк", "iPhone", "USA", "Usa", "a", "A", "12", "+7", "-5",
             "2,5", "...", "?!", "…", "«", "—", "№", "😀", "É", "ё", "Ёлка", "х2", "**", "'", "км2", "O'Нил", "\u0301", "_", "ſ"]  # fmt: skip
    assert [shape_of(form) for form in forms] == [shape.word_shape(form) for form in forms]


def test_equal_scores_fall_to_the_nearest() -> None:
    scores = np.zeros((1, 3, 4), np.float32)
    scores[0, 0, [2, 3]] = 1.0
    scores[0, 2, [1, 2]] = 1.0 + 1e-7
    assert packed._nearest_best(scores)[0, [0, 2]].tolist() == [2, 2]


# ---- the table of common forms ------------------------------------------------------------------------------------------


def test_common_forms_are_read_as_the_dictionary_reads_them() -> None:
    table = dictionary.common()
    if table is None:
        pytest.skip("another release of the dictionary than the table was made from")
    assert len(table.at) > 10_000
    weigh = lambda tag: (lemmas._grammemes(tag)[:2], lemmas._numbered(tag))  # noqa: E731
    for form in [*list(table.at)[::300], "стали", "лучшими"]:
        row = table.at[form]
        pattern, logps = table.pattern[row], dictionary.logs(table.chances_of(row))
        rows = [(table.rules[table.rule[i]].lemma(form), weigh(table.tags[table.kind[i]]), table.tail[i], table.rule[i] == 0,
                 lemmas.UNLIKELY if table.source[i] == lemmas.NO_SOURCE else logps[table.source[i]])
                for i in range(table.starts[pattern], table.starts[pattern + 1])]  # fmt: skip
        assert rows == [(r.lemma, weigh(r.tag), r.tail, r.same, r.logp) for r in lemmas.readings(form)], form
        plain = table.plain[pattern]
        assert (table.rules[plain].lemma(form) if plain >= 0 else "") == dictionary.plain_lemma(form, lemmas._UNSURE), form


def test_lemmas_are_the_same_without_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = "Стали стали говорит Иванова ивановой лучшими обеспокоен раненых людей все её дому домами".split()
    tags = [("NOUN", "Case=Gen|Number=Plur"), ("VERB", "Mood=Ind"), ("PROPN", "Case=Nom|Gender=Fem"), ("ADJ", "Degree=Cmp")]
    given = [lemmas.lemma_of(form, *tag) for form in forms for tag in tags]
    monkeypatch.setattr(dictionary, "common", lambda: None)
    assert [lemmas.lemma_of(form, *tag) for form in forms for tag in tags] == given


def test_a_form_has_the_same_numbers_whatever_was_read_before_it():
    kept = packed.models().forms
    words = "Мэр города открыла мост , которого жители ждали десять лет % @property e 0 ХАМАС Reuters Орлова-Петрова".split()

    def rows(batches):
        forms = packed._Forms(list(kept._words), list(kept._shapes), kept._vectors, kept._word, kept._shape)
        for batch in batches:
            forms.numbers(batch)
        return forms._table[forms.numbers(words)]

    assert np.array_equal(rows([words]), rows([[w] for w in reversed(words)]))


@pytest.mark.parametrize(
    ("text", "marks"),
    [("a [b [c]](https://d.ru) e", ["[", "](https://d.ru)"]), ("**a** [b](c) ~~d~~", ["**", "**", "~~", "~~"]),
     ("](https://d.ru) a_b __c", ["__"]), ("[a](tg://b) 2*3", ["[", "](tg://b)"])],
)  # fmt: skip
def test_marks_of_layout(text: str, marks: list[str]) -> None:
    assert [text[a:b] for a, b in markup.marks_of(text)] == marks


def test_addresses_are_symbols() -> None:
    found = {t.text: t.pos for s in parse_text("Пишите на a.b@mail.ru или https://t.me/x, www.ya.ru/y. Об этом сообщила Lenta.ru.").sentences
             for t in s.tokens}  # fmt: skip
    assert [found[word] == "SYM" for word in ("a.b@mail.ru", "https://t.me/x", "Lenta.ru")] == [True, True, False]
    assert is_address("vk.com/wall-1") and not is_address("и/или") and not is_address("@kanal")
