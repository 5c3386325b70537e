"""Files in, articles out: formats, encodings, columns, and the layout of a news page."""

from __future__ import annotations

from framing.read.formats import READERS, Skipped, read_inputs
from framing.read.layout import layout

__all__ = ["READERS", "Skipped", "layout", "read_inputs"]
