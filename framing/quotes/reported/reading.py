"""What the rules of reported speech share: the cues of a page that count as somebody's speech, and drafts made from them."""

from __future__ import annotations

from dataclasses import dataclass

from framing.quotes.cast import Cast, lifeless, living, thing_speaks
from framing.quotes.cues import Cue
from framing.quotes.marked import is_cry
from framing.quotes.page import QUOTES, Draft, Page
from framing.quotes.syntax import agrees_with_verb, antecedent, attributive, owned, same_inflection, subject_of
from framing.quotes.wordlists import ASK, MODAL, NEWS, PLANS, POWERS, STANCES, THAT, UNABLE, UTTERING, speech_words

LISTS = frozenset(["list-after-colon", "statement-list"])
LED_ON = LISTS | {"block-after-colon", "marks-colon-before"}
"""Rules of what a colon leads on to."""

PREPOSITIONS = {
    "о": ("о", "об", "обо", "про"),
    "за": ("за",),
    "против": ("против",),
    "к": ("к", "ко"),
    "в": ("в", "во"),
    "на": ("на",),
    "с": ("с", "со"),
}


@dataclass(slots=True)
class Parenthetical:
    """The author's words put into a sentence ("по словам мэра"): tokens ``first..last`` (half-open) around a cue."""

    first: int
    last: int
    cue: Cue
    rule: str


class Reading:
    """One page as the rules of reported speech see it: its cues that count, direct quotes, cast, and parentheticals."""

    def __init__(self, page: Page, cues: list[Cue], direct: list[Draft], cast: Cast) -> None:
        self.page, self.cues, self.cast = page, cues, cast
        self.direct = [d for d in direct if not is_cry(d)]
        self.used = {d.cue_at for d in direct if d.cue_at >= 0 and d.rule != "block-after-statement"}
        self.live = [c for c in cues if is_speech(self, c)]
        self.by_at = {c.at: c for c in self.live}
        self.by_at_all = {c.at for c in self.live if c.row.form == "verb" and "что" in c.row.government}
        self.parentheticals: list[Parenthetical] = []
        self.parenthetical_cues: set[int] = set()


def is_speech(reading: Reading, cue: Cue) -> bool:
    """Whether a cue tells of somebody's speech: outside quotes, not the author's own, and a noun only with an owner."""
    outside = not reading.page.speech[cue.at] and not in_marks(reading, cue)
    return outside and not authors_own(reading, cue) and not unsaid(reading, cue) and spoken_noun(reading, cue)


def unsaid(reading: Reading, cue: Cue) -> bool:
    """Whether a verb tells that nothing was said, or not yet: "не уточнил, когда", "не может подтвердить", "не исключено, что",
    "объявит о", "намерен заявить", "чтобы потребовать"."""
    page, i = reading.page, cue.at
    if cue.row.form not in ("verb", "reflexive"):
        return False
    if planned(page, i) or supposed(page, i) or keeps_doing(page, i):
        return True
    if cue.first < i:  # the cue itself has "не"
        return page.toks[i].feat("Voice") == "Pass" and subject_of(page, i) < 0
    above = page.head[i] if page.toks[i].feat("VerbForm") == "Inf" else -1
    above = page.head[above] if above >= 0 and page.toks[above].rel == "nsubj" else above  # "артисты опровергать слухи не стали"
    unable = above >= 0 and page.lemma[above] in UNABLE and negated(page, above)
    return (negated(page, i) and page.lemma[i] not in STANCES) != unable


def planned(page: Page, i: int) -> bool:
    """Whether a verb is in the future, or an infinitive of purpose or under a verb of plans and abilities."""
    t = page.toks[i]
    if t.feat("VerbForm") != "Inf":
        if t.feat("VerbForm") == "Part" and any(page.low[k].startswith("буд") for k in page.kids[i] if page.toks[k].pos == "AUX"):
            return True  # "о сроках будет сообщено позже"
        return t.feat("Tense") == "Fut" and page.lemma[i] not in ("клясться", "обещать", "велеть")  # taken for perfective
    above = page.head[i]
    if any(page.low[k].startswith("буд") and page.toks[k].pos == "AUX" for k in page.kids[i]):
        return True
    purpose = any(page.low[k] in ("чтобы", "чтоб") for k in page.kids[i])
    return purpose or (above >= 0 and page.lemma[above] in PLANS and t.rel.split(":")[0] in ("xcomp", "ccomp", "csubj"))


def keeps_doing(page: Page, i: int) -> bool:
    """Whether a verb tells that somebody went on with a deed: "продолжил любить море: ходил на пляж"."""
    deeds = (k for k in page.kids[i] if page.toks[k].feat("VerbForm") == "Inf" and page.toks[k].rel == "xcomp")
    return page.lemma[i] in ("продолжить", "продолжать") and next(deeds, -1) > i


def supposed(page: Page, i: int) -> bool:
    """Whether a verb in the present only stands under "если": "если участник заявляет о"."""
    return page.toks[i].feat("Tense") == "Pres" and any(page.low[k] == "если" for k in page.kids[i])


