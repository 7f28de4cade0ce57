"""An outlet and what a graph holds, as they are read in a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import stores
from rich.cells import cell_len

from kg.cli.pages import page_of
from kg.cli.pages.lines import printed
from kg.cli.pages.story import _facts_grid, _span
from kg.store import Batch, Store
from queries import query
from queries._ask import ask

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "queries"))
import small_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("pages"))
    store = target.open(write=True)
    store.write(small_world.build())
    loads = Batch()
    for name, state, finished in (("l-1", "done", datetime(2026, 1, 31, 12, tzinfo=UTC)), ("l-2", "running", None)):
        loads.node("Load", {"id": name, "reader": "csv", "location": "a\x1bb.csv", "kind": "article", "state": state,
                            "started": datetime(2026, 1, 31, 11, tzinfo=UTC), "finished": finished,
                            "records_read": 1_200, "records_written": 1_199, "records_rejected": 1})  # fmt: skip
    store.write(loads)
    yield store
    target.close()


def page(store: Store, question: str, *, width: int = 120, **given: str) -> list[str]:
    found = page_of(question)
    assert found is not None
    out = io.StringIO()
    found(ask(store, query(question), given, today=date(2026, 2, 1)), out, width=width, color=False)
    return out.getvalue().splitlines()


def test_an_outlet_is_told_topic_by_topic(world: Store) -> None:
    lines = page(world, "source", name="right6.example")
    assert lines[0] == "Right Post 6  right6.example"
    told = {line[:12].strip(): line[12:].strip() for line in lines if line[:1].strip()}
    assert told["bias"].startswith("right: ")
    assert told["articles"].startswith("1, 2026-01-31 to 2026-01-31: 1 originals (100%)")
    assert told["clock"].startswith("corrected by, confidence ")
    assert "+60 min from" in told["clock"]
    assert told["copies"] == "nobody here"


@pytest.mark.parametrize("question", ["source", "status"])
@pytest.mark.parametrize("width", [40, 80])
def test_a_page_fits_the_terminal(question: str, width: int, world: Store) -> None:
    given = {"name": "right6.example"} if question == "source" else {}
    assert max(map(cell_len, page(world, question, width=width, **given))) <= width


def test_what_a_graph_holds_stands_beside_each_other_and_a_load_that_did_not_end_says_what_to_do(world: Store) -> None:
    lines = page(world, "status")
    counted = {row["name"]: row["count"] for row in ask(world, query("status")).rows}
    assert any(
        line.split() == [str(counted["Story"]), "Story"] or f" {counted['Story']}  Story" in line for line in lines
    )
    assert "2026-01-31 12:00 UTC  article: 1,200 read, 1,199 written, 1 rejected" in lines
    ended = next(line for line in lines if line.endswith("running: the same command less --limit goes on"))
    assert ended.startswith("2026-01-31 11:00 UTC")
    assert "    a\\x1bb.csv (csv, l-1)" in lines


def test_a_relation_without_its_end_gives_all_edges_of_it(world: Store) -> None:
    whole = ask(world, query("explain"), {"id": "right6.example"}).rows
    for relation in ("PUBLISHED", "RATED"):  # one that starts here, one that ends here
        rows = ask(world, query("explain"), {"id": "right6.example", "relation": relation}).rows
        assert rows
        assert rows == [row for row in whole if row["relation"] == relation]


@pytest.mark.parametrize(
    ("relation", "said"),
    [("PUBLISHES", "no relation is called PUBLISHES; there are "), ("REPOST_OF", "nothing states")],
)
def test_a_relation_that_is_not_there_says_what_to_ask_instead(relation: str, said: str, world: Store) -> None:
    answer = ask(world, query("explain"), {"id": "right6.example", "relation": relation})
    assert answer.rows == []
    assert answer.notes[0].startswith(said)


def test_a_story_without_any_time_says_so_and_similar_ones_stand_one_a_line() -> None:
    target = io.StringIO()
    assert _span({"published": None, "updated": None}) == "no article has a time"
    day = datetime(2026, 1, 31, tzinfo=UTC)
    assert _span({"published": day, "published_precision": "day", "updated": day, "updated_precision": "day"}) == (
        "2026-01-31"
    )
    similar = [{"story": "s-1", "headline": "Fire, flood and frost"}, {"story": "s-2", "headline": "Rain, again"}]
    printed([_facts_grid({"broke_it": "Nobody", "similar": similar})], target, width=80, color=False)
    assert [line[12:] for line in target.getvalue().splitlines()[-2:]] == [
        "Fire, flood and frost (s-1)", "Rain, again (s-2)",
    ]  # fmt: skip


def test_an_answer_in_a_notebook_is_a_line_that_names_its_columns(world: Store) -> None:
    answer = ask(world, query("search"), {"words": "norte", "limit": 1})
    assert repr(answer) == "<Answer to search: 1 row of kind, id, name, detail, score>"


@pytest.mark.parametrize(("width", "has_bars"), [(40, False), (80, True)])
def test_a_timeline_shows_how_many_by_bars_where_there_is_room(width: int, has_bars: bool, world: Store) -> None:
    rows = ask(world, query("timeline"), {"name": "Valencia", "by": "month"}).rows
    lines = page(world, "timeline", width=width, name="Valencia", by="month")
    assert lines[0].startswith(f"{sum(row['articles'] for row in rows)} articles on ")
    told = {line.split()[0]: line for line in lines[3:] if line}
    assert [day.isoformat()[:7] in told for day in (row["day"] for row in rows)] == [True] * len(rows)
    assert max(line.count("█") for line in lines) == (width - 42 if has_bars else 0)
    assert max(map(cell_len, lines)) <= width


def test_a_timeline_by_longer_spans_has_the_same_articles(world: Store) -> None:
    by_day = ask(world, query("timeline"), {"name": "Valencia"})
    for by, first in (("week", "2026-01-26"), ("month", "2026-01-01"), ("year", "2026-01-01")):
        told = ask(world, query("timeline"), {"name": "Valencia", "by": by})
        assert told.facts == by_day.facts
        assert len(told.rows) <= len(by_day.rows)
        assert first in {row["day"].isoformat() for row in told.rows}


def test_a_question_without_a_page_is_a_table() -> None:
    assert page_of("search") is None
