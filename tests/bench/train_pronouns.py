"""Learn the weights of ``framing.actors.antecedents``: a softmax over the candidates of each pronoun, with a ridge.

``python -m tests.bench.train_pronouns`` learns on ``tests/gates/pronouns_dev.jsonl`` and on what the gold of actors and of the speakers of
quotes and the decisions read by themselves (``decisions_dev.jsonl``) tell besides; it writes ``seeds/ru/pronoun_weights.tsv`` and, for the gate, weights learnt without the texts whose sha256 begins with one of HELD_OUT (``tests/gates/pronoun_weights_held_out.tsv``).
``--folds 5`` prints figures cross-validated by text and writes nothing. No step is random. Data: ``FRAMING_DATA``.

Two rounds: the pass first follows the gold (what earlier pronouns mean is told), then the weights of the first round, so that the
second has seen its own mistakes. A pronoun may have several right candidates (or only "nobody"): their shares are added up.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framing.actors import antecedents, find_actors
from framing.actors.asked import Asked
from framing.actors.evidence import Option
from framing.actors.pronouns import pronouns
from framing.actors.state import Ref, Seen, State
from framing.parse import parse_texts
from framing.read import layout
from framing.records import Block, Parsed
from tests.bench import decided, logit
from tests.bench.logit import Choice
from tests.bench.spoken import Speaker, speakers
from tests.conftest import ROOT, data_folder
from tests.gates.gold import load

ACTORS = tuple(f"actors_dev{n}" for n in range(2, 9))
"""Gold of actors, which tells of pronouns too."""
HELD_OUT = "ef"
"""First digits of the sha256 of the texts that the gate's weights never saw."""
HELD_OUT_WEIGHTS = ROOT / "tests" / "gates" / "pronoun_weights_held_out.tsv"
WEIGHTS = ROOT / "seeds" / "ru" / "pronoun_weights.tsv"
RIDGE = (1.5, 3.0)
"""Ridge of the first and the second round."""
READ = 0.25
"""How much a pronoun of ``decisions_dev.jsonl`` counts beside one of the gold of whole texts."""
PRIORS = {"speaker": -4.0, "says more": 1.5, "says last person": 1.0}
"""Values set by hand that the ridge holds rare facts to: who speaks in a quote is not "он" in it, who adds something spoke last."""
LEAST = 0.005
"""A weight nearer to nought is left out."""
Span = tuple[int, int]


@dataclass(slots=True)
class Text:
    """A text of the gold, parsed; ``pronouns``: span -> what the gold says of it."""

    doc: str
    sha256: str
    parsed: Parsed
    blocks: tuple[Block, ...]
    pronouns: dict[Span, Mapping[str, Any]]
    weight: float = 1.0


@dataclass(slots=True)
class Item:
    """One decision: the facts of its candidates, those that are right, the one chosen, whether the right one is an actor."""

    facts: list[dict[str, float]]
    right: list[int]
    chosen: int
    actor: bool
    given: bool
    weight: float = 1.0


def texts(data: Path) -> list[Text]:
    """The gold with its texts, parsed."""
    rows = load("pronouns_dev", data)
    parsed = parse_texts([text for _, text in rows])
    return [
        Text(row["doc"], row["sha256"], p, layout(text), {(x["start"], x["end"]): x for x in row["pronouns"]})
        for (row, text), p in zip(rows, parsed, strict=True)
    ]


def more(data: Path, have: Iterable[Text]) -> list[Text]:
    """Texts to learn from besides: gold of actors, and of quotes where a pronoun names the speaker."""
    met = {row.sha256 for row in have}
    rows: list[tuple[str, str, str, dict[Span, Mapping[str, Any]]]] = []
    for name in ACTORS:
        rows += [(doc["doc"], doc["sha256"], text, of_actors(doc, text)) for doc, text in load(name, data)]
    for doc, sha, text, found in speakers(data, "pronoun"):
        rows.append((doc, sha, text, of_speakers(found, text)))
    whole = {sha for _, sha, _, _ in rows}
    rows += [(r.doc, r.sha256, r.text, decided.of_pronouns(r)) for r in decided.texts(data)]
    unique = {sha: (doc, sha, text, told) for doc, sha, text, told in reversed(rows) if told and sha not in met}
    parsed = parse_texts([text for _, _, text, _ in unique.values()])
    return [
        Text(doc, sha, p, layout(text), told, 1.0 if sha in whole else READ)
        for (doc, sha, text, told), p in zip(unique.values(), parsed, strict=True)
    ]


