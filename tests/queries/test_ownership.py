"""From the rows of a holdings text to the ownership engine, and what questions say of its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kg.errors import UsageError
from kg.query import Asked, Finished, Row, value_of
from queries import concentration as concentrating
from queries import owners
from queries._groups import backgrounds
from queries._holdings import read
from queries._trust import policy_of, rank

DAY = date(2026, 3, 31)
PAPER = "p.example"


def holds(owner: str, owned: str, share: float | tuple[float, float] | None, **more: Any) -> Row:
    """A row of a holdings text; ``owned`` is an outlet where its name ends in ``.example``, else an owner."""
    exact = share if isinstance(share, float) else None
    low, high = share if isinstance(share, tuple) else (None, None)
    kind = "source" if owned.endswith(".example") else "owner"
    return {
        "owner": owner, "owner_name": owner.upper(), "kind": "company", "country": "ES", "category": None,
        "owned_kind": kind, "owned": owned, "owned_name": owned.upper(), "share_exact": exact, "share_min": low,
        "share_max": high, "share_text": None, "interest": "shareholding", "states_control": None,
        "states_direct": None, "publisher": None, "valid_from": date(2010, 1, 1), "valid_to": None, "observed": None,
        "evidence": None, "load": "l-1", "fact": f"{owner}>{owned}", **more,
    }  # fmt: skip


def told(*rows: Row, name: str = PAPER, **given: Any) -> Finished:
    plain = {p.name: value_of(p, given.get(p.name, "x" if p.required else None), DAY) for p in owners.QUERY.params}
    prefer = str(plain["prefer"]).replace("-", " ").split()
    kind = "source" if name.endswith(".example") else "owner"
    params = {**plain, "prefer": prefer, "name": name, "name_kind": kind}
    return owners.who_owns(Asked(list(rows), {"below": []}, params, DAY))


def ultimates(*rows: Row, **given: Any) -> list[str]:
    return [o["owner"] for o in told(*rows, **given).facts["ultimate_owners"]]


def test_more_than_half_as_it_is_written_is_a_bound_that_is_itself_excluded() -> None:
    assert ultimates(holds("x", PAPER, (0.5, 1.0), share_text=">50")) == ["x"]
    assert ultimates(holds("x", PAPER, (0.5, 1.0), share_text=" > 50 %")) == ["x"]
    assert ultimates(holds("x", PAPER, (0.5, 0.75), share_text=">50-75")) == ["x"]
    assert ultimates(holds("x", PAPER, (0.25, 0.5), share_text=">25-50"), threshold=25) == ["x"]
    assert ultimates(holds("x", PAPER, (0.25, 0.5), share_text="25-50"), threshold=25) == []
    for text in (">=50", "50-100"):
        found = told(holds("x", PAPER, (0.5, 1.0), share_text=text))
        assert (found.rows[0]["control"], found.facts["ultimate_owners"]) == (None, [])


def test_a_holding_that_its_source_calls_indirect_is_not_counted_beside_its_chain() -> None:
    rows = [holds("x", "y", 0.8), holds("y", PAPER, 0.5), holds("x", PAPER, 0.4, states_direct=False)]
    shares = {(r["owned"], r["share_low"]) for r in told(*rows).rows if r["owner"] == "x"}
    assert shares == {("y", 0.4), (PAPER, 0.4)}


def test_who_is_no_beneficial_owner_may_control() -> None:
    assert ultimates(holds("x", PAPER, 0.6, beneficial=False)) == ["x"]


def test_an_unknown_share_is_not_established() -> None:
    found = told(holds("x", PAPER, None))
    assert {k: found.rows[0][k] for k in ("direct", "share_low", "control")} == {
        "direct": "not established", "share_low": None, "control": None,
    }  # fmt: skip
    assert found.notes == ["ultimate owner: not established"]


def test_nobody_above_is_not_established() -> None:
    assert told().notes == ["owners: not established as of this day"]


def test_a_ring_that_owns_itself_is_said_so() -> None:
    found = told(holds("a", "b", 1.0), holds("b", "a", 1.0), holds("b", PAPER, 1.0))
    assert (found.facts["self_owned_by"], found.facts["established"]) == (["a", "b"], True)
    assert found.notes[-1].startswith("self-owned: control runs in a circle, through A and B")


def test_a_ring_is_one_owner_of_what_it_holds() -> None:
    rows = [holds("a", "b", 1.0), holds("b", "a", 1.0), holds("b", PAPER, 1.0), holds("b", "q.example", 1.0)]
    known = backgrounds([PAPER, "q.example"], [], rows, DAY)
    assert [(o.id, o.name, o.country) for o in known.owners_of(PAPER)] == [("a+b", "A and B (self-owned)", "ES")]
    assert known.owners_of(PAPER) == known.owners_of("q.example")


def test_statements_that_differ_stand_side_by_side_and_the_choice_is_said() -> None:
    found = told(
        holds("x", PAPER, 0.51, observed=date(2025, 1, 1), fact="1"),
        holds("x", PAPER, 0.34, observed=date(2025, 2, 1), fact="2"),
    )
    assert [(r["direct_low"], r["counted"], r.get("share_low")) for r in found.rows] == [
        (0.51, False, None), (0.34, True, 0.34),
    ]  # fmt: skip
    assert found.notes[0].startswith("X and P.EXAMPLE: 2 statements of their holding differ; the newest counts here")


def test_the_statement_that_counts_can_be_chosen_by_its_source() -> None:
    rows = (
        holds("x", PAPER, 0.51, publisher="Registro Mercantil", observed=date(2020, 1, 1), fact="1"),
        holds("x", PAPER, 0.34, publisher="Wikidata", observed=date(2025, 2, 1), fact="2"),
    )
    assert ultimates(*rows) == []
    assert ultimates(*rows, prefer="most-trusted") == ultimates(*rows, prefer="mercantil") == ["x"]
    assert "what Registro Mercantil states counts here" in told(*rows, prefer="most-trusted").notes[0]
    with pytest.raises(UsageError, match="no source of these holdings is called 'gazette'"):
        told(*rows, prefer="gazette")


def test_registers_are_trusted_more_than_what_anybody_may_edit() -> None:
    assert rank("Registre du commerce") < rank("Le Monde diplomatique") < rank("Wikidata")
    rows = [holds("x", PAPER, 0.5, publisher=name, fact=name) for name in ("Wikidata", "ARCOM", "Companies House")]
    assert policy_of(["most", "trusted"], read(rows).holdings).sources == ("Companies House", "ARCOM", "Wikidata")


def test_without_a_publisher_the_site_that_shows_it_states_it() -> None:
    assert read([holds("x", PAPER, 0.5, evidence="https://register.example/1")]).holdings[0].source == (
        "register.example"
    )
    assert read([holds("x", PAPER, 0.5, evidence="http://[")]).holdings[0].source is None


def test_the_threshold_of_control_is_an_option() -> None:
    rows = (holds("x", PAPER, 0.3),)
    assert (ultimates(*rows), ultimates(*rows, threshold=25)) == ([], ["x"])
    assert told(*rows, threshold=25).notes[-1] == "control is taken here as more than 25 % of the votes"
    with pytest.raises(UsageError, match="no part of the votes"):
        told(*rows, threshold=100)


def test_undated_holdings_are_counted_and_marked_or_left_out() -> None:
    rows = (holds("x", PAPER, 1.0, valid_from=None),)
    assert told(*rows).rows[0]["undated"] is True
    left = told(*rows, undated=False)
    assert (left.rows, left.left_out["undated holdings"]) == ([], 1)


def test_shares_of_more_than_all_are_a_contradiction() -> None:
    assert (
        "contradiction: P.EXAMPLE is held by 200% in all" in told(holds("x", PAPER, 1.0), holds("y", PAPER, 1.0)).notes
    )


def test_an_owner_and_an_outlet_of_the_same_id_are_two() -> None:
    rows = [holds("x", PAPER, 0.9), holds(PAPER, "q.example", 1.0), holds("z", PAPER, 1.0, owned_kind="owner")]
    assert ultimates(*rows, name="q.example") == ["z"]


def test_downward_stands_all_that_an_owner_holds_with_its_effective_share() -> None:
    rows = [holds("x", "g", 0.6), holds("g", PAPER, 0.5), holds("g", "q.example", 0.8), holds("y", PAPER, 0.5)]
    found = told(*rows, name="x", down=True)
    assert [(r["owned"], r["owned_kind"], r["direct"], r["share_low"], r["control"]) for r in found.rows] == [
        ("g", "owner", "not established", 0.6, True),
        ("q.example", "source", "through others", 0.48, True),
        (PAPER, "source", "through others", 0.3, False),
    ]
    assert found.facts == {"holds": 3, "controls": 2, "outlets": 2, "outlets_controlled": 1}


def test_an_outlet_holds_nothing() -> None:
    assert told(down=True).notes == ["an outlet holds nothing"]


def test_the_history_holds_statements_of_all_days_and_shares_of_the_day_alone() -> None:
    rows = (holds("old", PAPER, 1.0, valid_to=date(2025, 4, 1)), holds("new", PAPER, 1.0, valid_from=date(2025, 4, 1)))
    found = [(r["owner"], r["counted"], r.get("share_low")) for r in told(*rows, history=True).rows]
    assert found == [("old", False, None), ("new", True, 1.0)]
    assert told(*rows).left_out["holdings of other days"] == 1


def test_the_unknown_part_of_a_concentration_is_kept_apart_and_bounded() -> None:
    outlets = [{"source": f"{n}.example", "country": "ES", "language": "es", "articles": n} for n in range(1, 5)]
    rows = [holds("a", "1.example", 1.0), holds("a", "2.example", 1.0), holds("b", "3.example", 1.0)]
    found = concentrating.how_concentrated(
        Asked(outlets, {"holdings": rows, "story_holdings": []}, {"by": "none"}, DAY)
    ).rows
    by_source, by_article = found
    assert (by_source["known"], by_source["unknown"], by_source["hhi_low"], by_source["hhi_high"]) == (3, 1, 3750, 6250)
    assert by_source["hhi"] == pytest.approx(5555.555556)
    assert (by_article["units"], by_article["unknown"], by_article["hhi"]) == (10, 4, 5000)
