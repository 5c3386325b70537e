"""The course's exercises: ``check`` answers in a sentence, ``sample`` draws judgements to code by hand and measures the machine.

What is right is computed from the corpus that the answer was read off, or taken from the gold of the teaching corpus; the
sentences are ``notebooks/course/exercises.tsv``, which a teacher may edit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from framing import measures, seeds, views
from framing.measures.intervals import wilson
from framing.views.markup import Safe, el

if TYPE_CHECKING:
    import pandas as pd

LABELS = (-1, 0, 1)
PRESIDENT, RIVAL = "Родион Залесов", "Вера Штерн"
CENTRAL = (PRESIDENT, RIVAL, "Эдуард Порецкий", "Кирилл Вязов", "Зоя Крутикова")
AGENCY, SITE, TABLOID, BUSINESS = "ТАВ", "Полынья", "Зевака", "Орвенский курс"

_SAYS = {
    "right": ("Верно.", "Right."),
    "wrong": ("Пока нет.", "Not yet."),
    "empty": (
        "Ответа пока нет: впишите его вместо None и выполните ячейку.",
        "No answer yet: write it instead of None and run the cell.",
    ),
    "number": ("Здесь нужно число, например 12 или 0.25.", "A number is wanted here, such as 12 or 0.25."),
    "name": ("Здесь нужно слово или имя в кавычках.", "A word or a name in quotation marks is wanted here."),
    "list": ('Здесь нужен список слов: ["...", "..."].', 'A list of words is wanted here: ["...", "..."].'),
    "labels": (
        "Здесь нужен список меток -1, 0, 1: по одной на каждый номер.",
        "A list of labels -1, 0, 1 is wanted here: one for each number.",
    ),
    "other": (
        "Это упражнение — к учебному корпусу: в этом корпусе его героев нет.",
        "This exercise belongs to the teaching corpus: its actors are not in this one.",
    ),
    "chance": (
        "С такой разметкой машина не лучше случая, и формула ничего не даёт: разметьте больше или проверьте порядок номеров.",
        "With this coding the machine is no better than chance and the formula gives nothing: code more, or check the order.",
    ),
    "event": ("Такого события нет; есть:", "There is no such event; there are:"),
    "agreed": ("С разметкой корпуса совпало: {0} из {1}.", "{0} of {1} agree with the corpus's own reading."),
}
_MARKS = {True: "✓", False: "✗", None: "…"}


@dataclass(frozen=True)
class Verdict:
    """What a check says: ``good`` is True, False, or None where nothing could be judged; ``text`` is one friendly sentence."""

    good: bool | None
    text: str
    lang: str = "ru"

    def __str__(self) -> str:
        return f"{_MARKS[self.good]} {self.text}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        look = "border-left: 4px solid; padding: .3em .8em; margin: .3em 0"
        return el("p", el("b", _MARKS[self.good], aria_hidden="true"), " ", self.text, style=look, lang=self.lang)


class Odd(ValueError):
    """An answer of a kind that the exercise cannot read; its argument names the sentence that says so."""


def check(key: str | float, answer: Any, about: Any = None, *, lang: str | None = None) -> Verdict:
    """Judges the answer to an exercise, named like ``"2.3"`` (lesson, number), and says so in Russian or English.

    ``about`` is the corpus that the answer was read off (in lesson 6 the coded sample); None takes the teaching corpus. An
    empty or unreadable answer is no error. Raises ValueError for an exercise that does not exist.

    >>> fr.exercises.check("1.1", 66, corpus)      # doctest: +SKIP
    """
    name, lang = str(key), views.language(lang)
    if name not in EXERCISES:
        raise ValueError(f"no exercise {name!r}; there are {', '.join(EXERCISES)}")
    if _blank(answer):
        return Verdict(None, _say("empty", lang), lang)
    try:
        good = bool(EXERCISES[name](answer, _teaching() if about is None else about))
    except Odd as odd:
        return Verdict(False, _say(odd.args[0], lang), lang)
    except (KeyError, ValueError, IndexError, AttributeError):
        return Verdict(None, _say("other", lang), lang)
    told = _table()[name][f"{'right' if good else 'hint'}_{lang}"]
    extra = f" {_agreed(answer, about, lang)}" if good and name == "6.1" else ""
    return Verdict(good, f"{_say('right' if good else 'wrong', lang)} {told}{extra}", lang)


def _say(key: str, lang: str) -> str:
    return _SAYS[key][lang == "en"]


@cache
def _table() -> dict[str, dict[str, str]]:
    rows = seeds.read_table(seeds.notebooks() / "course" / "exercises.tsv")
    return {row["key"]: row for row in rows}


@cache
def _teaching() -> Any:
    return views.open_corpus()


def _blank(answer: Any) -> bool:
    return answer is None or answer is ... or (isinstance(answer, str | list | tuple) and len(answer) == 0)


# --- reading an answer


def _number(answer: Any) -> float:
    if isinstance(answer, bool):
        raise Odd("number")
    if isinstance(answer, str):
        answer = answer.strip().rstrip("%").replace(",", ".").replace("−", "-")
    try:
        value = float(answer)
    except (TypeError, ValueError):
        raise Odd("number") from None
    if not math.isfinite(value):
        raise Odd("number")
    return value


def _near(answer: Any, value: float, slack: float = 0.0) -> bool:
    return abs(_number(answer) - value) <= slack + 1e-9


def _share(answer: Any, value: float, slack: float = 0.015) -> bool:
    """A share, told as 0.25 or as 25 (per cent)."""
    given = _number(answer)
    percent = (isinstance(answer, str) and answer.strip().endswith("%")) or abs(given) > 1
    return abs((given / 100 if percent else given) - value) <= slack + 1e-9


TWINS = str.maketrans("abcehkmoptxy", "авсенкмортху")
"""Latin letters that a student may have typed for the Cyrillic ones that look the same (TAB for ТАВ)."""


def _fold(word: Any) -> str:
    if not isinstance(word, str):
        raise Odd("name")
    return word.strip(" «»\"'„“.").casefold().replace("ё", "е").translate(TWINS)


def _same(told: str, wanted: str) -> bool:
    """Whether two words are one, in whatever case a Russian sentence put them (Веру for Вера)."""
    from framing.actors.morph import parses

    a, b = ({_fold(word), *(_fold(parse.normal_form) for parse in parses(word))} for word in (told, wanted))
    return bool(a & b)


def _named(answer: Any, wanted: Iterable[str]) -> bool:
    """Whether a name is one of those wanted: its last words are ("Штерн", "агентство ТАВ", "Веру Штерн")."""
    if isinstance(answer, list | tuple | set) and len(answer) == 1:
        answer = next(iter(answer))
    told = _fold(answer).replace("«", "").replace("»", "").split()
    names = [_fold(name).split() for name in wanted]
    return bool(told) and any(all(map(_same, told[::-1], name[::-1])) for name in names)


def _listed(answer: Any, wanted: Iterable[str], least: int) -> bool:
    """Whether at least ``least`` different words are told and all of them are wanted."""
    words = [part for part in answer.split(",") if part.strip()] if isinstance(answer, str) else answer
    if not isinstance(words, Iterable):
        raise Odd("list")
    told, good = {_fold(word) for word in words}, [_fold(word) for word in wanted]
    met = [next((name for name in good if _same(word, name)), "") for word in told]
    return len(set(met)) >= least and all(met)


def _top(frame: pd.DataFrame, column: str, name: str = "outlet", least: bool = False) -> list[str]:
    """The names in the rows with the greatest (or least) number: several where they tie."""
    best = frame[column].min() if least else frame[column].max()
    return list(frame.loc[frame[column] == best, name])


# --- lesson 1: words


def _president_count(answer: Any, corpus: Any) -> bool:
    frame = measures.frequency(corpus)
    return _near(answer, int(frame.loc[frame.lemma == "президент", "count"].iloc[0]))


def _president_outlet(answer: Any, corpus: Any) -> bool:
    frame = measures.frequency(corpus, by="outlet")
    return _named(answer, _top(frame[frame.lemma == "президент"], "ipm"))


def _control(answer: Any, corpus: Any) -> bool:
    outlets = measures.kwic(corpus, "контроль").outlet
    return _named(answer, set(outlets) - {AGENCY}) and AGENCY in set(outlets)


def _key_words(answer: Any, corpus: Any) -> bool:
    frame = measures.keyness(corpus, by="outlet")
    return _listed(answer, frame[frame.outlet == BUSINESS].head(15).lemma, 3)


def _bunched(answer: Any, corpus: Any) -> bool:
    return _named(answer, bunched(corpus).lemma)


def bunched(corpus: Any) -> pd.DataFrame:
    """Words that one article makes key: in one article of an outlet, three times or more, and twice as frequent as elsewhere.

    Rows of ``measures.keyness(corpus, by="outlet")``, the strongest (g2) first. Names, abbreviations and lemmas that no
    dictionary has are left out, so that each row is a word which a reader could take for a habit of the outlet.
    """
    frame = measures.keyness(corpus, by="outlet")
    frame = frame[(frame.range == 1) & (frame["count"] >= 3) & (frame.log_ratio >= 1)]
    tokens = corpus.tokens
    plain = tokens[tokens.lemma.isin(frame.lemma)].groupby("lemma").pos.agg(lambda pos: (pos == "PROPN").mean() < 0.5)
    frame = frame[frame.lemma.map(plain).fillna(False) & frame.lemma.map(_ordinary)]
    columns = ["outlet", "lemma", "count", "reference", "range", "log_ratio", "low", "high", "q"]
    return frame.sort_values(["g2", "outlet", "lemma"], ascending=[False, True, True])[columns].reset_index(drop=True)


def _ordinary(lemma: str) -> bool:
    """Whether a dictionary has the word in this very form, as no name and no abbreviation."""
    from framing.actors.morph import parses

    folded = lemma.replace("ё", "е")
    kept = (p for p in parses(lemma) if p.is_known and p.normal_form.replace("ё", "е") == folded)
    return any(not {"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"} & set(p.tag.grammemes) for p in kept)


def texts(corpus: Any, event: str, *, lang: str | None = None) -> Texts:
    """The articles of one event of the teaching corpus side by side, to be read with one's own eyes: no mark of the machine.

    ``event`` is the beginning of their names (``"04_flood"``); a reprint or a correction stays out. An event that is not there
    is no error: what is shown says which there are.
    """
    frame = corpus.articles[["article", "outlet", "title", "text"]]
    parts = frame.article.str.rsplit("_", n=1, expand=True)
    found = [row for row, own in zip(frame.itertuples(), parts[0] == str(event).strip(), strict=True) if own]
    order = (AGENCY, SITE, TABLOID, BUSINESS)
    found.sort(key=lambda row: order.index(row.outlet) if row.outlet in order else len(order))
    events = sorted({name for name in parts[0] if parts[0].tolist().count(name) > 1})
    return Texts(tuple((row.outlet, _paragraphs(row.title, row.text)) for row in found), tuple(events), views.language(lang))


def _paragraphs(title: str, text: str) -> tuple[str, ...]:
    """The title and the paragraphs, none of them twice in a row."""
    lines = [line.strip() for line in (title or "", *text.splitlines()) if line.strip()]
    return tuple(line for i, line in enumerate(lines) if not i or line != lines[i - 1])


@dataclass(frozen=True, repr=False)
class Texts:
    """Articles to read: for each its outlet and its paragraphs, the title first."""

    articles: tuple[tuple[str, tuple[str, ...]], ...]
    events: tuple[str, ...]
    lang: str

    def __repr__(self) -> str:
        if not self.articles:
            return f"{_say('event', self.lang)} {', '.join(self.events)}"
        return "\n\n".join("\n\n".join((outlet.upper(), *lines)) for outlet, lines in self.articles)

    def _repr_html_(self) -> str:
        if not self.articles:
            return el("p", repr(self), lang=self.lang)
        read = "font-family: serif; font-size: 16px; line-height: 1.5; max-width: 40em"
        shown = [
            el("article", el("small", outlet), el("p", el("b", lines[0])), *(el("p", line) for line in lines[1:]), style=read)
            for outlet, lines in self.articles
        ]
        grid = "display: grid; grid-template-columns: repeat(auto-fit, minmax(min(32em, 100%), 1fr)); gap: 2em"
        return el("div", *shown, lang="ru", style=grid)


# --- lesson 2: who speaks


def _voice(corpus: Any, who: str) -> pd.DataFrame:
    return measures.voice(corpus, by="outlet", actors=[who], replicates=0)


def _president_voice(answer: Any, corpus: Any) -> bool:
    return _named(answer, _top(_voice(corpus, PRESIDENT), "value"))


def _silenced(answer: Any, corpus: Any) -> bool:
    spoken = measures.voice(corpus, by="outlet", actors=CENTRAL, replicates=0)
    seen = measures.visibility(corpus, by="outlet", actors=CENTRAL, replicates=0)
    named = seen[(seen.outlet == AGENCY) & (seen.n >= 5)].actor
    return _named(answer, set(named) - set(spoken[(spoken.outlet == AGENCY) & (spoken.n > 0)].actor))


def _union_voice(answer: Any, corpus: Any) -> bool:
    frame = _voice(corpus, "Зоя Крутикова")
    return _share(answer, float(frame.loc[frame.outlet == TABLOID, "value"].iloc[0]))


def _direct(answer: Any, corpus: Any) -> bool:
    frame = measures.quote_kinds(corpus, by="outlet")
    return _named(answer, _top(frame[frame.kind == "direct"], "value", least=True))


def _feelings(answer: Any, corpus: Any) -> bool:
    quotes = corpus.quotes
    return _named(answer, _top(quotes[quotes.stance == "emotion"].groupby("outlet").size().reset_index(name="n"), "n"))


# --- lesson 3: tone


def _narrated(corpus: Any, who: str) -> pd.DataFrame:
    frame = measures.tone(corpus, by=("outlet", "actor", "voice"), actors=[who], replicates=0)
    return frame[frame.voice == "narrator"]


def _lowest_tone(answer: Any, corpus: Any) -> bool:
    return _named(answer, _top(_narrated(corpus, RIVAL), "balance", least=True))


def _not_the_outlet(answer: Any, corpus: Any) -> bool:
    frame = measures.tone(corpus, by=("outlet", "actor", "voice"), actors=[RIVAL], replicates=0)
    return _near(answer, int(frame[(frame.outlet == TABLOID) & (frame.voice != "narrator")].n.sum()))


def _negative_word(answer: Any, corpus: Any) -> bool:
    counts = corpus.hits[corpus.hits.score < 0].lemma.value_counts()
    return _named(answer, counts[counts == counts.max()].index)


def _irony(answer: Any, corpus: Any) -> bool:
    both = judged(corpus)
    groups = both[both.actor == PRESIDENT].groupby("outlet")
    means = groups[["human", "machine"]].mean()[groups.size() >= 10].reset_index()
    return _named(answer, _top(means.assign(gap=(means.human - means.machine).abs()), "gap"))


def _too_little(answer: Any, corpus: Any) -> bool:
    frame = measures.tone(corpus, by=("outlet", "actor", "voice"), actors=[PRESIDENT, RIVAL])
    return _near(answer, int(frame.note.str.startswith("too little").sum()))


# --- lesson 4: agency


def _acted_upon(answer: Any, corpus: Any) -> bool:
    return _named(answer, _top(measures.agency(corpus, by="outlet", actors=[RIVAL], replicates=0), "value", least=True))


def _deeds(answer: Any, corpus: Any) -> bool:
    frame = measures.agency(corpus, by="outlet", actors=[PRESIDENT], replicates=0)
    return _near(answer, int(frame.loc[frame.outlet == AGENCY, "agent"].iloc[0]))


def _agentless(answer: Any, corpus: Any) -> bool:
    frame = measures.constructions(corpus, by="outlet", replicates=0)
    return _named(answer, _top(frame[frame.construction == "agentless"], "value"))


def _nobody(answer: Any, corpus: Any) -> bool:
    return _near(answer, len(measures.passages(corpus, RIVAL, kind="agentless", by={"outlet": AGENCY})))


def _rewritten(answer: Any, corpus: Any) -> bool:
    """A sentence of the student's own: the protocols and their annulment are in it, and somebody does it."""
    if not isinstance(answer, str):
        raise Odd("name")
    tokens = _tokens(answer)
    lemmas = set(tokens.lemma)
    kinds = measures.constructions(tokens, zones="all", replicates=0)
    acts = kinds[kinds.construction.isin(["active", "passive"])]["count"].sum()
    nobody = kinds[kinds.construction.isin(["agentless", "impersonal", "reflexive"])]["count"].sum()
    return "протокол" in lemmas and bool({"аннулировать", "отменить"} & lemmas) and acts > 0 and not nobody


