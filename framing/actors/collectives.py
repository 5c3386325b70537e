"""Several at once: groups of people, pairs, both sides of a talk."""

from __future__ import annotations

from framing.actors.state import ANYONE, Ref, Seen, Spot, State, plain, stem
from framing.actors.syntax import clause, group_top, role, subject
from framing.actors.things import nominative
from framing.actors.titles import Phrase

_STATE_NOUNS = frozenset(["страна", "государство", "держава", "республика"])


def give_group(run: State, p: Phrase) -> None:
    """Plural people: an actor named by its description when it is definite enough or acts."""
    doc = run.doc
    if p.slot or p.other:
        return
    name = plain(nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j))
    ref = run.by_name.get(name) or next(
        (
            x
            for x in run.extra
            if x.type == "GROUP" and p.lemma in x.words and (not p.comps or not x.words[p.lemma] or p.comps & x.words[p.lemma])
        ),
        None,
    )
    if ref is not None and ref.type == "GROUP":
        run.give(p, ref, "description", "group", 0.55)
        return
    if doc.quote[p.head] >= 0:
        return
    r = role(doc, p.head)
    acts = r == "s" and doc.pos[clause(doc, p.head)] in ("VERB", "AUX", "ADJ")
    if (
        not acts
        and not (
            r in "oxg"
            and (
                p.comps
                or p.wild
                or doc.pos[p.head] != "NOUN"
                or any(doc.rel[x] in ("acl", "acl:relcl") for x in doc.kids[p.head])
            )
        )
        and r != "o"
        and not (p.comps and p.lemma in ("житель", "гражданин"))
    ):
        return
    if any(doc.pos[x] == "NUM" for x in range(max(0, p.i - 2), p.head)) and not p.comps:
        return
    if name in run.by_name:
        return
    ref = Ref(name, "GROUP", "pl", named=False)
    run.by_name[name] = ref
    run.extra.append(ref)
    ref.words[p.lemma] = p.comps
    run.give(p, ref, "description", "group", 0.5)


def give_several(run: State, p: Phrase) -> bool:
    """ "Девушки", "политики": a bare plural for two or more people who were just named side by side."""
    if p.comps or p.wild or p.adjectives or p.owner >= 0 or (p.lemma not in ANYONE and not p.classes):
        return False
    sent = run.doc.sent[p.head]
    wanted = {"девушка": "f", "женщина": "f", "мужчина": "m", "парень": "m", "юноша": "m"}.get(p.lemma, "")
    found = [r for r in parties_near(run, sent, p.head) if r.type == "PER"]
    side = coordinated(run, sent, p.head)
    if len(side) < 2 or (wanted and any(r.gender != wanted for r in side)):
        return False
    if not wanted and not all(any(p.classes & o[3] for o in r.offices) for r in side):
        return False
    del found
    for ref in side:
        run.out.append(Spot(p.i, p.j, p.head, "collective", ref, "pair", 0.7))
    return True


def coordinated(run: State, sent: int, k: int) -> list[Ref]:
    """The last people joined by a conjunction, not further than two sentences back."""
    doc = run.doc
    members: dict[int, list[Ref]] = {}
    for s in reversed(run.log):
        if run.apart(sent, s.sent) > 2:
            break
        if s.ref is None or s.ref.type != "PER" or s.k >= k:
            continue
        group = members.setdefault(group_top(doc, s.k), [])
        if s.ref not in group:
            group.insert(0, s.ref)
        if len(group) > 1 and any(
            doc.rel[x.k] == "conj" or doc.rel[doc.head[x.k]] == "conj"
            for x in run.log
            if x.ref in group and x.sent == s.sent and doc.head[x.k] >= 0
        ):
            return group
    return []


def give_pair(run: State, i: int, j: int, k: int, kind: str) -> bool:
    """All parties of the last talk: two or more people (or countries) side by side, or the last two who acted."""
    doc = run.doc
    parties = couple(run, i, j, k) or parties_near(run, doc.sent[k], k)
    if doc.lemma[k] in _STATE_NOUNS:
        parties = [r for r in parties_near(run, doc.sent[k], k, True)]
    elif len(parties) < 2 and doc.lemma[k] == "сторона":
        parties = powers(run)
    if len(parties) < 2:
        return False
    for ref in parties:
        run.out.append(Spot(i, j, k, kind, ref, "pair", 0.7))
        ref.count += 1
    return True


