"""The tables of a corpus: their columns, and how one document becomes rows and rows a document again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
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
Columns = dict[str, list[Any]]

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
    return {table: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            for table, columns in columns_of([document]).items()}  # fmt: skip


def columns_of(documents: Sequence[Document]) -> dict[str, Columns]:
    """The rows of some documents as columns: one list for each column of every table."""
    sized = [(d, sum(len(s.tokens) for s in d.sentences)) for d in documents]
    articles = [d.article for d in documents]
    quotes = [q for d in documents for q in d.quotes]
    actors = [a for d in documents for a in d.actors]
    return {
        "articles": _fields(articles, "outlet", "published", "title", "author", "url", "path", "text")
        | {"article": [a.id for a in articles], "n_tokens": [n for _, n in sized]}
        | {"n_sentences": [len(d.sentences) for d in documents]}
        | {"duplicate_of": [""] * len(articles), "story": [""] * len(articles), "similarity": [None] * len(articles)},
        "blocks": _layer(documents, "blocks", "start", "stop", "zone"),
        "tokens": _token_columns(sized),
        "mentions": _layer(documents, "mentions", *_MENTION) | _places(documents, "mentions"),
        "actors": _layer(documents, "actors", "type", "gender") | {"actor": [a.name for a in actors]}
        | {name: [list(getattr(a, name)) for a in actors] for name in ("aliases", "titles")}
        | {"n_mentions": [n for d in documents for n in _counts(d)]},
        "quotes": _layer(documents, "quotes", *_QUOTE)
        | {"zone": _zones(documents, "quotes"), "quote": [n for d in documents for n in range(len(d.quotes))],
           "sentence": [n for d in documents for n in _sentences_at(d)], "actors": [list(q.actors) for q in quotes],
           "n_words": [_words(q.text) for q in quotes]},
        "tone": _layer(documents, "tone", *_TONE) | _places(documents, "tone"),
        "hits": _layer(documents, "hits", *_HIT) | {"zone": _zones(documents, "hits")},
    }  # fmt: skip


def _fields(records: Sequence[object], *names: str) -> Columns:
    return {name: list(map(attrgetter(name), records)) for name in names}


def _layer(documents: Sequence[Document], name: str, *fields: str) -> Columns:
    """Fields of one layer of all documents, with their articles."""
    layers = [getattr(d, name) for d in documents]
    ids = [d.article.id for d, layer in zip(documents, layers, strict=True) for _ in layer]
    return {"article": ids} | _fields([record for layer in layers for record in layer], *fields)


def _zones(documents: Sequence[Document], name: str) -> list[str]:
    return [zone_at(d.blocks, record.start) for d in documents for record in getattr(d, name)]


def _places(documents: Sequence[Document], name: str) -> Columns:
    """The zone and the innermost quote of each record of a layer."""
    quoted = [quote_at(d.quotes, record.start, record.stop) for d in documents for record in getattr(d, name)]
    return {"zone": _zones(documents, name), "quote": quoted}


def _counts(document: Document) -> list[int]:
    """How often each actor of a document is mentioned there."""
    mentioned = Counter(m.actor for m in document.mentions)
    return [mentioned[a.name] for a in document.actors]


def _sentences_at(document: Document) -> list[int]:
    """The sentence in which each quote of a document begins."""
    starts = [s.start for s in document.sentences]
    return [max(0, bisect_right(starts, q.start) - 1) for q in document.quotes]


def _token_columns(sized: Sequence[tuple[Document, int]]) -> Columns:
    """The words of documents, of so many each."""
    sentences = [(n, sentence) for d, _ in sized for n, sentence in enumerate(d.sentences)]
    columns = _fields([token for _, sentence in sentences for token in sentence.tokens], *_TOKEN)
    starts, stops = columns["start"], columns["stop"]
    ids: list[str] = []
    zones, quotes = ["body"] * len(starts), [-1] * len(starts)
    at = 0
    for document, size in sized:
        ids += [document.article.id] * size
        end = at + size
        for block in document.blocks:
            first, last = bisect_left(starts, block.start, at, end), bisect_left(starts, block.stop, at, end)
            zones[first:last] = [block.zone] * (last - first)
        spans = [(q.start, q.stop, i) for i, q in enumerate(document.quotes) if q.kind != "source"]
        for start, stop, number in sorted(spans, key=lambda s: s[0] - s[1]):  # the longest first: the innermost has the last word
            first, last = bisect_left(starts, start, at, end), bisect_right(stops, stop, at, end)
            quotes[first:last] = [number] * (last - first)
        at = end
    return columns | {
        "article": ids,
        "sentence": [n for n, sentence in sentences for _ in sentence.tokens],
        "token": [n for _, sentence in sentences for n in range(len(sentence.tokens))],
        "zone": zones,
        "quote": quotes,
    }


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


def _words(text: str) -> int:
    return sum(any(ch.isalnum() for ch in word) for word in text.split())


def tables_of(documents: Iterable[Document]) -> dict[str, pa.Table]:
    """The tables of some documents, one part of a corpus."""
    return {name: pa.table(columns, schema=SCHEMAS[name]) for name, columns in columns_of(list(documents)).items()}


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
