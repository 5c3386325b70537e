"""How often, where, how kindly and with how much voice each actor appears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import Who, chosen, only, result, shared, types, words_cte
from framing.measures._tables import By, Door, Keys, Words, enter, firsts, keys, name
from framing.measures.intervals import (
    ENOUGH_ARTICLES,
    ENOUGH_MENTIONS,
    TOO_LITTLE,
    Array,
    Counts,
    Formula,
    entropy_interval,
    estimate,
    jeffreys,
    notes,
    split,
    wilson,
)

Sums = Mapping[str, Array]


def series_of(reading: Keys) -> tuple[str, ...]:
    """The keys that are not the article's, with the actor among them."""
    row = tuple(key for key in reading.row if key != "actor")
    return (*row, "actor")


def order_of(reading: Keys) -> tuple[str, ...]:
    """The key columns of an actor measure: what ``by`` asked for, then the actor."""
    return (*(key for key in reading.columns if key != "actor"), "actor")


@dataclass(frozen=True)
class Ask:
    """What every actor measure is asked: an open door, how to group, whom; and how its answer is put."""

    door: Door
    reading: Keys
    actors: tuple[str, ...] | None

    @classmethod
    def of(
        cls, measure: str, tables: Any, by: By, actors: Who, duplicates: str, *needed: str, own: tuple[str, ...] = ("actor",)
    ) -> Ask:
        """Opens the tables; raises ValueError where one of the ``needed`` is absent (the first is the one counted), or for an
        unknown key or actor."""
        door = enter(tables)
        door.need(measure, *needed)
        return cls(door, keys(door, by, needed[0], duplicates, own=own), chosen(door, actors))

    @property
    def columns(self) -> tuple[str, ...]:
        """The key columns of the answer."""
        return order_of(self.reading)

    def estimate(
        self,
        counts: Counts,
        formulas: Mapping[str, Formula],
        replicates: int,
        seed: int,
        bounds: Mapping[str, tuple[float, float]] | None = None,
    ) -> pd.DataFrame:
        """Values and intervals of what was counted."""
        return estimate(counts, formulas, n="n", replicates=replicates, seed=seed, bounds=bounds)

    def shown(self, table: pd.DataFrame, by: str) -> pd.DataFrame:
        """The answer, groups in order, the largest first."""
        return ranked(table, self.reading.article, by)


