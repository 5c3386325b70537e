"""The chain of one text: names, their actors, titles beside names, then one pass for titles, descriptions and pronouns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from framing.actors.crowds import crowds
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, gazetteer
from framing.actors.genders import settle_genders
from framing.actors.morph import is_known, noun_cases
from framing.actors.names import find_names
from framing.actors.naming import Name, candidates
from framing.actors.natures import settle_kinds
from framing.actors.nominative import name_cases
from framing.actors.people import Person, cluster, context_votes, settle
from framing.actors.resolve import run_pass
from framing.actors.state import Ref, Spot, State, speech_verbs
from framing.actors.syntax import clause, group_top
from framing.actors.things import (
    DESCRIPTORS,
    FIRMS,
    SMALL,
    Cluster,
    Thing,
    cluster_things,
    country_beside,
    head_noun,
    kinds_of,
    nominative,
    thing_classes,
    without_country,
)
from framing.actors.titles import Finder, Phrase
from framing.actors.words import pronoun_words, word_list
from framing.records import Actor, Block, Mention, Parsed


def find_actors(
    parsed: Parsed, blocks: tuple[Block, ...], known: Iterable[Mapping[str, str]] | None = None
) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """Mentions (sorted by start) and actors of one text; rows of ``known`` win over those of ``seeds/ru/actors.tsv``."""
    run = begin(parsed, blocks, known)
    run_pass(run)
    _show(run)
    return _records(run.doc, run.out), _actors(run)


def begin(parsed: Parsed, blocks: tuple[Block, ...], known: Iterable[Mapping[str, str]] | None = None) -> State:
    """Names with their actors, titles beside them, phrases: what the pass begins with."""
    doc = Doc(parsed, blocks)
    gaz = gazetteer(known)
    names, things = find_names(doc, gaz)
    settle(names)
    for n in names:
        context_votes(doc, n)
    people = cluster(doc, names)
    clusters = link_things(doc, things, gaz)
    refs, spots, people_at, things_at = _refs(doc, people, clusters, gaz)
    heads = _head_nouns(doc, clusters, refs)
    called = _called(doc, clusters)
    finder = Finder(doc, gaz, things_at, {n.i: n.j for n in names}, heads, frozenset(called.values()))
    phrases = crowds(finder, finder.phrases())
    skip = beside_names(doc, phrases, spots, people_at)
    apposed = appositions(doc, phrases, people_at, spots)
    skip |= apposed
    skip |= openings(doc, phrases, spots, people_at)
    same = identities(doc, [p for p in phrases if p.head not in skip], spots, people_at)
    skip |= same | predicates(doc, [p for p in phrases if p.head not in same], people_at, apposed)
    settle_genders(doc, refs, spots)
    _thing_titles(doc, spots)
    settle_kinds(doc, refs, spots, phrases, skip)
    _powers(doc, gaz, refs, spots, phrases, skip)
    _capitals(doc, gaz, refs, spots)
    _families(doc, refs, spots)
    _possessives(doc, gaz, refs, spots, people_at)
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


def link_things(doc: Doc, things: list[Thing], gaz: Gazetteer) -> list[Cluster]:
    """Places and organisations as clusters; "Союз (УЕФА)" joins two ways of writing one."""
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
    doc: Doc, people: list[Person], clusters: list[Cluster], gaz: Gazetteer
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


# --- titles beside names ------------------------------------------------------------------------------------------------
def beside_names(doc: Doc, phrases: list[Phrase], spots: list[Spot], people_at: dict[int, Ref]) -> set[int]:
    """Titles directly before a person's name become part of the mention and are remembered; the heads so used."""
    used: set[int] = set()
    starts = {s.i: s for s in spots if s.ref.type == "PER" and s.i in people_at and s.kind == "name"}
    begin: dict[int, Spot] = {}
    for aged in starts.values():  # "член партии 54-летний Имя Фамилия"
        if aged.i and doc.lemma[aged.i - 1].endswith("летний") and doc.sent[aged.i - 1] == doc.sent[aged.i]:
            aged.i, aged.kind, aged.rule = aged.i - 1, "name+title", "title-name"
            begin[aged.i] = aged
    embedded = _embed(doc, phrases, starts)
    for p in reversed(phrases):
        spot = starts.get(p.j) or begin.get(p.j)
        if spot is None and p.j < len(doc) - 1 and doc.tokens[p.j].text in ("[", "**", "__"):  # a link or bold name
            spot = starts.get(p.j + 1)
        if spot is None:
            spot = starts.get(_past_bracket(doc, p.j))
        if spot is None:
            spot = _reached(doc, p, starts)
        if spot is not None and p.plural and p.kind == "group" and _same_case(doc, p, spot) and doc.sent[p.i] == doc.sent[spot.k]:
            if _shared(doc, p, spot, spots):
                used.add(p.head)
            continue
        if spot is None or p.plural or p.kind in ("thing", "pair", "group") or not _same_case(doc, p, spot):
            continue
        if (p.persons and any(a == spot.name[0] for a in p.persons)) or p.slot or p.head in embedded:
            continue
        if doc.sent[p.i] != doc.sent[spot.k]:
            continue
        spot.i, spot.kind, spot.rule = p.i, "name+title", "title-name"
        begin[p.i] = spot
        used.add(p.head)
        remember(doc, p, spot.ref, _owner(spots, p), spot.name[1] - spot.name[0] > 1)  # "госпожа Обама" is not Барак Обама
        for q in reversed(phrases):  # "музыкант, певец и автор песен Имя"
            gap = doc.words(q.j, spot.i) if q.j < spot.i else ["?"]
            if (
                q.j < spot.i
                and len(gap) == 1
                and gap[0] in (",", "и")
                and not q.plural
                and q.kind in ("office", "general")
                and doc.case[q.head] == doc.case[p.head]
                and doc.sent[q.i] == doc.sent[spot.k]
                and group_top(doc, q.head) == group_top(doc, p.head)
                and q.head not in used
                and not (p.country and q.country and p.country != q.country)  # "премьер Эфиопии и президент Эритреи Имя"
            ):
                spot.i = q.i
                used.add(q.head)
                remember(doc, q, spot.ref)
    for spot in starts.values():
        if spot.kind == "name":
            _adjectives(doc, spot)
    return used


