"""What a load holds of the past: a function of the graph, whatever came before, and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stores

from kg.store import Batch, Store
from loaders import window as window_module
from loaders.enrich.reposts import sign, write_signature
from loaders.enrich.stories import Candidate, assign, vector
from loaders.window import Window

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


@pytest.fixture
def store(store_target: stores.StoreTarget) -> Iterator[Store]:
    """An empty store, opened for writing."""
    with store_target.open(write=True) as opened:
        yield opened


def signature(number: int) -> bytes:
    return sign(" ".join(f"w{number}x{n}" for n in range(40))) or b""


def write_articles(store: Store, *articles: tuple[str, int | None, int]) -> None:
    """Articles as (id, day, number of its text)."""
    batch = Batch()
    for article, day, number in articles:
        at = None if day is None else NOON + timedelta(days=day)
        batch.node("Article", {"id": article, "instant": at, "signature": write_signature(signature(number))})
    store.write(batch)


def write_story(store: Store, story: str, headline: str, first: int, last: int) -> None:
    """A story with an article on its first and last day."""
    batch = Batch()
    batch.node("Load", {"id": "l"})
    terms = vector(headline, "", "en")
    batch.node("Story", {"id": story, "headline": headline, "terms": list(terms), "weights": list(terms.values())})
    for day in {first, last}:
        batch.node("Article", {"id": f"{story}{day}", "instant": NOON + timedelta(days=day)})
        batch.edge("Article-PART_OF-Story", {"start": f"{story}{day}", "end": story, "load": "l"})
    batch.touch("Story", story)
    store.write(batch)


def near(window: Window, day: int | None, number: int) -> set[str]:
    """Articles found near a text of that day."""
    at = None if day is None else NOON + timedelta(days=day)
    return {article for index in window.near(at) for _, article in index.near(signature(number))}


def test_a_text_is_found_within_fourteen_days_and_undated_ones_among_themselves(store: Store) -> None:
    write_articles(
        store, ("early", -14, 1), ("late", 14, 1), ("too-early", -15, 1), ("undated", None, 1), ("other", 0, 2)
    )
    window = Window(store)
    assert near(window, 0, 1) == {"early", "late"}
    assert near(window, None, 1) == {"undated"}


def test_what_a_batch_brings_is_found_by_the_next_and_takes_the_place_of_what_was(store: Store) -> None:
    write_articles(store, ("a", 0, 1), ("b", 0, 1))
    for warm in (False, True):
        window = Window(store)
        if warm:
            near(window, 0, 1)
        window.remember("a", NOON + timedelta(days=40), signature(2))
        assert near(window, 0, 1) == {"b"}
        window.remember("b", NOON, None)
        assert near(window, 0, 1) == set()
        assert near(window, 40, 2) == {"a"}


def test_a_day_holds_the_first_articles_by_id_in_whatever_order_they_came(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "MOST_A_DAY", 3)
    window = Window(store)
    near(window, 0, 1)
    for article in ("e", "a", "d", "c", "b"):
        window.remember(article, NOON, signature(ord(article)))
    assert [a for a in "abcde" if near(window, 0, ord(a))] == ["a", "b", "c"]


def test_days_are_let_go_when_too_much_is_held_and_read_again_when_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "MOST_ARTICLES", 2)
    monkeypatch.setattr(window_module, "MOST_STORIES", 1)
    write_articles(store, *((f"a{n}", n * 50, n) for n in range(5)))
    for n in range(5):
        write_story(store, f"s{n}", f"Bridge number{n} falls", n * 50, n * 50)
    window = Window(store)
    for n in (0, 1, 2, 3, 4, 0, 2):
        assert near(window, n * 50, n) == {f"a{n}"}
        index = window.stories_for([NOON + timedelta(days=n * 50)])
        assert f"s{n}" in index.stories
        window.settle([], [])
        assert len(index.stories) <= 1


def test_a_long_story_is_at_hand_on_every_day_of_its_span_and_fourteen_around(store: Store) -> None:
    write_story(store, "s", "The trial of the harbour master", 0, 60)
    for day, there in ((-15, False), (-14, True), (30, True), (74, True), (75, False)):
        index = Window(store).stories_for([NOON + timedelta(days=day)])
        assert ("s" in index.stories) is there


def test_a_story_that_the_store_changed_is_read_again(store: Store) -> None:
    write_story(store, "s", "The trial of the harbour master", 0, 0)
    window = Window(store)
    assert window.stories_for([NOON]).stories["s"].last == NOON
    batch = Batch()
    batch.node("Article", {"id": "s0", "instant": NOON + timedelta(days=2)})
    batch.touch("Story", "s")
    store.write(batch)
    window.settle([], ["s"])
    assert window.stories_for([NOON]).stories["s"].last == NOON + timedelta(days=2)


def test_a_story_of_the_batch_at_hand_is_joined_by_the_next(store: Store) -> None:
    window = Window(store)
    headline = "The trial of the harbour master"
    found = []
    for n in range(3):
        article = Candidate(f"a{n}", headline, NOON + timedelta(days=n * 12), vector(headline, "", "en"))
        (done,), changed = assign([article], window.stories_for([article.at]))
        window.settle(changed, [])
        found.append(done.story)
    assert len(set(found)) == 1
