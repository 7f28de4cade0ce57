"""The schema version of a store: taken on, refused, or told how to go on."""

from __future__ import annotations

from datetime import datetime

from kg.errors import StoreError
from kg.model import SCHEMA_VERSION
from kg.store.base import Batch
from kg.store.schema import META_ID


def check(version: int | None, *, empty: bool, name: str) -> None:
    """Raise StoreError unless the store is ours and of this version (or empty).

    A graph of a newer version is refused, since older code would misread it; an older one names its way forward.
    """
    if version is None:
        if not empty:
            raise StoreError(f"{name} holds a graph that newskg didn't make", "use another path or database")
        return
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{name} has schema version {version}, and this newskg knows {SCHEMA_VERSION}", "update newskg"
        )
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"{name} has the older schema version {version} (this newskg: {SCHEMA_VERSION})",
            "install the newskg that made it, or load your input into a new store",
        )


def new_card(now: datetime) -> Batch:
    """The batch that makes an empty store ours."""
    batch = Batch()
    batch.node("Meta", {"id": META_ID, "schema_version": SCHEMA_VERSION, "created": now})
    return batch
