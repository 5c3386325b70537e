"""Which actor a noun phrase stands for, or a new one: features of the phrase, of the actor and of the way between them, weighed.

The weights (``seeds/ru/actor_weights.tsv``) are those of a conditional logit (McFadden, 1974): the chance of an option is
proportional to exp(sum of weight x feature). They were fitted on annotations of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log

from framing import seeds
from framing.actors import ages
from framing.actors.binding import fellows
from framing.actors.doc import Doc
from framing.actors.likeness import known, nearest, note, to_name
from framing.actors.saying import tells
from framing.actors.state import ANYONE, CHANGES, Ref, Seen, State, speech_verbs, stem
from framing.actors.syntax import clause, role, subject
from framing.actors.titles import Phrase
from framing.actors.words import word_list

Features = dict[str, float]
ANONYMOUS = word_list("anonymous")


@cache
def weights(model: str) -> Mapping[str, float]:
    """Feature -> weight of one model ("person", "thing")."""
    rows = seeds.table("actor_weights.tsv")
    return {r["feature"]: float(r["weight"]) for r in rows if r["model"] == model}


def score(model: str, features: Features) -> float:
    """The weighted sum; a feature without a weight counts nothing."""
    w = weights(model)
    return sum([w.get(name, 0.0) * value for name, value in features.items()])


def chances(scores: Iterable[float]) -> list[float]:
    """The chance of each option."""
    rows = list(scores)
    top = max(rows, default=0.0)
    powers = [exp(x - top) for x in rows]
    whole = sum(powers)
    return [p / whole for p in powers]


def likeliest(scores: Iterable[float]) -> tuple[int, float]:
    """The place of the option with the highest chance (of equals the first), and its chance."""
    found = chances(scores)
    chance = max(found)
    return found.index(chance), chance


def sort_of(p: Phrase) -> str:
    """What kind of word the phrase is: anyone, state (accused, victim), office, general, person."""
    if p.lemma in ANYONE:
        return "anyone"
    if p.office in ("accused", "victim"):
        return "state"
    return p.kind


def of_new(run: State, p: Phrase, titled: bool = False) -> Features:
    """Features of the option that a phrase is somebody not mentioned yet; ``titled``: the text gives the title to somebody."""
    doc = run.doc
    sort = sort_of(p)
    out: Features = {"new": 1.0, f"new_{sort}": 1.0, f"new_word_{p.lemma}": 1.0}
    if p.comps or p.wild or p.persons:
        out["new_complement"] = 1.0
        out[f"new_complement_{sort}"] = 1.0
    if modified(p):
        out["new_modified"] = 1.0
    if role(doc, p.head) == "s":
        out["new_subject"] = 1.0
    if doc.quote[p.head] >= 0:
        out["new_quote"] = 1.0
    if run.told[doc.sent[p.head]] <= 1:
        out["new_opening"] = 1.0
    if any(doc.rel[x] in ("acl", "acl:relcl") for x in doc.kids[p.head]):
        out["new_clause"] = 1.0
    if titled:
        out["new_titled"] = 1.0
    elif p.lemma in ANONYMOUS:
        out["new_anonymous"] = 1.0
    if late(run, p):
        out["new_late"] = 1.0
    if indefinite(p):
        out["new_indefinite"] = 1.0
    if tells(doc, p.head):
        out["new_says"] = 1.0
        if p.comps or p.wild or p.persons:
            out["new_says_complement"] = 1.0
    if not titled and p.office in ("judge", "prosecutor", "investigator", "lawyer", "representative", "spokesman"):
        out["new_officer"] = 1.0
    return out


def modified(p: Phrase) -> bool:
    """Has the phrase an adjective that tells one from another?"""
    return any(a not in ("этот", "сам", "данный", "тот", "самый", "весь") and not ages.in_years(a) for a in p.adjectives)


def late(run: State, p: Phrase) -> bool:
    """Is the phrase a subject after its verb, which is no verb of speech ("в машине находился капитан")? News, mostly."""
    doc = run.doc
    verb = clause(doc, p.head)
    return doc.rel[p.head].startswith("nsubj") and verb < p.i and doc.lemma[verb] not in speech_verbs()


def indefinite(p: Phrase) -> bool:
    """ "Некий", "неизвестный", "неназванный": nobody whom the text names."""
    return bool(_UNNAMED & {*p.adjectives, p.lemma})


_UNNAMED = word_list("unnamed")


@dataclass(slots=True)
class Scene:
    """What is the same for all whom a phrase can mean: its place, what was told before it, who the people are."""

    sort: str
    modified: bool
    aged: bool
    """Does an adjective count years?"""
    role: str
    clause: int
    boss: int
    people: list[Ref]
    totals: list[int]
    """How often the two most named are named."""
    known: int
    met: int
    """How many of the people have a name or were met; how many were met."""
    commanders: frozenset[int]
    events: frozenset[str]
    age: ages.Age
    says: bool
    spoke: dict[int, int]
    """Who spoke before the phrase, if it speaks: the place of each, 0 for the last one."""
    recent: dict[int, tuple[int, float]]
    """The people of whom the last sentences speak: which place each has, 0 for the last one, and its share."""
    bound: frozenset[int]
    """Who is another argument of the verb."""
    countries: frozenset[str]
    """The countries that the phrase names: "президент США"."""
    awaited: int
    """Whom a pronoun that is another argument of the verb, further on, will mean most likely; 0 for nobody."""


def scene(run: State, p: Phrase, people: list[Ref]) -> Scene:
    """What lies around a phrase that can mean these people."""
    doc = run.doc
    sent, own, place = doc.sent[p.head], clause(doc, p.head), role(doc, p.head)
    recent: dict[int, int] = {}
    bound: set[int] = set()
    awaited, ahead = 0, _pronoun_ahead(doc, p.head)
    says = tells(doc, p.head)
    for s in reversed(run.log):
        if s.ref is None or s.ref.type != "PER":
            continue
        if run.apart(sent, s.sent) > 3:
            break
        recent[id(s.ref)] = recent.get(id(s.ref), 0) + 1
        if not awaited and s.ref.gender and s.ref.gender == ahead:
            awaited = id(s.ref)
        if s.role in "sox" and s.clause == own and place in "sox":
            bound.add(id(s.ref))
    told = sum(recent.values())
    return Scene(
        sort=sort_of(p),
        modified=modified(p),
        aged=any(map(ages.in_years, p.adjectives)),
        role=place,
        clause=own,
        boss=subject(doc, own),
        people=people,
        totals=[*sorted((r.total for r in people), reverse=True), 0, 0][:2],
        known=sum(bool(r.named or r.count) for r in people),
        met=sum(bool(r.count) for r in people),
        commanders=run.commanders(p.head),
        events=run.events_at(p.head, p),
        age=age_of(run, p),
        says=says,
        spoke={key: n for n, key in enumerate({id(ref): 0 for _, ref in reversed(run.spoke)})} if says else {},
        recent={key: (n, times / told) for n, (key, times) in enumerate(recent.items())},
        bound=frozenset(bound),
        countries=frozenset(x.replace("ё", "е") for x in p.comps if (r := run.by_name.get(x)) and "country" in r.kinds),
        awaited=awaited,
    )


def of_person(run: State, p: Phrase, ref: Ref, fit: float, rule: str, clash: bool, around: Scene) -> Features:
    """Features of the option that the phrase stands for this person."""
    doc = run.doc
    sort = around.sort
    sent = doc.sent[p.head]
    apart, last = run.distance(ref, sent)
    out: Features = {}
    match = rule or ("clash" if clash else f"any_{sort}")
    out[f"fit_{match}"] = 1.0
    if rule and fit:
        out["fit"] = fit
    if clash:
        out["clash"] = 1.0
    if (p.comps or p.wild) and rule not in ("title-known", "title-body"):
        out[f"complement_{sort}"] = 1.0
    if around.modified and rule not in ("title-known", "title-body", "apposition"):
        out["modified"] = 1.0
    if around.aged:
        out["aged"] = 1.0
    if p.definite:
        out["definite"] = 1.0
    if rule in ("title-known", "title-short") and p.former and ref.named and p.office not in ref.former:
        out["former_other"] = 1.0
    if id(ref) in around.commanders:
        out["commanded"] = 1.0
    if ref.count and id(ref) not in run.outer:
        out["inner_only"] = 1.0
    _of_age(around.age, ref, out)
    _of_ref(run, p, ref, around, out)
    _of_meaning(run, p, ref, around, out)
    _of_events(run, ref, around, out)
    if last is None:
        ahead = _ahead(run, ref, p.head)
        out["ahead"] = 1.0
        out[f"ahead_{'title' if fit >= 3 else sort}"] = 1.0
        out["ahead_far"] = min(8, ahead) / 4
        if run.told[sent] <= 1:
            out["ahead_opening"] = 1.0
            out["opening_share"] = out["share"]
        if _beside(run, ref, p):
            out["bound"] = 1.0
    else:
        out[f"apart_{min(apart, 4)}" if apart < 9 else "apart_far"] = 1.0
        if apart > 3 and rule not in ("title-known", "title-short", "apposition"):
            out["apart_loose"] = min(apart, 12) / 4
        out |= _of_last(run, p, last, apart, around)
        _of_recent(ref, around, out)
    if p.kind == "relation":
        owner = run.name_at.get(p.persons[0]) if p.persons else run.at.get(p.owner) if p.owner >= 0 else None
        if owner is not None and " " in owner.name and " " in ref.name and stem(owner) == stem(ref):
            out["surname_same"] = 1.0
        if not p.persons and p.owner < 0:
            out["nobodys"] = 1.0
    if restates(run, p, ref, around):
        out["restates"] = 1.0
    if around.says:
        _of_speech(run, ref, last, around, out)
    return out


def _of_meaning(run: State, p: Phrase, ref: Ref, around: Scene, out: Features) -> None:
    """How near the word is to what the text calls the actor, to the name, to its verbs; whether a known person is called so."""
    called = ref.called().words
    note("like_titles", nearest(p.lemma, called), 3.0, out)
    deeds = run.deeds.get(id(ref), [])[-DEEDS:]
    if around.role in "so" and deeds:
        verb = run.doc.lemma[around.clause]
        note("like_verbs", nearest(verb, deeds), 2.0, out)
        if verb in deeds:
            out["verb_again"] = 1.0
    if not ref.named:
        return
    out["called" if called else "uncalled"] = 1.0
    note("like_name", to_name(p.lemma, ref.name), 4.0, out)
    person = known(ref.name, ref.gender)
    if person is None:
        out["unknown"] = 1.0
        return
    match = "known_as" if p.lemma in person.words else "known_otherwise"
    out[match] = out[f"{match}_{around.sort}"] = 1.0
    if person.fame == 3:
        out[f"famous_{around.sort}"] = 1.0
    if match == "known_otherwise":
        note("like_known", nearest(p.lemma, person.words), 3.0, out)
    if around.countries:
        out["known_country" if around.countries & person.countries else "known_abroad"] = 1.0


DEEDS = 12
"""How many of the last verbs of an actor count."""


def _of_speech(run: State, ref: Ref, last: Seen | None, around: Scene, out: Features) -> None:
    """Did the actor speak last, before, never, or will it speak where it is named first? Of a phrase that speaks."""
    order = around.spoke.get(id(ref), -1)
    when = "last" if order == 0 else "before" if order > 0 else "never" if last is not None else "ahead"
    if when == "ahead" and not tells(run.doc, run.first_named.get(id(ref), 0)):
        when = "silent"
    out[f"says_{when}"] = 1.0
    out[f"says_{when}_{'named' if ref.named else 'unnamed'}"] = 1.0


def restates(run: State, p: Phrase, ref: Ref, around: Scene) -> bool:
    """Is somebody unnamed, met in the headline alone, in the same place of the first sentence after it? It tells the same."""
    doc, sent = run.doc, run.doc.sent[p.head]
    apart, last = run.distance(ref, sent)
    if ref.named or last is None or apart != 1 or p.other or any(r.named and r.count for r in around.people):
        return False
    return run.told[doc.sent[last.k]] == 1 and ref.count == 1 and last.role == around.role and around.role in "so"


def age_of(run: State, p: Phrase) -> ages.Age:
    """How old somebody is whom a phrase means: by its words, and no child where it is an office or a grown-up's trade."""
    age = ages.told(run.doc, range(p.i, p.head + 1))
    trade = p.kind == "office" or (p.kind == "general" and not p.classes & _YOUTHS)
    return ages.both(age, ages.ADULT) or age if trade else age


