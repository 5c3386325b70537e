"""Numbers that open their passages, and the passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import numpy as np

from framing.views.markup import Safe, el, join, part
from framing.views.model import GROUPS, Page, Paper, Place, Said, Who, once
from framing.views.reader import _colour, _speakers, reason_text, tone_text, voice_text
from framing.views.words import Count, date, number, say

COUNTED = "h,l,b"
"""The value of the filter ``z`` for the zones that count."""
LENGTH = 220


def keys(page: Page, place: Place) -> dict[str, str]:
    """What a passage can be found by: a actor, z zone, v lane, s voice, t tone, g sign, k kind, r role, o outlet, d article."""
    if place.id in page.kept:
        return page.kept[place.id]  # type: ignore[no-any-return]
    paper = page.papers[place.article]
    found = {
        "a": str(page.rank(place.actor)),
        "z": place.group,
        "v": "n" if place.voice == "narrator" else "q",
        "s": page.voice_key(place.voice),
        "t": "x" if place.tone is None else str(place.tone),
        "g": "x" if place.tone is None else str(place.sign),
        "k": place.kind,
        "r": place.role,
    }
    if len(page.outlets) > 1:
        found["o"] = page.outlet_key(paper.outlet)
    if not page.single:
        found["d"] = str(place.article)
    page.kept[place.id] = found
    return found


def said_keys(page: Page, quote: Said) -> dict[str, str]:
    """What a statement can be found by: s speakers (``u``: nobody named), k kind, z zone, o outlet, d article."""
    if ("said", quote.id) in page.kept:
        return page.kept["said", quote.id]  # type: ignore[no-any-return]
    paper = page.papers[quote.article]
    found = {
        "s": " ".join(str(page.rank(name)) for name in dict.fromkeys(quote.speakers)) or "u",
        "k": quote.kind,
        "z": GROUPS.get(quote.zone, "c"),
    }
    if len(page.outlets) > 1:
        found["o"] = page.outlet_key(paper.outlet)
    if not page.single:
        found["d"] = str(quote.article)
    page.kept["said", quote.id] = found
    return found


def matches(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether a passage answers a filter: each key holds one of the values (the page's script does the same)."""
    return all(set(found.get(key, "").split()) & set(values.split(",")) for key, values in wanted.items())


Found = Callable[[Page, Any], dict[str, str]]


def filtered(page: Page, items: Iterable[Any], wanted: dict[str, str], found: Found = keys) -> list[Any]:
    """The mentions (with ``found=said_keys``: the statements) that answer a filter, as `matches` has it, many at once."""
    tests = [(key, frozenset(values.split(",")) - {""}) for key, values in wanted.items()]
    out = []
    for item in items:
        mine = found(page, item)
        for key, values in tests:
            have = mine.get(key, "")
            if have not in values and not (" " in have and values.intersection(have.split())):
                break
        else:
            out.append(item)
    return out


def link(n: int, lang: str, href: str, what: str, kind: str = "f", cls: str = "", **wanted: object) -> Safe:
    """A number that opens exactly the passages it counts; zero is a faint dot. ``what`` is said to a screen reader."""
    if n == 0:
        return el("span", "0", cls="z")
    query = urlencode({key: value for key, value in wanted.items() if value is not None}, safe=",")
    return el(
        "a",
        number(n, lang),
        cls=f"n {cls}".strip(),
        href=href,
        aria_label=f"{number(n, lang)}: {what}",
        data_n=n,
        **{f"data_{kind}": query},
    )


_NAMES = ("a", "z", "v", "s", "t", "g", "k", "r", "o", "d")
Columns = dict[str, tuple[Any, dict[str, int]]]


def _columns(page: Page, who: Who | None) -> Columns:
    """What the mentions of an actor (None: of all) can be found by: {key: (code of each mention, code of each value)}."""
    name = "columns", who.rank if who else 0
    if name not in page.kept:
        found = who.places if who else page.places
        several, voices = len(page.outlets) > 1, {place.voice for place in found}
        heard = {voice: page.voice_key(voice) for voice in voices}
        lists: dict[str, list[str]] = {
            "a": [str(page.rank(place.actor)) for place in found],
            "z": [place.group for place in found],
            "v": ["n" if place.voice == "narrator" else "q" for place in found],
            "s": [heard[place.voice] for place in found],
            "t": ["x" if place.tone is None else str(place.tone) for place in found],
            "g": ["x" if place.tone is None else str(place.sign) for place in found],
            "k": [place.kind for place in found],
            "r": [place.role for place in found],
            "o": [page.outlet_key(page.papers[place.article].outlet) if several else "" for place in found],
            "d": ["" if page.single else str(place.article) for place in found],
        }
        out: Columns = {}
        for key, values in lists.items():
            code = {value: i for i, value in enumerate(dict.fromkeys(values))}
            out[key] = np.array([code[value] for value in values], np.int32), code
        page.kept[name] = out
    return page.kept[name]  # type: ignore[no-any-return]


