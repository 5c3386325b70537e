"""Host clauses: the statement that a parenthetical stands in, as a draft."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, Draft, Page
from framing.quotes.reported.reading import Parenthetical, Reading, blank, draft_of, place_named, puts_down_to
from framing.quotes.reported.sources import only_relays
from framing.quotes.syntax import LABELS, attributive, depth, full_participle, page_end, subject_of
from framing.quotes.telling import subject_told
from framing.quotes.wordlists import (
    CONTRAST,
    DOCUMENTS,
    LINKERS,
    MEDIA_NOUNS,
    ORDERS,
    RELATIVE,
    RELAY_VERBS,
    REPORTING,
    THAT,
    THIRD,
    speech_words,
)

TURNING = speech_words("turning")
_PUT_IN = frozenset(["according-to", "as-clause", "put-in-clause"])


def from_parenthetical(reading: Reading, aside: Parenthetical, drafts: list[Draft]) -> list[Draft]:
    """The statement that a parenthetical stands in, or the parenthetical as a source where the statement is told already."""
    page, cue = reading.page, aside.cue
    at = page.toks[cue.at].start
    if any(d.kind in ("indirect", "direct") and d.start <= at < d.stop for d in drafts):
        return []
    start, _stop = page.span(aside.first, aside.last)
    n = page.sent[cue.at]
    touching = [
        d for d in reading.direct if d.start < page.toks[page.last[n] - 1].stop and page.toks[page.first[n]].start < d.stop
    ]
    beside = [
        d for d in reading.direct if d.cue_at >= 0 and page.sent[d.cue_at] == n and d.cue_at != cue.at and d not in touching
    ]
    if beside or (touching and not words_outside(reading, n, touching, aside)):
        said = cue.row.form == "verb" and not hands_on(page.lemma[cue.at])  # «А, — говорит X. — Б», — сказал депутат
        return (
            [draft_of(reading, cue, "source", "relay-beside-quote", aside.first, aside.last)]
            if start >= 0 and not said and not any(d.cue_at == cue.at for d in touching)
            else []
        )
    span = host_span(reading, aside)
    if span is None:
        return (
            [draft_of(reading, cue, "source", "attribution-alone", aside.first, aside.last)]
            if aside.rule != "according-to" and cue.at not in reading.used
            else []
        )
    span = between_others(reading, aside, (past_label(page, span[0]), span[1]), drafts)
    a, b = page.span(*span)
    told = next((x for x in drafts if x.kind == "indirect" and x.rule in _PUT_IN and x.start < b and a < x.stop), None)
    if told is not None:
        other = next((r for r in reading.parentheticals if r.cue.at == told.cue_at), aside)
        if other is not aside and names_nobody(reading, other) and not names_nobody(reading, aside):
            told.take_cue(cue)  # "по последним данным, мост закрыт, сообщил мэр"
            told.rule = aside.rule
            return []
        named = not names_nobody(reading, aside)
        return [draft_of(reading, cue, "source", "relay-beside-statement", aside.first, aside.last)] if named else []
    governor = host_predicate(reading, aside)
    if foretold(reading, aside, drafts):
        return []
    about = any(d.rule == "about-this" and d.cue_at == governor for d in drafts)
    if about and page.toks[governor].feat("Voice") != "Pass":  # "как передаёт РИА, об этом заявил мэр"
        return [draft_of(reading, cue, "source", "relay-beside-statement", aside.first, aside.last)]
    inner = [d for d in drafts if d.kind == "indirect" and page.sent[d.cue_at] == n and span[0] <= d.cue_at < span[1]]
    stated = [d for d in inner if d.cue_lemma not in ORDERS or d.rule != "infinitive"]
    medium = only_relays(reading, cue) or called_medium(reading, cue)
    by_name = medium and aside.rule != "according-to"
    main = [d for d in stated if d.cue_at == governor or leading(page, aside, d, by_name)]
    begins = turns_away(reading, aside, main)
    if begins > span[0]:
        span, main = (span[0], begins), []
    on_site = cue.row.form == "reflexive" and aside.rule == "put-in-clause" and place_named(reading, cue) >= 0
    whose = told_by(reading, governor) if on_site and any(d.cue_at == governor for d in main) else -1
    posted = whose >= 0 and page.toks[whose].pos != "PRON"  # "завод объявил о закрытии цеха, сообщается на сайте"
    if (medium or passed_on(reading, cue)) and not on_site and tells_more(page, aside, span, main):
        main = []
    if posted or ((main or quotes_words(reading, governor)) and medium):
        return [draft_of(reading, cue, "source", "relay-beside-statement", aside.first, aside.last)]
    on = passed_on(reading, cue)
    rules = ("that-clause", "noun-phrase", "infinitive") if on else ("that-clause",)
    handed = of_medium(reading, cue) or any(says_himself(reading, x) for x in main)
    passes = on or (aside.rule == "according-to" and handed)
    if main and all(d.rule in rules for d in main) and governor in (-1, main[0].cue_at) and passes:
        return [draft_of(reading, cue, "source", "relay-beside-statement", aside.first, aside.last)]
    begins = behind_that(reading, *span)
    if span[0] < begins < aside.first:
        span = (span[0], min(span[1], aside.first))
    d = draft_of(reading, cue, "indirect", aside.rule, *beside_speech(reading, (begins, span[1]), aside))
    if d.start < 0:
        return []
    if any(x.start < d.stop and d.start < x.stop for x in reading.direct):
        return []
    marks = {page.mark_of[i] for i in range(page.token_from(d.start), page.token_upto(d.stop)) if not page.is_punct(i)}
    if len(marks) == 1 and -1 not in marks and not short_name(reading, next(iter(marks))):
        mark = page.outer[next(iter(marks))]
        whole = page.has_clause(page.token_from(mark.start), page.token_upto(mark.stop))
        d.kind = "direct" if whole and (aside.rule == "as-clause" or opens_sentence(page, aside)) else "partial"
        d.rule, d.start, d.stop = "marks-after-cue", mark.start, mark.stop
    for x in inner:
        if d.start <= x.start and x.stop <= d.stop and x in drafts:
            drafts.remove(x)
    for x in [x for x in drafts if x.kind == "source" and d.start <= x.start and x.stop <= d.stop]:
        drafts.remove(x)
    if speaks_in_first_person(reading, span, aside):
        d.kind, d.rule = "direct", aside.rule + "-first-person"
    return [d]


def opens_sentence(page: Page, aside: Parenthetical) -> bool:
    """Whether nothing but a conjunction stands before put-in words in their sentence: "По словам мэра, «мост закрыт»"."""
    before = range(page.first[page.sent[aside.first]], aside.first)
    return all(page.is_punct(i) or page.toks[i].pos in ("CCONJ", "PART") for i in before)


def past_label(page: Page, i: int) -> int:
    """The token behind a label that opens a statement: "UPD: | порт открыт"; else ``i``."""
    word = next((k for k in range(i, page_end(page, i) - 1) if not page.is_punct(k)), i)
    colon = next((k for k in range(word + 1, min(word + 4, page_end(page, word))) if page.toks[k].text in {":", "."}), -1)
    return colon + 1 if page.low[word] in LABELS and colon >= 0 and blank(page, word + 1, colon) else i


def names_nobody(reading: Reading, aside: Parenthetical) -> bool:
    """Whether put-in words tell of no speaker: "как сообщается", "по предварительным данным"."""
    page, cue = reading.page, aside.cue
    if aside.rule == "according-to":
        owned = any(page.low[i] in THIRD or page.low[i] in RELATIVE for i in range(aside.first, aside.last))
        return aside.last == cue.last and not owned
    return cue.row.form == "reflexive" and aside.rule == "as-clause" and place_named(reading, cue) < 0


def between_others(reading: Reading, aside: Parenthetical, span: tuple[int, int], drafts: list[Draft]) -> tuple[int, int]:
    """The statement without another attribution that ends it: "мост закрыт, заявил мэр, | передаёт РИА"."""
    page = reading.page
    later = [r for r in reading.parentheticals if r is not aside and r.rule == "put-in-clause" and aside.last <= r.first]
    ends = [r.first for r in later if blank(page, r.last, span[1]) or blank(page, aside.last, r.first)]
    sources = [x for x in drafts if x.rule == "relay-verb" or (x.rule == "about-this" and x.cue_at in page.pointed)]
    ends += [i for x in sources if (i := page.token_from(x.start)) > aside.last]
    stop = min((i for i in ends if span[0] < i < span[1]), default=span[1])
    opens = aside.last if aside.first <= span[0] < aside.last else span[0]
    tail = opens < aside.first and subject_of(page, aside.cue.at) > aside.cue.at and blank(page, aside.last, stop)
    return opens, aside.first if tail else stop


def hands_on(lemma: str) -> bool:
    """Whether a verb can pass on what somebody else said."""
    return lemma in REPORTING or lemma in RELAY_VERBS


def leading(page: Page, aside: Parenthetical, d: Draft, by_name: bool) -> bool:
    """Whether a statement is what its sentence tells, and no gerund beside it."""
    return states(d, by_name) and leads(page, aside, d.cue_at) and not adds(page, d)


def leads(page: Page, aside: Parenthetical, verb: int) -> bool:
    """Whether a verb is what a sentence tells: high in the tree, or the first where the tree makes the put-in verb the root."""
    first = next((i for i in range(page.first[page.sent[verb]], verb + 1) if page.finite(i) and page.toks[i].pos == "VERB"), -1)
    return depth(page, verb) <= 1 or (page.head[aside.cue.at] < 0 and verb == first < aside.first)


def turns_away(reading: Reading, aside: Parenthetical, main: list[Draft]) -> int:
    """Where another's statement begins behind the one that the opening words are about: "по данным газеты, мост закрыт, |
    однако мэр заявил, что"; -1 where there is none."""
    page, verb = reading.page, main[0].cue_at if len(main) == 1 else -1
    if verb < 0 or page.toks[verb].rel != "conj" or page.head[verb] < aside.last or page.head[verb] in reading.by_at:
        return -1
    begins = min(i for i in page.tree(verb) if not page.is_punct(i))
    apart = page.toks[begins - 1].text == "," and aside.last < begins and page.head[verb] < begins
    return begins if apart and page.low[begins] in CONTRAST and subject_of(page, verb) >= 0 else -1


