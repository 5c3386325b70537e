"""Lemmas in context: pymorphy3's readings of a form, chosen by what the tagger says about it.

A *reading* is one way to analyse a form: its lemma and its grammemes. Its score is the sum of learnt weights of small
features: how its part of speech goes with the tagger's, whether case, number, gender ... agree, how probable pymorphy3
holds it, how the form is written. The best reading gives the lemma. Weights are in ``lemma_weights.tsv``
(``python -m tests.bench.train_lemmas`` makes them); none of them names a word. What words behave in a way of their own
is a table anybody can edit: ``seeds/ru/lemmas.tsv``.

Conventions (those of the Russian treebanks of Universal Dependencies; where they disagree, what is said here):

* verbs: the infinitive, with its -ся also in the passive; participles and converbs too where the tagger says verb, else
  the participle's own nominative ("действующий президент": действующий); short adjectives: the long form, but должен;
* comparatives: the adjective where the tagger says adjective, else the adverb (чаще: часто), but более, менее, больше,
  меньше, позже, раньше, дальше ... are their own lemmas; superlatives in -ейший too;
* во, со, об, ко are their own lemmas, as in all three treebanks that were looked at; one row each in the table;
* его, её, их are their own lemmas as possessives; as pronouns они, он, она; "то, что": то, "тот дом": тот; "все ушли":
  все, "все дома": весь, "всё ясно": всё; numerals: themselves (двумя: два); ordinals: первый, 14-го: 14-й;
* plural-only nouns keep the plural (деньги); a substantivised adjective or participle keeps its form (раненый);
* names: nominative singular of the bearer's gender (Ивановой: иванова); Latin words and numbers stay, in lower case;
* abbreviations stay as they are, but г. after a number is год;
* ё = е when forms are looked up; the lemma has the ё of the dictionary.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from framing import seeds
from framing.parse import dictionary
from framing.parse.guess import fits, guesses
from framing.parse.syntax import feats_of

WEIGHTS = Path(__file__).with_name("lemma_weights.tsv")
_CYRILLIC = re.compile(r"[а-яё]", re.I)

_CASES = {"nomn": "Nom", "gent": "Gen", "gen1": "Gen", "gen2": "Gen", "datv": "Dat", "accs": "Acc", "acc2": "Acc",
          "ablt": "Ins", "loct": "Loc", "loc1": "Loc", "loc2": "Loc", "voct": "Voc"}
_VALUES: dict[str, dict[str, str]] = {
    "Case": _CASES,
    "Number": {"sing": "Sing", "plur": "Plur"},
    "Gender": {"masc": "Masc", "femn": "Fem", "neut": "Neut"},
    "Animacy": {"anim": "Anim", "inan": "Inan"},
    "Tense": {"past": "Past", "pres": "Pres", "futr": "Fut"},
    "Person": {"1per": "1", "2per": "2", "3per": "3"},
    "Mood": {"indc": "Ind", "impr": "Imp"},
    "Aspect": {"perf": "Perf", "impf": "Imp"},
    "VerbForm": {"INFN": "Inf", "PRTF": "Part", "PRTS": "Part", "GRND": "Conv", "VERB": "Fin"},
    "Degree": {"COMP": "Cmp", "Supr": "Sup"},
    "Variant": {"ADJS": "Short", "PRTS": "Short"},
}
_BY_WORD: dict[str, list[tuple[str, str]]] = {}
for _name, _table in _VALUES.items():
    for _word, _value in _table.items():
        _BY_WORD.setdefault(_word, []).append((_name, _value))
_UNSURE = ("PRTF", "PRTS", "COMP", "NPRO", "ADJF,Supr")
_SIGNS = frozenset(("guess", "hyph", "adj", "self", "adv", "fem"))
_GROUPS = {"NOUN": "N", "PROPN": "N", "ADJ": "A", "DET": "A", "NUM": "A", "VERB": "V", "AUX": "V"}
_SUBKINDS = ("Surn", "Name", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Apro", "Anum", "Subx", "Poss", "Coll",
             "Qual", "Sgtm", "Pltm")


UNLIKELY = log(1e-4)
NO_SOURCE, CERTAIN = 255, -1
"""Where a reading comes from that no analysis gave: the form as it is, an ordinal in figures."""


class Reading(NamedTuple):
    """One analysis of a form: lemma, grammemes of the dictionary (own signs added after a blank), log probability, how
    many letters of the lemma follow what it shares with the form, whether it is the form."""

    lemma: str
    tag: str
    logp: float
    tail: int
    same: bool


_ADJECTIVAL = "(?:[иы]й|ая|[ео]е|[иы]е|[ео]го|[ео]му|[иы]м|[ео]м|[ео]й|[ео]ю|ую|[иы]х|[иы]ми)"
_PARTICIPLE = re.compile(rf"^(.+[щшнмт]){_ADJECTIVAL}(ся)?$")
_SHORT_PARTICIPLE = re.compile(r"^(.+[нмт])[аоы]?$")
_SUPERLATIVE = re.compile(rf"^(.+(?:[еа]йш|лучш|худш|больш|меньш|высш|низш)){_ADJECTIVAL}$")
_ORDINAL = re.compile(rf"^(\d[\d.,]*)-(?:й|го|му|м|я|ю|е|х|ми|{_ADJECTIVAL})$")
_STRESS = re.compile("[\u0300\u0301]")


def _as_adjective(form: str, short: bool) -> str:
    """The nominative of a participle read as an adjective (обеспокоен: обеспокоенный), or ``""``."""
    if short:
        found = _SHORT_PARTICIPLE.match(form)
        stem = found.group(1) if found else ""
        return (stem + "ный" if stem.endswith("н") else stem + "ый") if stem else ""
    found = _PARTICIPLE.match(form)
    return found.group(1) + ("ий" if found.group(1)[-1] in "щш" else "ый") + (found.group(2) or "") if found else ""


def _feminine(surname: str) -> str:
    """The feminine nominative of a surname given in the masculine (иванов: иванова), itself where it has none."""
    if surname.endswith(("ский", "цкий", "ый", "ий", "ой")):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) else surname


def _derived(form: str, lemma: str, tag: str) -> Iterator[tuple[str, str]]:
    """Lemmas that the dictionary does not give but a treebank may: (lemma, own sign)."""
    kind = tag[:4]
    if kind in ("PRTF", "PRTS"):
        yield _as_adjective(form, kind == "PRTS"), "adj"
    elif kind == "COMP":
        yield form, "self"
        if lemma.endswith(("ый", "ий", "ой")):
            yield lemma[:-2] + "о", "adv"
    elif "Surn" in tag and "femn" in tag:
        yield _feminine(lemma), "fem"


def _analyses(form: str) -> Iterator[tuple[str, str, str, float]]:
    """(word with its ё, tag, lemma, log probability) of a form, guessed where the dictionary lacks it."""
    found = dictionary.known(form)
    for word, entry, logp in found:
        yield word, entry.tag, entry.rule.lemma(word), logp
    if not found:
        sign = "hyph" if "-" in form else "guess"
        parses = guesses(form) if fits(form) else dictionary.analyser().parse(form)
        for word, tag, lemma, score, _ in parses:
            yield word, f"{tag} {sign}", lemma, log(max(score, 1e-4))


def _tail(form: str, lemma: str) -> int:
    if "ё" not in lemma:
        common = min(len(form), len(lemma))
        while not form.startswith(lemma[:common]):
            common -= 1
        return len(lemma) - common
    common = 0
    for a, b in zip(form, lemma, strict=False):
        if a != b and not (a == "е" and b == "ё"):
            break
        common += 1
    return len(lemma) - common


@lru_cache(1 << 13)
def readings(form: str) -> tuple[Reading, ...]:
    """All readings of a form in lower case, the form as it is last; never empty."""
    analyses = list(_analyses(form))
    logps = {i: logp for i, (*_, logp) in enumerate(analyses)} | {NO_SOURCE: UNLIKELY, CERTAIN: 0.0}
    found = sources(form, [(word, tag, lemma) for word, tag, lemma, _ in analyses])
    return tuple(Reading(lemma, tag, logps[source], _tail(form, lemma), lemma == form) for (lemma, tag), source in found.items())


def sources(form: str, analyses: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """(lemma, tag) of all readings of a form, each with the number of the analysis (word, tag, lemma) that it comes from."""
    found: dict[tuple[str, str], int] = {}
    for source, (word, tag, lemma) in enumerate(analyses):
        if tag.startswith("ADJF"):
            superlative = _SUPERLATIVE.match(word)
            lemma = superlative.group(1) + "ий" if superlative else lemma
        found.setdefault((lemma, tag), source)
        for other, sign in _derived(word, lemma, tag):
            if other and other != lemma:
                found.setdefault((other, f"{tag} {sign}"), source)
    ordinal = _ORDINAL.match(form) if form[0].isdigit() else None
    if ordinal:
        found[ordinal.group(1) + "-й", "ORD"] = CERTAIN
    found.setdefault((form, "ASIS"), NO_SOURCE)
    return found


Values = tuple[tuple[str, str], ...]


@lru_cache(1 << 14)
def _grammemes(tag: str) -> tuple[str, tuple[str, ...], Values]:
    """A dictionary tag as (kind, own signs, attributes with their values of Universal Dependencies)."""
    parts = tag.split(" ")
    signs = tuple(p for p in parts[1:] if p in _SIGNS)
    words = [w for p in parts if p not in signs for w in p.split(",")]
    found = dict(pair for w in words for pair in _BY_WORD.get(w, ()))
    values = {name: found[name] for name in _VALUES if name in found}
    subs = tuple(w for w in words if w in _SUBKINDS)
    return words[0], signs + subs, tuple(values.items())


def _kind_signs(tag: str, pos: str) -> list[str]:
    kind, subs, _ = _grammemes(tag)
    return [f"{kind}~{pos}", *(f"{kind}:{s}~{pos}" for s in subs)]


def _value_signs(values: Values, group: str, feats: str) -> list[str]:
    """Which attributes of a reading agree with the tagger's (=), differ (!), stand alone (+) or are lacking (-)."""
    have, want = dict(values), feats_of(feats)
    out = []
    for name in _VALUES:
        a, b = have.get(name), want.get(name)
        if a is not None or b is not None:
            sign = "-" if a is None else "+" if b is None else "=" if a == b else "!"
            out.append(f"{group}.{name}{sign}")
    return out