def couple(run: State, i: int, j: int, k: int) -> list[Ref]:
    """ "Супруги", "супруги Штерн": the two people of one surname, or a person and the spouse that the text gives."""
    doc = run.doc
    if doc.lemma[k] not in ("супруг", "пара", "чета", "оба"):
        return []
    inside = [s.ref for s in run.out if s.ref.type == "PER" and s.name[0] in (j, j - 1)]
    people = [r for r in run.refs if r.type == "PER" and r.named and " " in r.name]
    if doc.lemma[k] == "оба":
        return []
    for r in inside or sorted(people, key=lambda r: -r.count):
        found = [p for p in people if p is not r and p.gender != r.gender and stem(p) == stem(r)]
        if len(found) == 1:
            return [r, found[0]]
    return []


def powers(run: State) -> list[Ref]:
    """The two countries that the text is about, where no third comes near."""
    states = sorted((r for r in run.refs if "country" in r.kinds and r.type == "LOC"), key=lambda r: (-r.total, r.name))
    if len(states) < 2 or states[1].total < 3 or (len(states) > 2 and 2 * states[2].total > states[1].total):
        return []
    return states[:2]


def parties_near(run: State, sent: int, k: int, states: bool = False) -> list[Ref]:
    """The last two who acted: people, else countries and organisations; with ``states`` the last two countries."""
    if states:
        near = [s.ref for s in run.log if s.k < k and s.ref is not None and "country" in s.ref.kinds and s.ref.type == "LOC"]
        last = list(dict.fromkeys(r.name for r in reversed(near)))[:2]
        return [run.by_name[n] for n in last[::-1] if n in run.by_name] if len(last) == 2 else []
    for types in (("PER",), ("LOC", "ORG")):
        found: list[Ref] = []
        first = -1
        for s in reversed(run.log):
            if run.apart(sent, s.sent) > 4:
                break
            if s.ref is None or s.quote >= 0:
                continue
            if (
                s.k >= k
                or s.ref.type not in types
                or s.role not in "sox"
                or (types[0] == "LOC" and s.role != "s" and not s.ref.kinds & {"country"})
            ):
                continue
            if first >= 0 and run.apart(first, s.sent) > 2:
                break
            if s.ref not in found:
                found.append(s.ref)
                first = s.sent if first < 0 else first
            if len(found) == 2:
                return found[::-1]
    return []


def side_by_side(run: State, k: int) -> tuple[list[Ref], Seen | None]:
    """The last two or more people (else countries) joined by a conjunction or by "с", not far back."""
    doc = run.doc
    met: dict[int, list[Seen]] = {}
    for s in reversed(run.log):
        if run.apart(doc.sent[k], s.sent) > 2:
            break
        if s.ref is None or s.k >= k or s.ref.type == "GROUP" or (s.quote >= 0) != (doc.quote[k] >= 0):
            continue
        top = group_top(doc, s.k)
        if top == s.k and doc.case[s.k] == "Ins" and doc.low[s.i_prep(doc)] in ("с", "со") and s.role == "x":
            boss = subject(doc, s.clause)
            top = group_top(doc, boss) if boss >= 0 else top
        row = met.setdefault(top, [])
        row.append(s)
        refs = list(dict.fromkeys(x.ref.name for x in row if x.ref is not None))
        types = {x.ref.type for x in row if x.ref is not None}
        states = types == {"LOC"} and all(x.ref is not None and "country" in x.ref.kinds for x in row)
        if len(refs) > 1 and (types == {"PER"} or states):
            for other in run.log:
                found = other.ref if other.k < s.k and group_top(doc, other.k) == top else None
                if found is not None and found.name not in refs and found.type in types:
                    refs.append(found.name)
            members = [run.by_name[n] for n in refs if n in run.by_name]
            head = min(row, key=lambda x: x.k)
            return members[::-1], head
    return [], None
