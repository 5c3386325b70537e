"""Train the tone networks: seeded, one command, on the data files. Needs torch, which nothing else in the project does.

    python tests/bench/train_tone.py fold DATA WORK --seed 1 --fold 0     # one network without one fold; its logits
    python tests/bench/train_tone.py all DATA WORK                                 # every network of the recipe, then pack
    python tests/bench/train_tone.py pack DATA WORK                                # the linear part, calibration, weights, figures

DATA is the data folder (rusentne, ruopinionne); WORK keeps parsed sentences and what is trained, so that a run can be
continued. Documents never fall on both sides: fold = group % 5. Sentences of ruopinionne whose document is not known from
rusentne are given the document of their neighbours on both sides, or left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from framing.parse import parse_texts
from framing.records import Parsed
from framing.sentiment import find_hits, load_lexicon
from framing.sentiment.features import (
    CASES,
    DEEP,
    FAR,
    NAMES,
    NUMBERS,
    POS,
    RELS,
    SEEN,
    View,
    pad_sentences,
    pad_targets,
    read_words,
    view,
)
from framing.sentiment.linear import BITS, hashed, zones
from framing.sentiment.network import GATHERED, WEIGHTS, Model, blend, softmax
from framing.sentiment.rules import judge
from framing.sentiment.vectors import word_vectors

FOLDS, SEEDS = 5, (1, 2, 3, 4, 5)
EPOCHS, BATCH, RATE, DROP, HIDE, HIDE_TARGETS, UNLEARN = 6, 64, 1e-3, 0.35, 0.5, 0.3, 0.15
"""HIDE: how often the names of a sentence are hidden; HIDE_TARGETS: how often the words of its targets; UNLEARN: how often a row loses what the lexicons know, so that the network
leans on them without breaking where another lexicon says less or more."""
CLASS_WEIGHTS = (2.0, 1.0, 2.0)
AUXILIARY, EXTRA = 0.4, 0.5
"""Weight of the loss on polar expressions, and of the rows that come from ruopinionne alone."""


GLANCE, HEADS = 64, 3
"""Width of what a target sees of each word, and how many ways it attends."""

LEXICAL = ("base", "score", "subject", "object", "author", "sign", "judged ill", "judged well", "judged neutral")

# ------------------------------------------------------------------------------------------------------------- the data


@dataclass
class Row:
    """One target: the sentence as it sees it, its label, document, and the polar expressions by token (-1: not known)."""

    id: str
    view: View
    label: int
    group: int
    weight: float
    polar: np.ndarray
    words: np.ndarray


def parsed_sentences(texts: list[str], work: Path) -> dict[str, Parsed]:
    place = work / "parsed.pkl"
    known: dict[str, Parsed] = pickle.loads(place.read_bytes()) if place.exists() else {}
    missing = [t for t in texts if t not in known]
    if missing:
        known.update((p.text, p) for p in parse_texts(missing))
        place.write_bytes(pickle.dumps(known, protocol=5))
    return known


def opinions_of(data: Path) -> dict[str, list[tuple[list[tuple[int, int]], tuple[int, int], int]]]:
    """text -> (spans of the polar expression, span of the target, sign) of each opinion."""
    found: dict[str, list[tuple[list[tuple[int, int]], tuple[int, int], int]]] = {}
    span = lambda s: tuple(int(n) for n in s.split(":"))  # noqa: E731
    for line in (data / "ruopinionne" / "ruopinionne_dev.jsonl").read_text(encoding="utf-8").splitlines():
        sentence = json.loads(line)
        rows = found.setdefault(sentence["text"], [])
        for o in sentence["opinions"]:
            target = [span(s) for s in o["Target"][1]]
            polar = [span(s) for s in o["Polar_expression"][1]]
            if len(target) == 1 and target[0] != (0, 0):
                rows.append((polar, target[0], 1 if o["Polarity"] == "POS" else -1))
    return found


def groups_of(data: Path, known: dict[str, int]) -> dict[str, int]:
    """The document of each sentence of ruopinionne: its own in rusentne, else that of its neighbours where they agree."""
    lines = (data / "ruopinionne" / "ruopinionne_dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    groups = dict(known)
    for i, text in enumerate(texts):
        if text in known:
            continue
        before = next((known[t] for t in reversed(texts[max(0, i - 3):i]) if t in known), None)
        after = next((known[t] for t in texts[i + 1:i + 4] if t in known), None)
        if before is not None and before == after:
            groups[text] = before
    return groups


def load(data: Path, work: Path) -> tuple[list[Row], np.ndarray]:
    """-> (rows: those of rusentne first, then targets of opinions that it lacks; vectors of all forms, row 0 zero)."""
    kept = work / "rows.pkl"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]
    with (data / "rusentne" / "rusentne_dev.tsv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file, delimiter="\t"))
    opinions = opinions_of(data)
    group = groups_of(data, {r["sentence"]: int(r["group"]) for r in gold})
    parsed = parsed_sentences(list(dict.fromkeys([*group, *(r["sentence"] for r in gold)])), work)
    lexicon = load_lexicon()
    vocabulary: dict[str, int] = {"": 0}
    cache: dict[tuple[str, int], tuple[Any, np.ndarray]] = {}

    def row(id: str, text: str, start: int, stop: int, label: int, weight: float) -> Row | None:
        p = parsed[text]
        number = max(i for i, s in enumerate(p.sentences) if s.start <= start or i == 0)
        sentence = p.sentences[number]
        inside = [i for i, t in enumerate(sentence.tokens) if t.start < stop and start < t.stop]
        if not inside:
            return None
        if (text, number) not in cache:
            hits = [h for h in find_hits(p, (), lexicon) if h.sentence == number]
            words = read_words(sentence, p.entities, hits)
            cache[text, number] = words, np.array([vocabulary.setdefault(f, len(vocabulary)) for f in words.forms])
        words, forms = cache[text, number]
        seen = view(words, inside[0], inside[-1])
        polar = np.full(len(forms), -1)
        if text in opinions:
            polar[:] = 0
            for spans, (a, b), sign in opinions[text]:
                mine = a < stop and start < b
                for i, t in enumerate(sentence.tokens):
                    if any(x < t.stop and t.start < y for x, y in spans) and (mine or not polar[i]):
                        polar[i] = (1 if sign < 0 else 2) if mine else (3 if sign < 0 else 4)
        return Row(id, seen, label, group[text], weight, polar[seen.low : seen.high], forms)

    rows, taken = [], set()
    for i, r in enumerate(gold):
        start, stop = int(r["entity_pos_start_rel"]), int(r["entity_pos_end_rel"])
        made = row(f"r{i:04d}", r["sentence"], start, stop, int(r["label"]), 1.0)
        assert made is not None, r
        rows.append(made)
        taken.add((r["sentence"], start, stop))
    overlaps = lambda t, a, b: any(x == t and y < b and a < z for x, y, z in by_text.get(t, ()))  # noqa: E731
    by_text: dict[str, list[tuple[str, int, int]]] = {}
    for x in taken:
        by_text.setdefault(x[0], []).append(x)
    for text, given in opinions.items():
        if text not in group:
            continue
        signs: dict[tuple[int, int], set[int]] = {}
        for _, target, sign in given:
            signs.setdefault(target, set()).add(sign)
        for (a, b), both in signs.items():
            if len(both) == 1 and not overlaps(text, a, b):
                made = row(f"o{len(rows)}", text, a, b, both.pop(), EXTRA)
                if made is not None:
                    rows.append(made)
    forms = list(vocabulary)
    vectors = np.zeros((len(forms), 300), np.float32)
    vectors[1:] = word_vectors(forms[1:])
    kept.write_bytes(pickle.dumps((rows, vectors), protocol=5))
    return rows, vectors


def batch_of(rows: list[Row]) -> dict[str, torch.Tensor]:
    """Sentences once each, and their targets: ``of`` says which sentence a target stands in."""
    first: dict[int, int] = {}
    for r in rows:
        first.setdefault(id(r.view.words), len(first))
    n = max(len(r.words) for r in rows)
    size, targets = len(first), len(rows)
    out = {
        "words": np.zeros((size, n), np.int64),
        "categories": np.zeros((size, n, 4), np.int64),
        "numbers": np.zeros((size, n, len(NUMBERS)), np.float32),
        "heads": np.tile(np.arange(n), (size, 1)),
        "mask": np.zeros((size, n), np.float32),
        "length": np.zeros(size, np.int64),
        "of": np.array([first[id(r.view.words)] for r in rows]),
        "places": np.zeros((targets, n, 2), np.int64),
        "seen": np.zeros((targets, n, len(SEEN)), np.float32),
        "near": np.zeros((targets, n), np.float32),
        "polar": np.full((targets, n), -1, np.int64),
    }
    for r in rows:
        i, w, m = first[id(r.view.words)], r.view.words, len(r.words)
        out["words"][i, :m] = r.words
        out["categories"][i, :m] = w.categories
        out["numbers"][i, :m] = w.numbers
        out["heads"][i, :m] = np.where(w.heads < 0, np.arange(m), w.heads)
        out["mask"][i, :m] = 1
        out["length"][i] = m
    for i, r in enumerate(rows):
        cut = slice(r.view.low, r.view.high)
        out["places"][i, cut] = r.view.places
        out["seen"][i, cut] = r.view.seen
        out["near"][i, cut] = 1
        out["polar"][i, cut] = r.polar
    return {k: torch.from_numpy(a) for k, a in out.items()}


# ---------------------------------------------------------------------------------------------------------- the networks


class Locked(nn.Module):
    """Dropout that drops a column for a whole sentence."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        return x * x.new_empty(x.shape[0], *[1] * (x.dim() - 2), x.shape[-1]).bernoulli_(1 - DROP) / (1 - DROP)


