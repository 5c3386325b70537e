"""Reports in a real Chromium: no requests, nothing runs that should not, numbers open what they count, narrow and dark pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest

CHROMIUM = (
    os.environ.get("FRAMING_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (set FRAMING_CHROMIUM)")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = {"one": pages.one(), "four": pages.four(), "many": pages.many(60), "crowd": pages.crowd()}
    out = {}
    for name, corpus in made.items():
        out[name] = folder / f"{name}.html"
        out[name].write_text(pages.report_html(corpus), encoding="utf-8")
    return out


class Opened:
    """A page, the requests it made beyond its own file, its dialogs and errors."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        own = path.as_uri()
        self.page.on("request", lambda r: None if r.url.split("#")[0] == own else self.requests.append(r.url))
        self.page.on("dialog", lambda d: (self.troubles.append(f"dialog {d.message}"), d.dismiss()))
        self.page.on("pageerror", lambda e: self.troubles.append(f"error {e}"))
        self.page.on("console", lambda m: self.troubles.append(f"console {m.text}") if m.type == "error" else None)
        self.page.goto(own)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def clean(self) -> None:
        assert self.requests == []
        assert self.troubles == []


def test_a_report_asks_the_network_for_nothing(browser: Any, files: dict[str, Path]) -> None:
    for path in files.values():
        with Opened(browser, path) as opened:
            opened.page.wait_for_timeout(100)
            opened.clean()


OPEN_ALL = """() => {
  const bad = [], drawer = document.querySelector('.drawer');
  for (const a of document.querySelectorAll('main a.n')) {
    a.click();
    const shown = drawer.querySelectorAll('li').length, total = +a.dataset.n, told = drawer.querySelector('h2').textContent;
    const some = told.match(/— (\\d+) из/);
    if (drawer.hidden || !(shown === total || (some && +some[1] === shown && shown < total && shown > 0)))
      bad.push([a.textContent, a.dataset.f || a.dataset.q, total, shown, told, drawer.hidden]);
    drawer.hidden = true;
  }
  return [document.querySelectorAll('main a.n').length, bad];
}"""


@pytest.mark.parametrize("name", ["one", "four", "many", "crowd"])
def test_every_number_opens_exactly_its_passages(browser: Any, files: dict[str, Path], name: str) -> None:
    with Opened(browser, files[name]) as opened:
        numbers, bad = opened.page.evaluate(OPEN_ALL)
        assert numbers > 20
        assert bad == []
        opened.clean()


def test_a_number_shows_its_text_too(browser: Any, files: dict[str, Path]) -> None:
    with Opened(browser, files["four"]) as opened:
        wrong = opened.page.evaluate("""() => [...document.querySelectorAll('main a.n:not(.w)')].filter(a =>
            !a.textContent.includes('%') && a.textContent.replace(/\\D/g, '') !== a.dataset.n).map(a => a.outerHTML)""")
        assert wrong == []


def test_rows_change_with_the_filter(browser: Any, files: dict[str, Path]) -> None:
    with Opened(browser, files["one"]) as opened:
        page = opened.page
        live = "[...document.querySelectorAll('.reader .sg:not(.off)')].length"
        everything = page.evaluate(live)
        page.locator(".flt select").nth(0).select_option(index=1)
        some = page.evaluate(live)
        assert 0 < some < everything
        page.locator(".flt select").nth(1).select_option(index=1)
        assert page.evaluate(live) < some
        page.locator(".flt button").click()
        assert page.evaluate(live) == everything
        opened.clean()


def test_sorting_reorders_the_rows(browser: Any, files: dict[str, Path]) -> None:
    with Opened(browser, files["one"]) as opened:
        names = "[...document.querySelectorAll('.ov tbody .pl')].map(x => x.textContent)"
        before = opened.page.evaluate(names)
        opened.page.locator(".ov th[data-k=name] button").click()
        after = opened.page.evaluate(names)
        assert sorted(before) == sorted(after) and after != before
        assert opened.page.locator(".ov th[data-k=name]").get_attribute("aria-sort") == "ascending"


