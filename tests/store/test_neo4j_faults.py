"""What can go wrong with a server: not there, gone for a while, wrong password, too old. And no password ever shows."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from neo4j_server import Neo4jServer, free_port
from stores import Server, StoreTarget, everything, raw, server_target, small, with_settings

from kg.errors import NewsKGError, StoreError, UsageError
from kg.settings import Settings
from kg.store import Batch, open_store, safe_name
from kg.store.hashing import graph_hash
from kg.store.neo4j import check_server
from kg.store.server_errors import server_error

SECRET = "s3cret-passw0rd"


@pytest.fixture
def target(neo4j_server: Server) -> Iterator[StoreTarget]:
    found = server_target(neo4j_server)
    yield found
    found.close()


def one_line(error: NewsKGError) -> str:
    assert "\n" not in str(error)
    assert error.todo
    return str(error)


def test_a_wrong_password_is_told_and_never_shown(target: StoreTarget, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    wrong = with_settings(target, neo4j_password=SECRET)
    with pytest.raises(
        StoreError, match="refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD"
    ) as caught:
        wrong.open()
    shown = [one_line(caught.value), repr(caught.value), repr(wrong), caplog.text]
    cause: BaseException | None = caught.value
    while cause is not None:
        shown += [str(cause), repr(cause)]
        cause = cause.__cause__ or cause.__context__
    assert not [text for text in shown if SECRET in text]


def test_the_right_password_is_never_shown_either(target: StoreTarget, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    with target.open(write=True) as store:
        store.write(small())
        with pytest.raises(UsageError) as caught:
            store.rows("RETURN nope")
        shown = [
            str(store),
            repr(store),
            store.name,
            str(target.settings),
            repr(target.settings),
            str(caught.value),
            caplog.text,
        ]
    password = target.settings.neo4j_password
    assert password
    assert not [text for text in shown if password in text]


def test_no_password_is_told_apart_from_a_wrong_one(target: StoreTarget):
    with pytest.raises(StoreError, match=r"wants a password: set NEO4J_PASSWORD") as caught:
        with_settings(target, neo4j_password=None).open()
    one_line(caught.value)


@pytest.mark.parametrize("write", [False, True])
def test_a_database_that_is_not_there_is_told(target: StoreTarget, write: bool):
    elsewhere = with_settings(target, neo4j_database="nowhere")
    with pytest.raises(
        StoreError, match=r"\(database nowhere\): there is no such database: set NEO4J_DATABASE"
    ) as caught:
        elsewhere.open(write=write)
    one_line(caught.value)


def test_a_named_database_is_the_one_that_is_written(target: StoreTarget):
    with with_settings(target, neo4j_database="neo4j").open(write=True) as store:
        store.write(small())
        assert store.name.endswith("(database neo4j)")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+ssc"])
def test_an_unreachable_server_is_told_at_once(scheme: str):
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"can't be reached: start it, or look at the address") as caught:
        open_store(f"{scheme}://127.0.0.1:{free_port()}", Settings(neo4j_password=SECRET))
    assert SECRET not in one_line(caught.value)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "address", ["bolt://[::1", "bolt://", "bolt://localhost:port", "bolt://localhost:99999", "neo4j+s+x://a"]
)
def test_an_address_that_is_none_is_told(address: str):
    with pytest.raises((StoreError, UsageError)) as caught:
        open_store(address, Settings())
    one_line(caught.value)


@pytest.mark.parametrize(
    "address",
    [f"bolt://neo4j:{SECRET}@localhost:7687", f"NEO4J+S://u:{SECRET}@h", f"bolt://u:{SECRET}/x@h", f"bolt://u:p@{SECRET}@h"],
)  # fmt: skip
def test_credentials_in_the_address_are_refused_and_not_repeated(address: str):
    with pytest.raises(UsageError, match="set NEO4J_USERNAME and NEO4J_PASSWORD in the environment instead") as caught:
        open_store(address, Settings())
    assert SECRET not in one_line(caught.value)
    assert SECRET not in safe_name(address)


@pytest.mark.parametrize("version", ["5.22.0", "4.4.30", "3.5.1"])
def test_an_old_server_is_refused(version: str):
    with pytest.raises(
        StoreError, match=rf"bolt://x runs Neo4j {version}: newskg needs 5.23 or later: update the server"
    ):
        check_server(version, "bolt://x")


@pytest.mark.parametrize("version", ["5.23.0", "5.26.25", "2026.01.3", "5.27-aura", "unknown", ""])
def test_a_newer_server_is_taken(version: str):
    check_server(version, "bolt://x")


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("Neo.ClientError.Security.Unauthorized", StoreError, "refuses the user or password"),
        ("Neo.ClientError.Security.AuthenticationRateLimit", StoreError, "refuses: TEXT: .*wait a little"),
        ("Neo.ClientError.Security.Forbidden", StoreError, "refuses: TEXT: look at the user's rights"),
        ("Neo.ClientError.Database.DatabaseNotFound", StoreError, "no such database"),
        ("Neo.TransientError.Database.DatabaseUnavailable", StoreError, "no such database"),
        ("Neo.ClientError.Statement.AccessMode", UsageError, "questions only read"),
        ("Neo.ClientError.Statement.SyntaxError", UsageError, "the Cypher is off: TEXT"),
        ("Neo.ClientError.Procedure.ProcedureNotFound", UsageError, "the Cypher is off: TEXT"),
        ("Neo.ClientError.Transaction.TransactionTimedOut", StoreError, "was stopped: narrow it"),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", StoreError, "was stopped: narrow it"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", StoreError, "too little memory"),
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreError, "is busy: TEXT: try again"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreError, "bolt://x: TEXT: see the server's log"),
        ("Neo.DatabaseError.General.UnknownError", StoreError, "bolt://x: TEXT: see the server's log"),
        ("", StoreError, "bolt://x: TEXT"),
    ],
)
def test_a_servers_code_is_told_in_our_words(code: str, kind: type[NewsKGError], told: str):
    error = server_error(code, "TEXT", "bolt://x", has_password=True)
    assert type(error) is kind
    with pytest.raises(kind, match=told):
        raise error


def test_constraints_and_indexes_are_made_where_they_are_missing(target: StoreTarget):
    raw(target, "DROP CONSTRAINT article_id IF EXISTS")
    raw(target, "DROP INDEX article_instant IF EXISTS")
    with target.open(write=True) as store:
        names = {row["name"] for row in store.rows("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")}
    assert {"article_id", "article_instant"} <= names


def test_two_writers_at_once_make_one_graph(target: StoreTarget):
    target.open(write=True).close()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with target.open(write=True) as store:
                for _ in range(5):
                    store.write(everything(10))
        except BaseException as error:  # noqa: BLE001  # told below
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with target.open() as reader:
        counts = reader.counts()
    assert set(counts.nodes.values()) == {1, 10}
    assert set(counts.edges.values()) <= {10, 20}


def test_a_server_that_goes_and_comes_back_loses_and_doubles_nothing(own_neo4j_server: Neo4jServer, tmp_path):
    target = server_target(own_neo4j_server)
    going, failed, done = threading.Event(), [], []

    def write() -> None:
        try:
            with target.open(write=True) as store:
                for at in range(120):
                    batch = Batch(nodes={"Rater": [{"id": f"{at}-{n}", "name": "R"} for n in range(20)]})
                    store.write(batch)
                    done.append(at)
                    going.set()
        except BaseException as error:  # noqa: BLE001  # told below
            failed.append(error)

    thread = threading.Thread(target=write)
    with target.open(write=True) as store:
        store.write(everything())
        before = graph_hash(store)
        thread.start()
        assert going.wait(30)
        own_neo4j_server.kill()
        written = len(done)
        time.sleep(1)
        own_neo4j_server.start()
        assert store.rows("MATCH (a:Article) RETURN count(a) AS n") == [{"n": 2}]
        thread.join(120)
        assert failed == []
        assert written < 120
        assert store.counts().nodes["Rater"] == 2 + 120 * 20
        assert graph_hash(store) != before
    target.close()


def test_a_question_half_answered_when_the_server_goes_is_told(own_neo4j_server: Neo4jServer):
    target = server_target(own_neo4j_server)
    with target.open(write=True) as store:
        rows = store.stream("UNWIND range(1, 1000000) AS x RETURN x, 'a rather long text beside it' AS text")
        assert next(rows)["x"] == 1
        own_neo4j_server.stop()
        try:
            with pytest.raises(StoreError, match="can't be reached: start it") as caught:
                list(rows)
            one_line(caught.value)
        finally:
            own_neo4j_server.start()
        assert store.rows("RETURN 1 AS x") == [{"x": 1}]
    target.close()


def test_over_tls_it_is_the_same_store(start_neo4j: Callable[..., Neo4jServer]):
    server = start_neo4j(tls=True)
    try:
        target = server_target(server)
        with target.open(write=True) as store:
            store.write(small())
            written = graph_hash(store)
        for uri in (server.uri, server.routing_uri):
            with open_store(uri, target.settings) as reader:
                assert graph_hash(reader) == written
        untrusting = server.uri.replace("+ssc", "+s")
        for uri in (untrusting, f"bolt://127.0.0.1:{server.port}"):
            with pytest.raises(StoreError) as caught:
                open_store(uri, target.settings)
            assert server.password not in one_line(caught.value)
    finally:
        server.close()
