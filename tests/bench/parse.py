"""How fast the parse room is against the stock chain, in CPU seconds of one process, on the same texts in turn.

    python -m tests.bench.parse --against stock --texts FOLDER [--limit 150] [--rounds 3]

The stock chain is what the documentation of the published packages shows: razdel cuts sentences and words; slovnet tags
morphology and syntax sentence by sentence and named entities over the whole text (batches of 8, its default); the lemma
is the normal form of pymorphy3's first parse. Both sides run as processes of their own with one thread of BLAS, in turn;
the first round of each warms the disk cache and is thrown away; ratios are medians over the other rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
Chain = Callable[[Sequence[str]], tuple[int, int]]
"""Texts in, numbers of tokens and of named entities out."""


def read(folder: Path, limit: int | None) -> list[str]:
    """The texts of a folder in the order of their names; raises SystemExit where there are none."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))[:limit]]
    if not texts:
        raise SystemExit(f"no .txt files in {folder}")
    return texts


def ours() -> Chain:
    from framing.parse import parse_text, parse_texts

    parse_text("Дом стоит.")

    def run(texts: Sequence[str]) -> tuple[int, int]:
        tokens = spans = 0
        for parsed in parse_texts(texts):
            tokens += sum(len(sentence.tokens) for sentence in parsed.sentences)
            spans += len(parsed.entities)
        return tokens, spans

    return run


def stock() -> Chain:
    import importlib.metadata
    from functools import lru_cache

    import pymorphy3
    import razdel
    from navec import Navec
    from slovnet import NER, Morph, Syntax

    place = importlib.metadata.distribution("natasha")
    path = lambda name: str(place.locate_file(f"natasha/data/{name}"))  # noqa: E731
    navec = Navec.load(path("emb/navec_news_v1_1B_250K_300d_100q.tar"))
    models: list[Any] = []
    for kind, name in ((Morph, "morph"), (Syntax, "syntax"), (NER, "ner")):
        model = kind.load(path(f"model/slovnet_{name}_news_v1.tar"), batch_size=8)
        model.navec(navec)
        models.append(model)
    morph, syntax, ner = models
    parse = lru_cache(10_000)(pymorphy3.MorphAnalyzer().parse)

    def run(texts: Sequence[str]) -> tuple[int, int]:
        tokens = spans = 0
        for text in texts:
            words = [[token.text for token in razdel.tokenize(s.text)] for s in razdel.sentenize(text)]
            for tags, tree in zip(morph.map(words), syntax.map(words), strict=True):
                rows = [(a.text, a.pos, parse(a.text.lower())[0].normal_form, int(b.head_id), b.rel)
                        for a, b in zip(tags.tokens, tree.tokens, strict=True)]  # fmt: skip
                tokens += len(rows)
            spans += len(ner(text).spans) if text.strip() else 0
        return tokens, spans

    return run


SIDES: dict[str, Callable[[], Chain]] = {"ours": ours, "stock": stock}


def measure(side: str, texts: list[str]) -> dict[str, float]:
    """One side in this process: CPU seconds of start-up, of the first short text and of all texts, and peak memory in MiB."""
    chain = SIDES[side]()
    start = time.process_time()
    wall = time.perf_counter()
    chain([texts[0][:1500]])
    short = time.perf_counter() - wall
    begin = time.process_time()
    tokens, spans = chain(texts)
    work = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return {"texts": len(texts), "tokens": tokens, "spans": spans, "start_s": round(start, 3), "short_text_s": round(short, 3),
            "cpu_s": round(work, 3), "tokens_per_s": round(tokens / work), "peak_mib": round(peak)}  # fmt: skip


def rounds(args: argparse.Namespace) -> dict[str, list[dict[str, float]]]:
    """Measurements of both sides, in turn."""
    found: dict[str, list[dict[str, float]]] = {"ours": [], args.against: []}
    for number in range(args.rounds + 1):
        for side in found:
            command = [sys.executable, "-m", "tests.bench.parse", "--side", side, "--texts", str(args.texts)]
            command += ["--limit", str(args.limit)] if args.limit else []
            environment = {**dict.fromkeys(THREADS, "1"), **os.environ}
            out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
            row = json.loads(out.splitlines()[-1])
            print(f"round {number}{' (warm-up)' if not number else ''}: {side:5} {row}", file=sys.stderr)
            if number:
                found[side].append(row)
    return found


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m tests.bench.parse", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--texts", type=Path, required=True, help="folder of .txt files")
    words.add_argument("--against", choices=[side for side in SIDES if side != "ours"], default="stock")
    words.add_argument("--limit", type=int, help="only the first N texts")
    words.add_argument("--rounds", type=int, default=3, help="rounds that count, after one that does not")
    words.add_argument("--side", choices=list(SIDES), help="run one side in this process and print what it took as JSON")
    args = words.parse_args()
    if args.side:
        print(json.dumps(measure(args.side, read(args.texts, args.limit))))
        return
    found = rounds(args)
    middle = {side: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for side, rows in found.items()}
    us, them = middle["ours"], middle[args.against]
    ratios = [b["cpu_s"] / b["tokens"] / (a["cpu_s"] / a["tokens"]) for a, b in zip(found["ours"], found[args.against], strict=True)]
    print(f"tokens per CPU second: ours {us['tokens_per_s']:.0f}, {args.against} {them['tokens_per_s']:.0f}: "
          f"{statistics.median(ratios):.2f} times as fast (rounds: {', '.join(f'{r:.2f}' for r in ratios)})")  # fmt: skip
    print(f"start-up, CPU seconds: ours {us['start_s']:.2f}, {args.against} {them['start_s']:.2f}")
    print(f"one short text after start-up, seconds: ours {us['short_text_s']:.3f}, {args.against} {them['short_text_s']:.3f}")
    print(f"peak memory, MiB: ours {us['peak_mib']:.0f}, {args.against} {them['peak_mib']:.0f}")


if __name__ == "__main__":
    main()
