"""The notebooks: thin, without outputs, the same code in both languages, and each runs headless without a word on stderr."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("path", RUN, ids=lambda p: p.stem)
def test_both_languages_have_the_same_code(path):
    other = path.with_name(path.name.replace("_ru.ipynb", "_en.ipynb"))
    assert [source(c) for c in cells(path)] == [source(c) for c in cells(other)]


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
