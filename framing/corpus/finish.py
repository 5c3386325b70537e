"""From parts to tables: actors named alike across articles, reprints marked, corrections replayed, rows in order.

Everything runs in DuckDB over the Parquet parts, out of memory; the tables are written to a temporary place, then moved.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import duckdb

from framing.corpus.corrections import Correction, Renaming, read_corrections
from framing.corpus.run import put, sync
from framing.corpus.schema import ORDER, SCHEMAS
from framing.corpus.sql import fetch
from framing.corpus.stories import stories

MEMORY = "800MB"
READY = "tables.ready"
"""The folder of new tables that are complete and only wait to be moved to their places."""
LINKED_AT_ONCE = 100_000
"""About how many people of articles are joined across articles at a time."""


def finish(folder: Path, info: Mapping[str, Any]) -> None:
    """Writes the tables of a corpus folder from its parts, and ``corpus.json``: ``info``, the counts, the corrections.

    The new files appear together or not at all: they are written aside, become complete by one renaming, and whoever
    opens the folder moves what a killed process had left to move (`settle`).
    """
    settle(folder)
    temporary = folder / f".tables.{os.getpid()}"
    for leftover in folder.glob(".corpus.json.*"):
        leftover.unlink(missing_ok=True)
    for leftover in folder.glob(".tables.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    spill = folder / f".tables.{os.getpid()}.spill"
    temporary.mkdir()
    try:
        db = duckdb.connect(
            config={"memory_limit": MEMORY, "temp_directory": str(spill), "threads": "2", "preserve_insertion_order": "false"}
        )
        with db:
            counts, corrections = _tables(db, folder, temporary)
        write_info(temporary, {**info, "counts": counts, "corrections": corrections, "done": True})
        put(temporary, folder / READY)
    except RuntimeError as error:
        if "interrupt" in str(error).lower():  # how DuckDB tells of Ctrl-C
            raise KeyboardInterrupt from error
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(spill, ignore_errors=True)
    settle(folder)


def settle(folder: Path) -> None:
    """Moves new tables that are complete to their places, ``corpus.json`` last; again and again if need be."""
    ready = folder / READY
    if not ready.is_dir():
        return
    with suppress(FileNotFoundError):  # another process that opened the folder may be as far
        for path in sorted(ready.iterdir(), key=lambda p: (p.name == "corpus.json", p.name)):
            with suppress(FileNotFoundError):
                os.replace(path, folder / path.name)
        sync(folder)
        ready.rmdir()


def write_info(folder: Path, info: Mapping[str, Any]) -> None:
    """Writes ``corpus.json`` whole or not at all."""
    temporary = folder / f".corpus.json.{os.getpid()}"
    temporary.write_text(json.dumps(info, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    sync(temporary)
    os.replace(temporary, folder / "corpus.json")


def failed(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The articles on which the analysis broke, as they stand in ``corpus.json``, by the part that they should be in."""
    return {
        path.parent.name: [
            {"path": f["path"], "row": 0, "reason": f"article {f['article']}: {f['reason']}"}
            for f in json.loads(path.read_text(encoding="utf-8"))
        ]
        for path in sorted(folder.glob("parts/[0-9]*/failed.json"))
    }


def _tables(db: duckdb.DuckDBPyConnection, folder: Path, out: Path) -> tuple[dict[str, int], dict[str, Any]]:
    for name, schema in SCHEMAS.items():
        files = (folder / "parts" / "[0-9]*" / f"{name}.parquet").as_posix().replace("'", "''")
        if next(folder.glob(f"parts/[0-9]*/{name}.parquet"), None) is None:
            db.register(f"raw_{name}", schema.empty_table())
        else:
            db.execute(f"CREATE VIEW raw_{name} AS SELECT * FROM read_parquet('{files}')")
    good, bad = read_corrections(folder / "corrections.tsv")
    renaming = Renaming.of(good)
    _names(db, renaming)
    _fixes(db, good)
    bad += _unmatched(db, good, folder)
    db.register("stories_frame", stories(db))
    db.execute(_VIEWS)
    counts: dict[str, int] = {}
    for name in SCHEMAS:
        order = _ORDERS.get(name) or ORDER.get(name, "n_mentions DESC, actor")
        target = (out / f"{name}.parquet").as_posix().replace("'", "''")
        query = f"COPY (SELECT * FROM final_{name} ORDER BY {order}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        counts[name] = _one(db, query)
    return counts, {
        "applied": len(good) - sum("matches nothing" in b or "no actor" in b for b in bad),
        "errors": sorted(bad),
    }


