"""Which articles of a story are about something else, or announce the event beforehand. Pure.

An article's similarity to the story's core (``PART_OF.score``) is held against that of the story's other articles: what
lies far below is about something else. What precedes the others counts as an announcement where it is unlike them by
less, or where its headline says that the event is still to come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median

from kg.announcing import announces, due_on, weekdays
from kg.zones import ahead, zones_of
from queries._reports import Report

OTHER_SUBJECT = "about something else"
BEFOREHAND = "announces the event beforehand"
LEAST_SCORED = 5
"""Articles with a score below which a story has no usual one."""
FAR_BELOW, BELOW = 0.4, 0.75
"""Parts of the story's median similarity below which an article is about something else, and below which one that
precedes the others announces the event."""
AHEAD = timedelta(minutes=60)
"""How long before every other text one must stand to be looked at as an announcement."""
WEEK = timedelta(days=7)
BURST, BURST_OF = timedelta(minutes=10), 3
FEW = 0.3
"""So many outlets within so long, and what lies before announced what they report, where it is no more than this part
of the story."""


def beside_the_subject(reports: Sequence[Report], at: Mapping[str, datetime]) -> dict[str, str]:
    """The reason for each article that isn't about the event itself. ``at``: when each was out for certain."""
    told = _unlike(reports)
    rest = [r for r in reports if r.id not in told]
    told |= _announcing(rest, at)
    return told if len(told) < len(reports) else {}


def _unlike(reports: Sequence[Report]) -> dict[str, str]:
    usual = _usual(reports)
    return {r.id: OTHER_SUBJECT for r in reports if usual and r.score is not None and r.score < FAR_BELOW * usual}


def _announcing(reports: Sequence[Report], at: Mapping[str, datetime]) -> dict[str, str]:
    """Those that stand apart from all that came later, as long as something did."""
    usual = _usual(reports)
    ordered = sorted(reports, key=lambda r: (at[r.id], r.id))
    days = Counter(at[r.id].astimezone(UTC).date() for r in reports)
    densest = min(days, key=lambda d: (-days[d], d)) if days else None
    ahead_of = {r.id for r in reports if _expects(r) or (densest and _names_day(r, at[r.id], densest))}
    news = [r for r in ordered if r.id not in ahead_of]
    burst = _burst(news, at)
    told: dict[str, str] = {}
    for report in ordered:
        after = next((at[r.id] for r in news if at[r.id] > at[report.id]), None)
        if after is None:
            break
        apart = after - at[report.id] >= AHEAD
        unlike = bool(usual) and report.score is not None and report.score < BELOW * usual
        early = burst is not None and burst - at[report.id] >= AHEAD and len(told) < len(ordered) * FEW
        if not ((report.id in ahead_of or unlike) and apart) and not early:
            break  # the first that isn't one: what comes later reports
        told[report.id] = BEFOREHAND
    return told


def _names_day(report: Report, out: datetime, densest: date) -> bool:
    """Whether it names the weekday, still to come, on which most report: 'vote on Thursday', on a Tuesday. A headline
    may name its own day so, and its place's day, which is the one before or after in UTC: who reports rarely does."""
    own = _day(report, out)
    named = weekdays(f"{report.headline or ''} {report.lead or ''}", report.language)
    if timedelta(0) < densest - own < WEEK and densest.weekday() in named:
        return True
    due = (own + timedelta(days=(day - own.weekday()) % 7) for day in due_on(report.headline, report.language))
    return any(abs(day - densest) <= timedelta(days=1) for day in due)


def _day(report: Report, at: datetime) -> date:
    """The day in UTC or in the outlet's country, whichever is the latest: nowhere is it still to come."""
    found = [minutes for zone in zones_of(report.country) if (minutes := ahead(zone, at)) is not None]
    return (at.astimezone(UTC) + timedelta(minutes=max([0.0, *found]))).date()


def _burst(news: Sequence[Report], at: Mapping[str, datetime]) -> datetime | None:
    """When several outlets first come within minutes of each other with texts of their own, as they do when something
    happens before their eyes, after an hour of nothing."""
    own = [r for r in news if not r.copy_of and not r.wire]
    for number, report in enumerate(own):
        start = at[report.id]
        quiet = number == 0 or start - at[own[number - 1].id] >= AHEAD
        if quiet and len({r.source for r in own[number:] if at[r.id] - start <= BURST}) >= BURST_OF:
            return start
    return None


def _usual(reports: Sequence[Report]) -> float:
    scores = [r.score for r in reports if r.score is not None]
    return median(scores) if len(scores) >= LEAST_SCORED else 0.0


def _expects(report: Report) -> bool:
    return announces(report.headline, report.language)
