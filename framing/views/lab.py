"""The lexicon lab: other scores for some words, and how the tone towards actors moves; only sentences that hold them are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from framing.records import NARRATOR, Entity, Mention, Parsed, Quote, Sentence, Token
from framing.views.evidence import spread
from framing.views.markup import Safe, el, join
from framing.views.model import Page, once, page
from framing.views.store import rows
from framing.views.words import number, say

LAB = 500
"""How many sentences the lab scores again: such as hold one of the words and an actor, evenly over the corpus."""
FIRST = 8
"""So many of them are shown first."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its mentions, as the tone is judged: ``parsed`` holds this sentence only, ``article`` is its place."""

    article: int
    parsed: Parsed
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]


@dataclass(slots=True)
class Moved:
    """Counts of (actor, lane, label) before and after in the sentences whose hits changed, and the tones that moved."""

    before: Counter[tuple[str, str, int]]
    after: Counter[tuple[str, str, int]]
    tones: list[tuple[Line, Any, Any]]

    def add(self, other: Moved) -> None:
        """Takes in what was found in other sentences."""
        self.before += other.before
        self.after += other.after
        self.tones += other.tones


def rescore(corpus: Any, entries: dict[str, float], most: int = LAB) -> Moved:
    """Tone with the corpus's lexicon and with some of its words changed (0 takes a word out), in at most so many sentences."""
    built = page(corpus)
    return judge(built, lines(built, holding(built, entries)[:most]), entries)


def ready(built: Page) -> None:
    """Reads what the first question needs: the grammar of the words, the names inside mentions, the lexicon, the model."""
    from framing.sentiment.tone import model

    _feats(built)
    _names(built)
    _lexicon(built)
    _by_sentence(built)
    model()


@once
def _feats(built: Page) -> tuple[Any, list[str]]:
    return built.tokens.feats()


@once
def _names(built: Page) -> list[tuple[int, int]]:
    """The name inside each mention, by its number; (-1, -1) where there is none."""
    source = built.tables if hasattr(built.tables, "connect") else _Frames(built.tables)
    found = rows(source, "mentions", ("name_start", "name_stop"))
    return [(_whole(row.get("name_start")), _whole(row.get("name_stop"))) for row in found]


class _Frames:
    """Frames by name as attributes."""

    def __init__(self, frames: dict[str, Any]) -> None:
        self.__dict__.update(frames)


def _whole(value: Any) -> int:
    return -1 if value is None or value != value else int(value)


@once
def _lexicon(built: Page) -> Any:
    from framing.sentiment import load_lexicon

    return load_lexicon(str(built.settings.get("lexicon") or "") or None)


@once
def _plain_entries(built: Page) -> list[str]:
    """The words of the lexicon's entries, as lemmas are compared."""
    from framing.sentiment.lexicon import plain

    return [plain(entry.lemma) for entry in _lexicon(built).entries]


@once
def _plain_lemmas(built: Page) -> list[str]:
    """The lemmas of the texts, by their code, as entries are compared."""
    from framing.sentiment.lexicon import plain

    return [plain(lemma) for lemma in built.tokens.kinds["lemma"]]


@once
def _by_sentence(built: Page) -> dict[tuple[int, int], list[int]]:
    """The mentions of each sentence whose tone was judged or could be, by number."""
    out: dict[tuple[int, int], list[int]] = {}
    for place in built.places:
        if place.tone is not None:
            out.setdefault((place.article, place.sentence), []).append(place.id)
    return out


def holding(built: Page, entries: dict[str, float]) -> list[tuple[int, int]]:
    """The sentences (article, number) that hold a word of the entries and a judged mention; the order is even over the corpus,
    so that any beginning of the list is a fair part of it."""
    from framing.sentiment.lexicon import plain, stem

    tokens = built.tokens
    words = {plain(word) for word in entries if " " not in word}
    stems = {stem(part) for word in entries if " " in word for part in word.split()[:1]}
    codes = [i for i, lemma in enumerate(_plain_lemmas(built)) if lemma in words or (stems and stem(lemma) in stems)]
    places = np.flatnonzero(np.isin(tokens.code["lemma"], codes))
    found = np.unique(tokens.article[places].astype(np.int64) << 32 | tokens.sentence[places]).tolist()
    have = _by_sentence(built)
    judged = [each for each in ((one >> 32, one & 0xFFFFFFFF) for one in found) if each in have]
    first = spread(judged, FIRST)
    taken = set(first)
    rest = spread([each for each in judged if each not in taken], LAB)
    taken.update(rest)
    return [*first, *rest, *(each for each in judged if each not in taken)]


