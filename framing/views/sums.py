"""What a comparison counts: sums by actor, group, voice and story from what the page holds, and the intervals over them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from framing.records import NARRATOR
from framing.views.model import GROUPS, Page, Who, once, replicates

# --- groups of articles


def parts(page: Page, by: str) -> list[str]:
    """The group of each article ("": it has none)."""
    _placed(page, by)
    return page.kept["parts", by]  # type: ignore[no-any-return]


def stories(page: Page) -> list[str]:
    """The story that each article tells."""
    _placed(page, "")
    return page.kept["stories"]  # type: ignore[no-any-return]


def _placed(page: Page, by: str) -> None:
    if ("parts", by) not in page.kept:
        from framing.measures._tables import enter, keys
        from framing.measures._tables import name as quoted

        door = enter(page.tables)
        several = list(dict.fromkeys([*kinds(page), *([by] if by else [])]))  # asked for at once: the wait is in the asking
        reading = keys(door, tuple(several), "articles", "count")
        rows = door.con.execute(f"WITH {reading.cte} SELECT {', '.join(map(quoted, ('article', 'unit', *several)))} FROM a")
        columns = list(zip(*rows.fetchall(), strict=True)) or [()] * (2 + len(several))
        place = {article: i for i, article in enumerate(columns[0])}
        order = [place[paper.id] for paper in page.papers]
        page.kept["stories"] = [columns[1][i] for i in order]
        page.kept["parts", ""] = [""] * len(order)
        for name, column in zip(several, columns[2:], strict=True):
            page.kept["parts", name] = [column[i] for i in order]


@once
def _coded(page: Page, by: str) -> tuple[list[str], Any]:
    """The names of the groups in order, and the place among them of each article's group."""
    names = sorted(set(parts(page, by)))
    place = {name: i for i, name in enumerate(names)}
    return names, np.array([place[part] for part in parts(page, by)], np.int64)


def among(page: Page, by: str, name: str) -> Any:
    """Whether each article belongs to a group, as an array."""
    names, code = _coded(page, by)
    return code == names.index(name) if name in names else np.zeros(len(page.papers), bool)


def groups(page: Page, by: str) -> list[str]:
    """The groups of the articles by an article column or a period, in order."""
    return page.outlets if by == "outlet" else [name for name in _coded(page, by)[0] if name]


@once
def kinds(page: Page) -> list[str]:
    """What articles can be compared by: outlet, author, periods, and whatever columns the user has added."""
    from framing.corpus.schema import SCHEMAS
    from framing.measures._tables import PERIODS, enter

    there = enter(page.tables).columns.get("articles", ())
    own = [name for name in there if name not in SCHEMAS["articles"].names]
    plain = [name for name in ("outlet", "author") if name in there]
    return [*plain, *own, *(reversed(PERIODS) if "published" in there else ())]


def sizes(page: Page, kind: str) -> dict[str, int]:
    """The sides that can be compared: actors by mentions, or the groups of a kind, in order, by articles."""
    if kind == "actor":
        return {one.name: one.n for one in page.who if one.n}
    if ("sizes", kind) not in page.kept:
        held = Counter(parts(page, kind))
        page.kept["sizes", kind] = {name: held[name] for name in groups(page, kind)}
    return page.kept["sizes", kind]  # type: ignore[no-any-return]


# --- sums


DRAWS = 5_000_000
"""So many draws of an article the intervals of all groups together may cost: they are shown while somebody waits."""
MEASURED = ("n", "q", "v", "a")
"""The panels: tone of the narrator, tone in quotes, share of voice, agency."""
VOICES = ("narrator", "quoted", "self")
"""Whose words a mention stands in, as `framing.measures.tone` names them, in alphabetical order."""
_COMPONENTS = {
    "t": ("n", "positive", "neutral", "negative", "evident"), "v": ("n", "words"), "a": ("n", "agent", "patient")
}  # fmt: skip


