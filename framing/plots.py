"""Figures of the measures: every one says its numbers in words too, and one actor has one colour everywhere."""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PETROFF = ("#5790fc", "#f89c20", "#e42536", "#964a8b", "#7a21dd")
EDGES = ("#2f63c8", "#a8620a", "#b81624", "#7c3a73", "#5f17b0")
OTHERS, OTHERS_EDGE = "#9c9ca1", "#6f7077"
INK, MUTED, RULE, HAIR, NEGATIVE, POSITIVE = "#1b1c1e", "#595c63", "#b9b9b4", "#ebebe7", "#a3161f", "#0b5f8a"
BAR, HATCHED, LIGHT = "#565a63", "#ffffff", {"#a3161f": "#e0a2a6", "#0b5f8a": "#9cc4da"}

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "framing",
    "text.parse_math": False,
    "hatch.linewidth": 0.7,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 9,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}

DARK = {
    INK: "#e9e9ec", MUTED: "#a9abb2", RULE: "#5b5e66", HAIR: "#2b2e34", NEGATIVE: "#ff8a92", POSITIVE: "#7cc4ee",
    "#e0a2a6": "#7a333a", "#9cc4da": "#245a77", BAR: "#b4b6be", "#b4b8c1": "#4b4f58", "#ffffff": "#16181b", "#000000": "#e9e9ec",
    **dict(zip((*EDGES, OTHERS_EDGE), ("#7fabff", "#f8ae4a", "#ff6b78", "#c98abf", "#b184f5", "#a2a3aa"), strict=True)),
    "#3f4f77": "#93a9de", "#9db4de": "#3d5488", "#c9c9c4": "#474a51",
}  # fmt: skip
"""What each colour of a figure becomes on a dark page."""

WORDS: dict[str, tuple[str, str]] = {
    "few": ("мало данных (n = {n})", "too little data (n = {n})"),
    "flat": ("без разброса (n = {n})", "no variation (n = {n})"),
    "visibility": ("Упоминаний на 10 000 слов", "Mentions per 10,000 words"),
    "prominence": ("Заметность: 0 внизу текста, 1 в заголовке", "Prominence: 0 at the end, 1 in the headline"),
    "tone": ("Тон: ln (одобрение / неодобрение)", "Tone: ln (approval / disapproval)"),
    "balance": ("Баланс тона: (+ − −) / все упоминания", "Balance of tone: (+ minus −) / all mentions"),
    "relative": ("Тон относительно других актёров тех же статей", "Tone relative to the other actors of the same articles"),
    "voice": ("Доля процитированных слов", "Share of the quoted words"),
    "agency": ("Агентность: −1 объект действий, 1 действует сам", "Agency: −1 acted upon, 1 acts"),
    "source_entropy": ("Разнообразие говорящих, бит", "Entropy of the speakers, bits"),
    "keyness": ("Логарифм отношения частот (удвоений)", "Log ratio (doublings)"),
    "frequency": ("На миллион слов", "Per million words"),
    "ngrams": ("На миллион сочетаний", "Per million n-grams"),
    "collocates": ("logDice", "logDice"),
    "epithets": ("Доля эпитетов актёра", "Share of the actor's epithets"),
    "dispersion": ("DPnorm: 0 ровно, 1 в одном месте", "DPnorm: 0 even, 1 in one place"),
    "tfidf": ("tf-idf", "tf-idf"),
    "timeline": ("Доля статей, где встречается", "Share of the articles that have it"),
    "constructions": ("Доля сказуемых", "Share of the predicates"),
    "quote_kinds": ("Доля цитат", "Share of the quotes"),
    "compare": ("Разница с остальными", "Difference from the rest"),
    "title_visibility": ("Кого упоминают чаще", "Who is mentioned most"),
    "title_prominence": ("Кто на видном месте", "Who stands up front"),
    "title_tone": ("Как говорят об актёрах", "How the actors are spoken of"),
    "title_voice": ("Кому дают слово", "Who gets to speak"),
    "title_agency": ("Кто действует, а с кем что-то делают", "Who acts and who is acted upon"),
    "title_keyness": ("Ключевые слова", "Key words"),
    "title_frequency": ("Самые частые слова", "The most frequent words"),
    "title_ngrams": ("Самые частые сочетания", "The most frequent n-grams"),
    "title_collocates": ("Слова рядом", "Collocates"),
    "title_epithets": ("Какими словами определяют", "By which words they are qualified"),
    "title_dispersion": ("Насколько ровно распределено", "How evenly it is spread"),
    "title_tfidf": ("Что отличает тексты", "What sets the texts apart"),
    "title_timeline": ("Как часто по времени", "How often over time"),
    "title_constructions": ("Как назван тот, кто действует", "How clauses name who acts"),
    "title_quote_kinds": ("В какой форме приводят слова", "In which form words are quoted"),
    "title_source_entropy": ("Сколько голосов слышно", "How many voices are heard"),
    "title_compare": ("Чем группа отличается от остальных", "How a group differs from the rest"),
    "narrator": ("рассказчик", "narrator"),
    "quoted": ("в цитатах", "in quotes"),
    "self": ("о себе", "of itself"),
    "active": ("действительный залог", "active"),
    "passive": ("страдательный, деятель назван", "passive, agent named"),
    "agentless": ("страдательный без деятеля", "agentless passive"),
    "reflexive": ("возвратный (-ся)", "reflexive (-ся)"),
    "impersonal": ("безличный, неопределённо-личный", "impersonal"),
    "direct": ("прямая", "direct"),
    "indirect": ("косвенная", "indirect"),
    "partial": ("цитата-вставка", "quoted fragment"),
    "source": ("ссылка на источник", "source mention"),
    "article_share": ("Доля статей", "Share of articles"),
    "voice_index": ("Слово к упоминаниям, ln", "Speaks vs. is named, ln"),
    "voice_direct_share": ("Прямая речь", "Direct speech"),
    "agency_share": ("Конструкции с актёром", "Constructions with the actor"),
    "epithet": ("Эпитеты, доля", "Epithets, share"),
    "measures": ("Меры", "Measures"),
    "interval": ("точка и 95 % интервал", "dot and 95% interval"),
    "sizes": ("справа: сколько случаев", "at the right: number of cases"),
    "hollow": ("пустой столбец: мало данных", "hollow bar: too little data"),
    "sides": (
        "пустой столбец: мало данных; справа: сколько раз здесь и у остальных",
        "hollow bar: too little data; at the right: times here and in the rest",
    ),
    "more_target": ("чаще в выборке →", "more in the target →"),
    "more_reference": ("← чаще в остальном", "← more in the reference"),
    "all": ("всего", "all"),
    "mentions_n": ("упоминаний:", "mentions:"),
    "highest": ("больше всего", "highest"),
    "lowest": ("меньше всего", "lowest"),
    "to": ("от {a} до {b}", "{a} to {b}"),
    "rows": ("строк", "rows"),
    "profile_of": ("Портрет: {actor}", "Portrait: {actor}"),
    "empty": ("Нет данных для рисунка", "Nothing to draw"),
}  # fmt: skip


