"""The index page of a folder of reports."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from framing._version import __version__
from framing.publish.run import file_name, ours, write
from framing.views import language, style
from framing.views.words import number, say

_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def index(folder: str | Path = "reports/", *, lang: str | None = None, force: bool = False) -> Path:
    """Writes ``index.html`` with a link to every report of the folder that framing wrote; returns its path.

    Raises FileNotFoundError where the folder has no report, FileExistsError as `report` does.
    """
    place, lang = Path(folder), language(lang)
    found = sorted(path for path in place.glob("*.html") if path.name != "index.html" and path.is_file() and ours(path))
    if not found:
        raise FileNotFoundError(f"{place} holds no report that framing wrote; make one: framing report INPUT -o {place}")
    rows = "".join(_row(path, lang) for path in found)
    title = escape(say("index.title", lang))
    page = (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n<meta name="generator" content="framing {__version__}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{style()}body{{margin:0}}main{{max-width:860px;margin:0 auto;padding:28px 18px}}</style>\n</head>\n"
        f'<body class="framing" lang="{lang}">\n<main><p class="kick">framing</p><h1>{title}</h1>\n'
        f'<ul class="ql">{rows}</ul></main>\n</body>\n</html>\n'
    )
    return write(place / "index.html", page, force)


def _row(path: Path, lang: str) -> str:
    text = path.read_text(encoding="utf-8")
    name = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    spoken = re.search(r'<html lang="(\w+)">', text)
    title = unescape(name.group(1)).strip() if name else file_name(path.stem)
    size = number(max(1, round(path.stat().st_size / 1000)), lang)
    told = say(f"index.{spoken.group(1)}", lang) if spoken and spoken.group(1) in ("ru", "en") else ""
    facts = " · ".join(bit for bit in (told, f"{size} kB" if lang == "en" else f"{size}\u00a0КБ") if bit)
    from urllib.parse import quote

    link = f'<a href="{quote(path.name)}">{escape(title)}</a>'
    return f'<li class="qv a0"><p class="srf" lang="ru">{link}</p><p class="meta">{escape(facts)}</p></li>'
