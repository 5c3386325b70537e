"""Where the time of a whole analysis goes: microseconds of CPU time a token, stage by stage.

    python -m tests.bench.stages INPUT [INPUT ...] [--limit N]

Articles are read, analysed and written in batches as ``framing analyse`` does, in this process, with one thread of BLAS.
A stage's time leaves out the stages inside it. Models are loaded, and caches first filled, by a short article before
the clock starts.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

STAGES = (
    ("parse", "framing.parse", "parse_texts"),
    ("  sentences and words", "framing.parse.chain", "sentences"),
    ("  networks", "framing.parse.packed", "Models.__call__"),
    ("  trees mended", "framing.parse.chain", "mend"),
    ("  lemmas", "framing.parse.chain", "lemmatise"),
    ("  quotation marks", "framing.parse.chain", "find_marks"),
    ("  entities", "framing.parse.chain", "repair_all"),
    ("zones", "framing.read", "layout"),
    ("actors", "framing.actors", "find_all"),
    ("quotes", "framing.quotes", "find_quotes"),
    ("hits", "framing.sentiment", "find_hits"),
    ("tone", "framing.sentiment", "find_tones"),
    ("tables", "framing.corpus.run", "tables_of"),
    ("files written", "pyarrow.parquet", "write_table"),
)
"""Label, module and name of each stage; what is indented is part of the stage before."""


class Clock:
    """CPU seconds by stage, each without the stages inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside = [0.0]

    def timed(self, label: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **keywords: Any) -> Any:
            self._inside.append(0.0)
            begin = time.process_time()
            try:
                result = run(*args, **keywords)
                return list(result) if isinstance(result, Iterator) else result
            finally:
                spent = time.process_time() - begin
                self.seconds[label] += spent - self._inside.pop()
                self._inside[-1] += spent

        return timed


def install(clock: Clock) -> None:
    """Put the clock around every stage."""
    for label, module, name in STAGES:
        *path, last = name.split(".")
        owner: Any = import_module(module)
        for part in path:
            owner = getattr(owner, part)
        setattr(owner, last, clock.timed(label, getattr(owner, last)))


def measure(inputs: list[Path], limit: int | None) -> tuple[Clock, int, int]:
    """The clock after some articles, and how many articles and tokens they were."""
    from framing.corpus import run
    from framing.corpus.chain import Settings
    from framing.read import read_inputs
    from framing.records import Article

    settings, clock = Settings.of(), Clock()
    articles = words = 0
    with tempfile.TemporaryDirectory() as folder:
        run.write_part([Article("0", "«Дом стоит», — сказал министр Иван Петров.")], Path(folder, "first"), settings)
        install(clock)
        found = (item for item in islice(read_inputs(inputs), limit))
        for number, batch in enumerate(run.batches(found, run.Reading())):
            some, tokens = clock.timed("elsewhere", run.write_part)(batch, Path(folder, str(number)), settings)
            articles, words = articles + some, words + tokens
    return clock, articles, words


def main() -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    words = argparse.ArgumentParser(prog="python -m tests.bench.stages", description=(__doc__ or "").split("\n")[0])
    words.add_argument("inputs", nargs="+", type=Path, help="what `framing analyse` reads")
    words.add_argument("--limit", type=int, help="only the first N articles")
    args = words.parse_args()
    clock, articles, tokens = measure(args.inputs, args.limit)
    if not tokens:
        raise SystemExit("nothing to analyse")
    total = sum(clock.seconds.values())
    print(f"{articles} articles, {tokens} tokens: {total:.2f} CPU seconds, {tokens / total:.0f} tokens a CPU second")
    print(f"{'stage':24}{'µs a token':>12}{'share':>8}")
    parse = sum(clock.seconds[label] for label, *_ in STAGES[:7])
    for label in (*(label for label, *_ in STAGES), "elsewhere"):
        spent = clock.seconds[label]
        print(f"{'  records' if label == 'parse' else label:24}{spent / tokens * 1e6:12.1f}{spent / total:8.1%}")
    print(f"{'parse, all parts':24}{parse / tokens * 1e6:12.1f}{parse / total:8.1%}")


if __name__ == "__main__":
    main()
