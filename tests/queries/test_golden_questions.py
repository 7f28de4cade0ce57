"""Every question stands beside its answer over the demo corpus (as it is written down by hand: see demo_world).

``NEWSKG_WRITE_GOLDEN=1 pytest tests/queries/test_golden_questions.py`` writes the answers anew: read the difference
before you keep it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import demo_world
import pytest
import stores

from kg.store import Store
from queries import names, query
from queries._ask import ask

GOLDEN = demo_world.ROOT / "tests" / "golden" / "questions"
TODAY = date(2026, 3, 31)
ASKED: dict[str, list[dict[str, Any]]] = {
    "concentration": [{"story": "night trains"}, {"by": "country"}],
    "conflicts": [{"owner": "Evaristo Vallejo"}],
    "entity": [{"name": "Evaristo Vallejo"}],
    "explain": [{"id": "diario-cumbre.example"}],
    "first": [{"story": "night trains"}, {"story": "puente ferroviario", "by": "country"}],
    "gaps": [{"story": "parcelanta"}, {"story": "parcelanta", "by": "country"}],
    "owners": [
        {"name": "Diario Cumbre"},
        {"name": "Diario Cumbre", "as_of": "2025-01-15"},
        {"name": "Vallejo Holding", "down": True},
    ],
    "path": [{"a": "Iberia Hoy", "b": "Diario Cumbre"}],
    "search": [{"words": "vallejo"}],
    "source": [{"name": "Iberia Hoy"}, {"name": "Atlas News Service"}],
    "status": [{}],
    "stories": [{}, {"since": "2026-03-01"}],
    "story": [{"story": "saint-malo"}],
    "timeline": [{"name": "Eco Austral"}],
}
CASES = [(name, number, given) for name, several in ASKED.items() for number, given in enumerate(several)]


def path_of(name: str, number: int) -> Path:
    return GOLDEN / f"{name}-{number}.json"


def answered(store: Store, name: str, given: dict[str, Any]) -> dict[str, Any]:
    answer = ask(store, query(name), given, today=TODAY).as_json()
    del answer["version"]
    return json.loads(json.dumps(answer, ensure_ascii=False))


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "embedded":
        target = stores.embedded_target(tmp_path_factory.mktemp("golden"))
    else:
        target = stores.server_target(request.getfixturevalue("neo4j_server"))
    store = target.open(write=True)
    store.write(demo_world.build())
    yield store
    target.close()


def test_every_question_has_a_golden_answer() -> None:
    assert sorted(ASKED) == names()
    assert sorted(p.name for p in GOLDEN.glob("*.json")) == sorted(path_of(n, i).name for n, i, _ in CASES)


@pytest.mark.parametrize(("name", "number", "given"), CASES, ids=[f"{n}-{i}" for n, i, _ in CASES])
def test_the_answer_is_the_golden_one(demo: Store, name: str, number: int, given: dict[str, Any]) -> None:
    told = answered(demo, name, given)
    if os.environ.get("NEWSKG_WRITE_GOLDEN") and not os.environ.get("CI"):
        path_of(name, number).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert told == json.loads(path_of(name, number).read_text("utf-8"))
