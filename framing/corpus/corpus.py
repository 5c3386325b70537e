"""A corpus: a folder of Parquet tables, seen as frames, as SQL, or as documents."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.corpus.corrections import Correction, append
from framing.corpus.finish import finish, settle
from framing.corpus.schema import ORDER, SCHEMAS, document_of
from framing.corpus.sql import fetch
from framing.records import COUNTED_ZONES, Document, Mention

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

TABLES = tuple(SCHEMAS)
_JOINED = ("tokens", "mentions", "quotes", "tone", "hits")
"""Tables that get what measures need of their article when they are read."""
_OF_ARTICLE = "a.outlet, a.published, a.duplicate_of, a.story"


class Corpus:
    """Articles and everything found in them; opened by `load`, made by `analyse`.

    ``articles, tokens, mentions, actors, quotes, tone, hits`` are DataFrames, read when first asked for. Measures take
    the corpus itself, so that a large one is counted without loading it. ``corpus["id"]`` or ``corpus[17]`` is one article.
    """

    def __init__(self, path: str | Path, *, keep: Any = None) -> None:
        self.path = Path(path)
        self._keep = keep  # a temporary folder lives as long as its corpus
        settle(self.path)
        note = self.path / "corpus.json"
        if not note.is_file():
            raise FileNotFoundError(
                f"{self.path} is not a corpus: it has no corpus.json. Make one: framing analyse INPUT... -o {self.path}"
            )
        self.info: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        if self.info.get("done") is False:
            inputs = " ".join(self.info.get("inputs", [])) or "INPUT..."
            raise ValueError(
                f"the analysis of {self.path} is not finished: the same command goes on where it was "
                f"(framing analyse {inputs} -o {self.path})"
            )

    # --- tables

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with one view a table, straight over the Parquet files."""
        import duckdb

        db = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(Path(tempfile.gettempdir()) / "framing-duckdb")})
        for name in TABLES:
            file = (self.path / f"{name}.parquet").as_posix().replace("'", "''")
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        return db

    def sql(self, query: str, *parameters: Any) -> pd.DataFrame:
        """The answer to a query over the tables: ``corpus.sql("select outlet, count(*) from articles group by 1")``."""
        with self.connect() as db:
            return db.execute(query, list(parameters)).df()

    def table(self, name: str) -> pd.DataFrame:
        """One table as a DataFrame, with the article's outlet, date and story where rows belong to an article."""
        if name not in TABLES:
            raise ValueError(f"no table {name!r}; there are {', '.join(TABLES)}")
        if name in _JOINED:
            return self.sql(f"SELECT t.*, {_OF_ARTICLE} FROM {name} t JOIN articles a USING (article) ORDER BY ALL")
        return self.sql(f"SELECT * FROM {name}")

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row an article."""
        return self.table("articles")

    @cached_property
    def tokens(self) -> pd.DataFrame:
        """One row a token; for a large corpus give measures the corpus itself instead."""
        return self.table("tokens")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """One row a mention and actor."""
        return self.table("mentions")

    @cached_property
    def actors(self) -> pd.DataFrame:
        """One row an actor, the most mentioned first."""
        return self.table("actors")

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """One row a quote."""
        return self.table("quotes")

    @cached_property
    def tone(self) -> pd.DataFrame:
        """One row a mention and actor: the tone towards it, and in whose voice."""
        return self.table("tone")

    @cached_property
    def hits(self) -> pd.DataFrame:
        """One row a lexicon hit."""
        return self.table("hits")

    # --- articles

    def __len__(self) -> int:
        return int(self.info["counts"]["articles"])

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the articles, in order."""
        return list(self.sql("SELECT article FROM articles ORDER BY article")["article"])

    def __iter__(self) -> Iterator[Document]:
        return (self[i] for i in self.ids)

    def __getitem__(self, which: str | int) -> Document:
        """One article by its id or its place; it shows itself in a notebook.

        Raises KeyError where no article has that id, IndexError beyond the last place.
        """
        if isinstance(which, int):
            if not -len(self) <= which < len(self):
                raise IndexError(f"no article number {which}; the corpus has {len(self)} articles")
            which = self.ids[which]
        with self.connect() as db:
            rows = {name: fetch(db, _rows_of_one(name), [which]) for name in TABLES}
        if not rows["articles"]:
            near = [i for i in self.ids if which.casefold() in i.casefold()][:5]
            raise KeyError(
                f"no article {which!r}"
                + (f"; near it: {', '.join(near)}" if near else f"; the first ones: {', '.join(self.ids[:5])}")
            )
        return document_of(rows)

    # --- actors

    def actor(self, name: str) -> str:
        """The corpus's name of an actor: an exact name, an alias or a word of a name (the most mentioned such actor).

        Raises KeyError with the nearest names.
        """
        fold = lambda x: str(x).casefold().replace("ё", "е")  # noqa: E731
        wanted = fold(name.strip())
        rows = list(self.actors.itertuples())  # the most mentioned first
        exact = [r for r in rows if wanted == fold(r.actor)]
        likely = [r for r in rows if wanted in fold(r.actor).split() or wanted in map(fold, r.aliases)]  # type: ignore[arg-type]
        if exact and (not likely or 10 * exact[0].n_mentions >= likely[0].n_mentions):  # type: ignore[operator]
            return str(exact[0].actor)
        if likely:
            return str(likely[0].actor)
        near = [str(r.actor) for r in rows if wanted in fold(r.actor)]
        if len(near) == 1:
            return near[0]
        known = near[:8] or [str(r.actor) for r in rows[:8]]
        told = "did you mean" if near else "the most mentioned"
        raise KeyError(f"no actor {name!r} in this corpus; {told}: {', '.join(known)}")

    def around(
        self,
        actor: str,
        *,
        unit: str = "sentence",
        voice: str | None = "narrator",
        window: int = 10,
        zones: tuple[str, ...] = COUNTED_ZONES,
    ) -> pd.DataFrame:
        """The tokens around an actor's mentions, the mentions' own words left out: what is said about it.

        ``unit`` is ``"sentence"``, ``"clause"`` (the mention's clause in the dependency tree) or ``"window"`` (that many
        tokens on each side within the sentence); ``voice`` is ``"narrator"``, ``"quoted"`` or None for both.
        """
        from framing.corpus.around import around

        return around(self, self.actor(actor), unit, voice, window, zones)

    def why(self, mention: Mention | dict[str, Any] | Any, lang: str = "ru") -> str:
        """Why a mention (a record, or a row of ``corpus.mentions``) was given to its actor, in a sentence."""
        from framing.actors import RULES

        if isinstance(mention, int | str):
            raise TypeError(f"why() wants a mention: a row of corpus.mentions (corpus.mentions.iloc[0]), not {mention!r}")
        get = (lambda k: getattr(mention, k)) if hasattr(mention, "rule") else (lambda k: mention[k])
        told = RULES.get(get("rule"), (get("rule"), get("rule")))
        return f"«{get('text')}» → {get('actor')}: {told[lang != 'ru']} ({get('confidence'):.2f})"

    # --- corrections, copies

    def correct(
        self, field: str, value: str = "", *, article: str = "", start: int = -1, stop: int = -1, note: str = ""
    ) -> Corpus:
        """Writes one line into ``corrections.tsv``, replays all of them, and returns the corpus as it is now.

        For fields and values see `framing.corpus.corrections`. Raises ValueError where the line would be wrong; warns
        where a line of the file matches nothing.
        """
        from framing.corpus.corrections import _correction

        cells = {
            "article": article,
            "start": str(start),
            "stop": str(stop),
            "field": field,
            "value": value,
            "note": note,
        }
        found = _correction(0, cells)
        if isinstance(found, str):
            raise ValueError(found)
        append(self.path / "corrections.tsv", [Correction(0, article, start, stop, field, value, note)])
        corpus = self.refresh()
        for told in corpus.info["corrections"]["errors"]:
            warnings.warn(told, stacklevel=2)
        return corpus

    def refresh(self) -> Corpus:
        """Replays ``corrections.tsv`` over the parts and rewrites the tables."""
        finish(self.path, self.info)
        return Corpus(self.path, keep=self._keep)

    def save(self, path: str | Path) -> Corpus:
        """Copies the corpus to a folder that is not there yet; FileExistsError where it is."""
        target = Path(path)
        if target.exists():
            raise FileExistsError(f"{target} exists already; name another folder, or remove it first")
        temporary = target.with_name(f".{target.name}.saving")
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.copytree(self.path, temporary)
        temporary.rename(target)
        return Corpus(target)

    @property
    def name(self) -> str:
        """What the corpus is called: the name of its first input."""
        inputs = self.info.get("inputs") or [str(self.path)]
        return Path(inputs[0]).stem

    @property
    def settings(self) -> dict[str, Any]:
        """Version, lexicon, hashes: what the analysis depended on."""
        return dict(self.info["settings"])

    @property
    def skipped(self) -> list[dict[str, Any]]:
        """Inputs that were not read and articles that broke, each with its reason."""
        return list(self.info.get("skipped", []))

    def __repr__(self) -> str:
        c = self.info["counts"]
        told = ", ".join(f"{c[name]} {name}" for name in ("articles", "tokens", "actors", "mentions", "quotes"))
        return f"<Corpus {self.name}: {told}>"


_ACTORS_OF_ONE = """
SELECT actor, type, gender, aliases, titles FROM actors JOIN
  (SELECT actor, count(*) AS here FROM mentions WHERE article = ? GROUP BY actor) USING (actor)
ORDER BY here DESC, actor
"""


def _rows_of_one(name: str) -> str:
    return _ACTORS_OF_ONE if name == "actors" else f"SELECT * FROM {name} WHERE article = ? ORDER BY {ORDER[name]}"


def load(path: str | Path) -> Corpus:
    """Opens a corpus folder that ``framing analyse`` wrote. Raises FileNotFoundError where it is none."""
    return Corpus(path)
