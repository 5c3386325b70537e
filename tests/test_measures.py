"""Measures: formulas against independent references, properties, intervals that cover the truth."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

import framing.measures as fm
from framing.measures import _tables, association, intervals
from framing.measures.intervals import Counts, Formula, estimate
from framing.measures.portrayal import TONE_FORMULAS, VOICE_FORMULAS

CASES = Path(__file__).parent / "cases"
FAST = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate]
)
SLOW = settings(FAST, max_examples=2)


@pytest.fixture(scope="module")
def corpus() -> dict[str, pd.DataFrame]:
    return synthetic.tables(90, words=90, duplicates=0.15, seed=7)


# --- formulas against references ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [((110, 2442, 111, 29114), 270.72), ((29, 13, 123, 31612), 263.90), ((31, 23, 139, 31584), 256.84)],
)
def test_log_likelihood_of_dunning_1993(cells: tuple[int, int, int, int], expected: float) -> None:
    """Table 1 of Dunning 1993: "the swiss", "can be", "previous year"."""
    a, b, c, d = cells
    found = association.log_likelihood(np.array([a]), np.array([c]), a + b, c + d)
    assert found[0] == pytest.approx(expected, abs=0.005)


@given(st.lists(st.integers(1, 500), min_size=4, max_size=4))
def test_log_likelihood_is_scipys(cells: list[int]) -> None:
    k, r, other, rest = cells
    table = [[k, other], [r, rest]]
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    found = association.log_likelihood(np.array([k]), np.array([r]), k + other, r + rest)[0]
    assert abs(found) == pytest.approx(expected, abs=1e-8)
    assert np.sign(round(found, 9)) in (0, np.sign(k * rest - r * other))


def test_delta_p_of_gries_2013() -> None:
    """ "of course" in the spoken BNC (Gries 2013): 0.032 and 0.697."""
    a, b, c, d = 5610, 168938, 2257, 10233063
    forward, backward = association.delta_p(np.array([a]), np.array([a + b]), np.array([a + c]), np.array([a + b + c + d]))
    assert forward[0] == pytest.approx(0.032, abs=5e-4)
    assert backward[0] == pytest.approx(0.697, abs=5e-4)


def test_log_dice_has_a_maximum_of_fourteen() -> None:
    assert association.log_dice(np.array([5]), np.array([5]), np.array([5]))[0] == 14
    halved = association.log_dice(np.array([5]), np.array([10]), np.array([10]))[0]
    assert halved == 13, "half as often together costs one point (Rychly 2008)"


def _tokens(words: dict[str, str]) -> pd.DataFrame:
    rows = []
    for article, text in words.items():
        for s, sentence in enumerate(text.split(". ")):
            start = 100 * s
            for i, word in enumerate(sentence.split()):
                pos = "PUNCT" if word in ",.«»" else "NOUN"
                rows.append((article, s, i, start, start + len(word), word, word.lower(), pos, "", i - 1, "nmod", "body", -1))
                start += len(word) + 1
    columns = "article sentence token start stop text lemma pos feats head rel zone quote".split()
    return pd.DataFrame(rows, columns=columns)


def test_dispersion_of_gries_2008() -> None:
    """Five parts of 9, 10, 10, 10 and 11 words with 1, 2, 3, 4 and 5 of the word: DP = 0.18."""
    parts = {
        f"p{i}": " ".join(["а"] * k + ["х"] * (n - k))
        for i, (n, k) in enumerate(zip([9, 10, 10, 10, 11], range(1, 6), strict=True))
    }
    table = fm.dispersion(_tokens(parts), minimum=1).set_index("lemma")
    assert table.loc["а", "dp"] == pytest.approx(0.18)
    assert table.loc["а", "dp_norm"] == pytest.approx(0.18 / (1 - 9 / 50))
    assert table.loc["а", "range"] == 5


def test_dispersion_of_a_word_in_one_part_only() -> None:
    table = fm.dispersion(_tokens({"a": "б в г д", "b": "в в г ж"}), minimum=1).set_index("lemma")
    assert table.loc["б", "dp_norm"] == pytest.approx(1.0), "everything in the smallest part"
    assert np.isnan(fm.dispersion(_tokens({"a": "б в"}), minimum=1)["dp"]).all(), "one part has no spread"


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_and_jeffreys_are_scipys(k: int, more: int) -> None:
    n = k + more
    low, high = intervals.wilson(np.array([k]), np.array([n]))
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert (low[0], high[0]) == (pytest.approx(expected.low, abs=1e-10), pytest.approx(expected.high, abs=1e-10))
    low, high = intervals.jeffreys(np.array([k]), np.array([n]))
    beta = stats.beta(k + 0.5, n - k + 0.5)
    assert low[0] == pytest.approx(beta.ppf(0.025) if k else 0.0)
    assert high[0] == pytest.approx(beta.ppf(0.975))


def test_no_trials_no_interval() -> None:
    for of in (intervals.wilson, intervals.jeffreys):
        assert np.isnan(of(np.array([0]), np.array([0]))).all()


def test_benjamini_hochberg_1995() -> None:
    """The fifteen p of Benjamini & Hochberg 1995, section 4: four are called at 0.05; q agrees with scipy."""
    p = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    )
    q = intervals.benjamini_hochberg(p)
    assert (q <= 0.05).sum() == 4
    assert q == pytest.approx(stats.false_discovery_control(p))
    mixed = intervals.benjamini_hochberg(np.array([np.nan, 0.02, 0.01]))
    assert np.isnan(mixed[0]) and mixed[1:] == pytest.approx([0.02, 0.02])


def test_log_odds_by_hand() -> None:
    """Monroe, Colaresi & Quinn 2008, eq. 16 and 22, written out for one word."""
    k, r, prior = np.array([30.0, 70.0]), np.array([10.0, 190.0]), np.array([2.0, 8.0])
    delta, z = association.log_odds(k, r, 100, 200, prior)
    first = np.log((30 + 2) / (100 + 10 - 30 - 2)) - np.log((10 + 2) / (200 + 10 - 10 - 2))
    assert delta[0] == pytest.approx(first)
    assert z[0] == pytest.approx(first / np.sqrt(1 / 32 + 1 / 12))


def test_log_ratio_counts_doublings() -> None:
    assert association.log_ratio(np.array([40]), np.array([10]), 1000, 1000)[0] == pytest.approx(np.log2(40.5 / 10.5))


def test_source_entropy_by_hand() -> None:
    cells = pd.DataFrame({"actor": list("абвг") * 3, "unit": [f"u{i // 4}" for i in range(12)], "words": 10.0, "n": 1.0})
    value, low, high = intervals.entropy_interval(cells, cells["unit"])
    assert value == pytest.approx(stats.entropy([1] * 4, base=2) + 3 / (2 * 12 * np.log(2)))
    assert low == pytest.approx(high), "three articles that say the same scatter by nothing"


def test_bca_agrees_with_scipy() -> None:
    """A ratio of skewed sums over forty articles: the interval of scipy.stats.bootstrap, within resampling error."""
    rng = np.random.default_rng(5)
    n, words = rng.negative_binomial(1, 0.2, 40).astype(float), rng.integers(40, 200, 40).astype(float)
    units = [f"u{i:02}" for i in range(40)]
    counts = Counts(
        (), (), pd.DataFrame({"unit": units, "n": n}), pd.DataFrame({"unit": units, "words": words}), ("n",), ("words",)
    )
    ours = estimate(counts, {"rate": lambda s: s["n"] / s["words"]}, n="n", replicates=20000).iloc[0]
    theirs = stats.bootstrap(
        (n, words),
        lambda a, b, axis=-1: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        n_resamples=20000,
        method="BCa",
        random_state=1,
    ).confidence_interval
    assert ours["rate"] == pytest.approx(n.sum() / words.sum())
    assert ours["rate_low"] == pytest.approx(theirs.low, rel=0.03)
    assert ours["rate_high"] == pytest.approx(theirs.high, rel=0.03)


def test_percentile_agrees_with_numpy() -> None:
    values = np.random.default_rng(1).normal(size=(3, 501))
    low, high = intervals.percentile(values)
    assert np.array([low, high]) == pytest.approx(np.quantile(values, [0.025, 0.975], axis=1))
    values[0, :400] = np.nan
    assert np.isnan(intervals.percentile(values)[0][0]), "mostly undefined: no interval"


def test_every_resample_draws_as_many_articles_as_there_are() -> None:
    weights = intervals._weights(37, 200, 0)
    assert (weights.sum(axis=0) == 37).all()
    assert weights.mean(axis=1) == pytest.approx(1, abs=0.35)


def test_resamples_too_many_to_keep_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = [sparse.csr_matrix(np.arange(900.0).reshape(1, 900))]
    kept = intervals._products(matrix, 900, 300, 4)[0]
    monkeypatch.setattr(intervals, "_CACHE", 0)
    assert (intervals._products(matrix, 900, 300, 4)[0] == kept).all()


# --- corpus tools by hand ----------------------------------------------------------------------------------------------

SMALL = {"a": "кот спит . кот ест рыбу , да", "b": "кот ест рыбу"}


def test_frequency_by_hand() -> None:
    table = fm.frequency(_tokens(SMALL)).set_index("lemma")
    assert table["count"].to_dict() == {"кот": 3, "ест": 2, "рыбу": 2, "спит": 1, "да": 1}
    assert table.loc["кот", "ipm"] == pytest.approx(1e6 * 3 / 9), "commas and stops are not words"
    assert table.loc["кот", "rank"] == 1 and table.loc["кот", "range"] == 2
    assert "да" not in set(fm.frequency(_tokens(SMALL), stopwords=False)["lemma"])


def test_filters_do_not_change_what_a_million_is() -> None:
    table = fm.frequency(_tokens(SMALL), stopwords=False).set_index("lemma")
    assert table.loc["кот", "ipm"] == pytest.approx(1e6 * 3 / 9)


def test_kwic_by_hand() -> None:
    lines = fm.kwic(_tokens(SMALL), "ест рыбу", window=1)
    assert lines[["left", "node", "right"]].values.tolist() == [["кот", "ест рыбу", ","], ["кот", "ест рыбу", ""]]
    assert fm.kwic(_tokens(SMALL), "РЫБ*")["node"].tolist() == ["рыбу", "рыбу"]
    assert fm.kwic(_tokens(SMALL), "кот", limit=1).shape[0] == 1
    assert fm.kwic(_tokens(SMALL), "собака").empty
    with pytest.raises(ValueError, match="empty query"):
        fm.kwic(_tokens(SMALL), " ")
    with pytest.raises(ValueError, match="unknown order"):
        fm.kwic(_tokens(SMALL), "кот", sort="node")


def test_kwic_finds_ё_and_е() -> None:
    assert fm.kwic(_tokens({"a": "ещё счёт"}), "счет")["node"].tolist() == ["счёт"]


def test_ngrams_do_not_cross_marks() -> None:
    table = fm.ngrams(_tokens(SMALL), n=2, minimum=1).set_index("ngram")
    assert table["count"].to_dict() == {"ест рыбу": 2, "кот ест": 2, "кот спит": 1}
    with pytest.raises(ValueError, match="between 1 and 7"):
        fm.ngrams(_tokens(SMALL), n=0)


def test_collocates_by_hand() -> None:
    """Window of one word: near "ест" stand кот, рыбу, кот, рыбу; nine words, two of them the query's."""
    table = fm.collocates(_tokens(SMALL), "ест", window=1, minimum=1).set_index("lemma")
    assert table["count"].to_dict() == {"кот": 2, "рыбу": 2}
    assert table.loc["кот", "log_dice"] == pytest.approx(14 + np.log2(2 * 2 / (2 + 3)))
    assert table.loc["кот", "mi"] == pytest.approx(np.log2(2 * 7 / (4 * 3)))
    expected = stats.chi2_contingency([[2, 2], [1, 2]], correction=False, lambda_="log-likelihood").statistic
    assert table.loc["кот", "g2"] == pytest.approx(expected)
    assert table.loc["кот", "delta_p_collocate"] == pytest.approx(2 / 4 - 1 / 3)
    with pytest.raises(ValueError, match="dependency"):
        fm.collocates(_tokens(SMALL), "ест", window="clause")


