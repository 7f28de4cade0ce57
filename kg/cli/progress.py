"""Progress of a load: a live line on a terminal, a dated line every ten seconds elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.report import DocumentReport

SECONDS_A_LINE = 10.0


def _line(done: DocumentReport, begun: float) -> str:
    rate = (done.read - done.resumed_at) / max(time.monotonic() - begun, 1e-3)
    rejected = f", {done.rejected:,} rejected" if done.rejected else ""
    return f"{done.location}: {done.read:,} records as {done.reader or '?'}{rejected}, {rate:,.0f}/s"


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[DocumentReport], None]]:
    """What a load tells its progress to."""
    begun = time.monotonic()
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        last = begun

        def tell(done: DocumentReport) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_A_LINE:
                last = time.monotonic()
                stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                sys.stderr.write(f"{stamp} {_line(done, begun)}\n")

        yield tell
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status(Text("reading …")) as status:
        yield lambda done: status.update(Text(_line(done, begun)))
