"""Speakers by layout: words before a colon or after a dash, a line that introduces, an interview."""

from __future__ import annotations

from collections import defaultdict

from framing.quotes.cast import Cast, lifeless, living
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import take
from framing.quotes.speakers.subjects import before_relative
from framing.quotes.syntax import subject_of
from framing.quotes.wordlists import RELATIVE, SPEAKING, UTTERANCES


def interviewee(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Ответ: the person whom the words before the first question speak of most, else the whole article."""
    if not d.answer:
        return False
    first = min(x.start for x in (*before, d) if x.rule == "interview")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for m in {m for found in cast.at.values() for m in found if m.type == "PER"}:
        counts[m.actor][0] += m.start < first
        counts[m.actor][1] += 1
    if counts:
        d.actors = (max(counts, key=lambda name: (counts[name], name)),)
    return True


def led(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Орлов на форуме. Главное: ... : the one whom the lead over a list presents; a further item, whoever said the first."""
    if d.rule == "list-after-colon" and d.cue_form == "noun":
        same = next((p for p in before if p.rule == d.rule and p.cue_at == d.cue_at and p.actors), None)
        if same is not None:
            d.actors = same.actors
        return same is not None
    return d.named >= 0 and take(page, cast, d, d.named)


def words_around(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Имя: «...» ; «...» — Имя: the one named in the author's words, in the nominative; subjects first."""
    if d.words[0] < 0:
        return False
    a, b = d.words
    words = [i for i in range(a, b) if not page.is_punct(i) and (d.kind == "source" or not page.speech[i])]
    whose = relative_subject(page, cast, d, words)
    if whose >= 0:
        return take(page, cast, d, whose, "relative-clause")
    nominal_rels = ("nsubj", "root", "appos", "parataxis")
    words.sort(key=lambda i: page.toks[i].rel != "nsubj")
    for i in words:
        rel = page.toks[i].rel.split(":")[0]
        upright = page.toks[i].feat("Case") in ("Nom", "") or (page.toks[i].text.isupper() and rel in nominal_rels)
        fixed = page.lemma[i] == page.low[i] or len(words) == 1  # "Орлова: ..." is no genitive
        fixed = fixed and d.rule in ("headline-colon", "headline-dash", "interview", "marks-name-colon")
        if not upright and not fixed:
            continue
        places = d.rule != "marks-colon-before"
        found = [m for m in cast.mentions(i) if m.type in ("PER", "ORG", "MEDIA", "GROUP") or (places and m.type == "LOC")]
        if found and rel not in ("obj", "iobj", "obl", "nmod"):
            return take(page, cast, d, i)
    if d.rule not in (
        "marks-name-colon",
        "headline-colon",
        "headline-dash",
        "marks-signature",
        "signature-line",
        "interview",
        "marks-colon-before",
    ):
        return False
    for i in words:
        t = page.toks[i]
        upright = t.pos in ("NOUN", "PROPN", "X") and t.feat("Case") in ("Nom", "") and t.rel.split(":")[0] in nominal_rels
        lead = d.rule in ("marks-colon-before", "signature-line", "marks-name-colon")
        if upright and not (lead and (lifeless(page, cast, i) or page.lemma[i] in UTTERANCES)):
            return take(page, cast, d, i)
    if d.rule == "headline-dash":
        named = next(
            (
                i
                for i in words
                if cast.mentions(i)
                or page.lemma[i] in SPEAKING
                or (len(words) == 1 and page.toks[i].pos in ("NOUN", "PROPN", "X"))
            ),
            -1,
        )
        return named >= 0 and take(page, cast, d, named)
    return False


def relative_subject(page: Page, cast: Cast, d: Draft, words: list[int]) -> int:
    """Who acts in the relative clause that leads to a colon: "увидел Петрова, который отшучивается словами: ..."; or -1."""
    if d.rule != "marks-colon-before":
        return -1
    verb = next((i for i in reversed(words) if page.toks[i].pos == "VERB" and page.finite(i)), -1)
    subject = subject_of(page, verb) if verb >= 0 else -1
    if subject < 0 or page.low[subject] not in RELATIVE or page.head[verb] < 0:
        return -1
    who = living(page, cast, before_relative(page, subject, page.head[verb]))
    return who if any(m.type in ("PER", "GROUP") for m in cast.mentions(who)) else -1


def introduced(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A quote that is a paragraph of its own, after a line that says nothing but introduces a person."""
    if d.rule not in ("marks-paragraph", "marks-sentence", "dash-line") or d.cue_at >= 0:
        return False
    n = page.line_at(d.start)
    if n <= 0:
        return False
    line = page.lines[n - 1]
    if any(line.start <= p.start < line.stop for p in before):
        return False
    alone = d.rule == "marks-paragraph" and len({page.sent[i] for i in range(line.first, line.last)}) == 1
    for i in range(line.last - 1, line.first - 1, -1):
        if page.toks[i].rel != "nsubj" or page.toks[i].feat("Case") != "Nom":
            continue
        acts = alone and page.toks[i].feat("Animacy") == "Anim" and page.head[page.head[i]] < 0 and page.toks[i].pos == "NOUN"
        if acts or any(m.type == "PER" for m in cast.mentions(i)):
            done = take(page, cast, d, i)
            d.speaker = (-1, -1)
            return done
    return False
