"""The measures: each takes tables first and gives a plain frame; ``__all__`` names them for the command line and the menus.

What all of them share. *Tables*: a corpus, the path of its folder, one of its tables as a frame, or a dict of frames.
``by``: any article column, "day", "week", "month", "year", or "period" (which picks one); several in a tuple.
``zones``: headline, lead, subhead and body are counted unless told otherwise (``"all"``: everything).
``duplicates``: "cluster" counts each story once in each group, "count" every copy, "drop" only the originals of the whole
corpus; in all three, intervals resample stories. Unless told otherwise, what counts words in the texts as they stand
(frequency, kwic, ngrams, collocates, dispersion, tfidf, timeline) counts every copy, so that the counts sum to the corpus;
what compares or describes (keyness and all measures of actors) counts each story once. More than 30,000 stories are
resampled in that many random bundles. ``actors``: names, or a number for the most mentioned.
Measured tables have ``value, low, high, n, coverage, note``; below 10 mentions or 3 articles there is no interval.
"""

from framing.measures._tables import PERIODS
from framing.measures.association import collocates, dispersion, keyness
from framing.measures.epithets import epithets
from framing.measures.evidence import evidence, passages
from framing.measures.grammar import agency, constructions
from framing.measures.portrait import compare, profile
from framing.measures.portrayal import prominence, quote_kinds, source_entropy, tone, visibility, voice
from framing.measures.words import frequency, kwic, ngrams, similar, tfidf, timeline

__all__ = [
    "agency",
    "collocates",
    "compare",
    "constructions",
    "dispersion",
    "epithets",
    "frequency",
    "keyness",
    "kwic",
    "ngrams",
    "passages",
    "profile",
    "prominence",
    "quote_kinds",
    "similar",
    "source_entropy",
    "tfidf",
    "timeline",
    "tone",
    "visibility",
    "voice",
]
_ALSO = (evidence, PERIODS)
