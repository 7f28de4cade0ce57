"""Days, weeks, months or years in the terminal: counts of each, and a bar as long as its articles are many."""

from __future__ import annotations

from datetime import date
from typing import TextIO

from rich.table import Table
from rich.text import Text

from kg.cli.pages.lines import columns_of, printed, remarks
from kg.query import Answer
from kg.render import counted

_COUNTS = ("articles", "stories", "sources")
_BESIDE_BAR = 42
"""Columns of the screen that the date and the counts take."""
_SHORTEST = 5
"""Columns below which a bar says nothing."""
_SHOWN = {"month": "%Y-%m", "year": "%Y"}


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """A span a line; those without articles aren't shown."""
    if not answer.rows:
        printed([Text("nothing found", style="dim"), *remarks(answer.notes, answer.left_out)], out, width=width,
                color=color)  # fmt: skip
        return
    by = str(answer.params["by"])
    most = max(row["articles"] for row in answer.rows)
    room = columns_of(width) - _BESIDE_BAR
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column(f"{by} of" if by == "week" else by, no_wrap=True)
    for name in _COUNTS:
        table.add_column(name, justify="right", no_wrap=True)
    for row in answer.rows:
        bar = [Text("█" * max(1, round(room * row["articles"] / most)), style="cyan")] if room >= _SHORTEST else []
        table.add_row(_first_day(row["day"], by), *(f"{row[name]:,}" for name in _COUNTS), *bar)
    whole = f"{counted(answer.facts['articles'], 'articles')} on {counted(answer.facts['days'], 'days')}"
    printed([Text(whole, style="bold"), Text(""), table, *remarks(answer.notes, answer.left_out)], out, width=width,
            color=color)  # fmt: skip


def _first_day(day: date, by: str) -> str:
    return day.strftime(_SHOWN.get(by, "%Y-%m-%d"))
