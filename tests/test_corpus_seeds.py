"""The teaching corpus: complete, well-formed, invented, and slanted as its README says."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "seeds" / "corpus"
COLUMNS = ["article", "outlet", "published", "title", "author", "url", "path"]
EVENTS = ("01_ceasefire", "02_election", "03_factory", "04_flood", "05_trial", "06_final")
OUTLETS = {"tav": "ТАВ", "polynya": "Полынья", "zevaka": "Зевака", "kurs": "Орвенский курс"}
REPRINT, CORRECTION = "04_flood_kurs_reprint", "05_trial_zevaka_correction"
EXTRAS = (REPRINT, CORRECTION)

_PEOPLE = """
Путин Медведев Мишустин Лавров Шойгу Белоусов Патрушев Кириенко Володин Матвиенко Набиуллин Собянин Кадыров
Жириновск Зюганов Миронов Явлинск Немцов Навальн Ходорковск Касьянов Собчак Пригожин Чубайс Кудрин Памфилов
Ельцин Горбачев Зеленск Порошенко Тимошенко Янукович Кличко Ермак Залужн Бородай Лукашенко Тихановск Назарбаев
Токаев Мирзиеев Рахмон Жапаров Алиев Пашинян Саакашвили Санду Додон Байден Трамп Харрис Обама Клинтон Блинкен
Вэнс Рубио Меркель Шольц Мерц Бербок Штайнмайер Макрон Саркози Джонсон Сунак Стармер Мелони Берлускони Санчес
Туск Дуда Орбан Фицо Вучич Столтенберг Рютте Боррель Каллас Эрдоган Нетаньяху Герцог Асад Хаменеи Раиси Моди
Абэ Кисида Лула Милей Мадуро Гутерриш
"""
_MEDIA = """
ТАСС РИА Интерфакс Коммерсант Коммерсантъ РБК НТВ ВГТРК Ведомости Медуза Mash Baza Фонтанка Regnum Росбалт
Лента.ру Газета.ру Форбс Forbes Рейтер Reuters Блумберг Bloomberg CNN BBC Би-би-си Guardian Шпигель Spiegel
Аль-Джазира Синьхуа Евроньюс УНИАН Укринформ БелТА Казинформ Спутник Sputnik Insider Bellingcat Верстка Холод
Сноб
"""
REAL_PEOPLE, REAL_MEDIA = _PEOPLE.split(), _MEDIA.split()
REAL_TITLES = (
    "Правда", "Известия", "Дождь", "Эхо Москвы", "Новая газета", "Первый канал", "Россия 24", "Радио Свобода",
    "Лайф", "Лента", "Труд", "Звезда",
)
ENDINGS = "(?:а|у|ы|е|ом|ым|ой|ого|ому|ая|ую|ий|ин|ова|ову|овым)?"


def metadata() -> list[dict[str, str]]:
    with (CORPUS / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(article: str) -> str:
    return (CORPUS / f"{article}.txt").read_bytes().decode("utf-8")


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[-.,:]\w+)*", text.lower())


def gold(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / "gold" / name).read_text(encoding="utf-8").splitlines()]


def real_names(text: str) -> list[str]:
    """Every well-known politician (surname in any case) or medium that the text names."""
    found = [name for name in REAL_PEOPLE if re.search(rf"\b{name}{ENDINGS}\b", text)]
    found += [name for name in REAL_MEDIA if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return found + [name for name in REAL_TITLES if re.search(rf"[«\"„]{name}[»\"“]", text)]


ARTICLES = [row["article"] for row in metadata()]


def test_six_events_four_outlets_and_two_extras() -> None:
    rows = metadata()
    assert list(rows[0]) == COLUMNS
    assert {path.stem for path in CORPUS.glob("*.txt")} == set(ARTICLES) and len(set(ARTICLES)) == len(rows)
    assert set(ARTICLES) == {f"{event}_{outlet}" for event in EVENTS for outlet in OUTLETS} | set(EXTRAS)
    others = {path.name for path in CORPUS.iterdir() if path.suffix not in (".txt", ".md")}
    assert others == {"metadata.csv", "actors.tsv", "corrections.tsv", "gold"}
    for row in rows:
        assert row["path"] == row["article"] + ".txt"
        assert row["outlet"] == OUTLETS[row["article"].split("_")[2]]
        assert datetime.fromisoformat(row["published"]).year == 2025
        assert re.fullmatch(r"https://[a-z]+\.example\.org/\S+", row["url"])
        assert row["title"] == text_of(row["article"]).split("\n", 1)[0]
    assert len({row["url"] for row in rows}) == len(rows)


@pytest.mark.parametrize("article", ARTICLES)
def test_article_is_short_and_laid_out_as_promised(article: str) -> None:
    text = text_of(article)
    assert 250 <= len(words(text)) <= 500
    assert text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text and "\ufeff" not in text
    for paragraph in text[:-1].split("\n\n"):
        assert paragraph and "\n" not in paragraph and paragraph == paragraph.strip()
    assert re.search(r"^(?:Подписывайтесь|Поддержите|Подпишитесь)", text, re.M)


def test_furniture_is_that_of_real_pages() -> None:
    texts = [text_of(article) for article in ARTICLES]
    repeated = sum(text.split("\n\n")[0].rstrip("!") in text.split("\n\n")[1] for text in texts)
    signs = {
        r"^Напомним, ": 15,
        r"^(?:Читайте также|Материалы по теме):$": 20,
        r"Фото: |Источник: ": 18,
        r"^[А-Я]{6,}, \d+ [а-я]+\. /ТАВ/\.": 4,
        r"^[А-Я][А-Яа-я —]+, \d+ [а-я]+$": 3,
        r"^(?:Текст|Автор): ": 3,
    }
    found = {sign: sum(bool(re.search(sign, text, re.M)) for text in texts) for sign in signs}
    assert repeated >= 10 and all(found[sign] >= least for sign, least in signs.items()), (repeated, found)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_one_csv_holds_the_same_corpus() -> None:
    builder = _module(ROOT / "tests" / "bench" / "build_corpus_csv.py")
    written = (ROOT / "seeds" / "corpus.csv").read_bytes().decode("utf-8")
    assert written == builder.table(), "run: python tests/bench/build_corpus_csv.py"
    rows = list(csv.DictReader(written.splitlines(keepends=True)))
    assert {row["id"]: row["text"] for row in rows} == {article: text_of(article) for article in ARTICLES}


def test_folder_and_csv_are_read_alike() -> None:
    from framing.read import read_inputs

    from_folder = list(read_inputs([CORPUS]))
    from_csv = list(read_inputs([ROOT / "seeds" / "corpus.csv"]))

    def seen(articles: list[Any]) -> dict[str, tuple[Any, ...]]:
        return {a.id: (a.text, a.title, a.outlet, a.published, a.author, a.url) for a in articles}

    assert seen(from_folder) == seen(from_csv) and sorted(seen(from_csv)) == sorted(ARTICLES)
    assert len(from_folder) == len(from_csv) == len(ARTICLES)


@pytest.mark.parametrize("path", [p for p in sorted(CORPUS.rglob("*")) if p.is_file()], ids=lambda p: p.name)
def test_nobody_real_is_named(path: Path) -> None:
    assert real_names(path.read_text(encoding="utf-8")) == []


def test_the_list_of_real_names_would_find_them() -> None:
    assert real_names("Об этом сообщил ТАСС со слов Макрона") == ["Макрон", "ТАСС"]
    assert real_names("Лавровым подписано; газета «Правда»") == ["Лавров", "Правда"]
    assert real_names("Правда, дождь прошел") == []


def test_reprint_is_near_and_the_others_are_not() -> None:
    def shingles(article: str) -> set[tuple[str, ...]]:
        w = words(text_of(article))
        return {tuple(w[i : i + 4]) for i in range(len(w) - 3)}

    seen = {article: shingles(article) for article in sorted(ARTICLES)}
    likeness = {(a, b): len(seen[a] & seen[b]) / len(seen[a] | seen[b]) for a, b in combinations(seen, 2)}
    assert [pair for pair, value in likeness.items() if value > 0.2] == [(REPRINT, "04_flood_tav")]
    assert 0.4 < likeness[REPRINT, "04_flood_tav"] < 0.95


def test_correction_comes_a_day_later() -> None:
    when = {row["article"]: datetime.fromisoformat(row["published"]) for row in metadata()}
    assert (when[CORRECTION].date() - when["05_trial_zevaka"].date()) == timedelta(days=1)
    assert when[REPRINT] > when["04_flood_tav"]


@pytest.mark.parametrize("name", ["README.md", "README.ru.md", "gold/README.md", "gold/README.ru.md"])
def test_readme_states_the_licence_and_the_limits(name: str) -> None:
    text = (CORPUS / name).read_text(encoding="utf-8")
    assert "CC BY 4.0" in text
    limits = "never evidence for accuracy on real news|не доказательство точности на настоящих новостях"
    assert re.search(limits, text.replace("**", ""))


def test_gold_is_what_its_annotation_says() -> None:
    for name, content in _module(ROOT / "tests" / "bench" / "build_corpus_gold.py").files().items():
        written = (CORPUS / "gold" / name).read_bytes().decode("utf-8")
        assert written == content, f"{name}: run python tests/bench/build_corpus_gold.py"


def test_gold_covers_every_article_and_every_offset_holds() -> None:
    for name in ("quotes.jsonl", "mentions.jsonl"):
        assert [row["doc"] for row in gold(name)] == sorted(ARTICLES)
    for row in gold("quotes.jsonl"):
        text = text_of(row["doc"])
        for quote in row["quotes"]:
            assert quote["kind"] in ("direct", "indirect", "partial", "source")
            assert text[quote["start"] : quote["stop"]] == quote["text"] == quote["text"].strip(" \n—,«")
            assert all(0 <= a < b <= len(text) for a, b in (span for span in (quote["cue"], quote["speaker_mention"]) if span))
        starts = [quote["start"] for quote in row["quotes"]]
        assert starts == sorted(starts)
        assert len({(q["kind"], q["start"], q["stop"]) for q in row["quotes"]}) == len(starts)
        assert all(0 <= a < b <= len(text) for a, b in row["not_quotes"] + row["ignore"])
    for row in gold("mentions.jsonl"):
        text = text_of(row["doc"])
        assert len({actor["name"] for actor in row["actors"]}) == len(row["actors"])
        assert 2 <= sum(actor["central"] for actor in row["actors"]) <= 7
        for mention in (m for actor in row["actors"] for m in actor["mentions"]):
            assert text[mention["start"] : mention["stop"]] == mention["text"]
            if "name_start" in mention:
                assert mention["start"] <= mention["name_start"] < mention["name_stop"] <= mention["stop"]
            assert mention["kind"] not in ("name", "name+title") or "name_start" in mention


def test_the_readme_of_the_gold_counts_it() -> None:
    quotes = sum(len(row["quotes"]) for row in gold("quotes.jsonl"))
    mentions = sum(len(actor["mentions"]) for row in gold("mentions.jsonl") for actor in row["actors"])
    tones = len(gold("tone.jsonl"))
    for name in ("README.md", "README.ru.md"):
        first = (CORPUS / "gold" / name).read_text(encoding="utf-8").split("\n")[2]
        assert [int(number) for number in re.findall(r"\d+", first)[:4]] == [len(ARTICLES), quotes, mentions, tones], name


def test_each_central_mention_has_one_tone_in_the_right_voice() -> None:
    quotes = {row["doc"]: [q for q in row["quotes"] if q["kind"] != "source"] for row in gold("quotes.jsonl")}
    wanted = Counter(
        (row["doc"], mention["start"], mention["stop"], actor["name"])
        for row in gold("mentions.jsonl")
        for actor in row["actors"]
        if actor["central"]
        for mention in actor["mentions"]
    )
    tones = gold("tone.jsonl")
    assert Counter((t["doc"], t["start"], t["stop"], t["actor"]) for t in tones) == wanted
    for tone in tones:
        around = [q for q in quotes[tone["doc"]] if q["start"] <= tone["start"] and tone["stop"] <= q["stop"]]
        inner = min(around, key=lambda q: q["stop"] - q["start"], default=None)
        voice = "narrator" if inner is None else (inner["speaker"] or "unnamed").split(";")[0]
        assert tone["voice"] == voice and tone["label"] in (-1, 0, 1)
        assert text_of(tone["doc"])[tone["start"] : tone["stop"]] == tone["text"]


ZONES_FLOOR = 0.88


@pytest.mark.gate
def test_the_layout_of_the_pages_is_found() -> None:
    from framing.read import layout
    from framing.records import ZONES, zone_at
    from framing.seeds import read_table

    blocks = {article: layout(text_of(article)) for article in ARTICLES}
    rows = read_table(CORPUS / "gold" / "zones.tsv")
    assert {row["article"] for row in rows} == set(ARTICLES) and {row["zone"] for row in rows} == set(ZONES)
    wrong = [
        (row["article"], text_of(row["article"])[start : int(row["stop"])][:60], row["zone"], found)
        for row in rows
        if (found := zone_at(blocks[row["article"]], start := int(row["start"]))) != row["zone"]
    ]
    print(f"layout: {len(rows) - len(wrong)} of {len(rows)} lines in the right zone")
    assert 1 - len(wrong) / len(rows) >= ZONES_FLOOR, wrong


def test_gold_as_prediction_is_perfect(tools: Path) -> None:
    quotes, mentions = _module(tools / "score_quotes.py"), _module(tools / "score_mentions.py")
    rows = quotes.load(CORPUS / "gold" / "quotes.jsonl")
    counts = quotes.total([quotes.score_doc(row, row["quotes"], text_of(row["doc"]), 0.8)[0] for row in rows])
    assert counts["span_exact"]["f1"] == counts["end_to_end"]["f1"] == counts["speaker_acc"] == 1.0
    mentions.selftest([mentions.normal(row) for row in gold("mentions.jsonl")])


@pytest.fixture(scope="module")
def corrected(teaching: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The analysed corpus with its corrections replayed, in a folder of its own."""
    import framing as fr

    corpus = fr.load(teaching).save(tmp_path_factory.mktemp("corrected") / "corpus")
    shutil.copy(CORPUS / "corrections.tsv", corpus.path)
    return corpus.refresh()


