"""What kind of thing an organisation is: by words of its name, by what governs it, by what the text says it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.gazetteer import words_of
from framing.actors.state import Ref, Spot
from framing.actors.things import kinds_of, thing_classes
from framing.actors.titles import Phrase


@cache
def _table(where: str) -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """word -> kind words, and (ending, kind word) of one part of ``name_kinds.tsv``."""
    words: dict[str, set[str]] = {}
    ends: list[tuple[str, str]] = []
    for row in seeds.table("name_kinds.tsv"):
        for word in row["words"].split("|") if row["where"] == where else ():
            if word[0] in "-.":
                ends.append((word.lstrip("-"), row["kind"]))
            else:
                words.setdefault(" ".join(words_of(word)), set()).add(row["kind"])
    return {w: frozenset(k) for w, k in words.items()}, tuple(ends)


def by_words(name: str) -> frozenset[str]:
    """Kinds that the words of a name tell ("Bank of Montreal": bank)."""
    words = name.lower().replace("ё", "е").replace("(", " ").replace(")", " ").split()
    return kinds_of(frozenset().union(*map(_by_word, words)))


@lru_cache(maxsize=1 << 12)
def _by_word(word: str) -> frozenset[str]:
    """Kinds that one word of a name tells, whole or by its end."""
    table, ends = _table("in")
    return table.get(word, frozenset()) | {kind for end, kind in ends if word.endswith(end) and len(word) > len(end) + 1}


def by_governors(doc: Doc, k: int) -> frozenset[str]:
    """Kinds that the noun tells whose genitive a name is ("тренер X": club)."""
    h = doc.head[k]
    if h < 0 or doc.rel[k] not in ("nmod", "appos", "flat", "flat:name") or doc.case[k] not in ("Gen", ""):
        return frozenset()
    return kinds_of(_table("of")[0].get(doc.lemma[h], frozenset()))


def settle_kinds(doc: Doc, refs: list[Ref], spots: list[Spot], phrases: list[Phrase], skip: set[int]) -> None:
    """Gives organisations the kinds that the text tells; a predicate or an apposition ("X — крупнейший банк") is no mention."""
    heads = {s.k: s.ref for s in spots if s.ref.type in ("ORG", "MEDIA") and s.kind.startswith("name")}
    for ref in refs:
        if ref.type == "LOC" and not ref.kinds and len(ref.name.split()) < 3:
            ref.likely = _TOWN
    for s in spots:
        if s.k in heads:
            _own_words(doc, s)
    for p in phrases:
        if p.kind == "thing" and not p.plural:
            named = _said_of(doc, p, heads)
            if named is not None:
                named.kinds = named.kinds | kinds_of((p.lemma,)) | p.classes
                skip.add(p.head)
    for ref in {id(r): r for r in heads.values()}.values():
        if not _told(ref):
            ref.kinds = ref.kinds | _known(ref)
        if not _told(ref):
            for name in (ref.name, *ref.aliases):
                ref.likely = ref.likely | by_words(name)
    for k, ref in heads.items():
        if not _told(ref):
            ref.likely = ref.likely | by_governors(doc, k)


def _own_words(doc: Doc, s: Spot) -> None:
    """A name that is a kind word itself ("парламент"), and the channel whose readers are asked to subscribe."""
    start, stop = doc.tokens[s.name[0]].start, doc.tokens[s.name[1] - 1].stop
    if s.name[1] - s.name[0] == 1 and thing_classes(doc.lemma[s.k]):
        s.ref.kinds = s.ref.kinds | kinds_of((doc.lemma[s.k],))
    if _ASKED.search(doc.text[max(0, start - 30) : start]) or _LINKED.match(doc.text[stop : stop + 30]):
        s.ref.type, s.ref.kinds = "MEDIA", s.ref.kinds | kinds_of(("телеграм-канал",))


_ASKED = re.compile(r"[Пп]одпи(?:сывай|шитесь|шись|саться)[^.!?\n]{0,12}$")
_LINKED = re.compile(r"[*_»\"]*\]\(https?://t\.me/")


_TOWN = frozenset(["city"])
"""What a place without a word for what it is mostly is."""


def _told(ref: Ref) -> bool:
    """Has an actor a kind already?"""
    return any(thing_classes(x.removeprefix("head:")) for x in ref.kinds)


def _known(ref: Ref) -> frozenset[str]:
    """Kinds of a name that everybody knows."""
    table = _table("is")[0]
    names = (" ".join(words_of(name)).lower().replace("ё", "е") for name in (ref.name, *ref.aliases))
    return kinds_of(word for name in names for word in table.get(name, ()))


def _said_of(doc: Doc, p: Phrase, heads: dict[int, Ref]) -> Ref | None:
    """Of what the text says that it is this: "X — банк", "X является банком", "X, крупнейший банк Европы,"."""
    k = p.head
    if any(doc.rel[x] == "case" for x in doc.kids[k]):
        return None
    for x in doc.kids[k]:
        if doc.rel[x] == "nsubj" and x in heads and x < k and doc.case[k] in ("Nom", "Ins"):
            return heads[x]
    h = doc.head[k]
    if doc.rel[k] == "appos" and h in heads and h < p.i and doc.case[k] == doc.case[h] and doc.tokens[p.i - 1].text in ",—–(-":
        return heads[h]
    return None
