"""Our own gold beside its texts: offsets, labels and names lie here, the texts in the data folder, each checked by its sha256."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SOURCES = {"nerel": "nerel_train", "fact": "factrueval_devset", "tg": "telegram_news", "seed": "seed_article"}
PARTS = {"dev": "01234567", "aside": "89abcdef"}
"""The first digit of a text's sha256 says which part it belongs to; of ``aside`` nobody reads more than the totals."""


def load(name: str, data: Path, part: str = "") -> list[tuple[dict[str, Any], str]]:
    """The documents of ``NAME.jsonl`` beside this file, each with its text; ``part``: ``dev`` or ``aside`` alone.

    ValueError where a text is not the one annotated, or the part is unknown.
    """
    if part not in ("", *PARTS):
        raise ValueError(f"unknown part {part!r}; parts: {', '.join(PARTS)}")
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    docs = [json.loads(line) for line in lines if line.strip()]
    docs = [doc for doc in docs if not part or doc["sha256"][0] in PARTS[part]]
    return [(doc, _checked(doc, text_of(doc, data))) for doc in docs]


def text_of(doc: dict[str, Any], data: Path) -> str:
    """The text a document names: ``source`` and ``doc``, or ``doc`` alone as ``nerel_X``, ``fact_X``, ``tg_CHANNEL_NUMBER``, ``seed``."""
    name, source = doc["doc"], doc.get("source")
    if source is None:
        prefix, _, name = name.partition("_")
        source = SOURCES[prefix]
    if source == "telegram_news":
        return _post(name, data / source)
    if source == "seed_article":
        return _read(next(iter(sorted((data / source).glob("*.txt")))))
    return _read(data / source / f"{name}.txt")


def _checked(doc: dict[str, Any], text: str) -> str:
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != doc["sha256"]:
        raise ValueError(f"{doc['doc']}: the text in the data folder is not the one that was annotated")
    return text


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _post(name: str, folder: Path) -> str:
    """A post by ``FILE/NUMBER`` or by ``CHANNEL_NUMBER``; KeyError where there is none."""
    stem, slash, number = name.rpartition("/")
    if slash:
        posts = {str(post["message_id"]): post["text"] for post in _posts(folder / f"{stem}.json")}
        return str(posts[number])
    channel, _, number = name.rpartition("_")
    for path in sorted(folder.glob("*.json")):
        for post in _posts(path):
            if post["channel"] == channel and str(post["message_id"]) == number:
                return str(post["text"])
    raise KeyError(name)


@cache
def _posts(path: Path) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return posts
