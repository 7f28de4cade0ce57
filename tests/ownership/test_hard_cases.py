"""Cases that every owner of a newspaper's archive will meet, each with why it is answered as it is."""

from __future__ import annotations

from datetime import date

import pytest
from holding_cases import holds, in_control, node, of, share, ultimates

from kg.ownership.answer import Upstream, upstream
from kg.ownership.concentration import Unit, concentration
from kg.ownership.holdings import Holding, Policy
from kg.ownership.links import Concert, Rules
from kg.ownership.ultimate import Ultimate

PAPER = "p.example"
DAY = date(2026, 3, 31)


def above(*holdings: Holding, day: date = DAY, rules: Rules | None = None) -> Upstream:
    return upstream(node(PAPER), holdings, day, rules)


def test_mutual_cross_holdings() -> None:
    """A has 40 % of B and B 30 % of A. Neither is a majority, so the family that has 60 % of A controls both A and,
    where A has the paper, the paper. Of the paper's money the family gets 0.6 / (1 - 0.12): more than its 60 %, as what
    A's own stake in itself (through B) earns is again its owners'."""
    told = above(holds("a", "b", 0.4), holds("b", "a", 0.3), holds("family", "a", 0.6), holds("a", PAPER, 1.0),
                 holds("fund", "b", 0.6))  # fmt: skip
    assert ultimates(told) == ["family"]
    assert share(told, "family") == pytest.approx((0.6 / 0.88,) * 2, abs=1e-9)
    assert share(told, "a") == (1.0, 1.0)
    assert share(told, "fund")[0] == pytest.approx(0.6 * 0.3 / 0.88, abs=1e-9)


def test_a_pyramid() -> None:
    """Four storeys of 51 %: control of the whole with 6.8 % of the money. Both are shown: two different facts."""
    told = above(holds("top", "a", 0.51), holds("a", "b", 0.51), holds("b", "c", 0.51), holds("c", PAPER, 0.51))
    assert ultimates(told) == ["top"]
    assert share(told, "top")[0] == pytest.approx(0.51**4, abs=1e-9)


def test_dual_class_votes() -> None:
    """A family with a tenth of the capital in shares of ten votes: votes decide who controls, capital who earns."""
    told = above(
        holds("family", "group", 0.1, interest="shareholding"), holds("family", "group", 0.53, interest="votingRights"),
        holds("public", "group", 0.9, interest="shareholding"), holds("public", "group", 0.47, interest="votingRights"),
        holds("group", PAPER, 1.0),
    )  # fmt: skip
    assert ultimates(told) == ["family"]
    assert (share(told, "family")[0], share(told, "public")[0]) == (0.1, 0.9)


def test_a_joint_venture_of_two_halves() -> None:
    """Half is not more than half: nobody controls, and that is said, not made up. With a shareholders' agreement, which
    IFRS 11 asks for as well, both control together."""
    halves = [holds("x", PAPER, 0.5), holds("y", PAPER, 0.5)]
    assert above(*halves).ultimate == Ultimate()
    assert {a.control for a in above(*halves).answers} == {False}
    agreed = Rules(concerts=(Concert(frozenset({node("x"), node("y")})),))
    assert above(*halves, rules=agreed).ultimate == Ultimate((node("x"), node("y")), joint=True)


def test_a_joint_venture_whose_parties_declare_a_concert() -> None:
    """Both state that they act in concert (the interest actingInConcert): from that day on they control the paper
    together. A third holder who signed nothing does not, and with a single party there is no concert."""
    halves = [
        holds("x", PAPER, 0.4, interest="acting-in-concert", valid_from=date(2020, 1, 1)),
        holds("y", PAPER, 0.4, interest="actingInConcert", valid_from=date(2022, 1, 1)),
        holds("z", PAPER, 0.2),
    ]
    told = above(*halves)
    assert told.ultimate == Ultimate((node("x"), node("y")), joint=True)
    assert {a.owner.id: a.control for a in told.answers} == {"x": True, "y": True, "z": False}
    assert share(told, "x") == (0.4, 0.4)
    assert above(*halves, day=date(2021, 1, 1)).ultimate == Ultimate()


