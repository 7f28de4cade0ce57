"""Scores that the field knows, on examples small enough to reckon by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bench.quality.baselines import earliest, nearest_centroid, same_headline
from bench.quality.corpora import half
from bench.quality.corrected import originals
from bench.quality.graphs import within_the_hour
from bench.quality.scores import (
    answered,
    bootstrap,
    clustering,
    found_of,
    pair_scores,
    pairs,
    ratio,
    share,
    whole_groups,
)
from bench.quality.worlds import Truth, containment

TRUE = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
FOUND = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


def test_b_cubed_averages_each_articles_share_of_its_cluster_and_of_its_story() -> None:
    told = clustering(FOUND, TRUE)
    assert told.precision.value == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert told.recall.value == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert told.f1.value == pytest.approx(11 / 15)


def test_b_cubed_and_v_measure_are_one_where_all_is_right_and_v_measure_nought_where_all_is_one_story() -> None:
    right = clustering(TRUE, TRUE)
    assert (right.f1.value, right.v_measure.value) == pytest.approx((1, 1))
    merged = clustering(dict.fromkeys(TRUE, 0), TRUE)
    assert merged.v_measure.value == pytest.approx(0)
    assert merged.recall.value == pytest.approx(1)
    assert merged.precision.value == pytest.approx((3 * 3 / 5 + 2 * 2 / 5) / 5)


def test_v_measure_of_two_stories_each_cut_in_two_is_two_thirds() -> None:
    true = {"a": 1, "b": 1, "c": 2, "d": 2}
    told = clustering({name: name for name in true}, true)
    assert told.v_measure.value == pytest.approx(2 / 3)  # homogeneity 1, completeness 1/2
    assert told.v_measure.low <= told.v_measure.value <= told.v_measure.high


def test_an_article_that_was_lost_is_a_story_of_its_own() -> None:
    assert clustering({}, TRUE) == clustering({name: name for name in TRUE}, TRUE)


def test_an_interval_holds_the_value_and_narrows_with_more_stories() -> None:
    few, many = ([(float(n % 3 > 0), 1.0) for n in range(size)] for size in (12, 1_200))
    wide, narrow = bootstrap(few, ratio), bootstrap(many, ratio)
    assert wide.low < wide.value == pytest.approx(2 / 3) == narrow.value < wide.high
    assert narrow.high - narrow.low < (wide.high - wide.low) / 3
    assert (narrow.high - narrow.low) / 2 == pytest.approx(1.96 * np.sqrt(2 / 9 / 1_200), rel=0.15)
    assert wide == bootstrap(few, ratio), "drawn from a fixed seed"


def test_nothing_to_score_has_no_score() -> None:
    assert str(share([])).startswith("–")
    assert share([]).of == 0


def test_pairs_of_one_source_are_no_copies() -> None:
    assert pairs({"a": 1, "b": 1, "c": 1}, {"a": "s", "b": "s", "c": "t"}) == {("a", "c"), ("b", "c")}


def test_pair_precision_and_recall() -> None:
    found, true = {("a", "b"), ("a", "c"), ("d", "e")}, {("a", "b"), ("d", "e"), ("d", "f"), ("g", "h")}
    precision, recall = pair_scores(found, true, {"a": 1, "d": 2, "g": 3})
    assert (precision.value, precision.of) == (pytest.approx(2 / 3), 3)
    assert (recall.value, recall.of) == (0.5, 4)


def test_a_group_is_found_when_it_is_whole_and_groups_of_one_do_not_count() -> None:
    assert whole_groups({"a": 1, "b": 1, "c": 1, "d": 2, "e": 3}, {"a": 1, "b": 1, "d": 2, "e": 2, "f": 3}).value == 0.5


def test_an_answer_is_right_when_it_is_the_set_and_inside_when_it_is_a_part_of_it() -> None:
    true = {1: {"a"}, 2: {"a", "b"}, 3: {"a"}, 4: {"c"}}
    exact, inside = answered({1: {"a"}, 2: {"a"}, 3: {"a", "b"}}, true)
    assert (exact.value, inside.value) == (0.25, 0.5)


def test_a_clock_is_found_when_all_that_is_said_of_it_is_true() -> None:
    found: dict[str, set[object]] = {"a": {60.0}, "b": {60.0, 90.0}, "c": {60.0}, "d": set()}
    true: dict[str, set[object]] = {"a": {60.0, 120.0}, "b": {60.0}, "c": set(), "d": {330.0}}
    precision, recall = found_of(found, true)
    assert (precision.value, recall.value) == (pytest.approx(1 / 3), pytest.approx(1 / 3))


def test_the_halves_are_split_by_story_and_about_equal() -> None:
    assert half("uci/x") == half("uci/x")
    assert 400 < sum(half(f"uci/{n}") == "dev" for n in range(1_000)) < 600


def test_the_baselines_do_what_they_say() -> None:
    stamps = {"a": NOON, "b": NOON + timedelta(seconds=60), "c": NOON + timedelta(seconds=61), "d": None}
    assert earliest(stamps) == {"a", "b"}
    headlines = same_headline({"a": "Ship hits bridge", "b": "Ship hits bridge!", "c": "Ship sinks"})
    assert headlines["a"] == headlines["b"] != headlines["c"]
    texts = [
        ("a", "ship hits hamburg bridge"),
        ("b", "arsenic in valparaiso water"),
        ("c", "hamburg bridge hit by ship"),
    ]
    placed = nearest_centroid(texts, 0.2)
    assert placed["a"] == placed["c"] != placed["b"]


def test_containment_is_the_part_of_the_shorter_text_that_the_other_has() -> None:
    words = [f"w{n}" for n in range(40)]
    assert containment(" ".join(words), " ".join(words[:20])) == 1
    assert containment(" ".join(words), " ".join(reversed(words))) == 0


def test_another_order_within_the_hour_moves_nothing_into_another_hour() -> None:
    seen = [f"2026-01-30T{9 + n // 10:02}:{n % 10 * 5:02}:00Z" if n % 4 else None for n in range(40)]
    records = [{"url": str(n), "first_seen": at} if at else {"url": str(n)} for n, at in enumerate(seen)]
    shuffled = within_the_hour(records)
    assert shuffled != records
    assert sorted(r["url"] for r in shuffled) == sorted(r["url"] for r in records)
    hours = [r["first_seen"][:13] for r in shuffled if "first_seen" in r]
    assert hours == sorted(hours)


def test_a_familys_originator_is_its_report_or_where_that_is_not_held_its_earliest_copy() -> None:
    def row(family: str, kind: str, minute: int) -> dict[str, str]:
        return {"family": family, "kind": kind, "instant": (NOON + timedelta(minutes=minute)).isoformat()}

    truth = Truth(articles={
        "a": row("f", "copy", 5), "b": row("f", "report", 1), "c": row("g", "copy", 9), "d": row("g", "copy", 7),
        "e": row("h", "report", 3), "v": row("f", "version", 2),
    })  # fmt: skip
    assert originals(truth) == {"a": "b", "c": "d"}