def test_the_keyboard_reaches_why_and_the_passages(browser: Any, files: dict[str, Path]) -> None:
    with Opened(browser, files["one"]) as opened:
        page = opened.page
        page.locator(".reader .sg").first.focus()
        first = page.locator(".tip").inner_text()
        assert "правило" in first and "голос" in first
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert page.locator(".tip").inner_text() != first
        page.keyboard.press("Enter")
        assert page.locator(".drawer").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".drawer").is_visible()


def test_without_script_everything_is_there(browser: Any, files: dict[str, Path]) -> None:
    for name in ("one", "four"):
        with Opened(browser, files[name], java_script_enabled=False) as opened:
            page = opened.page
            assert page.locator("main select, main button").count() == 0
            page.goto(files[name].as_uri() + "#ev-1")
            assert page.locator("#ev-1 .ev").first.is_visible()
            assert page.locator(".evd .ev").count() == (11 if name == "one" else 44)
            assert page.locator(".vq .qv").count() == (3 if name == "one" else 12)


@pytest.mark.parametrize("name", ["one", "four", "many"])
def test_a_phone_never_scrolls_sideways(browser: Any, files: dict[str, Path], name: str) -> None:
    with Opened(browser, files[name], viewport={"width": 390, "height": 800}) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_payloads_in_every_field_stay_words(browser: Any, tmp_path: Path) -> None:
    assert len(pages.PAYLOADS) >= 40
    for i in range(0, len(pages.PAYLOADS), 26):
        some = pages.PAYLOADS[i : i + 26]
        path = tmp_path / f"hostile{i}.html"
        path.write_text(pages.report_html(pages.hostile(some)), encoding="utf-8")
        with Opened(browser, path) as opened:
            page = opened.page
            assert "on" in page.evaluate("document.body.className").split(), "the page's own script must run"
            page.evaluate(OPEN_ALL)
            page.evaluate("""() => { document.querySelectorAll('.sg, .qo').forEach(x => { x.dispatchEvent(new MouseEvent('mouseenter')); x.focus(); });
                document.querySelectorAll('select').forEach(s => [...s.options].forEach(o => { s.value = o.value; s.dispatchEvent(new Event('change')); }));
                document.querySelectorAll('details').forEach(d => { d.open = true; }); document.querySelectorAll('button').forEach(b => b.click()); }""")
            page.wait_for_timeout(150)
            assert page.evaluate("window.pwn") is None
            strangers = page.evaluate("""() => [...document.querySelectorAll('*')].filter(x => x.matches(
                'img, iframe, object, embed, video, audio, base, link, form, marquee, math, noscript, template, textarea, x, svg script, svg animate')
                || [...x.attributes].some(a => /^on/i.test(a.name) || /^\\s*(javascript|data):/i.test(a.value) && /^(href|src|action)$/.test(a.name))
                || (x.matches('script') && x.type !== 'application/json' && !x.textContent.includes('querySelectorAll'))
                || (x.matches('meta') && x.httpEquiv === 'refresh')).map(x => x.outerHTML.slice(0, 120))""")
            assert strangers == []
            words = page.evaluate("document.body.textContent")
            missing = [p for p in some if p not in words and " ".join(p.split()) not in words]
            assert missing == []
            opened.clean()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    given = os.environ.get("FRAMING_AXE")
    if given:
        return Path(given).read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("axe-core needs npm, or FRAMING_AXE=axe.min.js")
    folder = tmp_path_factory.mktemp("axe")
    got = subprocess.run(
        [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), "axe-core@4"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
    )
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if got.returncode or not script.is_file():
        pytest.skip("axe-core could not be fetched with npm")
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["one", "four"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, files: dict[str, Path], axe: str, scheme: str, name: str) -> None:
    with Opened(browser, files[name], color_scheme=scheme, bypass_csp=True) as opened:
        page = opened.page
        page.evaluate("document.querySelector('main a.n').click()")
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | ' + n.failureSummary.slice(0, 200))]))"
        )
        assert [v for v in found if v[0] in ("serious", "critical")] == []


