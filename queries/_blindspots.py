"""Which stories a side is blind to. Pure.

The rule is that of ``queries._gaps``: shares of the rated sources that were collected around the story's days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.query import Row
from queries._gaps import SIDES, Rule, blindspots, coverage
from queries._gaps_of import collected, span_of
from queries._ratings import rated


@dataclass(frozen=True, slots=True)
class Seen:
    """``covering``: each story's sources; ``spans``: its first and last day; ``days``: on which days something is held
    of each rated source, in order; ``members``: rated sources by side."""

    covering: Mapping[str, set[str]]
    spans: Mapping[str, tuple[date, date]]
    days: Mapping[str, Sequence[date]]
    members: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, articles: Sequence[Row], held: Sequence[Row], ratings: Sequence[Row], day: date) -> Seen:
        """From rows: story, source, instant; source, days; and ratings (``queries._texts.RATINGS``)."""
        covering: dict[str, set[str]] = {}
        dates: dict[str, list[date]] = {}
        for row in articles:
            covering.setdefault(row["story"], set()).add(row["source"])
            if row["instant"]:
                dates.setdefault(row["story"], []).append(row["instant"].date())
        spans = {story: told for story, days in dates.items() if (told := span_of(days))}
        sides = {source: told.side for source, told in rated(ratings, day).items()}
        members = {side: sorted(s for s, own in sides.items() if own == side) for side in SIDES}
        return cls(covering, spans, {row["source"]: sorted(row["days"]) for row in held}, members)


def blind_to(side: str, seen: Seen, rule: Rule) -> set[str]:
    """The stories that a side is blind to."""
    return {story for story, span in seen.spans.items() if side in _blind_sides(story, span, seen, rule)}


def _blind_sides(story: str, span: tuple[date, date], seen: Seen, rule: Rule) -> set[str]:
    covering = seen.covering[story]
    if not any(covering & set(members) for members in seen.members.values()):
        return set()
    held = {source for source, days in seen.days.items() if collected(days, *span)}
    told = {side: coverage(members, covering, held) for side, members in seen.members.items()}
    return blindspots(told, rule)
