"""Sides of a comparison: actors, outlets or periods beside each other as dots with intervals, and the words that mark each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from framing.views import keyed
from framing.views.evidence import (
    CONTENT,
    COUNTED,
    chosen,
    excerpt,
    filtered,
    link,
    mentions,
    passage,
    said_keys,
    spread,
    statement,
    where,
)
from framing.views.look import Look
from framing.views.markup import Safe, el, join
from framing.views.model import Page, Place, Said, Who
from framing.views.sums import MEASURED, Rows, among, groups, measured, parts, sizes, stories
from framing.views.words import number, percent, say

TOP = 5
"""How many actors are compared."""
WIDE, LEFT, ROW = 360, 118, 30
BEHIND = 12
"""How many passages stand behind a number of two sides."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One side in one panel: ``value`` with its interval, or None where the data is too little; n behind it.

    ``one`` is the actor counted, ``part`` the group it is counted in ("": everywhere), ``group`` the words on the chart.
    """

    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    one: Who
    part: str = ""
    coverage: float | None = None


def comparison(page: Page, look: Look, by: str = "outlet") -> Safe:
    """The most mentioned actors by outlet (or period): tone of the narrator, tone in quotes, share of voice; then the words
    that mark each group against the others."""
    names = groups(page, by)
    who = [one for one in look.shown if one.n][:TOP]
    if len(names) < 2 or not who:
        return Safe("")
    lang = look.lang
    parts = [_actor(page, look, one, by, names, measured(page, one, by), i == 0) for i, one in enumerate(who)]
    intro = say("compare.say.outlet" if by == "outlet" else "compare.say", lang, n=len(names))
    note = el("p", say("compare.note", lang), " ", say("compare.k.note", lang), cls="note")
    return join([el("p", intro, cls="say"), *parts, _marks(page, look, by, names), note])


def two(page: Page, look: Look, by: str, between: tuple[str, str], one: Who | None = None) -> Safe:
    """Exactly two sides: the actors ``between`` (``by="actor"``), or two groups, for one actor or (None) for all words."""
    lang = look.lang
    if by == "actor":
        who = [page.by_name[name] for name in between]
        each = [(each, "", each.name) for each in who]
        rows = [measured(page, each, "") for each in who]
    else:
        each = [(one, name, name) for name in between] if one else []
        rows = [measured(page, one, by, between)] * 2 if one else []
    figures = []
    for name in MEASURED if each else ():
        dots = [dot(shown, own[name].get(part), who, part) for (who, part, shown), own in zip(each, rows, strict=True)]
        figures.append(_panel(page, look, by, name, dots, " · ".join(between) if by == "actor" else each[0][0].name, True))
    words = _words(page, look, *_sides(page, by, between, one))
    notes = [say("compare.note", lang)] * bool(figures) + [say("compare.k.note", lang)]
    return join([el("div", *figures, cls="sm") if figures else None, words, el("p", " ".join(notes), cls="note")])


def _clean(value: Any) -> float | None:
    return None if value is None or math.isnan(float(value)) else float(value)


def dot(shown: str, row: dict[str, Any] | None, one: Who, part: str) -> Dot:
    """A row of a measure as a dot; without enough data it has no value."""
    if row is None or not row["enough"]:
        return Dot(shown, None, None, None, int(row["n"]) if row else 0, one, part, _clean(row["coverage"]) if row else None)
    value, low, high = (_clean(row[name]) for name in ("value", "value_low", "value_high"))
    return Dot(shown, value, low, high, int(row["n"]), one, part, _clean(row["coverage"]))


SCALES = {"n": (-1.0, 1.0), "q": (-1.0, 1.0), "v": (0.0, 1.0), "a": (-1.0, 1.0)}


def _actor(page: Page, look: Look, one: Who, by: str, names: list[str], rows: Rows, opened: bool) -> Safe:
    figures = [
        _panel(page, look, by, name, [dot(part, rows[name].get(part), one, part) for part in names], one.name)
        for name in MEASURED
    ]
    return el(
        "details",
        el("summary", el("b", one.name, cls=f"m an {one.style}"), " ", el("small", say("mentions.n", look.lang, n=one.n))),
        el("div", *figures, cls="sm"),
        cls="cmp",
        open=opened,
    )


def _panel(page: Page, look: Look, by: str, name: str, dots: list[Dot], subject: str, inline: bool = False) -> Safe:
    """One measure: what it says, the chart, its table; ``inline`` puts the passages behind it on the spot."""
    lang = look.lang
    title = say(f"compare.{name}", lang)
    reading = _reading(name, dots, lang, by) if any(dot.n for dot in dots) else say("compare.none", lang)
    dots = [dot for dot in dots if dot.n]
    drawn = any(dot.value is not None for dot in dots)
    return el(
        "figure",
        el("figcaption", el("h3", title), el("p", say(f"compare.{name}.unit", lang), cls="unit"), el("p", reading, cls="rd")),
        _chart(look, dots, SCALES[name], name, f"{subject}: {title}. {reading}") if drawn else None,
        el(
            "div",
            *(_behind(page, look, by, name, dot) for dot in dots if inline),
            _table(page, look, by, name, dots, not inline) if dots else None,
        ),
    )


def _reading(name: str, dots: list[Dot], lang: str, by: str) -> str:
    """One sentence: the two ends where their intervals are apart, else that they are not."""
    known = [dot for dot in dots if dot.value is not None]
    if len(known) < 2:
        return say("compare.few.actors" if by == "actor" else "compare.few", lang, n=len(dots) - len(known))
    low, high = min(known, key=lambda d: d.value or 0), max(known, key=lambda d: d.value or 0)
    apart = low.high is not None and high.low is not None and low.high < high.low
    if not apart:
        return say("compare.same", lang)
    sort = name if name in "va" else "t"
    return say(f"compare.apart.{sort}{'.actors' if by == 'actor' else ''}", lang, high=high.group, low=low.group)


# --- charts


def _chart(look: Look, dots: list[Dot], scale: tuple[float, float], name: str, label: str) -> Safe:
    lang = look.lang
    low, high = scale
    if name != "v":
        far = max([0.0, *(abs(end) for dot in dots for end in (dot.low, dot.high, dot.value) if end is not None)])
        low, high = (-0.5, 0.5) if far <= 0.5 else (-1.0, 1.0)
    if name == "v":
        most = max([0.2, *((dot.high or dot.value or 0.0) for dot in dots)])
        high = math.ceil(most * 10) / 10

    def x(value: float) -> float:
        return round(LEFT + 8 + (WIDE - LEFT - 22) * (value - low) / (high - low), 1)

    tall = ROW * len(dots) + 12
    ticks = [low, (low + high) / 2, high] if name == "v" else [low, low / 2, 0.0, high / 2, high]
    out: list[str] = []
    for tick in ticks:
        words = (
            number(100 * tick, lang)
            if name == "v"
            else number(tick, lang, 0 if tick == int(tick) else 1 if tick * 10 == int(tick * 10) else 2, sign=True)
        )
        out.append(_tick(x(tick), tall, words, tick == 0 and name != "v"))
    for i, dot in enumerate(dots):
        y = 18 + ROW * i
        out.append(_label(dot.group, say("n", lang, n=dot.n), y))
        if dot.value is None:
            out.append(el("text", say("few", lang, n=dot.n), x=LEFT + 8, y=y + 4, cls="few"))
            continue
        ends = None if dot.low is None or dot.high is None else (x(dot.low), x(dot.high))
        out.append(_mark(x(dot.value), ends, y))
    if name != "v":
        side = ".a" if name == "a" else ""
        out.append(_ends(say(f"compare.left{side}", lang), say(f"compare.right{side}", lang), x(low), x(high), tall))
    return _svg(out, tall, label)


def _tick(x: float, tall: int, words: str, zero: bool) -> str:
    line: str = f'<path class="{"zr" if zero else "gr"}" d="M{x} 4V{tall - 4}"/>'
    return line + el("text", words, x=x, y=tall + 10, cls="tk", text_anchor="middle")


def _label(words: str, small: str, y: int) -> str:
    short = words if len(words) <= 17 else words[:16] + "…"
    return el("text", short, x=0, y=y, cls="ol") + el("text", small, x=0, y=y + 12, cls="tk")


def _mark(x: float, ends: tuple[float, float] | None, y: int) -> str:
    """A dot on its interval; without an interval the dot is hollow."""
    if ends is None:
        return f'<circle class="dt o" cx="{x}" cy="{y}" r="3.6"/>'
    return f'<path class="iv" d="M{ends[0]} {y}H{ends[1]}"/><circle class="dt" cx="{x}" cy="{y}" r="4"/>'


def _ends(left: str, right: str, low: float, high: float, tall: int) -> str:
    near: str = el("text", left, x=low - 6, y=tall + 24, cls="tk")
    return near + el("text", right, x=high + 6, y=tall + 24, cls="tk", text_anchor="end")


def _svg(parts: list[str], tall: int, label: str) -> Safe:
    return el("svg", Safe("".join(parts)), viewBox=f"0 0 {WIDE} {tall + 30}", role="img", aria_label=label, cls="chart")


# --- tables and passages


def _table(page: Page, look: Look, by: str, name: str, dots: list[Dot], linked: bool) -> Safe:
    lang = look.lang
    rows = []
    for dot in dots:
        digits, factor = (0, 100) if name == "v" else (2, 1)
        value = say("few.short", lang) if dot.value is None else number(dot.value * factor, lang, digits)
        span = (
            ""
            if dot.low is None or dot.high is None
            else f"[{number(dot.low * factor, lang, digits)}; {number(dot.high * factor, lang, digits)}]"
        )
        count = _count(page, look, by, name, dot) if linked else number(dot.n, lang)
        covered = "—" if dot.coverage is None else percent(dot.coverage, lang)
        cells = (el("td", each, cls="num") for each in (value, span, count))
        rows.append(el("tr", el("th", dot.group, scope="row"), *cells, el("td", covered, cls="num cov")))
    header = (("compare.group", None), ("compare.value", "num"), ("compare.interval", "num"))
    head = [el("th", say(key, lang), scope="col", cls=cls) for key, cls in header]
    covered = el("th", say("compare.coverage", lang), scope="col", cls="num", title=say(f"compare.coverage.{name}", lang))
    return _folded_table(
        [*head, el("th", "n", scope="col", cls="num"), covered],
        rows,
        say(f"compare.{name}", lang),
        lang,
    )


def _folded_table(header: list[Safe], rows: list[Safe], label: str, lang: str) -> Safe:
    table = el("table", el("thead", el("tr", *header)), el("tbody", *rows), cls="dt2")
    box = el("div", table, cls="scroll", tabindex="0", role="region", aria_label=label)
    return el("details", el("summary", say("table", lang)), box)


def _wanted(page: Page, name: str, one: Who) -> dict[str, str]:
    """What the passages behind a panel are found by (see `framing.views.evidence.keys`), the group left out."""
    if name == "v":
        return {"s": str(one.rank), "k": CONTENT, "z": COUNTED}
    if name == "a":
        return {"a": str(one.rank), "r": "agent,patient,experiencer", "z": COUNTED}
    others = ",".join(sorted({page.voice_key(p.voice) for p in one.places if p.voice not in ("narrator", one.name)}))
    return {"a": str(one.rank), **({"v": "n"} if name == "n" else {"s": others}), "t": "-1,0,1", "z": COUNTED}


def behind(page: Page, by: str, name: str, dot: Dot) -> list[Any]:
    """The mentions (of a share of voice: the statements) that a dot counts; their number is its n."""
    asked = ("behind", name, dot.one.rank)
    if asked not in page.kept:
        wanted = _wanted(page, name, dot.one)
        page.kept[asked] = filtered(page, dot.one.said, wanted, said_keys) if name == "v" else mentions(page, dot.one, wanted)
    held = parts(page, by) if dot.part else []
    return [item for item in page.kept[asked] if not held or held[item.article] == dot.part]


def _behind(page: Page, look: Look, by: str, name: str, dot: Dot) -> Safe:
    """The passages of a dot, or a fair part of them, as a fold."""
    items = behind(page, by, name, dot)
    kept = spread(items, BEHIND)
    what = say("compare.behind.v" if name == "v" else "compare.behind", look.lang, name=dot.group)
    some = say("statements.some", look.lang, shown=len(kept), n=len(items))
    words = number(len(items), look.lang) if len(kept) == len(items) else some
    return el("details", el("summary", what, " ", el("small", words)), _listed(page, look, kept))


def _listed(page: Page, look: Look, items: list[Place | Said]) -> Safe:
    """Mentions or statements one below the other."""
    if items and isinstance(items[0], Said):
        length = 0 if look.length <= 0 else 400
        return el("ol", *(statement(page, x, look.lang, length, False, ident=False) for x in items), cls="ql")  # type: ignore[arg-type]
    return el("ol", *(passage(page, x, look.lang, look.length, False) for x in items), cls="evl")  # type: ignore[arg-type]


def _count(page: Page, look: Look, by: str, name: str, dot: Dot) -> Safe:
    """n as a link to its passages on the page: by outlet where that is the group, else by the articles they stand in."""
    lang, rank = look.lang, dot.one.rank
    wanted = _wanted(page, name, dot.one)
    if by == "outlet" and dot.part in page.outlets:
        wanted["o"] = page.outlet_key(dot.part)
    elif dot.part:
        there = {x.article for x in (dot.one.said if name == "v" else chosen(page, dot.one, look.cap))}
        articles = sorted({x.article for x in behind(page, by, name, dot)} & there)
        if not articles:
            return Safe(number(dot.n, lang))
        wanted["d"] = ",".join(map(str, articles))
    what = f"{dot.one.name}, {say('statements.all' if name == 'v' else f'compare.{name}', lang)}, {dot.group}"
    href = f"#sq-{rank}" if name == "v" else f"#ev-{rank}"
    return link(dot.n, lang, href, what, kind="q" if name == "v" else "f", **wanted)


# --- the words that mark a side


def _sides(page: Page, by: str, between: tuple[str, str], one: Who | None) -> tuple[keyed.Side, keyed.Side]:
    """Two actors: the narrator's words around each; two groups: its words around the actor, or (None) all words."""
    if by == "actor":
        found = [keyed.near(page, page.by_name[name]) for name in between]
    else:
        words = keyed.near(page, one) if one else keyed.every(page)
        found = [keyed.inside(page, words, among(page, by, name)) for name in between]
    return keyed.Side(between[0], found[0]), keyed.Side(between[1], found[1])