_YOUTHS = frozenset(["sport", "art", "education", "journalist", "it", "activist", "worker", "military"])
"""Fields of work of which a child may be."""


def _of_age(age: ages.Age, ref: Ref, out: Features) -> None:
    """Is the age that the phrase tells the actor's, or another one? A child is seldom called so where its name tells nothing."""
    if ages.apart(age, ref.seems):
        out["age_apart"] = 1.0
    elif age == ref.seems and age[0] == age[1]:
        out["age_same"] = 1.0
    elif ages.said(age) and ages.said(ref.seems):
        out["age_near"] = 1.0
    elif ref.named and " " in ref.name and age[1] < ages.ADULT[0]:
        out["child_unsaid"] = 1.0


def _pronoun_ahead(doc: Doc, k: int) -> str:
    """The gender of "ей", "него", another argument of the verb of a noun and after it: "подруга посоветовала ей", two women."""
    later = (x for x in sorted(fellows(doc, k)) if x > k and doc.lemma[x] in ("он", "она") and doc.number[x] == "s")
    return next((doc.gender[x] for x in later), "")


def _of_recent(ref: Ref, around: Scene, out: Features) -> None:
    """Which place the actor has among the people met last, and its share of what the last sentences say of people."""
    if id(ref) in around.bound:
        out["bound_any"] = 1.0
    if id(ref) == around.awaited:
        out["awaited"] = 1.0
    if id(ref) in around.recent:
        place, share = around.recent[id(ref)]
        out[f"recent_{min(place, 2)}"] = 1.0
        out["recent_share"] = share


