"""``kg load``: articles, sources, owners, ratings and identities in."""

from __future__ import annotations

import inspect
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kg import settings
from kg.cli.options import QuietOption, StoreOption, WaitOption, opened, say, store_name
from kg.cli.progress import progress
from kg.errors import NewsKGError, UsageError
from kg.store import Store, is_server, open_store

if TYPE_CHECKING:
    from loaders.reading import Options
    from loaders.report import Report

RECORDS_A_BATCH = 256
REJECTS = Path("REJECTS.jsonl")

_ABOUT = {
    "articles": ("Load articles: feeds, CSV, JSON lines, Parquet; files, folders, globs, URLs, - for standard input.",
                 "kg load articles news/*.jsonl.gz https://daily.example/feed.xml"),
    "sources": ("Load what is known of outlets: names, domains, countries.", "kg load sources outlets.csv"),
    "owners": ("Load who owns whom: holdings with shares, periods and evidence.", "kg load owners holdings.csv"),
    "ratings": ("Load ratings of outlets: bias and factuality, by rater.", "kg load ratings ratings.csv"),
    "identities": ("Load decisions whether two names are the same, or lists of names: a Wikidata dump, FollowTheMoney.",
                   "kg load identities decisions.csv entities.ftm.json"),
}  # fmt: skip

_Paths = Annotated[list[str], typer.Argument(metavar="PATH|URL…", help="Files, folders, globs, URLs, or -.")]
_ReaderName = Annotated[str, typer.Option("--reader", metavar="NAME", help="Format; auto decides by content.")]
_Map = Annotated[list[str] | None, typer.Option("--map", metavar="THEIRS=OURS", help="Take a field under our name.")]
_Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first record that is wrong.")]
_Limit = Annotated[int | None, typer.Option("--limit", metavar="N", help="At most N records of each input.", min=1)]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")]
_Again = Annotated[bool, typer.Option("--again", help="Also what was loaded before and hasn't changed.")]
_Batch = Annotated[int, typer.Option("--batch", metavar="N", help="Records written together.", min=1, max=10_000)]
_Rejects = Annotated[Path, typer.Option("--rejects", metavar="FILE", help="Where records go that are wrong.")]
_ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a summary as JSON.")]
_Private = Annotated[bool, typer.Option("--allow-private", help="Let URLs lead to addresses of this network.")]
_Robots = Annotated[bool, typer.Option("--robots/--no-robots", help="Heed robots.txt.")]
_Workers = Annotated[int, typer.Option("--workers", metavar="N", help="Processes that find names.", min=1, max=64)]
_SomePaths = Annotated[
    list[str] | None, typer.Argument(metavar="PATH|URL…", help="Files, folders, globs, URLs, or -.", show_default=False)
]
_Reference = Annotated[bool, typer.Option("--reference", help="The table that is shipped: 3,000 outlets' owners.")]
_WithoutModel = Annotated[
    bool, typer.Option("--names-without-model", help="Find names by rules alone where a language has no model.")
]
_KeepText = Annotated[bool, typer.Option("--keep-text", help="Keep full texts in the graph.")]


_ONLY = {"workers": "articles", "keep_text": "articles", "names_without_model": "articles", "reference": "owners"}
"""Options of one sort of records alone."""


