"""Titles beside names: "президент Имя Фамилия", "газета X"; what the text calls somebody is remembered with its actor."""

from __future__ import annotations

from collections.abc import Mapping

from framing.actors import ages
from framing.actors.doc import Doc
from framing.actors.morph import noun_cases
from framing.actors.naming import candidates
from framing.actors.nominative import name_cases, only_upright
from framing.actors.state import Ref, Spot
from framing.actors.syntax import group_top
from framing.actors.things import DESCRIPTORS, FIRMS, PLACE_KINDS, kinds_of, nominative, thing_classes
from framing.actors.titles import Phrase

_ABOUT = ("office", "general", "person", "relation")
_TAKERS = frozenset(["adviser", "substitute", "spokesman", "envoy"])


def beside_names(doc: Doc, phrases: list[Phrase], spots: list[Spot], people_at: dict[int, Ref]) -> set[int]:
    """Titles directly before a person's name become part of the mention and are remembered; the heads so used."""
    used: set[int] = set()
    starts = {s.i: s for s in spots if s.ref.type == "PER" and s.i in people_at and s.kind == "name"}
    begin: dict[int, Spot] = {}
    for aged in starts.values():  # "член партии 54-летний Имя Фамилия"
        if aged.i and ages.in_years(doc.lemma[aged.i - 1]) and doc.sent[aged.i - 1] == doc.sent[aged.i]:
            aged.i, aged.kind, aged.rule = aged.i - 1, "name+title", "title-name"
            begin[aged.i] = aged
    embedded = _embed(doc, phrases, starts)
    if not starts:
        return used
    for p in reversed(phrases):
        spot = starts.get(p.j) or begin.get(p.j)
        if spot is None and p.j < len(doc) - 1 and doc.tokens[p.j].text in ("[", "**", "__"):  # a link or bold name
            spot = starts.get(p.j + 1)
        if spot is None:
            spot = starts.get(_past_bracket(doc, p.j))
        if spot is None:
            spot = _reached(doc, p, starts)
        if spot is not None and p.plural and p.kind == "group" and _same_case(doc, p, spot) and doc.sent[p.i] == doc.sent[spot.k]:
            if _shared(doc, p, spot, spots):
                used.add(p.head)
            continue
        if spot is None or p.plural or p.kind in ("thing", "pair", "group") or not _same_case(doc, p, spot):
            continue
        if (p.persons and any(a == spot.name[0] for a in p.persons)) or p.slot or p.head in embedded:
            continue
        if doc.sent[p.i] != doc.sent[spot.k]:
            continue
        spot.i, spot.kind, spot.rule = p.i, "name+title", "title-name"
        begin[p.i] = spot
        used.add(p.head)
        remember(doc, p, spot.ref, owner_of(spots, p), spot.name[1] - spot.name[0] > 1)  # "госпожа Обама" is not Барак Обама
        for q in reversed(phrases):  # "музыкант, певец и автор песен Имя"
            if (
                q.j == spot.i - 1
                and doc.tokens[q.j].text in (",", "и")
                and not q.plural
                and p.owner < 0  # "глава семьи и его сын Имя"
                and q.kind in ("office", "general")
                and doc.case[q.head] == doc.case[p.head]
                and doc.sent[q.i] == doc.sent[spot.k]
                and group_top(doc, q.head) == group_top(doc, p.head)
                and q.head not in used
                and not (p.country and q.country and p.country != q.country)  # "премьер Эфиопии и президент Эритреи Имя"
            ):
                spot.i = q.i
                used.add(q.head)
                remember(doc, q, spot.ref)
    for spot in starts.values():
        if spot.kind == "name":
            _adjectives(doc, spot)
    return used


def _past_bracket(doc: Doc, k: int) -> int:
    """Where a short bracket that opens at ``k`` ends ("глава Союза (СМ) Имя"); -1 where there is none."""
    if k >= len(doc) or doc.tokens[k].text != "(":
        return -1
    close = next((x for x in range(k + 2, min(k + 5, len(doc))) if doc.tokens[x].text == ")"), -1)
    return close + 1 if close > 0 and doc.tokens[k + 1].text.isupper() else -1


def _reached(doc: Doc, p: Phrase, starts: Mapping[int, Spot]) -> Spot | None:
    """The name that a title governs beyond complements the phrase leaves out ("фигурант «дела» Имя")."""
    if p.plural or p.kind in ("thing", "pair", "group"):
        return None
    end = min(doc.first[doc.sent[p.head] + 1], p.j + 14)
    for k in range(p.j, end):
        if doc.tokens[k].text in (",", "—", "–", ";", ":") or (doc.pos[k] == "VERB" and not doc.case[k]):
            return None
        spot = starts.get(k)
        if spot is not None:
            top = doc.top(*spot.name)
            return spot if doc.head[top] == p.head and doc.rel[top] in ("appos", "flat", "flat:name") else None
    return None