def test_every_correction_replays(corrected: Any) -> None:
    from framing.seeds import read_table

    rows = read_table(CORPUS / "corrections.tsv")
    assert corrected.info["corrections"] == {"applied": len(rows), "errors": []}
    assert all(row["note"] for row in rows)
    spans = [(row["article"], int(row["start"]), int(row["stop"]), row["field"]) for row in rows if row["article"]]
    assert spans == sorted(set(spans)) and not any(row["article"] for row in rows[: len(rows) - len(spans)])


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_readme_counts_the_corrections(name: str) -> None:
    from framing.seeds import read_table

    counted = Counter(row["field"] for row in read_table(CORPUS / "corrections.tsv"))
    told = re.search(r"^\*\*(\d+) (?:corrections|исправлени\w+)\*\*: ([^.]*)\.", (CORPUS / name).read_text(encoding="utf-8"), re.M)
    assert told and int(told[1]) == sum(counted.values())
    fields = ("actor", "drop", "speaker", "merge", "rename", "retype", "split")
    assert [int(n) for n in re.findall(r"\d+", told[2])] == [counted[field] for field in fields] and set(counted) <= set(fields)


def test_replaying_twice_changes_nothing_more(corrected: Any, teaching: Path) -> None:
    import framing as fr

    tables = ("mentions", "quotes", "tone", "actors", "hits")
    once = {name: getattr(corrected, name).to_json(force_ascii=False) for name in tables}
    again = corrected.refresh()
    assert {name: getattr(again, name).to_json(force_ascii=False) for name in tables} == once
    assert not again.mentions.duplicated(["article", "start", "stop", "actor"]).any()
    assert fr.load(teaching).info["corrections"] == {"applied": 0, "errors": []}


