"""Parquet: ``NAME.nodes.parquet`` and ``NAME.edges.parquet``, for pandas, polars and DuckDB.

Instants are timestamps in UTC, days are dates, lists of text or of numbers are lists; all else as in the other formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import networkx

from kg.export.formats import NODES_AND_EDGES, Format
from kg.export.values import Element, cast, elements, scalar, type_of


def write(graph: networkx.MultiDiGraph, files: Sequence[BinaryIO]) -> None:
    """Write nodes and edges to their files."""
    import pyarrow
    import pyarrow.parquet

    nodes, edges = elements(graph, clean=_no_surrogates)
    for file, side, ids in ((files[0], nodes, ("id",)), (files[1], edges, ("source", "target", "key"))):
        columns = {n: pyarrow.array([e.ids[i] for e in side], pyarrow.string()) for i, n in enumerate(ids)}
        names = sorted({n for e in side for n in e.values}, key=lambda n: (n not in {"label", "relation"}, n))
        for name in names:
            column = _column(name, side)
            if column is not None:
                columns[name] = column
        pyarrow.parquet.write_table(pyarrow.table(columns), file, compression="zstd")


def _no_surrogates(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _column(name: str, side: Sequence[Element]) -> Any:
    """An array, of the type that holds all values without loss; None where there is no value."""
    import pyarrow

    values = [element.values.get(name) for element in side]
    held = [v for v in values if v is not None]
    if all(isinstance(v, datetime) and v.tzinfo is not None for v in held):
        return pyarrow.array(values, pyarrow.timestamp("us", "UTC"))
    if all(isinstance(v, date) and not isinstance(v, datetime) for v in held):
        return pyarrow.array(values, pyarrow.date32())
    if all(isinstance(v, (list, tuple)) for v in held):
        if all(isinstance(item, str) for v in held for item in v):
            texts = [None if v is None else [_no_surrogates(item) for item in v] for v in values]
            return pyarrow.array(texts, pyarrow.list_(pyarrow.string()))
        if all(type(item) is float for v in held for item in v):
            return pyarrow.array(values, pyarrow.list_(pyarrow.float64()))
    scalars = [scalar(v) for v in values]
    kept = [v for v in scalars if v is not None]
    if not kept:
        return None
    to = type_of(kept)
    types = {"boolean": pyarrow.bool_, "long": pyarrow.int64, "double": pyarrow.float64, "string": pyarrow.string}
    return pyarrow.array([None if v is None else cast(v, to, _no_surrogates) for v in scalars], types[to]())


FORMAT = Format(".parquet", "Parquet: a file of nodes and one of edges", write, NODES_AND_EDGES)
