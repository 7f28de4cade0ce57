"""Who reported a story first, with ties, copies, exclusions and how sure it is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._clocks import CLOCKS, applied, clocks, remark
from queries._credits import CREDITS, OUTLETS, credited
from queries._families import families
from queries._first import Place, Race, race
from queries._first_words import facts
from queries._groups import ALL, UNKNOWN, backgrounds, report_groups
from queries._instants import nights
from queries._reports import Report, read
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

_ONLY_BY = "MATCH (x:Story {{id: $story}}) WHERE $by = '{}'\nWITH x"
"""Before a text of which the rows are needed for one grouping alone."""
_GROUPINGS = ("none", "country", "language", "side", "owner", "medium")


def who_was_first(asked: Asked) -> Finished:
    """Rank the copy families of the story, overall and within each group."""
    tie = timedelta(seconds=asked.params["tie"])
    reports = applied(
        read(asked.rows, asked.also["looks"], asked.also["seconds"], asked.also["leads"]),
        clocks(asked.also["clocks"]),
        asked.params["clocks"],
    )
    outlier = timedelta(seconds=asked.params["outlier"])
    found = families(reports, tie=tie, outlier=outlier, night=nights(asked.also["night"]))
    overall = race(found, tie)
    named = credited(asked.also["credits"], asked.also["outlets"], overall)
    told_of = {**facts(overall, credits=named), "credited": named}
    done = Finished([], told_of, _left_out(overall), remark(reports))
    by = asked.params["by"]
    if by == "none":
        done.rows = [_row(ALL, place) for place in overall.places]
        return done
    known = backgrounds(
        sorted({r.source for r in reports if r.source}), asked.also["ratings"], asked.also["holdings"], asked.as_of
    )
    done.notes += known.notes
    belongs = report_groups(by, known)
    groups = sorted({g for r in reports for g in belongs(r)}, key=lambda g: (g == UNKNOWN, g))
    done.facts["by"] = {}
    for group in groups:
        told = race(found, tie, lambda report, group=group: group in belongs(report))  # type: ignore[misc]
        done.facts["by"][group] = facts(told, by, group)
        done.rows += [_row(group, place) for place in told.places]
    return done


def _left_out(told: Race) -> dict[str, int]:
    return dict(sorted(Counter(p.reason or "" for p in told.places if p.status == "excluded").items()))


def _row(group: str, place: Place) -> Row:
    report: Report = place.member.report
    seen = place.member.instant is not None and place.member.instant.seen
    return {
        "group": group, "rank": place.rank, "url": report.url, "source": report.source,
        "source_name": report.source_name,
        "published": report.first_seen if seen else report.published,
        "corrected": report.at if report.clock_ahead and not report.clock_off else None,
        "precision": "first seen" if seen else report.precision, "role": place.member.role, "status": place.status,
        "minutes_after_first": place.minutes, "reason": place.reason, "headline": report.headline,
    }  # fmt: skip


QUERY = Query(
    name="first",
    summary=__doc__ or "",
    params=(
        Param("story", "story", "the story: id, words of its headline, or an article's URL", argument=True),
        Param("by", "choice", "first within each group", "none", _GROUPINGS),
        Param("tie", "duration", "articles no further apart than this tie", "60s"),
        Param("outlier", "duration", "what is this much older than the story's densest day is left out", "72h"),
        CLOCKS,
        AS_OF,
    ),
    cypher=STORY_ARTICLES,
    also={
        "ratings": _ONLY_BY.format("side") + STORY_RATINGS, "holdings": _ONLY_BY.format("owner") + STORY_HOLDINGS,
        "credits": CREDITS, "outlets": OUTLETS, "night": STORY_NIGHT_STAMPS, "looks": STORY_LOOKS,
        "seconds": STORY_SECONDS, "leads": STORY_LEADS, "clocks": STORY_CLOCKS,
    },
    columns=(
        Column("group", str, "country, language, side, owner or medium; all without --by", computed=True),
        Column("rank", int, "1 for each that was first; none for copies, excluded and possibly first", computed=True),
        Column("url", str, "address of the article", detail=True),
        Column("source", str, "the outlet", detail=True),
        Column("source_name", str, "the outlet's name"),
        Column("published", datetime, "stamp of publication; when it was first seen where there is none"),
        Column("corrected", datetime, "the stamp without what its outlet's clock is ahead", computed=True, detail=True),
        Column("precision", str, "second, minute, day, unknown or first seen", detail=True),
        Column("role", str, "originator, wire, copy or report", computed=True),
        Column("status", str, "first, possibly first, later or excluded"),
        Column("minutes_after_first", float, "minutes after the first", unit="min", computed=True),
        Column("reason", str, "why it is excluded or uncertain", computed=True),
        Column("headline", str, "headline"),
        *fetched(
            ("article", str), ("language", str), ("zone", str), ("stamp", str), ("first_seen", datetime),
            ("genre", str), ("wire", str), ("country", str), ("medium", str), ("source_kind", str), ("copy_of", list),
            ("place", str), ("score", float), ("cluster", str), ("core", float),
        ),
    ),
    example="kg first 'hamburg bridge' --by country",
    finish=who_was_first,
)  # fmt: skip