def _past_bracket(doc: Doc, k: int) -> int:
    """Where a short bracket that opens at ``k`` ends ("глава Союза (СМ) Имя"); -1 where there is none."""
    if k >= len(doc) or doc.tokens[k].text != "(":
        return -1
    close = next((x for x in range(k + 2, min(k + 5, len(doc))) if doc.tokens[x].text == ")"), -1)
    return close + 1 if close > 0 and doc.tokens[k + 1].text.isupper() else -1


def _reached(doc: Doc, p: Phrase, starts: Mapping[int, Spot]) -> Spot | None:
    """The name that a title governs beyond complements the phrase leaves out ("фигурант «дела» Имя")."""
    if p.plural or p.kind in ("thing", "pair", "group"):
        return None
    end = min(doc.first[doc.sent[p.head] + 1], p.j + 14)
    for k in range(p.j, end):
        if doc.tokens[k].text in (",", "—", "–", ";", ":") or (doc.pos[k] == "VERB" and not doc.case[k]):
            return None
        spot = starts.get(k)
        if spot is not None:
            top = doc.top(*spot.name)
            return spot if doc.head[top] == p.head and doc.rel[top] in ("appos", "flat", "flat:name") else None
    return None


def _shared(doc: Doc, p: Phrase, spot: Spot, spots: list[Spot]) -> bool:
    """ "Участницы группы Имя и Имя": a plural title of all the people it stands before; False before one alone."""
    top = group_top(doc, spot.k)
    named = [s for s in spots if s.ref.type == "PER" and s.kind.startswith("name") and doc.sent[s.k] == doc.sent[spot.k]]
    together = [s for s in named if group_top(doc, s.k) == top]
    alone = doc.number[spot.k] != "p" or doc.tokens[spot.name[1] - 1].text == spot.ref.name.split()[-1]
    if len(together) < 2 and alone:  # "парней Фамилия хочет свозить"
        return False
    spot.i, spot.kind, spot.rule = p.i, "name+title", "title-name"
    for s in together:
        s.ref.words.setdefault(p.lemma, p.comps)
        if p.classes and ("", p.comps, p.wild, p.classes, p.lemma) not in s.ref.offices:
            s.ref.offices.append(("", p.comps, p.wild, p.classes, p.lemma))
    return True


