"""What speaks for and against each candidate of a pronoun: plain facts, each with a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

from framing.actors.asked import Asked
from framing.actors.binding import two
from framing.actors.doc import Doc
from framing.actors.state import Ref, Seen, State, speech_verbs
from framing.actors.syntax import group_top

PEOPLE = ("PER", "GROUP")
DISTANCES = ("here", "one back", "two back", "three back", "four back")
_ROLES = {"s": "subject", "o": "object", "x": "oblique", "g": "genitive", "p": "alone"}
_RANK = {"s": 4, "o": 3, "x": 2, "p": 1, "g": 0}


@dataclass(slots=True, eq=False)
class Option:
    """A candidate: the actors it stands for (none: a common noun, or nobody), its last mention, facts with their values."""

    refs: tuple[Ref, ...]
    seen: Seen | None
    facts: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


@dataclass(slots=True, eq=False)
class Rival:
    """One of the people whom a pronoun can mean: its last mention, the last one as a subject (-1: none), its rank there."""

    ref: Ref
    last: Seen
    subject: int
    rank: int


def rivals_of(asked: Asked, met: list[tuple[Ref, list[Seen]]]) -> list[Rival]:
    """The people and groups among the candidates."""
    return [
        Rival(
            ref,
            seen[0],
            max((s.k for s in seen if s.role == "s" and s.quote == asked.quote), default=-1),
            max(_RANK[s.role] for s in seen if s.sent == seen[0].sent),
        )
        for ref, seen in met
        if ref.type in PEOPLE
    ]


def among(asked: Asked, f: dict[str, float], ref: Ref, last: Seen, rivals: list[Rival]) -> None:
    """Facts of a person beside others: who was a subject since, who stands higher in the sentence of the last mention."""
    beside = [r for r in rivals if r.last.sent == last.sent]
    rank = next(r.rank for r in rivals if r.ref is ref)
    f[f"cut {min(sum(r.subject > last.k for r in rivals if r.ref is not ref), 2)}"] = 1.0
    if any(r.rank > rank for r in beside):
        f["outranked"] = 1.0
        f["outranked " + ("here" if last.sent == asked.sent else f"for {_ROLES[asked.role]}")] = 1.0
    f["sole" if len(beside) < 2 else "beside others"] = 1.0


def chained(asked: Asked, f: dict[str, float], chain: Seen) -> None:
    """Facts of whom the pronoun before meant."""
    f["chain"] = 1.0
    f["chain here" if chain.sent == asked.sent else "chain back"] = 1.0
    if asked.role == "s":
        f["chain subject"] = 1.0
    f["chain subject to subject" if chain.role == asked.role == "s" else f"chain {_ROLES[chain.role]}"] = 1.0


def facts_of(run: State, asked: Asked, option: Option, seen: list[Seen], n: int) -> None:
    """What speaks for and against an actor: its last mention, its best place in that sentence, how often it is named."""
    doc, f = run.doc, option.facts
    last = seen[0]
    ref = last.ref
    assert ref is not None
    d = run.apart(asked.sent, last.sent, asked.quote >= 0)
    place = DISTANCES[d] if d < len(DISTANCES) else "far back"
    f[place] = 1.0
    if d > 4:
        f["farther"] = d - 4.0
    same = [s for s in seen if s.sent == last.sent]
    top = max(same, key=lambda s: _RANK[s.role])
    where = "here" if d == 0 else "one back" if d == 1 else "back"
    f[f"{where} {_ROLES[top.role]}"] = 1.0
    if d < 2:
        f[f"{where} {_ROLES[top.role]} for {_ROLES[asked.role]}"] = 1.0
    if top.role == asked.role:
        f["parallel"] = 1.0
    f["type " + ref.type] = 1.0
    if ref.gender not in asked.agrees:
        f["unsure gender" if ref.type == "PER" else "body plural" if asked.plural else "by kind"] = 1.0
    if not ref.named and ref.type != "GROUP":
        f["unnamed"] = 1.0
    if asked.human:
        f["human " + ("yes" if ref.type in ("PER", "GROUP") else "no")] = 1.0
    if asked.speech:
        f["speech " + ("yes" if ref.type in ("PER", "GROUP") else "no")] = 1.0
        if last.role == "s" and doc.lemma[last.clause] in speech_verbs():
            f["spoke before"] = 1.0
    if asked.words:
        f["words " + ("yes" if ref.type in ("PER", "GROUP") else "no")] = 1.0
    if ref is asked.told:
        f["told"] = 1.0
        if asked.speech or asked.words:
            f["told again"] = 1.0
    if asked.role == "g":
        f["owner " + ref.type] = 1.0
    if asked.slot is not None:
        f["slot " + ref.type] = asked.slot
    f["lately"] = log(1 + sum([run.apart(asked.sent, s.sent, asked.quote >= 0) < 2 for s in seen]))
    verb = doc.lemma[asked.clause] if _verb(doc, asked.clause) else ""
    if verb and any(s.clause != asked.clause and doc.lemma[s.clause] == verb for s in seen):
        f["same verb"] = 1.0
    f["often"] = log(1 + ref.count)
    f["named often"] = log(1 + (ref.total if ref.named else ref.count))
    f["kind " + last.kind] = 1.0
    f[f"rank {min(n, 3)}"] = 1.0
    f["near"] = log(1 + asked.k - last.k)
    if last.paragraph == doc.paragraph[asked.k]:
        f["paragraph"] = 1.0
    if seen[-1].sent == 0 and d > 1:
        f["opens"] = 1.0
    if last.inner:
        f["inner"] = 1.0
    if doc.rel[last.k] == "conj" and ref.type == "PER":
        f["joined"] = 1.0
    quotes_of(asked, f, last, ref)
    if asked.says:
        saying(asked, f, ref)
    if asked.parts:
        f["parts " + ("group" if ref.gender == "pl" else "one")] = 1.0
    for s in same:
        if d == 0:
            inside(run, asked, f, s)
    if d == 1 and top.role == "s" and asked.role == "s":
        f["goes on"] = 1.0


def saying(asked: Asked, f: dict[str, float], ref: Ref) -> None:
    """Facts of a candidate for somebody who speaks: whether it spoke last, before, or never."""
    order = next((n for n, x in enumerate(asked.spoke) if x is ref), -1)
    when = "last" if order == 0 else "before" if order > 0 else "never"
    f["says " + when] = 1.0
    f[f"says {when} {'person' if ref.type in PEOPLE else 'body'}"] = 1.0
    if when == "last" and asked.adds:
        f["says more"] = 1.0


def _verb(doc: Doc, k: int) -> bool:
    return doc.pos[k] in ("VERB", "ADJ") and doc.lemma[k] not in speech_verbs()


def quotes_of(asked: Asked, f: dict[str, float], last: Seen, ref: Ref) -> None:
    """Quotes: a speaker does not call himself "he", and who is only spoken of inside a quote is far from its frame."""
    if asked.speaker is ref:
        f["speaker"] = 1.0
    if asked.quote >= 0 and last.quote == asked.quote:
        f["same quote"] = 1.0
    elif last.quote >= 0:
        f["other quote"] = 1.0
        if asked.speech:
            f["own quote" if last.k > asked.k - 60 and last.sent >= asked.sent - 1 else "other quote speech"] = 1.0
    elif asked.quote >= 0:
        f["from outside"] = 1.0


def inside(run: State, asked: Asked, f: dict[str, float], s: Seen) -> None:
    """Facts of a mention in the pronoun's own sentence: binding, the clause above, the clause beside."""
    doc = run.doc
    why = two(doc, s.k, asked.k)
    if why:
        f["two " + why] = 1.0
        f[f"two {why} {_marks(asked, s)}"] = 1.0
    if beside(doc, asked, s):
        f["joined owner"] = 1.0
        return
    b = bound(doc, asked, s)
    if b:
        f["bound " + b] = 1.0
        f[f"bound {b} {_marks(asked, s)}"] = 1.0
        return
    rel = doc.rel[asked.clause]
    if s.ref is asked.sayer and s.ref is not None:
        f["above subject ccomp"] = 1.0
        return
    if asked.words and s.role == "s" and (s.clause == asked.clause or s.clause in asked.above):
        f["words subject"] = 1.0
    if s.clause in asked.above:
        level = asked.above.index(s.clause)
        if level:
            f["far above " + ("subject" if s.role == "s" else "other")] = 1.0
        elif s.role == "s":
            f["above subject " + (rel if rel in ("ccomp", "advcl", "conj", "acl:relcl", "acl", "xcomp") else "other")] = 1.0
        else:
            f["above other"] = 1.0
    elif doc.head[s.clause] == asked.clause:
        f["below"] = 1.0
    elif s.clause == asked.clause:
        f["same clause"] = 1.0


