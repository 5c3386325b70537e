"""`analyse`: inputs in, a corpus folder out; streamed, resumable, the same whatever the number of workers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from framing._version import __version__
from framing.corpus.chain import Settings, check_settings
from framing.corpus.corpus import Corpus
from framing.corpus.finish import failed, finish, settle, write_info
from framing.corpus.run import BATCH_ARTICLES, Reading, run
from framing.read import READERS, Skipped, read_inputs
from framing.records import Article
from framing.seeds import user_folder


class CorpusExists(ValueError):
    """The folder holds an analysis that this one must not be mixed with."""


def analyse(
    inputs: str | Path | Iterable[str | Path], *, out: str | Path | None = None, mapping: Mapping[str, str] | None = None,
    lexicon: str | None = None, actors: str | Path | None = None, jobs: int = 1, add: bool = False, fresh: bool = False,
    progress: bool | None = None, client: Any = None, batch: int = BATCH_ARTICLES,
) -> Corpus:  # fmt: skip
    """Analyses files, folders, zips or tables of articles and returns the corpus.

    ``out`` names the corpus folder (without it the corpus lives as long as the object); running the same call again goes
    on where it stopped. ``mapping`` names columns (``{"outlet": "channel"}``), ``lexicon`` a lexicon of ``seeds`` or a
    file, ``actors`` a TSV of a study's own actors (default: ``actors.tsv`` beside the articles), ``jobs`` the worker
    processes, ``client`` a Dask client whose workers do it instead (``out`` must then be a folder that they share).
    ``add`` adds inputs to what a folder holds, ``fresh`` begins it anew (corrections are kept). ``progress`` shows a bar
    (None: if stderr is a terminal). ``batch`` is the most articles that are analysed and written together.

    Raises ValueError where nothing could be read, `CorpusExists` where the folder holds another analysis.
    """
    names = [str(inputs)] if isinstance(inputs, (str, Path)) else [str(i) for i in inputs]
    keep = None
    if out is None:
        keep = tempfile.TemporaryDirectory(prefix="framing-")
        out = keep.name
    folder = Path(out)
    settings = Settings.of(lexicon, str(actors) if actors else _beside(names))
    check_settings(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        _analyse(folder, names, mapping, settings, add, fresh, progress, jobs=jobs, client=client, batch=batch)
    return Corpus(folder, keep=keep)


def _analyse(
    folder: Path, names: list[str], mapping: Mapping[str, str] | None, settings: Settings, add: bool, fresh: bool,
    progress: bool | None, **how: Any,
) -> None:  # fmt: skip
    old = _prepare(folder, settings, names, add, fresh)
    known, first = _already(folder) if add else ({}, 0)
    _begin(folder, settings, list(dict.fromkeys([*(old.get("inputs", []) if add else []), *names])), names, old)
    with _Bar(progress, names) as bar:
        found = read_inputs(names, mapping=mapping)
        reading = run(_new(found, known) if known else found, folder / "parts", settings, first=first, progress=bar.update, **how)
        failures = failed(folder)
        broken = [bad for key in reading.keys for bad in failures.get(key, ())]
        if not known and len(broken) == reading.articles:
            _leave(folder, old)
            raise _unread([Skipped(b["path"], 0, b["reason"]) for b in broken] or reading.skipped)
        if not reading.articles and old.get("done"):
            _leave(folder, old)
            return
        if not add:
            _drop_strangers(folder, reading)
        bar.say("writing tables")
        _end(folder, reading, list(chain.from_iterable(failures.values())) if add else broken, old if add else {})


def _leave(folder: Path, old: dict[str, Any]) -> None:
    """Leaves a folder as it was before this analysis."""
    if old:
        write_info(folder, old)
    else:
        shutil.rmtree(folder / "parts", ignore_errors=True)
        (folder / "corpus.json").unlink(missing_ok=True)


def _unread(skipped: list[Skipped]) -> ValueError:
    more = f"; and {len(skipped) - 5} more" if len(skipped) > 5 else ""
    return ValueError("nothing could be read: " + "; ".join(f"{s.path}: {s.reason}" for s in skipped[:5]) + more)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds a corpus folder for one writing process; raises CorpusExists where another one holds it."""
    handle = None
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle or 0)
        raise CorpusExists(f"another process is writing into {folder}: wait for it, or stop it") from None
    except (ImportError, OSError):  # a system or a disk without locks
        pass
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _beside(names: list[str]) -> str | None:
    """The ``actors.tsv`` that lies beside the articles, or in the user's own folder."""
    folders = [Path(n) if Path(n).is_dir() else Path(n).parent for n in names if n != "-"]
    return next((str(f / "actors.tsv") for f in [*folders, user_folder()] if (f / "actors.tsv").is_file()), None)


