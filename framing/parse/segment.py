"""Text to sentences and words: what counts as one word, and where a sentence ends, in Russian news.

Words are found by one regular expression (an ordered list of kinds), sentences by walking over the words: a line break
ends a sentence unless the text is hard-wrapped, and after each mark that may end one an ordered list of rules is asked;
the first rule with an answer decides. Abbreviations are data: ``seeds/ru/abbreviations.tsv``.

Conventions, where treebanks differ: the stop of an abbreviation and of an initial is a word of its own ("г" "."), as in
the news that the models were trained on; compounds with a hyphen are one word, so are web addresses, @names, #tags,
numbers with their decimals, a surname with an apostrophe, and each emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from framing import seeds

# ---- words ----------------------------------------------------------------------------------------------------------

_LETTER = r"[^\W\d_]"
_INSIDE = r"[\u0300-\u036f\u0483-\u0487\u00ad\u200b-\u200d\u2060\ufeff]"
"""What may stand inside a word unseen or above its letters: stress marks, soft hyphens, joiners."""
_ALPHA = rf"{_LETTER}(?:{_LETTER}|{_INSIDE}|['’ʼ](?={_LETTER}))*"
_NUMBER = r"\d+(?:[.,/\\]\d+)*"
_ATOM = rf"(?:(?:[кмсд]?м|га)[23](?!\w)|{_ALPHA}|{_NUMBER})"
_PICTURE = (r"[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
            r"\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]")
_TONE = r"[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u20e3]"

KINDS = (
    ("address", r"(?:(?:https?|ftp|tg)://|www\.)[^\s<>«»\"“”„()\[\]|]*(?:\([^\s()]*\)[^\s<>«»\"“”„()\[\]|]*)*"
                r"(?:\([^\s()]*\)|[\w/#&=+~%-])"),
    ("mail", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-zа-я]{2,}"),
    ("domain", r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:ru|рф|su|com|org|net|info|ua|by|kz|me|tv|fm|gov|edu|io|uk|de|eu|us|"
               r"online|media|news|life)(?:/[\w/.?=&%#~+-]*[\w/])?(?![\w-])"),
    ("tag", rf"[#@](?=\w*{_LETTER})\w+(?:-\w+)*"),
    ("keycap", r"[0-9#*]\ufe0f?\u20e3"),
    ("word", rf"{_ATOM}(?:(?:[-‐‑–−_]|(?<=\d)—(?=\d)){_ATOM})*"),
    ("stop", r"[.?!…]+"),
    ("run", r"-{2,}|\*{2,}|_{2,}|~{2,}|\){3,}|\({3,}|[=:;]-?[)(]{1,3}"),
    ("flag", r"[\U0001f1e6-\U0001f1ff]{2}"),
    ("picture", rf"{_PICTURE}{_TONE}*(?:\u200d{_PICTURE}{_TONE}*)*"),
    ("mark", rf"\S(?:{_INSIDE}|{_TONE})*"),
)  # fmt: skip
"""Kinds of words, the first that fits wins; together they cover every character that is not white space."""

_PLAIN = r"(?-i:[А-Яа-яЁё]+(?=[\s,;:!?«»\"“”()]|\.?(?:\s|\Z))|[,:;«»—–](?=\s)|\d+(?=\s))"
"""What is a word of one of these kinds at the first look: most words and marks of a text."""
_WORD = re.compile("|".join([_PLAIN, *(f"(?:{pattern})" for _, pattern in KINDS)]), re.IGNORECASE)
_UNSEEN = re.compile(r"[\u0300\u0301\u0341\u0483-\u0487\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f]")
_ODD = re.compile(r"[\u00ad\u0300-\u036f\u0483-\u0487\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f\ud800-\udfff]")


class Piece(NamedTuple):
    """One sentence before it is tagged: its borders, the borders of its words, and their forms as models read them."""

    start: int
    stop: int
    spans: list[tuple[int, int]]
    forms: list[str]


def words(text: str, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    """Borders of the words and marks of a text, in order, without overlap; only white space is left out."""
    return [found.span() for found in _WORD.finditer(text, start, len(text) if stop is None else stop)]


_ADDRESS = re.compile(r"(?:\w+://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)+/\S+")


def is_address(form: str) -> bool:
    """Is a word a web or a mail address? A bare domain ("Lenta.ru") is a name."""
    return ("/" in form or "@" in form) and bool(_ADDRESS.fullmatch(form))


def form_of(word: str) -> str:
    """A word as the models and dictionaries know it: composed letters, no stress marks, no unseen characters."""
    if not _ODD.search(word):
        return word
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", word))
    return plain.encode("utf-8", "replace").decode("utf-8") or word[:1].encode("utf-8", "replace").decode("utf-8")


# ---- lines ----------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_OPEN_END = re.compile(r"[^.?!…:;»”\"*)\]]\s*\Z")
_OWN_LINE = re.compile(r"\w[).]|\w+\||[\w.-]+\.\w+/|\w+://|[@#]")
"""What begins a line of its own even in small letters: a list item, a caption's markup, an address."""
WRAP = 45
"""A line shorter than this was not broken for its length."""


