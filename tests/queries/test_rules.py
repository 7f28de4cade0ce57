"""Ratings, coverage gaps, rarity: the rules apart from any store."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import UsageError
from kg.model import BIAS
from kg.query import Param, value_of
from queries._gaps import Coverage, Rule, blindspots, coverage, wilson
from queries._gaps_of import collected
from queries._rarity import rarity, surprise
from queries._ratings import disagreeing, distribution, median, rated

DAY = date(2026, 1, 1)


def rating(rater: str, value: str, at: date | None = date(2024, 1, 1), kind: str = "bias") -> dict[str, object]:
    return {"source": "a", "rater": rater, "rating": kind, "value": value, "date": at}


def test_the_bias_of_a_source_is_the_median_of_its_raters() -> None:
    found = rated([rating("x", "left"), rating("y", "center"), rating("z", "right")], DAY)["a"]
    assert (found.bias, found.side) == ("center", "center")
    assert found.disagreement == 4


def test_two_raters_who_differ_are_both_shown() -> None:
    found = rated([rating("x", "lean-left"), rating("y", "left")], DAY)["a"]
    assert (found.bias, found.side) == ("left|lean-left", "left")


def test_raters_on_both_sides_of_a_border_leave_a_source_without_a_side() -> None:
    assert rated([rating("x", "center"), rating("y", "lean-right")], DAY)["a"].side is None


def test_only_the_latest_rating_of_each_rater_counts_as_of_the_day() -> None:
    told = [rating("x", "left", date(2020, 1, 1)), rating("x", "right", date(2025, 1, 1))]
    assert rated(told, DAY)["a"].bias == "right"
    assert rated(told, date(2021, 1, 1))["a"].bias == "left"
    assert rated(told, date(2019, 1, 1)) == {}


def test_an_undated_rating_counts_where_its_rater_gave_no_dated_one() -> None:
    assert rated([rating("x", "left", None)], DAY)["a"].bias == "left"
    assert rated([rating("x", "left", None), rating("x", "right")], DAY)["a"].bias == "right"


def test_one_rater_may_be_picked() -> None:
    told = [rating("x", "left"), rating("y", "right")]
    assert rated(told, DAY, "y")["a"].bias == "right"


def test_what_is_no_point_of_the_scale_is_no_rating() -> None:
    assert rated([rating("x", "satire")], DAY) == {}


def test_factuality_has_its_own_scale() -> None:
    found = rated([rating("x", "high", kind="factuality"), rating("y", "mixed", kind="factuality")], DAY)["a"]
    assert (found.bias, found.factuality) == (None, "high|mixed")


def test_sources_whose_raters_lie_apart_are_named() -> None:
    found = rated([rating("x", "left"), rating("y", "right")], DAY)
    assert disagreeing(found, ["a", "b"]) == ["a"]


def test_the_median_of_nothing_is_nothing() -> None:
    assert median([], BIAS) is None


def test_distributions_keep_the_scales_order_and_count_the_unknown() -> None:
    assert list(distribution(["right", None, "left", "left"], BIAS).items()) == [
        ("left", 2),
        ("right", 1),
        ("unknown", 1),
    ]


# Newcombe, Two-sided confidence intervals for the single proportion, Statist. Med. 17 (1998), 857-872, table I.
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_the_published_ones(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_nothing_leaves_all_open() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def covered(yes: int, no: int) -> Coverage:
    return Coverage(tuple(f"y{n}" for n in range(yes)), tuple(f"n{n}" for n in range(no)))


def test_a_side_that_is_silent_on_what_the_other_covers_is_blind() -> None:
    assert blindspots({"left": covered(6, 1), "center": covered(1, 1), "right": covered(0, 6)}, Rule()) == {"right"}


def test_shares_whose_intervals_overlap_are_no_blindspot() -> None:
    assert blindspots({"left": covered(2, 1), "right": covered(0, 3)}, Rule()) == set()


def test_a_blindspot_needs_five_rated_sources() -> None:
    assert blindspots({"left": covered(2, 0), "right": covered(0, 2)}, Rule()) == set()


def test_a_story_that_both_sides_neglect_is_no_blindspot() -> None:
    assert blindspots({"left": covered(3, 17), "right": covered(0, 20)}, Rule()) == set()


def test_all_numbers_of_the_rule_are_options() -> None:
    sides = {"left": covered(8, 12), "right": covered(0, 20)}
    assert blindspots(sides, Rule()) == set()
    assert blindspots(sides, Rule(other_share=0.3)) == {"right"}


def test_a_source_that_was_not_collected_is_not_in_the_share() -> None:
    found = coverage(["a", "b", "c"], {"a"}, {"b"})
    assert (found.covered, found.not_covered, found.not_collected, found.share) == (("a",), ("b",), ("c",), 0.5)


def test_collected_means_something_held_within_seven_days() -> None:
    first, last = date(2026, 1, 10), date(2026, 1, 12)
    assert collected([date(2026, 1, 3)], first, last)
    assert collected([date(2026, 1, 19)], first, last)
    assert not collected([date(2026, 1, 2), date(2026, 1, 20)], first, last)


def test_a_name_that_is_rare_elsewhere_tells_more_of_a_story() -> None:
    assert rarity(3, 4, 3, 1000) > rarity(4, 4, 900, 1000)
    assert rarity(0, 0, 0, 0) == 0


def test_surprise_is_dunnings_ratio() -> None:
    # The bigram "the swiss" of Dunning (1993), table 2: k(AB)=110, k(~A B)=2442, k(A ~B)=111, k(~A ~B)=29114.
    assert surprise(110, 110 + 111, 110 + 2442, 110 + 2442 + 111 + 29114) == pytest.approx(270.72, abs=0.01)


def test_names_that_avoid_each_other_are_no_partners() -> None:
    assert surprise(1, 50, 50, 100) < 0


@pytest.mark.parametrize("given", [-3, "-3"])
def test_a_number_of_rows_below_nothing_is_refused_before_the_engine_is_asked(given: object) -> None:
    with pytest.raises(UsageError, match="limit: less than nothing: -3"):
        value_of(Param("limit", "integer", "rows shown at most", default=20), given, date(2026, 1, 30))