def _marks(asked: Asked, s: Seen) -> str:
    """Does a mark part a mention from the pronoun, or is it after it?"""
    return "after" if s.k > asked.k else "near" if s.k >= asked.tight else "over marks"


def clashes(doc: Doc, asked: Asked, s: Seen) -> bool:
    """ "Имя назвал его": the subject and the object of one verb are two."""
    if s.sent != asked.sent or doc.rel[asked.k] not in ("obj", "iobj"):
        return False
    top = group_top(doc, s.k)
    return doc.head[top] == doc.head[asked.k] >= 0 and doc.rel[top] == "nsubj"


def within(doc: Doc, asked: Asked, s: Seen) -> bool:
    """ "Подруга его сына" is not whose son he is: does the noun phrase of a mention hold the pronoun?"""
    k = asked.k
    for _ in range(6 if s.sent == asked.sent else 0):
        if doc.rel[k] not in ("nmod", "det", "amod", "nummod:gov", "nummod"):
            return False
        k = doc.head[k]
        if k == s.k:
            return True
    return False


def beside(doc: Doc, asked: Asked, s: Seen) -> bool:
    """ "Имя и его жена": is the pronoun's noun joined to the mention?"""
    h = doc.head[asked.k]
    return asked.role == "g" and h >= 0 and doc.rel[h] == "conj" and h != s.k and group_top(doc, h) == group_top(doc, s.k)