def _answering(page: Page, who: Who | None, wanted: dict[str, str]) -> Any:
    """The places, in order, of the mentions of an actor (None: of all) that answer a filter, as `matches` has it."""
    columns = _columns(page, who)
    held = np.ones(len(columns["a"][0]), bool)
    for key, values in wanted.items():
        codes, known = columns[key]
        good = [known[value] for value in values.split(",") if value and value in known]
        held &= np.isin(codes, good) if len(good) > 1 else codes == good[0] if good else False
    return np.flatnonzero(held)


def mentions(page: Page, who: Who | None, wanted: dict[str, str]) -> list[Place]:
    """The mentions of an actor (None: of all) that answer a filter."""
    found = who.places if who else page.places
    if not set(wanted) <= set(_NAMES):
        return filtered(page, found, wanted)
    return [found[i] for i in _answering(page, who, wanted).tolist()]


def places(page: Page, who: Who, lang: str, cls: str = "", **wanted: str) -> Count:
    """The number of an actor's mentions that answer a filter, linked to them."""
    full = {"a": str(who.rank), **wanted}
    n = len(_answering(page, who, full))
    return Count(n, link(n, lang, f"#ev-{who.rank}", label(page, full, lang), cls=cls, **full))


def statements(page: Page, said: Iterable[Said], speaker: str, name: str, lang: str, **wanted: str) -> Count:
    """The number of statements of one speaker (a rank, or ``u``) that answer a filter, linked to them."""
    full = {"s": speaker, **wanted}
    n = len(filtered(page, said, full, said_keys))
    kind = say(f"kind.{wanted['k']}", lang) if "k" in wanted else say("statements.all", lang)
    return Count(n, link(n, lang, f"#sq-{speaker}", f"{name}, {kind}", kind="q", **full))


CONTENT = "direct,indirect,partial"
"""The kinds of statements whose words are counted."""


def quoted(page: Page, shown: str, speakers: Iterable[str], lang: str, what: str) -> Safe:
    """A figure about words (a number, a share) linked to the statements that hold them; no speakers: to all statements."""
    wanted = {"k": CONTENT, "z": COUNTED}
    ranks = list(speakers)
    if ranks:
        wanted["s"] = ",".join(ranks)
    found = filtered(page, _spoken(page, ranks), wanted, said_keys)
    if not found:
        return el("span", shown, cls="z")
    first = ranks[0] if ranks else _loudest(page)
    query = urlencode(wanted, safe=",")
    return el(
        "a", shown, cls="n w", href=f"#sq-{first}", aria_label=f"{shown}: {what}", data_n=len(found), data_q=query
    )


def _loudest(page: Page) -> str:
    """The speaker with most words as the statements carry it: its list is on every page that has lists."""
    shares = page.voice.shares
    return str(page.rank(min(shares, key=lambda name: (-shares[name][1], name)))) if shares else "u"


def _spoken(page: Page, ranks: list[str]) -> list[Said]:
    """The statements of some speakers, those of several once; no speakers: all statements."""
    if not ranks or "u" in ranks:
        return page.said
    every = {quote.id: quote for rank in ranks for quote in page.who[int(rank) - 1].said}
    return [every[id] for id in sorted(every)]


def everywhere(page: Page, lang: str, href: str = "", **wanted: str) -> Count:
    """The number of mentions of any actor that answer a filter, linked to them (without script: to ``href``, or the passages of
    the foremost of these actors)."""
    found = _answering(page, None, wanted)
    n = len(found)
    if n and not href:
        codes, ranks = _columns(page, None)["a"]
        names = list(ranks)
        href = f"#ev-{min(int(names[code]) for code in np.unique(codes[found]).tolist())}"
    return Count(n, link(n, lang, href, label(page, wanted, lang), **wanted))


