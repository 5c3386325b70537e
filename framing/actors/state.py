"""What the pass over one text knows: actors in the making, mentions met so far, who introduces which quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Generic, TypeVar

from framing import seeds
from framing.actors import ages
from framing.actors.binding import commands, two
from framing.actors.doc import Doc
from framing.actors.gazetteer import common
from framing.actors.saying import tells
from framing.actors.syntax import clause, passive, role, subject
from framing.actors.titles import Phrase
from framing.actors.words import pronoun_words, word_list

Office = tuple[str, frozenset[str], frozenset[str], frozenset[str], str]
"""What a title tells: the office, the bodies and the common words of its complements, its classes, its noun."""


@dataclass(frozen=True, slots=True)
class Called:
    """What the text calls an actor so far."""

    size: tuple[int, int, int]
    """How many nouns, offices and titles that were."""
    words: frozenset[str]
    """The words of all of them."""
    classes: frozenset[str]
    states: frozenset[str]
    """Accused, victim."""
    trade: bool
    """Has it an office or a trade, not only a state?"""


@lru_cache(maxsize=1 << 12)
def _words_of(title: str) -> tuple[str, ...]:
    return tuple(title.lower().split())


@dataclass(slots=True, eq=False)
class Ref:
    """An actor in the making."""

    name: str
    type: str
    gender: str = ""
    kinds: frozenset[str] = frozenset()
    aliases: list[str] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    former: set[str] = field(default_factory=set)
    relations: dict[str, str] = field(default_factory=dict)
    count: int = 0
    total: int = 0
    named: bool = True
    shown: str = ""
    firm: float = 0.0
    """How far the signs of its gender outweigh those of the other."""
    likely: frozenset[str] = frozenset()
    """Kinds that its name and its people suggest, where the text says none."""
    home: str = ""
    """The country that a body's name tells."""
    age: ages.Age = ages.ANY
    """How old the text says the actor is, beside the name or where it first speaks of somebody unnamed."""
    seems: ages.Age = ages.ANY
    """How old, by all descriptions given to it."""
    _called: Called | None = None

    def called(self) -> Called:
        """What the text calls it so far: words, offices and titles are only added, so it is read anew when they are more."""
        size = len(self.words), len(self.offices), len(self.titles)
        if self._called is None or self._called.size != size:
            self._called = Called(
                size,
                frozenset([*self.words, *[o[4] for o in self.offices], *chain.from_iterable(map(_words_of, self.titles))]),
                frozenset().union(*[o[3] for o in self.offices]),
                frozenset([o[0] for o in self.offices if o[0] and o[0] in STATES]),
                any([o[0] not in STATES or o[3] for o in self.offices]),
            )
        return self._called

    def tell_age(self, age: ages.Age, sure: bool = True) -> None:
        """Notes how old the text says the actor is; what contradicts what it said before counts nothing."""
        if age == ages.ANY:
            return
        self.seems = ages.both(self.seems, age) or self.seems
        if sure:
            self.age = ages.both(self.age, age) or self.age

    def offices_only(self) -> bool:
        """Is it known by offices only, which women and men hold alike?"""
        return bool(self.offices) and not self.relations and all(o[0] for o in self.offices)


@dataclass(slots=True, eq=False)
class Seen:
    """A mention that the pass has met: token of its head, sentence, role, clause, quote."""

    k: int
    ref: Ref | None
    sent: int
    role: str
    clause: int
    quote: int
    paragraph: int
    kind: str
    gender: str = ""
    inner: bool = False

    def i_prep(self, doc: Doc) -> int:
        """The token before the phrase: its preposition, if it has one."""
        return next((x for x in doc.kids[self.k] if doc.rel[x] == "case"), max(0, self.k - 1))


@dataclass(slots=True, eq=False)
class Spot:
    """A mention in the making: tokens ``i..j`` with head ``k``."""

    i: int
    j: int
    k: int
    kind: str
    ref: Ref
    rule: str
    confidence: float
    name: tuple[int, int] = (-1, -1)


@dataclass(slots=True, eq=False)
class Told:
    """What one phrase says of a group of people: its noun, classes, number, owner, what tells it from others."""

    lemma: str
    classes: frozenset[str]
    number: int
    owner: Ref | None
    comps: frozenset[str]
    wild: frozenset[str]
    traits: frozenset[str]


