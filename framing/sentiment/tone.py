"""Tone towards each mention, by voice: the trained model, sure constructions, and the words that moved it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from framing.records import Block, Hit, Mention, Parsed, Quote, Tone, quote_at, voice_of, zone_at
from framing.sentiment.features import Floats, View, Words, read_words, view
from framing.sentiment.network import Reading, model
from framing.sentiment.rules import judge, word

Part = tuple[Parsed, tuple[Mention, ...], tuple[Quote, ...], tuple[Hit, ...]]
HOUSE = "framing"
"""The lexicon's name where the caller gives none and a whole batch has no hit."""
SKIPPED_ZONES = ("credit", "related", "footer")


@dataclass(frozen=True, slots=True)
class Target:
    """A span to judge: tokens ``first..last`` of a sentence, and the hits in that sentence."""

    words: Words
    first: int
    last: int
    hits: tuple[Hit, ...]


def find_tone(
    parsed: Parsed,
    mentions: tuple[Mention, ...],
    quotes: tuple[Quote, ...],
    hits: tuple[Hit, ...],
    *,
    blocks: tuple[Block, ...] = (),
) -> tuple[Tone, ...]:
    """One row per mention, in order; with ``blocks``, mentions in credits, related links and footers are left out."""
    return find_tones([(parsed, mentions, quotes, hits)], blocks=[blocks])[0]


def find_tones(
    batch: Iterable[Part], *, blocks: Sequence[tuple[Block, ...]] = (), lexicon: str | None = None
) -> list[tuple[Tone, ...]]:
    """The rows of several texts at once: the model reads all their targets in one batch.

    ``lexicon`` names the lexicon whose hits these are; without it the hits say, and where there are none, the house's is meant.
    """
    parts = list(batch)
    wanted: list[tuple[int, Mention, Target]] = []
    for number, part in enumerate(parts):
        reader = _Reader(part[0], part[3])
        zones = blocks[number] if number < len(blocks) else ()
        for m in part[1]:
            if zones and zone_at(zones, m.start) in SKIPPED_ZONES:
                continue
            named = (m.name_start, m.name_stop) if m.name_start >= 0 else (m.start, m.stop)
            target = reader.target(m.sentence, *named)
            if target is not None:
                wanted.append((number, m, target))
    if lexicon is None:
        lexicon = next((h.lexicon for part in parts for h in part[3]), HOUSE)
    rows: list[list[Tone]] = [[] for _ in parts]
    for (number, m, target), v in zip(wanted, verdicts([t for _, _, t in wanted]), strict=True):
        quotes, hits = parts[number][2], parts[number][3]
        voice = voice_of(quotes, quote_at(quotes, m.start, m.stop))
        rows[number].append(Tone(m.sentence, m.start, m.stop, m.actor, voice, v.label, v.score, v.p_neg, v.p_neu, v.p_pos,
                                 v.masked_score, len(target.hits), hits[0].lexicon if hits else lexicon, v.reason))  # fmt: skip
    return [tuple(r) for r in rows]


class _Reader:
    """The sentences of one text as numbers, each made once, when a target first asks for it."""

    def __init__(self, parsed: Parsed, hits: tuple[Hit, ...]) -> None:
        self.parsed = parsed
        self.hits: dict[int, list[Hit]] = {}
        for h in hits:
            self.hits.setdefault(h.sentence, []).append(h)
        self.words: dict[int, Words] = {}
        self.targets: dict[tuple[int, int, int], Target | None] = {}

    def target(self, number: int, start: int, stop: int) -> Target | None:
        """The target at characters ``start..stop``; None where the sentence holds no word of it."""
        key = number, start, stop
        if key not in self.targets:
            self.targets[key] = self._target(number, start, stop)
        return self.targets[key]

    def _target(self, number: int, start: int, stop: int) -> Target | None:
        if not 0 <= number < len(self.parsed.sentences):
            return None
        sentence = self.parsed.sentences[number]
        inside = [i for i, t in enumerate(sentence.tokens) if t.start < stop and start < t.stop]
        if not inside:
            return None
        hits = tuple(self.hits.get(number, ()))
        if number not in self.words:
            self.words[number] = read_words(sentence, self.parsed.entities, hits)
        return Target(self.words[number], inside[0], inside[-1], hits)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one target, before it becomes a row."""

    label: int
    score: float
    p_neg: float
    p_neu: float
    p_pos: float
    masked_score: float
    reason: str


def verdicts(targets: Sequence[Target]) -> list[Verdict]:
    """What the model says of each target, each distinct one read once; the lexicon's answer where no model ships."""
    network = model()
    if network is None or not targets:
        return [by_lexicon(t) for t in targets]
    distinct = list({id(t): t for t in targets}.values())
    views = [view(t.words, t.first, t.last) for t in distinct]
    reading = network.read(views)
    found = {}
    for i, t in enumerate(distinct):
        found[id(t)] = _verdict(t, views[i], reading, i)
    return [found[id(t)] for t in targets]


