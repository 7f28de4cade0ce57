"""What is known of an outlet's clock, and from what: pairs of copies, sightings, periods, support. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kg.zones import ahead_of_reading
from loaders.enrich.offsets import Stretch, instant_at

LEAST_REPEATED = 3
"""Articles of its own that others share, and sightings, that must agree."""
FURTHEST_AHEAD = timedelta(days=2)
"""No clock is more than this ahead: 14 hours, and the day that a URL names."""
FURTHEST_BEHIND = timedelta(days=31)
"""What lies further back is no matter of a clock: an archive's date, a clock at zero."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text that two outlets carry. ``sure``: the copy credits the original's outlet."""

    id: str
    copy: str
    original: str
    copied: datetime
    stamped: datetime
    sure: bool

    @property
    def tells(self) -> bool:
        """Whether it may say something of the two clocks: of a stamp in 2099 the offset is no matter of hours."""
        return abs(self.copied - self.stamped) <= FURTHEST_BEHIND


@dataclass(frozen=True, slots=True)
class Sight:
    """An article of an outlet that a collector first held at ``seen`` or whose URL names a ``day`` (its start, UTC)."""

    id: str
    source: str
    stamped: datetime
    seen: datetime | None = None
    day: datetime | None = None

    @property
    def tells(self) -> bool:
        """Whether it may say something of the outlet's clock."""
        known = self.seen or self.day
        return known is not None and -FURTHEST_BEHIND <= self.stamped - known <= FURTHEST_AHEAD


@dataclass(frozen=True, slots=True)
class Period:
    """A constant offset in minutes, stamp minus truth, from ``start`` up to ``stop`` (stamps; None: open)."""

    offset: float
    start: datetime | None
    stop: datetime | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What is known of an outlet's clock. ``zone``: its stamps are that zone's local time, labelled UTC.
    ``confidence``: probability that it is off so, 0 to 1."""

    periods: tuple[Period, ...] = ()
    zone: str | None = None
    confidence: float = 0.0

    def ahead(self, stamp: datetime) -> float:
        """Minutes that a stamp stands ahead of the truth."""
        if self.zone:
            return ahead_of_reading(self.zone, stamp) or 0.0
        for period in self.periods:
            if (period.start is None or stamp >= period.start) and (period.stop is None or stamp < period.stop):
                return period.offset
        return 0.0


RIGHT = Clock()


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an offset: ``pairs`` of the same text with ``partners``, of so many ``articles`` of its own,
    articles ``seen``, on so many ``days``. ``rooted``: not with one partner alone whose own clock may be the wrong
    one."""

    stretch: Stretch
    pairs: int
    articles: int
    partners: int
    seen: int
    days: int
    rooted: bool

    @property
    def enough(self) -> bool:
        """Whether it is repeated, on several days, and not by one doubtful partner alone, nor by the many copies of an
        article or two that were stamped anew."""
        repeated = self.articles + self.seen >= LEAST_REPEATED and self.days > 1
        return repeated and (self.rooted or self.seen >= LEAST_REPEATED)

    def words(self) -> str:
        """It in words."""
        parts = []
        if self.pairs:
            outlets = "1 outlet" if self.partners == 1 else f"{self.partners} outlets"
            parts.append(f"{self.pairs} text{'s'[: self.pairs != 1]} shared with {outlets}")
        if self.seen:
            parts.append(f"{self.seen} article{'s'[: self.seen != 1]} first seen")
        return f"{', '.join(parts) or 'dates in URLs'} on {self.days} day{'s'[: self.days != 1]}"


def enough(support: Sequence[Support], zone: str | None) -> bool:
    """Whether each offset is supported by itself; of one zone's local time, winter and summer support each other."""
    if zone is None:
        return all(s.enough for s in support if s.stretch.offset)
    first = support[0]
    return Support(
        first.stretch,
        sum(s.pairs for s in support),
        sum(s.articles for s in support),
        max(s.partners for s in support),
        sum(s.seen for s in support),
        sum(s.days for s in support),
        any(s.rooted for s in support),
    ).enough


def periods(support: Sequence[Support]) -> tuple[Period, ...]:
    """Periods without gaps: one ends in the middle between its last evidence and the next one's first."""
    found = []
    for before, this, after in zip([None, *support[:-1]], support, [*support[1:], None], strict=True):
        start = instant_at((before.stretch.stop + this.stretch.start) / 2) if before else None
        stop = instant_at((this.stretch.stop + after.stretch.start) / 2) if after else None
        found.append(Period(this.stretch.offset, start, stop, this.words()))
    return tuple(found)