Marking = tuple[dict[str, Any], keyed.Side, keyed.Side]
"""A word's row, the side that it marks, the other side."""
MARKS, LARGEST = 8, 6
"""So many words mark a side; in a report so many of the largest groups show theirs."""


def _marks(page: Page, look: Look, by: str, names: list[str]) -> Safe | None:
    """Each of the largest groups against all others: the words that mark it, as a fold."""
    lang, size = look.lang, sizes(page, by)
    every, folds = keyed.every(page), []
    for name in sorted(names, key=lambda name: (-size[name], name))[:LARGEST]:
        held = among(page, by, name)
        mine = keyed.inside(page, every, held)
        rest = keyed.Side(say("compare.rest", lang), keyed.inside(page, every, ~held))
        body = _words(page, look, keyed.Side(name, mine), rest, first_only=True)
        folds.append(el("details", el("summary", el("b", name)), body, cls="cmp"))
    return join([el("h3", say("compare.k", lang)), *folds])


def _words(page: Page, look: Look, first: keyed.Side, second: keyed.Side, first_only: bool = False) -> Safe:
    """The words that mark each side: how much more often (dot and interval), and the sentences that hold them."""
    lang = look.lang
    table, first, second = keyed.key_words(page, stories(page), first, second)
    up, down = keyed.telling(table, MARKS)
    rows = [*((row, first, second) for row in up), *(() if first_only else ((row, second, first) for row in reversed(down)))]
    reading = _words_reading(look, first, second, up, down, first_only)
    title = None if first_only else el("h3", say("compare.k", lang))
    head = el("figcaption", title, el("p", say("compare.k.unit", lang), cls="unit"), el("p", reading, cls="rd"))
    if not rows:
        return el("figure", head, cls="kw")
    folds = [_word(page, look, row, side) for row, side, _ in rows]
    label = f"{say('compare.k', lang)}: {first.name} · {second.name}. {reading}"
    chart = _word_chart(look, [row for row, _, _ in rows], first.name, second.name, label)
    told = el("div", *folds, _word_table(look, rows, first, second))
    return el("figure", head, el("div", el("div", chart), told, cls="kw2"), cls="kw")