def _lines(text: str) -> list[tuple[int, int]]:
    """The stretches of text that line breaks cut off; lines of a hard-wrapped paragraph stay together."""
    lines = [found.span() for found in _LINE.finditer(text) if not found.group().isspace()]
    width = max((len(text[a:b].rstrip()) for a, b in lines), default=0)
    joined: list[tuple[int, int]] = []
    wrapped = 0
    for a, b in lines:
        if joined and (_closes(text, a, b) or _goes_on(text, joined[-1][1], a, wrapped, lines, width)):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
        wrapped = a
    return joined


def _closes(text: str, start: int, stop: int) -> bool:
    """Is a line nothing but the marks that close the bold or slanted words of the line before?"""
    mark = text[start:stop].strip()
    return mark in ("**", "__", "~~") and text.count(mark, 0, start) % 2 == 1


def _goes_on(text: str, before: int, after: int, line: int, lines: list[tuple[int, int]], width: int) -> bool:
    """Does the sentence of the line before go on in this one? One line break between, the line long and not ended, and
    the next in lower case; in a page set to one width also where a capital or a figure follows."""
    gap = text[before:after]
    if gap.count("\n") + gap.count("\u2028") + (gap.count("\r") if "\n" not in gap else 0) > 1:
        return False
    length = len(text[line:before].strip())
    head = text[after : after + 60].lstrip()
    first = head[:1]
    if length < WRAP or not _OPEN_END.search(text[max(line, before - 5) : before]) or _OWN_LINE.match(head):
        return False
    if first.islower():
        return True
    return first.isalnum() and width <= 100 and length >= 0.75 * width and len(lines) > 3


# ---- sentences ------------------------------------------------------------------------------------------------------

_CLOSERS = frozenset("»”’“\"')]}*_~") | {"**", "__", "~~", "***"}
_OPENERS = frozenset("«„“\"'([{*_‘") | {"**", "__", "~~", "***"}
_DASHES = frozenset("—–-−―‒") | {"--"}
_QUOTES = frozenset("»”“\"’'")
_STARTS = frozenset("«„“\"")
_BULLETS = re.compile(r"(?:\d{1,3}|[a-zа-яё]|[ivxlc]{1,5}|[.)(\]\[№§*_~•·●▪–—-]+|[0-9#*]\ufe0f?\u20e3)\Z", re.IGNORECASE)
_EMOJI = re.compile(rf"{_PICTURE}|[\U0001f1e6-\U0001f1ff]")
_NO_VOWEL = re.compile(r"[бвгджзйклмнпрстфхцчшщъь]{2,4}\Z")
LONGEST = 400
"""Words of a sentence at most; a longer run without a full stop (a table, a list) is cut."""


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    rows: dict[str, set[str]] = {}
    for row in seeds.table("abbreviations.tsv"):
        entries = [row["words"]] if row["kind"].startswith("pair") else row["words"].split()
        rows.setdefault(row["kind"], set()).update(entries)
    return {kind: frozenset(entries) for kind, entries in rows.items()}


