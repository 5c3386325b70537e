"""Places, organisations and media: which names are one of them, and the nominative of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from framing import seeds
from framing.actors.declension import adjective_form, nominatives, recase, stem
from framing.actors.doc import Doc
from framing.actors.gazetteer import Alias, Gazetteer, Known, body_of, capital_forms
from framing.actors.morph import is_known, known, place, word_nominative
from framing.actors.naming import CLOSING, CYRILLIC, MARKS
from framing.actors.pairs import Pairs
from framing.actors.words import word_list

DESCRIPTORS = word_list("descriptors")
PLACE_WORDS = word_list("place words")
PLACE_KINDS = word_list("place kinds")
FIRMS = frozenset(["company", "bank", "network", "outlet", "channel", "club", "party", "group", "movement", "theatre"])
"""Kinds whose word stands before a name of its own ("лейбл X", "клуб X"): not councils, services, departments."""
_COMMON = frozenset(["company", "national"])
"""Kinds whose word is written small where no sentence begins."""
SMALL = word_list("small")


@dataclass(slots=True, eq=False)
class Thing:
    """One mention of a place or an organisation; positions are tokens."""

    i: int
    j: int
    type: str
    words: list[str]
    keys: list[frozenset[str]]
    core: list[int] = field(default_factory=list)
    known: Known | None = None
    weak: bool = False
    country: str = ""
    bare: tuple[frozenset[str], ...] = ()
    body: str = ""
    rule: str = "entity"
    entity: bool = True
    form: str = ""
    own: list[frozenset[str]] = field(default_factory=list)
    """The keys of the name itself where words before it say what it is."""
    stems: frozenset[str] = frozenset()
    """The keys of all words."""

    def __post_init__(self) -> None:
        self.stems = frozenset().union(*self.keys)


@dataclass(slots=True, eq=False)
class Cluster:
    """One place, organisation or medium of the article."""

    things: list[Thing]
    type: str = ""
    name: str = ""
    gender: str = ""
    known: Known | None = None
    kinds: frozenset[str] = frozenset()
    aliases: list[str] = field(default_factory=list)
    shown: str = ""
    looks: dict[int, Thing] = field(default_factory=dict)
    """One mention of each look, by the look's number."""
    countries: set[str] = field(default_factory=set)


def thing(doc: Doc, i: int, j: int, type_: str, gaz: Gazetteer) -> Thing | None:
    """A mention taken apart: its words, what it is without descriptors, which known actor it is."""
    at = word_tokens(doc, i, j)
    if not at:
        return None
    words = [doc.tokens[k].text for k in at]
    keys = [frozenset((doc.lemma[k], stem(doc.tokens[k].text))) for k in at]
    core = [n for n, w in enumerate(words) if not (keys[n] & DESCRIPTORS)]
    local = type_ != "LOC" and _local(doc, at)
    if local or not core or all(doc.pos[at[n]] == "ADJ" and not words[n].isupper() for n in core):
        core = list(range(len(words)))
    core = (
        core if type_ != "LOC" or not any(keys[n] & PLACE_WORDS and n > 0 for n in range(len(words))) else list(range(len(words)))
    )
    t = Thing(i, j, type_, words, keys, core)
    if _described(doc, at, keys):
        core = [len(words) - 1]
        t.core = core
    lead = _name_from(doc, i, j) if type_ != "LOC" else i
    if lead > i:
        t.own = [keys[n] for n, k in enumerate(at) if k >= lead]
    whole = gaz.find(words) or _with_adjective(doc, at, words, gaz)
    alias = whole or (gaz.find([words[n] for n in core]) if len(core) < len(words) else None)
    if whole is None and alias is not None and alias.known.type == "LOC":  # "Музей Москвы" is no Moscow
        left = [n for n in range(len(words)) if n not in core]
        case = doc.case[at[core[0]]]
        same = all(keys[n] & PLACE_KINDS and doc.case[at[n]] == case for n in left)
        alias = alias if type_ == "LOC" and same else None
    elif whole is None and alias is not None and _belongs(doc, at, core, alias.known):
        alias = None
    if (
        alias is not None
        and alias.exact
        and len(alias.words) == 1
        and not words[core[-1]].isascii()
        and not any(w.isupper() or w[:2].isupper() for w in words)
    ):
        alias = None if len(words[core[-1]]) <= 4 else alias
    if alias is not None and _type_fits(alias, type_):
        t.known, t.weak = alias.known, alias.weak
        t.form = written(alias, words[-len(alias.words) :] if alias is whole else [words[n] for n in core])
    if type_ != "LOC":  # "область" of two names is one word of both, no body
        t.body = "" if local else _body(words)
    return t