def _words_reading(look: Look, first: keyed.Side, second: keyed.Side, up: list[Any], down: list[Any], first_only: bool) -> str:
    lang = look.lang
    if not len(first.tokens) or not len(second.tokens):
        return say("compare.k.empty", lang, name=second.name if len(first.tokens) else first.name)
    out = []
    for side, some in ((first, up), *(() if first_only else ((second, down),))):
        if some:
            out.append(say("compare.k.is", lang, name=side.name, words=", ".join(row["lemma"] for row in some[:3])))
    return " ".join(out) or say("compare.k.none", lang)


def _word_chart(look: Look, rows: list[dict[str, Any]], first: str, second: str, label: str) -> Safe:
    lang = look.lang
    far = max(1.0, *(abs(row["log_ratio"]) for row in rows))
    far = math.ceil(min(far + 1, max([far, *(abs(row[end]) for row in rows for end in ("low", "high") if row[end] == row[end])])))

    def x(value: float) -> float:
        return round(LEFT + 8 + (WIDE - LEFT - 22) * (min(max(value, -far), far) + far) / (2 * far), 1)

    tall = ROW * len(rows) + 12
    out: list[str] = [_tick(x(at), tall, f"×{number(2 ** abs(at), lang, 0 if at == int(at) else 1)}" if at else "=", at == 0)
                      for at in (-far, -far / 2, 0, far / 2, far)]  # fmt: skip
    for i, row in enumerate(rows):
        y = 18 + ROW * i
        out.append(_label(row["lemma"], f"{number(row['count'], lang)} / {number(row['reference'], lang)}", y))
        ends = (x(row["low"]), x(row["high"])) if row["low"] == row["low"] else None
        out.append(_mark(x(row["log_ratio"]), ends, y))

    def cut(words: str) -> str:
        return words if len(words) <= 18 else words[:17] + "…"

    out.append(_ends(f"← {cut(second)}", f"{cut(first)} →", x(-far), x(far), tall))
    return _svg(out, tall, label)


