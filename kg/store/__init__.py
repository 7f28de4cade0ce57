"""The stores: one contract, two engines, opened by what their name says."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.settings import Settings
from kg.store.base import Batch, Counts, Row, Store

__all__ = ["Batch", "Counts", "Row", "Store", "is_server", "open_store", "safe_name"]

_SERVER_SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})


def is_server(target: str) -> bool:
    """Whether ``target`` names a Neo4j server rather than a file.

    >>> is_server("neo4j+s://graph.example"), is_server("news.kgl"), is_server("C:/news.kgl")
    (True, False, False)
    """
    return "://" in target and target.partition("://")[0].lower() in _SERVER_SCHEMES


def safe_name(target: str) -> str:
    """``target`` as it may be shown: whatever stands before an @ is left out.

    >>> safe_name("bolt://me:secret@localhost:7687")
    'bolt://localhost:7687'
    """
    if "://" not in target:
        return target
    scheme, rest = target.split("://", 1)
    return f"{scheme}://{rest.rpartition('@')[2]}"


def open_store(target: str, settings: Settings, *, write: bool = False, wait: float = 0.0) -> Store:
    """Open the store that ``target`` names: a path, or a ``neo4j://``, ``neo4j+s://`` or ``bolt://`` URI.

    ``wait``: seconds to wait for another writer of a file. Raises UsageError for a name that is neither, StoreError
    where the store can't be had.
    """
    if is_server(target):
        if "@" in target:
            raise UsageError(
                f"{safe_name(target)}: a user or password in the store's address",
                "set NEO4J_USERNAME and NEO4J_PASSWORD in the environment instead",
            )
        from kg.store.neo4j import Neo4jStore

        return Neo4jStore(target, settings, write=write)
    if "://" in target:
        raise UsageError(
            f"{safe_name(target)} is no store", "give a path, or a neo4j://, neo4j+s:// or bolt:// address"
        )
    if not target:
        raise UsageError("the store has no name", "give a path, or a neo4j://, neo4j+s:// or bolt:// address")
    from kg.store.embedded import EmbeddedStore

    return EmbeddedStore(Path(target), write=write, wait=wait)
