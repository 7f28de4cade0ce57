"""Which clusters share rare terms with an article: an inverted index over the heaviest terms of each cluster.

Changed rows are gathered in a small tier, which is put together anew before each search; when it is full it goes into
one that is larger, so that a change costs little however many rows there are. An entry counts where its row's level is
that of its tier. What is found is a function of the rows alone, not of how they came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Terms = NDArray[np.uint32]
Numbers = NDArray[np.int64]

POSTED = 16
"""Heaviest terms of a cluster by which it is found."""
MOST_SEEN = 2_048
"""Entries looked at for an article: those of its rarest terms, as far as that goes."""
LEVELS = (2_048, 32_768)
"""Rows of the smaller tiers."""
_BUCKETS = 1 << 22
"""How many rows have a term is counted by its last bits: others with the same make it seem commoner."""


@dataclass(frozen=True, slots=True)
class _Tier:
    """Entries in the order of their terms."""

    terms: Terms
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]


_EMPTY = _Tier(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


class Postings:
    """Rows by their heaviest terms."""

    def __init__(self) -> None:
        self._terms = np.zeros((0, POSTED), dtype=np.uint32)
        self._weights = np.zeros((0, POSTED), dtype=np.float32)
        self._level = np.zeros(0, dtype=np.int8)
        self._tiers = [_EMPTY] * (len(LEVELS) + 1)
        self._count = np.zeros(_BUCKETS, dtype=np.int32)

    def put(self, rows: Numbers, terms: Terms, weights: NDArray[np.float32], room: int) -> None:
        """Take in what rows have become: ``terms`` and ``weights`` (rows, terms), 0 where there is none. ``room``: rows
        that there may be."""
        self._grow(room)
        heaviest = np.argsort(-weights, axis=1, kind="stable")[:, :POSTED]
        self._counted(rows, -1)
        self._terms[rows] = np.take_along_axis(terms, heaviest, axis=1)
        self._weights[rows] = np.take_along_axis(weights, heaviest, axis=1)
        self._counted(rows, 1)
        self._level[rows] = 0
        last = 0
        for level, most in enumerate(LEVELS):
            young = self._level == level
            if level == last and np.count_nonzero(young) > most:
                self._level[young] = last = level + 1
        for level in range(last + 1):
            self._tiers[level] = self._tier(level)

    def _grow(self, room: int) -> None:
        if more := max(0, room - len(self._level)):
            self._terms = np.concatenate([self._terms, np.zeros((more, POSTED), dtype=np.uint32)])
            self._weights = np.concatenate([self._weights, np.zeros((more, POSTED), dtype=np.float32)])
            self._level = np.concatenate([self._level, np.full(more, len(LEVELS), dtype=np.int8)])

    def _counted(self, rows: Numbers, step: int) -> None:
        held = self._weights[rows] > 0
        np.add.at(self._count, self._terms[rows][held] % _BUCKETS, step)

    def _tier(self, level: int) -> _Tier:
        rows = np.nonzero(self._level == level)[0].astype(np.int32)
        weights = self._weights[rows]
        held = weights > 0
        terms = self._terms[rows][held]
        order = np.argsort(terms, kind="stable")
        return _Tier(terms[order], np.repeat(rows, held.sum(axis=1))[order], weights[held][order])

    def shared(self, spread: csr_array, vocabulary: Terms) -> tuple[Numbers, Numbers, Floats]:
        """Pairs of articles and rows that share terms: (article, row, likeness by those terms).

        Args: spread: the articles' terms, (articles, vocabulary).
        """
        rare = self._rare(spread, vocabulary)
        found = [self._of_tier(level, rare, vocabulary) for level in range(len(self._tiers))]
        article, row, likeness = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return article, row, likeness

    def _rare(self, spread: csr_array, vocabulary: Terms) -> csr_array:
        """Of each article the rarest terms whose entries together are not too many."""
        article = np.repeat(np.arange(spread.shape[0]), np.diff(spread.indptr))
        count = self._count[vocabulary[spread.indices] % _BUCKETS].astype(np.int64)
        order = np.lexsort((spread.indices, count, article))
        seen = np.cumsum(count[order])
        begin = spread.indptr[:-1][article]
        before = np.concatenate([[0], seen])[begin]
        few = order[(seen - before <= MOST_SEEN) & (count[order] > 0)]
        return csr_array((spread.data[few], (article[few], spread.indices[few])), shape=spread.shape)

    def _of_tier(self, level: int, rare: csr_array, vocabulary: Terms) -> tuple[Numbers, Numbers, Floats]:
        tier = self._tiers[level]
        used = np.unique(rare.indices)
        begin = np.searchsorted(tier.terms, vocabulary[used], side="left")
        length = np.searchsorted(tier.terms, vocabulary[used], side="right") - begin
        bounds = np.concatenate([[0], np.cumsum(length)])
        entry = np.repeat(begin - bounds[:-1], length) + np.arange(bounds[-1])
        rows = tier.rows[entry]
        weights = np.where(self._level[rows] == level, tier.weights[entry], np.float32(0)).astype(np.float64)
        entries = csr_array((weights, rows, bounds), shape=(len(used), max(1, len(self._level))))
        found = rare[:, used] @ entries
        article = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
        alive = found.data > 0
        return article[alive], found.indices[alive].astype(np.int64), found.data[alive]
