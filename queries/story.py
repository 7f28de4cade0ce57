"""The page of a story: its articles by copy family, and all that is known around them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries import _page as page
from queries._clocks import CLOCKS, applied, clocks, remark
from queries._credits import CREDITS, OUTLETS, credited
from queries._families import Family, Member, families, in_time
from queries._first import race
from queries._first_words import confidence, sentence
from queries._groups import UNKNOWN, Backgrounds, backgrounds, report_groups
from queries._instants import most_exact, nights
from queries._reports import Report, read
from queries._story_owners import ownership
from queries._texts import (
    STORY_ARTICLES,
    STORY_CLOCKS,
    STORY_HOLDINGS,
    STORY_LEADS,
    STORY_LOOKS,
    STORY_NIGHT_STAMPS,
    STORY_RATINGS,
    STORY_SECONDS,
    fetched,
)

TIE = timedelta(seconds=60)
OUTLIER = timedelta(hours=72)
"""The defaults of ``kg first``, which takes others."""


def tell_story(asked: Asked) -> Finished:
    """The story's articles by family, and the facts of its page."""
    reports = applied(
        read(asked.rows, asked.also["looks"], asked.also["seconds"], asked.also["leads"]),
        clocks(asked.also["clocks"]),
        asked.params["clocks"],
    )
    if not reports:
        return Finished([], {}, {}, ["the story holds no articles"])
    sources = sorted({r.source for r in reports if r.source})
    known = backgrounds(sources, asked.also["ratings"], asked.also["holdings"], asked.as_of, asked.params["rater"])
    found = families(reports, tie=TIE, outlier=OUTLIER, night=nights(asked.also["night"]))
    start = min((p.member.instant.low for p in race(found, TIE).firsts if p.member.instant), default=None)
    ordered = sorted(found, key=lambda f: in_time(f.originator))
    rows = [_row(member, family, known, start) for family in ordered for member in family.members]
    facts = _facts(asked, reports, found, sources, known)
    return Finished(rows, facts, facts["not_known"], [*remark(reports), *known.notes])


def _facts(
    asked: Asked, reports: list[Report], found: list[Family], sources: list[str], known: Backgrounds
) -> dict[str, Any]:
    told = asked.also["story"][0]
    overall = race(found, TIE)
    credits = credited(asked.also["credits"], asked.also["outlets"], overall)
    spans = page.span(found, told["first_published"], told["last_published"])
    everywhere = asked.also["size"][0]["articles"]
    spots = page.places(asked.also["mentions"])
    countries = sorted({r.country for r in reports if r.country})
    belongs = report_groups("country", known)
    return {
        "story": told["story"], "headline": told["headline"], "published": spans[0],
        "published_precision": _precision(reports, spans[0]), "updated": spans[1],
        "updated_precision": _precision(reports, spans[1]), **page.voices(reports, found, known),
        "about": page.about(asked.also["mentions"], len(reports), everywhere), "places": spots,
        **page.spread(sources, known), "ownership": ownership(sources, found, known),
        "broke_it": sentence(overall), "confidence": confidence(overall, credits), "credited": credits,
        "broke_it_by_country": {
            c: sentence(race(found, TIE, lambda r, c=c: c in belongs(r)), "country", c)  # type: ignore[misc]
            for c in countries
        },
        "first_by_country": page.firsts_by_country(found, overall, countries, TIE),
        "locality": page.locality(asked.also["bases"], spots),
        "local_sources": page.local_sources(asked.also["bases"], spots, reports),
        "took_in": [row for row in asked.also["kin"] if row["how"] == "took in"],
        "parted_from": next((row for row in asked.also["kin"] if row["how"] == "parted from"), None),
        "similar": page.akin(asked.also["akin"], len(reports), everywhere),
        "not_known": page.not_known(reports, sources, known),
    }  # fmt: skip


def _precision(reports: list[Report], instant: datetime | None) -> str | None:
    """How exact a story's first or last instant is: as the most exact of the articles that have it."""
    return most_exact(r.precision for r in reports if instant in {r.at, r.published, r.first_seen})


def _row(member: Member, family: Family, known: Backgrounds, start: datetime | None) -> Row:
    report, original = member.report, family.originator.report
    exact = member.instant is not None and not member.instant.coarse
    minutes = (member.instant.low - start).total_seconds() / 60 if member.instant and exact and start else None
    return {
        "family": original.url or original.id, "role": member.role, "url": report.url, "headline": report.headline,
        "source": report.source, "source_name": report.source_name, "country": report.country,
        "place": report.place, "language": report.language, "bias": known.rating(report.source).bias,
        "side": known.rating(report.source).side or UNKNOWN,
        "published": report.published, "corrected": report.at if report.clock_ahead and exact else None,
        "precision": report.precision, "reason": member.reason,
        "minutes_after_first": round(minutes, 2) if minutes is not None else None,
        "reposted_by": family.reposted_by if member is family.originator else 0,
        "genre": report.genre, "status": report.status,
    }  # fmt: skip


