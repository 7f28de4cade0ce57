"""Peak memory of a load of 100,000 articles against one of 10,000, above what the engine holds for the same graph."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure
from bench.generated import write_articles

SMALL, LARGE = 10_000, 100_000

_LOAD = """
import resource, sys
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


def _measured(script: str, *arguments: str | Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) / 1024


def memory() -> Figure:
    """Peaks in MiB, the engine's own share taken off each."""
    above = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (LARGE, SMALL):
            articles, store = Path(folder) / f"{size}.jsonl", Path(folder) / f"{size}.kgl"
            write_articles(articles, size)
            peak = _measured(_LOAD, articles, store)
            above.append(peak - _measured(_HOLD, store))
    return Figure(f"peak memory of loading {LARGE:,} articles, above the engine", f"the same of {SMALL:,}", above[0],
                  above[1], "MiB", at_most=1.2)  # fmt: skip
