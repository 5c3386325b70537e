"""Countries that act: by their authorities ("власти США"), their capitals ("Москва заявила") and palaces ("Кремль решил")."""

from __future__ import annotations

from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer, Known
from framing.actors.state import Ref, Spot, speech_verbs
from framing.actors.syntax import group_top, passive
from framing.actors.words import pronoun_words, word_list

_POWER = word_list("powers")
_TALKS = word_list("talks")
_DEEDS = word_list("deeds of states")
_PACTS = pronoun_words("between states")
_WILL = pronoun_words("will of states")


def authorities(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot], skip: set[int]) -> None:
    """ "израильские власти", "правительство Израиля", "власти США": the country."""
    heads = [k for k, lemma in enumerate(doc.lemma) if lemma in _POWER and doc.pos[k] == "NOUN"]
    if not heads:
        return
    inside = {
        k
        for s in spots
        for k in range(s.i, s.j)
        if s.ref.type == "PER" or (s.ref.type != "LOC" and doc.lemma[s.i] not in _POWER and doc.lemma[s.k] not in _POWER)
    }
    places = {s.name[0]: s for s in spots if s.ref.type == "LOC" and s.name[0] >= 0}
    by_name = {r.name: r for r in refs}
    for k in [k for k in heads if k not in inside]:
        i, lemma = doc.left_edge(k), doc.lemma[k]
        if doc.case[k] == "Loc" and not _said_there(doc, k):  # "пост в британском правительстве"
            continue
        adjective = next((x for x in range(i, k) if doc.lemma[x] in gaz.adjectives), -1)
        if adjective >= 0:
            known = gaz.adjectives[doc.lemma[adjective]]
            ref = by_name.get(known.name)
            if ref is None:
                if known.type != "LOC":
                    continue
                ref = Ref(known.name, known.type, known.gender, known.kinds)
                refs.append(ref)
                by_name[known.name] = ref
            spots.append(Spot(i, k + 1, k, "demonym", ref, "adjective-power", 0.85))
            skip.add(k)
        elif k + 1 in places and lemma != "сторона":
            s = places[k + 1]
            if doc.case[s.k] == "Gen" or doc.case[s.k] == "":
                spots.append(Spot(i, s.j, k, "metonymy", s.ref, "adjective-power", 0.8))
                skip.add(k)
        elif lemma == "власть" and i == k and doc.number[k] == "p" and doc.rel[k] == "nsubj":
            ref = _main_state(refs)
            if ref is not None and doc.pos[doc.head[k]] == "VERB":
                spots.append(Spot(k, k + 1, k, "demonym", ref, "bare-power", 0.6))
                skip.add(k)


def _main_state(refs: list[Ref]) -> Ref | None:
    """The country that the text names twice as often as any other; None where there is none."""
    first, second, *_ = [*sorted((r for r in refs if "country" in r.kinds), key=lambda r: -r.total), None, None]
    if first is None or first.total < 2 or (second is not None and first.total < 2 * second.total):
        return None
    return first


def capitals(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot]) -> None:
    """A capital or a palace that says or decides stands for its country."""
    by_name = {r.name: r for r in refs}
    new: list[Spot] = []
    named = [s for s in spots if s.kind in ("name", "name+title") and s.ref.type in ("LOC", "ORG")]
    seats = [(s, *found) for s in named if (found := _seat(doc, gaz, s)) is not None]
    cities = {id(s.ref) for s, *_ in seats if s.ref.type == "LOC"}
    acting = {id(s.ref) for s in named if id(s.ref) in cities and s.kind == "name" and _acts(doc, s.k)}
    for s, known, rule in seats:
        if not (_acts(doc, s.k) or (id(s.ref) in acting and _again(doc, s.k)) or _two(doc, gaz, s.k)):
            continue
        ref = by_name.get(known.name)
        if ref is None:
            ref = Ref(known.name, known.type, known.gender, known.kinds)
            refs.append(ref)
            by_name[known.name] = ref
        new.append(Spot(s.i, s.j, s.k, "metonymy", ref, rule, 0.75, s.name))
    spots += new


