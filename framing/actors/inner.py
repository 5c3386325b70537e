"""Names inside longer names ("исполком ФСЭГ", "дума Приморского края"), and two names that the tagger took for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from framing import seeds
from framing.actors.declension import stem
from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.morph import only_place
from framing.actors.naming import CLOSING, UPPER
from framing.actors.things import DESCRIPTORS, FIRMS, PLACE_WORDS, Thing, head_noun, same_thing, thing, thing_classes, word_tokens
from framing.actors.words import word_list

_OPENING = frozenset(("«", '"', "„", "“", "''", "'"))
_ABBREVIATION = re.compile(r"^[А-ЯЁA-Z]{2,}[а-яё]{0,2}$")


def part_names(doc: Doc, gaz: Gazetteer, things: list[Thing]) -> None:
    """Cuts names that are two, then adds the names that stand inside longer ones."""
    for t in list(things):
        parts = _two(doc, t, gaz)
        if parts:
            things.remove(t)
            things += parts
    for t in things:
        _quoted(doc, t)
    starts = {t.i for t in things if t.type != "LOC"}
    things[:] = [t for t in things if not _title(doc, t, starts)]
    states = [t for t in things if t.known is not None and t.known.country and len(t.words) > 1]  # "Экваториальная [Гвинея]"
    things[:] = [t for t in things if not any(s.i <= t.i and t.j <= s.j and t is not s for s in states)]
    taken = {(t.i, t.j) for t in things}
    proper = sorted((t for t in things if _proper(doc, t)), key=lambda t: -len(t.keys))  # the longest of the text first
    places = frozenset().union(*(t.stems for t in things if t.type == "LOC" and len(t.words) == 1))
    for t in [t for t in things if len(t.words) > 1]:
        head = head_noun(doc, t.i, t.j)
        if head == t.j - 1:  # nothing stands behind it
            continue
        spans = [*_again(doc, t, head, proper), *_foreign(doc, t, head), *_listed(doc, t, head, gaz)]
        spans += [*_place(doc, t, head, places), *_owner(doc, t, head), *_site(doc, t, head), *_regions(doc, t, head)]
        for i, j, type_ in spans:
            inner = thing(doc, i, j, type_, gaz) if (i, j) not in taken else None
            if type_ != "LOC" and _called(doc, t, i, j):
                t.core = [n for n, k in enumerate(word_tokens(doc, t.i, t.j)) if i <= k < j]
            elif inner is not None and (type_ == "LOC" or not _body(doc, t) or not same_thing(inner, t)):
                taken.add((i, j))
                inner.entity, inner.rule = False, "inside"
                things.append(inner)
                if inner.j == t.j and inner.type != "LOC" and not _body(doc, t) and t in things:
                    things.remove(t)


def _quoted(doc: Doc, t: Thing) -> None:
    """ "Московский «Спартак»" is called «Спартак», "закрытое сообщество «Новости»" by what stands in the marks."""
    mark = next((k for k in range(t.i + 1, t.j - 1) if doc.tokens[k].text in _OPENING), -1)
    closed = doc.tokens[t.j - 1].text in CLOSING or (t.j < len(doc) and doc.tokens[t.j].text in CLOSING)
    if t.type == "LOC" or mark < 0 or not closed or t.known is not None:
        return
    inside = [n for n, k in enumerate(word_tokens(doc, t.i, t.j)) if k > mark]
    if inside and _called(doc, t, mark + 1, t.j):
        t.core = inside
    elif inside and all(doc.pos[k] == "ADJ" and doc.tokens[k].text.islower() for k in range(t.i, mark)):
        first, t.i = inside[0], mark + 1
        t.j -= doc.tokens[t.j - 1].text in CLOSING
        t.words, t.keys = t.words[first:], t.keys[first:]
        t.core = list(range(len(t.words)))


def _title(doc: Doc, t: Thing, starts: set[int]) -> bool:
    """Is a body without a name of its own the title of the name behind it ("немецкий концерн «Фольксваген»")?"""
    if t.rule != "body" or head_noun(doc, t.i, t.j) != t.j - 1:
        return False
    return t.j in starts or (t.j + 1 in starts and doc.tokens[t.j].text in _OPENING)


def _called(doc: Doc, t: Thing, i: int, j: int) -> bool:
    """Does a name end with its own name behind the word for what it is ("галерея «Кюнстхал»", "газета The Sunday Times")?"""
    head = i - 1
    quoted = doc.tokens[head].text in _OPENING
    if quoted:
        head -= 1
    if head != head_noun(doc, t.i, t.j) or not (thing_classes(doc.lemma[head]) & FIRMS or doc.lemma[head] in DESCRIPTORS):
        return False
    return not word_tokens(doc, j, t.j) and (quoted or doc.tokens[i].text.isascii())


def _body(doc: Doc, t: Thing) -> bool:
    """Is a longer name a body's own, not a thing that belongs to one ("здание ФСБ", "банкомат Bank of Montreal")?"""
    head = head_noun(doc, t.i, t.j)
    lemma = doc.lemma[head]
    common = doc.pos[head] == "NOUN" and doc.number[head] != "p" and (doc.tokens[head].text.islower() or doc.sentence_start(t.i))
    if lemma in _SITES:
        return False
    return not common or bool(thing_classes(lemma)) or lemma in DESCRIPTORS or lemma in _bodies()


@cache
def _bodies() -> frozenset[str]:
    """Nouns that head the names of bodies."""
    return frozenset(word for row in seeds.table("organisations.tsv") for word in row["lemmas"].split())


