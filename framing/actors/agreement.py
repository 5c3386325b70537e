"""The case that a name stands in: what its words' tags, the noun beside it, its verb and a preposition before it say."""

from __future__ import annotations

from framing.actors.declension import CASES
from framing.actors.doc import Doc


def evidence(doc: Doc, i: int, j: int) -> dict[str, float]:
    """How likely each case is for a name in tokens ``i..j``, on a scale of logarithms; looked for once."""
    if (i, j) not in doc.signs:
        doc.signs[i, j] = _evidence(doc, i, j)
    return doc.signs[i, j]


def _evidence(doc: Doc, i: int, j: int) -> dict[str, float]:
    out = dict.fromkeys(CASES, 0.0) | {"Nom": 0.1}
    for k in range(i, j):
        if doc.case[k] in out:
            out[doc.case[k]] += 0.6 / (j - i)
    ruled = governed(doc, i)
    for case in out:
        if case not in ruled:
            out[case] -= 1.0
    top = doc.top(i, j)
    k = doc.head[top]
    if 0 <= k < i and doc.rel[top].startswith(("appos", "flat")) and doc.pos[k] == "NOUN" and doc.case[k] in out:
        out[doc.case[k]] += 1.0
    if 0 <= k < i and doc.rel[top] == "conj" and doc.case[k] in out:
        out[doc.case[k]] += 0.8
    if doc.rel[top] in _OF_RELATION and not (doc.rel[top] == "nsubj" and _second(doc, top)):
        case, worth = _OF_RELATION[doc.rel[top]]
        out[case] += worth
    if doc.rel[top] == "nmod" and doc.low[i - 1] not in _RULED:
        out["Gen"] += 0.4
    if i > doc.first[doc.sent[i]] and doc.pos[i - 1] == "ADJ" and doc.case[i - 1] in out and doc.number[i - 1] == "s":
        out[doc.case[i - 1]] += 0.6
    if i > doc.first[doc.sent[i]] and doc.pos[i - 1] == "ADJ" and doc.low[i - 1].endswith(_OBLIQUE):
        out["Nom"] -= 1.0  # whatever case the tagger gives "30-летнего"
    return out


_OBLIQUE = ("ого", "его", "ому", "ему")


def _second(doc: Doc, top: int) -> bool:
    """Has the verb another subject before this one?"""
    return any(k < top and doc.rel[k] == "nsubj" for k in doc.kids[doc.head[top]]) if doc.head[top] >= 0 else False


_OF_RELATION = {"nsubj": ("Nom", 0.8), "nsubj:pass": ("Nom", 0.8), "obj": ("Acc", 0.4), "iobj": ("Dat", 0.4)}


def governed(doc: Doc, i: int) -> frozenset[str]:
    """The cases that a name at token ``i`` can stand in by the preposition right before it; without one of its own no Loc."""
    floor = doc.first[doc.sent[i]]
    if i > floor and doc.low[i - 1] in _RULED:
        return _RULED[doc.low[i - 1]]
    near = next((doc.low[k] for k in range(i - 1, floor - 1, -1) if doc.low[k] in _RULED), "")
    return frozenset(CASES) if "Loc" in _RULED.get(near, ()) else _NO_LOC


_NO_LOC = frozenset(CASES) - {"Loc"}


def _table(rows: str) -> dict[str, frozenset[str]]:
    pairs = (row.partition(": ") for row in rows.split("; "))
    return {word: frozenset(cases.split("|")) for words, _, cases in pairs for word in words.split()}


_RULED = _table(
    "без до для из от у из-за из-под против после около кроме вместо возле вокруг ради среди насчет: Gen; "
    "к ко благодаря вопреки: Dat; по: Dat|Loc; про через сквозь: Acc; в во на: Acc|Loc; о об обо при: Loc|Acc; с со: Gen|Ins; "
    "перед передо над между: Ins|Gen; за под: Ins|Acc"
)
