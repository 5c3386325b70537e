"""The chain of one text: segment, tag, lemmatise, find entities and quotation marks."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from framing.parse.entities import WEIGHTS, Draft, repair_all
from framing.parse.lemmas import lemmatise
from framing.parse.marks import find_marks
from framing.parse.markup import BOLD, markup
from framing.parse.packed import Models, Tagged, models
from framing.parse.segment import Piece, is_address, sentences
from framing.parse.syntax import repair as mend
from framing.records import Entity, Parsed, Sentence, Token, records_of

ADDRESS = ("SYM", "")
"""The tag of web and mail addresses: no words, wherever words are counted."""
MARK = ("PUNCT", "")
MARKED = BOLD | {"["}
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
    """Meanwhile Python does not look for cycles of garbage: a batch makes many records, which all stay, and no cycle.

    Afterwards the records count among the old objects, so that the next search does not begin with all of them.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _parse_batch(batch: list[tuple[str, list[Piece]]]) -> list[Parsed]:
    if not batch:
        return []
    with uncollected():
        return _parsed(batch, models())


def draft(text: str, pieces: list[Piece] | None = None) -> tuple[Draft, NDArray[np.float32]]:
    """A text before its names are read again and the networks' layers for its words; ``pieces``: its sentences, if known."""
    drafts, layers = _drafts([(text, sentences(text) if pieces is None else pieces)], models())
    return drafts[0], layers


def _parsed(batch: list[tuple[str, list[Piece]]], model: Models) -> list[Parsed]:
    drafts, layers = _drafts(batch, model)
    found = repair_all(drafts, layers if WEIGHTS.exists() else None)
    return [Parsed(draft.text, draft.sentences, entities, tuple(draft.marks))
            for draft, entities in zip(drafts, found, strict=True)]  # fmt: skip


def _drafts(batch: list[tuple[str, list[Piece]]], model: Models) -> tuple[list[Draft], NDArray[np.float32]]:
    """Texts as the networks, the dictionary and the rules of trees read them, and the networks' layers for all words."""
    pieces = [piece for _, pieces in batch for piece in pieces]
    tagged = _tagged(pieces, [len(pieces) for _, pieces in batch], model)
    forms = chain.from_iterable(piece.forms for piece in pieces)
    tags = [ADDRESS if is_address(form) else model.tags[tag]
            for form, tag in zip(forms, tagged.tags, strict=True)]  # fmt: skip
    rels = [model.rels[rel] for rel in tagged.rels]
    lemmas: list[str] = []
    heads: list[int] = []
    mended: list[str] = []
    at = 0
    for piece in pieces:
        here = slice(at, at + len(piece.forms))
        at = here.stop
        own = tags[here]
        above, named = mend(piece.forms, own, [head - 1 for head in tagged.heads[here]], rels[here])
        heads += above
        mended += named
        lemmas += lemmatise(piece.forms, own)
    offsets = [span for piece in pieces for span in piece.spans]
    words = [text[a:b] for text, pieces in batch for piece in pieces for a, b in piece.spans]
    starts, stops = [span[0] for span in offsets], [span[1] for span in offsets]
    tokens = records_of(Token, starts, stops, words, lemmas, [tag[0] for tag in tags], [tag[1] for tag in tags], heads, mended)
    drafts = []
    at = 0
    for text, pieces in batch:
        first, parsed = at, []
        for start, stop, spans, _ in pieces:
            parsed.append(Sentence(start, stop, tuple(tokens[at : at + len(spans)])))
            at += len(spans)
        drafts.append(Draft(text, tuple(parsed), _entities(model, offsets[first:at], tagged.names[first:at]), find_marks(text)))
    return drafts, tagged.layers


def _tagged(pieces: list[Piece], texts: list[int], model: Models) -> Tagged:
    """What the networks say of sentences that they read without marks of layout; a mark hangs on the word before it."""
    hidden = [markup(piece.forms) if MARKED.intersection(piece.forms) else frozenset() for piece in pieces]
    if not any(hidden):
        return model([piece.forms for piece in pieces], texts)
    shown = [[form for i, form in enumerate(piece.forms) if i not in marks]
             for piece, marks in zip(pieces, hidden, strict=True)]  # fmt: skip
    read = model(shown, texts)
    mark, rel, out = model.tags.index(MARK), model.rels.index("punct"), model.names.index("O")
    found = Tagged([], [], [], [], read.layers)
    rows: list[int] = []
    at = 0
    for piece, marks, forms in zip(pieces, hidden, shown, strict=True):
        place = [i for i in range(len(piece.forms)) if i not in marks]
        seen = 0
        for i in range(len(piece.forms)):
            if i in marks:
                near = max(seen - 1, 0)
                inside = 0 < seen < len(forms) and model.names[read.names[at + seen]].startswith("I")
                found.tags.append(mark)
                found.heads.append(place[near] + 1)
                found.rels.append(rel)
                found.names.append(read.names[at + seen] if inside else out)
            else:
                near = seen
                head = read.heads[at + seen]
                found.tags.append(read.tags[at + seen])
                found.heads.append(place[head - 1] + 1 if head else 0)
                found.rels.append(read.rels[at + seen])
                found.names.append(read.names[at + seen])
                seen += 1
            rows.append(at + near)
        at += len(forms)
    return replace(found, layers=read.layers[rows])


def _entities(model: Models, offsets: list[tuple[int, int]], names: list[int]) -> list[Entity]:
    """Spans of entity tags: B- begins one, I- goes on with what is open (and begins one where nothing is), O ends it."""
    found: list[Entity] = []
    start = stop = -1
    kind = ""
    parts = [name.partition("-")[::2] for name in model.names]
    for (a, b), name in zip(offsets, names, strict=True):
        part, of = parts[name]
        if part == "I" and kind:
            stop = b
            continue
        if kind:
            found.append(Entity(start, stop, kind))
        start, stop, kind = a, b, of
    if kind:
        found.append(Entity(start, stop, kind))
    return found
