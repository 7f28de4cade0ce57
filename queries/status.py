"""What the graph holds: nodes, relations, loads and the schema's version."""

from __future__ import annotations

from kg.model import EDGES, NODES
from kg.query import Asked, Column, Finished, Query

_COUNTS = (
    *(f"MATCH (n:{n.label}) RETURN '{n.label}' AS name, 'node' AS kind, count(n) AS count" for n in NODES),
    *(
        f"MATCH (:{e.start})-[r:{e.name}]->(:{e.end}) RETURN '{e.id}' AS name, 'relation' AS kind, count(r) AS count"
        for e in EDGES
    ),
)
_ORDER = {name: place for place, name in enumerate([*(n.label for n in NODES), *(e.id for e in EDGES)])}
LOADS_SHOWN = 20


def summarise(asked: Asked) -> Finished:
    """Counts in the model's order, the loads newest first."""
    loads = asked.also["loads"]
    last = next((load for load in loads if load["finished"]), None)
    meta = asked.also["meta"]
    facts = {
        "schema_version": meta[0]["version"] if meta else None,
        "last_load": last,
        "unfinished_loads": [load["load"] for load in loads if load["state"] != "done"],
        "loads": loads[:LOADS_SHOWN],
    }
    rows = sorted(asked.rows, key=lambda r: _ORDER[r["name"]])
    return Finished(rows, facts, {"loads not listed": max(0, len(loads) - LOADS_SHOWN)})


QUERY = Query(
    name="status",
    summary=__doc__ or "",
    params=(),
    cypher=" UNION ALL ".join(_COUNTS),
    also={
        "loads": """
        MATCH (l:Load)
        RETURN l.id AS load, l.reader AS reader, l.location AS location, l.kind AS kind, l.state AS state,
               l.started AS started, l.finished AS finished, l.records_read AS records_read,
               l.records_written AS records_written, l.records_rejected AS records_rejected
        ORDER BY started DESC, load
        """,
        "meta": "MATCH (m:Meta) RETURN m.schema_version AS version",
    },
    columns=(
        Column("name", str, "label of nodes, or relation between two labels"),
        Column("kind", str, "node or relation"),
        Column("count", int, "how many there are"),
    ),
    example="kg status",
    finish=summarise,
)
