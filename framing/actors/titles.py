"""Titles and descriptions: noun phrases that stand for an actor, with their complements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from framing import seeds
from framing.actors.declension import word_forms
from framing.actors.derived import base_of
from framing.actors.doc import NOMINAL, Doc
from framing.actors.gazetteer import Gazetteer, bodies
from framing.actors.morph import first_names, is_known, known, lifeless, parses
from framing.actors.naming import candidates
from framing.actors.things import head_noun, last_part
from framing.actors.womanly import noun_gender
from framing.actors.words import word_list

_PREFIX = re.compile(
    r"^(?:экс|вице|со|супер|топ|бизнес|спец|гос|поп|рок|кино|теле|радио|фото|горе|штаб|контр|блок|арт|поли|веб|видео)-"
)
_FORMER = word_list("former")
_OTHER = word_list("other")
_IN_TAKERS = frozenset(
    [
        "ambassador",
        "envoy",
        "representative",
        "director",
        "journalist",
        "substitute",
        "deputy",
        "official",
        "commissioner",
        "spokesman",
        "head",
        "editor",
        "investor",
        "coach",
        "sport",
    ]
)
_SLOT = word_list("slot")
_STAFFS = word_list("staffs")
_WIDE = word_list("wide kinds")
_MODAL = frozenset(["мочь", "должный", "должен", "способный"])
_BECOME = frozenset(["стать", "быть", "являться"])
_ELECT = frozenset(["избирать", "выбирать", "избираться", "выбираться", "назначаться"])
_CLOSE = frozenset(["son", "daughter", "brother", "sister", "wife", "husband"])
_BEASTS = word_list("beasts")
_INSTRUMENTAL = frozenset(["командующий", "управляющий", "заведующий", "главнокомандующий"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One noun of ``titles.tsv``."""

    kind: str
    office: str
    gender: str
    classes: frozenset[str]


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase in the text that can stand for an actor; positions are tokens, ``head`` is its noun."""

    i: int
    j: int
    head: int
    lemma: str
    kind: str
    office: str
    gender: str
    classes: frozenset[str]
    plural: bool
    comps: frozenset[str] = frozenset()
    wild: frozenset[str] = frozenset()
    persons: tuple[int, ...] = ()
    owner: int = -1
    country: str = ""
    former: bool = False
    definite: bool = False
    other: bool = False
    slot: bool = False
    staffed: bool = False
    adjectives: tuple[str, ...] = ()
    parts: list[Phrase] = field(default_factory=list)


@cache
def entries() -> Mapping[str, tuple[Entry, ...]]:
    """lemma -> what it can mean."""
    out: dict[str, list[Entry]] = {}
    for row in seeds.table("titles.tsv"):
        entry = Entry(row["kind"], row["office"], row["gender"], frozenset(filter(None, row["classes"].split("|"))))
        for word in row["words"].split("|"):
            found = out.setdefault(word.replace("ё", "е").replace("_", " "), [])
            twin = next((n for n, e in enumerate(found) if e.kind == entry.kind == "thing"), -1)
            if twin < 0:
                found.append(entry)
            else:  # "учреждение": a bank, a hospital, a school
                found[twin] = replace(entry, classes=found[twin].classes | entry.classes)
    return {k: tuple(v) for k, v in out.items()}


def lookup(doc: Doc, k: int) -> tuple[str, tuple[Entry, ...]]:
    """The title word that token ``k`` is a form of, and what it can mean."""
    lemma = doc.lemma[k]
    if lemma == "дед" and doc.lemma[k + 1 : k + 2] == ["мороз"]:
        return lemma, ()
    if lemma == "папа" and ((doc.low[k + 1 : k + 2] and doc.low[k + 1].startswith("римск")) or _pope(doc, k)):
        return "понтифик", entries()["понтифик"]
    word, found = _listed(lemma, doc.low[k])
    if not found and ("-" in lemma or doc.pos[k] == "NOUN"):
        word, found = _built(lemma, doc.pos[k] == "NOUN")
    noun = doc.pos[k] == "NOUN" or (doc.pos[k] == "PROPN" and doc.sentence_start(k))
    living = noun and (doc.animacy[k] == "a" or lemma.startswith("зам"))
    return (word, found) if found or not living else (lemma, _derived(lemma))


def _listed(lemma: str, low: str) -> tuple[str, tuple[Entry, ...]]:
    """The title word of a lemma or of its form in the text, and what it can mean."""
    table = entries()
    if lemma in table:
        return lemma, table[lemma]
    if lemma.startswith("зам") and lemma + "а" in table:  # "замначальник" of the tagger
        return lemma + "а", table[lemma + "а"]
    word = _adjectival().get(low, lemma)
    return word, table.get(word, ())


@lru_cache(maxsize=1 << 15)
def _built(lemma: str, noun: bool) -> tuple[str, tuple[Entry, ...]]:
    """The title word of which a lemma is built, and what it can mean."""
    table = entries()
    if "-" in lemma:
        cut = _PREFIX.sub("", lemma)
        first, last = lemma.split("-")[0], lemma.split("-")[-1]
        for word in (cut, first if _animate(last) else last, last):  # "блогер-иноагент", but "поп-музыка"
            if word in table and lemma.startswith("вице-"):  # next to the office, not in it
                return lemma, tuple(replace(e, office=e.office and "vice " + e.office) for e in table[word])
            if word in table:
                return word, table[word]
    part = last_part(lemma) if noun else ""
    return (lemma, table[part]) if part in table else (lemma, ())


@lru_cache(maxsize=1 << 13)
def _derived(lemma: str) -> tuple[Entry, ...]:
    """What a noun for a person that is built from a listed one can mean."""
    base, gender, office = base_of(lemma, entries())
    found = [e for e in entries().get(base, ()) if e.kind not in ("thing", "pair", "group")]
    if not found or lifeless(lemma) or lemma in _BEASTS or (gender and not _animate(lemma)):
        return ()
    if office:
        return entries()["заместитель"] if any(e.kind == "office" for e in found) else ()
    own = {e.office: _SWAP.get(e.office, e.office) if gender else e.office for e in found}
    return tuple(replace(e, gender=gender or e.gender, office=own[e.office]) for e in found)


def _pope(doc: Doc, k: int) -> bool:
    return doc.tokens[k].text[:1].isupper() and not doc.tokens[k].text.isupper() and not doc.sentence_start(k)


def _animate(word: str, case: str = "") -> bool:
    """Is a word a living noun for the dictionary, or, where the dictionary lacks it, at least no instrument?"""
    found = known(word)
    if found or case == "Ins":
        return any({"NOUN", "anim"} <= x.marks for x in found)
    return any(x.tag.POS == "NOUN" and "anim" in x.tag for x in parses(word))


_NOMINAL = frozenset(["NOUN", "ADJF", "PRTF"])
_COUNTS = frozenset(["NUM", "PRON", "DET"])
_HEADS = NOMINAL | _COUNTS | {"ADJ", "VERB"}


@cache
def _adjectival() -> Mapping[str, str]:
    """Forms of entries that are adjectives ("обвиняемый", "протестующие") -> the entry."""
    out: dict[str, str] = {}
    for word in entries():
        if re.search(r"(?:[ыио]й|[ая]я)$", word) and " " not in word:
            for form in word_forms(word):
                if word.endswith("ая") and not form.endswith(("ая", "ой", "ую", "ою", "ей")):
                    continue
                if not word.endswith("ая") and form.endswith(("ая", "ую")):
                    continue
                out.setdefault(form, word)
    return out


def _works(doc: Doc) -> set[int]:
    """The words inside marks that begin with a capital and are nobody's speech: names of works and of bodies."""
    out: set[int] = set()
    for mark in doc.parsed.marks:
        i, j = doc.between(mark.start, mark.stop)
        inner = [k for k in range(i, j) if doc.pos[k] != "PUNCT"]
        law = bool(inner) and doc.low[inner[0]] in ("о", "об")  # «Об угрозах ... и мерах по их нейтрализации»
        if 1 < len(inner) < (30 if law else 9) and doc.quote[inner[0]] < 0 and doc.tokens[inner[0]].text[:1].isupper():
            out.update(inner)
    return out


