"""Articles of a story with their outlets, and the copy families that they form. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.ids import name_key
from kg.query import Row

NOT_A_REPORT = frozenset({"roundup", "newsletter"})
"""Genres that are nobody's first report: they list what others reported."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article beside what matters of its outlet. ``copy_of``: ids of the articles that it reposts."""

    id: str
    url: str | None
    headline: str | None
    language: str | None
    published: datetime | None
    precision: str | None
    zone: str | None
    stamp: str | None
    first_seen: datetime | None
    genre: str | None
    status: str | None
    wire: str | None
    source: str | None
    source_name: str | None
    country: str | None
    medium: str | None
    source_kind: str | None
    copy_of: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call its outlet."""
        return self.source_name or self.source or "an unknown source"

    @property
    def is_agency(self) -> bool:
        """Whether its outlet is a wire agency."""
        return "agency" in (self.medium, self.source_kind)

    def credits(self, other: Report) -> bool:
        """Whether it names the other's outlet as its wire, by id or by name."""
        if not self.wire or other.source is None or self.source == other.source:
            return False
        return self.wire == other.source or name_key(self.wire) == name_key(other.source_name or other.source)


_FIELDS = tuple(f for f in Report.__slots__ if f not in {"id", "copy_of"})


def read(rows: Iterable[Row]) -> list[Report]:
    """Reports from rows of ``STORY_ARTICLES``; an article that two outlets are said to have published counts once."""
    found: dict[str, Report] = {}
    for row in sorted(rows, key=lambda r: (r["article"], r["source"] or "")):
        if row["article"] not in found:
            fields = {name: row[name] for name in _FIELDS}
            found[row["article"]] = Report(id=row["article"], copy_of=tuple(sorted(row["copy_of"])), **fields)
    return list(found.values())


def components(reports: Sequence[Report]) -> list[list[Report]]:
    """Reports joined by REPOST_OF, also through an article that the story doesn't hold; each sorted by id."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while (above := parent.setdefault(node, node)) != node:
            node = above
        return node

    for report in reports:
        for original in report.copy_of:
            parent[root(report.id)] = root(original)
    groups: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda r: r.id):
        groups.setdefault(root(report.id), []).append(report)
    return list(groups.values())


def credited_agency(family: Sequence[Report]) -> str | None:
    """The source that others of the family name as their wire, where one of the family is its article."""
    named = [m.source for m in family if m.source and any(other.credits(m) for other in family)]
    return max(sorted(set(named)), key=named.count) if named else None
