"""Learn the weights of ``framing.quotes.reported.trailing``: at each border behind a content, whether it ends there.

``python -m tests.bench.train_edges`` learns on the open gold of quotes and on ``tests/gates/edges_dev.jsonl`` and writes
``seeds/ru/edge_weights.tsv``; ``--folds`` prints figures cross-validated by text and writes nothing. No step is random. Data:
``FRAMING_DATA``.

``edges_dev.jsonl`` holds nothing but where contents end, in posts and articles without other gold, read by a large language model:
all contents that ``framing.quotes`` had found in a plain draw of 876 texts; of 2,773 more texts those where its old rules and weights
learnt before differed or the weights were unsure (neither's end was shown), and 220 where they agreed (their end was shown); of 3,734
more those where the two differed (both ends were shown). So it is harder than a plain draw. One line a document: ``doc``,
``source``, ``sha256`` as in the other gold, and ``contents``: ``kind``, ``cue`` (where the cue begins), ``start``, ``stop``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from scipy.optimize import minimize

from framing.actors import find_actors
from framing.parse import parse_texts
from framing.quotes import find_quotes
from framing.quotes.cues import Cue
from framing.quotes.reported import infinitives, nouns, trailing
from framing.quotes.reported.reading import Reading
from framing.quotes.reported.trailing import Content
from framing.read import layout
from tests.conftest import ROOT, data_folder
from tests.gates.gold import load

WEIGHTS = ROOT / "seeds" / "ru" / "edge_weights.tsv"
QUOTES = [("quotes_dev", ""), ("quotes_test", "dev"), *((f"quotes_dev{n}", "") for n in range(3, 9))]
"""The open gold of quotes: files and parts."""
ASKING = (nouns, infinitives)
"""The modules that ask where a content ends."""
NEAR = 6
"""Characters that the begin of a content may differ from the gold's."""
CLOSE = 4
"""Characters that a border may differ from the gold's end (marks, brackets)."""
RIGHT = 0.8
"""Overlap that makes a span right, as the scorer has it."""
RIDGE = 0.5
FOLDS = 10
LEAST = 0.005
HEAD = """# Where a content ends: weights of facts about the phrase behind it (framing/quotes/reported/trailing.py), above 0 for an end;
# fitted on annotations of our own (tests/bench/train_edges.py).
fact\tweight
"""


@dataclass(frozen=True)
class Sample:
    """One content: its document and kind, the facts at every border but the last, the number of the right one, and the spans."""

    doc: str
    kind: str
    facts: tuple[tuple[str, ...], ...]
    right: int
    spans: tuple[tuple[int, int], ...]
    gold: tuple[tuple[int, int], ...]


Asked = tuple[Reading, Cue, Content]


def asked_in(text: str, parsed: Any) -> list[Asked]:
    """The contents of a text whose end is sought."""
    found: dict[tuple[int, str], Asked] = {}

    def note(reading: Reading, cue: Cue, content: Content) -> int:
        found.setdefault((cue.first, content.kind), (reading, cue, content))
        return trailing.borders_behind(reading, cue, content)[-1]

    blocks = layout(text)
    told = find_actors(parsed, blocks)
    with ExitStack() as noted:
        for module in ASKING:
            noted.enter_context(mock.patch.object(module, "end_of", note))
        find_quotes(parsed, blocks, *told)
    return list(found.values())


def sample(doc: str, asked: Asked, near: Callable[[int, int], list[tuple[int, int]]]) -> Sample | None:
    """The sample of a content, where the gold ends one that begins there; ``near``: the gold's spans beside cue and begin."""
    reading, cue, content = asked
    page = reading.page
    start = page.toks[content.first].start
    gold = near(page.toks[cue.first].start, start)
    borders = trailing.borders_behind(reading, cue, content)
    stops = [page.toks[b - 1].stop for b in borders]
    best = min(((abs(stop - b), n) for _, b in gold for n, stop in enumerate(stops)), default=(CLOSE + 1, -1))
    if best[0] > CLOSE:
        return None
    facts = tuple(tuple(trailing.facts(reading, cue, content, at)) for at in borders[:-1])
    return Sample(doc, content.kind, facts, best[1], tuple((start, stop) for stop in stops), tuple(gold))


