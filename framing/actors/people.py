"""People: what the words of a name are, which names are one person, and the nominative of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from framing import seeds
from framing.actors.agreement import whole
from framing.actors.declension import CASES, nominatives, recase
from framing.actors.doc import Doc
from framing.actors.morph import first_names, is_known, last_names, name_gender, parses
from framing.actors.words import word_list

_INITIAL = re.compile(r"^[А-ЯЁA-Z]\.?(?:-[А-ЯЁA-Z]\.?)?$")
_INITIALS = re.compile(r"^(?:[А-ЯЁA-Z]\.){1,3}$")
_PATRONYMIC = re.compile(r"(?:[оеё]вич|[иь]ич|[оеё]вн|инич?н)(?:а|у|ем|ом|е|ы|ой|ою)?$", re.I)
_PATRONYMIC_CASES = ((re.compile(r"(?:вич|ич)(а|у|ем|е)?$"), "m"), (re.compile(r"(?:вн|чн)(а|у|ой|ою|ы|е)$"), "f"))
PARTICLES = word_list("particles")
FAMILY_FIRST = word_list("family first")
_CYR = re.compile(r"[А-Яа-яЁё]")
_IRREGULAR = {"павл": "павел", "петр": "петр", "льв": "лев"}

Candidates = dict[tuple[str, str], tuple[str, ...]]  # (nominative, gender) -> cases


@dataclass(slots=True)
class Name:
    """One name of a person in the text, taken apart; positions are tokens."""

    i: int
    j: int
    words: list[str]
    roles: list[str]  # first, patr, last, middle, initial, particle
    cands: list[Candidates]
    gender: str = ""
    votes: dict[str, float] = field(default_factory=dict)
    context: dict[str, float] = field(default_factory=dict)
    entity: bool = True
    rule: str = "person"
    like: Name | None = None
    fit: dict[str, tuple[float, str]] = field(default_factory=dict)

    def role(self, role: str) -> int:
        return self.roles.index(role) if role in self.roles else -1

    @property
    def full(self) -> bool:
        return "last" in self.roles and len(self.words) > 1

    def vote(self, gender: str, weight: float, context: bool = False) -> None:
        """One sign of gender: of the name itself, or of the words around it."""
        if gender in ("m", "f"):
            votes = self.context if context else self.votes
            votes[gender] = votes.get(gender, 0.0) + weight

    def total(self, gender: str) -> float:
        return self.votes.get(gender, 0.0) + self.context.get(gender, 0.0)


@dataclass(slots=True)
class Person:
    """One person of the article: the names that are his or hers."""

    names: list[Name]
    number: int = 0
    gender: str = ""
    name: str = ""
    surname: str = ""
    aliases: list[str] = field(default_factory=list)

    def votes(self) -> dict[str, float]:
        """Signs of gender: the name's own count once, those around it each time."""
        return {
            g: max((n.votes.get(g, 0.0) for n in self.names), default=0.0) + sum(n.context.get(g, 0.0) for n in self.names)
            for g in "mf"
        }


def fold(word: str) -> str:
    return word.lower().replace("ё", "е").replace("ë", "е").replace("’", "'").replace("`", "'")  # the second is a Latin letter


def candidates(word: str, surname: bool) -> Candidates:
    """The nominatives that a word of a name can come from."""
    low = fold(word)
    out: Candidates = {(n, g): c for n, g, c in nominatives(low, surname)}
    if not surname:
        for short, long in _IRREGULAR.items():
            if low.startswith(short) and len(low) - len(short) <= 2 and low != long:
                for (n, g), c in list(out.items()):
                    if n == short and g == "m":
                        out[long, "m"] = c
    elif re.search(r"[^аеиоуыэюя]ц(?:а|у|ем|ом|е)$", low) or re.search(r"[аеиоу]й?ц(?:а|у|ем|ом|е)$", low):
        stem = re.sub(r"й?ц(?:а|у|ем|ом|е)$", "", low)
        case = {"а": ("Gen", "Acc"), "у": ("Dat",), "м": ("Ins",), "е": ("Loc",)}[low[-1]]
        out[stem + "ец", "m"] = case
    return out