def tells_more(page: Page, aside: Parenthetical, span: tuple[int, int], main: list[Draft]) -> bool:
    """Whether a sentence tells more than one statement of somebody else: "город получил деньги, но мэр предлагает ждать"."""
    if len(main) != 1:
        return False
    verbs = joined_clauses(page, main[0].cue_at)
    first = verbs[0] if page.kid(verbs[0], "nsubj") >= 0 else page.head[verbs[0]]
    who = page.kid(first, "nsubj")
    beside = [k for k in verbs[1:] if span[0] <= k < span[1] and not aside.first <= k < aside.last]
    beside = [k for k in beside if not main[0].start <= page.toks[k].start < main[0].stop]
    others = [k for k in beside if page.finite(k) and page.kid(k, "nsubj") not in (-1, who) and not page.speech[k]]
    return who >= 0 and bool(others)


def joined_clauses(page: Page, verb: int) -> list[int]:
    """A verb and what is joined with it, directly or through another: "А спорит, Б ждёт и В молчит"."""
    found = [verb]
    for i in found:
        near = [page.head[i]] if page.toks[i].rel.split(":")[0] in JOINED and page.head[i] >= 0 else []
        found += [k for k in near + [k for k in page.kids[i] if page.toks[k].rel.split(":")[0] in JOINED] if k not in found]
    return found


