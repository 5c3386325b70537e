"""What a text says somebody is: "Имя, глава X,", "подозреваемый — Имя", "вора зовут Имя", "Имя стал главой X"."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from framing.actors.beside import one_case, owner_of, remember
from framing.actors.doc import Doc
from framing.actors.state import Ref, Spot
from framing.actors.syntax import clause, passive
from framing.actors.titles import Phrase
from framing.actors.words import word_list

_COPULA = word_list("copula")


def appositions(doc: Doc, phrases: list[Phrase], people_at: dict[int, Ref], spots: list[Spot]) -> set[int]:
    """ "Имя Фамилия, глава X," and "Имя Фамилия (глава X)": the description is the person's; the heads so used."""
    used: set[int] = set()
    ends: dict[int, tuple[int, Ref]] = {}
    stop_of = _ends(doc, people_at)
    for i, ref in people_at.items():
        ends[stop_of[i]] = (i, ref)
    for p in phrases:
        before = p.i - 1
        if p.plural or p.kind in ("thing", "pair", "group") or before < 1:
            continue
        mark = doc.tokens[before].text
        if mark not in (",", "(", "—", "–", "-") or before not in ends or doc.sent[before] != doc.sent[p.i]:
            continue
        i, ref = ends[before]
        name_head = doc.top(i, before)
        after = doc.tokens[p.j].text if p.j < len(doc) else "."
        cases = {doc.case[x] for x in range(i, before)}
        if mark == "," and not (
            (after in ",.)—–;:" or (doc.rel[p.head] == "appos" and doc.head[p.head] == name_head))
            and (doc.case[p.head] in cases or "" in cases)
            and (doc.rel[p.head] in ("appos", "conj", "nmod", "flat") or doc.head[p.head] == name_head)
        ):
            continue
        if mark == "," and doc.rel[p.head] == "conj" and doc.rel[name_head] == "conj":
            continue
        if mark in "—–-" and doc.case[p.head] != "Nom" and not (mark != "-" and one_case(doc.case[p.head], doc.case[name_head])):
            continue
        if p.gender and ref.gender and p.gender != ref.gender and p.kind in ("relation", "person"):
            continue
        remember(doc, p, ref, owner_of(spots, p))
        used.add(p.head)
    return used


def openings(doc: Doc, phrases: list[Phrase], spots: list[Spot], people_at: dict[int, Ref]) -> set[int]:
    """ "Подозреваемому — Имени Фамилии — предъявлены ...": a description, a dash or comma, then the name in the same case."""
    starts = {s.i: s for s in spots if s.ref.type == "PER" and s.name[0] in people_at}
    used: set[int] = set()
    new: list[Spot] = []
    for p in phrases:
        spot = starts.get(p.j + 1)
        if (
            spot is None
            or p.plural
            or p.kind not in ("office", "general", "person", "relation")
            or doc.tokens[p.j].text not in "—–-,"
            or doc.sent[p.i] != doc.sent[spot.k]
        ):
            continue
        after = doc.tokens[spot.j].text if spot.j < len(doc) else "."
        chained = p.kind in ("relation", "person") and spot.kind == "name+title" and after in ",.;:)—–"
        if not one_case(doc.case[spot.k], doc.case[p.head]) or not (
            (doc.head[spot.k] == p.head and doc.rel[spot.k] in ("appos", "nmod", "flat:name"))
            or doc.tokens[p.j].text in "—–-"
            or (chained and (not p.gender or p.gender == spot.ref.gender))
        ):
            continue
        if doc.case[p.head] == "Nom" and doc.tokens[p.j].text in "—–-" and doc.head[spot.k] != p.head:
            continue
        remember(doc, p, spot.ref, owner_of(spots, p))
        new.append(Spot(p.i, p.j, p.head, "title" if p.kind == "office" else "description", spot.ref, "apposition", 0.85))
        used.add(p.head)
    spots += new
    return used


def identities(doc: Doc, phrases: list[Phrase], spots: list[Spot], people_at: dict[int, Ref]) -> set[int]:
    """ "Отец ребёнка — Имя Фамилия", "вора зовут Имя": a description whose predicate is a name is that person's; its heads."""
    tops = {doc.top(*s.name): s for s in spots if s.ref.type == "PER" and s.name[0] in people_at}
    used: set[int] = set()
    for p in phrases:
        if p.plural or p.slot or p.other or p.kind not in ("office", "general", "person", "relation"):
            continue
        spot = _predicate_name(doc, p, tops)
        if spot is None or (p.gender and spot.ref.gender and p.gender != spot.ref.gender):
            continue
        remember(doc, p, spot.ref, owner_of(spots, p))
        spots.append(Spot(p.i, p.j, p.head, "title" if p.kind == "office" else "description", spot.ref, "apposition", 0.85))
        used.add(p.head)
    return used


