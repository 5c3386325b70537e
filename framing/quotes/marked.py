"""Utterances in quotation marks: an ordered list of rules, each for one layout."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from framing.quotes.cues import Cue, CueRow
from framing.quotes.page import DASHES, QUOTES, SENTENCE_END, Draft, Page
from framing.quotes.syntax import SHOUTED, full_participle, owned, subject_of
from framing.quotes.wordlists import BODIES, DOCUMENTS, RELATIVE, REPORTING, SPEAKING, THAT, UTTERANCES, speech_words

_DASH = "-—–‒―−─"
_AFTER_DASH = re.compile(rf"[»\"“”’'_*]*\s*[,.!?…;]*[\s»\"“”’'_*]*[{_DASH}][\s_*]*")
_HYPHENED = re.compile(r"[»\"”]-\w")
_THAT_COLON = re.compile(r"\bчто\s*:\s*[«„“\"']*\s*$")
_AFTER_COMMA = re.compile(r"[»\"“”’']*\s*,\s*[»\"“”’']*\s*\[?(?=[а-яё])")
_BEFORE_COLON = re.compile(rf":[*_]*\s*[{_DASH}]?\s*[*_]*[«„“\"'(]*[*_]*\s*$")
_AUTHOR_INSIDE = re.compile(rf"[,.!?…»\"“”]'*\s*[{_DASH}]\s+(?=[а-яё])|(?<=\w)\s+[—–]\s+(?=[а-яё])")
_BACK = re.compile(rf"[.,!?…]\s*[{_DASH}]\s*'*")
_LEADS_ON = re.compile(rf"[,.]\s*[{_DASH}]\s*[«„“\"]?$")
_LEADS_ON_LOOSE = re.compile(rf"[,.]\s*[{_DASH}]\s*[«„“\"]?$|[,.:]\s*[{_DASH}]?\s*[«„“\"]$")
_AUTHOR_BETWEEN = re.compile(rf"[»\"“”]*\s*[,.!?…]*\s*[»\"“”]*\s*[{_DASH},]")
_THUS = re.compile(r"[»\"“”]*[.!?…]?\s*(Так|Таким образом|Об этом|Такое|С таким|Эти слова|Это|Такими словами)\b")
_COLON_NAME = re.compile(r"[»\"“”]\s*:\s+(?=[А-ЯЁA-Z])")
_COLON_DEED = re.compile(r"[»\"“”][*_]*:[*_]*\s+(?=[а-яё])")
GROUPS = speech_words("groups")
_TIMED = re.compile(r"\W*\d+:\d\d")
_NUMBERED = re.compile(r"\W*\d+[.):]")
_HEADING_ENDS = re.compile(
    rf"[»\"“”*_]*[.!?…]?[*_]*(?:\s*$|:[*_]*\s|\s[*_]*[{_DASH}][*_]*\s+(?=[а-яё])|(?<=[.!?…*])\s+(?=[А-ЯЁA-Z]))"
)
_DEED = re.compile(rf"[»\"“”][*_]*\s+[*_]*[{_DASH}][*_]*\s+[*_]*(?=[А-ЯЁA-Z])")
_LISTED = re.compile(r"[»\"”“]\s*(?:,|и)\s*[«\"„“]")
_LIST_OPENERS = ("marks-colon-before", "marks-listed-on", "marks-cried", "marks-told-plainly")
_CRY = re.compile(r"\b(?:криком|криками|словами|возгласом|возгласами|воплем|воплями|выкриками)\s*[*_]*[«„“\"]?[*_]*$")
ADDRESS = speech_words("address")
SHOUTING = speech_words("shouting")
SPEECH = ("verb", "phrase", "adjective", "reflexive")


@dataclass(slots=True)
class Passage:
    """Words in outermost marks with what the rules ask about them."""

    page: Page
    cues: list[Cue]
    drafts: list[Draft]
    start: int
    stop: int
    first: int
    last: int
    line_start: int
    line_stop: int

    @property
    def text(self) -> str:
        """The text of the whole page."""
        return self.page.text

    @property
    def clause(self) -> bool:
        """A verb inside the marks makes a clause."""
        return self.page.has_clause(self.first, self.last)

    @property
    def sentences(self) -> bool:
        """A sentence ends inside the marks and another begins."""
        return bool(re.search(r"\w{2}[.!?…]\s+[А-ЯЁ]", self.text[self.start : self.stop]))

    @property
    def talk(self) -> bool:
        """The marks hold a first person or an address to somebody."""
        addressed = any(self.page.low[i] in ADDRESS for i in range(self.first, self.last))
        return addressed or self.page.has_first_person(self.first, self.last)

    @property
    def long(self) -> bool:
        """At least five tokens stand inside the marks."""
        return self.last - self.first >= 5

    @property
    def named(self) -> bool:
        """A named entity fills the marks."""
        size = self.stop - self.start
        return any(min(e.stop, self.stop) - max(e.start, self.start) >= 0.6 * size for e in self.page.parsed.entities)

    @property
    def before(self) -> str:
        """The text of the line before the marks."""
        return self.text[self.line_start : self.start]

    @property
    def words_before(self) -> bool:
        """Words stand before the marks in their line."""
        return bool(re.search(r"[^\W_]", self.before))

    @property
    def fresh(self) -> bool:
        """The marks open a line or a sentence, or stand behind a colon."""
        bare = self.before.rstrip(' «„“"(—–-\u00a0*_')
        return (
            not self.words_before or bare[-1:] in tuple(".!?…:") or bool(re.search(r"[.!?…:]\s*[—–-]?\s*[«„“\"]*$", self.before))
        )

    @property
    def ending(self) -> str:
        """The last character inside the marks."""
        return self.text[self.start : self.stop].rstrip()[-1:]

    @property
    def gap(self) -> str:
        """The text since the previous direct quote of the same line, or ``""``."""
        if not self.drafts:
            return ""
        gap = self.text[self.drafts[-1].stop : self.start]
        return gap if "\n" not in gap and len(gap) < 250 else ""


def marked_speech(page: Page, cues: list[Cue]) -> list[Draft]:
    """Direct quotes in marks; marks that no rule takes are judged later, with the indirect speech around them."""
    drafts: list[Draft] = []
    for mark in page.outer:
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if last <= first:
            continue
        n, m = page.line_at(mark.start), page.line_at(mark.stop)
        passage = Passage(
            page,
            cues,
            drafts,
            mark.start,
            mark.stop,
            first,
            last,
            page.lines[n].start if n >= 0 else 0,
            page.lines[m].stop if m >= 0 else len(page.text),
        )
        try:
            new = next((found for rule in RULES if (found := rule(passage))), [])
        except (IndexError, ValueError) as error:
            page.oddities.append((mark.start, mark.stop, f"{type(error).__name__} in marks"))
            continue
        drafts += [piece for d in new for piece in paragraphs(page, d)]
    return drafts


# rules ---------------------------------------------------------------------------------------------------------------


def inside_marks(p: Passage) -> list[Draft]:
    """«А, — сказал X, — Б»: the author's words stand inside the marks."""
    cuts = author_inside(p.page, p.cues, p.start, p.stop)
    return pieces(p.page, p.start, p.stop, cuts, "marks-author-inside") if cuts else []


