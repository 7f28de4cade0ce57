"""Sources, holdings, ratings and decisions: many-valued, dated, and never lost to a later record that says less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import loading_cases as cases
import pytest
import stores

from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.loading import load
from loaders.report import Report

Load = Callable[..., Report]
BBC = {"source": "bbc.example", "name": "Broadcast House", "aliases": "BH|The House", "country": "gb", "kind": "public",
       "domains": "bh.example", "language": "en", "place": "London", "medium": "television"}  # fmt: skip


@pytest.fixture
def store(store_target: stores.StoreTarget) -> Iterator[Store]:
    """An empty store, opened for writing."""
    with store_target.open(write=True) as opened:
        yield opened


@pytest.fixture
def loaded(store: Store, tmp_path: Path) -> Load:
    """Load records of a kind, each call's from a file of their own."""
    calls = 0

    def run(what: str, *records: Mapping[str, Any]) -> Report:
        nonlocal calls
        calls += 1
        path = cases.write_lines(tmp_path / f"{calls}.jsonl", records)
        return load(store, what, [str(path)], rejects=tmp_path / "REJECTS.jsonl")

    return run


def source(store: Store, *columns: str) -> dict[str, Any]:
    """Properties of the only source."""
    (row,) = store.rows("MATCH (s:Source) RETURN " + ", ".join(f"s.{c} AS {c}" for c in columns))
    return row


def test_an_unknown_source_is_unrated_until_a_record_describes_it(store: Store, loaded: Load) -> None:
    loaded("articles", {"url": "https://www.bbc.example/1", "headline": "A bridge opens"})
    assert source(store, "id", "kind", "listed") == {"id": "bbc.example", "kind": "unrated", "listed": False}
    loaded("sources", BBC)
    assert source(store, "id", "name", "kind", "listed", "country") == {
        "id": "bbc.example", "name": "Broadcast House", "kind": "public", "listed": True, "country": "GB"
    }  # fmt: skip
    loaded("articles", {"url": "https://bh.example/2", "headline": "It is still open", "source_name": "bh"})
    assert source(store, "name", "kind", "listed") == {"name": "Broadcast House", "kind": "public", "listed": True}


NAMED = [("1", "Guest Writer - Left"), ("2", "The Harbour Mail - Opinion"), ("3", "The Harbour Mail"), ("4", "Ana Ito")]


@pytest.mark.parametrize(
    "order", [NAMED, NAMED[::-1], [NAMED[2], *NAMED[:2]]], ids=["as said", "reversed", "best first"]
)
def test_of_the_names_that_articles_give_an_outlet_it_takes_the_one_that_is_most_like_its_domain(
    order: list[tuple[str, str]], store: Store, loaded: Load
) -> None:
    for number, name in order:
        loaded("articles", {"url": f"https://theharbourmail.example/{number}", "headline": "Rain", "source_name": name})
    assert source(store, "id", "name", "name_key", "listed") == {
        "id": "theharbourmail.example", "name": "The Harbour Mail", "name_key": "the harbour mail", "listed": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("domain", "apt", "others"),
    [
        ("npr.example", "NPR Online News", ["Guest Writer", "npr.example"]),
        ("wsj.example", "Wharf Street Journal", ["Wharf Street Journal - Opinion", "Ben Stein"]),
        ("nytide.example", "North Yard Tide", ["North Yard Tide - News", "Ana Ito", "Guest Writer"]),
        ("go.example", "ABC News", ["ABC News (Online)", "Guest Writer"]),
    ],
)
def test_initials_a_word_and_the_shorter_name_are_apt(
    domain: str, apt: str, others: list[str], store: Store, loaded: Load
) -> None:
    for number, name in enumerate([*others, apt, *others]):
        loaded("articles", {"url": f"https://{domain}/{number}", "headline": "Rain", "source_name": name})
    assert source(store, "name") == {"name": apt}


