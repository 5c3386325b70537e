"""Attributions without a content of their own: "об этом сообщил X", "со ссылкой на X", and verbs that only pass on."""

from __future__ import annotations

from framing.quotes.cast import can_speak
from framing.quotes.cues import Cue
from framing.quotes.page import Draft, Page
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.parentheticals import attribution_end
from framing.quotes.reported.reading import Reading, before_colon, blank, draft_of, place_named, planned
from framing.quotes.syntax import (
    attributive,
    cited_noun,
    joined_to,
    page_end,
    phrase_of,
    same_inflection,
    subject_of,
    subject_or_place,
)
from framing.quotes.wordlists import (
    ASSERTIVE,
    CLAIMS,
    MADE,
    MAKING,
    NOT_TELLING,
    PROPOSALS,
    RECORDS,
    RELATIVE,
    RELAY_VERBS,
    REPORTING,
    TOLD,
    WORDS_SAID,
    speech_words,
)

CITED_TOO = RECORDS | PROPOSALS
"""Nouns without a voice that one can refer to as what somebody told: "со ссылкой на данные, на собственные расчёты"."""

EXPLAINING = speech_words("explaining")
"""Verbs in the present that present an author or expert: "Объясняет Анна Орлова"."""

POINTED = speech_words("pointing_back")
"""Words that point a noun of speech back to what was said before."""


def statement_made(reading: Reading, cue: Cue) -> Draft | None:
    """Это заявление X сделал на съезде; к такому выводу пришли учёные: the noun points back to what was said."""
    page, i = reading.page, cue.at
    head = page.head[i]
    if (
        cue.row.form != "noun"
        or page.lemma[i] not in MADE
        or not i < head
        or page.toks[i].rel.split(":")[0] not in ("obj", "nsubj", "obl")
    ):
        return None
    pointed = any(page.lemma[k] in POINTED for k in page.kids[i])
    if page.lemma[head] not in MAKING or not pointed or planned(page, head):
        return None
    if subject_or_place(page, head, i) in (-1, i) or page.speech[head] or denied(page, head):
        return None
    tree = [j for j in page.tree(head) if not page.is_punct(j)]
    d = draft_of(reading, cue, "source", "about-this", min(tree), max(tree) + 1)
    d.cue_first, d.cue_last, d.cue_at, d.cue_form = head, head + 1, head, "verb"
    return d


