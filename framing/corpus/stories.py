"""Reprints: which articles repeat which, and which make one story."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

_SCHEMA = pa.schema([("article", pa.string()), ("duplicate_of", pa.string()), ("story", pa.string())])


def stories(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """For each article that repeats an earlier one word for word (case, marks and space aside): ``duplicate_of`` and ``story``,
    the id of the earliest."""
    first: dict[bytes, str] = {}
    rows = []
    query = db.execute("SELECT article, text FROM raw_articles ORDER BY published NULLS LAST, article")
    while some := query.fetchmany(1000):
        for article, text in some:
            words = " ".join(re.findall(r"\w+", re.sub(r"\(?https?://\S+", " ", text.casefold().replace("ё", "е"))))
            key = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
            origin = first.setdefault(key, article)
            if origin != article:
                rows.append({"article": article, "duplicate_of": origin, "story": origin})
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
