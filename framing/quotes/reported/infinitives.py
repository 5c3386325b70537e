"""Infinitives as contents: "призвал прекратить", "потребовал вернуть", "обещает помочь"."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft, Page
from framing.quotes.reported.reading import Reading, draft_of, place_named, without_trail
from framing.quotes.reported.trailing import Content, end_of
from framing.quotes.syntax import owned, phrase_of, subject_of
from framing.quotes.wordlists import INFORMING


def infinitive(reading: Reading, cue: Cue) -> Draft | None:
    """Призвал прекратить, потребовал вернуть, обещает помочь."""
    page = reading.page
    noun = cue.row.form == "noun" and cue.row.stance == "demand"
    named = owned(page, cue.at, page.last[page.sent[cue.at]]) and page.lemma[cue.at] != "просьба"
    if noun and page.low[cue.first - 1] == "на" and page.low[cue.first - 2] != "несмотря" and not named:
        return None  # "на просьбу показать договор не ответили"
    if cue.row.form == "verb" and (k := judged_deed(reading, cue)) >= 0:
        first = cue.last + 1
        return draft_of(reading, cue, "indirect", "infinitive", first, end_of(reading, cue, Content("infinitive", first, k)))
    if cue.row.form not in ("verb", "noun") or not ("inf" in cue.row.content or noun):
        return None
    if page.toks[cue.at].feat("Variant") == "Short" and cue.row.form == "verb":
        return None
    if cue.row.cue == "сказать" and not bids(page, cue):
        return None
    kids = [k for k in page.kids[cue.at] if page.toks[k].feat("VerbForm") == "Inf" and k > cue.at]
    kids = kids or ([] if page.lemma[cue.at] in INFORMING else deeper(reading, cue))
    if not kids and not noun:
        return fronted_infinitive(reading, cue)
    if not kids or (noun and not close_to(reading, cue, kids[0])):
        return None
    k = kids[0]
    if page.kid(k, "mark") >= 0:
        return None  # "просят код, чтобы войти"
    if noun and page.mark_of[k] >= 0 and page.mark_of[k] != page.mark_of[cue.at]:
        return None  # "обещание «не вмешиваться»": words in marks, whatever the tree joins to them
    first = max(cue.last, min(j for j in page.tree(k) if j > cue.at))
    while first < k and page.is_punct(first) and page.toks[first].text not in QUOTES:
        first += 1
    last = end_of(reading, cue, Content("infinitive", first, k))
    return draft_of(reading, cue, "indirect", "infinitive", first, last)


def bids(page: Page, cue: Cue) -> bool:
    """Whether a verb that only tells can ask for something: "сказал уйти", not "сказать и уйти", "так ей сказал сделать
    сосед"."""
    before = page.low[max(page.first[page.sent[cue.at]], cue.first - 2) : cue.first]
    return page.toks[cue.at].feat("Tense") == "Past" and "так" not in before


def close_to(reading: Reading, cue: Cue, k: int) -> bool:
    """Whether an infinitive follows its noun, but for its own words and those to whom it is said."""
    page = reading.page
    between = [j for j in range(cue.last, k) if not page.under(j, k)]
    return len(between) <= 4 and not any(page.finite(j) or page.toks[j].text in {",", ";"} for j in between)


def deeper(reading: Reading, cue: Cue) -> list[int]:
    """The infinitive that the tree hangs on a noun between: "с призывом к спикеру уйти"."""
    page = reading.page
    for j in range(cue.last, min(cue.last + 10, page.last[page.sent[cue.at]])):
        if page.finite(j) or page.toks[j].text in {",", ";", ":", "."}:
            break
        if page.toks[j].feat("VerbForm") == "Inf":
            return [j] if page.toks[page.head[j]].pos in ("NOUN", "PROPN") and page.under(j, cue.at) else []
    return []


def fronted_infinitive(reading: Reading, cue: Cue) -> Draft | None:
    """Отказываться от помощи врач не советует: the infinitive opens the sentence."""
    page = reading.page
    subject = subject_of(page, cue.at)
    k = next((j for j in page.kids[cue.at] if page.toks[j].feat("VerbForm") == "Inf" and j < cue.first), -1)
    if k < 0 or page.toks[k].rel.split(":")[0] not in ("xcomp", "csubj", "ccomp"):
        return None
    opens = k == page.first[page.sent[k]]
    said = subject > cue.at or (subject < 0 and page.toks[cue.at].feat("Number") == "Plur" and place_named(reading, cue) > cue.at)
    if opens and said:
        return draft_of(reading, cue, "indirect", "infinitive", k, without_trail(reading, k, cue.first))
    if not k < subject < cue.at:
        return None
    first = min(page.tree(k))
    last = phrase_of(page, subject)[0]
    return draft_of(reading, cue, "indirect", "infinitive", first, without_trail(reading, first, last)) if k < last else None


def judged_deed(reading: Reading, cue: Cue) -> int:
    """The infinitive that a verb holds to be of some kind: "считает необходимым закрыть мост"; or -1."""
    page, i = reading.page, cue.last
    end = page.last[page.sent[cue.at]]
    if "acc+ins" not in cue.row.content or i >= end or page.toks[i].pos != "ADJ" or page.toks[i].feat("Case") != "Ins":
        return -1
    k = next((j for j in range(i + 1, min(i + 5, end)) if page.toks[j].feat("VerbForm") == "Inf" or page.is_punct(j)), -1)
    return k if k >= 0 and page.toks[k].feat("VerbForm") == "Inf" and page.toks[i].feat("Gender") != "Fem" else -1
