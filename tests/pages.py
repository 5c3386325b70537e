"""Hand-built corpora for the tests of views and reports: fictional news as frames, without models."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if line]

NEWS = """{title}
Министр {a} приехала в порт. Там её ждал капитан {b}.
{b} заявил, что {b} спас порт вместе с командой.
«Порт будет работать, а {b} лжёт», — сказала {a}.
Она назвала ремонт «{word}».
Фото: {a} в порту"""


def article(
    ident: str,
    title: str = "Орлова приехала в порт",
    outlet: str = "",
    day: str = "2025-03-04",
    a: str = "Анна Орлова",
    b: str = "Пётр Лунин",
    word: str = "подарком",
) -> dict[str, Any]:
    """One article and what is found in it: eleven mentions of two actors, three statements."""
    text = NEWS.format(title=title, a=a, b=b, word=word)
    mentions = [
        (a, 0, a, "name+title", 0),
        ("её", 0, a, "pronoun", 0),
        (b, 0, b, "name+title", 0),
        (b, 1, b, "name", 0),
        (b, 2, b, "name", 1),
        (b, 3, b, "name", -1),
        (a, 1, a, "name", 0),
        ("Она", 0, a, "pronoun", 0),
        (a, 2, a, "name", None),
        ("порт", 0, "порт", "name", None),
        ("командой", 0, "команда", "description", 1),
    ]
    said = [
        ("indirect", f"{b} спас порт вместе с командой", "заявил", (b,)),
        ("direct", f"Порт будет работать, а {b} лжёт", "сказала", (a,)),
        ("partial", word, "назвала", ()),
    ]
    return dict(id=ident, title=title, outlet=outlet, day=day, text=text, mentions=mentions, said=said)


def _nth(text: str, part: str, n: int, start: int) -> int:
    at = start - 1
    for _ in range(n + 1):
        at = text.find(part, at + 1)
    return at


def _zones(text: str) -> list[tuple[int, int, str]]:
    out = []
    for i, found in enumerate(re.finditer(r"[^\n]+", text)):
        zone = "headline" if i == 0 else "lead" if i == 1 else "caption" if found.group().startswith("Фото") else "body"
        out.append((*found.span(), zone))
    return out


def frames(
    articles: Iterable[dict[str, Any]],
    name: str = "пробный",
    settings: dict[str, Any] | None = None,
    skipped: list[dict[str, Any]] | None = None,
    note: str = "спас",
    sure: bool = True,
) -> SimpleNamespace:
    """A corpus as the views see it: seven frames, a name, settings, skipped inputs."""
    rows: dict[str, list[dict[str, Any]]] = {t: [] for t in ("articles", "tokens", "mentions", "quotes", "tone")}
    for one in articles:
        text, ident = one["text"], one["id"]
        common = {"article": ident, "outlet": one["outlet"], "published": pd.Timestamp(one["day"])}
        zones = _zones(text)
        body = zones[1][0]
        said = [(kind, _nth(text, content, 0, body), content, cue, who) for kind, content, cue, who in one["said"]]
        for number, (kind, start, content, cue, who) in enumerate(said):
            at = text.find(cue, body)
            rows["quotes"].append(
                dict(
                    common,
                    quote=number,
                    kind=kind,
                    start=start,
                    stop=start + len(content),
                    text=content,
                    cue_start=at,
                    cue_stop=at + len(cue),
                    speaker_start=-1,
                    speaker_stop=-1,
                    speaker_text="",
                    actors=list(who),
                    group=-1,
                    zone="body",
                    rule="verb",
                    speaker_rule="subject",
                    cue_lemma=cue,
                    stance="",
                )
            )
        sentence = -1
        for start, stop, zone in zones:
            sentence += 1
            for position, found in enumerate(re.finditer(r"\w+|[^\w\s]", text[start:stop])):
                a, b = start + found.start(), start + found.end()
                inside = [(len(c), i) for i, (k, s, c, _, _) in enumerate(said) if s <= a and b <= s + len(c)]
                rows["tokens"].append(
                    dict(
                        common,
                        sentence=sentence,
                        token=position,
                        start=a,
                        stop=b,
                        text=found.group(),
                        lemma=found.group().lower(),
                        pos="NOUN" if found.group()[0].isalnum() else "PUNCT",
                        feats="",
                        head=-1 if position == 0 else 0,
                        rel="root" if position == 0 else "dep",
                        zone=zone,
                        quote=min(inside)[1] if inside else -1,
                    )
                )
        for surface, n, actor, kind, label in one["mentions"]:
            start = _nth(text, surface, n, body)
            stop = start + len(surface)
            assert text[start:stop] == surface, (surface, n)
            zone = next(z for a, b, z in zones if a <= start < b)
            number = next(i for i, (a, b, _) in enumerate(zones) if a <= start < b)
            rows["mentions"].append(
                dict(
                    common,
                    sentence=number,
                    start=start,
                    stop=stop,
                    text=surface,
                    name_start=-1,
                    name_stop=-1,
                    kind=kind,
                    actor=actor,
                    type="PER" if " " in actor else "ORG",
                    zone=zone,
                    confidence=0.9,
                    rule="surname",
                )
            )
            if label is not None:
                inside = [(len(c), who) for k, s, c, _, who in said if s <= start and stop <= s + len(c)]
                voice = (min(inside)[1] or ("unnamed",))[0] if inside else "narrator"
                rows["tone"].append(
                    dict(
                        common,
                        sentence=number,
                        start=start,
                        stop=stop,
                        actor=actor,
                        voice=voice,
                        label=label,
                        score=0.6 * label,
                        p_neg=0.8 if sure and label < 0 else 0.1,
                        p_neu=0.1 if sure and label else 0.8,
                        p_pos=0.8 if sure and label > 0 else 0.1,
                        masked_score=0.0,
                        n_hits=abs(label),
                        lexicon="framing",
                        reason=note if label else "",
                    )
                )
        rows["articles"].append(
            dict(
                common,
                title=one["title"],
                author="",
                url="",
                path=f"{ident}.txt",
                text=text,
                n_tokens=0,
                n_sentences=0,
                duplicate_of="",
            )
        )
    made = {table: pd.DataFrame(some) for table, some in rows.items()}
    counts = made["mentions"].groupby("actor").size()
    actors = pd.DataFrame({"actor": counts.index, "n_mentions": counts.values})
    actors["type"] = ["PER" if " " in name else "ORG" for name in actors["actor"]]
    actors["aliases"], actors["titles"], actors["n_articles"] = [[]] * len(actors), [[]] * len(actors), 1
    hits = pd.DataFrame(
        columns=["article", "sentence", "start", "stop", "text", "lemma", "score", "base", "changed_by", "quote", "lexicon"]
    )
    return SimpleNamespace(
        name=name,
        settings=settings or {"version": "0", "lexicon": "framing"},
        skipped=skipped or [],
        actors=actors,
        hits=hits,
        **made,
    )


def one() -> SimpleNamespace:
    """One article."""
    return frames([article("первая")], name="первая")


def four() -> SimpleNamespace:
    """Four articles of two outlets."""
    return frames(
        [
            article(f"статья-{i}", f"Новость номер {i}", outlet=("Вестник", "Курьер")[i % 2], day=f"2025-03-0{i + 1}")
            for i in range(4)
        ],
        name="порт",
    )


def tail() -> SimpleNamespace:
    """Articles in which one actor speaks again and again and all others once: a long tail."""
    return frames(
        [article(f"т{i}", f"Новость {i}", a="Анна Орлова" if i % 2 else f"Инна Заря{i}", b=f"Пётр Клён{i}") for i in range(26)],
        name="хвост",
    )


def crowd() -> SimpleNamespace:
    """Articles that name nobody whom another names: most of their actors and speakers are in no table."""
    made = [article(f"к{i}", f"Новость {i}", a=f"Анна Орлова{i}", b=f"Пётр Лунин{i}") for i in range(70)]
    return frames([one | {"mentions": [m for m in one["mentions"] if " " in m[2]]} for one in made], name="толпа")


def many(n: int) -> SimpleNamespace:
    """Many articles of three outlets."""
    return frames(
        [
            article(
                f"a{i:03d}",
                f"Новость номер {i}",
                outlet=("Вестник", "Курьер", "Маяк")[i % 3],
                day=f"2025-{1 + i % 12:02d}-{1 + i % 28:02d}",
            )
            for i in range(n)
        ],
        name="большой",
    )


def hostile(payloads: list[str]) -> SimpleNamespace:
    """A corpus with a payload in every field: titles, outlets, names, words, reasons, settings, file names, the corpus's name."""
    articles = [article(f"{i} {p}", title=p, outlet=p, a=f"Анна {p}", b=f"Пётр {p}", word=p) for i, p in enumerate(payloads)]
    corpus = frames(
        articles,
        name=payloads[0],
        settings={"version": payloads[0], "lexicon": payloads[-1], **{p: p for p in payloads}},
        skipped=[{"path": p, "row": 0, "reason": p} for p in payloads],
        note=payloads[0],
    )
    for table, columns in HOSTILE.items():
        held = getattr(corpus, table)
        for column in columns:
            held[column] = [payloads[i % len(payloads)] for i in range(len(held))]
    return corpus