_ABOUT = ("office", "general", "person", "relation")
_TAKERS = frozenset(["adviser", "substitute", "spokesman", "envoy"])


def _embed(doc: Doc, phrases: list[Phrase], starts: Mapping[int, Spot]) -> set[int]:
    """ "Дочь бывшего президента Имя", "матерью девушки Имя": the inner description is no title of the name; but in
    "брата лидера КНДР Имя" it is, and the outer one takes the whole as its complement. Returns the heads that are no titles."""
    at = {p.head + 1: p for p in phrases if p.kind == "relation" or p.office in _TAKERS}
    inside: set[int] = set()
    for q in phrases:
        p = at.get(q.i)
        if p is None or doc.case[q.head] != "Gen" or p.persons or q.plural or q.kind not in _ABOUT:
            continue
        if not (doc.head[q.head] == p.head or doc.case[p.head] != "Gen"):
            continue
        spot = starts.get(q.j)
        if spot is None:
            p.j = max(p.j, q.j)
            continue
        cases = {doc.case[x] for x in range(*spot.name)} | {doc.case[spot.k]}
        declined = {
            c for _, cs in candidates(doc.tokens[spot.name[0]].text, False).items() if len(cs) < 6 and "Nom" not in cs for c in cs
        }
        if declined and doc.case[p.head] in declined and "Gen" not in declined:
            cases = declined
        inner = "Gen" in cases or (doc.case[p.head] == "Acc" and "Acc" in cases)
        outer = doc.case[p.head] in cases
        by_gender = p.gender and spot.ref.gender == p.gender and ((q.gender and q.gender != p.gender) or p.gender == "f")
        if outer and (not inner or by_gender):
            inside.add(q.head)
            p.j = max(p.j, q.j)
        elif inner:
            p.j, p.persons = spot.name[1], (spot.name[0],)
    return inside


def _same_case(doc: Doc, p: Phrase, spot: Spot) -> bool:
    a, b = doc.case[p.head], doc.case[spot.k if spot.name[0] <= spot.k < spot.name[1] else spot.name[0]]
    first = doc.case[spot.name[0]]
    if (_only_nominative(doc, spot) and a not in ("Nom", "")) or not _shares_case(doc, p, spot):
        return False
    if not b or a in (b, first):
        return True
    men = p.gender != "f" and spot.ref.gender == "m" and doc.gender[p.head] == "m" and p.office not in _TAKERS
    if men and (p.kind in ("office", "general") or (p.kind == "relation" and not p.persons)) and _one_case(a, b):
        return True  # "спросили командующего генерала Имя"
    return doc.head[spot.k] == p.head and doc.rel[spot.k] in ("appos", "flat", "flat:name")


def _shares_case(doc: Doc, p: Phrase, spot: Spot) -> bool:
    """Is there a case in which both the title's head and the name can stand ("имбецилами Байдена": none)?"""
    title = noun_cases(doc.low[p.head], doc.number[p.head])
    words = [doc.tokens[k].text for k in range(*spot.name)]
    mine = name_cases(words, spot.ref.name, spot.ref.gender)
    left_as_is = mine == {"Nom"} and doc.number[p.head] != "p"  # "лидера партии Имя Фамилия"
    return not title or not mine or left_as_is or bool(title & mine)


def _only_nominative(doc: Doc, spot: Spot) -> bool:
    """Is the name surely in the nominative ("доложил президенту Седлецкий")?"""
    text = doc.tokens[spot.name[1] - 1].text
    if not re.search("(?:ский|цкий|ая)$", text) or spot.name[1] - spot.name[0] > 2:
        return False
    found = [cases for (_, g), cases in candidates(text, True).items() if g == spot.ref.gender]
    return bool(found) and all(set(cases) == {"Nom"} for cases in found)


def _adjectives(doc: Doc, spot: Spot) -> None:
    """ "29-летний Фамилия", "бывший Фамилия": adjectives before the bare name belong to the mention."""
    k = spot.i
    while (
        k - 1 >= doc.first[doc.sent[spot.i]]
        and doc.pos[k - 1] in ("ADJ",)
        and doc.case[k - 1]
        and (doc.head[k - 1] == spot.k or doc.head[k - 1] in range(spot.i, spot.j))
        and doc.number[k - 1] == "s"
        and doc.tokens[k - 1].text[:1].islower() | doc.tokens[k - 1].text[:1].isdigit() | doc.sentence_start(k - 1)
    ):
        k -= 1
    if k < spot.i:
        spot.i, spot.kind, spot.rule = k, "name+title", "title-name"


