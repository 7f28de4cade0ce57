"""What a load must know of earlier articles, read from the graph: signatures, families and stories near in time.

The graph is the only memory: what is held here is a cache by day, a function of the graph alone, so that a load that
was killed goes on as if nothing had happened. Days are let go, oldest use first, when too much is held.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from kg.store import Row, Store
from loaders.enrich.reposts import Member, SignatureIndex, read_signature
from loaders.enrich.stories import REACH, Story, StoryIndex

MOST_ARTICLES = 60_000
MOST_STORIES = 100_000
MOST_A_DAY = 20_000
"""Signatures or stories held of one day (or of those without a date), by id: a bound for days of any size."""
FAMILY_REACH = timedelta(days=14)
_UNDATED = date.min
_ONE_DAY = timedelta(days=1)

_SIGNATURES = """
MATCH (a:Article) WHERE a.instant >= $start AND a.instant < $stop AND a.signature IS NOT NULL
RETURN a.id AS id, a.signature AS signature ORDER BY id LIMIT 20000
"""
_UNDATED_SIGNATURES = """
MATCH (a:Article) WHERE a.instant IS NULL AND a.signature IS NOT NULL
RETURN a.id AS id, a.signature AS signature ORDER BY id LIMIT 20000
"""
_STORIES = """
MATCH (s:Story) WHERE s.last_published >= $start AND s.last_published < $stop
RETURN s.id AS id, s.terms AS terms, s.weights AS weights, s.article_count AS size, s.first_published AS first,
       s.last_published AS last, s.headline AS headline ORDER BY id LIMIT 20000
"""
_UNDATED_STORIES = """
MATCH (s:Story) WHERE s.last_published IS NULL
RETURN s.id AS id, s.terms AS terms, s.weights AS weights, s.article_count AS size, s.first_published AS first,
       s.last_published AS last, s.headline AS headline ORDER BY id LIMIT 20000
"""
_HELD = """
UNWIND $ids AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (a)-[:PART_OF]->(s:Story)
RETURN id, a.text_hash AS text_hash, a.enriched_by AS enriched_by, s.id AS story
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
OPTIONAL MATCH (a)-[:REPOST_OF]->(root:Article)
RETURN id, coalesce(root.id, id) AS root, a.instant AS at, a.wire AS wire, s.id AS source
"""
_FAMILIES = """
UNWIND $ids AS id
MATCH (root:Article {id: id})
OPTIONAL MATCH (copy:Article)-[r:REPOST_OF]->(root)
WITH id, root, collect({id: copy.id, similarity: r.similarity}) AS copies
UNWIND [{id: root.id, similarity: 1.0}] + copies AS one
WITH id, one WHERE one.id IS NOT NULL
MATCH (a:Article {id: one.id})
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
RETURN id AS root, a.id AS article, one.similarity AS similarity, a.instant AS at, a.wire AS wire, s.id AS source
"""


def day_of(at: datetime | None) -> date:
    """The day by which an instant is found again; one day stands for all without an instant."""
    return at.astimezone(UTC).date() if at else _UNDATED


class Window:
    """The part of the graph's past that matters for a batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signatures: OrderedDict[date, SignatureIndex] = OrderedDict()
        self._story_days: OrderedDict[date, set[str]] = OrderedDict()
        self.stories = StoryIndex()

    def held(self, ids: Sequence[str]) -> dict[str, Row]:
        """Of these articles, those that the graph has: text hash, model and story by id."""
        return {row["id"]: row for row in self._store.rows(_HELD, {"ids": list(ids)})} if ids else {}

    def mentioned(self, ids: Sequence[str]) -> list[Row]:
        """Who these articles mention now: ``id, entity``."""
        return self._store.rows(_MENTIONED, {"ids": list(ids)}) if ids else []

    def near(self, at: datetime | None) -> Iterable[SignatureIndex]:
        """Signatures of the days around an instant."""
        return [self._signature_day(day) for day in _days(at, FAMILY_REACH)]

    def remember(self, article: str, at: datetime | None, signature: tuple[int, ...]) -> None:
        """Take an article of the batch in."""
        index = self._signature_day(day_of(at))
        if len(index) < MOST_A_DAY:
            index.add(article, signature)

    def roots(self, articles: Sequence[str]) -> dict[str, tuple[Member, str]]:
        """Each article with the originator of its family as the graph has it (itself, where it is no copy)."""
        rows = self._store.rows(_ROOTS, {"ids": list(articles)}) if articles else []
        return {r["id"]: (Member(r["id"], r["source"] or "", r["at"], r["wire"]), r["root"]) for r in rows}

    def families(self, roots: Sequence[str]) -> dict[str, list[tuple[Member, float]]]:
        """The families of these originators as the graph has them: member and similarity."""
        found: dict[str, list[tuple[Member, float]]] = {}
        for row in self._store.rows(_FAMILIES, {"ids": sorted(set(roots))}) if roots else []:
            member = Member(row["article"], row["source"] or "", row["at"], row["wire"])
            found.setdefault(row["root"], []).append((member, row["similarity"] or 1.0))
        return found

    def prepare_stories(self, instants: Iterable[datetime | None]) -> StoryIndex:
        """Have all stories at hand that articles of these instants may join."""
        for day in sorted({d for at in instants for d in _days(at, REACH)}):
            if day in self._story_days:
                self._story_days.move_to_end(day)
            else:
                self._story_days[day] = self._read_stories(day)
        return self.stories

    def settle_stories(self, changed: Iterable[str]) -> None:
        """After a batch: file changed stories under their last day, let days go when too many stories are held.

        A story whose day isn't held is let go as well: it is in the graph and is read with its day.
        """
        changed_ids = set(changed)
        for ids in self._story_days.values():
            ids -= changed_ids
        for story_id in changed_ids:
            story = self.stories.stories[story_id]
            if (ids_of_day := self._story_days.get(day_of(story.last))) is not None:
                ids_of_day.add(story_id)
            else:
                self.stories.drop(story)
        while len(self.stories.stories) > MOST_STORIES and len(self._story_days) > 1:
            _, ids = self._story_days.popitem(last=False)
            for story_id in ids:
                self.stories.drop(self.stories.stories[story_id])
        while sum(map(len, self._signatures.values())) > MOST_ARTICLES and len(self._signatures) > 1:
            self._signatures.popitem(last=False)

    def _signature_day(self, day: date) -> SignatureIndex:
        if day in self._signatures:
            self._signatures.move_to_end(day)
            return self._signatures[day]
        index = SignatureIndex()
        text, params = _span(day, _SIGNATURES, _UNDATED_SIGNATURES)
        for row in self._store.stream(text, params):
            index.add(row["id"], read_signature(row["signature"]))
        self._signatures[day] = index
        return index

    def _read_stories(self, day: date) -> set[str]:
        text, params = _span(day, _STORIES, _UNDATED_STORIES)
        ids = set()
        for row in self._store.stream(text, params):
            terms = dict(zip(row["terms"] or (), row["weights"] or (), strict=False))
            self.stories.add(
                Story(row["id"], terms, row["size"] or 1, row["first"], row["last"], row["headline"] or "")
            )
            ids.add(row["id"])
        return ids


def _days(at: datetime | None, reach: timedelta) -> list[date]:
    if at is None:
        return [_UNDATED]
    day = day_of(at)
    return [day + _ONE_DAY * n for n in range(-reach.days, reach.days + 1)]


def _span(day: date, dated: str, undated: str) -> tuple[str, dict[str, datetime]]:
    if day == _UNDATED:
        return undated, {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return dated, {"start": start, "stop": start + _ONE_DAY}
