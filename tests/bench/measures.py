"""Time and memory of each measure on a corpus folder: ``python tests/bench/measures.py CORPUS`` (without one, a synthetic corpus of
22,099 posts is made first)."""

from __future__ import annotations

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


def calls(corpus: str) -> dict[str, Callable[[], Any]]:
    """What is timed; the most mentioned actor and the most frequent noun stand for a user's choice."""
    actor = fm.visibility(corpus, actors=1, replicates=0)["actor"][0]
    word = fm.frequency(corpus, pos="NOUN", stopwords=False)["lemma"][0]
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
    """Prints one line a measure: rows, wall seconds, processor seconds; then the peak of memory."""
    if len(sys.argv) > 1:
        run(sys.argv[1])
        return
    with tempfile.TemporaryDirectory() as folder:
        frames = synthetic.tables(22099, words=70, outlets=24, actors=300, vocabulary_size=30000, duplicates=0.15, seed=1)
        run(str(synthetic.write(frames, Path(folder) / "corpus")))


def run(corpus: str) -> None:
    """Times every call once."""
    for name, call in calls(corpus).items():
        wall, processor = time.perf_counter(), time.process_time()
        rows = len(call())
        print(f"{name:28}{rows:>9} rows{time.perf_counter() - wall:8.2f} s{time.process_time() - processor:8.2f} s processor")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
