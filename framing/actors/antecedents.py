"""What a pronoun can stand for: its candidates and the best of them.

A candidate is worth the sum of the weights of plain facts ("the subject of the sentence before", "a person", "named most").
The weights are learnt by a softmax over the candidates of each pronoun (`tests/bench/train_pronouns.py`); they lie in
``pronoun_weights.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import exp

from framing import seeds
from framing.actors.asked import Asked
from framing.actors.collectives import parties_near, side_by_side
from framing.actors.crowds import number_before
from framing.actors.doc import Doc
from framing.actors.evidence import (
    PEOPLE,
    Option,
    among,
    chained,
    clashes,
    facts_of,
    nobody,
    noun_facts,
    pair_facts,
    rivals_of,
    within,
)
from framing.actors.reasons import decisive, name_of
from framing.actors.state import Ref, Seen, State
from framing.actors.syntax import clause, role

REACH = 8
"""How many sentences back a candidate may lie."""
STEPS = 120
"""How many mentions back."""


@cache
def weights() -> dict[str, float]:
    """fact -> weight."""
    return {row["fact"]: float(row["weight"]) for row in seeds.table("pronoun_weights.tsv")}


def options(run: State, asked: Asked) -> list[Option]:
    """The candidates of a pronoun with their facts; the last one is nobody."""
    met, nouns = _met(run, asked)
    later = list(_later(run, asked, {id(ref) for ref, _ in met}))
    people = any(ref.type == "PER" for ref, _ in met)
    out = [*_actors(run, asked, met), *later]
    for n, s in enumerate(s for s in nouns if not clashes(run.doc, asked, s)):
        option = Option((), s)
        noun_facts(run, asked, option, s, n)
        out.append(option)
    if asked.plural:
        out += pairs(run, asked)
    return [*out, nobody(asked, people, not out)]


def _met(run: State, asked: Asked) -> tuple[list[tuple[Ref, list[Seen]]], list[Seen]]:
    """The actors that agree with a pronoun, each with its mentions, and the common nouns not far back; the last ones first."""
    met: dict[int, tuple[Ref, list[Seen]]] = {}
    nouns: dict[str, Seen] = {}
    sent, distance, quoted = -1, 0, asked.quote >= 0
    for steps, s in enumerate(reversed(run.log)):
        if s.sent != sent:
            sent, distance = s.sent, run.apart(asked.sent, s.sent, quoted)
        if distance > REACH or steps > STEPS:
            break
        if s.k >= asked.k:
            continue
        if s.ref is not None:
            if agree(s.ref, asked):
                met.setdefault(id(s.ref), (s.ref, []))[1].append(s)
        elif distance <= 1 and s.gender in asked.agrees:
            nouns.setdefault(run.doc.lemma[run.origin(s.k)], s)
    found = list(met.values())
    if asked.quote < 0:  # seen from the narrator's text, what quotes say counts only where nothing else is said
        found = [(ref, [s for s in seen if s.quote < 0] or seen) for ref, seen in found]
        found.sort(key=lambda x: -x[1][0].k)
    return found, list(nouns.values())


def _actors(run: State, asked: Asked, met: list[tuple[Ref, list[Seen]]]) -> Iterable[Option]:
    """The actors that a pronoun can mean, with their facts."""
    chain = _chain(run, asked)
    most = max((_often(ref) for ref, _ in met), default=0)
    only = sum(ref.type == "PER" for ref, _ in met) == 1
    rivals = rivals_of(asked, met)
    for n, (ref, seen) in enumerate(met):
        if any(clashes(run.doc, asked, s) or within(run.doc, asked, s) for s in seen):
            continue
        option = Option((ref,), seen[0])
        facts_of(run, asked, option, seen, n)
        f = option.facts
        if ref.type in PEOPLE:
            among(asked, f, ref, seen[0], rivals)
        if chain is not None and chain.ref is ref:
            chained(asked, f, chain)
        if ref.type == "PER" and only:
            f["only person"] = 1.0
        if _often(ref) == most and len(met) > 1:
            f["named most"] = 1.0
        yield option


def agree(ref: Ref, asked: Asked) -> bool:
    """Does an actor agree with the pronoun?"""
    return ref.gender in asked.agrees or _body(ref, asked) or _unsure(ref, asked)


UNSURE = 0.3
"""Below this worth of its signs (hardly any) a gender may be the other one."""


def _unsure(ref: Ref, asked: Asked) -> bool:
    """A person whose gender little tells: "Эмбер Радд"."""
    return ref.type == "PER" and ref.named and ref.firm < UNSURE and bool(asked.agrees & {"m", "f"})


def learn_gender(ref: Ref, asked: Asked) -> None:
    """A pronoun that was given to somebody of an uncertain gender settles it."""
    if not _unsure(ref, asked) or asked.plural:
        return
    if ref.gender not in asked.agrees:
        ref.gender = "f" if "f" in asked.agrees else "m"
    ref.firm = UNSURE


def _body(ref: Ref, asked: Asked) -> bool:
    """A company is "она" for its kind word, whatever its name; a body is "они" for its people."""
    if ref.type not in ("ORG", "MEDIA"):
        return False
    return ("f" in asked.agrees and bool(ref.kinds & _SHE)) or asked.plural


_SHE = frozenset(("company", "corporation", "newspaper", "party", "organisation", "группа"))


def _often(ref: Ref | None) -> int:
    return max(ref.count, ref.total) if ref is not None else 0


def _chain(run: State, asked: Asked) -> Seen | None:
    """The pronoun before this one, of the same gender, that was given to somebody."""
    for s in reversed(run.log):
        if s.k >= asked.k:
            continue
        if run.apart(asked.sent, s.sent, asked.quote >= 0) > 2:
            return None
        if s.kind == "pronoun" and s.ref is not None and s.ref.gender in asked.agrees:
            return s
    return None


def _later(run: State, asked: Asked, met: set[int]) -> Iterable[Option]:
    """People named later in the same sentence and not before: "По его словам, Имя ..."."""
    doc = run.doc
    for s in run.here(asked.sent):
        if s.k <= asked.k or s.kind not in ("name", "name+title") or s.ref.type != "PER" or id(s.ref) in met:
            continue
        if not agree(s.ref, asked) or doc.head[asked.k] == s.k:
            continue
        met.add(id(s.ref))
        seen = Seen(s.k, s.ref, asked.sent, role(doc, s.k), clause(doc, s.k), doc.quote[s.k], doc.paragraph[s.k], s.kind)
        option = Option((s.ref,), seen)
        option.facts["later"] = 1.0
        if seen.role == "s":
            option.facts["later subject"] = 1.0
        if seen.clause == doc.head[asked.clause] and seen.role == "s":
            option.facts["later main"] = 1.0
        if asked.role == "g" or asked.role == "x":
            option.facts["later " + asked.role] = 1.0
        yield option


def pairs(run: State, asked: Asked) -> list[Option]:
    """Several at once for "they": those just named side by side, those meant together before, the last two who acted."""
    found: list[tuple[str, tuple[Ref, ...], Seen | None, int]] = []
    group, last = side_by_side(run, asked.k)
    if len(group) > 1 and last is not None:
        found.append(("pair", tuple(group), last, run.apart(asked.sent, last.sent, asked.quote >= 0)))
    again, k = last_pair(run, asked)
    if again:
        found.append(("pair again", again, None, run.apart(asked.sent, run.doc.sent[k], asked.quote >= 0)))
    if asked.quote < 0:
        near = parties_near(run, asked.sent, asked.k)
        if len(near) > 1:
            found.append(("last two", tuple(near), None, -1))
    out: list[Option] = []
    met: set[frozenset[int]] = set()
    least = _least(run.doc, asked.k) if asked.parts else 0
    for name, refs, seen, d in found:
        if len(refs) < least or any(r is asked.speaker for r in refs):  # who speaks calls them and himself "we"
            continue
        key = frozenset(id(r) for r in refs)
        if key in met:
            continue
        met.add(key)
        option = Option(refs, seen)
        pair_facts(run, asked, option.facts, name, refs, seen, d)
        out.append(option)
    return out


def _least(doc: Doc, k: int) -> int:
    """How many are counted among those meant: "11 из них", "двое из них"; 0 where no number stands there."""
    word = doc.low[k - 2] if k > 1 else ""
    return int(word) if word.isdigit() else max(0, number_before(doc, k - 2)) if k > 1 and doc.pos[k - 2] == "NUM" else 0


def last_pair(run: State, asked: Asked) -> tuple[tuple[Ref, ...], int]:
    """The last ones meant together ("стороны", "супруги", "они"), not further than three sentences back, and where."""
    found: list[Ref] = []
    k = -1
    for s in reversed(run.out):
        if s.kind != "collective" or s.k >= asked.k:
            if found:
                break
            continue
        if s.k < k:
            continue
        if s.k > k:
            found, k = [], s.k
        if s.ref not in found:
            found.append(s.ref)
    if k < 0 or len(found) < 2 or run.apart(asked.sent, run.doc.sent[k], asked.quote >= 0) > 3:
        return (), -1
    return tuple(found[::-1]), k


def choose(run: State, asked: Asked, found: list[Option]) -> tuple[Option, str, float]:
    """The best candidate, the rule's name, and how sure that is: its share of a softmax over all, between 0.3 and 0.99."""
    w = weights()
    for option in found:
        option.score = sum([w.get(name, 0.0) * value for name, value in option.facts.items()])
    best = max(found, key=lambda o: o.score)
    sure = round(min(0.99, max(0.3, 1 / sum(exp(o.score - best.score) for o in found))), 2)
    if not best.refs:
        return best, "", sure
    rivals = [o for o in found if o is not best and o.refs]
    if not rivals:
        return best, name_of(("only",)), sure
    rival = max(rivals, key=lambda o: o.score)
    return best, decisive(_worth(best, w), _worth(rival, w)), sure


def _worth(option: Option, w: dict[str, float]) -> list[tuple[str, float]]:
    return [(name, w.get(name, 0.0) * value) for name, value in option.facts.items()]