def _with_adjective(doc: Doc, at: list[int], words: list[str], gaz: Gazetteer) -> Alias | None:
    """A known body with its own country's adjective before it ("российская ФСБ")."""
    known = gaz.adjectives.get(doc.lemma[at[0]]) if len(words) > 1 and doc.pos[at[0]] == "ADJ" else None
    alias = gaz.find(words[1:]) if known is not None else None
    return alias if alias is not None and known is not None and gaz.home(alias.known) == known.name else None


def _belongs(doc: Doc, at: list[int], core: list[int], known: Known) -> bool:
    """Is a name a body's of the known one, not its own ("академия ФСБ", "агентство Организации Объединённых Наций")?"""
    nouns = [at[n] for n in range(len(at)) if n < core[0] and doc.pos[at[n]] == "NOUN"]
    first = at[core[0]]
    for k in nouns:
        if doc.case[first] == "Gen" and doc.case[k] not in ("Gen", "") and not doc.rel[first].startswith(("appos", "flat")):
            return True
        classes = thing_classes(doc.lemma[k])
        if classes & _OWNED and not classes & known.kinds:
            return True
    return False


_OWNED = frozenset(["university", "school", "hospital", "theatre", "court", "fund"])
"""Kinds of bodies that other bodies have."""


LOCAL = word_list("below the country")


def _local(doc: Doc, at: list[int]) -> bool:
    """Is a body a city's or a region's ("правительство столицы", "областная прокуратура")?"""
    return any(doc.lemma[k] in LOCAL for k in at)


def _body(words: list[str]) -> str:
    """The body that all countries have which these words write, perhaps after an adjective or before a country's name."""
    starts = (0, 1) if _adjective(words[0]) else (0,)
    found = (body_of(words[a:z]) for a in starts for z in range(len(words), a, -1) if z > len(words) - 3)
    return next((b for b in found if b and b not in _NO_BODIES), "")


_NO_BODIES = frozenset(["государство", "город", "регион"])


def word_tokens(doc: Doc, i: int, j: int) -> list[int]:
    """The tokens of a span that are words."""
    return [k for k in range(i, j) if doc.pos[k] != "PUNCT" and (doc.low[k].isalnum() or WORDLIKE.search(doc.tokens[k].text))]


WORDLIKE = re.compile(r"\w")


def _described(doc: Doc, at: list[int], keys: list[frozenset[str]]) -> bool:
    """Adjectives and a common noun before an abbreviation: "террористическая организация ХАМАС"."""
    *rest, noun, last = at if len(at) > 2 else (-1, -1, -1)
    if noun < 0 or doc.tokens[noun].text[:1].isupper() or not keys[-2] & DESCRIPTORS:
        return False
    name = doc.tokens[last].text
    return name.isupper() and len(name) > 2 and all(doc.pos[k] == "ADJ" for k in rest)


def written(alias: Alias, words: list[str]) -> str:
    """The nominative of an alias as the text spells it: ё only where the text has it, its capitals."""
    out: list[str] = []
    for a, w in zip(alias.words, words, strict=True):
        a = a if "ё" in w.lower() else a.replace("ё", "е").replace("Ё", "Е")
        if a[:1] != w[:1] and a[:1].lower() == w[:1].lower() and not a.isupper():
            a = w[:1] + a[1:]
        out.append(a)
    return _SITE.sub(".", " ".join(out))


_SITE = re.compile(r" (?=(?:ру|ru|com|net|org)$)")
"""Before the last part of a site's name: "Прибой.ру"."""


def _type_fits(alias: Alias, type_: str) -> bool:
    return type_ != "PER" and (alias.known.type != "PER")


def country_beside(doc: Doc, t: Thing, places: dict[int, str], gaz: Gazetteer) -> str:
    """The country that a body belongs to: a name inside or right after it, or an adjective before it."""
    for k in range(t.i, t.j):
        if k in places and k > t.i:
            return places[k]
    if t.j in places and doc.case[t.j] in ("Gen", "") and t.j < len(doc) and doc.sent[t.j] == doc.sent[t.i]:
        return places[t.j]
    for k in (t.i - 1, t.i):
        if 0 <= k < len(doc) and doc.pos[k] == "ADJ" and doc.lemma[k] in gaz.adjectives and gaz.adjectives[doc.lemma[k]].country:
            return gaz.adjectives[doc.lemma[k]].name
    return ""


