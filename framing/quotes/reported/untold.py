"""Attributions whose words the text does not tell, or tells elsewhere: "Орлова сказала:" before a gap, "отвечает на вопросы",
"опубликовал заявление"."""

from __future__ import annotations

from framing.quotes.cast import can_speak
from framing.quotes.cues import Cue
from framing.quotes.page import Draft, Page
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.reading import PREPOSITIONS, Reading, before_colon, blank, draft_of, negated
from framing.quotes.reported.sources import EXPLAINING, POINTED
from framing.quotes.reported.topics import only_points
from framing.quotes.syntax import attributive, joined_to, page_end, phrase_of, subject_of, subject_or_place
from framing.quotes.wordlists import DOCUMENTS, THIRD, speech_words

ISSUING = speech_words("issuing")
ISSUED = speech_words("issued")
_GAP = 3
"""So many line ends after a colon leave room for what was taken out of the page: a picture, a record, a block quote."""


def announced(reading: Reading, cue: Cue) -> Draft | None:
    """Анна Орлова сказала: (the line ends, and what she said is missing: a gap follows, or nothing)."""
    page = reading.page
    told = cue.row.form in ("verb", "reflexive") and cue.row.kind in ("speech", "writing") and "quote" in cue.row.government
    end = page_end(page, cue.at)
    colon = next((i for i in range(end - 1, cue.at, -1) if page.toks[i].text.strip("*_")), cue.at)
    if not told or cue.at in reading.used or not page.finite(cue.at) or page.toks[colon].text != ":":
        return None
    later = any(c.at > cue.at and page.sent[c.at] == page.sent[cue.at] for c in reading.live)
    if later or not (blank(page, end, len(page.toks)) or goes_on_behind_gap(page, end)):
        return None
    return draft_of(reading, cue, "source", "announced", clause_start(page, cue), colon)


def goes_on_behind_gap(page: Page, end: int) -> bool:
    """Whether a gap follows token ``end``, and the author goes on behind it about whoever spoke: "Он добавил", "По её словам"."""
    if page.text[page.toks[end - 1].stop : page.toks[end].start].count("\n") < _GAP:
        return False
    return any(page.low[i] in THIRD or page.lemma[i] in THIRD for i in range(end, min(end + 14, len(page.toks))))


def clause_start(page: Page, cue: Cue) -> int:
    """The first token of the cue's clause: behind the last comma or verb before what belongs to it."""
    own = page.tree(cue.at)
    i = cue.first
    while i > page.first[page.sent[cue.at]] and i - 1 in own and not page.is_punct(i - 1):
        i -= 1
    return i


def topic_told(reading: Reading, cue: Cue) -> Draft | None:
    """Анна Орлова рассказывает о мостах; на эти вопросы отвечает Орлова: a byline, which tells what somebody speaks of."""
    page = reading.page
    if cue.row.form != "verb" or page.lemma[cue.at] not in EXPLAINING or not spoke(reading, cue, now=True):
        return None
    answers = page.lemma[cue.at] == "отвечать"
    about = next((k for k in page.kids[cue.at] if (is_question(page, k) if answers else is_topic(page, k))), -1)
    return with_phrases(reading, cue, about) if about >= 0 and page.mark_of[about] < 0 else None


def is_topic(page: Page, k: int) -> bool:
    """Whether a noun is what a verb speaks of: "о причинах"."""
    case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
    noun = page.toks[k].pos in ("NOUN", "PROPN") and not only_points(page, k)
    return noun and bool(case) and case[0] in PREPOSITIONS["о"]


def is_question(page: Page, k: int) -> bool:
    """Whether a noun is the questions that somebody answers: "на эти вопросы"."""
    return page.lemma[k] == "вопрос" and any(page.low[c] == "на" for c in page.kids[k])