@once
def _spoken(page: Page) -> tuple[list[int], list[int]]:
    """The words of each statement as `framing.measures.voice` counts them (an inner statement has its own; one that does not
    count has none), and all of them in each article."""
    tokens = page.tokens
    inside = np.flatnonzero((tokens.quote >= 0) & tokens.is_word)
    places, n = np.unique(tokens.article[inside] << 32 | tokens.quote[inside], return_counts=True)
    known = dict(zip(places.tolist(), n.tolist(), strict=True))
    every, by_article = [], [0] * len(page.papers)
    for quote in page.said:
        counts = quote.kind != "source" and quote.zone in GROUPS
        every.append(known.get(quote.article << 32 | quote.number - 1, 0) if counts else -1)
        by_article[quote.article] += max(every[-1], 0)
    return every, by_article


Tally = dict[str, tuple[Any, Any, Any]]
"""Of tone (t), voice (v) and agency (a): the article of each thing counted, the place of its voice in VOICES, the components."""


@once
def _tallied(page: Page, one: Who) -> Tally:
    """What the measures sum up for one actor, a row a mention or statement; kept for whatever it is compared by."""
    tone: list[tuple[float, ...]] = []
    acts: list[tuple[float, ...]] = []
    for place in one.places:
        if place.counted and place.tone is not None:
            voice = 0 if place.voice == NARRATOR else 2 if place.voice == one.name else 1
            tone.append((place.article, voice, 1, place.tone == 1, place.tone == 0, place.tone == -1, place.evident))
        if place.counted and place.role:
            acts.append((place.article, 0, 1, place.role == "agent", place.role == "patient"))
    words, _ = _spoken(page)
    says: list[tuple[float, ...]] = []
    for quote in one.said:
        if words[quote.id] >= 0:
            times = quote.speakers.count(one.name)
            says.append((quote.article, 0, times, words[quote.id] * times / len(quote.speakers)))
    return {name: _columns(rows, name) for name, rows in (("t", tone), ("v", says), ("a", acts))}


def _columns(rows: list[tuple[float, ...]], name: str) -> tuple[Any, Any, Any]:
    table = np.array(rows, float).reshape(-1, 2 + len(_COMPONENTS[name]))
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2:]


@once
def _bases(page: Page, by: str) -> dict[str, tuple[Any, Any, Any, Any]]:
    """The stories that are resampled: those with a judged mention (t), all (v), those with a mention (a). For each the group of
    each article, the place of its story in the group (-1: it has none), the stories of each group, and the words said in each
    story of each group, one group after the other."""
    _, code = _coded(page, by)
    ranks = np.unique(np.array(stories(page), dtype=object), return_inverse=True)[1].astype(np.int64)
    said = np.array(_spoken(page)[1], float)
    out = {}
    for name, held in _counting(page).items():
        found, at = np.unique((code << 32 | ranks)[held], return_inverse=True)
        first = np.searchsorted(found, np.arange(code.max(initial=0) + 2) << 32)
        column = np.full(len(page.papers), -1, np.int64)
        column[held] = at - first[code[held]]
        out[name] = code, column, np.diff(first), np.split(np.bincount(at, said[held], len(found)), first[1:-1])
    return out


@once
def _counting(page: Page) -> dict[str, Any]:
    """Which articles are resampled for each measure."""
    judged, named = (np.zeros(len(page.papers), bool) for _ in range(2))
    judged[[place.article for place in page.places if place.tone is not None]] = True
    named[[place.article for place in page.places]] = True
    return {"t": judged, "v": np.ones(len(page.papers), bool), "a": named}


Rows = dict[str, dict[str, dict[str, Any]]]
"""For each panel the rows of one actor by group: ``value, value_low, value_high, n, enough, coverage``."""


def measured(page: Page, one: Who, by: str, only: tuple[str, ...] = ()) -> Rows:
    """The numbers of `framing.measures.tone`, ``voice`` and ``agency`` (every article counted) for one actor in all groups, or
    in some; ``by=""`` has one group, ``""``. Their formulas, resamples and intervals, summed from what the page holds."""
    names, _ = _coded(page, by)
    out: Rows = {name: {} for name in MEASURED}
    for part in only or names:
        if part in names:
            for lane, row in _group(page, one, by, part).items():
                out[lane][part] = row
    return out