def test_collocates_by_dependency() -> None:
    table = fm.collocates(_tokens({"a": "кот ест рыбу", "b": "кот ест мясо"}), "ест", window="dependency", minimum=1)
    found = dict(zip(zip(table["lemma"], table["relation"], strict=True), table["count"], strict=True))
    assert found == {("кот", "nmod of"): 2, ("рыбу", "nmod"): 1, ("мясо", "nmod"): 1}


def test_tfidf_by_hand() -> None:
    table = fm.tfidf(_tokens(SMALL), pos=None).set_index(["article", "lemma"])["tfidf"]
    idf = {"кот": 1.0, "ест": 1.0, "рыбу": 1.0, "спит": np.log(3 / 2) + 1}
    raw = {"кот": (1 + np.log(2)) * idf["кот"], "ест": 1.0, "рыбу": 1.0, "спит": idf["спит"]}
    length = np.sqrt(sum(x * x for x in raw.values()))
    assert {word: table["a"][word] for word in raw} == pytest.approx({word: x / length for word, x in raw.items()})


def test_similar_finds_the_copy() -> None:
    table = fm.similar(_tokens({"a": "кот ест рыбу", "b": "кот ест рыбу", "c": "поезд едет", "d": "кот едет"}), "a", pos=None)
    assert table["article"].tolist() == ["b", "d"]
    assert table["cosine"][0] == pytest.approx(1)
    with pytest.raises(ValueError, match="no article"):
        fm.similar(_tokens(SMALL), "z")


def test_timeline_counts_and_shows_empty_periods(corpus: dict[str, pd.DataFrame]) -> None:
    table = fm.timeline(corpus, of="actor", query="Завод", every="month")
    assert table["count"].sum() == (corpus["mentions"]["actor"] == "Завод").sum()
    assert table["all_articles"].sum() == len(corpus["articles"])
    assert table["low"].le(table["value"]).all() and table["value"].le(table["high"]).all()
    assert set(fm.timeline(corpus, "такогословане", every="month")["count"]) == {0}


# --- actor measures by hand --------------------------------------------------------------------------------------------


def _frames() -> dict[str, pd.DataFrame]:
    tokens = _tokens({"a": "один два три четыре пять шесть семь восемь девять десять", "b": "раз два"})
    mentions = pd.DataFrame(
        [
            ("a", 0, 0, 4, "А", "PER", "headline"),
            ("a", 0, 5, 8, "Б", "PER", "body"),
            ("b", 0, 4, 7, "А", "PER", "body"),
            ("b", 0, 0, 3, "Я", "PER", "caption"),
        ],
        columns="article sentence start stop actor type zone".split(),
    ).assign(text="", name_start=-1, name_stop=-1, kind="name")
    tone = pd.DataFrame(
        [("a", 0, 0, 4, "А", "narrator", -1), ("a", 0, 5, 8, "Б", "narrator", 1), ("b", 0, 4, 7, "А", "Б", 0)],
        columns="article sentence start stop actor voice label".split(),
    ).assign(n_hits=[1, 1, 0])
    quotes = pd.DataFrame(
        [("a", 0, "direct", ["А"]), ("a", 1, "indirect", ["А", "Б"]), ("b", 0, "indirect", []), ("b", 1, "source", ["Б"])],
        columns="article quote kind actors".split(),
    ).assign(start=0, stop=1, text=["x y z", "x y", "x x x x x", "x x x x x x x"], zone="body", speaker_text="")
    articles = pd.DataFrame(
        {"article": ["a", "b"], "outlet": ["о", "п"], "published": pd.to_datetime(["2024-01-31", "2024-02-01"])}
    )
    return {"articles": articles, "tokens": tokens.drop(columns="quote"), "mentions": mentions, "tone": tone, "quotes": quotes}


