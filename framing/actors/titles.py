"""The nouns of ``titles.tsv``, what a word of the text can mean as one of them, and the phrase around such a noun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from framing import seeds
from framing.actors.declension import word_forms
from framing.actors.derived import base_of
from framing.actors.doc import Doc
from framing.actors.morph import known, lifeless, parses
from framing.actors.things import last_part
from framing.actors.words import word_list

_PREFIX = re.compile(
    r"^(?:экс|вице|со|супер|топ|бизнес|спец|гос|поп|рок|кино|теле|радио|фото|горе|штаб|контр|блок|арт|поли|веб|видео)-"
)
BEASTS = word_list("beasts")
SWAP = {"husband": "wife", "wife": "husband", "son": "daughter", "brother": "sister", "father": "mother", "uncle": "aunt"}
"""Office of a relative -> that of the same relative of the other gender."""


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
    noun = doc.pos[k] == "NOUN"
    living = doc.animacy[k] == "a" or lemma.startswith("зам")
    return _meanings(lemma, doc.low[k], noun, living and (noun or (doc.pos[k] == "PROPN" and doc.sentence_start(k))))


@lru_cache(maxsize=1 << 15)
def _meanings(lemma: str, low: str, noun: bool, living: bool) -> tuple[str, tuple[Entry, ...]]:
    """The title word that a form of this lemma is, and what it can mean."""
    word, found = _listed(lemma, low)
    if not found and (noun or "-" in lemma):
        word, found = _built(lemma, noun)
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


def _built(lemma: str, noun: bool) -> tuple[str, tuple[Entry, ...]]:
    """The title word of which a lemma is built, and what it can mean."""
    table = entries()
    if "-" in lemma:
        cut = _PREFIX.sub("", lemma)
        first, last = lemma.split("-")[0], lemma.split("-")[-1]
        for word in (cut, first if animate(last) else last, last):  # "блогер-иноагент", but "поп-музыка"
            if word in table and lemma.startswith("вице-"):  # next to the office, not in it
                return lemma, tuple(replace(e, office=e.office and "vice " + e.office) for e in table[word])
            if word in table:
                return word, table[word]
    part = last_part(lemma) if noun else ""
    return (lemma, table[part]) if part in table else (lemma, ())


def _derived(lemma: str) -> tuple[Entry, ...]:
    """What a noun for a person that is built from a listed one can mean."""
    base, gender, office = base_of(lemma, entries())
    found = [e for e in entries().get(base, ()) if e.kind not in ("thing", "pair", "group")]
    if not found or lifeless(lemma) or lemma in BEASTS or (gender and not animate(lemma)):
        return ()
    if office:
        return entries()["заместитель"] if any(e.kind == "office" for e in found) else ()
    own = {e.office: SWAP.get(e.office, e.office) if gender else e.office for e in found}
    return tuple(replace(e, gender=gender or e.gender, office=own[e.office]) for e in found)


def _pope(doc: Doc, k: int) -> bool:
    return doc.tokens[k].text[:1].isupper() and not doc.tokens[k].text.isupper() and not doc.sentence_start(k)


def animate(word: str, case: str = "") -> bool:
    """Is a word a living noun for the dictionary, or, where the dictionary lacks it, at least no instrument?"""
    found = known(word)
    if found or case == "Ins":
        return any({"NOUN", "anim"} <= x.marks for x in found)
    return any(x.tag.POS == "NOUN" and "anim" in x.tag for x in parses(word))


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
