"""What is undecided, or decided, about who is who: the question behind ``kg identity list``."""

from __future__ import annotations

from datetime import datetime

from kg.query import Asked, Column, Finished, Param, Query, Row

_AUTOMATIC = "newskg rules"
_SHOWN = ("undecided", "decided", "automatic", "all")
_EVIDENCE = """
RETURN a.id AS a, b.id AS b, r.judgement AS judgement, r.by AS by, r.at AS at, r.reason AS reason, r.score AS score,
       a.name AS a_name, b.name AS b_name, b.kind AS kind, a.split_by AS a_split, b.split_by AS b_split,
       COUNT { (a)<-[:MENTIONS]-(:Article) } AS a_articles, COUNT { (b)<-[:MENTIONS]-(:Article) } AS b_articles
"""
_WANTED = """
WHERE ($name IS NULL OR a.id = $name OR b.id = $name OR EXISTS { (a)-[:GOES_AS]->(:Entity {id: $name}) }
       OR EXISTS { (b)-[:GOES_AS]->(:Entity {id: $name}) })
"""


def best_first(asked: Asked) -> Finished:
    """Undecided pairs by how likely they are the same, then by how many articles hang on it; decided ones by time."""
    rows = [_row(r) for r in (*asked.rows, *asked.also["owners"], *asked.also["aliases"])]
    show, limit = asked.params["show"], asked.params["limit"]
    shown = [r for r in rows if show == "all" or _state(r) == show]
    shown.sort(key=lambda r: (-(r["score"] or 0.0), -min(r["a_articles"], r["b_articles"]), r["a"], r["b"]))
    facts = {state: sum(_state(r) == state for r in rows) for state in _SHOWN[:3]}
    return Finished(shown[:limit], facts, {"pairs over the limit": max(0, len(shown) - limit)})


def _state(row: Row) -> str:
    if row["by"] is None or not row["by"].startswith(_AUTOMATIC):
        return "decided"
    return "undecided" if row["judgement"] == "unsure" else "automatic"


def _row(row: Row) -> Row:
    """A pair as a record has it: of a split, the second bearer first."""
    if row["b_split"]:
        row = row | {f"{x}{name}": row[f"{y}{name}"] for x, y in ("ab", "ba") for name in ("", "_name", "_articles")}
        row["a_split"] = row["b_split"]
    return row | {"split_by": row["a_split"] or []}


QUERY = Query(
    name="identity list",
    summary="What is undecided about who is who, best first, with the evidence; or what is decided.",
    params=(
        Param("name", "entity", "pairs of this person, place or institution alone", default=None, argument=True),
        Param("show", "choice", "undecided pairs, decisions of people, automatic ones, or all", "undecided", _SHOWN),
        Param("limit", "integer", "pairs shown at most", 50),
    ),
    cypher=f"MATCH (a:Entity)-[r:SAME_AS]->(b:Entity) {_WANTED} {_EVIDENCE} ORDER BY a, b",
    also={
        "owners": f"MATCH (a:Owner)-[r:SAME_AS]->(b:Entity) {_WANTED} {_EVIDENCE} ORDER BY a, b",
        "aliases": f"MATCH (a:Owner)-[r:SAME_AS]->(b:Owner) {_WANTED} {_EVIDENCE} ORDER BY a, b",
    },
    columns=(
        Column("a", str, "id of an entity or owner"),
        Column("b", str, "id of another"),
        Column("judgement", str, "same, different or unsure"),
        Column("score", float, "how likely they are the same, of automatic ones", unit="0..1"),
        Column("reason", str, "why"),
        Column("by", str, "who decided"),
        Column("at", datetime, "when"),
        Column("a_name", str, "name of the first"),
        Column("b_name", str, "name of the second"),
        Column("kind", str, "Person, Place or Institution; of two owners, the kind of the second"),
        Column("a_articles", int, "articles that name the first"),
        Column("b_articles", int, "articles that name the second"),
        Column("split_by", list, "of a split, which articles are the first's", computed=True),
        Column("a_split", list, "the same, of the first", hidden=True),
        Column("b_split", list, "the same, of the second", hidden=True),
    ),
    example="kg identity list --show decided --format csv",
    finish=best_first,
)
