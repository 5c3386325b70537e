"""A pronoun that asks for somebody: its place in the clause, and who speaks, rules or owns around it."""

from __future__ import annotations

from dataclasses import dataclass

from framing.actors.doc import Doc
from framing.actors.saying import adds, tells
from framing.actors.slots import lean
from framing.actors.state import Ref, State, speech_verbs
from framing.actors.syntax import clause, passive, role, subject
from framing.actors.titles import entries
from framing.actors.words import pronoun_words as words


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