def statement_issued(reading: Reading, cue: Cue) -> Draft | None:
    """Партия опубликовала заявление; король выступил с обращением: words given out, not told."""
    page = reading.page
    verb = cue.at if cue.row.form == "verb" else page.head[cue.at] if cue.row.form == "noun" else -1
    if verb < 0 or page.lemma[verb] not in ISSUING:
        return None
    given = Cue(verb, verb + 1, verb, cue.row)
    noun = next((k for k in page.kids[verb] if is_issued(page, k)), -1)
    if noun < 0 or not spoke(reading, given):
        return None
    d = with_phrases(reading, given, noun)
    d.cue_form = "verb"
    return d


def is_issued(page: Page, k: int) -> bool:
    """Whether a noun names words as a whole, and nothing tells which or what they say: "заявление", "с обращением"."""
    case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
    object_of = page.toks[k].rel == "obj" and not case
    with_it = page.toks[k].feat("Case") == "Ins" and case in (["с"], ["со"], [])
    told = any(page.lemma[c] in POINTED or page.toks[c].rel.startswith("acl") for c in page.kids[k])
    return page.lemma[k] in ISSUED and (object_of or with_it) and not told


def spoken_of(reading: Reading, cue: Cue) -> Draft | None:
    """Письмо, о котором ранее говорил Орлов: a relative clause that only tells who spoke of the noun before it."""
    page, i = reading.page, cue.at
    if cue.row.form != "verb" or cue.row.kind not in ("speech", "writing") or not page.toks[i].rel.startswith("acl"):
        return None
    which = next((k for k in page.kids[i] if page.lemma[k] == "который" and page.kid(k, "case") >= 0), -1)
    about = which >= 0 and page.low[page.kid(which, "case")] in PREPOSITIONS["о"]
    subject = subject_of(page, i)
    if subject < 0:  # "о котором предупреждал ЦБ", which the tree takes for an object
        behind = range(cue.last, page_end(page, i))
        subject = next((k for k in behind if page.toks[k].feat("Case") == "Nom" and reading.cast.mentions(k)), -1)
    if not about or subject < 0 or not can_speak(page, reading.cast, subject) or i in reading.used:
        return None
    if not page.finite(i) or page.toks[i].feat("Tense") != "Past" or complementizer(reading, cue) >= 0:
        return None
    if not {"о", "acc"} & cue.row.government:
        return None  # "о котором мечтал Орлов"
    ends = [page.kid(which, "case"), cue.last, *phrase_of(page, subject)]
    return draft_of(reading, cue, "source", "untold", min(ends), max(ends))


def spoke(reading: Reading, cue: Cue, now: bool = False) -> bool:
    """Whether a verb tells in a main clause, in the past or ``now``, that somebody who can speak has spoken, and leads on to
    nothing."""
    page, i = reading.page, cue.at
    t = page.toks[i]
    main = page.head[i] < 0 or t.rel in ("conj", "parataxis")
    who = subject_or_place(page, i)
    byline = now and subject_of(page, i) >= 0 and page.lemma[who] not in DOCUMENTS
    told = t.feat("Tense") == ("Pres" if byline else "Past") and page.finite(i) and t.feat("Voice") != "Pass"
    able = who >= 0 and can_speak(page, reading.cast, who)
    if not (main and told and able) or negated(page, i) or page.speech[i] or attributive(page, i):
        return False
    if complementizer(reading, cue) >= 0 or (i in reading.used and not before_colon(reading, cue)):
        return False
    behind = range(i, page_end(page, i))
    return not any(page.toks[k].text == ":" or (page.mark_of[k] >= 0 and not page.named_mark(k)) for k in behind)


def with_phrases(reading: Reading, cue: Cue, noun: int) -> Draft:
    """The source that a cue makes with its subject and noun ``noun``."""
    page = reading.page
    subject = subject_of(page, cue.at)
    nouns = [noun, *([subject, *joined_to(page, subject)] if subject >= 0 else [])]
    ends = [cue.first, cue.last, *(x for k in nouns for x in phrase_of(page, k))]
    ends += [k for k in page.kids[noun] if page.toks[k].rel == "case"]
    return draft_of(reading, cue, "source", "untold", min(ends), max(ends))
