"""Who reported first: families ranked by their originators' instants, ties and doubts kept. Pure.

Rules: design, "Who reported first". Within a group (a country, a side …) only the families race whose originator
belongs to it; copies of others' texts are listed behind, and are nobody's first report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from queries._clocks import signed
from queries._families import Family, Member, in_time
from queries._instants import BEFORE_AGENCY, WIDTHS, Instant, may_tie, tied
from queries._reports import Report

Status = Literal["first", "possibly first", "later", "excluded"]
_ORDER: dict[Status, int] = {"first": 0, "possibly first": 1, "later": 2, "excluded": 3}
SOON = timedelta(minutes=8)
LIKELY = 2 / 3
"""An article of which only two looks tell is ahead of a stamp where this part of what they leave open lies before it.
What lies longer before the stamp doesn't count: others would have had it by then. On six worlds other than the reported
one 4 to 12 minutes and 0.5 to 0.75 give the same within 0.02; without the former more are named that were later."""
DAY_ONLY = "its stamp is too coarse to tell"
NEXT_MINUTE = "its minute is the next one: it may lie within the tie"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands. ``rank``: 1 for each that was first; None for copies, excluded and possibly first."""

    member: Member
    status: Status
    rank: int | None = None
    minutes: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """The standing of all articles of a group: ``firsts`` are the set that was first, ``next_one`` the next
    independent report. ``could_change`` are those that would be first if they were right after all."""

    places: tuple[Place, ...]
    firsts: tuple[Place, ...]
    next_one: Place | None
    could_change: tuple[Place, ...]


def race(found: Sequence[Family], tie: timedelta, within: Callable[[Report], bool] = lambda _: True) -> Race:
    """Rank the families by the part of them that lies ``within`` a group."""
    parts = [tuple(m for m in f.members if within(m.report)) for f in found]
    racing = [part for f, part in zip(found, parts, strict=True) if f.originator in part]
    heads = [head for part in racing if (head := _head(part)) is not None]
    firsts = first_set(heads, tie)
    start = min((h.instant.likely for h in firsts if h.instant), default=None)
    placed = _rank_heads(heads, firsts, tie)
    lines: list[list[Place]] = []
    for part in parts:
        stands_for = next((placed[m.report.id] for m in part if m.report.id in placed), None)
        line = [_place(m, stands_for) for m in part]
        lines.append([replace(p, minutes=_minutes(p.member.instant, start)) for p in line])
    places = _in_order(lines)
    leaders = tuple(p for p in places if p.status == "first")
    return Race(tuple(places), leaders, _next(places, leaders), _could_change(places, leaders, tie))


def first_set(heads: Sequence[Member], tie: timedelta) -> list[Member]:
    """Those that nobody was surely ahead of. Coarse ones count only where nothing precise is in the race, or where
    what was seen puts them ahead of all precise ones, as far as can be told."""
    precise = [h for h in heads if h.instant and not h.instant.coarse]
    coarse = [h for h in heads if h.instant and h.instant.coarse]
    racing = precise or coarse
    if not racing:
        return []
    best = min(racing, key=in_time).instant
    assert best is not None  # noqa: S101  # heads have instants
    ahead = [c for c in coarse if precise and c.instant and _is_ahead(c.instant, best, tie)]
    if ahead:
        best = min((c.instant for c in ahead if c.instant), key=lambda i: (i.likely if i.even else i.high, i.low))
        racing = [*ahead, *precise]
    return sorted((h for h in racing if h.instant and tied(h.instant, best, tie)), key=_start)


def _is_ahead(coarse: Instant, precise: Instant, tie: timedelta) -> bool:
    """Whether what was seen puts a coarse instant before a precise one: for certain, or more likely than not."""
    if coarse.even:
        low = max(coarse.low, precise.low - SOON)
        return precise.low - tie - low > LIKELY * (coarse.high - low)
    return coarse.settled and coarse.high <= precise.low


def _start(member: Member) -> tuple[bool, float, str]:
    return (member.instant is None, member.instant.low.timestamp() if member.instant else 0.0, member.report.id)


def _head(part: Sequence[Member]) -> Member | None:
    """The member by which a family stands: its originator, or its earliest copy where the originator has no instant."""
    timed = [m for m in part if m.instant is not None]
    leading = [m for m in timed if m.role in {"wire", "originator"}]
    return min(leading or timed, key=in_time, default=None)


