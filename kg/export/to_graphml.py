"""GraphML: for networkx, igraph, yEd, Neo4j's APOC.

Read it with ``networkx.read_graphml(path, force_multigraph=True)``. An edge's key is its data ``key``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import networkx

from kg.export.formats import Format, text_file
from kg.export.values import Element, Side, flat
from kg.export.xml_text import attribute, content, legal

_KEY = "key"


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write the graph to one file."""
    nodes, edges = flat(graph, clean=legal)
    out = text_file(files[0])
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        '"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    out.writelines(_declared("node", nodes))
    out.write(f'<key id="{_KEY}" for="edge" attr.name="{_KEY}" attr.type="string"/>\n')
    out.writelines(_declared("edge", edges))
    out.write('<graph edgedefault="directed">\n')
    numbers = _numbers("node", nodes)
    for node in nodes.elements:
        out.write(f"<node id={attribute(node.ids[0])}>{_data(node, numbers)}</node>\n")
    numbers = _numbers("edge", edges)
    for edge in edges.elements:
        source, target, key = edge.ids
        stated = f'<data key="{_KEY}">{content(key)}</data>{_data(edge, numbers)}'
        out.write(f"<edge source={attribute(source)} target={attribute(target)}>{stated}</edge>\n")
    out.write("</graph>\n</graphml>\n")
    out.detach()


def _numbers(scope: str, side: Side) -> dict[str, str]:
    return {name: f"{scope}{number}" for number, name in enumerate(side.types)}


def _declared(scope: str, side: Side) -> Iterator[str]:
    for name, number in _numbers(scope, side).items():
        kind = side.types[name]
        yield f'<key id="{number}" for="{scope}" attr.name={attribute(name)} attr.type="{kind}"/>\n'


def _data(element: Element, numbers: dict[str, str]) -> str:
    return "".join(f'<data key="{numbers[name]}">{content(value)}</data>' for name, value in element.values.items())


FORMAT = Format(".graphml", "GraphML", write)
