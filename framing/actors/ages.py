"""How old somebody is, in years, by what the text says: "41-летний", "пожилой", "мальчик", "Имя (56 лет)"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from framing import seeds
from framing.actors.doc import Doc

Age = tuple[int, int]
"""From and to, in years, both ends included."""
ANY: Age = (0, 150)
ADULT: Age = (19, 150)
SLACK = 1
"""Two ages that differ by this many years can be one person's: a birthday lies between two texts that one was made of."""
_COMPOUND = re.compile(r"^(\d{1,3})(?:-|‑|–)?(?:х-|ти-|и-)?(летн|месячн)")
_PLAIN = re.compile(r"^([а-я]+?)(летн)(?:ий|яя|ее)$")


@cache
def _words(kind: str) -> dict[str, Age]:
    rows = [r for r in seeds.table("ages.tsv") if r["kind"] == kind]
    return {w.replace("ё", "е"): (int(r["from"]), int(r["to"])) for r in rows for w in r["words"].split("|")}


@cache
def _number(word: str) -> int | None:
    """ "Двадцатипяти" -> 25; None for what is no such number."""
    table = _words("number")
    if word in table:
        return table[word][0]
    for tens, (value, _) in table.items():
        rest = word[len(tens) :] if word.startswith(tens) and value >= 20 else ""
        if rest in table and table[rest][0] < 10:
            return value + table[rest][0]
    return None


def counted(doc: Doc, k: int) -> int | None:
    """The years that an adjective tells: "41-летний", "11 летнего", "пятилетний"."""
    found = _COMPOUND.match(doc.low[k]) if doc.low[k][:1].isdigit() else None
    if found:
        return int(found[1]) if found[2] == "летн" else int(found[1]) // 12
    if doc.low[k].startswith("летн") and k and doc.tokens[k - 1].text.isdigit():
        return int(doc.tokens[k - 1].text)
    plain = _PLAIN.match(doc.lemma[k]) if "летн" in doc.lemma[k] else None
    return _number(plain[1]) if plain else None


def in_years(lemma: str) -> bool:
    """Is a word an adjective that counts years ("41-летний", "пятилетний")?"""
    return lemma.endswith("летний")


def told(doc: Doc, words: Iterable[int]) -> Age:
    """The age that the words of a description allow; ``ANY`` where they contradict each other."""
    out = ANY
    for k in words:
        years = counted(doc, k)
        age = (years, years) if years is not None else _words(_kind(doc, k)).get(doc.lemma[k])
        if age is not None:
            out = both(out, age) or out
    return out


def _kind(doc: Doc, k: int) -> str:
    return "adjective" if doc.rel[k] == "amod" else "noun"


def after(doc: Doc, k: int) -> Age:
    """ "Имя (56 лет)", "Имя, 56 лет,": the age right after a name that ends before token ``k``."""
    if k + 2 < len(doc) and doc.tokens[k].text in "(," and doc.tokens[k + 1].text.isdigit():
        years = int(doc.tokens[k + 1].text)
        if doc.low[k + 2] in ("лет", "год", "года") and years <= ANY[1]:
            return years, years
    return ANY


def both(a: Age, b: Age) -> Age | None:
    """What two ages leave open together, ``None`` where nothing."""
    low, high = max(a[0], b[0]), min(a[1], b[1])
    return (low, high) if low <= high else None


def apart(a: Age, b: Age) -> bool:
    """Are the two too far apart to be one person's?"""
    return a[0] > b[1] + SLACK or b[0] > a[1] + SLACK


def said(age: Age) -> bool:
    """Does an age say more than that somebody is grown up?"""
    return age[0] > ADULT[0] or age[1] < ANY[1]