JOINED = frozenset(["conj", "parataxis"])


def says_himself(reading: Reading, d: Draft) -> bool:
    """Whether a person whom the text names makes the statement: "по словам источника, Лужин заявил, что", not "врач объяснил"."""
    subject = subject_of(reading.page, d.cue_at)
    who = {m.actor for m in reading.cast.mentions(subject) if m.type == "PER"} if subject >= 0 else set()
    named = any(m.actor in who and m.name_start >= 0 for found in reading.cast.at.values() for m in found)
    return d.cue_kind == "speech" and named


def of_medium(reading: Reading, cue: Cue) -> bool:
    """Whether the complement of a put-in phrase is a medium or a document, which pass on what others say: "по версии газеты"."""
    page = reading.page
    owners = [k for k in page.kids[cue.at] if k >= cue.last] + [min(cue.last, len(page.toks) - 1)]
    return any(page.lemma[k] in MEDIA_NOUNS | DOCUMENTS or reading.cast.is_medium(k) for k in owners)


def called_medium(reading: Reading, cue: Cue) -> bool:
    """Whether the subject of a verb of reporting is called a medium beside its name: "сообщило издание Globus"."""
    subject = subject_of(reading.page, cue.at)
    named = subject >= 0 and any(m.kind in ("name", "name+title") for m in reading.cast.mentions(subject))
    return named and hands_on(reading.page.lemma[cue.at]) and reading.page.lemma[subject] in MEDIA_NOUNS


