"""The nbconvert exporter ``framing_html``: one executed notebook in, one HTML file that asks the network for nothing out."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune as markdown2html
from nbformat import NotebookNode
from traitlets import Unicode, default

from framing._version import __version__
from framing.views import language, script, style
from framing.views.words import say

GENERATOR = f"framing {__version__}"
TEMPLATES = Path(__file__).parent / "templates"
_PART = re.compile(r"<!--framing:([a-z]+(?:-\w+)?)-->(.*?)<!--/framing:\1-->", re.DOTALL)
_HEADING = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)
_KEEP_LAST = ("ev-", "sq-")
HIDDEN = frozenset({"parameters", "injected-parameters", "hide-input", "remove-cell"})


class FramingHTMLExporter(HTMLExporter):
    """Sections from the notebook's second-level headings, our style and script once, each passage list once.

    Outputs appear as their HTML twin; live widgets and their state are left out; code folds away.
    """

    export_from_notebook = "framing HTML"
    lang = Unicode("", help="ru or en; the notebook's name or FRAMING_LANG where it is not given").tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "framing"

    @default("extra_template_basedirs")
    def _extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        resources = self._init_resources(resources)
        name = str((resources.get("metadata") or {}).get("name", ""))
        lang = self.lang or _notebook_language(nb, name)
        resources["framing"] = _page(nb, lang, name)
        html = self.template.render(nb=nb, resources=resources)
        return html, resources


def _notebook_language(nb: NotebookNode, name: str) -> str:
    told = nb.metadata.get("framing", {}).get("lang") if isinstance(nb.metadata.get("framing"), dict) else None
    if told:
        return language(str(told))
    for lang in ("ru", "en"):
        if name.endswith(f"_{lang}"):
            return lang
    return language(os.environ.get("FRAMING_LANG"))


def _page(nb: NotebookNode, lang: str, name: str) -> dict[str, Any]:
    head, sections = _sections(nb, lang)
    body = "\n".join(
        f'<section id="s{i}" aria-labelledby="h{i}"><h2 id="h{i}">{escape(title)}</h2>{content}</section>'
        for i, (title, content) in enumerate(sections, 1)
    )
    body = _once(head + "\x00" + body)
    head, _, body = body.partition("\x00")
    found = re.search(r"<h1[^>]*>(.*?)</h1>", head, re.DOTALL)
    title = re.sub(r"<[^>]+>", "", found.group(1)) if found else name
    from html import unescape

    return {
        "lang": lang,
        "generator": GENERATOR,
        "title": unescape(title).replace("¶", "").strip() or "framing",
        "head": head,
        "body": body,
        "contents": [(f"s{i}", title) for i, (title, _) in enumerate(sections, 1)],
        "contents_label": say("report.contents", lang),
        "skip": say("report.skip", lang),
        "footer": say("report.footer", lang, version=__version__),
        "style": style() + (TEMPLATES / "framing" / "report.css").read_text(encoding="utf-8"),
        "script": script(),
    }


def _sections(nb: NotebookNode, lang: str) -> tuple[str, list[tuple[str, str]]]:
    """What comes before the first second-level heading, and the sections that have something to show."""
    head: list[str] = []
    sections: list[tuple[str, list[str], bool]] = []
    for cell in nb.cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & {"remove-cell"}:
            continue
        if cell.cell_type == "markdown":
            for title, words in _split(cell.source):
                html = f'<div class="md">{markdown2html(words)}</div>' if words.strip() else ""
                if title is not None:
                    sections.append((title, [html], False))
                elif sections:
                    sections[-1][1].append(html)
                else:
                    head.append(html)
        elif cell.cell_type == "code":
            shown = "".join(_output(output, lang) for output in cell.get("outputs", []))
            code = "" if tags & HIDDEN or not cell.source.strip() else _code(cell.source, lang)
            if sections:
                title, parts, full = sections[-1]
                parts.append(shown + code)
                sections[-1] = (title, parts, full or bool(shown) or bool(code))
            else:
                head.append(shown + code)
    return "".join(head), [(title, "".join(parts)) for title, parts, full in sections if full or not _has_code_cells(nb, title)]


def _has_code_cells(nb: NotebookNode, title: str) -> bool:
    """Whether code follows the heading before the next one: then an empty section is one without data."""
    inside = False
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for found, _ in _split(cell.source):
                if found is not None:
                    inside = found == title
        elif inside and cell.cell_type == "code":
            return True
    return False


def _split(source: str) -> list[tuple[str | None, str]]:
    pieces = _HEADING.split(source)
    out: list[tuple[str | None, str]] = [(None, pieces[0])] if pieces[0].strip() else []
    return out + [(pieces[i], pieces[i + 1]) for i in range(1, len(pieces), 2)]


def _code(source: str, lang: str) -> str:
    return f'<details class="code"><summary>{escape(say("report.code", lang))}</summary><pre>{escape(source)}</pre></details>'


def _output(output: NotebookNode, lang: str) -> str:
    if output.output_type == "stream":
        return f"<pre>{escape(_joined(output.text))}</pre>" if output.name == "stdout" and _joined(output.text).strip() else ""
    if output.output_type == "error":
        return f'<pre role="alert">{escape(str(output.ename))}: {escape(str(output.evalue))}</pre>'
    data = output.get("data", {})
    if "text/html" in data:
        html = _joined(data["text/html"])
        return html if "<!--framing:" in html or not html else f'<div class="out">{html}</div>'
    if "image/svg+xml" in data:
        svg = _joined(data["image/svg+xml"])
        return f'<div class="out">{svg[svg.find("<svg") :]}</div>'
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            alt = escape(_joined(data.get("text/plain", "")), quote=True)
            return f'<div class="out"><img alt="{alt}" src="data:{kind};base64,{_joined(data[kind]).strip()}"></div>'
    if "text/markdown" in data:
        return f'<div class="md">{markdown2html(_joined(data["text/markdown"]))}</div>'
    if "application/vnd.jupyter.widget-view+json" in data:
        return f'<p class="none">{escape(say("report.live", lang))}</p>'
    return f"<pre>{escape(_joined(data['text/plain']))}</pre>" if "text/plain" in data else ""


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _once(html: str) -> str:
    """Style and script of the views taken out, each list of passages kept once (the last, in the portraits)."""
    html = re.sub(r"<!--framing:(style|script)-->.*?<!--/framing:\1-->", "", html, flags=re.DOTALL)
    last = {found.group(1): found.start() for found in re.finditer(r"<!--framing:((?:ev|sq)-\w+)-->", html)}
    out, at = [], 0
    for found in re.finditer(r"<!--framing:((?:ev|sq)-\w+)-->(.*?)<!--/framing:\1-->", html, re.DOTALL):
        out.append(html[at : found.start()])
        if last[found.group(1)] == found.start():
            out.append(found.group(2))
        at = found.end()
    html = "".join([*out, html[at:]])
    return re.sub(
        r"<!--framing:folded-->(.*?)<!--/framing:folded-->",
        lambda m: m.group(1) if 'class="ev"' in m.group(1) else "",
        html,
        flags=re.DOTALL,
    )
