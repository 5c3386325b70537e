"""Bodies and their people: "его страна", "своей компании", "музыканты" of a band, "коммунисты" of a party."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import common
from framing.actors.state import Ref, Spot, State
from framing.actors.syntax import clause, role, subject
from framing.actors.things import all_classes
from framing.actors.titles import Phrase
from framing.actors.words import word_list

_LEADS = word_list("leads a body")


def give_members(run: State, p: Phrase) -> bool:
    """ "Музыканты выпустили альбом", "россияне победили": the band, the party, the national team whose people they are."""
    if p.comps or p.wild or p.owner >= 0 or p.other or p.persons:
        return False
    sent = run.doc.sent[p.head]
    for kind, start in _called_after(p.lemma):
        if not _plain(run.doc, p, bool(start)):
            continue
        fits = [r for r in run.refs if r.type == "ORG" and kind in r.kinds | r.likely and (not start or _begins(r, start))]
        near = [r for r in fits if run.distance(r, sent)[0] < 6]
        if len(near) == 1 and (start or len(fits) == 1):
            run.give(p, near[0], "description", "members", 0.7)
            return True
    return False


def _plain(doc: Doc, p: Phrase, named: bool) -> bool:
    """Is a plural noun all that a phrase is: no number, no adjective, no clause (where no name speaks for it)?"""
    apart = ("nummod", "nummod:gov", "amod", "det", "appos") + (() if named else ("acl", "acl:relcl"))
    return p.j == p.head + 1 and not any(doc.rel[x] in apart for x in doc.kids[p.head]) and role(doc, p.head) in "sog"


def _called_after(lemma: str) -> list[tuple[str, str]]:
    """The kinds of body whose people a noun calls, each with the beginning of a word that its name must have (``""``: any)."""
    nation = common().people.get(lemma)
    return [("national", nation.name[:5].lower())] if nation is not None else _members().get(lemma, [])


def _begins(ref: Ref, start: str) -> bool:
    return any(w.startswith(start) for text in (ref.name, *ref.aliases) for w in text.lower().replace("ё", "е").split())


@cache
def _members() -> Mapping[str, list[tuple[str, str]]]:
    """People -> [(kind of their body, beginning of a word of its name)]."""
    out: dict[str, list[tuple[str, str]]] = {}
    for row in seeds.table("members.tsv"):
        for word in row["people"].replace("ё", "е").split("|"):
            out.setdefault(word, []).append((row["kind"], row["name"]))
    return out


def own_things(run: State) -> None:
    """ "Его страна", "своей компании": the country of the person's office, the body that the person leads, owns or serves."""
    owners = {s.k: s.ref for s in run.out if s.kind == "pronoun"}
    owned = [p for p in run.phrases if p.kind == "thing" and not p.plural and not p.other and p.owner in owners]
    led = _led(run) if owned else []
    for p in owned:
        owner = owners[p.owner]
        found = _country(run, owner) if "country" in p.classes else _body(run, p, owner, led)
        if found is None:
            continue
        mine = [s for s in run.out if s.k == p.head and s.kind in ("description", "name")]
        if not any(s.ref is found or (s.ref.named and s.kind == "description" and "country" not in p.classes) for s in mine):
            run.out = [s for s in run.out if s not in mine]
            rule = "own-country" if "country" in p.classes else "own-body"
            run.out.append(Spot(p.i, p.j, p.head, "description", found, rule, 0.75))


def _country(run: State, owner: Ref) -> Ref | None:
    names = [c for o in owner.offices for c in sorted(o[1])]
    return next((run.by_name[c] for c in names if c in run.by_name and "country" in run.by_name[c].kinds), None)


def _body(run: State, p: Phrase, owner: Ref, led: list[tuple[Ref, Ref]]) -> Ref | None:
    """The one body of a person that a kind word fits."""
    if owner.type != "PER":
        return None
    held = [c for o in owner.offices if o[0] not in owner.former for c in sorted(o[1])]
    bodies = [run.by_name[c] for c in held if c in run.by_name] + [body for body, who in led if who is owner]
    bodies = [r for r in {id(r): r for r in bodies}.values() if r.type in ("ORG", "MEDIA")]
    best = [r for r in bodies if p.classes & (r.kinds | r.likely) or p.lemma in r.kinds]
    best = best or [r for r in bodies if "club" not in p.classes and not (r.kinds | r.likely) & all_classes()]
    return best[0] if len(best) == 1 else None


def _led(run: State) -> list[tuple[Ref, Ref]]:
    """Bodies, each with one of whom the text says that he leads it, founded it, owns it, works for it or is of it."""
    bodies = [s for s in run.out if s.ref.type in ("ORG", "MEDIA") and s.kind.startswith("name")]
    found = [(s.ref, run.ref_of(k)) for s in bodies for k in _people(run.doc, s)]
    return [(body, who) for body, who in found if who is not None]


def _people(doc: Doc, s: Spot) -> list[int]:
    """Who has a body: the subject of its verb ("возглавляет X"), the noun that a participle or "из X" belongs to."""
    top = doc.top(s.i, s.j)
    while doc.rel[top] == "appos" and doc.head[top] >= 0:
        top = doc.head[top]
    if doc.rel[top] == "nmod" and any(doc.low[x] in ("из", "от") for x in doc.kids[top]):
        return [doc.head[top]]
    verb = clause(doc, top)
    if doc.lemma[verb] not in _LEADS or role(doc, top) == "s":
        return []
    return [doc.head[verb] if doc.rel[verb] in ("acl", "amod") else subject(doc, verb)]
