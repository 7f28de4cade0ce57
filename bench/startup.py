"""How quick a cold process answers: help, and a question over 100,000 articles."""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, alternate, seconds
from bench.generated import batches
from bench.peers import python
from kg.settings import Settings
from kg.store import open_store

ROUNDS = 9
ARTICLES = 100_000


def _run(*command: str | Path) -> float:
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))


def _kg() -> Path:
    return Path(sys.executable).with_name("kg")


def _compiled() -> None:
    """What pip does with a package that it installs, and with the peer: bytecode beside the sources. A checkout that is
    used in place has none where the environment says so (PYTHONDONTWRITEBYTECODE)."""
    for room in ("kg", "loaders", "queries"):
        compileall.compile_dir(Path(__file__).parents[1] / room, quiet=1)


def help_figure() -> Figure:
    """``kg --help`` against ``sqlite-utils --help``."""
    _compiled()
    peer = python().with_name("sqlite-utils")
    _run(_kg(), "--help")
    _run(peer, "--help")
    mine, theirs = alternate(lambda: _run(_kg(), "--help"), lambda: _run(peer, "--help"), ROUNDS)
    return Figure("kg --help, cold process", "sqlite-utils --help", mine, theirs, "s", at_most=1.5)


def first_figure() -> Figure:
    """``kg first STORY`` in a cold process against ``python -c pass``."""
    _compiled()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "news.kgl")
        with open_store(path, Settings(), write=True) as store:
            for batch in batches(ARTICLES, 2_000):
                for story in batch.nodes.get("Story", ()):
                    batch.touch("Story", story["id"])
                store.write(batch)
        command = (_kg(), "first", "s-00010000", "--store", path, "--format", "json")
        _run(*command)
        mine, theirs = alternate(lambda: _run(*command), lambda: _run(sys.executable, "-c", "pass"), ROUNDS)
    return Figure(f"kg first STORY, cold, {ARTICLES:,} articles", "python -c pass", mine, theirs, "s", at_most=0.6,
                  difference=True)  # fmt: skip
