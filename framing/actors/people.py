"""People: what the words of a name are, which names are one person, and the nominative of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from framing.actors.declension import form_gender
from framing.actors.doc import Doc
from framing.actors.morph import first_names, known, last_names, name_gender
from framing.actors.naming import FAMILY_FIRST, STRESS, Candidates, Name, candidates, fold
from framing.actors.nominative import full_name, readings
from framing.actors.pairs import Pairs
from framing.actors.spelling import close, heard, loose, loosely, near, short, short_names
from framing.actors.womanly import noun_gender
from framing.actors.words import word_list

_INITIAL = re.compile(r"^(?:[А-ЯЁA-Z]|Дж|Вс|Вл|Вяч)\.?(?:-[А-ЯЁA-Z]\.?)?$")
_INITIALS = re.compile(r"^(?:[А-ЯЁA-Z]\.){1,3}$")
_PATRONYMIC = re.compile(r"(?:[оеё]вич|[иь]ич|[оеё]вн|инич?н)(?:а|у|ем|ом|е|ы|ой|ою)?$", re.I)
_PATRONYMIC_CASES = ((re.compile(r"(?:вич|ич)(а|у|ем|е)?$"), "m"), (re.compile(r"(?:вн|чн)(а|у|ой|ою|ы|е)$"), "f"))
PARTICLES = word_list("particles")
PREFIXES = word_list("prefixes")


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article: the names that are his or hers."""

    names: list[Name]
    number: int = 0
    gender: str = ""
    name: str = ""
    aliases: list[str] = field(default_factory=list)
    looks: dict[int, Name] = field(default_factory=dict)
    """One name of each look, by the look's number."""

    def surely(self) -> str:
        """The gender that the signs tell clearly; empty where they do not."""
        votes = self.votes()
        return "m" if votes["m"] >= votes["f"] + 2 else "f" if votes["f"] >= votes["m"] + 2 else ""

    def votes(self) -> dict[str, float]:
        """Signs of gender: the name's own count once, those around it each time."""
        own, around = [n.votes for n in self.names], [n.context for n in self.names if n.context]
        return {g: max([v.get(g, 0.0) for v in own], default=0.0) + sum([c.get(g, 0.0) for c in around]) for g in "mf"}


def is_first(cands: Candidates) -> bool:
    return any(n in first_names() for n, _ in cands)


@lru_cache(maxsize=1 << 14)
def first_form(word: str) -> bool:
    """Can a word be a form of a first name?"""
    return is_first(candidates(word, False))


def is_last(cands: Candidates) -> bool:
    last = last_names()
    return any(n in last for n, g in cands if g == "m") or any(n[:-1] in last for n, g in cands if g == "f" and n[-1:] == "а")


def take_apart(doc: Doc, i: int, j: int) -> Name | None:
    """The words of a name in tokens ``i..j`` with their roles, or None where no word is a name."""
    words, nicks = _words(doc, i, j)
    if not words or not any(p[:1].isupper() for w in words for p in w.split("-")):
        return None
    like = _parts(tuple(words), frozenset(nicks))
    name = Name(i, j, words, list(like.roles), list(like.cands), votes=dict(like.votes))
    name.heir = i > 0 and doc.lemma[i - 1] in ("сын", "дочь", "внук", "внучка") and bool(_GENERATION.search(fold(words[-1])))
    _agreement(doc, name)
    return name


@lru_cache(maxsize=1 << 13)
def _parts(words: tuple[str, ...], nicks: frozenset[int]) -> Name:
    """A name of these words: their roles, their nominatives, and what they say of its gender."""
    roles: list[str] = []
    for n in range(len(words)):
        roles.append("nick" if n in nicks else _kind(words, n, roles))
    _roles(words, roles, [k for k, x in enumerate(roles) if x == "?"])
    name = Name(0, 0, list(words), roles, [_cands(w, r) for w, r in zip(words, roles, strict=True)])
    _gender_of(name)
    return name


