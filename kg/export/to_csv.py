"""CSV: ``NAME.nodes.csv`` (``id``, ``label``, …), ``NAME.edges.csv`` (``source, target, key, relation``, …).

Text that a spreadsheet would calculate gets a ``'`` before it; line ends inside a cell are line feeds; an empty cell is
nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import networkx

from kg.export.formats import NODES_AND_EDGES, Format, text_file
from kg.export.values import Scalar, Side, flat, text

_FORMULA = tuple("=+-@\t\n＝＋－＠")
"""How a cell begins that a spreadsheet would calculate: https://owasp.org/www-community/attacks/CSV_Injection"""


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write nodes and edges to their files."""
    nodes, edges = flat(graph, clean=_one_line_end)
    for file, side, ids in ((files[0], nodes, ("id",)), (files[1], edges, ("source", "target", "key"))):
        out = text_file(file)
        csv.writer(out, lineterminator="\n").writerows(_lines(side, ids))
        out.detach()


def _one_line_end(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _lines(side: Side, ids: tuple[str, ...]) -> Iterator[list[str]]:
    names = sorted(side.types, key=lambda name: (name not in {"label", "relation"}, name))
    yield [_cell(name) for name in (*ids, *names)]
    for element in side.elements:
        yield [_cell(value) for value in (*element.ids, *(element.values.get(name, "") for name in names))]


def _cell(value: Scalar) -> str:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else text(value)


FORMAT = Format(".csv", "CSV: a file of nodes and one of edges", write, NODES_AND_EDGES)
