"""Stories put together anew from what the graph holds, with today's settings: ``kg stories rebuild``.

Ids stay where most of a story's articles stay; a story that is no more says what it merged into, a new one what it
parted from. About half a kilobyte an article is held meanwhile. What was written when it is stopped is a graph like any
other, and the same call goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import numpy as np

from kg.announcing import announces
from kg.store import Batch, Row, Store
from loaders.clusters import ClusterDays, row_of
from loaders.enrich import stories
from loaders.enrich.arrivals import Candidate
from loaders.enrich.clusters import Cluster, Clusters
from loaders.enrich.embedding import embed
from loaders.enrich.linkage import cores, ended, named, parted
from loaders.enrich.terms import hashed, terms

ARTICLES_A_BATCH = 256
_PART_OF = "Article-PART_OF-Story"
_ARTICLES = """
MATCH (a:Article)-[r:PART_OF]->(s:Story)
WITH a, s, r, r.cluster AS cluster
OPTIONAL MATCH (c:Cluster {id: cluster})
WITH a, s, r, c WHERE $since IS NULL OR c.instant >= $since
OPTIONAL MATCH (a)-[:REPOST_OF|VERSION_OF]->(o:Article)
WITH a, s, r, collect(o.id) AS shared
RETURN a.id AS id, a.headline AS headline, a.excerpt AS excerpt, a.language AS language, a.instant AS at,
       s.id AS story, r.load AS load, shared
ORDER BY at, id
"""
_CLUSTERS = "MATCH (c:Cluster) WHERE c.size > 0 AND ($since IS NULL OR c.instant >= $since) RETURN c.id AS id"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many ``articles`` were looked at and how many of them ``moved`` to another story; how many stories there were
    ``before`` and are ``after``; ``ended``: story to what it merged into; ``parted``: new story to where it came from.
    """

    articles: int
    moved: int
    before: int
    after: int
    ended: Mapping[str, str]
    parted: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """An article's story: as it was, and the cluster and score that it has now."""

    article: str
    before: str
    load: str
    cluster: str
    score: float


def rebuild(store: Store, since: datetime | None, progress: Callable[[int], None] = lambda _: None) -> Rebuilt:
    """Put all stories together anew, or those of clusters from an instant on, beside the earlier ones."""
    days = ClusterDays(store)
    clusters = days.before(since) if since else Clusters()
    kept = [clusters.get(clusters.row(i)) for i in sorted(clusters)]
    old = {row["id"] for row in store.rows(_CLUSTERS, {"since": since})}
    parts = list(_assigned(store, since, clusters, progress))
    names = _names(parts, kept, clusters)
    moved = {c.id: c.story for c in kept if names[clusters.stories[clusters.row(c.id)]] != c.story}
    parts += [
        _Part(row["article"], row["story"], row["load"], row["cluster"], row["score"]) for row in days.members(moved)
    ]
    result = _result(parts, names, clusters)
    for batch in _batches(parts, names, clusters, old, result):
        store.write(batch)
    return result


def _assigned(
    store: Store, since: datetime | None, clusters: Clusters, progress: Callable[[int], None]
) -> Iterator[_Part]:
    rows = iter(store.rows(_ARTICLES, {"since": since}))  # all, as the graph is written while they are gone through
    homes: dict[str, str] = {}
    done = 0
    while some := list(islice(rows, ARTICLES_A_BATCH)):
        by_id = {row["id"]: row for row in some}
        for one in stories.assign(_candidates(some), clusters, homes).assignments:
            row = by_id[one.article]
            homes[one.article] = one.cluster
            yield _Part(one.article, row["story"], row["load"], one.cluster, one.score)
        done += len(some)
        progress(done)


def _candidates(rows: Sequence[Row]) -> list[Candidate]:
    texts = [(row["headline"] or "", row["excerpt"] or "") for row in rows]
    dense = embed([f"{headline}. {lead}" for headline, lead in texts])
    return [
        Candidate(row["id"], row["at"].timestamp() if row["at"] else None, vector,
                          *hashed(terms(*text, row["language"])), tuple(row["shared"]),
                          announces(row["headline"], row["language"]))
        for row, text, vector in zip(rows, texts, dense, strict=True)
    ]  # fmt: skip


def _names(parts: Sequence[_Part], kept: Sequence[Cluster], clusters: Clusters) -> Mapping[str, str]:
    """What each story is called: as the old one that it shares most articles with."""
    groups = [clusters.stories[clusters.row(p.cluster)] for p in parts]
    groups += [clusters.stories[clusters.row(c.id)] for c in kept]
    before = [p.before for p in parts] + [c.story for c in kept]
    ids = [p.article for p in parts] + [c.id for c in kept]
    return named(groups, before, ids, [1] * len(parts) + [c.size for c in kept])


def _cores(several: set[str], clusters: Clusters) -> dict[str, float]:
    found: dict[str, float] = {}
    for story in sorted(several):
        rows = np.array(sorted(clusters.of_story(story)), dtype=np.int64)
        found.update(zip((clusters.ids[row] for row in rows), cores(rows, clusters), strict=True))
    return found


def _result(parts: Sequence[_Part], names: Mapping[str, str], clusters: Clusters) -> Rebuilt:
    now = [names[clusters.stories[clusters.row(p.cluster)]] for p in parts]
    before = [p.before for p in parts]
    ones = [1] * len(parts)
    moved = sum(a != b for a, b in zip(now, before, strict=True))
    held = set(names.values())
    return Rebuilt(len(parts), moved, len(set(before)), len(set(now)),
                   {old: new for old, new in ended(now, before, ones).items() if old not in held},
                   parted(now, before, ones))  # fmt: skip


def _batches(
    parts: Sequence[_Part], names: Mapping[str, str], clusters: Clusters, old: set[str], result: Rebuilt
) -> Iterator[Batch]:
    """What is to be written: articles with their clusters and stories, then the clusters that are no more."""
    changed = {p.cluster for p in parts}
    core = _cores({clusters.stories[clusters.row(c)] for c in changed}, clusters)
    for start in range(0, len(parts), ARTICLES_A_BATCH):
        batch = Batch()
        some = parts[start : start + ARTICLES_A_BATCH]
        for cluster in sorted({p.cluster for p in some}):
            held = clusters.get(clusters.row(cluster))
            batch.node("Cluster", row_of(replace(held, story=names[held.story]), core[cluster]))
        for part in some:
            story = names[clusters.stories[clusters.row(part.cluster)]]
            batch.edge(_PART_OF, {"start": part.article, "end": story, "score": part.score, "method": stories.METHOD,
                                  "cluster": part.cluster, "load": part.load})  # fmt: skip
            if story != part.before:
                batch.gone.setdefault(_PART_OF, []).append({"start": part.article, "end": part.before})
            for one in (story, part.before):
                batch.touch("Story", one)
        for story in sorted(batch.touched["Story"]):
            batch.node("Story", {"id": story, "merged_into": result.ended.get(story),
                                 "parted_from": result.parted.get(story)})  # fmt: skip
        yield batch
    gone = sorted(old - changed)
    for start in range(0, len(gone), ARTICLES_A_BATCH):
        batch = Batch()
        for cluster in gone[start : start + ARTICLES_A_BATCH]:
            batch.node("Cluster", {"id": cluster, "size": 0, "state": "", "story": ""})
        yield batch
