"""Tables of MODEL.md: ``python tests/bench/tone_tables.py DATA OOF.tsv``, and ``python tests/bench/tone_tables.py DATA``.

The second compares the shipped model with what a careful reader said of targets in other news (tone_read.tsv). The first is of
judgements made out of fold: OOF.tsv is what `train_tone.py pack` writes (id, label, score, probabilities). Beside the model stand two plain uses of our lexicon
on the same rows: the sum of the hits within WINDOW words of the target, and the sum over the whole sentence. Whose voice a target
stands in is what the package itself finds in the sentence: direct speech, reported speech, or the narrator.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from pathlib import Path

from framing.actors import find_actors
from framing.parse import parse_texts
from framing.quotes import find_quotes
from framing.read import layout, read_inputs
from framing.records import Article, Hit, Mention, Parsed, Quote, quote_at
from framing.sentiment import find_hits, find_tones, load_lexicon, sure_sign

WINDOW = 8
"""Words on each side of a target in which hits count."""
READ = Path(__file__).with_name("tone_read.tsv")
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


HEAD = "| | rows | F1(P,N) | F1(P,N,0) | - (precision, recall) | 0 | + |\n|---|---|---|---|---|---|---|"


def by_label_and_voice(data: Path, oof: Path) -> None:
    with oof.open(encoding="utf-8", newline="") as file:
        model = [int(r["label"]) for r in csv.DictReader(file, delimiter="\t")]
    with (data / "rusentne" / "rusentne_dev.tsv").open(encoding="utf-8", newline="") as file:
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
    print(HEAD)
    for name, said in (("the model", model), (f"our lexicon, {WINDOW} words around", windows), ("our lexicon, the sentence", wholes)):
        for which in ("all", NARRATOR, DIRECT, REPORTED):
            chosen = [i for i, v in enumerate(voices) if which in ("all", v)]
            print(line(f"{name}: {which}", [(said[i], labels[i]) for i in chosen]))


def other_news(data: Path) -> None:
    with READ.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    texts = [p.read_text(encoding="utf-8") for p in sorted((data / "nerel_train").glob("*.txt"))]
    texts += [a.text for a in read_inputs([data / "telegram_news"]) if isinstance(a, Article)]
    known = {hashlib.sha256(t.encode()).hexdigest(): t for t in texts}
    by_text: dict[str, list[dict[str, str]]] = {}
    for r in rows:
        by_text.setdefault(known[r["sha256"]], []).append(r)
    lexicon, batch = load_lexicon(), []
    for p, targets in zip(parse_texts(list(by_text)), by_text.values(), strict=True):
        mentions = []
        for r in targets:
            start, stop = int(r["start"]), int(r["stop"])
            number = max(i for i, s in enumerate(p.sentences) if s.start <= start or i == 0)
            mentions.append(Mention(number, start, stop, p.text[start:stop], "name", "", "PER"))
        batch.append((p, tuple(mentions), (), find_hits(p, (), lexicon)))
    found = [
        (r, t) for targets, tones in zip(by_text.values(), find_tones(batch), strict=True) for r, t in zip(targets, tones, strict=True)
    ]
    print(HEAD)
    for name, wanted in (("all", ""), ("news texts", "nerel_train"), ("posts", "telegram_news")):
        print(line(name, [(t.label, int(r["label"])) for r, t in found if wanted in ("", r["source"])]))
    print(line("read without doubt", [(t.label, int(r["label"])) for r, t in found if r["doubtful"] == "0"]))
    print(line("sure_sign", [(sure_sign(t.p_neg, t.p_pos), int(r["label"])) for r, t in found]))
    shown = [(sure_sign(t.p_neg, t.p_pos), int(r["label"])) for r, t in found if sure_sign(t.p_neg, t.p_pos)]
    print(f"signs shown: {len(shown)}, opposite: {sum(a == -b for a, b in shown)}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("oof", type=Path, nargs="?")
    a = ap.parse_args()
    if a.oof:
        by_label_and_voice(a.data, a.oof)
    else:
        other_news(a.data)


if __name__ == "__main__":
    main()
