"""Effective shares, control and ultimate owners as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from reports import holds

from queries._holdings import Holding, as_of, share_range
from queries._owning import Upstream, upstream

DAY = date(2026, 3, 31)
PAPER = "p.example"


def above(*holdings: Holding, day: date = DAY, root: tuple[str, str] = ("source", PAPER)) -> Upstream:
    return upstream(root, as_of(holdings, day)[0])


def share(told: Upstream, owner: str) -> tuple[float | None, float | None]:
    return told.stakes[owner].share_low, told.stakes[owner].share_high


def ultimates(told: Upstream) -> list[str]:
    return [o.id for o in told.ultimates]


def test_effective_shares_are_products_along_a_chain() -> None:
    told = above(holds("ana", "holding", 0.72), holds("holding", "group", 0.68), holds("group", PAPER, 1.0))
    assert share(told, "ana") == (0.4896, 0.4896)
    assert told.stakes["ana"].depth == 3


def test_and_sums_over_several_chains() -> None:
    told = above(holds("h", "a", 0.68), holds("h", "b", 0.6), holds("a", PAPER, 0.55), holds("b", PAPER, 0.2))
    assert share(told, "h") == pytest.approx((0.494, 0.494))
    assert len(told.stakes["h"].paths) == 2


def test_circular_holdings_are_solved_not_cut() -> None:
    told = above(holds("armand", "delta", 0.55), holds("quai", "delta", 0.3), holds("delta", "quai", 0.4),
                 holds("delta", PAPER, 1.0))  # fmt: skip
    assert share(told, "armand") == pytest.approx((0.625, 0.625))
    assert ultimates(told) == ["armand"]


def test_mutual_holdings_at_a_hundred_per_cent_end_and_are_controlled_by_nobody_outside() -> None:
    told = above(holds("a", "b", 1.0), holds("b", "a", 1.0), holds("b", PAPER, 1.0))
    assert share(told, "a") == (1.0, 1.0)
    assert (ultimates(told), told.circular) == ([], True)


def test_an_owner_of_itself_ends() -> None:
    assert ultimates(above(holds("a", "a", 0.2), holds("a", PAPER, 0.9))) == ["a"]


def test_ranges_are_carried_as_ranges() -> None:
    told = above(holds("fund", "group", (0.25, 0.5)), holds("group", PAPER, (0.5, 1.0)))
    assert share(told, "fund") == (0.125, 0.5)


def test_an_unknown_share_is_not_established() -> None:
    told = above(holds("x", PAPER, None))
    assert share(told, "x") == (None, None)
    assert told.stakes["x"].control is None
    assert ultimates(told) == []


def test_a_stated_control_needs_no_share() -> None:
    told = above(holds("x", PAPER, None, control=True))
    assert (share(told, "x"), ultimates(told)) == ((None, None), ["x"])


def test_an_unknown_share_leaves_the_high_end_of_a_known_one_open() -> None:
    told = above(holds("x", PAPER, 0.3), holds("x", "y", None), holds("y", PAPER, 0.4))
    assert share(told, "x") == pytest.approx((0.3, 0.7))


def test_control_is_a_majority_held_together_with_what_is_controlled() -> None:
    told = above(holds("x", "a", 0.6), holds("x", "b", 0.6), holds("a", PAPER, 0.3), holds("b", PAPER, 0.3))
    assert told.stakes["x"].control is True
    assert share(told, "x") == pytest.approx((0.36, 0.36))


def test_exactly_half_is_no_control_but_more_than_half_as_stated_is() -> None:
    assert above(holds("x", PAPER, 0.5), holds("y", PAPER, 0.5)).stakes["x"].control is False
    assert ultimates(above(holds("x", PAPER, (0.5, 1.0), text=">50"))) == ["x"]
    assert above(holds("x", PAPER, (0.5, 1.0), text="50-100")).stakes["x"].control is None


def test_a_source_that_denies_control_is_heard() -> None:
    assert above(holds("x", PAPER, 0.6, control=False)).stakes["x"].control is False


def test_a_minority_owner_of_a_controlling_company_is_no_ultimate_owner() -> None:
    told = above(holds("ana", "g", 0.8), holds("bea", "g", 0.2), holds("g", PAPER, 0.9))
    assert ultimates(told) == ["ana"]
    assert told.stakes["bea"].control is False


def test_a_holding_counts_on_its_first_day_and_no_more_on_its_last() -> None:
    old = holds("old", PAPER, 1.0, valid_to=date(2025, 4, 1))
    new = holds("new", PAPER, 1.0, valid_from=date(2025, 4, 1))
    assert ultimates(above(old, new, day=date(2025, 3, 31))) == ["old"]
    assert ultimates(above(old, new, day=date(2025, 4, 1))) == ["new"]
    assert ultimates(above(old, new, day=date(2009, 1, 1))) == []


def test_of_two_statements_on_the_same_holding_the_newest_observed_counts_and_it_is_said() -> None:
    told, notes = as_of(
        [
            holds("x", PAPER, 0.51, observed=date(2025, 1, 1), fact="1"),
            holds("x", PAPER, 0.34, observed=date(2025, 2, 1), fact="2"),
        ],
        DAY,
    )
    assert [h.low for h in told] == [0.34]
    assert "2 statements" in notes[0]


def test_shares_of_more_than_all_are_a_contradiction() -> None:
    _, notes = as_of([holds("x", PAPER, 1.0), holds("y", PAPER, 1.0)], DAY)
    assert notes == ["contradiction: P.EXAMPLE is held by 200% in all"]


def test_an_undated_holding_is_marked() -> None:
    assert holds("x", PAPER, 1.0, valid_from=None).undated
    assert not holds("x", PAPER, 1.0).undated


def test_an_owner_and_an_outlet_of_the_same_id_are_two() -> None:
    told = above(holds("x", PAPER, 0.9), holds(PAPER, "q.example", 1.0), root=("source", "q.example"))
    assert set(told.stakes) == {PAPER}


def test_a_chain_at_a_hundred_per_cent_is_transparent() -> None:
    chain = [holds(f"o{n}", f"o{n - 1}" if n else PAPER, 1.0) for n in range(12)]
    told = above(*chain)
    assert share(told, "o11") == (1.0, 1.0)
    assert ultimates(told) == ["o11"]


def test_nobody_above_is_nobody() -> None:
    assert (above().stakes, ultimates(above())) == ({}, [])


def test_open_ends_of_a_range_are_nothing_and_all() -> None:
    assert share_range(None, None, 0.05) == (0.0, 0.05)