def told_by(reading: Reading, verb: int) -> int:
    """Who says what a verb of speech introduces: its subject, or the place of "в министерстве считают"; -1 for nobody."""
    subject, cue = subject_of(reading.page, verb), reading.by_at.get(verb)
    return place_named(reading, cue) if subject < 0 and cue is not None and cue.row.form == "verb" else subject


def states(d: Draft, relayed: bool = False) -> bool:
    """Whether a statement is what its sentence tells: a clause or infinitive of a verb, not of a noun ("просьбу помочь"); where a
    medium relays it, a noun phrase too."""
    return d.rule == "that-clause" or (relayed and d.rule == "noun-phrase") or (d.rule == "infinitive" and d.cue_form != "noun")


def foretold(reading: Reading, aside: Parenthetical, drafts: list[Draft]) -> bool:
    """Whether nobody is named who foretold what somebody then says in the main clause: "как ожидалось, мэр заявил, что ..."."""
    page, cue = reading.page, aside.cue
    if cue.row.form != "reflexive" or aside.rule != "as-clause" or place_named(reading, cue) >= 0:
        return False
    n = page.sent[cue.at]
    return any(states(d) and page.sent[d.cue_at] == n and page.head[d.cue_at] < 0 for d in drafts if d.cue_at >= 0)


def adds(page: Page, d: Draft) -> bool:
    """Whether a statement is told by a gerund, beside what its sentence tells: "А позвонил соседу, сообщив, что ..."."""
    return page.toks[d.cue_at].feat("VerbForm") == "Conv"


def passed_on(reading: Reading, cue: Cue) -> bool:
    """Whether a name in marks or in Latin letters "сообщает", "передаёт", "пишет": a medium that passes the statement on."""
    page = reading.page
    subject = subject_of(page, cue.at)
    if subject < 0 or page.lemma[cue.at] not in ("сообщать", "передавать", "писать") or page.toks[cue.at].feat("Tense") != "Pres":
        return False
    named = page.mark_of[subject] >= 0 or page.toks[subject].text[:1].isascii() or page.lemma[subject] in MEDIA_NOUNS
    return named and not any(m.type in ("PER", "GROUP") for m in reading.cast.mentions(subject))


def host_predicate(reading: Reading, aside: Parenthetical) -> int:
    """The predicate of the host clause that the parenthetical stands beside, or -1."""
    page = reading.page
    i = page.head[aside.cue.at]
    steps = 0
    while i >= 0 and steps < 30:
        if not aside.first <= i < aside.last and (page.finite(i) or page.head[i] < 0 or page.toks[i].pos == "VERB"):
            return i
        i, steps = page.head[i], steps + 1
    return -1


