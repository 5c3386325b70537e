"""Live panels of plain ipywidgets, each with the call that reproduces it and the same HTML where no kernel runs."""

from __future__ import annotations

import itertools
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

from framing.records import ACTOR_TYPES, COUNTED_ZONES
from framing.views import compare as _compare
from framing.views import keyed
from framing.views import lab as _lab
from framing.views import profile as _profile
from framing.views import reader as _reader
from framing.views import sums as _sums
from framing.views import tables as _tables
from framing.views.ahead import clicked, later
from framing.views.evidence import COUNTED, filtered, mentions, passage, said_keys, spread, statement
from framing.views.keyed import MINIMUM, POS
from framing.views.look import Look, View, look, style
from framing.views.markup import Safe, el, join
from framing.views.model import Page, Paper, Said, page
from framing.views.words import date, known, number, say

LANES: tuple[tuple[str, dict[str, str]], ...] = (
    ("counted", {}),
    ("n", {"v": "n"}),
    ("q", {"v": "q"}),
    ("n.-1", {"v": "n", "t": "-1"}),
    ("n.1", {"v": "n", "t": "1"}),
    ("q.-1", {"v": "q", "t": "-1"}),
    ("q.1", {"v": "q", "t": "1"}),
    ("c", {"z": "c"}),
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
    return f"<style>{style()}</style>" + el("div", body, cls="framing live", lang=lang)


_NUMBER = re.compile(r'<a class="(n[^"]*)"([^>]*)>([^<]*)</a>')
_QUERY = re.compile(r' data-([fq])="([^"]*)"')
_LABEL = re.compile(r' aria-label="[^":]*: ([^"]*)"')
_NUMBERED = itertools.count(1)
OPENED = 5
"""So many passages a number of a live panel opens; the menu of passages shows more."""


def opening(built: Page, seen: Look, body: Safe) -> Safe:
    """Markup whose linked numbers open some of their passages in a widget, where no script runs: each number is a button with
    a popover of its own."""
    folds: dict[str, Safe] = {}
    most = OPENED if len(_NUMBER.findall(body)) <= 50 else 2
    prefix = f"fp{next(_NUMBERED)}"

    def number_of(found: re.Match[str]) -> str:
        cls, attributes, words = found.groups()
        asked, label = _QUERY.search(attributes), _LABEL.search(attributes)
        if asked is None:
            return f'<b class="{cls}">{words}</b>'
        key = asked.group()
        ident = f"{prefix}-{list(folds).index(key) if key in folds else len(folds)}"
        if key not in folds:
            told = unescape(label.group(1)) if label else ""
            folds[key] = _popover(built, seen, (ident, told), asked.group(1), unescape(asked.group(2)), most)
        spoken = f' aria-label="{words}: {label.group(1)}"' if label else ""
        return f'<button type="button" class="{cls}" popovertarget="{ident}"{spoken}>{words}</button>'

    made = _NUMBER.sub(number_of, body)
    return Safe(made + "".join(folds.values()))


def _popover(built: Page, seen: Look, name: tuple[str, str], kind: str, query: str, most: int) -> Safe:
    """Some of the passages (f) or statements (q) that answer a filter, as they open over the page; ``name`` is id and heading."""
    (ident, label), lang, wanted = name, seen.lang, dict(parse_qsl(query, keep_blank_values=True))
    if kind == "q":
        ranks = [int(rank) for rank in wanted.get("s", "").split(",") if rank.isdigit()]
        said = built.who[ranks[0] - 1].said if len(ranks) == 1 else built.said
        found: list[Any] = filtered(built, said, wanted, said_keys)
        items = [statement(built, q, lang, 300, readers=False, ident=False, speaker=True) for q in spread(found, most)]
    else:
        one = built.who[int(wanted["a"]) - 1] if wanted.get("a", "").isdigit() else None
        found = mentions(built, one, wanted)
        items = [passage(built, place, lang, seen.length, readers=False) for place in spread(found, most)]
    count = number(len(found), lang)
    head = f"{label} — {count if len(items) == len(found) else say('statements.some', lang, shown=len(items), n=len(found))}"
    shut = el("button", say("live.close", lang), type="button", cls="bt", popovertarget=ident, popovertargetaction="hide")
    top = el("div", el("h4", head, id=f"{ident}h"), shut, cls="dh")
    return el("div", top, el("ol", *items, cls="ql" if kind == "q" else "evl one"), id=ident, popover="auto", cls="pop",
              role="dialog", aria_labelledby=f"{ident}h", lang=lang)  # fmt: skip


NEAR = {"description_width": "initial"}


class _Panel:
    """What all panels share: menus in a row, areas of HTML, the call."""

    def __init__(self, built: Page, seen: Look) -> None:
        import ipywidgets

        self.built, self.seen, self.lang = built, seen, seen.lang
        self.widgets, self.row = ipywidgets, []  # type: ignore[var-annotated]
        self.call = ipywidgets.HTML()

    def menu(self, key: str, options: Iterable[tuple[str, Any]], value: Any = None, row: bool = True) -> Any:
        """A dropdown; its first option is chosen unless ``value`` says otherwise."""
        made = self.widgets.Dropdown(options=list(options), description=say(key, self.lang), style=NEAR)
        if value is not None:
            made.value = value
        made.layout.width = "auto"
        made.layout.max_width = "24em"
        if row:
            self.row.append(made)
        return made

    def search(self, key: str) -> Any:
        """A field in the row whose every letter counts."""
        made = self.widgets.Text(description=say(key, self.lang), style=NEAR, continuous_update=True)
        self.row.append(made)
        return made

    def field(self, key: str, hint: str) -> Any:
        """A field on a line of its own, with words in it that say what belongs there."""
        made = self.widgets.Text(description=say(key, self.lang), placeholder=say(hint, self.lang), style=NEAR)
        made.layout.width = "32em"
        return made

    def html(self) -> Any:
        return self.widgets.HTML()

    def put(self, area: Any, *body: object) -> None:
        area.value = framed(opening(self.built, self.seen, join(body)), self.lang)

    def say_call(self, *code: str) -> None:
        self.put(self.call, called(code, self.lang))

    @staticmethod
    def answering(run: Callable[[], None]) -> Callable[..., None]:
        """A handler of a control: the work ahead rests while it runs."""

        def answer(*_change: object) -> None:
            with clicked():
                run()

        return answer

    def on(self, run: Callable[[], None], *controls: Any) -> None:
        for control in controls:
            control.observe(self.answering(run), "value")
        run()

    def box(self, *areas: Any, before: Iterable[Any] = ()) -> Any:
        row = self.widgets.HBox(self.row, layout=self.widgets.Layout(flex_flow="row wrap", grid_gap="4px 12px"))
        return self.widgets.VBox([row, *before, *areas, self.call])


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
        some = replace(seen, portraits=seen.portraits[:few], shown=seen.shown[:few], cap=cap)
        return join([_profile.portraits(built, some), called(["fr.explore(corpus)"], seen.lang)])
    name = seen.shown[0].name
    code = f"fr.explore(corpus, actor={name!r})", _passages_call(name, {})
    return join([_profile.portrait(built, seen, seen.shown[0], True), called(code, seen.lang)])


def _actor_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(built, seen)
    names = [(f"{one.name} ({one.n})", one.name) for one in built.who[:500]]
    if not names:
        return panel.widgets.HTML(framed(el("p", say("empty.actors", lang), cls="none"), lang))
    who = panel.menu("col.actor", names, seen.shown[0].name if seen.shown else None)
    which = panel.menu("live.passages", [(say(f"live.{name}", lang), name) for name, _ in LANES])
    shown, below = panel.html(), panel.html()

    def passages() -> None:
        wanted = {"z": COUNTED} | dict(LANES)[which.value]
        found = mentions(built, built.by_name[who.value], wanted)
        items = [passage(built, place, lang, seen.length, readers=False) for place in found[:MOST]]
        panel.put(below, el("h3", _how_many("passages", len(found), lang)), el("ol", *items, cls="evl"))
        panel.say_call(f"fr.explore(corpus, actor={who.value!r})", _passages_call(who.value, dict(LANES)[which.value]))

    def portrait() -> None:
        one = built.by_name[who.value]
        panel.put(shown, _profile.portrait(built, seen, one, opened=True, passages_too=False))
        passages()

    which.observe(panel.answering(passages), "value")
    panel.on(portrait, who)
    if len(built.papers) > MANY:
        later(*(partial(_profile.prepare, built, seen, one) for one in built.who[: 2 * READY]))
    return panel.box(shown, below)


def _passages_call(name: str, lane: dict[str, str]) -> str:
    """The call behind the passages of an actor."""
    if "z" in lane:
        return f"m = corpus.mentions; m[(m.actor == {name!r}) & ~m.zone.isin({list(COUNTED_ZONES)!r})]"
    if not lane:
        return f"fr.passages(corpus, {name!r}, duplicates='count')"
    tests = ["(p.voice == 'narrator')" if lane["v"] == "n" else "(p.voice != 'narrator')"]
    tests += [f"(p.label == {lane['t']})"] if "t" in lane else []
    return f"p = fr.passages(corpus, {name!r}, kind='tone', duplicates='count'); p[{' & '.join(tests)}]"


def _how_many(what: str, n: int, lang: str) -> str:
    return say(f"{what}.all" if n <= MOST else f"{what}.some", lang, n=n, shown=min(n, MOST))


# --- an article


def _text_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    papers = built.papers[:10]
    folds = [
        el(
            "details",
            el("summary", el("b", paper.label), " ", el("small", _line(paper, seen.lang))),
            _reader.article(built, paper, seen.lang),
            cls="art",
            open=i == 0,
        )
        for i, paper in enumerate(papers)
    ]
    more = el("p", say("live.twin.more", seen.lang, shown=len(papers), n=len(built.papers)), cls="note")
    code = called(["fr.explore(corpus, 'text')", *(f"corpus[{paper.id!r}]" for paper in papers[:1])], seen.lang)
    return join([_reader.actor_key(built, seen.lang), *folds, more if len(built.papers) > len(papers) else None, code])


def _line(paper: Paper, lang: str) -> str:
    return " · ".join(bit for bit in (paper.outlet, date(paper.published, lang), _reader.counts(paper, lang)) if bit)


def _text_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(built, seen)
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
            el("p", el("b", paper.label, lang="ru"), " · ", _line(paper, lang), cls="note"),
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

    find.observe(panel.answering(listed), "value")
    why.observe(panel.answering(reason), "value")
    panel.on(text, pick)
    return panel.box(told, shown)


def _name(paper: Paper, lang: str) -> str:
    return " · ".join(bit for bit in (paper.label[:60], paper.outlet, date(paper.published, lang)) if bit)


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
    code = called(["corpus.quotes", "fr.voice(corpus)", "fr.quote_kinds(corpus)"], seen.lang)
    return join([_tables.speakers(built, seen), code])


def _speech_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(built, seen)
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
        found = filtered(built, built.said, wanted, said_keys)
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
        code = _quotes_call(built, who.value, kind.value, outlet.value, cue.value, stance.value, month.value)
        panel.say_call(code + _ORDERS[order.value])

    panel.on(run, who, kind, outlet, cue, stance, month, order)
    return panel.box(shown)


_ORDERS = {
    "text": "",
    "longest": ".sort_values('n_words', ascending=False)",
    "shortest": ".sort_values('n_words')",
    "speaker": ".sort_values('speaker_text')",
}


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
    kinds = _sums.kinds(built)
    by = asked.by or next((kind for kind in kinds if len(_sums.sizes(built, kind)) > 1), "actor")
    have = _sums.sizes(built, by)
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
    body = _compare._actor(built, seen, one, key, _sums.groups(built, key), _sums.measured(built, one, key), True)
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
    lang, panel = seen.lang, _Panel(built, seen)
    start, between, actor = _first_two(built, seen, asked)
    shown = panel.html()
    if not between:
        panel.put(shown, el("p", say("live.compare.none", lang), cls="none"))
        return panel.widgets.VBox([shown])
    several = [kind for kind in _sums.kinds(built) if kind != "actor" and len(_sums.sizes(built, kind)) > 1]
    kinds = [*dict.fromkeys(["actor", *several, start])]
    options = [(_kind_name("two", kind, lang), kind) for kind in kinds if len(_sums.sizes(built, kind)) > 1]
    options += [(_kind_name("each", kind, lang), ALL + kind) for kind in several if len(_sums.sizes(built, kind)) <= EACH]
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

    def other() -> None:
        """Another kind of sides: their names, the two largest chosen, and only the menus that matter."""
        quiet.append("")
        if not by.value.startswith(ALL):
            offered = _sized(built, by.value)
            largest = sorted(_sums.sizes(built, by.value).items(), key=lambda pair: -pair[1])[:2]
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
    by.observe(panel.answering(other), "value")
    panel.on(run, first, second, who)
    later(partial(keyed.ready, built))
    if len(built.papers) > MANY:
        later(*_sums.prepare(built, ["", *(kind.removeprefix(ALL) for _, kind in options if kind.startswith(ALL))], READY))
    return panel.box(shown)


MANY, READY = 1000, 10
"""Of a corpus of more articles the first answers are prepared, for so many actors."""


EACH = 60
"""Up to so many groups can be shown all at once."""


def _kind_name(sort: str, kind: str, lang: str) -> str:
    return say(f"live.{sort}.{kind}", lang) if known(f"live.{sort}.{kind}") else say(f"live.{sort}", lang, name=kind)


def _sized(built: Page, kind: str) -> list[tuple[str, str]]:
    """The sides that a menu offers, with their sizes."""
    return [(f"{name} ({n})", name) for name, n in list(_sums.sizes(built, kind).items())[:500]]


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
            called(["corpus.actors", _correcting("rename", [f"{say('names.old', lang)} = {say('names.other', lang)}"])], lang),
        ]
    )


