"""The only room that knows where ``seeds/`` is: plain files that anyone can edit, read into tables."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder ``seeds``: inside the installed package, or beside it in a checkout."""
    for place in (_PACKAGE / "_seeds", _PACKAGE.parent / "seeds"):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        "framing is installed without its seeds/ folder; install it again: pip install media-framing"
    )


def notebooks() -> Path:
    """The folder ``notebooks``: inside the installed package, or beside it in a checkout."""
    for place in (_PACKAGE / "_notebooks", _PACKAGE.parent / "notebooks"):
        if place.is_dir():
            return place
    raise FileNotFoundError("framing is installed without its notebooks; install it again: pip install media-framing")


def user_folder() -> Path:
    """Where a user's own lexicons and actor lists live (``FRAMING_HOME`` names another place)."""
    import os

    import platformdirs

    return Path(os.environ.get("FRAMING_HOME") or platformdirs.user_data_path("framing", appauthor=False))


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV file with a header line; lines that start with ``#`` and blank lines are left out.

    Raises ValueError with file and line where a row has more cells than the header.
    """
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line[:1] == "#" or not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise ValueError(
                f"{path.name}, line {number}: {len(cells)} cells, but the header has {len(header)}: {header}"
            )
        if len(cells) < len(header):
            cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


@cache
def table(name: str, lang: str = "ru") -> tuple[dict[str, str], ...]:
    """The rows of ``seeds/LANG/NAME`` (a TSV), read once."""
    return tuple(read_table(folder() / lang / name))


def lines(name: str, lang: str = "ru") -> list[str]:
    """The lines of ``seeds/LANG/NAME`` below its header, for tables too long to keep as rows."""
    text = (folder() / lang / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")][1:]


@cache
def words(name: str, lang: str = "ru") -> frozenset[str]:
    """The entries of ``seeds/LANG/NAME``, one a line; ``#`` starts a comment."""
    lines = (folder() / lang / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if (word := line.split("#")[0].strip()))


@cache
def language(lang: str = "ru") -> dict[str, Any]:
    """``seeds/LANG/language.toml`` as a dictionary."""
    return tomllib.loads((folder() / lang / "language.toml").read_text(encoding="utf-8"))