def test_visibility_by_hand() -> None:
    table = fm.visibility(_frames()).set_index("actor")
    assert table.loc["А", "value"] == pytest.approx(1e4 * 2 / 12)
    assert "Я" not in table.index, "a caption is not counted"
    assert table.loc["А", "article_share"] == 1 and table.loc["Б", "article_share"] == 0.5
    assert np.isnan(table["low"]).all() and table.loc["А", "note"] == "too little data (n=2)"
    assert fm.visibility(_frames(), by="month")["month"].tolist() == ["2024-01", "2024-01", "2024-02"]
    assert "Я" in set(fm.visibility(_frames(), zones="all")["actor"])


def test_prominence_by_hand() -> None:
    table = fm.prominence(_frames(), weights=(0.5, 0.2)).set_index("actor")["value"]
    assert table["А"] == pytest.approx(np.mean([0.5 + 0.3 * 1.0, 0.3 * (1 - 1 / 2)]))
    assert table["Б"] == pytest.approx(0.3 * (1 - 1 / 10))
    with pytest.raises(ValueError, match="weights"):
        fm.prominence(_frames(), weights=(0.8, 0.4))


def test_tone_by_hand() -> None:
    table = fm.tone(_frames()).set_index(["actor", "voice"])
    assert table.loc[("А", "narrator"), "value"] == pytest.approx(np.log(0.5 / 1.5))
    assert table.loc[("А", "narrator"), "balance"] == -1
    assert table.loc[("А", "narrator"), "relative"] == pytest.approx(np.log(0.5 / 1.5) - np.log(1.5 / 0.5))
    assert table.loc[("А", "quoted"), "coverage"] == 0
    assert np.isnan(table.loc[("А", "quoted"), "relative"]), "nobody else is named there"
    assert fm.tone(_frames(), by=("actor", "speaker"))["speaker"].tolist() == ["narrator", "Б", "narrator"]
    assert fm.tone(_frames(), by="voice")["n"].tolist() == [2, 1]
    own = _frames()
    own["tone"]["voice"] = own["tone"]["actor"]
    assert set(fm.tone(own)["voice"]) == {"self"}


def test_voice_by_hand() -> None:
    """А: 3 + half of 2 words of 10; the attribution without content counts nothing; nobody speaks half of the words."""
    table = fm.voice(_frames()).set_index("actor")
    assert table.loc["А", "value"] == pytest.approx(4 / 10) and table.loc["А", "n"] == 2
    assert table.loc["А", "direct_share"] == pytest.approx(3 / 4)
    assert table.loc["А", "index"] == pytest.approx(np.log((4 / 10) / (2 / 3)))
    assert table.loc["Б", "value"] == pytest.approx(1 / 10)
    assert table.loc["А", "coverage"] == pytest.approx(0.5)


def test_quote_kinds_by_hand() -> None:
    table = fm.quote_kinds(_frames()).set_index("kind")
    assert table["count"].to_dict() == {"direct": 1, "indirect": 2, "source": 1}
    assert table["value"].sum() == pytest.approx(1)


def test_too_little_is_said_and_not_drawn(corpus: dict[str, pd.DataFrame]) -> None:
    table = fm.tone(corpus, by="article")
    few = (table["n"] < 10) | (table["n_articles"] < 3)
    assert few.all(), "one article can be read, not generalised from"
    assert table["low"].isna().all() and table["note"].str.startswith("too little data (n=").all()
    whole = fm.visibility(corpus)
    assert whole["low"].notna().all() and (whole["note"] == "").all()


def test_no_scatter_is_no_certainty() -> None:
    """Twelve articles that all say the same: an interval at the edge, none in the middle."""
    cells = pd.DataFrame({"unit": [f"u{i:02}" for i in range(12)], "n": 1.0, "yes": 1.0, "tie": 1.0})
    counts = Counts((), (), cells, cells[["unit"]], ("n", "yes", "tie"))
    table = estimate(
        counts,
        {"share": lambda s: s["yes"] / s["n"], "zero": lambda s: np.log(s["tie"] / s["n"])},
        n="n",
        bounds={"share": (0, 1)},
    ).iloc[0]
    assert (table["share_low"], table["share_high"]) == pytest.approx(
        tuple(stats.binomtest(12, 12).proportion_ci(method="wilson"))
    )
    assert np.isnan(table["zero_low"])


# --- grammar -----------------------------------------------------------------------------------------------------------


def _parsed(texts: list[str], spans: list[list[tuple[int, int]]]) -> dict[str, pd.DataFrame]:
    from framing.parse import parse_text

    tokens, mentions = [], []
    for k, (text, places) in enumerate(zip(texts, spans, strict=True)):
        parsed = parse_text(text)
        for s, sentence in enumerate(parsed.sentences):
            for i, t in enumerate(sentence.tokens):
                tokens.append((f"{k:03}", s, i, t.start, t.stop, t.text, t.lemma, t.pos, t.feats, t.head, t.rel, "body", -1))
        for start, stop in places:
            s = next(i for i, x in enumerate(parsed.sentences) if x.start <= start < x.stop)
            mentions.append((f"{k:03}", s, start, stop, text[start:stop], start, stop, "name", text[start:stop], "PER", "body"))
    return {
        "tokens": pd.DataFrame(
            tokens, columns="article sentence token start stop text lemma pos feats head rel zone quote".split()
        ),
        "mentions": pd.DataFrame(
            mentions, columns="article sentence start stop text name_start name_stop kind actor type zone".split()
        ),
    }


