"""Speakers by complement: "по словам мэра", "заявление министра", "со ссылкой на полицию"."""

from __future__ import annotations

from framing.quotes.cast import Cast, can_speak, lifeless
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.documents import CITED, STATEMENTS, author_of, owner_cited
from framing.quotes.speakers.naming import inside, newcomer, take
from framing.quotes.speakers.places import place_of
from framing.quotes.speakers.pronouns import bystander, one_before, same_voice, several_before, subject_here
from framing.quotes.syntax import nominal, past_participle, subject_of
from framing.quotes.wordlists import DOCUMENTS, PROPOSALS, RELATIVE, UTTERING, speech_words

SILENT_RECORDS = speech_words("silent_records")
"""Whose data and papers are nobody's words: "согласно материалам дела"."""


def before_genitive(page: Page, k: int) -> bool:
    """Whether a genitive stands behind a comma that does not belong there: "по словам, 30-летнего Петра Лужина, он рад"."""
    named = range(k + 1, min(k + 4, page.last[page.sent[k]]))
    return next((page.toks[j].feat("Case") == "Gen" for j in named if page.toks[j].pos == "PROPN"), False)


def cited_before(page: Page, cast: Cast, first: int, which: int) -> int:
    """Whom "которых" means behind a phrase that begins with token ``first``: "участники рынка, по данным которых"; or -1."""
    t = page.toks[which]
    for k in range(first - 2, page.first[page.sent[first]] - 1, -1):
        x = page.toks[k]
        agrees = x.feat("Number") == t.feat("Number") and (t.feat("Number") == "Plur" or x.feat("Gender") == t.feat("Gender"))
        if x.pos in ("NOUN", "PROPN") and agrees and can_speak(page, cast, k):
            return k
        if page.finite(k):
            return -1
    return -1


def on_page(page: Page, cast: Cast, verb: int) -> int:
    """Whose page a message came out on: "в телеграм-канале музея появилось сообщение"; or -1."""
    for k in page.kids[verb]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if case and case[0] in ("в", "на") and page.lemma[k] in DOCUMENTS and page.toks[k].feat("Case") == "Loc":
            return author_of(page, cast, k)
    return -1


