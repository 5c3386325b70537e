"""`analyse`: inputs in, a corpus folder out; streamed, resumable, the same whatever the number of workers."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from framing._version import __version__
from framing.corpus.chain import Settings
from framing.corpus.corpus import Corpus
from framing.corpus.finish import finish
from framing.corpus.run import Reading, run
from framing.read import read_inputs
from framing.records import Article
from framing.seeds import user_folder


class CorpusExists(ValueError):
    """The folder holds an analysis that this one must not be mixed with."""


def analyse(
    inputs: str | Path | Iterable[str | Path], *, out: str | Path | None = None, mapping: Mapping[str, str] | None = None,
    lexicon: str | None = None, actors: str | Path | None = None, jobs: int = 1, add: bool = False, fresh: bool = False,
    progress: bool | None = None,
) -> Corpus:  # fmt: skip
    """Analyses files, folders, zips or tables of articles and returns the corpus.

    ``out`` names the corpus folder (without it the corpus lives as long as the object); running the same call again goes
    on where it stopped. ``mapping`` names columns (``{"outlet": "channel"}``), ``lexicon`` a lexicon of ``seeds`` or a
    file, ``actors`` a TSV of a study's own actors (default: ``actors.tsv`` beside the articles), ``jobs`` the worker
    processes. ``add`` adds inputs to what a folder
    holds, ``fresh`` begins it anew (corrections are kept). ``progress`` shows a bar (None: if stderr is a terminal).

    Raises ValueError where nothing could be read, `CorpusExists` where the folder holds another analysis.
    """
    names = [str(inputs)] if isinstance(inputs, (str, Path)) else [str(i) for i in inputs]
    keep = None
    if out is None:
        keep = tempfile.TemporaryDirectory(prefix="framing-")
        out = keep.name
    folder = Path(out)
    settings = Settings.of(lexicon, str(actors) if actors else _beside(names))
    old = _prepare(folder, settings, names, add, fresh)
    if old.get("done") and add and set(names) <= set(old["inputs"]):
        return Corpus(folder, keep=keep)
    known, first = _already(folder, names) if add else (frozenset(), 0)
    _begin(
        folder,
        settings,
        sorted({*old.get("inputs", []), *names}, key=[*old.get("inputs", []), *names].index) if add else names,
        old,
    )
    with _Bar(progress) as bar:
        reading = run(
            read_inputs(names, mapping=mapping), folder / "parts", settings,
            jobs=jobs, first=first, known=known, progress=bar.update,
        )  # fmt: skip
        if not reading.articles and not known:
            shutil.rmtree(folder / "parts", ignore_errors=True)
            (folder / "corpus.json").unlink(missing_ok=True)
            raise ValueError("nothing could be read: " + "; ".join(f"{s.path}: {s.reason}" for s in reading.skipped[:5]))
        if not add:
            _drop_strangers(folder, reading)
        bar.say("writing tables")
        _end(folder, reading, old if add else {})
    return Corpus(folder, keep=keep)


def _beside(names: list[str]) -> str | None:
    """The ``actors.tsv`` that lies beside the articles, or in the user's own folder."""
    folders = [Path(n) if Path(n).is_dir() else Path(n).parent for n in names if n != "-"]
    return next((str(f / "actors.tsv") for f in [*folders, user_folder()] if (f / "actors.tsv").is_file()), None)


