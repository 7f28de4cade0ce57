"""Who owns the voices of a story, over its sources and over its independent texts: by hand, over the demo corpus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import demo_world
import pytest
import stores

from kg.store import Store
from queries import query
from queries._ask import ask


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("owners"))
    store = target.open(write=True)
    store.write(demo_world.build())
    yield store
    target.close()


def test_copies_add_sources_but_no_texts_to_their_owners(demo: Store) -> None:
    """Sixteen articles of fourteen outlets, seven texts: two are the agency's, five of one outlet each."""
    told = ask(demo, query("story"), {"story": "hamburg-bridge"}, today=date(2026, 3, 31)).facts["ownership"]
    assert told["unknown"] == {"sources": 5, "of_sources": 14, "texts": 2, "of_texts": 7}
    assert told["texts"]["owners"] == {
        "ANS Members Trust": 2, "Hanne Mertesdorf": 1, "Quai Presse": 1, "Stiftung Hafenwacht": 1, "unknown": 2,
    }  # fmt: skip
    assert told["texts"]["countries"] == {"DE": 2, "FR": 1, "GB": 2, "unknown": 2}
    assert (told["owners"]["Pemberthy Group"], told["owners"]["ANS Members Trust"]) == (1, 1)
    assert told["old"] == 0


def test_owners_last_stated_long_ago_are_counted(demo: Store) -> None:
    told = ask(demo, query("story"), {"story": "hamburg-bridge", "as_of": "2031-03-31"}, today=date(2031, 3, 31))
    assert told.facts["ownership"]["old"] == 9
