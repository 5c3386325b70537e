"""The chain of one text: names, their actors, titles beside names, then one pass for titles, descriptions and pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from framing.actors.acting import acting
from framing.actors.appositions import appositions, identities, openings, predicates
from framing.actors.beside import beside_names, thing_titles
from framing.actors.crowds import crowds
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, gazetteer
from framing.actors.genders import settle_genders
from framing.actors.names import find_names
from framing.actors.naming import Name
from framing.actors.natures import settle_kinds
from framing.actors.people import Person, cluster, context_votes, settle
from framing.actors.phrases import Finder
from framing.actors.powers import authorities, capitals
from framing.actors.resolve import run_pass
from framing.actors.state import Ref, Spot, State
from framing.actors.surnames import families, possessives
from framing.actors.things import SMALL, Cluster, Thing, cluster_things, country_beside, head_noun, thing_classes, without_country
from framing.records import Actor, Block, Mention, Parsed, records_of


def find_actors(
    parsed: Parsed, blocks: tuple[Block, ...], known: Iterable[Mapping[str, str]] | None = None
) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """Mentions (sorted by start) and actors of one text; rows of ``known`` win over those of ``seeds/ru/actors.tsv``."""
    return find_all([(parsed, blocks)], known)[0]


def find_all(
    texts: Iterable[tuple[Parsed, tuple[Block, ...]]], known: Iterable[Mapping[str, str]] | None = None
) -> list[tuple[tuple[Mention, ...], tuple[Actor, ...]]]:
    """The same of several texts, step by step over all of them: a step's code and tables then stay in the processor's cache."""
    gaz = gazetteer(known)
    casts = [_named(Doc(parsed, blocks), gaz) for parsed, blocks in texts]
    runs = [_titled(cast, gaz) for cast in casts]
    for run in runs:
        run_pass(run)
    for run in runs:
        _show(run)
    return [(_records(run.doc, run.out), _actors(run)) for run in runs]


def begin(parsed: Parsed, blocks: tuple[Block, ...], known: Iterable[Mapping[str, str]] | None = None) -> State:
    """Names with their actors, titles beside them, phrases: what the pass begins with."""
    gaz = gazetteer(known)
    return _titled(_named(Doc(parsed, blocks), gaz), gaz)


class _Cast(NamedTuple):
    """The names of one text, their actors, and where they stand: people by their first token, things as ``Finder`` has them."""

    doc: Doc
    names: list[Name]
    refs: list[Ref]
    spots: list[Spot]
    people_at: dict[int, Ref]
    things_at: dict[int, tuple[int, str, str, bool]]
    heads: dict[str, str]
    called: dict[tuple[int, int], int]


def _named(doc: Doc, gaz: Gazetteer) -> _Cast:
    """The names of a text and whose they are."""
    names, things = find_names(doc, gaz)
    settle(names)
    for n in names:
        context_votes(doc, n)
    people = cluster(doc, names)
    clusters = link_things(doc, things, gaz)
    refs, spots, people_at, things_at = _refs(doc, people, clusters)
    heads = _head_nouns(doc, clusters, refs)
    return _Cast(doc, names, refs, spots, people_at, things_at, heads, _called(doc, clusters))


def _titled(cast: _Cast, gaz: Gazetteer) -> State:
    """Phrases, titles beside names and what they tell of actors."""
    doc, names, refs, spots, people_at, things_at, heads, called = cast
    finder = Finder(doc, gaz, things_at, {n.i: n.j for n in names}, heads, frozenset(called.values()))
    phrases = acting(doc, crowds(finder, finder.phrases()))
    skip = beside_names(doc, phrases, spots, people_at)
    apposed = appositions(doc, phrases, people_at, spots)
    skip |= apposed
    skip |= openings(doc, phrases, spots, people_at)
    same = identities(doc, [p for p in phrases if p.head not in skip], spots, people_at)
    skip |= same | predicates(doc, [p for p in phrases if p.head not in same], people_at, apposed)
    settle_genders(doc, refs, spots)
    skip |= thing_titles(doc, spots)
    settle_kinds(doc, refs, spots, phrases, skip)
    authorities(doc, gaz, refs, spots, skip)
    capitals(doc, gaz, refs, spots)
    families(doc, refs, spots)
    possessives(doc, gaz, refs, spots, people_at)
    run = State(doc, refs, spots, phrases, skip)
    run.called = {called[s.name]: s for s in spots if s.name in called and s.ref.type != "LOC" and s.kind == "name"}
    return run


def _called(doc: Doc, clusters: list[Cluster]) -> dict[tuple[int, int], int]:
    """Entities of common words alone ("манчестерский клуб", "столичная полиция"), none of a known actor -> their head nouns."""
    out: dict[tuple[int, int], int] = {}
    for c in clusters:
        if c.type == "LOC" or c.known is not None:
            continue
        heads = {(t.i, t.j): head_noun(doc, t.i, t.j) for t in c.things}
        if all(_common_words(doc, *span, head) for span, head in heads.items()):
            out |= heads
    return out


def _common_words(doc: Doc, i: int, j: int, head: int) -> bool:
    """Is every word of a name a common one: a kind word, its adjectives, nouns in the genitive or a place?"""
    if not thing_classes(doc.lemma[head]) or doc.number[head] == "p":
        return False
    for k in range(i, j):
        text = doc.tokens[k].text
        small = text[:1].islower() or (k == i and doc.sentence_start(k) and text[1:].islower())
        if not text.isalpha() or not (small or (k > head and doc.case[k] == "Gen" and doc.pos[k] == "PROPN" and k == j - 1)):
            return False
    return True


_STATES = frozenset(["республика", "край", "область", "королевство", "государство", "столица", "город", "штат"])
"""Words that alone name no place: "президент Республики"."""


def link_things(doc: Doc, things: list[Thing], gaz: Gazetteer) -> list[Cluster]:
    """Places and organisations as clusters; "Союз (УЕФА)" joins two ways of writing one."""
    things = [t for t in things if not (t.type == "LOC" and len(t.keys) == 1 and t.known is None and t.keys[0] & _STATES)]
    places = {t.i: t.known.name for t in things if t.known is not None and t.known.country}
    for t in things:
        if t.type != "LOC":
            t.country = country_beside(doc, t, places, gaz)
            t.bare = without_country(doc, t, places, gaz)
            if t.weak and t.known is not None and t.country and gaz.home(t.known) not in ("", t.country):
                t.known, t.weak, t.form = None, False, ""
    pairs: set[tuple[int, int]] = set()
    for t in things:
        if t.i >= 2 and doc.tokens[t.i - 1].text == "(" and t.j < len(doc) and doc.tokens[t.j].text in "),":
            before = [x for x in things if x.j in (t.i - 1, t.i - 2) and _renamed(x, t)]
            if before:
                pairs.add((min(before, key=lambda x: _unlike(x, t)).i, t.i))
    return _bare_heads(doc, cluster_things(doc, things, pairs))


def _renamed(x: Thing, t: Thing) -> bool:
    """Can the name in brackets be another name of the one before? "Детройт (США)" are two."""
    known = t.known
    if (x.type == "LOC") != (t.type == "LOC"):
        return False
    if x.type == "LOC" and known is not None and known.country and x.known is not known:
        return False
    return t.type != "LOC" or t.words[0].isupper() or x.words[0].isupper()


def _unlike(x: Thing, t: Thing) -> tuple[int, int]:
    """How far two names differ in length, an abbreviation counting a word for each letter; then the longer name first."""
    size = len(t.words[0]) if len(t.words) == 1 and t.words[0].isupper() else sum(w.lower() not in SMALL for w in t.words)
    return abs(sum(w.lower() not in SMALL for w in x.words) - size), x.i


def _bare_heads(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """ "Палата" that the tagger took for a name is the one organisation of the text whose head noun it is."""
    heads: dict[str, list[Cluster]] = {}
    for c in clusters:
        for lemma in {doc.lemma[head_noun(doc, t.i, t.j)] for t in c.things if t.j - t.i > 1 and c.type != "LOC"}:
            heads.setdefault(lemma, []).append(c)
    out: list[Cluster] = []
    for c in clusters:
        lemmas = {doc.lemma[t.i] for t in c.things if t.j - t.i == 1 and doc.pos[t.i] in ("NOUN", "PROPN")}
        target = (
            heads.get(next(iter(lemmas)), [])
            if len(lemmas) == 1 and all(t.j - t.i == 1 for t in c.things) and c.type != "LOC" and c.known is None
            else []
        )
        if len(target) == 1:
            target[0].things = sorted([*target[0].things, *c.things], key=lambda t: t.i)
        else:
            out.append(c)
    return out


def _refs(
    doc: Doc, people: list[Person], clusters: list[Cluster]
) -> tuple[list[Ref], list[Spot], dict[int, Ref], dict[int, tuple[int, str, str, bool]]]:
    refs: dict[str, Ref] = {}
    spots: list[Spot] = []
    people_at: dict[int, Ref] = {}
    things_at: dict[int, tuple[int, str, str, bool]] = {}
    for p in people:
        name = _unique(p.name, refs)
        votes = p.votes()
        firm = abs(votes["m"] - votes["f"])
        ref = refs[name] = Ref(name, "PER", p.gender, aliases=list(p.aliases), total=len(p.names), firm=firm)
        for n in p.names:
            people_at[n.i] = ref
            spots.append(
                Spot(
                    n.i,
                    n.j,
                    doc.top(n.i, n.j),
                    "name",
                    ref,
                    _name_rule(n, p),
                    0.95 if n.full or len(p.names) > 1 else 0.9,
                    (n.i, n.j),
                )
            )
    for c in clusters:
        existing = refs.get(c.name)
        if existing is not None and existing.type == c.type:
            ref = existing
            ref.aliases += [a for a in c.aliases if a not in ref.aliases]
            ref.total += len(c.things)
        else:
            name = _unique(c.name, refs)
            ref = refs[name] = Ref(name, c.type, c.gender, c.kinds, list(c.aliases), total=len(c.things), shown=c.shown)
        ref.home = ref.home or next((t.country for t in c.things if t.country), "")
        for t in c.things:
            rule = "known" if t.known is not None and (t.rule == "known" or not t.weak) else t.rule
            spots.append(Spot(t.i, t.j, doc.top(t.i, t.j), "name", ref, rule, 0.92 if t.entity else 0.85, (t.i, t.j)))
            if t.i not in things_at or things_at[t.i][0] < t.j:
                things_at[t.i] = (t.j, ref.name, ref.type, bool(c.known and c.known.country))
    return list(refs.values()), spots, people_at, things_at


def _head_nouns(doc: Doc, clusters: list[Cluster], refs: list[Ref]) -> dict[str, str]:
    """The head noun of an organisation's name ("палата" of "Торгово-промышленная палата") -> its actor, where only one has it."""
    out: dict[str, str] = {}
    by_name = {r.name: r for r in refs}
    for c in clusters:
        if c.type == "LOC" or c.name not in by_name:
            continue
        for t in c.things:
            head = head_noun(doc, t.i, t.j)
            lemma = doc.lemma[head]
            if t.j - t.i < 2 or doc.pos[head] != "NOUN" or len(lemma) < 4 or doc.animacy[head] == "a":
                continue
            by_name[c.name].kinds = by_name[c.name].kinds | {"head:" + lemma} | thing_classes(lemma)
            out[lemma] = c.name if out.get(lemma, c.name) == c.name else ""
    return {k: v for k, v in out.items() if v}


