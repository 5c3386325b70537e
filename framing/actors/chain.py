"""The chain of one text: names, their clusters, titles, descriptions, pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, gazetteer
from framing.actors.names import find_names
from framing.actors.people import Name, Person, cluster, context_votes
from framing.actors.things import Cluster, Thing, cluster_things, country_beside
from framing.records import Actor, Block, Mention, Parsed


@dataclass(slots=True)
class Spot:
    """A mention in the making: tokens ``i..j``, of an actor (number in ``Board.people`` or ``Board.clusters``)."""

    i: int
    j: int
    kind: str
    actor: str
    type: str
    rule: str
    confidence: float = 1.0
    name: tuple[int, int] = (-1, -1)


def find_actors(parsed: Parsed, blocks: tuple[Block, ...], known: Iterable[Mapping[str, str]] | None = None
                ) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """Mentions (sorted by start) and actors of one text; ``known`` are rows like those of ``seeds/ru/actors.tsv`` that win over them."""
    doc = Doc(parsed, blocks)
    gaz = gazetteer(known)
    names, things = find_names(doc, gaz)
    for n in names:
        context_votes(doc, n)
    people = cluster(doc, names)
    clusters = link_things(doc, things, gaz)
    spots: list[Spot] = []
    actors: dict[str, Actor] = {}
    for p in people:
        name = p.name
        while name in actors: name += " (2)"
        actors[name] = Actor(name, "PER", tuple(p.aliases), p.gender)
        for n in p.names:
            spots.append(Spot(n.i, n.j, "name", name, "PER", n.rule, 0.95, (n.i, n.j)))
    for c in clusters:
        name = c.name
        if name not in actors:
            actors[name] = Actor(name, c.type, tuple(c.aliases), c.gender)
        for t in c.things:
            spots.append(Spot(t.i, t.j, "name", name, c.type, t.rule, 0.9, (t.i, t.j)))
    return _records(doc, spots), tuple(actors.values())


def link_things(doc: Doc, things: list[Thing], gaz: Gazetteer) -> list[Cluster]:
    places = {t.i: t.known.name for t in things if t.known is not None and t.known.country}
    for t in things:
        if t.type != "LOC":
            t.country = country_beside(doc, t, places, gaz)
    pairs = set()
    ends = {t.j: t for t in things}
    for t in things:
        if t.i >= 2 and doc.tokens[t.i - 1].text == "(" and t.j < len(doc) and doc.tokens[t.j].text in ")," :
            for back in (t.i - 1, t.i - 2):
                if back in ends:
                    pairs.add((ends[back].i, t.i)); break
    return cluster_things(doc, things, pairs)


def _records(doc: Doc, spots: list[Spot]) -> tuple[Mention, ...]:
    out = []
    for s in sorted(spots, key=lambda s: (s.i, -s.j, s.actor)):
        a, b = doc.tokens[s.i].start, doc.tokens[s.j - 1].stop
        na, nb = (doc.tokens[s.name[0]].start, doc.tokens[s.name[1] - 1].stop) if s.name[0] >= 0 else (-1, -1)
        out.append(Mention(doc.sent[s.i], a, b, doc.text[a:b], s.kind, s.actor, s.type, na, nb, s.confidence, s.rule))
    return tuple(out)
