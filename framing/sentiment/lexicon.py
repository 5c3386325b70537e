"""Lexicons: words with a polarity, ours and other people's, in one shape.

A lexicon maps lemmas and phrases to a score in [-1, 1]; its file says its scale, whom to cite and under which licence.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from framing import seeds


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: ``polarity`` lies in [-1, 1]; ``pos`` is a Universal Dependencies tag or ``""`` for any."""

    lemma: str
    polarity: float
    pos: str = ""
    strength: float = 1.0
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """How a verb or noun makes its subject and its object look, and what its author feels: -1, 0 or 1 each."""

    lemma: str
    pos: str
    subject: int
    object: int
    author: int = 0
    effect: str = ""


Phrases = tuple[tuple[tuple[str, ...], Entry], ...]
Looked = tuple[Phrases, Entry | None] | None
"""The phrases that may begin with a word and its own polar entry; None where it has neither."""


@dataclass(frozen=True)
class Lexicon:
    """Entries by lemma; phrases by the stem of their first word; ``looked``: what was found for words met lately."""

    name: str
    entries: tuple[Entry, ...]
    scale: str = ""
    citation: str = ""
    licence: str = ""
    skipped: tuple[str, ...] = ()
    words: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    phrases: Mapping[str, Phrases] = field(default_factory=dict, repr=False)
    looked: dict[tuple[str, str, str], Looked] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, lemma: object) -> bool:
        return isinstance(lemma, str) and plain(lemma) in self.words

    def find(self, lemma: str, pos: str = "") -> Entry | None:
        """The entry of a lemma: the one with this part of speech, else one for any, else one of a near part of speech;
        of several senses the strongest wins only where none contradicts it (contradicting senses give None)."""
        senses = self.words.get(plain(lemma), ())
        if not senses:
            return None
        fit = [e for e in senses if e.pos == pos] or [e for e in senses if not e.pos]
        if not fit:
            fit = [e for e in senses if not pos or _near(e.pos, pos)]
        if not fit or (min(e.polarity for e in fit) < 0 < max(e.polarity for e in fit)):
            return None
        return max(fit, key=lambda e: abs(e.polarity))


_NEAR = ({"VERB", "AUX"}, {"NOUN", "PROPN"}, {"ADJ", "DET", "VERB"}, {"ADV", "ADJ"}, {"NOUN", "ADJ"})


def _near(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _NEAR)


@lru_cache(1 << 17)
def plain(word: str) -> str:
    """A word as lexicons compare it: lower case, е for ё."""
    return word.lower().replace("ё", "е")


_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ую|юю|ым|им|ых|их|ом|ем|ам|ям|ами|ями|ах|ях|ов|ев|ей|ью|"
    r"ия|ии|ию|ием|иями|иях|[аеиоуыэюяйь])$"
)


@lru_cache(1 << 17)
def stem(word: str) -> str:
    """A word without its inflectional ending, as far as its letters show it: only ever compared inside phrases."""
    word = plain(word)
    short = _ENDING.sub("", word)
    return short if len(short) >= 3 else word


def build(
    name: str,
    entries: Iterable[Entry],
    *,
    scale: str = "",
    citation: str = "",
    licence: str = "",
    skipped: Iterable[str] = (),
) -> Lexicon:
    """A lexicon from its entries; entries without polarity keep their place in ``entries`` but are never found."""
    kept = tuple(entries)
    words: dict[str, list[Entry]] = defaultdict(list)
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
    for entry in kept:
        parts = tuple(re.findall(r"[\w-]+", plain(entry.lemma)))
        if len(parts) > 1:
            phrases[stem(parts[0])].append((parts, entry))
        elif parts:
            words[plain(entry.lemma)].append(entry)
    longest = {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[0]))) for k, v in phrases.items()}
    return Lexicon(
        name, kept, scale, citation, licence, tuple(skipped), {k: tuple(v) for k, v in words.items()}, longest
    )


# ---------------------------------------------------------------------------------------------- where lexicons are


def lexicon_names() -> list[str]:
    """The names that ``load_lexicon`` knows: shipped ones and the user's own."""
    return sorted(_places())