def _capital_signs(tag: str) -> list[str]:
    kind, subs, _ = _grammemes(tag)
    return [f"Cap~{kind}", *(f"Cap:{s}" for s in subs)]


def signs_of(tag: str, pos: str, feats: str, capital: bool, tail: int, same: bool) -> list[tuple[str, float]]:
    """The features of a reading beside the tagger's tag and the way the form is written: names of weights and values."""
    group = _GROUPS.get(pos, "X")
    names = _kind_signs(tag, pos) + _value_signs(_grammemes(tag)[2], group, feats)
    names += [f"same~{pos}"] * same + (_capital_signs(tag) if capital else [])
    return [*((name, 1.0) for name in names), (f"tail~{group}", float(tail))]


@cache
def _weights() -> dict[str, float]:
    rows = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def _sum(names: list[str]) -> float:
    weights = _weights()
    return sum(weights.get(name, 0.0) for name in names)


@cache
def _attributes() -> list[tuple[str, dict[str | None, int]]]:
    """Attributes in order, the values of each numbered from 1; 0 where a word has none."""
    tables = [(name, {None: 0, **{v: i for i, v in enumerate(dict.fromkeys(table.values()), 1)}})
              for name, table in _VALUES.items()]  # fmt: skip
    return cast("list[tuple[str, dict[str | None, int]]]", tables)


