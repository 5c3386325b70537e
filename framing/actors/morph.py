"""Words of phrases: their dictionary forms and their nominatives, through pymorphy3; names known by gazetteers."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from framing import seeds
from framing.actors.declension import nominatives

_CASE = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
_GENDER = {"m": "masc", "f": "femn", "n": "neut"}
_NUMBER = {"s": "sing", "p": "plur"}


@cache
def analyser() -> Any:
    """pymorphy3's analyser over the parse room's fast automata."""
    return _dictionary().analyser()


@cache
def _dictionary() -> Any:
    """The parse room's dictionary, which is not loaded before it is needed."""
    from framing.parse import dictionary

    return dictionary


@lru_cache(maxsize=65536)
def parses(word: str) -> tuple[Any, ...]:
    """pymorphy3's parses of one word."""
    return tuple(analyser().parse(word))


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Is the word (lower case) in pymorphy3's dictionary?"""
    return bool(_dictionary().is_known(word))


class Known(NamedTuple):
    """One reading of the dictionary: the dictionary form and the marks of its tag ("NOUN", "Surn", "nomn" ...)."""

    normal: str
    marks: frozenset[str]


def grammemes(word: str) -> list[frozenset[str]]:
    """The marks of each of the dictionary's readings of a word (lower case); none of a word that it lacks."""
    found: list[frozenset[str]] = _dictionary().marks(word)
    return found


@lru_cache(maxsize=65536)
def known(word: str) -> tuple[Known, ...]:
    """The dictionary's readings of a word (lower case); none of a word that it lacks, and nothing guessed."""
    if len(word) == 1:  # of a letter pymorphy3 knows that it may be an initial
        return tuple(Known(p.normal_form, _dictionary().signs(str(p.tag))) for p in parses(word) if p.is_known)
    return tuple([Known(entry.rule.lemma(form), _dictionary().signs(entry.tag)) for form, entry in _dictionary().entries(word)])


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
    if first not in first_names() and not is_known(first):
        return ""
    found = {
        "m" if "masc" in p.marks else "f"
        for p in known(first)
        if {"nomn", "sing"} <= p.marks
        and ("Name" in p.marks or "Patr" in p.marks)
        and ("masc" in p.marks or "femn" in p.marks)
        and p.normal.replace("ё", "е") == first
    }
    if len(found) == 1:
        return found.pop()
    if found:
        return ""
    oblique = any("Name" in p.marks for p in known(first))  # "анн", "елен" are women's names in the plural
    if first in first_names() and not oblique and re.search(r"[бвгджзклмнпрстфхцчшщй]$", first):
        return "m"
    return ""


@lru_cache(maxsize=32768)
def word_nominative(word: str, case: str, number: str, gender: str, adjective: bool) -> str:
    """The nominative of one inflected word, lower case; number and gender are the tagger's (an adjective keeps agreement)."""
    low = word.lower()
    if "-" in low and not adjective and not is_known(low):
        return "-".join(_compound_part(part, case, number) for part in low.split("-"))
    if not is_known(low) and not adjective and number != "p":
        return _unknown(low, case, gender)
    rows = _dictionary().readings(low) if len(low) > 1 else []  # of a letter pymorphy3 knows that it may be an initial
    if rows:
        read, cell, marks, _ = max(rows, key=lambda r: _likely(r[2], r[3], True, case, number, gender, adjective))
        for want in _wanted(marks, number, gender):
            rule = _dictionary().turning(cell, want)
            if rule is not None:
                made = str(rule.lemma(read))
                return _IN_A.get(made, made)
        return low
    guesses = [(p, _dictionary().signs(str(p.tag))) for p in parses(low)]
    guess, marks = max(guesses, key=lambda g: _likely(g[1], g[0].score, g[0].is_known, case, number, gender, adjective))
    return next((str(out.word) for want in _wanted(marks, number, gender) if (out := guess.inflect(want))), low)


_IN_A = {"учители": "учителя", "лагери": "лагеря"}
"""Plurals of the dictionary that nobody uses of people, and the usual ones."""


