"""Whom "свой" and "себя" mean: the subject of their clause, found in the tree and, where the tree crosses a clause, beside it."""

from __future__ import annotations

from collections.abc import Callable

from framing.actors.doc import Doc
from framing.actors.state import Ref, Spot, State, speech_verbs
from framing.actors.syntax import clause, group_top, role, subject
from framing.actors.words import pronoun_words as words
from framing.actors.words import word_list

_RELATIVES = words("relatives")
_LEADING = words("before relatives")
_JOINTS = words("joints")
_REFERRING = words("referring")
_PARTS = words("counted")
_OBJECT_CONTROL = word_list("object control")
_IMPERSONAL = word_list("impersonal")


def give_reflexive(run: State, k: int) -> None:
    """Gives "свой" and "себя" to the subject of their clause, to each of several joined ones, or to nobody."""
    doc = run.doc
    if doc.low[k] in ("свою", "своего") and k + 1 < len(doc) and doc.low[k + 1] in ("очередь", "рода"):
        return
    verb = governor(doc, k)
    if verb >= 0 and doc.person[verb] in ("1", "2"):
        return
    for sure, rule in _RULES:
        found = rule(run, k, verb)
        if found is None:
            continue
        if len(found) > 1:
            found = [ref for ref in found if not _owned(run, k, ref)]
        kind = "pronoun" if len(found) == 1 else "collective"
        run.out += [Spot(k, k + 1, k, kind, ref, "reflexive", sure) for ref in found]
        return


def _owned(run: State, k: int, ref: Ref) -> bool:
    """ "X и своя дочь", "они: X со своей Наташей": is the actor the one who is somebody's own?"""
    return any(s.ref is ref and s.kind != "collective" and (s.k == run.doc.head[k] or s.i == k) for s in run.out if s.k > k)


# --- clauses of a sentence as they stand in a row -------------------------------------------------------------------------
def opens_clause(doc: Doc, k: int) -> bool:
    """Does a clause begin at token ``k``: after a mark a relative or a conjunction, or after a colon?"""
    before = doc.tokens[k - 1].text if k else ""
    if before in (":", ";"):
        return True
    if before not in (",", "—", "–", "-", "(") or k >= len(doc):
        return False
    x = k
    while x < len(doc) - 1 and x < k + 4 and (doc.pos[x] == "ADP" or doc.lemma[x] in _LEADING):
        x += 1
    return doc.lemma[x] in _RELATIVES or doc.low[k] in _JOINTS


def segment(doc: Doc, k: int) -> tuple[int, int]:
    """The stretch of tokens around ``k`` that no beginning of a clause cuts: first, one past the last."""
    sent = doc.sent[k]
    i, j = k, k + 1
    while i > doc.first[sent] and not opens_clause(doc, i):
        i -= 1
    while j < doc.first[sent + 1] and not opens_clause(doc, j):
        j += 1
    return i, j


def crosses(doc: Doc, a: int, b: int) -> bool:
    """Does a clause begin between two tokens?"""
    a, b = min(a, b), max(a, b)
    return any(opens_clause(doc, x) for x in range(a + 1, b + 1))


def finite(doc: Doc, k: int) -> bool:
    """A finite verb, an infinitive of the future tense, or a short form that is a predicate."""
    if doc.pos[k] == "VERB" and not doc.case[k]:
        return bool(doc.number[k]) or any(doc.rel[x] == "aux" and doc.number[x] for x in doc.kids[k])
    return doc.pos[k] == "ADJ" and not doc.case[k] and bool(doc.number[k])


def governor(doc: Doc, k: int) -> int:
    """The predicate over token ``k``; where the way to it crosses the beginning of a clause, the verb of the own stretch."""
    verb = clause(doc, k)
    if doc.pos[verb] in ("ADV", "SCONJ", "PART") and doc.head[verb] >= 0 and not crosses(doc, k, doc.head[verb]):
        verb = clause(doc, doc.head[verb])  # "свободна как никогда в своей истории"
    bare = doc.pos[verb] == "ADJ" and doc.case[verb] and not any(doc.rel[x] == "nsubj" for x in doc.kids[verb])
    if bare and doc.head[verb] >= 0:
        verb = clause(doc, doc.head[verb])  # "сделал новые — на себя"
    x = k
    while x != verb and doc.head[x] >= 0:
        if crosses(doc, x, doc.head[x]):
            return nearest_verb(doc, k, k) if nearest_verb(doc, k, k) >= 0 else verb
        x = doc.head[x]
    if doc.pos[verb] == "VERB" and not finite(doc, verb) and doc.rel[verb] == "xcomp" and crosses(doc, verb, doc.head[verb]):
        near = nearest_verb(doc, k, verb)
        return near if 0 <= near < verb else verb
    return verb


