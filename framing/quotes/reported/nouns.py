"""Noun phrases as contents: "сообщил о взрыве", "подтвердил гибель", "обвинил X в Y"."""

from __future__ import annotations

import re

from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft
from framing.quotes.partial import people_call
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.reading import PREPOSITIONS, Reading, cue_at, draft_of, without_trail
from framing.quotes.reported.topics import only_points, topic_noun
from framing.quotes.syntax import page_end, phrase_of, subject_of, subject_or_place
from framing.quotes.wordlists import ASSERTIVE, EVENTS, OCCASIONS, SETTINGS

_ABSTRACT = re.compile(r"(ость|ние|нье|тие|ство|ция|зия|изм|ота|изна|ство|вка|дка|тка|ща|да|ча|ель)$")

_OCCASION = re.compile(r"(летие|юбилей|годовщина|праздник|рождение|день|место)$")


def noun_phrase(reading: Reading, cue: Cue) -> Draft | None:
    """Подтвердил гибель, сообщил о взрыве, призвал к миру, обвинил X в Y, назвал X Y."""
    page = reading.page
    if cue.row.form not in ("verb", "reflexive") or not cue.row.content or id(cue) in reading.parenthetical_cues:
        return None
    if people_call(reading.page, cue.at):
        return None
    colon = any(d.cue_at == cue.at and d.rule == "marks-colon-before" for d in reading.direct) and "о" in cue.row.content
    if cue.at in reading.used and not colon:
        return None
    v = page.toks[cue.at]
    if cue.at and page.low[cue.at - 1] == "не":
        return None
    if v.feat("VerbForm") == "Part" and v.feat("Variant") != "Short":
        return None
    about = cue.row.content & PREPOSITIONS.keys()
    around = page.kids[cue.at] + [k for j in range(cue.first, cue.last) if j != cue.at for k in page.kids[j]]
    kids = [
        k
        for k in around
        if page.toks[k].rel.split(":")[0] in ("obj", "obl", "iobj", "xcomp", "nsubj", "nmod") and not cue.first <= k < cue.last
    ]
    for k in kids:
        case = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
        if not case and page.toks[cue.last].rel == "case" and cue.last < k and page.under(cue.last, k):
            case = [cue.last]  # "о 44 сбитых дронах": the tree hangs the preposition deeper
        word = page.low[case[0]] if case else ""
        for code in about:
            if word in PREPOSITIONS[code] and topic_noun(page, k) and (k > cue.at or cue.row.form != "reflexive"):
                if (
                    code in ("в", "на", "за")
                    and page.toks[k].feat("Case") not in {"в": ("Loc",), "на": ("Acc",), "за": ("Acc",)}[code]
                ):
                    continue
                return noun_content(reading, cue, k, case[-1] + 1)
    if v.feat("Voice") == "Pass" or cue.row.form == "reflexive":
        return None
    objects = [k for k in kids if page.toks[k].rel == "obj" and not any(page.toks[c].rel == "case" for c in page.kids[k])]
    for k in kids:
        case = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
        word = page.low[case[0]] if case else ""
        t = page.toks[k]
        if (
            "acc+в" in cue.row.content
            and word in ("в", "во")
            and t.feat("Case") == "Loc"
            and k > cue.at
            and objects
            and subject_or_place(page, cue.at) >= 0
        ):
            if page.mark_of[k] >= 0:
                return None
            whom_tokens = [j for x in objects for j in page.tree(x) if j > cue.at]
            return content_of(reading, cue, [*whom_tokens, *(j for j in page.tree(k) if j > case[-1] or whom_tokens)])
        if (
            "acc+в" in cue.row.content
            and word in ("в", "во")
            and t.feat("Case") == "Loc"
            and cue.last < k <= cue.last + 8
            and not objects
            and subject_or_place(page, cue.at) >= 0
        ):
            whom = next(
                (
                    j
                    for j in range(cue.last, case[0])
                    if page.toks[j].pos in ("NOUN", "PROPN", "PRON") and page.toks[j].feat("Case") in ("Acc", "Gen")
                ),
                -1,
            )
            if whom >= 0:
                return content_of(
                    reading, cue, [*range(phrase_of(page, whom)[0], whom + 1), *(j for j in page.tree(k) if j >= case[0])]
                )
        if "acc+с" in cue.row.content and word in ("с", "со") and objects:
            return noun_content(reading, cue, k, min(case[0], *(min(page.tree(x)) for x in objects)))
        if (
            "acc+ins" in cue.row.content
            and not case
            and t.feat("Case") == "Ins"
            and objects
            and t.rel.split(":")[0] in ("obl", "xcomp", "obj", "iobj")
        ):
            if (any(page.mark_of[j] >= 0 for j in page.tree(k)) and page.mark_of[k] >= 0) or any(
                page.mark_of[j] >= 0 and j == x for x in objects for j in (x,)
            ):
                return None
            tokens = [j for x in [k, *objects] for j in page.tree(x)]
            if min(tokens) < cue.at < max(tokens):
                tokens = [j for j in tokens if j > cue.at]
            return content_of(reading, cue, tokens)
        if "acc+как" in cue.row.content and any(page.low[c] == "как" for c in page.kids[k]) and k > cue.at:
            tokens = [j for x in [k, *objects] for j in page.tree(x) if j > cue.at]
            if page.mark_of[k] >= 0:
                return None
            return content_of(reading, cue, tokens)
    for code, cases in (("acc", ("Acc",)), ("gen", ("Gen",)), ("ins", ("Ins",))):
        if code not in cue.row.content:
            continue
        for k in kids:
            t = page.toks[k]
            if (
                t.feat("Case") in cases
                and t.rel.split(":")[0] in ("obj", "obl", "iobj")
                and not any(page.toks[c].rel == "case" for c in page.kids[k])
                and event_noun(reading, k)
            ):
                if code == "gen" and page.low[cue.at - 1] == "не":
                    continue
                return noun_content(reading, cue, k, -1)
    return None


