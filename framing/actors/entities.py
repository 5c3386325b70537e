"""The tagger's entities as names: cut to what is a name, told apart into people and things, with what is named inside them."""

from __future__ import annotations

import re

from framing.actors.declension import stem
from framing.actors.doc import Doc
from framing.actors.extents import PERSONAL, body_nouns
from framing.actors.gazetteer import Alias, Gazetteer, common
from framing.actors.ghosts import ghost, leading, trimmed
from framing.actors.morph import first_names, known, last_names, only_place
from framing.actors.naming import CLOSING, MARKS, UPPER, Name, candidates, fold
from framing.actors.nominative import fixed as never_bent
from framing.actors.people import PARTICLES, first_form, same, take_apart
from framing.actors.things import DESCRIPTORS, WORDLIKE, Thing, thing, thing_classes
from framing.actors.titles import entries, lookup
from framing.actors.words import word_list


def add_entities(doc: Doc, gaz: Gazetteer, taken: list[bool], names: list[Name], things: list[Thing]) -> None:
    """The entities of the tagger, each piece as a person's name or a thing."""
    for e in doc.parsed.entities:
        for i, j in _pieces(doc, *doc.between(e.start, e.stop), e.type):
            if all(taken[i:j]):
                continue
            known = [t for t in things if t.i < j and i < t.j] if any(taken[i:j]) else []
            if doc.tokens[i].text.islower() and any(
                t.i > i and t.j >= j and t.known is not None and t.known.type == "MEDIA" for t in known
            ):  # "агентство Рейтер": the medium is named, the noun before it is its title
                continue
            told = _medium_told(doc, i, j, known) if e.type == "ORG" else i
            if told > i:
                _add(doc, told, j, "PER", gaz, names, things)
                taken[told:j] = [True] * (j - told)
                if any(t.i == i for t in known):
                    continue
                j = told
            for t in known:  # the tagger saw a longer name around a known one
                things.remove(t)
            if e.type == "PER" and _first_before(doc, i, taken):
                i -= 1
            if e.type == "PER" and _numbered(doc, j):
                j += 1
            _add(doc, i, j, e.type, gaz, names, things)
            for k in range(i, j):
                taken[k] = True


def _medium_told(doc: Doc, i: int, j: int, known: list[Thing]) -> int:
    """Where somebody is named who tells it to the medium that opens a body's name: "сообщил РИА Новости | Орлов"; else ``i``."""
    if i == 0 or doc.pos[i - 1] != "VERB":
        return i
    media = [t.j for t in known if t.i == i and t.known is not None and t.known.type == "MEDIA"]
    latin = next((k for k in range(i, j) if not doc.tokens[k].text.isascii()), j)
    told = media[0] if media else latin
    people = (doc.animacy[k] == "a" and doc.case[k] == "Nom" and doc.pos[k] == "PROPN" for k in range(told, j))
    return told if i < told < j and all(people) else i


def _numbered(doc: Doc, j: int) -> bool:
    """Does a monarch's number follow a name ("Мсвати III")?"""
    if j >= len(doc) or doc.sent[j] != doc.sent[j - 1] or not _ROMAN.match(doc.tokens[j].text):
        return False
    counted = j + 1 < len(doc) and doc.low[j + 1].startswith(("век", "созыв"))
    return doc.tokens[j].start == doc.tokens[j - 1].stop + 1 and not counted


_ROMAN = re.compile(r"(?:X{1,2}|X{0,2}(?:IX|IV|V?I{1,3}|V))$")


def _first_before(doc: Doc, i: int, taken: list[bool]) -> bool:
    """Did the tagger leave out the first name ("Айдар [Наилевич Губайдулин]")?"""
    k = i - 1
    if (
        k < doc.first[doc.sent[i]]
        or taken[k]
        or not UPPER.match(doc.tokens[k].text)
        or doc.pos[k] != "PROPN"
        or len(doc.tokens[k].text) < 3
    ):
        return False
    if first_form(doc.tokens[i].text) and not re.search("(?:вич|вн)", doc.low[i]):
        return False
    return first_form(doc.tokens[k].text) and (doc.case[k] == doc.case[i] or not doc.case[i])


