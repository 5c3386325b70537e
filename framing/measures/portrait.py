"""One actor in one table, and actors side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.measures._actors import resolve
from framing.measures._tables import By, as_tuple, enter
from framing.measures.grammar import agency
from framing.measures.portrayal import prominence, tone, visibility, voice


def _rows(table: pd.DataFrame, group: tuple[str, ...], measure: str, item: str = "", columns: tuple[str, str, str] = ("value", "low", "high")) -> pd.DataFrame:
    value, low, high = columns
    out = table[list(group)].copy()
    out["measure"], out["item"] = measure, item
    out["value"], out["low"], out["high"] = table[value], table[low], table[high]
    for column in ("n", "coverage", "note"):
        out[column] = table[column]
    return out


def profile(
    tables: Any, actor: str, *, by: By = None, duplicates: str = "cluster", replicates: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Every measure of one actor in one table, one row each, for each group of ``by``.

    Columns: keys of ``by``, ``measure``, ``item`` (the voice of a tone, the part of a measure), ``value, low, high, n,
    coverage, note``. Measures whose tables are absent are left out. The actor may be named by an alias or one word of the name.
    Formulas and references: the measures of the same names. Raises ValueError for an unknown actor.

    >>> fr.profile(corpus, "Блинкен", by="outlet")      # doctest: +SKIP
    """
    door = enter(tables)
    who = resolve(door, actor)
    group = tuple(key for key in as_tuple(by) if key not in ("actor", "voice"))
    given = dict(by=group, actors=[who], duplicates=duplicates, replicates=replicates, seed=seed)
    parts: list[pd.DataFrame] = []
    if "mentions" in door.columns:
        seen = visibility(door, **given)
        parts.append(_rows(seen, group, "visibility"))
        parts.append(_rows(seen, group, "article_share", columns=("article_share", "share_low", "share_high")))
    if {"mentions", "tokens"} <= set(door.columns):
        parts.append(_rows(prominence(door, **given), group, "prominence"))
    if "tone" in door.columns:
        told = tone(door, **given)
        for kind in ("narrator", "quoted", "self"):
            mine = told[told["voice"] == kind]
            parts.append(_rows(mine, group, "tone", kind))
            for name in ("balance", "relative"):
                parts.append(_rows(mine, group, f"tone_{name}", kind, (name, f"{name}_low", f"{name}_high")))
    if "quotes" in door.columns:
        said = voice(door, **given)
        parts.append(_rows(said, group, "voice"))
        for name in ("direct_share", "index"):
            parts.append(_rows(said, group, f"voice_{name}", columns=(name, f"{name}_low", f"{name}_high")))
    if {"mentions", "tokens"} <= set(door.columns):
        acts = agency(door, **given)
        parts.append(_rows(acts, group, "agency"))
        for name in ("passive", "agentless", "reflexive", "impersonal"):
            parts.append(_rows(acts, group, "agency_share", name, (name, f"{name}_low", f"{name}_high")))
    table = pd.concat([part for part in parts if len(part)] or [pd.DataFrame()], ignore_index=True)
    table.insert(len(group), "actor", who)
    if group:
        table = table.sort_values(list(group), kind="stable").reset_index(drop=True)
    return table
