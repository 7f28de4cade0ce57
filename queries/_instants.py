"""When an article was published, as an interval as wide as its stamp leaves open. Pure.

Rules: design, "Who reported first". A stamp is cut above by the instant at which a collector first held the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kg.zones import ahead, zones_of
from queries._reports import NOT_A_REPORT, Report

NO_TIME = "no time"
AFTER_SEEN = "stamped after it was first seen"
BY_SIGHT = "stamped after it was first seen: it counts from when it was seen"
STAMPED_AT_SIGHT = "its outlet's stamps are when it was seen: it may have been out before"
ZERO_BY_SIGHT = "a clock at zero: it counts from when it was seen"
CLOCK_AT_ZERO = "a clock at zero or far in the future"
BEFORE_AGENCY = "copy stamped before the agency that it credits"
A_LIST = "a roundup or newsletter"
CLOCK_OFF = "its outlet's clock is off"

WIDTHS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
DAY = timedelta(days=1)
COARSE = timedelta(minutes=2)
"""What leaves more than this open never pushes a precise stamp from the first place: a day, also where it is cut by
when a collector looked, and an article without a stamp of which only that is known."""
FURTHEST_ZONE = timedelta(hours=14)
"""A day in a zone ahead of UTC (Kiribati: +14:00) begins that much before the same day in UTC."""
FURTHEST_BEHIND = timedelta(hours=12)
"""A day in a zone behind UTC (Baker Island: -12:00) ends that much after the same day in UTC: what was seen by then was
out by then, whichever zone's day it is."""
FAR_FUTURE = timedelta(days=366)
NIGHT_STAMPS = 3
"""Stamps around midnight, not on it, that show that an outlet does publish then."""
AT_SIGHT = timedelta(minutes=1)
"""How near its being seen a stamp lies that is nothing else."""
POLLED = timedelta(days=1)
"""An outlet that was looked at no longer ago than this is polled: what wasn't there yet was published since."""
_MOST_ZONES = 3
"""A country of more zones doesn't say which is an outlet's own."""

Nights = Mapping[str, Collection[int]]
"""By outlet: the hours (UTC) around which its stamps show that it publishes, so that one on the hour is an instant."""

_LOCAL_MIDNIGHT = re.compile(r"(?:^|[T\s])(?:00:00(?::00(?:[.,]0+)?)?|000000)(?!\d|:)")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant from ``low`` up to ``high``. ``settled``: cut above by what was seen; ``seen``: it has no stamp that
    counts; ``even``: it lies as likely in the one half as in the other, as between two looks at an outlet."""

    low: datetime
    high: datetime
    settled: bool = False
    seen: bool = False
    even: bool = False

    @property
    def coarse(self) -> bool:
        """Whether it leaves more than two minutes open."""
        return self.high - self.low > COARSE

    @property
    def middle(self) -> datetime:
        """Its middle."""
        return self.low + (self.high - self.low) / 2

    @property
    def likely(self) -> datetime:
        """Where it begins, or its middle where it is as likely before as after that."""
        return self.middle if self.even else self.low

    def cut(self, latest: datetime) -> Instant:
        """The same, known to lie at ``latest`` or before."""
        return self if latest >= self.high else replace(self, high=max(latest, self.low), settled=True)


def tied(a: Instant, b: Instant, tie: timedelta) -> bool:
    """Whether the two overlap, or are likelier than not within ``tie``, as their middles are. Looks leave too much open
    for the former. Instants of two minutes that lie just ``tie`` apart are as likely within it as not.

    >>> at = lambda s: Instant(*(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s + w) for w in (0, 1)))
    >>> tied(at(0), at(60), timedelta(seconds=60)), tied(at(0), at(61), timedelta(seconds=60))
    (True, False)
    """
    if a.even or b.even:
        return abs(a.middle - b.middle) <= tie
    apart = max(a.low, b.low) - min(a.high, b.high)
    between = abs(a.middle - b.middle)
    within = between < tie if min(a.high - a.low, b.high - b.low) > WIDTHS["second"] else between <= tie
    return apart < timedelta(0) or a.low == b.low or within


def may_tie(a: Instant, b: Instant, tie: timedelta) -> bool:
    """Whether the two may lie within ``tie``, likely or not."""
    return max(a.low, b.low) - min(a.high, b.high) < tie


def surely_before(a: Instant, b: Instant, tie: timedelta) -> bool:
    """Whether ``a`` lies wholly before ``b``, and not within ``tie`` of it."""
    return a.low < b.low and not tied(a, b, tie) and (a.even or b.even or not may_tie(a, b, tie))


def nights(rows: Iterable[Mapping[str, Any]]) -> Nights:
    """From rows of ``STORY_NIGHT_STAMPS``: source, hour, stamps."""
    found: dict[str, set[int]] = {}
    for row in rows:
        if row["stamps"] >= NIGHT_STAMPS:
            found.setdefault(row["source"], set()).add(row["hour"])
    return found


def is_midnight(report: Report) -> bool:
    """Whether the stamp stands at exactly midnight: in UTC, in the zone in which the input wrote it, or in the zone of
    the outlet's country."""
    if report.published is None or report.precision == "day":
        return False
    at = report.published.astimezone(UTC)
    if (at.hour, at.minute, at.second) == (0, 0, 0) or _LOCAL_MIDNIGHT.search(report.stamp or ""):
        return True
    if at.minute % 15 or at.second:  # no zone's midnight
        return False
    zones = zones_of(report.country)
    return bool(zones) and len(zones) <= _MOST_ZONES and _hour(at, ahead(zones[0], at)) == 0.0