@lru_cache(1 << 14)
def _numbered(tag: str) -> tuple[int, ...]:
    """The values of a dictionary tag by number, one of each attribute."""
    have = dict(_grammemes(tag)[2])
    return tuple(numbers[have.get(name)] for name, numbers in _attributes())


@lru_cache(1 << 12)
def _agreement(group: str, feats: str) -> list[list[float]]:
    """What each value of each attribute weighs beside a tagger's features: ``_value_signs`` as a table."""
    want, out = feats_of(feats), []
    for name, numbers in _attributes():
        b = want.get(name)
        signs = ["-" if a is None else "+" if b is None else "=" if a == b else "!" for a in numbers]
        weigh = [_weights().get(f"{group}.{name}{sign}", 0.0) for sign in signs]
        out.append([weigh[0] if b is not None else 0.0, *weigh[1:]])
    return out


@lru_cache(1 << 15)
def _fit_kind(kind: str, subs: tuple[str, ...], pos: str) -> float:
    return _sum([f"{kind}~{pos}", *(f"{kind}:{sub}~{pos}" for sub in subs)])


@lru_cache(1 << 13)
def _fit_capital(tag: str) -> float:
    return _sum(_capital_signs(tag))


@lru_cache(1 << 12)
def _fits(pos: str, feats: str) -> dict[str, float]:
    """How the tags of readings met so far go with a tagger's tag; those not met yet are added by ``_fit``."""
    return {}