class _Place(NamedTuple):
    """A mark that may end a sentence: everything a rule may ask about."""

    forms: list[str]
    spans: list[tuple[int, int]]
    begin: int
    """First word of the sentence so far."""
    at: int
    """The mark itself."""
    next: int
    """The first word after the mark and the quotation marks and brackets it closes."""
    word: int
    """The first letters or figures from there on."""

    @property
    def left(self) -> str:
        """The word right before the mark, or ``""``."""
        near = self.at > self.begin and self.spans[self.at - 1][1] == self.spans[self.at][0]
        return self.forms[self.at - 1] if near else ""

    @property
    def right(self) -> str:
        return self.forms[self.word]

    @property
    def spaced(self) -> bool:
        return self.spans[self.next - 1][1] < self.spans[self.next][0]

    def starts(self) -> bool:
        """Is the next word one that begins sentences, rather than a name?"""
        dotted = len(self.right) == 1 and self.word + 1 < len(self.forms) and self.forms[self.word + 1] == "."
        return not dotted and self.right.lower() in _abbreviations()["starter"]


def _lower(p: _Place) -> bool | None:
    """A small letter goes on: «Куда?» — спросил он. Not in iPhone, not in a web address."""
    return False if p.right[0].islower() and not p.right[1:2].isupper() and "://" not in p.right else None


def _slash(p: _Place) -> bool | None:
    """МОСКВА, 12 декабря. /ТАСС/; (до 1998 г.)."""
    return False if p.forms[p.next][0] in "/\\|,;:.?!…" else None


def _bracketed_mark(p: _Place) -> bool | None:
    """(!) and (?) are remarks inside a sentence."""
    inside = p.at > p.begin and p.forms[p.at - 1] in ("(", "[") and p.next > p.at + 1
    return False if inside else None


def _glued(p: _Place) -> bool | None:
    """A missing space: "ушёл.Затем"; not "Яндекс.Такси", not "ул.Мира"."""
    if p.spaced:
        return None
    left, right = p.left, p.right
    if p.forms[p.next] not in _STARTS and p.next != p.word:
        return False
    capital = right[:1].isupper() and (right[1:2].islower() or p.starts())
    plain = left in _CLOSERS or (len(left) > 1 and (left.islower() or p.starts()) and not left.isascii())
    return None if capital and plain else False


def _bullet(p: _Place) -> bool | None:
    """The number of a list item: "1. Первый", "а) Второй"."""
    if p.at - p.begin > 4:
        return None
    return False if all(_BULLETS.match(form) for form in p.forms[p.begin : p.next]) else None


def _initial(p: _Place) -> bool | None:
    """А. С. Пушкин, Дж. Байден."""
    left = p.left
    if p.forms[p.at] != "." or not ((len(left) == 1 and left.isupper()) or left in _abbreviations()["name"]):
        return None
    return p.starts()


def _pair(p: _Place) -> bool | None:
    """т. е., т. н. go on; и т. д. may end."""
    if p.forms[p.at] != "." or p.at - p.begin < 3 or p.forms[p.at - 2] != "." or p.left.isupper():
        return None
    pair = f"{p.forms[p.at - 3]} {p.left}".lower()
    if pair in _abbreviations()["pair-head"]:
        return False
    return True if pair in _abbreviations()["pair-tail"] else None


def _year(p: _Place) -> bool | None:
    """в 2020 г. Москва ...; в 2020 г. Он ...; г. Москва."""
    if p.forms[p.at] != "." or p.left.lower() not in _abbreviations()["year"]:
        return None
    before = p.forms[p.at - 2] if p.at - 2 >= p.begin else ""
    if not before[:1].isdigit() and not re.fullmatch("[IVXХ]+", before):
        return False
    return p.starts() or _common(p.right)


def _head(p: _Place) -> bool | None:
    """ул. Мира; not "сказал им. Он ..."."""
    left = p.left.lower()
    if p.forms[p.at] != "." or left not in _abbreviations()["head"] or left in _abbreviations()["tail"]:
        return None
    return p.starts()


def _tail(p: _Place) -> bool | None:
    """5 тыс. Он ушёл; 5 тыс. (втрое больше); ст. 5."""
    left = p.left.lower()
    if p.forms[p.at] != "." or left not in _abbreviations()["tail"]:
        return None
    if left in _abbreviations()["head"] and not p.starts():
        return False
    acronym = len(p.right) < 5 and p.right.isupper() and not p.starts()
    return p.right[0].isalpha() and p.forms[p.next] not in ("(", "[") and not acronym