def test_a_source_that_articles_only_named_is_described_by_the_record_of_its_domain(store: Store, loaded: Load) -> None:
    loaded("articles", {"source": "Broadcast House", "headline": "A bridge opens"})
    assert source(store, "id")["id"] == "broadcast-house"
    loaded("sources", BBC)
    assert source(store, "id", "domains") == {"id": "broadcast-house", "domains": ["bbc.example", "bh.example"]}
    loaded("articles", {"url": "https://www.bbc.example/2", "headline": "It is still open"})
    assert store.counts().nodes["Source"] == 1


def test_a_later_record_that_says_less_takes_nothing_away(store: Store, loaded: Load) -> None:
    loaded("sources", BBC)
    columns = ("name", "aliases", "alias_keys", "domains", "country", "language", "place", "medium", "kind")
    before = source(store, *columns)
    loaded("sources", {"source": "bbc.example"})
    assert source(store, *columns) == before
    loaded("sources", {"source": "bh.example", "aliases": ["Auntie"], "kind": "satire"})
    after = source(store, *columns)
    assert (after["aliases"], after["kind"], after["name"]) == (["BH", "The House", "Auntie"], "satire", before["name"])


@pytest.mark.parametrize("store_target", ["embedded"], indirect=True)
def test_a_source_without_a_domain_keeps_its_description_whatever_its_name_looks_like(
    store: Store, loaded: Load
) -> None:
    for name in ("Ω" * 120, "!!!", "Die Zeit?"):
        loaded("sources", {"source": name, "kind": "satire"})
        loaded("articles", {"source": name, "headline": f"Of {name}"})
    found = store.rows("MATCH (s:Source) RETURN s.kind AS kind, s.listed AS listed")
    assert found == [{"kind": "satire", "listed": True}] * 3


def test_two_holdings_for_the_same_years_are_two_edges_and_the_same_statement_again_is_not(
    store: Store, loaded: Load
) -> None:
    holding = {
        "owner": "Q1",
        "owner_name": "Ana Torres",
        "owned": "bbc.example",
        "share": "51",
        "valid_from": "2020-01-01",
    }
    register, paper = {"evidence": "https://register.example/1"}, {"evidence": "https://paper.example/1", "share": "49"}
    loaded("owners", holding | register, holding | paper)
    shares = cases.edges(store, "Owner-OWNS-Source", ("share_exact", "share_text"))
    assert [edge[2:] for edge in shares] == [(0.49, "49"), (0.51, "51")]
    once = cases.edges(store, "Owner-OWNS-Source", ("fact", "load"))
    loaded("owners", holding | paper, holding | register)
    assert cases.edges(store, "Owner-OWNS-Source", ("fact", "load")) == once


@pytest.mark.parametrize(
    ("share", "kept"),
    [("", (None, None, None)), ("25-50", (None, 0.25, 0.5)), (">50", (None, 0.5, 1.0)), ("<5", (None, 0.0, 0.05))],
)
@pytest.mark.parametrize("store_target", ["embedded"], indirect=True)
def test_shares_that_are_not_exact_are_kept_as_ranges_or_unknown(
    store: Store, loaded: Load, share: str, kept: tuple[float | None, ...]
) -> None:
    loaded("owners", {"owner": "Q1", "owned": "bbc.example", "share": share})
    ((_, _, *found),) = cases.edges(store, "Owner-OWNS-Source", ("share_exact", "share_min", "share_max"))
    assert tuple(found) == kept