def _words(doc: Doc, i: int, j: int) -> tuple[list[str], set[int]]:
    """The words of tokens ``i..j``, initials apart, and which of them stand in marks after a first name."""
    words: list[str] = []
    nicks: set[int] = set()
    inside = False
    for k in range(i, j):
        inside = doc.tokens[k].text != ")" and (inside or (doc.tokens[k].text == "(" and k > i))
        if inside:  # "Арсен (Арсений) Сергеевич"
            continue
        t = doc.tokens[k].text.replace(STRESS, "")
        if doc.pos[k] == "PUNCT" or t in '.,()"«»':
            if t == "." and words and _INITIAL.match(words[-1]) and not words[-1].endswith("."):
                words[-1] += "."
            continue
        if len(words) > 0 and k < j - 2 and doc.tokens[k - 1].text in '«"„“':
            nicks.add(len(words))
        if _INITIALS.match(t) and len(t) > 2:
            words += [x + "." for x in t.split(".") if x]
        else:
            words.append(t)
    return words, nicks


def _kind(words: Sequence[str], n: int, before: list[str]) -> str:
    """What a word of a name is by itself: initial, particle or patronymic; "?" where its place must tell."""
    w = words[n]
    if _INITIAL.match(w) and len(words) > 1 and (w.endswith(".") or n < len(words) - 1 or _INITIAL.match(words[n - 1])):
        return "initial"
    if fold(w) in PARTICLES and len(words) > 1 and (not w[:1].isupper() or _prefix(words, n)):
        return "particle"
    if not (_PATRONYMIC.search(w) and len(w) > 5 and w[:1].isupper()):
        return "?"
    ends = n == len(words) - 1 and before.count("?") < 2
    return "patr" if (_is_patronymic(w, ends) if n > 0 else _opens(words)) else "?"


def _cands(word: str, role: str) -> Candidates:
    """The nominatives of a word in its role; none of initials and particles."""
    return {} if role in ("initial", "particle", "?") else candidates(word, role in ("last", "nick"))


def _prefix(words: Sequence[str], n: int) -> bool:
    """Is a word with a capital the small word of the surname after it ("Роберт Де Ниро", "Ван Гог")?"""
    low = fold(words[n])
    if low not in PREFIXES or n == len(words) - 1 or not words[n + 1][:1].isupper():
        return False
    if n > 0:
        return n == len(words) - 2
    return len(words) == 2 and low not in first_names() and not (low in FAMILY_FIRST and re.search("[аоуэиеюяйнь]$", words[1]))


def _agreement(doc: Doc, name: Name) -> None:
    """First name and surname share case and gender ("Елену Каган" is a woman's, "Люсьена Фрейда" a man's name)."""
    first, last = name.role("first"), name.role("last")
    if not 0 <= first < last or name.asian or name.words[first].isupper():
        return
    one, other = readings(doc, [name])
    if one.score - other.score > CLEAR:
        name.vote(one.gender, 1.5)
    if _declining(name.words[first], name.words[last]) == [one.gender]:  # "Даны Мартина" is a man's
        name.votes = {one.gender: max(3.0, name.votes.get(one.gender, 0.0))}


@lru_cache(maxsize=1 << 13)
def _declining(first: str, last: str) -> list[str]:
    """The genders in which a first name and a surname can stand in one case."""
    cands = candidates(first, False)
    listed = {key: cases for key, cases in cands.items() if key[0] in first_names()} or cands
    one, other = ({(g, c) for (_, g), cases in x.items() for c in cases} for x in (listed, candidates(last, True)))
    return sorted({g for g, _ in one & other})


CLEAR = 2.0
"""A gender that makes a name's reading so much likelier than the other is voted for."""


def _opens(words: Sequence[str]) -> bool:
    """Does a patronymic that is no surname open a name of two words ("Наилевич Губайдулин")?"""
    name = any("Surn" in p.marks or "Name" in p.marks for p in known(fold(words[0])))
    return len(words) == 2 and not name and not first_form(words[1]) and len(words[0]) > 6


def _is_patronymic(word: str, ends: bool) -> bool:
    """Is a word in -ович, -евна a patronymic? At the end of a name it can be a surname (Янукович)."""
    tags = [p.marks for p in known(fold(word))]
    if ends:
        return any("Patr" in t for t in tags) and not any("Surn" in t for t in tags)
    return not tags or any("Patr" in t for t in tags)


