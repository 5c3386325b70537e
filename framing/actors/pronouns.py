"""Pronouns of the third person: personal, possessive, reflexive."""

from __future__ import annotations

from functools import cache
from math import log

from framing import seeds
from framing.actors.collectives import give_pair, side_by_side
from framing.actors.state import Ref, Seen, Spot, State, speech_verbs
from framing.actors.syntax import clause, group_top, role, subject


@cache
def pronouns() -> dict[str, tuple[frozenset[str], str]]:
    """form -> (genders it can have, personal / own / self)."""
    return {r["form"]: (frozenset(r["agrees"].split("|")), r["kind"].split("|")[0]) for r in seeds.table("pronouns.tsv")}


WEIGHTS = {
    "sent0": 0.3,
    "sent1": 0.0,
    "sent2": -1.2,
    "sent3": -2.0,
    "sent4": -3.0,
    "far": -4.5,
    "subject": 1.1,
    "object": 0.2,
    "other": 0.0,
    "genitive": -0.5,
    "alone": 0.3,
    "parallel": 0.5,
    "person": 1.0,
    "place": -0.9,
    "thing": -0.2,
    "noun": -1.0,
    "noun_plural": -0.2,
    "group": 0.5,
    "count": 0.35,
    "paragraph": 0.3,
    "other_quote": -0.8,
    "headline": -0.3,
    "speech_person": 0.9,
    "speech_place": -1.2,
    "speaker_again": 0.7,
    "name": 0.1,
    "pronoun": 0.5,
    "clause_sub": -0.6,
    "matrix_subject": 0.5,
    "coordinated": -0.5,
    "inner": -0.7,
    "near": 0.02,
}


def give_pronoun(run: State, k: int) -> None:
    """Gives a personal or possessive pronoun of the third person to its actor, to several, or to nobody."""
    doc = run.doc
    agrees, _ = pronouns()[doc.low[k]]
    agrees = narrow(run, k, agrees)
    if not agrees:
        return
    ranked = rank(run, k, agrees)
    if "pl" in agrees and both(run, k, ranked):
        return
    if not ranked:
        if "pl" in agrees and doc.quote[k] < 0:
            give_pair(run, k, k + 1, k, "collective")
        return
    score, seen, rule = ranked[0]
    if seen.ref is None:
        if "pl" in agrees and doc.quote[k] < 0 and score < 0.2 and give_pair(run, k, k + 1, k, "collective"):
            return
        run.see_noun(k, seen)
        return
    margin = score - ranked[1][0] if len(ranked) > 1 else 2.0
    confidence = 1 / (1 + 2.718281828 ** -(margin + 0.2))
    run.out.append(Spot(k, k + 1, k, "pronoun", seen.ref, rule, round(max(0.3, confidence), 2)))
    run.see(k, seen.ref, "pronoun")


def both(run: State, k: int, ranked: list[tuple[float, Seen, str]]) -> bool:
    """ "Они" for two or more who were just named side by side, where no group or plural noun is a better guess."""
    doc = run.doc
    group, last = side_by_side(run, k)
    if len(group) < 2 or last is None:
        return False
    mine = "g" if possessive(run, k) else role(doc, k)
    own = clause(doc, k)
    distance = run.apart(doc.sent[k], last.sent, doc.quote[k] >= 0)
    speech = mine == "s" and doc.lemma[own] in speech_verbs()
    if last.sent == doc.sent[k] and last.clause == own and last.role in "sox" and mine in "ox":
        return False
    score = score_of(run, last, distance, mine, doc.quote[k], k, own, speech, frozenset(("pl",))) + 0.5
    if ranked and ranked[0][0] > score:
        return False
    for ref in group:
        run.out.append(Spot(k, k + 1, k, "collective", ref, "pair", 0.65))
        ref.count += 1
    return True


