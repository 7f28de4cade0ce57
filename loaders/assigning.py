"""What a batch changes in stories: new articles join them, clusters move between them. Decides what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.announcing import announces
from kg.store import Batch, Row
from loaders.articles import Article, excerpt
from loaders.clusters import ClusterDays, row_of
from loaders.enrich import stories
from loaders.enrich.arrivals import Candidate
from loaders.enrich.clusters import Cluster
from loaders.enrich.embedding import embed
from loaders.enrich.terms import hashed, terms

ROUNDUP = "roundup"
"""Genre of articles that are of no story, as they tell several."""
_PART_OF = "Article-PART_OF-Story"


@dataclass(frozen=True, slots=True)
class Placed:
    """An article of the batch. ``held``: its row in the graph (``Window.held``), if it is there; ``shared``: articles
    whose text it has."""

    article: Article
    language: str | None
    held: Row | None
    shared: tuple[str, ...] = ()

    @property
    def story(self) -> str | None:
        """The story that it belongs to already."""
        story: str | None = self.held["story"] if self.held else None
        return story


def write_stories(batch: Batch, articles: Sequence[Placed], days: ClusterDays, load: str) -> None:
    """Put the articles that have no story yet into one, and write all that follows from that."""
    new = [a for a in articles if not a.story and a.article.genre != ROUNDUP]
    clusters = days.reaching(a.article.at for a in new)
    changed = {c.id: c for c in _redated(articles, days)}
    done = stories.assign(_candidates(new), clusters, days.homes({i for a in new for i in a.shared}))
    changed.update({c.id: c for c in done.changed})
    touched = _write_parts(batch, done, days, load)
    _write_clusters(batch, changed, {i: core for i, core in done.cores.items() if days.story_of(i) in touched})
    for story in sorted(touched | done.ended.keys()):
        ended, parted = done.ended.get(story), done.parted.get(story)
        batch.node("Story", {"id": story, "merged_into": ended, "parted_from": parted})
        batch.touch("Story", story)
    days.settle(done.changed)


def _redated(articles: Sequence[Placed], days: ClusterDays) -> list[Cluster]:
    """Clusters of articles that got another instant, at their new mean instant."""
    return days.redate(
        (a.held["cluster"], a.held["instant"], a.article.at)
        for a in articles
        if a.held and a.held["cluster"] and a.held["instant"] != a.article.at
    )


def _write_parts(batch: Batch, done: stories.Assigned, days: ClusterDays, load: str) -> set[str]:
    """Write which article is of which story; returns the stories that gained or lost any."""
    new = {a.article for a in done.assignments}
    for one in done.assignments:
        batch.edge(_PART_OF, {"start": one.article, "end": one.story, "score": one.score, "method": stories.METHOD,
                              "cluster": one.cluster, "load": load})  # fmt: skip
    touched = {a.story for a in done.assignments} | set(done.moved.values())
    for row in days.members(done.moved):
        if row["article"] in new:
            continue
        story = days.story_of(row["cluster"])
        touched.add(story)
        batch.gone.setdefault(_PART_OF, []).append({"start": row["article"], "end": row["story"]})
        batch.edge(_PART_OF, {"start": row["article"], "end": story,
                              **{name: row[name] for name in ("score", "method", "cluster", "load")}})  # fmt: skip
    return touched


def _write_clusters(batch: Batch, changed: dict[str, Cluster], cores: dict[str, float]) -> None:
    """Write clusters that changed, whole, and of others how alike they are to the rest of their story now."""
    for cluster in changed.values():
        batch.node("Cluster", row_of(cluster, cores.get(cluster.id)))
    for name in sorted(cores.keys() - changed.keys()):
        batch.node("Cluster", {"id": name, "core": cores[name]})


def _candidates(articles: Sequence[Placed]) -> list[Candidate]:
    """Articles as stories compare them: by headline and lead."""
    leads = [excerpt(a.article.text) for a in articles]
    dense = embed([f"{a.article.headline}. {lead}" for a, lead in zip(articles, leads, strict=True)])
    return [
        Candidate(
            a.article.id,
            a.article.at.timestamp() if a.article.at else None,
            vector,
            *hashed(terms(a.article.headline, lead, a.language)),
            a.shared,
            announces(a.article.headline, a.language),
        )
        for a, lead, vector in zip(articles, leads, dense, strict=True)
    ]
