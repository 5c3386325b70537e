"""Kind words in place of a name: "страна", "компания", "суд"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from math import log

from framing import seeds
from framing.actors.collectives import both_states
from framing.actors.likeness import nearest, note, to_name
from framing.actors.ranking import Features, likeliest, score
from framing.actors.state import BODIES, Ref, Spot, State, plain, speech_verbs
from framing.actors.syntax import clause, passive, role
from framing.actors.things import LOCAL, all_classes, kinds_of, nominative, thing_classes
from framing.actors.titles import Phrase
from framing.actors.words import word_list

_IDLE = word_list("idle")
_WIDE = word_list("wide kinds")
_PREMISES = word_list("premises")
_PLACES = frozenset(["country", "region", "city", "island", "airport", "union", "kingdom", "republic"])
_NEWCOMERS = word_list("newcomers")
_PRECISE = word_list("precise kinds")
_OFFICES = frozenset(["ministry", "service", "agency"])
_ACTS = word_list("acts")
_ACTS_ALONE = word_list("acts alone")
_REPORT = word_list("report nouns")
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
        "service",
        "hospital",
        "school",
        "university",
        "theatre",
        "fund",
        "federation",
        "committee",
        "network",
    ]
)


def give_thing(run: State, p: Phrase) -> None:
    """ "Страна", "компания": the likeliest actor of the kind, or another one."""
    if p.plural and "country" in p.classes:
        both_states(run, p)
        return
    if p.plural or p.other or p.slot or _NEWCOMERS.intersection(p.adjectives) or (p.owner >= 0 and "country" in p.classes):
        return
    rows = options(run, p)
    if run.choose is not None:
        n, chance = run.choose(run, p, rows), 0.5
    else:
        n, chance = likeliest(score("thing", f) for _, _, f in rows)
    ref = rows[n][0]
    government_acts(run, p, ref)
    if ref is not None:
        run.give(p, ref, "description", "kind-noun", min(0.95, chance))
    elif not (p.comps or p.wild or p.owner >= 0 or _telling(run, p)) and give_body(run, p):
        return
    else:
        begin_thing(run, p)


def give_called(run: State, p: Phrase, spot: Spot) -> None:
    """An entity of common words alone ("столичная полиция"): an actor of the text that has a name, else one called so."""
    told_apart = lambda f: "name_other" in f or "place_other" in f  # noqa: E731
    rows = [(ref, rule, f) for ref, rule, f in options(run, p) if ref is not spot.ref and not told_apart(f)]
    rows[-1][2]["new_called"] = 1.0
    if not p.other and not p.wild and p.head not in run.skip:
        if run.choose is not None:
            n, chance = run.choose(run, p, rows), 1.0
        else:
            n, chance = likeliest(score("thing", f) for _, _, f in rows)
        ref = rows[n][0]
        if ref is not None and chance > 0.5:
            spot.ref, spot.kind, spot.rule, spot.confidence = ref, "description", "kind-noun", round(min(0.95, chance), 2)
        if p.j == p.head + 1:
            government_acts(run, p, spot.ref if spot.ref.name.lower() != p.lemma else None)
    run.see(spot.k, spot.ref, spot.kind)


def _telling(run: State, p: Phrase) -> set[str]:
    """The adjectives that tell one body from another."""
    mods = set(p.adjectives) - _IDLE
    return mods - run.national if p.classes & BODIES else mods


def options(run: State, p: Phrase) -> list[tuple[Ref | None, str, Features]]:
    """What a kind word can mean: an actor of the kind, or None, another one, which comes last."""
    places = [r for r in run.refs if r.type in ("LOC", "ORG", "MEDIA")]
    kin = [r for r in places if not (p.classes.isdisjoint(r.kinds) and p.classes.isdisjoint(r.likely))]
    out: list[tuple[Ref | None, str, Features]] = []
    act = _act(run, p)
    called = {id(s.ref) for s in run.called.values()}
    for ref in places:
        match = _match(p, ref, id(ref) in run.sources, id(ref) in called)
        if not match or (act and (match != "head" or p.lemma in _ACTS_ALONE)):
            continue
        if run.within.get(p.head) is ref or (id(ref) not in run.last and match in ("loose", "likely")):
            continue
        if not ref.named and (id(ref) not in run.last or (ref in run.nameless and match != "lemma" and not p.definite)):
            continue
        row = of_thing(run, p, ref, match, kin)
        if "place_other" not in row:
            out.append((ref, "kind-noun", row))
    out.append((None, "", of_other(run, p, _telling(run, p))))
    return out


def _act(run: State, p: Phrase) -> bool:
    """Does a kind word name what is done ("занят организацией матча", "потерял управление"), not a body?"""
    if p.lemma not in _ACTS or (p.definite and p.owner < 0):
        return False
    doc, k, h = run.doc, p.head, run.doc.head[p.head]
    if any(x > k and doc.rel[x] in ("nmod", "obl") for x in doc.kids[k]):
        return True
    if p.lemma not in _ACTS_ALONE or role(doc, k) == "s" or h < 0:
        return False
    if doc.rel[k] == "nmod" and doc.case[k] == "Gen":
        return doc.animacy[h] != "a" and doc.lemma[h] not in _REPORT
    return not (doc.rel[k].startswith("obl") and doc.lemma[h] in speech_verbs())


def _match(p: Phrase, ref: Ref, sourced: bool = False, called: bool = False) -> str:
    """How the kind word fits what is known of an actor: its own head, its word, its kind, or nothing that speaks against it.

    A word for media fits loosely what is reported to say something (``sourced``), no other organisation; what is named by common
    words alone (``called``) has no head of its own."""
    if "head:" + p.lemma in ref.kinds:
        return "lemma" if called else "head"
    if p.lemma in ref.kinds:
        return "lemma"
    if p.lemma in _PREMISES or ("club" in ref.kinds - p.classes and "national" in p.classes):
        return ""
    shared = p.classes & ref.kinds
    if shared and not (shared == _MEDIA and ref.kinds & _OUTLETS and p.lemma not in hypernyms()):
        return "kind"
    if p.lemma in ref.likely or (p.classes & ref.likely and p.lemma != "столица"):
        return "likely"
    if ref.type != "LOC" and p.definite >= bool(p.adjectives) and _wider(p, ref):
        return "likely"
    if ref.type == "LOC" or not p.classes & _LOOSE:
        return ""
    if any(k in all_classes() or thing_classes(k.removeprefix("head:")) for k in ref.kinds - {p.lemma}):
        return ""
    if p.lemma in _PRECISE or (p.classes & _OFFICES and ref.name.isascii()):
        return ""
    return "" if (ref.type == "MEDIA") != ("media" in p.classes) and not (sourced and ref.type == "ORG") else "loose"


_MEDIA = frozenset(["media"])
_OUTLETS = frozenset(["newspaper", "magazine", "outlet", "channel", "radio", "agency"])
"""Media of one sort are none of another: "канал" is no newspaper."""


def _wider(p: Phrase, ref: Ref) -> bool:
    """Is a kind word wider than what an actor is ("организация" of a fund), or, pointed at, any body ("это ведомство")?"""
    if p.lemma not in hypernyms() or ("media" in p.classes and "media" not in ref.kinds | ref.likely):
        return False
    return bool(hypernyms()[p.lemma] & (ref.kinds | ref.likely)) or (ref.type == "ORG" and p.definite and p.owner < 0)


@cache
def hypernyms() -> Mapping[str, frozenset[str]]:
    """Word -> the kinds of bodies that it can stand for besides its own."""
    return {r["word"]: frozenset(r["kinds"].split("|")) for r in seeds.table("hypernyms.tsv")}


def of_thing(run: State, p: Phrase, ref: Ref, match: str, kin: list[Ref]) -> Features:
    """Features of the option that a kind word stands for this actor."""
    doc = run.doc
    sent = doc.sent[p.head]
    apart, last = run.distance(ref, sent)
    most = max((r.total for r in kin if r is not ref), default=0)
    out: Features = {f"t_{match}": 1.0, f"t_{ref.type}": 1.0, "total": log(1 + ref.total)}
    out["share"] = ref.total / (ref.total + most) if ref.total + most else 0.0
    if kin == [ref]:
        out["only"] = 1.0
    if not ref.named and ref in run.nameless:
        out["nameless"] = 1.0
    if match == "loose" and ref.likely:
        out["likely_other"] = 1.0
    if p.lemma in _WIDE:
        out["wide"] = 1.0
    elif match in ("kind", "loose") and any(x.startswith("head:") for x in ref.kinds):
        out["other_head"] = 1.0
    _of_words(run, p, ref, match, out)
    note("like_name", to_name(p.lemma, ref.name), 3.0, out)
    note("like_kinds", nearest(p.lemma, _nouns(ref.kinds)), 2.0, out)
    if last is None:
        out["ahead"] = 1.0
        return out
    out[f"apart_{min(apart, 4)}" if apart < 9 else "apart_far"] = 1.0
    if match == "loose" and apart > 2:
        out["loose_far"] = 1.0
    out[f"last_{last.role}"] = 1.0
    if last.inner:
        out["last_inner"] = 1.0
    if last.sent == sent:
        out["same_sentence"] = 1.0
        if last.clause == clause(doc, p.head) and last.role in "sox" and role(doc, p.head) in "sox":
            out["bound"] = 1.0
    if last.paragraph == doc.paragraph[p.head]:
        out["paragraph"] = 1.0
    _of_name(run, p, ref, out)
    if "country" in ref.kinds and _led(run, ref, sent, p.head):
        out["leader"] = 1.0
    if id(ref) in run.sources:
        out["source"] = 1.0
    return out


def _led(run: State, ref: Ref, sent: int, k: int) -> bool:
    """Is somebody of the same sentence, told before, in an office of this country?"""
    seen = [s for s in run.seen_in(sent) if s.k < k and s.ref is not None]
    others = [s.k for s in seen if s.ref is not None and s.ref is not ref and "country" in s.ref.kinds]
    people = [s for s in seen if s.ref is not None and s.ref.type == "PER" and s.k > max(others, default=-1)]
    return any(ref.name in o[1] for s in people if s.ref is not None for o in s.ref.offices)


def _of_name(run: State, p: Phrase, ref: Ref, out: Features) -> None:
    """Do the adjectives and places of the phrase stand in the actor's name, or others in their stead?"""
    mine = {w[:5].lower() for c in (*_telling(run, p), *p.comps) for w in c.split() if len(w) > 4}
    begins = _beginnings((ref.name, *ref.aliases))
    if mine & begins:
        out["name_stem"] = 1.0
        for told in [x for x in out if x.startswith("modified")]:
            del out[told]
    elif (mine or p.wild) and {"head:" + p.lemma, p.lemma} & ref.kinds:
        out["name_other"] = 1.0
    placed = p.country or any(c in run.by_name and run.by_name[c].type == "LOC" for c in p.comps)
    local = bool(ref.home) and bool(LOCAL.intersection(run.doc.lemma[p.i : p.j]))
    inside = placed and not out.get("name_stem") and any(r.type == "LOC" and r.name[:5].lower() in begins for r in run.refs)
    if local or inside or (p.country and ref.home and ref.home not in p.comps):
        out["place_other"] = 1.0