def _tokens(text: str) -> pd.DataFrame:
    """The table of tokens of a text of one's own."""
    import pandas as pd

    from framing.parse import parse_text

    columns = ("start", "stop", "text", "lemma", "pos", "feats", "head", "rel")
    rows = [
        {"article": "own", "sentence": i, "token": j, **{column: getattr(token, column) for column in columns}}
        for i, sentence in enumerate(parse_text(text).sentences)
        for j, token in enumerate(sentence.tokens)
    ]
    if not rows:
        raise Odd("name")
    return pd.DataFrame(rows)


# --- lesson 5: comparing outlets


def _clear(answer: Any, corpus: Any) -> bool:
    frame = measures.compare(corpus, [PRESIDENT, RIVAL], by="outlet")
    return _listed(answer, frame[(frame.outlet == AGENCY) & (frame.actor == PRESIDENT) & (frame.q < 0.05)].measure, 1)


def _reprint(answer: Any, corpus: Any) -> bool:
    articles = corpus.articles
    return _named(answer, articles[articles.duplicate_of.fillna("") != ""].article)


def _inflated(answer: Any, corpus: Any) -> bool:
    counts = []
    for duplicates in ("count", "drop"):
        frame = measures.visibility(corpus, by="outlet", actors=[PRESIDENT], duplicates=duplicates, replicates=0)
        counts.append(int(frame.loc[frame.outlet == BUSINESS, "n"].sum()))
    return _near(answer, counts[0] - counts[1])


