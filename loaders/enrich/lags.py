"""How long after its original a copy comes, and how long after publication an article is seen: learned densities. Pure.

Delays are counted in half octaves of minutes (each bin reaches 1.41 times as far as the one before it), so that seconds
and days fit one table. An outlet that is slower or quicker than others has the same table, moved by some bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BINS = 36
"""Half octaves of minutes, moved up by ``_ZERO``: up to 2 ** 16 minutes, 45 days."""
_ZERO = 3
_LEAST = 0.5
"""Minutes below which delays aren't told apart: many stamps name the minute alone."""
STRAY = 0.1
"""Share of pairs that tell nothing: a stamp of the last change, a draft's date, a copy of another copy."""
STRAY_SPAN = 2 * 24 * 60.0
"""Minutes over which they lie."""
_EARLY = 1.0
"""Minutes by which a stamp that names the minute alone may lie before what it comes after."""
QUICKEST, SLOWEST = -4, 8
"""By how many half octaves an outlet may differ: a quarter of the usual delay, sixteen times it."""
_USUAL_DIFFERENCE = 3.0


@dataclass(frozen=True, slots=True)
class Delays:
    """A density of delays. ``shares``: of each bin, summing to 1."""

    shares: Floats

    @classmethod
    def around(cls, median: float, octaves: float) -> Delays:
        """A log-normal one: its median in minutes, its standard deviation in octaves."""
        middles = (np.arange(_BINS) - _ZERO + 0.5) / 2
        heights = np.exp(-0.5 * ((middles - np.log2(median)) / octaves) ** 2)
        return cls(heights / heights.sum())

    def after(self, minutes: Floats, weight: float) -> Delays:
        """The density when these delays were seen, this one counting like ``weight`` of them."""
        if not len(minutes):
            return self
        counts = np.bincount(bins(minutes), minlength=_BINS).astype(float)
        smooth = np.convolve(counts, (0.25, 0.5, 0.25), mode="same")
        mixed = smooth + weight * self.shares
        return Delays(mixed / mixed.sum())

    def table(self) -> Floats:
        """Log of the shares, a row for each slowness from ``QUICKEST`` to ``SLOWEST``."""
        rows = []
        for slower in range(QUICKEST, SLOWEST + 1):
            moved = np.zeros(_BINS)
            if slower >= 0:
                moved[slower:] = self.shares[: _BINS - slower]
            else:
                moved[:slower] = self.shares[-slower:]
            rows.append(np.log(moved + 1e-6))
        return np.array(rows)


def bins(minutes: Floats) -> NDArray[np.int64]:
    """The bin of each delay; what is below half a minute counts as that."""
    octaves = np.log2(np.maximum(minutes, _LEAST))
    found: NDArray[np.int64] = np.clip(np.floor(2 * octaves).astype(np.int64) + _ZERO, 0, _BINS - 1)
    return found


def log_density(
    minutes: Floats, table: Floats, slower: Any = None, stray: float = STRAY, before: float = STRAY_SPAN
) -> Floats:
    """Log density of delays (minutes, of any sign). ``slower``: rows of the table, one for each delay; None: all rows,
    as a new first axis. Below zero only strays lie, of which there is a share ``stray``, over so many minutes
    ``before``."""
    possible = minutes >= -_EARLY
    late = np.maximum(minutes, _LEAST)
    at = bins(late)
    width = np.log(late * (np.log(2) / 2))
    shares = table[:, at] if slower is None else table[slower, at]
    log_stray = np.log(stray / STRAY_SPAN)
    density = np.logaddexp(np.log(1 - stray) + shares - width, log_stray)
    found: Floats = np.where(possible, density, np.log(stray / before))
    return found


def slowness_prior() -> Floats:
    """Log prior of each slowness from ``QUICKEST`` to ``SLOWEST``: most outlets are like the others."""
    steps = np.arange(QUICKEST, SLOWEST + 1) / _USUAL_DIFFERENCE
    prior: Floats = -0.5 * steps**2
    return prior
