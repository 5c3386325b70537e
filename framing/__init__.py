"""How each actor is framed in Russian news: who is named, who speaks, in what tone.

    import framing as fr
    corpus = fr.analyse("articles/")
    fr.voice(corpus, by="outlet")

Names are fetched when first used, so that ``import framing`` loads no model.
"""

from __future__ import annotations

import importlib
from typing import Any

from framing._version import __version__

_ROOMS: dict[str, tuple[str, ...]] = {
    "framing.corpus": ("Corpus", "CorpusExists", "analyse", "analyse_texts", "load", "targeted_tone"),
    "framing.parse": ("parse_text", "parse_texts"),
    "framing.sentiment": ("load_lexicon",),
    "framing.views": ("explore", "show"),
    "framing.publish": ("report",),
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names}
_SUBMODULES = (
    "actors",
    "corpus",
    "exercises",
    "measures",
    "parse",
    "plots",
    "publish",
    "quotes",
    "read",
    "records",
    "seeds",
    "sentiment",
    "views",
)

__all__ = ["__version__", *sorted(_WHERE)]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        value = getattr(importlib.import_module(_WHERE[name]), name)
    elif name in _SUBMODULES:
        value = importlib.import_module(f"framing.{name}")
    elif not name.startswith("_") and name in (measures := importlib.import_module("framing.measures")).__all__:
        value = getattr(measures, name)
    else:
        raise AttributeError(f"framing has no {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES, *importlib.import_module("framing.measures").__all__])


def _register_displays() -> None:
    """Shows an article as the reader in a notebook; the records themselves know no view."""
    import sys

    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.mimebundle_formatter.for_type_by_name("framing.records", "Document", _bundle)


def _bundle(document: Any, include: Any = None, exclude: Any = None) -> Any:
    return __getattr__("show")(document)._repr_mimebundle_(include=include, exclude=exclude)


_register_displays()
