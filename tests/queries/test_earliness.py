"""How early an outlet is in the stories that it shares, and which stories a side is blind to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import comb

import pytest
from reports import at

from kg.query import Row
from queries._blindspots import Seen, blind_to
from queries._clocks import Clock
from queries._earliness import Middle, earliness, middle
from queries._gaps import Rule


def article(story: str, source: str, minutes: float, seen: float | None = None) -> Row:
    begun = at("12:00")
    return {"story": story, "source": source, "published": begun + timedelta(minutes=minutes),
            "first_seen": begun + timedelta(minutes=seen) if seen is not None else None}  # fmt: skip


def test_rank_and_minutes_are_those_of_its_earliest_article() -> None:
    rows = [article("s", "a", 30), article("s", "a", 90), article("s", "b", 0), article("s", "c", 10)]
    told = earliness("a", rows, {}, "correct")
    assert (told.shared, told.firsts, told.rank.value, told.minutes.value) == (1, 0, 3, 30)


def test_within_a_minute_of_the_first_is_first() -> None:
    told = earliness("a", [article("s", "a", 0.8), article("s", "b", 0)], {}, "correct")
    assert (told.firsts, told.rank.value) == (1, 1)


def test_a_story_that_nobody_else_has_shows_nothing() -> None:
    assert earliness("a", [article("s", "a", 0)], {}, "correct") == earliness("a", [], {}, "correct")


def test_clocks_are_reckoned_in() -> None:
    rows = [article("s", "a", 30), article("s", "b", 60)]
    clocks = {"b": Clock(((60.0, None, None),), None, 0.99)}
    assert earliness("a", rows, clocks, "correct").rank.value == 2
    assert earliness("a", rows, clocks, "trust").rank.value == 1
    assert earliness("a", rows, clocks, "exclude").shared == 0


def test_what_is_stamped_after_it_was_seen_or_long_before_does_not_count() -> None:
    rows = [article("s", "a", 30), article("s", "a", 40), article("s", "b", 0, seen=-60), article("s", "c", 50),
            article("s", "d", -5 * 24 * 60)]  # fmt: skip
    assert earliness("a", rows, {}, "correct").rank.value == 1


@pytest.mark.parametrize("n", [6, 9, 25, 60])
def test_the_medians_interval_holds_in_95_of_100_cases_whatever_the_distribution(n: int) -> None:
    told = middle(range(1, n + 1))
    assert told.low is not None
    outside = sum(comb(n, k) for k in range(int(told.low))) / 2**n
    assert 2 * outside <= 0.05 < 2 * (outside + comb(n, int(told.low)) / 2**n)


def test_few_values_have_no_interval() -> None:
    assert middle([3.0, 1.0]) == Middle(2.0)


LEFT, RIGHT = [f"l{n}" for n in range(6)], [f"r{n}" for n in range(6)]
DAY = date(2026, 1, 30)


def seen(covering: list[str], held: dict[str, date]) -> Seen:
    ratings = [{"source": s, "rater": "x", "rating": "bias", "value": "left" if s[0] == "l" else "right", "date": None}
               for s in (*LEFT, *RIGHT)]  # fmt: skip
    articles = [{"story": "s", "source": s, "instant": at("12:00")} for s in covering]
    return Seen.of(articles, [{"source": s, "days": [day]} for s, day in held.items()], ratings, DAY)


def test_a_side_that_is_collected_and_silent_is_blind() -> None:
    held = dict.fromkeys((*LEFT, *RIGHT), DAY)
    assert blind_to("right", seen(LEFT, held), Rule()) == {"s"}
    assert blind_to("left", seen(LEFT, held), Rule()) == set()


def test_one_clock_at_zero_does_not_make_everybody_collected() -> None:
    held = dict.fromkeys(LEFT, DAY) | dict.fromkeys(RIGHT, DAY - timedelta(days=8))
    found = seen(LEFT, held)
    old = [{"story": "s", "source": s, "instant": at("12:00")} for s in LEFT]
    old.append({"story": "s", "source": "x", "instant": datetime(1970, 1, 1, tzinfo=UTC)})
    told = Seen.of(old, [{"source": s, "days": [day]} for s, day in held.items()], [], DAY)
    assert told.spans == found.spans


def test_a_side_that_was_not_collected_then_is_not_blind() -> None:
    held = dict.fromkeys(LEFT, DAY) | dict.fromkeys(RIGHT, DAY - timedelta(days=8))
    assert blind_to("right", seen(LEFT, held), Rule()) == set()
