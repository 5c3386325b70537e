"""Words of phrases: their dictionary forms and their nominatives, through pymorphy3; names known by gazetteers."""

from __future__ import annotations

import importlib.metadata
import re
from functools import cache, lru_cache
from typing import Any

_CASE = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
_GENDER = {"m": "masc", "f": "femn", "n": "neut"}


@cache
def analyser() -> Any:
    """The one pymorphy3 analyser of this room."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=65536)
def parses(word: str) -> tuple[Any, ...]:
    """pymorphy3's parses of one word."""
    return tuple(analyser().parse(word))


@lru_cache(maxsize=65536)
def bases(word: str) -> frozenset[str]:
    """Every dictionary form the word can have, and the word itself; ё counts as е."""
    low = word.lower()
    return frozenset(p.normal_form.replace("ё", "е") for p in parses(low)[:8]) | {low.replace("ё", "е")}


@cache
def first_names() -> frozenset[str]:
    """First names in the nominative, lower case (the gazetteer that the package natasha carries)."""
    return _gazetteer("first.txt") | _gazetteer("maybe_first.txt")


@cache
def last_names() -> frozenset[str]:
    """Surnames in the nominative, lower case (the gazetteer that the package natasha carries)."""
    return _gazetteer("last.txt")


def _gazetteer(name: str) -> frozenset[str]:
    try:
        path = importlib.metadata.distribution("natasha").locate_file(f"natasha/data/dict/{name}")
        lines = open(str(path), encoding="utf-8").read().splitlines()  # noqa: SIM115
    except (importlib.metadata.PackageNotFoundError, OSError):
        return frozenset()
    return frozenset(line.split("#")[0].strip().replace("ё", "е") for line in lines)


@lru_cache(maxsize=16384)
def name_gender(first: str) -> str:
    """The gender of a first name or patronymic in the nominative: m, f or ``""`` where both are possible or it is unknown."""
    found = {"m" if "masc" in p.tag else "f" for p in parses(first)
             if p.is_known and ("Name" in p.tag or "Patr" in p.tag) and "nomn" in p.tag and "sing" in p.tag and p.normal_form.replace("ё", "е") == first
             and ("masc" in p.tag or "femn" in p.tag)}
    if len(found) == 1:
        return found.pop()
    if found:
        return ""
    if first in first_names():
        if first[-1:] in "ая":
            return "f"
        if re.search(r"[бвгджзклмнпрстфхцчшщй]$", first):
            return "m"
    return ""


@lru_cache(maxsize=32768)
def word_nominative(word: str, case: str, number: str, gender: str, adjective: bool) -> str:
    """The nominative of one inflected word, lower case; number and gender as the tagger saw them (an adjective keeps agreement)."""
    low = word.lower()
    best, top = None, -9.0
    for p in parses(low):
        tag = p.tag
        value = p.score
        value += 2.0 * (_CASE.get(case, "voct") in tag) + 1.0 * ({"s": "sing", "p": "plur"}.get(number, "voct") in tag) + 0.7 * (_GENDER.get(gender, "voct") in tag)
        value += 1.0 * ((tag.POS in ("ADJF", "PRTF")) == adjective) + 0.6 * (tag.POS in ("NOUN", "ADJF", "PRTF")) + 0.5 * ("Geox" in tag) + 0.3 * p.is_known
        if value > top:
            best, top = p, value
    if best is None or best.tag.POS not in ("NOUN", "ADJF", "PRTF", "NUMR", "NPRO"):
        return low
    want = {"nomn"} | ({"plur"} if number == "p" else {"sing"} if number == "s" else set())
    if best.tag.POS in ("ADJF", "PRTF") and number != "p" and gender in _GENDER:
        want.add(_GENDER[gender])
    out = best.inflect(want) or best.inflect({"nomn"})
    if out is None:
        return low
    return str(out.word) if "ё" in low or "ё" not in out.word else str(out.word)
