"""The clusters of some days, read from the graph: what a load compares new articles with.

A cache by day, a function of the graph alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kg.store import Row, Store
from loaders.days import DayBook, days_around, one_day
from loaders.enrich.clusters import Cluster, Clusters, read_state, write_state
from loaders.enrich.linkage import REACH

MOST_CLUSTERS = 200_000
"""Clusters held: 1.2 KB each. Beyond it, days are read anew for every batch that needs them."""
MOST_A_DAY = 30_000
"""Clusters held of one day (or of those without a date), the largest first: a bound for days of any size."""

_RETURN = "RETURN c.id AS id, c.story AS story, c.size AS size, c.instant AS at, c.state AS state"
_CLUSTER = f"{_RETURN} ORDER BY size DESC, id LIMIT {MOST_A_DAY}"
_BETWEEN = "MATCH (c:Cluster) WHERE c.instant >= $start AND c.instant < $stop AND c.size > 0"
_DATED = f"{_BETWEEN} {_CLUSTER}"
_UNDATED = f"MATCH (c:Cluster) WHERE c.instant IS NULL AND c.size > 0 {_CLUSTER}"
_SPAN = f"{_BETWEEN} {_RETURN} ORDER BY id"
_THESE = f"UNWIND $ids AS id MATCH (c:Cluster {{id: id}}) {_RETURN} ORDER BY id"
_HOMES = """
UNWIND $ids AS id
MATCH (:Article {id: id})-[r:PART_OF]->(:Story)
RETURN id, r.cluster AS cluster
"""
_MEMBERS = """
UNWIND $stories AS story
MATCH (a:Article)-[r:PART_OF]->(s:Story {id: story})
WHERE r.cluster IN $clusters
RETURN a.id AS article, story, r.cluster AS cluster, r.score AS score, r.method AS method, r.load AS load
"""


class ClusterDays:
    """Clusters by the day of their mean instant."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days = DayBook(MOST_CLUSTERS)
        self.held = Clusters()

    def reaching(self, instants: Iterable[datetime | None]) -> Clusters:
        """All clusters that articles of these instants may join."""
        reach = timedelta(seconds=REACH)
        days = {day for at in instants for day in days_around(at, reach)}
        for cluster_id in self._days.keep(days):  # what else is held must make no difference to a story's averages
            self.held.drop(cluster_id)
        for day in sorted(days):
            if self._days.open(day):
                continue
            text, params = one_day(day, _DATED, _UNDATED)
            for row in self._store.stream(text, params):
                self.held.put(_cluster(row))
                self._days.file(row["id"], day)
        return self.held

    def before(self, instant: datetime) -> Clusters:
        """The clusters whose mean lies before an instant, and within reach of it."""
        reach = timedelta(seconds=REACH)
        for row in self._store.stream(_SPAN, {"start": instant - reach, "stop": instant}):
            self.held.put(_cluster(row))
        return self.held

    def redate(self, moved: Iterable[tuple[str, datetime | None, datetime | None]]) -> list[Cluster]:
        """Articles of clusters got other instants (cluster, before, now): the clusters with their new mean."""
        steps: dict[str, list[tuple[datetime | None, datetime | None]]] = {}
        for cluster_id, before, now in moved:
            steps.setdefault(cluster_id, []).append((before, now))
        rows = self._store.rows(_THESE, {"ids": sorted(steps)}) if steps else []
        changed = []
        for row in rows:
            cluster = _cluster(row)
            for before, now in steps[cluster.id]:
                cluster = replace(cluster, at=_mean_after(cluster, before, now))
            changed.append(cluster)
            self.held.put(cluster)
        self._file(changed)
        return changed

    def settle(self, changed: Iterable[Cluster]) -> None:
        """After a batch: file what it changed, and let days go that are not needed."""
        self._file(changed)
        for cluster_id in self._days.let_go():
            self.held.drop(cluster_id)

    def _file(self, changed: Iterable[Cluster]) -> None:
        """File clusters under the days of their mean instants."""
        for cluster in changed:
            day = _day(cluster.at)
            if day in self._days:
                self._days.file(cluster.id, day)
                self._bound(day)
            elif cluster.id in self.held:  # read again with its day
                self._days.forget(cluster.id)
                self.held.drop(cluster.id)

    def _bound(self, day: date) -> None:
        if len(self._days.of(day)) > MOST_A_DAY:
            last = max(self._days.of(day), key=lambda i: (-int(self.held.size[self.held.row(i)]), i))
            self._days.forget(last)
            self.held.drop(last)

    def homes(self, articles: set[str]) -> dict[str, str]:
        """The cluster of each of these articles that the graph has."""
        rows = self._store.rows(_HOMES, {"ids": sorted(articles)}) if articles else []
        return {row["id"]: row["cluster"] for row in rows}

    def story_of(self, cluster_id: str) -> str:
        """The story of a cluster that is held."""
        return self.held.stories[self.held.row(cluster_id)]

    def members(self, moved: dict[str, str]) -> Sequence[Row]:
        """Articles of clusters (to the story that they leave) as the graph has them."""
        if not moved:
            return []
        return self._store.rows(_MEMBERS, {"stories": sorted(set(moved.values())), "clusters": sorted(moved)})


def row_of(cluster: Cluster, core: float | None) -> Row:
    """A cluster as the graph keeps it."""
    return {
        "id": cluster.id, "story": cluster.story, "size": cluster.size, "core": core, "state": write_state(cluster),
        "instant": None if cluster.at is None else datetime.fromtimestamp(cluster.at, UTC),
    }  # fmt: skip


def _cluster(row: Row) -> Cluster:
    at = row["at"].timestamp() if row["at"] else None
    return read_state(row["id"], row["story"], row["size"], at, row["state"])


def _mean_after(cluster: Cluster, before: datetime | None, now: datetime | None) -> float | None:
    if now is None or cluster.at is None or before is None:  # an undated article of a dated cluster says nothing of it
        return now.timestamp() if now and cluster.at is None else cluster.at
    return round(cluster.at + (now.timestamp() - before.timestamp()) / cluster.size)


def _day(at: float | None) -> date:
    return date.min if at is None else datetime.fromtimestamp(at, UTC).date()
