"""The sections in words and tables: head, summary, actors, who speaks, method."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from framing._version import __version__
from framing.records import NARRATOR
from framing.views.evidence import (
    COUNTED,
    all_statements,
    chosen,
    everywhere,
    link,
    passage,
    passages,
    places,
    quoted,
    spread,
    statement,
    statements,
)
from framing.views.figures import bar, strip
from framing.views.look import Look
from framing.views.markup import Safe, el, join, part, text
from framing.views.model import Page, Paper, Said, Who
from framing.views.sums import measured, polar
from framing.views.words import Count, date, known, number, percent, say, tell


def actor_name(who: Who, full: bool = True) -> Safe:
    """An actor's name in its colour and underline, linked to its portrait."""
    return el("a", who.name if full else who.short, cls=f"m an {who.style}", href=f"#p-{who.rank}", data_p=who.rank)


def head(page: Page, look: Look, title: str | None = None) -> Safe:
    """Title and provenance: what was read, when published, how much, with which version."""
    lang, papers = look.lang, page.papers
    title = title or (_headline(papers[0]) or page.name if page.single else page.name)
    kicker = say("head.one", lang) if page.single else tell("head.many", lang, n=_articles_link(page, lang))
    days = sorted(paper.published for paper in papers if paper.published)
    when = "–".join(dict.fromkeys(date(day, lang) for day in (days[0], days[-1]))) if days else say("head.nodate", lang)
    outlets = (
        ", ".join(page.outlets[:6]) + (" …" if len(page.outlets) > 6 else "") if page.outlets else say("head.nooutlet", lang)
    )
    sentences, mentioned = page.tokens.n_sentences, everywhere(page, lang, z=ANY)
    cells = [
        ("head.date", when),
        ("head.outlet" if len(page.outlets) < 2 else "head.outlets", outlets),
        ("head.size", say("head.size.n", lang, w=page.n_tokens, s=sentences)),
        ("head.found", tell("head.found.n", lang, q=all_statements(page, lang), a=len(page.who), m=mentioned)),
        ("head.tone", _lexicons(page, lang)),
        ("head.version", el("span", f"framing {page.settings.get('framing', __version__)}")),
    ]
    if page.skipped:
        cells.append(("head.skipped", tell("head.skipped.n", lang, n=_to(len(page.skipped), "#skipped", lang))))
    rows = [el("div", el("dt", say(key, lang)), el("dd", value)) for key, value in cells]
    return join(
        [
            el("p", "framing", el("span", " · ", kicker), cls="kick"),
            el("h1", title, lang="ru" if page.single else None),
            el("dl", *rows, cls="prov"),
        ]
    )


def _to(n: int, href: str, lang: str) -> Count:
    """A number as a link to the list of what it counts."""
    return Count(n, el("a", number(n, lang), cls="n", href=href))


def _articles_link(page: Page, lang: str) -> Count:
    return _to(len(page.papers), "#articles", lang)


def _headline(paper: Paper) -> str:
    """The article's title, or the words of its first headline."""
    return paper.title or next((paper.text[a:b].strip() for a, b, zone in paper.blocks if zone == "headline"), "")


def _lexicons(page: Page, lang: str) -> str:
    given = page.settings.get("lexicons") or page.settings.get("lexicon")
    names = list(given) if isinstance(given, dict | list | tuple) else [str(given)] if given else []
    return say("head.tone.n", lang, names=", ".join(map(str, names))) if names else say("head.tone.plain", lang)


def _solid(page: Page, name: str) -> tuple[float, float]:
    """Words of an actor in quotation marks, and retold ones."""
    _share, words, direct = page.voice.of(name)
    return words * direct, words * (1 - direct)


def _heard(page: Page, one: Who, lang: str) -> Safe:
    """How much an actor says, in words: words, and the share with its interval where the data is enough."""
    words = page.voice.of(one.name)[1]
    shown = quoted(page, number(round(words), lang), [str(one.rank)], lang, one.name)
    ends = interval(page, one)
    if ends is None:
        return tell("heard", lang, words=shown, n=round(words))
    return tell("heard.share", lang, words=shown, n=round(words), share=_share(page, one, lang), ends=_ends(ends, lang))


