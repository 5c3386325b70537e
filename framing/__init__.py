"""How each actor is framed in Russian news."""

from framing._version import __version__

__all__ = ["__version__"]
