"""The shortest way between two names, through articles, stories, outlets and holdings."""

from __future__ import annotations

from kg.query import Asked, Column, Finished, Param, Query, Row

MOST_STEPS = 6
DIRECT = 2
"""Steps up to which all ways are looked at, however many: names that share an article, a story or an outlet."""
MOST_WAYS = 256
"""Shortest ways that are looked at; the embedded engine gives no more. Where there are as many, and more than 2 steps,
the engine's own pick stands."""
_RELATIONS = ":MENTIONS|PUBLISHED|OWNS|PART_OF|GOES_AS|ALIAS_OF"


def _ends() -> str:
    """The two names, each of the kind as which it was found; nothing where they are the same."""
    kinds = {"source": "Source", "owner": "Owner", "entity": "Entity", "story": "Story"}
    found = [
        f"OPTIONAL MATCH ({p}_{k}:{label} {{id: ${p}}}) WHERE ${p}_kind = '{k}'"
        for p in "ab"
        for k, label in kinds.items()
    ]
    one = {p: "coalesce(" + ", ".join(f"{p}_{k}" for k in kinds) + f") AS {p}" for p in "ab"}
    return (
        "\n".join(found)
        + f"\nWITH {one['a']}, {one['b']} WHERE a IS NOT NULL AND b IS NOT NULL AND NOT ($a = $b AND $a_kind = $b_kind)"
    )


_ENDS = _ends()
_NAME = "CASE WHEN n:Article OR n:Story THEN n.headline ELSE n.name END"


def shorten(asked: Asked) -> Finished:
    """The steps of one shortest way: of several the first by its ids, where they are few enough to look at all."""
    if asked.params["a"] == asked.params["b"] and asked.params["a_kind"] == asked.params["b_kind"]:
        return Finished([], {"steps": 0}, {}, ["both names are the same"])
    if not asked.rows:
        return Finished([], {"steps": None}, {}, [f"no way of at most {MOST_STEPS} steps"])
    known = asked.also["direct"] or asked.also["all"]
    few = len(known) < MOST_WAYS or len(known[0]["relations"]) <= DIRECT
    way = min(known, key=_by_ids) if known and few else asked.rows[0]
    nodes = way["nodes"]
    rows = [_step(n, nodes[n], way["relations"][n], nodes[n + 1]) for n in range(len(way["relations"]))]
    ways = {tuple(n["id"] for n in w["nodes"]) for w in known}
    facts = {"steps": len(rows), "ways": len(ways) if len(known) < MOST_WAYS else None}
    notes = [] if len(known) < MOST_WAYS else [f"one of {MOST_WAYS} ways of this length, or more"]
    return Finished(rows, facts, {}, notes)


def _by_ids(way: Row) -> tuple[int, list[str], list[str]]:
    return (len(way["relations"]), [n["id"] for n in way["nodes"]], way["relations"])


def _step(number: int, here: Row, relation: str, there: Row) -> Row:
    return {
        "step": number + 1, "from": here["id"], "from_name": here["name"] or here["id"], "relation": relation,
        "to": there["id"], "to_name": there["name"] or there["id"], "url": here["url"] or there["url"],
    }  # fmt: skip


_STEPS = f"""[n IN nodes(p) | {{id: n.id, name: {_NAME}, url: CASE WHEN n:Article THEN n.url END}}] AS nodes,
       [r IN relationships(p) | type(r)] AS relations"""

QUERY = Query(
    name="path",
    summary=__doc__ or "",
    params=(
        Param("a", "name", "a name, outlet, owner or story", argument=True),
        Param("b", "name", "another one", argument=True),
    ),
    cypher=f"""
    {_ENDS}
    MATCH p = shortestPath((a)-[{_RELATIONS}*..{MOST_STEPS}]-(b))
    RETURN {_STEPS}
    """,
    also={
        "direct": f"""
        {_ENDS}
        MATCH p = (a)-[{_RELATIONS}*1..{DIRECT}]-(b)
        WITH p, length(p) AS steps, [n IN nodes(p) | n.id] AS ids, [r IN relationships(p) | type(r)] AS kinds
        ORDER BY steps, ids, kinds LIMIT {MOST_WAYS}
        RETURN {_STEPS}
        """,
        "all": f"""
        {_ENDS}
        MATCH p = allShortestPaths((a)-[{_RELATIONS}*..{MOST_STEPS}]-(b))
        WITH p LIMIT {MOST_WAYS}
        RETURN {_STEPS}
        """,
    },
    columns=(
        Column("step", int, "number of the step", computed=True),
        Column("from", str, "id at which it starts", computed=True, detail=True),
        Column("from_name", str, "name or headline of that", computed=True),
        Column("relation", str, "MENTIONS, PUBLISHED, OWNS, PART_OF, GOES_AS or ALIAS_OF", computed=True),
        Column("to", str, "id at which it ends", computed=True, detail=True),
        Column("to_name", str, "name or headline of that", computed=True),
        Column("url", str, "address of the article at this step", computed=True),
        Column("nodes", list, "nodes of the way", hidden=True),
        Column("relations", list, "relations of the way", hidden=True),
    ),
    example="kg path evaristo-vallejo iberia-hoy.example",
    finish=shorten,
)
