"""Who covered a story, a name or some days, who did not, and blindspots of a side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kg.errors import UsageError
from kg.query import AS_OF, Asked, Column, Finished, Param, Query
from queries._gaps import Rule, blindspots, coverage
from queries._gaps_of import collected, missed_stories, row_of, span_of
from queries._groups import backgrounds, source_groups
from queries._texts import ALL_RATINGS, HOLDINGS, fetched

_GROUPINGS = ("side", "country", "language", "owner", "owner-category", "factuality", "source")


def find_gaps(asked: Asked) -> Finished:
    """Coverage by group; with --source alone, what that outlet leaves out that its peers carry."""
    params = asked.params
    for row in asked.rows:
        row["days"].sort()
    if not any(params[p] for p in ("story", "about", "since", "until", "source")):
        raise UsageError("gaps of what?", "name a story, or give --about, --since or --source")
    if params["source"] and not (params["story"] or params["about"]):
        return missed_stories(params["source"], asked.also["missed"], asked.rows, params["limit"])
    if params["source"]:
        asked = Asked([r for r in asked.rows if r["source"] == params["source"]], asked.also, asked.params, asked.as_of)
    return _by_group(asked, "source" if params["source"] else params["by"])


def _by_group(asked: Asked, by: str) -> Finished:
    known = backgrounds([r["source"] for r in asked.rows], asked.also["ratings"], asked.also["holdings"], asked.as_of)
    belongs = source_groups(by, known)
    members: dict[str, list[str]] = {}
    for row in asked.rows:
        for group in belongs(row):
            members.setdefault(group, []).append(row["source"])
    covering = {r["source"] for r in asked.also["covering"]}
    first, last = _span(asked)
    held = {r["source"] for r in asked.rows if first and last and collected(r["days"], first, last)}
    told = {group: coverage(sources, covering, held) for group, sources in sorted(members.items())}
    blind = blindspots(told, _rule(asked.params)) if by == "side" else set()
    names = {r["source"]: r["source_name"] or r["source"] for r in asked.rows}
    rows = [
        row_of(group, names.get(group, group), found, [names[s] for s in found.not_covered], blindspot=group in blind)
        for group, found in told.items()
    ]
    left_out = {
        f"sources of no known {by}": sum(not belongs(r) for r in asked.rows),
        "sources not collected": sum(r["source"] not in held | covering and bool(belongs(r)) for r in asked.rows),
    }
    notes = list(known.notes) if by.startswith("owner") else []
    return Finished(rows, {"blindspots": sorted(blind), "from": first, "to": last}, left_out, notes)


def _span(asked: Asked) -> tuple[date | None, date | None]:
    """The days in question: those asked for, else those of the articles that cover."""
    days = [day for r in asked.also["covering"] for day in (r["first"], r["last"]) if day]
    first, last = span_of(days) or (None, None)
    first = asked.params["since"] or first
    return first, asked.params["until"] or (asked.as_of if asked.params["since"] else last)


def _rule(params: Mapping[str, Any]) -> Rule:
    return Rule(params["min_rated"], _part("max_share", params), _part("other_share", params))


def _part(name: str, params: Mapping[str, Any]) -> float:
    try:
        share = float(params[name])
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise UsageError(f"{name}: not a share: {params[name]!r}", "write a number from 0 to 1")
    return share


QUERY = Query(
    name="gaps",
    summary=__doc__ or "",
    params=(
        Param("story", "story", "the story: id or words of its headline", default=None, argument=True),
        Param("about", "entity", "articles that mention this person, place or institution", default=None),
        Param("since", "date", "from this day on", default=None),
        Param("until", "date", "up to this day, included", default=None),
        Param("source", "source", "what this outlet leaves out that its peers carry", default=None),
        Param("by", "choice", "groups of sources", "side", _GROUPINGS),
        Param("min_rated", "integer", "a blindspot needs so many rated sources", 5),
        Param("max_share", "share", "a blind side covers at most this share", 0.2),
        Param("other_share", "share", "the other side covers at least this share", 0.5),
        Param("limit", "integer", "stories shown at most with --source", 20),
        AS_OF,
    ),
    cypher="""
    MATCH (s:Source)
    OPTIONAL MATCH (s)-[:PUBLISHED]->(a:Article)
    WITH s, collect(DISTINCT date(a.instant)) AS days
    RETURN s.id AS source, s.name AS source_name, s.country AS country, s.language AS language, days
    ORDER BY source
    """,
    also={
        "covering": """
        MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
        RETURN s.id AS source, min(date(a.instant)) AS first, max(date(a.instant)) AS last
        UNION
        MATCH (:Entity {id: $about})<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(a:Article)<-[:PUBLISHED]-(s:Source)
        WHERE $story IS NULL AND ($since IS NULL OR date(a.instant) >= $since)
          AND ($until IS NULL OR date(a.instant) <= $until)
        RETURN s.id AS source, min(date(a.instant)) AS first, max(date(a.instant)) AS last
        UNION
        MATCH (a:Article)<-[:PUBLISHED]-(s:Source)
        WHERE $story IS NULL AND $about IS NULL AND ($since IS NULL OR date(a.instant) >= $since)
          AND ($until IS NULL OR date(a.instant) <= $until)
        RETURN s.id AS source, min(date(a.instant)) AS first, max(date(a.instant)) AS last
        """,
        "missed": """
        MATCH (x:Source {id: $source})
        MATCH (p:Source) WHERE p.country = x.country AND p.language = x.language AND p.id <> x.id
        MATCH (p)-[:PUBLISHED]->(:Article)-[:PART_OF]->(t:Story)
        WITH DISTINCT x, p, t
        WHERE ($since IS NULL OR date(t.last_published) >= $since)
          AND ($until IS NULL OR date(t.first_published) <= $until)
          AND NOT EXISTS { MATCH (t)<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(x) }
        RETURN t.id AS story, t.headline AS headline, date(t.first_published) AS first,
               date(t.last_published) AS last, collect(p.id) AS covering
        ORDER BY story
        """,
        "ratings": ALL_RATINGS,
        "holdings": "MATCH (s:Source) WHERE $by IN ['owner', 'owner-category']\nWITH s" + HOLDINGS,
    },
    columns=(
        Column("group", str, "the group; a story's id with --source", computed=True, detail=True),
        Column("label", str, "the group's name; the story's headline with --source", computed=True),
        Column("sources", int, "sources that the share is over", computed=True),
        Column("share", float, "part of them that covers", unit="0..1", computed=True),
        Column("low", float, "low end of the share's Wilson 95 % interval", unit="0..1", computed=True),
        Column("high", float, "high end of it", unit="0..1", computed=True),
        Column("covered", int, "sources that cover", computed=True),
        Column("not_covered", int, "sources that don't", computed=True),
        Column("not_collected", int, "sources of which nothing is held within 7 days: not in the share", computed=True),
        Column("blindspot", bool, "whether it is a blindspot of this side", computed=True),
        Column("names", list, "sources that don't cover (with --source: peers that do), up to 20", computed=True),
        *fetched(("source", str), ("source_name", str), ("country", str), ("language", str), ("days", list)),
    ),
    example="kg gaps parcelanta --by side",
    finish=find_gaps,
)