def _verdict(target: Target, seen: View, reading: Reading, i: int) -> Verdict:
    p_neg, p_neu, p_pos = reading.chances[i].tolist()
    hidden = float(reading.hidden[i, 2] - reading.hidden[i, 0])
    label, score = int(reading.labels[i]), p_pos - p_neg
    rule = judge(target.words.tree, target.first, target.last)
    short = len(target.words.heads) <= SHORT
    if rule is not None and (short or rule.rule in OVERRIDING) and rule.sign != label:
        label = rule.sign
        p_neg, p_neu, p_pos = _towards(rule.sign, p_neg, p_neu, p_pos)
        score = p_pos - p_neg
        words = ", ".join(word(target.words.tree.tokens[k]) for k in rule.because)
        reason = f"{words} ({NOTES[rule.rule]})" if rule.rule in NOTES else words
    else:
        reason = ", ".join(_leading(target, seen, reading.words[i], label or score))
    return Verdict(label, round(score, 4), round(p_neg, 4), round(p_neu, 4), round(p_pos, 4), round(hidden, 4), reason)


NOTES = {"failure": "не удалось", "speaks": "сам называет других", "neutral object": "сказано о другом",
         "neutral subject": "сказано о другом", "denied": "отрицается", "attribute": "определение", "nominal": "кем назван",
         "predicate subject": "что делает сам", "predicate object": "что делают с ним",
         "predicate genitive": "чьё действие или что делают с ним", "predicate other": "с кем это делают"}  # fmt: skip
"""How a reason names the rule that gave it, for a reader."""
STRONG = 0.08
"""How far a word must lean to be named as a reason; of a polar label the strongest word is named in any case."""
OVERRIDING = frozenset(("neutral object", "speaks", "failure"))
"""Rules that were right more often than the model where the two differ (out of fold: 64 rows against 42)."""
SHORT = 8
"""In sentences of so few tokens a sure construction is all there is, and every rule may speak (out of fold it costs nothing)."""
SURE_ILL, SURE_WELL = 0.55, 0.65
"""Probabilities from which a sign is worth showing beside a single mention (MODEL.md: out of fold, two of three were right)."""


def sure_sign(p_neg: float, p_pos: float) -> int:
    """The sign worth showing beside a single mention: -1 or 1 where its probability reaches SURE_ILL or SURE_WELL, else 0.

    ``Tone.label`` is the best guess for counting many mentions, of whose signs about half are right.
    """
    if p_neg >= SURE_ILL and p_neg >= p_pos:
        return -1
    return 1 if p_pos >= SURE_WELL else 0


_TRUST = 0.6
"""The probability that an overriding rule gives its sign."""


def _towards(sign: int, *chances: float) -> tuple[float, float, float]:
    """Probabilities moved so that ``sign`` has _TRUST and the others share the rest as before."""
    rest = sum(p for k, p in enumerate(chances) if k != sign + 1) or 1.0
    moved = [_TRUST if k == sign + 1 else p * (1 - _TRUST) / rest for k, p in enumerate(chances)]
    return moved[0], moved[1], moved[2]


def _leading(target: Target, seen: View, leaning: Floats, towards: float) -> list[str]:
    """The words that speak most for this sign, at most three, strongest first."""
    sign = (towards > 0) - (towards < 0)
    leans = (leaning * sign).tolist()
    order = sorted((k for k, lean in enumerate(leans) if lean > 0.01), key=lambda k: -leans[k])[:12]
    tokens = target.words.tree.tokens
    said = [k for k in order if tokens[seen.low + k].text[0].isalpha()]
    strong = [k for k in said[:6] if leans[k] >= STRONG] or (said[:1] if abs(towards) == 1 else [])
    return list(dict.fromkeys(word(tokens[seen.low + k]) for k in strong))[:3]


