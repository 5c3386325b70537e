"""Other names of a person in brackets: spellings, names before, names of the street and of the church."""

from __future__ import annotations

import re

from framing.actors.doc import Doc
from framing.actors.naming import CLOSING, CYRILLIC, MARKS, UPPER, Name, candidates
from framing.actors.nominative import fixed
from framing.actors.parting import alike
from framing.actors.people import fits, same, take_apart
from framing.actors.spelling import loosely, transcribed
from framing.actors.words import word_list


def bracketed(doc: Doc, names: list[Name]) -> None:
    """A name in brackets right after a person's is the same person's: "Имя Фамилия (Name Surname)", "Руби (Карима аль-Маруг)"."""
    ends = {_past_marks(doc, n.j): n for n in names} | {_past_bracket(doc, _past_marks(doc, n.j)): n for n in names}
    for n in names:
        opened = _opened(doc, n.i)
        if n.like is not None or opened not in ends:
            continue
        outer = ends[opened]
        closed = _closed(doc, n.j)
        same_case = doc.case[n.i] in (doc.case[outer.i], "Nom") or not doc.case[outer.i] or fixed(outer.words[0])
        real = closed and len(n.words) > 1 and same_case and (len(outer.words) == 1 or not _elsewhere(n, outer, names))
        monk = outer.roles == ["first"] and n.roles == ["last"]  # "митрополит Никодим (Ротов)"
        maiden = closed and len(n.words) == 1 and (outer.full or monk) and not _elsewhere(n, outer, names)
        if n.words[0].isascii() or real or maiden or opened < n.i - 1:
            n.like, n.rule = outer, "latin" if n.words[0].isascii() else "bracket"
            for m in names:  # the former name stands elsewhere too
                if n.full and m.full and m.like is None and m is not n and alike(m, n) and not fits(m, outer):
                    m.like, m.rule = outer, "bracket"


def _past_marks(doc: Doc, k: int) -> int:
    """The token after closing marks."""
    while k < len(doc) and doc.tokens[k].text in CLOSING:
        k += 1
    return k


def _past_bracket(doc: Doc, k: int) -> int:
    """The token after a bracket of a few words that opens at token ``k``; ``k`` where none opens there."""
    if k < len(doc) and doc.tokens[k].text == "(":
        return next((x + 1 for x in range(k + 1, min(k + 6, len(doc))) if doc.tokens[x].text == ")"), k)
    return k


def _closed(doc: Doc, k: int) -> bool:
    """Does the bracket end here, or go on with a date ("(Моторола; 2 февраля 1983 года ...")?"""
    k = _past_marks(doc, k)
    dated = k + 1 < len(doc) and doc.tokens[k].text in (";", ",") and doc.tokens[k + 1].text[:1].isdigit()
    return dated or (k < len(doc) and doc.tokens[k].text == ")")


def respelt(doc: Doc, names: list[Name], taken: list[bool]) -> None:
    """Other spellings in brackets after a person's name, however the tagger cut them: "Имя Фамилия (Имья; Jérôme Ferrari)".

    One of them in Latin letters or like the name before makes all of them spellings.
    """
    for outer in [n for n in names if CYRILLIC.search(n.words[-1])]:
        spans = _alternatives(doc, _past_marks(doc, outer.j))
        found = [n for a, b in spans for n in [take_apart(doc, a, b)] if n is not None]
        if not any(_spells(doc, n, outer) for n in found):
            continue
        for name in found:
            name.rule, name.entity, name.like = "latin" if name.words[-1].isascii() else "bracket", False, outer
            names[:] = [n for n in names if not name.i <= n.i < name.j] + [name]
            taken[name.i : name.j] = [True] * (name.j - name.i)


def _alternatives(doc: Doc, i: int) -> list[tuple[int, int]]:
    """Words with capitals in the bracket that opens at token ``i``, one span for each stretch between commas or semicolons."""
    out: list[tuple[int, int]] = []
    start = k = i + 1
    while i < len(doc) and doc.tokens[i].text == "(" and k < len(doc):
        text = doc.tokens[k].text
        if text in (",", ";", "/", "или", ")", "),"):
            if k > start:
                out.append((start, k))
            start = k + 1
            if ")" in text:
                break
        elif not (UPPER.match(text) or (_LATIN.match(text) and k > start)):
            break
        k += 1
    return out


def _spells(doc: Doc, n: Name, outer: Name) -> bool:
    """Is a name in brackets the one before them in Latin letters (not a body's name alone) or in other Russian ones?"""
    if n.words[-1].isascii() or not CYRILLIC.search(n.words[-1]):
        body = len(n.words) == 1 and any(e.type == "ORG" and e.start == doc.tokens[n.i].start for e in doc.parsed.entities)
        return not body or any(transcribed(n.words[0], w) for w in outer.words)
    return loosely(candidates(n.words[-1], True), candidates(outer.words[-1], True))


_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*$")


def _opened(doc: Doc, i: int) -> int:
    """Where another name ends that this one goes on: a bracket opens right before it, or before "ранее", "настоящее имя" and it;
    so does "по прозвищу" or ", более известный как". -1 where nothing of the kind stands before a name."""
    k, told, called = i - 1, False, False
    while k > max(0, i - 6) and _goes_before(doc, k):
        called = called or doc.lemma[k] in _CALLED_SO
        told, k = told or len(doc.low[k]) > 1, k - 1
    if called and doc.tokens[k].text != "(":
        return k if doc.tokens[k].text == "," else k + 1
    if told:  # after other names in the bracket
        while k > max(doc.first[doc.sent[i]], i - 16) and doc.tokens[k].text not in "()":
            k -= 1
    return k if k > 0 and doc.tokens[k].text == "(" else -1


def _goes_before(doc: Doc, k: int) -> bool:
    """Can a word or a mark stand between a bracket and another name of the same person?"""
    word = doc.low[k] in _FORMERLY or doc.lemma[k] in _CALLED_SO
    return word or doc.tokens[k].text in MARKS or (doc.tokens[k].text in "—–-:" and doc.low[k - 1] in _FORMERLY)


def _elsewhere(n: Name, outer: Name, names: list[Name]) -> bool:
    """Does somebody else in the text bear this surname with a first name?"""
    own = candidates(n.words[-1], True)
    return any(
        o is not n and o.full and o.like is None and same(candidates(o.words[-1], True), own) and not fits(o, outer)
        for o in names
    )


_FORMERLY = word_list("formerly")
_CALLED_SO = word_list("called so")
