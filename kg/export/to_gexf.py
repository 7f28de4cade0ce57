"""GEXF 1.2 for Gephi. Read it with ``networkx.read_gexf``.

``label`` is what Gephi shows: a node's headline, name or id, an edge's relation. The attribute of that name is
``node_label`` (``edge_label``). A node is coloured by its label. Edges are numbered; an edge's key is its attribute
``networkx_key``, as networkx has it. A numeric ``weight`` of edges is the edge's weight, a float.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import networkx

from kg.export.formats import Format, text_file
from kg.export.labels import display_name
from kg.export.values import Element, Scalar, Side, flat
from kg.export.xml_text import attribute, legal

_NODE_NAMES = frozenset({"label", "viz"})
_EDGE_NAMES = frozenset({"label", "networkx_key"})
_NUMERIC = frozenset({"long", "double"})
_KEY = "networkx_key"

# Palette of Okabe and Ito (2008), told apart by colour-blind readers too: https://jfly.uni-koeln.de/color/
_COLOURS = {
    "Article": (86, 180, 233), "Story": (230, 159, 0), "Source": (0, 114, 178), "Owner": (213, 94, 0),
    "Entity": (0, 158, 115), "Rater": (204, 121, 167), "Load": (240, 228, 66),
    "Cluster": (153, 153, 153),
}  # fmt: skip


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write the graph to one file."""
    nodes, edges = flat(graph, clean=legal, node_names=_NODE_NAMES, edge_names=_EDGE_NAMES)
    weighted = edges.types.get("weight") in _NUMERIC
    types = {_KEY: "string", **{n: t for n, t in edges.types.items() if not (weighted and n == "weight")}}
    out = text_file(files[0])
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" '
        'xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">\n<meta><creator>newskg</creator></meta>\n'
        '<graph defaultedgetype="directed" mode="static">\n'
    )
    out.writelines(_declared("node", nodes.types))
    out.writelines(_declared("edge", types))
    out.write("<nodes>\n")
    out.writelines(_nodes(nodes))
    out.write("</nodes>\n<edges>\n")
    out.writelines(_edges(edges, types, weighted))
    out.write("</edges>\n</graph>\n</gexf>\n")
    out.detach()


def _declared(scope: str, types: Mapping[str, str]) -> Iterator[str]:
    yield f'<attributes class="{scope}" mode="static">\n'
    for number, (name, kind) in enumerate(types.items()):
        yield f'<attribute id="{number}" title={attribute(name)} type="{kind}"/>\n'
    yield "</attributes>\n"


def _values(values: Mapping[str, Scalar], numbers: Mapping[str, int]) -> str:
    held = (f'<attvalue for="{numbers[n]}" value={attribute(v)}/>' for n, v in values.items() if n in numbers)
    return f"<attvalues>{''.join(held)}</attvalues>"


def _nodes(nodes: Side) -> Iterator[str]:
    numbers = {name: number for number, name in enumerate(nodes.types)}
    for node in nodes.elements:
        named = legal(display_name(node.values, node.ids[0]))
        rgb = _COLOURS.get(str(node.values.get("node_label")))
        colour = f'<viz:color r="{rgb[0]}" g="{rgb[1]}" b="{rgb[2]}"/>' if rgb else ""
        inside = f"{_values(node.values, numbers)}{colour}"
        yield f"<node id={attribute(node.ids[0])} label={attribute(named)}>{inside}</node>\n"


def _edges(edges: Side, types: Mapping[str, str], weighted: bool) -> Iterator[str]:
    numbers = {name: number for number, name in enumerate(types)}
    for number, edge in enumerate(edges.elements):
        source, target, key = edge.ids
        ends = f"source={attribute(source)} target={attribute(target)}"
        yield (
            f'<edge id="{number}" {ends}{_own(edge, weighted)}>{_values({_KEY: key, **edge.values}, numbers)}</edge>\n'
        )


def _own(edge: Element, weighted: bool) -> str:
    """Relation and weight as Gephi's own columns."""
    shown = f" label={attribute(edge.values['relation'])}" if "relation" in edge.values else ""
    return shown + (f" weight={attribute(edge.values['weight'])}" if weighted and "weight" in edge.values else "")


FORMAT = Format(".gexf", "GEXF, for Gephi", write)
