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
class Sights:
    """What sights show of stamps from ``start`` on: they are so many minutes ``ahead`` of when articles are out, and
    these are seen ``within`` so many from then on."""

    start: datetime
    ahead: float
    within: float


@dataclass(frozen=True, slots=True)
class Clock:
    """An outlet's learned clock: (minutes ahead, from, up to) of each period, or the zone whose local time it keeps.
    ``sights``: what was learned from when its articles were seen; ``at_sight``: its stamps are that."""

    periods: tuple[tuple[float, datetime | None, datetime | None], ...] = ()
    zone: str | None = None
    confidence: float = 0.0
    sights: tuple[Sights, ...] = ()
    at_sight: bool = False

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

    def seen(self, at: datetime) -> Sights | None:
        """What sights show of its stamps around an instant; of those before the first that tell, what these do."""
        return next((s for s in reversed(self.sights) if at >= s.start), self.sights[0] if self.sights else None)


RIGHT = Clock()


def clocks(rows: Iterable[Row]) -> dict[str, Clock]:
    """Clocks by outlet, from rows of ``STORY_CLOCKS``."""
    return {row["source"]: _clock(row) for row in rows}


def _clock(row: Row) -> Clock:
    periods = zip(row["offsets"] or (), row["starts"] or (), row["stops"] or (), strict=True)
    shown = zip(*(row[name] or () for name in ("seen_from", "seen_ahead", "seen_within")), strict=True)
    return Clock(
        tuple((offset, _instant(start), _instant(stop)) for offset, start, stop in periods),
        row["zone"] or None,
        row["confidence"] or 0.0,
        tuple(Sights(at, ahead, within) for start, ahead, within in shown if (at := _instant(start))),
        bool(row["at_sight"]),
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def applied(reports: Sequence[Report], known: dict[str, Clock], how: str) -> list[Report]:
    """The reports with their outlets' clocks reckoned in. ``how``: correct, exclude or trust. Only what strong evidence
    shows is corrected or left out; a day stays a day."""
    return [_applied(r, known.get(r.source or "", RIGHT), how) for r in reports]


def _applied(report: Report, clock: Clock, how: str) -> Report:
    report = _with_sights(report, clock)
    if how == "trust":
        return report
    ahead = _ahead(report, clock)
    shown = _seen(report, clock)
    by_sight = shown.ahead if shown and report.published and report.precision not in _UNTOUCHED else 0.0
    if ahead and not clock.strong:
        report, ahead = replace(report, clock_doubt=ahead), 0.0
    if not ahead + by_sight:
        return report
    return replace(report, clock_ahead=ahead + by_sight, clock_off=how == "exclude")


def _seen(report: Report, clock: Clock) -> Sights | None:
    at = report.published or report.first_seen
    return clock.seen(at) if at else None


def _with_sights(report: Report, clock: Clock) -> Report:
    shown = _seen(report, clock)
    return replace(report, seen_within=shown.within, at_sight=clock.at_sight) if shown else report


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