def event_noun(reading: Reading, k: int) -> bool:
    """A noun for an event or a quality ("подтвердил гибель"): a statement even without a preposition."""
    page = reading.page
    t = page.toks[k]
    if only_points(page, k) or t.pos != "NOUN" or t.feat("Animacy") == "Anim" or page.mark_of[k] >= 0:
        return False
    if _OCCASION.search(page.lemma[k]) or page.lemma[k] in OCCASIONS:
        return False
    entity = any(e.start <= t.start < e.stop for e in page.parsed.entities)
    if page.head[k] >= 0 and page.lemma[page.head[k]] in ASSERTIVE and not entity:
        return True
    if any(c.at == k and complementizer(reading, c) >= 0 for c in reading.live):
        return False
    return bool(_ABSTRACT.search(page.lemma[k])) or page.lemma[k] in EVENTS


def noun_content(reading: Reading, cue: Cue, k: int, first: int) -> Draft | None:
    """The draft of the phrase that noun ``k`` heads, from token ``first`` (-1: from its beginning), without further clauses."""
    tree = set(reading.page.tree(k))
    for j in sorted(reading.page.tree(k)):
        # a second clause that the tree hangs on the noun is not part of it
        if (
            reading.page.toks[j].rel in ("conj", "parataxis")
            and reading.page.finite(j)
            and reading.page.head[j] in tree
            and not reading.page.toks[reading.page.head[j]].rel.startswith("acl")
        ):
            tree -= reading.page.tree(j)
    subject = subject_of(reading.page, cue.at)
    if subject >= 0 and subject != k and not cue.first <= subject < cue.last:
        tree -= reading.page.tree(subject)
    tree.discard(cue.at)
    return content_of(reading, cue, [j for j in tree if (first < 0 or j >= first)])


def content_of(reading: Reading, cue: Cue, tokens: list[int]) -> Draft | None:
    """The draft from the first to the last of the tokens, cut at the cue, a semicolon and a parenthetical."""
    page = reading.page
    tokens = [j for j in tokens if not cue.first <= j < cue.last]
    if not tokens:
        return None
    first, last = min(tokens), max(tokens) + 1
    last = next((j for j in range(max(first, cue.last), last) if page.toks[j].text == ";" and page.mark_of[j] < 0), last)
    if first < cue.at < last:
        after = [j for j in tokens if j > cue.at]
        first, last = min(after), max(after) + 1
    last = without_trail(reading, first, last)
    while first < last and page.is_punct(first) and page.toks[first].text not in QUOTES:
        first += 1
    if first >= last:
        return None
    marks = {page.mark_of[j] for j in range(first, last) if not page.is_punct(j) and page.toks[j].pos != "ADP"}
    if len(marks) == 1 and -1 not in marks:
        return None
    for r in reading.parentheticals:
        if first < r.first < last and r.cue is not cue and r.rule != "according-to":
            last = without_trail(reading, first, r.first)
    last = with_circumstances(reading, cue, last)
    return draft_of(reading, cue, "indirect", "noun-phrase", first, last)


def with_circumstances(reading: Reading, cue: Cue, last: int) -> int:
    """One past the prepositional phrases right after the content that the tree hangs on the verb of speech.

    They tell of the event ("обвинил соседа в поставках в нарушение договора"), unless they say when, where or to whom
    it was said.
    """
    page, end = reading.page, page_end(reading.page, cue.at)
    while last < end and last > cue.at and page.toks[last].pos == "ADP" and page.toks[last].rel == "case":
        top = page.head[last]
        phrase = [j for j in page.tree(top) if j >= last] if last < top < end else []
        if not phrase or page.head[top] > top or cue_at(reading, top) or any(page.finite(j) for j in phrase):
            break
        if page.lemma[top] in SETTINGS or page.toks[top].pos == "PRON" or page.toks[top].text[:1].isdigit():
            break
        edge = max(phrase) + 1
        edge = next((j for j in range(last, edge) if page.toks[j].text in {";", ":", "(", "—", "–"}), edge)
        if edge <= top:
            break
        last = edge
    return last
