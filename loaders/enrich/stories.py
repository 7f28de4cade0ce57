"""Stories: which articles are about the same event. Pure: a batch and the clusters near it in, assignments out.

Each article joins the cluster that it is most alike to on average, else opens one, in the story that it is most alike
to, else in a new one; then the stories that the batch touched are put together anew from their clusters
(``loaders.enrich.linkage``). The recipe and its first measurements stand with the stories issue (design, section 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from loaders.enrich.arrivals import Arrivals, Candidate
from loaders.enrich.clusters import Cluster, Clusters
from loaders.enrich.linkage import linked

MOST_REVISED = 1_000
"""Clusters put together anew after a batch, those of the stories most like its articles first. In worlds of 300 events
it is never reached; its square is what a batch costs in a window of very many."""
METHOD = "clusters-usem3-tfidf-5"


@dataclass(frozen=True, slots=True)
class Assignment:
    """That an article belongs to a story; ``score``: similarity to its cluster on joining; of the one that opened it,
    to those of its batch that joined (1 where none did); ``arrival``: the story that it came to at first."""

    article: str
    cluster: str
    story: str
    score: float
    arrival: str


@dataclass(slots=True)
class Assigned:
    """What a batch changed. ``moved``: cluster to the story that it left; ``ended``: story to the one that has most of
    it now; ``parted``: new story to the one that it was part of."""

    assignments: list[Assignment]
    changed: list[Cluster] = field(default_factory=list)
    cores: dict[str, float] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    parted: dict[str, str] = field(default_factory=dict)


def assign(batch: Sequence[Candidate], clusters: Clusters, homes: Mapping[str, str] | None = None) -> Assigned:
    """Assign a batch's articles, oldest first, whatever their order in it; ``clusters`` is brought up to date.

    ``homes``: the cluster of each article that is held already and shares its text with one of the batch.
    """
    if not batch:
        return Assigned([])
    ordered = sorted(batch, key=lambda a: (a.at is None, a.at or 0.0, a.article))
    arrivals = Arrivals(ordered, clusters, homes or {})
    came = [arrivals.place(number) for number in range(len(ordered))]
    came = [arrivals.scored(number, *one) for number, one in enumerate(came)]
    changed = arrivals.settle()
    done = Assigned([], changed)
    _revise(arrivals.region(), clusters, done)
    for article, (cluster, score, story) in zip(ordered, came, strict=True):
        name = arrivals.names[cluster]
        now = clusters.stories[clusters.row(name)]
        done.assignments.append(Assignment(article.article, name, now, round(min(score, 1.0), 4), story))
    return done


def _revise(stories: Sequence[str], clusters: Clusters, done: Assigned) -> None:
    """Put these stories together anew from their clusters, and note what that changed."""
    rows = np.array(list(_first_rows(stories, clusters)), dtype=np.int64)
    found = linked(rows, clusters)
    done.cores = {clusters.ids[row]: core for row, core in zip(rows.tolist(), found.cores, strict=True)}
    for row, story in zip(rows.tolist(), found.stories, strict=True):
        if (before := clusters.stories[row]) != story:
            cluster = clusters.get(row)
            done.moved[cluster.id] = before
            clusters.put(replace(cluster, story=story))
    done.parted = {new: old for new, old in found.parted.items() if clusters.of_story(new)}
    done.ended = {old: new for old, new in found.ended.items() if not clusters.of_story(old)}
    ids = {c.id for c in done.changed} | done.moved.keys()
    done.changed = [clusters.get(clusters.row(i)) for i in sorted(ids)]


def _first_rows(stories: Sequence[str], clusters: Clusters) -> Iterator[int]:
    count = 0
    for story in stories:
        rows = sorted(clusters.of_story(story), key=lambda row: clusters.ids[row])
        if count + len(rows) <= MOST_REVISED:  # a story too large for it stays as it is
            count += len(rows)
            yield from rows
