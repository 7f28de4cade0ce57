"""Formats for programs: JSON, JSON lines, CSV."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from io import StringIO
from typing import Any, TextIO

from kg.query import plain
from kg.render.sheet import Sheet, is_unicode, put
from kg.render.values import escaped, visible

_JSON_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Lone surrogates, which no stream takes, and what would act on a terminal or break a line: JSON may escape them."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a cell begins that a spreadsheet would calculate: https://owasp.org/www-community/attacks/CSV_Injection"""


def write_json(sheet: Sheet, out: TextIO) -> None:
    """The whole answer as one object."""
    put(out, _json(sheet.document, out, indent=2) + "\n")


def write_jsonl(sheet: Sheet, out: TextIO) -> None:
    """One object a row, one row a line."""
    for row in sheet.document["rows"]:
        put(out, _json(row, out) + "\n")


def write_csv(sheet: Sheet, out: TextIO) -> None:
    """A header and the rows. On a terminal, cells are as harmless as in a table."""
    terminal = out.isatty()
    names = [c.name for c in sheet.columns]
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in ([*names], *([plain(row.get(n)) for n in names] for row in sheet.rows)):
        texts = [_cell(value) for value in cells]
        writer.writerow([visible(t) if terminal else _SURROGATE.sub(lambda found: escaped(found[0]), t) for t in texts])
        put(out, buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()


def _json(value: Any, out: TextIO, indent: int | None = None) -> str:
    text = json.dumps(_finite(value), ensure_ascii=not is_unicode(out), indent=indent, default=str, allow_nan=False)
    return _JSON_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _finite(value: Any) -> Any:
    """The value with null for what JSON has no number for."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_finite(v) for v in value]
    return value


def _cell(value: Any) -> str:
    """A cell. Lists are joined by ``|``; text that a spreadsheet would calculate gets a ``'`` before it; line ends
    inside a cell are line feeds."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list) and not any(isinstance(v, (list, dict)) for v in value):
        text = "|".join("" if v is None else str(v) for v in value)
    elif isinstance(value, (list, dict)):
        text = json.dumps(_finite(value), ensure_ascii=False, default=str)
    else:
        text = str(value)
    text = f"'{text}" if text.startswith(_FORMULA) else text
    return text.replace("\r\n", "\n").replace("\r", "\n")
