"""Load something: the one call that the command line and the Python face use."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import NetworkError
from kg.store import Store
from loaders.documents import Document
from loaders.fetching import Fetcher
from loaders.locations import OnSkip, expand, without_credentials
from loaders.pipeline import How, Load, Progress, Stage, Unread
from loaders.records import RecordKind
from loaders.reference import SHIPPED, shipped
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
    """How articles are enriched. ``workers``: processes that find names; ``names_without_model``: whether rules alone
    find names in a language that has no model here."""

    workers: int = 1
    keep_text: bool = False
    names_without_model: bool = False


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
    on_skip: OnSkip | None = None,
) -> Report:
    """Load ``what`` (articles, sources, owners, ratings, identities) from paths and URLs into a store.

    Returns what was done, with ``rejects`` for the file that took what was not. Raises InputError for a path that isn't
    there (and, with ``how.strict``, for the first record that is wrong) and StoreError. What was written before stays,
    and the same call goes on. URLs are fetched after all else was read; one that can't be is told in the report.
    """
    kind, how, network = LOADABLE[what], how or How(), network or Network()
    how = replace(how, options=replace(how.options, kind=kind))
    asked = rejects or Path("REJECTS.jsonl")
    report = Report(what, rejects=_beside(asked, paths))
    begun = time.monotonic()
    with ExitStack() as stack:
        spool = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newskg-")))
        fetcher = stack.enter_context(
            Fetcher(allow_private=network.allow_private, robots=network.robots, contact=network.contact)
        )
        stage = _stage(store, what, enrichment or Enrichment(), stack, report)
        tell = on_skip or (lambda _path, _reason: None)
        documents = _without(asked, paths, _documents(paths, fetcher, spool, tell), tell)
        Load(store, stage, kind, how, rejects=RejectsFile(report.rejects), progress=progress).run(documents, report)
    report.seconds = time.monotonic() - begun
    return report


def _documents(paths: Sequence[str], fetcher: Fetcher, spool: Path, on_skip: OnSkip) -> Iterator[Document | Unread]:
    addresses = [path for path in paths if path.lower().startswith(("http://", "https://"))]
    if SHIPPED in paths:
        with shipped() as table:
            yield table
    local = [path for path in paths if path not in {*addresses, SHIPPED}]
    yield from expand(local, fetcher=fetcher, spool_dir=spool, on_skip=on_skip)
    for address in addresses:
        try:
            yield from expand([address], fetcher=fetcher, spool_dir=spool, on_skip=on_skip)
        except NetworkError as error:
            yield Unread(without_credentials(address), error)


def _beside(rejects: Path, paths: Sequence[str]) -> Path:
    """The rejects file; where it is itself to be loaded, mended, the next free name beside it takes what is left."""
    number, target = 2, rejects
    while target.exists() and any(os.path.realpath(target) == os.path.realpath(path) for path in paths):
        target, number = rejects.with_stem(f"{rejects.stem}-{number}"), number + 1
    return target


def _without(
    rejects: Path, paths: Sequence[str], documents: Iterable[Document | Unread], on_skip: OnSkip
) -> Iterator[Document | Unread]:
    """The documents; our own rejects file, where a folder or pattern led to it, is only read where it is named."""
    own = os.path.realpath(rejects)
    named = own in {os.path.realpath(path) for path in paths}
    for document in documents:
        if isinstance(document, Document) and os.path.realpath(document.path) == own and not named:
            on_skip(document.location, "the rejects of earlier loads: name it to load it")
        else:
            yield document


def _stage(store: Store, what: str, enrichment: Enrichment, stack: ExitStack, report: Report) -> Stage:
    if what != "articles":
        from loaders.facts import FactStage

        return FactStage(store)
    from loaders.enrich.entities import Namer
    from loaders.enriching import ArticleStage

    namer = Namer(workers=enrichment.workers, without_model=enrichment.names_without_model)
    stack.callback(namer.close)
    stack.callback(lambda: report.missing_models.update(namer.missing()))
    return ArticleStage(store, namer, keep_text=enrichment.keep_text)
