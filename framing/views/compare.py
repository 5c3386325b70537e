"""Outlets side by side: three panels of dots with intervals, one reading sentence each, the table under them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from framing.views.evidence import link
from framing.views.look import Look
from framing.views.markup import Safe, el, join
from framing.views.model import Page, Who
from framing.views.words import number, say, tell

TOP = 5
"""How many actors are compared."""
WIDE, LEFT, ROW = 360, 118, 30


@dataclass(frozen=True, slots=True)
class Dot:
    """One group in one panel: ``value`` with its interval, or None where the data is too little; n behind it."""

    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int


def comparison(page: Page, look: Look, by: str = "outlet") -> Safe:
    """The most mentioned actors by outlet (or period): tone of the narrator, tone in quotes, share of voice."""
    groups = _groups(page, by)
    who = [one for one in look.shown if one.n][:TOP]
    if len(groups) < 2 or not who:
        return Safe("")
    lang = look.lang
    parts = [_actor(page, look, one, by, groups, measured(page, one, by), i == 0) for i, one in enumerate(who)]
    return join(
        [el("p", tell("compare.say", lang, n=len(groups)), cls="say"), *parts, el("p", say("compare.note", lang), cls="note")]
    )


def _groups(page: Page, by: str) -> list[str]:
    if by == "outlet":
        return page.outlets
    if ("groups", by) not in page.kept:
        from framing.measures import visibility

        table = visibility(page.tables, by=by, actors=1, replicates=0)
        page.kept["groups", by] = sorted({str(group) for group in table[by] if group})
    return page.kept["groups", by]  # type: ignore[no-any-return]


REPLICATES = 1000
_MEASURED = ("n", "q", "v", "a")
"""The panels: tone of the narrator, tone in quotes, share of voice, agency."""


def _counted(page: Page, by: str) -> dict[str, tuple[Any, dict[str, Any]]]:
    """What the panels count, for all actors at once: the counts and, for each actor, its rows of them. Counted once."""
    if ("compared", by) not in page.kept:
        from framing.measures._tables import enter, keys
        from framing.measures.portrayal import count_tone, count_voice

        door = enter(page.tables)
        told = keys(door, (by, "actor", "voice"), "tone", "count", own=("actor", "voice"))
        said, done = (keys(door, by, main, "count", own=("actor",)) for main in ("quotes", "mentions"))
        counts = {
            "t": count_tone(door, told, None, None),
            "v": count_voice(door, said, None, None),
            "a": _acted(page, by, door.frame(f'WITH {done.cte} SELECT article, unit, "{by}" AS part FROM a')),
        }
        page.kept["compared", by] = {
            name: (each, dict(each.cells.groupby("actor", sort=False).indices)) for name, each in counts.items()
        }
    return page.kept["compared", by]  # type: ignore[no-any-return]


def _acted(page: Page, by: str, articles: Any) -> Any:
    """The roles of all mentions as `framing.measures.agency` counts them, from the page, which knows them already."""
    import pandas as pd

    from framing.measures.intervals import Counts

    columns = (articles[name].tolist() for name in ("article", "part", "unit"))
    where = {str(article): (str(part), str(unit)) for article, part, unit in zip(*columns, strict=True)}
    tally: dict[tuple[str, str, str], list[int]] = {}
    for place in page.places:
        if place.role and place.counted:
            part, unit = where[page.papers[place.article].id]
            cell = tally.setdefault((part, place.actor, unit), [0, 0, 0])
            cell[0] += 1
            cell[1 if place.role == "agent" else 2] += place.role in ("agent", "patient")
    cells = pd.DataFrame(
        [(*key, *cell) for key, cell in sorted(tally.items())], columns=[by, "actor", "unit", "n", "agent", "patient"]
    )
    named = sorted({where[page.papers[place.article].id] for place in page.places})
    base = pd.DataFrame(named, columns=[by, "unit"])
    return Counts((by,), ("actor",), cells, base, ("n", "agent", "patient"))


def measured(page: Page, one: Who, by: str) -> dict[str, dict[str, dict[str, Any]]]:
    """For each panel the rows of one actor by group: ``value, low, high, n, enough``; the numbers of the measures."""
    if ("measured", by, one.rank) not in page.kept:
        from dataclasses import replace

        from framing.measures.grammar import AGENCY_FORMULAS
        from framing.measures.intervals import estimate
        from framing.measures.portrayal import TONE_FORMULAS, VOICE_FORMULAS

        formulas = {"t": TONE_FORMULAS["balance"], "v": VOICE_FORMULAS["voice"], "a": AGENCY_FORMULAS["agency"]}
        out: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _MEASURED}
        for name, (counts, places) in _counted(page, by).items():
            cells = counts.cells.iloc[places.get(one.name, [])]
            bounds = {"value": (0.0, 1.0) if name == "v" else (-1.0, 1.0)}
            table = estimate(replace(counts, cells=cells), {"value": formulas[name]}, n="n", replicates=REPLICATES, bounds=bounds)
            for row in table.to_dict("records"):
                lane = {"narrator": "n", "quoted": "q"}.get(row["voice"], "") if name == "t" else name
                if lane:
                    out[lane][str(row[by])] = row
        page.kept["measured", by, one.rank] = out
    return page.kept["measured", by, one.rank]  # type: ignore[no-any-return]


def _clean(value: Any) -> float | None:
    return None if value is None or math.isnan(float(value)) else float(value)


def _dots(groups: list[str], rows: dict[str, dict[str, Any]]) -> list[Dot]:
    dots = []
    for group in groups:
        row = rows.get(group)
        if row is None or not row["enough"]:
            dots.append(Dot(group, None, None, None, int(row["n"]) if row else 0))
        else:
            dots.append(Dot(group, _clean(row["value"]), _clean(row["value_low"]), _clean(row["value_high"]), int(row["n"])))
    return dots


SCALES = {"n": (-1.0, 1.0), "q": (-1.0, 1.0), "v": (0.0, 1.0), "a": (-1.0, 1.0)}


def _actor(
    page: Page,
    look: Look,
    one: Who,
    by: str,
    groups: list[str],
    rows: dict[str, dict[str, dict[str, Any]]],
    opened: bool,
) -> Safe:
    lang = look.lang
    figures = [_panel(page, look, one, by, name, _dots(groups, rows[name]), SCALES[name]) for name in _MEASURED]
    return el(
        "details",
        el("summary", el("b", one.name, cls=f"m an {one.style}"), " ", el("small", say("mentions.n", lang, n=one.n))),
        el("div", *figures, cls="sm"),
        cls="cmp",
        open=opened,
    )


def _panel(page: Page, look: Look, one: Who, by: str, name: str, dots: list[Dot], scale: tuple[float, float]) -> Safe:
    lang = look.lang
    title = say(f"compare.{name}", lang)
    reading = _reading(name, dots, lang) if any(dot.n for dot in dots) else say("compare.none", lang)
    dots = [dot for dot in dots if dot.n]
    return el(
        "figure",
        el("figcaption", el("h3", title), el("p", say(f"compare.{name}.unit", lang), cls="unit"), el("p", reading, cls="rd")),
        _chart(look, dots, scale, name, f"{one.name}: {title}. {reading}") if dots else None,
        _table(page, look, one, by, name, dots) if dots else None,
    )


def _reading(name: str, dots: list[Dot], lang: str) -> str:
    """One sentence: the two ends where their intervals are apart, else that they are not."""
    known = [dot for dot in dots if dot.value is not None]
    if len(known) < 2:
        return say("compare.few", lang, n=len(dots) - len(known))
    low, high = min(known, key=lambda d: d.value or 0), max(known, key=lambda d: d.value or 0)
    apart = low.high is not None and high.low is not None and low.high < high.low
    if not apart:
        return say("compare.same", lang)
    return say(f"compare.apart.{name if name in 'va' else 't'}", lang, high=high.group, low=low.group)


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
    out = []
    for tick in ticks:
        words = (
            number(100 * tick, lang)
            if name == "v"
            else number(tick, lang, 0 if tick == int(tick) else 1 if tick * 10 == int(tick * 10) else 2, sign=True)
        )
        out.append(
            f'<path class="{"zr" if tick == 0 and name != "v" else "gr"}" d="M{x(tick)} 4V{tall - 4}"/>'
            f'<text class="tk" x="{x(tick)}" y="{tall + 10}" text-anchor="middle">{words}</text>'
        )
    for i, dot in enumerate(dots):
        y = 18 + ROW * i
        short = dot.group if len(dot.group) <= 17 else dot.group[:16] + "…"
        out.append(el("text", short, x=0, y=y, cls="ol") + el("text", say("n", lang, n=dot.n), x=0, y=y + 12, cls="tk"))
        if dot.value is None:
            out.append(el("text", say("few", lang, n=dot.n), x=LEFT + 8, y=y + 4, cls="few"))
            continue
        if dot.low is not None and dot.high is not None:
            out.append(f'<path class="iv" d="M{x(dot.low)} {y}H{x(dot.high)}"/>')
        out.append(f'<circle class="dt" cx="{x(dot.value)}" cy="{y}" r="4"/>')
    if name != "v":
        out.append(
            el("text", say("compare.left.a" if name == "a" else "compare.left", lang), x=x(low) - 6, y=tall + 24, cls="tk")
            + el(
                "text",
                say("compare.right.a" if name == "a" else "compare.right", lang),
                x=x(high) + 6,
                y=tall + 24,
                cls="tk",
                text_anchor="end",
            )
        )
    return el("svg", Safe("".join(out)), viewBox=f"0 0 {WIDE} {tall + 30}", role="img", aria_label=label, cls="chart")


def _table(page: Page, look: Look, one: Who, by: str, name: str, dots: list[Dot]) -> Safe:
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
        rows.append(
            el(
                "tr",
                el("th", dot.group, scope="row"),
                el("td", value, cls="num"),
                el("td", span, cls="num"),
                el("td", _count(page, look, one, by, name, dot), cls="num"),
            )
        )
    header = el(
        "tr",
        el("th", say("compare.group", lang), scope="col"),
        el("th", say("compare.value", lang), scope="col", cls="num"),
        el("th", say("compare.interval", lang), scope="col", cls="num"),
        el("th", "n", scope="col", cls="num"),
    )
    return el(
        "details",
        el("summary", say("table", lang)),
        el(
            "div",
            el("table", el("thead", header), el("tbody", *rows), cls="dt2"),
            cls="scroll",
            tabindex="0",
            role="region",
            aria_label=say(f"compare.{name}", lang),
        ),
    )


def _count(page: Page, look: Look, one: Who, by: str, name: str, dot: Dot) -> Safe:
    lang = look.lang
    if by != "outlet" or dot.group not in page.outlets:
        return Safe(number(dot.n, lang))
    outlet = str(page.outlets.index(dot.group))
    if name == "v":
        return link(
            dot.n,
            lang,
            f"#sq-{one.rank}",
            f"{one.name}, {dot.group}",
            kind="q",
            s=one.rank,
            o=outlet,
            k="direct,indirect,partial",
            z="h,l,b",
        )
    if name == "a":
        what = f"{one.name}, {say('compare.a', lang)}, {dot.group}"
        return link(dot.n, lang, f"#ev-{one.rank}", what, a=one.rank, r="agent,patient,experiencer", z="h,l,b", o=outlet)
    others = ",".join(sorted({page.voice_key(p.voice) for p in one.places if p.voice not in ("narrator", one.name)}))
    wanted = {"v": "n"} if name == "n" else {"s": others}
    return link(
        dot.n,
        lang,
        f"#ev-{one.rank}",
        f"{one.name}, {say(f'compare.{name}', lang)}, {dot.group}",
        a=one.rank,
        **wanted,
        t="-1,0,1",
        z="h,l,b",
        o=outlet,
    )
