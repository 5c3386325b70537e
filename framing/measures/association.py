"""What goes with what: key words of one set of texts against another, collocates, evenness over the articles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, stdtrit, xlogy

from framing.measures._tables import By, Door, Words, enter, keys, name
from framing.measures.intervals import Array, benjamini_hochberg
from framing.measures.words import picked, unit_of

PRIOR = 500.0


def log_likelihood(k: Array, r: Array, n_k: Array, n_r: Array) -> Array:
    """Signed G2 of a word with counts k of n_k and r of n_r: positive where the first uses it more.

    The 2x2 table with all four cells: 2 sum O ln(O/E) (Dunning 1993).
    """
    k, r, n_k, n_r = (np.asarray(x, float) for x in (k, r, n_k, n_r))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (k + r) / (n_k + n_r)
        cells = [(k, n_k * share), (r, n_r * share), (n_k - k, n_k * (1 - share)), (n_r - r, n_r * (1 - share))]
        total = 2 * sum(xlogy(o, np.where(e > 0, o / e, 1.0)) for o, e in cells)
        sign = np.sign(k * n_r - r * n_k)
    return sign * np.maximum(total, 0.0)


def log_ratio(k: Array, r: Array, n_k: Array, n_r: Array) -> Array:
    """LR = log2[((k+1/2)/(K+1/2)) / ((r+1/2)/(R+1/2))] (Hardie 2014)."""
    k, r = np.asarray(k, float), np.asarray(r, float)
    return np.log2((k + 0.5) / (n_k + 0.5)) - np.log2((r + 0.5) / (n_r + 0.5))


def log_odds(k: Array, r: Array, n_k: Array, n_r: Array, prior: Array) -> tuple[Array, Array]:
    """The weighted log-odds ratio with an informative Dirichlet prior, and its z (Monroe, Colaresi & Quinn 2008, eq. 16,
    19-22): ``prior`` are the pseudo-counts alpha_w, their sum alpha_0."""
    k, r, prior = (np.asarray(x, float) for x in (k, r, prior))
    whole = prior.sum()
    delta = np.log((k + prior) / (n_k + whole - k - prior)) - np.log((r + prior) / (n_r + whole - r - prior))
    return delta, delta / np.sqrt(1 / (k + prior) + 1 / (r + prior))


def _spread(count: Array, square: Array, cross: Array, words: float, words_square: float, units: int) -> Array:
    """The variance of ln(count/words) between articles, by linearisation: sum_d (k_d - p n_d)^2 / k^2 * U/(U-1)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = count / words
        scatter = np.maximum(square - 2 * p * cross + p * p * words_square, 0.0)
        return scatter / np.maximum(count, 0.5) ** 2 * (units / max(units - 1, 1))


