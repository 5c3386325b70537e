"""Bodies called by a common noun ("полиция", "ведомство"): the named one that is meant."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.apposition import name_beside
from framing.quotes.syntax import own_words
from framing.quotes.wordlists import MEDIA_NOUNS, speech_words


def body_named(page: Page, cast: Cast, i: int) -> str:
    """The body that a bare "полиция" or "суд" stands for where the article names only one: "лондонская полиция"."""
    if own_words(page, i) or any(page.toks[k].rel == "amod" for k in page.kids[i]):
        return ""
    bodies = [m for found in cast.at.values() for m in found if m.type == "ORG" and " " in m.actor]
    names = {m.actor for m in bodies if page.lemma[cast.top(m)] == page.lemma[i]}
    return names.pop() if len(names) == 1 else ""


def body_last(page: Page, cast: Cast, i: int, before: list[Draft]) -> str:
    """The body that "ведомство" or "компания" without complement stands for: the last one that spoke or was named as subject."""
    kinds = ("nmod", "acl", "nummod", "appos", "flat", "amod")
    if any(page.toks[k].rel.split(":")[0] in kinds for k in page.kids[i]) or page.toks[i].feat("Number") != "Sing":
        return ""
    head = page.head[i]
    if page.toks[i].rel == "nsubj" and head >= 0 and page.toks[head].feat("Number") == "Plur":
        return ""  # "службы говорят", though the tagger reads a singular
    types = ("MEDIA",) if page.lemma[i] in MEDIA_NOUNS else ("ORG",)
    ministry = page.lemma[i] == "министерство"

    def right(name: str) -> bool:
        fits_noun = not ministry or "мин" in name.lower()
        return name[:1].isupper() and cast.types.get(name) in types and fits_noun

    line = page.line_at(page.toks[i].start)
    for p in reversed(before):
        if line - page.line_at(p.start) > 2:
            break
        if len(p.actors) == 1 and right(p.actors[0]):
            return p.actors[0]
    for j in range(i - 1, max(-1, i - 120), -1):
        if line - page.line_at(page.toks[j].start) > 2:
            break
        if page.toks[j].rel.split(":")[0] in ("nsubj", "root") and not page.speech[j]:
            for m in cast.mentions(j):
                if m.kind in ("name", "name+title") and right(m.actor):
                    return m.actor
    return ""


REPORTS = speech_words("reporting") | {"по данным", "по информации"}


def medium_last(page: Page, cast: Cast, i: int, before: list[Draft]) -> str:
    """The medium that a bare "издание", "агентство" or "газета" stands for: the last one that reported, or ""."""
    if own_words(page, i) or page.toks[i].feat("Number") == "Plur" or any(page.toks[k].rel == "amod" for k in page.kids[i]):
        return ""
    if any(m.name_start >= 0 for m in cast.mentions(i)) or name_beside(page, i):
        return ""
    for p in reversed(before):
        reports = p.cue_lemma in REPORTS or p.rule.startswith(("relay-", "headline"))
        if len(p.actors) == 1 and p.actors[0][:1].isupper():
            type_ = cast.types.get(p.actors[0])
            if type_ == "MEDIA" or (type_ == "ORG" and reports and named_like_medium(page, p)):
                return p.actors[0]
    return ""


def named_like_medium(page: Page, d: Draft) -> bool:
    """Whether the words that name a draft's speaker stand in marks or in Latin letters, as names of media do."""
    a, b = d.speaker
    marked = page.text[a - 1 : a] in ("«", '"', "„") or page.text[b - 1 : b] in ("»", '"')
    return a >= 0 and (page.text[a : a + 1].isascii() or marked)