_SWAP = {"husband": "wife", "wife": "husband", "son": "daughter", "brother": "sister", "father": "mother", "uncle": "aunt"}


class Finder:
    """Finds phrases in one text; ``things``: first token -> (one past the last, actor, type, country?), ``people`` likewise."""

    def __init__(
        self,
        doc: Doc,
        gaz: Gazetteer,
        things: dict[int, tuple[int, str, str, bool]],
        people: dict[int, int],
        heads: Mapping[str, str] | None = None,
        called: frozenset[int] = frozenset(),
    ) -> None:
        self.doc, self.gaz, self.things, self.people = doc, gaz, things, people
        self.heads = heads or {}
        self.works = _works(doc)
        self.inside = [False] * len(doc)
        for a, b in people.items():
            for k in range(a, b):
                self.inside[k] = True
        for a, (b, _, type_, _) in things.items():
            for k in range(a, b):
                self.inside[k] = self.inside[k] or (k not in called and not self._of_body(a, b, k, type_))

    def _of_body(self, a: int, b: int, k: int, type_: str) -> bool:
        """Is a kind word inside a name whose body or place it is ("политбюро партии", "администрация президента")?"""
        doc = self.doc
        if type_ == "LOC" and (k != b - 1 or doc.lemma[k] not in ("столица", "страна")):
            return False
        if doc.pos[k] != "NOUN" or doc.case[k] != "Gen" or doc.number[k] == "p" or not doc.tokens[k].text.islower():
            return False
        if k <= head_noun(doc, a, b):
            return False
        found = lookup(doc, k)[1]
        if doc.lemma[doc.head[k]] in _STAFFS and any(e.kind == "office" or "head" in e.classes for e in found):
            return True
        things = [e for e in found if e.kind == "thing"]
        common = doc.tokens[a].text.islower() or (doc.sentence_start(a) and doc.tokens[a].text[1:].islower())
        last = k == b - 1 and doc.lemma[k] in _WIDE
        return any(common or last or "country" in e.classes for e in things)

    def phrases(self) -> list[Phrase]:
        """All phrases, in order."""
        out: list[Phrase] = []
        doc = self.doc
        for k, pos in enumerate(doc.pos):
            if pos not in _HEADS or self.inside[k] or (pos in _COUNTS and doc.low[k] not in _BOTH):
                continue
            if pos not in NOMINAL and not self._alone(k) and not self._noun_after_all(k):
                continue
            if (
                doc.tokens[k].text[:1].isupper()
                and 0 < k < len(doc) - 1
                and doc.quote[k] < 0
                and doc.tokens[k - 1].text in '«"„“'
            ):
                continue  # a ship called «Боец», a film called «Человек с ...»
            if k in self.works:
                continue
            if doc.lemma[k] == "глава" and k and doc.low[k - 1] == "во":
                continue
            lemma, found = lookup(doc, k)
            if not found and doc.lemma[k] in self.gaz.people and doc.number[k] == "s" and doc.pos[k] == "NOUN":
                found = (Entry("person", "", doc.gender[k], frozenset()),)
            if (
                doc.lemma[k] in self.heads
                and doc.number[k] == "s"
                and doc.pos[k] == "NOUN"
                and doc.tokens[k].text[:1].islower() | doc.sentence_start(k)
            ):
                found = (
                    Entry(
                        "thing",
                        "",
                        "",
                        frozenset(("head:" + doc.lemma[k],))
                        | (found[0].classes if found and found[0].kind == "thing" else frozenset()),
                    ),
                )
            if not found:
                found = self._unlisted(k)
                if not found:
                    continue
            phrase = self.phrase(k, lemma, found)
            if phrase is not None:
                out.append(phrase)
        return out

    def _alone(self, k: int) -> bool:
        """Does an adjective or participle stand for a noun ("обвиняемый", "протестующие")?"""
        doc = self.doc
        if doc.pos[k] in _COUNTS:
            return doc.low[k] in _BOTH and not (k + 1 < len(doc) and self._counts(k, k + 1))
        if not doc.case[k]:
            return False
        h = doc.head[k]
        loose = doc.rel[k] == "amod" and h >= 0 and doc.pos[h] not in ("NOUN", "PROPN")
        if doc.rel[k] in ("amod", "acl", "acl:relcl", "advcl") and not loose:
            return False
        if doc.head[k] > k and doc.pos[doc.head[k]] in ("NOUN", "PROPN") and doc.agree(k, doc.head[k]):
            return False
        return not (k + 1 < len(doc) and doc.pos[k + 1] in ("NOUN", "PROPN") and doc.agree(k, k + 1))

    def _counts(self, k: int, noun: int) -> bool:
        """Does "оба" count the word after it ("обоих лидеров"), or does that stand apart ("для обоих первым")?"""
        doc = self.doc
        apart = doc.low[k] not in ("оба", "обе") and doc.case[noun] in ("Nom", "Dat", "Ins") and doc.case[noun] != doc.case[k]
        return doc.pos[noun] in ("NOUN", "PROPN", "ADJ") and not apart

    def _noun_after_all(self, k: int) -> bool:
        """Is a word that the tagger took for a verb or an adjective a listed noun?"""
        doc = self.doc
        word = doc.lemma[k]
        if doc.pos[k] not in ("ADJ", "VERB") or word not in entries() or re.search("(?:[ыио]й|[ая]я|ть|ться|ти)$", word):
            return False
        return any(x.tag.POS == "NOUN" and x.normal_form.replace("ё", "е") == word for x in parses(doc.low[k]))

    def _unlisted(self, k: int) -> tuple[Entry, ...]:
        """An animate noun directly before a person's name that it agrees with describes that person."""
        doc = self.doc
        if doc.pos[k] != "NOUN" or doc.animacy[k] != "a" or doc.number[k] == "p" or not doc.tokens[k].text.isalpha():
            return ()
        if is_known(doc.low[k]) and not any(x.marks & _NOMINAL for x in known(doc.low[k])):
            return ()  # an adverb that the tagger took for a noun
        if k + 1 in self.people and doc.case[k] != "Gen":
            return (Entry("general", "", "", frozenset({doc.lemma[k]})),)
        capital = doc.tokens[k].text[:1].isupper() and not doc.sentence_start(k)
        if capital or doc.lemma[k] in _BEASTS or not _animate(doc.low[k], doc.case[k]):
            return ()
        return (Entry("person", "", doc.gender[k], frozenset()),)

    def phrase(self, k: int, lemma: str, found: tuple[Entry, ...]) -> Phrase | None:
        """The phrase around the noun ``k``, read as the best of its entries; None where none of them fits."""
        doc = self.doc
        plural = doc.number[k] == "p" or self._counted(k)
        entry = self._choose(k, found, plural)
        if entry is None:
            return None
        i = doc.left_edge(k)
        owner = -1
        if (
            i - 1 >= doc.first[doc.sent[k]]
            and doc.low[i - 1] in ("его", "ее", "их")
            and (doc.pos[i - 1] == "DET" or doc.head[i - 1] in (k, i))
        ):
            owner = i - 1
            i -= 1
        for x in range(i, k):
            if doc.low[x] in ("его", "ее", "их") or doc.lemma[x] == "свой":
                owner = x
        kin = next((e for e in found if e.kind == "relation"), None)
        if kin is not None and entry.kind in ("general", "person") and (owner >= 0 or (k + 1 in self.people and self._owned(k))):
            entry = kin  # "её шофёр", "тренер Иванова": somebody's
        gender = entry.gender or ("" if entry.kind in ("thing", "group", "pair") else noun_gender(doc, k))
        p = Phrase(i, k + 1, k, lemma, entry.kind, entry.office, gender, entry.classes, plural, owner=owner)
        mods = [doc.lemma[x] for x in range(i, k)]
        p.adjectives = tuple(m for m in mods if m)
        p.former = bool(_FORMER.intersection(mods)) or doc.low[k].startswith("экс-")
        p.other = bool(_OTHER.intersection(mods)) or (i > 0 and doc.lemma[i - 1] in _OTHER and doc.sent[i - 1] == doc.sent[k])
        p.definite = bool({"этот", "данный", "тот"}.intersection(mods)) or owner >= 0
        country = ""
        for x in range(i, k):
            if doc.pos[x] == "ADJ" and doc.lemma[x] in self.gaz.adjectives:
                country = self.gaz.adjectives[doc.lemma[x]].name
        self._complements(p, country)
        h = doc.head[k]
        inner = h >= 0 and doc.rel[k] in ("nmod", "appos") and doc.case[k] == "Gen"
        whose = p.kind == "relation" and (p.owner >= 0 or bool(p.persons))  # "пост своего мужа": the husband is meant
        p.slot = inner and doc.lemma[h] in _SLOT and p.kind != "thing" and not whose
        p.staffed = inner and doc.lemma[h] in _STAFFS
        before = doc.low[p.i - 1] if p.i else ""
        p.slot = p.slot or before in ("качестве", "степень", "степени", "звание", "звания")
        p.slot = p.slot or (entry.kind == "office" and self._elected(p)) or self._anybody(p)
        p.slot = p.slot or (lemma == "человек" and h >= 0 and doc.lemma[h] == "право")  # "права человека"
        return p

    def _anybody(self, p: Phrase) -> bool:
        """ "Лауреатом может стать футболист", "главой должна быть женщина": a place that somebody can take, and whoever may."""
        doc, verb = self.doc, self.doc.head[p.head]
        if verb < 0 or p.definite or not any(x >= 0 and doc.lemma[x] in _MODAL for x in (verb, doc.head[verb])):
            return False
        if not any(doc.lemma[x] in _BECOME for x in (verb, *doc.kids[verb])):
            return False
        if doc.case[p.head] == "Ins":
            return True
        filled = any(doc.case[x] == "Ins" and doc.pos[x] == "NOUN" for x in range(doc.first[doc.sent[verb]], verb + 1))
        return filled and verb < p.head and p.kind in ("general", "person") and doc.rel[p.head].startswith("nsubj")

    def _elected(self, p: Phrase) -> bool:
        """ "Президента выбирает парламент", "глава избирался", "мэр будет избран": an office to be filled."""
        doc, verb = self.doc, self.doc.head[p.head]
        if verb < 0 or "новый" in p.adjectives or doc.rel[p.head] not in ("obj", "nsubj", "nsubj:pass"):
            return False
        passive = doc.rel[p.head] != "obj"
        if doc.lemma[verb] in _ELECT:
            return not passive or doc.low[verb].endswith(("ся", "сь")) or any(doc.lemma[x] == "быть" for x in doc.kids[verb])
        coming = any(doc.low[x] in ("будет", "будут") for x in doc.kids[verb])
        return passive and coming and doc.lemma[verb] in ("избрать", "выбрать", "назначить")

    def _owned(self, k: int) -> bool:
        """Does a person's name in the genitive follow, in another case than the noun's?"""
        case, own = self.doc.case[self.doc.top(k + 1, self.people[k + 1])], self.doc.case[k]
        return case == "Gen" != own and not (own == "Acc" and self.doc.gender[k] == "m")  # men's nouns: one form for both

    def _counted(self, k: int) -> bool:
        """ "Три человека", "2 полицейских": several, whatever the tagger says of the noun's number."""
        doc = self.doc
        if k and doc.low[k - 1].isdigit() and doc.low[k - 1] != "1" and doc.sent[k - 1] == doc.sent[k] and doc.animacy[k] == "a":
            return doc.head[k - 1] == k
        for x in doc.kids[k]:
            if (
                doc.pos[x] == "NUM"
                and x < k
                and doc.rel[x].startswith("nummod")
                and not doc.lemma[x].endswith("летний")
                and doc.lemma[x] not in ("один", "1", "полтора")
            ):
                return True
        return False

    def _choose(self, k: int, found: tuple[Entry, ...], plural: bool) -> Entry | None:
        kinds = {e.kind: e for e in reversed(found)}
        if plural:
            if "pair" in kinds and self._pair_noun(k):
                return kinds["pair"]
            if "thing" in kinds and "country" in kinds["thing"].classes:
                return Entry("pair" if self._two(k) else "thing", "", "", kinds["thing"].classes)
            accused = any(e.office == "accused" for e in found)
            if "group" in kinds:
                return Entry("group", "accused" if accused else "", "", kinds["group"].classes)
            for kind in ("office", "general", "person", "relation"):
                if kind in kinds:
                    return Entry("group", "accused" if accused else "", "", kinds[kind].classes)
            return None
        singles = [e for e in found if e.kind not in ("group", "pair")]
        if self.doc.lemma[k] in ("оба",):
            return kinds.get("pair")
        if self.doc.lemma[k] in ("пара", "чета") and "pair" in kinds:
            return kinds["pair"]
        if not singles and "pair" in kinds and self.doc.low[k].endswith(("ов", "ых", "ам", "ами", "ах")):
            return kinds["pair"]  # a plural that the tagger took for one
        if not singles:
            group = kinds.get("group")
            return Entry("person", "", "", group.classes) if group is not None else None
        gender = self.doc.gender[k]
        fitting = [e for e in singles if not e.gender or e.gender == gender or not gender]
        if fitting:
            return fitting[0]
        e = singles[0]
        return Entry(e.kind, _SWAP.get(e.office, e.office), gender, e.classes) if gender in ("m", "f") else e

    def single(self, k: int) -> Entry:
        """What one of those whom the plural ``k`` names is."""
        kinds = {e.kind: e for e in reversed(lookup(self.doc, k)[1])}
        found = next((kinds[x] for x in ("office", "general", "person", "relation") if x in kinds), None)
        return found or Entry("person", "", "", kinds["group"].classes if "group" in kinds else frozenset())

    def _two(self, k: int) -> bool:
        """ "Две страны", "обеих стран"."""
        doc = self.doc
        return any(doc.low[x][:3] in ("дву", "две", "два", "оба", "обе", "обо") for x in (*doc.kids[k], k - 1) if 0 <= x < k)

    def _pair_noun(self, k: int) -> bool:
        return self.doc.lemma[k] != "сторона" or (
            (self.doc.left_edge(k) == k or self._two(k)) and not any(self.doc.rel[x].startswith("nmod") for x in self.doc.kids[k])
        )

    def _complements(self, p: Phrase, country: str) -> None:
        """Takes the complements after the noun into the phrase, and from them the office's body, country and persons."""
        doc = self.doc
        comps: set[str] = {country} if country else set()
        wild: set[str] = set()
        persons: list[int] = []
        k = p.head + 1
        end = doc.first[doc.sent[p.head] + 1]
        text: list[str] = []
        kept = k
        while k < end:
            step = self._step(p, k, end, kept)
            if step is None:
                break
            stop, name, common, person = step
            if name:
                comps.add(name)
            for c in common:
                wild.add(c)
            if person >= 0:
                persons.append(person)
            text += doc.low[k:stop]
            k = kept = stop
        p.j = kept
        p.persons = tuple(persons)
        p.country = next((c for c in comps if c in self.gaz.names and self.gaz.names[c].country), "")
        self._office(p, text, comps, wild)

    def _step(self, p: Phrase, k: int, end: int, kept: int) -> tuple[int, str, list[str], int] | None:
        """One complement that starts at ``k``: (where it ends, actor named, lemmas of common nouns, person named) or None."""
        doc = self.doc
        if k in self.people and p.kind == "thing":
            return None
        if k in self.people:
            head = doc.top(k, self.people[k])
            accusative = doc.low[k].endswith(("у", "ю")) and doc.gender[head] != "m"  # "маму Валентину": the name is hers
            relative = p.kind == "relation" and p.owner < 0 and doc.case[head] == "Acc" and not accusative
            genitive = doc.case[head] in ("Gen", "") or relative
            if kept == p.head + 1 and p.kind == "relation" and self._called(p, k):
                return None
            same = doc.case[head] == doc.case[p.head] or not doc.case[head]
            if {doc.case[head], doc.case[p.head]} == {"Gen", "Acc"} and doc.gender[p.head] != "f" and p.kind != "relation":
                same = True  # the two are one form of men's nouns and names
            takes = (
                p.kind == "relation" or p.office in ("adviser", "substitute", "spokesman", "envoy", "representative") or p.plural
            )
            if (
                kept == p.head + 1
                and genitive
                and (takes or not same)
                and not (p.kind == "office" and same and p.office not in ("adviser", "substitute", "spokesman"))
            ):
                if same and doc.case[p.head] != "Gen" and not takes:
                    return None
                if doc.case[p.head] == "Gen" and doc.case[head] == "Gen" and p.kind == "relation" and p.owner >= 0:
                    return None
                return self.people[k], "", [], k
            return None
        q = k
        if doc.tokens[k].text in '«"„“' and k + 1 in self.things and kept > p.head:
            stop, name, _, _ = self.things[k + 1]
            close = stop < end and doc.tokens[stop].text in '»"”“'
            return (stop + 1 if close else stop), name, [], -1
        if doc.low[k] == "и" and kept > p.head + 1 and k + 1 < end:
            nxt = self._genitive(k + 1, end)
            if nxt is not None and doc.case[p.head] != "Gen" and not lookup(doc, nxt - 1)[1]:
                return nxt, "", [doc.lemma[nxt - 1]], -1
            return None
        if doc.pos[k] == "ADP":
            return self._prepositional(p, k, end)
        if q in self.things:
            stop, name, type_, _ = self.things[q]
            case = doc.case[doc.top(q, stop)]
            if p.kind == "thing" and not p.head <= doc.head[doc.top(q, stop)] < q:
                return None
            if type_ == "MEDIA" and kept > p.head + 1 and p.kind in ("office", "general", "person"):
                return None  # "цитирует слова руководителя палаты РИА Новости"
            governed = case == "Ins" and p.lemma in _INSTRUMENTAL  # "командующий Сухопутными войсками"
            foreign = doc.tokens[q].text.isupper() or doc.tokens[q].text.isascii()
            if governed or case in ("Gen", "") or foreign or self._apposed(k):
                return stop, name, [], -1
            return None
        after = self._genitive(k, end)
        if after is None:
            if doc.pos[k] == "ADJ" and doc.case[k] == "Gen" and k + 1 in self.people and k == p.head + 1:
                return k + 1, "", [], -1
            return None
        noun = after - 1
        if p.kind == "thing" and not p.head <= doc.head[noun] < noun:
            return None
        if doc.rel[noun] in ("obj", "iobj", "nsubj") and doc.head[noun] > noun:
            return None  # "семья комментариев не даёт"
        if p.kind == "thing" and lookup(doc, noun)[1] and doc.animacy[noun] == "a":
            return None
        apposed = doc.case[p.head] == "Acc" and doc.gender[p.head] == "m" and after in self.people
        if (
            (apposed or doc.case[p.head] == "Gen")
            and lookup(doc, noun)[1]
            and lookup(doc, noun)[1][0].kind in ("office", "general")
            and doc.number[noun] == "s"
            and doc.animacy[noun] == "a"
            and p.kind in ("office", "general", "person")
        ):
            return None
        names = [self.gaz.adjectives[doc.lemma[x]].name for x in range(k, noun) if doc.lemma[x] in self.gaz.adjectives]
        return after, names[0] if names else "", [doc.lemma[noun]], -1

    def _called(self, p: Phrase, k: int) -> bool:
        """ "Родила сына Платона", "слова адвоката Имя Фамилия": a first name of the relative's gender, or the whole name beside a
        lawyer or producer, is that one's own where the case, genitive or accusative, leaves it open."""
        doc = self.doc
        if p.owner >= 0 or doc.case[p.head] not in ("Gen", "Acc"):
            return False
        if p.office in ("lawyer", "driver"):
            return self.people[k] - k > 1
        first = self.people[k] == k + 1 and p.office in _CLOSE and bool(p.gender)
        return first and any(n in first_names() and g == p.gender for n, g in candidates(doc.tokens[k].text, False))

    def _apposed(self, k: int) -> bool:
        return self.doc.rel[k] in ("appos", "nmod", "flat:name", "flat") and self.doc.head[k] >= 0 and self.doc.head[k] < k

    def _genitive(self, k: int, end: int) -> int | None:
        """One past a genitive noun with its adjectives that starts at ``k``."""
        doc = self.doc
        n = k
        while n < end and n - k < 4:
            if n in self.things or n in self.people:
                return None
            if doc.pos[n] in ("NOUN", "PROPN") and doc.case[n] == "Gen":
                return n + 1
            governed = doc.case[n] == "Ins" and doc.lemma[k - 1] in _INSTRUMENTAL  # "командующий войсками"
            if governed and doc.pos[n] == "NOUN":
                return n + 1
            whose = n == k and doc.low[n] in ("его", "ее", "их") and doc.pos[n] == "DET"  # "президент её подразделения"
            if not (whose or (doc.pos[n] in ("ADJ", "DET", "VERB", "NUM") and (governed or doc.case[n] == "Gen"))):
                if doc.low[n] == "и" and n > k and doc.pos[n - 1] == "ADJ":
                    n += 1
                    continue
                return None
            if n + 1 < end and doc.pos[n] == "ADJ" and doc.tokens[n + 1].text == "-":
                return None
            n += 1
        return None

    def _prepositional(self, p: Phrase, k: int, end: int) -> tuple[int, str, list[str], int] | None:
        doc = self.doc
        prep = doc.low[k]
        n = k + 1
        if prep == "по" and p.kind in ("office", "general", "person", "relation") and p.office not in ("monarch",):
            x = n
            while x < end and x - n < 4 and doc.pos[x] in ("ADJ", "DET", "VERB") and doc.case[x] in ("Dat", "Acc", "Loc"):
                x += 1
            if x < end and doc.pos[x] == "NOUN" and doc.case[x] in ("Dat", "Acc", "Loc"):
                return x + 1, "", [doc.lemma[x]], -1
            return None
        if p.lemma in ("кандидат", "претендент") and prep in ("в", "на"):  # "кандидат в президенты Франции"
            if n < end and doc.pos[n] == "NOUN" and (prep == "на" or (doc.number[n] == "p" and lookup(doc, n)[1])):
                return n + 1, "", [doc.lemma[n]], -1
            return None
        if p.office == "accused" and prep in ("в", "во"):
            x = n
            while x < end and x - n < 4 and doc.pos[x] in ("ADJ", "DET", "VERB") and doc.case[x] == "Loc":
                x += 1
            if x < end and doc.pos[x] == "NOUN" and doc.case[x] == "Loc":
                stop = x + 1
                while (
                    stop < end
                    and doc.case[stop] == "Gen"
                    and doc.pos[stop] in ("NOUN", "ADJ")
                    and stop not in self.things
                    and stop not in self.people
                ):
                    stop += 1
                return stop, "", [], -1
            return None
        if (
            prep == "из"
            and n in self.things
            and doc.head[doc.top(n, self.things[n][0])] == p.head
            and p.kind in ("general", "person", "office")
        ):
            return self.things[n][0], self.things[n][1], [], -1
        if n in self.things and (
            prep in ("при", "от")
            or (prep in ("в", "во", "на") and (p.office in _IN_TAKERS or p.classes & {"journalist"} or self._named_after(p, n)))
        ):
            stop, name, _, _ = self.things[n]
            if (
                doc.head[doc.top(n, stop)] == p.head
                or prep in ("при", "от")
                or p.office in ("ambassador", "envoy", "representative")
            ):
                return stop, name if prep != "в" else "", [], -1
        return None

    def _named_after(self, p: Phrase, n: int) -> bool:
        """ "Командующий силами США в Афганистане генерал Имя": a name in its case, or a rank and a name, after the place."""
        k = self.things[n][0]
        while k < len(self.doc) and k not in self.people and k < self.things[n][0] + 3 and lookup(self.doc, k)[1]:
            k += 1
        if p.kind not in ("office", "general") or k not in self.people or k == self.things[n][0]:
            return False
        return self.doc.case[self.doc.top(k, self.people[k])] in (self.doc.case[p.head], "Acc") and self.doc.case[p.head] != "Nom"

    def _office(self, p: Phrase, text: list[str], comps: set[str], wild: set[str]) -> None:
        joined = " ".join(text)
        table = _body_offices()
        if p.lemma.endswith("министр") and p.lemma not in ("премьер-министр",) and text:
            found = _longest(bodies(), "министерство " + joined)
            if found:
                p.office = table.get(found, p.office)
                wild.clear()
        elif p.office == "head" or (p.office == "secretary" and "государственный" in p.adjectives):
            named = [c for c in comps if not (c in self.gaz.names and self.gaz.names[c].country)]
            body = next(
                (bodies()[n.lower().replace("ё", "е")] for n in self._names(named) if n.lower().replace("ё", "е") in bodies()), ""
            )
            if not body:
                body = next((bodies()[w] for w in wild if w in bodies()), "")
            if p.office == "secretary":
                p.office = "state_secretary"
            elif body and table.get(body) and p.lemma not in ("начальник",):
                p.office = table[body]
                wild.discard(next((w for w in wild if bodies().get(w) == body), ""))
                comps.difference_update(named if body not in ("государство", "город", "регион") else ())
                if body in ("МИД", "Госдепартамент") and not any(c for c in comps):
                    country = next((n.rsplit(" ", 1)[-1] for n in named if " " in n), "")
                    country = {"РФ": "Россия"}.get(country, country)
                    if country in self.gaz.names:
                        comps.add(country)
            elif not named and comps and p.lemma == "глава":
                country = next(iter(comps))
                kinds = self.gaz.names[country].kinds if country in self.gaz.names else frozenset()
                p.office = "governor" if "region" in kinds else p.office
        if p.lemma == "госсекретарь" or p.office == "state_secretary":
            p.office = "state_secretary"
        for w in list(wild):
            if w in self.heads and not comps:
                comps.add(self.heads[w])
                wild.discard(w)
        p.classes = p.classes | _classes(p.office)
        p.comps = frozenset(comps)
        p.wild = frozenset(w for w in wild if w not in _KIND_NOUNS())

    def _names(self, names: list[str]) -> list[str]:
        out = []
        for n in names:
            out.append(n)
            for tail in (" РФ", " США", " России"):
                if n.endswith(tail):
                    out.append(n[: -len(tail)])
            for word in n.split():
                out.append(word)
        return out