def without_country(doc: Doc, t: Thing, places: dict[int, str], gaz: Gazetteer) -> tuple[frozenset[str], ...]:
    """The words of a body's name but its country's: the same of "российская сборная" and "сборная России"."""
    if not t.country or t.country in t.words:
        return ()
    at = word_tokens(doc, t.i, t.j)
    ends = [k for k in at if k in places]
    stop = ends[0] if ends else t.j
    own = [n for n, k in enumerate(at) if k < stop and not (doc.pos[k] == "ADJ" and doc.lemma[k] in gaz.adjectives)]
    return tuple(t.keys[n] for n in own)


def _equal(a: list[frozenset[str]], b: list[frozenset[str]]) -> bool:
    return len(a) == len(b) > 0 and all(x & y for x, y in zip(a, b, strict=True))


def _initials(t: Thing) -> set[str]:
    ws = [w.lower() for w in t.words]
    full = "".join(p[:1] for w in ws for p in w.split("-"))
    short = "".join(p[:1] for w in ws if w not in SMALL for p in w.split("-"))
    own = "".join(ws[n][:1] for n in t.core) if 1 < len(t.core) < len(ws) else full  # "компания Western Digital": WD
    bodied = t.country and len(t.bare) == len(ws) - 1 > 1  # "Следственный комитет Белоруссии": СК
    return {full, short, own, full[:-1]} if bodied else {full, short, own}


def _abbreviation(t: Thing) -> str:
    return _short(t.words[-1]) if len(t.core) == 1 else ""


@lru_cache(maxsize=8192)
def _short(word: str) -> str:
    m = _SHORT.match(word)
    return m.group(1).lower() if m else ""


_SHORT = re.compile(r"([А-ЯЁA-Z][А-ЯЁA-Zа-яё]?[А-ЯЁA-Z]+)[а-яё]{0,2}$")


def same_thing(a: Thing, b: Thing) -> bool:
    """Are two mentions one place or organisation, by their words?"""
    if a.country and b.country and a.country != b.country:
        return False
    if a.known is not None and b.known is not None and not (a.weak or b.weak):
        return a.known is b.known
    if a.known is not None and a.known is b.known:
        return True
    if a.body and a.body == b.body:
        return True
    shared = not a.stems.isdisjoint(b.stems)
    if shared and (_equal(a.own or a.keys, b.own or b.keys) or (_same_core(a, b) and not (_only_country(a) and a.type != "LOC"))):
        return True
    if a.country and a.country == b.country and a.type != "LOC" != b.type and _equal(list(a.bare), list(b.bare)):
        return True
    if a.type == b.type == "LOC":
        return False
    for x, y in ((a, b), (b, a)):
        short = _abbreviation(x)
        if len(short) > 1 and short in _initials(y) and (len(y.words) > 1 or "-" in y.words[0]):
            return True
    if shared and (_inside(a, b) or _inside(b, a)):
        return True
    return abs(len(a.keys) - len(b.keys)) == 1 and (_clipped(a, b) or _clipped(b, a))


def _same_core(a: Thing, b: Thing) -> bool:
    """Are two mentions the same but for their descriptors?"""
    return len(a.core) == len(b.core) and _equal([a.keys[n] for n in a.core], [b.keys[n] for n in b.core])


def _only_country(t: Thing) -> bool:
    """Is a country's all that a body's name has besides kind words ("сборная России")?"""
    return len(t.core) == 1 < len(t.keys) and bool(t.country) and t.country.lower().replace("ё", "е") in t.keys[t.core[0]]


def _clipped(short: Thing, long: Thing) -> bool:
    """Is the short name the long one with two words run into one ("Нацфронт": Национальный фронт, "облсуд": областной суд)?"""
    if len(long.keys) != len(short.keys) + 1:
        return False
    for n, word in enumerate(short.words):
        if word[1:3].lower() != long.words[n][1:3].lower():
            continue
        low = word.lower().replace("ё", "е")
        first, second = long.words[n].lower().replace("ё", "е"), long.words[n + 1]
        if _equal(short.keys[:n] or [_ANY], long.keys[:n] or [_ANY]) and _equal(
            short.keys[n + 1 :] or [_ANY], long.keys[n + 2 :] or [_ANY]
        ):
            cut = next((x for x in range(3, 6) if low[:x] == first[:x] and stem(low[x:]) == stem(second)), 0)
            if cut and len(low) - cut > 2 and len(first) > cut + 2:
                return True
    return False


