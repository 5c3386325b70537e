"""The corpus tools that count words: frequency, concordance, n-grams, development over time, what is typical of a text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import chosen, only, words_cte
from framing.measures._tables import By, Door, Keys, Words, as_tuple, enter, firsts, keys, literal, literals, name
from framing.measures.intervals import ENOUGH_ARTICLES, ENOUGH_MENTIONS, notes, rate, wilson

UNITS = {"lemma": "lower({t}.lemma)", "form": "lower({t}.text)", "pos": "{t}.pos"}


def unit_of(of: str, alias: str = "t") -> str:
    """The SQL of what is counted: the lemma, the lower-cased form, or the part of speech."""
    if of not in UNITS:
        raise ValueError(f"unknown unit {of!r}; choose one of {', '.join(UNITS)}")
    return UNITS[of].format(t=alias)


def stopword_list(lang: str = "ru") -> frozenset[str]:
    """The words that say little by themselves: ``seeds/LANG/stopwords.txt``."""
    from framing.seeds import words

    return words("stopwords.txt", lang)


def picked(door: Door, alias: str, of: str, pos: Words, drop_stopwords: bool) -> str:
    """The SQL condition that keeps the parts of speech asked for and drops stopwords where told so."""
    tests = []
    if as_tuple(pos):
        tests.append(f"{alias}.pos IN {literals(as_tuple(pos))}")
    if drop_stopwords:
        tests.append(f"{unit_of('lemma' if of == 'pos' else of, alias)} NOT IN {literals(sorted(stopword_list()))}")
    return " AND ".join(tests) or "TRUE"


def grouped(reading: Keys, alias: str = "t") -> str:
    """The key columns of a count over ``alias`` joined with the articles ``a``."""
    return reading.select("a", {key: f"{alias}.{name(key)}" for key in reading.row})


def over(columns: tuple[str, ...]) -> str:
    """What a window function runs over: the rows of a group."""
    return f"PARTITION BY {', '.join(map(name, columns))}" if columns else ""


RATED = ("square", "cross", "words", "words_square", "units", "stories")
"""What the interval of a rate needs beside the count: see `framing.measures.intervals.rate`."""


def rated(table: pd.DataFrame, low: str = "low", high: str = "high") -> pd.DataFrame:
    """A table of counts with ``ipm``, the ends of its interval, ``n`` and ``note``, without the sums they are made from."""
    count, *sums = (table[name].to_numpy(float) for name in ("count", *RATED))
    enough = (count >= ENOUGH_MENTIONS) & (sums[-1] >= ENOUGH_ARTICLES)
    with np.errstate(divide="ignore", invalid="ignore"):
        ipm = 1e6 * count / sums[2]
    ends = [np.where(enough, 1e6 * end, np.nan) for end in rate(count, *sums)]
    told = notes(count, enough, ends[0])
    out = table.assign(ipm=ipm, n=table["count"], note=np.array(told, object), **{low: ends[0], high: ends[1]})
    return out.drop(columns=[name for name in RATED if name != "words"])


def _rates(door: Door, reading: Keys, ctes: str, of: str, minimum: int = 1) -> pd.DataFrame:
    """How often each unit occurs in each group, from ``ctes`` that end with ``c``: the keys, the story, the unit, all of its
    tokens there (``every``), those that count (``k``) and the articles that hold them (``d``)."""
    shown = "".join(f"{name(key)}, " for key in reading.columns)
    same = "".join(f" AND c.{name(key)} IS NOT DISTINCT FROM s.{name(key)}" for key in reading.columns)
    here = " AND ".join(f"f.{name(key)} IS NOT DISTINCT FROM g.{name(key)}" for key in reading.columns) or "TRUE"
    there = " AND ".join(f"f.{name(key)} = h.{name(key)}" for key in reading.article) or "TRUE"
    whole, k = "".join(f"{name(key)}, " for key in reading.article), len(reading.columns)
    table = door.frame(
        f"WITH {reading.cte}, {ctes}, s AS (SELECT {shown}story, sum(every)::DOUBLE AS words FROM c GROUP BY ALL), "
        f"g AS (SELECT {shown}sum(words) AS words, sum(words * words) AS words_square, count(*) AS units FROM s "
        f"GROUP BY {firsts(k) or '()'}), h AS (SELECT {whole}count(*) AS articles FROM a "
        f"GROUP BY {firsts(len(reading.article)) or '()'}), "
        f"f AS (SELECT {''.join(f'c.{name(key)}, ' for key in reading.columns)}c.{of}, sum(k)::BIGINT AS count, "
        f"sum(d)::BIGINT AS range, sum(k * k)::DOUBLE AS square, sum(k * s.words) AS cross, count(*) AS stories FROM c "
        f"JOIN s ON c.story = s.story{same} WHERE k > 0 GROUP BY {firsts(k + 1)} HAVING sum(k) >= {int(minimum)}), "
        f"j AS (SELECT f.*, g.* EXCLUDE ({shown}units), g.units, f.range / h.articles AS coverage FROM f JOIN g ON {here} "
        f"JOIN h ON {there}) SELECT *, row_number() OVER ({over(reading.columns)} ORDER BY count DESC, {of}) AS rank FROM j "
        f"ORDER BY {', '.join([*map(name, reading.columns), 'count DESC', of])}"
    )
    table = rated(table).assign(value=lambda frame: frame["ipm"])
    return table[[*reading.columns, of, "count", "ipm", "value", "low", "high", "rank", "range", "n", "coverage", "note"]]


def _articles(duplicates: str, alias: str, where: str = "TRUE") -> str:
    """The SQL of how many articles of a story have a unit: one unless every copy is counted."""
    return f"count(DISTINCT {alias}.article) FILTER (WHERE {where})" if duplicates == "count" else "1"


def frequency(
    tokens: Any,
    *,
    of: str = "lemma",
    by: By = None,
    pos: Words = None,
    stopwords: bool = True,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """How often each lemma occurs: count, instances per million words with their interval, rank, range.

    ``of`` is lemma, form or pos; ``pos`` keeps parts of speech (``"NOUN"``, ``["NOUN", "ADJ"]``), ``stopwords=False`` leaves
    out function words: neither changes what a million words are (all words of the counted zones, punctuation apart). Columns:
    keys, the unit, ``count``, ``ipm`` (the ``value``) with ``low, high`` (from the scatter between stories, by linearisation on
    the log scale; none below 10 tokens in 3 stories), ``rank`` (1 is the most frequent of its group), ``range`` (in how many
    articles), ``n`` (the count), ``coverage`` (the share of the articles), ``note``. The counts of a group sum to its words,
    reprints among them (``duplicates="cluster"`` counts each story once, as `keyness` and the measures of actors do). Raises
    ValueError for an unknown unit, key or zone. Reference of the interval: Davison & Hinkley 1997, ch. 2.

    >>> fr.frequency(corpus.tokens, by="outlet", pos="NOUN")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("frequency", "tokens")
    reading = keys(door, by, "tokens", duplicates)
    shown = picked(door, "t", of, pos, not stopwords)
    counts = (
        f"c AS (SELECT {grouped(reading)}a.unit AS story, {unit_of(of)} AS {of}, count(*) AS every, "
        f"count(*) FILTER (WHERE {shown}) AS k, {_articles(duplicates, 't', shown)} AS d FROM tokens AS t "
        f"JOIN a ON a.article = t.article WHERE {door.zones('tokens', 't', zones)} AND {door.words('t')} "
        f"GROUP BY {firsts(len(reading.columns) + 2)})"
    )
    return _rates(door, reading, counts, of)


