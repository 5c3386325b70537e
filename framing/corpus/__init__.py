"""Documents and tables: analyse, open, filter, correct."""

from __future__ import annotations

from framing.corpus.analyse import CorpusExists, analyse, analyse_texts
from framing.corpus.corpus import TABLES, Corpus, load
from framing.corpus.targeted import targeted_tone

__all__ = ["TABLES", "Corpus", "CorpusExists", "analyse", "analyse_texts", "load", "targeted_tone"]
