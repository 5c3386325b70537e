"""Who cannot be the same: arguments of one predicate, those joined by "и", the possessor and what he possesses."""

from __future__ import annotations

from framing.actors.doc import Doc
from framing.actors.syntax import clause, role

_FLAT = ("appos", "flat", "flat:name", "flat:foreign", "nummod:gov", "nummod", "compound", "fixed")
_NOMINAL = ("NOUN", "PROPN", "PRON", "X", "ADJ", "NUM", "DET", "VERB")


def noun_top(doc: Doc, k: int) -> int:
    """The head of the noun phrase that token ``k`` stands in as its name or apposition."""
    for _ in range(8):
        if doc.rel[k] not in _FLAT or not _noun(doc, doc.head[k]):
            break
        k = doc.head[k]
    return k


def _noun(doc: Doc, k: int) -> bool:
    return k >= 0 and doc.pos[k] in _NOMINAL and (doc.pos[k] != "VERB" or bool(doc.case[k]))


def two(doc: Doc, a: int, b: int) -> str:
    """Why the nouns ``a`` and ``b`` are two people by the build of their sentence; "" where they may be one."""
    if doc.sent[a] != doc.sent[b]:
        return ""
    a, b = noun_top(doc, a), noun_top(doc, b)
    if (a, b) not in doc.two:
        doc.two[a, b] = _two(doc, a, b)
    return doc.two[a, b]


def _two(doc: Doc, a: int, b: int) -> str:
    if a == b:
        return ""
    if _holds(doc, a, b) or _holds(doc, b, a):
        return "owner"
    if _joined(doc, a, b):
        return "joined"
    if b in fellows(doc, a) or a in fellows(doc, b):
        return "arguments"
    return "clauses" if _sisters(doc, a, b) else ""


def _holds(doc: Doc, a: int, b: int) -> bool:
    """Is ``b`` a genitive or possessive somewhere inside the phrase of ``a`` ("отец девушки", "усы художника")?"""
    steps = 0
    while steps < 8 and b != a:
        if not (doc.rel[b] in ("nmod", "det") or doc.rel[b] in _FLAT) or doc.head[b] < 0:
            return False
        b = doc.head[b]
        steps += 1
    return b == a


def _first(doc: Doc, k: int) -> int:
    """The first member of the coordination of nouns that ``k`` belongs to."""
    for _ in range(12):
        if doc.rel[k] not in ("conj", *_FLAT) or not _noun(doc, doc.head[k]):
            break
        k = doc.head[k]
    return k


def _joined(doc: Doc, a: int, b: int) -> bool:
    """Are both members of one coordination ("X и его секундант"), and not two titles of one ("депутат и актёр пришёл")?"""
    if doc.rel[a] != "conj" and doc.rel[b] != "conj":
        return False
    top = _first(doc, a)
    if top != _first(doc, b):
        return False
    if not _listed(doc, top):
        return False  # "матери, Имени Фамилии"
    verb = doc.head[top]
    one = doc.rel[top].startswith("nsubj") and verb >= 0 and doc.number[verb] == "s"
    return not (one and doc.pos[a] != "PROPN" and doc.pos[b] != "PROPN")


def _listed(doc: Doc, top: int) -> bool:
    """Has a coordination a conjunction before one of its members?"""
    return any(doc.rel[x] == "cc" for k in doc.kids[top] if doc.rel[k] == "conj" for x in doc.kids[k])


def _sisters(doc: Doc, a: int, b: int) -> bool:
    """Are both subjects of clauses that "а" sets against each other ("приедет глава МИД, а X уедет")?"""
    a, b = _first(doc, a), _first(doc, b)
    if not (doc.rel[a].startswith("nsubj") and doc.rel[b].startswith("nsubj")):
        return False
    va, vb = doc.head[a], doc.head[b]
    return va != vb and va >= 0 <= vb and (_joint(doc, va, vb) or _joint(doc, vb, va))


