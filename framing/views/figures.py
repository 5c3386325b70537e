"""Small pictures drawn as inline SVG: the strip of an actor's mentions, bars of shares, dots with intervals."""

from __future__ import annotations

from collections import Counter

from framing.views.markup import Safe, el
from framing.views.model import Page, Place, Who

WIDE = 960
UP, DOWN = 8, 24


def _path(cls: str, marks: list[str]) -> Safe | None:
    return Safe(f'<path class="{cls}" d="{"".join(marks)}"/>') if marks else None


def _x(page: Page, place: Place) -> int:
    size = max(1, len(page.papers[0].text))
    return round(2 + (WIDE - 4) * place.start / size)


def _lane(place: Place) -> int:
    return UP if place.voice == "narrator" else DOWN


def strip_article(page: Page, who: Who) -> Safe:
    """One article, left to right: narrator above, quotes below; a tick up is sure approval, down disapproval."""
    paper = page.papers[0]
    size = max(1, len(paper.text))
    grey = [
        f"M{round(WIDE * a / size)} 0V32H{round(WIDE * b / size)}V0"
        for a, b, zone in paper.blocks
        if zone in ("headline", "caption", "credit", "related", "footer")
    ]
    marks: dict[str, list[str]] = {"nu": [], "po": [], "ne": [], "cp": []}
    for place in who.places:
        x, y = _x(page, place), _lane(place)
        if not place.counted:
            marks["cp"].append(f"M{x} {y}h.01")
        elif place.sign:
            marks["po" if place.sign > 0 else "ne"].append(f"M{x} {y}v{-6 if place.sign > 0 else 6}")
        else:
            marks["nu"].append(f"M{x} {y - 2.5}v5")
    parts = [_path("zn", grey), Safe(f'<path class="ax" d="M0 {UP}H{WIDE}M0 {DOWN}H{WIDE}"/>')]
    return el(
        "svg",
        *parts,
        *(_path(name, found) for name, found in marks.items()),
        cls=f"strip {who.style}",
        viewBox=f"0 0 {WIDE} 32",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def strip_corpus(page: Page, who: Who, slots: int = 60) -> Safe:
    """Many articles, in order of date: a column for each (or for each sixtieth), narrator's mentions up, quoted ones down."""
    n = min(slots, len(page.papers))
    if "slots" not in page.kept:
        order = sorted(page.papers, key=lambda p: (p.published is None, p.published and p.published.timestamp(), p.index))
        page.kept["slots"] = {paper.index: i * n // len(order) for i, paper in enumerate(order)}
    slot = page.kept["slots"]
    up: Counter[int] = Counter()
    down: Counter[int] = Counter()
    for place in who.places:
        if place.counted:
            (up if place.voice == "narrator" else down)[slot[place.article]] += 1
    most = max([1, *(up | down).values()])
    wide = WIDE / n
    gap = min(4.0, wide * 0.2)
    bars = {"nb": [], "qb": []}  # type: dict[str, list[str]]
    for name, counts, sign in (("nb", up, -1), ("qb", down, 1)):
        for i, count in sorted(counts.items()):
            high = round(14 * count / most, 1)
            x = round(i * wide + gap, 1)
            bars[name].append(f"M{x} 16v{sign * max(1.5, high):g}h{round(wide - 2 * gap, 1):g}V16z")
    return el(
        "svg",
        Safe(f'<path class="ax" d="M0 16H{WIDE}"/>'),
        *(_path(name, marks) for name, marks in bars.items()),
        cls=f"strip {who.style}",
        viewBox=f"0 0 {WIDE} 32",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def strip(page: Page, who: Who) -> Safe:
    """Where in the article, or in which articles, an actor is mentioned; the counts beside it say the same in figures."""
    return strip_article(page, who) if page.single else strip_corpus(page, who)


def bar(style: str, solid: float, hatched: float, full: float) -> Safe:
    """A share as a bar: solid for words in quotation marks, hatched for retold ones, in parts of ``full``."""

    def width(part: float) -> str:
        return f"width:{round(min(100, 100 * part / full), 1) if full else 0:g}%"

    return el(
        "span",
        el("i", style=width(solid)) if solid else None,
        el("i", cls="ind", style=width(hatched)) if hatched else None,
        cls=f"vb {style}",
        aria_hidden="true",
    )
