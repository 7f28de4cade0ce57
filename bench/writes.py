"""Writing enriched articles: through the store, by hand-written statements, and as most loaders do it."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kglite
import neo4j

from bench.figures import Figure, alternate, seconds
from bench.generated import batches
from kg.settings import Settings
from kg.store import Batch, open_store

ARTICLES, SIZE = 10_000, 500
SLOW_ARTICLES = 300

_HAND = (
    ("Source", "UNWIND $rows AS r MERGE (n:Source {id: r.id}) SET n.name = r.name, n.name_key = r.name_key"),
    ("Article", "UNWIND $rows AS r MERGE (n:Article {id: r.id}) SET n.url = r.url, n.headline = r.headline, "
     "n.headline_key = r.headline_key, n.published = r.published, n.instant = r.instant, "
     "n.published_precision = r.published_precision, n.published_zone = r.published_zone, n.language = r.language, "
     "n.excerpt = r.excerpt"),
    ("Story", "UNWIND $rows AS r MERGE (n:Story {id: r.id}) SET n.headline = r.headline"),
    ("Entity", "UNWIND $rows AS r MERGE (n:Entity {id: r.id}) SET n.name = r.name, n.name_key = r.name_key, "
     "n.kind = r.kind, n:Person"),
    ("Source-PUBLISHED-Article", "UNWIND $rows AS r MATCH (a:Source {id: r.start}) MATCH (b:Article {id: r.`end`}) "
     "MERGE (a)-[e:PUBLISHED]->(b) SET e.load = r.load"),
    ("Article-PART_OF-Story", "UNWIND $rows AS r MATCH (a:Article {id: r.start}) MATCH (b:Story {id: r.`end`}) "
     "MERGE (a)-[e:PART_OF]->(b) SET e.load = r.load, e.score = r.score"),
    ("Article-MENTIONS-Entity", "UNWIND $rows AS r MATCH (a:Article {id: r.start}) MATCH (b:Entity {id: r.`end`}) "
     "MERGE (a)-[e:MENTIONS]->(b) SET e.count = r.count, e.first_offset = r.first_offset, "
     "e.surface_forms = r.surface_forms, e.salience = r.salience, e.model = r.model, e.load = r.load"),
)  # fmt: skip
_KEYS = [f"CREATE CONSTRAINT hand_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
         for label in ("Source", "Article", "Story", "Entity")]  # fmt: skip


def _rows(batch: Batch, name: str) -> list[dict[str, Any]]:
    return batch.nodes.get(name) or batch.edges.get(name) or []


def embedded() -> Figure:
    """Through the store against the engine itself."""
    work = list(batches(ARTICLES, SIZE))
    counter = itertools.count()
    with tempfile.TemporaryDirectory() as folder:

        def ours() -> float:
            with open_store(str(Path(folder) / f"o{next(counter)}.kgl"), Settings(), write=True) as store:
                return ARTICLES / seconds(lambda: [store.write(b) for b in work])

        def peer() -> float:
            graph = kglite.open(str(Path(folder) / f"p{next(counter)}.kgl"), durable="normal")
            for text in _KEYS:
                graph.cypher(text)
            rate = ARTICLES / seconds(lambda: [_by_hand(graph, b) for b in work])
            graph.close()
            return rate

        mine, theirs = alternate(ours, peer, 3)
    return Figure("graph writes, embedded", "kglite with hand-written statements, same batches", mine, theirs,
                  "articles/s", at_least=0.5)  # fmt: skip


def _by_hand(graph: Any, batch: Batch) -> None:
    with graph.begin() as transaction:
        for name, text in _HAND:
            transaction.cypher(text, params={"rows": _rows(batch, name)})


def server(settings: Settings) -> Sequence[Figure]:
    """Through the store against the driver, and against a transaction an article with a statement a mention."""
    assert settings.neo4j_uri
    assert settings.neo4j_password
    work = list(batches(ARTICLES, SIZE))
    driver = neo4j.GraphDatabase.driver(settings.neo4j_uri, auth=(settings.neo4j_username, settings.neo4j_password))

    def wipe() -> None:
        with driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()

    def ours() -> float:
        wipe()
        with open_store(settings.neo4j_uri or "", settings, write=True) as store:
            return ARTICLES / seconds(lambda: [store.write(b) for b in work])

    def peer() -> float:
        wipe()
        with driver.session() as session:
            return ARTICLES / seconds(lambda: [session.execute_write(_driver_batch, b) for b in work])

    def one_by_one() -> float:
        wipe()
        few = next(iter(batches(SLOW_ARTICLES, SLOW_ARTICLES)))
        with driver.session() as session:
            return SLOW_ARTICLES / seconds(lambda: _one_by_one(session, few))

    ours()  # makes constraints and indexes, and warms the server, for both sides
    mine, theirs = alternate(ours, peer, 3)
    slow = one_by_one()
    wipe()
    driver.close()
    return (
        Figure("graph writes, Neo4j", "the driver with hand-written statements, same batches", mine, theirs,
               "articles/s", at_least=0.8),
        Figure("graph writes, Neo4j", "one transaction an article, one statement a mention", mine, slow, "articles/s",
               at_least=10),
    )  # fmt: skip


def _driver_batch(transaction: neo4j.ManagedTransaction, batch: Batch) -> None:
    for name, text in _HAND:
        transaction.run(text, rows=_rows(batch, name)).consume()  # type: ignore[arg-type]


def _one_by_one(session: neo4j.Session, batch: Batch) -> None:
    sources = {r["end"]: r for r in batch.edges["Source-PUBLISHED-Article"]}
    stories = {r["start"]: r for r in batch.edges["Article-PART_OF-Story"]}
    mentions: dict[str, list[dict[str, Any]]] = {}
    for row in batch.edges["Article-MENTIONS-Entity"]:
        mentions.setdefault(row["start"], []).append(row)
    hand = {name: text.replace("UNWIND $rows AS r", "WITH $row AS r") for name, text in _HAND}
    entities = {r["id"]: r for r in batch.nodes["Entity"]}
    names = {r["id"]: r for r in batch.nodes["Source"]}

    def work(transaction: neo4j.ManagedTransaction, article: dict[str, Any]) -> None:
        published, part = sources[article["id"]], stories[article["id"]]
        story = {"id": part["end"], "headline": ""}
        steps = [("Source", names[published["start"]]), ("Article", article), ("Story", story),
                 ("Source-PUBLISHED-Article", published), ("Article-PART_OF-Story", part)]  # fmt: skip
        for mention in mentions.get(article["id"], ()):
            steps += [("Entity", entities[mention["end"]]), ("Article-MENTIONS-Entity", mention)]
        for name, row in steps:
            transaction.run(hand[name], row=row).consume()  # type: ignore[arg-type]

    for article in batch.nodes["Article"]:
        session.execute_write(work, article)