def _roles(words: Sequence[str], roles: list[str], open_: list[int]) -> None:
    """Fills in the roles that the words themselves leave open, which stand at these places."""
    first_of, last_of = (lambda k: candidates(words[k], False)), (lambda k: candidates(words[k], True))
    if not open_:
        return
    if len(open_) == 1:
        k = open_[0]
        if "patr" in roles and roles.index("patr") > k and is_first(first_of(k)):
            roles[k] = "first"
        elif "initial" in roles or "particle" in roles:
            roles[k] = "last"
        else:
            first, last = is_first(first_of(k)), is_last(last_of(k))
            known = any(n in first_names() and name_gender(n) for n, _ in first_of(k))
            roles[k] = "first" if first and (known or not last) else "last"
        return
    if len(open_) in (2, 3) and family_first([words[k] for k in open_], first_of(open_[0])):
        roles[open_[0]] = "last"
        for k in open_[1:]:
            roles[k] = "first" if roles[k - 1] == "last" else "middle"
        return
    a, z = open_[0], open_[-1]
    if "patr" in roles and roles.index("patr") > z and len(open_) == 2:  # Петров Иван Сергеевич
        roles[a], roles[z] = "last", "first"
        return
    flip = (
        len(open_) == 2
        and "particle" not in roles
        and not is_first(first_of(a))
        and is_first(first_of(z))
        and is_last(last_of(a))
        and not is_last(last_of(z))
        and any(_surely_first(n) or (name_gender(n) and _OF_RUSSIANS.search(fold(words[a]))) for n, _ in first_of(z))
    )
    if flip:
        roles[a], roles[z] = "last", "first"
        return
    for k in open_:
        roles[k] = "first" if k == a else "last" if k == z else "middle"


_OF_RUSSIANS = re.compile("(?:[оеё]в|[иы]н)(?:а|ой|ым|у|е)?$|(?:[иыо]й|ая|ую|ого|ому|[иы]м)$|(?:ко|ян|дзе|швили)$")
"""The ends of what often stands before a first name ("Петров Иван", "Блаженный Августин"), in any case, unlike "Камерон Диас"."""


def _as_first(word: str) -> bool:
    """Has the dictionary a word as a first name?"""
    return any("Name" in p.marks for p in known(word))


def _surely_first(word: str) -> bool:
    """Is a word a Russian first name with short forms, or a woman's? Others ("Диас", "Асад") can be surnames."""
    return word in short_names() or (name_gender(word) == "f" and _as_first(word))


def family_first(words: list[str], first: Candidates) -> bool:
    """Does a Chinese or Korean surname, in any case, open a name ("Хван Чжан Еп", "Чэню Пину")?"""
    if is_first(first) or any(len(w) > (8 if len(words) < 3 else 6) for w in words):
        return False
    short = len(words) > 1 and all(len(w) < 6 for w in words)
    return fold(words[0]) in FAMILY_FIRST or (short and any(n in FAMILY_FIRST for n, g in first if g == "m"))


def _gender_of(name: Name) -> None:
    k = name.role("first")
    if k >= 0:
        told = {(n, g) for n, g in name.cands[k] if name_gender(n) == g}
        best = {g for _, g in told}
        if len(best) == 1:  # a consonant at the end says less than the dictionary: Разият is a woman
            name.vote(best.pop(), 3.0 if any(_as_first(n) for n, _ in told) else 1.0)
    k = name.role("patr")
    if k >= 0:
        for pattern, g in _PATRONYMIC_CASES:
            if pattern.search(fold(name.words[k])):
                name.vote(g, 5.0)
                break
    k = name.role("last")
    if k >= 0:
        low = fold(name.words[k])
        if _HIS.search(low) or (len(low) > 4 and _HIS_ALONE.search(low)):
            name.vote("m", 2.0)
        elif _HERS.search(low):
            name.vote("f", 2.0)


_HIS = re.compile("(?:ов|ев|ин|ын|ск|цк)(?:ым|им|ого|ому|ом|ий|ый)$")
_HIS_ALONE = re.compile("[^аеиоу](?:ов|ев)$")
_HERS = re.compile("(?:ов|ев|ин|ын)ой$|(?:ск|цк)(?:ая|ую|ой)$")


