"""The chain of one text: segment, tag, lemmatise, find entities and quotation marks."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from framing.parse.marks import find_marks
from framing.records import Entity, Parsed, Sentence, Token


def weights(name: str) -> str:
    """The path of a file of weights that the package natasha carries (natasha itself is never imported)."""
    return str(importlib.metadata.distribution("natasha").locate_file(f"natasha/data/{name}"))


@cache
def _models() -> tuple[Any, Any, Any]:
    from navec import Navec
    from slovnet import NER, Morph, Syntax

    navec = Navec.load(weights("emb/navec_news_v1_1B_250K_300d_100q.tar"))
    load = lambda kind, name: kind.load(weights(f"model/slovnet_{name}_news_v1.tar"), batch_size=8).navec(navec)  # noqa: E731
    return load(Morph, "morph"), load(Syntax, "syntax"), load(NER, "ner")


@cache
def _analyser() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(200_000)
def _lemma(form: str, pos: str) -> str:
    return _analyser().parse(form)[0].normal_form


def parse_text(text: str) -> Parsed:
    """One parsed text."""
    return next(parse_texts([text]))


def parse_texts(texts: Sequence[str]) -> Iterator[Parsed]:
    """Parsed texts, in order; several at once are faster than one by one."""
    morph, syntax, ner = _models()
    for text in texts:
        pieces = list(_sentences(text))
        words = [[t[2] for t in tokens] for _, _, tokens in pieces]
        sentences = []
        for (start, stop, tokens), tags, tree in zip(pieces, morph.map(words), syntax.map(words), strict=True):
            sentences.append(Sentence(start, stop, tuple(
                Token(a, b, form, _lemma(form.lower(), tag.pos), tag.pos, "|".join(f"{k}={v}" for k, v in (tag.feats or {}).items()),
                      int(node.head_id) - 1, node.rel)
                for (a, b, form), tag, node in zip(tokens, tags.tokens, tree.tokens, strict=True))))
        entities = tuple(Entity(s.start, s.stop, s.type) for s in ner(text).spans) if text.strip() else ()
        yield Parsed(text, tuple(sentences), entities, find_marks(text))


def _sentences(text: str) -> Iterator[tuple[int, int, list[tuple[int, int, str]]]]:
    import razdel

    for line in re.finditer(r"[^\n]+", text):
        for s in razdel.sentenize(line.group()):
            if s.text.strip():
                at = line.start() + s.start
                yield at, at + len(s.text), [(at + t.start, at + t.stop, t.text) for t in razdel.tokenize(s.text)]
