"""Rules that JSON of a published standard keeps to, as data, and the reasons why a value doesn't.

A rule is a format's name (``"text"``, ``"text 32..64"``, ``"number 0..100"``, ``"day"``, …), a list of codes (a frozen
set), a list of one rule (an array of such), a tuple (any of them), or fields (an object: ``name!`` must be there).
Fields that no rule names are allowed, as in the standards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

Condition: TypeAlias = Callable[[Mapping[str, Any]], str | None]
Rule: TypeAlias = "str | frozenset[str] | list[Rule] | tuple[Rule, ...] | Fields"
Fields: TypeAlias = Mapping[str, "Rule | tuple[Condition, ...]"]

CONDITIONS = "?"
"""Key of an object's rules that holds functions: each gives the reason why the object as a whole is wrong, or None."""

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_SHOWN_CHARS = 60


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    try:
        return bool(_INSTANT.fullmatch(text) and datetime.fromisoformat(text.upper()))
    except ValueError:
        return False


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "text": lambda _: True,
    "uri": lambda text: _URI.fullmatch(text) is not None,
    "day": _is_day,
    "instant": _is_instant,
    "day or instant": lambda text: _is_day(text) or _is_instant(text),
    "day, month or year": lambda text: _is_day(text) or _MONTH.fullmatch(text) is not None,
    "day, month, year or instant": lambda text: (
        _is_day(text) or _MONTH.fullmatch(text) is not None or _is_instant(text) or _LOCAL.fullmatch(text) is not None
    ),
    "version": lambda text: re.fullmatch(r"\d+\.\d+", text) is not None,
}


def faults(value: Any, rule: Rule, path: str = "") -> Iterator[str]:
    """The reasons why a value isn't as the rule says, each with the path to what is wrong.

    >>> list(faults({"share": 120, "day": "2019"}, {"share": "number 0..100", "day!": "day", "id!": "text"}))
    ['share: 120 is not from 0 to 100', "day: '2019' is not a day", 'id: missing']
    """
    where = f"{path}: " if path else ""
    if isinstance(rule, frozenset):
        if not isinstance(value, str) or value not in rule:
            yield f"{where}{_shown(value)} is not one of its codes"
    elif isinstance(rule, str):
        if reason := _of_format(value, rule):
            yield where + reason
    elif isinstance(rule, list):
        if not isinstance(value, list):
            yield f"{where}not an array"
        else:
            for number, item in enumerate(value):
                yield from faults(item, rule[0], f"{path}[{number}]")
    elif isinstance(rule, tuple):
        found = [list(faults(value, alternative, path)) for alternative in rule]
        if all(found):
            yield from found[-1] if isinstance(value, dict) else [f"{where}neither a text nor an object"]
    elif not isinstance(value, dict):
        yield f"{where}not an object"
    else:
        yield from _of_fields(value, rule, path)


def _of_fields(value: Mapping[str, Any], rules: Fields, path: str) -> Iterator[str]:
    for key, rule in rules.items():
        name = key.removesuffix("!")
        below = f"{path}.{name}" if path else name
        if key == CONDITIONS:
            continue
        if name in value:
            yield from faults(value[name], rule, below)  # type: ignore[arg-type]  # only ``?`` holds functions
        elif key.endswith("!"):
            yield f"{below}: missing"
    for condition in rules.get(CONDITIONS, ()):
        if callable(condition) and (reason := condition(value)):
            yield f"{path}: {reason}" if path else reason


def _of_format(value: Any, rule: str) -> str | None:
    if rule == "flag":
        return None if isinstance(value, bool) else f"{_shown(value)} is neither true nor false"
    name, _, limits = rule.rpartition(" ") if ".." in rule else (rule, "", "")
    low, _, high = limits.partition("..")
    if name == "number":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return f"{_shown(value)} is not a number"
        return None if float(low) <= value <= float(high) else f"{_shown(value)} is not from {low} to {high}"
    if not isinstance(value, str):
        return f"{_shown(value)} is not a text"
    if limits and not int(low) <= len(value) <= int(high):
        return f"{_shown(value)} has {len(value)} characters, not {low} to {high}"
    article = "an" if name[0] in "aeio" else "a"
    return None if _FORMATS[name](value) else f"{_shown(value)} is not {article} {name}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
