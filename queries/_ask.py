"""Ask a question of a store: look names up, run its texts, finish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from kg.errors import UsageError
from kg.ids import name_key
from kg.query import AS_OF, Answer, Asked, Finished, Query, value_of
from kg.store import Store
from kg.version import VERSION
from queries._names import node_id, resolve


def ask(store: Store, question: Query, given: Mapping[str, Any] | None = None, *, today: date | None = None) -> Answer:
    """Answer ``question``. ``given``: its parameters; names may be typed loosely.

    Raises UsageError (unknown or missing parameter, a name that fits nothing), AmbiguousName (it fits several).
    """
    today = today or datetime.now(UTC).date()
    params, notes = _parameters(store, question, dict(given or {}), today)
    as_of = params["as_of"]
    rows = store.rows(question.cypher, params)
    also = {name: store.rows(text, params) for name, text in question.also.items()}
    done = question.finish(Asked(rows, also, params, as_of)) if question.finish else Finished(rows)
    columns = question.shown
    return Answer(
        question=question.name,
        params=params,
        as_of=as_of,
        columns=columns,
        rows=[{c.name: row.get(c.name) for c in columns} for row in done.rows],
        facts=done.facts,
        left_out={k: v for k, v in done.left_out.items() if v},
        notes=[*notes, *done.notes],
        version=VERSION,
    )


def _parameters(store: Store, question: Query, given: dict[str, Any], today: date) -> tuple[dict[str, Any], list[str]]:
    """The parameters as the texts take them, and what is to be said of a name that stands for another."""
    declared = {p.name: p for p in (*question.params, AS_OF)}
    if unknown := sorted(given.keys() - declared.keys()):
        raise UsageError(f"{question.name} takes no {', '.join(unknown)}", f"it takes {', '.join(declared)}")
    params: dict[str, Any] = {}
    notes = []
    for name, param in declared.items():
        value = value_of(param, given.get(name), today)
        if param.kinds:
            found = resolve(store, value, param.kinds) if value is not None else None
            params[name], params[f"{name}_kind"] = (found.id, found.kind) if found else (None, None)
            if found and found.was:
                notes.append(f"the articles of {found.was} have gone into {found.id}, which is told here")
        elif param.kind == "node" and value is not None:
            params[name] = node_id(store, value)
        elif param.kind == "words" and value is not None:
            params[name] = _keys(name, value)
        else:
            params[name] = value
    return params, notes


def _keys(name: str, text: str) -> list[str]:
    """Words as names and headlines are searched: case, accents and punctuation ignored."""
    if not str(text).strip():
        raise UsageError(f"{name} is empty", "give a word or more")
    return name_key(str(text)).split() or [str(text).strip()]
