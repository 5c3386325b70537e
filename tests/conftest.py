"""Where the development data and the scorers are; tests that need them say so and skip where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The development data: ``FRAMING_DATA``, or ``../shared/data`` beside the checkout."""
    return Path(os.environ.get("FRAMING_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def data() -> Path:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip(f"no development data at {folder} (set FRAMING_DATA)")
    return folder


@pytest.fixture(scope="session")
def tools(data: Path) -> Path:
    folder = data.parent / "tools"
    if not folder.is_dir():
        pytest.skip(f"no scorers at {folder}")
    return folder


@pytest.fixture(scope="session")
def teaching(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the teaching corpus, analysed once for the tests that only read it."""
    import framing as fr
    from framing import seeds

    folder = tmp_path_factory.mktemp("teaching") / "corpus"
    fr.analyse(seeds.folder() / "corpus", out=folder, progress=False)
    return folder
