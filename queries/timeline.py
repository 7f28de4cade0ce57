"""Articles, stories and sources by day, week, month or year, of an outlet, a name, a story or an owner's outlets."""

from __future__ import annotations

from datetime import date, timedelta

from kg.ownership.control import Votes
from kg.ownership.holdings import Node
from kg.ownership.links import Register
from kg.query import Asked, Column, Finished, Param, Query, Row
from queries._holdings import Stated, read
from queries._texts import DOWN, HELD_BELOW, fetched

_RETURN = """
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
RETURN date(a.instant) AS day, s.id AS source, t.id AS story, count(DISTINCT a) AS articles
"""


def by_day(asked: Asked) -> Finished:
    """Articles, stories and sources of each day, or of longer spans by their first day; of an owner, those of outlets
    that it controlled on the day of the article."""
    rows = asked.rows
    if asked.params["name_kind"] == "owner":
        rows = _controlled_then(rows, asked.params["name"], read(asked.also["holdings"]))
    spans: dict[date, list[Row]] = {}
    for row in rows:
        if row["day"] is not None:
            spans.setdefault(_first_day(row["day"], asked.params["by"]), []).append(row)
    undated = sum(r["articles"] for r in rows if r["day"] is None)
    told = [_span(day, spans[day]) for day in sorted(spans)]
    days = {row["day"] for row in rows if row["day"] is not None}
    facts = {"articles": sum(r["articles"] for r in told), "days": len(days)}
    return Finished(told, facts, {"articles without a time": undated})


def _first_day(day: date, by: str) -> date:
    """The first day of the span that a day is in; a week's is its Monday (ISO 8601)."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1, month=1 if by == "year" else day.month) if by in {"month", "year"} else day


def _controlled_then(rows: list[Row], owner: str, stated: Stated) -> list[Row]:
    known = {day: _controlled(Node("owner", owner), stated, day) for day in {r["day"] for r in rows if r["day"]}}
    return [r for r in rows if r["day"] and Node("source", r["source"]) in known[r["day"]]]


def _controlled(owner: Node, stated: Stated, day: date) -> set[Node]:
    register = Register(stated.holdings, day)
    part = register.below(owner)
    return {part.nodes[node] for node in Votes(part, register.rules).by(part.index[owner])}


def _span(day: date, rows: list[Row]) -> Row:
    return {
        "day": day,
        "articles": sum(r["articles"] for r in rows),
        "stories": len({r["story"] for r in rows if r["story"]}),
        "sources": len({r["source"] for r in rows if r["source"]}),
    }


QUERY = Query(
    name="timeline",
    summary=__doc__ or "",
    params=(
        Param("name", "source|entity|owner|story", "an outlet, a name, an owner or a story", argument=True),
        Param("by", "choice", "the span of a row", default="day", choices=("day", "week", "month", "year")),
    ),
    cypher=f"""
    MATCH (:Source {{id: $name}})-[:PUBLISHED]->(a:Article) WHERE $name_kind = 'source' WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Entity {{id: $name}})<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(a:Article) WHERE $name_kind = 'entity'
    WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Story {{id: $name}})<-[:PART_OF]-(a:Article) WHERE $name_kind = 'story' WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Owner {{id: $name}}){DOWN}(x:Source) WHERE $name_kind = 'owner' WITH DISTINCT x
    MATCH (x)-[:PUBLISHED]->(a:Article) WITH DISTINCT a {_RETURN}
    """,
    also={"holdings": "MATCH (s:Owner {id: $name}) WHERE $name_kind = 'owner'" + HELD_BELOW},
    columns=(
        Column("day", date, "day, UTC; of a longer span its first, of a week its Monday"),
        Column("articles", int, "articles"),
        Column("stories", int, "different stories", computed=True),
        Column("sources", int, "different outlets", computed=True),
        *fetched(("source", str), ("story", str)),
    ),
    example="kg timeline cuaderno-norte.example --by week",
    finish=by_day,
)
