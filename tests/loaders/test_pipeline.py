"""What a load leaves in the graph: the same however often, in whatever pieces, and whatever came before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import loading_cases as cases
import pytest
import stores

from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.loading import load
from loaders.pipeline import How
from loaders.report import Report

Load = Callable[..., Report]
TEXT = (
    "Mayor Ana Torres opened the new bridge over the Tagus on Monday. The city council of Lisbon had paid twelve "
    "million for it, said Peter Hallam of the Harbour Authority, and four thousand people walked across before noon."
)
OTHER = (
    "A storm from the Atlantic closed every ferry port between Galway and Cork last night. Fishermen stayed ashore "
    "while the weather service measured gusts of a hundred and forty kilometres an hour near the lighthouse."
)


@pytest.fixture
def store(store_target: stores.StoreTarget) -> Iterator[Store]:
    """An empty store, opened for writing."""
    with store_target.open(write=True) as opened:
        yield opened


@pytest.fixture
def loaded(store: Store, tmp_path: Path) -> Load:
    """Load records, each call's as a file of their own."""
    calls = 0

    def run(records: Sequence[Mapping[str, Any]], what: str = "articles", **how: Any) -> Report:
        nonlocal calls
        calls += 1
        path = cases.write_lines(tmp_path / f"{calls}.jsonl", records)
        return load(store, what, [str(path)], how=How(**how), rejects=tmp_path / "REJECTS.jsonl")

    return run


def article(name: str = "bridge", source: str = "daily.example", **fields: Any) -> dict[str, Any]:
    """An article record."""
    given = {"url": f"https://{source}/{name}", "headline": "The bridge is open", "text": TEXT,
             "published": "2026-01-30T09:00:00Z", "language": "en"}  # fmt: skip
    return {k: v for k, v in {**given, **fields}.items() if v is not None}


def one(store: Store, *columns: str) -> Any:
    """Properties of the only article."""
    rows = store.rows("MATCH (a:Article) RETURN " + ", ".join(f"a.{c} AS {c}" for c in columns))
    assert len(rows) == 1
    return rows[0][columns[0]] if len(columns) == 1 else rows[0]


def copies(store: Store) -> set[tuple[str, str, str]]:
    """Copies as (source of the copy, source of the original, evidence)."""
    rows = store.rows(
        "MATCH (s:Source)-[:PUBLISHED]->(:Article)-[r:REPOST_OF]->(:Article)<-[:PUBLISHED]-(o:Source) "
        "RETURN s.id AS s, o.id AS o, r.evidence AS e"
    )
    return {(r["s"], r["o"], r["e"]) for r in rows}


# --- again, in other pieces, in another process -----------------------------------------------------------------------


def test_the_same_input_twice_is_the_same_graph_edge_for_edge(store: Store, tmp_path: Path) -> None:
    paths = [str(cases.write_lines(tmp_path / "in.jsonl", cases.world(60)))]
    first = load(store, "articles", paths, rejects=tmp_path / "rejects")
    once, wrong = graph_hash(store), cases.rejects(tmp_path / "rejects")
    assert load(store, "articles", paths, rejects=tmp_path / "rejects").as_json()["already_loaded"] == 1
    assert graph_hash(store) == once
    again = load(store, "articles", paths, how=How(again=True), rejects=tmp_path / "rejects")
    assert graph_hash(store) == once
    assert again.total("written") == first.total("written") == again.total("unchanged") > 0
    assert cases.rejects(tmp_path / "rejects") == wrong


def test_a_file_of_the_same_articles_in_another_format_changes_nothing_but_adds_its_load(
    store: Store, loaded: Load
) -> None:
    records = [article(), article("storm", "other.example", headline="Storm", text=OTHER)]
    loaded(records)
    before = {
        name: cases.edges(store, name, ("load",)) for name in ("Source-PUBLISHED-Article", "Article-PART_OF-Story")
    }
    report = loaded([{**r, "id": "7"} for r in records])
    assert report.total("unchanged") == 2
    assert before == {name: cases.edges(store, name, ("load",)) for name in before}
    assert store.counts().nodes["Load"] == 2