def _word(page: Page, look: Look, row: dict[str, Any], side: keyed.Side) -> Safe:
    """One word as a fold: some of its sentences on the side that it marks."""
    lang, places = look.lang, keyed.found(page, side, row["lemma"]).tolist()
    items = [_sentence(page, look, at) for at in spread(places, 5)]
    count = say("compare.k.shown", lang, name=side.name, shown=len(items), n=len(places))
    return el(
        "details",
        el("summary", el("b", row["lemma"], lang="ru"), " ", el("small", count)),
        el("ol", *items, cls="evl one"),
        cls="wd",
    )


def _sentence(page: Page, look: Look, at: int) -> Safe:
    """A word in its sentence, and where that is."""
    tokens = page.tokens
    place: Any = SimpleNamespace(start=int(tokens.start[at]), stop=int(tokens.stop[at]), sentence=int(tokens.sentence[at]))
    paper = page.papers[int(tokens.article[at])]
    shown = excerpt(paper, place, look.length)
    meta = el("p", where(page, paper, place.start, "", look.lang, False), cls="meta")
    return el("li", el("p", shown, cls="pas", lang="ru") if shown else None, meta, cls="ev")


def _word_table(look: Look, rows: list[Marking], first: keyed.Side, second: keyed.Side) -> Safe:
    lang = look.lang
    body = []
    for row, _, _ in rows:
        span = f"[{number(row['low'], lang, 1)}; {number(row['high'], lang, 1)}]" if row["low"] == row["low"] else ""
        values = (number(row["count"], lang), number(row["reference"], lang), number(row["log_ratio"], lang, 1, sign=True), span,
                  number(row["z"], lang, 1, sign=True))  # fmt: skip
        body.append(el("tr", el("th", row["lemma"], scope="row", lang="ru"), *(el("td", value, cls="num") for value in values)))
    names = (first.name, second.name, "log₂", say("compare.interval", lang), "z")
    header = [el("th", say("lexicon.word", lang), scope="col"), *(el("th", name, scope="col", cls="num") for name in names)]
    return _folded_table(header, body, say("compare.k", lang), lang)