def is_first(cands: Candidates) -> bool:
    return any(n in first_names() for n, _ in cands)


def is_last(cands: Candidates) -> bool:
    last = last_names()
    return any(n in last for n, g in cands if g == "m") or any(n[:-1] in last for n, g in cands if g == "f" and n[-1:] == "а")


def take_apart(doc: Doc, i: int, j: int) -> Name | None:
    """The words of a name in tokens ``i..j`` with their roles, or None where no word is a name."""
    words: list[str] = []
    for k in range(i, j):
        t = doc.tokens[k].text
        if doc.pos[k] == "PUNCT" or t in '.,()"«»':
            if t == "." and words and _INITIAL.match(words[-1]) and not words[-1].endswith("."):
                words[-1] += "."
            continue
        if _INITIALS.match(t) and len(t) > 2:
            words += [x + "." for x in t.split(".") if x]
        else:
            words.append(t)
    if not words or not any(p[:1].isupper() for w in words for p in w.split("-")):
        return None
    kinds: list[str] = []
    for n, w in enumerate(words):
        if _INITIAL.match(w) and len(words) > 1:
            kinds.append("initial")
        elif fold(w) in PARTICLES and len(words) > 1 and not w[:1].isupper():
            kinds.append("particle")
        elif (
            _PATRONYMIC.search(w)
            and len(w) > 5
            and w[:1].isupper()
            and n > 0
            and _is_patronymic(w, n == len(words) - 1 and kinds.count("?") < 2)
        ):
            kinds.append("patr")
        else:
            kinds.append("?")
    open_ = [k for k, x in enumerate(kinds) if x == "?"]
    firstc = {k: candidates(words[k], False) for k in open_}
    lastc = {k: candidates(words[k], True) for k in open_}
    roles = list(kinds)
    _roles(words, roles, open_, firstc, lastc)
    cands = [
        firstc[k]
        if r in ("first", "middle") and k in firstc
        else lastc[k]
        if k in lastc
        else candidates(words[k], False)
        if r == "patr"
        else {}
        for k, r in enumerate(roles)
    ]
    name = Name(i, j, words, roles, cands)
    _gender_of(name)
    _agreement(doc, name)
    return name


def _agreement(doc: Doc, name: Name) -> None:
    """First name and surname share case and gender ("Елену Каган" is a woman's, "Люсьена Фрейда" a man's name)."""
    open_ = [k for k, r in enumerate(name.roles) if r in ("first", "middle", "last") and name.cands[k]]
    parts = [k for k in open_ if _CYR.search(name.words[k])]
    asian = fold(name.words[0]) in FAMILY_FIRST and len(name.words) == 3  # "Ким Чен Ына": only the last word declines
    if len(parts) < 2 or name.roles[parts[0]] != "first" or name.words[parts[0]].isupper() or asian:
        return
    name.fit = whole(
        doc,
        name.i,
        name.j,
        [(name.cands[k], _last_prior if name.roles[k] == "last" else _first_prior) for k in parts],
    )
    if len(name.fit) == 1:
        name.vote(next(iter(name.fit)), 1.5)


def _leaning(names: list[Name]) -> float:
    """How much the words of the names, taken together, are a man's (above 0) or a woman's."""
    both = [n.fit["m"][0] - n.fit["f"][0] for n in names if len(n.fit) == 2]
    return max(-4.0, min(4.0, 3 * max(both, key=abs))) if both else 0.0


def _first_prior(nom: str, gender: str) -> float:
    grammeme = "masc" if gender == "m" else "femn"
    listed = is_known(nom) and any("Name" in p.tag and grammeme in p.tag and "nomn" in p.tag for p in parses(nom))
    return _prior(nom, gender, False, first_names()) + 0.8 * listed


def _last_prior(nom: str, gender: str) -> float:
    value = _prior(nom, gender, True, last_names())
    if gender == "f" and nom.endswith(("ова", "ева", "ина", "ына", "ая")):
        return value + 0.9 * (is_known(nom) and any("Surn" in p.tag and "femn" in p.tag for p in parses(nom)))
    return value - 0.6 * (nom[-1:] in "ая" and nom not in last_names())


