"""A question as a checked object, and its answer. From a Query come the command, its help, the JSON keys, the docs page
and the contract test on every engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kg.errors import UsageError

Row = dict[str, Any]
NAMED: frozenset[str] = frozenset({"story", "source", "owner", "entity", "name"})
"""Kinds of parameter whose value is typed loosely and looked up before the question is asked."""


class _Required:
    """Marks a parameter without a default."""

    def __repr__(self) -> str:
        return "required"


REQUIRED = _Required()


@dataclass(frozen=True, slots=True)
class Param:
    """An input. ``kind`` may be several joined by ``|`` for names (``source|owner``): then the parameter is the id of
    what was found, and ``<name>_kind`` says which it was. ``argument``: given by position on the command line."""

    name: str
    kind: str
    about: str
    default: Any = REQUIRED
    choices: tuple[str, ...] = ()
    argument: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The sorts of name that are looked up; empty for a plain value."""
        parts = tuple(self.kind.split("|"))
        return parts if set(parts) <= NAMED else ()

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return isinstance(self.default, _Required)


AS_OF = Param("as_of", "date", "the day in question, YYYY-MM-DD (default: today)", default=None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer. ``computed`` ones come from ``finish``; ``hidden`` ones serve it and aren't given;
    ``detail`` ones are given, but left out of a table for people."""

    name: str
    type: type
    about: str
    unit: str = ""
    computed: bool = False
    hidden: bool = False
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``finish`` gets: the rows of the main text, those of each further text, and the resolved parameters."""

    rows: list[Row]
    also: Mapping[str, list[Row]]
    params: Mapping[str, Any]
    as_of: date


@dataclass(slots=True)
class Finished:
    """What ``finish`` gives: the rows, facts about the whole, counts of what was left out, and remarks in words."""

    rows: list[Row]
    facts: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The answer to a question: flat rows with the question's columns, and what stands around them."""

    question: str
    params: Mapping[str, Any]
    as_of: date
    columns: tuple[Column, ...]
    rows: list[Row]
    facts: Mapping[str, Any]
    left_out: Mapping[str, int]
    notes: Sequence[str]
    version: str

    def __repr__(self) -> str:
        """What a notebook shows: how much there is and by which names, not all of it."""
        rows = f"{len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}"
        return f"<Answer to {self.question}: {rows} of {', '.join(c.name for c in self.columns)}>"

    def __iter__(self) -> Iterator[Row]:
        """Its rows: ``for row in g.stories()``."""
        return iter(self.rows)

    def as_json(self) -> dict[str, Any]:
        """The stable JSON object: ``rows`` beside the question, its parameters, ``as_of`` and what was left out."""
        return {
            "question": self.question,
            "params": {k: plain(v) for k, v in self.params.items()},
            "as_of": self.as_of.isoformat(),
            "rows": [{k: plain(v) for k, v in row.items()} for row in self.rows],
            "facts": {k: plain(v) for k, v in self.facts.items()},
            "left_out": dict(self.left_out),
            "notes": list(self.notes),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Query:
    """A question. It refuses to exist when its RETURN and its columns disagree.

    ``cypher`` runs as it is on every engine; ``also`` holds further texts whose rows ``finish`` gets by name;
    ``variants`` holds an engine's own text where it truly needs one (a test counts them).
    """

    name: str
    summary: str
    params: tuple[Param, ...]
    cypher: str
    columns: tuple[Column, ...]
    example: str
    finish: Callable[[Asked], Finished] | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Compare RETURN and columns, and parameters used and declared. Raises ValueError naming the difference."""
        returned = return_names(self.cypher)
        declared = [c.name for c in self.columns if not c.computed]
        if sorted(returned) != sorted(declared):
            missing, extra = sorted(set(declared) - set(returned)), sorted(set(returned) - set(declared))
            raise ValueError(f"{self.name}: RETURN lacks {missing}, and returns undeclared {extra}")
        if self.finish is None and any(c.computed or c.hidden for c in self.columns):
            raise ValueError(f"{self.name}: computed or hidden columns without a finish")
        known = {p.name for p in self.params} | {f"{p.name}_kind" for p in self.params} | {"as_of"}
        for text in (self.cypher, *self.also.values(), *self.variants.values()):
            if unknown := set(re.findall(r"\$([A-Za-z_]\w*)", text)) - known:
                raise ValueError(f"{self.name}: parameters that are not declared: {sorted(unknown)}")
        if not self.example.startswith(f"kg {self.name}"):
            raise ValueError(f"{self.name}: its example is to begin with 'kg {self.name}'")

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of an answer."""
        return tuple(c for c in self.columns if not c.hidden)


_SKIPPED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.S)
_LAST_RETURN = re.compile(r"(?i)\bRETURN\b(?!.*\bRETURN\b)", re.S)
_AFTER_RETURN = re.compile(r"(?i)\b(ORDER\s+BY|SKIP|LIMIT|OFFSET|UNION)\b")


def return_names(cypher: str) -> list[str]:
    """The names that the last top-level RETURN gives, in order.

    >>> return_names("MATCH (n) RETURN n.id AS id, collect({a: n.x, b: 'RETURN y'}) AS all ORDER BY id")
    ['id', 'all']
    """
    outer = _without_nested(_SKIPPED.sub(lambda m: " " * len(m[0]), cypher))
    found = _LAST_RETURN.search(outer)
    if not found:
        raise ValueError("no RETURN")
    body = outer[found.end() :]
    if end := _AFTER_RETURN.search(body):
        body = body[: end.start()]
    names = []
    for item in re.sub(r"(?i)^\s*DISTINCT\b", "", body).split(","):
        alias = re.search(r"(?i)\bAS\s+([A-Za-z_]\w*)\s*$", item)
        plain_name = re.fullmatch(r"\s*([A-Za-z_]\w*)\s*", item)
        if not alias and not plain_name:
            raise ValueError(f"RETURN gives {' '.join(item.split())!r} without a name: write … AS name")
        names.append((alias or plain_name)[1])  # type: ignore[index]
    return names


def _without_nested(text: str) -> str:
    """The text with whatever stands in brackets blanked out."""
    depth, out = 0, []
    for char in text:
        if char in ")]}":
            depth -= 1
        out.append(char if depth == 0 or char == "\n" else " ")
        if char in "([{":
            depth += 1
    return "".join(out)


_DURATION = re.compile(r"^(\d+(?:\.\d+)?)\s*(s|min|m|h|d)$")
_UNIT_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}