def test_a_newspaper_that_a_foundation_owns() -> None:
    """A foundation has no shareholders: it is the end of the chain. Nothing above it is recorded, and it is said so."""
    told = above(holds("foundation", "publisher", 1.0), holds("publisher", PAPER, 1.0))
    assert ultimates(told) == ["foundation"]
    assert of(told, "foundation").above == "not established"


def test_a_foundation_whose_board_a_family_appoints() -> None:
    """Who appoints the board controls, without any share of the money (BODS appointmentOfBoard)."""
    told = above(holds("foundation", PAPER, 1.0), holds("family", "foundation", interest="appointmentOfBoard"))
    assert ultimates(told) == ["family"]
    assert (of(told, "family").share_low, of(told, "family").known) == (0.0, False)


def test_a_state_broadcaster() -> None:
    """Control by law (BODS controlByLegalFramework) where no share exists that anybody could hold."""
    told = above(holds("state", "broadcaster", interest="controlByLegalFramework"), holds("broadcaster", PAPER, 1.0))
    assert ultimates(told) == ["state"]
    how = of(told, "state").how
    assert how is not None
    assert how.kind == "stated"


def test_a_golden_share() -> None:
    """The state sold its majority and kept a share with a veto: its source calls that control, so both control. Which
    of them decides isn't the graph's to say."""
    told = above(holds("fund", PAPER, 1.0), holds("state", PAPER, 0.0, interest="goldenShare"))
    assert ultimates(told) == ["fund", "state"]
    assert share(told, "state") == (0.0, 0.0)


def test_a_cooperative_owned_by_its_staff() -> None:
    """Three hundred members with a vote each: nobody controls the cooperative, which is the ultimate owner itself."""
    members = [holds(f"member-{n}", "cooperative", 1 / 300) for n in range(300)]
    told = above(holds("cooperative", PAPER, 1.0), *members)
    assert ultimates(told) == ["cooperative"]
    assert of(told, "cooperative").above == "nobody in control"
    assert sum(a.share_low for a in told.answers if a.depth == 2) == pytest.approx(1.0)


def test_staff_who_act_together_through_their_company() -> None:
    told = above(holds("staff-company", PAPER, 0.6), holds("investor", PAPER, 0.4))
    assert ultimates(told) == ["staff-company"]


def test_a_trust() -> None:
    """The trustees vote the shares; the beneficiaries get the money and don't decide; the settlor has handed over."""
    told = above(
        holds("trust", PAPER, 1.0), holds("trustee", "trust", interest="trustee"),
        holds("settlor", "trust", interest="settlor"),
        holds("heirs", "trust", 1.0, interest="beneficiaryOfLegalArrangement"),
    )  # fmt: skip
    assert ultimates(told) == ["trustee"]
    assert (share(told, "heirs"), of(told, "heirs").control) == ((1.0, 1.0), None)
    assert [role.owner.id for role in told.roles] == ["settlor"]


def test_a_listed_company_with_free_float() -> None:
    """28 % beside a scattered public is often enough to have one's way, but no source says so here: the company counts
    as controlled by nobody. With the lower threshold of registers of beneficial owners the holder is found."""
    held = [holds("family", "listed", 0.28), holds("index-fund", "listed", 0.06), holds("listed", PAPER, 1.0)]
    told = above(*held)
    assert (ultimates(told), of(told, "listed").above) == (["listed"], "nobody in control")
    assert share(told, "family") == (0.28, 0.28)
    assert ultimates(above(*held, rules=Rules(threshold=0.25))) == ["family"]