def _all_tone(page: Page, lane: str) -> Counter[int]:
    return Counter(p.tone for p in page.places if p.tone is not None and p.counted and (p.voice == NARRATOR) == (lane == "n"))


def summary(page: Page, look: Look) -> Safe:
    """What an editor reads in a minute: who is in it, who speaks, how they are spoken of, what is not known."""
    lang = look.lang
    who = [one for one in look.shown if one.n]
    if not who:
        return el("p", say("empty.actors", lang), cls="lede")
    spoken = sorted(page.voice.shares, key=lambda name: (-page.voice.of(name)[1], name))
    return join(
        [
            el("p", *_lede(page, look, who, spoken), cls="lede"),
            el(
                "div",
                _brief_who(page, look, who),
                _brief_speakers(page, look),
                _brief_tone(page, look, who),
                _brief_unknown(page, look, who),
                cls="brief",
            ),
        ]
    )


def _total(page: Page, one: Who, lang: str) -> Count:
    return places(page, one, lang, z=COUNTED)


def _lede(page: Page, look: Look, who: list[Who], spoken: list[str]) -> list[Safe]:
    lang = look.lang
    top = who[:2]
    out = [
        tell(
            "lede.most" if page.single else "lede.most.many",
            lang,
            names=join(
                [tell("lede.one", lang, name=actor_name(one), n=_total(page, one, lang)) for one in top], say("and", lang)
            ),
        )
    ]
    if spoken:
        loud = [page.by_name[name] for name in spoken[:2]]
        names = join([join([actor_name(one), " (", _heard(page, one, lang), ")"]) for one in loud], say("and", lang))
        whole = quoted(page, number(page.voice.total, lang), (), lang, say("statements.all", lang))
        key = "lede.voice.one" if len(loud) == 1 else "lede.voice"
        out.append(tell(key, lang, names=names, whole=whole, wholes=page.voice.total))
    elif not page.said:
        out.append(tell("lede.silent", lang))
    tone = _all_tone(page, "n")
    if sum(tone.values()):
        neg, pos = (everywhere(page, lang, v="n", z=COUNTED, **{_sort(page): str(t)}) for t in (-1, 1))
        judged = everywhere(page, lang, v="n", z=COUNTED, t=JUDGED)
        if page.single:
            out.append(tell("lede.tone", lang, neg=neg, pos=pos, n=judged))
        else:
            out.append(tell("lede.tone.many", lang, neg=_part(page, neg, -1, lang), pos=_part(page, pos, 1, lang), n=judged))
        if neg or pos:
            out.append(tell("lede.tone.error" if page.single else "lede.tone.error.many", lang))
    return [Safe(sentence + " ") for sentence in out]


def _part(page: Page, n: Count, tone: int, lang: str) -> Safe:
    """A number of the narrator's judged mentions, and what share of all of them it is with its interval where there is one."""
    share, *ends = polar(page).get(tone, (math.nan,))
    return tell("lede.tone.part", lang, n=n, share=percent(share, lang), ends=_ends((ends[0], ends[1]), lang)) if ends else n.html


def _brief(title: str, *sentences: object) -> Safe:
    return el("div", el("h3", title), *(el("p", _one_stop(sentence)) for sentence in sentences if sentence))


def _one_stop(sentence: object) -> Safe:
    """A sentence without a full stop after the dots of a shortened name."""
    return Safe(re.sub(r"…((?:</\w+>)*)\.$", r"…\1", text(sentence)))


def _listed(page: Page, look: Look, pairs: list[tuple[Who, Count]]) -> Safe:
    return join([join([actor_name(one, full=False), "\u00a0—\u00a0", n.html]) for one, n in pairs], ", ")


def _brief_who(page: Page, look: Look, who: list[Who]) -> Safe:
    lang = look.lang
    first = _listed(page, look, [(one, _total(page, one, lang)) for one in who[:5]])
    more = len([one for one in page.who if one.n]) > len(who[:5])
    ranks = ",".join(str(one.rank) for one in who[:5])
    part, whole = everywhere(page, lang, a=ranks, z=COUNTED), everywhere(page, lang, z=COUNTED)
    return _brief(
        say("brief.who", lang),
        join([first, "."]),
        tell("brief.rest", lang, part=part.html, whole=whole) if more else None,
    )