@dataclass(slots=True, eq=False)
class Group:
    """An actor of several people and all that was told of it; ``firm``: somewhere it acts, suffers or has a body of its own."""

    ref: Ref
    told: list[Told] = field(default_factory=list)
    firm: bool = False
    deeds: set[str] = field(default_factory=set)
    number: int = 0
    """How many they are; 0 where the text does not say."""
    classes: frozenset[str] = frozenset()
    wild: frozenset[str] = frozenset()
    comps: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()
    """Its classes and those above them."""

    def tell(self, told: Told, wide: frozenset[str]) -> None:
        """Adds what one more phrase says, whose classes and those above them are ``wide``."""
        self.told.append(told)
        self.number = self.number or max(0, told.number)
        self.classes |= told.classes
        self.wild |= told.wild
        self.comps |= told.comps
        self.traits |= told.traits
        self.wide |= wide


@cache
def speech_verbs() -> frozenset[str]:
    """Verbs whose subject speaks or decides."""
    return seeds.words("actor_verbs.txt")


@cache
def _national() -> frozenset[str]:
    """Adjectives of countries."""
    return frozenset(common().adjectives)


@cache
def _events() -> dict[tuple[str, str], frozenset[str]]:
    """(s: subject, o: object, x: with a preposition, g: genitive, n: called so; word) -> kinds of events."""
    out: dict[tuple[str, str], frozenset[str]] = {}
    for name in _EVENT_LISTS:
        place, kind = name.split()
        for word in word_list(name):
            out[place, word] = out.get((place, word), frozenset()) | {kind}
    return out


T = TypeVar("T")


class BySentence(Generic[T]):
    """The items of a growing list by their sentences; a new list is read anew."""

    def __init__(self, sentence: Callable[[T], int]) -> None:
        self._sentence = sentence
        self._items: list[T] = []
        self._read = 0
        self._index: dict[int, list[T]] = {}

    def of(self, items: list[T], sent: int) -> list[T]:
        """Those of one sentence, in their order."""
        if items is not self._items or len(items) < self._read:
            self._items, self._read, self._index = items, 0, {}
        for item in items[self._read :]:
            self._index.setdefault(self._sentence(item), []).append(item)
        self._read = len(items)
        return self._index.get(sent, [])