def test_who_owns_whom_is_told_by_wikidata_id_domain_or_name_and_names_stand(store: Store, loaded: Load) -> None:
    loaded("sources", BBC)
    loaded("owners", {"owner": "Vallejo Holding", "owned": "Quai Presse", "share": "40"},
           {"owner": "quai-presse", "owner_name": "Quai Presse SA", "owned": "Broadcast House"},
           {"owner": "Q42", "owned": "quai presse", "share": "10"},
           {"owner": "Q42", "owner_name": "Ana Torres", "owned": "unknown.example"})  # fmt: skip
    assert cases.edges(store, "Owner-OWNS-Owner") == [("Q42", "quai-presse"), ("vallejo-holding", "quai-presse")]
    assert cases.edges(store, "Owner-OWNS-Source") == [("Q42", "unknown.example"), ("quai-presse", "bbc.example")]
    names = {row["id"]: row["name"] for row in store.rows("MATCH (o:Owner) RETURN o.id AS id, o.name AS name")}
    assert names == {"Q42": "Ana Torres", "quai-presse": "Quai Presse SA", "vallejo-holding": "Vallejo Holding"}
    loaded("owners", {"owner": "QUAI PRESSE", "owned": "third.example"})
    assert names == {row["id"]: row["name"] for row in store.rows("MATCH (o:Owner) RETURN o.id AS id, o.name AS name")}


def test_ratings_are_many_valued_and_dated(store: Store, loaded: Load) -> None:
    rating = {
        "source": "bbc.example",
        "rater": "Compass Review",
        "kind": "bias",
        "value": "Lean Left",
        "date": "2024-01-01",
    }
    loaded("ratings", rating, rating | {"value": "center", "date": "2025-01-01"}, rating | {"rater": "Lighthouse"},
           rating | {"kind": "factuality", "value": "very_high"}, rating)  # fmt: skip
    found = cases.edges(store, "Rater-RATED-Source", ("kind", "value"))
    assert [(a, *rest) for a, _, *rest in found] == [
        ("compass-review", "bias", "center"), ("compass-review", "bias", "lean-left"),
        ("compass-review", "factuality", "very-high"), ("lighthouse", "bias", "lean-left"),
    ]  # fmt: skip


def test_a_decision_about_names_that_are_not_there_is_rejected_and_the_others_are_taken(
    store: Store, loaded: Load, tmp_path: Path
) -> None:
    loaded("sources", BBC)  # which is based in London
    loaded("owners", {"owner": "Q1", "owner_name": "Ana", "owned": "bbc.example"},
           {"owner": "Q2", "owner_name": "Bo", "owned": "bbc.example"})  # fmt: skip
    decision = {"judgement": "same", "by": "me", "at": "2026-01-30"}
    report = loaded("identities", {"a": "Q1", "b": "place:london"} | decision, {"a": "Q1", "b": "Q2"} | decision,
                    {"a": "nobody", "b": "Q1"} | decision, {"a": "place:london", "b": "Q2"} | decision)  # fmt: skip
    assert (report.total("written"), report.total("rejected"), report.exit_code) == (3, 1, 10)
    assert cases.edges(store, "Owner-SAME_AS-Entity") == [("Q1", "place:london"), ("Q2", "place:london")]
    assert cases.edges(store, "Owner-ALIAS_OF-Owner") == [("Q2", "Q1")]
    reasons = [(r["line"], r["reason"]) for r in cases.rejects(tmp_path / "REJECTS.jsonl")]
    assert reasons == [(3, "nobody is no entity or owner of the graph")]


def test_all_kinds_loaded_again_are_the_same_graph(store: Store, tmp_path: Path) -> None:
    records = {
        "sources": [BBC, {"source": "The Daily"}],
        "owners": [{"owner": "Q1", "owned": "bbc.example", "share": ">50", "control": "true"}],
        "ratings": [{"source": "The Daily", "rater": "R", "kind": "bias", "value": "center"}],
        "identities": [{"a": "Q1", "b": "place:london", "judgement": "different"}],
    }
    hashes = []
    from loaders.pipeline import How

    for how in (How(), How(again=True), How(again=True, batch=1)):
        for what, some in records.items():
            path = str(cases.write_lines(tmp_path / f"{what}.jsonl", some))
            assert load(store, what, [path], how=how, rejects=tmp_path / "r").exit_code == 0
        hashes.append(graph_hash(store))
    assert len(set(hashes)) == 1