def speakers_right(tools: Path, corpus: Any) -> tuple[int, int]:
    """Of the statements found that the gold has too: how many have the right speaker, and how many there are."""
    scorer = _module(tools / "score_quotes.py")
    found = {article: table for article, table in corpus.quotes.groupby("article")}
    counts: Counter[str] = Counter()
    for row in scorer.load(CORPUS / "gold" / "quotes.jsonl"):
        quotes = [
            {"kind": q.kind, "start": q.start, "stop": q.stop, "actors": list(q.actors)} for q in found[row["doc"]].itertuples()
        ]
        predicted = scorer.normal({"doc": row["doc"], "quotes": quotes})["quotes"]
        counts.update(scorer.score_doc(row, predicted, text_of(row["doc"]), 0.8)[0])
    right = counts["e2e"] + counts["sp_ok_source_mention"]
    return right, counts["tp"] + counts["sp_n_source_mention"]


@pytest.mark.gate
def test_corrected_speakers_are_those_of_the_gold(tools: Path, teaching: Path, corrected: Any) -> None:
    import framing as fr

    before, found = speakers_right(tools, fr.load(teaching))
    after, still = speakers_right(tools, corrected)
    print(f"statements found: {found}; right speaker: {before} by the machine, {after} of {still} after the corrections")
    assert before <= after == still == found > 300


