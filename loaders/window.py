"""What a load must know of earlier articles, read from the graph: signatures, families and stories near in time.

The graph is the only memory: what is held here is a cache by day, a function of the graph alone, so that a load that
was killed goes on as if nothing had happened. Days are let go, oldest use first, when too much is held.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from kg.store import Row, Store
from loaders.enrich.reposts import Member, Signature, SignatureIndex, read_signature
from loaders.enrich.stories import REACH, Story, StoryIndex

MOST_ARTICLES = 60_000
"""Signatures held: 3 KB each."""
MOST_STORIES = 30_000
"""Stories held: 10 KB each."""
MOST_A_DAY = 20_000
"""Signatures or stories held of one day (or of those without a date), by id: a bound for days of any size."""
FAMILY_REACH = timedelta(days=14)
_UNDATED = date.min
_ONE_DAY = timedelta(days=1)

_SIGNATURES = f"""
MATCH (a:Article) WHERE a.instant >= $start AND a.instant < $stop AND a.signature > ''
RETURN a.id AS id, a.signature AS signature ORDER BY id LIMIT {MOST_A_DAY}
"""
_UNDATED_SIGNATURES = f"""
MATCH (a:Article) WHERE a.instant IS NULL AND a.signature > ''
RETURN a.id AS id, a.signature AS signature ORDER BY id LIMIT {MOST_A_DAY}
"""
_STORY = """
RETURN s.id AS id, s.terms AS terms, s.weights AS weights, s.article_count AS size, s.first_published AS first,
       s.last_published AS last, s.headline AS headline
"""
_STORIES = f"""
MATCH (s:Story) WHERE s.last_published >= $start AND s.first_published < $stop {_STORY} ORDER BY id LIMIT {MOST_A_DAY}
"""
_UNDATED_STORIES = f"MATCH (s:Story) WHERE s.last_published IS NULL {_STORY} ORDER BY id LIMIT {MOST_A_DAY}"
_THESE_STORIES = f"UNWIND $ids AS id MATCH (s:Story {{id: id}}) {_STORY}"
_HELD = """
UNWIND $ids AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (a)-[:PART_OF]->(s:Story)
OPTIONAL MATCH (o:Source)-[:PUBLISHED]->(a)
RETURN id, a.headline AS headline, a.published AS published, a.published_precision AS published_precision,
       a.published_zone AS published_zone, a.published_text AS published_text, a.first_seen AS first_seen,
       a.instant AS instant, a.language AS language, a.wire AS wire, a.text_hash AS text_hash,
       a.enriched_by AS enriched_by, a.signature AS signature, s.id AS story, o.id AS source
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
RETURN id, a.instant AS at, a.wire AS wire, a.signature AS signature, s.id AS source, coalesce(root.id, id) AS root
"""
_FAMILIES = """
UNWIND $ids AS root
MATCH (o:Article {id: root})
OPTIONAL MATCH (copy:Article)-[:REPOST_OF]->(o)
WITH root, collect(copy.id) + [root] AS articles
UNWIND articles AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
RETURN id, a.instant AS at, a.wire AS wire, a.signature AS signature, s.id AS source, root
"""


def day_of(at: datetime | None) -> date:
    """The day by which an instant is found again; one day stands for all without an instant."""
    return at.astimezone(UTC).date() if at else _UNDATED


class Window:
    """The part of the graph's past that matters for a batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signatures: OrderedDict[date, SignatureIndex] = OrderedDict()
        self._filed: dict[str, date] = {}
        self._stories = StoryDays(store)

    def held(self, ids: Sequence[str]) -> dict[str, Row]:
        """Of these articles, those that the graph has, by id: what it says of them, their story and their source."""
        return {row["id"]: row for row in self._store.rows(_HELD, {"ids": list(ids)})} if ids else {}

    def mentioned(self, ids: Sequence[str]) -> list[Row]:
        """Who these articles mention now: ``id, entity``."""
        return self._store.rows(_MENTIONED, {"ids": list(ids)}) if ids else []

    def near(self, at: datetime | None) -> Iterable[SignatureIndex]:
        """Signatures of the days around an instant."""
        return [self._signature_day(day) for day in _days_around(at, FAMILY_REACH)]

    def remember(self, article: str, at: datetime | None, signature: Signature | None) -> None:
        """Take an article of the batch in, in place of what was held of it; without a signature, forget it."""
        day = day_of(at)
        if (before := self._filed.pop(article, None)) is not None:
            self._signatures[before].discard(article)
        if signature:
            self._file(self._signature_day(day), day, article, signature)

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

    def stories_for(self, instants: Iterable[datetime | None]) -> StoryIndex:
        """All stories that articles of these instants may join."""
        return self._stories.reaching(instants)

    def settle(self, changed: Iterable[str], stale: Iterable[str]) -> None:
        """After a batch. ``changed``: stories that were brought up to date; ``stale``: those that the store changes."""
        self._stories.settle(changed, stale)
        while len(self._filed) > MOST_ARTICLES and len(self._signatures) > 1:
            _, index = self._signatures.popitem(last=False)
            for article in index:
                del self._filed[article]

    def _signature_day(self, day: date) -> SignatureIndex:
        if day in self._signatures:
            self._signatures.move_to_end(day)
            return self._signatures[day]
        index = self._signatures[day] = SignatureIndex()
        text, params = _span(day, _SIGNATURES, _UNDATED_SIGNATURES)
        for row in self._store.stream(text, params):
            if row["id"] not in self._filed:  # else the batch at hand has just given it another day
                self._file(index, day, row["id"], read_signature(row["signature"]))
        return index

    def _file(self, index: SignatureIndex, day: date, article: str, signature: Signature) -> None:
        index.add(article, signature)
        self._filed[article] = day
        if len(index) > MOST_A_DAY:
            last = max(index)
            index.discard(last)
            del self._filed[last]


