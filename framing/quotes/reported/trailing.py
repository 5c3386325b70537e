"""Which of the phrases behind a content still belong to it: one decision for noun phrases and infinitives.

A content has a core ("сообщил о [закрытии]"). At each border of a phrase behind the core the content ends or goes on; facts about
the phrase there have weights (``seeds/ru/edge_weights.tsv``, learnt by ``tests/bench/train_edges.py``), and the end is where the
product of the chances to go on before it and of ending there is highest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from framing import seeds
from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, Page
from framing.quotes.reported.reading import Parenthetical, Reading
from framing.quotes.syntax import main_verb, page_end, same_inflection
from framing.quotes.wordlists import ASK, MEDIA_NOUNS, RELATIVE, SETTINGS, THAT, speech_words

STOPS = frozenset([",", ";", ":", "(", "[", "."]) | DASHES
_CLOSING = frozenset('»”“"’)%')
_WITHIN = (["о", "том"], ["об", "этом"], ["в", "отношении"])
_BOLD = frozenset(["*", "**", "***", "_", "__"])


@dataclass(frozen=True, slots=True)
class Content:
    """A content whose end is sought: its kind ("noun", "infinitive"), first token, and the last token that is surely its own."""

    kind: str
    first: int
    core: int


def end_of(reading: Reading, cue: Cue, content: Content) -> int:
    """One past the last token of a content that follows its cue."""
    borders = borders_behind(reading, cue, content)
    ends = [sum(weights().get(name, 0.0) for name in facts(reading, cue, content, at)) for at in borders[:-1]]
    return borders[likeliest_end(ends)]


def likeliest_end(ends: list[float]) -> int:
    """The number of the border where a content ends: ``ends`` are the log odds of an end at each border but the last."""
    going, chances = 0.0, []
    for z in ends:
        chances.append(going - softplus(-z))
        going -= softplus(z)
    chances.append(going)
    return max(range(len(chances)), key=chances.__getitem__)


def softplus(z: float) -> float:
    """The logarithm of 1 + exp(z)."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


@cache
def weights(lang: str = "ru") -> dict[str, float]:
    """The weight of each fact: above 0 for an end."""
    return {row["fact"]: float(row["weight"]) for row in seeds.table("edge_weights.tsv", lang)}


def borders_behind(reading: Reading, cue: Cue, content: Content) -> list[int]:
    """Where a phrase begins behind the core, and last where the content ends at the latest."""
    page = reading.page
    end = latest_end(reading, cue, content)
    return [i for i in range(content.core + 1, end) if parts(page, i)] + [end]


def latest_end(reading: Reading, cue: Cue, content: Content) -> int:
    """One past the last token that a content can have: before direct speech, another's put-in words, the end of the sentence."""
    page, end = reading.page, page_end(reading.page, cue.at)
    put_in = [r.first for r in reading.parentheticals if r.cue is not cue and r.rule != "according-to"]
    address = [i for i in range(content.core + 1, end) if page.low[i].startswith("http") and page.toks[i - 1].text != "("]
    put_in += [i for i in (relative_before(page, r) for r in reading.parentheticals) if i > content.core]
    end = next((i for i in range(content.core + 1, end) if page.speech[i] or i in put_in or i in address), end)
    end = min(end, next_clause(page, content.core + 1, end))
    end = next((i for i in range(content.core + 1, end) if spoken_to(page, cue, i)), end)
    while end > content.core + 1 and page.is_punct(end - 1) and page.toks[end - 1].text not in _CLOSING:
        end -= 1
    return end


def spoken_to(page: Page, cue: Cue, i: int) -> bool:
    """Whether a noun behind a content tells to whom one spoke: "пожаловалась на жару | подруге"."""
    t = page.toks[i]
    somebody = t.pos == "NOUN" and (t.feat("Case"), t.feat("Animacy")) == ("Dat", "Anim") and not page.kids[i]
    return somebody and t.rel == "iobj" and page.head[i] == cue.at


def next_clause(page: Page, i: int, end: int) -> int:
    """Where a clause of the author's is joined to a content that has no clause of its own: "предлагают поднять штраф | , а сбор
    отменят", "попросил рыбы | и не мог отказаться"; else ``end``."""
    joint = -1
    for k in range(i, end):
        t = page.toks[k]
        if t.text == ",":
            joint = -1
        elif t.pos == "CCONJ" and page.low[k] in ("и", "а", "но"):
            joint = k if joint < 0 or page.toks[joint - 1].text != "," else joint
        opens = page.low[k] in RELATIVE | ASK | THAT or t.pos == "SCONJ" or t.rel == "mark" or page.toks[k].text in STOPS - {","}
        if opens or page.mark_of[k] >= 0 or t.feat("VerbForm") == "Conv":
            return end
        if page.finite(k) and page.low[k] != "нет":
            return end if joint < 0 else joint - (page.toks[joint - 1].text == ",")
    return end


