"""Who owns an outlet as a tree in the terminal, what an owner holds as one, and changes of hands as a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from kg.cli.pages.lines import printed, remarks
from kg.ownership.interests import carried, words_of
from kg.query import Answer, Row
from kg.render import visible

NOT_ESTABLISHED = "not established"
_OPEN = "…"
_CONTRADICTED = "another statement of this holding counts"
_SAID_BY_THE_TREE = tuple(f"{what}: {NOT_ESTABLISHED}" for what in ("owners", "ultimate owner", "holdings"))


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """A tree up or down, or the timeline of ``--history``; remarks below."""
    if answer.params["history"]:
        parts: Iterable[RenderableType] = timeline(answer)
    else:
        down = answer.params["down"]
        parts = (_down(answer) if down else _up(answer), Text(""), _summary(answer.facts, down=down))
    notes = [note for note in answer.notes if not note.startswith(_SAID_BY_THE_TREE)]
    printed([*parts, *remarks(notes, answer.left_out)], out, width=width, color=color)


def _up(answer: Answer) -> Tree:
    """From the outlet up: under each company who holds it, each holding once, one that leads back named as such."""
    root = answer.params["name"]
    held: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for row in answer.rows:
        held.setdefault((row["owned_kind"], row["owned"]), {}).setdefault(row["owner"], []).append(row)
    kind = answer.params["name_kind"]
    names = {(row["owned_kind"], row["owned"]): row["owned_name"] for row in answer.rows}
    tree = Tree(Text(visible(names.get((kind, root)) or root), style="bold"))
    shown_before: set[str] = set()

    def grow(branch: Tree, at: tuple[str, str], way: tuple[str, ...]) -> None:
        for owner, rows in held.get(at, {}).items():
            first = next((r for r in rows if r["counted"]), rows[0])
            child = branch.add(_owner(first))
            for alike in _alike(rows):
                child.add(_statement(alike))
            if owner in way:
                child.add(Text("↺ a circle: this owner is on the way up to itself", style="dim"))
            elif owner in shown_before and held.get(("owner", owner)):
                child.add(Text("its own owners: see above", style="dim"))
            else:
                shown_before.add(owner)
                grow(child, ("owner", owner), (*way, owner))

    grow(tree, (kind, root), (root,) if kind == "owner" else ())
    if not answer.rows:
        tree.add(Text(f"owners: {NOT_ESTABLISHED}"))
    return tree


def _owner(row: Row) -> Text:
    """An owner with what it has of the outlet in all."""
    text = Text(visible(row["name"]), style="bold")
    what = [str(row[k]) for k in ("kind", "country") if row[k]]
    text.append(f"  {visible(', '.join(what))}" if what else "", style="not bold")
    if _is_role(row):
        return text.append("  no holding, a role", style="not bold")
    words = [f"effective {share(row['share_low'], row['share_high'])}", _control(row)]
    if row["ultimate"]:
        words.append("ultimate owner")
    text.append(f"  {', '.join(words)}", style="not bold green" if row["ultimate"] else "not bold")
    return text


def _is_role(row: Row) -> bool:
    """Whether a statement is on a role that carries neither share nor vote nor control: a board seat, a nominee's."""
    role = row["interest"] is not None and carried(row["interest"]).nothing
    return role and not row["counted"] and row["share_low"] is None


def _control(row: Row) -> str:
    if row["control"] is None:
        return f"control {NOT_ESTABLISHED}"
    return f"controls ({row['how']})" if row["control"] else "no control"


