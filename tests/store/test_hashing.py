"""The graph's hash sees every difference that counts, and none that doesn't."""

from __future__ import annotations

from datetime import UTC, timedelta

from stores import MADRID, StoreTarget, everything, small

from kg.model import EDGES, NODES, Node, node
from kg.store import Batch
from kg.store.hashing import graph_hash, sum_of


def test_equal_graphs_have_equal_hashes_on_every_engine(both_targets: tuple[StoreTarget, ...]):
    hashes = set()
    for target in both_targets:
        with target.open(write=True) as store:
            store.write(everything(3))
            store.write(small())
            hashes.add(graph_hash(store))
    assert len(hashes) == 1


def test_the_order_of_writing_does_not_matter(store_target: StoreTarget, tmp_path):
    whole = everything(3)
    with store_target.open(write=True) as store:
        for label, rows in reversed(whole.nodes.items()):
            for row in reversed(rows):
                store.write(Batch(nodes={label: [row]}))
        store.write(Batch(edges={name: rows[::-1] for name, rows in whole.edges.items()}))
        backwards = graph_hash(store)
        store.write(whole)
        assert graph_hash(store) == backwards


def test_every_value_counts_unless_it_is_volatile():
    for declared in (*NODES, *EDGES):
        row = {"id": "x"} if isinstance(declared, Node) else {"start": "a", "end": "b"}
        before = sum_of(declared, [row])
        for prop in declared.props:
            changed = sum_of(declared, [row | {prop.name: "something"}])
            assert (changed != before) is not prop.volatile, f"{declared} {prop.name}"
        other = {"id": "y"} if isinstance(declared, Node) else {"start": "b", "end": "a"}
        assert sum_of(declared, [other]) != before


def test_a_sort_and_a_second_edge_count(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        store.write(Batch(nodes={"Entity": [{"id": "nameless", "sort": "Person"}]}))
        sorted_ = graph_hash(store)
        second = {"start": "o", "end": "a.example", "load": "l", "fact": "g"}
        store.write(Batch(edges={"Owner-OWNS-Source": [second]}))
        assert len({before, sorted_, graph_hash(store)}) == 3


def test_equal_values_are_equal_however_they_are_written():
    source, article = node("Source"), node("Article")
    one, same = ([{"id": "s", "clock_offsets": values}] for values in ([1, -0.0], [1.0, 0.0]))
    assert sum_of(source, one) == sum_of(source, same)
    there = everything().nodes["Article"][0]["published"]
    assert there.tzinfo == MADRID
    assert sum_of(article, [{"id": "x", "published": there}]) == sum_of(
        article, [{"id": "x", "published": there.astimezone(UTC)}]
    )
    assert sum_of(article, [{"id": "x", "published": there}]) != sum_of(
        article, [{"id": "x", "published": there + timedelta(microseconds=1)}]
    )
    assert sum_of(article, [{"id": "x", "authors": []}]) != sum_of(article, [{"id": "x", "authors": None}])
