"""How concentrated ownership is: HHI and CR4 by ultimate owner, with the unknown part bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.ownership.concentration import LARGEST, Concentration, Unit, concentration
from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._groups import ALL, UNKNOWN, Backgrounds, backgrounds
from queries._texts import HOLDINGS, STORY_HOLDINGS, fetched

BASES = ("sources", "articles")
SCALE = (
    "HHI runs from 0 to 10,000; above 1,800 a market is highly concentrated "
    "(US Department of Justice and FTC, Merger Guidelines 2023)"
)


def how_concentrated(asked: Asked) -> Finished:
    """A row for each group and basis. What has no established owner is kept apart, and bounds both measures."""
    rows = asked.rows
    holdings = [*asked.also["holdings"], *asked.also["story_holdings"]]
    known = backgrounds([r["source"] for r in rows], [], holdings, asked.as_of)
    by = asked.params["by"]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(ALL if by == "none" else row[by] or UNKNOWN, []).append(row)
    ordered = sorted(groups, key=lambda group: (group == UNKNOWN, group))
    told = [_row(group, basis, groups[group], known) for group in ordered for basis in BASES]
    facts = {"largest": {basis: _largest(basis, rows, known) for basis in BASES}} if rows else {}
    unknown = sum(not known.owners_of(r["source"]) for r in rows)
    left_out = {"sources whose ultimate owner is not established": unknown}
    return Finished([row for row in told if row], facts, left_out, [SCALE, *known.notes] if rows else [])


def _units(basis: str, rows: Sequence[Row], known: Backgrounds) -> list[Unit]:
    return [
        Unit(1 if basis == "sources" else r["articles"], tuple(o.id for o in known.owners_of(r["source"])))
        for r in sorted(rows, key=lambda r: str(r["source"]))
    ]


def _row(group: str, basis: str, rows: Sequence[Row], known: Backgrounds) -> Row | None:
    units = _units(basis, rows, known)
    whole = concentration(units, basis)
    if whole is None:
        return None
    apart = concentration([u for u in units if u.owners], basis)
    return {
        "group": group, "basis": basis, "units": round(whole.total), "known": round(apart.total) if apart else 0,
        "unknown": sum(round(u.weight) for u in units if not u.owners),
        "hhi": apart.hhi[0] if apart else None, "hhi_low": whole.hhi[0], "hhi_high": whole.hhi[1],
        "cr4": apart.cr4[0] if apart else None, "cr4_low": whole.cr4[0], "cr4_high": whole.cr4[1],
    }  # fmt: skip


def _largest(basis: str, rows: Sequence[Row], known: Backgrounds) -> list[Mapping[str, Any]]:
    names = {o.id: o.name for r in rows for o in known.owners_of(r["source"])}
    whole: Concentration | None = concentration(_units(basis, rows, known), basis)
    shares = whole.shares[:LARGEST] if whole else ()
    return [{"owner": owner, "name": names[owner], "share": share} for owner, share in shares]


QUERY = Query(
    name="concentration",
    summary=__doc__ or "",
    params=(
        Param("story", "story", "only outlets and articles of this story (default: all held)", default=None,
              argument=True),
        Param("by", "choice", "a row for each country or main language of the outlets", "none",
              ("none", "country", "language")),
        AS_OF,
    ),
    cypher="""
    MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
    RETURN s.id AS source, s.country AS country, s.language AS language, count(DISTINCT a) AS articles
    UNION ALL
    MATCH (s:Source) WHERE $story IS NULL
    OPTIONAL MATCH (s)-[:PUBLISHED]->(a:Article)
    RETURN s.id AS source, s.country AS country, s.language AS language, count(DISTINCT a) AS articles
    """,
    also={
        "holdings": "MATCH (s:Source) WHERE $story IS NULL\nWITH s" + HOLDINGS,
        "story_holdings": STORY_HOLDINGS,
    },
    columns=(
        Column("group", str, "country or language; all without --by", computed=True),
        Column("basis", str, "what shares are shares of: sources or articles", computed=True),
        Column("units", int, "sources or articles in all", computed=True),
        Column("known", int, "those whose ultimate owner is established", computed=True),
        Column("unknown", int, "those whose ultimate owner is not", computed=True),
        Column("hhi", float, "Herfindahl-Hirschman index of the known ones alone", unit="0..10000", computed=True),
        Column("hhi_low", float, "of all: each unknown one has an owner of its own", unit="0..10000", computed=True),
        Column("hhi_high", float, "of all: the largest owner has the unknown ones", unit="0..10000", computed=True),
        Column("cr4", float, "share of the four largest owners in the known ones alone", unit="0..1", computed=True),
        Column("cr4_low", float, "of all, at the lowest", unit="0..1", computed=True),
        Column("cr4_high", float, "of all, at the highest", unit="0..1", computed=True),
        *fetched(("source", str), ("country", str), ("language", str), ("articles", int)),
    ),
    example="kg concentration 'night trains'",
    finish=how_concentrated,
)  # fmt: skip
