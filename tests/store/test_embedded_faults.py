"""What can go wrong with a file: two writers, a killed one, a damaged one, a full disk. Nothing committed is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import kglite
import pytest
from stores import StoreTarget, embedded_target, everything, raw, small

from kg.errors import StoreError, UsageError
from kg.settings import Settings
from kg.store import Batch, embedded, open_store
from kg.store.hashing import graph_hash

ROOT = Path(__file__).parents[2]
WRITING = """
import sys, time
from kg.settings import read
from kg.store import Batch, open_store
store = open_store(sys.argv[1], read(), write=True)
print("open", flush=True)
for at in range(int(sys.argv[2])):
    store.write(Batch(nodes={"Rater": [{"id": f"r{at}-{n}", "name": "R" * 50} for n in range(20)]}))
    print(at, flush=True)
if sys.argv[3] == "close":
    store.close()
else:
    time.sleep(600)
"""


@pytest.fixture
def target(tmp_path: Path) -> Iterator[StoreTarget]:
    found = embedded_target(tmp_path)
    yield found
    found.close()


@contextlib.contextmanager
def writer(target: StoreTarget, batches: int, then: str = "sleep") -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the store and has written ``batches`` batches; killed at the end."""
    words = [sys.executable, "-c", WRITING, target.target, str(batches), then]
    with subprocess.Popen(words, cwd=ROOT, env=target.environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "open\n"
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str], batches: int) -> None:
    """Wait until the other process has committed ``batches`` batches."""
    assert process.stdout is not None
    for _ in range(batches):
        assert process.stdout.readline()


def test_a_second_writer_is_told_who_holds_the_file(target: StoreTarget):
    with writer(target, 1) as other:
        told(other, 1)
        with pytest.raises(
            StoreError, match=rf"being written by another process \(.*{other.pid}.*--wait SECONDS"
        ) as caught:
            target.open(write=True)
        assert "\n" not in str(caught.value)
        began = time.monotonic()
        with pytest.raises(StoreError, match="being written by another process"):
            target.open(write=True, wait=0.5)
        assert time.monotonic() - began > 0.4


def test_a_second_writer_waits_for_the_first(target: StoreTarget):
    with writer(target, 5, then="close"), target.open(write=True, wait=30) as store:
        assert store.counts().nodes["Rater"] == 100


def test_a_reader_beside_a_writer_sees_the_last_checkpoint(target: StoreTarget):
    with target.open(write=True) as store:
        store.write(small())
        written = graph_hash(store)
    with writer(target, 3) as other:
        told(other, 3)
        with target.open() as reader:
            assert graph_hash(reader) == written
    with target.open() as reader:
        assert reader.counts().nodes["Rater"] == 60


def test_a_reader_before_the_first_checkpoint_is_told_to_wait(target: StoreTarget):
    with writer(target, 1) as other:
        told(other, 1)
        with pytest.raises(StoreError, match=r"no graph at .*: wait for the load that runs, or start it again"):
            target.open()


@pytest.mark.parametrize("committed", [0, 1, 7, 40])
def test_a_killed_writer_loses_nothing_that_was_committed(target: StoreTarget, committed: int):
    with writer(target, 100_000) as other:
        told(other, committed)
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert other.stdout is not None
        committed += len(other.stdout.readlines())
    with target.open() as reader:
        batches = reader.counts().nodes["Rater"] / 20
        assert batches in {committed, committed + 1}, "whole batches, and all that were said to be committed"
        seen = graph_hash(reader)
    with target.open(write=True) as store:
        assert graph_hash(store) == seen