def _unique(name: str, taken: Mapping[str, object]) -> str:
    base, n = name, 2
    while name in taken:
        name = f"{base} ({n})"
        n += 1
    return name


def _name_rule(n: Name, p: Person) -> str:
    if n.rule != "person":
        return n.rule
    if n is p.names[0] or len(p.names) == 1:
        return "entity"
    if n.full:
        return "initials" if "initial" in n.roles else "full-name"
    if "patr" in n.roles:
        return "patronymic"
    return "surname" if "last" in n.roles else "first-name"


# --- names as the text has them ----------------------------------------------------------------------------------------
def _show(run: State) -> None:
    """Known actors take the names that the text gives them; where two would share one, the second keeps its listed name."""
    refs = [*run.refs, *run.extra]
    taken = {r.name for r in refs if not r.shown or r.shown == r.name}
    for r in refs:
        if not r.shown or r.shown == r.name:
            continue
        name = r.shown if r.shown not in taken else r.name if r.name not in taken else _unique(r.shown, dict.fromkeys(taken))
        r.aliases = [a for a in r.aliases if a != name]
        r.name = name
        taken.add(name)


# --- records ---------------------------------------------------------------------------------------------------------------
def _records(doc: Doc, spots: list[Spot]) -> tuple[Mention, ...]:
    kept: dict[tuple[int, int, str], Spot] = {}
    for s in sorted(spots, key=lambda s: (s.i, -s.j, not s.kind.startswith("name"), s.ref.name)):
        kept.setdefault((s.i, s.j, s.ref.name), s)
    found = kept.values()
    starts, stops = [doc.starts[s.i] for s in found], [doc.stops[s.j - 1] for s in found]
    return tuple(
        records_of(
            Mention,
            [doc.sent[s.i] for s in found],
            starts,
            stops,
            [doc.text[a:b] for a, b in zip(starts, stops, strict=True)],
            [s.kind for s in found],
            [s.ref.name for s in found],
            [s.ref.type for s in found],
            [doc.starts[s.name[0]] if s.name[0] >= 0 else -1 for s in found],
            [doc.stops[s.name[1] - 1] if s.name[0] >= 0 else -1 for s in found],
            [s.confidence for s in found],
            [s.rule for s in found],
        )
    )


def _actors(run: State) -> tuple[Actor, ...]:
    used = {s.ref.name for s in run.out}
    out: list[Actor] = []
    for r in [*run.refs, *run.extra]:
        if r.name in used:
            used.discard(r.name)
            out.append(
                Actor(
                    r.name,
                    r.type,
                    tuple(_clean(a) for a in r.aliases if a != r.name),
                    r.gender,
                    tuple(_clean(t) for t in r.titles),
                )
            )
    return tuple(out)


def _clean(text: str) -> str:
    return text if " ".join(text.split()) == text else re.sub(r"\s+", " ", text)


__all__ = ["find_actors", "find_all"]
