"""Tables for reading: whole sentences, numbers in line, a word amid its contexts, every column explained below."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.views.markup import Safe, el, join
from framing.views.words import LANGUAGES, date, language, say

if TYPE_CHECKING:
    import pandas as pd

ROWS = 60
"""How many rows of a table are shown."""
SHORT = 30
"""A cell of no more characters is not broken into lines."""
LONG = 600
"""A cell of more characters is cut."""
SORTS = (
    ("compare", {"rest", "difference"}),
    ("tone", {"balance"}),
    ("voice", {"direct_share"}),
    ("voice", {"index"}),
    ("visibility", {"article_share"}),
    ("agency", {"agent", "patient"}),
    ("constructions", {"construction"}),
    ("epithets", {"delta_p_actor"}),
    ("kinds", {"kind", "value"}),
    ("keyness", {"log_ratio"}),
    ("collocates", {"log_dice"}),
    ("dispersion", {"dp_norm"}),
    ("timeline", {"period", "all_articles"}),
    ("frequency", {"ipm", "rank"}),
)
"""Which columns tell what a table measures: the meaning of ``value`` and ``n`` depends on it."""
ESTIMATES = (
    "value", "rest", "difference", "balance", "relative", "direct_share", "index", "passive", "agentless", "reflexive",
    "impersonal", "ipm", "ipm_reference", "log_ratio", "effective", "evenness",
)  # fmt: skip
"""The estimates that a table may hold; the lower end of the interval of x is ``x_low``, or ``low`` where it is the main one."""
MAIN = ("value", "rest", "difference", "log_ratio")
REPEATED = {
    "frequency": {"value": "ipm", "n": "count"}, "keyness": {"value": "log_ratio", "n": "count"}, "timeline": {"n": "count"},
    "collocates": {"value": "log_dice", "n": "count"}, "dispersion": {"value": "dp_norm", "n": "count"},
}  # fmt: skip
"""Columns that say again what another says under its own name; a reader is shown the latter."""
STYLE = """
.framing-frame { overflow-x: auto; max-width: 100%; }
.framing-frame table { border-collapse: collapse; margin: .2em 0; font-size: 13px; }
.framing-frame table.kwic { font-size: 12px; }
.framing-frame.framing-frame table :is(th, td) { padding: .25em .7em; vertical-align: top; text-align: left; }
.framing-frame.framing-frame table :is(th, td) { white-space: nowrap; }
.framing-frame.framing-frame table.kwic :is(th, td) { padding: .2em .4em; }
.framing-frame.framing-frame table :is(.num, .left) { text-align: right; font-variant-numeric: tabular-nums; }
.framing-frame.framing-frame table td.long { white-space: normal; min-width: 22em; max-width: 48em; }
.framing-frame.framing-frame table .node { text-align: center; font-weight: 600; }
.framing-frame th[title] { cursor: help; }
.framing-frame details { margin: .3em 0 1em; font-size: 13px; }
.framing-frame dl { display: grid; grid-template-columns: max-content minmax(0, 46em); gap: .2em 1em; margin: .4em 0; }
.framing-frame dt { font-family: monospace; }
.framing-frame dd { margin: 0; }
.framing-frame summary { cursor: pointer; }
"""


def readable(lang: str | None = None) -> None:
    """From here on the notebook shows DataFrames, Series and corpora as `frame_html` and `corpus_html` write them.

    The objects stay what they are; outside IPython nothing happens.
    """
    import sys

    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    import pandas as pd

    from framing.corpus import Corpus

    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(pd.DataFrame, lambda frame: frame_html(frame, lang))
    formatter.for_type(pd.Series, lambda row: frame_html(row.to_frame("value" if row.name is None else row.name), lang))
    formatter.for_type(Corpus, lambda corpus: corpus_html(corpus, lang))


def certain(frame: pd.DataFrame) -> pd.DataFrame:
    """A table as it is shown: where the data is too little, counts and the note alone, no estimate without its interval."""
    import numpy as np

    from framing.measures.intervals import TOO_LITTLE

    names = [name for name in ESTIMATES if name in frame]
    if not names or "note" not in frame:
        return frame
    few = frame["note"].astype(str).str.startswith(TOO_LITTLE)
    ends = {name: [end for end in (f"{name}_low", *["low"][: name in MAIN]) if end in frame][:1] for name in names}
    bare = {name: few & frame[end[0]].isna() if end else few for name, end in ends.items()}
    return frame.assign(**{name: frame[name].astype(float).where(~rows, np.nan) for name, rows in bare.items() if rows.any()})


def frame_html(frame: pd.DataFrame, lang: str | None = None) -> str:
    """A table as escaped HTML: its first `ROWS` rows, the sentences uncut, no estimate without its interval where the data is
    too little (`certain`), and what each column means.

    Numbers are written as Python writes them, so that they can be copied into a cell; an empty value is a dash. The index is
    left out where it only numbers the rows, and so is what repeats another column (`REPEATED`).
    """
    lang = language(lang)
    again = REPEATED.get(_sort(frame), {})
    shown = certain(frame.head(ROWS)).drop(columns=[name for name, other in again.items() if {name, other} <= set(frame.columns)])
    labels = _labels(shown)
    corner = [el("th", name, scope="col") for name in _corner(shown)] if labels else []
    explained = _explained(frame, lang)
    names = [" · ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in shown.columns]
    columns = [_cells(shown.iloc[:, i], name, "measure" in names) for i, name in enumerate(names)]
    header = [
        el("th", name, scope="col", cls=_align(shown.iloc[:, i], name), title=explained.get(name)) for i, name in enumerate(names)
    ]
    rows = [el("tr", labels[i] if labels else [], *(column[i] for column in columns)) for i in range(len(shown))]
    return el(
        "div",
        Safe(f"<style>{STYLE}</style>"),
        el("table", el("thead", el("tr", *corner, *header)), el("tbody", *rows), cls="kwic" if "node" in names else None),
        el("p", el("small", _rows_told(len(frame), lang))) if len(frame) > ROWS or not len(frame) else None,
        _legend({name: explained[name] for name in names if name in explained}, lang),
        cls="framing-frame",
        lang=lang,
    )


def _rows_told(n: int, lang: str) -> str:
    return say("frame.some", lang, shown=ROWS, n=n) if n else say("frame.none", lang)


def _corner(frame: pd.DataFrame) -> list[str]:
    """The heads of the index: its names, and after an arrow the name of the columns."""
    names = ["" if name is None else str(name) for name in frame.index.names]
    across = " · ".join(str(name) for name in frame.columns.names if name is not None)
    return [*names[:-1], f"{names[-1]} ↓ {across} →" if across else names[-1]]


def _labels(frame: pd.DataFrame) -> list[list[Safe]]:
    """The index of each row, or nothing where it only numbers them."""
    if frame.index.nlevels == 1 and frame.index.name is None and frame.index.dtype.kind in "iu":
        return []
    keys = (key if isinstance(key, tuple) else (key,) for key in frame.index)
    return [[el("th", _plain(part), scope="row") for part in key] for key in keys]


def _align(column: pd.Series, name: str) -> str | None:
    return "num" if column.dtype.kind in "iuf" else name if name in ("left", "node", "right") else None


def _cells(column: pd.Series, name: str, mixed: bool = False) -> list[Safe]:
    """The cells of a column: numbers with the same number of decimals (not where it mixes measures), text short or long."""
    look = _align(column, name)
    if look == "num":
        write = _number_format(column, name, mixed)
        return [el("td", write(value), cls="num") for value in column.tolist()]
    texts = [_plain(value) for value in column.tolist()]
    return [el("td", text, cls=look or ("long" if len(text) > SHORT and " " in text else None)) for text in texts]


def _number_format(column: pd.Series, name: str, mixed: bool) -> Any:
    values = [float(x) for x in column.dropna().tolist() if math.isfinite(x)]
    whole, top = all(x == int(x) for x in values), max(map(abs, values), default=0.0)

    def write(value: Any) -> str:
        if _missing(value):
            return "—"
        size = abs(value) if mixed else top
        told = f"{value:.{0 if whole or size >= 1000 else 1 if size >= (10 if mixed else 100) else 3}f}"
        return "<0.001" if name in ("p", "q") and 0 <= value < 0.0005 else told if told.strip("-0.") else told.lstrip("-")

    return write


def _missing(value: Any) -> bool:
    """None, NaN, NaT or NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any) -> str:
    """A value as text: dates by day and hour, lists with commas, a dash for nothing."""
    if isinstance(value, list | tuple | set) or type(value).__name__ == "ndarray":
        return ", ".join(map(str, value))
    if _missing(value):
        return "—"
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M" if getattr(value, "hour", 0) or getattr(value, "minute", 0) else "%Y-%m-%d")
    text = " ".join(str(value).split())
    return text if len(text) <= LONG else text[:LONG].rstrip() + "…"