def _correction(answer: Any, corpus: Any) -> bool:
    return _named(answer, [measures.similar(corpus, "05_trial_zevaka", top=1).article.iloc[0]])


def _both_sides(answer: Any, corpus: Any) -> bool:
    yes = {_fold(word): good for word, good in (("да", True), ("yes", True), ("нет", False), ("no", False))}
    told = answer if isinstance(answer, bool | np.bool_) else yes.get(_fold(answer))
    if told is None:
        raise Odd("name")
    frame = measures.compare(corpus, [PRESIDENT, RIVAL], by="outlet", measures=("agency",))
    row = frame[(frame.outlet == SITE) & (frame.actor == RIVAL)].iloc[0]
    return bool(told) == bool(row.low <= 0 <= row.high)


# --- lesson 6: validity


def _labels(answer: Any, size: int) -> list[int]:
    given = answer if isinstance(answer, Iterable) and not isinstance(answer, str | dict) else [None]
    labels = [int(x) if isinstance(x, int | float | np.number) and x in LABELS else None for x in given]
    if None in labels or len(labels) != size:
        raise Odd("labels")
    return [x for x in labels if x is not None]


def _coded(answer: Any, drawn: Sample) -> bool:
    """A complete coding that agrees with the gold more often than not."""
    return _agreements(answer, drawn) * 2 > len(drawn)