def _is_patronymic(word: str, ends: bool) -> bool:
    """Is a word in -ович, -евна a patronymic? At the end of a name it can be a surname (Янукович)."""
    tags = [p.tag for p in parses(fold(word))] if is_known(fold(word)) else []
    if ends:
        return any("Patr" in t for t in tags) and not any("Surn" in t for t in tags)
    return not tags or any("Patr" in t for t in tags)


def _roles(
    words: list[str], roles: list[str], open_: list[int], firstc: dict[int, Candidates], lastc: dict[int, Candidates]
) -> None:
    if not open_:
        return
    if len(open_) == 1:
        k = open_[0]
        if "patr" in roles and roles.index("patr") > k and is_first(firstc[k]):
            roles[k] = "first"
        elif "initial" in roles or "particle" in roles:
            roles[k] = "last"
        else:
            first, last = is_first(firstc[k]), is_last(lastc[k])
            known = any(n in first_names() and name_gender(n) for n, _ in firstc[k])
            roles[k] = "first" if first and (known or not last) else "last"
        return
    if (
        fold(words[open_[0]]) in FAMILY_FIRST
        and len(open_) in (2, 3)
        and not is_first(firstc[open_[0]])
        and all(len(words[k]) < 9 for k in open_)
    ):
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
        and not is_first(firstc[a])
        and is_first(firstc[z])
        and is_last(lastc[a])
        and not is_last(lastc[z])
        and any(name_gender(n) for n, _ in firstc[z])
    )
    if flip:
        roles[a], roles[z] = "last", "first"
        return
    for k in open_:
        roles[k] = "first" if k == a else "last" if k == z else "middle"


def _gender_of(name: Name) -> None:
    k = name.role("first")
    if k >= 0:
        found = {g for n, c in name.cands[k] for g in [name_gender(n)] if g and (n, g) in name.cands[k]}
        known = {(n, g) for n, g in name.cands[k] if name_gender(n) == g}
        best = {g for n, g in known}
        if len(best) == 1:
            name.vote(best.pop(), 3.0)
        elif not found:
            guess = "f" if re.search(r"[ая]$", words_nominative_guess(name.cands[k])) else "m"
            name.vote(guess, 0.5)
    k = name.role("patr")
    if k >= 0:
        for pattern, g in _PATRONYMIC_CASES:
            if pattern.search(fold(name.words[k])):
                name.vote(g, 5.0)
                break
    k = name.role("last")
    if k >= 0:
        low = fold(name.words[k])
        if re.search(r"(?:ов|ев|ин|ын|ск|цк)(?:ым|им|ого|ому|ом|ий|ый)$", low):
            name.vote("m", 2.0)
        elif re.search(r"(?:ов|ев|ин|ын)ой$|(?:ск|цк)(?:ая|ую|ой)$", low):
            name.vote("f", 2.0)
        elif re.search(r"[^аеиоу](?:ов|ев)$", low) and len(low) > 4:
            name.vote("m", 2.0)


def words_nominative_guess(cands: Candidates) -> str:
    for (n, _), cases in cands.items():
        if "Nom" in cases:
            return n
    return next(iter(cands))[0] if cands else ""


def context_votes(doc: Doc, name: Name) -> None:
    """What the verb or the adjective beside the name says about its bearer's gender."""
    head = doc.top(name.i, name.j)
    h = doc.head[head]
    if doc.rel[head] in ("nsubj", "nsubj:pass") and h >= 0 and doc.number[h] == "s" and doc.gender[h] in ("m", "f"):
        name.vote(doc.gender[h], 4.0, True)
    if "last" in name.roles and not name.full:
        case, k = doc.case[head], name.role("last")
        low = fold(name.words[k])
        if re.search(r"(?:ов|ев|ин)а$", low) and case in ("Nom", "Gen", "Acc"):
            name.vote("f" if case == "Nom" else "m", 1.0, True)
        elif re.search(r"(?:ов|ев|ин)у$", low) and case in ("Dat", "Acc"):
            name.vote("f" if case == "Acc" else "m", 1.0, True)
    for k in range(max(doc.first[doc.sent[name.i]], name.i - 4), name.i):
        if (
            doc.pos[k] in ("ADJ", "VERB")
            and doc.case[k] == doc.case[head]
            and doc.number[k] == "s"
            and doc.head[k] in range(name.i, name.j)
            and doc.gender[k] in ("m", "f")
        ):
            name.vote(doc.gender[k], 1.0, True)