@once
def _group(page: Page, one: Who, by: str, part: str) -> dict[str, dict[str, Any]]:
    """The rows of one actor in one group, by panel."""
    at = _coded(page, by)[0].index(part)
    out: dict[str, dict[str, Any]] = {}
    for name, (article, series, values) in _tallied(page, one).items():
        code, column, many, words = _bases(page, by)[name]
        here = np.flatnonzero(code[article] == at)
        if len(here):
            said = words[at] if name == "v" else None
            rows = _estimated(page, name, column[article[here]], series[here], values[here], int(many[at]), said)
            lanes = ("n", "q") if name == "t" else name
            out |= {lane: row for lane, row in zip(lanes, rows, strict=False) if row}
    for lane, row in out.items():
        row["coverage"] = row.pop("evident", 0.0) / row["n"] if lane in "nq" else _covered(page, one, by, at, row["n"])[lane]
    return out


@once
def polar(page: Page) -> dict[int, tuple[float, float, float]]:
    """The share of disapproval (-1) and of approval (1) among the narrator's judged mentions of any actor, with its interval
    over stories (every article counted); without those where the data is too little."""
    import pandas as pd

    from framing.measures.intervals import Counts, estimate

    told = [place for place in page.places if place.tone is not None and place.counted and place.voice == NARRATOR]
    if not told:
        return {}
    story, here = stories(page), np.flatnonzero(_counting(page)["t"]).tolist()
    tones = np.array([place.tone for place in told])
    rows = pd.DataFrame({"unit": [story[place.article] for place in told], "n": 1.0, "bad": tones == -1, "good": tones == 1})
    cells = rows.groupby("unit", as_index=False).sum()
    counts = Counts((), (), cells, pd.DataFrame({"unit": sorted({story[i] for i in here})}), ("n", "bad", "good"))
    formulas = {name: _share_of(name) for name in ("bad", "good")}
    few, ends = replicates(len(page.papers)), dict.fromkeys(formulas, (0.0, 1.0))
    row = estimate(counts, formulas, n="n", replicates=few, bounds=ends).iloc[0]
    shares = {tone: (row[name], row[f"{name}_low"], row[f"{name}_high"]) for tone, name in ((-1, "bad"), (1, "good"))}
    return {tone: share for tone, share in shares.items() if not math.isnan(share[1])}