def language(lang: str | None = None) -> str:
    """``lang``, else FRAMING_LANG, else the ending of the notebook's name (``_en.ipynb``), else Russian."""
    if lang is not None:
        return lang
    return os.environ.get("FRAMING_LANG") or ("en" if os.environ.get("JPY_SESSION_NAME", "").endswith("_en.ipynb") else "ru")


def word(key: str, lang: str) -> str:
    """A label in Russian or English; a key without a label is itself. Raises ValueError for another language."""
    if lang not in ("ru", "en"):
        raise ValueError(f"unknown language {lang!r}; choose ru or en")
    return WORDS[key][lang != "ru"] if key in WORDS else str(key)


def number(value: float, lang: str, digits: int = 2, sign: bool = False, percent: bool = False) -> str:
    """A number as it is printed: decimal comma and narrow space in Russian, a true minus sign in both."""
    if value is None or not np.isfinite(value):
        return "–"
    text = f"{value * (100 if percent else 1):{'+' if sign else ''},.{digits}f}".replace("-", "−")
    if lang == "ru":
        text = text.replace(",", "\u202f").replace(".", ",")
    return text + (("\u202f%" if lang == "ru" else "%") if percent else "")


def actor_colours(actors: Any, *, edges: bool = False) -> dict[str, str]:
    """One colour for each actor, to be kept in every figure: the five most mentioned get petroff6's hues, all others its grey.

    ``actors`` are names in order of rank, or a corpus or its table of actors (ranked by mentions there). ``edges=True`` gives the
    darker edge that keeps 3:1 on white. Reference: Petroff 2021.
    """
    palette, rest = (EDGES, OTHERS_EDGE) if edges else (PETROFF, OTHERS)
    names = _ranked(actors)
    return {name: palette[i] if i < len(palette) else rest for i, name in enumerate(names)}


def _ranked(actors: Any) -> list[str]:
    table = getattr(actors, "actors", actors)
    if isinstance(table, pd.DataFrame):
        size = next((c for c in ("n_mentions", "n", "count") if c in table), None)
        if size is None:
            return list(dict.fromkeys(table["actor"]))
        sums = table.groupby("actor")[size].sum().reset_index().sort_values([size, "actor"], ascending=[False, True])
        return list(sums["actor"])
    if isinstance(actors, str) or not isinstance(actors, Iterable):
        raise TypeError(f"actor_colours takes names, a table or a corpus, not {type(actors).__name__}")
    return list(dict.fromkeys(actors))


_COLOUR = re.compile(r"(?<=: )#[0-9a-f]{6}\b")


@cache
def _themes() -> str:
    """The style of a figure in a page: dark where the page is dark, by the reader's system or by JupyterLab's theme."""
    dark = ";".join(f"--f{light[1:]}:{shade}" for light, shade in DARK.items())
    light = ";".join(f"--f{light[1:]}:{light}" for light in DARK)
    return (
        ".framing-plot{margin:0 0 1em;position:relative}.framing-plot svg{max-width:100%;height:auto}"
        ".framing-plot figcaption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
        f"@media (prefers-color-scheme:dark){{.framing-plot{{{dark}}}}}"
        f"body[data-jp-theme-light=false] .framing-plot{{{dark}}}body[data-jp-theme-light=true] .framing-plot{{{light}}}"
        f"@media print{{.framing-plot{{{light}}}}}"
    )


@dataclass
class Plot:
    """A figure with its words: ``alt`` says the data, ``title`` and ``caption`` say what is shown. A notebook shows it as
    ``<figure role="img">``; ``svg()`` is the same text for the same table."""

    figure: Figure
    title: str
    caption: str
    alt: str
    lang: str = "ru"

    def svg(self) -> str:
        """The figure as SVG: letters as paths, no date, fixed ids."""
        import matplotlib as mpl

        out = io.StringIO()
        with mpl.rc_context(STYLE):
            self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue()
        return text[text.index("<svg") :]

    def save(self, path: Any, dpi: int = 150) -> None:
        """Writes the figure; the suffix decides the format (svg, png, pdf)."""
        if str(path).endswith(".svg"):
            with open(path, "w", encoding="utf-8") as out:
                out.write(self.svg())
            return
        import matplotlib as mpl

        with mpl.rc_context(STYLE):
            self.figure.savefig(path, dpi=dpi, metadata={"CreationDate": None} if str(path).endswith(".pdf") else None)

    def _repr_html_(self) -> str:
        told = html.escape(self.alt, quote=True)
        caption = html.escape(self.caption)
        plain = re.sub(r'fill="(#[0-9a-f]{6})"', r'style="fill: \1"', self.svg())  # a variable works in a style only
        drawn = _COLOUR.sub(lambda found: f"var(--f{found[0][1:]},{found[0]})" if found[0] in DARK else found[0], plain)
        return (
            f'<figure role="img" lang="{self.lang}" aria-label="{told}" class="framing-plot"><style>{_themes()}</style>{drawn}'
            f"<figcaption>{caption}</figcaption></figure>"
        )

    def __repr__(self) -> str:
        return f"<framing plot: {self.alt}>"


@dataclass(frozen=True)
class Row:
    """One line of a figure: its label, its number and interval, the words in the place of a missing one."""

    label: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    n: float = float("nan")
    note: str = ""
    colour: str = BAR
    edge: str = INK
    hatch: str = ""
    rest: float = float("nan")
    """Where the row is a word of two sides, how often the other side has it; without an interval its bar is hollow."""
    ordered: bool = False
    """Where the row is one of a list in order, its bar is drawn without an interval too, and hollow."""

    @property
    def hollow(self) -> bool:
        return bool((np.isfinite(self.rest) or self.ordered) and not np.isfinite(self.low))


@dataclass(frozen=True)
class Panel:
    """One small figure of several: a heading and its rows."""

    title: str
    rows: Sequence[Row]
    edge: str = INK


