"""The pages of a story, and of who was first, in a terminal of 80 columns, and what stands on them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
import small_world
import stores
from rich.cells import cell_len

from kg.cli.pages.first import page as first_page
from kg.cli.pages.story import page as story_page
from kg.query import Answer
from kg.store import Store
from queries import query
from queries._ask import ask
from queries._page import akin


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("page"))
    store = target.open(write=True)
    store.write(small_world.build())
    yield store
    target.close()


def told(world: Store, story: str, **given: str) -> Answer:
    return ask(world, query("story"), {"story": story, **given}, today=date(2026, 2, 1))


def first(world: Store, width: int = 80, **given: str) -> str:
    out = io.StringIO()
    first_page(ask(world, query("first"), given, today=date(2026, 2, 1)), out, width=width, color=False)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 132])
@pytest.mark.parametrize("by", ["none", "country", "side"])
def test_who_was_first_fits_the_terminal(world: Store, by: str, width: int) -> None:
    lines = first(world, width, story=small_world.QUAKE, by=by).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_who_was_first_begins_with_the_answer_and_ends_with_what_was_left_out(world: Store) -> None:
    lines = first(world, story=small_world.QUAKE).splitlines()
    assert lines[0].startswith("Left Daily 1 broke the news")
    assert "    +0 min  1. Left Daily 1, 2026-01-30 12:00 UTC" in lines
    left_out = lines[lines.index("left out") :]
    assert "            copy stamped before the agency that it credits" in left_out
    assert "            stamped after it was first seen" in left_out


def test_a_corrected_stamp_stands_beside_the_published_one_where_it_says_who_was_first(world: Store) -> None:
    text = first(world, story=small_world.VOTE)
    assert "Right Post 6, 2026-01-31 17:00 UTC, corrected 2026-01-31 16:00 UTC" in " ".join(text.split())
    assert "stamps corrected as these clocks were learned to be off: Right Post 6 (+1 h)" in text


def page(answer: Answer, width: int = 80) -> str:
    out = io.StringIO()
    story_page(answer, out, width=width, color=False)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 132])
@pytest.mark.parametrize("story", [small_world.QUAKE, small_world.VOTE])
def test_no_line_is_wider_than_the_terminal(world: Store, story: str, width: int) -> None:
    assert max(cell_len(line) for line in page(told(world, story), width).splitlines()) <= width


def test_a_family_says_who_how_it_leans_and_how_often_it_was_reposted(world: Store) -> None:
    assert "Agencia Norte (wire), center, +2 reposted by 2 other sources" in page(told(world, small_world.QUAKE))


def test_the_others_say_where_they_lean_and_are_and_how_long_after_the_first(world: Store) -> None:
    assert "   +23 min  Left Daily 4, left, Valencia ES" in page(told(world, small_world.QUAKE))


def test_who_broke_it_in_each_country_is_one_line_each(world: Store) -> None:
    text = page(told(world, small_world.VOTE))
    assert "by country  FR    +0 min  Right Post 1, Right Post 2" in text
    assert "ES" in text


def test_what_does_not_count_says_why(world: Store) -> None:
    assert "outlier: more than 72 h before the story's densest day" in page(told(world, small_world.QUAKE))


def test_sources_from_the_storys_own_place_are_named(world: Store) -> None:
    assert "from the story's own places (Left Daily 1, Left Daily 2" in page(told(world, small_world.QUAKE)).replace(
        "\n            ", " "
    )


def shared(story: str, entity: str, there: int = 2, everywhere: int = 4, here: int = 2) -> dict[str, object]:
    return {"story": story, "headline": "H", "articles": 4, "entity": entity, "there": there, "everywhere": everywhere,
            "here": here}  # fmt: skip


def test_stories_that_share_several_names_are_akin_the_rarer_the_more() -> None:
    rows = [
        shared("s", "x"), shared("s", "y"), shared("t", "x"),
        shared("u", "v", everywhere=900), shared("u", "w", everywhere=900),
    ]  # fmt: skip
    told = akin(rows, 4, 1000)
    assert [s["story"] for s in told] == ["s", "u"]
    assert 0 < told[1]["score"] < 0.1
    assert 0.9 < told[0]["score"] < 1


def test_a_story_with_all_of_anothers_names_is_wholly_like_it_and_less_where_it_names_them_seldom() -> None:
    rows = [shared("s", "x"), shared("s", "y"), shared("t", "x", there=1), shared("t", "y", there=1)]
    assert [(s["story"], s["score"]) for s in akin(rows, 4, 1000)] == [("s", 1.0), ("t", 0.5)]


def test_one_name_in_common_makes_no_kinship() -> None:
    assert akin([shared("t", "x")], 4, 1000) == []
    assert akin([], 4, 1000) == []


def test_outliers_and_wrong_clocks_dont_date_the_story(world: Store) -> None:
    facts = told(world, small_world.QUAKE).facts
    assert facts["published"].date() == date(2026, 1, 30)


def test_a_corrected_stamp_is_shown_beside_the_published_one(world: Store) -> None:
    row = next(r for r in told(world, small_world.VOTE).rows if r["source"] == "right6.example")
    assert (row["published"] - row["corrected"]).total_seconds() == 3600
    trusted = told(world, small_world.VOTE, clocks="trust")
    assert not any(r["corrected"] for r in trusted.rows)
