"""Content clauses: "заявил, что ...", "рассказал, как ...", "уверен: ..."."""

from __future__ import annotations

from framing.quotes.cast import can_speak
from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft, Page
from framing.quotes.reported.clause_ends import content_end
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.reading import Reading, draft_of, place_named
from framing.quotes.reported.sources import plain_relay
from framing.quotes.syntax import full_participle, page_end, subject_of
from framing.quotes.wordlists import ASK, RELATIVE, THAT, THIRD, speech_words


def that_clause(reading: Reading, cue: Cue) -> Draft | None:
    """Заявил, что ...; заявление о том, что ...; рассказал, как ..."""
    i = complementizer(reading, cue)
    if i < 0:
        return None
    page = reading.page
    first = i + 1 if page.low[i] in THAT | RELATIVE - ASK or page.low[i] in ("чтобы", "чтоб") else i
    last = content_end(reading, cue, i)
    if page.lemma[i] == "который" and i < page.head[cue.at] < last:  # "слухи, согласно которым ..., | активно ходят"
        last = max((k for k in range(first, page.head[cue.at]) if page.toks[k].text == ","), default=last)
    if last <= first or refusal(reading, first, last):
        return None
    if (
        all(page.mark_of[k] >= 0 or page.is_punct(k) for k in range(first, last))
        and len({page.mark_of[k] for k in range(first, last) if page.mark_of[k] >= 0}) == 1
    ):
        return None
    return draft_of(reading, cue, "indirect", "that-clause", first, last)


def fronted_that(reading: Reading, cue: Cue) -> Draft | None:
    """О том, что мост закрыт, ранее сообщали жители: the clause opens its sentence."""
    page, first = reading.page, reading.page.first[reading.page.sent[cue.at]]
    if cue.row.form not in ("verb", "reflexive") or "о" not in cue.row.government or cue.at in reading.used:
        return None
    comma = next((i for i in range(cue.first - 1, first, -1) if page.toks[i].text == "," or page.finite(i)), first)
    about = (i for i in range(first, comma - 5) if page.low[i] == "о" and page.low[i + 1 : i + 3] == ["том", ","])
    i = next((k for k in about if page.low[k + 3] in THAT), -1)
    if i < 0 or page.finite(comma) or page.has_clause(first, i) or not page.has_clause(i, comma):
        return None
    if page.low[i + 3] == "что" and page.toks[i + 3].pos == "PRON" and page.toks[i + 3].rel.split(":")[0] == "nsubj":
        return None  # "о том, что было ночью, он рассказал подробно"
    return draft_of(reading, cue, "indirect", "that-clause", i + 4, comma)


REFUSED = speech_words("refused")


def refusal(reading: Reading, first: int, last: int) -> bool:
    """Whether a content only refuses to comment: "заявил, что не будет комментировать слухи"."""
    page = reading.page
    at = next((i for i in range(first, min(first + 12, last)) if page.lemma[i] in REFUSED), -1)
    verbs = [i for i in range(first, last) if page.toks[i].pos == "VERB" and i != at and page.lemma[i] not in ("стать", "мочь")]
    return at >= 0 and "не" in page.low[max(first, at - 3) : at] and not any(page.finite(i) for i in verbs)


def another_says(reading: Reading, first: int, last: int) -> bool:
    """Whether the first predicate among the tokens is a verb of speech with a speaker of its own: "в мэрии утверждают, что"."""
    page = reading.page
    k = next((i for i in range(first, last) if page.finite(i) and page.toks[i].pos == "VERB"), -1)
    cue = reading.by_at.get(k)
    if cue is None or complementizer(reading, cue) < 0:
        return False
    subject = subject_of(page, k)
    return place_named(reading, cue) >= 0 or (subject >= 0 and page.toks[subject].pos != "PRON")


def latin(word: str) -> bool:
    """Whether a word begins with a Latin letter or a sign, as an address does."""
    return word[:1].isascii() and not word[:1].isdigit()


