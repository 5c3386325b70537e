"""Nouns that by their form women alone are called."""

from __future__ import annotations

import re
from functools import cache

from framing.actors.doc import Doc
from framing.actors.morph import known

_FEMALE = re.compile(r"(?:[нчщ]ица|анка|янка|енка|ичка|ачка|истка|ентка|антка|дка|шка|рша|иня|есса)$")
_ADJECTIVAL = re.compile(r"(?:[ыи]й|ая|яя|ой)$")
_FEMALE_FORM = re.compile(r"(?:ая|яя|ую|юю|ой|ей|ою|ею)$")


def noun_gender(doc: Doc, k: int) -> str:
    """ "f" for nouns that women alone are called by their form ("соседка", "героиня", "подозреваемой"), else ""."""
    lemma = doc.lemma[k]
    if _ADJECTIVAL.search(lemma):
        return "f" if doc.gender[k] == "f" and doc.number[k] == "s" and _FEMALE_FORM.search(doc.low[k]) else ""
    return "f" if _FEMALE.search(lemma) and _woman(lemma) else ""


@cache
def _woman(lemma: str) -> bool:
    """Are all readings of a noun feminine and alive ("убийца", "коллега": men too)?"""
    found = [r.marks for r in known(lemma) if "NOUN" in r.marks and "nomn" in r.marks]
    return bool(found) and all({"anim", "femn"} <= m and not m & {"ms-f", "Ms-f", "GNdr"} for m in found)
