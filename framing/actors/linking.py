"""One actor, one name in a whole corpus: actors are joined by full name, surname, aliases and the list of known actors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from framing.actors.gazetteer import Gazetteer, Known, common, words_of
from framing.actors.state import FIELDS
from framing.actors.titles import entries

_INITIAL = re.compile(r"^[А-ЯЁA-Z]\.$")
_PATRONYMIC = re.compile(r"(?:[оеё]вич|[иь]ич|[оеё]вна|инич?на)$", re.I)
_NUMBER = re.compile(r" \(\d+\)$")
_SHORT = re.compile(r"^[А-ЯЁA-Z0-9]{2,8}$")


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[«»\"„“”]", "", text).lower().replace("ё", "е")).strip()


@dataclass(slots=True)
class _Person:
    """A person's rows with one full name (or one surname alone)."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    fields: frozenset[int] = frozenset()
    title: str = ""

    def add(self, row: Mapping[str, Any]) -> None:
        self.rows.append(row)
        self.names[row["name"]] += 1
        if row.get("gender"):
            self.genders[row["gender"]] += 1
        mine = _fields(row)
        self.fields = self.fields | mine
        if mine and not self.title:
            self.title = _head_title(row)


def link_corpus(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """(article, actor's name there) -> the corpus-wide name.

    Rows have ``article, name, type, gender, aliases, titles, n_mentions``. Full names are one person unless gender or
    field of work (a footballer, a minister) tell them apart; a surname alone goes to the one full name of the corpus
    that it fits; unnamed people of different articles ("мужчина") are different people, but for offices that say whose they
    are ("президент США"); organisations and places are joined by their words, their abbreviations and the list of known actors.
    """
    out: dict[tuple[str, str], str] = {}
    people: list[Mapping[str, Any]] = []
    things: list[Mapping[str, Any]] = []
    for row in rows:
        (people if row["type"] == "PER" else things).append(row)
    _people(people, out)
    _things(things, out)
    return out


# --- people -------------------------------------------------------------------------------------------------------------
def _parts(name: str) -> tuple[str, str, str]:
    """First name (or initial), patronymic and the rest of a name, folded."""
    words = _NUMBER.sub("", name).split()
    if len(words) < 2:
        return "", "", _fold(name)
    first, rest = words[0], words[1:]
    patronymic = ""
    if len(rest) > 1 and (_PATRONYMIC.search(rest[0]) or (_INITIAL.match(rest[0]) and _INITIAL.match(first))):
        patronymic, rest = rest[0], rest[1:]
    return _fold(first), _fold(patronymic), _fold(" ".join(rest))


@cache
def _classes(word: str) -> frozenset[str]:
    return frozenset(c for e in entries().get(word, ()) if e.kind in ("office", "general") for c in e.classes)


def _fields(row: Mapping[str, Any]) -> frozenset[int]:
    """Which fields of work the titles of an actor belong to."""
    found: set[int] = set()
    for title in row.get("titles") or ():
        for word in words_of(str(title).lower().replace("ё", "е"))[:4]:
            for form in (word, re.sub(r"(?:ом|ем|а|у|е|ой|ы|и)$", "", word)):
                classes = _classes(form)
                found |= {n for n, group in enumerate(FIELDS) if classes & group}
    return frozenset(found)


def _head_title(row: Mapping[str, Any]) -> str:
    for title in row.get("titles") or ():
        for word in words_of(str(title).lower()):
            for form in (word, re.sub(r"(?:ом|ем|а|у|е|ой)$", "", word)):
                if _classes(form.replace("ё", "е")):
                    return form
    return ""


def _people(rows: list[Mapping[str, Any]], out: dict[tuple[str, str], str]) -> None:
    by_surname: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    unnamed: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["name"][:1].islower():
            unnamed[row["name"]].add(row["article"])
            continue
        by_surname[_parts(row["name"])[2].split()[-1] if _parts(row["name"])[2] else ""].append(row)
    for name, articles in unnamed.items():
        for article in articles:
            out[article, name] = name if len(articles) == 1 or _office(name) else f"{name} ({article})"
    for group in by_surname.values():
        _surname(sorted(group, key=lambda r: (r["article"], r["name"])), out)


@cache
def _office(name: str) -> bool:
    """Does an unnamed description name an office that one person holds ("президент США"), so that articles mean the same?"""
    first, *rest = words_of(name)
    held = frozenset(c for e in entries().get(first.replace("ё", "е"), ()) if e.kind == "office" for c in e.classes)
    return bool(held & {"head", "state", "minister"}) and any(w[:1].isupper() for w in rest)


def _surname(rows: list[Mapping[str, Any]], out: dict[tuple[str, str], str]) -> None:
    """Rows that share a surname: full names, initials, the surname alone."""
    full: list[tuple[str, str, str, _Person]] = []
    short: list[Mapping[str, Any]] = []
    for row in rows:
        first, patronymic, last = _parts(row["name"])
        if not first or len(first.rstrip(".")) < 2:
            short.append(row)
            continue
        person = next(
            (
                p
                for f, m, s, p in full
                if f == first and s == last and (not m or not patronymic or m == patronymic) and _fits(row, p)
            ),
            None,
        )
        if person is None:
            person = _Person()
            full.append((first, patronymic, last, person))
        person.add(row)
    taken: dict[str, int] = {}
    for _, _, _, p in sorted(full, key=lambda x: (-len(x[3].rows), x[3].names.most_common(1)[0][0])):
        name = _NUMBER.sub("", _best(p.names))
        if name in taken:
            name = f"{name} ({p.title})" if p.title and f"{name} ({p.title})" not in taken else f"{name} ({taken[name] + 1})"
        taken[name] = taken.get(name, 0) + 1
        p.names = Counter({name: 1})
        for row in p.rows:
            out[row["article"], row["name"]] = name
    in_article: dict[str, set[str]] = defaultdict(set)
    for _, _, _, p in full:
        for row in p.rows:
            in_article[row["article"]].add(next(iter(p.names)))
    alone: dict[str, _Person] = {}
    for row in short:
        first, _, last = _parts(row["name"])
        fitting = [
            p
            for f, _, s, p in full
            if (s == last or (not first and s.split()[-1] == last))
            and (not first or f[:1] == first[:1])
            and _fits(row, p)
            and next(iter(p.names)) not in in_article[row["article"]]
        ]
        fitting.sort(key=lambda p: -len(p.rows))
        if fitting and (len(fitting) == 1 or len(fitting[0].rows) >= 4 * len(fitting[1].rows)):
            out[row["article"], row["name"]] = next(iter(fitting[0].names))
        else:
            alone.setdefault(_fold(row["name"]), _Person()).add(row)
    for p in alone.values():
        name = _best(p.names)
        for row in p.rows:
            out[row["article"], row["name"]] = row["name"] if _NUMBER.search(row["name"]) else name


def _fits(row: Mapping[str, Any], p: _Person) -> bool:
    """Can an article's actor be this person: same gender, no contradiction between their fields of work?"""
    gender = row.get("gender")
    if (
        gender in ("m", "f")
        and p.genders
        and p.genders.most_common(1)[0][0] in ("m", "f")
        and p.genders[gender] == 0
        and sum(p.genders.values()) > 1
    ):
        return False
    mine = _fields(row)
    return not (mine and p.fields and not mine & p.fields)


def _best(names: Counter[str]) -> str:
    return min(names, key=lambda n: (-names[n], len(n), n))


def _common(names: Counter[str], weights: Counter[str], known: Known | None) -> str:
    """The name of a group: the form that most articles use, abbreviations only where the full forms are rare."""
    full = {n: c for n, c in names.items() if not _SHORT.match(n)}
    if (known is not None and known.country) or 10 * sum(full.values()) < sum(names.values()):
        full = dict(names)
    usual = known.name if known is not None and known.country else ""
    return max(full, key=lambda n: (names[n], weights[n], n == usual, len(n), n))


def _listed(row: Mapping[str, Any], gaz: Gazetteer) -> str:
    """The entry of the list of known actors that an article's actor is: by its name or by the entry kept among its aliases."""
    for name in (row["name"], *(row.get("aliases") or ())):
        if name in gaz.names and (gaz.names[name].type == "LOC") == (row["type"] == "LOC"):
            return str(name)
    alias = gaz.find(words_of(row["name"]))
    fits = alias is not None and not alias.weak and (alias.known.type == "LOC") == (row["type"] == "LOC")
    return alias.known.name if alias is not None and fits else ""


# --- everything else -------------------------------------------------------------------------------------------------------
class _Union(dict[str, str]):
    def find(self, x: str) -> str:
        while self.setdefault(x, x) != x:
            self[x] = self[self[x]]
            x = self[x]
        return x

    def join(self, a: str, b: str) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            self[max(a, b)] = min(a, b)


def _with_country(name: str, gaz: Gazetteer) -> str:
    """A body's name with its country in one form: "Федеральная служба безопасности РФ" is that of "Российской Федерации"."""
    words = name.split()
    for n in range(1, len(words)):
        alias = gaz.find(words[n:])
        if alias is not None and alias.known.country and not alias.weak:
            return " ".join([*words[:n], alias.known.name])
    return name


def _things(rows: list[Mapping[str, Any]], out: dict[tuple[str, str], str]) -> None:
    gaz = common()
    union = _Union()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    weights: Counter[str] = Counter()

    def key_of(row: Mapping[str, Any]) -> str:
        kind = row["type"] if row["type"] in ("LOC", "GROUP") else "ORG"
        name = _NUMBER.sub("", row["name"])
        return f"{kind}:" + _fold(_with_country(name, gaz) if kind == "ORG" else name)

    listings: dict[str, Counter[str]] = defaultdict(Counter)
    names = {key_of(r) for r in rows}
    for row in rows:
        key = key_of(row)
        name = _NUMBER.sub("", row["name"])
        counts[key][name] += 1
        weights[name] += int(row.get("n_mentions") or 0)
        if row["type"] == "GROUP":
            continue
        listings[key][_listed(row, gaz)] += 1
        prefix = key.split(":", 1)[0] + ":"
        for other in row.get("aliases") or ():
            if (re.fullmatch(r"[А-ЯЁA-Z]{3,}", other) or (other.isascii() and len(other) > 4)) and prefix + _fold(other) in names:
                union.join(key, prefix + _fold(other))
    known = {key: max(found, key=lambda n: (n != "", found[n], n)) for key, found in sorted(listings.items())}
    first: dict[tuple[str, str], str] = {}
    for key, one in known.items():
        if one:
            union.join(key, first.setdefault((one, key.split(":", 1)[0]), key))
    clusters: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        clusters[union.find(key)].append(key)
    final: dict[str, str] = {}
    listed_names = {
        one: _common(sum((counts[k] for k in known if known[k] == one), Counter()), weights, gaz.names.get(one))
        for one in set(known.values()) - {""}
    }
    for keys in clusters.values():
        listed = {known.get(k, "") for k in keys} - {""}
        if len(listed) > 1:  # the list says that they differ: each by itself
            for k in keys:
                final[k] = listed_names.get(known.get(k, ""), "") or _best(counts[k])
            continue
        total: Counter[str] = Counter()
        for k in keys:
            total.update(counts[k])
        name = _common(total, weights, gaz.names.get(next(iter(listed), "")))
        for k in keys:
            final[k] = name
    for row in rows:
        out[row["article"], row["name"]] = final[key_of(row)]
