"""Time and memory of each measure on a corpus folder: ``python tests/bench/measures.py CORPUS [NAME ...]`` (without a corpus, a
synthetic one of 22,099 posts is made first; names pick the lines that hold one of them). Each runs in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import synthetic

import framing.measures as fm

EXAMPLE = ("", "")


def calls(corpus: str, actor: str, word: str) -> dict[str, Callable[[], Any]]:
    """What is timed; the most mentioned actor and the most frequent noun stand for a user's choice."""
    return {
        "frequency": lambda: fm.frequency(corpus),
        "frequency by outlet": lambda: fm.frequency(corpus, by="outlet"),
        "kwic": lambda: fm.kwic(corpus, word, limit=100),
        "ngrams": lambda: fm.ngrams(corpus),
        "collocates": lambda: fm.collocates(corpus, word),
        "collocates by dependency": lambda: fm.collocates(corpus, word, window="dependency"),
        "keyness by outlet": lambda: fm.keyness(corpus, by="outlet"),
        "dispersion": lambda: fm.dispersion(corpus),
        "timeline": lambda: fm.timeline(corpus, of="actor"),
        "tfidf by outlet": lambda: fm.tfidf(corpus, by="outlet"),
        "visibility": lambda: fm.visibility(corpus),
        "visibility by outlet": lambda: fm.visibility(corpus, by="outlet"),
        "prominence": lambda: fm.prominence(corpus),
        "tone": lambda: fm.tone(corpus),
        "tone by outlet": lambda: fm.tone(corpus, by="outlet"),
        "voice by outlet": lambda: fm.voice(corpus, by="outlet"),
        "source_entropy by outlet": lambda: fm.source_entropy(corpus, by="outlet"),
        "agency": lambda: fm.agency(corpus),
        "constructions by outlet": lambda: fm.constructions(corpus, by="outlet"),
        "epithets": lambda: fm.epithets(corpus),
        "compare ten actors": lambda: fm.compare(corpus, 10),
        "profile": lambda: fm.profile(corpus, actor),
        "profile by outlet": lambda: fm.profile(corpus, actor, by="outlet"),
        "passages": lambda: fm.passages(corpus, actor, kind="tone", label=-1),
    }


def main() -> None:
    """Prints one line a measure: rows, wall seconds, processor seconds, the largest memory of its process."""
    if len(sys.argv) > 1:
        run(sys.argv[1], sys.argv[2:])
        return
    with tempfile.TemporaryDirectory() as folder:
        frames = synthetic.tables(22099, words=70, outlets=24, actors=300, vocabulary_size=30000, duplicates=0.15, seed=1)
        run(str(synthetic.write(frames, Path(folder) / "corpus")), [])


def run(corpus: str, names: list[str]) -> None:
    """Times every call once."""
    fork = multiprocessing.get_context("fork")
    for name in calls(corpus, *EXAMPLE):
        if not names or any(wanted in name for wanted in names):
            asked = fork.Process(target=one, args=(corpus, name))
            asked.start()
            asked.join()


def one(corpus: str, name: str) -> None:
    """One call in this process."""
    chosen = fm.visibility(corpus, actors=1, replicates=0)["actor"][0]
    noun = fm.frequency(corpus, pos="NOUN", stopwords=False)["lemma"][0]
    call = calls(corpus, chosen, noun)[name]
    wall, processor = time.perf_counter(), time.process_time()
    rows = len(call())
    spent = f"{time.perf_counter() - wall:8.2f} s{time.process_time() - processor:8.2f} s processor"
    print(f"{name:28}{rows:>9} rows{spent}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
