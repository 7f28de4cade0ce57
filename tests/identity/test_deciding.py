"""Decisions of people about who is who, on every engine: made, kept, carried from graph to graph, and taken back."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import stores
import worlds
from stores import StoreTarget
from worlds import Report, person

from kg.api import Graph
from kg.query import Answer
from kg.store import Batch, Store
from kg.store.hashing import graph_hash
from loaders.identity.groups import grouped
from loaders.identity.held import ARTICLES_A_SAMPLE
from loaders.identity.settle import Settler
from loaders.loading import load
from queries import query
from queries._ask import ask
from queries._identity import QUERY as LIST

ZELENSKY, SELENSKYJ = "person:volodymyr-zelensky", "person:wolodymyr-selenskyj"
WORLD = [
    Report("a1", person("Volodymyr Zelensky", "Kay Nine", "Dee Ten"), "daily.example", "GB", "en", "s1"),
    Report("a2", person("Wolodymyr Selenskyj", "Kay Nine", "Dee Ten"), "tag.example", "DE", "de", "s1"),
    Report("a3", person("Volodymyr Zelensky", "John Smith"), "daily.example", "GB", "en", "s2"),
    Report("a4", person("John Smith"), "kiwi.example", "NZ", "en", "s3"),
    Report("a5", person("J. Smith"), "kiwi.example", "NZ", "en", "s3"),
]


@pytest.fixture
def store(store_target: StoreTarget) -> Store:
    opened = store_target.open(write=True)
    worlds.write(opened, WORLD)
    return opened


def asked(store: Store, question: str, /, **given: Any) -> Answer:
    return ask(store, LIST if question == "identity" else query(question), given)


def test_questions_about_one_name_tell_of_all_names_that_are_the_same(store: Store) -> None:
    assert worlds.groups(store) == [[ZELENSKY, SELENSKYJ]]
    for name in ("Selenskyj", "volodymyr zelensky", SELENSKYJ):
        facts = asked(store, "entity", name=name).facts
        assert (facts["entity"], facts["articles"], facts["stories"]) == (ZELENSKY, 3, 2)
        assert [(n["name"], n["articles"]) for n in facts["names"]] == [
            ("Volodymyr Zelensky", 2),
            ("Wolodymyr Selenskyj", 1),
        ]
    assert sum(row["articles"] for row in asked(store, "timeline", name="Selenskyj").rows) == 3
    (hit,) = asked(store, "search", words="selenskyj").rows
    assert (hit["id"], hit["detail"]) == (ZELENSKY, "Person, 3 articles")
    assert {row["story"] for row in asked(store, "stories", about="Selenskyj").rows} == {"s1", "s2"}
    steps = asked(store, "path", a="tag.example", b="John Smith").rows
    assert [row["relation"] for row in steps] == ["PUBLISHED", "MENTIONS", "GOES_AS", "MENTIONS", "MENTIONS"]
    articles = {node for node, held in Graph(store).subgraph(names=["Selenskyj"]).nodes(data=True)
                if held["label"] == "Article"}  # fmt: skip
    assert articles == {"a1", "a2", "a3"}
    about = asked(store, "story", story="s1").facts["about"]
    assert sorted(e["entity"] for e in about) == ["person:dee-ten", "person:kay-nine", ZELENSKY]


def test_a_decision_against_the_rules_stays_and_undoing_it_brings_back_what_was(store: Store) -> None:
    before = worlds.state(store)
    assert worlds.decide(store, SELENSKYJ, ZELENSKY, "different", at="2026-02-01") is None
    assert worlds.groups(store) == []
    worlds.write(store, WORLD)
    assert worlds.groups(store) == []  # no later load overturns it
    assert asked(store, "entity", name=SELENSKYJ).facts["articles"] == 1
    assert worlds.undo(store, ZELENSKY, SELENSKYJ)
    assert worlds.state(store) == before
    assert not worlds.undo(store, ZELENSKY, SELENSKYJ)  # what the rules decided is not a person's to take back


def test_of_two_decisions_about_a_pair_the_later_one_counts_whichever_is_loaded_first(store: Store) -> None:
    early = {"judgement": "same", "at": "2026-01-01"}
    late = {"judgement": "different", "at": "2026-03-01"}
    for order in ((early, late), (late, early)):
        for decision in order:
            worlds.decide(store, "person:kay-nine", "person:dee-ten", **decision)
        assert ("person:dee-ten", "person:kay-nine") in worlds.tied(store, "different")
        worlds.undo(store, "person:kay-nine", "person:dee-ten")


def test_decisions_go_from_one_graph_to_another_and_back_as_records(
    store: Store, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    worlds.decide(store, ZELENSKY, SELENSKYJ, "different", at="2026-02-01T10:00:00Z", reason="two, says the desk")
    worlds.decide(store, "person:kay-nine", "person:dee-ten", "same", at="2026-02-02T10:00:00Z")
    worlds.decide(store, "person:john-smith~2", "person:john-smith", "different", at="2026-02-03T10:00:00Z",
                  split_by=["country:NZ"])  # fmt: skip
    rows = asked(store, "identity", show="decided").as_json()["rows"]
    written = {
        "rows.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "rows.csv": _csv([{k: "|".join(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows]),
    }
    for name, text in written.items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        target = stores.embedded_target(tmp_path_factory.mktemp("other"))
        other = target.open(write=True)
        worlds.write(other, WORLD)
        report = load(other, "identities", [str(path)], rejects=tmp_path / "rejects.jsonl")
        assert (report.total("written"), report.total("rejected")) == (3, 0)
        ours, theirs = worlds.state(store), worlds.state(other)
        assert (ours[0], ours[1]) == (theirs[0], theirs[1])
        assert [d[:-1] for d in ours[2]] == [d[:-1] for d in theirs[2]]  # all but the load that stated them
        hashed = graph_hash(other)
        load(other, "identities", [str(path)], rejects=tmp_path / "rejects.jsonl")
        assert graph_hash(other) == hashed
        target.close()


def _csv(rows: list[dict[str, Any]]) -> str:
    from io import StringIO

    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_our_own_decisions_are_made_and_not_loaded(store: Store) -> None:
    told = worlds.decide(store, ZELENSKY, SELENSKYJ, "same", by="newskg rules 2")
    assert told == "a decision of newskg's own rules, which are not loaded but made"


def test_two_bearers_of_one_spelling_have_their_own_articles_also_those_yet_to_come(store: Store) -> None:
    before = worlds.state(store)
    second, first = "person:john-smith~2", "person:john-smith"
    assert worlds.decide(store, second, first, "different", split_by=["country:NZ"]) is None
    assert [m for m in worlds.mentions(store) if "john-smith" in m[1]] == [("a3", first), ("a4", second)]
    assert asked(store, "entity", name=second).facts["articles"] == 1
    worlds.write(store, [*WORLD, Report("a6", person("John Smith"), "kiwi.example", "NZ")])
    assert [m for m in worlds.mentions(store) if "john-smith" in m[1]] == [
        ("a3", first),
        ("a4", second),
        ("a6", second),
    ]
    assert (first, second) in worlds.tied(store, "different")
    assert worlds.undo(store, second, first)
    assert [m for m in worlds.mentions(store) if m[0] != "a6"] == before[1]
    assert asked(store, "search", words="john smith").facts["hits"] == 1  # the second bearer is nobody again


@pytest.mark.parametrize(("record", "told"), [
    ({"a": "person:john-smith~2", "b": "person:john-smith", "judgement": "same", "split_by": ["country:NZ"]},
     "a rule of articles belongs to a split"),
    ({"a": "person:john-smith~2", "b": "person:john-smith", "judgement": "different", "split_by": ["moon:full"]},
     "no rule: 'moon:full'"),
    ({"a": "person:nobody~2", "b": "person:nobody", "judgement": "different", "split_by": ["country:NZ"]},
     "person:nobody is no entity that can be split"),
])  # fmt: skip
def test_a_split_that_makes_no_sense_is_refused(store: Store, record: dict[str, Any], told: str) -> None:
    assert (worlds.decide(store, **record) or "").startswith(told)


def test_what_is_undecided_is_listed_best_first_with_its_evidence(store: Store) -> None:
    answer = asked(store, "identity")
    assert [(row["a"], row["b"], row["judgement"]) for row in answer.rows] == [
        ("person:j-smith", "person:john-smith", "unsure")
    ]
    assert answer.rows[0]["reason"] == "an initial for a name; 1 story in common"
    assert asked(store, "identity", show="automatic").rows[0]["judgement"] == "same"
    assert asked(store, "identity", name="kay nine", show="all").rows == []


def test_peoples_decisions_that_contradict_each_other_keep_apart_what_was_kept_apart_on_purpose() -> None:
    found = grouped("abc", {}, decided=[("a", "b"), ("b", "c")], different=[("a", "c")])
    assert found.group["a"] == {"a", "b"}
    assert found.against == (("b", "c"),)


def test_a_name_that_fits_two_who_differ_joins_neither() -> None:
    found = grouped("abc", {("a", "b"): 0.97, ("b", "c"): 0.96}, apart=lambda x, y: {x, y} == {"a", "c"})
    assert all(len(group) == 1 for group in found.group.values())
    clear = grouped("abc", {("a", "b"): 1.0, ("b", "c"): 0.85}, apart=lambda x, y: {x, y} == {"a", "c"})
    assert clear.group["a"] == {"a", "b"}


def test_an_owner_is_the_entity_of_its_name_where_more_than_the_name_agrees(store: Store) -> None:
    batch = Batch()
    for id_, name, country in (
        ("kay-nine", "Kay Nine", None),
        ("dee-ten", "Dee Ten", "GB"),
        ("nine-co", "John Smith", "NZ"),
    ):
        batch.node("Owner", {"id": id_, "name": name, "name_key": name.lower(), "kind": "person", "country": country})
    batch.edge("Owner-OWNS-Owner", {"start": "kay-nine", "end": "dee-ten", "fact": "f", "load": worlds.LOAD})
    store.write(batch)
    Settler(store).settle(["kay-nine", "dee-ten", "nine-co"])
    rows = asked(store, "identity", show="all").rows
    told = {
        (r["a"], r["b"]): (r["judgement"], r["reason"]) for r in rows if r["a"] in {"kay-nine", "dee-ten", "nine-co"}
    }
    assert told == {
        ("kay-nine", "person:kay-nine"): ("same", "the same name and kind; named beside dee ten"),
        ("dee-ten", "person:dee-ten"): ("same", "the same name and kind; named beside kay nine"),
        ("nine-co", "person:john-smith"): ("unsure", "the same name and kind, nothing else to go by"),
    }
    goes = store.rows("MATCH (o:Owner)-[:GOES_AS]->(e:Entity) RETURN o.id AS o, e.id AS e ORDER BY o")
    assert [(r["o"], r["e"]) for r in goes] == [("dee-ten", "person:dee-ten"), ("kay-nine", "person:kay-nine")]
    worlds.decide(store, "kay-nine", "person:kay-nine", "different")
    goes = store.rows("MATCH (o:Owner)-[:GOES_AS]->(e:Entity) RETURN o.id AS o ORDER BY o")
    assert [r["o"] for r in goes] == ["dee-ten"]


def test_of_a_name_that_many_articles_have_a_sample_speaks_for_an_owner_whichever_came_first(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    many = [Report(f"m{at}", person("Ada Lund"), f"fjord{at % 3}.example", ("NO", "NO", "SE")[at % 3])
            for at in range(2 * ARTICLES_A_SAMPLE)]  # fmt: skip
    owner = Batch()
    owner.node(
        "Owner", {"id": "ada-lund", "name": "Ada Lund", "name_key": "ada lund", "kind": "person", "country": "NO"}
    )
    told = []
    for batches in ((many,), (many[::-1][:70], many), (many[:5], many[50:], many[5:50])):
        target = stores.embedded_target(tmp_path_factory.mktemp("order"))
        with target.open(write=True) as store:
            store.write(owner)
            settler = Settler(store)
            for some in batches:
                worlds.write(store, some, settler)
            told.append([(row["judgement"], row["reason"]) for row in asked(store, "identity", show="all").rows])
        target.close()
    ((judgement, reason),) = told[0]
    assert told[0] == told[1] == told[2]
    assert judgement == "same"
    assert f"of {ARTICLES_A_SAMPLE} articles in outlets of NO" in reason


def test_an_outlets_country_that_comes_late_speaks_for_an_owner_too(store: Store, tmp_path: Path) -> None:
    plain = [Report(f"b{at}", person("Ada Lund"), f"fjord{at}.example", "") for at in range(2)]
    worlds.write(store, plain)
    batch = Batch()
    batch.node(
        "Owner", {"id": "ada-lund", "name": "Ada Lund", "name_key": "ada lund", "kind": "person", "country": "NO"}
    )
    store.write(batch)
    Settler(store).settle(["ada-lund"])
    assert [row["judgement"] for row in asked(store, "identity", name="Ada Lund").rows] == ["unsure"]
    path = tmp_path / "sources.jsonl"
    path.write_text("".join(json.dumps({"source": f"fjord{at}.example", "country": "NO"}) + "\n" for at in range(2)))
    load(store, "sources", [str(path)], rejects=tmp_path / "r")
    (row,) = asked(store, "identity", name="Ada Lund", show="automatic").rows
    assert row["reason"] == "the same name and kind; 2 of 2 articles in outlets of NO"


def test_what_a_load_was_cut_off_from_settling_the_next_one_settles(store: Store, tmp_path: Path) -> None:
    before = worlds.state(store)
    batch = Batch()
    batch.gone["Entity-GOES_AS-Entity"] = [{"start": SELENSKYJ, "end": ZELENSKY}]
    batch.gone["Entity-SAME_AS-Entity"] = [{"start": ZELENSKY, "end": SELENSKYJ}]
    batch.node("Load", {"id": worlds.LOAD, "unsettled": [SELENSKYJ]})
    store.write(batch)
    assert worlds.state(store) != before
    path = tmp_path / "sources.jsonl"
    path.write_text('{"source": "new.example", "name": "New"}\n')
    load(store, "sources", [str(path)], rejects=tmp_path / "r")
    assert worlds.state(store) == before


def test_why_a_pair_was_refused_does_not_depend_on_the_order_in_which_pairs_were_found() -> None:
    same = {("a", "d"): 0.97, ("b", "d"): 0.97, ("c", "d"): 0.97}
    told = [
        grouped("abcd", dict(found), apart=lambda a, b: "d" not in (a, b)).refused
        for found in itertools.permutations(same.items())
    ]
    assert all(each == told[0] for each in told)
    assert told[0]["b", "d"] == "d fits a and b"
