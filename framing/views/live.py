"""Live panels of plain ipywidgets, each with the call that reproduces it and the same HTML where no kernel runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from framing.records import ACTOR_TYPES, NARRATOR
from framing.views import compare as _compare
from framing.views import profile as _profile
from framing.views import reader as _reader
from framing.views import tables as _tables
from framing.views.evidence import keys, matches, passage, said_keys, spread, statement
from framing.views.keyed import MINIMUM, POS
from framing.views.look import Look, View, look, style
from framing.views.markup import Safe, el, join
from framing.views.model import Page, Paper, Said, page
from framing.views.words import date, known, number, say

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
"""How many passages or statements a panel shows at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a panel starts with: an actor; for a comparison also by what, and between which two."""

    actor: str | None = None
    by: str | None = None
    between: tuple[str, str] | None = None


def explore(
    corpus: Any,
    what: str = "actor",
    *,
    actor: str | None = None,
    by: str | None = None,
    between: tuple[str, str] | None = None,
    lang: str | None = None,
) -> View:
    """A live panel over a corpus, with menus for the keyboard and the call that reproduces what is on screen.

    ``what`` is ``"actor"`` (a portrait), ``"text"`` (the reader), ``"speech"`` (statements), ``"compare"`` (two actors, two
    outlets or two periods side by side), ``"names"`` (merge, rename, retype actors; writes ``corrections.tsv``) or
    ``"lexicon"`` (change words, see tone move). A comparison starts with ``by`` (``"actor"``, or any article column or
    period), the two names ``between`` which it is, and an ``actor`` (``""``: all words). Without a kernel the same is plain
    HTML. Raises ValueError for another ``what``, an unknown actor, and groups that are not there.
    """
    if what not in PANELS:
        raise ValueError(f"what={what!r}; there are {', '.join(PANELS)}")
    if what != "compare" and (by or between):
        raise ValueError(f"by= and between= belong to what='compare', not to {what!r}")
    built = page(corpus)
    seen = look(built, lang, None, [actor] if actor else None)
    asked = Asked(seen.shown[0].name if actor else actor, by, between)
    make, twin = PANELS[what]
    body = twin(corpus, built, seen, asked)
    return View(f"explore-{what}", seen.lang, body, lambda: make(corpus, built, seen, asked))


def framed(body: Safe, lang: str) -> str:
    """Markup as a widget shows it: style and one scoping element, no script."""
    body = Safe(_NUMBER.sub(r'<b class="\1">\2</b>', body))
    return f"<style>{style()}</style>" + el("div", body, cls="framing live", lang=lang)


_NUMBER = re.compile(r'<a class="(n[^"]*)"[^>]*>([^<]*)</a>')
"""A linked number: in a widget no script runs, the menu of passages opens what it counts."""


class _Panel:
    """What all panels share: menus in a row, areas of HTML, the call."""

    def __init__(self, lang: str) -> None:
        import ipywidgets

        self.widgets, self.lang, self.row = ipywidgets, lang, []  # type: ignore[var-annotated]
        self.call = ipywidgets.HTML()

    def menu(self, key: str, options: Iterable[tuple[str, Any]], value: Any = None) -> Any:
        """A dropdown; its first option is chosen unless ``value`` says otherwise."""
        made = self.widgets.Dropdown(
            options=list(options), description=say(key, self.lang), style={"description_width": "initial"}
        )
        if value is not None:
            made.value = value
        made.layout.width = "auto"
        made.layout.max_width = "24em"
        self.row.append(made)
        return made

    def search(self, key: str) -> Any:
        """A field whose every letter counts."""
        made = self.widgets.Text(description=say(key, self.lang), style={"description_width": "initial"}, continuous_update=True)
        self.row.append(made)
        return made

    def html(self) -> Any:
        return self.widgets.HTML()

    def put(self, area: Any, *body: object) -> None:
        area.value = framed(join(body), self.lang)

    def say_call(self, *code: str) -> None:
        self.put(self.call, called(code, self.lang))

    def on(self, run: Callable[[], None], *controls: Any) -> None:
        for control in controls:
            control.observe(lambda _change: run(), "value")
        run()

    def box(self, *areas: Any) -> Any:
        row = self.widgets.HBox(self.row, layout=self.widgets.Layout(flex_flow="row wrap", grid_gap="4px 12px"))
        return self.widgets.VBox([row, *areas, self.call])


def called(code: Iterable[str], lang: str) -> Safe:
    """The calls that give what is on screen, one below the other."""
    lines = [el("code", line) for line in code]
    return el("p", say("live.call", lang), " ", join(lines, el("br")), cls="note calls")


def _every(lang: str) -> tuple[str, str]:
    return (say("live.all", lang), "")


# --- an actor


def _actor_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    if not asked.actor:
        few, cap = (8, seen.cap) if seen.cap == 0 else (3, 10)
        return _profile.portraits(built, replace(seen, portraits=seen.portraits[:few], shown=seen.shown[:few], cap=cap))
    return _profile.portrait(built, seen, seen.shown[0], True)


def _actor_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    names = [(f"{one.name} ({one.n})", one.name) for one in built.who[:500]]
    if not names:
        return panel.widgets.HTML(framed(el("p", say("empty.actors", lang), cls="none"), lang))
    who = panel.menu("col.actor", names, seen.shown[0].name if seen.shown else None)
    which = panel.menu("live.passages", [(say(f"live.{name}", lang), name) for name, _ in LANES])
    shown, below = panel.html(), panel.html()

    def passages() -> None:
        wanted = dict(LANES)[which.value]
        found = [place for place in built.by_name[who.value].places if matches(keys(built, place), wanted)]
        items = [passage(built, place, lang, seen.length, readers=False) for place in found[:MOST]]
        panel.put(below, el("h3", _how_many("passages", len(found), lang)), el("ol", *items, cls="evl"))

    def portrait() -> None:
        one = built.by_name[who.value]
        panel.put(shown, _profile.portrait(built, seen, one, opened=True, passages_too=False))
        panel.say_call(f"fr.explore(corpus, actor={one.name!r})")
        passages()

    which.observe(lambda _change: passages(), "value")
    panel.on(portrait, who)
    return panel.box(shown, below)


def _how_many(what: str, n: int, lang: str) -> str:
    return say(f"{what}.all" if n <= MOST else f"{what}.some", lang, n=n, shown=min(n, MOST))


# --- an article


def _text_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    papers = built.papers[:10]
    folds = [
        el(
            "details",
            el("summary", el("b", paper.title or paper.id), " ", el("small", _line(paper, seen.lang))),
            _reader.article(built, paper, seen.lang),
            cls="art",
            open=i == 0,
        )
        for i, paper in enumerate(papers)
    ]
    more = el("p", say("live.twin.more", seen.lang, shown=len(papers), n=len(built.papers)), cls="note")
    return join([_reader.actor_key(built, seen.lang), *folds, more if len(built.papers) > len(papers) else None])


def _line(paper: Paper, lang: str) -> str:
    return " · ".join(bit for bit in (paper.outlet, date(paper.published, lang), _reader.counts(paper, lang)) if bit)


def _text_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    find = panel.search("live.find")
    pick = panel.menu("live.article", [(_name(paper, lang), paper.index) for paper in built.papers[:500]])
    why = panel.menu("live.why", [(say("live.why.pick", lang), "")])
    shown, told = panel.html(), panel.html()

    def listed() -> None:
        words = find.value.lower().strip()
        found = [p for p in built.papers if words in f"{p.title} {p.outlet} {p.id} {p.text if len(words) > 2 else ''}".lower()]
        pick.options = [(_name(paper, lang), paper.index) for paper in found[:500]]

    def text() -> None:
        if pick.value is None:
            panel.put(shown, el("p", say("none", lang), cls="none"))
            why.options = [(say("live.why.pick", lang), "")]
            return
        paper = built.papers[pick.value]
        panel.put(
            shown,
            el("p", el("b", paper.title or paper.id, lang="ru"), " · ", _line(paper, lang), cls="note"),
            _reader.actor_key(built, lang, paper),
            _reader.article(built, paper, lang, live=True),
        )
        panel.say_call(f"corpus[{paper.id!r}]")
        places = [(f"{p.text} → {p.actor}", f"m{i}") for i, p in enumerate(paper.places)]
        said = [(f"{q.number}. {q.text[:40]}", f"q{i}") for i, q in enumerate(paper.said)]
        why.options = [(say("live.why.pick", lang), ""), *said, *places]

    def reason() -> None:
        if not why.value or pick.value is None:
            told.value = ""
            return
        paper, i = built.papers[pick.value], int(why.value[1:])
        item = _why_statement(built, paper.said[i], lang) if why.value[0] == "q" else _why_mention(built, paper, i, lang)
        panel.put(told, item)

    find.observe(lambda _change: listed(), "value")
    why.observe(lambda _change: reason(), "value")
    panel.on(text, pick)
    return panel.box(told, shown)


def _name(paper: Paper, lang: str) -> str:
    title = paper.title or paper.id
    return " · ".join(bit for bit in (title[:60], paper.outlet, date(paper.published, lang)) if bit)


def _why_mention(built: Page, paper: Paper, i: int, lang: str) -> Safe:
    place = paper.places[i]
    rule = say("why.mention", lang, text=place.text, actor=place.actor, rule=_reader.rule_text(place.rule, lang))
    return join([el("p", rule), el("ol", passage(built, place, lang, readers=False), cls="evl")])


def _why_statement(built: Page, quote: Said, lang: str) -> Safe:
    rules = [_reader.rule_text(rule, lang) for rule in (quote.rule, quote.speaker_rule) if rule]
    return join(
        [
            el("p", say("why.statement", lang, n=quote.number, rule="; ".join(rules))),
            el("ol", statement(built, quote, lang, readers=False, speaker=True), cls="ql"),
        ]
    )


# --- statements


def _speech_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    return _tables.speakers(built, seen)


def _speech_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    speakers = [(f"{name or say('voice.nobody', lang)} ({len(said)})", key) for key, name, _, said in _tables._speaking(built)]
    who = panel.menu("col.speaker", [_every(lang), *speakers])
    kinds = Counter(quote.kind for quote in built.said)
    kind = panel.menu("live.kind", [_every(lang), *((say(f"kind.{k}", lang), k) for k in _tables.KINDS if kinds[k])])
    outlet = panel.menu("live.outlet", [_every(lang), *((name, str(i)) for i, name in enumerate(built.outlets))])
    cues = Counter(quote.cue_lemma for quote in built.said if quote.cue_lemma)
    cue = panel.menu("live.cue", [_every(lang), *((f"{c} ({n})", c) for c, n in cues.most_common(60))])
    stances = Counter(quote.stance for quote in built.said if quote.stance)
    told = {x: say(f"stance.{x}", lang) if known(f"stance.{x}") else x for x in stances}
    stance = panel.menu("live.stance", [_every(lang), *((f"{told[x]} ({n})", x) for x, n in stances.most_common())])
    days = (built.papers[quote.article].published for quote in built.said)
    months = Counter(f"{day:%Y-%m}" for day in days if day)
    month = panel.menu("live.month", [_every(lang), *((f"{m} ({n})", m) for m, n in sorted(months.items()))])
    order = panel.menu(
        "live.order", [(say(f"live.order.{name}", lang), name) for name in ("text", "longest", "shortest", "speaker")]
    )
    shown = panel.html()

    def run() -> None:
        wanted = {name: menu.value for name, menu in (("s", who), ("k", kind)) if menu.value}
        if outlet.value and len(built.outlets) > 1:
            wanted["o"] = outlet.value
        found = [q for q in built.said if matches(said_keys(built, q), wanted)]
        if cue.value:
            found = [q for q in found if q.cue_lemma == cue.value]
        if stance.value:
            found = [q for q in found if q.stance == stance.value]
        if month.value:
            found = [q for q in found if f"{built.papers[q.article].published or '':%Y-%m}" == month.value]
        if order.value in ("longest", "shortest"):
            found.sort(key=lambda q: (-q.words if order.value == "longest" else q.words, q.id))
        elif order.value == "speaker":
            found.sort(key=lambda q: (q.speakers[:1] or ("\uffff",), q.id))
        items = [statement(built, q, lang, 400, readers=False, speaker=True) for q in found[:MOST]]
        panel.put(shown, el("h3", _how_many("said", len(found), lang)), el("ol", *items, cls="ql"))
        panel.say_call(_quotes_call(built, who.value, kind.value, outlet.value, cue.value, stance.value, month.value))

    panel.on(run, who, kind, outlet, cue, stance, month, order)
    return panel.box(shown)


def _quotes_call(built: Page, who: str, kind: str, outlet: str, cue: str, stance: str = "", month: str = "") -> str:
    tests = []
    if who:
        tests.append(
            "q.actors.str.len() == 0" if who == "u" else f"q.actors.map(lambda names: {built.who[int(who) - 1].name!r} in names)"
        )
    if kind:
        tests.append(f"(q.kind == {kind!r})")
    if outlet:
        tests.append(f"(q.outlet == {built.outlets[int(outlet)]!r})")
    if cue:
        tests.append(f"(q.cue_lemma == {cue!r})")
    if stance:
        tests.append(f"(q.stance == {stance!r})")
    if month:
        tests.append(f"(q.published.dt.strftime('%Y-%m') == {month!r})")
    return f"q = corpus.quotes; q[{' & '.join(tests)}]" if tests else "corpus.quotes"


# --- comparison


def _compare_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    by, between, actor = _first_two(built, seen, asked)
    if not between:
        return el("p", say("live.compare.none", seen.lang), cls="none")
    return join([_compared(built, seen, by, between, actor), called(_compare_calls(built, by, between, actor), seen.lang)])


ALL = "*"
"""Before a column: all its groups beside each other, not two."""


def _first_two(built: Page, seen: Look, asked: Asked) -> tuple[str, tuple[str, ...], str]:
    """What a comparison starts with: by what, the two sides (none: there is nothing to compare), and the actor.

    Raises ValueError for a side that is not there.
    """
    kinds = _compare.kinds(built)
    by = asked.by or next((kind for kind in kinds if len(_compare.sizes(built, kind)) > 1), "actor")
    have = _compare.sizes(built, by)
    sides = tuple(asked.between or sorted(have, key=lambda name: -have[name])[:2])
    for name in sides:
        if name not in have:
            raise ValueError(f"no {name!r} to compare by {by}; there are, for example: {', '.join(list(have)[:8])}")
    if len(set(sides)) < 2:
        sides = ()
    first = next((one.name for one in built.who if one.n), "")
    return by, sides, "" if by == "actor" else first if asked.actor is None else asked.actor


def _compared(built: Page, seen: Look, by: str, between: tuple[str, ...], actor: str) -> Safe:
    """Two sides, or (``by`` begins with ALL) all groups for an actor."""
    one = built.by_name[actor] if actor else None
    if not by.startswith(ALL):
        first, second = between
        return _compare.two(built, seen, by, (first, second), one)
    key = by.removeprefix(ALL)
    if one is None:
        return el("p", say("live.pick.actor", seen.lang), cls="none")
    body = _compare._actor(built, seen, one, key, _compare.groups(built, key), _compare.measured(built, one, key), True)
    return join([body, el("p", say("compare.note", seen.lang), cls="note")])


def _compare_calls(built: Page, by: str, between: tuple[str, ...], actor: str) -> list[str]:
    """The calls behind a comparison: the panel itself, the words, the three measures."""
    key = by.removeprefix(ALL)
    lead, who = ("", list(between)) if key == "actor" else (f"{key!r}, ", [actor])
    measures = f"by=({lead}'actor', 'voice'), actors={who!r}", (f"by={key!r}, " if lead else "") + f"actors={who!r}"
    asked = f"fr.tone(corpus, {measures[0]})", f"fr.voice(corpus, {measures[1]})", f"fr.agency(corpus, {measures[1]})"
    if by.startswith(ALL):
        return list(asked)
    mine = "" if key == "actor" else f", actor={actor!r}"
    out = [f"fr.explore(corpus, 'compare', by={key!r}, between={between!r}{mine})"]
    tail = f"pos={POS!r}, minimum={MINIMUM})"
    if key == "actor":
        near = [f"corpus.around({name!r}, unit='clause')" for name in between]
        return [*out, f"fr.keyness({near[0]}, {near[1]}, {tail}", *asked]
    out.append(f"words = corpus.around({actor!r}, unit='clause')" if actor else "words = corpus.tokens")
    sides = [_rows_of(key, name) for name in between]
    return [*out, f"fr.keyness({sides[0]}, {sides[1]}, {tail}", *(asked if actor else ())]


def _rows_of(by: str, name: str) -> str:
    from framing.measures._tables import PERIODS

    if by in PERIODS:
        return f"words[words.published.dt.strftime({PERIODS[by]!r}) == {name!r}]"
    if by == "outlet":
        return f"words[words.outlet == {name!r}]"
    return f"words[words.article.isin(corpus.articles.article[corpus.articles[{by!r}] == {name!r}])]"


def _compare_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    start, between, actor = _first_two(built, seen, asked)
    shown = panel.html()
    if not between:
        panel.put(shown, el("p", say("live.compare.none", lang), cls="none"))
        return panel.widgets.VBox([shown])
    several = [kind for kind in _compare.kinds(built) if kind != "actor" and len(_compare.sizes(built, kind)) > 1]
    kinds = [*dict.fromkeys(["actor", *several, start])]
    options = [(_kind_name("two", kind, lang), kind) for kind in kinds if len(_compare.sizes(built, kind)) > 1]
    options += [(_kind_name("each", kind, lang), ALL + kind) for kind in several if len(_compare.sizes(built, kind)) <= EACH]
    by = panel.menu("live.by", options, start)
    sides = _sized(built, start)
    first, second = panel.menu("live.first", sides, between[0]), panel.menu("live.second", sides, between[1])
    names = [(say("live.words", lang), ""), *((f"{one.name} ({one.n})", one.name) for one in built.who[:500] if one.n)]
    who = panel.menu("col.actor", names, actor if start != "actor" or len(names) < 2 else names[1][1])
    quiet: list[str] = []

    def run() -> None:
        if quiet:
            return
        kind, sides = by.value, (first.value, second.value)
        name = "" if kind == "actor" else who.value
        if not kind.startswith(ALL) and sides[0] == sides[1]:
            panel.put(shown, el("p", say("live.same", lang), cls="none"))
            return
        panel.put(shown, _compared(built, seen, kind, sides, name))
        panel.say_call(*_compare_calls(built, kind, sides, name))

    def other(_change: object = None) -> None:
        """Another kind of sides: their names, the two largest chosen, and only the menus that matter."""
        quiet.append("")
        if not by.value.startswith(ALL):
            offered = _sized(built, by.value)
            largest = sorted(_compare.sizes(built, by.value).items(), key=lambda pair: -pair[1])[:2]
            for menu, (name, _) in zip((first, second), largest, strict=True):
                menu.options = offered
                menu.value = name
        _shown()
        quiet.clear()
        run()

    def _shown() -> None:
        for menu, on in ((first, by.value[0] != ALL), (second, by.value[0] != ALL), (who, by.value != "actor")):
            menu.layout.display = None if on else "none"

    _shown()
    by.observe(other, "value")
    panel.on(run, first, second, who)
    return panel.box(shown)


EACH = 60
"""Up to so many groups can be shown all at once."""


def _kind_name(sort: str, kind: str, lang: str) -> str:
    return say(f"live.{sort}.{kind}", lang) if known(f"live.{sort}.{kind}") else say(f"live.{sort}", lang, name=kind)


def _sized(built: Page, kind: str) -> list[tuple[str, str]]:
    """The sides that a menu offers, with their sizes."""
    return [(f"{name} ({n})", name) for name, n in list(_compare.sizes(built, kind).items())[:500]]


# --- names


def _names_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    lang = seen.lang
    rows = [
        el(
            "tr",
            el("th", one.name, scope="row"),
            el("td", say(f"type.{one.type}", lang)),
            el("td", number(one.n, lang), cls="num"),
            el("td", _forms(one.places), lang="ru"),
        )
        for one in built.who[:200]
    ]
    header = el(
        "tr", *(el("th", say(key, lang), scope="col") for key in ("col.actor", "names.type", "col.mentions", "names.forms"))
    )
    table = el("table", el("thead", header), el("tbody", *rows), cls="dt2")
    return join(
        [
            el("p", say("names.say", lang), cls="say"),
            el("div", table, cls="scroll", tabindex="0", role="region", aria_label=say("actors.region", lang)),
        ]
    )


def _forms(places: list[Any]) -> str:
    forms = Counter(" ".join(p.text.split()) for p in places if p.kind in ("name", "name+title"))
    return ", ".join(form for form, _ in forms.most_common(6))


def _names_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    widgets = panel.widgets
    state = {"corpus": corpus, "page": built}
    actors = widgets.SelectMultiple(rows=12, description=say("col.actor", lang))
    actors.layout.width = "32em"
    find, name = panel.search("names.find"), panel.search("names.new")
    kind = panel.menu("names.type", [(say(f"type.{t}", lang), t) for t in ACTOR_TYPES])
    where = panel.search("names.where")
    buttons = {what: widgets.Button(description=say(f"names.{what}", lang)) for what in ("merge", "split", "rename", "retype")}
    told, forms = panel.html(), panel.html()

    def listed(_change: object = None) -> None:
        words = find.value.lower().strip()
        actors.options = [(f"{one.name} ({one.n})", one.name) for one in state["page"].who if words in one.name.lower()][:300]

    def chosen(_change: object = None) -> None:
        who = [state["page"].by_name[n] for n in actors.value]
        name.value = max(who, key=lambda one: one.n).name if who else ""
        panel.put(forms, *(el("p", el("b", one.name), ": ", _forms(one.places), cls="meta") for one in who[:8]))

    def act(what: str) -> None:
        try:
            lines = _lines(what, list(actors.value), name.value.strip(), kind.value, where.value.strip())
            for value in lines:
                state["corpus"] = state["corpus"].correct(what, value)
        except (ValueError, KeyError, AttributeError, OSError) as error:
            panel.put(told, el("p", str(error), cls="none", role="alert"))
            return
        state["page"] = page(state["corpus"])
        panel.put(told, el("p", say("names.done", lang, n=len(lines))))
        panel.say_call("; ".join(f"corpus = corpus.correct({what!r}, {value!r})" for value in lines))
        listed()

    for what, button in buttons.items():
        button.on_click(lambda _b, what=what: act(what))
    find.observe(listed, "value")
    actors.observe(chosen, "value")
    listed()
    panel.put(told, el("p", say("names.say", lang), cls="note"))
    return panel.box(actors, forms, widgets.HBox(list(buttons.values())), told)


def _lines(what: str, chosen: list[str], name: str, kind: str, where: str = "") -> list[str]:
    """The values of the corrections that a button stands for; raises ValueError where something is missing."""
    if not chosen:
        raise ValueError("choose actors in the list first" if what != "merge" else "choose the actors to merge in the list first")
    if what == "retype":
        return [f"{one} = {kind}" for one in chosen]
    if not name:
        raise ValueError("give the name the actor shall have")
    if what == "rename":
        if len(chosen) != 1:
            raise ValueError("choose one actor to rename")
        return [f"{chosen[0]} = {name}"]
    if what == "split":
        if len(chosen) != 1 or chosen[0] == name or not where:
            raise ValueError("choose one actor, give the new name, and the articles (ids, commas between them) where it is meant")
        return [f"{chosen[0]} = {name} @ {where}"]
    rest = [one for one in chosen if one != name]
    if not rest:
        raise ValueError("choose at least one actor besides the name they shall have")
    return [f"{one} = {name}" for one in rest]


# --- lexicon


def _lexicon_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    lang = seen.lang
    tally: dict[str, list[float]] = {}
    for lemma, score in zip(corpus.hits["lemma"].tolist(), corpus.hits["score"].tolist(), strict=True):
        tally.setdefault(str(lemma), []).append(float(score))
    top = sorted(tally.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:150]
    rows = [
        el(
            "tr",
            el("th", lemma, scope="row", lang="ru"),
            el("td", number(len(scores), lang), cls="num"),
            el("td", number(sum(scores) / len(scores), lang, 2, sign=True), cls="num"),
        )
        for lemma, scores in top
    ]
    header = el("tr", *(el("th", say(key, lang), scope="col") for key in ("lexicon.word", "lexicon.count", "lexicon.mean")))
    return join(
        [
            el("p", say("lexicon.say", lang, n=len(corpus.hits)), cls="say"),
            el("table", el("thead", header), el("tbody", *rows), cls="dt2"),
        ]
    )


LAB = 50
"""How many articles the lexicon lab scores again: such as hold one of the words, evenly over the corpus."""


def _holding(built: Page, entries: dict[str, float]) -> tuple[list[str], int]:
    """The articles that hold a word of the entries (at most LAB of them), and how many there are."""
    import numpy as np

    tokens, parts = built.tokens, {part for word in entries for part in word.split()}
    codes = [i for i, lemma in enumerate(tokens.kinds["lemma"]) if lemma.lower() in parts]
    found = np.unique(tokens.article[np.isin(tokens.code["lemma"], codes)]).tolist()
    return [built.papers[i].id for i in spread(found, LAB)], len(found)


def _documents(corpus: Any, ids: list[str]) -> list[Any]:
    """Several articles as documents, read at once; without their actors, hits and tone."""
    if not hasattr(corpus, "connect"):
        return [corpus[i] for i in ids]
    from framing.corpus.schema import ORDER, document_of
    from framing.corpus.sql import fetch

    by: dict[str, dict[str, list[Any]]] = {i: {"actors": [], "hits": [], "tone": [], **{name: [] for name in ORDER}} for i in ids}
    with corpus.connect() as db:
        for name in ("articles", "blocks", "tokens", "mentions", "quotes"):
            query = f"SELECT * FROM {name} WHERE list_contains(?, article) ORDER BY {ORDER[name]}"
            for row in fetch(db, query, [ids]) if ids else ():
                by[row["article"]][name].append(row)
    return [document_of(rows) for rows in by.values()]


def _lexicon_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(seen.lang)
    widgets = panel.widgets
    words = widgets.Textarea(placeholder=say("lexicon.example", lang), rows=6, description=say("lexicon.words", lang))
    words.layout.width = "32em"
    button = widgets.Button(description=say("lexicon.run", lang))
    shown = panel.html()
    read: dict[str, Any] = {}

    def run(_button: object = None) -> None:
        try:
            entries = parse_words(words.value)
        except ValueError as error:
            panel.put(shown, el("p", str(error), cls="none", role="alert"))
            return
        ids, every = _holding(built, entries)
        read.update({document.article.id: document for document in _documents(corpus, [i for i in ids if i not in read])})
        before, after, moved = rescore([read[i] for i in ids], entries, str(built.settings.get("lexicon") or ""))
        note = say("lexicon.some", lang, shown=len(ids), n=every) if len(ids) < every else say("lexicon.every", lang, n=every)
        panel.put(shown, el("p", note, cls="note"), _moved(built, before, after, moved, lang))
        panel.say_call(
            f"framing.views.live.rescore([corpus[i] for i in {ids[:3]!r}{' ...' if len(ids) > 3 else ''}], {entries!r})"
        )

    button.on_click(run)
    panel.put(shown, el("p", say("lexicon.say", lang, n=len(corpus.hits)), cls="note"))
    return panel.box(words, button, shown)


def parse_words(text: str) -> dict[str, float]:
    """Lines ``word score`` (score between -1 and 1; 0 takes the word out) as a dictionary; ValueError names a bad line."""
    entries: dict[str, float] = {}
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        word, _, score = line.replace("\t", " ").strip().rpartition(" ")
        try:
            value = float(score.replace(",", ".").replace("−", "-"))
        except ValueError:
            value = 2.0
        if not word or abs(value) > 1:
            raise ValueError(f"line {i}: {line.strip()!r} is not a word and a number between -1 and 1")
        entries[word.strip().lower()] = value
    if not entries:
        raise ValueError("give at least one line: a word, a space, a number between -1 and 1")
    return entries


def rescore(documents: list[Any], entries: dict[str, float], lexicon: str = "") -> tuple[Any, Any, list[Any]]:
    """Tone with a lexicon and with some of its words changed: (counts before, counts after, tones that moved).

    Counts are Counters of (actor, lane, label); a moved tone is (document, before, after). Only articles with other hits
    are judged again.
    """
    from framing.records import Entity, Parsed
    from framing.sentiment import Entry, find_hits, find_tones, load_lexicon
    from framing.sentiment.lexicon import build

    old = load_lexicon(lexicon or None)
    kept = [entry for entry in old.entries if entry.lemma.lower() not in entries]
    new = build("lab", [*kept, *(Entry(word, value) for word, value in entries.items() if value)])
    parts: list[Any] = []
    for document in documents:
        names = tuple(Entity(m.name_start, m.name_stop, "PER") for m in document.mentions if m.name_start >= 0)
        parsed = Parsed(document.article.text, document.sentences, names, ())
        hits = [find_hits(parsed, document.quotes, each) for each in (old, new)]
        if hits[0] != hits[1]:
            parts.append((document, *((parsed, document.mentions, document.quotes, h) for h in hits)))
    blocks = [document.blocks for document, _, _ in parts]
    tones = [find_tones([part[i] for part in parts], blocks=blocks) if parts else [] for i in (1, 2)]
    counts: list[Counter[tuple[str, str, int]]] = [Counter(), Counter()]
    moved = []
    for (document, _, _), was, now in zip(parts, *tones, strict=True):
        for a, b in zip(was, now, strict=True):
            for count, tone in zip(counts, (a, b), strict=True):
                count[(tone.actor, "n" if tone.voice == NARRATOR else "q", tone.label)] += 1
            if a.label != b.label or abs(a.score - b.score) > 0.005:
                moved.append((document, a, b))
    return counts[0], counts[1], moved


def _moved(built: Page, before: Any, after: Any, moved: list[Any], lang: str) -> Safe:
    if not moved:
        return el("p", say("lexicon.still", lang), cls="none")
    changed = Counter(b.actor for _, a, b in moved if a.label != b.label)
    rows = []
    for name, _ in sorted(changed.items(), key=lambda pair: (-pair[1], pair[0]))[:30]:
        cells = [
            el("td", f"{number(before[(name, lane, t)], lang)} → {number(after[(name, lane, t)], lang)}", cls="num")
            for lane in "nq"
            for t in (-1, 0, 1)
        ]
        rows.append(el("tr", el("th", name, scope="row"), *cells))
    header = el(
        "tr",
        el("th", say("col.actor", lang), scope="col"),
        *(el("th", say(f"lexicon.{lane}", lang), " ", sign, scope="col", cls="num") for lane in "nq" for sign in "−0+"),
    )
    items = []
    for document, a, b in sorted(moved, key=lambda row: (row[1].label == row[2].label, -abs(row[2].score - row[1].score)))[:MOST]:
        sentence = document.sentences[a.sentence]
        text = document.article.text
        words = [text[sentence.start : a.start], el("mark", text[a.start : a.stop]), text[a.stop : sentence.stop]]
        change = say(
            "lexicon.change",
            lang,
            a=say(f"tone.{a.label}", lang),
            b=say(f"tone.{b.label}", lang),
            x=number(a.score, lang, 2, sign=True),
            y=number(b.score, lang, 2, sign=True),
        )
        items.append(el("li", el("p", *words, cls="pas", lang="ru"), el("p", b.actor, " · ", change, cls="meta"), cls="ev"))
    table = el("table", el("thead", header), el("tbody", *rows), cls="dt2") if rows else None
    return join(
        [
            el("p", say("lexicon.moved", lang, n=len(moved), m=sum(changed.values())), cls="say"),
            table,
            el("ol", *items, cls="evl"),
        ]
    )


PANELS: dict[str, tuple[Callable[[Any, Page, Look, Asked], Any], Callable[[Any, Page, Look, Asked], Safe]]] = {
    "actor": (_actor_panel, _actor_twin),
    "text": (_text_panel, _text_twin),
    "speech": (_speech_panel, _speech_twin),
    "compare": (_compare_panel, _compare_twin),
    "names": (_names_panel, _names_twin),
    "lexicon": (_lexicon_panel, _lexicon_twin),
}
