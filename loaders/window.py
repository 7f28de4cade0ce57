"""What a load must know of earlier articles, read from the graph: sketches and families near in time.

The graph is the only memory: what is held here is a cache by day, a function of the graph alone, so that a load that
was killed goes on as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from kg.store import Row, Store
from loaders.days import DayBook, day_of, days_around, one_day
from loaders.enrich.copies import REACH_DAYS, SketchIndex
from loaders.enrich.reposts import Member
from loaders.enrich.sketches import Sketch, read_sketch

MOST_ARTICLES = 300_000
"""Sketches held: 0.7 KB each. Beyond it, days are read anew for every batch that needs them."""
MOST_A_DAY = 20_000
"""Sketches held of one day (or of those without a date), by id: a bound for days of any size."""
_REACH = timedelta(days=REACH_DAYS)

_SKETCHES = f"""
MATCH (a:Article) WHERE a.instant >= $start AND a.instant < $stop AND a.sketch > ''
RETURN a.id AS id, a.sketch AS sketch ORDER BY id LIMIT {MOST_A_DAY}
"""
_UNDATED_SKETCHES = f"""
MATCH (a:Article) WHERE a.instant IS NULL AND a.sketch > ''
RETURN a.id AS id, a.sketch AS sketch ORDER BY id LIMIT {MOST_A_DAY}
"""
_HELD = """
UNWIND $ids AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (a)-[part:PART_OF]->(s:Story)
OPTIONAL MATCH (o:Source)-[:PUBLISHED]->(a)
RETURN id, a.headline AS headline, a.published AS published, a.published_precision AS published_precision,
       a.published_zone AS published_zone, a.published_text AS published_text, a.first_seen AS first_seen,
       a.instant AS instant, a.language AS language, a.wire AS wire, a.text_hash AS text_hash,
       a.enriched_by AS enriched_by, a.sketch AS sketch, s.id AS story, part.cluster AS cluster, o.id AS source
"""
_MENTIONED = """
UNWIND $ids AS id
MATCH (:Article {id: id})-[:MENTIONS]->(e:Entity)
RETURN id, e.id AS entity
"""
_ROOTS = """
UNWIND $ids AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (a)-[:REPOST_OF|VERSION_OF]->(root:Article)
RETURN id, a.instant AS at, a.wire AS wire, a.sketch AS sketch, a.status AS status,
       a.headline_key AS headline, s.id AS source, coalesce(root.id, id) AS root
"""
_FAMILIES = """
UNWIND $ids AS root
MATCH (o:Article {id: root})
OPTIONAL MATCH (copy:Article)-[:REPOST_OF|VERSION_OF]->(o)
WITH root, collect(copy.id) + [root] AS articles
UNWIND articles AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
RETURN id, a.instant AS at, a.wire AS wire, a.sketch AS sketch, a.status AS status,
       a.headline_key AS headline, s.id AS source, root
"""


Near = Sequence[tuple[float, str]]
"""Articles that share text with one: (share of the shorter text, id), nearest first."""


class Window:
    """The part of the graph's past that matters for a batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days = DayBook(MOST_ARTICLES)
        self._sketches = SketchIndex()

    def held(self, ids: Sequence[str]) -> dict[str, Row]:
        """Of these articles, those that the graph has, by id: what it says of them, their story and their source."""
        return {row["id"]: row for row in self._store.rows(_HELD, {"ids": list(ids)})} if ids else {}

    def mentioned(self, ids: Sequence[str]) -> list[Row]:
        """Who these articles mention now: ``id, entity``."""
        return self._store.rows(_MENTIONED, {"ids": list(ids)}) if ids else []

    def near(self, batch: Sequence[tuple[str, datetime | None, Sketch | None]]) -> Mapping[str, Near]:
        """For each article of a batch (id, instant, sketch) those that share text with it, nearest first: (share of
        the shorter text, id). The window takes the batch in, in place of what it held of these articles."""
        days = sorted({day for _, at, _ in batch for day in days_around(at, _REACH)})
        for day in days:
            self._read(day)
        for article, at, sketch in batch:
            self._forget(article)
            if sketch:
                self._file(article, day_of(at), sketch)
        return self._sketches.near([(i, day_of(at), sketch) for i, at, sketch in batch if sketch], days)

    def roots(self, articles: Sequence[str]) -> dict[str, tuple[Member, str]]:
        """Each article with the originator of its family as the graph has it (itself, where it is no copy)."""
        rows = self._store.rows(_ROOTS, {"ids": list(articles)}) if articles else []
        return {row["id"]: (_member(row), row["root"]) for row in rows}

    def families(self, roots: Sequence[str]) -> dict[str, list[Member]]:
        """The families of these originators as the graph has them."""
        found: dict[str, list[Member]] = {}
        for row in self._store.rows(_FAMILIES, {"ids": list(roots)}) if roots else []:
            found.setdefault(row["root"], []).append(_member(row))
        return found

    def settle(self) -> None:
        """After a batch: let days go that are not needed."""
        for article in self._days.let_go():
            self._sketches.discard(article)

    def _read(self, day: date) -> None:
        if self._days.open(day):
            return
        text, params = one_day(day, _SKETCHES, _UNDATED_SKETCHES)
        for row in self._store.stream(text, params):
            if self._days.day_of(row["id"]) is None:
                self._file(row["id"], day, read_sketch(row["sketch"]))

    def _file(self, article: str, day: date, sketch: Sketch) -> None:
        self._sketches.add(article, day, sketch)
        self._days.file(article, day)
        if len(self._days.of(day)) > MOST_A_DAY:
            self._forget(max(self._days.of(day)))

    def _forget(self, article: str) -> None:
        self._days.forget(article)
        self._sketches.discard(article)


def _member(row: Row) -> Member:
    sketch = read_sketch(row["sketch"]) if row["sketch"] else None
    corrects = row["status"] == "corrected"
    return Member(row["id"], row["source"] or "", row["at"], row["wire"], sketch, corrects, row["headline"] or "")
