"""newskg: an open knowledge graph of news. ``import kg; g = kg.open("news.kgl")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.version import VERSION

if TYPE_CHECKING:
    from kg.api import Graph, open

__all__ = ["Graph", "__version__", "open"]
__version__ = VERSION


def __getattr__(name: str) -> Any:
    """Resolve the Python face on first use, so that ``import kg`` stays free."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("kg.api"), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