def add_to(app: typer.Typer) -> None:
    """Add ``kg load`` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Load articles, sources, owners, ratings or identities.\n\n"
                        "Example: kg load articles news.jsonl")  # fmt: skip
    for what, (about, example) in _ABOUT.items():
        group.command(what, help=f"{about}\n\nExample: {example}", short_help=about)(_command(what))
    app.add_typer(group, name="load", rich_help_panel="Graph")


def _command(what: str) -> Callable[..., None]:
    """``_load`` for one sort of records, with the options that it has."""

    def run(**given: Any) -> None:
        _load(what, **given)

    hints = get_type_hints(_load, include_extras=True)
    own = [
        option.replace(annotation=hints[name])
        for name, option in inspect.signature(_load).parameters.items()
        if name != "what" and _ONLY.get(name, what) == what
    ]
    if what != "owners":  # whose table that is shipped needs no path
        own[0] = own[0].replace(annotation=_Paths, default=inspect.Parameter.empty)
    run.__signature__ = inspect.Signature(own)  # type: ignore[attr-defined]
    run.__annotations__ = {option.name: option.annotation for option in own}
    return run


def _load(
    what: str,
    paths: _SomePaths = None,
    *,
    store: StoreOption = None,
    reference: _Reference = False,
    reader: _ReaderName = "auto",
    mapping: _Map = None,
    workers: _Workers = 1,
    keep_text: _KeepText = False,
    names_without_model: _WithoutModel = False,
    strict: _Strict = False,
    limit: _Limit = None,
    dry_run: _DryRun = False,
    again: _Again = False,
    batch: _Batch = RECORDS_A_BATCH,
    rejects: _Rejects = REJECTS,
    report: _ReportFile = None,
    allow_private: _Private = False,
    robots: _Robots = True,
    wait: WaitOption = 0.0,
    quiet: QuietOption = False,
) -> None:
    from loaders.loading import Enrichment, Network, load
    from loaders.pipeline import How
    from loaders.reference import SHIPPED

    if not paths and not reference:
        raise UsageError("nothing to load", "name a file, or give --reference")
    how = How(reader, _options(what, mapping), strict, limit, dry_run, again, batch)  # before a store is made
    with _target(store, wait, dry_run=dry_run) as graph, progress(quiet=quiet) as shown:
        done = load(
            graph, what, [*(paths or ()), *([SHIPPED] if reference else ())],
            how=how, network=Network(allow_private, robots, settings.read().contact),
            enrichment=Enrichment(workers, keep_text, names_without_model) if what == "articles" else None,
            rejects=rejects, progress=shown,
            on_skip=lambda path, why: say(f"skipped {path}: {why}", quiet=quiet),
        )  # fmt: skip
        if what == "articles":
            _let_models_go()  # the last save, on leaving, is the moment at which the engine needs most memory
    for line in _summary(done, store_name(store), dry_run=dry_run):
        say(line, quiet=quiet)
    if report:
        _write_report(report, done.as_json())
    raise typer.Exit(done.exit_code)


def _let_models_go() -> None:
    from loaders.enrich import embedding, entities

    entities.let_go()
    embedding.let_go()


def _options(what: str, given: list[str] | None) -> Options:
    """How records are read: fields under other names. Raises UsageError for a name that we don't have."""
    from loaders.loading import LOADABLE
    from loaders.reading import Options
    from loaders.records import MODELS

    mapping = _mapping(given)
    ours = MODELS[LOADABLE[what]].model_fields
    for theirs, name in mapping.items():
        if name and name not in ours:
            raise UsageError(f"--map {theirs}={name}: {what} have no {name!r}", f"they have {', '.join(ours)}")
    return Options(mapping=mapping)


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
    with (
        tempfile.TemporaryDirectory(prefix="newskg-") as folder,
        open_store(os.path.join(folder, "dry.kgl"), current, write=True) as graph,
    ):
        yield graph


def _write_report(path: Path, content: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise NewsKGError(f"{path}: {error.strerror}", "name another file with --report") from error


def _summary(done: Report, store: str, *, dry_run: bool) -> Iterator[str]:
    from kg.render import counted

    total = done.as_json()
    where = "checked, nothing written" if dry_run else f"in {store}"
    unchanged = f", {total['unchanged']:,} of them unchanged" if total["unchanged"] else ""
    inputs = counted(total["documents"], "inputs")
    yield f"{counted(total['written'], 'records')} of {done.kind} {where}{unchanged} ({inputs}, {done.seconds:.1f} s)"
    if total["already_loaded"]:
        yield f"{counted(total['already_loaded'], 'inputs')} loaded before: --again reads anew"
    guessed = list(total["guessed_encodings"].items())
    for location, encoding in guessed[:5]:
        yield f"{location} is not UTF-8 and was read as {encoding}, a guess: where letters look wrong, convert it first"
    if len(guessed) > 5:
        yield f"read in a guessed encoding: {len(guessed) - 5:,} more"
    if total["unknown_fields"]:
        names = list(total["unknown_fields"].items())
        listed = ", ".join(f"{name} ({count:,})" for name, count in names[:6]) + (" …" if len(names) > 6 else "")
        yield f"kept out, as no record has such a field: {listed}: --map theirs=ours takes one"
    for language, command in total["missing_models"].items():
        yield f"no names found in {language}: there is no model for it: {command}"
    for failed in total["failed"][:5]:
        yield f"not read: {failed['reason']}"
    if len(total["failed"]) > 5:
        yield f"not read: {len(total['failed']) - 5:,} more"
    if total["rejected"]:
        kept = f", kept with {'its reason' if total['rejected'] == 1 else 'their reasons'} in {done.rejects}"
        kept = "" if dry_run else f"{kept}: mend it and load it again"
        yield f"{counted(total['rejected'], 'records')} rejected{kept}"
