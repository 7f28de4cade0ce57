"""Copy families of a story: who is the originator, who copied, and whose stamp can't be right. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from queries._instants import (
    BEFORE_AGENCY,
    Instant,
    Nights,
    densest_day,
    instant_of,
    out_of_place,
    surely_before,
    why_by_sight,
)
from queries._reports import Report, components, credited_agency
from queries._subject import beside_the_subject

NEWER_VERSION = "a newer version of its source's own article"


@dataclass(frozen=True, slots=True)
class Member:
    """An article in its family. ``instant`` is None where it is excluded, for ``reason``."""

    report: Report
    role: str
    instant: Instant | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """An originator and what was made of its text, in order of time."""

    originator: Member
    members: tuple[Member, ...]

    @property
    def reposted_by(self) -> int:
        """Other sources that carry the originator's text."""
        own = self.originator.report.source
        return len({m.report.source for m in self.members if m.report.source != own})


def families(
    reports: Sequence[Report], *, tie: timedelta, outlier: timedelta, night: Nights | None = None
) -> list[Family]:
    """The families of a story, each with its originator: the wire agency that its copies credit where the story holds
    that agency's article, else the earliest article."""
    told = _instants(reports, tie, outlier, night or {})
    found = [_family(parts, told, tie) for parts in components(reports)]
    return sorted(found, key=lambda f: in_time(f.originator))


def in_time(member: Member) -> tuple[bool, float, float, str]:
    """Order by the instant by which an article was certainly out, those without one last."""
    if member.instant is None:
        return (True, 0.0, 0.0, member.report.id)
    return (False, member.instant.high.timestamp(), member.instant.low.timestamp(), member.report.id)


def _instants(reports: Sequence[Report], tie: timedelta, outlier: timedelta, night: Nights) -> dict[str, Instant | str]:
    """Each article's instant, or why it has none that counts: its stamp's own faults, then where it stands."""
    told = {r.id: instant_of(r, tie, night.get(r.source or "", ())) for r in reports}
    densest = densest_day(i for i in told.values() if isinstance(i, Instant))
    if densest is not None:
        told = {
            id_: (out_of_place(i, densest, outlier) or i) if isinstance(i, Instant) else i for id_, i in told.items()
        }
    out = {id_: i.high for id_, i in told.items() if isinstance(i, Instant)}
    return told | beside_the_subject([r for r in reports if r.id in out], out)


def _family(parts: Sequence[Report], told: Mapping[str, Instant | str], tie: timedelta) -> Family:
    agency = credited_agency(parts)
    members = [_member(p, told[p.id]) for p in parts]
    if agency is not None:
        members = _after_agency(members, agency, tie)
    originator = min((m for m in members if agency in (None, m.report.source)), key=in_time)
    others = [m for m in members if m is not originator]
    shared = any(m.report.source != originator.report.source for m in others)
    wire = originator.report.source == agency or originator.report.is_agency
    first = replace(_cut_by_copies(originator, others), role="wire" if wire else "originator" if shared else "report")
    rest = (_behind(m, originator.report) for m in others)
    return Family(first, (first, *sorted(rest, key=in_time)))


def _member(report: Report, told: Instant | str) -> Member:
    if isinstance(told, str):
        return Member(report, "report", None, told)
    return Member(report, "report", told, why_by_sight(report, told))


def _after_agency(members: Sequence[Member], agency: str, tie: timedelta) -> list[Member]:
    """The members, without the instants of copies that are stamped before their agency."""
    start = min(
        (m.instant for m in members if m.instant and m.report.source == agency), key=lambda i: i.low, default=None
    )
    return [
        replace(m, instant=None, reason=BEFORE_AGENCY)
        if start and m.instant and m.report.source != agency and surely_before(m.instant, start, tie)
        else m
        for m in members
    ]


def _cut_by_copies(originator: Member, others: Sequence[Member]) -> Member:
    """An original was out when its earliest copy was: that bounds a coarse stamp."""
    known = [m.instant.high for m in others if m.instant and m.report.source != originator.report.source]
    if originator.instant is None or not originator.instant.coarse or not known:
        return originator
    return replace(originator, instant=originator.instant.cut(min(known)))


def _behind(member: Member, original: Report) -> Member:
    if member.report.source == original.source:
        return replace(member, role="report", reason=member.reason or NEWER_VERSION)
    return replace(member, role="copy")
