"""A story whose articles have gone into another: its id goes on to answer, and no list shows it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
import small_world
import stores

from kg.cli.pages import page_of
from kg.query import Answer
from kg.store import Batch, Store
from queries import query
from queries._ask import ask

LOST, WITHIN, EMPTY = "s-lost", "s-within", "s-empty"


@pytest.fixture
def moved(store_target: stores.StoreTarget) -> Iterator[Store]:
    """The quake's story took in one that had taken in another; the vote's parted from the quake's; one is empty."""
    batch = Batch()
    batch.node("Story", {"id": LOST, "headline": "The quake of old", "headline_key": "the quake of old",
                         "merged_into": WITHIN})  # fmt: skip
    batch.node("Story", {"id": WITHIN, "merged_into": small_world.QUAKE})
    batch.node("Story", {"id": EMPTY})
    batch.node("Story", {"id": small_world.VOTE, "parted_from": small_world.QUAKE})
    for story in (LOST, WITHIN, EMPTY, small_world.QUAKE, small_world.VOTE):
        batch.touch("Story", story)
    with store_target.open(write=True) as store:
        store.write(small_world.build())
        store.write(batch)
        yield store


def told(store: Store, question: str, **given: object) -> Answer:
    return ask(store, query(question), given, today=date(2026, 2, 1))


def page(store: Store, question: str, **given: object) -> str:
    found = page_of(question)
    assert found is not None
    out = io.StringIO()
    found(told(store, question, **given), out, width=160, color=False)
    return out.getvalue()


def test_an_id_from_before_tells_the_story_of_today_and_says_so(moved: Store) -> None:
    said = f"the articles of {LOST} have gone into {small_world.QUAKE}, which is told here"
    for question in ("story", "first", "gaps"):
        now, then = (told(moved, question, story=story) for story in (small_world.QUAKE, LOST))
        assert (then.rows, then.facts) == (now.rows, now.facts)
        assert then.notes == [said, *now.notes]
    assert said in page(moved, "story", story=WITHIN).replace(WITHIN, LOST)


def test_no_list_has_it(moved: Store) -> None:
    listed = {row["story"] for row in told(moved, "stories").rows}
    assert {small_world.QUAKE, small_world.VOTE} <= listed
    assert not listed & {LOST, WITHIN}
    assert told(moved, "stories").facts["stories"] == len(listed)
    assert LOST not in {row["id"] for row in told(moved, "search", words="quake").rows}


def test_a_story_says_what_it_took_in_and_what_it_parted_from(moved: Store) -> None:
    assert told(moved, "story", story=small_world.QUAKE).facts["took_in"] == [
        {"story": WITHIN, "headline": None, "how": "took in"}
    ]
    lines = page(moved, "story", story=small_world.QUAKE).splitlines()
    assert any(line.split() == ["took", "in", WITHIN] for line in lines)
    assert f"({small_world.QUAKE})" in next(
        line for line in page(moved, "story", story=small_world.VOTE).splitlines() if line.startswith("parted")
    )


def test_a_story_that_holds_nothing_says_that(moved: Store) -> None:
    assert page(moved, "story", story=EMPTY).strip() == "the story holds no articles"
    assert "no article has a time that counts" in page(moved, "first", story=EMPTY)
