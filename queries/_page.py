"""What stands around a story: what it is about, how its sources are spread, what is not known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.ids import name_key
from kg.model import BIAS, FACTUALITY
from kg.query import Row
from queries._families import Family
from queries._groups import Backgrounds
from queries._rarity import rarity
from queries._ratings import disagreeing, distribution
from queries._reports import Report

TOP = 10
PLACES = 3


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
    ids, keys = {p["entity"] for p in found}, {name_key(p["name"] or "") for p in found}

    def where(base: Row) -> str:
        if not base["place"] and not base["based_in"]:
            return "unknown"
        local = ids & set(base["based_in"]) or name_key(base["place"] or "") in keys
        return "local" if local else "elsewhere"

    return distribution((where(b) for b in bases), ("local", "elsewhere"))


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
