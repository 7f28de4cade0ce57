"""Stories, newest or largest first, with their articles, texts, sources and owners counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._blindspots import Seen, blind_to
from queries._gaps import Rule
from queries._groups import Backgrounds, backgrounds
from queries._instants import most_exact
from queries._reports import joined
from queries._texts import HOLDINGS, RATINGS, fetched

_CHOSEN = """
MATCH (t:Story)
WHERE coalesce(t.article_count, 1) > 0
  AND ($since IS NULL OR date(t.last_published) >= $since) AND ($until IS NULL OR date(t.first_published) <= $until)
  AND ($about IS NULL OR EXISTS {
    MATCH (t)<-[:PART_OF]-(:Article)-[:MENTIONS]->(:Entity)-[:GOES_AS*0..1]->(:Entity {id: $about}) })
  AND ($source IS NULL OR EXISTS { MATCH (t)<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(:Source {id: $source}) })
WITH t, CASE WHEN $order = 'largest' THEN t.article_count ELSE 0 END AS size, t.last_published IS NULL AS undated
ORDER BY size DESC, undated, t.last_published DESC, t.id LIMIT $limit
"""


_ARTICLES = """
MATCH (t)<-[:PART_OF]-(a:Article)
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (a)-[:REPOST_OF|VERSION_OF]->(o:Article)
RETURN t.id AS story, t.headline AS headline, t.first_published AS first_published,
       t.last_published AS last_published, a.id AS article, o.id AS original, s.id AS source,
       coalesce(a.language, s.language) AS language, s.country AS country, a.instant AS instant,
       a.published_precision AS precision
ORDER BY story, article, original, source
"""
_SHARED = """
MATCH (t:Story)
WHERE $blindspot IS NOT NULL AND t.source_count >= 2
  AND ($since IS NULL OR date(t.last_published) >= $since) AND ($until IS NULL OR date(t.first_published) <= $until)
  AND ($about IS NULL OR EXISTS { MATCH (t)<-[:PART_OF]-(:Article)-[:MENTIONS]->(:Entity {id: $about}) })
  AND ($source IS NULL OR EXISTS { MATCH (t)<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(:Source {id: $source}) })
"""
"""Stories that a side may be blind to: one source alone is nobody's silence."""


def count_voices(asked: Asked) -> Finished:
    """Articles, texts, sources and ultimate owners of each story."""
    matching = asked.also["matching"][0]["stories"] if asked.also["matching"] else 0
    chosen, holdings = asked.rows, asked.also["holdings"]
    if side := asked.params["blindspot"]:
        seen = Seen.of(asked.also["shared"], asked.also["held"], asked.also["ratings"], asked.as_of)
        blind = blind_to(side, seen, Rule())
        chosen, matching = [r for r in asked.also["shared"] if r["story"] in blind], len(blind)
        holdings = asked.also["all_holdings"]
    sources = sorted({r["source"] for r in chosen if r["source"]})
    known = backgrounds(sources, [], holdings, asked.as_of)
    stories: dict[str, list[Row]] = {}
    for row in chosen:
        stories.setdefault(row["story"], []).append(row)
    rows = [_story(parts, known) for parts in stories.values()]
    rows.sort(key=_largest if asked.params["order"] == "largest" else _newest)
    rows = rows[: asked.params["limit"]]
    left_out = {
        "stories over the limit": max(0, matching - asked.params["limit"]),
        "sources whose ultimate owner is not established": sum(not known.owners_of(s) for s in sources),
    }
    return Finished(rows, {"stories": matching}, left_out, list(known.notes))


def _newest(row: Row) -> tuple[bool, float, str]:
    last = row["last_published"]
    return (last is None, -last.timestamp() if last else 0.0, row["story"])


def _largest(row: Row) -> tuple[int, tuple[bool, float, str]]:
    return (-row["articles"], _newest(row))


def _story(parts: Sequence[Row], known: Backgrounds) -> Row:
    sources = sorted({p["source"] for p in parts if p["source"]})
    return {
        "story": parts[0]["story"], "headline": parts[0]["headline"],
        "first_published": parts[0]["first_published"], "last_published": parts[0]["last_published"],
        "first_published_precision": _precision(parts, parts[0]["first_published"]),
        "last_published_precision": _precision(parts, parts[0]["last_published"]),
        "articles": len({p["article"] for p in parts}), "sources": len(sources),
        "texts": len(joined([(p["article"], p["original"]) for p in parts])),
        "owners": len({o.id for s in sources for o in known.owners_of(s)}),
        "languages": sorted({p["language"] for p in parts if p["language"]}),
        "countries": sorted({p["country"] for p in parts if p["country"]}),
    }  # fmt: skip


def _precision(parts: Sequence[Row], instant: datetime | None) -> str | None:
    """How exact a story's first or last instant is: as the most exact of the articles that have it."""
    return most_exact(p["precision"] for p in parts if p["instant"] == instant)


QUERY = Query(
    name="stories",
    summary=__doc__ or "",
    params=(
        Param("since", "date", "stories that went on on this day or later", default=None),
        Param("until", "date", "stories that began on this day or before", default=None),
        Param("about", "entity", "stories that mention this person, place or institution", default=None),
        Param("source", "source", "stories that this outlet covers", default=None),
        Param(
            "blindspot",
            "choice",
            "stories that this side is silent on while the other covers them",
            None,
            ("left", "right"),
        ),
        Param("limit", "integer", "stories shown at most", 20),
        Param("order", "choice", "newest or largest first", "newest", ("newest", "largest")),
        AS_OF,
    ),
    cypher=_CHOSEN + _ARTICLES,
    also={
        "shared": _SHARED + _ARTICLES,
        "held": """
        MATCH (:Rater)-[r:RATED]->(s:Source) WHERE $blindspot IS NOT NULL AND r.kind = 'bias'
        WITH DISTINCT s
        MATCH (s)-[:PUBLISHED]->(a:Article) WHERE a.instant IS NOT NULL
        RETURN s.id AS source, collect(DISTINCT date(a.instant)) AS days ORDER BY source
        """,
        "ratings": "MATCH (s:Source) WHERE $blindspot IS NOT NULL\nWITH s" + RATINGS,
        "matching": _CHOSEN[: _CHOSEN.index("WITH")] + "RETURN count(t) AS stories",
        "holdings": _CHOSEN + "MATCH (t)<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(s:Source) WITH DISTINCT s" + HOLDINGS,
        "all_holdings": "MATCH (s:Source) WHERE $blindspot IS NOT NULL\nWITH s" + HOLDINGS,
    },
    columns=(
        Column("story", str, "id of the story"),
        Column("headline", str, "headline of its first article"),
        Column("first_published", datetime, "earliest instant of its articles"),
        Column("first_published_precision", str, "second, minute, day or unknown", computed=True, detail=True),
        Column("last_published", datetime, "latest instant of its articles", detail=True),
        Column("last_published_precision", str, "second, minute, day or unknown", computed=True, detail=True),
        Column("articles", int, "articles", computed=True),
        Column("texts", int, "independent texts: copy families", computed=True),
        Column("sources", int, "different sources", computed=True),
        Column("owners", int, "different ultimate owners, where established", computed=True),
        Column("languages", list, "languages of its articles", computed=True, detail=True),
        Column("countries", list, "countries of its sources", computed=True, detail=True),
        *fetched(
            ("article", str),
            ("original", str),
            ("source", str),
            ("language", str),
            ("country", str),
            ("instant", datetime),
            ("precision", str),
        ),
    ),
    example="kg stories --since 2026-02-01 --order largest",
    finish=count_voices,
)
