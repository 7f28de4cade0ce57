"""Whether a town's name is its club's: in a report of sport, by what stands around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from loaders.enrich.heads import heads_of
from loaders.enrich.known import club_towns

_SPORT = tuple(map(" {}".format, (
    "beat", "beaten", "defeated", "thrashed", "trounced", "drew ", "draw ", "goal", "scored", "striker", "midfielder",
    "defender", "goalkeeper", "wicket", "innings", "homer ", "touchdown", "league", "championship", "season", "match",
    "playoff", "champions",
)))  # fmt: skip
"""How words of sport begin, after a space."""
_MANY = 3
"""Words of sport that make a report one of sport."""
_BEFORE = re.compile(
    r"(?:beat|beats|beating|defeated|defeating|thrashed|against|versus|vs?\.?|over|host|hosts|hosted|to face|joined"
    r"|joins|signed for|plays? for|played for|transfer to|\d)\s+(?:the\s+)?$"
)
_AFTER = re.compile(
    r"\s+(?:\d|beat|beats|lost|won|drew|defeated|thrashed|v\b|vs\b|striker|midfielder|defender|goalkeeper|captain"
    r"|coach|manager|skipper|forward|winger|fans|supporters|players?|had\b|have\b|are\b|were\b)"
)


_WHERE = re.compile(r"\b(?:in|from|near|around|outside)\s+$")


@lru_cache(maxsize=1)
def club_keys() -> frozenset[str]:
    """Keys of what may be a club's name: a town's, a county's, a team's own (Rockies)."""
    return club_towns() | heads_of("en").team


def is_club(document: str, key: str, at: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is a club's by one of the places where it stands.

    >>> text = "Liverpool beat Leeds 2-0 in the league, the striker's goals of the season decided the match in Leeds."
    >>> is_club(text, "liverpool", [(0, 9)]), is_club(text, "leeds", [(15, 20)]), is_club(text, "leeds", [(95, 100)])
    (True, True, False)
    """
    return (
        key in club_keys()
        and any(
            _BEFORE.search(document, max(0, start - 20), start)
            or (_AFTER.match(document, end, end + 20) and not _WHERE.search(document, max(0, start - 10), start))
            for start, end in at
        )
        and _is_sport(document)
    )


@lru_cache(maxsize=8)
def _is_sport(document: str) -> bool:
    return sum(map(document.__contains__, _SPORT)) >= _MANY
