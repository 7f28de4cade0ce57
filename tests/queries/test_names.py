"""Names typed loosely: an id before all, people before a surname alone, and a list where several fit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stores import StoreTarget

from kg.errors import AmbiguousName, UsageError
from kg.ids import name_key
from kg.store import Batch, Store
from queries import query
from queries._ask import ask
from queries._names import resolve

MENTIONED = {
    "Nayra Bukele": "abcd", "Bukele": "ef", "Ana Bidart": "abc", "Leo Bidart": "a", "Bidart": "g",
    "Bidartville": "a", "Solange": "a", "Rosa Nadal": "abcd", "Nadal": "e",
}  # fmt: skip


@pytest.fixture
def store(store_target: StoreTarget) -> Iterator[Store]:
    """Articles a to g, and the people that they mention."""
    with store_target.open(write=True) as opened:
        batch = Batch()
        batch.node("Load", {"id": "l-1"})
        for letter in "abcdefg":
            batch.node("Article", {"id": letter, "headline": f"Headline {letter}"})
        for name, letters in MENTIONED.items():
            kind = "Place" if name.endswith("ville") else "Person"
            key = name_key(name)
            node = "p-" + key.replace(" ", "-")
            batch.node("Entity", {"id": node, "name": name, "name_key": key, "kind": kind})
            lone = kind == "Person" and " " not in name
            for letter in letters:
                mention = {"start": letter, "end": node, "count": 1, "weak": lone or None, "load": "l-1"}
                batch.edge("Article-MENTIONS-Entity", mention)
        batch.node("Entity", {"id": "t-nadal", "name": "Nadal", "name_key": "nadal", "kind": "Place"})
        opened.write(batch)
        yield opened


def test_a_surname_alone_finds_the_one_who_bears_it(store: Store) -> None:
    assert resolve(store, "Bukele", ["entity"]).id == "p-nayra-bukele"
    assert resolve(store, "bukele", ["source", "entity"]).id == "p-nayra-bukele"
    told = ask(store, query("entity"), {"name": "BUKELE"})
    assert told.facts["name"] == "Nayra Bukele"
    assert told.facts["surname_alone"] == [{"entity": "p-bukele", "name": "Bukele", "articles": 2}]


def test_a_surname_of_several_lists_them_the_most_mentioned_first_and_the_surname_last(store: Store) -> None:
    with pytest.raises(AmbiguousName, match="Ana Bidart, Person, 3 articles") as error:
        resolve(store, "bidart", ["entity"])
    assert [found[0] for found in error.value.candidates] == ["p-ana-bidart", "p-leo-bidart", "p-bidart"]


def test_where_a_place_has_a_surname_too_the_people_who_bear_it_are_listed_with_it(store: Store) -> None:
    with pytest.raises(AmbiguousName) as error:
        resolve(store, "nadal", ["entity"])
    assert [found[0] for found in error.value.candidates] == ["p-rosa-nadal", "p-nadal", "t-nadal"]


def test_where_two_are_spelled_alike_the_way_to_make_them_one_is_told(store: Store) -> None:
    added = Batch()
    for kind in ("institution", "person"):
        added.node("Entity", {"id": f"{kind}:belvora", "name": "Belvora", "name_key": "belvora", "kind": kind.title()})
    store.write(added)
    with pytest.raises(AmbiguousName) as error:
        resolve(store, "belvora", ["entity"])
    assert error.value.told().endswith("\nif they are one: kg identity merge institution:belvora person:belvora")
    with pytest.raises(AmbiguousName) as error:
        resolve(store, "bidart", ["entity"])
    assert error.value.merge is None


def test_the_beginning_of_a_word_goes_before_letters_inside_words(store: Store) -> None:
    assert resolve(store, "ros", ["entity"]).id == "p-rosa-nadal"
    with pytest.raises(AmbiguousName) as error:
        resolve(store, "da", ["entity"])  # in no name a word's beginning
    assert error.value.candidates[0][0] == "p-rosa-nadal"
    added = Batch()
    added.node("Entity", {"id": "p-ida-danner", "name": "Ida Danner", "name_key": "ida danner", "kind": "Person"})
    store.write(added)
    assert resolve(store, "da", ["entity"]).id == "p-ida-danner"


def test_one_word_that_nobody_else_bears_and_an_id_are_found_themselves(store: Store) -> None:
    assert resolve(store, "solange", ["entity"]).level == 1
    assert resolve(store, "p-nayra-bukele", ["name"]).level == 0
    with pytest.raises(UsageError, match="no entity fits 'nobody'"):
        resolve(store, "nobody", ["entity"])


def test_what_is_spelled_almost_so_is_named(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        resolve(store, "Nayra Bukelle", ["entity"])
    assert "did you mean Nayra Bukele? Else look with" in str(error.value)
    with pytest.raises(UsageError) as error:
        resolve(store, "bukkele", ["name"])
    assert "did you mean" in str(error.value)
    assert "Bukele" in str(error.value)
    with pytest.raises(UsageError) as error:
        resolve(store, "Nayra Bukelle", ["story"])
    assert "did you mean" not in str(error.value)