def _hour(at: datetime, minutes: float | None) -> float | None:
    return None if minutes is None else (at.hour + (at.minute + minutes) / 60) % 24


def instant_of(report: Report, tie: timedelta, night: Collection[int] = ()) -> Instant | str:
    """The article's instant, or the reason why it has none that counts.

    ``night``: hours around which its outlet's other stamps show that it publishes, so that a midnight there is an
    instant.
    """
    if (report.genre or "") in NOT_A_REPORT:
        return A_LIST
    if report.published is None:
        seen = report.first_seen
        return _polled(_sighted(seen), report) if seen else NO_TIME
    if report.published.date() == _EPOCH:
        seen = report.first_seen
        return _polled(_sighted(seen), report) if seen and _is_polled(report) else CLOCK_AT_ZERO
    if report.clock_off:
        return CLOCK_OFF
    return _stamped(report, report.published, tie, night)


def _stamped(report: Report, published: datetime, tie: timedelta, night: Collection[int]) -> Instant | str:
    """The instant of a stamp: as wide as its precision, cut above by what was seen, and below by the last look."""
    at_night = published.astimezone(UTC).hour in night
    day_only = report.precision in {"day", "unknown"} or (is_midnight(report) and not at_night)
    width = DAY if day_only else WIDTHS["minute" if report.to_the_minute or report.precision == "minute" else "second"]
    low = published if day_only else report.at or published
    instant = Instant(low, low + width)
    if report.first_seen is None:
        return instant
    if report.at_sight and abs(published - report.first_seen) <= AT_SIGHT:
        return _polled(_sighted(report.first_seen), report)
    slack = FURTHEST_ZONE if day_only else tie
    if instant.low > report.first_seen + slack:
        return _polled(_sighted(report.first_seen), report) if _is_polled(report) else AFTER_SEEN
    if day_only:
        return _polled(_seen_day(instant, report.first_seen, report), report)
    if instant.low > report.first_seen:
        return Instant(report.first_seen, report.first_seen, settled=True)
    return instant.cut(report.first_seen)


def _seen_day(day: Instant, seen: datetime, report: Report) -> Instant:
    """A day of which something was seen: over before the last look, or begun after the sight, it is another zone's, and
    the sight tells more; seen soon after it, the article was out by then."""
    if _elsewhere(day, report):
        return _sighted(seen)
    if day.low > seen:
        return Instant(seen, seen, settled=True)
    if timedelta(0) <= seen - day.high <= FURTHEST_BEHIND:
        return Instant(day.low, seen, settled=True)
    return day.cut(seen)


def _sighted(seen: datetime) -> Instant:
    """The instant of an article of which only the sight tells: it has no stamp, or one that its being seen refutes, as
    a page's that is stamped anew with each change."""
    return Instant(seen, seen, settled=True, seen=True)


def _is_polled(report: Report) -> bool:
    """Whether when an article was seen tells when it was out."""
    return _begun(report) is not None


def _begun(report: Report) -> datetime | None:
    """Since when an article may have been out: since a collector last looked at its outlet, which was shortly before,
    or since as long before it was seen as the outlet's articles are seen after they are out."""
    looked, seen = report.looked, report.first_seen
    if seen is None:
        return None
    usual = [seen - timedelta(minutes=report.seen_within)] if report.seen_within else []
    return max([*usual, *([looked] if looked and seen - looked <= POLLED else [])], default=None)


def _polled(instant: Instant, report: Report) -> Instant:
    """The same, begun when a collector last looked and the article wasn't there, where its outlet is polled."""
    begun = _begun(report)
    if begun is None:
        return instant
    low = min(begun if instant.seen else max(instant.low, begun), instant.high)
    even = report.seen_within is not None and low == begun and instant.high - low > COARSE
    return replace(instant, low=low, even=even)


def _elsewhere(day: Instant, report: Report) -> bool:
    """Whether a day is over before its outlet's last look, or begins after the article was seen, in UTC: it is the day
    of another zone, of which the sights tell more."""
    begun, seen = _begun(report), report.first_seen
    return begun is not None and seen is not None and (begun >= day.high or seen <= day.low)


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


def why_by_sight(report: Report, instant: Instant) -> str | None:
    """Why a stamp gave way to when the article was seen; None where it didn't."""
    if not instant.seen or report.published is None:
        return None
    if report.at_sight and report.first_seen and abs(report.published - report.first_seen) <= AT_SIGHT:
        return STAMPED_AT_SIGHT
    return ZERO_BY_SIGHT if report.published.date() == _EPOCH else BY_SIGHT


def most_exact(precisions: Iterable[str | None]) -> str | None:
    """The most exact of several precisions; None where there is none.

    >>> most_exact(["day", None, "minute"]), most_exact([None]), most_exact([])
    ('minute', 'unknown', None)
    """
    found = {p or "unknown" for p in precisions}
    return next((p for p in ("second", "minute", "day", "unknown") if p in found), None)
