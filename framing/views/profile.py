"""The portrait of one actor: how it is named, the words around it, who speaks of it and how, what it says."""

from __future__ import annotations

from collections import Counter

from framing.records import MENTION_KINDS, NARRATOR, UNNAMED
from framing.views.evidence import COUNTED, passages, places, spread, statement, statements
from framing.views.figures import strip
from framing.views.look import Look
from framing.views.markup import Safe, el, join, part
from framing.views.model import Page, Who, once
from framing.views.reader import reason_text, voice_text
from framing.views.tables import actors_evidence, swatch
from framing.views.words import say, tell


def portraits(page: Page, look: Look) -> Safe:
    """All portraits, one fold each, and the passages of the actors of the table that have no portrait."""
    if not look.portraits:
        return el("p", say("empty.actors", look.lang), cls="none")
    folds = [portrait(page, look, one, i == 0) for i, one in enumerate(look.portraits)]
    rest = actors_evidence(page, look, frozenset(one.rank for one in look.portraits))
    return join(
        [
            el("div", cls="pick"),
            *folds,
            part("folded", el("details", el("summary", say("evidence.rest", look.lang)), rest, cls="folded")) if rest else None,
        ]
    )


def portrait(page: Page, look: Look, one: Who, opened: bool = False, passages_too: bool = True) -> Safe:
    """One actor's portrait as a fold."""
    lang = look.lang
    facts = [say(f"type.{one.type}", lang)]
    title = _title(one)
    if title:
        facts.append(title)
    facts.append(say("mentions.n", lang, n=one.n))
    summary = el("summary", swatch(one.style), el("b", one.name), " ", el("small", " · ".join(facts)))
    acts, suffers = places(page, one, lang, r="agent", z=COUNTED), places(page, one, lang, r="patient", z=COUNTED)
    every, small = places(page, one, lang, z=COUNTED), places(page, one, lang, z="c")
    told = tell("portrait.total.small" if small else "portrait.total", lang, n=every, c=small)
    key = "legend.corpus" if any(p.published for p in page.papers) else "legend.corpus.undated"
    strips = say("portrait.strip", lang) if page.single else say("portrait.strip.is", lang, how=say(key, lang))
    cap = [told, " ", tell("portrait.roles", lang, acts=acts.html, suffers=suffers.html), " ", strips]
    left = [named(page, look, one), around(page, look, one)]
    right = [speech(page, look, one), voices(page, look, one, MOST if passages_too else SHOWN)]
    body = el(
        "div",
        el("div", strip(page, one), el("p", *cap, cls="cap"), cls="ps"),
        el("div", el("div", *left), el("div", *right), cls="p2"),
        passages(page, one, lang, cap=look.cap, length=look.length, readers=look.readers) if passages_too else None,
        cls="pb",
        id=f"p-{one.rank}",
    )
    return el(
        "details", summary, body, cls="pf", data_i=one.rank, data_name=one.name, data_n=one.n, data_c=one.style, open=opened
    )


def _title(one: Who) -> str:
    if one.type != "PER":
        return ""
    texts = [_stems(place.text) for place in one.places if place.kind in ("title", "name+title")]
    fit = {title: sum(_stems(title) <= text for text in texts) for title in one.titles if title[:1]}
    return max(fit, key=lambda title: (fit[title], -len(title), title))[:60] if fit else ""


def _stems(words: str) -> set[str]:
    return {word[:5] for word in words.lower().split()}


def _listing(forms: Counter[str], limit: int) -> Safe:
    merged: dict[str, Counter[str]] = {}
    for form, n in forms.items():
        merged.setdefault(form.lower(), Counter())[form] += n
    shown = {max(same, key=lambda form: (same[form], form)): sum(same.values()) for same in merged.values()}
    top = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0].lower()))
    items = [join([form, el("small", f" ×{n}") if n > 1 else None]) for form, n in top[:limit]]
    if len(top) > limit:
        items.append(el("small", f"+{len(top) - limit}"))
    return el("span", join(items, ", "), lang="ru")


def named(page: Page, look: Look, one: Who) -> Safe:
    """How the actor is named, by kind of mention; each count opens its passages."""
    lang = look.lang
    rows = []
    for kind in MENTION_KINDS:
        found = places(page, one, lang, k=kind, z=COUNTED)
        if found:
            forms = Counter(" ".join(p.text.split()) for p in one.places if p.kind == kind and p.counted)
            rows.append(el("div", el("dt", say(f"mention.{kind}", lang), " ", found.html), el("dd", _listing(forms, 8))))
    small = places(page, one, lang, z="c")
    if small:
        forms = Counter(" ".join(p.text.split()) for p in one.places if not p.counted)
        rows.append(el("div", el("dt", say("portrait.small", lang), " ", small.html), el("dd", _listing(forms, 4))))
    return join(
        [el("h3", say("portrait.named", lang)), el("dl", *rows, cls="fl") if rows else el("p", say("none", lang), cls="none")]
    )


SHOWN, MOST = 12, 60
"""So many voices are seen at once, and so many at most."""
CLASSES = (("verbs", "VERB"), ("modifiers", "ADJ"), ("nouns", "NOUN"))
LIGHT = frozenset(
    {"быть", "мочь", "являться", "стать", "это", "который", "весь", "свой", "год", "человек", "сказать", "сообщить", "заявить"}
)