def _agreements(answer: Any, drawn: Sample) -> int:
    return int(np.sum(np.array(_labels(answer, len(drawn))) == np.array(drawn.gold())))


def _agreed(answer: Any, drawn: Sample, lang: str) -> str:
    return _say("agreed", lang).format(_agreements(answer, drawn), len(drawn))


def _accuracy(answer: Any, coded: Sample) -> bool:
    return _share(answer, coded.accuracy())


def _kappa(answer: Any, coded: Sample) -> bool:
    return _near(answer, _defined(coded.kappa()), 0.015)


def _missed(answer: Any, coded: Sample) -> bool:
    table = coded.confusion().to_numpy()
    with np.errstate(invalid="ignore"):
        found = np.diag(table) / table.sum(axis=1)
    return any(_near(answer, label) for label, recall in zip(LABELS, found, strict=True) if recall == np.nanmin(found))


def _corrected(answer: Any, coded: Sample) -> bool:
    return _share(answer, _defined(float(coded.corrected(-1, replicates=0)["value"].iloc[0])))


def _defined(value: float) -> float:
    if math.isnan(value):
        raise Odd("chance")
    return value


EXERCISES: dict[str, Callable[[Any, Any], bool]] = {
    "1.1": _president_count, "1.2": _president_outlet, "1.3": _control, "1.4": _key_words, "1.5": _bunched,
    "2.1": _president_voice, "2.2": _silenced, "2.3": _union_voice, "2.4": _direct, "2.5": _feelings,
    "3.1": _lowest_tone, "3.2": _not_the_outlet, "3.3": _negative_word, "3.4": _irony, "3.5": _too_little,
    "4.1": _acted_upon, "4.2": _deeds, "4.3": _agentless, "4.4": _nobody, "4.5": _rewritten,
    "5.1": _clear, "5.2": _both_sides, "5.3": _reprint, "5.4": _inflated, "5.5": _correction,
    "6.1": _coded, "6.2": _accuracy, "6.3": _kappa, "6.4": _missed, "6.5": _corrected,
}  # fmt: skip


