"""Successions from a table to the answer, on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stores import StoreTarget

from kg.store import Store
from loaders.loading import load
from queries import query
from queries._ask import ask

TABLE = """\
owner,owner_name,owner_kind,owner_names,owner_ids,owner_ended,owned,owned_kind,share,relation,how,valid_from,evidence
old-tide,Old Tide plc,company,,gb-coh:01234567,,tide.example,source,80,,,2001-01-01,https://register.example/1
new-tide,New Tide,company,Tide and Sons [/2015-01-01]|New Tide [2015-01-01/],,,old-tide,,,succeeds,merged,2019-05-01,https://register.example/2
ana-prensa,Ana Prensa,person,,,2022-03-04,new-tide,,75,,,2010-01-01,https://register.example/3
"""


def filled(target: StoreTarget, folder: Path) -> Store:
    table = folder / "owners.csv"
    table.write_text(TABLE, "utf-8")
    store = target.open(write=True)
    for _ in range(2):
        done = load(store, "owners", [str(table)], rejects=folder / "rejects.jsonl")
        assert done.as_json()["rejected"] == 0
    return store


def owners(store: Store, day: str) -> list[tuple[str, float | None, bool | None]]:
    told = ask(store, query("owners"), {"name": "tide.example", "as_of": day}, today=date(2026, 1, 1))
    return [(r["name"], r["share_low"], r["control"]) for r in told.rows]


def test_a_merger_a_former_name_and_a_death(store_target: StoreTarget, tmp_path: Path) -> None:
    store = filled(store_target, tmp_path)
    assert owners(store, "2019-04-30") == [("Old Tide plc", 0.8, True)]
    assert owners(store, "2019-05-01") == [("New Tide", 0.8, True), ("Ana Prensa", 0.6, True)]
    assert owners(store, "2022-03-04") == [("New Tide", 0.8, True)]
    told = ask(store, query("owners"), {"name": "tide.example"}, today=date(2026, 1, 1))
    assert told.facts["ultimate_owners"] == [{"owner": "new-tide", "name": "New Tide", "category": None}]
    assert told.notes[-2:] == [
        "Old Tide plc was succeeded by New Tide on 2019-05-01 (merged): what is stated of the one counts as the "
        "other's",
        "Ana Prensa is no more since 2022-03-04: who holds what was theirs is not established",
    ]
    history = ask(store, query("owners"), {"name": "tide.example", "history": True}, today=date(2026, 1, 1))
    assert [(r["name"], r["owned"]) for r in history.rows] == [
        ("Ana Prensa", "new-tide"),
        ("Old Tide plc", "tide.example"),
    ]
    assert [(s["owner"], s["successor"], s["day"]) for s in history.facts["successions"]] == [
        ("old-tide", "new-tide", date(2019, 5, 1))
    ]
    down = ask(store, query("owners"), {"name": "Tide and Sons", "down": True}, today=date(2026, 1, 1))
    assert [(r["owned"], r["share_low"]) for r in down.rows] == [("tide.example", 0.8)]


def test_an_owner_has_the_name_of_the_day(store_target: StoreTarget, tmp_path: Path) -> None:
    store = filled(store_target, tmp_path)
    told = ask(store, query("owners"), {"name": "new-tide", "as_of": "2014-12-31"}, today=date(2026, 1, 1))
    assert {r["owned_name"] for r in told.rows} == {"Tide and Sons"}


def test_an_owner_keeps_what_tells_it_apart(store_target: StoreTarget, tmp_path: Path) -> None:
    store = filled(store_target, tmp_path)
    [row] = store.rows("MATCH (o:Owner {id: 'old-tide'}) RETURN o.name_key AS key, o.plain_key AS plain, "
                       "o.identifiers AS numbers")  # fmt: skip
    assert row == {"key": "old tide plc", "plain": "old tide", "numbers": ["gb-coh:01234567"]}