def context_votes(doc: Doc, name: Name) -> None:
    """What the verb or the adjective beside the name says about its bearer's gender."""
    head = doc.top(name.i, name.j)
    h = doc.head[head]
    subject = doc.rel[head] in ("nsubj", "nsubj:pass") and doc.case[name.j - 1] in ("Nom", "")
    if subject and h >= 0 and doc.number[h] == "s" and doc.gender[h] in ("m", "f"):
        _predicate_votes(doc, h, name)
    if "last" in name.roles and not name.full:
        case, k = doc.case[head], name.role("last")
        low = fold(name.words[k])
        if low.endswith(("ова", "ева", "ина")) and case in ("Nom", "Gen", "Acc"):
            name.vote("f" if case == "Nom" else "m", 1.0, True)
        elif low.endswith(("ову", "еву", "ину")) and case in ("Dat", "Acc"):
            name.vote("f" if case == "Acc" else "m", 1.0, True)
    for k in range(max(doc.first[doc.sent[name.i]], name.i - 4), name.i):
        if (
            doc.pos[k] in ("ADJ", "VERB")
            and doc.case[k] == doc.case[head]
            and doc.number[k] == "s"
            and doc.head[k] in range(name.i, name.j)
        ):
            told = form_gender(doc.low[k])
            name.vote(told or doc.gender[k], 2.0 if told else 1.0, True)


def _predicate_votes(doc: Doc, h: int, name: Name) -> None:
    """A verb or an adjective agrees with its subject; of nouns only one for a living being tells: "Имя — проблема" does not."""
    if doc.pos[h] not in ("NOUN", "PROPN"):
        name.vote(doc.gender[h], 4.0, True)
    elif noun_gender(doc, h):
        name.vote("f", 4.0, True)
    elif doc.gender[h] == "m" and doc.animacy[h] == "a":
        name.vote("m", 1.0, True)


def same(a: Candidates, b: Candidates, gender: str = "") -> bool:
    """Can two words of names come from one nominative (of that gender)?"""
    if a.keys().isdisjoint(b.keys()):
        return False
    return not gender or any(k in b for k in a if k[1] == gender)


def _same_initial(a: str, b: str) -> bool:
    """Is one of two words, its full stop apart, the beginning of the other ("Дж.", "Джеймса")?"""
    x, y = fold(a).rstrip("."), fold(b).rstrip(".")
    return x.startswith(y) or y.startswith(x)


def _first_fits(a: Name, b: Name, ka: int, kb: int) -> bool | None:
    """Do the first names, which stand at these places, or initials of two names fit? None where one has none."""
    if ka >= 0 and kb >= 0:
        one, other = a.cands[ka], b.cands[kb]
        return same(one, other) or near(one, other) or short(a.words[ka], b.words[kb])
    ia = -1 if ka >= 0 else a.role("initial")  # after a first name it is the surname's
    ib = -1 if kb >= 0 else b.role("initial")
    if ka >= 0 and ib >= 0:
        return _same_initial(a.words[ka], b.words[ib])
    if ia >= 0 and kb >= 0:
        return _same_initial(a.words[ia], b.words[kb])
    if ia >= 0 and ib >= 0:
        return _same_initial(a.words[ia], b.words[ib])
    return None


def fits(a: Name, b: Name) -> float:
    """How well two names can be one person: 0 not at all, 3 the same full name."""
    ka, kb, la, lb = a.role("first"), b.role("first"), a.role("last"), b.role("last")
    first = _first_fits(a, b, ka, kb)
    if first is False:
        respelt = min(ka, kb, la, lb) >= 0 and _respelt(a.cands[ka], b.cands[kb], a.cands[la], b.cands[lb])
        if not (respelt or _turned(a, b) or _within(a, b) or _within(b, a)):
            return 0.0
    ga, gb = surely(a), surely(b)
    gender = ga or gb
    if ga and gb and ga != gb:
        if (a.full and b.full) or _marked(a if not a.full else b):
            return 0.0
        gender = ga if a.full else gb
    if first is False:
        return 1.6
    pa, pb = a.role("patr"), b.role("patr")
    if pa >= 0 and pb >= 0 and not same(a.cands[pa], b.cands[pb]):
        return 0.0
    if la >= 0 and lb >= 0:
        if same(a.cands[la], b.cands[lb], gender) or (a.words[la] == b.words[lb]):
            return 3.0 if first else 2.0
        for one, other in ((a, b), (b, a)):
            k = other.role("nick")
            if len(one.words) == 1 and k >= 0 and same(one.cands[0], other.cands[k]):
                return 1.7  # "Робсон" is "Рубен «Робсон» Татулян"
        generations = _generations(a.words[la], b.words[lb], gender)
        if generations is not None:
            return 0.0 if (a.heir or b.heir) and a.full and b.full else generations
        if first and ka >= 0 and kb >= 0 and loosely(a.cands[la], b.cands[lb]):
            return 1.5
        if first and ka >= 0 and kb >= 0:  # Кармен Мелендес, Кармен Тереса Мелендес Ривас
            for one, other in ((a, b), (b, a)):
                last = one.cands[one.role("last")]
                if any(
                    r == "middle" and same(candidates(w, True), last, gender)
                    for w, r in zip(other.words, other.roles, strict=True)
                ):
                    return 1.6
        return _hyphen(a.words[la], b.words[lb], gender) if first is not False else 0.0
    if la < 0 and lb < 0:
        return 2.5 if first else 0.0
    if la < 0 or lb < 0:
        one, other = (a, b) if la < 0 else (b, a)
        if first:
            return 1.0
        k = one.role("patr")
        if k >= 0 and len(other.words) == 1 and same(candidates(one.words[k], True), other.cands[other.role("last")], gender):
            return 1.8  # "Оливер Иванович", "Иванович"
        k = one.role("first")
        for role in ("last", "middle"):  # a surname that looks like a first name
            m = other.role(role)
            if (
                k >= 0
                and m >= 0
                and len(one.words) == 1
                and same(candidates(one.words[k], True), candidates(other.words[m], True), gender)
            ):
                return 1.8 if role == "last" else 0.9
    return 0.0