def _seat(doc: Doc, gaz: Gazetteer, s: Spot) -> tuple[Known, str] | None:
    """The country whose capital or palace a name is, and the rule for it."""
    known = gaz.capitals.get(s.ref.name.lower().replace("ё", "е")) if s.ref.type == "LOC" else None
    if known is not None:
        return (known, "capital-acts") if s.kind == "name" else None
    words = range(*s.name)
    for first in {doc.lemma[words[0]], doc.span(*s.name).lower().replace("ё", "е").split()[0]}:
        for alias, keys, known in gaz.metonyms.get(first, ()):
            if len(alias) == len(words) and all(doc.lemma[x] in k or doc.low[x] in k for x, k in zip(words, keys, strict=False)):
                return (known, "palace-acts") if known.name != s.ref.name else None
    return None


def _acts(doc: Doc, k: int) -> bool:
    top = group_top(doc, k)
    h = doc.head[top]
    if h < 0:
        return False
    if doc.rel[top] == "nsubj":
        said = doc.lemma[h] in speech_verbs() or any(doc.lemma[x] in speech_verbs() for x in doc.kids[h] if doc.rel[x] == "xcomp")
        talks = any(doc.rel[x] == "obj" and doc.lemma[x] in _TALKS for x in doc.kids[h])  # "X и Y начали переговоры"
        return said or talks or doc.lemma[h] in _DEEDS or _does(doc, h)
    if doc.case[k] == "Ins" and doc.rel[top] in ("obl", "obl:agent", "nmod") and passive(doc, h):
        return doc.sent[top] == doc.sent[h] and not any(doc.rel[x] == "case" for x in doc.kids[top])  # "введённые Москвой"
    if k and doc.lemma[k - 1] == "официальный":
        return True
    if doc.case[k] == "Loc":  # "в Киеве заявили"
        return doc.low[top - 1] in ("в", "во") and _said_there(doc, top)
    between = next((x for x in doc.kids[top] if doc.low[x] == "между"), 0)
    if doc.case[k] == "Ins" and between:  # "договор между Москвой и Вашингтоном"
        return any(doc.lemma[x] in _TALKS | _PACTS for x in (h, between - 1))
    return doc.case[k] in ("Gen", "Ins") and doc.rel[top] == "nmod" and doc.lemma[h] in _TALKS | _WILL


def _two(doc: Doc, gaz: Gazetteer, k: int) -> bool:
    """ "Москва и Киев не договорились", "мирить Москву и Киев": capitals of two countries that act or suffer together."""
    top = group_top(doc, k)
    if doc.rel[top] not in ("nsubj", "obj", "iobj") or doc.pos[doc.head[top]] != "VERB":
        return False
    joined = [top, *(x for x in doc.kids[top] if doc.rel[x] == "conj")]
    states = {gaz.capitals[doc.lemma[x]].name for x in joined if doc.lemma[x] in gaz.capitals}
    return len(states) > 1 and all(doc.lemma[x] in gaz.capitals or doc.lemma[x] in gaz.countries for x in joined)


def _again(doc: Doc, k: int) -> bool:
    """A capital that acts elsewhere in the text acts again: any active verb's subject, or the one spoken to."""
    top = group_top(doc, k)
    h = doc.head[top]
    if h < 0 or any(doc.rel[x] == "case" for x in doc.kids[top]):
        return False
    if doc.rel[top] == "nsubj":
        return doc.pos[h] == "VERB" and doc.case[k] in ("Nom", "")
    return doc.case[k] == "Dat" and doc.rel[top] in ("iobj", "obl", "obj") and doc.lemma[h] in speech_verbs()


def _said_there(doc: Doc, k: int) -> bool:
    """Is "в" + ``k`` who speaks: a verb of speech in the plural that has no subject?"""
    h = doc.head[k]
    return (
        h >= 0
        and doc.pos[h] == "VERB"
        and doc.number[h] == "p"
        and doc.lemma[h] in speech_verbs()
        and not any(doc.rel[x].startswith("nsubj") for x in doc.kids[h])
    )


def _does(doc: Doc, h: int) -> bool:
    """Does a finite active verb act on a person, a country or a body, or govern a clause: what a city itself does not do?"""
    if doc.pos[h] != "VERB" or not doc.number[h] or doc.number[h] == "p":
        return False
    for x in doc.kids[h]:
        if doc.rel[x] == "ccomp":
            return True
        if doc.rel[x] in ("obj", "iobj") and doc.pos[x] == "PROPN" and doc.case[x] in ("Acc", "Dat"):
            return True
    return False