def _panel_page(what: str, lang: str, folder: Path, **asked: Any) -> Path:
    """What a live panel shows, as a page of its own: the HTML of its widgets one below the other."""
    widgets = pytest.importorskip("ipywidgets")
    from framing import views

    panel = views.explore(pages.many(40), what, lang=lang, **asked).panel()
    if what == "compare" and "by" not in asked:
        panel.children[0].children[0].value = "*outlet"
    shown, todo = [], [panel]
    while todo:
        one = todo.pop(0)
        todo += getattr(one, "children", ())
        shown += [one.value] if isinstance(one, widgets.HTML) else []
    title = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{what}</title></head><body><main><h1>{what}</h1>'
    path = folder / f"{what}_{lang}_{len(asked)}.html"
    path.write_text(title + "<h2>panel</h2>" + "".join(shown) + "</main></body></html>", encoding="utf-8")
    return path


PANELS: list[tuple[str, dict[str, str]]] = [
    *((what, {}) for what in ("actor", "text", "speech", "compare", "names", "lexicon")), ("compare", {"by": "outlet"})
]  # fmt: skip


@pytest.mark.parametrize(("what", "asked"), PANELS)
def test_axe_finds_nothing_serious_in_panels(browser: Any, tmp_path: Path, axe: str, what: str, asked: dict[str, str]) -> None:
    path = _panel_page(what, "ru", tmp_path, **asked)
    for scheme in ("light", "dark"):
        with Opened(browser, path, color_scheme=scheme) as opened:
            page = opened.page
            number = page.locator("button.n").first
            if what == "actor":
                assert number.count(), "a number of the profile is a button"
                number.focus()
                page.keyboard.press("Enter")
                assert page.locator(".pop:popover-open .ev, .pop:popover-open .qv").count() > 0, "it opens its passages"
            page.evaluate(axe)
            found = page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | ' + n.failureSummary.slice(0, 200))]))"
            )
            assert [v for v in found if v[0] in ("serious", "critical")] == [], scheme
            opened.clean()


def test_a_printed_report_is_light_and_short(browser: Any, files: dict[str, Path], tmp_path: Path) -> None:
    with Opened(browser, files["many"], color_scheme="dark") as opened:
        page = opened.page
        before = page.locator("details[open]").count()
        page.emulate_media(media="print", color_scheme="dark")
        colours = page.evaluate("['--bg', '--ink', '--e1', '--hair'].map(x => getComputedStyle(document.body).getPropertyValue(x).trim())")
        assert colours == ["#fff", "#1b1c1e", "#2f63c8", "#ebebe7"]
        assert page.locator(".flt:visible, .drawer:visible, .chips:visible").count() == 0
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".pf[open]").count() == page.locator(".pf").count() > 1
        assert page.locator(".evd[open]").count() == 0, "evidence stays closed unless the reader opened it"
        wide = page.evaluate("[...document.querySelectorAll('table')].filter(t => t.offsetParent && t.scrollWidth > document.body.clientWidth).length")
        assert wide == 0
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[open]").count() == before


def test_the_tail_of_a_table_is_folded_and_words_sort_as_numbers(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "tail.html"
    path.write_text(pages.report_html(pages.tail()), encoding="utf-8")
    with Opened(browser, path) as opened:
        page = opened.page
        for table in (".ov", ".sp"):
            rows, button = page.locator(f"{table} tbody tr:visible"), page.locator(f".scroll:has({table}) + .bt")
            assert rows.count() == 12 and button.inner_text().startswith("Показать ещё ")
            every = page.locator(f"{table} tbody tr").count()
            button.click()
            assert rows.count() == every > 12
        page.locator(".ov th[data-k=words] button").click()
        words = page.evaluate("[...document.querySelectorAll('.ov tbody')].map(b => [...b.rows].map(r => +(r.querySelector('td[data-l=слов] .n, td[data-l=слов] .z').textContent)))")
        assert all(body == sorted(body, reverse=True) for body in words) and words[0][0] > words[0][-1]
        page.locator(".sp .pl").last.click()
        assert page.locator(".every .vq:target, .every .vq ol:target").count() == 1 or page.locator(".every[open]").count() == 1
        opened.clean()