def _fit(tag: str, pos: str, feats: str) -> float:
    kind, subs, _ = _grammemes(tag)
    agree = sum(map(list.__getitem__, _agreement(_GROUPS.get(pos, "X"), feats), _numbered(tag)))
    fit = _fits(pos, feats)[tag] = _fit_kind(kind, subs, pos) + agree
    return fit


@cache
def _kinds() -> tuple[list[tuple[str, tuple[str, ...]]], NDArray[np.intp], NDArray[np.intp]]:
    """Of the table's tags: the distinct kinds with their signs, which of them each tag is, and its values by number."""
    table = dictionary.common()
    tags = table.tags if table else []
    heads = [_grammemes(tag)[:2] for tag in tags]
    distinct = list(dict.fromkeys(heads))
    return distinct, np.array([distinct.index(head) for head in heads]), np.array([_numbered(tag) for tag in tags]).T


@lru_cache(1 << 10)
def _fit_all(pos: str, feats: str) -> array[float]:
    """How each of the table's tags goes with a tagger's tag."""
    *_, values = _kinds()
    agree: NDArray[np.float64] = np.zeros(values.shape[1])
    for weigh, value in zip(_agreement(_GROUPS.get(pos, "X"), feats), values, strict=True):
        agree += np.array(weigh)[value]
    return array("d", (_fit_kinds(pos) + agree).tobytes())


@cache
def _fit_kinds(pos: str) -> NDArray[np.float64]:
    """How the kind of each of the table's tags goes with a tagger's part of speech."""
    distinct, which, _ = _kinds()
    return np.array([_fit_kind(kind, subs, pos) for kind, subs in distinct])[which]


@cache
def _fit_capitals() -> array[float]:
    """What a capital says for each of the table's tags."""
    table = dictionary.common()
    return array("d", [_fit_capital(tag) for tag in table.tags] if table else [])


@cache
def _conventions() -> dict[str, list[tuple[frozenset[str], frozenset[str], str]]]:
    table: dict[str, list[tuple[frozenset[str], frozenset[str], str]]] = {}
    for row in seeds.table("lemmas.tsv"):
        needs = frozenset(filter(None, row["feats"].split("|")))
        for form in dict.fromkeys(row["forms"].replace("ё", "е").split()):
            lemma = form if row["lemma"] == "=" else row["lemma"]
            table.setdefault(form, []).append((frozenset(row["pos"].split()), needs, lemma))
    return table


def convention(form: str, pos: str, feats: str) -> str:
    """The lemma that ``seeds/ru/lemmas.tsv`` gives a form in lower case, or ``""``."""
    for kinds, needs, lemma in _conventions().get(form.replace("ё", "е"), ()):
        if (not kinds or pos in kinds) and (not needs or needs <= set(feats.split("|"))):
            return lemma
    return ""


def _settled(form: str, capital: bool, pos: str, feats: str) -> str:
    """The lemma where nothing is left to choose: a convention, or a common word on whose lemma all readings agree."""
    return convention(form, pos, feats) or ("" if capital else dictionary.plain_lemma(form, _UNSURE))


def _choose(form: str, capital: bool, pos: str, feats: str) -> str:
    """The lemma of the reading whose ``signs_of`` weigh most, from sums kept for their parts."""
    form = _STRESS.sub("", form)
    table = dictionary.common()
    row = table.at.get(form) if table else None
    if table and row is not None:
        return convention(form, pos, feats) or _choose_common(table, row, form, capital, pos, feats)
    settled = _settled(form, capital, pos, feats)
    if settled:
        return settled
    fits = _fits(pos, feats)
    weight, by_tail, by_same = _plain_weights(pos)
    best, most = form, -1e9
    for lemma, tag, logp, tail, same in readings(form):
        fit = (fits[tag] if tag in fits else _fit(tag, pos, feats)) + tail * by_tail
        if same:
            fit += by_same
        score = weight * logp + (fit + _fit_capital(tag) if capital else fit)
        if score > most:
            best, most = lemma, score
    return best


def _choose_common(table: dictionary.Common, row: int, form: str, capital: bool, pos: str, feats: str) -> str:
    """The same for a form of the table, whose readings need not be made."""
    pattern = table.pattern[row]
    if not capital and table.plain[pattern] >= 0:
        return table.rules[table.plain[pattern]].lemma(form)
    fits = _fit_all(pos, feats)
    capitals = _fit_capitals() if capital else ()
    weight, by_tail, by_same = _plain_weights(pos)
    logps = dictionary.logs(table.chances_of(row))
    best, most = -1, -1e9
    for i in range(table.starts[pattern], table.starts[pattern + 1]):
        kind, source = table.kind[i], table.source[i]
        fit = fits[kind] + table.tail[i] * by_tail
        if not table.rule[i]:
            fit += by_same
        score = weight * (UNLIKELY if source == NO_SOURCE else logps[source]) + (fit + capitals[kind] if capital else fit)
        if score > most:
            best, most = table.rule[i], score
    return table.rules[best].lemma(form) if best > 0 else form


