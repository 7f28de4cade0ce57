"""Where a fact comes from, in the terminal: the node, then what is stated of it, by relation, each with its source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TextIO

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from kg.cli.pages.lines import printed
from kg.query import Answer, Row
from kg.render import shown, visible
from kg.render.values import NOTHING

_LISTED = 12
"""Statements shown of a relation; ``--format json`` has all."""


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """The node's own values; its edges, the relation as a heading, in two lines: what is stated, and who states it."""
    nodes = answer.facts.get("nodes") or []
    lines: list[RenderableType] = [line for node in nodes for line in _node(node)]
    here = {str(node["properties"]["id"]) for node in nodes}
    for relation in dict.fromkeys(row["relation"] for row in answer.rows):
        rows = [row for row in answer.rows if row["relation"] == relation]
        lines += [Text("")] if lines else []
        lines += [Text(f"{relation}  {len(rows):,}", style="bold underline")]
        for row in rows[:_LISTED]:
            lines += _statement(row, here)
        if len(rows) > _LISTED:
            lines.append(Text(f"  and {len(rows) - _LISTED:,} more: --format json has all", style="dim"))
    lines += [Text(visible(note), style="dim") for note in answer.notes]
    lines += [Text(f"left out: {count:,} {visible(what)}", style="dim") for what, count in answer.left_out.items()]
    printed(lines, out, width=width, color=color)


def _node(node: Mapping[str, Any]) -> list[RenderableType]:
    values = dict(node["properties"])
    node_id, name = str(values.pop("id")), values.get("name") or values.get("headline")
    told = {key: shown(value) for key, value in values.items() if not key.endswith(("_key", "_keys"))}
    said = [f"{key} {text}" for key, text in told.items() if text != NOTHING and key not in _NOT_FOR_PEOPLE]
    title = Text(visible(f"{name or node_id}"), style="bold")
    return [title, Text(visible(f"{node['label']} {node_id}"), style="dim"), Text(visible("; ".join(said)))]


_NOT_FOR_PEOPLE = frozenset({"name", "headline", "sketch", "state"})
"""Properties that stand in the title, or that only the program reads."""


def _statement(row: Row, here: Collection[str]) -> list[RenderableType]:
    ends = [visible(str(row[f"{end}_name"] or row[f"{end}_id"])) for end in ("from", "to")]
    seen = [row["from_id"] in here, row["to_id"] in here]
    line = " → ".join(ends) if seen[0] == seen[1] else f"→ {ends[1]}" if seen[0] else f"← {ends[0]}"
    below = [visible(str(row["value"]))] if row["value"] else []
    return [
        Padding(Text(line), (0, 0, 0, 2)),
        *(Padding(Text(text, style="dim"), (0, 0, 0, 6)) for text in (*below, visible(_source(row)))),
    ]


def _source(row: Row) -> str:
    """Who says so: evidence and the day as of which it is stated, then the input and when it was loaded."""
    observed = f"as of {shown(row['observed'])}" if row["observed"] else ""
    read = f"read by {row['reader']} from {row['location']}" if row["reader"] else ""
    loaded = f"loaded {str(row['loaded'])[:16].replace('T', ' ')}" if row["loaded"] else ""
    told = [part for part in (row["evidence"], observed, read, loaded) if part]
    return ", ".join(map(str, told)) or f"stated by {row['load'] or 'nothing that was kept'}"
