"""Stories put together anew: the same where nothing changed, and said what became of each where something did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stores

from kg.store import Batch, Store
from kg.store.hashing import graph_hash
from loaders.enrich import arrivals, followups, linkage
from loaders.loading import load
from loaders.rebuilding import rebuild

ROOT = Path(__file__).resolve().parents[2]
DEMO = str(ROOT / "kg/demo/articles.jsonl")


@pytest.fixture
def store(store_target: stores.StoreTarget, tmp_path: Path) -> Iterator[Store]:
    """The demo's articles, as loaded."""
    with store_target.open(write=True) as opened:
        load(opened, "articles", [DEMO], rejects=tmp_path / "REJECTS.jsonl")
        yield opened


def members(store: Store) -> dict[str, str]:
    rows = store.rows("MATCH (a:Article)-[:PART_OF]->(s:Story) RETURN a.id AS article, s.id AS story")
    assert len(rows) == len({row["article"] for row in rows})
    return {row["article"]: row["story"] for row in rows}


def test_rebuilding_twice_changes_nothing_and_every_article_keeps_a_story(store: Store) -> None:
    before = members(store)
    first = rebuild(store, None)
    assert first.articles == len(before) == 88
    middle, held = members(store), graph_hash(store)
    again = rebuild(store, None)
    assert (again.moved, again.ended, again.parted) == (0, {}, {})
    assert members(store) == middle
    assert graph_hash(store) == held


def grouped(found: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(a for a in found if found[a] == story) for story in found.values()}


def test_stories_that_fell_apart_come_groupedagain_and_the_ended_say_where_they_went(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(store, None)
    whole = members(store)
    for module in (linkage, arrivals):
        monkeypatch.setattr(module, "LINK", 0.9)
    monkeypatch.setattr(arrivals, "JOIN", 0.9)
    monkeypatch.setattr(arrivals, "CORE", 0.9)
    monkeypatch.setattr(followups, "SMALL", 0.9)
    monkeypatch.setattr(followups, "AFTER", 0.9)
    apart = rebuild(store, None)
    parts = members(store)
    assert set(parts.values()) > set(whole.values())
    assert dict(apart.parted) == {parts[a]: whole[a] for a in parts if parts[a] not in whole.values()}
    monkeypatch.undo()
    together = rebuild(store, None)
    final = members(store)
    assert grouped(final) == grouped(whole)
    assert together.ended.keys() == set(parts.values()) - set(final.values())
    assert all(final[a] == together.ended.get(parts[a], parts[a]) for a in final)
    rows = store.rows("MATCH (s:Story) WHERE s.article_count = 0 RETURN s.id AS id, s.merged_into AS into")
    assert {row["id"]: row["into"] for row in rows} == together.ended


def test_only_stories_from_a_day_on_are_touched_and_a_later_load_goes_on_as_if_nothing_had_been(
    store: Store, tmp_path: Path
) -> None:
    held = graph_hash(store)
    day = datetime(2026, 2, 1, tzinfo=UTC)
    done = rebuild(store, day)
    earlier = store.rows("MATCH (a:Article)-[:PART_OF]->() WHERE a.instant < $day RETURN count(a) AS n", {"day": day})
    assert 0 < done.articles <= 88 - earlier[0]["n"] + 5
    assert done.moved == 0
    late = tmp_path / "late.jsonl"
    at = datetime(2026, 2, 10, 18, tzinfo=UTC) + timedelta(hours=1)
    late.write_text(
        f'{{"url": "https://late.example/1", "headline": "Night trains: European Parliament adopts regulation in '
        f'Strasbourg", "published": "{at:%Y-%m-%dT%H:%M:%SZ}", "language": "en"}}\n'
    )
    load(store, "articles", [str(late)], rejects=tmp_path / "REJECTS.jsonl")
    found = members(store)
    assert len(found) == 89
    assert max(found.values(), key=list(found.values()).count)
    assert held != graph_hash(store)
    rows = store.rows("MATCH (a:Article {headline: $h})-[:PART_OF]->(s:Story) RETURN s.article_count AS n",
                      {"h": "Night trains: European Parliament adopts regulation in Strasbourg"})  # fmt: skip
    assert rows[0]["n"] > 5


def strays(store: Store) -> list[str]:
    """Articles that are in another story than their cluster."""
    rows = store.rows("MATCH (a:Article)-[r:PART_OF]->(s:Story) RETURN a.id AS id, r.cluster AS cluster, s.id AS story")
    of = {row["id"]: row["story"] for row in store.rows("MATCH (c:Cluster) RETURN c.id AS id, c.story AS story")}
    return [row["id"] for row in rows if of[row["cluster"]] != row["story"]]


def test_earlier_articles_go_with_their_cluster_when_only_later_days_are_put_together_anew(store: Store) -> None:
    rebuild(store, None)
    whole = members(store)
    first, second, *_ = store.rows("""
    MATCH (c:Cluster) WHERE c.size > 0 AND c.instant IS NOT NULL
    WITH c.story AS story, collect(c.id) AS parts WHERE size(parts) > 1
    WITH story, parts ORDER BY size(parts) DESC, story LIMIT 1
    MATCH (c:Cluster {story: story}) RETURN c.id AS id, c.instant AS at, story ORDER BY at
    """)
    taken = [a for a, story in whole.items() if story == first["story"] and cluster_of(store, a) == first["id"]]
    batch = Batch()
    batch.node("Cluster", {"id": first["id"], "story": "s-taken-out"})
    batch.node("Load", {"id": "l-hand"})
    batch.node("Story", {"id": "s-taken-out"})
    for article in taken:
        batch.edge("Article-PART_OF-Story", {"start": article, "end": "s-taken-out", "cluster": first["id"],
                                             "score": 1.0, "method": "by hand", "load": "l-hand"})  # fmt: skip
        batch.gone.setdefault("Article-PART_OF-Story", []).append({"start": article, "end": first["story"]})
    store.write(batch)
    assert {members(store)[a] for a in taken} == {"s-taken-out"}
    rebuild(store, first["at"] + (second["at"] - first["at"]) / 2)
    assert members(store) == whole
    assert strays(store) == []


def cluster_of(store: Store, article: str) -> str:
    rows = store.rows("MATCH (:Article {id: $id})-[r:PART_OF]->() RETURN r.cluster AS cluster", {"id": article})
    return str(rows[0]["cluster"])
