"""The zones of a news page: every line is marked, nothing is cut.

A page is a list of lines. Furniture (headlines, captions, credits, links, footers) is told by its own words, which
are data in ``seeds/ru/language.toml``; what is left is lead, subhead or body by its length and its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from framing import seeds
from framing.records import Block

HEADLINE_MAX, SUBHEAD_MAX, CAPTION_MAX, DATELINE_MAX, LINK_MAX = 200, 90, 300, 90, 160
_SENTENCE_END = re.compile(r"[.!?…;:,][»”“\")\]]*$")
_FULL_STOP = re.compile(r"[.!?…][»”“\")\]]*$")
_BULLET = re.compile(r"^\s*(?:[-–—•▪▫◾◽■□●○►▶✔✅❗⚡🔹🔸🔺🔻*]|\d+[.)]\s)")


_LINK = re.compile(r"\[[^\]\n]*\]\([^)\s]*\)")


def _link(found: re.Match[str]) -> str:
    """A link of few words counts as an address, one of many as what it says."""
    return "@" if len(found.group().split()) <= 6 else found.group()


_WORD = re.compile(r"[\w@#]")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    stop: int
    text: str
    after_blank: bool


@dataclass(slots=True)
class _Page:
    """The lines of a page and what is known of each so far."""

    lines: list[_Line]
    zones: list[str]
    title: str
    marks: dict[str, re.Pattern[str]]


@cache
def _marks(lang: str = "ru") -> dict[str, re.Pattern[str]]:
    words: dict[str, Any] = seeds.language(lang)["layout"]
    months = "|".join(words["months"])
    in_words = rf"\d{{1,2}}\s+(?:{months})\w*\.?(?:\s+\d{{4}}(?:\s*(?:года|г\.?))?)?"
    date = rf"(?:{in_words}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{4}}-\d\d-\d\d)"
    lead_in = lambda key: "|".join(map(re.escape, words[key]))  # noqa: E731
    return {
        "date": re.compile(rf"{date}|\b\d{{1,2}}:\d\d\b(?:\s*\(?мск\)?)?", re.I),
        "credit": re.compile(
            rf"(?:^|(?<=[.!?…»\")\]]\s))(?:{lead_in('credit')})(?![\w-])\s*(?::|©|/)(?=.{{0,80}}$)|©|\((?:{lead_in('credit')}):"
        ),
        "caption": re.compile(rf"^(?:{lead_in('caption')})\b", re.I),
        "byline": re.compile(rf"^(?:{lead_in('byline')})(?:\s*:|\s+(?-i:[А-ЯЁ])[^.]*$)", re.I),
        "related": re.compile(rf"^\W*(?:{lead_in('related')})\b", re.I),
        "footer": re.compile(rf"^\W*(?:{lead_in('footer')})(?!\w)", re.I),
    }


_NO_WORD = re.compile(r"\W+")


@lru_cache(1 << 10)
def _fold(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold().replace("ё", "е")


def _lines(text: str) -> Iterator[_Line]:
    blank = True
    for match in re.finditer(r"[^\n]*", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            yield _Line(start, start + len(stripped), stripped, blank)
        if match.group() or match.start() < len(text):
            blank = not stripped


def _headlines(page: _Page) -> None:
    """The first line is the headline when it reads like one; the same line again near the top, a little changed, is it too."""
    first = page.lines[0].text
    same_as_title = bool(page.title) and _fold(first) == _fold(page.title)
    reads_like_one = len(first) <= HEADLINE_MAX and not re.search(r"[.…;:,]$", first) and not _BULLET.match(first)
    if len(page.lines) < 2 or not (same_as_title or reads_like_one):
        return
    page.zones[0] = "headline"
    for i, line in enumerate(page.lines[1:6], 1):
        if len(line.text) <= HEADLINE_MAX and (_alike(line.text, first) or _alike(line.text, page.title)):
            page.zones[i] = "headline"


def _alike(a: str, b: str) -> bool:
    """Whether two lines are one headline: the same, or most of the shorter one's words, when neither ends like a sentence."""
    if _fold(a) == _fold(b):
        return bool(a)
    words_a, words_b = set(_fold(a).split()), set(_fold(b).split())
    shorter = min(len(words_a), len(words_b))
    return shorter >= 4 and len(words_a & words_b) >= 0.7 * shorter and not a.endswith((".", "…"))


def _footers(page: _Page) -> None:
    for i, line in enumerate(page.lines):
        text = _LINK.sub(_link, line.text) if "](" in line.text else line.text
        only_tags = all(word.startswith(("#", "@", "http")) for word in text.split() if _WORD.search(word))
        if not page.zones[i] and (only_tags or (page.marks["footer"].match(line.text) and len(line.text) <= CAPTION_MAX)):
            page.zones[i] = "footer"


def _datelines(page: _Page) -> None:
    """A line that is nothing but date, time, place and outlet."""
    for i, line in enumerate(page.lines[:8]):
        if page.zones[i] or len(line.text) > DATELINE_MAX or ("," not in line.text and line.text.endswith(".")):
            continue
        found = page.marks["date"].search(line.text)
        if found is None:
            continue
        rest = re.findall(r"[^\W\d_]+", page.marks["date"].sub(" ", line.text))
        of_a_picture = len(rest) > 1 and re.search(r"\w $", line.text[: found.start()])  # «Анна Орлова 12 ноября»
        hour_only = len(rest) > 1 and re.fullmatch(r"[\d:]+", found.group()) and found.start() == 0
        if len(rest) <= 5 and all(word[:1].isupper() or len(word) <= 3 for word in rest) and not hour_only:
            page.zones[i] = "caption" if of_a_picture else "dateline"