def _respelt(first: Candidates, other: Candidates, last: Candidates, other_last: Candidates) -> bool:
    """Are both first name and surname of a name another spelling of the other's ("Камерон Диас", "Кэмерон Диаз")?

    Relatives of different first names spell their surname alike.
    """
    return not same(last, other_last) and loosely(last, other_last) and loosely(first, other)


def _turned(a: Name, b: Name) -> bool:
    """Are two names of two words one, turned round ("Биби Айша", "Айша Биби")?"""
    if not len(a.words) == len(b.words) == 2 or not (a.full and b.full):
        return False
    return all(_same_surname(x, y) for x, y in zip(a.words, reversed(b.words), strict=True))


def _within(a: Name, b: Name) -> bool:
    """Stands a name of two words inside a longer one, after its first word ("Мишель Бачелет": Вероника Мишель Бачелет Хериа)?"""
    if len(b.words) < 3 or a.roles != ["first", "last"] or not b.full or "initial" in b.roles or "patr" in b.roles or b.asian:
        return False
    return any(
        all(_same_surname(x, y) for x, y in zip(a.words, b.words[k : k + 2], strict=True)) for k in range(1, len(b.words) - 1)
    )


def _same_surname(a: str, b: str) -> bool:
    """Can two words, taken for surnames, come from one nominative? All nominatives of a word begin alike."""
    return fold(a[:1]) == fold(b[:1]) and same(candidates(a, True), candidates(b, True))


_GENERATION = re.compile(r"-(младш|старш)(?:ий|его|ему|им|ем|ая|ей|ую)$")


def _generations(a: str, b: str, gender: str) -> float | None:
    """Surnames with "-младший" or "-старший": father and son are two, "Хинкли" is "Хинкли-младший"; None where neither has it."""
    one, other = (_GENERATION.search(fold(w)) if "-" in w else None for w in (a, b))
    if one is None and other is None:
        return None
    if one is not None and other is not None and one.group(1) != other.group(1):
        return 0.0
    x, y = (w[: m.start()] if m else w for w, m in ((a, one), (b, other)))
    if same(candidates(x, True), candidates(y, True), gender) or loosely(candidates(x, True), candidates(y, True)):
        return 1.2
    return _hyphen(x, y, gender)


def _hyphen(a: str, b: str, gender: str) -> float:
    """One part of a double surname stands for the whole (Салтыков for Салтыков-Щедрин)."""
    if ("-" in a) == ("-" in b):
        return 0.0
    double, single = (a, b) if "-" in a else (b, a)
    one = candidates(single, True)
    return 1.2 if any(len(p) > 3 and same(candidates(p, True), one, gender) for p in double.split("-")) else 0.0


def surely(name: Name) -> str:
    """The gender that the signs tell clearly; empty where they do not."""
    m, f = name.votes.get("m", 0.0), name.votes.get("f", 0.0)
    if name.context and ("initial" not in name.roles or "first" in name.roles):  # initials count more than the verb
        m, f = name.total("m"), name.total("f")
    return "m" if m >= f + 2 else "f" if f >= m + 2 else ""


