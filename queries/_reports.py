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
        return bool({"agency", "wire"} & {self.medium, self.source_kind})

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
    by_id = {r.id: r for r in reports}
    pairs = [(r.id, original) for r in reports for original in (r.copy_of or (None,))]
    return [[by_id[i] for i in family] for family in joined(pairs)]


def joined(pairs: Sequence[tuple[str, str | None]]) -> list[list[str]]:
    """Copy families from pairs of an article and what it reposts (None: nothing); an original that is not among the
    articles joins its copies and isn't listed.

    >>> joined([("a", None), ("b", "x"), ("c", "x"), ("d", "a")])
    [['a', 'd'], ['b', 'c']]
    """
    above: dict[str, str] = {}

    def root(node: str) -> str:
        while (parent := above.setdefault(node, node)) != node:
            node = parent
        return node

    for article, original in pairs:
        if original is not None:
            above[root(article)] = root(original)
    families: dict[str, list[str]] = {}
    for article in sorted({a for a, _ in pairs}):
        families.setdefault(root(article), []).append(article)
    return list(families.values())


def credited_agency(family: Sequence[Report]) -> str | None:
    """The source that others of the family name as their wire, where one of the family is its article."""
    named = [m.source for m in family if m.source and any(other.credits(m) for other in family)]
    return max(sorted(set(named)), key=named.count) if named else None
