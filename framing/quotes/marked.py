"""What stands in quotation marks: an utterance, words built into a sentence, a name, or a scare quote."""

from __future__ import annotations

import re

from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, SENTENCE_END, Draft, Page

_AFTER_DASH = re.compile(r"[»\"“”’']*\s*[,.!?…;]*\s*[»\"“”’']*\s*[—–‒―−-]\s*")
_AFTER_COMMA = re.compile(r"[»\"“”’']*\s*,\s*[»\"“”’']*\s*(?=[а-яё])")
_BEFORE_COLON = re.compile(r":\s*[—–‒―−-]?\s*[«„“\"'(]*\s*$")
_AUTHOR_INSIDE = re.compile(r"[,.!?…»\"“”]\s*[—–‒―−-]\s+(?=[а-яё])")
_BACK = re.compile(r"[.,!?…]\s*[—–‒―−-]\s*")


ADDRESS = frozenset("ты тебе тебя вы вам вас вами я мы мне нам нас меня давайте пусть".split())


def speech_cue(cue: Cue) -> bool:
    return cue.row.form in ("verb", "phrase", "adjective", "reflexive")


def cue_in(page: Page, cues: list[Cue], first: int, last: int, forms: tuple[str, ...] = ("verb", "phrase", "adjective", "reflexive")) -> Cue | None:
    """The first cue of these forms among tokens ``first..last``."""
    for cue in cues:
        if first <= cue.first < last and cue.row.form in forms:
            return cue
    return None


def sentence_bounds(page: Page, position: int) -> tuple[int, int]:
    """First and last token of the sentence that holds a character position."""
    i = min(page.token_from(position), len(page.toks) - 1)
    n = page.sent[i]
    return page.first[n], page.last[n]


def line_start_before(page: Page, position: int) -> int:
    n = page.line_at(position)
    return page.lines[n].start if n >= 0 else 0


def line_end_after(page: Page, position: int) -> int:
    n = page.line_at(position)
    return page.lines[n].stop if n >= 0 else len(page.text)


def attribution_after(page: Page, cues: list[Cue], stop: int) -> tuple[Cue | None, int, int] | None:
    """The author's words after a quote that ends at ``stop``: their cue and tokens, or None.

    They run to the end of the sentence, or to the next dash or mark that opens the quote again.
    """
    end = line_end_after(page, stop)
    dash = _AFTER_DASH.match(page.text, stop, end)
    comma = None if dash else _AFTER_COMMA.match(page.text, stop, end)
    match = dash or comma
    if match is None or match.end() >= end:
        return None
    first = page.token_from(match.end())
    last = first
    while last < len(page.toks) and page.toks[last].start < end:
        t = page.toks[last]
        if last > first and (page.mark_of[last] >= 0 and page.mark_of[last] != page.mark_of[first]):
            break
        if last > first and t.text in SENTENCE_END and page.last[page.sent[last]] <= last + 2:
            break
        if last > first and t.text in DASHES and page.toks[last - 1].text in {",", ".", "!", "?", "…"}:
            break
        last += 1
    if last <= first:
        return None
    cue = cue_in(page, cues, first, last)
    if comma:
        return (cue, first, last) if cue and cue.first - first <= 3 else None
    if cue is not None and cue.first - first <= 14:
        return cue, first, last
    if page.toks[first].pos == "VERB" and page.finite(first):
        return None, first, last
    if page.toks[first].text[:1].isupper() and last - first <= 14:
        return None, first, last
    return None


def classify_marks(page: Page, cues: list[Cue]) -> list[Draft]:
    """Direct quotes in marks; what is left is judged with the indirect speech around it."""
    drafts: list[Draft] = []
    for n, mark in enumerate(page.outer):
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if last <= first:
            continue
        try:
            new = direct_from_mark(page, cues, n, first, last, drafts)
        except (IndexError, ValueError):
            new = []
        drafts += [piece for d in new for piece in paragraphs(page, d)]
    return drafts


def paragraphs(page: Page, d: Draft) -> list[Draft]:
    """A quote that runs over paragraphs, as one entry for each."""
    parts = [(m.start() + d.start, m.end() + d.start) for m in re.finditer(r"[^\n]+", page.text[d.start:d.stop]) if m.group().strip(" \"«»“”")]
    if len(parts) < 2:
        return [d]
    first = d
    out = [d]
    for a, b in parts[1:]:
        piece = Draft("direct", a, b, d.rule)
        piece.follows, piece.group = first, -2
        out.append(piece)
    # the author's words may stand only after the last paragraph: every piece shares them
    for piece in out:
        piece.cue_first, piece.cue_last, piece.cue_at, piece.cue_lemma, piece.cue_form, piece.cue_kind, piece.stance, piece.words = (
            d.cue_first, d.cue_last, d.cue_at, d.cue_lemma, d.cue_form, d.cue_kind, d.stance, d.words)
    d.start, d.stop, d.group = parts[0][0], parts[0][1], -2
    return out


def opens_line(page: Page, position: int) -> bool:
    start = line_start_before(page, position)
    return not re.search(r"\w", page.text[start:position])


