"""What every format is made of, and how text reaches a stream."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from kg.query import Column, Row

_NO_UNICODE = str.maketrans({"─": "-", "…": "...", "–": "-", "∞": "inf", "█": "#"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with their columns, and what stands around them; ``document`` is the same as a JSON object."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    document: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[str] = ()


def is_unicode(out: TextIO) -> bool:
    """Whether the stream takes every character."""
    return codecs.lookup(getattr(out, "encoding", None) or "utf-8").name.startswith("utf")


def put(out: TextIO, text: str) -> None:
    """Write text; what the stream's encoding lacks is written as an escape."""
    if not is_unicode(out):
        text = text.translate(_NO_UNICODE).encode(out.encoding, "backslashreplace").decode(out.encoding)
    out.write(text)
