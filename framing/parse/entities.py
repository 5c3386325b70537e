"""Named entities: what the tagger found over the whole text, repaired where news breaks it."""

from __future__ import annotations

from collections.abc import Sequence

from framing.records import Entity, Marked, Sentence


def repair(
    text: str, sentences: tuple[Sentence, ...], raw: Sequence[Entity], marks: Sequence[Marked] = ()
) -> tuple[Entity, ...]:
    """Entities in order of their start, none inside another."""
    return tuple(sorted(raw, key=lambda e: (e.start, -e.stop)))
