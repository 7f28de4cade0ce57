"""From a batch to statements and checked rows. Pure: both engines run what this makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.errors import MissingEnd, StoreError
from kg.model import DERIVED, Edge, Node, edge, node
from kg.store.base import Batch, Row
from kg.store.checks import Shape, identifier
from kg.store.schema import missing_ends, remove_edge, ruled, write_edge, write_node

_D = TypeVar("_D")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a batch with its rows. ``exact``: it must do as many rows as it was given;
    ``finds_missing`` then names the edge whose end is missing."""

    cypher: str
    rows: Sequence[Any]
    param: str = "rows"
    exact: bool = False
    finds_missing: str | None = None
    about: str = ""


def statements(batch: Batch) -> Iterator[Statement]:
    """All statements of a batch, nodes first. Raises StoreError for a value that the model doesn't allow."""
    for label, rows in batch.nodes.items():
        declared = _declared(node, label)
        for sort, some in _by_sort(declared, rows).items():
            write = write_node(declared, sort, _given(declared, some))
            yield Statement(write.cypher, _node_rows(declared, some, write.kept), exact=True, about=label)
    for edge_id, rows in batch.gone.items():
        relation = _declared(edge, edge_id)
        yield Statement(remove_edge(relation), [_ends(edge_id, row) for row in rows], about=edge_id)
    for edge_id, rows in batch.edges.items():
        relation = _declared(edge, edge_id)
        edge_write = write_edge(relation, _given(relation, rows))
        yield Statement(
            edge_write.cypher,
            _edge_rows(relation, rows, edge_write.kept),
            exact=True,
            finds_missing=missing_ends(relation),
            about=edge_id,
        )
    for label, ids in batch.touched.items():
        yield Statement(_declared(DERIVED.__getitem__, label), sorted(ids), param="ids", about=label)


def _given(declared: Node | Edge, rows: Sequence[Row]) -> frozenset[str]:
    """The ruled properties that some of the rows have."""
    return frozenset(name for name in ruled(declared) if any(row.get(name) is not None for row in rows))


def _declared(find: Callable[[str], _D], name: str) -> _D:
    try:
        return find(name)
    except KeyError as error:
        raise StoreError(f"the model has no {name!r}", "declare it in kg/model.py") from error


def _by_sort(declared: Node, rows: Sequence[Row]) -> Mapping[str | None, Sequence[Row]]:
    """Rows by the sort that each node ends up with. All rows of a node stay together and in order."""
    last = {row.get("id"): sort for row in rows if (sort := row.get("sort")) is not None}
    for sort in set(last.values()) - set(declared.sorts):
        raise StoreError(
            f"{declared.label} can't be a {sort!r}",
            f"it is one of {', '.join(declared.sorts)}" if declared.sorts else "it has no sorts",
        )
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(last.get(row.get("id")), []).append(row)
    return groups


def _node_rows(declared: Node, rows: Sequence[Row], kept: Sequence[str]) -> list[Row]:
    shape, otherwise = Shape.of(declared), f"a {declared.label} without an id"
    return [{"id": identifier(row.get("id"), otherwise), **_split(shape.values(row), kept)} for row in rows]


def _edge_rows(relation: Edge, rows: Sequence[Row], kept: Sequence[str]) -> list[Row]:
    shape = Shape.of(relation)
    return [{**_ends(relation.id, row), **_stated(relation, shape.values(row), kept)} for row in rows]


def _stated(relation: Edge, values: Row, kept: Sequence[str]) -> Row:
    if relation.fact and "load" not in values:
        raise StoreError(f"{relation.id} without the load that states it", "every factual edge carries one")
    if not relation.key:
        return _split(values, kept)
    key = values.pop(relation.key, None)
    if key is None:
        raise StoreError(f"{relation.id} without {relation.key}", "give each statement its own")
    return {"key": key, **_split(values, kept)}


def _split(values: Row, kept: Sequence[str]) -> Row:
    """The values that have a clause of their own, beside the map of all the others."""
    own = {name: values.pop(name, None) for name in kept}
    return {**own, "p": values}


def _ends(name: str, row: Row) -> Row:
    return {
        "a": identifier(row.get("start"), f"a {name} without a start"),
        "b": identifier(row.get("end"), f"a {name} without an end"),
    }


def missing_end(about: str, found: Mapping[str, Any] | None) -> MissingEnd:
    """The error that names the edge whose end is not in the graph."""
    if found is None:
        return MissingEnd(f"{about}: an end is missing", "write the nodes before the edges")
    absent = found["from_id"] if found["no_start"] else found["to_id"]
    return MissingEnd(f"{about} from {found['from_id']} to {found['to_id']}: {absent} is not in the graph",
                      "write the nodes before the edges")  # fmt: skip
