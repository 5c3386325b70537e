"""One corpus as the views show it: every mention, statement and article as a small object with a place on the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from framing.records import COUNTED_ZONES, NARRATOR, UNNAMED
from framing.sentiment import sure_sign
from framing.views.store import Tokens, rows

LABEL = 80
"""How many characters of a text without a title stand for it in a list."""
COLOURS = 5
"""How many actors get a colour of their own; all others are grey."""
GROUPS = {"headline": "h", "subhead": "h", "lead": "l", "body": "b"}
"""The zones that count, as the columns of the actors' table; every other zone is ``c``, out of count."""


P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[Concatenate[Page, P], T]) -> Callable[Concatenate[Page, P], T]:
    """What is counted once for a page and the rest of the arguments (an actor, by its rank), and kept with the page."""

    @wraps(make)
    def kept(page: Page, *args: P.args, **named: P.kwargs) -> T:
        key = (make, *(arg.rank if isinstance(arg, Who) else arg for arg in args), *named.values())
        if key not in page.kept:
            page.kept[key] = make(page, *args, **named)
        return page.kept[key]  # type: ignore[no-any-return]

    return kept


@dataclass(slots=True)
class Place:
    """One mention on the page. ``voice`` is NARRATOR, UNNAMED or a speaker; ``tone`` is None where nothing was judged.

    ``tone`` is for counting many mentions; ``sign`` (-1, 0, 1) is what this one may wear, 0 where the model is not sure.
    """

    id: int
    article: int
    sentence: int
    start: int
    stop: int
    text: str
    kind: str
    actor: str
    zone: str
    rule: str
    confidence: float
    quote: int = -1
    voice: str = NARRATOR
    tone: int | None = None
    sign: int = 0
    score: float = 0.0
    reason: str = ""
    role: str = ""
    evident: bool = False
    """Whether its tone rests on something: a judgement, or a word of the lexicon."""

    @property
    def group(self) -> str:
        return GROUPS.get(self.zone, "c")

    @property
    def counted(self) -> bool:
        return self.zone in COUNTED_ZONES


@dataclass(slots=True)
class Said:
    """One statement on the page; ``number`` counts from 1 within its article, ``words`` leaves out marks."""

    id: int
    number: int
    article: int
    kind: str
    start: int
    stop: int
    text: str
    cue: str
    cue_start: int
    cue_stop: int
    speakers: tuple[str, ...]
    speaker_text: str
    rule: str
    speaker_rule: str
    zone: str
    group: int = -1
    words: int = 0
    cue_lemma: str = ""
    stance: str = ""