def same(a: Candidates, b: Candidates, gender: str = "") -> bool:
    """Can two words of names come from one nominative (of that gender)?"""
    if gender:
        return any(k in b for k in a if k[1] == gender)
    return any(k in b for k in a)


def _initial(word: str) -> str:
    return fold(word)[:1]


def _first_fits(a: Name, b: Name, gender: str) -> bool | None:
    """Do the first names (or initials) of two names fit? None where one has none."""
    ka, kb = a.role("first"), b.role("first")
    ia, ib = (-1 if k >= 0 else n.role("initial") for k, n in ((ka, a), (kb, b)))  # after a first name it is the surname's
    if ka >= 0 and kb >= 0:
        if same(a.cands[ka], b.cands[kb], ""):
            return True
        return _close(fold(a.words[ka]), fold(b.words[kb])) or _short(a.cands[ka], b.cands[kb])
    if ka >= 0 and ib >= 0:
        return _initial(a.words[ka]) == _initial(b.words[ib])
    if ia >= 0 and kb >= 0:
        return _initial(a.words[ia]) == _initial(b.words[kb])
    if ia >= 0 and ib >= 0:
        return _initial(a.words[ia]) == _initial(b.words[ib])
    return None


@cache
def short_names() -> dict[str, tuple[str, ...]]:
    """First name -> its short forms and other spellings."""
    return {row["name"]: tuple(row["short"].split("|")) for row in seeds.table("short_names.tsv")}


def _short(a: Candidates, b: Candidates) -> bool:
    na, nb = {n for n, _ in a}, {n for n, _ in b}
    return any(
        (long in na and any(s in nb for s in shorts)) or (long in nb and any(s in na for s in shorts))
        for long, shorts in short_names().items()
    )


def _close(a: str, b: str) -> bool:
    """One letter apart, in words long enough for a misprint or a second spelling."""
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 6 or a[:1] != b[:1]:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:k] + long[k + 1 :] == short for k in range(2, len(long) - 1))


def _near(a: Candidates, b: Candidates) -> bool:
    """Have two surnames nominatives one letter apart?"""
    return any(_close(x, y) for x, g in a for y, h in b if g == h)


def fits(a: Name, b: Name) -> float:
    """How well two names can be one person: 0 not at all, 3 the same full name."""
    ga, gb = _sure(a), _sure(b)
    gender = ga or gb
    if ga and gb and ga != gb:
        if (a.full and b.full) or _marked(a if not a.full else b):
            return 0.0
        gender = ga if a.full else gb
    la, lb = a.role("last"), b.role("last")
    first = _first_fits(a, b, gender)
    if first is False:
        return 0.0
    pa, pb = a.role("patr"), b.role("patr")
    if pa >= 0 and pb >= 0 and not same(a.cands[pa], b.cands[pb]):
        return 0.0
    if la >= 0 and lb >= 0:
        if same(a.cands[la], b.cands[lb], gender) or (a.words[la] == b.words[lb]):
            return 3.0 if first else 2.0
        if first and a.role("first") >= 0 and b.role("first") >= 0 and _near(a.cands[la], b.cands[lb]):
            return 1.5
        if first and a.role("first") >= 0 and b.role("first") >= 0:  # Кармен Мелендес, Кармен Тереса Мелендес Ривас
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


def _hyphen(a: str, b: str, gender: str) -> float:
    """One part of a double surname stands for the whole (Салтыков for Салтыков-Щедрин)."""
    if ("-" in a) == ("-" in b):
        return 0.0
    double, single = (a, b) if "-" in a else (b, a)
    one = candidates(single, True)
    return 1.2 if any(len(p) > 3 and same(candidates(p, True), one, gender) for p in double.split("-")) else 0.0


