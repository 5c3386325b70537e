"""What a pronoun can stand for, and how well: candidates, what speaks for and against each, the best of them.

A candidate is worth the sum of the weights of plain facts ("the subject of the sentence before", "a person", "named most").
The weights are learnt by a softmax over the candidates of each pronoun (`tests/bench/train_pronouns.py`); they lie in
``pronoun_weights.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import exp, log

from framing import seeds
from framing.actors.binding import two
from framing.actors.collectives import parties_near, side_by_side
from framing.actors.crowds import number_before
from framing.actors.doc import Doc
from framing.actors.reasons import decisive, name_of
from framing.actors.saying import adds, tells
from framing.actors.slots import lean
from framing.actors.state import Ref, Seen, State, speech_verbs
from framing.actors.syntax import clause, group_top, passive, role, subject
from framing.actors.titles import entries
from framing.actors.words import pronoun_words as words

REACH = 8
"""How many sentences back a candidate may lie."""
STEPS = 120
"""How many mentions back."""
PEOPLE = ("PER", "GROUP")


@dataclass(slots=True, eq=False)
class Asked:
    """A pronoun and its place: token, genders it can have, its role, the predicate of its clause and what is known of it."""

    k: int
    agrees: frozenset[str]
    role: str
    clause: int
    boss: int
    speech: bool
    human: bool
    parts: bool
    sent: int
    quote: int
    speaker: Ref | None
    sayer: Ref | None
    told: Ref | None
    words: bool
    above: tuple[int, ...]
    mutual: bool
    slot: float | None
    says: bool
    adds: bool
    spoke: list[Ref]
    tight: int

    @property
    def plural(self) -> bool:
        return "pl" in self.agrees


@dataclass(slots=True, eq=False)
class Option:
    """A candidate: the actors it stands for (none: a common noun, or nobody), its last mention, facts with their values."""

    refs: tuple[Ref, ...]
    seen: Seen | None
    facts: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


@cache
def weights() -> dict[str, float]:
    """fact -> weight."""
    return {row["fact"]: float(row["weight"]) for row in seeds.table("pronoun_weights.tsv")}


def ask(run: State, k: int, agrees: frozenset[str], possessive: bool) -> Asked:
    """The pronoun at token ``k`` and its place."""
    doc = run.doc
    own = clause(doc, k)
    mine = "g" if possessive else role(doc, k)
    h = doc.head[k]
    lemma = doc.lemma[h] if h >= 0 else ""
    if possessive:
        human = lemma in words("has") or any(e.kind == "relation" for e in entries().get(lemma, ()))
    else:
        human = doc.lemma[own] in words("states") or speaks(doc, own, mine) or _aged(doc, k)
    return Asked(
        k,
        agrees,
        mine,
        own,
        boss_of(doc, own),
        speaks(doc, own, mine),
        human,
        k > 0 and doc.low[k - 1] in ("из", "среди"),
        doc.sent[k],
        doc.quote[k],
        speaker(run, k),
        sayer(run, own),
        last_speaker(run, k),
        possessive and lemma in words("speech"),
        _above(doc, own),
        _mutual(doc, k, own, lemma if possessive else ""),
        lean(doc, k, possessive),
        tells(doc, k),
        adds(doc, k),
        list({id(ref): ref for at, ref in reversed(run.spoke) if at < k}.values()),
        _tight(doc, k),
    )


def _tight(doc: Doc, k: int) -> int:
    """The first token of the stretch before the pronoun that no mark parts from it."""
    i = k
    while i > doc.first[doc.sent[k]] and doc.tokens[i - 1].text not in ",;:—–-()":
        i -= 1
    return i


def speaks(doc: Doc, verb: int, place: str) -> bool:
    """Is who stands at a place beside a verb the one who says or decides? "Он заявил", but not "он признан"."""
    return place == "s" and doc.lemma[verb] in speech_verbs() and not passive(doc, verb)


def _mutual(doc: Doc, k: int, own: int, owned: str) -> bool:
    """ "Их брак", "между ними", "они вместе": what takes two."""
    return (
        owned in words("mutual")
        or (k > 0 and doc.low[k - 1] == "между")
        or (doc.rel[k] == "nsubj" and doc.lemma[own] in words("mutual verbs"))
        or any(doc.low[x] in ("вместе", "вдвоем", "втроем", "оба", "обе", "друг") for x in doc.kids[own] + doc.kids[k])
    )


def boss_of(doc: Doc, own: int) -> int:
    """The subject of a clause, its own or that of the clause beside it, where the predicate agrees with it; -1 where none."""
    boss = subject(doc, own) if own >= 0 else -1
    if boss < 0 <= own and doc.rel[own] == "ccomp" and doc.person[own] in ("", "3"):  # "X сказал, что не верит ему"
        boss = _over(doc, own)
    if boss < 0 or doc.head[boss] == own:
        return boss
    joined = any(doc.rel[x] == "conj" for x in doc.kids[boss])
    if doc.number[own] and doc.number[boss] and doc.number[own] != doc.number[boss] and not joined:
        return -1
    if doc.number[own] == "s" and doc.gender[own] and doc.gender[boss] and doc.gender[own] != doc.gender[boss]:
        return -1
    return boss


def _over(doc: Doc, own: int) -> int:
    """The subject of the clause over a content clause without a subject, where gender and number of its predicate agree."""
    up = clause(doc, doc.head[own])
    boss = subject(doc, up) if up != own else -1
    telling = boss >= 0 and doc.number[own] == "s" and doc.number[boss] == "s" and not doc.case[own]
    return boss if telling and (not doc.gender[own] or doc.gender[own] == doc.gender[boss]) else -1


def _above(doc: Doc, own: int) -> tuple[int, ...]:
    """The predicates over a clause, from the nearest up."""
    out: list[int] = []
    while own >= 0 and doc.head[own] >= 0 and len(out) < 4:
        up = clause(doc, doc.head[own])
        if up == own or up in out:
            break
        out.append(up)
        own = up
    return tuple(out)


def speaker(run: State, k: int) -> Ref | None:
    """Who says the words around token ``k``: of a marked quote, of its pieces, of a paragraph after a colon."""
    doc = run.doc
    n = doc.quote[k]
    if n >= 0:
        known = run.speaker(n)
        return known if known is not None else run.ref_of(_within(doc, n))
    first = k
    while first > 0 and doc.paragraph[first - 1] == doc.paragraph[k]:
        first -= 1
    if first == 0 or doc.tokens[first - 1].text != ":":
        return None
    before = doc.sent[first - 1]
    for x in range(doc.first[before], first):
        if doc.rel[x] == "nsubj" and doc.lemma[doc.head[x]] in speech_verbs():
            return run.ref_of(x)
    return None


def sayer(run: State, own: int) -> Ref | None:
    """ "В заявлении X говорится, что ...", "в X сообщили, что ...": who says a clause where the verb over it has no subject."""
    doc = run.doc
    up = doc.head[own] if own >= 0 and doc.rel[own] in ("ccomp", "csubj", "nsubj") else -1
    if up < 0 or doc.lemma[up] not in words("is said"):
        return None
    kids = [x for x in doc.kids[up] if x < own]
    if any(doc.rel[x] == "nsubj" for x in kids):
        return None
    for x in kids:
        if doc.rel[x].startswith("obl") and any(doc.low[y] in ("в", "во") for y in doc.kids[x]):
            issuer = next((y for y in doc.kids[x] if doc.rel[y] == "nmod" and doc.case[y] == "Gen"), -1)
            found = run.ref_of(issuer if doc.lemma[x] in words("documents") else x)
            if found is not None:
                return found
    return None


def _within(doc: Doc, n: int) -> int:
    """The subject of the speech verb between the pieces of a quote ("..., — сказал он. — ..."); -1 where none."""
    i, j = doc.quotes[n]
    for k in range(i + 1, j - 1):
        if doc.tokens[k].text in "—–-" and doc.tokens[k - 1].text in ",.!?…" and doc.lemma[k + 1] in speech_verbs():
            return subject(doc, k + 1)
    return -1


def last_speaker(run: State, k: int) -> Ref | None:
    """Who spoke last in the narrator's text: the subject of a speech verb, or whose words were told."""
    doc = run.doc
    for s in reversed(run.log):
        if s.k >= k or s.quote >= 0:
            continue
        if run.apart(doc.sent[k], s.sent) > 3:
            return None
        if s.ref is None or s.ref.type == "LOC":
            continue
        h = doc.head[s.k]
        if (s.role == "s" and doc.lemma[s.clause] in speech_verbs()) or (
            s.role == "g" and h >= 0 and doc.lemma[h] in words("speech")
        ):
            return s.ref
    return None


