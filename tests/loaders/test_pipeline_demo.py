"""The whole demo corpus through the real pipeline, beside the answers written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import stores

from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.loading import load

ROOT = Path(__file__).resolve().parents[2]
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests/golden/demo/expected.json").read_text("utf-8"))
FILES = {"sources": "sources.csv", "owners": "owners.csv", "ratings": "ratings.csv", "articles": "articles.jsonl"}

KNOWN_MISSES = {
    "night-trains": "the preview of six days before and the Spanish opinion piece stay apart",
}
"""Stories that aren't as written by hand, and why. One that it learns must leave this list."""


def filled(target: stores.StoreTarget, folder: Path) -> None:
    """Load the demo corpus."""
    with target.open(write=True) as store:
        for what, name in FILES.items():
            report = load(store, what, [str(ROOT / "kg/demo" / name)], rejects=folder / "REJECTS.jsonl")
            assert report.exit_code == 0
            assert report.unknown_fields() == {}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo graph in the embedded engine."""
    folder = tmp_path_factory.mktemp("demo")
    target = stores.embedded_target(folder)
    filled(target, folder)
    with target.open() as store:
        yield store


def stories(store: Store) -> Mapping[str, frozenset[str]]:
    """Each article's address to those of its story."""
    rows = store.rows("MATCH (a:Article)-[:PART_OF]->(s:Story) RETURN s.id AS story, a.url AS url")
    together: dict[str, set[str]] = {}
    for row in rows:
        together.setdefault(row["story"], set()).add(row["url"])
    return {url: frozenset(urls) for urls in together.values() for url in urls}


def test_nothing_of_the_corpus_is_lost_or_doubled(demo: Store) -> None:
    counts = demo.counts()
    assert (counts.nodes["Article"], counts.nodes["Source"], counts.nodes["Owner"], counts.nodes["Rater"]) == (
        88,
        25,
        26,
        2,
    )
    assert counts.edges["Owner-OWNS-Source"] + counts.edges["Owner-OWNS-Owner"] == 35
    assert counts.edges["Rater-RATED-Source"] == 74
    assert counts.edges["Source-PUBLISHED-Article"] == counts.edges["Article-PART_OF-Story"] == 88
    assert demo.rows("MATCH (s:Source) WHERE s.listed = false RETURN s.id AS id") == []


def test_the_copy_families_are_exactly_those_written_by_hand(demo: Store) -> None:
    found: dict[str, set[str]] = {}
    for row in demo.rows("MATCH (c:Article)-[:REPOST_OF]->(o:Article) RETURN o.url AS original, c.url AS copy"):
        found.setdefault(row["original"], set()).add(row["copy"])
    assert found == {family["originator"]: set(family["copies"]) for family in EXPECTED["families"]}


def test_the_languages_of_the_corpus_are_told(demo: Store) -> None:
    rows = demo.rows("MATCH (a:Article) RETURN a.language AS language, count(a) AS n ORDER BY n DESC")
    assert [(r["language"], r["n"]) for r in rows] == [("es", 32), ("en", 25), ("de", 18), ("fr", 13)]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=pytest.mark.xfail(reason=KNOWN_MISSES[name], strict=True) if name in KNOWN_MISSES else ()
        )
        for name in EXPECTED["stories"]
    ],
)
def test_a_story_holds_its_articles_and_no_others(name: str, demo: Store) -> None:
    urls = frozenset(EXPECTED["stories"][name]["urls"])
    assert {stories(demo)[url] for url in urls} == {urls}


def test_articles_that_belong_to_no_story_stay_alone(demo: Store) -> None:
    for url in EXPECTED["single_articles"]:
        assert stories(demo)[url] == {url}


def test_the_stories_as_a_whole_are_as_good_as_they_were(demo: Store, record_property: Any) -> None:
    """B-cubed (Bagga and Baldwin 1998): for each article, how much of its story is right, and how much of the right one
    is there."""
    true = {url: frozenset(story["urls"]) for story in EXPECTED["stories"].values() for url in story["urls"]}
    true |= {url: frozenset([url]) for url in EXPECTED["single_articles"]}
    found = stories(demo)
    precision = sum(len(found[u] & true[u]) / len(found[u]) for u in true) / len(true)
    recall = sum(len(found[u] & true[u]) / len(true[u]) for u in true) / len(true)
    record_property("b_cubed", {"precision": precision, "recall": recall})
    assert precision >= 0.99
    assert recall >= 0.96


def test_both_engines_hold_the_same_demo_graph(demo: Store, neo4j_server: stores.Server, tmp_path: Path) -> None:
    target = stores.server_target(neo4j_server)
    filled(target, tmp_path)
    with target.open() as store:
        assert graph_hash(store) == graph_hash(demo)