@lru_cache(maxsize=1 << 10)
def _nouns(kinds: frozenset[str]) -> tuple[str, ...]:
    """The nouns among kinds, which else have English names."""
    return tuple([k.removeprefix("head:") for k in kinds if not k.isascii()])


@lru_cache(maxsize=1 << 10)
def _beginnings(names: tuple[str, ...]) -> frozenset[str]:
    """The first letters of all words of names."""
    return frozenset([w[:5] for text in names for w in text.lower().replace("ё", "е").split()])


def _of_words(run: State, p: Phrase, ref: Ref, match: str, out: Features) -> None:
    """Features of the phrase's own words beside an actor."""
    doc = run.doc
    by_adjective = bool(p.comps) and p.j == p.head + 1
    if ref.name in p.comps:
        out["inside"] = 1.0
    elif by_adjective and "country" not in p.classes:
        out["national"] = 1.0
    elif p.comps or p.wild:
        out["complement"] = 1.0
    if _telling(run, p) - run.national:
        out["modified"] = 1.0
        out[f"modified_{match}"] = 1.0
    if p.owner >= 0:
        out["owner"] = 1.0
    if p.definite and p.owner < 0:
        out["definite"] = 1.0
    if doc.quote[p.head] >= 0:
        out["quote_country" if "country" in p.classes else "quote"] = 1.0


