"""``python -m bench.world -o DIR``: a simulated news world, and the truth about it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.world.generate import Settings
from bench.world.write import write


def main() -> None:
    """Write a world to a folder."""
    asked = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__)
    asked.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder that is written")
    asked.add_argument("--events", type=int, default=300, help="events that happen (about 13 articles each)")
    asked.add_argument("--seed", type=int, default=1, help="another seed is another world")
    asked.add_argument("--outlets", type=int, default=66, help="outlets, six agencies among them")
    asked.add_argument("--per-day", type=float, default=5.0, help="events a day, what follows from them left out")
    asked.add_argument("--leads", action="store_true", help="texts as feeds carry them: about 200 characters")
    given = asked.parse_args()
    settings = Settings(given.events, given.seed, given.outlets, given.per_day, given.leads)
    print(f"{write(settings, given.output)} articles in {given.output}")


if __name__ == "__main__":
    main()
