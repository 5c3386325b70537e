"""Rebuilds what ``reports/`` carries: the teaching corpus's report in both languages, the index page, the README's picture.

The report is made as a researcher would publish it: the corpus is analysed, then ``seeds/corpus/corrections.tsv`` is replayed.

usage: python -m tests.bench.build_reports [FOLDER]        (default: reports; the picture wants Chromium)
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import framing as fr
from framing import seeds
from framing.publish import index

TITLES = {"ru": "Учебный корпус", "en": "The teaching corpus"}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def picture(page: Path, target: Path) -> None:
    """The top of a page as PNG."""
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=browser_path, args=FLAGS.split())
        tab = browser.new_page(viewport={"width": 1280, "height": 1180})
        tab.goto(page.resolve().as_uri())
        tab.screenshot(path=str(target))
        browser.close()


def corrected() -> fr.Corpus:
    """The teaching corpus, analysed and corrected; raises ValueError where a correction matches nothing."""
    articles = seeds.folder() / "corpus"
    corpus = fr.analyse(articles)
    shutil.copy(articles / "corrections.tsv", corpus.path)
    corpus = corpus.refresh()
    if errors := corpus.info["corrections"]["errors"]:
        raise ValueError("\n".join(errors))
    return corpus


def main() -> None:
    """Analyses the teaching corpus once, corrects it and writes everything."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "reports")
    corpus = corrected()
    for lang, title in TITLES.items():
        print(fr.report(corpus=corpus, out=folder, lang=lang, title=title))
    print(index(folder, lang="ru"))
    picture(folder / "corpus_ru.html", folder / "teaching_corpus_ru.png")


if __name__ == "__main__":
    main()