def relative_before(page: Page, aside: Parenthetical) -> int:
    """The comma before a relative clause that opens with a put-in phrase: "обстрел отряда | , который, по их словам", "выход из
    союза | , что, как ожидается, "; or -1."""
    i = aside.first - 1
    i -= page.toks[i].text == ","
    if i < 1 or page.toks[i - 1].text != "," or aside.rule == "put-in-clause":
        return -1
    return i - 1 if page.low[i] == "что" or (page.low[i] in RELATIVE and aside.rule == "according-to") else -1


def parts(page: Page, i: int) -> bool:
    """Whether token ``i`` begins a phrase, or is the punctuation before one."""
    t, before = page.toks[i], page.toks[i - 1]
    if page.mark_of[i] >= 0 and page.mark_of[i] == page.mark_of[i - 1]:
        return False
    if page.low[i : i + 2] in _WITHIN or (t.text == "," and page.low[i - 2 : i] == ["о", "том"]):
        return False
    if before.pos == "NOUN" and t.pos == "ADJ" and t.text[0].isdigit() and t.feat("Case") == "Gen":
        return False  # "розыск 67-летнего Орлова"
    if page.is_punct(i):
        return opens_phrase(page, i)
    if any(page.toks[j].rel == "mark" and page.head[j] > i for j in range(max(0, i - 5), i)):
        return False  # "чтобы такое | больше не повторялось"
    while before.text in _BOLD:
        i -= 1
        before = page.toks[i - 1]
    if page.is_punct(i - 1) and before.text not in _CLOSING:
        return False
    if before.pos in ("ADP", "DET", "CCONJ", "SCONJ", "PART") or page.low[i - 1] in RELATIVE:
        return False
    if t.rel.split(":")[0] in ("flat", "fixed", "goeswith"):
        return False
    if before.pos in ("ADJ", "NUM") and t.pos in ("ADJ", "NOUN", "PROPN", "NUM", "X") and page.head[i - 1] >= i:
        return False
    return not (before.pos == "ADJ" and t.pos in ("NOUN", "PROPN", "ADJ") and before.feat("Case") == t.feat("Case"))


def opens_phrase(page: Page, i: int) -> bool:
    """Whether the punctuation at token ``i`` stands before a phrase: no closing mark, no hyphen, no full stop of a short form."""
    text, before = page.toks[i].text, page.toks[i - 1]
    if text not in STOPS | QUOTES or text in _CLOSING or (text in DASHES and before.stop == page.toks[i].start):
        return False
    if text == ".":
        return i + 1 < len(page.toks) and page.toks[i + 1].text[:1].isupper() and len(before.text) > 2
    if (page.is_punct(i - 1) and before.text not in _CLOSING | _BOLD) or page.low[i - 1] in RELATIVE or before.pos == "SCONJ":
        return False
    return not (text == "(" and before.text == "]")


def facts(reading: Reading, cue: Cue, content: Content, at: int) -> Iterator[str]:
    """What is known about the phrase that begins at token ``at`` and its place behind the content."""
    page, end = reading.page, page_end(reading.page, cue.at)
    kind = content.kind
    word = next((i for i in range(at, end) if not page.is_punct(i) and not joins(page, i)), at)
    comma = page.toks[at].text if page.is_punct(at) else ""
    comma = "dash" if comma in DASHES else "mark" if comma in QUOTES else comma
    joint = next((page.low[i] for i in range(at, word) if joins(page, i)), "")
    head = phrase_head(page, word)
    top = head
    for _ in range(30):
        if page.head[top] < at:
            break
        top = page.head[top]
    place = attachment(page, cue, content, at, top)
    form = form_of(page, word, head)
    short = form.split(":")[0]
    behind = min(content.core, at - 1)
    far = at - behind - 1
    yield f"{kind}"
    yield f"{kind} {short}"
    yield f"joint {comma}{joint}"
    yield f"{kind} joint {comma}{joint}"
    yield f"form {form}"
    yield f"form {short} {comma}{joint and 'and'}"
    yield f"place {place}"
    yield f"place {place} {short}"
    yield f"{kind} {place}"
    yield f"rel {page.toks[top].rel.split(':')[0]} {place}"
    yield "far " + ("0" if far == 0 else "1-3" if far < 4 else "4-8" if far < 9 else "9-")
    if page.finite(top):
        yield from of_clause(reading, cue, top, place, f"{comma}{joint}")
    if page.under(cue.at, top):
        yield "over cue"
    if form == "verb:Conv":
        yield f"gerund {place}"
        yield "gerund past" if page.low[word].endswith(("в", "вши", "вшись")) else "gerund present"
        if any(c.first <= word < c.last for c in reading.cues):
            yield "gerund speaks"
    if comma or joint:
        yield from of_stretch(page, content, word, form, f"{comma}{joint}")
    if short in ("pp", "np", "adv"):
        yield from senses(reading, word, head, short)


def joins(page: Page, i: int) -> bool:
    """Whether a word joins what follows to what stands before it, whatever the tagger calls it."""
    return page.toks[i].pos == "CCONJ" or page.low[i] in ("однако", "зато")


