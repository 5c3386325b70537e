"""One pass from left to right: titles, descriptions and pronouns are given to the actors they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import log

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import common
from framing.actors.syntax import clause, group_top, role, subject
from framing.actors.titles import Phrase, entries
from framing.actors.words import word_list


@dataclass(slots=True)
class Ref:
    """An actor in the making."""

    name: str
    type: str
    gender: str = ""
    kinds: frozenset[str] = frozenset()
    aliases: list[str] = field(default_factory=list)
    offices: list[tuple[str, frozenset[str], frozenset[str], frozenset[str], str]] = field(default_factory=list)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)
    count: int = 0
    total: int = 0
    named: bool = True
    shown: str = ""

    def offices_only(self) -> bool:
        """Is it known by offices only, which women and men hold alike?"""
        return bool(self.offices) and not self.relations and all(o[0] for o in self.offices)


@dataclass(slots=True)
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


@dataclass(slots=True)
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


@cache
def pronouns() -> dict[str, tuple[frozenset[str], str]]:
    """form -> (genders it can have, personal / own / self)."""
    return {r["form"]: (frozenset(r["agrees"].split("|")), r["kind"].split("|")[0]) for r in seeds.table("pronouns.tsv")}


@cache
def speech_verbs() -> frozenset[str]:
    return seeds.words("actor_verbs.txt")


WEIGHTS = {
    "sent0": 0.3,
    "sent1": 0.0,
    "sent2": -1.2,
    "sent3": -2.0,
    "sent4": -3.0,
    "far": -4.5,
    "subject": 1.1,
    "object": 0.2,
    "other": 0.0,
    "genitive": -0.5,
    "alone": 0.3,
    "parallel": 0.5,
    "person": 1.0,
    "place": -0.9,
    "thing": -0.2,
    "noun": -1.0,
    "noun_plural": -0.2,
    "group": 0.5,
    "count": 0.35,
    "paragraph": 0.3,
    "other_quote": -0.8,
    "headline": -0.3,
    "speech_person": 0.9,
    "speech_place": -1.2,
    "speaker_again": 0.7,
    "name": 0.1,
    "pronoun": 0.5,
    "clause_sub": -0.6,
    "matrix_subject": 0.5,
    "coordinated": -0.5,
    "inner": -0.7,
    "near": 0.02,
}


class Pass:
    """The state of the pass over one text."""

    def __init__(
        self,
        doc: Doc,
        refs: list[Ref],
        spots: list[Spot],
        phrases: list[Phrase],
        appositions: set[int],
        weights: dict[str, float] | None = None,
    ) -> None:
        self.doc, self.refs, self.phrases = doc, refs, phrases
        self.out: list[Spot] = list(spots)
        self.log: list[Seen] = []
        self.w = WEIGHTS if weights is None else weights
        self.skip = appositions
        self.at: dict[int, Ref] = {s.k: s.ref for s in spots}
        self.by_name = {r.name: r for r in refs}
        self.quote_speaker: dict[int, int] = self._quote_subjects()
        self.noun_done = 0
        self.extra: list[Ref] = []
        self.acting: set[str] = set()
        self.complements = {k for p in phrases if p.kind != "thing" for k in range(p.head + 1, p.j)}
        self.told = self._told()
        self.merged: list[Ref] = []
        self.national = frozenset(a for a in common().adjectives)
        self.bodies = {
            p.lemma
            for p in phrases
            if p.kind == "thing"
            and not (p.comps or p.wild or p.other or p.plural)
            and role(doc, p.head) == "s"
            and doc.quote[p.head] < 0
            and doc.pos[clause(doc, p.head)] in ("VERB", "AUX")
        }
        self.within: dict[int, Ref] = {k: s.ref for s in spots if s.kind == "name+title" for k in range(s.i, s.name[0])}

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

    def _apart(self, later: int, earlier: int, quoted: bool = False) -> int:
        """How many sentences lie between two; seen from the narrator's text, those inside quotes do not count."""
        return later - earlier if quoted else max(0, self.told[later] - self.told[earlier])

    # --- the pass ----------------------------------------------------------------------------------------------------
    def run(self) -> None:
        doc = self.doc
        table = pronouns()
        items: list[tuple[int, int, object]] = [(s.i, 0, s) for s in self.out]
        items += [(p.i, 1, p) for p in self.phrases]
        own: list[int] = []
        for k, low in enumerate(doc.low):
            if low in table and doc.pos[k] in ("PRON", "DET", "ADJ", "NOUN"):
                if table[low][1] == "personal":
                    items.append((k, 2, k))
                else:
                    own.append(k)
        items.sort(key=lambda x: (x[0], x[1]))
        for i, _what, item in items:
            self._nouns(i)
            if isinstance(item, Spot):
                self._see(item.k, item.ref, item.kind)
            elif isinstance(item, Phrase):
                if item.head not in self.skip:
                    self._phrase(item)
            elif isinstance(item, int):
                self._pronoun(item)
        for k in own:
            self._reflexive(k)
        self._own_countries()
        self._unify()
        self._drop()

    def _own_countries(self) -> None:
        """ "Его страна": the country of the person's office."""
        for p in self.phrases:
            if p.kind == "thing" and p.owner >= 0 and "country" in p.classes and not p.plural:
                ref = self.at.get(p.owner)
                names = [c for o in ref.offices for c in o[1]] if ref is not None else []
                country = next((self.by_name[c] for c in names if c in self.by_name and "country" in self.by_name[c].kinds), None)
                if country is not None:
                    self.out.append(Spot(p.i, p.j, p.head, "description", country, "own-country", 0.75))

    def _unify(self) -> None:
        """An unnamed role that opens the text and a person named soon after it are one, where nothing tells them apart."""
        doc = self.doc
        first: dict[int, int] = {}
        for s in sorted(self.out, key=lambda s: s.k):
            first.setdefault(id(s.ref), s.k)
        people = [r for r in self.refs if r.type == "PER" and id(r) in first]
        self._spouses(people, first)
        self._nameless(people, first)
        for u in [r for r in self.extra if r.type == "PER" and id(r) in first]:
            k = first[id(u)]
            if u in self.merged:
                continue
            if self.told[doc.sent[k]] > 2 or doc.quote[k] >= 0 or any(u.relations.values()):
                continue
            later = [
                r
                for r in people
                if first[id(r)] > k
                and self.told[doc.sent[first[id(r)]]] - self.told[doc.sent[k]] <= (10 if r.total > 2 and self._leads(r) else 4)
            ]
            if not later or any(first[id(r)] < k and r.gender == u.gender and not self._apart_roles(u, r) for r in people):
                continue
            for p in sorted(later, key=lambda r: first[id(r)])[:2]:
                if self._opens(u, p, people):
                    self._merge(u, p)
                    break
                if not p.relations:  # "дочь погибшей" stands between the victim and her name
                    break

    def _opens(self, u: Ref, p: Ref, people: list[Ref]) -> bool:
        """Can the role that opens the text be this person, named later?"""
        if p.gender and u.gender in ("m", "f") and p.gender != u.gender and not u.offices_only():
            return False
        if self._apart_roles(u, p) or (p.total < 2 and len(people) > 1):
            return False
        return not self._together(u, p)

    def _merge(self, u: Ref, p: Ref) -> None:
        """All mentions of an unnamed person are the named one's."""
        for s in self.out:
            if s.ref is u:
                s.ref, s.rule = p, "headline-role" if s.kind != "pronoun" else s.rule
        p.offices += [o for o in u.offices if o not in p.offices]
        self.merged.append(u)

    def _spouses(self, people: list[Ref], first: dict[int, int]) -> None:
        """ "Муж Веры Штерн" and a man called Штерн are one, where the text has no other man of that surname."""
        for u in self.extra:
            owner = self.by_name.get(u.relations.get("husband") or u.relations.get("wife") or "")
            if u.type != "PER" or id(u) not in first or owner is None or " " not in owner.name:
                continue
            found = [r for r in people if r is not owner and r.gender == u.gender and _stem(r) == _stem(owner)]
            if len(found) == 1:
                self._merge(u, found[0])

    def _nameless(self, people: list[Ref], first: dict[int, int]) -> None:
        """A bare role and the one person named beside it who has no office of his own are one ("президент", then his name)."""
        doc = self.doc
        for u in [r for r in self.extra if r.type == "PER" and id(r) in first and not r.relations and r not in self.merged]:
            if not u.words or any(o[1] or o[2] for o in u.offices) or any(u.words.values()):
                continue
            spots = [s for s in self.out if s.ref is u]
            k = first[id(u)]
            if doc.quote[k] >= 0 or any(c for s in spots for c in self._modified(s)):
                continue
            near = [
                r
                for r in people
                if not any(o[0] not in _STATES for o in r.offices)
                and (r.gender == u.gender or u.offices_only())
                and any(
                    s.ref is r and s.kind.startswith("name") and -1 <= self.told[doc.sent[s.k]] - self.told[doc.sent[k]] <= 1
                    for s in self.out
                )
            ]
            if len(near) != 1 or self._apart_roles(u, near[0]) or self._together(u, near[0]):
                continue
            if near[0].total >= 2 or len(people) == 1:
                self._merge(u, near[0])

    def _modified(self, s: Spot) -> list[int]:
        """Words in a description that tell one from another: adjectives, complements."""
        return [x for x in range(s.i, s.j) if x != s.k and self.doc.pos[x] != "PUNCT"] if s.kind != "pronoun" else []

    def _together(self, u: Ref, p: Ref) -> bool:
        """Do the two stand in one clause somewhere, as different people do?"""
        doc = self.doc
        mine = {(doc.sent[s.k], clause(doc, s.k)) for s in self.out if s.ref is u}
        return any(s.ref is p and (doc.sent[s.k], clause(doc, s.k)) in mine for s in self.out)

    def _apart_roles(self, u: Ref, p: Ref) -> bool:
        """Do the titles of two people tell them apart?"""
        if any(u.relations.values()) and not p.relations:
            return True
        if any(b[3] & _POLITICAL for b in p.offices) and not any(a[0] not in _STATES and a[3] for a in u.offices):
            return True
        for a in u.offices:
            if any(b[0] == a[0] and b[0] and (b[1] & a[1] or not a[1] or not b[1]) for b in p.offices):
                return False
            if a[0] not in _STATES and any(b[0] not in _STATES and b[0] != a[0] for b in p.offices):
                return True
        return False

    def _drop(self) -> None:
        """Unnamed people who neither act nor come again are no actors."""
        often: dict[str, int] = {}
        for s in self.out:
            often[s.ref.name] = often.get(s.ref.name, 0) + 1
        keep = {r.name for r in self.extra if r.type != "PER" or r.name in self.acting or often.get(r.name, 0) > 1}
        gone = {id(r) for r in self.extra if r.name not in keep}
        self.out = [s for s in self.out if id(s.ref) not in gone]

    def _see(self, k: int, ref: Ref | None, kind: str) -> None:
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
            ref.count += 1
            self.at[k] = ref

    def _nouns(self, stop: int) -> None:
        """Common nouns that are no actors: a pronoun may mean them too."""
        doc = self.doc
        while self.noun_done < stop:
            k = self.noun_done
            self.noun_done += 1
            if doc.pos[k] == "NOUN" and k not in self.at and doc.rel[k] not in ("fixed", "flat", "compound") and doc.case[k]:
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
        return out

    # --- titles and descriptions --------------------------------------------------------------------------------------
    def _phrase(self, p: Phrase) -> None:
        if p.kind == "group" and self._several(p):
            return
        if p.kind == "pair":
            self._pair(p.i, p.j, p.head, "collective")
            return
        if p.kind == "thing":
            self._thing(p)
            return
        if p.kind == "group":
            self._group(p)
            return
        if p.slot or p.other:
            return
        if p.kind == "relation":
            self._relation(p)
            return
        best, rule, score = self._best_person(p)
        if best is not None:
            self._give(p, best, "title" if p.kind == "office" else "description", rule, min(0.95, 0.5 + 0.12 * score))
            return
        self._unnamed(p)

    def _give(self, p: Phrase, ref: Ref, kind: str, rule: str, confidence: float) -> None:
        if p.kind == "office" and not ref.named:
            self._learn(p, ref)
        if rule == "description" and not p.comps:
            ref.words.setdefault(p.lemma, frozenset())
        self.out.append(Spot(p.i, p.j, p.head, kind, ref, rule, round(confidence, 2)))
        for k in range(p.head + 1, p.j):  # "адвокат истца" is not the plaintiff
            self.within.setdefault(k, ref)
        self._see(p.head, ref, kind)

    def _learn(self, p: Phrase, ref: Ref) -> None:
        item = (p.office, p.comps, p.wild, p.classes, p.lemma)
        if item not in ref.offices:
            ref.offices.append(item)

    def _distance(self, ref: Ref, sent: int) -> tuple[int, Seen | None]:
        for s in reversed(self.log):
            if s.ref is ref:
                return self._apart(sent, s.sent), s
        return 99, None

    def _best_person(self, p: Phrase) -> tuple[Ref | None, str, float]:
        doc = self.doc
        sent = doc.sent[p.head]
        own = clause(doc, p.head)
        mine = role(doc, p.head)
        boss = subject(doc, own)
        best: tuple[float, Ref, str] | None = None
        for ref in [*self.refs, *self.extra]:
            if ref.type != "PER" or (p.gender and ref.gender and ref.gender != p.gender):
                continue
            score, rule = self._fit(p, ref)
            if score <= 0 or self.within.get(p.head) is ref:
                continue
            distance, last = self._distance(ref, sent)
            if last is None:
                if score < 3 or (rule != "title-known" and p.kind != "office" and rule != "apposition"):
                    continue
                distance = 6
                score -= 0.8
            elif (
                last.clause == own
                and last.role in "sox"
                and mine in "sox"
                and not self._same_chain(last.k, p.head)
                and doc.sent[last.k] == sent
            ) or (
                boss >= 0
                and self.at.get(boss) is ref
                and boss != p.head
                and rule in ("description", "title-general", "title-near")
            ):
                score -= 2.0
            if rule == "description":
                if p.kind == "person" and not p.office and any(o[3] & _POLITICAL for o in ref.offices):
                    score -= 1.0
                if any(a.endswith("летний") for a in p.adjectives):
                    score += 0.3
                if self._leads(ref):
                    score += 0.4 + 0.25 * min(3, max(0, distance - 3))
                if p.lemma in _ANYONE and p.gender and self._only(ref):
                    score += 0.8
            if p.persons and self.at.get(doc.top(p.persons[0], p.persons[0] + 1)) is ref:
                continue
            score += 1.0 / (1 + distance) + 0.15 * log(1 + ref.total)
            if last is not None and last.role == "s":
                score += 0.2
            if rule in ("title-general", "title-near", "description") and distance > 3:
                score -= 0.25 * (distance - 3)
            if rule in ("title-near", "description") and distance > 5:
                continue
            if best is None or score > best[0]:
                best = (score, ref, rule)
        if best is None or best[0] < 1.45:
            return None, "", 0.0
        return best[1], best[2], best[0]

    def _leads(self, ref: Ref) -> bool:
        """Is this by far the most named person of its gender?"""
        others = [r.total for r in self.refs if r.type == "PER" and r is not ref and r.gender == ref.gender]
        return ref.total >= 3 and ref.total >= 2 * max(others, default=0)

    def _only(self, ref: Ref) -> bool:
        """Is this the one named person of its gender so far?"""
        return sum(1 for r in self.refs if r.type == "PER" and r.gender == ref.gender and r.count) == 1

    def _same_chain(self, a: int, b: int) -> bool:
        doc = self.doc
        return doc.head[b] == a and doc.rel[b] == "appos"

    def _fit(self, p: Phrase, ref: Ref) -> tuple[float, str]:
        """How well a phrase can stand for a person, and by which rule."""
        best, rule = 0.0, ""
        clash = False
        if not ref.named and p.kind == "person" and p.office and any(p.office == o for o in ref.relations):
            best, rule = 2.0, "description"
        for office, comps, wild, classes, lemma in ref.offices:
            if (office and office == p.office) or (lemma == p.lemma and p.kind == "office" and {office, p.office} & _GENERIC):
                named = bool(comps) and bool(p.comps)
                common = bool(wild) and bool(p.wild)
                if named and not comps & p.comps and not self._clash(comps, p.comps):
                    if best < 2.0:
                        best, rule = 2.0, "title-near"
                    continue
                if named and not comps & p.comps and p.office == office == "head" and not self._others_head(ref, p.comps):
                    if best < 1.6:
                        best, rule = 1.6, "title-near"
                    continue
                if (named and not comps & p.comps) or (common and not wild & p.wild and not (named and comps & p.comps)):
                    clash = True
                    continue
                full = (named and comps & p.comps) or (common and wild & p.wild)
                score = 4.0 if full else 3.0 if not p.comps and not p.wild else 2.2
                if (p.comps or p.wild) and not (comps or wild):
                    score = 2.4
                if score > best:
                    best, rule = score, "title-known" if full else "title-short"
            elif (
                p.kind in ("general", "office")
                and p.classes & classes
                and (p.kind == "general" or p.lemma in ("лидер",))
                and not (p.comps and comps and not p.comps & comps)
            ):
                if best < 1.8:
                    best, rule = 1.8, "title-general"
            elif p.kind == "office" and "head" in (office, p.office) and comps & p.comps:
                if best < 3.0:
                    best, rule = 3.0, "title-body"
            elif p.kind == "office" and office in _general_offices():
                if p.classes & classes and best < 1.6:
                    best, rule = 1.2 if p.comps or p.wild else 1.6, "title-near"
            elif office and p.office and office != p.office and p.kind == "office" and office not in _STATES:
                clash = clash or not {office, p.office} & {"head", "representative", "official"}
        if p.lemma in ref.words and p.kind != "office":
            match = ref.words[p.lemma]
            if not (p.comps and match and not p.comps & match) and best < 3.2:
                best, rule = 3.2, "apposition"
        if best == 0 and not clash:
            if ref.named and not p.comps and not p.wild and any(a.endswith("летний") for a in p.adjectives):
                best, rule = 1.0, "description"
            elif p.kind == "general" and not ref.offices and not p.comps and ref.named:
                best, rule = 0.7, "description"
            elif p.kind == "general" and not p.comps and ref.named and self._leads(ref) and not self._other_field(p, ref):
                best, rule = 0.6, "description"
            elif p.kind == "person" and not p.comps and not p.wild and (p.lemma in _ANYONE or (p.office and ref.named)):
                best, rule = 0.75, "description"
            elif p.office in ("judge", "prosecutor", "investigator"):  # hardly the one whom the text is about
                pass
            elif p.kind == "office" and not ref.offices and ref.named and not p.comps and not p.wild and not ref.words:
                best, rule = 0.7, "title-near"
        return best, rule

    def _other_field(self, p: Phrase, ref: Ref) -> bool:
        """Does the person work in another field than the word says: a footballer is no politician?"""
        mine = {n for n, group in enumerate(FIELDS) if p.classes & group}
        theirs = {n for n, group in enumerate(FIELDS) for o in ref.offices if o[3] & group}
        return bool(mine and theirs and not mine & theirs)

    def _others_head(self, ref: Ref, comps: frozenset[str]) -> bool:
        """Does the text give one of these bodies to somebody else, or are they countries?"""
        if any(self.by_name[c].type == "LOC" for c in comps if c in self.by_name):
            return True
        return any(r is not ref and any(o[1] & comps for o in r.offices) for r in self.refs)

    def _clash(self, a: frozenset[str], b: frozenset[str]) -> bool:
        """Do two offices name different countries, or different bodies?"""
        place = lambda names: {n for n in names if (r := self.by_name.get(n)) is None or r.type == "LOC"}  # noqa: E731
        pa, pb = place(a), place(b)
        return bool(pa and pb) or bool(a - pa and b - pb)

    def _relation(self, p: Phrase) -> None:
        """Somebody's mother, lawyer ...: the one the text gave that relation, else an unnamed person of this owner."""
        owner: Ref | None = None
        if p.persons:
            owner = next((s.ref for s in self.out if s.name[0] == p.persons[0]), None)
        if owner is None and p.owner < 0:
            inner = next(
                (
                    q
                    for q in self.phrases
                    if q.i == p.head + 1 and q.j <= p.j and q.kind in ("office", "general") and not q.plural
                ),
                None,
            )
            owner = self._best_person(inner)[0] if inner is not None else None
        if owner is None and p.owner < 0:
            other = self._inverse(p)
            if other is not None:
                self._give(p, other, "description", "relation", 0.75)
                return
        found = [
            r
            for r in self.refs + self.extra
            if r.type == "PER" and p.office in r.relations and (not p.gender or r.gender in ("", p.gender))
        ]
        exact = [r for r in found if owner is not None and r.relations[p.office] == owner.name]
        near = [
            (self._distance(r, self.doc.sent[p.head])[0], n, r)
            for n, r in enumerate(exact or found)
            if owner is None or not r.relations[p.office] or r.relations[p.office] == owner.name
        ]
        near = [x for x in near if x[0] < 99 or len(near) == 1]
        if near:
            self._give(p, min(near)[2], "description", "relation", 0.85)
            return
        self._unnamed(p, owner)

    def _inverse(self, p: Phrase) -> Ref | None:
        """ "Отец Иванова заявил, что сын ...": the son is Иванов."""
        turned = {
            "son": ("mother", "father"),
            "daughter": ("mother", "father"),
            "wife": ("husband",),
            "husband": ("wife",),
            "mother": ("son", "daughter"),
            "father": ("son", "daughter"),
            "brother": ("brother", "sister"),
            "sister": ("brother", "sister"),
        }.get(p.office, ())
        sent = self.doc.sent[p.head]
        for s in reversed(self.log):
            if self._apart(sent, s.sent) > 2:
                return None
            if s.ref is None or s.ref.type != "PER":
                continue
            for office in turned:
                owner = self.by_name.get(s.ref.relations.get(office, ""))
                if owner is not None and (not p.gender or owner.gender == p.gender):
                    return owner
        return None

    def _unnamed(self, p: Phrase, owner: Ref | None = None) -> None:
        """A role that nobody named: an actor of its own when it acts or is spoken of again."""
        doc = self.doc
        if p.plural or p.slot or doc.quote[p.head] >= 0:
            return
        acts = role(doc, p.head) == "s" and doc.pos[clause(doc, p.head)] in ("VERB", "AUX")
        if doc.animacy[p.head] == "i" and p.kind == "person" and not (acts and doc.lemma[clause(doc, p.head)] in speech_verbs()):
            return
        from framing.actors.things import nominative

        key = nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j) if p.owner != p.head else p.lemma
        name = _plain(key)
        ref = self.by_name.get(name)
        if ref is None:
            ref = Ref(name, "PER", p.gender or doc.gender[p.head] or "m", named=False)
            self.by_name[name] = ref
            self.extra.append(ref)
            ref.total = 1
        if acts or (p.kind == "office" and (p.comps or p.country)):
            self.acting.add(ref.name)
        self._learn(p, ref)
        ref.words.setdefault(p.lemma, p.comps)
        if owner is not None or p.kind == "relation":
            ref.relations[p.office] = owner.name if owner is not None else ""
        self._give(p, ref, "title" if p.kind == "office" else "description", "title-alone" if p.kind == "office" else "role", 0.5)

    def _thing(self, p: Phrase) -> None:
        """ "Страна", "компания": the nearest actor of the kind, when the phrase does not say another one."""
        doc = self.doc
        mods = {m for m in p.adjectives} - _IDLE
        if p.classes & _BODIES:
            mods -= self.national
        if p.plural or p.other or p.comps or p.wild or p.slot or (mods and p.owner < 0):
            return
        if p.owner >= 0:
            return
        if doc.quote[p.head] >= 0 and not p.definite and "country" in p.classes:
            return
        sent = doc.sent[p.head]
        scores: dict[int, float] = {}
        refs: dict[int, Ref] = {}
        for s in reversed(self.log):
            distance = self._apart(sent, s.sent)
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
        alone = {id(x.ref): x.ref for x in self.log if x.ref is not None and x.ref.type != "PER" and p.classes & x.ref.kinds}
        if len(alone) == 1 and "country" in p.classes:
            key, ref = next(iter(alone.items()))
            refs[key] = ref
            scores[key] = max(scores.get(key, 0.0), 1.0)
        best: tuple[float, Ref] | None = None
        for key, value in scores.items():
            if best is None or value > best[0]:
                best = (value, refs[key])
        if best is None or (best[0] < 0.9 and not p.definite):
            self._body(p)
            return
        self._give(p, best[1], "description", "kind-noun", 0.65)

    def _body(self, p: Phrase) -> None:
        """An unnamed court, police force or parliament that acts is an actor by its common noun."""
        doc = self.doc
        ref = self.by_name.get(p.lemma)
        if ref is None:
            if not p.classes & _BODIES or p.lemma not in self.bodies or doc.quote[p.head] >= 0:
                return
            ref = Ref(p.lemma, "ORG", doc.gender[p.head] or "m", p.classes, named=False)
            self.by_name[p.lemma] = ref
            self.refs.append(ref)
        if ref.type == "ORG" and not ref.named:
            self._give(p, ref, "description", "role", 0.5)

    def _group(self, p: Phrase) -> None:
        """Plural people: an actor named by its description when it is definite enough or acts."""
        doc = self.doc
        if p.slot or p.other:
            return
        from framing.actors.things import nominative

        name = _plain(nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j))
        ref = self.by_name.get(name) or next(
            (
                x
                for x in self.extra
                if x.type == "GROUP"
                and p.lemma in x.words
                and (not p.comps or not x.words[p.lemma] or p.comps & x.words[p.lemma])
            ),
            None,
        )
        if ref is not None and ref.type == "GROUP":
            self._give(p, ref, "description", "group", 0.55)
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
        if name in self.by_name:
            return
        ref = Ref(name, "GROUP", "pl", named=False)
        self.by_name[name] = ref
        self.extra.append(ref)
        ref.words[p.lemma] = p.comps
        self._give(p, ref, "description", "group", 0.5)

    def _several(self, p: Phrase) -> bool:
        """ "Девушки", "политики": a bare plural for two or more people who were just named side by side."""
        if p.comps or p.wild or p.adjectives or p.owner >= 0 or (p.lemma not in _ANYONE and not p.classes):
            return False
        sent = self.doc.sent[p.head]
        wanted = {"девушка": "f", "женщина": "f", "мужчина": "m", "парень": "m", "юноша": "m"}.get(p.lemma, "")
        found = [r for r in self._parties(sent, p.head) if r.type == "PER"]
        side = self._coordinated(sent, p.head)
        if len(side) < 2 or (wanted and any(r.gender != wanted for r in side)):
            return False
        if not wanted and not all(any(p.classes & o[3] for o in r.offices) for r in side):
            return False
        del found
        for ref in side:
            self.out.append(Spot(p.i, p.j, p.head, "collective", ref, "pair", 0.7))
        return True

    def _coordinated(self, sent: int, k: int) -> list[Ref]:
        """The last people joined by a conjunction, not further than two sentences back."""
        doc = self.doc
        members: dict[int, list[Ref]] = {}
        for s in reversed(self.log):
            if self._apart(sent, s.sent) > 2:
                break
            if s.ref is None or s.ref.type != "PER" or s.k >= k:
                continue
            group = members.setdefault(group_top(doc, s.k), [])
            if s.ref not in group:
                group.insert(0, s.ref)
            if len(group) > 1 and any(
                doc.rel[x.k] == "conj" or doc.rel[doc.head[x.k]] == "conj"
                for x in self.log
                if x.ref in group and x.sent == s.sent and doc.head[x.k] >= 0
            ):
                return group
        return []

    def _pair(self, i: int, j: int, k: int, kind: str) -> bool:
        """All parties of the last talk: two or more people (or countries) side by side, or the last two who acted."""
        doc = self.doc
        parties = self._couple(i, j, k) or self._parties(doc.sent[k], k)
        if doc.lemma[k] in _STATE_NOUNS:
            parties = [r for r in self._parties(doc.sent[k], k, True)]
        elif len(parties) < 2 and doc.lemma[k] == "сторона":
            parties = self._powers()
        if len(parties) < 2:
            return False
        for ref in parties:
            self.out.append(Spot(i, j, k, kind, ref, "pair", 0.7))
            ref.count += 1
        return True

    def _couple(self, i: int, j: int, k: int) -> list[Ref]:
        """ "Супруги", "супруги Штерн": the two people of one surname, or a person and the spouse that the text gives."""
        doc = self.doc
        if doc.lemma[k] not in ("супруг", "пара", "чета", "оба"):
            return []
        inside = [s.ref for s in self.out if s.ref.type == "PER" and s.name[0] in (j, j - 1)]
        people = [r for r in self.refs if r.type == "PER" and r.named and " " in r.name]
        if doc.lemma[k] == "оба":
            return []
        for r in inside or sorted(people, key=lambda r: -r.count):
            found = [p for p in people if p is not r and p.gender != r.gender and _stem(p) == _stem(r)]
            if len(found) == 1:
                return [r, found[0]]
        return []

    def _powers(self) -> list[Ref]:
        """The two countries that the text is about, where no third comes near."""
        states = sorted((r for r in self.refs if "country" in r.kinds and r.type == "LOC"), key=lambda r: (-r.total, r.name))
        if len(states) < 2 or states[1].total < 3 or (len(states) > 2 and 2 * states[2].total > states[1].total):
            return []
        return states[:2]

    def _parties(self, sent: int, k: int, states: bool = False) -> list[Ref]:
        if states:
            near = [s.ref for s in self.log if s.k < k and s.ref is not None and "country" in s.ref.kinds and s.ref.type == "LOC"]
            last = list(dict.fromkeys(r.name for r in reversed(near)))[:2]
            return [self.by_name[n] for n in last[::-1] if n in self.by_name] if len(last) == 2 else []
        for types in (("PER",), ("LOC", "ORG")):
            found: list[Ref] = []
            first = -1
            for s in reversed(self.log):
                if self._apart(sent, s.sent) > 4:
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
                if first >= 0 and self._apart(first, s.sent) > 2:
                    break
                if s.ref not in found:
                    found.append(s.ref)
                    first = s.sent if first < 0 else first
                if len(found) == 2:
                    return found[::-1]
        return []

    # --- pronouns -------------------------------------------------------------------------------------------------------
    def _pronoun(self, k: int) -> None:
        doc = self.doc
        agrees, _ = pronouns()[doc.low[k]]
        agrees = self._narrow(k, agrees)
        if not agrees:
            return
        ranked = self._rank(k, agrees)
        if "pl" in agrees and self._both(k, ranked):
            return
        if not ranked:
            if "pl" in agrees and doc.quote[k] < 0:
                self._pair(k, k + 1, k, "collective")
            return
        score, seen, rule = ranked[0]
        if seen.ref is None:
            if "pl" in agrees and doc.quote[k] < 0 and score < 0.2 and self._pair(k, k + 1, k, "collective"):
                return
            self._see_noun(k, seen)
            return
        margin = score - ranked[1][0] if len(ranked) > 1 else 2.0
        confidence = 1 / (1 + 2.718281828 ** -(margin + 0.2))
        self.out.append(Spot(k, k + 1, k, "pronoun", seen.ref, rule, round(max(0.3, confidence), 2)))
        self._see(k, seen.ref, "pronoun")

    def _both(self, k: int, ranked: list[tuple[float, Seen, str]]) -> bool:
        """ "Они" for two or more who were just named side by side, where no group or plural noun is a better guess."""
        doc = self.doc
        group, last = self._side_by_side(k)
        if len(group) < 2 or last is None:
            return False
        mine = "g" if self._possessive(k) else role(doc, k)
        own = clause(doc, k)
        distance = self._apart(doc.sent[k], last.sent, doc.quote[k] >= 0)
        speech = mine == "s" and doc.lemma[own] in speech_verbs()
        if last.sent == doc.sent[k] and last.clause == own and last.role in "sox" and mine in "ox":
            return False
        score = self._score(last, distance, mine, doc.quote[k], k, own, speech, frozenset(("pl",))) + 0.5
        if ranked and ranked[0][0] > score:
            return False
        for ref in group:
            self.out.append(Spot(k, k + 1, k, "collective", ref, "pair", 0.65))
            ref.count += 1
        return True

    def _side_by_side(self, k: int) -> tuple[list[Ref], Seen | None]:
        """The last two or more people (else countries) joined by a conjunction or by "с", not far back."""
        doc = self.doc
        met: dict[int, list[Seen]] = {}
        for s in reversed(self.log):
            if self._apart(doc.sent[k], s.sent) > 2:
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
                for other in self.log:
                    found = other.ref if other.k < s.k and group_top(doc, other.k) == top else None
                    if found is not None and found.name not in refs and found.type in types:
                        refs.append(found.name)
                members = [self.by_name[n] for n in refs if n in self.by_name]
                head = min(row, key=lambda x: x.k)
                return members[::-1], head
        return [], None

    def _see_noun(self, k: int, seen: Seen) -> None:
        doc = self.doc
        self.log.append(
            Seen(k, None, doc.sent[k], role(doc, k), clause(doc, k), doc.quote[k], doc.paragraph[k], "noun", seen.gender)
        )

    def _narrow(self, k: int, agrees: frozenset[str]) -> frozenset[str]:
        """What the tagger or the preposition says about an ambiguous form."""
        doc = self.doc
        if len(agrees) > 1 and "pl" in agrees and doc.number[k]:
            return frozenset(("pl",)) if doc.number[k] == "p" else agrees - {"pl"}
        if doc.low[k] in ("им", "ним") and doc.case[k] == "Ins":
            return agrees - {"pl"}
        if doc.low[k] in ("им", "ним") and doc.case[k] == "Dat":
            return frozenset(("pl",))
        return agrees

    def _possessive(self, k: int) -> bool:
        doc = self.doc
        if doc.low[k] not in ("его", "ее", "их"):
            return False
        if doc.pos[k] == "DET" or doc.rel[k] in ("det", "nmod"):
            return True
        return doc.rel[k] not in ("obj", "iobj", "nsubj", "obl")

    def _rank(self, k: int, agrees: frozenset[str]) -> list[tuple[float, Seen, str]]:
        doc, _w = self.doc, self.w
        sent = doc.sent[k]
        own = clause(doc, k)
        mine = "g" if self._possessive(k) else role(doc, k)
        quote = doc.quote[k]
        speaker = self._speaker(quote)
        boss = subject(doc, own) if own >= 0 else -1
        best: dict[int, tuple[float, Seen, str]] = {}
        speech = mine == "s" and doc.lemma[own] in speech_verbs()
        steps = 0
        barred = {
            id(s.ref)
            for s in self.log[-30:]
            if s.ref is not None and s.sent == sent and s.k < k and self._bound(k, mine, own, boss, s)
        }
        for s in reversed(self.log):
            distance = self._apart(sent, s.sent, quote >= 0)
            if distance > 8 or steps > 90:
                break
            steps += 1
            if s.k >= k or not self._agrees(s, agrees):
                continue
            if s.ref is not None and (s.ref is speaker or id(s.ref) in barred):
                continue
            if self._bound(k, mine, own, boss, s):
                continue
            if s.ref is None and distance > 1:
                continue
            score = self._score(s, distance, mine, quote, k, own, speech, agrees)
            rule = self._rule(s, distance, mine, speech)
            key = id(s.ref) if s.ref is not None else -s.k
            if key not in best or score > best[key][0]:
                best[key] = (score, s, rule)
        return sorted(best.values(), key=lambda x: (-x[0], -x[1].k))

    def _speaker(self, quote: int) -> Ref | None:
        token = self.quote_speaker.get(quote, -1)
        return self.at.get(token) if token >= 0 else None

    def _agrees(self, s: Seen, agrees: frozenset[str]) -> bool:
        g = s.gender if s.ref is None else s.ref.gender
        return g in agrees

    def _bound(self, k: int, mine: str, own: int, boss: int, s: Seen) -> bool:
        """Binding: an argument of the same predicate (or its own subject) cannot be meant by a plain pronoun."""
        doc = self.doc
        if s.sent != doc.sent[k]:
            return False
        if mine == "g":
            h = doc.head[k]
            if h == s.k:
                return True
            return s.role == "s" and (s.clause == own or s.k == boss)
        if s.clause == own and s.role in "sox" and not (mine == s.role == "s"):
            return True
        if (
            mine == "s"
            and s.role in "sox"
            and doc.head[s.clause] == own
            and doc.rel[s.clause] == "advcl"
            and not doc.number[s.clause]
        ):
            return True
        return s.k == boss and mine != "s"

    def _score(
        self, s: Seen, distance: int, mine: str, quote: int, k: int, own: int, speech: bool, agrees: frozenset[str]
    ) -> float:
        doc, w = self.doc, self.w
        value = w[f"sent{distance}"] if distance < 5 else w["far"] - 0.3 * (distance - 5)
        value += {"s": w["subject"], "o": w["object"], "x": w["other"], "g": w["genitive"]}.get(s.role, w["alone"])
        if s.role == mine:
            value += w["parallel"]
        if s.ref is None:
            value += w["noun_plural"] if "pl" in agrees else w["noun"]
            if doc.animacy[s.k] == "a":
                value += 0.6
            if speech:
                value -= 1.5
        else:
            value += {"PER": w["person"], "LOC": w["place"], "GROUP": w["group"]}.get(s.ref.type, w["thing"]) - 0.6 * (
                s.ref.type == "ORG" and not s.ref.named
            )
            value += w["count"] * log(1 + s.ref.count)
            if speech:
                value += w["speech_person"] if s.ref.type in ("PER", "GROUP") else w["speech_place"]
                if s.quote >= 0 and quote < 0:  # who speaks is not somebody inside the quote
                    value -= 1.5
                if s.role == "s" and doc.lemma[s.clause] in speech_verbs():
                    value += w["speaker_again"]
        if (
            mine == "g"
            and distance == 0
            and doc.head[k] >= 0
            and doc.rel[doc.head[k]] == "conj"
            and group_top(doc, doc.head[k]) == group_top(doc, s.k)
            and s.k != doc.head[k]
        ):
            value += 2.0
        if s.inner:
            value += w["inner"]
        value += {"pronoun": w["pronoun"], "name": w["name"]}.get(s.kind, 0.0)
        if s.paragraph == doc.paragraph[k]:
            value += w["paragraph"]
        if s.quote != quote and s.quote >= 0:
            value += w["other_quote"]
        if distance == 0 and s.role == "s" and doc.rel[own] in ("ccomp", "advcl", "conj", "xcomp") and s.clause == doc.head[own]:
            value += w["matrix_subject"]
        elif distance == 0 and s.clause == doc.head[own] and s.role in "ox":
            value += 0.5 * w["matrix_subject"]
        if s.ref is not None and s.ref.type == "PER" and doc.rel[s.k] == "conj" and s.role == "s":
            value += w["coordinated"]
        if distance == 0:
            value -= w["near"] * min(30, k - s.k)
        else:
            value -= 0.005 * min(60, k - s.k)
        return value

    def _rule(self, s: Seen, distance: int, mine: str, speech: bool) -> str:
        if s.ref is not None and s.ref.gender == "pl":
            return "plural"
        if speech and s.role == "s":
            return "pronoun-speaker"
        if distance == 0:
            return "pronoun-inside"
        if s.role == "s" and distance <= 1:
            return "pronoun-subject"
        if s.role == mine:
            return "pronoun-parallel"
        return "pronoun-near"

    def _reflexive(self, k: int) -> None:
        doc = self.doc
        if doc.low[k] in ("свою", "своего") and k + 1 < len(doc) and doc.low[k + 1] in ("очередь", "рода"):
            return
        verb = clause(doc, k)
        token = subject(doc, verb)
        ref = self._ref_of(token)
        if ref is None:  # two subjects: the tagger was wrong about one
            others = [x for x in doc.kids[verb] if doc.rel[x] == "nsubj" and x in self.at]
            token = others[0] if others else token
            ref = self.at[token] if others else None
        refs = [ref] if ref is not None else []
        if not refs and token < 0 and doc.number[verb] != "p" and doc.person[verb] in ("", "3"):
            ref = self._last_subject(k, verb)
            refs = [ref] if ref is not None else []
        for r in refs:
            if doc.person[verb] in ("1", "2"):
                continue
            self.out.append(Spot(k, k + 1, k, "pronoun", r, "reflexive", 0.85 if token >= 0 else 0.5))

    def _ref_of(self, token: int) -> Ref | None:
        if token < 0:
            return None
        if token in self.at:
            return self.at[token]
        for s in self.out:
            if s.i <= token < s.j and s.kind != "pronoun" and self.doc.top(s.i, s.j) == token:
                return s.ref
        return None

    def _last_subject(self, k: int, verb: int) -> Ref | None:
        doc = self.doc
        for s in sorted((s for s in self.out if s.k < k and doc.sent[k] - doc.sent[s.k] <= 1), key=lambda s: -s.k):
            if role(doc, s.k) == "s" and (not doc.gender[verb] or s.ref.gender == doc.gender[verb]):
                return s.ref
        return None