@pytest.mark.parametrize("store_target", ["embedded"], indirect=True)
def test_other_batch_sizes_give_the_same_articles_names_and_copies(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    found = []
    path = cases.write_lines(tmp_path / "in.jsonl", cases.world(150))
    for size in (1, 7, 256):
        target = stores.StoreTarget("embedded", str(tmp_path / f"{size}.kgl"), store_target.settings)
        with target.open(write=True) as store:
            load(store, "articles", [str(path)], how=How(batch=size), rejects=tmp_path / f"rejects-{size}")
            found.append([
                cases.edges(store, "Source-PUBLISHED-Article"),
                cases.edges(store, "Article-MENTIONS-Entity", ("count", "first_offset", "surface_forms")),
                cases.edges(store, "Article-REPOST_OF-Article", ("similarity", "evidence")),
                store.rows("MATCH (a:Article) RETURN a.id AS id, a.text_hash AS hash, a.instant AS at ORDER BY id"),
            ])  # fmt: skip
    assert found[0] == found[1] == found[2]
    assert all(found[0])


@pytest.mark.parametrize("store_target", ["embedded"], indirect=True)
def test_a_load_in_many_processes_is_the_same_as_in_one(store_target: stores.StoreTarget, tmp_path: Path) -> None:
    """A limit that rises by whole batches stands for processes that end: each begins with what the graph holds."""
    path = str(cases.write_lines(tmp_path / "in.jsonl", cases.world(200)))
    whole, parts = (
        stores.StoreTarget("embedded", str(tmp_path / n), store_target.settings) for n in ("w.kgl", "p.kgl")
    )
    with whole.open(write=True) as store:
        load(store, "articles", [path], how=How(batch=20), rejects=tmp_path / "w")
        expected = graph_hash(store)
    for limit in (20, 60, 80, 140, None):
        with parts.open(write=True) as store:
            load(store, "articles", [path], how=How(batch=20, limit=limit), rejects=tmp_path / "p")
            found = graph_hash(store)
    assert found == expected
    assert (tmp_path / "w").read_text() == (tmp_path / "p").read_text()


# --- an article met again ---------------------------------------------------------------------------------------------


def test_a_later_load_never_overwrites_a_value_with_nothing(store: Store, loaded: Load) -> None:
    loaded(
        [
            article(
                authors="Ana Torres|Bo", genre="news", place="Lisbon", wire="Reuters", first_seen="2026-01-30T09:05:00Z"
            )
        ]
    )
    names = ("headline", "authors", "genre", "place", "wire", "language", "published", "published_precision",
             "published_text", "first_seen", "instant", "text_hash", "signature", "excerpt", "word_count",
             "enriched_by")  # fmt: skip
    before = one(store, *names)
    mentions = cases.edges(store, "Article-MENTIONS-Entity", ("count", "load"))
    loaded([article(published=None, text=None, language=None, first_seen="2026-02-01T00:00:00Z")])
    assert one(store, *names) == before
    loaded([article(headline=None)])
    assert one(store, *names) == before
    assert cases.edges(store, "Article-MENTIONS-Entity", ("count", "load")) == mentions


def test_what_a_later_load_adds_is_taken(store: Store, loaded: Load) -> None:
    loaded([article(text=None, published=None, first_seen="2026-01-30T10:00:00Z")])
    first_seen = one(store, "first_seen")
    assert one(store, "instant") == first_seen
    loaded([article(authors=["Ana Torres"], first_seen="2026-01-30T11:00:00Z")])
    found = one(store, "instant", "published", "first_seen", "authors", "word_count")
    assert found["instant"] == found["published"] < found["first_seen"] == first_seen
    assert found["authors"] == ["Ana Torres"]
    assert found["word_count"] == len(TEXT.split())
    spans = store.rows("MATCH (s:Story) RETURN s.first_published AS first, s.last_published AS last")
    assert spans == [{"first": found["published"], "last": found["published"]}]


def test_a_day_does_not_replace_the_exact_instant_of_an_article(store: Store, loaded: Load) -> None:
    loaded([article()])
    loaded([article(published="2026-01-30")])
    assert one(store, "published", "published_precision")["published_precision"] == "second"
    loaded([article(published="2026-01-30T08:30:00Z")])
    assert one(store, "published").hour == 8


def test_the_same_url_with_tracking_parameters_is_one_article(store: Store, loaded: Load) -> None:
    urls = ("https://daily.example/bridge", "http://www.daily.example/bridge/?utm_source=x&fbclid=7#top",
            "HTTPS://DAILY.example:443/bridge?at_campaign=rss")  # fmt: skip
    report = loaded([article(url=url) for url in urls], batch=2)
    assert (report.total("written"), store.counts().nodes["Article"]) == (3, 1)
    assert store.counts().edges["Source-PUBLISHED-Article"] == 1


def test_an_article_without_url_is_told_by_source_headline_and_day(store: Store, loaded: Load) -> None:
    bare = {**article(url=None), "source": "The Daily"}
    loaded([bare, {**bare, "published": "2026-01-30T18:00:00Z"}, {**bare, "published": "2026-01-31"}])
    assert store.counts().nodes["Article"] == 2
    assert store.rows("MATCH (s:Source) RETURN s.id AS id, s.name AS name, s.kind AS kind, s.listed AS listed") == [
        {"id": "the-daily", "name": "The Daily", "kind": "unrated", "listed": False}
    ]


def test_a_corrected_article_stays_in_its_story_and_loses_the_names_that_vanished(store: Store, loaded: Load) -> None:
    loaded([article()])
    story, names = cases.edges(store, "Article-PART_OF-Story"), cases.edges(store, "Article-MENTIONS-Entity")
    loaded([article(headline="Storm closes ports", text=OTHER, modified="2026-01-30T12:00:00Z")])
    assert cases.edges(store, "Article-PART_OF-Story") == story
    after = cases.edges(store, "Article-MENTIONS-Entity")
    assert names
    assert after
    assert not set(names) & set(after)
    assert one(store, "word_count") == len(OTHER.split())
    assert store.counts().nodes["Article"] == store.counts().nodes["Story"] == 1


def test_an_outlet_named_later_takes_the_article_over_and_the_address_alone_does_not_take_it_back(
    store: Store, loaded: Load
) -> None:
    loaded([article(source="portal.example", published="2026-01-30")])
    loaded([{**article(source="portal.example"), "source": "paper.example"}])
    article_id = one(store, "id")
    assert cases.edges(store, "Source-PUBLISHED-Article") == [("paper.example", article_id)]
    loaded([article(source="portal.example", genre="news")])
    assert cases.edges(store, "Source-PUBLISHED-Article") == [("paper.example", article_id)]


def test_an_article_that_gets_a_new_instant_moves_its_story_for_all_that_follow(store: Store, loaded: Load) -> None:
    loaded([article(published="2026-01-02T00:00:00Z")], batch=1)
    far = article("later", "other.example", published="2026-03-30T12:00:00Z", text=TEXT + " More was said.")
    loaded([article(published="2026-03-29T00:00:00Z"), far], batch=1)
    rows = store.rows("MATCH (s:Story) RETURN s.article_count AS n, s.first_published AS first")
    assert [(r["n"], r["first"].month) for r in rows] == [(2, 3)]


# --- copy families ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("language", "mark"),
    [("en", "CORRECTED-"), ("es", "Corrección: "), ("fr", "Rectificatif : "), ("de", "Berichtigung: "),
     ("pt", "Errata: "), ("it", "Rettifica: ")],
)  # fmt: skip
def test_a_correction_is_a_version_of_its_sources_article_and_no_copy_of_it(
    store: Store, loaded: Load, language: str, mark: str, turned: bool
) -> None:
    first = article(language=language)
    later = article(
        "corrected", language=language, headline=f"{mark}The bridge is open", published="2026-01-30T11:00:00Z",
        text=TEXT.replace("four thousand", "four hundred"),
    )  # fmt: skip
    client = article("client", "client.example", language=language, published="2026-01-30T12:00:00Z")
    for record in (client, later, first) if turned else (first, later, client):
        loaded([record])
    rows = store.rows("MATCH (a:Article)-[r:VERSION_OF]->(b:Article) RETURN a.url AS a, b.url AS b, r.evidence AS e")
    assert rows == [{"a": later["url"], "b": first["url"], "e": "correction"}]
    assert {(a, b) for a, b, _ in copies(store)} == {("client.example", "daily.example")}
    assert store.rows("MATCH (a:Article) WHERE a.status IS NOT NULL RETURN a.url AS url, a.status AS status") == [
        {"url": later["url"], "status": "corrected"}
    ]
    assert store.counts().nodes["Story"] == 1


