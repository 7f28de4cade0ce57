"""Load something: the one call that the command line and the Python face use."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kg.store import Store
from loaders.fetching import Fetcher
from loaders.locations import expand
from loaders.pipeline import How, Load, Progress, Stage
from loaders.records import RecordKind
from loaders.rejects import RejectsFile
from loaders.report import DocumentReport, Report

LOADABLE: dict[str, RecordKind] = {
    "articles": "article",
    "sources": "source",
    "owners": "holding",
    "ratings": "rating",
    "identities": "identity",
}
"""What ``kg load`` calls it, to the kind of record."""


@dataclass(frozen=True, slots=True)
class Network:
    """How URLs are read. ``contact`` is told to the servers asked."""

    allow_private: bool = False
    robots: bool = True
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """How articles are enriched. ``workers``: processes that find names."""

    workers: int = 1
    keep_text: bool = False


def _nothing(_: DocumentReport) -> None:
    """Progress that nobody watches."""


def load(
    store: Store,
    what: str,
    paths: Sequence[str],
    *,
    how: How | None = None,
    rejects: Path | None = None,
    enrichment: Enrichment | None = None,
    network: Network | None = None,
    progress: Progress = _nothing,
    on_skip: Callable[[Path, str], None] | None = None,
) -> Report:
    """Load ``what`` (articles, sources, owners, ratings, identities) from paths and URLs into a store.

    Returns what was done. Raises InputError for a path that isn't there (and, with ``how.strict``, for the first
    record that is wrong), StoreError, NetworkError. What was written before stays, and the same call goes on.
    """
    how, network = how or How(), network or Network()
    kind = LOADABLE[what]
    report = Report(what)
    rejects_file = RejectsFile(rejects or Path("REJECTS.jsonl"))
    begun = time.monotonic()
    with ExitStack() as stack:
        spool = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newskg-")))
        fetcher = stack.enter_context(
            Fetcher(allow_private=network.allow_private, robots=network.robots, contact=network.contact)
        )
        stage = _stage(store, what, enrichment or Enrichment(), stack, report)
        documents = expand(paths, fetcher=fetcher, spool_dir=spool, on_skip=on_skip)
        Load(store, stage, kind, how, rejects_file, progress).run(documents, report)
    report.seconds = time.monotonic() - begun
    return report


def _stage(store: Store, what: str, enrichment: Enrichment, stack: ExitStack, report: Report) -> Stage:
    if what != "articles":
        from loaders.facts import FactStage

        return FactStage(store)
    from loaders.enrich.entities import Namer
    from loaders.enriching import ArticleStage

    namer = Namer(workers=enrichment.workers)
    stack.callback(namer.close)
    stack.callback(lambda: report.missing_models.update(namer.missing()))
    return ArticleStage(store, namer, keep_text=enrichment.keep_text)

