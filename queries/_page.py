"""What stands around a story: what it is about, how its sources are spread, what is not known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kg.ids import name_key
from kg.model import BIAS, FACTUALITY
from kg.query import Row
from queries._families import Family
from queries._first import Race, race
from queries._groups import Backgrounds
from queries._rarity import rarity
from queries._ratings import disagreeing, distribution
from queries._reports import Report

TOP = 10
PLACES = 3
SIMILAR = 5


def about(mentions: Sequence[Row], articles: int, everywhere: int) -> list[dict[str, Any]]:
    """The story's names, those first that are frequent here and rare elsewhere."""
    scored = [
        {
            "entity": m["entity"], "name": m["entity_name"], "kind": m["entity_kind"], "articles": m["here"],
            "score": rarity(m["here"], articles, m["everywhere"], everywhere),
        }
        for m in mentions
    ]  # fmt: skip
    return sorted(scored, key=lambda e: (-e["score"], -e["articles"], e["entity"]))[:TOP]


def places(mentions: Sequence[Row]) -> list[dict[str, Any]]:
    """The story's places: its most mentioned ones."""
    found = sorted((m for m in mentions if m["entity_kind"] == "Place"), key=lambda m: (-m["here"], m["entity"]))
    return [{"entity": m["entity"], "name": m["entity_name"], "articles": m["here"]} for m in found[:PLACES]]


def locality(bases: Sequence[Row], found: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Sources from the story's own places against from elsewhere; unknown where a source has no place."""
    return distribution((_where(b, found) for b in bases), ("local", "elsewhere"))


def _where(base: Row, found: Sequence[Mapping[str, Any]]) -> str:
    if not base["place"] and not base["based_in"]:
        return "unknown"
    ids, keys = {p["entity"] for p in found}, {name_key(p["name"] or "") for p in found}
    local = ids & set(base["based_in"]) or name_key(base["place"] or "") in keys
    return "local" if local else "elsewhere"


def local_sources(
    bases: Sequence[Row], found: Sequence[Mapping[str, Any]], reports: Sequence[Report]
) -> list[dict[str, Any]]:
    """The sources from the story's own places."""
    names = {r.source: r.name for r in reports}
    local = [base for base in bases if _where(base, found) == "local"]
    return [{"source": b["source"], "name": names.get(b["source"], b["source"]), "place": b["place"]} for b in local]


def span(
    found: Sequence[Family], first: datetime | None, last: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """When the story was first published and last added to, by the times that count; else as the graph has it."""
    starts = [m.instant.low for f in found for m in f.members if m.instant]
    return min(starts, default=first), max(starts, default=last)


def firsts_by_country(
    found: Sequence[Family], overall: Race, countries: Sequence[str], tie: timedelta
) -> list[dict[str, Any]]:
    """Each country's first, the earliest country first; those where nobody can be named are left out."""
    start = min((p.member.instant.low for p in overall.firsts if p.member.instant), default=None)
    rows = []
    for country in countries:
        told = race(found, tie, lambda r, country=country: r.country == country)  # type: ignore[misc]
        instants = [p.member.instant for p in told.firsts if p.member.instant]
        if instants and start:
            minutes = (min(i.low for i in instants) - start).total_seconds() / 60
            names = sorted(p.member.report.name for p in told.firsts)
            exact = not any(i.coarse for i in instants)
            rows.append({"country": country, "sources": names, "minutes": round(minutes, 2) if exact else None})
    return sorted(rows, key=lambda r: (r["minutes"] is None, r["minutes"] or 0.0, r["country"]))


def akin(rows: Sequence[Row], articles: int, everywhere: int) -> list[dict[str, Any]]:
    """Stories that share names with this one, the most alike first; one name in common is not enough.

    ``score``: how much of this story's names the other has, 0 to 1, each weighed by its share of the articles (the
    smaller of the two) and by how rare it is in all ``everywhere`` articles.
    """
    shared: dict[str, list[Row]] = {}
    own: dict[str, float] = {}
    for row in rows:
        shared.setdefault(row["story"], []).append(row)
        own[row["entity"]] = rarity(row["here"], articles, row["everywhere"], everywhere)
    whole = sum(own[entity] for entity in sorted(own)) or 1.0
    found = [
        {
            "story": story, "headline": names[0]["headline"],
            "score": round(sum(_common(n, own[n["entity"]], articles) for n in names) / whole, 4),
        }
        for story, names in shared.items()
        if len(names) > 1
    ]  # fmt: skip
    return sorted(found, key=lambda s: (-s["score"], s["story"]))[:SIMILAR]


def _common(row: Row, own: float, articles: int) -> float:
    """What a shared name is worth: what it is here, less where fewer of the other story's articles have it."""
    here: float = row["here"] / max(articles, 1)
    there: float = row["there"] / (row["articles"] or 1)
    return own * min(1.0, there / here)


def spread(sources: Sequence[str], known: Backgrounds) -> dict[str, Any]:
    """Distributions over the story's sources: bias, sides, factuality; what is unknown is counted too."""
    return {
        "bias": distribution((known.rating(s).bias for s in sources), BIAS),
        "sides": distribution((known.rating(s).side for s in sources), ("left", "center", "right")),
        "factuality": distribution((known.rating(s).factuality for s in sources), FACTUALITY),
        "raters_disagree": disagreeing(known.ratings, sources),
    }


def voices(reports: Sequence[Report], found: Sequence[Family], known: Backgrounds) -> dict[str, int]:
    """Articles, texts, sources and ultimate owners."""
    sources = {r.source for r in reports if r.source}
    return {
        "articles": len(reports),
        "texts": len(found),
        "sources": len(sources),
        "owners": len({o.id for s in sources for o in known.owners_of(s)}),
    }


def not_known(reports: Sequence[Report], sources: Sequence[str], known: Backgrounds) -> dict[str, int]:
    """Counts of what the graph doesn't say."""
    counts = {
        "sources without a bias rating": sum(known.rating(s).bias is None for s in sources),
        "sources without a factuality rating": sum(known.rating(s).factuality is None for s in sources),
        "sources whose ultimate owner is not established": sum(not known.owners_of(s) for s in sources),
        "sources without a country": len({r.source for r in reports if r.source and not r.country}),
        "articles without a time": sum(r.published is None and r.first_seen is None for r in reports),
        "articles with a day only": sum(r.precision == "day" for r in reports),
        "articles whose stamp names no zone": sum(r.zone == "assumed" for r in reports),
        "articles without a source": sum(r.source is None for r in reports),
    }
    return {what: n for what, n in counts.items() if n}