def _brief_speakers(page: Page, look: Look) -> Safe:
    lang = look.lang
    if not page.said:
        return _brief(say("brief.voice", lang), tell("lede.silent", lang))
    ranked = sorted((one for one in page.who if one.said), key=lambda one: (-len(one.said), one.rank))
    pairs = [(one, statements(page, one.said, str(one.rank), one.name, lang)) for one in ranked[:4]]
    direct = all_statements(page, lang, k="direct")
    silent = [one for kind in ("PER", "ORG") for one in look.shown if one.n >= 3 and not one.said and one.type == kind][:3]
    return _brief(
        say("brief.voice", lang),
        tell("brief.said", lang, n=all_statements(page, lang)),
        join([_listed(page, look, pairs), "."]) if pairs else None,
        tell("brief.direct", lang, n=direct) if direct else None,
        tell("brief.silent", lang, names=join([actor_name(one, full=False) for one in silent], ", ")) if silent else None,
    )


def _sort(page: Page) -> str:
    """What a summary counts: of one article the sure signs, of a corpus the tones, right in the mean."""
    return "g" if page.single else "t"


def _brief_tone(page: Page, look: Look, who: list[Who]) -> Safe:
    lang = look.lang
    sentences: list[Safe] = []
    for lane in ("n", "q"):
        for tone in ("-1", "1"):
            pairs = [(one, places(page, one, lang, v=lane, z=COUNTED, **{_sort(page): tone})) for one in who]
            pairs = sorted((pair for pair in pairs if pair[1]), key=lambda pair: (-pair[1], pair[0].rank))[:3]
            if pairs:
                sentences.append(tell(f"brief.tone.{lane}.{tone}", lang, names=_listed(page, look, pairs)))
    none = tell("brief.tone.none" if page.single else "brief.tone.none.many", lang)
    how = tell("brief.tone.sure" if page.single else "brief.tone.by", lang)
    return _brief(say("brief.tone", lang), *(sentences or [none]), how)


def _brief_unknown(page: Page, look: Look, who: list[Who]) -> Safe:
    lang = look.lang
    few = page.single or len(page.papers) < 3
    loose = statements(page, page.said, "u", say("voice.unnamed", lang), lang)
    return _brief(
        say("brief.unknown", lang),
        tell("brief.few", lang, n=len(page.papers) if page.single else _articles_link(page, lang)) if few else None,
        tell("brief.nobody", lang, n=loose) if loose else None,
        tell("brief.skipped", lang, n=_to(len(page.skipped), "#skipped", lang)) if page.skipped else None,
        tell("brief.corrected", lang, n=page.corrected) if page.corrected else tell("brief.machine", lang),
    )


ANY = "h,l,b,c"
"""The value of the filter ``z`` for every zone."""
JUDGED = "-1,0,1"
"""The value of the filter ``t`` for every mention whose tone was judged."""
COLUMNS = ("h", "l", "b", "c")


def actors(page: Page, look: Look) -> Safe:
    """One row per actor: mentions by zone, the course of the text, share of voice, tone by voice, agency."""
    lang = look.lang
    if not look.shown:
        return el("p", say("empty.actors", lang), cls="none")
    most = max([1.0, *(page.voice.of(one.name)[1] for one in look.shown)])
    rows = [_actor_row(page, look, one, most) for one in look.shown]
    cut = _main(look)
    n = {lane: everywhere(page, lang, v=lane, z=COUNTED, t=JUDGED) for lane in "nq"}
    table = el(
        "table",
        el("caption", el("span", say("actors.caption" if page.single else "actors.caption.many", lang))),
        _actors_head(page, look, n),
        el("tbody", *rows[:cut]),
        el("tbody", *rows[cut:], cls="tail", data_as="actors") if cut < len(rows) else None,
        cls="ov",
    )
    hidden = len(page.who) - len(look.shown)
    said = quoted(page, number(page.voice.total, lang), (), lang, say("statements.all", lang)) if page.said else "0"
    notes: list[object] = [tell("actors.note", lang, total=said, totals=page.voice.total, n=n["n"], q=n["q"])]
    if page.single or len(page.papers) < 3:
        notes.insert(0, say("actors.few", lang, n=len(page.papers)))
    if hidden > 0:
        notes.append(say("actors.hidden", lang, n=hidden))
    if page.intervals():
        notes.append(say("actors.apart", lang))
    return join(
        [
            _legend(page, look),
            el("div", table, cls="scroll", tabindex="0", role="region", aria_label=say("actors.region", lang)),
            el("p", join(notes, " "), cls="note"),
        ]
    )


