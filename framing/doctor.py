"""`framing doctor`: is everything there, and does it work?"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator

from framing._version import __version__

PACKAGES = ("jupyterlab", "scikit-learn", "matplotlib", "pymorphy3", "ipywidgets", "slovnet", "navec", "razdel", "natasha",
            "numpy", "scipy", "pandas", "pyarrow", "duckdb", "nbclient", "nbconvert", "trafilatura", "openpyxl")  # fmt: skip
SENTENCE = "«Мы готовы к переговорам», — заявил в Орлове глава завода «Заря» Пётр Климов."


def checks() -> Iterator[tuple[bool, str]]:
    """What was checked: whether it is right, and a line that says so."""
    yield sys.version_info >= (3, 11), f"Python {platform.python_version()} (3.11 or newer is needed)"
    yield True, f"framing {__version__}"
    yield from map(_package, PACKAGES)
    for told, check in (("seeds", _seeds), ("notebooks", _notebooks), ("weights", _weights), ("analysis", _analysis)):
        yield _tried(told, check)


def _package(name: str) -> tuple[bool, str]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return True, f"{name} {version(name)}"
    except PackageNotFoundError:
        return False, f"{name} is missing: pip install {name}"


def _tried(told: str, check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, f"{told}: {check()}"
    except Exception as error:
        return False, f"{told}: {type(error).__name__}: {error}"


def _seeds() -> str:
    from framing import seeds

    return f"{sum(p.is_file() for p in (seeds.folder() / 'ru').rglob('*'))} files"


def _notebooks() -> str:
    from framing import seeds

    return f"{len(list(seeds.notebooks().rglob('*.ipynb')))} notebooks"


def _weights() -> str:
    from framing.parse import parse_text

    start = time.perf_counter()
    parse_text("Проверка.")
    return f"loaded in {time.perf_counter() - start:.1f} s"


def _analysis() -> str:
    from framing.corpus import analyse_texts

    start = time.perf_counter()
    corpus = analyse_texts([SENTENCE])
    counts = corpus.info["counts"]
    if not counts["quotes"] or not counts["actors"]:
        raise RuntimeError(f"the test sentence gave {counts}")
    return f"a sentence in {time.perf_counter() - start:.1f} s, its speaker is {corpus.quotes['actors'].iloc[0][0]}"