def _owner(spots: list[Spot], p: Phrase) -> str:
    """The name of the person in the complement of a relation."""
    return next((s.ref.name for s in spots if p.persons and s.name[0] == p.persons[0]), "")


def remember(doc: Doc, p: Phrase, ref: Ref, owner: str = "", whole: bool = True) -> None:
    """The text gives this title or description to this actor; beside a bare surname (not ``whole``) it tells no gender."""
    item = (p.office, p.comps, p.wild, p.classes, p.lemma)
    if item not in ref.offices and (p.kind in ("office", "general") or p.office in ("accused", "victim")):
        ref.offices.append(item)
    ref.words.setdefault(p.lemma, p.comps)
    if p.former:
        ref.former.add(p.office)
    if (
        p.gender
        and (whole or " " not in ref.name)
        and p.kind in ("relation", "person", "general")
        and ref.gender != p.gender
        and doc.gender[p.head] == p.gender
        and p.lemma not in ("защитник",)
        and ref.firm < (3.5 if p.gender == "f" else 3.0)  # "сын" and "пилот" beside a woman's name say little
    ):
        ref.gender, ref.firm = p.gender, 3.0
    if p.kind == "relation" and (owner or p.office not in ref.relations):
        ref.relations[p.office] = owner
    text = nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j) if p.owner < p.head else doc.span(p.i, p.j)
    text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    if text not in ref.titles:
        ref.titles.append(text)


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
            after in ",.)—–;:"
            and (doc.case[p.head] in cases or "" in cases)
            and (doc.rel[p.head] in ("appos", "conj", "nmod", "flat") or doc.head[p.head] == name_head)
        ):
            continue
        if mark == "," and doc.rel[p.head] == "conj" and doc.rel[name_head] == "conj":
            continue
        if mark in "—–-" and doc.case[p.head] != "Nom" and not (mark != "-" and _one_case(doc.case[p.head], doc.case[name_head])):
            continue
        if p.gender and ref.gender and p.gender != ref.gender and p.kind in ("relation", "person"):
            continue
        remember(doc, p, ref, _owner(spots, p))
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
        if not _one_case(doc.case[spot.k], doc.case[p.head]) or not (
            (doc.head[spot.k] == p.head and doc.rel[spot.k] in ("appos", "nmod", "flat:name"))
            or doc.tokens[p.j].text in "—–-"
            or (chained and (not p.gender or p.gender == spot.ref.gender))
        ):
            continue
        if doc.case[p.head] == "Nom" and doc.tokens[p.j].text in "—–-" and doc.head[spot.k] != p.head:
            continue
        remember(doc, p, spot.ref, _owner(spots, p))
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
        remember(doc, p, spot.ref, _owner(spots, p))
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


def _one_case(a: str, b: str) -> bool:
    """Are two cases the same, or genitive and accusative, which have one form where people are meant?"""
    return a == b or {a, b} == {"Gen", "Acc"}


def _ends(doc: Doc, people_at: dict[int, Ref]) -> dict[int, int]:
    out: dict[int, int] = {}
    for i in people_at:
        j = i + 1
        while j < len(doc) and doc.sent[j] == doc.sent[i] and (doc.head[j] in range(i, j) and doc.rel[j].startswith("flat")):
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