class Tone(nn.Module):
    """Reads a sentence once for all its targets (projection, LSTM both ways, dependency layer); each target then gathers
    what it stands beside and what it attends to. A second head marks the words that speak well or ill of the target."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.project = nn.Linear(300, 96)
        sizes = ((len(POS), 8), (len(RELS), 12), (len(CASES), 4), (len(NAMES), 4))
        self.categories = nn.ModuleList(nn.Embedding(n, d) for n, d in sizes)
        inputs, full = 96 + 28 + len(NUMBERS), 2 * width
        self.ahead = nn.LSTM(inputs, width, batch_first=True)
        self.back = nn.LSTM(inputs, width, batch_first=True)
        self.tree = nn.Linear(3 * full, full)
        self.look, self.ask = nn.Linear(full, GLANCE), nn.Linear(full, GLANCE, bias=False)
        self.gap, self.depth = nn.Embedding(2 * FAR + 1, GLANCE), nn.Embedding(DEEP + 1, GLANCE)
        self.beside = nn.Linear(len(SEEN), GLANCE, bias=False)
        self.again = nn.Linear(3 * GLANCE, GLANCE)
        self.weigh = nn.Linear(GLANCE, HEADS, bias=False)
        self.near = nn.Embedding(DEEP + 1, HEADS)
        self.mix = nn.Linear((len(GATHERED) + 1 + HEADS) * full + HEADS * GLANCE + len(SEEN), 96)
        self.out = nn.Linear(96, 3)
        self.polar = nn.Linear(GLANCE, 5)
        self.drop = Locked()

    def sentence(self, b: dict[str, torch.Tensor], vectors: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        mask, heads = b["mask"], b["heads"]
        word = torch.tanh(self.project(self.drop(vectors[b["words"]] * (1 - hidden).unsqueeze(-1))))
        cats = [e(b["categories"][:, :, i]) for i, e in enumerate(self.categories)]
        x = self.drop(torch.cat([word, *cats, b["numbers"]], -1)) * mask.unsqueeze(-1)
        n = x.shape[1]
        turn = (b["length"][:, None] - 1 - torch.arange(n)).clamp(min=0)
        turned = lambda y: y.gather(1, turn.unsqueeze(-1).expand(-1, -1, y.shape[-1]))  # noqa: E731
        h = torch.cat([self.ahead(x)[0], turned(self.back(turned(x))[0])], -1) * mask.unsqueeze(-1)
        index = heads.unsqueeze(-1).expand(-1, -1, h.shape[-1])
        rooted = ((heads != torch.arange(n)) * mask).unsqueeze(-1)
        count = torch.zeros_like(mask).scatter_add_(1, heads, rooted.squeeze(-1)).clamp(min=1).unsqueeze(-1)
        up = h.gather(1, index) * rooted
        down = torch.zeros_like(h).scatter_add_(1, index, h * rooted) / count
        return (h + torch.relu(self.tree(self.drop(torch.cat([h, up, down], -1))))) * mask.unsqueeze(-1)

    def forward(self, b: dict[str, torch.Tensor], vectors: torch.Tensor, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        h = self.sentence(b, vectors, hidden)
        of, seen, near = b["of"], b["seen"], b["near"]
        looked = self.look(h)[of]
        h = h[of]
        places = seen[:, :, [SEEN.index(c) for c in GATHERED]].abs()
        sums = places.transpose(1, 2) @ h
        gathered = sums / places.sum(1).clamp(min=1).unsqueeze(-1)
        t = gathered[:, 0]
        glance = torch.tanh(looked + self.ask(t)[:, None] + self.gap(b["places"][:, :, 0]) + self.depth(b["places"][:, :, 1]) + self.beside(seen))
        heads = b["heads"][of]
        index = heads.unsqueeze(-1).expand(-1, -1, GLANCE)
        rooted = ((heads != torch.arange(h.shape[1])) * near * near.gather(1, heads)).unsqueeze(-1)
        count = torch.zeros_like(near).scatter_add_(1, heads, rooted.squeeze(-1)).clamp(min=1).unsqueeze(-1)
        up = glance.gather(1, index) * rooted
        down = torch.zeros_like(glance).scatter_add_(1, index, glance * rooted) / count
        glance = glance + torch.relu(self.again(self.drop(torch.cat([glance, up, down], -1))))
        score = self.weigh(glance) + self.near(b["places"][:, :, 1])
        share = torch.softmax(score.masked_fill(near.unsqueeze(-1) == 0, -1e9), 1).transpose(1, 2)
        most = h.masked_fill(near.unsqueeze(-1) == 0, -1e9).max(1).values
        told = (seen * near.unsqueeze(-1)).sum(1).clamp(-3, 3) / 3
        pooled = torch.cat([gathered.flatten(1), most, (share @ h).flatten(1), (share @ glance).flatten(1)], -1)
        pooled = torch.cat([self.drop(pooled), told], -1)
        return self.out(self.drop(torch.relu(self.mix(pooled)))), self.polar(glance)


def hidden_words(b: dict[str, torch.Tensor]) -> torch.Tensor:
    """Names, [sentences, tokens]: what the second reading does not see."""
    return ((b["categories"][:, :, 3] > 0) | (b["categories"][:, :, 0] == POS.index("PROPN"))).float()


def train(seed: int, rows: list[Row], vectors: np.ndarray, epochs: int = EPOCHS) -> Tone:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net, table = Tone(), torch.from_numpy(vectors)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2 * RATE, total_steps=epochs * ((len(rows) + BATCH - 1) // BATCH), pct_start=0.2)
    weights = torch.tensor(CLASS_WEIGHTS)
    unlearnt = {k: torch.tensor([float(c not in LEXICAL) for c in names]) for k, names in (("numbers", NUMBERS), ("seen", SEEN))}
    net.train()
    for _ in range(epochs):
        for rough in shuffled(rows, rng):
            b = batch_of(rough)
            label = torch.tensor([r.label + 1 for r in rough])
            weight = weights[label] * torch.tensor([r.weight for r in rough])
            size = len(b["words"])
            names = torch.from_numpy((rng.random(size) < HIDE).astype(np.float32))[:, None] * hidden_words(b)
            own = torch.zeros_like(names).index_add_(0, b["of"], b["seen"][:, :, 0]).clamp(max=1)
            own = own * torch.from_numpy((rng.random(size) < HIDE_TARGETS).astype(np.float32))[:, None]
            forget = torch.from_numpy(rng.random(size) < UNLEARN)
            b["numbers"][forget] *= unlearnt["numbers"]
            b["seen"][forget[b["of"]]] *= unlearnt["seen"]
            logits, polar = net(b, table, torch.maximum(names, own))
            loss = (F.cross_entropy(logits, label, reduction="none") * weight).sum() / weight.sum()
            if (b["polar"] >= 0).any():
                loss = loss + AUXILIARY * F.cross_entropy(polar.flatten(0, 1), b["polar"].flatten(), ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return net.eval()


def shuffled(rows: list[Row], rng: np.random.Generator) -> list[list[Row]]:
    """Batches of sentences of like length, targets of a sentence together, in random order."""
    long = {id(r.view.words): len(r.words) + rng.uniform(-3, 3) for r in rows}
    order = sorted(range(len(rows)), key=lambda i: long[id(rows[i].view.words)])
    batches = [[rows[i] for i in order[at : at + BATCH]] for at in range(0, len(rows), BATCH)]
    rng.shuffle(batches)  # type: ignore[arg-type]
    return batches


def logits_of(net: Tone, rows: list[Row], vectors: np.ndarray) -> np.ndarray:
    """[rows, 2, 3]: plain and with names hidden."""
    out, table = np.zeros((len(rows), 2, 3), np.float32), torch.from_numpy(vectors)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].words))
    with torch.no_grad():
        for at in range(0, len(order), 256):
            part = order[at : at + 256]
            b = batch_of([rows[i] for i in part])
            for k in (0, 1):
                out[part, k] = net(b, table, k * hidden_words(b))[0].numpy()
    return out


def one(data: Path, work: Path, seed: int, fold: int) -> None:
    """Train one network without one fold (-1: on everything) and keep its weights and its logits for that fold."""
    place = work / f"net_{seed}_{fold}.npz"
    if place.exists():
        return
    started = time.time()
    rows, vectors = load(data, work)
    net = train(seed, [r for r in rows if r.group % FOLDS != fold], vectors)
    held = [r for r in rows if r.id.startswith("r") and r.group % FOLDS == fold]
    logits = logits_of(net, held, vectors) if held else np.zeros((0, 2, 3), np.float32)
    weights = {f"w.{k}": v.numpy() for k, v in net.state_dict().items()}
    np.savez(place, ids=np.array([r.id for r in held]), labels=np.array([r.label for r in held]), logits=logits, **weights)
    p = mixed(logits)
    print(seed, fold, f"{time.time() - started:.0f} s", figures(p.argmax(1) - 1, [r.label for r in held]), flush=True)


# ------------------------------------------------------------------------------------------- the linear part, and packing

STRENGTH, SCALE, REDUCED = 0.01, 0.1, 64
"""Inverse regularisation and scale of the zones in the linear part; columns that word vectors are reduced to."""


def linear_data(rows: list[Row], vectors: np.ndarray) -> tuple[Any, np.ndarray, np.ndarray]:
    """-> (hashed features, sparse [rows, 2 ** BITS]; zones [rows, n]; basis [300, REDUCED])."""
    from scipy import sparse

    some = vectors[np.abs(vectors).sum(1) > 0][:6000]
    basis = np.linalg.svd(some - some.mean(0), full_matrices=False)[2][:REDUCED].T.astype(np.float16).astype(np.float32)
    reduced = vectors @ basis
    places = [hashed(r.view) for r in rows]
    ends = np.cumsum([0] + [len(p) for p in places])
    table = sparse.csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(places), ends), (len(rows), 1 << BITS))
    zoned = []
    for r in rows:
        alone = pad_sentences([r.view.words], dict.fromkeys(r.view.words.forms, 0))
        zoned.append(zones(pad_targets([r.view], [0], alone), reduced[r.words[None, r.view.low : r.view.high]])[0])
    return table, np.array(zoned), basis


def fit_linear(table: Any, zoned: np.ndarray, rows: list[Row], chosen: np.ndarray) -> dict[str, np.ndarray]:
    """Logistic regression on the chosen rows, as plain arrays over the untouched columns."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    mean, std = zoned[chosen].mean(0), zoned[chosen].std(0) + 1e-6
    columns = sparse.hstack([table[chosen], (zoned[chosen] - mean) / std * SCALE]).tocsr()
    label, weight = np.array([r.label for r in rows])[chosen], np.array([r.weight for r in rows])[chosen]
    fitted = LogisticRegression(C=STRENGTH, max_iter=60, class_weight=dict(zip((-1, 0, 1), CLASS_WEIGHTS, strict=True)))
    fitted.fit(columns, label, sample_weight=weight)
    dense = fitted.coef_[:, 1 << BITS :].T * SCALE / std[:, None]
    bias = fitted.intercept_ - mean @ dense
    return {"sparse": fitted.coef_[:, : 1 << BITS].T.astype(np.float16), "dense": dense.astype(np.float32), "bias": bias.astype(np.float32)}


