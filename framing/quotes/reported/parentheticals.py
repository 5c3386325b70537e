"""Parentheticals: "по словам X", "как сообщил X", ", сообщил X": where the author's words begin and end."""

from __future__ import annotations

from framing.quotes.cast import can_speak
from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, SENTENCE_END, Page
from framing.quotes.partial import people_call
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.reading import LISTS, Parenthetical, Reading, before_colon, blank, cue_at, place_named
from framing.quotes.reported.trailing import DAYS, MONTHS
from framing.quotes.syntax import (
    bracketed,
    cited_noun,
    clash_of_number,
    clashes,
    climb,
    page_end,
    phrase_of,
    same_inflection,
    subject_of,
)
from framing.quotes.telling import subject_told
from framing.quotes.wordlists import (
    ACTS,
    DOCUMENTS,
    LINKERS,
    MEDIA_NOUNS,
    PROPOSALS,
    RELATIVE,
    RELAY_VERBS,
    SETTINGS,
    speech_words,
)

_TIME_HOW = frozenset(
    (*pair.split(), ",")
    for pair in ("после того", "до того", "перед тем", "за тем", "тех пор", "мере того", "то время", "тому же")
)
"""What makes a following "как" one of time or likeness, not of attribution: "после того, как"."""

_CLAUSE = frozenset(tuple(pair.split()) for pair in ("после того", "до того", "перед тем", "в то", "тогда как", "несмотря на"))
"""What opens a clause of its own behind an attribution: "объявил об этом в среду, после того как ..."."""

_LAWS = speech_words("laws_and_pages")


def parenthetical_of(reading: Reading, cue: Cue) -> Parenthetical | None:
    """The parenthetical that a cue makes, or None where it makes none."""
    if cue.row.form == "phrase":
        return according_to(reading, cue)
    page, used = reading.page, cue.at in reading.used
    if cue.row.form not in ("verb", "reflexive", "adjective") or (used and not before_colon(reading, cue)):
        return None
    if used and max(subject_of(page, cue.at), place_named(reading, cue)) < cue.at:
        return None
    first, last = page.first[page.sent[cue.at]], page.last[page.sent[cue.at]]
    if any(page.low[k] in ("этом", "это") and page.toks[k].rel.split(":")[0] in ("obl", "obj") for k in page.kids[cue.at]):
        return None
    how = opening_as(reading, cue, first)
    if used and (how > first or (how == first and opens_list(reading, cue))):
        return None
    if how < 0:
        return put_in_clause(reading, cue, first, last)
    if page.lemma[cue.at] in NAMING or people_call(page, cue.at) or page.toks[cue.at].feat("VerbForm") == "Inf":
        return None  # "как его называют", "как правильно писать"
    end = attribution_end(reading, cue, last)
    if how == first and cue.row.form == "reflexive":
        end = without_comma(reading, cue, end)
    if how == first and not any(page.toks[i].text == "," or not page.is_punct(i) for i in range(end, last)):
        end = first_comma(reading, cue, end)
    return Parenthetical(how, end, cue, "as-clause")


NAMING = speech_words("naming")
"""Verbs that give a name behind "как": "как называют себя сотрудники"."""


def opens_list(reading: Reading, cue: Cue) -> bool:
    """Whether a list behind a colon tells what an opening "as" says: "как писала газета, детали таковы: ⏎ — ..."."""
    return any(d.cue_at == cue.at and d.rule in LISTS for d in reading.direct)


def first_comma(reading: Reading, cue: Cue, last: int) -> int:
    """The first comma after the subject of an opening "as", where the tree takes the whole statement for an apposition to it."""
    page = reading.page
    subject = subject_of(page, cue.at)
    comma = next((i for i in range(max(cue.last, subject + 1), last) if page.toks[i].text == ","), last)
    return comma if any(page.finite(i) for i in range(comma, last)) else last


def without_comma(reading: Reading, cue: Cue, last: int) -> int:
    """One past "как сообщается" and its place, where no comma parts it from the statement: "Как сообщается мост закрыт"."""
    page = reading.page
    place = place_named(reading, cue)
    end = phrase_of(page, place)[1] if place > cue.at else cue.last
    comma = next((i for i in range(end, page_end(page, cue.at)) if page.toks[i].text == ","), page_end(page, cue.at))
    return end if end < comma and any(page.finite(i) for i in range(end, comma)) else last