def lines(built: Page, sentences: Iterable[tuple[int, int]]) -> list[Line]:
    """Some sentences as they are judged."""
    return [_line(built, *each) for each in sentences]


def _line(built: Page, article: int, number: int) -> Line:
    tokens, paper = built.tokens, built.papers[article]
    feats, kinds = _feats(built)
    here = tokens.rows(article)
    at = here.start + np.flatnonzero(tokens.sentence[here] == number)
    columns = [column[at].tolist() for column in (tokens.start, tokens.stop, tokens.head)]
    texts = [[tokens.kinds[name][code] for code in tokens.code[name][at].tolist()] for name in ("lemma", "pos", "rel")]
    told = [kinds[code] for code in feats[at].tolist()]
    words = tuple(
        Token(start, stop, paper.text[start:stop], lemma, pos, grammar, head, rel)
        for start, stop, head, lemma, pos, rel, grammar in zip(*columns, *texts, told, strict=True)
    )
    spans = _names(built)
    named = tuple(Entity(*spans[place.id], "PER") for place in paper.places if spans[place.id][0] >= 0)
    mentions = tuple(
        Mention(0, place.start, place.stop, place.text, place.kind, place.actor, "", *spans[place.id])
        for place in (built.places[i] for i in _by_sentence(built)[article, number])
    )
    quotes = tuple(Quote(q.kind, q.start, q.stop, q.text, actors=q.speakers, group=q.group) for q in paper.said)
    sentence = Sentence(words[0].start, words[-1].stop, words)
    return Line(article, Parsed(paper.text, (sentence,), named, ()), mentions, quotes)


def judge(built: Page, some: list[Line], entries: dict[str, float]) -> Moved:
    """Judges the sentences with the lexicon as it is and with the entries; those whose hits stay the same are passed over."""
    from framing.sentiment import Entry, find_hits, find_tones
    from framing.sentiment.lexicon import build, plain

    old = _lexicon(built)
    changed = {plain(word): value for word, value in entries.items()}
    kept = [entry for entry, word in zip(old.entries, _plain_entries(built), strict=True) if word not in changed]
    new = build("lab", [*kept, *(Entry(word, value) for word, value in entries.items() if value)])
    parts, moving = [], []
    for line in some:
        hits = [find_hits(line.parsed, line.quotes, each) for each in (old, new)]
        if [(h.start, h.stop, h.score) for h in hits[0]] != [(h.start, h.stop, h.score) for h in hits[1]]:
            moving.append(line)
            parts.append([(line.parsed, line.mentions, line.quotes, each) for each in hits])
    tones = find_tones([pair[i] for i in (0, 1) for pair in parts]) if parts else []
    out = Moved(Counter(), Counter(), [])
    for line, was, now in zip(moving, tones[: len(moving)], tones[len(moving) :], strict=True):
        for a, b in zip(was, now, strict=True):
            for count, tone in ((out.before, a), (out.after, b)):
                count[(tone.actor, "n" if tone.voice == NARRATOR else "q", tone.label)] += 1
            if a.label != b.label or abs(a.score - b.score) > 0.005:
                out.tones.append((line, a, b))
    return out


