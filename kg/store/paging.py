"""A whole graph read in pieces, in the order of ids, from any store: what hashing, copying and checking walk over.

A piece is read in one managed transaction of its own, so that a lost server costs a piece, and memory stays bounded
whatever the graph's size. Values come as the model declares them: explicit property lists, never ``properties(n)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import EDGES, NODES, Edge, Node, node
from kg.store.base import Row, Store
from kg.store.schema import page_ids, read_edges, read_nodes

IDS_A_PAGE = 50_000
"""Ids fetched at a time: the embedded engine walks over all of a label for each page, so pages are large."""
NODES_A_PIECE = 2_000
"""Nodes whose properties, or whose edges, are fetched at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one label or edge, as ``Batch`` takes them; ``last`` is the id to go on after."""

    of: Node | Edge
    last: str
    rows: list[Row]


def stages() -> tuple[Node | Edge, ...]:
    """All labels and edges, in an order in which they may be written."""
    return (*NODES, *EDGES)


def stage_name(stage: Node | Edge) -> str:
    """A label, or an edge's id."""
    return stage.label if isinstance(stage, Node) else stage.id


def pieces(store: Store, stage: Node | Edge, *, after: str = "", size: int = NODES_A_PIECE) -> Iterator[Piece]:
    """All of a label or edge, in pieces of ``size`` nodes, or of all edges at the page ends of ``size`` nodes."""
    paged = stage if isinstance(stage, Node) else node(stage.start if stage.page == "start" else stage.end)
    while page := [str(row["id"]) for row in store.rows(page_ids(paged), {"after": after, "size": IDS_A_PAGE})]:
        for first in range(0, len(page), size):
            some = page[first : first + size]
            yield Piece(stage, some[-1], list(_rows(store, stage, some)))
        after = page[-1]


def _rows(store: Store, stage: Node | Edge, ids: list[str]) -> Iterator[Row]:
    names = [p.name for p in stage.props]
    if isinstance(stage, Edge):
        for found in store.rows(read_edges(stage), {"ids": ids}):
            yield {"start": found["a"], "end": found["b"], **_values(found, names)}
        return
    for found in store.rows(read_nodes(stage), {"ids": ids}):
        sort = next((s for s in stage.sorts if s in found["labels"]), None)
        yield {"id": found["id"], **({"sort": sort} if sort else {}), **_values(found, names)}


def _values(found: Row, names: list[str]) -> Row:
    return {name: value for name in names if (value := found[f"p_{name}"]) is not None}
