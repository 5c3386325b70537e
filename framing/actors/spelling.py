"""Two spellings of one name: by ear ("Кэмерон Диаз", "Камерон Диас"), in Latin letters, by a misprint, short forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import combining, normalize

from framing import seeds
from framing.actors.naming import Candidates, candidates, fold

_VOWELS = frozenset("аеиоуыэюя")
_TWICE = re.compile(r"(.)\1+")
_MUTE = str.maketrans("бвгджз", "пфктшс")


@cache
def _letters() -> tuple[tuple[str, str], ...]:
    return tuple((row["letters"], row["heard"]) for row in seeds.table("sounds.tsv"))


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """A word by ear: letters that sound alike are one, doubled ones single, Latin ones Russian, the last consonant voiceless."""
    low = normalize("NFKD", fold(word))
    if not low.isalpha():
        low = "".join([x for x in low if not combining(x)])
    for letters, heard in _letters():
        if letters in low:
            low = low.replace(letters, heard)
    low = _TWICE.sub(r"\1", low)
    return low[:-1] + low[-1:].translate(_MUTE)


def heard(a: str, b: str) -> bool:
    """Do two nominatives of three sounds or more sound alike?"""
    one = sound(a)
    return len(one) > 2 and one == sound(b)


def frame(word: str) -> str:
    """The consonants of a word by ear."""
    return "".join(x for x in sound(word) if x not in _VOWELS)


def transcribed(latin: str, word: str) -> bool:
    """Can a word in Latin letters be a Russian one: the same sounds, or the same two consonants or more?"""
    return heard(latin, word) or (len(frame(word)) > 1 and frame(latin) == frame(word))


@lru_cache(maxsize=1 << 14)
def loose(a: str, b: str) -> bool:
    """Are two nominatives two spellings of one name or a misprint: alike by ear but for an inner vowel, or one letter apart?"""
    return heard(a, b) or close(a, b) or _one_vowel(sound(a), sound(b))


def _one_vowel(a: str, b: str) -> bool:
    """Do two words of four sounds or more differ in one inner vowel, changed or left out?"""
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1 or a[:1] != b[:1]:
        return False
    if len(a) == len(b):
        differ = [k for k in range(len(a)) if a[k] != b[k]]
        return len(differ) == 1 and differ[0] < len(a) - 1 and {a[differ[0]], b[differ[0]]} <= _VOWELS
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[k] in _VOWELS and long[:k] + long[k + 1 :] == short for k in range(1, len(long) - 1))


def close(a: str, b: str) -> bool:
    """One letter apart or two swapped, in words long enough for a misprint or a second spelling?"""
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 6 or a[:1] != b[:1]:
        return False
    if len(a) == len(b):
        differ = [k for k in range(len(a)) if a[k] != b[k]]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] + a[differ[1]] == b[differ[1]] + b[differ[0]]
        return swapped or (len(differ) == 1 and (differ[0] < len(a) - 1 or not {a[-1], b[-1]} & _VOWELS))
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:k] + long[k + 1 :] == short for k in range(1, len(long) - (long[-1] in _VOWELS)))


def near(a: Candidates, b: Candidates) -> bool:
    """Have two words nominatives of one gender that sound alike or are one letter apart?"""
    if not _begin_alike(a, b):
        return False
    return any(g == h and (close(x, y) or heard(x, y)) for x, g in _likely(a) for y, h in _likely(b))


def _likely(cands: Candidates) -> list[tuple[str, str]]:
    """Nominatives with their genders, but for those that only an ending guesses to have been soft ("Алексь" of "Алекси")."""
    return [key for key, cases in cands.items() if key[0][-1:] != "ь" or "Nom" in cases]


def loosely(a: Candidates, b: Candidates) -> bool:
    """Have two words nominatives of one gender that are loosely alike?"""
    return _begin_alike(a, b) and any(g == h and loose(x, y) for x, g in _likely(a) for y, h in _likely(b))


def _begin_alike(a: Candidates, b: Candidates) -> bool:
    """Have two words the same first sound? All nominatives of a word begin alike."""
    return bool(a and b) and sound(next(iter(a))[0])[:1] == sound(next(iter(b))[0])[:1]


@cache
def short_names() -> dict[str, tuple[str, ...]]:
    """First name -> its short forms and other spellings."""
    return {row["name"]: tuple(row["short"].split("|")) for row in seeds.table("short_names.tsv")}


@lru_cache(maxsize=1 << 13)
def _full_and_short(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """The first names of which a word can be a form, and their short forms."""
    own = frozenset(n for n, _ in candidates(word, False))
    return own, frozenset(s for n in own for s in short_names().get(n, ()))


def short(a: str, b: str) -> bool:
    """Can one of two first names, in any case, be the short form of the other?"""
    (one, of_one), (other, of_other) = _full_and_short(a), _full_and_short(b)
    return not (of_one.isdisjoint(other) and of_other.isdisjoint(one))
