"""Which articles of a story are about something else, or announce the event beforehand. Pure.

An article's similarity to the story's core (``PART_OF.score``) is held against that of the story's other articles: what
lies far below is about something else. What precedes the others counts as an announcement where it is unlike them by
less, or where its headline says that the event is still to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from kg.announcing import announces
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
    news = [r for r in ordered if not _expects(r)]
    burst = _burst(news, at)
    told: dict[str, str] = {}
    for report in ordered:
        after = next((at[r.id] for r in news if at[r.id] > at[report.id]), None)
        if after is None:
            break
        apart = after - at[report.id] >= AHEAD
        unlike = bool(usual) and report.score is not None and report.score < BELOW * usual
        early = burst is not None and burst - at[report.id] >= AHEAD and len(told) < len(ordered) * FEW
        if not ((_expects(report) or unlike) and apart) and not early:
            break  # the first that isn't one: what comes later reports
        told[report.id] = BEFOREHAND
    return told


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
