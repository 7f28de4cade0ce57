"""Drives a load: documents to records to batches, each written in one transaction with how far the input was read.

One way only: read, check, enrich, write. What a later run must know is in the graph, so a load that was stopped at
any point goes on with the same command, and the graph is what it would have been.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol

from kg.errors import InputError, NewsKGError, Place
from kg.ids import digest
from kg.store import Batch, Row, Store
from kg.version import VERSION
from loaders.documents import Document
from loaders.identity.settle import Settler
from loaders.lines import decode
from loaders.reading import Bad, Options, Raw, Reader, choose
from loaders.records import MODELS, Record, RecordKind, validate
from loaders.rejects import Reject, RejectsFile
from loaders.report import DocumentReport, Report

RECORDS_A_BATCH = 256
CHARACTERS_A_BATCH = 8_000_000
"""A batch ends at either: so many records, or so much content, which bounds memory whatever the records' size."""

_LOAD = "MATCH (l:Load {id: $id}) RETURN l.state AS state, l.records_read AS read, l.records_written AS written, " \
        "l.records_rejected AS rejected"  # fmt: skip

Progress = Callable[[DocumentReport], None]


class Stage(Protocol):
    """What is done with checked records of one kind."""

    def identity(self) -> str:
        """What, beside input and reader, decides what is written: options and models."""
        ...

    def batch(self, records: list[Record], load: str, fetched: datetime | None) -> tuple[Batch, Outcome]:
        """What is to be written for these records."""
        ...

    def closing(self) -> Batch:
        """What is to be written at the end of a run, of what its records have changed together."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """``unchanged``: records that the graph already had; ``refused``: (position, reason) of those that can't be;
    ``unsettled``: ids of entities and owners whose identity is to be looked at once this is written."""

    unchanged: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """Options of a load. ``limit``: records of each document; ``again``: also what was loaded before, unchanged;
    ``batch``: most records written together."""

    reader: str = "auto"
    options: Options = field(default_factory=Options)
    strict: bool = False
    limit: int | None = None
    dry_run: bool = False
    again: bool = False
    batch: int = RECORDS_A_BATCH


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be had: a server that doesn't answer."""

    location: str
    error: NewsKGError


