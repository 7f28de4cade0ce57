"""The tables that the world is made of: places, pools of words, sentences. Read once."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.world.clocks import Zone

LANGUAGES = ("en", "es", "fr")
_HERE = Path(__file__).parent

Triple = tuple[str, str, str]
"""The same in English, Spanish and French."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town. ``language``: of its outlets; empty where the world has none."""

    country: str
    zone: Zone
    language: str
    names: Triple


@cache
def places() -> Sequence[Place]:
    """All towns."""
    with (_HERE / "places.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return tuple(
            Place(r["country"], Zone.read(r["clock"]), r["languages"], (r["en"], r["es"], r["fr"])) for r in rows
        )


@cache
def pools() -> Mapping[str, Sequence[Triple]]:
    """Words of a sort in the three languages."""
    found: dict[str, list[Triple]] = defaultdict(list)
    with (_HERE / "pools.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found[row["pool"]].append((row["en"], row["es"], row["fr"]))
    return found


@cache
def sentences() -> Mapping[str, Sequence[Triple]]:
    """Sentences by what they are about and where they stand (``quake headline``), or by the latter alone."""
    found: dict[str, list[Triple]] = defaultdict(list)
    for name in ("sentences_events.txt", "sentences_any.txt"):
        for block in (_HERE / name).read_text("utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                slot, *texts = lines
                found[slot].append(tuple(text[4:] for text in texts))  # type: ignore[arg-type]
    return found