def interrupted(p: Passage) -> list[Draft]:
    """«А», — сказал X, — «б»: the second part, in its own marks, goes on in lower case."""
    if p.fresh or not p.gap or not _LEADS_ON.search(p.gap) or not _AUTHOR_BETWEEN.match(p.gap):
        return []
    d = Draft("direct", p.start, p.stop, "marks-interrupted")
    link(d, p.drafts)
    return [d]


def dash_after(p: Passage) -> list[Draft]:
    """«А», — сказал X; «А», сказал X; «А» — Имя Фамилия."""
    after = attribution_after(p.page, p.cues, p.stop) if p.fresh else None
    if after is None:
        return []
    cue, a, b = after
    spoken = p.text[p.stop : p.stop + 3].startswith(("»,", '",', "”,", "“,")) and p.page.toks[a].pos == "VERB"
    whole = p.clause or p.long or p.ending in "!?…" or spoken
    if not p.clause and _HYPHENED.match(p.text, p.stop):
        return []  # «Ж»-образный мост
    if not whole and (cue is None or (p.page.low[a] != "это" and told_else(p.page, a, cue.first))):
        return []  # «Утёс» — The Cliff — вышел в мае, по словам ...
    if (
        p.page.low[a] == "как"
        and not p.clause
        and any(p.page.finite(i) or p.page.low[i] == "это" for i in range(b, p.page.last[p.page.sent[a]]))
    ):
        return []  # «Заря», как сказал X, — это ...
    passed = colon_before(p) if cue is not None and passes_on(p.page, cue) else []
    if passed and named_before(p.page, passed[0]):
        return passed  # X заявил: «А», сообщает Y
    signed = cue is None and p.page.toks[a].pos != "VERB"
    if signed and (not is_signature(p.page, a, b) or titled_item(p)):
        return []
    d = Draft("direct", p.start, p.stop, "marks-signature" if signed else "marks-dash-after")
    set_cue(p.page, d, cue, a, b)
    if p.gap and _LEADS_ON.search(p.gap) and _AUTHOR_BETWEEN.match(p.gap):
        link(d, p.drafts)
    return [d]


def titled_item(p: Passage) -> bool:
    """Whether marks without a clause open an item of a list, as the title of a talk does: "— «Сети и порты» — инженер Лужин"."""
    return not (p.clause or p.talk or p.ending in "!?…") and not p.words_before and re.search(r"[—–•-]", p.before) is not None