def _one(db: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(db.execute(query).fetchall()[0][0])


def _names(db: duckdb.DuckDBPyConnection, renaming: Renaming) -> None:
    """The table ``names``: what each article calls an actor -> what the corpus calls it."""
    db.execute("CREATE TABLE linked (article VARCHAR, local VARCHAR, actor VARCHAR)")
    groups = 1 + _one(db, "SELECT count(*) FROM raw_actors WHERE type = 'PER'") // LINKED_AT_ONCE
    for group in range(groups):
        _link_people(db, groups, group)
    _link_things(db)
    db.execute("CREATE TABLE called AS SELECT DISTINCT actor FROM linked")
    types = [(actor, kind) for actor, kind in renaming.types.items()]
    renamed = [(a, n, renaming(a, actor)) for a, n, actor in _touched(db, renaming)]
    _table(db, "renamed", ("article", "local", "actor"), renamed)
    _table(db, "retyped", ("actor", "type"), types)
    db.execute(_NAMES)


def _table(db: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """A table of words; made if it is not there, else longer than before."""
    import pyarrow as pa

    arrays = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(columns))]
    db.register("some_rows", pa.table(dict(zip(columns, arrays, strict=True))))
    db.execute(
        f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM some_rows LIMIT 0; INSERT INTO {name} SELECT * FROM some_rows"
    )
    db.unregister("some_rows")


def _link_people(db: duckdb.DuckDBPyConnection, groups: int, group: int) -> None:
    """Joins the people of one group of surnames: people with different surnames are never joined, so groups bound memory."""
    from framing.actors import link_corpus

    links = link_corpus(fetch(db, _PEOPLE, [groups, group]))
    _table(db, "linked", ("article", "local", "actor"), [(a, n, actor) for (a, n), actor in links.items()])


def _link_things(db: duckdb.DuckDBPyConnection) -> None:
    """Joins organisations, places and groups: by name and aliases, whatever the article, so equal rows are one object."""
    from framing.actors import link_corpus

    rows = fetch(db, _THINGS)
    links = link_corpus(chain.from_iterable(repeat(row, row["times"]) for row in rows))
    _table(db, "things", ("type", "local", "actor"), [(t, n, actor) for (t, n), actor in links.items()])
    db.execute("""INSERT INTO linked SELECT r.article, r.actor, t.actor
                  FROM raw_actors r JOIN things t ON t.type = r.type AND t.local = r.actor WHERE r.type <> 'PER'""")


def _touched(db: duckdb.DuckDBPyConnection, renaming: Renaming) -> list[tuple[str, str, str]]:
    """The rows of ``linked`` that corrections may rename."""
    wanted = sorted({*renaming.names, *(name for _, name in renaming.splits)})
    return db.execute("SELECT article, local, actor FROM linked WHERE list_contains(?, actor)", [wanted]).fetchall()


_PEOPLE = """
SELECT article, actor AS name, type, gender, aliases, titles, n_mentions FROM raw_actors
WHERE type = 'PER' AND
  hash(replace(lower(regexp_extract(regexp_replace(actor, ' \\(\\d+\\)$', ''), '[^ ]+$')), 'ё', 'е')) % CAST(? AS INTEGER) = ?
ORDER BY article, actor
"""
_THINGS = """
SELECT type AS article, actor AS name, type, gender, aliases, titles, n_mentions, count(*) AS times
FROM raw_actors WHERE type <> 'PER' GROUP BY type, actor, gender, aliases, titles, n_mentions
ORDER BY min(article), actor, aliases, n_mentions
"""
_NAMES = """
CREATE TABLE names AS
  SELECT article, local, coalesce(min(r.actor), min(l.actor)) AS actor
  FROM linked l LEFT JOIN renamed r USING (article, local) GROUP BY article, local;
DROP TABLE linked
"""


def _fixes(db: duckdb.DuckDBPyConnection, corrections: list[Correction]) -> None:
    """The table ``fix``: one row a corrected span, the last line on a span and field counts."""
    import pyarrow as pa

    last = {(c.article, c.start, c.stop, c.field): c for c in corrections if c.start >= 0}
    rows = [{"article": c.article, "start": c.start, "stop": c.stop, "field": c.field, "value": c.value} for c in last.values()]
    schema = pa.schema(
        [
            ("article", pa.string()),
            ("start", pa.int32()),
            ("stop", pa.int32()),
            ("field", pa.string()),
            ("value", pa.string()),
        ]
    )
    db.register("fix_frame", pa.Table.from_pylist(rows, schema=schema))
    db.execute("CREATE TABLE fix AS SELECT * FROM fix_frame")


