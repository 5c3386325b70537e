"""Quotation marks: which words stand inside which marks."""

from __future__ import annotations

from framing.records import Marked

_OPEN = {"«": "»", "„": "“”", "“": "”"}


def find_marks(text: str) -> tuple[Marked, ...]:
    """Spans inside quotation marks, in order of their start; a mark never closed ends with its line."""
    found: list[Marked] = []
    stack: list[tuple[str, int]] = []
    for i, ch in enumerate(text + "\n"):
        if ch == "\n":
            found += [Marked(start, i, depth, False) for depth, (_, start) in enumerate(stack) if start < i]
            stack = []
        elif ch == '"':
            before = text[i - 1] if i else " "
            opening = not before.isalnum() and before not in '.,!?…»")' and i + 1 < len(text) and not text[i + 1].isspace()
            if stack and stack[-1][0] == '"' and not (opening and (before.isspace() or before in "(«")):
                found.append(Marked(stack[-1][1], i, len(stack) - 1))
                stack.pop()
            elif opening:
                stack.append(('"', i + 1))
        elif stack and ch in stack[-1][0]:
            found.append(Marked(stack[-1][1], i, len(stack) - 1))
            stack.pop()
        elif ch in _OPEN:
            stack.append((_OPEN[ch], i + 1))
    return tuple(sorted(found, key=lambda m: (m.start, -m.stop)))