def according_to(reading: Reading, cue: Cue) -> Parenthetical | None:
    """ "По словам мэра", "согласно отчёту компании": the phrase with its complement."""
    page = reading.page
    if cue.row.cue in OF_THINGS_TOO and not of_somebody(reading, cue):
        return None  # "с точки зрения удобства", "по материалам проверки возбуждено дело"
    if cue.row.cue == "согласно" and by_act(reading, cue):
        return None  # "согласно указу президента": a law, not a statement
    if cue.row.cue == "согласно" and not authored_document(reading, cue) and not named_near(reading, cue):
        return None
    above = cue_at(reading, page.head[cue.at])
    if cue.row.cue == "в представлении" and above is not None and above.row.form == "reflexive":
        return None  # "отмечается в представлении прокурора": a document
    if cue.row.cue in PETITIONS and not set_apart(page, cue.first):
        return None  # "слушание по заявлению защитников леса"
    if cue.row.cue == "по версии" and ranked(reading, cue):
        return None  # "чемпион мира по версии совета"
    end = phrase_end(reading, cue)
    named = page.toks[cue.at].text[:1].isupper() and cue.first > page.first[page.sent[cue.at]]
    if named or bracketed(page, cue.first) or of_noun_before(page, cue) or approves(reading, cue):
        return None
    if end == cue.last and cue.first > page.first[page.sent[cue.at]] and page.toks[cue.first - 1].pos in ("NOUN", "PROPN", "ADP"):
        return None  # "аналитик по данным"
    return Parenthetical(cue.first, end, cue, "according-to")


def ranked(reading: Reading, cue: Cue) -> bool:
    """Whether a noun right before "по версии" is called best by a journal or a league, not by those who inquire."""
    page, i = reading.page, cue.first - 1
    if set_apart(page, cue.first) or page.toks[i].pos not in ("NOUN", "PROPN", "NUM", "X"):
        return False
    owners = [k for k in page.kids[cue.at] if k >= cue.last and page.toks[k].rel.split(":")[0] == "nmod"]
    return not any(page.lemma[k] in INQUIRY for k in owners)


INQUIRY = speech_words("inquiry")


OF_THINGS_TOO = frozenset(["с точки зрения", "по материалам"])
"""Phrases that tell of a statement only where somebody can speak: "с точки зрения мэра"."""


PETITIONS = frozenset(["по заявлению", "по сообщению", "по сообщениям", "по утверждению", "по требованию"])
"""Phrases that tell of a paper or a deed where no comma sets them apart: "проверка по сообщению о взрыве"."""


def set_apart(page: Page, i: int) -> bool:
    """Whether a phrase opens its sentence or follows a comma, a dash or a joining word."""
    before = i - 1
    if before < page.first[page.sent[i]] or page.is_punct(before):
        return True
    return page.toks[before].pos in ("CCONJ", "SCONJ", "PART", "ADV") or page.low[before] in LINKERS


def of_somebody(reading: Reading, cue: Cue) -> bool:
    """Whether the complement of a phrase can speak."""
    page = reading.page
    owners = [k for k in page.kids[cue.at] if k >= cue.last and page.toks[k].rel.split(":")[0] in ("nmod", "obl", "appos")]
    near = [k for k in (cue.last,) if k < page_end(page, cue.at) and page.toks[k].pos != "ADJ"]
    return any(can_speak(page, reading.cast, k) for k in owners or near)


def by_act(reading: Reading, cue: Cue) -> bool:
    """Whether "согласно" leads to a law or an order."""
    page = reading.page
    noun = next((k for k in range(cue.last, min(cue.last + 6, page_end(page, cue.at))) if page.toks[k].pos == "NOUN"), -1)
    return noun >= 0 and page.lemma[noun] in ACTS


def of_noun_before(page: Page, cue: Cue) -> bool:
    """Whether the phrase belongs to the noun right before it: "поиск по голосовым сообщениям", "аналитик по данным"."""
    i = cue.first - 1
    if i < page.first[page.sent[cue.at]] or page.toks[i].pos != "NOUN" or page.low[cue.first] != "по":
        return False
    job = page.toks[i].feat("Animacy") == "Anim" and page.head[cue.at] == page.head[i] >= 0  # "к радости аналитиков по данным"
    return (page.head[cue.at] == i or job) and (cue.row.kind == "writing" or i == page.first[page.sent[i]])


