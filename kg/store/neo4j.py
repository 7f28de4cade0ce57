"""The Neo4j store: a server, or a cluster, of version 5.23 or later.

All work runs in the driver's managed transactions, so that leader switches, deadlocks and lost connections are
retried; sessions are chained by bookmarks, so that a reader of a cluster sees what was just written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j
from neo4j import exceptions as driver_errors
from neo4j.spatial import Point, WGS84Point
from neo4j.time import Date as DriverDate
from neo4j.time import DateTime as DriverDateTime
from neo4j.time import Duration, Time

from kg.errors import NewsKGError, StoreError
from kg.model import EDGES, NODES
from kg.settings import Settings
from kg.store import schema, versions
from kg.store.base import Batch, Counts, Row
from kg.store.checks import parameters
from kg.store.prepare import Statement, missing_end, statements
from kg.store.server_errors import server_error
from kg.version import VERSION

OLDEST = (5, 23)
"""``CALL (x) { … }`` came with Neo4j 5.23: https://neo4j.com/docs/cypher-manual/5/subqueries/call-subquery/"""
_RETRY_SECONDS = 60.0
"""How long a managed transaction is tried again while a server restarts or a cluster elects its leader."""
_READ, _WRITE = neo4j.READ_ACCESS, neo4j.WRITE_ACCESS
_T = TypeVar("_T")

logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jStore:
    """A graph in a Neo4j database. See ``kg.store.base.Store`` for the contract."""

    def __init__(self, uri: str, settings: Settings, *, write: bool = False) -> None:
        """Connect. Raises StoreError: unreachable, wrong password or database, too old, of another schema version."""
        self.name = uri if settings.neo4j_database is None else f"{uri} (database {settings.neo4j_database})"
        self._writes, self._database = write, settings.neo4j_database
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        auth = (settings.neo4j_username, settings.neo4j_password) if settings.neo4j_password else None
        self._has_password = auth is not None
        self._driver: neo4j.Driver | None = self._guard(lambda: self._connect(uri, auth))
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def _connect(uri: str, auth: tuple[str, str] | None) -> neo4j.Driver:
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=auth,
            user_agent=f"newskg/{VERSION}",
            max_transaction_retry_time=_RETRY_SECONDS,
            connection_timeout=15.0,
            notifications_min_severity="OFF",
        )
        try:
            driver.verify_connectivity()
        except BaseException:
            driver.close()
            raise
        return driver

    def _prepare(self) -> None:
        check_server(self._server_version(), self.name)
        found = self.rows(schema.READ_META)
        empty = not found and not self.rows(schema.ANY_NODE)[0]["n"]
        versions.check(found[0]["version"] if found else None, empty=empty, name=self.name)
        if empty and not self._writes:
            raise StoreError(f"no graph at {self.name}", "load something first: kg load articles PATH")
        if self._writes:
            for text in [*schema.constraints(), *schema.indexes()]:
                self._session_run(text)
            self._session_run("CALL db.awaitIndexes(120)")
            if empty:
                self.write(versions.new_card(datetime.now(UTC)))

    def _server_version(self) -> str:
        found = self.rows(
            "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS v"
        )
        return str(found[0]["v"]) if found else "unknown"

    def _session(self, access: str) -> neo4j.Session:
        if self._driver is None:
            raise StoreError(f"{self.name} is closed", "open it again")
        return self._driver.session(
            database=self._database, default_access_mode=access, bookmark_manager=self._bookmarks, fetch_size=2_000
        )

    def _session_run(self, text: str) -> None:
        def work() -> None:
            with self._session(_WRITE) as session:
                session.run(text).consume()

        self._guard(work)

    def write(self, batch: Batch) -> None:
        """Write a batch in one managed transaction, tried again where the server says that may help."""
        if not self._writes:
            raise StoreError(f"{self.name} was opened for reading", "open it with write=True")
        prepared = list(statements(batch))

        def work(transaction: neo4j.ManagedTransaction) -> None:
            for statement in prepared:
                _run(transaction, statement)

        def session() -> None:
            with self._session(_WRITE) as opened:
                try:
                    opened.execute_write(work)
                except driver_errors.IncompleteCommit:  # done or not: a batch written twice is a batch written once
                    opened.execute_write(work)

        self._guard(session)

    def rows(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Answer a question in a managed read transaction, which the server doesn't let write."""
        given = parameters(params)

        @neo4j.unit_of_work(timeout=timeout)
        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return [_row(r) for r in islice(transaction.run(cypher, given), limit)]

        def session() -> list[Row]:
            with self._session(_READ) as opened:
                return opened.execute_read(work)

        return self._guard(session)

    def stream(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Iterator[Row]:
        """The same, row by row, from one read transaction, which ends with the iteration."""
        given = parameters(params)
        try:
            with self._session(_READ) as opened, opened.begin_transaction(timeout=timeout) as transaction:
                for record in islice(transaction.run(cypher, given), limit):
                    yield _row(record)
        except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
            raise self._mapped(error) from error

    def counts(self) -> Counts:
        """Count nodes by label and edges by edge id."""
        return Counts(
            {n.label: int(self.rows(schema.count_nodes(n))[0]["n"]) for n in NODES},
            {e.id: int(self.rows(schema.count_edges(e))[0]["n"]) for e in EDGES},
        )

    def close(self) -> None:
        """Close the connections. May be called twice."""
        driver, self._driver = getattr(self, "_driver", None), None
        if driver is not None:
            driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _guard(self, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
            raise self._mapped(error) from error
        except (ValueError, OSError) as error:
            raise StoreError(f"{self.name}: {error}", "look at the store's address and NEO4J_* settings") from error

    def _mapped(self, error: Exception) -> NewsKGError:
        """A driver's error as one of ours; its text never holds a password."""
        if isinstance(error, driver_errors.Neo4jError):
            text = _first_line(error.message)
            return server_error(error.code or "", text, self.name, has_password=self._has_password)
        if isinstance(error, driver_errors.ConfigurationError):
            return StoreError(f"{self.name}: {_first_line(error)}", "look at the store's address")
        if isinstance(error, (driver_errors.ServiceUnavailable, driver_errors.SessionExpired)):
            return StoreError(
                f"{self.name} can't be reached", "start it, or look at the address (docker compose up -d)"
            )
        return StoreError(f"{self.name}: {_first_line(error)}", "see the server's log")


def _first_line(text: object) -> str:
    return next(iter(str(text or "").splitlines()), "") or type(text).__name__


def check_server(version: str, name: str) -> None:
    """Raise StoreError for a server that is too old for our Cypher.

    >>> check_server("5.26.25", "x"), check_server("2026.01.0", "x"), check_server("unknown", "x")
    (None, None, None)
    """
    numbers = version.split(".")
    if len(numbers) >= 2 and all(n.isdigit() for n in numbers[:2]) and (int(numbers[0]), int(numbers[1])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise StoreError(f"{name} runs Neo4j {version}", f"newskg needs {wanted} or later: update the server")


def _run(transaction: neo4j.ManagedTransaction, statement: Statement) -> None:
    if not statement.rows:
        return
    answer = transaction.run(statement.cypher, {statement.param: statement.rows})
    if not statement.exact:
        answer.consume()
        return
    record = answer.single()
    if record is not None and record["n"] == len(statement.rows):
        return
    if statement.finds_missing:
        found = transaction.run(statement.finds_missing, {"rows": statement.rows}).single()
        raise missing_end(statement.about, found)
    raise StoreError(f"writing {statement.about} did not write every row", "report this: it is a defect")


def _row(record: neo4j.Record) -> Row:
    return {key: _value(value) for key, value in zip(record.keys(), record.values(), strict=True)}


def _value(value: Any) -> Any:
    """A value as every store gives it: instants in UTC, nodes and edges as maps of the model's own properties."""
    if isinstance(value, DriverDateTime):
        native = value.to_native()
        return native.astimezone(UTC) if native.tzinfo else native
    if isinstance(value, DriverDate):
        return date(value.year, value.month, value.day)
    if isinstance(value, neo4j.graph.Node):
        return {"labels": sorted(value.labels), "properties": {k: _value(v) for k, v in value.items()}}
    if isinstance(value, neo4j.graph.Relationship):
        return {"relation": value.type, "properties": {k: _value(v) for k, v in value.items()}}
    if isinstance(value, neo4j.graph.Path):
        return [_value(part) for part in _steps(value)]
    return _rarer(value)


def _rarer(value: Any) -> Any:
    """Lists and maps of values, and values that the model has none of but a question of the user's own may compute."""
    if isinstance(value, list):
        return [_value(v) for v in value]
    if isinstance(value, dict):
        return {k: _value(v) for k, v in value.items()}
    if isinstance(value, Time):
        return value.to_native()
    if isinstance(value, Duration):
        return {name: getattr(value, name) for name in ("months", "days", "seconds", "nanoseconds")}
    if isinstance(value, Point):
        names = ("longitude", "latitude", "height") if isinstance(value, WGS84Point) else ("x", "y", "z")
        return dict(zip(names, value, strict=False))
    return value


def _steps(path: neo4j.graph.Path) -> Iterator[Any]:
    for node, relation in zip(path.nodes, path.relationships, strict=False):
        yield node
        yield relation
    yield path.nodes[-1]
