"""Assigning articles to stories alone, in articles a second, in a window that holds many: leads of a simulated world.

``NEWSKG_BENCH_WINDOW`` sets the larger window (50,000 articles; what is promised is asked of 1,000,000).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from bench.figures import Figure
from bench.world.generate import Settings, World
from loaders.enrich.stories import Candidate, StoryIndex, assign, vector
from loaders.records import validate

WINDOW = 50_000
SMALL = 10_000
TIMED = 5_000
BATCH = 256
ASKED = 1_000
"""Articles a second."""


def assignment() -> Sequence[Figure]:
    """Speed in a large window, against the same in a small one and against what is asked."""
    window = int(os.environ.get("NEWSKG_BENCH_WINDOW") or WINDOW)
    index, stream, speeds = StoryIndex(), _candidates(window + TIMED), {}
    held = 0
    for size in (SMALL, window):
        while held < size and (batch := list(islice(stream, min(BATCH, size - held)))):
            assign(batch, index)
            held += len(batch)
        timed = list(islice(stream, TIMED if size == window else TIMED // 5))
        begun = time.process_time()
        for at in range(0, len(timed), BATCH):
            assign(timed[at : at + BATCH], index)
        speeds[size] = len(timed) / (time.process_time() - begun)
        held += len(timed)
        print(f"window of {held:,} articles: {len(index.stories):,} stories", file=sys.stderr)
    return (
        Figure(f"assignment to stories, window of {window:,}", "what is asked", speeds[window], ASKED, "articles/s",
               at_least=1.0),
        Figure(f"assignment to stories, window of {window:,}", f"the same, window of {SMALL:,}", speeds[window],
               speeds[SMALL], "articles/s", at_least=0.5),
    )  # fmt: skip


def _candidates(count: int) -> Iterator[Candidate]:
    """Articles of a world so busy that all of them lie within some days."""
    settings = Settings(events=count // 10, seed=3, per_day=count / 10 / 10, leads=True)
    for record, _ in islice(World(settings).articles(), count):
        article = validate("article", record)
        stamp = article.published or article.first_seen  # type: ignore[attr-defined]
        terms = vector(record["headline"], record["text"], record.get("language"))
        yield Candidate(record["url"], record["headline"], stamp.at if stamp else None, terms)