MAIN, FEW, LOW = 12, 8, 3
"""The rows of a table before its fold: at most so many, and after so many only actors with so many mentions."""


def _main(look: Look) -> int:
    """How many of the actors stand before the fold of their table; all where hardly any would be behind it."""
    cut = next((i for i, one in enumerate(look.shown) if i >= MAIN or (i >= FEW and one.n < LOW)), len(look.shown))
    return cut if cut + 2 < len(look.shown) else len(look.shown)


def _legend(page: Page, look: Look) -> Safe:
    lang = look.lang
    if not page.single:
        return el(
            "p",
            el("b", say("legend.strip", lang)),
            " ",
            say("legend.corpus" if any(p.published for p in page.papers) else "legend.corpus.undated", lang),
            cls="legend",
        )

    def tick(name: str) -> Safe:
        marks = {"ne": "M6 8v6", "nu": "M6 5.5v5", "po": "M6 8v-6", "cp": "M6 8h.01"}[name]
        return Safe(f'<svg class="strip a0" viewBox="0 0 12 16" aria-hidden="true"><path class="{name}" d="{marks}"/></svg>')

    items = [join([tick(name), say(f"legend.{name}", lang)]) for name in ("ne", "nu", "po", "cp")]
    return el("p", el("b", say("legend.strip", lang)), " ", join(items, " "), ". ", say("legend.lanes", lang), cls="legend")


def _actors_head(page: Page, look: Look, n: dict[str, Count]) -> Safe:
    lang = look.lang

    def th(key: str, sort: str | None = None, title: str | None = None, cls: str = "num") -> Safe:
        return el("th", say(key, lang), scope="col", data_k=sort, title=say(title, lang) if title else None, cls=cls)

    groups = el(
        "tr",
        el("th", say("col.actor", lang), scope="col", rowspan="2", data_k="name", cls="nm"),
        el("th", say("col.mentions", lang), scope="colgroup", colspan="5"),
        el(
            "th",
            say("col.strip" if page.single else "col.strip.many", lang),
            el("small", say("col.lanes", lang)),
            scope="col",
            rowspan="2",
            cls="st",
        ),
        el("th", say("col.voice", lang), scope="colgroup", colspan="2"),
        *(
            el("th", say(f"col.tone.{lane}", lang), *_best(n[lane], lang), scope="colgroup", colspan="3")
            for lane in "nq"
        ),
        el("th", say("col.agency", lang), scope="colgroup", colspan="2"),
        cls="g",
    )
    signs = [
        el(
            "th",
            el("span", say(f"tone.{t}", lang) + " ", cls="vh"),
            sign,
            scope="col",
            cls="num t g0" if t == -1 else "num t",
            data_k=f"{lane}{t}",
        )
        for lane in "nq"
        for t, sign in ((-1, "−"), (0, "0"), (1, "+"))
    ]
    return el(
        "thead",
        groups,
        el(
            "tr",
            th("col.all", "all"),
            *(th(f"col.{z}", z, f"group.{z}", "num zc") for z in COLUMNS),
            el("th", say("col.words", lang), scope="col", colspan="2", data_k="words", cls="num g0 lf"),
            *signs,
            th("col.agent", "agent", cls="num g0"),
            th("col.patient", "patient"),
        ),
    )


def _best(n: Count, lang: str) -> tuple[Safe, Safe]:
    """Below the heading of a tone: that it is the best guess, and of how many."""
    return el("small", say("col.best", lang)), el("small", tell("n", lang, n=n))


