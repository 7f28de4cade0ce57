"""The result of any Cypher statement as a networkx graph.

Stores give a node as ``{"labels", "properties"}`` and an edge as ``{"relation", "properties"}``. What becomes of a row:

- every node in it, however deep in lists and maps, is a node;
- a path's edges are edges; they point as the model says, and as the path runs where both ends have one label;
- an edge that carries ``start`` and ``end`` (ids) is an edge;
- columns ``source`` and ``target``, or ``start`` and ``end``, holding ids or nodes, are an edge: its relation is the
  row's edge, or its column ``relation``, and the other plain columns are its attributes;
- a row with none of these but a column ``id`` is a node, and its plain columns are the attributes.

An edge returned on its own (``RETURN a, r, b``) doesn't say where it leads, and is left out and counted in
``graph.graph["left_out"]``: return the path, or ``a AS source, r AS relation, b AS target``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx

from kg.errors import UsageError
from kg.export.networks import Link, NodeKey, assemble, attributes, label_of
from kg.ids import digest
from kg.model import EDGES
from kg.store import Row

_ENDS = (("source", "target"), ("start", "end"))
_UNNAMED = "LINKED_TO"
"""Relation of an edge that a row states without a name."""
_DIRECTIONS = frozenset((e.start, e.name, e.end) for e in EDGES)


def from_rows(rows: Iterable[Row]) -> networkx.MultiDiGraph:
    """The graph that rows hold. Raises UsageError where they hold no node at all."""
    found = _Found()
    for row in rows:
        found.take(row)
    return found.graph()


class _Found:
    def __init__(self) -> None:
        self._nodes: dict[NodeKey, dict[str, Any]] = {}
        self._links: list[Link] = []
        self._loose = 0

    def take(self, row: Row) -> None:
        """A row's nodes and edges."""
        ends = next(((a, b) for a, b in _ENDS if _is_end(row.get(a)) and _is_end(row.get(b))), None)
        for value in row.values():
            if not (ends and _is_edge(value)):
                self._value(value)
        if ends:
            self._links.append(self._stated(row, *ends))
        elif isinstance(row.get("id"), str) and not any(isinstance(v, (Mapping, list)) for v in row.values()):
            label = row.get("label")
            self._node([label] if isinstance(label, str) else [], row)

    def graph(self) -> networkx.MultiDiGraph:
        """All of it. A node that is known by its id alone is the one node that has that id, where there is one."""
        if not self._nodes:
            raise UsageError("the result holds no nodes", "return nodes, paths, or ids as source and target")
        labelled: dict[str, list[NodeKey]] = {}
        for key in self._nodes:
            if key[0]:
                labelled.setdefault(key[1], []).append(key)
        same = {("", node_id): keys[0] for node_id, keys in labelled.items() if len(keys) == 1}
        nodes = {key: values for key, values in self._nodes.items() if key not in same}
        links = [
            Link(same.get(k.start, k.start), same.get(k.end, k.end), k.relation, k.properties) for k in self._links
        ]
        graph = assemble(nodes, links)
        graph.graph["left_out"] = self._loose
        return graph

    def _value(self, value: Any) -> None:
        if _is_node(value):
            self._node(value["labels"], value["properties"])
        elif _is_edge(value):
            self._edge(value)
        elif (path := _path(value)) is not None:
            self._path(*path)
        elif isinstance(value, Mapping):
            for inner in value.values():
                self._value(inner)
        elif isinstance(value, list):
            for inner in value:
                self._value(inner)

    def _node(self, labels: Sequence[str], properties: Mapping[str, Any]) -> NodeKey:
        held = attributes(labels, properties)
        node_id = properties.get("id")
        if node_id is None:  # somebody else's node: as long as it looks the same, it is the same
            node_id = "x-" + digest(json.dumps([list(labels), properties], sort_keys=True, default=str))
        key = (label_of(labels), str(node_id))
        self._nodes.setdefault(key, {}).update(held)
        return key

    def _edge(self, value: Mapping[str, Any]) -> None:
        start, end = value.get("start"), value.get("end")
        if not (_is_end(start) and _is_end(end)):
            self._loose += 1
            return
        self._links.append(Link(self._end(start), self._end(end), value["relation"], value["properties"]))

    def _path(self, nodes: Sequence[Any], relations: Sequence[Any]) -> None:
        keys = [self._node(n["labels"], n["properties"]) for n in nodes]
        for start, relation, end in zip(keys, relations, keys[1:], strict=False):
            name = relation["relation"]
            turned = (start[0], name, end[0]) not in _DIRECTIONS and (end[0], name, start[0]) in _DIRECTIONS
            ends = (end, start) if turned else (start, end)
            self._links.append(Link(*ends, name, relation["properties"]))

    def _stated(self, row: Row, start: str, end: str) -> Link:
        relation = next((v for v in row.values() if _is_edge(v)), None)
        plain = {
            k: v for k, v in row.items() if k not in {start, end, "relation"} and not isinstance(v, (Mapping, list))
        }
        if relation is not None:
            name, properties = relation["relation"], {**plain, **relation["properties"]}
        else:
            name, properties = str(row.get("relation") or _UNNAMED), plain
        return Link(self._end(row[start]), self._end(row[end]), name, properties)

    def _end(self, value: Any) -> NodeKey:
        if _is_node(value):
            return self._node(value["labels"], value["properties"])
        return self._node([], {"id": value})


def _is_node(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() >= {"labels", "properties"}


def _is_edge(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() >= {"relation", "properties"}


def _is_end(value: Any) -> bool:
    return _is_node(value) or (isinstance(value, str) and value != "")


def _path(value: Any) -> tuple[Sequence[Any], Sequence[Any]] | None:
    """Nodes and edges of a path: a map of both, or a list in which they take turns (the engines differ)."""
    if isinstance(value, Mapping) and value.keys() == {"nodes", "relationships"}:
        nodes, relations = value["nodes"], value["relationships"]
    elif isinstance(value, list) and len(value) > 1:
        nodes, relations = value[::2], value[1::2]
    else:
        return None
    fits = len(nodes) == len(relations) + 1 and all(map(_is_node, nodes)) and all(map(_is_edge, relations))
    return (nodes, relations) if fits else None
