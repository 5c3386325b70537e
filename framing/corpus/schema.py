"""The tables of a corpus: their columns, and how one document becomes rows and rows a document again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
            for table, columns in columns_of(document).items()}  # fmt: skip


def columns_of(document: Document) -> dict[str, Columns]:
    """The same as columns: one list for each column of every table."""
    article, blocks, quotes = document.article, document.blocks, document.quotes
    starts = [s.start for s in document.sentences]
    mentioned = Counter(m.actor for m in document.mentions)
    zones: Callable[[Sequence[Any]], list[str]] = lambda records: [zone_at(blocks, r.start) for r in records]  # noqa: E731
    quoted: Callable[[Sequence[Any]], list[int]] = lambda records: [quote_at(quotes, r.start, r.stop) for r in records]  # noqa: E731
    tokens = _token_columns(document)
    found: dict[str, Columns] = {
        "articles": _fields([article], "outlet", "published", "title", "author", "url", "path", "text")
        | {"n_tokens": [len(tokens["start"])], "n_sentences": [len(document.sentences)]}
        | {"duplicate_of": [""], "story": [""], "similarity": [None]},
        "blocks": _fields(blocks, "start", "stop", "zone"),
        "tokens": tokens,
        "mentions": _fields(document.mentions, *_MENTION)
        | {"zone": zones(document.mentions), "quote": quoted(document.mentions)},
        "actors": {"actor": [a.name for a in document.actors]} | _fields(document.actors, "type", "gender")
        | {name: [list(getattr(a, name)) for a in document.actors] for name in ("aliases", "titles")}
        | {"n_mentions": [mentioned[a.name] for a in document.actors]},
        "quotes": _fields(quotes, *_QUOTE)
        | {"quote": list(range(len(quotes))), "actors": [list(q.actors) for q in quotes], "zone": zones(quotes),
           "sentence": [_sentence_at(starts, q.start) for q in quotes], "n_words": [_words(q.text) for q in quotes]},
        "tone": _fields(document.tone, *_TONE) | {"zone": zones(document.tone), "quote": quoted(document.tone)},
        "hits": _fields(document.hits, *_HIT) | {"zone": zones(document.hits)},
    }  # fmt: skip
    for columns in found.values():
        columns["article"] = [article.id] * len(next(iter(columns.values())))
    return found


def _fields(records: Sequence[object], *names: str) -> Columns:
    return {name: list(map(attrgetter(name), records)) for name in names}


def _token_columns(document: Document) -> Columns:
    tokens = [token for sentence in document.sentences for token in sentence.tokens]
    columns = _fields(tokens, *_TOKEN)
    starts, stops = columns["start"], columns["stop"]
    zones, quotes = ["body"] * len(tokens), [-1] * len(tokens)
    for block in document.blocks:
        first, last = bisect_left(starts, block.start), bisect_left(starts, block.stop)
        zones[first:last] = [block.zone] * (last - first)
    spans = sorted(((q.start, q.stop, i) for i, q in enumerate(document.quotes) if q.kind != "source"), key=lambda s: s[0] - s[1])
    for start, stop, number in spans:  # longest first, so that the innermost quote has the last word
        first, last = bisect_left(starts, start), bisect_right(stops, stop)
        quotes[first:last] = [number] * (last - first)
    return columns | {
        "sentence": [number for number, sentence in enumerate(document.sentences) for _ in sentence.tokens],
        "token": [number for sentence in document.sentences for number in range(len(sentence.tokens))],
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


def _sentence_at(starts: list[int], position: int) -> int:
    return max(0, bisect_right(starts, position) - 1)


def tables_of(documents: Iterable[Document]) -> dict[str, pa.Table]:
    """The tables of some documents, one part of a corpus."""
    all_columns: dict[str, Columns] = {name: {column: [] for column in schema.names} for name, schema in SCHEMAS.items()}
    for document in documents:
        for name, columns in columns_of(document).items():
            for column, values in columns.items():
                all_columns[name][column] += values
    return {name: pa.table(columns, schema=SCHEMAS[name]) for name, columns in all_columns.items()}


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
