"""The same analysis on a Dask cluster: batches are tasks, each worker loads the models once, parts go to a shared folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from framing.corpus.chain import Settings
from framing.corpus.run import Progress, Todo, WorkersDied, one_thread, write_part
from framing.records import Article

HOW = "Dask is not installed: pip install 'media-framing[cluster]'"
_ONE_AT_A_TIME = Lock()


@contextmanager
def connected(scheduler: str, jobs: int = 0, wait: float = 20) -> Iterator[Any]:
    """A Dask client of a scheduler's address; ``"local"``: of a cluster of ``jobs`` workers on this machine (0: one a core).

    Raises ValueError where Dask is not installed or no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ValueError(HOW) from error
    if scheduler == "local":
        with (
            LocalCluster(n_workers=jobs or None, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=wait)
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    with client:
        yield client


def on_cluster(todo: Todo, settings: Settings, client: Any, progress: Progress | None = None) -> None:
    """Analyses batches on the workers of a Dask client; a lost worker's batches are done again by another.

    At most two batches a worker are in flight. The parts' folder must be the same for this process and the workers.
    Raises ValueError where it is not, or where a worker has another version of the package or of its seeds.
    """
    from distributed import KilledWorker, as_completed

    waiting: dict[Any, Path] = {}
    done = as_completed()

    def send() -> None:
        """Sends as much as today's workers can hold; workers may come and go."""
        while len(waiting) < 2 * max(1, len(client.nthreads())):
            some = next(todo, None)
            if some is None:
                return
            batch, folder = some
            future = client.submit(analyse_batch, batch, str(folder.resolve()), settings, pure=False, retries=2)
            waiting[future] = folder
            done.add(future)

    try:
        send()
        while waiting:
            future = next(done)
            counted = future.result()
            folder = waiting.pop(future)
            if not folder.is_dir():
                raise ValueError(
                    f"the workers wrote {folder.name} where this machine does not see it: "
                    f"-o must name a folder that all of them share, not {folder.parent.parent}"
                )
            if progress is not None:
                progress(*counted)
            send()
    except KilledWorker as error:
        raise WorkersDied(f"{error}; the same command goes on where it was: give the workers more memory") from error
    finally:
        if waiting:
            client.cancel(list(waiting), force=True)


def analyse_batch(batch: list[Article], folder: str, settings: Settings) -> tuple[int, int]:
    """One task: a batch becomes its part. One at a time in a process, however many threads it has."""
    one_thread()
    _check(settings.lexicon, settings.actors, tuple(sorted(settings.hashes.items())), settings.version)
    with _ONE_AT_A_TIME:
        if Path(folder).is_dir():  # done by a worker that was lost before it could say so
            return len(batch), 1
        return write_part(batch, Path(folder), settings)


@cache
def _check(lexicon: str, actors: str, hashes: tuple[tuple[str, str], ...], version: str) -> None:
    """Raises ValueError where this worker's package, seeds or files differ from those of the one who asks."""
    here = Settings.of(lexicon or None, actors or None)
    if (here.version, here.hashes) != (version, dict(hashes)):
        raise ValueError(
            f"a worker has other code, seeds or files than this machine (framing {here.version} there, {version} here): "
            "install the same package everywhere, and keep --lexicon and --actors files where all workers see them"
        )