def _prepare(folder: Path, settings: Settings, names: list[str], add: bool, fresh: bool) -> dict[str, Any]:
    """Makes sure the folder may be written: empty, or begun by the same analysis."""
    settle(folder)
    note = folder / "corpus.json"
    if not note.is_file():
        if any(p.name not in ("corrections.tsv", "parts") and not p.name.startswith(".") for p in folder.iterdir()):
            raise CorpusExists(f"{folder} is a folder with other files in it; name a new one with -o")
        return {}
    old: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    if fresh:
        write_info(folder, {**old, "done": False})
        for path in (folder / "parts", *folder.glob("*.parquet")):
            _remove(path)
        return {}
    if old["settings"] != settings.as_dict():
        raise CorpusExists(
            f"{folder} was made with other settings ({_changes(old['settings'], settings)}); "
            "use --fresh to begin it anew, or another -o"
        )
    if not add and old["inputs"] != names:
        raise CorpusExists(
            f"{folder} holds the analysis of {', '.join(old['inputs'])}; "
            "use --add to add to it, --fresh to begin it anew, or another -o"
        )
    if add and not old.get("done") and old.get("reading", names) != names:
        raise CorpusExists(f"the analysis of {', '.join(old['reading'])} in {folder} was stopped: finish it first, then add")
    return old


def _changes(old: Mapping[str, Any], new: Settings) -> str:
    """What differs between two analyses, in words."""
    now = new.as_dict()
    told = [f"{k}: {old.get(k) or 'none'}, now {v or 'none'}" for k, v in now.items() if k != "hashes" and old.get(k) != v]
    hashes = {**old.get("hashes", {}), **now["hashes"]}
    edited = [k for k in hashes if old.get("hashes", {}).get(k) != now["hashes"].get(k)]
    return "; ".join(told or [f"{', '.join(edited)} edited since"])


