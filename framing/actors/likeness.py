"""How near words are in meaning: by vectors of news Russian, and by what a table tells of well-known people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from numpy import float32
from numpy.typing import NDArray

from framing import seeds
from framing.parse.vectors import word_vector


@lru_cache(maxsize=1 << 14)
def _vector(word: str) -> NDArray[float32] | None:
    return word_vector(word)


@lru_cache(maxsize=1 << 16)
def cosine(a: str, b: str) -> float | None:
    """The cosine of two words' vectors, -1 to 1; None where one of them has none."""
    x, y = _vector(a), _vector(b)
    return None if x is None or y is None else float(x.dot(y))


def nearest(word: str, others: Iterable[str]) -> float | None:
    """The greatest cosine of a word and others; None where there is nothing to compare."""
    return max([c for x in others if (c := cosine(word, x)) is not None], default=None)


@lru_cache(maxsize=1 << 14)
def to_name(word: str, name: str) -> float | None:
    """The greatest cosine of a word and the words of a name: "музыкант" is near "Леннон", for news speaks of both at once."""
    return nearest(word, name.lower().split())


def note(name: str, cosine: float | None, scale: float, out: dict[str, float]) -> None:
    """Adds a cosine to the features of an option, and that there is one."""
    if cosine is not None:
        out[name] = scale * cosine
        out[f"{name}_any"] = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom news often names: how well known (1 to 3), of which countries, by what nouns called."""

    gender: str
    fame: int
    countries: frozenset[str]
    words: frozenset[str]


@cache
def _people() -> tuple[dict[str, str], dict[str, str]]:
    """Whole name -> its row of the table; last word of names -> the names, joined by "|". Rows are read when asked for.

    A word that is somebody's first name is nobody's surname: "Джеймс" alone is anyone."""
    lines = seeds.lines("people.tsv")
    rows = dict(zip("\n".join([line.partition("\t")[0] for line in lines]).lower().split("\n"), lines, strict=True))
    last: dict[str, str] = {}
    for name in rows:
        surname = name[name.rfind(" ") + 1 :]
        last[surname] = f"{last[surname]}|{name}" if surname in last else name
    for first in {name.partition(" ")[0] for name in rows if " " in name}:
        last.pop(first, None)
    return rows, last


@lru_cache(maxsize=1 << 12)
def _row(name: str) -> Known:
    _, gender, fame, countries, words = _people()[0][name].split("\t")
    return Known(gender, int(fame), frozenset(countries.split("|")), frozenset(words.split("|")))


@lru_cache(maxsize=1 << 14)
def known(name: str, gender: str) -> Known | None:
    """Who bears a name: all of it, all but the patronymic, or a surname alone that means one well-known person."""
    rows, last = _people()
    words = name.lower().replace("ё", "е").split()
    whole = " ".join(words)
    short = f"{words[0]} {words[2]}" if len(words) == 3 else whole
    if whole in rows or short in rows:
        return _row(whole if whole in rows else short)
    if len(words) != 1:
        return None
    same = [x for x in map(_row, filter(None, last.get(whole, "").split("|"))) if x.gender == gender or not gender]
    best = [x for x in same if x.fame == 3] or same
    return best[0] if len(best) == 1 else None