def direct_from_mark(page: Page, cues: list[Cue], n: int, first: int, last: int, drafts: list[Draft]) -> list[Draft]:
    mark = page.outer[n]
    text = page.text
    start, stop = mark.start, mark.stop
    line_a, line_b = line_start_before(page, start), line_end_after(page, stop)
    clause = page.has_clause(first, last)
    long = last - first >= 5
    before = text[line_a:start].rstrip(" «„“\"(—–-\u00a0")
    words_before = bool(re.search(r"\w", before))
    fresh = not words_before or before[-1:] in ".!?…:" or bool(re.search(r"[.!?…:]\s*[—–-]?\s*[«„“\"]*$", text[line_a:start]))
    inner_end = text[start:stop].rstrip()[-1:]
    # author's words inside the marks: «А, — сказал X, — Б»
    inside = author_inside(page, cues, start, stop)
    if inside:
        return pieces(page, cues, start, stop, inside, "marks-author-inside")
    after = attribution_after(page, cues, stop)
    if not fresh and drafts and re.match(r"[»\"“”]*\s*[,.!?…]*\s*[»\"“”]*\s*[—–-]", text[drafts[-1].stop:start]) and re.search(r"[,.]\s*[—–-]\s*[«„“\"]$", text[drafts[-1].stop:start]) and "\n" not in text[drafts[-1].stop:start]:
        d = Draft("direct", start, stop, "marks-interrupted")
        link_interrupted(page, d, drafts)
        return [d]
    if after and fresh:
        cue, a, b = after
        if clause or long or (cue and inner_end not in "") or inner_end in "!?…":
            sign = cue is None and not (page.toks[a].pos == "VERB")
            if not sign or is_signature(page, a, b):
                d = Draft("direct", start, stop, "marks-signature" if sign else "marks-dash-after")
                set_cue(page, d, cue, a, b)
                link_interrupted(page, d, drafts)
                return [d]
    if _BEFORE_COLON.search(text[line_a:start]) and words_before:
        colon = text.rfind(":", line_a, start)
        a, b = clause_before(page, colon)
        cue = last_cue(page, cues, a, b)
        listed = cue is not None and cue.row.form == "noun" and not clause and text[start:start + 1].islower()
        if cue is not None and not listed and (clause or long or text[start:start + 1].isupper()):
            d = Draft("direct", start, stop, "marks-colon-before")
            set_cue(page, d, cue, a, b)
            return [d]
        if cue is None and clause and b - a <= 12:
            d = Draft("direct", start, stop, "marks-name-colon")
            set_cue(page, d, None, a, b)
            return [d]
        spoken = any(page.low[i] in ADDRESS for i in range(first, last)) or inner_end in "!?…"
        if (clause and (page.has_first_person(first, last) or last - first > 8)) or (spoken and text[start:start + 1].isupper() and page.has_clause(a, b)):
            d = Draft("direct", start, stop, "marks-colon-before")
            set_cue(page, d, None, a, b)
            return [d]
    n_line = page.line_at(start)
    if not words_before and n_line > 0 and text[page.lines[n_line - 1].start:page.lines[n_line - 1].stop].rstrip(" *_").endswith(":"):
        head = page.lines[n_line - 1]
        a, b = page.first[page.sent[head.last - 1]], head.last
        cue = last_cue(page, cues, a, b)
        if cue is not None or clause:
            d = Draft("direct", start, stop, "marks-colon-before")
            set_cue(page, d, cue, a, b)
            return [d]
    if fresh and (clause or long):
        name = re.match(r"[»\"“”]\s*:\s+(?=[А-ЯЁA-Z])", text[stop:line_b])
        if name and not words_before:
            a = page.token_from(stop + name.end())
            d = Draft("direct", start, stop, "marks-colon-name")
            d.words = (a, min(a + 6, page.token_upto(line_b)))
            return [d]
    if fresh and drafts and linked_back(page, drafts[-1], start):
        d = Draft("direct", start, stop, "marks-interrupted")
        d.follows = drafts[-1]
        link_interrupted(page, d, drafts)
        return [d]
    if fresh and clause and not words_before:
        rest = text[stop:line_b].strip(" »\"“”.!?…")
        sentence_like = inner_end in ".!?…" or text[stop:stop + 2].strip("»\"”“ ")[:1] in ("", ".", "!", "?") or long
        if not rest and sentence_like and (long or inner_end in ".!?…"):
            d = Draft("direct", start, stop, "marks-paragraph")
            d.follows = drafts[-1] if drafts else None
            return [d]
        m = re.match(r"[»\"“”]*[.!?…]?\s*(Так|Таким образом|Об этом|Такое|С таким|Эти слова|Это)\b", text[stop:line_b])
        if m:
            a = page.token_from(stop + m.start(1))
            b = page.last[page.sent[a]]
            cue = cue_in(page, cues, a, b, ("verb", "phrase", "adjective", "noun", "reflexive"))
            if cue:
                d = Draft("direct", start, stop, "marks-cue-next-sentence")
                set_cue(page, d, cue, a, b)
                return [d]
    if fresh and words_before and clause and (long and text[start:start + 1].isupper()) and before[-1:] in ".!?…":
        d = Draft("direct", start, stop, "marks-sentence")
        return [d]
    return []


