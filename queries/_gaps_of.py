"""What one outlet leaves out that its peers carry. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kg.query import Finished, Row
from queries._gaps import Coverage

AROUND = timedelta(days=7)
"""A source of which nothing is held within this span around was not collected then (design: "Coverage gap")."""
BEFORE, AFTER = timedelta(hours=72), timedelta(days=366)
"""As for ``kg first``: what is further from a story's densest day has a clock that is off."""
NAMES_SHOWN = 20


def collected(days: Sequence[date], first: date, last: date) -> bool:
    """Whether something of a source is held around a span. ``days``: in order.

    >>> collected([date(2026, 1, 1)], date(2026, 1, 8), date(2026, 1, 9))
    True
    """
    at = bisect_left(days, first - AROUND)
    return at < len(days) and days[at] <= last + AROUND


def span_of(days: Iterable[date]) -> tuple[date, date] | None:
    """First and last of the days on which a story was covered, without those of clocks that are off: long before the
    densest day, or a year after it. None where there is no day.

    >>> span_of([date(1970, 1, 1), date(2026, 1, 8), date(2026, 1, 8), date(2026, 1, 10), date(2099, 12, 31)])
    (datetime.date(2026, 1, 8), datetime.date(2026, 1, 10))
    """
    counts = Counter(days)
    if not counts:
        return None
    densest = min(counts, key=lambda d: (-counts[d], d))
    fitting = [d for d in counts if densest - BEFORE <= d <= densest + AFTER]
    return min(fitting), max(fitting)


def row_of(group: str, label: str, told: Coverage, names: Sequence[str], *, blindspot: bool = False) -> Row:
    """A group's coverage as a row; the share and its interval are none where nothing was collected."""
    low, high = told.interval if told.sources else (None, None)
    return {
        "group": group, "label": label, "sources": told.sources, "share": told.share, "low": low, "high": high,
        "covered": len(told.covered), "not_covered": len(told.not_covered),
        "not_collected": len(told.not_collected), "blindspot": blindspot, "names": list(names[:NAMES_SHOWN]),
    }  # fmt: skip


def missed_stories(source: str, stories: Sequence[Row], sources: Sequence[Row], limit: int) -> Finished:
    """Stories that peers of ``source`` (same country and language) carry and it doesn't, most carried first.

    ``stories``: story, headline, first, last (days), covering (ids of peers). ``sources``: source, source_name,
    country, language, days (in order). Stories while the source was not collected are left out and counted.
    """
    by_id = {s["source"]: s for s in sources}
    own = by_id[source]
    peers = [s for s in sources if s is not own and (s["country"], s["language"]) == (own["country"], own["language"])]
    unseen, found = 0, []
    for story in stories:
        if not story["first"] or not collected(own["days"], story["first"], story["last"]):
            unseen += 1
            continue
        held = {p["source"] for p in peers if collected(p["days"], story["first"], story["last"])}
        covering = sorted(set(story["covering"]))
        told = Coverage(
            tuple(covering),
            tuple(sorted(held - set(covering))),
            tuple(sorted({p["source"] for p in peers} - held - set(covering))),
        )
        names = [by_id[s]["source_name"] or s for s in covering]
        found.append(row_of(story["story"], story["headline"] or story["story"], told, names))
    found.sort(key=lambda r: (-r["covered"], -r["share"], r["group"]))
    facts = {"source": source, "peers": len(peers), "missed": len(found)}
    return Finished(
        found[:limit],
        facts,
        {f"stories while {source} was not collected": unseen, "over the limit": max(0, len(found) - limit)},
    )
