"""One person, place or institution: its names, the articles that mention it and who appears with it."""

from __future__ import annotations

from datetime import datetime

from kg.query import Asked, Column, Finished, Param, Query
from queries._about import PARTNERS, company, names, of_kind, outlets

_ALL_NAMES = "MATCH (:Entity {id: $name})<-[:GOES_AS*0..1]-(e:Entity)"
"""The entity with all nodes that are decided to be the same."""


def describe(asked: Asked) -> Finished:
    """The articles that mention it, and facts about the whole."""
    about = asked.also["about"]
    if not about:
        return Finished([])
    counts, everywhere = asked.also["counts"][0], asked.also["size"][0]["articles"]
    found = company(asked.also["with"], counts["articles"], everywhere)
    writing = {r["source"]: r["articles"] for r in asked.also["outlets"]}
    known = names(asked.also["names"], about[0])
    facts = {
        **about[0], "aliases": sorted({n["name"] for n in known} - {about[0]["name"]}), "names": known, **counts,
        "appears_with": found[:PARTNERS], "places": of_kind(found, "Place"),
        "institutions": of_kind(found, "Institution"),
        **outlets(writing, [r for r in asked.also["held"] if r["held"]]),
        "surname_alone": asked.also["surname_alone"], "undecided": asked.also["undecided"],
    }  # fmt: skip
    notes = [f"{len(facts['undecided'])} names may be the same: kg identity list"] if facts["undecided"] else []
    left_out = {"articles over the limit": max(0, counts["articles"] - len(asked.rows))}
    return Finished(asked.rows, facts, left_out, notes)


QUERY = Query(
    name="entity",
    summary=__doc__ or "",
    params=(
        Param("name", "entity", "the person, place or institution: id, name or alias", argument=True),
        Param("limit", "integer", "articles shown at most, newest first", 50),
    ),
    cypher=f"""
    {_ALL_NAMES}<-[m:MENTIONS]-(a:Article)
    WITH a, sum(m.count) AS count, max(m.salience) AS salience
    ORDER BY a.instant IS NULL, a.instant DESC, a.id LIMIT $limit
    OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
    OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
    WITH a, count, salience, min(s.id) AS source, min(t.id) AS story
    RETURN a.id AS article, a.url AS url, a.headline AS headline, source, a.published AS published,
           a.published_precision AS precision, count, salience, story
    ORDER BY a.instant IS NULL, a.instant DESC, article
    """,
    also={
        "about": """
        MATCH (e:Entity {id: $name})
        RETURN e.id AS entity, e.name AS name, e.kind AS kind, e.aliases AS aliases, e.country AS country
        """,
        "names": f"""
        {_ALL_NAMES}
        RETURN e.id AS entity, e.name AS name, e.aliases AS aliases,
               COUNT {{ (e)<-[:MENTIONS]-(:Article) }} AS articles ORDER BY entity
        """,
        "counts": f"""
        {_ALL_NAMES}<-[:MENTIONS]-(a:Article)
        OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
        RETURN count(DISTINCT a) AS articles, count(DISTINCT t) AS stories, min(a.instant) AS first_seen,
               max(a.instant) AS last_seen
        """,
        "size": "MATCH (a:Article) RETURN count(a) AS articles",
        "with": f"""
        {_ALL_NAMES}<-[:MENTIONS]-(a:Article)-[:MENTIONS]->(x:Entity)
        OPTIONAL MATCH (x)-[:GOES_AS]->(one:Entity)
        WITH a, coalesce(one, x) AS o
        WHERE o.id <> $name
        WITH o, count(DISTINCT a) AS together
        ORDER BY together DESC, o.id LIMIT 500
        RETURN o.id AS entity, o.name AS entity_name, o.kind AS entity_kind, together,
               COUNT {{ (o)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(:Article) }} AS everywhere
        ORDER BY together DESC, entity
        """,
        "outlets": f"""
        {_ALL_NAMES}<-[:MENTIONS]-(a:Article)<-[:PUBLISHED]-(s:Source)
        RETURN s.id AS source, count(DISTINCT a) AS articles ORDER BY source
        """,
        "held": """
        MATCH (s:Source)
        RETURN s.id AS source, s.name AS name, COUNT { (s)-[:PUBLISHED]->(:Article) } AS held ORDER BY source
        """,
        "surname_alone": """
        MATCH (e:Entity {id: $name}) WHERE e.kind = 'Person'
        MATCH (o:Entity) WHERE o.name_key = last(split(e.name_key, ' ')) AND o.kind = 'Person' AND o.id <> e.id
        MATCH (o)<-[m:MENTIONS]-(:Article) WHERE m.weak
        RETURN o.id AS entity, o.name AS name, count(m) AS articles ORDER BY entity
        """,
        "undecided": f"""
        {_ALL_NAMES}-[r:SAME_AS]-(o:Entity) WHERE r.judgement = 'unsure'
        RETURN DISTINCT e.id AS entity, o.id AS other, o.name AS name, r.score AS score, r.reason AS reason
        ORDER BY score DESC, entity, other LIMIT 10
        """,
    },
    columns=(
        Column("article", str, "id of the article", detail=True),
        Column("url", str, "its address", detail=True),
        Column("headline", str, "its headline"),
        Column("source", str, "the outlet"),
        Column("published", datetime, "stamp of publication"),
        Column("precision", str, "second, minute, day or unknown", detail=True),
        Column("count", int, "times it is mentioned"),
        Column("salience", float, "its weight in the article", unit="0..1"),
        Column("story", str, "the story"),
    ),
    example="kg entity 'Evaristo Vallejo'",
    finish=describe,
)
