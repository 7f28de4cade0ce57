"""Control and ultimate owners: majorities, blocks, statements, concerts, rings."""

from __future__ import annotations

from typing import Any

from holding_cases import holds, in_control, node, of, ultimates
from hypothesis import given, settings
from hypothesis import strategies as st
from test_effective_shares import NAMES, worlds

from kg.ownership.answer import Upstream, downstream, upstream
from kg.ownership.holdings import Holding
from kg.ownership.links import Concert, Register, Rules
from kg.ownership.ultimate import Ultimate, ultimate_owners

PAPER = "p.example"


def above(*holdings: Holding, outlet: str = PAPER, **rules: Any) -> Upstream:
    return upstream(node(outlet), holdings, rules=Rules(**rules))


def concert(*names: str, over: str | None = None) -> Concert:
    return Concert(frozenset(map(node, names)), node(over) if over else None)


def test_a_chain_of_majorities_is_control_however_small_the_effective_share() -> None:
    told = above(holds("x", "a", 0.6), holds("a", "b", 0.6), holds("b", PAPER, 0.6))
    assert ultimates(told) == ["x"]
    assert of(told, "x").share_low == 0.216
    how = of(told, "x").how
    assert how is not None
    assert (how.kind, [step.owned.id for step in how.steps]) == ("majority", ["a", "b", PAPER])


def test_what_an_owner_and_its_companies_hold_together_is_one_block() -> None:
    told = above(holds("x", "a", 0.6), holds("x", PAPER, 0.25), holds("a", PAPER, 0.3))
    how = of(told, "x").how
    assert how is not None
    assert (how.kind, how.steps[-1].votes) == ("block", 0.55)
    assert of(told, "a").control is False


def test_exactly_half_is_no_control_but_more_than_half_as_stated_is() -> None:
    assert in_control(above(holds("x", PAPER, 0.5), holds("y", PAPER, 0.5))) == set()
    assert in_control(above(holds("x", PAPER, (0.5, 1.0), above=True))) == {"x"}
    assert of(above(holds("x", PAPER, (0.5, 1.0))), "x").control is None


def test_fractions_that_make_half_in_binary_are_half() -> None:
    told = above(holds("x", "a", 1.0), holds("x", PAPER, 0.2), holds("a", PAPER, 0.1 + 0.2))
    assert in_control(told) == set()


def test_a_threshold_of_a_quarter_finds_beneficial_owners() -> None:
    told = above(holds("x", PAPER, 0.3), holds("y", PAPER, 0.26), holds("z", PAPER, 0.25), threshold=0.25)
    assert in_control(told) == {"x", "y"}
    assert ultimates(told) == ["x", "y"]


def test_an_unknown_share_leaves_control_open() -> None:
    told = above(holds("x", PAPER))
    assert (of(told, "x").control, of(told, "x").known, ultimates(told)) == (None, False, [])


def test_an_unknown_share_beside_a_majority_is_no_control() -> None:
    told = above(holds("x", PAPER), holds("y", PAPER, 0.5, above=True), holds("z", PAPER, 0.1))
    assert (of(told, "x").control, of(told, "y").control) == (False, True)


def test_stated_control_needs_no_share() -> None:
    told = above(holds("x", PAPER, control=True))
    how = of(told, "x").how
    assert how is not None
    assert (ultimates(told), how.kind) == (["x"], "stated")
    assert of(told, "x").known is False


def test_denied_control_is_heard() -> None:
    assert in_control(above(holds("x", PAPER, 0.6, control=False))) == set()


def test_interests_of_the_standard_say_whether_they_are_control() -> None:
    for interest in (
        "appointmentOfBoard",
        "appointment-of-board",
        "otherInfluenceOrControl",
        "trustee",
        "golden share",
    ):
        assert ultimates(above(holds("x", PAPER, interest=interest))) == ["x"]
    for interest in ("settlor", "beneficiaryOfLegalArrangement", "nominee", "boardMember", "seniorManagingOfficial"):
        assert ultimates(above(holds("x", PAPER, interest=interest))) == []


def test_the_right_to_appoint_few_of_a_board_is_no_control() -> None:
    assert in_control(above(holds("x", PAPER, (0.0, 0.25), interest="appointmentOfBoard"))) == set()
    assert in_control(above(holds("x", PAPER, (0.5, 0.75), interest="appointmentOfBoard"))) == {"x"}


