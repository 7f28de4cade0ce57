"""What joins a story that is there: single articles and what follows an event, held against larger groups. Pure.

Follow-ups and opinion are less like an event's reports than these are like one another, but more like them than like
anything else. They come later, and there are fewer of them: two events of the same people or of one kind are as alike,
but either may come first, and the later one soon has as many articles as the earlier had, or figures of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from loaders.enrich.figures import Figures

Floats = NDArray[np.float64]
FEW, LARGE = 2, 5
"""How many articles are few, and how many are a large group."""
SMALL = 0.15
"""Average similarity from which a group of few articles joins a large one."""
AFTER = 0.26
"""Average similarity from which a smaller group that comes later joins a larger one. On worlds 1 to 5 .22 gives stories
.004 more and firsts .02 less: what little is written of another event then counts as what follows a larger one."""
SHARE = 3.0
"""How many times as many articles the larger one must have (2 to 4: the same within .003)."""
LATER = 6 * 3_600.0
"""Seconds between the mean instants from which a group comes later (0 to 12 hours: the same)."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Clusters and their groups. ``group``: for each the place of its group's first member; ``size``: how many articles
    it has; ``at``: their mean instant, in seconds (nan: none); ``cohesion``: what they are alike among themselves;
    ``likeness``: what clusters are alike, (n, n); ``told``: the figures that they tell."""

    group: Sequence[int]
    size: Floats
    at: Floats
    cohesion: Floats
    likeness: Floats
    told: Figures


def with_followups(found: Groups, alike: float) -> list[int]:
    """The groups when small ones have joined the larger ones that they belong to.

    ``alike``: the part of what a large group's articles are alike that few articles must reach.
    """
    members, place_of = np.unique(np.array(found.group), return_inverse=True)
    part = csr_array((found.size, (place_of, np.arange(len(found.size)))), shape=(len(members), len(found.size)))
    weight = part.sum(axis=1)
    average = np.round((part @ (part @ found.likeness).T).T / np.outer(weight, weight), 9)
    average[~_may_join(average, part, weight, found, alike)] = 0.0
    joined = np.array(found.group)
    host = np.ones(len(members), dtype=bool)
    willing = np.nonzero(average.any(axis=1))[0]
    for place in willing[np.lexsort((willing, -weight[willing]))]:  # whom it joins is larger, and stands by now
        best = int(np.where(host, average[place], 0.0).argmax())
        if host[best] and average[place, best] > 0.0:
            joined[place_of == place] = members[best]
            host[place] = False
    return [int(g) for g in joined]


def _may_join(average: Floats, part: csr_array, weight: Floats, found: Groups, alike: float) -> NDArray[np.bool_]:
    """Which groups (rows) may join which (columns)."""
    at = np.round(part @ found.at / weight)
    follows = at[:, None] - at[None, :] >= LATER  # false where either has no time
    follows &= (weight[None, :] >= SHARE * weight[:, None]) & (average >= AFTER)
    large = weight >= LARGE
    asked = np.full(len(weight), np.inf)
    asked[large] = np.maximum(alike * _own(part[large], weight[large], found), SMALL)
    few = (weight <= FEW)[:, None] & large[None, :] & (average >= asked[None, :])
    may: NDArray[np.bool_] = (follows | few) & ~found.told.summed(part).all_apart()
    return may


def _own(part: csr_array, weight: Floats, found: Groups) -> Floats:
    """How alike the articles of groups are on average. ``part``: (groups, clusters) how many of each are of it."""
    own = found.cohesion * (found.size - 1.0) / found.size
    alike = []
    for row, articles in enumerate(weight.tolist()):
        members, sizes = part.indices[slice(*part.indptr[row : row + 2])], part.data[slice(*part.indptr[row : row + 2])]
        apart = found.likeness[np.ix_(members, members)].copy()
        np.fill_diagonal(apart, own[members])  # of its pairs, those of an article with itself as not alike at all
        alike.append(float(sizes @ apart @ sizes) / (articles * (articles - 1.0)))
    return np.round(alike, 9)