def network_arrays(place: Path) -> dict[str, np.ndarray]:
    with np.load(place) as file:
        return {k[2:]: file[k].astype(np.float16) for k in file.files if k.startswith("w.")}


def calibration(logits: np.ndarray, label: np.ndarray) -> dict[str, np.ndarray]:
    """Temperature and class offsets by likelihood, priors by F1(P,N), all on the rows given ([n, 2, 3] logits)."""
    from scipy.optimize import minimize

    z, at = mixed(logits), np.arange(len(label))

    def loss(x: np.ndarray) -> float:
        y = z * np.exp(x[0]) + np.array([x[1], 0, x[2]])
        return float((np.log(np.exp(y - y.max(1, keepdims=True)).sum(1)) + y.max(1) - y[at, label + 1]).mean())

    best = minimize(loss, np.zeros(3), method="Nelder-Mead").x
    grid = [np.array([a, 0.0, c]) for a in np.arange(-0.8, 0.81, 0.1) for c in np.arange(-0.8, 0.81, 0.1)]
    worth = np.array([f1(np.argmax(z + g, 1) - 1, label)[0] for g in grid])
    top = np.argsort(-worth)[:9]
    return {"temperature": np.float32(np.exp(-best[0])), "offsets": np.array([best[1], 0, best[2]], np.float32),
            "priors": np.mean([grid[i] for i in top], axis=0).astype(np.float32)}  # fmt: skip


