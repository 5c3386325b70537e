"""Text in, sentences of tagged tokens, named entities and quotation marks out. Foreign types stop here."""

from __future__ import annotations

from framing.parse.chain import parse_text, parse_texts

__all__ = ["parse_text", "parse_texts"]
