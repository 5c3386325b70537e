"""Learn the weights of ``framing.actors.ranking``: a softmax over what a title or a description can stand for, with a ridge around values set by hand.

``python -m tests.bench.train_descriptions`` learns on the development sets, ``tests/gates/actors_dev.jsonl`` to ``actors_dev8.jsonl``,
on the teaching corpus, on the speakers of the gold of quotes and on the decisions read by themselves (``decisions_dev.jsonl``), and
writes ``seeds/ru/actor_weights.tsv``.
``--folds`` prints figures cross-validated by text and writes nothing. No step is random. Data: ``FRAMING_DATA``.

The pass follows the gold: what earlier phrases mean is told. A phrase of no annotated mention teaches that it is none of the central
actors, whose mentions are complete. The values set by hand lie in ``description_priors.tsv`` beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from framing import seeds
from framing.actors.chain import begin
from framing.actors.ranking import Features, likeliest, score
from framing.actors.resolve import run_pass
from framing.actors.state import Ref, State
from framing.actors.titles import Phrase
from framing.parse import parse_texts
from framing.read import layout
from tests.bench import decided, logit
from tests.bench.logit import Choice
from tests.bench.spoken import Speaker, speakers, tool
from tests.conftest import ROOT, data_folder
from tests.gates.gold import load

PRIORS = Path(__file__).with_name("description_priors.tsv")
WEIGHTS = ROOT / "seeds" / "ru" / "actor_weights.tsv"
CORPUS = ROOT / "seeds" / "corpus"
DEVELOPMENT = {
    "actors_dev": "0123456789abcdef",
    "actors_dev2": "0123456789abcdef",
    "actors_dev3": "0123456789abcdef",
    "actors_dev4": "0123456789abcdef",
    "actors_dev5": "0123456789abcdef",
    "actors_dev6": "0123456789abcdef",
    "actors_dev7": "0123456789abcdef",
    "actors_dev8": "0123456789abcdef",
}
"""First digits of the sha256 of the texts that weights may be learnt on."""
RIDGE = {"person": 3.0, "thing": 4.0}
"""How near the weights stay to those set by hand: by the figures cross-validated by text."""
READ = {"person": 0.5, "thing": 0.15}
"""How much a decision of ``decisions_dev.jsonl`` counts beside one of the gold of whole texts."""
RARE = 6
"""A word that fewer phrases have keeps no weight of its own."""
FOLDS = 10
LEAST = 0.005
WORD = "new_word_"
HEAD = """# What a title or a description stands for: weights of two conditional logits (framing/actors/ranking.py), fitted on annotations
# of our own around values set by hand (tests/bench/train_descriptions.py).
#   model    person: titles and descriptions of people; thing: kind words ("страна", "компания")
#   feature  a fact about the phrase, the actor and the way between them
model\tfeature\tweight
"""

Rows = list[tuple[Ref | None, str, Features]]


@dataclass(frozen=True)
class Sample:
    """One phrase: its document, the features of every option (the last one: somebody new), the number of the right one."""

    doc: str
    options: tuple[Features, ...]
    right: int
    weight: float = 1.0


def texts(data: Path) -> Iterator[tuple[dict[str, Any], str, list[dict[str, str]] | None]]:
    """Gold, text and known actors of every document that weights are learnt on."""
    for name, digits in DEVELOPMENT.items():
        for doc, text in load(name, data):
            if doc["sha256"][0] in digits:
                yield doc, text, None
    known = seeds.read_table(CORPUS / "actors.tsv")
    for line in (CORPUS / "gold" / "mentions.jsonl").read_text(encoding="utf-8").splitlines():
        doc = json.loads(line)
        yield doc, (CORPUS / f"{doc['doc']}.txt").read_bytes().decode("utf-8"), known


def guessed(p: Phrase, rows: Rows) -> tuple[str, int]:
    """The model that is asked about a phrase, and the number of the option that its weights of now choose."""
    model = "thing" if p.kind == "thing" else "person"
    return model, likeliest(score(model, features) for _, _, features in rows)[0]


class Teacher:
    """Tells the pass over one text what its phrases mean, and notes what it was asked."""

    def __init__(self, run: State, gold: dict[str, Any], tool: Any) -> None:
        self.run, self.gold, self.tool = run, gold, tool
        self.samples: dict[str, list[Sample]] = {"person": [], "thing": []}
        self.actor: dict[int, str] = {}
        self.pending: dict[int, str] = {}
        shared: Counter[tuple[int, str]] = Counter()
        for s in run.out:
            if s.name[0] >= 0:
                for a in gold["actors"]:
                    shared[id(s.ref), a["id"]] += sum(
                        tool.is_name(m) and tool.fit(self.span(*s.name), m) > 0 for m in a["mentions"]
                    )
        for (ref, actor), n in shared.most_common():
            if n and ref not in self.actor and actor not in self.actor.values():
                self.actor[ref] = actor

    def span(self, i: int, j: int) -> tuple[int, int]:
        tokens = self.run.doc.tokens
        return tokens[i].start, tokens[j - 1].stop

    def choose(self, run: State, p: Phrase, rows: Rows) -> int:
        """The right option where the gold knows it, else the one that the weights choose."""
        self._settle()
        model, guess = guessed(p, rows)
        span, head = self.span(p.i, p.j), self.span(p.head, p.head + 1)[0]
        meant = [
            a["id"]
            for a in self.gold["actors"]
            for m in a["mentions"]
            if m["kind"] in ("title", "description") and (self.tool.fit(span, m) or (m.get("head") or [-1])[0] == head)
        ]
        if meant:
            right = next((n for n, (ref, _, _) in enumerate(rows) if ref is not None and self.actor.get(id(ref)) in meant), -1)
            if right < 0 and meant[0] in self.actor.values():
                return guess
            if right < 0:
                right = len(rows) - 1
                self.pending[p.head] = meant[0]
            self._note(model, [f for _, _, f in rows], right)
            return right
        near = [
            m
            for a in self.gold["actors"]
            for m in a["mentions"]
            if m["kind"] in ("title", "description", "name+title", "collective")
        ]
        if any(self.tool.iou(span, (m["start"], m["end"])) > 0.3 for m in near):
            return guess
        if any(self.tool.overlap(span, tuple(x)) for x in self.gold.get("ignore", [])):
            return guess
        central = {a["id"] for a in self.gold["actors"] if a["central"]}
        keep = [n for n, (ref, _, _) in enumerate(rows) if ref is None or self.actor.get(id(ref)) in central]
        if len(keep) > 1:
            self._note(model, [rows[n][2] for n in keep], len(keep) - 1)
        return len(rows) - 1 if guess in keep else guess

    def _settle(self) -> None:
        """An unnamed actor that the pass has made since is the one that the gold means."""
        for head in list(self.pending):
            ref = self.run.at.get(head)
            if ref is not None and id(ref) not in self.actor:
                self.actor[id(ref)] = self.pending.pop(head)

    def _note(self, model: str, options: list[Features], right: int) -> None:
        self.samples[model].append(Sample(self.gold["doc"], tuple(options), right))


class Listener:
    """Tells the pass over one text which titles are whose who speak, and notes what it was asked of these."""

    def __init__(self, doc: str, run: State, spoken: list[Speaker]) -> None:
        self.doc, self.run, self.spoken = doc, run, spoken
        self.samples: list[Sample] = []

    def choose(self, run: State, p: Phrase, rows: Rows) -> int:
        """The actor with the speaker's name; nobody met by name where a role speaks; else the option that the weights choose."""
        guess = guessed(p, rows)[1]
        token = run.doc.tokens[p.head]
        mine = next((s for s in self.spoken if s.start <= token.start and token.stop <= s.stop), None)
        if mine is None or p.kind == "thing" or run.doc.head[p.head] in range(p.i, p.j):
            return guess
        right = [n for n, (ref, _, _) in enumerate(rows) if ref is not None and mine.is_called(ref.name)]
        if not right and not mine.person and mine.names[0][:1].islower():
            right = [len(rows) - 1]
        if len(right) != 1:
            return guess
        self.samples.append(Sample(self.doc, tuple(f for _, _, f in rows), right[0]))
        return right[0]


