"""Write ``seeds/corpus.csv``, the teaching corpus as one table: ``python tests/bench/build_corpus_csv.py``."""

from __future__ import annotations

import csv
import io
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
COLUMNS = ("id", "outlet", "published", "title", "author", "url", "text")


def rows(folder: Path = SEEDS / "corpus") -> list[dict[str, str]]:
    """One row an article, in the order of ``metadata.csv``, the text as it stands in its file."""
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        row["id"] = row["article"]
        row["text"] = (folder / row["path"]).read_bytes().decode("utf-8")
    return found


def table(folder: Path = SEEDS / "corpus") -> str:
    """The whole table as CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(folder))
    return out.getvalue()


if __name__ == "__main__":
    (SEEDS / "corpus.csv").write_bytes(table().encode("utf-8"))