def test_a_copy_credits_an_agency_by_what_stands_in_it_or_by_what_its_record_says(store: Store, loaded: Load) -> None:
    loaded([{"source": "tideline.example", "name": "Tideline", "country": "IN"}], "sources")
    loaded([
        article("wire", "apnews.com", text=f"LISBON (AP) — {TEXT}"),
        article("line", "one.example", text=f"{TEXT}\n(Reporting by Reuters)"),
        article("code", "two.example", wire="nprov:AFP"),
        article("told", "three.example", text=f"{TEXT} It was loud, she told Reuters."),
        article("state", "tideline.example", text=f"GUNTUR (AP): {TEXT}"),
    ])  # fmt: skip
    rows = store.rows("MATCH (a:Article) RETURN a.url AS url, a.wire AS wire")
    assert {row["url"].rpartition("/")[2]: row["wire"] for row in rows} == {
        "wire": "apnews.com", "line": "reuters.com", "code": "afp.com", "told": None, "state": None,
    }  # fmt: skip
    rows = store.rows("MATCH (s:Source) WHERE s.medium = 'agency' RETURN s.id AS id")
    assert [row["id"] for row in rows] == ["apnews.com"]


def test_a_late_original_takes_its_place_as_originator(store: Store, loaded: Load) -> None:
    loaded([article(source="copy1.example", published="2026-01-30T10:00:00Z"),
            article(source="copy2.example", published="2026-01-30T11:00:00Z")])  # fmt: skip
    assert copies(store) == {("copy2.example", "copy1.example", "near-duplicate")}
    loaded([article(source="origin.example", published="2026-01-30T09:00:00Z")])
    assert copies(store) == {(c, "origin.example", "near-duplicate") for c in ("copy1.example", "copy2.example")}