def _pattern(word: str, alias: str) -> str:
    """The SQL condition that one word of a query meets one token: its lemma or its form, * stands for any letters."""
    folded = word.casefold().replace("ё", "е")
    if "*" in folded:
        like = folded.replace("%", r"\%").replace("_", r"\_").replace("*", "%")
        test = "replace(lower({a}.{c}), 'ё', 'е') LIKE {like} ESCAPE '\\'"
        tests = [test.format(a=alias, c=c, like=literal(like)) for c in ("lemma", "text")]
    else:
        tests = [f"replace(lower({alias}.{c}), 'ё', 'е') = {literal(folded)}" for c in ("lemma", "text")]
    return f"({' OR '.join(tests)})"


def hits_cte(door: Door, query: str, zones: Words, cte: str = "h") -> str:
    """``h AS (SELECT article, sentence, token, start, stop, length)``: where a query of one or several words stands."""
    words = query.split()
    if not words:
        raise ValueError("an empty query; give a lemma or a form, or several of them in a row")
    joins = "".join(
        f" JOIN tokens AS t{i} ON t{i}.article = t0.article AND t{i}.sentence = t0.sentence AND t{i}.token = t0.token + {i}"
        for i in range(1, len(words))
    )
    tests = " AND ".join(_pattern(word, f"t{i}") for i, word in enumerate(words))
    return (
        f"{cte} AS (SELECT t0.article, t0.sentence, t0.token, t0.start, t{len(words) - 1}.stop AS stop, {len(words)} AS length "
        f"FROM tokens AS t0{joins} WHERE {door.zones('tokens', 't0', zones)} AND {tests})"
    )


