"""CSV: separated by comma, semicolon, tab or pipe, with a header row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.lines import Line, decode, lines
from loaders.readers._dialect import SAMPLE_CHARS, Dialect, fit, is_separator_line
from loaders.readers._shape import kind_of, ours, unknown
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS, RecordKind

MAX_RECORD_CHARS = 32 << 20
"""A record over this, quoted line ends and all, is an opening quote that nobody closed."""

_KEPT_CHARS = 1_000
_FEW_NULS = 10
"""NUL characters in the first thousand of a text that has slips; a format that is no text has more."""
_MIN_REGULAR = 0.8  # share of rows as long as the header, for text with the looks of a table


class _BrokenError(Exception):
    """A record that can't be read to its end; the text is the reason."""


class _Source:
    """Physical lines for csv.reader, with what csv.reader does not tell: where a record began and how it stood."""

    def __init__(self, document: Document) -> None:
        self._lines = _physical(document)
        self.held: list[str] = []
        self._chars = 0
        self.bad: str | None = None
        self.first = self.last = 0

    def begin(self) -> None:
        """Forget the record before."""
        self.held, self._chars, self.bad, self.first = [], 0, None, self.last + 1

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.last = line.number
        self._chars += len(line.text) + 1
        self.held.append(line.text)
        if self._chars > MAX_RECORD_CHARS:
            raise _BrokenError(f"a quote that is opened here and not closed within {MAX_RECORD_CHARS >> 20} MiB")
        if line.bad and len(self.held) > 1 and line.text.count('"') % 2 == 0:
            raise _BrokenError(f"line {line.number}: {line.bad}")
        if line.bad:
            self.bad = self.bad or line.bad
        # A record that begins badly ends with its line: its quotes can't be trusted.
        return "" if self.bad and len(self.held) == 1 else line.text.replace("\0", "") + "\n"

    def text(self) -> str:
        """The record as it stands in the file."""
        whole = "\n".join(self.held)
        return whole if self._chars <= MAX_RECORD_CHARS else whole[:_KEPT_CHARS]


def _physical(document: Document) -> Iterator[Line]:
    """Lines, also of files whose only line end is CR (Excel's 'CSV (Macintosh)')."""
    head = document.head(SAMPLE_CHARS)
    if b"\r" not in head.removesuffix(b"\r") or b"\n" in head:
        yield from lines(document)
        return
    number = 0
    for line in lines(document):
        for text in line.text.removesuffix("\r").split("\r"):
            number += 1
            yield Line(number, text, line.bad)


def _sniff(document: Document) -> int:
    head = document.head(SAMPLE_CHARS)
    text = head.decode(decode(document).name, "replace").lstrip("\ufeff \r\n")
    binary = text[:1_000].count("\0") > _FEW_NULS or head[:4] in {b"PAR1", b"%PDF", b"PK\3\4"}
    if text[:1] in {"", "<", "{", "["} or binary:
        return 0
    found = fit(text, Options())
    if found.known and kind_of(ours(dict.fromkeys(found.header), Options()), Options()):
        return 60
    return 40 if len(found.header) > 1 and found.regular >= _MIN_REGULAR and "\n" in text.strip() else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    place = Place(document.location)
    head = document.head(SAMPLE_CHARS)
    sample = head.decode(decode(document).name, "replace").removeprefix("\ufeff")
    if not sample.strip():
        raise InputError("empty", "check that it is the right file", place=place)
    records = _records(document, fit(sample, options).dialect)
    header, kind = _headed(records, options, place)
    for cells, source in records:
        here = Place(document.location, source.first)
        if isinstance(cells, str):
            yield Bad(source.text(), cells, here)
        elif len(cells) != len(header):
            yield Bad(_ragged(header, cells), f"a row of {len(cells)} cells under a header of {len(header)}", here)
        elif any(cells):
            yield Raw(kind, ours({n: c for n, c in zip(header, cells, strict=True) if n and c}, options), here)


def _records(document: Document, dialect: Dialect) -> Iterator[tuple[list[str] | str, _Source]]:
    """Each record's cells, or the reason why it has none; blank lines and Excel's ``sep=`` are passed over."""
    csv.field_size_limit(MAX_RECORD_CHARS + 1)  # the module's own 128 KiB is less than a long article
    source = _Source(document)
    reader = csv.reader(source, delimiter=dialect.delimiter, quoting=dialect.quoting, strict=True)
    while True:
        source.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _BrokenError as error:
            yield str(error), source
        except csv.Error as error:
            end = "unexpected end" in str(error)
            yield "a quote that is opened here and never closed" if end else f"not CSV: {error}", source
        else:
            if source.bad:
                yield source.bad, source
            elif cells and not (source.last == 1 and is_separator_line(source.held[0])):
                yield cells, source


def _headed(
    records: Iterator[tuple[list[str] | str, _Source]], options: Options, place: Place
) -> tuple[list[str], RecordKind]:
    """The header row, which every file needs, and the kind of record that it announces."""
    cells, _ = next(records, ([], None))
    if isinstance(cells, str):
        raise InputError(f"its header row can't be read ({cells})", "mend it", place=place)
    header = [cell.strip() for cell in cells]
    named = [name for name in header if options.mapping.get(name, name)]
    folded = [next(iter(ours({name: ""}, options)), "") for name in named]
    if double := sorted({name for name in folded if folded.count(name) > 1}):
        what = f"two columns of the same name: {', '.join(map(repr, double))}"
        raise InputError(what, "rename one, or leave it out with --map NAME=", place=place)
    kind = kind_of(folded, options)
    if kind is None:
        raise unknown(named, options, place)
    return header, kind


def _ragged(header: list[str], cells: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(header, cells, strict=False))
    return row if len(cells) <= len(header) else {**row, "": cells[len(header) :]}


READER = Reader(
    name="csv",
    summary="CSV with a header row: comma, semicolon, tab or pipe.",
    kinds=KINDS,
    sniff=_sniff,
    read=_read,
    guesses=True,
    example="kg load articles articles.csv --map title=headline",
    suffixes=(".csv", ".tsv", ".txt"),
)