def test_an_original_that_turns_out_to_be_later_gives_its_place_up(store: Store, loaded: Load) -> None:
    loaded([article(source="a.example", published="2026-01-30T09:00:00Z"),
            article(source="b.example", published="2026-01-30T10:00:00Z")])  # fmt: skip
    loaded([article(source="a.example", published="2026-01-30T12:00:00Z")])
    assert copies(store) == {("a.example", "b.example", "near-duplicate")}


def test_the_agency_that_a_copy_credits_is_the_originator_even_where_its_stamp_is_later(
    store: Store, loaded: Load
) -> None:
    loaded([{"source": "wire.example", "name": "Atlas News Service", "aliases": "ANS", "kind": "agency"}], "sources")
    loaded([article(source="early.example", text=f"LISBON (ANS) - {TEXT}", published="2026-01-30T08:00:00Z"),
            article(source="late.example", wire="Atlas News Service", published="2026-01-30T10:00:00Z")])  # fmt: skip
    loaded([article(source="wire.example", published="2026-01-30T09:00:00Z")])
    assert copies(store) == {(c, "wire.example", "credit line") for c in ("early.example", "late.example")}


def test_a_near_duplicate_of_the_same_source_is_another_version_and_no_repost(store: Store, loaded: Load) -> None:
    loaded([article("first"), article("second", published="2026-01-30T10:00:00Z", text=TEXT + " Updated.")])
    assert copies(store) == set()
    loaded([article(source="copy.example", published="2026-01-30T11:00:00Z", text=TEXT + " Updated.")])
    assert copies(store) == {("copy.example", "daily.example", "near-duplicate")}


