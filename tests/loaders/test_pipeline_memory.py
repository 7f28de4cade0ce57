"""Memory of a load is bounded by what it must hold at once, not by what it has read: a coarse check, without timing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOADING = """
import resource, sys
from datetime import UTC, datetime, timedelta
from loaders.pipeline import How, Load
from loaders.rejects import RejectsFile
from loaders.report import Report
from loaders.documents import Document
from loaders.enriching import ArticleStage
from loaders.enrich.entities import Found
from kg.store import Batch, Counts
from pathlib import Path

class Nothing:
    '''A store that forgets: what it would hold is not what is measured.'''
    name = "nothing"
    def write(self, batch): pass
    def rows(self, cypher, params=None, **_): return []
    def stream(self, cypher, params=None, **_): return iter(())

class Namer:
    '''Names nobody: spaCy's own memory is measured with its tests.'''
    def find(self, documents): return [Found((), None)] * len(documents)
    def model_for(self, language): return None
    def identity(self): return {}

stage = ArticleStage(Nothing(), Namer())
load = Load(Nothing(), stage, "article", How(), rejects=RejectsFile(Path(sys.argv[2])), progress=lambda _: None)
report = Report("articles", Path(sys.argv[2]))
load.run([Document(sys.argv[1], Path(sys.argv[1]))], report)
assert report.total("written") == int(sys.argv[3])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(folder: Path, articles: int) -> int:
    """Peak resident memory, in KiB, of loading so many articles, a hundred a day."""
    path = folder / f"{articles}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(articles):
            words = " ".join(f"w{(n * 7919 + k * 104729) % 50_021}" for k in range(24))
            day, minute = divmod(n, 100)
            stamp = f"2025-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T{minute // 10:02}:{minute % 10:02}:00Z"
            out.write(
                f'{{"url": "https://p{n % 50}.example/{n}", "headline": "{words[:60]}", "text": "{words}", '
                f'"published": "{stamp}", "language": "en"}}\n'
            )
    done = subprocess.run(
        [sys.executable, "-c", LOADING, str(path), str(folder / "rejects"), str(articles)],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    return int(done.stdout)


def test_four_times_the_articles_take_about_the_same_memory(tmp_path: Path) -> None:
    small, large = peak(tmp_path, 1_500), peak(tmp_path, 6_000)
    assert large < 1.2 * small, (small, large)
