"""Why a pronoun was given to its actor: the kinds of evidence, in words, and the names of rules that are made of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

REASONS: dict[str, tuple[str, str]] = {
    "inside": ("актёр той же фразы", "an actor of the same sentence"),
    "subject": ("подлежащее предыдущей фразы", "the subject of the sentence before"),
    "parallel": ("та же синтаксическая роль", "the same syntactic role"),
    "speaker": ("говорит прежний говорящий", "the same speaker goes on"),
    "chain": ("на него указывало прежнее местоимение", "the pronoun before meant the same"),
    "often": ("о нём говорят чаще других", "the text speaks of it more than of others"),
    "near": ("он назван ближе других", "it is named nearer than others"),
    "person": ("речь о том, что бывает с людьми", "what is told happens to people"),
    "quote": ("цитата: это не сам говорящий", "a quote, whose speaker is not meant"),
    "clause": ("другого исключает строение фразы", "the build of the clause rules another one out"),
    "only": ("единственный подходящий по роду и числу", "the only one of the right gender and number"),
}
"""Kinds of evidence for an antecedent: in Russian, in English."""

_STARTS = (
    ("one back subject", "subject"),
    ("goes on", "subject"),
    ("outranked", "subject"),
    ("parallel", "parallel"),
    ("noun parallel", "parallel"),
    ("here", "inside"),
    ("above", "inside"),
    ("far above", "inside"),
    ("below", "inside"),
    ("same clause", "inside"),
    ("later", "inside"),
    ("joined owner", "inside"),
    ("told", "speaker"),
    ("spoke", "speaker"),
    ("speech", "speaker"),
    ("words", "speaker"),
    ("chain", "chain"),
    ("kind pronoun", "chain"),
    ("often", "often"),
    ("named", "often"),
    ("lately", "often"),
    ("opens", "often"),
    ("near", "near"),
    ("noun near", "near"),
    ("rank", "near"),
    ("noun rank", "near"),
    ("paragraph", "near"),
    ("one back", "near"),
    ("two back", "near"),
    ("three back", "near"),
    ("four back", "near"),
    ("far", "near"),
    ("sole", "near"),
    ("cut", "near"),
    ("type", "person"),
    ("human", "person"),
    ("owner", "person"),
    ("noun", "person"),
    ("same verb", "person"),
    ("slot", "person"),
    ("speaker", "quote"),
    ("own quote", "quote"),
    ("other quote", "quote"),
    ("same quote", "quote"),
    ("from outside", "quote"),
    ("bound", "clause"),
    ("two", "clause"),
    ("inner", "clause"),
    ("only", "only"),
)


@lru_cache(maxsize=4096)
def reason_of(fact: str) -> str:
    """The kind of evidence that a fact is, or "" where a user need not know it."""
    if fact == "speaker":
        return "quote"
    return next((reason for start, reason in _STARTS if fact.startswith(start)), "")


def decisive(ours: Iterable[tuple[str, float]], theirs: Iterable[tuple[str, float]]) -> str:
    """The rule's name: up to three kinds of evidence in which (fact, worth) of one candidate surpass those of its rival."""
    sums: dict[str, float] = {}
    for sign, facts in ((1.0, ours), (-1.0, theirs)):
        for fact, worth in facts:
            reason = reason_of(fact)
            if reason and reason != "only":
                sums[reason] = sums.get(reason, 0.0) + sign * worth
    best = sorted((r for r in sums if sums[r] > 0.05), key=lambda r: (-sums[r], r))[:3]
    strong = [r for r in best if sums[r] > 0.25 * sums[best[0]]]
    return name_of(strong)


def name_of(reasons: Iterable[str]) -> str:
    """The name of a rule: its kinds of evidence in their fixed order."""
    chosen = set(reasons)
    return "pronoun-" + "+".join(r for r in REASONS if r in chosen) if chosen else "pronoun-near"


def pronoun_rules() -> dict[str, tuple[str, str]]:
    """Every rule's name that `name_of` can give, with its meaning in Russian and in English."""
    out: dict[str, tuple[str, str]] = {}
    for size in (1, 2, 3):
        for chosen in combinations(REASONS, size):
            out[name_of(chosen)] = (
                "местоимение: " + "; ".join(REASONS[r][0] for r in chosen),
                "pronoun: " + "; ".join(REASONS[r][1] for r in chosen),
            )
    return out
