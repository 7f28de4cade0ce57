"""Statements generated from the model: writing, constraints, indexes, counting. Nothing here runs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.model import NODES, Edge, Keep, Node, Prop

META_ID = "newskg"


@dataclass(frozen=True, slots=True)
class Write:
    """A write statement. It takes ``$rows``, each with ``id`` or ``a``, ``b`` (the ends), ``key``, and ``p``, a map of
    the values that are set (``kept`` names those set by their own clause); it returns the number of rows done as ``n``.
    """

    cypher: str
    kept: tuple[str, ...]


def _keep_clause(variable: str, prop: Prop) -> str:
    held, new = f"{variable}.{prop.name}", f"r.{prop.name}"
    keep: Keep = prop.keep
    if keep == "first":
        return f"{held} = coalesce({held}, {new})"
    sign = "<" if keep == "earliest" else ">"
    return f"{held} = CASE WHEN {held} IS NULL OR {new} {sign} {held} THEN coalesce({new}, {held}) ELSE {held} END"


def _setters(variable: str, props: tuple[Prop, ...], given: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """SET clauses for values of which ``given`` are in the rows: a rule that has nothing to decide costs nothing."""
    kept = tuple(p for p in props if p.name in given)
    clauses = [f"{variable} += r.p", *(_keep_clause(variable, p) for p in kept)]
    return ", ".join(clauses), tuple(p.name for p in kept)


@cache
def ruled(declared: Node | Edge) -> frozenset[str]:
    """The properties that have a rule of their own for which of two values stays."""
    own = declared.key if isinstance(declared, Edge) else None
    return frozenset(p.name for p in declared.props if p.keep != "last" and p.name not in (own, *_created(declared)))


@cache
def _created(declared: Node | Edge) -> tuple[str, ...]:
    """Of a fact, the load that first stated it: every row has it, so it is set when the edge is made."""
    return ("load",) if isinstance(declared, Edge) and declared.fact else ()


@cache
def write_node(node: Node, sort: str | None = None, given: frozenset[str] | None = None) -> Write:
    """Statement that writes nodes of a label (and, of those with sorts, of one sort, which takes the other's place).
    ``given``: the ruled properties that the rows have (None: all).

    The embedded engine gives a new node a ``title``, and reads an absent ``name`` as that: hence ``n.title = null``,
    which does nothing in Neo4j.
    """
    setters, kept = _setters("n", node.props, ruled(node) if given is None else given)
    label = f", n:{sort}" if sort else ""
    others = [f"n:{other}" for other in node.sorts if other != sort] if sort else []
    remove = f" REMOVE {', '.join(others)}" if others else ""
    return Write(
        f"UNWIND $rows AS r MERGE (n:{node.label} {{id: r.id}}) ON CREATE SET n.title = null "
        f"SET {setters}{label}{remove} RETURN count(*) AS n",
        kept,
    )


@cache
def write_edge(edge: Edge, given: frozenset[str] | None = None) -> Write:
    """Statement that writes edges; it does fewer rows than it was given where an end is missing."""
    setters, kept = _setters("e", edge.props, ruled(edge) if given is None else given)
    key = f" {{{edge.key}: r.key}}" if edge.key else ""
    created = _created(edge)
    first = "".join(f" ON CREATE SET e.{name} = r.{name}" for name in created)
    return Write(
        f"UNWIND $rows AS r MATCH (a:{edge.start} {{id: r.a}}) MATCH (b:{edge.end} {{id: r.b}}) "
        f"MERGE (a)-[e:{edge.name}{key}]->(b){first} SET {setters} RETURN count(*) AS n",
        (*created, *kept),
    )


@cache
def missing_ends(edge: Edge) -> str:
    """Statement that finds, of ``$rows``, an edge whose end is missing."""
    return (
        f"UNWIND $rows AS r OPTIONAL MATCH (a:{edge.start} {{id: r.a}}) "
        f"OPTIONAL MATCH (b:{edge.end} {{id: r.b}}) WITH r, a, b WHERE a IS NULL OR b IS NULL "
        f"RETURN r.a AS from_id, r.b AS to_id, a IS NULL AS no_start LIMIT 1"
    )


@cache
def remove_edge(edge: Edge) -> str:
    """Statement that takes edges away."""
    return f"UNWIND $rows AS r MATCH (a:{edge.start} {{id: r.a}})-[e:{edge.name}]->(b:{edge.end} {{id: r.b}}) DELETE e"


def constraints() -> list[str]:
    """One uniqueness constraint a label: the key of every MERGE."""
    return [
        f"CREATE CONSTRAINT {n.label.lower()}_id IF NOT EXISTS FOR (n:{n.label}) REQUIRE n.id IS UNIQUE" for n in NODES
    ]


def indexes() -> list[str]:
    """An index for each property that is declared indexed."""
    return [
        f"CREATE INDEX {n.label.lower()}_{p.name} IF NOT EXISTS FOR (n:{n.label}) ON (n.{p.name})"
        for n in NODES
        for p in n.props
        if p.indexed
    ]


def count_nodes(node: Node) -> str:
    """Statement that counts nodes of a label."""
    return f"MATCH (n:{node.label}) RETURN count(n) AS n"


def count_edges(edge: Edge) -> str:
    """Statement that counts edges of a sort."""
    return f"MATCH (:{edge.start})-[e:{edge.name}]->(:{edge.end}) RETURN count(e) AS n"


@cache
def page_ids(node: Node) -> str:
    """Statement that gives the next ``$size`` ids of a label after ``$after``, in order."""
    return f"MATCH (n:{node.label}) WHERE n.id > $after RETURN n.id AS id ORDER BY n.id LIMIT $size"


@cache
def read_nodes(node: Node) -> str:
    """Statement that gives the nodes of ``$ids``: ``id``, ``labels``, and each property as ``p_<name>``."""
    columns = _columns("n", node.props)
    return f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) RETURN n.id AS id, labels(n) AS labels{columns}"


@cache
def read_edges(edge: Edge) -> str:
    """Statement that gives the edges at the ``page`` ends of ``$ids``: ``a``, ``b``, and properties as ``p_<name>``."""
    a, b = f"(a:{edge.start}", f"(b:{edge.end}"
    ends = (f"{a} {{id: id}})", f"{b})") if edge.page == "start" else (f"{a})", f"{b} {{id: id}})")
    path = f"{ends[0]}-[e:{edge.name}]->{ends[1]}" if edge.page == "start" else f"{ends[1]}<-[e:{edge.name}]-{ends[0]}"
    return f"UNWIND $ids AS id MATCH {path} RETURN a.id AS a, b.id AS b{_columns('e', edge.props)}"


def _columns(variable: str, props: tuple[Prop, ...]) -> str:
    return "".join(f", {variable}.{p.name} AS p_{p.name}" for p in props)


READ_META = f"MATCH (m:Meta {{id: '{META_ID}'}}) RETURN m.schema_version AS version, m.copied AS copied"
ANY_NODE = "MATCH (n) RETURN count(n) AS n"
