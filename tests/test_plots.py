"""Figures: the numbers are in the words, one actor has one colour, the same table gives the same picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic

import framing.measures as fm
from framing import plots

MAKE: dict[str, Callable[[dict[str, pd.DataFrame]], pd.DataFrame]] = {
    "frequency": lambda c: fm.frequency(c).head(20),
    "ngrams": lambda c: fm.ngrams(c).head(20),
    "collocates": lambda c: fm.collocates(c, "бебаба").head(20),
    "collocates by dependency": lambda c: fm.collocates(c, "бебаба", window="dependency").head(20),
    "keyness by outlet": lambda c: fm.keyness(c, by="outlet"),
    "keyness": lambda c: fm.keyness(c["tokens"][c["tokens"]["article"] < "n000020"], c),
    "dispersion": lambda c: fm.dispersion(c, of="actor"),
    "tfidf": lambda c: fm.tfidf(c, by="outlet", top=6),
    "timeline": lambda c: fm.timeline(c, of="actor", every="month"),
    "timeline of a word": lambda c: fm.timeline(c, "бебаба", every="week"),
    "visibility": lambda c: fm.visibility(c, replicates=200),
    "visibility by outlet": lambda c: fm.visibility(c, by="outlet", replicates=200),
    "prominence": lambda c: fm.prominence(c, replicates=200),
    "tone": lambda c: fm.tone(c, replicates=200),
    "tone by outlet": lambda c: fm.tone(c, by="outlet", replicates=200),
    "tone of voices": lambda c: fm.tone(c, by="voice", replicates=200),
    "voice": lambda c: fm.voice(c, replicates=200),
    "source_entropy": lambda c: fm.source_entropy(c, by="outlet"),
    "agency": lambda c: fm.agency(c, replicates=200),
    "constructions": lambda c: fm.constructions(c, by="outlet", replicates=200),
    "quote_kinds": lambda c: fm.quote_kinds(c, by="outlet"),
    "epithets": lambda c: fm.epithets(c, minimum=1),
    "compare": lambda c: fm.compare(c, 4, replicates=200),
    "profile": lambda c: fm.profile(c, "Орлова", replicates=200),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    corpus = synthetic.tables(70, words=70, seed=2)
    return {name: make(corpus) for name, make in MAKE.items()}


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_measure_has_a_figure_with_words(name: str, lang: str, tables: dict[str, pd.DataFrame]) -> None:
    drawn = plots.plot(tables[name], lang=lang)
    markup = drawn._repr_html_()
    assert markup.startswith('<figure role="img"') and f'lang="{lang}"' in markup
    root = ElementTree.fromstring(drawn.svg())
    assert root.tag.endswith("svg")
    assert "<text" not in drawn.svg(), "letters are paths: the page needs no font"
    assert len(drawn.alt) > 40 and drawn.title in drawn.alt and "nan" not in drawn.alt.casefold()
    assert bool(re.search(r"[А-Яа-я]", drawn.title.replace("Анна Орлова", ""))) == (lang == "ru")


def test_the_same_table_gives_the_same_picture(tables: dict[str, pd.DataFrame]) -> None:
    first, second = (plots.plot(tables["tone"]).svg() for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first
    assert plots.plot(tables["tone"]).svg() != plots.plot(tables["visibility"]).svg()


def test_the_alternative_says_the_numbers(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["visibility"]
    alt = plots.plot(table).alt
    for row in table.itertuples():
        assert row.actor in alt and plots.number(row.value, "ru", 1) in alt and plots.number(row.high, "ru", 1) in alt


def test_too_little_data_is_words_not_a_dot() -> None:
    table = pd.DataFrame(
        {
            "actor": ["А", "Б"], "type": "PER", "value": [5.0, 90.0], "low": [4.0, np.nan], "high": [6.0, np.nan], "n": [40, 3],
            "article_share": 0.1, "share_low": 0.0, "share_high": 0.2, "coverage": 0.1, "note": ["", "too little data (n=3)"],
        }
    )  # fmt: skip
    drawn = plots.plot(table)
    assert "Б мало данных (n = 3)" in drawn.alt and "90" not in drawn.alt
    axis = drawn.figure.axes[0]
    assert axis.get_xlim()[1] < 10, "a number that is not drawn does not stretch the scale"
    dots = [line for line in axis.lines if line.get_marker() == "o"]
    assert len(dots) == 1


def test_one_actor_has_one_colour() -> None:
    names = list("АБВГДЕЖ")
    colours = plots.actor_colours(names)
    assert list(colours.values()) == [*plots.PETROFF, plots.OTHERS, plots.OTHERS]
    table = pd.DataFrame({"actor": ["Б", "А"], "n_mentions": [5, 9]})
    assert plots.actor_colours(table) == {"А": plots.PETROFF[0], "Б": plots.PETROFF[1]}
    assert plots.actor_colours(names, edges=True)["А"] == plots.EDGES[0]
    with pytest.raises(TypeError):
        plots.actor_colours("Путин")


def test_colours_given_are_kept(tables: dict[str, pd.DataFrame]) -> None:
    colours = {"Анна Орлова": "#7a21dd", "Дмитрий Волков": "#5790fc"}
    markup = plots.plot(tables["visibility"], colours=colours).svg()
    assert "#7a21dd" in markup and "#e42536" not in markup


@pytest.mark.parametrize(("fill", "edge"), zip([*plots.PETROFF, plots.OTHERS], [*plots.EDGES, plots.OTHERS_EDGE], strict=True))
def test_edges_are_seen_on_white(fill: str, edge: str) -> None:
    """Contrast of 3:1 or more (WCAG 2.2, 1.4.11)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert fill != edge and 1.05 / (luminance(edge) + 0.05) >= 3


