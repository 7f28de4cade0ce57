"""The simulated world through the real pipeline: what is right there today stays right. ``make quality`` measures more.

The bounds stand a little under what is measured (the comments say what); who makes an answer better raises its bound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.quality.graphs import Measured, loaded
from bench.quality.measures import Measure, of_world
from bench.quality.worlds import Truth
from bench.world.generate import Settings
from bench.world.write import write

BOUNDS = {
    "stories at the end, B-cubed F1": 0.88,  # .902
    "stories at arrival, B-cubed F1": 0.88,  # .901
    "families, pair precision": 0.99,  # 1
    "— pair recall, 8-gram containment ≥ .8": 0.98,  # .995
    "— groups of identical texts kept whole": 0.99,  # 1
    "families as kg story tells them, pair precision": 0.98,  # 1
    "— pair recall, as told": 0.98,  # .998
    "— pair recall, translations, as told": 0.75,  # .923
    "first: exactly the true set": 0.76,  # .800
    "first: inside the true set": 0.80,  # .840
    "first by country: exactly": 0.90,  # .931
    "clock offsets, precision": 1.0,  # 1
    "clock offsets, recall": 0.9,  # .900
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Measured, Path]]:
    folder = tmp_path_factory.mktemp("world")
    write(Settings(events=50, seed=11), folder)
    with loaded(folder / "articles.jsonl", folder) as graph:
        yield graph, folder


@pytest.fixture(scope="module")
def told(measured: tuple[Measured, Path]) -> dict[str, Measure]:
    graph, folder = measured
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    rows = of_world("guard", Truth.read(folder / "truth.jsonl"), graph, [json.loads(line) for line in lines])
    return {row.what: row for row in rows}


def test_every_article_of_the_world_is_told_of_on_arrival_and_at_the_end(
    measured: tuple[Measured, Path],
) -> None:
    graph, folder = measured
    urls = Truth.read(folder / "truth.jsonl").articles.keys()
    assert graph.arrival.keys() == urls == graph.final.keys()


@pytest.mark.parametrize("what", BOUNDS)
def test_answers_on_the_world_are_no_worse_than_they_were(told: dict[str, Measure], what: str) -> None:
    assert told[what].ours.value >= BOUNDS[what], f"{what}: {told[what].ours}, at least {BOUNDS[what]} before"


def test_who_was_first_is_told_better_than_by_the_earliest_stamp(told: dict[str, Measure]) -> None:
    row = told["first: exactly the true set"]
    assert row.baseline is not None
    assert row.ours.value > row.baseline.value
