"""The formats an article can come in: one reader each, in ``READERS``; whatever cannot be read is named and skipped.

A reader yields *rows* (dictionaries of strings with a row number) or reasons; `read_inputs` turns them into articles,
so that columns, ids and checks are the same for every format.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from framing.records import Article

MAX_TEXT = 5_000_000
"""Characters of one article; more is a file of something else."""
MAX_FILE = 4 * 1024**3
MAX_TEXT_FILE = 40 * 1024**2
MAX_ZIP_RATIO, MAX_ZIP_TOTAL = 200, 8 * 1024**3
MIN_CYRILLIC = 0.2
"""Least share of Cyrillic letters among the letters of a text (addresses and @names left out)."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "article", "article_id", "doc", "doc_id", "uid", "uuid", "message_id", "номер", "ид"),
    "text": (
        "text",
        "body",
        "content",
        "article_text",
        "full_text",
        "fulltext",
        "message",
        "article",
        "текст",
        "содержание",
    ),
    "title": ("title", "headline", "head", "заголовок", "название"),
    "outlet": (
        "outlet",
        "source",
        "channel",
        "media",
        "publisher",
        "newspaper",
        "site",
        "издание",
        "источник",
        "канал",
        "сми",
    ),
    "published": (
        "published",
        "date",
        "datetime",
        "time",
        "timestamp",
        "pubdate",
        "pub_date",
        "published_at",
        "publication_date",
        "created_at",
        "дата",
        "время",
        "опубликовано",
    ),
    "author": ("author", "authors", "byline", "автор", "авторы"),
    "url": ("url", "link", "href", "uri", "ссылка", "адрес"),
}
"""The columns of an article and the names they go by; case, spaces and hyphens do not matter."""

_DATES = (
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%a, %d %b %Y %H:%M:%S %z",
)
_HTML_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
"""A page's date is what it says of itself, never a year in its footer."""
_LEFT_ALONE = re.compile(r"^(readme.*|license.*|changelog.*|metadata\.csv|corrections\.tsv|actors\.tsv)$", re.I)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be read: the file, its row (0: the whole file) and the reason, in words."""

    path: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, Any]


Found = _Row | Skipped
Opener = Callable[[], Any]


# --- text of any encoding -------------------------------------------------------------------------------------------


def decode(raw: bytes) -> str:
    """The text of some bytes: UTF-8 with or without a mark, UTF-16, else the likeliest Cyrillic code page.

    Raises ValueError where the bytes are no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\x00" in raw[:100_000]:
        raise ValueError("binary data, not text")
    return raw.decode(encoding_of(raw))


def encoding_of(raw: bytes, whole: bool = True) -> str:
    """The encoding of a sample of bytes (``whole=False``: the sample may end in the middle of a character)."""
    import codecs

    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw, final=whole)
        return "utf-8-sig"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000], cp_isolation=["cp1251", "koi8_r", "cp866", "mac_cyrillic"]).best()
    if best is None:
        raise ValueError("its encoding is none of UTF-8, UTF-16, cp1251, koi8-r, cp866")
    return best.encoding


def cyrillic_share(text: str) -> float:
    """The share of Cyrillic letters among the letters of a text, addresses and @names left out."""
    letters = re.findall(r"[^\W\d_]", re.sub(r"https?://\S+|\bwww\.\S+|[@#]\w+", " ", text))
    return sum("\u0400" <= ch <= "\u04ff" for ch in letters) / len(letters) if letters else 0.0


# --- readers: bytes in, rows out ------------------------------------------------------------------------------------


def _read_txt(open_: Opener, name: str) -> Iterator[Found]:
    with open_() as stream:
        raw = stream.read(MAX_TEXT_FILE + 1)
    if len(raw) > MAX_TEXT_FILE:
        yield Skipped(
            name, 0, f"larger than {MAX_TEXT_FILE // 1024**2} MB: one text file is one article; split it, or make a CSV"
        )
        return
    yield _Row(0, {"text": decode(raw)})


def _read_html(open_: Opener, name: str) -> Iterator[Found]:
    from trafilatura import bare_extraction

    with open_() as stream:
        raw = stream.read(MAX_TEXT_FILE)
    page: Any = bare_extraction(decode(raw), include_comments=False, with_metadata=True, date_extraction_params=_HTML_DATES)
    if page is None or not page.text:
        yield Skipped(name, 0, "no article text found in the page")
        return
    title = page.title or ""
    text = page.text if not title or page.text.startswith(title) else f"{title}\n\n{page.text}"
    yield _Row(
        0,
        {
            "text": text,
            "title": title,
            "outlet": page.sitename or page.hostname,
            "published": page.date,
            "author": page.author,
            "url": page.url,
        },
    )


