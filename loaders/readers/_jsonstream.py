"""The values of a JSON array, or of JSON lines, one after another: a dump of any size in the memory of its largest."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.errors import InputError, Place
from loaders.documents import PIECE_BYTES, Document
from loaders.lines import decode, lines
from loaders.readers._jsontext import is_object, loads

MAX_VALUE_CHARS = 32 << 20
"""A longer value of an array is no record but an accident."""

_BETWEEN = re.compile(r"[\s,]*")
_WHOLE_ARRAY = "write it as JSON lines, where a broken line spoils only itself"


@dataclass(frozen=True, slots=True)
class Value:
    """A value and the line that it begins on; ``reason`` says why there is only its text, if so."""

    line: int
    content: Any
    reason: str | None = None


def values(document: Document) -> Iterator[Value]:
    """The values in order. Raises InputError for an empty document, and for an array that breaks off or is no JSON."""
    place = Place(document.location)
    head = document.head().decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n")
    if not head:
        raise InputError("empty", "check that it is the right file", place=place)
    if head.startswith("["):
        return _of_array(document)
    if head.startswith("{") and not head.startswith('{"') and not is_object(head.partition("\n")[0]):
        raise InputError("one JSON object over several lines", "give an array of objects, or JSON lines", place=place)
    return of_lines(document)


def of_lines(document: Document) -> Iterator[Value]:
    """A value a line; the brackets and commas of an array that is written a line each are passed over."""
    for line in lines(document):
        text = line.text.removeprefix("\ufeff").strip()
        if line.bad:
            yield Value(line.number, line.text, line.bad)
        elif text.rstrip(",") not in {"", "[", "]"}:
            try:
                yield Value(line.number, loads(text.removesuffix(",")))
            except ValueError as error:
                yield Value(line.number, line.text, str(error))


def _of_array(document: Document) -> Iterator[Value]:
    pieces = _decoded(document)
    parse = json.JSONDecoder(parse_constant=_no_number).raw_decode
    text, at, line = next(pieces, "").lstrip("\ufeff"), 0, 1
    at = text.index("[") + 1
    line += text.count("\n", 0, at)
    while True:
        after = _BETWEEN.match(text, at)
        start = after.end() if after else at
        problem: Exception | None = None
        try:
            if start < len(text) and text[start] == "]":
                return
            value, end = parse(text, start)
            complete = end < len(text)
        except (ValueError, RecursionError) as error:
            complete, problem = False, error
        if complete:
            line += text.count("\n", at, start)
            yield Value(line, value)
            line, at = line + text.count("\n", start, end), end
            continue
        more = next(pieces, None)
        if more is None or len(text) - at > MAX_VALUE_CHARS or isinstance(problem, RecursionError):
            here = Place(document.location, line + text.count("\n", at, start))
            raise InputError(f"a JSON array that can't be read on ({_why(problem)})", _WHOLE_ARRAY, place=here)
        text, at = text[at:] + more, 0


def _why(problem: Exception | None) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return f"not JSON: {problem.msg}"
    return "nested too deeply" if isinstance(problem, RecursionError) else str(problem or "its end is missing")


def _decoded(document: Document) -> Iterator[str]:
    encoding = decode(document).name
    decoder = codecs.getincrementaldecoder(encoding)()
    with document.open() as stream:
        try:
            while piece := stream.read1(PIECE_BYTES):
                yield decoder.decode(piece)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            what = f"byte {error.object[error.start]:#04x} is not {encoding}"
            raise InputError(what, "write it in UTF-8", place=Place(document.location)) from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON's")
