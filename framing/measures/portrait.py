"""One actor in one table, and actors side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.measures._actors import Who, chosen, resolve
from framing.measures._tables import By, Door, Words, as_tuple, enter, keys
from framing.measures.association import dispersion
from framing.measures.epithets import epithets
from framing.measures.grammar import AGENCY_FORMULAS, agency, count_agency
from framing.measures.intervals import (
    ENOUGH_MENTIONS,
    Counts,
    Formula,
    against_rest,
    benjamini_hochberg,
    no_variation,
    too_little,
    wilson,
)
from framing.measures.portrayal import (
    TONE_FORMULAS,
    VISIBILITY_FORMULAS,
    VOICE_FORMULAS,
    count_tone,
    count_visibility,
    count_voice,
    prominence,
    tone,
    visibility,
    voice,
)


def _rows(
    table: pd.DataFrame, group: tuple[str, ...], measure: str, item: str = "", of: str = "value", end: str = ""
) -> pd.DataFrame:
    """Rows of one measured column: ``of`` with ``low, high``, or ``of`` with ``of_low, of_high`` (or another stem, ``end``)."""
    value, low, high = of, *(("low", "high") if of == "value" else (f"{end or of}_low", f"{end or of}_high"))
    out = table[list(group)].copy()
    out["measure"], out["item"] = measure, item
    out["value"], out["low"], out["high"] = table[value], table[low], table[high]
    for column in ("n", "coverage", "note"):
        out[column] = table[column]
    bare = (out["note"] == "") & (out["value"].isna() | out["low"].isna())
    told = zip(out.loc[bare, "value"].isna(), out.loc[bare, "n"], strict=True)
    out.loc[bare, "note"] = [f"undefined (n={n:g})" if missing else no_variation(n) for missing, n in told]
    return out


def profile(
    tables: Any, actor: str, *, by: By = None, top: int = 10, duplicates: str = "cluster", replicates: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Every measure of one actor in one table, one row each, for each group of ``by``.

    Columns: keys of ``by``, actor, ``measure``, ``item`` (the voice of a tone, the construction, the epithet),
    ``value, low, high, n, coverage, note``; a value without an interval has a note that says why. Measures: visibility,
    article_share, prominence, dispersion (DPnorm), tone, tone_balance, tone_relative, voice, voice_direct_share, voice_index,
    agency, agency_share, epithet (the ``top`` ones by logDice that stand in two articles at least; value is their share of the
    actor's epithets, n how many) and epithet_valence (mean sign of those in the lexicon, Wilson). ``n`` is what each measure
    counts: mentions, for article_share and prominence articles, for voice quotes, for agency mentions with a role. Measures
    whose tables are absent are left out.
    The actor may be named by an alias or a word of its name. Formulas and references: the measures of the same names. Raises
    ValueError for an unknown actor.

    >>> fr.profile(corpus, "Блинкен", by="outlet")      # doctest: +SKIP
    """
    door = enter(tables)
    who = resolve(door, actor)
    group = tuple(key for key in as_tuple(by) if key not in ("actor", "voice"))
    given: dict[str, Any] = {"by": group, "actors": [who], "duplicates": duplicates}
    drawn = {**given, "replicates": replicates, "seed": seed}
    parts: list[pd.DataFrame] = []
    here = set(door.columns)
    if "mentions" in here:
        seen = visibility(door, **drawn)
        share = _rows(seen, group, "article_share", of="article_share", end="share")
        parts += [_rows(seen, group, "visibility"), share.assign(n=seen["n_articles"])]
    if {"mentions", "tokens"} <= here:
        parts += [_rows(prominence(door, **drawn), group, "prominence"), _spread(door, who, group, duplicates)]
    if "tone" in here:
        parts += _toned(tone(door, **drawn), group)
    if "quotes" in here:
        said = voice(door, **drawn)
        parts += [_rows(said, group, "voice"), _rows(said, group, "voice_direct_share", of="direct_share")]
        parts.append(_rows(said, group, "voice_index", of="index"))
    if {"mentions", "tokens"} <= here:
        acts = agency(door, **drawn)
        parts.append(_rows(acts, group, "agency"))
        parts += [_rows(acts, group, "agency_share", c, of=c) for c in ("passive", "agentless", "reflexive", "impersonal")]
        parts += _qualified(epithets(door, minimum=1, **given), group, top)
    table = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else pd.DataFrame()
    table.insert(len(group), "actor", who)
    return table.sort_values(list(group), kind="stable").reset_index(drop=True) if group else table


def _toned(told: pd.DataFrame, group: tuple[str, ...]) -> list[pd.DataFrame]:
    parts = []
    for kind in ("narrator", "quoted", "self"):
        mine = told[told["voice"] == kind]
        parts.append(_rows(mine, group, "tone", kind))
        parts += [_rows(mine, group, f"tone_{of}", kind, of=of) for of in ("balance", "relative")]
    return parts