def pointer(reading: Reading, cue: Cue) -> Draft | None:
    """Об этом сообщает X; это сообщил X; такую информацию приводит X: an attribution without content."""
    page = reading.page
    if (
        cue.row.form not in ("verb", "reflexive")
        or cue.row.kind not in ("speech", "writing")
        or page.lemma[cue.at] in NOT_TELLING
        or (cue.at in reading.used and not before_colon(reading, cue))
        or id(cue) in reading.parenthetical_cues
    ):
        return None
    first, last = page.first[page.sent[cue.at]], page.last[page.sent[cue.at]]
    if complementizer(reading, cue) >= 0 or denied(page, cue.at):
        return None
    if page.lemma[cue.at] in ("процитировать", "цитировать") and cue.at not in reading.used:
        whom = [k for k in page.kids[cue.at] if page.toks[k].rel == "obj"]
        if whom and subject_of(page, cue.at) >= 0 and any(m.type in ("PER", "GROUP") for m in reading.cast.mentions(whom[0])):
            ends = [*phrase_of(page, whom[0]), *phrase_of(page, subject_of(page, cue.at)), cue.first, cue.last]
            return draft_of(reading, cue, "source", "relay-verb", min(ends), max(ends))
    if cue.row.cue in ("сделать заявление", "сделать признание"):
        return None
    if leads_elsewhere(page, cue.at):
        return None
    opens = -1 if page.lemma[cue.at] == "стать" else page.pointed.get(cue.at, -1)
    this_of = next((k for k in range(opens + 1, cue.at) if page.low[k] in ("этом", "чем")), -1) if opens >= 0 else -1
    for k in page.kids[cue.at] + ([this_of] if this_of >= 0 and page.head[this_of] != cue.at else []):
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if page.low[k] == "том" and k + 1 < last and page.toks[k + 1].text == ",":
            continue
        if page.low[k] == "чем" and page.low[first : first + 2] in (["о", "чем"], ["про", "что"]):
            continue  # "О чём они говорили?"
        this = page.low[k] in ("этом", "том", "чем") and case and case[0] in ("о", "об", "обо")
        this = this or (page.low[k] == "это" and case == ["об"])  # "об это заявил мэр"
        this = this or (page.low[k] == "это" and case == ["на"] and "на" in cue.row.content)  # "на это указал мэр"
        this = this or (
            page.low[k] in ("это", "такое")
            and page.toks[k].rel.split(":")[0] in ("obj", "nsubj", "obl")
            and not case
            and (subject_of(page, cue.at) not in (-1, k) or place_named(reading, cue) >= 0 or joined_speaker(page, cue.at))
            and not any(page.toks[j].pos == "VERB" for j in (*range(k + 1, cue.at), *range(cue.last, k), k + 1) if j != cue.at)
        )
        noun = (
            page.lemma[k] in TOLD
            and cue.at not in reading.used
            and page.toks[k].rel.split(":")[0] in ("obj", "nsubj")
            and any(page.lemma[c] in POINTED or about_this(page, c) for c in page.kids[k])
        )
        noun = noun or (page.lemma[k] in CLAIMS & TOLD and page.lemma[cue.at] in ASSERTIVE and blank_noun(page, k, cue.at))
        if noun and page.toks[cue.at].feat("Voice") == "Pass" and subject_or_place(page, cue.at, k) < 0:
            continue  # "эта информация была опровергнута": nobody tells it
        if (this and (case or cue.at not in reading.used)) or noun:
            stop = attribution_end(reading, cue, last)
            own = [j for j in page.tree(cue.at) if first <= j]
            start = min(min(page.tree(k)), cue.first)
            a = min([start, *(j for j in own if j < start and opens_source(page, j, start, own))])
            a = with_subject(page, cue.at, a)
            if cue.row.form == "reflexive" and subject_or_place(page, cue.at, k) < 0 and place_named(reading, cue) < 0:
                d = draft_of(reading, cue, "source", "about-this", a, stop)
                return d
            return draft_of(reading, cue, "source", "about-this", a, stop)
    return None


def blank_noun(page: Page, k: int, verb: int) -> bool:
    """Whether "информацию" has no words of its own that say which: "информацию подтвердили в полиции"."""
    return page.toks[k].rel == "obj" and page.head[k] == verb and all(page.is_punct(j) for j in page.kids[k])


def opens_source(page: Page, j: int, start: int, own: list[int]) -> bool:
    """Whether token ``j`` belongs to an attribution before its pointer or verb: "позже об этом сообщил ..."."""
    kind = page.toks[j].pos in ("ADV", "ADP", "NOUN", "PART")
    return kind and all(x in own and not page.is_punct(x) for x in range(j, start))


def joined_speaker(page: Page, v: int) -> bool:
    """Whether a verb that confirms or denies shares the subject of the verb before it: "штаб промолчал, но подтвердил это"."""
    joined = page.toks[v].rel == "conj" and page.lemma[v] in ASSERTIVE and same_inflection(page, v, page.head[v])
    return joined and subject_of(page, page.head[v]) >= 0


def with_subject(page: Page, v: int, start: int) -> int:
    """The first token of an attribution whose subject stands right before it: "Анна Орлова | подтвердила эту информацию"."""
    subject = subject_of(page, v)
    first, last = phrase_of(page, subject) if 0 <= subject < v else (start, start)
    plain = first < start and not any(page.is_punct(i) or page.finite(i) for i in range(last, start))
    return first if plain and page.low[subject] not in RELATIVE else start


def about_this(page: Page, k: int) -> bool:
    """Whether token ``k`` is the pronoun of "информация об этом"."""
    return page.low[k] == "этом" and any(page.low[c] in ("о", "об") for c in page.kids[k])


def denied(page: Page, v: int) -> bool:
    """Whether "не" stands before a verb, or before an adverb that belongs to it: "эта информация не сразу подтвердилась"."""
    kids = [k for k in page.kids[v] if page.pointed.get(v, -1) < k < v]
    return page.low[v - 1] == "не" or any(page.low[j] == "не" for k in kids for j in page.kids[k] if j == k - 1)


