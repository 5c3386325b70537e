"""The chain of one text: segment, tag, lemmatise, find entities and quotation marks."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from framing.parse.entities import WEIGHTS, Draft, repair_all
from framing.parse.lemmas import lemmatise
from framing.parse.marks import find_marks
from framing.parse.packed import Models, models
from framing.parse.segment import Piece, sentences
from framing.parse.syntax import repair as mend
from framing.records import Entity, Parsed, Sentence, Token

BATCH = 4_000
"""Tokens that the networks read at once: larger batches leave the processor's cache."""


def parse_text(text: str) -> Parsed:
    """One parsed text."""
    return next(parse_texts([text]))


def parse_texts(texts: Sequence[str]) -> Iterator[Parsed]:
    """Parsed texts, in order; several at once are faster than one by one."""
    waiting: list[tuple[str, list[Piece]]] = []
    size = 0
    for text in texts:
        pieces = sentences(text)
        waiting.append((text, pieces))
        size += sum(len(forms) for _, _, _, forms in pieces)
        if size >= BATCH:
            yield from _parse_batch(waiting)
            waiting, size = [], 0
    yield from _parse_batch(waiting)


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile Python does not look for cycles of garbage: a batch makes many records, which all stay, and no cycle."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _parse_batch(batch: list[tuple[str, list[Piece]]]) -> list[Parsed]:
    if not batch:
        return []
    with uncollected():
        return _parsed(batch, models())


def _parsed(batch: list[tuple[str, list[Piece]]], model: Models) -> list[Parsed]:
    tagged = model([piece.forms for _, pieces in batch for piece in pieces], [len(pieces) for _, pieces in batch])
    drafts = []
    at = 0
    for text, pieces in batch:
        first = at
        parsed = []
        for start, stop, offsets, forms in pieces:
            here = slice(at, at + len(forms))
            at += len(forms)
            tags = [model.tags[tag] for tag in tagged.tags[here]]
            rels = [model.rels[rel] for rel in tagged.rels[here]]
            heads, rels = mend(forms, tags, [head - 1 for head in tagged.heads[here]], rels)
            parsed.append(Sentence(start, stop, tuple(
                Token(a, b, text[a:b], lemma, pos, feats, head, rel)
                for (a, b), lemma, (pos, feats), head, rel in zip(offsets, lemmatise(forms, tags), tags, heads, rels, strict=True)
            )))  # fmt: skip
        offsets = [span for piece in pieces for span in piece.spans]
        drafts.append(Draft(text, tuple(parsed), _entities(model, offsets, tagged.names[first:at]), find_marks(text)))
    found = repair_all(drafts, tagged.layers if WEIGHTS.exists() else None)
    return [Parsed(draft.text, draft.sentences, entities, tuple(draft.marks))
            for draft, entities in zip(drafts, found, strict=True)]  # fmt: skip


def _entities(model: Models, offsets: list[tuple[int, int]], names: list[int]) -> list[Entity]:
    """Spans of entity tags: B- begins one, I- goes on with what is open (and begins one where nothing is), O ends it."""
    found: list[Entity] = []
    start = stop = -1
    kind = ""
    for (a, b), name in zip(offsets, names, strict=True):
        part, _, of = model.names[name].partition("-")
        if part == "I" and kind:
            stop = b
            continue
        if kind:
            found.append(Entity(start, stop, kind))
        start, stop, kind = a, b, of
    if kind:
        found.append(Entity(start, stop, kind))
    return found
