"""Questions whose answer is a page rather than a table in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.cli.owner_pages import conflicts_page, owners_page, ownership_lines
from kg.query import Answer, Row
from kg.render import put, shown, visible

_SIDES = (("left", "blue"), ("center", "white"), ("right", "red"))
_BAR = 30
"""Columns of the bias bar."""
_MOST = 8
"""Values listed of a distribution or of names."""


def story_page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """A story: headline, counts, who broke it, distributions, and its articles by family."""
    columns = max(width or 120, 40)
    buffer = StringIO()
    console = Console(
        file=buffer, width=columns, color_system="standard" if color else None, force_terminal=color, markup=False,
        emoji=False, highlight=False, legacy_windows=False, no_color=not color, _environ={},
    )  # fmt: skip
    facts = answer.facts
    console.print(Text(visible(str(facts["headline"] or "(no headline)")), style="bold"))
    console.print(Text(f"{_stamp(facts, 'published')} – {_stamp(facts, 'updated')}   {facts['story']}", style="dim"))
    console.print(Text(_counts(facts)))
    console.print()
    console.print(_facts_grid(facts))
    console.print()
    console.print(_articles(answer.rows, columns))
    unknown = [f"{count:,} {what}" for what, count in (facts.get("not_known") or {}).items() if count]
    if unknown:
        console.print()
        console.print(Text("not known: " + ", ".join(unknown), style="dim"))
    for note in answer.notes:
        console.print(Text(visible(note), style="dim"))
    put(out, "".join(f"{line if color else line.rstrip()}\n" for line in buffer.getvalue().split("\n")[:-1]))


def _stamp(facts: Mapping[str, Any], name: str) -> str:
    return shown(facts[name], day_only=facts.get(f"{name}_precision") == "day")


def _counts(facts: Mapping[str, Any]) -> str:
    words = (
        ("articles", "article"),
        ("texts", "independent text"),
        ("sources", "source"),
        ("owners", "ultimate owner"),
    )
    return ", ".join(f"{facts[name]:,} {word}{'' if facts[name] == 1 else 's'}" for name, word in words)


def _facts_grid(facts: Mapping[str, Any]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("broke it", Text(visible(str(facts["broke_it"])), style="bold"))
    by_country = [s for s in (facts.get("broke_it_by_country") or {}).values() if not s.startswith("Nobody")]
    if len(by_country) > 1:
        for number, sentence in enumerate(by_country):
            grid.add_row("by country" if number == 0 else "", Text(visible(str(sentence))))
    grid.add_row("about", _names(facts.get("about") or ()))
    grid.add_row("places", _names(facts.get("places") or ()))
    grid.add_row("bias", _bias(facts.get("sides") or {}))
    grid.add_row("factuality", _distribution(facts.get("factuality") or {}))
    for name, counts in ownership_lines(facts.get("ownership") or {}):
        grid.add_row(name, _distribution(counts) if isinstance(counts, Mapping) else counts)
    locality = facts.get("locality") or {}
    grid.add_row(
        "sources",
        f"{locality.get('local', 0)} from the story's own places, {locality.get('elsewhere', 0)} from elsewhere",
    )
    if similar := facts.get("similar"):
        grid.add_row("similar", _names(similar))
    return grid


def _names(items: Sequence[Any]) -> str:
    names = [shown(i.get("name") or i.get("headline") or i) if isinstance(i, Mapping) else shown(i) for i in items]
    return ", ".join(dict.fromkeys(names[:_MOST])) or shown(None)


def _distribution(counts: Mapping[str, int]) -> str:
    """Counts, largest first, what is unknown last."""
    known = sorted(((k, v) for k, v in counts.items() if k != "unknown"), key=lambda item: (-item[1], item[0]))
    parts = [f"{visible(k)} {v}" for k, v in known[:_MOST]] + (
        [f"{len(known) - _MOST} more"] if len(known) > _MOST else []
    )
    if counts.get("unknown"):
        parts.append(f"unknown {counts['unknown']}")
    return ", ".join(parts) or shown(None)


def _bias(sides: Mapping[str, int]) -> Text:
    """The bias bar: rated sources by side, in proportion; those without a rating beside it."""
    rated = sum(sides.get(side, 0) for side, _ in _SIDES)
    text = Text()
    for side, style in _SIDES:
        if count := sides.get(side, 0):
            text.append("█" * max(1, round(_BAR * count / rated)), style=style)
            text.append(f" {side} {count}  ")
    if others := {k: v for k, v in sides.items() if k not in dict(_SIDES) and v}:
        text.append(", ".join(f"{visible(k)} {v}" for k, v in others.items()), style="dim")
    return text if text.plain else Text(shown(None))


def _articles(rows: Sequence[Row], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), collapse_padding=True)
    fixed = (("after", 10), ("side", 7), ("", 2), ("source", max(14, width // 4)))
    for name, columns in fixed:
        table.add_column(name, justify="right" if name == "after" else "left", no_wrap=True, width=columns)
    rest = max(12, width - sum(columns + 2 for _, columns in fixed) - 1)
    table.add_column("headline", no_wrap=True, width=rest, overflow="ellipsis")
    copies: dict[str, list[Row]] = {}
    for row in rows:
        if row["role"] == "copy":
            copies.setdefault(row["family"], []).append(row)
    for row in rows:
        if row["role"] != "copy":
            family = copies.get(row["family"], [])
            role = f" ({row['role']})" if row["role"] != "report" else ""
            table.add_row(_after(row), shown(row["side"]), shown(row["country"]),
                          visible(f"{row['source_name']}{role}"), visible(row["headline"] or ""))  # fmt: skip
            if family:
                names = list(dict.fromkeys(str(c["source_name"]) for c in family))
                table.add_row(
                    "", "", "", "", Text(visible(f"↳ +{len(family)} reposted by {_listed(names)}"), style="dim")
                )
    return table


def _after(row: Row) -> str:
    """Minutes after the first, in the unit that reads well; a day where no more is known; nothing where no time is."""
    minutes = row.get("minutes_after_first")
    if minutes is None:
        return shown(row.get("published"), day_only=True) if row.get("precision") == "day" else shown(None)
    if abs(minutes) < 100:
        return f"{minutes:+.0f} min"
    return f"{minutes / 60:+.1f} h" if abs(minutes) < 48 * 60 else f"{minutes / 1440:+.1f} d"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:4]) + (f" and {len(listed) - 4} more" if len(listed) > 4 else "")


PAGES: dict[str, Callable[..., None]] = {"story": story_page, "owners": owners_page, "conflicts": conflicts_page}