def _sure(name: Name) -> str:
    m, f = name.total("m"), name.total("f")
    return "m" if m >= f + 2 else "f" if f >= m + 2 else ""


def settle(names: list[Name]) -> None:
    """A single word is a surname where some full name of the text has it as one, a first name likewise."""
    full = [n for n in names if n.full]
    for n in names:
        if len(n.words) != 1 or not full:
            continue
        as_last, as_first = candidates(n.words[0], True), candidates(n.words[0], False)
        last = any(same(as_last, f.cands[f.role("last")]) for f in full)
        first = next((f for f in full if f.role("first") >= 0 and same(as_first, f.cands[f.role("first")])), None)
        if last and n.roles[0] == "first":
            n.roles, n.cands, n.votes = ["last"], [as_last], {}
            _gender_of(n)
        elif first is not None and not last and n.roles[0] == "last":
            n.roles, n.cands, n.votes = ["first"], [as_first], dict(first.votes)


def cluster(doc: Doc, names: list[Name]) -> list[Person]:
    """People from names: full names first, then single words to the best and nearest of them."""
    people: list[Person] = []
    others: dict[int, list[Name]] = {}  # other names that the text puts in brackets after one
    for n in names:
        if n.like is not None and n.like.like is None:
            others.setdefault(id(n.like), []).append(n)
    free = [n for n in names if n.like is None or n.like.like is not None]
    order = sorted(
        free, key=lambda n: (0 if n.full else 1 if id(n) in others else 2, sum(r != "initial" for r in n.roles) == 1, n.i)
    )
    for name in order:
        best, top = None, 0.0
        for p in people:
            score = _fit_person(name, p)
            if score <= 0:
                continue
            near = min(abs(doc.sent[name.i] - doc.sent[n.i]) + (0.4 if n.i > name.i else 0.0) for n in p.names)
            score -= 0.02 * min(near, 20) + (
                0.5 if p.names[0].i > name.i and not name.full and min(n.i for n in p.names) > name.i else 0.0
            )
            score += 0.05 * min(6, len(p.names))
            if score > top:
                best, top = p, score
        if best is None:
            best = Person([])
            people.append(best)
        best.names += [name, *others.get(id(name), ())]
    for p in people:
        p.names.sort(key=lambda n: n.i)
    people.sort(key=lambda p: p.names[0].i)
    for k, p in enumerate(people):
        p.number = k
        canonical(doc, p)
    return people


def _fit_person(name: Name, p: Person) -> float:
    scores = [fits(name, n) for n in p.names]
    if not any(scores):
        return 0.0
    if name.full and any(s == 0.0 and n.full and n.like is None for s, n in zip(scores, p.names, strict=True)):
        return 0.0
    votes = p.votes()
    mine = _sure(name)
    theirs = "m" if votes.get("m", 0) >= votes.get("f", 0) + 2 else "f" if votes.get("f", 0) >= votes.get("m", 0) + 2 else ""
    if mine and theirs and mine != theirs:
        return 0.0 if name.full or _marked(name) else max(scores) - 1.2
    return max(scores)


def _marked(name: Name) -> bool:
    """Does the form itself tell the gender (Орлов, Орлова in the nominative)?"""
    k = name.role("last")
    return k < 0 or bool(re.search(r"(?:ов|ев|ин|ын|ск|цк)(?:а|ой|у|ым|ого|ому|ий|ая|ую)?$", fold(name.words[k])))


