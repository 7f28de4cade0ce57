"""Attributes as files take them: flat, of one type a name, sorted, so that the same graph gives the same bytes.

What changes on the way, in every format that has no lists, instants or missing values of its own:

- None, NaN, infinities and empty lists are left out; other lists are joined by ``|``; maps become JSON;
- instants and days become ISO 8601 text (``2026-01-30T09:00:00Z``);
- an attribute has one type over all nodes (over all edges): integers beside floats become floats; integers beyond 64
  bits, and types that otherwise don't mix, become text;
- a name that the format needs for itself gets ``node_`` or ``edge_`` before it;
- characters that the format can't hold become escapes (``\\x0b``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from numbers import Integral, Real
from typing import Any, Literal

import networkx

from kg.query import plain

Scalar = bool | int | float | str
Type = Literal["boolean", "long", "double", "string"]
Clean = Callable[[str], str]

_INT64 = 2**63
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Element:
    """A node (``ids``: its id) or an edge (``ids``: source, target, key)."""

    ids: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """All nodes or all edges, with the type of each attribute."""

    elements: list[Element]
    types: Mapping[str, Type]


def flat(
    graph: networkx.MultiDiGraph,
    *,
    clean: Clean,
    node_names: frozenset[str] = frozenset(),
    edge_names: frozenset[str] = frozenset(),
) -> tuple[Side, Side]:
    """Nodes and edges with scalar attributes. ``clean`` makes text that the format can hold; ``node_names`` and
    ``edge_names`` are the format's own names beside ``id``, ``source``, ``target`` and ``key``."""
    nodes, edges = elements(graph, clean=clean, node_names=node_names, edge_names=edge_names)
    return _typed(nodes, clean), _typed(edges, clean)


def elements(
    graph: networkx.MultiDiGraph,
    *,
    clean: Clean,
    node_names: frozenset[str] = frozenset(),
    edge_names: frozenset[str] = frozenset(),
) -> tuple[list[Element], list[Element]]:
    """Nodes and edges, sorted, their attributes as Python has them, under names that the format can hold."""
    ids = _distinct(graph.nodes, clean, frozenset(), "~")
    names = _distinct((n for _, d in graph.nodes(data=True) for n in d), clean, node_names | {"id"}, "node_")
    nodes = [Element((ids[node],), _named(values, names)) for node, values in graph.nodes(data=True)]
    names = _distinct(
        (n for *_, d in graph.edges(data=True) for n in d),
        clean,
        edge_names | {"id", "source", "target", "key"},
        "edge_",
    )
    edges = []
    for start, targets in graph.adjacency():
        for end, parallel in targets.items():
            keys = _distinct(parallel, clean, frozenset(), "~")
            edges += [Element((ids[start], ids[end], keys[k]), _named(values, names)) for k, values in parallel.items()]
    return sorted(nodes, key=lambda e: e.ids), sorted(edges, key=lambda e: e.ids)


def _named(values: Mapping[Any, Any], names: Mapping[Any, str]) -> dict[str, Any]:
    return dict(sorted((names[name], value) for name, value in values.items() if value is not None))


def _distinct(originals: Iterable[Any], clean: Clean, taken: frozenset[str], prefix: str) -> dict[Any, str]:
    """A clean name for each, no two the same: those that need no change keep theirs."""
    names: dict[Any, str] = {}
    used = set(taken)
    for original in sorted(set(originals), key=lambda o: (clean(str(o)) != o or o in taken, str(o))):
        name = clean(str(original))
        while name in used:
            name = prefix + name
        used.add(name)
        names[original] = name
    return names


def _typed(found: list[Element], clean: Clean) -> Side:
    flattened = [Element(e.ids, {n: s for n, v in e.values.items() if (s := scalar(v)) is not None}) for e in found]
    held: dict[str, list[Scalar]] = {}
    for element in flattened:
        for name, value in element.values.items():
            held.setdefault(name, []).append(value)
    types = {name: type_of(values) for name, values in sorted(held.items())}
    return Side([Element(e.ids, {n: cast(v, types[n], clean) for n, v in e.values.items()}) for e in flattened], types)


def scalar(value: Any) -> Scalar | None:
    """A value as one number, truth value or text; None where there is nothing to write.

    >>> scalar(["a", "b"]), scalar([]), scalar(float("nan")), scalar({"a": 1})
    ('a|b', None, None, '{"a": 1}')
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (list, tuple, set, frozenset)):
        listed = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return SEPARATOR.join(text(item) for item in listed) if listed else None
    if isinstance(value, Mapping):
        return json.dumps(json_value(value), ensure_ascii=False, sort_keys=True)
    return str(plain(value))


def text(value: Any) -> str:
    """A value as text; nothing is empty text."""
    flattened = scalar(value)
    if isinstance(flattened, bool):
        return "true" if flattened else "false"
    return "" if flattened is None else str(flattened)


def type_of(values: Iterable[Scalar]) -> Type:
    """The one type that holds all values without loss.

    >>> type_of([1, 2.5]), type_of([True, 1]), type_of([2**70]), type_of([2**53 + 1, 0.5])
    ('double', 'string', 'string', 'string')
    """
    kinds = set(map(type, values))
    if kinds == {bool}:
        return "boolean"
    whole = [v for v in values if type(v) is int]
    if kinds == {int} and all(-_INT64 <= v < _INT64 for v in whole):
        return "long"
    exact = all(abs(v) <= 2**53 for v in whole)
    return "double" if kinds == {float} or (kinds == {int, float} and exact) else "string"


def cast(value: Scalar, to: Type, clean: Clean) -> Scalar:
    """The value as the type."""
    if to == "string":
        return clean(text(value))
    return float(value) if to == "double" else value


def json_value(value: Any) -> Any:
    """A value as JSON has it: lists and maps stay, instants become text, what is no number becomes null.

    >>> json_value([1, float("inf"), {"day": date(2026, 1, 30)}])
    [1, None, {'day': '2026-01-30'}]
    """
    if isinstance(value, Mapping):
        return {str(k): json_value(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(v) for v in value]
    if isinstance(value, (date, timedelta)):
        return plain(value)
    return scalar(value)
