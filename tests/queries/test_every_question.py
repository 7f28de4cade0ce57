"""The contract of all questions: asked of a small world on every engine, they give what they declare, and the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_world
import stores

from kg.errors import UsageError
from kg.query import Answer, Query
from kg.store import Store
from queries import queries, query
from queries._ask import ask

TODAY = date(2026, 2, 1)
ASKED: dict[str, list[dict[str, Any]]] = {
    "stories": [
        {},
        {"order": "largest", "limit": 1},
        {"about": "Marta Ruiz"},
        {"source": "left5.example"},
        {"since": "2026-01-31", "until": "2026-02-28"},
        {"blindspot": "right"},
        {"blindspot": "left", "since": "2026-01-31", "about": "Marta Ruiz"},
    ],
    "story": [{"story": small_world.QUAKE}, {"story": "le vote", "rater": "r-two"}],
    "first": [
        {"story": small_world.QUAKE},
        *({"story": small_world.VOTE, "by": by} for by in ("country", "language", "side", "owner", "medium")),
        {"story": small_world.QUAKE, "tie": "30min", "outlier": "20d", "clocks": "trust"},
        {"story": small_world.VOTE},
        {"story": small_world.VOTE, "clocks": "exclude"},
    ],
    "gaps": [
        *(
            {"story": small_world.QUAKE, "by": by}
            for by in ("side", "country", "language", "owner", "factuality", "source")
        ),
        {"story": small_world.VOTE, "by": "owner-category", "max_share": "0.5"},
        {"about": "Marta Ruiz"},
        {"since": "2026-01-30", "until": "2026-01-30"},
        {"source": "left5.example"},
        {"source": "left5.example", "story": small_world.VOTE},
    ],
    "concentration": [{}, {"by": "language"}, {"story": small_world.QUAKE, "by": "country"}],
    "conflicts": [
        {"owner": "Ana Prensa"},
        {"owner": "Norte Group", "as_of": "2026-01-30"},
        {"owner": "Sea Fund"},
        {"owner": "ring-b"},
    ],
    "owners": [
        {"name": "left1.example"},
        {"name": "left1.example", "as_of": "2010-06-01"},
        {"name": "right1.example", "history": True},
        {"name": "Norte Group"},
        {"name": "silent.example"},
        {"name": "Q1", "down": True},
        {"name": "Q1", "down": True, "history": True},
        {"name": "left2.example", "threshold": 20, "undated": False},
        {"name": "left1.example", "prefer": "most-trusted"},
        {"name": "left1.example", "down": True},
    ],
    "source": [
        {"name": "left2.example"},
        {"name": "The Silent Review"},
        {"name": "left1.example", "rater": "r-one"},
        {"name": "right6.example"},
        {"name": "right5.example", "clocks": "trust"},
    ],
    "entity": [{"name": "Marta Ruiz"}, {"name": "valencia", "limit": 2}],
    "timeline": [
        {"name": name} for name in ("left5.example", "Marta Ruiz", small_world.QUAKE, "Ana Prensa", "Sea Fund")
    ]
    + [{"name": "left5.example", "by": by} for by in ("week", "month", "year")],
    "search": [
        {"words": "valencia"},
        {"words": "LEFT dáily"},
        {"words": "no such word"},
        {"words": "norte", "limit": 1},
    ],
    "explain": [
        {"id": "left1.example"},
        {"id": "q3"},
        {"id": small_world.LOAD},
        {"id": "Q1", "relation": "OWNS", "to": "norte-group"},
        {"id": "Q1", "relation": "OWNS", "to": "q3"},
        {"id": "left1.example", "relation": "RATED"},
    ],
    "path": [
        {"a": "Marta Ruiz", "b": "Assemblée nationale"},
        {"a": "Sea Fund", "b": "Valencia"},
        {"a": "Q1", "b": "Q1"},
    ],
    "status": [{}],
}
EVERY = [pytest.param(name, given, id=f"{name}-{n}") for name, many in ASKED.items() for n, given in enumerate(many)]


def filled(target: stores.StoreTarget) -> Store:
    store = target.open(write=True)
    store.write(small_world.build())
    return store


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("world"))
    yield filled(target)
    target.close()


@pytest.fixture(scope="module")
def server(neo4j_server: stores.Server) -> Iterator[Store]:
    target = stores.server_target(neo4j_server)
    yield filled(target)
    target.close()


def asked(store: Store, name: str, given: dict[str, Any]) -> Answer:
    return ask(store, query(name), given, today=TODAY)


def test_every_question_is_asked_here() -> None:
    assert ASKED.keys() == queries().keys()


@pytest.mark.parametrize(("name", "given"), EVERY)
def test_rows_have_the_declared_columns_and_types(embedded: Store, name: str, given: dict[str, Any]) -> None:
    answer = asked(embedded, name, given)
    declared = {c.name: c.type for c in query(name).shown}
    for row in answer.rows:
        assert row.keys() == declared.keys()
        wrong = {k: v for k, v in row.items() if v is not None and type(v) is not declared[k]}
        assert not wrong


@pytest.mark.parametrize(("name", "given"), EVERY)
def test_every_answer_is_json(embedded: Store, name: str, given: dict[str, Any]) -> None:
    told = json.loads(json.dumps(asked(embedded, name, given).as_json()))
    assert told["question"] == name


@pytest.mark.parametrize(("name", "given"), EVERY)
def test_both_engines_give_the_same_answer(embedded: Store, server: Store, name: str, given: dict[str, Any]) -> None:
    assert asked(embedded, name, given).as_json() == asked(server, name, given).as_json()


def test_no_column_is_empty_in_all_answers(embedded: Store) -> None:
    """A column that nothing fills is a promise that nobody keeps. Of these the world holds nothing."""
    few = {f"median_{what}_{end}" for what in ("rank", "minutes") for end in ("low", "high")}  # stories, for intervals
    not_here = {"source": {"kind", *few}, "story": set(), "gaps": set()}
    for name, many in ASKED.items():
        rows = [row for given in many for row in asked(embedded, name, given).rows]
        filled_columns = {k for row in rows for k, v in row.items() if v is not None}
        missing = {c.name for c in query(name).shown} - filled_columns - not_here.get(name, set())
        assert not missing, name


@pytest.mark.parametrize("engine", stores.ENGINES)
@pytest.mark.parametrize("text", small_world.HOSTILE)
def test_a_hostile_name_is_only_a_name(request: pytest.FixtureRequest, engine: str, text: str) -> None:
    store: Store = request.getfixturevalue("embedded" if engine == "embedded" else "server")
    before = store.counts()
    for name, question in queries().items():
        given = {p.name: text for p in question.params if p.kinds or p.kind in {"words", "id"}}
        given = {**ASKED[name][0], **given}
        try:
            rows = asked(store, name, given).rows
        except UsageError:
            continue
        assert len(rows) < 20
    assert store.counts() == before


def test_a_name_that_looks_like_cypher_is_found_by_itself(embedded: Store) -> None:
    assert asked(embedded, "entity", {"name": small_world.HOSTILE[0]}).facts["articles"] == 6


def test_examples_name_their_question_and_its_options() -> None:
    def options(question: Query) -> set[str]:
        return {word[2:].replace("-", "_") for word in question.example.split() if word.startswith("--")}

    for question in queries().values():
        assert options(question) <= {p.name for p in question.params} | {"as_of"}


def test_no_question_needs_an_engines_own_text() -> None:
    assert [q.name for q in queries().values() if q.variants] == []


def test_no_question_is_longer_than_a_room() -> None:
    folder = Path(query("first").finish.__code__.co_filename).parent  # type: ignore[union-attr]
    assert {f.name for f in folder.glob("*.py") if len(f.read_text().splitlines()) > 300} == set()
