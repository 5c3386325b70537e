"""From a notebook and a corpus to one HTML file that needs no kernel and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing.publish.contents import index
    from framing.publish.exporter import FramingHTMLExporter
    from framing.publish.lab import copy_notebooks
    from framing.publish.run import ReportError, report

__all__ = ["FramingHTMLExporter", "ReportError", "copy_notebooks", "index", "report"]


def __getattr__(name: str) -> Any:
    if name == "FramingHTMLExporter":
        from framing.publish.exporter import FramingHTMLExporter

        return FramingHTMLExporter
    if name == "index":
        import importlib

        return importlib.import_module("framing.publish.contents").index
    if name == "copy_notebooks":
        from framing.publish.lab import copy_notebooks

        return copy_notebooks
    if name in ("report", "ReportError"):
        from framing.publish import run

        return getattr(run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
