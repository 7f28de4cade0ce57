"""An answer for people and for programs: table, JSON, JSON lines or CSV.

What comes from data never controls the terminal: control characters, escape sequences, direction overrides and
invisible characters of a headline are shown as escapes (``\\x1b``), and no markup in it is obeyed.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Literal, TextIO

from kg.errors import UsageError
from kg.query import Answer, Column, Row, plain
from kg.render.data import write_csv, write_json, write_jsonl
from kg.render.sheet import Sheet, put
from kg.render.values import counted, shown, visible
from kg.settings import read

__all__ = ["FORMATS", "Format", "counted", "put", "render", "render_rows", "shown", "visible"]

Format = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")

_DEFAULT_WIDTH = 120
"""Columns off a terminal, unless COLUMNS says otherwise."""


def render(answer: Answer, format: Format, out: TextIO, *, width: int | None = None, color: bool | None = None) -> None:
    """Write an answer. ``width``: columns of a table (None: the terminal's, COLUMNS, or 120 off one); ``color``: None
    colours on a terminal unless NO_COLOR is set. Raises UsageError for another format."""
    sheet = Sheet(answer.columns, answer.rows, answer.as_json(), answer.facts, answer.left_out, answer.notes)
    _write(sheet, format, out, width, color)


def render_rows(
    rows: Sequence[Row],
    format: Format,
    out: TextIO,
    *,
    columns: Sequence[str | Column] | None = None,
    width: int | None = None,
    color: bool | None = None,
) -> None:
    """Write bare rows, such as those of ``kg cypher``. Their JSON is ``{"columns": names, "rows": rows}``.

    ``columns``: names or columns, in order (None: the rows' own).
    """
    named = dict.fromkeys(name for row in rows for name in row) if columns is None else columns
    declared = [c if isinstance(c, Column) else Column(c, object, "") for c in named]
    document = {"columns": [c.name for c in declared], "rows": [plain(row) for row in rows]}
    _write(Sheet(declared, rows, document), format, out, width, color)


def _write(sheet: Sheet, format: str, out: TextIO, width: int | None, color: bool | None) -> None:
    if format == "table":
        from kg.render.table import table  # rich takes a while to import: not for a pipe of JSON

        colored = (out.isatty() and not read().no_color) if color is None else color
        put(out, table(sheet, width or shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns, colored))
    elif format == "json":
        write_json(sheet, out)
    elif format == "jsonl":
        write_jsonl(sheet, out)
    elif format == "csv":
        write_csv(sheet, out)
    else:
        raise UsageError(f"no format {format!r}", f"one of {', '.join(FORMATS)}")
