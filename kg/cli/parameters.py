"""Parameters of a statement, typed on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from kg.errors import UsageError


def parsed(given: Iterable[str]) -> dict[str, Any]:
    """Values of ``name=value`` words: JSON where it is JSON, else text.

    >>> parsed(["n=3", "name=Ana", 'ids=["a", "b"]'])
    {'n': 3, 'name': 'Ana', 'ids': ['a', 'b']}
    """
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(f"--param {text!r}", "write name=value")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def day_given(option: str, text: str) -> datetime:
    """The first instant (UTC) of a day that an option names.

    >>> day_given("--since", "2026-01-30").isoformat()
    '2026-01-30T00:00:00+00:00'
    """
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f"{option}: not a day: {text!r}", "write YYYY-MM-DD") from error