def approves(reading: Reading, cue: Cue) -> bool:
    """Whether the phrase tells of a deed, not of an assertion: "слушания по утверждению закона", "визит по оценке дел"."""
    owners = [k for k in reading.page.kids[cue.at] if k > cue.at and reading.page.toks[k].rel == "nmod"]
    deed = cue.row.cue in ("по утверждению", "по оценке") and reading.page.toks[cue.at].feat("Number") == "Sing"
    return deed and any(not can_speak(reading.page, reading.cast, k) for k in owners)


def named_near(reading: Reading, cue: Cue) -> bool:
    """Whether a person, a body or a medium is named beside "согласно"."""
    page = reading.page
    near = [k for k in page.kids[cue.at] + [page.head[cue.at], cue.last] if 0 <= k < len(page.toks) and abs(k - cue.at) < 5]
    press = page.lemma[cue.last] in MEDIA_NOUNS if cue.last < len(page.toks) else False
    return press or any(m.type in ("PER", "ORG", "MEDIA") for k in near for m in reading.cast.mentions(k))


def put_in_clause(reading: Reading, cue: Cue, first: int, last: int) -> Parenthetical | None:
    """ "..., сообщил X": a clause without conjunction after a comma or a dash, in the sentence ``first..last``."""
    page = reading.page
    if "acc+в" in cue.row.content:
        return None  # "его, сына мэра, обвиняют в поджоге"
    if cue.row.form == "adjective" or not page.finite(cue.at) or page.lemma[cue.at] in ("выступить", "выступать"):
        return None
    hearsay = cue.first == first and page.low[first] == "говорят" and page.toks[cue.last].text == ","
    if hearsay and complementizer(reading, cue) < 0:
        return Parenthetical(first, cue.last, cue, "put-in-clause")  # "Говорят, он ушёл"
    at = cue.first
    while at > first and (page.toks[at - 1].text in {"[", "*", "**", "_", "__"} or page.low[at - 1].startswith("http")):
        at -= 1  # the word is a link or stands in bold
    at = behind_source(reading, at, first)
    at -= at - 1 > first and page.low[at - 1] in PUT_IN_ADVERBS and not contents_beside(page, cue)
    if cue.row.form == "reflexive" and at - 1 > first and page.low[at - 1] == "так" and page.toks[at - 2].text in DASHES:
        at -= 1  # "— так говорится в заявлении"
    if at <= first or page.toks[at - 1].text not in {",", "—", "–", "-", "―"}:
        return None
    if page.toks[at - 1].text == "," and at - 2 >= first and page.low[at - 2] in ("который", "которая"):
        return None
    if any(page.toks[k].feat("VerbForm") == "Inf" and page.toks[k].rel == "xcomp" and k > cue.at for k in page.kids[cue.at]):
        return None  # "город, столица края, продолжает расти"
    if complementizer(reading, cue) >= 0:
        return None
    left = [i for i in range(first, at - 1) if not page.is_punct(i)]
    opens = any(page.finite(i) or page.toks[i].pos in ("NOUN", "PROPN", "X") or page.toks[i].rel == "nsubj" for i in left)
    if not opens and not (left and all(page.low[i] in LINKERS for i in left)):
        return None
    subject = subject_told(page, reading.cast, cue.at)
    if 0 <= subject < cue.first and clash_of_number(page, subject, cue.at) and place_named(reading, cue) > cue.at:
        subject = -1  # "Мэр задержан, сообщили в полиции"
    if cue.row.cue == "считаться" and any(page.toks[k].feat("Case") == "Ins" for k in page.kids[cue.at]):
        return None  # "старший из братьев, считался главой дома"
    told = page.kid(cue.at, "nsubj")
    if cue.row.form == "reflexive" and page.toks[cue.last].text in QUOTES and page.mark_of[min(cue.last + 1, last - 1)] >= 0:
        return None  # "на сессии, где был весь город, отмечалась «слабая работа»"
    if cue.row.form == "reflexive" and cue.row.content and contents_beside(page, cue):
        return None  # "колонна попала в засаду, сообщалось о гибели рыбаков"
    if cue.row.form == "reflexive" and told >= 0 and not page.low[told].startswith("http"):
        return None  # "в гонке, в которой она, на сегодня, считается фаворитом"
    if subject < 0 and (shares_subject(reading, cue) or hands_over(reading, cue)):
        return None
    after = subject > cue.at
    behind = behind_link(reading, cue.last, last)
    opened = behind + (behind < last - 1 and page.toks[behind].text in QUOTES)
    follows = page.toks[opened] if opened < last else None
    named = follows is not None and opened > behind and follows.text[:1].isupper() and page.named_mark(opened)
    if subject < 0 and follows is not None and (named or follows.pos in ("PROPN", "X")) and follows.feat("Case") in ("Nom", ""):
        after = True
    if subject < 0 and behind > cue.last and follows is not None and follows.feat("Case") == "Nom" and behind < last:
        after = can_speak(page, reading.cast, behind)
    if behind > cue.last and not after and cue.row.form == "verb":
        return None
    if not after:
        if subject >= 0:
            return None
        after = cue.row.form == "reflexive" or (page.toks[cue.at].feat("Number") == "Plur" and place_named(reading, cue) > cue.at)
        if not after and page.toks[cue.at].rel != "parataxis":
            return None
    stop = attribution_end(reading, cue, last)
    return Parenthetical(at, stop, cue, "put-in-clause")


