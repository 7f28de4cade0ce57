"""A load killed at random moments and started again until it is done: nothing is lost, nothing doubled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import loading_cases as cases
import stores

from kg.store.hashing import graph_hash

KILLING = Path(__file__).with_name("killing.py")
KILLS = 20
TORN = ("[kglite] WAL recovery stopped at a torn", "[kglite] WARN the write-ahead log ended in")
"""What the engine says, on standard error, of a log whose last frame a kill cut in two: that it cut the rest off."""
ARGUMENTS = ("load", "articles", "news.jsonl", "--quiet", "--batch", "8")


def loaded(
    target: stores.StoreTarget, folder: Path, *, kills: int = 0, seed: int = 0, start: float = 0, whole: float = 0
) -> tuple[int, float]:
    """Load, with at most so many kills on the way: how many there were, and how long the last run took."""
    run = subprocess.run(
        [sys.executable, KILLING, *map(str, (kills, seed, start, whole)), *ARGUMENTS], cwd=folder,
        env=target.environment(), capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert [line for line in run.stderr.splitlines() if not line.startswith(TORN)] == []
    done, code, seconds = run.stdout.split()
    assert code in {"0", "10"}  # 0 where all had been written before
    return int(done), float(seconds)


def test_a_load_killed_at_twenty_random_moments_leaves_what_an_undisturbed_one_does(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    cases.write_lines(tmp_path / "news.jsonl", cases.world(240))
    _, whole = loaded(store_target, tmp_path)
    undisturbed = state(store_target, tmp_path)
    _, start = loaded(store_target, tmp_path)  # finds all done
    kills = rounds = 0
    while kills < KILLS:
        empty(store_target, tmp_path)
        done, _ = loaded(store_target, tmp_path, kills=KILLS - kills, seed=rounds, start=start, whole=whole)
        assert state(store_target, tmp_path) == undisturbed
        kills, rounds = kills + done, rounds + 1


def state(target: stores.StoreTarget, folder: Path) -> tuple[str, list[dict[str, object]]]:
    """All that a load leaves: the graph and the rejects."""
    with target.open() as store:
        return graph_hash(store), cases.rejects(folder / "REJECTS.jsonl")


def empty(target: stores.StoreTarget, folder: Path) -> None:
    """Back to nothing."""
    (folder / "REJECTS.jsonl").unlink(missing_ok=True)
    if target.engine == "neo4j":
        stores.raw(target, "MATCH (n) DETACH DELETE n")
    for file in folder.glob("news.kgl*"):
        file.unlink()