def kwic(
    tokens: Any,
    query: str,
    *,
    window: int = 8,
    sort: str = "article",
    zones: Words = None,
    duplicates: str = "count",
    limit: int | None = None,
) -> pd.DataFrame:
    """Keyword in context: each place where the query stands, with ``window`` words to the left and right of it.

    The query is a lemma or a form (``"санкция"`` finds санкциями), several words in a row (``"новый санкция"``), ``*``
    stands for any letters (``"санкц*"``). Columns: left, node, right, article, outlet (where known), sentence, start, stop
    (characters of the node in the article). ``sort`` is article, left or right (by the words next to the node);
    contexts do not cross the edges of the article. Raises ValueError for an empty query or an unknown order.

    >>> fr.kwic(corpus.tokens, "санкция")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("kwic", "tokens")
    if sort not in ("article", "left", "right"):
        raise ValueError(f"unknown order {sort!r}; choose one of article, left, right")
    cut = f"ORDER BY article, start LIMIT {int(limit)}" if limit is not None else ""
    outlet = door.has("articles", "outlet") or door.has("tokens", "outlet")
    reading = keys(door, "outlet" if outlet else None, "tokens", duplicates)
    extra, own = (", a.outlet", ", n.outlet") if outlet else ("", "")
    reach = f"BETWEEN n.i - {int(window)} AND n.i + n.length - 1 + {int(window)}"
    frame = door.frame(
        f"WITH {reading.cte}, {hits_cte(door, query, zones)}, "
        f"k AS (SELECT h.*{extra} FROM h JOIN a ON a.article = h.article {cut}), "
        f"p AS (SELECT t.article, t.start, t.stop, t.text, row_number() OVER (PARTITION BY t.article ORDER BY t.start) AS i "
        f"FROM tokens AS t WHERE t.article IN (SELECT article FROM k)), "
        f"n AS (SELECT k.*, p.i FROM k JOIN p ON p.article = k.article AND p.start = k.start) "
        f"SELECT n.article{own}, n.sentence, n.start, n.stop, n.length, list(p.text ORDER BY p.i) AS texts, "
        f"list(p.start ORDER BY p.i) AS starts, list(p.stop ORDER BY p.i) AS stops, n.i - min(p.i) AS before "
        f"FROM n JOIN p ON p.article = n.article AND p.i {reach} "
        f"GROUP BY n.article{own}, n.sentence, n.start, n.stop, n.length, n.i ORDER BY n.article, n.start"
    )
    return _lines(frame, outlet, sort)


def _joined(texts: list[str], starts: list[int], stops: list[int]) -> str:
    """Words with a space only where the article had one."""
    out = ""
    for i, text in enumerate(texts):
        out += (" " if i and starts[i] > stops[i - 1] else "") + text
    return out


def _lines(frame: pd.DataFrame, outlet: bool, sort: str) -> pd.DataFrame:
    rows = []
    for line in frame.itertuples(index=False):
        words = list(zip(line.texts, line.starts, line.stops, strict=True))
        k, m = int(line.before), int(line.length)
        left, node, right = (
            _joined(*map(list, zip(*part, strict=True))) if part else "" for part in (words[:k], words[k : k + m], words[k + m :])
        )
        place = {"outlet": line.outlet} if outlet else {}
        at = {"sentence": line.sentence, "start": line.start, "stop": line.stop}
        rows.append({"left": left, "node": node, "right": right, "article": line.article, **place, **at})
    columns = ["left", "node", "right", "article", *(["outlet"] if outlet else []), "sentence", "start", "stop"]
    out = pd.DataFrame(rows, columns=columns)
    if sort == "right":
        out = out.sort_values("right", key=lambda s: s.str.casefold(), kind="stable")
    if sort == "left":
        out = out.sort_values("left", key=lambda s: s.map(lambda t: t.casefold().split()[::-1]), kind="stable")
    return out.reset_index(drop=True)


def ngrams(
    tokens: Any,
    *,
    n: int = 2,
    of: str = "lemma",
    by: By = None,
    minimum: int = 2,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """Sequences of ``n`` words that occur at least ``minimum`` times; they do not cross punctuation or sentences.

    Columns: keys, ``ngram``, then those of `frequency`; ``ipm`` is per million n-grams of the group.
    Raises ValueError where ``n`` is not between 1 and 7.

    >>> fr.ngrams(corpus.tokens, n=3, by="outlet")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("ngrams", "tokens")
    if not 1 <= n <= 7:
        raise ValueError(f"n={n!r} must be between 1 and 7")
    reading = keys(door, by, "tokens", duplicates)
    rest = range(1, n)
    window = "OVER (PARTITION BY article, sentence ORDER BY token)"
    parts = "".join(f", lead(u, {i}) {window} AS u{i}, lead(token, {i}) {window} AS k{i}" for i in rest)
    tests = " AND ".join(f"k{i} = token + {i}" for i in rest) or "TRUE"
    gram = " || ' ' || ".join(["u", *(f"u{i}" for i in rest)])
    rows = "".join(f", t.{name(key)}" for key in reading.row)
    counts = (
        f"w AS (SELECT t.article, t.sentence, t.token, {unit_of(of)} AS u{rows} FROM tokens AS t "
        f"WHERE {door.zones('tokens', 't', zones)} AND {door.words('t')}), g0 AS (SELECT *{parts} FROM w), "
        f"c AS (SELECT {grouped(reading, 'g0')}a.unit AS story, {gram} AS ngram, count(*) AS every, every AS k, "
        f"{_articles(duplicates, 'g0')} AS d FROM g0 JOIN a ON a.article = g0.article WHERE {tests} "
        f"GROUP BY {firsts(len(reading.columns) + 2)})"
    )
    return _rates(door, reading, counts, "ngram", minimum)