def nearest_verb(doc: Doc, k: int, but: int) -> int:
    """The finite verb of the stretch around ``k``, the nearest one from which no comma parts it; -1 where there is none."""
    i, j = segment(doc, k)
    verbs = [v for v in range(i, j) if finite(doc, v) and v != but]
    return min(verbs, key=lambda v: (comma(doc, v, k), abs(v - k)), default=-1)


def comma(doc: Doc, a: int, b: int) -> bool:
    """Does a comma stand between two tokens?"""
    return any(doc.tokens[x].text == "," for x in range(min(a, b), max(a, b)))


# --- whose ------------------------------------------------------------------------------------------------------------------
def members(run: State, token: int, verb: int) -> list[Ref]:
    """The actor of a subject; with a plural verb each of several joined ones, or all whom one plural means."""
    doc = run.doc
    several = list({s.ref.name: s.ref for s in run.out if s.k == token and s.kind == "collective"}.values())
    if len(several) > 1:
        return several
    ref = run.ref_of(token)
    if ref is None:
        return []
    if verb >= 0 and doc.number[verb] == "p" and ref.gender != "pl":
        top = group_top(doc, token)
        joined = {x for x in doc.kids[top] if doc.rel[x] == "conj"} | {top, token}
        beside = [x for x in range(token + 1, min(token + 5, len(doc))) if doc.low[x - 1] == "и" and doc.case[x] == "Nom"]
        found = [run.at[x] for x in sorted(joined | set(beside)) if x in run.at]
        return list({r.name: r for r in found}.values())
    return [ref]