class StoryDays:
    """The stories of some days, each held under every day from its first article to its last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days: OrderedDict[date, set[str]] = OrderedDict()
        self._stale: set[str] = set()
        self._index = StoryIndex()

    def reaching(self, instants: Iterable[datetime | None]) -> StoryIndex:
        """All stories that articles of these instants may join."""
        self._refresh()
        for day in sorted({day for at in instants for day in _days_around(at, REACH)}):
            if day in self._days:
                self._days.move_to_end(day)
                continue
            rows = self._store.rows(*_span(day, _STORIES, _UNDATED_STORIES))
            self._days[day] = {row["id"] for row in rows}
            for row in rows:
                if row["id"] not in self._index.stories:
                    self._index.add(_story(row))
        return self._index

    def settle(self, changed: Iterable[str], stale: Iterable[str]) -> None:
        """File stories under their days anew, and let days go when too many stories are held."""
        for story in changed:
            self._file(self._index.stories[story])
        self._stale.update(stale)
        while len(self._index.stories) > MOST_STORIES and len(self._days) > 1:
            _, ids = self._days.popitem(last=False)
            for story in ids.difference(*self._days.values()):
                self._index.drop(self._index.stories[story])

    def _refresh(self) -> None:
        """Read again what the store has changed by itself: counts and spans that follow from other parts."""
        rows = self._store.rows(_THESE_STORIES, {"ids": sorted(self._stale)}) if self._stale else []
        self._stale.clear()
        for row in rows:
            if row["id"] in self._index.stories:
                self._index.drop(self._index.stories[row["id"]])
            story = _story(row)
            self._index.add(story)
            self._file(story)

    def _file(self, story: Story) -> None:
        """Hold a story under those of its days that are held, or not at all: then it is read with its days."""
        first, last = day_of(story.first), day_of(story.last)
        loose = {story.id}
        for day, ids in self._days.items():
            (ids.add if first <= day <= last else ids.discard)(story.id)
            if len(ids) > MOST_A_DAY:
                loose.add(max(ids))
                ids.remove(max(ids))
        for one in loose.difference(*self._days.values()):
            self._index.drop(self._index.stories[one])


def _member(row: Row) -> Member:
    signature = read_signature(row["signature"]) if row["signature"] else None
    return Member(row["id"], row["source"] or "", row["at"], row["wire"], signature)


def _story(row: Row) -> Story:
    terms = dict(zip(row["terms"] or (), row["weights"] or (), strict=False))
    return Story(row["id"], terms, row["size"] or 1, row["first"], row["last"], row["headline"] or "")


def _days_around(at: datetime | None, reach: timedelta) -> list[date]:
    if at is None:
        return [_UNDATED]
    return [day_of(at) + _ONE_DAY * n for n in range(-reach.days, reach.days + 1)]


def _span(day: date, dated: str, undated: str) -> tuple[str, dict[str, datetime]]:
    if day == _UNDATED:
        return undated, {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return dated, {"start": start, "stop": start + _ONE_DAY}