def _shared(doc: Doc, p: Phrase, spot: Spot, spots: list[Spot]) -> bool:
    """ "Участницы группы Имя и Имя": a plural title of all the people it stands before; False before one alone."""
    top = group_top(doc, spot.k)
    named = [s for s in spots if s.ref.type == "PER" and s.kind.startswith("name") and doc.sent[s.k] == doc.sent[spot.k]]
    together = [s for s in named if group_top(doc, s.k) == top]
    alone = doc.number[spot.k] != "p" or doc.tokens[spot.name[1] - 1].text == spot.ref.name.split()[-1]
    if len(together) < 2 and alone:  # "парней Фамилия хочет свозить"
        return False
    spot.i, spot.kind, spot.rule = p.i, "name+title", "title-name"
    for s in together:
        s.ref.words.setdefault(p.lemma, p.comps)
        if p.classes and ("", p.comps, p.wild, p.classes, p.lemma) not in s.ref.offices:
            s.ref.offices.append(("", p.comps, p.wild, p.classes, p.lemma))
    return True


def _embed(doc: Doc, phrases: list[Phrase], starts: Mapping[int, Spot]) -> set[int]:
    """ "Дочь бывшего президента Имя", "матерью девушки Имя": the inner description is no title of the name; but in
    "брата лидера КНДР Имя" it is, and the outer one takes the whole as its complement. Returns the heads that are no titles."""
    at = {p.head + 1: p for p in phrases if p.kind == "relation" or p.office in _TAKERS}
    inside: set[int] = set()
    for q in phrases:
        p = at.get(q.i)
        if p is None or doc.case[q.head] != "Gen" or p.persons or q.plural or q.kind not in _ABOUT:
            continue
        if not (doc.head[q.head] == p.head or doc.case[p.head] != "Gen"):
            continue
        spot = starts.get(q.j)
        if spot is None:
            p.j = max(p.j, q.j)
            continue
        cases = {doc.case[x] for x in range(*spot.name)} | {doc.case[spot.k]}
        declined = {
            c for _, cs in candidates(doc.tokens[spot.name[0]].text, False).items() if len(cs) < 6 and "Nom" not in cs for c in cs
        }
        if declined and doc.case[p.head] in declined and "Gen" not in declined:
            cases = declined
        inner = "Gen" in cases or (doc.case[p.head] == "Acc" and "Acc" in cases)
        outer = doc.case[p.head] in cases
        by_gender = p.gender and spot.ref.gender == p.gender and ((q.gender and q.gender != p.gender) or p.gender == "f")
        if outer and (not inner or by_gender):
            inside.add(q.head)
            p.j = max(p.j, q.j)
        elif inner:
            p.j, p.persons = spot.name[1], (spot.name[0],)
    return inside


def _same_case(doc: Doc, p: Phrase, spot: Spot) -> bool:
    a, b = doc.case[p.head], doc.case[spot.k if spot.name[0] <= spot.k < spot.name[1] else spot.name[0]]
    first = doc.case[spot.name[0]]
    if p.j == spot.i and doc.low[p.j - 1] in ("имени", "фамилии", "прозвищу") and doc.low[p.j - 2] == "по":
        return True  # "девушка по имени Имя"
    if doc.lemma[p.head] == "один" and a == "Gen":  # "одной из подозреваемых в убийстве Имени Фамилии"
        return False
    if (_only_nominative(doc, spot) and a not in ("Nom", "")) or not _shares_case(doc, p, spot):
        return False
    if not b or a in (b, first) or (a == "Nom" and _left_upright(doc, spot)):
        return True
    men = p.gender != "f" and spot.ref.gender == "m" and doc.gender[p.head] == "m" and p.office not in _TAKERS
    if men and (p.kind in ("office", "general") or (p.kind == "relation" and not p.persons)) and one_case(a, b):
        return True  # "спросили командующего генерала Имя"
    return doc.head[spot.k] == p.head and doc.rel[spot.k] in ("appos", "flat", "flat:name")


def _left_upright(doc: Doc, spot: Spot) -> bool:
    """Can the words of a full name be nothing but the nominative?"""
    return only_upright([doc.tokens[k].text for k in range(*spot.name)], spot.ref.name, spot.ref.gender)


def _shares_case(doc: Doc, p: Phrase, spot: Spot) -> bool:
    """Is there a case in which both the title's head and the name can stand ("имбецилами Байдена": none)?"""
    title = noun_cases(doc.low[p.head], doc.number[p.head])
    if not title:
        return True
    words = [doc.tokens[k].text for k in range(*spot.name)]
    mine = name_cases(words, spot.ref.name, spot.ref.gender)
    left_as_is = mine == {"Nom"} and doc.number[p.head] != "p"  # "лидера партии Имя Фамилия"
    return not mine or left_as_is or bool(title & mine)