def canonical(doc: Doc, p: Person) -> None:
    """Gender, surname and the fullest nominative name of a person."""
    votes = p.votes()
    m, f = votes.get("m", 0.0) + _leaning(p.names), votes.get("f", 0.0)
    last = _pick(doc, p, "last", "m" if m > f + 1 else "f" if f > m + 1 else "")
    gender = "m" if m > f else "f" if f > m else (last[1] if last else "m")
    p.gender = gender
    first = _pick(doc, p, "first", gender)
    full = max(
        p.names,
        key=lambda n: (
            sum(3 if r in ("first", "last") else 2 if r in ("patr", "middle") else 1 if r == "initial" else 0 for r in n.roles),
            bool(_CYR.search(n.words[-1])),
            -n.i,
        ),
    )
    out: list[str] = []
    for k, (w, r) in enumerate(zip(full.words, full.roles, strict=True)):
        if r == "initial":
            out.append(w if w.endswith(".") else w + ".")
        elif r in ("particle", "?"):
            out.append(w)
        elif r in ("last", "first"):
            pick = last if r == "last" else first
            if pick is not None and not any(n == pick[0] for n, _ in full.cands[k]):
                pick = _choose(doc, [(full, k)], gender, r == "last")
            out.append(recase(pick[0], pick[2]) if pick else w)
        elif r == "patr":
            out.append(recase(_patronymic(fold(w)), w))
        else:
            pick = _choose(doc, [(full, k)], gender, False)
            out.append(recase(pick[0], w) if pick else w)
    p.name = " ".join(out)
    p.surname = recase(last[0], last[2]) if last else p.name.split()[-1]
    seen = {p.name}
    for n in p.names:
        text = " ".join(n.words)
        if text not in seen:
            seen.add(text)
            p.aliases.append(text)


def _patronymic(low: str) -> str:
    for pattern, g in _PATRONYMIC_CASES:
        found = pattern.search(low)
        if found and found.group(1):
            return low[: found.start(1)] + ("" if g == "m" else "а")
    return low


def _pick(doc: Doc, p: Person, role: str, gender: str) -> tuple[str, str, str] | None:
    """The nominative (word, gender, model for capitals) of one role over all names of the person."""
    items = [(n, n.role(role)) for n in p.names if n.role(role) >= 0]
    if not items:
        return None
    if role == "last":
        singles = [(n, n.role("first")) for n in p.names if len(n.words) == 1 and n.role("first") >= 0]
        known = [n.cands[k] for n, k in items]
        items += [(n, k) for n, k in singles if any(same(candidates(n.words[k], True), c) for c in known)]
    return _choose(doc, items, gender, role == "last")


def _choose(doc: Doc, items: list[tuple[Name, int]], gender: str, surname: bool) -> tuple[str, str, str] | None:
    cyr = [(n, k) for n, k in items if _CYR.search(n.words[k])] or items
    scores: dict[tuple[str, str], float] = {}
    gazetteer = last_names() if surname else first_names()
    lows = {fold(n.words[k]) for n, k in cyr}
    for n, k in cyr:
        cands = candidates(n.words[k], surname)
        plain = _cases(doc, n, k)
        for key, own in cands.items():
            cases = plain | {n.fit[key[1]][1]: 1.6} if key[1] in n.fit else plain
            best_case = max((cases.get(c, 0.0) for c in own), default=0.0)
            scores[key] = scores.get(key, 0.0) + 2.0 + 1.3 * best_case * (0.85 if len(own) == 6 else 1.0)
    best, top = None, -1e9
    unbent = _undeclined(cyr) if surname else frozenset()
    for (nom, g), score in scores.items():
        value = score / len(cyr) + (2.0 if nom in unbent else 0.0)
        value += _prior(nom, g, surname, gazetteer)
        if surname and re.search("[бвгджзклмнпрстфхцчшщ]я$", nom) and any(w == nom[:-1] + "и" for w in lows) and nom not in lows:
            value -= 0.8
        if nom in lows and len(lows) > 1:
            value += 0.5
        if nom in lows and any(fold(n.words[k]) == nom and doc.case[doc.top(n.i, n.j)] == "Nom" for n, k in cyr):
            value += 0.7
        if gender and g != gender:
            value -= 3.0
        elif not gender and g == "f":
            value -= 0.3
        if value > top:
            best, top = (nom, g), value
    if best is None:
        return None
    model = max(
        (n.words[k] for n, k in cyr), key=lambda w: (sum(ch.isupper() for ch in w[1:]) * (not w.isupper()), not w.isupper())
    )
    yo = [
        n.words[k]
        for n, k in cyr
        if fold(n.words[k])[: len(best[0]) - 1] == best[0][: len(best[0]) - 1] and "ё" in n.words[k].lower()
    ]
    word = best[0]
    if yo:
        for q, ch in enumerate(yo[0].lower()[: len(word)]):
            if ch == "ё" and word[q] == "е":
                word = word[:q] + "ё" + word[q + 1 :]
    return word, best[1], model