HOSTILE = {
    "articles": ("author", "url", "path"),
    "tokens": ("lemma",),
    "mentions": ("rule",),
    "quotes": ("cue_lemma", "stance", "rule", "speaker_rule"),
    "tone": ("reason",),
    "hits": ("lemma", "changed_by", "lexicon"),
}
"""Columns that are filled with payloads as well: what a file, its name or a lexicon may bring in."""


def report_html(corpus: Any, lang: str = "ru", evidence: int | str | None = None, by: str | None = "outlet") -> str:
    """The report of a corpus as the exporter writes it, without starting a kernel."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from framing import views
    from framing.publish import FramingHTMLExporter

    look = {"lang": lang, "evidence": evidence}
    shown = [
        (None, views.head(corpus, **look)),
        ("Коротко", views.summary(corpus, **look)),
        ("Актёры", views.actors_table(corpus, **look)),
        ("Портрет", views.portraits(corpus, **look)),
        ("Текст", views.readers(corpus, **look)),
        ("Кто говорит", views.speakers(corpus, **look)),
        ("Сравнение", views.comparison(corpus, by=by, **look)),
        ("Метод", views.method(corpus, **look)),
    ]
    cells = []
    for title, view in shown:
        if title:
            cells.append(new_markdown_cell(f"## {title}"))
        output = new_output("execute_result", data=view._repr_mimebundle_(), execution_count=None)
        cells.append(new_code_cell("view", outputs=[output], metadata={"tags": ["hide-input"]}))
    html, _ = FramingHTMLExporter(lang=lang).from_notebook_node(new_notebook(cells=cells), {"metadata": {"name": "report"}})
    return html
