"""The words of one name share case and gender: which of both fits a whole name best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from framing.actors.declension import CASES
from framing.actors.doc import Doc

Candidates = Mapping[tuple[str, str], tuple[str, ...]]
Prior = Callable[[str, str], float]


def whole(doc: Doc, i: int, j: int, words: Sequence[tuple[Candidates, Prior]]) -> dict[str, tuple[float, str]]:
    """Gender -> (score, case) of the likeliest reading of a name in tokens ``i..j``; genders that no case fits are left out."""
    beside = _beside(doc, i, j)
    out: dict[str, tuple[float, str]] = {}
    for gender in "mf":
        for case in CASES:
            score = beside[case]
            for cands, prior in words:
                own = {nom: cases for (nom, g), cases in cands.items() if g == gender and case in cases}
                fits = [(len(cases) == 6, prior(nom, gender)) for nom, cases in own.items()]
                if not fits:
                    break
                declined = any(not same for same, _ in fits)
                score += max(value - 0.4 * (same and declined) for same, value in fits)
            else:
                if gender not in out or score > out[gender][0]:
                    out[gender] = score, case
    return out


def _beside(doc: Doc, i: int, j: int) -> dict[str, float]:
    """How likely each case is for a name: its words' tags, and the noun that it stands beside ("генсека Антониу Гутерриша")."""
    out = dict.fromkeys(CASES, 0.0) | {"Nom": 0.1}
    for k in range(i, j):
        if doc.case[k] in out:
            out[doc.case[k]] += 0.6 / (j - i)
    k = doc.head[doc.top(i, j)]
    if 0 <= k < i and doc.pos[k] == "NOUN" and doc.rel[doc.top(i, j)].startswith(("appos", "flat")) and doc.case[k] in out:
        out[doc.case[k]] += 0.8
    return out