def _read_csv(open_: Opener, name: str) -> Iterator[Found]:
    csv.field_size_limit(2**31 - 1)
    with open_() as stream:
        sample = stream.read(262_144)
    if b"\x00" in sample and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("binary data, not a table")
    encoding = encoding_of(sample, whole=False)
    head = sample.decode(encoding, errors="ignore").splitlines()[:1] or [""]
    delimiter = max("\t;,|", key=head[0].count)
    with open_() as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        header = [cell.strip() for cell in next(reader, [])]
        number = 1
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeDecodeError) as error:
                yield Skipped(name, number, f"broken row: {error}")
                if isinstance(error, UnicodeDecodeError):
                    return
                continue
            if not any(cells):
                continue
            if len(cells) > len(header):
                yield Skipped(name, number, f"{len(cells)} cells, but the header has {len(header)} columns")
                continue
            yield _Row(number, dict(zip(header, cells, strict=False)))


def _read_jsonl(open_: Opener, name: str) -> Iterator[Found]:
    with open_() as stream:
        for number, raw in enumerate(stream, 1):
            if not raw.strip():
                continue
            try:
                cells = json.loads(decode(raw))
            except ValueError as error:
                yield Skipped(name, number, f"broken JSON line: {error}")
                continue
            yield _Row(number, cells) if isinstance(cells, dict) else Skipped(name, number, "not a JSON object")


def _read_json(open_: Opener, name: str) -> Iterator[Found]:
    with open_() as stream:
        raw = stream.read()
    try:
        data = json.loads(decode(raw))
    except json.JSONDecodeError:
        yield from _read_jsonl(open_, name)
        return
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = [data] if any(_is_column(key, "text") for key in data) or not lists else max(lists, key=len)
    for number, cells in enumerate(data, 1):
        yield _Row(number, cells) if isinstance(cells, dict) else Skipped(name, number, "not a JSON object")


def _read_parquet(open_: Opener, name: str) -> Iterator[Found]:
    import pyarrow.parquet as pq

    with open_() as stream:
        number = 0
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=1024):
            for cells in batch.to_pylist():
                number += 1
                yield _Row(number, cells)


def _read_xlsx(open_: Opener, name: str) -> Iterator[Found]:
    import openpyxl

    with open_() as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            header = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
            for number, cells in enumerate(rows, 2):
                if any(cell is not None for cell in cells):
                    yield _Row(number, dict(zip(header, cells, strict=False)))
        book.close()


READERS: dict[str, Callable[[Opener, str], Iterator[Found]]] = {
    ".txt": _read_txt, ".text": _read_txt, ".md": _read_txt,
    ".html": _read_html, ".htm": _read_html,
    ".csv": _read_csv, ".tsv": _read_csv,
    ".jsonl": _read_jsonl, ".ndjson": _read_jsonl, ".json": _read_json,
    ".parquet": _read_parquet, ".xlsx": _read_xlsx,
}  # fmt: skip
"""Another file format is one entry here: suffix -> reader of (opener, name) that yields rows or reasons."""


# --- inputs -> files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    stem: str
    open: Opener
    metadata: Mapping[str, Mapping[str, str]]


def _files(path: Path) -> Iterator[_File | Skipped]:
    if str(path) == "-":
        raw = sys.stdin.buffer.read()
        yield _File("stdin.txt", "stdin", lambda: io.BytesIO(raw), {})
    elif not path.exists():
        yield Skipped(str(path), 0, "no such file or folder")
    elif path.is_dir():
        yield from _folder(path)
    elif path.suffix.lower() == ".zip":
        yield from _zip(path)
    elif path.suffix.lower() not in READERS:
        yield Skipped(str(path), 0, f"unknown format {path.suffix or '(no suffix)'}; known: {', '.join([*READERS, '.zip'])}")
    else:
        yield _File(str(path), path.stem, lambda: path.open("rb"), _metadata(path.parent) if path.suffix == ".txt" else {})


