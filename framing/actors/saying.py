"""Who says something, and who said something before: "он отметил", "по его словам"."""

from __future__ import annotations

from functools import cache

from framing import seeds
from framing.actors.doc import Doc
from framing.actors.syntax import clause, passive, role
from framing.actors.words import pronoun_words as words


@cache
def telling() -> frozenset[str]:
    """Verbs whose subject says, writes or thinks what follows: those of ``cues.tsv`` with "что" or a quote after them."""
    rows = (r for r in seeds.table("cues.tsv") if r["form"] == "verb" and {"что", "quote"} & set(r["government"].split()))
    return frozenset(r["cue"].replace("ё", "е") for r in rows)


def tells(doc: Doc, k: int) -> bool:
    """Is the noun or pronoun at ``k`` somebody who says something: a verb's subject, or whose words are told?"""
    place = role(doc, k)
    if place == "s":
        verb = clause(doc, k)
        return doc.lemma[verb] in telling() and not passive(doc, verb)
    return place == "g" and whose_words(doc, k)


def whose_words(doc: Doc, k: int) -> bool:
    """ "По словам X", "по его мнению"."""
    h = doc.head[k]
    return h >= 0 and doc.lemma[h] in words("speech") and any(doc.low[x] in ("по", "согласно") for x in doc.kids[h])


def adds(doc: Doc, k: int) -> bool:
    """Does who speaks at ``k`` say more: "он добавил", "он также сказал"?"""
    verb = clause(doc, k)
    near = range(max(doc.first[doc.sent[k]], min(k, verb) - 3), min(max(k, verb) + 2, len(doc)))
    return doc.lemma[verb] in words("adds") or any(doc.low[x] in words("more") for x in near)
