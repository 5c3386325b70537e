"""Counts who fills the places beside a word, people or things: ``python -m tests.bench.count_slots`` writes seeds/ru/slots.tsv.

Every noun and name of the raw texts of the data folder (those of the gold left out) is counted under its governing word and place
(`framing.actors.slots.slot_of`): a person (a name tagged PER, an animate noun), a thing (an inanimate noun), or a body, which does not count.
The odds that word vectors foretell for a word and a place (a logistic regression with a ridge) are worth PRIOR nouns beside those counted.
No step is random. Data: ``FRAMING_DATA``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from framing.actors.doc import Doc
from framing.actors.slots import PLACES, slot_of
from framing.parse import parse_texts
from framing.parse.vectors import word_vectors
from tests.conftest import ROOT, data_folder

TABLE = ROOT / "seeds" / "ru" / "slots.tsv"
LEAST, PRIOR, RIDGE, MOST, BATCH, FURTHEST = 3, 4.0, 3.0, 30, 200, 40
"""Nouns beside a word that stands in the table; worth of the foretold odds in nouns; ridge; most that one word and place weigh in the
regression; texts at once; the largest odds, in tenths of a logarithm."""
Counts = dict[tuple[str, str], np.ndarray]
HEAD = """# How far a place beside a word is a person's rather than a thing's: ten times the log odds (tests/bench/count_slots.py).
#   odds  of who does it, whom it is done to, to whom, whose, and of other arguments; for these a preposition with its case adds its own
word\todds
"""


def texts(data: Path) -> Iterator[str]:
    """The raw texts that no gold holds."""
    gold = {json.loads(line).get("sha256") for file in (ROOT / "tests" / "gates").glob("*.jsonl") for line in file.open(encoding="utf-8")}
    posts = [x.get("text") for f in sorted((data / "telegram_news").glob("*_messages.json")) for x in json.loads(f.read_text("utf-8"))]
    articles = [f.read_text("utf-8") for d in ("nerel_train", "factrueval_devset") for f in sorted((data / d).glob("*.txt"))]
    for text in dict.fromkeys([*posts, *articles]):
        if isinstance(text, str) and len(text) > 80 and hashlib.sha256(text.encode()).hexdigest() not in gold:
            yield text


def fillers(doc: Doc) -> Iterator[tuple[tuple[str, str], int]]:
    """(governing word, place), 0 where a person fills it and 1 where a thing does."""
    names = {k: e.type for e in doc.parsed.entities for k in doc.between(e.start, e.stop)}
    for k in range(len(doc)):
        kind = names.get(k)
        if doc.pos[k] not in ("NOUN", "PROPN") or (kind is None and doc.pos[k] == "PROPN") or kind in ("LOC", "ORG"):
            continue
        who = int(kind is None and doc.animacy[k] != "a")
        owner = doc.rel[k] == "nmod" and doc.case[k] == "Gen" and not any(doc.rel[x] == "case" for x in doc.kids[k])
        word, place = slot_of(doc, k, owner)
        if word:
            yield (word, place), who
        for x in doc.kids[k]:
            if doc.rel[x] in ("acl", "amod") and doc.pos[x] == "VERB" and doc.case[x]:
                yield (doc.lemma[x], "o" if "Voice=Pass" in doc.tokens[x].feats else "s"), who


def count(data: Path) -> Counts:
    """(governing word, place) -> how many people and how many things."""
    found: Counter[tuple[tuple[str, str], int]] = Counter()
    rows = list(texts(data))
    for i in range(0, len(rows), BATCH):
        for parsed in parse_texts(rows[i : i + BATCH]):
            found.update(fillers(Doc(parsed, ())))
    out: Counts = defaultdict(lambda: np.zeros(2))
    for (key, who), n in found.items():
        out[key][who] += n
    return dict(out)


def foretell(counts: Counts, places: list[str], words: list[str]) -> tuple[np.ndarray, dict[str, float]]:
    """The log odds of each word, [n], without what each of ``places`` adds, and these: learnt on the counts of the places."""
    keys = [k for k in counts if k[1] in places]
    at = {p: i for i, p in enumerate(places)}
    vectors = word_vectors([w for w, _ in keys]).astype(float)
    people, every = np.array([counts[k][0] for k in keys]), np.array([counts[k].sum() for k in keys])
    share, weight, own = people / every, np.minimum(every, MOST), np.array([at[p] for _, p in keys])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = vectors @ w[:300] + w[300:][own]
        slope = weight * (1 / (1 + np.exp(-s)) - share)
        value = (weight * (np.logaddexp(0, s) - share * s)).sum() + 0.5 * RIDGE * (w @ w)
        return float(value), np.concatenate([vectors.T @ slope, np.bincount(own, slope, len(places))]) + RIDGE * w

    best = minimize(loss, np.zeros(300 + len(places)), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return word_vectors(words).astype(float) @ best[:300], {p: float(best[300 + i]) for p, i in at.items()}


def odds(counts: Counts, words: list[str]) -> tuple[np.ndarray, dict[str, float]]:
    """The log odds of each word and place, [n, places], and what a preposition with its case adds to the last of these."""
    columns, added = [], {}
    sizes: Counter[str] = Counter()
    for (_, place), found in counts.items():
        sizes[place] += int(found.sum())
    others = sorted(p for p, n in sizes.items() if p not in PLACES and n >= MOST)
    for place in PLACES:
        places = others if place == "x" else [place]
        first, more = foretell(counts, places, words)
        added |= more
        column = []
        for word, value in zip(words, first, strict=True):
            parts = [(counts[word, p], 1 / (1 + np.exp(-value - more[p]))) for p in places if (word, p) in counts]
            people, things = PRIOR / (1 + np.exp(-value - more.get(place, 0.0))), PRIOR / (1 + np.exp(value + more.get(place, 0.0)))
            for (a, b), expected in parts:  # of other arguments what lies beyond their preposition
                ours = expected if place != "x" else 1 / (1 + np.exp(-value))
                people, things = people + a * ours / expected, things + b * (1 - ours) / (1 - expected)
            column.append(np.log(people / things))
        columns.append(np.array(column))
    return np.stack(columns, 1), {p: v for p, v in added.items() if p not in PLACES}


def main() -> None:
    counts = count(data_folder())
    often: Counter[str] = Counter()
    for (word, _), found in counts.items():
        often[word] += int(found.sum())
    words = sorted(w for w, n in often.items() if n >= LEAST and w.isalpha() and word_vectors([w]).any())
    table, added = odds(counts, words)
    tenths = np.clip(np.rint(10 * table), -FURTHEST, FURTHEST).astype(int)
    lines = [f"{p}\t{round(10 * v)}\n" for p, v in sorted(added.items())]
    lines += [f"{w}\t{' '.join(map(str, row))}\n" for w, row in zip(words, tenths, strict=True)]
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(len(counts), "places beside words,", len(words), "words in the table")


if __name__ == "__main__":
    main()
