"""The corpus tools that count words: frequency, concordance, n-grams, development over time, what is typical of a text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import chosen, only, shared, words_cte
from framing.measures._tables import By, Door, Keys, Words, as_tuple, enter, keys, literal, literals, name
from framing.measures.intervals import Counts, estimate, too_little, wilson

UNITS = {"lemma": "lower({t}.lemma)", "form": "lower({t}.text)", "pos": "{t}.pos"}


def unit_of(of: str, alias: str = "t") -> str:
    """The SQL of what is counted: the lemma, the lower-cased form, or the part of speech."""
    if of not in UNITS:
        raise ValueError(f"unknown unit {of!r}; choose one of {', '.join(UNITS)}")
    return UNITS[of].format(t=alias)


def stopwords(lang: str = "ru") -> frozenset[str]:
    """The words that say little by themselves: ``seeds/LANG/stopwords.txt``."""
    from framing.seeds import words

    return words("stopwords.txt", lang)


def picked(door: Door, alias: str, of: str, pos: Words, drop_stopwords: bool) -> str:
    """The SQL condition that keeps the parts of speech asked for and drops stopwords where told so."""
    tests = []
    if as_tuple(pos):
        tests.append(f"{alias}.pos IN {literals(as_tuple(pos))}")
    if drop_stopwords:
        tests.append(f"{unit_of('lemma' if of == 'pos' else of, alias)} NOT IN {literals(sorted(stopwords()))}")
    return " AND ".join(tests) or "TRUE"


def grouped(reading: Keys, alias: str = "t") -> str:
    """The key columns of a count over ``alias`` joined with the articles ``a``."""
    return reading.select("a", {key: f"{alias}.{name(key)}" for key in reading.row})


def over(columns: tuple[str, ...]) -> str:
    """The window of a group."""
    return f"OVER (PARTITION BY {', '.join(map(name, columns))})" if columns else "OVER ()"


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
    """How often each lemma occurs: count, instances per million words, rank, range.

    ``of`` is lemma, form or pos; ``pos`` keeps parts of speech (``"NOUN"``, ``["NOUN", "ADJ"]``), ``stopwords=False``
    leaves out function words: neither changes what a million words are (all words of the counted zones, punctuation
    apart). Columns: keys, the unit, ``count``, ``ipm``, ``rank`` (1 is the most frequent of its group), ``range`` (in how
    many articles). The counts of a group sum to its words. Raises ValueError for an unknown unit, key or zone.

    >>> fr.frequency(corpus.tokens, by="outlet", pos="NOUN")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("frequency", "tokens")
    reading = keys(door, by, "tokens", duplicates)
    group = over(reading.columns)
    by_group = ", ".join(str(i + 1) for i in range(len(reading.columns) + 1))
    order = ", ".join([*map(name, reading.columns), '"count" DESC', of])
    return door.frame(
        f"WITH {reading.cte}, c AS (SELECT {grouped(reading)}{unit_of(of)} AS {of}, count(*) AS count, "
        f"count(DISTINCT t.article) AS range, bool_or({picked(door, 't', of, pos, not stopwords)}) AS shown, "
        f"count(*) FILTER (WHERE {picked(door, 't', of, pos, not stopwords)}) AS part FROM tokens AS t "
        f"JOIN a ON a.article = t.article WHERE {door.zones('tokens', 't', zones)} AND {door.words('t')} GROUP BY {by_group}), "
        f"n AS (SELECT *, sum(count) {group} AS words FROM c) "
        f"SELECT * EXCLUDE (words, shown, part, range) REPLACE (part AS count), 1e6 * part / words AS ipm, "
        f"row_number() OVER ({group[6:-1]} ORDER BY part DESC, {of}) AS rank, range FROM n WHERE shown ORDER BY {order}"
    )


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
    shown = keys(door, "outlet" if outlet else None, "tokens", duplicates)
    frame = door.frame(
        f"WITH {shown.cte}, {hits_cte(door, query, zones)}, "
        f"k AS (SELECT h.*{', a.outlet' if outlet else ''} FROM h JOIN a ON a.article = h.article {cut}), "
        f"p AS (SELECT t.article, t.start, t.stop, t.text, row_number() OVER (PARTITION BY t.article ORDER BY t.start) AS i "
        f"FROM tokens AS t WHERE t.article IN (SELECT article FROM k)), "
        f"n AS (SELECT k.*, p.i FROM k JOIN p ON p.article = k.article AND p.start = k.start) "
        f"SELECT n.article{', n.outlet' if outlet else ''}, n.sentence, n.start, n.stop, n.length, "
        f"list(p.text ORDER BY p.i) AS texts, list(p.start ORDER BY p.i) AS starts, list(p.stop ORDER BY p.i) AS stops, "
        f"n.i - min(p.i) AS before FROM n JOIN p ON p.article = n.article "
        f"AND p.i BETWEEN n.i - {int(window)} AND n.i + n.length - 1 + {int(window)} GROUP BY n.article{', n.outlet' if outlet else ''}, n.sentence, n.start, n.stop, n.length, n.i "
        f"ORDER BY n.article, n.start"
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
            _joined(*map(list, zip(*part, strict=True))) if part else ""
            for part in (words[:k], words[k : k + m], words[k + m :])
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

    Columns: keys, ``ngram``, ``count``, ``ipm`` (per million n-grams of the group), ``rank``, ``range`` (articles).
    Raises ValueError where ``n`` is not between 1 and 7.

    >>> fr.ngrams(corpus.tokens, n=3, by="outlet")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("ngrams", "tokens")
    if not 1 <= n <= 7:
        raise ValueError(f"n={n!r} must be between 1 and 7")
    reading = keys(door, by, "tokens", duplicates)
    rest = range(1, n)
    lead = "lead({what}, {i}) OVER (PARTITION BY article, sentence ORDER BY token)"
    parts = "".join(f", {lead.format(what='u', i=i)} AS u{i}, {lead.format(what='token', i=i)} AS k{i}" for i in rest)
    tests = " AND ".join(f"k{i} = token + {i}" for i in rest) or "TRUE"
    gram = " || ' ' || ".join(["u", *(f"u{i}" for i in rest)])
    rows = "".join(f", t.{name(key)}" for key in reading.row)
    group = over(reading.columns)
    order = ", ".join([*map(name, reading.columns), '"count" DESC', "ngram"])
    return door.frame(
        f"WITH {reading.cte}, w AS (SELECT t.article, t.sentence, t.token, {unit_of(of)} AS u{rows} FROM tokens AS t "
        f"WHERE {door.zones('tokens', 't', zones)} AND {door.words('t')}), g AS (SELECT *{parts} FROM w), "
        f"c AS (SELECT {grouped(reading, 'g')}{gram} AS ngram, count(*) AS count, count(DISTINCT g.article) AS range "
        f"FROM g JOIN a ON a.article = g.article WHERE {tests} GROUP BY {', '.join(str(i + 1) for i in range(len(reading.columns) + 1))}), "
        f"s AS (SELECT *, sum(count) {group} AS grams FROM c) "
        f"SELECT * EXCLUDE (grams, range), 1e6 * count / grams AS ipm, "
        f"row_number() OVER ({group[6:-1]} ORDER BY count DESC, ngram) AS rank, range FROM s WHERE count >= {int(minimum)} ORDER BY {order}"
    )
