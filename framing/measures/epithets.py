"""The words that qualify an actor: adjectives and participles, titles and appositions, what it is said to be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import Who, chosen
from framing.measures._tables import By, Door, Keys, Words, enter, firsts, keys, name
from framing.measures.association import delta_p, log_dice
from framing.measures.grammar import _clauses, _has, _listed, _up
from framing.measures.intervals import too_little, wilson
from framing.measures.portrayal import order_of, series_of


def epithets_sql(door: Door, source: str) -> str:
    """CTEs that end in ``found AS (SELECT id, lemma, relation, start, stop, sentence, article)``: the qualifiers of each
    mention of ``source`` (article, sentence, start, stop, name_start, name_stop, id), each word once."""
    ctes = [
        f"mine AS MATERIALIZED ({source})",
        *_clauses(door, "EXISTS (SELECT 1 FROM mine AS x WHERE x.article = t.article AND x.sentence = t.sentence)"),
        "span AS MATERIALIZED (SELECT m.id, s.*, (m.name_start >= 0 AND s.start >= m.name_start AND s.stop <= "
        "m.name_stop) AS named, "
        "m.name_start >= 0 AS has_name, min(s.token) OVER (PARTITION BY m.id) AS first_, max(s.token) OVER "
        "(PARTITION BY m.id) AS last_ "
        "FROM mine AS m JOIN s ON s.article = m.article AND s.sentence = m.sentence AND s.start >= m.start AND s.stop <= m.stop)",
        "top AS MATERIALIZED (SELECT * FROM span WHERE (head < first_ OR head > last_) AND pos <> 'PUNCT' "
        "QUALIFY row_number() OVER (PARTITION BY id ORDER BY token) = 1)",
        # the words that stand for the actor: its name, and the noun that the phrase hangs on
        "core AS MATERIALIZED (SELECT * FROM span WHERE named UNION SELECT * FROM top)",
    ]
    at = "m.article = c.article AND m.sentence = c.sentence"
    apart = "NOT EXISTS (SELECT 1 FROM core AS k WHERE k.id = c.id AND k.token = m.token)"
    word = "m.pos IN ('ADJ', 'VERB', 'NOUN') AND NOT contains(m.feats, 'Variant=Short')"
    shown = "m.lemma, m.start, m.stop, m.sentence, m.article"
    noun = "m.pos IN ('NOUN', 'ADJ') AND NOT contains(m.feats, 'VerbForm')"
    says = f"({_listed('v.lemma', 'copulas')} OR {_listed('v.lemma', 'naming')})"
    parts = [
        # "опальный политик", "бывший глава", "Орлова, директор завода"
        f"SELECT c.id, m.rel AS relation, {shown} FROM core AS c JOIN s AS m ON {at} AND m.head = c.token "
        f"WHERE m.rel IN ('amod', 'appos') AND {word} AND {apart}",
        # "Россия санкций": the complement of a bare name
        f"SELECT c.id, 'nmod' AS relation, {shown} FROM core AS c JOIN s AS m ON {at} AND m.head = c.token "
        f"WHERE m.rel = 'nmod' AND c.named AND m.pos = 'NOUN' AND contains(m.feats, 'Case=Gen') AND {apart}",
        # "президент Орлова": the title inside the mention
        "SELECT m.id, 'title' AS relation, m.lemma, m.start, m.stop, m.sentence, m.article FROM top AS m "
        "WHERE m.has_name AND NOT m.named AND m.pos = 'NOUN'",
        # the title outside of it
        f"SELECT c.id, 'appos' AS relation, {shown} FROM top AS c JOIN s AS m ON {at} AND m.token = c.head "
        f"WHERE c.rel IN ('appos', 'flat:name') AND m.pos = 'NOUN'",
        # "Орлова — пианистка", "Орлова опасна"
        f"SELECT c.id, 'predicate' AS relation, {shown} FROM top AS c JOIN s AS m ON {at} AND m.token = c.head "
        f"LEFT JOIN f ON f.article = m.article AND f.sentence = m.sentence AND f.token = m.token "
        f"WHERE c.rel = 'nsubj' AND {noun} AND NOT coalesce(f.xinf, FALSE)",
        # "Орлова стала героем", "Орлову назвали героем", "Орлова признана агентом"
        f"SELECT c.id, 'predicate' AS relation, {shown} FROM top AS c {_up('v', 'c')} JOIN s AS m ON {at} AND m.head = v.token "
        f"WHERE c.rel IN ('nsubj', 'nsubj:pass', 'obj') AND {says} AND m.rel IN ('xcomp', 'obl', 'iobj') AND "
        f"{_has('m', 'Case=Ins')} "
        f"AND {noun} AND m.token <> c.token AND ({_listed('v.lemma', 'naming')} OR c.rel <> 'obj')",
    ]
    union = " UNION ALL ".join(f"({part})" for part in parts)
    return ", ".join(
        [
            *ctes,
            f"found AS MATERIALIZED (SELECT * FROM ({union}) QUALIFY row_number() OVER (PARTITION BY id, start ORDER "
            "BY relation) = 1)",
        ]
    )


def _source(door: Door, reading: Keys, zones: Words, where: str = "TRUE") -> str:
    own = "".join(f"m.{name(key)} AS {name(key)}, " for key in series_of(reading))
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in reading.article)
    named = (
        "m.name_start, m.name_stop"
        if door.has("mentions", "name_start", "name_stop")
        else "m.start AS name_start, m.stop AS name_stop"
    )
    return (
        f"SELECT {own}{group}a.unit, m.article, m.sentence, m.start, m.stop, {named}, row_number() OVER () AS id "
        f"FROM mentions AS m JOIN a ON a.article = m.article WHERE {where} AND {door.zones('mentions', 'm', zones)}"
    )


def firsts_of(columns: tuple[str, ...], alias: str = "") -> str:
    """The columns as an SQL list."""
    return ", ".join(f"{alias}{name(column)}" for column in columns)


def epithets(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    minimum: int = 2,
    zones: Words = None,
    duplicates: str = "cluster",
) -> pd.DataFrame:
    """The lemmas that qualify each actor: adjectives and participles, appositions, titles, complements, predicatives.

    Columns: keys, actor, lemma, ``value, low, high`` = the lemma's share of the actor's epithets (Wilson), ``n`` (epithets of
    the actor), ``count`` (of this one), ``range`` (articles), ``relation`` (the usual one: amod, appos, title, nmod, predicate),
    ``log_dice`` of lemma and actor over all actors' epithets, ``delta_p_lemma`` = P(lemma | actor) - P(lemma | others),
    ``delta_p_actor`` the other way, ``valence`` (mean sign of the lexicon's hits on them, NaN where it has none), ``coverage`` =
    the share of the actor's mentions that have an epithet, ``note``. Lemmas seen fewer than ``minimum`` times with an actor are
    left out, not uncounted. Sorted by log_dice within the actor.
    Reference: Rychly 2008; Gries 2013; Wilson 1927.

    >>> fr.epithets(corpus, actors="Блинкен")      # doctest: +SKIP
    """
    door = enter(tables)
    door.need("epithets", "mentions", "tokens")
    reading = keys(door, by, "mentions", duplicates, own=("actor",))
    columns = order_of(reading)
    group = [key for key in columns if key != "actor"]
    shown = "".join(f"m.{name(key)}, " for key in columns)
    hits, sign = "", "NULL"
    if "hits" in door.columns:
        hits = "LEFT JOIN (SELECT article, start, avg(sign(score)) AS sign FROM hits GROUP BY ALL) AS x "
        hits += "ON x.article = e.article AND x.start = e.start"
        sign = "avg(x.sign)"
    ctes = f"WITH {reading.cte}, {epithets_sql(door, _source(door, reading, zones))}"
    table = door.frame(
        f"{ctes}, e AS (SELECT *, count(*) OVER (PARTITION BY {firsts_of(columns)}, lemma, relation) AS c FROM "
        f"(SELECT {shown}x.lemma, x.relation, x.article, x.start FROM mine AS m JOIN found AS x ON x.id = m.id)) "
        f"SELECT {firsts_of(columns, 'e.')}, e.lemma, count(*) AS count, count(DISTINCT e.article) AS range, "
        f"substr(max(lpad(CAST(c AS VARCHAR), 9, '0') || e.relation), 10) AS relation, {sign} AS valence "
        f"FROM e {hits} GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    met = door.frame(
        f"{ctes} SELECT {shown}count(*) AS mentions, count(DISTINCT e.id) AS covered FROM mine AS m "
        f"LEFT JOIN (SELECT DISTINCT id FROM found) AS e ON e.id = m.id GROUP BY {firsts(len(columns))} ORDER BY ALL"
    )
    return _scored(table, met, columns, group, chosen(door, actors), minimum, reading)


def _scored(
    table: pd.DataFrame, met: pd.DataFrame, columns: tuple[str, ...], group: list[str], actors: Any, minimum: int, reading: Keys
) -> pd.DataFrame:
    count = table["count"]
    own = count.groupby([table[key] for key in columns]).transform("sum").to_numpy(float)
    lemma = count.groupby([table[key] for key in (*group, "lemma")]).transform("sum").to_numpy(float)
    every = count.groupby([table[key] for key in group]).transform("sum") if group else pd.Series(count.sum(), index=table.index)
    table["value"], table["log_dice"] = count / own, log_dice(count.to_numpy(), own, lemma)
    table["low"], table["high"] = wilson(count.to_numpy(), own)
    table["delta_p_lemma"], table["delta_p_actor"] = delta_p(count.to_numpy(), own, lemma, every.to_numpy(float))
    table["n"] = own.astype(np.int64)
    table["valence"] = table["valence"].astype(float)
    met["coverage"] = met["covered"] / met["mentions"]
    table = table.merge(met[[*columns, "coverage"]], on=list(columns), how="left")
    few = table["n"] < 10
    table["note"] = np.where(few, [too_little(n) for n in table["n"]], "")
    table.loc[few, ["low", "high"]] = np.nan
    keep = table["count"] >= minimum
    if actors is not None:
        keep &= table["actor"].isin(actors)
    shown = ["value", "low", "high", "n", "count", "range", "relation", "log_dice", "delta_p_lemma", "delta_p_actor", "valence"]
    out = table.loc[keep, [*columns, "lemma", *shown, "coverage", "note"]]
    order = [*reading.article, "n", "actor", "log_dice", "lemma"]
    return out.sort_values(
        order, ascending=[True] * len(reading.article) + [False, True, False, True], kind="stable"
    ).reset_index(drop=True)
