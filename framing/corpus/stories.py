"""Reprints: which articles repeat which, word for word or nearly, and which make one story.

Near copies are found in linear time: a MinHash signature of each text's word 3-grams (Broder 1997), neighbours by
locality-sensitive hashing (Leskovec, Rajaraman & Ullman 2014, ch. 3), each candidate then checked against the exact
Jaccard similarity of the two sets of 3-grams.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

NEAR = 0.7
"""Least Jaccard similarity of two near copies' word 3-grams."""
SHINGLE, SHORTEST, PERMUTATIONS = 3, 12, 64
"""Words in a shingle; words that a text must have to be compared beyond identity; length of a signature."""

_SCHEMA = pa.schema(
    [("article", pa.string()), ("duplicate_of", pa.string()), ("story", pa.string()), ("similarity", pa.float64())]
)
_IN_ORDER = """
SELECT article, text, cuts FROM raw_articles LEFT JOIN
  (SELECT article, list([start, stop] ORDER BY start) AS cuts FROM raw_blocks
   WHERE zone IN ('footer', 'related') GROUP BY article)
  USING (article)
ORDER BY published NULLS LAST, article
"""
_ADDRESS = re.compile(r"\(?https?://\S+|@\w+")


def words_of(text: str) -> list[str]:
    """The words of a text as reprints compare them: no case, no ё, no marks, no addresses."""
    return re.findall(r"\w+", _ADDRESS.sub(" ", text.casefold().replace("ё", "е")))


def stories(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row for each article that repeats an earlier one (by date, then id): ``duplicate_of`` (the earlier article), ``story``
    (the earliest of them all) and ``similarity`` (1: word for word; else the Jaccard similarity of word 3-grams)."""
    finder = _Finder()
    rows = []
    query = db.execute(_IN_ORDER)
    while some := query.fetchmany(500):
        rows += [row for article, text, cuts in some if (row := finder.add(article, _without(text, cuts)))]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _without(text: str, cuts: list[list[int]] | None) -> str:
    """The text without its links and footers, which reprints change."""
    for start, stop in reversed(cuts or []):
        text = text[:start] + text[stop:]
    return text


class _Finder:
    """The texts so far: hashes of whole texts, signatures and 3-grams of the originals."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self.first: dict[bytes, tuple[str, str]] = {}
        self.grams: dict[str, Any] = {}
        self.near = MinHashLSH(threshold=NEAR, num_perm=PERMUTATIONS)

    def add(self, article: str, text: str) -> dict[str, Any] | None:
        words = words_of(text)
        key = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self.first:
            origin, story = self.first[key]
            return {"article": article, "duplicate_of": origin, "story": story, "similarity": 1.0}
        found = self._near_copy(article, words) if len(words) >= SHORTEST else None
        self.first[key] = (article, found["story"] if found else article)
        return found

    def _near_copy(self, article: str, words: list[str]) -> dict[str, Any] | None:
        import numpy as np
        from datasketch import MinHash

        shingles = {" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1)}
        grams = np.sort(np.frombuffer(b"".join(hashlib.blake2b(s, digest_size=8).digest() for s in shingles), dtype=np.uint64))
        signature = MinHash(num_perm=PERMUTATIONS, hashfunc=lambda gram: int(gram) & 0xFFFFFFFF)
        signature.update_batch(grams)
        scored = [(_jaccard(grams, self.grams[k]), k) for k in self.near.query(signature)]
        best, origin = max(scored, key=lambda s: (s[0], s[1]), default=(0.0, ""))
        if best >= NEAR:
            return {"article": article, "duplicate_of": origin, "story": origin, "similarity": best}
        self.grams[article] = grams
        self.near.insert(article, signature)
        return None


def _jaccard(a: Any, b: Any) -> float:
    """The Jaccard similarity of two sorted arrays without repeats."""
    import numpy as np

    common = np.intersect1d(a, b, assume_unique=True).size
    return common / (a.size + b.size - common)
