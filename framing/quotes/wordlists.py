"""Closed lists of words that the rules ask about, from ``seeds/ru/speech_words.tsv``."""

from __future__ import annotations

from functools import cache

from framing import seeds


@cache
def speech_words(group: str, lang: str = "ru") -> frozenset[str]:
    """The words of one group. Raises KeyError where the group is missing."""
    rows = {row["group"]: row["words"] for row in seeds.table("speech_words.tsv", lang)}
    return frozenset(rows[group].split())


THIRD = speech_words("third")
RELATIVE = speech_words("relative")
POINTING = speech_words("pointing")
POINTERS = speech_words("pointers")
"""Words that stand for others: pronouns of the third person, relative ones, and words that only point."""

MEDIA_NOUNS = speech_words("media_nouns")
DOCUMENTS = speech_words("documents")
BODIES = speech_words("bodies")
INSTITUTIONS = speech_words("institutions")
OFFICES = speech_words("offices")
NEWCOMERS = speech_words("newcomers")
SPEAKING = speech_words("speaking") | MEDIA_NOUNS
"""Common nouns that can name a speaker: media, documents, bodies, offices of one holder, roles that bring in somebody new."""

NEWS = speech_words("news")
THAT = speech_words("that")
ASK = speech_words("ask")
LINKERS = speech_words("linkers")
"""Words that open a content clause, a reported question, or a sentence before a parenthetical."""

MODAL = speech_words("modal")
POWERS = speech_words("powers")
OF_THINGS = speech_words("of_things")
REPORTING = speech_words("reporting")
ORDERS = speech_words("orders")
UTTERING = speech_words("utter")
ASSERTIVE = speech_words("assertive")
RELAY_VERBS = speech_words("relays")
INFORMING = speech_words("informing")
"""Verbs by how they speak: orders, under a modal or right, of things, with a noun of speech, asserting, relaying, with whom they
inform as object."""

DENIALS = speech_words("denials")
CLAIMS = speech_words("claims")
NOT_TELLING = speech_words("not_telling")
NOT_LISTING = speech_words("not_listing")
STANCES = speech_words("stances")
UNABLE = speech_words("unable")
PLANS = speech_words("plans")
"""Verbs that deny, what they deny where it is another's claim, verbs of speech that tell nothing of what "об этом" means, and
those that lead on to a list of things. Verbs that tell an opinion with "не" too ("не считает, что"), that with "не" say that
nothing was said ("не стал"), and under which it is not said yet ("намерен заявить")."""

ACTS = speech_words("acts")
TOLD = speech_words("told")
MADE = speech_words("made")
MAKING = speech_words("making")
RECORDS = speech_words("records")
PARTS = speech_words("parts")
DEEDS = speech_words("deeds")
DEMANDS = speech_words("demands")
TITLED = speech_words("titled")
STATUS = frozenset(["иноагент", "иностранный агент", "нежелательный организация"])
STUDIES = speech_words("studies")
"""Nouns of acts with a title in marks, of what can be told ("эту информацию"), of what one makes ("такой вывод", with the verbs
for that), of what one refers to, of parts of a whole, verbs that tell of deeds as well, nouns of
demands and cries, of what bears its name in marks ("статья «...»"), and
what the law calls people."""

CONTRAST = speech_words("contrast")
PROPOSALS = speech_words("proposals")
"""Words that turn to something else, and what is somebody's own: "согласно инициативе министра" is told by the minister."""

UTTERANCES = speech_words("utterances")
SPEECHES = speech_words("speeches")
GIST = speech_words("gist")
"""Nouns for what somebody said, over a list of it or behind a dash, for an occasion of speaking, and words for the gist of it."""

OCCASIONS = speech_words("occasions")
EVENTS = speech_words("events")
GOODS = speech_words("goods")
SETTINGS = speech_words("settings")
WORDS_SAID = speech_words("words")
"""Nouns by what they can be told as: occasions, events, things one asks for, times and places of speaking, words that somebody
said."""
