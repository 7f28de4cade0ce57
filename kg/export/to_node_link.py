"""Node-link JSON: for D3 and scripts. Read it with ``networkx.node_link_graph(data, edges="edges")``.

Lists and maps stay what they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO, TextIO

import networkx

from kg.export.formats import Format, text_file
from kg.export.values import Element, elements, json_value


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write the graph to one file, one node or edge a line."""
    nodes, edges = elements(graph, clean=str)
    out = text_file(files[0])
    out.write('{"directed": true, "multigraph": true, "graph": ')
    out.write(dumped(graph.graph))
    out.write(', "nodes": [')
    write_list(out, ({"id": node.ids[0], **json_values(node)} for node in nodes))
    out.write('], "edges": [')
    write_list(out, ({**ends(edge), **json_values(edge)} for edge in edges))
    out.write("]}\n")
    out.detach()


def ends(edge: Element) -> dict[str, str]:
    """An edge's source, target and key."""
    return dict(zip(("source", "target", "key"), edge.ids, strict=True))


def json_values(element: Element) -> dict[str, Any]:
    """Attributes as JSON has them, without those that hold nothing."""
    values = {name: json_value(value) for name, value in element.values.items()}
    return {name: value for name, value in values.items() if value is not None}


def dumped(value: Mapping[str, Any]) -> str:
    """A map as JSON on one line."""
    return json.dumps(json_value(value), ensure_ascii=False, allow_nan=False)


def write_list(out: TextIO, items: Iterable[Mapping[str, Any]]) -> None:
    """The inside of a JSON list, one item a line."""
    for number, item in enumerate(items):
        out.write(",\n" if number else "\n")
        out.write(dumped(item))


FORMAT = Format(".json", "node-link JSON, for D3 and scripts", write)