def swatch(style: str) -> Safe:
    """A small square in an actor's colour and underline."""
    return el("i", "\u00a0" * 4, cls=f"sw m {style}", aria_hidden="true")


def interval(page: Page, one: Who) -> tuple[float, float] | None:
    """The interval of an actor's share of voice (`framing.measures.voice`), or None where the data is too little."""
    from framing.measures.intervals import ENOUGH_MENTIONS

    if one.name in page.intervals():
        return page.intervals()[one.name]
    found = measured(page, one, "")["v"].get("") if len(one.said) >= ENOUGH_MENTIONS else None
    if not found or not found["enough"] or math.isnan(found["value_low"]):
        return None
    return found["value_low"], found["value_high"]


def _ends(ends: tuple[float, float], lang: str) -> str:
    """The ends of an interval of a share, in per cent."""
    return "–".join(number(100 * end, lang) for end in ends)


def _share(page: Page, one: Who, lang: str) -> Safe:
    return quoted(page, percent(page.voice.of(one.name)[0], lang), [str(one.rank)], lang, one.name)


def _certain(page: Page, one: Who, lang: str) -> Safe:
    """The share of voice with its interval; where the data is too little, that it is."""
    ends = interval(page, one)
    if ends is None:
        return el("small", say("few.short", lang), cls="iv")
    return join([_share(page, one, lang), el("small", f"\u00a0({_ends(ends, lang)})", cls="iv")])


def _actor_row(page: Page, look: Look, one: Who, most: float) -> Safe:
    lang = look.lang
    words = page.voice.of(one.name)[1]
    cells = [el("td", _total(page, one, lang).html, cls="num b", data_l=say("col.all", lang))]
    cells += [el("td", places(page, one, lang, z=zone).html, cls="num zc") for zone in COLUMNS]
    cells.append(el("td", strip(page, one), cls="st"))
    said = quoted(page, number(round(words), lang), [str(one.rank)], lang, one.name) if words else el("span", "0", cls="z")
    certain = el("div", _certain(page, one, lang), cls="sh") if words and not page.single else None
    cells += [
        el("td", said, certain, cls="num g0", data_l=say("col.words", lang)),
        el("td", bar(one.style, *_solid(page, one.name), most) if words else None, cls="bar"),
    ]
    for lane in "nq":
        for tone, cls in (("-1", "ne"), ("0", ""), ("1", "po")):
            cells.append(
                el(
                    "td",
                    places(page, one, lang, cls=cls, v=lane, t=tone, z=COUNTED).html,
                    cls="num t g0" if tone == "-1" else "num t",
                    data_l=f"{say(f'col.tone.{lane}', lang)}: −" if tone == "-1" else {"0": "0:", "1": "+"}[tone],
                )
            )
    cells += [
        el(
            "td",
            places(page, one, lang, r=role, z=COUNTED).html,
            cls="num g0" if role == "agent" else "num",
            data_l=say(f"col.{role}", lang),
        )
        for role in ("agent", "patient")
    ]
    name = el(
        "th",
        swatch(one.style),
        el("a", one.name, href=f"#p-{one.rank}", data_p=one.rank, cls="pl"),
        el("small", say(f"type.{one.type}", lang)),
        scope="row",
        cls="nm",
    )
    return el("tr", name, *cells, data_i=one.rank)


def actors_evidence(page: Page, look: Look, skip: frozenset[int] = frozenset()) -> Safe:
    """The passages behind the actors' table, one fold per actor."""
    lists = [
        passages(page, one, look.lang, cap=look.cap, length=look.length, readers=look.readers)
        for one in look.shown
        if one.rank not in skip
    ]
    said = [_fold(page, look, row, False) for row in _speaking(page) if row[2] is None or row[2] in look.shown]
    return join([*lists, *said])


KINDS = ("direct", "partial", "indirect", "source")


