"""Measure how right the answers are: ``python -m bench.quality [PART…]`` (all: uci giveme5w1h demo world leads).

With ``--page`` the table goes to docs/quality.md, which needs all parts; else it is printed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

PARTS = ("uci", "giveme5w1h", "demo", "world", "leads")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
SEED = 7
"""The world that is reported; others are for tuning."""


def main() -> None:
    """Measure, and print or write the page."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bench.quality import corpora, page
    from bench.quality.measures import Measure, demo, labelled, world
    from bench.world.generate import Settings

    asked = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__.split("\n")[0])
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (all)", metavar="PART")
    asked.add_argument("--page", action="store_true", help="write docs/quality.md")
    asked.add_argument("--seed", type=int, default=SEED, help="which world")
    asked.add_argument("--events", type=int, default=300, help="how large a world")
    asked.add_argument("--why", action="store_true", help="count the mistakes on the world by cause")
    given = asked.parse_args()
    parts = given.parts or PARTS
    data = corpora.material()
    if data is None and {"uci", "giveme5w1h"} & set(parts):
        print("clusters_uci and clusters_giveme5w1h: not measured, as they are not at hand (NEWSKG_SHARED)")
        parts = [p for p in parts if p not in {"uci", "giveme5w1h"}]
    measures: dict[str, Callable[[], Iterable[Measure]]] = {
        "demo": demo,
        "world": lambda: world(Settings(given.events, given.seed), why=given.why),
        "leads": lambda: world(Settings(given.events, given.seed, leads=True), why=given.why),
    }
    if data is not None:
        measures["uci"] = lambda: _halves(corpora.uci(data, half) for half in corpora.HALVES)
        measures["giveme5w1h"] = lambda: _halves(corpora.giveme(data, half) for half in corpora.HALVES)

    def _halves(halves: Iterable[corpora.Corpus]) -> Iterable[Measure]:
        for corpus in halves:
            yield from labelled(corpus)

    rows = []
    for part in parts:
        for row in measures[part]():
            rows.append(row)
            print(page.line(row), flush=True)
    if given.page:
        if set(parts) != set(PARTS):
            sys.exit("docs/quality.md is not written: it takes all parts")
        PAGE.write_text(page.page(rows, given.seed, given.events), "utf-8")


if __name__ == "__main__":
    main()
