"""The words that mark one side of a comparison against the other, counted from the tokens that the page holds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from framing.measures.intervals import ENOUGH_ARTICLES, ENOUGH_MENTIONS, spread
from framing.views.model import Page, Who, once

POS = ("NOUN", "ADJ", "VERB")
"""The parts of speech that a comparison of words shows."""
MINIMUM = 3
"""Words seen fewer times on both sides together are left out."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its name and the places of its tokens in ``page.tokens``."""

    name: str
    tokens: Any
    lemmas: Any = None
    """The place of each token's lemma among the page's lemmas, where it was looked up."""


@once
def near(page: Page, one: Who) -> Any:
    """The tokens of ``corpus.around(actor, unit="clause")``: the narrator's words in the clauses that mention the actor."""
    found = page.tokens.around([(place.article, place.start, place.stop) for place in one.places])
    return found[page.tokens.quote[found] < 0]


@once
def every(page: Page) -> Any:
    """All tokens that stand where words count."""
    return np.flatnonzero(page.tokens.counted)


def inside(page: Page, tokens: Any, held: Any) -> Any:
    """Those of some tokens whose article is among those held (one truth value an article)."""
    return tokens[held[page.tokens.article[tokens]]]


def key_words(page: Page, stories: list[str], first: Side, second: Side) -> tuple[pd.DataFrame, Side, Side]:
    """What ``framing.keyness(first, second, pos=POS, minimum=MINIMUM)`` says of each word: ``lemma, count, reference, range,
    range_reference, log_ratio, low, high, z``, by z; the same formulas over the same words.

    ``stories`` names the story of each article; as there, one article of each story counts on each side. With the table come
    the two sides cut to the words that were counted.
    """
    from framing.measures.association import PRIOR, log_odds, log_ratio

    sides = _apart(page, first.tokens, second.tokens)
    words, codes = _lemmas(page)
    (own, size, here), (others, rest, there) = (_counts(page, stories, codes, len(words), side) for side in sides)
    often = np.flatnonzero(own[:, 0] + others[:, 0] >= MINIMUM)
    own, others, both = own[often], others[often], own[often, 0] + others[often, 0]
    z = log_odds(own[:, 0], others[:, 0], size[0], rest[0], both / max(both.sum(), 1) * PRIOR)[1] if often.size else both
    ratio = log_ratio(own[:, 0], others[:, 0], size[0], rest[0])
    scatter = spread(*own[:, :3].T, *size) + spread(*others[:, :3].T, *rest)
    half = stdtrit(max(min(size[2], rest[2]) - 1, 1), 0.975) * np.sqrt(scatter) / np.log(2)
    half[(np.minimum(own[:, 3], others[:, 3]) < ENOUGH_ARTICLES) | (both < ENOUGH_MENTIONS)] = np.nan
    numbers = {
        "count": own[:, 0].astype(int),
        "reference": others[:, 0].astype(int),
        "range": own[:, 3].astype(int),
        "range_reference": others[:, 3].astype(int),
        "log_ratio": ratio,
        "low": ratio - half,
        "high": ratio + half,
        "z": z,
    }
    order = np.argsort(-z, kind="stable")  # the words are in order already
    table = pd.DataFrame({"lemma": words[often][order], **{name: column[order] for name, column in numbers.items()}})
    told = [Side(name, side, codes[page.tokens.code["lemma"][side]]) for name, side in ((first.name, here), (second.name, there))]
    return table, *told


def _apart(page: Page, first: Any, second: Any) -> tuple[Any, Any]:
    """Articles whose words stand on both sides count for the smaller side only, as in ``framing.keyness``."""
    if len(first) < len(second):
        return first, _without(page, second, first)
    return (_without(page, first, second) if len(second) < len(first) else first), second


def _without(page: Page, large: Any, small: Any) -> Any:
    article, n = page.tokens.article, len(page.papers)
    if not (np.bincount(article[small], minlength=n).astype(bool) & np.bincount(article[large], minlength=n).astype(bool)).any():
        return large
    both = np.intersect1d(small, large, assume_unique=True)
    has = np.bincount(article[small], minlength=n)
    shared = (has > 0) & (np.bincount(article[both], minlength=n) == has)
    return large[~(shared[article[large]] & np.isin(large, small))]


