"""Corpus size against time and memory: ``python tests/bench/scale.py POSTS.jsonl FOLDER 1000 10000 [--jobs 2]``.

For each size that many articles are drawn from POSTS (a generated corpus, by resampling: good for speed and memory only) and
analysed into FOLDER; printed are seconds, articles and tokens a second, and the peak memory of this process and of a worker.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from pathlib import Path

import framing as fr
from framing.read import Skipped, read_inputs


def generate(source: str, target: Path, size: int) -> None:
    """Writes ``size`` articles drawn from the source; a repeated one gets words of its own, so that it is no exact copy."""
    articles = [a for a in read_inputs([source]) if not isinstance(a, Skipped)]
    draw = random.Random(1)
    with target.open("w", encoding="utf-8") as stream:
        for number in range(size):
            text = articles[number].text if number < len(articles) else f"{draw.choice(articles).text}\n\nВыпуск номер {number}."
            stream.write(json.dumps({"id": f"{number:07d}", "text": text}, ensure_ascii=False) + "\n")


def peak(who: int) -> float:
    """The peak memory of this process or of its largest child, in MiB."""
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Prints one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    print("articles    seconds  articles/s    tokens/s  peak MiB  worker MiB")
    for size in args.sizes:
        posts = args.folder / f"{size}.jsonl"
        generate(args.source, posts, size)
        start = time.perf_counter()
        corpus = fr.analyse(posts, out=args.folder / f"{size}-{args.jobs}", jobs=args.jobs, fresh=True)
        took, tokens = time.perf_counter() - start, corpus.info["counts"]["tokens"]
        ours, theirs = peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)
        print(f"{size:8}{took:11.1f}{len(corpus) / took:12.1f}{tokens / took:12.0f}{ours:10.0f}{theirs:12.0f}", flush=True)


if __name__ == "__main__":
    main()
