"""The notebooks: thin, without outputs, the same code in both languages, and each runs headless without a word on stderr."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from framing import seeds

NOTEBOOKS = sorted(p for p in seeds.notebooks().rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
SETS = {p.name[: -len("_ru.ipynb")] for p in NOTEBOOKS if p.name.endswith("_ru.ipynb")}
RUN = [p for p in NOTEBOOKS if p.name.endswith("_ru.ipynb")]


def cells(path: Path, kind: str = "code") -> list[dict]:
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_the_set_is_complete():
    assert {"00_start", "10_words", "20_actors", "30_quotes", "40_tone", "50_compare", "90_report"} <= SETS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_thin_and_clean(path):
    for cell in cells(path):
        assert not cell["outputs"] and cell["execution_count"] is None
        assert len(source(cell).splitlines()) <= 8 and "def " not in source(cell) and "lambda" not in source(cell)


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p.parent.name != "course" and not p.stem.startswith("90")], ids=lambda p: p.stem
)
def test_a_notebook_has_the_skeleton(path):
    heads = [source(c).splitlines()[0] for c in cells(path, "markdown") if source(c).startswith("#")]
    wanted = (
        ["Данные", "Посмотреть", "Таблица", "Рисунок", "Пассажи", "Чего это не показывает"]
        if path.stem.endswith("_ru")
        else ["Data", "Explore", "Table", "Figure", "Passages", "What this does not show"]
    )
    assert [h.lstrip("# ") for h in heads[1:]] == wanted
    assert sum("parameters" in c["metadata"].get("tags", []) for c in cells(path)) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_has_a_box_of_what_it_does_not_show(path):
    heading = "не показывает" if path.stem.endswith("_ru") else "does not show"
    boxes = [source(c) for c in cells(path, "markdown") if heading in source(c) and re.search(r"^> \S.{40}", source(c), re.M)]
    assert len(boxes) == 1


@pytest.mark.parametrize("path", RUN, ids=lambda p: p.stem)
def test_both_languages_have_the_same_code(path):
    other = path.with_name(path.name.replace("_ru.ipynb", "_en.ipynb"))
    assert [source(c) for c in cells(path)] == [source(c) for c in cells(other)]
    ru, en = (json.loads(p.read_text(encoding="utf-8"))["cells"] for p in (path, other))
    assert [(c["cell_type"], c["metadata"].get("tags", [])) for c in ru] == [(c["cell_type"], c["metadata"].get("tags", [])) for c in en]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_words_of_a_notebook_are_in_its_language(path):
    plain = " ".join(re.sub(r"`[^`]*`|«[^»]*»|\[[^]]*\]\([^)]*\)", " ", source(c)) for c in cells(path, "markdown"))
    russian, latin = len(re.findall("[а-яё]{3,}", plain, re.I)), len(re.findall("[a-z]{3,}", plain, re.I))
    assert russian > 10 * latin if path.stem.endswith("_ru") else latin > 10 * russian


@pytest.mark.parametrize("path", RUN, ids=lambda p: p.stem)
def test_a_notebook_runs(path, teaching, tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.chdir(tmp_path)
    book = nbformat.read(path, 4)
    for cell in book.cells:
        if "parameters" in cell.metadata.get("tags", []) and "corpus" in cell.source:
            cell.source += f"\ncorpus = {str(teaching)!r}"
    client = NotebookClient(book, timeout=300, kernel_name="python3", extra_arguments=["--IPKernelApp.log_level=40"])
    client.create_kernel_manager().kernel_cmd = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    client.execute()
    for cell in book.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error" and output.get("name") != "stderr", (cell.source, output)
    shown = [o for c in book.cells for o in c.get("outputs", []) if "data" in o]
    assert len(shown) >= 5 and any("text/html" in o["data"] for o in shown)


# --- tables for reading


@pytest.fixture(scope="module")
def corpus(teaching):
    import framing as fr

    return fr.load(teaching)


def test_every_column_that_a_measure_gives_is_explained(corpus):
    import framing as fr
    from framing.views.frames import _explained

    who = ["Родион Залесов", "Вера Штерн"]
    near = corpus.around(who[0])
    frames = [
        fr.frequency(corpus), fr.kwic(corpus, "суд"), fr.ngrams(corpus, n=2), fr.collocates(corpus, "суд"),
        fr.keyness(near, by="outlet", minimum=2), fr.similar(corpus, "05_trial_zevaka"),
        fr.quote_kinds(corpus, by="outlet"), fr.constructions(corpus, by="outlet", replicates=0),
        fr.passages(corpus, who[0]), fr.exercises.judged(corpus), fr.exercises.sample(corpus, 20).corrected(-1, replicates=0),
        *(measure(corpus, by="outlet", actors=who, replicates=0) for measure in (fr.visibility, fr.voice, fr.tone, fr.agency)),
        fr.epithets(corpus, actors=who), fr.compare(corpus, who, by="outlet", measures=("agency",)),
    ]  # fmt: skip
    for lang in ("ru", "en"):
        for frame in frames:
            named = {c for c in map(str, frame.columns) if not c.endswith(("_low", "_high"))}
            assert named - set(_explained(frame, lang)) == set(), list(frame.columns)


def test_a_table_is_shown_whole_in_line_and_explained(corpus):
    import framing as fr

    long = fr.passages(corpus, "Вера Штерн").sort_values("text", key=lambda t: t.str.len()).tail(1)
    html = fr.views.frame_html(long, "ru")
    sentence = " ".join(long.text.iloc[0].split())
    assert len(sentence) > 150 and sentence in html.replace("&quot;", '"') and 'class="long"' in html
    said = fr.views.frame_html(fr.voice(corpus, by="outlet", actors=["Каскария"]), "en")
    assert "NaN" not in said and "—" in said and "What the columns mean" in said and "<details>" in said
    assert "the share of the quoted words" in said and ">outlet<" in said
    kwic = fr.views.frame_html(fr.kwic(corpus, "суд"), "ru")
    assert 'class="left"' in kwic and 'class="node"' in kwic and 'class="right"' in kwic


def test_the_rows_of_a_table_are_counted_and_its_index_kept_where_it_says_something(corpus):
    import pandas as pd

    from framing import views

    many = pd.DataFrame({"lemma": [f"слово{i}" for i in range(61)], "p": [0.0001] + [0.5] * 60, "value": [float("nan")] + [1234.5] * 60})
    html = views.frame_html(many, "ru")
    assert "слово59" in html and "слово60" not in html and "Показано 60 из 61" in html.replace("\xa0", " ")
    assert "&lt;0.001" in html and ">0.500<" in html and ">1234<" in html and ">—<" in html
    crossed = corpus.quotes.groupby(["outlet", "stance"]).size().unstack(fill_value=0)
    assert "outlet ↓ stance →" in views.frame_html(crossed, "ru") and '<th scope="row">ТАВ</th>' in views.frame_html(crossed, "ru")
    assert "Ни одной строки" in views.frame_html(many.head(0), "ru")


def test_nothing_in_a_table_becomes_markup():
    import pandas as pd

    from framing import views

    payloads = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if "<" in line]
    frame = pd.DataFrame({"text": payloads, payloads[0]: payloads}, index=pd.Index(payloads, name=payloads[1]))
    html = views.frame_html(frame, "ru")
    inside = html[html.index("<table>") : html.index("</table>")]
    assert len(payloads) > 10 and set(re.findall(r"</?([a-zA-Z!?][^\s>/]*)", inside)) == {"table", "thead", "tbody", "tr", "th", "td"}


def test_a_corpus_introduces_itself_in_both_languages(corpus):
    from framing import views

    ru, en = views.corpus_html(corpus, "ru"), views.corpus_html(corpus, "en")
    assert "26\xa0статей" in ru and "ТАВ (6)" in ru and "4\xa0марта 2025" in ru and "упоминани" in ru
    assert "26\xa0articles" in en and "mentions" in en