def _legend(explained: dict[str, str], lang: str) -> Safe | None:
    if not explained:
        return None
    rows = [(el("dt", name), el("dd", told)) for name, told in explained.items()]
    return el("details", el("summary", say("frame.columns", lang)), el("dl", *(list(row) for row in rows)))


def _sort(frame: pd.DataFrame) -> str:
    """Which measure made a table, by its columns."""
    names = {str(name) for name in frame.columns}
    return next((sort for sort, marks in SORTS if marks <= names), "")


def _explained(frame: pd.DataFrame, lang: str) -> dict[str, str]:
    """What the columns of a table mean, as far as ``columns.tsv`` says it."""
    names = {str(name) for name in frame.columns}
    sort = _sort(frame)
    table, place = _columns(), LANGUAGES.index(lang)
    keys = {name: f"{sort}.{name}" if f"{sort}.{name}" in table else name for name in names}
    return {name: table[key][place] for name, key in keys.items() if key in table}


@cache
def _columns() -> dict[str, tuple[str, str]]:
    lines = (Path(__file__).parent / "columns.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return {key: (ru, en) for key, ru, en in cells}


def corpus_html(corpus: Any, lang: str | None = None) -> str:
    """A corpus in three lines: how much, from whom and when, what was found."""
    lang = language(lang)
    c = corpus.info["counts"]
    ask = "SELECT outlet, count(*) AS n, min(published) AS first, max(published) AS last FROM articles GROUP BY outlet"
    rows = corpus.sql(f"{ask} ORDER BY n DESC, outlet")
    outlets = [f"{row.outlet} ({row.n})" for row in rows.itertuples() if isinstance(row.outlet, str) and row.outlet]
    days = sorted(day for day in [*rows["first"], *rows["last"]] if day == day and day is not None)
    when = "–".join(dict.fromkeys(date(day, lang) for day in (days[0], days[-1]))) if days else ""
    lines = [
        say("frame.size", lang, n=c["articles"], t=c["tokens"]) + (f" · {when}" if when else ""),
        ", ".join(outlets[:12]) + (" …" if len(outlets) > 12 else ""),
        say("frame.found", lang, m=c["mentions"], a=c["actors"], q=c["quotes"]),
    ]
    return el("p", join([el("b", corpus.name), *(line for line in lines if line)], el("br")), lang=lang, style="margin: .3em 0")
