"""What is told of a person, place or institution beside its articles: names, company, outlets. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.query import Row
from queries._gaps import wilson
from queries._rarity import surprise

PARTNERS = 15
OUTLETS = 5
FEWEST = 10
"""Articles that have to be held of an outlet before its share says something."""


def names(members: Sequence[Row], about: Row) -> list[Row]:
    """All names by which it goes, with the articles that use each; aliases that no article uses have none.

    ``members``: entity, name, aliases, articles.
    """
    used = [{"name": m["name"], "entity": m["entity"], "articles": m["articles"]} for m in members]
    used.sort(key=lambda n: (-n["articles"], n["entity"]))
    known = {n["name"] for n in used}
    others = {alias for m in (about, *members) for alias in m["aliases"] or ()} - known
    return [*used, *({"name": alias, "entity": about["entity"], "articles": 0} for alias in sorted(others))]


def company(rows: Sequence[Row], articles: int, everywhere: int) -> list[Row]:
    """Names by how surprising it is to find them in the same articles (Dunning's G2), not by how frequent they are.

    ``rows``: entity, entity_name, entity_kind, together, everywhere.
    """
    scored = [
        {
            "entity": r["entity"], "name": r["entity_name"], "kind": r["entity_kind"], "articles": r["together"],
            "surprise": surprise(r["together"], articles, r["everywhere"], everywhere),
        }
        for r in rows
    ]  # fmt: skip
    return sorted((r for r in scored if r["surprise"] > 0), key=lambda r: (-r["surprise"], -r["articles"], r["entity"]))


def of_kind(found: Sequence[Row], kind: str) -> list[Row]:
    """Its places or institutions: the most surprising of one kind."""
    return [r for r in found if r["kind"] == kind][:PARTNERS]


def outlets(about: Mapping[str, int], held: Sequence[Row]) -> dict[str, Any]:
    """Outlets that write about it most and least: by the part of their articles that mention it.

    ``about``: source to articles; ``held``: source, name, held (all its articles). Parts carry Wilson's 95 % interval:
    most are those whose low end is highest, least those whose high end is lowest.
    """
    told = []
    for row in held:
        articles = about.get(row["source"], 0)
        low, high = wilson(articles, row["held"]) if row["held"] else (0.0, 1.0)
        told.append({
            "source": row["source"], "name": row["name"], "articles": articles, "held": row["held"],
            "part": round(articles / row["held"], 6) if row["held"] else 0.0,
            "low": round(low, 6), "high": round(high, 6),
        })  # fmt: skip
    writing = [t for t in told if t["articles"]]
    least = [t for t in told if t["held"] >= FEWEST]
    return {
        "outlets": sorted(writing, key=lambda t: (-t["low"], -t["articles"], t["source"]))[:OUTLETS],
        "outlets_least": sorted(least, key=lambda t: (t["high"], -t["held"], t["source"]))[:OUTLETS],
    }
