"""Which words of the text are names: entities, known actors, and the same names again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.actors.brackets import bracketed, respelt
from framing.actors.doc import Doc
from framing.actors.entities import add_entities, nested, owners, proper_word
from framing.actors.extents import extended
from framing.actors.gazetteer import Alias, Gazetteer
from framing.actors.inner import part_names
from framing.actors.morph import is_known, known, last_names
from framing.actors.naming import MARKS, UPPER, Name, candidates, fold
from framing.actors.parting import join, no_people, split
from framing.actors.people import first_form, same, take_apart
from framing.actors.things import WORDLIKE, Thing, thing, thing_classes
from framing.actors.titles import lookup
from framing.actors.words import word_list


def find_names(doc: Doc, gaz: Gazetteer) -> tuple[list[Name], list[Thing]]:
    """Names of people and names of everything else, each in order; they may nest but do not cross."""
    names: list[Name] = []
    things: list[Thing] = []
    taken = [False] * len(doc)
    _phrases(doc, gaz, taken, things)
    add_entities(doc, gaz, taken, names, things)
    _known(doc, gaz, taken, things)
    _labels(doc, names, taken)
    _again(doc, names, taken)
    respelt(doc, names, taken)
    _latin(doc, gaz, taken, things)
    _called(doc, gaz, taken, things)
    things[:] = extended(doc, gaz, things, names)
    join(doc, names, things)
    split(doc, gaz, names, things)
    owners(doc, names, things)
    no_people(doc, gaz, names, things)
    part_names(doc, gaz, things)
    bracketed(doc, names)
    names.sort(key=lambda n: n.i)
    things.sort(key=lambda t: (t.i, -t.j))
    return names, things


def _phrases(doc: Doc, gaz: Gazetteer, taken: list[bool], things: list[Thing]) -> None:
    """Known names of two words or more, before the tagger can cut them up ("Голос Америки")."""
    j = 0
    for k in doc.capitals:
        if k < j or fold(doc.tokens[k].text) not in gaz.by_first:
            continue
        words = _words_from(doc, k)
        alias = gaz.longest(words) if len(words) > 1 else None
        if alias is None or len(alias.words) < 2 or alias.weak or doc.paragraph[k] != doc.paragraph[k + len(alias.words) - 1]:
            continue
        j = k + len(alias.words)
        if alias.known.type == "PER":  # the tagger and the surnames join a person's names better than a list does
            continue
        t = thing(doc, k, j, "LOC" if alias.known.type == "LOC" else "ORG", gaz)
        if t is not None:
            t.rule, t.known, t.weak = "known", alias.known, False
            things.append(t)
            nested(doc, t, gaz, things)
            taken[k:j] = [True] * (j - k)


def _words_from(doc: Doc, k: int, taken: Sequence[bool] = ()) -> list[str]:
    """The words of a sentence from token ``k`` on, up to a mark or what is ``taken``: seven at most."""
    stop = min(k + 7, doc.first[doc.sent[k] + 1])
    words: list[str] = []
    for x in range(k, stop):
        text = doc.tokens[x].text
        if (taken and taken[x]) or not WORDLIKE.search(text):
            break
        words.append(text)
    return words


def _called(doc: Doc, gaz: Gazetteer, taken: list[bool], things: list[Thing]) -> None:
    """ "Журнал «Имя», компания Name": a quoted or Latin name after the word for what it is."""
    for k in [k for k, lemma in enumerate(doc.lemma[:-2]) if lemma in _CALLED]:
        if doc.pos[k] != "NOUN" or taken[k]:
            continue
        i = k + 1
        quoted = doc.tokens[i].text in ("«", '"', "„", "“", "''", "'")
        while doc.tokens[i].text in ("«", '"', "„", "“", "''", "'") and i < len(doc) - 2:
            i += 1
        if taken[i] or not UPPER.match(doc.tokens[i].text) or doc.sent[i] != doc.sent[k]:
            continue
        j = i
        while (
            j < len(doc)
            and doc.sent[j] == doc.sent[k]
            and j - i < 7
            and not taken[j]
            and doc.tokens[j].text not in ("»", '"', "”", "“", "''", "'", ",", ".", "(", ")")
        ):
            if not quoted and not (doc.tokens[j].text.isascii() and doc.tokens[j].text[:1].isalpha()):
                break
            j += 1
        if j == i or (quoted and (j >= len(doc) or doc.tokens[j].text not in ("»", '"', "”", "“", "''", "'"))):
            continue
        t = thing(doc, i, j, "ORG", gaz)
        if t is not None:
            t.rule, t.entity = "called", False
            things.append(t)
            for x in range(i, j):
                taken[x] = True


_CALLED = word_list("called")
_DOMAIN = re.compile(r"^[A-Za-zА-Яа-я][\w-]*\.(?:ru|com|org|net|info|ua|by|kz|рф|ру)$", re.I)


def _latin(doc: Doc, gaz: Gazetteer, taken: list[bool], things: list[Thing]) -> None:
    """Names of sites, Latin spellings in brackets after a body's name, Latin names that the tagger knows elsewhere."""
    again = {
        doc.tokens[t.i].text
        for t in things
        if t.j - t.i == 1 and doc.tokens[t.i].text.isascii() and len(doc.tokens[t.i].text) > 2
    }
    orgs = {t.j: t for t in things if t.type != "LOC"}
    n, j = len(doc), 0
    for k in [k for k, t in enumerate(doc.tokens) if (t.text.isascii() or "." in t.text) and t.text[:1].isalpha()]:
        text = doc.tokens[k].text
        if k < j or taken[k] or not (text.isascii() or _DOMAIN.match(text)):
            continue
        j = k + 1
        while (
            j < n
            and not taken[j]
            and doc.tokens[j].text.isascii()
            and doc.tokens[j].text[:1].isalpha()
            and doc.sent[j] == doc.sent[k]
        ):
            j += 1
        bracket = k > 0 and doc.tokens[k - 1].text == "(" and j < n and doc.tokens[j].text in (["),", ",", ")", ",", ";"])
        if _DOMAIN.match(text) or (bracket and k - 1 in orgs and UPPER.match(text)) or (j == k + 1 and text in again):
            t = thing(doc, k, j, "ORG", gaz)
            if t is not None:
                t.rule, t.entity = "again" if text in again else "latin", False
                things.append(t)
                taken[k:j] = [True] * (j - k)