def narrow(run: State, k: int, agrees: frozenset[str]) -> frozenset[str]:
    """What the tagger or the preposition says about an ambiguous form."""
    doc = run.doc
    if len(agrees) > 1 and "pl" in agrees and doc.number[k]:
        return frozenset(("pl",)) if doc.number[k] == "p" else agrees - {"pl"}
    if doc.low[k] in ("им", "ним") and doc.case[k] == "Ins":
        return agrees - {"pl"}
    if doc.low[k] in ("им", "ним") and doc.case[k] == "Dat":
        return frozenset(("pl",))
    return agrees


def possessive(run: State, k: int) -> bool:
    """Is the pronoun a possessive ("его слова"), not an object?"""
    doc = run.doc
    if doc.low[k] not in ("его", "ее", "их"):
        return False
    if doc.pos[k] == "DET" or doc.rel[k] in ("det", "nmod"):
        return True
    return doc.rel[k] not in ("obj", "iobj", "nsubj", "obl")


def rank(run: State, k: int, agrees: frozenset[str]) -> list[tuple[float, Seen, str]]:
    """The antecedents that a pronoun can have, best first: (score, mention, rule)."""
    doc = run.doc
    sent = doc.sent[k]
    own = clause(doc, k)
    mine = "g" if possessive(run, k) else role(doc, k)
    quote = doc.quote[k]
    speaker = run.speaker(quote)
    boss = subject(doc, own) if own >= 0 else -1
    best: dict[int, tuple[float, Seen, str]] = {}
    speech = mine == "s" and doc.lemma[own] in speech_verbs()
    steps = 0
    barred = {
        id(s.ref) for s in run.log[-30:] if s.ref is not None and s.sent == sent and s.k < k and bound(run, k, mine, own, boss, s)
    }
    for s in reversed(run.log):
        distance = run.apart(sent, s.sent, quote >= 0)
        if distance > 8 or steps > 90:
            break
        steps += 1
        if s.k >= k or not can_agree(run, s, agrees):
            continue
        if s.ref is not None and (s.ref is speaker or id(s.ref) in barred):
            continue
        if bound(run, k, mine, own, boss, s):
            continue
        if s.ref is None and distance > 1:
            continue
        score = score_of(run, s, distance, mine, quote, k, own, speech, agrees)
        rule = rule_of(run, s, distance, mine, speech)
        key = id(s.ref) if s.ref is not None else -s.k
        if key not in best or score > best[key][0]:
            best[key] = (score, s, rule)
    return sorted(best.values(), key=lambda x: (-x[0], -x[1].k))


def can_agree(run: State, s: Seen, agrees: frozenset[str]) -> bool:
    """Does a mention agree with the pronoun in gender and number?"""
    g = s.gender if s.ref is None else s.ref.gender
    return g in agrees


def bound(run: State, k: int, mine: str, own: int, boss: int, s: Seen) -> bool:
    """Binding: an argument of the same predicate (or its own subject) cannot be meant by a plain pronoun."""
    doc = run.doc
    if s.sent != doc.sent[k]:
        return False
    if mine == "g":
        h = doc.head[k]
        if h == s.k:
            return True
        return s.role == "s" and (s.clause == own or s.k == boss)
    if s.clause == own and s.role in "sox" and not (mine == s.role == "s"):
        return True
    if (
        mine == "s"
        and s.role in "sox"
        and doc.head[s.clause] == own
        and doc.rel[s.clause] == "advcl"
        and not doc.number[s.clause]
    ):
        return True
    return s.k == boss and mine != "s"


