"""Tables of MODEL.md from judgements made out of fold: ``python tests/bench/tone_tables.py DATA OOF.tsv``.

OOF.tsv is what `train_tone.py pack` writes (id, label, score, probabilities). Beside the model stand two plain uses of our lexicon
on the same rows: the sum of the hits within WINDOW words of the target, and the sum over the whole sentence. Whose voice a target
stands in is what the package itself finds in the sentence: direct speech, reported speech, or the narrator.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from framing.actors import find_actors
from framing.parse import parse_texts
from framing.quotes import find_quotes
from framing.read import layout
from framing.records import Hit, Parsed, Quote, quote_at
from framing.sentiment import find_hits, load_lexicon

WINDOW = 8
"""Words on each side of a target in which hits count."""
NARRATOR, DIRECT, REPORTED = "narrator", "direct speech", "reported speech"


def voice(quotes: tuple[Quote, ...], start: int, stop: int) -> str:
    at = quote_at(quotes, start, stop)
    return NARRATOR if at < 0 else REPORTED if quotes[at].kind == "indirect" else DIRECT


def plain_sign(p: Parsed, hits: tuple[Hit, ...], start: int, stop: int, window: int) -> int:
    """The sign of the sum of hits within ``window`` words of the target, its own words left out."""
    sentence = p.sentences[max(i for i, s in enumerate(p.sentences) if s.start <= start or i == 0)]
    tokens = sentence.tokens
    inside = [i for i, t in enumerate(tokens) if t.start < stop and start < t.stop] or [0]
    low, high = tokens[max(0, inside[0] - window)].start, tokens[min(len(tokens) - 1, inside[-1] + window)].stop
    total = sum(h.score for h in hits if low <= h.start < high and not (h.start < stop and start < h.stop))
    return (total > 0.25) - (total < -0.25)


def line(name: str, pairs: list[tuple[int, int]]) -> str:
    """One row of a table: rows, F1(P,N), F1(P,N,0), and F1, precision and recall of each label."""
    count = Counter(pairs)
    cells, each = [], []
    for c in (-1, 0, 1):
        both, said, gold = count[c, c], sum(n for (g, _), n in count.items() if g == c), sum(n for (_, y), n in count.items() if y == c)
        each.append(200 * both / max(1, said + gold))
        cells.append(f"{each[-1]:.1f} ({100 * both / max(1, said):.0f}, {100 * both / max(1, gold):.0f})")
    return f"| {name} | {len(pairs):,} | {(each[0] + each[2]) / 2:.1f} | {sum(each) / 3:.1f} | " + " | ".join(cells) + " |"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("oof", type=Path)
    a = ap.parse_args()
    with a.oof.open(encoding="utf-8", newline="") as file:
        model = [int(r["label"]) for r in csv.DictReader(file, delimiter="\t")]
    with (a.data / "rusentne" / "rusentne_dev.tsv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file, delimiter="\t"))
    lexicon, texts = load_lexicon(), list(dict.fromkeys(r["sentence"] for r in gold))
    read = {}
    for p in parse_texts(texts):
        blocks = layout(p.text)
        mentions, actors = find_actors(p, blocks)
        read[p.text] = p, find_quotes(p, blocks, mentions, actors)[0], find_hits(p, (), lexicon)
    labels, voices, windows, wholes = [], [], [], []
    for r in gold:
        p, quotes, hits = read[r["sentence"]]
        start, stop = int(r["entity_pos_start_rel"]), int(r["entity_pos_end_rel"])
        labels.append(int(r["label"]))
        voices.append(voice(quotes, start, stop))
        windows.append(plain_sign(p, hits, start, stop, WINDOW))
        wholes.append(plain_sign(p, hits, start, stop, 200))
    print("| | rows | F1(P,N) | F1(P,N,0) | - (precision, recall) | 0 | + |\n|---|---|---|---|---|---|---|")
    for name, said in (("the model", model), (f"our lexicon, {WINDOW} words around", windows), ("our lexicon, the sentence", wholes)):
        for which in ("all", NARRATOR, DIRECT, REPORTED):
            chosen = [i for i, v in enumerate(voices) if which in ("all", v)]
            print(line(f"{name}: {which}", [(said[i], labels[i]) for i in chosen]))


if __name__ == "__main__":
    main()