def _known(doc: Doc, gaz: Gazetteer, taken: list[bool], things: list[Thing]) -> None:
    """Known actors that the tagger missed: countries, abbreviations of three letters or more, names of several words."""
    j = 0
    for k in doc.capitals:
        text = doc.tokens[k].text
        if k < j or taken[k] or len(text) < 2 or not gaz.starting(text):
            continue
        alias = gaz.longest(_words_from(doc, k, taken))
        if alias is None or not _sure(doc, k, alias):
            continue
        j = k + len(alias.words)
        t = thing(doc, k, j, "LOC" if alias.known.type == "LOC" else "ORG", gaz)
        if t is not None:
            t.rule, t.entity = "known", False
            t.known, t.weak = alias.known, alias.weak
            things.append(t)
            taken[k:j] = [True] * (j - k)


def _sure(doc: Doc, k: int, alias: Alias) -> bool:
    words, country, type_, kinds = alias.words, alias.known.country, alias.known.type, alias.known.kinds
    text = doc.tokens[k].text
    if alias.weak:
        return False
    if alias.known.own and type_ == "LOC":
        return not doc.sentence_start(k) or not is_known(fold(text))
    if len(words) > 1:
        return True
    quoted = k > 0 and doc.tokens[k - 1].text in '«"„' and k + 1 < len(doc) and doc.tokens[k + 1].text in '»"“'
    if (text.isupper() and len(text) > 2) or (text[:3].isupper() and len(text) > 3):
        return words[0].isupper()
    if words[0].isupper():
        return False
    if "continent" in kinds:
        return doc.pos[k] in ("PROPN", "NOUN")
    if quoted and type_ in ("MEDIA", "ORG"):
        return True
    if country and k > 1 and doc.tokens[k - 1].text in MARKS and proper_word(doc, k, k) and thing_classes(doc.lemma[k - 2]):
        return False  # the hotel «Украина»
    if country:
        return (doc.pos[k] in ("PROPN", "NOUN") and not doc.sentence_start(k)) or (country and doc.pos[k] == "PROPN")
    return len(words[0]) > 6 and words[0][:1].isupper() and type_ in ("ORG", "MEDIA") and not doc.sentence_start(k)


