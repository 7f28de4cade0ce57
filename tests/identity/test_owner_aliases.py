"""One owner under several ids: what makes them one, what keeps them two, and what questions make of it."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import stores
import worlds
from stores import StoreTarget

from kg.query import Answer
from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.identity.aliases import CROWD
from loaders.identity.owner_ties import Known, Said, apart, decide
from loaders.loading import load
from loaders.reference import SHIPPED
from queries import query
from queries._ask import ask
from queries._identity import QUERY as LIST

TODAY = date(2026, 3, 31)
PAPER = "daily.example"
BOTH = "MATCH (o:Owner)-[r:SAME_AS]->(x:Owner) RETURN o.id AS a, x.id AS b, r.judgement AS said ORDER BY a, b"


@pytest.fixture
def store(store_target: StoreTarget) -> Store:
    return store_target.open(write=True)


def holding(owner: str, owned: str, source: str, share: str | None = None, **more: Any) -> dict[str, Any]:
    return {"owner": owner, "owned": owned, "share": share, "source": source, **more}


def given(store: Store, folder: Path, *batches: list[dict[str, Any]]) -> None:
    """Load each list of holdings as a file of its own."""
    for records in batches:
        path = folder / f"{abs(hash(json.dumps(records)))}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        load(store, "owners", [str(path)], rejects=folder / "rejects.jsonl")


def pairs(store: Store) -> set[tuple[str, str, str]]:
    return {(row["a"], row["b"], row["said"]) for row in store.rows(BOTH)}


def owners(store: Store, name: str = PAPER, **more: Any) -> Answer:
    return ask(store, query("owners"), {"name": name, **more}, today=TODAY)


REGISTER = [
    holding("Tide Group", PAPER, "register", "100", observed="2025-01-01"),
    holding("Ana Vidal", "Tide Group", "register", "60", owner_kind="person"),
]
WIKIDATA = [
    holding("Q77", PAPER, "Wikidata", owner_name="Tide Group", observed="2023-01-01"),
    holding("Q78", "Q77", "Wikidata", "55", owner_name="Bo Lund", owner_kind="person", observed="2020-01-01"),
]


def test_who_is_called_alike_and_holds_the_same_by_two_sources_is_one_and_its_shares_are_not_added(
    store: Store, tmp_path: Path
) -> None:
    given(store, tmp_path, REGISTER, WIKIDATA)
    assert pairs(store) == {("Q77", "tide-group", "same")}
    answer = owners(store)
    assert not any("contradiction: daily.example" in note for note in answer.notes)
    rows = [(r["owner"], r["owned"], r["direct"], r["source"], r["share_low"]) for r in answer.rows]
    assert rows == [
        ("Q77", PAPER, "100", "register", 1.0),
        ("Q77", PAPER, "not established", "Wikidata", 1.0),
        ("ana-vidal", "Q77", "60", "register", 0.6),
        ("Q78", "Q77", "55", "Wikidata", 0.55),
    ]
    assert [r["name"] for r in owners(store, "tide group", down=True).rows] == ["Tide Group"]
    assert owners(store, "tide-group").params["name"] == "Q77"


def test_of_two_sources_on_one_holding_the_policy_chooses_and_the_other_is_shown(store: Store, tmp_path: Path) -> None:
    other = [holding("Q77", PAPER, "Wikidata", "34", owner_name="Tide Group", observed="2023-01-01")]
    given(store, tmp_path, REGISTER, other)
    for prefer, share in (("newest", 1.0), ("wikidata", 0.34)):
        answer = owners(store, prefer=prefer)
        direct = [(r["direct"], r["counted"]) for r in answer.rows if r["owned"] == PAPER]
        assert direct == [("100", share == 1.0), ("34", share == 0.34)]
        assert [r["share_low"] for r in answer.rows if r["owned"] == PAPER and r["counted"]] == [share]
        assert any("2 statements of their holding differ" in note for note in answer.notes)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_loading_leaves_no_trace(
    store_target: StoreTarget, tmp_path: Path, order: tuple[int, ...]
) -> None:
    batches = [REGISTER, WIKIDATA, [holding("Tide Group Ltd", "Sun Press", "gazette", owner_kind="company")]]
    store = store_target.open(write=True)
    given(store, tmp_path, *(batches[at] for at in order))
    assert pairs(store) == {
        ("Q77", "tide-group", "same"), ("Q77", "tide-group-ltd", "unsure"), ("tide-group", "tide-group-ltd", "unsure"),
    }  # fmt: skip


def test_people_take_it_back_and_the_rules_bring_it_again(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path, REGISTER, WIKIDATA)
    assert worlds.decide(store, "tide-group", "Q77", "different") is None
    assert {r["owner"] for r in owners(store).rows if r["owned"] == PAPER} == {"Q77", "tide-group"}
    listed = ask(store, LIST, {"show": "decided"}).rows
    assert [(r["a"], r["b"], r["judgement"]) for r in listed] == [("Q77", "tide-group", "different")]
    given(store, tmp_path, [holding("Tide Group", PAPER, "gazette", "100")])
    assert len({r["owner"] for r in owners(store).rows if r["owned"] == PAPER}) == 2
    assert worlds.undo(store, "Q77", "tide-group")
    assert {r["owner"] for r in owners(store).rows if r["owned"] == PAPER} == {"Q77"}


def test_people_may_join_two_owners_that_no_rule_does(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path, [holding("Orchard Press", PAPER, "a", "40"), holding("OP Media", PAPER, "b", "40")])
    assert pairs(store) == set()
    worlds.decide(store, "orchard-press", "op-media", "same")
    assert {r["owner"] for r in owners(store).rows} == {"op-media"}
    assert owners(store).facts["stated_share"] == 0.4
    worlds.undo(store, "op-media", "orchard-press")
    assert {r["owner"] for r in owners(store).rows} == {"op-media", "orchard-press"}


def test_a_name_is_never_enough_and_countries_keep_apart(store: Store, tmp_path: Path) -> None:
    here = [holding("Prensa Libre", PAPER, "a", "60", owner_country="CR", owner_kind="company")]
    there = [holding("Q5", PAPER, "b", "60", owner_name="Prensa Libre", owner_country="GT", owner_kind="company")]
    elsewhere = [holding("Q6", "other.example", "c", owner_name="Prensa Libre")]
    given(store, tmp_path, here, there, elsewhere)
    assert pairs(store) == {("Q6", "prensa-libre", "unsure")}
    assert {r["owner"] for r in owners(store).rows} == {"prensa-libre", "Q5"}


def test_a_name_that_a_crowd_has_says_nothing_whenever_the_crowd_came(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path, REGISTER, WIKIDATA)
    assert pairs(store) == {("Q77", "tide-group", "same")}
    crowd = [holding(f"Q{1000 + n}", f"paper{n}.example", "list", owner_name="Tide Group") for n in range(CROWD)]
    given(store, tmp_path, crowd)
    assert pairs(store) == set()
    assert {r["owner"] for r in owners(store).rows if r["owned"] == PAPER} == {"Q77", "tide-group"}


def test_the_shipped_table_and_the_french_tables_make_one_graph_in_either_order(tmp_path: Path, shared: Path) -> None:
    """21 names stood there twice, and each share that both tables state was counted twice."""
    hashes = set()
    for at, inputs in enumerate(itertools.permutations((SHIPPED, str(shared / "owners_fr")))):
        (tmp_path / str(at)).mkdir()
        target = stores.embedded_target(tmp_path / str(at))
        store = target.open(write=True)
        for each in inputs:
            load(store, "owners", [each], rejects=tmp_path / "r.jsonl")
        hashes.add(graph_hash(store))
        answer = owners(store, "lemonde.fr")
        assert not any("contradiction" in note for note in answer.notes)
        shares = {r["name"]: r["share_low"] for r in answer.rows if r["share_low"]}
        assert shares["Groupe Le Monde"] == 1.0
        assert shares["NJJ"] == pytest.approx(0.38425, abs=1e-9)
        same = {row["a"] for row in store.rows(BOTH) if row["said"] == "same"}
        assert same == {"Q2567583", "Q3117473", "Q3216152", "Q3299928", "Q3403917", "Q504998"}
        target.close()
    assert len(hashes) == 1


def said(how: str, other: str, by: str, first: date | None = None, last: date | None = None) -> Said:
    return Said(how, other, other.replace("-", " "), first, last, by)


def known(id_: str, *said_: Said, name: str = "tide group", **more: Any) -> Known:
    return Known(id_, name, more.pop("plain", name), said=said_, **more)


X, Y = said("hold", "p", "x"), said("hold", "p", "y")
CASES = [
    ("two sources say that both hold one outlet", known("a", X), known("b", Y),
     "same"),
    ("two sources say that both belong to one owner", known("a", said("belong to", "o", "x")),
     known("b", said("belong to", "o", "y")), "same"),
    ("the one holds what the other belongs to", known("a", X), known("b", said("belong to", "p", "y")),
     "unsure"),
    ("one source gives both ids, and so tells two apart", known("a", X),
     known("b", X), "unsure"),
    ("neighbours of one name of several words", known("a", said("hold", "sun-press", "x")),
     known("b", Said("hold", "Q9", "sun press", None, None, "y")), "same"),
    ("father and son hold one paper one after the other",
     known("a", said("hold", "p", "x", last=date(1990, 1, 1)), kind="person"),
     known("b", said("hold", "p", "y", first=date(1990, 1, 1)), kind="person"), "unsure"),
    ("a person and a company", known("a", X, kind="person"),
     known("b", Y, kind="company"), None),
    ("the parent and its subsidiary of one name", known("a", said("hold", "b", "x"), X),
     known("b", Y), None),
    ("two items of Wikidata", known("Q1", X, registers=(("wikidata", frozenset({"Q1"})),)),
     known("Q2", Y, registers=(("wikidata", frozenset({"Q2"})),)), None),
    ("one LEI, two names", known("a", registers=(("lei", frozenset({"L1"})),)),
     known("b", name="ebb group", registers=(("lei", frozenset({"L1"})),)), "same"),
    ("an LEI, and the id that a reader makes of it", known("a", registers=(("lei", frozenset({"549300"})),)),
     known("xi-lei-549300", name="ebb group"), "same"),
    ("two numbers in one register", known("a", X, registers=(("gb-coh", frozenset({"1"})),)),
     known("b", Y, registers=(("gb-coh", frozenset({"2"})),)), None),
    ("companies of one country", known("a", kind="company", country="NO"),
     known("b", kind="company", country="NO"), "same"),
    ("persons of one country", known("a", kind="person", country="NO"),
     known("b", kind="person", country="NO"), "unsure"),
    ("two legal forms of one name", known("a", X, name="tide sa", plain="tide"),
     known("b", Y, name="tide sarl", plain="tide"), "unsure"),
    ("with its legal form and without", known("a", X, name="tide sa", plain="tide"),
     known("b", Y, name="tide", plain="tide"), "same"),
    ("the one through its companies", known("a", X),
     known("b", said("hold", "c", "y"), reached=frozenset({"p"})), "same"),
    ("whom two sources don't name", known("a", X, name="undisclosed person (unknown)"),
     known("b", Y, name="undisclosed person (unknown)"), None),
    ("whom both declare not to be there", known("a", X, name="nobody", kind="undisclosed"),
     known("b", Y, name="nobody", kind="undisclosed"), None),
    ("other names", known("a", X), known("b", Y, name="ebb"), None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_what_makes_two_ids_one_owner(case: tuple[str, Known, Known, str | None]) -> None:
    _, a, b, judgement = case
    for first, second in ((a, b), (b, a)):
        tie = decide(first, second)
        assert (tie.judgement if tie else None) == judgement
        assert apart(first, second) == apart(second, first)
