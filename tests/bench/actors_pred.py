"""Run the actors room over a folder of texts and write what the scorers read.

usage: python -m tests.bench.actors_pred TEXTS NAMES.jsonl ALL.jsonl

TEXTS is a folder of ``*.txt``. NAMES.jsonl is for score_actors.py (named mentions, MEDIA counted as ORG), ALL.jsonl for score_mentions.py.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from framing.actors import find_actors
from framing.parse import parse_texts
from framing.read import layout
from framing.records import Mention


def predict(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    """(document, text) -> (document, mentions), in order."""
    rows = list(texts)
    for (doc, text), parsed in zip(rows, parse_texts([t for _, t in rows]), strict=True):
        yield doc, find_actors(parsed, layout(text))[0]


def names_row(doc: str, mentions: Iterable[Mention]) -> dict[str, Any]:
    """One line for score_actors.py."""
    rows = [
        {"start": m.name_start, "stop": m.name_stop, "type": "ORG" if m.type == "MEDIA" else m.type, "actor": m.actor}
        for m in mentions
        if m.kind in ("name", "name+title")
    ]
    return {"doc": doc, "mentions": rows}


def all_row(doc: str, mentions: Iterable[Mention]) -> dict[str, Any]:
    """One line for score_mentions.py."""
    return {"doc": doc, "mentions": [{"start": m.start, "stop": m.stop, "actor": m.actor, "kind": m.kind} for m in mentions]}


def main(texts: str, names: str, everything: str) -> None:
    files = sorted(Path(texts).glob("*.txt"))
    rows = [(f.stem, f.read_bytes().decode("utf-8")) for f in files]
    start = time.perf_counter()
    found = list(predict(rows))
    print(f"{len(found)} texts, {time.perf_counter() - start:.1f} s with the parse", file=sys.stderr)
    lines = lambda make: "".join(json.dumps(make(d, m), ensure_ascii=False) + "\n" for d, m in found)  # noqa: E731
    Path(names).write_text(lines(names_row), encoding="utf-8")
    Path(everything).write_text(lines(all_row), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
