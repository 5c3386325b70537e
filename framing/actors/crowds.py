"""People in the plural as the text has them: how many, gathered by which noun, of which class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from framing import seeds
from framing.actors.ages import in_years
from framing.actors.doc import Doc
from framing.actors.morph import grammemes, is_known, lifeless, parses
from framing.actors.phrases import Finder
from framing.actors.state import speech_verbs
from framing.actors.titles import Entry, Phrase, lookup
from framing.actors.words import word_list

_NUMBERS = {
    word: n
    for n, words in {
        1: "один",
        2: "два двое оба вдвоем",
        3: "три трое втроем",
        4: "четыре четверо",
        5: "пять пятеро",
        6: "шесть шестеро",
        7: "семь семеро",
        8: "восемь восьмеро",
        9: "девять девятеро",
        10: "десять десятеро",
        11: "одиннадцать",
        12: "двенадцать дюжина",
        15: "пятнадцать",
        20: "двадцать",
    }.items()
    for word in words.split()
}
SEVERAL = -1
"""A number that the text leaves open: "несколько", "десятки"."""
_MEASURES = word_list("measures of people")
_TOGETHER = word_list("many in one")
_SIDES = word_list("court sides")
_ARGUMENTS = word_list("arguments of a side")
_BEASTS = word_list("beasts")
_SINGULAR = _TOGETHER | _SIDES | {"сторона"}
"""Nouns that are many people in the singular."""
_MORE = word_list("more people")
_OPEN = frozenset(["несколько", "десяток", "десятка", "сотня", "тысяча", "миллион", "множество", "масса", "много", "столько"])


@cache
def _above() -> Mapping[str, str]:
    return {row["class"]: row["above"] for row in seeds.table("groups.tsv")}


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    """A word, or two joined by "_" -> the classes of people it names."""
    out: dict[str, frozenset[str]] = {}
    for row in seeds.table("groups.tsv"):
        for word in row["words"].replace("ё", "е").split("|"):
            out[word] = out.get(word, frozenset()) | {row["class"]}
    return out


def classes_of(doc: Doc, p: Phrase) -> tuple[frozenset[str], frozenset[str]]:
    """The classes of people that a phrase names, by its noun with an adjective or a complement, else by the noun alone; and
    the complements that say more than the class does."""
    table = _classes()
    taken = {w for k in range(p.head + 1, p.j) if f"{p.lemma}_{(w := doc.lemma[k])}" in table}
    found = [table[f"{p.lemma}_{w}"] for w in taken] + [table[x] for a in p.adjectives if (x := f"{a}_{p.lemma}") in table]
    return frozenset().union(*(found or [word_classes(p.lemma)])), p.wild - taken


def word_classes(word: str) -> frozenset[str]:
    """The classes of people that a noun names, by itself or by its first part ("врач-терапевт")."""
    table = _classes()
    return table.get(word) or table.get(word.split("-")[0], frozenset())


def widened(classes: frozenset[str]) -> frozenset[str]:
    """Classes and those above them."""
    out = set(classes)
    while more := {_above().get(c, "") for c in out} - out - {""}:
        out |= more
    return frozenset(out)


def number_before(doc: Doc, k: int) -> int:
    """How many a noun's numeral says, or a numeral itself: 0 where there is none, ``SEVERAL`` where it is left open."""
    if doc.pos[k] == "NUM":
        return _NUMBERS.get(doc.lemma[k], 0)
    for x in (*doc.kids[k], k - 1):
        if not 0 <= x < k or doc.sent[x] != doc.sent[k]:
            continue
        if doc.lemma[x] in _OPEN:
            return SEVERAL
        if doc.pos[x] == "NUM" or doc.lemma[x] in _NUMBERS or (doc.low[x].isdigit() and doc.head[x] == k):
            digits = re.match(r"\d+", doc.low[x])
            n = int(digits.group()) if digits else _NUMBERS.get(doc.lemma[x], SEVERAL)
            if in_years(doc.lemma[x]) or n == 1:
                continue
            return n
    return 0