@dataclass
class Paper:
    """One article on the page: ``blocks`` are (start, stop, zone), ``sentences`` (start, stop) by number, made when looked at."""

    index: int
    id: str
    title: str
    outlet: str
    published: datetime | None
    author: str
    url: str
    text: str
    duplicate_of: str
    tokens: Tokens | None = None
    places: list[Place] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The title; of a text that has none its first words."""
        if self.title:
            return self.title
        words = " ".join(self.text[: 4 * LABEL].replace("*", "").split())
        return (words if len(words) <= LABEL else words[:LABEL].rsplit(" ", 1)[0] + " …") or self.id

    @cached_property
    def blocks(self) -> list[tuple[int, int, str]]:
        return self.tokens.blocks(self.index, self.text) if self.tokens else []

    @cached_property
    def sentences(self) -> dict[int, tuple[int, int]]:
        return self.tokens.sentences(self.index) if self.tokens else {}

    def paragraph(self, position: int) -> int:
        """The number, from 1, of the paragraph that holds a position."""
        n = 1
        for i, (start, _stop, _zone) in enumerate(self.blocks, 1):
            if start <= position:
                n = i
        return n


@dataclass(slots=True)
class Who:
    """One actor on the page: ``rank`` from 1 by counted mentions, ``style`` its colour class (``a1`` .. ``a5``, ``a0``)."""

    rank: int
    name: str
    type: str
    style: str
    short: str = ""
    titles: tuple[str, ...] = ()
    places: list[Place] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    n: int = 0
    """How many of the mentions count."""


@dataclass(slots=True)
class Voice:
    """Words in statements, as `framing.measures.voice` counts them: per actor (share, words, share in quotation marks);
    all of them; and the share that nobody named said."""

    shares: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    total: int = 0
    unnamed: float = 0.0

    def of(self, name: str) -> tuple[float, float, float]:
        return self.shares.get(name, (0.0, 0.0, 0.0))


@dataclass(slots=True)
class Page:
    """A corpus ready to be shown; built once per corpus by ``page``."""

    name: str
    settings: dict[str, Any]
    skipped: list[Any]
    papers: list[Paper]
    places: list[Place]
    said: list[Said]
    who: list[Who]
    by_name: dict[str, Who]
    outlets: list[str]
    n_tokens: int
    voice: Voice
    tables: Any
    tokens: Tokens
    kept: dict[Any, Any] = field(default_factory=dict)
    """What was counted once and may be asked again."""
    corrected: int = 0
    """Corrections by the user that were replayed."""

    @property
    def single(self) -> bool:
        return len(self.papers) == 1

    @once
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The intervals of the largest shares of voice, by actor, where the data is enough; drawn when first asked for."""
        return _intervals(self)

    def outlet_key(self, outlet: str) -> str:
        """The outlet as the passages carry it: its place in the list."""
        return self._outlet_keys().get(outlet, "")

    @once
    def _outlet_keys(self) -> dict[str, str]:
        return {name: str(i) for i, name in enumerate(self.outlets)}

    def rank(self, name: str) -> int:
        found = self.by_name.get(name)
        return found.rank if found else 0

    def voice_key(self, voice: str) -> str:
        """The voice as the passages carry it: ``n`` narrator, ``u`` unnamed, else the speaker's rank."""
        return "n" if voice == NARRATOR else "u" if voice == UNNAMED else str(self.rank(voice))

    def style(self, name: str) -> str:
        found = self.by_name.get(name)
        return found.style if found else "a0"

    def short(self, name: str) -> str:
        found = self.by_name.get(name)
        return found.short if found else name


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and value != value) else str(value)


def _int(value: Any, default: int = -1) -> int:
    return default if value is None or value != value else int(value)


def _day(value: Any) -> datetime | None:
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime() if value == value else None
    return value if isinstance(value, datetime) else None


_ARTICLES = ("article", "title", "outlet", "published", "author", "url", "text", "duplicate_of")


def _papers(corpus: Any) -> list[Paper]:
    out = []
    for i, row in enumerate(rows(corpus, "articles", _ARTICLES)):
        out.append(
            Paper(
                i,
                _text(row["article"]),
                _text(row.get("title")),
                _text(row.get("outlet")),
                _day(row.get("published")),
                _text(row.get("author")),
                _text(row.get("url")),
                _text(row["text"]),
                _text(row.get("duplicate_of")),
            )
        )
    return out


_QUOTES = (
    *("article", "quote", "kind", "start", "stop", "cue_start", "cue_stop", "cue_lemma", "stance"),
    *("speaker_text", "actors", "group", "zone", "rule", "speaker_rule"),
)


def _read_said(corpus: Any, papers: dict[str, Paper], tokens: Tokens) -> list[Said]:
    out: list[Said] = []
    for row in rows(corpus, "quotes", _QUOTES):
        paper = papers[str(row["article"])]
        cue = (_int(row.get("cue_start")), _int(row.get("cue_stop")))
        start, stop = int(row["start"]), int(row["stop"])
        starts = tokens.words(paper.index)
        speakers = row["actors"] if row["actors"] is not None else ()
        said = Said(
            len(out),
            int(row["quote"]) + 1,
            paper.index,
            str(row["kind"]),
            start,
            stop,
            paper.text[start:stop],
            paper.text[cue[0] : cue[1]] if cue[0] >= 0 else "",
            *cue,
            tuple(str(name) for name in speakers),
            _text(row.get("speaker_text")),
            _text(row.get("rule")),
            _text(row.get("speaker_rule")),
            _text(row.get("zone")) or "body",
            _int(row.get("group")),
            int(starts.searchsorted(stop) - starts.searchsorted(start)),
            _text(row.get("cue_lemma")),
            _text(row.get("stance")),
        )
        out.append(said)
        paper.said.append(said)
    return out


def _innermost(said: list[Said], start: int, stop: int) -> int:
    inside = [(q.stop - q.start, q.number - 1) for q in said if q.kind != "source" and q.start <= start and stop <= q.stop]
    return min(inside)[1] if inside else -1


