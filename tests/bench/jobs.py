"""One process against several and against Dask on the same articles: ``python tests/bench/jobs.py INPUT [1 2 dask]``."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import framing as fr
from framing.corpus.cluster import connected


def main() -> None:
    """Prints one line a way: seconds with the start of the workers, tokens a second."""
    source, ways = sys.argv[1], sys.argv[2:] or ["1", "2", "dask"]
    for way in ways:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            with connected("local") if way == "dask" else nullcontext() as client:
                jobs = 1 if way == "dask" else int(way)
                corpus = fr.analyse(source, out=Path(folder) / "corpus", jobs=jobs, client=client, progress=False)
            took = time.perf_counter() - start
            tokens = corpus.info["counts"]["tokens"]
            print(f"{way:6}{len(corpus):8} articles{tokens:10} tokens{took:9.1f} s{tokens / took:9.0f} tokens/s", flush=True)


if __name__ == "__main__":
    main()