@once
def _lemmas(page: Page) -> tuple[Any, Any]:
    """The lemmas in lower case, in order, and the place among them of each lemma code of the tokens."""
    lowered = np.array([lemma.lower() for lemma in page.tokens.kinds["lemma"]], dtype=object)
    return np.unique(lowered, return_inverse=True) if len(lowered) else (lowered, np.empty(0, np.int64))


def _counts(page: Page, stories: list[str], codes: Any, width: int, side: Any) -> tuple[Any, Any, Any]:
    """Per lemma count, sum of squares, sum of products with the article's words, articles; words, squared words, articles; the
    tokens that were counted."""
    tokens = page.tokens
    picked = _kept_articles(page, stories, np.flatnonzero(np.bincount(tokens.article[side], minlength=len(page.papers))))
    here = side[picked[tokens.article[side]] & tokens.is_word[side]]
    words = np.bincount(tokens.article[here], minlength=len(page.papers)).astype(float)
    pair, lemmas, articles = _pairs(page, codes)
    here = here[pair[here] >= 0]
    many = np.bincount(pair[here], minlength=len(lemmas))
    held = np.flatnonzero(many)
    lemma, size, k = lemmas[held], articles[held], many[held]
    weights = (k, k * k, k * words[size], None)
    table = np.stack([np.bincount(lemma, weights=each, minlength=width).astype(float) for each in weights], axis=1)
    return table, (words.sum(), (words * words).sum(), (words > 0).sum()), here


def _pairs(page: Page, codes: Any) -> tuple[Any, Any, Any]:
    """Each lemma of each article once: the place of every token among them (-1: another part of speech), the lemma and the
    article of each."""
    if "pairs" not in page.kept:
        tokens, wide = page.tokens, max(len(page.papers), 1)
        here = np.flatnonzero(np.isin(tokens.code["pos"], [i for i, pos in enumerate(tokens.kinds["pos"]) if pos in POS]))
        found, at = np.unique(codes[tokens.code["lemma"][here]] * wide + tokens.article[here], return_inverse=True)
        pair = np.full(len(tokens.article), -1, np.int32)
        pair[here] = at
        page.kept["pairs"] = pair, *np.divmod(found, wide)
    return page.kept["pairs"]  # type: ignore[no-any-return]


def ready(page: Page) -> None:
    """Counts what the first comparison of words needs."""
    from framing.views.sums import stories

    every(page)
    _kept_articles(page, stories(page), np.empty(0, np.int64))
    _pairs(page, _lemmas(page)[1])


def _kept_articles(page: Page, stories: list[str], articles: Any) -> Any:
    """Which articles count: one of each story, the original where it is there, else the earliest."""
    if "first" not in page.kept:
        papers = page.papers
        days = [paper.published.timestamp() if paper.published else np.inf for paper in papers]
        order = sorted(range(len(papers)), key=lambda i: (stories[i] != papers[i].id, days[i], papers[i].id, i))
        page.kept["first"] = np.argsort(order, kind="stable"), np.unique(stories, return_inverse=True)[1]
    rank, story = page.kept["first"]
    here = articles[np.argsort(rank[articles], kind="stable")]
    picked = np.zeros(len(page.papers), bool)
    picked[here[np.unique(story[here], return_index=True)[1]]] = True
    return picked


def telling(table: pd.DataFrame, most: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows to show: up to ``most`` for each side, the surest first; three articles and |z| >= 1.96 are needed."""
    wide = np.where(table["z"] > 0, table["range"], table["range_reference"]) >= ENOUGH_ARTICLES
    sure = np.flatnonzero(wide & (np.abs(table["z"]) >= 1.96))
    up, lemmas = (table["z"] > 0).to_numpy(), table["lemma"]
    ends = sure[up[sure]], sure[~up[sure]][::-1]
    picked = [[i for i in islice((i for i in end.tolist() if _plain(lemmas[i])), most)] for end in ends]
    return table.iloc[picked[0]].to_dict("records"), table.iloc[picked[1]].to_dict("records")  # type: ignore[return-value]


def _plain(lemma: str) -> bool:
    from framing.measures.words import stopword_list

    return len(lemma) > 2 and lemma.replace("-", "").isalpha() and lemma not in stopword_list()


def found(page: Page, side: Side, lemma: str) -> Any:
    """The places of a lemma among the tokens of a side that were counted."""
    words, codes = _lemmas(page)
    at = int(np.searchsorted(words, lemma))
    return side.tokens[(codes[page.tokens.code["lemma"][side.tokens]] if side.lemmas is None else side.lemmas) == at]
