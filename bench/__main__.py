"""Measure what the project promises: ``python -m bench [NAME…]`` (all: writes neo4j startup first words memory
identity).

Each figure prints both sides from one run and their ratio. Nothing is asserted: machines differ, ratios less so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

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

    return [memory()]


def _identity() -> Sequence[Figure]:
    from bench.identity import names_across_articles

    return [names_across_articles()]


SECTIONS: dict[str, Callable[[], Sequence[Figure]]] = {
    "writes": _writes, "neo4j": _neo4j, "startup": _startup, "first": _first, "words": _words, "memory": _memory,
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
