"""``kg load``: articles, sources, owners, ratings and identities in."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kg import settings
from kg.cli.options import QuietOption, StoreOption, WaitOption, opened, say, store_name
from kg.cli.progress import progress
from kg.errors import StoreError, UsageError
from kg.store import Store, is_server, open_store

_ABOUT = {
    "articles": ("Load articles: feeds, CSV, JSON lines, Parquet; files, folders, globs, URLs, or - for standard input.",
                 "kg load articles news/*.jsonl.gz https://daily.example/feed.xml"),
    "sources": ("Load what is known of outlets: names, domains, countries.", "kg load sources outlets.csv"),
    "owners": ("Load who owns whom: holdings with shares, periods and evidence.", "kg load owners holdings.csv"),
    "ratings": ("Load ratings of outlets: bias and factuality, by rater.", "kg load ratings ratings.csv"),
    "identities": ("Load decisions whether two names are the same.", "kg load identities decisions.csv"),
}  # fmt: skip

_Paths = Annotated[list[str], typer.Argument(metavar="PATH|URL…", help="Files, folders, globs, URLs, or -.")]
_ReaderName = Annotated[str, typer.Option("--reader", metavar="NAME", help="Format; auto decides by content.")]
_Map = Annotated[list[str] | None, typer.Option("--map", metavar="THEIRS=OURS", help="Take a field under our name.")]
_Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first record that is wrong.")]
_Limit = Annotated[int | None, typer.Option("--limit", metavar="N", help="At most N records of each input.", min=1)]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")]
_Again = Annotated[bool, typer.Option("--again", help="Also what was loaded before and hasn't changed.")]
_Rejects = Annotated[Path, typer.Option("--rejects", metavar="FILE", help="Where records go that are wrong.")]
_ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a summary as JSON.")]
_Private = Annotated[bool, typer.Option("--allow-private", help="Let URLs lead to addresses of this network.")]
_Robots = Annotated[bool, typer.Option("--robots/--no-robots", help="Heed robots.txt.")]
_Workers = Annotated[int, typer.Option("--workers", metavar="N", help="Processes that find names.", min=1, max=64)]
_KeepText = Annotated[bool, typer.Option("--keep-text", help="Keep full texts in the graph.")]


def add_to(app: typer.Typer) -> None:
    """Add ``kg load`` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Load articles, sources, owners, ratings or identities.\n\n"
                        "Example: kg load articles news.jsonl")  # fmt: skip
    for what, (about, example) in _ABOUT.items():
        command = _articles if what == "articles" else _facts(what)
        group.command(what, help=f"{about}\n\nExample: {example}", short_help=about)(command)
    app.add_typer(group, name="load", rich_help_panel="Graph")


def _articles(
    paths: _Paths,
    store: StoreOption = None,
    reader: _ReaderName = "auto",
    mapping: _Map = None,
    workers: _Workers = 1,
    keep_text: _KeepText = False,
    strict: _Strict = False,
    limit: _Limit = None,
    dry_run: _DryRun = False,
    again: _Again = False,
    rejects: _Rejects = Path("REJECTS.jsonl"),
    report: _ReportFile = None,
    allow_private: _Private = False,
    robots: _Robots = True,
    wait: WaitOption = 0.0,
    quiet: QuietOption = False,
) -> None:
    from loaders.loading import Enrichment

    _run(
        "articles", paths, store, reader=reader, mapping=mapping, strict=strict, limit=limit, dry_run=dry_run,
        again=again, rejects=rejects, report=report, allow_private=allow_private, robots=robots, wait=wait, quiet=quiet,
        enrichment=Enrichment(workers=workers, keep_text=keep_text),
    )  # fmt: skip