PUT_IN_ADVERBS = speech_words("put_in_adverbs")


def contents_beside(page: Page, cue: Cue) -> bool:
    """Whether a verb has "о" and a noun beside it, what it tells itself: "ранее сообщил о пожаре"."""
    return any(page.low[c] in ("о", "об") for k in page.kids[cue.at] for c in page.kids[k] if page.toks[c].rel == "case")


def behind_source(reading: Reading, at: int, first: int) -> int:
    """The first token of "со ссылкой на Y" right before a put-in verb, ", со ссылкой на Y сообщает X"; else ``at``."""
    page = reading.page
    for c in reading.live:
        noun = cited_noun(page, c.last) if c.row.form == "relay" and first < c.first < at else -1
        if noun >= 0 and phrase_of(page, noun)[1] == at:
            return c.first
    return at


def behind_link(reading: Reading, i: int, last: int) -> int:
    """The token after the address of a link that ends at token ``i``: "[сообщает](https://...) агентство"; else ``i``."""
    page = reading.page
    if i + 1 < last and page.toks[i].text == "]" and page.toks[i + 1].text == "(":
        return next((j + 1 for j in range(i + 2, min(i + 6, last)) if page.toks[j].text == ")"), i)
    return i


def hands_over(reading: Reading, cue: Cue) -> bool:
    """Whether a verb that can pass on words hands over something else: "задержали, а потом – передали полиции"."""
    page = reading.page
    given = any(page.toks[k].rel == "iobj" and page.toks[k].feat("Case") == "Dat" for k in page.kids[cue.at])
    return page.lemma[cue.at] in RELAY_VERBS and given


def shares_subject(reading: Reading, cue: Cue) -> bool:
    """Whether the verb shares its subject with a later main verb: "X угрожает соседям, призывает ждать"."""
    page, head = reading.page, reading.page.head[cue.at]
    if head < cue.last or page.toks[head].pos != "VERB" or not page.finite(head):
        return False
    subject = subject_of(page, head)
    return 0 <= subject < cue.first and head in reading.by_at and same_inflection(page, cue.at, head)


def authored_document(reading: Reading, cue: Cue) -> bool:
    """Whether "согласно" leads to a document with an author: "согласно решению суда", "согласно отчёту компании"."""
    page = reading.page
    noun = next(
        (
            k
            for k in range(cue.last, min(cue.last + 7, page.last[page.sent[cue.at]]))
            if page.toks[k].pos == "NOUN" and page.toks[k].feat("Case") == "Dat"
        ),
        -1,
    )
    return (
        noun >= 0
        and page.lemma[noun] in (DOCUMENTS | PROPOSALS) - _LAWS
        and any(
            k > noun and (page.toks[k].feat("Case") == "Gen" or page.mark_of[k] >= 0) and page.toks[k].pos in ("NOUN", "PROPN")
            for k in page.kids[noun]
        )
    )


