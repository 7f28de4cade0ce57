"""Print the table."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

OWN = Path(__file__).with_name("articles.txt")


def main() -> None:
    """Score every file named."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("location", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--half", choices=("tuned", "reported", "both"), default="reported")
    parser.add_argument("--model", action="append", default=[], help="LANGUAGE=PIPELINE, instead of the usual one")
    given = parser.parse_args()
    print_table(given.location, given.half, [one.split("=", 1) for one in given.model])


def print_table(locations: Iterable[Path], half: str, models: Sequence[Sequence[str]] = ()) -> None:
    """One block for each file: names by kind beside plain spaCy, spans, identities."""
    from bench.labelled import read
    from bench.names.measure import measure

    chosen = {language: (model,) for language, model in models}
    for location in locations:
        articles = [one for one in read(location) if half == "both" or one.reported == (half == "reported")]
        for line in measure(articles, chosen):
            print(f"{location.name} ({half}): {line}", flush=True)


if __name__ == "__main__":
    main()