def _remove(path: Path) -> None:
    """Removes a file or a folder; a folder loses its name first, so that half of it is never taken for the whole."""
    if path.is_dir():
        gone = path.with_name(f".{path.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        path.rename(gone)
        shutil.rmtree(gone)
    else:
        path.unlink(missing_ok=True)


def _already(folder: Path) -> tuple[dict[str, tuple[str, bytes]], int]:
    """The articles in finished parts, by id: where they came from and a hash of the text; and the number of the next part."""
    import pyarrow.parquet as pq

    parts = sorted(p for p in (folder / "parts").glob("[0-9]*") if p.is_dir())
    known: dict[str, tuple[str, bytes]] = {}
    for part in parts:
        table = pq.read_table(part / "articles.parquet", columns=["article", "path", "text"])
        known.update({r["article"]: (os.path.abspath(r["path"]), _hash(r["text"])) for r in table.to_pylist()})
    return known, int(parts[-1].name.split("-")[0]) + 1 if parts else 0


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _new(found: Iterable[Article | Skipped], known: Mapping[str, tuple[str, bytes]]) -> Iterator[Article | Skipped]:
    """What a corpus does not hold yet; another article that bears an id of the corpus is told apart by its file's name."""
    for item in found:
        if isinstance(item, Skipped):
            yield item
            continue
        here = os.path.abspath(item.path), _hash(item.text)
        same = [k for k in (item.id, f"{Path(item.path).stem}/{item.id}") if k in known and set(known[k]) & set(here)]
        if not same:
            yield replace(item, id=f"{Path(item.path).stem}/{item.id}") if item.id in known else item


def _drop_strangers(folder: Path, reading: Reading) -> None:
    """Parts that today's inputs no longer give (a file was changed since): they must not be mixed with the new ones."""
    keys = set(reading.keys)
    for part in (folder / "parts").iterdir():
        if part.name not in keys:
            _remove(part)


def _begin(folder: Path, settings: Settings, inputs: list[str], reading: list[str], old: dict[str, Any]) -> None:
    now = {"framing": __version__, "language": "ru", "settings": settings.as_dict(), "inputs": inputs, "reading": reading}
    write_info(folder, {**old, **now, "done": False})


def _end(folder: Path, reading: Reading, broken: list[dict[str, Any]], old: dict[str, Any]) -> None:
    info = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    skipped = [{"path": s.path, "row": s.row, "reason": s.reason} for s in reading.skipped]
    every = [*old.get("skipped", []), *skipped, *broken]
    once = {(s["path"], s["row"], s["reason"]): s for s in every}
    finish(folder, {**info, "skipped": list(once.values())})


def analyse_texts(texts: Iterable[str], *, outlets: Iterable[str] | None = None) -> Corpus:
    """Analyses texts that are already in memory; article ids are their places, from 0."""
    texts = list(texts)
    names = list(outlets) if outlets is not None else [""] * len(texts)
    width = len(str(max(0, len(texts) - 1)))
    keep = tempfile.TemporaryDirectory(prefix="framing-")
    folder, settings = Path(keep.name), Settings.of()
    _begin(folder, settings, ["texts"], ["texts"], {})
    articles = [Article(f"{i:0{width}d}", t, outlet=o) for i, (t, o) in enumerate(zip(texts, names, strict=True))]
    reading = run(articles, folder / "parts", settings)
    _end(folder, reading, list(chain.from_iterable(failed(folder).values())), {})
    return Corpus(folder, keep=keep)


class _Bar:
    """A progress bar on stderr: articles, rate, estimate; silent where stderr is no terminal."""

    def __init__(self, shown: bool | None, names: list[str]) -> None:
        self.shown = sys.stderr.isatty() if shown is None else shown
        self.names = names
        self.there = 0
        self.bar: Any = None

    def __enter__(self) -> _Bar:
        if self.shown:
            from tqdm import tqdm

            self.bar = tqdm(total=_expected(self.names), unit=" articles", file=sys.stderr, desc="analysing", smoothing=0)
        return self

    def update(self, articles: int, words: int) -> None:
        if self.bar is not None:
            if not words:  # it was there already, and says nothing about the rate
                self.bar.initial += articles
                self.there += articles
            self.bar.update(articles)

    def say(self, what: str) -> None:
        if self.bar is not None:
            self.bar.set_description(what)

    def __exit__(self, *args: object) -> None:
        if self.bar is not None:
            self.bar.close()
            if self.there:
                print(f"{self.there} articles had been analysed before and were left as they were", file=sys.stderr)


_ONE_EACH = (".txt", ".text", ".md", ".html", ".htm")


def _expected(names: list[str]) -> int | None:
    """About how many articles the inputs hold, for the bar's estimate; None where only reading them would tell."""
    total = 0
    for path in map(Path, names):
        for file in path.rglob("*") if path.is_dir() else [path]:
            if str(path) != "-" and not file.is_file():
                continue
            suffix = file.suffix.lower()
            if suffix in _ONE_EACH:
                total += 1
            elif suffix == ".parquet":
                import pyarrow.parquet as pq

                total += pq.read_metadata(file).num_rows
            elif suffix in (".jsonl", ".ndjson"):
                with file.open("rb") as stream:
                    total += sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
            elif str(path) == "-" or (suffix in READERS | {".zip": None} and file.name.lower() != "metadata.csv"):
                return None
    return total or None
