"""Who acts and who is acted upon: roles of mentions and constructions of clauses, read from Universal Dependencies."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import Who, only, result, shared
from framing.measures._tables import By, Door, Keys, Words, enter, firsts, keys, literals, name
from framing.measures.intervals import Counts, Formula, estimate
from framing.measures.portrayal import Ask, order_of, ranked, series_of

CONSTRUCTIONS = ("active", "passive", "agentless", "reflexive", "impersonal")
CLIMB = "('conj', 'appos', 'flat', 'flat:name', 'flat:foreign')"


@cache
def _words(lang: str = "ru") -> dict[str, tuple[str, ...]]:
    """The word lists of ``seeds/LANG/agency.toml``."""
    from framing.seeds import folder

    lists = tomllib.loads((folder() / lang / "agency.toml").read_text(encoding="utf-8"))
    return {key: tuple(values) for key, values in lists.items()}


def _listed(column: str, lists: str) -> str:
    return f"{column} IN {literals(_words()[lists])}"


def _has(alias: str, *feats: str) -> str:
    return "(" + " AND ".join(f"contains({alias}.feats, '{feat}')" for feat in feats) + ")"


def _short(alias: str) -> str:
    """A short passive participle: "арестован"."""
    return _has(alias, "VerbForm=Part", "Variant=Short", "Voice=Pass")


def _reflexive(alias: str) -> str:
    return f"(lower({alias}.text) LIKE '%ся' OR lower({alias}.text) LIKE '%сь')"


def _nobody(alias: str) -> str:
    """A verb that, without a subject, names nobody: "арестовали", "убило", "сообщается", "установлено"."""
    plural = f"({_has(alias, 'Number=Plur')} AND (contains({alias}.feats, 'Person=3') OR contains({alias}.feats, 'Tense=Past')))"
    neuter = _has(alias, "Gender=Neut", "Number=Sing")
    gendered = " OR ".join(f"contains({alias}.feats, 'Gender={gender}')" for gender in ("Masc", "Fem"))
    said = f"({_has(alias, 'Voice=Pass')} AND NOT ({gendered}))"
    return f"(({plural} AND NOT contains({alias}.feats, 'Mood=Imp')) OR {neuter} OR {said})"


def _sentences(among: str, where: str = "") -> list[str]:
    """CTEs over the tokens of the articles that the query ``among`` lists: ``s`` tokens with their place as one number (``k``,
    that of their head in ``up``, that of their sentence in ``at``), ``b`` tokens with a preposition.

    ``where`` narrows the tokens. One number instead of article, sentence and token makes the joins below many times faster: 27
    bits for the article, 18 for the sentence, 18 for the token.
    """
    known = f"o AS MATERIALIZED (SELECT article, row_number() OVER () AS number FROM (SELECT DISTINCT article FROM ({among})))"
    place = "(o.number << 36) + (t.sentence << 18)"
    start = (
        f"s AS MATERIALIZED (SELECT {place} AS at, {place} + t.token AS k, "
        f"CASE WHEN t.head >= 0 THEN {place} + t.head END AS up, t.article, "
        "t.sentence, t.token, t.start, t.stop, t.text, lower(t.lemma) AS lemma, t.pos, "
        f"coalesce(t.feats, '') AS feats, t.head, t.rel FROM tokens AS t JOIN o ON o.article = t.article{where})"
    )
    return [known, start, "b AS MATERIALIZED (SELECT DISTINCT up AS k FROM s WHERE rel = 'case' AND up IS NOT NULL)"]


def _clauses(door: Door, among: str, where: str = "") -> list[str]:
    """The CTEs of `_sentences`, and ``f``: facts about each head."""
    inside = "i AS (SELECT NULL::BIGINT AS k WHERE FALSE)"
    if "mentions" in door.columns:
        inside = (
            "i AS MATERIALIZED (SELECT DISTINCT s.k FROM mentions AS m JOIN o ON o.article = m.article JOIN s "
            "ON s.at = (o.number << 36) + (m.sentence << 18) AND s.start >= m.start AND s.stop <= m.stop)"
        )
    agent = (
        f"(s.rel = 'obl:agent' OR (s.rel IN ('obl', 'iobj', 'nmod') AND contains(s.feats, 'Case=Ins') AND b.k IS NULL "
        "AND (contains(s.feats, 'Animacy=Anim') OR s.pos = 'PROPN' OR i.k IS NOT NULL OR "
        f"{_listed('s.lemma', 'institutions')})))"
    )
    facts = (
        "f AS MATERIALIZED (SELECT s.up AS k, bool_or(s.rel IN ('nsubj', 'nsubj:pass')) AS subject, "
        f"bool_or({agent}) AS agent, bool_or(s.rel = 'xcomp' AND {_short('s')}) AS xpass, "
        f"bool_or(s.rel = 'xcomp' AND contains(s.feats, 'VerbForm=Inf')) AS xinf, "
        f"bool_or(s.rel IN ('xcomp', 'csubj', 'ccomp') AND contains(s.feats, 'VerbForm=Inf')) AS inf FROM s "
        f"LEFT JOIN b ON b.k = s.k LEFT JOIN i ON i.k = s.k WHERE s.up IS NOT NULL AND (s.rel IN ('nsubj', 'nsubj:pass', "
        f"'obl:agent', 'xcomp', 'csubj', 'ccomp') OR (s.rel IN ('obl', 'iobj', 'nmod') AND contains(s.feats, 'Case=Ins'))) "
        f"GROUP BY s.up)"
    )
    return [*_sentences(among, where), inside, facts]


def _mentioned() -> str:
    """Narrows the tokens to the sentences of the mentions asked for."""
    return " WHERE EXISTS (SELECT 1 FROM mine AS x WHERE x.article = t.article AND x.sentence = t.sentence)"


def _spans(*columns: str) -> list[str]:
    """CTEs ``span``: the tokens of each mention with ``columns`` of its own, and ``top``: the one that the others hang on."""
    own = "".join(f"{column}, " for column in columns)
    return [
        f"span AS MATERIALIZED (SELECT m.id, {own}s.*, min(s.k) OVER (PARTITION BY m.id) AS first_, "
        "max(s.k) OVER (PARTITION BY m.id) AS last_ FROM mine AS m JOIN o ON o.article = m.article JOIN s "
        "ON s.at = (o.number << 36) + (m.sentence << 18) AND s.start >= m.start AND s.stop <= m.stop)",
        "top AS MATERIALIZED (SELECT * EXCLUDE (first_, last_) FROM span WHERE (up IS NULL OR up < first_ OR up > last_) "
        "AND pos <> 'PUNCT' QUALIFY row_number() OVER (PARTITION BY id ORDER BY k) = 1)",
    ]


def _up(alias: str, child: str, table: str = "s") -> str:
    """Joins the head of a token."""
    return f"LEFT JOIN {table} AS {alias} ON {alias}.k = {child}.up"


def _at(alias: str, token: str, table: str) -> str:
    """Joins facts about the token itself."""
    return f"LEFT JOIN {table} AS {alias} ON {alias}.k = {token}.k"


def _subject(v: str, f: str, g: str, h: str, u: str) -> str:
    """Whether the clause names its subject: on the verb, or on the verb it continues or depends on."""
    shares = "('conj', 'xcomp', 'csubj', 'advcl', 'parataxis')"
    return (
        f"(coalesce({f}.subject, FALSE) OR ({v}.rel IN {shares} AND (coalesce({g}.subject, FALSE) "
        f"OR ({u}.rel IN ('conj', 'xcomp') AND coalesce({h}.subject, FALSE)))))"
    )


def _finite(v: str, u: str, w: str, test: str) -> str:
    """A test on the finite verb of the clause: the verb itself, or the one above an infinitive or participle."""

    def of(x: str) -> str:
        return test.format(x=x)

    fin = "contains({x}.feats, 'VerbForm=Fin')"
    cases = " ".join(f"WHEN {fin.format(x=x)} THEN {of(x)}" for x in (v, u, w))
    return f"CASE {cases} ELSE FALSE END"


def roles_sql(door: Door, source: str) -> str:
    """The role of each mention of ``source`` (a query with article, sentence, start, stop and an ``id``).

    CTE list that ends in ``roles AS (SELECT id, role, construction, verb, verb_start, rule)``: role is agent, patient or
    experiencer; construction one of CONSTRUCTIONS; mentions without a role have no row.
    """
    ctes = [f"mine AS MATERIALIZED ({source})", *_clauses(door, "SELECT article FROM mine", _mentioned()), *_spans()]
    ctes.append("c0 AS (SELECT id, k, up, rel FROM top)")
    for i in (1, 2, 3):
        higher = f"c.rel IN {CLIMB} AND u.k IS NOT NULL"
        picks = ", ".join(f"CASE WHEN {higher} THEN u.{x} ELSE c.{x} END AS {x}" for x in ("k", "up", "rel"))
        ctes.append(f"c{i} AS MATERIALIZED (SELECT c.id, {picks} FROM c{i - 1} AS c {_up('u', 'c')})")
    ctes.append("c AS MATERIALIZED (SELECT c3.id, s.k, s.up, s.rel, s.feats FROM c3 JOIN s ON s.k = c3.k)")
    subject = _subject("v", "f", "g", "h", "u")
    nobody = _finite("v", "u", "w", _nobody("{x}"))
    passive = f"({_short('v')} OR coalesce(f.xpass, FALSE))"
    agent = "(coalesce(f.agent, FALSE) OR coalesce(xf.agent, FALSE))"
    full = _has("v", "VerbForm=Part", "Voice=Pass")
    ins = "(c.rel = 'obl:agent' OR (c.rel IN ('obl', 'iobj') AND contains(c.feats, 'Case=Ins') AND k.k IS NULL))"
    rules: list[tuple[str, str, str, str]] = [
        (
            "passive_subject",
            f"c.rel IN ('nsubj', 'nsubj:pass') AND {passive}",
            "'patient'",
            f"CASE WHEN {agent} AND NOT {_listed('v.lemma', 'naming')} THEN 'passive' ELSE 'agentless' END",
        ),
        (
            "reflexive_passive",
            f"c.rel IN ('nsubj', 'nsubj:pass') AND {_reflexive('v')} AND contains(v.feats, 'Voice=Pass')",
            "'patient'",
            "'reflexive'",
        ),
        (
            "passive_agent",
            f"{ins} AND ({full} OR contains(v.feats, 'Voice=Pass')) AND NOT {_listed('v.lemma', 'naming')}",
            "'agent'",
            "'passive'",
        ),
        ("object", f"c.rel = 'obj' AND v.pos = 'VERB' AND NOT {subject} AND {nobody}", "'patient'", "'impersonal'"),
        ("object", "c.rel = 'obj' AND v.pos = 'VERB'", "'patient'", "'active'"),
        (
            "dative_subject",
            f"c.rel IN ('iobj', 'obl', 'nsubj') AND contains(c.feats, 'Case=Dat') AND k.k IS NULL "
            f"AND NOT coalesce(f.subject, FALSE) AND coalesce(f.inf, FALSE) AND (v.pos = 'ADV' OR (v.pos = 'ADJ' AND "
            f"{_has('v', 'Gender=Neut')}) OR {_has('v', 'Gender=Neut', 'VerbForm=Fin')} OR "
            f"{_has('v', 'Number=Sing', 'Person=3')})",
            "'experiencer'",
            "'impersonal'",
        ),
        (
            "undergoer",
            f"c.rel IN ('nsubj', 'nsubj:pass') AND v.pos = 'VERB' AND {_listed('v.lemma', 'undergo')}",
            "'patient'",
            "'active'",
        ),
        (
            "subject",
            f"c.rel IN ('nsubj', 'nsubj:pass') AND v.pos IN ('VERB', 'AUX') AND NOT {_listed('v.lemma', 'copulas')}",
            "'agent'",
            "'active'",
        ),
        ("ready_to", "c.rel IN ('nsubj', 'nsubj:pass') AND v.pos = 'ADJ' AND coalesce(f.xinf, FALSE)", "'agent'", "'active'"),
        (
            "participle",
            "a.k IS NOT NULL AND contains(a.feats, 'Voice=Pass')",
            "'patient'",
            f"CASE WHEN coalesce(af.agent, FALSE) AND NOT {_listed('a.lemma', 'naming')} THEN 'passive' ELSE 'agentless' END",
        ),
        ("participle", "a.k IS NOT NULL", "'agent'", "'active'"),
    ]

    def case(of: int) -> str:
        return "CASE " + " ".join(f"WHEN {rule[1]} THEN {rule[of]}" for rule in rules) + " END"

    names = "CASE " + " ".join(f"WHEN {test} THEN '{label}'" for label, test, _, _ in rules) + " END"
    own = "CASE WHEN " + " OR ".join(f"({rule[1]})" for rule in rules if rule[0] != "participle") + " THEN v.{x} ELSE a.{x} END"
    ctes.append(
        "part AS (SELECT c.id, min(s.k) AS k FROM (SELECT id, k FROM c0 UNION SELECT id, k FROM c3) AS c "
        "JOIN s ON s.up = c.k AND s.rel IN ('amod', 'acl') "
        "AND contains(s.feats, 'VerbForm=Part') AND NOT contains(s.feats, 'Variant=Short') "
        f"AND NOT regexp_matches(lower(s.text), '^({'|'.join(_words()['adjectival'])})') GROUP BY c.id)"
    )
    ctes.append(
        "x AS (SELECT s.up AS k, bool_or(coalesce(f.agent, FALSE)) AS agent FROM s "
        f"JOIN f ON f.k = s.k WHERE s.rel = 'xcomp' AND {_short('s')} GROUP BY s.up)"
    )
    ctes.append(
        f"roles AS MATERIALIZED (SELECT * FROM (SELECT c.id, {case(2)} AS role, {case(3)} AS construction, {names} AS rule, "
        f"{own.replace('{x}', 'lemma')} AS verb, {own.replace('{x}', 'start')} AS verb_start FROM c "
        f"{_up('v', 'c')} {_up('u', 'v')} {_up('w', 'u')} "
        f"{_at('f', 'v', 'f')} {_at('g', 'u', 'f')} {_at('h', 'w', 'f')} {_at('xf', 'v', 'x')} {_at('k', 'c', 'b')} "
        "LEFT JOIN part ON part.id = c.id LEFT JOIN s AS a ON a.k = part.k "
        f"{_at('af', 'a', 'f')}) WHERE role IS NOT NULL)"
    )
    return ", ".join(ctes)


AGENCY_FORMULAS: dict[str, Formula] = {
    "agency": lambda s: (s["agent"] - s["patient"]) / (s["agent"] + s["patient"]),
    "passive": lambda s: s["n_passive"] / s["n"],
    "agentless": lambda s: s["n_agentless"] / s["n"],
    "reflexive": lambda s: s["n_reflexive"] / s["n"],
    "impersonal": lambda s: s["n_impersonal"] / s["n"],
}


AGENCY_BOUNDS = {name: (-1.0 if name == "agency" else 0.0, 1.0) for name in AGENCY_FORMULAS}


def agency(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    zones: Words = None,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether each actor acts or is acted upon: (agent - patient)/(agent + patient), between -1 and 1.

    Agents are subjects of active verbs, instrumental agents of passives, and nouns with an active participle; patients are
    objects ("его арестовали"), subjects of passives ("был арестован", "рассматривается"), of verbs of suffering ("погиб")
    and nouns with a passive participle. Copulas and participles that have become adjectives ("избранный президент") give no
    role. Columns: keys, actor, ``value, low, high``, ``n`` (mentions with a role), ``n_articles, agent, patient`` (counts), and
    as shares of n with intervals ``passive`` (its agent is named), ``agentless``, ``reflexive`` (-ся), ``impersonal`` ("его
    арестовали", "ему пришлось"); ``coverage`` = the share of the mentions that have a role. The lists of verbs are
    ``seeds/ru/agency.toml``.
    Reference: van Atteveldt et al. 2017; Fowler 1991; Sap et al. 2017.

    >>> fr.agency(corpus, by="outlet")      # doctest: +SKIP
    """
    ask = Ask.of("agency", tables, by, actors, duplicates, "mentions", "tokens")
    table = ask.estimate(count_agency(ask.door, ask.reading, ask.actors, zones), AGENCY_FORMULAS, replicates, seed, AGENCY_BOUNDS)
    table["coverage"] = table["n"] / table["mentions"]
    table[["agent", "patient"]] = table[["agent", "patient"]].astype(np.int64)
    table["mentions"] = table["mentions"].astype(np.int64)
    extra = ["n_articles", "mentions", "agent", "patient"]
    extra += [f"{f}{end}" for f in AGENCY_FORMULAS if f != "agency" for end in ("", "_low", "_high")]
    return ask.shown(result(table, ask.columns, "agency", extra), "mentions")