def negated(page: Page, i: int) -> bool:
    """Whether "не" stands right before token ``i``."""
    return i > page.first[page.sent[i]] and page.low[i - 1] == "не"


def in_marks(reading: Reading, cue: Cue) -> bool:
    """Whether the cue itself stands in quotation marks (of a name or a partial quote)."""
    n = reading.page.mark_of[cue.at]
    if n < 0:
        return False
    mark = reading.page.outer[n]
    return mark.closed or mark.stop - mark.start < 200


def spoken_noun(reading: Reading, cue: Cue) -> bool:
    """A noun of speech counts where it has an owner or a verb that utters it ("выразил надежду", "его заявление")."""
    page, i = reading.page, cue.at
    if cue.row.form != "noun":
        return True
    if any(page.low[k] == "для" for k in page.kids[i] if page.toks[k].rel == "case"):
        return False  # "нужен для гарантии, что"
    head = page.head[i]
    if absent(page, i):
        return False
    if page.lemma[i] in NEWS and cue_at(reading, head) is not None:
        return False  # "подтвердил информацию о том, что": the verb has the statement
    if owned(page, i, len(page.toks)):
        return True
    if head < 0:
        return cue.row.kind != "thought"
    return page.lemma[head] in UTTERING or any(c.at == head for c in reading.cues) or cue.row.kind != "thought"


NOT_THERE = (["не", "будет"], ["не", "было"], ["не", "бывает"])


def absent(page: Page, i: int) -> bool:
    """Whether a noun tells of what there is none of: "здесь не будет призыва", "без призывов", "нет просьб"."""
    head, prepositions = page.head[i], [page.low[k] for k in page.kids[i] if page.toks[k].rel == "case"]
    isnt = page.low[i - 1] == "нет" or (head >= 0 and page.lemma[head] == "нет") or (i > 1 and page.low[i - 2 : i] in NOT_THERE)
    return page.toks[i].feat("Case") == "Gen" and (isnt or prepositions[:1] == ["без"])


def authors_own(reading: Reading, cue: Cue) -> bool:
    """The author's own: "напомним", "следует отметить", "мягко говоря", "как говорится", and refusals."""
    page, i = reading.page, cue.at
    t = page.toks[i]
    if cue.row.form == "phrase":
        own = {page.low[k] for k in range(cue.first, cue.last)}
        return bool(own & NOBODYS_VIEW)
    if cue.row.form not in ("verb", "reflexive", "adjective"):
        return False
    if t.feat("Person") in ("1", "2") and t.pos == "VERB" and not page.speech[i]:
        return True
    if page.lemma[i] in ("заметить", "замечать") and t.rel == "conj" and cue_at(reading, page.head[i]) is None:
        return True  # "вошла и заметила, что дверь открыта": she saw it
    if page.lemma[i] in ("заметить", "замечать") and came_to_see(reading, i):
        return True
    if t.feat("Mood") == "Imp" or (i + 1 < len(page.low) and page.low[i + 1] == "ли"):
        return True
    if page.low[i].endswith(("тесь", "йте", "ьте")):
        return True  # "согласитесь", whatever the tagger calls it
    if t.feat("VerbForm") == "Conv" and page.low[i] == "говоря":
        return True
    if asked(page, i):
        return True
    if (
        cue.row.form == "reflexive"
        and page.low[i] == "говорится"
        and i
        and page.low[i - 1] == "как"
        and place_named(reading, cue) < 0
    ):
        return True
    subject = subject_of(page, i)
    if subject >= 0 and page.low[subject] in ("мы", "я", "вы", "ты"):
        return True
    if i > 1 and page.low[i] == "говорят" and page.low[i - 2 : i] in (["не", "зря"], ["не", "даром"], ["не", "напрасно"]):
        return True
    if cue.row.form == "verb" and (thing_speaks(page, reading.cast, i) or told_by_thing(reading, i)):
        return True
    if t.feat("VerbForm") == "Inf":
        head = page.head[i]
        if head >= 0 and page.toks[head].feat("Person") in ("1", "2"):
            return True  # "хотим напомнить"
        if head >= 0 and page.lemma[head] in MODAL | {"следует", "стоит"} and subject_of(page, head) < 0:
            return True
        if head >= 0 and (page.low[head] == "принято" or page.low[max(subject_of(page, head), 0)] in ("я", "мы")):
            return True
        if head < 0 and any(page.lemma[k] in MODAL for k in page.kids[i]):
            return True
        if head >= 0 and (page.lemma[head].startswith("отказ") or page.lemma[head] in POWERS):
            return True
        if head >= 0 and page.low[head] == "нельзя":
            return True
        if page.lemma[i] == "исключить" and any(page.low[k] in ("чтобы", "чтоб") for k in page.kids[i]):
            return True  # "чтобы исключить возможность того, что ..."
    return False


NOBODYS_VIEW = speech_words("nobodys_view")
"""What makes "по ... мнению", "на ... взгляд" the author's own or nobody's: "на наш взгляд", "на первый взгляд"."""


