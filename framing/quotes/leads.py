"""Lines that lead on to words below them: whose words they present, and the list of statements under them."""

from __future__ import annotations

import re

from framing.quotes.cast import Cast
from framing.quotes.page import Line, Page
from framing.quotes.syntax import subject_of
from framing.quotes.wordlists import GIST, SPEECHES, UTTERANCES, speech_words

_ANSWERING = speech_words("answering")
_GIVING = speech_words("giving")
_TAKING_PLACE = speech_words("taking_place")
_HANDING_ON = speech_words("handing_on")
_OCCASIONS = frozenset(["на", "в", "во", "о", "об", "про", "после", "по"])
_ITEM = re.compile(r"[*_]*([—–•▪●◾◦·]|-(?=[*_]*\s))\ufe0f?[*_\s]*")


def item_sign(page: Page, line: Line) -> str:
    """The sign that a line opens with as an item of a list, or ``""``."""
    m = _ITEM.match(page.text, line.start, line.stop)
    return m.group(1) if m is not None and m.end() < line.stop else ""


def bare(page: Page, line: Line) -> bool:
    """Whether nothing but signs of bold type or italics stands in a line."""
    return not page.text[line.start : line.stop].strip("*_ ")


def list_around(page: Page, n: int) -> tuple[int, list[int]]:
    """The line that leads on to the list in which line ``n`` is an item, and the lines of its items; ``(-1, [])`` for none."""
    sign = item_sign(page, page.lines[n])
    if not sign:
        return -1, []
    items, ends = [n], [-1, len(page.lines)]
    for side, step in ((0, -1), (1, 1)):
        k = n + step
        while 0 <= k < len(page.lines) and (bare(page, page.lines[k]) or item_sign(page, page.lines[k]) == sign):
            items += [] if bare(page, page.lines[k]) else [k]
            k += step
        ends[side] = k
    return ends[0], sorted(items)


def sentences_of(page: Page, line: Line) -> list[tuple[int, int]]:
    """The tokens of each sentence that has a word in a line."""
    numbers = sorted({page.sent[i] for i in range(line.first, line.last) if not page.is_punct(i)})
    return [(max(page.first[s], line.first), min(page.last[s], line.last)) for s in numbers]


def owner(page: Page, cast: Cast, i: int) -> int:
    """The person or people whose words a noun is: a genitive behind it; or -1."""
    for k in page.kids[i]:
        t = page.toks[k]
        people = t.feat("Animacy") == "Anim" or any(m.type in ("PER", "ORG", "GROUP") for m in cast.mentions(k))
        if k > i and t.feat("Case") == "Gen" and t.rel in ("nmod", "appos") and people and page.kid(k, "case") < 0:
            return k
    return -1


def presented(page: Page, cast: Cast, a: int, b: int) -> int:
    """The token that tells whose words the sentence ``a..b`` presents, or -1: "Слова очевидца", "Главное с брифинга Орлова",
    "Орлов на форуме", "Орлов отвечает на вопросы", "Идёт брифинг Орлова", "Приводим слова Орлова"."""
    words = [i for i in range(a, b) if not page.is_punct(i) and page.mark_of[i] < 0]
    verbs = [i for i in words if page.finite(i)]
    gist = any(page.lemma[i] in GIST for i in words)
    held = bool(verbs) and page.lemma[verbs[0]] in _TAKING_PLACE
    ours = bool(verbs) and page.lemma[verbs[0]] in _HANDING_ON and page.toks[verbs[0]].feat("Person") in ("1", "2")
    for i in words:
        of_whom = owner(page, cast, i) if page.lemma[i] in UTTERANCES | SPEECHES else -1
        named = not verbs and page.lemma[i] in UTTERANCES and (page.toks[i].feat("Case") == "Nom" or page.toks[i].rel == "root")
        named = named or (held and page.lemma[i] in SPEECHES and page.toks[i].rel.startswith("nsubj"))
        named = named or (ours and page.lemma[i] in UTTERANCES and page.toks[i].rel == "obj")
        if of_whom >= 0 and (named or (gist and any(page.low[k] in ("с", "со", "из") for k in page.kids[i]))):
            return of_whom
    if not verbs:
        return next((i for i in words[:8] if opens_occasion(page, cast, i, words)), -1)
    subject = subject_of(page, verbs[0])
    talks = page.lemma[verbs[0]] in _ANSWERING or (
        page.lemma[verbs[0]] in _GIVING and any(page.lemma[k] in SPEECHES for k in page.kids[verbs[0]])
    )
    who = talks and subject >= 0 and any(m.type in ("PER", "ORG", "GROUP") for m in cast.mentions(subject))
    return subject if who else -1


def opens_occasion(page: Page, cast: Cast, i: int, words: list[int]) -> bool:
    """Whether token ``i`` is a person's name that the words open with, and where or of what it speaks follows."""
    for m in cast.mentions(i):
        last = page.token_upto(m.stop)
        named = m.type == "PER" and m.name_start >= 0 and page.toks[i].feat("Case") == "Nom"
        opens = named and m.start <= page.toks[words[0]].start and last <= words[-1]
        if opens and last < len(page.toks) and page.low[last] in _OCCASIONS:
            return True
    return False


def is_gist(page: Page, a: int, b: int) -> bool:
    """Whether a sentence without a verb only leads on to what somebody said: "Главное", "Ещё несколько цитат"."""
    words = [i for i in range(a, b) if not page.is_punct(i)]
    alone = len(words) <= 2 and any(page.lemma[i] in GIST or page.low[i] in GIST for i in words)
    told = len(words) <= 4 and any(page.lemma[i] in UTTERANCES for i in words)
    return (alone or told) and not any(page.finite(i) and page.toks[i].pos in ("VERB", "AUX") for i in words)


def lead_speaker(page: Page, cast: Cast, n: int, talk: bool = False) -> int:
    """The token that tells whose words stand in the list under line ``n``, or -1; where they are ``talk``, those of the person of
    whom the line tells anything: "Орлов встретился с рабочими. Главное:"."""
    sentences = sentences_of(page, page.lines[n]) if n >= 0 else []
    if not sentences:
        return -1
    a, b = sentences[-1]
    gist = is_gist(page, a, b)
    who = presented(page, cast, a, b)
    led = who >= 0 and any(page.lemma[i] in GIST | UTTERANCES for i in range(a, b))
    if led or not gist:
        return who if led else -1
    above = next((k for k in range(n - 1, -1, -1) if not bare(page, page.lines[k])), -1)
    before = sentences[:-1] or (sentences_of(page, page.lines[above]) if above >= 0 else [])
    who = next((who for x, y in before if (who := presented(page, cast, x, y)) >= 0), -1)
    return acting(page, cast, *before[-1]) if who < 0 and talk and before else who


def acting(page: Page, cast: Cast, a: int, b: int) -> int:
    """The person named as the subject of the first verb among tokens ``a..b``, or -1."""
    verb = next((i for i in range(a, b) if page.finite(i)), -1)
    subject = subject_of(page, verb) if verb >= 0 else -1
    return subject if any(m.type == "PER" and m.name_start >= 0 for m in cast.mentions(subject)) else -1
