"""One walk through the linguistic rooms: articles in, documents out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from framing import seeds
from framing._version import __version__
from framing.records import Actor, Article, Document, Mention, Parsed, Quote, Tone, zone_at
from framing.seeds import read_table

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_Cast = tuple[tuple[Mention, ...], tuple[Actor, ...]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What an analysis depends on beside its articles: other settings, other tables."""

    lexicon: str = ""
    actors: str = ""
    version: str = __version__
    hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, lexicon: str | None = None, actors: str | None = None) -> Settings:
        """Settings with the hashes of everything they name."""
        return cls(lexicon or "", actors or "", __version__, _hashes(lexicon, actors))

    def as_dict(self) -> dict[str, Any]:
        """What ``corpus.json`` says and what is compared: files by name and hash, not by place."""
        return {**asdict(self), "lexicon": Path(self.lexicon).name, "actors": Path(self.actors).name}


def _hashes(lexicon: str | None, actors: str | None) -> dict[str, str]:
    files = {p.relative_to(seeds.folder()).as_posix(): p for p in sorted((seeds.folder() / "ru").rglob("*")) if p.is_file()}
    files |= {name: Path(name) for name in (lexicon, actors) if name and Path(name).is_file()}
    rooms = ("read", "parse", "actors", "quotes", "sentiment")
    code = sorted(p for room in rooms for p in _room(room) if p.suffix in (".py", ".npz"))
    digest = lambda paths: hashlib.sha256(b"".join(p.read_bytes() for p in paths)).hexdigest()[:16]  # noqa: E731
    return {
        "seeds": digest(files.values()),
        "code": digest(code),
        **{p.name: digest([p]) for n, p in files.items() if n in (lexicon, actors)},
    }


def _room(name: str) -> list[Any]:
    place = Path(__file__).resolve().parent.parent / name
    return list(place.rglob("*")) if place.is_dir() else [place.with_suffix(".py")]


@dataclass(frozen=True, slots=True)
class Failed:
    """An article on which the analysis broke; the corpus goes on without it."""

    article: str
    path: str
    reason: str


def documents(articles: Sequence[Article], settings: Settings) -> Iterator[Document | Failed]:
    """The documents of a batch of articles, in order; each step goes over the whole batch, because that is faster."""
    pages = [_page(article, parsed) for article, parsed in zip(articles, _parsed(articles), strict=True)]
    casts = _casts([page for page in pages if not isinstance(page, Failed)], settings)
    layers = [page if isinstance(page, Failed) else _quoted(page, next(casts), settings) for page in pages]
    tones = _tones([layer for layer in layers if not isinstance(layer, Failed)], settings)
    for layer in layers:
        if isinstance(layer, Failed):
            yield layer
            continue
        tone = next(tones)
        if isinstance(tone, Exception):
            yield _broken(layer.article, tone)
            continue
        yield Document(
            layer.article,
            layer.blocks,
            layer.parsed.sentences,
            layer.mentions,
            layer.actors,
            layer.quotes,
            layer.hits,
            tone,
        )


UNJUDGED_ZONES = ("credit", "related", "footer", "dateline")
"""Zones whose mentions get no tone: nobody says anything about anyone there."""


@dataclass(frozen=True, slots=True)
class _Layers:
    article: Article
    blocks: tuple[Any, ...]
    parsed: Parsed
    mentions: tuple[Mention, ...] = ()
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    hits: tuple[Any, ...] = ()


def _together(batch: Sequence[_In], work: Callable[[Sequence[_In]], Iterable[_Out]]) -> Iterator[_Out | Exception]:
    """The work on a batch; if the batch breaks, on each member alone, so that only the bad one is lost to its exception."""
    try:
        yield from list(work(batch))
    except Exception:
        for one in batch:
            try:
                yield next(iter(work([one])))
            except Exception as error:
                yield error


def _broken(article: Article, error: Exception) -> Failed:
    return Failed(article.id, article.path, f"{type(error).__name__}: {error}")


