"""Writing a graph to a file, in the format that the file's suffix names.

A format is one module of this package, ``to_*.py``, with a ``FORMAT``: it is found, not listed.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import networkx

from kg.errors import NewsKGError, UsageError

NODES_AND_EDGES = (".nodes", ".edges")
"""Parts of a format that is a pair of files: ``NAME.nodes.csv`` and ``NAME.edges.csv``."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. ``write`` gets the graph and an open file for each of ``parts``."""

    suffix: str
    about: str
    write: Callable[[networkx.MultiDiGraph, Sequence[BinaryIO]], None]
    parts: tuple[str, ...] = ("",)


@cache
def formats() -> Mapping[str, Format]:
    """All formats by suffix."""
    package = importlib.import_module("kg.export")
    found = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith("to_"))
    listed: list[Format] = [importlib.import_module(f"kg.export.{name}").FORMAT for name in found]
    return {f.suffix: f for f in listed}


def export(graph: networkx.MultiDiGraph, path: str | Path) -> list[Path]:
    """Write the graph and say which files were written: one, or a pair.

    Nothing is ever half written: what stood there before stays until the new file is whole. Raises UsageError for a
    suffix that no format has, a folder that isn't there or a folder in the file's place; NewsKGError where the disk
    says no.
    """
    target = Path(path)
    wanted = format_of(target)
    named = [target.with_name(f"{target.stem}{part}{target.suffix}") for part in wanted.parts]
    for file in (target, *named):
        if file.is_dir():
            raise UsageError(f"{file} is a folder", "give the name of a file")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", "make it first")
    real = [Path(os.path.realpath(file)) for file in named]
    unfinished = [file.with_name(f".{file.name}.{os.getpid()}.part") for file in real]
    try:
        with ExitStack() as stack:
            files: list[BinaryIO] = [stack.enter_context(file.open("wb")) for file in unfinished]
            wanted.write(graph, files)
            for written in files:
                written.flush()
                os.fsync(written.fileno())
        for source, destination in zip(unfinished, real, strict=True):
            source.replace(destination)
    except OSError as error:
        raise NewsKGError(
            f"{target}: {error.strerror or error}", "look at the path, its rights and the room left"
        ) from error
    finally:
        for file in unfinished:
            file.unlink(missing_ok=True)
    return named


def format_of(path: Path) -> Format:
    """The format that a file's suffix names. Raises UsageError listing them all."""
    found = formats().get(path.suffix.lower())
    if found is None:
        raise UsageError(f"no format for {path.name!r}", f"end it in one of {', '.join(formats())}")
    return found


def text_file(file: BinaryIO) -> TextIOWrapper:
    """A file for text in UTF-8 with plain line ends. A lone surrogate is written as the escape that JSON has for it.
    Detach it when done."""
    return TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="\n", write_through=False)