def bound(doc: Doc, asked: Asked, s: Seen) -> str:
    """Binding: an argument of the same predicate (or its own subject) is hardly meant by a plain pronoun; the reason, or ""."""
    if asked.words:
        return ""
    if asked.role == "g":
        h = doc.head[asked.k]
        if h == s.k or (h >= 0 and doc.rel[h] == "appos" and doc.head[h] == s.k):  # "Имя, его сын"
            return "owned"
        return "owner" if s.role == "s" and (s.clause == asked.clause or s.k == asked.boss) else ""
    if s.clause == asked.clause and s.role in "sox" and not (asked.role == s.role == "s"):
        return "argument"
    if (
        asked.role == "s"
        and s.role in "sox"
        and doc.head[s.clause] == asked.clause
        and doc.rel[s.clause] == "advcl"
        and not doc.number[s.clause]
    ):
        return "gerund"
    return "subject" if s.k == asked.boss and asked.role != "s" else ""


def noun_facts(run: State, asked: Asked, option: Option, s: Seen, n: int) -> None:
    """What speaks for a common noun that is no actor."""
    doc, f = run.doc, option.facts
    d = run.apart(asked.sent, s.sent, asked.quote >= 0)
    f["noun"] = 1.0
    number = "plural" if asked.plural else "single"
    f["noun " + number] = 1.0
    f["noun here" if d == 0 else "noun back"] = 1.0
    f["noun " + _ROLES[s.role]] = 1.0
    animate = doc.animacy[run.origin(s.k)] == "a"
    if animate:
        f["noun animate"] = 1.0
        f["noun animate " + number] = 1.0
    else:
        if asked.human:
            f["noun human"] = 1.0
        if asked.speech or asked.words:
            f["noun speech"] = 1.0
    if asked.slot is not None:
        f["slot noun animate" if animate else "slot noun"] = asked.slot
    if asked.role == "g":
        f["noun owner"] = 1.0
    if s.role == asked.role:
        f["noun parallel"] = 1.0
    f[f"noun rank {min(n, 3)}"] = 1.0
    f["noun near"] = log(1 + asked.k - s.k)
    if asked.parts:
        f["noun parts"] = 1.0
    if s.quote != asked.quote:
        f["noun other quote"] = 1.0
    if d == 0 and bound(doc, asked, s):
        f["noun bound"] = 1.0
    if d == 0 and doc.head[asked.clause] == s.k:  # "книга, которую ... её"
        f["noun above"] = 1.0
    if d == 0 and s.clause == doc.head[asked.clause]:
        f["noun beside"] = 1.0


def pair_facts(
    run: State, asked: Asked, f: dict[str, float], name: str, refs: tuple[Ref, ...], seen: Seen | None, d: int
) -> None:
    """What speaks for several at once."""
    f["several"] = 1.0
    f[name] = 1.0
    if asked.mutual:
        f["several mutual"] = 1.0
        if asked.role == "s":
            f["several mutual subject"] = 1.0
    if asked.human or asked.speech:
        f["several human"] = 1.0
    if any(r.type != "PER" for r in refs):
        f["several states"] = 1.0
    if asked.parts:
        f["several parts"] = 1.0
    if asked.quote >= 0 and (seen is None or seen.quote != asked.quote):
        f["several from outside"] = 1.0
    if len(refs) > 2:
        f["several many"] = 1.0
    if d >= 0:
        f[f"{name} here" if d == 0 else f"{name} one back" if d == 1 else f"{name} back"] = 1.0
    if seen is not None:
        f[f"{name} {_ROLES[seen.role]}"] = 1.0
        if d == 0 and bound(run.doc, asked, seen):
            f["several bound"] = 1.0
        if seen.role == asked.role:
            f["several parallel"] = 1.0
        if seen.clause in asked.above[:1]:
            f["several above"] = 1.0


def nobody(asked: Asked, people: bool, alone: bool) -> Option:
    """Nobody, with what speaks for it."""
    option = Option((), None)
    f = option.facts
    f["nobody"] = 1.0
    f["nobody " + ("plural" if asked.plural else "neuter" if asked.agrees == {"n"} else "single")] = 1.0
    if asked.quote >= 0:
        f["nobody quote"] = 1.0
    if asked.slot is not None:
        f["slot nobody"] = asked.slot
    if not people and not asked.plural:
        f["nobody no person"] = 1.0
    if alone:
        f["nobody at all"] = 1.0
    return option
