"""Rejects that were mended: the records inside a rejects file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.errors import Place
from loaders.documents import Document
from loaders.lines import lines
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS

_SIGNS = ('"reason"', '"record"', '"kind"')


def _sniff(document: Document) -> int:
    first = document.head().decode("utf-8", "replace").lstrip("\ufeff \r\n").split("\n", 1)[0]
    return 96 if first.startswith("{") and all(sign in first for sign in _SIGNS) else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    for line in lines(document):
        place = Place(document.location, line.number)
        if not line.text.strip():
            continue
        try:
            held = json.loads(line.text) if line.bad is None else None
        except ValueError as error:
            held, reason = None, f"not JSON: {error}"
        else:
            reason = line.bad or "not a line of a rejects file"
        if not isinstance(held, dict) or held.get("kind") not in KINDS or not isinstance(held.get("record"), dict):
            yield Bad(line.text, reason, place)
        elif options.kind is None or held["kind"] == options.kind:
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