def test_numbers_are_printed_as_the_language_wants() -> None:
    assert plots.number(-1234.5, "ru", 1) == "−1\u202f234,5"
    assert plots.number(-1234.5, "en", 1) == "−1,234.5"
    assert plots.number(0.125, "ru", 1, percent=True) == "12,5\u202f%"
    assert plots.number(float("nan"), "en") == "–"
    with pytest.raises(ValueError, match="ru or en"):
        plots.word("tone", "de")


def test_hostile_names_are_escaped(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["visibility"].replace({"actor": {"Завод": '"><script>alert(1)</script>'}})
    assert "<script>" not in plots.plot(table)._repr_html_()


def test_dollars_and_long_names_do_no_harm(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["visibility"].replace({"actor": {"Завод": "$x_1^2$ " + "Очень длинное название организации " * 4}})
    assert plots.plot(table).svg()


def test_empty_tables_say_so(tables: dict[str, pd.DataFrame]) -> None:
    for name in ("visibility", "tone", "keyness", "constructions", "timeline"):
        drawn = plots.plot(tables[name].iloc[:0])
        assert "Нет данных" in drawn.alt and drawn.svg()


def test_figures_are_saved(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    drawn = plots.plot(tables["tone"])
    for name in ("a.svg", "a.png", "a.pdf"):
        drawn.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawn.svg()


def test_no_figure_is_left_open(tables: dict[str, pd.DataFrame]) -> None:
    import matplotlib.pyplot as pyplot

    before = len(pyplot.get_fignums())
    plots.plot(tables["tone"])
    assert len(pyplot.get_fignums()) == before


def test_unknown_tables_and_grouped_profiles_are_refused(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(ValueError, match="no measure makes"):
        plots.plot(pd.DataFrame({"x": [1]}))
    grouped = tables["profile"].copy()
    grouped.insert(0, "outlet", "о")
    with pytest.raises(ValueError, match="one group"):
        plots.portrait(grouped)


def test_a_figure_speaks_the_language_of_its_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRAMING_LANG", raising=False)
    assert plots.language() == "ru" and plots.language("en") == "en"
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/me/40_tone_en.ipynb")
    table = pd.DataFrame({"lemma": ["мост"], "count": [3], "log_ratio": [2.0], "low": [1.0], "high": [3.0], "z": [4.0]})
    assert plots.language() == "en" and plots.keyness_bars(table).lang == "en"
    monkeypatch.setenv("FRAMING_LANG", "ru")
    assert plots.language() == "ru"


def test_a_neighbour_without_an_interval_has_a_hollow_bar():
    table = pd.DataFrame({
        "lemma": ["суд", "двор"], "count": [25, 8], "nodes": [25, 8], "log_dice": [12.0, 11.0], "mi": [1.0, 2.0],
        "value": [12.0, 11.0], "low": [11.5, np.nan], "high": [12.4, np.nan], "n": [25, 8], "note": ["", "too little data (n=8)"],
    })  # fmt: skip
    full, hollow = plots.bars(table, lang="ru").figure.axes[0].patches[:2]
    assert full.get_facecolor()[3] == 1 and hollow.get_facecolor()[3] == 0 and hollow.get_width() == 11


def test_a_key_word_without_an_interval_has_a_hollow_bar_and_both_counts():
    table = pd.DataFrame({
        "outlet": "А", "lemma": ["крона", "млн"], "count": [25, 18], "reference": [6, 2], "log_ratio": [3.4, 4.3],
        "low": [2.1, np.nan], "high": [4.8, np.nan],
    })  # fmt: skip
    drawn = plots.keyness_bars(table, lang="ru")
    full, hollow = drawn.figure.axes[0].patches[:2]
    assert full.get_fill() and full.get_facecolor()[3] == 1 and hollow.get_facecolor()[3] == 0
    assert {"25 : 6", "18 : 2"} <= {text.get_text() for text in drawn.figure.axes[0].texts}
