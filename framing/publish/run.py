"""``report``: a corpus and a notebook in, the path of one HTML file out."""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from framing import seeds
from framing.publish.exporter import FramingHTMLExporter
from framing.views import language

MARK = re.compile(rb'<meta name="generator" content="framing [^"]*">')


class ReportError(RuntimeError):
    """A notebook that could not become a report; the message names the cell and its error."""


def report(
    notebook: str | Path | None = None,
    *,
    corpus: Any = None,
    out: str | Path = "reports/",
    lang: str | None = None,
    actors: list[str] | None = None,
    by: str | None = None,
    evidence: int | str | None = None,
    title: str | None = None,
    force: bool = False,
    progress: bool = True,
) -> Path:
    """Runs a notebook over a corpus and writes one self-contained HTML file; returns its path.

    ``notebook`` is None for the package's own report, a path, or a name in ``notebooks/`` (``"40_tone"``); ``corpus`` a
    `Corpus` or its folder; ``out`` a folder or a file that ends in ``.html``; ``evidence`` limits the characters quoted per
    passage (``"none"``: nothing); ``title`` is the heading (None: the article's, or the corpus's name). The same input gives
    the same bytes.

    Raises FileNotFoundError for an unknown notebook, ValueError for a parameter it does not have, FileExistsError where a
    file that framing did not write would be replaced (``force=True`` replaces it), ReportError where a cell fails.
    """
    lang = language(lang)
    source = find(notebook, lang)
    place = _folder(corpus)
    target = _target(Path(out), corpus, place, None if notebook is None else source, lang)
    check(target, force)
    given = {
        "corpus": str(place),
        "lang": lang,
        "actors": list(actors) if actors else None,
        "by": by,
        "evidence": evidence,
        "title": title,
    }
    wanted = {name: value for name, value in given.items() if value is not None}
    nb = _read(source)
    inject(nb, wanted, source)
    execute(nb, source, progress)
    exporter = FramingHTMLExporter(lang=lang)
    html, _ = exporter.from_notebook_node(nb, {"metadata": {"name": source.stem}})
    return write(target, html, force)


def find(notebook: str | Path | None, lang: str) -> Path:
    """The file of a notebook: a path, or a name in ``notebooks/`` with or without language and suffix."""
    if notebook is None:
        notebook = "90_report"
    path = Path(notebook)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    folder = seeds.notebooks()
    for name in (str(notebook), f"{notebook}.ipynb", f"{notebook}_{lang}.ipynb"):
        if (folder / name).is_file():
            return folder / name
    known = sorted({found.stem.removesuffix("_ru").removesuffix("_en") for found in folder.glob("[0-9]*.ipynb")})
    raise FileNotFoundError(f"no notebook {str(notebook)!r}; there are: {', '.join(known)}, or give the path of an .ipynb file")


def _folder(corpus: Any) -> Path:
    if corpus is None:
        raise ValueError("a report needs a corpus: report(corpus=framing.load('CORPUS'))")
    path = Path(corpus) if isinstance(corpus, str | Path) else Path(corpus.path)
    if not (path / "corpus.json").is_file():
        raise FileNotFoundError(
            f"{path} is not a corpus folder (it has no corpus.json); make one: framing analyse INPUT -o {path}"
        )
    return path.resolve()


def file_name(words: str) -> str:
    """Any words as a file name: letters, digits, ``-``, ``_`` and dots inside; never empty, hidden or a path."""
    name = re.sub(r"[^\w.-]+", "_", words).strip("._-")[:80]
    return name or "report"


def _target(out: Path, corpus: Any, place: Path, notebook: Path | None, lang: str) -> Path:
    if out.suffix.lower() == ".html":
        return out
    if isinstance(corpus, str | Path):
        from framing.corpus import load

        name = load(place).name
    else:
        name = str(corpus.name)
    stem = file_name(name)
    ending = f"_{lang}" if notebook is None else f"_{notebook.stem}"
    return out / f"{stem}{ending}.html"


def ours(path: Path) -> bool:
    """Whether a file bears the package's mark (it was written by framing)."""
    with path.open("rb") as file:
        return MARK.search(file.read(4096)) is not None


def check(target: Path, force: bool) -> None:
    """Raises FileExistsError where the file is there, bears no mark of ours, and ``force`` was not given."""
    if target.exists() and not force and not (target.is_file() and ours(target)):
        raise FileExistsError(
            f"{target} exists and was not written by framing; choose another place or give force=True (--force)"
        )


def write(target: Path, html: str, force: bool = False) -> Path:
    """Writes the page beside its target and renames it, so that no half-written report is ever seen."""
    check(target, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".framing-", suffix=".html", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _read(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)


def parameters(nb: Any) -> tuple[int, list[str]]:
    """The position of the cell tagged ``parameters`` and the names it assigns (-1, [] where there is none)."""
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            names = [
                target.id
                for node in ast.parse(cell.source).body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)
            ]
            return i, names
    return -1, []


def inject(nb: Any, values: dict[str, Any], source: Path) -> None:
    """Adds a cell with the values after the cell tagged ``parameters``. A name the notebook does not have is rejected,
    except that ``lang`` and what was left at its default may be missing. Raises ValueError listing the allowed names."""
    from nbformat.v4 import new_code_cell

    at, names = parameters(nb)
    unknown = [name for name in values if name not in names and name != "lang"]
    if unknown:
        allowed = ", ".join(names) or "none: it has no cell tagged 'parameters'"
        raise ValueError(f"{source.name} has no parameter {', '.join(map(repr, unknown))}; it has: {allowed}")
    lines = [f"{name} = {value!r}" for name, value in values.items() if name in names]
    if lines:
        cell = new_code_cell("\n".join(lines), id="injected", metadata={"tags": ["injected-parameters"]})
        nb.cells.insert(at + 1, cell)


def _kernel() -> Any:
    """A kernel of this very interpreter, whatever kernels the user has installed."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name="framing", language="python")

    return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisInterpreter())


def execute(nb: Any, source: Path, progress: bool = True, timeout: int = 3600) -> None:
    """Runs all cells in a fresh kernel in the notebook's folder; raises ReportError naming the cell that failed."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    code = [i for i, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    last: list[int] = [-1]

    def started(cell: Any, cell_index: int) -> None:
        last[0] = cell_index
        if progress and cell_index in code and sys.stderr.isatty():
            print(f"\r{source.stem}: {code.index(cell_index) + 1}/{len(code)}", end="", file=sys.stderr, flush=True)

    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        nb,
        km=_kernel(),
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
        on_cell_start=started,
        resources={"metadata": {"path": str(source.parent)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        words = str(getattr(error, "evalue", "") or error).strip()
        name = getattr(error, "ename", type(error).__name__)
        cell = nb.cells[last[0]] if last[0] >= 0 else None
        first = cell.source.splitlines()[0] if cell is not None and cell.source else ""
        raise ReportError(f"{source.name}, cell {last[0] + 1} ({first!r}): {name}: {words}") from error
    finally:
        if progress and sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
