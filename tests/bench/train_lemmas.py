"""Learn the weights of the choice of lemmas: a ranking of readings, maximum likelihood with a small ridge, by L-BFGS.

``python -m tests.bench.train_lemmas`` prints the accuracy on each set, cross-validated over texts, and writes the
weights learnt on everything, and for the gate those learnt without every third text
(``tests/gates/lemma_weights_held_out.tsv``); ``--only-figures`` writes nothing. No step is random. Data: ``FRAMING_DATA``.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from framing.parse import lemmas, parse_text
from tests.conftest import ROOT, data_folder

FOLDS = 5
EVERY = 3
HELD_OUT = ROOT / "tests" / "gates" / "lemma_weights_held_out.tsv"
NOTICE = """# Weights of the choice of lemmas, made by `python -m tests.bench.train_lemmas`: numbers only, no words.
# Learnt on UD Russian-GSD (dev) and UD Russian-Taiga (dev), CC BY-SA 4.0, universaldependencies.org, and the Lenta news
# of MorphoRuEval-2017, with tags by slovnet and readings by pymorphy3 (dictionary: OpenCorpora).
"""


class Word(NamedTuple):
    """One gold word with the tags that the tagger gave it."""

    part: str
    text: str
    form: str
    pos: str
    feats: str
    lemma: str


def fold(x: str) -> str:
    return x.casefold().replace("ё", "е")


def words_of(part: str, gold: list[dict[str, str]], texts: Path) -> list[Word]:
    """Gold words whose token the parser found, tagged as ``lemmatise`` sees them."""
    out = []
    wanted: dict[str, dict[tuple[int, int], str]] = {}
    for row in gold:
        if row["lemma"] != "_" and re.search("[а-яё]", row["form"], re.I):
            wanted.setdefault(row["doc"], {})[int(row["start"]), int(row["stop"])] = row["lemma"]
    for doc, lemma_at in wanted.items():
        for sentence in parse_text((texts / f"{doc}.txt").read_bytes().decode("utf-8")).sentences:
            forms, tags = [t.text for t in sentence.tokens], [(t.pos, t.feats) for t in sentence.tokens]
            for token, (pos, feats) in zip(sentence.tokens, lemmas.in_context(forms, tags), strict=True):
                lemma = lemma_at.get((token.start, token.stop))
                if lemma is not None:
                    out.append(Word(part, doc, token.text, pos, feats, lemma))
    return out


def texts_of(words: list[Word]) -> list[str]:
    return sorted({w.text for w in words})


class Ranking:
    """Readings of all words as one sparse matrix; a word is a group of rows."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.index: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        group: list[int] = []
        right: list[bool] = []
        self.lemmas: list[str] = []
        for number, word in enumerate(words):
            for lemma, features in lemmas.features(word.form, word.pos, word.feats):
                for name, value in features:
                    rows.append(len(group))
                    columns.append(self.index.setdefault(name, len(self.index)))
                    values.append(value)
                group.append(number)
                right.append(fold(lemma) == fold(word.lemma))
                self.lemmas.append(lemma)
        self.matrix = csr_matrix((values, (rows, columns)), shape=(len(group), len(self.index)))
        self.group, self.right = np.array(group), np.array(right)

    def fit(self, chosen: np.ndarray, ridge: float) -> np.ndarray:
        """Weights from the words where ``chosen`` is True: -log of the share of right readings + ridge/2 * |w|^2."""
        hits = np.bincount(self.group, self.right, len(self.words))
        size = np.bincount(self.group, minlength=len(self.words))
        use = (chosen & (hits > 0) & (hits < size))[self.group]
        x, right = self.matrix[use], self.right[use]
        g = np.unique(self.group[use], return_inverse=True)[1]
        first = np.r_[0, np.nonzero(np.diff(g))[0] + 1]

        def logsum(z: np.ndarray) -> np.ndarray:
            top = np.maximum.reduceat(z, first)
            return top + np.log(np.add.reduceat(np.exp(z - top[g]), first))

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            z = x @ w
            good = np.where(right, z, -1e9)
            a, b = logsum(z), logsum(good)
            slope = x.T @ (np.exp(z - a[g]) - np.exp(good - b[g])) + ridge * w
            return float((a - b).sum() + ridge / 2 * (w @ w)), slope

        return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x

    def predict(self, w: np.ndarray) -> list[str]:
        z = self.matrix @ w
        best: dict[int, int] = {}
        for row, number in enumerate(self.group):
            if number not in best or z[row] > z[best[number]]:
                best[number] = row
        return [self.lemmas[best[n]] for n in range(len(self.words))]


def cross_validate(ranking: Ranking, ridge: float) -> list[str]:
    """Each word's lemma by weights learnt on other texts."""
    folds = {text: k % FOLDS for k, text in enumerate(texts_of(ranking.words))}
    fold_of = np.array([folds[w.text] for w in ranking.words])
    out = [""] * len(ranking.words)
    for k in range(FOLDS):
        guess = ranking.predict(ranking.fit(fold_of != k, ridge))
        for n in np.nonzero(fold_of == k)[0]:
            out[n] = guess[n]
    return out


def load(gold: Path) -> list[Word]:
    import csv

    out = []
    for part in sorted(p for p in gold.iterdir() if p.is_dir()):
        with open(part / "gold.tsv", encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
        out += words_of(part.name, rows, part / "texts")
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ap.add_argument("--gold", type=Path, help="folder lemmas/ that make_dev_gold.py made (default: made anew)")
    ap.add_argument("--ridge", type=float, default=1.0)
    ap.add_argument("--only-figures", action="store_true")
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    words = load(a.gold or make_gold() / "lemmas")
    ranking = Ranking(words)
    guess = cross_validate(ranking, a.ridge)
    for part in sorted({w.part for w in words}):
        pairs = [(w, g) for w, g in zip(words, guess, strict=True) if w.part == part]
        wrong = Counter((fold(w.form), w.pos, fold(w.lemma), fold(g)) for w, g in pairs if fold(g) != fold(w.lemma))
        share = 100 - 100 * wrong.total() / len(pairs)
        print(f"{part}: {len(pairs)} words, right {share:.2f} % (cross-validated by text)")
        for error, n in wrong.most_common(a.errors):
            print(f"{n:5d}  {error[0]} {error[1]}: {error[2]}, not {error[3]}")
    if not a.only_figures:
        aside = set(texts_of(words)[::EVERY])
        for path, chosen in ((HELD_OUT, [w.text not in aside for w in words]), (lemmas.WEIGHTS, [True] * len(words))):
            weights = ranking.fit(np.array(chosen), a.ridge)
            rows = [f"{name}\t{weights[i]:.3f}" for name, i in sorted(ranking.index.items()) if abs(weights[i]) >= 0.0005]
            path.write_text(NOTICE + "\n".join(rows) + "\n", encoding="utf-8")
            print(f"{len(rows)} weights written")


def make_gold() -> Path:
    """A folder with the gold that the data folder gives, made by make_dev_gold.py."""
    import subprocess
    import sys
    import tempfile

    out = Path(tempfile.mkdtemp()) / "gold"
    tool = data_folder().parent / "tools" / "make_dev_gold.py"
    subprocess.run([sys.executable, str(tool), str(data_folder()), str(out)], check=True, stdout=subprocess.DEVNULL)
    return out


if __name__ == "__main__":
    main()