def opening_as(reading: Reading, cue: Cue, first: int) -> int:
    """The "как" that makes the cue's clause a put-in one, or -1."""
    page = reading.page
    subject = subject_of(page, cue.at)
    low = min(cue.first, subject) if 0 <= subject < cue.first else cue.first
    for i in range(cue.first - 1, max(first, cue.first - 14) - 1, -1):
        if page.toks[i].text in {",", "—", "–"} and i < low:
            return -1
        if page.finite(i) and page.toks[i].pos == "VERB":
            return -1
        if page.low[i] == "как":
            if 0 <= subject < i and any(page.toks[j].text == "," for j in range(i, cue.first)):
                return -1  # "Орлова, известная как певица, заявила"
            if i > first and page.low[i - 1] in ("так", "после", "того", "перед", "время", "еще", "такой", "такие"):
                return -1
            if page.low[max(first, i - 2) : i] == ["так", "же"]:
                return -1  # "А, так же как Б, не признаёт"
            if tuple(page.low[max(first, i - 3) : i]) in _TIME_HOW or as_well_as(reading, i):
                return -1
            apart = page.toks[i - 1].text in {",", "—", "–", "-", "(", "«", '"'} or blank(page, first, i)
            if i > first and not apart and page.low[i - 1] not in LINKERS:
                return -1
            joint = page.toks[i - 2].pos == "CCONJ"  # "уехал и, как сообщают СМИ, сказал"
            if i > first and not joint and page.toks[i - 1].text == "," and page.head[i - 2 if i - 2 >= first else i] == cue.at:
                return -1
            before = i - 1
            while before > first and page.toks[before].text == ",":
                before -= 1
            if i > first and before >= first and governs_that(reading, before) and page.toks[cue.at].rel in ("ccomp", "advcl"):
                return -1
            if before >= first and page.head[cue.at] == before and page.toks[cue.at].rel == "ccomp":
                return -1  # "чтобы понять, как думают врачи"
            return i
    return -1


def as_well_as(reading: Reading, i: int) -> bool:
    """Whether the "как" at token ``i`` joins two of a kind: "как Польша, так и соседи"."""
    page = reading.page
    later = range(i + 2, min(i + 12, page.last[page.sent[i]] - 1))
    return any(page.low[j] == "так" and page.low[j + 1] == "и" and page.toks[j - 1].text == "," for j in later)


def governs_that(reading: Reading, i: int) -> bool:
    """Whether token ``i`` belongs to a cue, counted or not, that governs a content clause."""
    return any(c.first <= i < c.last and "что" in c.row.government for c in reading.cues)


def attribution_end(reading: Reading, cue: Cue, last: int) -> int:
    """One past the put-in clause: its subject with what belongs to it, up to the next comma."""
    page = reading.page
    subject = subject_told(page, reading.cast, cue.at)
    edge = cue.last - 1
    own = set(page.tree(cue.at))
    if subject > cue.at:
        edge = max(edge, phrase_of(page, subject)[1] - 1)
    i = edge + 1
    while i < last:
        t = page.toks[i]
        close = closing(page, i, last)
        if close > i:
            i = close
            continue
        if t.text in DASHES or t.text in ";:" or (t.text == "." and page.toks[min(i + 1, last - 1)].text == "]"):
            break
        if t.text == ",":
            nxt = i + 1
            if nxt >= last or not attribution_goes_on(reading, nxt, own, subject, cue):
                break
        elif (t.pos == "CCONJ" and i + 1 < last and joins_verb(page, i, last)) or (
            t.text in ")" and i > edge
        ):
            break
        i += 1
    while i > cue.last and (page.is_punct(i - 1) and page.toks[i - 1].text not in QUOTES | {")"}):
        i -= 1
    return i


def joins_verb(page: Page, i: int, last: int) -> bool:
    """Whether the conjunction at token ``i`` joins a verb, near and before any punctuation."""
    for k in range(i + 1, min(i + 4, last)):
        if page.finite(k) or page.toks[k].text == ",":
            return page.finite(k)
    return False


def closing(page: Page, i: int, last: int) -> int:
    """One past the bracket that closes what token ``i`` opens, or the comma inside a name in marks that it is; else ``i``."""
    if page.toks[i].text == "(" and page.toks[i - 2].text not in SENTENCE_END:  # no "[пишет «Прибой».](https://...)"
        return next((j + 1 for j in range(i + 1, last) if page.toks[j].text == ")"), i)
    n = page.mark_of[i]
    within = page.toks[i].text == "," and n >= 0 and page.outer[n].closed and page.toks[i].stop < page.outer[n].stop
    return i + 1 if within and i + 1 < last and page.mark_of[i + 1] == n == page.mark_of[i - 1] else i


