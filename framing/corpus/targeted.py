"""Tone towards given spans of given texts, as a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("label", "score", "p_neg", "p_neu", "p_pos", "masked_score", "n_hits", "reason")


def targeted_tone(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """The tone towards one span of each text: one row per (text, span), in order, with ``label`` in -1, 0, 1 and ``score``
    in [-1, 1]; ``masked_score`` is the score with the target's own words hidden.

    Raises ValueError where the two differ in length or a span lies outside its text.
    """
    import pandas as pd

    from framing.sentiment import targeted

    if len(texts) != len(spans):
        raise ValueError(f"{len(texts)} texts, but {len(spans)} spans: give one (start, stop) for each text")
    for i, (text, (start, stop)) in enumerate(zip(texts, spans, strict=True)):
        if not 0 <= start < stop <= len(text):
            raise ValueError(f"row {i}: the span ({start}, {stop}) lies outside the text of {len(text)} characters")
    return pd.DataFrame([asdict(t) for t in targeted(texts, spans)], columns=list(COLUMNS))