def _pieces(doc: Doc, i: int, j: int, type_: str) -> list[tuple[int, int]]:
    """An entity cut at line ends; of a person's, verbs before the name and a Latin spelling after it are cut off too."""
    out: list[tuple[int, int]] = []
    start = i
    for k in range(i, j):
        latin = (
            type_ == "PER"
            and k > start
            and doc.tokens[k].text.isascii()
            and doc.tokens[k].text[:1].isalpha()
            and len(doc.tokens[k].text) > 2
            and not doc.tokens[start].text.isascii()
            and all(not doc.tokens[x].text.isalpha() or doc.tokens[x].text.isascii() for x in range(k, j))
        )
        if k > start and (doc.paragraph[k] != doc.paragraph[k - 1] or latin):
            out.append((start, k))
            start = k
    if start < j:
        out.append((start, j))
    if type_ != "PER":
        out = [_named(doc, a, b) for a, b in out]
        out = [(a + 2 if b - a > 2 and doc.pos[a] == "VERB" and doc.pos[a + 1] == "ADP" else a, b) for a, b in out]
        return [x for a, b in out for x in _brackets(doc, a, b)]
    good: list[tuple[int, int]] = []
    for a, b in out:
        while a + 1 < b and _small(doc, a):
            a += 1
        while a < b and (
            (doc.pos[a] in ("VERB", "ADV", "ADP", "CCONJ", "PUNCT", "NUM") and not first_form(doc.tokens[a].text))
            or doc.low[a].endswith(("летний", "летняя", "летнего", "летней", "летнему", "летним"))
        ):
            a += 1
        a = trimmed(doc, a, b)
        while a + 1 < b and _describes(doc, a):
            a += 1
        while b > a and (doc.pos[b - 1] == "PUNCT" and doc.tokens[b - 1].text != "."):
            b -= 1
        if a < b:
            good.append((a, b))
    return good


def _named(doc: Doc, a: int, b: int) -> tuple[int, int]:
    """Without signs before it ("**Amazon") and a common noun that a dash explains: "парламент страны — Кнессет"."""
    while a + 1 < b and doc.tokens[a].text.strip("*_•▪") == "":
        a += 1
    dash = next((k for k in range(a + 1, b - 1) if doc.tokens[k].text in "—–"), -1)
    if dash < 0 or not doc.tokens[a].text.islower():
        return a, b
    named = any(doc.pos[x] == "PROPN" or doc.tokens[x].text in MARKS for x in range(a, dash))
    return (a, b) if named else (dash + 1, b)


def _small(doc: Doc, a: int) -> bool:
    """Is the first word of a person's entity a common word in small letters ("им Г. Тукая")?"""
    low = doc.low[a]
    return low.isalpha() and doc.tokens[a].text.islower() and low not in PARTICLES and low not in first_names()


def _brackets(doc: Doc, a: int, b: int) -> list[tuple[int, int]]:
    """ "Комитет защиты журналистов (КЗЖ": the name and its abbreviation are two mentions."""
    for k in range(a + 1, b):
        if doc.tokens[k].text == "(":
            stop = b - 1 if doc.tokens[b - 1].text == ")" else b
            return [(a, k)] + (
                [(k + 1, stop)] if k + 1 < stop and ")" not in [doc.tokens[x].text for x in range(k, stop)] else []
            )
    while b - 1 > a and doc.tokens[b - 1].text in "()«,":
        b -= 1
    for k in range(a + 1, b - 1):  # "компания «Имя»": the name stands inside the marks
        if doc.tokens[k].text in '«"„“' and (doc.tokens[b - 1].text in '»"”“' or "»" not in doc.span(k, b)):
            before = [x for x in range(a, k) if doc.pos[x] != "ADJ"]
            if len(before) == 1 and _says_what(doc.lemma[before[0]]) and before[0] == k - 1:
                stop = b - 1 if doc.tokens[b - 1].text in '»"”“' else _to_closing(doc, k, b)
                return [(k + 1, stop)] if k + 1 < stop else [(a, b)]
            break
    return [(a, b)]