def titles_name(page: Page, i: int) -> bool:
    """Whether a title follows a name and a comma and ends with another comma: "Имя Фамилия, член комитета, ..."."""
    t = page.toks[i]
    if page.toks[i - 2].pos != "PROPN" or t.pos != "NOUN" or t.feat("Animacy") != "Anim" or t.feat("Case") != "Nom":
        return False
    for j in range(i + 1, page.last[page.sent[i]]):
        if page.toks[j].text == ",":
            return not page.finite(j - 1)
        if page.finite(j) or page.toks[j].text in {":", ";", "—", "–"}:
            return False
    return False


def attribution_goes_on(reading: Reading, i: int, own: set[int], subject: int, cue: Cue) -> bool:
    """Whether the words after a comma still belong to the put-in clause (apposition, gerund, relative clause)."""
    page = reading.page
    if page.lemma[i - 2] in DAYS and page.toks[i].text.isdigit() and i + 1 < len(page.toks) and page.lemma[i + 1] in MONTHS:
        return True  # "сообщили в пятницу, 13 мая"
    before = page.toks[i - 2]
    name_before = (page.toks[i].pos in ("PROPN", "X") and before.pos == "PROPN") or before.text in ("»", '"', "”")
    if name_before and page.toks[i].text[:1].isupper():
        return False
    if titles_name(page, i) or any(c.first == i and c.row.form == "relay" and page.low[i].endswith("сь") for c in reading.cues):
        return True  # "сообщила газета, ссылаясь на источники, ..."
    if tuple(page.low[i : i + 2]) in _CLAUSE or (page.toks[i].feat("VerbForm") == "Conv" and leads_on(reading, i)):
        return False
    top = climb(page, i, lambda head: head in (cue.at, subject) or head < i)
    head, rel = page.head[top], page.toks[top].rel.split(":")[0]
    if head < 0:
        return False
    if (
        subject >= 0
        and head in page.tree(subject)
        and head >= min(cue.first, subject)
        and rel in ("appos", "acl", "amod", "conj", "nmod")
    ):
        return True
    if head == cue.at and rel == "advcl" and page.toks[top].feat("VerbForm") == "Conv":
        return True
    if rel == "acl" and cue.at < head < i and page.low[i] in RELATIVE and goes_on_behind(page, i):
        return True  # "как заявил X на встрече, которая шла вчера, ..."
    if page.toks[top].feat("VerbForm") == "Part" and rel in ("acl", "amod") and head > cue.at and head in own:
        return True  # "говорится в заявлении, опубликованном на сайте, ..."
    return (
        head == cue.at
        and rel in ("obl", "appos")
        and not page.finite(top)
        and all(k in own for k in range(i, min(i + 3, len(page.toks))))
    )


def goes_on_behind(page: Page, i: int) -> bool:
    """Whether a clause follows the comma that ends the relative clause which token ``i`` opens."""
    end = page_end(page, i)
    comma = next((j for j in range(i + 1, end) if page.toks[j].text == ","), end)
    return page.has_clause(i, comma) and page.has_clause(comma, end)


def leads_on(reading: Reading, i: int) -> bool:
    """Whether a gerund at token ``i`` has a statement of its own: "подтвердил эту информацию, отметив, что"."""
    cue = reading.by_at.get(i)
    return cue is not None and complementizer(reading, cue) >= 0


