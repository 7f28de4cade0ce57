"""Pieces of Cypher that several questions share, and the columns that their rows have.

Holdings are followed up to 20 levels; Cypher walks each holding once in a path, so that a circular one ends.
Successions are followed once on the way: who succeeded an owner, and whoever holds them.
"""

from __future__ import annotations

from kg.query import Column

STORY_ARTICLES = """
MATCH (:Story {id: $story})<-[part:PART_OF]-(a:Article)
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
CALL (a) { OPTIONAL MATCH (a)-[:REPOST_OF]->(o:Article) RETURN collect(o.id) AS copy_of }
RETURN a.id AS article, a.url AS url, a.headline AS headline, coalesce(a.language, s.language) AS language,
       a.published AS published, a.published_precision AS precision, a.published_zone AS zone,
       a.published_text AS stamp, a.first_seen AS first_seen, a.genre AS genre, a.status AS status, a.wire AS wire,
       s.id AS source, s.name AS source_name, s.country AS country, s.medium AS medium, s.kind AS source_kind, copy_of
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

HOLDINGS = (
    """
MATCH (s)<-[:OWNS*0..20]-(m)
WITH DISTINCT m
MATCH (m)-[:SUCCEEDED_BY*0..5]->(b)
WITH DISTINCT b
MATCH (b)<-[:OWNS*0..20]-(n)
WITH DISTINCT n
MATCH (o:Owner)-[h:OWNS|SUCCEEDED_BY]->(n)"""
    + _HOLDING_ROW
)
"""All holdings above the sources or owners ``s``, and above those who succeeded an owner there, with who did."""

HELD_BELOW = (
    """
MATCH (s)-[:OWNS*0..20]->(m)
WITH DISTINCT m
MATCH (m)<-[:SUCCEEDED_BY*0..5]-(b)
WITH DISTINCT b
MATCH (b)-[:OWNS*0..20]->(n)
WITH DISTINCT n
MATCH (o:Owner)-[h:OWNS|SUCCEEDED_BY]->(n)"""
    + _HOLDING_ROW
)
"""All holdings in what the owners ``s`` hold, through whomever; those of others too, which bound theirs.
What those held whom they succeeded is among it."""

STORY_RATINGS = _STORY_SOURCES + RATINGS
STORY_HOLDINGS = _STORY_SOURCES + HOLDINGS
ALL_RATINGS = "MATCH (s:Source)\nWITH s" + RATINGS

STORY_NIGHT_STAMPS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
WHERE a.published.hour = 0 AND a.published.minute = 0 AND a.published.second = 0
WITH DISTINCT s
MATCH (s)-[:PUBLISHED]->(b:Article)
WHERE b.published_precision <> 'day'
  AND ((b.published.hour = 23 AND b.published.minute >= 30)
    OR (b.published.hour = 0 AND b.published.minute < 30 AND b.published.minute + b.published.second > 0))
RETURN s.id AS source, count(DISTINCT b) AS stamps
ORDER BY source
"""
"""Stamps in the half hours around midnight, not on it, of the outlets that have one on it."""


def fetched(*columns: tuple[str, type]) -> tuple[Column, ...]:
    """Columns that the text returns for ``finish`` and that no answer shows."""
    return tuple(Column(name, kind, "fetched for the rule, not shown", hidden=True) for name, kind in columns)