def _counted(door: Door, of: str, by: By, pos: Words, duplicates: str, skip: str = "TRUE") -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Counts per lemma (with their squares over stories) and sizes per group."""
    door.need("keyness", "tokens")
    reading = keys(door, by, "tokens", duplicates)
    picks = reading.select("a", {key: f"t.{name(key)}" for key in reading.row})
    where = f"{door.zones('tokens', 't', None)} AND {door.words('t')} AND {skip}"
    group = len(reading.columns)
    by_keys = ", ".join(str(i + 1) for i in range(group)) or "()"
    columns = "".join(f"{name(c)}, " for c in reading.columns)
    on = " AND ".join(["s.unit = c.unit", *(f"s.{name(c)} = c.{name(c)}" for c in reading.columns)])
    ctes = (
        f"WITH {reading.cte}, s AS (SELECT {picks}a.unit AS unit, count(*) AS words FROM tokens AS t "
        f"JOIN a ON a.article = t.article WHERE {where} GROUP BY {', '.join(str(i + 1) for i in range(group + 1))}), "
        f"c AS (SELECT {picks}a.unit AS unit, {unit_of(of)} AS {of}, count(*) AS k, count(DISTINCT t.article) AS d "
        f"FROM tokens AS t JOIN a ON a.article = t.article WHERE {where} AND {picked(door, 't', of, pos, False)} "
        f"GROUP BY {', '.join(str(i + 1) for i in range(group + 2))})"
    )
    tail = ", ".join(str(i + 1) for i in range(group + 1))
    shown = "".join(f"c.{name(c)}, " for c in reading.columns)
    lemmas = door.frame(
        f"{ctes} SELECT {shown}c.{of}, sum(k) AS k, sum(k * k) AS square, sum(k * words) AS cross, sum(d) AS range "
        f"FROM c JOIN s ON {on} GROUP BY {tail} ORDER BY {tail}"
    )
    sizes = door.frame(
        f"{ctes} SELECT {columns}sum(words) AS words, sum(words * words) AS square, count(*) AS units FROM s "
        f"GROUP BY {by_keys} ORDER BY ALL"
    )
    number = [c for c in lemmas.columns if c not in (*reading.columns, of)]
    return lemmas.astype({c: float for c in number}), sizes, reading.columns


def _table(target: pd.DataFrame, reference: pd.DataFrame, size: Any, rest: Any, of: str, minimum: int, prior: float) -> pd.DataFrame:
    """Key words of one target against one reference."""
    both = target.set_index(of)[["k", "square", "cross", "range"]].join(
        reference.set_index(of)[["k", "square", "cross", "range"]], how="outer", lsuffix="", rsuffix="_r"
    )
    both = both.fillna(0.0)
    both = both[both["k"] + both["k_r"] >= minimum]
    k, r = both["k"].to_numpy(), both["k_r"].to_numpy()
    n, m = float(size.words), float(rest.words)
    out = pd.DataFrame({of: both.index, "count": k.astype(int), "reference": r.astype(int)})
    out["ipm"], out["ipm_reference"] = 1e6 * k / max(n, 1), 1e6 * r / max(m, 1)
    out["range"] = both["range"].to_numpy().astype(int)
    out["log_ratio"] = log_ratio(k, r, n, m)
    variance = _spread(k, both["square"].to_numpy(), both["cross"].to_numpy(), n, float(size.square), int(size.units))
    variance = variance + _spread(
        r, both["square_r"].to_numpy(), both["cross_r"].to_numpy(), m, float(rest.square), int(rest.units)
    )
    freedom = max(min(int(size.units), int(rest.units)) - 1, 1)
    half = stdtrit(freedom, 0.975) * np.sqrt(variance) / np.log(2)
    seen = (k > 0) & (r > 0) & (both["range"].to_numpy() >= 3) & (both["range_r"].to_numpy() >= 3)
    out["low"] = np.where(seen, out["log_ratio"] - half, np.nan)
    out["high"] = np.where(seen, out["log_ratio"] + half, np.nan)
    out["g2"] = log_likelihood(k, r, np.full_like(k, n), np.full_like(r, m))
    out["p"] = chdtrc(1, np.abs(out["g2"].to_numpy()))
    out["q"] = benjamini_hochberg(out["p"].to_numpy())
    pool = (k + r) / max((k + r).sum(), 1) * prior
    out["log_odds"], out["z"] = log_odds(k, r, n, m, pool) if len(out) else (np.array([]), np.array([]))
    return out.sort_values(["z", of], ascending=[False, True], kind="stable").reset_index(drop=True)


def keyness(
    target: Any,
    reference: Any = None,
    *,
    of: str = "lemma",
    by: By = None,
    pos: Words = None,
    minimum: int = 5,
    prior: float = PRIOR,
    duplicates: str = "cluster",
) -> pd.DataFrame:
    """Which lemmas mark the target against the reference; with ``by`` and no reference, each group against the rest.

    Positive means more in the target; ``keyness(a, b)`` is ``-keyness(b, a)`` in every signed column. Words that stand in
    both tables (a part of a corpus against the whole) count for the smaller one only, so the reference is the rest.
    Columns: keys, lemma, ``count, reference, ipm, ipm_reference, range`` (articles of the target), ``log_ratio`` (doublings)
    with ``low, high`` (from the scatter between articles or stories, by linearisation; NaN below 3 articles on either side),
    ``g2`` (signed), its ``p`` and Benjamini-Hochberg ``q``, ``log_odds`` and ``z`` (informative Dirichlet prior worth ``prior``
    words, distributed as both sides together). Sorted by z. Lemmas seen fewer than ``minimum`` times are left out.
    G2 and z take words for independent draws; the interval does not: trust it where they disagree (Lijffijt et al. 2016).
    Reference: Dunning 1993; Rayson & Garside 2000; Hardie 2014; Monroe, Colaresi & Quinn 2008.

    >>> fr.keyness(corpus.around("Блинкен"), corpus.tokens)      # doctest: +SKIP
    >>> fr.keyness(corpus, by="outlet")      # doctest: +SKIP
    """
    if reference is None:
        if not by:
            raise ValueError("keyness compares: give a reference, or by= to set each group against the rest")
        return _against_rest(enter(target), of, by, pos, minimum, prior, duplicates)
    if by:
        raise ValueError("give a reference or by=, not both")
    first, second = enter(target), enter(reference)
    skip_first, skip_second = _overlap(first, second)
    a, size_a, _ = _counted(first, of, None, pos, duplicates, skip_first)
    b, size_b, _ = _counted(second, of, None, pos, duplicates, skip_second)
    return _table(a, b, _only_row(size_a), _only_row(size_b), of, minimum, prior)


def _only_row(sizes: pd.DataFrame) -> Any:
    return next(sizes.fillna(0.0).itertuples(index=False))


def _overlap(first: Door, second: Door) -> tuple[str, str]:
    """Conditions that leave out of the larger table the tokens that the smaller one holds too."""
    def size(door: Door) -> int:
        return int((door.con.execute("SELECT count(*) FROM tokens").fetchone() or (0,))[0])

    for door in (first, second):
        door.need("keyness", "tokens")
        if not door.has("tokens", "article", "start"):
            return "TRUE", "TRUE"
    sizes = size(first), size(second)
    if sizes[0] == sizes[1]:
        return "TRUE", "TRUE"
    small, large = (first, second) if sizes[0] < sizes[1] else (second, first)
    inside = small.con.execute("SELECT CAST(article AS VARCHAR) AS article, start FROM tokens").to_arrow_table()
    large.con.register("framing_smaller", inside)
    skip = "NOT EXISTS (SELECT 1 FROM framing_smaller AS x WHERE x.article = t.article AND x.start = t.start)"
    return ("TRUE", skip) if large is second else (skip, "TRUE")


def _against_rest(door: Door, of: str, by: By, pos: Words, minimum: int, prior: float, duplicates: str) -> pd.DataFrame:
    lemmas, sizes, columns = _counted(door, of, by, pos, duplicates)
    parts = []
    numbers = ["k", "square", "cross", "range"]
    whole = lemmas.groupby(of)[numbers].sum()
    for size in sizes.itertuples(index=False):
        key = [getattr(size, c) if c.isidentifier() else size[i] for i, c in enumerate(columns)]
        mine = lemmas
        for column, value in zip(columns, key, strict=True):
            mine = mine[mine[column] == value]
        rest = whole.sub(mine.set_index(of)[numbers], fill_value=0.0).reset_index()
        others = sizes[["words", "square", "units"]].sum() - [size.words, size.square, size.units]
        if others["words"] <= 0:
            raise ValueError(f"there is only one {' and '.join(columns)}; nothing is left to compare it with")
        part = _table(mine, rest[rest["k"] > 0], size, others, of, minimum, prior)
        for i, (column, value) in enumerate(zip(columns, key, strict=True)):
            part.insert(i, column, value)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
