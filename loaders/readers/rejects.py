"""Rejects that were mended: the records inside a rejects file."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import Place
from loaders.documents import Document
from loaders.lines import Line, lines
from loaders.readers._jsontext import loads
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS

_SIGNS = ('"reason"', '"record"', '"kind"')


def _sniff(document: Document) -> int:
    first = document.head().decode("utf-8", "replace").lstrip("\ufeff \r\n").split("\n", 1)[0]
    return 96 if first.startswith("{") and all(sign in first for sign in _SIGNS) else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    for line in lines(document):
        if line.bad or line.text.strip():
            yield from _records(line, Place(document.location, line.number), options)


def _records(line: Line, place: Place, options: Options) -> Iterator[Raw | Bad]:
    try:
        held = loads(line.text) if line.bad is None else None
    except ValueError as error:
        yield Bad(line.text, str(error), place)
        return
    if not isinstance(held, dict) or held.get("kind") not in KINDS or "record" not in held:
        yield Bad(line.text, line.bad or "not a line of a rejects file", place)
    elif held["record"] is None or options.kind not in (None, held["kind"]):
        return  # a document that could not be read, which holds no record; or one that another command loads
    elif not isinstance(held["record"], dict):
        yield Bad(held["record"], f"still not a record: {held.get('reason')}", place)
    else:
        yield Raw(held["kind"], options.renamed(held["record"]), place)


READER = Reader(
    name="rejects",
    summary="Records from a rejects file, mended by hand.",
    kinds=KINDS,
    sniff=_sniff,
    read=_read,
    example="kg load articles REJECTS.jsonl",
    suffixes=(".jsonl",),
)
