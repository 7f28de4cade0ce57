"""Who was first, in the terminal: the answer and how sure it is, then the rows, what was left out last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from rich.text import Text

from kg.cli.pages.lines import later, printed
from kg.query import Answer, Row
from kg.render import shown, visible

_INDENT = " " * 12


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """The answer overall and, with ``--by``, for each group; rows in order, the excluded ones last, with reasons."""
    lines = _told(answer.facts, "")
    groups = list(dict.fromkeys(row["group"] for row in answer.rows))
    by = answer.facts.get("by") or {}
    for group in groups:
        lines.append(Text(""))
        if by:
            lines += _told(by[group], visible(str(group)))
        rows = [row for row in answer.rows if row["group"] == group]
        for row in (r for r in rows if r["status"] != "excluded"):
            lines += _row(row)
        excluded = [row for row in rows if row["status"] == "excluded"]
        lines += [Text("left out", style="dim")] if excluded else []
        for row in excluded:
            lines += _row(row)
    lines += [Text(""), *(Text(visible(note), style="dim") for note in answer.notes)] if answer.notes else []
    printed(lines, out, width=width, color=color)


def _told(facts: Mapping[str, Any], group: str) -> list[Text]:
    lines = [Text(group, style="bold underline")] if group else []
    lines.append(Text(visible(str(facts["sentence"])), style="bold"))
    lines.append(Text(f"how sure: {visible(str(facts['confidence']))}"))
    lines += [Text(visible(f"  {_credited(one)}")) for one in (facts.get("credited") or ())[:5]]
    changing: Sequence[Mapping[str, Any]] = facts["would_change"]
    lines += [Text(visible(f"  {c['source'] or c['url']}: {c['reason']}"), style="dim") for c in changing[:5]]
    return [*lines, Text(f"  and {len(changing) - 5} more", style="dim")] if len(changing) > 5 else lines


def _credited(one: Mapping[str, Any]) -> str:
    """Whom articles name as first, and how its own article stands."""
    many = "1 article says" if one["articles"] == 1 else f"{one['articles']:,} articles say"
    own = f"its own is {one['status']} here" if one["status"] else "it has no article here"
    return f"{many} that {one['name']} was first: {own if one['source'] else 'an outlet that is not known here'}"


def _row(row: Row) -> list[Text]:
    """When and who, with the stamp and its correction; then the headline and the reason."""
    when = later(row["minutes_after_first"]) if row["minutes_after_first"] is not None else shown(None)
    role = f" ({row['role']})" if row["role"] not in {"report", "originator"} else ""
    stamp = shown(row["published"], day_only=row["precision"] == "day")
    if row["precision"] == "first seen":
        stamp = f"first seen {stamp}"
    if row["corrected"]:
        stamp += f", corrected {shown(row['corrected'])}"
    rank = f"{row['rank']}. " if row["rank"] else ""
    name = visible(f"{rank}{row['source_name'] or row['source'] or 'unknown source'}{role}")
    first = row["status"] == "first"
    lines = [Text(f"{when:>10}  {name}, {stamp}", style="bold" if first else "")]
    if row["headline"]:
        lines.append(Text(_INDENT + visible(row["headline"]), no_wrap=True, overflow="ellipsis"))
    doubt = "possibly first: " if row["status"] == "possibly first" else ""
    told = f"{doubt}{row['reason']}" if row["reason"] else ""
    return [*lines, Text(_INDENT + visible(told), style="dim")] if told else lines