def _forms(places: list[Any]) -> str:
    forms = Counter(" ".join(p.text.split()) for p in places if p.kind in ("name", "name+title"))
    return ", ".join(form for form, _ in forms.most_common(6))


def _names_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(built, seen)
    widgets = panel.widgets
    state: dict[str, Any] = {"corpus": corpus, "page": built, "names": [(one.name, one.n) for one in built.who]}
    find = panel.search("names.find")
    actors = widgets.SelectMultiple(rows=12, description=say("col.actor", lang), style=NEAR)
    actors.layout.width = "32em"
    name = panel.field("names.new", "names.new.hint")
    kind = panel.menu("names.type", [(say(f"type.{t}", lang), t) for t in ACTOR_TYPES], row=False)
    where = panel.field("names.where", "names.where.hint")
    buttons = {what: widgets.Button(description=say(f"names.{what}", lang)) for what in ("merge", "split", "rename", "retype")}
    intro, told, forms = panel.html(), panel.html(), panel.html()

    def listed() -> None:
        words = find.value.lower().strip()
        actors.options = [(f"{one} ({n})", one) for one, n in state["names"] if words in one.lower()][:300]

    def chosen() -> None:
        who = [state["page"].by_name[n] for n in actors.value if n in state["page"].by_name]
        name.value = max(who, key=lambda one: one.n).name if who else ""
        panel.put(forms, *(el("p", el("b", one.name), ": ", _forms(one.places), cls="meta") for one in who[:8]))
        preview()

    def preview() -> None:
        what = "merge" if len(actors.value) > 1 else "rename"
        try:
            lines = _lines(what, list(actors.value), name.value.strip(), kind.value, where.value.strip(), lang)
        except ValueError:
            lines = [f"{say('names.old', lang)} = {say('names.other', lang)}"]
        panel.say_call(_correcting(what, lines))

    def act(what: str) -> None:
        try:
            lines = _lines(what, list(actors.value), name.value.strip(), kind.value, where.value.strip(), lang)
        except ValueError as error:
            panel.put(told, el("p", str(error), cls="none", role="alert"))
            return
        panel.put(told, el("p", say("names.going", lang, n=len(lines)), role="status"))
        panel.say_call(_correcting(what, lines))
        state["names"] = _as_it_will_be(what, lines, state["names"])
        listed()
        later(partial(write, what, lines), first=False)

    def write(what: str, lines: list[str]) -> None:
        try:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                for value in lines:
                    state["corpus"] = state["corpus"].correct(what, value)
            state["page"] = page(state["corpus"])
        except (ValueError, KeyError, AttributeError, OSError) as error:
            panel.put(told, el("p", str(error), cls="none", role="alert"))
        else:
            notes = [el("p", str(each.message), cls="none", role="alert") for each in heard if each.category is UserWarning]
            panel.put(told, el("p", say("names.done", lang, n=len(lines)), role="status"), *notes)
        state["names"] = [(one.name, one.n) for one in state["page"].who]
        listed()

    for what, button in buttons.items():
        button.on_click(panel.answering(partial(act, what)))
    for control, then in ((find, listed), (actors, chosen), (name, preview), (where, preview)):
        control.observe(panel.answering(then), "value")
    listed()
    preview()
    panel.put(intro, el("p", say("names.say", lang), cls="note"))
    return panel.box(actors, forms, name, kind, where, widgets.HBox(list(buttons.values())), told, before=[intro])