def all_statements(page: Page, lang: str, **wanted: str) -> Count:
    """The number of statements by anybody that answer a filter, linked to them."""
    found = filtered(page, page.said, wanted, said_keys)
    first = _loudest(page) if found else ""
    what = say(f"kind.{wanted['k']}", lang) if "k" in wanted else say("statements.all", lang)
    return Count(len(found), link(len(found), lang, f"#sq-{first}", what, kind="q", **(wanted or {"z": "h,l,b,c"})))


def label(page: Page, wanted: dict[str, str], lang: str) -> str:
    """A filter in words, the heading of the drawer: the actor, the zones, the voice, the tone."""
    ranks = wanted["a"].split(",") if "a" in wanted else []
    out = [", ".join(page.who[int(rank) - 1].name for rank in ranks) or say("actors.any", lang)]
    if "z" in wanted and "," not in wanted["z"]:
        out.append(say(f"group.{wanted['z']}", lang))
    if "s" in wanted:
        key = wanted["s"]
        out.append(say("voice.narrator" if key == "n" else "voice.unnamed", lang) if key in "nu" else page.who[int(key) - 1].name)
    elif "v" in wanted:
        out.append(say(f"lane.{wanted['v']}", lang))
    for key, prefix in (("t", "tone"), ("g", "tone"), ("k", "mention"), ("r", "role")):
        if key in wanted and "," not in wanted[key]:
            out.append(say(f"{prefix}.{wanted[key]}", lang))
    if "o" in wanted:
        out.append(page.outlets[int(wanted["o"])])
    return ", ".join(out)