def outlet_labels() -> dict[tuple[str, str], list[int]]:
    """The gold labels in the narrator's voice, for (actor, outlet), without the extras."""
    outlets = {row["article"]: row["outlet"] for row in metadata()}
    labels: dict[tuple[str, str], list[int]] = defaultdict(list)
    for tone in gold("tone.jsonl"):
        if tone["voice"] == "narrator" and tone["doc"] not in EXTRAS:
            labels[tone["actor"], outlets[tone["doc"]]].append(tone["label"])
    return labels


def outlet_tone() -> dict[tuple[str, str], float]:
    """Mean gold label in the narrator's voice, for (actor, outlet)."""
    return {key: sum(found) / len(found) for key, found in outlet_labels().items()}


def outlet_voice() -> dict[tuple[str, str], float]:
    """Share of the outlet's quoted words that an actor speaks, without the extras; quotes inside quotes count once."""
    outlets = {row["article"]: row["outlet"] for row in metadata()}
    spoken: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in gold("quotes.jsonl"):
        for quote in row["quotes"]:
            if row["doc"] not in EXTRAS and quote["kind"] != "source" and not quote.get("nested"):
                speakers = (quote["speaker"] or "nobody").split(";")
                for speaker in speakers:
                    spoken[outlets[row["doc"]]][speaker] += len(words(quote["text"])) / len(speakers)
    actors = {actor for counted in spoken.values() for actor in counted}
    return {(actor, outlet): counted[actor] / sum(counted.values()) for outlet, counted in spoken.items() for actor in actors}


