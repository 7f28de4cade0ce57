"""The contract that every store keeps: one batch written whole or not at all, rows read, counts, close.

For authors of Cypher
---------------------
One text serves both engines. Equal on both, and held so by ``tests/store/test_dialect.py``: nulls (``a IS NULL``,
ordering, ``coalesce``, three-valued logic), dates and instants as parameters and as properties, integers beside
floats, lists, strings by Unicode code point, aggregation over nothing. Different, so keep away from it:

- A comment is ``// …`` to a line feed; the embedded engine has no ``/* … */``, and takes no bare carriage return for
  the end of a line. Names of variables and properties are ASCII, or stand in backticks.
- ``properties(n)``, ``keys(n)`` and ``n {.*}`` hold ``title`` and ``type`` too in the embedded engine: name the
  properties. It reads ``n.title``, ``n.name`` and ``n.label`` of a node without them as something else; the write
  statements see to it that an absent ``name`` is null (``kg.store.schema.write_node``).
- Instants in two zones are never equal in Neo4j: parameters are given in UTC; write ``datetime('…Z')``.
- A date compared with an instant is null in Neo4j, a comparison in the other: compare like with like.
- ``x / 0.0`` is infinite in Neo4j, null in the other; ``round(-2.5)`` is -2.0 and -3.0: round in ``finish``.
- ``duration.between`` splits months and days in Neo4j, days alone in the other: subtract
  ``.epochSeconds``. ``datetime({epochSeconds: …})``, ``isNaN``, ``percentileCont`` are missing in the embedded engine.
- Not in the embedded engine: ``COLLECT { … }``, labels with ``&``, ``!`` or brackets, an aggregate compared with a list
  (aggregate in a WITH first). ``DISTINCT`` takes 1 and 1.0 for two values there, for one in Neo4j.
- ``range()`` of over 8 million, several statements with ``;`` between them, words of the language as variables,
  ``labels(n)`` in a certain order, and rows without ``ORDER BY`` in a certain order: none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

Row = dict[str, Any]
"""A row of an answer: column name to value (str, int, float, bool, datetime in UTC, date, time, list, dict or None).

A node is ``{"labels": […], "properties": {…}}``, an edge ``{"relation": …, "properties": {…}}``, a path the list of its
nodes and edges in turn, a duration ``{"months": …, "days": …, "seconds": …, "nanoseconds": …}``, a point the map of its
coordinates: the same from every engine."""


@dataclass(slots=True)
class Batch:
    """What is written in one transaction.

    ``nodes``: label to rows with ``id`` and properties (``sort`` names the further label, where the node has sorts).
    ``edges``: edge id (``Owner-OWNS-Source``) to rows with ``start``, ``end`` (node ids) and properties.
    ``gone``: edge id to rows with ``start``, ``end`` of edges to take away.
    ``touched``: label to ids of nodes whose derived properties are to be computed anew.
    """

    nodes: dict[str, list[Row]] = field(default_factory=dict)
    edges: dict[str, list[Row]] = field(default_factory=dict)
    gone: dict[str, list[Row]] = field(default_factory=dict)
    touched: dict[str, set[str]] = field(default_factory=dict)

    def node(self, label: str, row: Row) -> None:
        """Add a node's row."""
        self.nodes.setdefault(label, []).append(row)

    def edge(self, edge_id: str, row: Row) -> None:
        """Add an edge's row."""
        self.edges.setdefault(edge_id, []).append(row)

    def touch(self, label: str, node_id: str) -> None:
        """Have a node's derived properties computed anew."""
        self.touched.setdefault(label, set()).add(node_id)

    def __len__(self) -> int:
        return sum(map(len, self.nodes.values())) + sum(map(len, self.edges.values()))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes by label and edges by edge id."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]


class Store(Protocol):
    """A graph that can be written in batches and asked in Cypher. Use it as a context manager.

    Errors are of ``kg.errors``: ``StoreError`` (refused, held, missing, other version), ``MissingEnd`` (an edge's end
    is not there: the batch is taken back), ``UsageError`` (a question's Cypher is off).
    """

    name: str
    """What to call it in messages: path or URI, never with a password."""

    def write(self, batch: Batch) -> None:
        """Write a batch in one transaction, idempotently. Raises MissingEnd or StoreError, then nothing is written."""
        ...

    def rows(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Answer a question; the transaction can't write.

        ``timeout``: seconds after which the engine stops it (StoreError; None: the engine's own limit).
        ``limit``: rows after which the answer is cut. What the user typed goes through ``kg.store.guard`` first.
        """
        ...

    def stream(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Iterator[Row]:
        """The same, row by row, for long answers. Ending the iteration early ends the transaction."""
        ...

    def counts(self) -> Counts:
        """Count nodes and edges."""
        ...

    def close(self) -> None:
        """Make what was written safe and let go of the store. May be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
