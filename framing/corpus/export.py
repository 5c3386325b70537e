"""A corpus's tables for other programs: CSV, Excel or JSON lines."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from framing.corpus.corpus import TABLES, Corpus

XLSX_ROWS = 1_048_575


def export(corpus: Corpus, format: str, out: str | Path, tables: Sequence[str] = ()) -> Path:
    """Writes each table as one file into a new folder and returns it.

    Raises FileExistsError where the folder is there already, ValueError for an unknown table, or one too long for Excel.
    """
    target = Path(out)
    wrong = [t for t in tables if t not in TABLES]
    if wrong:
        raise ValueError(f"no table {wrong[0]!r}; there are {', '.join(TABLES)}")
    if target.exists():
        raise FileExistsError(f"{target} exists already; name another folder with -o")
    temporary = target.with_name(f".{target.name}.writing")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name in tables or TABLES:
        _WRITERS[format](corpus, name, temporary / f"{name}.{format}")
    temporary.rename(target)
    return target


def _copy(corpus: Corpus, name: str, path: Path, how: str) -> None:
    with corpus.connect() as db:
        place = path.as_posix().replace("'", "''")
        db.execute(f"COPY (SELECT * FROM {name}) TO '{place}' ({how})")


def _xlsx(corpus: Corpus, name: str, path: Path) -> None:
    import re

    frame = corpus.table(name)
    if len(frame) > XLSX_ROWS:
        raise ValueError(f"{name} has {len(frame)} rows; a sheet holds {XLSX_ROWS}: use --format csv, or --table to leave it out")
    for column in frame.columns[frame.dtypes.map(str).isin(["object", "str", "string"])]:
        frame[column] = [
            ", ".join(map(str, v)) if hasattr(v, "__iter__") and not isinstance(v, str) else v for v in frame[column]
        ]
        frame[column] = [
            re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", v)[:32_767] if isinstance(v, str) else v for v in frame[column]
        ]
    _save_sheet(frame, path)


def _save_sheet(frame: object, path: Path) -> None:
    """Cells that begin like a formula are written as text, so that no spreadsheet runs what an article says."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("framing")
    sheet.append(list(frame.columns))  # type: ignore[attr-defined]
    for row in frame.itertuples(index=False):  # type: ignore[attr-defined]
        cells = []
        for value in row:
            value = None if value != value else value.item() if hasattr(value, "item") else value
            cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
            if isinstance(value, str) and value[:1] in "=+-@":
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


_WRITERS = {
    "csv": lambda corpus, name, path: _copy(corpus, name, path, "FORMAT csv, HEADER"),
    "jsonl": lambda corpus, name, path: _copy(corpus, name, path, "FORMAT json"),
    "xlsx": _xlsx,
}
