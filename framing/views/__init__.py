"""What people see: every view is live in a notebook and plain HTML everywhere else, from the same data."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from framing.views import compare as _compare
from framing.views import profile as _profile
from framing.views import reader as _reader
from framing.views import tables as _tables
from framing.views.frames import corpus_html, frame_html, readable
from framing.views.live import explore
from framing.views.look import Look, View, look, script, style
from framing.views.markup import Safe, el, join, part
from framing.views.model import Page, page
from framing.views.words import language, say

__all__ = [
    "View",
    "actors_table",
    "article_html",
    "comparison",
    "corpus_html",
    "explore",
    "frame_html",
    "head",
    "language",
    "method",
    "open_corpus",
    "portraits",
    "readable",
    "readers",
    "script",
    "show",
    "speakers",
    "style",
    "summary",
]


def open_corpus(corpus: Any = None) -> Any:
    """A corpus folder opened, a `Corpus` as it is, and for None the teaching corpus that comes with the package, analysed."""
    if corpus is not None and not isinstance(corpus, str | Path):
        return corpus
    from framing.corpus import analyse, load

    if corpus:
        return load(corpus)
    from framing import seeds

    return analyse(seeds.folder() / "corpus", progress=False)


def _open(corpus: Any, lang: str | None, evidence: int | str | None, actors: list[str] | None) -> tuple[Page, Look]:
    built = page(corpus)
    return built, look(built, lang, evidence, actors)


def head(
    corpus: Any,
    *,
    title: str | None = None,
    lang: str | None = None,
    evidence: int | str | None = None,
    actors: list[str] | None = None,
) -> View:
    """Title and provenance of a corpus."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("head", seen.lang, _tables.head(built, seen, title))


def summary(corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None) -> View:
    """A summary in words that an editor reads in a minute; every number opens its passages."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View(
        "summary", seen.lang, join([_tables.summary(built, seen), _folded(_tables.actors_evidence(built, seen), seen.lang)])
    )


def actors_table(
    corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None
) -> View:
    """One row per actor: mentions by zone, course of the text, share of voice, tone by voice, agency."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View(
        "actors", seen.lang, join([_tables.actors(built, seen), _folded(_tables.actors_evidence(built, seen), seen.lang)])
    )


def portraits(
    corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None
) -> View:
    """One actor at a time: how it is named, the lemmas around it, who speaks of it and how, what it says, all passages."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("portraits", seen.lang, _profile.portraits(built, seen))


def readers(corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None) -> View:
    """The articles with actors underlined and statements bracketed; in a large corpus nothing (see the passages)."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("readers", seen.lang, _readers(built, seen) if seen.readers else Safe(""))


def speakers(corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None) -> View:
    """Who speaks, how much, how introduced; all statements."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("speakers", seen.lang, _tables.speakers(built, seen))


def comparison(
    corpus: Any,
    *,
    by: str | None = "outlet",
    lang: str | None = None,
    evidence: int | str | None = None,
    actors: list[str] | None = None,
) -> View:
    """The most mentioned actors by outlet or period: tone of the narrator, tone in quotes, share of voice; nothing below
    two groups."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("comparison", seen.lang, _compare.comparison(built, seen, by or "outlet"))


def method(corpus: Any, *, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None) -> View:
    """What was counted, where it comes from, what does not follow; versions, lexicons, settings, skipped inputs."""
    built, seen = _open(corpus, lang, evidence, actors)
    return View("method", seen.lang, _tables.method(built, seen))


def show(document: Any, *, lang: str | None = None) -> View:
    """One article (``corpus["id"]``) as the reader shows it: what a notebook displays for a `Document`."""
    import pandas as pd

    from framing.corpus.schema import SCHEMAS, rows_of

    rows = rows_of(document)
    frames = {name: pd.DataFrame(rows[name], columns=list(schema.names)) for name, schema in SCHEMAS.items() if name in rows}
    frames.setdefault(
        "actors", pd.DataFrame({"actor": [a.name for a in document.actors], "type": [a.type for a in document.actors]})
    )
    frames["articles"]["published"] = pd.to_datetime(frames["articles"]["published"])
    one = SimpleNamespace(name=document.article.id, settings={}, skipped=[], **frames)
    built, lang = page(one), language(lang)
    paper = built.papers[0]
    from framing.views.words import date

    bits = [bit for bit in (paper.outlet, date(paper.published, lang), _reader.counts(paper, lang)) if bit]
    title = join(
        [
            el("p", el("b", paper.label, lang="ru"), " · ", " · ".join(bits), cls="note"),
            _reader.actor_key(built, lang),
        ]
    )
    body = join([title, _reader.article(built, paper, lang), _folded(_tables.actors_evidence(built, look(built, lang)), lang)])
    return View("show", lang, body)


def article_html(corpus: Any, article_id: str, lang: str | None = None) -> str:
    """One article as HTML: paragraphs numbered, actors underlined, statements numbered with their speakers in the margin.

    Raises KeyError naming some ids where the corpus has no such article.
    """
    built = page(corpus)
    for paper in built.papers:
        if paper.id == str(article_id):
            return _reader.article(built, paper, language(lang))
    raise KeyError(f"no article {article_id!r}; there are, for example: {', '.join(p.id for p in built.papers[:5])}")


def _folded(evidence: Safe, lang: str) -> Safe:
    fold = el("details", el("summary", say("evidence.fold", lang)), evidence, cls="folded")
    return part("folded", fold) if evidence else evidence


def _readers(built: Page, seen: Look) -> Safe:
    lang = seen.lang
    intro = join([el("p", say("reader.say", lang), cls="say"), _reader.actor_key(built, lang)])
    if built.single:
        return join([intro, _reader.article(built, built.papers[0], lang)])
    from framing.views.words import date

    folds = []
    for paper in built.papers:
        bits = [bit for bit in (paper.outlet, date(paper.published, lang), _reader.counts(paper, lang)) if bit]
        folds.append(
            el(
                "details",
                el("summary", el("b", paper.label), " ", el("small", " · ".join(bits))),
                _reader.article(built, paper, lang),
                cls="art",
                id=f"d-{paper.index}",
            )
        )
    return join([intro, el("div", *folds, cls="arts")])