def around(page: Page, look: Look, one: Who) -> Safe:
    """Lemmas of the clauses that mention the actor, in the narrator's words and in quotes: verbs, modifiers, nouns."""
    lang = look.lang
    head = el("h3", say("portrait.around", lang), " ", el("small", say("portrait.around.how", lang)))
    rows = [el("div", el("dt", say(f"portrait.{name}", lang)), el("dd", words)) for name, words in _near(page, one, lang)]
    return join([head, el("dl", *rows, cls="fl") if rows else el("p", say("none", lang), cls="none")])


@once
def clauses(page: Page, one: Who) -> dict[tuple[str, str], Counter[str]]:
    """The lemmas of the clauses that mention an actor by part of speech and lane (n, q), its own words left out: what
    ``corpus.around(..., unit="clause", voice=None)`` gives, from the tokens that the page already holds."""
    tokens = page.tokens
    found = tokens.around([(place.article, place.start, place.stop) for place in one.places])
    out: dict[tuple[str, str], Counter[str]] = {}
    rows = (tokens.code["pos"][found].tolist(), (tokens.quote[found] < 0).tolist(), tokens.code["lemma"][found].tolist())
    for (pos, narrator, lemma), n in Counter(zip(*rows, strict=True)).items():
        out.setdefault((tokens.kinds["pos"][pos], "n" if narrator else "q"), Counter())[tokens.kinds["lemma"][lemma]] += n
    return out


def _near(page: Page, one: Who, lang: str) -> list[tuple[str, Safe]]:
    found = clauses(page, one)
    out = []
    for label, tag in CLASSES:
        lanes = []
        for lane in "nq":
            every = found.get((tag, lane), Counter())
            forms = Counter({x: n for x, n in every.items() if x.isalpha() and len(x) > 2 and x not in LIGHT})
            if forms:
                lanes.append(
                    join([el("small", say(f"lane.{lane}.short", lang), " ") if lane == "q" else None, _listing(forms, 9)])
                )
        if lanes:
            out.append((label, join(lanes, el("br"))))
    return out


def voices(page: Page, look: Look, one: Who, most: int = 60) -> Safe:
    """Who speaks of the actor and how: a row per voice (at most so many), counts of tone, by what words."""
    lang = look.lang
    judged = [p for p in one.places if p.tone is not None and p.counted]
    head = el("h3", say("portrait.voices", lang))
    if not judged:
        return join([head, el("p", say("portrait.untoned", lang), cls="none")])
    tally = Counter(p.voice for p in judged)
    order = sorted(tally, key=lambda v: (v != NARRATOR, v == UNNAMED, -tally[v], v))
    rows = []
    for voice in order[:most]:
        key = page.voice_key(voice)
        reasons = Counter(reason_text(page, p, lang) for p in judged if p.voice == voice and p.tone)
        del reasons[""]
        why = "; ".join(r for r, _ in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:4])
        cells = [
            el("td", places(page, one, lang, cls=cls, s=key, t=tone, z=COUNTED).html, cls="num t")
            for tone, cls in (("-1", "ne"), ("0", ""), ("1", "po"))
        ]
        rows.append(
            el(
                "tr",
                el(
                    "th",
                    voice_text(page, voice, lang),
                    el("small", say("portrait.self", lang)) if voice == one.name else None,
                    scope="row",
                ),
                *cells,
                el("td", why or el("span", say("portrait.plain", lang), cls="z"), cls="why"),
            )
        )
    header = el(
        "tr",
        el("th", say("col.by", lang), scope="col"),
        *(
            el("th", el("span", say(f"tone.{t}", lang) + " ", cls="vh"), sign, scope="col", cls="t")
            for t, sign in (("-1", "−"), ("0", "0"), ("1", "+"))
        ),
        el("th", say("col.why", lang), scope="col", cls="why"),
    )
    body = [el("tbody", *rows[:SHOWN])]
    if most == SHOWN < len(order):
        body.append(el("p", say("portrait.more", lang, n=len(order) - SHOWN), cls="meta"))
    elif len(rows) > SHOWN:
        rest = el("table", el("thead", header, cls="vh"), el("tbody", *rows[SHOWN:]), cls="vt")
        body.append(el("details", el("summary", say("portrait.more", lang, n=len(order) - SHOWN)), rest, cls="more"))
    return join(
        [
            head,
            el(
                "table",
                el("caption", say("portrait.voices.of", lang, name=one.name), cls="vh"),
                el("thead", header),
                body[0],
                cls="vt",
            ),
            *body[1:],
        ]
    )


def speech(page: Page, look: Look, one: Who) -> Safe:
    """What the actor says: the first statements, and the link to all of them."""
    lang = look.lang
    title = say("portrait.says", lang)
    if not one.said:
        return join([el("h3", title), el("p", say("portrait.silent", lang), cls="none")])
    limit = 8 if page.single else 5
    kept = one.said if len(one.said) <= limit else spread(one.said, limit)
    length = look.length if look.length < 220 else None if page.single else 300
    total = statements(page, one.said, str(one.rank), one.name, lang)
    items = [statement(page, quote, lang, length, look.readers, ident=False, style=one.style) for quote in kept]
    note = el("p", tell("statements.some", lang, shown=len(kept), n=total), cls="meta") if len(kept) < len(one.said) else None
    return join(
        [
            el("h3", title, " ", el("small", total.html, " ", say("statements.form", lang, n=total))),
            el("ol", *items, cls="ql"),
            note,
        ]
    )


def prepare(page: Page, look: Look, one: Who) -> None:
    """Counts what the portrait of an actor needs."""
    portrait(page, look, one, passages_too=False)