def _places() -> dict[str, Path]:
    found = {}
    for folder in (seeds.folder() / "ru" / "lexicons", seeds.user_folder() / "lexicons"):
        if folder.is_dir():
            found.update({p.stem: p for p in sorted(folder.glob("*.tsv")) if p.stem != "predicates"})
    return found


def load_lexicon(name_or_path: str | Path | None = None, *, format: str | None = None) -> Lexicon:
    """A lexicon by name (None: the house's own, ``framing``) or from a file; ``format`` names a reader of FORMATS.

    Raises ValueError for an unknown name or format, and where a file has no usable entry.
    """
    if name_or_path is None:
        return _load("framing", None)
    path = Path(name_or_path)
    if path.is_file():
        return read_lexicon(path, format=format)
    return _load(str(name_or_path), format)


@cache
def _load(name: str, format: str | None) -> Lexicon:
    places = _places()
    if name not in places:
        raise ValueError(f"no lexicon {name!r}; there are: {', '.join(sorted(places))}, or give the path of a file")
    return read_lexicon(places[name], name=name, format=format)


@cache
def load_predicates() -> Mapping[str, tuple[Predicate, ...]]:
    """The predicates of ``seeds/ru/lexicons/predicates.tsv`` by lemma."""
    found: dict[str, list[Predicate]] = defaultdict(list)
    for row in seeds.table("lexicons/predicates.tsv"):
        lemma = plain(row["lemma"])
        subject, object_, author = (_sign(row.get(column, "")) for column in ("subject", "object", "author"))
        found[lemma].append(Predicate(lemma, row.get("pos", ""), subject, object_, author, row.get("effect", "")))
    return {lemma: tuple(senses) for lemma, senses in found.items()}


def _sign(cell: str) -> int:
    value = _number(cell) or 0.0
    return (value > 0) - (value < 0)


def find_predicate(lemma: str, pos: str = "") -> Predicate | None:
    """The predicate of a lemma with this part of speech (nouns never answer for verbs)."""
    for predicate in load_predicates().get(plain(lemma), ()):
        if not predicate.pos or not pos or predicate.pos == pos or (pos != "NOUN" and predicate.pos != "NOUN"):
            return predicate
    return None


# ---------------------------------------------------------------------------------------------- readers

Rows = Iterator[Entry | str]
"""What a reader gives: entries, and a reason in words for each row that it leaves out."""


def _number(cell: object) -> float | None:
    try:
        return float(str(cell).strip().replace(",", ".").replace("−", "-").replace("+", ""))
    except ValueError:
        return None


def _text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path.name} is neither UTF-8 nor Windows-1251")


def _table(path: Path) -> list[list[str]]:
    """The rows of a TSV, CSV or XLSX file as cells; comment lines (``#``) and blank rows are left out."""
    if path.suffix.lower() == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True)
        rows = [
            ["" if c is None else str(c).strip() for c in row] for row in book.worksheets[0].iter_rows(values_only=True)
        ]
        book.close()
        return [row for row in rows if any(row)]
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    mark = max("\t;,", key=lambda m: (min(line.count(m) for line in lines[:20]) > 0, lines[0].count(m)))
    return [[c.strip() for c in row] for row in csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_MINIMAL)]


def _header(path: Path) -> dict[str, str]:
    if path.suffix.lower() in (".xlsx", ".json"):
        return {}
    found = {}
    for line in _text(path).splitlines():
        if not line.startswith("#"):
            break
        if m := re.match(r"#\s*(scale|citation|licen[cs]e)\s*:\s*(.*)", line, re.I):
            found[m[1].lower().replace("license", "licence")] = m[2].strip()
    return found


_LABELS = {
    "positive": 1.0,
    "negative": -1.0,
    "neutral": 0.0,
    "positive/negative": 0.0,
    "pstv": 1.0,
    "ngtv": -1.0,
    "neut": 0.0,
    "pos": 1.0,
    "neg": -1.0,
    "neu": 0.0,
}
_POS = {
    "noun": "NOUN",
    "verb": "VERB",
    "adj": "ADJ",
    "adv": "ADV",
    "propn": "PROPN",
    "n": "NOUN",
    "v": "VERB",
    "a": "ADJ",
}


