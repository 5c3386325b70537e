"""Learn the weights of ``framing.parse.entities``: a linear conditional random field, maximum likelihood with a ridge.

``python -m tests.bench.train_entities`` learns on all texts of factRuEval's development set and on texts of our own
reading (``tests/gates/entities_dev.jsonl``) and writes ``framing/parse/entity_weights.npz``, and, for the gate, weights
learnt without every third text of factRuEval (``tests/gates/entity_weights_held_out.npz``). ``--folds 5`` prints figures
on factRuEval, cross-validated by text, and writes nothing. No step is random. Data: ``FRAMING_DATA``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from framing.parse import chain, entities, packed
from framing.records import Entity, Marked, Sentence
from tests.bench import markup
from tests.bench.train_lemmas import make_gold
from tests.conftest import ROOT, data_folder
from tests.gates import gold

HELD_OUT = ROOT / "tests" / "gates" / "entity_weights_held_out.npz"
EVERY = 3
LEAST = 3
"""A feature seen in fewer words is left out."""
RIDGE, RIDGE_DENSE = 16.0, 80.0
EAGER = 0.9
"""Added to the score of beginning an organisation: the ridge makes the rarest label too rare."""
SIZE = len(entities.LABELS)


class Text(NamedTuple):
    """One text of the gold, parsed, with slovnet's own entities and the networks' layers."""

    name: str
    text: str
    sentences: tuple[Sentence, ...]
    raw: tuple[Entity, ...]
    marks: tuple[Marked, ...]
    layers: np.ndarray
    gold: list[dict[str, Any]]

    @property
    def lengths(self) -> list[int]:
        return [len(s.tokens) for s in self.sentences]


def read_text(name: str, text: str, gold: list[dict[str, Any]]) -> Text:
    """A text as the chain reads it, before its entities are repaired, without marks of layout."""
    draft, layers = chain.draft(text, markup.bare(text))
    return Text(name, text, draft.sentences, tuple(draft.raw), tuple(draft.marks), layers, gold)


def load(folder: Path) -> list[Text]:
    rows = [json.loads(line) for line in (folder / "spans.jsonl").read_text(encoding="utf-8").splitlines()]
    read = lambda name: (folder / "texts" / f"{name}.txt").read_bytes().decode("utf-8")  # noqa: E731
    return [read_text(row["doc"], read(row["doc"]), row["spans"]) for row in rows]


def own_texts() -> list[Text]:
    """The texts of our own gold."""
    return [read_text(doc["doc"], text, doc["spans"]) for doc, text in gold.load("entities_dev", data_folder())]


def vectors_of(texts: Sequence[Text]) -> np.ndarray:
    """The vectors of the lemmas of all words, [n, 300]; zero where there is none."""
    unchanged = packed.Projection(packed.models().forms, np.eye(300, dtype=np.float32))
    return unchanged([token.lemma for text in texts for sentence in text.sentences for token in sentence.tokens])


def labels(text: Text) -> list[int]:
    """The gold label of each word: the longest spans."""
    tokens = [t for s in text.sentences for t in s.tokens]
    out = [0] * len(tokens)
    for span in text.gold:
        if not span.get("optional"):
            inside = [i for i, t in enumerate(tokens) if t.start < span["stop"] and t.stop > span["start"]]
            for i in inside:
                out[i] = entities.LABELS.index(("B-" if i == inside[0] else "I-") + span["type"])
    return out


class Part(NamedTuple):
    """Words of some texts as arrays; ``places`` is [sentences, longest], -1 beyond a sentence's end, longest first."""

    named: csr_matrix
    dense: np.ndarray
    labels: np.ndarray
    places: np.ndarray
    sizes: np.ndarray


def part_of(texts: Sequence[Text], index: dict[str, int]) -> Part:
    rows, columns, wanted = [], [], []
    lengths = [n for text in texts for n in text.lengths]
    at = 0
    for text in texts:
        for names in entities.features(text.sentences, entities.signs_of(text.sentences, text.raw, text.marks)):
            for column in (index[name] for name in names if name in index):
                rows.append(at)
                columns.append(column)
            at += 1
        wanted += labels(text)
    named = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(at, len(index)))
    layers = np.concatenate([entities.window(text.layers, text.lengths) for text in texts])
    dense = np.hstack([layers, vectors_of(texts)])
    sizes = np.array(lengths)
    starts = np.cumsum(sizes) - sizes
    order = np.argsort(-sizes, kind="stable")
    sizes, starts = sizes[order], starts[order]
    steps = np.arange(sizes[0])
    places = np.where(steps < sizes[:, None], starts[:, None] + steps, -1)
    return Part(named, dense, np.array(wanted), places, sizes)


def likelihood(scores: np.ndarray, steps: np.ndarray, part: Part) -> tuple[float, np.ndarray, np.ndarray]:
    """-log of the probability of the gold labels, its slopes by scores and by steps: forward and backward, scaled."""
    places, y = part.places, part.labels
    count, longest = places.shape
    live = [int((part.sizes > t).sum()) for t in range(longest)]
    go = np.where(entities.ALLOWED, np.exp(steps), 0).astype(np.float32)
    top = scores.max(1, keepdims=True)
    x = np.exp(scores - top)
    forward = np.zeros((longest, count, SIZE), np.float32)
    scale = np.ones((longest, count), np.float32)
    for t in range(longest):
        n = live[t]
        a = (forward[t - 1, :n] @ go if t else entities.FIRST) * x[places[:n, t]]
        scale[t, :n] = a.sum(1)
        forward[t, :n] = a / scale[t, :n, None]
    slope, slope_steps = np.zeros_like(scores), np.zeros((SIZE, SIZE))
    backward = np.ones((count, SIZE), np.float32)
    for t in range(longest - 1, -1, -1):
        n = live[t]
        m = live[t + 1] if t + 1 < longest else 0
        if m:
            after = x[places[:m, t + 1]] * backward[:m] / scale[t + 1, :m, None]
            slope_steps += (forward[t, :m].T @ after) * go
            backward[:m] = after @ go.T
        chance = forward[t, :n] * backward[:n]
        slope[places[:n, t]] = chance / chance.sum(1, keepdims=True)
    inside = places >= 0
    loss = float(np.log(scale.T[inside]).sum() + top[places[inside]].sum()) - float(scores[np.arange(len(y)), y].sum())
    slope[np.arange(len(y)), y] -= 1
    for t in range(1, longest):
        a, b = y[places[: live[t], t - 1]], y[places[: live[t], t]]
        loss -= float(steps[a, b].sum())
        np.add.at(slope_steps, (a, b), -1)
    return loss, slope, np.where(entities.ALLOWED, slope_steps, 0)


