"""What every store keeps, engine by engine: one contract, one test of it. How the engines differ for authors of Cypher
is told in ``kg.store.base`` and held by ``test_dialect.py``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import stores
from stores import StoreTarget, everything, raw, small

from kg.errors import MissingEnd, StoreError, UsageError
from kg.model import EDGES, NODES, SCHEMA_VERSION
from kg.store import Batch, Store
from kg.store.hashing import graph_hash

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


def one(store: Store, cypher: str, **params: object) -> object:
    """The only value of the only row."""
    [row] = store.rows(cypher, params)
    [value] = row.values()
    return value


def batch_of(label: str, *rows: dict[str, object]) -> Batch:
    batch = Batch()
    for row in rows:
        batch.node(label, row)
    return batch


# --- writing


def test_everything_the_model_declares_is_kept_and_written_twice_is_the_same(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(everything())
        once, counts = graph_hash(store), store.counts()
        store.write(everything())
        assert (graph_hash(store), store.counts()) == (once, counts)
    assert counts.nodes == {n.label: 1 if n.label == "Meta" else 2 for n in NODES}
    assert counts.edges == {e.id: 4 if e.key else 2 for e in EDGES}
    with store_target.open() as reader:
        assert graph_hash(reader) == once
        for label in NODES:
            if label.label == "Meta":
                continue
            columns = ", ".join(f"n.{p.name} AS {p.name}_" for p in label.props)
            [found] = reader.rows(
                f"MATCH (n:{label.label} {{id: $id}}) RETURN {columns}", {"id": stores.node_id(label.label, 1)}
            )
            wanted = {f"{name}_": held for name, held in stores.values(label.props, 1).items()}
            if label.label == "Load":
                wanted["started_"] = wanted["started_"].astimezone(UTC)
            assert found == wanted
            assert {type(v) for v in found.values()} == {type(v) for v in wanted.values()}


def test_ten_thousand_rows_go_in_one_batch(store_target: StoreTarget):
    batch = batch_of("Source", {"id": "s", "name": "S"})
    batch.node("Load", {"id": "l"})
    for at in range(10_000):
        batch.node("Article", {"id": f"a{at}", "headline": f"Nº {at}", "published": NOON + timedelta(seconds=at)})
        batch.edge("Source-PUBLISHED-Article", {"start": "s", "end": f"a{at}", "load": "l"})
    with store_target.open(write=True) as store:
        store.write(batch)
        assert store.counts().nodes["Article"] == store.counts().edges["Source-PUBLISHED-Article"] == 10_000
        assert sum(1 for _ in store.stream("MATCH (a:Article) RETURN a.id AS id")) == 10_000


def test_nothing_never_takes_the_place_of_something(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(everything())
        before = graph_hash(store)
        again = Batch()
        for label in NODES:
            if label.label != "Meta":
                again.node(
                    label.label, {"id": stores.node_id(label.label, 0), **dict.fromkeys(p.name for p in label.props)}
                )
        for relation in EDGES:
            row = stores.edge_row(relation, 0, 1)
            kept = {"start", "end", "load", relation.key}
            again.edge(relation.id, {k: v if k in kept else None for k, v in row.items()})
        store.write(again)
        assert graph_hash(store) == before


def test_what_stays_when_a_value_comes_again(store_target: StoreTarget):
    early, late = NOON, NOON + timedelta(hours=1)
    article = {"id": "x", "headline": "first", "published_text": "first", "modified": early, "first_seen": late}
    other = {"id": "x", "headline": "second", "published_text": "second", "modified": late, "first_seen": early}
    kept = {"headline": "second", "published_text": "first", "modified": late, "first_seen": early}
    ask = "MATCH (a:Article) RETURN " + ", ".join(f"a.{name} AS {name}" for name in kept)
    with store_target.open(write=True) as store:
        store.write(batch_of("Article", article))
        store.write(batch_of("Article", other))
        assert store.rows(ask) == [kept]
        store.write(batch_of("Article", {**article, "headline": None}))
        assert store.rows(ask) == [kept]


def test_the_first_name_of_an_entity_stays_even_where_it_came_late(store_target: StoreTarget):
    """The embedded engine used to read an absent name as one that it had made up, which then stayed."""
    with store_target.open(write=True) as store:
        store.write(batch_of("Entity", {"id": "e"}))
        assert one(store, "MATCH (e:Entity) RETURN e.name IS NULL AS n") is True
        store.write(batch_of("Entity", {"id": "e", "name": "Zaragoza"}, {"id": "e", "name": "Saragossa"}))
        assert one(store, "MATCH (e:Entity) RETURN e.name AS n") == "Zaragoza"


@pytest.mark.parametrize("label", ["Source", "Owner", "Entity", "Rater"])
def test_an_absent_name_is_null(store_target: StoreTarget, label: str):
    with store_target.open(write=True) as store:
        store.write(batch_of(label, {"id": "x"}))
    with store_target.open() as store:
        assert store.rows(f"MATCH (n:{label}) WHERE n.name IS NULL RETURN n") == [
            {"n": {"labels": [label], "properties": {"id": "x"}}}
        ]


def test_of_duplicates_in_one_batch_the_last_counts(store_target: StoreTarget):
    batch = batch_of(
        "Entity",
        {"id": "e", "aliases": ["1"]},
        {"id": "e", "sort": "Person", "aliases": ["2"]},
        {"id": "e", "sort": "Place", "aliases": ["3"]},
        {"id": "e", "aliases": ["4"]},
    )
    batch.node("Article", {"id": "x"})
    batch.node("Load", {"id": "l"})
    for count in (1, 2):
        batch.edge("Article-MENTIONS-Entity", {"start": "x", "end": "e", "load": "l", "count": count})
    with store_target.open(write=True) as store:
        store.write(batch)
        [found] = store.rows("MATCH (:Article)-[m:MENTIONS]->(e:Place) RETURN e, m.count AS count")
        assert found == {"e": {"labels": ["Entity", "Place"], "properties": {"id": "e", "aliases": ["4"]}}, "count": 2}


def test_an_entity_is_of_one_sort_at_a_time(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        for sort in ("Person", "Institution", None):
            store.write(batch_of("Entity", {"id": "e", "sort": sort}))
        assert sorted(one(store, "MATCH (e:Entity) RETURN labels(e) AS l")) == ["Entity", "Institution"]
        assert store.rows("MATCH (e:Person) RETURN e.id AS id") == []


@pytest.mark.parametrize("end", ["start", "end"])
def test_a_missing_end_takes_the_whole_batch_back(store_target: StoreTarget, end: str):
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        batch = batch_of("Article", {"id": "new", "headline": "taken back"}, {"id": "x", "headline": "taken back"})
        row = {"start": "a.example", "end": "new", "load": "l"}
        batch.edge("Source-PUBLISHED-Article", row)
        batch.edge("Source-PUBLISHED-Article", row | {end: "nowhere"})
        with pytest.raises(MissingEnd, match=r"Source-PUBLISHED-Article from .*: nowhere is not in the graph"):
            store.write(batch)
        assert graph_hash(store) == before
        store.write(small())
        assert graph_hash(store) == before
    with store_target.open() as reader:
        assert graph_hash(reader) == before


def test_an_end_of_another_label_is_missing(store_target: StoreTarget):
    batch = small()
    batch.edge("Article-PART_OF-Story", {"start": "x", "end": "a.example", "load": "l"})
    with store_target.open(write=True) as store, pytest.raises(MissingEnd, match=r"a\.example is not in the graph"):
        store.write(batch)


def test_empty_batches_write_nothing(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        before = graph_hash(store)
        store.write(Batch())
        none: dict[str, list] = {"Article-PART_OF-Story": []}
        store.write(Batch(nodes={"Article": []}, edges=none, gone=none, touched={"Story": set()}))
        assert graph_hash(store) == before


def test_an_empty_store_answers(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        assert set(store.counts().edges.values()) == {0}
        assert store.counts().nodes == {n.label: int(n.label == "Meta") for n in NODES}
        for label in NODES:
            assert store.rows(f"MATCH (n:{label.label}) WHERE n.id <> 'newskg' RETURN n") == []
        for edge in EDGES:
            assert store.rows(f"MATCH (:{edge.start})-[e:{edge.name}]->(:{edge.end}) RETURN e") == []
    with store_target.open() as reader:
        assert one(reader, "MATCH (m:Meta) RETURN m.schema_version AS v") == SCHEMA_VERSION


# --- values


@pytest.mark.parametrize(
    "text",
    ["عربي", "中文", "👩‍👩‍👧", "\u200fRTL\u200e", "e\u0301 is not é", "'\"`\\", "$name", "\0", "\r\n\t",
     "}) DETACH DELETE n //", "=1+1", " ", "\ufeff", "\U0010ffff", "é" * 4_000],
)  # fmt: skip
def test_text_comes_back_as_it_went(store_target: StoreTarget, text: str):
    with store_target.open(write=True) as store:
        store.write(batch_of("Article", {"id": text, "headline": text, "authors": [text, ""]}))
        assert store.rows(
            "MATCH (a:Article {id: $id}) RETURN a.id AS id, a.headline AS h, a.authors AS l", {"id": text}
        ) == [{"id": text, "h": text, "l": [text, ""]}]


def test_text_that_is_not_looked_up_may_be_long(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(batch_of("Article", {"id": "x", "text": "é" * 1_000_000}))
        assert one(store, "MATCH (a:Article) RETURN size(a.text) AS n") == 1_000_000


@pytest.mark.parametrize(
    "instant",
    [
        NOON,
        datetime(2026, 3, 29, 3, 30, 0, 1, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_instants_are_kept_to_the_microsecond_and_come_back_in_utc(store_target: StoreTarget, instant: datetime):
    with store_target.open(write=True) as store:
        store.write(batch_of("Article", {"id": "x", "published": instant}))
        [found] = store.rows("MATCH (a:Article) WHERE a.published = $at RETURN a.published AS p, a", {"at": instant})
        assert found["p"] == instant
        assert found["p"].tzinfo == found["a"]["properties"]["published"].tzinfo == UTC


def test_numbers_keep_their_sort(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        store.write(batch_of("Source", {"id": "s", "clock_offsets": [1, 0.5, -0.0]}))
        store.write(batch_of("Article", {"id": "x", "word_count": 2**63 - 1}, {"id": "y", "word_count": -(2**63)}))
        assert repr(one(store, "MATCH (s:Source {id: 's'}) RETURN s.clock_offsets AS w")) == "[1.0, 0.5, -0.0]"
        assert repr(one(store, "MATCH ()-[o:OWNS]->() RETURN o.share_exact AS s")) == "1.0"
        assert one(store, "MATCH (a:Article {id: 'x'}) RETURN a.word_count AS w") == 2**63 - 1
        assert one(store, "MATCH (a:Article {id: 'y'}) RETURN a.word_count AS w") == -(2**63)


def test_an_empty_list_is_not_nothing(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        assert one(store, "MATCH (a:Article {id: 'y'}) RETURN a.authors AS l") == []
        assert one(store, "MATCH (s:Source {id: 'b.example'}) RETURN s.aliases AS l") is None


@pytest.mark.parametrize(
    ("label", "row", "told"),
    [
        ("Article", {"id": "x", "headline": 5}, "Article.headline is to be a string, not 5"),
        ("Article", {"id": "x", "headline": b"x"}, "not bytes"),
        ("Article", {"id": "x", "headline": "\ud800"}, r"not '\\ud800'"),
        ("Article", {"id": "x", "published": "2026-01-30"}, "is to be a datetime, not '2026-01-30'"),
        ("Article", {"id": "x", "published": datetime(2026, 1, 30)}, "a naive datetime"),
        ("Article", {"id": "x", "published": date(2026, 1, 30)}, "is to be a datetime, not date"),
        ("Article", {"id": "x", "published": datetime.min.replace(tzinfo=stores.MADRID)}, "is to be a datetime"),
        ("Article", {"id": "x", "word_count": 1.0}, "is to be a integer, not 1.0"),
        ("Article", {"id": "x", "word_count": True}, "not bool"),
        ("Article", {"id": "x", "word_count": 2**63}, "is to be a integer"),
        ("Article", {"id": "x", "authors": "Ana"}, "is to be a strings, not 'Ana'"),
        ("Article", {"id": "x", "authors": ["Ana", None]}, "is to be a strings"),
        ("Article", {"id": "x", "authors": ["Ana", 1]}, "is to be a strings"),
        ("Source", {"id": "x", "clock_offsets": [float("nan")]}, "is to be a floats"),
        ("Source", {"id": "x", "clock_offsets": [True]}, "is to be a floats"),
        ("Source", {"id": "x", "listed": 1}, "is to be a boolean, not 1"),
        ("Article", {"id": "x", "heading": "X"}, "Article has no property 'heading'"),
        ("Article", {"id": "x", "title": "X"}, "Article has no property 'title'"),
        ("Source", {"id": "x", "name_key": "u" * 10_000}, "Source.name_key is longer than 8000 bytes"),
        ("Article", {"id": "é" * 4_001}, "is longer than 8000 bytes"),
        ("Article", {"headline": "X"}, "a Article without an id"),
        ("Article", {"id": ""}, "a Article without an id"),
        ("Article", {"id": 5}, "a Article without an id"),
        ("Entity", {"id": "x", "sort": "Animal"}, "can't be a 'Animal': it is one of Person, Place, Institution"),
        ("Article", {"id": "x", "sort": "Place"}, "Article can't be a 'Place'"),
        ("Nope", {"id": "x"}, "the model has no 'Nope'"),
    ],
)  # fmt: skip
def test_what_the_model_does_not_allow_is_refused_by_name(store_target: StoreTarget, label: str, row: dict, told: str):
    with store_target.open(write=True) as store:
        batch = batch_of("Source", {"id": "also taken back"})
        batch.node(label, row)
        with pytest.raises(StoreError, match=told) as caught:
            store.write(batch)
        assert "\n" not in str(caught.value)
        assert store.counts().nodes["Source"] == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"end": "a.example", "load": "l", "fact": "g"}, "a Owner-OWNS-Source without a start"),
        ({"start": "o", "end": None, "load": "l", "fact": "g"}, "without an end"),
        ({"start": "o", "end": "a.example", "load": "l"}, "Owner-OWNS-Source without fact"),
        ({"start": "o", "end": "a.example", "fact": "g"}, "without the load that states it"),
        ({"start": "o", "end": "a.example", "load": "l", "fact": "g", "share": 1.0}, "has no property 'share'"),
        ({"start": "o", "end": "a.example", "load": "l", "fact": "g", "valid_from": NOON}, "is to be a date"),
    ],
)
def test_an_edge_that_says_too_little_is_refused(store_target: StoreTarget, row: dict, told: str):
    with store_target.open(write=True) as store:
        store.write(small())
        batch = Batch()
        batch.edge("Owner-OWNS-Source", row)
        with pytest.raises(StoreError, match=told):
            store.write(batch)


# --- what follows from the rest of the graph


def story(store: Store, story_id: str) -> tuple[object, ...]:
    [row] = store.rows(
        "MATCH (s:Story {id: $id}) RETURN s.article_count AS a, s.source_count AS o, "
        "s.first_published AS f, s.last_published AS l",
        {"id": story_id},
    )
    return tuple(row.values())


def test_a_story_counts_its_articles_also_when_they_move_away(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        assert story(store, "s") == (2, 2, NOON, NOON + timedelta(hours=1))
        assert story(store, "t") == (0, 0, None, None)
        for article, left in (("y", (1, 1, NOON, NOON)), ("x", (0, 0, None, None))):
            move = Batch(gone={"Article-PART_OF-Story": [{"start": article, "end": "s"}]})
            move.edge("Article-PART_OF-Story", {"start": article, "end": "t", "load": "l"})
            move.touch("Story", "s")
            move.touch("Story", "t")
            store.write(move)
            store.write(move)
            assert story(store, "s") == left
        assert story(store, "t") == (2, 2, NOON, NOON + timedelta(hours=1))
        assert store.counts().edges["Article-PART_OF-Story"] == 2


def test_taking_away_what_is_not_there_is_no_error(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        store.write(
            Batch(gone={"Article-PART_OF-Story": [{"start": "nowhere", "end": "s"}]}, touched={"Story": {"nope"}})
        )
        assert graph_hash(store) == before


# --- reading


def test_a_question_cannot_write(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        for text in ("MATCH (n) DETACH DELETE n", "CREATE (n:Article {id: 'z'})", "MATCH (n) SET n.x = 1 RETURN n"):
            with pytest.raises(UsageError, match="questions only read"):
                store.rows(text)
            with pytest.raises(UsageError, match="questions only read"):
                list(store.stream(text))
        assert graph_hash(store) == before


def test_cypher_that_is_off_is_told_on_one_line(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        for text in ("MATCH (n RETURN n", "RETURN $nope AS x", "", "RETURN 1/0 AS x", "RETURN nope(1) AS x"):
            with pytest.raises(UsageError, match=r"the Cypher is off: .+") as caught:
                store.rows(text)
            assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [object(), {1}, 2**63, b"x", {1: 2}, "\udfff", [[object()]], {"a": {"b": {3}}}])
def test_a_parameter_that_no_engine_takes_is_refused_by_name(store_target: StoreTarget, given: object):
    with store_target.open(write=True) as store, pytest.raises(UsageError, match="the parameter given "):
        store.rows("RETURN $given AS x", {"given": given})


def test_parameters_come_back_as_they_went(store_target: StoreTarget):
    given = [None, True, 1, 1.5, "x", [1, [2]], {"a": {"b": [date(2026, 1, 30)]}}, NOON, date(1, 1, 1)]
    with store_target.open(write=True) as store:
        for value in given:
            assert repr(one(store, "RETURN $x AS x", x=value)) == repr(value)
        assert one(store, "RETURN $x AS x", x=("a", "b")) == ["a", "b"]


def test_graph_values_look_the_same_from_every_engine(store_target: StoreTarget):
    owner = {"labels": ["Owner"], "properties": {"id": "o", "name": "O"}}
    source = {"labels": ["Source"], "properties": {"id": "a.example", "name": "A"}}
    owns = {
        "relation": "OWNS",
        "properties": {"fact": "f", "load": "l", "share_exact": 1.0, "valid_from": date(2015, 6, 1)},
    }
    with store_target.open(write=True) as store:
        store.write(small())
        match = "MATCH p = (o:Owner)-[r:OWNS]->(s:Source) "
        assert one(store, match + "RETURN o AS x") == owner
        assert one(store, match + "RETURN r AS x") == owns
        assert one(store, match + "RETURN p AS x") == [owner, owns, source]
        assert one(store, match + "RETURN {path: p, m: {o: [o]}} AS x") == {
            "path": [owner, owns, source],
            "m": {"o": [owner]},
        }
        assert one(store, "RETURN duration('P1M2DT3S') AS x") == {
            "months": 1,
            "days": 2,
            "seconds": 3,
            "nanoseconds": 0,
        }
        assert one(store, "RETURN point({latitude: 1.5, longitude: 2.5}) AS x") == {"latitude": 1.5, "longitude": 2.5}
        assert one(store, "RETURN datetime('2026-01-30T13:00:00+01:00') AS x") == NOON
        assert one(store, "RETURN localtime('10:00') AS x").isoformat() == "10:00:00"


def test_a_long_answer_can_be_cut_and_left(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        text = "UNWIND range(1, 100000) AS x RETURN x ORDER BY x"
        assert store.rows(text, limit=3) == [{"x": 1}, {"x": 2}, {"x": 3}]
        assert [row["x"] for row in store.stream(text, limit=2)] == [1, 2]
        assert store.rows(text, limit=0) == []
        answer = store.stream(text)
        assert next(answer) == {"x": 1}
        answer.close()
        store.write(small())
        assert one(store, "MATCH (a:Article) RETURN count(a) AS n") == 2


RUNAWAY = (
    "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c "
    "WITH a * b * c AS x WHERE x % 7 = 8 RETURN count(x) AS n"
)


@pytest.mark.parametrize("ask", ["rows", "stream"])
def test_a_runaway_question_is_stopped(store_target: StoreTarget, ask: str):
    with store_target.open(write=True) as store:
        with pytest.raises(StoreError, match=r"took longer than .* and was stopped"):
            list(getattr(store, ask)(RUNAWAY, timeout=0.5))
        assert one(store, "RETURN 1 AS x") == 1


# --- opening and closing


def test_what_was_written_is_there_when_opened_again(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(everything())
        written = graph_hash(store)
    with store_target.open(write=True) as again:
        assert graph_hash(again) == written
    with store_target.open() as reader, store_target.open() as other:
        assert graph_hash(reader) == graph_hash(other) == written


def test_closing_twice_is_once_and_a_closed_store_says_so(store_target: StoreTarget):
    store = store_target.open(write=True)
    store.close()
    store.close()
    ask = "RETURN 1 AS x"
    for use in (lambda: store.rows(ask), lambda: list(store.stream(ask)), store.counts, lambda: store.write(small())):
        with pytest.raises(StoreError, match="is closed: open it again"):
            use()


def test_a_reader_does_not_write(store_target: StoreTarget):
    store_target.open(write=True).close()
    with store_target.open() as reader, pytest.raises(StoreError, match="was opened for reading"):
        reader.write(small())


def test_reading_what_is_not_there_says_how_to_begin(store_target: StoreTarget):
    with pytest.raises(StoreError, match=r"no graph at .*: load something first: kg load articles PATH"):
        store_target.open()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("version", "told"),
    [
        (SCHEMA_VERSION + 1, "update newskg"),
        (SCHEMA_VERSION - 1, "install the newskg that made it, or load your input"),
    ],
)
def test_another_schema_version_is_refused(store_target: StoreTarget, version: int, told: str, write: bool):
    store_target.open(write=True).close()
    raw(store_target, f"MATCH (m:Meta) SET m.schema_version = {version}")
    with pytest.raises(StoreError, match=rf"schema version {version}.*{told}"):
        store_target.open(write=write)


@pytest.mark.parametrize("write", [False, True])
def test_a_foreign_graph_is_refused_and_left_as_it_is(store_target: StoreTarget, write: bool):
    raw(store_target, "CREATE (:Person {id: 'p'})-[:KNOWS]->(:Person {id: 'q'})")
    with pytest.raises(StoreError, match="holds a graph that newskg didn't make: use another path or database"):
        store_target.open(write=write)
    raw(store_target, "MATCH (m) DETACH DELETE m")
    store_target.open(write=True).close()


def test_an_error_in_a_with_block_is_what_is_told(store_target: StoreTarget):
    def stumble() -> None:
        with store_target.open(write=True) as store:
            store.write(small())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with store_target.open() as reader:
        assert reader.counts().nodes["Article"] == 2


# --- the model itself


def test_the_model_keeps_clear_of_names_that_an_engine_fills_itself():
    names = {p.name for declared in (*NODES, *EDGES) for p in declared.props}
    assert not names & {"title", "type", "label", "node_type", "id"}
