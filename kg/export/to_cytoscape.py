"""Cytoscape JSON: for Cytoscape and Cytoscape.js. Read it with ``networkx.cytoscape_graph(data)``.

Lists and maps stay what they are. Every node has a ``name``, which is what Cytoscape shows: its own, else its headline
or id. ``id`` and ``value`` are the node's id, as networkx has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import networkx

from kg.export.formats import Format, text_file
from kg.export.labels import display_name
from kg.export.to_node_link import dumped, ends, json_values, write_list
from kg.export.values import Element, elements


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write the graph to one file, one node or edge a line."""
    nodes, edges = elements(graph, clean=str, node_names=frozenset({"value"}))
    out = text_file(files[0])
    out.write('{"data": ')
    out.write(dumped({"items": list(graph.graph.items())})[len('{"items": ') : -1])
    out.write(', "directed": true, "multigraph": true, "elements": {"nodes": [')
    write_list(out, _nodes(nodes))
    out.write('], "edges": [')
    write_list(out, ({"data": {**ends(edge), **json_values(edge)}} for edge in edges))
    out.write("]}}\n")
    out.detach()


def _nodes(nodes: Sequence[Element]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        values = json_values(node)
        name = values.get("name") or display_name(values, node.ids[0])
        yield {"data": {**values, "id": node.ids[0], "value": node.ids[0], "name": name}}


FORMAT = Format(".cyjs", "Cytoscape JSON", write)
