"""An owner in the news and its outlets, in the terminal: rates against peers, then what each made of each story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from rich.text import Text

from kg.cli.pages.lines import printed, remarks
from kg.query import Answer, Row
from kg.render import shown, visible


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """Rates against peers, then story by story what its outlets made of it; remarks below."""
    printed([*_told(answer), *remarks(answer.notes, answer.left_out)], out, width=width, color=color)


def _told(answer: Answer) -> Iterable[Text]:
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