@cache
def _KIND_NOUNS() -> frozenset[str]:
    return frozenset(w for w, es in entries().items() for e in es if e.kind == "thing") | frozenset(("год", "мир", "время"))


@cache
def _body_offices() -> Mapping[str, str]:
    return {row["body"]: row["office"] for row in seeds.table("bodies.tsv")}


@cache
def _of_offices() -> Mapping[str, frozenset[str]]:
    """Office -> the classes of its first word."""
    out: dict[str, frozenset[str]] = {}
    for e in (e for es in entries().values() for e in es if e.kind == "office"):
        out.setdefault(e.office, e.classes)
    return out


@cache
def _classes(office: str) -> frozenset[str]:
    fixed = {
        "foreign": "diplomat|minister|official|politician",
        "state_secretary": "diplomat|minister|official|politician",
        "ec_head": "politician|official|head",
    }
    if office in fixed:
        return frozenset(fixed[office].split("|"))
    if office in _of_offices():
        return _of_offices()[office]
    return frozenset(("minister", "official", "politician")) if office in set(_body_offices().values()) else frozenset()


def _longest(table: Mapping[str, str], text: str) -> str:
    """The value of the longest key that the text begins with."""
    words = text.split()
    for n in range(len(words), 1, -1):
        key = " ".join(words[:n])
        if key in table:
            return table[key]
    return ""


_BOTH = frozenset(["оба", "обе", "обоих", "обеих", "обоим", "обоими", "обеим", "обеими"])
