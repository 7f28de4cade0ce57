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


ROUNDS_KEPT = 16
"""Batches after which a day that none of them came near is let go."""


class DayBook:
    """What is held of which day, and which days may be let go: those that no batch came near of late, and the ones used
    longest ago where too much is held. A function of the batches alone, not of time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._days: dict[date, set[str]] = {}
        self._used: dict[date, int] = {}
        self._of: dict[str, date] = {}
        self._round = 0

    def __contains__(self, day: object) -> bool:
        return day in self._days

    def __len__(self) -> int:
        return len(self._of)

    def open(self, day: date) -> bool:
        """Use a day; whether it is held already."""
        self._used[day] = self._round
        held = day in self._days
        self._days.setdefault(day, set())
        return held

    def day_of(self, one: str) -> date | None:
        """The day that something is filed under."""
        return self._of.get(one)

    def file(self, one: str, day: date) -> None:
        """File something under a day that is held."""
        self.forget(one)
        self._of[one] = day
        self._days[day].add(one)

    def forget(self, one: str) -> None:
        """File something no more."""
        if (day := self._of.pop(one, None)) is not None:
            self._days[day].discard(one)

    def of(self, day: date) -> set[str]:
        """All that is filed under a day."""
        return self._days[day]

    def keep(self, days: set[date]) -> list[str]:
        """Keep these days alone: what is to be let go."""
        gone: list[str] = []
        for day in sorted(self._days.keys() - days):
            gone += sorted(self._days[day])
            for one in self._days.pop(day):
                del self._of[one]
            del self._used[day]
        return gone

    def let_go(self) -> list[str]:
        """End a round: what is to be let go, with its days."""
        self._round += 1
        gone: list[str] = []
        for day in sorted(self._days, key=lambda d: (self._used[d], d)):
            idle = self._round - self._used[day] > ROUNDS_KEPT
            if not idle and (len(self._of) <= self.most or len(self._days) == 1):
                break
            gone += sorted(self._days[day])
            for one in self._days.pop(day):
                del self._of[one]
            del self._used[day]
        return gone