def mixed(logits: np.ndarray) -> np.ndarray:
    return blend(logits.transpose(1, 0, 2))


def f1(guess: np.ndarray, label: np.ndarray) -> tuple[float, float, list[float]]:
    each = [200 * ((guess == label) & (label == c)).sum() / max(1, (guess == c).sum() + (label == c).sum()) for c in (-1, 0, 1)]
    return (each[0] + each[2]) / 2, sum(each) / 3, each


def pack(data: Path, work: Path, package: Path, gates: Path) -> None:
    """Out-of-fold logits of everything trained so far, with today's lexicons; calibration; weights into package and gate."""
    rows, vectors = load(data, work)
    seeds = [s for s in SEEDS if (work / f"net_{s}_0.npz").exists()]
    done = [k for k in range(FOLDS) if all((work / f"net_{s}_{k}.npz").exists() for s in seeds)]
    gold = [r for r in rows if r.id.startswith("r") and r.group % FOLDS in done]
    print(f"{len(gold)} rows of folds {done}, networks of seeds {seeds}", flush=True)
    label, fold = np.array([r.label for r in gold]), np.array([r.group % FOLDS for r in gold])
    table, zoned, basis = linear_data(rows, vectors)
    of_row = np.array([r.group % FOLDS for r in rows])
    parts = {"nets": np.zeros((len(gold), 2, 3), np.float32), "linear": np.zeros((len(gold), 2, 3), np.float32)}
    fitted = {}
    for k in (-1, *done):
        fitted[k] = {"basis": basis, **fit_linear(table, zoned, rows, of_row != k)}
    for k in done:
        held = np.flatnonzero(fold == k)
        views = [gold[i].view for i in held]
        for name, nets in (("nets", seeds), ("linear", [])):
            place = work / f"try_{name}_{k}.npz"
            save(place, [network_arrays(work / f"net_{s}_{k}.npz") for s in nets], fitted[k] if not nets else silent(basis, fitted[k]), NEUTRAL)
            parts[name][held] = Model(place).logits(views)[0].transpose(1, 0, 2)
            place.unlink()
    logits = parts["nets"] + parts["linear"]
    by_fold = {k: calibration(logits[fold != k], label[fold != k]) for k in done}
    np.savez(work / "oof.npz", label=label, fold=fold, ids=np.array([r.id for r in gold]), **parts)
    report(gold, label, fold, parts, by_fold, work)
    full = [work / f"net_{s}_-1.npz" for s in seeds]
    shipped = [p if p.exists() else work / f"net_{s}_{s % FOLDS}.npz" for s, p in zip(seeds, full, strict=True)]
    save(package, [network_arrays(p) for p in shipped], fitted[-1], calibration(logits, label))
    save(gates, [network_arrays(work / f"net_{s}_0.npz") for s in seeds], fitted[0], by_fold[0])
    print("networks", [p.name for p in shipped], package.stat().st_size, gates.stat().st_size)