def by_lexicon(target: Target) -> Verdict:
    """The verdict of sure constructions, else of the lexicon hits around the target, near ones first."""
    tree = target.words.tree
    answer = judge(tree, target.first, target.last)
    if answer is not None:
        score, reason = 0.6 * answer.sign, ", ".join(word(tree.tokens[i]) for i in answer.because)
    else:
        pull = [(h.score / (1 + 0.25 * _gap(i, target)), h) for i, h in tree.hits.items() if not target.first <= i <= target.last]
        score = math.tanh(0.9 * sum(p for p, _ in pull))
        best = sorted(pull, key=lambda p: -abs(p[0]))[:3]
        reason = ", ".join(dict.fromkeys(h.text.lower() for p, h in best if p * score > 0))
    neg, pos = max(0.0, -score), max(0.0, score)
    label = (score > 0.35) - (score < -0.35)
    return Verdict(label, round(score, 4), round(neg, 4), round(1 - neg - pos, 4), round(pos, 4), round(score, 4), reason)


def _gap(at: int, target: Target) -> int:
    return max(target.first - at, at - target.last, 0)


def explain(parsed: Parsed, mention: Mention, hits: tuple[Hit, ...]) -> list[tuple[str, float]]:
    """How far each word moves the score towards a mention: the score as it is less the score with the word hidden,
    strongest first (occlusion; one reading of the model for each word of the sentence)."""
    named = (mention.name_start, mention.name_stop) if mention.name_start >= 0 else (mention.start, mention.stop)
    target = _Reader(parsed, hits).target(mention.sentence, *named)
    network = model()
    if target is None or network is None:
        return []
    whole = view(target.words, target.first, target.last)
    tokens = target.words.tree.tokens
    places = [i for i in range(whole.low, whole.high) if tokens[i].text[0].isalpha()]
    chances = network.read([whole, *(_without(whole, i) for i in places)]).chances
    scores = chances[:, 2] - chances[:, 0]
    effects = [(tokens[i].text, round(float(scores[0] - s), 4)) for i, s in zip(places, scores[1:], strict=True)]
    return sorted(effects, key=lambda e: -abs(e[1]))


def _without(whole: View, at: int) -> View:
    w = whole.words
    numbers = w.numbers.copy()
    numbers[at, :5] = 0
    seen = whole.seen.copy()
    seen[at - whole.low, 3:7] = 0
    hidden = replace(w, forms=(*w.forms[:at], "", *w.forms[at + 1 :]), numbers=numbers)
    return replace(whole, words=hidden, seen=seen)


def targeted(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[Tone]:
    """One row per (text, span): tone towards ``text[start:stop]``, which is also the row's ``actor``.

    Raises ValueError where the two differ in length or a span does not lie in its text.
    """
    from framing.parse import parse_texts
    from framing.sentiment.lexicon import load_lexicon
    from framing.sentiment.scoring import find_hits

    if len(texts) != len(spans):
        raise ValueError(f"{len(texts)} texts, but {len(spans)} spans: give one span (start, stop) for each text")
    for text, (start, stop) in zip(texts, spans, strict=True):
        if not 0 <= start < stop <= len(text) or not text[start:stop].strip():
            raise ValueError(
                f"span ({start}, {stop}) holds no words of the text {text[:40]!r}, which has {len(text)} characters"
            )
    lexicon = load_lexicon()
    distinct = list(dict.fromkeys(texts))
    parsed = dict(zip(distinct, parse_texts(distinct), strict=True))
    batch: list[Part] = []
    for text, (start, stop) in zip(texts, spans, strict=True):
        p = parsed[text]
        number = max(0, bisect_right([s.start for s in p.sentences], start) - 1)
        name = text[start:stop]
        batch.append((p, (Mention(number, start, stop, name, "name", name, "PER"),), (), find_hits(p, (), lexicon)))
    rows = find_tones(batch, lexicon=lexicon.name)
    return [r[0] for r in rows]
