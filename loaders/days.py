"""Days by which what a load holds of the past is found again; one day stands for all that has no instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

UNDATED = date.min
_ONE_DAY = timedelta(days=1)


def day_of(at: datetime | None) -> date:
    """The day by which an instant is found again."""
    return at.astimezone(UTC).date() if at else UNDATED


def days_around(at: datetime | None, reach: timedelta) -> list[date]:
    """The days whose articles may be near an instant."""
    if at is None:
        return [UNDATED]
    return [day_of(at) + _ONE_DAY * n for n in range(-reach.days, reach.days + 1)]


def one_day(day: date, dated: str, undated: str) -> tuple[str, dict[str, datetime]]:
    """The question for a day, of two, and its parameters ``start`` and ``stop``."""
    if day == UNDATED:
        return undated, {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return dated, {"start": start, "stop": start + _ONE_DAY}
