"""Words that the tagger took into a name, or for one, because a sentence begins with them."""

from __future__ import annotations

import re

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, fold
from framing.actors.morph import first_names, is_known, known, last_names
from framing.actors.naming import UPPER
from framing.actors.people import candidates, first_form
from framing.actors.state import speech_verbs
from framing.actors.things import DESCRIPTORS
from framing.actors.titles import lookup

_PROPER = frozenset(["Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"])
_WORDS = frozenset(["VERB", "INFN", "GRND", "PRTF", "PRTS", "ADVB", "NPRO", "PREP", "CONJ", "PRCL", "INTJ", "PRED", "COMP"])
_VERBS = frozenset(["VERB", "INFN", "GRND"])
_MARKS = "«\"„“'("


def proper(word: str) -> bool:
    """Has the dictionary a name among the readings of a word, or does it lack the word?"""
    low = fold(word)
    if not is_known(low):
        return True
    return any(_PROPER & p.marks for p in known(low))


def _only(word: str, kinds: frozenset[str]) -> bool:
    """Are all readings of a dictionary word of these parts of speech?"""
    low = fold(word)
    return is_known(low) and all(p.marks & kinds for p in known(low))


def trimmed(doc: Doc, a: int, b: int) -> int:
    """Where a person's name begins: not at a conjunction, a verb, "сам" or a noun that opens the sentence ("Как Трамп", "Усы").

    A noun must be one that the dictionary knows as no name, and a first name must follow it; or the text has the name without it.
    """
    while a + 1 < b and UPPER.match(doc.tokens[a + 1].text):
        text, opens = doc.tokens[a].text, doc.sentence_start(a)
        first = first_form(text)
        noun = opens and b - a > 2 and not text.isupper()
        noun = noun and not first and (_whole(doc, a + 1, b) or (not proper(text) and first_form(doc.tokens[a + 1].text)))
        if not first and (noun or _only(text, _WORDS if opens else _VERBS) or (opens and doc.lemma[a] == "сам" != text)):
            a += 1
        else:
            break
    return a


def _whole(doc: Doc, a: int, b: int) -> bool:
    """Do the words of tokens ``a..b``, in any case, make up another entity of the text, a person's?"""
    words = [doc.low[k][: max(3, len(doc.low[k]) - 3)] for k in range(a, b)]
    same = (theirs for theirs in doc.people if len(theirs) == len(words))
    return any(all(fold(x).startswith(w) for x, w in zip(theirs, words, strict=True)) for theirs in same)


def leading(doc: Doc, i: int, j: int, gaz: Gazetteer) -> tuple[int, str] | None:
    """The place or body that a person's entity begins with: where it ends, and its type; None where it begins with none."""
    words = [doc.tokens[k].text for k in range(i, j)]
    alias = gaz.longest(words)
    if alias is not None and len(alias.words) < len(words) and alias.known.type != "PER":
        n = i + len(alias.words)
        own = fold(alias.words[0])
        name = len(alias.words) == 1 and (own in first_names() or own in last_names()) and not alias.known.own
        oblique = [fold(w) for w in words[: n - i]] != [fold(w) for w in alias.words]
        name = name and not (doc.case[i] == "Gen" and doc.case[n] == "Nom")  # "президент Израиля Исаак Герцог"
        sure = alias.known.country or alias.known.own or len(alias.words) > 1 or alias.exact
        free = not name and sure and not alias.weak and (oblique or alias.exact or not doc.sentence_start(i))
        if free and UPPER.match(doc.tokens[n].text):
            return n, "LOC" if alias.known.type == "LOC" else "ORG"
    if not UPPER.match(words[1]):
        return None
    if re.fullmatch("[А-ЯЁ]{2,}", words[0]) and not all(w.isupper() for w in words) and len(words[1]) > 2:
        return i + 1, "ORG"
    low = fold(words[0])
    tags = [p.marks for p in known(low)]
    if not tags or not all("Geox" in t and "nomn" not in t for t in tags):
        return None
    person = any(n in first_names() or n in last_names() for n, _ in candidates(low, False)) and not _governed(doc, i)
    return None if person else (i + 1, "LOC")


def _governed(doc: Doc, i: int) -> bool:
    """Does an office in the nominative stand before a place in the genitive, or before its adjective ("мэр старого Конотопа")?"""
    adjective = doc.pos[i - 1] == "ADJ" and doc.case[i - 1] == "Gen"
    k = i - 2 if adjective else i - 1
    office = k >= doc.first[doc.sent[i]] and doc.case[k] == "Nom" and any(e.kind == "office" for e in lookup(doc, k)[1])
    if not office or doc.case[i + 1] != "Nom":
        return False
    doc.stand_beside(i + 1, k)
    doc.case[i], doc.animacy[i], doc.head[i], doc.rel[i] = "Gen", "i", k, "nmod"
    return True


def ghost(doc: Doc, k: int, type_: str) -> bool:
    """Is an entity of one word an everyday word whose capital its place explains (first of its sentence, a line in capitals)?"""
    text = doc.tokens[k].text
    if text.isascii() or (k and doc.tokens[k - 1].text in _MARKS and _closed(doc, k)):
        return False
    if not (doc.sentence_start(k) or (text.isupper() and _capitals_around(doc, k))) or proper(text) or _elsewhere(doc, k):
        return False
    if all(p.marks & _WORDS for p in known(fold(text))) or doc.pos[k] in ("VERB", "ADV", "ADJ", "X"):
        return True
    if type_ == "ORG":
        return doc.lemma[k] not in DESCRIPTORS and doc.lemma[k] not in seeds.words("body_nouns.txt")
    return not (doc.rel[k] == "nsubj" and doc.head[k] >= 0 and doc.lemma[doc.head[k]] in speech_verbs())


def _closed(doc: Doc, k: int) -> bool:
    return k + 1 < len(doc) and doc.tokens[k + 1].text in "»\"”“')"


def _capitals_around(doc: Doc, k: int) -> bool:
    """Does a line in capitals hold the word?"""
    near = [x for x in (k - 2, k - 1, k + 1, k + 2) if 0 <= x < len(doc) and doc.paragraph[x] == doc.paragraph[k]]
    return any(doc.tokens[x].text.isupper() and len(doc.tokens[x].text) > 2 for x in near)


def _elsewhere(doc: Doc, k: int) -> bool:
    """Does the word stand with a capital inside some sentence of the text?"""
    own = {fold(doc.tokens[k].text)} | {p.normal.replace("ё", "е") for p in known(fold(doc.tokens[k].text))}
    return any(
        x != k
        and UPPER.match(t.text)
        and not t.text.isupper()
        and (doc.low[x] in own or doc.lemma[x] in own)
        and not doc.sentence_start(x)
        for x, t in enumerate(doc.tokens)
    )
