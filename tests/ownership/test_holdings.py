"""Which statements are in force, and which to compute with where they differ."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files

import pytest
from holding_cases import holds, node, share
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.ownership.answer import upstream
from kg.ownership.holdings import Holding, Policy, as_of, contradictions, prefer
from kg.ownership.interests import SHARES, carried
from kg.ownership.links import Rules

PAPER = "p.example"
DAY = date(2026, 3, 31)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def test_a_holding_counts_on_its_first_day_and_no_more_on_its_last() -> None:
    sold = holds("x", PAPER, 1.0, valid_to=date(2025, 4, 1))
    assert [h for day in (date(2025, 3, 31), date(2025, 4, 1)) for h in as_of([sold], day)] == [sold]
    assert as_of([sold], date(2009, 12, 31)) == []


def test_an_undated_holding_is_marked_and_can_be_left_out() -> None:
    undated = holds("x", PAPER, 1.0, valid_from=None)
    told = upstream(node(PAPER), [undated], DAY)
    assert told.answers[0].undated
    assert not upstream(node(PAPER), [undated], DAY, Rules(undated=False)).established
    assert not holds("x", PAPER, 1.0).undated


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=8), DAYS, st.booleans())
def test_as_of_equals_filtering_by_hand(
    periods: list[tuple[date | None, date | None]], day: date, undated: bool
) -> None:
    held = [holds(f"o{n}", PAPER, 0.1, valid_from=a, valid_to=b) for n, (a, b) in enumerate(periods)]
    by_hand = []
    for holding in held:
        if holding.valid_from is None and holding.valid_to is None and not undated:
            continue
        if holding.valid_from is not None and day < holding.valid_from:
            continue
        if holding.valid_to is not None and day >= holding.valid_to:
            continue
        by_hand.append(holding)
    assert as_of(held, day, undated=undated) == by_hand
    direct = {h for a in upstream(node(PAPER), held, day, Rules(undated=undated)).answers for h in a.direct}
    assert direct == set(by_hand)


def test_a_share_outside_all_or_upside_down_is_refused() -> None:
    for wrong in (1.2, -0.05, (0.6, 0.4), (0.2, 1.1)):
        with pytest.raises(ValueError, match="a share outside 0 to 1, or a range upside down"):
            holds("x", PAPER, wrong)


OLD = holds("x", PAPER, 0.51, observed=date(2024, 1, 1), source="register", fact="1")
NEW = holds("x", PAPER, 0.34, observed=date(2025, 1, 1), source="newspaper", fact="2")
NEVER = holds("x", PAPER, 0.4, source="website", fact="3")


@pytest.mark.parametrize(
    ("policy", "chosen"),
    [
        (Policy(), NEW),
        (Policy("most-trusted", ("register", "newspaper")), OLD),
        (Policy("most-trusted", ("website",)), NEVER),
        (Policy("source", ("register",)), OLD),
        (Policy("source", ("nobody",)), NEW),
    ],
)
def test_of_sources_that_differ_the_policy_chooses_and_the_others_are_kept_beside(
    policy: Policy, chosen: Holding
) -> None:
    told = prefer([OLD, NEW, NEVER], policy)
    assert told.kept == (chosen,)
    (choice,) = told.choices
    assert (choice.kept, set(choice.others), choice.disjoint) == (chosen, {OLD, NEW, NEVER} - {chosen}, True)


def test_a_policy_without_its_sources_is_refused() -> None:
    with pytest.raises(UsageError, match="name the sources"):
        Policy("most-trusted")


def test_a_range_beside_the_exact_share_in_it_differs_but_is_not_disjoint() -> None:
    wide = holds("x", PAPER, (0.25, 0.5), observed=date(2023, 1, 1))
    assert prefer([NEW, wide]).choices[0].disjoint is False


def test_statements_of_different_times_are_no_contradiction() -> None:
    before = holds("x", PAPER, 0.51, valid_to=date(2020, 1, 1))
    after = holds("x", PAPER, 0.34, valid_from=date(2020, 1, 1))
    told = prefer([before, after])
    assert (set(told.kept), told.choices) == ({before, after}, ())
    assert contradictions([before, after]) == []


def test_contradictions_of_all_times_are_pairs_of_the_same_days() -> None:
    old = holds("x", PAPER, 0.6, valid_from=date(2000, 1, 1), valid_to=date(2005, 1, 1))
    assert contradictions([OLD, NEW, old, OLD]) == [(NEW, OLD)]


def test_control_of_one_source_and_the_share_of_another_make_one_link() -> None:
    told = upstream(node(PAPER), [holds("x", PAPER, 0.4), holds("x", PAPER, control=True)])
    assert (share(told, "x"), told.answers[0].control, told.choices) == ((0.4, 0.4), True, ())


def test_control_that_one_states_and_another_denies_is_a_choice() -> None:
    yes = holds("x", PAPER, control=True, observed=date(2024, 1, 1))
    no = holds("x", PAPER, control=False, observed=date(2025, 1, 1))
    assert prefer([yes, no]).kept == (no,)
    assert len(prefer([yes, no]).choices) == 1


@given(st.permutations([OLD, NEW, NEVER, holds("x", PAPER), holds("y", PAPER, 0.2), NEW]), st.integers(0, 400))
def test_the_order_and_repetition_of_statements_does_not_matter(several: list[Holding], shift: int) -> None:
    day = DAY + timedelta(days=shift)
    assert upstream(node(PAPER), several, day) == upstream(node(PAPER), [OLD, NEW, NEVER, holds("x", PAPER),
                                                                         holds("y", PAPER, 0.2)], day)  # fmt: skip


def test_every_interest_of_the_table_has_its_reason_and_source_and_is_known_by_its_old_spelling() -> None:
    table = list(csv.DictReader(files("kg.ownership").joinpath("interests.csv").read_text("utf-8").splitlines()))
    assert len(table) == 26
    assert all(row["source"] and row["why"] for row in table)
    for row in table:
        hyphened = "".join(f"-{c.lower()}" if c.isupper() else c for c in row["interest"])
        assert carried(hyphened) == carried(row["interest"])
    assert carried("something else") == SHARES
