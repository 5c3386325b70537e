"""Train the tone networks: seeded, one command, on the data files. Needs torch, which nothing else in the project does.

    python tests/bench/train_tone.py all DATA WORK                        # everything in turn; what is there is not made again
    python tests/bench/train_tone.py pretrain DATA WORK --width 64        # a sentence encoder, from sentences without labels
    python tests/bench/train_tone.py teach DATA WORK --width 64 --fold 0  # one teacher without one fold; its logits
    python tests/bench/train_tone.py learn DATA WORK --fold 0             # the network that ships, without one fold
    python tests/bench/train_tone.py pack DATA WORK                       # calibration, weights, figures

Two networks with pretrained sentence encoders and a logistic regression learn from the labels; together they judge targets of
texts without labels; the network that ships learns from the labels and from those judgements. Each fold has its own teachers.

DATA is the data folder (rusentne, ruopinionne; texts of nerel_train, factrueval_devset and telegram_news without any label);
WORK keeps parsed sentences and what is trained, so that a run can be continued. Documents never fall on both sides: fold = group
% 5. Sentences of ruopinionne whose document is not known from rusentne are given the document of their neighbours on both sides,
or left out. Texts that share a sentence with rusentne or ruopinionne are left out of the texts without labels.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from framing.parse import parse_texts
from framing.parse.vectors import word_vectors
from framing.read import read_inputs
from framing.records import Article, Parsed
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
    pack_sentences,
    pad_targets,
    read_words,
    view,
)
from framing.sentiment.linear import BITS, hashed, zones
from framing.sentiment.network import GATHERED, WEIGHTS, Model, softmax
from framing.sentiment.rules import judge

FOLDS, SEED = 5, 1
WIDTHS = {64: 5, 96: 8}
"""Width of each teacher, and for how many epochs its sentence encoder is pretrained."""
WIDTH, SOFT, SOFT_POSTS = 96, 12_000, 16_000
"""Width of the network that ships; rows without labels that it reads in an epoch; how many of them come from posts at most."""
POSTS, PRETRAINED = 9000, ("project", "categories", "ahead", "back", "tree")
"""Posts of telegram_news that are read for the pretraining, and the parts of a network that are pretrained."""
EPOCHS, BATCH, RATE, DROP, HIDE, HIDE_TARGETS, UNLEARN = 6, 64, 1e-3, 0.35, 0.5, 0.3, 0.15
"""HIDE: how often the names of a sentence are hidden; HIDE_TARGETS: how often the words of its targets; UNLEARN: how often a row loses what the lexicons know, so that the network
leans on them without breaking where another lexicon says less or more."""
SOFT_DROP, SOFT_HIDE_TARGETS, SOFT_UNLEARN = 0.3, 0.2, 0.1
"""DROP, HIDE_TARGETS and UNLEARN where the rows without labels are there too."""
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


# ------------------------------------------------------------------------------------------------ sentences without labels

Plain = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Numbers of the forms, categories, numbers and heads of a sentence."""


def texts_without_labels(data: Path) -> tuple[list[str], list[str]]:
    """Texts of news that share no sentence with the labelled data; posts."""
    with (data / "rusentne" / "rusentne_dev.tsv").open(encoding="utf-8", newline="") as file:
        known = {_beginning(r["sentence"]) for r in csv.DictReader(file, delimiter="\t")}
    lines = (data / "ruopinionne" / "ruopinionne_dev.jsonl").read_text(encoding="utf-8").splitlines()
    known |= {_beginning(json.loads(line)["text"]) for line in lines}
    places = [*sorted((data / "nerel_train").glob("*.txt")), *sorted((data / "factrueval_devset").rglob("*.txt"))]
    texts = [place.read_text(encoding="utf-8") for place in places]
    fresh = [t for t in texts if not any(len(b) > 30 and b in known for b in map(_beginning, re.split(r"(?<=[.!?…])\s+|\n", t)))]
    posts = [a.text for a in read_inputs([data / "telegram_news"]) if isinstance(a, Article)]
    random.Random(11).shuffle(posts)
    return fresh, posts[:POSTS]


def _beginning(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())[:60]


