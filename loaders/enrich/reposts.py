"""Copy families: which articles are copies of which, and who is the originator. Pure: no store, no clock.

Near-duplicates come from ``loaders.enrich.copies``; the originator is found by credit line or time (design: section 3,
'Copy family').
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from loaders.enrich.sketches import Sketch

REPOST_OF, VERSION_OF = "REPOST_OF", "VERSION_OF"
SAME = 0.7
"""Share of the shorter text in the other from which two are one family. Estimated of about 50 shingles, .8 comes out
below it once in 25 times, half of a text (a report that quotes the same statement) above it once in 500."""
SAME_SHORT = 0.66
"""The same for short texts, where a single changed word takes eight of 25 shingles away. On the world's leads (seeds 2
and 3) .60 takes 45 pairs of independent reports for every thousand copies, .66 24, and loses one copy in 280."""
SHORT = 40
"""Shingles up to which a text is short: a feed's teaser has 25."""
SAME_CREDITED = 0.45
"""The same, where the one credits the other's agency: rewritten for half, it is still a copy."""


def is_copy(similar: float, one: Member, other: Member) -> bool:
    """Whether two texts of that similarity are of one family: nearly the same, or much of it with a credit."""
    by_credit = one.wire is not None and one.wire in (other.source, other.wire)
    by_credit = by_credit or (other.wire is not None and other.wire == one.source)
    short = any(m.sketch and m.sketch.size <= SHORT for m in (one, other))
    return similar >= (SAME_CREDITED if by_credit else SAME_SHORT if short else SAME)


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a family, as far as deciding about originators needs it."""

    article: str
    source: str
    at: datetime | None
    wire: str | None = None
    """Id of the agency's source that the article credits."""
    sketch: Sketch | None = None
    corrects: bool = False
    """Whether it says that it corrects what was published before."""


@dataclass(frozen=True, slots=True)
class Tie:
    """That one article has another's text: a copy (``REPOST_OF``), or a later version by the same outlet
    (``VERSION_OF``)."""

    relation: str
    copy: str
    original: str
    similarity: float
    evidence: str


def settle(members: Sequence[Member], similar: Callable[[str, str], float]) -> list[Tie]:
    """Who copied whom in a family. ``similar``: how much of their text two articles share.

    The originator is the article of the agency that a copy credits, where the family holds it, else the earliest
    article (undated ones last). An article of the originator's own source is another version, no copy.
    """
    credited = {m.wire for m in members if m.wire}
    original = min(members, key=lambda m: (m.source not in credited, *_order(m)))
    by_credit = original.source in credited
    ties = []
    for one in sorted(members, key=_order):
        if one is original:
            continue
        if one.source == original.source:
            relation, evidence = VERSION_OF, "correction" if one.corrects else "update"
        else:
            relation = REPOST_OF
            evidence = "credit line" if by_credit and one.wire == original.source else "near-duplicate"
        ties.append(Tie(relation, one.article, original.article, similar(one.article, original.article), evidence))
    return ties


def _order(member: Member) -> tuple[bool, float, str]:
    return (member.at is None, member.at.timestamp() if member.at else 0.0, member.article)
