"""Actors that everybody knows (``seeds/ru/actors.tsv`` and a study's own ``--actors FILE``), found by their words in any case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from framing import seeds
from framing.actors.declension import word_forms
from framing.records import ACTOR_TYPES

Rows = Iterable[Mapping[str, str]]
WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """One line of the list; ``own``: of a study's own list, whose names are used as they stand."""

    name: str
    type: str
    gender: str
    kinds: frozenset[str]
    country: bool
    aliases: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write a known actor: its words, whether they decline, and whether other countries have the like."""

    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    known: Known
    exact: bool
    weak: bool


@dataclass(slots=True)
class Gazetteer:
    """Look-ups over all known actors."""

    by_first: dict[str, list[Alias]] = field(default_factory=dict)
    capitals: dict[str, Known] = field(default_factory=dict)
    adjectives: dict[str, Known] = field(default_factory=dict)
    people: dict[str, Known] = field(default_factory=dict)
    metonyms: dict[str, list[tuple[tuple[str, ...], tuple[frozenset[str], ...], Known]]] = field(default_factory=dict)
    names: dict[str, Known] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    """The names of countries in small letters."""

    def find(self, words: list[str]) -> Alias | None:
        """The known actor whose alias is exactly these words (in any case)."""
        if not words:
            return None
        got = None
        for alias in self.starting(words[0]):
            if len(alias.words) == len(words) and _hits(alias, words) and (got is None or (got.weak and not alias.weak)):
                got = alias
        return got

    def home(self, known: Known) -> str:
        """The country that the listed name of a body ends with ("Минобороны РФ": Россия), or ``""``."""
        alias = self.find(words_of(known.name)[-1:])
        return alias.known.name if alias is not None and alias.known.country else ""

    def longest(self, words: list[str]) -> Alias | None:
        """The longest alias that these words begin with."""
        best = None
        for alias in self.starting(words[0]):
            if len(alias.words) <= len(words) and _hits(alias, words) and (best is None or len(alias.words) > len(best.words)):
                best = alias
        return best

    def starting(self, word: str) -> list[Alias]:
        """The aliases that can begin with a word of the text."""
        out = self.by_first.get(fold(word), [])
        if word[:2].isupper() and word[-1:].islower() and len(word) > 3:
            out = [*out, *self.by_first.get(re.sub(r"[а-яё]{1,2}$", "", word).lower(), [])]
        return out


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """A word in small letters, with е for ё and one apostrophe."""
    return word.lower().replace("ё", "е").replace("ë", "е").replace("’", "'")  # the second is a Latin letter


def _hits(alias: Alias, words: list[str]) -> bool:
    for a, keys, w in zip(alias.words, alias.keys, words, strict=False):
        if not (_exactly(a, w) if alias.exact else fold(w) in keys):
            return False
    return True


def _exactly(a: str, w: str) -> bool:
    """Is a word of the text one of an abbreviation or of a Latin name?"""
    return a == w or (a.lower() == w.lower() and (len(a) > 4 or w.isupper())) or _declined(a, w)


def _declined(abbreviation: str, word: str) -> bool:
    """ХАМАСа, УЕФАой: an abbreviation with a small ending."""
    return (
        len(abbreviation) > 2
        and word.startswith(abbreviation)
        and word[len(abbreviation) :].islower()
        and len(word) - len(abbreviation) <= 2
    )


def words_of(text: str) -> list[str]:
    """The words of a name, without marks."""
    return WORD.findall(text)


def _gender(name: str, given: str) -> str:
    if given:
        return given
    word = words_of(name)[-1].lower() if words_of(name) else ""
    return "f" if word[-1:] in "ая" else "n" if word[-1:] in "ое" else "m"


def build(rows: Rows, extra: Rows = ()) -> Gazetteer:
    """Look-ups from rows of the list; rows of ``extra`` win. Raises ValueError where a row has no name or an unknown type."""
    g = Gazetteer()
    own = list(extra)
    for own_row, row in [*((True, r) for r in own), *((False, r) for r in rows)]:
        name, type_ = row.get("name", ""), row.get("type", "") or "ORG"
        if not name or type_ not in ACTOR_TYPES:
            raise ValueError(
                f"actors list: name {name!r}, type {type_!r}; a row needs a name and one of {', '.join(ACTOR_TYPES)}"
            )
        if name in g.names:
            continue
        kinds = frozenset(filter(None, (row.get("kind") or "").split("|")))
        aliases = tuple(a for a in (row.get("aliases") or "").split("|") if a)
        known = Known(
            name,
            type_,
            _gender(name, row.get("gender") or ""),
            kinds,
            "country" in kinds,
            tuple(a.lstrip("~") for a in aliases),
            own_row,
        )
        g.names[name] = known
        if known.country:
            g.countries.add(name.lower())
        for alias in (name, *aliases):
            _add_alias(g, alias.lstrip("~"), known, alias.startswith("~"))
        for capital in filter(None, (row.get("capital") or "").split("|")):
            g.capitals.setdefault(capital.lower().replace("ё", "е"), known)
            if own_row and capital not in g.names:
                city = Known(capital, "LOC", _gender(capital, ""), frozenset(("city", "capital")), False, (), True)
                g.names[capital] = city
                _add_alias(g, capital, city, False)
        for adjective in filter(None, (row.get("adjective") or "").split("|")):
            g.adjectives.setdefault(adjective.lower().replace("ё", "е"), known)
        for person in filter(None, (row.get("people") or "").split("|")):
            g.people.setdefault(person.lower().replace("ё", "е"), known)
        for metonym in filter(None, (row.get("metonyms") or "").split("|")):
            ws = tuple(words_of(metonym))
            for b in word_forms(ws[0]):
                g.metonyms.setdefault(b, []).append((ws, tuple(word_forms(w) for w in ws), known))
    return g


def _add_alias(g: Gazetteer, text: str, known: Known, weak: bool) -> None:
    words = tuple(words_of(text))
    if not words:
        return
    exact = all(w.isupper() or w.isascii() for w in words)
    alias = Alias(words, tuple(word_forms(w) for w in words), known, exact, weak)
    for b in {fold(words[0])} if exact else word_forms(words[0]):
        g.by_first.setdefault(b, []).append(alias)


@cache
def common() -> Gazetteer:
    """The list that the package carries."""
    return build(seeds.table("actors.tsv"))


def gazetteer(extra: Rows | None = None) -> Gazetteer:
    """The package's list, with a study's own rows before it."""
    rows = tuple(extra or ())
    if not rows:
        return common()
    if _LAST and len(_LAST[0][0]) == len(rows) and all(a is b or a == b for a, b in zip(_LAST[0][0], rows, strict=True)):
        return _LAST[0][1]
    _LAST[:] = [(rows, build(seeds.table("actors.tsv"), rows))]
    return _LAST[0][1]


_LAST: list[tuple[tuple[Mapping[str, str], ...], Gazetteer]] = []


@cache
def bodies() -> dict[str, str]:
    """Every way to write a body that all countries have -> its short name (lower case, ё as е)."""
    out: dict[str, str] = {}
    for row in seeds.table("bodies.tsv"):
        for alias in (row["body"], *filter(None, row["aliases"].split("|"))):
            out.setdefault(alias.lower().replace("ё", "е"), row["body"])
    return out


@cache
def _body_index() -> dict[str, list[tuple[tuple[frozenset[str], ...], str]]]:
    out: dict[str, list[tuple[tuple[frozenset[str], ...], str]]] = {}
    for alias, body in bodies().items():
        words = alias.split()
        forms = (
            word_forms(words[0]),
            *(
                word_forms(w) if n == 1 and words[0].endswith(("ый", "ая", "ой")) else frozenset((w,))
                for n, w in enumerate(words[1:], 1)
            ),
        )
        for f in forms[0]:
            out.setdefault(f, []).append((forms, body))
    return out


def body_of(words: list[str]) -> str:
    """The body (short name) that these words write, in any case, or ``""``."""
    for forms, body in _body_index().get(fold(words[0]), ()):
        if len(forms) == len(words) and all(fold(w) in f for w, f in zip(words, forms, strict=True)):
            return body
    return ""


@cache
def capital_forms() -> Mapping[str, str]:
    """Every form of one word (lower case, ё as е) of a country's capital -> the capital."""
    found: dict[str, set[str]] = {}
    for row in seeds.table("actors.tsv"):
        for capital in filter(None, (row.get("capital") or "").split("|")):
            for form in word_forms(capital) if len(words_of(capital)) == 1 else ():
                found.setdefault(form, set()).add(capital)
    return {form: next(iter(capitals)) for form, capitals in found.items() if len(capitals) == 1}
