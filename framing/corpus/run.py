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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framing.corpus.chain import Failed, Settings, documents
from framing.corpus.schema import tables_of
from framing.read import Skipped
from framing.records import Article

BATCH_ARTICLES, BATCH_CHARACTERS = 60, 200_000
Progress = Callable[[int, int], None]
"""Called after each part with the articles in it and the words of their texts."""


@dataclass(slots=True)
class Reading:
    """What was read so far: counts, and what was skipped and why."""

    articles: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def batches(found: Iterable[Article | Skipped], reading: Reading, known: frozenset[str] = frozenset()) -> Iterator[list[Article]]:
    """Articles in batches of bounded size, always cut at the same places for the same input."""
    batch: list[Article] = []
    size = 0
    for item in found:
        if isinstance(item, Skipped):
            reading.skipped.append(item)
            continue
        if item.id in known:
            continue
        reading.articles += 1
        if batch and (len(batch) >= BATCH_ARTICLES or size + len(item.text) > BATCH_CHARACTERS):
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

    found = list(documents(batch, settings))
    good = [d for d in found if not isinstance(d, Failed)]
    bad = [{"article": d.article, "path": d.path, "reason": d.reason} for d in found if isinstance(d, Failed)]
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    tables = tables_of(good)
    for name, table in tables.items():
        pq.write_table(table, temporary / f"{name}.parquet", compression="zstd")
    (temporary / "failed.json").write_text(json.dumps(bad, ensure_ascii=False), encoding="utf-8")
    for path in temporary.iterdir():
        _sync(path)
    _sync(temporary)
    os.replace(temporary, folder)
    _sync(folder.parent)
    return len(batch), tables["tokens"].num_rows


def _sync(path: Path) -> None:
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
    known: frozenset[str] = frozenset(), progress: Progress | None = None,
) -> Reading:  # fmt: skip
    """Analyses everything that is not there yet into ``parts``; returns what was read."""
    reading = Reading()
    parts.mkdir(parents=True, exist_ok=True)
    for leftover in parts.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)
    todo = _todo(batches(found, reading, known), parts, reading, first, progress)
    one_thread()
    if jobs <= 1:
        for batch, folder in todo:
            done = write_part(batch, folder, settings)
            if progress is not None:
                progress(*done)
    else:
        _in_parallel(todo, settings, jobs, progress)
    return reading


def _todo(
    all_batches: Iterator[list[Article]], parts: Path, reading: Reading, first: int, progress: Progress | None
) -> Iterator[tuple[list[Article], Path]]:
    for number, batch in enumerate(all_batches, first):
        key = key_of(batch, number)
        reading.keys.append(key)
        if (parts / key).is_dir():
            if progress is not None:
                progress(len(batch), 0)
        else:
            yield batch, parts / key


def _in_parallel(todo: Iterator[tuple[list[Article], Path]], settings: Settings, jobs: int, progress: Progress | None) -> None:
    """At most two batches a worker are in flight, so memory does not grow with the corpus."""
    from multiprocessing import get_context

    waiting: set[Future[Any]] = set()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=one_thread) as pool:
        for batch, folder in todo:
            waiting.add(pool.submit(write_part, batch, folder, settings))
            if len(waiting) >= 2 * jobs:
                waiting = _collect(waiting, progress)
        while waiting:
            waiting = _collect(waiting, progress)


def _collect(waiting: set[Future[Any]], progress: Progress | None) -> set[Future[Any]]:
    done, rest = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        counted = future.result()
        if progress is not None:
            progress(*counted)
    return rest
