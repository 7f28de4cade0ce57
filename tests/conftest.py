"""What every test may ask for: a real Neo4j, the real material, and a summary that says which engines were tested."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as kg does, before anything imports numpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import NoReturn

import neo4j
import pytest
import stores
from neo4j.exceptions import DriverError, Neo4jError
from neo4j_server import QUICK_START, Neo4jServer, ServerFailedError, ServerUnavailableError, version_of

ROOT = Path(__file__).resolve().parent.parent
NEO4J_TESTED = pytest.StashKey[list[str]]()
NEO4J_LACKING = pytest.StashKey[str]()


@dataclass(frozen=True, kw_only=True)
class GivenServer:
    """The server that NEO4J_URI names: somebody else's to start and stop."""

    uri: str
    user: str
    password: str
    database: str | None


def skip_or_fail(reason: str) -> NoReturn:
    """Skip, saying why; with CI=true fail, as there nothing may go untested unseen."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason} (CI=true: not skipped)", pytrace=False)
    pytest.skip(reason)


def note_tested(config: pytest.Config, server: str) -> None:
    """Keep for the summary that tests ran on this server."""
    tested = config.stash.setdefault(NEO4J_TESTED, [])
    if server not in tested:
        tested.append(server)


@pytest.fixture(scope="session")
def start_neo4j(pytestconfig: pytest.Config) -> Iterator[Callable[..., Neo4jServer]]:
    """Start a server of the tests' own: ``start_neo4j(tls=True)``; all of them end with the session."""
    servers: list[Neo4jServer] = []

    def start(**options: bool) -> Neo4jServer:
        server = Neo4jServer(options=QUICK_START, **options)
        servers.append(server)
        lacking = ""
        try:
            server.start()
        except ServerUnavailableError as error:
            lacking = str(error)
        if lacking:  # after the except block, so that pytest shows the reason alone
            pytestconfig.stash[NEO4J_LACKING] = lacking
            skip_or_fail(f"Neo4j not tested: {lacking}")
        note_tested(pytestconfig, f"{version_of(server.uri, server.user, server.password)} (own server)")
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def own_neo4j_server(start_neo4j: Callable[..., Neo4jServer]) -> Neo4jServer:
    """A server from the jars even where NEO4J_URI is set: for tests that stop it, kill it and start it again."""
    return start_neo4j()


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Neo4jServer | GivenServer]:
    """The server of NEO4J_URI where that is set, else one from the jars (``uri``, ``user``, ``password``)."""
    uri = os.environ.get("NEO4J_URI")
    if not uri:
        yield request.getfixturevalue("own_neo4j_server")
        return
    server = GivenServer(
        uri=uri,
        user=os.environ.get("NEO4J_USERNAME") or "neo4j",
        password=os.environ.get("NEO4J_PASSWORD", ""),
        database=os.environ.get("NEO4J_DATABASE") or None,
    )
    pytestconfig.stash[NEO4J_LACKING] = "the server of NEO4J_URI can't be used"
    try:
        version, held = look_into(server)
    except (Neo4jError, DriverError) as error:
        raise ServerFailedError(f"NEO4J_URI is set, but its server does not answer: {error}") from error
    if held and not os.environ.get("NEWSKG_TEST_ERASE"):
        raise ServerFailedError(
            f"the database of NEO4J_URI holds {held} nodes, and tests delete what they find: "
            "name an empty one, or set NEWSKG_TEST_ERASE=1"
        )
    note_tested(pytestconfig, f"{version} (NEO4J_URI)")
    yield server
    with neo4j.GraphDatabase.driver(uri, auth=(server.user, server.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=server.database)


def look_into(server: GivenServer) -> tuple[str, int]:
    """The version of the server, and how many nodes its database holds."""
    version = version_of(server.uri, server.user, server.password, server.database)
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        count = driver.execute_query("MATCH (n) RETURN count(n) AS nodes", database_=server.database)
    return version, count.records[0]["nodes"]


@pytest.fixture(params=stores.ENGINES)
def store_target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[stores.StoreTarget]:
    """An empty store of each engine in turn: ``store_target.open(write=True)``."""
    if request.param == "embedded":
        target = stores.embedded_target(tmp_path)
    else:
        target = stores.server_target(request.getfixturevalue("neo4j_server"))
    yield target
    target.close()


@pytest.fixture
def both_targets(tmp_path: Path, neo4j_server: Neo4jServer | GivenServer) -> Iterator[tuple[stores.StoreTarget, ...]]:
    """An empty store of the embedded engine and one of Neo4j, to compare them."""
    targets = (stores.embedded_target(tmp_path), stores.server_target(neo4j_server))
    yield targets
    for target in targets:
        target.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real material (NEWSKG_SHARED, else beside the checkout): read in place, never copied into the project."""
    folder = ROOT / (os.environ.get("NEWSKG_SHARED") or "../shared") / "data"
    if not folder.is_dir():
        skip_or_fail(f"the real material is missing: no folder {folder} (set NEWSKG_SHARED)")
    return folder.resolve()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line: the engines that these tests ran on."""
    embedded = (
        f"kglite {metadata.version('kglite')}" if "kglite" in sys.modules else "kglite NOT TESTED: no test opened it"
    )
    if tested := config.stash.get(NEO4J_TESTED, None):
        server = f", Neo4j {' and '.join(tested)}"
    else:
        server = f"; Neo4j NOT TESTED: {config.stash.get(NEO4J_LACKING, 'no test asked for it')}"
    terminalreporter.write_line(f"engines: {embedded}{server}")
