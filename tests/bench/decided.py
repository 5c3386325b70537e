"""Phrases and pronouns whose meaning was read (``tests/gates/decisions_dev.jsonl``), as teachers of the models of actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.actors.ranking import Features
from framing.actors.state import Ref, State
from framing.actors.titles import Phrase
from framing.parse import parse_texts
from framing.read import layout
from framing.records import Block, Parsed
from tests.gates.gold import load

NOBODY = "0"
Span = tuple[int, int]
Rows = list[tuple[Ref | None, str, Features]]


@dataclass(frozen=True, slots=True)
class Read:
    """A text whose phrases were read; ``names``: letter -> where the actor's names begin; ``meant``: head -> what its phrase means."""

    doc: str
    sha256: str
    text: str
    names: Mapping[str, list[int]]
    meant: Mapping[int, str]
    spans: Mapping[int, Span]


def texts(data: Path) -> list[Read]:
    """All texts of the file."""
    out = []
    for doc, text in load("decisions_dev", data):
        meant = {head: answer for _, _, head, answer in doc["read"]}
        spans = {head: (start, stop) for start, stop, head, _ in doc["read"]}
        out.append(Read(doc["doc"], doc["sha256"], text, doc["actors"], meant, spans))
    return out


def parsed(rows: list[Read]) -> list[tuple[Read, Parsed, tuple[Block, ...]]]:
    """The texts with their analysis and layout."""
    return [(row, p, layout(row.text)) for row, p in zip(rows, parse_texts([r.text for r in rows]), strict=True)]


class Reader:
    """Tells the pass over one text what was read, and notes which of its options that is."""

    def __init__(self, run: State, row: Read) -> None:
        self.run, self.row = run, row
        self.found: list[tuple[str, list[Features], int]] = []
        tokens = run.doc.tokens
        self._token = {t.start: k for k, t in enumerate(tokens)}
        named = {tokens[s.name[0]].start: s.ref for s in run.out if s.name[0] >= 0}
        self._actors: dict[str, Ref] = {}
        for letter, starts in row.names.items():
            refs = [named[x] for x in starts if x in named]
            if refs:
                self._actors[letter] = max(refs, key=lambda r: sum(r is x for x in refs))

    def _ref(self, answer: str) -> Ref | None:
        if answer[0] == "#":
            return self.run.at.get(self._token.get(int(answer[1:]), -1))
        return self._actors.get(answer)

    def choose(self, guess: int, p: Phrase, rows: Rows, model: str) -> int:
        """The option that was read; the guess where nothing was read, or what was read is no option.

        "Nobody met before" does not speak of somebody unnamed whose mentions were not read: such options are left out."""
        answer = self.row.meant.get(self.run.doc.tokens[p.head].start, "")
        if not answer or "+" in answer:
            return guess
        if answer == NOBODY:
            kept = [n for n, (x, _, _) in enumerate(rows) if x is None or x.named or self._is_read(x)]
            self._note(model, rows, kept, len(rows) - 1)
            return len(rows) - 1 if guess in kept else guess
        ref = self._ref(answer)
        right = next((n for n, (x, _, _) in enumerate(rows) if x is not None and x is ref), -1)
        if right < 0:
            return guess
        self._note(model, rows, list(range(len(rows))), right)
        return right

    def _is_read(self, ref: Ref) -> bool:
        """Was a mention of the actor read?"""
        return any(s.ref is ref and self.run.doc.tokens[s.k].start in self.row.meant for s in self.run.out)

    def _note(self, model: str, rows: Rows, kept: list[int], right: int) -> None:
        if len(kept) > 1:
            self.found.append((model, [rows[n][2] for n in kept], kept.index(right)))


def of_pronouns(row: Read) -> dict[Span, dict[str, Any]]:
    """What was read of the pronouns of a text, as ``train_pronouns`` asks it: where those that they mean are named or described."""
    names = {letter: [(x, x + 1) for x in starts] for letter, starts in row.names.items()}
    everyone = [span for spans in names.values() for span in spans]
    out: dict[Span, dict[str, Any]] = {}
    for head, answer in row.meant.items():
        if answer == NOBODY:
            out[row.spans[head]] = {"to": [], "but": everyone}
            continue
        parts = [names.get(x) or _described(row, x) for x in answer.split("+")]
        if all(parts):
            out[row.spans[head]] = {"to": parts}
    return out


def _described(row: Read, answer: str) -> list[Span]:
    """The heads of the phrases that mean the same unnamed actor."""
    first = int(answer[1:]) if answer[0] == "#" else -1
    return [(head, head + 1) for head, x in row.meant.items() if head == first or x == answer]
