"""The reader: one article with its actors underlined, its statements bracketed, and who speaks in the margin."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from framing.records import NARRATOR, UNNAMED
from framing.views.markup import Safe, data_script, el, join, text
from framing.views.model import CORRECTED, Page, Paper, Place, Said
from framing.views.words import say

MANY = 4
"""Of a statement with more speakers only the first is named, the others are counted."""
SMALL = frozenset({"caption", "credit", "related", "footer", "dateline"})


def rule_text(rule: str, lang: str) -> str:
    """A rule's name explained in words, or the name itself where ``words.tsv`` has no explanation."""
    explained = _rules()
    for name in (rule, rule.split(":")[0]):
        if name in explained:
            told = explained[name][lang != "ru"].rstrip(".")
            return told[:1].lower() + told[1:] if told[1:2].islower() else told
    return rule.replace("_", " ").replace("-", " ")


def voice_text(page: Page, voice: str, lang: str, short: bool = False) -> str:
    """A voice in words: the narrator, somebody unnamed, or the speaker's name."""
    if voice in (NARRATOR, UNNAMED):
        return say(f"voice.{voice}", lang)
    return page.short(voice) if short else voice


@cache
def _rules() -> dict[str, tuple[str, str]]:
    from framing.actors import RULES
    from framing.quotes import RULES_EXPLAINED

    return {**RULES_EXPLAINED, **RULES}


def _stem(word: str) -> str:
    return word.lower().replace("ё", "е").strip("«»\"'.,()")[:4]


def needs_label(place: Place) -> bool:
    """Whether the words alone do not say who is meant: pronouns, titles, other names."""
    if place.kind == "pronoun":
        return True
    own = {_stem(word) for word in place.actor.split() if len(word) > 1}
    return not own & {_stem(word) for word in place.text.replace("-", " ").split()}


def levels(places: list[Place]) -> dict[int, int]:
    """How many mentions lie inside each one (0-2): the depth at which its underline is drawn."""
    depth: dict[int, int] = {}
    for place in sorted(places, key=lambda p: (p.stop - p.start, -p.id)):
        inside = [
            depth[q.id] for q in places if q.id in depth and q.id != place.id and place.start <= q.start and q.stop <= place.stop
        ]
        depth[place.id] = min(2, 1 + max(inside)) if inside else 0
    return depth


@dataclass(slots=True)
class _Layer:
    """What one article's rendering needs at hand."""

    page: Page
    paper: Paper
    lang: str
    depth: dict[int, int]
    ends: dict[int, list[Place]]
    opens: dict[int, list[Said]]
    closes: dict[int, list[Said]]
    placed: set[int]
    live: bool = False


def _mark(layer: _Layer, inside: list[Place], words: str) -> Safe:
    inside = sorted(inside, key=lambda p: (-(p.stop - p.start), p.id))
    body: Safe = text(words)
    for place in reversed(inside):
        body = el("span", body, cls=f"m {layer.page.style(place.actor)} u{layer.depth[place.id]}")
    fresh = [place for place in inside if place.id not in layer.placed]
    layer.placed.update(place.id for place in fresh)
    anchors = [el("i", id=f"t{place.id}") for place in fresh[1:]]
    if layer.live:
        return el("span", body, cls="sg", title="\n".join(_why(layer, place) for place in reversed(inside)))
    href = f"#ev-{layer.page.rank(inside[-1].actor)}"
    link = el(
        "a",
        body,
        cls="sg",
        href=href,
        id=f"t{fresh[0].id}" if fresh else None,
        data_m=" ".join(str(place.id) for place in inside),
    )
    return join([*anchors, link])


def _why(layer: _Layer, place: Place) -> str:
    """One mention's reasons in a line: who, kind, rule, voice, tone."""
    lang = layer.lang
    bits = [
        place.actor,
        say(f"mention.{place.kind}", lang),
        rule_text(place.rule, lang),
        voice_text(layer.page, place.voice, lang),
        tone_text(place, lang),
    ]
    return " · ".join(bit for bit in [*bits, reason_text(layer.page, place, lang)] if bit)


def tone_text(place: Place, lang: str) -> str:
    """The tone of one mention in words: not judged, the sign it wears, or where it only leans."""
    if place.tone is None:
        return say("tone.x", lang)
    return say(f"tone.leans.{place.tone}" if place.tone and not place.sign else f"tone.{place.sign}", lang)


FUNCTION = frozenset({"ADP", "AUX", "CCONJ", "DET", "INTJ", "NUM", "PART", "PRON", "SCONJ"})
"""Parts of speech that are no evidence for a tone."""
ORDINAL = re.compile(r"трет(?:ий|ья|ье)|(?:перв|четв[её]рт|пят|девят|десят|[а-я]+надцат|двадцат|тридцат|сот|тысячн)ый|"
                     r"(?:втор|шест|седьм|восьм|[а-я]+десят|сороков)[оы]й|[\d.,%–-]+(?:-?[а-я]{1,3})?")  # fmt: skip