def learn(texts: Sequence[Text], rounds: int = 90) -> dict[str, np.ndarray]:
    """The arrays that ``entities.Reader`` loads."""
    count: Counter[str] = Counter()
    for text in texts:
        for names in entities.features(text.sentences, entities.signs_of(text.sentences, text.raw, text.marks)):
            count.update(set(names))
    index = {name: i for i, name in enumerate(sorted(name for name, n in count.items() if n >= LEAST))}
    part = part_of(texts, index)
    mean, spread = part.dense.mean(0), part.dense.std(0) + 1e-6
    unit = (0.3 / spread).astype(np.float32)
    dense = (part.dense - mean) * unit
    turned = part.named.T.tocsr()
    a, b = len(index) * SIZE, dense.shape[1] * SIZE

    def split(w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return w[:a].reshape(-1, SIZE), w[a : a + b].reshape(-1, SIZE), w[a + b :].reshape(SIZE, SIZE)

    ridge = np.concatenate([np.full(a, RIDGE), np.full(b, RIDGE_DENSE), np.full(SIZE * SIZE, 0.1)])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        named, layers, steps = split(w)
        scores = part.named @ named.astype(np.float32) + dense @ layers.astype(np.float32)
        value, slope, slope_steps = likelihood(scores, steps, part)
        slopes = np.concatenate([(turned @ slope).ravel(), (dense.T @ slope).ravel(), slope_steps.ravel()])
        return value + float(ridge @ (w * w)) / 2, slopes + ridge * w

    w = minimize(loss, np.zeros(len(ridge)), jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 6}).x
    named, layers, steps = split(w)
    kept = np.abs(named).max(1) >= 0.01
    base = -(mean * unit) @ layers
    base[entities.LABELS.index("B-ORG")] += EAGER
    names = "\n".join(name for name, keep in zip(index, kept, strict=True) if keep)
    return {"names": np.frombuffer(names.encode(), np.uint8), "weights": named[kept].astype(np.float16),
            "dense": (layers * unit[:, None])[:-300].astype(np.float16),
            "vector": (layers * unit[:, None])[-300:].astype(np.float16), "base": base.astype(np.float32),
            "steps": steps.astype(np.float32),
            "notice": np.array("Learnt on factRuEval-2016 (development set), MIT License, Copyright (c) 2016 Dialogue "
                               "Evaluation, and on names marked by us in texts of Wikinews (CC BY) and of Telegram channels "
                               "(NKTKLN/telegram-news-classifier, CC BY 4.0)")}  # fmt: skip


def predict(weights: dict[str, np.ndarray], texts: Sequence[Text], folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    path = folder / "weights.npz"
    np.savez_compressed(path, **weights)
    reader = entities.Reader(path)
    for text in texts:
        yield text.name, spans_of(reader, text)


def spans_of(reader: entities.Reader, text: Text) -> list[dict[str, Any]]:
    """A text's entities by one model and the rules, as the scorer reads them."""
    [found] = reader.read([entities.Draft(text.text, text.sentences, text.raw, text.marks)], text.layers)
    return [{"start": e.start, "stop": e.stop, "type": e.type} for e in entities.mend(text.text, text.sentences, found)]


def scorer() -> Any:
    path = data_folder().parent / "tools" / "score_spans.py"
    spec = importlib.util.spec_from_file_location("score_spans", path)
    if spec is None or spec.loader is None:
        sys.exit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    import tempfile

    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ap.add_argument("--gold", type=Path, help="folder factrueval/ that make_dev_gold.py made (default: made anew)")
    ap.add_argument("--folds", type=int, default=0)
    ap.add_argument("--save", type=Path, help="with --folds: write the predictions here, as JSON lines")
    a = ap.parse_args()
    texts, own = load(a.gold or make_gold() / "factrueval"), own_texts()
    if not a.folds:
        np.savez_compressed(HELD_OUT, **learn([t for i, t in enumerate(texts) if i % EVERY] + own))
        np.savez_compressed(entities.WEIGHTS, **learn(texts + own))
        print(f"{entities.WEIGHTS.stat().st_size} bytes written")
        return
    found: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for k in range(a.folds):
            weights = learn([t for i, t in enumerate(texts) if i % a.folds != k] + own)
            found.update(predict(weights, texts[k :: a.folds], Path(folder)))
    for kind, figures in scorer().score([{"doc": t.name, "spans": t.gold} for t in texts], found, 0).items():
        for how, y in figures.items():
            print(f"{kind} {how}: precision {y['p']:.2f}, recall {y['r']:.2f}, F1 {y['f1']:.2f}")
    if a.save:
        a.save.write_text("".join(json.dumps({"doc": d, "spans": s}) + "\n" for d, s in found.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
