"""An outlet in the terminal: what it is and who rated and owns it, what it writes and copies, how early it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.table import Table
from rich.text import Text

from kg.cli.pages.lines import later, listed, printed, remarks
from kg.query import Answer, Row
from kg.render import shown, visible


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """One grid: a topic a line."""
    if not answer.rows:
        printed(remarks(answer.notes, answer.left_out), out, width=width, color=color)
        return
    row = answer.rows[0]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for topic, told in _topics(row, answer.facts):
        grid.add_row(topic, visible(told))
    title = Text(visible(str(row["name"] or row["source"])), style="bold")
    title.append(visible(f"  {row['source']}") if row["name"] != row["source"] else "", style="not bold dim")
    lines = [title, Text(visible(_what(row)))]
    printed([*lines, Text(""), grid, *remarks(answer.notes, answer.left_out)], out, width=width, color=color)


def _what(row: Row) -> str:
    where = " ".join(str(row[name]) for name in ("place", "country") if row[name])
    known = [row["medium"], row["kind"], where, row["language"]]
    also = [name for name in (*row["aliases"], *row["domains"]) if name not in {row["name"], row["source"]}]
    what = ", ".join(str(part) for part in known if part) or "nothing is known of it but its name"
    return what + (f"; also {listed(also)}" if also else "")


def _topics(row: Row, facts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for rating in ("bias", "factuality"):
        yield rating, _rated(row[rating], [one for one in facts["ratings"] if one["rating"] == rating])
    owners = ", ".join(row["owners"]) or "not established"
    yield "owned by", owners + (" (old)" if row["owners_old"] else "")
    yield "articles", _written(row)
    yield "stories", _stories(row)
    yield "clock", _clock(facts["clock"])
    for topic, name in (("copies", "copies_from"), ("copied by", "copied_by")):
        yield topic, listed((f"{one['source']} {one['articles']:,}" for one in row[name]), most=10) or "nobody here"


def _rated(value: str | None, ratings: Sequence[Mapping[str, Any]]) -> str:
    """The median, and each rater's latest with its day."""
    if value is None:
        return "not rated"
    latest = {one["rater"]: one for one in sorted(ratings, key=lambda one: str(one["date"] or ""))}
    said = (f"{rater} {_words(one['value'])} {one['date'] or 'undated'}" for rater, one in sorted(latest.items()))
    return f"{_words(value)}: {', '.join(said)}"


def _words(rating: str) -> str:
    return rating.replace("|", " to ").replace("-", " ")


def _written(row: Row) -> str:
    if not row["articles"]:
        return "none held"
    span = " to ".join(shown(row[end], day_only=True) for end in ("first_article", "last_article"))
    shares = (("originals", "original_share"), ("copies", "copy_share"), ("wire", "wire_share"))
    parts = ", ".join(f"{row[name]:,} {name} ({row[share]:.0%})" for name, share in shares)
    when = f", {span}" if row["first_article"] else ", none with a time"
    return f"{row['articles']:,}{when}: {parts}"


def _stories(row: Row) -> str:
    told = f"{row['stories']:,}"
    if not row["shared_stories"]:
        return f"{told}; shared with others in a known order: none"
    rank = _with_interval(f"{row['median_rank']:g}", row["median_rank_low"], row["median_rank_high"], "{:g}".format)
    late = _with_interval(later(row["median_minutes"]), row["median_minutes_low"], row["median_minutes_high"], later)
    first = f"first in {row['firsts']:,} of the {row['shared_stories']:,} shared with others"
    return f"{told}; {first}; median place {rank}, {late} after the first"


def _with_interval(value: str, low: float | None, high: float | None, told: Any) -> str:
    return (
        f"{value} ({told(low)} to {told(high)})" if low is not None and high is not None else f"{value} (few stories)"
    )


def _clock(clock: Mapping[str, Any] | None) -> str:
    """What was learned of it, period by period, with the evidence."""
    if clock is None:
        return "nothing speaks against it"
    periods = [
        f"{later(one['offset_minutes'])} from {one['from'] or '…'} to {one['to'] or '…'} ({one['evidence']})"
        for one in clock["periods"]
    ]
    applied = "corrected by" if clock["applied"] else "too unsure to correct by"
    return f"{applied}, confidence {clock['confidence']:.0%}: " + "; ".join(periods)
