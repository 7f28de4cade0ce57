"""One file a question, found by the registry; modules whose names begin with _ are no questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from kg.errors import UsageError
from kg.query import Query


@cache
def queries() -> Mapping[str, Query]:
    """All questions by name."""
    found = {}
    for name in names():
        query: Query = import_module(f"queries.{name}").QUERY
        if query.name != name:
            raise ValueError(f"queries/{name}.py holds the question {query.name!r}: give both one name")
        found[name] = query
    return found


def names() -> list[str]:
    """Names of all questions, without loading them."""
    return sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))


def titles() -> Mapping[str, str]:
    """What each question answers, by name: its module's docstring, read without running the module."""
    folder = Path(__file__).parent
    return {name: (folder / f"{name}.py").read_text("utf-8").split('"""', 2)[1] for name in names()}


def query(name: str) -> Query:
    """One question by name. Raises UsageError for one that there isn't."""
    if name not in names():
        raise UsageError(f"no question is called {name!r}", f"one of {', '.join(names())}")
    found: Query = import_module(f"queries.{name}").QUERY
    return found
