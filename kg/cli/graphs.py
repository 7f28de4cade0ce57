"""Commands about a graph as a whole: demo, cypher, export, copy."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from kg import settings
from kg.cli.options import FormatOption, QuietOption, StoreOption, WaitOption, has_color, opened, say, store_name, width

_DEMO_STORE = "demo.kgl"
_DEMO_STORY = "valparaiso arsenico"

_Timeout = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="Stop the statement after that.", min=0.1)
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for name, function, example in (
        ("demo", _demo, "kg demo"),
        ("cypher", _cypher, "kg cypher 'MATCH (s:Source) RETURN s.id AS id, s.name AS name ORDER BY id'"),
        ("export", _export, "kg export --story 'night trains' -o story.gexf"),
        ("copy", _copy, "kg copy neo4j://localhost:7687 --store news.kgl"),
    ):
        about = (function.__doc__ or "").strip()
        app.command(name, help=f"{about}\n\nExample: {example}", short_help=about.split("\n", 1)[0],
                    rich_help_panel="Graph")(function)  # fmt: skip


def _demo(store: StoreOption = None, quiet: QuietOption = False) -> None:
    """Load the bundled sample (invented outlets and people) and show a story page: the first thing to run."""
    from kg.cli.questions import answer_question
    from loaders.loading import load
    from queries import query

    target = store or _DEMO_STORE
    kinds = (("sources", "sources.csv"), ("owners", "owners.csv"), ("ratings", "ratings.csv"),
             ("articles", "articles.jsonl"))  # fmt: skip
    with opened(target, write=True) as graph:
        for what, name in kinds:
            with as_file(files("kg.demo") / name) as path:
                done = load(graph, what, [str(path)], rejects=Path("demo-rejects.jsonl"))
            before = " (loaded before)" if all(d.already for d in done.documents) else ""
            say(f"{done.total('written'):,} {what}{before}", quiet=quiet)
    answer_question(query("story"), target, "table", {"story": _DEMO_STORY})
    say("\nTry next:", quiet=quiet)
    for command in ("kg first 'marseille berlin'", "kg gaps 'parcelanta'", "kg owners 'diario cumbre'"):
        say(f"  {command} --store {store_name(target)}", quiet=quiet)


def _cypher(
    statement: Annotated[str, typer.Argument(help="A Cypher statement that reads.", metavar="STATEMENT")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter; its value is text or JSON."),
    ] = None,
    timeout: _Timeout = 60.0,
    store: StoreOption = None,
    format: FormatOption = "table",
) -> None:
    """Ask in Cypher; statements that write are refused."""
    from kg.cli.parameters import parsed
    from kg.render import render_rows
    from kg.store.guard import check_readable

    check_readable(statement)
    params = parsed(param or ())
    with opened(store) as graph:
        rows = graph.rows(statement, params, timeout=timeout)
    render_rows(rows, format, sys.stdout, width=width(sys.stdout), color=has_color(sys.stdout))


def _export(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME…", help="Stories, each with all that belongs to it; sources, owners or entities."),
    ] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=".gexf .graphml .json .csv …")] = Path(
        "-"
    ),
    story: Annotated[
        str | None, typer.Option("--story", metavar="STORY", help="A story with all that belongs to it.")
    ] = None,
    depth: Annotated[int, typer.Option("--depth", help="Steps from each name that is no story.", min=1, max=4)] = 1,
    cypher: Annotated[
        str | None, typer.Option("--cypher", metavar="STATEMENT", help="The result of a statement.")
    ] = None,
    timeout: _Timeout = 60.0,
    store: StoreOption = None,
    quiet: QuietOption = False,
) -> None:
    """Export a story, the surroundings of names, or a statement's result: GEXF, GraphML, JSON, CSV, Parquet."""
    from kg.api import Graph
    from kg.errors import UsageError
    from kg.export.formats import export
    from kg.export.subgraph import from_rows
    from kg.store.guard import check_readable

    if not names and not story and not cypher:
        raise UsageError("nothing to export", "name a story with --story, or some names, or a statement with --cypher")
    if str(output) == "-":
        raise UsageError("no file to export to", "name one: -o story.gexf")
    with opened(store) as opened_store:
        if cypher:
            check_readable(cypher)
            graph = from_rows(opened_store.rows(cypher, timeout=timeout))
        else:
            graph = Graph(opened_store).subgraph(story=story, names=names or (), depth=depth)
    written = export(graph, output)
    files_written = ", ".join(str(p) for p in (written or [output]))
    say(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges in {files_written}", quiet=quiet)


def _copy(
    destination: Annotated[str, typer.Argument(metavar="DEST", help="The store to copy to: a file, or neo4j://….")],
    store: StoreOption = None,
    wait: WaitOption = 0.0,
    quiet: QuietOption = False,
) -> None:
    """Copy the whole graph to another store; killed anywhere, the same command goes on."""
    from kg.store import open_store, safe_name
    from kg.store.copying import copy

    with opened(store) as source, open_store(destination, settings.read(), write=True, wait=wait) as target:
        counts = copy(source, target)
    say(
        f"{sum(counts.nodes.values()):,} nodes and {sum(counts.edges.values()):,} edges from {store_name(store)} "
        f"in {safe_name(destination)}, the same by count and hash",
        quiet=quiet,
    )
