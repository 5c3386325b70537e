"""Views: what they say, that they escape, that their numbers are their passages, and that ru and en carry the same."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pages
import pandas as pd
import pytest
import synthetic

from framing import views
from framing.measures import agency, keyness, tone, voice
from framing.views import ahead, compare, evidence, figures, frames, keyed, model, reader, sums, tables, words
from framing.views.look import look
from framing.views.markup import Safe, data_script, el, join, text
from framing.views.model import Place

SHOWN = (
    views.head,
    views.summary,
    views.actors_table,
    views.portraits,
    views.readers,
    views.speakers,
    views.comparison,
    views.method,
)


# --- markup


@pytest.mark.parametrize("payload", pages.PAYLOADS)
def test_text_and_attributes_are_escaped(payload: str) -> None:
    made = el("p", payload, title=payload, data_x=payload)
    assert "<" not in made[3:-4].replace("</p", "") and made.count('"') == 4
    assert re.fullmatch(r'<p title="[^"<>]*" data-x="[^"<>]*">[^<>]*</p>', made.replace("\n", " "))


@pytest.mark.parametrize("payload", pages.PAYLOADS)
def test_json_cannot_close_its_script(payload: str) -> None:
    import json

    made = data_script({payload: [payload]}, cls="facts")
    body = made.removeprefix('<script type="application/json" class="facts">').removesuffix("</script>")
    assert "<" not in body and ">" not in body
    assert json.loads(body) == {payload: [payload]}


def test_safe_text_is_kept_and_the_rest_escaped() -> None:
    assert join(["<b>", Safe("<i>"), None, 3]) == "&lt;b&gt;<i>3"
    assert text(Safe("<i>")) == "<i>"
    assert el("br") == "<br>" and el("a", cls="x", hidden=True, id=None) == '<a class="x" hidden></a>'


# --- words


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (1, "статья"),
        (2, "статьи"),
        (5, "статей"),
        (11, "статей"),
        (12, "статей"),
        (21, "статья"),
        (22, "статьи"),
        (111, "статей"),
        (1.5, "статьи"),
        (0, "статей"),
    ],
)
def test_russian_plurals(n: float, form: str) -> None:
    assert words.plural(n, "статья|статьи|статей", "ru") == form


def test_numbers_follow_the_language() -> None:
    assert words.number(-1234.5, "ru", 1) == "\u22121\u202f234,5"
    assert words.number(-1234.5, "en", 1) == "\u22121,234.5"
    assert words.number(0.4, "ru", 1, sign=True) == "+0,4"
    assert words.number(-0.001, "ru", 1) == "0,0"
    assert words.number(None, "ru") == "—" == words.number(float("nan"), "en")
    assert (
        words.percent(0.563, "ru") == "56\u202f%" and words.percent(0.563, "en") == "56%" and words.percent(0.001, "en") == "<1%"
    )


def test_every_sentence_exists_in_both_languages_with_the_same_slots() -> None:
    for key, (ru, en) in words._table().items():
        slots = [{found.group(1) for found in words._SLOT.finditer(form)} for form in (ru, en)]
        assert slots[0] == slots[1], key
        for form, n in ((ru, 3), (en, 2)):
            for found in words._SLOT.finditer(form):
                assert not found.group(3) or len(found.group(3).split("|")) == n, f"{key}: {found.group()}"
        assert not re.search("[а-яё]", en, re.IGNORECASE), key


def test_every_key_that_the_code_names_is_in_the_table() -> None:
    folder = Path(words.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in [*folder.glob("*.py"), *(folder.parent / "publish").glob("*.py")])
    named = set(re.findall(r'\b(?:say|tell)\(\s*"([a-z_.0-9+-]+)"', code))
    assert len(named) > 60
    assert named <= set(words._table())


def test_the_language_is_asked_for_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRAMING_LANG", raising=False)
    assert views.language() == "ru" and views.language("en") == "en"
    monkeypatch.setenv("JPY_SESSION_NAME", "/x/20_actors_en.ipynb")
    assert views.language() == "en"
    monkeypatch.setenv("FRAMING_LANG", "ru")
    assert views.language() == "ru"
    with pytest.raises(ValueError, match=r"de.*ru and en"):
        views.language("de")


# --- the reader


def _plain(html: str) -> str:
    html = re.sub(r"<(sup|script|ol)\b.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r'<(span|a) [^>]*class="(zl|pn|qo)[^>]*>[^<]*</\1>|<a class="qo[^>]*>[^<]*</a>', "", html)
    from html import unescape

    return unescape(re.sub(r"<[^>]+>", "", html.replace("</p>", "\n")))


@pytest.mark.parametrize("corpus", [pages.one(), pages.hostile(pages.PAYLOADS[:3])])
def test_the_reader_shows_every_character_of_the_text(corpus: object) -> None:
    built = model.page(corpus)
    for paper in built.papers:
        shown = _plain(views.article_html(corpus, paper.id))
        assert shown.split() == paper.text.split()


def test_the_reader_marks_actors_statements_and_speakers() -> None:
    html = views.article_html(pages.one(), "первая")
    assert html.count('class="mg"') == 3 and html.count('class="qo k-') == 3 == html.count('class="qc k-')
    assert 'class="tm po"' in html and 'class="tm ne"' in html
    assert re.search(r'<sup class="lb" data-m="\d+">Орлова</sup>', html), "the pronoun says whom it means"
    assert "говорящий не найден" in html, "a statement of nobody in particular says so"
    assert "captions" in views.article_html(pages.one(), "первая", "en") or "caption" in views.article_html(
        pages.one(), "первая", "en"
    )


def test_only_a_sure_sign_is_worn_by_a_single_mention() -> None:
    corpus = pages.frames([pages.article("первая")], sure=False)
    html = views.article_html(corpus, "первая")
    assert 'class="tm' not in html, "the model leans, no sign is shown"
    built = model.page(corpus)
    assert {p.tone for p in built.places} >= {-1, 0, 1}, "counts keep the best guess"
    leaning = next(p for p in built.places if p.tone == -1)
    assert "скорее неодобрение" in evidence.passage(built, leaning, "ru")
    assert 'class="ne"' not in figures.strip(built, built.by_name[leaning.actor])
    assert "Неодобрительно" not in views.summary(corpus, lang="ru").body
    corpus = pages.frames([pages.article("первая")], sure=False, note="corrected")
    html = views.article_html(corpus, "первая")
    assert 'class="tm po"' in html and 'class="tm ne"' in html, "what a person said is shown"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("раз, к, спас", "спас"),
        ("письмо, седьмой, их", "письмо"),
        ("защиты, для, из-за", "защиты"),
        ("14, 14-го, третий", ""),
        ("не, удалось (не удалось)", "удалось (не удалось)"),
        ("corrected", "исправлено человеком"),
    ],
)
def test_a_tone_is_explained_by_telling_words_only(reason: str, told: str) -> None:
    built = model.page(pages.frames([pages.article("первая")], note=reason))
    place = next(p for p in built.places if p.tone)
    assert reader.reason_text(built, place, "ru") == told
    place.tone = 0
    assert reader.reason_text(built, place, "ru") == "", "a neutral mention needs no words"


def test_a_sentence_word_is_judged_by_its_lemma() -> None:
    corpus = pages.frames([pages.article("первая")], note="приехала, там")
    corpus.tokens["pos"] = corpus.tokens["pos"].where(corpus.tokens["lemma"] != "приехала", "AUX")
    built = model.page(corpus)
    place = next(p for p in built.places if p.tone is not None)
    place.tone, place.reason = 1, "приехала, порт"
    assert reader.reason_text(built, place, "ru") == "порт"


def test_many_speakers_are_counted_not_listed() -> None:
    one = pages.article("первая")
    one["said"][0] = (*one["said"][0][:3], tuple(f"Страна {i}" for i in range(16)))
    html = views.article_html(pages.frames([one]), "первая")
    assert "Страна 0 и ещё 15" in html and "Страна 7" not in re.sub(r"<script.*?</script>", "", html, flags=re.S)


def test_a_shortened_name_ends_a_sentence_by_itself() -> None:
    from framing.views.tables import _brief

    assert "…</a></p>" in _brief("x", Safe("<a>подъемных…</a>.")) and "нет.</p>" in _brief("x", "нет.")


def test_overlaps_are_cut_at_every_border() -> None:
    corpus = pages.one()
    built = model.page(corpus)
    paper = built.papers[0]
    outer = next(p for p in paper.places if p.text == "Пётр Лунин" and p.quote >= 0)
    paper.places.append(
        Place(
            999,
            0,
            outer.sentence,
            outer.start + 5,
            outer.stop + 5,
            paper.text[outer.start + 5 : outer.stop + 5],
            "name",
            "порт",
            "body",
            "",
            1.0,
        )
    )
    html = reader.article(built, paper, "ru")
    assert f'data-m="{outer.id} 999"' in html or f'data-m="999 {outer.id}"' in html
    assert _plain(html).split() == paper.text.split()
    model._LATEST.clear()


def test_nested_mentions_lie_at_different_depths() -> None:
    places = [
        Place(i, 0, 0, a, b, "", "name", n, "body", "", 1.0)
        for i, (a, b, n) in enumerate([(0, 20, "x"), (5, 10, "y"), (6, 8, "z"), (5, 10, "w")])
    ]
    depth = reader.levels(places)
    assert depth[2] == 0 and depth[0] == 2 and depth[1] != depth[3]


def test_an_unknown_article_is_named() -> None:
    with pytest.raises(KeyError, match=r"нет такой.*первая"):
        views.article_html(pages.one(), "нет такой")


# --- numbers and passages


LINK = re.compile(r'<a class="(n[^"]*)" href="[^"]*" aria-label="[^"]*" data-n="(\d+)" data-(f|q)="([^"]*)">([^<]*)</a>')


@pytest.mark.parametrize("corpus", [pages.one(), pages.four()])
@pytest.mark.parametrize("view", SHOWN)
def test_every_number_equals_its_passages(corpus: object, view: object) -> None:
    from html import unescape
    from urllib.parse import parse_qsl

    built = model.page(corpus)
    html = view(corpus, lang="ru").body  # type: ignore[operator]
    for cls, total, kind, query, shown in LINK.findall(html):
        wanted = dict(parse_qsl(unescape(query), keep_blank_values=True))
        if kind == "f":
            n = sum(evidence.matches(evidence.keys(built, place), wanted) for place in built.places)
        else:
            n = sum(evidence.matches(evidence.said_keys(built, quote), wanted) for quote in built.said)
        assert n == int(total) > 0, query
        assert cls == "n w" or int(re.sub(r"\D", "", shown)) == n


def test_shares_of_words_open_their_statements_and_carry_an_interval() -> None:
    html = views.speakers(pages.one(), lang="ru").body
    assert html.count('class="n w"') >= 4 and "Мало данных (1" in html and 'class="iv"' not in html
    assert views.summary(pages.one(), lang="ru").body.count('class="n w"') == 3, "words of the two loudest, and all words"
    corpus = pages.frames([pages.article(f"{i}", word=" ".join(["подарком"] * (1 + i % 4))) for i in range(12)])
    built = model.page(corpus)
    low, high = built.intervals()["Анна Орлова"]
    told = voice(model.tables(corpus), actors=["Анна Орлова"], duplicates="count", replicates=1000).iloc[0]
    assert (low, high) == pytest.approx((told.low, told.high)) and low <= built.voice.of("Анна Орлова")[0] <= high
    assert f'({words.number(100 * low, "ru")}–{words.number(100 * high, "ru")})</small>' in views.actors_table(corpus, lang="ru").body
    assert model.page(pages.one()).intervals() == {}


SHARE = re.compile(r"\d\u202f?%(?!, (?:interval|интервал) \d|\u00a0\(\d)")


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("made", ["one", "four", "tail", "many"])
def test_no_share_stands_without_its_interval(made: str, lang: str) -> None:
    corpus = pages.many(40) if made == "many" else getattr(pages, made)()
    for view in (views.summary, views.actors_table, views.portraits, views.speakers, views.comparison):
        body = re.sub(r'<caption>.*?</caption>|<td class="num cov">.*?</td>', "", view(corpus, lang=lang).body)
        told = re.sub(r"<[^>]+>", "", body)
        bare = [told[max(0, found.start() - 40) : found.end() + 20] for found in SHARE.finditer(told)]
        assert bare == [], view.__name__
        if made == "one" or (made == "four" and view is not views.summary):  # the tone of all actors together is enough in four
            assert "%" not in told.replace("высказываниях, %", "").replace("statements, %", ""), "too little data: words, no share"


def test_the_speakers_table_says_of_how_many_words_the_speaker_is_known() -> None:
    html = views.speakers(pages.many(12), lang="en").body
    caption = re.search(r"The speaker is known of (\d+) of (\d+)\u00a0words \((\d+)%\)", html)
    built = model.page(pages.many(12))
    assert caption and int(caption[2]) == built.voice.total and int(caption[1]) == round(built.voice.total * (1 - built.voice.unnamed))


def test_the_main_actors_come_first_and_the_rest_is_folded() -> None:
    corpus = pages.tail()
    html = views.actors_table(corpus, lang="ru").body
    before, _, behind = html.partition('class="tail"')
    rows = re.compile(r'<tr data-i="(\d+)"')
    assert len(rows.findall(before)) == tables.MAIN and len(rows.findall(behind)) > 10
    assert 'class="tail"' not in views.actors_table(pages.four(), lang="ru").body
    told = re.sub(r"<[^>]+>", "", views.summary(corpus, lang="ru").body)
    assert re.search(r"Вместе это \d+ из \d+\u00a0упоминаний; остальные названы реже", told)


def test_the_table_counts_what_is_there() -> None:
    built = model.page(pages.one())
    anna = built.by_name["Анна Орлова"]
    assert anna.n == 4 and len(anna.places) == 5, "the caption is out of count"
    assert str(evidence.places(built, anna, "ru", z="c")) == "1" or evidence.places(built, anna, "ru", z="c") == 1
    petr = built.by_name["Пётр Лунин"]
    assert evidence.places(built, petr, "ru", v="q", t="-1") == 1 and evidence.places(built, petr, "ru", v="n", t="0") == 2
    assert evidence.places(built, petr, "ru", s=built.voice_key("Анна Орлова"), t="-1") == 1
    assert built.voice.of("Анна Орлова")[1] > 0 and built.voice.total == sum(q.words for q in built.said)


def test_too_little_data_is_said_in_words() -> None:
    html = views.summary(pages.one(), lang="ru").body
    assert "Данных мало" in html
    compared = views.comparison(pages.four(), lang="ru").body
    assert "Сравнить нельзя: мало данных" in compared and "мало данных<" in compared
    assert views.comparison(pages.one(), lang="ru").body == "", "one outlet is not compared"


def test_a_large_corpus_is_capped_and_says_so() -> None:
    corpus = pages.many(240)
    built = model.page(corpus)
    seen = look(built, "ru")
    assert seen.cap and not seen.readers
    who = built.who[0]
    kept = evidence.chosen(built, who, seen.cap)
    assert seen.cap <= len(kept) < len(who.places)
    html = evidence.passages(built, who, "ru", cap=seen.cap, readers=False)
    assert f"показано {words.number(len(kept), 'ru')} из {words.number(len(who.places), 'ru')}" in html
    assert html.count('class="ev"') == len(kept)
    for query in ({"z": "h"}, {"v": "q", "t": "-1"}, {"k": "pronoun"}, {"o": "1"}):
        have = sum(evidence.matches(evidence.keys(built, p), query) for p in kept)
        total = sum(evidence.matches(evidence.keys(built, p), query) for p in who.places)
        assert have >= min(seen.cap, total), query


@pytest.mark.parametrize(("limit", "most"), [(0, 0), ("none", 0), (25, 30), (60, 66)])
def test_evidence_limits_what_is_quoted(limit: int | str, most: int) -> None:
    corpus = pages.four()
    html = pages.report_html(corpus, evidence=limit)
    quoted = [re.sub("<[^>]+>", "", found) for found in re.findall(r'<p class="(?:pas|srf)" lang="ru">(.*?)</p>', html)]
    assert (not quoted) if most == 0 else quoted and max(map(len, quoted)) <= most
    assert 'class="reader"' not in html, "no article in full"
    assert 'class="ev"' in html, "places are still named"
    with pytest.raises(ValueError, match="много"):
        look(model.page(corpus), "ru", "много")


def test_only_the_actors_asked_for() -> None:
    html = views.actors_table(pages.four(), actors=["Лунин"]).body
    assert html.count("data-i=") == 1 and "Пётр Лунин" in html
    with pytest.raises(ValueError, match=r"Никто.*Анна Орлова"):
        views.actors_table(pages.four(), actors=["Никто"])


def test_nothing_found_is_said() -> None:
    corpus = pages.one()
    for table in ("mentions", "quotes", "tone", "actors"):
        setattr(corpus, table, getattr(corpus, table).iloc[:0])
    html = pages.report_html(corpus)
    assert "Актёров не найдено" in html and "ни одного высказывания" in html
    assert "Министр" in html, "the text is still shown"


def test_both_languages_carry_the_same_numbers() -> None:
    for corpus in (pages.one(), pages.four()):
        for view in SHOWN:
            ru, en = (sorted(re.findall(r'data-[fq]="[^"]*"', view(corpus, lang=lang).body)) for lang in ("ru", "en"))
            assert ru == en


def test_an_english_page_keeps_russian_words_marked() -> None:
    html = views.portraits(pages.one(), lang="en").body
    assert 'lang="ru"' in html and "How it is named" in html
    assert "Как назван" not in html


# --- pictures


def test_strips_and_bars_hold_their_numbers() -> None:
    built = model.page(pages.one())
    assert figures.strip(built, built.who[0]).count('class="po"') <= 1
    assert 'style="width:50%"' in figures.bar("a1", 1, 1, 2)
    corpus = model.page(pages.many(80))
    assert "NaN" not in figures.strip(corpus, corpus.who[0]) and 'class="nb"' in figures.strip(corpus, corpus.who[0])


# --- notebooks: html twin and live panel


def test_a_view_carries_its_style_and_script_once() -> None:
    bundle = views.actors_table(pages.one())._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.count("<style>") == 1 and html.count("<!--framing:script-->") == 1
    assert "http" not in re.sub(r"http-equiv", "", views.style() + views.script())
    assert set(bundle) == {"text/plain", "text/html"}


def test_explore_shows_the_actor_and_the_call() -> None:
    widgets = pytest.importorskip("ipywidgets")
    view = views.explore(pages.one(), lang="ru")
    bundle = view._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle and "<details" in bundle["text/html"]
    panel = view.panel()
    menus = [w for w in panel.children[0].children if isinstance(w, widgets.Dropdown)]
    shown = [w for w in panel.children if isinstance(w, widgets.HTML)]
    before = [w.value for w in shown]
    menus[0].value = "Пётр Лунин"
    assert "Пётр Лунин" in shown[0].value and "fr.explore(corpus, actor=&#x27;Пётр Лунин&#x27;)" in shown[2].value
    assert [w.value for w in shown] != before
    rows = shown[1].value.count('class="ev"')
    menus[1].value = "q.-1"
    assert shown[1].value.count('class="ev"') == 1 < rows


def test_a_document_shows_itself() -> None:
    from framing.records import Article, Block, Document, Sentence, Token

    text = "Порт закрыт\nОн пуст <script>"
    tokens = tuple(Token(0, 4, "Порт", "порт", "NOUN", "", -1, "root") for _ in range(1))
    document = Document(
        Article("x", text, title="Порт <b>"),
        (Block(0, 11, "headline"), Block(12, len(text), "body")),
        (Sentence(0, 11, tokens),),
        (),
        (),
        (),
        (),
        (),
    )
    html = views.show(document, lang="ru").html()
    assert "Порт &lt;b&gt;" in html and "пуст &lt;script&gt;" in html


@pytest.mark.parametrize("what", ["actor", "text", "speech", "compare", "names", "lexicon"])
def test_payloads_in_every_field_stay_words_in_the_panels(what: str) -> None:
    view = views.explore(pages.hostile(pages.PAYLOADS), what, lang="ru")
    widgets = pytest.importorskip("ipywidgets")
    shown, todo = [re.sub(r"<(style|script)>.*?</\1>", "", view.html(), flags=re.S)], [view.panel()]
    while todo:
        one = todo.pop()
        todo += getattr(one, "children", ())
        shown += [one.value] if isinstance(one, widgets.HTML) else []
    for markup in shown:
        for tag, attributes in _tags(markup):
            assert tag not in {"img", "iframe", "object", "embed", "form", "base", "meta", "link", "audio", "video", "input"}, tag
            assert not [name for name, _ in attributes if name.startswith("on")], (tag, attributes)
            assert all((value or "").startswith("#") for name, value in attributes if name in ("href", "src", "xlink:href"))


def _tags(markup: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    from html.parser import HTMLParser

    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    Parser().feed(markup)
    return found


# --- numbers


class _Numbers:
    """Every number that a page shows as text, with the words around it: those that open something, and the others."""

    QUIET = frozenset({"z", "kw", "title", "ev", "qv", "reader", "code", "toc", "facts", "m", "pl"})
    """Texts, names and code: what they hold is shown, not counted; words that mark a side (kw) have their sentences above them."""

    def __init__(self, markup: str) -> None:
        from html.parser import HTMLParser

        outer = self
        self.linked: list[dict[str, str]] = []
        self.loose: list[str] = []
        self.ids = set(re.findall(r' id="([^"]+)"', markup))

        class Parser(HTMLParser):
            def __init__(self) -> None:
                super().__init__()
                self.path: list[tuple[str, dict[str, str]]] = []
                self.words: list[str] = []
                self.row: list[str] | None = None
                self.opens = False

            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                if tag not in {"br", "meta", "input", "hr", "path", "circle", "line", "rect", "link"}:
                    self.path.append((tag, {name: value or "" for name, value in attrs}))
                if tag == "tr":
                    self.row, self.opens = [], False

            def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                pass

            def handle_endtag(self, tag: str) -> None:
                while self.path and self.path.pop()[0] != tag:
                    pass
                if tag == "tr" and self.row is not None:
                    outer.loose += [] if self.opens else self.row  # a mean or a share has its count beside it
                    self.row = None

            def handle_data(self, data: str) -> None:
                self.words.append(data)
                if not re.search(r"\d", data):
                    return
                classes = {name for _, own in self.path for name in own.get("class", "").split()}
                tags = {tag for tag, _ in self.path}
                links = [own for tag, own in self.path if tag == "a" and "n" in own.get("class", "").split()]
                if links:
                    self.opens = True
                    outer.linked.append(links[-1])
                elif not classes & outer.QUIET and not tags & {"style", "script", "svg", "code", "text", "pre", "h1", "title"}:
                    where = next((tag for tag, _ in reversed(self.path) if tag in {"summary", "th", "td", "p", "dd", "li"}), "")
                    (outer.loose if self.row is None else self.row).append(f"{where}: {' '.join(''.join(self.words[-3:]).split())[-90:]}")

        Parser().feed(markup)


OPENS_NOTHING = {
    "summary": "the head of a fold: the fold below is what it counts",
    r"слов": "words, not passages",
    r"голос": "voices: the table lists them",
    r"предложени": "sentences of the texts",
    r"актёр": "actors: the table lists them",
    r"говорящ": "speakers: the table lists them",
    r"издани": "outlets",
    r"×|\+\d+$": "a form or a lemma: the number of its row opens all of them",
    r"20\d\d|день|январ": "dates",
    r"\d+–\d+|\[.*\]|—": "ends of an interval",
    r"framing \d|Версия": "versions",
    r"нужно не меньше|ниже 10|95-процентный|−1, 0 или 1|два таких знака": "rules of the method",
    r"показано \d+ из": "how much of it is shown, beside the number that opens it",
    r"нейтрально 0|neutral 0": "the head of a column",
    r"мало данных|Мало данных|Данных мало|нных мало": "how little it is",
}
"""What may be a number and open nothing, and why."""


@pytest.mark.parametrize("corpus", [pages.one(), pages.four(), pages.many(40)])
def test_every_number_that_counts_opens_something(corpus: object) -> None:
    found = _Numbers(pages.report_html(corpus))
    strangers = [each for each in found.loose if not any(re.search(rf"^{key}:|{key}", each) for key in OPENS_NOTHING)]
    assert strangers == []
    assert len(found.linked) > 30
    for own in found.linked:
        assert own["href"].removeprefix("#") in found.ids, own
        assert "data-f" in own or "data-q" in own or own["href"] in ("#articles", "#skipped"), own


def test_live_numbers_open_what_they_count() -> None:
    widgets = pytest.importorskip("ipywidgets")
    corpus = pages.many(40)
    for what, more in (("actor", {}), ("compare", {"by": "outlet"})):
        panel = views.explore(corpus, what, lang="ru", **more).panel()  # type: ignore[arg-type]
        if what == "compare":
            panel.children[0].children[0].value = "*outlet"
        shown = next(one for one in panel.children if isinstance(one, widgets.HTML))
        buttons = re.findall(r'<button type="button" class="n[^"]*" popovertarget="([^"]+)"[^>]*>([^<]*)</button>', shown.value)
        assert len(buttons) > 5 and "<a class=" not in shown.value
        folds = dict(re.findall(r'<div id="([^"]+)" popover="auto"(.*?)</ol></div>', shown.value, re.DOTALL))
        for ident, told in buttons:
            n = int(re.sub(r"\D", "", told))
            assert folds[ident].count("<li") == min(n, 5), (what, told)
            assert f"показано 5 из {n}" in unescape(folds[ident]) if n > 5 else f"— {n}<" in folds[ident]


@pytest.mark.parametrize("what", ["actor", "text", "speech", "compare", "names", "lexicon"])
def test_every_twin_shows_the_call_behind_it(what: str) -> None:
    body = views.explore(pages.four(), what, lang="ru").body
    code = [unescape(line) for line in re.findall(r"<code>(.*?)</code>", body.partition('class="note calls"')[2])]
    assert code and all(re.match(r"(fr\.|corpus|words = )", line) for line in code)


# --- live panels


def _controls(panel: Any) -> tuple[list[Any], list[Any]]:
    widgets = pytest.importorskip("ipywidgets")
    return list(panel.children[0].children), [w for w in panel.children if isinstance(w, widgets.HTML)]


def test_the_words_around_are_those_of_the_clause() -> None:
    from framing.views import profile

    built = model.page(pages.one())
    found = profile.clauses(built, built.by_name["Анна Орлова"])
    lemmas = {lemma for forms in found.values() for lemma in forms}
    assert "министр" in lemmas and "орлова" not in lemmas
    near = built.tokens.around([(p.article, p.start, p.stop) for p in built.by_name["Анна Орлова"].places])
    zones = {built.tokens.kinds["zone"][code] for code in built.tokens.code["zone"][near]}
    assert zones and zones <= {"lead", "body"}, "captions are not counted"


def test_the_live_reader_searches_and_says_why() -> None:
    (find, pick, why), (told, shown, call) = _controls(views.explore(pages.four(), "text", lang="ru").panel())
    assert len(pick.options) == 4 and "Новость номер 0" in shown.value
    find.value = "номер 2"
    assert len(pick.options) == 1 and "Новость номер 2" in shown.value and "corpus[&#x27;статья-2&#x27;]" in call.value
    why.value = next(value for label, value in why.options if label.startswith("Она"))
    assert "Анна Орлова" in told.value
    why.value = "q1"
    assert "Высказывание 2" in told.value and "Порт будет работать" in told.value


def test_the_live_browser_of_statements_filters_and_sorts() -> None:
    menus, (shown, call) = _controls(views.explore(pages.four(), "speech", lang="en").panel())
    speaker, kind, outlet, cue, stance, month, order = menus
    rows = lambda: shown.value.count('class="qv ')  # noqa: E731
    assert rows() == 12
    speaker.value = "1" if "Анна" in dict((v, k) for k, v in speaker.options)["1"] else "2"
    assert rows() == 4
    outlet.value = "0"
    assert rows() == 2 and "q.outlet == &#x27;Вестник&#x27;" in call.value
    kind.value = "partial"
    assert rows() == 0
    speaker.value = kind.value = outlet.value = ""
    cue.value = "сказала"
    assert rows() == 4
    cue.value = ""
    month.value = month.options[1][1]
    assert rows() == 12 and "strftime" in call.value
    month.value = ""
    assert next(value for _, value in stance.options) == ""
    order.value = "shortest"
    assert shown.value.index("подарком") < shown.value.index("Порт будет")


def test_the_live_comparison_redraws() -> None:
    (by, first, second, who), (shown, call) = _controls(views.explore(pages.four(), "compare", lang="ru").panel())
    assert by.value == "outlet" and first.value != second.value and who.layout.display is None
    before = shown.value
    who.value = "Пётр Лунин" if who.value != "Пётр Лунин" else "Анна Орлова"
    assert shown.value != before and "<figure" in shown.value and who.value in call.value
    first.value = second.value
    assert "Выберите две разные" in shown.value
    by.value = "actor"
    assert who.layout.display == "none" and {first.value, second.value} == {"Пётр Лунин", "Анна Орлова"}
    assert "fr.keyness(corpus.around(" in call.value and shown.value.count("<figure") >= 3
    by.value = "*outlet"
    assert first.layout.display == second.layout.display == "none" and "fr.tone(corpus, by=(&#x27;outlet&#x27;" in call.value
    assert "month" not in {kind for _, kind in by.options}, "all in one month"


def test_two_sides_open_what_they_count() -> None:
    corpus = pages.frames(
        [pages.article(f"{i}", outlet="Юг" if i % 3 else "Север", day=f"2025-0{1 + i % 2}-04") for i in range(12)]
    )
    built = model.page(corpus)
    for by, between in (("outlet", ("Юг", "Север")), ("month", ("2025-01", "2025-02")), ("actor", ("Анна Орлова", "Пётр Лунин"))):
        one = None if by == "actor" else built.who[0]
        for name in between:
            who, part = (built.by_name[name], "") if by == "actor" else (one, name)
            rows = sums.measured(built, who, "" if by == "actor" else by, () if by == "actor" else between)
            for measure in "nqva":
                dot = compare.dot(name, rows[measure].get(part), who, part)
                assert len(compare.behind(built, by, measure, dot)) == dot.n, (by, name, measure)
        view = views.explore(corpus, "compare", by=by, between=between, lang="ru")
        assert view.body.count("<figure") == 5 and f"by=&#x27;{by}&#x27;, between=(&#x27;{between[0]}&#x27;" in view.body
    with pytest.raises(ValueError, match="Восток"):
        views.explore(corpus, "compare", by="outlet", between=("Юг", "Восток"))
    with pytest.raises(ValueError, match="compare"):
        views.explore(corpus, "text", by="outlet")


def test_two_sides_count_as_the_measures_do() -> None:
    corpus = pages.frames(
        [pages.article(f"{i}", outlet="Юг" if i % 3 else "Север", word=" ".join(["подарком"] * (1 + i % 4))) for i in range(24)]
    )
    corpus.articles["story"] = ["3" if i in (3, 4, 9, 10) else "" for i in range(24)]
    built, source = model.page(corpus), model.tables(corpus)
    ask = {"duplicates": "count", "replicates": 1000}
    for one in built.who[:2]:
        for by in ("outlet", ""):
            key, mine = by or "actor", sums.measured(built, one, by)
            heard = tone(source, by=(*([by] if by else []), "actor", "voice"), actors=[one.name], **ask)
            told = {"v": voice(source, by=by or None, actors=[one.name], **ask), "a": agency(source, by=by or None, actors=[one.name], **ask)}
            for lane, name in (("n", "narrator"), ("q", "quoted")):
                told[lane] = heard[heard.voice == name].assign(value=heard.balance, low=heard.balance_low, high=heard.balance_high)
            for measure, table in told.items():
                for row in table[table.n > 0].to_dict("records"):
                    got = mine[measure][row[key] if by else ""]
                    assert got["n"] == row["n"], (measure, one.name)
                    assert got["coverage"] == pytest.approx(row["coverage"]), (measure, one.name, by)
                    if got["enough"]:
                        ends = [got[f"value{end}"] for end in ("", "_low", "_high")]
                        assert ends == pytest.approx([row[name] for name in ("value", "low", "high")], nan_ok=True), (measure, by)


def test_a_comparison_by_a_column_of_the_user_opens_its_passages() -> None:
    corpus = pages.frames([pages.article(f"{i}") for i in range(8)])
    corpus.articles["topic"] = ["порт" if i % 2 else "ремонт" for i in range(8)]
    built = model.page(corpus)
    assert "topic" in sums.kinds(built) and sums.sizes(built, "topic") == {"порт": 4, "ремонт": 4}
    html = views.comparison(corpus, by="topic", lang="ru").body
    links = [(int(n), dict(parse_qsl(unescape(query)))) for cls, n, kind, query, _ in LINK.findall(html) if kind == "f"]
    assert links and all("d" in wanted for _, wanted in links)
    for n, wanted in links:
        assert sum(evidence.matches(evidence.keys(built, place), wanted) for place in built.places) == n
    assert "topic" in [kind for _, kind in _controls(views.explore(corpus, "compare", lang="ru").panel())[0][0].options]


@pytest.mark.parametrize(("first", "second"), [(range(0, 9), range(9, 20)), (range(0, 14), range(8, 20)), (range(0, 20), range(5, 9))])
def test_the_words_of_two_sides_are_those_of_keyness(first: range, second: range) -> None:
    corpus = pages.frames(
        [pages.article(str(i), word=" ".join(["подарком"] * (1 + i % 4)), title=f"Порт {'горит ' * (i % 3)}") for i in range(20)]
    )
    tokens = corpus.tokens
    tokens["pos"] = ["VERB" if len(lemma) % 2 else "NOUN" if lemma.isalpha() else "PUNCT" for lemma in tokens["lemma"]]
    corpus.articles["story"] = ["3" if i in (3, 4, 9, 10) else "" for i in range(20)]
    built = model.page(corpus)
    place = {paper.id: paper.index for paper in built.papers}
    sides, frames = [], []
    for name, some in (("а", first), ("б", second)):
        at = [i for i in range(len(built.tokens.article)) if built.papers[built.tokens.article[i]].id in map(str, some)]
        sides.append(keyed.Side(name, np.array([i for i in at if built.tokens.counted[i]])))
        frames.append(tokens[tokens.article.isin([str(i) for i in some])].merge(corpus.articles[["article", "story"]]))
    assert len(place) == 20
    mine, *counted = keyed.key_words(built, sums.stories(built), *sides)
    told = keyness(*frames, pos=keyed.POS, minimum=keyed.MINIMUM)
    columns = ["count", "reference", "range", "log_ratio", "low", "high", "z"]
    pd.testing.assert_frame_equal(
        mine.set_index("lemma").sort_index()[columns], told.set_index("lemma").sort_index()[columns], check_dtype=False
    )
    assert len(mine) > 5
    for row in mine.itertuples():
        assert [len(keyed.found(built, side, row.lemma)) for side in counted] == [row[2], row[3]]


def test_the_names_editor_writes_corrections_and_explains_what_is_missing() -> None:
    class Corrected:
        """A corpus that notes its corrections."""

        def __init__(self) -> None:
            self.__dict__ = pages.one().__dict__
            self.written: list[tuple[str, str]] = []

        def correct(self, field: str, value: str) -> Corrected:
            self.written.append((field, value))
            return self

    corpus = Corrected()
    panel = views.explore(corpus, "names", lang="ru").panel()
    find = panel.children[0].children[0]
    _intro, actors, _forms, name, kind, where, buttons, told, call = panel.children[1:]
    merge, split, rename, retype = buttons.children
    merge.click()
    assert "Сначала выберите" in told.value and corpus.written == []
    assert "corpus.correct(" in call.value
    actors.value = ("Пётр Лунин",)
    assert name.value == "Пётр Лунин" and "Пётр Лунин" in _forms.value
    name.value = "Пётр Петрович Лунин"
    assert "Пётр Лунин = Пётр Петрович Лунин" in call.value
    rename.click()
    assert "Пётр Петрович Лунин" in [value for _, value in actors.options], "shown before the tables are counted again"
    assert ahead.wait() and "Записано" in told.value
    actors.value = ("Пётр Лунин", "команда")
    name.value = "Пётр Лунин"
    merge.click()
    assert "команда" not in [value for _, value in actors.options] and ahead.wait()
    split.click()
    assert ahead.wait() and "Сначала выберите" in told.value and len(corpus.written) == 2
    actors.value, name.value, where.value = ("Пётр Лунин",), "Лунин-сын", "статья-1, статья-2"
    split.click()
    assert ahead.wait()
    kind.value = "GROUP"
    actors.value = ("команда",)
    retype.click()
    assert ahead.wait() and corpus.written == [
        ("rename", "Пётр Лунин = Пётр Петрович Лунин"),
        ("merge", "команда = Пётр Лунин"),
        ("split", "Пётр Лунин = Лунин-сын @ статья-1, статья-2"),
        ("retype", "команда = GROUP"),
    ]
    find.value = "орл"
    assert [value for _, value in actors.options] == ["Анна Орлова"]


def test_the_method_says_how_much_a_hand_has_mended() -> None:
    assert "corrections.tsv" not in views.method(pages.one(), lang="en").body
    corpus = pages.one()
    corpus.info = {"corrections": {"applied": 3, "errors": []}}
    assert re.search(r"a researcher made 3\s+corrections", views.method(corpus, lang="en").body)


def test_words_of_the_lexicon_lab_are_read_strictly() -> None:
    from framing.views.lab import parse_words

    assert parse_words("мост -0,5\n\nложный путь\t1\nвода 0") == {"мост": -0.5, "ложный путь": 1.0, "вода": 0.0}
    for bad in ("", "мост", "мост 2", "0.5"):
        with pytest.raises(ValueError, match=r"line"):
            parse_words(bad)


@pytest.mark.parametrize("what", ["actor", "text", "speech", "compare", "names", "lexicon"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_panel_has_a_twin_and_escapes(what: str, lang: str) -> None:
    pytest.importorskip("ipywidgets")
    view = views.explore(pages.hostile(pages.PAYLOADS[:2]), what, lang=lang)
    html = view.html()
    assert len(view.body) > 100 and "window.pwn=1</script>" not in html.replace(views.script(), "")
    assert "<script>window" not in html
    with pytest.raises(ValueError, match=r"actor, text, speech"):
        views.explore(pages.one(), "nothing")


TOLD = [
    "value low high note | 0.5 0.1 0.9 - | 0.500 0.100 0.900",
    "value low high note | 0.5 - - too little data (n=3) | — — —",
    "value note | 0.5 too little data (n=3) | —",
    "article_share share_low note | 0.5 0.1 too little data (n=3) | 0.500 0.100",
    "value balance balance_low note | 2.5 0.5 0.1 too little data (n=3) | — 0.500 0.100",
    "value low note | 0.5 - no variation between articles (n=30) | 0.500 —",
    "rest difference low note | 0.5 - - too little data (n=3) | — — —",
]


@pytest.mark.parametrize("line", TOLD)
def test_a_table_shows_no_estimate_where_the_data_is_too_little(line: str) -> None:
    names, given, told = (part.split(" ", line.split(" | ")[0].count(" ")) for part in line.split(" | "))
    row = {name: float(cell) if cell[0].isdigit() else np.nan if cell == "-" and name != "note" else cell.strip("-")
           for name, cell in zip(names, given, strict=True)}  # fmt: skip
    frame = pd.DataFrame([row])
    cells = re.findall(r'<td class="num">([^<]*)</td>', views.frame_html(frame, "en"))
    assert cells == told and pd.DataFrame([row]).equals(frame), "the frame itself keeps its numbers"


REPEATS = [
    "lemma count ipm rank value low high n | 3 5.0 1 5.0 4.0 6.0 3 | lemma count ipm rank low high",
    "lemma count log_ratio value low n | 3 1.0 1.0 0.5 3 | lemma count log_ratio low",
    "period count all_articles value n | 3 4 0.5 3 | period count all_articles value",
    "lemma value n | 0.5 3 | lemma value n",
    "lemma ipm rank value | 5.0 1 5.0 | lemma ipm rank",
]


@pytest.mark.parametrize("line", REPEATS)
def test_a_table_says_nothing_twice(line: str) -> None:
    names, cells, told = (part.split() for part in line.split(" | "))
    frame = pd.DataFrame([dict(zip(names, ["слово", *map(float, cells)], strict=True))])
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', views.frame_html(frame, "en")) == told


def test_every_column_of_the_words_is_explained() -> None:
    import framing.measures as fm

    corpus = synthetic.tables(30, words=40, outlets=2, seed=1)
    made = (fm.frequency(corpus), fm.ngrams(corpus), fm.timeline(corpus, of="actor", every="month"), fm.keyness(corpus, by="outlet"),
            fm.source_entropy(corpus, by="outlet"), fm.compare(corpus, 2, replicates=200))  # fmt: skip
    for table in made:
        head, legend = re.findall(r"<th scope=.col.[^>]*>([^<]*)</th>", views.frame_html(table, "ru")), frames._explained(table, "ru")
        assert set(head) <= set(legend), set(head) - set(legend)


def test_the_lede_gives_the_models_guesses_with_their_interval_and_error() -> None:
    widths = []
    for articles in (8, 80):
        built = model.page(pages.many(articles))
        for place in (p for p in built.places if p.voice == "narrator" and p.tone == 0 and p.article % 4 == 0):
            place.tone = -1
        neutral, bad = (sum(p.tone == t for p in built.places if p.counted and p.voice == "narrator") for t in (0, -1))
        (value, low, high), praise = sums.polar(built)[-1], sums.polar(built)[1]
        assert value == pytest.approx(bad / (bad + neutral)) and low < value < high
        assert praise[:2] == (0, 0) and praise[2] > 0, "none seen is not none there"
        widths.append(high - low)
        told = re.sub(r"<[^>]+>", "", text(tables.summary(built, look(built, "ru"))))
        assert re.search(rf"неодобрительно {bad} \(\d+\u202f%, интервал \d+–\d+\)", told) and "верна примерно половина" in told
    assert widths[0] > widths[1], "fewer articles, a wider interval"
    assert sums.polar(model.page(pages.one())) == {}, "one article is too little"
    assert "верна примерно" not in re.sub(r"<[^>]+>", "", views.summary(pages.many(8), lang="ru").body), "nothing to doubt"


UNTITLED = [
    ("Заголовок", "Слова.", "Заголовок"),
    ("", "Короткий **пост** о порте.\nДальше.", "Короткий пост о порте. Дальше."),
    ("", "слово " * 40, "слово " * 13 + "…"),
    ("", " ", "№7"),
]


@pytest.mark.parametrize(("title", "text", "label"), UNTITLED)
def test_a_text_without_a_title_is_called_by_its_first_words(title: str, text: str, label: str) -> None:
    assert model.Paper(0, "№7", title, "", None, "", "", text, "").label == label


@pytest.mark.parametrize(("articles", "read"), [(30, True), (60, True), (200, False)])
def test_short_texts_are_on_the_page_as_well(articles: int, read: bool) -> None:
    assert look(model.page(pages.many(articles)), "ru").readers is read