def _joint(doc: Doc, later: int, earlier: int) -> bool:
    return doc.rel[later] == "conj" and doc.head[later] == earlier and any(doc.low[x] == "а" for x in doc.kids[later])


def _own(doc: Doc, k: int) -> int:
    """The predicate that ``k`` is an argument of, -1 where it is none."""
    if role(doc, k) not in "sox" or _source(doc, k):
        return -1
    verb = clause(doc, _first(doc, k))
    return verb if verb != k else -1


def _source(doc: Doc, k: int) -> bool:
    """ "Согласно X", "по X", "как X", "в качестве X": whose words these are or what somebody is, no argument."""
    for x in doc.kids[k]:
        if x > k:
            return False
        if doc.low[x] in ("согласно", "по", "как") or _office(doc, x):
            return True
    return False


def _office(doc: Doc, k: int) -> bool:
    """ "В качестве", "в роли" before what somebody is."""
    return doc.low[k] == "в" and k + 1 < len(doc) and doc.low[k + 1] in ("качестве", "роли")


def fellows(doc: Doc, k: int) -> set[int]:
    """First members of the other arguments of the predicate of ``k``, its subject being understood where it has none."""
    if k not in doc.fellows:
        verb = _own(doc, k)
        doc.fellows[k] = {x for x in arguments(doc, verb) if x != _first(doc, k)} if verb >= 0 else set()
    return doc.fellows[k]


def arguments(doc: Doc, verb: int) -> set[int]:
    """Heads of the arguments of a predicate: its own, the noun that it modifies, the subject of the verb that governs it."""
    out: set[int] = set()
    for x in doc.kids[verb]:
        if doc.rel[x].startswith(("nsubj", "obj", "iobj", "obl")) and not _source(doc, x):
            if doc.lemma[x] != "который":
                out.add(x)
            elif doc.rel[verb] == "acl:relcl" and doc.head[verb] >= 0 and doc.alike(x, doc.head[verb]):
                out.add(noun_top(doc, doc.head[verb]))
    rel, h = doc.rel[verb], doc.head[verb]
    if h < 0 or any(doc.rel[x].startswith("nsubj") for x in doc.kids[verb]):
        return out
    if rel in ("acl", "amod") and doc.case[verb]:
        out.add(noun_top(doc, h))
    elif (rel == "advcl" and not doc.number[verb]) or (rel == "conj" and doc.pos[h] in ("VERB", "AUX") and doc.number[verb]):
        out |= _subjects(doc, h)
    elif rel == "xcomp":
        control = {x for x in doc.kids[h] if doc.rel[x] in ("obj", "iobj")}
        out |= control or _subjects(doc, h)
    return out


def _subjects(doc: Doc, verb: int, depth: int = 0) -> set[int]:
    """The subject of a verb or, through coordination and gerunds, of the one that governs it."""
    found = {x for x in doc.kids[verb] if doc.rel[x].startswith("nsubj") and doc.lemma[x] != "который"}
    if found or depth > 4 or doc.head[verb] < 0:
        return found
    if doc.rel[verb] in ("conj", "advcl", "xcomp") and doc.pos[doc.head[verb]] in ("VERB", "AUX"):
        return _subjects(doc, doc.head[verb], depth + 1)
    if doc.rel[verb] in ("acl", "amod") and doc.case[verb]:
        return {noun_top(doc, doc.head[verb])}
    return set()


def commands(doc: Doc, a: int, b: int) -> bool:
    """Is ``a`` the subject of the very clause in which ``b`` stands, however deep? A noun there hardly means him."""
    a = _first(doc, noun_top(doc, a))
    if not doc.rel[a].startswith("nsubj"):
        return False
    k, steps = b, 0
    while k not in (-1, a, doc.head[a]) and steps < 40:
        if doc.rel[k] in _CLAUSES and doc.pos[k] in ("VERB", "AUX"):
            return False
        k = doc.head[k]
        steps += 1
    return k == doc.head[a] and k >= 0


_CLAUSES = ("ccomp", "advcl", "acl:relcl", "acl", "csubj", "parataxis", "conj")
