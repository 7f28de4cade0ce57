"""What a load holds of the past: a function of the graph, whatever came before, and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stores

from kg.store import Batch, Store
from loaders import window as window_module
from loaders.enrich.sketches import Sketch, sketch
from loaders.window import Window

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


@pytest.fixture
def store(store_target: stores.StoreTarget) -> Iterator[Store]:
    """An empty store, opened for writing."""
    with store_target.open(write=True) as opened:
        yield opened


def text_of(number: int) -> Sketch | None:
    return sketch(" ".join(f"w{number}x{n}" for n in range(40)))


def write_articles(store: Store, *articles: tuple[str, int | None, int]) -> None:
    """Articles as (id, day, number of its text)."""
    batch = Batch()
    for article, day, number in articles:
        at = None if day is None else NOON + timedelta(days=day)
        known = text_of(number)
        batch.node("Article", {"id": article, "instant": at, "sketch": known.written() if known else None})
    store.write(batch)


def near(window: Window, day: int | None, number: int) -> set[str]:
    """Articles found near a text of that day."""
    at = None if day is None else NOON + timedelta(days=day)
    found = window.near([("x", at, text_of(number))])["x"]
    window.near([("x", at, None)])  # and forget it again
    return {article for _, article in found}


def test_a_text_is_found_within_fourteen_days_and_undated_ones_among_themselves(store: Store) -> None:
    write_articles(
        store, ("early", -14, 1), ("late", 14, 1), ("too-early", -15, 1), ("undated", None, 1), ("other", 0, 2)
    )
    window = Window(store)
    assert near(window, 0, 1) == {"early", "late"}
    assert near(window, None, 1) == {"undated"}


def test_an_undated_text_is_found_beside_dated_ones_that_come_with_it(store: Store) -> None:
    write_articles(store, ("early", -14, 1), ("undated", None, 1), ("too-early", -15, 1))
    found = Window(store).near([("x", NOON, text_of(1)), ("y", None, text_of(1))])
    assert {article for _, article in found["x"]} == {"early", "undated", "y"}
    assert {article for _, article in found["y"]} == {"early", "undated", "x"}


def test_what_a_batch_brings_is_found_by_the_next_and_takes_the_place_of_what_was(store: Store) -> None:
    write_articles(store, ("a", 0, 1), ("b", 0, 1))
    for warm in (False, True):
        window = Window(store)
        if warm:
            near(window, 0, 1)
        window.near([("a", NOON + timedelta(days=40), text_of(2))])
        assert near(window, 0, 1) == {"b"}
        window.near([("b", NOON, None)])
        assert near(window, 0, 1) == set()
        assert near(window, 40, 2) == {"a"}


def test_a_day_holds_the_first_articles_by_id_in_whatever_order_they_came(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "MOST_A_DAY", 3)
    window = Window(store)
    near(window, 0, 1)
    for article in ("e", "a", "d", "c", "b"):
        window.near([(article, NOON, text_of(ord(article)))])
    assert [a for a in "abcde" if near(window, 0, ord(a))] == ["a", "b", "c"]


def test_days_are_let_go_when_too_much_is_held_and_read_again_when_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "MOST_ARTICLES", 2)
    write_articles(store, *((f"a{n}", n * 50, n) for n in range(5)))
    window = Window(store)
    for n in (0, 1, 2, 3, 4, 0, 2):
        assert near(window, n * 50, n) == {f"a{n}"}
        window.settle()
