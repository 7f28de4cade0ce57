"""``kg identity``: what is undecided about who is who; decisions made, and taken back."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Annotated, Literal, NamedTuple

import typer

from kg.cli.options import FormatOption, QuietOption, StoreOption, WaitOption, opened, say
from kg.errors import AmbiguousName, UsageError
from kg.store import Batch, Store

_DECISIONS = "l-decisions"
"""The Load that decisions made on the command line name."""

_A = Annotated[str, typer.Argument(metavar="A", help="An id, or a name.")]
_B = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
_MaybeB = Annotated[str | None, typer.Argument(metavar="B", help="The one that it is not; else give --by.")]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
_Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decides (default: the user).")]
_By = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="RULE", help="Which articles are another bearer's: source:ID, country:CODE …"),
]  # fmt: skip
_Show = Annotated[Literal["undecided", "decided", "automatic", "all"], typer.Option("--show", help="Which pairs.")]


class _Why(NamedTuple):
    """Who decides, and why."""

    who: str | None
    reason: str | None


def add_to(app: typer.Typer) -> None:
    """Add ``kg identity`` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Who is who: what is undecided, and decisions about it.\n\n"
                        "Example: kg identity list")  # fmt: skip
    for name, function, example in (
        ("list", _list, "kg identity list --show decided --format csv"),
        ("merge", _merge, "kg identity merge 'Volodymyr Zelensky' 'Wolodymyr Selenskyj'"),
        ("different", _different, "kg identity different 'George Bush' 'George W. Bush'"),
        ("split", _split, "kg identity split 'John Smith' --by country:NZ"),
        ("undo", _undo, "kg identity undo 'George Bush' 'George W. Bush'"),
    ):
        about = (function.__doc__ or "").strip()
        group.command(name, help=f"{about}\n\nExample: {example}", short_help=about.split("\n", 1)[0])(function)
    app.add_typer(group, name="identity", rich_help_panel="Graph")


def _list(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Pairs of this one alone.")] = None,
    *,
    show: _Show = "undecided",
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="Pairs shown at most.", min=1)] = 50,
    store: StoreOption = None,
    format: FormatOption = "table",
) -> None:
    """Pairs that may be the same, best first, with the evidence; or decisions, as kg load identities takes them."""
    from kg.cli.questions import answer_question
    from queries._identity import QUERY

    given = {"name": name, "show": show, "limit": limit}
    answer_question(QUERY, store, format, {k: v for k, v in given.items() if v is not None})


