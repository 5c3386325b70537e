"""JupyterLab in a real browser: a notebook opens, runs, its controls change what is shown, nothing leaves the machine."""

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
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest

import framing as fr
from framing import seeds

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TOKEN = "framing-test"
QUIET = {"@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False}}
NOTEBOOKS = ("00_start_ru", "30_quotes_ru", "50_compare_en")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[str]:
    """A JupyterLab of its own folders over copies of the notebooks; its address."""
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    fr.analyse(seeds.folder() / "corpus", out=home / "corpus")
    for name in NOTEBOOKS:
        book = json.loads((seeds.notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if "parameters" in cell["metadata"].get("tags", []):
                cell["source"] = [*cell["source"], f"\ncorpus = {str(home / 'corpus')!r}"]
        (work / f"{name}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    for path, settings in QUIET.items():
        target = home / "settings" / path
        target.parent.mkdir(parents=True)
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


RUN = "async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
OUTPUTS = """() => { const panel = window.jupyterapp.shell.currentWidget;
  return panel.content.widgets.filter(c => c.model.type === 'code').map(c => c.model.sharedModel.toJSON().outputs || []); }"""
IDLE = "() => { const p = window.jupyterapp.shell.currentWidget; return p && p.sessionContext && p.sessionContext.session && p.sessionContext.session.kernel && p.sessionContext.session.kernel.status === 'idle'; }"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_jupyterlab(lab, name):
    from playwright.sync_api import sync_playwright

    away: list[str] = []
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1600})
        page.on(
            "request", lambda r: away.append(r.url) if urlparse(r.url).hostname not in (None, "127.0.0.1", "localhost") else None
        )
        page.goto(f"{lab}/lab/tree/{name}.ipynb?token={TOKEN}&reset", timeout=120_000)
        page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
        page.evaluate("async () => { await window.jupyterapp.restored; }")
        page.wait_for_function(IDLE, timeout=120_000)
        page.evaluate(RUN)
        outputs = page.evaluate(OUTPUTS)
        kinds = [o["output_type"] for cell in outputs for o in cell]
        assert "error" not in kinds, outputs
        assert not [o for cell in outputs for o in cell if o.get("name") == "stderr"], outputs
        assert sum("data" in o for cell in outputs for o in cell) >= 5
        menu = page.locator(".widget-dropdown select").first
        menu.scroll_into_view_if_needed(timeout=60_000)
        panel = page.locator(".jp-OutputArea-output", has=page.locator(".widget-dropdown select")).first
        before = panel.inner_text()
        menu.select_option(index=int(menu.evaluate("el => el.selectedIndex === 1 ? 0 : 1")))
        page.wait_for_function("([el, old]) => el.innerText !== old", arg=[panel.element_handle(), before], timeout=60_000)
        browser.close()
    assert away == []
