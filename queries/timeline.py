"""How much was published day by day: by an outlet, about a name, in a story, or by the outlets of an owner."""

from __future__ import annotations

from datetime import date

from kg.query import Asked, Column, Finished, Param, Query, Row
from queries._holdings import Holding, as_of, read
from queries._owning import controlled
from queries._texts import HELD_BELOW, fetched

_RETURN = """
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
RETURN date(a.instant) AS day, s.id AS source, t.id AS story, count(DISTINCT a) AS articles
"""


def by_day(asked: Asked) -> Finished:
    """Articles, stories and sources of each day; of an owner, those of outlets that it controlled on that day."""
    rows = asked.rows
    if asked.params["name_kind"] == "owner":
        rows = _controlled_then(rows, asked.params["name"], read(asked.also["holdings"]))
    days: dict[date, list[Row]] = {}
    for row in rows:
        if row["day"] is not None:
            days.setdefault(row["day"], []).append(row)
    undated = sum(r["articles"] for r in rows if r["day"] is None)
    told = [_day(day, days[day]) for day in sorted(days)]
    facts = {"articles": sum(r["articles"] for r in told), "days": len(told)}
    return Finished(told, facts, {"articles without a time": undated})


def _controlled_then(rows: list[Row], owner: str, holdings: list[Holding]) -> list[Row]:
    known: dict[date, set[tuple[str, str]]] = {}
    for day in {r["day"] for r in rows if r["day"]}:
        known[day] = controlled(("owner", owner), as_of(holdings, day)[0], sure=True)
    return [r for r in rows if r["day"] and ("source", r["source"]) in known[r["day"]]]


def _day(day: date, rows: list[Row]) -> Row:
    return {
        "day": day,
        "articles": sum(r["articles"] for r in rows),
        "stories": len({r["story"] for r in rows if r["story"]}),
        "sources": len({r["source"] for r in rows if r["source"]}),
    }


QUERY = Query(
    name="timeline",
    summary="Articles, stories and sources by day, of an outlet, a name, a story or an owner's outlets.",
    params=(Param("name", "source|entity|owner|story", "an outlet, a name, an owner or a story", argument=True),),
    cypher=f"""
    MATCH (:Source {{id: $name}})-[:PUBLISHED]->(a:Article) WHERE $name_kind = 'source' WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Entity {{id: $name}})<-[:MENTIONS]-(a:Article) WHERE $name_kind = 'entity' WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Story {{id: $name}})<-[:PART_OF]-(a:Article) WHERE $name_kind = 'story' WITH DISTINCT a {_RETURN}
    UNION ALL
    MATCH (:Owner {{id: $name}})-[:OWNS*1..20]->(x:Source) WHERE $name_kind = 'owner' WITH DISTINCT x
    MATCH (x)-[:PUBLISHED]->(a:Article) WITH DISTINCT a {_RETURN}
    """,
    also={"holdings": "MATCH (s:Owner {id: $name}) WHERE $name_kind = 'owner'" + HELD_BELOW},
    columns=(
        Column("day", date, "day, UTC"),
        Column("articles", int, "articles"),
        Column("stories", int, "different stories", computed=True),
        Column("sources", int, "different outlets", computed=True),
        *fetched(("source", str), ("story", str)),
    ),
    example="kg timeline cuaderno-norte.example",
    finish=by_day,
)