@pytest.mark.parametrize("rewritten", ["copy.example", "daily.example"])
def test_a_copy_or_an_original_that_is_rewritten_leaves_its_family(store: Store, loaded: Load, rewritten: str) -> None:
    sources = ("daily.example", "copy.example", "third.example")
    loaded([article(source=s, published=f"2026-01-30T1{i}:00:00Z") for i, s in enumerate(sources)])
    loaded([article(source=rewritten, headline="Storm closes ports", text=OTHER)])
    first, second = (s for s in sources if s != rewritten)
    assert copies(store) == {(second, first, "near-duplicate")}
    loaded([article(source=second, text="Too short to tell.")])
    assert copies(store) == set()


def test_one_text_from_a_thousand_sources_is_one_family(store: Store, loaded: Load) -> None:
    records = [
        article(source=f"p{i}.example", published=f"2026-01-30T{i // 60:02}:{i % 60:02}:00Z") for i in range(1_000)
    ]
    loaded(records)
    found = copies(store)
    assert {original for _, original, _ in found} == {"p0.example"}
    assert len(found) == 999
    assert store.rows("MATCH (s:Story) RETURN s.article_count AS n, s.source_count AS m") == [{"n": 1_000, "m": 1_000}]


# --- options ----------------------------------------------------------------------------------------------------------


def test_a_limit_loads_the_first_records_and_a_load_without_it_goes_on(
    store: Store, loaded: Load, tmp_path: Path
) -> None:
    path = str(cases.write_lines(tmp_path / "in.jsonl", [article(f"{n}") for n in range(9)]))
    for limit, read, resumed, state in ((4, 4, 0, "running"), (4, 4, 4, "running"), (None, 9, 4, "done")):
        report = load(store, "articles", [path], how=How(limit=limit), rejects=tmp_path / "r")
        (document,) = report.documents
        assert (document.read, document.written, document.resumed_at) == (read, read, resumed)
        rows = store.rows("MATCH (l:Load) RETURN l.state AS state, l.records_read AS read")
        assert rows == [{"state": state, "read": read}]
    assert store.counts().nodes["Article"] == 9


def test_full_texts_are_kept_only_where_asked_for(store: Store, loaded: Load, tmp_path: Path) -> None:
    from loaders.loading import Enrichment

    loaded([article()])
    assert one(store, "text") is None
    path = str(cases.write_lines(tmp_path / "in.jsonl", [article()]))
    load(store, "articles", [path], enrichment=Enrichment(keep_text=True), rejects=tmp_path / "r")
    assert one(store, "text", "excerpt") == {"text": TEXT, "excerpt": TEXT}


def test_every_factual_edge_says_which_load_it_is_from(store: Store, loaded: Load) -> None:
    loaded(cases.world(30))
    loads = {row["id"] for row in store.rows("MATCH (l:Load) RETURN l.id AS id")}
    for relation in ("Source-PUBLISHED-Article", "Article-PART_OF-Story", "Article-MENTIONS-Entity"):
        found = cases.edges(store, relation, ("load",))
        assert {edge[2] for edge in found} == loads