NEUTRAL = {"temperature": np.float32(1), "offsets": np.zeros(3, np.float32), "priors": np.zeros(3, np.float32)}


def silent(basis: np.ndarray, like: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {k: v if k == "basis" else np.zeros_like(v) for k, v in like.items()}


def save(place: Path, nets: list[dict[str, np.ndarray]], linear: dict[str, np.ndarray], fitted: dict[str, Any]) -> None:
    arrays = {f"net{i}/{k}": v for i, net in enumerate(nets) for k, v in net.items()}
    arrays.update({f"linear/{k}": v.astype(np.float16) if k in ("sparse", "basis") else v for k, v in linear.items()})
    np.savez_compressed(place, **arrays, **fitted)


def report(gold: list[Row], label: np.ndarray, fold: np.ndarray, parts: dict[str, np.ndarray], by_fold: Any, work: Path) -> None:
    """Grouped figures of each part and of all together, rules against the model, and what abstaining buys."""
    def told(name: str, logits: np.ndarray) -> np.ndarray:
        guess = np.zeros(len(label), int)
        for k in by_fold:
            priors = calibration(logits[fold != k], label[fold != k])["priors"]
            guess[fold == k] = (mixed(logits[fold == k]) + priors).argmax(1) - 1
        pn, pn0, each = f1(guess, label)
        print(f"{name:8} F1(P,N) {pn:.2f}  F1(P,N,0) {pn0:.2f}  by class {[round(x, 1) for x in each]}", flush=True)
        return guess

    for name, logits in parts.items():
        told(name, logits)
    logits = parts["nets"] + parts["linear"]
    guess = told("both", logits)
    chances = np.zeros((len(label), 3), np.float32)
    for k, c in by_fold.items():
        chances[fold == k] = softmax(mixed(logits[fold == k]) / c["temperature"] + c["offsets"])
    with (work / "oof.tsv").open("w", encoding="utf-8") as file:
        file.write("id\tlabel\tscore\tp_neg\tp_neu\tp_pos\n")
        for r, g, p in zip(gold, guess, chances, strict=True):
            file.write(f"{r.id}\t{g}\t{p[2] - p[0]:.4f}\t{p[0]:.4f}\t{p[1]:.4f}\t{p[2]:.4f}\n")
    for c, column in ((-1, 0), (1, 2)):
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            said = chances[:, column] >= threshold
            right = (said & (label == c)).sum()
            print(f"p({c:+d}) >= {threshold}: precision {100 * right / max(1, said.sum()):.0f}  recall {100 * right / (label == c).sum():.0f}  rows {said.sum()}")
    tally: dict[tuple[str, int], list[int]] = {}
    for r, g, y in zip(gold, guess, label, strict=True):
        inside = np.flatnonzero(r.view.seen[:, 0]) + r.view.low
        answer = judge(r.view.words.tree, int(inside[0]), int(inside[-1]))
        if answer is not None and answer.sign != g:
            row = tally.setdefault((answer.rule, answer.sign), [0, 0, 0])
            row[0] += 1
            row[1] += answer.sign == y
            row[2] += g == y
    for (rule, sign), (n, ours, theirs) in sorted(tally.items()):
        print(f"where they differ: {rule} {sign:+d}: {n} rows, the rule is right in {ours}, the model in {theirs}")


def figures(guess: np.ndarray, label: list[int]) -> str:
    pn, pn0, _ = f1(guess, np.array(label, int))
    return f"F1(P,N) {pn:.2f}  F1(P,N,0) {pn0:.2f}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("fold", "all", "pack"))
    ap.add_argument("data", type=Path)
    ap.add_argument("work", type=Path)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--fold", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    a = ap.parse_args()
    torch.set_num_threads(1)
    a.work.mkdir(parents=True, exist_ok=True)
    if a.what == "pack":
        pack(a.data, a.work, WEIGHTS, Path(__file__).resolve().parent.parent / "gates" / "tone_without_fold_0.npz")
    elif a.what == "fold":
        for fold in a.fold:
            one(a.data, a.work, a.seed, fold)
    else:
        for seed in SEEDS:
            for fold in (-1, *range(FOLDS)):
                one(a.data, a.work, seed, fold)
        pack(a.data, a.work, WEIGHTS, Path(__file__).resolve().parent.parent / "gates" / "tone_without_fold_0.npz")


if __name__ == "__main__":
    main()
