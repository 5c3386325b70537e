"""Speech in the reporter's words.

``rules`` holds the ordered list and runs it; ``reading`` what the rules share. Contents beside a cue: ``clauses`` (with
``complementizers`` and ``clause_ends``), ``infinitives``, ``nouns``, and ``topics``, what they ask of words. "По словам X" and
the statement it stands in: ``parentheticals``, ``hosts``. Attributions without content: ``sources``.
"""

from __future__ import annotations

from framing.quotes.reported.rules import CONTENTS, reported

__all__ = ["CONTENTS", "reported"]
