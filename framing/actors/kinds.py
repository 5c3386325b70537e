"""Kind words in place of a name: "страна", "компания", "суд"."""

from __future__ import annotations

from math import log

from framing.actors.state import BODIES, Ref, Spot, State
from framing.actors.titles import Phrase
from framing.actors.words import word_list

_IDLE = word_list("idle")
_WIDE = word_list("wide kinds")
_LOOSE = frozenset(
    [
        "company",
        "newspaper",
        "media",
        "outlet",
        "channel",
        "club",
        "party",
        "group",
        "organisation",
        "movement",
        "bank",
        "agency",
        "union",
    ]
)


def give_thing(run: State, p: Phrase) -> None:
    """ "Страна", "компания": the nearest actor of the kind, when the phrase does not say another one."""
    doc = run.doc
    mods = {m for m in p.adjectives} - _IDLE
    if p.classes & BODIES:
        mods -= run.national
    if p.plural or p.other or p.comps or p.wild or p.slot or (mods and p.owner < 0):
        return
    if p.owner >= 0:
        return
    if doc.quote[p.head] >= 0 and not p.definite and "country" in p.classes:
        return
    sent = doc.sent[p.head]
    scores: dict[int, float] = {}
    refs: dict[int, Ref] = {}
    for s in reversed(run.log):
        distance = run.apart(sent, s.sent)
        if distance > 6:
            break
        ref = s.ref
        if ref is None or ref.type not in ("LOC", "ORG", "MEDIA"):
            continue
        if not p.classes & ref.kinds and (
            ref.kinds - {p.lemma}
            or ref.type == "LOC"
            or not p.classes & _LOOSE
            or distance > 3
            or (ref.type == "MEDIA" and "media" not in p.classes)
        ):
            continue
        value = (
            2.0 / (1 + distance)
            + {"s": 0.5, "o": 0.2, "x": 0.2, "p": 0.2}.get(s.role, 0.0)
            - (0.3 if s.inner else 0.0)
            + 0.6 * log(1 + ref.total)
        )
        if not p.classes & ref.kinds:
            value -= 0.0 if p.lemma in ref.kinds else 0.5
        if p.lemma in ref.kinds or "head:" + p.lemma in ref.kinds:  # the concern's own word
            value += 0.6
        elif any(x.startswith("head:") for x in ref.kinds) and p.lemma not in _WIDE:
            value -= 0.4
        refs[id(ref)] = ref
        scores[id(ref)] = max(scores.get(id(ref), -9.0), value)
    alone = {id(x.ref): x.ref for x in run.log if x.ref is not None and x.ref.type != "PER" and p.classes & x.ref.kinds}
    if len(alone) == 1 and "country" in p.classes:
        key, ref = next(iter(alone.items()))
        refs[key] = ref
        scores[key] = max(scores.get(key, 0.0), 1.0)
    best: tuple[float, Ref] | None = None
    for key, value in scores.items():
        if best is None or value > best[0]:
            best = (value, refs[key])
    if best is None or (best[0] < 0.9 and not p.definite):
        give_body(run, p)
        return
    run.give(p, best[1], "description", "kind-noun", 0.65)


def give_body(run: State, p: Phrase) -> None:
    """An unnamed court, police force or parliament that acts is an actor by its common noun."""
    doc = run.doc
    ref = run.by_name.get(p.lemma)
    if ref is None:
        if not p.classes & BODIES or p.lemma not in run.bodies or doc.quote[p.head] >= 0:
            return
        ref = Ref(p.lemma, "ORG", doc.gender[p.head] or "m", p.classes, named=False)
        run.by_name[p.lemma] = ref
        run.refs.append(ref)
    if ref.type == "ORG" and not ref.named:
        run.give(p, ref, "description", "role", 0.5)


def own_countries(run: State) -> None:
    """ "Его страна": the country of the person's office."""
    for p in run.phrases:
        if p.kind == "thing" and p.owner >= 0 and "country" in p.classes and not p.plural:
            ref = run.at.get(p.owner)
            names = [c for o in ref.offices for c in o[1]] if ref is not None else []
            country = next((run.by_name[c] for c in names if c in run.by_name and "country" in run.by_name[c].kinds), None)
            if country is not None:
                run.out.append(Spot(p.i, p.j, p.head, "description", country, "own-country", 0.75))
