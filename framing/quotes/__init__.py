"""Who says what: direct, indirect and partial quotes and attributions, each with its speaker and the rules that found them."""

from __future__ import annotations

from framing.quotes.explained import RULES_EXPLAINED
from framing.quotes.find import RULES, explain, find_quotes

__all__ = ["RULES", "RULES_EXPLAINED", "explain", "find_quotes"]
