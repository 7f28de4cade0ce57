"""The embedded store: one file, written by one process at a time, read by many. Engine: kglite.

A writer holds the file's lease and logs each transaction (write-ahead log), so that a killed process loses nothing
that was committed. A reader sees the last checkpoint; where a killed writer left a log, the reader folds it in first.
"""

from __future__ import annotations

import errno
import os
import re
import time
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import kglite

from kg.errors import StoreError, UsageError
from kg.model import EDGES, NODES
from kg.store import schema, versions
from kg.store.base import Batch, Counts, Row
from kg.store.checks import parameters
from kg.store.prepare import Statement, missing_end, statements

_LOG_HEADER_BYTES = 5
"""A log no longer than this holds no frame: four bytes of magic and one of version, says the engine's ``wal.rs``."""
_LOG_MOST_BYTES = 64 << 20
"""Log from which on it is folded into the file, unless the file is larger still. The engine would do so of itself, but
in a thread beside the writing, for which it copies the whole graph: 220 MB of 100,000 articles."""
_OWN_PROPERTIES = frozenset({"title", "type"})
"""Filled by the engine on every node and edge: no part of the graph."""

kglite.set_query_warning_policy("silent")
warnings.filterwarnings("ignore", category=kglite.MappedFallbackWarning)


class EmbeddedStore:
    """A graph in one file. See ``kg.store.base.Store`` for the contract."""

    def __init__(self, path: Path, *, write: bool = False, wait: float = 0.0) -> None:
        """Open ``path`` to read it or, with ``write``, to write it (made where missing).

        ``wait``: seconds to wait for another writer. Raises StoreError: missing, held by a process, not a graph,
        of another version.
        """
        self.name = str(path)
        self._path, self._writes = path, write
        self._log = path.with_name(path.name + "-wal")
        self._graph: Any = None
        if path.is_dir():
            raise StoreError(f"{self.name} is a folder", "name a file in it: --store news.kgl")
        try:
            self._graph = self._open_writer(wait) if write else self._open_reader()
            self._prepare()
        except kglite.KgError as error:
            self._release()
            raise _as_store_error(error, self.name) from error
        except OSError as error:
            self._release()
            raise _as_os_error(error, self.name) from error
        except BaseException:
            self._release()
            raise

    def _open_writer(self, wait: float) -> Any:
        deadline = time.monotonic() + wait
        while True:
            try:
                return kglite.open(str(self._path), durable="normal", auto_checkpoint_wal_mib=0)
            except kglite.WriterLeaseHeldError as error:
                if time.monotonic() >= deadline:
                    raise StoreError(
                        f"{self.name} is being written by another process ({_holder(self._path)})",
                        "wait for it with --wait SECONDS, or stop it",
                    ) from error
                time.sleep(0.2)

    def _open_reader(self) -> Any:
        if _size(self._log) > _LOG_HEADER_BYTES:
            try:
                left_behind = kglite.open(str(self._path), durable="normal")
                left_behind.save()
                left_behind.close()
            except kglite.WriterLeaseHeldError:
                pass  # a writer is at work: what it has last checkpointed is what a reader sees
        if not self._path.exists():
            todo = (
                "wait for the load that runs, or start it again"
                if self._log.exists()
                else "load something first: kg load articles PATH"
            )
            raise StoreError(f"no graph at {self.name}", todo)
        with (
            warnings.catch_warnings()
        ):  # of a log that is newer: a writer is at work, and its checkpoint is what counts
            warnings.simplefilter("ignore", UserWarning)
            # Indexes are for lookups by name or day; a reader scans as fast as it would build them. Ids need none.
            return kglite.load(str(self._path), defer_index_rebuild=True)

    def _prepare(self) -> None:
        found = self.rows(schema.READ_META)
        empty = not found and not self.rows(schema.ANY_NODE)[0]["n"]
        versions.check(found[0]["version"] if found else None, empty=empty, name=self.name)
        if self._writes:
            for text in [*schema.constraints(), *schema.indexes()]:
                self._graph.cypher(text)
            if empty:
                self.write(versions.new_card(datetime.now(UTC)))

    def write(self, batch: Batch) -> None:
        """Write a batch in one transaction: one frame of the log."""
        if not self._writes:
            raise StoreError(f"{self.name} was opened for reading", "open it with write=True")
        prepared = list(statements(batch))
        try:
            with self._opened().begin() as transaction:
                for statement in prepared:
                    _run(transaction, statement)
        except kglite.KgError as error:
            raise _as_store_error(error, self.name) from error
        except OSError as error:
            raise _as_os_error(error, self.name) from error
        finally:
            transaction = None  # it holds the file's lease, and an error's traceback would hold it
        if _size(self._log) > max(_LOG_MOST_BYTES, _size(self._path)):
            self._checkpoint(self._opened())

    def _opened(self) -> Any:
        if self._graph is None:
            raise StoreError(f"{self.name} is closed", "open it again")
        return self._graph

    def rows(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Answer a question in a read-only transaction."""
        return list(self.stream(cypher, params, timeout=timeout, limit=limit))

    def stream(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Iterator[Row]:
        """The same, row by row: the engine holds the whole answer, and each row becomes Python's as it is asked for."""
        # The engine has a time limit of its own, which 0 takes away: a load's or a copy's reading may take long.
        milliseconds = 0 if timeout is None else max(1, int(timeout * 1_000))
        given = parameters(params)
        try:
            with self._opened().begin_read() as transaction:
                answer = transaction.cypher(cypher, params=given, timeout_ms=milliseconds, row_limit=limit)
                if isinstance(answer, str):
                    raise UsageError("FORMAT CSV gives no rows", "leave it out")
                for row in answer:
                    yield {name: _value(value) for name, value in row.items()}
        except kglite.ReadOnlyError as error:
            raise UsageError("this statement writes, and questions only read", "load data with kg load") from error
        except kglite.CypherTimeoutError as error:
            raise StoreError(
                f"the question took longer than {timeout or 0:g} s and was stopped", "narrow it"
            ) from error
        except kglite.CypherError as error:
            raise UsageError(f"the Cypher is off: {_first_line(error)}", "mend the statement") from error
        except kglite.KgError as error:
            raise _as_store_error(error, self.name) from error

    def counts(self) -> Counts:
        """Count nodes by label and edges by edge id."""
        return Counts(
            {n.label: int(self.rows(schema.count_nodes(n))[0]["n"]) for n in NODES},
            {e.id: int(self.rows(schema.count_edges(e))[0]["n"]) for e in EDGES},
        )

    def close(self) -> None:
        """Write a checkpoint (when writing) and let go of the file."""
        graph, self._graph = self._graph, None
        if graph is None or not self._writes:
            return
        try:
            self._checkpoint(graph, last=True)
        finally:
            graph = None  # lets go of the lease even where the checkpoint failed: the log still has everything

    def _checkpoint(self, graph: Any, *, last: bool = False) -> None:
        """Fold the log into the file; ``last``: and let go of it."""
        try:
            graph.save()
            if last:
                graph.close()
        except kglite.KgError as error:
            raise _as_store_error(error, self.name) from error
        except OSError as error:
            raise _as_os_error(error, self.name) from error
        finally:
            graph = None  # or the error's traceback would hold the lease

    def _release(self) -> None:
        """Let go without writing anything."""
        self._graph = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except StoreError:
            if error is None:  # else the error that ended the work says more than what followed from it
                raise


def _size(path: Path) -> int:
    """Bytes of a file; none where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _run(transaction: Any, statement: Statement) -> None:
    if not statement.rows:
        return
    answer = transaction.cypher(statement.cypher, params={statement.param: statement.rows})
    if not statement.exact or answer.scalar() == len(statement.rows):
        return
    if statement.finds_missing:
        missing = transaction.cypher(statement.finds_missing, params={"rows": statement.rows}).one()
        raise missing_end(statement.about, missing)
    raise StoreError(f"writing {statement.about} did not write every row", "report this: it is a defect")


def _value(value: Any) -> Any:
    """A value as every store gives it: see ``kg.store.base.Row``."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, list):
        return [_value(v) for v in value]
    return value


def _map(value: dict[str, Any]) -> Any:
    if value.keys() >= {"labels", "properties"}:
        return {"labels": sorted(value["labels"]), "properties": _own(value["properties"])}
    if value.keys() >= {"type", "properties"}:
        return {"relation": value["type"], "properties": _own(value["properties"])}
    if value.keys() == {"nodes", "relationships"}:
        return [_value(part) for part in _steps(value["nodes"], value["relationships"])]
    if value.keys() == {"months", "days", "seconds"}:
        return {**value, "nanoseconds": 0}
    return {k: _value(v) for k, v in value.items()}


def _steps(nodes: list[Any], relations: list[Any]) -> Iterator[Any]:
    for node, relation in zip(nodes, relations, strict=False):
        yield node
        yield relation
    yield nodes[-1]


def _own(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _value(v) for k, v in properties.items() if k not in _OWN_PROPERTIES}


def _holder(path: Path) -> str:
    try:
        return path.with_name(path.name + ".lock-owner").read_text("utf-8", "replace").strip().replace("\n", ", ")
    except OSError:
        return "unknown"


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__


def _as_store_error(error: Exception, name: str) -> StoreError:
    if isinstance(error, kglite.FileFormatError):
        return StoreError(f"{name} is not a graph of this engine, or is damaged", "restore a copy, or load anew")
    text = _first_line(error)
    if found := re.search(r"\(os error (\d+)\)", str(error)):
        return _as_os_error(OSError(int(found[1]), os.strerror(int(found[1]))), name)
    return StoreError(f"{name}: {text}", "close it and open it again: nothing that was committed is lost")


def _as_os_error(error: OSError, name: str) -> StoreError:
    if error.errno == errno.ENOENT and not Path(name).parent.exists():
        return StoreError(f"{name}: there is no folder {Path(name).parent}", "make it first, or name another")
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    todo = "free some room: nothing that was committed is lost" if full else "look at the path and its rights"
    return StoreError(f"{name}: {error.strerror or error}", todo)
