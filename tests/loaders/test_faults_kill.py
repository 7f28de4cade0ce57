"""A load that is killed, stopped or cut off from its server, and started again: nothing is lost, nothing doubled."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import loading_cases as cases
import stores

from kg.store.hashing import graph_hash

KILLING = Path(__file__).with_name("killing.py")
KILLS = 20
BATCH = ("--batch", "8")


def killed(kills: int, seed: int, seconds: float, target: stores.StoreTarget, folder: Path) -> tuple[int, int]:
    """Load with at most so many kills: how many there were, and the exit code of the run that came to its end."""
    arguments = ("load", "articles", "news.jsonl", "--quiet", *BATCH)
    run = subprocess.run(
        [sys.executable, KILLING, str(kills), str(seed), str(seconds), *arguments], cwd=folder,
        env=target.environment() | {"OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert run.stderr == ""
    done, code = run.stdout.split()
    return int(done), int(code)


def test_a_load_killed_at_twenty_random_moments_gives_the_graph_of_an_undisturbed_one(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    cases.write_lines(tmp_path / "news.jsonl", cases.world(600))
    begun = time.monotonic()
    assert killed(0, 0, 0, store_target, tmp_path) == (0, 10)
    seconds = time.monotonic() - begun
    undisturbed = state(store_target, tmp_path)
    kills = rounds = 0
    while kills < KILLS:
        empty(store_target, tmp_path)
        done, code = killed(KILLS - kills, rounds, seconds, store_target, tmp_path)
        assert code in {0, 10}  # 0 where the last kill came when all was written
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
