"""Run the chain over a folder of texts and write predictions for the scorer of quotes.

usage: python tests/bench/quotes_pred.py FOLDER_OF_TXT OUT.jsonl [--only GOLD.jsonl]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from framing.records import Block, Parsed


def predict(name: str, parsed: Parsed, blocks: tuple[Block, ...] | None = None) -> dict[str, Any]:
    """One document in the scorer's format."""
    from framing.actors import find_actors
    from framing.quotes import find_quotes
    from framing.read import layout

    if blocks is None:
        blocks = layout(parsed.text)
    mentions, actors = find_actors(parsed, blocks)
    quotes, _ = find_quotes(parsed, blocks, mentions, actors)
    return {"doc": name, "quotes": [{"kind": q.kind, "start": q.start, "stop": q.stop, "actors": list(q.actors), "rule": q.rule,
                                     "speaker_rule": q.speaker_rule, "speaker_text": q.speaker_text} for q in quotes]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", type=Path)
    args = parser.parse_args()
    from framing.parse import parse_texts

    files = sorted(args.folder.glob("*.txt"))
    if args.only:
        wanted = {json.loads(line)["doc"] for line in args.only.read_text(encoding="utf-8").splitlines() if line.strip()}
        files = [f for f in files if f.stem in wanted]
    texts = [f.open(encoding="utf-8", newline="").read() for f in files]
    with args.out.open("w", encoding="utf-8") as out:
        for file, parsed in zip(files, parse_texts(texts), strict=True):
            out.write(json.dumps(predict(file.stem, parsed), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