_IDLE = word_list("idle")
_GENERIC = frozenset(("", "minister", "head"))
FIELDS = (
    frozenset(["sport"]),
    frozenset(["art"]),
    frozenset(["church"]),
    frozenset(["politician", "state", "official", "minister", "diplomat", "deputy", "business", "military", "senator", "lawyer"]),
)
"""Fields of work that one person hardly changes: classes of titles."""
_WIDE = word_list("wide kinds")
_BODIES = frozenset(["court", "police", "parliament", "prosecutor", "investigation", "government", "opposition", "army"])
_STATES = frozenset(("", "accused", "victim"))


@cache
def _general_offices() -> frozenset[str]:
    """What general words ("бизнесмен") stand in the place of an office."""
    both = {e.office for es in entries().values() for e in es if e.kind == "office"}
    return frozenset(e.office for es in entries().values() for e in es if e.kind == "general") - both


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
_POLITICAL = frozenset(["politician", "minister", "diplomat", "deputy"])
_ANYONE = word_list("anyone")
_EMPTY = word_list("empty")


_STATE_NOUNS = frozenset(["страна", "государство", "держава", "республика"])


def _stem(r: Ref) -> str:
    """A surname without the ending that tells the gender."""
    return re.sub("(?:ая|ий|ой|а)$", "", r.name.split()[-1].lower())


def _plain(text: str) -> str:
    """A description as a name: on one line, with a small first letter."""
    text = re.sub(r"\s+", " ", text).strip(" ,.")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def refs_of(spots: Iterable[Spot]) -> list[Ref]:
    seen: list[Ref] = []
    for s in spots:
        if s.ref not in seen:
            seen.append(s.ref)
    return seen