def body_spoke(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> Draft | None:
    """Whose paper "согласно сводке" means that has no owner: the body or people that spoke right before, in this line or the
    one before."""
    last = next((p for p in reversed(before) if p.actors and p.kind != "source"), None)
    one = any(page.lemma[k] in STATEMENTS | {"сводка"} for k in range(d.cue_first, d.cue_last))
    if last is None or not one or page.line_at(d.start) - page.line_at(last.start) > 1:
        return None
    return last if cast.kind_of(last.actors[0]) in ("ORG", "GROUP") else None


def complement(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The complement of "по словам ...", "заявление ...", "со ссылкой на ..."."""
    if d.cue_form not in ("phrase", "noun", "relay"):
        return False
    at = d.cue_at
    if d.cue_form == "phrase" and any(page.toks[k].feat("VerbForm") == "Part" and k > at for k in page.kids[at]):
        author = author_of(page, cast, at)  # "согласно информации, опубликованной в газете"
        if author >= 0:
            return take(page, cast, d, author)
    own = [i for i in range(d.cue_first, d.cue_last)] + page.kids[at]
    for i in own:
        if page.low[i] in ("его", "ее", "их") and page.toks[i].pos in ("DET", "PRON"):
            here = same_voice(page, cast, d, i, before) or subject_here(page, cast, d, i) or bystander(page, cast, d, i, before)
            return here or take(page, cast, d, i) or several_before(page, cast, d, i) or one_before(page, cast, d, i)
        if page.low[i] in ("своего", "своему", "своим"):
            return False
        if page.low[i] in RELATIVE and d.cue_form == "phrase" and (whom := cited_before(page, cast, d.cue_first, i)) >= 0:
            return take(page, cast, d, whom)
    if d.cue_form == "noun":
        for k in page.kids[at]:
            if page.toks[k].feat("Variant") == "Short":
                continue
            agent = subject_of(page, k) if page.toks[k].feat("VerbForm") == "Part" and k > at else -1
            if agent < 0 and k > at and page.toks[k].feat("VerbForm") == "Part" and page.toks[k].feat("Voice") == "Pass":
                agent = next((j for j in page.kids[k] if page.toks[j].feat("Case") == "Ins" and nominal(page, j)), -1)
            if agent >= 0:
                return take(page, cast, d, agent)
    for k in page.kids[at]:
        if (
            k > at
            and nominal(page, k)
            and page.toks[k].rel.split(":")[0] in ("nmod", "obl", "obj", "flat", "appos")
            and not inside(page, d, k)
        ):
            if d.cue_form == "noun" and (page.toks[k].feat("Case") not in ("Gen", "") or not can_speak(page, cast, k)):
                continue
            if d.cue_form == "phrase" and page.toks[k].feat("Case") in ("Nom", "Ins", "Loc") and page.toks[k].pos == "NOUN":
                continue  # "по некоторым данным автомобиль ..."
            if d.cue_form == "phrase" and any(
                page.toks[c].rel == "case" and page.low[c] in ("на", "в", "о", "об", "к", "за") for c in page.kids[k]
            ):
                continue
            if d.cue_form == "phrase" and page.lemma[k] in SILENT_RECORDS and lifeless(page, cast, k):
                d.nobody = True
                return True  # "согласно материалам дела"
            if d.cue_form == "relay":
                newcomer(page, cast, k)
            return take(page, cast, d, k)
    if d.cue_form in ("phrase", "relay"):
        for k in range(d.cue_last, min(d.cue_last + (6 if d.cue_form == "relay" else 4), len(page.toks))):
            if page.toks[k].pos in ("NOUN", "PROPN", "X") and not inside(page, d, k):
                top = past_participle(page, k, d.cue_last)
                while page.head[top] > at and page.toks[page.head[top]].pos in ("NOUN", "PROPN") and page.head[top] < k + 5:
                    top = page.head[top]
                if page.toks[top].rel.startswith("nsubj") and page.toks[top].feat("Case") == "Nom":
                    break  # "по некоторым данным автомобиль принадлежит ..."
                paper = page.lemma[top] in DOCUMENTS | PROPOSALS or page.lemma[top] in ("информация", "данные", "сведение")
                if d.cue_form == "relay":
                    newcomer(page, cast, top)
                own_paper = page.lemma[top] in CITED and any(page.lemma[j] in ("собственный", "свой") for j in page.kids[top])
                teller = subject_of(page, page.head[d.cue_first]) if own_paper and page.head[d.cue_first] >= 0 else -1
                teller = subject_of(page, page.head[at - 1]) if own_paper and teller < 0 else teller
                if teller >= 0:
                    return take(page, cast, d, teller)  # "пишет РБК со ссылкой на собственные расчёты"
                of_phrase = paper and d.cue_form == "phrase"
                author = author_of(page, cast, top) if of_phrase else owner_cited(page, cast, top)
                return take(page, cast, d, author if author >= 0 else top)
            stray = page.toks[k].text == "," and k == d.cue_last and before_genitive(page, k)
            if (page.toks[k].text == "," and not stray) or (page.toks[k].pos == "ADP" and page.low[k] not in ("от", "из", "со")):
                break
    adjective = next(
        (
            i
            for i in own
            if page.low[i]
            in ("предварительным", "официальным", "неофициальным", "последним", "разным", "некоторым", "имеющимся", "различным")
        ),
        -1,
    )
    if d.cue_form == "phrase":
        body = body_spoke(page, cast, d, before) if d.cue_kind == "writing" else None
        if body is not None:
            d.actors = body.actors
            return True
        d.nobody = True
        return adjective >= 0 or d.cue_kind == "writing" or page.low[d.cue_last : d.cue_last + 1] == [","]
    if d.cue_form == "noun":
        utters = page.toks[at - 1].pos == "VERB" and page.lemma[at - 1] in UTTERING
        head = at - 1 if utters else page.head[at]
        for _ in range(4):
            if head >= 0 and page.toks[head].pos == "VERB":
                subject = subject_of(page, head)
                if subject == at and (owner := on_page(page, cast, head)) >= 0:
                    return take(page, cast, d, owner)
                joined = page.toks[head].feat("VerbForm") == "Conv" or page.toks[head].rel == "conj"
                if subject < 0 and joined and page.head[head] >= 0:
                    head = page.head[head]  # "нарушив обещание, он ...", "он приехал и выразил сомнение"
                    continue
                place = place_of(page, cast, d, head) if subject < 0 and page.toks[head].feat("Number") == "Plur" else -1
                if place >= 0:
                    return take(page, cast, d, place)  # "позвонили из банка с просьбой"
                speaks = subject >= 0 and subject != at and not inside(page, d, subject) and can_speak(page, cast, subject)
                return speaks and take(page, cast, d, subject)
            head = page.head[head] if head >= 0 else -1
    return False
