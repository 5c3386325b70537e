"""Questions about clauses: whose verb, which role, who is the subject."""

from __future__ import annotations

from framing.actors.doc import Doc
from framing.actors.words import word_list

_SUBJECT = ("nsubj", "nsubj:pass")
_CHAIN = ("appos", "flat", "flat:name", "conj", "nummod:gov", "nummod", "compound")


def passive(doc: Doc, k: int) -> bool:
    """Is a verb or participle in the passive?"""
    return "Voice=Pass" in doc.tokens[k].feats


def role(doc: Doc, k: int) -> str:
    """s subject, o object, x other argument, g inside another noun, p predicate or alone; looked for once."""
    found = doc.roles.get(k)
    if found is None:
        found = doc.roles[k] = _role(doc, k)
    return found


def _role(doc: Doc, k: int) -> str:
    steps = 0
    while doc.rel[k] in _CHAIN and doc.head[k] >= 0 and steps < 6 and doc.pos[doc.head[k]] not in ("VERB", "AUX"):
        k = doc.head[k]
        steps += 1
    rel = doc.rel[k]
    if rel in _SUBJECT:
        return "s"
    if rel in ("obj", "iobj"):
        return "o"
    if rel.startswith("obl"):
        return "x"
    if rel in ("nmod", "det", "amod", "acl", "nummod:gov"):
        return "g"
    return "p"


def clause(doc: Doc, k: int) -> int:
    """The verb or predicate whose clause token ``k`` belongs to; looked for once."""
    found = doc.clauses.get(k)
    if found is None:
        found = doc.clauses[k] = _clause(doc, k)
    return found


def _clause(doc: Doc, k: int) -> int:
    steps = 0
    while doc.head[k] >= 0 and steps < 40:
        rel = doc.rel[k]
        h = doc.head[k]
        if rel in (
            "nsubj",
            "nsubj:pass",
            "obj",
            "iobj",
            "obl",
            "obl:agent",
            "advmod",
            "parataxis",
            "mark",
            "aux",
            "cop",
            "xcomp",
            "expl",
            "vocative",
            "discourse",
            "obl:tmod",
        ):
            if rel in ("parataxis",) and doc.pos[k] in ("VERB", "AUX"):
                return k
            if rel == "xcomp":
                return k
            return h
        if rel in ("root", "ccomp", "advcl", "acl", "acl:relcl", "csubj") or (rel == "conj" and doc.pos[k] in ("VERB", "AUX")):
            return k
        k = h
        steps += 1
    return k


def subject(doc: Doc, verb: int, depth: int = 0) -> int:
    """The subject of a predicate: its own, or that of a coordinated, governing or modified word; -1 where none."""
    for k in doc.kids[verb]:
        if doc.rel[k] in _SUBJECT:
            if doc.lemma[k] in ("который",) or (doc.lemma[k] == "кто" and doc.rel[verb] in ("acl", "acl:relcl")):
                return doc.head[verb] if doc.head[verb] >= 0 else -1
            return k
    if doc.pos[verb] in ("ADJ", "ADV") or doc.lemma[verb] in _IMPERSONAL:
        for k in doc.kids[verb]:
            if doc.case[k] == "Dat" and doc.pos[k] in ("NOUN", "PROPN", "PRON") and doc.rel[k] in ("iobj", "obl", "obj"):
                return k
    h = doc.head[verb]
    if h < 0 or depth > 5:
        return -1
    rel = doc.rel[verb]
    if (
        rel == "conj"
        or rel == "xcomp"
        or (
            rel in ("advcl", "ccomp")
            and (doc.low[verb].endswith(("в", "вши", "вшись", "я", "ясь", "а", "ась")) and not doc.number[verb])
        )
    ):
        if rel == "xcomp":
            for k in doc.kids[h]:
                if doc.rel[k] in ("iobj", "obj") and doc.case[k] in ("Dat", "Acc") and doc.lemma[h] in _OBJECT_CONTROL:
                    return k
            if doc.lemma[h] in _OBJECT_CONTROL:
                return -1
        return subject(doc, h, depth + 1)
    if rel in ("acl", "amod") and doc.pos[h] in ("NOUN", "PROPN", "PRON"):
        return h if doc.case[verb] else subject(doc, clause(doc, h), depth + 1)
    if rel in ("nmod", "obl", "obj", "csubj"):
        return subject(doc, clause(doc, h) if doc.pos[h] not in ("VERB", "AUX") else h, depth + 1)
    return -1


_OBJECT_CONTROL = word_list("object control")


_IMPERSONAL = word_list("impersonal")


def group_top(doc: Doc, k: int) -> int:
    """The first member of the coordination that ``k`` belongs to."""
    for _ in range(12):
        if (
            doc.rel[k] not in ("conj", "appos", "flat:name", "flat")
            or doc.head[k] < 0
            or doc.pos[doc.head[k]] not in ("PROPN", "NOUN", "PRON", "X")
        ):
            break
        k = doc.head[k]
    return k
