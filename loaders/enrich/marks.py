"""What a headline says of its own article: that it corrects, or that it is a roundup. Pure, over headline_marks.tsv."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

Mark = Literal["correction", "roundup"]

_LEAST_ITEMS = 5
"""Lines from which a text of nothing but headlines is a list of them."""
_ITEM = re.compile(r"^\W*\w.{10,140}[^.!?…:;,]$")
"""A headline on a line of its own: no full stop at its end."""
_BEFORE = r"[\s*\[(]*(?:update\s*\d+\s*[-–—:]\s*)?"
_AFTER = r"(?:\s*\([^()]*\))?\s*(?:[:–—/)\]|*]|-|$)"
"""What parts the mark from the headline: "Correction officers strike" and "Corrected bill passes" carry none."""


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
    >>> mark("Correction officers strike in Hamburg", "")
    >>> mark("Morning Briefing: a ship, a bridge and a comet", "")
    'roundup'
    >>> mark("Ship hits bridge in Hamburg", "")
    """
    key = " ".join(unicodedata.normalize("NFC", headline).lower().replace("’", "'").split())
    if _correction().search(key):
        return "correction"
    words = _words()
    starts, ends = key.startswith(words["roundup", "start"]), key.endswith(words["roundup", "end"])
    if starts or ends or any(part in key for part in words["roundup", "any"]) or _lists(text):
        return "roundup"
    return None


@cache
def _correction() -> re.Pattern[str]:
    """The words of a correction as a mark at the beginning, or in brackets or after a dash at the end."""
    words = "|".join(re.escape(word) for word in sorted(_words()["correction", "mark"], key=len, reverse=True))
    return re.compile(rf"^{_BEFORE}(?:{words}){_AFTER}|[\[(](?:{words})[)\]]$|\s[-–—|]\s(?:{words})$")


def _lists(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) >= _LEAST_ITEMS and all(_ITEM.match(line) for line in lines)