def speakers(page: Page, look: Look) -> Safe:
    """Who speaks: a row per speaker with words, kinds and cue verbs; below, all the statements."""
    lang = look.lang
    if not page.said:
        return el("p", say("lede.silent", lang), cls="say")
    kept, hidden, rest = _listed_speakers(page, look)
    cut = MAIN if len(kept) > MAIN + 2 else len(kept)
    most = max([1.0, *(_loud(page, row) for row in kept if row[2])])
    body = [_speaker_row(page, look, row, most) for row in kept]
    words = quoted(page, number(page.voice.total, lang), (), lang, say("statements.all", lang))
    header = el(
        "thead",
        el(
            "tr",
            el("th", say("col.speaker", lang), scope="col"),
            el("th", say("col.bar", lang), scope="col", cls="bar2"),
            el("th", say("col.words", lang), scope="col", cls="num"),
            None if page.single else el("th", say("col.share.words", lang), scope="col", cls="num"),
            *(el("th", say(f"kind.{kind}.short", lang), scope="col", cls="num") for kind in KINDS),
            el("th", say("col.cues", lang), scope="col", cls="cues"),
        ),
    )
    table = el(
        "table",
        el("caption", el("span", _caption(page, words, lang))),
        header,
        el("tbody", *body[:cut]),
        el("tbody", *body[cut:], cls="tail", data_as="speakers") if cut < len(body) else None,
        cls="sp",
    )
    more = (
        el("p", say("speakers.hidden", lang, n=len(hidden), q=sum(len(row[3]) for row in hidden)), cls="note") if hidden else None
    )
    if page.single:
        few = el("p", say("speakers.few", lang, n=1), cls="note")
        more = join([few, more]) if more else few
    folds = [_fold(page, look, row, page.single and i < 2) for i, row in enumerate(kept)]
    if rest:
        more_folds = [_fold(page, look, row, False) for row in rest]
        folds.append(el("details", el("summary", say("speakers.rest", lang, n=len(rest))), *more_folds, cls="rest"))
    if not page.single:
        folds = [el("details", el("summary", say("speakers.folds", lang)), *folds, cls="every")]
    return join(
        [el("div", table, cls="scroll", tabindex="0", role="region", aria_label=say("speakers.region", lang)), more, *folds]
    )


def _caption(page: Page, words: Safe, lang: str) -> Safe:
    """What the speakers' table counts, and of how many of the words the speaker is known."""
    told = tell("speakers.caption", lang, n=all_statements(page, lang), w=words, ws=page.voice.total)
    if not page.voice.total:
        return told
    known = round(page.voice.total * (1 - page.voice.unnamed))
    coverage = say("speakers.coverage", lang, k=known, w=page.voice.total, c=percent(known / page.voice.total, lang))
    return join([told, " ", coverage])


Speaking = tuple[str, str, Who | None, list[Said]]
"""A row of the speakers' table: key (a rank, or ``u``), name, the actor (None: nobody named), its statements."""


def _listed_speakers(page: Page, look: Look) -> tuple[list[Speaking], list[Speaking], list[Speaking]]:
    """The speakers of the table, those beyond it, and the ones among these whose statements are on the page as well."""
    rows = _speaking(page)
    limit = 40 if page.single else 25
    kept, hidden = rows[:limit], rows[limit:]
    return kept, hidden, [row for row in hidden if row[2] is not None and row[2] in look.shown]


def _loud(page: Page, row: Speaking) -> float:
    return page.voice.of(row[1])[1] if row[2] else page.voice.unnamed * page.voice.total


def _speaking(page: Page) -> list[Speaking]:
    """The speakers, the loudest first; last the statements of nobody in particular."""
    rows: list[Speaking] = [(str(one.rank), one.name, one, one.said) for one in page.who if one.said]
    rows.sort(key=lambda row: (-_loud(page, row), -len(row[3]), row[1]))
    nobody = [quote for quote in page.said if not quote.speakers]
    if nobody:
        rows.insert(min(len(rows), 24), ("u", "", None, nobody))
    return rows