def slants(measure: str) -> list[tuple[str, list[list[str]]]]:
    from framing.seeds import read_table

    rows = [row for row in read_table(CORPUS / "gold" / "slants.tsv") if row["measure"] == measure]
    return [(row["actor"], [group.split("=") for group in row["order"].split(" < ")]) for row in rows]


@pytest.mark.parametrize(("measure", "figures"), [("tone", outlet_tone()), ("voice", outlet_voice())])
def test_gold_ranks_the_outlets_as_the_readme_says(measure: str, figures: dict[tuple[str, str], float]) -> None:
    claims = slants(measure)
    assert len(claims) >= 5
    for actor, groups in claims:
        for low, high in pairwise(groups):
            below, above = [figures[actor, outlet] for outlet in low], [figures[actor, outlet] for outlet in high]
            assert max(below) < min(above), (actor, low, high)


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_readme_gives_the_figures_of_the_gold(name: str) -> None:
    text = (CORPUS / name).read_text(encoding="utf-8").replace("−", "-")
    columns = ["ТАВ", "Полынья", "Зевака", "Орвенский курс"]
    company = "Велардский механический концерн", "пресс-служба концерна ВМК", "Лариса Зинько"
    rows = re.findall(r"^\| ([А-Я][^|]*[^|\s]) \| (?:tone|тон) \|(.*)\n\| \| (?:voice|голос) \|(.*)$", text, re.M)
    assert len(rows) == 6
    for head, tones, shares in rows:
        first, *more = re.split(r" (?:and|и) ", head)
        actors = (first, *company) if more else (first,)
        labels = [[label for actor in actors for label in outlet_labels()[actor, outlet]] for outlet in columns]
        told = re.findall(r"([+-]?\d[.,]\d\d) \((\d+)\)|\((?:not judged|не оценивалась)\)", tones)
        assert [(float(mean.replace(",", ".") or "nan"), int(n or 0)) for mean, n in told] == [
            (pytest.approx(sum(found) / len(found) if found else float("nan"), abs=0.0051, nan_ok=True), len(found)) for found in labels
        ], head
        spoken = [round(100 * sum(outlet_voice().get((actor, outlet), 0) for actor in actors)) for outlet in columns]
        assert [int(cell) for cell in shares.split("|")[:4]] == spoken, head


def _pairs(measure: str) -> list[tuple[str, str, str]]:
    """Every claim as pairs of outlets: (actor, the lower one, the higher one)."""
    return [
        (actor, low, high)
        for actor, groups in slants(measure)
        for below, above in combinations(groups, 2)
        for low in below
        for high in above
    ]


@pytest.fixture(scope="module")
def analysed() -> Any:
    import framing as fr

    wanted = [str(CORPUS / f"{article}.txt") for article in ARTICLES if article not in EXTRAS]
    return fr.analyse(wanted)


@pytest.mark.gate
@pytest.mark.parametrize("measure", ["tone", "voice", "agency"])
def test_the_package_finds_the_slants(analysed: Any, measure: str) -> None:
    import framing as fr

    by = ("actor", "voice", "outlet") if measure == "tone" else ("actor", "outlet")
    table = getattr(fr, measure)(analysed, by=by)
    if measure == "tone":
        table = table[table["voice"] == "narrator"]
    column = "balance" if measure == "tone" else "value"
    figures = {(row["actor"], row["outlet"]): float(row[column]) for _, row in table.iterrows()}
    absent = 0.0 if measure == "voice" else float("nan")
    pairs = _pairs(measure)
    found = {pair: (figures.get(pair[:2], absent), figures.get((pair[0], pair[2]), absent)) for pair in pairs}
    wrong = {pair: both for pair, both in found.items() if not both[0] < both[1]}
    print(f"{measure}: {len(pairs) - len(wrong)} of {len(pairs)} pairs of outlets in the right order")
    assert not wrong
