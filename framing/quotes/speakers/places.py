"""Speakers by place: "в полиции сообщили"."""

from __future__ import annotations

from framing.quotes.cast import INSTITUTION, Cast
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import inside, take


def place_speaks(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """В полиции сообщили: the institution speaks."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective") or page.toks[d.cue_at].feat("Number") != "Plur":
        return False
    v = d.cue_at
    for _ in range(3):
        k = place_of(page, cast, d, v)
        if k >= 0:
            return take(page, cast, d, k)
        if page.toks[v].rel != "conj" or page.head[v] < 0:
            return False
        v = page.head[v]
    return False


def place_of(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The institution in "в полиции сообщили", or -1."""
    for k in page.kids[v]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if (
            case
            and case[0] in ("в", "во", "на", "из")
            and page.toks[k].feat("Case") in ("Loc", "", "Gen")
            and is_institution(page, cast, d, k)
        ):
            return k
    opens = page.first[page.sent[v]]
    if page.low[opens] in ("в", "во", "на") and page.head[opens] > opens and not any(page.finite(i) for i in range(opens, v)):
        k = page.head[opens]
        if k < v and page.toks[k].feat("Case") == "Loc" and INSTITUTION.search(page.lemma[k]) and not inside(page, d, k):
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


def is_institution(page: Page, cast: Cast, d: Draft, k: int) -> bool:
    """Whether token ``k`` names a body that can speak for itself."""
    if page.toks[k].pos not in ("NOUN", "PROPN", "X") or inside(page, d, k):
        return False
    if INSTITUTION.search(page.lemma[k]) or any(m.type in ("ORG", "MEDIA", "GROUP", "LOC") for m in cast.mentions(k)):
        return True
    return page.toks[k].pos != "NOUN" and page.toks[k].text.isupper()
