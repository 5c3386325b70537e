"""Which words of the text are names: entities, known actors, and the same names again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from framing.actors.declension import stem
from framing.actors.doc import Doc
from framing.actors.extents import PERSONAL, body_nouns, extended
from framing.actors.gazetteer import Alias, Gazetteer, common
from framing.actors.ghosts import ghost, leading, trimmed
from framing.actors.inner import part_names
from framing.actors.morph import first_names, is_known, known, last_names, only_place
from framing.actors.naming import CYRILLIC, Name, candidates, fold
from framing.actors.nominative import agree, fixed
from framing.actors.people import PARTICLES, family_first, first_form, fits, same, surely, take_apart
from framing.actors.spelling import loosely, transcribed
from framing.actors.things import DESCRIPTORS, Thing, thing, thing_classes
from framing.actors.words import word_list

_UPPER = re.compile(r"^[А-ЯЁA-Z]")
_WORD = re.compile(r"\w")


def find_names(doc: Doc, gaz: Gazetteer) -> tuple[list[Name], list[Thing]]:
    """Names of people and names of everything else, each in order; they may nest but do not cross."""
    names: list[Name] = []
    things: list[Thing] = []
    taken = [False] * len(doc)
    _phrases(doc, gaz, taken, things)
    for e in doc.parsed.entities:
        for i, j in _pieces(doc, *doc.between(e.start, e.stop), e.type):
            if all(taken[i:j]):
                continue
            known = [t for t in things if t.i < j and i < t.j] if any(taken[i:j]) else []
            if doc.tokens[i].text.islower() and any(
                t.i > i and t.j >= j and t.known is not None and t.known.type == "MEDIA" for t in known
            ):  # "агентство Рейтер": the medium is named, the noun before it is its title
                continue
            for t in known:  # the tagger saw a longer name around a known one
                things.remove(t)
            if e.type == "PER" and _first_before(doc, i, taken):
                i -= 1
            if e.type == "PER" and _numbered(doc, j):
                j += 1
            add_entity(doc, i, j, e.type, gaz, names, things)
            for k in range(i, j):
                taken[k] = True
    _known(doc, gaz, taken, things)
    _again(doc, names, taken)
    _respelt(doc, names, taken)
    _latin(doc, gaz, taken, things)
    _called(doc, gaz, taken, things)
    things[:] = extended(doc, gaz, things, names)
    _join(doc, names, things)
    _split(doc, gaz, names, things)
    _owners(doc, names, things)
    _no_people(doc, gaz, names, things)
    part_names(doc, gaz, things)
    _bracketed(doc, names)
    names.sort(key=lambda n: n.i)
    things.sort(key=lambda t: (t.i, -t.j))
    return names, things


def _numbered(doc: Doc, j: int) -> bool:
    """Does a monarch's number follow a name ("Мсвати III")?"""
    if j >= len(doc) or doc.sent[j] != doc.sent[j - 1] or not _ROMAN.match(doc.tokens[j].text):
        return False
    counted = j + 1 < len(doc) and doc.low[j + 1].startswith(("век", "созыв"))
    return doc.tokens[j].start == doc.tokens[j - 1].stop + 1 and not counted


_ROMAN = re.compile(r"(?:X{1,2}|X{0,2}(?:IX|IV|V?I{1,3}|V))$")


