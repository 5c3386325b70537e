"""Unnamed roles that are somebody whom the text names later, and those who are no actors."""

from __future__ import annotations

from framing.actors import ages
from framing.actors.descriptions import age_of_ref, leads
from framing.actors.state import POLITICAL, STATES, Ref, State, stem
from framing.actors.syntax import clause


def unify(run: State) -> None:
    """An unnamed role that opens the text and a person named soon after it are one, where nothing tells them apart."""
    doc = run.doc
    first: dict[int, int] = {}
    for s in sorted(run.out, key=lambda s: s.k):
        first.setdefault(id(s.ref), s.k)
    people = [r for r in run.refs if r.type == "PER" and id(r) in first]
    spouses(run, people, first)
    leaning(run, people)
    for u in [r for r in run.extra if r.type == "PER" and id(r) in first]:
        k = first[id(u)]
        if u in run.merged:
            continue
        if run.told[doc.sent[k]] > 2 or doc.quote[k] >= 0 or any(u.relations.values()):
            continue
        later = [
            r
            for r in people
            if first[id(r)] > k
            and run.told[doc.sent[first[id(r)]]] - run.told[doc.sent[k]] <= (10 if r.total > 2 and leads(run, r) else 4)
        ]
        if not later or any(first[id(r)] < k and r.gender == u.gender and not apart_roles(u, r) for r in people):
            continue
        for p in sorted(later, key=lambda r: first[id(r)])[:2]:
            if opens(run, u, p, people):
                merge(run, u, p)
                break
            if not p.relations:  # "дочь погибшей" stands between the victim and her name
                break


def opens(run: State, u: Ref, p: Ref, people: list[Ref]) -> bool:
    """Can the role that opens the text be this person, named later?"""
    if p.gender and u.gender in ("m", "f") and p.gender != u.gender and not u.offices_only():
        return False
    if apart_roles(u, p) or (p.total < 2 and len(people) > 1):
        return False
    return not together(run, u, p)


def merge(run: State, u: Ref, p: Ref) -> None:
    """All mentions of an unnamed person are the named one's."""
    for s in run.out:
        if s.ref is u:
            s.ref, s.rule = p, "headline-role" if s.kind != "pronoun" else s.rule
    p.offices += [o for o in u.offices if o not in p.offices]
    run.merged.append(u)


def spouses(run: State, people: list[Ref], first: dict[int, int]) -> None:
    """ "Муж Веры Штерн" and a man called Штерн are one, where the text has no other man of that surname."""
    for u in run.extra:
        owner = run.by_name.get(u.relations.get("husband") or u.relations.get("wife") or "")
        if u.type != "PER" or id(u) not in first or owner is None or " " not in owner.name:
            continue
        found = [r for r in people if r is not owner and r.gender == u.gender and stem(r) == stem(owner)]
        if len(found) == 1:
            merge(run, u, found[0])


LEAN = -0.2
"""How much likelier than nobody a person must be, over all descriptions of an unnamed one, to be that one."""


def leaning(run: State, people: list[Ref]) -> None:
    """An unnamed role is the named person to whom its descriptions, taken together, lean."""
    told = [s for s in run.out if s.k in run.leans]
    for u in [r for r in run.extra if r.type == "PER" and not any(r.relations.values()) and r not in run.merged]:
        rows = [run.leans[s.k] for s in told if s.ref is u]
        fitting = [p for p in people if rows and p.gender in (u.gender, "")]
        leans = [(sum(row.get(id(p), -3.0) for row in rows) / len(rows), p) for p in fitting]
        likely = sorted((x for x in leans if x[0] > LEAN), key=lambda x: -x[0])
        best = next((p for _, p in likely if not together(run, u, p)), None)
        if best is not None:
            merge(run, u, best)


def together(run: State, u: Ref, p: Ref) -> bool:
    """Do the two stand in one clause or are they told apart by their ages or by the build of a sentence somewhere?"""
    doc = run.doc
    if ages.apart(u.age, age_of_ref(p)):
        return True
    mine = {(doc.sent[s.k], clause(doc, s.k)) for s in run.out if s.ref is u}
    if any(s.ref is p and (doc.sent[s.k], clause(doc, s.k)) in mine for s in run.out):
        return True
    return any(id(p) in run.others(s.k) for s in run.out if s.ref is u)


def apart_roles(u: Ref, p: Ref) -> bool:
    """Do the titles of two people tell them apart?"""
    if any(u.relations.values()) and not p.relations:
        return True
    if any(b[3] & POLITICAL for b in p.offices) and not any(a[0] not in STATES and a[3] for a in u.offices):
        return True
    for a in u.offices:
        if any(b[0] == a[0] and b[0] and (b[1] & a[1] or not a[1] or not b[1]) for b in p.offices):
            return False
        if a[0] not in STATES and any(b[0] not in STATES and b[0] != a[0] for b in p.offices):
            return True
    return False


def drop(run: State) -> None:
    """Unnamed people who neither act nor come again are no actors."""
    often: dict[str, int] = {}
    for s in run.out:
        often[s.ref.name] = often.get(s.ref.name, 0) + 1
    keep = {r.name for r in run.extra if r.type != "PER" or r.name in run.acting or often.get(r.name, 0) > 1}
    gone = {id(r) for r in run.extra if r.name not in keep}
    run.out = [s for s in run.out if id(s.ref) not in gone]
