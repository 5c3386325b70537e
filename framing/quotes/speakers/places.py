"""Speakers by place: "в полиции сообщили"."""

from __future__ import annotations

from framing.quotes.cast import INSTITUTION_ENDS, Cast
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import inside, take
from framing.quotes.syntax import dictionary_form, joined_to, main_verb, phrase_of, root_of, subject_of
from framing.quotes.telling import past_medium
from framing.quotes.wordlists import SETTINGS, speech_words

NOBODYS = speech_words("nobodys")
"""Places where anybody may speak."""


def place_speaks(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """В полиции сообщили: the institution speaks."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective"):
        return False
    v = main_verb(page, d.cue_at) if page.toks[d.cue_at].feat("VerbForm") == "Conv" else d.cue_at
    if page.toks[v].feat("Number") != "Plur" or (v != d.cue_at and subject_of(page, v) >= 0):
        return False  # "в союзе отреагировали, заявив"
    above = page.head[v] if page.toks[v].rel == "conj" and page.head[v] >= 0 else v
    said_there = d.cue_form == "verb" and any(page.low[k] == "там" for x in (v, above) for k in page.kids[x])
    if said_there and there(page, cast, d, before):
        return True
    for _ in range(3):
        k = place_of(page, cast, d, v)
        if k >= 0:
            d.nobody = several_places(page, cast, k)
            return d.nobody or take(page, cast, d, k)
        if page.toks[v].rel != "conj" or page.head[v] < 0:
            return False
        v = page.head[v]
    return False


def several_places(page: Page, cast: Cast, k: int) -> bool:
    """Whether a noun is the first of three places or more, where people in general speak: "сообщали в Бровске, Солтаве и
    Мирном"."""
    places = [k, *joined_to(page, k)]
    return len(places) > 2 and all(any(m.type == "LOC" for m in cast.mentions(j)) for j in places[:2])


def there(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Там добавили, что ...: the body that spoke last, else the one named last, in this line or the two before it."""
    line, at = page.line_at(page.toks[d.cue_at].start), page.first[page.sent[d.cue_at]]
    root = root_of(page, page.sent[d.cue_at] - 1)
    reacts = root >= 0 and page.toks[root].feat("Number") == "Plur" and subject_of(page, root) < 0 and not page.speech[root]
    k = place_of(page, cast, d, root) if reacts else -1
    if k >= 0:
        return take(page, cast, d, k, "there")  # "В комитете отреагировали на это. Там сообщили"
    body = ("ORG", "MEDIA", "LOC", "GROUP")
    for p in reversed(before):
        if line - page.line_at(p.start) > 2:
            break
        if len(p.actors) == 1 and p.kind != "source" and cast.types.get(p.actors[0], body[0]) in body:
            d.actors, d.speaker_rule = p.actors, "there"
            return True
    for k in range(at - 1, -1, -1):
        if line - page.line_at(page.toks[k].start) > 2:
            break
        named = [] if page.speech[k] else [m for m in cast.mentions(k) if m.type in ("ORG", "MEDIA")]
        if named or (page.toks[k].rel == "nsubj" and page.lemma[k].endswith(INSTITUTION_ENDS) and not page.speech[k]):
            return take(page, cast, d, k, "there")
    return False


def place_of(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The institution in "в полиции сообщили", or -1."""
    for k in page.kids[v]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if (
            case
            and case[0] in ("в", "во", "на", "из")
            and (page.toks[k].feat("Case") in ("Loc", "", "Gen") or undeclined(page, cast, k))
            and (is_institution(page, cast, d, k) or asked_there(page, cast, d, v, k))
        ):
            return k
    opens = page.first[page.sent[v]]
    if page.low[opens] in ("в", "во", "на") and page.head[opens] > opens and not any(page.finite(i) for i in range(opens, v)):
        k = page.head[opens]
        if k < v and page.toks[k].feat("Case") == "Loc" and page.lemma[k].endswith(INSTITUTION_ENDS) and not inside(page, d, k):
            return k
    for i in range(v + 1, min(v + 8, page.last[page.sent[v]] - 1)):  # where the tree hangs it elsewhere
        if page.toks[i].text in {",", ":", ";"}:
            break
        if (
            page.low[i] in ("в", "во")
            and page.toks[i].rel == "case"
            and page.head[i] > i
            and page.toks[page.head[i]].feat("Case") == "Loc"
        ):
            return page.head[i] if is_institution(page, cast, d, page.head[i]) else -1
    return -1


def undeclined(page: Page, cast: Cast, k: int) -> bool:
    """Whether a body's name in marks keeps its dictionary form behind "в", whatever case the tagger gives it: "в «Северавто»"."""
    body = any(m.kind == "name" and m.type in ("ORG", "MEDIA") for m in cast.mentions(k))
    return body and page.mark_of[k] >= 0 and dictionary_form(page, k)


def asked_there(page: Page, cast: Cast, d: Draft, v: int, k: int) -> bool:
    """Whether noun ``k`` tells where a medium was told something, right behind its name: "сообщили Globus в гавани"."""
    told = past_medium(page, cast, v)
    beside = 0 < told == phrase_of(page, k)[0] - 1
    return beside and page.toks[k].pos == "NOUN" and page.lemma[k] not in SETTINGS | NOBODYS and not inside(page, d, k)


def is_institution(page: Page, cast: Cast, d: Draft, k: int) -> bool:
    """Whether token ``k`` names a body that can speak for itself."""
    if page.toks[k].pos not in ("NOUN", "PROPN", "X") or inside(page, d, k):
        return False
    if page.lemma[k] in NOBODYS and page.toks[k].text.islower() and not any(page.toks[j].pos != "ADP" for j in page.kids[k]):
        return False
    if page.lemma[k].endswith(INSTITUTION_ENDS) or any(m.type in ("ORG", "MEDIA", "GROUP", "LOC") for m in cast.mentions(k)):
        return True
    marked = page.named_mark(k) and page.outer[page.mark_of[k]].start == page.toks[k].start and page.toks[k].text[:1].isupper()
    return marked or (page.toks[k].pos != "NOUN" and page.toks[k].text.isupper())
