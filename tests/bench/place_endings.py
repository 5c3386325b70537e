"""Learns how names of places decline: ``python -m tests.bench.place_endings`` writes seeds/ru/place_endings.tsv.

For each case, the last letters of a form (one to four) tell how the nominative is made: by most of the 5,600 names of places in the
dictionary of pymorphy3 (pymorphy3-dicts-ru, MIT License). An ending stands in the table only where it says something else than the
shorter one. ``--folds`` prints how often names that the table has not seen are made right, by case; no step is random.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pymorphy3

from framing.actors.morph import ENDINGS_OF_PLACES, place_nominative
from tests.conftest import ROOT

CASES = {"gent": "Gen", "datv": "Dat", "accs": "Acc", "ablt": "Ins", "loct": "Loc"}
LEAST, SHARE, LONGEST, FOLDS = 5, 0.7, 4, 5
"""An ending speaks where so many names have it and this share of them agrees."""
HEAD = """# How the nominative of a place's name is made from a form: by the case and the last letters, the longest that fit
# (tests/bench/place_endings.py; from the names of places in the dictionary of pymorphy3, MIT License).
#   cut  how many letters fall off (-1: the names differ)    add  what comes in their place
case\tending\tcut\tadd
"""

Rows = list[tuple[str, str, str]]


def rows() -> Rows:
    """(form, case, nominative) of each name of a place in the dictionary; ё as е."""
    found = []
    for word, tag, nominative, *_ in pymorphy3.MorphAnalyzer().dictionary.iter_known_words():
        case = next((CASES[c] for c in CASES if c in tag), "")
        if case and "Geox" in tag and tag.POS == "NOUN" and "Abbr" not in tag and "-" not in word:
            found.append((word.replace("ё", "е"), case, nominative.replace("ё", "е")))
    return sorted(set(found))


def change(form: str, nominative: str) -> tuple[int, str]:
    """How many letters of a form fall off, and what comes in their place."""
    same = next((k for k, (a, b) in enumerate(zip(form, nominative, strict=False)) if a != b), min(len(form), len(nominative)))
    return len(form) - same, nominative[same:]


def learn(some: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    seen: dict[tuple[str, str], Counter[tuple[int, str]]] = defaultdict(Counter)
    for form, case, nominative in some:
        for n in range(1, LONGEST + 1):
            if len(form) - n >= 2:
                seen[case, form[-n:]][change(form, nominative)] += 1
    table: dict[tuple[str, str], tuple[int, str]] = {}
    for (case, ending), counts in sorted(seen.items(), key=lambda x: (len(x[0][1]), x[0])):
        best = min(counts, key=lambda c: (-counts[c], c))
        if counts[best] < SHARE * sum(counts.values()):
            best = (-1, "")
        shorter = next((table[case, ending[-n:]] for n in range(len(ending) - 1, 0, -1) if (case, ending[-n:]) in table), (-1, ""))
        if sum(counts.values()) >= LEAST and best != shorter:
            table[case, ending] = best
    return table


def check(all_rows: Rows) -> None:
    fold = {n: int(hashlib.sha256(n.encode()).hexdigest(), 16) % FOLDS for _, _, n in all_rows}
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for k in range(FOLDS):
        table: Mapping[tuple[str, str], tuple[int, str]] = learn(r for r in all_rows if fold[r[2]] != k)
        for form, case, nominative in all_rows:
            if fold[nominative] == k:
                total[case] += 1
                made = place_nominative(form, case, table)
                told[case] += made != ""
                right[case] += made == nominative
    for case in sorted(total):
        print(f"{case}: told of {told[case] / total[case]:.2f}, right of these {right[case] / told[case]:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folds", action="store_true", help="print figures cross-validated by name and write nothing")
    found = rows()
    if parser.parse_args().folds:
        check(found)
        return
    lines = [f"{case}\t{ending}\t{cut}\t{add}\n" for (case, ending), (cut, add) in sorted(learn(found).items())]
    (ROOT / "seeds" / "ru" / ENDINGS_OF_PLACES).write_text(HEAD + "".join(lines), encoding="utf-8")
    print(len(lines), "endings")


if __name__ == "__main__":
    main()
