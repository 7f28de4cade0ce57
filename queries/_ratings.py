"""What raters say of sources as of a day: the median of their latest ratings, the side, and where they disagree. Pure.

Rules: design, "Scales". An undated rating counts only where its rater gave no dated one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kg.model import BIAS, FACTUALITY, SIDES
from kg.query import Row

SCALES: Mapping[str, Sequence[str]] = {"bias": BIAS, "factuality": FACTUALITY}


@dataclass(frozen=True, slots=True)
class Rated:
    """A source's ratings: ``bias`` and ``factuality`` are medians, both middle points where they differ."""

    bias: str | None = None
    factuality: str | None = None
    bias_by_rater: Mapping[str, str] = field(default_factory=dict)
    factuality_by_rater: Mapping[str, str] = field(default_factory=dict)

    @property
    def side(self) -> str | None:
        """left, center or right; None without a rating, or where the middle ratings lie on different sides."""
        return side_of(self.bias)

    @property
    def disagreement(self) -> int:
        """Points of the bias scale between the raters furthest apart."""
        points = [BIAS.index(v) for v in self.bias_by_rater.values()]
        return max(points) - min(points) if points else 0


UNRATED = Rated()


def median(values: Iterable[str], scale: Sequence[str]) -> str | None:
    """The median point of a scale; both middle ones, in the scale's order, where they differ.

    >>> median(["lean-left", "left"], BIAS), median(["left", "right", "lean-left"], BIAS), median([], BIAS)
    ('left|lean-left', 'lean-left', None)
    """
    points = sorted(scale.index(v) for v in values if v in scale)
    if not points:
        return None
    low, high = points[(len(points) - 1) // 2], points[len(points) // 2]
    return "|".join(scale[p] for p in sorted({low, high}))


def side_of(bias: str | None) -> str | None:
    """The side of a bias.

    >>> side_of("left|lean-left"), side_of("lean-left|center"), side_of(None)
    ('left', None, None)
    """
    sides = {SIDES[part] for part in bias.split("|")} if bias else set()
    return sides.pop() if len(sides) == 1 else None


def rated(rows: Iterable[Row], day: date, rater: str | None = None) -> dict[str, Rated]:
    """Ratings by source as of ``day``. ``rows``: source, rater, rating (bias or factuality), value, date."""
    latest: dict[tuple[str, str, str], tuple[tuple[bool, date], str]] = {}
    for row in rows:
        value, kind, at = row["value"], row["rating"], row["date"]
        if value not in SCALES.get(kind, ()) or (at and at > day) or (rater and row["rater"] != rater):
            continue
        key, order = (row["source"], kind, row["rater"]), (at is not None, at or date.min)
        if key not in latest or (order, value) > latest[key]:
            latest[key] = (order, value)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for (source, kind, who), (_, value) in sorted(latest.items()):
        found.setdefault(source, {}).setdefault(kind, {})[who] = value
    return {source: _rated(kinds) for source, kinds in found.items()}


def _rated(kinds: Mapping[str, Mapping[str, str]]) -> Rated:
    bias, factuality = kinds.get("bias", {}), kinds.get("factuality", {})
    return Rated(median(bias.values(), BIAS), median(factuality.values(), FACTUALITY), bias, factuality)


def distribution(values: Iterable[str | None], order: Sequence[str] = ()) -> dict[str, int]:
    """How often each value stands, in the order of a scale, what is not known last and as ``unknown``.

    >>> distribution(["right", None, "left"], ("left", "center", "right"))
    {'left': 1, 'right': 1, 'unknown': 1}
    """
    counts: dict[str, int] = {}
    for value in values:
        counts[value or "unknown"] = counts.get(value or "unknown", 0) + 1
    rank = {value: n for n, value in enumerate(order)}

    def key(value: str) -> tuple[bool, int, int, str]:
        return (value == "unknown", rank.get(value, len(rank)), -counts[value], value)

    return {value: counts[value] for value in sorted(counts, key=key)}


def disagreeing(found: Mapping[str, Rated], sources: Collection[str], points: int = 2) -> list[str]:
    """Sources whose raters lie at least so many points of the bias scale apart."""
    return sorted(s for s in sources if found.get(s, UNRATED).disagreement >= points)
