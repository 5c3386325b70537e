"""Uncertainty: the bootstrap over whole articles, intervals of plain proportions, and many comparisons at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr, ndtri, stdtrit

REPLICATES = 2000
LEVEL = 0.95
ENOUGH_MENTIONS, ENOUGH_ARTICLES, ENOUGH_BCA = 10, 3, 20

Array = np.ndarray
Formula = Callable[[Mapping[str, Array]], Array]


TOO_LITTLE = "too little data"


def too_little(n: float) -> str:
    """The note of a number that stands for too few mentions or articles to be generalised from."""
    return f"{TOO_LITTLE} (n={n:g})"


def no_variation(n: float) -> str:
    """The note of a number that has no interval because all articles say the same: resampling them shows no scatter."""
    return f"no variation between articles (n={n:g})"


def notes(counts: Array, enough: Array, low: Array) -> list[str]:
    """Why rows have no interval: too little data, or articles that do not vary; nothing for a row that has one."""
    rows = zip(np.asarray(counts, float), enough, np.isnan(np.asarray(low, float)), strict=True)
    return [too_little(n) if not good else no_variation(n) if bare else "" for n, good, bare in rows]


def wilson(successes: Array, trials: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """Wilson's score interval of a proportion; NaN where there are no trials (Wilson 1927; Brown, Cai & DasGupta 2001)."""
    k, n = np.asarray(successes, float), np.asarray(trials, float)
    z = ndtri(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return np.where(k <= 0, np.where(n > 0, 0.0, np.nan), middle - half), np.where(
        k >= n, np.where(n > 0, 1.0, np.nan), middle + half
    )


def jeffreys(successes: Array, trials: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """Jeffreys' equal-tailed interval of a proportion: quantiles of Beta(k+1/2, n-k+1/2), 0 and 1 at the ends
    (Brown, Cai & DasGupta 2001)."""
    from scipy.special import betaincinv

    k, n = np.asarray(successes, float), np.asarray(trials, float)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(k <= 0, 0.0, betaincinv(k + 0.5, n - k + 0.5, tail))
        high = np.where(k >= n, 1.0, betaincinv(k + 0.5, n - k + 0.5, 1 - tail))
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def spread(count: Array, square: Array, cross: Array, words: Array, words_square: Array, units: Array) -> Array:
    """The variance of ln(count/words) between articles, by linearisation: sum_d (k_d - p n_d)^2 / k^2 * U/(U-1), from the sums
    of k_d, k_d^2, k_d n_d, n_d and n_d^2 over U articles (Davison & Hinkley 1997, ch. 2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = count / words
        scatter = np.maximum(square - 2 * p * cross + p * p * words_square, 0.0)
        return np.asarray(scatter / np.maximum(count, 0.5) ** 2 * (units / np.maximum(np.asarray(units) - 1, 1)))


def rate(
    count: Array, square: Array, cross: Array, words: Array, words_square: Array, units: Array, holders: Array
) -> tuple[Array, Array]:
    """The interval of count/words from the scatter between articles (`spread`), on the log scale, with Student's t of the
    articles that hold it (of all of them it would be too narrow for what few articles use often); NaN where all have it alike."""
    scatter = spread(count, square, cross, words, words_square, units)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.exp(stdtrit(np.maximum(np.asarray(holders, float) - 1, 1), 0.5 + LEVEL / 2) * np.sqrt(scatter))
        value = np.where(scatter > 1e-12, count / words, np.nan)
        return value / factor, np.minimum(value * factor, 1.0)


def benjamini_hochberg(p: Array) -> Array:
    """The q of each p: the false discovery rate at which it would just be called; NaN stays (Benjamini & Hochberg 1995)."""
    p = np.asarray(p, float)
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if not known.size:
        return q
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * order.size / np.arange(1, order.size + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


BUNDLES = 30_000
"""More stories than this are put at random into so many bundles, and bundles are resampled: neither time nor memory grows."""
_CACHE = 120_000_000
"""So many weights (units times replicates, two bytes each) are kept for the next measure; more are drawn when used."""
_KEPT: dict[tuple[int, int, int], Array] = {}


def bundles(units: int, seed: int) -> sparse.csr_matrix | None:
    """Which bundle each unit is in, [units, bundles], or None where there are few enough units to be resampled one by one.

    The sums over bundles of equal size, drawn at random, scatter as much as the sums over units do (random groups: Wolter 2007,
    ch. 2; Kleiner et al. 2014); the relative error of the variance, sqrt(2/bundles), is below one in a hundred.
    """
    if units <= BUNDLES:
        return None
    places = np.random.default_rng([seed, units, BUNDLES]).permutation(units) % BUNDLES
    return sparse.csr_matrix((np.ones(units), (np.arange(units), places)), shape=(units, BUNDLES))


def _drawn(units: int, replicates: int, seed: int) -> Iterator[Array]:
    """How often each unit is drawn, some resamples at a time: [units, width], every column sums to ``units``."""
    rng = np.random.default_rng([seed, units])
    step = max(1, min(replicates, 2**17 // max(units, 1)))  # the counters of a step stay in the processor's cache
    for start in range(0, replicates, step):
        width = min(step, replicates - start)
        places = rng.integers(0, units, size=(units, width)) * width + np.arange(width)
        yield np.bincount(places.ravel(), minlength=units * width).reshape(units, width)


def _weights(units: int, replicates: int, seed: int) -> Array:
    """All resamples at once: [units, replicates]; the latest ones are kept, the oldest make room."""
    key = (units, replicates, seed)
    if key in _KEPT:
        _KEPT[key] = _KEPT.pop(key)
        return _KEPT[key]
    weights = np.empty((units, replicates), np.uint16)
    start = 0
    for block in _drawn(units, replicates, seed):
        weights[:, start : start + block.shape[1]] = block
        start += block.shape[1]
    while _KEPT and sum(kept.size for kept in _KEPT.values()) + weights.size > _CACHE:
        _KEPT.pop(next(iter(_KEPT)))
    _KEPT[key] = weights
    return weights


def _blocks(units: int, replicates: int, seed: int, used: Array, kind: type) -> Iterator[Array]:
    """The resamples of the ``used`` units as blocks of floats [used, width], from the cache where they fit into it."""
    if units * replicates > _CACHE:
        yield from (block[used].astype(kind) for block in _drawn(units, replicates, seed))
        return
    weights = _weights(units, replicates, seed)
    step = max(1, 4_000_000 // max(len(used), 1))
    for start in range(0, replicates, step):
        yield weights[used, start : start + step].astype(kind)


def _short(matrix: sparse.csr_matrix) -> bool:
    """Whether half the memory holds every resampled sum exactly: whole numbers, far below 2^24 however they are drawn."""
    sums = np.asarray(abs(matrix).sum(axis=1))
    return np.array_equal(matrix.data, np.rint(matrix.data)) and bool(np.max(sums, initial=0) < 2**19)


def _products(matrices: Sequence[sparse.csr_matrix], units: int, replicates: int, seed: int) -> list[Array]:
    """The resampled sums of each matrix [rows, units]: [rows, replicates]; units that count nothing are passed over."""
    out = [np.empty((matrix.shape[0], replicates)) for matrix in matrices]
    used = np.unique(np.concatenate([matrix.indices for matrix in matrices])) if matrices else np.empty(0, int)
    kind = np.float32 if all(map(_short, matrices)) else np.float64
    narrow = [matrix[:, used].astype(kind) for matrix in matrices]
    start = 0
    for block in _blocks(units, replicates, seed, used, kind) if matrices else ():
        for store, matrix in zip(out, narrow, strict=True):
            store[:, start : start + block.shape[1]] = matrix @ block
        start += block.shape[1]
    return out


def _quantiles(values: Array, fractions: Array) -> Array:
    """Linear quantiles along the last axis of sorted ``values`` [k, B] at ``fractions`` [k, q], NaN sorted last and ignored."""
    valid = np.sum(~np.isnan(values), axis=1, keepdims=True)
    place = np.clip(fractions, 0, 1) * np.maximum(valid - 1, 0)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(valid - 1, 0))
    left = np.take_along_axis(values, low, axis=1)
    right = np.take_along_axis(values, high, axis=1)
    out = left + (right - left) * (place - low)
    return np.where(valid * 2 >= values.shape[1], out, np.nan)


def tail_of(articles: Array, level: float = LEVEL) -> Array:
    """The tail to cut from each end of the replicates of n articles: Phi(sqrt(n/(n-1)) t_{n-1}), a little less than
    (1 - level)/2, because few articles scatter more than their resamples show (the expanded interval of Hesterberg 2015)."""
    n = np.maximum(np.asarray(articles, float), 2.0)
    return np.asarray(ndtr(np.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 - level) / 2)))


def percentile(values: Array, tail: Array | float = 0.025) -> tuple[Array, Array]:
    """The percentile interval of replicates [k, B], cut by ``tail`` [k]; NaN where more than half of them are undefined (Efron
    1979)."""
    return _between(np.sort(values, axis=1), tail)


def _between(ordered: Array, tail: Array | float) -> tuple[Array, Array]:
    tails = np.broadcast_to(tail, ordered.shape[:1])
    out = _quantiles(ordered, np.stack([tails, 1 - tails], axis=1))
    return out[:, 0], out[:, 1]


def bca(values: Array, estimate: Array, jackknife: Array, tail: Array | float = 0.025) -> tuple[Array, Array]:
    """The bias-corrected and accelerated interval (Efron 1987).

    ``values`` [k, B] are replicates, ``estimate`` [k] the statistic, ``jackknife`` [k, units] the statistic without one
    unit. Falls back to the percentile interval where bias or acceleration cannot be estimated.
    """
    return _adjusted(np.sort(values, axis=1), estimate, _speed(jackknife), tail)


def _speed(jackknife: Array) -> Array:
    """The acceleration, from the statistic without each unit."""
    known = np.isfinite(jackknife)
    middle = np.where(known, jackknife, 0.0).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    gap = np.where(known, middle - jackknife, 0.0)
    return _ratio(np.sum(gap**3, axis=1), np.sum(gap**2, axis=1))


def _ratio(cubes: Array, squares: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        speed = cubes / (6 * squares**1.5)
    return np.where(np.isfinite(speed), speed, 0.0)


def _adjusted(ordered: Array, estimate: Array, speed: Array, tail: Array | float) -> tuple[Array, Array]:
    """The interval from sorted replicates."""
    valid = np.maximum(np.sum(~np.isnan(ordered), axis=1), 1)
    tails = np.broadcast_to(tail, ordered.shape[:1])
    plain = np.stack([tails, 1 - tails], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = ordered - estimate[:, None]
        below = np.sum(gap < -1e-12, axis=1) + 0.5 * np.sum(np.abs(gap) <= 1e-12, axis=1)
        bias = ndtri(np.clip(below / valid, 0.5 / valid, 1 - 0.5 / valid))
        shifted = bias[:, None] + ndtri(plain)
        fractions = ndtr(bias[:, None] + shifted / (1 - speed[:, None] * shifted))
    out = _quantiles(ordered, np.where(np.isfinite(fractions), fractions, plain))
    return out[:, 0], out[:, 1]


@dataclass(frozen=True)
class Counts:
    """What a measure counted, per article (or story).

    ``cells``: one row per group, series and unit, with ``unit`` and the components; ``shared``: one row per group and
    unit, with what all series of the group divide by (its rows are the units that are resampled).
    """

    group: tuple[str, ...]
    series: tuple[str, ...]
    cells: pd.DataFrame
    shared: pd.DataFrame
    components: tuple[str, ...]
    commons: tuple[str, ...] = ()


def split(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[tuple[Any, ...], pd.DataFrame]:
    """The rows of each group, by the tuple of its keys; everything under ``()`` where there is no key."""
    if not columns:
        return {(): frame}
    grouped = frame.groupby(list(columns), sort=True, dropna=False)
    return {key if isinstance(key, tuple) else (key,): part for key, part in grouped}


def estimate(
    counts: Counts,
    formulas: Mapping[str, Formula],
    *,
    n: str,
    replicates: int = REPLICATES,
    seed: int = 0,
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Values and intervals of every series of every group.

    Each formula gets the summed components as arrays and gives the statistic; the same formula runs on the observed
    sums, on the resampled sums and on the sums without one unit. ``n`` names the component that counts mentions.
    Where all articles say the same, resampling them shows no scatter: a statistic at one of its ``bounds`` then gets Wilson's
    interval with the articles as trials, any other no interval at all.
    Columns: keys, the summed components, ``n_articles`` (units where the series occurs), then ``name``, ``name_low``,
    ``name_high`` for each formula, ``enough`` (whether there is enough to generalise from).
    """
    parts = []
    shared = split(counts.shared, counts.group)
    for key, cells in split(counts.cells, counts.group).items():
        if cells.empty:
            continue
        part = _group(counts, cells, shared[key], formulas, n, replicates, seed)
        _bounded(part, bounds or {})
        for column, value in zip(counts.group, key, strict=True):
            part.insert(counts.group.index(column), column, value)
        parts.append(part)
    if parts:
        return pd.concat(parts, ignore_index=True)
    names = [column for f in formulas for column in (f, f"{f}_low", f"{f}_high")]
    empty = [*counts.group, *counts.series, *counts.components, *counts.commons, "n_articles", *names, "enough"]
    return pd.DataFrame({column: pd.Series(dtype=float) for column in empty}).astype(
        {column: object for column in (*counts.group, *counts.series)}
    )


def _matrices(
    counts: Counts, cells: pd.DataFrame, shared: pd.DataFrame, codes: Array, width: int
) -> tuple[dict[str, sparse.csr_matrix], dict[str, sparse.csr_matrix], int]:
    units = pd.Index(shared["unit"].unique()).sort_values()
    rows = units.get_indexer(pd.Index(cells["unit"]))
    if (rows < 0).any():
        raise ValueError("a count belongs to an article that is not among the articles resampled")
    own = {c: sparse.csr_matrix((cells[c].to_numpy(float), (codes, rows)), shape=(width, len(units))) for c in counts.components}
    places = units.get_indexer(pd.Index(shared["unit"]))
    zeros = np.zeros(len(shared), int)
    common = {c: sparse.csr_matrix((shared[c].to_numpy(float), (zeros, places)), shape=(1, len(units))) for c in counts.commons}
    return own, common, len(units)


def _evaluate(formula: Formula, sums: Mapping[str, Array]) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(formula(sums), float)


def _group(
    counts: Counts,
    cells: pd.DataFrame,
    shared: pd.DataFrame,
    formulas: Mapping[str, Formula],
    n: str,
    replicates: int,
    seed: int,
) -> pd.DataFrame:
    if counts.series:
        grouped = cells.groupby(list(counts.series), sort=True, dropna=False)
        codes, table = grouped.ngroup().to_numpy(), grouped.size().reset_index()[list(counts.series)]
    else:
        codes, table = np.zeros(len(cells), int), pd.DataFrame(index=[0])
    own, common, units = _matrices(counts, cells, shared, codes, len(table))
    sums = {c: np.asarray(m.sum(axis=1)).ravel() for c, m in own.items()}
    totals = {c: float(m.sum()) for c, m in common.items()}
    for c, column in sums.items():
        table[c] = column
    for c, value in totals.items():
        table[c] = value
    presence = (own[n] > 0).sum(axis=1)
    table["n_articles"] = np.asarray(presence).ravel()
    everything: dict[str, Array] = {**sums, **{c: np.full(len(table), v) for c, v in totals.items()}}
    for label, formula in formulas.items():
        table[label] = _evaluate(formula, everything)
        table[f"{label}_low"] = table[f"{label}_high"] = np.nan
    table["enough"] = (table[n] >= ENOUGH_MENTIONS) & (table["n_articles"] >= ENOUGH_ARTICLES)
    picked = np.flatnonzero(table["enough"].to_numpy())
    into = bundles(units, seed)
    if into is not None:
        own, common = ({c: m @ into for c, m in some.items()} for some in (own, common))
        units = into.shape[1]
    if picked.size and replicates > 0:
        _fill(table, own, common, units, formulas, picked, replicates, seed)
    return table


def _fill(
    table: pd.DataFrame,
    own: Mapping[str, sparse.csr_matrix],
    common: Mapping[str, sparse.csr_matrix],
    units: int,
    formulas: Mapping[str, Formula],
    picked: Array,
    replicates: int,
    seed: int,
) -> None:
    sums = {**{c: table[c].to_numpy(float) for c in own}, **{c: table[c].to_numpy(float) for c in common}}
    asked = {label: _inputs(formula, sums) for label, formula in formulas.items()}
    needed = set().union(*asked.values())
    own, common = ({c: m for c, m in some.items() if c in needed} for some in (own, common))
    step = max(1, 12_000_000 // max(replicates * max(len(own), 1), 1))
    commons = dict(zip(common, _products(list(common.values()), units, replicates, seed), strict=True))
    ends = {f"{label}_{end}": table[f"{label}_{end}"].to_numpy(float, copy=True) for label in formulas for end in ("low", "high")}
    for start in range(0, picked.size, step):
        rows = picked[start : start + step]
        mine = {c: m[rows] for c, m in own.items()}
        resampled = dict(zip(mine, _products(list(mine.values()), units, replicates, seed), strict=True)) | commons
        articles = table["n_articles"].to_numpy()[rows]
        enough, tails = articles >= ENOUGH_BCA, tail_of(articles)
        for label, formula in formulas.items():
            values = np.sort(np.broadcast_to(_evaluate(formula, resampled), (rows.size, replicates)), axis=1)
            low, high = np.empty(rows.size), np.empty(rows.size)
            low[~enough], high[~enough] = _between(values[~enough], tails[~enough])
            if enough.any():
                which = rows[enough]
                speed = _speeds({c: own[c][which] for c in own if c in asked[label]},
                                {c: m for c, m in common.items() if c in asked[label]},
                                formula, {c: column[which] for c, column in sums.items()}, units)  # fmt: skip
                now = table[label].to_numpy(float)[which]
                low[enough], high[enough] = _adjusted(values[enough], now, speed, tails[enough])
            last = np.take_along_axis(values, np.maximum(np.sum(~np.isnan(values), axis=1, keepdims=True) - 1, 0), axis=1)
            flat = ~(last[:, 0] - values[:, 0] > 1e-12)
            ends[f"{label}_low"][rows], ends[f"{label}_high"][rows] = np.where(flat, np.nan, low), np.where(flat, np.nan, high)
    for column, numbers in ends.items():
        table[column] = numbers


class _Asked(dict[str, Array]):
    """Sums that remember which of them a formula reads."""

    def __init__(self, sums: Mapping[str, Array]) -> None:
        super().__init__(sums)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Array:
        self.names.add(name)
        return super().__getitem__(name)


def _inputs(formula: Formula, sums: Mapping[str, Array]) -> set[str]:
    """The names of the sums that a formula reads."""
    asked = _Asked(sums)
    _evaluate(formula, asked)
    return asked.names


def _bounded(table: pd.DataFrame, bounds: Mapping[str, tuple[float, float]]) -> None:
    """Wilson's interval where a statistic sits at an end of its range and the replicates do not move."""
    for label, (least, most) in bounds.items():
        width, value = most - least, table[label].to_numpy(float)
        rows = table["enough"].to_numpy(bool) & table[f"{label}_low"].isna().to_numpy() & ((value == least) | (value == most))
        trials = table["n_articles"].to_numpy(float)
        low, high = wilson((value - least) / width * trials, trials)
        table.loc[rows, f"{label}_low"] = least + width * low[rows]
        table.loc[rows, f"{label}_high"] = least + width * high[rows]


def _speeds(
    own: Mapping[str, sparse.csr_matrix],
    common: Mapping[str, sparse.csr_matrix],
    formula: Formula,
    sums: Mapping[str, Array],
    units: int,
) -> Array:
    """The acceleration of each row. A unit that counts nothing for a row leaves its statistic as it is, unless the formula
    divides by what all rows share: only then every unit is left out in turn."""
    rows = len(next(iter(sums.values())))
    if not common:
        where = sum(abs(m) for m in own.values()).tocoo()
        at, unit = where.row, where.col
        without = {c: sums[c][at] - np.asarray(m[at, unit]).ravel() for c, m in own.items()}
        jack, now = np.asarray(_evaluate(formula, without), float), _evaluate(formula, {c: sums[c] for c in own})
        jack = np.broadcast_to(jack, at.shape)
        known = np.isfinite(jack)
        at, jack = at[known], jack[known]
        rest = units - np.bincount(where.row, minlength=rows)
        count = np.bincount(at, minlength=rows) + rest
        middle = (np.bincount(at, jack, minlength=rows) + rest * now) / np.maximum(count, 1)
        gap = middle[at] - jack
        cubes = np.bincount(at, gap**3, minlength=rows) + rest * (middle - now) ** 3
        return _ratio(cubes, np.bincount(at, gap**2, minlength=rows) + rest * (middle - now) ** 2)
    step = max(1, 2_000_000 // max(units, 1))
    left = {c: m.sum() - m.toarray() for c, m in common.items()}
    parts = []
    for start in range(0, rows, step):
        some = slice(start, start + step)
        without = {c: sums[c][some, None] - m[some].toarray() for c, m in own.items()}
        jack = _evaluate(formula, {**without, **left})
        parts.append(_speed(np.broadcast_to(jack, (len(range(rows)[some]), units))))
    return np.concatenate(parts)


def against_rest(counts: Counts, formula: Formula, *, n: str, replicates: int = REPLICATES, seed: int = 0) -> pd.DataFrame:
    """Each series of each group against the same series in all other groups together.

    All groups are resampled by the same stories, so that what is told in several of them moves together. Columns: keys,
    ``value, value_low, value_high, rest, rest_low, rest_high, difference, low, high, p, n, n_rest, coverage, note`` (percentile
    intervals; p = twice the smaller tail, with one added to both counts). Raises ValueError where there is one group only.
    Reference: Efron & Tibshirani 1993.
    """
    groups = split(counts.shared, counts.group)
    if len(groups) < 2:
        raise ValueError(f"there is only one {' and '.join(counts.group) or 'group'} here; nothing to compare it with")
    units = pd.Index(counts.shared["unit"].unique()).sort_values()
    names = list(counts.series)
    table = counts.cells[names].drop_duplicates().sort_values(names).reset_index(drop=True)
    if table.empty:
        return pd.DataFrame(columns=[*counts.group, *names, *_COMPARED])
    ordered = sorted(groups)
    places = {key: i for i, key in enumerate(ordered)}
    wide, tall = len(table), len(groups)
    rows = {tuple(row): i for i, row in enumerate(table.itertuples(index=False))}

    def group_of(frame: pd.DataFrame) -> Array:
        return np.array([places[key] for key in frame[list(counts.group)].itertuples(index=False, name=None)], int)

    def spread(frame: pd.DataFrame, columns: Sequence[str], at: Array, height: int) -> dict[str, sparse.csr_matrix]:
        where = units.get_indexer(pd.Index(frame["unit"]))
        shape = (height, len(units))
        return {c: sparse.csr_matrix((frame[c].to_numpy(float), (at, where)), shape=shape) for c in columns}

    series = np.array([rows[tuple(row)] for row in counts.cells[names].itertuples(index=False)], int)
    own = spread(counts.cells, counts.components, group_of(counts.cells) * wide + series, tall * wide)
    common = spread(counts.shared, counts.commons, group_of(counts.shared), tall)
    matrices = {**own, **common}
    now = {c: np.asarray(m.sum(axis=1)).reshape(tall, -1, 1) for c, m in matrices.items()}
    into = bundles(len(units), seed)
    folded = list(matrices.values()) if into is None else [m @ into for m in matrices.values()]
    products = _products(folded, folded[0].shape[1], replicates, seed)
    drawn = {c: part.reshape(tall, -1, replicates) for c, part in zip(matrices, products, strict=True)}
    met = np.asarray((own[n] > 0).sum(axis=1)).reshape(tall, wide)
    sizes = np.bincount(group_of(counts.shared), minlength=tall)
    whole = {c: part.sum(axis=0) for c, part in now.items()}, {c: part.sum(axis=0) for c, part in drawn.items()}
    parts = []
    for g, key in enumerate(ordered):
        mine = {c: part[g] for c, part in now.items()}, {c: part[g] for c, part in drawn.items()}
        parts.append(_compared(counts, table, key, formula, n, mine, whole, (met[g], int(sizes[g])), met.sum(axis=0)))
    return pd.concat(parts, ignore_index=True)


_COMPARED = (
    "value", "value_low", "value_high", "rest", "rest_low", "rest_high", "difference", "low", "high", "p", "n", "n_rest",
    "coverage", "note",
)  # fmt: skip


def _compared(
    counts: Counts,
    table: pd.DataFrame,
    key: tuple[Any, ...],
    formula: Formula,
    n: str,
    mine: tuple[dict[str, Array], dict[str, Array]],
    everything: Sequence[dict[str, Array]],
    met: tuple[Array, int],
    occurs: Array,
) -> pd.DataFrame:
    (now, drawn), (all_now, all_drawn) = mine, everything
    rest_now = {c: all_now[c] - now[c] for c in now}
    rest_drawn = {c: all_drawn[c] - drawn[c] for c in drawn}
    out = table.copy()
    for column, value in reversed(list(zip(counts.group, key, strict=True))):
        out.insert(0, column, value)
    sides = ("value", now, drawn, met[0]), ("rest", rest_now, rest_drawn, occurs - met[0])
    values, few = [], np.zeros(len(out), bool)
    for side, sums, draws, articles in sides:
        values.append(_evaluate(formula, draws))
        own = (sums[n][:, 0] < ENOUGH_MENTIONS) | (articles < ENOUGH_ARTICLES)
        low, high = percentile(values[-1], tail_of(articles))
        bare = own | ~(high - low > 1e-12)
        out[side] = _evaluate(formula, sums)[:, 0]
        out[f"{side}_low"], out[f"{side}_high"] = np.where(bare, np.nan, low), np.where(bare, np.nan, high)
        few |= own
    gaps = values[0] - values[1]
    out["n"], out["n_rest"] = now[n][:, 0].astype(np.int64), rest_now[n][:, 0].astype(np.int64)
    low, high = percentile(gaps, tail_of(np.minimum(met[0], occurs - met[0])))
    valid = np.maximum(np.sum(~np.isnan(gaps), axis=1), 1)
    tail = np.minimum(np.sum(gaps <= 0, axis=1), np.sum(gaps >= 0, axis=1))
    p = np.minimum(2 * (tail + 1) / (valid + 1), 1.0)
    for column, numbers in (("difference", (out["value"] - out["rest"]).to_numpy()), ("low", low), ("high", high), ("p", p)):
        out[column] = np.where(few, np.nan, numbers)
    out["coverage"] = met[0] / met[1]
    out["note"] = [too_little(min(a, b)) if bad else "" for bad, a, b in zip(few, out["n"], out["n_rest"], strict=True)]
    return out[out["n"] > 0]


def entropy_interval(cells: pd.DataFrame, units: pd.Series) -> tuple[float, float, float]:
    """Source entropy in bits of ``cells`` (actor, unit, words, n), with Miller and Madow's correction for speakers not
    heard, and its interval from the scatter between ``units``: the influence of a unit is
    sum_a w_ua (-log2 p_a - H) / W (Miller 1955; linearisation as in Davison & Hinkley 1997, ch. 2)."""
    words = cells.groupby("actor")["words"].sum()
    total, quotes, count = float(words.sum()), float(cells["n"].sum()), int(units.nunique())
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    share = words[words > 0] / total
    surprise = -np.log2(share)
    plain = float((share * surprise).sum())
    value = plain + (len(share) - 1) / (2 * max(quotes, 1) * np.log(2))
    known = cells[cells["words"] > 0]
    pull = known["words"] * (known["actor"].map(surprise) - plain) / total
    scatter = pull.groupby(known["unit"]).sum()
    if count < 2:
        return value, float("nan"), float("nan")
    half = stdtrit(count - 1, 0.5 + LEVEL / 2) * np.sqrt((scatter**2).sum() * count / (count - 1))
    return value, max(value - half, 0.0), value + half