def overheard(data: Path, met: frozenset[str]) -> list[Sample]:
    """What the pass was asked about titles that speak, in the gold of quotes, without texts met before (by sha256)."""
    rows = [row for row in speakers(data, "title") if row[1] not in met]
    out: list[Sample] = []
    for (doc, _, text, found), parsed in zip(rows, parse_texts([text for _, _, text, _ in rows]), strict=True):
        run = begin(parsed, layout(text))
        listener = Listener(doc, run, found)
        run.choose = listener.choose
        run_pass(run)
        out += listener.samples
    return out


def collect(data: Path) -> dict[str, list[Sample]]:
    """What the pass was asked in all texts."""
    scorer = tool("score_mentions")
    rows = list(texts(data))
    out: dict[str, list[Sample]] = {"person": [], "thing": []}
    for (doc, text, known), parsed in zip(rows, parse_texts([t for _, t, _ in rows]), strict=True):
        run = begin(parsed, layout(text), known)
        teacher = Teacher(run, scorer.normal(doc), scorer)
        run.choose = teacher.choose
        run_pass(run)
        for model, samples in teacher.samples.items():
            out[model] += samples
    out["person"] += overheard(data, frozenset(doc.get("sha256", "") for doc, _, _ in rows))
    for model, samples in read(data).items():
        out[model] = without_rare(out[model] + samples)
    return out