_ANY = frozenset(("",))


def _inside(short: Thing, long: Thing) -> bool:
    """Is the short name the long one without its legal form, its descriptor or its country?"""
    ks, kl = [short.keys[n] for n in short.core], [long.keys[n] for n in long.core]
    if _only_country(short) or (long.keys[0] & _ORGANS and not short.keys[0] & _ORGANS):
        return False  # "совет директоров Apple" is a part of Apple
    if _shortened(short, long):
        return True
    if not ks or len(ks) >= len(kl):
        return False
    if len(ks) == 1 and len(short.words[short.core[0]]) < 3:
        return False
    heads = [n for n in long.core if long.words[n][:1].isupper() or long.words[n][:1].isascii()]
    if _equal(ks, kl[: len(ks)]) and long.country and len(kl) - len(ks) == 1:
        return True
    if _equal(ks, kl[-len(ks) :]) and all(long.words[n].isupper() for n in long.core[: -len(ks)]):
        return True
    if (
        len(heads) == len(ks)
        and _equal(ks, [long.keys[n] for n in heads])
        and short.words[short.core[0]][:1].isupper()
        and len(long.words) <= 5
    ):
        return len(short.words[short.core[0]]) > 4
    latin = [n for n in long.core if long.words[n].isascii()]
    return (
        bool(latin)
        and _equal(ks, [long.keys[n] for n in latin[: len(ks)]])
        and latin[0] == long.core[0]
        and short.words[short.core[0]].isascii()
        and len(short.words[0]) > 2
    )


_ORGANS = word_list("organs")


def _shortened(short: Thing, long: Thing) -> bool:
    """Is the short name the long one without its complement, its country, or the adjectives before it?"""
    size, more = len(short.keys), len(long.keys) - len(short.keys)
    if more < 1 or size < 2 or long.type == "LOC":
        return False
    if _equal(short.keys, long.keys[:size]):
        owner = bool(long.country) or _owner(long.words[-1])
        return _complemented(long, size) or (more == 1 and owner and short.words[0][:1].isupper())
    if _equal(short.keys, long.keys[more:]) and (size > 2 or _adjective(short.words[0])) and short.words[0][:1].isupper():
        return all(map(_adjective, long.words[:more]))
    return _thinned(short, long)


def _thinned(short: Thing, long: Thing) -> bool:
    """Does a short name leave out inner words of the long one ("Болгарская [православная] церковь", "Шанхай [Гринлэнд] Шеньхуа")?

    It begins and ends as the long one does; what it leaves out are adjectives, or any words where all are names.
    """
    size, more = len(short.keys), len(long.keys) - len(short.keys)
    if not short.words[0][:1].isupper() or not short.core:
        return False
    names = all(w[:1].isupper() and not _adjective(w) for w in long.words)
    return any(
        _equal(short.keys, long.keys[:n] + long.keys[n + more :]) and (names or all(map(_adjective, long.words[n : n + more])))
        for n in range(1, size)
    )


def _owner(word: str) -> bool:
    """Does an abbreviation at the end of a name say whose body it is ("Воздушные силы [ВСУ]")?"""
    return word.isupper() and 1 < len(word) < 6 and word.isalpha() and not word.isascii()


def _complemented(long: Thing, n: int) -> bool:
    """Does a long name go on with a complement in small letters ("трибунал по бывшей Югославии")?"""
    return long.words[n].islower()


def _adjective(word: str) -> bool:
    return bool(_ADJECTIVE.search(word.lower()))


_ADJECTIVE = re.compile(r"(?:[ыио]й|ая|[ое]е|ого|его|ому|ему|[ыи]м|ую|ою|[ыи]х|[ыи]е)$")


