"""Commands below a question that look after what it asks about: ``kg stories rebuild``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import QuietOption, StoreOption, WaitOption, opened, say

_Since = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help="Only stories from that day (YYYY-MM-DD) on.")
]


def stories(group: typer.Typer) -> None:
    """Add what looks after stories."""
    about = (_rebuild.__doc__ or "").strip()
    example = "kg stories rebuild --since 2026-01-01"
    group.command("rebuild", help=f"{about}\n\nExample: {example}", short_help=about.split("\n", 1)[0])(_rebuild)


def _rebuild(
    since: _Since = None, store: StoreOption = None, wait: WaitOption = 0.0, quiet: QuietOption = False
) -> None:
    """Put stories together anew, with today's settings.

    A story's id stays where most of its articles stay; one that is no more says what it merged into.
    """
    from kg.cli.parameters import day_given
    from loaders.rebuilding import rebuild

    with opened(store, write=True, wait=wait) as graph:
        done = rebuild(graph, day_given("--since", since) if since else None)
    say(
        f"{done.articles:,} articles in {done.after:,} stories (before: {done.before:,}); {done.moved:,} articles "
        f"moved, {len(done.ended):,} stories merged into others, {len(done.parted):,} parted from others",
        quiet=quiet,
    )