def came_to_see(reading: Reading, i: int) -> bool:
    """Whether who noticed something then does something other than speak: "заметил, что дверь открыта, и вошёл"."""
    page = reading.page
    if any(page.low[k] == "когда" and page.toks[k].rel in ("mark", "advmod") for k in page.kids[i]):
        return True
    tops = [k for k in page.kids[i] if k > i and page.toks[k].rel == "ccomp" and not same_inflection(page, k, i)]
    for k in (k for top in (i, *tops) for k in page.kids[top] if k > top and page.toks[k].rel == "conj"):
        bare = page.finite(k) and page.kid(k, "nsubj") < 0 and same_inflection(page, k, i)
        cue = cue_at(reading, k)
        if bare and tops and k > tops[0] and (cue is None or cue.row.kind == "thought"):
            return True
    return False


def asked(page: Page, i: int) -> bool:
    """Whether a verb stands in the author's question: "Как отвечает на это столица?"."""
    first, last = page.first[page.sent[i]], page.last[page.sent[i]]
    opens = page.low[first] in ASK | THAT and page.toks[last - 1].text == "?"
    return opens and not any(page.toks[k].text in {",", ":", "—", "–"} for k in range(first, last))


def told_by_thing(reading: Reading, i: int) -> bool:
    """Whether a verb's subject, or the noun its participle describes, is a thing: "избиение привело к тому, что"."""
    page, cast = reading.page, reading.cast
    if attributive(page, i):
        return page.head[i] >= 0 and lifeless(page, cast, page.head[i])
    subject = subject_of(page, i)
    if subject < 0 or page.toks[subject].feat("Case") != "Nom" or any(page.toks[k].text == ":" for k in range(subject, i)):
        return False
    if not agrees_with_verb(page, subject, i):
        return False
    return lifeless(page, cast, living(page, cast, antecedent(page, i, subject)))


def cue_at(reading: Reading, i: int) -> Cue | None:
    """The cue, counted or not, that token ``i`` governs."""
    for c in reading.cues:
        if c.at == i:
            return c
        if c.at > i:
            return None
    return None


def place_named(reading: Reading, cue: Cue) -> int:
    """The institution in "сообщили в полиции", "сообщили там", or -1."""
    page = reading.page
    for k in page.kids[cue.at]:
        if page.low[k] == "там" and k == cue.last:
            return k
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if case and (
            (page.toks[k].feat("Case") == "Loc" and case[0] in ("в", "во", "на"))
            or (page.toks[k].feat("Case") == "Gen" and case[0] == "из")
        ):
            return k
    return -1


def draft_of(reading: Reading, cue: Cue, kind: str, rule: str, first: int, last: int) -> Draft:
    """A draft of tokens ``first..last`` with its cue, cut at a web address, stretched over marks that it opens."""
    for j in range(first + 1, last):
        linked = reading.page.toks[j - 1].text == "(" and reading.page.toks[j - 2].text == "]"
        if reading.page.low[j].startswith(("http", "www.", "t.me/")) and not linked:
            last = j
            break
    last = before_relay(reading, cue, last) if kind == "source" else last
    start, stop = reading.page.span(first, last)
    for mark in reading.page.outer:
        if start <= mark.start < stop < mark.stop and mark.closed and kind == "indirect":
            stop = mark.stop + 1
    d = Draft(kind, start, stop, rule)
    d.take_cue(cue)
    return d


def puts_down_to(page: Page, aside: Parenthetical) -> bool:
    """Whether put-in words tell by a possessive whose the statement is: "по их данным"."""
    return any(page.low[k] in ("его", "ее", "их") for k in range(aside.first, aside.last))


def before_relay(reading: Reading, cue: Cue, last: int) -> int:
    """The end of an attribution, moved back before "со ссылкой на", a source of its own, unless its subject stands behind."""
    relay = next((c.first for c in reading.live if c.row.form == "relay" and cue.last <= c.first < last), last)
    if cue.row.form == "relay" or relay == last or subject_of(reading.page, cue.at) > relay:
        return last
    return relay - (reading.page.toks[relay - 1].text == ",")


def before_colon(reading: Reading, cue: Cue) -> bool:
    """Whether the cue leads on to a direct quote after a colon: "Об этом сообщается на сайте: ..."."""
    return all(d.rule in LED_ON for d in reading.direct if d.cue_at == cue.at)


def blank(page: Page, first: int, last: int) -> bool:
    """Whether only punctuation stands among the tokens ``first..last`` (half-open)."""
    return all(page.is_punct(i) for i in range(first, last))


def without_trail(reading: Reading, first: int, last: int) -> int:
    """The end ``last`` moved back before punctuation and conjunctions."""
    page = reading.page
    while last > first and (
        (page.is_punct(last - 1) and page.toks[last - 1].text not in QUOTES | {")"}) or page.toks[last - 1].pos == "CCONJ"
    ):
        last -= 1
    return last