def _captions(page: _Page) -> None:
    """A line with a credit in it is a caption; so is a short line that such a caption repeats."""
    for i, line in enumerate(page.lines):
        if page.zones[i]:
            continue
        found = page.marks["credit"].search(line.text)
        if (found and found.start() <= CAPTION_MAX and len(line.text) - found.start() <= 120) or (
            page.marks["caption"].match(line.text) and len(line.text) <= CAPTION_MAX
        ):
            page.zones[i] = "caption"
            body = _fold(line.text[: found.start()] if found else line.text)
            before = i - 1
            if before > 0 and body and not page.zones[before] and _fold(page.lines[before].text) == body:
                page.zones[before] = "caption"


def _bylines(page: _Page) -> None:
    """A line that says who wrote the text."""
    for i, line in enumerate(page.lines):
        if not page.zones[i] and len(line.text) <= DATELINE_MAX and page.marks["byline"].match(line.text):
            page.zones[i] = "credit"


def _related(page: _Page) -> None:
    """ "Читайте также" and the titles of links that follow it."""
    i = 0
    while i < len(page.lines):
        line = page.lines[i]
        if page.zones[i] or not page.marks["related"].match(line.text) or len(line.text) > CAPTION_MAX:
            i += 1
            continue
        page.zones[i] = "related"
        listed = line.text.rstrip().endswith(":") or len(line.text.split()) <= 4
        for j in _links(page, i + 1) if listed else ():
            page.zones[j] = "related"
        i += 1


def _links(page: _Page, first: int) -> range:
    """The lines that read like titles of links; a short last one above a paragraph is the next subhead."""
    last = first
    while last < len(page.lines) and not page.zones[last] and _is_link(page.lines[last]):
        last += 1
    above_text = last < len(page.lines) and not page.zones[last]
    if last > first and above_text and page.lines[last - 1].after_blank and len(page.lines[last - 1].text.split()) <= 4:
        last -= 1
    return range(first, last)


def _is_link(line: _Line) -> bool:
    return len(line.text) <= LINK_MAX and not re.search(r"[.…:]$", line.text)


def _subheads(page: _Page) -> None:
    """A short line without a full stop, above a paragraph that has one; or a line all in capitals."""
    for i, line in enumerate(page.lines[1:-1], 1):
        if not page.zones[i] and len(line.text) <= SUBHEAD_MAX and line.after_blank and _reads_like_subhead(line.text):
            following = page.lines[i + 1]
            shouted = line.text.isupper() and len(line.text.split()) > 1
            above_text = following.after_blank and _FULL_STOP.search(following.text) and len(following.text) > len(line.text)
            if not page.zones[i + 1] and (shouted or (above_text and not _BULLET.match(following.text))):
                page.zones[i] = "subhead"


def _reads_like_subhead(text: str) -> bool:
    numbered = re.match(r"\d+[.)]\s+(?=\S)", text)
    text = text[numbered.end() :] if numbered else text
    quoted = re.fullmatch(r"«[^«»]+»|\"[^\"]+\"|„[^„“]+“", text)
    turn = re.match(r"[А-ЯЁ][\w .-]{0,40}: \S", text) and text.endswith(("?", "!"))
    if quoted or turn or _BULLET.match(text):
        return bool(quoted)
    return not _SENTENCE_END.search(text.rstrip("?")) and (text[:1].isupper() or text[:1].isdigit())


def _lead(page: _Page) -> None:
    """The first paragraph of the text, where there is more than one."""
    body = [i for i, zone in enumerate(page.zones) if not zone]
    for i in body:
        page.zones[i] = "body"
    if len(body) > 1:
        page.zones[body[0]] = "lead"


STEPS: tuple[Callable[[_Page], None], ...] = (_headlines, _footers, _datelines, _bylines, _related, _captions, _subheads, _lead)


def layout(text: str, title: str = "") -> tuple[Block, ...]:
    """The zones of a page: one block for each line that is not blank (a caption and its credit are two), in order."""
    lines = list(_lines(text))
    if not lines:
        return ()
    page = _Page(lines, [""] * len(lines), title, _marks())
    for step in STEPS:
        step(page)
    return tuple(
        block for line, zone in zip(lines, page.zones, strict=True) for block in _blocks(line, zone, page.marks["credit"])
    )


def _blocks(line: _Line, zone: str, credit: re.Pattern[str]) -> Iterator[Block]:
    found = credit.search(line.text) if zone == "caption" else None
    if found is None:
        yield Block(line.start, line.stop, zone)
        return
    caption = line.text[: found.start()].rstrip(" .,(")
    if caption:
        yield Block(
            line.start,
            line.start + found.start() - (len(line.text[: found.start()]) - len(line.text[: found.start()].rstrip())),
            "caption",
        )
    yield Block(line.start + found.start(), line.stop, "credit")