def _labels(doc: Doc, names: list[Name], taken: list[bool]) -> None:
    """A surname that the tagger missed, where it stands alone before a colon at the beginning of a line ("⚡️**Лужинский:** «»")
    or opens a sentence as its subject ("❗️Лужинский потребовал ответа") or ends a title ("глава ОП Каскарии Лужинский")."""
    for k in doc.capitals:
        if taken[k] or doc.pos[k] not in ("NOUN", "PROPN", "ADJ", "X"):
            continue
        titled = _titled(doc, k)
        if not (titled or _before_colon(doc, k) or _acts(doc, k)):
            continue
        readings = known(doc.low[k])
        surname = any("Surn" in r.marks for r in readings) or (not readings and fold(doc.tokens[k].text) in last_names())
        common = any("nomn" in r.marks and not r.marks & {"Surn", "Name"} for r in readings)
        named = titled and any("Name" in r.marks for r in readings)
        name = take_apart(doc, k, k + 1) if (surname and not common) or named else None
        if name is not None:
            name.entity, name.rule = False, "label"
            names.append(name)
            taken[k] = True


def _acts(doc: Doc, k: int) -> bool:
    """Does token ``k`` open its sentence as the subject of a verb right behind it?"""
    verb = k + 1
    subject = doc.rel[k] == "nsubj" and (doc.case[k], doc.animacy[k], doc.number[k]) == ("Nom", "a", "s")
    return subject and doc.sentence_start(k) and verb < len(doc) and doc.pos[verb] == "VERB" and doc.head[k] == verb


def _titled(doc: Doc, k: int) -> bool:
    """Is token ``k`` the apposition, in the nominative, to an office before it?"""
    t = doc.head[k]
    beside = 0 <= t < k and doc.rel[k] == "appos" and doc.tokens[k - 1].text.isalpha() and doc.tokens[k].text.isalpha()
    alike = beside and all((doc.case[x], doc.animacy[x], doc.number[x]) == ("Nom", "a", "s") for x in (t, k))
    named = t > 0 and doc.tokens[t - 1].text in MARKS  # a ship called «Капитан Луговой»
    return alike and not named and not doc.tokens[k].text.isupper() and any(e.kind == "office" for e in lookup(doc, t)[1])


def _before_colon(doc: Doc, k: int) -> bool:
    """Does token ``k`` stand between the beginning of its line and a colon, but for signs?"""
    i, j = k - 1, k + 1
    while i >= 0 and doc.paragraph[i] == doc.paragraph[k] and not any(c.isalnum() for c in doc.tokens[i].text):
        i -= 1
    while j < len(doc) and doc.tokens[j].text.strip("*_") == "":
        j += 1
    opens = i < 0 or doc.paragraph[i] != doc.paragraph[k]
    return opens and j < len(doc) and doc.tokens[j].text.strip("*_") == ":"


def _again(doc: Doc, names: list[Name], taken: list[bool]) -> None:
    """A surname that is an entity elsewhere in the text is a name here too."""
    if not names:
        return
    index: dict[str, Name] = {}
    for n in names:
        k = n.role("last")
        if k >= 0 and len(n.words[k]) > 3:
            for nom, _ in n.cands[k]:
                index.setdefault(nom, n)
    starts = {nom[:2] for nom in index}  # no form differs there
    for k in doc.capitals:
        text = doc.tokens[k].text
        if taken[k] or len(text) < 4 or fold(text[:2]) not in starts or doc.pos[k] not in ("PROPN", "NOUN", "ADJ", "X"):
            continue
        cands = candidates(text, True)
        hit = next((index[n] for n, _ in cands if n in index), None)
        if hit is None or not same(cands, hit.cands[hit.role("last")]):
            continue
        common = (
            doc.sentence_start(k)
            and doc.pos[k] != "PROPN"
            and is_known(fold(text))
            and not any(fold(text) == fold(w) for w in hit.words)
        )
        if common or (doc.pos[k] == "ADJ" and not any(fold(text)[:-2] in fold(w) for w in hit.words)):
            continue
        i = k
        if (
            k > 0
            and not taken[k - 1]
            and doc.sent[k - 1] == doc.sent[k]
            and UPPER.match(doc.tokens[k - 1].text)
            and first_form(doc.tokens[k - 1].text)
        ):
            i = k - 1
        name = take_apart(doc, i, k + 1)
        if name is not None:
            name.entity, name.rule = False, "again"
            names.append(name)
            for x in range(i, k + 1):
                taken[x] = True