@dataclass(frozen=True)
class Scale:
    """How a figure's numbers read: axis label, digits, per cent, where zero is."""

    label: str
    digits: int = 2
    percent: bool = False
    zero: bool = False
    limits: tuple[float, float] | None = None
    sign: bool = False


@dataclass
class _Sheet:
    """A figure being drawn."""

    lang: str
    title: str
    caption: str
    scale: Scale
    told: list[str] = field(default_factory=list)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def _bare(ax: Axes, *, left: bool = False) -> None:
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(left and side == "left")
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", length=3, width=0.8)
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=HAIR, linewidth=0.8)


def _numbers(ax: Axes, scale: Scale, lang: str, axis: str = "x", most: int = 5) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    along = ax.xaxis if axis == "x" else ax.yaxis
    along.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))

    def show(value: float, _: Any) -> str:
        ticks = np.asarray(along.get_majorticklocs(), float) * (100 if scale.percent else 1)
        step = np.min(np.diff(ticks)) if len(ticks) > 1 else 1.0
        digits = max(0, min(3, int(np.ceil(-np.log10(step) - 1e-9)))) if step < 1 else 0
        if step < 1 and abs(step * 10**digits - round(step * 10**digits)) > 1e-6:
            digits += 1
        return number(value, lang, digits, percent=scale.percent)

    along.set_major_formatter(FuncFormatter(show))


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


def _note(row: Row, lang: str) -> str:
    if row.note.startswith("no variation"):
        return word("flat", lang).format(n=number(row.n, lang, 0))
    return word("few", lang).format(n=number(row.n, lang, 0)) if row.note else ""


