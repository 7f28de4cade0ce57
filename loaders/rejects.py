"""The rejects file: what could not be loaded, whole, with its reason and place, to be mended and loaded again.

One JSON object a line: ``reason, file, line, kind, record`` and the load it is from. ``kg load`` takes the file as
input once its records are mended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError, Place
from kg.query import plain


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that was not loaded. ``number``: which of the input's records it is, from 1."""

    reason: str
    place: Place
    kind: str
    record: Any
    number: int


class RejectsFile:
    """Appends rejects to a file, which is made with the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def resume(self, load: str, done: int) -> None:
        """Take out what an interrupted run of the same load wrote beyond the records that it was done with."""
        if not self.path.exists():
            return
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not _beyond(line, load, done)]
            if len(kept) < len(lines):
                swap = self.path.with_name(self.path.name + ".tmp")
                swap.write_bytes(b"".join(kept))
                os.replace(swap, self.path)
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}", "name another file with --rejects") from error

    def add(self, load: str, rejects: list[Reject]) -> None:
        """Write rejects, safe on disk before the batch that they belong to is committed."""
        if not rejects:
            return
        try:
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as out:
                for one in rejects:
                    out.write(json.dumps(_line(load, one), ensure_ascii=False, default=_shown) + "\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}", "name another file with --rejects") from error


def _line(load: str, one: Reject) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "file": one.place.path,
        "line": one.place.line,
        "kind": one.kind,
        "record": one.record,
        "load": load,
        "number": one.number,
    }


def _shown(value: Any) -> Any:
    """Values that JSON doesn't have: instants and days as text, bytes decoded, anything else by its own text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, Mapping):
        return dict(value)
    converted = plain(value)
    return converted if converted is not value else str(value)


def _beyond(line: bytes, load: str, done: int) -> bool:
    try:
        held = json.loads(line)
    except ValueError:
        return not line.endswith(b"\n")  # the half line of a run that was killed while writing
    return isinstance(held, dict) and held.get("load") == load and int(held.get("number") or 0) > done