def _rank_heads(heads: Sequence[Member], firsts: Sequence[Member], tie: timedelta) -> dict[str, Place]:
    leading = {m.report.id for m in firsts}
    limit = max((m.instant.high for m in firsts if m.instant), default=None)
    placed = {m.report.id: Place(m, "first", 1) for m in firsts}
    rank = len(firsts)
    for member in sorted((m for m in heads if m.report.id not in leading), key=_start):
        instant = member.instant
        if instant and instant.coarse and limit and instant.low < limit + tie:
            placed[member.report.id] = Place(member, "possibly first", reason=DAY_ONLY)
            continue
        rank += 1
        placed[member.report.id] = Place(member, "later", rank)
    return placed


def _place(member: Member, head: Place | None) -> Place:
    if member.instant is None:
        return Place(member, "excluded", reason=member.reason)
    if head is not None and head.member.report.id == member.report.id:
        return replace(head, reason=head.reason or member.reason)
    return Place(member, "later", reason=member.reason)


def _minutes(instant: Instant | None, start: datetime | None) -> float | None:
    """Minutes after the first, where the stamp is exact enough to say."""
    if instant is None or instant.coarse or start is None:
        return None
    return round((instant.low - start).total_seconds() / 60, 2)


def _in_order(lines: Sequence[Sequence[Place]]) -> list[Place]:
    """Families by rank, each followed by its copies; what is excluded at the end."""

    def family_key(line: Sequence[Place]) -> tuple[int, int, float, tuple[bool, float, float, str]]:
        best = min((p for p in line), key=lambda p: (_ORDER[p.status], p.rank or len(lines) + 1))
        tied_at = (best.minutes or 0.0) if best.status == "first" else 0.0
        return (_ORDER[best.status], best.rank or len(lines) + 1, tied_at, in_time(best.member))

    def own_key(place: Place) -> tuple[bool, tuple[bool, float, float, str]]:
        return (place.rank is None and place.status != "possibly first", in_time(place.member))

    ordered = [p for line in sorted((x for x in lines if x), key=family_key) for p in sorted(line, key=own_key)]
    return [p for p in ordered if p.status != "excluded"] + sorted(
        (p for p in ordered if p.status == "excluded"), key=lambda p: (p.reason or "", p.member.report.id)
    )


def _next(places: Sequence[Place], firsts: Sequence[Place]) -> Place | None:
    """The next family's report by another source, where its stamp is exact."""
    names = {p.member.report.source for p in firsts}
    later = [p for p in places if p.status == "later" and p.rank and p.minutes is not None]
    return min((p for p in later if p.member.report.source not in names), key=lambda p: p.rank or 0, default=None)


def _could_change(places: Sequence[Place], firsts: Sequence[Place], tie: timedelta) -> tuple[Place, ...]:
    """Rows that would stand in front if what keeps them out were mistaken, or if their clocks are off as it seems."""
    limit = max((p.member.instant.high for p in firsts if p.member.instant), default=None)
    found = []
    for place in places:
        if place.status == "possibly first" or (place.status == "excluded" and _early(place, limit, tie)):
            found.append(place)
        elif place.status == "later" and place.rank and _early_if_off(place, limit, tie):
            found.append(replace(place, reason=f"its clock may be off by {signed(place.member.report.clock_doubt)}"))
        elif place.status == "later" and place.rank and _next_minute(place, firsts, tie):
            found.append(replace(place, reason=NEXT_MINUTE))
    return tuple(found)


def _next_minute(place: Place, firsts: Sequence[Place], tie: timedelta) -> bool:
    """Whether a later article may lie within the tie of a first, as only the minute of both is known."""
    minute, heads = place.member.instant, [f.member.instant for f in firsts if f.member.instant]
    if minute is None or minute.coarse or minute.high - minute.low <= WIDTHS["second"]:
        return False
    return any(may_tie(h, minute, tie) for h in heads if not h.coarse and h.high - h.low > WIDTHS["second"])


def _early_if_off(place: Place, limit: datetime | None, tie: timedelta) -> bool:
    """Whether a later article is earlier than ``limit`` if its outlet's clock is as much ahead as it seems."""
    doubt, instant = place.member.report.clock_doubt, place.member.instant
    return bool(doubt > 0 and instant and limit and instant.low - timedelta(minutes=doubt) < limit + tie)


def _early(place: Place, limit: datetime | None, tie: timedelta) -> bool:
    """Whether an excluded article may have been there before ``limit``. A copy may only against its own agency."""
    report = place.member.report
    if place.member.role == "copy" and place.reason != BEFORE_AGENCY:
        return False
    at = min((t for t in (report.published, report.first_seen) if t), default=None)
    return at is None or limit is None or at < limit + tie
