"""The live panels: an actor's portrait behind a menu; the same HTML where no kernel runs."""

from __future__ import annotations

from typing import Any

from framing.views import profile as _profile
from framing.views.evidence import keys, matches, passage
from framing.views.look import Look, View, look, style
from framing.views.markup import Safe, el, join
from framing.views.model import Page, page
from framing.views.words import say

LANES: tuple[tuple[str, dict[str, str]], ...] = (
    ("all", {}),
    ("n", {"v": "n"}),
    ("q", {"v": "q"}),
    ("n.-1", {"v": "n", "t": "-1"}),
    ("n.1", {"v": "n", "t": "1"}),
    ("q.-1", {"v": "q", "t": "-1"}),
    ("q.1", {"v": "q", "t": "1"}),
)
MOST = 50


def explore(corpus: Any, *, actor: str | None = None, lang: str | None = None) -> View:
    """One actor's portrait with a menu of actors and of passages; shows the call that reproduces what is on screen."""
    built = page(corpus)
    seen = look(built, lang, None, [actor] if actor else None)
    body = (
        _profile.portraits(built, look(built, lang), corpus)
        if actor is None
        else _profile.portrait(built, seen, seen.shown[0], corpus, True)
    )
    return View("explore", seen.lang, body, lambda: panel(corpus, built, seen))


def framed(body: Safe, lang: str) -> str:
    """Markup as a widget shows it: style and one scoping element, no script."""
    return f"<style>{style()}</style>" + el("div", body, cls="framing", lang=lang)


def panel(corpus: Any, built: Page, seen: Look) -> Any:
    """The ipywidgets panel of `explore`: two menus, the portrait, the passages, the call."""
    import ipywidgets as widgets

    lang = seen.lang
    names = [(f"{one.name} ({one.n})", one.name) for one in (built.who[:300])]
    if not names:
        return widgets.HTML(framed(el("p", say("empty.actors", lang), cls="none"), lang))
    who = widgets.Dropdown(
        options=names, value=seen.shown[0].name if seen.shown else names[0][1], description=say("col.actor", lang)
    )
    which = widgets.Dropdown(
        options=[(say(f"live.{name}", lang), name) for name, _ in LANES], value="all", description=say("live.passages", lang)
    )
    shown, below, call = widgets.HTML(), widgets.HTML(), widgets.HTML()
    for widget in (who, which):
        widget.layout.width = "22em"

    def passages_now(_change: object = None) -> None:
        one = built.by_name[who.value]
        wanted = dict(LANES)[which.value]
        found = [place for place in one.places if matches(keys(built, place), wanted)]
        items = [passage(built, place, lang, seen.length, readers=False) for place in found[:MOST]]
        head = (
            say("passages.all", lang, n=len(found))
            if len(found) <= MOST
            else say("passages.some", lang, shown=MOST, n=len(found))
        )
        below.value = framed(join([el("h3", head), el("ol", *items, cls="evl")]), lang)

    def now(_change: object = None) -> None:
        one = built.by_name[who.value]
        shown.value = framed(_profile.portrait(built, seen, one, corpus, opened=True, passages_too=False), lang)
        call.value = framed(
            el("p", say("live.call", lang), " ", el("code", f"fr.explore(corpus, actor={one.name!r})"), cls="note"), lang
        )
        passages_now()

    who.observe(now, "value")
    which.observe(passages_now, "value")
    now()
    return widgets.VBox([widgets.HBox([who, which], layout=widgets.Layout(flex_flow="row wrap")), shown, below, call])