def host_span(reading: Reading, aside: Parenthetical) -> tuple[int, int] | None:
    """Tokens of the statement that the put-in words stand in, without them where they are at its border."""
    page = reading.page
    n = page.sent[aside.cue.at]
    first, last = page.first[n], page.last[n]
    a, b = aside.first, aside.last
    governor = host_predicate(reading, aside)
    if page.low[b - 1] in RELATIVE and aside.rule == "according-to" and page.toks[a - 1].text == ",":
        return b, last  # "сообщил Лужин, по словам которого мост закрыт"
    left = [i for i in range(first, a) if not page.is_punct(i)]
    right = [i for i in range(b, last) if not page.is_punct(i) and not (page.speech[i] and aside.cue.at in reading.used)]
    linked = after_linked_stop(page, first, a)
    if linked > first:
        first, left = linked, [i for i in left if i >= linked]
    if page.toks[min(b, last - 1)].text == "." and page.toks[min(b + 1, last - 1)].text == "]":
        right = []  # "сообщает [Globus.](https://...) Мост ..."
    if right and aside.rule == "put-in-clause":
        nxt = right[0]
        if page.toks[nxt].pos == "CCONJ" and any(page.finite(k) and page.kid(k, "nsubj") < 0 for k in right[1:4]):
            right = []
    if right and aside.rule == "put-in-clause" and said_too(reading, right):
        right = []
    if right and aside.rule == "put-in-clause" and page.toks[right[0]].feat("VerbForm") == "Conv" and right[0] in reading.by_at:
        right = []  # "сообщило агентство, добавив, что ..."
    told = aside.rule == "put-in-clause" and any(page.finite(i) for i in left)
    if right and told and tells_of_speaker(reading, aside, right[0]):
        right = []
    if aside.rule == "put-in-clause" and not any(page.finite(i) for i in right) and any(page.finite(i) for i in left):
        right = []
    linkers = bool(left) and len(left) <= 5 and all(page.low[i] in LINKERS or page.toks[i].pos in ("CCONJ", "PART") for i in left)
    if right and (not left or linkers):
        return b, last
    if left and not right:
        if (
            aside.rule == "according-to"
            and governor >= 0
            and page.toks[governor].rel.split(":")[0] in ("conj", "parataxis")
            and first < min(page.tree(governor)) < a
        ):
            return trimmed(reading, min(page.tree(governor)), a)
        semicolon = max((i for i in range(first, a) if page.toks[i].text == ";"), default=-1)
        another = semicolon > first and page.has_clause(semicolon, a) and page.has_clause(first, semicolon)
        if another and not (only_relays(reading, aside.cue) or called_medium(reading, aside.cue)):
            return semicolon + 1, a
        return first, a
    if left and right and (inside := noun_judged(page, aside)) is not None:
        return inside
    if left and right and (told_before(reading, aside, left) or dashed_off(reading, aside, left, right)):
        return b, last
    if left and right:
        start, stop = first, last
        if governor >= 0 and page.toks[governor].rel.split(":")[0] in ("conj", "parataxis", "acl", "ccomp", "advcl"):
            tree = page.tree(governor)
            low = min(tree)
            if low > first and low <= b:
                start = low
            if page.toks[governor].rel.split(":")[0] in ("acl", "advcl"):
                stop = min(last, max(tree) + 1)
        which = next(
            (i for i in range(a - 1, max(first, a - 3), -1) if page.low[i] in RELATIVE and page.toks[i - 1].text == ","), -1
        )
        opener = next(
            (i for i in range(a - 1, max(first, a - 4), -1) if page.toks[i - 1].text == "," and opens_clause(page, i)),
            -1,
        )
        if opener >= 0 and all(page.is_punct(i) or opens_clause(page, i) for i in range(opener, a)):
            return trimmed(reading, b, stop)
        if which >= 0 and blank(page, which + 1, a):
            tree = page.tree(governor) if governor >= 0 else frozenset()
            return trimmed(reading, b, max([k for k in tree if k >= b], default=last - 1) + 1)
        contrast = a - 2 if page.toks[a - 1].text == "," else a - 1  # "..., однако, по данным агентства, ..."
        if contrast > first and page.low[contrast] in TURNING and page.toks[contrast - 1].text == ",":
            return trimmed(reading, b, stop)
        bound = left_bound(reading, a, first, governor)
        start = max(start, bound)
        if start >= a:
            start = b
        elif blank(page, start, a):
            start = first
        return trimmed(reading, start, stop)
    return None


def said_too(reading: Reading, right: list[int]) -> bool:
    """Whether somebody else says the same behind put-in words: ", рассказал источник | и подтвердил представитель порта"."""
    page = reading.page
    joined = len(right) > 2 and page.low[right[0]] == "и" and right[1] in reading.by_at and page.finite(right[1])
    return joined and subject_of(page, right[1]) > right[1] and sum(page.finite(k) for k in right) == 1


def after_linked_stop(page: Page, first: int, a: int) -> int:
    """The token behind the last link with a full stop in its words among tokens ``first..a``, where a sentence begins; else
    ``first``."""
    for i in range(a - 2, first, -1):
        if [page.toks[k].text for k in (i, i + 1)] == ["]", "("] and page.toks[i - 1].text == ".":
            return next((k + 1 for k in range(i + 2, min(i + 6, a)) if page.toks[k].text == ")"), first)
    return first