class State:
    """The state of the pass over one text."""

    def __init__(
        self,
        doc: Doc,
        refs: list[Ref],
        spots: list[Spot],
        phrases: list[Phrase],
        appositions: set[int],
    ) -> None:
        self.doc, self.refs, self.phrases = doc, refs, phrases
        self.out: list[Spot] = list(spots)
        self._found = BySentence[Spot](lambda s: doc.sent[s.k])
        self.log: list[Seen] = []
        self._met = BySentence[Seen](lambda s: s.sent)
        self.skip = appositions
        self.at: dict[int, Ref] = {s.k: s.ref for s in spots}
        self.by_name = {r.name: r for r in refs}
        self.quote_speaker: dict[int, int] = self._quote_subjects()
        self.noun_done = 0
        self.nouns_meant: dict[int, int] = {}  # pronoun -> the common noun that it stands for
        self.extra: list[Ref] = []
        self.choose: Callable[[State, Phrase, list[tuple[Ref | None, str, dict[str, float]]]], int] | None = None
        self.last: dict[int, Seen] = {}
        self.spoke: list[tuple[int, Ref]] = []  # where somebody said something, and who
        self.leans: dict[int, dict[int, float]] = {}  # head of a description: how much likelier each person is than somebody new
        self.sets: list[tuple[int, str, list[Ref]]] = []  # several people meant at once: sentence, noun, people
        self.first_named: dict[int, int] = {}
        self.name_at = {s.name[0]: s.ref for s in spots if s.ref.type == "PER"}
        for s in sorted(spots, key=lambda s: -s.k):
            self.first_named[id(s.ref)] = s.k
        self.acting: set[str] = set()
        self.outer: set[int] = set()  # who was met as more than a part of somebody else's description
        for s in spots:
            if s.ref.type == "PER" and s.kind.startswith("name"):
                s.ref.tell_age(ages.told(doc, range(s.i, s.name[0])))
                s.ref.tell_age(ages.after(doc, s.j))
        self.sources = {id(s.ref) for s in spots if s.ref.type in ("ORG", "MEDIA") and self._reports(s.k)}
        self.called: dict[int, Spot] = {}  # head -> an entity of common words alone, which can stand for an actor with a name
        self.complements = {k for p in phrases if p.kind != "thing" for k in range(p.head + 1, p.j)}
        self.told = self._told()
        self.merged: list[Ref] = []
        self.nameless: list[Ref] = []  # things without a name
        self.groups: list[Group] = []
        self.national = _national()
        self.events: dict[int, frozenset[str]] = {}
        self.deeds: dict[int, list[str]] = {}  # actor -> the verbs of which it was a subject or an object
        for s in spots:
            if s.ref.type == "PER":
                self.events[id(s.ref)] = self.events.get(id(s.ref), frozenset()) | self.events_at(s.k)
        self.title_heads = {doc.top(s.i, s.j) for s in spots if s.kind == "name+title"}
        self.within: dict[int, Ref] = {k: s.ref for s in spots if s.kind == "name+title" for k in range(s.i, s.name[0])}
        for s in spots:  # "политбюро партии" is not the party
            if s.ref.type in ("ORG", "MEDIA") and s.name[0] >= 0:
                self.within |= {k: s.ref for k in range(s.k + 1, s.j)}

    @cached_property
    def bodies(self) -> set[str]:
        """Common nouns of things that act, that report, or that the text comes back to."""
        doc, seen = self.doc, Counter[str]()
        out: set[str] = set()
        for p in self.phrases:
            if p.kind != "thing" or p.comps or p.wild or p.other or p.plural or doc.quote[p.head] >= 0:
                continue
            seen[p.lemma] += 1
            acts = role(doc, p.head) == "s" and doc.pos[clause(doc, p.head)] in ("VERB", "AUX")
            if acts or self._reports(p.head) or seen[p.lemma] > 1:
                out.add(p.lemma)
        return out

    def _told(self) -> list[int]:
        """For every sentence the number of sentences before it that are not wholly somebody's speech."""
        doc = self.doc
        out: list[int] = []
        n = 0
        for k in range(len(doc.first) - 1):
            a, b = doc.first[k], doc.first[k + 1]
            if any(doc.quote[x] < 0 and doc.pos[x] != "PUNCT" for x in range(a, b)):
                n += 1
            out.append(n)
        return out

    def apart(self, later: int, earlier: int, quoted: bool = False) -> int:
        """How many sentences lie between two; seen from the narrator's text, those inside quotes do not count."""
        if quoted:
            return later - earlier
        between = self.told[later] - self.told[earlier]
        return between if between > 0 else 0

    def see(self, k: int, ref: Ref | None, kind: str) -> None:
        """Notes a mention: later phrases and pronouns can mean its actor."""
        doc = self.doc
        self.log.append(
            Seen(
                k,
                ref,
                doc.sent[k],
                role(doc, k),
                clause(doc, k),
                doc.quote[k],
                doc.paragraph[k],
                kind,
                inner=k in self.complements,
            )
        )
        if ref is not None:
            if k not in self.complements:
                self.outer.add(id(ref))
            ref.count += 1
            self.at[k] = ref
            self.last[id(ref)] = seen = self.log[-1]
            if seen.role in "so":
                self.deeds.setdefault(id(ref), []).append(doc.lemma[seen.clause])
            if tells(doc, k):
                self.spoke.append((k, ref))

    def _reports(self, k: int) -> bool:
        """Does the text report what a medium says ("сообщает X", "по информации X", "корреспондент X")?"""
        doc, h = self.doc, self.doc.head[k]
        if h < 0:
            return False
        return doc.lemma[h] in _REPORT or (doc.rel[k] == "nsubj" and doc.lemma[h] in _TELL)

    def events_at(self, k: int, p: Phrase | None = None) -> frozenset[str]:
        """What the text tells of the noun at ``k``: kinds of events by its verb, by its participles, by what it is called."""
        doc = self.doc
        verb, place = clause(doc, k), role(doc, k)
        found: set[str] = set()
        if place in "so" and verb != k:
            suffers = doc.rel[k] == "nsubj:pass" or passive(doc, verb)
            found |= _events().get(("o" if suffers or place == "o" else "s", doc.lemma[verb]), frozenset())
        elif place == "x" and doc.case[k] != "Ins" and any(doc.low[x] in ("на", "в", "над", "по") for x in doc.kids[k]):
            found |= _events().get(("x", doc.lemma[verb]), frozenset())
        elif place == "g" and doc.head[k] >= 0:
            found |= _events().get(("g", doc.lemma[doc.head[k]]), frozenset())
        if p is not None:  # who holds an office now is asked of "новый", "бывший" alone
            found -= CHANGES
            for word in (p.lemma, *p.adjectives):
                found |= _events().get(("n", word), frozenset())
        return frozenset(found)

    def noun_events(self, lemma: str) -> frozenset[str]:
        """The kinds of events that a noun itself tells of: "задержанные"."""
        return _events().get(("n", lemma), frozenset())

    def latest(self, seen: Seen) -> bool:
        """Is this the last mention of a person of its gender?"""
        for s in reversed(self.log):
            if s is seen:
                return True
            if s.ref is not None and seen.ref is not None and s.ref.type == "PER" and s.ref.gender == seen.ref.gender:
                return False
        return False

    def nouns(self, stop: int) -> None:
        """Common nouns that are no actors: a pronoun may mean them too."""
        doc = self.doc
        nouns = [k for k in range(self.noun_done, stop) if doc.pos[k] == "NOUN"]
        self.noun_done = max(self.noun_done, stop)
        for k in nouns:
            if k in self.at or k in self.title_heads:
                continue
            if doc.rel[k] not in ("fixed", "flat", "compound") and doc.case[k]:
                g = "pl" if doc.number[k] == "p" else doc.gender[k]
                if not g or doc.lemma[k] in _EMPTY:
                    continue
                self.log.append(
                    Seen(k, None, doc.sent[k], role(doc, k), clause(doc, k), doc.quote[k], doc.paragraph[k], "noun", g)
                )

    def _quote_subjects(self) -> dict[int, int]:
        """quote number -> the token that is the subject of the verb that introduces it."""
        doc = self.doc
        out: dict[int, int] = {}
        for n, (i, j) in enumerate(doc.quotes):
            verb = -1
            k = j
            while k < len(doc) and k < j + 6 and doc.sent[k] == doc.sent[min(j, len(doc) - 1)] and doc.quote[k] < 0:
                if doc.pos[k] == "VERB" and doc.number[k]:
                    verb = k
                    break
                k += 1
            if verb < 0 and i >= 2 and doc.sent[i] >= 0:
                k = i - 1
                colon = False
                while k >= 0 and k > i - 40 and doc.quote[k] < 0 and doc.paragraph[k] == doc.paragraph[i]:
                    colon = colon or doc.tokens[k].text == ":"
                    if colon and doc.pos[k] == "VERB" and doc.number[k] and any(doc.rel[x] == "nsubj" for x in doc.kids[k]):
                        verb = k
                        break
                    k -= 1
            if verb >= 0:
                out[n] = subject(doc, verb)
            elif n and out.get(n - 1, -1) >= 0 and self._goes_on(doc.quotes[n - 1][1], out[n - 1], i):
                out[n] = out[n - 1]
            else:
                out[n] = self._according(i)
        return out

    def _goes_on(self, end: int, subject: int, start: int) -> bool:
        """ "«...», — сказал X. «...»": does a quote go on right after the words that say who speaks?"""
        doc = self.doc
        if not end <= subject < start <= end + 10 or doc.tokens[start - 1].text not in _STOPS:
            return False
        return sum(doc.pos[x] == "VERB" for x in range(end, start)) == 1

    def _according(self, i: int) -> int:
        """ "По словам X: «...»": the one whose words are told in the sentence before a quote; -1 where nobody."""
        doc = self.doc
        for k in range(i - 1, doc.first[doc.sent[i]] - 1, -1):
            if doc.lemma[k] in _WORDS and any(doc.low[x] == "по" for x in doc.kids[k]):
                return next((x for x in doc.kids[k] if doc.case[x] == "Gen" and doc.rel[x] == "nmod"), -1)
        return -1

    def distance(self, ref: Ref, sent: int) -> tuple[int, Seen | None]:
        """How many sentences back the actor was last mentioned, and that mention; (99, None) where never."""
        s = self.last.get(id(ref))
        return (self.apart(sent, s.sent), s) if s is not None else (99, None)

    def give(self, p: Phrase, ref: Ref, kind: str, rule: str, confidence: float) -> None:
        """Makes a phrase a mention of an actor."""
        if p.kind == "office" and not ref.named:
            self.learn(p, ref)
        if rule == "description" and not p.comps:
            ref.words.setdefault(p.lemma, frozenset())
        self.out.append(Spot(p.i, p.j, p.head, kind, ref, rule, round(confidence, 2)))
        for k in range(p.head + 1, p.j):  # "адвокат истца" is not the plaintiff
            self.within.setdefault(k, ref)
        self.see(p.head, ref, kind)
        ref.tell_age(ages.told(self.doc, range(p.i, p.head + 1)), not ref.named)
        self.events[id(ref)] = self.events.get(id(ref), frozenset()) | self.events_at(p.head, p)

    def _noun(self, s: Spot) -> int:
        """The noun or pronoun of a mention that the tree speaks of."""
        return s.k if s.kind == "pronoun" else self.doc.top(s.i, s.j)

    def here(self, sent: int) -> list[Spot]:
        """The mentions of one sentence, in the order in which they were found."""
        return self._found.of(self.out, sent)

    def seen_in(self, sent: int) -> list[Seen]:
        """What the pass has met in one sentence, in its order."""
        return self._met.of(self.log, sent)

    def commanders(self, k: int) -> frozenset[int]:
        """The subjects of the clause in which the noun at ``k`` stands: ids of actors."""
        doc = self.doc
        return frozenset(id(s.ref) for s in self.here(doc.sent[k]) if commands(doc, self._noun(s), k))

    def others(self, k: int) -> dict[int, str]:
        """Those who by the build of the sentence are hardly who the noun at ``k`` is: ids of actors, and why."""
        doc = self.doc
        found = ((id(s.ref), two(doc, self._noun(s), k)) for s in self.here(doc.sent[k]))
        return {key: why for key, why in found if why}

    def learn(self, p: Phrase, ref: Ref) -> None:
        """An unnamed person keeps the office that names him."""
        item = (p.office, p.comps, p.wild, p.classes, p.lemma)
        if item not in ref.offices:
            ref.offices.append(item)

    def speaker(self, quote: int) -> Ref | None:
        """Who says the quote."""
        token = self.quote_speaker.get(quote, -1)
        return self.at.get(token) if token >= 0 else None

    def ref_of(self, token: int) -> Ref | None:
        """The actor of a token, or of the mention whose head it is."""
        if token < 0:
            return None
        if token in self.at:
            return self.at[token]
        for s in self.here(self.doc.sent[token]):
            if s.i <= token < s.j and s.kind != "pronoun" and self.doc.top(s.i, s.j) == token:
                return s.ref
        return None

    def origin(self, k: int) -> int:
        """The common noun that a pronoun stands for; any other token itself."""
        return self.nouns_meant.get(k, k)

    def see_noun(self, k: int, seen: Seen) -> None:
        """Notes a common noun that a pronoun stands for."""
        doc = self.doc
        self.nouns_meant[k] = self.origin(seen.k)
        self.log.append(
            Seen(k, None, doc.sent[k], role(doc, k), clause(doc, k), doc.quote[k], doc.paragraph[k], "noun", seen.gender)
        )


