"""Clusters: near-alike articles of one story, by their mean, in arrays that many thousands fit into.

A cluster says what its articles have in common: the mean of their vectors and of their weighed terms (the heaviest),
how many they are and their mean instant. That is all that a later article needs to be compared with them on average.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from loaders.enrich.embedding import STEPS, WIDTH, Dense
from loaders.enrich.postings import Postings

MOST_TERMS = 40
"""Heaviest terms kept of a cluster: more gain nothing (measured with the stories issue)."""
DENSE_SHARE = 0.4
"""Weight of the vectors' similarity; the terms' has the rest. Among pairs that may be one story at all, terms tell more
(dev halves and world 1: share of pairs ranked rightly by terms .67, .93, .92, by vectors .55, .39, .77)."""
_ROWS_AT_ONCE = 32_768
_HEAD = struct.Struct("<fHff")
_TERM = np.dtype([("term", "<u4"), ("weight", "<f2")])

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Number = TypeVar("Number", np.float32, np.float64)


@dataclass(frozen=True, slots=True)
class Cluster:
    """``dense`` times ``scale`` is the mean vector (of length 1 at most), ``terms`` and ``weights`` the mean terms.

    ``at``: mean instant in seconds since 1970, None where its articles have none. ``cohesion``: average similarity of
    its articles to one another, 0 where there is only one. ``ahead``: share of them that say what is still to come.
    """

    id: str
    story: str
    size: int
    at: float | None
    dense: Dense
    scale: float
    terms: NDArray[np.uint32]
    weights: Floats
    cohesion: float = 0.0
    ahead: float = 0.0


def kept(
    cluster_id: str, story: str, size: int, at: float | None, state: Mean, *, cohesion: float = 0.0, ahead: float = 0.0
) -> Cluster:
    """A cluster as the graph keeps it: rounded, its lightest terms left out."""
    most = float(np.abs(state.dense).max(initial=0.0))
    scale = float(np.float32(most / 127)) if most else 0.0
    dense = np.rint(state.dense / scale).astype(np.int8) if scale else np.zeros(WIDTH, dtype=np.int8)
    order = np.lexsort((state.terms, -state.weights))[:MOST_TERMS]
    order = np.sort(order)
    weights = state.weights[order].astype(_TERM["weight"]).astype(np.float64)
    return Cluster(cluster_id, story, size, None if at is None else float(round(at)), dense, scale,
                   state.terms[order], weights, float(np.float32(cohesion)), float(np.float32(ahead)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean vector and mean terms, not yet rounded."""

    dense: Floats
    terms: NDArray[np.uint32]
    weights: Floats


def mean_of(parts: Sequence[tuple[int, Mean]]) -> Mean:
    """The mean over parts of so many articles each."""
    total = sum(size for size, _ in parts)
    dense: Floats = np.sum([size * part.dense for size, part in parts], axis=0) / total
    terms = np.concatenate([part.terms for _, part in parts])
    weights = np.concatenate([size * part.weights for size, part in parts]) / total
    several, place = np.unique(terms, return_inverse=True)
    summed: Floats = np.bincount(place, weights, len(several)).astype(np.float64)
    return Mean(dense, several, summed)


def as_mean(cluster: Cluster) -> Mean:
    """A cluster's mean."""
    return Mean(cluster.dense.astype(np.float64) * cluster.scale, cluster.terms, cluster.weights)


def write_state(cluster: Cluster) -> str:
    """Vector and terms as the graph keeps them: about 950 characters."""
    terms = np.empty(len(cluster.terms), dtype=_TERM)
    terms["term"], terms["weight"] = cluster.terms, cluster.weights
    head = _HEAD.pack(cluster.scale, len(terms), cluster.cohesion, cluster.ahead)
    packed = head + cluster.dense.tobytes() + terms.tobytes()
    return base64.b85encode(packed).decode("ascii")


def read_state(cluster_id: str, story: str, size: int, at: float | None, text: str) -> Cluster:
    """The other way round."""
    packed = base64.b85decode(text)
    scale, count, cohesion, ahead = _HEAD.unpack_from(packed)
    dense = np.frombuffer(packed, dtype=np.int8, count=WIDTH, offset=_HEAD.size)
    terms = np.frombuffer(packed, dtype=_TERM, count=count, offset=_HEAD.size + WIDTH)
    return Cluster(cluster_id, story, size, at, dense, scale, terms["term"], terms["weight"].astype(np.float64),
                   cohesion, ahead)  # fmt: skip


