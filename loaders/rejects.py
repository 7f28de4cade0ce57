"""The rejects file: what could not be loaded, whole, with its reason and place, to be mended and loaded again.

One JSON object a line: ``reason, file, line, kind, record`` and the load it is from. ``kg load`` takes the file as
input once its records are mended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import NewsKGError, Place
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
    """Appends rejects to a file, which is made with the first one. One process writes it at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._loads: set[str] | None = None

    def resume(self, load: str, done: int) -> None:
        """Take out what an interrupted run of the same load wrote beyond the records that it was done with."""
        try:
            if self._loads is None:
                self._loads = self._mend()
            if load in self._loads:
                self._rewrite(lambda line: not _beyond(line, load, done))
        except OSError as error:
            raise self._refused(error) from error

    def add(self, load: str, rejects: list[Reject]) -> None:
        """Write rejects, safe on disk before the batch that they belong to is committed."""
        if not rejects:
            return
        try:
            if self._loads is None:
                self._loads = self._mend()
            self._loads.add(load)
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as out:
                for one in rejects:
                    out.write(json.dumps(_line(load, one), ensure_ascii=False, default=_shown) + "\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise self._refused(error) from error

    def _mend(self) -> set[str]:
        """The loads that the file has rejects of; sees to a last line without its end, left by a kill or an editor."""
        loads, whole = set(), True
        for line in self._lines():
            whole = line.endswith(b"\n")
            loads.add(str(_held(line).get("load")))
        if not whole:
            self._rewrite(lambda line: line.endswith(b"\n") or bool(_held(line)))
        return loads

    def _lines(self) -> Iterator[bytes]:
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from file

    def _rewrite(self, keep: Callable[[bytes], bool]) -> None:
        swap = self.path.with_name(self.path.name + ".tmp")
        with swap.open("wb") as out:
            for line in self._lines():
                if keep(line):
                    out.write(line if line.endswith(b"\n") else line + b"\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(swap, self.path)

    def _refused(self, error: OSError) -> NewsKGError:
        return NewsKGError(
            f"rejects can't be kept ({error.strerror})", "name another file with --rejects", place=Place(str(self.path))
        )


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


def _held(line: bytes) -> dict[str, Any]:
    """What a line holds; nothing for one that is no object, or only half a line."""
    try:
        held = json.loads(line)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _beyond(line: bytes, load: str, done: int) -> bool:
    held = _held(line)
    number = held.get("number")
    return held.get("load") == load and isinstance(number, int) and number > done