def phrase_end(reading: Reading, cue: Cue) -> int:
    """One past the phrase with its complement ("по словам главы МЧС Ивана Петрова")."""
    page = reading.page
    end = page.last[page.sent[cue.at]]
    bare = page.toks[cue.at].rel == "case" and cue.last <= page.head[cue.at] < end  # "согласно решению суда"
    own = page.tree(page.head[cue.at] if bare else cue.at)
    last = cue.last
    i = cue.last
    while i < end:
        t = page.toks[i]
        if t.text in DASHES or t.text in ";:":
            break
        if t.text == "(" and i > cue.last:
            close = next((j for j in range(i, end) if page.toks[j].text == ")"), -1)
            if close > 0 and page.toks[close + 1].text == ",":
                return close + 1  # "со слов Анны Орловой (на фото),"
        if t.rel == "case" and t.pos == "ADP" and i in own and not leads_to_source(reading, page.head[i]):
            comma = closed_behind(page, cue, i, end)
            if comma < 0:
                break
            return comma
        if t.text == ",":
            nxt = i + 1
            if nxt >= end or not belongs_to_phrase(reading, nxt, own, i):
                break
        elif i in own and begins_statement(page, i, cue):
            break
        elif i not in own and not page.is_punct(i):
            if page.finite(i) or t.feat("Case") in ("Nom",) or t.pos in ("ADP", "CCONJ", "SCONJ", "ADV"):
                break
            if t.feat("Case") != "Gen" and t.pos != "X":
                break
        if not page.is_punct(i) or t.text in QUOTES | {")", "."}:
            last = i + 1
        i += 1
    while last > cue.last and page.toks[last - 1].text in {".", ","}:
        last -= 1
    return last


def closed_behind(page: Page, cue: Cue, i: int, end: int) -> int:
    """The comma that closes a phrase which opens its sentence, behind a further complement: "со слов людей в окружении, она
    ушла"; -1 where a verb comes first, or what follows the comma only describes what stands before it."""
    if cue.first != page.first[page.sent[cue.at]]:
        return -1
    comma = next((j for j in range(i, end) if page.toks[j].text == "," or page.finite(j)), -1)
    if comma < 0 or page.toks[comma].text != "," or comma + 2 >= end or comma - i > 6:
        return -1
    after = page.toks[comma + 1]
    described = page.low[comma + 1] in RELATIVE | {"где", "когда"} or after.feat("VerbForm") in ("Part", "Conv")
    described = described or after.pos == "NUM"
    begins = after.feat("Case") in ("Nom", "") and any(page.finite(j) for j in range(comma + 1, end))
    return comma if begins and not described and page.low[i] != "с" else -1


def begins_statement(page: Page, i: int, cue: Cue) -> bool:
    """Whether a name in the nominative that the tree hangs on a genitive is the subject of the statement:
    "по словам врачей Иван Петров поправляется"."""
    t, head = page.toks[i], page.head[i]
    if t.pos != "PROPN" or t.feat("Case") != "Nom" or head < cue.last or t.rel.split(":")[0] not in ("nmod", "appos"):
        return False
    verb = next((j for j in range(i + 1, page_end(page, i)) if page.finite(j)), -1)
    return clashes(page, head, i) and verb >= 0 and page.kid(verb, "nsubj") < 0 and page.toks[verb].feat("Number") != "Plur"


def named_apart(reading: Reading, i: int) -> bool:
    """Whether a title and name in the genitive stand between commas: "одного из жильцов, врача Анны Орловой,"."""
    page = reading.page
    start, case = page.toks[i].start, page.toks[i].feat("Case")
    here = [m for m in reading.cast.at.get(i, []) if m.type == "PER" and m.kind == "name+title" and m.start == start]
    ends = [page.token_upto(m.stop) for m in here]
    return case == "Gen" and any(k < page_end(page, i) and page.toks[k].text == "," for k in ends)


def leads_to_source(reading: Reading, k: int) -> bool:
    """Whether the noun after a preposition still tells whose data they are or of when: "по данным на март", "из полиции"."""
    page = reading.page
    t = page.toks[k]
    published = page.head[k] >= 0 and page.toks[page.head[k]].feat("VerbForm") == "Part"
    return published or t.text[:1].isdigit() or page.lemma[k] in SETTINGS or can_speak(page, reading.cast, k)


def belongs_to_phrase(reading: Reading, i: int, own: frozenset[int], comma: int) -> bool:
    """Whether token ``i`` after a comma still belongs to the complement of a phrase."""
    page = reading.page
    if named_apart(reading, i):
        return True
    if i not in own:
        return False
    top = climb(page, i, lambda head: head < comma)
    rel = page.toks[top].rel.split(":")[0]
    return (
        page.toks[top].feat("Case") != "Nom"
        and rel in ("appos", "acl", "amod", "conj")
        and (not page.finite(top) or rel == "acl")
        and (page.toks[top].feat("Case") in ("Gen", "") or (rel != "conj" and page.toks[top].feat("VerbForm") == "Part"))
    )
