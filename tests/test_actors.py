"""The actors room: one-line cases, laws of spans, names in the nominative, one name across articles, the list of known actors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from framing import seeds
from framing.actors import RULES, find_actors, find_all, likeness, link_corpus
from framing.actors.declension import forms, nominatives, recase
from framing.actors.doc import Doc
from framing.actors.gazetteer import build, common
from framing.actors.morph import people_only
from framing.actors.slots import lean
from framing.actors.titles import entries
from framing.actors.words import word_list
from framing.parse import parse_text
from framing.parse.vectors import word_vector, word_vectors
from framing.records import ACTOR_TYPES, MENTION_KINDS, Actor, Block, Mention

CASES = Path(__file__).parent / "cases" / "actors.txt"


@dataclass(frozen=True)
class Case:
    """One line of the case file: its text and its labelled spans."""

    line: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def read_case(line: str) -> Case:
    """Read ``[Анна Орлова|Орлова] прилетела. [Она|Орлова] ...``."""
    text: list[str] = []
    open_at: list[int] = []
    spans: list[tuple[int, int, str]] = []
    i, size = 0, 0
    while i < len(line):
        if line.startswith("\\n", i):
            text.append("\n")
            size, i = size + 1, i + 2
        elif line[i] == "[":
            open_at.append(size)
            i += 1
        elif line[i] == "|":
            stop = line.index("]", i)
            spans.append((open_at.pop(), size, line[i + 1 : stop]))
            i = stop + 1
        else:
            text.append(line[i])
            size, i = size + 1, i + 1
    return Case(line, "".join(text), tuple(spans))


def test_what_may_be_lifeless_is_no_people() -> None:
    assert people_only("холостяки") == "холостяк" and people_only("бактериофаги") == ""


def test_several_texts_at_once_are_read_as_each_alone() -> None:
    parsed = [parse_text(case.text) for case in cases()[:40]]
    blocks = [(Block(0, len(p.text), "body"),) for p in parsed]
    assert find_all(zip(parsed, blocks, strict=True)) == [find_actors(p, b) for p, b in zip(parsed, blocks, strict=True)]


def cases() -> list[Case]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [read_case(line) for line in lines if line.strip() and not line.startswith("#")]


def run(text: str) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    return find_actors(parse_text(text), (Block(0, len(text), "body"),))


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.line[:60])
def test_case(case: Case) -> None:
    mentions, _ = run(case.text)
    for start, stop, label in case.spans:
        found = {m.actor for m in mentions if (m.start, m.stop) == (start, stop)}
        if label.startswith("!"):
            assert not any(label[1:] in name for name in found), (case.text[start:stop], found)
        else:
            for one in label.split("+"):
                assert any(one in name for name in found), (case.text[start:stop], one, found, [(m.text, m.actor) for m in mentions])


TEXTS = (
    "",
    "\n\n",
    "…",
    "Он.",
    "«»",
    "Она сказала: «Он его знает». Они ушли, не спросив их.",
    "Президент президента президентов.",
    "А. А. А. — Б. Б.",
    "Глава главы МИД МИДа сказал, что он он.",
    "ИВАНОВ И.И. ЗАЯВИЛ, ЧТО США И НАТО ГОТОВЫ.",
    "Стороны. Оба. Они. Их.",
    "Сам Samsung Electronics (SE) и «X5» против ООО «Рога и копыта» — Reuters.",
    "\u200bПутин\xa0и\xa0Байден\tвстретились 🤝 в Женеве…",
)


@pytest.mark.parametrize("text", TEXTS)
def test_laws(text: str) -> None:
    mentions, actors = run(text)
    names = [a.name for a in actors]
    assert len(names) == len(set(names))
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    for m in mentions:
        assert text[m.start : m.stop] == m.text != ""
        assert m.kind in MENTION_KINDS and m.type in ACTOR_TYPES and m.actor in names and 0 < m.confidence <= 1
        assert m.rule in RULES, m.rule
        assert (m.name_start, m.name_stop) == (-1, -1) or m.start <= m.name_start < m.name_stop <= m.stop
    assert find_actors(parse_text(text), (Block(0, len(text), "body"),)) == (mentions, actors)


def test_every_rule_is_explained_in_both_languages() -> None:
    for name, told in RULES.items():
        assert len(told) == 2 and all(len(t) > 15 for t in told), name


@pytest.mark.parametrize(
    ("form", "surname", "nominative", "gender"),
    [
        ("герцогом", True, "герцог", "m"),
        ("нетаньяху", True, "нетаньяху", "m"),
        ("орловой", True, "орлова", "f"),
        ("зеленскому", True, "зеленский", "m"),
        ("толстую", True, "толстая", "f"),
        ("обамы", True, "обама", "m"),
        ("шевченко", True, "шевченко", "f"),
        ("меркель", True, "меркель", "f"),
        ("салтыкова-щедрина", True, "салтыков-щедрин", "m"),
        ("марией", False, "мария", "f"),
        ("андреем", False, "андрей", "m"),
        ("юрия", False, "юрий", "m"),
    ],
)
def test_nominatives(form: str, surname: bool, nominative: str, gender: str) -> None:
    assert (nominative, gender) in {(n, g) for n, g, _ in nominatives(form, surname)}
    assert form in forms(nominative, gender, surname)


def test_capitals_are_kept() -> None:
    assert recase("маккейн", "МакКейна") == "МакКейн"
    assert recase("о'брайен", "О'Брайену") == "О'Брайен"
    assert recase("мамин-сибиряк", "Мамина-Сибиряка") == "Мамин-Сибиряк"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Он встретился с Палатой представителей США вчера.", "Палата представителей США"),
        ("Письмо передали Терезе Мэй.", "Тереза Мэй"),
        ("Встреча с Дмитрием Песковым прошла в Сочи.", "Дмитрий Песков"),
        ("Об этом объявили Ангеле Меркель.", "Ангела Меркель"),
        ("Он говорил о Соединённых Штатах Америки.", "Соединённые Штаты Америки"),
        ("Он говорил о Соединенных Штатах Америки. США молчат.", "США"),
        ("Об этом сообщило агентство Reuters.", "Reuters"),
        ("В Южной Корее выбирают президента.", "Южная Корея"),
        ("Южнокорейские власти ввели запрет.", "Республика Корея"),
        ("В Министерстве обороны России опровергли это. Минобороны ждёт отчёта.", "Министерство обороны России"),
        ("Об этом сообщили в Минобороны.", "Минобороны"),
        ("Книгу подарили Льву Толстому.", "Лев Толстой"),
    ],
)
def test_canonical_names(text: str, name: str) -> None:
    assert name in {a.name for a in run(text)[1]}


def row(article: str, name: str, type_: str = "PER", gender: str = "m", aliases: tuple[str, ...] = (), titles: tuple[str, ...] = ()) -> dict[str, object]:
    return {"article": article, "name": name, "type": type_, "gender": gender, "aliases": list(aliases), "titles": list(titles), "n_mentions": 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Об этом сообщило агентство Reuters.", "Об этом сообщил Рейтер."),
        ("В Южной Корее прошли выборы.", "Власти Республики Корея молчат."),
        ("Министерство обороны России опровергло это.", "Об этом сообщили в Минобороны РФ."),
        ("ФСБ России задержала его.", "Федеральная служба безопасности задержала его."),
    ],
)
def test_known_actors_keep_their_names_and_are_one_in_a_corpus(one: str, other: str) -> None:
    rows = [
        {"article": article, "name": a.name, "type": a.type, "gender": a.gender, "aliases": a.aliases, "titles": a.titles, "n_mentions": 1}
        for article, text in (("a", one), ("b", other), ("c", one + " " + other))
        for a in run(text)[1] if a.name not in ("Россия", "РФ")
    ]
    assert {r["article"] for r in rows} == {"a", "b", "c"}
    assert len(set(link_corpus(rows).values())) == 1, link_corpus(rows)


def test_a_form_that_no_article_has_is_no_name() -> None:
    rows = [row("a", "Reuters", "MEDIA", aliases=("Рейтер",)), row("b", "Reuters", "MEDIA")]
    assert set(link_corpus(rows).values()) == {"Reuters"}


def test_one_name_across_articles() -> None:
    rows = [
        row("a", "Владимир Путин", titles=("президент России",)),
        row("b", "Путин", titles=("президент",)),
        row("c", "Владимир Владимирович Путин"),
        row("d", "В. Путин"),
        row("e", "Людмила Путина", gender="f"),
        row("a", "Европейский футбольный союз", "ORG", aliases=("УЕФА",)),
        row("b", "УЕФА", "ORG"),
        row("c", "Соединенные Штаты", "LOC"),
        row("d", "США", "LOC"),
    ]
    linked = link_corpus(rows)
    assert len(linked) == len(rows)
    assert {linked[a, n] for a, n in (("a", "Владимир Путин"), ("b", "Путин"), ("c", "Владимир Владимирович Путин"), ("d", "В. Путин"))} == {"Владимир Путин"}
    assert linked["e", "Людмила Путина"] == "Людмила Путина"
    assert linked["a", "Европейский футбольный союз"] == linked["b", "УЕФА"]
    assert linked["c", "Соединенные Штаты"] == linked["d", "США"] == "США"


def test_namesakes_stay_apart_where_titles_contradict() -> None:
    rows = [
        row("a", "Сергей Иванов", titles=("министр обороны",)),
        row("b", "Сергей Иванов", titles=("глава администрации", "депутат")),
        row("c", "Сергей Иванов", titles=("футболист",)),
    ]
    linked = link_corpus(rows)
    assert linked["a", "Сергей Иванов"] == linked["b", "Сергей Иванов"] != linked["c", "Сергей Иванов"]
    assert "футболист" in linked["c", "Сергей Иванов"]


def test_linking_does_not_depend_on_order() -> None:
    rows = [row(str(n), name) for n, name in enumerate(("Иван Петров", "Петров", "И. Петров", "Пётр Петров", "Иван Петров", "Петр Петров"))]
    assert link_corpus(rows) == link_corpus(rows[::-1])


def test_a_studys_own_actors_win() -> None:
    text = "Фонд «Заря» и Васильковский комитет выступили против. Васильковский комитет ждёт ответа."
    known = [{"name": "Васильковский комитет", "type": "ORG", "aliases": "Васильком"}]
    mentions, actors = find_actors(parse_text(text), (), known=known)
    assert sum(m.actor == "Васильковский комитет" for m in mentions) == 2
    assert any(a.name == "Васильковский комитет" and a.type == "ORG" for a in actors)


def test_a_bad_row_is_named() -> None:
    with pytest.raises(ValueError, match="CITY"):
        build([{"name": "Казань", "type": "CITY"}])


def test_the_list_of_known_actors_is_sound() -> None:
    gaz = common()
    countries = [k for k in gaz.names.values() if k.country]
    assert len(countries) >= 193
    assert all(k.gender in ("m", "f", "n", "pl") for k in gaz.names.values())
    assert gaz.capitals["париж"].name == "Франция"
    assert gaz.adjectives["израильский"].name == "Израиль"
    for words, name in (("Соединённым Штатам Америки", "США"), ("Египту", "Египет"), ("Госдумой", "Государственная дума"), ("ХАМАСа", "ХАМАС")):
        alias = gaz.find(words.split())
        assert alias is not None and alias.known.name == name, words


def test_lists_of_words() -> None:
    assert "президент" in entries() and "свой" not in entries()
    assert word_list("slot") and word_list("powers")
    with pytest.raises(KeyError, match="slot"):
        word_list("no such list")


def test_unnamed_people_of_different_articles_are_different_people():
    row = lambda article, name: {"article": article, "name": name, "type": "PER", "gender": "m", "aliases": [], "titles": [], "n_mentions": 1}  # noqa: E731
    found = link_corpus([row(a, n) for a in "ab" for n in ("мужчина", "глава компании", "президент США")] + [row("a", "водитель")])
    assert found["a", "мужчина"] != found["b", "мужчина"] and found["a", "глава компании"] != found["b", "глава компании"]
    assert found["a", "президент США"] == found["b", "президент США"] == "президент США" and found["a", "водитель"] == "водитель"


def test_common_words_before_a_listed_name_are_no_part_of_it():
    text = "Террористическая организация ХАМАС напала на Израиль. ХАМАС молчит."
    assert {a.name for a in find_actors(parse_text(text), (Block(0, len(text), "body"),))[1]} == {"ХАМАС", "Израиль"}


NAMES = (
    ("Бои идут в Синьковке.", "Синьковка"),
    ("Он родился в Республике Сербской.", "Республика Сербская"),
    ("Суд прошёл в Кентукки.", "Кентукки"),
    ("Об этом говорят в Скотланд-Ярде.", "Скотланд-Ярд"),
    ("Об этом сообщил производитель оружия Lockheed Martin. Акции Lockheed Martin выросли.", "Lockheed Martin"),
    ("Матч выиграл футбольный клуб Milan.", "Milan"),
    ("Дело ведёт совет директоров банка HSBC.", "совет директоров банка HSBC"),
)


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_thing_is_called_by_its_nominative_and_its_own_name(text: str, name: str) -> None:
    assert name in [a.name for a in find_actors(parse_text(text), ())[1]]


def test_bodies_of_one_country_are_one_however_the_country_is_called() -> None:
    rows = [
        {"article": str(n), "name": name, "type": "ORG", "aliases": (), "n_mentions": 1}
        for n, name in enumerate(("Федеральная служба безопасности РФ", "Федеральная служба безопасности Российской Федерации"))
    ]
    assert len(set(link_corpus(rows).values())) == 1


@pytest.mark.parametrize(
    ("text", "word", "person"),
    [
        ("Директор уволил его.", "его", True),
        ("Директор расторгнул его.", "его", False),
        ("Жена его ушла.", "его", True),
        ("Стоимость его не раскрывают.", "его", False),
        ("Вчера он сказал правду.", "он", True),
    ],
)
def test_a_place_is_a_persons_or_a_things(text: str, word: str, person: bool) -> None:
    doc = Doc(parse_text(text), (Block(0, len(text), "body"),))
    k = doc.low.index(word)
    found = lean(doc, k, doc.rel[k] in ("det", "nmod"))
    assert found is not None and (found > 0) == person, found


def test_nothing_is_known_beside_a_word_that_nobody_counted() -> None:
    text = "Он прокуздрячил."
    assert lean(Doc(parse_text(text), (Block(0, len(text), "body"),)), 0, False) is None


@pytest.mark.parametrize(
    ("name", "gender", "word"),
    [("Ангела Меркель", "f", "канцлер"), ("Путин", "m", "президент"), ("Владимир Владимирович Путин", "m", "президент")],
)
def test_well_known_people_are_called(name: str, gender: str, word: str) -> None:
    person = likeness.known(name, gender)
    assert person is not None and word in person.words


@pytest.mark.parametrize(("name", "gender"), [("Джеймс", "m"), ("Анна", "f"), ("Лида Невская", "f"), ("Путин", "f"), ("", "")])
def test_nobody_well_known_is_meant(name: str, gender: str) -> None:
    assert likeness.known(name, gender) is None


GUILT = {"преступник", "террорист", "убийца", "мошенник", "маньяк", "насильник", "обвиняемый", "осужденный", "иноагент", "шпион"}


def test_the_table_of_people_holds_together() -> None:
    names: set[str] = set()
    for row in map(str.strip, seeds.lines("people.tsv")):
        name, gender, fame, countries, words = row.split("\t")
        assert name not in names and gender in ("m", "f") and fame in ("1", "2", "3") and countries, row
        assert words == words.lower() and "ё" not in words and " " not in words, row
        assert not GUILT & set(words.split("|")), row
        names.add(name)


@pytest.mark.parametrize("word", ["музыкант", "президент", "нетакогословаввекторах"])
def test_one_vector_is_the_vector_of_many(word: str) -> None:
    one, many = word_vector(word), word_vectors([word])[0]
    assert (one is None and not many.any()) or (one is not None and abs(float(one @ many) - 1) < 1e-5)
    assert likeness.nearest(word, []) is None
