"""A batch's articles, each put into the cluster that it is most alike to, or into one of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kg.ids import story_id
from loaders.enrich.clusters import (
    Articles,
    Cluster,
    Clusters,
    Floats,
    Mean,
    Numbers,
    as_mean,
    compared,
    kept,
    mean_of,
    products,
)
from loaders.enrich.embedding import STEPS, Dense
from loaders.enrich.followups import AFTER
from loaders.enrich.linkage import FADE_AFTER, LINK, PAIR, foretelling, nearness
from loaders.enrich.shortlist import shortlist

JOIN = 0.41
"""Average similarity from which an article joins a cluster (with ``LINK``: see there)."""
CORE = LINK
"""Average similarity to a story from which an article opens a cluster in it."""
UNDATED = 0.8
"""How much the likeness of an article without an instant to a dated cluster counts: it may join one, of those at hand,
and never opens one in a dated story."""
_SLACK = 1e-3
"""By how much single precision may be off, and more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that is to be assigned. ``at``: seconds since 1970. ``shared``: articles, of the batch or held, whose
    text it has in whole or in part, nearest first: it belongs where they do, whatever its headline says. ``ahead``:
    whether its headline says that something is still to come."""

    article: str
    at: float | None
    dense: Dense
    terms: NDArray[np.uint32]
    weights: Floats
    shared: tuple[str, ...] = ()
    ahead: bool = False


class Arrivals:
    """A batch's articles against the clusters that any of them may be like.

    ``_sums``: (clusters, articles) similarity summed over the cluster's articles, kept up as articles join.
    ``_within``: the same over the ordered pairs of each cluster's own articles.
    """

    def __init__(self, batch: Sequence[Candidate], clusters: Clusters, homes: Mapping[str, str]) -> None:
        self._batch, self._clusters = batch, clusters
        self._homes = {article: home for article, home in homes.items() if home in clusters}
        self._articles = Articles(np.stack([a.dense for a in batch]), [(a.terms, a.weights) for a in batch])
        self._times = np.array([np.nan if a.at is None else a.at for a in batch])
        rows = self._candidates()
        self._rows = rows
        room, n = len(rows) + len(batch), len(rows)
        self.names = [clusters.ids[row] for row in rows]
        self._place = {name: place for place, name in enumerate(self.names)}
        self._stories = [clusters.stories[row] for row in rows]
        self._number: dict[str, int] = {}
        self._story = np.zeros(room, dtype=np.int64)
        self._whole = np.zeros(room)
        for place, story in enumerate(self._stories):
            self._story[place] = self._story_number(story)
        self._size = np.ones(room)
        self._size[:n] = clusters.size[rows]
        self._seconds = np.zeros(room)
        self._seconds[:n] = clusters.at[rows]
        self._within = np.zeros(room)
        self._within[:n] = clusters.cohesion[rows] * self._size[:n] * (self._size[:n] - 1)
        self._ahead = np.zeros(room)
        self._ahead[:n] = clusters.ahead[rows]
        self._sums = np.zeros((room, len(batch)))
        self._most = np.zeros(0)
        if n:
            product = products(clusters, rows, self._articles)
            likeness = np.round(compared(clusters, rows, self._articles, product, np.float64), 9)
            self._most = self._nearest(likeness, clusters.at[rows])
            self._sums[:n] = likeness * self._size[:n, None]
        self._among = np.round(self._articles.among_themselves(), 9)
        self._joined: dict[int, list[int]] = {}

    def _candidates(self) -> Numbers:
        """Clusters that are about as like one of the articles as counts, by their ids."""
        homes = {self._clusters.row(home) for home in self._homes.values()}
        found = shortlist(self._clusters, self._articles, self._times, CORE - _SLACK, self._near)
        return np.array(sorted(homes.union(found.tolist()), key=self._clusters.ids.__getitem__), dtype=np.int64)

    def _near(self, rows: Numbers, numbers: Numbers) -> Floats:
        """How much the likeness of clusters to articles counts, on account of their instants."""
        at, times = self._clusters.at[rows], self._times[numbers]
        return _or_undated(_at_most(at, times), at, times)

    def _nearest(self, likeness: Floats, at: Floats) -> Floats:
        """How much each cluster is like the article that it is most like, in so far as that may be one story."""
        most = np.zeros(len(likeness))
        place, number = np.nonzero(likeness >= LINK)
        near = _at_most(at[place], self._times[number])
        np.maximum.at(most, place, likeness[place, number] * near)
        return most

    def _story_number(self, story: str) -> int:
        number = self._number.setdefault(story, len(self._number))
        if number == len(self._number) - 1 and self._whole[number] == 0:
            self._whole[number] = sum(self._clusters.size[row] for row in self._clusters.of_story(story))
        return number

    def place(self, number: int) -> tuple[int, float, str]:
        """Give an article its cluster: (cluster, similarity, story)."""
        if (home := self._home(number)) is not None:
            self._join(home, number)
            return home, 1.0, self._stories[home]
        n = len(self.names)
        counts = self._counts(n, number)
        likeness = np.round(self._sums[:n, number] / self._size[:n] * counts, 9)
        best = int(likeness.argmax()) if n else -1
        score = 1.0
        if n and likeness[best] >= JOIN:
            score = float(likeness[best])
        else:
            same = np.isnan(self._seconds[:n]) == np.isnan(self._times[number])
            story, score = self._best_story(np.where(same, likeness, 0.0))
            best = self._open(number, story or story_id(self._batch[number].article))
        self._join(best, number)
        return best, score, self._stories[best]

    def _counts(self, n: int, number: int) -> Floats:
        """How much an article's likeness to each cluster counts."""
        at, ahead = float(self._times[number]), float(self._batch[number].ahead)
        near = _or_undated(nearness(self._seconds[:n], at), self._seconds[:n], at)
        if ahead or self._ahead[:n].any():
            near = near * foretelling(self._ahead[:n], ahead, self._seconds[:n], at)
        return near

    def _home(self, number: int) -> int | None:
        """The cluster of the first article, placed already, whose text this one has."""
        places = (self._homes.get(other) for other in self._batch[number].shared)
        return next((self._place[name] for name in places if name is not None), None)

    def _best_story(self, likeness: Floats) -> tuple[str | None, float]:
        if not len(likeness):
            return None, 1.0
        n = len(likeness)
        counted = np.where(likeness >= PAIR, likeness, 0.0) * self._size[:n]
        count = len(self._number)
        average = np.bincount(self._story[:n], counted, count) / np.maximum(self._whole[:count], 1.0)
        best = int(np.round(average, 9).argmax())
        if average[best] < CORE:
            return None, 1.0
        return next(islice(self._number, best, None)), float(average[best])  # they are numbered as they come

    def _open(self, number: int, story: str) -> int:
        place = len(self.names)
        self.names.append(self._batch[number].article)
        self._place[self.names[place]] = place
        self._stories.append(story)
        self._story[place] = self._story_number(story)
        self._size[place] = 0
        self._sums[place] = self._within[place] = self._ahead[place] = 0.0
        self._seconds[place] = self._times[number]
        return place

    def _join(self, place: int, number: int) -> None:
        size = self._size[place]
        self._seconds[place] = _mean_instant(self._seconds[place], size, self._times[number])
        self._ahead[place] = (self._ahead[place] * size + self._batch[number].ahead) / (size + 1)
        self._within[place] += 2.0 * self._sums[place, number]
        self._size[place] += 1
        self._sums[place] += self._among[number]
        self._whole[self._story[place]] += 1
        self._joined.setdefault(place, []).append(number)
        self._homes[self._batch[number].article] = self.names[place]

    def scored(self, number: int, place: int, score: float, story: str) -> tuple[int, float, str]:
        """The same, where the article opened its cluster with its likeness to those of the batch that joined it."""
        if self.names[place] == self._batch[number].article:
            others = self._size[place] - 1
            own = self._sums[place, number] - self._among[number, number]
            score = float(own / others) if others else 1.0
        return place, score, story

    def settle(self) -> list[Cluster]:
        """Write the clusters that articles joined into ``clusters``, as the graph will keep them."""
        changed = []
        for place, numbers in sorted(self._joined.items(), key=lambda item: self.names[item[0]]):
            parts: list[tuple[int, Mean]] = []
            if place < len(self._rows):
                held = self._clusters.get(int(self._rows[place]))
                parts.append((held.size, as_mean(held)))
            for number in numbers:
                one = self._batch[number]
                parts.append((1, Mean(one.dense / STEPS, one.terms, one.weights)))
            at, size = float(self._seconds[place]), int(self._size[place])
            cluster = kept(self.names[place], self._stories[place], size, None if np.isnan(at) else at, mean_of(parts),
                           cohesion=self._within[place] / max(1, size * (size - 1)), ahead=self._ahead[place],
                           )  # fmt: skip
            self._clusters.put(cluster)
            changed.append(cluster)
        return changed

    def region(self) -> list[str]:
        """Stories that may be other ones now, those most like the batch's articles first."""
        likeness: dict[str, float] = {self._stories[place]: 1.0 for place in self._joined}
        for place in np.nonzero(self._most >= LINK)[0]:
            story = self._stories[place]
            likeness[story] = max(likeness.get(story, 0.0), float(self._most[place]))
        return sorted(likeness, key=lambda story: (-likeness[story], story))


def _at_most(at: NDArray[np.floating], times: NDArray[np.floating]) -> Floats:
    """How much likenesses count from ``LINK`` on between reports of one event or, days later, from ``AFTER`` on between
    these and what follows it."""
    found: Floats = np.maximum(nearness(at, times), LINK / AFTER * nearness(at, times, FADE_AFTER))
    return found


def _or_undated(near: Floats, at: NDArray[np.floating], times: NDArray[np.floating] | float) -> Floats:
    """How much likenesses count, those of undated articles to dated clusters too."""
    if not np.isnan(times).any():
        return near
    return np.where(np.isnan(times) & ~np.isnan(at), UNDATED, near)


def _mean_instant(mean: float, size: float, at: float) -> float:
    """The mean instant of so many articles and one more; what has none says nothing of it."""
    if np.isnan(at) or np.isnan(mean):
        return at if np.isnan(mean) else mean
    return (mean * size + at) / (size + 1)