# --- the machine against a reader


def judged(corpus: Any) -> pd.DataFrame:
    """The narrator's mentions that a reader labelled too: the gold of the teaching corpus beside the machine's judgement.

    Columns: article, outlet, sentence, start, stop, actor, human, machine (-1, 0, 1); reprints are left out. Raises ValueError
    where the corpus shares no mention with the gold.
    """
    import pandas as pd

    path = seeds.folder() / "corpus" / "gold" / "tone.jsonl"
    gold = pd.DataFrame([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
    gold = gold.rename(columns={"doc": "article", "label": "human"})[["article", "start", "stop", "actor", "voice", "human"]]
    articles = corpus.articles
    kept = articles[articles.duplicate_of.fillna("") == ""].article
    own = corpus.tone.rename(columns={"label": "machine"})
    own = own[(own.voice == "narrator") & own.article.isin(kept)]
    both = own.merge(gold, on=["article", "start", "stop", "actor", "voice"]).sort_values(["article", "start", "actor"])
    if both.empty:
        raise ValueError("no mention of this corpus has a label in the gold: open the teaching corpus (corpus = None)")
    return both[["article", "outlet", "sentence", "start", "stop", "actor", "human", "machine"]].reset_index(drop=True)


def sample(corpus: Any, n: int = 60, *, seed: int = 1) -> Sample:
    """Draws ``n`` of the narrator's mentions of the teaching corpus without their labels, to be coded by hand.

    Simple random sampling without replacement; the same seed draws the same ones. Raises ValueError where there are fewer.
    """
    both = judged(corpus)
    if not 0 < n <= len(both):
        raise ValueError(f"n={n}: there are {len(both)} mentions to draw from")
    rows = both.sample(n, random_state=seed).sort_index()
    ends = corpus.tokens.groupby(["article", "sentence"]).agg(first=("start", "min"), last=("stop", "max"))
    rows = rows.join(ends, on=["article", "sentence"]).reset_index(drop=True)
    texts = corpus.articles.set_index("article").text
    parts = []
    for row in rows.itertuples():
        text = texts[row.article]
        parts.append((text[row.first : row.start], text[row.start : row.stop], text[row.stop : row.last]))
    items = rows[["article", "outlet", "actor"]].assign(sentence=[f"{a}[{b}]{c}" for a, b, c in parts])
    items.index = items.index + 1
    return Sample(items, tuple(parts), tuple(map(int, rows.human)), tuple(map(int, rows.machine)), tuple(map(int, both.machine)))


@dataclass(frozen=True, repr=False)
class Sample:
    """Mentions drawn to be coded by hand; after ``code`` it measures the machine against the coder.

    ``items`` has article, outlet, actor and sentence (the mention in square brackets), numbered from 1, and no label.
    """

    items: pd.DataFrame
    parts: tuple[tuple[str, str, str], ...]
    _gold: tuple[int, ...]
    _machine: tuple[int, ...]
    _everything: tuple[int, ...]
    _human: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return "\n".join(f"{row.Index}. {row.actor} · {row.outlet}: {row.sentence}" for row in self.items.itertuples())

    def _repr_html_(self) -> str:
        rows: list[Safe] = []
        for row, (before, name, after) in zip(self.items.itertuples(), self.parts, strict=True):
            head = el("small", f"{row.actor} · {row.outlet}")
            rows.append(el("li", head, el("br"), before, el("mark", name), after, style="margin-bottom: .5em"))
        return el("ol", *rows, lang="ru", style="text-align: left")

    def gold(self) -> list[int]:
        """The labels of the corpus's own reading, in order."""
        return list(self._gold)

    def code(self, labels: Sequence[int] | None) -> Sample:
        """The sample with the labels of a coder; None takes the corpus's own reading, so that a lesson can go on.

        Raises ValueError where there is not one label -1, 0 or 1 for each item.
        """
        if _blank(labels):
            return replace(self, _human=self._gold)
        try:
            return replace(self, _human=tuple(_labels(labels, len(self))))
        except Odd:
            raise ValueError(f"one label -1, 0 or 1 is wanted for each of the {len(self)} items") from None

    @property
    def human(self) -> tuple[int, ...]:
        """The coder's labels; the corpus's own reading before ``code``."""
        return self._gold if self._human is None else self._human

    @property
    def table(self) -> pd.DataFrame:
        """``items`` with the labels of the coder (human) and of the machine."""
        return self.items.assign(human=self.human, machine=self._machine)

    def confusion(self) -> pd.DataFrame:
        """How often each label of the coder (rows) met each label of the machine (columns)."""
        import pandas as pd

        counts = [[self._pairs().count((human, machine)) for machine in LABELS] for human in LABELS]
        return pd.DataFrame(counts, pd.Index(LABELS, name="human"), pd.Index(LABELS, name="machine"))

    def _pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.human, self._machine, strict=True))

    def accuracy(self) -> float:
        """The share of the items with the same label from both."""
        return sum(a == b for a, b in self._pairs()) / len(self)

    def kappa(self) -> float:
        """Cohen's kappa: (p_o - p_e)/(1 - p_e), agreement beyond chance; NaN where one label is all there is (Cohen 1960)."""
        return cohen_kappa(self.human, self._machine)

    def corrected(self, label: int = -1, *, replicates: int = 2000, seed: int = 0) -> pd.DataFrame:
        """The share of a label among all the machine's judgements, corrected by the errors that the sample shows.

        p = (p_machine + specificity - 1)/(sensitivity + specificity - 1), cut to 0..1. One row: label, ``machine`` (its share
        among all), ``sensitivity, specificity`` (from the sample), ``value, low, high`` (95 %, resampling the items; a resample
        in which the machine is no better than chance could be anything from 0 to 1), ``by_hand, hand_low, hand_high`` (the share
        in the sample alone, Wilson), ``n``.
        Reference: Rogan & Gladen 1978; Wilson 1927.
        """
        import pandas as pd

        human, machine = np.array(self.human) == label, np.array(self._machine) == label
        observed = float(np.mean(np.array(self._everything) == label))
        sensitivity, specificity = _errors(human, machine)
        draws = np.random.default_rng(seed).integers(0, len(human), (replicates, len(human)))
        values = np.array([rogan_gladen(observed, *_errors(human[d], machine[d])) for d in draws])
        low = np.quantile(np.where(np.isnan(values), 0.0, values), 0.025) if replicates else np.nan
        high = np.quantile(np.where(np.isnan(values), 1.0, values), 0.975) if replicates else np.nan
        value = rogan_gladen(observed, sensitivity, specificity)
        hand = [float(end) for end in wilson(np.array(human.sum()), np.array(len(human)))]
        row = (label, observed, sensitivity, specificity, value, low, high, float(human.mean()), *hand, len(self))
        columns = "label machine sensitivity specificity value low high by_hand hand_low hand_high n"
        return pd.DataFrame([row], columns=columns.split())