def test_a_board_seat_is_no_holding_but_is_told() -> None:
    told = above(holds("x", PAPER, interest="boardMember"), holds("y", PAPER, 1.0))
    assert [a.owner.id for a in told.answers] == ["y"]
    assert [role.owner.id for role in told.roles] == ["x"]


def test_votes_count_for_control_and_money_for_the_share() -> None:
    told = above(holds("x", PAPER, 0.13), holds("x", PAPER, 0.51, interest="votingRights"), holds("y", PAPER, 0.87),
                 holds("y", PAPER, 0.49, interest="votingRights"))  # fmt: skip
    assert ultimates(told) == ["x"]
    assert (of(told, "x").share_low, of(told, "y").share_low) == (0.13, 0.87)


def test_votes_alone_say_nothing_of_money() -> None:
    told = above(holds("x", PAPER, 0.8, basis="voting"))
    assert (of(told, "x").share_low, of(told, "x").share_high, of(told, "x").known) == (0.0, 1.0, False)
    assert ultimates(told) == ["x"]


def test_concert_parties_control_together_what_none_controls_alone() -> None:
    held = [holds("x", PAPER, 0.3), holds("y", PAPER, 0.25), holds("z", PAPER, 0.45), holds("w", "x", 0.8)]
    told = above(*held, concerts=(concert("x", "y"),))
    assert told.ultimate == Ultimate((node("w"), node("y")), joint=True)
    assert {a.owner.id: (a.control, a.ultimate) for a in told.answers} == {
        "x": (True, False), "y": (True, True), "z": (False, False), "w": (True, True),
    }  # fmt: skip
    how = of(told, "y").how
    assert how is not None
    assert (how.kind, how.with_) == ("joint", (node("x"),))
    assert ultimates(above(*held)) == []


def test_a_concert_over_one_company_is_none_over_another() -> None:
    held = [holds("x", "a", 0.3), holds("y", "a", 0.3), holds("x", PAPER, 0.3), holds("y", PAPER, 0.3)]
    assert ultimates(above(*held, concerts=(concert("x", "y", over="a"),))) == []
    assert ultimates(above(*held, concerts=(concert("x", "y", over="a"),), outlet="a")) == ["x", "y"]
    assert ultimates(above(*held, concerts=(concert("x", "y"),))) == ["x", "y"]


def test_a_party_that_controls_alone_shares_nothing_with_its_concert() -> None:
    told = above(holds("x", PAPER, 0.6), holds("y", PAPER, 0.1), concerts=(concert("x", "y"),))
    assert told.ultimate == Ultimate((node("x"),))


def test_a_ring_that_nobody_outside_controls_is_self_owned() -> None:
    told = above(holds("a", "b", 0.6), holds("b", "a", 0.6), holds("b", PAPER, 1.0), holds("x", "a", 0.4))
    assert told.ultimate == Ultimate((), (node("a"), node("b")))
    assert [a.owner.id for a in told.answers if a.ultimate] == []
    assert of(told, "a").above == "in a ring"
    assert of(told, "x").share_low == 0.375  # 0.6 * 0.4 / (1 - 0.36): x draws money and commands nothing


def test_a_ring_that_somebody_outside_controls_is_not_self_owned() -> None:
    told = above(holds("a", "b", 0.6), holds("b", "a", 0.3), holds("x", "a", 0.6), holds("b", PAPER, 1.0))
    assert told.ultimate == Ultimate((node("x"),))


def test_a_company_whose_subsidiaries_hold_most_of_it_is_self_owned() -> None:
    told = above(holds("x", "a", 0.6), holds("x", "b", 0.6), holds("a", "x", 0.3), holds("b", "x", 0.3),
                 holds("x", PAPER, 1.0))  # fmt: skip
    assert told.ultimate == Ultimate((), (node("x"),))


def test_two_that_control_each_other_only_through_blocks_are_a_ring() -> None:
    told = above(
        holds("x", "a", 0.6), holds("x", "b", 0.6), holds("a", "y", 0.3), holds("b", "y", 0.3),
        holds("y", "c", 0.6), holds("y", "d", 0.6), holds("c", "x", 0.3), holds("d", "x", 0.3), holds("x", PAPER, 1.0),
    )  # fmt: skip
    assert told.ultimate == Ultimate((), (node("x"), node("y")))