def leads_elsewhere(page: Page, v: int) -> bool:
    """Whether a verb tells more of "это" than that it was said: "это привело к успеху", "объясняют это возрастом"."""
    for k in page.kids[v]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        called = page.toks[k].feat("Case") == "Ins" and not case
        if k > v and any(page.low[c] == "как" and page.low[c - 1] == "это" for c in page.kids[k]):
            return True  # "расценил это как угрозу"
        if page.lemma[v] in ("назвать", "называть", "считать", "счесть", "признать") and (called or page.mark_of[k] >= 0):
            return True
        if page.lemma[v] in ("отметить", "отмечать") and page.toks[k].feat("VerbForm") == "Conv":
            return True
        if page.lemma[v] in ("привести", "приводить") and case and case[0] in ("к", "ко"):
            return True
        reason = not case and page.toks[k].feat("Case") == "Ins" and page.toks[k].rel != "nsubj:pass"
        if page.lemma[v] in ("объяснить", "объяснять") and reason:
            return True
    return False


def cited(reading: Reading, cue: Cue) -> Draft | None:
    """«...», — сказал X, которого цитирует Y; слова которого приводит Y; его слова передаёт Y: who passes the words on."""
    page = reading.page
    if cue.row.form != "verb" or page.lemma[cue.at] not in RELAY_VERBS or cue.at in reading.used:
        return None
    handed = page.lemma[cue.at - 1] in WORDS_SAID and page.low[cue.at - 2] in ("его", "ее", "их")
    if (subject_of(page, cue.at) < 0 and not handed) or complementizer(reading, cue) >= 0:
        return None
    for k in page.kids[cue.at]:
        whom = page.low[k] in RELATIVE and page.toks[k].rel == "obj"
        said = page.lemma[k] in WORDS_SAID and page.toks[k].rel.split(":")[0] in ("obj", "nsubj", "obl")
        whose = said and any(page.low[j] in RELATIVE | {"его", "ее", "их"} for j in page.kids[k])
        if (whom or whose) and k < cue.at:
            stop = attribution_end(reading, cue, page_end(page, cue.at))
            return draft_of(reading, cue, "source", "relay-verb", min(page.tree(k)), stop)
        if said and words_of(reading, k) and page.toks[k].rel == "obj" and page.low[k].startswith("слова"):
            ends = [i for x in (k, subject_of(page, cue.at), cue.at) for i in phrase_of(page, x)]
            return draft_of(reading, cue, "source", "relay-verb", min(ends), max(ends))
    return None


def words_of(reading: Reading, k: int) -> bool:
    """Whether a genitive behind a noun names somebody whose words they are: "приводит слова мэра"."""
    page = reading.page
    owners = (j for j in page.kids[k] if j > k and page.toks[j].rel == "nmod" and page.toks[j].feat("Case") == "Gen")
    return any(can_speak(page, reading.cast, j) for j in owners)


def bare(reading: Reading, cue: Cue) -> Draft | None:
    """Мост закрыт. Сообщает РИА; мост закрыт (сообщает РИА): a verb of reporting with its subject and nothing else."""
    page, first, last = reading.page, reading.page.first[reading.page.sent[cue.at]], page_end(reading.page, cue.at)
    t = page.toks[cue.at]
    past = cue.row.form == "verb" and t.feat("VerbForm") == "Fin" and t.feat("Tense") == "Past"
    if cue.at in reading.used or not (past or page.lemma[cue.at] in REPORTING | EXPLAINING) or denied(page, cue.at):
        return None
    bracket = page.toks[cue.first - 1].text == "(" and cue.first > first
    subject = subject_of(page, cue.at)
    if not (bracket or blank(page, first, cue.first)) or subject < cue.at or not can_speak(page, reading.cast, subject):
        return None
    if bracket:
        last = next((i for i in range(cue.first, last) if page.toks[i].text == ")"), last)
    stop = attribution_end(reading, cue, last)
    told = any(page.toks[k].rel in ("obj", "ccomp", "xcomp") or page.toks[k].text == ":" for k in page.kids[cue.at])
    supposed = page.low[cue.last : cue.last + 1] in (["бы"], ["ли"])
    if told or supposed or not blank(page, stop, last) or page.toks[last - 1].text in {":", "?", "("}:
        return None
    return draft_of(reading, cue, "source", "attribution-alone", cue.first, stop)