def is_signature(page: Page, a: int, b: int) -> bool:
    """A name after the dash: «...» — Имя Фамилия, должность."""
    return page.toks[a].text[:1].isupper() and not any(page.finite(i) for i in range(a, b)) and any(page.toks[i].pos == "PROPN" for i in range(a, b))


def clause_before(page: Page, colon: int) -> tuple[int, int]:
    """Tokens of the author's clause that ends with a colon."""
    last = page.token_from(colon)
    if last <= 0:
        return 0, 0
    n = page.sent[last - 1]
    first = page.first[n]
    return first, last


def last_cue(page: Page, cues: list[Cue], a: int, b: int) -> Cue | None:
    """The cue that introduces what follows the colon: the last verb or phrase, else a noun."""
    inside = [c for c in cues if a <= c.first < b and page.mark_of[c.at] < 0]
    for forms in (("verb", "phrase", "adjective", "reflexive"), ("noun", "medium", "relay")):
        some = [c for c in inside if c.row.form in forms]
        if some:
            return some[-1]
    return None


def set_cue(page: Page, d: Draft, cue: Cue | None, a: int, b: int) -> None:
    """Remember the cue and the author's words (tokens ``a..b``) of a draft."""
    d.words = (a, b)
    if cue is not None:
        d.cue_first, d.cue_last, d.cue_at = cue.first, cue.last, cue.at
        d.cue_lemma, d.cue_form, d.cue_kind, d.stance = cue.row.cue, cue.row.form, cue.row.kind, cue.row.stance
    elif page.toks[a].pos == "VERB":
        d.cue_first, d.cue_last, d.cue_at = a, a + 1, a
        d.cue_lemma, d.cue_form, d.stance = page.toks[a].lemma, "verb", "neutral"


def author_inside(page: Page, cues: list[Cue], start: int, stop: int) -> list[tuple[int, int, Cue, int, int]]:
    """The author's words inside the marks: ``(cut from, cut to, cue, first token, last token)`` for each."""
    found: list[tuple[int, int, Cue, int, int]] = []
    at = start
    while True:
        match = _AUTHOR_INSIDE.search(page.text, at, stop)
        if match is None:
            return found
        first = page.token_from(match.end())
        cue = cue_in(page, cues, first, first + 4, ("verb", "phrase", "reflexive"))
        at = match.end()
        if cue is None or (cue.row.form != "phrase" and cue.first - first > 2):
            continue
        if cue.row.form == "verb" and page.toks[cue.at].feat("Person") in ("1", "2"):
            continue
        back = _BACK.search(page.text, page.toks[cue.at].stop, stop)
        line_b = min(stop, line_end_after(page, match.end()))
        if back is None or back.start() >= line_b:
            # no way back: the author's words run to the end of the line (an unclosed mark)
            end = line_b
            found.append((match.start(), end, cue, first, page.token_upto(end)))
            at = end
        else:
            found.append((match.start(), back.end(), cue, first, page.token_from(back.start())))
            at = back.end()


def pieces(page: Page, cues: list[Cue], start: int, stop: int, inside: list[tuple[int, int, Cue, int, int]], rule: str) -> list[Draft]:
    """The parts of a quote that the author's words interrupt, as one group."""
    drafts: list[Draft] = []
    at = start
    for cut, resume, cue, a, b in inside:
        d = Draft("direct", at, cut, rule)
        set_cue(page, d, cue, a, b)
        drafts.append(d)
        at = resume
    if page.text[at:stop].strip(" .»\"“”"):
        d = Draft("direct", at, stop, rule)
        _, _, cue, a, b = inside[-1]
        set_cue(page, d, cue, a, b)
        drafts.append(d)
    for d in drafts[1:]:
        d.follows = drafts[0]
        d.group = -2
    if len(drafts) > 1:
        drafts[0].group = -2
    return drafts


def linked_back(page: Page, previous: Draft, start: int) -> bool:
    """Whether the author's words of the previous quote lead into the one that starts at ``start``: «А», — сказал X, — «Б»."""
    gap = page.text[previous.stop:start]
    return "\n" not in gap and len(gap) < 250 and bool(re.search(r"[,.]\s*[—–-]\s*[«„“\"]?$|[,.:]\s*[—–-]?\s*[«„“\"]$", gap)) and bool(re.match(r"[»\"“”]*\s*[,.!?…]*\s*[»\"“”]*\s*[—–,-]", gap))


def link_interrupted(page: Page, d: Draft, drafts: list[Draft]) -> None:
    if drafts and d.start > drafts[-1].stop and linked_back(page, drafts[-1], d.start):
        gap = page.text[drafts[-1].stop:d.start]
        if re.search(r"[,.]\s*[—–-]\s*[«„“\"]?$", gap):
            d.follows = drafts[-1]
            d.group = drafts[-1].group = -2