def _folder(folder: Path) -> Iterator[_File | Skipped]:
    others: Counter[str] = Counter()
    metadata: dict[Path, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted(folder.rglob("*"), key=lambda p: p.as_posix()):
        inside = path.relative_to(folder)
        if (
            not path.is_file()
            or any(part.startswith(".") or part == "gold" for part in inside.parts)
            or _LEFT_ALONE.match(path.name)
        ):
            continue
        if path.suffix.lower() == ".zip":
            yield from _zip(path)
        elif path.suffix.lower() in READERS:
            if path.parent not in metadata:
                metadata[path.parent] = _metadata(path.parent)
            yield _File(str(path), path.stem, lambda path=path: path.open("rb"), metadata[path.parent])  # type: ignore[misc]
        else:
            others[path.suffix or "(no suffix)"] += 1
    for suffix, count in sorted(others.items()):
        yield Skipped(str(folder), 0, f"{count} files with the suffix {suffix} were left alone")


def _metadata(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """``metadata.csv`` of a folder: file name or stem -> its row."""
    path = folder / "metadata.csv"
    if not path.is_file():
        return {}
    rows: dict[str, Mapping[str, str]] = {}
    for found in _read_csv(lambda: path.open("rb"), str(path)):
        if isinstance(found, _Row):
            key = next(
                (
                    str(v)
                    for k, v in found.cells.items()
                    if k.strip().lower() in ("file", "filename", "path", "article", "id", "файл")
                ),
                "",
            )
            if key:
                name = PurePosixPath(key.replace("\\", "/")).name
                rows[name] = rows[name.removesuffix(".txt")] = found.cells
    return rows


def _zip(path: Path) -> Iterator[_File | Skipped]:
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        yield Skipped(str(path), 0, f"not a readable zip: {error}")
        return
    total = 0
    for entry in sorted(entries, key=lambda e: e.filename):
        name = f"{path}/{entry.filename}"
        inner = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or _LEFT_ALONE.match(inner.name) or inner.name.startswith(".") or "__MACOSX" in inner.parts:
            continue
        total += entry.file_size
        if inner.is_absolute() or ".." in inner.parts or re.match(r"^[A-Za-z]:", entry.filename):
            yield Skipped(name, 0, "its path leads out of the zip")
        elif entry.flag_bits & 1:
            yield Skipped(name, 0, "it is encrypted")
        elif entry.file_size > MAX_ZIP_RATIO * max(entry.compress_size, 1) and entry.file_size > 1_000_000:
            yield Skipped(name, 0, f"a zip bomb: {entry.compress_size} bytes grow to {entry.file_size}")
        elif entry.file_size > MAX_FILE or total > MAX_ZIP_TOTAL:
            yield Skipped(name, 0, "the zip is too large when unpacked; unpack it and name the folder")
        elif inner.suffix.lower() not in READERS:
            yield Skipped(name, 0, f"unknown format {inner.suffix or '(no suffix)'} inside a zip")
        else:
            yield _File(name, inner.stem, lambda entry=entry: archive.open(entry), {})  # type: ignore[misc]


# --- rows -> articles -----------------------------------------------------------------------------------------------


def _key(name: object) -> str:
    return re.sub(r"[\s\-]+", "_", str(name).strip().casefold())


def _is_column(name: object, column: str) -> bool:
    return _key(name) in COLUMNS[column]


def _mapping(names: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Which of a file's columns is which of ours: what was asked for, else the first known synonym."""
    names = list(names)
    out: dict[str, str] = {}
    for name, wanted in asked.items():
        column = next((c for c in COLUMNS if _is_column(name, c)), name)
        if column not in COLUMNS:
            raise ValueError(f"--map knows the columns {', '.join(COLUMNS)}; not {column!r}")
        match = next((n for n in names if _key(n) == _key(wanted)), None)
        if match is None:
            raise ValueError(
                f"no column {wanted!r} (asked for by --map {column}={wanted}); the file has: {', '.join(map(str, names))}"
            )
        out[column] = match
    by_key = {_key(n): n for n in reversed(names)}
    for column in ("text", *(c for c in COLUMNS if c != "text")):
        if column not in out:
            free = [by_key[s] for s in COLUMNS[column] if s in by_key and by_key[s] not in out.values()]
            if free:
                out[column] = free[0]
    return out


def _when(value: Any) -> datetime | None:
    """A date in any of the usual spellings; with a time zone it becomes UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        moment = value
    elif hasattr(value, "isoformat"):
        moment = datetime.fromisoformat(value.isoformat())
    elif isinstance(value, (int, float)):
        moment = datetime.fromtimestamp(value if value < 1e11 else value / 1000, UTC)
    else:
        moment_or_none = _parse_date(str(value).strip())
        if moment_or_none is None:
            return None
        moment = moment_or_none
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _parse_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def _cell(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _article(row: _Row, columns: Mapping[str, str], file: _File) -> Article | Skipped:
    def get(column: str) -> Any:
        return row.cells.get(columns[column]) if column in columns else None

    text = get("text")
    text = "" if text is None or text != text else str(text)
    reason = _unreadable(text)
    if reason:
        return Skipped(file.name, row.number, reason)
    return Article(
        id=_cell(get("id")) or (file.stem if row.number == 0 else f"{file.stem}-{row.number:06d}"),
        text=text, title=_cell(get("title")), outlet=_cell(get("outlet")), published=_when(get("published")),
        author=_cell(get("author")), url=_cell(get("url")), path=file.name,
    )  # fmt: skip


def _unreadable(text: str) -> str:
    if not text.strip():
        return "the text is empty"
    if len(text) > MAX_TEXT:
        return f"{len(text):,} characters in one text; the most for one article is {MAX_TEXT:,}"
    if "\x00" in text:
        return "binary data, not text"
    share = cyrillic_share(text)
    if share < MIN_CYRILLIC:
        return f"no Russian text: {share:.0%} of its letters are Cyrillic" if share else "no Cyrillic letter in the text"
    return ""


def _with_metadata(article: Article, file: _File) -> Article:
    cells = file.metadata.get(PurePosixPath(file.name).name) or file.metadata.get(file.stem)
    if not cells:
        return article
    known = _mapping(cells, {})
    found = {c: _cell(cells.get(n)) for c, n in known.items() if c not in ("id", "text", "published") and not getattr(article, c)}
    published = article.published or (_when(cells.get(known["published"])) if "published" in known else None)
    return replace(article, **found, published=published)  # type: ignore[arg-type]


def _articles_of(file: _File, asked: Mapping[str, str]) -> Iterator[tuple[int, Article | Skipped]]:
    """The articles of one file with their rows."""
    columns: dict[str, str] | None = None
    suffix = PurePosixPath(file.name).suffix.lower()
    for found in READERS[suffix](file.open, file.name):
        if isinstance(found, Skipped):
            yield found.row, found
            continue
        if columns is None or (suffix in (".jsonl", ".ndjson", ".json") and not set(columns.values()) <= set(found.cells)):
            columns = _mapping(found.cells, {} if found.number == 0 else asked)
            if "text" not in columns:
                there = ", ".join(map(str, found.cells))
                yield 0, Skipped(file.name, 0, f"no column with the text; it has: {there}; name it with --map text=COLUMN")
                return
        article = _article(found, columns, file)
        yield found.number, article if isinstance(article, Skipped) else _with_metadata(article, file)


def read_inputs(paths: Iterable[str | Path], *, mapping: Mapping[str, str] | None = None) -> Iterator[Article | Skipped]:
    """The articles of files, folders, zips and stdin (``-``), in order of their names; what cannot be read comes as `Skipped`.

    ``mapping`` names columns of the input: ``{"outlet": "channel"}``. An id given twice inside one file is skipped with
    its row; the same id in another file or of another outlet is told apart by its name.
    """
    seen: dict[str, tuple[str, str]] = {}
    for path in paths:
        for file in _files(Path(path)):
            if isinstance(file, Skipped):
                yield file
                continue
            try:
                for row, article in _articles_of(file, mapping or {}):
                    yield article if isinstance(article, Skipped) else _once(article, row, file, seen)
            except Exception as error:  # one bad file never stops a corpus
                yield Skipped(file.name, 0, f"{error}" if isinstance(error, ValueError) else f"{type(error).__name__}: {error}")


def _once(article: Article, row: int, file: _File, seen: dict[str, tuple[str, str]]) -> Article | Skipped:
    """The article under an id of its own: one used before is told apart by its file or its outlet, else it is skipped."""
    here = article.id
    if here in seen:
        path = PurePosixPath(file.name.replace("\\", "/"))
        other_file, other_outlet = seen[here]
        if other_file != file.name:
            here = f"{path.parent.name if path.stem == here else path.stem}/{here}"
        elif article.outlet and article.outlet != other_outlet:
            here = f"{article.outlet}/{here}"
    if here in seen:
        return Skipped(file.name, row, f"the id {article.id!r} was already used in {seen[here][0]}")
    seen[here] = (file.name, article.outlet)
    return article if here == article.id else replace(article, id=here)