def timeline(
    tables: Any,
    query: str | None = None,
    *,
    every: str = "period",
    of: str = "word",
    by: By = None,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """How often a word, an actor or any article at all occurs in each day, week, month or year.

    ``of`` is "word" (``query`` as in kwic) or "actor" (a name; None: the ten most mentioned, one by one); without a query
    words count articles. ``every`` is day, week, month, year, or period, which picks what keeps the line readable.
    Columns: keys, period, (actor), ``count``, ``articles`` (that have it), ``words``, ``all_articles``, ``ipm`` (per million
    words) with ``ipm_low, ipm_high`` (as in `frequency`), ``value, low, high``: the share of the articles that have it
    (Wilson), ``n`` (the count), ``coverage`` (the share of the group's articles that have a date), ``note`` (why ``ipm`` has no
    interval). Periods without articles are absent, periods with articles but without the query are 0; articles without a date
    are left out.
    Raises ValueError where nothing has a date.

    >>> fr.timeline(corpus, "санкция", every="month")      # doctest: +SKIP
    """
    door = enter(tables)
    if of not in ("word", "actor"):
        raise ValueError(f"unknown of={of!r}; choose word or actor")
    if every not in ("day", "week", "month", "year", "period"):
        raise ValueError(f"unknown every={every!r}; choose day, week, month, year or period")
    main = "mentions" if of == "actor" else "tokens"
    door.need("timeline", main)
    group = tuple(key for key in as_tuple(by) if key != every)
    reading = keys(door, (*group, every), main, duplicates)
    if reading.row:
        raise ValueError(f"timeline groups whole articles, not by {reading.row[0]!r}")
    names = chosen(door, query if query is not None else 10) if of == "actor" else None
    if of == "actor":
        found = (
            f"h AS (SELECT m.article, m.actor FROM mentions AS m WHERE {only('m.actor', names)} "
            f"AND {door.zones('mentions', 'm', zones)})"
        )
    elif query is None:
        found = "h AS (SELECT article, '' AS actor FROM a)"
    else:
        found = f"{hits_cte(door, query, zones, 'h0')}, h AS (SELECT article, '' AS actor FROM h0)"
    shown, k = "".join(f"{name(key)}, " for key in reading.columns), len(reading.columns)
    who = "SELECT DISTINCT actor FROM h" if of == "actor" or query is None else "SELECT '' AS actor"

    def same(one: str, other: str, keys: tuple[str, ...] = reading.columns) -> str:
        return " AND ".join(f"{one}.{name(key)} = {other}.{name(key)}" for key in keys) or "TRUE"

    frame = door.frame(
        f"WITH {reading.cte}, {found}, {words_cte(door, zones)}, "
        f"s AS (SELECT {shown}unit, sum(coalesce(w.words, 0))::DOUBLE AS words, count(*) AS articles FROM a "
        f"LEFT JOIN w ON w.article = a.article GROUP BY {firsts(k + 1)}), "
        f"b AS (SELECT {shown}sum(words) AS words, sum(words * words) AS words_square, count(*) FILTER (WHERE words > 0) AS "
        f"units, sum(articles)::BIGINT AS all_articles FROM s WHERE {name(every)} <> '' GROUP BY {firsts(k)}), "
        f"d AS (SELECT {''.join(f'{name(key)}, ' for key in group)}count(*) FILTER (WHERE {name(every)} <> '') / count(*) AS "
        f"coverage FROM a GROUP BY {firsts(len(group)) or '()'}), "
        f"e AS (SELECT {shown}a.unit, h.actor, count(*) AS k, count(DISTINCT h.article) AS d FROM h "
        f"JOIN a ON a.article = h.article GROUP BY {firsts(k + 2)}), "
        f"c AS (SELECT {''.join(f'e.{name(key)}, ' for key in reading.columns)}e.actor, sum(e.k)::BIGINT AS count, "
        f"sum(e.d)::BIGINT AS articles, sum(e.k * e.k)::DOUBLE AS square, sum(e.k * s.words) AS cross, count(*) AS stories "
        f"FROM e JOIN s ON s.unit = e.unit AND {same('s', 'e')} GROUP BY {firsts(k + 1)}), who AS ({who}) "
        f"SELECT {''.join(f'b.{name(key)}, ' for key in reading.columns)}who.actor, coalesce(c.count, 0) AS count, "
        f"coalesce(c.articles, 0) AS articles, b.words, b.all_articles, c.square, c.cross, b.words_square, b.units, "
        f"coalesce(c.stories, 0) AS stories, d.coverage FROM b JOIN d ON {same('b', 'd', group)} CROSS JOIN who "
        f"LEFT JOIN c ON {same('c', 'b')} AND c.actor = who.actor ORDER BY {firsts(k + 1)}"
    )
    if frame.empty:
        raise ValueError("no article here has a date; give published when the corpus is analysed")
    frame = rated(frame, "ipm_low", "ipm_high")
    frame["value"] = frame["articles"] / frame["all_articles"]
    frame["low"], frame["high"] = wilson(frame["articles"].to_numpy(), frame["all_articles"].to_numpy())
    frame = frame.astype({"words": "int64"}).rename(columns={every: "period"})
    found_in = [*(key for key in reading.columns if key != every), "period", *(["actor"] if of == "actor" else [])]
    counted = ["count", "articles", "words", "all_articles", "ipm", "ipm_low", "ipm_high"]
    return frame[[*found_in, *counted, "value", "low", "high", "n", "coverage", "note"]]


def _matrix(door: Door, by: By, of: str, pos: Words, zones: Words, duplicates: str) -> tuple[pd.DataFrame, Any, pd.Index]:
    """Counts of words per document: keys of the documents, a sparse matrix, the words."""
    from scipy import sparse

    reading = keys(door, by, "tokens", duplicates, parts=("article",))
    if reading.row:
        raise ValueError(f"documents are articles or groups of them, not {reading.row[0]!r}")
    frame = door.frame(
        f"WITH {reading.cte} SELECT {grouped(reading)}{unit_of(of)} AS word, count(*) AS n FROM tokens AS t "
        f"JOIN a ON a.article = t.article WHERE {door.zones('tokens', 't', zones)} AND {door.words('t')} "
        f"AND {picked(door, 't', of, pos, True)} GROUP BY {firsts(len(reading.columns) + 1)} ORDER BY ALL"
    )
    groups = frame.groupby(list(reading.columns), sort=True)
    documents = groups.size().reset_index()[list(reading.columns)]
    codes, words = pd.factorize(frame["word"], sort=True)
    shape = (len(documents), len(words))
    return documents, sparse.csr_matrix((frame["n"].to_numpy(np.float64), (groups.ngroup(), codes)), shape=shape), words


def _weighed(counts: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfTransformer

    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def tfidf(
    tokens: Any,
    *,
    by: By = "article",
    of: str = "lemma",
    pos: Words = ("NOUN", "VERB", "ADJ", "PROPN"),
    top: int = 20,
    zones: Words = None,
    duplicates: str = "count",
) -> pd.DataFrame:
    """The words that set each article, or each group of ``by``, apart from the others.

    The ``top`` of (1 + ln tf) (ln((1 + D)/(1 + df)) + 1), rows of length 1; function words are left out. Columns: keys,
    the unit, ``count, tfidf, rank``. Reference: Sparck Jones 1972; Salton & Buckley 1988; scikit-learn's smoothed form.

    >>> fr.tfidf(corpus.tokens, by="outlet", top=10)      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("tfidf", "tokens")
    documents, counts, words = _matrix(door, by, of, pos, zones, duplicates)
    weights = _weighed(counts)
    parts = []
    for i in range(weights.shape[0]):
        row = slice(weights.indptr[i], weights.indptr[i + 1])
        places, values = weights.indices[row], weights.data[row]
        best = np.lexsort((places, -values))[:top]
        parts.append(pd.DataFrame({"i": i, "j": places[best], "tfidf": values[best], "rank": np.arange(1, len(best) + 1)}))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"i": [], "j": [], "tfidf": [], "rank": []}, dtype=int)
    out = documents.iloc[table["i"]].reset_index(drop=True)
    out[of] = words[table["j"]]
    out["count"] = np.asarray(counts[table["i"], table["j"]]).ravel().astype(int) if len(table) else []
    out["tfidf"], out["rank"] = table["tfidf"], table["rank"]
    return out


def similar(
    tokens: Any,
    article: str,
    *,
    top: int = 10,
    of: str = "lemma",
    pos: Words = ("NOUN", "VERB", "ADJ", "PROPN"),
    zones: Words = None,
) -> pd.DataFrame:
    """The articles nearest to one, by the cosine of their tf-idf vectors.

    Columns: article, (outlet, published), ``cosine``, ``shared``
    (the five words that bring them together most). Raises ValueError for an article that is not here. Reference: Salton &
    Buckley 1988.

    >>> fr.similar(corpus, "n000017")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("similar", "tokens")
    documents, counts, words = _matrix(door, "article", of, pos, zones, "count")
    ids = documents["article"]
    if article not in set(ids):
        raise ValueError(f"no article {article!r} here; articles are named like {', '.join(ids.head(3)) or '(there is none)'}")
    weights = _weighed(counts)
    own = int(np.flatnonzero(ids == article)[0])
    cosine = np.asarray((weights @ weights[own].T).todense()).ravel()
    cosine[own] = -1
    best = [i for i in np.lexsort((ids.to_numpy(), -cosine))[:top] if cosine[i] > 0]
    out = pd.DataFrame({"article": ids.iloc[best].to_numpy(), "cosine": cosine[best]})
    common = [weights[i].multiply(weights[own]).tocoo() for i in best]
    out["shared"] = [", ".join(words[c.col[np.argsort(-c.data, kind="stable")[:5]]]) for c in common]
    known = [c for c in ("outlet", "published", "title") if door.has("articles", c)]
    if known:
        about = door.frame(f"SELECT CAST(article AS VARCHAR) AS article, {', '.join(known)} FROM articles")
        out = out.merge(about, on="article", how="left")[["article", *known, "cosine", "shared"]]
    return out