def _label(cell: str) -> float | None:
    """The polarity a label means, also with a slip of the pen (``positve``, ``negatve``, ``Negative``)."""
    cell = cell.strip().strip('"').lower()
    if cell in _LABELS:
        return _LABELS[cell]
    if "/" in cell or (cell.startswith("pos") and "neg" in cell):
        return 0.0
    return next((v for k, v in (("pos", 1.0), ("neg", -1.0), ("neu", 0.0)) if cell.startswith(k)), None)


def _rusentilex(path: Path) -> Rows:
    """RuSentiLex 2016/2017: ``form, POS, lemma, sentiment, source[, concepts]``; ``!`` starts a comment."""
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(("!", "#")):
            continue
        cells = next(csv.reader([line], skipinitialspace=True))
        cells = [c.strip() for c in cells]
        if len(cells) < 4:
            yield f"line {number}: {len(cells)} fields, at least 4 are needed"
            continue
        value = _label(cells[3])
        if value is None:
            yield f"line {number}: no sentiment is called {cells[3]!r}"
            continue
        lemma = cells[2] or cells[0]
        pos = "" if " " in lemma else _POS.get(cells[1].lower(), "")
        yield Entry(lemma, value, pos, kind=cells[4] if len(cells) > 4 else "", note=", ".join(cells[5:]).strip('" '))


def _kartaslovsent(path: Path) -> Rows:
    """KartaSlovSent: ``;`` csv in three versions; the columns ``term``, ``tag`` and ``value`` (or votes) by name."""
    rows = _table(path)
    head = [c.lower() for c in rows[0]] if rows else []
    if "term" not in head:
        raise ValueError(f"{path.name}: KartaSlovSent has a column 'term'; this header has {head}")
    for number, cells in enumerate(rows[1:], 2):
        row = dict(zip(head, cells, strict=False))
        tag, value = _label(row.get("tag", "")), _number(row.get("value", ""))
        if tag is None and value is None:
            yield f"row {number}: neither tag nor value"
            continue
        if tag == 0.0:
            value = 0.0
        elif value is None:
            value = tag
        yield Entry(row["term"], max(-1.0, min(1.0, value or 0.0)))


def _linis(path: Path) -> Rows:
    """LINIS Crowd: one raw vote of -2..2 a row (word first, vote last number); votes on a word are averaged."""
    votes: dict[str, list[float]] = defaultdict(list)
    for number, cells in enumerate(_table(path), 1):
        numbers = [v for v in map(_number, cells[1:]) if v is not None and abs(v) <= 2]
        if not numbers:
            if number > 1:
                yield f"row {number}: no vote from -2 to 2"
            continue
        votes[cells[0]].append(numbers[0])
    for word, given in votes.items():
        yield Entry(word, sum(given) / len(given) / 2, note=f"{len(given)} votes")


def _emolex(path: Path) -> Rows:
    """NRC EmoLex: one row a word with 0/1 columns ``Positive`` and ``Negative`` and a Russian column."""
    rows = _table(path)
    head = [c.lower() for c in rows[0]] if rows else []
    word = next((i for i, c in enumerate(head) if "russian" in c or c == "ru"), None)
    plus = next((i for i, c in enumerate(head) if c.startswith("positive")), None)
    minus = next((i for i, c in enumerate(head) if c.startswith("negative")), None)
    if word is None or plus is None or minus is None:
        raise ValueError(f"{path.name}: EmoLex has columns Russian, Positive and Negative; this header has {head}")
    said: dict[str, list[float]] = defaultdict(list)
    for number, cells in enumerate(rows[1:], 2):
        cells = cells + [""] * (len(head) - len(cells))
        if not cells[word] or cells[word].upper() == "NO TRANSLATION" or not re.search("[а-яё]", cells[word].lower()):
            yield f"row {number}: no Russian word"
            continue
        said[cells[word].lower()].append((_number(cells[plus]) or 0) - (_number(cells[minus]) or 0))
    for form, values in said.items():
        yield Entry(form, sum(values) / len(values))


