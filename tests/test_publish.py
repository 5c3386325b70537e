"""Reports: one file, the package's mark, the same bytes twice, parameters, safe names, sections and parts kept once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pages
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from framing import seeds
from framing.publish import FramingHTMLExporter, ReportError, run
from framing.publish.run import check, execute, file_name, find, inject, ours, parameters, report, write
from framing.records import Entity, Parsed

REPORTS = [seeds.notebooks() / f"90_report_{lang}.ipynb" for lang in ("ru", "en")]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from framing.corpus import analyse

    files = sorted((seeds.folder() / "corpus").glob("01_*.txt"))[:2]
    folder = tmp_path_factory.mktemp("made") / "corpus"
    analyse(files, out=folder, progress=False)
    return folder


# --- the exporter


def test_the_page_forbids_requests_and_bears_the_mark() -> None:
    html = pages.report_html(pages.one())
    assert "default-src 'none'" in html and '<meta name="generator" content="framing ' in html
    assert html.lower().startswith("<!doctype html>") and '<html lang="ru">' in html
    assert html.count("<style>") == 1
    bare = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?!#)[^"'\s>]*:""", bare)
    assert "<!--framing" not in html


def test_passages_are_kept_once() -> None:
    html = pages.report_html(pages.four())
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    assert len(ids) == len(set(ids))
    assert html.count('id="ev-1"') == 1 and html.count('id="sq-1"') == 1


def test_the_same_input_gives_the_same_bytes() -> None:
    assert pages.report_html(pages.four()) == pages.report_html(pages.four())


def test_sections_come_from_headings_and_empty_ones_are_left_out() -> None:
    html = pages.report_html(pages.one())
    assert re.findall(r'<h2 id="h\d">(.*?)</h2>', html) == ["Коротко", "Актёры", "Портрет", "Текст", "Кто говорит", "Метод"]
    assert html.count('<li><a href="#s') == 6


def test_two_hundred_articles_fit_in_three_megabytes() -> None:
    html = pages.report_html(pages.many(200))
    assert len(html.encode()) < 3_000_000