QUERY = Query(
    name="story",
    summary=__doc__ or "",
    params=(
        Param("story", "story", "the story: id, words of its headline, or an article's URL", argument=True),
        Param("rater", "id", "the ratings of this rater alone (default: the median of all)", default=None),
        CLOCKS,
        AS_OF,
    ),
    cypher=STORY_ARTICLES,
    also={
        "credits": CREDITS,
        "outlets": OUTLETS,
        "story": """
        MATCH (t:Story {id: $story})
        RETURN t.id AS story, t.headline AS headline, t.first_published AS first_published,
               t.last_published AS last_published
        """,
        "kin": """
        MATCH (o:Story) WHERE o.merged_into = $story AND o.article_count = 0
        RETURN o.id AS story, o.headline AS headline, 'took in' AS how ORDER BY story
        UNION ALL
        MATCH (t:Story {id: $story}) WHERE t.parted_from IS NOT NULL
        MATCH (o:Story {id: t.parted_from}) WHERE o.article_count > 0
        RETURN o.id AS story, o.headline AS headline, 'parted from' AS how ORDER BY story
        """,
        "mentions": """
        MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)-[:MENTIONS]->(e:Entity)
        OPTIONAL MATCH (e)-[:GOES_AS]->(one:Entity)
        WITH coalesce(one, e) AS e, a
        WITH e, count(DISTINCT a) AS here
        ORDER BY here DESC, e.id LIMIT 200
        RETURN e.id AS entity, e.name AS entity_name, e.kind AS entity_kind, here,
               COUNT { (e)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(:Article) } AS everywhere
        ORDER BY here DESC, entity
        """,
        "size": "MATCH (a:Article) RETURN count(a) AS articles",
        "bases": """
        MATCH (:Story {id: $story})<-[:PART_OF]-(:Article)<-[:PUBLISHED]-(s:Source)
        WITH DISTINCT s
        OPTIONAL MATCH (s)-[:BASED_IN]->(p:Entity)
        RETURN s.id AS source, s.place AS place, collect(p.id) AS based_in ORDER BY source
        """,
        "akin": """
        MATCH (t:Story {id: $story})<-[:PART_OF]-(a:Article)-[:MENTIONS]->(n:Entity)
        OPTIONAL MATCH (n)-[:GOES_AS]->(one:Entity)
        WITH t, coalesce(one, n) AS e, count(DISTINCT a) AS here
        ORDER BY here DESC, e.id LIMIT 12
        WITH t, e, here, COUNT { (e)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(:Article) } AS everywhere
        WHERE everywhere <= 2000
        MATCH (e)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(b:Article)-[:PART_OF]->(o:Story) WHERE o.id <> t.id
        RETURN o.id AS story, o.headline AS headline, o.article_count AS articles, e.id AS entity, here,
               count(DISTINCT b) AS there, everywhere
        ORDER BY story, entity
        """,
        "ratings": STORY_RATINGS,
        "holdings": STORY_HOLDINGS,
        "night": STORY_NIGHT_STAMPS,
        "looks": STORY_LOOKS,
        "seconds": STORY_SECONDS,
        "leads": STORY_LEADS,
        "clocks": STORY_CLOCKS,
    },
    columns=(
        Column("family", str, "URL of the copy family's originator", computed=True),
        Column("role", str, "originator, wire, copy or report", computed=True),
        Column("url", str, "address of the article"),
        Column("headline", str, "headline"),
        Column("source", str, "the outlet"),
        Column("source_name", str, "the outlet's name"),
        Column("country", str, "the outlet's country"),
        Column("place", str, "where the outlet is based"),
        Column("language", str, "language of the article"),
        Column("bias", str, "the outlet's bias, as of the day", computed=True),
        Column("side", str, "left, center, right or unknown, as of the day", computed=True),
        Column("published", datetime, "stamp of publication"),
        Column("corrected", datetime, "the stamp without what its outlet's clock is ahead", computed=True),
        Column("precision", str, "second, minute, day or unknown"),
        Column("minutes_after_first", float, "minutes after the first report", unit="min", computed=True),
        Column("reason", str, "why its time doesn't count, or that it is a newer version", computed=True),
        Column("reposted_by", int, "other sources that carry the originator's text", computed=True),
        Column("genre", str, "news, opinion, analysis …"),
        Column("status", str, "usable, corrected or withdrawn"),
        *fetched(
            ("article", str), ("zone", str), ("stamp", str), ("first_seen", datetime), ("wire", str), ("medium", str),
            ("source_kind", str), ("copy_of", list), ("score", float), ("cluster", str), ("core", float),
        ),
    ),
    example="kg story 'hamburg bridge'",
    finish=tell_story,
)  # fmt: skip
