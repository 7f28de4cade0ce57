"""One JSON document: an array of objects, or an object that holds one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.lines import decode
from loaders.readers._jsontext import is_json_feed, is_object, loads
from loaders.readers._shape import recognised, record
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS

MAX_BYTES = 256 << 20
"""Of one document, unpacked: it is parsed as a whole, which takes several times its size in memory."""

_LISTS = (
    *("articles", "items", "data", "results", "records", "response", "docs", "documents", "entries", "news", "stories"),
    *("hits", "sources", "holdings", "owners", "ratings", "identities", "@graph"),
)
_HOLDS_LIST = re.compile(r"\"(?:" + "|".join(_LISTS) + r")\"\s*:\s*[\[{]")
_MAX_DEPTH = 3  # NewsAPI: articles; Guardian: response.results; Elasticsearch: hits.hits


def _sniff(document: Document) -> int:
    head = document.head()
    if head[:4] == b"PAR1":
        return 0
    text = head.decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n")
    if re.match(r"\[\s*[\]{]", text):
        return 70
    if not re.match(r"\{\s*\"", text) or is_json_feed(text):
        return 0
    first = text.partition("\n")[0].strip()
    if first == "{":
        return 70
    # One object on one line, or spread over several; a whole object on the first of several lines is JSON lines.
    return 75 if _HOLDS_LIST.search(text) and ("\n" not in text.strip() or not is_object(first)) else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    place = Place(document.location)
    value = _parsed(document, place)
    records = value if isinstance(value, list) else _listed(value)
    if records is None and isinstance(value, dict):
        if not isinstance(record(value, options, place), Raw):
            what = f"an object without a list of records (its keys: {', '.join(map(repr, list(value)[:20])) or 'none'})"
            raise InputError(what, "give an array of objects, or JSON lines", place=place)
        records = [value]
    if records is None:
        raise InputError("neither a JSON array nor an object", "give an array of objects, or JSON lines", place=place)
    yield from recognised(_records(records, options, document.location), options)


def _records(records: list[Any], options: Options, location: str) -> Iterator[Raw | Bad]:
    for number, value in enumerate(records, 1):
        place = Place(location, number)
        yield record(value, options, place) if isinstance(value, dict) else Bad(value, "not a JSON object", place)


def _parsed(document: Document, place: Place) -> Any:
    with document.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        what = f"a JSON document of more than {MAX_BYTES >> 20} MiB"
        raise InputError(what, "write it as JSON lines, one object a line", place=place)
    if not data.strip():
        raise InputError("empty", "check that it is the right file", place=place)
    encoding = decode(document).name
    try:
        return loads(data.decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        what = f"byte {data[error.start]:#04x} at position {error.start + 1} is not {encoding}"
        raise InputError(what, "write it in UTF-8", place=place) from error
    except ValueError as error:
        raise InputError(
            str(error), "write it as JSON lines, where a broken line spoils only itself", place=place
        ) from error


def _listed(value: object, depth: int = _MAX_DEPTH) -> list[Any] | None:
    """The list of records in an object: under one of the usual names, else the only list of objects there is."""
    if not isinstance(value, dict) or depth == 0:
        return None
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and (not inner or isinstance(inner[0], dict)):
            return inner
        if isinstance(inner, dict) and (found := _listed(inner, depth - 1)) is not None:
            return found
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    return lists[0] if len(lists) == 1 and "@type" not in value else None


READER = Reader(
    name="json",
    summary="One JSON document: an array of objects, or an object that holds one.",
    kinds=KINDS,
    sniff=_sniff,
    read=_read,
    example="kg load articles response.json",
    suffixes=(".json", ".jsonld"),
)
