"""What the gold of quotes tells of actors: who is meant where a title or a pronoun names the speaker."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from tests.conftest import data_folder
from tests.gates.gold import load

SETS = (("quotes_test", "dev"), *((f"quotes_dev{n}", "") for n in range(3, 11)))
"""Gold of quotes that may be read and says where the speaker's mention stands."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A mention of a speaker in place of the name: characters, the names that are right for it, a person with a name or not."""

    start: int
    stop: int
    names: tuple[str, ...]
    person: bool

    def is_called(self, name: str) -> bool:
        """Can an actor's name be the speaker's?"""
        scorer = tool("score_quotes")
        match = scorer.person_match if self.person else scorer.org_match
        return any(match(mine, name) for mine in self.names)


@cache
def tool(name: str) -> ModuleType:
    """A scorer that lies beside the data folder."""
    spec = importlib.util.spec_from_file_location(name, data_folder().parent / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def speakers(data: Path, kind: str) -> Iterator[tuple[str, str, str, list[Speaker]]]:
    """Name, sha256 and text of each document with its speakers that a ``title`` or a ``pronoun`` names; each text once."""
    met: set[str] = set()
    for name, part in SETS:
        for doc, text in load(name, data, part):
            found = {
                tuple(q["speaker_mention"]): Speaker(
                    *q["speaker_mention"], (q["speaker"], *q.get("speaker_alt", ())), q.get("speaker_type") == "person"
                )
                for q in doc["quotes"]
                if q.get("mention_type") == kind and q.get("speaker_mention") and q.get("speaker") and ";" not in q["speaker"]
            }
            if found and doc["sha256"] not in met:
                met.add(doc["sha256"])
                yield doc["doc"], doc["sha256"], text, list(found.values())
