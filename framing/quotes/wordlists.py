"""Closed lists of words that the rules ask about, from ``seeds/ru/speech_words.tsv``."""

from __future__ import annotations

from functools import cache

from framing import seeds


@cache
def speech_words(group: str, lang: str = "ru") -> frozenset[str]:
    """The words of one group. Raises KeyError where the group is missing."""
    rows = {row["group"]: row["words"] for row in seeds.table("speech_words.tsv", lang)}
    return frozenset(rows[group].split())
