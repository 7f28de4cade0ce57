"""The small world in each engine."""

from __future__ import annotations

import pytest
from export_world import world
from stores import StoreTarget

from kg.store import Store


@pytest.fixture
def store(store_target: StoreTarget) -> Store:
    """The small world, opened for reading."""
    with store_target.open(write=True) as writer:
        writer.write(world())
    return store_target.open()
