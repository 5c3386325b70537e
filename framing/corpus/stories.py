"""Reprints: which articles repeat which, word for word or nearly, and which make one story.

Near copies are found in linear time and bounded memory: a MinHash signature of each text's word 3-grams (Broder 1997),
neighbours by locality-sensitive hashing (Leskovec, Rajaraman & Ullman 2014, ch. 3), each candidate then checked against
the exact Jaccard similarity of the two sets of 3-grams, which are kept only for texts that have a neighbour.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

NEAR = 0.7
"""Least Jaccard similarity of two near copies' word 3-grams."""
SHINGLE, SHORTEST = 3, 12
"""Words in a shingle; words that a text must have to be compared beyond identity."""
BANDS, ROWS = 16, 4
"""Bands of a signature, hashes in a band: two texts of similarity s meet with probability 1 - (1 - s^ROWS)^BANDS, 99% at 0.7."""

MOST, CROWD = 100, 1000
"""Neighbours that a text is compared with (those of most bands), and originals of one band that are kept: a template that
thousands of posts share must not make time quadratic."""

_SCHEMA = pa.schema(
    [("article", pa.string()), ("duplicate_of", pa.string()), ("story", pa.string()), ("similarity", pa.float64())]
)
_TEXTS = """
SELECT article, coalesce(epoch_us(published), 9223372036854775807), text, cuts FROM raw_articles LEFT JOIN
  (SELECT article, list([start, stop] ORDER BY start) AS cuts FROM raw_blocks
   WHERE zone IN ('footer', 'related') GROUP BY article)
  USING (article)
"""
_ADDRESS = re.compile(r"\(?https?://\S+|@\w+")
Text = tuple[str, int, list[str]]
"""An article's id, its moment (the last one, if undated), its words."""


def words_of(text: str) -> list[str]:
    """The words of a text as reprints compare them: no case, no ё, no marks, no addresses."""
    return re.findall(r"\w+", _ADDRESS.sub(" ", text.casefold().replace("ё", "е")))


def stories(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row for each article that repeats an earlier one (by date, then id): ``duplicate_of`` (the earlier article), ``story``
    (the earliest of them all) and ``similarity`` (1: word for word; else the Jaccard similarity of word 3-grams)."""
    import numpy as np

    order: list[tuple[int, str, int]] = []
    wholes: list[bytes] = []
    bands: list[Any] = []
    for number, (article, moment, words) in enumerate(_texts(db)):
        order.append((moment, article, number))
        wholes.append(_digest(words))
        bands.append(_bands(_grams(words)) if len(words) >= SHORTEST else np.zeros(BANDS, np.uint64))
    order.sort()
    firsts: dict[bytes, str] = {}
    copies = {a: firsts[wholes[n]] for _, a, n in order if firsts.setdefault(wholes[n], a) != a}
    order = [o for o in order if o[1] not in copies]
    near = _near_copies(db, order, np.array(bands).reshape(-1, BANDS))
    rows = []
    for article, origin in copies.items():
        rows.append({"article": article, "duplicate_of": origin, "story": near.get(origin, (origin, 0))[0], "similarity": 1.0})
    for article, (origin, score) in near.items():
        rows.append({"article": article, "duplicate_of": origin, "story": origin, "similarity": score})
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _texts(db: duckdb.DuckDBPyConnection, only: set[str] | None = None) -> Iterator[Text]:
    """The words of all articles, or of some, a few hundred at a time; links and footers, which reprints change, left out."""
    for batch in db.sql(_TEXTS).to_arrow_reader(500):
        for article, moment, text, cuts in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if only is not None and article not in only:
                continue
            for start, stop in reversed(cuts or []):
                text = text[:start] + text[stop:]
            yield article, moment, words_of(text)


def _digest(words: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=200_000)
def _word(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _mix(x: Any) -> Any:
    """Scrambles 64-bit numbers, so that all bits of the result hang on all bits of the number (Steele et al. 2014, SplitMix)."""
    import numpy as np

    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _grams(words: list[str]) -> Any:
    """The set of a text's word 3-grams as sorted 64-bit hashes."""
    import numpy as np

    hashes = np.array([_word(w) for w in words], np.uint64)
    grams = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    for i in range(SHINGLE):
        grams = _mix(grams * np.uint64(3) + hashes[i : i + len(grams)])
    return np.unique(grams)


@cache
def _seeds() -> Any:
    import numpy as np

    return _mix(np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def _bands(grams: Any) -> Any:
    """The bands of a MinHash signature, each ROWS least hashes made one number (never 0)."""
    import numpy as np

    least: Any = np.full(BANDS * ROWS, ~np.uint64(0))
    for i in range(0, len(grams), 1000):  # grams are random numbers already, so that odd factors are permutations enough
        least = np.minimum(least, (grams[i : i + 1000, None] * _seeds()[None, :]).min(axis=0))
    rows = least.reshape(BANDS, ROWS)
    out = np.zeros(BANDS, np.uint64)
    for i in range(ROWS):
        out = _mix(out * np.uint64(3) + rows[:, i])
    return out | np.uint64(1)


def _near_copies(db: duckdb.DuckDBPyConnection, order: list[tuple[int, str, int]], bands: Any) -> dict[str, tuple[str, float]]:
    """Near copy -> its earliest and likest original and their similarity; ``order`` runs from the earliest."""
    import numpy as np

    kept = np.array([n for *_, n in order], dtype=np.int64)
    groups = np.stack([_shared(bands[kept, b]) for b in range(BANDS)], axis=1) if len(kept) else np.zeros((0, BANDS), int)
    some = {order[i][1] for i in np.flatnonzero((groups >= 0).any(axis=1))}
    grams = {article: _grams(words) for article, _, words in _texts(db, some)} if some else {}
    originals: dict[tuple[int, int], list[str]] = {}
    near: dict[str, tuple[str, float]] = {}
    for (_, article, _), mine in zip(order, groups, strict=True):
        if article not in grams:
            continue
        places = [(b, int(g)) for b, g in enumerate(mine) if g >= 0]
        candidates = Counter(o for place in places for o in originals.get(place, ()))
        scored = [(_jaccard(grams[article], grams[o]), o) for o, _ in candidates.most_common(MOST)]
        best, origin = max(scored, default=(0.0, ""))
        if best >= NEAR:
            near[article] = (origin, best)
            del grams[article]
        else:
            for place in places:
                if len(here := originals.setdefault(place, [])) < CROWD:
                    here.append(article)
    return near


def _shared(values: Any) -> Any:
    """The number of the group of equal values that each value belongs to; -1 where it is alone, or 0 (no signature)."""
    import numpy as np

    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.where((count[group] > 1) & (values != 0), group, -1)


def _jaccard(a: Any, b: Any) -> float:
    """The Jaccard similarity of two sorted arrays without repeats."""
    import numpy as np

    common = np.intersect1d(a, b, assume_unique=True).size
    return common / (a.size + b.size - common)
