"""Dates as feeds and files carry them, and what each leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.stamps import from_value, parse, sharper


@pytest.mark.parametrize(
    ("text", "at", "precision", "zone"),
    [
        ("2026-01-30T09:00:15+01:00", "2026-01-30T08:00:15", "second", "explicit"),
        ("2026-01-30T09:00Z", "2026-01-30T09:00:00", "minute", "explicit"),
        ("2026-01-30 09:00", "2026-01-30T09:00:00", "minute", "assumed"),
        ("2026-01-30T09:00:00.123456Z", "2026-01-30T09:00:00", "second", "explicit"),
        ("2026-01-30", "2026-01-30T00:00:00", "day", "none"),
        ("2026/01/30", "2026-01-30T00:00:00", "day", "none"),
        ("20260130", "2026-01-30T00:00:00", "day", "none"),
        ("20260130121500", "2026-01-30T12:15:00", "second", "assumed"),
        ("30.01.2026", "2026-01-30T00:00:00", "day", "none"),
        ("2026-01-30T24:00:00Z", "2026-01-31T00:00:00", "second", "explicit"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59", "second", "explicit"),
        ("1769760000", "2026-01-30T08:00:00", "second", "explicit"),
        ("1769760000000", "2026-01-30T08:00:00", "second", "explicit"),
        ("Fri, 30 Jan 2026 09:00:00 GMT", "2026-01-30T09:00:00", "second", "explicit"),
        ("Fri, 30 Jan 2026 09:00 -0500", "2026-01-30T14:00:00", "minute", "explicit"),
        ("30 Jan 2026 09:00:00 EST", "2026-01-30T14:00:00", "second", "explicit"),
        ("30 Jan 2026", "2026-01-30T00:00:00", "day", "none"),
    ],
)
def test_a_stamp_is_read_with_its_precision_and_the_origin_of_its_zone(
    text: str, at: str, precision: str, zone: str
) -> None:
    stamp = parse(text)
    assert (stamp.at.replace(tzinfo=None).isoformat(), stamp.precision, stamp.zone) == (at, precision, zone)
    assert stamp.at.tzinfo is UTC
    assert stamp.text == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("03/04/2026", "two ways"),
        ("202601301200", "two ways"),
        ("0000-01-01", "year 0"),
        ("0000-01-01T00:00:00Z", "year 0"),
        ("9999-12-31", "year 9999"),
        ("9999-12-31T23:59:59-05:00", "not a date"),
        ("1066-10-14", "year 1066"),
        ("2026-02-30", "not a date"),
        ("2026-01-30T25:00", "not a date"),
        ("2026-01-30T24:30", "not a date"),
        ("yesterday", "not a date"),
        ("1" * 5_000, "not a date"),
        ("2026-01-30T09:00:00+99:00", "not a date"),
    ],
)
def test_what_is_no_date_or_can_be_read_two_ways_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(text)


def test_typed_cells_keep_what_they_know() -> None:
    madrid = timezone(timedelta(hours=1))
    aware, naive = datetime(2026, 1, 30, 9, tzinfo=madrid), datetime(2026, 1, 30, 9)
    assert (from_value(aware).at, from_value(aware).zone) == (datetime(2026, 1, 30, 8, tzinfo=UTC), "explicit")
    assert from_value(naive).zone == "assumed"
    assert from_value(date(2026, 1, 30)).precision == "day"
    assert from_value(1_769_760_000).at == from_value(1_769_760_000.0).at == datetime(2026, 1, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
        10**30, float("inf"), float("nan"), True, -1, [], {},
    ],
    ids=str,
)  # fmt: skip
def test_cells_beyond_the_calendar_and_cells_of_other_sorts_are_refused_not_crashed_on(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_value(value)


@settings(deadline=None)  # other work on the machine is no failure
@given(st.text(max_size=40))
def test_no_text_at_all_crashes_the_reading_of_dates(text: str) -> None:
    try:
        stamp = parse(text)
    except ValueError:
        return
    assert 1600 <= stamp.at.year <= 9998


def test_a_stamp_that_only_names_the_day_does_not_replace_the_exact_one() -> None:
    exact, day, other = parse("2026-01-30T23:30:00Z"), parse("2026-01-31"), parse("2026-02-03")
    assert sharper(exact, day) == exact  # the 31st east of Greenwich
    assert sharper(exact, other) == other
    assert sharper(day, exact) == exact
    assert sharper(None, day) == sharper(day, None) == day