def cluster_things(doc: Doc, things: list[Thing], pairs: set[tuple[int, int]]) -> list[Cluster]:
    """Clusters of mentions; ``pairs`` are first tokens of mentions that the text itself puts side by side ("Союз (УЕФА)")."""
    clusters: list[Cluster] = []
    same = Pairs(same_thing, _look)
    order = sorted(things, key=lambda t: (t.known is None or t.weak, not t.country, t.i))
    for t in order:
        best, near = None, 10**9
        number = same.number(t)
        for c in clusters:
            if (c.type == "LOC") != (t.type == "LOC") and not (t.known is not None and t.known is c.known):
                continue
            if t.country and c.countries and t.country not in c.countries:
                continue
            if any(same.answers(number, t, c.looks)):
                distance = min(abs(x.i - t.i) for x in c.things)
                if distance < near:
                    best, near = c, distance
        if best is None:
            best = Cluster([], t.type)
            clusters.append(best)
        best.things.append(t)
        best.known = best.known or t.known
        best.looks.setdefault(number, t)
        best.countries |= {t.country} - {""}
    _join_pairs(clusters, pairs)
    for c in clusters:
        c.things.sort(key=lambda t: t.i)
        name_thing(doc, c)
    clusters.sort(key=lambda c: c.things[0].i)
    return clusters


def _look(t: Thing) -> tuple[object, ...]:
    """All that ``same_thing`` looks at."""
    return *t.words, *t.keys, *t.core, *t.own, id(t.known), t.weak, t.country, t.bare, t.body, t.type


def _join_pairs(clusters: list[Cluster], pairs: set[tuple[int, int]]) -> None:
    where = {t.i: c for c in clusters for t in c.things}
    for a, b in sorted(pairs):
        x, y = where.get(a), where.get(b)
        if x is None or y is None or x is y or (x.type == "LOC") != (y.type == "LOC"):
            continue
        if x.known is not None and y.known is not None and x.known is not y.known:
            continue
        listed, other = (x, y) if x.known is not None else (y, x)
        if listed.known is not None and other.known is None and all(_abbreviation(t) for t in other.things):
            continue
        x.things += y.things
        x.known = x.known or y.known
        for t in y.things:
            where[t.i] = x
        clusters.remove(y)


def name_thing(doc: Doc, c: Cluster) -> None:
    """The nominative name, gender, type and kinds of a cluster."""
    known = c.known
    if known is not None:
        c.name, c.gender = known.name, known.gender
        own = {word for t in c.things for word in _descriptors(doc, t)} if known.type != "LOC" else set()
        c.kinds = known.kinds | kinds_of(own)
        c.type = known.type
        c.shown = known.name if known.own else _shown(doc, c)
    else:
        best = max(c.things, key=lambda t: (_weight(doc, t), -t.i))
        best = _proper(doc, c, best)
        others = [t for t in c.things if t is not best]
        c.name = _foreign(doc, best) or _capital(best) or _in_marks(doc, c, best) or _by_forms(c, best)
        c.name = c.name or nominative(doc, best.i, best.j, others, best.type == "LOC")
        small = all(doc.sentence_start(t.i) or t.words[0].islower() for t in c.things)
        if small and c.name.split()[0].lower() == doc.lemma[best.i] and thing_classes(doc.lemma[best.i]) & _COMMON:
            c.name = c.name[:1].lower() + c.name[1:]  # "Сборная России" opens a sentence
        c.gender = phrase_gender(doc, best.i, best.j)
        types = [t.type for t in c.things]
        c.type = max(set(types), key=lambda x: (types.count(x), x))
        c.kinds = kinds_of(b for t in c.things for b in _descriptors(doc, t))
    seen = {c.name, c.shown}
    if known is not None and c.shown != c.name:
        c.aliases.append(c.name)
    for t in c.things:
        text = doc.span(t.i, t.j)
        if text not in seen:
            seen.add(text)
            c.aliases.append(text)


def _descriptors(doc: Doc, t: Thing) -> list[str]:
    """The words of a name that say what it is, without those of its complements: "политбюро партии" is no party."""
    head = head_noun(doc, t.i, t.j)
    out: list[str] = []
    for n, k in enumerate(word_tokens(doc, t.i, t.j)):
        inner = k > head and doc.case[k] == "Gen" and doc.tokens[k].text.islower() and doc.rel[k] in ("nmod", "conj")
        out += [w for w in t.keys[n] if w in DESCRIPTORS and not inner]
    return out


def _proper(doc: Doc, c: Cluster, best: Thing) -> Thing:
    """The mention that names a thing: "Lockheed Martin", where the text says "производитель оружия Lockheed Martin" too."""
    lead = next((n for n, w in enumerate(best.words) if not w[:1].islower()), 0)
    if not lead or (best.type == "LOC" and doc.case[best.j - 1] == "Gen" != doc.case[head_noun(doc, best.i, best.j)]):
        return best
    tail = best.keys[lead:]
    fits = [t for t in c.things if not t.words[0][:1].islower() and _equal(t.keys, tail)]
    return max(fits, key=lambda t: (_weight(doc, t), -t.i), default=best)