def of_other(run: State, p: Phrase, telling: set[str]) -> Features:
    """Features of the option that a kind word stands for no actor met so far."""
    doc = run.doc
    out: Features = {"new": 1.0, f"new_word_{p.lemma}": 1.0}
    if p.comps or p.wild:
        out["new_complement"] = 1.0
    if telling:
        out["new_modified"] = 1.0
    if p.owner >= 0:
        out["new_owner"] = 1.0
    if "country" in p.classes:
        out["new_country"] = 1.0
    if p.classes & BODIES:
        out["new_body"] = 1.0
    if role(doc, p.head) == "s":
        out["new_subject"] = 1.0
    if any(doc.rel[x] in ("acl", "acl:relcl") for x in doc.kids[p.head]):
        out["new_clause"] = 1.0
    return out


def give_body(run: State, p: Phrase) -> bool:
    """An unnamed court, police force or parliament that acts is an actor by its common noun."""
    doc = run.doc
    ref = run.by_name.get(p.lemma)
    if ref is None:
        if not p.classes & BODIES or p.lemma not in run.bodies or doc.quote[p.head] >= 0:
            return False
        ref = Ref(p.lemma, "ORG", doc.gender[p.head] or "m", p.classes, named=False)
        run.by_name[p.lemma] = ref
        run.refs.append(ref)
    if ref.type != "ORG" or ref.named:
        return False
    run.give(p, ref, "description", "role", 0.5)
    return True


