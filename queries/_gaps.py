"""Coverage gaps: shares with their intervals, and when a share is a blindspot. Pure.

Interval: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""
SIDES = ("left", "center", "right")
OPPOSITE = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """A group's sources: which cover, which don't, and which weren't collected in that time."""

    covered: tuple[str, ...]
    not_covered: tuple[str, ...]
    not_collected: tuple[str, ...] = ()

    @property
    def sources(self) -> int:
        """Sources that the share is over."""
        return len(self.covered) + len(self.not_covered)

    @property
    def share(self) -> float | None:
        """The part that covers; None where nothing was collected."""
        return len(self.covered) / self.sources if self.sources else None

    @property
    def interval(self) -> tuple[float, float]:
        """The share's Wilson 95 % interval."""
        return wilson(len(self.covered), self.sources)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a side's silence is a blindspot (design: "Coverage gap"). Shares from 0 to 1."""

    min_rated: int = 5
    max_share: float = 0.2
    other_share: float = 0.5


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of ``hits`` out of ``of``; (0, 1) where there is nothing to count.

    >>> [round(x, 3) for x in wilson(1, 10)], [round(x, 3) for x in wilson(0, 10)]
    ([0.018, 0.404], [0.0, 0.278])
    """
    if of == 0:
        return 0.0, 1.0
    p, square = hits / of, z * z
    middle = (p + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(p * (1 - p) / of + square / (4 * of * of)) / (1 + square / of)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == of else min(1.0, middle + half)


def blindspots(sides: Mapping[str, Coverage], rule: Rule) -> set[str]:
    """The sides that are blind to what the other side covers."""
    rated = sum(c.sources for c in sides.values())
    covering = sum(len(c.covered) for c in sides.values())
    if rated < rule.min_rated or not covering:
        return set()
    return {a for a, b in OPPOSITE.items() if a in sides and b in sides and _blind(sides[a], sides[b], rule)}


def _blind(silent: Coverage, loud: Coverage, rule: Rule) -> bool:
    if silent.share is None or loud.share is None:
        return False
    apart = silent.interval[1] < loud.interval[0]
    return silent.share <= rule.max_share and loud.share >= rule.other_share and apart


def coverage(members: Sequence[str], covering: set[str], collected: set[str]) -> Coverage:
    """A group's coverage; a source that covers was collected."""
    return Coverage(
        tuple(sorted(s for s in members if s in covering)),
        tuple(sorted(s for s in members if s in collected and s not in covering)),
        tuple(sorted(s for s in members if s not in collected and s not in covering)),
    )