def _prepare(folder: Path, settings: Settings, names: list[str], add: bool, fresh: bool) -> dict[str, Any]:
    """Makes sure the folder may be written: empty, or begun by the same analysis."""
    note = folder / "corpus.json"
    if not note.is_file():
        if folder.is_dir() and any(p.name not in ("corrections.tsv", "parts") for p in folder.iterdir()):
            raise CorpusExists(f"{folder} is a folder with other files in it; name a new one with -o")
        return {}
    old: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    if fresh:
        for path in (folder / "parts", *folder.glob("*.parquet")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return {}
    if old["settings"] != settings.as_dict():
        changed = [k for k, v in settings.as_dict().items() if old["settings"].get(k) != v]
        raise CorpusExists(
            f"{folder} was made with other settings ({', '.join(changed)} changed); use --fresh to begin it anew, or another -o"
        )
    if not add and old["inputs"] != names:
        raise CorpusExists(
            f"{folder} holds the analysis of {', '.join(old['inputs'])}; "
            "use --add to add to it, --fresh to begin it anew, or another -o"
        )
    return old


def _already(folder: Path, names: list[str]) -> tuple[frozenset[str], int]:
    """The ids of the articles in finished parts, and the number of the next part."""
    import pyarrow.parquet as pq

    parts = sorted(p for p in (folder / "parts").glob("[0-9]*") if p.is_dir())
    ids = {str(i) for p in parts for i in pq.read_table(p / "articles.parquet", columns=["article"])["article"].to_pylist()}
    return frozenset(ids), int(parts[-1].name.split("-")[0]) + 1 if parts else 0


def _drop_strangers(folder: Path, reading: Reading) -> None:
    """Parts that today's inputs no longer give (a file was changed since): they must not be mixed with the new ones."""
    for part in (folder / "parts").iterdir():
        if part.name not in reading.keys:
            shutil.rmtree(part)


def _begin(folder: Path, settings: Settings, inputs: list[str], old: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_info(
        folder,
        {
            **old,
            "framing": __version__,
            "language": "ru",
            "settings": settings.as_dict(),
            "inputs": inputs,
            "done": False,
        },
    )


def _end(folder: Path, reading: Reading, old: dict[str, Any]) -> None:
    info = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    result = finish(folder)
    failed = [{"path": f["path"], "row": 0, "reason": f"article {f['article']}: {f['reason']}"} for f in result.pop("failed")]
    skipped = [{"path": s.path, "row": s.row, "reason": s.reason} for s in reading.skipped]
    write_info(folder, {**info, **result, "skipped": [*old.get("skipped", []), *skipped, *failed], "done": True})


def write_info(folder: Path, info: dict[str, Any]) -> None:
    """Writes ``corpus.json`` whole or not at all."""
    temporary = folder / f".corpus.json.{os.getpid()}"
    temporary.write_text(json.dumps(info, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    os.replace(temporary, folder / "corpus.json")


def analyse_texts(texts: Iterable[str], *, outlets: Iterable[str] | None = None) -> Corpus:
    """Analyses texts that are already in memory; article ids are their places, from 0."""
    texts = list(texts)
    names = list(outlets) if outlets is not None else [""] * len(texts)
    width = len(str(max(0, len(texts) - 1)))
    keep = tempfile.TemporaryDirectory(prefix="framing-")
    folder, settings = Path(keep.name), Settings.of()
    _begin(folder, settings, ["texts"], {})
    articles = [Article(f"{i:0{width}d}", t, outlet=o) for i, (t, o) in enumerate(zip(texts, names, strict=True))]
    _end(folder, run(articles, folder / "parts", settings), {})
    return Corpus(folder, keep=keep)


class _Bar:
    """A progress bar on stderr: articles, rate, estimate; silent where stderr is no terminal."""

    def __init__(self, shown: bool | None) -> None:
        self.shown = sys.stderr.isatty() if shown is None else shown
        self.bar: Any = None

    def __enter__(self) -> _Bar:
        if self.shown:
            from tqdm import tqdm

            self.bar = tqdm(unit=" articles", file=sys.stderr, desc="analysing")
        return self

    def update(self, articles: int, words: int) -> None:
        if self.bar is not None:
            self.bar.update(articles)

    def say(self, what: str) -> None:
        if self.bar is not None:
            self.bar.set_description(what)

    def __exit__(self, *args: object) -> None:
        if self.bar is not None:
            self.bar.close()