def told_before(reading: Reading, aside: Parenthetical, left: list[int]) -> bool:
    """Whether the words before "по их данным" tell already what they say, and a clause of its own follows: "в мэрии сообщили
    о взрыве, по их данным, | никто не пострадал"."""
    page = reading.page
    if aside.rule != "according-to" or page.toks[aside.first - 1].text not in {",", *DASHES} or not puts_down_to(page, aside):
        return False
    cue = max((i for i in left if i in reading.by_at and reading.by_at[i].row.form == "verb"), default=-1)
    if cue < 0 or any(page.finite(i) for i in left if i > cue) or not reading.by_at[cue].row.content:
        return False
    end = page_end(page, aside.last)
    stop = next((i for i in range(aside.last + 1, end) if page.toks[i].text in {",", ";", ":"} or page.low[i] in RELATIVE), end)
    return any(page.finite(i) for i in range(aside.last, stop))


def dashed_off(reading: Reading, aside: Parenthetical, left: list[int], right: list[int]) -> bool:
    """Whether a dash parts a whole clause from "как" and what it leads on to: "мост закрыт — как утверждают в
    мэрии, | из-за бури"."""
    page = reading.page
    opens = page.toks[aside.first - 1].text in DASHES and page.toks[min(aside.last, len(page.toks) - 1)].text == ","
    return aside.rule == "as-clause" and opens and any(page.finite(i) for i in left) and page.toks[right[0]].text not in DASHES


def noun_judged(page: Page, aside: Parenthetical) -> tuple[int, int] | None:
    """The noun phrase that the put-in words stand inside, of which alone they tell: "перечислил [худшие, по его мнению, стороны
    проекта]"; None where they stand in a clause."""
    a, b = aside.first, aside.last
    if aside.rule == "put-in-clause" or page.toks[a - 1].text != "," or page.toks[b].text != ",":
        return None
    before = a - 2
    noun = page.head[before]
    describes = page.toks[before].pos == "ADJ" or full_participle(page, before)
    if attributive(page, before) and 0 <= noun < before and page.toks[before - 1].text == ",":
        comma = next((j for j in range(b + 1, page_end(page, a)) if page.toks[j].text == ","), page_end(page, a))
        last = max(page.tree(before)) + 1
        return before, last if last > b else comma  # "агентства, [созданного, как утверждается, разведкой]"
    if describes and noun > b and page.toks[before].rel.split(":")[0] in ("amod", "acl"):
        begins = min(j for j in page.tree(before) if j <= before and page.toks[j].pos not in ("ADP", "CCONJ"))
        return None if blank(page, page.first[page.sent[a]], begins) else (begins, max(page.tree(noun)) + 1)
    return None


def tells_of_speaker(reading: Reading, aside: Parenthetical, i: int) -> bool:
    """Whether the words that begin at token ``i`` only tell of who speaks or how: "сообщил Лужин, которого видели на встрече",
    "сообщает Globus, не указав, ..."."""
    page = reading.page
    if page.toks[aside.last].text != "," or 0 <= subject_told(page, reading.cast, aside.cue.at) < aside.cue.at:
        return False
    at = i + (page.low[i] == "не")
    gerund = page.toks[at].feat("VerbForm") == "Conv"
    return gerund or any(page.low[k] in RELATIVE for k in range(i, min(i + 4, page_end(page, i))))


def opens_clause(page: Page, i: int) -> bool:
    """Whether token ``i`` is a conjunction or part of one: "так как", "потому что", "после того как"."""
    return page.toks[i].pos in ("SCONJ", "PART") or (page.toks[i].rel in ("mark", "fixed") and page.toks[i].pos != "VERB")


def left_bound(reading: Reading, a: int, first: int, governor: int) -> int:
    """Where the clause of the put-in words begins: after a dash, semicolon, or ", но/а/где/который"."""
    page = reading.page
    for i in range(a - 1, first, -1):
        t = page.toks[i]
        clock = t.text == ":" and page.toks[i - 1].text.isdigit() and page.toks[i + 1].text[:1].isdigit()
        if (t.text in ";:" and not clock) or (
            t.text in {"—", "–"} and any(page.finite(k) for k in range(first, i)) and not (governor >= 0 and governor < i)
        ):
            return i + 1
        opener = page.low[i + 1] if i + 1 < a else ""
        if (
            t.text == ","
            and (opener in ("но", "а", "однако", "где", "зато", "причем") or page.low[i + 1 : i + 3] == ["после", "чего"])
            and any(page.finite(k) for k in range(first, i))
            and not (0 <= governor < i)
        ):
            return i + 1
    return first


