"""What the views say, in Russian and English: ``words.tsv`` holds every sentence, this module the grammar of numbers."""

from __future__ import annotations

import math
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from framing.views.markup import Safe, join

LANGUAGES = ("ru", "en")
NBSP, THIN, MINUS = "\u00a0", "\u202f", "\u2212"
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def language(lang: str | None = None) -> str:
    """``lang``, else FRAMING_LANG, else the ending of the notebook's name (``_en.ipynb``), else Russian."""
    from framing.plots import language as spoken

    lang = spoken(lang)
    if lang not in LANGUAGES:
        raise ValueError(f"lang={lang!r}: the views speak {' and '.join(LANGUAGES)}")
    return lang


@cache
def _table() -> dict[str, tuple[str, ...]]:
    rows: dict[str, tuple[str, ...]] = {}
    lines = (Path(__file__).parent / "words.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[0] in rows:
            raise ValueError(f"words.tsv, line {number}: a new key, Russian and English are needed: {line!r}")
        rows[cells[0]] = tuple(cells[1:])
    return rows


def plural(n: float, forms: str, lang: str) -> str:
    """The form that fits a number: ``статья|статьи|статей`` or ``article|articles``.

    >>> [plural(n, "статья|статьи|статей", "ru") for n in (1, 3, 11, 25)]
    ['статья', 'статьи', 'статей', 'статей']
    """
    options = forms.split("|")
    if lang == "en":
        return options[0] if n == 1 else options[-1]
    if n != int(n):
        return options[1]
    tens, ones = int(abs(n)) % 100, int(abs(n)) % 10
    if 10 < tens < 20 or ones == 0 or ones > 4:
        return options[2]
    return options[0] if ones == 1 else options[1]


def number(value: float | None, lang: str, digits: int = 0, sign: bool = False) -> str:
    """A number as the language writes it: decimal comma, thin space between thousands, a true minus."""
    if value is None or math.isnan(value):
        return "—"
    body = f"{abs(value):,.{digits}f}"
    negative = value < 0 and body.strip("0.,") != ""
    if lang == "ru":
        body = body.replace(",", THIN).replace(".", ",")
    return (MINUS if negative else "+" if sign and value > 0 else "") + body


def percent(share: float, lang: str) -> str:
    """A share as a percentage: ``56 %`` in Russian, ``56%`` in English; under one per cent is said so."""
    if 0 < share < 0.005:
        return f"<{THIN}1{THIN}%" if lang == "ru" else "<1%"
    return number(100 * share, lang) + (f"{THIN}%" if lang == "ru" else "%")


def date(value: Any, lang: str) -> str:
    """A day in words (``5 мая 2024``), or ``""`` where there is none."""
    if value is None or value != value or not isinstance(value, datetime):
        return ""
    names = MONTHS if lang == "ru" else MONTHS_EN
    return f"{value.day}{NBSP}{names[value.month - 1]} {value.year}"


def known(key: str) -> bool:
    """Whether ``words.tsv`` has an entry."""
    return key in _table()


class Count(int):
    """A number that is shown as a link: ``html`` is its markup."""

    html: Safe

    def __new__(cls, value: int, html: Safe) -> Count:
        made = super().__new__(cls, value)
        made.html = html
        return made


def _entry(key: str, lang: str) -> str:
    if key not in _table():
        raise KeyError(f"words.tsv has no {key!r}")
    return _table()[key][LANGUAGES.index(lang)]


_SLOT = re.compile(r"\{([a-z_]+)(?::(=?)([^{}]+))?\}")


def _shown(value: Any, lang: str) -> object:
    if isinstance(value, Count):
        return value.html
    return number(value, lang) if isinstance(value, int | float) else value


def say(key: str, lang: str, **values: Any) -> str:
    """The entry ``key`` as plain text; ``{n}`` is filled in, ``{n:one|few|many}`` is the number with the form that fits
    it, ``{n:=one|few|many}`` the form alone. Raises KeyError naming a key that ``words.tsv`` lacks."""

    def fill(found: re.Match[str]) -> str:
        name, bare, forms = found.groups()
        form = plural(values[name], forms, lang) if forms else ""
        return form if bare else str(_shown(values[name], lang)) + (NBSP + form if form else "")

    return _SLOT.sub(fill, _entry(key, lang))


def tell(key: str, lang: str, **values: Any) -> Safe:
    """``say`` as markup: the entry and plain values are escaped, a ``Safe`` value and the link of a ``Count`` are kept."""
    out: list[object] = []
    entry, at = _entry(key, lang), 0
    for found in _SLOT.finditer(entry):
        name, bare, forms = found.groups()
        out.append(entry[at : found.start()])
        if not bare:
            out.append(_shown(values[name], lang))
        if forms:
            out.append(("" if bare else NBSP) + plural(values[name], forms, lang))
        at = found.end()
    return join([*out, entry[at:]])