def test_a_log_that_was_torn_in_its_last_frame_keeps_the_frames_before(target: StoreTarget):
    with writer(target, 3) as other:
        told(other, 3)
        other.kill()
        other.wait()
    log = Path(target.target + "-wal")
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size - 10)
    with target.open() as reader:
        assert reader.counts().nodes["Rater"] == 40


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("damage", ["empty", "text", "half", "flipped"])
def test_a_damaged_file_is_refused_and_left_as_it_is(target: StoreTarget, damage: str, write: bool):
    with target.open(write=True) as store:
        store.write(everything(50))
    path = Path(target.target)
    whole = path.read_bytes()
    flipped = bytes(b ^ 0xFF if at > 100 and at % 97 == 0 else b for at, b in enumerate(whole))
    damaged = {"empty": b"", "text": b"id,headline\n", "half": whole[: len(whole) // 2], "flipped": flipped}[damage]
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="is not a graph of this engine, or is damaged: restore a copy, or load anew"):
        target.open(write=write)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    ("name", "todo"),
    [("nowhere/news.kgl", "make it first, or name another"), (".", "is a folder: name a file in it")],
)
def test_a_path_that_can_be_no_store_is_told(tmp_path: Path, name: str, todo: str):
    with pytest.raises(StoreError, match=todo) as caught:
        open_store(str(tmp_path / name), Settings(), write=True)
    assert "\n" not in str(caught.value)


def test_a_store_without_a_name_is_refused():
    for name in ("", "http://example.org/news.kgl", "postgres://localhost/x"):
        with pytest.raises(UsageError, match=r"give a path, or a neo4j://, neo4j\+s:// or bolt:// address"):
            open_store(name, Settings())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(target: StoreTarget):
    folder = Path(target.target).parent
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(StoreError, match="look at the path and its rights"):
            target.open(write=True)
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_log_that_takes_no_more_is_an_error_and_the_store_opens_again(target: StoreTarget):
    with target.open(write=True) as store:
        store.write(small())
        written = graph_hash(store)
        kglite._fail_wal_append(store._graph, True)
        for _ in range(2):
            with pytest.raises(StoreError) as caught:
                store.write(Batch(nodes={"Rater": [{"id": "lost"}]}))
            assert "\n" not in str(caught.value)
        with contextlib.suppress(StoreError):
            store.close()
    with target.open(write=True) as again:
        assert graph_hash(again) == written
        again.write(Batch(nodes={"Rater": [{"id": "kept"}]}))


def test_a_long_log_is_folded_into_the_file_while_the_load_goes_on(
    target: StoreTarget, monkeypatch: pytest.MonkeyPatch
):
    log = Path(f"{target.target}-wal")
    with target.open(write=True) as store:
        store.write(small())
        long = log.stat().st_size
        monkeypatch.setattr(embedded, "_LOG_MOST_BYTES", long)
        store.write(Batch(nodes={"Rater": [{"id": "one more"}]}))
        assert log.stat().st_size < long
        written = graph_hash(store)
        store.write(Batch(nodes={"Rater": [{"id": "one more"}]}))
        with target.open() as reader:
            assert graph_hash(reader) == written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB, where the rights to mount one are there."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no rights to mount a small file system: a full disk is not tested")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_store_still_opens(small_disk: Path):
    target = embedded_target(small_disk)
    committed = 0

    def fill() -> None:
        nonlocal committed
        with target.open(write=True) as store:
            for at in range(10_000):
                rows = [{"id": f"{at}-{n}", "name": os.urandom(200).hex()} for n in range(50)]
                store.write(Batch(nodes={"Rater": rows}))
                committed += len(rows)

    with pytest.raises(StoreError, match="free some room: nothing that was committed is lost") as caught:
        fill()
    assert "\n" not in str(caught.value)
    assert committed
    copied = small_disk.parent / "roomy"
    copied.mkdir()
    for file in small_disk.glob("news.kgl*"):
        shutil.copy(file, copied / file.name)
    roomy = embedded_target(copied)
    with roomy.open(write=True) as store:
        assert store.counts().nodes["Rater"] == committed
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with target.open(write=True) as store:
        assert store.counts().nodes["Rater"] == committed
        store.write(Batch(nodes={"Rater": [{"id": "goes on"}]}))
    with target.open() as reader:
        assert reader.counts().nodes["Rater"] == committed + 1


def test_a_graph_made_by_another_tool_keeps_its_file(target: StoreTarget):
    raw(target, "CREATE (:Person {id: 'p'})")
    before = Path(target.target).read_bytes()
    with pytest.raises(StoreError, match="didn't make"):
        target.open(write=True)
    assert Path(target.target).read_bytes() == before
