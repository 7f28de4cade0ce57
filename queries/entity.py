"""One person, place or institution: what is known, who appears with it more than by chance, where it stands."""

from __future__ import annotations

from datetime import datetime

from kg.query import Asked, Column, Finished, Param, Query, Row
from queries._rarity import surprise

PARTNERS = 15


def describe(asked: Asked) -> Finished:
    """The articles that mention it, and facts about the whole."""
    about = asked.also["about"]
    if not about:
        return Finished([])
    counts, everywhere = asked.also["counts"][0], asked.also["size"][0]["articles"]
    facts = {
        **about[0], "aliases": about[0]["aliases"] or [], **counts,
        "appears_with": _partners(asked.also["with"], counts["articles"], everywhere),
        "outlets": asked.also["outlets"],
    }  # fmt: skip
    return Finished(asked.rows, facts, {"articles over the limit": max(0, counts["articles"] - len(asked.rows))})


def _partners(rows: list[Row], articles: int, everywhere: int) -> list[Row]:
    """Names by how surprising it is to find them in the same articles (Dunning's G2), not by how frequent they are."""
    scored = [
        {
            "entity": r["entity"], "name": r["entity_name"], "kind": r["entity_kind"], "articles": r["together"],
            "surprise": surprise(r["together"], articles, r["everywhere"], everywhere),
        }
        for r in rows
    ]  # fmt: skip
    scored.sort(key=lambda r: (-r["surprise"], -r["articles"], r["entity"]))
    return [r for r in scored if r["surprise"] > 0][:PARTNERS]


QUERY = Query(
    name="entity",
    summary="One person, place or institution: the articles that mention it and who appears with it.",
    params=(
        Param("name", "entity", "the person, place or institution: id, name or alias", argument=True),
        Param("limit", "integer", "articles shown at most, newest first", 50),
    ),
    cypher="""
    MATCH (:Entity {id: $name})<-[m:MENTIONS]-(a:Article)
    WITH a, m ORDER BY a.instant IS NULL, a.instant DESC, a.id LIMIT $limit
    OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
    OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
    WITH a, m, min(s.id) AS source, min(t.id) AS story
    RETURN a.id AS article, a.url AS url, a.headline AS headline, source, a.published AS published,
           a.published_precision AS precision,           m.count AS count, m.salience AS salience, story
    ORDER BY a.instant IS NULL, a.instant DESC, article
    """,
    also={
        "about": """
        MATCH (e:Entity {id: $name})
        RETURN e.id AS entity, e.name AS name, e.kind AS kind, e.aliases AS aliases, e.country AS country
        """,
        "counts": """
        MATCH (:Entity {id: $name})<-[:MENTIONS]-(a:Article)
        OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
        RETURN count(DISTINCT a) AS articles, count(DISTINCT t) AS stories, min(a.instant) AS first_seen,
               max(a.instant) AS last_seen
        """,
        "size": "MATCH (a:Article) RETURN count(a) AS articles",
        "with": """
        MATCH (e:Entity {id: $name})<-[:MENTIONS]-(a:Article)-[:MENTIONS]->(o:Entity)
        WHERE o.id <> $name
        WITH o, count(DISTINCT a) AS together
        ORDER BY together DESC, o.id LIMIT 500
        RETURN o.id AS entity, o.name AS entity_name, o.kind AS entity_kind, together,
               COUNT { (o)<-[:MENTIONS]-(:Article) } AS everywhere
        ORDER BY together DESC, entity
        """,
        "outlets": """
        MATCH (:Entity {id: $name})<-[:MENTIONS]-(a:Article)<-[:PUBLISHED]-(s:Source)
        RETURN s.id AS source, s.name AS name, count(DISTINCT a) AS articles
        ORDER BY articles DESC, source LIMIT 10
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