def _correcting(what: str, lines: list[str]) -> str:
    return "; ".join(f"corpus = corpus.correct({what!r}, {value!r})" for value in lines)


def _as_it_will_be(what: str, lines: list[str], names: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The list of actors while a correction is being replayed: merged and renamed ones together under their new name."""
    if what not in ("merge", "rename"):
        return names
    new = dict(line.split(" = ", 1) for line in lines)
    sums: Counter[str] = Counter()
    for name, n in names:
        sums[new.get(name, name)] += n
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def _lines(what: str, chosen: list[str], name: str, kind: str, where: str = "", lang: str = "en") -> list[str]:
    """The values of the corrections that a button stands for; raises ValueError, in the panel's language, where something is
    missing."""
    if not chosen:
        raise ValueError(say("names.need.merge" if what == "merge" else "names.need", lang))
    if what == "retype":
        return [f"{one} = {kind}" for one in chosen]
    if not name:
        raise ValueError(say("names.need.name", lang))
    if what == "rename":
        if len(chosen) != 1 or chosen[0] == name:
            raise ValueError(say("names.need.rename", lang))
        return [f"{chosen[0]} = {name}"]
    if what == "split":
        if len(chosen) != 1 or chosen[0] == name or not where:
            raise ValueError(say("names.need.split", lang))
        return [f"{chosen[0]} = {name} @ {where}"]
    rest = [one for one in chosen if one != name]
    if not rest:
        raise ValueError(say("names.need.second", lang))
    return [f"{one} = {name}" for one in rest]


# --- lexicon


def _lexicon_twin(corpus: Any, built: Page, seen: Look, asked: Asked) -> Safe:
    lang = seen.lang
    intro = el("p", say("lexicon.say", lang, n=len(corpus.hits)), cls="say")
    code = "corpus.hits.groupby('lemma').base.agg(['size', 'first']).sort_values('size', ascending=False)"
    return join([intro, _lab.frequent_table(_lab.frequent(built, corpus, 150), lang), called([code], lang)])


AT_ONCE, THEN = 8, 24
"""So many sentences the lexicon lab scores first, and so many at a time afterwards."""


def _lexicon_panel(corpus: Any, built: Page, seen: Look, asked: Asked) -> Any:
    lang, panel = seen.lang, _Panel(built, seen)
    widgets = panel.widgets
    found = _lab.frequent(built, corpus, 20)
    example = f"{found[0][0]} {-found[0][2]:.1f}".replace("-0.0", "0") if found else say("lexicon.example", lang)
    words = widgets.Textarea(placeholder=example, rows=6, description=say("lexicon.words", lang), style=NEAR)
    words.layout.width = "32em"
    button = widgets.Button(description=say("lexicon.run", lang))
    told, shown = panel.html(), panel.html()
    turn = [0]

    def put(entries: dict[str, float], every: int, done: int, moved: _lab.Moved) -> None:
        limit = min(every, _lab.LAB)
        key = "lexicon.every" if done == every else "lexicon.some" if done == limit else "lexicon.going"
        note = say(key, lang, n=every, shown=done, limit=limit)
        panel.put(shown, el("p", note, cls="note", role="status"), _lab.shown(built, moved, lang))

    def run(_button: object = None) -> None:
        turn[0] += 1
        mine = turn[0]
        try:
            entries = _lab.parse_words(words.value)
        except _lab.BadWords as error:
            panel.put(shown, el("p", error.said(lang), cls="none", role="alert"))
            return
        panel.say_call(f"framing.views.lab.rescore(corpus, {entries!r})")
        if len(built.papers) <= MANY:
            score(entries, mine)
        else:
            panel.put(shown, el("p", say("lexicon.wait", lang), cls="note", role="status"))
            later(partial(score, entries, mine), first=True)

    def score(entries: dict[str, float], mine: int) -> None:
        if turn[0] != mine:
            return
        sentences = _lab.holding(built, entries)
        moved = _lab.judge(built, _lab.lines(built, sentences[:AT_ONCE]), entries)
        todo = sentences[AT_ONCE : _lab.LAB]
        put(entries, len(sentences), len(sentences) - len(sentences[AT_ONCE:]), moved)

        def more(start: int) -> None:
            if turn[0] == mine:
                moved.add(_lab.judge(built, _lab.lines(built, todo[start : start + THEN]), entries))
                done = AT_ONCE + min(start + THEN, len(todo))
                if turn[0] == mine:
                    put(entries, len(sentences), done, moved)

        later(*(partial(more, start) for start in range(0, len(todo), THEN)), first=True)

    button.on_click(panel.answering(run))
    later(partial(_lab.ready, built))
    panel.put(told, el("p", say("lexicon.say", lang, n=_lab.hits(corpus)), cls="note"))
    panel.put(shown, el("p", say("lexicon.frequent", lang), cls="note"), _lab.frequent_table(found, lang))
    return panel.box(told, words, button, shown)


PANELS: dict[str, tuple[Callable[[Any, Page, Look, Asked], Any], Callable[[Any, Page, Look, Asked], Safe]]] = {
    "actor": (_actor_panel, _actor_twin),
    "text": (_text_panel, _text_twin),
    "speech": (_speech_panel, _speech_twin),
    "compare": (_compare_panel, _compare_twin),
    "names": (_names_panel, _names_twin),
    "lexicon": (_lexicon_panel, _lexicon_twin),
}
