"""One outlet: its ratings, owners, what it writes itself, what it copies and who copies it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._clocks import CLOCKS, RIGHT, Clock, clocks, signed
from queries._earliness import METHOD, Earliness, earliness
from queries._groups import Backgrounds, backgrounds
from queries._ratings import UNRATED
from queries._texts import ALL_CLOCKS, HOLDINGS, RATINGS

OLD_OWNERS = "its owners are old: last stated more than five years ago"
_THIS = "MATCH (s:Source {id: $name}) WITH s"
RECENT = 300
"""Stories looked at for how early the outlet is: the newest that it shares."""


def describe(asked: Asked) -> Finished:
    """One row, and the same as facts with what is listed beside it."""
    name = asked.params["name"]
    if not asked.rows:
        return Finished([])
    known = backgrounds([name], asked.also["ratings"], asked.also["holdings"], asked.as_of, asked.params["rater"])
    ratings = [{k: r[k] for k in ("rater", "rating", "value", "date", "evidence")} for r in asked.also["ratings"]]
    held = clocks(asked.also["clocks"])
    early = earliness(name, asked.also["shared"], held, asked.params["clocks"])
    facts: dict[str, Any] = {
        "ratings": ratings,
        "owners": [_owner(o) for o in known.owners_of(name)],
        "clock": _clock(held.get(name), asked),
        "earliness_method": f"{METHOD}; the {RECENT} newest stories that it shares",
    }
    rows = [_row(row, asked, known, held.get(name, RIGHT), early) for row in asked.rows]
    old = [OLD_OWNERS] if name in known.old else []
    return Finished(rows, facts, {}, [*known.notes, *old, *_remarks(held.get(name))])


def _owner(owner: Any) -> Row:
    return {"owner": owner.id, "name": owner.name, "category": owner.category, "country": owner.country}


def _clock(clock: Clock | None, asked: Asked) -> dict[str, Any] | None:
    """What was learned of its clock; None where nothing speaks against it."""
    if clock is None:
        return None
    evidence = next(r["evidence"] for r in asked.also["clocks"] if r["source"] == asked.params["name"])
    periods = [
        {"offset_minutes": offset, "from": start, "to": stop, "evidence": why}
        for (offset, start, stop), why in zip(clock.periods, evidence, strict=True)
    ]
    return {"confidence": clock.confidence, "applied": clock.strong, "local_time_of": clock.zone, "periods": periods}


def _remarks(clock: Clock | None) -> list[str]:
    if clock is None:
        return []
    offsets = " and ".join(signed(offset) for offset in clock.offsets)
    sure = "" if clock.strong else ", which is not sure enough to correct by"
    local = f": {clock.zone}'s time, labelled UTC" if clock.zone else ""
    return [f"its clock is off by {offsets}{local} (confidence {clock.confidence:.0%}{sure})"]


def _row(row: Row, asked: Asked, known: Backgrounds, clock: Clock, early: Earliness) -> Row:
    source = row["source"]
    rating = known.ratings.get(source, UNRATED)
    wrote = asked.also["wrote"][0]
    total = wrote["articles"]
    originals = total - wrote["copies"] - wrote["wire"]
    return {
        **{k: row[k] for k in ("source", "name", "country", "language", "place", "medium", "kind")},
        "domains": row["domains"] or [], "aliases": row["aliases"] or [],
        "bias": rating.bias, "side": rating.side, "bias_by_rater": dict(rating.bias_by_rater),
        "factuality": rating.factuality, "articles": total,
        "originals": originals, "copies": wrote["copies"], "wire": wrote["wire"],
        "original_share": _share(originals, total), "copy_share": _share(wrote["copies"], total),
        "wire_share": _share(wrote["wire"], total),
        "stories": asked.also["stories"][0]["stories"], "first_article": wrote["first"], "last_article": wrote["last"],
        "shared_stories": early.shared, "firsts": early.firsts,
        "median_rank": early.rank.value, "median_rank_low": early.rank.low, "median_rank_high": early.rank.high,
        "median_minutes": early.minutes.value, "median_minutes_low": early.minutes.low,
        "median_minutes_high": early.minutes.high,
        "clock_offset_minutes": clock.offsets if clock.strong else [],
        "owners": [o.name for o in known.owners_of(source)],
        "owners_old": source in known.old,
        "copies_from": asked.also["copies_from"], "copied_by": asked.also["copied_by"],
    }  # fmt: skip


def _share(part: int, of: int) -> float | None:
    return round(part / of, 4) if of else None


QUERY = Query(
    name="source",
    summary=__doc__ or "",
    params=(
        Param("name", "source", "the outlet: domain, name or alias", argument=True),
        Param("rater", "id", "the ratings of this rater alone (default: the median of all)", default=None),
        CLOCKS,
        AS_OF,
    ),
    cypher="""
    MATCH (s:Source {id: $name})
    RETURN s.id AS source, s.name AS name, s.domains AS domains, s.aliases AS aliases, s.country AS country,
           s.language AS language, s.place AS place, s.medium AS medium, s.kind AS kind
    """,
    also={
        "wrote": """
        MATCH (s:Source {id: $name})-[:PUBLISHED]->(a:Article)
        WITH s, a, EXISTS {
            MATCH (a)-[:REPOST_OF]->(:Article)<-[:PUBLISHED]-(o:Source) WHERE o.id <> $name
        } AS copy, EXISTS {
            MATCH (a)-[:REPOST_OF]->(:Article)<-[:PUBLISHED]-(o:Source)
            WHERE o.id <> $name AND (o.kind IN ['agency', 'wire'] OR o.medium IN ['agency', 'wire'])
        } OR coalesce(a.wire <> s.id AND a.wire <> s.name, false) AS wire
        RETURN count(a) AS articles, sum(CASE WHEN copy AND NOT wire THEN 1 ELSE 0 END) AS copies,
               sum(CASE WHEN wire THEN 1 ELSE 0 END) AS wire, min(a.instant) AS first, max(a.instant) AS last
        """,
        "stories": """
        MATCH (:Source {id: $name})-[:PUBLISHED]->(:Article)-[:PART_OF]->(t:Story)
        RETURN count(DISTINCT t) AS stories
        """,
        "shared": f"""
        MATCH (:Source {{id: $name}})-[:PUBLISHED]->(:Article)-[:PART_OF]->(t:Story) WHERE t.source_count > 1
        WITH DISTINCT t ORDER BY t.last_published DESC, t.id LIMIT {RECENT}
        MATCH (t)<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(o:Source)
        WHERE a.published_precision IN ['second', 'minute'] AND NOT coalesce(a.genre, '') IN ['roundup', 'newsletter']
        RETURN t.id AS story, o.id AS source, a.published AS published, a.first_seen AS first_seen
        ORDER BY story, source, published
        """,
        "clocks": ALL_CLOCKS,
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
        Column("originals", int, "articles that neither copy another outlet nor credit an agency", computed=True),
        Column("copies", int, "articles that repost another outlet's text, an agency's apart", computed=True),
        Column("wire", int, "articles that repost or credit an agency", computed=True),
        Column("original_share", float, "originals' part of its articles", unit="0..1", computed=True),
        Column("copy_share", float, "copies' part of its articles", unit="0..1", computed=True),
        Column("wire_share", float, "wire articles' part of its articles", unit="0..1", computed=True),
        Column("stories", int, "stories that it covers", computed=True),
        Column("first_article", datetime, "earliest instant held", computed=True),
        Column("last_article", datetime, "latest instant held", computed=True),
        Column("shared_stories", int, "stories with others in which its place is known", computed=True),
        Column("firsts", int, "of these, those in which no other outlet was earlier", computed=True),
        Column("median_rank", float, "median place among the outlets of a story, by first article", computed=True),
        Column("median_rank_low", float, "low end of its 95 % interval; none where stories are few", computed=True),
        Column("median_rank_high", float, "high end of it", computed=True),
        Column("median_minutes", float, "median time after a story's first article", unit="min", computed=True),
        Column("median_minutes_low", float, "low end of its 95 % interval", unit="min", computed=True),
        Column("median_minutes_high", float, "high end of it", unit="min", computed=True),
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