def _speaker_row(page: Page, look: Look, row: Speaking, most: float) -> Safe:
    lang = look.lang
    key, name, one, said = row
    name = name or say("voice.nobody", lang)
    style = one.style if one else "a0"
    cues = Counter(" ".join(quote.cue.lower().split()) for quote in said if quote.cue)
    verbs = ", ".join(cue for cue, _ in sorted(cues.items(), key=lambda pair: (-pair[1], pair[0]))[:6])
    counts = [
        el("td", statements(page, said, key, name, lang, k=kind).html, cls="num", data_l=say(f"kind.{kind}.short", lang))
        for kind in KINDS
    ]
    label = el("a", name, href=f"#sq-{key}", cls="pl") if one else name
    words = page.voice.of(name)[1] if one else page.voice.unnamed * page.voice.total
    direct = sum(q.words for q in said if q.kind in ("direct", "partial")) / max(
        1, sum(q.words for q in said if q.kind != "source")
    )
    share = el("td", _certain(page, one, lang) if one else None, cls="num sh", data_l=say("col.bar", lang) if one else None)
    solid, retold = _solid(page, name) if one else (words * direct, words * (1 - direct))
    return el(
        "tr",
        el("th", swatch(style), label, scope="row"),
        el("td", bar(style, solid, retold, most) if one else None, cls="bar2"),
        el("td", quoted(page, number(round(words), lang), [key], lang, name), cls="num", data_l=say("col.words", lang)),
        None if page.single else share,
        *counts,
        el("td", verbs, cls="cues", lang="ru"),
    )


def _fold(page: Page, look: Look, row: Speaking, opened: bool) -> Safe:
    lang = look.lang
    key, name, one, said = row
    name = name or say("voice.nobody", lang)
    kept = _quoted(look, said)
    count = say("statements.n", lang, n=len(said))
    if len(kept) < len(said):
        count = say("statements.some", lang, shown=len(kept), n=len(said))
    items = [statement(page, q, lang, _cut(look), look.readers, style=one.style if one else "a0") for q in kept]
    return part(
        f"sq-{key}",
        el(
            "details",
            el("summary", el("b", name), " ", el("small", count)),
            el("ol", *items, cls="ql", id=f"sq-{key}"),
            cls="vq",
            open=opened,
        ),
    )


def _cut(look: Look) -> int | None:
    """How many characters of a statement are quoted; None: all."""
    return None if look.length >= 220 and look.cap == 0 else max(0, look.length if look.length != 220 else 400)


def _quoted(look: Look, said: list[Said]) -> list[Said]:
    """The statements of a speaker that a page carries: all, or a fair part of them."""
    return said if look.cap == 0 else _spread_kinds(said, look.cap)


def _spread_kinds(said: list[Said], cap: int) -> list[Said]:
    ids = {q.id for kind in KINDS for q in spread([q for q in said if q.kind == kind], cap)} | {q.id for q in spread(said, cap)}
    return [q for q in said if q.id in ids]


def method(page: Page, look: Look) -> Safe:
    """What was counted, where it comes from, what does not follow; versions, lexicons, settings, skipped inputs."""
    lang = look.lang

    def column(name: str, *extra: object) -> Safe:
        items = []
        n = 1
        while known(f"method.{name}.{n}"):
            items.append(el("li", tell(f"method.{name}.{n}", lang)))
            n += 1
        return el("div", el("h3", say(f"method.{name}", lang)), el("ul", *items, *(el("li", item) for item in extra if item)))

    made = [f"framing {page.settings.get('framing', __version__)}"]
    mended = say("method.corrected", lang, n=page.corrected) if page.corrected else ""
    return el(
        "div",
        el("div", column("counted"), column("made", mended), column("limits"), cls="mt"),
        _articles(page, look),
        _settings(page, look),
        _skipped(page, look),
        el(
            "p",
            say("method.cite", lang),
            " ",
            el("code", f"The framing developers (2026). media-framing {made[0].split()[-1]} [Python package]."),
            cls="note",
        ),
    )


LISTED, OTHERS = 500, 5
"""How many articles the method lists, and how many passages of one the page carries only for its number there."""


