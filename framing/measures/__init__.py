"""The measures: each takes tables first and gives a plain frame; ``__all__`` names them for the command line and the menus."""

from framing.measures.association import keyness
from framing.measures.grammar import agency
from framing.measures.portrait import profile
from framing.measures.portrayal import prominence, quote_kinds, source_entropy, tone, visibility, voice
from framing.measures.words import frequency, kwic, ngrams

__all__ = [
    "agency",
    "frequency",
    "keyness",
    "kwic",
    "ngrams",
    "profile",
    "prominence",
    "quote_kinds",
    "source_entropy",
    "tone",
    "visibility",
    "voice",
]