def number_of(doc: Doc, p: Phrase) -> int:
    """How many a phrase tells of, as ``number_before``; "группа" leaves it unsaid."""
    if doc.lemma[p.head] in _OPEN:
        return SEVERAL
    return 0 if doc.lemma[p.head] in _MEASURES else number_before(doc, p.head)


def measure_of(doc: Doc, k: int) -> int:
    """The topmost noun that counts or gathers the people of ``k`` ("группа мужчин", "десятки тысяч протестующих"), or ``k``."""
    top = k
    while (
        doc.head[top] >= 0
        and doc.head[top] < top
        and doc.case[k] in ("Gen", "Acc")  # one form of people's words
        and doc.rel[top].split(":")[0] in ("nmod", "nummod")
        and doc.lemma[doc.head[top]] in _MEASURES
        and all(doc.pos[x] in ("ADJ", "ADV", "DET", "NUM", "NOUN", "VERB") for x in range(doc.head[top], top))
    ):
        top = doc.head[top]
    return top


def crowds(finder: Finder, phrases: list[Phrase]) -> list[Phrase]:
    """The phrases of a text with those for people together that the list of titles leaves out, and with their measures."""
    doc = finder.doc
    at = {p.head: p for p in phrases}
    for k, (pos, lemma) in enumerate(zip(doc.pos, doc.lemma, strict=True)):
        if doc.number[k] != "p" and pos != "NUM" and lemma not in _SINGULAR:
            continue
        if not finder.inside[k] and (k not in at or at[k].kind == "thing") and _gathers(doc, k):
            found = finder.phrase(k, _noun(doc, k), (Entry("group", "", "", frozenset()),))
            if found is not None:
                at[k] = found
                found.kind, found.plural = "group", True
    for p in sorted((p for p in at.values() if p.kind == "group"), key=lambda p: p.head):
        del at[p.head]
        if _titled(doc, p.head) or _estate(doc, p) or _lifeless(doc, p) or _adjective(doc, p.head):
            continue
        if _foreign(doc, p.head):
            p.j, p.wild = p.head + 1, frozenset()
        _widen(doc, p)
        at[p.head] = p  # "группа" of "группа мужчин" is no band
        one = _one_of(finder, p)
        if one is not None:
            at[one.head] = one
    return sorted(at.values(), key=lambda p: p.head)


def _one_of(finder: Finder, p: Phrase) -> Phrase | None:
    """ "Один из [сотрудников]": the phrase for one of the people that another tells of; None where it is not so."""
    doc, k = finder.doc, p.i - 2
    if k < doc.first[doc.sent[p.i]] or doc.low[p.i - 1] != "из" or doc.lemma[k] != "один" or doc.lemma[p.head] in _MEASURES:
        return None
    if k and doc.low[k - 1] == "ни":
        return None
    entry = finder.single(p.head)
    gender = entry.gender or ("f" if doc.gender[k] == "f" else "")
    doc.animacy[k], doc.number[k] = "a", "s"
    return replace(
        p, i=k, head=k, kind=entry.kind, office=entry.office, gender=gender, classes=entry.classes, plural=False, parts=[]
    )


def _noun(doc: Doc, k: int) -> str:
    """The noun of people that a word is or stands for."""
    if doc.pos[k] == "NUM":
        return "человек"
    return lookup(doc, k)[0] if doc.pos[k] in ("NOUN", "PROPN") else dictionary_form(doc.low[k])


def dictionary_form(low: str) -> str:
    """A participle or an adjective in the plural -> its masculine: "собравшихся" -> "собравшийся"."""
    stem = _PLURAL.sub("", low)
    return stem + ("ий" if stem.endswith(_HARD) else "ый") + ("ся" if low.endswith("ся") else "")


_HARD = tuple("гкхжчшщ")
_PLURAL = re.compile("(?:ие|ые|их|ых|им|ым|ими|ыми)(?:ся)?$")


_PARTICIPLES = frozenset(["PRTF", "PRTS"])


