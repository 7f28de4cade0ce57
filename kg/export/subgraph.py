"""A part of the graph, or all of it, as a networkx MultiDiGraph.

A node's attributes are ``label`` and the model's properties, an edge's are ``relation`` and its properties: values as
Python has them (instants in UTC, days, lists). ``kg.export.formats.export`` writes the graph to a file;
``graph.graph["left_out"]`` counts the nodes that ``limit`` kept out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import networkx

from kg.errors import UsageError
from kg.export.networks import Link, NodeKey, assemble, attributes
from kg.export.results import from_rows
from kg.model import EDGES, NODES, Edge, edge
from kg.store import Row, Store

__all__ = ["everything", "from_rows", "subgraph"]

LIMIT = 20_000
"""Nodes of a subgraph: about as many as Gephi lays out at ease."""
_BATCH = 1_000
"""Ids of one statement."""
_STARTS = ("Source", "Owner", "Entity", "Story", "Article", "Rater", "Load")
"""Labels in which a name's id is looked up."""


def _follow(relation: Edge, back: bool) -> str:
    near, far, label = ("b", "a", relation.start) if back else ("a", "b", relation.end)
    newest = f"{far}.published IS NULL, {far}.published DESC, " if label == "Article" else ""
    start, end = (" {id: id}" if near == name else "" for name in "ab")
    return (
        f"UNWIND $ids AS id MATCH (a:{relation.start}{start})-[r:{relation.name}]->(b:{relation.end}{end}) "
        f"RETURN a.id AS start_id, b.id AS end_id, r AS edge ORDER BY {newest}{far}.id, {near}.id"
    )


NODES_BY_ID = {n.label: f"UNWIND $ids AS id MATCH (n:{n.label} {{id: id}}) RETURN n.id AS id, n AS node" for n in NODES}
EDGES_FROM = {e.id: _follow(e, back=False) for e in EDGES}
EDGES_TO = {e.id: _follow(e, back=True) for e in EDGES}
ALL_NODES = {
    n.label: f"MATCH (n:{n.label}) RETURN n.id AS id, n AS node ORDER BY id" for n in NODES if n.label != "Meta"
}
ALL_EDGES = {
    e.id: f"MATCH (a:{e.start})-[r:{e.name}]->(b:{e.end}) RETURN a.id AS start_id, b.id AS end_id, r AS edge"
    for e in EDGES
}


def subgraph(
    store: Store, *, story: str | None = None, names: Sequence[str] = (), depth: int = 1, limit: int = LIMIT
) -> networkx.MultiDiGraph:
    """A story, the surroundings of names, or both.

    ``story``: a story's id. Its articles with their copy families, sources, the sources' owners all the way up, their
    raters, and what the articles mention. ``names``: ids of stories, which come like ``story``, of sources, owners,
    entities or other nodes; all that is at most ``depth`` edges away. Edges between nodes that are in are in too.
    ``limit``: nodes; of too many articles the newest stay. Raises UsageError for an id that isn't in the graph, or
    where nothing is asked for.
    """
    wanted = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    if story is None and not wanted:
        raise UsageError("nothing to export", "name a story, a source, an owner or an entity")
    if depth < 0 or limit < 1:
        raise UsageError(f"a depth of {depth}, a limit of {limit}", "give a depth from 0 and a limit from 1")
    walk = _Walk(store, limit)
    stories = walk.begin("Story", wanted) if depth else []
    for each in dict.fromkeys([*([] if story is None else [story]), *stories]):
        _walk_story(walk, each)
    if rest := [name for name in wanted if name not in stories]:
        _walk_names(walk, rest, depth)
    walk.join()
    return walk.graph()


def everything(store: Store) -> networkx.MultiDiGraph:
    """The whole graph apart from the store's own card. It has to fit in memory."""
    nodes = {
        (label, row["id"]): attributes(row["node"]["labels"], row["node"]["properties"])
        for label, cypher in ALL_NODES.items()
        for row in store.stream(cypher)
    }
    links = (_link(edge(edge_id), row) for edge_id, cypher in ALL_EDGES.items() for row in store.stream(cypher))
    graph = assemble(nodes, links)
    graph.graph["left_out"] = 0
    return graph


