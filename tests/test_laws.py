"""Laws that hold for anything: tables give back the documents they were made of, and spans are where they say."""

from __future__ import annotations

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.corpus import schema
from framing.corpus.chain import Failed, Settings, documents
from framing.records import Actor, Article, Block, Document, Hit, Mention, Quote, Sentence, Token, Tone, quote_at, voice_of

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
names = st.text(min_size=0, max_size=12).filter(lambda s: not any("\ud800" <= ch <= "\udfff" for ch in s))
score = st.floats(-2, 2, allow_nan=False)


@st.composite
def made_documents(draw) -> Document:
    """A document of any words at all: every layer present, spans true."""
    forms = draw(st.lists(words, min_size=1, max_size=12))
    tokens, at = [], 0
    for i, form in enumerate(forms):
        tokens.append(Token(at, at + len(form), form, draw(names), "NOUN", "Case=Nom|Number=Sing", i - 1, "dep"))
        at += len(form) + 1
    text = " ".join(forms)
    a, b = sorted(draw(st.tuples(st.integers(0, len(tokens) - 1), st.integers(0, len(tokens) - 1))))
    start, stop = tokens[a].start, tokens[b].stop
    span = (start, stop, text[start:stop])
    quotes = (Quote("direct", *span, actors=tuple(draw(st.lists(names, max_size=2))), group=draw(st.integers(-1, 3))),)
    who = draw(names)
    return Document(
        Article(draw(words), text, title=draw(names), outlet=draw(names), author=draw(names)),
        (Block(0, len(text), "body"),),
        (Sentence(0, len(text), tuple(tokens)),),
        (Mention(0, *span, "name", who, "PER", start, stop, draw(st.floats(0, 1)), "rule"),),
        (Actor(who, "PER", tuple(draw(st.lists(names, max_size=3))), "f", tuple(draw(st.lists(names, max_size=2)))),),
        quotes,
        (Hit(0, *span, "лемма", draw(score), draw(score), "не", quote_at(quotes, start, stop), "framing"),),
        (Tone(0, start, stop, who, voice_of(quotes, 0), 1, draw(score), 0.2, 0.3, 0.5, draw(score), 1, "framing", "слово"),),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=made_documents())
def test_tables_written_and_read_back_give_the_same_document(document, tmp_path):
    rows = {}
    for name, table in schema.tables_of([document]).items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
        rows[name] = pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
    assert schema.document_of(rows) == document


@settings(max_examples=15, deadline=None)
@given(st.text(st.sampled_from('Мэр Орлова сказала: «Мы — за».\n"А?» г. 5 http://x.ru 🔴—„“”…ёЁ\t'), min_size=1, max_size=200))
def test_any_text_is_analysed_and_every_span_is_true(text):
    (document,) = documents([Article("x", text)], Settings())
    assert not isinstance(document, Failed), document
    spans = [t for s in document.sentences for t in s.tokens] + [*document.mentions, *document.quotes, *document.hits]
    assert all(text[s.start : s.stop] == s.text and s.start < s.stop for s in spans)
    assert all(0 <= q.cue_start < q.cue_stop <= len(text) or q.cue_start == q.cue_stop == -1 for q in document.quotes)
