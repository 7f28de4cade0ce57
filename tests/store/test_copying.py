"""A whole graph from one store into another: equal at the end, killed anywhere it goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stores import StoreTarget, embedded_target, everything, small

from kg.errors import StoreError
from kg.model import EDGES, NODES
from kg.store import Batch, Store
from kg.store.copying import copy
from kg.store.hashing import graph_hash
from kg.store.schema import READ_META


class DiesError(Exception):
    """Stands for a killed process."""


class DyingStore:
    """A store that is killed after some writes; what was written by then is there."""

    def __init__(self, store: Store, writes: int) -> None:
        self._store, self._left, self.name = store, writes, store.name
        self.rows, self.counts = store.rows, store.counts

    def write(self, batch: Batch) -> None:
        if self._left == 0:
            raise DiesError
        self._left -= 1
        self._store.write(batch)


@pytest.fixture
def source(tmp_path: Path) -> StoreTarget:
    folder = tmp_path / "source"
    folder.mkdir()
    target = embedded_target(folder)
    with target.open(write=True) as store:
        store.write(everything(5))
        store.write(small())
    return target


def test_a_copy_is_equal_and_so_is_the_copy_of_the_copy(source: StoreTarget, store_target: StoreTarget, tmp_path: Path):
    told = []
    with source.open() as original, store_target.open(write=True) as dest:
        counts = copy(original, dest, batch=3, progress=lambda *told_: told.append(told_))
        assert counts == original.counts() == dest.counts()
        assert graph_hash(dest) == graph_hash(original)
        everything_ = sum(counts.nodes.values()) - 1 + sum(counts.edges.values())
        assert told[-1][1:] == (everything_, everything_)
        assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
        assert {name for name, _, _ in told} <= {n.label for n in NODES} | {e.id for e in EDGES}
        (tmp_path / "back").mkdir()
        with embedded_target(tmp_path / "back").open(write=True) as back:
            copy(dest, back)
            assert graph_hash(back) == graph_hash(original)


def test_a_second_copy_of_the_same_graph_has_nothing_to_do(source: StoreTarget, store_target: StoreTarget):
    with source.open() as original, store_target.open(write=True) as dest:
        copy(original, dest)
        assert copy(original, DyingStore(dest, 0)) == original.counts()


def test_killed_between_any_two_batches_it_goes_on(source: StoreTarget, store_target: StoreTarget):
    with source.open() as original, store_target.open(write=True) as dest:
        wanted, deaths = graph_hash(original), 0
        while True:
            try:
                copy(original, DyingStore(dest, 3), batch=4)
                break
            except DiesError:
                deaths += 1
        assert deaths > 10
        assert graph_hash(dest) == wanted
        assert dest.rows(READ_META)[0]["copied"] == ""


def test_another_graph_is_not_copied_into(source: StoreTarget, store_target: StoreTarget):
    with source.open() as original, store_target.open(write=True) as dest:
        dest.write(Batch(nodes={"Rater": [{"id": "r"}]}))
        before = graph_hash(dest)
        with pytest.raises(StoreError, match="holds another graph: copy to another path or database"):
            copy(original, dest)
        assert graph_hash(dest) == before


def test_a_source_that_changed_since_is_told(source: StoreTarget, store_target: StoreTarget):
    with source.open(write=True) as original, store_target.open(write=True) as dest:
        with pytest.raises(DiesError):
            copy(original, DyingStore(dest, 2), batch=4)
        original.write(Batch(nodes={"Rater": [{"id": "new"}]}))
        with pytest.raises(StoreError, match=r"unfinished copy of something else, or of .* before it changed"):
            copy(original, dest)


def test_a_destination_written_to_meanwhile_is_told(source: StoreTarget, store_target: StoreTarget):
    with source.open() as original, store_target.open(write=True) as dest:
        with pytest.raises(DiesError):
            copy(original, DyingStore(dest, 2), batch=4)
        dest.write(Batch(nodes={"Rater": [{"id": "stranger"}]}))
        with pytest.raises(StoreError, match="something else wrote"):
            copy(original, dest)


def test_an_empty_graph_is_copied(tmp_path: Path, store_target: StoreTarget):
    (tmp_path / "empty").mkdir()
    with embedded_target(tmp_path / "empty").open(write=True) as original, store_target.open(write=True) as dest:
        assert copy(original, dest) == dest.counts()


COPYING = """
import sys
from kg.settings import read
from kg.store import open_store
from kg.store.copying import copy
with open_store(sys.argv[1], read()) as source, open_store(sys.argv[2], read(), write=True) as dest:
    print("copying", flush=True)
    copy(source, dest, batch=50)
"""


def test_killed_at_random_moments_it_goes_on(tmp_path: Path, store_target: StoreTarget):
    (tmp_path / "source").mkdir()
    source = embedded_target(tmp_path / "source")
    with source.open(write=True) as original:
        original.write(everything(400))
        wanted = graph_hash(original)
    dice, deaths = random.Random(7), 0
    for attempt in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", COPYING, source.target, store_target.target],
            env=store_target.environment(),
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        if attempt < 5:
            time.sleep(dice.uniform(0.2, 0.9))
            process.send_signal(signal.SIGKILL)
        deaths += process.wait() == -signal.SIGKILL
        process.stdout.close()
    assert process.returncode == os.EX_OK
    assert deaths
    with store_target.open() as dest:
        assert graph_hash(dest) == wanted