def _alike(rows: Iterable[Row]) -> list[list[Row]]:
    """Statements that say the same, as one source does from year to year, or as it comes by several ways."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        said = ("owner", "direct", "interest", "valid_from", "valid_to", "source", "counted", "old")
        found.setdefault(tuple(row[name] for name in said), []).append(row)
    return list(found.values())


def _observed(rows: Iterable[Mapping[str, Any]]) -> str:
    """The days on which statements that say the same were observed, the newest first.

    >>> _observed([{"observed": None}, {"observed": "2024-12-01"}])
    'observed 2024-12-01 and on a day not stated'
    """
    days = {row["observed"] for row in rows}
    told = ", ".join(sorted((str(day) for day in days if day), reverse=True))
    if not told:
        return "day not stated"
    return f"observed {told}" + (" and on a day not stated" if None in days else "")


def _statement(alike: Sequence[Row]) -> Text:
    """What one or several statements of a holding say: share, interest, period, who states it and when."""
    row = alike[0]
    said = row["direct"] if row["direct"] == NOT_ESTABLISHED else _per_cent(row["direct"])
    share_ = [] if _is_role(row) and row["direct"] == NOT_ESTABLISHED else [f"share {said}"]
    parts = [*share_, *([words_of(row["interest"])] if row["interest"] else []), period(row)]
    who = row["source"] or "no source named"
    parts.append(f"{who}, {_observed(alike)}" + (" (old)" if row["old"] else ""))
    text = Text(visible(" · ".join(parts)), style="dim")
    if not row["counted"] and not _is_role(row):
        text.append(f"  ≠ {_CONTRADICTED}", style="yellow")
    return text


def _per_cent(text: str) -> str:
    return text if "%" in text else f"{text} %"


def period(row: Mapping[str, Any]) -> str:
    """The days of a holding, half-open.

    >>> period({"valid_from": "2010-01-01", "valid_to": None}), period({"valid_from": None, "valid_to": None})
    ('2010-01-01 – …', 'undated')
    """
    if row["valid_from"] is None and row["valid_to"] is None:
        return "undated"
    return f"{row['valid_from'] or _OPEN} – {row['valid_to'] or _OPEN}"


def share(low: float | None, high: float | None) -> str:
    """An effective share, or a range of it.

    >>> share(0.4896, 0.4896), share(0.25, 0.5), share(None, None)
    ('48.96 %', '25 to 50 %', 'not established')
    """
    if low is None or high is None:
        return NOT_ESTABLISHED
    ends = [f"{end * 100:.2f}".rstrip("0").rstrip(".") for end in (low, high)]
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"


def _down(answer: Answer) -> Tree:
    """From an owner down: each thing held stands under whom it is held through, on the shortest way."""
    rows = answer.rows
    tree = Tree(Text(visible(rows[0]["name"] if rows else answer.params["name"]), style="bold"))
    branches: dict[str, Tree] = {answer.params["name"]: tree}
    for row in sorted(rows, key=lambda r: r["depth"] or 0):
        path = row["paths"][0] if row["paths"] else []
        above = branches.get(path[0]["owner"] if path else "", tree)
        text = Text(visible(row["owned_name"]), style="bold" if row["owned_kind"] == "source" else "")
        text.append("  outlet" if row["owned_kind"] == "source" else "  company", style="not bold")
        text.append(f"  effective {share(row['share_low'], row['share_high'])}, {_control(row)}", style="not bold")
        child = above.add(text)
        if path:
            child.add(_link(path[0]))
        if row["owned_kind"] == "owner":
            branches[row["owned"]] = child
    if not rows:
        tree.add(Text(f"holdings: {NOT_ESTABLISHED}"))
    return tree


def _link(holding: Mapping[str, Any]) -> Text:
    said = _per_cent(holding["share"]) if holding["share"] else NOT_ESTABLISHED
    parts = [f"share {said}", *([words_of(holding["interest"])] if holding["interest"] else []), period(holding),
             f"{holding['source'] or 'no source named'}, {_observed([holding])}"]  # fmt: skip
    return Text(visible(" · ".join(parts)), style="dim")


def _summary(facts: Mapping[str, Any], *, down: bool) -> Text:
    if down:
        return Text(f"holds {facts['holds']}, controls {facts['controls']}; of {facts['outlets']} outlets it controls "
                    f"{facts['outlets_controlled']}")  # fmt: skip
    owners = ", ".join(o["name"] for o in facts["ultimate_owners"])
    return Text(f"ultimate owner: {visible(owners) if owners else NOT_ESTABLISHED}")


def timeline(answer: Answer) -> Iterable[Text]:
    """What was held by whom, company by company, the earliest first; then statements that contradict each other."""
    for owned, rows in _by_owned(answer.rows).items():
        yield Text(visible(owned), style="bold")
        for alike in _alike(rows):
            line = Text(f"  {period(alike[0]):<25} ")
            line.append(visible(f"{alike[0]['name']}  "), style="bold" if alike[0]["counted"] else "")
            yield line.append_text(_statement_without_period(alike))
    if changes := answer.facts.get("successions"):
        yield Text("")
        yield Text("who became whom", style="bold")
        for one in changes:
            how = one["how"] or "how is not stated"
            became = f"  {one['day'] or 'undated'}  {one['name']} → {one['successor_name']}  "
            yield Text(visible(became)).append(visible(f"{how} · {one['source'] or 'no source named'}"), style="dim")
    if found := answer.facts.get("contradictions"):
        yield Text("")
        yield Text("sources that contradict each other", style="bold")
        for one in found:
            yield Text(visible(f"  {one['name']} in {one['owned_name']}"))
            for said in one["statements"]:
                yield Text("    ").append_text(_link(said)).append(visible(f"  {said['evidence'] or ''}"), style="dim")
    if not answer.rows:
        yield Text(f"owners: {NOT_ESTABLISHED}")


def _statement_without_period(alike: Sequence[Row]) -> Text:
    row = alike[0]
    said = row["direct"] if row["direct"] == NOT_ESTABLISHED else _per_cent(row["direct"])
    old = " (old)" if row["old"] else ""
    return Text(visible(f"{said} · {row['source'] or 'no source named'}, {_observed(alike)}{old}"), style="dim")


def _by_owned(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (r["owned_kind"] != "source", r["owned"], r["valid_from"] or date.min)):
        found.setdefault(row["owned_name"] or row["owned"], []).append(row)
    return found
