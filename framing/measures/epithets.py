"""The words that qualify an actor: adjectives and participles, titles and appositions, what it is said to be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import Who, chosen
from framing.measures._tables import By, Door, Keys, Words, enter, firsts, keys, literals, name
from framing.measures.association import delta_p, log_dice
from framing.measures.grammar import _has, _listed, _mentioned, _sentences, _short, _spans, _up
from framing.measures.intervals import too_little, wilson
from framing.measures.portrayal import order_of, series_of
from framing.measures.words import stopword_list

_LONG = "(?:ыми|ими|ого|его|ому|ему|ый|ий|ой|ая|яя|ое|ее|ые|ие|ым|им|ом|ем|ых|их|ую|юю|ей)"


def _citation(alias: str) -> str:
    """The lemma; of a long participle the form that a dictionary would print: "избранного" is "избранный", not "избрать"."""
    stem = f"regexp_replace(lower({alias}.text), '{_LONG}(ся)?$', '')"
    ending = f"CASE WHEN right({stem}, 1) IN ('щ', 'ш') THEN 'ий' ELSE 'ый' END"
    reflexive = f"CASE WHEN lower({alias}.text) LIKE '%ся' THEN 'ся' ELSE '' END"
    long = f"{alias}.pos = 'VERB' AND regexp_matches(lower({alias}.text), '{_LONG}(ся)?$')"
    return f"CASE WHEN {long} THEN {stem} || {ending} || {reflexive} ELSE {alias}.lemma END"


def epithets_sql(door: Door, source: str) -> str:
    """CTEs that end in ``found AS (SELECT id, lemma, relation, start, stop, sentence, article)``: the qualifiers of each
    mention of ``source`` (article, sentence, start, stop, name_start, name_stop, person, id), each word once."""
    named = "(m.name_start >= 0 AND s.start >= m.name_start AND s.stop <= m.name_stop) AS named"
    ctes = [
        f"mine AS MATERIALIZED ({source})",
        *_sentences("SELECT article FROM mine", _mentioned()),
        *_spans("m.person", "m.name_start >= 0 AS has_name", named),
        # the words that stand for the actor: its name, and the noun that the phrase hangs on
        "core AS MATERIALIZED (SELECT id, person, named, k, feats FROM span WHERE named UNION "
        "SELECT id, person, named, k, feats FROM top)",
    ]
    apart = "NOT EXISTS (SELECT 1 FROM core AS n WHERE n.id = c.id AND n.k = m.k)"
    part = "(m.pos = 'VERB' AND contains(m.feats, 'VerbForm=Part'))"
    word = f"(m.pos IN ('ADJ', 'NOUN') OR {part}) AND NOT contains(m.feats, 'Variant=Short') AND {_content('m')}"
    shown = f"{_citation('m')} AS lemma, m.start, m.stop, m.sentence, m.article"
    noun = f"(m.pos IN ('NOUN', 'ADJ') AND NOT contains(m.feats, 'VerbForm')) AND {_content('m')}"
    # what stands beside a person's name is a person: "система Орешник — Путин" is no apposition
    alike = "(m.pos <> 'NOUN' OR NOT c.person OR contains(m.feats, 'Animacy=Anim'))"
    passive = f"({_short('v')} OR contains(v.feats, 'Voice=Pass') OR c.rel = 'nsubj:pass')"
    says = (
        f"(({_listed('v.lemma', 'copulas')} AND c.rel = 'nsubj') OR ({_listed('v.lemma', 'naming')} AND "
        f"((c.rel = 'obj' AND NOT {passive}) OR (c.rel IN ('nsubj', 'nsubj:pass') AND {passive}))))"
    )
    parts = [
        # "опальный политик", "бывший глава", "Орлова, директор завода"
        f"SELECT c.id, m.rel AS relation, {shown} FROM core AS c JOIN s AS m ON m.up = c.k "
        f"WHERE m.rel IN ('amod', 'appos') AND {word} AND {alike} AND {apart}",
        # "Россия санкций": the complement of a bare name
        f"SELECT c.id, 'nmod' AS relation, {shown} FROM core AS c JOIN s AS m ON m.up = c.k LEFT JOIN b ON b.k = m.k "
        f"WHERE m.rel = 'nmod' AND c.named AND NOT c.person AND m.pos = 'NOUN' AND contains(m.feats, 'Case=Gen') AND "
        f"b.k IS NULL AND {apart}",
        # "президент Орлова": the title inside the mention
        "SELECT m.id, 'title' AS relation, m.lemma, m.start, m.stop, m.sentence, m.article FROM top AS m "
        "WHERE m.has_name AND NOT m.named AND m.pos = 'NOUN' AND (NOT m.person OR contains(m.feats, 'Animacy=Anim'))",
        # the title outside of it
        f"SELECT c.id, 'appos' AS relation, {shown} FROM top AS c JOIN s AS m ON m.k = c.up "
        f"WHERE c.rel IN ('appos', 'flat:name') AND m.pos = 'NOUN' AND {alike}",
        # "Орлова — пианистка", "Орлова опасна"
        f"SELECT c.id, 'predicate' AS relation, {shown} FROM top AS c JOIN s AS m ON m.k = c.up "
        f"WHERE c.rel = 'nsubj' AND {noun} AND NOT EXISTS (SELECT 1 FROM s AS i WHERE i.up = m.k AND i.rel = 'xcomp' "
        "AND contains(i.feats, 'VerbForm=Inf'))",
        # "Орлова стала героем", "Орлову назвали героем", "Орлова признана агентом"
        f"SELECT c.id, 'predicate' AS relation, {shown} FROM top AS c {_up('v', 'c')} JOIN s AS m ON m.up = v.k "
        f"WHERE {says} AND m.rel IN ('xcomp', 'obl', 'iobj') AND {_has('m', 'Case=Ins')} AND {noun} AND m.k <> c.k",
    ]
    union = " UNION ALL ".join(f"({part})" for part in parts)
    return ", ".join(
        [
            *ctes,
            f"found AS MATERIALIZED (SELECT * FROM ({union}) QUALIFY row_number() OVER (PARTITION BY id, start ORDER "
            "BY relation) = 1)",
        ]
    )


def _plain(column: str) -> str:
    return f"replace(lower({column}), 'ё', 'е')"


def _content(alias: str) -> str:
    """No stopword: "сам президент", "весь город" qualify nobody."""
    return f"{alias}.lemma NOT IN {literals(sorted(stopword_list()))}"


def _source(door: Door, reading: Keys, zones: Words, where: str = "TRUE") -> str:
    own = "".join(f"m.{name(key)} AS {name(key)}, " for key in series_of(reading))
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in reading.article)
    named = (
        "m.name_start, m.name_stop"
        if door.has("mentions", "name_start", "name_stop")
        else "m.start AS name_start, m.stop AS name_stop"
    )
    person = "coalesce(m.type, '') = 'PER'" if door.has("mentions", "type") else "FALSE"
    return (
        f"SELECT {own}{group}a.unit, m.article, m.sentence, m.start, m.stop, {named}, {person} AS person, "
        "row_number() OVER () AS id FROM mentions AS m JOIN a ON a.article = m.article "
        f"WHERE {where} AND {door.zones('mentions', 'm', zones)}"
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
    found = epithets_sql(door, _source(door, reading, zones))
    for i, cte in enumerate(reading.slices(door)):
        into = "INSERT INTO qualified" if i else "CREATE OR REPLACE TEMP TABLE qualified AS"
        door.con.execute(
            f"{into} WITH {cte}, {found} SELECT {shown}m.unit, {i << 32} + m.id AS id, x.lemma, x.relation, x.article, x.start "
            # "российские власти" names Russia, it does not qualify it
            f"FROM mine AS m LEFT JOIN found AS x ON x.id = m.id AND NOT contains(' ' || {_plain('m.actor')}, "
            f"' ' || left({_plain('x.lemma')}, 4))"
        )
    table = door.frame(
        f"WITH e AS (SELECT *, count(*) OVER (PARTITION BY {firsts_of(columns)}, lemma, relation) AS c FROM qualified "
        f"WHERE lemma IS NOT NULL) "
        f"SELECT {firsts_of(columns, 'e.')}, e.lemma, count(*) AS count, count(DISTINCT e.unit) AS range, "
        f"substr(max(lpad(CAST(c AS VARCHAR), 9, '0') || e.relation), 10) AS relation, {sign} AS valence "
        f"FROM e {hits} GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    met = door.frame(
        f"SELECT {firsts_of(columns)}, count(DISTINCT id) AS mentions, count(DISTINCT CASE WHEN lemma IS NOT NULL THEN id END) "
        f"AS covered FROM qualified GROUP BY {firsts(len(columns))} ORDER BY ALL"
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
