"""Who owns an outlet or an owner: each holding up to the ultimate owners, effective shares, control, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._holdings import Holding, Node, as_of, in_force, read
from queries._owning import MOST_PATHS, Stake, Upstream, upstream
from queries._texts import HOLDINGS, fetched

NOT_ESTABLISHED = "not established"
PATHS_SHOWN = 20


def who_owns(asked: Asked) -> Finished:
    """One row for each holding above the outlet, with what its owner has of the outlet in all."""
    root: Node = (asked.params["name_kind"], asked.params["name"])
    stated = read(asked.rows)
    held, notes = as_of(stated, asked.as_of)
    told = upstream(root, held)
    history = asked.params["show"] == "history"
    listed = stated if history else [h for h in in_force(stated, asked.as_of) if _above(h, root, told)]
    rows = [_row(h, told.stakes.get(h.owner.id), now=not history or h in held) for h in listed]
    rows.sort(key=_by_period if history else _by_depth)
    direct = [h for h in held if h.owned == root]
    facts = {
        "ultimate_owners": [{"owner": o.id, "name": o.name, "category": o.category} for o in told.ultimates],
        "established": bool(told.ultimates),
        "direct_owners": len(direct),
        "stated_share": sum(h.low or 0.0 for h in direct) if direct else None,
    }
    left_out = {} if history else {"holdings of other days": len(stated) - len(in_force(stated, asked.as_of))}
    return Finished(rows, facts, left_out, notes + _remarks(told, direct))


def _above(holding: Holding, root: Node, told: Upstream) -> bool:
    return holding.owned == root or (holding.owned[0] == "owner" and holding.owned[1] in told.stakes)


def _remarks(told: Upstream, direct: Sequence[Holding]) -> list[str]:
    notes = []
    if not direct:
        notes.append("owners: not established as of this day")
    elif told.circular:
        notes.append("control runs in a circle: nobody outside it is known to control it")
    elif not told.ultimates:
        notes.append("ultimate owner: not established")
    if any(h.undated for path in (p for s in told.stakes.values() for p in s.paths) for h in path):
        notes.append("some holdings have no period: they are counted, and marked undated, not current")
    if not told.complete:
        notes.append(f"more than {MOST_PATHS} chains of holdings: the further ones are not listed")
    return notes


def _by_depth(row: Row) -> tuple[object, ...]:
    return (row["depth"], row["owned"], -(row["direct_low"] or 0.0), row["owner"], row["evidence"] or "", row["direct"])


def _by_period(row: Row) -> tuple[object, ...]:
    period = (row["valid_from"] or date.min, row["valid_to"] or date.max)
    return (row["owned"], *period, row["owner"], row["evidence"] or "", row["direct"])


def _row(holding: Holding, stake: Stake | None, *, now: bool) -> Row:
    owner = holding.owner
    stake = stake if stake is not None and now else None
    return {
        "owner": owner.id, "name": owner.name, "kind": owner.kind, "category": owner.category, "country": owner.country,
        "owned": holding.owned[1], "owned_name": holding.owned_name, "direct": holding.text or NOT_ESTABLISHED,
        "direct_low": holding.low, "direct_high": holding.high,
        "share_low": stake.share_low if stake else None, "share_high": stake.share_high if stake else None,
        "control": stake.control if stake else None, "ultimate": stake.ultimate if stake else None,
        "valid_from": holding.valid_from, "valid_to": holding.valid_to, "observed": holding.observed,
        "undated": holding.undated, "interest": holding.interest, "evidence": holding.evidence,
        "depth": stake.depth if stake else None,
        "paths": [[h.told() for h in path] for path in stake.paths[:PATHS_SHOWN]] if stake else [],
    }  # fmt: skip


QUERY = Query(
    name="owners",
    summary="Who owns an outlet, up to its ultimate owners, as of a day.",
    params=(
        Param("name", "source|owner", "an outlet or an owner: id, name or domain", argument=True),
        Param("show", "choice", "the holdings of the day, or those of all times", "now", ("now", "history")),
        AS_OF,
    ),
    cypher="""
    OPTIONAL MATCH (x:Source {id: $name}) WHERE $name_kind = 'source'
    OPTIONAL MATCH (y:Owner {id: $name}) WHERE $name_kind = 'owner'
    WITH coalesce(x, y) AS s WHERE s IS NOT NULL
    """
    + HOLDINGS,
    columns=(
        Column("owner", str, "id of the owner", detail=True),
        Column("name", str, "its name", computed=True),
        Column("kind", str, "person, company, state, foundation, cooperative …", detail=True),
        Column("category", str, "category of owner", detail=True),
        Column("country", str, "its country", detail=True),
        Column("owned", str, "id of what it holds directly", detail=True),
        Column("owned_name", str, "name of that"),
        Column("direct", str, "the direct share as stated, or 'not established'", computed=True),
        Column("direct_low", float, "low end of the direct share", unit="0..1", computed=True, detail=True),
        Column("direct_high", float, "high end of it", unit="0..1", computed=True, detail=True),
        Column("share_low", float, "low end of its effective share in what was asked for", unit="0..1", computed=True),
        Column("share_high", float, "high end of it; none where not established", unit="0..1", computed=True),
        Column("control", bool, "whether it controls what was asked for; none where not established", computed=True),
        Column("ultimate", bool, "in control, and controlled by nobody", computed=True),
        Column("valid_from", date, "first day of the holding"),
        Column("valid_to", date, "first day on which it no longer holds"),
        Column("observed", date, "day as of which the source states it", detail=True),
        Column("undated", bool, "no period is stated", computed=True, detail=True),
        Column("interest", str, "interest, in terms of the Beneficial Ownership Data Standard", detail=True),
        Column("evidence", str, "URL that shows it", detail=True),
        Column("depth", int, "holdings between the owner and what was asked for", computed=True, detail=True),
        Column("paths", list, "chains of holdings from what was asked for up to the owner", computed=True, detail=True),
        *fetched(
            ("owner_name", str), ("owned_kind", str), ("share_exact", float), ("share_min", float),
            ("share_max", float), ("share_text", str), ("states_control", bool), ("load", str), ("fact", str),
        ),
    ),
    example="kg owners iberia-hoy.example --as-of 2025-06-01",
    finish=who_owns,
)  # fmt: skip
