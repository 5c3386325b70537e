"""Who tells a medium, where only the order of the words shows it: "рассказал Globus Лужин", "рассказали Globus сексологи"."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.page import Page
from framing.quotes.syntax import agrees_with_verb, page_end, subject_of, unknown_plural
from framing.quotes.wordlists import MEDIA_NOUNS, NEWCOMERS


def subject_told(page: Page, cast: Cast, v: int) -> int:
    """The subject of a verb: who tells it to the medium behind the verb, else the tree's; -1 where there is none."""
    teller = who_tells(page, cast, v)
    return teller if teller >= 0 else subject_of(page, v)


def who_tells(page: Page, cast: Cast, v: int) -> int:
    """Who tells it to the medium whose name without cases stands right behind a finite verb, whatever the tree says: "рассказал
    Globus Лужин", "рассказали Globus сексологи", "рассказала Globus одна из туристок"; or -1."""
    first = past_medium(page, cast, v)
    if first < 0:
        return -1
    i = past_adjectives(page, first, page_end(page, v))
    if i >= page_end(page, v) or page.speech[i] or page.lemma[i] in MEDIA_NOUNS:
        return -1
    if page.toks[v].feat("Number") == "Plur" and unknown_plural(page, i):
        return i
    t = page.toks[i]
    if t.pos == "NUM" and page.head[i] > i and page.lemma[page.head[i]] in NEWCOMERS and page.toks[v].feat("Number") == "Plur":
        return page.head[i]  # "сообщили Globus три источника"
    one = page.low[i] in ("один", "одна") and page.low[min(i + 1, page_end(page, v) - 1)] == "из"
    somebody = t.feat("Animacy") == "Anim" or page.lemma[i] in NEWCOMERS
    upright = t.pos in ("NOUN", "PROPN") and t.feat("Case") == "Nom" and somebody
    return i if (one or upright) and agrees_with_verb(page, i, v) else -1


def past_medium(page: Page, cast: Cast, v: int) -> int:
    """One past the name without cases of a medium right behind a finite verb; or -1."""
    if page.toks[v].feat("VerbForm") != "Fin" or v + 1 >= page_end(page, v) or page.toks[v + 1].feat("Case") not in ("", "Dat"):
        return -1
    told = [m for m in cast.at.get(v + 1, []) if m.kind == "name" and m.start == page.toks[v + 1].start]
    told = [m for m in told if m.type == "MEDIA" or m.text[:1].isascii()]
    return page.token_upto(max(m.stop for m in told)) if told else -1


def past_adjectives(page: Page, i: int, stop: int) -> int:
    """The noun behind adjectives in the nominative, a prisoner or a wounded one too: "пленный младший лейтенант"; else ``i``."""
    k = i
    while k < stop and page.toks[k].feat("Case") == "Nom" and describing(page, k):
        k += 1
    noun = k < stop and page.toks[k].feat("Case") == "Nom" and page.toks[k].pos in ("NOUN", "PROPN", "NUM")
    return k if noun else max(i, k - 1)


def describing(page: Page, k: int) -> bool:
    """Whether a word has the form of an adjective."""
    return page.toks[k].pos in ("ADJ", "DET") or (page.toks[k].pos == "NOUN" and page.lemma[k].endswith(("ый", "ий", "ой")))

