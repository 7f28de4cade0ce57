"""Questions asked of a graph that holds nothing, or next to nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import stores

from kg.errors import UsageError
from kg.store import Batch
from queries import queries, query
from queries._ask import ask

TODAY = date(2026, 2, 1)
UNNAMED: dict[str, dict[str, Any]] = {
    "stories": {},
    "concentration": {},
    "status": {},
    "search": {"words": "anything"},
    "gaps": {"since": "2026-01-01"},
}


def test_an_empty_graph_gives_empty_answers(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    for name, given in UNNAMED.items():
        answer = ask(store, query(name), given, today=TODAY)
        assert [r for r in answer.rows if r.get("count") not in {0, 1}] == []


def test_a_name_in_an_empty_graph_fits_nothing(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    for name in queries().keys() - UNNAMED.keys():
        given = {p.name: "x" for p in query(name).params if p.kinds or p.kind == "node"}
        with pytest.raises(UsageError, match="fits"):
            ask(store, query(name), given, today=TODAY)


def test_bare_nodes_are_told_as_far_as_they_go(store_target: stores.StoreTarget) -> None:
    batch = Batch()
    batch.node("Source", {"id": "bare.example", "name": "Bare", "name_key": "bare"})
    batch.node("Owner", {"id": "o", "name": "Nobody", "name_key": "nobody"})
    batch.node("Entity", {"id": "e", "name": "Thing", "name_key": "thing"})
    batch.node("Story", {"id": "s-1", "headline": "Empty", "headline_key": "empty"})
    batch.node("Story", {"id": "s-2", "headline": "Lone", "headline_key": "lone"})
    batch.node("Article", {"id": "a"})
    batch.edge("Article-PART_OF-Story", {"start": "a", "end": "s-2", "load": "l"})
    batch.touch("Story", "s-1")
    batch.touch("Story", "s-2")
    store = store_target.open(write=True)
    store.write(batch)
    for name, given in (
        ("story", {"story": "s-1"}), ("story", {"story": "s-2"}), ("first", {"story": "s-1"}),
        ("first", {"story": "s-2", "by": "country"}), ("gaps", {"story": "s-1"}), ("gaps", {"source": "bare"}),
        ("owners", {"name": "bare"}), ("owners", {"name": "o"}),
        ("owners", {"name": "o", "down": True}), ("concentration", {}),
        ("source", {"name": "bare"}),
        ("entity", {"name": "thing"}), ("timeline", {"name": "nobody"}), ("timeline", {"name": "s-2"}),
        ("stories", {}), ("path", {"a": "thing", "b": "bare"}), ("explain", {"id": "a"}),
    ):  # fmt: skip
        ask(store, query(name), given, today=TODAY)
    assert ask(store, query("first"), {"story": "s-2"}, today=TODAY).left_out == {"no time": 1}


def test_gaps_of_nothing_is_a_question_back(store_target: stores.StoreTarget) -> None:
    with pytest.raises(UsageError, match="gaps of what"):
        ask(store_target.open(write=True), query("gaps"), {}, today=TODAY)


@pytest.mark.parametrize("share", ["2", "half", "-0.1"])
def test_a_share_that_is_none_is_refused(store_target: stores.StoreTarget, share: str) -> None:
    with pytest.raises(UsageError, match="not a share"):
        ask(store_target.open(write=True), query("gaps"), {"since": "2026-01-01", "max_share": share}, today=TODAY)
