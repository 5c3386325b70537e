"""The wheel: built, installed beside nothing of the checkout, and used from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)], check=True, capture_output=True
    )
    return next(out.glob("*.whl"))


def test_the_wheel_carries_seeds_notebooks_and_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "framing/_seeds/ru/actors.tsv",
        "framing/_seeds/ru/lexicons/framing.tsv",
        "framing/_seeds/corpus/metadata.csv",
        "framing/_notebooks/90_report_ru.ipynb",
        "framing/py.typed",
    ):
        assert wanted in names
    assert any(n.endswith("licenses/LICENSE") for n in names) and not any("shared/" in n or n.startswith("tests") for n in names)
    assert wheel.stat().st_size < 20_000_000


def test_the_wheel_reports_from_an_empty_folder(wheel, tmp_path):
    """A new environment that has the wheel and, by a path file, this one's dependencies; the checkout is nowhere on its path."""
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "--disable-pip-version-check", str(wheel)], check=True)
    site = Path(subprocess.run([python, "-c", "import site; print(site.getsitepackages()[0])"], capture_output=True, text=True).stdout.strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    where = subprocess.run([python, "-c", "import framing; print(framing.__file__)"], cwd=empty, capture_output=True, text=True)
    assert str(home) in where.stdout, where
    shared = {**os.environ, "JUPYTER_PATH": str(Path(sysconfig.get_path("data")) / "share" / "jupyter")}
    done = subprocess.run([home / "bin" / "framing", "report", "--demo"], cwd=empty, env=shared, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = empty / done.stdout.strip()
    assert page.is_file() and page.stat().st_size > 100_000 and "26 articles" in done.stderr
    assert [p.name for p in empty.iterdir()] == ["reports"]