@lru_cache(maxsize=1 << 14)
def participle(word: str) -> str:
    """The verb whose participle a word is: "пострадавший" -> "пострадать"; "" where it is none."""
    listed = grammemes(word)
    if listed and not any(_PARTICIPLES & marks for marks in listed):
        return ""
    return next((x.normal_form.replace("ё", "е") for x in parses(word) if x.tag.POS in _PARTICIPLES), "")


def _titled(doc: Doc, k: int) -> bool:
    """ "Храм Всех Святых": is a word written as part of a name?"""
    word = doc.tokens[k].text
    opens = doc.sentence_start(k) or doc.paragraph[k] != doc.paragraph[k - 1] or doc.tokens[k - 1].text in _OPENERS
    return word[:1].isupper() and not word.isupper() and not opens and doc.rel[k] == "nmod"


_OPENERS = frozenset(["«", '"', "„", "“", ":", "—", "–", "**", "__", "*", "("])


def _adjective(doc: Doc, k: int) -> bool:
    """ "Начинающие разработчики": is an adjective that the tagger took for a noun followed by its noun?"""
    after = k + 1
    if after >= len(doc) or doc.pos[after] != "NOUN" or doc.number[after] != "p" or doc.number[k] != "p":
        return False
    if doc.pos[k] in ("ADJ", "VERB"):  # the tagger may differ on two forms that are one: "лечащих врачей"
        return any(doc.low[k].endswith(ends) and doc.case[after] in cases for ends, cases in _ENDS)
    if doc.rel[k] == "amod" and doc.head[k] == after:
        return True
    return doc.lemma[k].endswith(("ый", "ий", "ой", "ийся")) and doc.case[k] == doc.case[after]


_ENDS = (
    (("ые", "ие", "иеся"), ("Nom", "Acc")),
    (("ых", "их", "ихся"), ("Gen", "Acc", "Loc")),
    (("ым", "им", "имся"), ("Dat",)),
    (("ыми", "ими", "имися"), ("Ins",)),
)


def _foreign(doc: Doc, k: int) -> bool:
    """ "Типичных для новичков ошибок": does a noun belong to an adjective before it, so that what follows is not its own?"""
    h = doc.head[k]
    return 0 <= h < k < doc.head[h] and doc.rel[h] in ("amod", "acl") and all(x < k for x in doc.kids[k])


def _estate(doc: Doc, p: Phrase) -> bool:
    """ "Пошёл в гости", "вышла в люди": the nominative after "в" is no people."""
    before = doc.low[p.i - 1] if p.i else ""
    return before in ("в", "во") and doc.case[p.head] in ("Acc", "Nom") and doc.low[p.head].endswith(("и", "ы", "е", "а", "я"))


def _lifeless(doc: Doc, p: Phrase) -> bool:
    """ "Падающие звёзды", "модели устройств": a noun that can be people, and here is not."""
    word = doc.lemma[p.head]
    if _side(doc, p.head) or _organs(doc, p.head):
        return False
    if doc.pos[p.head] != "NOUN" or doc.animacy[p.head] != "i" or word in _TOGETHER | _SIDES or word.endswith("источник"):
        return False
    return word not in _classes() and is_known(word)


def _gathers(doc: Doc, k: int) -> bool:
    """Is a word that no list of titles has a noun for people together?"""
    if doc.lemma[k] in _MORE:
        return False
    if doc.pos[k] in ("VERB", "ADJ"):
        return doc.number[k] == "p" and bool(doc.case[k]) and _substantive(doc, k)
    if _side(doc, k) or _organs(doc, k):
        return True
    if doc.pos[k] == "NOUN" or (doc.pos[k] == "PROPN" and doc.sentence_start(k) and doc.lemma[k] in _TOGETHER | _SIDES):
        if doc.number[k] == "p":
            after_noun = k > 1 and doc.tokens[k - 1].text == "," and doc.pos[k - 2] == "NOUN" and doc.agree(k, k - 2)
            if after_noun and participle(doc.low[k]):  # "врачи, лечащие его"
                return False
            if not doc.tokens[k].text.replace("-", "").isalpha():
                return False
            people = doc.animacy[k] == "a" and doc.lemma[k] not in _BEASTS and not lifeless(doc.lemma[k])
            return people or (bool(_PERSONAL.search(doc.lemma[k])) and not is_known(doc.lemma[k]))
        return doc.lemma[k] in _TOGETHER or (doc.lemma[k] in _SIDES and _argues(doc, k))
    return doc.pos[k] == "NUM" and _alone(doc, k)


