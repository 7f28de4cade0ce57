"""Starts a load again and again and kills it (SIGKILL) at random moments, until it is done.

A process of its own: what it forks has everything imported, so that a start costs little, and no threads of pytest's.
Usage: ``killing.py KILLS SEED START WHOLE ARGUMENTS…``, where START is how long ``kg`` takes to begin and WHOLE how
long to load everything, in seconds. Prints the kills done, the last exit code and how long the last run took.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from importlib import import_module

PATIENCE = 300.0


def run(arguments: Sequence[str], patience: float) -> int | None:
    """Run ``kg`` in a fork; its exit code, or None where it was killed after ``patience`` seconds."""
    child = os.fork()
    if child == 0:
        from kg.cli.main import main

        code: object = 1
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code
        finally:
            os._exit(code if isinstance(code, int) else 0)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def warm_up() -> None:
    """Load what every run would load for itself: the English pipeline, the language identifier, word frequencies."""
    from loaders.enrich.embedding import embed
    from loaders.enrich.entities import Document, Namer
    from loaders.enrich.language import detect
    from loaders.enrich.terms import terms

    text = "Ana Torres spoke in Lisbon about the harbour and the bridge that nobody had wanted to build for years."
    Namer().find([Document("", text, detect(text))])
    embed([text])
    terms("", text, "en")


def main() -> None:
    kills, draw, start, whole = int(sys.argv[1]), random.Random(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    for name in ("kg.store.embedded", "kg.store.neo4j", "loaders.loading", "loaders.enriching", "kg.cli.main"):
        import_module(name)
    warm_up()
    done = 0
    while True:
        begun = time.monotonic()
        patience = draw.uniform(start / 2, start + whole / 6) if done < kills else PATIENCE
        code = run(sys.argv[5:], patience)
        if code is not None:
            print(done, code, time.monotonic() - begun)
            return
        done += 1


if __name__ == "__main__":
    main()
