"""All that is known of one outlet: where it stands, who rates and owns it, what it writes, copies and is copied for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._groups import backgrounds
from queries._ratings import UNRATED
from queries._texts import HOLDINGS, RATINGS

OLD_OWNERS = "its owners are old: last stated more than five years ago"
_THIS = "MATCH (s:Source {id: $name}) WITH s"


def describe(asked: Asked) -> Finished:
    """One row, and the same as facts with what is listed beside it."""
    rows = [_row(row, asked) for row in asked.rows]
    known = backgrounds([asked.params["name"]], [], asked.also["holdings"], asked.as_of)
    ratings = [{k: r[k] for k in ("rater", "rating", "value", "date", "evidence")} for r in asked.also["ratings"]]
    facts: dict[str, Any] = {"ratings": ratings, "owners": [_owner(o) for o in known.owners_of(asked.params["name"])]}
    old = [OLD_OWNERS] if asked.params["name"] in known.old else []
    notes = [*known.notes, *old, "clock offsets are not learned yet"]
    return Finished(rows, facts if rows else {}, {}, notes)


def _owner(owner: Any) -> Row:
    return {"owner": owner.id, "name": owner.name, "category": owner.category, "country": owner.country}


def _row(row: Row, asked: Asked) -> Row:
    source = row["source"]
    known = backgrounds([source], asked.also["ratings"], asked.also["holdings"], asked.as_of, asked.params["rater"])
    rating = known.ratings.get(source, UNRATED)
    wrote = asked.also["wrote"][0]
    return {
        **{k: row[k] for k in ("source", "name", "country", "language", "place", "medium", "kind")},
        "domains": row["domains"] or [], "aliases": row["aliases"] or [],
        "bias": rating.bias, "side": rating.side, "bias_by_rater": dict(rating.bias_by_rater),
        "factuality": rating.factuality, "articles": wrote["articles"],
        "originals": wrote["articles"] - wrote["copies"], "copies": wrote["copies"], "wire": wrote["wire"],
        "stories": asked.also["stories"][0]["stories"], "first_article": wrote["first"], "last_article": wrote["last"],
        "clock_offset_minutes": [], "owners": [o.name for o in known.owners_of(source)],
        "owners_old": source in known.old,
        "copies_from": asked.also["copies_from"], "copied_by": asked.also["copied_by"],
    }  # fmt: skip


QUERY = Query(
    name="source",
    summary="One outlet: its ratings, owners, what it writes itself, what it copies and who copies it.",
    params=(
        Param("name", "source", "the outlet: domain, name or alias", argument=True),
        Param("rater", "id", "the ratings of this rater alone (default: the median of all)", default=None),
        AS_OF,
    ),
    cypher="""
    MATCH (s:Source {id: $name})
    RETURN s.id AS source, s.name AS name, s.domains AS domains, s.aliases AS aliases, s.country AS country,
           s.language AS language, s.place AS place, s.medium AS medium, s.kind AS kind
    """,
    also={
        "wrote": """
        MATCH (:Source {id: $name})-[:PUBLISHED]->(a:Article)
        WITH a, EXISTS {
            MATCH (a)-[:REPOST_OF]->(:Article)<-[:PUBLISHED]-(o:Source) WHERE o.id <> $name
        } AS copy
        RETURN count(a) AS articles, sum(CASE WHEN copy THEN 1 ELSE 0 END) AS copies,
               sum(CASE WHEN a.wire IS NULL THEN 0 ELSE 1 END) AS wire, min(a.instant) AS first, max(a.instant) AS last
        """,
        "stories": """
        MATCH (:Source {id: $name})-[:PUBLISHED]->(:Article)-[:PART_OF]->(t:Story)
        RETURN count(DISTINCT t) AS stories
        """,
        "copies_from": """
        MATCH (s:Source {id: $name})-[:PUBLISHED]->(a:Article)-[:REPOST_OF]->(:Article)<-[:PUBLISHED]-(o:Source)
        WHERE o.id <> s.id
        RETURN o.id AS source, count(DISTINCT a) AS articles ORDER BY articles DESC, source LIMIT 10
        """,
        "copied_by": """
        MATCH (s:Source {id: $name})-[:PUBLISHED]->(:Article)<-[:REPOST_OF]-(a:Article)<-[:PUBLISHED]-(o:Source)
        WHERE o.id <> s.id
        RETURN o.id AS source, count(DISTINCT a) AS articles ORDER BY articles DESC, source LIMIT 10
        """,
        "ratings": _THIS + RATINGS,
        "holdings": _THIS + HOLDINGS,
    },
    columns=(
        Column("source", str, "id: its registered domain, or a slug"),
        Column("name", str, "name"),
        Column("domains", list, "registered domains"),
        Column("aliases", list, "other names"),
        Column("country", str, "country"),
        Column("language", str, "main language"),
        Column("place", str, "where it is based"),
        Column("medium", str, "newspaper, radio, television, online, agency …"),
        Column("kind", str, "what sort of source it is; unrated where nothing is known"),
        Column(
            "bias", str, "median of its raters' latest ratings; both where the two middle ones differ", computed=True
        ),
        Column("side", str, "left, center or right", computed=True),
        Column("bias_by_rater", dict, "latest rating of each rater", computed=True),
        Column("factuality", str, "median of its raters' latest ratings", computed=True),
        Column("articles", int, "articles held", computed=True),
        Column("originals", int, "articles that copy no other outlet", computed=True),
        Column("copies", int, "articles that repost another outlet's text", computed=True),
        Column("wire", int, "articles that credit an agency", computed=True),
        Column("stories", int, "stories that it covers", computed=True),
        Column("first_article", datetime, "earliest instant held", computed=True),
        Column("last_article", datetime, "latest instant held", computed=True),
        Column(
            "clock_offset_minutes", list, "learned offsets of its clock, stamp minus truth", unit="min", computed=True
        ),
        Column("owners", list, "ultimate owners as of the day; empty where not established", computed=True),
        Column("owners_old", bool, "whether they were last stated more than five years before the day", computed=True),
        Column("copies_from", list, "outlets that it copies most", computed=True),
        Column("copied_by", list, "outlets that copy it most", computed=True),
    ),
    example="kg source cuaderno-norte.example",
    finish=describe,
)