def _of_events(run: State, ref: Ref, around: Scene, out: Features) -> None:
    """Does the text tell the same of the phrase and of the actor (both die, both are arrested), or the other side of it?"""
    theirs = run.events.get(id(ref), frozenset())
    if not theirs:
        return
    mine = around.events
    if mine & theirs:
        for kind in mine & theirs:
            out[f"event_{kind}"] = 1.0
    elif any(mine & one and theirs & other for a, b in _OPPOSED for one, other in ((a, b), (b, a))):
        out["event_against"] = 1.0
    elif mine - CHANGES and theirs - CHANGES:
        out["event_other"] = 1.0


_OPPOSED = (
    (frozenset(["kills", "caught"]), frozenset(["dies", "hurt"])),
    (frozenset(["comes"]), frozenset(["leaves"])),
    (frozenset(["lives"]), frozenset(["dies"])),
)
"""Kinds of events of two sides."""


def _beside(run: State, ref: Ref, p: Phrase) -> bool:
    """Is the actor first named as another argument of the phrase's verb? Then they are two."""
    doc = run.doc
    first = run.first_named.get(id(ref), -1)
    if first < 0 or doc.sent[first] != doc.sent[p.head] or clause(doc, first) != clause(doc, p.head):
        return False
    return role(doc, first) in "sox" and role(doc, p.head) in "sox"


