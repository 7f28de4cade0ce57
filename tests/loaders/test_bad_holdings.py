"""What is wrong with a holding, or looks so: loaded, or rejected with its reason, never guessed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stores

from kg.store import Store
from loaders.loading import load

SEED = {"owner": "Mara Prensa", "owner_kind": "person", "owned": "tide.example", "owned_kind": "source"}

LOADED: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("a share with its sign", {"share": "51 %"}, {"share_exact": 0.51}),
    ("a comma for the decimals", {"share": "51,0"}, {"share_exact": 0.51}),
    ("a comma and a sign", {"share": "33,34%"}, {"share_exact": 0.3334}),
    ("a full stop for the decimals", {"share": "49.999"}, {"share_exact": 0.49999}),
    ("more than a half", {"share": "> 50 %"}, {"share_exact": None, "share_min": 0.5, "share_max": 1.0}),
    ("a half at least", {"share": "≥50"}, {"share_exact": None, "share_min": 0.5, "share_max": 1.0}),
    ("less than", {"share": "<5"}, {"share_exact": None, "share_min": 0.0, "share_max": 0.05}),
    ("a range", {"share": "25-50"}, {"share_exact": None, "share_min": 0.25, "share_max": 0.5}),
    ("a range whose lower end is excluded", {"share": ">25-50"}, {"share_min": 0.25, "share_max": 0.5}),
    ("a range without its ends", {"share": "> 25 - < 50 %"}, {"share_min": 0.25, "share_max": 0.5}),
    ("a range with a dash and signs", {"share": "25 % – 50 %"}, {"share_min": 0.25, "share_max": 0.5}),
    ("nothing at all", {"share": "0"}, {"share_exact": 0.0}),
    ("all", {"share": "100"}, {"share_exact": 1.0}),
    ("no share stated", {"share": ""}, {"share_exact": None, "share_min": None, "share_max": None}),
    ("spaces alone", {"share": "   "}, {"share_exact": None, "share_min": None}),
    ("a period of one day", {"valid_from": "2020-01-01", "valid_to": "2020-01-01"}, {"share_exact": None}),
    ("control without a share", {"control": "true"}, {"control": True, "share_exact": None}),
    ("control denied", {"control": "false", "share": "60"}, {"control": False, "share_exact": 0.6}),
]

REJECTED: list[tuple[str, dict[str, str], str]] = [
    ("about a share", {"share": "≈ 30"}, "not a share: '≈ 30'"),
    ("about a share, in words", {"share": "about 30"}, "not a share: 'about 30'"),
    ("majority in a word", {"share": "majority"}, "not a share: 'majority'"),
    ("minority in a word", {"share": "minority"}, "not a share: 'minority'"),
    ("majoritaire", {"share": "majoritaire"}, "not a share: 'majoritaire'"),
    ("more than all", {"share": "120 %"}, "a share outside 0 to 100"),
    ("a little more than all", {"share": "100.1"}, "a share outside 0 to 100"),
    ("less than nothing", {"share": "-5"}, "not a share: '-5'"),
    ("a range upside down", {"share": "50-25"}, "a range upside down: '50-25'"),
    ("less than, and a range", {"share": "<25-50"}, "of a range, < stands before the higher end"),
    ("a range without anything in it", {"share": ">50-50"}, "a range that holds no share"),
    ("more than more than all", {"share": ">100"}, "a share outside 0 to 100"),
    ("less than nothing, as a bound", {"share": "<0"}, "a share outside 0 to 100"),
    ("two shares in one cell", {"share": "51|49"}, "not a share: '51|49'"),
    ("a fraction of one with a slash", {"share": "1/2"}, "not a share: '1/2'"),
    ("a question mark", {"share": "?"}, "not a share: '?'"),
    ("an amount of money", {"share": "30 €"}, "not a share: '30 €'"),
    ("a period that ends before it begins", {"valid_from": "2021-01-01", "valid_to": "2020-01-01"},
     "a period that ends before it begins"),
    ("a day that there isn't", {"valid_from": "2021-02-30"}, "valid_from"),
    ("a company that owns itself", {"owner": "tide.example"}, "an owner that owns itself"),
    ("an owner of the same name", {"owner": "Tide Group", "owned": "Tide Group"}, "an owner that owns itself"),
    ("the same name, spelled otherwise", {"owner": "Tide Group", "owned": "TIDE GROUP.", "owned_kind": ""},
     "an owner that owns itself"),
    ("no owner", {"owner": ""}, "owner"),
    ("nothing owned", {"owned": ""}, "owned"),
    ("control neither yes nor no", {"control": "maybe"}, "control"),
    ("a country in words", {"owner_country": "Spain"}, "owner_country"),
    ("evidence that is no address", {"evidence": "see the register"}, "evidence"),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path)
    yield target.open(write=True)
    target.close()


def loaded(store: Store, folder: Path, **cells: str) -> list[str]:
    """Load one holding; the reasons for which it was rejected."""
    row = {**SEED, **cells}
    table = folder / "owners.csv"
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, row)
        writer.writeheader()
        writer.writerow(row)
    rejects = folder / "rejects.jsonl"
    load(store, "owners", [str(table)], rejects=rejects)
    if not rejects.exists():
        return []
    return [json.loads(line)["reason"] for line in rejects.read_text("utf-8").splitlines()]


def held(store: Store) -> list[dict[str, Any]]:
    return store.rows(
        "MATCH (:Owner)-[h:OWNS]->() RETURN h.share_exact AS share_exact, h.share_min AS share_min, "
        "h.share_max AS share_max, h.control AS control, h.share_text AS share_text"
    )


@pytest.mark.parametrize(("what", "cells", "expected"), LOADED, ids=[case[0] for case in LOADED])
def test_it_is_loaded_as_it_stands(
    what: str, cells: dict[str, str], expected: dict[str, Any], store: Store, tmp_path: Path
) -> None:
    assert loaded(store, tmp_path, **cells) == []
    [row] = held(store)
    assert {name: row[name] for name in expected} == expected
    assert row["share_text"] == (cells.get("share", "").strip() or None)


@pytest.mark.parametrize(("what", "cells", "reason"), REJECTED, ids=[case[0] for case in REJECTED])
def test_it_is_rejected_with_its_reason(
    what: str, cells: dict[str, str], reason: str, store: Store, tmp_path: Path
) -> None:
    [told] = loaded(store, tmp_path, **cells)
    assert reason in told
    assert held(store) == []


def test_an_outlet_that_nobody_knows_is_made_and_marked(store: Store, tmp_path: Path) -> None:
    assert loaded(store, tmp_path, owned="never-heard.example", share="51") == []
    assert store.rows("MATCH (s:Source) RETURN s.id AS id, s.kind AS kind, s.listed AS listed") == [
        {"id": "never-heard.example", "kind": "unrated", "listed": False}
    ]


def test_an_owner_and_an_outlet_of_the_same_name_are_two(store: Store, tmp_path: Path) -> None:
    """The company Tide owns the outlet Tide: the one is an owner, the other a source, as their columns say."""
    assert loaded(store, tmp_path, owner="Tide", owned="tide.example", owned_name="Tide", share="100") == []
    rows = store.rows("MATCH (o:Owner)-[:OWNS]->(s:Source) RETURN o.name AS owner, s.name AS outlet, o.id AS id")
    assert rows == [{"owner": "Tide", "outlet": "Tide", "id": "tide"}]
