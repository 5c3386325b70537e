"""The door of the room: a corpus, a folder of Parquet files, or a frame becomes SQL tables that DuckDB can count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from framing.records import COUNTED_ZONES, ZONES

TABLES = ("articles", "tokens", "mentions", "actors", "quotes", "tone", "hits")
ARTICLE_COLUMNS = ("outlet", "published", "title", "author", "url", "path", "n_tokens", "n_sentences", "duplicate_of", "story")
PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
DUPLICATES = ("cluster", "count", "drop")
GROUPINGS = {"article", "outlet", "author", "zone", "kind", "type", "voice", "actor", "pos", "stance", "lexicon", "label"}
"""Columns worth naming to somebody who asked for one that is not there; any other column will do too."""

SLICE = 25_000
"""So many stories are counted at a time where every token is looked at: memory does not grow with the corpus."""

By = str | Sequence[str] | None
Words = str | Iterable[str] | None

_SIGNS = {
    "tokens": {"lemma", "head"},
    "mentions": {"actor", "name_start"},
    "quotes": {"speaker_text"},
    "tone": {"voice", "label"},
    "hits": {"base", "lexicon"},
    "actors": {"aliases"},
    "articles": {"published", "text"},
}


def name(column: str) -> str:
    """An SQL identifier, quoted."""
    return '"' + column.replace('"', '""') + '"'


def literal(value: str) -> str:
    """An SQL string, quoted."""
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    """``('a', 'b')``; an empty list matches nothing."""
    return "(" + (", ".join(literal(value) for value in values) or "NULL") + ")"


def firsts(count: int) -> str:
    """``1, 2, 3``: the first columns, for GROUP BY and ORDER BY."""
    return ", ".join(str(i + 1) for i in range(count))


def as_tuple(value: Words) -> tuple[str, ...]:
    """One name or several as a tuple; None is empty."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


