"""Outlets' clocks: what is stamped on an article that was published at a given instant. Pure.

Daylight saving as of 2026: European Union (Directive 2000/84/EC), United States (Energy Policy Act of 2005), the south
east of Australia (first Sundays of October and April).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

MINUTE = timedelta(minutes=1)


def sunday(year: int, month: int, number: int, hour: int) -> datetime:
    """The first, second … Sunday of a month at an hour (UTC); -1: the last one."""
    if number > 0:
        first = datetime(year, month, 1, hour, tzinfo=UTC)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
    end = datetime(year + month // 12, month % 12 + 1, 1, hour, tzinfo=UTC) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - 6) % 7)


@dataclass(frozen=True, slots=True)
class Zone:
    """A place's legal time. ``rule``: eu, us, au or no (no daylight saving); ``standard``: minutes ahead of UTC."""

    rule: str
    standard: int

    @classmethod
    def read(cls, text: str) -> Zone:
        """Read ``eu+1``, ``no+5.5``."""
        return cls(text[:2], round(float(text[2:]) * 60))

    def ahead(self, at: datetime) -> int:
        """Minutes ahead of UTC at an instant.

        >>> zone = Zone.read("us-5")
        >>> zone.ahead(datetime(2026, 3, 7, tzinfo=UTC)), zone.ahead(datetime(2026, 3, 9, tzinfo=UTC))
        (-300, -240)
        """
        if self.rule == "eu":
            summer = sunday(at.year, 3, -1, 1) <= at < sunday(at.year, 10, -1, 1)
        elif self.rule == "us":
            two = timedelta(hours=2) - timedelta(minutes=self.standard)
            summer = sunday(at.year, 3, 2, 0) + two <= at < sunday(at.year, 11, 1, 0) + two - timedelta(hours=1)
        elif self.rule == "au":
            two = timedelta(hours=2) - timedelta(minutes=self.standard)
            summer = not sunday(at.year, 4, 1, 0) + two <= at < sunday(at.year, 10, 1, 0) + two
        else:
            summer = False
        return self.standard + (60 if summer else 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """An outlet's clock. ``fault``:

    right, local (local time labelled UTC, daylight saving included), fixed (``minutes`` off all year), drift
    (``minutes`` off at the beginning and a little more each day), day (the day alone), midnight (the day,
    written as its midnight), none (no stamps). ``style``: z, zone, mail, minute, bare.
    """

    fault: str
    style: str
    zone: Zone
    minutes: int = 0
    begun: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def offset(self, at: datetime) -> timedelta:
        """Stamp minus truth at an instant."""
        if self.fault == "local":
            return timedelta(minutes=self.zone.ahead(at))
        if self.fault == "fixed":
            return timedelta(minutes=self.minutes)
        if self.fault == "drift":
            return timedelta(minutes=self.minutes, seconds=4 * (at - self.begun).days)
        return timedelta(0)

    @property
    def is_off(self) -> bool:
        """Whether it is off by whole or half hours."""
        return self.fault in {"local", "fixed"}

    def stamp(self, at: datetime) -> str | None:
        """What it writes on what is published at ``at``."""
        if self.fault == "none":
            return None
        local = at.astimezone(timezone(timedelta(minutes=self.zone.ahead(at))))
        if self.fault == "day":
            return local.date().isoformat()
        if self.fault == "midnight":
            night = local.replace(hour=0, minute=0, second=0, microsecond=0)
            return f"{night:%Y-%m-%dT%H:%M:%S}Z" if self.style == "z" else night.isoformat()
        told = (at + self.offset(at)).replace(microsecond=0)
        if self.fault != "right":
            return f"{told:%Y-%m-%d %H:%M:%S}" if self.style == "bare" else f"{told:%Y-%m-%dT%H:%M:%S}Z"
        return self._right(told, local)

    def _right(self, told: datetime, local: datetime) -> str:
        if self.style == "zone":
            return local.replace(microsecond=0).isoformat()
        if self.style == "mail":
            return format_datetime(told, usegmt=True)
        if self.style == "minute":
            return f"{told:%Y-%m-%dT%H:%M}Z"
        return f"{told:%Y-%m-%dT%H:%M:%S}Z"
