"""The tables of a corpus: their columns, and how one document becomes rows and rows a document again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from framing.records import (
    Actor,
    Article,
    Block,
    Document,
    Hit,
    Mention,
    Quote,
    Sentence,
    Token,
    Tone,
    quote_at,
    zone_at,
)

Row = dict[str, Any]

_S, _I, _F = pa.string(), pa.int32(), pa.float64()
_SPAN = [("start", _I), ("stop", _I), ("text", _S)]


def _schema(*columns: tuple[str, pa.DataType] | str) -> pa.Schema:
    return pa.schema([(c, _S) if isinstance(c, str) else c for c in columns])


SCHEMAS: dict[str, pa.Schema] = {
    "articles": _schema(
        "article", "outlet", ("published", pa.timestamp("us")), "title", "author", "url", "path", "text",
        ("n_tokens", _I), ("n_sentences", _I), "duplicate_of", "story", ("similarity", _F),
    ),
    "blocks": _schema("article", ("start", _I), ("stop", _I), "zone"),
    "tokens": _schema(
        "article", ("sentence", _I), ("token", _I), *_SPAN, "lemma", "pos", "feats", ("head", _I), "rel", "zone", ("quote", _I),
    ),
    "mentions": _schema(
        "article", ("sentence", _I), *_SPAN, ("name_start", _I), ("name_stop", _I), "kind", "actor", "type", "zone",
        ("confidence", _F), "rule", ("quote", _I),
    ),
    "actors": _schema(
        "article", "actor", "type", "gender", ("aliases", pa.list_(_S)), ("titles", pa.list_(_S)), ("n_mentions", _I),
    ),
    "quotes": _schema(
        "article", ("quote", _I), "kind", ("sentence", _I), *_SPAN, ("cue_start", _I), ("cue_stop", _I), "cue_lemma", "stance",
        ("speaker_start", _I), ("speaker_stop", _I), "speaker_text", ("actors", pa.list_(_S)), ("group", _I), "zone", "rule",
        "speaker_rule", ("n_words", _I),
    ),
    "tone": _schema(
        "article", ("sentence", _I), ("start", _I), ("stop", _I), "actor", "voice", ("quote", _I), "zone", ("label", _I),
        ("score", _F), ("p_neg", _F), ("p_neu", _F), ("p_pos", _F), ("masked_score", _F), ("n_hits", _I), "lexicon", "reason",
    ),
    "hits": _schema(
        "article", ("sentence", _I), *_SPAN, "lemma", ("score", _F), ("base", _F), "changed_by", ("quote", _I), "zone", "lexicon",
    ),
}  # fmt: skip
"""Table -> columns of one *part*. `actors` of a corpus is one row an actor; of a part, one row an actor and article."""

ORDER: dict[str, str] = {
    "articles": "article", "blocks": "article, start", "tokens": "article, sentence, token",
    "mentions": "article, start, stop, actor", "quotes": "article, quote", "tone": "article, start, stop, actor",
    "hits": "article, start, stop, lemma",
}  # fmt: skip


def rows_of(document: Document) -> dict[str, list[Row]]:
    """The rows of one document, for every table."""
    article, blocks, quotes = document.article, document.blocks, document.quotes
    key = {"article": article.id}
    tokens = list(_token_rows(document))
    starts = [s.start for s in document.sentences]
    return {
        "articles": [
            key | _fields(article, "outlet", "published", "title", "author", "url", "path", "text")
            | {"n_tokens": len(tokens), "n_sentences": len(document.sentences)}
            | {"duplicate_of": "", "story": "", "similarity": None}
        ],
        "blocks": [key | _fields(b, "start", "stop", "zone") for b in blocks],
        "tokens": tokens,
        "mentions": [
            key | _fields(m, *_MENTION) | {"zone": zone_at(blocks, m.start), "quote": quote_at(quotes, m.start, m.stop)}
            for m in document.mentions
        ],
        "actors": [
            key | {"actor": a.name, "type": a.type, "gender": a.gender, "aliases": list(a.aliases), "titles": list(a.titles),
                   "n_mentions": sum(m.actor == a.name for m in document.mentions)}
            for a in document.actors
        ],
        "quotes": [
            key | _fields(q, *_QUOTE) | {"quote": i, "actors": list(q.actors), "zone": zone_at(blocks, q.start),
                                         "sentence": _sentence_at(starts, q.start), "n_words": _words(q.text)}
            for i, q in enumerate(quotes)
        ],
        "tone": [
            key | _fields(t, *_TONE) | {"zone": zone_at(blocks, t.start), "quote": quote_at(quotes, t.start, t.stop)}
            for t in document.tone
        ],
        "hits": [key | _fields(h, *_HIT) | {"zone": zone_at(blocks, h.start)} for h in document.hits],
    }  # fmt: skip


_MENTION = (
    "sentence",
    "start",
    "stop",
    "text",
    "name_start",
    "name_stop",
    "kind",
    "actor",
    "type",
    "confidence",
    "rule",
)
_QUOTE = (
    "kind", "start", "stop", "text", "cue_start", "cue_stop", "cue_lemma", "stance", "speaker_start", "speaker_stop",
    "speaker_text", "group", "rule", "speaker_rule",
)  # fmt: skip
_TONE = (
    "sentence", "start", "stop", "actor", "voice", "label", "score", "p_neg", "p_neu", "p_pos", "masked_score", "n_hits",
    "lexicon", "reason",
)  # fmt: skip
_HIT = ("sentence", "start", "stop", "text", "lemma", "score", "base", "changed_by", "quote", "lexicon")
_TOKEN = ("start", "stop", "text", "lemma", "pos", "feats", "head", "rel")


def _fields(record: object, *names: str) -> Row:
    return {name: getattr(record, name) for name in names}


def _words(text: str) -> int:
    return sum(any(ch.isalnum() for ch in word) for word in text.split())


def _sentence_at(starts: list[int], position: int) -> int:
    from bisect import bisect_right

    return max(0, bisect_right(starts, position) - 1)


def _token_rows(document: Document) -> Iterator[Row]:
    spans = sorted(((q.start, q.stop, i) for i, q in enumerate(document.quotes) if q.kind != "source"), key=lambda s: s[0] - s[1])
    owner: dict[int, int] = {}
    for start, stop, number in spans:  # longest first, so that the innermost quote has the last word
        for sentence in document.sentences:
            if sentence.start < stop and start < sentence.stop:
                owner.update((t.start, number) for t in sentence.tokens if start <= t.start and t.stop <= stop)
    article, blocks, at = document.article.id, document.blocks, 0
    for s, sentence in enumerate(document.sentences):
        for i, t in enumerate(sentence.tokens):
            while at < len(blocks) and blocks[at].stop <= t.start:
                at += 1
            zone = blocks[at].zone if at < len(blocks) and blocks[at].start <= t.start else "body"
            yield {
                "article": article, "sentence": s, "token": i, "start": t.start, "stop": t.stop, "text": t.text,
                "lemma": t.lemma, "pos": t.pos, "feats": t.feats, "head": t.head, "rel": t.rel, "zone": zone,
                "quote": owner.get(t.start, -1),
            }  # fmt: skip


def tables_of(documents: Iterable[Document]) -> dict[str, pa.Table]:
    """The tables of some documents, one part of a corpus."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for document in documents:
        for name, some in rows_of(document).items():
            rows[name] += some
    return {name: pa.Table.from_pylist(some, schema=SCHEMAS[name]) for name, some in rows.items()}


