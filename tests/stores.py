"""Empty stores of every engine for tests, and a batch that holds everything the model declares."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Protocol

import neo4j

from kg.model import EDGES, NODES, Edge, Kind, Node, Prop
from kg.settings import Settings
from kg.store import Batch, Row, Store, open_store

ENGINES = ("embedded", "neo4j")
MADRID = timezone(timedelta(hours=1))


class Server(Protocol):
    """A Neo4j that tests may use: their own, or the one of NEO4J_URI."""

    uri: str
    user: str
    password: str


@dataclass
class StoreTarget:
    """An empty store of one engine: ``open`` it as often as needed; what is left open is closed after the test."""

    engine: str
    target: str
    settings: Settings
    _opened: list[Store] = field(default_factory=list)

    def open(self, *, write: bool = False, wait: float = 0.0) -> Store:
        """The store, opened to read it or to write it."""
        store = open_store(self.target, self.settings, write=write, wait=wait)
        self._opened.append(store)
        return store

    def environment(self) -> dict[str, str]:
        """The environment in which a process of its own (``kg …``) finds this store."""
        given = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "KG_"))}
        found = {
            "KG_STORE": self.target,
            "NEO4J_USERNAME": self.settings.neo4j_username,
            "NEO4J_PASSWORD": self.settings.neo4j_password or "",
            "NEO4J_DATABASE": self.settings.neo4j_database or "",
        }
        return given | found

    def close(self) -> None:
        """Close whatever the test left open."""
        for store in self._opened:
            store.close()


def embedded_target(folder: Path) -> StoreTarget:
    """A file that isn't there yet."""
    return StoreTarget("embedded", str(folder / "news.kgl"), Settings())


def server_target(server: Server, database: str | None = None) -> StoreTarget:
    """The server's database, emptied; constraints and indexes stay."""
    settings = Settings(
        neo4j_uri=server.uri,
        neo4j_username=server.user,
        neo4j_password=server.password,
        neo4j_database=database or getattr(server, "database", None),
    )
    target = StoreTarget("neo4j", server.uri, settings)
    raw(target, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return target


def raw(target: StoreTarget, cypher: str) -> None:
    """Run a statement as somebody with another tool would, behind newskg's back."""
    if target.engine == "embedded":
        import kglite

        graph = kglite.open(target.target)
        graph.cypher(cypher)
        graph.save()
        graph.close()
        return
    settings = target.settings
    auth = (settings.neo4j_username, settings.neo4j_password or "")
    with (
        neo4j.GraphDatabase.driver(target.target, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=settings.neo4j_database) as session,
    ):
        session.run(cypher).consume()


def everything(nodes: int = 2) -> Batch:
    """Every label and every edge of the model, each with all its properties; ``nodes`` of each label."""
    batch = Batch()
    for label in NODES:
        if label.label != "Meta":
            for at in range(nodes):
                batch.node(label.label, node_row(label, at))
    for relation in EDGES:
        for at in range(nodes):
            batch.edge(relation.id, edge_row(relation, at, (at + 1) % nodes))
            if relation.key:  # a second edge between the same two
                batch.edge(relation.id, edge_row(relation, at, (at + 1) % nodes, salt=7))
    return batch


def node_row(label: Node, at: int) -> Row:
    """A node with all its properties."""
    sort = {"sort": label.sorts[at % len(label.sorts)]} if label.sorts else {}
    return {"id": node_id(label.label, at), **sort, **values(label.props, at)}


def edge_row(relation: Edge, start: int, end: int, salt: int = 0) -> Row:
    """An edge with all its properties."""
    ends = {"start": node_id(relation.start, start), "end": node_id(relation.end, end)}
    return ends | values(relation.props, start + salt)


def node_id(label: str, at: int) -> str:
    """The id of a label's node number ``at``."""
    return f"{label.lower()}-{at:05d}"


def values(props: tuple[Prop, ...], at: int) -> Row:
    """A value for each property, told apart by ``at``."""
    return {p.name: value(p.kind, p.name, at) for p in props}


def value(kind: Kind, name: str, at: int) -> Any:
    """A value of a kind that is easily spoilt on its way."""
    return {
        "string": f"{name} {at}: “عربي” 中文 👩‍👩‍👧 \u200fRTL\u200e e\u0301 'q' \"d\" `b` \\ $x \t\n;",
        "integer": 2**53 + 1 + at,
        "float": 0.1 + at,
        "boolean": at % 2 == 0,
        "datetime": datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=MADRID) + timedelta(hours=at),
        "date": date(2015, 6, 1) + timedelta(days=at),
        "strings": [f"{name} {at}", "", "中"],
        "floats": [1.0, -0.5, 1e-300, float(at)],
    }[kind]


def small() -> Batch:
    """A source with two articles in one story, one of which names a place, and who owns the source."""
    batch = Batch()
    noon = datetime(2026, 1, 30, 12, tzinfo=UTC)
    batch.node("Load", {"id": "l", "reader": "test"})
    batch.node("Source", {"id": "a.example", "name": "A"})
    batch.node("Source", {"id": "b.example", "name": "B"})
    batch.node("Owner", {"id": "o", "name": "O"})
    batch.node("Entity", {"id": "e", "name": "Zaragoza", "sort": "Place"})
    batch.node("Entity", {"id": "nameless"})
    batch.node("Article", {"id": "x", "headline": "X", "published": noon, "instant": noon, "authors": ["Ana", "Bo"]})
    later = noon + timedelta(hours=1)
    batch.node("Article", {"id": "y", "headline": "Y", "published": later, "instant": later, "authors": []})
    for story in ("s", "t"):
        batch.node("Story", {"id": story, "headline": story})
        batch.touch("Story", story)
    batch.edge("Source-PUBLISHED-Article", {"start": "a.example", "end": "x", "load": "l"})
    batch.edge("Source-PUBLISHED-Article", {"start": "b.example", "end": "y", "load": "l"})
    for article in ("x", "y"):
        batch.edge("Article-PART_OF-Story", {"start": article, "end": "s", "load": "l"})
    batch.edge("Article-MENTIONS-Entity", {"start": "x", "end": "e", "load": "l", "count": 2})
    batch.edge("Owner-OWNS-Source", {
        "start": "o", "end": "a.example", "load": "l", "fact": "f", "valid_from": date(2015, 6, 1), "share_exact": 1,
    })  # fmt: skip
    return batch


def with_settings(target: StoreTarget, **changes: Any) -> StoreTarget:
    """The same store with other settings."""
    return StoreTarget(target.engine, target.target, replace(target.settings, **changes))