def told_else(page: Page, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` behind a dash tell something or end in a colon before any cue of speech."""
    return page.has_clause(a, b) or any(page.toks[i].text == ":" for i in range(a, b))


def passes_on(page: Page, cue: Cue) -> bool:
    """Whether a cue behind marks can pass on what somebody said before them: "сообщает", "передаёт", "пишет"."""
    return page.lemma[cue.at] in REPORTING and page.toks[cue.at].feat("Person") == "3"


def named_before(page: Page, d: Draft) -> bool:
    """Whether the author's words before a colon have a subject that speaks."""
    a, b = d.words
    return any(page.toks[i].rel == "nsubj" and page.toks[i].pos in ("NOUN", "PROPN", "PRON") for i in range(a, b))


def colon_before(p: Passage) -> list[Draft]:
    """X заявил: «А»; X: «А»."""
    if not p.words_before or not _BEFORE_COLON.search(p.before) or _THAT_COLON.search(p.before) or told_below(p):
        return []
    a, b = clause_before(p.page, p.text.rfind(":", p.line_start, p.start))
    cue = last_cue(p.page, p.cues, a, b)
    capital = p.text[p.start : p.start + 1].isupper()
    if cue is not None and p.text[p.start : p.start + 1].islower() and any(p.page.low[i] in THAT for i in range(cue.last, b)):
        return []  # "считают, что это против правила: «входить может любой»"
    spoken = p.ending in "!?…" or any(p.page.low[i] in ADDRESS for i in range(p.first, p.last)) or p.sentences
    listed = not p.clause and ((cue is not None and cue.row.form == "noun" and not capital) or several_follow(p) or p.named)
    rule = ""
    if cue is not None and not listed and (p.clause or p.long or capital):
        rule = "marks-colon-before"
    elif cue is None and b - a <= 12 and (p.clause or (p.long and only_names(p.page, a, b))):
        rule = "marks-name-colon"
    elif (p.clause and (p.page.has_first_person(p.first, p.last) or p.last - p.first > 8)) or (
        spoken and capital and p.page.has_clause(a, b)
    ):
        rule = "marks-colon-before"
    if not rule:
        return []
    d = Draft("direct", p.start, p.stop, rule)
    set_cue(p.page, d, cue, a, b)
    return [d]


def told_below(p: Passage) -> bool:
    """Whether the next line tells whose words the whole line is: "Есть поговорка: «...». Но ... ⏎ — добавил Орлов"."""
    n = p.page.line_at(p.stop)
    below = p.page.lines[n + 1] if 0 <= n < len(p.page.lines) - 1 else None
    dashed = below is not None and p.page.toks[below.first].text in DASHES
    return dashed and below is not None and cue_in(p.cues, below.first + 1, below.first + 3, ("verb",)) is not None


def only_names(page: Page, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` are nothing but a person's name in the nominative."""
    names = [page.toks[i] for i in range(a, b) if not page.is_punct(i)]
    return 0 < len(names) <= 3 and all(t.pos == "PROPN" and (t.feat("Case"), t.feat("Animacy")) == ("Nom", "Anim") for t in names)


def several_follow(p: Passage) -> bool:
    """Whether more words in marks follow behind a comma, as in a list."""
    return re.match(r"[»\"”“]\s*[,;]\s*[«\"„“]", p.text[p.stop : p.stop + 8]) is not None


def listed_on(p: Passage) -> list[Draft]:
    """X скандировали: «А!», «Б!»: a further utterance after the same colon."""
    spoken = p.ending in "!?…" or p.clause
    if not spoken or not p.text[p.start : p.start + 1].isupper() or not _LISTED.fullmatch(p.gap):
        return []
    if p.drafts[-1].rule not in _LIST_OPENERS or p.drafts[-1].cue_at < 0:
        return []
    d = Draft("direct", p.start, p.stop, "marks-listed-on")
    d.copy_cue(p.drafts[-1])
    return [d]


def listed_before(p: Passage) -> list[Draft]:
    """«А!», «Б!» — скандировали X; «А», «Б» гласили плакаты: utterances in a list that one attribution follows."""
    spoken = p.ending in "!?…" or p.clause or p.long
    goes_on = bool(p.drafts) and p.drafts[-1].rule == "marks-listed-before" and _LISTED.fullmatch(p.gap) is not None
    if not (spoken or goes_on) or not p.text[p.start : p.start + 1].isupper() or not (p.fresh or goes_on):
        return []
    marks = [m for m in p.page.outer if p.start <= m.start and m.stop < p.line_stop]
    more = [_LISTED.fullmatch(p.text, a.stop, b.start) is not None for a, b in pairwise(marks)]
    n = more.index(False) if False in more else len(more)
    if not marks or not (n or goes_on):
        return []
    first = p.page.token_from(marks[n].stop + 1)
    cue = next((c for c in p.cues if c.first == first and c.row.form == "verb" and "quote" in c.row.government), None)
    end = p.page.last[p.page.sent[first]] if first < len(p.page.toks) else first
    said = (cue, first, end) if cue is not None else attribution_after(p.page, p.cues, marks[n].stop)
    if said is None or said[0] is None:
        return []
    d = Draft("direct", p.start, p.stop, "marks-listed-before")
    set_cue(p.page, d, *said)
    return [d]


def colon_line_before(p: Passage) -> list[Draft]:
    """X заявил: (a line of its own, the quote in the next)."""
    n = p.page.line_at(p.start)
    if p.words_before or n <= 0:
        return []
    head = p.page.lines[n - 1]
    if n > 1 and not p.text[head.start : head.stop].strip("*_"):
        head = p.page.lines[n - 2]  # signs of bold type between
    if not p.text[head.start : head.stop].rstrip(" *_").endswith(":") or head.last <= head.first:
        return []
    a, b = p.page.first[p.page.sent[head.last - 1]], head.last
    cue = last_cue(p.page, p.cues, a, b)
    if not p.clause and (cue is None or p.text[p.stop : p.line_stop].strip(' »"“”.!?…*_')):
        return []  # an item of a list: «Причал» (45%)
    d = Draft("direct", p.start, p.stop, "marks-colon-before")
    set_cue(p.page, d, cue, a, b)
    return [d]


def cried(p: Passage) -> list[Draft]:
    """С криком «А!»; со словами «А»: what was called out or written, as somebody's doing goes on."""
    if not _CRY.search(p.before) or not p.text[p.start : p.start + 1].isupper() or p.named:
        return []
    if not (p.clause or p.ending in "!?…" or (p.last - p.first > 1 and p.page.low[p.first - 2] == "словами")):
        return []
    a = p.page.first[p.page.sent[p.first]]
    nouns = [c for c in p.cues if a <= c.at < p.first and c.row.form == "noun" and p.page.sent[c.at] == p.page.sent[p.first]]
    if not nouns:
        return []
    d = Draft("direct", p.start, p.stop, "marks-cried")
    d.take_cue(nouns[-1])
    return [d]


def told_plainly(p: Passage) -> list[Draft]:
    """X крикнул «А!»: a clause or cry with a capital letter right behind its verb of speech."""
    if not p.text[p.start : p.start + 1].isupper():
        return []
    i = p.first - 1
    while i > p.page.first[p.page.sent[i]] and p.page.toks[i].text in QUOTES | {"*", "**", "_", "__", "''"}:
        i -= 1
    shouted = p.page.lemma[i] in SHOUTED and p.last - p.first > 1  # "скандировали лозунг «Только вперёд»"
    cries = p.page.lemma[i] in SHOUTING and p.last - p.first > 1  # "кричал «Слава порту»"
    if not (cries or (not p.named and (shouted or p.clause or p.ending in "!?…"))):
        return []
    last = i if shouted else i + 1
    cue = next((c for c in p.cues if c.last == last and c.row.form == "verb" and "quote" in c.row.government), None)
    if cue is None or p.page.sent[cue.at] != p.page.sent[p.first]:
        return []
    if cue.row.kind != "speech" and cue.row.cue != "гласить":
        return []
    d = Draft("direct", p.start, p.stop, "marks-told-plainly")
    set_cue(p.page, d, cue, p.page.first[p.page.sent[cue.at]], p.first)
    return [d]


def colon_name(p: Passage) -> list[Draft]:
    """«А»: Имя о планах (a headline)."""
    if p.words_before or not (p.clause or p.long):
        return []
    name = _COLON_NAME.match(p.text, p.stop, p.line_stop)
    if name is None:
        return []
    a = p.page.token_from(name.end())
    d = Draft("direct", p.start, p.stop, "marks-colon-name")
    d.words = (a, min(a + 6, p.page.token_upto(p.line_stop)))
    return [d]


def colon_described(p: Passage) -> list[Draft]:
    """«Отдайте кошку»: хозяйка лавки не пускала гостей (a headline): whoever acts behind the colon says the words before it."""
    cry = p.ending in "!?…" and p.last - p.first > 2
    if p.words_before or p.named or not (p.clause or p.sentences or cry):
        return []
    colon = _COLON_DEED.match(p.text, p.stop, p.line_stop)
    if colon is None:
        return []
    a = p.page.token_from(colon.end())
    for i in range(a, p.page.token_upto(p.line_stop)):
        t = p.page.toks[i]
        head = p.page.head[i]
        who = (t.pos, t.rel, t.feat("Case")) == ("NOUN", "nsubj", "Nom") and i < head and p.page.finite(head)
        parted = (t.pos, t.rel, t.feat("Case")) == ("NOUN", "parataxis", "Nom")
        parted = parted and p.page.has_clause(i, p.page.last[p.page.sent[i]])
        if (who or parted) and (t.feat("Animacy") == "Anim" or p.page.lemma[i] in GROUPS):
            return [Draft("direct", p.start, p.stop, "marks-colon-name", named=i)]
        if p.page.finite(i) or p.page.is_punct(i):
            break
    return []


def line_after(p: Passage) -> list[Draft]:
    """«А» (a line of its own), the next line begins in lower case: заявил X."""
    n = p.page.line_at(p.stop)
    if (
        p.words_before
        or not p.clause
        or n < 0
        or n + 1 >= len(p.page.lines)
        or p.text[p.stop : p.line_stop].strip(' »"“”.!?…,—–-*_')
    ):
        return []
    after = p.page.lines[n + 1]
    if not p.text[after.start : after.start + 1].islower() or after.last <= after.first:
        return []
    b = p.page.last[p.page.sent[after.first]]
    cue = cue_in(p.cues, after.first, after.first + 3)
    if cue is None:
        return []
    d = Draft("direct", p.start, p.stop, "marks-dash-after")
    set_cue(p.page, d, cue, after.first, min(b, after.last))
    return [d]


def linked(p: Passage) -> list[Draft]:
    """«А», — сказал X. — «Б»: the author's words lead on into the next marks."""
    if not p.fresh or not p.gap or not _LEADS_ON_LOOSE.search(p.gap) or not _AUTHOR_BETWEEN.match(p.gap):
        return []
    if not p.clause and (several_follow(p) or p.named):
        return []  # "сказал он, перечислив суда: «Заря», «Утёс»"
    d = Draft("direct", p.start, p.stop, "marks-interrupted")
    d.follows = p.drafts[-1]
    if _LEADS_ON.search(p.gap):
        link(d, p.drafts)
    return [d]


def paragraph(p: Passage) -> list[Draft]:
    """A line that is nothing but words in marks."""
    told = p.clause or (p.sentences and p.last - p.first > 10)
    if not p.fresh or not told or p.words_before:
        return []
    rest = p.text[p.stop : p.line_stop].strip(' »"“”.!?…*_')
    if rest or not (p.long or p.ending in ".!?…"):
        return []
    d = Draft("direct", p.start, p.stop, "marks-paragraph")
    d.follows = p.drafts[-1] if p.drafts else None
    return [d]


def heading(p: Passage) -> list[Draft]:
    """«Нас никто не разбудил»: a heading that opens with a clause in marks; whose words, the article tells further on."""
    n = p.page.line_at(p.start)
    zone = p.page.lines[n].zone if n >= 0 else ""
    after = p.text[p.stop : p.line_stop].lstrip(' »"“”*_')[:1]
    if p.words_before or zone not in ("headline", "subhead") or not p.clause or p.named or p.last - p.first < 3:
        return []
    whole = after in ("", ".", "!", "?", "…")
    return [Draft("direct", p.start, p.stop, "marks-headline")] if whole else []


def heading_cry(p: Passage) -> list[Draft]:
    """«Это вам не цирк!»: в школе поругались родители (a headline): talk, or words that the article gives again in full."""
    n = p.page.line_at(p.start)
    opens = n == 0 or p.page.lines[n].zone in ("headline", "subhead")
    ends = _HEADING_ENDS.match(p.text[p.stop : p.line_stop]) is not None
    if p.words_before or not opens or not ends or p.named or p.last - p.first < 3:
        return []
    cry = p.ending in "!?" and p.clause
    return [Draft("direct", p.start, p.stop, "marks-headline")] if p.talk or cry or given_again(p) else []


def heading_of(p: Passage) -> list[Draft]:
    """«Я думал, это сон» — Анна Орлова проспала отлёт (a first line): talk, and behind the dash what its speaker did."""
    dash = _DEED.match(p.text, p.stop, p.line_stop)
    if p.words_before or p.page.line_at(p.start) > 0 or dash is None or not (p.talk and p.clause) or p.named:
        return []
    a = p.page.token_from(dash.end())
    verb = next((i for i in range(a, p.page.last[p.page.sent[a]]) if p.page.finite(i)), -1)
    who = subject_of(p.page, verb) if verb >= 0 else -1
    named = a <= who < verb and (p.page.toks[who].pos, p.page.toks[who].feat("Animacy")) == ("PROPN", "Anim")
    return [Draft("direct", p.start, p.stop, "marks-headline", named=who)] if named else []


def given_again(p: Passage) -> bool:
    """Whether the words stand again further on, in marks that hold more."""
    words = p.text[p.start : p.stop].rstrip(" .!?…*_")
    return any(
        m.start > p.line_stop and m.stop - m.start > len(words) + 15 and words in p.text[m.start : m.stop] for m in p.page.outer
    )


def next_sentence(p: Passage) -> list[Draft]:
    """«А». Об этом заявил X; «А». Так прокомментировал это X."""
    match = _THUS.match(p.text, p.stop, p.line_stop)
    if match is None or not p.fresh or not p.clause or p.words_before:
        return []
    a = p.page.token_from(match.start(1))
    b = p.page.last[p.page.sent[a]]
    cue = cue_in(p.cues, a, b, ("verb", "phrase", "adjective", "noun", "reflexive"))
    if cue is None:
        return []
    d = Draft("direct", p.start, p.stop, "marks-cue-next-sentence")
    set_cue(p.page, d, cue, a, b)
    return [d]


def opening(p: Passage) -> list[Draft]:
    """«Мы не уйдём». Имя заявил, что ...: words in marks open the article, and the next sentence tells whose they are."""
    rest = re.match(r"[»\"“”]?[.!?…]?[»\"“”*_]*[.!?…]?[*_]*\s+(?=[А-ЯЁA-Z])", p.text[p.stop : p.line_stop])
    if p.words_before or p.page.line_at(p.start) > 0 or rest is None or p.named or p.last - p.first < 3:
        return []
    if p.text[p.stop : p.stop + rest.end()].strip(' »"“”*_') == "" and p.ending not in tuple(".!?…"):
        return []
    a = p.page.token_from(p.stop + rest.end())
    cue = cue_in(p.cues, a, p.page.last[p.page.sent[a]])
    if not p.text[p.start : p.start + 1].isupper() or (not p.clause and (cue is None or p.last - p.first < 4)):
        return []
    if cue is None:
        return [Draft("direct", p.start, p.stop, "marks-headline")]
    d = Draft("direct", p.start, p.stop, "marks-cue-next-sentence")
    set_cue(p.page, d, cue, a, p.page.last[p.page.sent[a]])
    return [d]


def sentence(p: Passage) -> list[Draft]:
    """A whole sentence in marks after another sentence."""
    bare = p.before.rstrip(' «„“"(—–-\u00a0')
    numbered = _NUMBERED.match(bare) and not p.page.has_clause(p.page.token_from(p.line_start), p.first)
    if numbered and (_NUMBERED.fullmatch(bare) or (not p.talk and not _TIMED.match(bare))):
        return []  # "10. Анна Орлова. «Человек, который изменил всё»"
    if p.words_before and p.clause and p.long and p.text[p.start : p.start + 1].isupper() and bare[-1:] in tuple(".!?…"):
        d = Draft("direct", p.start, p.stop, "marks-sentence")
        d.follows = p.drafts[-1] if p.gap else None
        d.nobody = bool(numbered)
        return [d]
    return []


RULES = (
    inside_marks,
    interrupted,
    dash_after,
    listed_on,
    listed_before,
    colon_before,
    colon_line_before,
    cried,
    told_plainly,
    colon_name,
    colon_described,
    linked,
    line_after,
    heading,
    paragraph,
    next_sentence,
    opening,
    heading_cry,
    heading_of,
    sentence,
)


def is_cry(d: Draft) -> bool:
    """Whether a quote is what somebody cried in the course of what a sentence tells, which can be another's statement."""
    return d.rule == "marks-cried" or (d.rule in _LIST_OPENERS and d.cue_lemma in SHOUTING)


# the author's words --------------------------------------------------------------------------------------------------


def cue_in(cues: list[Cue], first: int, last: int, forms: tuple[str, ...] = SPEECH) -> Cue | None:
    """The first cue of these forms among tokens ``first..last``."""
    return next((cue for cue in cues if first <= cue.first < last and cue.row.form in forms), None)


def last_cue(page: Page, cues: list[Cue], a: int, b: int) -> Cue | None:
    """The cue that introduces what follows a colon: the last verb or phrase, else a noun."""
    inside = [c for c in cues if a <= c.first < b and page.mark_of[c.at] < 0 and not describes(page, c)]
    for forms in (SPEECH, ("noun", "medium", "relay")):
        some = [c for c in inside if c.row.form in forms]
        main = [c for c in some if c.row.kind != "thought" or not page.toks[c.at].rel.startswith("acl:relcl")]
        if some:
            return (main or some)[-1]
    return None


def describes(page: Page, cue: Cue) -> bool:
    """Whether a cue is a passive participle before its noun: "фотографию предполагаемого стрелка: «...»"."""
    t = page.toks[cue.at]
    passive = full_participle(page, cue.at) and t.feat("Voice") == "Pass"
    return passive and t.rel == "amod" and page.head[cue.at] > cue.at and page.lemma[page.head[cue.at]] not in DOCUMENTS


def set_cue(page: Page, d: Draft, cue: Cue | None, a: int, b: int) -> None:
    """Remember the cue and the author's words (tokens ``a..b``) of a draft."""
    d.words = (a, b)
    if cue is not None:
        d.take_cue(cue)
    elif page.toks[a].pos == "VERB":
        d.cue_first, d.cue_last, d.cue_at = a, a + 1, a
        d.cue_lemma, d.cue_form, d.stance = page.toks[a].lemma, "verb", "neutral"


def clause_before(page: Page, colon: int) -> tuple[int, int]:
    """Tokens of the author's sentence that ends with a colon."""
    last = page.token_from(colon)
    return (page.first[page.sent[last - 1]], last) if last > 0 else (0, 0)


def attribution_after(page: Page, cues: list[Cue], stop: int) -> tuple[Cue | None, int, int] | None:
    """The author's words after a quote that ends at ``stop``: their cue and tokens, or None.

    They run to the end of the sentence, or to the next dash or mark that opens the quote again.
    """
    n = page.line_at(stop)
    end = page.lines[n].stop if n >= 0 else len(page.text)
    dash = _AFTER_DASH.match(page.text, stop, end)
    match = dash or _AFTER_COMMA.match(page.text, stop, end)
    if match is None or match.end() >= end:
        return None
    if dash is None and page.low[page.token_from(match.end())] in RELATIVE:
        return None  # «Утёс», которого считают лучшим, ...
    first = last = page.token_from(match.end())
    while last < len(page.toks) and page.toks[last].start < end:
        t = page.toks[last]
        if last > first and page.mark_of[last] >= 0 and page.mark_of[last] != page.mark_of[first] and not page.named_mark(last):
            break
        if last > first and t.text in SENTENCE_END and page.last[page.sent[last]] <= last + 2:
            break
        if last > first and t.text in DASHES and page.toks[last - 1].text in {",", ".", "!", "?", "…"}:
            break
        last += 1
    if last <= first:
        return None
    cue = cue_in(cues, first, last) or statement_of(page, cues, first, last)
    if dash is None:
        return (cue, first, last) if cue and cue.first - first <= 3 else None
    if cue is not None and cue.first - first <= 14:
        return cue, first, last
    if page.toks[first].pos == "VERB" and page.finite(first):
        return None, first, last
    named = opens_name(page, first, last) or ("," in dash.group() and body_alone(page, first, last))
    return (None, first, last) if named and last - first <= 14 else None


def statement_of(page: Page, cues: list[Cue], first: int, last: int) -> Cue | None:
    """The noun right behind a dash that tells whose words stand before it: "— официальное заявление главы компании"."""
    while first + 1 < last and page.toks[first].pos == "ADJ":
        first += 1
    noun = cue_in(cues, first, first + 1, ("noun",))
    if noun is None or page.lemma[first] not in UTTERANCES:
        return None
    site = any(page.toks[i].pos == "PROPN" and page.toks[i].feat("Case") == "Gen" for i in range(first, last))
    return noun if site or owned(page, first, last) else None  # "заявление на сайте штаба Орлова"


def opens_name(page: Page, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` open with a capital letter or with a person's noun before a name: "дядя Боря"."""
    t = page.toks[a]
    titled = t.pos == "NOUN" and t.feat("Animacy") == "Anim" and a + 1 < b and page.toks[a + 1].text[:1].isupper()
    return t.text[:1].isupper() or (titled and t.feat("Case") == "Nom")


def is_signature(page: Page, a: int, b: int) -> bool:
    """A name after the dash: «...» — Имя Фамилия, должность; or a body alone: «...», — местная мэрия."""
    return body_alone(page, a, b) or (
        opens_name(page, a, b)
        and not any(page.finite(i) for i in range(a, b))
        and any(page.toks[i].pos == "PROPN" for i in range(a, b))
    )


def body_alone(page: Page, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` are a speaking body in the nominative, and adjectives before it: "местное ведомство"."""
    words = [i for i in range(a, b) if not page.is_punct(i)]
    noun = words[-1] if words else -1
    upright = all(page.toks[i].feat("Case") == "Nom" for i in words) and all(page.toks[i].pos == "ADJ" for i in words[:-1])
    return noun >= 0 and len(words) <= 3 and upright and page.lemma[noun] in SPEAKING | BODIES


Cut = tuple[int, int, Cue, int, int]


def leads_back(page: Page, way_back: re.Match[str] | None) -> bool:
    """Whether the author's words end in a full stop and a dash, and the quote goes on with a capital letter."""
    return way_back is not None and way_back.group().startswith(".") and page.text[way_back.end() :][:1].isupper()


def with_inner_mark(text: str, at: int, cut: int) -> int:
    """One past the mark at ``cut`` where it closes one that opened after ``at``; else ``cut``."""
    opened = {"»": "«", "“": "„", "”": "“"}.get(text[cut : cut + 1])
    inner = text[at:cut]
    return cut + 1 if opened and inner.count(opened) > inner.count(text[cut]) else cut


ANY_VERB = CueRow("", "speech", "verb", "neutral", frozenset(["quote"]), frozenset())


def said_somehow(page: Page, cues: list[Cue], first: int) -> Cue | None:
    """A cue further on, or any verb of a third person with its subject after it: "— вздыхал у дверей адвокат"."""
    last = page.last[page.sent[first]] if first < len(page.toks) else first
    for i in range(first, min(first + 9, last)):
        t = page.toks[i]
        if page.is_punct(i):
            return None
        if t.pos != "VERB" or t.feat("VerbForm") != "Fin" or t.feat("Person") in ("1", "2"):
            continue
        named = any(
            page.toks[j].feat("Case") == "Nom"
            and page.toks[j].pos in ("NOUN", "PROPN", "PRON")
            and page.toks[j].feat("Animacy") != "Inan"
            for j in range(i + 1, min(i + 9, last))
        )
        cue = cue_in(cues, i, i + 1, ("verb",))
        if cue is not None:
            return cue
        return Cue(i, i + 1, i, replace(ANY_VERB, cue=t.lemma)) if named and i - first <= 2 else None
    return None


def narrated(page: Page, first: int, stop: int) -> Cue | None:
    """The author's words that tell what the speaker does meanwhile: "— председатель Зоя Крутикова показывает лист. —"."""
    t = page.toks[first]
    if t.pos in ("ADP", "SCONJ", "CCONJ", "ADV", "PART", "DET") or page.finite(first) or t.feat("Case") not in ("Nom", ""):
        return None
    for i in range(first, min(first + 16, page.last[page.sent[first]])):
        if page.toks[i].start >= stop or page.toks[i].text in {",", ":", ";"}:
            return None
        if page.finite(i) and page.toks[i].pos == "VERB":
            who = any(page.toks[j].feat("Animacy") == "Anim" and page.toks[j].feat("Case") == "Nom" for j in range(first, i))
            third = page.toks[i].feat("Person") not in ("1", "2")
            return Cue(i, i + 1, i, replace(ANY_VERB, cue=page.toks[i].lemma)) if who and third else None
    return None


def author_inside(page: Page, cues: list[Cue], start: int, stop: int, dashed: bool = False) -> list[Cut]:
    """The author's words inside the marks (or a dash-led line): ``(cut from, cut to, cue, first token, last token)`` for each."""
    found: list[Cut] = []
    at = start
    while (match := _AUTHOR_INSIDE.search(page.text, at, stop)) is not None:
        first = page.token_from(match.end())
        cue = cue_in(cues, first, first + 4, ("verb", "phrase", "reflexive"))
        at = match.end()
        if cue is not None and cue.row.form != "phrase" and cue.first - first > 2:
            cue = None
        way_back = _BACK.search(page.text, at, stop)
        if match.group()[0].isspace() and not (cue is not None and cue.first == first and leads_back(page, way_back)):
            continue  # a dash of the quote itself
        cue = cue or (said_somehow(page, cues, first) if dashed or way_back else None)
        cue = cue or (narrated(page, first, way_back.start()) if way_back and not dashed else None)
        if cue is None:
            continue
        person = page.toks[cue.at].feat("Person") if cue.row.form == "verb" else ""
        asks = page.toks[cue.at].feat("Mood") == "Imp"
        if asks or person == "2" or (person == "1" and not (dashed and cue.first == first)):
            continue
        back = _BACK.search(page.text, page.toks[cue.at].stop, stop)
        n = page.line_at(match.end())
        line_stop = min(stop, page.lines[n].stop if n >= 0 else stop)
        if (
            back is None or back.start() >= line_stop
        ):  # no way back: the author's words run to the end of the line (an unclosed mark)
            found.append((match.start(), line_stop, cue, first, page.token_upto(line_stop)))
            at = line_stop
        else:
            found.append((match.start(), back.end(), cue, first, page.token_from(back.start())))
            at = back.end()
    return found


def pieces(page: Page, start: int, stop: int, cuts: list[Cut], rule: str) -> list[Draft]:
    """The parts of a quote that the author's words interrupt, as one group."""
    drafts: list[Draft] = []
    at = start
    for cut, resume, cue, a, b in cuts:
        d = Draft("direct", at, with_inner_mark(page.text, at, cut), rule)
        set_cue(page, d, cue, a, b)
        drafts.append(d)
        at = resume
    if page.text[at:stop].strip(' .»"“”'):
        d = Draft("direct", at, stop, rule)
        set_cue(page, d, cuts[-1][2], *cuts[-1][3:])
        drafts.append(d)
    for d in drafts[1:]:
        d.follows, d.grouped = drafts[0], True
    return drafts


def link(d: Draft, drafts: list[Draft]) -> None:
    """Make a draft a further piece of the one before it."""
    d.follows, d.grouped = drafts[-1], True


def paragraphs(page: Page, d: Draft) -> list[Draft]:
    """A quote that runs over paragraphs, as one entry for each."""
    parts = [
        (m.start() + d.start, m.end() + d.start)
        for m in re.finditer(r"[^\n]+", page.text[d.start : d.stop])
        if m.group().strip(' "«»“”')
    ]
    if len(parts) < 2:
        return [d]
    out = [d]
    for a, b in parts[1:]:
        piece = Draft("direct", a, b, d.rule)
        piece.copy_cue(d)
        piece.follows, piece.grouped = d, True
        out.append(piece)
    d.start, d.stop = parts[0]
    return out