def test_any_notebook_becomes_a_page() -> None:
    cells = [
        new_markdown_cell("# Заголовок <i>тетради</i>\n\nВведение."),
        new_code_cell("1 + 1", outputs=[new_output("execute_result", data={"text/plain": "2 <b>"}, execution_count=1)]),
        new_markdown_cell("## Раздел\n\nСлова."),
        new_code_cell(
            "print('<x>')",
            outputs=[new_output("stream", name="stdout", text="<x>\n"), new_output("stream", name="stderr", text="шум")],
        ),
        new_code_cell(
            "w", outputs=[new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": "W"})]
        ),
        new_code_cell("f", outputs=[new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure>"})]),
        new_code_cell("hidden = 1", metadata={"tags": ["hide-input"]}),
    ]
    html, _ = FramingHTMLExporter(lang="en").from_notebook_node(new_notebook(cells=cells), {"metadata": {"name": "x"}})
    assert "2 &lt;b&gt;" in html and "&lt;x&gt;" in html and "шум" not in html and "hidden = 1" not in html
    assert (
        "A live control" in html
        and 'src="data:image/png;base64,AAAA"' in html
        and "widget" not in re.sub("<style>.*?</style>", "", html, flags=re.DOTALL).lower().replace("'widget", "")
    )
    assert re.search(r"<title>Заголовок", html) and '<h2 id="h1">Раздел</h2>' in html


def test_the_exporter_is_found_by_its_name() -> None:
    from importlib.metadata import entry_points

    found = [e for e in entry_points(group="nbconvert.exporters") if e.name == "framing_html"]
    if not found:
        pytest.skip("the package is installed without its entry points; install it again")
    assert found[0].load() is FramingHTMLExporter


# --- parameters


def _notebook(*sources: str) -> Any:
    cells = [new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    return new_notebook(cells=cells)


def test_parameters_are_injected_after_their_cell() -> None:
    nb = _notebook("corpus = None\nlang: str = 'ru'", "corpus")
    assert parameters(nb) == (0, ["corpus", "lang"])
    inject(nb, {"corpus": "x'y"}, Path("n.ipynb"))
    assert nb.cells[1].source == 'corpus = "x\'y"' and nb.cells[1].metadata.tags == ["injected-parameters"]


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"n\.ipynb has no parameter 'actors'; it has: corpus, lang"):
        inject(_notebook("corpus = None\nlang = None"), {"actors": ["x"]}, Path("n.ipynb"))
    with pytest.raises(ValueError, match="no cell tagged 'parameters'"):
        inject(new_notebook(cells=[new_code_cell("x")]), {"by": "outlet"}, Path("n.ipynb"))


def test_a_failing_cell_is_named(tmp_path: Path) -> None:
    nb = _notebook("x = 1", "# the reason\nraise RuntimeError('сломано')")
    with pytest.raises(ReportError, match=r"n\.ipynb, cell 2 \('# the reason'\): RuntimeError: сломано"):
        execute(nb, tmp_path / "n.ipynb", progress=False)


def test_the_kernel_is_this_interpreter(tmp_path: Path) -> None:
    import sys

    nb = _notebook("import sys; print(sys.executable)")
    execute(nb, tmp_path / "n.ipynb", progress=False)
    assert Path(nb.cells[0].outputs[0].text.strip()) == Path(sys.executable)
    assert "widgets" not in nb.metadata and "execution" not in nb.cells[0].metadata


# --- files


def test_only_our_own_report_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    page = pages.report_html(pages.one())
    assert write(target, page) == target and ours(target)
    write(target, page)
    target.write_text("<html>a page of mine</html>", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"a\.html.*force"):
        write(target, page)
    with pytest.raises(FileExistsError):
        check(target, force=False)
    assert target.read_text(encoding="utf-8") == "<html>a page of mine</html>"
    write(target, page, force=True)
    assert ours(target) and [p.name for p in tmp_path.iterdir()] == ["a.html"], "no temporary file is left"


def test_a_page_that_only_speaks_of_the_mark_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "b.html"
    path.write_text('<p>&lt;meta name="generator" content="framing 1"&gt;</p>', encoding="utf-8")
    assert not ours(path)


@pytest.mark.parametrize("words", pages.PAYLOADS)
def test_names_of_files_are_never_paths(words: str) -> None:
    name = file_name(words)
    assert name and "/" not in name and "\\" not in name and not name.startswith(".") and len(name) <= 80
    assert re.fullmatch(r"[\w.-]+", name)


def test_an_unknown_notebook_names_the_known_ones() -> None:
    assert find(None, "en").name == "90_report_en.ipynb" and find("90_report", "ru").name == "90_report_ru.ipynb"
    with pytest.raises(FileNotFoundError, match="90_report"):
        find("77_nothing", "ru")


def test_both_report_notebooks_are_thin_and_the_same() -> None:
    ru, en = (nbformat.read(path, as_version=4) for path in REPORTS)
    for nb in (ru, en):
        nbformat.validate(nb)
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        assert all(not cell.outputs and cell.execution_count is None and len(cell.source.splitlines()) <= 8 for cell in code)
        assert not any("def " in cell.source for cell in code)
    assert [c.source for c in ru.cells if c.cell_type == "code"] == [c.source for c in en.cells if c.cell_type == "code"]
    assert [c.cell_type for c in ru.cells] == [c.cell_type for c in en.cells]


def test_a_report_end_to_end(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = report(corpus=corpus, out=tmp_path / "a", lang="ru", title="Два издания")
    again = report(corpus=corpus, out=tmp_path / "b.html", lang="ru", title="Два издания", progress=False)
    assert first.parent == tmp_path / "a" and first.name.endswith("_ru.html") and again == tmp_path / "b.html"
    assert first.read_bytes() == again.read_bytes()
    html = first.read_text(encoding="utf-8")
    assert str(corpus) not in html and "<h1>Два издания</h1>" in html and "Traceback" not in html
    assert capsys.readouterr().err == ""  # no terminal, no progress
    with pytest.raises(FileNotFoundError, match="not a corpus"):
        report(corpus=tmp_path)
    with pytest.raises(ValueError, match="Никто"):
        try:
            report(corpus=corpus, out=tmp_path / "c", actors=["Никто"], progress=False)
        except ReportError as error:
            raise ValueError(str(error)) from error
    assert not (tmp_path / "c").exists(), "a failed report leaves nothing"
    assert json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    assert run.MARK.search(first.read_bytes())


def test_the_lexicon_lab_scores_again(corpus: Path) -> None:
    from framing.corpus import load
    from framing.sentiment import Entry, find_hits, find_tones, load_lexicon
    from framing.sentiment.lexicon import build
    from framing.views.lab import rescore

    opened = load(corpus)
    documents = list(opened)
    names = {(d.article.id, m.start) for d in documents for m in d.mentions}
    nouns = [t.lemma for d in documents for s in d.sentences for t in s.tokens if t.pos == "NOUN" and (d.article.id, t.start) not in names]
    common = max(sorted(set(nouns)), key=nouns.count)
    found = rescore(opened, {common: -1.0})
    assert found.tones and all(a.actor == b.actor and (a.start, a.stop) == (b.start, b.stop) for _, a, b in found.tones)
    assert sum(found.before.values()) == sum(found.after.values()) >= len(found.tones)
    lexicon = build("lab", [*(e for e in load_lexicon().entries if e.lemma.lower() != common), Entry(common, -1.0)])
    told = {}
    for document in documents:  # whole texts say the same as the sentences that hold the word
        named = tuple(Entity(m.name_start, m.name_stop, "PER") for m in document.mentions if m.name_start >= 0)
        parsed = Parsed(document.article.text, document.sentences, named, ())
        hits = find_hits(parsed, document.quotes, lexicon)
        for tone in find_tones([(parsed, document.mentions, document.quotes, hits)], blocks=[document.blocks])[0]:
            told[document.article.id, tone.start, tone.stop, tone.actor] = (tone.label, round(tone.score, 3), tone.voice)
    ids = list(opened.articles.article)
    for line, _, now in found.tones:
        label, score, voice = told[ids[line.article], now.start, now.stop, now.actor]
        assert (now.label, now.voice) == (label, voice) and abs(now.score - score) < 0.002
    assert rescore(opened, {"слово-которого-нет": -1.0}).tones == []


def test_the_index_links_our_reports_only(tmp_path: Path) -> None:

    from framing.publish import index

    with pytest.raises(FileNotFoundError, match="no report"):
        index(tmp_path)
    write(tmp_path / "а б.html", pages.report_html(pages.hostile(pages.PAYLOADS[:1])))
    (tmp_path / "mine.html").write_text("<title>mine</title>", encoding="utf-8")
    made = index(tmp_path, lang="ru")
    html = made.read_text(encoding="utf-8")
    assert 'href="%D0%B0%20%D0%B1.html"' in html and "mine" not in html and ours(made)
    assert "<script" not in html and "&lt;script&gt;" in html
    assert index(tmp_path, lang="en") == made and "Reports" in made.read_text(encoding="utf-8")


def test_a_report_compares_by_any_column_of_the_corpus(tmp_path: Path) -> None:
    import pandas as pd

    import framing as fr
    from framing import cli

    (tmp_path / "a.txt").write_text("Анна Орлова приехала в Казань.", encoding="utf-8")
    path = fr.analyse(tmp_path / "a.txt", out=tmp_path / "corpus", progress=False).path
    pd.read_parquet(path / "articles.parquet").assign(topic="порт").to_parquet(path / "articles.parquet")
    cli._check_by("topic", [str(path)])
    cli._check_by("month", ["articles/"])
    with pytest.raises(ValueError, match=r"choose from .*topic"):
        cli._check_by("mood", [str(path)])
