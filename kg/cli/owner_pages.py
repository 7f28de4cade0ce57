"""Who owns an outlet as a tree in the terminal, what an owner holds as one, and changes of hands as a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, TextIO

from rich.console import Console, RenderableType
from rich.text import Text
from rich.tree import Tree

from kg.ownership.interests import carried, words_of
from kg.query import Answer, Row
from kg.render import put, shown, visible

NOT_ESTABLISHED = "not established"
_OPEN = "…"
_CONTRADICTED = "another statement of this holding counts"
_SAID_BY_THE_TREE = tuple(f"{what}: {NOT_ESTABLISHED}" for what in ("owners", "ultimate owner", "holdings"))


def owners_page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """The answer to ``kg owners``: a tree up or down, or the timeline of ``--history``; remarks below."""
    if answer.params["history"]:
        parts: Iterable[RenderableType] = timeline(answer)
    else:
        down = answer.params["down"]
        parts = (_down(answer) if down else _up(answer), Text(""), _summary(answer.facts, down=down))
    _print(parts, answer, out, width=width, color=color)


def _print(parts: Iterable[RenderableType], answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """Print parts of a page, and below them the answer's remarks that no part says already."""
    buffer = StringIO()
    console = Console(
        file=buffer, width=max(width or 120, 60), color_system="standard" if color else None, force_terminal=color,
        markup=False, emoji=False, highlight=False, legacy_windows=False, no_color=not color, _environ={},
    )  # fmt: skip
    for part in parts:
        console.print(part)
    remarks = [visible(note) for note in answer.notes if not note.startswith(_SAID_BY_THE_TREE)]
    if left := [f"{count:,} {what}" for what, count in answer.left_out.items() if count]:
        remarks.append("left out: " + ", ".join(left))
    if remarks:
        console.print()
        console.print(Text("\n".join(remarks), style="dim", overflow="fold"))
    put(out, "".join(f"{line if color else line.rstrip()}\n" for line in buffer.getvalue().split("\n")[:-1]))


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
            for row in rows:
                child.add(_statement(row))
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


def _statement(row: Row) -> Text:
    """One statement of a holding: share, interest, period, who states it and when."""
    said = row["direct"] if row["direct"] == NOT_ESTABLISHED else _per_cent(row["direct"])
    share_ = [] if _is_role(row) and row["direct"] == NOT_ESTABLISHED else [f"share {said}"]
    parts = [*share_, *([words_of(row["interest"])] if row["interest"] else []), period(row)]
    who = row["source"] or "no source named"
    seen = f"observed {row['observed']}" if row["observed"] else "day not stated"
    parts.append(f"{who}, {seen}" + (" (old)" if row["old"] else ""))
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
    seen = f"observed {holding['observed']}" if holding["observed"] else "day not stated"
    parts = [f"share {said}", *([words_of(holding["interest"])] if holding["interest"] else []), period(holding),
             f"{holding['source'] or 'no source named'}, {seen}"]  # fmt: skip
    return Text(visible(" · ".join(parts)), style="dim")


def _summary(facts: Mapping[str, Any], *, down: bool) -> Text:
    if down:
        return Text(f"holds {facts['holds']}, controls {facts['controls']}; of {facts['outlets']} outlets it controls "
                    f"{facts['outlets_controlled']}")  # fmt: skip
    owners = ", ".join(o["name"] for o in facts["ultimate_owners"])
    return Text(f"ultimate owner: {visible(owners) if owners else NOT_ESTABLISHED}")


def ownership_lines(told: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The lines of a story page on who owns its sources: counts to lay out, or a sentence."""
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


def timeline(answer: Answer) -> Iterable[Text]:
    """What was held by whom, company by company, the earliest first; then statements that contradict each other."""
    for owned, rows in _by_owned(answer.rows).items():
        yield Text(visible(owned), style="bold")
        for row in rows:
            line = Text(f"  {period(row):<25} ")
            line.append(visible(f"{row['name']}  "), style="bold" if row["counted"] else "")
            line.append_text(_statement_without_period(row))
            yield line
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


def _statement_without_period(row: Row) -> Text:
    said = row["direct"] if row["direct"] == NOT_ESTABLISHED else _per_cent(row["direct"])
    seen = f"observed {row['observed']}" if row["observed"] else "day not stated"
    old = " (old)" if row["old"] else ""
    return Text(visible(f"{said} · {row['source'] or 'no source named'}, {seen}{old}"), style="dim")


def _by_owned(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (r["owned_kind"] != "source", r["owned"], r["valid_from"] or date.min)):
        found.setdefault(row["owned_name"] or row["owned"], []).append(row)
    return found


def conflicts_page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """The answer to ``kg conflicts``: rates against peers, then story by story what its outlets made of it."""
    _print(_conflict_lines(answer), answer, out, width=width, color=color)


def _conflict_lines(answer: Answer) -> Iterable[Text]:
    facts = answer.facts
    yield Text(visible(facts["name"]), style="bold")
    yield Text(
        visible(f"in control of its group: {facts['controlled_by']}; outlets: {', '.join(facts['outlets']) or '–'}")
    )
    if facts["covered"] + facts["missing"]:
        yield Text("")
        yield Text(
            f"its outlets cover {_rate(facts, '')}, {facts['peers']} peers of the same country and language "
            f"{_rate(facts, 'peers_')}"
        )
        if facts["p"] is not None:
            ratio, low, high = (_or_endless(facts[name]) for name in ("odds_ratio", "odds_low", "odds_high"))
            yield Text(f"odds ratio {ratio} ({low} to {high}), p {facts['p']:.3g}")
        yield Text(facts["method"], style="dim")
    before = None
    for row in answer.rows:
        if row["story"] != before:
            yield Text("")
            yield Text(visible(str(row["story_headline"] or row["story"])), style="bold")
            before = row["story"]
        yield from _made_of_it(row)


def _rate(facts: Mapping[str, Any], whose: str) -> str:
    hits, misses = facts[f"{whose}covered"], facts[f"{whose}missing"]
    if not hits + misses:
        return "0 of 0"
    rate, low, high = (facts[f"{whose}rate{end}"] for end in ("", "_low", "_high"))
    return f"{hits} of {hits + misses} ({rate:.0%}, {low:.0%} to {high:.0%})"


def _or_endless(value: float | None) -> str:
    return "∞" if value is None else shown(value)


_TIE = {True: "tells the tie", False: "doesn't tell the tie", None: "whether it tells the tie is not known"}


def _made_of_it(row: Row) -> Iterable[Text]:
    text = Text(visible(f"  {row['day']}  {row['source_name']}  "))
    if row["status"] == "missing":
        yield text.append("missing", style="red")
        return
    yield text.append(_TIE[row["disclosed"]], style="green" if row["disclosed"] else "yellow")
    for more in (row["url"] or row["headline"], f"“{row['sentence']}”" if row["sentence"] else None):
        if more:
            yield Text(visible(f"              {more}"), style="dim")
