"""Marks of layout among the words of a sentence: bold type and the addresses of links, which the networks do not read."""

from __future__ import annotations

from collections.abc import Sequence

from framing.parse.segment import is_address

BOLD = frozenset(["**", "__", "~~", "***"])


def markup(forms: Sequence[str]) -> frozenset[int]:
    """Positions of marks of layout: ``**``, the ``[`` and ``](https://...)`` of a link, ``[https://...`` and ``]`` of another.

    Bold type that begins a sentence is left ("**Имя:** слова"): it shows that a name may stand there. Empty where a sentence
    has no other words.
    """
    hidden = {i for i, form in enumerate(forms) if form in BOLD and i > 0}
    opened: list[int] = []
    for i, form in enumerate(forms):
        if form == "[":
            opened.append(i)
        elif form == "]" and opened:
            start = opened.pop()
            if tuple(forms[i + 1 : i + 2]) == ("(",) and i + 3 < len(forms) and forms[i + 3] == ")" and is_address(forms[i + 2]):
                hidden |= {start, *range(i, i + 4)}
            elif i > start + 2 and is_address(forms[start + 1]):
                hidden |= {start, start + 1, i}
    return frozenset(hidden) if any(form[0].isalnum() for i, form in enumerate(forms) if i not in hidden) else frozenset()