def _limits(panels: Sequence[Panel], scale: Scale) -> tuple[float, float]:
    if scale.limits:
        return scale.limits
    drawn = [r for p in panels for r in p.rows if not r.note or np.isfinite(r.low)]
    ends = [x for r in drawn for x in (r.value, r.low, r.high) if np.isfinite(x)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    if scale.zero:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = (high - low or 1.0) * 0.06
    return (low - pad if low < 0 or not scale.zero else low), high + pad


def _draw_dots(ax: Axes, panel: Panel, limits: tuple[float, float], sheet: _Sheet) -> None:
    for i, row in enumerate(panel.rows):
        if np.isfinite(row.low) and np.isfinite(row.high):
            ax.plot([row.low, row.high], [i, i], color=row.edge, linewidth=1.6, solid_capstyle="butt", zorder=2)
        few = bool(row.note) and not np.isfinite(row.low)
        if np.isfinite(row.value) and not few:
            ax.plot([row.value], [i], marker="o", markersize=6.5, color=row.colour, markeredgecolor=row.edge, zorder=3)
        else:
            ax.text(
                limits[0] + (limits[1] - limits[0]) * 0.02,
                i,
                _note(row, sheet.lang) or "–",
                va="center",
                fontsize=7.5,
                color=MUTED,
                style="italic",
            )
    if sheet.scale.zero and limits[0] < 0 < limits[1]:
        ax.axvline(0, color=INK, linewidth=0.8, zorder=1)


def _draw_bars(ax: Axes, panel: Panel, limits: tuple[float, float], sheet: _Sheet) -> None:
    for i, row in enumerate(panel.rows):
        if not np.isfinite(row.value) or (row.note and not np.isfinite(row.low)):
            ax.text(
                limits[0] + (limits[1] - limits[0]) * 0.02,
                i,
                _note(row, sheet.lang) or "–",
                va="center",
                fontsize=7.5,
                color=MUTED,
                style="italic",
            )
            continue
        fill = HATCHED if row.hatch else LIGHT.get(row.colour, "#b4b8c1" if row.colour == BAR else row.colour)
        fill = "none" if row.hollow else fill
        ax.barh(i, row.value, height=0.66, color=fill, edgecolor=row.edge, hatch=row.hatch, linewidth=0.8)
        if np.isfinite(row.low) and np.isfinite(row.high):
            ax.plot([row.low, row.high], [i, i], color="white", linewidth=2.6, zorder=4, alpha=0.75)
            ax.plot([row.low, row.high], [i, i], color=INK, linewidth=1.2, zorder=5)
    if limits[0] < 0 < limits[1]:
        ax.axvline(0, color=INK, linewidth=0.8, zorder=3)


def _sizes(ax: Axes, panel: Panel, limits: tuple[float, float], lang: str) -> None:
    """The number of mentions behind each row, at its right."""
    for i, row in enumerate(panel.rows):
        if np.isfinite(row.n) and not (row.note and not np.isfinite(row.low)):
            told = number(row.n, lang, 0) + (f" : {number(row.rest, lang, 0)}" if np.isfinite(row.rest) else "")
            ax.text(1.015, i, told, transform=ax.get_yaxis_transform(), va="center", fontsize=7.2, color=MUTED)


def _head(figure: Figure, sheet: _Sheet, height: float) -> None:
    figure.text(0.012, 1 - 0.10 / height, sheet.title, fontsize=11.5, fontweight="bold", va="top", ha="left")
    figure.text(0.012, 1 - 0.34 / height, sheet.caption, fontsize=8.5, color=MUTED, va="top", ha="left")


def _wrap(text: str, width: int = 26) -> str:
    import textwrap

    lines = textwrap.wrap(text, width, break_long_words=False) or [text]
    lines = [line if len(line) <= width else line[: width - 1] + "…" for line in lines]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _panels(sheet: _Sheet, panels: Sequence[Panel], draw: Callable[..., None], *, columns: int = 3, width: float = 8.0) -> Plot:
    """Panels side by side, all with the same rows' height and the same scale."""
    import matplotlib as mpl

    panels = [p for p in panels if p.rows]
    if not panels:
        return _nothing(sheet)
    columns = min(columns, len(panels))
    room = 26 if columns < 3 else 20
    label = max(len(line) for p in panels for r in p.rows for line in _wrap(r.label, room).split("\n"))
    left = min(0.36, 0.025 + label * 0.0105 * 8 / width)
    counted = 0.052 if any(np.isfinite(r.n) for p in panels for r in p.rows) else 0.0
    same = all([r.label for r in p.rows] == [r.label for r in panels[0].rows] for p in panels)
    gap = 0.02 + counted if same else left + counted
    while columns > 1 and (0.985 - counted - left - gap * (columns - 1)) / columns < 0.12:
        columns -= 1  # long labels leave no room for so many panels
    wide = (0.985 - counted - left - gap * (columns - 1)) / columns
    lines = -(-len(panels) // columns)
    tall = [max(len(p.rows) for p in panels[i * columns : (i + 1) * columns]) for i in range(lines)]
    each = [rows * 0.27 + 0.3 for rows in tall]
    head = 0.72 if any(p.title for p in panels) else 0.48
    height = head + sum(each) + lines * 0.28 + 0.42
    limits = _limits(panels, sheet.scale)
    with mpl.rc_context(STYLE):
        figure = _figure(width, height)
        _head(figure, sheet, height)
        for k, panel in enumerate(panels):
            line, column = divmod(k, columns)
            top = head + sum(each[:line]) + line * 0.28 + 0.2
            bottom = 1 - (top + each[line]) / height
            ax = figure.add_axes((left + column * (wide + gap), bottom, wide, (each[line] - 0.05) / height))
            _bare(ax)
            ax.set_xlim(*limits)
            ax.set_ylim(tall[line] - 0.4, -0.6)
            draw(ax, panel, limits, sheet)
            shown = column == 0 or not same
            ax.set_yticks(range(len(panel.rows)), [_wrap(r.label, room) if shown else "" for r in panel.rows])
            for tick in ax.get_yticklabels():
                tick.set_linespacing(0.95)
                if "\n" in tick.get_text():
                    tick.set_fontsize(7.8)
            _numbers(ax, sheet.scale, sheet.lang, most=5 if columns < 3 else 3)
            _sizes(ax, panel, limits, sheet.lang)
            if panel.title:
                ax.set_title(
                    _cut(panel.title, int(60 / columns) + 4),
                    fontsize=9,
                    fontweight="bold",
                    loc="left",
                    color=panel.edge,
                    pad=4,
                )
            last = k + columns >= len(panels)
            if not last:
                ax.tick_params(axis="x", labelbottom=False)
        figure.text(left, 0.1 / height, sheet.scale.label, fontsize=8.5, color=MUTED, va="bottom")
    return Plot(figure, sheet.title, sheet.caption, _alt(sheet, panels), sheet.lang)


def _alt(sheet: _Sheet, panels: Sequence[Panel]) -> str:
    """The figure in words: what, the highest and lowest, each row while there are few."""
    parts = [f"{sheet.title}. {sheet.scale.label}."]
    scale = sheet.scale
    for panel in panels[:8]:
        told = []
        for row in panel.rows[:12]:
            value = number(row.value, sheet.lang, scale.digits, percent=scale.percent)
            if row.note and not np.isfinite(row.low):
                value = _note(row, sheet.lang)
            elif np.isfinite(row.low):
                ends = (number(x, sheet.lang, scale.digits, percent=scale.percent) for x in (row.low, row.high))
                value += " (" + word("to", sheet.lang).format(a=next(ends), b=next(ends)) + ")"
            told.append(f"{row.label} {value}")
        more = f" … {len(panel.rows)} {word('rows', sheet.lang)}" if len(panel.rows) > 12 else ""
        parts.append((f"{panel.title}: " if panel.title else "") + "; ".join(told) + more + ".")
    return " ".join(parts)


def _nothing(sheet: _Sheet) -> Plot:
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        figure = _figure(8.0, 1.2)
        _head(figure, sheet, 1.2)
        figure.text(0.012, 0.25, word("empty", sheet.lang), color=MUTED, style="italic")
    return Plot(figure, sheet.title, sheet.caption, f"{sheet.title}. {word('empty', sheet.lang)}.", sheet.lang)


# --- the forms ---------------------------------------------------------------------------------------------------------

_KEY = {
    "value", "low", "high", "n", "n_articles", "coverage", "note", "type", "count", "ipm", "rank", "range", "actor", "voice",
    "positive", "neutral", "negative", "words", "mentions", "agent", "patient", "speaker",
}  # fmt: skip


def _groups(table: pd.DataFrame) -> list[str]:
    """The key columns in front of the first known column: outlet, month ..."""
    out = []
    for column in table.columns:
        if column in _KEY or column in ("lemma", "form", "pos", "ngram", "measure", "construction", "kind", "period", "relation"):
            break
        out.append(column)
    return out


def _label(row: Any, columns: Sequence[str], lang: str = "") -> str:
    """The keys of a row; voices in words."""
    told = ((c, str(getattr(row, c)) or "–") for c in columns)
    return " · ".join(word(text, lang) if lang and c == "voice" else text for c, text in told)


def _filled(part: pd.DataFrame, keys: Sequence[str], order: Sequence[Any]) -> pd.DataFrame:
    """The rows of a panel in a given order, empty ones with their note where the table has none."""
    columns = list(keys)
    index = pd.MultiIndex.from_tuples(order, names=columns) if len(columns) > 1 else pd.Index(order, name=columns[0])
    out = part.drop_duplicates(columns).set_index(columns).reindex(index).reset_index()
    out["n"], out["note"] = out["n"].fillna(0), out["note"].fillna("too little data (n=0)")
    return out


def _rows(
    table: pd.DataFrame,
    label: Callable[[Any], str],
    value: str,
    colours: Callable[[Any], tuple[str, str]],
    hatch: Callable[[Any], str] = lambda _: "",
) -> list[Row]:
    low, high = ("low", "high") if value == "value" else (f"{value}_low", f"{value}_high")
    out = []
    for row in table.itertuples(index=False):
        fill, edge = colours(row)
        out.append(
            Row(label(row), float(getattr(row, value)), float(getattr(row, low, np.nan)), float(getattr(row, high, np.nan)),
                float(getattr(row, "n", np.nan)), str(getattr(row, "note", "") or ""), fill, edge, hatch(row))
        )  # fmt: skip
    return out


def _paint(table: pd.DataFrame, colours: Mapping[str, str] | None) -> Callable[[Any], tuple[str, str]]:
    """The fill and edge of a row's actor; ink where rows have none."""
    if "actor" not in table:
        return lambda _: (BAR, INK)
    fills = dict(colours) if colours is not None else actor_colours(table)
    darker = dict(zip((*PETROFF, OTHERS), (*EDGES, OTHERS_EDGE), strict=True))

    def of(row: Any) -> tuple[str, str]:
        fill = fills.get(row.actor, OTHERS)
        return fill, darker.get(fill, INK)

    return of


def _most(table: pd.DataFrame, top: int) -> list[str]:
    return _ranked(table)[:top]


def dots(
    table: pd.DataFrame,
    *,
    of: str = "value",
    measure: str = "",
    top: int = 10,
    lang: str | None = None,
    colours: Mapping[str, str] | None = None,
) -> Plot:
    """Dots with 95 % intervals: actors one below the other, or, where the table has groups, one panel an actor and a row a group.

    ``of`` is the column to show, ``measure`` what it is (found from the columns where absent), ``top`` how many actors.
    """
    lang = language(lang)
    measure = measure or measure_of(table)
    scale = _SCALES.get(of, _SCALES.get(measure, Scale("")))
    told = f"{word('interval', lang)}; {word('sizes', lang)}"
    sheet = _Sheet(lang, word(f"title_{measure}", lang), told, _scaled(scale, of, measure, lang))
    groups = _groups(table)
    paint = _paint(table, colours)
    if "actor" not in table:
        keys = [*groups, *(c for c in ("voice", "speaker") if c in table and c not in groups)]
        rows = _rows(table, lambda r: _label(r, keys, lang) or word("all", lang), of, paint)
        return _panels(sheet, [Panel("", rows)], _draw_dots, columns=1)
    names = _most(table, top)
    voices = [v for v in ("narrator", "quoted", "self") if "voice" in table and (table["voice"] == v).any()][:2]
    if groups:
        order = list(dict.fromkeys(table[groups].itertuples(index=False, name=None)))
        panels = []
        for name in names[:6]:
            mine = table[table["actor"] == name]
            for voice in voices or [""]:
                part = mine[mine["voice"] == voice] if voice else mine
                part = _filled(part, groups, order if len(groups) > 1 else [k[0] for k in order]).assign(actor=name)
                title = name + (f", {word(voice, lang)}" if voice else "")
                panels.append(
                    Panel(title, _rows(part, lambda r: _label(r, groups), of, paint), paint(next(part.itertuples()))[1])
                )
        return _panels(sheet, panels, _draw_dots, columns=2 if voices else 3)
    table = table[table["actor"].isin(names)]
    table = table.assign(_rank=table["actor"].map(names.index)).sort_values("_rank", kind="stable")
    if voices:
        panels = []
        for voice in voices:
            part = _filled(table[table["voice"] == voice], ["actor"], names)
            panels.append(Panel(word(voice, lang), _rows(part, lambda r: r.actor, of, paint)))
        return _panels(sheet, panels, _draw_dots, columns=2)
    return _panels(sheet, [Panel("", _rows(table, lambda r: r.actor, of, paint))], _draw_dots, columns=1)


_SCALES: dict[str, Scale] = {
    "visibility": Scale("", 1, zero=True),
    "prominence": Scale("", 2, limits=(0, 1)),
    "tone": Scale("", 2, zero=True),
    "balance": Scale("", 2, zero=True),
    "relative": Scale("", 2, zero=True),
    "voice": Scale("", 1, percent=True, zero=True),
    "agency": Scale("", 2, zero=True, limits=(-1.08, 1.08)),
    "source_entropy": Scale("", 2),
    "keyness": Scale("", 1, zero=True),
    "frequency": Scale("", 0, zero=True),
    "ngrams": Scale("", 0, zero=True),
    "collocates": Scale("", 1, zero=True),
    "epithets": Scale("", 0, percent=True, zero=True),
    "dispersion": Scale("", 2, limits=(0, 1.02), zero=True),
    "tfidf": Scale("", 2, zero=True),
    "article_share": Scale("", 0, percent=True, zero=True),
    "compare": Scale("", 2, zero=True),
}


def _scaled(scale: Scale, of: str, measure: str, lang: str) -> Scale:
    label = word(of if of in WORDS and of != "value" else measure, lang)
    return Scale(label, scale.digits, scale.percent, scale.zero, scale.limits, scale.sign)


def tone_bars(table: pd.DataFrame, *, of: str = "balance", top: int = 10, lang: str | None = None) -> Plot:
    """Diverging bars of tone: left of zero disapproval, right approval; solid for the narrator, hatched for quotes."""
    lang = language(lang)
    if "actor" not in table or "voice" not in table:
        return dots(table, of=of, measure="tone", top=top, lang=lang)
    sheet = _Sheet(
        lang,
        word("title_tone", lang),
        f"− {_sides(lang)[0]}, + {_sides(lang)[1]}; {_interval(lang)}; {word('sizes', lang)}",
        _scaled(_SCALES["tone"], of, "tone", lang),
    )
    names = _most(table, top)

    def paint(row: Any) -> tuple[str, str]:
        shade = NEGATIVE if getattr(row, of) < 0 else POSITIVE
        return shade, shade

    panels = []
    marks = {"narrator": "", "quoted": "////"}
    for voice in marks:
        part = _filled(table[table["voice"] == voice], ["actor"], names).assign(voice=voice)
        panels.append(Panel(word(voice, lang), _rows(part, lambda r: r.actor, of, paint, lambda r: marks.get(r.voice, ""))))
    return _panels(sheet, panels, _draw_bars, columns=2)


def _sides(lang: str) -> tuple[str, str]:
    return ("неодобрение", "одобрение") if lang == "ru" else ("disapproval", "approval")


def _interval(lang: str) -> str:
    return "черта: 95 % интервал" if lang == "ru" else "line: 95% interval"


def keyness_bars(table: pd.DataFrame, *, top: int = 12, lang: str | None = None) -> Plot:
    """Diverging bars of the log ratio: words of the target to the right, of the reference (hatched) to the left, each word on
    the far side of zero; with groups, a panel of marking words for each."""
    lang = language(lang)
    groups = _groups(table)
    unit = _unit(table)
    scale = _scaled(_SCALES["keyness"], "value", "keyness", lang)
    if groups:
        sheet = _Sheet(lang, word("title_keyness", lang), f"{_interval(lang)}; {word('sides', lang)}", scale)
        panels = []
        for key, part in list(table.groupby(groups, sort=True))[:9]:
            best = part[part["log_ratio"] > 0].head(top)
            rows = [_key_word(r, unit) for r in _counted(best)]
            panels.append(Panel(" · ".join(map(str, key if isinstance(key, tuple) else (key,))), rows))
        return _panels(sheet, panels, _draw_bars, columns=3)
    return _mirrored(table, unit, top, lang, scale)


def _key_word(r: Any, unit: str) -> Row:
    return Row(str(getattr(r, unit)), r.log_ratio, r.low, r.high, r.count_, rest=getattr(r, "reference", float("nan")))


def _counted(table: pd.DataFrame) -> Iterable[Any]:
    return table.rename(columns={"count": "count_"}).itertuples(index=False)


def _unit(table: pd.DataFrame) -> str:
    return next(c for c in ("lemma", "form", "pos", "ngram") if c in table)


def _mirrored(table: pd.DataFrame, unit: str, top: int, lang: str, scale: Scale) -> Plot:
    import matplotlib as mpl

    more = table[table["log_ratio"] > 0].head(top)
    less = table[table["log_ratio"] < 0].tail(top).iloc[::-1]
    rows = [
        replace(_key_word(r, unit), hatch="" if r.log_ratio > 0 else "////")
        for part in (more, less)
        for r in _counted(part)
    ]
    sheet = _Sheet(
        lang,
        word("title_keyness", lang),
        f"{word('more_reference', lang)}   {word('more_target', lang)}   {_interval(lang)}; {word('hollow', lang)}",
        scale,
    )
    if not rows:
        return _nothing(sheet)
    panel = Panel("", rows)
    height = 0.95 + len(rows) * 0.25 + 0.35
    limits = _limits([panel], scale)
    span = max(abs(limits[0]), abs(limits[1]))
    with mpl.rc_context(STYLE):
        figure = _figure(7.4, height)
        _head(figure, sheet, height)
        ax = figure.add_axes((0.03, 0.55 / height, 0.94, (height - 1.3) / height))
        _bare(ax)
        ax.set_xlim(-span, span)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        _draw_bars(ax, panel, (-span, span), sheet)
        ax.set_yticks([])
        for i, row in enumerate(rows):
            side = -1 if row.value > 0 else 1
            over = max(0.0, side * (row.low if side < 0 else row.high)) if np.isfinite(row.low) else 0.0
            ax.text(side * (span * 0.015 + over), i, row.label, ha="right" if side < 0 else "left", va="center", fontsize=9)
        _numbers(ax, scale, lang)
        figure.text(0.03, 0.1 / height, scale.label, fontsize=8.5, color=MUTED, va="bottom")
    return Plot(figure, sheet.title, sheet.caption, _alt(sheet, [panel]), lang)


def bars(
    table: pd.DataFrame,
    *,
    of: str = "",
    measure: str = "",
    top: int = 15,
    lang: str | None = None,
    colours: Mapping[str, str] | None = None,
) -> Plot:
    """Horizontal bars of the first ``top`` rows: words by frequency, collocates by logDice, epithets by share; a panel for each
    group or actor."""
    lang = language(lang)
    measure = measure or measure_of(table)
    of = of or {"tfidf": "tfidf"}.get(measure, "value")
    unit = next((c for c in ("lemma", "form", "ngram", "pos") if c in table), "actor")
    scale = _scaled(_SCALES.get(measure, Scale("")), "value", measure, lang)
    ordered = measure == "collocates"
    told = _interval(lang) if of == "value" and "low" in table else ""
    sheet = _Sheet(lang, word(f"title_{measure}", lang), f"{told}; {word('hollow', lang)}" if ordered and told else told, scale)
    groups = [c for c in (*_groups(table), "actor") if c in table and c != unit]
    paint = _paint(table, colours)
    if measure == "epithets":
        table = table.assign(n=table["count"])  # at the right: how often this one, not how many in all
    parts = [((), table)] if not groups else [(k, p) for k, p in table.groupby(groups, sort=False)][:9]
    panels = []
    for key, part in parts:
        rows = _rows(
            part.head(top),
            lambda r: str(getattr(r, unit)) + (f" ({r.relation})" if measure == "collocates" and "relation" in table else ""),
            of,
            paint,
        )
        if ordered:
            rows = [replace(row, note="", ordered=True) for row in rows]
        edge = paint(next(part.itertuples()))[1] if "actor" in groups else INK
        panels.append(Panel(" · ".join(map(str, key)), rows, edge))
    longest = max((len(r.label) for p in panels for r in p.rows), default=0)
    return _panels(sheet, panels, _draw_bars, columns=3 if longest < 10 else 2)


SHADES = ("#3f4f77", "#9db4de", "#ffffff", "#c9c9c4", "#ffffff")
HATCHES = ("", "", "////", "", "....")


def stacked(table: pd.DataFrame, *, lang: str | None = None) -> Plot:
    """Stacked bars of shares, one bar a group: constructions of clauses, kinds of quotes; shares of 7 % and more are written."""
    lang = language(lang)
    import matplotlib as mpl

    measure = measure_of(table)
    part = "construction" if measure == "constructions" else "kind"
    groups = [c for c in _groups(table) if c != part]
    kinds = [
        k
        for k in ("active", "passive", "agentless", "reflexive", "impersonal", "direct", "indirect", "partial", "source")
        if (table[part] == k).any()
    ]
    sheet = _Sheet(lang, word(f"title_{measure}", lang), word(measure, lang), Scale(word(measure, lang), 0, percent=True))
    if table.empty:
        return _nothing(sheet)
    wide = table.assign(_g=[_label(r, groups) or word("all", lang) for r in table.itertuples(index=False)])
    shares = wide.pivot_table(index="_g", columns=part, values="value", sort=False).reindex(columns=kinds).fillna(0.0)
    sizes = wide.groupby("_g", sort=False)["n"].first()
    height = 1.25 + len(shares) * 0.33 + 0.35
    with mpl.rc_context(STYLE):
        figure = _figure(8.0, height)
        _head(figure, sheet, height)
        left = min(0.34, 0.03 + max(len(str(g)) for g in shares.index) * 0.0105)
        ax = figure.add_axes((left, 0.4 / height, 0.9 - left, (height - 1.45) / height))
        _bare(ax)
        start = np.zeros(len(shares))
        for k, kind in enumerate(kinds):
            width = shares[kind].to_numpy()
            ax.barh(
                range(len(shares)),
                width,
                left=start,
                height=0.7,
                color=SHADES[k],
                hatch=HATCHES[k],
                edgecolor=INK,
                linewidth=0.7,
                label=word(kind, lang),
            )
            for i, value in enumerate(width):
                if value >= 0.07:
                    box = None if k < 2 else {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
                    ax.text(
                        start[i] + value / 2,
                        i,
                        number(value, lang, 0, percent=True),
                        ha="center",
                        va="center",
                        fontsize=8,
                        color="white" if k == 0 else INK,
                        bbox=box,
                    )
            start = start + width
        for i, size in enumerate(sizes.reindex(shares.index)):
            ax.text(1.01, i, f"n = {number(size, lang, 0)}", va="center", fontsize=7.5, color=MUTED)
        ax.set_xlim(0, 1)
        ax.set_ylim(len(shares) - 0.4, -0.6)
        ax.set_yticks(range(len(shares)), list(shares.index))
        _numbers(ax, sheet.scale, lang)
        figure.legend(
            loc="upper left",
            bbox_to_anchor=(0.005, 1 - 0.5 / height),
            ncols=3,
            frameon=False,
            fontsize=8,
            handlelength=1.3,
            columnspacing=1.2,
        )
    panels = [Panel(str(g), [Row(word(k, lang), shares.loc[g, k]) for k in kinds]) for g in shares.index]
    return Plot(figure, sheet.title, sheet.caption, _alt(sheet, panels), lang)


def multiples(table: pd.DataFrame, *, top: int = 9, lang: str | None = None, colours: Mapping[str, str] | None = None) -> Plot:
    """Small multiples over time: the share of the articles in each period with its Wilson interval, a panel for each actor or
    group, all on one scale."""
    lang = language(lang)
    import matplotlib as mpl

    sheet = _Sheet(
        lang,
        word("title_timeline", lang),
        word("timeline", lang) + (", 95 %" if lang == "ru" else ", 95%"),
        Scale(word("timeline", lang), 0, percent=True),
    )
    groups = [c for c in table.columns[: list(table.columns).index("period")]] if "period" in table else []
    keys = [*groups, *(["actor"] if "actor" in table else [])]
    if table.empty:
        return _nothing(sheet)
    paint = _paint(table, colours)
    order = _most(table, top) if "actor" in table else None
    parts = [("", table)] if not keys else [(" · ".join(map(str, k)), p) for k, p in table.groupby(keys, sort=False)]
    if order is not None:
        parts = sorted((p for p in parts if p[1]["actor"].iloc[0] in order), key=lambda p: order.index(p[1]["actor"].iloc[0]))
    parts = parts[:top]
    periods = sorted(table["period"].unique())
    columns = 1 if len(parts) == 1 else 2 if len(parts) <= 4 else 3
    lines = -(-len(parts) // columns)
    height = 0.72 + lines * 1.45 + 0.3
    high = float(np.nanmax(table["high"])) * 1.05
    panels = []
    with mpl.rc_context(STYLE):
        figure = _figure(8.0, height)
        _head(figure, sheet, height)
        wide = (0.975 - 0.075 - 0.03 * (columns - 1)) / columns
        for k, (title, part) in enumerate(parts):
            line, column = divmod(k, columns)
            ax = figure.add_axes((0.075 + column * (wide + 0.03), 1 - (0.72 + line * 1.45 + 1.28) / height, wide, 1.02 / height))
            _bare(ax)
            ax.grid(axis="x", visible=False)
            ax.grid(axis="y", color=HAIR, linewidth=0.8)
            part = part.set_index("period").reindex(periods)
            fill, edge = (
                paint(next(table[table["actor"] == part["actor"].dropna().iloc[0]].itertuples()))
                if "actor" in table
                else (BAR, INK)
            )
            x = np.arange(len(periods))
            ax.fill_between(x, part["low"].astype(float), part["high"].astype(float), color=fill, alpha=0.28, linewidth=0)
            ax.plot(
                x, part["value"].astype(float), color=edge, linewidth=1.5, marker="o", markersize=2.8 if len(periods) < 40 else 0
            )
            ax.set_ylim(0, high)
            ax.set_xlim(-0.3, len(periods) - 0.7)
            step = max(1, -(-len(periods) // max(2, int(wide * 8 / 0.75))))
            ax.set_xticks(x[::step], [periods[i] if k + columns >= len(parts) else "" for i in x[::step]], fontsize=7.5)
            _numbers(ax, sheet.scale, lang, "y")
            ax.tick_params(axis="y", labelsize=7.5, labelcolor=MUTED, labelleft=column == 0)
            ax.set_title(title, fontsize=9, fontweight="bold", loc="left", color=edge, pad=3)
            panels.append(Panel(title, [Row(str(p), float(v)) for p, v in part["value"].astype(float).items()]))
    return Plot(figure, sheet.title, sheet.caption, _alt(sheet, panels), lang)


def compare_dots(
    table: pd.DataFrame, *, measure: str = "", top: int = 6, lang: str | None = None, colours: Mapping[str, str] | None = None
) -> Plot:
    """The table of ``compare``: for one measure, how far each group is from the rest, a panel an actor; filled where q < 0.05."""
    lang = language(lang)
    measure = measure or str(table["measure"].iloc[0] if len(table) else "visibility")
    part = table[(table["measure"] == measure) & (table["voice"].isin(["", "narrator"]))]
    groups = list(table.columns[1 : list(table.columns).index("actor")])
    base = _SCALES.get(measure, Scale(""))
    told = f"{word(measure, lang)}: {word('compare', lang).lower()}"
    sheet = _Sheet(
        lang, word("title_compare", lang), f"{told}; {word('interval', lang)}", Scale(told, base.digits, base.percent, True)
    )
    paint = _paint(part, colours)
    panels = []
    for name in _most(part, top):
        mine = part[part["actor"] == name]
        rows = []
        for row in mine.itertuples(index=False):
            fill, edge = paint(row)
            rows.append(
                Row(
                    _label(row, groups),
                    row.difference,
                    row.low,
                    row.high,
                    row.n,
                    row.note,
                    fill if row.q < 0.05 else "white",
                    edge,
                )
            )
        panels.append(Panel(name, rows, rows[0].edge if rows else INK))
    labels = [str(k) for k in dict.fromkeys(r.label for p in panels for r in p.rows)]
    panels = [
        Panel(
            p.title,
            [next((r for r in p.rows if r.label == x), Row(x, np.nan, n=0, note="too little data (n=0)")) for x in labels],
            p.edge,
        )
        for p in panels
    ]
    return _panels(sheet, panels, _draw_dots, columns=3)


def portrait(table: pd.DataFrame, *, lang: str | None = None, colour: str | None = None) -> Plot:
    """An actor's profile on one page: how often and where, tone by voice, who speaks, acts or is acted upon, epithets.

    ``table`` is ``profile(corpus, actor)`` without groups. Raises ValueError where it holds several groups.
    """
    lang = language(lang)
    import matplotlib as mpl

    if list(table.columns[:2]) != ["actor", "measure"]:
        raise ValueError("portrait draws one group: call profile without by=, or keep the rows of one group and drop its column")
    actor = str(table["actor"].iloc[0])
    fill = colour or PETROFF[0]
    edge = dict(zip((*PETROFF, OTHERS), (*EDGES, OTHERS_EDGE), strict=True)).get(fill, INK)
    mentions = table.loc[table["measure"] == "visibility", "n"]
    count = number(float(mentions.iloc[0]) if len(mentions) else 0, lang, 0)
    sheet = _Sheet(
        lang,
        word("profile_of", lang).format(actor=actor),
        f"{word('mentions_n', lang)} {count}; {word('interval', lang)}; {word('sizes', lang)}",
        Scale(""),
    )

    def rows(measure: str, label: Callable[[Any], str] = lambda r: "") -> list[Row]:
        return [
            Row(label(r), r.value, r.low, r.high, r.n, str(r.note or ""), fill, edge)
            for r in table[table["measure"] == measure].itertuples()
        ]

    named = lambda r: word(r.item, lang)  # noqa: E731
    blocks: list[tuple[str, list[Row], Scale, str]] = [
        ("visibility", rows("visibility"), Scale("", 1, zero=True), "dots"),
        ("article_share", rows("article_share"), Scale("", 0, True, True), "dots"),
        ("prominence", rows("prominence"), Scale("", 2, limits=(0, 1)), "dots"),
        ("voice", rows("voice"), Scale("", 1, True, True), "dots"),
        ("voice_index", rows("voice_index"), Scale("", 2, zero=True), "dots"),
        ("voice_direct_share", rows("voice_direct_share"), Scale("", 0, True, limits=(0, 1)), "dots"),
        ("tone", rows("tone", named), Scale("", 2, zero=True), "dots"),
        ("relative", rows("tone_relative", named), Scale("", 2, zero=True), "dots"),
        ("agency", rows("agency"), Scale("", 2, zero=True, limits=(-1.08, 1.08)), "dots"),
        ("agency_share", rows("agency_share", named), Scale("", 0, True, True), "dots"),
        ("epithet", rows("epithet", lambda r: str(r.item)), Scale("", 0, True, True), "bars"),
    ]
    blocks = [b for b in blocks if b[1]]
    lines = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
    tall = [max(len(b[1]) for b in line) * 0.27 + 0.62 for line in lines]
    height = 0.75 + sum(tall) + 0.15
    with mpl.rc_context(STYLE):
        figure = _figure(8.0, height)
        _head(figure, sheet, height)
        figure.text(0.988, 1 - 0.10 / height, "●", fontsize=15, color=fill, va="top", ha="right")
        top = 0.75
        for line, each in zip(lines, tall, strict=True):
            for column, (title, some, scale, form) in enumerate(line):
                ax = figure.add_axes(
                    (0.185 + column * 0.5, 1 - (top + 0.24 + len(some) * 0.27) / height, 0.26, len(some) * 0.27 / height)
                )
                panel = Panel(word(title, lang), some, edge)
                limits = _limits([panel], scale)
                _bare(ax)
                ax.set_xlim(*limits)
                ax.set_ylim(len(some) - 0.4, -0.6)
                (_draw_bars if form == "bars" else _draw_dots)(ax, panel, limits, _Sheet(lang, "", "", scale))
                ax.set_yticks(range(len(some)), [_wrap(r.label, 20) for r in some])
                for tick in ax.get_yticklabels():
                    tick.set_fontsize(7.5 if "\n" in tick.get_text() else 8.5)
                _numbers(ax, scale, lang, most=4)
                _sizes(ax, panel, limits, lang)
                if not any(r.label for r in some):
                    few = bool(some[0].note) and not np.isfinite(some[0].low)
                    value = "–" if few else number(some[0].value, lang, scale.digits, percent=scale.percent)
                    ax.text(-0.06, 0.5, value, transform=ax.transAxes, ha="right", va="center", fontsize=13, color=edge)
                figure.text(
                    0.012 + column * 0.5, 1 - (top + 0.02) / height, word(title, lang), fontsize=8.8, color=MUTED, va="top"
                )
            top += each
    told = " ".join(
        _alt(_Sheet(lang, "", "", Scale(word(t, lang), s.digits, s.percent)), [Panel("", r)]).removeprefix(". ")
        for t, r, s, _ in blocks
    )
    return Plot(figure, sheet.title, sheet.caption, f"{sheet.title}. {told}", lang)


_SIGNS: tuple[tuple[str, set[str]], ...] = (
    ("profile", {"measure", "item"}),
    ("compare", {"measure", "difference"}),
    ("keyness", {"log_ratio", "g2"}),
    ("timeline", {"period", "all_articles"}),
    ("tone", {"positive", "negative", "balance"}),
    ("visibility", {"article_share", "share_low"}),
    ("prominence", {"n_mentions"}),
    ("voice", {"direct_share", "index"}),
    ("agency", {"agentless", "patient"}),
    ("constructions", {"construction"}),
    ("epithets", {"log_dice", "valence"}),
    ("collocates", {"log_dice", "mi"}),
    ("dispersion", {"dp_norm"}),
    ("tfidf", {"tfidf"}),
    ("source_entropy", {"effective", "evenness"}),
    ("quote_kinds", {"kind", "value"}),
    ("ngrams", {"ngram"}),
    ("frequency", {"ipm", "rank"}),
)


def measure_of(table: pd.DataFrame) -> str:
    """Which measure made a table, by its columns. Raises ValueError where none of them did."""
    for measure, signs in _SIGNS:
        if signs <= set(table.columns):
            return measure
    raise ValueError(f"no measure makes a table with the columns {', '.join(map(str, table.columns))}")


def plot(table: pd.DataFrame, *, lang: str | None = None, **options: Any) -> Plot:
    """The figure that suits a measured table: diverging bars for keyness and tone, dots with intervals for comparisons, small
    multiples over time, a page for a profile, bars for lists of words. Options go to the form (``top``, ``of``, ``colours``).

    >>> fr.plots.plot(fr.tone(corpus))      # doctest: +SKIP
    """
    lang = language(lang)
    measure = measure_of(table)
    forms: dict[str, Callable[..., Plot]] = {
        "profile": portrait,
        "compare": compare_dots,
        "keyness": keyness_bars,
        "timeline": multiples,
        "tone": tone_bars if not _groups(table) else dots,
        "constructions": stacked,
        "quote_kinds": stacked,
    }
    listed = {"epithets", "collocates", "dispersion", "tfidf", "ngrams", "frequency"}
    form = forms.get(measure, bars if measure in listed else dots)
    return form(table, lang=lang, **options)


__all__ = [
    "Plot",
    "actor_colours",
    "bars",
    "compare_dots",
    "dots",
    "keyness_bars",
    "measure_of",
    "multiples",
    "plot",
    "portrait",
    "stacked",
    "tone_bars",
]