def _facts(what: str) -> Callable[..., None]:
    def command(
        paths: _Paths,
        store: StoreOption = None,
        reader: _ReaderName = "auto",
        mapping: _Map = None,
        strict: _Strict = False,
        limit: _Limit = None,
        dry_run: _DryRun = False,
        again: _Again = False,
        rejects: _Rejects = Path("REJECTS.jsonl"),
        report: _ReportFile = None,
        allow_private: _Private = False,
        robots: _Robots = True,
        wait: WaitOption = 0.0,
        quiet: QuietOption = False,
    ) -> None:
        _run(
            what, paths, store, reader=reader, mapping=mapping, strict=strict, limit=limit, dry_run=dry_run,
            again=again, rejects=rejects, report=report, allow_private=allow_private, robots=robots, wait=wait,
            quiet=quiet, enrichment=None,
        )  # fmt: skip

    return command


def _run(  # type: ignore[no-untyped-def]
    what: str, paths: list[str], store: str | None, *, reader, mapping, strict, limit, dry_run, again, rejects, report,
    allow_private, robots, wait, quiet, enrichment,
) -> None:  # fmt: skip
    from loaders.loading import LOADABLE, Network, load
    from loaders.pipeline import How
    from loaders.reading import Options

    how = How(reader, Options(LOADABLE[what], _mapping(mapping)), strict, limit, dry_run, again)
    network = Network(allow_private, robots, settings.read().contact)
    with _target(store, wait, dry_run=dry_run) as graph, progress(quiet=quiet) as shown:
        done = load(graph, what, paths, how=how, rejects=rejects, enrichment=enrichment, network=network,
                    progress=shown, on_skip=lambda path, why: say(f"skipped {path}: {why}", quiet=quiet))  # fmt: skip
    if report:
        _write_report(report, done.as_json())
    for line in _summary(done, store_name(store), rejects, dry_run=dry_run):
        say(line, quiet=quiet)
    raise typer.Exit(done.exit_code)


def _mapping(given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        theirs, sign, ours = text.partition("=")
        if not sign or not theirs:
            raise UsageError(f"--map {text!r}", "write theirs=ours, e.g. --map title=headline")
        pairs[theirs] = ours
    return pairs


@contextmanager
def _target(store: str | None, wait: float, *, dry_run: bool) -> Iterator[Store]:
    """The store that is written; for a dry run, it is read, or an empty one stands in where there is none."""
    if not dry_run:
        with opened(store, write=True, wait=wait) as graph:
            yield graph
        return
    current = settings.read()
    name = store or current.store
    if is_server(name) or Path(name).exists():
        with opened(store) as graph:
            yield graph
        return
    with tempfile.TemporaryDirectory(prefix="newskg-") as folder, open_store(
        os.path.join(folder, "dry.kgl"), current, write=True
    ) as graph:
        yield graph


def _write_report(path: Path, content: dict[str, object]) -> None:
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}", "name another file with --report") from error


def _summary(done, store: str, rejects: Path, *, dry_run: bool) -> Iterator[str]:  # type: ignore[no-untyped-def]
    total = done.as_json()
    noun = f"{total['written']:,} record{'' if total['written'] == 1 else 's'} of {done.kind}"
    where = "checked, nothing written" if dry_run else f"in {store}"
    unchanged = f", {total['unchanged']:,} of them unchanged" if total["unchanged"] else ""
    yield f"{noun} {where}{unchanged} ({total['documents']:,} input{'' if total['documents'] == 1 else 's'}, " \
          f"{done.seconds:.1f} s)"  # fmt: skip
    if total["already_loaded"]:
        yield f"{total['already_loaded']:,} input(s) had been loaded before: --again reads them anew"
    if total["unknown_fields"]:
        names = list(total["unknown_fields"].items())
        listed = ", ".join(f"{name} ({count:,})" for name, count in names[:6])
        yield f"kept out, as no record has such a field: {listed}{' …' if len(names) > 6 else ''}: --map theirs=ours takes one"
    for language, command in total["missing_models"].items():
        yield f"no names found in {language}: there is no model for it: {command}"
    for failed in total["failed"][:5]:
        yield f"not read: {failed['reason']}"
    if total["rejected"] or total["failed"]:
        kept = "" if dry_run else f", kept with their reasons in {rejects}: mend it and load it again"
        yield f"{total['rejected']:,} record(s) rejected{kept}"