_TONE = ("article", "start", "stop", "actor", "voice", "label", "score", "p_neg", "p_pos", "reason", "n_hits")
CORRECTED = "corrected"
"""The reason of a tone that a person gave."""


def _sign(judged: dict[str, Any]) -> int:
    """The sign that a single mention wears: a person's always, the model's where `framing.sentiment.sure_sign` gives it."""
    if judged.get("reason") == CORRECTED:
        return int(judged["label"])
    return sure_sign(float(judged["p_neg"]), float(judged["p_pos"]))


def _read_places(corpus: Any, papers: dict[str, Paper], roles: dict[tuple[str, int, int, str], str]) -> list[Place]:
    tone: dict[tuple[str, int, int, str], dict[str, Any]] = {}
    for row in rows(corpus, "tone", _TONE):
        tone[(str(row["article"]), int(row["start"]), int(row["stop"]), str(row["actor"]))] = row
    out: list[Place] = []
    columns = ("article", "sentence", "start", "stop", "kind", "actor", "zone", "rule", "confidence")
    for row in rows(corpus, "mentions", columns):
        paper = papers[str(row["article"])]
        start, stop, actor = int(row["start"]), int(row["stop"]), str(row["actor"])
        place = Place(
            len(out),
            paper.index,
            int(row["sentence"]),
            start,
            stop,
            paper.text[start:stop],
            str(row["kind"]),
            actor,
            _text(row.get("zone")) or "body",
            _text(row.get("rule")),
            float(row.get("confidence", 1.0)),
        )
        place.quote = _innermost(paper.said, start, stop)
        if place.quote >= 0:
            speakers = next(q.speakers for q in paper.said if q.number - 1 == place.quote)
            place.voice = speakers[0] if speakers else UNNAMED
        judged = tone.get((paper.id, start, stop, actor))
        if judged is not None:
            place.voice = str(judged["voice"])
            place.tone = int(judged["label"])
            place.sign = _sign(judged)
            place.score = float(judged["score"])
            place.reason = _text(judged.get("reason"))
            place.evident = bool(place.tone) or _int(judged.get("n_hits"), 0) > 0
        place.role = roles.get((paper.id, start, stop, actor), "")
        out.append(place)
        paper.places.append(place)
    return out


def _short_names(names: list[tuple[str, str]]) -> dict[str, str]:
    last = Counter(name.split()[-1] for name, kind in names if kind == "PER" and name.split())
    everything = {name for name, _ in names}
    short = {}
    for name, kind in names:
        words = name.split()
        if kind == "PER" and len(words) > 1 and last[words[-1]] == 1 and words[-1] not in everything:
            short[name] = words[-1]
        else:
            short[name] = name if len(name) <= 32 else name[:30].rstrip() + "…"
    return short


def _who(corpus: Any, places: list[Place], said: list[Said]) -> list[Who]:
    listed = rows(corpus, "actors", ("actor", "type", "titles"))
    types = {str(row["actor"]): _text(row.get("type")) for row in listed}
    titles = {str(row["actor"]): tuple(map(str, row["titles"])) for row in listed if row.get("titles") is not None}
    by: dict[str, list[Place]] = defaultdict(list)
    spoken: dict[str, list[Said]] = defaultdict(list)
    for place in places:
        by[place.actor].append(place)
    for quote in said:
        for name in dict.fromkeys(quote.speakers):
            spoken[name].append(quote)
    names = set(types) | set(by) | set(spoken)
    order = sorted(names, key=lambda n: (-sum(p.counted for p in by[n]), -len(spoken[n]), -len(by[n]), n))
    order = [name for name in order if by[name] or spoken[name]]
    short = _short_names([(name, types.get(name, "")) for name in order])
    return [
        Who(
            i,
            name,
            types.get(name, ""),
            f"a{i if i <= COLOURS else 0}",
            short[name],
            titles.get(name, ()),
            by[name],
            spoken[name],
            sum(place.counted for place in by[name]),
        )
        for i, name in enumerate(order, 1)
    ]


_LATEST: list[tuple[Any, Page]] = []


def page(corpus: Any) -> Page:
    """The corpus as the views show it, built once and kept for the corpus that was shown last."""
    if _LATEST and _LATEST[0][0] is corpus:
        return _LATEST[0][1]
    built = _build(corpus)
    _LATEST[:] = [(corpus, built)]
    return built


