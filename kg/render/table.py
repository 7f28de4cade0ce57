"""A table that fits the terminal, between the facts about the whole and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from kg.query import Column, Row
from kg.render.sheet import Sheet
from kg.render.values import counted, days_only, shown, visible

_LEAST = 12
"""Columns of the screen below which a text isn't worth showing: then each row becomes a block of lines."""
_NARROWEST = 20
"""Columns of the screen below which nothing is laid out."""
_GAP = 2


def table(sheet: Sheet, width: int, colored: bool) -> str:
    """The sheet as text of at most ``width`` columns."""
    width = max(width, _NARROWEST)
    buffer = StringIO()
    console = Console(
        file=buffer, width=width, color_system="standard" if colored else None, force_terminal=colored,
        markup=False, emoji=False, highlight=False, legacy_windows=False, no_color=not colored, _environ={},
    )  # fmt: skip
    facts = [_pairs([(name, _fact(value)) for name, value in sheet.facts.items()], width)] if sheet.facts else []
    for number, part in enumerate([*facts, _body(sheet, width), *_remarks(sheet)]):
        if number:
            console.print()
        console.print(part)
    return "".join(f"{line if colored else line.rstrip()}\n" for line in buffer.getvalue().split("\n")[:-1])


def _fact(value: Any) -> str:
    """A fact; maps that have a name are shown by it, with their articles or share; other maps go one a line."""
    if isinstance(value, Mapping) and value and all(isinstance(v, (list, tuple)) for v in value.values()):
        return "\n".join(f"{_name(k)}: {_fact(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)) and any(isinstance(v, Mapping) for v in value):
        if all(isinstance(v, Mapping) and v.get("name") for v in value):
            return ", ".join(_named(v) for v in value)
        return "\n".join(shown(v) for v in value)
    return shown(value)


def _named(value: Mapping[str, Any]) -> str:
    more = f" ({value['articles']})" if "articles" in value else f" ({value['share']:.1%})" if "share" in value else ""
    return shown(value["name"]) + more


def _remarks(sheet: Sheet) -> list[Text]:
    lines = [visible(note) for note in sheet.notes]
    if left := [counted(count, _name(what)) for what, count in sheet.left_out.items() if count]:
        lines.append("left out: " + ", ".join(left))
    return [Text("\n".join(lines), style="dim", overflow="fold")] if lines else []


def _name(name: str) -> str:
    """A column's or fact's name with spaces, so that it can be wrapped."""
    return visible(name).replace("_", " ")


def _body(sheet: Sheet, width: int) -> RenderableType:
    """The rows as a table that fits, or as blocks where there are too many columns; a remark where there is none."""
    columns = [c for c in sheet.columns if not c.detail]
    if not sheet.rows or not columns:
        return Text("nothing found", style="dim")
    cells = [_cells(columns, row) for row in sheet.rows]
    heads = [_name(c.name) for c in columns]
    values = [[row.get(c.name) for row in sheet.rows] for c in columns]
    needed, least = [], []
    for i, head in enumerate(heads):
        words = max(map(cell_len, head.split()), default=1)
        full = max(words, *(cell_len(line[i]) for line in cells))
        needed.append(full)
        least.append(full if _uncuttable(values[i]) else min(full, _LEAST))
    widths = fit(needed, least, width)
    if widths is None:
        return _blocks(heads, cells, width)
    return _table(heads, cells, _heads_whole(heads, widths, width), [_numbers(v) for v in values])


def _table(heads: Sequence[str], cells: Sequence[list[str]], widths: Sequence[int], right: Sequence[bool]) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), collapse_padding=True)
    for head, width, numbers in zip(heads, widths, right, strict=True):
        grid.add_column(Text(head, overflow="fold"), width=width, justify="right" if numbers else "left")
    for line in cells:
        grid.add_row(*(Text(cut(text, width), no_wrap=True) for text, width in zip(line, widths, strict=True)))
    return grid


def _blocks(heads: Sequence[str], cells: Sequence[list[str]], width: int) -> Group:
    parts: list[RenderableType] = []
    for number, line in enumerate(cells):
        parts += [Text("")] if number else []
        parts.append(_pairs(list(zip(heads, line, strict=True)), width))
    return Group(*parts)


def _cells(columns: Iterable[Column], row: Row) -> list[str]:
    days = days_only(row)
    return [shown(row.get(c.name), unit=c.unit, day_only=c.name in days) for c in columns]


def _uncuttable(values: Iterable[Any]) -> bool:
    """Whether values make no sense when cut: numbers, days, instants, yes and no."""
    return all(v is None or isinstance(v, (bool, int, float, date)) for v in values)


def _numbers(values: Iterable[Any]) -> bool:
    return all(v is None or (isinstance(v, (int, float)) and not isinstance(v, bool)) for v in values)


def fit(needed: Sequence[int], least: Sequence[int], width: int) -> list[int] | None:
    """Widths of columns: as needed, else the widest are cut to one level; None where even ``least`` doesn't fit.

    >>> fit([5, 60, 40], [5, 12, 12], 64), fit([30, 30], [30, 30], 40)
    ([5, 28, 27], None)
    """
    room = width - _GAP * (len(needed) - 1)
    if sum(least) > room:
        return None

    def at(level: int) -> list[int]:
        return [max(low, min(want, level)) for want, low in zip(needed, least, strict=True)]

    level = next(level for level in range(room, -1, -1) if sum(at(level)) <= room)
    widths = at(level)
    for i in range(len(widths)):
        if widths[i] < needed[i] and sum(widths) < room:
            widths[i] += 1
    return widths


def _heads_whole(heads: Sequence[str], widths: Sequence[int], width: int) -> list[int]:
    """Widths with the room that is left given to headings, so that they stand on one line."""
    spare, out = width - sum(widths) - _GAP * (len(widths) - 1), []
    for head, have in zip(heads, widths, strict=True):
        more = min(spare, max(0, cell_len(head) - have))
        out.append(have + more)
        spare -= more
    return out


def cut(text: str, width: int) -> str:
    """Text of at most ``width`` columns: an address loses its middle, anything else its end.

    >>> cut("https://daily.example/2026/01/30/a-long-headline", 25), cut("A long headline", 8)
    ('daily.example/…g-headline', 'A long…')
    """
    if cell_len(text) <= width:
        return text
    scheme, _, rest = text.partition("://")
    if scheme not in {"http", "https"}:
        return set_cell_size(text, width - 1).rstrip() + "…"
    return rest if cell_len(rest) <= width else _without_middle(rest, width - 1)


def _without_middle(address: str, room: int) -> str:
    """Host and end of an address without its scheme, or its two halves where the host is long."""
    host = cell_len(address.partition("/")[0]) + 1
    head = host if host <= room * 2 // 3 else room // 2
    tail = ""
    for char in reversed(address):
        if cell_len(char + tail) > room - head:
            break
        tail = char + tail
    return set_cell_size(address, head).rstrip() + "…" + tail


def _pairs(pairs: Sequence[tuple[str, str]], width: int) -> Table:
    """Aligned ``name  value`` lines; long values go on below themselves."""
    names = [cut(_name(name), width // 2) for name, _ in pairs]
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(style="bold", width=max(map(cell_len, names)))
    grid.add_column(overflow="fold")
    for name, (_, value) in zip(names, pairs, strict=True):
        grid.add_row(Text(name, no_wrap=True), Text(value, overflow="fold"))
    return grid