def _aged(doc: Doc, k: int) -> bool:
    """ "Ему 40 лет"."""
    return any(doc.low[x] in ("лет", "год", "года") for x in range(k + 1, min(k + 5, len(doc)))) and doc.case[k] == "Dat"


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
    return [*out, _nobody(asked, people, not out)]


def _met(run: State, asked: Asked) -> tuple[list[tuple[Ref, list[Seen]]], list[Seen]]:
    """The actors that agree with a pronoun, each with its mentions, and the common nouns not far back; the last ones first."""
    met: dict[int, tuple[Ref, list[Seen]]] = {}
    nouns: dict[str, Seen] = {}
    for steps, s in enumerate(reversed(run.log)):
        distance = run.apart(asked.sent, s.sent, asked.quote >= 0)
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
    rivals = _rivals(asked, met)
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


@dataclass(slots=True, eq=False)
class Rival:
    """One of the people whom a pronoun can mean: its last mention, the last one as a subject (-1: none), its rank there."""

    ref: Ref
    last: Seen
    subject: int
    rank: int


def _rivals(asked: Asked, met: list[tuple[Ref, list[Seen]]]) -> list[Rival]:
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


def _nobody(asked: Asked, people: bool, alone: bool) -> Option:
    """Nobody, with what speaks for it."""
    nobody = Option((), None)
    f = nobody.facts
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
    return nobody


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


DISTANCES = ("here", "one back", "two back", "three back", "four back")
_ROLES = {"s": "subject", "o": "object", "x": "oblique", "g": "genitive", "p": "alone"}
_RANK = {"s": 4, "o": 3, "x": 2, "p": 1, "g": 0}


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
    f["lately"] = log(1 + sum(run.apart(asked.sent, s.sent, asked.quote >= 0) < 2 for s in seen))
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
