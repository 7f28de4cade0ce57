"""JSON lines: one object a line."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.lines import Line, decode, lines
from loaders.readers._jsontext import is_object, loads
from loaders.readers._shape import recognised, record
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS

_TRIED_LINES = 5
_LONG_LINE_BYTES = 1 << 20


def _sniff(document: Document) -> int:
    """By the first lines: one that is an object will do, as broken lines are rejects."""
    head = document.head(_LONG_LINE_BYTES)
    if head[:4] == b"PAR1":
        return 0
    first, *rest = head.decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n").split("\n")
    if first.startswith(("[", "<")) or first.strip() == "{":
        return 0
    if not rest:  # one line, or the beginning of one
        return 70 if first.startswith('{"') else 0
    return 70 if any(is_object(line) for line in [first, *rest[:_TRIED_LINES]]) else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    if not document.head(1):
        raise InputError("empty", "check that it is the right file", place=Place(document.location))
    yield from recognised(_records(document, options), options)


def _records(document: Document, options: Options) -> Iterator[Raw | Bad]:
    for line in lines(document):
        if line.bad or line.text.strip():
            yield _record(line, options, Place(document.location, line.number))


def _record(line: Line, options: Options, place: Place) -> Raw | Bad:
    if line.bad:
        return Bad(line.text, line.bad, place)
    try:
        value = loads(line.text)
    except ValueError as error:
        return Bad(line.text, str(error), place)
    if not isinstance(value, dict):
        return Bad(value, "not a JSON object", place)
    return record(value, options, place)


READER = Reader(
    name="jsonl",
    summary="JSON lines: one object a line, with our field names or schema.org's.",
    kinds=KINDS,
    sniff=_sniff,
    read=_read,
    guesses=True,
    example="kg load articles articles.jsonl.gz",
    suffixes=(".jsonl", ".ndjson", ".jl"),
)
