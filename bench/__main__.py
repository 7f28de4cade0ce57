"""Measure what the project promises: ``python -m bench [NAME…]`` (all: those of ``SECTIONS``).

Each figure prints both sides from one run and their ratio. Nothing is asserted: machines differ, ratios less so.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import figures
from bench.figures import Figure


def _writes() -> Sequence[Figure]:
    from bench.writes import embedded

    return [embedded()]


def _neo4j() -> Sequence[Figure]:
    from bench.server import server_settings
    from bench.writes import server

    with server_settings() as settings:
        if settings is None:
            print("graph writes, Neo4j: not measured, as there is no server (Java and Maven, or NEO4J_URI)")
            return []
        return server(settings)


def _startup() -> Sequence[Figure]:
    from bench.startup import help_figure

    return [help_figure()]


def _first() -> Sequence[Figure]:
    from bench.startup import first_figure

    return [first_figure()]


def _words() -> Sequence[Figure]:
    from bench.words import words

    return words()


def _memory() -> Sequence[Figure]:
    from bench.memory import memory

    return memory()


def _assignment() -> Sequence[Figure]:
    from bench.assignment import assignment

    return assignment()


def _ownership() -> Sequence[Figure]:
    from bench.ownership import ownership

    return ownership()


def _names() -> Sequence[Figure]:
    from bench.names.__main__ import OWN, print_table
    from bench.names.speed import figures as speeds
    from bench.words import shared

    sample = shared()
    linked = sample.parent.parent / "entities_newsfair" / "news-fair.benchmark.jsonl" if sample else None
    print_table([OWN], "reported")
    if sample is None or linked is None:
        print("names: speed not measured, as the article sample is absent (NEWSKG_SHARED)")
        return []
    print_table([linked], "both")
    with tempfile.TemporaryDirectory() as folder:
        return speeds(sample, Path(folder))


def _identity() -> Sequence[Figure]:
    from bench.identity import names_across_articles

    return [names_across_articles()]


SECTIONS: dict[str, Callable[[], Sequence[Figure]]] = {
    "writes": _writes, "neo4j": _neo4j, "startup": _startup, "first": _first, "words": _words, "memory": _memory,
    "assignment": _assignment,
    "ownership": _ownership,
    "names": _names,
    "identity": _identity,
}  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Run the sections named, or all."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    unknown = [n for n in names if n not in SECTIONS]
    if unknown:
        sys.exit(f"no section {unknown[0]!r}: one of {', '.join(SECTIONS)}")
    print(figures.HEADER)
    for name in names or SECTIONS:
        figures.each(SECTIONS[name]())


if __name__ == "__main__":
    main(sys.argv[1:])