def plain_sentences(data: Path, work: Path) -> tuple[list[Plain], np.ndarray]:
    """-> (sentences without labels, vectors of all their forms, row 0 zero)."""
    kept = work / "plain.pkl"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]
    lexicon, vocabulary, found = load_lexicon(), {"": 0}, []
    news, posts = texts_without_labels(data)
    for p in parse_texts(news + posts):
        hits: dict[int, list[Any]] = {}
        for h in find_hits(p, (), lexicon):
            hits.setdefault(h.sentence, []).append(h)
        for i, sentence in enumerate(p.sentences):
            if 5 <= len(sentence.tokens) <= 80:
                w = read_words(sentence, p.entities, hits.get(i, ()))
                forms = np.array([vocabulary.setdefault(f, len(vocabulary)) for f in w.forms], np.int32)
                found.append((forms, w.categories.astype(np.int8), w.numbers.astype(np.float16), w.heads.astype(np.int16)))
    forms = list(vocabulary)
    vectors = np.zeros((len(forms), 300), np.float32)
    for at in range(1, len(forms), 5000):
        vectors[at : at + 5000] = word_vectors(forms[at : at + 5000])
    kept.write_bytes(pickle.dumps((found, vectors), protocol=5))
    return found, vectors


def plain_batch(some: list[Plain]) -> dict[str, torch.Tensor]:
    size, n = len(some), max(len(s[0]) for s in some)
    out = {"words": np.zeros((size, n), np.int64), "categories": np.zeros((size, n, 4), np.int64),
           "numbers": np.zeros((size, n, len(NUMBERS)), np.float32), "heads": np.tile(np.arange(n), (size, 1)),
           "mask": np.zeros((size, n), np.float32), "length": np.zeros(size, np.int64)}  # fmt: skip
    for i, (forms, categories, numbers, heads) in enumerate(some):
        m = len(forms)
        out["words"][i, :m], out["categories"][i, :m], out["numbers"][i, :m] = forms, categories, numbers
        out["heads"][i, :m] = np.where(heads < 0, np.arange(m), heads)
        out["mask"][i, :m], out["length"][i] = 1, m
    return {k: torch.from_numpy(a) for k, a in out.items()}


