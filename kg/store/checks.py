"""Values checked against the model, and made as every engine takes them. Pure; runs once for each value written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kg.errors import StoreError, UsageError
from kg.model import Edge, Kind, Node, Prop
from kg.store.base import Row

MAX_INDEXED_BYTES = 8_000
"""Longest id or indexed text, in UTF-8. Neo4j's range indexes take 8,160 or so, the embedded engine any; both are given
the same: https://neo4j.com/docs/cypher-manual/5/indexes/search-performance-indexes/managing-indexes/"""
_INT64 = 2**63
_LONGEST_CHARACTER = 4
_STRUCTURE = frozenset({"id", "start", "end", "sort"})

Check = Callable[[Any], Any]
"""From a value to what the engines take, or None where it is not of the kind."""


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and _encodable(value) else None


def _short_string(value: Any) -> str | None:
    return value if isinstance(value, str) and _encodable(value) and not _too_long(value) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64 else None


def _float(value: Any) -> float | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        return None
    return float(value)


def _datetime(value: Any) -> datetime | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    try:
        return value.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in another zone
        return None


def _date(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _list_of(check: Check) -> Check:
    def checked(value: Any) -> list[Any] | None:
        if not isinstance(value, (list, tuple)):
            return None
        found = [check(v) for v in value]
        return None if None in found else found

    return checked


_CHECKS: dict[Kind, Check] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "datetime": _datetime,
    "date": _date,
    "strings": _list_of(_string),
    "floats": _list_of(_float),
}


def _encodable(text: str) -> bool:
    """Whether it is text at all: half of a surrogate pair, left over from broken JSON, is none."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _too_long(text: str) -> bool:
    return len(text) * _LONGEST_CHARACTER > MAX_INDEXED_BYTES and len(text.encode()) > MAX_INDEXED_BYTES


@dataclass(frozen=True, slots=True)
class Shape:
    """What a label's or an edge's rows may hold. ``name``: the label, or the edge's id."""

    name: str
    props: Mapping[str, Prop]
    checks: Mapping[str, Check]

    @classmethod
    def of(cls, declared: Node | Edge) -> Shape:
        """The shape of a declaration."""
        indexed_text = {p.name: _short_string for p in declared.props if p.indexed and p.kind == "string"}
        return cls(
            declared.label if isinstance(declared, Node) else declared.id,
            {p.name: p for p in declared.props},
            {p.name: _CHECKS[p.kind] for p in declared.props} | indexed_text,
        )

    def values(self, row: Row) -> Row:
        """The row's properties, absent ones left out. Raises StoreError naming the one that the model doesn't allow."""
        out: Row = {}
        for name, value in row.items():
            if value is None or name in _STRUCTURE:
                continue
            check = self.checks.get(name)
            found = None if check is None else check(value)
            if found is None:
                raise self._refusal(name, value)
            out[name] = found
        return out

    def _refusal(self, name: str, value: Any) -> StoreError:
        if name not in self.props:
            return StoreError(f"{self.name} has no property {name!r}", "declare it in kg/model.py")
        if isinstance(value, str) and _string(value) and self.props[name].kind == "string":
            return StoreError(f"{self.name}.{name} is longer than {MAX_INDEXED_BYTES} bytes", "shorten it")
        return StoreError(
            f"{self.name}.{name} is to be a {self.props[name].kind}, not {_told(value)}", "see docs/model.md"
        )


def _told(value: Any) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return f"{ascii(value)[:60]}"
    naive = isinstance(value, datetime) and value.tzinfo is None
    return f"a naive {type(value).__name__}" if naive else type(value).__name__


def identifier(value: Any, otherwise: str) -> str:
    """An id. Raises StoreError: ``otherwise`` where there is none, or that it is too long."""
    if not isinstance(value, str) or not value or not _encodable(value):
        raise StoreError(otherwise, "give it one (kg.ids)")
    if _too_long(value):
        raise StoreError(f"the id {value[:40]!a}… is longer than {MAX_INDEXED_BYTES} bytes", "make ids with kg.ids")
    return value


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
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC)  # to Neo4j, one instant in two zones is not equal
    if isinstance(value, _PARAMETERS):
        return value
    if isinstance(value, (list, tuple)):
        return [_parameter(name, v) for v in value]
    if isinstance(value, Mapping) and all(isinstance(k, str) for k in value):
        return {k: _parameter(name, v) for k, v in value.items()}
    raise UsageError(f"the parameter {name} is a {type(value).__name__}", "give text, numbers, dates, lists or maps")