def _only_nominative(doc: Doc, spot: Spot) -> bool:
    """Is the name surely in the nominative ("доложил президенту Седлецкий")?"""
    text = doc.tokens[spot.name[1] - 1].text
    if not text.endswith(("ский", "цкий", "ая")) or spot.name[1] - spot.name[0] > 2:
        return False
    found = [cases for (_, g), cases in candidates(text, True).items() if g == spot.ref.gender]
    return bool(found) and all(set(cases) == {"Nom"} for cases in found)


def _adjectives(doc: Doc, spot: Spot) -> None:
    """ "29-летний Фамилия", "бывший Фамилия": adjectives before the bare name belong to the mention."""
    k = spot.i
    while (
        k - 1 >= doc.first[doc.sent[spot.i]]
        and doc.pos[k - 1] in ("ADJ",)
        and doc.case[k - 1]
        and (doc.head[k - 1] == spot.k or doc.head[k - 1] in range(spot.i, spot.j))
        and doc.number[k - 1] == "s"
        and doc.tokens[k - 1].text[:1].islower() | doc.tokens[k - 1].text[:1].isdigit() | doc.sentence_start(k - 1)
    ):
        k -= 1
    if k < spot.i:
        spot.i, spot.kind, spot.rule = k, "name+title", "title-name"


def one_case(a: str, b: str) -> bool:
    """Are two cases the same, or genitive and accusative, which have one form where people are meant?"""
    return a == b or {a, b} == {"Gen", "Acc"}


def owner_of(spots: list[Spot], p: Phrase) -> str:
    """The name of the person in the complement of a relation."""
    return next((s.ref.name for s in spots if p.persons and s.name[0] == p.persons[0]), "")


def remember(doc: Doc, p: Phrase, ref: Ref, owner: str = "", whole: bool = True) -> None:
    """The text gives this title or description to this actor; beside a bare surname (not ``whole``) it tells no gender."""
    item = (p.office, p.comps, p.wild, p.classes, p.lemma)
    if item not in ref.offices and (p.kind in ("office", "general") or p.office in ("accused", "victim")):
        ref.offices.append(item)
    ref.words.setdefault(p.lemma, p.comps)
    ref.tell_age(ages.told(doc, range(p.i, p.head + 1)))
    if p.former:
        ref.former.add(p.office)
    if (
        p.gender
        and (whole or " " not in ref.name)
        and p.kind in ("relation", "person", "general")
        and ref.gender != p.gender
        and doc.gender[p.head] == p.gender
        and p.lemma not in ("защитник",)
        and ref.firm < (3.5 if p.gender == "f" else 3.0)  # "сын" and "пилот" beside a woman's name say little
    ):
        ref.gender, ref.firm = p.gender, 3.0
    if p.kind == "relation" and (owner or p.office not in ref.relations):
        ref.relations[p.office] = owner
    text = nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j) if p.owner < p.head else doc.span(p.i, p.j)
    text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    if text not in ref.titles:
        ref.titles.append(text)


def thing_titles(doc: Doc, spots: list[Spot]) -> set[int]:
    """ "газета X", "компания X", "город X": the kind word directly before the name belongs to the mention and is none itself."""
    words: set[int] = set()
    for s in spots:
        if s.ref.type == "PER" or s.kind != "name" or s.i == 0:
            continue
        k = s.i - 1
        quoted = doc.tokens[k].text in '«"„“' and k > 0
        if quoted:
            k -= 1
        if doc.sent[k] != doc.sent[s.i] or doc.pos[k] != "NOUN" or not _kind_word(doc, k, s, quoted):
            continue
        head = doc.top(s.i, s.j)
        if (
            not quoted
            and doc.case[head] == "Gen"
            and doc.case[k] != "Gen"
            and not doc.tokens[head].text.isascii()
            and not doc.rel[head].startswith(("appos", "flat"))
        ):
            continue
        if doc.number[k] == "p" or (s.ref.type == "LOC") != (doc.lemma[k] in PLACE_KINDS):
            continue
        if "country" in s.ref.kinds and not thing_classes(doc.lemma[k]) & s.ref.kinds:
            continue  # "столица США", "Черниговская область Украины"
        start = doc.left_edge(k)
        close = s.j < len(doc) and quoted and doc.tokens[s.j].text in '»"”“'
        s.ref.kinds = s.ref.kinds | kinds_of((doc.lemma[k],))
        s.i, s.kind, s.rule = start, "name+title", "title-name"
        words.add(k)
        if close:
            s.j += 1
    return words


def _kind_word(doc: Doc, k: int, s: Spot, quoted: bool) -> bool:
    """Can a noun before a name say what is named: a descriptor, or before a quoted or Latin one a word for a firm?"""
    if doc.lemma[k] in DESCRIPTORS:
        return True
    if s.ref.type == "LOC" or doc.animacy[k] == "a" or not (quoted or doc.tokens[s.i].text.isascii()):
        return False
    return bool(thing_classes(doc.lemma[k]) & FIRMS)