def _merge(
    a: _A, b: _B, *, reason: _Reason = None, who: _Who = None, store: StoreOption = None, wait: WaitOption = 0.0,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Decide that two names are the same. Nothing is lost: undo takes it back."""
    with opened(store, write=True, wait=wait) as graph:
        ids = _node(graph, a), _node(graph, b)
        _decide(graph, ids, "same", _Why(who, reason))
        say(_outcome(graph, *ids), quiet=quiet)


def _different(
    a: _A, b: _B, *, reason: _Reason = None, who: _Who = None, store: StoreOption = None, wait: WaitOption = 0.0,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Decide that two names are not the same: no later load brings them together."""
    with opened(store, write=True, wait=wait) as graph:
        ids = _node(graph, a), _node(graph, b)
        _decide(graph, ids, "different", _Why(who, reason))
        say(_outcome(graph, *ids), quiet=quiet)


def _split(
    a: _A, b: _MaybeB = None, *, by: _By = None, reason: _Reason = None, who: _Who = None, store: StoreOption = None,
    wait: WaitOption = 0.0, quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Take two names apart that are held for one; or, with --by, two bearers of one name, by their articles."""
    if (b is None) == (not by):
        raise UsageError("split from whom?", "name the other one, or say with --by which articles are another bearer's")
    with opened(store, write=True, wait=wait) as graph:
        one = _node(graph, a)
        other = _node(graph, b) if b is not None else one
        if b is None:
            one = _free(graph, other)
        _decide(graph, (one, other), "different", _Why(who, reason), by)
        say(_outcome(graph, one, other), quiet=quiet)


def _undo(a: _A, b: _B, *, store: StoreOption = None, wait: WaitOption = 0.0, quiet: QuietOption = False) -> None:
    """Take back what people decided about two names: what the rules say counts again."""
    from loaders.identity.decisions import taken_back

    with opened(store, write=True, wait=wait) as graph:
        ids = _node(graph, a), _node(graph, b)
        batch = taken_back(graph, *ids)
        if batch is None:
            raise UsageError(f"nobody decided about {ids[0]} and {ids[1]}", "see kg identity list --show decided")
        _write(graph, batch, ids)
        say(_outcome(graph, *ids), quiet=quiet)


def _decide(graph: Store, ids: tuple[str, str], judgement: str, why: _Why, by: list[str] | None = None) -> None:
    from loaders.identity.decisions import Decisions
    from loaders.records import IdentityRecord

    if ids[0] == ids[1]:
        raise UsageError(f"both names are {ids[0]}", "give two; kg search finds ids")
    record = IdentityRecord.model_validate({
        "a": ids[0], "b": ids[1], "judgement": judgement, "by": why.who or getpass.getuser(), "reason": why.reason,
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "split_by": by or [],
    })  # fmt: skip
    batch = Batch()
    if refused := Decisions.of(graph, batch, [record]).take(record, _DECISIONS):
        raise UsageError(refused, "look names up with kg search")
    _write(graph, batch, ids)


def _write(graph: Store, batch: Batch, ids: tuple[str, str]) -> None:
    """Write a decision, and what follows from it: cut off between the two, the next load does the rest."""
    from loaders.identity.settle import Settler

    batch.node("Load", {"id": _DECISIONS, "reader": "kg identity", "location": "command line", "kind": "identities",
                        "state": "done", "unsettled": list(ids)})  # fmt: skip
    graph.write(batch)
    Settler(graph).settle(ids, _DECISIONS)


_BY_ID = """
OPTIONAL MATCH (e:Entity {id: $text})
OPTIONAL MATCH (o:Owner {id: $text})
RETURN e.id AS entity, o.id AS owner
"""
_BY_NAME = """
MATCH (e:Entity) WHERE e.name_key = $key
RETURN e.id AS id, e.name AS name, e.kind AS kind ORDER BY id LIMIT 26
"""


def _node(graph: Store, text: str) -> str:
    """The one node that a name means: unlike in questions, not all that are decided to be the same."""
    from kg.ids import name_key
    from queries._names import resolve

    given = text.strip()
    held = graph.rows(_BY_ID, {"text": given})[0]
    if held["entity"] or held["owner"]:
        return given
    found = graph.rows(_BY_NAME, {"key": name_key(given)}) if name_key(given) else []
    if len(found) > 1:
        raise AmbiguousName(f"{len(found)} fit {text!r}", [(r["id"], r["name"], r["kind"]) for r in found])
    return str(found[0]["id"]) if found else resolve(graph, text, ("entity", "owner")).id


def _free(graph: Store, base: str) -> str:
    """The id of the next bearer of a spelling; the first whose split was taken back, where there is one."""
    rows = graph.rows(
        "MATCH (e:Entity) WHERE e.split_of = $id RETURN e.id AS id, e.split_by AS split_by ORDER BY id", {"id": base}
    )
    idle = [row["id"] for row in rows if not row["split_by"]]
    return str(idle[0]) if idle else f"{base}~{len(rows) + 2}"


def _outcome(graph: Store, a: str, b: str) -> str:
    """What holds now, in words."""
    rows = graph.rows(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) OPTIONAL MATCH (e)-[:GOES_AS]->(c:Entity) "
        "RETURN id, coalesce(c.id, id) AS one, COUNT { (e)<-[:MENTIONS]-(:Article) } AS articles",
        {"ids": [a, b]},
    )
    if len(rows) < 2:
        return _owners_outcome(graph, a, b)
    known = {row["id"]: row for row in rows}
    told = " and ".join(f"{each} ({_counted(known[each]['articles'])})" if each in known else each for each in (a, b))
    together = a in known and b in known and known[a]["one"] == known[b]["one"]
    return f"{told} are {'one' if together else 'two'}"


def _owners_outcome(graph: Store, a: str, b: str) -> str:
    rows = graph.rows(
        "UNWIND $ids AS id OPTIONAL MATCH (:Owner {id: id})-[:ALIAS_OF]->(c:Owner) "
        "OPTIONAL MATCH (:Owner {id: id})-[:GOES_AS]->(e:Entity) RETURN coalesce(c.id, id) AS one, e.id AS entity",
        {"ids": [a, b]},
    )
    together = len({row["one"] for row in rows}) == 1 or {row["entity"] for row in rows} & {a, b}
    return f"{a} and {b} are {'one' if together else 'two'}"


def _counted(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"
