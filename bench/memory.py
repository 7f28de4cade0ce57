"""Peak memory of a load of 100,000 articles against one of 10,000, above what the engine needs for the same graph.

What the engine needs is told in two ways: what it holds once the finished file is open, and its own peak where a
process does nothing but write the same batches, with the same saves (a save copies what it writes).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure
from bench.generated import write_articles

SMALL, LARGE = 10_000, 100_000

_LOAD = """
import pickle, resource, sys
from kg.store.embedded import EmbeddedStore
write, batches = EmbeddedStore.write, open(sys.argv[3], "wb")
def noted(store, batch):
    pickle.dump(batch, batches)
    write(store, batch)
EmbeddedStore.write = noted
sys.argv = ["kg", "load", "articles", sys.argv[1], "--store", sys.argv[2], "--quiet"]
from kg.cli.main import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_HOLD = """
import resource, sys
import kglite
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
graph = kglite.open(sys.argv[1], durable="normal")
graph.cypher("MATCH (n:Article) RETURN count(n) AS n").scalar()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
_WRITE = """
import pickle, resource, sys
from pathlib import Path
from kg.store.embedded import EmbeddedStore
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(sys.argv[1], "rb") as batches, EmbeddedStore(Path(sys.argv[2]), write=True) as store:
    while batches.peek(1):
        store.write(pickle.load(batches))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _measured(script: str, *arguments: str | Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) / 1024


def memory() -> Sequence[Figure]:
    """Peaks in MiB, the engine's own share taken off each."""
    above_held, above_writing = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (LARGE, SMALL):
            articles, store, batches = (folder / f"{size}.{what}" for what in ("jsonl", "kgl", "batches"))
            write_articles(articles, size)
            peak = _measured(_LOAD, articles, store, batches)
            above_held.append(peak - _measured(_HOLD, store))
            above_writing.append(peak - _measured(_WRITE, batches, folder / f"{size}-alone.kgl"))
    return tuple(
        Figure(f"peak memory of loading {LARGE:,} articles, above {what}", f"the same of {SMALL:,}", *above, "MiB",
               at_most=1.2)
        for what, above in (("the open graph", above_held), ("the engine's writing", above_writing))
    )  # fmt: skip