def excerpt(paper: Paper, place: Place, length: int) -> Safe:
    """The mention in bold in its sentence, at most about ``length`` characters (0: nothing is quoted)."""
    if length <= 0:
        return Safe("")
    start, stop = paper.sentences.get(place.sentence, (place.start, place.stop))
    start, stop = min(start, place.start), max(stop, place.stop)
    before, mention, after = paper.text[start : place.start], paper.text[place.start : place.stop], paper.text[place.stop : stop]
    room = max(0, length - len(mention))
    left = max(room // 2, room - len(after))
    before, head = _clip(before, left, first=True)
    after, tail = _clip(after, max(0, room - len(before)), first=False)
    return join([head, before, el("mark", mention[: max(length, 1)]), after, tail])


def _clip(words: str, room: int, first: bool) -> tuple[str, str]:
    """The end (``first``) or the beginning of some words, cut at a space, and the mark of the cut."""
    words = " ".join(words.split(" ")).replace("\n", " ")
    if len(words) <= room:
        return words, ""
    if room <= 0:
        return "", "…"
    cut = words[len(words) - room :] if first else words[:room]
    space = cut.find(" ") if first else cut.rfind(" ")
    if space >= 0:
        cut = cut[space + 1 :] if first else cut[:space]
    return (cut, "… ") if first else (cut, " …")


def where(page: Page, paper: Paper, position: int, anchor: str, lang: str, readers: bool) -> Safe:
    """The paragraph (a link where the reader is on the page) and, in a corpus, the outlet, the day, or the title."""
    words = say("paragraph", lang, n=paper.paragraph(position))
    title = paper.label if readers else paper.title or paper.id
    place = el("a", words, href=f"#{anchor}", title=None if page.single else title) if readers else Safe(words)
    if page.single:
        return place
    bits = [bit for bit in (paper.outlet, date(paper.published, lang)) if bit]
    if not readers or not bits:
        bits.insert(0, title if len(title) <= 60 else title[:58].rstrip() + "…")
    return join([el("cite", bits[0]), "".join(f" · {bit}" for bit in bits[1:]), " · ", place])


def passage(page: Page, place: Place, lang: str, length: int = LENGTH, readers: bool = True) -> Safe:
    """One mention as a list item: its sentence, and below it where, what kind, whose voice, which tone and why."""
    paper = page.papers[place.article]
    shown = excerpt(paper, place, length)
    meta: list[object] = [
        where(page, paper, place.start, f"t{place.id}", lang, readers),
        " · ",
        say(f"zone.{place.zone}", lang),
        " · ",
        say(f"mention.{place.kind}", lang),
    ]
    if place.tone is not None:
        meta += [" · ", voice_text(page, place.voice, lang), " · ", tone_word(place, lang)]
        why = reason_text(page, place, lang)
        if why:
            meta += [": ", why]
    data = {f"data_{key}": value for key, value in keys(page, place).items()}
    return el(
        "li",
        el("p", shown, cls="pas", lang="ru") if shown else None,
        el("p", *meta, cls="meta"),
        cls="ev",
        data_id=place.id,
        **data,
    )


def tone_word(place: Place, lang: str) -> Safe:
    """The tone of a mention in words, with its sign in colour where it wears one."""
    cls = {1: "tn po", -1: "tn ne"}.get(place.sign)
    return el("span", {1: "+ ", -1: "− "}.get(place.sign, "") + tone_text(place, lang), cls=cls)


def statement(
    page: Page,
    quote: Said,
    lang: str,
    length: int | None = None,
    readers: bool = True,
    ident: bool = True,
    speaker: bool = False,
    style: str = "",
) -> Safe:
    """One statement as a list item: cue, kind and place, then its words."""
    paper = page.papers[quote.article]
    meta: list[object] = []
    if speaker:
        meta += [el("b", _speakers(page, quote, lang, short=False)), " · "]
    if quote.cue:
        meta += [
            el("i", " ".join(quote.cue.split()), lang="ru") if speaker else el("b", " ".join(quote.cue.split()), lang="ru"),
            " · ",
        ]
    meta += [say(f"kind.{quote.kind}", lang), " · "]
    if len(quote.speakers) > 1:
        every = ", ".join(quote.speakers)
        together = _speakers(page, quote, lang, short=False)
        meta += [say("together", lang), " ", el("span", together, title=every), " · "]
    meta.append(where(page, paper, quote.start, f"q{quote.id}", lang, readers))
    words = " ".join(quote.text.split())
    cut = (
        ""
        if length is not None and length <= 0
        else words
        if length is None or len(words) <= length
        else _clip(words, length, False)[0] + " …"
    )
    if cut and quote.kind in ("direct", "partial"):
        cut = f"«{cut}»"
    data = {f"data_{key}": value for key, value in said_keys(page, quote).items()} if ident else {}
    return el(
        "li",
        el("p", *meta, cls="meta"),
        el("p", cut, cls="srf", lang="ru") if cut else None,
        data_id=quote.id if ident else None,
        cls=f"qv k-{quote.kind} {style or _colour(page, quote)}",
        **data,
    )


def spread(items: list[Any], cap: int) -> list[Any]:
    """At most ``cap`` items, evenly over the list."""
    if cap <= 0 or len(items) <= cap:
        return list(items)
    return [items[i * len(items) // cap] for i in range(cap)]


def chosen(page: Page, who: Who, cap: int) -> list[Place]:
    """The passages of an actor that a page carries: all, or at most ``cap`` for each thing that a number may count."""
    if cap <= 0 or len(who.places) <= cap:
        return who.places
    return _fair(page, who, cap)


@once
def _fair(page: Page, who: Who, cap: int) -> list[Place]:
    groups: dict[tuple[str, ...], list[Place]] = {}
    for place in who.places:
        found = keys(page, place)
        names: list[tuple[str, ...]] = [("all",)] if place.counted else []
        names += [
            ("z", found["z"]),
            ("k", found["k"]),
            ("r", found["r"]),
            ("vt", found["v"], found["t"]),
            ("vg", found["v"], found["g"]),
            ("st", found["s"], found["t"]),
            ("o", found.get("o", ""), found["v"]),
        ]
        for name in names:
            groups.setdefault(name, []).append(place)
    ids = {place.id for group in groups.values() for place in spread(group, cap)}
    return [place for place in who.places if place.id in ids]


def passages(page: Page, who: Who, lang: str, *, cap: int = 0, length: int = LENGTH, readers: bool = True) -> Safe:
    """All passages of an actor (or a fair part of them, said so) behind one summary line."""
    picked = chosen(page, who, cap)
    head = say("passages.all", lang, n=len(who.places))
    if len(picked) < len(who.places):
        head = say("passages.some", lang, shown=len(picked), n=len(who.places))
    items = [passage(page, place, lang, length, readers) for place in picked]
    return part(f"ev-{who.rank}", el("details", el("summary", head), el("ol", *items, cls="evl", id=f"ev-{who.rank}"), cls="evd"))