def reason_text(page: Page, place: Place, lang: str) -> str:
    """By what words a tone was given, function words, numerals and pronouns left out; ``""`` where nothing is left to say."""
    if not place.tone or not place.reason:
        return ""
    if place.reason == CORRECTED:
        return say("tone.corrected", lang)
    if ("reason", place.id) not in page.kept:
        said, opening, note = place.reason.partition(" (")
        words = said.split(", ")
        known = _sentence_words(page, place, frozenset(words))
        telling = [word for word in words if not _light(*known.get(word, (word, "")))]
        page.kept["reason", place.id] = ", ".join(telling) + (opening + note if telling else "")
    return page.kept["reason", place.id]  # type: ignore[no-any-return]


def _light(lemma: str, pos: str) -> bool:
    from framing.measures.words import stopword_list

    return pos in FUNCTION or lemma in stopword_list() or bool(ORDINAL.fullmatch(lemma))


def _sentence_words(page: Page, place: Place, wanted: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Those of some lower-cased words that stand in a mention's sentence, with lemma and part of speech."""
    tokens, text = page.tokens, page.papers[place.article].text
    here = tokens.rows(place.article)
    first, last = here.start + np.searchsorted(tokens.sentence[here], (place.sentence, place.sentence + 1))
    out: dict[str, tuple[str, str]] = {}
    spans = zip(tokens.start[first:last].tolist(), tokens.stop[first:last].tolist(), strict=True)
    for i, (start, stop) in enumerate(spans, int(first)):
        form = text[start:stop].lower()
        if form in wanted:
            lemma, pos = (tokens.kinds[name][tokens.code[name][i]] for name in ("lemma", "pos"))
            out[form] = lemma, pos
    return out


def _after(layer: _Layer, at: int) -> Safe:
    """Name labels and tone signs of the mentions that end here."""
    ending = sorted(layer.ends.get(at, []), key=lambda p: (p.stop - p.start, p.id))
    out: list[Safe] = []
    named = [place for place in ending if needs_label(place)]
    if named:
        names = say("and", layer.lang).join(dict.fromkeys(layer.page.short(place.actor) for place in named))
        out.append(el("sup", names, cls="lb", data_m=" ".join(str(place.id) for place in named)))
    for place in ending:
        if place.sign:
            sign, word = ("+", "tone.1") if place.sign > 0 else ("−", "tone.-1")
            out.append(
                el(
                    "sup",
                    el("span", sign, aria_hidden="true"),
                    el("span", say(word, layer.lang), cls="vh"),
                    cls=f"tm {'po' if place.sign > 0 else 'ne'}",
                    data_m=place.id,
                )
            )
    return join(out)


def _corner(layer: _Layer, quote: Said) -> Safe:
    label = f"{say('statement', layer.lang)} {quote.number}: {_speakers(layer.page, quote, layer.lang)}"
    return el(
        "a",
        quote.number,
        cls=f"qo k-{quote.kind} {_colour(layer.page, quote)}",
        href=f"#n{quote.id}",
        id=f"q{quote.id}",
        data_q=quote.id,
        aria_label=label,
    )


def _colour(page: Page, quote: Said) -> str:
    return page.style(quote.speakers[0]) if quote.speakers else "a0"


def _speakers(page: Page, quote: Said, lang: str, short: bool = True) -> str:
    if not quote.speakers:
        return say("voice.unnamed", lang)
    names = [page.short(name) if short else name for name in quote.speakers]
    if len(names) > MANY:
        return say("speakers.many", lang, name=names[0], n=len(names) - 1)
    return say("and", lang).join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _segments(layer: _Layer, start: int, stop: int) -> Iterable[tuple[int, int, list[Place], list[Said], bool]]:
    """The paragraph cut at every border: (start, stop, mentions, statements, is cue)."""
    places = [p for p in layer.paper.places if p.start < stop and p.stop > start]
    said = [q for q in layer.paper.said if q.start < stop and q.stop > start]
    cues = [(q.cue_start, q.cue_stop) for q in layer.paper.said if 0 <= q.cue_start < stop and q.cue_stop > start]
    edges = {start, stop}
    for a, b in [*((p.start, p.stop) for p in places), *((q.start, q.stop) for q in said), *cues]:
        edges.update((max(start, min(a, stop)), max(start, min(b, stop))))
    order = sorted(edges)
    for a, b in itertools.pairwise(order):
        yield (
            a,
            b,
            [p for p in places if p.start <= a and b <= p.stop],
            [q for q in said if q.start <= a and b <= q.stop],
            any(x <= a and b <= y for x, y in cues),
        )


def _paragraph(layer: _Layer, start: int, stop: int) -> Safe:
    out: list[Safe] = []
    run: list[Safe] = []
    current: tuple[int, ...] = ()

    def flush() -> None:
        if run:
            out.append(el("span", *run, cls="q", data_qs=" ".join(map(str, current))) if current else join(run))
            run.clear()

    for a, b, places, said, cue in _segments(layer, start, stop):
        now = tuple(q.id for q in said)
        if now != current:
            flush()
            current = now
        run.extend(_corner(layer, q) for q in layer.opens.pop(a, []))
        words = layer.paper.text[a:b]
        body = _mark(layer, places, words) if places else text(words)
        run.append(el("i", body, cls="cue") if cue else body)
        run.append(_after(layer, b))
        run.extend(el("i", cls=f"qc k-{q.kind} {_colour(layer.page, q)}", data_q=q.id) for q in layer.closes.pop(b, []))
    flush()
    return join(out)


def _note(layer: _Layer, quote: Said) -> Safe:
    lang, page = layer.lang, layer.page
    facts = [say(f"kind.{quote.kind}.short", lang)]
    line: list[object] = [facts[0]]
    if quote.cue:
        line += [" · ", el("i", " ".join(quote.cue.split()))]
    if quote.kind != "source":
        line += [" · ", say("words", lang, n=quote.words)]
    return el(
        "li",
        el("a", quote.number, cls="qn", href=f"#q{quote.id}"),
        el("b", _speakers(page, quote, lang)),
        el("br"),
        el("span", *line),
        cls=f"k-{quote.kind} {_colour(page, quote)}",
        id=f"n{quote.id}",
        data_q=quote.id,
    )


def _zone_label(layer: _Layer, zone: str, before: str, again: bool) -> Safe | None:
    if zone == "body" or (zone == before and zone == "lead"):
        return None
    return el("span", say(f"zone.{zone}", layer.lang) + (say("zone.again", layer.lang) if again else ""), cls="zl")


def _facts(page: Page, paper: Paper, lang: str) -> Safe:
    """What the tips and the filters of the reader need to know, as JSON."""
    mentions = {
        str(p.id): [
            page.rank(p.actor),
            say(f"mention.{p.kind}", lang),
            rule_text(p.rule, lang),
            voice_text(page, p.voice, lang),
            p.tone,
            reason_text(page, p, lang),
            p.sign,
        ]
        for p in paper.places
    }
    said = {
        str(q.id): [
            q.kind,
            [page.rank(name) for name in q.speakers],
            rule_text(q.rule, lang),
            rule_text(q.speaker_rule, lang) if q.speaker_rule else "",
            q.number,
        ]
        for q in paper.said
    }
    ranks = sorted({page.rank(p.actor) for p in paper.places} | {page.rank(n) for q in paper.said for n in q.speakers})
    names = {str(rank): page.who[rank - 1].name for rank in ranks}
    return data_script({"m": mentions, "q": said, "a": names}, cls="facts")


def article(page: Page, paper: Paper, lang: str, live: bool = False) -> Safe:
    """The article's paragraphs with their margin, and the JSON block its tips read (``live``: plain titles instead)."""
    ends: dict[int, list[Place]] = defaultdict(list)
    opens: dict[int, list[Said]] = defaultdict(list)
    closes: dict[int, list[Said]] = defaultdict(list)
    for place in paper.places:
        ends[place.stop].append(place)
    for quote in paper.said:
        opens[quote.start].append(quote)
        closes[quote.stop].append(quote)
    layer = _Layer(page, paper, lang, levels(paper.places), ends, opens, closes, set(), live)
    rows: list[Safe] = []
    before, seen = "", set()
    for n, (start, stop, zone) in enumerate(paper.blocks, 1):
        words = paper.text[start:stop].strip()
        cls = {"headline": "hd", "subhead": "sbh", "credit": "cr"}.get(zone)
        notes = [_note(layer, q) for q in paper.said if start <= q.start < stop]
        body = el(
            "div",
            _zone_label(layer, zone, before, zone == "headline" and words in seen),
            el("p", _paragraph(layer, start, stop), cls=cls),
            cls="tx",
        )
        rows.append(
            el(
                "div",
                el("span", n, cls="pn", aria_hidden="true"),
                body,
                el("ol", *notes, cls="mg") if notes else None,
                cls=f"pr z-{'small' if zone in SMALL else zone}",
                id=f"b{paper.index}-{n}",
            )
        )
        before = zone
        seen.add(words)
    if not paper.blocks:
        rows.append(el("p", say("empty.text", lang), cls="none"))
    return el("div", *rows, None if live else _facts(page, paper, lang), cls="reader", lang="ru", data_d=paper.index)


def actor_key(page: Page, lang: str, paper: Paper | None = None) -> Safe:
    """The legend: the coloured actors, and how many are grey."""
    present = {p.actor for p in (paper.places if paper else page.places)}
    who = [one for one in page.who if one.name in present]
    coloured = [one for one in who if one.style != "a0"]
    rest = len(who) - len(coloured)
    items = [el("span", one.short, cls=f"m {one.style}") for one in coloured]
    if rest:
        items.append(el("span", say("legend.rest", lang, n=rest), cls="m a0"))
    return el("p", *items, cls="akey") if items else el("p", say("empty.actors", lang), cls="none")


def counts(paper: Paper, lang: str) -> str:
    """How many mentions and statements an article has, in words."""
    return say("counts", lang, m=len(paper.places), q=len(paper.said))