def pretrain(data: Path, work: Path, width: int) -> Path:
    """A sentence encoder that guesses hidden words: which word it is among those hidden in the batch, what our lexicon says of
    it, and which sign it gives its subject and object. Polar words and predicates are hidden oftener than others."""
    place = work / f"encoder_{width}.npz"
    if place.exists():
        return place
    sentences, vectors = plain_sentences(data, work)
    torch.manual_seed(0)
    rng, table = np.random.default_rng(0), torch.from_numpy(vectors)
    known = table.abs().sum(1) > 0
    net = Tone(width)
    net.drop.share = 0.1
    word, sign, roles = nn.Linear(2 * width, 300), nn.Linear(2 * width, 3), nn.Linear(2 * width, 9)
    learnt = [p for part in (net, word, sign, roles) for p in part.parameters()]
    size, epochs = 128, WIDTHS[width]
    optimiser = torch.optim.AdamW(learnt, 1.5e-3, weight_decay=1e-4)
    steps = epochs * (len(sentences) // size) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.1)
    keep = torch.tensor([0.0] * 5 + [1.0] * 5)
    net.train()
    for epoch in range(epochs):
        order = np.argsort([len(s[0]) + rng.uniform(-3, 3) for s in sentences])
        batches = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
        rng.shuffle(batches)
        for some in batches:
            b = plain_batch([sentences[i] for i in some])
            base, told = b["numbers"][:, :, 0], b["numbers"][:, :, 2:5]
            often = (base != 0) | (told != 0).any(-1)
            can = (b["mask"] > 0) & known[b["words"]] & (b["categories"][:, :, 0] != POS.index("PUNCT"))
            hidden = can & (torch.rand(base.shape) < torch.where(often, 0.35, 0.12))
            signs = (torch.sign(base) + 1).long()[hidden]
            both = ((torch.sign(told[:, :, 0]) + 1) * 3 + torch.sign(told[:, :, 1]) + 1).long()[hidden]
            b["numbers"][hidden] *= keep
            h = net.sentence(b, table, hidden.float())[hidden]
            among, which = torch.unique(b["words"][hidden], return_inverse=True)
            near = F.normalize(word(h), dim=-1) @ table[among].T / 0.07
            loss = F.cross_entropy(near, which) + F.cross_entropy(sign(h), signs, weight=torch.tensor(CLASS_WEIGHTS))
            loss = loss + 0.5 * F.cross_entropy(roles(h), both)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()
        print(f"width {width}, epoch {epoch}: loss {loss.item():.2f}", flush=True)
    np.savez(place, **{k: v.numpy() for k, v in net.state_dict().items() if k.split(".")[0] in PRETRAINED})
    return place


# ---------------------------------------------------------------------------------------------------------- the networks


class Locked(nn.Module):
    """Dropout that drops a column for a whole sentence."""

    share = DROP

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        return x * x.new_empty(x.shape[0], *[1] * (x.dim() - 2), x.shape[-1]).bernoulli_(1 - self.share) / (1 - self.share)


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


def train(width: int, encoder: Path, rows: list[Row], vectors: np.ndarray, *, soft: Sequence[Row] = (), said: np.ndarray | None = None) -> Tone:
    """A network trained on rows with labels, and on ``soft`` rows with the probabilities that teachers gave them."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net, table = Tone(width), torch.from_numpy(vectors)
    with np.load(encoder) as file:
        net.load_state_dict({k: torch.from_numpy(file[k]) for k in file.files}, strict=False)
    some = min(SOFT, len(soft))
    net.drop.share, unlearn, hide_targets = (SOFT_DROP, SOFT_UNLEARN, SOFT_HIDE_TARGETS) if some else (DROP, UNLEARN, HIDE_TARGETS)
    number = {r.id: i for i, r in enumerate(soft)}
    order = np.tile(rng.permutation(len(soft)), 1 + EPOCHS * some // max(1, len(soft)))
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-4)
    steps = EPOCHS * ((len(rows) + some + BATCH - 1) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2 * RATE, total_steps=steps, pct_start=0.15 if some else 0.2)
    unlearnt = {k: torch.tensor([float(c not in LEXICAL) for c in names]) for k, names in (("numbers", NUMBERS), ("seen", SEEN))}
    net.train()
    for epoch in range(EPOCHS):
        for rough in shuffled([*rows, *(soft[i] for i in order[epoch * some : (epoch + 1) * some])], rng):
            b = batch_of(rough)
            wanted, weight = np.zeros((len(rough), 3), np.float32), np.ones(len(rough), np.float32)
            for i, r in enumerate(rough):
                if r.id in number and said is not None:
                    wanted[i] = said[number[r.id]]
                else:
                    wanted[i, r.label + 1], weight[i] = 1, r.weight * CLASS_WEIGHTS[r.label + 1]
            size = len(b["words"])
            names = torch.from_numpy((rng.random(size) < HIDE).astype(np.float32))[:, None] * hidden_words(b)
            own = torch.zeros_like(names).index_add_(0, b["of"], b["seen"][:, :, 0]).clamp(max=1)
            own = own * torch.from_numpy((rng.random(size) < hide_targets).astype(np.float32))[:, None]
            forget = torch.from_numpy(rng.random(size) < unlearn)
            b["numbers"][forget] *= unlearnt["numbers"]
            b["seen"][forget[b["of"]]] *= unlearnt["seen"]
            logits, polar = net(b, table, torch.maximum(names, own))
            loss = -(torch.from_numpy(wanted) * F.log_softmax(logits, -1)).sum(-1) @ torch.from_numpy(weight) / float(weight.sum())
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


def logits_of(net: Tone, rows: list[Row], vectors: np.ndarray, readings: int = 2) -> np.ndarray:
    """[rows, readings, 3]: plain, and with names hidden."""
    out, table = np.zeros((len(rows), readings, 3), np.float32), torch.from_numpy(vectors)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].words))
    with torch.no_grad():
        for at in range(0, len(order), 256):
            part = order[at : at + 256]
            b = batch_of([rows[i] for i in part])
            for k in range(readings):
                out[part, k] = net(b, table, k * hidden_words(b))[0].numpy()
    return out


# ------------------------------------------------------------------------------------------- the linear part, and packing

STRENGTH, SCALE, REDUCED, SHARE = 0.01, 0.1, 64, 0.5
"""Inverse regularisation and scale of the zones in the linear part; columns that word vectors are reduced to; its weight beside
the network that ships (the teachers count it whole)."""


def linear_data(rows: list[Row], vectors: np.ndarray, basis: np.ndarray | None = None) -> tuple[Any, np.ndarray, np.ndarray]:
    """-> (hashed features, sparse [rows, 2 ** BITS]; zones [rows, n]; basis [300, REDUCED])."""
    from scipy import sparse

    if basis is None:
        some = vectors[np.abs(vectors).sum(1) > 0][:6000]
        basis = np.linalg.svd(some - some.mean(0), full_matrices=False)[2][:REDUCED].T.astype(np.float16).astype(np.float32)
    reduced = vectors @ basis
    places, zoned = [], []
    for r in rows:
        alone = pack_sentences([r.view.words], dict.fromkeys(r.view.words.forms, 0))
        b = pad_targets([r.view], [0], alone)
        places.append(hashed([r.view], b, alone)[0])
        zoned.append(zones(b, reduced[r.words[None, r.view.low : r.view.high]])[0])
    ends = np.cumsum([0] + [len(p) for p in places])
    table = sparse.csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(places), ends), (len(rows), 1 << BITS))
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


# --------------------------------------------------------------------------------------------------- teachers, and the pupil


def teach(data: Path, work: Path, width: int, fold: int) -> None:
    """Train one network without one fold (-1: on everything) and keep its weights and its logits for that fold."""
    place = work / f"net_{width}_{fold}.npz"
    if place.exists():
        return
    started = time.time()
    rows, vectors = load(data, work)
    net = train(width, pretrain(data, work, width), [r for r in rows if r.group % FOLDS != fold], vectors)
    held = [r for r in rows if r.id.startswith("r") and r.group % FOLDS == fold]
    logits = logits_of(net, held, vectors) if held else np.zeros((0, 2, 3), np.float32)
    weights = {f"w.{k}": v.numpy() for k, v in net.state_dict().items()}
    np.savez(place, ids=np.array([r.id for r in held]), labels=np.array([r.label for r in held]), logits=logits, **weights)
    print(width, fold, f"{time.time() - started:.0f} s", figures(logits[:, 0].argmax(1) - 1, [r.label for r in held]), flush=True)


def rows_without_labels(data: Path, work: Path) -> tuple[list[Row], np.ndarray]:
    """-> (targets of texts without labels; vectors of all forms, those of ``load`` first)."""
    kept = work / "soft.pkl"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]
    from framing.actors import find_actors
    from framing.read import layout

    rows, vectors = load(data, work)
    vocabulary = {"": 0} | {form: int(n) for r in rows for form, n in zip(r.view.words.forms, r.words, strict=True)}
    lexicon, rng, found = load_lexicon(), random.Random(3), []
    for texts, most in zip(texts_without_labels(data), (10**9, SOFT_POSTS), strict=True):
        rng.shuffle(texts)
        some = 0
        for p in parse_texts(texts):
            if some >= most:
                break
            hits: dict[int, list[Any]] = {}
            for h in find_hits(p, (), lexicon):
                hits.setdefault(h.sentence, []).append(h)
            known: dict[int, tuple[Any, np.ndarray]] = {}
            taken = set()
            for m in find_actors(p, layout(p.text))[0]:
                sentence = p.sentences[m.sentence]
                start, stop = (m.name_start, m.name_stop) if m.name_start >= 0 else (m.start, m.stop)
                inside = [i for i, t in enumerate(sentence.tokens) if t.start < stop and start < t.stop]
                key = (m.sentence, *inside[:1], *inside[-1:])
                often = m.kind == "pronoun" and rng.random() < 0.5
                if often or not inside or key in taken or not 4 <= len(sentence.tokens) <= 90:
                    continue
                taken.add(key)
                if m.sentence not in known:
                    words = read_words(sentence, p.entities, hits.get(m.sentence, ()))
                    known[m.sentence] = words, np.array([vocabulary.setdefault(f, len(vocabulary)) for f in words.forms])
                words, forms = known[m.sentence]
                seen = view(words, inside[0], inside[-1])
                found.append(Row(f"u{len(found)}", seen, 0, -1, 1.0, np.full(seen.high - seen.low, -1), forms))
                some += 1
    forms = sorted(vocabulary, key=lambda f: vocabulary[f])
    more = np.zeros((len(forms), 300), np.float32)
    more[: len(vectors)] = vectors
    for at in range(len(vectors), len(forms), 5000):
        more[at : at + 5000] = word_vectors(forms[at : at + 5000])
    kept.write_bytes(pickle.dumps((found, more), protocol=5))
    return found, more


def judged(data: Path, work: Path, fold: int) -> np.ndarray:
    """What the teachers of a fold say of the rows without labels, [rows, 3]: the mean of the networks and the linear part."""
    place = work / f"judged_{fold}.npy"
    if place.exists():
        return np.load(place)  # type: ignore[no-any-return]
    rows, own = load(data, work)
    soft, vectors = rows_without_labels(data, work)
    kept = work / "linear.pkl"
    if not kept.exists():
        table, zoned, basis = linear_data(rows, own)
        kept.write_bytes(pickle.dumps((table, zoned, *linear_data(soft, vectors, basis)[:2]), protocol=5))
    table, zoned, soft_table, soft_zoned = pickle.loads(kept.read_bytes())
    fitted = fit_linear(table, zoned, rows, np.array([r.group % FOLDS for r in rows]) != fold)
    logits = soft_table @ fitted["sparse"].astype(np.float32) + soft_zoned @ fitted["dense"] + fitted["bias"]
    for width in WIDTHS:
        net = Tone(width)
        with np.load(work / f"net_{width}_{fold}.npz") as file:
            net.load_state_dict({k[2:]: torch.from_numpy(file[k]) for k in file.files if k.startswith("w.")})
        logits = logits + logits_of(net.eval(), soft, vectors, readings=1)[:, 0] / len(WIDTHS)
    np.save(place, logits)
    return logits  # type: ignore[no-any-return]


def learn(data: Path, work: Path, fold: int) -> None:
    """Train the network that ships without one fold (-1: on everything); keep its weights and its logits for that fold."""
    place = work / f"pupil_{fold}.npz"
    if place.exists():
        return
    started = time.time()
    encoder = pretrain(data, work, WIDTH)
    soft, vectors = rows_without_labels(data, work)
    said = softmax(judged(data, work, fold))
    rows, _ = load(data, work)
    net = train(WIDTH, encoder, [r for r in rows if r.group % FOLDS != fold], vectors, soft=soft, said=said)
    held = [r for r in rows if r.id.startswith("r") and r.group % FOLDS == fold]
    logits = logits_of(net, held, vectors) if held else np.zeros((0, 2, 3), np.float32)
    weights = {f"w.{k}": v.numpy() for k, v in net.state_dict().items()}
    np.savez(place, ids=np.array([r.id for r in held]), labels=np.array([r.label for r in held]), logits=logits, **weights)
    print("pupil", fold, f"{time.time() - started:.0f} s", figures(logits[:, 0].argmax(1) - 1, [r.label for r in held]), flush=True)


# -------------------------------------------------------------------------------------------------------------------- packing


def network_arrays(place: Path) -> dict[str, np.ndarray]:
    with np.load(place) as file:
        return {k[2:]: file[k].astype(np.float16) for k in file.files if k.startswith("w.")}


def calibration(logits: np.ndarray, label: np.ndarray) -> dict[str, np.ndarray]:
    """Temperature and class offsets by likelihood, priors by F1(P,N), all on the rows given ([n, 2, 3] logits)."""
    from scipy.optimize import minimize

    z, at = logits[:, 0], np.arange(len(label))

    def loss(x: np.ndarray) -> float:
        y = z * np.exp(x[0]) + np.array([x[1], 0, x[2]])
        return float((np.log(np.exp(y - y.max(1, keepdims=True)).sum(1)) + y.max(1) - y[at, label + 1]).mean())

    best = minimize(loss, np.zeros(3), method="Nelder-Mead").x
    grid = [np.array([a, 0.0, c]) for a in np.arange(-0.8, 0.81, 0.1) for c in np.arange(-0.8, 0.81, 0.1)]
    worth = np.array([f1(np.argmax(z + g, 1) - 1, label)[0] for g in grid])
    top = np.argsort(-worth)[:9]
    return {"temperature": np.float32(np.exp(-best[0])), "offsets": np.array([best[1], 0, best[2]], np.float32),
            "priors": np.mean([grid[i] for i in top], axis=0).astype(np.float32)}  # fmt: skip


def f1(guess: np.ndarray, label: np.ndarray) -> tuple[float, float, list[float]]:
    each = [200 * ((guess == label) & (label == c)).sum() / max(1, (guess == c).sum() + (label == c).sum()) for c in (-1, 0, 1)]
    return (each[0] + each[2]) / 2, sum(each) / 3, each


def pack(data: Path, work: Path, package: Path, gates: Path) -> None:
    """Out-of-fold logits of the pupil and the linear part, read in numpy; calibration; weights into package and gate."""
    rows, vectors = load(data, work)
    gold = [r for r in rows if r.id.startswith("r")]
    label, fold = np.array([r.label for r in gold]), np.array([r.group % FOLDS for r in gold])
    table, zoned, basis = linear_data(rows, vectors)
    of = np.array([r.group % FOLDS for r in rows])
    linear = {k: {"basis": basis, **weaker(fit_linear(table, zoned, rows, of != k))} for k in (-1, *range(FOLDS))}
    parts = {name: np.zeros((len(gold), 2, 3), np.float32) for name in ("both", "network")}
    for k in range(FOLDS):
        held, place = np.flatnonzero(fold == k), work / "try.npz"
        for name, logits in parts.items():
            save(place, network_arrays(work / f"pupil_{k}.npz"), linear[k] if name == "both" else {}, NEUTRAL)
            logits[held] = Model(place).logits([gold[i].view for i in held])[0].transpose(1, 0, 2)
            place.unlink()
    np.savez(work / "oof.npz", label=label, fold=fold, ids=np.array([r.id for r in gold]), **parts)
    for name, logits in {**parts, "linear": parts["both"] - parts["network"]}.items():
        by_fold = {k: calibration(logits[fold != k], label[fold != k]) for k in range(FOLDS)}
        print(name)
        guess = told(label, fold, logits, by_fold)
        if name == "both":
            report(gold, label, fold, logits, by_fold, guess, work)
            save(gates, network_arrays(work / "pupil_0.npz"), linear[0], by_fold[0])
    save(package, network_arrays(work / "pupil_-1.npz"), linear[-1], calibration(parts["both"], label))
    print("bytes", package.stat().st_size, gates.stat().st_size)


def weaker(linear: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {k: v * v.dtype.type(SHARE) for k, v in linear.items()}


NEUTRAL = {"temperature": np.float32(1), "offsets": np.zeros(3, np.float32), "priors": np.zeros(3, np.float32)}


def save(place: Path, net: dict[str, np.ndarray], linear: dict[str, np.ndarray], fitted: dict[str, Any]) -> None:
    arrays = {f"net0/{k}": v for k, v in net.items()}
    arrays.update({f"linear/{k}": v.astype(np.float16) if k in ("sparse", "basis") else v for k, v in linear.items()})
    np.savez_compressed(place, **arrays, **fitted)


def told(label: np.ndarray, fold: np.ndarray, logits: np.ndarray, by_fold: Any) -> np.ndarray:
    """Labels with priors from the other folds, and their figures."""
    guess = np.zeros(len(label), int)
    for k, c in by_fold.items():
        guess[fold == k] = (logits[fold == k, 0] + c["priors"]).argmax(1) - 1
        print(f"fold {k}: {figures(guess[fold == k], list(label[fold == k]))}")
    print(f"all: {figures(guess, list(label))}  by class {[round(x, 1) for x in f1(guess, label)[2]]}", flush=True)
    return guess


def report(gold: list[Row], label: np.ndarray, fold: np.ndarray, logits: np.ndarray, by_fold: Any, guess: np.ndarray, work: Path) -> None:
    """What abstaining buys, and rules against the model; the rows into ``oof.tsv``."""
    chances = np.zeros((len(label), 3), np.float32)
    for k, c in by_fold.items():
        chances[fold == k] = softmax(logits[fold == k, 0] / c["temperature"] + c["offsets"])
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
    ap.add_argument("what", choices=("all", "pretrain", "teach", "learn", "pack"))
    ap.add_argument("data", type=Path)
    ap.add_argument("work", type=Path)
    ap.add_argument("--width", type=int, default=64, choices=list(WIDTHS))
    ap.add_argument("--fold", type=int, nargs="+", default=[0, 1, 2, 3, 4, -1])
    a = ap.parse_args()
    torch.set_num_threads(1)
    a.work.mkdir(parents=True, exist_ok=True)
    if a.what == "pretrain":
        pretrain(a.data, a.work, a.width)
    for width in WIDTHS if a.what == "all" else [a.width] if a.what == "teach" else []:
        for fold in a.fold:
            teach(a.data, a.work, width, fold)
    for fold in a.fold if a.what in ("all", "learn") else []:
        learn(a.data, a.work, fold)
    if a.what in ("all", "pack"):
        pack(a.data, a.work, WEIGHTS, Path(__file__).resolve().parent.parent / "gates" / "tone_without_fold_0.npz")


if __name__ == "__main__":
    main()
