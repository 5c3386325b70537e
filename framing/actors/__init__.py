"""Actors: every way a text points to people, organisations, countries, groups and media, each with one canonical name."""

from __future__ import annotations

from framing.actors.chain import find_actors, find_all
from framing.actors.linking import link_corpus
from framing.actors.rules import RULES

__all__ = ["RULES", "find_actors", "find_all", "link_corpus"]
