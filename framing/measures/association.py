"""What goes with what: key words of one set of texts against another, collocates, evenness over the articles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, stdtrit, xlogy

from framing.measures._tables import By, Door, Keys, Words, enter, firsts, keys, name
from framing.measures.intervals import ENOUGH_ARTICLES, ENOUGH_MENTIONS, Array, benjamini_hochberg, notes, spread, too_little
from framing.measures.words import hits_cte, over, picked, unit_of

PRIOR = 500.0


def log_likelihood(k: Array, r: Array, n_k: Array | float, n_r: Array | float) -> Array:
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


def log_ratio(k: Array, r: Array, n_k: Array | float, n_r: Array | float) -> Array:
    """LR = log2[((k+1/2)/(K+1/2)) / ((r+1/2)/(R+1/2))] (Hardie 2014)."""
    k, r = np.asarray(k, float), np.asarray(r, float)
    return np.log2((k + 0.5) / (n_k + 0.5)) - np.log2((r + 0.5) / (n_r + 0.5))


def log_odds(k: Array, r: Array, n_k: Array | float, n_r: Array | float, prior: Array) -> tuple[Array, Array]:
    """The weighted log-odds ratio with an informative Dirichlet prior, and its z (Monroe, Colaresi & Quinn 2008, eq. 16,
    19-22): ``prior`` are the pseudo-counts alpha_w, their sum alpha_0."""
    k, r, prior = (np.asarray(x, float) for x in (k, r, prior))
    whole = prior.sum()
    delta = np.log((k + prior) / (n_k + whole - k - prior)) - np.log((r + prior) / (n_r + whole - r - prior))
    return delta, delta / np.sqrt(1 / (k + prior) + 1 / (r + prior))


_NUMBERS = ["k", "square", "cross", "range"]
_SIZES = ["words", "square", "units"]
Side = tuple[Array, Array]


def _counted(
    door: Door, of: str, by: By, pos: Words, duplicates: str, skip: str = "TRUE"
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Counts per lemma (with what the scatter between stories needs) and sizes per group."""
    door.need("keyness", "tokens")
    reading = keys(door, by, "tokens", duplicates)
    for i, cte in enumerate(reading.slices(door)):
        for table, query in _count_slice(door, reading, cte, of, pos, duplicates, skip).items():
            door.con.execute(f"INSERT INTO {table} {query}" if i else f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    shown = [name(c) for c in reading.columns]
    lemmas, sizes = (
        door.frame(
            f"SELECT {', '.join([*keys_, *(f'sum({name(c)}) AS {name(c)}' for c in sums)])} FROM {table} "
            f"GROUP BY {firsts(len(keys_)) or '()'} ORDER BY {firsts(len(keys_)) or 'ALL'}"
        )
        for table, keys_, sums in (("key_lemmas", [*shown, of], _NUMBERS), ("key_sizes", shown, _SIZES))
    )
    return lemmas, sizes, reading.columns


def _count_slice(door: Door, reading: Keys, cte: str, of: str, pos: Words, duplicates: str, skip: str) -> dict[str, str]:
    """Counts the words of a slice of stories; the queries that sum them up for ``key_lemmas`` and ``key_sizes``."""
    own, rows = ("".join(f", {alias}{name(c)}" for c in reading.row) for alias in ("", "t."))
    same = " AND ".join(["c.story = s.story", *(f"c.{name(c)} IS NOT DISTINCT FROM s.{name(c)}" for c in reading.row)])
    shown = "".join(f"{'s' if c in reading.row else 'g'}.{name(c)}, " for c in reading.columns)
    articles = "count(DISTINCT t.article)" if duplicates == "count" else "1"  # else a story is one article of each group
    where = f"{door.zones('tokens', 't', None)} AND {door.words('t')} AND {skip}"
    order = ", ".join([*map(name, reading.article), "unit"])
    for table, query in (
        ("key_stories", f"WITH {cte} SELECT *, dense_rank() OVER (ORDER BY {order}) AS story FROM a"),
        (
            "key_counts",
            f"SELECT a.story{rows}, {unit_of(of)} AS {of}, count(*) AS every, count(*) FILTER (WHERE "
            f"{picked(door, 't', of, pos, False)}) AS k, {articles} AS d FROM tokens AS t "
            f"JOIN key_stories AS a ON a.article = t.article WHERE {where} GROUP BY ALL",
        ),
        ("key_words", f"SELECT story{own}, sum(every) AS words FROM key_counts GROUP BY ALL"),
    ):
        door.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    groups = "(SELECT DISTINCT * EXCLUDE (article, unit) FROM key_stories) AS g"
    return {
        "key_lemmas": f"SELECT {shown}c.{of} AS {of}, sum(k)::DOUBLE AS k, sum(k * k)::DOUBLE AS square, "
        f"sum(k * words)::DOUBLE AS cross, sum(d)::DOUBLE AS range FROM key_counts AS c JOIN key_words AS s ON {same} "
        f"JOIN {groups} ON g.story = c.story WHERE k > 0 GROUP BY {firsts(len(reading.columns) + 1)}",
        "key_sizes": f"SELECT {shown}sum(words)::DOUBLE AS words, sum(words * words)::DOUBLE AS square, "
        f"count(*)::DOUBLE AS units FROM key_words AS s JOIN {groups} ON g.story = s.story "
        f"GROUP BY {firsts(len(reading.columns)) or '()'}",
    }


def _table(words: Array, target: Side, reference: Side, of: str, minimum: int, prior: float) -> pd.DataFrame:
    """Key words of one target against one reference.

    ``words`` [w] in alphabetical order; each side is the _NUMBERS of the words [w, 4] and its _SIZES [3].
    """
    (counts, (n, n_square, units)), (counts_r, (m, m_square, units_r)) = target, reference
    often = np.flatnonzero(counts[:, 0] + counts_r[:, 0] >= minimum)
    (k, square, cross, seen_in), (r, square_r, cross_r, seen_in_r) = counts[often].T, counts_r[often].T
    ratio = log_ratio(k, r, n, m)
    variance = spread(k, square, cross, n, n_square, units) + spread(r, square_r, cross_r, m, m_square, units_r)
    half = stdtrit(max(min(int(units), int(units_r)) - 1, 1), 0.975) * np.sqrt(variance) / np.log(2)
    seen = (k + r >= ENOUGH_MENTIONS) & (seen_in >= ENOUGH_ARTICLES) & (seen_in_r >= ENOUGH_ARTICLES)
    g2 = log_likelihood(k, r, n, m)
    p = chdtrc(1, np.abs(g2))
    odds, z = log_odds(k, r, n, m, (k + r) / max((k + r).sum(), 1) * prior) if often.size else (k, k)
    numbers = {
        "count": k.astype(int),
        "reference": r.astype(int),
        "ipm": 1e6 * k / max(n, 1),
        "ipm_reference": 1e6 * r / max(m, 1),
        "range": seen_in.astype(int),
        "log_ratio": ratio,
        "low": np.where(seen, ratio - half, np.nan),
        "high": np.where(seen, ratio + half, np.nan),
        "g2": g2,
        "p": p,
        "q": benjamini_hochberg(p),
        "log_odds": odds,
        "z": z,
        "value": ratio,
        "n": k.astype(int),
        "coverage": seen_in / max(units, 1),
        "note": np.array(["" if good else too_little(min(pair)) for good, *pair in zip(seen, k, r, strict=True)], object),
    }
    order = np.argsort(-z, kind="stable")
    return pd.DataFrame({of: words[often[order]], **{column: values[order] for column, values in numbers.items()}})


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
    with ``low, high`` (from the scatter between articles or stories, by linearisation; NaN, and a ``note``, for fewer than 10
    tokens in all or 3 articles on either side), ``g2`` (signed), its ``p`` and Benjamini-Hochberg ``q``, ``log_odds`` and ``z``
    (informative Dirichlet prior worth ``prior`` words, distributed as both sides together), ``value`` (the log ratio), ``n``
    (the count), ``coverage`` (the share of the target's articles that have it), ``note``. Sorted by z. Lemmas seen fewer than
    ``minimum`` times are left out.
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
    _lend(first, second)
    skip_first, skip_second = _overlap(first, second)
    a, size_a, _ = _counted(first, of, None, pos, duplicates, skip_first)
    b, size_b, _ = _counted(second, of, None, pos, duplicates, skip_second)
    codes, words = pd.factorize(pd.concat([a[of], b[of]], ignore_index=True), sort=True, use_na_sentinel=False)
    ours = _spreadsheet(a, codes[: len(a)], len(words)), size_a[_SIZES].fillna(0.0).to_numpy(float)[0]
    theirs = _spreadsheet(b, codes[len(a) :], len(words)), size_b[_SIZES].fillna(0.0).to_numpy(float)[0]
    return _table(words.to_numpy(object), ours, theirs, of, minimum, prior)


def _spreadsheet(counted: pd.DataFrame, codes: Array, height: int) -> Array:
    """The _NUMBERS of each word at the row that is its code: [height, 4]."""
    out = np.zeros((height, len(_NUMBERS)))
    for i, column in enumerate(_NUMBERS):
        out[:, i] = np.bincount(codes, counted[column].to_numpy(float), minlength=height)
    return out


def _size(door: Door) -> int:
    door.need("keyness", "tokens")
    return int(door.con.execute("SELECT count(*) FROM tokens").fetchall()[0][0])


def _overlap(first: Door, second: Door) -> tuple[str, str]:
    """Conditions that leave out of the larger table the tokens that the smaller one holds too.

    An article is the same in both only where every token of the smaller table stands in the larger one, at its place and with
    its letters: two corpora may number their articles alike.
    """
    sizes = _size(first), _size(second)
    placed = all(door.has("tokens", "article", "start", "text") for door in (first, second))
    if sizes[0] == sizes[1] or not placed:
        return "TRUE", "TRUE"
    small, large = (first, second) if sizes[0] < sizes[1] else (second, first)
    inside = small.con.sql("SELECT DISTINCT CAST(article AS VARCHAR) AS article, start, text FROM tokens").to_arrow_table()
    large.con.register("framing_smaller", inside)
    same = "x.article = t.article AND x.start = t.start AND x.text = t.text"
    articles = large.frame(
        f"SELECT x.article FROM framing_smaller AS x LEFT JOIN tokens AS t ON {same} "
        "GROUP BY x.article HAVING count(t.start) >= count(*)"
    )
    large.con.register("framing_shared", articles)
    skip = (
        "NOT (t.article IN (SELECT article FROM framing_shared) AND EXISTS "
        "(SELECT 1 FROM framing_smaller AS x WHERE x.article = t.article AND x.start = t.start))"
    )
    return ("TRUE", skip) if large is second else (skip, "TRUE")


def _lend(first: Door, second: Door) -> None:
    """Where one side knows the articles (and so the reprints) and the other is a frame of tokens, both shall know them."""
    for door, other in ((first, second), (second, first)):
        if "articles" in other.columns and "articles" not in door.columns:
            known = [c for c in ("article", "outlet", "published", "duplicate_of", "story") if other.has("articles", c)]
            door.con.register("articles", other.con.execute(f"SELECT {', '.join(known)} FROM articles").df())
            door.columns["articles"] = tuple(known)


def _against_rest(door: Door, of: str, by: By, pos: Words, minimum: int, prior: float, duplicates: str) -> pd.DataFrame:
    lemmas, sizes, columns = _counted(door, of, by, pos, duplicates)
    if len(sizes) < 2:
        raise ValueError(f"there is only one {' and '.join(columns)} here; nothing is left to compare it with")
    codes, index = pd.factorize(lemmas[of], sort=True, use_na_sentinel=False)
    words, whole, totals = index.to_numpy(object), _spreadsheet(lemmas, codes, len(index)), sizes[_SIZES].to_numpy(float)
    names = list(columns)
    group = pd.MultiIndex.from_frame(sizes[names]).get_indexer(pd.MultiIndex.from_frame(lemmas[names]))
    parts = []
    for i, key in enumerate(sizes[names].itertuples(index=False, name=None)):
        own = np.flatnonzero(group == i)
        mine = _spreadsheet(lemmas.iloc[own], codes[own], len(words))
        rest = whole - mine, totals.sum(axis=0) - totals[i]
        part = _table(words, (mine, totals[i]), rest, of, minimum, prior)
        for j, (column, value) in enumerate(zip(columns, key, strict=True)):
            part.insert(j, column, value)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def log_dice(together: Array, first: Array, second: Array) -> Array:
    """logDice = 14 + log2[2 f_xy/(f_x + f_y)]: 14 where two words only occur together (Rychly 2008)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(14 + np.log2(2 * np.asarray(together, float) / (np.asarray(first, float) + second)))


def delta_p(together: Array, first: Array, second: Array, total: Array) -> tuple[Array, Array]:
    """Delta P both ways: P(y|x) - P(y|not x) and P(x|y) - P(x|not y), from the margins of a 2x2 table (Gries 2013)."""
    o, f, s, n = (np.asarray(x, float) for x in (together, first, second, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        return o / f - (s - o) / (n - f), o / s - (f - o) / (n - s)


def mutual_information(together: Array, first: Array, second: Array, total: Array) -> Array:
    """MI = log2(O/E), E = f_x f_y / N (Church & Hanks 1990)."""
    o, f, s, n = (np.asarray(x, float) for x in (together, first, second, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log2(o * n / (f * s)))


def collocates(
    tokens: Any,
    query: str,
    *,
    window: int | str = 5,
    of: str = "lemma",
    pos: Words = None,
    minimum: int = 3,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """The words that keep company with a query, in a window of words or in the dependency tree.

    ``window`` is how many words on each side within the sentence, or "dependency": the words it depends on or governs.

    Columns: the unit, (``relation``), ``count`` (its tokens near the query, each once), ``nodes`` (places of the query that have
    it near), ``total`` (its tokens anywhere), ``range`` (articles), ``log_dice`` (from min(count, nodes), so 14 at most),
    ``mi``, ``g2`` (signed), ``delta_p_collocate`` = P(word near | query) - P(word elsewhere), ``delta_p_node`` the other way,
    ``value`` (logDice) with ``low, high`` (from the scatter between stories; none below 10 tokens in 3 stories), ``n`` (the
    count), ``coverage`` (the share of the articles with the query that have it near), ``note``. Sorted by log_dice.
    The 2x2 table is of tokens: near the query or not, this word or not; the query's own tokens stay out.
    In the dependency form it is of arcs, apart for each relation ("amod": the collocate depends, "nsubj of": it governs).
    Reference: Rychly 2008; Church & Hanks 1990; Dunning 1993; Gries 2013; Evert 2008.

    >>> fr.collocates(corpus.tokens, "санкция", window=4)      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("collocates", "tokens")
    if window == "dependency":
        table = _dependencies(door, query, of, pos, minimum, zones, duplicates)
    elif isinstance(window, int) and window > 0:
        table = _nearby(door, query, window, of, pos, minimum, zones, duplicates)
    else:
        raise ValueError(f"window={window!r}; give a number of words, or 'dependency'")
    count, near, total, everything = (table[c].to_numpy(float) for c in ("count", "near", "total", "everything"))
    table["log_dice"] = log_dice(np.minimum(count, table["nodes"]), table["queries"].to_numpy(float), total)
    table["mi"] = mutual_information(count, near, total, everything)
    table["g2"] = log_likelihood(count, total - count, near, everything - near)
    table["delta_p_collocate"], table["delta_p_node"] = delta_p(count, near, total, everything)
    relation = ["relation"] if "relation" in table else []
    columns = [of, *relation, "count", "nodes", "total", "range", "log_dice", "mi", "g2", "delta_p_collocate", "delta_p_node"]
    table = _company(table)
    table = table.sort_values(["log_dice", of, *relation], ascending=[False, True, *[True] * len(relation)], kind="stable")
    return table[[*columns, *_ESTIMATED]].reset_index(drop=True)


def _company(table: pd.DataFrame) -> pd.DataFrame:
    """The logDice of each row with its interval: the scatter of ln(together / apart) between stories, by linearisation, t with
    the stories that have the two together."""
    together, apart = np.minimum(table["count"], table["nodes"]), table["queries"] + table["total"]
    scatter = table["square"] / together**2 - 2 * table["cross"] / (together * apart) + table["places"] / apart**2
    enough = _enough(table)
    shown = _half(table, scatter, enough) / np.log(2)
    value = table["log_dice"].to_numpy(float)
    out = table.assign(value=value, low=value - shown, high=np.minimum(value + shown, 14), n=table["count"])
    out["coverage"] = out["range"] / out["holding"]
    return out.assign(note=np.array(notes(out["count"].to_numpy(float), enough, shown), object))


def _enough(table: pd.DataFrame) -> Array:
    """Which rows hold enough tokens in enough stories for an interval."""
    return ((table["count"] >= ENOUGH_MENTIONS) & (table["stories"] >= ENOUGH_ARTICLES)).to_numpy()


def _half(table: pd.DataFrame, scatter: pd.Series, enough: Array) -> Array:
    """Half the width of each row's interval from the ``scatter`` of its ``units``, t with the ``stories`` that hold it; NaN where
    there is not ``enough`` or nothing scatters."""
    variance = np.maximum(scatter, 0) * table["units"] / np.maximum(table["units"] - 1, 1)
    half = (stdtrit(np.maximum(table["stories"] - 1, 1), 0.975) * np.sqrt(variance)).to_numpy(float)
    return np.where(enough & (half > 1e-9), half, np.nan)


def _node_ctes(door: Door, query: str, of: str, zones: Words, duplicates: str) -> str:
    """``h`` places of the query, ``w`` the counted words with their place among the words of the sentence, ``q`` "
    "the query's own."""
    reading = keys(door, None, "tokens", duplicates)
    where = f"{door.zones('tokens', 't', zones)} AND {door.words('t')}"
    return (
        f"{reading.cte}, {hits_cte(door, query, zones, 'h0')}, h AS (SELECT h0.* FROM h0 JOIN a ON a.article = h0.article), "
        f"w AS (SELECT t.article, t.sentence, t.token, t.head, t.rel, t.pos, t.text, t.lemma, {unit_of(of)} AS unit "
        "FROM tokens AS t "
        f"JOIN a ON a.article = t.article WHERE {where}), "
        f"q AS (SELECT DISTINCT h.article, h.sentence, h.token + r.i AS token, h.token AS first FROM h, "
        f"(SELECT unnest(range({len(query.split())})) AS i) AS r)"
    )


def _nearby(
    door: Door, query: str, window: int, of: str, pos: Words, minimum: int, zones: Words, duplicates: str
) -> pd.DataFrame:
    at = "x.article = {y}.article AND x.sentence = {y}.sentence"
    return door.frame(
        f"WITH {_node_ctes(door, query, of, zones, duplicates)}, "
        f"p AS (SELECT w.*, row_number() OVER (PARTITION BY article, sentence ORDER BY token) AS i FROM w "
        f"WHERE (article, sentence) IN (SELECT (article, sentence) FROM h)), "
        f"e AS (SELECT h.article, h.sentence, h.token, min(p.i) AS low, max(p.i) AS high FROM h JOIN p ON p.article = h.article "
        f"AND p.sentence = h.sentence AND p.token BETWEEN h.token AND h.token + h.length - 1 GROUP BY ALL), "
        f"n AS (SELECT x.article, x.sentence, x.token, x.unit, x.pos, x.text, x.lemma, e.token AS node FROM p AS x "
        f"JOIN e ON {at.format(y='e')} AND x.i BETWEEN e.low - {window} AND e.high + {window} "
        f"ANTI JOIN q ON {at.format(y='q')} AND x.token = q.token), "
        f"o AS (SELECT x.unit, x.article FROM w AS x ANTI JOIN q ON {at.format(y='q')} AND x.token = q.token), "
        "hs AS (SELECT a.unit AS story, count(*) AS k FROM h JOIN a ON a.article = h.article GROUP BY a.unit), "
        "m AS (SELECT (SELECT count(DISTINCT (article, sentence, token)) FROM n) AS near, "
        "(SELECT count(*) FROM o) AS everything), "
        f"{_per_story('unit', picked(door, 't', of, pos, False), minimum)} SELECT r.unit AS {of}, r.* EXCLUDE (unit), m.* FROM r "
        f"CROSS JOIN m ORDER BY {of}"
    )


def _per_story(by: str, where: str, minimum: int) -> str:
    """``r``: the counts of each collocate, and what the scatter of its logDice between stories needs, from ``n`` (places near
    the query), ``o`` (all places) and ``hs`` (places of the query in each story); ``by`` is the unit, or unit and relation."""
    keys_ = by.split(", ")
    own = "".join(f"t.{key}, " for key in keys_)
    relation = "".join(f" AND hs.{key} = f.{key}" for key in keys_[1:])
    whole = f" WHERE {keys_[1]} = f.{keys_[1]}" if keys_[1:] else ""
    mine, same = ", ".join(f"t.{key}" for key in keys_), " AND ".join(f"y.{key} = f.{key}" for key in keys_)
    return (
        f"g AS (SELECT {own}a.unit AS story, count(DISTINCT (t.article, t.sentence, t.token)) AS count, "
        "count(DISTINCT (t.article, t.sentence, t.node)) AS nodes, count(DISTINCT t.article) AS range FROM n AS t "
        f"JOIN a ON a.article = t.article WHERE {where} GROUP BY ALL), "
        f"f AS (SELECT {by}, sum(count)::BIGINT AS count, sum(nodes)::BIGINT AS nodes, sum(range)::BIGINT AS range, "
        f"count(*) AS stories FROM g GROUP BY {by} HAVING sum(count) >= {int(minimum)}), "
        f"y AS (SELECT {own}a.unit AS story, count(*) AS total FROM o AS t JOIN a ON a.article = t.article "
        f"WHERE ({mine}) IN (SELECT ({by}) FROM f) GROUP BY ALL), "
        "v AS (SELECT f.*, y.total, coalesce(hs.k, 0) AS k, "
        "coalesce(CASE WHEN f.count <= f.nodes THEN g.count ELSE g.nodes END, 0) AS x "
        f"FROM f JOIN y ON {same} LEFT JOIN g ON {same.replace('y.', 'g.')} AND g.story = y.story "
        f"LEFT JOIN hs ON hs.story = y.story{relation}), "
        f"r AS (SELECT {by}, count, nodes, range, stories, sum(total)::BIGINT AS total, (SELECT sum(k) FROM hs{whole})::BIGINT "
        f"AS queries, sum(x * x)::DOUBLE AS square, sum(x * (total + k))::DOUBLE AS cross, (sum(total * total + 2 * total * k) + "
        f"(SELECT sum(k * k) FROM hs{whole}))::DOUBLE AS places, (SELECT count(DISTINCT unit) FROM a) AS units, "
        f"(SELECT count(DISTINCT article) FROM h) AS holding FROM v AS f GROUP BY {by}, count, nodes, range, stories)"
    )


def _dependencies(door: Door, query: str, of: str, pos: Words, minimum: int, zones: Words, duplicates: str) -> pd.DataFrame:
    at = "x.article = {y}.article AND x.sentence = {y}.sentence"
    arcs = (
        f"arcs AS (SELECT x.article, x.sentence, x.token, y.token AS up, x.unit, x.pos, x.text, x.lemma, y.unit AS unit_up, "
        "y.pos AS pos_up, y.text AS text_up, y.lemma AS lemma_up, x.rel FROM w AS x JOIN w AS y ON "
        f"{at.format(y='y')} AND y.token = x.head)"
    )
    where = f"{picked(door, 't', of, pos, False)} AND relation NOT IN ('punct', 'punct of')"
    return door.frame(
        f"WITH {_node_ctes(door, query, of, zones, duplicates)}, {arcs}, "
        "o AS (SELECT article, sentence, token, up, unit, pos, text, lemma, rel AS relation FROM arcs UNION ALL "
        "SELECT article, sentence, up, token, unit_up, pos_up, text_up, lemma_up, rel || ' of' FROM arcs), "
        f"n AS (SELECT x.*, q.first AS node FROM o AS x JOIN q ON {at.format(y='q')} AND x.up = q.token), "
        "hs AS (SELECT a.unit AS story, relation, count(DISTINCT (n.article, sentence, node)) AS k FROM n "
        "JOIN a ON a.article = n.article GROUP BY a.unit, relation), "
        "m AS (SELECT relation, (SELECT count(*) FROM n WHERE n.relation = o.relation) AS near, count(*) AS everything FROM o "
        f"GROUP BY relation), {_per_story('unit, relation', where, minimum)} "
        f"SELECT r.unit AS {of}, r.* EXCLUDE (unit), m.near, m.everything FROM r JOIN m USING (relation) ORDER BY ALL"
    )


def dispersion(
    tables: Any,
    *,
    of: str = "lemma",
    by: By = None,
    parts: str = "article",
    minimum: int = 10,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """How evenly a word or an actor is spread over the articles, or over other parts of each group.

    ``of`` is lemma, form or actor; DP = 1/2 sum_d abs(m_ad/m_a - n_d/n), 0 even, near 1 bunched; DPnorm = DP/(1 - min n_d/n).
    ``parts`` are articles, or any article column ("outlet", "month"). Columns: keys, the unit, ``count``, ``range`` (parts
    that have it), ``parts`` (all of them), ``dp, dp_norm`` (NaN where there is one part only), ``value`` (DPnorm) with ``low,
    high`` (from the scatter between stories, by linearisation; none below 10 tokens in 3 stories), ``n`` (the count),
    ``coverage`` (the share of the parts), ``note``. Units seen fewer than ``minimum`` times are left out.
    Reference: Gries 2008; Lijffijt & Gries 2012; of the interval Davison & Hinkley 1997, ch. 2.

    >>> fr.dispersion(corpus, of="actor", parts="outlet")      # doctest: +SKIP
    """
    door = enter(tables)
    door.need("dispersion", "tokens")
    group = tuple(dict.fromkeys((by,) if isinstance(by, str) else by or ()))
    main = "mentions" if of == "actor" else "tokens"
    door.need("dispersion", main)
    reading = keys(
        door, (*group, *([] if parts in group else [parts])), main, duplicates, parts=() if parts in group else (parts,)
    )
    if reading.row:
        raise ValueError(f"dispersion groups and parts are articles or groups of them, not {reading.row[0]!r}")
    table = door.frame(_parts_query(door, reading.cte, of, group, parts, minimum, zones))
    return _evenness(table)[[*group, of, "count", "range", "parts", "dp", "dp_norm", *_ESTIMATED]]


_ESTIMATED = ["value", "low", "high", "n", "coverage", "note"]


def _parts_query(door: Door, cte: str, of: str, group: tuple[str, ...], parts: str, minimum: int, zones: Words) -> str:
    """Per group and unit: the places, the parts, and the sums that `_evenness` makes DP and its scatter from.

    A step each, materialized so that joins keep this order: ``x`` the words of each story in each part, as shares of the group;
    ``s`` the parts, ``g`` the groups, ``l`` their smallest part; ``pairs`` parts that share stories; ``c`` the places of each
    unit; ``p`` its parts, side 1 where it has more than the part's due and -1 where less; ``u`` the units; ``shared`` and ``due``
    what those parts share; ``held`` and ``beside`` the stories that hold a unit, and their words in such parts; ``adds`` what
    each story adds to DP by its places.
    """
    word = f"{door.zones('tokens', 't', zones)} AND {door.words('t')}"
    unit, table, where = (
        ("m.actor", "mentions AS m", door.zones("mentions", "m", zones)) if of == "actor" else (unit_of(of), "tokens AS t", word)
    )
    shown = "".join(f"a.{name(key)} AS {name(key)}, " for key in group) + f"a.{name(parts)} AS part, a.unit AS story"
    k = len(group)
    own = "".join(f"{name(key)}, " for key in group)
    of_unit, of_story = over((*group, "unit")), over((*group, "story"))

    def same(y: str, z: str, *more: str) -> str:
        return " AND ".join(f"{y}.{name(key)} IS NOT DISTINCT FROM {z}.{name(key)}" for key in (*group, *more)) or "TRUE"

    def keyed(y: str, *more: str) -> str:
        return "".join(f"{y}.{name(key)}, " for key in (*group, *more))

    steps = {
        "n": f"SELECT {shown}, count(*) AS n FROM tokens AS t JOIN a ON a.article = t.article "
        f"WHERE {word} GROUP BY {firsts(k + 2)}",
        "x": f"SELECT *, n / sum(n) OVER ({over(group)}) AS q, n / sum(n) OVER ({of_story}) AS own FROM n",
        "s": f"SELECT {own}part, sum(q) AS size, sum(q * q / own) AS beside, sum(q * q) AS square FROM x "
        f"GROUP BY {firsts(k + 1)}",
        "g": f"SELECT {own}count(DISTINCT part) AS every, count(DISTINCT story) AS units, sum(q * q / own) AS square FROM x "
        f"GROUP BY {firsts(k) or '()'}",
        "l": f"SELECT {own}min(size) AS least FROM s GROUP BY {firsts(k) or '()'}",
        "pairs": f"SELECT {keyed('x')}x.part AS one, y.part AS other, sum(x.q * y.q) AS product FROM x JOIN x AS y "
        f"ON {same('x', 'y', 'story')} AND x.part < y.part WHERE x.own < 1 GROUP BY {firsts(k + 2)}",
        "m0": f"SELECT {shown}, {unit} AS unit, count(*) AS m FROM {table} JOIN a ON a.article = {table[-1]}.article "
        f"WHERE {where} GROUP BY {firsts(k + 3)}",
        "c": f"SELECT *, m / sum(m) OVER ({of_unit}) AS p FROM m0 QUALIFY sum(m) OVER ({of_unit}) >= {int(minimum)}",
        "p": f"SELECT {keyed('c', 'unit')}c.part, sum(c.m) AS m, sum(c.p) AS p, any_value(s.size) AS q, "
        f"any_value(s.beside) AS beside, any_value(s.square) AS square, "
        f"CASE WHEN sum(c.p) > any_value(s.size) THEN 1 ELSE -1 END AS side "
        f"FROM c JOIN s ON {same('c', 's', 'part')} GROUP BY {firsts(k + 2)}",
        "u": f"SELECT {own}unit, sum(m) AS count, count(*) AS range, sum(side * p) AS mine, sum(side * q + q) - 1 AS due, "
        "sum(beside) FILTER (WHERE side > 0) AS beside, sum(square) FILTER (WHERE side > 0) AS square "
        f"FROM p GROUP BY {firsts(k + 1)}",
        "shared": f"SELECT {keyed('p', 'unit')}pairs.other AS part, pairs.product FROM p JOIN pairs "
        f"ON {same('p', 'pairs')} AND pairs.one = p.part WHERE p.side > 0",
        "due": f"SELECT {keyed('b', 'unit')}sum(b.product) AS product FROM shared AS b "
        f"JOIN p ON {same('p', 'b', 'unit', 'part')} WHERE p.side > 0 GROUP BY {firsts(k + 1)}",
        "told": f"SELECT DISTINCT {own}unit, story FROM c",
        "held": f"SELECT {keyed('t', 'unit', 'story')}x.part, x.q FROM told AS t JOIN x ON {same('t', 'x', 'story')}",
        "beside": f"SELECT {keyed('h', 'unit', 'story')}sum(h.q) AS q FROM held AS h JOIN p ON {same('p', 'h', 'unit', 'part')} "
        f"WHERE p.side > 0 GROUP BY {firsts(k + 2)}",
        "stories": f"SELECT {own}story, sum(q) AS q FROM x GROUP BY {firsts(k + 1)}",
        "adds": f"SELECT {keyed('c', 'unit', 'story')}sum((p.side - u.mine) * c.p) / 2 AS adds FROM c "
        f"JOIN p ON {same('p', 'c', 'unit', 'part')} JOIN u ON {same('u', 'c', 'unit')} GROUP BY {firsts(k + 2)}",
        "e": f"SELECT {keyed('d', 'unit')}count(*) AS stories, sum(adds * adds) AS adds, sum(adds * z.q) AS cross_all, "
        f"sum(adds * coalesce(y.q, 0)) AS cross_over FROM adds AS d JOIN stories AS z ON {same('z', 'd', 'story')} "
        f"LEFT JOIN beside AS y ON {same('y', 'd', 'unit', 'story')} GROUP BY {firsts(k + 1)}",
    }
    return (
        f"WITH {cte}, {', '.join(f'{step} AS MATERIALIZED ({query})' for step, query in steps.items())} "
        f"SELECT {keyed('u')}u.unit AS {of}, CAST(u.count AS BIGINT) AS count, u.range, g.every AS parts, l.least, g.units, "
        "g.square AS whole, u.mine, u.due, coalesce(u.beside, 0) AS beside, coalesce(u.square, 0) + 2 * coalesce(due.product, 0) "
        f"AS square, e.stories, e.adds, e.cross_all, e.cross_over FROM u JOIN g ON {same('g', 'u')} JOIN l ON {same('l', 'u')} "
        f"JOIN e ON {same('e', 'u', 'unit')} LEFT JOIN due ON {same('due', 'u', 'unit')} ORDER BY {own}count DESC, {of}"
    )


def _evenness(table: pd.DataFrame) -> pd.DataFrame:
    """DP and DPnorm of each row with its interval: the scatter of each story's influence, t with the stories that hold it."""
    out = table.copy()
    divided = (out["parts"] > 1).to_numpy()
    dp = np.where(divided, np.maximum((out["mine"] - out["due"]) / 2, 0), np.nan)
    away = -(1 + out["due"])
    told = away**2 * out["whole"] + 4 * away * out["beside"] + 4 * out["square"]
    scatter = out["adds"] - away * out["cross_all"] - 2 * out["cross_over"] + told / 4
    enough = _enough(out) & divided
    scale = 1 - out["least"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        out["dp"], out["dp_norm"] = dp, dp / scale
        shown = _half(out, scatter, enough)
        low, high = np.maximum((dp - shown) / scale, 0), np.minimum((dp + shown) / scale, 1)
    out = out.assign(value=out["dp_norm"], low=low, high=high, n=out["count"], coverage=out["range"] / out["parts"])
    return out.assign(note=np.array(notes(out["count"].to_numpy(float), enough, low), object))
