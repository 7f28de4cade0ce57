"""Copy families: which articles are copies of which, and who is the originator. Pure: no store, no clock.

Near-duplicates come from ``loaders.enrich.copies``; the originator is found by credit line or time (design: section 3,
'Copy family').
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from loaders.enrich.sketches import Sketch

REPOST_OF, VERSION_OF = "REPOST_OF", "VERSION_OF"
SAME = 0.7
"""Share of the shorter text in the other from which two are one family. Estimated of about 50 shingles, .8 comes out
below it once in 25 times, half of a text (a report that quotes the same statement) above it once in 500."""
SAME_SHORT = 0.85
"""The same for short texts that nothing else joins: two reports of one event that word their first sentence alike share
most of a teaser. Under different headlines, or with credits to different agencies, 67 of 70 pairs between .7 and .85
were no copies (simulated worlds, seeds 11 to 13); under the same headline 21 of 27 were."""
SHORT = 40
"""Shingles up to which a text is short: a feed's teaser has 25."""
SAME_CREDITED = 0.45
"""The same, where the one credits the other's agency: rewritten for half, it is still a copy."""
CREDITED_DAYS = 3
"""Days apart up to which a credit makes up for what was rewritten: wire copy is printed while it is news, and what an
agency writes of the next vote or match begins like what it wrote of the last."""
_HEADLINE_WORDS = 4
"""Words of a headline from which another that contains it, with an outlet's name or "live" beside it, is the same."""


def is_copy(similar: float, one: Member, other: Member) -> bool:
    """Whether two texts of that similarity are of one family: nearly the same, or much of it with a credit."""
    own, credit_one = one.source == other.source, _credit_one(one, other)
    if credit_one and not own and _in_time(one, other):
        return similar >= SAME_CREDITED
    if not any(m.sketch and m.sketch.size <= SHORT for m in (one, other)):
        return similar >= SAME
    credit_two = not credit_one and one.wire is not None and other.wire is not None
    if same_headline(one.headline, other.headline) and not credit_two:
        return similar >= SAME
    return similar >= SAME_SHORT and (not own or _akin(one.headline, other.headline))


def _credit_one(one: Member, other: Member) -> bool:
    """Whether the one credits the other's outlet or agency."""
    return (one.wire is not None and one.wire in (other.source, other.wire)) or (
        other.wire is not None and other.wire == one.source
    )


def _in_time(one: Member, other: Member) -> bool:
    """Whether the one may be what the other's outlet made of it on the day."""
    return one.at is None or other.at is None or abs(one.at - other.at) <= timedelta(days=CREDITED_DAYS)


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines (name keys) are the same, or one is within the other.

    >>> same_headline("train derails near volos", "live train derails near volos daily herald"), same_headline("", "")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    if short == long:
        return bool(short)
    return len(short.split()) >= _HEADLINE_WORDS and f" {short} " in f" {long} "


def _akin(one: str, other: str) -> bool:
    """Whether two headlines of one outlet may be of two versions, as where one is missing. Where they share less than
    half of their words, what its short texts share is what it begins many with: a caption, a menu, a disclaimer."""
    short, long = sorted((set(one.split()), set(other.split())), key=len)
    return 2 * len(short & long) >= len(short)


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
    headline: str = ""
    """Its headline's name key."""


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