def count_agency(door: Door, reading: Keys, actors: Sequence[str] | None, zones: Words) -> Counts:
    """Roles and constructions of each actor's mentions."""
    columns, series = order_of(reading), series_of(reading)
    own = "".join(f"m.{name(key)} AS {name(key)}, " for key in series)
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in reading.article)
    source = (
        f"SELECT {own}{group}a.unit, m.article, m.sentence, m.start, m.stop, row_number() OVER () AS id FROM mentions AS m "
        f"JOIN a ON a.article = m.article WHERE {only('m.actor', actors)} AND {door.zones('mentions', 'm', zones)}"
    )
    shown = "".join(f"m.{name(key)}, " for key in columns)
    counted = ", ".join(f"count(*) FILTER (WHERE r.construction = '{c}') AS n_{c}" for c in CONSTRUCTIONS)
    sides = ", ".join(f"count(*) FILTER (WHERE r.role = '{c}') AS {c}" for c in ("agent", "patient", "experiencer"))
    roles = roles_sql(door, source)
    cells = reading.frame(
        door,
        lambda cte: (
            f"WITH {cte}, {roles} SELECT {shown}m.unit, count(*) AS mentions, count(r.role) AS n, {sides}, {counted} "
            f"FROM mine AS m LEFT JOIN roles AS r ON r.id = m.id GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
        ),
        whole=actors is not None,
    )
    seen = "JOIN (SELECT DISTINCT article FROM mentions) AS m ON m.article = a.article"
    base = shared(door, reading, [reading.cte], "", seen)
    parts = ("n", "mentions", "agent", "patient", "experiencer", *(f"n_{c}" for c in CONSTRUCTIONS))
    return Counts(reading.article, series, cells, base, parts)