def test_a_company_that_was_delisted() -> None:
    """Until the squeeze-out the public had 30 %; from that day on the buyer has all: two statements."""
    public = holds("public", "group", 0.3, valid_to=date(2021, 6, 1))
    buyer = [holds("buyer", "group", 0.7, valid_to=date(2021, 6, 1)),
             holds("buyer", "group", 1.0, valid_from=date(2021, 6, 1))]  # fmt: skip
    before, after = (
        above(public, *buyer, holds("group", PAPER, 1.0), day=d) for d in (date(2021, 5, 31), date(2021, 6, 1))
    )
    assert (share(before, "buyer"), share(before, "public")) == ((0.7, 0.7), (0.3, 0.3))
    assert share(after, "buyer") == (1.0, 1.0)
    assert "public" not in {a.owner.id for a in after.answers}


def test_a_newspaper_sold_in_the_middle_of_a_year() -> None:
    """The day of the sale is the buyer's first and no longer the seller's: no day has two owners, none has no owner."""
    sold = [
        holds("seller", PAPER, 1.0, valid_to=date(2025, 7, 1)),
        holds("buyer", PAPER, 1.0, valid_from=date(2025, 7, 1)),
    ]
    assert ultimates(above(*sold, day=date(2025, 6, 30))) == ["seller"]
    told = above(*sold, day=date(2025, 7, 1))
    assert (ultimates(told), told.overfull) == (["buyer"], ())


def test_two_sources_that_disagree() -> None:
    """The register of 2024 says 51 %, a newspaper of 2025 says 34 %. The newest is computed with, and both are shown;
    with the register preferred, control changes hands: so the answer must say that a choice was made."""
    register = holds("x", PAPER, 0.51, observed=date(2024, 5, 1), source="register")
    report = holds("x", PAPER, 0.34, observed=date(2025, 2, 1), source="newspaper")
    newest = above(register, report)
    assert (in_control(newest), newest.choices[0].kept, newest.choices[0].others) == (set(), report, (register,))
    trusted = above(register, report, rules=Rules(policy=Policy("source", ("register",))))
    assert (in_control(trusted), trusted.choices[0].kept) == ({"x"}, register)


def test_two_sources_that_name_different_owners_of_all() -> None:
    """Neither is dropped or halved: both keep what their source says, the contradiction is reported, both control."""
    told = above(holds("x", PAPER, 1.0, source="a"), holds("y", PAPER, 1.0, source="b"))
    assert ultimates(told) == ["x", "y"]
    assert [(o.owned.id, o.measure, o.total) for o in told.overfull] == [(PAPER, "money", 2.0)]


def test_a_nominee() -> None:
    """A nominee holds for somebody: the nominator has the share and the votes, the nominee is named as what it is."""
    told = above(holds("bank", PAPER, 0.8, interest="nominee"), holds("ana", PAPER, 0.8, interest="nominator"))
    assert (ultimates(told), [role.owner.id for role in told.roles]) == (["ana"], ["bank"])


def test_concentration_keeps_what_is_not_known_apart_and_bounds_it() -> None:
    """Six outlets: three of one owner, one of another, two not established. HHI is least if those two have owners of
    their own, (50² + 16.7² + 2 × 16.7²), most if both are the largest owner's (83.3² + 16.7²)."""
    told = concentration([Unit(1, ("a",))] * 3 + [Unit(1, ("b",))] + [Unit(1)] * 2, "sources")
    assert told is not None
    assert told.unknown == pytest.approx(1 / 3)
    assert told.hhi == pytest.approx((3333.3333, 7222.2222), abs=1e-3)
    assert told.cr4 == (1.0, 1.0)
    assert (told.basis, told.shares[0]) == ("sources", ("a", 0.5))


def test_concentration_of_joint_owners_and_by_articles() -> None:
    told = concentration([Unit(30, ("a", "b")), Unit(10, ("a",))], "articles")
    assert told is not None
    assert dict(told.shares) == {"a": 0.625, "b": 0.375}
    assert concentration([], "articles") is None
    with pytest.raises(ValueError, match="negative"):
        concentration([Unit(-1)], "articles")
