"""Write ``seeds/corpus/gold/`` from the short annotation in ``tests/bench/corpus_gold/``: ``python tests/bench/build_corpus_gold.py``.

An ``.ann`` file has one entry a line, in the order of the text; a phrase is looked for after the entry before it.

    C key key                      the central actors
    N key=name                     an actor's name in this article, where it differs from actors.tsv
    Q kind|first words…last words|speaker+speaker|cue|speaker mention|mention type|flags      a quote
    X phrase / I phrase            no speech although in marks / disputable
    phrase|key+key|kind|tone       a mention; tone is -, 0 or + and is given for central actors

Kinds of quotes are d, i, p, s (direct, indirect, partial, source); of mentions n, nt, t, d, p, r, c, m, a (name, name+title, title, description,
pronoun, reflexive, collective, metonymy, demonym) and x (ignored). ``[...]`` marks the phrase inside words that tell where it is, ``{...}``
the name inside a title. Flags: n (nested), u (no marks), gNAME (pieces of one quote), alt:NAME;NAME (other right speakers).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE, CORPUS = ROOT / "tests" / "bench" / "corpus_gold", ROOT / "seeds" / "corpus"
QUOTES = {"d": "direct", "i": "indirect", "p": "partial", "s": "source"}
MENTIONS = {
    "n": "name", "nt": "name+title", "t": "title", "d": "description", "p": "pronoun", "r": "pronoun", "c": "collective",
    "m": "metonymy", "a": "demonym",
}
MENTIONED_BY = {"n": "name", "t": "title", "p": "pronoun", "0": "none"}
SPEAKERS = {"PER": "person", "ORG": "org", "LOC": "org", "MEDIA": "org", "ROLE": "role", "GROUP": "group"}
LABELS = {"-": -1, "0": 0, "+": 1}
PRONOUN = re.compile(
    r"\b(?:он|она|они|оно|его|е[её]|их|ему|ей|им|ими|него|не[её]|них|нему|ней|ним|ними|н[её]м|свой|своих?|сво[яею]|свою|сво[её]|"
    r"своего|своей|своему|своим|своими|сво[её]м|себ[яе]|собо[йю])\b",
    re.I,
)
MARKED = re.compile(r'«[^«»\n]*»|"[^"\n]*"|„[^“\n]*“')
LEFT_OUT = ("Колонка", "По сообщению ТАВ", "Главное за сутки:", 'Главный редактор "Зеваки" Прасковья Лукошкина')
DATELINE = r"[А-Я][А-Яа-я —]+, \d+ [а-я]+|\d+ [а-я]+, [А-Я][а-я]+|[А-Я]{5,}, \d+ [а-я]+\. /ТАВ/\."

Span = tuple[int, int]


class Who(NamedTuple):
    """One line of ``actors.tsv``."""

    name: str
    type: str
    gender: str
    also: tuple[str, ...]


class Gold(NamedTuple):
    """The gold of one article, as the scorers read it."""

    quotes: dict[str, Any]
    mentions: dict[str, Any]
    tones: list[dict[str, Any]]


def who_is_who() -> dict[str, Who]:
    """The actors by their keys."""
    lines = (SOURCE / "actors.tsv").read_text(encoding="utf-8").splitlines()[2:]
    rows = (line.split("\t") for line in lines)
    return {key: Who(name, kind, gender, tuple(also.split("|")) if also else ()) for key, name, kind, gender, also in rows}


def text_of(article: str) -> str:
    return (CORPUS / f"{article}.txt").read_bytes().decode("utf-8")


def places(text: str, phrase: str) -> list[int]:
    """Where a phrase stands as whole words."""
    left, right = r"(?<!\w)" * phrase[0].isalnum(), r"(?!\w)" * phrase[-1].isalnum()
    return [found.start() for found in re.finditer(left + re.escape(phrase) + right, text)]


def unwrapped(pattern: str) -> tuple[str, str, str]:
    """What stands before the phrase, the phrase, what stands after it."""
    found = re.fullmatch(r"(.*?)\[(.*)\](.*)", pattern, re.S)
    return (found[1], found[2], found[3]) if found else ("", pattern, "")


def mentioned(text: str, pattern: str, since: int, taken: Collection[Span], own: Collection[Span]) -> tuple[Span, Span | None]:
    """The next phrase that is not taken and not inside a mention of its own actor, and the name inside it."""
    before, phrase, after = unwrapped(pattern)
    name = re.fullmatch(r"(.*?)\{(.*)\}(.*)", phrase, re.S)
    phrase = "".join(name.groups()) if name else phrase
    for start in (place + len(before) for place in places(text, before + phrase + after)):
        stop = start + len(phrase)
        if start >= since and (start, stop) not in taken and not any(a <= start and stop <= b for a, b in own):
            inside = (start + len(name[1]), start + len(name[1]) + len(name[2])) if name else None
            return (start, stop), inside
    raise ValueError(f"not found after {since}: {pattern!r}")


def said(text: str, pattern: str, since: int, taken: Collection[Span]) -> Span:
    """The next span that begins and ends as the pattern says."""
    if "…" not in pattern:
        return mentioned(text, pattern, since, taken, ())[0]
    first, last = pattern.split("…")
    for start in places(text, first):
        stops = [place + len(last) for place in places(text, last) if place >= start + len(first)]
        if start >= since and stops and (start, stops[0]) not in taken:
            return start, stops[0]
    raise ValueError(f"not found after {since}: {pattern!r}")


def beside(text: str, pattern: str, span: Span) -> list[int] | None:
    """The phrase nearest to a span and outside of it, in its own paragraph if it can be."""
    if pattern == "-":
        return None
    before, phrase, after = unwrapped(pattern)
    start, stop = span
    found = [place + len(before) for place in places(text, before + phrase + after)]
    found = [place for place in found if "[" in pattern or place >= stop or place + len(phrase) <= start]
    if not found:
        raise ValueError(f"no {pattern!r} beside {text[start:stop]!r}")
    opening, closing = text.rfind("\n", 0, start), text.find("\n", stop)
    best = min(
        found, key=lambda place: (not opening < place < closing, place - stop if place >= stop else start - place - len(phrase))
    )
    return [best, best + len(phrase)]


def quote_of(text: str, fields: list[str], span: Span, actors: dict[str, Who], names: dict[str, str]) -> dict[str, Any]:
    """One line of ``quotes`` from one line of annotation."""
    kind, _, speakers, cue, speaker, by = fields[:6]
    keys = [] if speakers == "-" else speakers.split("+")
    quote: dict[str, Any] = {
        "kind": QUOTES[kind], "start": span[0], "stop": span[1], "text": text[slice(*span)],
        "cue": beside(text, cue, span), "speaker_mention": beside(text, speaker, span),
        "speaker": ";".join(names[key] for key in keys) or None,
        "speaker_type": SPEAKERS[actors[keys[0]].type] if keys else None, "mention_type": MENTIONED_BY[by],
    }
    alternatives = [name for key in keys for name in actors[key].also if name != names[key]]
    for flag in " ".join(fields[6:]).split():
        if flag.startswith("alt:"):
            alternatives += flag[4:].split(";")
        elif flag.startswith("g"):
            quote["group"] = flag
        else:
            quote[{"n": "nested", "u": "unmarked"}[flag]] = True
    return quote | ({"speaker_alt": alternatives} if alternatives else {})


def voice(quotes: list[dict[str, Any]], start: int, stop: int) -> str:
    """Who speaks at a mention: the innermost quote's first speaker, or the narrator."""
    around = [q for q in quotes if q["kind"] != "source" and q["start"] <= start and stop <= q["stop"]]
    inner = min(around, key=lambda q: int(q["stop"] - q["start"]), default=None)
    return "narrator" if inner is None else str(inner["speaker"] or "unnamed").split(";")[0]


