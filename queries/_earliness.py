"""How early an outlet is in the stories that it shares with others: median rank and minutes, with intervals. Pure.

Interval of a median: order statistics, free of any distribution; W. J. Conover, Practical Nonparametric Statistics,
3rd edition (1999), section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb
from statistics import median

from kg.query import Row
from queries._clocks import RIGHT, Clock
from queries._instants import FAR_FUTURE, Instant, densest_day

METHOD = "order statistics, 95 %"
TIE = timedelta(seconds=60)
OUTLIER = timedelta(hours=72)
"""The defaults of ``kg first``."""


@dataclass(frozen=True, slots=True)
class Middle:
    """A median with its interval; no interval where there are too few values for 95 %."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Earliness:
    """``shared``: stories in which its place is known; ``firsts``: of these, those in which no other outlet was earlier
    by more than a tie."""

    shared: int
    firsts: int
    rank: Middle
    minutes: Middle


def middle(values: Sequence[float]) -> Middle:
    """The median and its interval.

    >>> middle([1, 2, 3])
    Middle(value=2, low=None, high=None)
    >>> middle(range(1, 21))
    Middle(value=10.5, low=6, high=15)
    """
    if not values:
        return Middle()
    ordered, n = sorted(values), len(values)
    below, rank = 0.0, 0
    while below + comb(n, rank) / 2**n <= 0.025:
        below += comb(n, rank) / 2**n
        rank += 1
    return Middle(median(ordered), *((ordered[rank - 1], ordered[n - rank]) if rank else (None, None)))


def earliness(source: str, rows: Iterable[Row], clocks: Mapping[str, Clock], how: str) -> Earliness:
    """An outlet's place in stories. ``rows``: story, source, published, first_seen of articles with an exact stamp."""
    stories: dict[str, list[tuple[str, datetime]]] = {}
    for row in rows:
        at = _instant(row, clocks.get(row["source"], RIGHT), how)
        if at is not None:
            stories.setdefault(row["story"], []).append((row["source"], at))
    places = [place for told in stories.values() if (place := _place(source, told)) is not None]
    return Earliness(
        len(places),
        sum(rank == 1 for rank, _ in places),
        middle([rank for rank, _ in places]),
        middle([round(minutes, 2) for _, minutes in places]),
    )


def _instant(row: Row, clock: Clock, how: str) -> datetime | None:
    stamp: datetime = row["published"]
    ahead = clock.ahead(stamp) if clock.strong and how != "trust" else 0.0
    if ahead and how == "exclude":
        return None
    at = stamp - timedelta(minutes=ahead)
    return None if row["first_seen"] and at > row["first_seen"] + TIE else at


def _place(source: str, told: Sequence[tuple[str, datetime]]) -> tuple[float, float] | None:
    """Rank among the outlets, and minutes after the first; None where nobody else, or not itself, has a time."""
    day = densest_day(Instant(at, at) for _, at in told)
    start = datetime.combine(day, datetime.min.time(), told[0][1].tzinfo) if day else None
    if start is None:
        return None
    earliest: dict[str, datetime] = {}
    for own, at in told:
        if start - OUTLIER < at < start + FAR_FUTURE:
            earliest[own] = min(at, earliest.get(own, at))
    if source not in earliest or len(earliest) < 2:
        return None
    ahead = sum(earliest[source] - at > TIE for at in earliest.values())
    return 1.0 + ahead, (earliest[source] - min(earliest.values())).total_seconds() / 60