_ADJECTIVES = frozenset(["ADJF", "PRTF"])
_NOMINAL = _ADJECTIVES | {"NOUN"}
_DECLINED = _NOMINAL | {"NUMR", "NPRO"}


def _likely(marks: frozenset[str], score: float, sure: bool, case: str, number: str, gender: str, adjective: bool) -> float:
    """How well a reading of a word fits what the tagger says of it; ``sure``: the dictionary has it."""
    score += (
        2.0 * (_CASE.get(case, "voct") in marks)
        + 1.0 * (_NUMBER.get(number, "voct") in marks)
        + 0.7 * (_GENDER.get(gender, "voct") in marks)
    )
    nominal = 1.0 * ((not marks.isdisjoint(_ADJECTIVES)) == adjective) + 0.6 * (not marks.isdisjoint(_NOMINAL))
    return score + (nominal + 0.5 * ("Geox" in marks) + 0.3 * sure)


def _wanted(marks: frozenset[str], number: str, gender: str) -> tuple[frozenset[str], ...]:
    """The marks of the nominative of a word, the second where the first is not to be had; none of a word that has no cases."""
    if marks.isdisjoint(_DECLINED):
        return ()
    agrees = not marks.isdisjoint(_ADJECTIVES) and number != "p"
    found = ("nomn", _NUMBER.get(number), _GENDER.get(gender) if agrees else None)
    return frozenset(filter(None, found)), frozenset(["nomn"])


def _compound_part(word: str, case: str, number: str) -> str:
    """The nominative of one part of a compound ("женщину-курьера"); a part that is no noun of this case stays ("веб-")."""
    marks = {_CASE.get(case, ""), {"s": "sing", "p": "plur"}.get(number, "")} - {""}
    fits = [p for p in known(word) if "NOUN" in p.marks and marks <= p.marks and "Fixd" not in p.marks]
    return word_nominative(word, case, number, "", False) if fits else word


ENDINGS_OF_PLACES = "place_endings.tsv"


@cache
def _endings_of_places() -> dict[tuple[str, str], tuple[int, str]]:
    return {(r["case"], r["ending"]): (int(r["cut"]), r["add"]) for r in seeds.table(ENDINGS_OF_PLACES)}


def place_nominative(low: str, case: str, table: Mapping[tuple[str, str], tuple[int, str]] | None = None) -> str:
    """The nominative of a place's name (lower case), by its case and last letters; ``""`` where they do not tell."""
    table = _endings_of_places() if table is None else table
    for n in range(4, 0, -1):
        if len(low) - n >= 2 and (case, low[-n:]) in table:
            cut, add = table[case, low[-n:]]
            return low[: len(low) - cut] + add if cut >= 0 else ""
    return ""


@lru_cache(maxsize=16384)
def place(word: str, case: str) -> str:
    """The nominative of a place's name, lower case: the dictionary's, else by its last letters; ``""`` where neither tells."""
    low = word.lower()
    if not re.fullmatch("[а-яё]+", low):
        return ""
    if any("Geox" in p.marks for p in known(low)):
        found = sorted((p for p in parses(low) if "Geox" in p.tag), key=lambda p: _CASE.get(case, "nomn") not in p.tag)
        return str(found[0].normal_form)
    return "" if is_known(low) or len(low) < 4 else place_nominative(low, case)


@lru_cache(maxsize=16384)
def lifeless(lemma: str) -> bool:
    """Knows the dictionary a noun, and only as the name of something inanimate?"""
    nouns = [marks for marks in grammemes(lemma) if "NOUN" in marks]
    return bool(nouns) and all("inan" in marks for marks in nouns)


