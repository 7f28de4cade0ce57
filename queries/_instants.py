"""When an article was published, as an interval as wide as its stamp leaves open. Pure.

Rules: design, "Who reported first". A stamp is cut above by the instant at which a collector first held the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from queries._reports import NOT_A_REPORT, Report

NO_TIME = "no time"
AFTER_SEEN = "stamped after it was first seen"
CLOCK_AT_ZERO = "a clock at zero or far in the future"
BEFORE_AGENCY = "copy stamped before the agency that it credits"
A_LIST = "a roundup or newsletter"

WIDTHS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
DAY = timedelta(days=1)
COARSE = timedelta(hours=1)
"""A stamp that leaves more than this open never pushes a precise one from the first place."""
FURTHEST_ZONE = timedelta(hours=14)
"""A day in a zone ahead of UTC (Kiribati: +14:00) begins that much before the same day in UTC."""
FAR_FUTURE = timedelta(days=366)
NIGHT_STAMPS = 3
"""Stamps around midnight, not on it, that show that an outlet does publish then."""

_LOCAL_MIDNIGHT = re.compile(r"(?:^|[T\s])(?:00:00(?::00(?:[.,]0+)?)?|000000)(?!\d|:)")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant from ``low`` up to ``high``. ``settled``: cut above by what was seen; ``seen``: it has no stamp."""

    low: datetime
    high: datetime
    settled: bool = False
    seen: bool = False

    @property
    def coarse(self) -> bool:
        """Whether it leaves more than an hour open."""
        return self.high - self.low > COARSE

    def cut(self, latest: datetime) -> Instant:
        """The same, known to lie at ``latest`` or before."""
        return self if latest >= self.high else replace(self, high=max(latest, self.low), settled=True)


def tied(a: Instant, b: Instant, tie: timedelta) -> bool:
    """Whether the two overlap, or lie within ``tie``.

    >>> at = lambda s: Instant(*(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s + w) for w in (0, 1)))
    >>> tied(at(0), at(60), timedelta(seconds=60)), tied(at(0), at(61), timedelta(seconds=60))
    (True, False)
    """
    gap = max(a.low, b.low) - min(a.high, b.high)
    return gap < timedelta(0) or gap < tie or a.low == b.low


def surely_before(a: Instant, b: Instant, tie: timedelta) -> bool:
    """Whether ``a`` lies wholly before ``b``, and not within ``tie`` of it."""
    return a.low < b.low and not tied(a, b, tie)


def is_midnight(report: Report) -> bool:
    """Whether the stamp stands at exactly midnight, in UTC or in the zone in which the input wrote it."""
    if report.published is None or report.precision == "day":
        return False
    at = report.published.astimezone(UTC)
    return (at.hour, at.minute, at.second) == (0, 0, 0) or bool(_LOCAL_MIDNIGHT.search(report.stamp or ""))


def instant_of(report: Report, tie: timedelta, *, night_outlet: bool = False) -> Instant | str:
    """The article's instant, or the reason why it has none that counts.

    ``night_outlet``: its other stamps show that it publishes around midnight, so that a stamp there is an instant.
    """
    if (report.genre or "") in NOT_A_REPORT:
        return A_LIST
    if report.published is None:
        seen = report.first_seen
        return Instant(seen, seen, settled=True, seen=True) if seen else NO_TIME
    return CLOCK_AT_ZERO if report.published.date() == _EPOCH else _stamped(report, report.published, tie, night_outlet)


def _stamped(report: Report, published: datetime, tie: timedelta, night_outlet: bool) -> Instant | str:
    """The instant of a stamp: as wide as its precision, cut above by what was seen."""
    day_only = report.precision in {"day", "unknown"} or (is_midnight(report) and not night_outlet)
    width = DAY if day_only else WIDTHS.get(report.precision or "second", WIDTHS["second"])
    instant = Instant(published, published + width)
    if report.first_seen is None:
        return instant
    slack = FURTHEST_ZONE if day_only else tie
    if instant.low > report.first_seen + slack:
        return AFTER_SEEN
    if instant.low > report.first_seen:
        return Instant(report.first_seen, report.first_seen, settled=True)
    return instant.cut(report.first_seen)


def densest_day(instants: Iterable[Instant]) -> date | None:
    """The UTC day with most articles, the earliest of several."""
    days = Counter(i.low.astimezone(UTC).date() for i in instants)
    return min(days, key=lambda d: (-days[d], d)) if days else None


def out_of_place(instant: Instant, densest: date, outlier: timedelta) -> str | None:
    """Why an instant can't belong to a story whose densest day is given; None where it can."""
    start = datetime(densest.year, densest.month, densest.day, tzinfo=UTC)
    if instant.high <= start - outlier:
        return f"outlier: more than {outlier / timedelta(hours=1):g} h before the story's densest day"
    return CLOCK_AT_ZERO if instant.low > start + FAR_FUTURE else None


def most_exact(precisions: Iterable[str | None]) -> str | None:
    """The most exact of several precisions; None where there is none.

    >>> most_exact(["day", None, "minute"]), most_exact([None]), most_exact([])
    ('minute', 'unknown', None)
    """
    found = {p or "unknown" for p in precisions}
    return next((p for p in ("second", "minute", "day", "unknown") if p in found), None)
