from __future__ import annotations

from datetime import UTC, date, datetime

import networkx
import pytest

from kg.errors import UsageError
from kg.export.subgraph import everything, from_rows, subgraph
from kg.model import EDGES, NODES
from kg.store import Store


def edges(graph: networkx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return set(graph.edges(keys=True))


def test_a_story_has_its_articles_families_sources_owners_raters_and_names(store: Store) -> None:
    graph = subgraph(store, story="s-1")
    assert isinstance(graph, networkx.MultiDiGraph)
    assert set(graph.nodes) == {
        "s-1", "a-0", "a-1", "agency.example", "daily.example", "Q1", "Q2", "Q3", "rater-x", "Entity:Q1",
    }  # fmt: skip
    assert edges(graph) == {
        ("a-1", "s-1", "PART_OF"),
        ("a-1", "a-0", "REPOST_OF"),
        ("agency.example", "a-0", "PUBLISHED"),
        ("daily.example", "a-1", "PUBLISHED"),
        ("Q1", "daily.example", "OWNS:f1"),
        ("Q1", "daily.example", "OWNS:f2"),
        ("Q2", "Q1", "OWNS:f3"),
        ("Q2", "Q3", "OWNS:f4"),
        ("Q3", "Q2", "OWNS:f5"),
        ("rater-x", "daily.example", "RATED:f6"),
        ("a-0", "Entity:Q1", "MENTIONS"),
        ("Q1", "Entity:Q1", "SAME_AS"),
    }
    assert graph.graph["left_out"] == 0


def test_a_story_among_the_names_comes_with_all_that_belongs_to_it(store: Store) -> None:
    story = subgraph(store, story="s-1")
    assert edges(subgraph(store, names=["s-1"])) == edges(story)
    assert set(subgraph(store, names=["s-1", "other.example"])) == {*story, *subgraph(store, names=["other.example"])}


def test_attributes_are_the_models_properties_as_python_has_them(store: Store) -> None:
    graph = subgraph(store, story="s-1")
    article = graph.nodes["a-0"]
    assert article == {
        "label": "Article",
        "headline": "Dam bursts",
        "published": datetime(2026, 1, 30, 9, 15, tzinfo=UTC),
        "authors": ["Ana", "Bo | Co"],
    }
    assert graph.nodes["Q1"]["label"] == "Owner"
    assert (graph.nodes["Entity:Q1"]["label"], graph.nodes["Entity:Q1"]["kind"]) == ("Entity", "Institution")
    holding = graph.edges["Q1", "daily.example", "OWNS:f1"]
    assert holding == {
        "relation": "OWNS", "fact": "f1", "share_min": 0.25, "valid_from": date(2010, 1, 1), "load": "load-1",
    }  # fmt: skip


def test_an_entity_says_what_sort_it_is_even_where_the_property_is_missing(store: Store) -> None:
    assert subgraph(store, names=["place:vale"], depth=0).nodes["place:vale"]["kind"] == "Place"


def test_the_surroundings_of_a_name_grow_with_the_depth(store: Store) -> None:
    assert set(subgraph(store, names=["daily.example"], depth=0)) == {"daily.example"}
    near = subgraph(store, names=["daily.example"])
    assert set(near) == {"daily.example", "a-1", "Q1", "rater-x"}
    assert set(subgraph(store, names=["daily.example"], depth=2)) == {*near, "a-0", "s-1", "Q2", "Entity:Q1"}


def test_edges_between_neighbours_are_in(store: Store) -> None:
    graph = subgraph(store, names=["Q2"])
    assert set(graph) == {"Q1", "Q2", "Q3"}
    assert {key for *_, key in edges(graph)} == {"OWNS:f3", "OWNS:f4", "OWNS:f5"}


def test_an_id_that_an_owner_and_an_entity_share_stands_for_both(store: Store) -> None:
    graph = subgraph(store, names="Q1", depth=0)
    assert {(name, values["label"]) for name, values in graph.nodes(data=True)} == {
        ("Q1", "Owner"),
        ("Entity:Q1", "Entity"),
    }
    assert edges(graph) == {("Q1", "Entity:Q1", "SAME_AS")}


def test_of_too_many_articles_the_newest_stay_and_the_others_are_counted(store: Store) -> None:
    graph = subgraph(store, names=["other.example"], limit=2)
    assert set(graph) == {"other.example", "a-2"}
    assert graph.graph["left_out"] == 1


@pytest.mark.parametrize("asked", [{"story": "no"}, {"names": ["no"]}, {"names": ["Q1", "no"]}, {}, {"story": "Q1"}])
def test_what_is_not_in_the_graph_is_said(store: Store, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"has the id|nothing to export"):
        subgraph(store, **asked)  # type: ignore[arg-type]


def test_everything_is_the_whole_graph_but_for_the_stores_card(store: Store) -> None:
    counts = store.counts()
    graph = everything(store)
    assert len(graph) == sum(counts.nodes[n.label] for n in NODES if n.label != "Meta")
    assert graph.number_of_edges() == sum(counts.edges[e.id] for e in EDGES)


def test_paths_of_a_result_become_edges_that_point_as_the_model_says(store: Store) -> None:
    graph = from_rows(
        store.rows("MATCH p=(:Story {id: 's-1'})<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(:Source) RETURN p")
    )
    assert edges(graph) == {("a-1", "s-1", "PART_OF"), ("daily.example", "a-1", "PUBLISHED")}
    assert graph.nodes["a-1"]["label"] == "Article"


def test_source_and_target_columns_of_a_result_become_edges(store: Store) -> None:
    asked = "MATCH (o:Owner)-[r:OWNS]->(s:Source) RETURN o AS source, r AS relation, s AS target, 2 AS weight"
    graph = from_rows(store.rows(asked))
    assert edges(graph) == {("Q1", "daily.example", "OWNS:f1"), ("Q1", "daily.example", "OWNS:f2")}
    assert graph.edges["Q1", "daily.example", "OWNS:f2"]["weight"] == 2
    ids = from_rows(store.rows("MATCH (a)-[r:MENTIONS]->(b) RETURN a.id AS start, b.id AS end, r.count AS count"))
    assert sorted((*ends, values["count"]) for *ends, values in ids.edges(data=True)) == [
        ("a-0", "Q1", 3),
        ("a-2", "place:vale", 1),
    ]


def test_an_edge_that_does_not_say_where_it_leads_is_counted_and_left_out(store: Store) -> None:
    graph = from_rows(store.rows("MATCH (a:Article {id: 'a-1'})-[r:PART_OF]->(s) RETURN a, r, s"))
    assert set(graph) == {"a-1", "s-1"}
    assert (graph.number_of_edges(), graph.graph["left_out"]) in {(0, 1), (1, 0)}  # a store may tell an edge's ends


def test_nodes_in_lists_and_maps_and_plain_rows_with_an_id_are_nodes(store: Store) -> None:
    assert set(from_rows(store.rows("MATCH (s:Source) RETURN collect(s) AS all, {one: 1} AS m"))) == {
        "agency.example", "daily.example", "other.example",
    }  # fmt: skip
    graph = from_rows(store.rows("MATCH (s:Source {id: 'daily.example'}) RETURN s.id AS id, s.name AS name"))
    assert graph.nodes["daily.example"] == {"name": "Daily.Example"}


def test_a_result_without_nodes_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no nodes"):
        from_rows(store.rows("RETURN 1 AS one"))


def test_an_edge_that_carries_its_ends_is_an_edge() -> None:
    relation = {"relation": "KNOWS", "properties": {"since": 1}, "start": "a", "end": "b"}
    assert edges(from_rows([{"r": relation}, {"r": relation}])) == {("a", "b", "KNOWS")}


def test_different_statements_between_two_nodes_are_different_edges() -> None:
    graph = from_rows([{"source": "a", "target": "b", "n": n} for n in (1, 2, 1)])
    assert edges(graph) == {("a", "b", "LINKED_TO"), ("a", "b", "LINKED_TO#2")}
