"""The tokens of a corpus as columns of numbers: what the views ask of a million words without a million objects."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from framing.records import COUNTED_ZONES

CLAUSES = frozenset({"root", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "parataxis"})
_NUMBERS = ("sentence", "token", "start", "stop", "head", "quote")
_TEXTS = ("article", "lemma", "pos", "rel", "zone")
_LINE = re.compile(r"[^\s\x1c-\x1f\x85\u2028\u2029](?:[^\n]*\S)?")


def rows(corpus: Any, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Some columns of a table row by row, in its own order: from the Parquet file where there is one, else from the frame."""
    if hasattr(corpus, "connect"):
        with corpus.connect() as db:
            here = {row[0] for row in db.execute(f"DESCRIBE {table}").fetchall()}
            names = [name for name in columns if name in here]
            listed = ", ".join(f'"{name}"' for name in names)
            found = db.execute(f"SELECT {listed} FROM {table}").fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]
    held = getattr(corpus, table)
    names = [name for name in columns if name in held]
    lists = [held[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


class Tokens:
    """The tokens by article and place. Texts are codes (``code["lemma"]``) into lists of what there is (``kinds["lemma"]``)."""

    def __init__(self, corpus: Any, articles: list[str]) -> None:
        place = {article: i for i, article in enumerate(articles)}
        numbers, self.code, self.kinds = self._read(corpus)
        known = np.array([place[str(article)] for article in self.kinds["article"]], np.int64)
        article = known[self.code.pop("article")] if len(known) else np.empty(0, np.int64)
        order = np.lexsort((numbers["start"], article))
        self._source, self._order = corpus, order
        self.article = article[order]
        self.sentence, self.token, self.start, self.stop, self.head, self.quote = (numbers[name][order] for name in _NUMBERS)
        self.code = {name: codes[order] for name, codes in self.code.items()}
        self.edges = np.searchsorted(self.article, np.arange(len(articles) + 1))
        self.is_word = ~np.isin(self.code["pos"], [i for i, pos in enumerate(self.kinds["pos"]) if pos in ("PUNCT", "SYM")])

    @staticmethod
    def _read(corpus: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, list[str]]]:
        numbers, codes, kinds = {}, {}, {}
        if hasattr(corpus, "connect"):  # the file's dictionaries: no text of any token is made
            import pyarrow.compute as pc

            with corpus.connect() as db:
                names = ", ".join(f'"{name}"' for name in (*_NUMBERS, *_TEXTS))
                table = db.sql(f"SELECT {names} FROM tokens").to_arrow_table()
            for name in _NUMBERS:
                numbers[name] = pc.fill_null(table[name], -1).combine_chunks().to_numpy()
            for name in _TEXTS:
                encoded = pc.fill_null(table[name], "").combine_chunks().dictionary_encode()
                codes[name], kinds[name] = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
            return numbers, codes, kinds
        for name in _NUMBERS:
            numbers[name] = corpus.tokens[name].fillna(-1).to_numpy(np.int64)
        for name in _TEXTS:
            codes[name], found = pd.factorize(corpus.tokens[name].fillna("").astype(str))
            kinds[name] = list(found)
        return numbers, codes, kinds

    def feats(self) -> tuple[Any, list[str]]:
        """The grammar of each token as codes, and what they stand for; read when asked."""
        if hasattr(self._source, "connect"):
            import pyarrow.compute as pc

            with self._source.connect() as db:
                table = db.sql("SELECT feats FROM tokens").to_arrow_table()
            encoded = pc.fill_null(table["feats"], "").combine_chunks().dictionary_encode()
            return encoded.indices.to_numpy()[self._order], encoded.dictionary.to_pylist()
        codes, found = pd.factorize(self._source.tokens["feats"].fillna("").astype(str))
        return codes[self._order], list(found)

    def rows(self, article: int) -> slice:
        """Where the tokens of an article are."""
        return slice(int(self.edges[article]), int(self.edges[article + 1]))

    def words(self, article: int) -> Any:
        """The starts of an article's words, marks left out."""
        here = self.rows(article)
        return self.start[here][self.is_word[here]]

    @cached_property
    def n_words(self) -> Any:
        """How many words each article has."""
        return np.bincount(self.article[self.is_word], minlength=len(self.edges) - 1)

    @cached_property
    def n_sentences(self) -> int:
        """How many sentences there are."""
        return len(np.unique(self.article * (1 << 32) + self.sentence))

    def sentences(self, article: int) -> dict[int, tuple[int, int]]:
        """The borders of an article's sentences, by their numbers."""
        found: dict[int, tuple[int, int]] = {}
        here = self.rows(article)
        rows = (column[here].tolist() for column in (self.sentence, self.start, self.stop))
        for sentence, start, stop in zip(*rows, strict=True):
            first, last = found.get(sentence, (start, stop))
            found[sentence] = (min(first, start), max(last, stop))
        return found

    def blocks(self, article: int, text: str) -> list[tuple[int, int, str]]:
        """The paragraphs of an article: its lines, each in the zone of its first token."""
        here = self.rows(article)
        starts, zones = self.start[here], self.code["zone"][here]
        out = []
        for found in _LINE.finditer(text):
            start, stop = found.span()
            at = int(np.searchsorted(starts, start))
            inside = at < len(starts) and starts[at] < stop
            out.append((start, stop, (self.kinds["zone"][zones[at]] or "body") if inside else "body"))
        return out

    @cached_property
    def clause(self) -> Any:
        """The token that heads the clause of each token; a conjoined verb heads a clause of its own."""
        every = np.arange(len(self.article))
        rel, pos = self.kinds["rel"], self.kinds["pos"]
        tops = np.isin(self.code["rel"], [i for i, name in enumerate(rel) if name in CLAUSES])
        verbs = np.isin(self.code["pos"], [i for i, name in enumerate(pos) if name == "VERB"])
        tops |= verbs & np.isin(self.code["rel"], [i for i, name in enumerate(rel) if name == "conj"])
        up = every - self.token + self.head
        good = ~tops & (self.head >= 0) & (up >= 0) & (up < len(every))
        up = np.where(good, up, every)
        for _ in range(12):
            higher = up[up]
            if (higher == up).all():
                break
            up = higher
        return up

    @cached_property
    def counted(self) -> Any:
        """Whether a token stands where words count."""
        return np.isin(self.code["zone"], [i for i, zone in enumerate(self.kinds["zone"]) if zone in COUNTED_ZONES])

    @cached_property
    def place(self) -> Any:
        """Article and start of each token as one number, in order."""
        return self.article.astype(np.int64) << 32 | self.start

    def around(self, spans: list[tuple[int, int, int]]) -> Any:
        """The tokens of the clauses that hold some spans (article, start, stop), the spans' own tokens left out."""
        article, start, stop = np.array(spans, np.int64).reshape(-1, 3).T
        first, last = (np.searchsorted(self.place, article << 32 | edge) for edge in (start, stop))
        steps = np.bincount(first, minlength=len(self.article) + 1) - np.bincount(last, minlength=len(self.article) + 1)
        own = np.cumsum(steps[:-1]) > 0
        heads = np.zeros(len(self.article), bool)
        heads[self.clause[own]] = True
        return np.flatnonzero(heads[self.clause] & ~own & self.counted)