def _capital(t: Thing) -> str:
    """The capital of a country that a place's form is of ("в Претории")."""
    return capital_forms().get(t.words[0].lower().replace("ё", "е"), "") if t.type == "LOC" and len(t.words) == 1 else ""


def _foreign(doc: Doc, t: Thing) -> str:
    """The Latin name behind the word for what a thing is ("футбольный клуб Milan"); ``""`` where there is none."""
    lead = _name_from(doc, t.i, t.j)
    return clean(doc.span(lead, t.j)) if lead > t.i else ""


def _name_from(doc: Doc, i: int, j: int) -> int:
    """Where a name in Latin letters or capitals begins before which a span says in small letters what it is ("газета | 24 Horas",
    "компания | ЖБИК"); ``i`` without one."""
    lead = next((k for k in range(i, j) if _LATIN.match(doc.tokens[k].text)), i)
    latin = lead > i
    if not latin and _CAPITALS.match(doc.tokens[j - 1].text):
        lead = j - 1
    while i < lead - 1 and doc.tokens[lead - 1].text.isdigit():
        lead -= 1
    noun = lead - 1
    while noun > i and doc.pos[noun] == "PUNCT":
        noun -= 1
    single = lead == j - 1
    if lead == i or head_noun(doc, i, j) not in (noun, lead) or not (single or not CYRILLIC.search(doc.span(lead, j))):
        return i
    lemma = doc.lemma[noun]
    classes = thing_classes(lemma)
    short = classes & _NAMED_SHORT and doc.rel[lead].startswith(("appos", "flat"))
    kind = lemma in DESCRIPTORS or lemma in _LATIN_BEHIND or classes & FIRMS if latin else short
    low = all(doc.tokens[k].text[:1].islower() or (k == i and doc.sentence_start(k)) for k in range(i, noun + 1))
    return lead if kind and low else i


_CAPITALS = re.compile("[А-ЯЁ]{2,}$|[А-ЯЁ][а-яё]+[А-ЯЁ]{2,}$")
_NAMED_SHORT = frozenset(["company", "outlet", "channel", "party"])
"""Kinds that are called by an abbreviation, which is not of whom they belong to."""
_LATIN = re.compile(r"(?:[A-Za-zÀ-ɏ][^А-Яа-яЁё]*|(?=\w*[A-Za-z])[А-ЯЁ]\w+)$")
_LATIN_BEHIND = word_list("latin behind")


def _shown(doc: Doc, c: Cluster) -> str:
    """The name of a known actor as the text has it: a country's usual or commonest form, else the fullest."""
    forms = [(t.form or _foreign(doc, t) or _turned(doc, c, t), t) for t in c.things]
    count = Counter(f for f, _ in forms)
    if c.known is not None and c.known.country:
        return c.known.name if c.known.name in count else max(count, key=lambda f: (count[f], len(f), f))
    return max(forms, key=lambda x: (_weight(doc, x[1]), count[x[0]], -x[1].i))[0]


def _in_marks(doc: Doc, c: Cluster, best: Thing) -> str:
    """The name as it stands in marks behind the nominative of what it is ("канал «Опер»"); ``""`` elsewhere."""
    for t in [best, *(x for x in c.things if _equal(x.keys, best.keys))]:
        noun = t.i - 2
        marks = noun >= 0 and doc.tokens[t.i - 1].text in MARKS and t.j < len(doc) and doc.tokens[t.j].text in CLOSING
        if marks and doc.pos[noun] == "NOUN" and doc.case[noun] == "Nom" and thing_classes(doc.lemma[noun]) & FIRMS:
            return clean(doc.span(t.i, t.j))
    return ""


def _turned(doc: Doc, c: Cluster, t: Thing) -> str:
    """The nominative of one mention of a cluster."""
    return nominative(doc, t.i, t.j, [x for x in c.things if x is not t], t.type == "LOC")


def kinds_of(words: Iterable[str]) -> frozenset[str]:
    """What common nouns can mean a thing that is called by these: the words and the kinds of the like in ``titles.tsv``."""
    out: set[str] = set()
    for word in words:
        out.add(word)
        out |= _thing_classes().get(word, frozenset())
    return frozenset(out)