def only_relays(reading: Reading, cue: Cue) -> bool:
    """Whether the cue only passes on what somebody else said: "по данным", "передаёт", or its speaker is a medium."""
    if cue.row.kind in ("relay",) or (cue.row.form == "phrase" and cue.row.kind == "writing"):
        return True
    if plain_relay(cue.row.cue):
        return True
    subject = subject_of(reading.page, cue.at)
    return subject >= 0 and reading.cast.is_medium(subject)


def plain_relay(lemma: str) -> bool:
    """Whether a cue always passes on another's words."""
    return lemma in (
        "передавать",
        "передать",
        "цитировать",
        "процитировать",
        "приводить",
        "привести",
        "ссылаться на",
        "со ссылкой на",
        "ссылаясь на",
    )


def to_source(reading: Reading, host: Draft, outer: Cue) -> None:
    """Turn a statement that only relays into the source of the statement inside it."""
    page = reading.page
    first = page.first[page.sent[outer.at]]
    subject = subject_of(page, outer.at)
    a = min(outer.first, phrase_of(page, subject)[0]) if subject >= 0 else outer.first
    start, stop = page.span(max(a, first), max(outer.last, phrase_of(page, subject)[1] if subject > outer.at else outer.last))
    host.kind, host.start, host.stop, host.rule = "source", start, stop, "relay-verb"


def relay_phrase(reading: Reading, cue: Cue) -> Draft | None:
    """Со ссылкой на X: a source where X can speak."""
    last = source_end(reading, cue)
    if cue.last < page_end(reading.page, cue.at) and reading.page.low[cue.last] in ("то", "это", "тот"):
        return None  # "ссылаются на то, что ..."
    if cue.row.cue == "на основании данных" and cue_told(reading, cue) is None:
        return None  # "его задержали на основании данных камер"
    k = source_noun(reading, cue)
    named = k >= 0 and reading.page.mark_of[k] >= 0 and reading.page.toks[k].text[:1].isupper()
    told = cue.row.cue.endswith("ссылкой на") and cue_told(reading, cue) is not None
    if k >= 0 and not (named or told) and not can_speak(reading.page, reading.cast, k) and reading.page.lemma[k] not in CITED_TOO:
        return None  # "ссылаясь на плохую погоду"
    return draft_of(reading, cue, "source", "relay", cue.first, last) if last > cue.last else None


def cue_told(reading: Reading, cue: Cue) -> Cue | None:
    """The verb of reporting that a phrase hangs on: "пишет Globus | на основании данных центра"."""
    above = reading.by_at.get(reading.page.head[cue.first + 1])
    return above if above is not None and above.row.form == "verb" and above.row.cue in REPORTING else None


def source_end(reading: Reading, cue: Cue) -> int:
    """One past the relay phrase with the noun that names its source."""
    page = reading.page
    end = page.last[page.sent[cue.at]]
    k = source_noun(reading, cue)
    if k < 0:
        return cue.last
    ends = [phrase_of(page, j)[1] for j in (k, *joined_to(page, k))]
    ends.append(joined_inside(page, k, max(ends)))
    ends += [page.token_upto(m.stop) for m in reading.cast.mentions(k)]
    return min(end, described(page, k, max(cue.last, *ends)))


def described(page: Page, k: int, last: int) -> int:
    """The end of what an adjective behind a comma tells of noun ``k``: "на источник | , близкий к штабу"; else ``last``."""
    near = last + 1 < page_end(page, k) and page.toks[last].text == "," and page.head[last + 1] == k
    if not near or not (page.toks[last + 1].pos == "ADJ" or attributive(page, last + 1)):
        return last
    stop = max(page.tree(last + 1)) + 1
    return last if any(page.finite(i) or page.is_punct(i) for i in range(last + 1, stop)) else stop


def joined_inside(page: Page, k: int, last: int) -> int:
    """The end of the phrase that token ``k`` heads, past nouns joined to those inside it: "на Союз пекарей, поваров и врачей"."""
    for j in sorted(page.tree(k)):
        joined = page.toks[j].rel == "conj" and k < page.head[j] < last < j and page.toks[j].pos in ("NOUN", "PROPN")
        if joined and phrase_of(page, j)[0] == last + 1 and (page.toks[last].text == "," or page.toks[last].pos == "CCONJ"):
            last = phrase_of(page, j)[1]
    return last


def source_noun(reading: Reading, cue: Cue) -> int:
    """The noun that names the source of a relay phrase, or -1."""
    page = reading.page
    return cited_noun(page, cue.last)