def _of_ref(run: State, p: Phrase, ref: Ref, around: Scene, out: Features) -> None:
    doc = run.doc
    first, second = around.totals
    most = second if ref.total == first else first
    out["total"] = log(1 + ref.total)
    out["share"] = ref.total / (ref.total + most) if ref.total + most else 0.0
    if around.known == bool(ref.named or ref.count):
        out["only"] = 1.0
    if around.met == bool(ref.count):
        out["only_met"] = 1.0
    if ref.named and p.lemma == "человек" and not (p.adjectives or p.definite):  # "смерть человека": anybody's
        out["anybody"] = 1.0
    if not ref.named:
        out["unnamed"] = 1.0
        if p.gender and ref.gender and ref.gender != p.gender:
            out["unnamed_gender"] = 1.0
        if p.lemma not in ref.words:
            out[f"unnamed_{around.sort}"] = 1.0
    if ref.offices:
        mine, called = p.classes, ref.called()
        if mine and called.classes:
            out["class_same" if mine & called.classes else "class_other"] = 1.0
        if p.office in ("accused", "victim") and called.states - {p.office}:
            out["state_other"] = 1.0
        if called.trade:
            out[f"titled_{around.sort}"] = 1.0
    if any(ref.relations.values()) and p.kind != "relation":
        out["relative"] = 1.0
    if not p.gender and ref.gender and doc.gender[p.head] and doc.gender[p.head] != ref.gender:
        out["gender_other" if doc.gender[p.head] == "f" else "gender_masculine"] = 1.0
    verb = around.clause
    if doc.rel[p.head].startswith("nsubj") and doc.gender[verb] in ("m", "f") and ref.gender in ("m", "f"):
        out["verb_agrees" if doc.gender[verb] == ref.gender else "verb_disagrees"] = 1.0


def _of_last(run: State, p: Phrase, last: Seen, apart: int, around: Scene) -> Features:
    doc, own, boss = run.doc, around.clause, around.boss
    out: Features = {}
    out[f"last_{last.role}"] = 1.0
    if last.role == around.role:
        out["parallel"] = 1.0
    if doc.sent[last.k] == doc.sent[p.head]:
        chained = doc.head[p.head] == last.k and doc.rel[p.head] == "appos"
        if last.clause == own and last.role in "sox" and around.role in "sox" and not chained:
            out["bound"] = 1.0
        elif boss >= 0 and run.at.get(boss) is last.ref and boss != p.head:
            out["boss"] = 1.0
        out["same_sentence"] = 1.0
    if last.kind == "pronoun":
        out["last_pronoun"] = 1.0
    if (last.quote >= 0) != (doc.quote[p.head] >= 0):
        out["quote_other"] = 1.0
    if last.paragraph == doc.paragraph[p.head]:
        out["paragraph"] = 1.0
    if last.inner:
        out["last_inner"] = 1.0
    speech = speech_verbs()
    if around.role == last.role == "s" and doc.lemma[own] in speech and doc.lemma[last.clause] in speech:
        out["speaks_again"] = 1.0
    if apart <= 2 and run.latest(last):
        out["latest"] = 1.0
    return out


def _ahead(run: State, ref: Ref, k: int) -> int:
    """How many sentences later the actor is named first."""
    doc = run.doc
    first = run.first_named.get(id(ref), k)
    return max(0, run.told[doc.sent[first]] - run.told[doc.sent[k]])
