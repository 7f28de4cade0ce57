"""What a graph holds, in the terminal: nodes and relations counted, then the loads, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kg.cli.pages.lines import printed, remarks
from kg.query import Answer, Row
from kg.render import shown, visible


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """Counts side by side, then a load in two lines."""
    facts = answer.facts
    lines = [Text(f"schema version {facts['schema_version'] or 'not stated'}", style="dim"), Text("")]
    grid = Table.grid(padding=(0, 4))
    nodes, relations = (_counted(answer.rows, kind) for kind in ("node", "relation"))
    grid.add_row(nodes, relations)
    printed([*lines, grid, Text(""), *_loads(facts["loads"]), *remarks(answer.notes, answer.left_out)], out,
            width=width, color=color)  # fmt: skip


def _counted(rows: Sequence[Row], kind: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        if row["kind"] == kind:
            table.add_row(f"{row['count']:,}", row["name"])
    return table


def _loads(loads: Sequence[Mapping[str, Any]]) -> Iterable[Text | Padding]:
    if not loads:
        yield Text("no load is recorded", style="dim")
    for load in loads:
        if load["started"] is None:  # decisions of the rules, which every load brings up to date
            continue
        unfinished = f"  {load['state'] or 'unfinished'}: the same command less --limit goes on"
        state = "" if load["state"] == "done" else unfinished
        counts = ", ".join(f"{load[f'records_{what}'] or 0:,} {what}" for what in ("read", "written", "rejected"))
        line = Text(visible(f"{shown(load['finished'] or load['started'])}  {load['kind']}: {counts}"))
        yield line.append(visible(state), style="yellow")
        yield Padding(
            Text(visible(f"{load['location']} ({load['reader']}, {load['load']})"), style="dim"), (0, 0, 0, 4)
        )
