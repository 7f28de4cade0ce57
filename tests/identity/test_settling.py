"""Who is who in a graph: whatever the order of loading, with decisions made, taken back and made again."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stores
import worlds
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from worlds import Report, person

from kg.store import Store
from loaders.identity import blocks
from loaders.identity.held import Held
from loaders.identity.settle import Settler

NAMES = (
    "Volodymyr Zelensky", "Wolodymyr Selenskyj", "Володимир Зеленський", "Volodymyr Zelenskyy", "V. Zelensky",
    "Ana Torres", "Ana Torres Vega", "Ana Torres Luna", "A. Torres", "Ana B. Torres", "Torres", "Anna Torres",
    "Donald Trump", "Donald J. Trump", "Donald Trump Jr.", "D. Trump", "Xi Jinping", "习近平", "Jinping Xi",
)  # fmt: skip
OUTLETS = (("daily.example", "GB", "en"), ("tag.example", "DE", "de"), ("vestnik.example", "UA", "uk"))


@contextmanager
def opened() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        target = stores.embedded_target(Path(folder))
        yield target.open(write=True)
        target.close()


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    found = []
    for at in range(draw(st.integers(2, 9))):
        outlet, country, language = draw(st.sampled_from(OUTLETS))
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
        story = draw(st.sampled_from((None, "s-1", "s-2")))
        found.append(Report(f"a-{at}", person(*names), outlet, country, language, story))
    return found


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Report], list[int], list[int], list[int]]:
    some = draw(reports())
    order = draw(st.permutations(range(len(some))))
    cuts = draw(st.lists(st.integers(0, len(some)), max_size=3))
    return some, order, cuts, draw(st.lists(st.integers(0, len(some)), max_size=3))


@given(orders(), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_loading_and_loading_again_leave_no_trace(
    drawn: tuple[list[Report], list[int], list[int], list[int]], one_settler: bool
) -> None:
    some, order, cuts, other_cuts = drawn
    states = []
    for batches in (worlds.shuffled(some, range(len(some)), other_cuts), worlds.shuffled(some, order, cuts)):
        with opened() as store:
            settler = Settler(store) if one_settler else None
            for batch in [*batches, *batches[:1]]:
                worlds.write(store, batch, settler)
            states.append(worlds.state(store))
    assert states[0] == states[1]


@given(orders(), st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_decisions_made_and_taken_back_leave_no_trace_and_lose_nothing(
    drawn: tuple[list[Report], list[int], list[int], list[int]], data: st.DataObject
) -> None:
    some, _, cuts, _ = drawn
    with opened() as store:
        for batch in worlds.shuffled(some, range(len(some)), cuts):
            worlds.write(store, batch)
        before = worlds.state(store)
        ids = [row[0] for row in before[0]]
        assume(len(ids) > 1)
        possible = list(itertools.combinations(ids, 2))
        decision = st.tuples(st.sampled_from(possible), st.sampled_from(("same", "different", "unsure")))
        made = data.draw(st.lists(decision, max_size=4, unique_by=lambda d: d[0]))
        for (a, b), judgement in made:
            worlds.decide(store, a, b, judgement)
        split = data.draw(st.sampled_from(ids))
        assert worlds.decide(store, f"{split}~2", split, "different", split_by=["source:daily.example"]) is None
        for group in worlds.groups(store):
            kept_apart = set(worlds.tied(store, "different"))
            assert not kept_apart & set(itertools.combinations(group, 2))
        after = worlds.state(store)
        worlds.write(store, some)
        assert worlds.state(store) == after  # loading again overturns nothing
        assert len(worlds.mentions(store)) == len(before[1])
        worlds.undo(store, f"{split}~2", split)
        for (a, b), _ in made:
            assert worlds.undo(store, a, b)
        assert worlds.state(store) == before


def test_a_key_that_too_many_share_brings_nobody_together_whatever_came_first() -> None:
    crowd = [Report(f"c-{at}", person(f"Jo{chr(97 + at // 8)}{chr(97 + at % 8)} Smith")) for at in range(60)]
    two = [
        Report(f"a-{story}-{at}", person(name, beside), story=story)
        for story, beside in (("s", "Kay Nine"), ("t", "Dee Ten"))
        for at, name in enumerate(("J. Smith", "John Smith"))
    ]
    states = []
    for batches in ([two, crowd], [crowd, two], [crowd[:30], two, crowd[30:]]):
        with opened() as store:
            for batch in batches:
                worlds.write(store, batch)
            states.append(worlds.state(store))
    assert states[0] == states[1] == states[2]
    assert not worlds_tied(states[0])
    with opened() as store:
        worlds.write(store, two)
        assert worlds.tied(store, "same") == [("person:j-smith", "person:john-smith")]
    assert max(blocks.NAMES_A_KEY.values()) < 60


@given(orders())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_run_and_one_that_is_cut_off_after_every_batch_tell_the_same(
    drawn: tuple[list[Report], list[int], list[int], list[int]],
) -> None:
    some, order, cuts, _ = drawn
    batches = worlds.shuffled(some, order, [*cuts, *range(0, len(some), 2)])
    states = []
    with few_a_key():
        for again in (False, True):
            with opened() as store:
                settler = Settler(store)
                for batch in batches:
                    settler = Settler(store) if again else settler
                    worlds.write(store, batch, settler)
                states.append(worlds.state(store))
    assert states[0] == states[1]


@contextmanager
def few_a_key() -> Iterator[None]:
    """Two names crowd a key."""
    with pytest.MonkeyPatch.context() as patch:
        for name in blocks.KEYS:
            patch.setitem(blocks.NAMES_A_KEY, name, 2)  # type: ignore[arg-type]
        yield


def test_a_name_that_is_spelt_anew_leaves_its_keys() -> None:
    """Ki-moon is one word of a key, Ki moon two: what was remembered of the first must not bring others to it."""
    spelt = ("Ban Ki moon", "Ban Ki-moon", "Ban Kimoon", "Kimoon Ban", "Moon Ki Ban")
    reports = [Report(f"a-{at}", person(name)) for at, name in enumerate(spelt)]
    states = []
    for again in (False, True):
        with opened() as store:
            settler = Settler(store)
            for report in reports:
                settler = Settler(store) if again else settler
                worlds.write(store, [report], settler)
            states.append(worlds.state(store))
    assert states[0] == states[1]


def test_what_is_written_of_a_name_that_is_not_remembered_is_read_whole_when_asked_for() -> None:
    with opened() as store:
        worlds.write(store, [Report("a-1", person("Ana Torres"))])
        held = Held(store)
        held.learn({"id": "person:ana-torres", "goes_as": "Q1"})
        row = held.rows(["person:ana-torres"])["person:ana-torres"]
        assert (row["name"], row["kind"], row["goes_as"]) == ("Ana Torres", "Person", "person:ana-torres")
        held.learn({"id": "person:ana-torres", "goes_as": "Q1", "country": None})
        row = held.rows(["person:ana-torres"])["person:ana-torres"]
        assert (row["name"], row["goes_as"]) == ("Ana Torres", "Q1")


def worlds_tied(state: tuple[list[tuple[str, ...]], ...]) -> list[tuple[str, ...]]:
    return [row for row in state[2] if row[2] == "same"]


def test_a_name_spelled_in_two_ways_is_shown_in_one_whatever_came_first() -> None:
    reports = [Report("a-1", (("Place", "Sao Paulo"),)), Report("a-2", (("Place", "São Paulo"),)),
               Report("a-3", (("Place", "SÃO PAULO"),))]  # fmt: skip
    for order in itertools.permutations(reports):
        with opened() as store:
            for report in order:
                worlds.write(store, [report])
            assert [(row[0], row[1]) for row in worlds.entities(store)] == [("place:sao-paulo", "São Paulo")]