def _join(doc: Doc, names: list[Name], things: list[Thing]) -> None:
    """One name that the tagger cut: "[Рубен «Робсон»] [Татулян]", "[Арсен] (Арсений) [Сергеевич Орлов]", "[Хвана] [Чжан Епа]"."""
    begins = {n.i: n for n in names}
    for n in sorted(names, key=lambda n: n.i):
        nick = _nickname_end(doc, n)
        other = begins.get(nick if nick > 0 else n.j)
        if n not in names or other is None or other is n or other not in names or doc.sent[n.i] != doc.sent[other.i]:
            continue
        asian = len(n.words) == 1 and len(other.words) == 2 and family_first(n.words + other.words, candidates(n.words[0], False))
        same_case = doc.case[n.i] == doc.case[other.i]
        father = len(n.words) == 1 and other.roles[0] == "patr" and same_case  # "[Прасковьи] [Дмитриевны Орловой]"
        if not (father or (asian if nick < 0 else len(other.words) == 1 and same_case and doc.tokens[n.j].text != "(")):
            continue
        whole = take_apart(doc, n.i, other.j)
        if whole is not None:
            names[:] = [m for m in names if not n.i <= m.i < other.j] + [whole]
            things[:] = [t for t in things if not n.i <= t.i < other.j]


def _nickname_end(doc: Doc, n: Name) -> int:
    """Where the word after a nickname in marks or brackets stands that follows a first name; -1 without one."""
    k = n.i + 1
    if k >= len(doc) or doc.tokens[k].text not in (*_MARKS, "(") or not first_form(n.words[0]):
        return -1
    close = next((x for x in range(k + 2, min(k + 5, len(doc))) if doc.tokens[x].text in ("»", '"', "”", "“", ")")), -1)
    nick = close > 0 and _UPPER.match(doc.tokens[k + 1].text) and n.j <= close + 1
    return close + 1 if nick and close + 1 < len(doc) else -1


