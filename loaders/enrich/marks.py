"""What a headline says of its own article: that it corrects, or that it is a roundup. Pure, over headline_marks.tsv."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Literal

Mark = Literal["correction", "roundup"]

_LEAST_ITEMS = 5
"""Lines from which a text of nothing but headlines is a list of them."""
_ITEM = re.compile(r"^\W*\w.{10,140}[^.!?…:;,]$")
"""A headline on a line of its own: no full stop at its end."""


@cache
def _words() -> dict[tuple[str, str], tuple[str, ...]]:
    """(mark, place) to words in lower case."""
    text = (files("loaders.enrich") / "headline_marks.tsv").read_text("utf-8")
    found: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        found.setdefault((row["mark"], row["place"]), []).append(row["words"])
    return {key: tuple(words) for key, words in found.items()}


def mark(headline: str, text: str) -> Mark | None:
    """What a headline says of its article, or a text that is nothing but a list of headlines.

    >>> mark("CORRECTED-Ship hits bridge in Hamburg", "")
    'correction'
    >>> mark("Morning Briefing: a ship, a bridge and a comet", "")
    'roundup'
    >>> mark("Ship hits bridge in Hamburg", "")
    """
    key = " ".join(headline.lower().replace("’", "'").split())
    words = _words()
    if key.lstrip("*[(").startswith(words["correction", "start"]):
        return "correction"
    starts, ends = key.startswith(words["roundup", "start"]), key.endswith(words["roundup", "end"])
    if starts or ends or any(part in key for part in words["roundup", "any"]) or _lists(text):
        return "roundup"
    return None


def _lists(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) >= _LEAST_ITEMS and all(_ITEM.match(line) for line in lines)
