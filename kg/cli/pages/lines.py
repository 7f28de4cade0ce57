"""What the pages have in common: lines laid out for a terminal, and how a span of time and a list are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import StringIO
from typing import TextIO

from rich.console import Console, RenderableType
from rich.text import Text

from kg.render import counted, put, shown, visible

NARROWEST = 40
"""Columns below which a page is no narrower."""


def printed(lines: Iterable[RenderableType], out: TextIO, *, width: int | None, color: bool) -> None:
    """Lines, folded at the terminal's width; those that don't wrap are cut there."""
    buffer = StringIO()
    columns = columns_of(width)
    console = Console(
        file=buffer, width=columns, color_system="standard" if color else None, force_terminal=color, markup=False,
        emoji=False, highlight=False, legacy_windows=False, no_color=not color, _environ={},
    )  # fmt: skip
    for line in lines:
        if isinstance(line, Text) and line.no_wrap:
            line.truncate(columns, overflow="ellipsis")
        console.print(line)
    put(out, "".join(f"{line if color else line.rstrip()}\n" for line in buffer.getvalue().split("\n")[:-1]))


def remarks(notes: Iterable[str], left_out: Mapping[str, int]) -> list[Text]:
    """What stands below a page, where there is anything: an answer's notes, and how much it left out."""
    said = [visible(note) for note in notes]
    if left := [counted(count, what) for what, count in left_out.items() if count]:
        said.append("left out: " + ", ".join(left))
    return [Text(""), Text("\n".join(said), style="dim", overflow="fold")] if said else []


def columns_of(width: int | None) -> int:
    """The columns of a page on a terminal of that width."""
    return max(width or 120, NARROWEST)


def later(minutes: float | None) -> str:
    """Minutes, hours or days after something, whichever reads well."""
    if minutes is None:
        return shown(None)
    if abs(minutes) < 100:
        return f"{minutes:+.0f} min"
    return f"{minutes / 60:+.1f} h" if abs(minutes) < 48 * 60 else f"{minutes / 1440:+.1f} d"


def listed(names: Iterable[str], most: int = 4) -> str:
    """The first names, and how many more there are."""
    known = list(names)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
