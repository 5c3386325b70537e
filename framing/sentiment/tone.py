"""Tone towards each mention, by voice: the trained model, sure constructions, and the words that moved it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from framing.records import Block, Hit, Mention, Parsed, Quote, Sentence, Tone, quote_at, voice_of, zone_at
from framing.sentiment.rules import Tree, judge, word

Part = tuple[Parsed, tuple[Mention, ...], tuple[Quote, ...], tuple[Hit, ...]]
SKIPPED_ZONES = ("credit", "related", "footer")


@dataclass(frozen=True, slots=True)
class Target:
    """A span to judge: tokens ``first..last`` of a sentence."""

    sentence: Sentence
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


def find_tones(batch: Iterable[Part], *, blocks: Sequence[tuple[Block, ...]] = ()) -> list[tuple[Tone, ...]]:
    """The rows of several texts at once: the model reads all their targets in one batch."""
    parts = list(batch)
    wanted: list[tuple[int, Mention, Target]] = []
    for number, (parsed, mentions, _, hits) in enumerate(parts):
        zones = blocks[number] if number < len(blocks) else ()
        by_sentence = _by_sentence(hits)
        for m in mentions:
            if zones and zone_at(zones, m.start) in SKIPPED_ZONES:
                continue
            target = _target(parsed, m, by_sentence)
            if target is not None:
                wanted.append((number, m, target))
    verdicts = _verdicts([t for _, _, t in wanted])
    rows: list[list[Tone]] = [[] for _ in parts]
    for (number, m, target), v in zip(wanted, verdicts, strict=True):
        voice = voice_of(parts[number][2], quote_at(parts[number][2], m.start, m.stop))
        name = target.hits[0].lexicon if target.hits else next((h.lexicon for h in parts[number][3]), "")
        rows[number].append(
            Tone(
                m.sentence,
                m.start,
                m.stop,
                m.actor,
                voice,
                v.label,
                v.score,
                v.p_neg,
                v.p_neu,
                v.p_pos,
                v.masked_score,
                len(target.hits),
                name,
                v.reason,
            )
        )
    return [tuple(r) for r in rows]


def _by_sentence(hits: tuple[Hit, ...]) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    for h in hits:
        found.setdefault(h.sentence, []).append(h)
    return found


def _target(parsed: Parsed, m: Mention, hits: dict[int, list[Hit]]) -> Target | None:
    start, stop = (m.name_start, m.name_stop) if m.name_start >= 0 else (m.start, m.stop)
    return _at(parsed, m.sentence, start, stop, hits)


def _at(parsed: Parsed, number: int, start: int, stop: int, hits: dict[int, list[Hit]]) -> Target | None:
    if not 0 <= number < len(parsed.sentences):
        return None
    sentence = parsed.sentences[number]
    inside = [i for i, t in enumerate(sentence.tokens) if t.start < stop and start < t.stop]
    if not inside:
        return None
    return Target(sentence, inside[0], inside[-1], tuple(hits.get(number, ())))


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


def _verdicts(targets: list[Target]) -> list[Verdict]:
    return [by_lexicon(t) for t in targets]


def by_lexicon(target: Target) -> Verdict:
    """The verdict of sure constructions, else of the lexicon hits around the target, near ones first."""
    tokens = target.sentence.tokens
    at = {i: h for h in target.hits for i, t in enumerate(tokens) if h.start <= t.start < h.stop}
    tree = Tree(target.sentence, at)
    answer = judge(tree, target.first, target.last)
    if answer is not None:
        score, reason = 0.6 * answer.sign, ", ".join(word(tokens[i]) for i in answer.because)
    else:
        pull = [
            (h.score / (1 + 0.25 * _gap(i, target)), h) for i, h in at.items() if not target.first <= i <= target.last
        ]
        score = math.tanh(0.9 * sum(p for p, _ in pull))
        best = sorted(pull, key=lambda p: -abs(p[0]))[:3]
        reason = ", ".join(dict.fromkeys(h.text.lower() for p, h in best if p * score > 0))
    neg, pos = max(0.0, -score), max(0.0, score)
    label = (score > 0.35) - (score < -0.35)
    return Verdict(
        label, round(score, 4), round(neg, 4), round(1 - neg - pos, 4), round(pos, 4), round(score, 4), reason
    )


def _gap(at: int, target: Target) -> int:
    return max(target.first - at, at - target.last, 0)


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
    rows = find_tones(batch)
    return [r[0] for r in rows]