def gold_of(article: str) -> Gold:
    """The gold of one article; ValueError names the line that does not fit the text."""
    text, actors = text_of(article), who_is_who()
    names = {key: who.name for key, who in actors.items()}
    central: list[str] = []
    quotes: list[dict[str, Any]] = []
    mentions: list[tuple[str, dict[str, Any], str]] = []
    marks: dict[str, list[Span]] = {"X": [], "I": []}
    quoted_spans: list[Span] = []
    taken: list[Span] = []
    for line in (SOURCE / f"{article}.ann").read_text(encoding="utf-8").splitlines():
        tag, _, rest = line.partition(" ")
        if tag == "C":
            central = rest.split()
        elif tag == "N":
            key, name = rest.split("=")
            names[key] = name
        elif tag in marks:
            marks[tag].append(said(text, rest, 0, ()))
        elif tag == "Q":
            fields = rest.split("|")
            span = said(text, fields[1], quoted_spans[-1][0] if quoted_spans else 0, quoted_spans)
            quoted_spans.append(span)
            quotes.append(quote_of(text, fields, span, actors, names))
        else:
            pattern, keys, kind, tone = (line + "|").split("|")[:4]
            own = [(m["start"], m["stop"]) for key, m, _ in mentions if key in keys.split("+")]
            span, inside = mentioned(text, pattern, taken[-1][0] if taken else 0, taken, own)
            taken.append(span)
            if kind == "x":
                marks["I"].append(span)
                continue
            mention: dict[str, Any] = {"start": span[0], "stop": span[1], "text": text[slice(*span)], "kind": MENTIONS[kind]}
            if inside := span if kind == "n" else inside:
                mention |= {"name_start": inside[0], "name_stop": inside[1]}
            if kind in "pr":
                mention["sub"] = "personal" if kind == "p" else "reflexive"
            mentions += [(key, mention, tone) for key in keys.split("+")]
    spoken = [(q["start"], q["stop"]) for q in quotes if q["kind"] != "source"] + marks["I"]
    for found in MARKED.finditer(text):
        a, b = found.start() + 1, found.end() - 1
        if a < b and not any(x < b and a < y and not (x < a and b < y) for x, y in spoken) and (a, b) not in marks["X"]:
            marks["X"].append((a, b))
    listed = [
        {
            "id": key, "name": names[key], "type": actors[key].type.replace("ROLE", "PER"), "gender": actors[key].gender or None,
            "central": key in central, "mentions": [m for k, m, _ in mentions if k == key], "alt": list(actors[key].also),
        }
        for key in dict.fromkeys(key for key, _, _ in mentions)
    ]
    tones = [
        {
            "doc": article, "start": m["start"], "stop": m["stop"], "text": m["text"], "actor": names[key],
            "voice": voice(quotes, m["start"], m["stop"]), "label": LABELS[tone],
        }
        for key, m, tone in mentions
        if key in central
    ]
    ignore = sorted(marks["I"])
    pronouns = [found.span() for found in PRONOUN.finditer(text)]
    return Gold(
        {"doc": article, "quotes": quotes, "not_quotes": sorted(marks["X"]), "ignore": ignore},
        {"doc": article, "actors": listed, "ignore": ignore, "pronoun_tokens": pronouns},
        tones,
    )


