"""Where a fact comes from: loads, inputs, evidence and dates, for a node or an edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kg.model import EDGES, NODES
from kg.query import Asked, Column, Finished, Param, Query, plain

MOST = 200
"""Edges that are listed of one relation."""
_ENDS = frozenset(label for e in EDGES for label in (e.start, e.end))
_RELATIONS = tuple(sorted({e.name for e in EDGES}))
_PROVENANCE = ("load", "evidence", "observed", "fact")

_NODES = " UNION ALL ".join(
    f"MATCH (n:{n.label} {{id: $id}}) WHERE $to IS NULL RETURN '{n.label}' AS label, n AS node" for n in NODES
)


def _edges(label: str) -> str:
    """The edges at a node of one label, or those of one relation, or to one node; each with the load that stated it."""
    return f"""
    MATCH (n:{label} {{id: $id}})-[r]-()
    WHERE ($relation IS NULL OR type(r) = $relation)
      AND ($to IS NULL OR (startNode(r).id = $id AND endNode(r).id = $to))
    WITH r, type(r) AS relation, startNode(r) AS a, endNode(r) AS b, r.load AS load
    WITH r, relation, a.id AS from_id, b.id AS to_id, coalesce(a.name, a.headline) AS from_name,
         coalesce(b.name, b.headline) AS to_name, load
    ORDER BY relation, from_id, to_id, load, r.evidence
    WITH relation, collect({{from_id: from_id, to_id: to_id, from_name: from_name, to_name: to_name, edge: r,
                             load: load}})[0..{MOST}] AS stated
    UNWIND stated AS one
    WITH relation, one.from_id AS from_id, one.to_id AS to_id, one.from_name AS from_name, one.to_name AS to_name,
         one.edge AS edge, one.load AS load
    OPTIONAL MATCH (l:Load {{id: load}})
    RETURN from_id, from_name, relation, to_id, to_name, edge,
           l.reader AS reader, l.location AS location, l.sha256 AS sha256, l.finished AS finished"""


def trace(asked: Asked) -> Finished:
    """The statements at a node or of an edge, each with its chain of evidence; a node's own values as facts."""
    rows = [
        {
            **{name: row[name] for name in ("from_id", "from_name", "relation", "to_id", "to_name")},
            "statement": f"{row['from_id']} {row['relation']} {row['to_id']}",
            "value": _value(row["edge"]["properties"]), "load": row["edge"]["properties"].get("load"),
            "reader": row["reader"], "location": row["location"], "sha256": row["sha256"],
            "loaded": plain(row["finished"]), "evidence": row["edge"]["properties"].get("evidence"),
            "observed": row["edge"]["properties"].get("observed"),
        }
        for row in asked.rows
    ]  # fmt: skip
    rows.sort(key=lambda r: (r["statement"], r["load"] or "", r["evidence"] or "", r["value"]))
    nodes = [
        {"label": n["label"], "properties": dict(sorted(n["node"]["properties"].items()))} for n in asked.also["nodes"]
    ]
    relation = asked.params["relation"]
    notes = [] if rows or relation is None else [_nothing(relation, between=asked.params["to"] is not None)]
    untold = sum(r["load"] is None for r in rows)
    return Finished(rows, {"nodes": nodes} if nodes else {}, {"statements that name no load": untold}, notes)


def _nothing(relation: str, *, between: bool) -> str:
    """Why no statement is shown of a relation, and what to ask instead."""
    if relation not in _RELATIONS:
        return f"no relation is called {relation}; there are {', '.join(_RELATIONS)}"
    where = "from the first name to the second: try them the other way round, or leave" if between else "here: leave"
    return f"nothing states {relation} {where} {'the second' if between else 'the relation'} out for all that is stated"


def _value(properties: Mapping[str, Any]) -> str:
    """What an edge states, without where it comes from."""
    stated = ((k, plain(v)) for k, v in sorted(properties.items()) if k not in _PROVENANCE)
    return "; ".join(f"{k}={', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in stated)


QUERY = Query(
    name="explain",
    summary=__doc__ or "",
    params=(
        Param("id", "node", "a node, by id or name; the one at which an edge starts", argument=True),
        Param("relation", "id", "a relation, e.g. OWNS: only edges of it", default=None, argument=True),
        Param("to", "node", "the node at which the edge ends, by id or name", default=None, argument=True),
    ),
    cypher=" UNION ALL ".join(_edges(n.label) for n in NODES if n.label in _ENDS),
    also={"nodes": _NODES},
    columns=(
        Column("statement", str, "start, relation and end", computed=True),
        Column("value", str, "what it states", computed=True),
        Column("load", str, "the load that first stated it", computed=True),
        Column("reader", str, "reader that took the input"),
        Column("location", str, "file or address of the input"),
        Column("sha256", str, "hash of the input", detail=True),
        Column("loaded", str, "when the load was done", computed=True),
        Column("evidence", str, "URL that shows it", computed=True),
        Column("observed", date, "day as of which it is stated", computed=True),
        Column("from_id", str, "id of the node at which the edge starts", detail=True),
        Column("from_name", str, "its name or headline", detail=True),
        Column("relation", str, "the edge's relation", detail=True),
        Column("to_id", str, "id of the node at which it ends", detail=True),
        Column("to_name", str, "its name or headline", detail=True),
        Column("edge", dict, "the edge", hidden=True),
        Column("finished", str, "when the load was done", hidden=True),
    ),
    example="kg explain evaristo-vallejo OWNS vallejo-holding",
    finish=trace,
)