def read(data: Path) -> dict[str, list[Sample]]:
    """What the pass was asked about phrases that were read by themselves."""
    out: dict[str, list[Sample]] = {"person": [], "thing": []}
    for row, parsed, blocks in decided.parsed(decided.texts(data)):
        run = begin(parsed, blocks)
        reader = decided.Reader(run, row)

        def choose(run: State, p: Phrase, rows: Rows, reader: decided.Reader = reader) -> int:
            model, guess = guessed(p, rows)
            return reader.choose(guess, p, rows, model)

        run.choose = choose
        run_pass(run)
        for model, options, right in reader.found:
            out[model].append(Sample(row.doc, tuple(options), right, READ[model]))
    return out


def without_rare(samples: list[Sample]) -> list[Sample]:
    """The samples without words that few of them have."""
    often = Counter(name for s in samples for name in s.options[-1] if name.startswith(WORD))
    kept = lambda f: {k: v for k, v in f.items() if not k.startswith(WORD) or often[k] >= RARE}  # noqa: E731
    return [replace(s, options=tuple(map(kept, s.options))) for s in samples]


def fit(samples: list[Sample], prior: Mapping[str, float], ridge: float) -> dict[str, float]:
    """The weights of one model."""
    return {**prior, **logit.fit([Choice(s.options, (s.right,), s.weight) for s in samples], prior, ridge)}


def figures(pairs: list[tuple[Sample, Mapping[str, float]]]) -> str:
    """How many phrases get the right actor, of those given and of those that have one; each sample with the weights to use."""
    right = given = gold = 0
    for s, w in pairs:
        scores = [sum(w.get(name, 0.0) * v for name, v in f.items()) for f in s.options]
        n = max(range(len(scores)), key=lambda k: (scores[k], -k))
        last = len(s.options) - 1
        right, given, gold = right + (n == s.right < last), given + (n < last), gold + (s.right < last)
    return f"right {right}, given {given}, gold {gold}: F1 {2 * right / (given + gold):.3f}"


def crossed(samples: list[Sample], prior: Mapping[str, float], ridge: float) -> list[tuple[Sample, Mapping[str, float]]]:
    """Every sample with weights learnt on other texts."""
    fold = {doc: n % FOLDS for n, doc in enumerate(sorted({s.doc for s in samples}))}
    found = [fit([s for s in samples if fold[s.doc] != n], prior, ridge) for n in range(FOLDS)]
    return [(s, found[fold[s.doc]]) for s in samples]


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights of titles and descriptions.")
    parser.add_argument("--folds", action="store_true", help="print cross-validated figures and write nothing")
    args = parser.parse_args()
    priors = seeds.read_table(PRIORS)
    lines: list[str] = []
    for model, samples in collect(data_folder()).items():
        prior = {r["feature"]: float(r["weight"]) for r in priors if r["model"] == model}
        if args.folds:
            found = crossed(samples, prior, RIDGE[model])
            print(
                model,
                "| by hand",
                figures([(s, prior) for s in samples]),
                "| learnt, of whole texts",
                figures([x for x in found if x[0].weight == 1]),
                "| learnt, of decisions",
                figures([x for x in found if x[0].weight < 1]),
            )
            continue
        lines += [
            f"{model}\t{name}\t{v:.3f}\n" for name, v in sorted(fit(samples, prior, RIDGE[model]).items()) if abs(v) > LEAST
        ]
    if lines:
        WEIGHTS.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
