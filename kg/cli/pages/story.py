"""A story in the terminal: headline, counts, who broke it, distributions, and its articles by family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kg.cli.pages.lines import columns_of, later, listed, printed, remarks
from kg.query import Answer, Row
from kg.render import counted, shown, visible

_SIDES = (("left", "blue"), ("center", "white"), ("right", "red"))
_BAR = 30
"""Columns of the bias bar."""
_MOST = 8
"""Values listed of a distribution or of names."""


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """The story's facts, its articles by family, and what is not known."""
    facts = answer.facts
    if not facts:
        printed(remarks(answer.notes, answer.left_out), out, width=width, color=color)
        return
    lines: list[RenderableType] = [
        Text(visible(str(facts["headline"] or "(no headline)")), style="bold"),
        Text(f"{_span(facts)}   {facts['story']}", style="dim"),
        Text(_counts(facts)), Text(""),
        _facts_grid(facts), Text(""),
        _articles(answer.rows, columns_of(width)),
    ]  # fmt: skip
    if unknown := [counted(count, what) for what, count in (facts.get("not_known") or {}).items() if count]:
        lines += [Text(""), Text("not known: " + ", ".join(unknown), style="dim")]
    lines += [Text(visible(note), style="dim") for note in answer.notes]
    printed(lines, out, width=width, color=color)


def _stamp(facts: Mapping[str, Any], name: str) -> str:
    return shown(facts[name], day_only=facts.get(f"{name}_precision") == "day")


def _span(facts: Mapping[str, Any]) -> str:
    """From the first article's time to the last's; one day or instant where they are the same."""
    ends = [_stamp(facts, name) for name in ("published", "updated") if facts[name] is not None]
    return " – ".join(dict.fromkeys(ends)) or "no article has a time"


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
    if sure := facts.get("confidence"):
        grid.add_row("how sure", Text(visible(str(sure))))
    by_country = facts.get("first_by_country") or ()
    for number, row in enumerate(by_country if len(by_country) > 1 else ()):
        names = Text(visible(f"{row['country']}  {later(row['minutes']):>8}  {listed(row['sources'])}"))
        grid.add_row("by country" if number == 0 else "", names)
    grid.add_row("about", _names(facts.get("about") or ()))
    grid.add_row("places", _names(facts.get("places") or ()))
    grid.add_row("bias", _bias(facts.get("sides") or {}))
    grid.add_row("factuality", _distribution(facts.get("factuality") or {}))
    for name, counts in _ownership(facts.get("ownership") or {}):
        grid.add_row(name, _distribution(counts) if isinstance(counts, Mapping) else counts)
    locality = facts.get("locality") or {}
    grid.add_row(
        "sources",
        _locality(locality, [str(s["name"]) for s in facts.get("local_sources") or ()]),
    )
    _one_a_line(grid, "similar", facts.get("similar") or ())
    _one_a_line(grid, "took in", facts.get("took_in") or ())
    if parted := facts.get("parted_from"):
        grid.add_row("parted", f"from {_known_as(parted)}")
    return grid


def _ownership(told: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Who owns its sources: counts to lay out, or a sentence."""
    if not told:
        return
    yield "owners", told["owners"]
    yield "", told["categories"]
    yield "countries", told["countries"]
    yield "by text", told["texts"]["owners"]
    unknown = told["unknown"]
    line = (
        f"not established for {unknown['sources']} of {unknown['of_sources']} sources, "
        f"{unknown['texts']} of {unknown['of_texts']} independent texts"
    )
    yield "", line + (f"; old for {told['old']} sources" if told["old"] else "")


def _one_a_line(grid: Table, topic: str, stories: Sequence[Mapping[str, Any]]) -> None:
    """Stories, each on a line of its own, as headlines have commas."""
    for number, one in enumerate(stories[:_MOST]):
        grid.add_row("" if number else topic, _known_as(one))
    if len(stories) > _MOST:
        grid.add_row("", f"and {len(stories) - _MOST:,} more")


def _known_as(story: Mapping[str, Any]) -> str:
    """A story that this one has to do with: its headline, where it has one, and its id."""
    return visible(f"{story['headline']} ({story['story']})" if story["headline"] else str(story["story"]))


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


def _locality(counts: Mapping[str, int], local: Sequence[str]) -> str:
    unknown = f", {counts['unknown']} of unknown place" if counts.get("unknown") else ""
    names = visible(f" ({listed(local)})") if local else ""
    local_ones = f"{counts.get('local', 0)} from the story's own places{names}"
    return f"{local_ones}, {counts.get('elsewhere', 0)} from elsewhere{unknown}"


def _articles(rows: Sequence[Row], width: int) -> Group:
    """Two lines an original: when, who, where it stands and is, how often reposted; then its headline and by whom."""
    copies: dict[str, list[Row]] = {}
    for row in rows:
        if row["role"] == "copy":
            copies.setdefault(row["family"], []).append(row)
    lines: list[Text] = []
    for row in rows:
        if row["role"] != "copy":
            lines += _family(row, copies.pop(row["family"], []), width)
    return Group(*lines)


def _family(row: Row, copies: Sequence[Row], width: int) -> list[Text]:
    role = f" ({row['role']})" if row["role"] not in {"report", "originator"} else ""
    lean = str(row["bias"]).replace("|", " to ").replace("-", " ") if row["bias"] else "not rated"
    where = " ".join(str(part) for part in (row["place"], row["country"]) if part)
    sources = {c["source"] for c in copies} - {row["source"]}
    others = f"{len(sources)} other source{'' if len(sources) == 1 else 's'}"
    facts = [f"{row['source_name'] or row['source'] or 'unknown source'}{role}", lean]
    facts += [f"+{len(copies)} reposted by {others}"] if copies else [where] if where else []
    lines = [_line(f"{_after(row):>10}  ", ", ".join(facts), width, "bold" if copies else "")]
    lines.append(_line(" " * 12, str(row["headline"] or "(no headline)"), width, ""))
    if row["reason"]:
        lines.append(_line(" " * 12, str(row["reason"]), width, "dim"))
    if copies:
        names = list(dict.fromkeys(str(c["source_name"] or c["source"]) for c in copies))
        lines.append(_line(" " * 12 + "↳ ", listed(names), width, "dim"))
    return lines


def _line(before: str, text: str, width: int, style: str) -> Text:
    line = Text(before + visible(text), style=style)
    line.truncate(width, overflow="ellipsis")
    return line


def _after(row: Row) -> str:
    """Minutes after the first; a day where no more is known; nothing where no time is."""
    minutes = row.get("minutes_after_first")
    if minutes is None:
        return shown(row.get("published"), day_only=True) if row.get("precision") == "day" else shown(None)
    return later(minutes)
