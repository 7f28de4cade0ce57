"""A load that is stopped, cut off from its server or out of room says so in a line, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import loading_cases as cases
import pytest
import stores
from neo4j_server import Neo4jServer

from kg.errors import StoreError
from kg.store.hashing import graph_hash
from loaders.loading import load
from loaders.pipeline import How

ARTICLES, BATCH = 200, 8
ARGUMENTS = ("load", "articles", "news.jsonl", "--quiet", "--batch", str(BATCH))
READ = "MATCH (l:Load) RETURN l.records_read AS read, l.state AS state"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of the graph of a load that nothing disturbed; every engine's is the same."""
    folder = tmp_path_factory.mktemp("undisturbed")
    cases.write_lines(folder / "news.jsonl", cases.world(ARTICLES))
    before = Path.cwd()
    os.chdir(folder)
    try:
        with stores.embedded_target(folder).open(write=True) as store:
            load(store, "articles", ["news.jsonl"], how=How(batch=BATCH), rejects=folder / "rejects")
            return graph_hash(store)
    finally:
        os.chdir(before)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with the input in it."""
    cases.write_lines(tmp_path / "news.jsonl", cases.world(ARTICLES))
    return tmp_path


def started(folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A load that has begun."""
    return subprocess.Popen(
        [*cases.KG, *ARGUMENTS], cwd=folder, env=dict(environment), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_for(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until a running load has come so far."""
    deadline = time.monotonic() + 60
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and what was said."""
    out, said = process.communicate(timeout=120)
    assert out == ""
    assert "Traceback" not in said
    return process.returncode, said


def finish(folder: Path, environment: Mapping[str, str]) -> None:
    """The same command again, to the end."""
    assert ended(started(folder, environment))[0] == 10


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["^C", "SIGTERM"])
def test_a_stopped_load_says_how_to_go_on_and_leaves_a_graph_that_the_same_command_completes(
    number: signal.Signals, room: Path, undisturbed: str
) -> None:
    target = stores.embedded_target(room)
    log = room / "news.kgl-wal"
    process = started(room, target.environment())
    wait_for(lambda: log.exists() and log.stat().st_size > 60_000, process)
    process.send_signal(number)
    assert ended(process) == (130, "error: stopped: what was done is kept, and the same command goes on\n")
    with target.open() as store:
        (row,) = store.rows(READ)
        assert row["state"] == "running"
        assert 0 < row["read"] < ARTICLES
        assert row["read"] % BATCH == 0
    finish(room, target.environment())
    with target.open() as store:
        assert graph_hash(store) == undisturbed


def test_a_server_that_goes_and_comes_back_in_the_middle_of_a_load_costs_nothing(
    room: Path, undisturbed: str, own_neo4j_server: Neo4jServer
) -> None:
    target = stores.server_target(own_neo4j_server)
    with target.open(write=True) as store:
        process = started(room, target.environment())
        wait_for(lambda: any(row["read"] >= 80 for row in store.rows(READ)), process)
    own_neo4j_server.stop()
    time.sleep(1)
    own_neo4j_server.start()
    code, said = ended(process)
    assert code in {4, 10}
    if code == 4:
        assert said.startswith("error: ")
        assert said.count("\n") == 1
        finish(room, target.environment())
    with target.open() as store:
        assert graph_hash(store) == undisturbed
    numbers = [reject["number"] for reject in cases.rejects(room / "REJECTS.jsonl")]
    assert numbers == sorted(set(numbers))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with little room; ``remount`` gives it more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mount.returncode:
        pytest.skip(f"no small disk can be mounted here: {mount.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=False)


def test_a_full_disk_is_said_in_a_line_and_the_load_goes_on_when_there_is_room(
    room: Path, small_disk: Path, undisturbed: str
) -> None:
    target = stores.embedded_target(small_disk)
    code, said = ended(started(room, target.environment()))
    assert code == StoreError.exit_code
    assert "No space left on device" in said
    assert said.count("\n") == 1
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with target.open() as store:
        (row,) = store.rows(READ)
        assert 0 < row["read"] < ARTICLES
    finish(room, target.environment())
    with target.open() as store:
        assert graph_hash(store) == undisturbed


def test_a_rejects_file_that_cannot_be_written_stops_the_load_with_a_line_and_loses_no_reject(
    room: Path, undisturbed: str
) -> None:
    target = stores.embedded_target(room)
    (room / "REJECTS.jsonl").mkdir()
    code, said = ended(started(room, target.environment()))
    assert code == 1
    assert said == "error: REJECTS.jsonl: rejects can't be kept (Is a directory): name another file with --rejects\n"
    (room / "REJECTS.jsonl").rmdir()
    finish(room, target.environment())
    with target.open() as store:
        assert graph_hash(store) == undisturbed
    wrong = sum(record["published"] == "the day after" for record in cases.world(ARTICLES))
    assert len(cases.rejects(room / "REJECTS.jsonl")) == wrong
