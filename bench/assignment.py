"""Assigning articles to stories alone, in articles a second of processor time, in a window that holds many.

The articles are drawn: each a noisy copy of its event's vector and words (sentence vectors are timed with loading, by
``words``). ``NEWSKG_BENCH_WINDOW`` sets the larger window (what is promised is asked of 1,000,000 articles).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from bench.figures import Figure
from loaders.clusters import MOST_CLUSTERS
from loaders.enrich.arrivals import Candidate
from loaders.enrich.clusters import Clusters
from loaders.enrich.embedding import WIDTH, rounded
from loaders.enrich.stories import assign

WINDOW = 50_000
SMALL = 10_000
TIMED = 5_000
BATCH = 256
ASKED = 1_000
"""Articles a second."""
STORY = 10
"""Articles an event."""
_WORDS = 60_000
_OF_EVENT, _OF_ARTICLE = 12, 25
"""Words that an event's articles draw from, and an article's own."""


def assignment() -> Sequence[Figure]:
    """Speed in a large window, against the same in a small one and against what is asked."""
    window = int(os.environ.get("NEWSKG_BENCH_WINDOW") or WINDOW)
    clusters, speeds, held = Clusters(), {}, 0
    stream = drawn(window + 2 * TIMED)
    for size in (SMALL, window):
        while held < size and (batch := list(islice(stream, min(BATCH, size - held)))):
            assign(batch, clusters)
            held += len(batch)
        timed = list(islice(stream, TIMED if size == window else TIMED // 5))
        begun = time.process_time()
        for at in range(0, len(timed), BATCH):
            assign(timed[at : at + BATCH], clusters)
        speeds[size] = len(timed) / (time.process_time() - begun)
        held += len(timed)
        print(f"window of {held:,} articles: {len(clusters):,} clusters (a load holds {MOST_CLUSTERS:,} at most)",
              file=sys.stderr)  # fmt: skip
    return (
        Figure(f"assignment to stories, window of {window:,}", "what is asked", speeds[window], ASKED, "articles/s",
               at_least=1.0),
        Figure(f"assignment to stories, window of {window:,}", f"the same, window of {SMALL:,}", speeds[window],
               speeds[SMALL], "articles/s", at_least=0.5),
    )  # fmt: skip


def drawn(count: int) -> Iterator[Candidate]:
    """Articles of ten days, of events in any order."""
    draw = np.random.default_rng(3)
    events = max(1, count // STORY)
    vocabulary = draw.choice(2**32, size=_WORDS, replace=False).astype(np.uint32)

    def words(number: int) -> np.ndarray:
        places = np.minimum(draw.pareto(0.8, number) * 200, _WORDS - 1).astype(int)
        return np.asarray(vocabulary[places])

    for number in range(count):
        event = int(draw.integers(events))
        own = np.random.default_rng(event)
        direction = own.normal(size=WIDTH)
        dense = rounded(direction / np.linalg.norm(direction) + 0.85 * draw.normal(size=WIDTH) / np.sqrt(WIDTH))
        about = vocabulary[own.integers(_WORDS, size=_OF_EVENT)]
        terms = np.unique(np.concatenate([draw.choice(about, 8), words(_OF_ARTICLE)]))
        weights = np.where(np.isin(terms, about), 4.0, 1.0) * draw.random(len(terms))
        yield Candidate(f"a{number:09}", 1.77e9 + draw.random() * 864_000, dense, terms,
                        weights / np.linalg.norm(weights))  # fmt: skip