def _spread(door: Door, who: str, group: tuple[str, ...], duplicates: str) -> pd.DataFrame:
    """The evenness of the actor over articles."""
    table = dispersion(door, of="actor", by=group, duplicates=duplicates, minimum=10)
    return _rows(table[table["actor"] == who], group, "dispersion")


def _qualified(table: pd.DataFrame, group: tuple[str, ...], top: int) -> list[pd.DataFrame]:
    """The epithets that go most with the actor (seen in two articles at least), and the balance of those in the lexicon."""
    if table.empty:
        return []
    often = table[table["range"] >= 2]
    often = often.groupby(list(group), sort=False).head(top) if group else often.head(top)
    named = _rows(often, group, "epithet")
    named["item"], named["n"] = often["lemma"], often["count"]
    known = table[table["valence"].notna()]
    if known.empty:
        return [named]
    known = known.assign(signed=known["valence"] * known["count"])
    sums = known.groupby(list(group) or (lambda _: 0))[["signed", "count"]].sum().reset_index()
    sums = sums.assign(value=sums["signed"] / sums["count"], n=sums["count"])
    low, high = wilson((sums["signed"] + sums["count"]).to_numpy() / 2, sums["count"].to_numpy())
    few = sums["n"] < ENOUGH_MENTIONS
    sums["low"], sums["high"] = np.where(few, np.nan, 2 * low - 1), np.where(few, np.nan, 2 * high - 1)
    sums["note"] = [too_little(n) if bad else "" for n, bad in zip(sums["n"], few, strict=True)]
    if group:
        sums = sums.merge(table.groupby(list(group))["n"].first().rename("every").reset_index(), on=list(group))
    else:
        sums["every"] = table["n"].iloc[0]
    sums["coverage"] = sums["count"] / sums["every"]
    return [named, _rows(sums, group, "epithet_valence")]


COMPARED = ("visibility", "tone", "voice", "agency")


def _counts_of(
    door: Door, measure: str, by: tuple[str, ...], actors: tuple[str, ...], duplicates: str
) -> tuple[Counts, dict[str, Formula]]:
    """What one measure counts for the groups of ``by``, and its formula."""
    if measure == "tone":
        reading = keys(door, (*by, "actor", "voice"), "tone", duplicates, own=("actor", "voice"))
        return count_tone(door, reading, actors, None), {"tone": TONE_FORMULAS["tone"]}
    main = "quotes" if measure == "voice" else "mentions"
    reading = keys(door, by, main, duplicates, own=("actor",))
    if measure == "visibility":
        return count_visibility(door, reading, actors, None), VISIBILITY_FORMULAS
    if measure == "voice":
        return count_voice(door, reading, actors, None), {"voice": VOICE_FORMULAS["voice"]}
    if measure == "agency":
        return count_agency(door, reading, actors, None), {"agency": AGENCY_FORMULAS["agency"]}
    raise ValueError(f"cannot compare {measure!r}; choose from {', '.join(COMPARED)}")


def compare(
    tables: Any,
    actors: Who = 10,
    *,
    by: By = "outlet",
    measures: Words = COMPARED,
    duplicates: str = "cluster",
    replicates: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Each actor in each group against the same actor in all other groups, for several measures at once.

    ``actors`` are names, or a number for the most mentioned. Columns: measure, keys of ``by``, actor, voice (of tone; narrator
    and quoted), ``value`` (the group), ``rest`` (the other groups together), each with ``_low`` and ``_high``, ``difference``
    with ``low, high`` (both sides resampled by the same stories; percentile intervals), ``p`` (two-sided, from the same
    resamples), ``q`` (Benjamini-Hochberg over the table), ``n, n_rest``, ``coverage`` (the share of the group's units that have
    the actor), ``note``. With fewer than 10 mentions in 3 articles on either side nothing is compared, and a side with fewer has
    no interval. Formulas: the measures of the same names. Raises ValueError where there is only one group. Reference: Efron &
    Tibshirani 1993 ch. 16; Benjamini & Hochberg 1995.

    >>> fr.compare(corpus, ["Путин", "Трамп"], by="outlet")      # doctest: +SKIP
    """
    door = enter(tables)
    who = chosen(door, actors) or ()
    group = as_tuple(by)
    parts = []
    for measure in as_tuple(measures):
        counts, formulas = _counts_of(door, measure, group, who, duplicates)
        if set(group) - set(counts.group):
            raise ValueError(f"compare groups whole articles, not by {sorted(set(group) - set(counts.group))[0]!r}")
        part = against_rest(counts, formulas[measure], n="n", replicates=replicates, seed=seed)
        part.insert(0, "measure", measure)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    if "voice" not in table:
        table["voice"] = ""
    table["voice"] = table["voice"].fillna("")
    table = table[table["voice"] != "self"].reset_index(drop=True)
    table["q"] = benjamini_hochberg(table["p"].to_numpy())
    columns = ["measure", *group, "actor", "voice"]
    sides = [f"{side}{end}" for side in ("value", "rest") for end in ("", "_low", "_high")]
    return table[[*columns, *sides, "difference", "low", "high", "p", "q", "n", "n_rest", "coverage", "note"]]
