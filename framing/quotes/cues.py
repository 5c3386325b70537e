"""Words that introduce speech: read from ``seeds/ru/cues.tsv``, found in a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from framing import seeds
from framing.quotes.page import Page, plain
from framing.quotes.syntax import full_participle
from framing.records import Token


@dataclass(frozen=True, slots=True)
class CueRow:
    """One row of ``cues.tsv``."""

    cue: str
    kind: str
    form: str
    stance: str
    government: frozenset[str]
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in the page: tokens ``first..last`` (half-open), ``at`` the verb, noun or adjective that governs."""

    first: int
    last: int
    at: int
    row: CueRow


@cache
def cue_rows(lang: str = "ru") -> tuple[CueRow, ...]:
    """All rows of the cue list. Raises ValueError where a form is unknown."""
    forms = {"verb", "reflexive", "adjective", "noun", "phrase", "relay", "medium"}
    rows = []
    for row in seeds.table("cues.tsv", lang):
        if row["form"] not in forms:
            raise ValueError(f"cues.tsv: unknown form {row['form']!r} of {row['cue']!r}; forms: {', '.join(sorted(forms))}")
        rows.append(
            CueRow(
                row["cue"],
                row["kind"],
                row["form"],
                row["stance"],
                frozenset(row["government"].split()),
                frozenset(row["content"].split()),
            )
        )
    return tuple(rows)


@cache
def _index(lang: str = "ru") -> tuple[dict[tuple[str, str], list[CueRow]], dict[str, list[tuple[list[str], CueRow]]]]:
    words: dict[tuple[str, str], list[CueRow]] = {}
    phrases: dict[str, list[tuple[list[str], CueRow]]] = {}
    for row in cue_rows(lang):
        parts = plain(row.cue).split()
        if row.form in ("phrase", "relay", "medium"):
            phrases.setdefault(parts[0], []).append((parts, row))
        else:
            key = parts[1] if parts[0] == "не" else parts[0]
            words.setdefault((row.form, key), []).append(row)
    for entries in phrases.values():
        entries.sort(key=lambda e: -len(e[0]))
    return words, phrases


_POS = {
    "VERB": ("verb", "reflexive", "adjective"),
    "ADJ": ("adjective", "verb"),
    "NOUN": ("noun",),
    "AUX": ("verb",),
    "ADV": ("verb",),
}


def find_cues(page: Page) -> list[Cue]:
    """All cues, in order of the page; a phrase ("по словам") wins over the noun inside it."""
    words, phrases = _index()
    found: list[Cue] = []
    taken: set[int] = set()
    for i, word in enumerate(page.low):
        for parts, row in phrases.get(word, ()) if i not in taken else ():
            match = _phrase(page, i, parts)
            if match and not (row.form == "relay" and page.low[match : match + 2] == ["то", ","]):
                behind = past_link(page, match)
                found.append(Cue(i, behind, match - 1, row))
                taken.update(range(i, match))
                break
    for i, token in enumerate(page.toks):
        for form in _POS.get(token.pos, ()):
            lemma = page.lemma[i]
            if form == "adjective" and (form, lemma) not in words and token.feat("Variant") == "Short":
                lemma = page.low[i].rstrip("аоы") + "ный"  # "убеждена", of "убеждённый", though the tagger says "убедить"
            rows = words.get((form, lemma))
            if rows is None:
                continue
            if i in taken or used_as_noun(token):
                break
            cue = _word(page, i, rows)
            if cue is not None:
                found.append(cue)
                break
    return sorted(found, key=lambda c: c.first)


def used_as_noun(token: Token) -> bool:
    """A participle in the place of a noun: "осуждённый крикнул"."""
    place = token.rel.split(":")[0] in ("nsubj", "obj", "iobj", "obl", "nmod", "appos")
    return place and token.feat("VerbForm") == "Part" and token.feat("Variant") != "Short"


def _phrase(page: Page, i: int, parts: list[str]) -> int:
    """Where a phrase that begins at token ``i`` ends, or 0; adjectives and pronouns may stand inside ("по его словам"), and its
    noun can be a link ("по [словам](https://...) мэра")."""
    stop = page.last[page.sent[i]]
    at = i + 1
    for part in parts[1:]:
        steps = 0
        at += at + 1 < stop and page.toks[at].text == "["
        while at < stop and page.low[at] != part and steps < 4 and describes(page, at):
            at, steps = at + 1, steps + 1
        if at >= stop or page.low[at] != part:
            return 0
        at += 1
    return at


def describes(page: Page, i: int) -> bool:
    """Whether a word can stand inside a phrase: an adjective, a pronoun, a participle ("по имеющейся информации")."""
    return page.toks[i].pos in ("ADJ", "DET", "PRON") or full_participle(page, i)


def _ahead(page: Page, i: int, part: str) -> bool:
    """Whether a preposition that the cue asks for stands before it: "из отчёта следует"."""
    start = page.first[page.sent[i]]
    return any(page.low[k] == part and page.toks[k].rel == "case" and page.head[page.head[k]] == i for k in range(start, i))


def past_link(page: Page, i: int) -> int:
    """The token behind the address of a linked word that ends before token ``i``: "[следует](https://...) из"; else ``i``."""
    end = page.last[page.sent[i - 1]]
    if i + 2 >= end or page.toks[i].text != "]" or page.toks[i + 1].text != "(":
        return i
    return next((k + 1 for k in range(i + 2, min(i + 5, end)) if page.toks[k].text == ")"), i)


@cache
def _parts(cue: str) -> list[str]:
    return plain(cue).split()


def _word(page: Page, i: int, rows: list[CueRow]) -> Cue | None:
    best: Cue | None = None
    for row in rows:
        parts = _parts(row.cue)
        first, last = i, i + 1
        if parts[0] == "не":
            if i == 0 or page.low[i - 1] != "не":
                continue
            first, parts = i - 1, parts[1:]
        missing = False
        for part in parts[1:]:
            at = past_link(page, last)
            near = [k for k in range(at, min(at + 3, page.last[page.sent[i]])) if page.low[k] == part]
            if not near and not _ahead(page, i, part):
                missing = True
                break
            last = near[0] + 1 if near else last
        if missing:
            continue
        if best is None or last - first > best.last - best.first:
            best = Cue(first, last, i, row)
    return best
