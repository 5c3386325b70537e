"""Which office a phrase names by its complements, and whether it is a place to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, bodies
from framing.actors.titles import Phrase, entries
from framing.actors.words import word_list

_SLOT = word_list("slot")
_VALUES = frozenset(["стоимость", "ценность", "цена", "сумма", "объем", "количество", "часть", "перечень", "список", "возврат"])
_MODAL = frozenset(["мочь", "должный", "должен", "способный"])
_BECOME = frozenset(["стать", "быть", "являться"])
_ELECT = frozenset(["избирать", "выбирать", "избираться", "выбираться", "назначаться"])


def name_office(p: Phrase, text: list[str], comps: set[str], wild: set[str], gaz: Gazetteer, heads: Mapping[str, str]) -> None:
    """Reads office, classes and complements of a phrase from the words, actors and common nouns after its noun."""
    joined = " ".join(text)
    table = _body_offices()
    if p.lemma.endswith("министр") and p.lemma not in ("премьер-министр",) and text:
        found = _longest(bodies(), "министерство " + joined)
        if found:
            p.office = table.get(found, p.office)
            wild.clear()
    elif p.office == "head" or (p.office == "secretary" and "государственный" in p.adjectives):
        named = [c for c in comps if not (c in gaz.names and gaz.names[c].country)]
        body = next((bodies()[n.lower().replace("ё", "е")] for n in _parts(named) if n.lower().replace("ё", "е") in bodies()), "")
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
                if country in gaz.names:
                    comps.add(country)
        elif not named and comps and p.lemma == "глава":
            country = next(iter(comps))
            kinds = gaz.names[country].kinds if country in gaz.names else frozenset()
            p.office = "governor" if "region" in kinds else p.office
    if p.lemma == "госсекретарь" or p.office == "state_secretary":
        p.office = "state_secretary"
    for w in list(wild):
        if w in heads and not comps:
            comps.add(heads[w])
            wild.discard(w)
    p.classes = p.classes | _classes(p.office)
    p.comps = frozenset(comps)
    p.wild = frozenset(w for w in wild if w not in _kind_nouns())


def _parts(names: list[str]) -> list[str]:
    """Names of actors, each with its words and without the country at its end."""
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
def _kind_nouns() -> frozenset[str]:
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


def to_be_filled(doc: Doc, p: Phrase) -> bool:
    """Does a phrase name a place or a quality, not somebody ("пост министра", "в качестве эксперта", "права человека")?"""
    h = doc.head[p.head]
    inner = h >= 0 and doc.rel[p.head] in ("nmod", "appos") and doc.case[p.head] == "Gen"
    whose = p.kind == "relation" and (p.owner >= 0 or bool(p.persons))  # "пост своего мужа": the husband is meant
    if inner and doc.lemma[h] in _SLOT and p.kind != "thing" and not whose:
        return True
    if p.i and doc.low[p.i - 1] in ("качестве", "степень", "степени", "звание", "звания"):
        return True
    if (p.kind == "office" and _elected(doc, p)) or _anybody(doc, p):
        return True
    if inner and doc.low[p.head].endswith("енного") and doc.lemma[h] in _VALUES:  # "стоимость похищенного": goods
        return True
    return p.lemma == "человек" and h >= 0 and doc.lemma[h] == "право"


def _elected(doc: Doc, p: Phrase) -> bool:
    """ "Президента выбирает парламент", "глава избирался", "мэр будет избран": an office to be filled."""
    verb = doc.head[p.head]
    if verb < 0 or "новый" in p.adjectives or doc.rel[p.head] not in ("obj", "nsubj", "nsubj:pass"):
        return False
    passive = doc.rel[p.head] != "obj"
    if doc.lemma[verb] in _ELECT:
        return not passive or doc.low[verb].endswith(("ся", "сь")) or any(doc.lemma[x] == "быть" for x in doc.kids[verb])
    coming = any(doc.low[x] in ("будет", "будут") for x in doc.kids[verb])
    return passive and coming and doc.lemma[verb] in ("избрать", "выбрать", "назначить")


def _anybody(doc: Doc, p: Phrase) -> bool:
    """ "Лауреатом может стать футболист", "главой должна быть женщина": a place that somebody can take, and whoever may."""
    verb = doc.head[p.head]
    if verb < 0 or p.definite or not any(x >= 0 and doc.lemma[x] in _MODAL for x in (verb, doc.head[verb])):
        return False
    if not any(doc.lemma[x] in _BECOME for x in (verb, *doc.kids[verb])):
        return False
    if doc.case[p.head] == "Ins":
        return True
    filled = any(doc.case[x] == "Ins" and doc.pos[x] == "NOUN" for x in range(doc.first[doc.sent[verb]], verb + 1))
    return filled and verb < p.head and p.kind in ("general", "person") and doc.rel[p.head].startswith("nsubj")
