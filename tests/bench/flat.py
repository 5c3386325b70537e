"""Whether the rate stays while a corpus grows: ``python -m tests.bench.flat POSTS [--articles 200000] [--batches 30]``.

POSTS are made into so many articles (**generated**: drawn at random with a number added, see `scale.generate`; good for time
and memory only) and read batch by batch in one process, as a worker does. So many batches, spread evenly from the first to the
last, are analysed and written; the others are only read: a sample, because all of them would take hours. Printed are, for the
batches of the beginning, the middle and the end, CPU microseconds a token, and the memory of the process after them. With
``--corpora FOLDER...`` the last step of an analysis (names across articles, reprints, tables) is timed on copies of the parts
of analysed corpora of several sizes instead.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

from framing.corpus.chain import Settings
from framing.corpus.finish import finish
from framing.corpus.run import Reading, batches, one_thread, write_part
from framing.read import read_inputs
from tests.bench.scale import generate


def resident() -> float:
    """The memory that this process has now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def sample(posts: str, articles: int, wanted: int) -> None:
    """Prints one line for each third of the batches sampled."""
    one_thread()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "posts.jsonl"
        generate(posts, source, articles)
        many = sum(1 for _ in batches(read_inputs([source]), Reading()))
        picked = {round(i * (many - 1) / max(wanted - 1, 1)) for i in range(wanted)}
        settings, rows = Settings.of(), []
        for number, batch in enumerate(batches(read_inputs([source]), Reading())):
            if number == 0:
                write_part(batch, Path(folder) / "warm", settings)  # models and first caches
            if number in picked:
                begin = time.process_time()
                _, tokens = write_part(batch, Path(folder) / f"{number}", settings)
                rows.append((number, time.process_time() - begin, tokens, resident()))
    print(f"{articles} articles in {many} batches, {len(rows)} of them analysed")
    third = -(-len(rows) // 3)
    for start in range(0, len(rows), third):
        some = rows[start : start + third]
        rate = 1e6 * sum(spent for _, spent, _, _ in some) / sum(tokens for _, _, tokens, _ in some)
        print(f"batches {some[0][0]:6} to {some[-1][0]:6}: {rate:6.0f} CPU us a token, {some[-1][3]:6.0f} MiB")


def last_step(corpora: list[Path]) -> None:
    """Prints one line a corpus; the order should be from the smallest, since the memory printed is the largest so far."""
    for corpus in corpora:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(corpus / "parts", Path(folder) / "parts")
            begin = time.process_time()
            finish(Path(folder), json.loads((corpus / "corpus.json").read_text(encoding="utf-8")))
            spent = time.process_time() - begin
            articles = json.loads((Path(folder) / "corpus.json").read_text(encoding="utf-8"))["counts"]["articles"]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{articles:8} articles{spent:9.1f} CPU s{1e3 * spent / articles:8.2f} ms an article{peak:8.0f} MiB", flush=True)


def main() -> None:
    """Samples batches, or times the last step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", nargs="?")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--batches", type=int, default=30)
    parser.add_argument("--corpora", type=Path, nargs="+", default=[])
    args = parser.parse_args()
    if args.posts:
        sample(args.posts, args.articles, args.batches)
    last_step(args.corpora)


if __name__ == "__main__":
    main()
