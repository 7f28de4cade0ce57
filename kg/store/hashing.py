"""One number for a whole graph: equal graphs have equal hashes, on whatever engine and in whatever order written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from kg.model import Edge, Node
from kg.store.base import Row, Store
from kg.store.paging import pieces, stage_name, stages

_MODULUS = 2**256


def graph_hash(store: Store) -> str:
    """The hash of all that the model declares, 64 hex digits.

    The sum, modulo 2^256, of the SHA-256 of each node's and edge's canonical JSON: label or edge id, ids, sort and
    properties. A sum doesn't depend on the order, and unlike exclusive or, it sees an edge that is there twice. Left
    out: volatile properties (``Prop.volatile``), absent ones, and whatever the model doesn't declare.
    """
    total = 0
    for stage in stages():
        for piece in pieces(store, stage):
            total = (total + sum_of(stage, piece.rows)) % _MODULUS
    return f"{total:064x}"


def sum_of(stage: Node | Edge, rows: Iterable[Row]) -> int:
    """The sum of the hashes of some rows of a label or edge (not reduced)."""
    kept = {p.name: p.kind for p in stage.props if not p.volatile}
    name = stage_name(stage)
    return sum(_hash([name, *_identity(row), _properties(row, kept)]) for row in rows)


def _identity(row: Row) -> tuple[Any, ...]:
    return (row["id"], row.get("sort")) if "id" in row else (row["start"], row["end"])


def _properties(row: Row, kept: Mapping[str, str]) -> dict[str, Any]:
    return {name: _canonical(kind, row[name]) for name, kind in kept.items() if row.get(name) is not None}


def _canonical(kind: str, value: Any) -> Any:
    """A value as JSON has it, the same for values that are equal: instants in UTC, 1 and 1.0 as 1.0, -0.0 as 0.0."""
    if isinstance(value, list):
        return [_canonical(kind.removesuffix("s"), v) for v in value]
    if kind == "float" and isinstance(value, int | float):
        return float(value) + 0.0
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _hash(element: list[Any]) -> int:
    text = json.dumps(element, sort_keys=True, default=str, separators=(",", ":"))  # ASCII; default: foreign values
    return int.from_bytes(hashlib.sha256(text.encode("ascii")).digest())
