"""The contract of a reader, and the registry that finds them: one file in ``loaders/readers/`` each.

A reader takes a document and yields raw records in order. It holds no store, prints nothing and raises
``InputError`` only where the whole document can't be read on; what is wrong with one record is a ``Bad``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from kg.errors import InputError, Place, UsageError
from loaders.documents import Document
from loaders.records import RecordKind


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as read: canonical field names to values, not yet checked."""

    kind: RecordKind
    fields: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that should have been a record. ``content`` is kept, whole where it can be, in the rejects file."""

    content: Any
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Options:
    """``kind``: what the input holds, where the caller said so. ``mapping``: their field name to ours (``--map``)."""

    kind: RecordKind | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)

    def renamed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields under our names. A field mapped to nothing is left out."""
        named = ((self.mapping.get(name, name), value) for name, value in fields.items())
        return {name: value for name, value in named if name}


@dataclass(frozen=True, slots=True)
class Reader:
    """A format. ``sniff`` says from the first bytes how surely a document is of it (0 no, 100 certain)."""

    name: str
    summary: str
    kinds: tuple[RecordKind, ...]
    sniff: Callable[[Document], int]
    read: Callable[[Document, Options], Iterator[Raw | Bad]]
    example: str
    suffixes: tuple[str, ...] = ()
    guesses: bool = False
    """Whether its text is in an encoding that is guessed where nothing declares it."""


@cache
def readers() -> Mapping[str, Reader]:
    """All readers by name, found in ``loaders.readers`` (modules whose names begin with _ are no readers)."""
    package = import_module("loaders.readers")
    found: dict[str, Reader] = {}
    for module in sorted(iter_modules(package.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            reader: Reader = import_module(f"loaders.readers.{module.name}").READER
            found[reader.name] = reader
    return found


def choose(document: Document, name: str = "auto", kind: RecordKind | None = None) -> Reader:
    """The reader called ``name``, or for ``auto`` the one that is surest by the document's content.

    Raises UsageError for a name that no reader has, InputError for a document that none knows.
    """
    if name != "auto":
        if name not in readers():
            raise UsageError(f"no reader is called {name!r}", f"one of auto, {', '.join(readers())}")
        return readers()[name]
    if not document.head(1):
        raise InputError("it is empty", "nothing to load from it", place=Place(document.location))
    fitting = [r for r in readers().values() if kind is None or kind in r.kinds]
    scored = sorted(((_score(r, document), r.name) for r in fitting), reverse=True)
    if not scored or scored[0][0] == 0:
        raise InputError(
            "not a format that newskg knows",
            f"name one with --reader ({', '.join(readers())})",
            place=Place(document.location),
        )
    return readers()[scored[0][1]]


def _score(reader: Reader, document: Document) -> float:
    """How sure the reader is; a fitting file name only decides between equals."""
    sure = reader.sniff(document)
    names = document.location.lower().removesuffix(".gz").removesuffix(".zst")
    return sure + (0.5 if sure and names.endswith(reader.suffixes) else 0.0)