def settle(names: list[Name]) -> None:
    """A single word is a surname where some full name of the text has it as one, a first name likewise."""
    full = [n for n in names if n.full]
    lasts: set[tuple[str, str]] = set()
    firsts: dict[tuple[str, str], int] = {}  # the first full name that has it
    for place, f in enumerate(full):
        lasts.update(f.cands[f.role("last")])
        for key in f.cands[f.role("first")] if "first" in f.roles else ():
            firsts.setdefault(key, place)
    for n in names:
        if len(n.words) != 1 or not full:
            continue
        as_last, as_first = candidates(n.words[0], True), candidates(n.words[0], False)
        last = not lasts.isdisjoint(as_last)
        place = min((firsts[key] for key in as_first if key in firsts), default=-1)
        first = full[place] if place >= 0 else None
        if last and n.roles[0] == "first":
            n.roles, n.cands, n.votes = ["last"], [as_last], {}
            _gender_of(n)
        elif first is not None and not last and n.roles[0] == "last":
            n.roles, n.cands, n.votes = ["first"], [as_first], dict(first.votes)
    for n in full:
        if n.roles == ["first", "last"] and _by_patronymic(n, names):
            n.roles, n.cands = ["first", "patr"], [n.cands[0], candidates(n.words[1], False)]


def _by_patronymic(name: Name, names: list[Name]) -> bool:
    """Is "Борис Абрамович" the Борис of another surname, where nobody else in the text is called Абрамович?"""
    if not any("Patr" in p.marks for p in known(fold(name.words[1]))):
        return False
    others = [n for n in names if n is not name and n.role("last") >= 0 and n.words != name.words]
    if any(same(n.cands[n.role("last")], name.cands[1]) for n in others):
        return False
    return any(n.full and n.roles[0] == "first" and "patr" not in n.roles and same(n.cands[0], name.cands[0]) for n in others)


def cluster(doc: Doc, names: list[Name]) -> list[Person]:
    """People from names: full names first, then single words to the best and nearest of them."""
    people: list[Person] = []
    others: dict[int, list[Name]] = {}  # other names that the text puts in brackets after one
    for n in names:
        if n.like is not None and n.like.like is None:
            others.setdefault(id(n.like), []).append(n)
    free = [n for n in names if n.like is None or n.like.like is not None]
    pairs = Pairs(fits, _look)
    order = sorted(
        free, key=lambda n: (0 if n.full else 1 if id(n) in others else 2, sum(r != "initial" for r in n.roles) == 1, n.i)
    )
    for name in order:
        best, top = None, 0.0
        number = pairs.number(name)
        fitting = [(p, score) for p in people if (score := _fit_person(name, number, p, pairs)) > 0]
        bearer = _bearer(doc, [p for p, _ in fitting]) if name.roles == ["last"] else None
        for p, score in fitting:
            near = min(abs(doc.sent[name.i] - doc.sent[n.i]) + (0.4 if n.i > name.i else 0.0) for n in p.names)
            score -= 0.02 * min(near, 20) + (
                0.5 if p.names[0].i > name.i and not name.full and min(n.i for n in p.names) > name.i else 0.0
            )
            score += 0.05 * min(6, len(p.names)) + (0.3 if p is bearer else 0.0)
            if score > top:
                best, top = p, score
        if best is None:
            best = Person([])
            people.append(best)
        best.names.append(name)
        best.looks.setdefault(number, name)
        for n in others.get(id(name), ()):
            best.names.append(n)
            best.looks.setdefault(pairs.number(n), n)
    for p in people:
        p.names.sort(key=lambda n: n.i)
        canonical(doc, p)
    people = _misspelt(doc, _one_name(doc, people))
    people.sort(key=lambda p: p.names[0].i)
    for k, p in enumerate(people):
        p.number = k
    return people


def _bearer(doc: Doc, people: list[Person]) -> Person | None:
    """Whom of these the text calls by the bare surname: the one it called so before, else the first whom it named in full.

    A name that is a paragraph of its own, the caption of a picture, introduces nobody.
    """
    named = [p for p in people if any(n.full and not _caption(doc, n) for n in p.names)]
    bare = [p for p in named if any(n.roles == ["last"] for n in p.names)]
    return bare[0] if len(bare) == 1 else None if bare else min(named, key=lambda p: p.names[0].i, default=None)


