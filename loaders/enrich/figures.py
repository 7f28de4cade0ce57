"""Figures that groups of articles keep to: what tells two events of a kind, in one place, apart. Pure.

Two quakes in one town are told in the same words, but with another magnitude and other numbers of dead and hurt.
Reports of one event have at least one of its figures in common, also across languages and while a toll rises; where the
articles of two groups keep to figures of their own, and tell none of the other's, they report two events.
"""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from loaders.enrich.clusters import Clusters, Floats, Numbers

OFTEN = 0.05
"""Mean weight from which a group keeps to a figure: about three articles in ten tell it (.04 to .06: the same)."""
TWICE = 0.3
"""Summed weight from which more than one article tells it (a figure weighs about .15 in one; .3 and .4: the same)."""
EVER = 0.02
"""Mean weight below which it is told by none, or by one in many."""
OWN = 2
"""Figures of its own that each group must keep to. One is too little: a toll that rises is another figure of the same
event (clusters_giveme5w1h, dev half: B-cubed .949 with two, .936 with one)."""
SEVERAL = 3
"""Articles that a group must have to be known by its figures."""
BETWEEN = 3 * 3_600.0
"""Seconds between the mean instants of two such groups. At one hour one event told by two sets of figures is likelier
than two events of a kind, and groups without an instant can't be told apart by their figures at all. On six simulated
worlds 0 and 3 hours give the same B-cubed F1 (.953), 6 hours .951."""

_ENDINGS = 1 << 20

Yes = NDArray[np.bool_]


@cache
def _figures() -> NDArray[np.uint32]:
    """Terms, as clusters have them, that are numbers, sorted: of two or three digits (the last of 4,082, 4.082 and
    4 082 alike), of four that are no year of our time, decimals."""
    whole = [f"{n:0{digits}}" for digits in (2, 3, 4) for n in range(10**digits)]
    figures = [w for w in whole if len(w) < 4 or not w.startswith(("19", "20"))]
    figures += [f"{n / 10:.1f}" for n in range(10_000)] + [f"{n / 100:.2f}" for n in range(10_000)]
    return np.unique([np.uint32(zlib.crc32(w.encode())) for w in figures])


@cache
def _endings() -> Yes:
    """Which last bits figures have: most terms are told from them at a glance."""
    found = np.zeros(_ENDINGS, dtype=bool)
    found[_figures() % _ENDINGS] = True
    return found


def _often_and_ever(told: Floats, weight: Floats) -> tuple[Yes, Yes]:
    """Which figures groups keep to, and which they tell at all."""
    told, share = np.round(told, 9), np.round(told / weight, 9)
    return (share >= OFTEN) & (told >= TWICE), share >= EVER


class Figures:
    """What groups tell in numbers, kept up as groups become one.

    ``told``: (groups, figures) mean weight times articles; ``weight``: how many articles each group has; ``at``: their
    mean instant, in seconds (nan: none).
    """

    def __init__(self, told: Floats, weight: Floats, at: Floats) -> None:
        self._told, self._weight, self._at = told.copy(), weight.copy(), at.copy()
        self._often, self._ever = _often_and_ever(told, weight[:, None])
        self._any = np.count_nonzero(told.sum(axis=0) >= TWICE - 1e-6) >= 2 * OWN  # else no two groups of it are apart

    def of(self, places: Numbers) -> Figures:
        """Those of some groups."""
        return Figures(self._told[places], self._weight[places], self._at[places])

    def summed(self, part: csr_array) -> Figures:
        """Those of larger groups. ``part``: (larger, groups), how many articles of each are of it, 0 for none."""
        dated = ~np.isnan(self._at)
        with np.errstate(invalid="ignore"):
            at: Floats = (part @ np.where(dated, self._at, 0.0)) / (part @ dated)
        return Figures((part > 0).astype(np.float64) @ self._told, part.sum(axis=1), at)

    def join(self, one: int, other: int) -> None:
        """``one`` takes ``other`` in."""
        if not self._any:
            return
        weight, at = self._weight[[one, other]], self._at[[one, other]]
        dated = ~np.isnan(at)
        if dated.any():
            self._at[one] = (weight[dated] @ at[dated]) / weight[dated].sum()
        self._told[one] += self._told[other]
        self._weight[one] += self._weight[other]
        self._often[one], self._ever[one] = _often_and_ever(self._told[one], self._weight[one])

    def apart(self, one: int) -> Yes:
        """Which groups report another event than ``one``."""
        found: Yes = self._apart(np.array([one]))[0]
        return found

    def all_apart(self) -> Yes:
        """Which groups report another event than which, (groups, groups)."""
        return self._apart(np.arange(len(self._weight)))

    def _apart(self, places: Numbers) -> Yes:
        found = np.zeros((len(places), len(self._weight)), dtype=bool)
        if not self._any:
            return found
        known = (np.count_nonzero(self._often, axis=1) >= OWN) & (self._weight >= SEVERAL)
        for line, one in zip(found, places.tolist(), strict=True):
            if known[one]:
                shared = self._ever[:, self._often[one]].any(axis=1) | self._often[:, self._ever[one]].any(axis=1)
                line[:] = known & ~shared & (np.round(np.abs(self._at - self._at[one])) >= BETWEEN)
        return found


def figures(rows: Numbers, clusters: Clusters) -> Figures:
    """The figures of clusters, each a group of its own."""
    terms, size = clusters.terms[rows], clusters.size[rows].astype(np.float64)
    known = _figures()
    row, column = np.nonzero(_endings()[terms % _ENDINGS] & (clusters.weights[rows] > 0))
    found = terms[row, column]
    there = known[np.minimum(np.searchsorted(known, found), len(known) - 1)] == found
    row, column = row[there], column[there]
    several, place = np.unique(terms[row, column], return_inverse=True)
    told = np.zeros((len(rows), len(several)))
    told[row, place] = clusters.weights[rows[row], column]
    return Figures(told * size[:, None], size, clusters.at[rows])