def _errors(human: np.ndarray, machine: np.ndarray) -> tuple[float, float]:
    """Sensitivity and specificity; NaN where the coder gave the label to none, or to all."""
    with_it, without = int(human.sum()), int((~human).sum())
    sensitivity = float((human & machine).sum()) / with_it if with_it else math.nan
    return sensitivity, float((~human & ~machine).sum()) / without if without else math.nan


def rogan_gladen(observed: float, sensitivity: float, specificity: float) -> float:
    """The true share behind an observed one: (observed + specificity - 1)/(sensitivity + specificity - 1), cut to 0..1.

    NaN where the instrument is no better than chance (the denominator is not positive). Reference: Rogan & Gladen 1978.

    >>> round(rogan_gladen(0.2, 0.9, 0.9), 3)
    0.125
    """
    better = sensitivity + specificity - 1
    return min(1.0, max(0.0, (observed + specificity - 1) / better)) if better > 1e-12 else math.nan


def cohen_kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Agreement of two coders beyond chance: (p_o - p_e)/(1 - p_e), p_e from their margins. Reference: Cohen 1960.

    >>> round(cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0]), 2)
    0.5
    """
    a, b = np.array(first), np.array(second)
    chance = sum(float(np.mean(a == x) * np.mean(b == x)) for x in {*first, *second})
    return float((np.mean(a == b) - chance) / (1 - chance)) if chance < 1 else math.nan