def personal(text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """The places of personal pronouns of the third person."""
    words = (m for m in re.finditer(r"\w+", text) if start <= m.start() and (stop is None or m.end() <= stop))
    forms = pronouns()
    found = [(m.span(), m.group().lower().replace("ё", "е")) for m in words]
    return [span for span, form in found if form not in ("тот", "та") and form in forms and forms[form][1] == "personal"]


def of_actors(doc: Mapping[str, Any], text: str) -> dict[Span, Mapping[str, Any]]:
    """What gold of actors tells of pronouns; one that it does not give to anybody is none of the central actors."""
    meant: dict[Span, list[list[Span]]] = {}
    central: list[Span] = []
    for actor in doc["actors"]:
        plain = [m for m in actor["mentions"] if m["kind"] not in ("pronoun", "collective")]
        spans = [tuple(m.get("name_span") or m.get("head") or (m["start"], m["end"])) for m in plain]
        central += spans if actor["central"] else []
        for m in actor["mentions"] if spans else ():
            if m["kind"] in ("pronoun", "collective"):
                meant.setdefault((m["start"], m["end"]), []).append(spans)
    out: dict[Span, Mapping[str, Any]] = {}
    for a, b in personal(text):
        if not any(x <= a < y for x, y in doc.get("ignore", [])):
            to = meant.get((a, b), [])
            out[a, b] = {"to": to} if to else {"to": [], "but": central}
    return out


def of_speakers(found: Iterable[Speaker], text: str) -> dict[Span, Mapping[str, Any]]:
    """What gold of quotes tells of pronouns."""
    places = [(personal(text, s.start, s.stop), s) for s in found]
    return {spans[0]: {"who": s} for spans, s in places if len(spans) == 1}


# --- what is right -------------------------------------------------------------------------------------------------------
def named(run: State, ref: Ref, spans: Iterable[Span]) -> bool:
    """Does a mention of the actor (no pronoun) lie on one of the spans?"""
    doc = run.doc
    heads = [s.k for s in run.log if s.ref is ref and s.kind != "pronoun"]
    names = [(s.k, *s.name) for s in run.out if s.ref is ref and s.kind.startswith("name") and s.name[0] >= 0]
    for a, b in spans:
        if any(doc.tokens[k].start < b and a < doc.tokens[k].stop for k in heads):
            return True
        if any(doc.tokens[i].start < b and a < doc.tokens[j - 1].stop for _, i, j in names):
            return True
    return False


def meant(run: State, seen: Seen, spans: Iterable[Span]) -> bool:
    """Is the noun, or another form of it, on one of the spans?"""
    doc = run.doc
    token = doc.tokens[seen.k]
    return any(
        (token.start < b and a < token.stop) or doc.lemma[doc.between(a, b)[0]] == doc.lemma[seen.k] for a, b in spans
    )


def is_right(run: State, option: Option, gold: Mapping[str, Any]) -> bool | None:
    """Is a candidate what the gold says? None: the gold does not forbid it (nobody, where the right one is no candidate)."""
    if "who" in gold:
        return len(option.refs) == 1 and gold["who"].is_called(option.refs[0].name)
    to, refs = gold["to"], option.refs
    if not to:
        if refs and "but" in gold:
            return False if any(named(run, r, gold["but"]) for r in refs) else None
        return False if refs or (option.seen is not None and "but" not in gold) else None
    if not refs:
        return None if option.seen is None else len(to) == 1 and meant(run, option.seen, to[0])
    if len(to) == 1:
        return len(refs) == 1 and named(run, refs[0], to[0])
    hit = [any(named(run, r, spans) for r in refs) for spans in to]
    return len(refs) > 1 and sum(hit) > 1 and all(any(named(run, r, spans) for spans in to) for r in refs)


# --- the pass, watched -----------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Watch:
    """Notes every decision; with ``guided`` the pass goes on with the right candidate instead of the chosen one."""

    plain: Callable[[State, Asked, list[Option]], tuple[Option, str, float]]
    guided: bool = False
    pronouns: Mapping[Span, Mapping[str, Any]] = field(default_factory=dict)
    weight: float = 1.0
    items: list[Item] = field(default_factory=list)

    def __call__(self, run: State, asked: Asked, found: list[Option]) -> tuple[Option, str, float]:
        best, rule, sure = self.plain(run, asked, found)
        token = run.doc.tokens[asked.k]
        gold = self.pronouns.get((token.start, token.stop))
        if gold is None:
            return best, rule, sure
        judged = [is_right(run, option, gold) for option in found]
        sures = [i for i, x in enumerate(judged) if x]
        right = sures or [i for i, x in enumerate(judged) if x is None]
        actor = any(found[i].refs for i in sures)
        if not right:  # who spoke is no candidate: what then is right is not told
            return best, rule, sure
        self.items.append(Item([o.facts for o in found], right, found.index(best), actor, bool(best.refs), self.weight))
        if self.guided and sures:
            return found[sures[0]], "pronoun-near", 0.99
        return best, rule, sure


@contextmanager
def using(weights: Mapping[str, float]) -> Iterator[None]:
    """The pass with other weights."""
    kept = antecedents.weights
    antecedents.weights = lambda: dict(weights)  # type: ignore[assignment]
    try:
        yield
    finally:
        antecedents.weights = kept


def decisions(rows: Iterable[Text], weights: Mapping[str, float], guided: bool = False) -> list[Item]:
    """What the pass decides on every pronoun of the gold."""
    watch = Watch(antecedents.choose, guided)
    antecedents.choose = watch
    try:
        with using(weights):
            for row in rows:
                watch.pronouns, watch.weight = row.pronouns, row.weight
                find_actors(row.parsed, row.blocks)
    finally:
        antecedents.choose = watch.plain
    return watch.items


def score(items: Iterable[Item]) -> dict[str, float]:
    """Pronouns that stand for actors among the candidates: how many, right ones, wrongly given ones of all; F1."""
    gold = right = wrong = 0
    for x in items:
        good = x.chosen in x.right
        gold += x.actor
        right += x.actor and good
        wrong += x.given and not good
    return {"gold": gold, "right": right, "wrong": wrong, "f1": 2 * right / max(1, gold + right + wrong)}


# --- learning --------------------------------------------------------------------------------------------------------------
def fit(items: Iterable[Item], ridge: float) -> dict[str, float]:
    """fact -> weight: the greatest likelihood of the right candidates, less a ridge around nought or what is set by hand."""
    used = [Choice(x.facts, x.right, x.weight) for x in items if x.right and len(x.right) < len(x.facts)]
    return logit.fit(used, PRIORS, ridge)


def learn(rows: list[Text]) -> dict[str, float]:
    """Two rounds over the texts."""
    told = decisions(rows, {}, guided=True)
    first = fit(told, RIDGE[0])
    return fit(told + decisions(rows, first), RIDGE[1])


def write(path: Path, weights: Mapping[str, float], what: str) -> None:
    """The weights as a table, the heaviest first."""
    lines = [f"# Weights of the facts that speak for and against what a pronoun stands for; {what}", "fact\tweight"]
    kept = sorted(((n, w) for n, w in weights.items() if abs(w) >= LEAST), key=lambda x: (-abs(round(x[1], 3)), x[0]))
    path.write_text("\n".join([*lines, *(f"{n}\t{w:.3f}" for n, w in kept)]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0, help="print figures cross-validated by text, write nothing")
    folds = parser.parse_args().folds
    rows = texts(data_folder())
    own = len(rows)
    rows += more(data_folder(), rows)
    if folds:
        order = list(range(len(rows)))
        random.Random(0).shuffle(order)
        items: list[Item] = []
        for fold in range(folds):
            out = set(order[fold::folds])
            weights = learn([r for i, r in enumerate(rows) if i not in out])
            items += decisions([r for i, r in enumerate(rows) if i in out and (i < own or r.weight < 1)], weights)
        print("pronouns_dev", score(x for x in items if x.weight == 1), "decisions_dev", score(x for x in items if x.weight < 1))
        return
    weights = learn(rows)
    write(WEIGHTS, weights, f"learnt by tests/bench/train_pronouns.py on {len(rows)} texts.")
    print("pronouns_dev", score(decisions(rows[:own], weights)))
    seen = [r for r in rows if r.sha256[0] not in HELD_OUT]
    unseen = [r for r in rows[:own] if r.sha256[0] in HELD_OUT]
    weights = learn(seen)
    write(HELD_OUT_WEIGHTS, weights, f"learnt on {len(seen)} texts, without those whose sha256 begins with {' or '.join(HELD_OUT)}.")
    print("held out", len(unseen), score(decisions(unseen, weights)))


if __name__ == "__main__":
    main()
