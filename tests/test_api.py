"""The Python face: each question is a method that says what it takes."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stores

from kg.api import Graph
from queries import queries

sys.path.insert(0, str(Path(__file__).resolve().parent / "queries"))
import small_world


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    target = stores.embedded_target(tmp_path_factory.mktemp("api"))
    store = target.open(write=True)
    store.write(small_world.build())
    yield Graph(store)
    target.close()


def test_each_question_is_a_method_with_its_parameters_and_their_help(graph: Graph) -> None:
    for name, question in queries().items():
        method = getattr(graph, name)
        assert name in dir(graph)
        assert {p.name for p in question.params} | {"as_of"} == set(inspect.signature(method).parameters)
        assert all(param.about in (method.__doc__ or "") for param in question.params)


def test_arguments_go_by_position_and_options_by_name(graph: Graph) -> None:
    first = inspect.signature(graph.first)
    assert first.parameters["story"].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert first.parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY
    assert first.parameters["by"].default == "none"
    assert graph.timeline("Valencia", by="year").rows == graph.ask("timeline", name="Valencia", by="year").rows
    stories = graph.stories()
    assert stories.rows
    assert list(stories) == stories.rows
    with pytest.raises(TypeError, match="takes 1 argument"):
        graph.first("one", "two")


def test_what_is_no_question_says_which_there_are(graph: Graph) -> None:
    with pytest.raises(AttributeError, match=r"no 'frist'; its questions are .*\bfirst\b"):
        graph.frist  # noqa: B018