def _share_of(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda sums: sums[name] / sums["n"]


def _covered(page: Page, one: Who, by: str, at: int, roles: float) -> dict[str, float]:
    """Of one group: the part of the words in statements whose speaker is known (v), and of the actor's mentions with a role
    (a), as `framing.measures.voice` and ``agency`` give them."""
    mentions = int(_mentioned(page, one, by)[at])
    every, known = _known(page, by)[at].tolist()
    return {"v": known / every if every else math.nan, "a": roles / mentions if mentions else math.nan}


@once
def _mentioned(page: Page, one: Who, by: str) -> Any:
    """How often an actor is mentioned in each group."""
    names, code = _coded(page, by)
    return np.bincount(code[[place.article for place in one.places if place.counted]], minlength=len(names))


@once
def _known(page: Page, by: str) -> Any:
    """The words in the statements of each group, and those whose speaker is known, as an array [groups, 2]."""
    names, code = _coded(page, by)
    out = np.zeros((len(names), 2))
    for quote, words in zip(page.said, _spoken(page)[0], strict=True):
        out[code[quote.article]] += max(words, 0), max(words, 0) if quote.speakers else 0
    return out


def _estimated(page: Page, name: str, story: Any, series: Any, values: Any, many: int, said: Any) -> list[dict[str, Any] | None]:
    """`framing.measures.intervals.estimate` of one group: a row for each series, None where it counts nothing.

    ``story`` and ``series`` [rows] say where ``values`` [rows, components] belong; ``many`` stories are resampled, ``said``
    (None: nothing) are the words in each of them.
    """
    from scipy import sparse

    from framing.measures.grammar import AGENCY_FORMULAS
    from framing.measures.intervals import ENOUGH_ARTICLES, ENOUGH_MENTIONS, _evaluate, _fill, bundles
    from framing.measures.portrayal import TONE_FORMULAS, VOICE_FORMULAS

    formula = {"t": TONE_FORMULAS["balance"], "v": VOICE_FORMULAS["voice"], "a": AGENCY_FORMULAS["agency"]}[name]
    which, row = np.unique(series, return_inverse=True)
    shape = len(which), many
    own = {c: sparse.csr_matrix((values[:, i], (row, story)), shape=shape) for i, c in enumerate(_COMPONENTS[name])}
    common = {} if said is None else {"all_words": sparse.csr_matrix(said[None])}
    sums = {c: np.asarray(m.sum(axis=1)).ravel() for c, m in own.items()}
    sums |= {c: np.full(len(which), float(m.sum())) for c, m in common.items()}
    articles = np.asarray((own["n"] > 0).sum(axis=1)).ravel()
    enough = (sums["n"] >= ENOUGH_MENTIONS) & (articles >= ENOUGH_ARTICLES)
    table = {name: column.view(_Column) for name, column in {**sums, "n_articles": articles}.items()}
    table["value"] = np.array(np.broadcast_to(_evaluate(formula, sums), which.shape)).view(_Column)
    table["value_low"], table["value_high"] = (np.full(len(which), np.nan).view(_Column) for _ in range(2))
    if enough.any():
        into = bundles(many, 0)
        if into is not None:
            own, common = ({c: m @ into for c, m in some.items()} for some in (own, common))
            many = into.shape[1]
        drawn: Any = table
        _fill(drawn, own, common, many, {"value": formula}, np.flatnonzero(enough), replicates(len(page.papers), DRAWS), 0)
        _at_the_ends(table, enough, articles, 0.0 if name == "v" else -1.0)
    rows: list[dict[str, Any] | None] = [None] * (int(which.max()) + 1)
    kept = [c for c in ("value", "value_low", "value_high", "n", "evident") if c in table]
    columns = [table[c].tolist() for c in kept]
    for k, good, *cells in zip(which.tolist(), enough.tolist(), *columns, strict=True):
        rows[k] = {**dict(zip(kept, cells, strict=True)), "enough": good}
    return rows


class _Column(np.ndarray):  # type: ignore[type-arg]
    """An array that answers as the column of a frame does: a frame for every group would cost more than its numbers."""

    def to_numpy(self, dtype: Any = None, copy: bool = False) -> Any:
        return np.array(self, dtype) if copy else np.asarray(self, dtype)


def _at_the_ends(table: dict[str, Any], enough: Any, articles: Any, least: float) -> None:
    """Wilson's interval where all stories say the same and the value sits at an end of its range (from ``least`` to 1), as
    `framing.measures.intervals.estimate` gives it."""
    from framing.measures.intervals import wilson

    value, width = np.asarray(table["value"]), 1.0 - least
    flat = enough & np.isnan(table["value_low"]) & ((value == least) | (value == 1.0))
    low, high = wilson((value - least) / width * articles, articles)
    for name, end in (("value_low", low), ("value_high", high)):
        table[name] = np.where(flat, least + width * end, np.asarray(table[name]))


def prepare(page: Page, kinds: list[str], actors: int) -> list[Callable[[], None]]:
    """Steps that make the first answers quick: the resamples of the groups of some kinds, and the rows of the actors mentioned
    most."""
    from framing.measures.intervals import BUNDLES, _weights

    few = replicates(len(page.papers), DRAWS)

    def draw(by: str, at: int) -> None:
        for _, _, many, _ in _bases(page, by).values():
            if 0 < many[at] <= BUNDLES:
                _weights(int(many[at]), few, 0)

    out: list[Callable[[], None]] = []
    for by in kinds:
        out += [partial(draw, by, at) for at in range(len(_coded(page, by)[0]))]
    for one in page.who[:actors]:
        out += [partial(_rows, page, one, by, part) for by in kinds for part in _coded(page, by)[0]]
    return out


def _rows(page: Page, one: Who, by: str, part: str) -> None:
    _group(page, one, by, part)