def _articles(page: Page, look: Look) -> Safe:
    """The articles as a fold: title, outlet, day, and how many mentions and statements were found; nothing for one article."""
    lang = look.lang
    if page.single:
        return Safe("")
    rows = []
    for paper in page.papers[:LISTED]:
        title = paper.label if look.readers else paper.title or paper.id
        where = f"#d-{paper.index}" if look.readers else None
        name = el("a", title, href=where) if where else title
        key = str(paper.index)
        heard = link(len(paper.said), lang, "#articles", title, kind="q", d=key)
        cells = (paper.outlet, date(paper.published, lang), everywhere(page, lang, "#articles", d=key).html, heard)
        tail = (el("td", cell, cls="num" if i > 1 else None) for i, cell in enumerate(cells))
        rows.append(el("tr", el("th", name, scope="row", lang="ru", cls="title"), *tail))
    names = ("live.article", "head.outlet", "head.date", "col.mentions", "statements.all")
    header = (el("th", say(key, lang), scope="col", cls="num" if i > 2 else None) for i, key in enumerate(names))
    told = say("method.articles", lang, n=len(page.papers))
    if len(page.papers) > LISTED:
        told += ", " + say("statements.some", lang, shown=LISTED, n=len(page.papers))
    table = el("table", el("thead", el("tr", *header)), el("tbody", *rows), cls="dt2")
    box = el("div", table, cls="scroll", tabindex="0", role="region", aria_label=told)
    return join([el("details", el("summary", told), box, id="articles"), _others(page, look)])


def _others(page: Page, look: Look) -> Safe:
    """Passages and statements of the listed articles of which the page has none elsewhere: what their numbers open."""
    lang, papers = look.lang, page.papers[:LISTED]
    there = {place.id for one in look.shown for place in chosen(page, one, look.cap)}
    found = [place for paper in papers if not any(p.id in there for p in paper.places) for place in spread(paper.places, OTHERS)]
    kept, _, rest = _listed_speakers(page, look)
    heard = {quote.id for row in [*kept, *rest] for quote in _quoted(look, row[3])}
    said = [quote for paper in papers if not any(q.id in heard for q in paper.said) for quote in spread(paper.said, OTHERS)]
    passages_ = el("ol", *(passage(page, place, lang, look.length, look.readers) for place in found), cls="evl")
    statements_ = el("ol", *(statement(page, q, lang, _cut(look), look.readers, speaker=True) for q in said), cls="ql")
    return join(
        [
            el("details", el("summary", say("evidence.others", lang)), passages_, cls="evd") if found else None,
            el("details", el("summary", say("statements.others", lang)), statements_, cls="vq") if said else None,
        ]
    )


def _settings(page: Page, look: Look) -> Safe:
    flat = ((_setting(key, look.lang), value) for key, value in sorted(_flat(page.settings)))
    rows = [el("tr", el("th", key, scope="row"), el("td", el("code", value))) for key, value in flat]
    if not rows:
        return Safe("")
    return el(
        "details",
        el("summary", say("method.settings", look.lang)),
        el(
            "div",
            el("table", el("tbody", *rows), cls="dt2"),
            cls="scroll",
            tabindex="0",
            role="region",
            aria_label=say("method.settings", look.lang),
        ),
    )


def _setting(key: str, lang: str) -> str:
    """The name of a setting in words where it has some."""
    if key.startswith("hashes."):
        return say("setting.hash", lang, name=key.removeprefix("hashes."))
    return say(f"setting.{key}", lang) if known(f"setting.{key}") else key


def _flat(settings: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, dict):
            out += _flat(value, f"{prefix}{key}.")
        elif key != "skipped":
            out.append((f"{prefix}{key}", ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)))
    return out


def _skipped(page: Page, look: Look) -> Safe:
    if not page.skipped:
        return Safe("")

    def words(item: Any) -> tuple[str, str]:
        if isinstance(item, dict):
            return str(item.get("path") or item.get("where") or item.get("name") or ""), str(
                item.get("reason") or item.get("why") or ""
            )
        return str(getattr(item, "path", item)), str(getattr(item, "reason", ""))

    rows = [el("tr", el("th", a, scope="row"), el("td", b)) for a, b in map(words, page.skipped[:200])]
    return el(
        "details",
        el("summary", say("method.skipped", look.lang, n=len(page.skipped)), id="skipped"),
        el(
            "div",
            el("table", el("tbody", *rows), cls="dt2"),
            cls="scroll",
            tabindex="0",
            role="region",
            aria_label=say("method.skipped", look.lang, n=len(page.skipped)),
        ),
    )
