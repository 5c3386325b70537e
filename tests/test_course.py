"""The course: copied without solutions for students, lessons that run with and without them, checks that accept and refuse kindly."""

from __future__ import annotations

import ast
import builtins
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

import framing as fr
from framing import exercises, publish, seeds
from framing.publish.lab import without_solutions


def tags(path: Path) -> list[str]:
    return [tag for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] for tag in cell["metadata"].get("tags", [])]


def test_the_notebooks_are_copied_with_their_folders(tmp_path):
    made = publish.copy_notebooks(tmp_path / "mine")
    assert {p.relative_to(tmp_path / "mine") for p in made} == {
        p.relative_to(seeds.notebooks()) for p in seeds.notebooks().rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts
    }
    for path in made:
        assert path.read_bytes() == (seeds.notebooks() / path.relative_to(tmp_path / "mine")).read_bytes()


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / "00_start_ru.ipynb").write_text("моё", encoding="utf-8")
    made = publish.copy_notebooks(tmp_path)
    assert tmp_path / "00_start_ru.ipynb" not in made and made
    assert (tmp_path / "00_start_ru.ipynb").read_text(encoding="utf-8") == "моё"
    assert publish.copy_notebooks(tmp_path) == []


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    (tmp_path / "00_start_ru.ipynb").symlink_to(tmp_path / "elsewhere")
    assert tmp_path / "00_start_ru.ipynb" not in publish.copy_notebooks(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(FileExistsError, match="taken"):
        publish.copy_notebooks(tmp_path / "taken")


def test_students_get_the_course_without_solutions(tmp_path):
    made = publish.copy_notebooks(tmp_path, student=True)
    assert all(p.relative_to(tmp_path).parts[0] == "course" for p in made)
    assert not any("solution" in tags(p) for p in made)
    assert not list(tmp_path.rglob("*.md"))


def test_only_cells_tagged_solution_are_left_out():
    book = {"cells": [{"metadata": {"tags": ["exercise"]}}, {"metadata": {"tags": ["solution"]}}, {"metadata": {}}], "nbformat": 4}
    left = json.loads(without_solutions(json.dumps(book)))
    assert left == {"cells": [{"metadata": {"tags": ["exercise"]}}, {"metadata": {}}], "nbformat": 4}


# --- the lessons

LESSONS = sorted((seeds.notebooks() / "course").glob("lesson*_ru.ipynb"))


def code_cells(path: Path) -> list[dict]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def tagged(cell: dict, tag: str) -> bool:
    return tag in cell["metadata"].get("tags", [])


def source(cell: dict) -> str:
    return "".join(cell["source"])


def asked(cell: dict) -> str:
    return re.search(r'exercises\.check\("([^"]+)"', source(cell))[1]


def in_english(path: Path) -> Path:
    return path.with_name(path.name.replace("_ru.", "_en."))


def test_there_are_six_lessons_in_two_languages():
    assert [p.name[:7] for p in LESSONS] == [f"lesson{i}" for i in range(1, 7)]
    assert all(in_english(p).exists() for p in LESSONS)
    assert (seeds.notebooks() / "course" / "TEACHING.md").exists()


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_each_exercise_is_empty_and_has_its_solution(path):
    cells = code_cells(path)
    exercises = [asked(c) for c in cells if tagged(c, "exercise")]
    assert 3 <= len(exercises) <= 5 and exercises == [asked(c) for c in cells if tagged(c, "solution")]
    assert all(re.match(r"\w+ = None\n", source(c)) for c in cells if tagged(c, "exercise"))
    assert exercises == [f"{path.name[6]}.{i + 1}" for i in range(len(exercises))]


@pytest.mark.parametrize("path", [q for p in LESSONS for q in (p, in_english(p))], ids=lambda p: p.stem)
def test_a_lesson_has_aims_time_theory_and_limits(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join(source(c) for c in cells if c["cell_type"] == "markdown")
    ru = ("**Цели.**", "**Время.**", "## Данные", "## Немного теории", "## Обсудить", "## Чего это не показывает", "**Дома.**")
    en = ("**Aims.**", "**Time.**", "## Data", "## A little theory", "## To discuss", "## What this does not show", "**At home.**")
    assert [mark for mark in (ru if path.stem.endswith("_ru") else en) if mark not in text] == []
    assert sum(tagged(c, "parameters") for c in cells) == 1


def test_every_exercise_of_the_package_is_in_a_lesson_and_has_its_sentences():
    keys = [asked(c) for path in LESSONS for c in code_cells(path) if tagged(c, "exercise")]
    assert keys == list(exercises.EXERCISES)
    rows = seeds.read_table(seeds.notebooks() / "course" / "exercises.tsv")
    assert [row["key"] for row in rows] == keys
    assert all(row[f"{what}_{lang}"] for row in rows for what in ("right", "hint") for lang in ("ru", "en"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_nothing_in_a_lesson_rests_on_its_solutions(path):
    given: set[str] = set()
    for cell in code_cells(path):
        if tagged(cell, "solution"):
            continue
        nodes = [n for n in ast.walk(ast.parse(source(cell))) if isinstance(n, ast.Name)]
        made = {n.id for n in nodes if isinstance(n.ctx, ast.Store)}
        made |= {a.asname or a.name for n in ast.walk(ast.parse(source(cell))) if hasattr(n, "names") for a in n.names}
        used = {n.id for n in nodes if isinstance(n.ctx, ast.Load)} - set(dir(builtins))
        assert used <= given | made, (source(cell), used - given - made)
        given |= made


@pytest.fixture(scope="module")
def corpus(teaching):
    return fr.load(teaching)


def run_here(path: Path, corpus: Path) -> list[tuple[dict, object]]:
    """Each code cell and what it shows, without a kernel."""
    names: dict[str, object] = {}
    shown = []
    for cell in code_cells(path):
        tree = ast.parse(source(cell) + (f"\ncorpus = {str(corpus)!r}" if tagged(cell, "parameters") else ""))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        shown.append((cell, eval(compile(ast.Expression(last.value), path.name, "eval"), names) if last else None))
    return shown


@pytest.mark.parametrize("path", [q for p in LESSONS for q in (p, in_english(p))], ids=lambda p: p.stem)
def test_the_minutes_of_the_sections_are_those_of_the_lesson(path):
    heads = re.findall(r"^(##+) [^\n]*?(?: · (\d+) (?:мин|min))?$", "\n".join(map(source, markdown_cells(path))), re.M)
    told = int(re.search(r"\*\*(?:Время|Time)\.\*\* (\d+)", "\n".join(map(source, markdown_cells(path))))[1])
    assert sum(int(minutes or 0) for level, minutes in heads if level == "##") == told
    section = inside = 0
    for level, minutes in heads:
        section, inside = (int(minutes or 0), 0) if level == "##" else (section, inside + int(minutes))
        assert inside <= section


def markdown_cells(path: Path) -> list[dict]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "markdown"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_both_languages_run_the_same_code_and_keep_no_outputs(path):
    assert [source(c) for c in code_cells(path)] == [source(c) for c in code_cells(in_english(path))]
    assert not any(c["outputs"] or c["execution_count"] for p in (path, in_english(path)) for c in code_cells(p))


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_uses_the_words_of_the_report(path):
    text = "\n".join(map(source, markdown_cells(path)))
    assert not re.search(r"(?<![а-яё])актор|повествовател|частичн\w+ (?:цитат|реч)", text, re.I)


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_empty_exercises_wait_and_solutions_are_right(path, teaching, monkeypatch):
    monkeypatch.setenv("FRAMING_LANG", "en")
    for cell, shown in run_here(in_english(path), teaching):
        if tagged(cell, "exercise"):
            assert shown.good is None and shown.text.startswith("No answer yet")
        if tagged(cell, "solution"):
            assert shown.good is True and shown.text.startswith("Right."), (asked(cell), shown)
        if isinstance(shown, fr.plots.Plot) and "keyness" not in source(cell):  # a figure that compares leaves no outlet out
            assert [o for o in ("ТАВ", "Полынья", "Зевака", "Орвенский курс") if o not in shown.alt] == [], source(cell)


# --- the checks

WRONG = {
    "1.1": 0, "1.2": "Зевака", "1.3": "ТАВ", "1.4": ["коза", "крона", "млн"], "1.5": "коза",
    "2.1": "Полынья", "2.2": "Родион Залесов", "2.3": 0.9, "2.4": "Зевака", "2.5": "ТАВ",
    "3.1": "Полынья", "3.2": 1000, "3.3": "коза", "3.4": "Орвенский курс", "3.5": -1,
    "4.1": "Полынья", "4.2": 0, "4.3": "Зевака", "4.4": 100, "4.5": "Протоколы были аннулированы.",
    "5.1": ["voice", "epithets"], "5.2": "нет", "5.3": "04_flood_tav", "5.4": 0, "5.5": "04_flood_tav",
}  # fmt: skip


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_answer_is_refused_kindly_with_a_hint(key, corpus):
    told = exercises.check(key, WRONG[key], corpus, lang="ru")
    assert told.good is False and told.text.startswith("Пока нет.") and len(told.text) > 30
    assert exercises.check(key, WRONG[key], corpus, lang="en").text.startswith("Not yet.")


def test_wrong_readings_of_the_sample_are_refused(corpus):
    drawn = exercises.sample(corpus, 60, seed=1)
    upside_down = [1 if label < 1 else -1 for label in drawn.gold()]
    assert exercises.check("6.1", upside_down, drawn).good is False
    for key, value in (("6.2", 1.0), ("6.3", 1.0), ("6.5", 1.0)):
        assert exercises.check(key, value, drawn.code(None)).good is False
    recall = {x: drawn.confusion().loc[x, x] / drawn.confusion().loc[x].sum() for x in (-1, 0, 1)}
    assert exercises.check("6.4", max(recall, key=recall.get), drawn).good is False
    assert exercises.check("6.4", min(recall, key=recall.get), drawn).good is True


@pytest.mark.parametrize("key", exercises.EXERCISES)
@pytest.mark.parametrize("answer", [None, "", [], ...])
def test_no_answer_is_no_mistake(key, answer):
    assert exercises.check(key, answer, object()).good is None


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        ("1.1", "много", "число"), ("1.1", True, "число"), ("1.1", float("nan"), "число"), ("1.1", {}, "число"),
        ("1.2", 5, "кавычках"), ("1.4", 5, "список"), ("1.4", [1, 2, 3], "кавычках"), ("4.5", 5, "кавычках"), ("4.5", " ", "кавычках"),
        ("5.2", "может быть", "кавычках"), ("6.1", [0, 1], "меток"), ("6.1", "0, 1", "меток"), ("6.1", [2] * 60, "меток"),
        ("6.1", 5, "меток"), ("6.1", [None] * 60, "меток"),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_told_what_is_wanted(key, answer, told, corpus):
    about = exercises.sample(corpus, 60) if key == "6.1" else corpus
    said = exercises.check(key, answer, about, lang="ru")
    assert said.good is False and told in said.text


def test_answers_may_be_written_in_several_ways(corpus):
    assert exercises.check("1.2", " «тав» ", corpus).good and exercises.check("1.2", ["ТАВ"], corpus).good
    assert exercises.check("2.2", "штерн", corpus).good and exercises.check("2.2", "Вера Штерн", corpus).good
    voice = fr.voice(corpus, by="outlet", actors=["Зоя Крутикова"])
    share = voice.loc[voice.outlet == "Зевака", "value"].iloc[0]
    for answer in (share, share * 100, f"{share * 100:.1f}%", f"{share:.2f}".replace(".", ",")):
        assert exercises.check("2.3", answer, corpus).good, answer
    assert exercises.check("5.2", True, corpus).good and exercises.check("5.2", "yes", corpus).good
    assert exercises.check("2.2", "Веру Штерн", corpus).good and exercises.check("2.2", "Штерн Вера", corpus).good is False
    assert not exercises.check("2.2", "Павел Штерн", corpus).good and not exercises.check("2.2", "Родиона Залесова", corpus).good
    assert exercises.check("1.2", "TAB", corpus).good and exercises.check("1.2", "агентство «ТАВ»", corpus).good  # TAB in Latin letters
    assert exercises.check("2.4", "газета «Орвенский курс»", corpus).good and exercises.check("1.4", "кроны, млн, млрд", corpus).good
    assert not exercises.check("1.2", "ТАВ или Зевака", corpus).good and not exercises.check("1.4", "крона, кроны, крону", corpus).good


def test_a_word_of_one_article_is_an_ordinary_word(corpus):
    once = exercises.bunched(corpus)
    assert "суп" in set(once.lemma[once.outlet == "Зевака"]) and not {"коза", "ольховская", "зоя", "ссгз", "00", "лапшовый"} & set(once.lemma)
    assert exercises.check("1.5", "Суп", corpus).good and not exercises.check("1.5", "ольховская", corpus).good
    tokens = corpus.tokens
    for row in once.itertuples():
        assert tokens[(tokens.lemma == row.lemma) & (tokens.outlet == row.outlet)].article.nunique() <= 2  # a reprint may repeat it


@pytest.mark.parametrize(("lemma", "good"), [("суп", True), ("лёд", True), ("мардении", False), ("горлово", False), ("зоя", False)])
def test_a_lemma_that_no_dictionary_has_is_no_ordinary_word(lemma, good):
    assert exercises._ordinary(lemma) is good


@pytest.mark.parametrize(
    ("sentence", "good"),
    [
        ("ГИП аннулировала протоколы.", True),
        ("Палата отменила протоколы одиннадцати участков.", True),
        ("Протоколы одиннадцати участков были аннулированы.", False),
        ("Протоколы аннулировали.", False),
        ("Палата поздравила мэра.", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_a_rewritten_sentence_must_name_who_did_it(sentence, good, corpus):
    assert exercises.check("4.5", sentence, corpus).good is good


def test_the_articles_of_an_event_are_shown_to_be_read(corpus):
    four = exercises.texts(corpus, "04_flood", lang="ru")
    assert [outlet for outlet, _ in four.articles] == ["ТАВ", "Полынья", "Зевака", "Орвенский курс"]
    assert all(len(lines) > 8 and lines[0] not in lines[1:] for _, lines in four.articles)
    assert four._repr_html_().count("<article") == 4 and four.articles[0][1][0] in repr(four)
    assert "05_trial" in exercises.texts(corpus, "05_суд", lang="ru")._repr_html_()
    hostile = replace(four, articles=(("<b>", ("<img src=x>", "<script>")),))
    assert "<img" not in hostile._repr_html_() and "<script" not in hostile._repr_html_()


def test_another_corpus_is_told_so():
    other = fr.analyse_texts(["Министр Иванов заявил о переговорах."])
    assert exercises.check("2.1", "ТАВ", other, lang="en").text.startswith("This exercise belongs to the teaching corpus")


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="no exercise"):
        exercises.check("9.9", 1)


def test_a_verdict_shows_its_mark_and_escapes_its_words():
    told = exercises.Verdict(True, "a <b>", "en")
    assert str(told) == "✓ a <b>" and "&lt;b&gt;" in told._repr_html_() and 'lang="en"' in told._repr_html_()


# --- measuring the machine


def test_kappa_and_corrected_share_of_the_books():
    # Cohen's own kind of table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no has p_o 0.7, p_e 0.5
    first, second = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert exercises.cohen_kappa(first, second) == pytest.approx(0.4)
    assert exercises.cohen_kappa([1, 0, -1], [1, 0, -1]) == pytest.approx(1) and math.isnan(exercises.cohen_kappa([1], [1]))
    assert exercises.rogan_gladen(0.8 * 0.3 + 0.1 * 0.7, 0.8, 0.9) == pytest.approx(0.3)
    assert exercises.rogan_gladen(0.01, 0.8, 0.9) == 0 and exercises.rogan_gladen(0.95, 0.8, 0.9) == 1
    assert math.isnan(exercises.rogan_gladen(0.5, 0.5, 0.5))


def test_a_sample_is_seeded_and_hides_the_labels(corpus):
    drawn = exercises.sample(corpus, 20, seed=7)
    assert drawn.items.equals(exercises.sample(corpus, 20, seed=7).items)
    assert not drawn.items.equals(exercises.sample(corpus, 20, seed=8).items)
    assert list(drawn.items) == ["article", "outlet", "actor", "sentence"] and len(drawn) == 20
    assert all("[" in sentence and "]" in sentence for sentence in drawn.items.sentence)
    with pytest.raises(ValueError, match="there are"):
        exercises.sample(corpus, 10**6)


def test_the_gold_meets_the_machine_on_the_narrators_mentions(corpus):
    both = exercises.judged(corpus)
    assert len(both) > 300 and set(both.human) == set(both.machine) == {-1, 0, 1}
    assert not both.duplicated(["article", "start", "stop", "actor"]).any() and "04_flood_kurs_reprint" not in set(both.article)


def test_a_coded_sample_measures_the_machine(corpus):
    drawn = exercises.sample(corpus, 60)
    coded = drawn.code([0] * 60)
    assert set(coded.table.human) == {0} and coded.confusion().to_numpy().sum() == 60
    assert coded.accuracy() == (coded.table.machine == 0).mean()
    assert drawn.code(None).human == tuple(drawn.gold())
    with pytest.raises(ValueError, match="60"):
        drawn.code([0])


def test_a_coding_that_the_machine_meets_by_chance_only_is_said_to_be_so(corpus):
    drawn = exercises.sample(corpus, 60)
    coded = drawn.code([-1 if label != -1 else 1 for label in drawn.code(None).table.machine])
    assert math.isnan(coded.corrected(-1, replicates=0)["value"].iloc[0])
    assert "chance" in exercises.check("6.5", 0.1, coded, lang="en").text


def test_coding_everything_finds_the_share_that_was_coded(corpus):
    whole = exercises.sample(corpus, len(exercises.judged(corpus)))
    row = whole.corrected(-1, replicates=200).iloc[0]
    assert row["value"] == pytest.approx(row.by_hand) == pytest.approx(whole.gold().count(-1) / len(whole))
    assert row.low <= row["value"] <= row.high and row.hand_low < row.by_hand < row.hand_high


def test_what_is_drawn_is_shown_escaped(corpus):
    drawn = exercises.sample(corpus, 2)
    hostile = replace(drawn, parts=(("<img src=x onerror=alert(1)>", "<b>", "&"),) * 2)
    assert "<img" not in hostile._repr_html_() and "<mark>&lt;b&gt;</mark>" in hostile._repr_html_()
