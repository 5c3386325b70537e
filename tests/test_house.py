"""The laws of the house: who may import whom, light imports, licences, documentation, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from framing import cli, measures, seeds

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "framing"
ROOMS = (
    "records",
    "seeds",
    "read",
    "parse",
    "actors",
    "quotes",
    "sentiment",
    "corpus",
    "measures",
    "plots",
    "views",
    "publish",
    "exercises",
    "doctor",
    "cli",
)
ONLY_IN = {
    "pandas": {"read", "corpus", "measures", "plots", "views", "publish", "exercises", "cli"},
    "pyarrow": {"read", "corpus", "measures", "views", "publish"},
    "duckdb": {"read", "corpus", "measures"},
    "ipywidgets": {"views"},
    "nbconvert": {"publish"},
    "nbclient": {"publish"},
    "slovnet": {"parse"},
    "navec": {"parse"},
    "razdel": {"parse"},
    "pymorphy3": {"parse"},
    "matplotlib": {"plots"},
}


FORBIDDEN = (("/wo", "rk/"), ("/tmp/", "w/"), ("pypi.org/", "simple"), ("registry.", "npmjs"), ("deb.", "debian"), ("/ro", "ot/"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if room_of(p) not in ("__init__", "_version") and "_seeds" not in p.parts]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "framing" else {node.module}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(path):
    here = ROOMS.index(room_of(path))
    for name in imports(path):
        if name.startswith("framing.") and (room := name.split(".")[1]) in ROOMS:
            assert ROOMS.index(room) <= here, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_foreign_packages_stay_in_their_rooms(path):
    for name in imports(path):
        top = name.split(".")[0]
        assert room_of(path) in ONLY_IN.get(top, {room_of(path)}), f"{path.relative_to(ROOT)} imports {top}"
        assert top not in ("pickle", "joblib", "torch", "onnxruntime"), f"{path.relative_to(ROOT)} imports {top}"


def test_no_room_bears_the_name_of_a_public_function():
    import framing

    assert not set(ROOMS) & {name for name in framing.__all__}
    assert not set(ROOMS) & set(measures.__all__)


def test_importing_framing_loads_no_model_and_no_table():
    heavy = "pandas numpy pymorphy3 slovnet navec matplotlib ipywidgets duckdb sklearn IPython"
    code = f"import sys, framing, framing.cli; print(*(m for m in '{heavy}'.split() if m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []


def test_every_lexicon_has_a_scale_a_citation_and_a_licence():
    files = sorted((seeds.folder() / "ru" / "lexicons").glob("*.tsv"))
    assert files
    for path in files:
        head = path.read_text(encoding="utf-8")[:2000]
        for word in ("# scale:", "# citation:", "# licence:"):
            assert word in head, f"{path.name} lacks {word}"


def test_every_measure_is_documented_and_has_few_keywords():
    import inspect

    for name in measures.__all__:
        function = getattr(measures, name)
        assert (inspect.getdoc(function) or "").strip(), name
        keywords = [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
        assert len(keywords) <= 6, (name, [p.name for p in keywords])


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_the_readme_names_every_measure_and_every_verb(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    verbs = re.findall(r"_verb\(verbs, \"(\w+)\"", (PACKAGE / "cli.py").read_text(encoding="utf-8"))
    assert len(verbs) >= 9
    for name in (*verbs, *measures.__all__):
        assert re.search(rf"\b{name}\b", text), f"{readme} does not name {name}"


def test_nothing_names_a_machine_or_a_registry():
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    for name in filter(None, names):
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".txt", ".tsv", ".ipynb", ".html", ".csv", ".cff", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not re.search("|".join(a + b for a, b in FORBIDDEN), text), name
        assert not name.endswith((".lock", ".pkl", ".pickle", ".joblib")), name


def test_help_is_quick_to_import():
    assert cli.main([]) == 2
