"""Pieces of Cypher that several questions share, and the columns that their rows have.

Holdings are followed up to 30 levels, one of which may be a step to another id of the same owner; Cypher walks each
holding once in a path, so that a circular one ends. Successions are followed once on the way: who succeeded an owner,
and whoever holds them.
"""

from __future__ import annotations

from kg.query import Column

STORY_ARTICLES = """
MATCH (:Story {id: $story})<-[part:PART_OF]-(a:Article)
WITH a, part.score AS score, part.cluster AS cluster
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (k:Cluster {id: cluster})
CALL (a) { OPTIONAL MATCH (a)-[:REPOST_OF|VERSION_OF]->(o:Article) RETURN collect(o.id) AS copy_of }
RETURN a.id AS article, a.url AS url, a.headline AS headline, coalesce(a.language, s.language) AS language,
       a.published AS published, a.published_precision AS precision, a.published_zone AS zone,
       a.published_text AS stamp, a.first_seen AS first_seen, a.genre AS genre, a.status AS status, a.wire AS wire,
       s.id AS source, s.name AS source_name, s.country AS country, s.medium AS medium, s.kind AS source_kind, copy_of,
       s.place AS place, score, cluster, k.core AS core
ORDER BY article, source
"""

_STORY_SOURCES = """
MATCH (:Story {id: $story})<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(s:Source)
WITH DISTINCT s
"""

RATINGS = """
MATCH (r:Rater)-[x:RATED]->(s)
RETURN s.id AS source, r.id AS rater, x.kind AS rating, x.value AS value, x.date AS date, x.evidence AS evidence
ORDER BY source, rater, rating, date, value, evidence
"""

_HOLDING_ROW = """
RETURN o.id AS owner, o.name AS owner_name, o.kind AS kind, o.country AS country, o.category AS category,
       CASE WHEN n:Source THEN 'source' ELSE 'owner' END AS owned_kind, n.id AS owned, n.name AS owned_name,
       h.share_exact AS share_exact, h.share_min AS share_min, h.share_max AS share_max, h.share_text AS share_text,
       h.interest AS interest, h.control AS states_control, h.valid_from AS valid_from, h.valid_to AS valid_to,
       h.observed AS observed, h.evidence AS evidence, h.load AS load, h.fact AS fact,
       h.direct AS states_direct, h.publisher AS publisher, type(h) AS relation, h.how AS how_succeeded,
       o.ended AS owner_ended, o.dated_names AS owner_names, n.dated_names AS owned_names
ORDER BY owner, owned_kind, owned, fact
"""

UP = "<-[:OWNS|ALIAS_OF|HAS_ALIAS*0..30]-"
DOWN = "-[:OWNS|ALIAS_OF|HAS_ALIAS*0..30]->"
_HELD_BY = "\nMATCH (o:Owner)-[h:OWNS|SUCCEEDED_BY|ALIAS_OF]->(n)" + _HOLDING_ROW

HOLDINGS = (
    f"""
MATCH (s){UP}(m)
WITH DISTINCT m
MATCH (m)-[:SUCCEEDED_BY*0..5]->(b)
WITH DISTINCT b
MATCH (b){UP}(n)
WITH DISTINCT n"""
    + _HELD_BY
)
"""All holdings above the sources or owners ``s``, and above those who succeeded an owner there, with who did."""

HELD_BELOW = (
    f"""
MATCH (s){DOWN}(m)
WITH DISTINCT m
MATCH (m)<-[:SUCCEEDED_BY*0..5]-(b)
WITH DISTINCT b
MATCH (b){DOWN}(n)
WITH DISTINCT n"""
    + _HELD_BY
)
"""All holdings in what the owners ``s`` hold, through whomever; those of others too, which bound theirs.
What those held whom they succeeded is among it."""

STORY_RATINGS = _STORY_SOURCES + RATINGS
STORY_HOLDINGS = _STORY_SOURCES + HOLDINGS
ALL_RATINGS = "MATCH (s:Source)\nWITH s" + RATINGS

_STORY_CLOCKS = """
RETURN s.id AS source, s.clock_offsets AS offsets, s.clock_from AS starts, s.clock_to AS stops, s.clock_zone AS zone,
       s.clock_confidence AS confidence, s.clock_evidence AS evidence, s.seen_from AS seen_from,
       s.seen_ahead AS seen_ahead, s.seen_within AS seen_within, s.stamped_at_sight AS at_sight
ORDER BY source
"""
STORY_CLOCKS = _STORY_SOURCES + "WHERE size(s.clock_offsets) > 0 OR size(s.seen_from) > 0" + _STORY_CLOCKS
ALL_CLOCKS = "MATCH (s:Source) WHERE size(s.clock_offsets) > 0" + _STORY_CLOCKS

STORY_NIGHT_STAMPS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
WHERE a.published_precision <> 'day' AND a.published.minute = 0 AND a.published.second = 0
WITH DISTINCT s
MATCH (s)-[:PUBLISHED]->(b:Article)
WHERE b.published_precision <> 'day' AND (b.published.minute > 0 OR b.published.second > 0)
WITH s, CASE WHEN b.published.minute < 30 THEN b.published.hour ELSE (b.published.hour + 1) % 24 END AS hour, b
RETURN s.id AS source, hour, count(DISTINCT b) AS stamps
ORDER BY source, hour
"""
"""Of the outlets that have a stamp on a full hour: stamps in the half hours around each full hour (UTC), not on it."""

STORY_SECONDS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
WHERE a.published_precision = 'second' AND a.published.second = 0
WITH DISTINCT s
WHERE EXISTS { MATCH (s)-[:PUBLISHED]->(b:Article) WHERE b.published_precision = 'second' AND b.published.second > 0 }
RETURN s.id AS source
ORDER BY source
"""
"""Of the outlets that have a stamp on a full minute: those whose stamps do show seconds. Many write the minute alone as
its first second."""

STORY_LOOKS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
WHERE a.first_seen IS NOT NULL AND (a.published IS NULL OR a.published_precision IN ['day', 'unknown']
   OR (a.published.minute = 0 AND a.published.second = 0) OR a.published > a.first_seen)
MATCH (s)-[:PUBLISHED]->(b:Article)
WHERE b.first_seen < a.first_seen
RETURN a.id AS article, max(b.first_seen) AS looked
ORDER BY article
"""
"""When a collector last looked at the outlet before it saw an article that has no exact stamp, or one after its being
seen."""


STORY_LEADS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)
WHERE a.published IS NOT NULL AND a.excerpt IS NOT NULL
WITH a ORDER BY a.published, a.id LIMIT 50
RETURN a.id AS article, a.excerpt AS lead
ORDER BY article
"""
"""How the articles of a story that are stamped first begin: only these may announce it."""


def fetched(*columns: tuple[str, type]) -> tuple[Column, ...]:
    """Columns that the text returns for ``finish`` and that no answer shows."""
    return tuple(Column(name, kind, "fetched for the rule, not shown", hidden=True) for name, kind in columns)
