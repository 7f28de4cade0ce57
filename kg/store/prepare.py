"""From a batch to statements and checked rows. Pure: both engines run what this makes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from kg.errors import MissingEnd, StoreError, UsageError
from kg.model import DERIVED, Edge, Kind, Node, edge, node
from kg.store.base import Batch, Row
from kg.store.schema import missing_ends, remove_edge, write_edge, write_node

_INT64 = 2**63
_D = TypeVar("_D")
_STRUCTURE = frozenset({"id", "start", "end", "sort"})


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
            write = write_node(declared, sort)
            yield Statement(
                write.cypher, [_node_row(declared, row, write.kept) for row in some], exact=True, about=label
            )
    for edge_id, rows in batch.gone.items():
        relation = _declared(edge, edge_id)
        yield Statement(remove_edge(relation), [_ends(relation, row) for row in rows], about=edge_id)
    for edge_id, rows in batch.edges.items():
        relation = _declared(edge, edge_id)
        edge_write = write_edge(relation)
        yield Statement(
            edge_write.cypher,
            [_edge_row(relation, row, edge_write.kept) for row in rows],
            exact=True,
            finds_missing=missing_ends(relation),
            about=edge_id,
        )
    for label, ids in batch.touched.items():
        yield Statement(_declared(DERIVED.__getitem__, label), sorted(ids), param="ids", about=label)


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


def _node_row(declared: Node, row: Row, kept: Sequence[str]) -> Row:
    node_id = _identifier(row.get("id"), f"a {declared.label} without an id")
    kinds = _kinds(declared)
    values = {k: _checked(declared.label, k, v, kinds) for k, v in row.items() if v is not None and k not in _STRUCTURE}
    out: Row = {"id": node_id}
    for name in kept:
        out[name] = values.pop(name, None)
    out["p"] = values
    return out


def _edge_row(relation: Edge, row: Row, kept: Sequence[str]) -> Row:
    kinds = _kinds(relation)
    values = {k: _checked(relation.id, k, v, kinds) for k, v in row.items() if v is not None and k not in _STRUCTURE}
    out: Row = _ends(relation, row)
    if relation.key:
        out["key"] = values.pop(relation.key, None)
        if out["key"] is None:
            raise StoreError(f"{relation.id} without {relation.key}", "give each statement its own")
    if relation.fact and "load" not in values:
        raise StoreError(f"{relation.id} without the load that states it", "every factual edge carries one")
    for name in kept:
        out[name] = values.pop(name, None)
    out["p"] = values
    return out


@cache
def _kinds(declared: Node | Edge) -> Mapping[str, Kind]:
    return {p.name: p.kind for p in declared.props}


_ITEMS = {"strings": "string", "floats": "float"}


def _checked(owner: str, name: str, value: Any, kinds: Mapping[str, Kind]) -> Any:
    """The value as the engines take it. Raises StoreError where the model says otherwise."""
    kind = kinds.get(name)
    if kind is None:
        raise StoreError(f"{owner} has no property {name!r}", "declare it in kg/model.py")
    item = _ITEMS.get(kind)
    if item is None:
        found = _plain(kind, value)
    else:
        found = [_plain(item, v) for v in value] if isinstance(value, (list, tuple)) else None
        found = None if found is not None and None in found else found
    if found is None:
        raise StoreError(f"{owner}.{name} is to be a {kind}, not {_told(value)}", "see docs/model.md")
    return found


def _plain(kind: str, value: Any) -> Any:  # noqa: PLR0911  # one line a kind
    """A single value of a kind as the engines take it; None where it isn't one."""
    if kind == "string":
        return value if isinstance(value, str) and _encodable(value) else None
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if kind == "integer":
        return value if isinstance(value, int) and -_INT64 <= value < _INT64 else None
    if kind == "float":
        return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
    if kind == "datetime":
        return _instant(value) if isinstance(value, datetime) and value.tzinfo is not None else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _instant(value: datetime) -> datetime | None:
    try:
        return value.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in another zone
        return None


def _encodable(text: str) -> bool:
    """Whether it is text at all: half of a surrogate pair, left over from broken JSON, is none."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _told(value: Any) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return f"{ascii(value)[:60]}"
    return (
        f"a naive {type(value).__name__}"
        if isinstance(value, datetime) and value.tzinfo is None
        else type(value).__name__
    )


def _identifier(value: Any, otherwise: str) -> str:
    if not isinstance(value, str) or not value or not _encodable(value):
        raise StoreError(otherwise, "give it one (kg.ids)")
    return value


def _ends(relation: Edge, row: Row) -> Row:
    return {
        "a": _identifier(row.get("start"), f"a {relation.id} without a start"),
        "b": _identifier(row.get("end"), f"a {relation.id} without an end"),
    }


_PARAMETERS = (str, bool, int, float, datetime, date, timedelta, type(None))


def parameters(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """A question's parameters as every engine takes them. Raises UsageError for a value that one of them doesn't.

    >>> parameters({"ids": ("a", "b")})
    {'ids': ['a', 'b']}
    """
    return {name: _parameter(name, value) for name, value in (given or {}).items()}


def _parameter(name: str, value: Any) -> Any:
    if isinstance(value, str) and not _encodable(value):
        raise UsageError(f"the parameter {name} holds half of a surrogate pair", "mend the text")
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise UsageError(f"the parameter {name} is a number of more than 64 bits", "use a smaller one")
    if isinstance(value, _PARAMETERS):
        return value
    if isinstance(value, (list, tuple)):
        return [_parameter(name, v) for v in value]
    if isinstance(value, Mapping) and all(isinstance(k, str) for k in value):
        return {k: _parameter(name, v) for k, v in value.items()}
    raise UsageError(
        f"the parameter {name} is a {type(value).__name__}", "give text, numbers, dates, lists or maps of them"
    )


def missing_end(about: str, found: Mapping[str, Any] | None) -> MissingEnd:
    """The error that names the edge whose end is not in the graph."""
    if found is None:
        return MissingEnd(f"{about}: an end is missing", "write the nodes before the edges")
    absent = found["from_id"] if found["no_start"] else found["to_id"]
    return MissingEnd(f"{about} from {found['from_id']} to {found['to_id']}: {absent} is not in the graph",
                      "write the nodes before the edges")  # fmt: skip