def trimmed(reading: Reading, a: int, b: int) -> tuple[int, int]:
    """Tokens ``a..b`` without the punctuation and conjunctions that they open with."""
    page = reading.page
    while a < b and (
        (page.is_punct(a) and page.toks[a].text not in QUOTES)
        or page.toks[a].pos == "CCONJ"
        or page.low[a] in ("где", "причем")
        or page.low[a : a + 2] == ["после", "чего"]
        or (page.low[a] == "чего" and page.low[a - 1] == "после")
    ):
        a += 1
    return a, b


def behind_that(reading: Reading, a: int, b: int) -> int:
    """Where the content begins if the statement opens with its conjunction: "О том, что мост закрыт, сообщил X"."""
    page = reading.page
    about = (i for i in range(a, min(a + 6, b - 4)) if page.low[i : i + 3] == ["о", "том", ","])
    i = next((k for k in about if page.low[k + 3] in THAT), -1)
    own = any(page.finite(k) or page.is_punct(k) or page.toks[k].feat("Case") == "Nom" for k in range(a, i))
    return i + 4 if i >= 0 and not own else a


def short_name(reading: Reading, n: int) -> bool:
    """Whether mark ``n`` holds a short capitalised phrase, such as a name."""
    page, mark = reading.page, reading.page.outer[n]
    first, last = page.token_from(mark.start), page.token_upto(mark.stop)
    return last - first <= 4 and page.toks[first].text[:1].isupper() and not page.has_clause(first, last)


def quotes_words(reading: Reading, at: int) -> bool:
    """Whether the cue at token ``at`` has words in marks in its own clause ("назвала инициативу «сырой»")."""
    page = reading.page
    cue = reading.by_at.get(at)
    if cue is None or id(cue) in reading.parenthetical_cues or subject_of(page, at) < 0:
        return False
    return any(page.mark_of[k] >= 0 and page.toks[k].text[:1].islower() for k in page.tree(at) if k > at)


def beside_speech(reading: Reading, span: tuple[int, int], aside: Parenthetical) -> tuple[int, int]:
    """The span cut where direct speech begins or ends."""
    page = reading.page
    a, b = span
    for i in range(max(a, aside.last), b):
        if page.speech[i]:
            b = i
            break
    for i in range(min(b, aside.first) - 1, a - 1, -1):
        if page.speech[i]:
            a = i + 1
            break
    return a, b


def words_outside(reading: Reading, n: int, touching: list[Draft], aside: Parenthetical) -> bool:
    """Whether the sentence has content beside direct quotes and the put-in words."""
    page = reading.page
    said = {d.cue_at for d in touching}
    return any(
        (page.finite(i) or nominal_predicate(page, i, aside)) and i not in said
        for i in range(page.first[n], page.last[n])
        if not aside.first <= i < aside.last and not page.speech[i]
    )


def nominal_predicate(page: Page, i: int, aside: Parenthetical) -> bool:
    """Whether a noun is the predicate of the author's clause beside the put-in words: "по словам X, город не опора: «...»"."""
    subject = page.kid(i, "nsubj")
    upright = page.toks[i].pos in ("NOUN", "ADJ") and page.toks[i].feat("Case") == "Nom"
    return upright and page.head[i] < 0 and aside.last <= subject < i and not page.speech[subject]


def speaks_in_first_person(reading: Reading, span: tuple[int, int], aside: Parenthetical) -> bool:
    """Whether the statement speaks of "я" or "мы" outside marks, as direct speech without marks does."""
    page = reading.page
    tokens = [i for i in range(*span) if page.mark_of[i] < 0 and not aside.first <= i < aside.last]
    if aside.rule != "put-in-clause":  # "по словам X, каждый из нас спит мало" is told in the author's words
        subjects = [i for i in tokens if page.lemma[i] in ("я", "мы") and page.toks[i].rel == "nsubj"]
        own = {cue.at for cue in reading.cues}
        return any(page.finite(page.head[i]) and page.head[i] not in own for i in subjects)
    return any(
        page.low[i] in ("мы", "я", "нам", "мне", "нас", "меня", "наш", "наша", "наши", "нашей", "нашего") for i in tokens
    ) and any(page.toks[i].feat("Person") == "1" or page.low[i] in ("я", "мы", "мне", "нам") for i in tokens)