_COPULA = word_list("copula")


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
        governed = any(doc.rel[x] == "case" for x in doc.kids[k])  # "был для концерна ...", "работал с клубом"
        predicate = not governed and any(doc.rel[x] == "cop" for x in doc.kids[k])
        subjects = [x for x in doc.kids[k] if doc.rel[x] == "nsubj" and x != k]
        if subjects and doc.case[k] in ("Nom", "Ins"):
            predicate = True
            named = next((heads[x] for x in subjects if x in heads), None)
        h = doc.head[k]
        if (
            not predicate
            and doc.case[k] == "Ins"
            and h >= 0
            and not governed
            and not (p.kind in ("group", "thing") and "Voice=Pass" in doc.tokens[h].feats and doc.pos[h] != "VERB")
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


_PLACE_KINDS = word_list("place kinds")


def _thing_titles(doc: Doc, spots: list[Spot]) -> None:
    """ "газета X", "компания X", "город X": the kind word directly before the name belongs to the mention."""
    for s in spots:
        if s.ref.type == "PER" or s.kind != "name" or s.i == 0:
            continue
        k = s.i - 1
        quoted = doc.tokens[k].text in '«"„“' and k > 0
        if quoted:
            k -= 1
        if doc.sent[k] != doc.sent[s.i] or doc.pos[k] != "NOUN" or not _kind_word(doc, k, s, quoted):
            continue
        head = doc.top(s.i, s.j)
        if (
            not quoted
            and doc.case[head] == "Gen"
            and doc.case[k] != "Gen"
            and not doc.tokens[head].text.isascii()
            and not doc.rel[head].startswith(("appos", "flat"))
        ):
            continue
        if doc.number[k] == "p" or (s.ref.type == "LOC") != (doc.lemma[k] in _PLACE_KINDS):
            continue
        start = doc.left_edge(k)
        close = s.j < len(doc) and quoted and doc.tokens[s.j].text in '»"”“'
        s.ref.kinds = s.ref.kinds | kinds_of((doc.lemma[k],))
        s.i, s.kind, s.rule = start, "name+title", "title-name"
        if close:
            s.j += 1


def _kind_word(doc: Doc, k: int, s: Spot, quoted: bool) -> bool:
    """Can a noun before a name say what is named: a descriptor, or before a quoted or Latin one a word for a firm?"""
    if doc.lemma[k] in DESCRIPTORS:
        return True
    if s.ref.type == "LOC" or doc.animacy[k] == "a" or not (quoted or doc.tokens[s.i].text.isascii()):
        return False
    return bool(thing_classes(doc.lemma[k]) & FIRMS)


# --- countries that act ---------------------------------------------------------------------------------------------------
def _families(doc: Doc, refs: list[Ref], spots: list[Spot]) -> None:
    """ "Штерны" after two people of that surname: each of them, not somebody called so."""
    people = [r for r in refs if r.type == "PER" and " " in r.name]
    for r in [r for r in refs if " " not in r.name and not any(s.ref is r and s.kind == "name+title" for s in spots)]:
        mine = [s for s in spots if s.ref is r]
        words = {doc.low[s.name[0]] for s in mine if s.name[1] - s.name[0] == 1}
        if not mine or len(words) != len({doc.low[s.i] for s in mine}):
            continue
        found = [p for p in people if words <= _plurals(p.name.split()[-1].lower().replace("ё", "е"))]
        if len(found) < 2:
            continue
        for s in mine:
            spots.remove(s)
            spots += [Spot(s.i, s.j, s.k, "collective", p, "pair", 0.75) for p in found]
        refs.remove(r)


def _possessives(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot], people_at: dict[int, Ref]) -> None:
    """ "Путинский", "трамповская": an adjective made of the surname of somebody whom the text names."""
    made: dict[str, Ref | None] = {}
    for r in refs:
        last = r.name.split()[-1].lower().replace("ё", "е")
        if r.type != "PER" or len(last) < 4 or not re.search("[бвгджзклмнпрстфхцчшщ]$", last):
            continue
        for end in ("ский",) if last.endswith(("ов", "ев", "ин", "ын")) else ("ский", "овский", "евский"):
            word = last + end
            if word not in gaz.adjectives and not (last.endswith(("ов", "ев")) and is_known(word)):
                made[word] = None if word in made else r
    if not made:
        return
    taken = {k for s in spots for k in range(s.i, s.j)}
    for k, lemma in enumerate(doc.lemma):
        ref = made.get(lemma)
        if ref is not None and doc.pos[k] in ("ADJ", "PROPN") and k not in taken and k not in people_at:
            spots.append(Spot(k, k + 1, k, "name", ref, "possessive", 0.8, (k, k + 1)))
            ref.total += 1


@cache
def _plurals(last: str) -> frozenset[str]:
    """The forms of a surname in the plural, of a man's or a woman's."""
    stem = re.sub("(?:ая|ий|ый|ой|а|ь|й)$", "", last)
    if re.search("(?:[оеё]в|ин|ын)$", stem):
        ends: tuple[str, ...] = ("ы", "ых", "ым", "ыми")
    elif last.endswith(("ий", "ый", "ой", "ая")):
        ends = ("ие", "ые", "их", "ых", "им", "ым", "ими", "ыми")
    else:
        ends = ("ы", "и", "ов", "ей", "ам", "ями", "ами", "ах", "ях", "ям")
    return frozenset(stem + e for e in ends)