def _caption(doc: Doc, n: Name) -> bool:
    """Is a name a whole paragraph, but for marks?"""
    around = [k for k in (n.i - 1, n.j) if 0 <= k < len(doc) and doc.pos[k] != "PUNCT"]
    return all(doc.paragraph[k] != doc.paragraph[n.i] for k in around)


def _one_name(doc: Doc, people: list[Person]) -> list[Person]:
    """Two whose full names came out the same are one ("провалы Илона Маска", "Илон Маск")."""
    out: dict[str | int, Person] = {}
    for p in people:
        first = out.setdefault(p.name if " " in p.name else id(p), p)
        if first is not p:
            _take_in(doc, first, p)
    return list(out.values())


def _take_in(doc: Doc, p: Person, other: Person) -> None:
    """Gives a person all names of another, who was the same."""
    p.names = sorted([*p.names, *other.names], key=lambda n: n.i)
    canonical(doc, p)


def _surname(p: Person) -> str:
    return fold(p.name.split()[-1])


def _misspelt(doc: Doc, people: list[Person]) -> list[Person]:
    """A surname alone that is another spelling or a misprint of that of the one person whom the text names in full."""
    full = [p for p in people if any(n.full for n in p.names)]
    out: list[Person] = []
    for p in people:
        rare = all(n.roles == ["last"] for n in p.names)
        found = [q for q in full if rare and q is not p and _alike(p, q) and not _at_odds(p, q)]
        if len({_surname(q) for q in found}) == 1:
            found = sorted(found, key=lambda q: -len(q.names))[: 1 if len(found[0].names) != len(found[-1].names) else None]
        if len(found) == 1:
            _take_in(doc, found[0], p)
        else:
            out.append(p)
    return out


def _alike(p: Person, q: Person) -> bool:
    """Is a surname by ear, or as a misprint, that of somebody named more often?"""
    return heard(_surname(p), _surname(q)) or (len(q.names) > len(p.names) and _one_letter(p, q))


def _one_letter(p: Person, q: Person) -> bool:
    """Are the surnames of two people, in the nominative, one letter apart, or one inner vowel by ear?"""
    one, other = _surname(p), _surname(q)
    alike = close(one, other) or (min(len(one), len(other)) > 4 and loose(one, other))
    return alike and not all(any("Surn" in x.marks for x in known(w)) for w in (one, other))


def _at_odds(p: Person, q: Person) -> bool:
    """Do the signs of gender tell two people apart?"""
    one, other = (x.votes() for x in (p, q))
    return any(one[g] >= one[h] + 2 and other[h] >= other[g] + 2 for g, h in ("mf", "fm"))


def _look(n: Name) -> tuple[object, ...]:
    """All that ``fits`` looks at."""
    return *n.words, *n.roles, n.heir, surely(n), n.like is None


def _fit_person(name: Name, number: int, p: Person, pairs: Pairs[Name, float]) -> float:
    scores = list(pairs.answers(number, name, p.looks))
    if not any(scores):
        return 0.0
    if name.full and any(s == 0.0 and n.full and n.like is None for s, n in zip(scores, p.looks.values(), strict=True)):
        return 0.0
    mine = surely(name)
    if mine and p.surely() not in ("", mine):
        return 0.0 if name.full or _marked(name) else max(scores) - 1.2
    return max(scores)


def _marked(name: Name) -> bool:
    """Does the form itself tell the gender (Орлов, Орлова in the nominative)?"""
    k = name.role("last")
    return k < 0 or bool(_MARKED.search(fold(name.words[k])))


_MARKED = re.compile("(?:ов|ев|ин|ын)(?:а|ой|у|ым)$|(?:ск|цк)(?:ий|ая|ой|ого|ому|им|ую)$")


def canonical(doc: Doc, p: Person) -> None:
    """Gender and the fullest nominative name of a person."""
    best = readings(doc, p.names, {g: sum(n.context.get(g, 0.0) for n in p.names) for g in "mf"})[0]
    p.gender = best.gender
    p.name = full_name(doc, p.names, best)
    seen = {p.name}
    for n in p.names:
        text = " ".join(n.words)
        if text not in seen:
            seen.add(text)
            p.aliases.append(text)