def _unmatched(db: duckdb.DuckDBPyConnection, corrections: list[Correction], folder: Path) -> list[str]:
    """Corrections that point at nothing, each named with its line."""
    if not corrections:
        return []
    spans = {tuple(row) for row in db.execute(_SPANS_FOUND).fetchall()}
    known = {r[0] for r in db.execute("SELECT actor FROM called").fetchall()} | {c.sides[1] for c in corrections if c.start < 0}
    now = dict(db.execute("SELECT local, mode(actor ORDER BY actor) FROM names GROUP BY local").fetchall())
    bad = []
    for c in corrections:
        if c.start >= 0 and (c.article, c.start, c.stop) not in spans:
            bad.append(
                f"corrections.tsv, line {c.line}: {c.article} {c.start}-{c.stop} matches nothing: "
                "no mention or quote has just this span"
            )
        elif c.start < 0 and c.sides[0] not in known:
            other = f"; this corpus calls it {now[c.sides[0]]!r}" if c.sides[0] in now else ""
            bad.append(f"corrections.tsv, line {c.line}: no actor is called {c.sides[0]!r}{other}")
    return bad


_ORDERS = {
    "mentions": ORDER["mentions"] + ", kind, rule, type, name_start, name_stop, confidence, quote, zone",
    "tone": ORDER["tone"] + ", voice, quote, label, score, reason, p_neg, masked_score",
    "hits": ORDER["hits"] + ", score, base, changed_by, quote",
    "blocks": ORDER["blocks"] + ", stop, zone",
}
"""Orders that leave nothing to chance: two rows of one span stay in one order, however many threads sort."""
_SPANS_FOUND = """
SELECT article, start, stop FROM fix WHERE (article, start, stop) IN (SELECT (article, start, stop) FROM raw_mentions)
OR (article, start, stop) IN (SELECT (article, start, stop) FROM raw_quotes)
"""

