"""Documents made of bytes, read by a reader called by its name."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

from loaders.documents import Document
from loaders.reading import Bad, Options, Raw, readers


def document(folder: Path, data: bytes | str, name: str = "input", **about: Any) -> Document:
    """A document of these bytes; its location is its name, or what is said."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return Document(**{"location": name, "path": path} | about)


def noise(size: int) -> bytes:
    """Bytes that can't be packed, the same each time."""
    return random.Random(7).randbytes(size)


def read(reader: str, source: Document, options: Options | None = None) -> list[Raw | Bad]:
    return list(readers()[reader].read(source, options or Options()))


def fields(records: list[Raw | Bad]) -> list[dict[str, Any]]:
    """The fields of the records, none of which may be bad."""
    assert not [record for record in records if isinstance(record, Bad)]
    return [dict(record.fields) for record in records if isinstance(record, Raw)]


def reasons(records: list[Raw | Bad]) -> list[tuple[int | None, str]]:
    """Line and reason of those that are bad."""
    return [(record.place.line, record.reason) for record in records if isinstance(record, Bad)]


def as_json(record: Raw | Bad) -> dict[str, Any]:
    """A record as a line of a golden file."""
    if isinstance(record, Bad):
        return {"line": record.place.line, "bad": record.reason, "content": record.content}
    return {"line": record.place.line, "kind": record.kind, "fields": {k: _plain(v) for k, v in record.fields.items()}}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


FETCHED = datetime.fromisoformat("2026-01-30T12:00:00+00:00")