class Load:
    """A load of documents of one kind of record into a store."""

    def __init__(
        self, store: Store, stage: Stage, kind: RecordKind, how: How, *, rejects: RejectsFile, progress: Progress
    ) -> None:
        self._store, self._stage, self._kind, self._how = store, stage, kind, how
        self._rejects, self._progress = rejects, progress
        self._settler = Settler(store)

    def run(self, documents: Iterable[Document | Unread], report: Report) -> None:
        """Load all documents, in order, into ``report``. A document that can't be read is a reject of its own and
        doesn't stop the others; with ``strict`` the first reject raises InputError. Store errors are raised."""
        if not self._how.dry_run:
            self._settler.recover()
        for document in documents:
            done = DocumentReport(document.location)
            report.documents.append(done)
            if isinstance(document, Unread):
                self._unread(document, done)
            else:
                self._load(document, done)
            self._progress(done)
        if not self._how.dry_run and len(closing := self._stage.closing()):
            self._write(closing)

    def _unread(self, document: Unread, done: DocumentReport) -> None:
        if self._how.strict:
            raise document.error
        done.fail(document.error)

    def _load(self, document: Document, done: DocumentReport) -> None:
        try:
            self._document(document, done)
        except InputError as error:
            if self._how.strict:
                raise
            done.fail(error)
            load = done.load or "l-" + digest("unread", document.location)
            reject = Reject(error.line(), error.place or Place(document.location), self._kind, None, done.read + 1)
            if not self._how.dry_run:
                self._rejects.resume(load, done.read)
                self._rejects.add(load, [reject])

    def _document(self, document: Document, done: DocumentReport) -> None:
        reader = choose(document, self._how.reader, self._kind)
        done.reader = reader.name
        encoding = decode(document) if reader.guesses else None
        done.guessed = encoding.name if encoding and not encoding.certain else None
        done.load = self._load_id(document, reader)
        held = self._store.rows(_LOAD, {"id": done.load})
        state = held[0] if held else {}
        if state.get("state") == "done" and not self._how.again:
            done.already = True
            return
        resumed = 0 if self._how.again else int(state.get("read") or 0)
        done.resume(resumed, int(state.get("written") or 0), int(state.get("rejected") or 0))
        if not self._how.dry_run:
            self._rejects.resume(done.load, resumed)
        pieces = islice(reader.read(document, self._how.options), resumed, self._how.limit)
        for chunk in _chunks(pieces, resumed, self._how.batch):
            self._chunk(chunk, document, done)
            self._progress(done)
            if chunk.error is not None:
                raise chunk.error
        if self._how.limit is None or done.read < self._how.limit:
            self._write(self._load_row(document, done, Batch(), finished=True))

    def _load_id(self, document: Document, reader: Reader) -> str:
        mapping = json.dumps(dict(self._how.options.mapping), sort_keys=True)
        return "l-" + digest(self._kind, reader.name, document.sha256(), mapping, self._stage.identity())

    def _chunk(self, chunk: Chunk, document: Document, done: DocumentReport) -> None:
        records: list[Record] = []
        numbered: list[tuple[int, Raw]] = []
        rejects: list[Reject] = []
        for number, item in chunk.items:
            try:
                if isinstance(item, Bad):
                    raise ValueError(item.reason)
                if item.kind != self._kind:
                    raise ValueError(f"a {item.kind} record where {self._kind} records are loaded")
                records.append(validate(item.kind, item.fields))
                numbered.append((number, item))
                done.note_unknown(item.fields.keys() - MODELS[item.kind].model_fields.keys())
            except ValueError as error:
                rejects.append(_rejected(number, item, str(error), self._kind))
        batch, outcome = self._stage.batch(records, done.load or "", document.fetched)
        for position, reason in outcome.refused:
            number, raw = numbered[position]
            rejects.append(_rejected(number, raw, reason, self._kind))
        self._reject(done.load or "", sorted(rejects, key=lambda r: r.number))
        done.count(len(chunk.items), len(records) - len(outcome.refused), outcome.unchanged, len(rejects))
        unsettled = list(outcome.unsettled)
        if not self._how.dry_run:
            self._settler.prepare(batch)
        self._write(self._load_row(document, done, batch, unsettled=unsettled))
        if not self._how.dry_run:
            self._settler.settle(unsettled, done.load)

    def _reject(self, load: str, rejects: list[Reject]) -> None:
        if rejects and self._how.strict:
            first = rejects[0]
            raise InputError(first.reason, "mend the record, or load without --strict", place=first.place)
        if not self._how.dry_run:
            self._rejects.add(load, rejects)

    def _write(self, batch: Batch) -> None:
        if not self._how.dry_run:
            self._store.write(batch)

    def _load_row(
        self, document: Document, done: DocumentReport, batch: Batch, *, finished: bool = False,
        unsettled: list[str] | None = None,
    ) -> Batch:  # fmt: skip
        now = datetime.now(UTC)
        row: Row = {
            "id": done.load, "reader": done.reader, "location": document.location, "sha256": document.sha256(),
            "kind": self._kind, "started": now, "version": VERSION, "records_read": done.read,
            "records_written": done.written, "records_rejected": done.rejected,
            "state": "done" if finished else "running", "finished": now if finished else None,
            "unsettled": unsettled,
        }  # fmt: skip
        batch.node("Load", row)
        return batch


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records that are written together, numbered from 1 over the document; ``error`` ended the document after them."""

    items: list[tuple[int, Raw | Bad]]
    error: NewsKGError | None = None


def _chunks(pieces: Iterator[Raw | Bad], skipped: int, most: int) -> Iterator[Chunk]:
    items: list[tuple[int, Raw | Bad]] = []
    characters = 0
    try:
        for number, item in enumerate(pieces, skipped + 1):
            items.append((number, item))
            characters += _size(item)
            if len(items) >= most or characters >= CHARACTERS_A_BATCH:
                yield Chunk(items)
                items, characters = [], 0
    except InputError as error:
        yield Chunk(items, error)
        return
    if items:
        yield Chunk(items)


def _size(item: Raw | Bad) -> int:
    """Characters, about: of a record's texts, or of what should have been one."""
    values = item.fields.values() if isinstance(item, Raw) else (item.content,)
    return sum(len(value) for value in values if isinstance(value, str))


def _rejected(number: int, item: Raw | Bad, reason: str, kind: str) -> Reject:
    content = item.content if isinstance(item, Bad) else dict(item.fields)
    return Reject(reason, item.place, item.kind if isinstance(item, Raw) else kind, content, number)