def _tones(layers: Sequence[_Layers], settings: Settings) -> Iterator[tuple[Tone, ...] | Exception]:
    """Tone in each article of a batch."""
    from framing.sentiment import find_tones

    parts = [(d.parsed, _judged(d), d.quotes, d.hits) for d in layers]
    lexicon = _lexicon(settings.lexicon, _age(settings.lexicon)).name
    yield from _together(parts, lambda some: find_tones(some, lexicon=lexicon))


def _judged(layers: _Layers) -> tuple[Mention, ...]:
    return tuple(m for m in layers.mentions if zone_at(layers.blocks, m.start) not in UNJUDGED_ZONES)


def _parsed(articles: Sequence[Article]) -> Iterator[Parsed | Exception]:
    """Parses of a batch."""
    from framing.parse import parse_texts

    yield from _together([a.text for a in articles], parse_texts)


def _page(article: Article, parsed: Parsed | Exception) -> _Layers | Failed:
    """An article with its zones."""
    from framing.read import layout

    try:
        if isinstance(parsed, Exception):
            raise parsed
        return _Layers(article, layout(article.text, article.title), parsed)
    except Exception as error:
        return _broken(article, error)


def _casts(pages: Sequence[_Layers], settings: Settings) -> Iterator[_Cast | Exception]:
    """Mentions and actors of each article of a batch."""
    from framing.actors import find_all

    texts = [(page.parsed, page.blocks) for page in pages]
    yield from _together(texts, lambda some: find_all(some, known=_known(settings.actors, _age(settings.actors))))


def _quoted(page: _Layers, cast: _Cast | Exception, settings: Settings) -> _Layers | Failed:
    """An article with its actors, its quotes, their speakers and the hits of the lexicon."""
    from framing.quotes import find_quotes
    from framing.sentiment import find_hits

    try:
        if isinstance(cast, Exception):
            raise cast
        quotes, unnamed = find_quotes(page.parsed, page.blocks, *cast)
        mentions, actors = _join(*cast, unnamed)
        hits = find_hits(page.parsed, quotes, _lexicon(settings.lexicon, _age(settings.lexicon)))
        return replace(page, mentions=mentions, actors=actors, quotes=quotes, hits=hits)
    except Exception as error:
        return _broken(page.article, error)


def check_settings(settings: Settings) -> None:
    """Reads what the settings name, so that a wrong file stops the analysis before it begins, not each of its articles.

    Raises FileNotFoundError where the file of actors is not there, ValueError where it or the lexicon cannot be used.
    """
    if settings.actors:
        if not Path(settings.actors).is_file():
            raise FileNotFoundError(f"no file of actors {settings.actors}")
        check_actors(Path(settings.actors))
    if settings.lexicon:
        _lexicon(settings.lexicon, _age(settings.lexicon))


def check_actors(path: Path) -> None:
    """Raises ValueError where a file of actors (``--actors``) cannot be used."""
    from framing.actors.gazetteer import build

    try:
        rows = read_table(path)
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is no UTF-8 text; save it as UTF-8, columns apart by tabs") from None
    if not rows or "name" not in rows[0]:
        have = ", ".join(rows[0]) if rows else "no rows"
        raise ValueError(f"{path.name}: a file of actors has tabs between columns and a header with name and type (here: {have})")
    try:
        build(rows)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def _age(name: str) -> int:
    """When a file was last changed (0: no file), so that an edited one is read again."""
    return Path(name).stat().st_mtime_ns if name and Path(name).is_file() else 0


@cache
def _lexicon(name: str, age: int) -> Any:
    from framing.sentiment import load_lexicon

    return load_lexicon(name or None)


@cache
def _known(name: str, age: int) -> tuple[dict[str, str], ...] | None:
    return tuple(read_table(Path(name))) if name else None


def _join(
    mentions: tuple[Mention, ...], actors: tuple[Actor, ...], unnamed: tuple[Mention, ...]
) -> tuple[tuple[Mention, ...], tuple[Actor, ...]]:
    """Adds the unnamed speakers that the quotes brought: their mentions, and the actors they make."""
    if not unnamed:
        return mentions, actors
    have = {a.name for a in actors}
    new = {m.actor: Actor(m.actor, m.type) for m in unnamed if m.actor not in have}
    return tuple(sorted((*mentions, *unnamed), key=lambda m: (m.start, m.stop, m.actor))), (*actors, *new.values())