def _consonants(p: _Place) -> bool | None:
    """One small letter or a short word without a vowel is an abbreviation nobody listed."""
    left = p.left
    short = (len(left) == 1 and left.islower()) or _NO_VOWEL.match(left)
    return p.starts() if p.forms[p.at] == "." and short else None


def _dash_after_quote(p: _Place) -> bool | None:
    """«Мы победим!» — Иван Петров: the name says who spoke."""
    return False if p.next > p.at + 1 and p.forms[p.next] in _DASHES and p.forms[p.next - 1] in _QUOTES else None


def _built_in(p: _Place) -> bool | None:
    """A title with a mark of its own inside a sentence: роман «Что делать?» Чернышевского; «Не может быть!» (1975)."""
    if p.forms[p.at] == "." or p.next == p.at + 1 or p.forms[p.at + 1] not in _QUOTES:
        return None
    if p.forms[p.next] == "(" and p.right[0].isdigit():
        return False
    for i in range(p.at - 1, p.begin, -1):
        if p.forms[i] in _STARTS:
            return False if p.forms[i - 1][-1].islower() and not p.starts() else None
    return None


def _ends(p: _Place) -> bool | None:
    """A capital, a figure or an opening mark begins the next sentence."""
    return True


RULES: tuple[Callable[[_Place], bool | None], ...] = (
    _slash, _bracketed_mark, _lower, _bullet, _pair, _initial, _year, _head, _tail, _consonants, _glued,
    _dash_after_quote, _built_in, _ends,
)  # fmt: skip
"""Asked in order after each mark that may end a sentence: True ends it, False does not, None asks the next."""


@lru_cache(4096)
def _common(word: str) -> bool:
    """May a capitalised word be an ordinary one that begins a sentence? Not if the dictionary knows it as a name only."""
    if not word.istitle():
        return False
    from framing.parse.lemmas import readings

    tags = [reading.tag for reading in readings(word.lower())]
    return not any(name in tag for tag in tags for name in ("Name", "Surn", "Patr", "Geox", "Orgn", "Abbr", "guess", "UNKN"))


def _split(forms: list[str], spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences of one line as (first word, word after the last)."""
    begin, size = 0, len(forms)
    for at, form in enumerate(forms):
        if form[-1] not in ".?!…":
            if at - begin >= LONGEST:
                yield begin, at
                begin = at
            continue
        if form[0] not in ".?!…":
            continue
        after = _after(forms, spans, at)
        word = after
        while word < size and not (forms[word][0].isalnum() or (forms[word][0] in "@#" and len(forms[word]) > 1)):
            word += 1
        if word == size:
            continue
        place = _Place(forms, spans, begin, at, after, word)
        if next(answer for rule in RULES if (answer := rule(place)) is not None):
            yield begin, after
            begin = after
    if begin < size:
        yield begin, size


def _after(forms: list[str], spans: list[tuple[int, int]], at: int) -> int:
    """The word after a mark and what belongs to it: quotation marks and brackets that touch it and do not open anything,
    pictures that do not lead the next word."""
    i = at + 1
    while i < len(forms) and forms[i] in _CLOSERS and (spans[i][0] == spans[i - 1][1] or forms[i] in "»)]"):
        touches = i + 1 < len(forms) and spans[i][1] == spans[i + 1][0] and forms[i + 1][0].isalnum()
        if forms[i] in _OPENERS and touches:
            break
        i += 1
    while i + 1 < len(forms) and _EMOJI.match(forms[i]) and spans[i][1] < spans[i + 1][0]:
        i += 1
    return i


def sentences(text: str) -> list[Piece]:
    """The sentences of a text with their words; together they hold every word of the text."""
    found: list[Piece] = []
    for start, stop in _lines(text):
        spans = words(text, start, stop)
        forms = [text[a:b] for a, b in spans]
        if _ODD.search(text, start, stop):
            forms = [form_of(form) for form in forms]
        found += [Piece(spans[a][0], spans[b - 1][1], spans[a:b], forms[a:b]) for a, b in _split(forms, spans)]
    return found
