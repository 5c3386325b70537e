"""The zones of a news page: every line is marked, nothing is cut.

A page is a list of lines. Furniture (headlines, captions, credits, links, footers) is told by its own words, which
are data in ``seeds/ru/language.toml``; what is left is lead, subhead or body by its length and its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from framing import seeds
from framing.records import Block

HEADLINE_MAX, SUBHEAD_MAX, CAPTION_MAX, DATELINE_MAX, LINK_MAX = 200, 90, 300, 90, 160
_SENTENCE_END = re.compile(r"[.!?…;:,][»”“\")\]]*$")
_FULL_STOP = re.compile(r"[.!?…][»”“\")\]]*$")
_BULLET = re.compile(r"^\s*(?:[-–—•▪▫◾◽■□●○►▶✔✅❗⚡🔹🔸🔺🔻*]|\d+[.)]\s)")


_LINK = re.compile(r"\[[^\]\n]*\]\([^)\s]*\)")
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
            rf"(?:^|(?<=[.!?…»\")\]\s]))(?:(?:{lead_in('credit')})\s*[:©/—-]|©|\((?:{lead_in('credit')})[:\s])", re.I
        ),
        "caption": re.compile(rf"^(?:{lead_in('caption')})\b", re.I),
        "related": re.compile(rf"^\W*(?:{lead_in('related')})\b", re.I),
        "footer": re.compile(rf"^\W*(?:{lead_in('footer')})(?!\w)", re.I),
    }


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold().replace("ё", "е")


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
    """The first line is the headline when it reads like one; the same line again, near the top, is it too."""
    first = page.lines[0].text
    same_as_title = bool(page.title) and _fold(first) == _fold(page.title)
    reads_like_one = len(first) <= HEADLINE_MAX and not re.search(r"[.…;:,]$", first) and not _BULLET.match(first)
    if len(page.lines) < 2 or not (same_as_title or reads_like_one):
        return
    page.zones[0] = "headline"
    for i, line in enumerate(page.lines[1:6], 1):
        if _fold(line.text) in {_fold(first), _fold(page.title) or _fold(first)}:
            page.zones[i] = "headline"


def _footers(page: _Page) -> None:
    for i, line in enumerate(page.lines):
        only_tags = all(word.startswith(("#", "@", "http")) for word in _LINK.sub("@", line.text).split() if _WORD.search(word))
        if not page.zones[i] and (only_tags or (page.marks["footer"].match(line.text) and len(line.text) <= CAPTION_MAX)):
            page.zones[i] = "footer"


def _datelines(page: _Page) -> None:
    """A line that is nothing but date, time, place and outlet."""
    for i, line in enumerate(page.lines[:8]):
        if page.zones[i] or len(line.text) > DATELINE_MAX or not page.marks["date"].search(line.text):
            continue
        rest = re.findall(r"[^\W\d_]+", page.marks["date"].sub(" ", line.text))
        if len(rest) <= 5 and all(word[:1].isupper() or len(word) <= 3 for word in rest):
            page.zones[i] = "dateline"


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
        i += 1
        while listed and i < len(page.lines) and not page.zones[i] and _is_link(page, i):
            page.zones[i] = "related"
            i += 1


def _is_link(page: _Page, i: int) -> bool:
    line = page.lines[i]
    if len(line.text) > LINK_MAX or re.search(r"[.…]$", line.text):
        return False
    return not line.after_blank or bool(_BULLET.match(line.text)) or len(line.text.split()) >= 5


def _subheads(page: _Page) -> None:
    """A short line without a full stop, above a paragraph that has one."""
    for i, line in enumerate(page.lines[1:-1], 1):
        following = page.lines[i + 1].text
        if (
            not page.zones[i]
            and not page.zones[i + 1]
            and len(line.text) <= SUBHEAD_MAX
            and not _SENTENCE_END.search(line.text.rstrip("?"))
            and not _BULLET.match(line.text)
            and line.text[:1] not in '«"„“'
            and (line.text[:1].isupper() or line.text[:1].isdigit())
            and line.after_blank
            and page.lines[i + 1].after_blank
            and _FULL_STOP.search(following)
            and len(following) > len(line.text)
        ):
            page.zones[i] = "subhead"


def _lead(page: _Page) -> None:
    """The first paragraph of the text, where there is more than one."""
    body = [i for i, zone in enumerate(page.zones) if not zone]
    for i in body:
        page.zones[i] = "body"
    if len(body) > 1:
        page.zones[body[0]] = "lead"


STEPS: tuple[Callable[[_Page], None], ...] = (_headlines, _footers, _datelines, _related, _captions, _subheads, _lead)


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