_POWER = word_list("powers")


def _powers(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot], phrases: list[Phrase], skip: set[int]) -> None:
    """ "израильские власти", "правительство Израиля", "власти США": the country."""
    inside = {
        k
        for s in spots
        for k in range(s.i, s.j)
        if s.ref.type == "PER" or (s.ref.type != "LOC" and doc.lemma[s.i] not in _POWER and doc.lemma[s.k] not in _POWER)
    }
    places = {s.name[0]: s for s in spots if s.ref.type == "LOC" and s.name[0] >= 0}
    by_name = {r.name: r for r in refs}
    for k, lemma in enumerate(doc.lemma):
        if lemma not in _POWER or doc.pos[k] != "NOUN" or k in inside:
            continue
        i = doc.left_edge(k)
        if doc.case[k] == "Loc" and not _said_there(doc, k):  # "пост в британском правительстве"
            continue
        adjective = next((x for x in range(i, k) if doc.lemma[x] in gaz.adjectives), -1)
        if adjective >= 0:
            known = gaz.adjectives[doc.lemma[adjective]]
            ref = by_name.get(known.name)
            if ref is None:
                if known.type != "LOC":
                    continue
                ref = Ref(known.name, known.type, known.gender, known.kinds)
                refs.append(ref)
                by_name[known.name] = ref
            spots.append(Spot(i, k + 1, k, "demonym", ref, "adjective-power", 0.85))
            skip.add(k)
        elif k + 1 in places and lemma != "сторона":
            s = places[k + 1]
            if doc.case[s.k] == "Gen" or doc.case[s.k] == "":
                spots.append(Spot(i, s.j, k, "metonymy", s.ref, "adjective-power", 0.8))
                skip.add(k)
        elif lemma == "власть" and i == k and doc.number[k] == "p" and doc.rel[k] == "nsubj":
            ref = _main_state(refs)
            if ref is not None and doc.pos[doc.head[k]] == "VERB":
                spots.append(Spot(k, k + 1, k, "demonym", ref, "bare-power", 0.6))
                skip.add(k)


def _main_state(refs: list[Ref]) -> Ref | None:
    """The country that the text names twice as often as any other; None where there is none."""
    first, second, *_ = [*sorted((r for r in refs if "country" in r.kinds), key=lambda r: -r.total), None, None]
    if first is None or first.total < 2 or (second is not None and first.total < 2 * second.total):
        return None
    return first


_TALKS = word_list("talks")
_DEEDS = word_list("deeds of states")
_PACTS = pronoun_words("between states")
_WILL = pronoun_words("will of states")


def _capitals(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot]) -> None:
    """A capital or a palace that says or decides stands for its country."""
    by_name = {r.name: r for r in refs}
    new: list[Spot] = []
    acting = {id(s.ref) for s in spots if s.kind == "name" and s.ref.type == "LOC" and _acts(doc, s.k)}
    for s in spots:
        if s.kind not in ("name", "name+title") or s.ref.type not in ("LOC", "ORG"):
            continue
        text = doc.span(*s.name).lower().replace("ё", "е")
        words = [doc.lemma[x] for x in range(*s.name)]
        known = gaz.capitals.get(s.ref.name.lower().replace("ё", "е")) if s.ref.type == "LOC" else None
        rule = "capital-acts"
        if known is None:
            found = next(
                (
                    m
                    for b in {words[0], text.split()[0]}
                    for m in gaz.metonyms.get(b, ())
                    if len(m[0]) == len(words)
                    and all(doc.lemma[x] in key or doc.low[x] in key for x, key in zip(range(*s.name), m[1], strict=False))
                ),
                None,
            )
            if found is None or found[2].name == s.ref.name:
                continue
            known, rule = found[2], "palace-acts"
        if s.kind == "name+title" and rule == "capital-acts":
            continue
        if not (_acts(doc, s.k) or (id(s.ref) in acting and _again(doc, s.k))):
            continue
        ref = by_name.get(known.name)
        if ref is None:
            ref = Ref(known.name, known.type, known.gender, known.kinds)
            refs.append(ref)
            by_name[known.name] = ref
        new.append(Spot(s.i, s.j, s.k, "metonymy", ref, rule, 0.75, s.name))
    spots += new