def _side(doc: Doc, k: int) -> bool:
    """ "Сторона обвинения"."""
    after = doc.low[k + 1] if k + 1 < len(doc) else ""
    return doc.lemma[k] == "сторона" and doc.number[k] == "s" and after in _COURT and doc.head[k + 1] == k


_COURT = frozenset(["обвинения", "защиты", "истца", "ответчика", "потерпевшего", "потерпевших"])


def _organs(doc: Doc, k: int) -> bool:
    """ "Правоохранительные органы", "местные власти": bodies in the plural that are no more than their people."""
    if doc.number[k] != "p" or doc.pos[k] != "NOUN" or doc.rel[k] in ("nmod", "conj"):
        return False
    return any(f"{doc.lemma[x]}_{doc.lemma[k]}" in _classes() for x in doc.kids[k] if x < k and doc.rel[x] == "amod")


_PERSONAL = re.compile("(?:[аеионуя][нвд]ец|[ая]нин|ист|ник|тель|щик)$")


def _alone(doc: Doc, k: int) -> bool:
    """Does "двое", "все трое" stand for people by itself, and not for some of them ("двое из них")?"""
    counted = doc.lemma[k].endswith(("ое", "еро")) and doc.lemma[k] in _NUMBERS and doc.rel[k] in _ARGUMENT
    return counted and not (
        k + 1 < len(doc)
        and (doc.low[k + 1] == "из" or (doc.pos[k + 1] in ("NOUN", "ADJ", "NUM", "VERB") and doc.case[k + 1] == "Gen"))
    )


_ARGUMENT = frozenset(["nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "obl:agent"])


def _argues(doc: Doc, k: int) -> bool:
    """ "Защита утверждает", "доводы защиты"."""
    h = doc.head[k]
    if h < 0:
        return False
    return (doc.rel[k] == "nsubj" and doc.lemma[h] in speech_verbs()) or (doc.case[k] == "Gen" and doc.lemma[h] in _ARGUMENTS)


def _substantive(doc: Doc, k: int) -> bool:
    """Does a participle in the plural stand for people ("собравшиеся", "занятых рукоделием")?"""
    low = doc.low[k]
    listed = doc.pos[k] == "ADJ" and dictionary_form(low) in _classes()
    if doc.rel[k] not in _ARGUMENT or not (listed or (doc.pos[k] == "VERB" and _PARTICIPLE.search(low))):
        return False
    after = k + 1
    if after < len(doc) and doc.pos[after] in ("NOUN", "PROPN", "ADJ", "NUM") and doc.agree(k, after):
        return False
    return not any(doc.pos[x] == "NOUN" and doc.rel[k] == "amod" for x in (doc.head[k],))


_PARTICIPLE = re.compile("(?:вш|ющ|ящ|ащ|ущ|нн|т|м)(?:ие|ые|их|ых|им|ым|ими|ыми)(?:ся)?$")


def _widen(doc: Doc, p: Phrase) -> None:
    """Takes the numeral before a phrase, and the noun that measures it, into it."""
    top = measure_of(doc, p.head)
    start = doc.left_edge(top) if top != p.head else p.i
    first = doc.first[doc.sent[p.head]]
    while start - 1 >= first and (doc.pos[start - 1] == "NUM" or doc.low[start - 1] in ("несколько", "нескольких")):
        if doc.lemma[start - 1] == "один":
            break
        start -= 1
    if start - 1 >= first and doc.pos[start] == "NUM" and doc.lemma[start - 1] == "весь":  # "все трое"
        start -= 1
    p.i = min(p.i, start)
    p.head = top


__all__ = ["SEVERAL", "classes_of", "crowds", "dictionary_form", "measure_of", "number_before", "participle", "widened"]
