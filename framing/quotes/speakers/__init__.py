"""Whose words they are.

``rules`` holds the ordered list and runs it; ``subjects``, ``places``, ``documents``, ``relays``, ``complements``,
``pronouns``, ``layout`` and ``continuation`` find the token or actor that speaks; ``naming`` and ``apposition`` lead from a
token to the actors; ``descriptions`` and ``bodies`` from a common noun to the named one that is meant.
"""

from __future__ import annotations

from framing.quotes.speakers.rules import SPEAKERS, assign

__all__ = ["SPEAKERS", "assign"]