def after_colon(reading: Reading, cue: Cue) -> Draft | None:
    """Жалуются: воды нет неделю; уверен: стреляли из машины."""
    page = reading.page
    if cue.row.form not in ("verb", "adjective", "reflexive") or "что" not in cue.row.government or cue.at in reading.used:
        return None
    if full_participle(page, cue.at):
        return None
    if (page.toks[cue.at].feat("Voice") == "Pass" and cue.row.form == "verb") or page.low[cue.first - 1] == "не":
        return None
    subject = subject_of(page, cue.at)
    if subject >= 0 and plain_relay(cue.row.cue) and not can_speak(page, reading.cast, subject):
        return None  # "опыт привёл к открытию: ..."
    end = page.last[page.sent[cue.at]]
    colon = next((i for i in range(cue.last, min(cue.last + 12, end)) if page.toks[i].text == ":"), -1)
    if colon < 0 or colon + 3 > end or any(page.finite(i) or page.toks[i].text == "," for i in range(cue.last, colon)):
        return None
    if page.toks[colon + 1].text in QUOTES or latin(page.toks[colon + 1].text) or not page.has_clause(colon + 1, end):
        return None
    if another_says(reading, colon + 1, end):
        return None
    first = past_own_data(reading, colon + 1)
    d = draft_of(reading, cue, "indirect", "after-colon", first, end)
    if page.has_first_person(first, end):
        d.kind, d.rule = "direct", "after-colon-first-person"
    return d


UNJOINED = speech_words("unjoined")


def after_comma(reading: Reading, cue: Cue) -> Draft | None:
    """Рыбаки считают, волна пройдёт; соседке сказала, мол, порт закрыт: a clause behind a comma with no conjunction."""
    page, end = reading.page, page_end(reading.page, cue.at)
    told = cue.row.form == "verb" and "что" in cue.row.government and cue.at not in reading.used and page.finite(cue.at)
    comma = next((i for i in range(cue.last, min(cue.last + 6, end)) if page.toks[i].text == "," or page.finite(i)), end)
    if not told or comma + 3 >= end or page.toks[comma].text != "," or page.low[cue.first - 1] == "не":
        return None
    first = comma + 1
    hearsay = page.low[first] == "мол"
    if not hearsay and comma > cue.last:
        return None
    first += 2 * hearsay if page.toks[first + 1].text == "," else hearsay
    teller = max(subject_of(page, cue.at), place_named(reading, cue))
    opens = page.toks[cue.first - 1].text in {",", "—", "–", ":"}
    if not hearsay and (page.lemma[cue.at] not in UNJOINED or opens or not 0 <= teller < cue.at):
        return None
    if not hearsay and not own_clause(page, first, end):
        return None
    return draft_of(reading, cue, "indirect", "after-comma", first, end) if page.has_clause(first, end) or hearsay else None


def own_clause(page: Page, first: int, end: int) -> bool:
    """Whether tokens ``first..end`` open with a subject of their own and its verb, and no conjunction."""
    verb = next((i for i in range(first, end) if page.finite(i) or page.toks[i].text in {",", ":", "—", "–"}), -1)
    joined = page.toks[first].pos in ("CCONJ", "SCONJ") or page.low[first] in ASK | RELATIVE | THAT
    if verb < 0 or not page.finite(verb) or joined:
        return False
    return any(page.toks[k].rel == "nsubj" and first <= k < verb for k in page.kids[verb])


def past_own_data(reading: Reading, i: int) -> int:
    """The token behind "по его данным," that opens what a colon leads on to; else ``i``."""
    page = reading.page
    aside = next((r for r in reading.parentheticals if r.first == i and r.rule == "according-to"), None)
    own = aside is not None and any(page.low[k] in THIRD for k in range(aside.first, aside.last))
    return aside.last + 1 if aside is not None and own and page.toks[aside.last].text == "," else i