_VIEWS = """
CREATE VIEW final_articles AS
  SELECT a.* REPLACE (
    coalesce(s.duplicate_of, '') AS duplicate_of, coalesce(s.story, a.article) AS story, s.similarity AS similarity)
  FROM raw_articles a LEFT JOIN stories_frame s USING (article);
CREATE VIEW final_blocks AS SELECT * FROM raw_blocks;

CREATE TABLE quote_actors AS
  SELECT article, quote, list(actor ORDER BY pos) AS actors FROM (
    SELECT u.article, u.quote, u.pos, coalesce(n.actor, u.actor) AS actor
    FROM (SELECT article, quote, unnest(actors) AS actor, generate_subscripts(actors, 1) AS pos FROM raw_quotes) u
    LEFT JOIN names n ON n.article = u.article AND n.local = u.actor) GROUP BY ALL;
CREATE VIEW speaker_fix AS
  SELECT q.article, q.quote, coalesce(f.value, m.value) AS value FROM raw_quotes q
  LEFT JOIN fix f ON f.field = 'speaker' AND (f.article, f.start, f.stop) = (q.article, q.start, q.stop)
  LEFT JOIN fix m ON m.field = 'actor' AND (m.article, m.start, m.stop) = (q.article, q.speaker_start, q.speaker_stop)
  WHERE f.value IS NOT NULL OR m.value IS NOT NULL;
CREATE VIEW final_quotes AS
  SELECT q.* REPLACE (
    CASE WHEN f.value IS NULL THEN coalesce(a.actors, []) WHEN f.value = '' THEN []
         ELSE [trim(x) for x in string_split(f.value, ';')] END AS actors,
    CASE WHEN f.value IS NULL THEN q.speaker_rule ELSE 'corrected' END AS speaker_rule)
  FROM raw_quotes q LEFT JOIN quote_actors a USING (article, quote) LEFT JOIN speaker_fix f USING (article, quote)
  WHERE NOT EXISTS (SELECT 1 FROM fix d WHERE d.field = 'drop' AND (d.article, d.start, d.stop) = (q.article, q.start, q.stop));
CREATE TABLE live_quotes AS SELECT article, quote, kind, coalesce(actors[1], 'unnamed') AS voice FROM final_quotes;

CREATE VIEW final_tokens AS
  SELECT t.* REPLACE (CASE WHEN q.quote IS NULL THEN -1 ELSE t.quote END AS quote)
  FROM raw_tokens t LEFT JOIN live_quotes q USING (article, quote);
CREATE VIEW final_hits AS
  SELECT h.* REPLACE (CASE WHEN q.quote IS NULL THEN -1 ELSE h.quote END AS quote)
  FROM raw_hits h LEFT JOIN live_quotes q USING (article, quote);

CREATE VIEW fixed_names AS
  SELECT f.article, f.start, f.stop, trim(unnest(string_split(f.value, ';'))) AS actor FROM fix f WHERE f.field = 'actor';
CREATE VIEW final_mentions AS
  SELECT DISTINCT m.* REPLACE (
    coalesce(f.actor, n.actor, m.actor) AS actor, coalesce(k.value, m.kind) AS kind,
    coalesce(t.type, m.type) AS type, CASE WHEN f.actor IS NULL THEN m.rule ELSE 'corrected' END AS rule,
    CASE WHEN q.quote IS NULL THEN -1 ELSE m.quote END AS quote)
  FROM raw_mentions m LEFT JOIN names n ON n.article = m.article AND n.local = m.actor
  LEFT JOIN fixed_names f ON (f.article, f.start, f.stop) = (m.article, m.start, m.stop)
  LEFT JOIN fix k ON k.field = 'kind' AND (k.article, k.start, k.stop) = (m.article, m.start, m.stop)
  LEFT JOIN retyped t ON t.actor = coalesce(f.actor, n.actor, m.actor)
  LEFT JOIN live_quotes q ON q.article = m.article AND q.quote = m.quote
  WHERE NOT EXISTS (SELECT 1 FROM fix d WHERE d.field = 'drop' AND (d.article, d.start, d.stop) = (m.article, m.start, m.stop))
  QUALIFY f.actor IS NULL
    OR row_number() OVER (PARTITION BY m.article, m.start, m.stop, f.actor ORDER BY m.confidence DESC, m.kind, m.actor) = 1;
CREATE VIEW final_tone AS
  SELECT DISTINCT t.* REPLACE (
    coalesce(f.actor, n.actor, t.actor) AS actor, coalesce(q.voice, 'narrator') AS voice,
    CASE WHEN q.quote IS NULL THEN -1 ELSE t.quote END AS quote,
    coalesce(CAST(v.value AS INTEGER), t.label) AS label, coalesce(CAST(v.value AS DOUBLE), t.score) AS score,
    CASE WHEN v.value IS NULL THEN t.reason ELSE 'corrected' END AS reason)
  FROM raw_tone t LEFT JOIN names n ON n.article = t.article AND n.local = t.actor
  LEFT JOIN fixed_names f ON (f.article, f.start, f.stop) = (t.article, t.start, t.stop)
  LEFT JOIN fix v ON v.field = 'tone' AND (v.article, v.start, v.stop) = (t.article, t.start, t.stop)
  LEFT JOIN live_quotes q ON q.article = t.article AND q.quote = t.quote
  WHERE NOT EXISTS (SELECT 1 FROM fix d WHERE d.field = 'drop' AND (d.article, d.start, d.stop) = (t.article, t.start, t.stop))
  QUALIFY f.actor IS NULL OR row_number() OVER (PARTITION BY t.article, t.start, t.stop, f.actor ORDER BY t.actor) = 1;

CREATE VIEW final_actors AS
  WITH seen AS (SELECT actor, mode(type ORDER BY type) AS type, count(*) AS n_mentions, count(DISTINCT article) AS n_articles
                FROM final_mentions GROUP BY actor),
  forms AS (SELECT coalesce(n.actor, r.actor) AS actor, mode(r.gender ORDER BY r.gender) FILTER (WHERE r.gender <> '') AS gender,
                   list_sort(list_distinct(flatten(list(list_append(r.aliases, r.actor))))) AS aliases,
                   list_sort(list_distinct(flatten(list(r.titles)))) AS titles
            FROM raw_actors r LEFT JOIN names n ON n.article = r.article AND n.local = r.actor GROUP BY 1)
  SELECT s.actor, s.type, coalesce(f.gender, '') AS gender, coalesce(f.aliases, []) AS aliases, coalesce(f.titles, []) AS titles,
         CAST(s.n_mentions AS INTEGER) AS n_mentions, CAST(s.n_articles AS INTEGER) AS n_articles
  FROM seen s LEFT JOIN forms f USING (actor);
"""