TABLES = ("articles", "tokens", "mentions", "actors", "quotes", "tone", "hits")


def tables(corpus: Any) -> Any:
    """What the measures are given: the corpus where it opens its own tables, else its frames by name."""
    return corpus if hasattr(corpus, "connect") else {name: getattr(corpus, name) for name in TABLES}


def _roles(source: Any) -> dict[tuple[str, int, int, str], str]:
    """The role of each mention, by the rules of `framing.measures.agency`."""
    from framing.measures._tables import enter
    from framing.measures.grammar import roles_sql

    door = enter(source)
    mine = "SELECT article, sentence, start, stop, actor, row_number() OVER () AS id FROM mentions"
    rows = door.con.execute(
        f"WITH {roles_sql(door, mine)} SELECT DISTINCT m.article, m.start, m.stop, m.actor, r.role FROM mine AS m "
        "JOIN roles AS r ON r.id = m.id"
    ).fetchall()
    return {(str(article), int(start), int(stop), str(actor)): str(role) for article, start, stop, actor, role in rows}


LOUDEST = 100
"""So many actors with most words, and as many with most mentions, get an interval of their share of voice."""
DRAWS = 20_000_000
"""So many draws of an article the intervals of a page may cost."""


def replicates(articles: int, draws: int = DRAWS) -> int:
    """How often the articles are drawn again: 1,000 times, or what ``draws`` allow, never less than 200."""
    return max(200, min(1000, draws // max(articles, 1)))


def _voice(source: Any, said: list[Said]) -> Voice:
    """Shares of the quoted words by `framing.measures.voice`, every article counted."""
    from framing.measures import voice

    if not said:
        return Voice()
    table = voice(source, duplicates="count", replicates=0)
    table = table[table["words"] > 0]
    if not len(table):
        return Voice({}, sum(quote.words for quote in said if quote.kind != "source"), 1.0)
    columns = (table[name].tolist() for name in ("actor", "value", "words", "direct_share"))
    shares = {str(name): (float(share), float(words), float(direct)) for name, share, words, direct in zip(*columns, strict=True)}
    best = max(shares.values())
    return Voice(shares, round(best[1] / best[0]), 1.0 - float(table["coverage"].iloc[0]))


def _intervals(page: Page) -> dict[str, tuple[float, float]]:
    """As `framing.measures.voice` draws them, every article counted, for the share alone."""
    from framing.measures._tables import enter, keys
    from framing.measures.intervals import ENOUGH_ARTICLES, estimate
    from framing.measures.portrayal import VOICE_FORMULAS, count_voice

    spoken = page.voice.shares
    known = [one.name for one in page.who if one.name in spoken]
    wanted = dict.fromkeys([*sorted(known, key=lambda name: -spoken[name][1])[:LOUDEST], *known[:LOUDEST]])
    if not wanted or len(page.papers) < ENOUGH_ARTICLES:
        return {}
    door = enter(page.tables)
    counts = count_voice(door, keys(door, None, "quotes", "count", own=("actor",)), list(wanted), None)
    few = replicates(len(page.papers))
    table = estimate(counts, {"voice": VOICE_FORMULAS["voice"]}, n="n", replicates=few, bounds={"voice": (0.0, 1.0)})
    ends = zip(*(table[name].tolist() for name in ("actor", "voice_low", "voice_high")), strict=True)
    return {str(name): (float(low), float(high)) for name, low, high in ends if low == low and high == high}


def _build(corpus: Any) -> Page:
    papers = _papers(corpus)
    by_id = {paper.id: paper for paper in papers}
    tokens = Tokens(corpus, [paper.id for paper in papers])
    for paper in papers:
        paper.tokens = tokens
    said = _read_said(corpus, by_id, tokens)
    source = tables(corpus)
    places = _read_places(corpus, by_id, _roles(source) if len(tokens.article) else {})
    who = _who(corpus, places, said)
    outlets = sorted({paper.outlet for paper in papers if paper.outlet})
    return Page(
        str(corpus.name),
        dict(corpus.settings),
        list(corpus.skipped),
        papers,
        places,
        said,
        who,
        {one.name: one for one in who},
        outlets,
        int(tokens.n_words.sum()),
        _voice(source, said),
        source,
        tokens,
        corrected=int(getattr(corpus, "info", {}).get("corrections", {}).get("applied", 0)),
    )