@cache
def _plain_weights(pos: str) -> tuple[float, float, float]:
    """The weights of log probability, of a letter of the tail, of being the form itself."""
    weights = _weights()
    return weights["logp"], weights.get(f"tail~{_GROUPS.get(pos, 'X')}", 0.0), weights.get(f"same~{pos}", 0.0)


def features(form: str, pos: str, feats: str) -> list[tuple[str, list[tuple[str, float]]]]:
    """What training sees of a word: (lemma, features and values) of each reading; one reading where all is settled."""
    lower = form.lower()
    plain, capital = _STRESS.sub("", lower), lower != form
    settled = _settled(plain, capital, pos, feats)
    if settled:
        return [(settled, [])]
    return [(lemma, [*signs_of(tag, pos, feats, capital, tail, same), ("logp", logp)])
            for lemma, tag, logp, tail, same in readings(plain)]


def lemma_of(form: str, pos: str, feats: str) -> str:
    """The lemma of one form with the tagger's part of speech and features (``"Case=Nom|Number=Sing"``)."""
    lower = form.lower()
    if not _CYRILLIC.search(form):
        return lower
    return _choose(lower, lower != form, pos, feats)


class _Kept(dict[tuple[str, str], dict[str, str]]):
    """Lemmas met lately, by the tagger's tag and the form."""

    def __init__(self) -> None:
        self.size = 0

    def add(self, tag: tuple[str, str], form: str) -> str:
        """The lemma of a form that is not kept."""
        if self.size > KEPT:
            self.clear()
        self.size += 1
        lemma = self.setdefault(tag, {})[form] = lemma_of(form, *tag)
        return lemma

    def clear(self) -> None:
        super().clear()
        self.size = 0


_kept = _Kept()


def forget() -> None:
    """Forget what was learnt from the weights (where others are tried)."""
    _kept.clear()
    for kept in (_weights, _fit_kind, _fit_kinds, _agreement, _fit_capital, _fits, _fit_all, _fit_capitals, _plain_weights):
        kept.cache_clear()  # type: ignore[attr-defined]


_POSSESSIVES = frozenset(("его", "её", "ее", "их"))
_ALL = frozenset(("все", "всех", "всем", "всеми"))
_YEAR = frozenset(("г", "гг", "г.", "гг."))
_POSSESSED = frozenset(("NOUN", "ADJ", "PROPN", "NUM"))
_CLAUSAL = frozenset(("VERB", "AUX", "PUNCT", "CCONJ", "SCONJ", ""))
_SPECIAL = frozenset(way(word) for word in _POSSESSIVES | _ALL | _YEAR for way in (str.lower, str.upper, str.capitalize))
KEPT = 100_000
"""Lemmas kept at most."""


def in_context(forms: Sequence[str], tags: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The tags, corrected where the next word decides: его, её, их before what they may belong to are possessives; все
    before a verb or a mark stands alone; г. after a number is a noun, otherwise an abbreviation of its own."""
    if _SPECIAL.isdisjoint(forms):
        return tags
    out = list(tags)
    for i, form in enumerate(forms):
        if form not in _SPECIAL:
            continue
        lower = form.lower()
        pos, feats = out[i]
        following = tags[i + 1][0] if i + 1 < len(forms) else ""
        if lower in _POSSESSIVES and pos != "DET" and following in _POSSESSED:
            out[i] = ("DET", "")
        elif lower in _ALL and pos == "DET" and "Plur" in feats and following in _CLAUSAL:
            out[i] = ("PRON", feats)
        elif lower in _YEAR:
            out[i] = ("NOUN" if i and forms[i - 1][-1:].isdigit() else "X", "")
    return out


def lemmatise(forms: Sequence[str], tags: Sequence[tuple[str, str]]) -> list[str]:
    """The lemmas of one sentence: ``tags`` are (part of speech, features) of each form, as the tagger gave them."""
    out = []
    for form, tag in zip(forms, in_context(forms, tags), strict=True):
        try:
            out.append(_kept[tag][form])
        except KeyError:
            out.append(_kept.add(tag, form))
    return out