def _two(doc: Doc, t: Thing, gaz: Gazetteer) -> list[Thing]:
    """ "Кандидата на пост генсека [ФСЭГ Россия] представит": an abbreviation and a country that is the verb's subject."""
    k = t.j - 1
    if t.type == "LOC" or t.j - t.i != 2 or not _ABBREVIATION.match(doc.tokens[t.i].text):
        return []
    alias = gaz.find([doc.tokens[k].text])
    if alias is None or not alias.known.country or doc.case[k] != "Nom" or doc.tokens[k].text.isupper():
        return []
    parts = [thing(doc, t.i, k, t.type, gaz), thing(doc, k, t.j, "LOC", gaz)]
    return [p for p in parts if p is not None]


def _proper(doc: Doc, t: Thing) -> bool:
    """Is this an organisation's name that can be known again inside a longer one: capitals, no common word alone?"""
    first = doc.tokens[t.i].text
    if t.type == "LOC" or not UPPER.match(first) or t.rule == "body":
        return False
    return len(t.words) > 1 or not (len(first) < 3 or doc.lemma[t.i] in DESCRIPTORS or doc.pos[t.i] == "ADJ")


def _again(doc: Doc, t: Thing, head: int, proper: list[Thing]) -> Iterator[tuple[int, int, str]]:
    """Names of the text that stand again behind the head of a longer one."""
    at = word_tokens(doc, t.i, t.j)
    for n, k in enumerate(at):
        if k <= head or not UPPER.match(doc.tokens[k].text):
            continue
        if doc.tokens[k].text.isascii() and doc.tokens[k - 1].text.isascii() and doc.tokens[k - 1].text not in _OPENING:
            continue  # the middle of a Latin name
        for x in proper:
            size = len(x.keys)
            if not size < len(at) or size > len(at) - n or x.keys[0].isdisjoint(t.keys[n]):
                continue
            if all([a & b for a, b in zip(x.keys, t.keys[n : n + size], strict=True)]):
                yield k, at[n + size - 1] + 1, x.type
                break


def _foreign(doc: Doc, t: Thing, head: int) -> Iterator[tuple[int, int, str]]:
    """A Latin name behind a common noun that names no body ("банкомат Bank of Montreal")."""
    i = head + 1
    rest = [doc.tokens[k].text for k in range(i, t.j)]
    if t.type != "LOC" and rest and rest[0][:1].isupper() and all(w.isascii() for w in rest) and not _body(doc, t):
        yield i, t.j, "ORG"


def _listed(doc: Doc, t: Thing, head: int, gaz: Gazetteer) -> Iterator[tuple[int, int, str]]:
    """Known bodies behind the head of a longer name ("здание ФСБ", "совет глав государств ОДКБ")."""
    for k in range(head + 1, t.j):
        text = doc.tokens[k].text
        if not UPPER.match(text) or doc.pos[k] == "ADJ" or doc.case[k] not in ("Gen", "", doc.case[head]):
            continue
        alias = gaz.longest([doc.tokens[x].text for x in range(k, t.j)])
        firm = alias is not None and not alias.weak and (text.isupper() or len(alias.words) > 1)
        if alias is not None and firm and alias.known.type in ("ORG", "MEDIA"):
            yield k, k + len(alias.words), "ORG"
            return


def _owner(doc: Doc, t: Thing, head: int) -> Iterator[tuple[int, int, str]]:
    """A body's own name in the genitive behind the noun for a part of it ("пресс-служба Свердловского областного суда")."""
    k = head + 1
    if t.type == "LOC" or t.j - k < 2 or doc.pos[k] != "ADJ" or doc.case[k] != "Gen" or not UPPER.match(doc.tokens[k].text):
        return
    noun = next((n for n in range(k + 1, t.j) if doc.pos[n] != "ADJ"), k)
    body = bool(thing_classes(doc.lemma[noun])) or doc.lemma[noun] in _bodies()
    if body and doc.lemma[noun] not in PLACE_WORDS and doc.case[noun] == "Gen" and doc.agree(k, noun):
        yield k, t.j, "ORG"


def _site(doc: Doc, t: Thing, head: int) -> Iterator[tuple[int, int, str]]:
    """Whose site it is ("сайт Кремля")."""
    k = head + 1
    if t.type != "LOC" and doc.lemma[head] in _SITES and k < t.j and doc.case[k] == "Gen" and UPPER.match(doc.tokens[k].text):
        yield k, t.j, "ORG"


_SITES = frozenset(["сайт", "страница", "блог"])


def _place(doc: Doc, t: Thing, head: int, places: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """The place, known to the text or the dictionary, where another place or a body lies ("Унцукульский район Дагестана")."""
    k = t.j - 1
    if k <= head or t.known is not None or doc.case[k] != "Gen" or doc.pos[k] == "ADJ" or doc.lemma[head] in _NAMED_AFTER:
        return
    text = doc.tokens[k].text
    geographic = doc.lemma[k] in places or stem(text) in places or only_place(text)
    if geographic and UPPER.match(text) and not (doc.pos[k - 1] == "ADJ" and doc.agree(k - 1, k)):
        yield k, t.j, "LOC"


_NAMED_AFTER = word_list("named after")


def _regions(doc: Doc, t: Thing, head: int) -> Iterator[tuple[int, int, str]]:
    """ "Приморского края" at the end of a longer name."""
    i, k = t.j - 2, t.j - 1
    if i <= max(t.i, head) or doc.lemma[k] not in PLACE_WORDS or doc.case[k] != "Gen":
        return
    if doc.pos[i] == "ADJ" and doc.agree(i, k) and UPPER.match(doc.tokens[i].text):
        yield i, t.j, "LOC"