def score_of(
    run: State, s: Seen, distance: int, mine: str, quote: int, k: int, own: int, speech: bool, agrees: frozenset[str]
) -> float:
    """How well a mention can be the antecedent of a pronoun."""
    doc, w = run.doc, WEIGHTS
    value = w[f"sent{distance}"] if distance < 5 else w["far"] - 0.3 * (distance - 5)
    value += {"s": w["subject"], "o": w["object"], "x": w["other"], "g": w["genitive"]}.get(s.role, w["alone"])
    if s.role == mine:
        value += w["parallel"]
    if s.ref is None:
        value += w["noun_plural"] if "pl" in agrees else w["noun"]
        if doc.animacy[s.k] == "a":
            value += 0.6
        if speech:
            value -= 1.5
    else:
        value += {"PER": w["person"], "LOC": w["place"], "GROUP": w["group"]}.get(s.ref.type, w["thing"]) - 0.6 * (
            s.ref.type == "ORG" and not s.ref.named
        )
        value += w["count"] * log(1 + s.ref.count)
        if speech:
            value += w["speech_person"] if s.ref.type in ("PER", "GROUP") else w["speech_place"]
            if s.quote >= 0 and quote < 0:  # who speaks is not somebody inside the quote
                value -= 1.5
            if s.role == "s" and doc.lemma[s.clause] in speech_verbs():
                value += w["speaker_again"]
    if (
        mine == "g"
        and distance == 0
        and doc.head[k] >= 0
        and doc.rel[doc.head[k]] == "conj"
        and group_top(doc, doc.head[k]) == group_top(doc, s.k)
        and s.k != doc.head[k]
    ):
        value += 2.0
    if s.inner:
        value += w["inner"]
    value += {"pronoun": w["pronoun"], "name": w["name"]}.get(s.kind, 0.0)
    if s.paragraph == doc.paragraph[k]:
        value += w["paragraph"]
    if s.quote != quote and s.quote >= 0:
        value += w["other_quote"]
    if distance == 0 and s.role == "s" and doc.rel[own] in ("ccomp", "advcl", "conj", "xcomp") and s.clause == doc.head[own]:
        value += w["matrix_subject"]
    elif distance == 0 and s.clause == doc.head[own] and s.role in "ox":
        value += 0.5 * w["matrix_subject"]
    if s.ref is not None and s.ref.type == "PER" and doc.rel[s.k] == "conj" and s.role == "s":
        value += w["coordinated"]
    if distance == 0:
        value -= w["near"] * min(30, k - s.k)
    else:
        value -= 0.005 * min(60, k - s.k)
    return value


def rule_of(run: State, s: Seen, distance: int, mine: str, speech: bool) -> str:
    """The name of the rule that a user reads."""
    if s.ref is not None and s.ref.gender == "pl":
        return "plural"
    if speech and s.role == "s":
        return "pronoun-speaker"
    if distance == 0:
        return "pronoun-inside"
    if s.role == "s" and distance <= 1:
        return "pronoun-subject"
    if s.role == mine:
        return "pronoun-parallel"
    return "pronoun-near"


def give_reflexive(run: State, k: int) -> None:
    """Gives "свой" and "себя" to the subject of their clause."""
    doc = run.doc
    if doc.low[k] in ("свою", "своего") and k + 1 < len(doc) and doc.low[k + 1] in ("очередь", "рода"):
        return
    verb = clause(doc, k)
    token = subject(doc, verb)
    ref = run.ref_of(token)
    if ref is None:  # two subjects: the tagger was wrong about one
        others = [x for x in doc.kids[verb] if doc.rel[x] == "nsubj" and x in run.at]
        token = others[0] if others else token
        ref = run.at[token] if others else None
    refs = [ref] if ref is not None else []
    if not refs and token < 0 and doc.number[verb] != "p" and doc.person[verb] in ("", "3"):
        ref = last_subject(run, k, verb)
        refs = [ref] if ref is not None else []
    for r in refs:
        if doc.person[verb] in ("1", "2"):
            continue
        run.out.append(Spot(k, k + 1, k, "pronoun", r, "reflexive", 0.85 if token >= 0 else 0.5))


def last_subject(run: State, k: int, verb: int) -> Ref | None:
    """The last subject that agrees with a verb without one."""
    doc = run.doc
    for s in sorted((s for s in run.out if s.k < k and doc.sent[k] - doc.sent[s.k] <= 1), key=lambda s: -s.k):
        if role(doc, s.k) == "s" and (not doc.gender[verb] or s.ref.gender == doc.gender[verb]):
            return s.ref
    return None