def _rusentiframes(path: Path) -> Rows:
    """RuSentiFrames 2.0 (JSON): the author's polarity towards a1 as the word's score, per variant of each frame."""
    frames = json.loads(_text(path))
    for name, frame in frames.items() if isinstance(frames, dict) else enumerate(frames):
        variants = frame.get("variants") or frame.get("frame_entries") or []
        signs = _frame_signs(frame)
        if not variants:
            yield f"frame {name}: no variants"
            continue
        # author's attitude towards the patient, else effect on it, else what one thinks of the agent
        value = next((signs[k] for k in (("author", "a1"), ("a0", "a1"), ("author", "a0")) if k in signs), None)
        if value is None:
            yield f"frame {name}: no polarity between author, a0 and a1"
            continue
        for form in variants:
            yield Entry(str(form), value, note=str(name))


def _frame_signs(frame: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    given = frame.get("frames", frame)
    signs: dict[tuple[str, str], float] = {}
    for item in given.get("polarity", []):
        if len(item) >= 3 and (value := _label(str(item[2]))) is not None:
            signs[(str(item[0]).lower(), str(item[1]).lower())] = value
    return signs


def _afinn(path: Path) -> Rows:
    """AFINN-like: word, tab, whole number from -5 to 5, no header."""
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, _, cell = line.rstrip().rpartition("\t")
        value = _number(cell)
        if not word.strip() or value is None or abs(value) > 5:
            yield f"line {number}: not a word, a tab and a number from -5 to 5"
            continue
        yield Entry(word.strip(), value / 5)


_WORD = ("lemma", "word", "term", "слово", "лемма", "form", "phrase", "token")
_VALUE = ("polarity", "score", "value", "sentiment", "valence", "тональность", "оценка", "tag", "label")


def _columns(path: Path) -> Rows:
    """Any TSV, CSV or XLSX with named columns: a word, a score or label, and perhaps pos, strength, kind, note."""
    rows = _table(path)
    head = [c.lower().strip('"') for c in rows[0]] if rows else []
    word = next((c for c in _WORD if c in head), None)
    value = next((c for c in _VALUE if c in head), None)
    if word is None or value is None:
        raise ValueError(
            f"{path.name}: the header {head} needs a word ({', '.join(_WORD)}) and a score ({', '.join(_VALUE)})"
        )
    read: list[tuple[dict[str, str], float]] = []
    for number, cells in enumerate(rows[1:], 2):
        row = dict(zip(head, cells, strict=False))
        score = _number(row.get(value, ""))
        score = _label(row.get(value, "")) if score is None else score
        if score is None or not row.get(word):
            yield f"row {number}: no word or no score ({row.get(value, '')!r})"
            continue
        read.append((row, score))
    top = _scale(_header(path).get("scale", "")) or max([1.0, *(abs(s) for _, s in read)])
    for row, score in read:
        yield Entry(
            row[word],
            max(-1.0, min(1.0, score / top)),
            row.get("pos", "") if " " not in row[word] else "",
            _number(row.get("strength", "")) or 1.0,
            row.get("kind", ""),
            row.get("note", ""),
        )


def _scale(words: str) -> float:
    numbers = [abs(float(n)) for n in re.findall(r"-?\d+(?:\.\d+)?", words)]
    return max(numbers, default=0.0)


FORMATS: dict[str, Callable[[Path], Rows]] = {
    "columns": _columns,
    "rusentilex": _rusentilex,
    "kartaslovsent": _kartaslovsent,
    "linis": _linis,
    "emolex": _emolex,
    "rusentiframes": _rusentiframes,
    "afinn": _afinn,
}
"""Readers of lexicon files by name; each gives entries, or a reason for each row that it leaves out."""


def guess_format(path: Path) -> str:
    """The name of the reader that a file's first rows ask for."""
    if path.suffix.lower() == ".json":
        return "rusentiframes"
    rows = _table(path)[:1]
    head = [c.lower() for c in rows[0]] if rows else []
    if "term" in head:
        return "kartaslovsent"
    if any(c.startswith("positive") for c in head) and any("russian" in c for c in head):
        return "emolex"
    if any(c in head for c in _WORD) and any(c in head for c in _VALUE):
        return "columns"
    text = "" if path.suffix.lower() == ".xlsx" else _text(path)
    lines = [x for x in text.splitlines() if x.strip() and not x.startswith(("#", "!"))][:50]
    if lines and all(re.fullmatch(r"[^\t]+\t\s*[-+−]?\d+\s*", x) for x in lines):
        return "afinn"
    fields = [x.split(",") for x in lines]
    if lines and sum(len(x) >= 4 and _label(x[3]) is not None for x in fields) > len(lines) / 2:
        return "rusentilex"
    return "linis"


def read_lexicon(path: Path, *, name: str | None = None, format: str | None = None) -> Lexicon:
    """A lexicon from a file in one of FORMATS (None: guessed). Raises ValueError where nothing in it can be used."""
    format = format or guess_format(path)
    if format not in FORMATS:
        raise ValueError(f"no lexicon format {format!r}; there are: {', '.join(FORMATS)}")
    entries: list[Entry] = []
    skipped: list[str] = []
    for row in FORMATS[format](path):
        (skipped if isinstance(row, str) else entries).append(row)  # type: ignore[arg-type]
    if not entries:
        raise ValueError(f"{path.name}: no usable entry as {format}" + (f" ({skipped[0]})" if skipped else ""))
    said = _header(path)
    return build(
        name or path.stem,
        entries,
        scale=said.get("scale", ""),
        citation=said.get("citation", ""),
        licence=said.get("licence", ""),
        skipped=skipped,
    )


def write_lexicon(lexicon: Lexicon, path: Path) -> None:
    """Write a lexicon as a house TSV (scale -1..1), so that ``load_lexicon`` finds it by name."""
    clean = lambda cell: re.sub(r"\s+", " ", str(cell)).strip()  # noqa: E731
    lines = [
        "# scale: -1..1",
        f"# citation: {clean(lexicon.citation)}",
        f"# licence: {clean(lexicon.licence)}",
        "\t".join(("lemma", "pos", "polarity", "strength", "kind", "note")),
    ]
    for e in lexicon.entries:
        cells = (clean(e.lemma), e.pos, f"{e.polarity:g}", f"{e.strength:g}", clean(e.kind), clean(e.note))
        lines.append("\t".join(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def check_lexicon(lexicon: Lexicon, lemmas: Mapping[str, int], against: Lexicon | None = None) -> dict[str, Any]:
    """What a lexicon is worth on a corpus whose ``lemmas`` are counted (lemma -> count): size, the share of running
    words and of its own entries met there, and the words whose sign another lexicon contradicts, frequent ones first."""
    counts: dict[str, int] = defaultdict(int)
    for lemma, n in lemmas.items():
        counts[plain(lemma)] += n
    polar = {k: max(v, key=lambda e: abs(e.polarity)).polarity for k, v in lexicon.words.items()}
    met = {k for k in polar if counts.get(k)}
    other = {k: max(v, key=lambda e: abs(e.polarity)).polarity for k, v in against.words.items()} if against else {}
    conflicts = sorted((k for k, v in polar.items() if v * other.get(k, 0.0) < 0), key=lambda k: (-counts.get(k, 0), k))
    total = sum(counts.values())
    return {
        "name": lexicon.name,
        "entries": len(lexicon),
        "words": len(lexicon.words),
        "phrases": sum(len(v) for v in lexicon.phrases.values()),
        "positive": sum(e.polarity > 0 for e in lexicon.entries),
        "neutral": sum(e.polarity == 0 for e in lexicon.entries),
        "negative": sum(e.polarity < 0 for e in lexicon.entries),
        "skipped": list(lexicon.skipped),
        "entries_met": len(met),
        "share_of_entries_met": len(met) / len(polar) if polar else 0.0,
        "coverage": sum(counts[k] for k in met if polar[k] != 0) / total if total else 0.0,
        "against": against.name if against else "",
        "shared": len(polar.keys() & other.keys()),
        "conflicts": [(k, polar[k], other[k], counts.get(k, 0)) for k in conflicts],
        "duplicates": sorted(k for k, v in lexicon.words.items() if len({(e.pos, e.polarity) for e in v}) < len(v)),
        "licence": lexicon.licence,
        "citation": lexicon.citation,
    }