def _split(doc: Doc, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """Two names that the tagger took for one: "[Манделы Граса Машел]", "[Иссахар Израиль]", told by surnames of the text."""
    if len(names) > 1:
        _part_people(doc, names)
    lasts = _surnames(names)
    for n in list(names):
        if n.j - n.i == len(n.words) == 2 and _bears(n.words[0], lasts):
            cut = _person_and_country(doc, n.i, gaz)
            if cut is not None:
                names.remove(n)
                names.append(cut[0])
                things.append(cut[1])
    for t in list(things):
        if t.known is None and len(t.words) == t.j - t.i == 2 and _bears(t.words[0], lasts):
            cut = _person_and_country(doc, t.i, gaz)
            if cut is not None:
                things.remove(t)
                names.append(cut[0])
                things.append(cut[1])


def _part_people(doc: Doc, names: list[Name]) -> None:
    """Parts names that are two people's, one of whom the text names elsewhere."""
    bearers = Counter([nom for n in names for nom in {x for cands in n.cands for x, _ in cands}])
    for n in list(names):
        if n.j - n.i != len(n.words) or not 2 <= len(n.words) <= 5:
            continue
        start = next((k for k in (0, -1) if any(bearers[x] > 1 for x, _ in n.cands[k])), None)
        pair = _two_people(doc, n, names, 1 if start == 0 else 2) if start is not None else None
        if pair is not None:
            names.remove(n)
            names += pair


def _borne(names: Iterable[Name]) -> set[str]:
    """The nominatives that two different forms in the text can come from ("Путину", "Путин")."""
    forms = {(nom, fold(w)) for n in names for w, cands in zip(n.words, n.cands, strict=True) for nom, _ in cands}
    return {nom for nom, often in Counter([nom for nom, _ in forms]).items() if often > 1}


def _no_people(doc: Doc, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """A word that the tagger took for somebody is the place or the body of that name, where the text has it as often or with its
    kind ("город Кётанго") and nobody bears it in full or with a title."""
    alone: dict[str, list[Name]] = {}
    for n in names:
        if len(n.words) == n.j - n.i == 1 and len(n.words[0]) > 3:
            alone.setdefault(stem(n.words[0]), []).append(n)
    for key, people in alone.items():
        same_word = [t for t in things if len(t.core) == 1 >= len(t.words) - (t.type == "LOC") and key in t.keys[t.core[0]]]
        if not same_word or any(n.full and key in map(stem, n.words) for n in names):
            continue
        if any(n.i and doc.animacy[n.i - 1] == "a" and doc.pos[n.i - 1] == "NOUN" for n in people):
            continue
        kinds = [t for t in same_word if len(t.words) > 1 or t.known is not None or only_place(t.words[0])]
        if not kinds and len(same_word) < len(people):
            continue
        type_ = (kinds or same_word)[0].type
        found = [t for n in people for t in [thing(doc, n.i, n.j, type_, gaz)] if t is not None]
        names[:] = [n for n in names if n not in people]
        things += found


def _surnames(names: Iterable[Name]) -> set[str]:
    """The surnames, in the nominative, that people of the text bear beside a first name."""
    return {nom for n in names if n.full and len(n.words) == 2 for nom, _ in n.cands[n.role("last")]}


def _bears(word: str, lasts: set[str]) -> bool:
    """Is a word a form of one of these surnames, and of no first name?"""
    bears = bool(lasts) and any(x in lasts for x, _ in candidates(word, True))
    return bears and not first_form(word)


def _person_and_country(doc: Doc, i: int, gaz: Gazetteer) -> tuple[Name, Thing] | None:
    """A surname at token ``i`` with the name of a country after it."""
    alias = gaz.find([doc.tokens[i + 1].text])
    name, place = take_apart(doc, i, i + 1), thing(doc, i + 1, i + 2, "LOC", gaz)
    if alias is None or not alias.known.country or name is None or place is None:
        return None
    return name, place


def _two_people(doc: Doc, n: Name, names: list[Name], start: int) -> list[Name] | None:
    """The two people of a name: "После смерти [Моррисона] [Манзарек] ...", "[Рафаэль Корреа] [Эдвард Сноуден]".

    The text knows the first, of ``start`` words or more, by that name; the second by its own, or a first name begins it, or their
    cases differ.
    """
    if n.roles[-1] == "patr" or any(_alike(m, n) for m in names if not _overlap(m, n)):
        return None
    others = [m for m in names if not _overlap(m, n) and (m.full or len(m.words[0]) > 3)]
    borne = _borne(names)
    for k in range(start, len(n.words)):
        one, rest = take_apart(doc, n.i, n.i + k), take_apart(doc, n.i + k, n.j)
        if one is None or rest is None:
            continue
        agreeing = agree(one, rest, [m for m in others if fits(m, one) >= 1.8], borne)
        left, right = (max((fits(m, x) for m in others if m.full or not agreeing), default=0.0) for x in (one, rest))
        if _tells(n, k, left, right, agreeing) or (k > 1 and _another(n, rest, others)):
            return [one, rest]
    return None


def _alike(a: Name, b: Name) -> bool:
    """Have two full names the same first name and surname, whatever the gender?"""
    both = [(x.role("first"), x.role("last")) for x in (a, b)]
    return all(min(k) >= 0 for k in both) and all(same(a.cands[k], b.cands[m]) for k, m in zip(*both, strict=True))


def _another(n: Name, rest: Name, others: list[Name]) -> bool:
    """Is the last word of a name somebody else's first name, of the other gender ("Нурсултана Назарбаева [Даригу]")?"""
    if len(rest.words) > 1 or not surely(n):
        return False
    word = candidates(rest.words[0], False)
    told = {surely(m) for m in others if m.full and m.role("first") >= 0 and same(m.cands[m.role("first")], word)}
    return bool(told) and not told & {"", surely(n)}


def _tells(n: Name, k: int, left: float, right: float, agreeing: bool) -> bool:
    """Are the first ``k`` words of a name somebody else's than the rest, by how well both fit other names of the text?"""
    single, given = len(n.words) - k == 1, first_form(n.words[k])
    if k > 1:
        return left >= 3.0 and (given and not agreeing if single else right >= 3.0)
    if first_form(n.words[0]):
        return (not agreeing and (right > 0 or given)) or min(left, right) >= 1.8
    return left >= 1.8 and (right > 2 or (given and not single) or (right >= 1.8 and not agreeing))


def _overlap(a: Name, b: Name) -> bool:
    return a.i < b.j and b.i < a.j


def _owners(doc: Doc, names: list[Name], things: list[Thing]) -> None:
    """Whose body it is, where the text names the person elsewhere: "избирательный штаб [Имени]"."""
    lasts = [n.cands[k] for n in names if (k := n.role("last")) >= 0]
    inside = {k for n in names for k in range(n.i, n.j)}
    for t in things:
        k = t.j - 1
        if t.type == "LOC" or t.known is not None or t.j - t.i < 2 or k in inside or not _UPPER.match(doc.tokens[k].text):
            continue
        heads = [x for x in range(t.i, k) if doc.lemma[x] in PERSONAL and doc.pos[x] == "NOUN"]
        if not heads or heads[-1] != k - 1 or doc.case[k] not in ("Gen", "") or doc.low[k - 1] in _NAMED_AFTER:
            continue
        if any(same(candidates(doc.tokens[k].text, True), c) for c in lasts):
            name = take_apart(doc, k, k + 1)
            if name is not None:
                name.entity, name.rule = False, "again"
                names.append(name)


def _bracketed(doc: Doc, names: list[Name]) -> None:
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
                if n.full and m.full and m.like is None and m is not n and _alike(m, n) and not fits(m, outer):
                    m.like, m.rule = outer, "bracket"


def _past_marks(doc: Doc, k: int) -> int:
    """The token after closing marks."""
    while k < len(doc) and doc.tokens[k].text in _CLOSING:
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


def _respelt(doc: Doc, names: list[Name], taken: list[bool]) -> None:
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
        elif not (_UPPER.match(text) or (_LATIN.match(text) and k > start)):
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
    return word or doc.tokens[k].text in _MARKS or (doc.tokens[k].text in "—–-:" and doc.low[k - 1] in _FORMERLY)


def _elsewhere(n: Name, outer: Name, names: list[Name]) -> bool:
    """Does somebody else in the text bear this surname with a first name?"""
    own = candidates(n.words[-1], True)
    return any(
        o is not n and o.full and o.like is None and same(candidates(o.words[-1], True), own) and not fits(o, outer)
        for o in names
    )


_FORMERLY = word_list("formerly")
_CALLED_SO = word_list("called so")


def _first_before(doc: Doc, i: int, taken: list[bool]) -> bool:
    """Did the tagger leave out the first name ("Айдар [Наилевич Губайдулин]")?"""
    k = i - 1
    if (
        k < doc.first[doc.sent[i]]
        or taken[k]
        or not _UPPER.match(doc.tokens[k].text)
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
            if len(before) == 1 and doc.lemma[before[0]] in DESCRIPTORS and before[0] == k - 1:
                stop = b - 1 if doc.tokens[b - 1].text in '»"”“' else b
                return [(k + 1, stop)] if k + 1 < stop else [(a, b)]
            break
    return [(a, b)]


def _describes(doc: Doc, a: int) -> bool:
    """Is the first word of a person's entity a description ("Израильтянка Наама")?"""
    from framing.actors.titles import entries

    if first_form(doc.tokens[a].text):
        return False
    lemma = doc.lemma[a]
    return (lemma in entries() or lemma in common().people) and doc.pos[a] in ("NOUN", "PROPN")


def add_entity(doc: Doc, i: int, j: int, type_: str, gaz: Gazetteer, names: list[Name], things: list[Thing]) -> None:
    """One entity of the tagger, as a person's name or a thing."""
    words = [t.text for t in doc.tokens[i:j] if t.text.isalnum() or _WORD.search(t.text)]
    alias = gaz.find(words)
    if alias is None and len(words) == 1 and (_common_title(doc, i) or ghost(doc, i, type_)):
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
            add_entity(doc, n, j, "PER", gaz, names, things)
            return
    if type_ != "PER" and alias is None and _complement(doc, i):  # "министром [обороны Ирана]": the office took the noun
        rest = thing(doc, i, j, type_, gaz)
        if rest is not None:
            _nested(doc, rest, gaz, things)
        return
    if type_ == "LOC" and len(words) > 1 and doc.lemma[i] in body_nouns() and doc.pos[i] == "NOUN":
        type_ = "ORG"
    if type_ != "PER" and alias is None and len(words) == 1 and _surname_of_text(doc, i):
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
        _nested(doc, t, gaz, things)
        return
    if doc.lemma[i] == "власть" and len(words) > 1:  # the authorities of a place are no organisation of their own
        _nested(doc, t, gaz, things)
        return
    if t.known is not None and not t.weak:
        t.type = "LOC" if t.known.type == "LOC" else "ORG"
    person = _persons_body(doc, i, j) if t.known is None and type_ == "ORG" else None
    if person is not None:  # "Администрация Залесова"
        names.append(person)
        return
    things.append(t)
    if type_ == "ORG" and len(words) > 1:
        _nested(doc, t, gaz, things)


def _in_fuller_name(doc: Doc, word: str) -> bool:
    """Has a person of two words or more this word for a name somewhere in the text ("Джек Лондон")?"""
    own = stem(word)
    return any(own in map(stem, words) for words in doc.people if len(words) > 1)


def _surname_of_text(doc: Doc, i: int) -> bool:
    """Is an entity of one word, no place that the dictionary knows and no street, the surname of somebody named in full?"""
    word = doc.tokens[i].text
    if re.search(r"-(?:младш|старш)[иеаую]", word):
        return True
    before = doc.tokens[i - 1].text if i else ""
    if len(word) < 4 or word.isupper() or before[:1] in _MARKS or (i and doc.lemma[i - 1] in _NAMED_AFTER):
        return False
    if word.isascii() or any("Geox" in p.marks for p in known(fold(word))):
        return False
    own = candidates(word, True)
    return any(same(own, candidates(words[1], True)) and first_form(words[0]) for words in doc.people if len(words) == 2)


_NAMED_AFTER = word_list("named after")
_MARKS = ("«", '"', "„", "“", "'")
_CLOSING = ("»", '"', "”", "“", "'", "''")


def _persons_body(doc: Doc, i: int, j: int) -> Name | None:
    """The person whose office or staff an entity names: the noun begins a sentence, so its capital tells nothing."""
    if j - i < 2 or doc.lemma[i] not in PERSONAL or not (doc.sentence_start(i) or doc.tokens[i].text[:1].islower()):
        return None
    rest = [doc.tokens[k] for k in range(i + 1, j)]
    if not all(_UPPER.match(t.text) and not t.text.isupper() and t.text.isalpha() for t in rest):
        return None
    if any(doc.case[k] not in ("Gen", "") or doc.pos[k] == "ADJ" for k in range(i + 1, j)):
        return None
    own = {x for x, _ in candidates(rest[-1].text, True)}
    if not any(own & {x for x, _ in candidates(words[-1], True)} for words in doc.people):
        return None
    return take_apart(doc, i + 1, j)


def _no_person(alias: Alias, words: list[str]) -> bool:
    """Is a known actor's name, which the tagger took for a person's, hardly a person's?"""
    if len(words) > 1 or alias.exact or alias.known.own:
        return True
    word = fold(alias.words[0])
    return alias.known.country and word not in first_names() and word not in last_names()


def _common_title(doc: Doc, k: int) -> bool:
    """Is an entity of one word a title in capitals ("САПОГИ ПРЕЗИДЕНТА") or one with a hyphen ("мэр-рекордсмен")?"""
    from framing.actors.titles import entries

    text, lemma = doc.tokens[k].text, doc.lemma[k]
    if "-" in text:
        return any(e.kind == "office" for e in entries().get(lemma.split("-")[0], ())) and not text.isupper()
    return text.isupper() and len(text) > 4 and any(e.kind in ("office", "relation") for e in entries().get(lemma, ()))


def _complement(doc: Doc, i: int) -> bool:
    """Does a common noun in the genitive begin here that depends on a title right before it?"""
    from framing.actors.titles import lookup

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
    from framing.actors.titles import lookup

    living = doc.animacy[k] == "a" or doc.low[k].startswith(("экс-", "вице-"))
    return living and any(e.kind == "office" for e in lookup(doc, k)[1])


def _nested(doc: Doc, outer: Thing, gaz: Gazetteer, things: list[Thing]) -> None:
    """Countries and bodies named inside a longer name ("Палата представителей США") are mentions of their own."""
    for k in range(outer.i + 1, outer.j):
        if not _UPPER.match(doc.tokens[k].text) or doc.pos[k] == "ADJ":
            continue
        alias = gaz.longest([doc.tokens[x].text for x in range(k, outer.j)])
        if alias is not None and alias.known.country and outer.type != "LOC" and _proper_word(doc, outer.i, k):
            continue
        if alias is not None and alias.known.type == "LOC" and not alias.weak and (alias.known.country or doc.case[k] == "Gen"):
            inner = thing(doc, k, min(outer.j, k + len(alias.words)), "LOC", gaz)
            if inner is not None and inner.known is alias.known:
                inner.entity = False
                inner.rule = "known"
                things.append(inner)


def _proper_word(doc: Doc, i: int, k: int) -> bool:
    """Is a country's name a body's own word ("Единая Россия", «Украина»), not where the body is ("Почта России")?"""
    if doc.tokens[k - 1].text in _MARKS:
        return k + 1 < len(doc) and doc.tokens[k + 1].text in _CLOSING
    first = k - 1 == i or doc.tokens[k - 2].text in _MARKS
    return first and doc.pos[k - 1] in ("ADJ", "DET") and bool(_UPPER.match(doc.tokens[k - 1].text)) and doc.agree(k - 1, k)


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
            _nested(doc, t, gaz, things)
            taken[k:j] = [True] * (j - k)


def _words_from(doc: Doc, k: int, taken: Sequence[bool] = ()) -> list[str]:
    """The words of a sentence from token ``k`` on, up to a mark or what is ``taken``: seven at most."""
    stop = min(k + 7, doc.first[doc.sent[k] + 1])
    words: list[str] = []
    for x in range(k, stop):
        text = doc.tokens[x].text
        if (taken and taken[x]) or not _WORD.search(text):
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
        if taken[i] or not _UPPER.match(doc.tokens[i].text) or doc.sent[i] != doc.sent[k]:
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
    for k in [k for k, t in enumerate(doc.tokens) if t.text[:1].isalpha() and (t.text.isascii() or "." in t.text)]:
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
        if _DOMAIN.match(text) or (bracket and k - 1 in orgs and _UPPER.match(text)) or (j == k + 1 and text in again):
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
    if country and k > 1 and doc.tokens[k - 1].text in _MARKS and _proper_word(doc, k, k) and thing_classes(doc.lemma[k - 2]):
        return False  # the hotel «Украина»
    if country:
        return (doc.pos[k] in ("PROPN", "NOUN") and not doc.sentence_start(k)) or (country and doc.pos[k] == "PROPN")
    return len(words[0]) > 6 and words[0][:1].isupper() and type_ in ("ORG", "MEDIA") and not doc.sentence_start(k)


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
            and _UPPER.match(doc.tokens[k - 1].text)
            and first_form(doc.tokens[k - 1].text)
        ):
            i = k - 1
        name = take_apart(doc, i, k + 1)
        if name is not None:
            name.entity, name.rule = False, "again"
            names.append(name)
            for x in range(i, k + 1):
                taken[x] = True
