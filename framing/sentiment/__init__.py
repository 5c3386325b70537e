"""Lexicon hits, and tone towards each actor, split by voice."""

from __future__ import annotations

from framing.sentiment.lexicon import (
    FORMATS,
    Entry,
    Lexicon,
    Predicate,
    check_lexicon,
    lexicon_names,
    load_lexicon,
    load_predicates,
    write_lexicon,
)
from framing.sentiment.scoring import find_hits
from framing.sentiment.tone import explain, find_tone, find_tones, sure_sign, targeted

__all__ = [
    "FORMATS",
    "Entry",
    "Lexicon",
    "Predicate",
    "check_lexicon",
    "explain",
    "find_hits",
    "find_tone",
    "find_tones",
    "lexicon_names",
    "load_lexicon",
    "load_predicates",
    "sure_sign",
    "targeted",
    "write_lexicon",
]
