"""JupyterLab in a real browser: every notebook opens, runs, its controls change what is shown, nothing leaves the machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest

from framing import seeds

CHROMIUM = (
    os.environ.get("FRAMING_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TOKEN = "framing-test"
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}
SET = [p for p in sorted(seeds.notebooks().glob("*.ipynb"))]
COURSE = sorted((seeds.notebooks() / "course").glob("*_ru.ipynb"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def lab(teaching, tmp_path_factory) -> Iterator[str]:
    """A JupyterLab of its own folders over copies of the notebooks, all on one analysed corpus; its address."""
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    shutil.copytree(teaching, home / "corpus")
    for path in [*SET, *COURSE]:
        book = json.loads(path.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if "parameters" in cell["metadata"].get("tags", []):
                cell["source"] = [*cell["source"], f"\ncorpus = {str(home / 'corpus')!r}"]
        (work / path.name).write_text(json.dumps(book), encoding="utf-8")
    for name, settings in SETTINGS.items():
        target = home / "settings" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(settings), encoding="utf-8")
    places = {f"JUPYTER_{n}_DIR": str(home / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "spaces")}
    port = free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={work}", "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly",
        "--ServerApp.port_retries=0",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, **places}, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text(errors="replace")
        try:
            urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")


class Lab:
    """One page with JupyterLab in it, and what it asked of other machines."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.away = page, []  # type: ignore[var-annotated]
        page.on("request", lambda r: None if urlparse(r.url).hostname in (None, "127.0.0.1", "localhost") else self.away.append(r.url))
        page.goto(f"{address}/lab?token={TOKEN}&reset", timeout=120_000)
        page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
        page.evaluate("async () => { await window.jupyterapp.restored; }")

    def run(self, name: str) -> list[list[dict]]:
        """Opens a notebook, runs it to its end; the outputs of its code cells."""
        self.page.evaluate("async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }", name)
        self.page.wait_for_function(IDLE, arg=name, timeout=120_000)
        return self.page.evaluate(RUN)

    def change(self, old: str, new: str, *others: str) -> None:
        """Writes ``new`` for ``old`` into the first code cell that has it, runs that cell and those that hold ``others``."""
        assert self.page.evaluate(EDIT, [old, new, *others]) == 1 + len(others)

    def close(self) -> None:
        """Closes the notebook and ends its kernel."""
        self.page.evaluate(CLOSE)


IDLE = """name => { const p = window.jupyterapp.shell.currentWidget, c = p && p.sessionContext, s = c && c.session;
  return s && p.context && p.context.path === name && c.isReady && s.kernel && s.kernel.status === 'idle'; }"""
RUN = """async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells');
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.content.widgets.filter(c => c.model.type === 'code').map(c => c.model.sharedModel.toJSON().outputs || []); }"""
EDIT = """async ([old, text, ...others]) => { const book = window.jupyterapp.shell.currentWidget.content;
  const at = words => book.widgets.findIndex(c => c.model.type === 'code' && c.model.sharedModel.source.includes(words));
  const place = at(old), source = book.widgets[place].model.sharedModel;
  source.source = source.source.replace(old, text);
  const cells = [place, ...others.map(at)];
  for (const i of cells) {
    book.deselectAll(); book.activeCellIndex = i; await window.jupyterapp.commands.execute('notebook:run-cell');
  }
  return cells.length; }"""
CLOSE = """async () => { const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.save(); await panel.sessionContext.shutdown(); panel.dispose(); }"""
ROWS = "el => [...el.querySelectorAll('tr, li, option, .art, [data-row]')].filter(r => r.offsetParent || r.tagName === 'OPTION').map(r => r.innerText).join('\\n')"


@pytest.fixture(scope="module")
def opened(lab) -> Iterator[Lab]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Lab(browser.new_page(viewport={"width": 1400, "height": 1600}), lab)
        browser.close()


def ran(opened: Lab, path: Path) -> list[list[dict]]:
    """The outputs of a notebook that ran without an error and without a word on stderr."""
    outputs = opened.run(path.name)
    wrong = [o for cell in outputs for o in cell if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert not wrong, wrong
    assert sum("data" in o for cell in outputs for o in cell) >= 5
    return outputs


def panels(page: Any) -> list[Any]:
    """The live panels of the open notebook: each output that holds widgets."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output:has(.widget-vbox)").all()


def rows_change(page: Any, panel: Any, act: Any) -> None:
    """Does something to a panel and waits until its rows are others."""
    element = panel.element_handle()
    before = element.evaluate(ROWS)
    act()
    page.wait_for_function(f"([el, old]) => ({ROWS})(el) !== old", arg=[element, before], timeout=60_000)


def another(menu: Any) -> None:
    """Chooses another value than is shown."""
    menu.select_option(index=int(menu.evaluate("el => el.selectedIndex === 1 ? 0 : 1")))


def use(page: Any, panel: Any) -> None:
    """Changes a control of a panel in the way that fits it, and sees its rows change."""
    panel.scroll_into_view_if_needed(timeout=60_000)
    if panel.locator("textarea").count():
        panel.locator("textarea").fill("президент -1\nсуд -0.9")
        rows_change(page, panel, lambda: panel.locator("button").first.click())
    elif panel.locator("select[multiple]").count():
        rows_change(page, panel, lambda: panel.locator("input[type=text]").first.fill("Штерн"))
        assert all("Штерн" in name for name in panel.locator("select[multiple] option").all_inner_texts())
    else:
        rows_change(page, panel, lambda: another(panel.locator(".widget-dropdown select:visible").first))


@pytest.mark.parametrize("path", SET, ids=lambda p: p.stem)
def test_a_notebook_runs_and_its_controls_change_what_is_shown(opened, path):
    ran(opened, path)
    found = panels(opened.page)
    assert len(found) == path.read_text(encoding="utf-8").count("fr.explore(")
    for panel in found:
        use(opened.page, panel)
    if path.stem.startswith("90_"):  # no kernel behind it: the menus of the page itself
        menus = opened.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .framing:has(select):has(li)")
        rows_change(opened.page, menus.first, lambda: another(menus.first.locator("select").first))
    if path.stem.startswith("10_"):
        nodes = opened.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .framing-frame").first.locator("td.node")
        assert {"концерн"} == {word.lower()[:7] for word in nodes.all_inner_texts()}
        opened.change('word = "концерн"', 'word = "президент"', "fr.kwic(found, word)")
        assert {"президент"} == {word.lower()[:9] for word in nodes.all_inner_texts()}
    opened.close()
    assert opened.away == []


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.stem)
def test_a_lesson_runs_and_answers_a_student(opened, path):
    said = [str(o["data"]["text/html"]) for cell in ran(opened, path) for o in cell if "Verdict" in str(o) or "✓" in str(o)]
    assert len(said) == 5 and all("Верно" in answer for answer in said)
    for panel in panels(opened.page):
        use(opened.page, panel)
    empty = "mine = None" if path.stem.startswith("lesson6") else "answer = None"
    opened.change(empty, empty.replace("None", '"ничего"'))
    verdict = opened.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output p:has-text('✗')")
    assert verdict.count() == 1 and len(verdict.inner_text()) > 20
    opened.close()
    assert opened.away == []
