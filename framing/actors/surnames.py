"""Words made of a surname that the text names: the plural for a whole family ("Штерны"), the adjective ("путинский")."""

from __future__ import annotations

import re
from functools import lru_cache

from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.morph import is_known
from framing.actors.state import Ref, Spot


def families(doc: Doc, refs: list[Ref], spots: list[Spot]) -> None:
    """ "Штерны" after two people of that surname: each of them, not somebody called so."""
    people = [r for r in refs if r.type == "PER" and " " in r.name]
    if len(people) < 2:
        return
    places: dict[int, list[Spot]] = {}
    for s in spots:
        places.setdefault(id(s.ref), []).append(s)
    plurals = [(p, _plurals(p.name.split()[-1].lower().replace("ё", "е"))) for p in people]
    for r in [r for r in refs if " " not in r.name]:
        mine = places.get(id(r), [])
        if any(s.kind == "name+title" for s in mine):
            continue
        words = {doc.low[s.name[0]] for s in mine if s.name[1] - s.name[0] == 1}
        if not mine or len(words) != len({doc.low[s.i] for s in mine}):
            continue
        found = [p for p, forms in plurals if words <= forms]
        if len(found) < 2:
            continue
        for s in mine:
            spots.remove(s)
            spots += [Spot(s.i, s.j, s.k, "collective", p, "pair", 0.75) for p in found]
        refs.remove(r)


_CONSONANTS = tuple("бвгджзклмнпрстфхцчшщ")


def possessives(doc: Doc, gaz: Gazetteer, refs: list[Ref], spots: list[Spot], people_at: dict[int, Ref]) -> None:
    """ "Путинский", "трамповская": an adjective made of the surname of somebody whom the text names."""
    made: dict[str, Ref | None] = {}
    for r in refs:
        last = r.name.split()[-1].lower().replace("ё", "е")
        if r.type != "PER" or len(last) < 4 or not last.endswith(_CONSONANTS):
            continue
        for end in ("ский",) if last.endswith(("ов", "ев", "ин", "ын")) else ("ский", "овский", "евский"):
            word = last + end
            if word not in gaz.adjectives and not (last.endswith(("ов", "ев")) and is_known(word)):
                made[word] = None if word in made else r
    if made.keys().isdisjoint(doc.lemma):
        return
    taken = {k for s in spots for k in range(s.i, s.j)}
    for k, lemma in enumerate(doc.lemma):
        ref = made.get(lemma)
        if ref is not None and doc.pos[k] in ("ADJ", "PROPN") and k not in taken and k not in people_at:
            spots.append(Spot(k, k + 1, k, "name", ref, "possessive", 0.8, (k, k + 1)))
            ref.total += 1


@lru_cache(maxsize=4096)
def _plurals(last: str) -> frozenset[str]:
    """The forms of a surname in the plural, of a man's or a woman's."""
    stem = re.sub("(?:ая|ий|ый|ой|а|ь|й)$", "", last)
    if stem.endswith(("ов", "ев", "ёв", "ин", "ын")):
        ends: tuple[str, ...] = ("ы", "ых", "ым", "ыми")
    elif last.endswith(("ий", "ый", "ой", "ая")):
        ends = ("ие", "ые", "их", "ых", "им", "ым", "ими", "ыми")
    else:
        ends = ("ы", "и", "ов", "ей", "ам", "ями", "ами", "ах", "ях", "ям")
    return frozenset(stem + e for e in ends)