def of_clause(reading: Reading, cue: Cue, top: int, place: str, joint: str) -> Iterator[str]:
    """What is known about a clause behind a content: how it is joined, whose tense and number it has, whether it speaks."""
    page = reading.page
    t, main, subject = page.toks[top], main_verb(page, cue.at), page.kid(top, "nsubj")
    own = "subject" if subject >= 0 else "bare"
    if subject >= 0 and page.toks[subject].pos == "PRON":
        own = "which" if page.low[subject] in RELATIVE else "pronoun"
    tense = t.feat("Tense") + (" as cue" if t.feat("Tense") == page.toks[main].feat("Tense") else "")
    yield f"clause {place}"
    yield f"clause joint {joint}"
    yield f"clause {own}"
    yield f"clause {own} {joint}"
    yield f"clause tense {tense}"
    if own == "bare" and same_inflection(page, top, main):
        yield "clause bare as cue"
    if top in reading.by_at:
        yield "clause speaks"


def of_stretch(page: Page, content: Content, word: int, form: str, joint: str) -> Iterator[str]:
    """Whether the words up to the next punctuation have a verb, whatever the tree says: a clause of its own or not."""
    end = page_end(page, word)
    stop = next((i for i in range(word, end) if page.toks[i].text in STOPS), end)
    verb = next((i for i in range(word, stop) if page.finite(i) and page.mark_of[i] < 0), -1)
    if verb < 0:
        upright = (i for i in range(word, stop) if page.toks[i].feat("Case") == "Nom" and page.toks[i].pos in ("NOUN", "PROPN"))
        if next(upright, -1) >= 0:
            yield f"stretch nominative {joint}"
        return
    own = "dependent" if form.startswith(("sub", "relative")) else "free"
    inside = "deep" if any(page.finite(i) for i in range(content.core + 1, word)) else "flat"
    subject = any(page.toks[i].feat("Case") == "Nom" and page.toks[i].pos in ("NOUN", "PROPN", "PRON") for i in range(word, verb))
    yield f"stretch {own}"
    yield f"stretch {own} {inside}"
    yield f"stretch {own} {inside} {'subject' if subject else 'bare'}"
    yield f"stretch {own} {joint}"


def phrase_head(page: Page, word: int) -> int:
    """The noun of the phrase that a preposition, adjective or number opens; any other word itself."""
    i = word
    for _ in range(6):
        rel, up = page.toks[i].rel.split(":")[0], page.head[i]
        if up <= i or rel not in ("case", "amod", "det", "nummod", "advmod", "fixed") or page.finite(up):
            break
        i = up
    return i


def form_of(page: Page, word: int, head: int) -> str:
    """The kind of a phrase: prepositional with its preposition, nominal with its case, adverb, or what clause it opens."""
    t = page.toks[word]
    if any(x in RELATIVE for x in page.low[word : word + 4]) and t.pos in ("ADP", "PRON", "DET", "SCONJ"):
        return "relative"
    if t.pos == "ADP":
        return f"pp:{page.low[word]}"
    if t.pos == "SCONJ" or t.rel == "mark":
        return f"sub:{page.low[word]}"
    if t.pos in ("VERB", "AUX"):
        return f"verb:{t.feat('VerbForm')}"
    if page.toks[head].pos in ("NOUN", "PROPN", "NUM", "X", "PRON", "ADJ", "DET"):
        return f"np:{page.toks[head].feat('Case')}"
    if t.pos in ("ADV", "PART"):
        return f"adv:{t.pos}"
    return f"other:{t.pos}"


def attachment(page: Page, cue: Cue, content: Content, at: int, top: int) -> str:
    """Where the tree hangs a phrase: on the content, on the cue, above the cue, or elsewhere."""
    head = page.head[top]
    if head < 0:
        return "root"
    if content.first <= head < at:
        return "core" if head <= content.core else "clause" if page.finite(head) else "content"
    if cue.first <= head < cue.last or head == cue.at:
        return "cue"
    if page.under(cue.at, head):
        return "above"
    return "later" if head >= at else "elsewhere"


MONTHS = frozenset(
    ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"]
)
DAYS = speech_words("days")


def senses(reading: Reading, word: int, head: int, short: str) -> Iterator[str]:
    """What a phrase can tell about speaking: a time, an occasion, a medium, somebody spoken to."""
    page, lemma = reading.page, reading.page.lemma[head]
    t = page.toks[head]
    prep = page.low[word] if short == "pp" else ""
    if lemma in DAYS:
        yield "day"
    elif lemma in MONTHS or t.text[:1].isdigit():
        yield f"date {prep}"
    elif lemma in SETTINGS:
        yield "setting"
        yield f"setting {prep}"
    if lemma in MEDIA_NOUNS:
        yield "medium"
    if any(e.start <= t.start < e.stop for e in page.parsed.entities):
        yield f"entity {short}"
    if t.feat("Animacy") == "Anim" or t.pos == "PRON":
        yield f"somebody {short}:{t.feat('Case')}"
    if t.text[:1].isupper():
        yield f"name {short}"
    if any(c.first == word for c in reading.live):
        yield "cue here"