def _walk_story(walk: _Walk, story: str) -> None:
    if not walk.begin("Story", [story]):
        raise UsageError(f"no story has the id {story}", "look it up: kg stories")
    articles = walk.follow("Article-PART_OF-Story", [story], back=True)
    found = articles
    while found:  # families: copies of copies too, and originals that belong to no story
        found = [
            article
            for relation in ("REPOST_OF", "VERSION_OF")
            for back in (False, True)
            for article in walk.follow(f"Article-{relation}-Article", found, back=back)
        ]
        articles = [*articles, *found]
    sources = walk.follow("Source-PUBLISHED-Article", articles, back=True)
    owners = walk.follow("Owner-OWNS-Source", sources, back=True)
    while owners:
        others = [o for back in (False, True) for o in walk.follow("Owner-ALIAS_OF-Owner", owners, back=back)]
        owners = [*others, *walk.follow("Owner-OWNS-Owner", owners, back=True)]
    walk.follow("Rater-RATED-Source", sources, back=True)
    walk.follow("Article-MENTIONS-Entity", articles)


def _walk_names(walk: _Walk, names: Sequence[str], depth: int) -> None:
    frontier: dict[str, list[str]] = {label: walk.begin(label, names) for label in _STARTS}
    found = {node_id for ids in frontier.values() for node_id in ids}
    if missing := [name for name in names if name not in found]:
        raise UsageError(f"nothing in the graph has the id {missing[0]}", "look it up: kg search WORDS")
    for _ in range(depth):
        reached: dict[str, list[str]] = {}
        for relation in EDGES:
            reached.setdefault(relation.end, []).extend(walk.follow(relation.id, frontier.get(relation.start, [])))
            back = walk.follow(relation.id, frontier.get(relation.end, []), back=True)
            reached.setdefault(relation.start, []).extend(back)
        frontier = reached


class _Walk:
    """Nodes and edges gathered step by step, up to a number of nodes."""

    def __init__(self, store: Store, limit: int) -> None:
        self._store, self._limit = store, limit
        self._nodes: dict[NodeKey, None] = {}
        self._links: dict[tuple[NodeKey, NodeKey, str], Link] = {}
        self._refused: set[NodeKey] = set()

    def begin(self, label: str, ids: Iterable[str]) -> list[str]:
        """Take in nodes by id; which of them there are."""
        found = [row["id"] for row in self._rows(NODES_BY_ID[label], ids)]
        return [node_id for node_id in found if self._take((label, node_id)) is not None]

    def follow(self, edge_id: str, ids: Iterable[str], *, back: bool = False) -> list[str]:
        """Take in edges that leave nodes (``back``: that lead to them) and the nodes at their other end; ids of the
        nodes that are new."""
        relation, new = edge(edge_id), []
        for row in self._rows((EDGES_TO if back else EDGES_FROM)[edge_id], ids):
            link = _link(relation, row)
            far = link.start if back else link.end
            taken = self._take(far)
            if taken:
                new.append(far[1])
            if taken is not None:
                self._links[link.start, link.end, link.key] = link
        return new

    def join(self) -> None:
        """Take in all edges between nodes that are in, asked from the end that has few of them."""
        for relation in EDGES:
            back = relation.page == "end"
            label = relation.end if back else relation.start
            ids = [node_id for held, node_id in self._nodes if held == label]
            for row in self._rows((EDGES_TO if back else EDGES_FROM)[relation.id], ids):
                link = _link(relation, row)
                if link.start in self._nodes and link.end in self._nodes:
                    self._links[link.start, link.end, link.key] = link

    def graph(self) -> networkx.MultiDiGraph:
        """What was gathered."""
        values: dict[NodeKey, Mapping[str, Any]] = {}
        for label in dict.fromkeys(label for label, _ in self._nodes):
            ids = [node_id for held, node_id in self._nodes if held == label]
            for row in self._rows(NODES_BY_ID[label], ids):
                values[label, row["id"]] = attributes(row["node"]["labels"], row["node"]["properties"])
        graph = assemble(values, self._links.values())
        graph.graph["left_out"] = len(self._refused)
        return graph

    def _take(self, key: NodeKey) -> bool | None:
        """Whether a node is new; None where there is no room for it."""
        if key in self._nodes:
            return False
        if len(self._nodes) >= self._limit:
            self._refused.add(key)
            return None
        self._nodes[key] = None
        return True

    def _rows(self, cypher: str, ids: Iterable[str]) -> Iterator[Row]:
        waiting = iter(sorted(set(ids)))
        while batch := list(islice(waiting, _BATCH)):
            yield from self._store.stream(cypher, {"ids": batch})


def _link(relation: Edge, row: Row) -> Link:
    start, end = (relation.start, row["start_id"]), (relation.end, row["end_id"])
    return Link(start, end, relation.name, row["edge"]["properties"])
