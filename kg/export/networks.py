"""Nodes and links of the model put together as a networkx graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx

from kg.model import NODES

NodeKey = tuple[str, str]
"""Label and id: ids are unique within a label only (an owner and an entity may share a Wikidata id). The label is ''
where only an id is known."""

_LABELS = [n.label for n in NODES]


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two nodes."""

    start: NodeKey
    end: NodeKey
    relation: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from parallel edges: the relation and, where it states a fact of its own, that fact's id."""
        fact = self.properties.get("fact")
        return f"{self.relation}:{fact}" if fact else self.relation


def label_of(labels: Sequence[str]) -> str:
    """The model's label among a node's; the first one of a node that isn't the model's.

    >>> label_of(["Person", "Entity"]), label_of(["Boat"]), label_of([])
    ('Entity', 'Boat', '')
    """
    return next((label for label in labels if label in _LABELS), labels[0] if labels else "")


def attributes(labels: Sequence[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A node's attributes: its properties without the id, ``label`` and, of a node with sorts, ``kind``."""
    label = label_of(labels)
    held = {k: v for k, v in properties.items() if k != "id" and v is not None}
    if sort := next((other for other in labels if other != label), None):
        held.setdefault("kind", sort)
    if label:
        held["label"] = label
    return held


def assemble(nodes: Mapping[NodeKey, Mapping[str, Any]], links: Iterable[Link]) -> networkx.MultiDiGraph:
    """The graph. A node goes by its id, and by ``Label:id`` where an earlier label of the model holds that id too.

    An edge's key is that of its link; links that differ in their properties alone are told apart by ``#2``, ``#3``, ….
    """
    names = _names(nodes)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from((names[key], dict(values)) for key, values in nodes.items())
    for link in links:
        start, end = names[link.start], names[link.end]
        values = {"relation": link.relation, **{k: v for k, v in link.properties.items() if v is not None}}
        key, number = link.key, 1
        while graph.has_edge(start, end, key) and graph.edges[start, end, key] != values:
            number += 1
            key = f"{link.key}#{number}"
        graph.add_edges_from([(start, end, key, values)])
    return graph


def _names(nodes: Iterable[NodeKey]) -> dict[NodeKey, str]:
    def rank(key: NodeKey) -> tuple[int, NodeKey]:
        return (_LABELS.index(key[0]) if key[0] in _LABELS else len(_LABELS), key)

    names: dict[NodeKey, str] = {}
    taken: set[str] = set()
    for key in sorted(nodes, key=rank):
        label, node_id = key
        name = f"{label}:{node_id}" if node_id in taken else node_id
        while name in taken:
            name += "'"
        names[key] = name
        taken.add(name)
    return names