def test_what_is_known_above_an_owner_is_said() -> None:
    told = above(
        holds("g", PAPER, 1.0), holds("x", "g", 0.6), holds("y", "g", 0.4), holds("m", "x"), holds("n", "y", 0.2)
    )
    assert {a.owner.id: a.above for a in told.answers} == {
        "g": "controlled", "x": "may be controlled", "y": "nobody in control", "m": "not established",
        "n": "not established",
    }  # fmt: skip


def test_nobody_above_is_not_established() -> None:
    told = above()
    assert (told.established, told.answers, told.ultimate) == (False, (), Ultimate())


def test_downstream_tells_what_an_owner_controls_and_what_it_only_holds() -> None:
    world = [holds("x", "a", 0.6), holds("a", PAPER, 0.6), holds("a", "q.example", 0.2), holds("w", "x", 0.9)]
    told = {a.owned.id: (a.control, a.ultimate, a.depth) for a in downstream(node("x"), world)}
    assert told == {"a": (True, False, 1), PAPER: (True, False, 2), "q.example": (False, False, 2)}
    assert {a.ultimate for a in downstream(node("w"), world) if a.control} == {True}


def naive(world: list[Holding], top: str, threshold: float) -> set[str]:
    """What ``top`` controls, round by round over all holdings."""
    group = {top}
    while True:
        votes: dict[str, float] = {}
        for holding in set(world):
            if holding.owner.id in group:
                votes[holding.owned.id] = votes.get(holding.owned.id, 0.0) + (holding.share or (0.0, 1.0))[0]
        new = {owned for owned, cast in votes.items() if cast > threshold + 1e-9} - group
        if not new:
            self_held = sum((h.share or (0.0, 1.0))[0] for h in set(world) if h.owner.id in group and h.owned.id == top)
            return (group - {top}) | ({top} if self_held > threshold + 1e-9 else set())
        group |= new


@settings(max_examples=150, deadline=None)
@given(worlds(), st.sampled_from([0.5, 0.25, 0.1]))
def test_ultimate_owners_are_those_in_control_whom_nobody_controls(world: list[Holding], threshold: float) -> None:
    reach = {name: naive(world, name, threshold) for name in NAMES}
    found = ultimate_owners(Register(world).whole(), Rules(threshold=threshold))
    for name in NAMES:
        rulers = {o for o in NAMES if name in reach[o]}
        ends = {o for o in rulers if not any(o in reach[other] and other not in reach[o] for other in NAMES)}
        in_rings = {o for o in ends if o in reach[o] or any(o in reach[p] for p in ends if p != o)}
        told = found.get(node(name), Ultimate())
        assert {n.id for n in told.owners} == ends - in_rings
        assert {n.id for n in told.ring} == (in_rings if ends == in_rings else set())


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from([0.5, 0.25]))
def test_control_of_each_owner_is_its_closure_of_majorities(world: list[Holding], threshold: float) -> None:
    told = upstream(node(PAPER), world, rules=Rules(threshold=threshold))
    for answer in told.answers:
        assert (answer.control is True) == (PAPER in naive(world, answer.owner.id, threshold))
        assert (answer.how is None) == (answer.control is not True)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_control_that_is_sure_stays_so_whatever_the_ranges_turn_out_to_be(
    world: list[Holding], data: st.DataObject
) -> None:
    left = dict.fromkeys(NAMES, 1.0)
    for holding in world:
        left[holding.owned.id] -= (holding.share or (0.0, 1.0))[0]
    chosen = []
    for holding in world:
        low, high = holding.share or (0.0, 1.0)
        more = data.draw(st.sampled_from([0.0, 0.5, 1.0])) * max(0.0, min(high - low, left[holding.owned.id]))
        left[holding.owned.id] -= more
        chosen.append(holds(holding.owner.id, holding.owned.id, min(1.0, low + more)))
    open_, known = above(*world), above(*chosen)
    decided = {a.owner.id: a.control for a in known.answers}
    for answer in open_.answers:
        if answer.control is not None:
            assert answer.control == decided[answer.owner.id]
