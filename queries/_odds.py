"""Two rates compared: odds ratio, its exact interval and p. Pure.

Odds ratio: the conditional maximum likelihood estimate, with the exact interval of J. Cornfield, "A statistical problem
arising from retrospective studies", Berkeley Symposium 1956; p: R. A. Fisher's exact test, two-sided.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

CONFIDENCE = 0.95
METHOD = (
    "odds ratio: conditional maximum likelihood with Cornfield's exact 95 % interval; p: Fisher's exact test, "
    "two-sided; rates: Wilson 95 % intervals"
)


@dataclass(frozen=True, slots=True)
class Odds:
    """``ratio`` below 1: the first group does it less. ``high`` and ``ratio``: None where they have no end."""

    ratio: float | None
    low: float
    high: float | None
    p: float


def compared(hits: int, misses: int, other_hits: int, other_misses: int) -> Odds | None:
    """The odds of one group against those of another; None where one of them has nothing, or both are alike in all.

    >>> compared(2, 10, 15, 3)  # the convictions of twins, in the manual of R's fisher.test
    Odds(ratio=0.0469, low=0.0033, high=0.3632, p=0.000537)
    >>> compared(0, 0, 5, 5) is None
    True
    """
    if not hits + misses or not other_hits + other_misses or not hits + other_hits or not misses + other_misses:
        return None
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio

    table = [[hits, misses], [other_hits, other_misses]]
    found = odds_ratio(table)
    interval = found.confidence_interval(CONFIDENCE)
    p = float(fisher_exact(table).pvalue)
    return Odds(_given(found.statistic), round(float(interval.low), 4), _given(interval.high), round(p, 6))


def _given(value: float) -> float | None:
    return round(float(value), 4) if isfinite(value) else None
