"""Options that several commands share, and opening the store that they name."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal, TextIO

import typer

from kg import settings
from kg.store import Store, open_store, safe_name

Format = Literal["table", "json", "jsonl", "csv"]

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="PATH|URI", help="The graph: a file, or neo4j://… (default: KG_STORE, news.kgl)."),
]
FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="How to print: a table for people, the others for scripts.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
WaitOption = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", help="Wait for another writer of the file.", min=0)
]


@contextmanager
def opened(target: str | None, *, write: bool = False, wait: float = 0.0) -> Iterator[Store]:
    """The store that ``--store`` or the environment names, closed at the end."""
    current = settings.read()
    with open_store(target or current.store, current, write=write, wait=wait) as store:
        yield store


def store_name(target: str | None) -> str:
    """What to call the store in messages."""
    return safe_name(target or settings.read().store)


def has_color(stream: TextIO) -> bool:
    """Whether to print in colour: on a terminal, unless NO_COLOR says otherwise."""
    return stream.isatty() and not settings.read().no_color and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int | None:
    """Columns of the terminal; None lets the table choose (COLUMNS, else 120) where there is none."""
    if stream.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size().columns
    return None


def say(text: str, *, quiet: bool = False) -> None:
    """Talk to the person, on standard error: standard output is data."""
    if not quiet:
        sys.stderr.write(text + "\n")
