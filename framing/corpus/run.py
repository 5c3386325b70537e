"""Streaming analysis: batches of articles become *parts*, each written whole or not at all, so any stop can be resumed.

A part is a folder ``parts/KEY`` with the tables of its articles; KEY is its place in the input and a hash of its
articles, so the same inputs give the same parts, finished ones are passed over, and nothing depends on how many
workers there are.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from framing.corpus.chain import Failed, Settings, documents
from framing.corpus.schema import tables_of
from framing.read import Skipped
from framing.records import Article

BATCH_ARTICLES, BATCH_CHARACTERS = 400, 120_000
DEATHS = 3
"""How many times workers may be killed from outside before the analysis gives up."""
Progress = Callable[[int, int], None]
"""Called after each part with the articles in it and the words of their texts (0: the part was there already)."""
Todo = Iterator[tuple[list[Article], Path]]


class WorkersDied(ValueError):
    """Worker processes were killed again and again."""


@dataclass(slots=True)
class Reading:
    """What was read so far: counts, and what was skipped and why."""

    articles: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def batches(found: Iterable[Article | Skipped], reading: Reading, most: int = BATCH_ARTICLES) -> Iterator[list[Article]]:
    """Articles in batches of bounded size, always cut at the same places for the same input."""
    batch: list[Article] = []
    size = 0
    for item in found:
        if isinstance(item, Skipped):
            reading.skipped.append(item)
            continue
        reading.articles += 1
        if batch and (len(batch) >= most or size + len(item.text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.text)
    if batch:
        yield batch


def key_of(batch: list[Article], number: int) -> str:
    """The name of a batch's part: its number and a hash of everything in its articles."""
    digest = hashlib.sha256("\x1f".join(repr(a) for a in batch).encode("utf-8", "surrogatepass"))
    return f"{number:06d}-{digest.hexdigest()[:16]}"


def write_part(batch: list[Article], folder: Path, settings: Settings) -> tuple[int, int]:
    """Analyses a batch and writes its part; returns articles and words. A part appears whole or not at all."""
    import pyarrow.parquet as pq

    from framing.parse.chain import uncollected
    from framing.parse.packed import one_blas_thread

    with uncollected(), one_blas_thread():
        found = list(documents(batch, settings))
    good = [d for d in found if not isinstance(d, Failed)]
    bad = [{"article": d.article, "path": d.path, "reason": d.reason} for d in found if isinstance(d, Failed)]
    temporary = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    temporary.mkdir(parents=True)
    tables = tables_of(good)
    for name, table in tables.items():
        pq.write_table(table, temporary / f"{name}.parquet", compression="zstd")
    (temporary / "failed.json").write_text(json.dumps(bad, ensure_ascii=False), encoding="utf-8")
    put(temporary, folder)
    return len(batch), tables["tokens"].num_rows


def put(temporary: Path, folder: Path) -> None:
    """Moves a folder of new files to its final name, whole or not at all; does nothing where another worker was faster."""
    for path in temporary.iterdir():
        sync(path)
    sync(temporary)
    try:
        os.replace(temporary, folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(temporary)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    if os.name == "nt":  # there a folder cannot be opened, nor a file synced that is open for reading
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def one_thread() -> None:
    """Keeps the linear algebra of a worker on one thread, so that workers do not fight."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def run(
    found: Iterable[Article | Skipped], parts: Path, settings: Settings, *, jobs: int = 1, first: int = 0,
    progress: Progress | None = None, client: Any = None, batch: int = BATCH_ARTICLES,
) -> Reading:  # fmt: skip
    """Analyses into ``parts`` what is not there yet, here, in worker processes or on a Dask cluster; returns what was read."""
    reading = Reading()
    parts.mkdir(parents=True, exist_ok=True)
    for leftover in parts.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)
    todo = _todo(batches(found, reading, batch), parts, reading, first, progress)
    if client is not None:
        from framing.corpus.cluster import on_cluster

        on_cluster(todo, settings, client, progress)
    elif jobs > 1:
        one_thread()  # before the workers begin: they load numpy before they can be told
        _in_parallel(todo, settings, jobs, progress)
    else:
        one_thread()
        for some, folder in todo:
            done = write_part(some, folder, settings)
            if progress is not None:
                progress(*done)
    return reading


def _todo(all_batches: Iterator[list[Article]], parts: Path, reading: Reading, first: int, progress: Progress | None) -> Todo:
    for number, batch in enumerate(all_batches, first):
        key = key_of(batch, number)
        reading.keys.append(key)
        if (parts / key).is_dir():
            if progress is not None:
                progress(len(batch), 0)
        else:
            yield batch, parts / key


def _in_parallel(todo: Todo, settings: Settings, jobs: int, progress: Progress | None) -> None:
    """Batches in worker processes; what a killed worker had in hand is done again by new ones."""
    for _ in range(DEATHS):
        lost = _with_workers(todo, settings, jobs, progress)
        if not lost:
            return
        todo = chain(lost, todo)
    raise WorkersDied(
        f"worker processes were killed {DEATHS} times, for want of memory perhaps: the same command with fewer --jobs "
        "goes on where it was"
    )


def _with_workers(todo: Todo, settings: Settings, jobs: int, progress: Progress | None) -> list[tuple[list[Article], Path]]:
    """Batches in a pool of workers until all are done, or a worker is killed; returns what was in flight then.

    At most two batches a worker are in flight, so memory does not grow with the corpus. The workers end with this
    process, however it ends.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    theirs, mine = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_worker, initargs=(theirs,))
    in_hand: dict[Path, list[Article]] = {}
    waiting: dict[Future[Any], Path] = {}

    def send(most: int) -> None:
        for some, folder in islice(todo, most):
            in_hand[folder] = some
            waiting[pool.submit(write_part, some, folder, settings)] = folder

    try:
        send(2 * jobs)
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                counted = future.result()
                del in_hand[waiting.pop(future)]
                if progress is not None:
                    progress(*counted)
                send(1)
    except BrokenExecutor:
        return [(some, folder) for folder, some in in_hand.items() if not folder.is_dir()]
    finally:
        if in_hand:
            mine.close()  # the workers' sign to end at once
        pool.shutdown(wait=True, cancel_futures=True)
        mine.close()
        theirs.close()
    return []


def _worker(parent: Any) -> None:
    """Begins a worker: one thread of linear algebra, deaf to Ctrl-C, gone as soon as the parent is."""
    import signal
    import threading

    one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            parent.recv()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
