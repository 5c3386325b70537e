"""Adding a user's lexicon: read, judged, kept in the user's folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framing import seeds
from framing.corpus.corpus import load


def lemma_counts(path: str | Path) -> Mapping[str, int]:
    """How often each lemma occurs in a corpus."""
    frame = load(path).sql("SELECT lemma, count(*) AS n FROM tokens WHERE pos NOT IN ('PUNCT', 'NUM', 'SYM') GROUP BY lemma")
    return dict(zip(frame["lemma"], frame["n"], strict=True))


def add_lexicon(file: str, name: str | None, format: str | None, corpus: str | None, against: str) -> str:
    """Reads a lexicon in any known format, writes it in ours to the user's folder, and returns a report in words.

    Raises ValueError where the file is no lexicon or the name is taken, FileNotFoundError where there is no file.
    """
    from framing.sentiment import check_lexicon, lexicon_names, load_lexicon, write_lexicon

    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(f"no file {file}")
    name = name or path.stem
    if name in lexicon_names():
        raise ValueError(f"there is a lexicon {name!r} already; choose another name with --name")
    lexicon = load_lexicon(path, format=format)
    told = check_lexicon(lexicon, lemma_counts(corpus) if corpus else {}, load_lexicon(against) if against else None)
    target = seeds.user_folder() / "lexicons" / f"{name}.tsv"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_lexicon(lexicon, target)
    return "\n".join([f"added {name}: {target}", *(f"{key}\t{_short(value)}" for key, value in told.items())])


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value[:10])) + (f" and {len(value) - 10} more" if len(value) > 10 else "")
    return str(value)