def _to_closing(doc: Doc, k: int, b: int) -> int:
    """Where a name ends that the mark at ``k`` opens and the tagger cut at ``b``: at the closing mark, if that is near."""
    end = min(b + 4, doc.first[doc.sent[k] + 1])
    return next((x for x in range(b, end) if doc.tokens[k].text == "«" and doc.tokens[x].text == "»"), b)


def _says_what(lemma: str) -> bool:
    """Does a word before a name in marks say what it is, and belongs not to it ("телеграм-канал «Имя»")?"""
    return lemma in DESCRIPTORS or bool(thing_classes(lemma) & _OUTLETS)


_OUTLETS = frozenset(["outlet", "channel"])


def _describes(doc: Doc, a: int) -> bool:
    """Is the first word of a person's entity a description ("Израильтянка Наама")?"""
    if first_form(doc.tokens[a].text):
        return False
    lemma = doc.lemma[a]
    return (lemma in entries() or lemma in common().people) and doc.pos[a] in ("NOUN", "PROPN")


def _add(doc: Doc, i: int, j: int, type_: str, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """One entity of the tagger, as a person's name or a thing."""
    words = [t.text for t in doc.tokens[i:j] if WORDLIKE.search(t.text)]
    alias = gaz.find(words)
    if alias is None and len(words) == 1 and (_common_title(doc, i) or ghost(doc, i, type_)):
        return
    if type_ == "PER" and _pope(doc, i, j):
        return
    bearer = _bearer(doc, i, j) if type_ != "PER" and alias is None and j - i > 1 else -1
    born = bearer >= 0 and (type_ == "ORG" or doc.low[bearer] in last_names())
    if type_ != "PER" and alias is None and _whole_title(doc, i, j):  # "[инфекционист столицы Луговая]" taken for a body
        _add(doc, j - 1, j, "PER", gaz, names, things)
        return
    title = _signed(doc, i, j - 1) if type_ != "PER" and alias is None and j - i > 1 and not born else -1
    if title >= 0:
        bearer, born = j - 1, True
        doc.stand_beside(bearer, title)
    person = take_apart(doc, bearer, j) if born else None
    if person is not None:  # "глава [Речбанка Климов]"
        names.append(person)
        if title < 0 or bearer - i > 1:
            _add(doc, i, bearer, type_, gaz, names, things)
        return
    if type_ == "PER" and alias is not None and alias.known.type != "PER" and not alias.weak and _no_person(alias, words):
        type_ = "LOC" if alias.known.type == "LOC" else "ORG"
    if type_ == "PER" and len(words) == 1 and only_place(words[0]) and not _in_fuller_name(doc, words[0]):
        type_ = "LOC"
    led = leading(doc, i, j, gaz) if len(words) == j - i > (1 if type_ == "PER" else 2) else None
    if led is not None and type_ != "PER" and not first_form(words[led[0] - i]):
        led = None
    if led is not None:  # "премьер Каскарии Беата Линц": the country is no part of the name
        n, kind = led
        first = thing(doc, i, n, kind, gaz)
        if first is not None:
            things.append(first)
            _add(doc, n, j, "PER", gaz, names, things)
            return
    if type_ != "PER" and alias is None and _complement(doc, i):  # "министром [обороны Ирана]": the office took the noun
        rest = thing(doc, i, j, type_, gaz)
        if rest is not None:
            nested(doc, rest, gaz, things)
        return
    if type_ == "LOC" and len(words) > 1 and doc.lemma[i] in body_nouns() and doc.pos[i] == "NOUN":
        type_ = "ORG"
    if type_ != "PER" and alias is None and ((len(words) == 1 and _surname_of_text(doc, i)) or _on_stage(doc, i, j)):
        type_ = "PER"
    if type_ == "PER":
        name = take_apart(doc, i, j)
        if name is not None:
            names.append(name)
        return
    t = thing(doc, i, j, type_, gaz)
    if t is None:
        return
    if len(words) > 1 and doc.pos[i] == "NOUN" and _holds_office(doc, i):  # "экс-губернатор Миннесоты" is somebody
        nested(doc, t, gaz, things)
        return
    if doc.lemma[i] == "власть" and len(words) > 1:  # the authorities of a place are no organisation of their own
        nested(doc, t, gaz, things)
        return
    if t.known is not None and not t.weak:
        t.type = "LOC" if t.known.type == "LOC" else "ORG"
    person = _persons_body(doc, i, j) if t.known is None and type_ == "ORG" else None
    if person is not None:  # "Администрация Залесова"
        names.append(person)
        return
    things.append(t)
    if type_ == "ORG" and len(words) > 1:
        nested(doc, t, gaz, things)


def _bearer(doc: Doc, i: int, j: int) -> int:
    """Where the surname begins with which the tagger ended a body's name: it stands in the case of the title before the body and
    depends on it ("глава Речбанка Климов"); -1 without one."""
    k = j - 1
    t = doc.head[k] if doc.head[k] < i or doc.case[k] != "Nom" else i - 1
    word = doc.tokens[k].text
    if not (doc.first[doc.sent[i]] <= t < i <= t + 3) or doc.pos[k] != "PROPN" or doc.animacy[k] != "a" or word.isupper():
        return -1
    living = doc.pos[t] in ("NOUN", "PROPN") and (doc.animacy[t] == "a" or _holds_office(doc, t))
    marks = [p.marks for p in known(fold(word))]
    beside_it = doc.head[k] == t and doc.rel[k] == "appos"
    fixed = doc.head[k] == t and any("Fixd" in m and "Surn" in m for m in marks)  # "по мнению зампреда комитета Кравченко"
    fixed = fixed or (beside_it and not marks and never_bent(word))  # "министр флота Каскарии Лекордю"
    alike = doc.case[k] == doc.case[t] or {doc.case[k], doc.case[t]} == {"Gen", "Acc"} or fixed
    beside = doc.rel[k] == "appos" or (doc.rel[k] == "nmod" and doc.case[k] == "Nom")
    sisters = doc.rel[k] == doc.rel[t] == "nsubj" and doc.head[k] == doc.head[t] and doc.tokens[k - 1].text.isalpha()
    beside = beside or sisters
    plain = UPPER.match(word) is not None and word.isalpha() and doc.tokens[k - 1].text not in MARKS
    own = any("Surn" in m for m in marks) or (any("Name" in m for m in marks) and doc.lemma[k - 1] not in DESCRIPTORS)
    plain = plain and (not marks or own) and doc.low[k - 1] not in _NAMED_AFTER
    alone = j >= len(doc) or doc.pos[j] not in ("PROPN", "X") or doc.sent[j] != doc.sent[k]
    return k if living and alike and beside and plain and alone else -1


def _whole_title(doc: Doc, i: int, j: int) -> bool:
    """Is an entity somebody's title in small letters with the surname behind it?"""
    k, top = j - 1, doc.top(i, j)
    surname = doc.head[k] == top < k and doc.rel[k] == "appos" and UPPER.match(doc.tokens[k].text) is not None
    alike = surname and all((doc.case[x], doc.animacy[x]) == ("Nom", "a") for x in (top, k))
    small = all(doc.tokens[x].text.islower() for x in range(i, k))
    return alike and small and doc.pos[top] == "NOUN" and bool(lookup(doc, top)[1])


def _signed(doc: Doc, i: int, k: int) -> int:
    """The title to which the last word of a body or place in small letters is the surname, by its shape and case ("инфекционист
    [столицы | Мазанкова]", "глава [центра вирусов | Лембург]"); -1 without one."""
    word, low = doc.tokens[k].text, fold(doc.tokens[k].text)
    t = i - 1
    while t > max(doc.first[doc.sent[i]], i - 4) and doc.case[t] == "Gen" and doc.pos[t] in ("NOUN", "ADJ"):
        t -= 1
    if t < doc.first[doc.sent[i]] or doc.case[t] != "Nom" or doc.animacy[t] != "a" or not lookup(doc, t)[1]:
        return -1
    small = doc.tokens[i].text.islower() and doc.case[i] == "Gen" and doc.low[k - 1] not in _NAMED_AFTER
    if not small or not UPPER.match(word) or word.isupper() or any("Geox" in p.marks for p in known(low)):
        return -1
    if not (_HIS_SHAPE.search(low) or (_HER_SHAPE.search(low) and _hers(doc, t))):
        return -1
    alone = k + 1 == len(doc) or doc.pos[k + 1] not in ("PROPN", "X") or doc.sent[k + 1] != doc.sent[k]
    return t if alone else -1


def _hers(doc: Doc, t: int) -> bool:
    """Is a title the subject of a verb in the feminine?"""
    verb = doc.head[t]
    return doc.gender[t] == "f" or (verb >= 0 and doc.rel[t].startswith("nsubj") and doc.gender[verb] == "f")


_HIS_SHAPE = re.compile("..(?:[ое]в|[иы]н|[сц]кий|енко|чук|юк|швили|дзе|[нк]ян|ман|берг|бург|штейн)$")
_HER_SHAPE = re.compile("..(?:[ое]ва|[иы]на|[сц]кая)$")


def _in_fuller_name(doc: Doc, word: str) -> bool:
    """Has a person of two words or more this word for a name somewhere in the text ("Джек Лондон")?"""
    own = stem(word)
    return any(own in map(stem, words) for words in doc.people if len(words) > 1)


def _surname_of_text(doc: Doc, i: int) -> bool:
    """Is an entity of one word, no place that the dictionary knows and no street, the surname of somebody named in full?"""
    word = doc.tokens[i].text
    if "-" in word and re.search(r"-(?:младш|старш)[иеаую]", word):
        return True
    before = doc.tokens[i - 1].text if i else ""
    if len(word) < 4 or word.isupper() or before[:1] in MARKS or (i and doc.lemma[i - 1] in _NAMED_AFTER):
        return False
    if word.isascii() or any("Geox" in p.marks for p in known(fold(word))):
        return False
    begins = fold(word[:2])  # no form differs there
    full = [words for words in doc.people if len(words) == 2 and fold(words[1][:2]) == begins]
    return any(same(candidates(word, True), candidates(words[1], True)) and first_form(words[0]) for words in full)


_NAMED_AFTER = word_list("named after")


def _on_stage(doc: Doc, i: int, j: int) -> bool:
    """Does a noun of people that takes no body behind it stand before a name in Latin letters or capitals ("певец AKVAREL")?"""
    if i == 0 or doc.number[i - 1] != "s" or doc.lemma[i - 1] not in _STAGE or doc.sent[i - 1] != doc.sent[i]:
        return False
    return j - i < 4 and all(t.text.isalpha() and (t.text.isascii() or t.text.isupper()) for t in doc.tokens[i:j])


_STAGE = word_list("stage")


def _persons_body(doc: Doc, i: int, j: int) -> Name | None:
    """The person whose office or staff an entity names: the noun begins a sentence, so its capital tells nothing."""
    if j - i < 2 or doc.lemma[i] not in PERSONAL or not (doc.sentence_start(i) or doc.tokens[i].text[:1].islower()):
        return None
    rest = [doc.tokens[k] for k in range(i + 1, j)]
    if not all(UPPER.match(t.text) and not t.text.isupper() and t.text.isalpha() for t in rest):
        return None
    if any(doc.case[k] not in ("Gen", "") or doc.pos[k] == "ADJ" for k in range(i + 1, j)):
        return None
    own, begins = rest[-1].text, fold(rest[-1].text[:2])
    lasts = [words[-1] for words in doc.people if fold(words[-1][:2]) == begins]
    if not any({x for x, _ in candidates(own, True)} & {x for x, _ in candidates(last, True)} for last in lasts):
        return None
    return take_apart(doc, i + 1, j)


def owners(doc: Doc, names: list[Name], things: list[Thing]) -> None:
    """Whose body it is, where the text names the person elsewhere: "избирательный штаб [Имени]"."""
    lasts = [n.cands[k] for n in names if (k := n.role("last")) >= 0]
    inside = {k for n in names for k in range(n.i, n.j)}
    for t in things:
        k = t.j - 1
        if t.type == "LOC" or t.known is not None or t.j - t.i < 2 or k in inside or not UPPER.match(doc.tokens[k].text):
            continue
        heads = [x for x in range(t.i, k) if doc.lemma[x] in PERSONAL and doc.pos[x] == "NOUN"]
        if not heads or heads[-1] != k - 1 or doc.case[k] not in ("Gen", "") or doc.low[k - 1] in _NAMED_AFTER:
            continue
        if any(same(candidates(doc.tokens[k].text, True), c) for c in lasts):
            name = take_apart(doc, k, k + 1)
            if name is not None:
                name.entity, name.rule = False, "again"
                names.append(name)


def _no_person(alias: Alias, words: list[str]) -> bool:
    """Is a known actor's name, which the tagger took for a person's, hardly a person's?"""
    if len(words) > 1 or alias.exact or alias.known.own:
        return True
    word = fold(alias.words[0])
    return alias.known.country and word not in first_names() and word not in last_names()


def _common_title(doc: Doc, k: int) -> bool:
    """Is an entity of one word a title in capitals ("САПОГИ ПРЕЗИДЕНТА") or one with a hyphen ("мэр-рекордсмен")?"""
    text, lemma = doc.tokens[k].text, doc.lemma[k]
    if "-" in text:
        return any(e.kind == "office" for e in entries().get(lemma.split("-")[0], ())) and not text.isupper()
    return text.isupper() and len(text) > 4 and any(e.kind in ("office", "relation") for e in entries().get(lemma, ()))


def _pope(doc: Doc, i: int, j: int) -> bool:
    """Is a person's entity nothing but the pope's title ("Папа", "Папы Римского"), in a text that says whose it is?"""
    roman = doc.low[j - 1].startswith("римск")
    at = i - 1 if roman and i and j - i == 1 else i
    return j - at <= 1 + roman and doc.low[at] in _POPE and any(low.startswith("римск") for low in doc.low)


_POPE = word_list("pope")


def _complement(doc: Doc, i: int) -> bool:
    """Does a common noun in the genitive begin here that depends on a title right before it?"""
    return (
        doc.tokens[i].text[:1].islower()
        and doc.pos[i] == "NOUN"
        and doc.case[i] == "Gen"
        and i > 0
        and doc.head[i] == i - 1
        and lookup(doc, i - 1)[0].endswith("министр")
        and bool(lookup(doc, i - 1)[1])
    )


def _holds_office(doc: Doc, k: int) -> bool:
    """Is the word an office, and its holder a living one?"""
    living = doc.animacy[k] == "a" or doc.low[k].startswith(("экс-", "вице-"))
    return living and any(e.kind == "office" for e in lookup(doc, k)[1])


def nested(doc: Doc, outer: Thing, gaz: Gazetteer, things: list[Thing]) -> None:
    """Countries and bodies named inside a longer name ("Палата представителей США") are mentions of their own."""
    for k in range(outer.i + 1, outer.j):
        if not UPPER.match(doc.tokens[k].text) or doc.pos[k] == "ADJ":
            continue
        alias = gaz.longest([doc.tokens[x].text for x in range(k, outer.j)])
        if alias is not None and alias.known.country and outer.type != "LOC" and proper_word(doc, outer.i, k):
            continue
        if alias is not None and alias.known.type == "LOC" and not alias.weak and (alias.known.country or doc.case[k] == "Gen"):
            inner = thing(doc, k, min(outer.j, k + len(alias.words)), "LOC", gaz)
            if inner is not None and inner.known is alias.known:
                inner.entity = False
                inner.rule = "known"
                things.append(inner)


def proper_word(doc: Doc, i: int, k: int) -> bool:
    """Is a country's name a body's own word ("Единая Россия", «Украина»), not where the body is ("Почта России")?"""
    if doc.tokens[k - 1].text in MARKS:
        return k + 1 < len(doc) and doc.tokens[k + 1].text in CLOSING
    first = k - 1 == i or doc.tokens[k - 2].text in MARKS
    return first and doc.pos[k - 1] in ("ADJ", "DET") and bool(UPPER.match(doc.tokens[k - 1].text)) and doc.agree(k - 1, k)