def _read(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, marks = "", []
    for part in re.split(r"(\[[^\]]*\])", line):
        if part.startswith("["):
            words, told = part[1:-1].split("|")
            marks.append((len(text), len(text) + len(words), told))
            part = words
        text += part
    return text, marks


AGENCY = [line for line in (CASES / "agency.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def roles() -> dict[tuple[str, int], str]:
    from framing.measures._tables import enter
    from framing.measures.grammar import roles_sql

    read = [_read(line) for line in AGENCY]
    door = enter(_parsed([text for text, _ in read], [[(a, b) for a, b, _ in marks] for _, marks in read]))
    source = "SELECT *, row_number() OVER () AS id FROM mentions"
    sql = f"WITH {roles_sql(door, source)} SELECT m.article, m.start, r.role, r.construction FROM mine AS m LEFT JOIN roles AS r ON r.id = m.id"
    found = door.con.execute(sql).fetchall()
    return {(article, start): f"{role} {construction}" if role else "-" for article, start, role, construction in found}


@pytest.mark.parametrize("number", range(len(AGENCY)), ids=AGENCY)
def test_roles(number: int, roles: dict[tuple[str, int], str]) -> None:
    for start, _, told in _read(AGENCY[number])[1]:
        assert roles[(f"{number:03}", start)] == told


def test_agency_by_hand() -> None:
    frames = _parsed(["Волков арестовал Орлову.", "Волков был уволен."], [[(0, 6), (17, 23)], [(0, 6)]])
    frames["mentions"]["actor"] = ["В", "О", "В"]
    table = fm.agency(frames).set_index("actor")
    assert table.loc["В", "value"] == 0 and table.loc["В", "agentless"] == 0.5 and table.loc["В", "coverage"] == 1
    assert table.loc["О", "value"] == -1


def test_constructions_name_who_is_not_named() -> None:
    texts = [
        "Сообщается, что его арестовали.",
        "Он был уволен.",
        "Закон рассматривается Госдумой.",
        "Волков арестован полицией.",
        "Волков уехал.",
    ]
    frames = _parsed(texts, [[] for _ in texts])
    table = fm.constructions(frames["tokens"]).set_index("construction")
    assert table["count"].to_dict() == {"impersonal": 2, "agentless": 1, "reflexive": 1, "passive": 1, "active": 1}
    assert table["value"].sum() == pytest.approx(1)


def test_epithets_are_found() -> None:
    texts = [
        "Опальный политик Волков уехал.",
        "Волков — герой.",
        "Орлова стала министром.",
        "Волкова назвали преступником.",
        "Известная Орлова молчит.",
    ]
    frames = _parsed(texts, [[(17, 23)], [(0, 6)], [(0, 6)], [(0, 7)], [(10, 16)]])
    frames["mentions"]["actor"] = ["Волков", "Волков", "Орлова", "Волков", "Орлова"]
    table = fm.epithets(frames, minimum=1)
    found = set(zip(table["actor"], table["lemma"], strict=True))
    assert {
        ("Волков", "политик"),
        ("Волков", "герой"),
        ("Волков", "преступник"),
        ("Орлова", "министр"),
        ("Орлова", "известный"),
    } <= found
    assert not {("Волков", "министр"), ("Орлова", "герой")} & found
    shares = table.groupby("actor")["value"].sum()
    assert shares.to_numpy() == pytest.approx(1)


NO_EPITHET = [
    ("[Волков] назвал удар ответом на планы соседей.", {"ответ"}),
    ("[Волков] назначил Орлову своим советником.", {"советник"}),
    ("Об этом говорил сам [Волков].", {"сам"}),
    ("[Волков] после испытания ракеты уехал.", {"испытание"}),
]


@pytest.mark.parametrize(("line", "wrong"), NO_EPITHET)
def test_epithets_are_of_the_actor_only(line: str, wrong: set[str]) -> None:
    start, stop = line.index("["), line.index("]") - 1
    frames = _parsed([line.replace("[", "").replace("]", "")], [[(start, stop)]])
    assert not wrong & set(fm.epithets(frames, minimum=1)["lemma"])


def test_a_participle_is_an_epithet_in_its_own_form() -> None:
    texts = ["Избранного президента Волкова поздравили.", "Арестованный Волков опасен."]
    frames = _parsed(texts, [[(0, 29)], [(13, 19)]])
    frames["mentions"].loc[0, "name_start"], frames["mentions"]["actor"] = 22, "Волков"
    found = set(fm.epithets(frames, minimum=1)["lemma"])
    assert "избранный" in found and "избрать" not in found
    assert "арестованный" in found


def test_leaving_out_a_unit_that_counts_nothing_changes_nothing() -> None:
    """The acceleration from the units that count is the one from all of them."""
    rng = np.random.default_rng(3)
    own = {c: sparse.csr_matrix(rng.poisson(0.3, (4, 60)).astype(float)) for c in ("a", "b")}
    sums = {c: np.asarray(m.sum(axis=1)).ravel() for c, m in own.items()}
    ratio: Formula = lambda s: s["a"] / (s["a"] + s["b"])  # noqa: E731
    dense = {c: sums[c][:, None] - m.toarray() for c, m in own.items()}
    assert intervals._speeds(own, {}, ratio, sums, 60) == pytest.approx(intervals._speed(ratio(dense)))


# --- properties --------------------------------------------------------------------------------------------------------

seeds = st.integers(0, 10_000)


@FAST
@given(seeds)
def test_counts_sum_to_words_and_splitting_partitions(seed: int) -> None:
    frames = synthetic.tables(12, words=40, seed=seed)
    tokens = frames["tokens"]
    words = (tokens["pos"] != "PUNCT").sum()
    whole = fm.frequency(frames)
    assert whole["count"].sum() == words and whole["ipm"].sum() == pytest.approx(1e6)
    by = fm.frequency(frames, by="outlet")
    assert by.groupby("lemma")["count"].sum().to_dict() == whole.set_index("lemma")["count"].to_dict()
    for outlet, part in by.groupby("outlet"):
        ids = frames["articles"].loc[frames["articles"]["outlet"] == outlet, "article"]
        alone = fm.frequency(tokens[tokens["article"].isin(ids)])
        pd.testing.assert_frame_equal(part.drop(columns="outlet").reset_index(drop=True), alone)


def _measured(frames: object) -> dict[str, pd.DataFrame]:
    return {
        "visibility": fm.visibility(frames, by="outlet", replicates=200),
        "prominence": fm.prominence(frames, replicates=200),
        "tone": fm.tone(frames, replicates=200),
        "voice": fm.voice(frames, by="month", replicates=200),
        "agency": fm.agency(frames, replicates=200),
        "constructions": fm.constructions(frames, replicates=200),
        "source_entropy": fm.source_entropy(frames),
        "keyness": fm.keyness(frames, by="outlet", minimum=2),
        "epithets": fm.epithets(frames),
        "dispersion": fm.dispersion(frames, of="actor", minimum=1, duplicates="cluster"),
        "compare": fm.compare(frames, 3, measures="tone", replicates=200),
    }


def _same(a: dict[str, pd.DataFrame], b: dict[str, pd.DataFrame]) -> None:
    for name in a:
        pd.testing.assert_frame_equal(a[name], b[name], obj=name, check_dtype=False, rtol=1e-9)


@SLOW
@given(seeds)
def test_the_order_of_articles_changes_nothing(seed: int) -> None:
    frames = synthetic.tables(40, words=50, duplicates=0.2, seed=seed)
    rng = np.random.default_rng(seed)
    mixed = {name: frame.iloc[rng.permutation(len(frame))].reset_index(drop=True) for name, frame in frames.items()}
    _same(_measured(frames), _measured(mixed))


@SLOW
@given(seeds)
def test_exact_copies_change_nothing_while_duplicates_are_clustered(seed: int) -> None:
    frames = synthetic.tables(40, words=50, duplicates=0.1, seed=seed)
    ids = list(np.random.default_rng(seed).choice(frames["articles"]["article"], 12, replace=False))
    copied = synthetic.with_copies(frames, ids)
    _same(_measured(frames), _measured(copied))
    assert fm.visibility(copied, duplicates="count")["n"].sum() > fm.visibility(frames, duplicates="count")["n"].sum()


def test_the_switch_for_duplicates(corpus: dict[str, pd.DataFrame]) -> None:
    copies = corpus["articles"]["duplicate_of"].notna()
    assert copies.any()
    words = {how: fm.frequency(corpus, duplicates=how)["count"].sum() for how in ("cluster", "count", "drop")}
    assert words["cluster"] == words["drop"] < words["count"], "one group: each story once"
    by = {how: fm.frequency(corpus, by="outlet", duplicates=how)["count"].sum() for how in ("cluster", "count", "drop")}
    assert by["drop"] < by["cluster"] < by["count"], "a reprint by another outlet counts there, a repetition does not"
    with pytest.raises(ValueError, match="cluster, count, drop"):
        fm.frequency(corpus, duplicates="none")


def test_reprints_widen_intervals_instead_of_narrowing_them() -> None:
    """Ten stories printed ten times each are ten observations: the interval is that of ten articles."""
    frames = synthetic.tables(30, words=60, seed=3)
    every = frames
    for _ in range(3):
        ids = list(frames["articles"]["article"])
        extra = synthetic.with_copies(frames, ids)
        names = {i + "-copy": f"{i}-copy{_}" for i in ids}
        every = {
            name: pd.concat([every[name], extra[name][extra[name]["article"].isin(names)].replace({"article": names})], ignore_index=True)
            if "article" in every[name] else every[name]
            for name in every
        }  # fmt: skip
    few, many = (fm.visibility(x, actors=1, duplicates="count", replicates=500).iloc[0] for x in (frames, every))
    assert many["n"] == 4 * few["n"]
    assert many["high"] - many["low"] == pytest.approx(few["high"] - few["low"], rel=1e-9)


@FAST
@given(seeds)
def test_keyness_turns_its_sign(seed: int) -> None:
    tokens = synthetic.tables(16, words=40, seed=seed)["tokens"]
    a, b = tokens[tokens["article"] < "n000008"], tokens[tokens["article"] >= "n000006"]
    there, back = (fm.keyness(x, y, minimum=1).set_index("lemma").sort_index() for x, y in ((a, b), (b, a)))
    for column in ("log_ratio", "g2", "log_odds", "z"):
        assert there[column].to_numpy() == pytest.approx(-back[column].to_numpy())
    assert there["low"].to_numpy() == pytest.approx(-back["high"].to_numpy(), nan_ok=True)
    assert there["q"].to_numpy() == pytest.approx(back["q"].to_numpy())
    assert (there["p"] <= there["q"] + 1e-12).all()


def test_two_corpora_that_number_their_articles_alike_share_nothing() -> None:
    one, other = (synthetic.tables(20, words=40, seed=seed)["tokens"] for seed in (1, 2))
    other = other[other["article"] < "n000015"]
    there = fm.keyness(one, other, minimum=1).set_index("lemma")
    assert there["count"].sum() == (one["pos"] != "PUNCT").sum()
    assert there["reference"].sum() == (other["pos"] != "PUNCT").sum()


def test_keyness_of_a_part_is_against_the_rest(corpus: dict[str, pd.DataFrame]) -> None:
    tokens = corpus["tokens"]
    part, rest = tokens[tokens["article"] < "n000030"], tokens[tokens["article"] >= "n000030"]
    pd.testing.assert_frame_equal(fm.keyness(part, tokens), fm.keyness(part, rest))
    by = fm.keyness(corpus, by="outlet", duplicates="count")
    ids = corpus["articles"].loc[corpus["articles"]["outlet"] == "издание 1", "article"]
    one = fm.keyness(tokens[tokens["article"].isin(ids)], tokens[~tokens["article"].isin(ids)], duplicates="count")
    mine = by[by["outlet"] == "издание 1"].drop(columns="outlet").reset_index(drop=True)
    columns = ["lemma", "count", "reference", "log_ratio", "g2", "q", "z"]
    pd.testing.assert_frame_equal(mine[columns], one[columns])
    with pytest.raises(ValueError, match="reference"):
        fm.keyness(tokens)


@FAST
@given(seeds)
def test_every_number_opens_its_sentences(seed: int) -> None:
    frames = synthetic.tables(25, words=60, duplicates=0.2, seed=seed)
    for how in ("cluster", "count"):
        rows = fm.visibility(frames, by="outlet", duplicates=how, replicates=0)
        for row in rows.sample(3, random_state=seed).itertuples():
            rows = fm.passages(frames, row.actor, by={"outlet": row.outlet}, duplicates=how)
            assert len(rows) == row.n
    table = fm.tone(frames, by="month", replicates=0)
    for _, row in table.sample(2, random_state=seed).iterrows():
        for label, name in ((-1, "negative"), (0, "neutral"), (1, "positive")):
            assert len(fm.evidence(frames, "tone", row, label=label)) == row[name]
    for row in fm.agency(frames, replicates=0).head(2).itertuples():
        for role in ("agent", "patient"):
            assert len(fm.passages(frames, row.actor, kind=role)) == getattr(row, role)
    for _, row in fm.voice(frames, replicates=0).head(2).iterrows():
        assert len(fm.evidence(frames, "voice", row)) == row["n"]


def test_passages_show_the_sentence(corpus: dict[str, pd.DataFrame]) -> None:
    rows = fm.passages(corpus, "Завод", limit=4)
    assert list(rows.columns) == ["article", "outlet", "sentence", "start", "stop", "text", "actor", "voice", "label", "zone"]
    assert len(rows) == 4 and (rows["text"].str.split().str.len() > 3).all()
    with pytest.raises(ValueError, match="unknown kind"):
        fm.passages(corpus, kind="words")


@FAST
@given(seeds)
def test_bounds_of_the_statistics(seed: int) -> None:
    frames = synthetic.tables(15, words=40, seed=seed)
    pairs = fm.collocates(frames, "бабаба", minimum=1)
    assert (pairs["log_dice"] <= 14 + 1e-9).all()
    spread = fm.dispersion(frames, minimum=1)
    assert spread["dp"].between(0, 1).all() and spread["dp_norm"].le(1 + 1e-9).all()
    assert fm.prominence(frames)["value"].between(0, 1).all()
    shares = fm.voice(frames)
    assert len(shares) or not frames["quotes"]["actors"].map(len).any()  # nobody is known to speak
    assert shares["value"].sum() == pytest.approx(shares["coverage"].max() if len(shares) else 0.0)


def test_the_same_tables_give_the_same_numbers(corpus: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """Frames, a folder of files, a folder of parts, a corpus object; today and tomorrow."""
    asked = _measured(corpus)
    intervals._KEPT.clear()
    _same(asked, _measured(str(synthetic.write(corpus, tmp_path / "parts", parts=3))))
    files, memory = synthetic.write(corpus, tmp_path / "files"), synthetic.InMemory(corpus)
    pd.testing.assert_frame_equal(fm.tone(files), fm.tone(memory))
    pd.testing.assert_frame_equal(fm.frequency(files, by="month"), fm.frequency(memory, by="month"))
    other = fm.tone(corpus, replicates=200, seed=1)
    assert not np.allclose(other["low"].dropna(), asked["tone"]["low"].dropna())


def test_one_table_is_enough_where_it_has_everything(corpus: dict[str, pd.DataFrame]) -> None:
    tone = corpus["tone"].merge(corpus["articles"][["article", "outlet", "duplicate_of"]], on="article")
    _same({"tone": fm.tone(corpus, by="outlet")}, {"tone": fm.tone(tone, by="outlet")})
    with pytest.raises(ValueError, match="visibility counts mentions"):
        fm.visibility(corpus["tokens"])


def test_rows_of_a_group_are_those_of_the_group_alone(corpus: dict[str, pd.DataFrame]) -> None:
    ids = corpus["articles"].loc[corpus["articles"]["outlet"] == "издание 2", "article"]
    alone = {name: frame[frame["article"].isin(ids)] if "article" in frame else frame for name, frame in corpus.items()}
    for measure in (fm.visibility, fm.tone, fm.voice, fm.prominence):
        by = measure(corpus, by="outlet", replicates=300)
        mine = by[by["outlet"] == "издание 2"].drop(columns="outlet").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, measure(alone, replicates=300), check_dtype=False)


# --- intervals cover the truth -----------------------------------------------------------------------------------------


TRIALS, ARTICLES = 600, 60


def _coverage(make: object, formulas: dict[str, intervals.Formula], truth: dict[str, float]) -> dict[str, float]:
    """The share of the 95 % intervals that hold the truth, over 600 corpora of 60 articles each, seeded."""
    rng = np.random.default_rng(20240)
    cells = make(rng, (TRIALS, ARTICLES))  # type: ignore[operator]
    trial, unit = np.indices((TRIALS, ARTICLES))
    frame = pd.DataFrame({name: values.ravel().astype(float) for name, values in cells.items()})
    frame = frame.assign(trial=trial.ravel(), unit=unit.ravel())
    shared = pd.DataFrame({"unit": np.arange(ARTICLES)})
    table = estimate(Counts((), ("trial",), frame, shared, tuple(cells)), formulas, n="n", replicates=1000)
    assert len(table) == TRIALS and table["enough"].all()
    return {name: ((table[f"{name}_low"] <= truth[name]) & (truth[name] <= table[f"{name}_high"])).mean() for name in formulas}


def test_tone_intervals_cover() -> None:
    """Mentions of one article share its slant: labels are beta-binomial, 4 mentions an article."""

    def make(rng: np.random.Generator, shape: tuple[int, int]) -> dict[str, np.ndarray]:
        n = rng.poisson(4, shape)
        labels = rng.multinomial(n, rng.dirichlet(3 * np.array([0.3, 0.5, 0.2]), shape))
        return {"n": n, **dict(zip(("negative", "neutral", "positive"), np.moveaxis(labels, -1, 0), strict=True))}

    truth = {"tone": np.log(0.2 / 0.3), "balance": -0.1}
    found = _coverage(make, {name: TONE_FORMULAS[name] for name in truth}, truth)
    assert all(0.92 <= share <= 0.97 for share in found.values()), found


def test_voice_intervals_cover() -> None:
    """Quoted words are gamma-like and bunched in articles; one actor speaks a quarter of them, 60 % in marks."""

    def make(rng: np.random.Generator, shape: tuple[int, int]) -> dict[str, np.ndarray]:
        speaks = rng.random(shape) < 0.5
        words = np.where(speaks, rng.negative_binomial(2, 2 / 32, shape), 0)
        direct = rng.binomial(words, rng.beta(6, 4, shape))
        others = rng.negative_binomial(2, 2 / 47, shape)
        named, rest = rng.poisson(2, shape), rng.poisson(6, shape)
        said = {"words": words, "direct": direct, "all_words": words + others}
        return {"n": speaks, **said, "mentions": named, "all_mentions": named + rest}

    truth = {"voice": 15 / 60, "direct_share": 0.6, "index": np.log((15 / 60) / (2 / 8))}
    found = _coverage(make, {name: VOICE_FORMULAS[name] for name in truth}, truth)
    assert all(0.92 <= share <= 0.97 for share in found.values()), found


def test_keyness_intervals_cover() -> None:
    """Bunched words (negative binomial in each article): the interval of the log ratio covers, the plain one would not."""
    rng = np.random.default_rng(11)
    lemmas = [f"w{i}" for i in range(40)]
    rate = rng.uniform(0.002, 0.02, 40)
    lift = rng.uniform(0.5, 2.0, 40)
    hit = naive = total = 0
    for _ in range(25):
        sides = []
        for factor in (lift, np.ones(40)):
            words = rng.integers(150, 450, 60).astype(float)
            mean = rate * factor * words[:, None]
            counts = rng.negative_binomial(1.0, 1.0 / (1.0 + mean)).astype(float)
            numbers = counts.sum(0), (counts**2).sum(0), (counts * words[:, None]).sum(0), (counts > 0).sum(0)
            sides.append((np.stack(numbers, axis=1), np.array([words.sum(), (words**2).sum(), 60.0])))
        table = association._table(np.array(lemmas), *sides, "lemma", 1, 500.0).set_index("lemma").loc[lemmas]
        truth = np.log2(lift)
        hit += ((table["low"] <= truth) & (truth <= table["high"])).sum()
        half = 1.96 * np.sqrt(1 / table["count"] + 1 / table["reference"]) / np.log(2)
        naive += (np.abs(table["log_ratio"] - truth) <= half).sum()
        total += len(table)
    assert 0.92 <= hit / total <= 0.97, hit / total
    assert naive / total < 0.9, "words taken for independent draws give intervals that are too narrow"


def _sentences(counts: np.ndarray, kinds: list[tuple[str, ...]]) -> pd.DataFrame:
    """Tokens of articles that hold ``counts`` [articles, kinds] sentences of each kind."""
    which = np.repeat(np.tile(np.arange(len(kinds)), len(counts)), counts.ravel())
    article = np.repeat(np.arange(len(counts)), counts.sum(axis=1))
    width = len(kinds[0])
    lemma = np.array(kinds)[which].ravel()
    sentence = np.repeat(np.arange(len(which)), width)
    places = {
        "article": np.repeat(article, width).astype(str),
        "sentence": sentence,
        "token": np.tile(np.arange(width), len(which)),
    }
    return pd.DataFrame({**places, "text": lemma, "lemma": lemma, "pos": "NOUN", "head": -1, "rel": "dep", "start": 0, "stop": 0})


def test_dispersion_intervals_cover() -> None:
    """Words bunched in articles (negative binomial): the interval holds the DP of the articles that were not drawn."""
    rng = np.random.default_rng(5)
    rate, words = np.linspace(0.004, 0.05, 8), list("abcdefgh")

    def drawn(articles: int) -> np.ndarray:
        size = rng.integers(100, 300, articles)
        seen = rng.poisson(rng.gamma(2.0, rate / 2.0, (articles, 8)) * size[:, None])
        return np.column_stack([seen, size])

    many = drawn(400_000)
    share = many / many.sum(axis=0)
    truth = np.abs(share[:, :8] - share[:, [8]]).sum(axis=0) / 2
    held = []
    for _ in range(40):
        counts = drawn(60)
        counts[:, 8] -= counts[:, :8].sum(axis=1)
        table = fm.dispersion(_sentences(counts, [*((word,) for word in words), ("x",)])).set_index("lemma").loc[words]
        scale = (table["dp_norm"] / table["dp"]).to_numpy()
        held += list((table["low"] / scale <= truth) & (truth <= table["high"] / scale))
    assert 0.92 <= np.mean(held) <= 0.975, np.mean(held)


def test_collocates_intervals_cover() -> None:
    """Six words that stand beside the node more or less often, each bunched in articles."""
    rng = np.random.default_rng(6)
    together, alone, node, rest = np.linspace(0.3, 1.5, 6), np.linspace(2.0, 0.5, 6), 3.0, 20.0
    words = list("abcdef")
    kinds = [*(("node", w) for w in words), *(("z", w) for w in words), ("node", "x"), ("z", "x")]
    means = np.concatenate([together, alone, [node, rest]])
    truth = 14 + np.log2(2 * together / (together.sum() + node + together + alone))
    held = []
    for _ in range(60):
        counts = rng.poisson(rng.gamma(2.0, means / 2.0, (60, len(means))))
        table = fm.collocates(_sentences(counts, kinds), "node", window=1).set_index("lemma").loc[words]
        held += list((table["low"] <= truth) & (truth <= table["high"]))
    assert 0.92 <= np.mean(held) <= 0.975, np.mean(held)


def _influences(cells: pd.DataFrame) -> tuple[float, float]:
    """DP of ``cells`` (story, part, m, n) and the half width of its interval, from the influence of each story, one by one."""
    parts = cells.groupby("part")[["m", "n"]].sum() / cells[["m", "n"]].sum()
    side = np.where(parts["m"] > parts["n"], 1, -1)
    mine, due = (side * parts["m"]).sum(), (side * parts["n"]).sum()
    here = pd.Series(side, parts.index).reindex(cells["part"]).to_numpy()
    adds = ((here - mine) * cells["m"] / cells["m"].sum() - (here - due) * cells["n"] / cells["n"].sum()) / 2
    stories = adds.groupby(cells["story"]).sum()
    holders = int((cells.groupby("story")["m"].sum() > 0).sum())
    half = stats.t.ppf(0.975, holders - 1) * np.sqrt((stories**2).sum() * len(stories) / (len(stories) - 1))
    return float((mine - due) / 2), float(half)


@pytest.mark.parametrize("duplicates", ["cluster", "count"])
@pytest.mark.parametrize("parts", ["article", "outlet"])
def test_dispersion_takes_a_story_for_one_observation(parts: str, duplicates: str) -> None:
    frames = synthetic.tables(50, words=60, duplicates=0.25, seed=4)
    articles = frames["articles"].assign(story=lambda t: t["duplicate_of"].fillna(t["article"]))
    if duplicates == "cluster":
        articles = articles[articles["story"] == articles["article"]]
    told = frames["tokens"][frames["tokens"]["pos"] != "PUNCT"].merge(articles[["article", "outlet", "story"]], on="article")
    told = told.assign(part=told[parts], lemma=told["lemma"].str.lower())
    size = told.groupby(["story", "part"]).size().rename("n")
    table = fm.dispersion(frames, parts=parts, duplicates=duplicates)
    assert len(table) > 20 and table["low"].notna().any()
    for row in table.head(25).itertuples():
        m = told[told["lemma"] == row.lemma].groupby(["story", "part"]).size().rename("m")
        dp, half = _influences(pd.concat([size, m], axis=1).fillna(0).reset_index())
        scale = row.dp / row.dp_norm
        assert row.dp == pytest.approx(dp)
        if row.note == "":
            assert (row.low, row.high) == (pytest.approx(max((dp - half) / scale, 0)), pytest.approx(min((dp + half) / scale, 1)))


def test_bundles_scatter_like_the_stories_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """More stories than can be resampled one by one: widths and middles of the intervals stay."""
    tables = synthetic.tables(1500, words=30, actors=12, outlets=2, seed=3)
    plain = fm.visibility(tables)
    monkeypatch.setattr(intervals, "BUNDLES", 300)
    bundled = fm.visibility(tables)
    assert plain["value"].equals(bundled["value"]) and plain["n_articles"].equals(bundled["n_articles"])
    known = plain["low"].notna()
    assert known.sum() >= 5
    width, now = (t.loc[known, "high"] - t.loc[known, "low"] for t in (plain, bundled))
    assert not np.allclose(width, now), "nothing was bundled"
    assert 0.9 < (now / width).mean() < 1.1 and (now / width).between(0.75, 1.3).all()


@pytest.mark.parametrize("duplicates", ["cluster", "count", "drop"])
def test_slices_change_nothing(monkeypatch: pytest.MonkeyPatch, duplicates: str) -> None:
    tables = synthetic.tables(300, words=25, actors=8, outlets=3, duplicates=0.2, seed=5)
    calls = {
        "keyness": lambda: fm.keyness(tables, by="outlet", duplicates=duplicates),
        "keyness by zone": lambda: fm.keyness(tables, by="zone", duplicates=duplicates),
        "agency": lambda: fm.agency(tables, by="outlet", duplicates=duplicates, replicates=50),
        "constructions": lambda: fm.constructions(tables, by="outlet", duplicates=duplicates, replicates=50),
        "epithets": lambda: fm.epithets(tables, by="outlet", minimum=1, duplicates=duplicates),
    }
    whole = {name: call() for name, call in calls.items()}
    assert all(len(table) > 1 for name, table in whole.items() if name != "epithets")
    monkeypatch.setattr(_tables, "SLICE", 40)
    for name, call in calls.items():
        pd.testing.assert_frame_equal(whole[name], call(), obj=name, rtol=1e-9)


# --- the door and the house --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", fm.__all__)
def test_measures_keep_the_house_rules(name: str) -> None:
    function = getattr(fm, name)
    parameters = inspect.signature(function).parameters.values()
    keywords = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    assert len(keywords) <= 6, "filter with pandas or SQL, measure with us"
    assert next(iter(parameters)).kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    doc = inspect.getdoc(function) or ""
    assert len(doc) > 100 and "Columns" in doc
    assert doc.split("\n")[0].endswith("."), "the first line is one sentence: menus show it"


def test_wrong_words_name_the_good_ones(corpus: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(ValueError, match=r"cannot group by 'outlets'.*outlet"):
        fm.frequency(corpus, by="outlets")
    with pytest.raises(ValueError, match=r"unknown zone 'text'.*headline"):
        fm.visibility(corpus, zones="text")
    with pytest.raises(ValueError, match="no actor 'Завот' here; nearest: Завод"):
        fm.tone(corpus, actors="Завот")
    with pytest.raises(ValueError, match="unknown unit"):
        fm.frequency(corpus, of="stem")
    with pytest.raises(ValueError, match="no table of a corpus"):
        fm.frequency(pd.DataFrame({"x": [1]}))
    with pytest.raises(TypeError, match="not int"):
        fm.frequency(3)
    with pytest.raises(FileNotFoundError):
        fm.frequency("no/such/folder")
    with pytest.raises(ValueError, match="only one outlet"):
        one = {name: frame.assign(outlet="о") if name == "articles" else frame for name, frame in corpus.items()}
        fm.compare(one, by="outlet")


def test_actors_are_found_by_a_word_of_their_name(corpus: dict[str, pd.DataFrame]) -> None:
    assert fm.profile(corpus, "орлова")["actor"].unique().tolist() == ["Анна Орлова"]
    aliased = {**corpus, "actors": corpus["actors"].assign(aliases=[["Нюра"], [], [], []])}
    assert fm.visibility(aliased, actors="Нюра")["actor"].tolist() == ["Анна Орлова"]
    assert len(fm.visibility(corpus, actors=2)) == 2


def test_profile_holds_every_measure(corpus: dict[str, pd.DataFrame]) -> None:
    table = fm.profile(corpus, "Орлова", replicates=300)
    kinds = set(table["measure"])
    assert {
        "visibility",
        "prominence",
        "tone",
        "tone_relative",
        "voice",
        "voice_index",
        "agency",
        "dispersion",
        "epithet",
    } <= kinds
    assert list(table.columns) == ["actor", "measure", "item", "value", "low", "high", "n", "coverage", "note"]
    whole = fm.tone(corpus, actors="Орлова", replicates=300).set_index("voice")
    mine = table[table["measure"] == "tone"].set_index("item")
    assert mine.loc["narrator", "low"] == whole.loc["narrator", "low"]
    assert fm.profile(corpus, "Завод", by="outlet", replicates=50)["outlet"].nunique() == 3


def test_compare_finds_the_outlet_that_is_unkind() -> None:
    frames = synthetic.tables(160, words=60, outlets=2, seed=5)
    hostile = frames["articles"].loc[frames["articles"]["outlet"] == "издание 0", "article"]
    tone = frames["tone"]
    hit = tone["article"].isin(hostile) & (tone["actor"] == "Завод") & (tone["voice"] == "narrator")
    frames["tone"] = tone.assign(label=tone["label"].where(~hit, -1))
    table = fm.compare(frames, 4, measures="tone").set_index(["outlet", "actor", "voice"])
    row = table.loc[("издание 0", "Завод", "narrator")]
    assert row["high"] < 0 and row["q"] < 0.05
    others = table[table["p"].notna()].drop(index=[("издание 0", "Завод", "narrator"), ("издание 1", "Завод", "narrator")])
    assert (others["q"] > 0.05).all()
    assert table.loc[("издание 1", "Завод", "narrator"), "difference"] == pytest.approx(-row["difference"])


# --- the words have intervals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("duplicates", ["count", "cluster"])
def test_the_interval_of_a_frequency_is_the_bootstraps(duplicates: str) -> None:
    """By linearisation, without a draw: as wide as the percentile bootstrap over stories, and around the value."""
    frames = synthetic.tables(150, words=80, duplicates=0.2, seed=11)
    table = fm.frequency(frames, duplicates=duplicates)
    sure = table[table["note"] == ""]
    assert len(sure) > 50 and (sure["low"] < sure["value"]).all() and (sure["value"] < sure["high"]).all()
    articles = frames["articles"].set_index("article")["duplicate_of"]
    words = frames["tokens"][frames["tokens"]["pos"] != "PUNCT"]
    words = words[words["article"].map(articles).isna()] if duplicates == "cluster" else words
    words = words.assign(unit=words["article"].map(articles).fillna(words["article"]))
    cells = words.assign(lemma=words["lemma"].str.lower()).groupby(["lemma", "unit"]).size().rename("n").reset_index()
    cells = cells[cells["lemma"].isin(sure["lemma"][::5])]
    shared = words.groupby("unit").size().rename("all").reset_index()
    drawn = estimate(
        Counts((), ("lemma",), cells, shared, ("n",), ("all",)), {"ipm": lambda s: 1e6 * s["n"] / s["all"]}, n="n"
    ).set_index("lemma")
    ours = sure.set_index("lemma").loc[drawn.index]
    assert ours["value"].to_numpy() == pytest.approx(drawn["ipm"].to_numpy())
    ratio = (ours["high"] - ours["low"]) / (drawn["ipm_high"] - drawn["ipm_low"])
    assert ratio.between(0.85, 1.6).all() and 0.95 < ratio.median() < 1.15
    often = ours["count"] > 100
    assert ratio[often].between(0.9, 1.1).all()


@pytest.mark.parametrize(("share", "alike"), [(0.02, 100), (0.02, 10), (0.004, 4)])
def test_the_interval_of_a_frequency_holds_the_truth(share: float, alike: float) -> None:
    """Words drawn with a share that differs from article to article: 95 of 100 intervals, not those of a binomial."""
    rng, held, plain = np.random.default_rng(4), [], []
    for _ in range(300):
        n = rng.integers(40, 160, 60)
        k = rng.binomial(n, rng.beta(share * alike, (1 - share) * alike, 60))
        if k.sum() < 10 or (k > 0).sum() < 3:
            continue
        sums = (k.sum(), (k**2).sum(), (k * n).sum(), n.sum(), (n**2).sum(), 60, (k > 0).sum())
        low, high = intervals.rate(*(np.array([x], float) for x in sums))
        held.append(low[0] <= share <= high[0])
        ends = intervals.wilson(k.sum(), n.sum())
        plain.append(ends[0] <= share <= ends[1])
    assert np.mean(held) >= 0.93 and np.mean(plain) < 0.9


@FAST
@given(seeds)
def test_fewer_articles_widen_the_intervals_of_words(seed: int) -> None:
    frames = synthetic.tables(80, words=60, seed=seed)
    few = {name: part[part["article"] < "n000020"] if "article" in part else part for name, part in frames.items()}
    for measure in (fm.frequency, lambda x: fm.ngrams(x, n=1)):
        many, less = (measure(x).iloc[:5].set_index(measure(frames).columns[0]) for x in (frames, few))
        both = many.index.intersection(less.index[less["note"] == ""])
        wide = [np.log(table.loc[both, "high"] / table.loc[both, "low"]).median() for table in (many, less)]
        assert wide[0] < wide[1]


WORDS = [
    "3 articles of 4 | кот кот кот кот; кот кот кот; кот кот кот дом; дом | кот | 10 0.75 -",
    "9 times | кот кот кот; кот кот кот; кот кот кот дом | кот | 9 1.0 too little data (n=9)",
    "2 articles | кот кот кот кот кот; кот кот кот кот кот; дом | кот | 10 0.6666666666666666 too little data (n=10)",
    "every article alike | кот кот кот кот; кот кот кот кот; кот кот кот кот | кот | 12 1.0 no variation between articles (n=12)",
]


@pytest.mark.parametrize("line", WORDS)
def test_a_frequency_says_why_it_has_no_interval(line: str) -> None:
    _, texts, lemma, told = line.split(" | ")
    tokens = _tokens({str(i): words for i, words in enumerate(texts.split("; "))})
    n, coverage, note = told.split(" ", 2)
    for table, key in ((fm.frequency(tokens), "lemma"), (fm.ngrams(tokens, n=1), "ngram")):
        row = table.set_index(key).loc[lemma]
        assert (row["n"], row["coverage"], row["note"]) == (int(n), pytest.approx(float(coverage)), note.strip("-"))
        assert row["value"] == row["ipm"] and np.isnan(row["low"]) == np.isnan(row["high"]) == (note != "-")


def test_the_words_of_a_time_have_intervals_and_its_dates_a_coverage(corpus: dict[str, pd.DataFrame]) -> None:
    table = fm.timeline(corpus, of="actor", every="month")
    sure = table["note"] == ""
    assert sure.any() and table.loc[sure, "ipm"].between(table.loc[sure, "ipm_low"], table.loc[sure, "ipm_high"]).all()
    assert table.loc[~sure, ["ipm_low", "ipm_high"]].isna().all(axis=None) and (table["coverage"] == 1).all()
    undated = corpus["articles"].assign(published=corpus["articles"]["published"].where(corpus["articles"].index % 3 > 0))
    part = fm.timeline({**corpus, "articles": undated}, every="month")
    assert part["coverage"].unique() == pytest.approx([undated["published"].notna().mean()])
    year = fm.timeline(corpus, "бебаба", every="year")
    if len(year) == 1:
        word = fm.frequency(corpus).set_index("lemma").loc["бебаба"]
        assert year.loc[0, ["ipm", "ipm_low", "ipm_high"]].tolist() == pytest.approx(word[["ipm", "low", "high"]].tolist())


def test_key_words_say_how_little_they_are(corpus: dict[str, pd.DataFrame]) -> None:
    table = fm.keyness(corpus, by="outlet", minimum=2)
    bare = table["low"].isna()
    assert bare.any() and (table.loc[bare, "note"] == [f"too little data (n={min(pair)})" for pair in zip(
        table.loc[bare, "count"], table.loc[bare, "reference"], strict=True)]).all()  # fmt: skip
    assert (table.loc[~bare, "note"] == "").all() and (table.loc[~bare, "count"] + table.loc[~bare, "reference"] >= 10).all()
    assert table["coverage"].between(0, 1).all() and (table["value"] == table["log_ratio"]).all()


def test_the_variety_of_voices_has_ends_in_every_form() -> None:
    frames = synthetic.tables(60, words=60, seed=2)
    row = fm.source_entropy(frames).iloc[0]
    assert row["effective_low"] < row["effective"] < row["effective_high"] and row["evenness_low"] <= row["evenness"]
    assert row["evenness_high"] <= 1
    alone = {**frames, "quotes": frames["quotes"].assign(actors=[["А"]] * len(frames["quotes"]))}
    row = fm.source_entropy(alone).iloc[0]
    assert np.isnan(row["low"]) and row["note"].startswith("no variation"), "one speaker everywhere is no certainty"


def test_both_sides_of_a_comparison_have_their_own_interval() -> None:
    frames = synthetic.tables(160, words=60, outlets=3, seed=5)
    table = fm.compare(frames, 4)
    for side, n in (("value", "n"), ("rest", "n_rest")):
        sure = table[table[f"{side}_low"].notna()]
        assert len(sure) > 10 and (sure[n] >= 10).all()
        assert sure[side].between(sure[f"{side}_low"], sure[f"{side}_high"]).all()
        assert table.loc[table[n] < 10, f"{side}_low"].isna().all()
    own = fm.visibility(frames, by="outlet")
    both = table[table["measure"] == "visibility"].merge(own, on=["outlet", "actor"], suffixes=("", "_own"))
    both = both[both["value_low"].notna() & both["low_own"].notna()]
    assert both["value"].to_numpy() == pytest.approx(both["value_own"].to_numpy())
    ratio = (both["value_high"] - both["value_low"]) / (both["high_own"] - both["low_own"])
    assert ratio.between(0.8, 1.25).all(), "the same stories, the same scatter"


def test_an_empty_corpus_gives_empty_tables() -> None:
    frames = {name: frame.iloc[:0] for name, frame in synthetic.tables(5, seed=1).items()}
    for measure in (fm.visibility, fm.tone, fm.voice, fm.agency, fm.prominence, fm.constructions, fm.frequency, fm.quote_kinds):
        assert measure(frames).empty, measure.__name__