def _undeclined(items: list[tuple[Name, int]]) -> frozenset[str]:
    """Surnames that have one form beside first names in two cases ("Жанна Фриске", "Жанны Фриске")."""
    cases: dict[str, list[set[str]]] = {}
    for n, k in items:
        first = n.role("first")
        if first >= 0 and first != k:
            known = {c for (nom, _), cs in n.cands[first].items() if nom in first_names() for c in cs}
            if known and len(known) < 6:
                cases.setdefault(fold(n.words[k]), []).append(known)
    return frozenset(form for form, sets in cases.items() if not set.intersection(*sets))


_WEIRD = re.compile(r"(?:ым|им|ом|ем|ого|ому|ых|ою|ею)$")


@lru_cache(maxsize=1 << 14)
def _prior(nom: str, gender: str, surname: bool, gazetteer: frozenset[str]) -> float:
    """How likely a nominative is as a name, whatever the text says."""
    value = 0.0
    if nom in gazetteer and (not surname or gender == "m" or nom[-1:] not in "бвгджзклмнпрстфхцчшщ" or True):
        value += 0.9
    if surname and gender == "f" and nom[-1:] == "а" and nom[:-1] in gazetteer:
        value += 0.9
    if not surname:
        known = name_gender(nom)
        value += 0.8 if known == gender else -0.8 if known else 0.0
    if surname and is_known(nom) and any("Surn" in p.tag and p.normal_form == nom for p in parses(nom)):
        value += 0.9
    if _WEIRD.search(nom):
        value -= 1.0
    if nom.endswith(("гый", "кый", "хый", "ской")):
        value -= 1.0
    if surname and gender == "f" and nom.endswith("ая") and any(p.tag.POS == "ADJF" for p in parses(nom) if p.is_known):
        value += 0.6
    if surname and nom.endswith(("ый", "ой", "ая")) and not re.search(r"(?:ск|цк|н|т|в|р|л)(?:ый|ой|ая)$", nom):
        value -= 0.7
    if surname and re.search(r"(?:ов|ев|ин)(?:ый|ой)$", nom):
        value -= 0.7
    if nom[-1:] in "уюеы" and not is_known(nom):
        value -= 0.35
    if re.search(r"(?:[аеоуыэюя][иы]й|[^аеиоуыэюяй]й|[аеиоуыэюя]ь|йь|ьй|ь[аеоу]?ь)$", nom):
        value -= 3.0
    if surname and re.search(r"(?:[оеё]в|ин)а$", nom) and gender == "m":
        value -= 1.0
    if surname and gender == "f" and re.search(r"[бвгджзклмнпрстфхцчшщ](?:ов|ев|ин)$", nom):
        value -= 0.8
    if len(nom) < 3:
        value -= 0.4
    return value


def _cases(doc: Doc, name: Name, k: int) -> dict[str, float]:
    """Weights of the cases a name stands in: what its other words allow, and what the tagger says."""
    head = doc.top(name.i, name.j)
    out = dict.fromkeys(CASES, 0.15)
    tagged = {doc.case[x] for x in range(name.i, name.j) if doc.case[x]}
    if doc.case[head]:
        out[doc.case[head]] = out.get(doc.case[head], 0.0) + 0.6
    for c in tagged:
        out[c] = out.get(c, 0.0) + 0.15
    for m, role in enumerate(name.roles):
        if m == k or role not in ("first", "patr", "last"):
            continue
        gaz = first_names() if role != "last" else last_names()
        allowed = {c for (n, _), cs in name.cands[m].items() if role == "patr" or n in gaz for c in cs}
        if allowed and len(allowed) < 6:
            for c in out:
                if c not in allowed:
                    out[c] *= 0.1
    return out
