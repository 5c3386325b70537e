"""Titles and descriptions in a text: noun phrases that stand for an actor, each read as the best of its meanings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from framing.actors.ages import in_years
from framing.actors.complements import Complements
from framing.actors.doc import NOMINAL, Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.morph import is_known, known, parses
from framing.actors.offices import to_be_filled
from framing.actors.things import head_noun
from framing.actors.titles import BEASTS, SWAP, Entry, Phrase, animate, entries, lookup
from framing.actors.womanly import noun_gender
from framing.actors.words import word_list

_FORMER = word_list("former")
_OTHER = word_list("other")
_STAFFS = word_list("staffs")
_WIDE = word_list("wide kinds")
_NOMINAL = frozenset(["NOUN", "ADJF", "PRTF"])
_COUNTS = frozenset(["NUM", "PRON", "DET"])
_HEADS = NOMINAL | _COUNTS | {"ADJ", "VERB"}
_BOTH = frozenset(["оба", "обе", "обоих", "обеих", "обоим", "обоими", "обеим", "обеими"])


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
        self.complements = Complements(doc, gaz, things, people, self.heads)
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
        heads = [(k, pos) for k, (pos, named) in enumerate(zip(doc.pos, self.inside, strict=True)) if pos in _HEADS and not named]
        for k, pos in heads:
            if pos in _COUNTS and doc.low[k] not in _BOTH:
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
        if capital or doc.lemma[k] in BEASTS or not animate(doc.low[k], doc.case[k]):
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
        self.complements.take(p, country)
        h = doc.head[k]
        p.slot = to_be_filled(doc, p)
        p.staffed = h >= 0 and doc.rel[k] in ("nmod", "appos") and doc.case[k] == "Gen" and doc.lemma[h] in _STAFFS
        return p

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
                and not in_years(doc.lemma[x])
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
        return Entry(e.kind, SWAP.get(e.office, e.office), gender, e.classes) if gender in ("m", "f") else e

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