def visibility(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    zones: Words = None,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How much of the text names each actor: mentions in 10,000 words, 10^4 * sum m_ad / sum n_d.

    Columns: keys, actor, type, ``value, low, high`` (per 10,000 words; bootstrap over stories), ``n`` (mentions),
    ``n_articles``, ``article_share`` of all articles with its Wilson interval, ``share_low, share_high``; coverage is
    the article share as well: the part of the articles that carry evidence about the actor.
    Reference: Vliegenthart & Boomgaarden; Asr et al. 2021; Wilson 1927.

    >>> fr.visibility(corpus, by="outlet", actors=["Блинкен", "Путин"])      # doctest: +SKIP
    """
    ask = Ask.of("visibility", tables, by, actors, duplicates, "mentions")
    table = ask.estimate(count_visibility(ask.door, ask.reading, ask.actors, zones), VISIBILITY_FORMULAS, replicates, seed)
    table["article_share"] = table["d"] / table["articles"]
    table["share_low"], table["share_high"] = wilson(table["d"].to_numpy(), table["articles"].to_numpy())
    table["coverage"] = table["article_share"]
    table["type"] = table["actor"].map(types(ask.door)).fillna("")
    extra = ("n_articles", "article_share", "share_low", "share_high")
    return ask.shown(result(table, (*ask.columns, "type"), "visibility", extra), "n")


VISIBILITY_FORMULAS: dict[str, Formula] = {"visibility": lambda s: 1e4 * s["n"] / s["words"]}


def count_visibility(door: Door, reading: Keys, actors: Sequence[str] | None, zones: Words) -> Counts:
    """Mentions and articles of each actor, words and articles of each group."""
    who = only("m.actor", actors)
    ctes = [reading.cte, words_cte(door, zones)]
    columns = order_of(reading)
    picks = ", ".join(f"{'m' if key in (*reading.row, 'actor') else 'a'}.{name(key)} AS {name(key)}" for key in columns)
    cells = door.frame(
        f"WITH {', '.join(ctes)} SELECT {picks}, a.unit AS unit, count(*) AS n, count(DISTINCT m.article) AS d "
        f"FROM mentions AS m JOIN a ON a.article = m.article WHERE {who} AND {door.zones('mentions', 'm', zones)} "
        f"GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    select = ", sum(coalesce(w.words, 0)) AS words, count(*) AS articles"
    base = shared(door, reading, ctes, select, "LEFT JOIN w ON w.article = a.article")
    return Counts(reading.article, series_of(reading), cells, base, ("n", "d"), ("words", "articles"))


def ranked(table: pd.DataFrame, group: tuple[str, ...], by: str) -> pd.DataFrame:
    """Groups in order, inside them the largest first; an estimate without an interval stands behind those that have one."""
    few = [by == "value" and note.startswith(TOO_LITTLE) for note in table["note"]]
    order = [*group, "_few", by, *(c for c in ("actor", "construction") if c in table)]
    up = [True] * len(group) + [True, False] + [True] * (len(order) - len(group) - 2)
    sorted_ = table.assign(_few=few).sort_values(order, ascending=up, kind="stable")
    return sorted_.drop(columns="_few").reset_index(drop=True)


PROMINENCE_WEIGHTS = (0.4, 0.3)


def prominence(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    weights: tuple[float, float] = PROMINENCE_WEIGHTS,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far up each actor stands in the articles that name it, between 0 and 1.

    The mean over them of w_h [in the headline] + w_l [in the lead] + (1 - w_h - w_l) (1 - first/n_d): ``first``
    counts the words before the first mention, n_d the words of the article; ``weights`` are (w_h, w_l), a choice of the
    researcher's that belongs into the report. Columns: keys, actor, ``value, low, high, n`` (articles), ``n_mentions``,
    ``coverage`` (share of the group's articles that name the actor), ``note``. Articles without a headline
    of their own (posts) can only earn the other two parts. Raises ValueError for weights that are
    negative or sum to more than 1. Reference: Kiousis 2004.

    >>> fr.prominence(corpus, weights=(0.5, 0.2))      # doctest: +SKIP
    """
    high, lead = weights
    if high < 0 or lead < 0 or high + lead > 1:
        raise ValueError(f"weights {weights!r} must be 0 or more and sum to 1 at most")
    ask = Ask.of("prominence", tables, by, actors, duplicates, "mentions", "tokens")
    door, reading, columns = ask.door, ask.reading, ask.columns
    zoned = door.has("mentions", "zone")
    zone = "m.zone" if zoned else "''"
    who = only("m.actor", ask.actors)
    word = f"{door.zones('tokens', 't', None)} AND {door.words('t')}"
    picks = ", ".join(f"{'f' if key in (*reading.row, 'actor') else 'a'}.{name(key)} AS {name(key)}" for key in columns)
    rows = "".join(f", m.{name(key)} AS {name(key)}" for key in series_of(reading))
    inner = firsts(1 + len(series_of(reading)))
    before = (
        f"b AS (SELECT f.article, f.start, count(t.start) AS before FROM (SELECT DISTINCT article, start FROM f) AS f "
        f"LEFT JOIN tokens AS t ON t.article = f.article AND t.start < f.start AND {word} GROUP BY f.article, f.start)"
    )
    first = (
        f"f AS (SELECT m.article{rows}, min(m.start) AS start, count(*) AS n, "
        f"max(CAST({zone} = 'headline' AS INT)) AS headline, max(CAST({zone} = 'lead' AS INT)) AS lead FROM mentions AS m "
        f"JOIN a ON a.article = m.article WHERE {who} AND {door.zones('mentions', 'm', None)} GROUP BY {inner})"
    )
    score = f"{high} * f.headline + {lead} * f.lead + {1 - high - lead} * greatest(0, 1 - b.before / greatest(w.words, 1))"
    cells = door.frame(
        f"WITH {reading.cte}, {words_cte(door, None)}, {first}, {before} "
        f"SELECT {picks}, a.unit AS unit, sum({score}) AS score, count(*) AS d, sum(f.n) AS n FROM f "
        f"JOIN a ON a.article = f.article JOIN w ON w.article = f.article "
        f"JOIN b ON b.article = f.article AND b.start = f.start GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    base = shared(door, reading, [reading.cte], ", count(*) AS articles")
    counts = Counts(reading.article, series_of(reading), cells, base, ("n", "d", "score"), ("articles",))
    table = ask.estimate(counts, {"mean": lambda s: s["score"] / s["d"]}, replicates, seed)
    table["coverage"] = table["d"] / table["articles"]
    table = table.rename(columns={"n": "n_mentions", "d": "n"})
    return ask.shown(result(table, columns, "mean", ("n_mentions",)), "value")


def log_tone(positive: Array, negative: Array) -> Array:
    """T = ln[(pos + 1/2)/(neg + 1/2)] (Lowe, Benoit, Mikhaylov & Laver 2011)."""
    return np.log((positive + 0.5) / (negative + 0.5))


def _balance(s: Sums) -> Array:
    return (s["positive"] - s["negative"]) / (s["positive"] + s["negative"] + s["neutral"])


def _relative(s: Sums) -> Array:
    others = log_tone(s["other_positive"], s["other_negative"])
    value = log_tone(s["positive"], s["negative"]) - others
    return np.where(s["others"] > 0, value, np.nan)


TONE_FORMULAS: dict[str, Formula] = {
    "tone": lambda s: log_tone(s["positive"], s["negative"]),
    "balance": _balance,
    "relative": _relative,
}
_LABELS = {"positive": "t.label > 0", "neutral": "t.label = 0", "negative": "t.label < 0"}
VOICE_CLASS = "CASE WHEN t.voice = 'narrator' THEN 'narrator' WHEN t.voice = t.actor THEN 'self' ELSE 'quoted' END"


def tone(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    zones: Words = None,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How each actor is spoken of, by voice: T = ln[(pos + 1/2)/(neg + 1/2)] over its mentions.

    ``voice`` is narrator (the outlet), quoted (others, in quotes) or self. The rows are actor and voice unless ``by``
    names actor, voice or speaker itself (``by="voice"`` pools all actors, ``by="actor"`` all voices; ``speaker`` is the
    name of who speaks); article columns and periods are added to them.
    Columns: keys, ``value, low, high`` (T), ``n`` (mentions), ``n_articles, positive, neutral, negative``, ``balance`` =
    (pos - neg)/(pos + neg + neu) with its interval, ``relative`` = T minus the T of the other actors named in the same
    articles and voice, with its interval; ``coverage`` = the share of the mentions with a label or a lexicon hit.
    Reference: Lowe et al. 2011; Young & Soroka 2012; Hamborg & Donnay 2021.

    >>> fr.tone(corpus, by=("actor", "voice"))      # doctest: +SKIP
    """
    own = ("actor", "voice", "speaker")
    ask = Ask.of("tone", tables, by, actors, duplicates, "tone", own=own)
    if not set(ask.reading.row) & set(own):
        ask = replace(ask, reading=keys(ask.door, (*ask.reading.columns, "actor", "voice"), "tone", duplicates, own))
    reading, inside = ask.reading, "actor" in ask.reading.row
    counts = count_tone(ask.door, reading, ask.actors, zones)
    formulas = TONE_FORMULAS if inside else {k: TONE_FORMULAS[k] for k in ("tone", "balance")}
    table = ask.estimate(counts, formulas, replicates, seed, {"balance": (-1, 1)})
    if not inside:
        table[["relative", "relative_low", "relative_high"]] = np.nan
    table["coverage"] = table["evident"] / table["n"]
    for label in _LABELS:
        table[label] = table[label].astype(np.int64)
    extra = ["n_articles", *_LABELS]
    extra += [f"{f}{end}" for f in ("balance", "relative") for end in ("", "_low", "_high")]
    out = result(table, reading.columns, "tone", extra)
    lead = [*reading.article, *(["actor"] if inside else [])]
    size = out.groupby(lead)["n"].transform("sum") if lead else out["n"]
    order = [*reading.article, "_size", *[k for k in reading.columns if k not in reading.article]]
    up = [True] * len(reading.article) + [False] + [True] * (len(order) - len(reading.article) - 1)
    return out.assign(_size=size).sort_values(order, ascending=up, kind="stable").drop(columns="_size").reset_index(drop=True)


def count_tone(door: Door, reading: Keys, actors: Sequence[str] | None, zones: Words) -> Counts:
    """Labels of each actor and voice, and those of the other actors in the same articles and voice."""
    spelled = {"voice": VOICE_CLASS, "speaker": "t.voice"}
    series = reading.row
    inside = "actor" in series
    picks = "".join(f"{spelled.get(key, f't.{name(key)}')} AS {name(key)}, " for key in series)
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in reading.article)
    labels = ", ".join(f"count(*) FILTER (WHERE {test}) AS {label}" for label, test in _LABELS.items())
    hits = "t.label <> 0 OR coalesce(t.n_hits, 0) > 0" if door.has("tone", "n_hits") else "t.label <> 0"
    others = [key for key in series if key != "actor"]
    part = ", ".join(["article", *map(name, others)])
    source = (
        f"c AS (SELECT t.article AS article, {picks}{group}a.unit AS unit, count(*) AS n, {labels}, "
        f"count(*) FILTER (WHERE {hits}) AS evident FROM tone AS t JOIN a ON a.article = t.article "
        f"WHERE {tone_zone(door, zones)} AND {'TRUE' if inside else only('t.actor', actors)} GROUP BY "
        f"{firsts(2 + len(series) + len(reading.article))})"
    )
    rest = ", ".join(
        f"sum({c}) OVER (PARTITION BY {part}) - {c} AS {o}" if inside else f"0 AS {o}"
        for c, o in (("positive", "other_positive"), ("negative", "other_negative"), ("n", "others"))
    )
    keep = only("actor", actors) if inside else "TRUE"
    parts = ("n", "positive", "neutral", "negative", "evident", "other_positive", "other_negative", "others")
    columns = reading.columns
    shown = ", ".join(name(key) for key in columns)
    cells = door.frame(
        f"WITH {reading.cte}, {source}, r AS (SELECT *, {rest} FROM c) SELECT {shown}, unit, "
        f"{', '.join(f'sum({c}) AS {c}' for c in parts)} FROM r WHERE {keep} "
        f"GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    seen = "JOIN (SELECT DISTINCT article FROM tone) AS t ON t.article = a.article"
    base = shared(door, reading, [reading.cte], "", seen)
    return Counts(reading.article, series, cells, base, parts)


def tone_zone(door: Door, zones: Words) -> str:
    """Tone rows have no zone of their own: the zone of their mention decides."""
    if door.has("tone", "zone"):
        return door.zones("tone", "t", zones)
    if not door.has("mentions", "zone"):
        return "TRUE"
    inner = "m.article = t.article AND m.start = t.start AND m.stop = t.stop"
    return f"EXISTS (SELECT 1 FROM mentions AS m WHERE {inner} AND {door.zones('mentions', 'm', zones)})"


def _spoken(door: Door, reading: Keys, zones: Words) -> str:
    """``q AS (one row per quote: article, quote, keys, unit, kind, actors, words)``; attributions without content say nothing."""
    rows = "".join(f", q.{name(key)} AS {name(key)}" for key in reading.row if key != "actor")
    group = "".join(f", a.{name(key)} AS {name(key)}" for key in reading.article)
    if door.has("tokens", "quote"):
        word = f"t.quote >= 0 AND {door.words('t')}"
        counted = f"(SELECT article, quote, count(*) AS words FROM tokens AS t WHERE {word} GROUP BY article, quote)"
        joined = f"LEFT JOIN {counted} AS k ON k.article = q.article AND k.quote = q.quote"
        words = "coalesce(k.words, 0)"
    else:
        joined, words = "", r"len(regexp_extract_all(q.text, '[\p{L}\p{N}]+'))"
    return (
        f"q AS (SELECT q.article, a.unit{group}{rows}, q.kind AS kind_, CAST(q.actors AS VARCHAR[]) AS speakers, "
        f"{words} AS words FROM quotes AS q JOIN a ON a.article = q.article {joined} "
        f"WHERE q.kind <> 'source' AND {door.zones('quotes', 'q', zones)})"
    )


def _index(s: Sums) -> Array:
    """ln of the share of the quoted words over the share of the mentions."""
    said, named = s["words"] / s["all_words"], s["mentions"] / s["all_mentions"]
    return np.where((s["words"] > 0) & (s["mentions"] > 0), np.log(said / named), np.nan)


VOICE_FORMULAS: dict[str, Formula] = {
    "voice": lambda s: s["words"] / s["all_words"],
    "direct_share": lambda s: np.where(s["words"] > 0, s["direct"] / s["words"], np.nan),
    "index": _index,
}


def voice(
    tables: Any,
    *,
    by: By = None,
    actors: Who = None,
    zones: Words = None,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Who gets to speak (standing): the words quoted from each actor over all quoted words.

    Words of every kind of quote with content count, inner quotes for their own speaker; what several say together is
    shared equally; attributions without content ("со ссылкой на X") count nothing. Columns: keys, actor, ``value, low,
    high`` (share of the quoted words), ``n`` (quotes), ``n_articles, words``, ``direct_share`` (words in quotation marks
    over all of the actor's) and ``index`` = ln(share of quoted words / share of mentions) with their intervals, 0 where
    an actor speaks as much as it is spoken of; ``coverage`` = the share of the group's quoted words with a known speaker.
    Reference: Ferree et al. 2002; Asr et al. 2021.

    >>> fr.voice(corpus, by="outlet")      # doctest: +SKIP
    """
    ask = Ask.of("voice", tables, by, actors, duplicates, "quotes")
    counts = count_voice(ask.door, ask.reading, ask.actors, zones)
    table = ask.estimate(counts, VOICE_FORMULAS, replicates, seed, {"voice": (0.0, 1.0), "direct_share": (0.0, 1.0)})
    table["coverage"] = np.where(table["all_words"] > 0, table["named_words"] / table["all_words"], np.nan)
    table = table[(table["n"] > 0) | (ask.actors is not None)]
    extra = ["n_articles", "words", *(f"{f}{end}" for f in ("direct_share", "index") for end in ("", "_low", "_high"))]
    return ask.shown(result(table, ask.columns, "voice", extra), "value")


def count_voice(door: Door, reading: Keys, actors: Sequence[str] | None, zones: Words) -> Counts:
    """Quotes, quoted words and mentions of each actor; all of them in each group."""
    columns, series = order_of(reading), series_of(reading)
    shown = "".join(f"{name(key)}, " for key in columns if key != "actor")
    spoken = _spoken(door, reading, zones)
    each = (
        f"SELECT {shown}unnest(speakers) AS actor, unit, 1 AS n, words / len(speakers) AS words, "
        f"CASE WHEN kind_ IN ('direct', 'partial') THEN words / len(speakers) ELSE 0 END AS direct, 0 AS mentions "
        f"FROM q WHERE len(speakers) > 0"
    )
    if "mentions" in door.columns and not [key for key in reading.row if key != "actor"]:
        group = "".join(f"a.{name(key)}, " for key in reading.columns if key != "actor")
        each += (
            f" UNION ALL SELECT {group}m.actor, a.unit, 0, 0, 0, 1 FROM mentions AS m JOIN a ON a.article = m.article "
            f"WHERE {door.zones('mentions', 'm', zones)}"
        )
    order = ", ".join(name(key) for key in columns)
    cells = door.frame(
        f"WITH {reading.cte}, {spoken}, e AS ({each}) SELECT {order}, unit, sum(n) AS n, sum(words) AS words, "
        f"sum(direct) AS direct, sum(mentions) AS mentions FROM e WHERE {only('actor', actors)} "
        f"GROUP BY {firsts(len(columns) + 1)} ORDER BY ALL"
    )
    base = _voice_base(door, reading, spoken, zones)
    commons = ("all_words", "named_words", "all_mentions")
    return Counts(reading.article, series, cells, base, ("n", "words", "direct", "mentions"), commons)


def _voice_base(door: Door, reading: Keys, spoken: str, zones: Words) -> pd.DataFrame:
    """Per group and story: all quoted words, those with a known speaker, all mentions."""
    named = ""
    mentions = "0"
    if "mentions" in door.columns:
        every = (
            f"SELECT article, count(*) AS mentions FROM mentions AS m WHERE {door.zones('mentions', 'm', zones)} GROUP BY article"
        )
        named = f"LEFT JOIN ({every}) AS m ON m.article = a.article"
        mentions = "coalesce(m.mentions, 0)"
    said = (
        "LEFT JOIN (SELECT article, sum(words) AS words, sum(words) FILTER (WHERE len(speakers) > 0) AS known "
        "FROM q GROUP BY article) AS q ON q.article = a.article"
    )
    select = ", sum(coalesce(q.words, 0)) AS all_words, sum(coalesce(q.known, 0)) AS named_words"
    select += f", sum({mentions}) AS all_mentions"
    return shared(door, reading, [reading.cte, spoken], select, f"{said} {named}")


def source_entropy(
    tables: Any,
    *,
    by: By = None,
    zones: Words = None,
    duplicates: str = "cluster",
) -> pd.DataFrame:
    """How many voices a group of articles lets speak: the entropy, in bits, of the quoted words over their speakers.

    H = -sum p_a log2 p_a with Miller and Madow's correction (K - 1)/(2 N ln 2) taken over quotes. Columns: keys, ``value, low,
    high, n`` (quotes with a known speaker), ``n_articles, speakers``, ``effective`` = 2^H, the number of equally loud
    speakers that would give it, ``evenness`` = H over log2 of the number of speakers (1 at most), ``coverage`` = the share of
    the quoted words with a known speaker, ``note``; ``effective`` and ``evenness`` have the ends of H, put through their formula.
    The interval comes from the scatter between stories, by linearisation.
    Reference: Shannon 1948; Miller 1955; Ferree et al. 2002.

    >>> fr.source_entropy(corpus, by="outlet")      # doctest: +SKIP
    """
    door = enter(tables)
    door.need("source_entropy", "quotes")
    reading = keys(door, by, "quotes", duplicates)
    if reading.row:
        raise ValueError(f"source_entropy groups whole articles, not {reading.row[0]!r}")
    spoken = _spoken(door, reading, zones)
    shown = "".join(f"{name(key)}, " for key in reading.columns)
    cells = door.frame(
        f"WITH {reading.cte}, {spoken}, e AS (SELECT {shown}unnest(speakers) AS actor, unit, "
        f"words / len(speakers) AS words, 1 / len(speakers) AS n FROM q WHERE len(speakers) > 0) "
        f"SELECT {shown}actor, unit, sum(words) AS words, sum(n) AS n FROM e "
        f"GROUP BY {firsts(len(reading.columns) + 2)} ORDER BY ALL"
    )
    base = _voice_base(door, reading, spoken, zones)
    return _entropies(cells, base, reading.columns)


def _entropies(cells: pd.DataFrame, base: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    bases = split(base, columns)
    for key, part in split(cells, columns).items():
        said = bases[key]
        value, low, high = entropy_interval(part, said["unit"])
        speakers, n, articles = part["actor"].nunique(), float(part["n"].sum()), part["unit"].nunique()
        good = n >= ENOUGH_MENTIONS and articles >= ENOUGH_ARTICLES
        low, high = (low, high) if good and high - low > 1e-12 else (np.nan, np.nan)
        spread = np.log2(speakers) if speakers > 1 else np.nan
        rows.append(
            {
                **dict(zip(columns, key, strict=True)),
                "value": value,
                "low": low,
                "high": high,
                "n": round(n),
                "n_articles": articles,
                "speakers": speakers,
                "effective": 2.0**value,
                "effective_low": 2.0**low,
                "effective_high": 2.0**high,
                "evenness": np.minimum(value / spread, 1.0),
                "evenness_low": np.minimum(low / spread, 1.0),
                "evenness_high": np.minimum(high / spread, 1.0),
                "coverage": said["named_words"].sum() / max(said["all_words"].sum(), 1),
                "note": notes(*(np.array([each]) for each in (round(n), good, low)))[0],
            }
        )
    numbers = [f"{name}{end}" for name in ("effective", "evenness") for end in ("", "_low", "_high")]
    names = [*columns, "value", "low", "high", "n", "n_articles", "speakers", *numbers, "coverage", "note"]
    return pd.DataFrame(rows, columns=names)


def quote_kinds(tables: Any, *, by: By = None, zones: Words = None, duplicates: str = "cluster") -> pd.DataFrame:
    """In which form statements are given: the share of direct, indirect, partial and source quotes, Jeffreys interval.

    Columns: keys, kind, ``value, low, high, n`` (quotes of the group), ``count`` (of the kind), ``coverage`` (share of
    them with a known speaker), ``note``.
    Reference: Brown, Cai & DasGupta 2001 (interval).
    """
    door = enter(tables)
    door.need("quote_kinds", "quotes")
    reading = keys(door, by, "quotes", duplicates)
    picks = "".join(f"{'q' if key in reading.row else 'a'}.{name(key)} AS {name(key)}, " for key in reading.columns)
    rest = [name(key) for key in reading.columns if key != "kind"]
    over = f"OVER (PARTITION BY {', '.join(rest)})" if rest else "OVER ()"
    if "kind" not in reading.columns:
        picks += "q.kind AS kind, "
    columns = [*reading.columns, *([] if "kind" in reading.columns else ["kind"])]
    frame = door.frame(
        f"WITH {reading.cte}, k AS (SELECT {picks}count(*) AS count, "
        f"count(*) FILTER (WHERE len(CAST(q.actors AS VARCHAR[])) > 0) AS known FROM quotes AS q "
        f"JOIN a ON a.article = q.article WHERE {door.zones('quotes', 'q', zones)} GROUP BY {firsts(len(columns))}) "
        f"SELECT *, sum(count) {over} AS n FROM k ORDER BY ALL"
    )
    frame["n"] = frame["n"].astype(np.int64)
    frame["value"] = frame["count"] / frame["n"]
    frame["low"], frame["high"] = jeffreys(frame["count"].to_numpy(), frame["n"].to_numpy())
    frame["coverage"] = frame["known"] / frame["count"]
    frame["note"] = ["" if n >= 10 else f"too little data (n={n})" for n in frame["n"]]
    frame.loc[frame["n"] < 10, ["low", "high"]] = np.nan
    return frame[[*columns, "value", "low", "high", "n", "count", "coverage", "note"]]