@dataclass
class Door:
    """A DuckDB connection and what it holds: ``columns["tokens"]`` are the columns of the table of that name."""

    con: duckdb.DuckDBPyConnection
    columns: dict[str, tuple[str, ...]]

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table is there and has all the columns."""
        return table in self.columns and set(columns) <= set(self.columns[table])

    def need(self, measure: str, *tables: str) -> None:
        """Raises ValueError where a table that the measure counts is absent."""
        missing = [table for table in tables if table not in self.columns]
        if missing:
            raise ValueError(
                f"{measure} counts {' and '.join(tables)}, but {' and '.join(missing)} is not here "
                f"(here: {', '.join(self.columns) or 'nothing'}); give it a corpus, its folder, or a dict of frames"
            )

    def frame(self, sql: str) -> pd.DataFrame:
        """The rows of a query as a frame; text columns hold str or None."""
        return self.con.execute(sql).df()

    def zones(self, table: str, alias: str, zones: Words) -> str:
        """The SQL condition that keeps the counted zones of a table (``TRUE`` where it has no zones)."""
        if not self.has(table, "zone"):
            return "TRUE"
        wanted = as_tuple(zones) or COUNTED_ZONES
        if wanted == ("all",):
            return "TRUE"
        unknown = [zone for zone in wanted if zone not in ZONES]
        if unknown:
            raise ValueError(f"unknown zone {unknown[0]!r}; zones are {', '.join(ZONES)}, or 'all'")
        return f"{alias}.zone IN {literals(wanted)}"

    def words(self, alias: str) -> str:
        """The SQL condition that keeps words: no punctuation, no symbols."""
        return f"coalesce({alias}.pos, '') NOT IN ('PUNCT', 'SYM')" if self.has("tokens", "pos") else "TRUE"


def _is_folder(tables: Any) -> bool:
    return isinstance(tables, str | Path)


def _from_folder(place: Path) -> Door:
    if not place.is_dir():
        raise FileNotFoundError(f"no corpus folder at {place}")
    con, columns = duckdb.connect(), {}
    for table in TABLES:
        for path in (place / f"{table}.parquet", place / table):
            files = str(path / "**" / "*.parquet") if path.is_dir() else str(path)
            if path.exists() and (path.is_file() or any(path.rglob("*.parquet"))):
                source = f"read_parquet({literal(files)}, union_by_name=true)"
                con.execute(f"CREATE VIEW {table} AS SELECT * FROM {source}")
                columns[table] = _columns(con, table)
                break
    if not columns:
        raise FileNotFoundError(f"{place} holds no table of a corpus ({', '.join(f'{t}.parquet' for t in TABLES)})")
    return Door(con, columns)


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> tuple[str, ...]:
    return tuple(row[0] for row in con.execute(f"DESCRIBE {table}").fetchall())


def _from_corpus(corpus: Any) -> Door:
    con = corpus.connect()
    present = {row[0] for row in con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    return Door(con, {table: _columns(con, table) for table in TABLES if table in present})


def _register(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    lists = [column for column in ("actors", "aliases") if column in frame.columns]
    if lists:  # an object column of lists: DuckDB would guess its type from a sample
        import pyarrow as pa

        arrays = {column: pa.array([list(row) for row in frame[column]], pa.list_(pa.string())) for column in lists}
        rest = pa.Table.from_pandas(frame.drop(columns=lists), preserve_index=False)
        for column, array in arrays.items():
            rest = rest.append_column(column, array)
        con.register(table, rest)
        return
    con.register(table, frame)


def table_of(frame: pd.DataFrame) -> str:
    """Which table of a corpus a frame is, by its columns; raises ValueError where it is none of them."""
    for table, signs in _SIGNS.items():
        if signs <= set(frame.columns):
            return table
    if "lemma" in frame.columns:
        return "tokens"
    raise ValueError(f"no table of a corpus has these columns: {', '.join(map(str, frame.columns))}")


def _from_frames(frames: Mapping[str, pd.DataFrame]) -> Door:
    con = duckdb.connect()
    unknown = [table for table in frames if table not in TABLES]
    if unknown:
        raise ValueError(f"unknown table {unknown[0]!r}; tables are {', '.join(TABLES)}")
    for table, frame in frames.items():
        _register(con, table, frame)
    return Door(con, {table: tuple(map(str, frame.columns)) for table, frame in frames.items()})


def enter(tables: Any) -> Door:
    """Opens what a measure is given: a corpus, its folder, one of its tables as a frame, or a dict of frames by name."""
    if isinstance(tables, Door):
        return tables
    if _is_folder(tables):
        return _from_folder(Path(tables))
    if isinstance(tables, pd.DataFrame):
        return _from_frames({table_of(tables): tables})
    if isinstance(tables, Mapping):
        return _from_frames(tables)
    if hasattr(tables, "connect"):
        return _from_corpus(tables)
    raise TypeError(f"a measure takes a corpus, a folder, a frame or a dict of frames, not {type(tables).__name__}")


@dataclass(frozen=True)
class Keys:
    """How a measure groups: ``columns`` names the key columns; ``article`` are those that belong to whole articles."""

    columns: tuple[str, ...]
    article: tuple[str, ...]
    row: tuple[str, ...]
    cte: str
    """``a AS (SELECT article, unit, keys ...)``: one row per counted article and the story that it tells."""

    def select(self, alias: str = "a", rows: Mapping[str, str] | None = None) -> str:
        """The key columns as a SELECT list that ends in a comma, or nothing."""
        own = rows or {}
        parts = [f"{own.get(key, f'{alias}.{name(key)}')} AS {name(key)}" for key in self.columns]
        return ", ".join(parts) + ", " if parts else ""

    def frame(self, door: Door, query: Callable[[str], str], whole: bool = False) -> pd.DataFrame:
        """The rows of ``query(cte)`` of every slice, one under the other; ``whole``: of all articles at once."""
        parts = [door.frame(query(cte)) for cte in ([self.cte] if whole else self.slices(door))]
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]

    def slices(self, door: Door) -> list[str]:
        """``cte`` for all articles where they are few, else one for every ``SLICE`` stories, with all articles of each."""
        source = "articles" if "articles" in door.columns else next(t for t in TABLES if t in door.columns)
        many = door.con.execute(f"SELECT approx_count_distinct(article) FROM {source}").fetchall()[0][0]
        if many < 2 * SLICE:
            return [self.cte]
        table = f"articles_{hashlib.sha256(self.cte.encode()).hexdigest()[:16]}"
        number = f"(dense_rank() OVER (ORDER BY unit) - 1) // {SLICE} AS slice"
        door.con.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS WITH {self.cte} SELECT *, {number} FROM a ORDER BY article")
        last = door.con.execute(f"SELECT max(slice) FROM {table}").fetchall()[0][0]
        return [f"a AS (SELECT * EXCLUDE (slice) FROM {table} WHERE slice = {i})" for i in range(last + 1)]


def _articles(door: Door, main: str) -> tuple[str, tuple[str, ...]]:
    """The source of the articles: their table, or what the main table carries of it."""
    if "articles" in door.columns:
        return "articles", door.columns["articles"]
    known = [column for column in ARTICLE_COLUMNS if door.has(main, column)]
    picks = "".join(f", any_value({name(column)}) AS {name(column)}" for column in known)
    return f"(SELECT article{picks} FROM {main} GROUP BY article)", ("article", *known)


def _period(door: Door, source: str) -> str:
    """Which period keeps a timeline readable: days up to six weeks, weeks up to eight months, months up to five years."""
    ends = f"SELECT min(CAST(published AS TIMESTAMP)), max(CAST(published AS TIMESTAMP)) FROM {source}"
    low, high = door.con.execute(ends).fetchall()[0]
    if low is None:
        return "day"
    days = (high - low).days
    return next(period for period, most in (("day", 42), ("week", 240), ("month", 1830), ("year", 10**9)) if days <= most)


def _key(door: Door, key: str, source: str, columns: tuple[str, ...]) -> str | None:
    """The SQL of one article key, or None where the articles have no such thing."""
    if key in columns:
        return f"coalesce(CAST(s.{name(key)} AS VARCHAR), '')"
    period = _period(door, source) if key == "period" and "published" in columns else key
    if period in PERIODS and "published" in columns:
        return f"coalesce(strftime(CAST(s.published AS TIMESTAMP), '{PERIODS[period]}'), '')"
    return None


def keys(door: Door, by: By, main: str, duplicates: str, own: Sequence[str] = (), parts: Sequence[str] = ()) -> Keys:
    """Reads ``by`` against the articles and the main table.

    ``own`` are row keys that the measure itself makes (actor, voice); ``parts`` are keys that cut a group into pieces without
    making groups of them, so that a story counts once for all of them. Duplicates: "cluster" counts one article of each
    story in each group, "count" counts them all, "drop" only the originals; the story is the unit of resampling in all
    three. Raises ValueError for a key that neither the articles nor the main table have.
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f"unknown duplicates {duplicates!r}; choose one of {', '.join(DUPLICATES)}")
    wanted = tuple(dict.fromkeys(as_tuple(by)))
    source, columns = _articles(door, main)
    article: dict[str, str] = {}
    row: list[str] = []
    for key in wanted:
        sql = None if key in own else _key(door, key, source, columns)
        if sql is not None:
            article[key] = sql
        elif key in own or door.has(main, key):
            row.append(key)
        else:
            have = {*columns, *door.columns.get(main, ())}
            good = sorted({*own, *(have & GROUPINGS), *(("period", *PERIODS) if "published" in columns else ())})
            raise ValueError(f"cannot group by {key!r}; choose from {', '.join(good)}")
    return Keys(wanted, tuple(article), tuple(row), _cte(source, columns, article, duplicates, parts))


def _cte(source: str, columns: tuple[str, ...], article: Mapping[str, str], duplicates: str, parts: Sequence[str]) -> str:
    own = "CAST(s.article AS VARCHAR)"
    origins = [f"nullif(CAST(s.{name(c)} AS VARCHAR), '')" for c in ("story", "duplicate_of") if c in columns]
    unit = f"coalesce({', '.join([*origins, own])})"
    picks = "".join(f", {sql} AS {name(key)}" for key, sql in article.items())
    where = qualify = ""
    if origins and duplicates == "drop":
        where = f" WHERE {unit} = {own}"
    if origins and duplicates == "cluster":
        part = ", ".join([unit, *(sql for key, sql in article.items() if key not in parts)])
        order = [f"{unit} <> {own}", *(["s.published"] if "published" in columns else []), own]
        qualify = f" QUALIFY row_number() OVER (PARTITION BY {part} ORDER BY {', '.join(order)}) = 1"
    return f"a AS MATERIALIZED (SELECT {own} AS article, {unit} AS unit{picks} FROM {source} AS s{where}{qualify})"
