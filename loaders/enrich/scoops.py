"""Which outlets a report says were first with the news: "first reported by the Tideline". Pure, over scoops.tsv.

It points to who was first, and makes no copy of the report: that is told by its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

MOST = 3
"""Outlets taken from one text."""
_ARTICLE = r"(?i:the|el|la|los|las|le|les|der|die|das)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w’'.&-]*[\w’'&]|[A-Z]"
_NAME = rf"(?:{_CAPITAL})(?: (?:(?:de|del|des|du|of|and|la|le|de l[’']|d[’']) ?)?(?:{_CAPITAL}|\d+))" "{0,4}"
_QUOTES = "[\"“”„«»‘’' ]*"
_BETWEEN = rf"{_QUOTES}(?:{_ARTICLE}\b{_QUOTES})?"
_ENDS = re.compile(r"['’]s\b.*|[\"“”»’'.&-]+$")


def first_to_report(text: str, language: str | None) -> tuple[str, ...]:
    """Names of outlets as they stand in the text, but for an article before them.

    >>> first_to_report("The sale was first reported by The Tideline’s Anna Hall on Monday.", "en")
    ('Tideline',)
    >>> first_to_report("Según adelantó «El Cuaderno del Norte», el juez …", "es")
    ('Cuaderno del Norte',)
    """
    found = [_ENDS.sub("", match[1]) for pattern in _patterns(language or "") for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(found))[:MOST]


@cache
def _patterns(language: str) -> Sequence[re.Pattern[str]]:
    lines = (files("loaders.enrich") / "scoops.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith(("#", "language\t"))]
    phrases = {
        side: "|".join(
            re.escape(phrase).replace("'", "['’]") for own, at, phrase in rows if (own, at) == (language, side)
        )
        for side in ("after", "before")
    }
    made = []
    if phrases["after"]:
        made.append(re.compile(rf"\b(?i:{phrases['after']}){_BETWEEN}({_NAME})"))
    if phrases["before"]:
        made.append(re.compile(rf"\b({_NAME}){_QUOTES}(?i:{phrases['before']})\b"))
    return made