class BadWords(ValueError):
    """A line of the lab that is no word with a score; ``line`` is its number (0: there is none), ``text`` its words."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.text = line, text
        super().__init__(self.said("en"))

    def said(self, lang: str) -> str:
        """What is wrong, in words."""
        return say("lexicon.bad", lang, n=self.line, text=self.text) if self.line else say("lexicon.empty", lang)


def parse_words(text: str) -> dict[str, float]:
    """Lines ``word score`` (score between -1 and 1; 0 takes the word out) as a dictionary; BadWords names a bad line."""
    entries: dict[str, float] = {}
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        word, _, score = line.replace("\t", " ").strip().rpartition(" ")
        try:
            value = float(score.replace(",", ".").replace("−", "-"))
        except ValueError:
            value = 2.0
        if not word or not abs(value) <= 1:
            raise BadWords(i, line.strip())
        entries[word.strip().lower()] = value
    if not entries:
        raise BadWords(0, "")
    return entries


def hits(corpus: Any) -> int:
    """How many hits of the lexicon the texts hold."""
    if hasattr(corpus, "connect"):
        with corpus.connect() as db:
            return int(db.execute("SELECT count(*) FROM hits").fetchall()[0][0])
    return len(corpus.hits)


def frequent(built: Page, corpus: Any, most: int) -> list[tuple[str, int, float]]:
    """The words of the lexicon that the texts hold most often: lemma, hits, the score that the lexicon gives."""
    if "frequent" not in built.kept:  # not `once`: a corpus of frames is no part of a key
        tally: Counter[str] = Counter()
        given: dict[str, float] = {}
        for row in rows(corpus, "hits", ("lemma", "base")):
            tally[str(row["lemma"])] += 1
            given.setdefault(str(row["lemma"]), float(row["base"]))
        top = sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))
        built.kept["frequent"] = [(lemma, n, given[lemma]) for lemma, n in top]
    return built.kept["frequent"][:most]  # type: ignore[no-any-return]


def frequent_table(found: list[tuple[str, int, float]], lang: str) -> Safe:
    """The most frequent words of the lexicon as a table."""
    body = [
        el("tr", el("th", lemma, scope="row", lang="ru"), el("td", number(n, lang), cls="num"),
           el("td", number(score, lang, 2, sign=True), cls="num"))
        for lemma, n, score in found
    ]  # fmt: skip
    header = (el("th", say(key, lang), scope="col", cls=cls) for key, cls in
              (("lexicon.word", None), ("lexicon.count", "num"), ("lexicon.score", "num")))  # fmt: skip
    return el("table", el("thead", el("tr", *header)), el("tbody", *body), cls="dt2")


def shown(built: Page, found: Moved, lang: str) -> Safe:
    """What moved: counts by actor, then the passages, those with another sign first."""
    if not found.tones:
        return el("p", say("lexicon.still", lang), cls="none")
    changed = Counter(b.actor for _, a, b in found.tones if a.label != b.label)
    body = []
    for name, _ in sorted(changed.items(), key=lambda pair: (-pair[1], pair[0]))[:30]:
        cells = [
            el("td", f"{number(found.before[(name, lane, t)], lang)} → {number(found.after[(name, lane, t)], lang)}", cls="num")
            for lane in "nq"
            for t in (-1, 0, 1)
        ]
        body.append(el("tr", el("th", name, scope="row"), *cells))
    header = el(
        "tr",
        el("th", say("col.actor", lang), scope="col"),
        *(el("th", say(f"lexicon.{lane}", lang), " ", sign, scope="col", cls="num") for lane in "nq" for sign in "−0+"),
    )
    order = sorted(found.tones, key=lambda row: (row[1].label == row[2].label, -abs(row[2].score - row[1].score)))
    table = el("table", el("thead", header), el("tbody", *body), cls="dt2") if body else None
    region = el("div", table, cls="scroll", tabindex="0", role="region", aria_label=say("lexicon.region", lang)) if body else None
    return join(
        [
            el("p", say("lexicon.moved", lang, n=len(found.tones), m=sum(changed.values())), cls="say"),
            region,
            el("ol", *(_item(built, *row, lang) for row in order[:MOST]), cls="evl"),
        ]
    )


def _item(built: Page, line: Line, a: Any, b: Any, lang: str) -> Safe:
    """One mention whose tone moved, in its sentence."""
    sentence, paper = line.parsed.sentences[0], built.papers[line.article]
    text = paper.text
    start, stop = min(sentence.start, a.start), max(sentence.stop, a.stop)
    words = [text[start : a.start], el("mark", text[a.start : a.stop]), text[a.stop : stop]]
    change = say(
        "lexicon.change",
        lang,
        a=say(f"tone.{a.label}", lang),
        b=say(f"tone.{b.label}", lang),
        x=number(a.score, lang, 2, sign=True),
        y=number(b.score, lang, 2, sign=True),
    )
    return el("li", el("p", *words, cls="pas", lang="ru"), el("p", b.actor, " · ", change, cls="meta"), cls="ev")