@lru_cache(maxsize=1 << 14)
def thing_classes(word: str) -> frozenset[str]:
    """The kinds of things that a common noun means, by itself or by its last part ("рок-группа", "турклуб")."""
    table = _thing_classes()
    return table.get(word) or table.get(word.rsplit("-", 1)[-1]) or table.get(last_part(word), frozenset())


@cache
def all_classes() -> frozenset[str]:
    """Every kind of thing that some common noun means."""
    return frozenset(c for classes in _thing_classes().values() for c in classes)


@lru_cache(maxsize=1 << 14)
def last_part(word: str) -> str:
    """The kind word that ends a compound ("турклуб": клуб); ``""`` where none does."""
    return next((w for w in _COMPOUNDED if word.endswith(w) and len(word) > len(w) + 2), "") if word.endswith(_ENDS) else ""


_COMPOUNDED = word_list("compounded")
_ENDS = tuple(_COMPOUNDED)


@cache
def _thing_classes() -> dict[str, frozenset[str]]:
    out: dict[str, frozenset[str]] = {}
    for row in seeds.table("titles.tsv"):
        for word in row["words"].replace("ё", "е").split("|") if row["kind"] == "thing" else ():
            out[word] = out.get(word, frozenset()) | frozenset(row["classes"].split("|"))
    return out


def _by_forms(c: Cluster, best: Thing) -> str:
    """The one nominative that all forms of an unknown single word can come from ("Териберке, Териберки": Териберка)."""
    if len(best.words) != 1 or best.words[0].isascii() or best.words[0].isupper():
        return ""
    lows = {t.words[0].lower() for t in c.things if len(t.words) == 1}
    if len(lows) < 2 or any(is_known(w) for w in lows):
        return ""
    fits = [{(n, g) for n, g, cases in nominatives(w) if len(cases) < 6} for w in lows]
    common = sorted({n for n, _ in set.intersection(*fits)}, key=lambda n: (n not in lows, len(n), n))
    return recase(common[0], best.words[0]) if common else ""


def _weight(doc: Doc, t: Thing) -> float:
    n = min(len(t.words), 7)
    upper = t.words[0].isupper() and len(t.words) == 1
    quote = t.i > 0 and doc.tokens[t.i - 1].text in '«"„“'
    top = doc.top(t.i, t.j)
    return (
        n
        - 0.5 * upper
        + 0.3 * (doc.case[top] == "Nom")
        + 0.2 * quote
        - 3 * (len(t.words) > 8)
        + 0.3 * bool(t.words[0][:1].isupper())
    )


def phrase_gender(doc: Doc, i: int, j: int) -> str:
    """m, f, n or pl: what a pronoun for the phrase agrees with."""
    h = head_noun(doc, i, j)
    if doc.number[h] == "p":
        return "pl"
    return doc.gender[h] or "m"


def head_noun(doc: Doc, i: int, j: int) -> int:
    """The noun that carries the phrase's case: its syntactic head, or its first noun that no other noun governs."""
    if j == i + 1:
        return i
    top = doc.top(i, j)
    if doc.pos[top] in ("NOUN", "PROPN"):
        before = [k for k in range(i, top) if doc.pos[k] in ("NOUN", "PROPN") and doc.tokens[k].text not in '«»"']
        if not before or not (doc.case[top] == "Gen" and doc.case[before[0]] != "Gen"):
            return (
                before[0]
                if before and doc.case[before[0]] == doc.case[top] and doc.rel[top].startswith(("flat", "appos"))
                else top
            )
        return before[0]
    for k in range(i, j):
        if doc.pos[k] in ("NOUN", "PROPN", "X"):
            return k
    return top


_FEW = frozenset(["два", "три", "четыре", "оба"])
"""Numbers with which a noun in the nominative stands in the genitive singular."""


