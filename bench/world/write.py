"""Writes a world to a folder: articles.jsonl, sources.csv, ratings.csv, owners.csv, truth.jsonl."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from bench.world.generate import Settings, World
from bench.world.outlets import holding_rows, rating_rows, source_rows


def write(settings: Settings, folder: Path) -> int:
    """Write all files, article by article. Returns how many articles there are."""
    folder.mkdir(parents=True, exist_ok=True)
    world, count = World(settings), 0
    for name, rows in (
        ("sources", source_rows(world.outlets)),
        ("ratings", rating_rows(world.outlets)),
        ("owners", holding_rows(world.outlets)),
    ):
        _table(folder / f"{name}.csv", rows)
    with (
        (folder / "articles.jsonl").open("w", encoding="utf-8") as articles,
        (folder / "truth.jsonl").open("w", encoding="utf-8") as truth,
    ):
        for record, told in world.articles():
            articles.write(json.dumps(record, ensure_ascii=False) + "\n")
            truth.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
            count += 1
        for row in (*world.sources(), *world.blindspots()):
            truth.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def _table(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["source"])
        table.writeheader()
        table.writerows(rows)
