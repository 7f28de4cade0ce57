"""Outlets' learned clocks applied: stamps corrected, left out or trusted. Pure.

How clocks are learned: ``loaders.enrich.clocks``; design, "Who reported first", *Clocks*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kg.model import STRONG_CLOCK
from kg.query import Param, Row
from kg.zones import ahead_of_reading
from queries._reports import Report

CLOCKS = Param(
    "clocks",
    "choice",
    "outlets whose clock was learned to be off: correct their stamps, exclude them, or trust them",
    "correct",
    ("correct", "exclude", "trust"),
)
_UNTOUCHED = frozenset({"day", "unknown"})


@dataclass(frozen=True, slots=True)
class Clock:
    """An outlet's learned clock: (minutes ahead, from, up to) of each period, or the zone whose local time it keeps."""

    periods: tuple[tuple[float, datetime | None, datetime | None], ...] = ()
    zone: str | None = None
    confidence: float = 0.0

    @property
    def strong(self) -> bool:
        """Whether the evidence is strong enough to correct by it."""
        return self.confidence >= STRONG_CLOCK

    @property
    def offsets(self) -> list[float]:
        """The different offsets that it had."""
        return sorted({offset for offset, _, _ in self.periods if offset})

    def ahead(self, stamp: datetime) -> float:
        """Minutes that a stamp is ahead of the truth."""
        if self.zone:
            return ahead_of_reading(self.zone, stamp) or 0.0
        for offset, start, stop in self.periods:
            if (start is None or stamp >= start) and (stop is None or stamp < stop):
                return offset
        return 0.0


RIGHT = Clock()


def clocks(rows: Iterable[Row]) -> dict[str, Clock]:
    """Clocks by outlet, from rows of ``CLOCK_ROWS``: source, offsets, starts, stops, zone, confidence."""
    return {row["source"]: _clock(row) for row in rows if row["offsets"]}


def _clock(row: Row) -> Clock:
    periods = zip(row["offsets"], row["starts"], row["stops"], strict=True)
    return Clock(
        tuple((offset, _instant(start), _instant(stop)) for offset, start, stop in periods),
        row["zone"] or None,
        row["confidence"] or 0.0,
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def applied(reports: Sequence[Report], known: dict[str, Clock], how: str) -> list[Report]:
    """The reports with their outlets' clocks reckoned in. ``how``: correct, exclude or trust. Only what strong evidence
    shows is corrected or left out; a day stays a day."""
    return [_applied(r, known.get(r.source or "", RIGHT), how) for r in reports]


def _applied(report: Report, clock: Clock, how: str) -> Report:
    ahead = _ahead(report, clock)
    if not ahead or how == "trust":
        return report
    if not clock.strong:
        return replace(report, clock_doubt=ahead)
    return replace(report, clock_ahead=ahead, clock_off=how == "exclude")


def _ahead(report: Report, clock: Clock) -> float:
    if report.published is None or report.precision in _UNTOUCHED:
        return 0.0
    return clock.ahead(report.published)


def moved(stamp: datetime, ahead: float) -> datetime:
    """A stamp without what its clock is ahead.

    >>> moved(datetime(2026, 1, 30, 13, tzinfo=UTC), 60.0).hour
    12
    """
    return stamp - timedelta(minutes=ahead)


def signed(minutes: float) -> str:
    """Minutes in words.

    >>> signed(60.0), signed(-330.0), signed(45.0)
    ('+1 h', '-5.5 h', '+45 min')
    """
    if minutes % 30:
        return f"{minutes:+.0f} min"
    return f"{minutes / 60:+g} h"


def remark(reports: Sequence[Report]) -> list[str]:
    """A note of which outlets' stamps were corrected or left out, and by how much; none where none was."""
    told = {(r.name, r.clock_ahead, r.clock_off) for r in reports if r.clock_ahead}
    notes = []
    for off, words in ((False, "corrected"), (True, "left out")):
        outlets = [f"{name} ({signed(ahead)})" for name, ahead, was in sorted(told) if was is off]
        if outlets:
            notes.append(f"stamps {words} as these clocks were learned to be off: {', '.join(outlets)}")
    return notes