def begin_thing(run: State, p: Phrase) -> None:
    """A firm, a school, a shelter without a name: an actor if the text comes back to it."""
    doc = run.doc
    if p.classes & (_PLACES | BODIES) or not p.classes or p.lemma in _ACTS or doc.quote[p.head] >= 0:
        return
    name = plain(nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j))
    inside = run.within.get(p.head)
    if name in run.by_name or (inside is not None and inside.type != "PER"):
        return
    ref = Ref(name, "ORG", doc.gender[p.head] or "m", kinds_of((p.lemma,)) | p.classes, total=1, named=False)
    run.by_name[name] = ref
    run.refs.append(ref)
    run.nameless.append(ref)
    run.give(p, ref, "description", "role", 0.45)


def drop_things(run: State) -> None:
    """Things without a name are actors where the text comes back to them and they act or have people."""
    often = {id(r): 0 for r in run.nameless}
    acting: set[int] = set()
    for s in run.out:
        if id(s.ref) in often and s.kind != "pronoun":
            often[id(s.ref)] += 1
            if _lives(run, s.k):
                acting.add(id(s.ref))
    run.out = [s for s in run.out if id(s.ref) not in often or (often[id(s.ref)] > 1 and id(s.ref) in acting)]


def _lives(run: State, k: int) -> bool:
    """Is a thing the subject of an active verb, or are its people spoken of?"""
    doc, h = run.doc, run.doc.head[k]
    if h < 0:
        return False
    if doc.rel[k] == "nsubj":
        return doc.pos[h] == "VERB" and not passive(doc, h)
    return doc.rel[k] == "nmod" and doc.case[k] == "Gen" and doc.animacy[h] == "a"


def government_acts(run: State, p: Phrase, ref: Ref | None) -> None:
    """ "Правительство признало вину": its country, as "правительство США" is."""
    doc = run.doc
    if "government" not in p.classes or p.plural or p.other or p.owner >= 0 or role(doc, p.head) != "s":
        return
    if doc.pos[clause(doc, p.head)] != "VERB" or passive(doc, clause(doc, p.head)) or _telling(run, p):
        return
    name = " ".join((ref.name, *ref.aliases)) if ref is not None else ""
    states = [r for r in run.refs if r.type == "LOC" and "country" in r.kinds and id(r) in run.last]
    own = [r for r in states if r.name in p.comps or r.name[:-1] in name]
    if not own and states and (ref is None or not ref.named):
        most = max(r.total for r in states)
        own = [r for r in states if r.total == most]
    if len(own) == 1:
        run.out.append(Spot(p.i, p.j, p.head, "metonymy", own[0], "adjective-power", 0.7))