def nominative(doc: Doc, i: int, j: int, others: list[Thing] | None = None, named: bool = False) -> str:
    """The phrase with its head and the head's adjectives in the nominative, the rest as it stands; a number is left out."""
    if i + 2 < j and doc.lemma[i] == "весь" and doc.pos[i + 1] == "NUM":  # "все 50 человек"
        i += 1
    while i + 1 < j and doc.pos[i] == "NUM" and doc.lemma[i] != "один" and doc.number[head_noun(doc, i, j)] == "p":
        i += 1
    head = head_noun(doc, i, j)
    others = others or []
    few = doc.pos[i] == "NUM" and doc.lemma[i] in _FEW and doc.case[head] == "Gen" and doc.number[head] == "s"
    if few or (doc.case[head] == "Nom" and doc.pos[head] != "X"):
        return clean(doc.text[doc.tokens[i].start : doc.tokens[j - 1].stop])
    for t in others:  # the same words in the nominative somewhere in the text
        if t.j - t.i == j - i and doc.case[head_noun(doc, t.i, t.j)] == "Nom":
            return clean(doc.span(t.i, t.j))
    same = {doc.case[head]} | ({"Gen", "Acc"} if doc.case[head] in ("Gen", "Acc") else set())  # one form of people's words
    change = {head} | {k for k in range(i, head) if doc.pos[k] in ("ADJ", "DET", "VERB") and doc.case[k] in same}
    k = j - 1
    if head == k - 1 and doc.pos[k] == "ADJ" and doc.number[head] == doc.number[k] and doc.gender[head] == doc.gender[k]:
        change.add(k)  # "улица Советская"
    parts: list[str] = []
    last = doc.tokens[i].start
    for k in range(i, j):
        token = doc.tokens[k]
        parts.append(doc.text[last : token.start])
        last = token.stop
        quoted = k > 0 and doc.tokens[k - 1].text in '«"„' and k > i
        parts.append(inflected(doc, k, head, named) if k in change and not quoted else token.text)
    return clean("".join(parts))


_ABBREVIATION = re.compile(r"^([А-ЯЁA-Z0-9]{2,}|[А-ЯЁ][а-яё]?[А-ЯЁ]{2,})([а-яё]{1,2})?$")


def inflected(doc: Doc, k: int, head: int, named: bool = False) -> str:
    """One word of a phrase in the nominative; gender and number are its head's. ``named``: a capital begins a place's name."""
    text = doc.tokens[k].text
    if text.isascii():
        return text
    found = _ABBREVIATION.match(text)
    if found:
        return found.group(1)
    adjective = doc.pos[k] in ("ADJ", "DET", "VERB")
    if named and not adjective and text[:1].isupper() and not text.isupper() and (own := place(text, doc.case[k])):
        return recase(own, text)
    gender = doc.gender[head] if adjective else doc.gender[k]
    word = _by_lemma(doc, k, head, adjective)
    if word:
        return recase(word, text) if text[:1].isupper() else word
    word = word_nominative(
        text, doc.case[k] or doc.case[head], doc.number[head] if adjective else doc.number[k], gender, adjective
    )
    return recase(word, text) if text[:1].isupper() else word


def _by_lemma(doc: Doc, k: int, head: int, adjective: bool) -> str:
    """The nominative through the parser's lemma: a singular noun's is the lemma, an adjective's agrees with the head."""
    lemma, low = doc.tokens[k].lemma.lower(), doc.tokens[k].text.lower()
    if "-" in low or lemma[:2] != low[:2]:
        return ""
    if adjective:
        if doc.pos[k] == "VERB":
            return ""
        if lemma[:-2] != low[: len(lemma) - 2]:  # высший is no high one
            bare = stem(low)
            lemma = bare + ("ий" if bare[-1] in "гкхжшчщ" else "ый")
        return adjective_form(lemma, "pl" if doc.number[head] == "p" else doc.gender[head])
    if doc.number[k] == "s" and (doc.pos[k] == "NOUN" or is_known(low)) and not _participle(lemma, low):
        return lemma
    return ""


def _participle(lemma: str, low: str) -> bool:
    """Is the dictionary form of a word its verb ("подозреваемого": подозревать)?"""
    return lemma.endswith(("ть", "ти", "чь", "ся")) and any("PRTF" in p.marks and p.normal == lemma for p in known(low))


def clean(text: str) -> str:
    """One line, single blanks; quote marks around the whole or never closed are dropped."""
    text = " ".join(text.split())
    if text[:1] in '«"„“' and (text[-1:] in '»"“”' or not re.search('[»"“”]', text[1:])):
        text = text[1:].rstrip('»"“”')
    if text.count("«") > text.count("»"):
        text += "»"
    if text.count('"') % 2:
        text = text.replace('"', "")
    if text.count("(") != text.count(")"):
        text = re.sub(r"[()]", "", text)
    initial = text[-1:] == "." and re.search(r"\b[А-ЯЁA-Z]\.$", text)
    return text.strip(" ,;:" if initial else " ,.;:")