def document_of(rows: Mapping[str, list[Row]]) -> Document:
    """The document that the rows of one article came from: ``document_of(rows_of(d)) == d``."""
    article = rows["articles"][0]
    place = {r["quote"]: i for i, r in enumerate(rows["quotes"])}  # a quote may have been dropped by a correction
    sentences: list[list[Token]] = [[] for _ in range(article["n_sentences"])]
    for row in rows["tokens"]:
        sentences[row["sentence"]].append(Token(**{k: row[k] for k in _TOKEN}))
    return Document(
        article=Article(
            id=article["article"],
            **{k: article[k] for k in ("text", "title", "outlet", "published", "author", "url", "path")},
        ),
        blocks=tuple(Block(r["start"], r["stop"], r["zone"]) for r in rows["blocks"]),
        sentences=tuple(Sentence(ts[0].start, ts[-1].stop, tuple(ts)) for ts in sentences if ts),
        mentions=tuple(Mention(**{k: r[k] for k in _MENTION}) for r in rows["mentions"]),
        actors=tuple(Actor(r["actor"], r["type"], tuple(r["aliases"]), r["gender"], tuple(r["titles"])) for r in rows["actors"]),
        quotes=tuple(Quote(actors=tuple(r["actors"]), **{k: r[k] for k in _QUOTE}) for r in rows["quotes"]),
        hits=tuple(Hit(**{k: r[k] for k in _HIT} | {"quote": place.get(r["quote"], -1)}) for r in rows["hits"]),
        tone=tuple(Tone(**{k: r[k] for k in _TONE}) for r in rows["tone"]),
    )
