"""Lists of words that the rules use: ``seeds/ru/actor_words.tsv``."""

from __future__ import annotations

from functools import cache

from framing import seeds


@cache
def _lists() -> dict[str, frozenset[str]]:
    rows = seeds.table("actor_words.tsv")
    return {row["list"]: frozenset(word.replace("ё", "е") for word in row["words"].split("|") if word) for row in rows}


def word_list(name: str) -> frozenset[str]:
    """One list of words, ё as е. Raises KeyError with the lists there are."""
    if name not in _lists():
        raise KeyError(f"no list of words {name!r} in actor_words.tsv; it has: {', '.join(_lists())}")
    return _lists()[name]


@cache
def pronoun_words(name: str) -> frozenset[str]:
    """A list of ``pronoun_words.tsv``, ё as е."""
    rows = seeds.table("pronoun_words.tsv")
    return frozenset(next(r["words"] for r in rows if r["list"] == name).replace("ё", "е").split("|"))