def constructions(
    tokens: Any, *, by: By = None, zones: Words = None, duplicates: str = "cluster", replicates: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How clauses name who acts: the share of each construction among the finite predicates of a text.

    ``construction`` is active, passive ("арестован полицией"), agentless ("был арестован"), reflexive ("закон
    рассматривается") or impersonal, where nobody is named at all ("сообщается", "его арестовали", "установлено").
    Columns: keys, construction, ``value, low, high`` (share of the predicates of the group, bootstrap over stories),
    ``n`` (predicates of the group), ``count``, ``n_articles``, ``coverage`` (the share of the sentences that have a finite
    predicate), ``note``. Works on ``corpus.around(actor)`` too. Reference: Fowler 1991; van Atteveldt et al. 2017.

    >>> fr.constructions(corpus, by="outlet")      # doctest: +SKIP
    """
    door = enter(tokens)
    door.need("constructions", "tokens")
    reading = keys(door, by, "tokens", duplicates)
    if reading.row:
        raise ValueError(f"constructions groups whole articles, not by {reading.row[0]!r}")
    ctes = _clauses(door, "SELECT article FROM a", " WHERE " + door.zones("tokens", "t", zones))
    subject, agent = _subject("v", "f", "g", "h", "u"), "coalesce(f.agent, FALSE)"
    finite = f"({_has('v', 'VerbForm=Fin')} AND v.pos = 'VERB' AND NOT coalesce(f.xpass, FALSE))"
    kind = (
        f"CASE WHEN NOT {subject} AND {_nobody('v')} AND NOT {agent} AND NOT contains(v.feats, 'Mood=Imp') THEN 'impersonal' "
        f"WHEN {_short('v')} AND {agent} AND NOT {_listed('v.lemma', 'naming')} THEN 'passive' WHEN {_short('v')} "
        "THEN 'agentless' "
        f"WHEN {_reflexive('v')} AND contains(v.feats, 'Voice=Pass') THEN 'reflexive' ELSE 'active' END"
    )
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in reading.columns)
    predicates = (
        f"k AS MATERIALIZED (SELECT v.article, v.sentence, {kind} AS construction FROM s AS v {_up('u', 'v')} {_up('w', 'u')} "
        f"{_at('f', 'v', 'f')} {_at('g', 'u', 'f')} {_at('h', 'w', 'f')} WHERE {finite} OR {_short('v')})"
    )
    cells = reading.frame(
        door,
        lambda cte: (
            f"WITH {', '.join([cte, *ctes, predicates])} SELECT {group}k.construction, a.unit AS unit, count(*) AS n "
            f"FROM k JOIN a ON a.article = k.article GROUP BY {firsts(len(reading.columns) + 2)} ORDER BY ALL"
        ),
    )
    told = (
        "(SELECT s.article, count(DISTINCT s.sentence) AS sentences, count(DISTINCT k.sentence) AS told FROM s "
        "LEFT JOIN (SELECT DISTINCT article, sentence FROM k) AS k ON k.article = s.article AND k.sentence = s.sentence "
        "GROUP BY s.article)"
    )
    every = "(SELECT article, count(*) AS predicates FROM k GROUP BY article)"
    sums = {"predicates": "e.predicates", "sentences": "x.sentences", "told": "x.told"}
    select = "".join(f", sum(coalesce({column}, 0)) AS {name_}" for name_, column in sums.items())
    joins = f"LEFT JOIN {every} AS e ON e.article = a.article LEFT JOIN {told} AS x ON x.article = a.article"
    base = pd.concat([shared(door, reading, [cte, *ctes, predicates], select, joins) for cte in reading.slices(door)])
    counts = Counts(reading.article, ("construction",), cells, base, ("n",), ("predicates", "sentences", "told"))
    table = estimate(
        counts, {"share": lambda s: s["n"] / s["predicates"]}, n="n", replicates=replicates, seed=seed, bounds={"share": (0, 1)}
    )
    table["coverage"] = table["told"] / table["sentences"]
    table = table.rename(columns={"n": "count", "predicates": "n"})
    table["count"] = table["count"].astype(np.int64)
    out = result(table, (*reading.columns, "construction"), "share", ("count", "n_articles"), counted="count")
    return ranked(out, reading.article, "value")