def zones_of(article: str, subheads: Collection[str]) -> list[tuple[int, int, str]]:
    """The zone of each line of a page, a caption and its credit apart."""
    found: list[tuple[int, int, str]] = []
    title, zone = "", ""
    for line in re.finditer(r"[^\n]+", text_of(article)):
        words, (start, stop) = line[0], line.span()
        credit = re.search(r"(?:Фото|Источник): ", words)
        if words in LEFT_OUT:
            continue
        if not found or (len(found) == 1 and (title.split()[-1] in words and words[:4] in (title[:4], "Тама"))):
            title, zone = title or words.removesuffix(". Хроника"), "headline"
        elif re.match(r"Подписывайтесь|Поддержите|Подпишитесь", words):
            zone = "footer"
        elif zone == "related" or re.fullmatch(r"Читайте также:|Материалы по теме:", words):
            zone = "related"
        elif re.match(r"Текст:|Автор:|Записала ", words):
            zone = "credit"
        elif credit:
            found.append((start, start + len(words[: credit.start()].rstrip()), "caption"))
            start, zone = start + credit.start(), "credit"
        elif re.fullmatch(DATELINE, words):
            zone = "dateline"
        elif words in subheads:
            zone = "subhead"
        else:
            zone = "body" if any(z == "lead" for _, _, z in found) else "lead"
        found.append((start, stop, zone))
    return found


def files() -> dict[str, str]:
    """The contents of the files of ``gold/`` that are made here."""
    articles = sorted(path.stem for path in SOURCE.glob("*.ann"))
    golds = [gold_of(article) for article in articles]
    rows = {
        "quotes.jsonl": [gold.quotes for gold in golds],
        "mentions.jsonl": [gold.mentions for gold in golds],
        "tone.jsonl": [tone for gold in golds for tone in gold.tones],
    }
    subheads = (SOURCE / "subheads.txt").read_text(encoding="utf-8").splitlines()
    zones = ["\t".join(map(str, (article, *zone))) for article in articles for zone in zones_of(article, subheads)]
    note = "# The zone of each line of the page (a caption and its credit apart); a few lines that can be read either way are left out."
    made = {name: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found) for name, found in rows.items()}
    return made | {"zones.tsv": "\n".join([note, "article\tstart\tstop\tzone", *zones]) + "\n"}


if __name__ == "__main__":
    for name, content in files().items():
        (CORPUS / "gold" / name).write_bytes(content.encode("utf-8"))
