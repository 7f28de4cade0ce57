"""Pairs of names that may be the same, in the terminal: what speaks for and against it, and how to decide."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TextIO

from rich.padding import Padding
from rich.text import Text

from kg.cli.pages.lines import printed, remarks
from kg.query import Answer, Row
from kg.render import shown, visible

_SIGNS = {"same": "=", "different": "≠", "unsure": "?"}


def page(answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
    """How many there are; then a pair in three lines."""
    counts = ", ".join(f"{count:,} {name}" for name, count in answer.facts.items())
    lines: list[Text | Padding] = [Text(counts), Text("")] if counts else []
    for row in answer.rows:
        lines += _pair(row)
    printed([*lines, *remarks(answer.notes, answer.left_out)], out, width=width, color=color)


def _pair(row: Row) -> Iterable[Text | Padding]:
    """Both names; what speaks for it and who decided; the command that decides, or takes a decision back."""
    names = [visible(str(row[f"{end}_name"] or row[end])) for end in ("a", "b")]
    counts = " and ".join(f"{row[f'{end}_articles'] or 0:,}" for end in ("a", "b"))
    alike = f"likeness {row['score']:.2f}" if row["score"] is not None else None
    line = Text(f" {_SIGNS[row['judgement']]} ".join(names), style="bold")
    yield line.append(visible("  " + _joined(row["kind"], f"{counts} articles", alike)), style="not bold")
    decided = row["at"] is not None
    split = f"split by {', '.join(row['split_by'])}" if row["split_by"] else None
    by = f"decided by {row['by']}, {shown(row['at'])}" if decided else None
    if told := _joined(row["reason"], split, by):
        yield Padding(Text(visible(told), style="dim"), (0, 0, 0, 4))
    how = "undo" if decided else "merge" if row["judgement"] == "unsure" else "split"
    ids = " ".join(shlex.quote(str(row[end])) for end in ("a", "b"))
    yield Padding(Text(visible(f"kg identity {how} {ids}"), style="dim"), (0, 0, 0, 4))


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