def duration_seconds(text: str) -> float:
    """A duration in seconds.

    >>> duration_seconds("60s"), duration_seconds("72h")
    (60.0, 259200.0)
    """
    found = _DURATION.match(text.strip())
    if not found:
        raise UsageError(f"not a duration: {text!r}", "write 60s, 5min, 72h or 3d")
    return float(found[1]) * _UNIT_SECONDS[found[2]]


def value_of(param: Param, given: Any, today: date) -> Any:
    """A plain parameter's value, checked. Raises UsageError with the way out."""
    if given is None:
        if param.required:
            raise UsageError(f"{param.name} is missing", param.about)
        given = param.default
    if given is None:
        return today if param.name == "as_of" else None
    if param.kind == "date":
        return _day(param, given)
    if param.kind == "duration":
        return duration_seconds(str(given))
    if param.kind == "integer":
        return _number(param, given)
    if param.kind == "flag":
        return _flag(param, given)
    if param.kind == "choice" and given not in param.choices:
        raise UsageError(f"{param.name} can't be {given!r}", f"one of {', '.join(param.choices)}")
    return given


def _day(param: Param, given: Any) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise UsageError(f"{param.name}: not a day: {given!r}", "write YYYY-MM-DD") from error


def _flag(param: Param, given: Any) -> bool:
    if not isinstance(given, bool):
        raise UsageError(f"{param.name}: not yes or no: {given!r}", "give true or false")
    return given


def _number(param: Param, given: Any) -> int:
    try:
        number = int(given)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{param.name}: not a whole number: {given!r}", param.about) from error
    if number < 0:
        raise UsageError(f"{param.name}: less than nothing: {number}", "give 0 or more")
    return number


def plain(value: Any) -> Any:
    """A value as JSON has it: instants as ISO 8601 with Z, days as YYYY-MM-DD."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return value