@lru_cache(maxsize=65536)
def people_only(word: str) -> str:
    """The singular of a form that is nothing but people in the plural ("холостяки", "датасаентистов"); "" for all others."""
    if word.isascii() or _dictionary().surely_other(word, _PEOPLE) or not all(marks >= _PEOPLE for marks in grammemes(word)):
        return ""
    nouns = [p for p in parses(word) if p.tag.POS == "NOUN"]
    if not nouns or any(p.tag.number != "plur" for p in nouns):
        return ""
    words = [str(p.normal_form).replace("ё", "е") for p in nouns]
    lemma = next((w for w in words if not w.endswith(("ый", "ий", "ой"))), words[0])
    living = ["anim" in p.tag and "inan" not in p.tag for p in nouns]  # "бактериофаги" are either
    return lemma if all(living) or (any(living) and _ends_in_person(lemma)) else ""


@lru_cache(maxsize=65536)
def person_only(word: str) -> tuple[str, str]:
    """The nominative of a form that the dictionary knows as one person's and as nothing else ("натовца"), and its gender (m, f or
    empty); two empty strings for all others."""
    found = [] if _dictionary().surely_other(word, _ONE) else grammemes(word)
    if not found or not all(marks >= _PERSON and not _NAMES & marks for marks in found):
        return "", ""
    likeliest = parses(word)[0]
    return str(likeliest.normal_form).replace("ё", "е"), {"masc": "m", "femn": "f"}.get(str(likeliest.tag.gender), "")


_NAMES = frozenset(["Name", "Surn", "Patr", "Geox"])
_PERSON = frozenset(["NOUN", "anim", "sing"])
_PEOPLE, _ONE = frozenset(["NOUN", "plur"]), frozenset(["NOUN", "sing"])


def _ends_in_person(word: str) -> bool:
    """Does the dictionary know the end of a noun as somebody: "иноагент"?"""
    ends = (word[n:] for n in range(2, len(word) - 3))
    return any({"NOUN", "anim"} <= marks and not {"Name", "Surn"} & marks for e in ends for marks in grammemes(e))


@lru_cache(maxsize=16384)
def noun_cases(word: str, number: str) -> frozenset[str]:
    """The cases of a noun's form in that number (s, p), by the dictionary or by words like it; none if it never changes."""
    want = {"s": "sing", "p": "plur"}.get(number)
    found = [p.marks for p in known(word)] or [_dictionary().signs(str(p.tag)) for p in parses(word)]
    nouns = [marks for marks in found if "NOUN" in marks]
    nouns = [marks for marks in nouns if want is None or want in marks] or nouns
    if any("Fixd" in marks for marks in nouns):
        return frozenset()
    return frozenset(_CODES[mark] for marks in nouns for mark in marks if mark in _CODES)


_CODES = {code: case for case, code in _CASE.items()} | {"gen2": "Gen", "loc2": "Loc", "acc2": "Acc", "gen1": "Gen"}


@lru_cache(maxsize=16384)
def only_place(word: str) -> bool:
    """Knows the dictionary a word as a place's name and as nothing else, and the gazetteers no person of that name?"""
    found = known(word.lower())
    person = lambda p: p.normal in first_names() or p.normal in last_names()  # noqa: E731
    return bool(found) and all("Geox" in p.marks and not person(p) for p in found)


def _unknown(low: str, case: str, gender: str) -> str:
    """The nominative of a word that the dictionary lacks, by its ending, case and gender."""
    if "-" in low:
        front, _, last = low.rpartition("-")
        return f"{front}-{_unknown(last, case, gender)}"
    found = [(n, g, c) for n, g, c in nominatives(low) if case in c or not case]
    own = [n for n, g, c in found if g == gender and len(c) < 6] if case != "Nom" else []
    if gender == "f":
        own = [n for n in own if n[-1:] in "аяь"]
    elif gender == "m":
        own = [n for n in own if n[-1:] not in "аяуюе"] or own
    own = [
        n
        for n in own
        if not n.endswith(("ьй", "йь", "ый"))
        and not (n[-1:] == "й" and n[-2:-1] not in "аеиоуыэюя")
        and not (n[-1:] == "ь" and n[-2:-1] in "аеиоуыэюя")
    ]
    return min(own, key=lambda n: (len(n), n)) if own else low
