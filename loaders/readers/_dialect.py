"""How a CSV file is separated and quoted: the dialect under which its head makes most sense.

``csv.Sniffer`` guesses from the commonest characters, and takes letters and spaces for delimiters.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

from loaders.readers._shape import names_of, ours
from loaders.reading import Options

SAMPLE_CHARS = 65_536

_SAMPLE_ROWS = 50
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<delimiter>.)"?[\r\n]*$', re.IGNORECASE)  # Excel's hint to itself


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    quoting: Any = csv.QUOTE_MINIMAL  # csv's own type for it comes and goes with Python versions


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a dialect explains the head of a file: the better of two compares greater."""

    known: int
    regular: float
    header: tuple[str, ...]
    dialect: Dialect


def is_separator_line(line: str) -> bool:
    """Whether a first line is Excel's ``sep=;``."""
    return _SEPARATOR_LINE.match(line) is not None


def fit(sample: str, options: Options) -> Fit:
    """The dialect that makes most header names known, then most rows regular, then most columns."""
    first, _, rest = sample.partition("\n")
    if found := _SEPARATOR_LINE.match(first):
        return _measured(rest, Dialect(found["delimiter"]), options)
    dialects = [*(Dialect(delimiter) for delimiter in _DELIMITERS), Dialect("\t", csv.QUOTE_NONE)]
    fits = [_measured(sample, dialect, options) for dialect in dialects]
    return max(fits, key=lambda fit: (fit.known, fit.regular if len(fit.header) > 1 else 0.0, len(fit.header)))


def _measured(sample: str, dialect: Dialect, options: Options) -> Fit:
    header: tuple[str, ...] = ()
    lengths: list[int] = []
    reader = csv.reader(
        io.StringIO(sample, newline=""), delimiter=dialect.delimiter, quoting=dialect.quoting, strict=True
    )
    try:
        for cells in reader:
            if header and cells:
                lengths.append(len(cells))
            elif cells:
                header = tuple(cell.strip() for cell in cells)
            if len(lengths) > _SAMPLE_ROWS:
                break
        broken = False
    except csv.Error:
        broken = len(sample) < SAMPLE_CHARS // 2  # a longer sample ends in the middle of a row, maybe of a quote
    rows = lengths[:-1] if len(lengths) > 1 else lengths
    regular = sum(length == len(header) for length in rows) / (len(rows) + broken) if rows else float(not broken)
    known = len(names_of(None) & ours(dict.fromkeys(header), options).keys())
    return Fit(known, regular, header, dialect)