def _acts(doc: Doc, k: int) -> bool:
    top = group_top(doc, k)
    h = doc.head[top]
    if h < 0:
        return False
    if doc.rel[top] == "nsubj":
        said = doc.lemma[h] in speech_verbs() or any(doc.lemma[x] in speech_verbs() for x in doc.kids[h] if doc.rel[x] == "xcomp")
        talks = any(doc.rel[x] == "obj" and doc.lemma[x] in _TALKS for x in doc.kids[h])  # "X и Y начали переговоры"
        return said or talks or doc.lemma[h] in _DEEDS or _does(doc, h)
    if doc.case[k] == "Ins" and doc.rel[top] in ("obl", "obl:agent", "nmod") and "Voice=Pass" in doc.tokens[h].feats:
        return doc.sent[top] == doc.sent[h] and not any(doc.rel[x] == "case" for x in doc.kids[top])  # "введённые Москвой"
    if k and doc.lemma[k - 1] == "официальный":
        return True
    if doc.case[k] == "Loc":  # "в Киеве заявили"
        return doc.low[top - 1] in ("в", "во") and _said_there(doc, top)
    between = next((x for x in doc.kids[top] if doc.low[x] == "между"), 0)
    if doc.case[k] == "Ins" and between:  # "договор между Москвой и Вашингтоном"
        return any(doc.lemma[x] in _TALKS | _PACTS for x in (h, between - 1))
    return doc.case[k] in ("Gen", "Ins") and doc.rel[top] == "nmod" and doc.lemma[h] in _TALKS | _WILL


def _again(doc: Doc, k: int) -> bool:
    """A capital that acts elsewhere in the text acts again: any active verb's subject, or the one spoken to."""
    top = group_top(doc, k)
    h = doc.head[top]
    if h < 0 or any(doc.rel[x] == "case" for x in doc.kids[top]):
        return False
    if doc.rel[top] == "nsubj":
        return doc.pos[h] == "VERB" and doc.case[k] in ("Nom", "")
    return doc.case[k] == "Dat" and doc.rel[top] in ("iobj", "obl", "obj") and doc.lemma[h] in speech_verbs()


def _said_there(doc: Doc, k: int) -> bool:
    """Is "в" + ``k`` who speaks: a verb of speech in the plural that has no subject?"""
    h = doc.head[k]
    return (
        h >= 0
        and doc.pos[h] == "VERB"
        and doc.number[h] == "p"
        and doc.lemma[h] in speech_verbs()
        and not any(doc.rel[x].startswith("nsubj") for x in doc.kids[h])
    )


def _does(doc: Doc, h: int) -> bool:
    """Does a finite active verb act on a person, a country or a body, or govern a clause: what a city itself does not do?"""
    if doc.pos[h] != "VERB" or not doc.number[h] or doc.number[h] == "p":
        return False
    for x in doc.kids[h]:
        if doc.rel[x] == "ccomp":
            return True
        if doc.rel[x] in ("obj", "iobj") and doc.pos[x] == "PROPN" and doc.case[x] in ("Acc", "Dat"):
            return True
    return False


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
    out: list[Mention] = []
    seen: set[tuple[int, int, str]] = set()
    for s in sorted(spots, key=lambda s: (s.i, -s.j, not s.kind.startswith("name"), s.ref.name)):
        key = (s.i, s.j, s.ref.name)
        if key in seen:
            continue
        seen.add(key)
        a, b = doc.tokens[s.i].start, doc.tokens[s.j - 1].stop
        na, nb = (doc.tokens[s.name[0]].start, doc.tokens[s.name[1] - 1].stop) if s.name[0] >= 0 else (-1, -1)
        out.append(Mention(doc.sent[s.i], a, b, doc.text[a:b], s.kind, s.ref.name, s.ref.type, na, nb, s.confidence, s.rule))
    return tuple(out)


def _actors(run: State) -> tuple[Actor, ...]:
    used = {s.ref.name for s in run.out}
    out: list[Actor] = []
    for r in [*run.refs, *run.extra]:
        if r.name in used and not any(a.name == r.name for a in out):
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
    return re.sub(r"\s+", " ", text)


__all__ = ["find_actors"]
