"""Companies that merged or changed their names, owners who died: what they held, as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from holding_cases import holds, node

from kg.ownership.answer import upstream
from kg.ownership.holdings import Holding
from kg.ownership.succession import Succession, carried_on, dated_name, name_on

PAPER = "p.example"
DAY = date(2019, 5, 1)


def after(how: str | None = None, old: str = "old", new: str = "new", day: date | None = DAY) -> Succession:
    return Succession(node(old), node(new), day, how)


def owners(
    day: date, *holdings: Holding, by: tuple[Succession, ...] = (), ended: dict[str, date] | None = None
) -> set[str]:
    gone = {node(name): end for name, end in (ended or {}).items()}
    held = carried_on(holdings, by, gone, day).holdings
    return {answer.owner.id for answer in upstream(node(PAPER), held, day).answers}


def test_what_a_merged_company_held_is_its_successors_from_that_day_on() -> None:
    held = (holds("old", PAPER, 0.6), holds("family", "new", 0.9), holds("heirs", "old", 0.9))
    assert owners(date(2019, 4, 30), *held, by=(after("merged"),)) == {"old", "heirs"}
    assert owners(DAY, *held, by=(after("merged"),)) == {"new", "family"}


def test_who_held_a_company_holds_it_under_its_new_name() -> None:
    held = (holds("old", PAPER, 0.6), holds("family", "old", 0.9))
    assert owners(DAY, *held, by=(after("renamed"),)) == {"new", "family"}
    assert owners(date(2019, 4, 30), *held, by=(after("renamed"),)) == {"old", "family"}


def test_shares_of_a_company_that_is_merged_are_no_shares_of_the_other() -> None:
    """Nobody states what the old shareholders got for theirs: it is not made up."""
    held = (holds("old", PAPER, 0.6), holds("family", "old", 0.9))
    assert owners(DAY, *held, by=(after("merged"),)) == {"new"}


def test_an_only_heir_has_the_whole_of_the_holding() -> None:
    done = carried_on([holds("old", PAPER, 0.6)], [after("inherited")], {}, DAY).holdings
    assert [(h.owner.id, h.share) for h in done] == [("new", (0.6, 0.6))]


def test_of_several_heirs_nobody_says_who_has_how_much() -> None:
    heirs = [after("inherited", new=name) for name in ("ana", "ben")]
    done = carried_on([holds("old", PAPER, 0.6, control=True)], heirs, {}, DAY).holdings
    assert [(h.owner.id, h.share, h.control) for h in done] == [("ana", (0.0, 0.6), None), ("ben", (0.0, 0.6), None)]


def test_an_owner_who_died_without_a_known_heir_holds_no_more_and_nobody_else_does() -> None:
    held = (holds("old", PAPER, 1.0),)
    assert owners(date(2019, 4, 30), *held, ended={"old": DAY}) == {"old"}
    assert owners(DAY, *held, ended={"old": DAY}) == set()


def test_an_undated_succession_is_not_followed() -> None:
    assert owners(DAY, holds("old", PAPER, 1.0), by=(after("merged", day=None),)) == {"old"}


def test_a_holding_that_began_later_is_the_one_that_is_stated() -> None:
    held = holds("old", PAPER, 1.0, valid_from=date(2020, 1, 1))
    assert owners(date(2021, 1, 1), held, by=(after("merged"),)) == {"old"}


def test_a_successors_own_statement_stands_instead_of_what_it_took_over() -> None:
    held = [holds("old", PAPER, 0.6), holds("new", PAPER, 0.8, valid_from=DAY)]
    done = carried_on(held, [after("merged")], {}, DAY).holdings
    assert [(h.owner.id, h.share) for h in done] == [("new", (0.8, 0.8))]


def test_successions_in_a_row_are_followed_and_a_circle_of_them_ends() -> None:
    row = (after("merged"), after("renamed", "new", "newest", date(2021, 1, 1)))
    held = holds("old", PAPER, 1.0)
    assert owners(date(2020, 1, 1), held, by=row) == {"new"}
    assert owners(date(2021, 1, 1), held, by=row) == {"newest"}
    circle = (*row, after("merged", "newest", "old", date(2022, 1, 1)))
    assert len(owners(date(2023, 1, 1), held, by=circle)) == 1


def test_without_successions_nothing_changes() -> None:
    held = (holds("old", PAPER, 1.0), holds("x", "old", 0.5))
    assert carried_on(held, [], {}, DAY).holdings == held
    assert carried_on(held, [after("merged", "nobody", "else")], {}, DAY).holdings == held


def test_a_name_is_that_of_the_day() -> None:
    names = ["Old Tide plc [1998-01-01/2011-07-01]", "Tide Group [2011-07-01/]"]
    assert [name_on(names, date(year, 7, 1)) for year in (1997, 2010, 2011)] == [None, "Old Tide plc", "Tide Group"]


@pytest.mark.parametrize("text", ["Old Tide", "[2001-01-01/]", "Tide [2011-07-01/2001-01-01]", "Tide [2011/2012]", ""])
def test_a_name_without_its_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|days|isoformat"):
        dated_name(text)