def samples_of(rows: list[tuple[dict[str, Any], str]], spans: Callable[[dict[str, Any]], Any]) -> list[Sample]:
    """The samples of annotated texts; ``spans`` tells of a document what lies beside a cue and a begin."""
    out = []
    for (doc, text), parsed in zip(rows, parse_texts([t for _, t in rows]), strict=True):
        near = spans(doc)
        out += [s for asked in asked_in(text, parsed) if (s := sample(doc["doc"], asked, near)) is not None]
    return out


def beside_quotes(doc: dict[str, Any]) -> Callable[[int, int], list[tuple[int, int]]]:
    """The indirect statements of a document that begin near a place."""
    told = [q for q in doc["quotes"] if q["kind"] == "indirect"]
    spans = [(a, b) for q in told for a, b in [(q["start"], q["stop"]), *q.get("alt_spans", [])]]
    return lambda cue, start: [s for s in spans if abs(s[0] - start) <= NEAR]


def beside_contents(doc: dict[str, Any]) -> Callable[[int, int], list[tuple[int, int]]]:
    """The contents of a document with this cue that begin near a place."""
    return lambda cue, start: [
        (c["start"], c["stop"]) for c in doc["contents"] if c["cue"] == cue and abs(c["start"] - start) <= NEAR
    ]


def collect(data: Path) -> list[Sample]:
    """All samples."""
    out = [s for name, part in QUOTES for s in samples_of(load(name, data, part), beside_quotes)]
    return out + samples_of(load("edges_dev", data), beside_contents)


def fit(samples: Iterable[Sample]) -> dict[str, float]:
    """The weights: a ridge regression of the chance to end at each border that a content reaches."""
    reached = [(facts, float(n == s.right)) for s in samples for n, facts in enumerate(s.facts) if n <= s.right]
    names = sorted({name for facts, _ in reached for name in facts})
    at = {name: n for n, name in enumerate(names)}
    x, y = np.zeros((len(reached), len(names))), np.array([ends for _, ends in reached])
    for n, (facts, _) in enumerate(reached):
        for name in facts:
            x[n, at[name]] += 1.0

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        value = np.sum(np.logaddexp(0.0, z) - y * z) + RIDGE / 2 * w @ w
        return float(value), x.T @ (1 / (1 + np.exp(-z)) - y) + RIDGE * w

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return dict(zip(names, found.x, strict=True))


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """The shared part of two spans."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / (max(a[1], b[1]) - min(a[0], b[0]))


def right(s: Sample, weights: Mapping[str, float]) -> bool:
    """Whether the weights end a content where the gold does, or near enough."""
    span = s.spans[trailing.likeliest_end([sum(weights.get(f, 0.0) for f in facts) for facts in s.facts])]
    return max(overlap(span, g) for g in s.gold) >= RIGHT


def crossed(samples: list[Sample]) -> Counter[tuple[str, bool]]:
    """How many ends are right by weights learnt without the text in question, by kind."""
    docs = sorted({s.doc for s in samples})
    counts: Counter[tuple[str, bool]] = Counter()
    for n in range(FOLDS):
        held = set(docs[n::FOLDS])
        weights = fit(s for s in samples if s.doc not in held)
        counts.update((s.kind, right(s, weights)) for s in samples if s.doc in held)
    return counts


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true", help="figures cross-validated by text; write nothing")
    args = parser.parse_args()
    samples = collect(data_folder())
    if args.folds:
        counts = crossed(samples)
        for kind in sorted({kind for kind, _ in counts}):
            print(f"{kind}: {counts[kind, True]} of {counts[kind, True] + counts[kind, False]} ends right")
        return
    rows = [f"{name}\t{v:.3f}\n" for name, v in sorted(fit(samples).items()) if abs(v) > LEAST]
    WEIGHTS.write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
