"""HTML that is escaped by construction: text becomes markup only through ``el``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

VOID = frozenset({"br", "meta", "input", "hr", "path", "rect", "circle", "line"})


class Safe(str):
    """A string that already is markup: ``el`` and ``join`` take it as it is and escape every other string."""

    __slots__ = ()


def text(value: object) -> Safe:
    """Any value as escaped text (a ``Safe`` stays as it is, None is empty)."""
    if isinstance(value, Safe):
        return value
    return Safe("") if value is None else Safe(escape(str(value), quote=True))


def join(parts: Iterable[object], between: object = "") -> Safe:
    """The parts one after another, escaped where they are not markup yet."""
    return Safe(text(between).join(text(part) for part in parts))


def attributes(given: dict[str, Any]) -> str:
    """`` name="value"`` for each entry; ``cls`` is ``class``, ``_`` becomes ``-``, None and False are left out."""
    out = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        name = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
        out.append(f" {name}" if value is True else f' {name}="{escape(str(value), quote=True)}"')
    return "".join(out)


def el(name: str, *children: object, **given: Any) -> Safe:
    """One element; children that are not ``Safe`` are escaped, iterables of children are flattened.

    >>> el("p", "<b>", cls="a")
    '<p class="a">&lt;b&gt;</p>'
    """
    head = f"<{name}{attributes(given)}>"
    if name in VOID:
        return Safe(head)
    inner = "".join(join(child) if isinstance(child, list | tuple) else text(child) for child in children)
    return Safe(f"{head}{inner}</{name}>")


def data_script(value: Any, **given: Any) -> Safe:
    """A JSON block that no content can close: ``<``, ``>`` and ``&`` are written as escapes."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        body = body.replace(mark, code)
    return Safe(f'<script type="application/json"{attributes(given)}>{body}</script>')


def part(name: str, body: str) -> Safe:
    """Markup between two comments, so that a report can keep one copy of what several views carry."""
    return Safe(f"<!--framing:{name}-->{body}<!--/framing:{name}-->")
