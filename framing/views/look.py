"""How much of a corpus one page shows, and the view object every function of this room returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from framing.views.markup import Safe, el, part
from framing.views.model import Page, Who
from framing.views.words import language

READERS, SHORT, WORDS = 30, 150, 8000
"""Up to so many articles a page carries every article with its markup; of short ones more, up to so many words together."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Look:
    """The choices behind one page: language, characters quoted per passage (0: none), passages kept per number (0: all),
    whether readers are on the page, the actors in the table and the ones with a portrait."""

    lang: str
    length: int
    cap: int
    readers: bool
    shown: tuple[Who, ...]
    portraits: tuple[Who, ...]


def look(page: Page, lang: str | None = None, evidence: int | str | None = None, actors: list[str] | None = None) -> Look:
    """The choices for a page. ``evidence``: None quotes whole sentences up to 220 characters, an int at most so many
    characters, ``"none"`` (or 0) nothing; with a limit, articles are not printed in full. Raises ValueError for an actor
    the corpus does not have."""
    length = _length(evidence)
    few = len(page.papers) <= READERS or (len(page.papers) <= SHORT and page.n_tokens <= WORDS)
    readers = evidence is None and few
    total = len(page.places)
    cap = 0 if total <= 2500 else 50 if total <= 5000 else 30 if total <= 9000 else 20
    if actors:
        shown = [_actor(page, name) for name in actors]
    elif page.single:
        shown = page.who
    else:
        floor = 1 if len(page.who) <= 40 else 2 if len(page.who) <= 120 else 3
        shown = [one for one in page.who if one.n >= floor or one.said][:60]
    portraits = shown if page.single else shown[:24]
    return Look(language(lang), length, cap, readers, tuple(shown), tuple(portraits))


def _length(evidence: int | str | None) -> int:
    if evidence is None:
        return 220
    if str(evidence).lower() == "none":
        return 0
    if not str(evidence).isdigit():
        raise ValueError(f"evidence={evidence!r}: a number of characters, 'none', or nothing")
    return int(evidence)


def _actor(page: Page, name: str) -> Who:
    if name in page.by_name:
        return page.by_name[name]
    close = [one for one in page.who if name.lower() in one.name.lower()]
    if close:
        return close[0]
    raise ValueError(f"no actor {name!r} in this corpus; there are, for example: {', '.join(one.name for one in page.who[:8])}")


@cache
def style() -> str:
    """The style sheet of every view, scoped under one class."""
    return (_HERE / "page.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """The script of every view: it needs nothing and asks the network for nothing."""
    return (_HERE / "page.js").read_text(encoding="utf-8")


class View:
    """Something to look at: ``html()`` is its markup, a notebook shows it with its style and script."""

    def __init__(self, name: str, lang: str, body: Safe, panel: Callable[[], Any] | None = None) -> None:
        self.name, self.lang, self.body, self._panel = name, lang, body, panel

    def html(self) -> str:
        """The view as one self-contained piece of HTML."""
        inner = el("div", self.body, cls=f"framing v-{self.name}", lang=self.lang) if self.body else Safe("")
        return (
            part("style", f"<style>{style()}</style>") + inner + part("script", f"<script>{script()}</script>")
            if self.body
            else ""
        )

    def panel(self) -> Any:
        """The live ipywidgets panel, or None where the view is its HTML only."""
        return self._panel() if self._panel else None

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": f"<framing view {self.name}>", "text/html": self.html()}
        panel = self.panel()
        if panel is not None:
            live = panel._repr_mimebundle_()
            bundle |= {key: value for key, value in (live or {}).items() if "widget-view" in key}
        return bundle

    def __repr__(self) -> str:
        return f"<framing view {self.name}>"
