"""``corrections.tsv``: what the user knows better, replayed at the end of each analysis.

Columns ``article, start, stop, field, value, note``. For one span: field ``actor`` (a name; several with ``;``), ``kind``,
``speaker`` (names with ``;``; empty: nobody), ``tone`` (-1, 0, 1) or ``drop``. For an actor of the whole corpus the first
three cells are empty and the value reads ``NAME = NEW``: ``merge``, ``rename``, ``retype``, or ``split`` as
``NAME = NEW NAME @ article, article``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from framing.records import ACTOR_TYPES, MENTION_KINDS

COLUMNS = ("article", "start", "stop", "field", "value", "note")
SPAN_FIELDS = ("actor", "kind", "speaker", "tone", "drop")
CORPUS_FIELDS = ("merge", "rename", "retype", "split")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of ``corrections.tsv``; ``start`` and ``stop`` are -1 where an actor of the whole corpus is meant."""

    line: int
    article: str
    start: int
    stop: int
    field: str
    value: str
    note: str = ""

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides of ``NAME = NEW``."""
        left, _, right = self.value.partition("=")
        return left.strip(), right.strip()


def read_corrections(path: Path) -> tuple[list[Correction], list[str]]:
    """The corrections of a file, and what is wrong with the lines that are none, each named with its line."""
    if not path.is_file():
        return [], []
    good: list[Correction] = []
    bad: list[str] = []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if not header:
            header = cells
            if "field" not in header or "value" not in header:
                return [], [f"{path.name}, line {number}: the header must be {', '.join(COLUMNS)}"]
            continue
        row = dict(zip(header, cells, strict=False))
        found = _correction(number, row)
        if isinstance(found, str):
            bad.append(f"{path.name}, line {number}: {found}")
        else:
            good.append(found)
    return good, bad


def _correction(number: int, row: dict[str, str]) -> Correction | str:
    article, field, value = row.get("article", ""), row.get("field", ""), row.get("value", "")
    allowed = SPAN_FIELDS if article else CORPUS_FIELDS
    if field not in allowed:
        return f"field {field!r} is none of {', '.join(allowed)} ({'for a span' if article else 'without an article'})"
    if not article:
        c = Correction(number, "", -1, -1, field, value, row.get("note", ""))
        if not all(c.sides):
            return f"the value of {field} must read NAME = NEW, not {value!r}"
        if field == "retype" and c.sides[1] not in ACTOR_TYPES:
            return f"type {c.sides[1]!r} is none of {', '.join(ACTOR_TYPES)}"
        if field == "split" and "@" not in c.sides[1]:
            return "the value of split must read NAME = NEW NAME @ article, article"
        return c
    start, stop = row.get("start", ""), row.get("stop", "")
    if not (start.isdigit() and stop.isdigit() and int(start) < int(stop)):
        return f"start and stop must be whole numbers with start < stop, not {start!r} and {stop!r}"
    if field == "tone" and value not in ("-1", "0", "1"):
        return f"tone must be -1, 0 or 1, not {value!r}"
    if field == "kind" and value not in MENTION_KINDS:
        return f"kind {value!r} is none of {', '.join(MENTION_KINDS)}"
    if field == "actor" and not value:
        return "the value must name an actor; to take the mention away use the field drop"
    return Correction(number, article, int(start), int(stop), field, value, row.get("note", ""))


def append(path: Path, rows: Iterable[Correction]) -> None:
    """Adds corrections to a file (made with its header if it is not there); the old lines stay as they are."""
    old = path.read_text(encoding="utf-8-sig") if path.is_file() else "\t".join(COLUMNS) + "\n"
    if old and not old.endswith("\n"):
        old += "\n"
    new = ""
    for c in rows:
        span = ("", "") if c.start < 0 else (str(c.start), str(c.stop))
        new += (
            "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in (c.article, *span, c.field, c.value, c.note)) + "\n"
        )
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(old + new, encoding="utf-8")
    os.replace(temporary, path)


@dataclass(slots=True)
class Renaming:
    """Corpus-wide corrections as one function from (article, name) to name."""

    names: dict[str, str]
    splits: dict[tuple[str, str], str]
    types: dict[str, str]

    @classmethod
    def of(cls, corrections: Iterable[Correction]) -> Renaming:
        names: dict[str, str] = {}
        splits: dict[tuple[str, str], str] = {}
        types: dict[str, str] = {}
        for c in corrections:
            left, right = c.sides if c.start < 0 else ("", "")
            if c.field in ("merge", "rename"):
                names[left] = right
            elif c.field == "retype":
                types[left] = right
            elif c.field == "split":
                new, _, articles = right.rpartition("@")
                splits.update({(a.strip(), left): new.strip() for a in articles.split(",")})
        return cls(names, splits, types)

    def __call__(self, article: str, name: str) -> str:
        name = self.splits.get((article, name), name)
        seen = {name}
        while name in self.names and self.names[name] not in seen:
            name = self.names[name]
            seen.add(name)
        return name