class Clusters:
    """Clusters in rows of fixed width. A row that was let go is taken by the next one that comes."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.stories: list[str] = []
        self.size = np.zeros(0, dtype=np.int64)
        self.at = np.zeros(0)
        self.dense = np.zeros((0, WIDTH), dtype=np.int8)
        self.scale = np.zeros(0, dtype=np.float32)
        self.cohesion = np.zeros(0)
        self.ahead = np.zeros(0)
        self.terms = np.zeros((0, MOST_TERMS), dtype=np.uint32)
        self.weights = np.zeros((0, MOST_TERMS), dtype=np.float32)
        self._row: dict[str, int] = {}
        self._free: list[int] = []
        self._of: dict[str, set[int]] = {}
        self._postings: Postings | None = None
        self._changed: set[int] = set()

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, cluster_id: object) -> bool:
        return cluster_id in self._row

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def put(self, cluster: Cluster) -> int:
        """Take a cluster in, or what it has become. Returns its row."""
        row = self._row.get(cluster.id)
        if row is None:
            row = self._free.pop() if self._free else self._grow()
            self._row[cluster.id] = row
        else:
            self._leave(row)
        self.ids[row], self.stories[row] = cluster.id, cluster.story
        self._of.setdefault(cluster.story, set()).add(row)
        self.size[row] = cluster.size
        self.at[row] = np.nan if cluster.at is None else cluster.at
        self.dense[row], self.scale[row] = cluster.dense, cluster.scale
        self.cohesion[row], self.ahead[row] = cluster.cohesion, cluster.ahead
        self.terms[row], self.weights[row] = 0, 0.0
        self.terms[row, : len(cluster.terms)] = cluster.terms
        self.weights[row, : len(cluster.weights)] = cluster.weights
        self._changed.add(row)
        return row

    def get(self, row: int) -> Cluster:
        """The cluster of a row."""
        at = None if np.isnan(self.at[row]) else float(self.at[row])
        held = self.weights[row] > 0
        return Cluster(self.ids[row], self.stories[row], int(self.size[row]), at, self.dense[row].copy(),
                       float(self.scale[row]), self.terms[row][held], self.weights[row][held].astype(np.float64),
                       float(self.cohesion[row]), float(self.ahead[row]))  # fmt: skip

    def drop(self, cluster_id: str) -> None:
        """Let a cluster go."""
        row = self._row.pop(cluster_id)
        self._leave(row)
        self.ids[row] = self.stories[row] = ""
        self.size[row] = self.scale[row] = 0
        self.weights[row] = 0.0
        self._free.append(row)
        self._changed.add(row)

    def of_story(self, story: str) -> set[int]:
        """Rows of a story's clusters."""
        return self._of.get(story, set())

    def row(self, cluster_id: str) -> int:
        """The row of a cluster that is held."""
        return self._row[cluster_id]

    def rows(self) -> Numbers:
        """All rows in use, in no order."""
        return np.nonzero(self.size)[0]

    def postings(self) -> Postings:
        """By which rows are found by their terms."""
        if self._postings is None:
            self._postings = Postings()
        rows = np.array(sorted(self._changed), dtype=np.int64)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            self._postings.put(some, self.terms[some], self.weights[some], room=len(self.size))
        self._changed.clear()
        return self._postings

    def _leave(self, row: int) -> None:
        fellows = self._of[self.stories[row]]
        fellows.discard(row)
        if not fellows:
            del self._of[self.stories[row]]

    def _grow(self) -> int:
        if len(self.ids) == len(self.size):
            more = max(1_024, len(self.ids) // 2)
            for name in ("size", "at", "dense", "scale", "cohesion", "ahead", "terms", "weights"):
                held = getattr(self, name)
                setattr(self, name, np.concatenate([held, np.zeros((more, *held.shape[1:]), dtype=held.dtype)]))
        self.ids.append("")
        self.stories.append("")
        return len(self.ids) - 1


@dataclass(frozen=True)
class Articles:
    """Articles to be compared: ``dense`` (n, 512), and their weighed terms."""

    dense: Dense
    terms: Sequence[tuple[NDArray[np.uint32], Floats]]

    @cached_property
    def whole(self) -> NDArray[np.float32]:
        """Their vectors in whole numbers, (512, n)."""
        return np.ascontiguousarray(self.dense.T, dtype=np.float32)

    @cached_property
    def vocabulary(self) -> NDArray[np.uint32]:
        """All their terms, sorted."""
        return np.unique(np.concatenate([t for t, _ in self.terms])) if self.terms else np.zeros(0, dtype=np.uint32)

    @cached_property
    def spread(self) -> csr_array:
        """Their terms as rows, (n, vocabulary)."""
        rows = np.repeat(np.arange(len(self.terms)), [len(t) for t, _ in self.terms])
        terms = np.concatenate([t for t, _ in self.terms])
        weights = np.concatenate([w for _, w in self.terms])
        place = np.searchsorted(self.vocabulary, terms)
        return csr_array((weights, (rows, place)), shape=(len(self.terms), len(self.vocabulary)))

    @cached_property
    def columns(self) -> Floats:
        """The same the other way round, with every zero, (vocabulary, n)."""
        return np.ascontiguousarray(self.spread.T.toarray())

    def among_themselves(self) -> Floats:
        """Similarity of each with each, (n, n)."""
        dense = (self.whole.T @ self.whole).astype(np.float64) * (DENSE_SHARE / STEPS**2)
        dense += (1 - DENSE_SHARE) * (self.spread @ self.spread.T).toarray()
        return dense


def products(clusters: Clusters, rows: Numbers, articles: Articles) -> NDArray[np.float32]:
    """Products of these clusters' vectors with the articles', in whole numbers, (rows, n).

    None passes 512 · 127², so that single precision holds it exactly, in whatever order it is summed.
    """
    found: NDArray[np.float32] = clusters.dense[rows].astype(np.float32) @ articles.whole
    return found


def compared(
    clusters: Clusters, rows: Numbers, articles: Articles, product: NDArray[np.float32], kind: type[Number]
) -> NDArray[Number]:
    """Average similarity of these clusters' articles to each of the articles, (rows, n), of their ``products``. Single
    precision finds candidates, double decides."""
    scale = clusters.scale[rows].astype(np.float64) * (DENSE_SHARE / STEPS)
    found = product * scale.astype(kind)[:, None]
    spread = _spread(clusters, rows, articles.vocabulary)
    spread.data *= 1 - DENSE_SHARE
    found += spread.astype(kind) @ articles.columns.astype(kind, copy=False)
    return found


def pairs(clusters: Clusters, rows: Numbers, articles: Articles, numbers: Numbers) -> Floats:
    """Average similarity of clusters' articles to articles, each row with the article beside it."""
    dense = np.einsum("ij,ij->i", clusters.dense[rows].astype(np.float32), articles.dense[numbers].astype(np.float32))
    spread = _spread(clusters, rows, articles.vocabulary)
    pair = np.repeat(np.arange(len(rows)), np.diff(spread.indptr))
    shared = spread.data * articles.columns[spread.indices, numbers[pair]]
    found: Floats = dense * (clusters.scale[rows].astype(np.float64) * (DENSE_SHARE / STEPS))
    found += (1 - DENSE_SHARE) * np.bincount(pair, shared, len(rows))
    return found


def among(clusters: Clusters, rows: Numbers) -> Floats:
    """Average similarity of these clusters' articles to one another's, (rows, rows)."""
    dense = clusters.dense[rows].astype(np.float32)
    scale = clusters.scale[rows].astype(np.float64)
    found = (dense @ dense.T).astype(np.float64) * (DENSE_SHARE * np.outer(scale, scale))
    spread = _spread(clusters, rows, np.unique(clusters.terms[rows]))
    found += (1 - DENSE_SHARE) * (spread @ spread.T).toarray()
    return found


def _spread(clusters: Clusters, rows: Numbers, vocabulary: NDArray[np.uint32]) -> csr_array:
    """The clusters' terms as rows, as far as they are in a sorted vocabulary."""
    terms, weights = clusters.terms[rows], clusters.weights[rows]
    filter_ = np.zeros(1 << 16, dtype=bool)
    filter_[vocabulary & 0xFFFF] = True  # most terms are elsewhere: a look-up spares the search
    where = np.nonzero(filter_[terms & 0xFFFF] & (weights > 0))
    place = np.searchsorted(vocabulary, terms[where])
    there = (place < len(vocabulary)) & (vocabulary[np.minimum(place, len(vocabulary) - 1)] == terms[where])
    return csr_array(
        (weights[where][there].astype(np.float64), (where[0][there], place[there])), shape=(len(rows), len(vocabulary))
    )