_EVENT_LISTS = (
    *("s dies", "o dies", "n dies", "s caught", "o caught", "n caught", "s kills", "n kills"),
    *("s hurt", "o hurt", "x hurt", "n hurt", "s lives", "n lives"),
    *("s comes", "o comes", "g comes", "n comes", "s leaves", "o leaves", "g leaves", "n leaves"),
)
CHANGES = frozenset(["comes", "leaves"])
"""Kinds of events by which an office changes hands."""
BODIES = frozenset(["court", "police", "parliament", "prosecutor", "investigation", "government", "opposition", "army"])
"""Kinds of bodies that a text need not name."""
STATES = frozenset(("", "accused", "victim"))
"""Offices that are none."""
POLITICAL = frozenset(["politician", "minister", "diplomat", "deputy"])
ANYONE = word_list("anyone")
_EMPTY = word_list("empty")
_REPORT = word_list("report nouns")
_STOPS = frozenset([".", "—", "–", "-", "…"])
_WORDS = pronoun_words("speech")
_TELL = word_list("report verbs")
FIELDS = (
    frozenset(["sport"]),
    frozenset(["art"]),
    frozenset(["church"]),
    frozenset(["politician", "state", "official", "minister", "diplomat", "deputy", "business", "military", "senator", "lawyer"]),
)
"""Fields of work that one person hardly changes: classes of titles."""


def stem(r: Ref) -> str:
    """A surname without the ending that tells the gender."""
    return re.sub("(?:ая|ий|ой|а)$", "", r.name.split()[-1].lower())


def plain(text: str) -> str:
    """A description as a name: on one line, with a small first letter."""
    text = re.sub(r"\s+", " ", text).strip(" ,.")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
