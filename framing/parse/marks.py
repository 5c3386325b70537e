"""Quotation marks: which words stand inside which marks.

Every mark of the text is first read as opening, closing or neither, from the characters beside it; a stack then pairs
them. News breaks every rule: marks are mixed («слово"), doubled (««слово»»), share one closing mark («Дом «Мир»), are
repeated at the start of each paragraph of one speech, are closed paragraphs later, or never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.records import Marked

_MARKS = re.compile("[«»‹›„“”\"‟‘’']|\\S['’](?=\\w)")
_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]\s*")
_FAMILY = {"«": "«", "»": "«", "‹": "‹", "›": "‹", "„": "„", "“": "„", "”": "„", "‟": "„", '"': '"', "‘": "‘", "’": "‘", "'": "'"}
_OPENS = frozenset("«‹„‟‘")
_CLOSES = frozenset("»›")
_BEFORE_OPENING = frozenset(" \t\u00a0([{<—–-/|*_~«„“‹\"'>:;=,#…!?.")
_STOPS = frozenset(".,!?…:;)]}»”*_~%")
_ENDS = frozenset(".!?…")
_RIGHT = frozenset("»”")
_SENTENCE = re.compile(r"[.!?…](?:\s|$)|,\s+[—–-]\s")
_SPOKEN = re.compile(r",[»”\"]?\s+[—–-]")
_RESUMED = re.compile(r"\w[.,]\s+[—–-]\s+(?=\w)")
_OPENED = re.compile(r"(?:^|\w:)[\s*_—–-]*$")
_LAST = re.compile(r"[.!?…]?[*_]*(?:\s*$|\s+(?=[А-ЯЁA-Z*_#@]|http))", re.MULTILINE)
_ANEW = re.compile(r"[.!?…]\s+[«„“](?=\w)")
AHEAD = 4_000
"""How far a mark may be closed in a later paragraph, in characters."""
NAME = 80
"""A name at most, where one closing mark does for two opening ones."""


@dataclass(slots=True)
class _Mark:
    """A mark in the text: ``role`` is ``"("`` (opens), ``")"`` (closes) or ``"?"`` (either)."""

    at: int
    sign: str
    role: str

    @property
    def family(self) -> str:
        return _FAMILY[self.sign]


def find_marks(text: str) -> tuple[Marked, ...]:
    """Spans inside quotation marks, outer before inner; a mark that is never closed ends with its paragraph."""
    marks = _read(text)
    if not marks:
        return ()
    breaks = [found.span() for found in _BREAK.finditer(text)]
    spans = _pair(text, marks, breaks)
    return _nested(text, spans)


# ---- what each mark is ----------------------------------------------------------------------------------------------


def _read(text: str) -> list[_Mark]:
    """The quotation marks of a text, without apostrophes and inches."""
    found: list[_Mark] = []
    for match in _MARKS.finditer(text):
        if len(match.group()) > 1:
            continue  # an apostrophe inside a word, with the letter before it
        at, sign = match.start(), match.group()
        role = _role(sign, text[at - 1 : at], text[at + 1 : at + 2])
        if role:
            found.append(_Mark(at, sign, role))
    return _singles(found)


def _role(sign: str, before: str, after: str) -> str:
    """What the neighbours make of a mark: ``( ) ?`` or ``""`` (none)."""
    left = not before or before.isspace() or before in _BEFORE_OPENING
    right = not after or after.isspace() or after in _STOPS
    if sign in "«‹":
        return ")" if right and not left and not before.isdigit() and after != sign else "("
    if sign in _CLOSES:
        return "(" if left and not right and (before.isspace() or not before) else ")"
    if sign in "„‟":
        return "("
    if sign in "‘'’":
        if sign != "’" and left and not right:
            return "("
        return ")" if (right and not left) or before in _ENDS else ""
    opens = left and before not in _ENDS and before != "," and not right
    closes = not opens and (right or after.isspace()) and before != "" and not before.isspace()
    if opens and after not in _RIGHT:
        return "("
    return ")" if closes else "?"


def _singles(marks: list[_Mark]) -> list[_Mark]:
    """Single marks count only in pairs: the rest are apostrophes."""
    keep: list[_Mark] = []
    waiting: int | None = None
    for mark in marks:
        if mark.sign not in "‘'’":
            keep.append(mark)
        elif mark.role == "(":
            waiting = len(keep)
            keep.append(mark)
        elif waiting is not None and mark.at - keep[waiting].at < NAME * 4:
            keep.append(_Mark(mark.at, keep[waiting].sign, ")"))
            waiting = None
    open_singles: list[int] = []
    lost: set[int] = set()
    for i, mark in enumerate(keep):
        if mark.sign in "‘'":
            if mark.role == "(":
                open_singles.append(i)
            elif open_singles:
                open_singles.pop()
    lost.update(open_singles)
    return [mark for i, mark in enumerate(keep) if i not in lost]


# ---- pairs ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Span:
    start: int
    stop: int
    closed: bool = True


def _pair(text: str, marks: list[_Mark], breaks: list[tuple[int, int]]) -> list[_Span]:
    spans: list[_Span] = []
    stack: list[_Mark] = []
    line = 0
    for i, mark in enumerate(marks):
        while line < len(breaks) and breaks[line][0] <= mark.at:
            if stack and not _goes_on(text, stack, marks, i, breaks, line):
                spans += _unclosed(text, stack, spans, breaks[line][0])
                stack = []
            line += 1
        end = breaks[line][0] if line < len(breaks) else len(text)
        depth = _closes(text, mark, stack, marks, i, end)
        if depth is not None:
            for inner in stack[depth + 1 :]:
                spans.append(_Span(inner.at + 1, mark.at, False))
            spans.append(_Span(stack[depth].at + 1, mark.at))
            del stack[depth:]
        elif not stack and mark.role == ")" and (at := _lost_opening(text, mark, spans, breaks[line - 1][1] if line else 0)) >= 0:
            spans.append(_Span(at, mark.at))
        elif mark.role == "(" or (mark.role == "?" and not _inch(text, mark) and _answered(mark, marks[i + 1 :], end)):
            stack.append(mark)
    end = next((a for a, _ in breaks[line:]), len(text.rstrip()))
    return spans + _unclosed(text, stack, spans, end)


def _lost_opening(text: str, mark: _Mark, spans: list[_Span], begin: int) -> int:
    """Where the words begin that this mark closes, with none open: at a name in marks that opens the paragraph (at ``begin``)
    or stands behind a colon, whose opening mark does for both (Лужин: «Заре» нужен мост».), or behind the author's words between
    two parts of a speech («Мы рады», - сказал он. - Идём дальше».); -1 where nothing shows it."""
    last = max((s for s in spans if s.start > begin and s.closed), key=lambda s: s.stop, default=None)
    if last is None:
        return -1
    back = [m.end() for m in _RESUMED.finditer(text, last.stop, mark.at)]
    if back and _SPOKEN.search(text, last.stop - 1, last.stop + 5):
        return back[-1]
    name = last.stop - last.start <= NAME and not _SENTENCE.search(text[last.start : last.stop])
    opens = name and _OPENED.search(text[begin : last.start - 1]) and text[last.stop + 1 : last.stop + 3].strip()[:1].isalpha()
    ends = _SPOKEN.match(text, mark.at + 1) or _LAST.match(text, mark.at + 1)
    return last.start - 1 if opens and ends and (mark.sign in _CLOSES or _ENDS & set(text[last.stop : mark.at])) else -1


def _inch(text: str, mark: _Mark) -> bool:
    return text[mark.at - 1 : mark.at].isdigit() or not text[mark.at + 1 : mark.at + 2].strip()


def _answered(mark: _Mark, later: list[_Mark], end: int) -> bool:
    """Does a mark that may close this one follow in the paragraph?"""
    for other in later:
        if other.at >= end:
            break
        if other.family == mark.family:
            return other.role != "("
    return False


def _closes(text: str, mark: _Mark, stack: list[_Mark], marks: list[_Mark], i: int, end: int) -> int | None:
    """Which open mark (its place in the stack) this one closes, or None."""
    if not stack or mark.role == "(":
        return None
    same = [depth for depth, open_mark in enumerate(stack) if open_mark.family == mark.family]
    if mark.role == "?":
        return same[-1] if same else None
    if mark.sign == '"' and same and len(same) > 1 and same[-1] != len(stack) - 1:
        return same[-1]
    if same:
        return same[-1]
    # mixed marks: «слово" closes, unless the right mark is still to come or this one only measures inches
    if mark.sign == '"' and text[mark.at - 1].isdigit():
        return None
    wanted = stack[-1].family
    later = 0
    for other in marks[i + 1 :]:
        if other.at >= end:
            break
        if other.family == wanted:
            later += 1 if other.role == "(" else -1
            if later < 0:
                return None
    return len(stack) - 1


def _goes_on(text: str, stack: list[_Mark], marks: list[_Mark], i: int, breaks: list[tuple[int, int]], line: int) -> bool:
    """Is the open quotation closed in a later paragraph, rather than taken up by a new opening mark or left open?"""
    after = breaks[line][1]
    if text[after : after + 1] in _FAMILY and any(m.at == after and m.role != ")" for m in marks[i : i + 1]):
        return False
    level = {mark.family: 0 for mark in stack}
    for mark in marks[i:]:
        if mark.at > after + AHEAD:
            return False
        if mark.family not in level:
            continue
        if mark.role == "(":
            if level[mark.family] == 0 and _begins_paragraph(breaks, mark.at):
                return False
            level[mark.family] += 1
        elif mark.role == ")" or level[mark.family] > 0:
            level[mark.family] -= 1
            if level[mark.family] < 0:
                return True
    return False


def _begins_paragraph(breaks: list[tuple[int, int]], at: int) -> bool:
    return any(stop == at for _, stop in breaks)


def _unclosed(text: str, stack: list[_Mark], spans: list[_Span], end: int) -> list[_Span]:
    """Spans of marks never closed: to the paragraph's end; to the inner closing mark where one does for two."""
    found: list[_Span] = []
    for mark in stack:
        start = mark.at + 1
        inner = [s for s in spans if s.closed and s.start > start and s.stop <= end]
        first = min(inner, key=lambda s: s.start, default=None)
        if first is not None and first.start == start + 1 and text[start] == mark.sign:
            continue  # ««слово»: one mark too many
        whole = text[start : first.stop] if first is not None else ""
        name = len(whole) <= NAME and not _SENTENCE.search(whole)
        anew = _ANEW.search(text, first.stop, end) if first is not None else None
        near = anew.end() if anew is not None else end
        if first is not None and name and text[first.stop] != '"' and not _SPOKEN.search(text, first.stop, near):
            found.append(_Span(start, first.stop))
        elif start < end:
            found.append(_Span(start, end, False))
    return found


# ---- the result -----------------------------------------------------------------------------------------------------


def _nested(text: str, spans: list[_Span]) -> tuple[Marked, ...]:
    """Spans in order with their depth; of doubled marks only the inner pair is kept."""
    inside = {(s.start, s.stop) for s in spans}
    twice = lambda a, b: (a + 1, b - 1) in inside and text[a] == text[a - 1] and text[b - 1] == text[b : b + 1]  # noqa: E731
    doubled = {span for span in inside if twice(*span)}
    order = sorted({(s.start, -s.stop): s for s in spans if s.start < s.stop and (s.start, s.stop) not in doubled}.items())
    found: list[Marked] = []
    outer: list[int] = []
    for _, span in order:
        while outer and outer[-1] <= span.start:
            outer.pop()
        found.append(Marked(span.start, span.stop, len(outer), span.closed))
        outer.append(span.stop)
    return tuple(found)
