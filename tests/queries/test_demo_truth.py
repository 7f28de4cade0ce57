"""Given the demo corpus with its true stories and families, questions answer what is written down by hand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date
from typing import Any

import demo_world
import pytest
import stores
from demo_world import EXPECTED

from kg.query import Answer, Query
from kg.store import Store
from queries import queries, query
from queries._ask import ask

TODAY = date(2026, 3, 31)
STORIES = sorted(EXPECTED["stories"])


@pytest.fixture(scope="module")
def server(neo4j_server: stores.Server) -> Iterator[Store]:
    target = stores.server_target(neo4j_server)
    store = target.open(write=True)
    store.write(demo_world.build())
    yield store
    target.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("demo"))
    store = target.open(write=True)
    store.write(demo_world.build())
    yield store
    target.close()


def asked(demo: Store, question: str, **given: Any) -> Answer:
    return ask(demo, query(question), given, today=TODAY)


def urls(answer: Answer, status: str, group: str = "all") -> list[str]:
    return sorted(r["url"] for r in answer.rows if r["status"] == status and r["group"] == group)


@pytest.mark.parametrize("story", STORIES)
def test_who_was_first(demo: Store, story: str) -> None:
    told, expected = asked(demo, "first", story=story), EXPECTED["first"][story]
    assert urls(told, "first") == sorted(expected["first"])
    assert urls(told, "possibly first") == sorted(expected["possibly_first"])
    assert urls(told, "excluded") == sorted(e["url"] for e in expected["excluded"])
    assert told.facts["next_independent_minutes"] == expected["next_independent_minutes"]
    for row in (r for r in told.rows if r["status"] == "excluded"):
        assert any(e["reason"].startswith(row["reason"]) for e in expected["excluded"] if e["url"] == row["url"])


@pytest.mark.parametrize("story", STORIES)
def test_who_was_first_in_each_country(demo: Store, story: str) -> None:
    told, expected = asked(demo, "first", story=story, by="country"), EXPECTED["first"][story]
    for country, first in expected["by_country"].items():
        assert urls(told, "first", country) == sorted(first), country
    for country, possibly in expected.get("by_country_possibly_first", {}).items():
        assert urls(told, "possibly first", country) == sorted(possibly), country


@pytest.mark.parametrize("story", STORIES)
def test_who_covered_it_by_side(demo: Store, story: str) -> None:
    told, expected = asked(demo, "gaps", story=story), EXPECTED["gaps"][story]
    rows = {r["group"]: r for r in told.rows}
    for side in expected["by_side"]:
        row = rows[side["group"]]
        assert {k: row[k] for k in ("covered", "not_covered", "not_collected")} == {
            k: side[k] for k in ("covered", "not_covered", "not_collected")
        }, side["group"]
        assert [row[k] for k in ("share", "low", "high")] == pytest.approx(
            [side[k] for k in ("share", "low", "high")], abs=1e-4
        )
    assert told.facts["blindspots"] == ([expected["blindspot"]] if expected["blindspot"] else [])


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("by", ["side", "country"])
def test_what_is_left_out_of_the_shares_is_what_the_table_counts_as_not_collected(
    demo: Store, story: str, by: str
) -> None:
    told = asked(demo, "gaps", story=story, by=by)
    assert told.left_out.get("sources not collected", 0) == sum(r["not_collected"] for r in told.rows)


@pytest.mark.parametrize("source", sorted(EXPECTED["owners"]))
def test_who_holds_an_outlet(demo: Store, source: str) -> None:
    for as_of in ("2026-03-31", "2025-03-01"):
        expected = sorted(
            (o["owner"], *(o["direct"] or (None, None))) for o in EXPECTED["owners"][source] if o["as_of"] == as_of
        )
        direct = [r for r in asked(demo, "owners", name=source, as_of=as_of).rows if r["owned"] == source]
        found = {(r["owner"], r["direct_low"], r["direct_high"]) for r in direct}
        assert set(expected) <= found
        if as_of == "2026-03-31":
            assert set(expected) == found


@pytest.mark.parametrize("case", EXPECTED["effective_shares"], ids=lambda c: f"{c['owner']}-{c['owned']}-{c['as_of']}")
def test_effective_shares(demo: Store, case: dict[str, Any]) -> None:
    told = asked(demo, "owners", name=case["owned"], as_of=case["as_of"])
    row = next(r for r in told.rows if r["owner"] == case["owner"])
    share = [row["share_low"], row["share_high"]]
    if case["share"] is None:
        assert share == [None, None]
    else:
        assert share == pytest.approx(case["share"], abs=5e-5)


@pytest.mark.parametrize("source", sorted(EXPECTED["ultimate_owners"]))
def test_ultimate_owners(demo: Store, source: str) -> None:
    told = asked(demo, "owners", name=source).facts["ultimate_owners"]
    assert [o["owner"] for o in told] == [EXPECTED["ultimate_owners"][source]]


@pytest.mark.parametrize("truth", EXPECTED["conflicts"], ids=lambda c: c["owner"])
def test_what_an_owners_outlets_make_of_stories_about_it(demo: Store, truth: dict[str, Any]) -> None:
    told = asked(demo, "conflicts", owner=truth["owner"])
    assert told.facts["outlets"] == sorted(truth["outlets"])
    assert {r["story"] for r in told.rows} | {n["story"] for n in told.facts["not_collected"]} == set(truth["stories"])
    for story, expected in truth["stories"].items():
        rows = [r for r in told.rows if r["story"] == story]
        covered = [{k: r[k] for k in ("url", "disclosed", "sentence")} for r in rows if r["status"] == "covered"]
        assert sorted(covered, key=lambda r: r["url"]) == sorted(expected["covered"], key=lambda r: r["url"]), story
        assert sorted(r["source"] for r in rows if r["url"] is None) == sorted(expected["missing"]), story
        unseen = sorted(n["source"] for n in told.facts["not_collected"] if n["story"] == story)
        assert unseen == sorted(expected["not_collected"]), story
    counts = ("covered", "missing", "peers_covered", "peers_missing")
    assert {k: told.facts[k] for k in counts} == {k: truth["counts"][k] for k in counts}
    assert told.facts["p"] == pytest.approx(truth["p"], abs=5e-5)


@pytest.mark.parametrize("source", sorted(EXPECTED["bias"]))
def test_the_bias_of_an_outlet(demo: Store, source: str) -> None:
    assert asked(demo, "source", name=source).rows[0]["bias"] == EXPECTED["bias"][source]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        *((name, {"story": story}) for name in ("first", "story", "gaps") for story in STORIES),
        *(("first", {"story": story, "by": "owner"}) for story in STORIES),
        *(("owners", {"name": source, "history": True}) for source in sorted(EXPECTED["owners"])),
        *((name, {}) for name in ("stories", "status")),
        *(("conflicts", {"owner": owner}) for owner in sorted({o["owner"] for o in EXPECTED["conflicts"]})),
        *(("entity", {"name": entity["name"]}) for entity in EXPECTED["entities"]),
        *(("path", {"a": "evaristo-vallejo", "b": source}) for source in sorted(EXPECTED["owners"])),
    ],
)
def test_both_engines_say_the_same(demo: Store, server: Store, question: str, given: dict[str, Any]) -> None:
    assert asked(demo, question, **given).as_json() == asked(server, question, **given).as_json()


@pytest.mark.parametrize("question", queries().values(), ids=lambda q: q.name)
def test_the_example_in_the_help_answers_something(demo: Store, question: Query) -> None:
    words = shlex.split(question.example)[2:]
    given: dict[str, str] = {}
    arguments = [p.name for p in question.params if p.argument]
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            given[word[2:].replace("-", "_")] = words.pop(0)
        else:
            given[arguments.pop(0)] = word
    assert ask(demo, question, given, today=TODAY).rows


def test_texts_are_copy_families(demo: Store) -> None:
    rows = {r["story"]: r for r in asked(demo, "stories").rows}
    assert (rows["hamburg-bridge"]["articles"], rows["hamburg-bridge"]["texts"]) == (16, 7)


def test_copies_name_the_outlet_that_they_copy(demo: Store) -> None:
    told = asked(demo, "story", story="hamburg-bridge").rows
    wire = next(r for r in told if r["role"] == "wire" and r["language"] == "en")
    assert wire["reposted_by"] == 6
