"""What when articles were seen shows of their outlet's stamps."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import stores

from kg.store import Batch
from loaders.clocks import learned, mark_due
from loaders.enrich.clock_evidence import RIGHT, Clock, Period
from loaders.enrich.sightings import UNSEEN, Seen, habits

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
Stamp = Callable[[datetime, datetime], datetime | None]


def seen(number: int, turn: float, stamp: Stamp, *, seed: int = 1) -> list[Seen]:
    """So many articles of an outlet that is looked at every ``turn`` minutes; ``stamp``: from when each is out and
    when it is seen."""
    rng = random.Random(seed)
    found = []
    for n in range(number):
        out = BEGUN + timedelta(minutes=rng.uniform(0, 20 * 24 * 60))
        looks = -(-out.timestamp() // (turn * 60)) * turn * 60
        at = datetime.fromtimestamp(looks + rng.uniform(1, 5), UTC)
        found.append(Seen(at, str(n), stamp(out, at)))
    return found


def late(minutes: float) -> Stamp:
    return lambda out, _: out + timedelta(minutes=minutes)


def ahead(sights: list[Seen], clock: Clock = RIGHT) -> list[float]:
    return [stretch.ahead for stretch in habits(sights, clock).stretches]


@pytest.mark.parametrize("turn", [5, 15, 60])
def test_stamps_that_are_right_are_left_alone(turn: float) -> None:
    for seed in range(20):
        found = habits(seen(40, turn, late(0), seed=seed), RIGHT)
        assert [s.ahead for s in found.stretches] == [0.0]
        assert 0.8 * turn <= found.stretches[0].within <= turn + 0.1


@pytest.mark.parametrize("minutes", [7, 18, 25])
def test_articles_seen_before_their_stamps_show_how_late_these_are(minutes: float) -> None:
    assert ahead(seen(40, 10, late(minutes))) == [pytest.approx(minutes, abs=1)]


def test_articles_never_seen_until_minutes_after_their_stamps_show_that_these_are_early() -> None:
    assert ahead(seen(60, 10, late(-4))) == [pytest.approx(-4, abs=1)]
    assert ahead(seen(20, 10, late(-4))) == [0.0]


def test_pages_stamped_anew_now_and_then_say_nothing_of_the_others() -> None:
    told = seen(36, 10, late(0)) + seen(4, 10, late(45), seed=2)
    assert ahead(told) == [0.0]


def test_a_drift_is_followed() -> None:
    def drifting(out: datetime, _: datetime) -> datetime:
        return out + timedelta(minutes=5 + 5 * ((out - BEGUN) / timedelta(days=20)))

    first, last = ahead(seen(80, 5, drifting))
    assert 5 <= first <= 8 <= last <= 10


def test_a_clock_that_was_learned_comes_off_before() -> None:
    hour = Clock((Period(60.0, None, None, ""),), None, 0.99)
    assert ahead(seen(40, 10, late(67)), hour) == [pytest.approx(7, abs=1)]


@pytest.mark.parametrize("turn", [10, 15, 30])
def test_stamps_that_are_the_sights_own_are_known_and_the_looks_turn_tells_the_rest(turn: float) -> None:
    found = habits(seen(60, turn, lambda _, at: at.replace(second=0)), RIGHT)
    assert found.at_sight
    assert [s.within for s in found.stretches] == [turn]


def test_looks_tell_where_there_are_no_exact_stamps() -> None:
    found = habits(seen(60, 15, lambda *_: None), RIGHT)
    assert (found.at_sight, [s.within for s in found.stretches]) == (False, [15])


def test_looks_without_a_turn_tell_nothing() -> None:
    rng = random.Random(3)
    told = [Seen(BEGUN + timedelta(minutes=rng.uniform(0, 9999)), str(n), None) for n in range(60)]
    assert habits(told, RIGHT) == UNSEEN


def test_few_sights_tell_nothing() -> None:
    assert habits(seen(11, 10, late(25)), RIGHT) == UNSEEN
    assert habits([], RIGHT) == UNSEEN


def test_the_order_of_sights_changes_nothing() -> None:
    told = seen(90, 10, late(12))
    assert habits(told, RIGHT) == habits(told[::-1], RIGHT)


def test_what_sights_show_is_kept_with_the_outlet(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    batch = Batch()
    batch.node("Load", {"id": "l"})
    for source, stamp in (("late", late(12)), ("crawled", lambda _, at: at), ("day", None)):
        batch.node("Source", {"id": source, "name": source})
        for one in seen(40, 10, stamp or late(0)):
            row = {"id": f"{source}{one.id}", "published": one.stamped, "published_precision": "second"}
            if stamp is None:
                row |= {"published": one.at.replace(hour=0, minute=0, second=0), "published_precision": "day"}
            batch.node("Article", row | {"instant": one.at, "first_seen": one.at})
            batch.edge("Source-PUBLISHED-Article", {"start": source, "end": row["id"], "load": "l"})
    mark_due(batch, ["late", "crawled", "day"])
    store.write(batch)
    store.write(learned(store))
    rows = store.rows("MATCH (s:Source) RETURN s.id AS id, s.seen_ahead AS ahead, s.seen_within AS within, "
                      "s.stamped_at_sight AS at_sight, s.clock_offsets AS offsets ORDER BY id")  # fmt: skip
    assert [r["at_sight"] for r in rows] == [True, False, False]
    assert [r["ahead"] for r in rows] == [[0.0], [0.0], [pytest.approx(12, abs=1)]]
    assert [r["within"][0] for r in rows[:2]] == [10, 10]
    assert all(not r["offsets"] for r in rows)