def _source(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "Сообщает X со ссылкой на свои источники": the one who reports."""
    doc = run.doc
    h, steps = doc.head[k], 0
    while h >= 0 and doc.lemma[h] not in _REFERRING and steps < 4:
        h, steps = doc.head[h], steps + 1
    if h < 0 or doc.lemma[h] not in _REFERRING:
        return None
    for x in range(k, doc.first[doc.sent[k]] - 1, -1):
        if doc.rel[x] == "nsubj" and doc.lemma[doc.head[x]] in speech_verbs() and run.ref_of(x) is not None:
            return members(run, x, doc.head[x])
    return None


def _participle(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "Монахини, посвятившей свою жизнь ...": the noun that the participle goes with."""
    doc = run.doc
    if verb < 2 or verb > k or doc.pos[verb] != "VERB" or not doc.case[verb] or doc.rel[verb] not in ("acl", "amod"):
        return None
    if doc.tokens[verb - 1].text != "," or doc.head[verb] in run.at:
        return None
    for x in range(verb - 2, max(doc.first[doc.sent[k]], verb - 7) - 1, -1):
        if x in run.at and doc.case[x] == doc.case[verb] and doc.pos[x] in ("NOUN", "PROPN") and _agrees(doc, x, verb):
            return members(run, x, -1)
    return None


def _thing(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "Программа, включающая в себя ...": the participle goes with a common noun that is no actor, and so is nobody."""
    doc = run.doc
    if verb < 0 or doc.pos[verb] != "VERB" or not doc.case[verb] or doc.rel[verb] not in ("acl", "amod"):
        return None
    h = doc.head[verb]
    plain = h >= 0 and doc.pos[h] == "NOUN" and doc.animacy[h] == "i" and run.ref_of(h) is None
    return [] if plain and doc.case[h] == doc.case[verb] and _agrees(doc, h, verb) else None


def _agrees(doc: Doc, a: int, verb: int) -> bool:
    """Number, and gender in the singular, where both are known."""
    if doc.number[a] and doc.number[verb] and doc.number[a] != doc.number[verb]:
        return False
    return not (doc.number[verb] == "s" and doc.gender[verb] and doc.gender[a] and doc.gender[a] != doc.gender[verb])


def _tree(run: State, k: int, verb: int) -> list[Ref] | None:
    """The subject that the tree gives to the predicate, its own or a governing one's."""
    doc = run.doc
    token = subject(doc, verb) if verb >= 0 else -1
    if token < 0 and verb >= 0 and doc.rel[verb] == "xcomp":  # "разрешили использовать свои ракеты"
        token = subject(doc, doc.head[verb])
    if token < 0 or _holds(doc, token, k):
        return None
    found = members(run, token, verb)
    if not found:  # two subjects: the tagger was wrong about one
        others = [x for x in doc.kids[verb] if doc.rel[x] == "nsubj" and x in run.at and not _holds(doc, x, k)]
        found = members(run, others[0], verb) if others else []
    if not found and doc.rel[token].startswith("nsubj"):
        return _part(run, token)
    return found or None


def _part(run: State, token: int) -> list[Ref]:
    """ "Большая часть избирателей": those who are counted; else nobody whom the text names."""
    doc = run.doc
    counted = [x for x in doc.kids[token] if doc.rel[x] == "nmod" and doc.case[x] == "Gen" and x in run.at]
    return [run.at[counted[0]]] if counted and doc.lemma[token] in _PARTS else []


def _holds(doc: Doc, top: int, k: int) -> bool:
    """Does a noun phrase hold the reflexive as its own modifier ("привлёк своего учителя")?"""
    x = k
    for _ in range(4):
        h = doc.head[x]
        if h == top:
            return doc.rel[x] in ("det", "amod", "nmod", "obl") and doc.sent[k] == doc.sent[top]
        if h < 0 or doc.rel[x] not in ("det", "amod", "nmod", "nummod", "nummod:gov"):
            return False
        x = h
    return False


def _beside(run: State, k: int, verb: int) -> list[Ref] | None:
    """The one in the nominative beside the finite verb of the own stretch, which the tree made something else."""
    doc = run.doc
    i, j = segment(doc, k)
    v = nearest_verb(doc, k, k)
    if v < 0 or any(doc.rel[x].startswith("nsubj") and not _holds(doc, x, k) for x in doc.kids[v]):
        return None
    near = [x for x in range(i, j) if x in run.at and doc.case[x] == "Nom" and not comma(doc, x, v) and not _holds(doc, x, k)]
    for x in sorted(near, key=lambda x: abs(x - v)):
        found = members(run, x, v)
        if _agrees(doc, x, v) or len(found) > 1:
            return found
    return None


def _gerund(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "X, назвав себя жертвой, ушёл": the nominative before the comma that opens the gerund's words."""
    doc = run.doc
    if verb < 2 or verb > k or doc.rel[verb] != "advcl" or doc.number[verb] or doc.case[verb] or doc.tokens[verb - 1].text != ",":
        return None
    near = [
        x for x in range(segment(doc, verb)[0], verb - 1) if x in run.at and doc.case[x] == "Nom" and not comma(doc, x, verb - 2)
    ]
    return members(run, near[-1], -1) if near else None


def _upper(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "X заявил, что уволит своего зятя": a clause without a subject takes that of the one over it, where the verb agrees."""
    doc = run.doc
    if verb < 0 or not doc.number[verb] or doc.person[verb] not in ("", "3"):
        return None
    v = verb
    for _ in range(3):
        if doc.head[v] < 0 or doc.rel[v] not in ("ccomp", "advcl", "conj", "acl", "parataxis"):
            return None
        v = clause(doc, doc.head[v])
        token = subject(doc, v)
        if token >= 0 and token in run.at and _agrees(doc, token, verb) and not _holds(doc, token, k):
            return members(run, token, verb)
    return None


def _dative(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "Ему пришлось ...", "позволили ему ...": the one in the dative beside a word that asks for an infinitive."""
    doc = run.doc
    i, _ = segment(doc, k)
    if verb < 0 or doc.number[verb] or doc.case[verb] or doc.pos[verb] != "VERB":
        return None
    asking = _IMPERSONAL | _OBJECT_CONTROL
    asked = any(doc.lemma[x] in asking or doc.low[x] in asking for x in range(i, k))
    near = [x for x in range(i, k) if x in run.at and doc.case[x] == "Dat"]
    return members(run, near[-1], -1) if asked and near else None


def _verbless(run: State, k: int, verb: int) -> list[Ref] | None:
    """ "X со своим котом", a caption or a headline without a verb: the one in the nominative before it."""
    doc = run.doc
    i, j = segment(doc, k)
    if any(finite(doc, x) or (doc.pos[x] == "VERB" and not doc.case[x]) for x in range(i, j)):
        return None
    near = [x for x in range(i, k) if x in run.at and doc.case[x] in ("Nom", "") and doc.head[k] != x]
    return members(run, near[-1], -1) if near else None


def _before(run: State, k: int, verb: int) -> list[Ref] | None:
    """No subject in the sentence: the last subject that agrees with the verb, not far back."""
    doc = run.doc
    if verb >= 0 and doc.person[verb] not in ("", "3"):
        return None
    plural = verb >= 0 and doc.number[verb] == "p"
    for s in sorted((s for s in run.out if s.k < k and 0 <= doc.sent[k] - doc.sent[s.k] <= 2), key=lambda s: -s.k):
        if role(doc, s.k) != "s" or (doc.quote[s.k] >= 0) != (doc.quote[k] >= 0) or s.ref.type == "LOC":
            continue
        if plural != (s.ref.gender == "pl" or s.kind == "collective") and verb >= 0 and doc.number[verb]:
            continue
        if verb < 0 or not doc.gender[verb] or s.ref.gender == doc.gender[verb] or plural:
            return members(run, s.k, verb)
    return None


_RULES: tuple[tuple[float, Callable[[State, int, int], list[Ref] | None]], ...] = (
    (0.8, _source),
    (0.8, _participle),
    (0.8, _thing),
    (0.7, _dative),
    (0.85, _tree),
    (0.7, _gerund),
    (0.6, _beside),
    (0.6, _upper),
    (0.6, _verbless),
    (0.5, _before),
)
