"""The room `corpus`: the table contract, resuming, corrections, the way there and back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import framing as fr
from framing.corpus import schema
from framing.corpus.corrections import read_corrections

CONTRACT = {
    "articles": "article outlet published title author url path text n_tokens n_sentences duplicate_of",
    "tokens": "article sentence token start stop text lemma pos feats head rel zone quote",
    "mentions": "article sentence start stop text name_start name_stop kind actor type zone confidence rule",
    "actors": "actor type aliases n_mentions n_articles",
    "quotes": "article quote kind start stop text cue_start cue_stop speaker_start speaker_stop speaker_text actors group zone rule",
    "tone": "article sentence start stop actor voice label score p_neg p_neu p_pos masked_score n_hits lexicon",
    "hits": "article sentence start stop text lemma score base changed_by quote lexicon",
}
STORY = """Мэр Северогорска открыла мост

«Мы ждали этого десять лет», — заявила мэр Северогорска Анна Орлова. Она поблагодарила строителей.

Глава завода «Заря» Пётр Климов сказал, что мост построен плохо. «Это позор», — добавил он.

Фото: Игорь Лунин / «Вестник»
"""
OTHER = "Климов поспорил с мэром Анной Орловой.\n\nОрлова ответила, что завод «Заря» сам сорвал сроки."


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("inputs")
    (place / "a.txt").write_text(STORY, encoding="utf-8")
    (place / "b.txt").write_text(OTHER, encoding="utf-8")
    (place / "c.txt").write_text(STORY.replace("\n\n", "\n \n"), encoding="utf-8")
    (place / "d.txt").write_bytes(b"\x00\x01")
    (place / "metadata.csv").write_text(
        "file,outlet,published\na.txt,Вестник,2024-05-01\nb.txt,Волна,2024-05-02\nc.txt,Волна,2024-05-03\n", encoding="utf-8"
    )
    return place


@pytest.fixture(scope="module")
def corpus(folder, tmp_path_factory) -> fr.Corpus:
    return fr.analyse(folder, out=tmp_path_factory.mktemp("corpora") / "one")


def same(a: fr.Corpus, b: fr.Corpus) -> bool:
    return all(pq.read_table(a.path / f"{t}.parquet").equals(pq.read_table(b.path / f"{t}.parquet")) for t in schema.SCHEMAS)


@pytest.mark.parametrize("table", CONTRACT)
def test_tables_have_the_columns_of_the_contract(corpus, table):
    frame = pd.read_parquet(corpus.path / f"{table}.parquet")
    assert set(CONTRACT[table].split()) <= set(frame.columns)
    assert len(frame) and (
        frame["article"].is_monotonic_increasing if "article" in frame else frame["n_mentions"].is_monotonic_decreasing
    )


@pytest.mark.parametrize("table", ["tokens", "mentions", "quotes", "hits"])
def test_offsets_law(corpus, table):
    texts = corpus.articles.set_index("article")["text"]
    frame = getattr(corpus, table)
    assert all(texts[r.article][r.start : r.stop] == r.text for r in frame.itertuples())


def test_counts_skipped_and_duplicates(corpus):
    assert len(corpus) == 3 and [Path(s["path"]).name for s in corpus.skipped] == ["d.txt"]
    articles = corpus.articles.set_index("article")
    assert (
        articles.loc["c", "duplicate_of"] == "a" and articles.loc["c", "story"] == "a" and articles.loc["b", "duplicate_of"] == ""
    )
    assert articles.loc["b", "outlet"] == "Волна" and set(corpus.tokens["outlet"]) == {"Вестник", "Волна"}


def test_one_article_is_a_document_and_back(corpus):
    for key in corpus.ids:
        document = corpus[key]
        rows = schema.rows_of(document)
        again = schema.document_of({**rows, "articles": rows["articles"]})
        assert again == document
    assert corpus[0].article.id == "a" and corpus[-1].article.id == "c"
    with pytest.raises(KeyError, match="no article"):
        corpus["zzz"]
    with pytest.raises(IndexError, match="3 articles"):
        corpus[3]


def test_speakers_are_resolved(corpus):
    quotes = corpus.quotes[corpus.quotes.article == "a"]
    by_text = {r.text: list(r.actors) for r in quotes.itertuples()}
    assert by_text["Мы ждали этого десять лет"] == ["Анна Орлова"] and by_text["Это позор"] == ["Пётр Климов"]
    assert not any("Лунин" in a for actors in quotes["actors"] for a in actors)


def test_voice_is_the_speakers_inside_quotes(corpus):
    tone = corpus.tone.merge(corpus.quotes[["article", "quote", "actors"]], on=["article", "quote"], how="left")
    for r in tone.itertuples():
        told = "narrator" if r.quote < 0 else (r.actors[0] if len(r.actors) else "unnamed")
        assert r.voice == told


def test_tokens_know_their_quote(corpus):
    words = corpus.tokens.merge(
        corpus.quotes[["article", "quote", "start", "stop", "kind"]], on=["article", "quote"], suffixes=("", "_q")
    )
    assert ((words.start_q <= words.start) & (words.stop <= words.stop_q) & (words.kind != "source")).all() and len(words)


def test_actor_names_are_found_or_offered(corpus):
    assert corpus.actor("Орлова") == "Анна Орлова" == corpus.actor("анна орлова")
    with pytest.raises(KeyError, match="most mentioned"):
        corpus.actor("Наполеон")


@pytest.mark.parametrize("unit", ["sentence", "clause", "window"])
def test_around_leaves_the_name_and_other_voices_out(corpus, unit):
    near = corpus.around("Орлова", unit=unit, voice="narrator")
    assert len(near) and "орлова" not in set(near["lemma"]) and (near["quote"] == -1).all()
    with pytest.raises(ValueError, match="none of"):
        corpus.around("Орлова", unit="page")


def test_why_says_why(corpus):
    row = corpus.mentions[(corpus.mentions.text == "Она")].iloc[0]
    assert row.actor == "Анна Орлова" and "Анна Орлова" in corpus.why(row) and len(corpus.why(row)) > 30


def test_again_gives_the_same_tables_and_repeats_nothing(folder, corpus, tmp_path):
    again = fr.analyse(folder, out=tmp_path / "two", jobs=2)
    assert same(corpus, again)
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "two" / "parts").iterdir()}
    assert same(corpus, fr.analyse(folder, out=tmp_path / "two"))
    assert stamps == {p: p.stat().st_mtime_ns for p in (tmp_path / "two" / "parts").iterdir()}


def test_a_half_written_part_is_done_again(folder, corpus, tmp_path):
    shutil.copytree(corpus.path, tmp_path / "x")
    part = next((tmp_path / "x" / "parts").iterdir())
    part.rename(part.with_name(f".{part.name}.123"))
    (part.with_name(f".{part.name}.123") / "tokens.parquet").write_bytes(b"half")
    assert same(corpus, fr.analyse(folder, out=tmp_path / "x"))


def test_other_settings_and_inputs_are_not_mixed(folder, corpus, tmp_path):
    shutil.copytree(corpus.path, tmp_path / "x")
    with pytest.raises(fr.CorpusExists, match="--add"):
        fr.analyse(folder / "a.txt", out=tmp_path / "x")
    note = json.loads((tmp_path / "x" / "corpus.json").read_text(encoding="utf-8"))
    note["settings"]["version"] = "0"
    (tmp_path / "x" / "corpus.json").write_text(json.dumps(note), encoding="utf-8")
    with pytest.raises(fr.CorpusExists, match="version: 0, now"):
        fr.analyse(folder, out=tmp_path / "x")
    assert same(corpus, fr.analyse(folder, out=tmp_path / "x", fresh=True))
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "thesis.docx").write_text("важное", encoding="utf-8")
    with pytest.raises(fr.CorpusExists, match="other files"):
        fr.analyse(folder, out=tmp_path / "y")


def test_add_keeps_what_is_there(folder, corpus, tmp_path):
    first = fr.analyse([folder / "a.txt", folder / "b.txt"], out=tmp_path / "x")
    assert len(first) == 2
    both = fr.analyse(folder, out=tmp_path / "x", add=True)
    assert set(both.ids) == {"a", "b", "c"}


def test_nothing_readable_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nothing could be read.*empty"):
        fr.analyse(tmp_path)


def test_save_and_load(corpus, tmp_path):
    assert same(corpus, corpus.save(tmp_path / "copy")) and same(corpus, fr.load(tmp_path / "copy"))
    with pytest.raises(FileExistsError, match="exists already"):
        corpus.save(tmp_path / "copy")
    with pytest.raises(FileNotFoundError, match="not a corpus"):
        fr.load(tmp_path)


def test_corrections_are_replayed_and_stay(folder, corpus, tmp_path):
    mine = corpus.save(tmp_path / "mine")
    quote = mine.quotes[mine.quotes.text == "Это позор"].iloc[0]
    pronoun = mine.mentions[mine.mentions.text == "Она"].iloc[0]
    mine = mine.correct("speaker", "Анна Орлова", article=quote.article, start=int(quote.start), stop=int(quote.stop))
    mine = mine.correct("tone", "1", article=pronoun.article, start=int(pronoun.start), stop=int(pronoun.stop), note="похвала")
    mine = mine.correct("rename", "Пётр Климов = П. С. Климов")
    again = fr.analyse(folder, out=tmp_path / "again")
    shutil.copy(mine.path / "corrections.tsv", again.path / "corrections.tsv")
    for c in (mine, again.refresh(), fr.analyse(folder, out=tmp_path / "again", fresh=True)):
        assert list(c.quotes[(c.quotes.text == "Это позор") & (c.quotes.article == quote.article)]["actors"].iloc[0]) == [
            "Анна Орлова"
        ]
        told = c.tone[(c.tone.article == pronoun.article) & (c.tone.start == pronoun.start)].iloc[0]
        assert told.label == 1 and told.reason == "corrected"
        assert "П. С. Климов" in set(c.actors["actor"]) and "Пётр Климов" not in set(c.mentions["actor"])
        assert c.info["corrections"] == {"applied": 3, "errors": []}


def test_merge_split_retype_drop(corpus, tmp_path):
    mine = corpus.save(tmp_path / "mine")
    before = int(mine.actors.set_index("actor").loc["Анна Орлова", "n_mentions"])
    mine = mine.correct("split", "Анна Орлова = Орлова из Волны @ b").correct("retype", "Анна Орлова = GROUP")
    actors = mine.actors.set_index("actor")
    assert actors.loc["Орлова из Волны", "n_mentions"] + actors.loc["Анна Орлова", "n_mentions"] == before
    assert actors.loc["Анна Орлова", "type"] == "GROUP"
    mine = mine.correct("merge", "Орлова из Волны = Анна Орлова")
    assert mine.actors.set_index("actor").loc["Анна Орлова", "n_mentions"] == before
    row = mine.mentions[mine.mentions.actor == "Анна Орлова"].iloc[0]
    mine = mine.correct("drop", article=row.article, start=int(row.start), stop=int(row.stop))
    assert mine.actors.set_index("actor").loc["Анна Орлова", "n_mentions"] == before - 1


def test_a_span_of_two_actors_corrected_to_one_counts_once(tmp_path):
    text = "Россия и Япония спорят об островах. Две страны не подписали договор."
    mine = fr.analyse_texts([text]).save(tmp_path / "mine")
    both = mine.mentions[mine.mentions.text == "Две страны"]
    assert set(both.actor) == {"Россия", "Япония"}
    at = {"article": both.article.iloc[0], "start": int(both.start.iloc[0]), "stop": int(both.stop.iloc[0])}
    mine = mine.correct("actor", "Япония", **at)
    for table in (mine.mentions, mine.tone):
        assert list(table[(table.start == at["start"]) & (table.stop == at["stop"])].actor) == ["Япония"]


def test_a_corrected_mention_takes_its_quotes_along(corpus, tmp_path):
    mine = corpus.save(tmp_path / "mine")
    spoken = mine.quotes[mine.quotes["speaker_start"] >= 0].iloc[0]
    mine = mine.correct("actor", "Кто-то другой", article=spoken.article, start=int(spoken.speaker_start), stop=int(spoken.speaker_stop))
    found = mine.quotes[(mine.quotes["article"] == spoken.article) & (mine.quotes["quote"] == spoken.quote)].iloc[0]
    assert list(found.actors) == ["Кто-то другой"] and found.speaker_rule == "corrected"


def test_a_correction_that_matches_nothing_is_said_at_once(corpus, tmp_path):
    with pytest.warns(UserWarning, match="no actor is called 'Никто'"):
        corpus.save(tmp_path / "mine").correct("rename", "Никто = Некто")


def test_wrong_corrections_are_named_with_their_line(corpus, tmp_path):
    mine = corpus.save(tmp_path / "mine")
    lines = [
        "article\tstart\tstop\tfield\tvalue\tnote",
        "a\t0\t5\ttone\t7\t",
        "a\t1\t2\tdrop\t\t",
        "\t\t\tmerge\tНикто = Некто\t",
        "a\t3\tx\tdrop\t\t",
        "\t\t\tpaint\tА = Б\t",
    ]
    (mine.path / "corrections.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    errors = mine.refresh().info["corrections"]["errors"]
    assert [e.split(":")[0] for e in errors] == [f"corrections.tsv, line {n}" for n in (2, 3, 4, 5, 6)]
    assert "-1, 0 or 1" in errors[0] and "matches nothing" in errors[1] and "Никто" in errors[2] and "paint" in errors[4]
    with pytest.raises(ValueError, match="field"):
        mine.correct("paint", "x")


def test_corrections_need_their_header(tmp_path):
    (tmp_path / "c.tsv").write_text("что\tкуда\n1\t2\n", encoding="utf-8")
    assert "header" in read_corrections(tmp_path / "c.tsv")[1][0]


def test_analyse_texts_and_targeted_tone():
    corpus = fr.analyse_texts(["Суд оправдал Орлову.", "Климов победил."], outlets=["А", "Б"])
    assert corpus.ids == ["0", "1"] and list(corpus.articles["outlet"]) == ["А", "Б"]
    frame = fr.targeted_tone(["Орлову обвинили в краже."], [(0, 6)])
    assert set(frame.columns) >= {"label", "score", "p_neg", "p_neu", "p_pos", "masked_score", "n_hits"} and len(frame) == 1
    with pytest.raises(ValueError, match="outside"):
        fr.targeted_tone(["абв"], [(0, 9)])