def _predicate_name(doc: Doc, p: Phrase, tops: Mapping[int, Spot]) -> Spot | None:
    """The name that a clause says of a phrase: after a dash, both being in the nominative, or with "звать"."""
    if doc.lemma[doc.head[p.head]] == "звать" and doc.rel[p.head].startswith(("obj", "iobj")):
        return next((tops[x] for x in doc.kids[doc.head[p.head]] if x in tops and x != p.head), None)
    if p.j >= len(doc) or doc.tokens[p.j].text not in "—–-" or doc.case[p.head] != "Nom":
        return None
    for top, spot in tops.items():
        straight = spot.i == p.j + 1 and doc.case[top] in ("Nom", "") and doc.sent[top] == doc.sent[p.head]
        linked = doc.head[p.head] in (top, spot.k) or doc.head[top] == p.head or doc.head[spot.k] == p.head
        if straight and (linked or doc.rel[p.head] in ("root", "nsubj")):
            return spot
    return None


def predicates(doc: Doc, phrases: list[Phrase], people_at: dict[int, Ref], told: Collection[int] = ()) -> set[int]:
    """ "X — политик", "X стал президентом", "X назначен министром": a predicate is remembered, and is no mention; nor is what is
    joined to one, or to an apposition after a name (``told``)."""
    used: set[int] = set()
    heads = {doc.top(i, j): people_at[i] for i, j in _ends(doc, people_at).items()}
    for p in phrases:
        if p.plural and p.kind != "group":
            continue
        k = p.head
        named: Ref | None = None
        rels = [doc.rel[x] for x in doc.kids[k]]
        governed = "case" in rels  # "был для концерна ...", "работал с клубом"
        predicate = not governed and "cop" in rels
        subjects = [x for x in doc.kids[k] if doc.rel[x] == "nsubj"] if "nsubj" in rels else []
        if subjects and doc.case[k] in ("Nom", "Ins"):
            predicate = True
            named = next((heads[x] for x in subjects if x in heads), None)
        h = doc.head[k]
        if (
            not predicate
            and doc.case[k] == "Ins"
            and h >= 0
            and not governed
            and not (p.kind in ("group", "thing") and passive(doc, h) and doc.pos[h] != "VERB")
            and (
                doc.lemma[h] in _COPULA
                or doc.low[h] in ("став", "будучи", "являясь", "оставаясь", "ставший", "ставшая", "ставшего")
            )
            and doc.rel[k] in ("obl", "xcomp", "obj", "iobj", "nmod")
        ):
            predicate = True
            for x in doc.kids[h]:
                if x in heads and doc.rel[x] in ("nsubj", "nsubj:pass", "obj"):
                    named = heads[x]
        if (
            not predicate
            and doc.case[k] == "Ins"
            and p.i > doc.first[doc.sent[k]]
            and any(doc.lemma[x] in _COPULA or doc.low[x].startswith("став") for x in _before(doc, p.i))
        ):
            predicate = True
        if (
            not predicate
            and k > 0
            and doc.low[k - 1 if p.i == k else p.i - 1] == "как"
            and doc.rel[k] in ("obl", "advcl", "nmod", "conj")
        ):
            predicate = True
        if not predicate and (h in used or h in told) and doc.rel[k] == "conj" and doc.case[k] == doc.case[h]:
            predicate = True  # "был профессором и ректором"
        if not predicate and doc.case[k] == "Ins" and not governed and doc.lemma[clause(doc, k)] in _COPULA:
            predicate = p.kind in ("office", "general") and clause(doc, k) > k  # "главным тренером клуба вместо X станет ..."
        if not predicate and doc.rel[k] == "xcomp" and doc.pos[k] == "NOUN" and h >= 0 and doc.lemma[h] in _COPULA:
            predicate = True  # "признать её иноагентом"
        if not predicate:
            continue
        used.add(k)
        if named is not None and not p.plural and p.kind in ("office", "general", "person", "relation"):
            owner = people_at.get(p.persons[0]) if p.persons else None
            remember(doc, p, named, owner.name if owner is not None else "")
    return used


def _before(doc: Doc, i: int) -> list[int]:
    """The word before a phrase, and the one before "самым" or "уже"."""
    k = i - 1
    return [k, k - 1] if doc.low[k] in ("самым", "самой", "уже", "снова", "также") and k > doc.first[doc.sent[i]] else [k]


def _of_name(doc: Doc, k: int) -> bool:
    """Is a token that hangs on a word of a name a further word of it?"""
    return doc.rel[k].startswith("flat") or (doc.rel[k] == "appos" and doc.pos[k] == "PROPN")


def _ends(doc: Doc, people_at: dict[int, Ref]) -> dict[int, int]:
    out: dict[int, int] = {}
    for i in people_at:
        j = i + 1
        while j < len(doc) and doc.sent[j] == doc.sent[i] and doc.head[j] in range(i, j) and _of_name(doc, j):
            j += 1
        if j < len(doc) and doc.tokens[j].text == "(":
            close = j
            while close < len(doc) and close < j + 6 and doc.tokens[close].text != ")":
                close += 1
            inner = doc.tokens[j + 1].text if j + 1 < len(doc) else ""
            if close < len(doc) and doc.tokens[close].text == ")" and inner.isascii() and inner[:1].isalpha():
                j = close + 1
        out[i] = j
    return out
