"""Articles of a story with their outlets, and the copy families that they form. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kg.ids import name_key
from kg.query import Row

NOT_A_REPORT = frozenset({"roundup", "newsletter"})
"""Genres that are nobody's first report: they list what others reported."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article beside what matters of its outlet. ``copy_of``: ids of the articles that it reposts; ``score``: its
    similarity to the story's core; ``clock_ahead``: minutes that its stamp is known to be ahead of the truth,
    ``clock_off``: it is to be left out for that, ``clock_doubt``: minutes by which it may be ahead; ``looked``: when a
    collector looked at the outlet and the article was not there yet; ``to_the_minute``: its stamp stands on a full
    minute, as all of its outlet's do; ``seen_within``: minutes within which its outlet's articles are seen once out;
    ``at_sight``: its outlet's stamps are when they were seen; ``lead``: how it begins, of the story's first ones."""

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
    place: str | None = None
    score: float | None = None
    clock_ahead: float = 0.0
    clock_off: bool = False
    clock_doubt: float = 0.0
    looked: datetime | None = None
    to_the_minute: bool = False
    seen_within: float | None = None
    at_sight: bool = False
    lead: str | None = None

    @property
    def at(self) -> datetime | None:
        """Its stamp, without what the outlet's clock is known to be ahead."""
        return self.published - timedelta(minutes=self.clock_ahead) if self.published else None

    @property
    def name(self) -> str:
        """What to call its outlet."""
        return self.source_name or self.source or "an unknown source"

    @property
    def is_agency(self) -> bool:
        """Whether its outlet is a wire agency."""
        return bool({"agency", "wire"} & {self.medium, self.source_kind})

    @property
    def is_own_wire(self) -> bool:
        """Whether the agency that it credits is its own outlet."""
        return bool(self.wire) and (
            self.wire == self.source or name_key(self.wire or "") == name_key(self.source_name or "")
        )


_COMPUTED = {"id", "copy_of", "score", "clock_ahead", "clock_off", "clock_doubt", "looked"} | {
    "to_the_minute", "seen_within", "at_sight", "lead"
}  # fmt: skip
_FIELDS = tuple(f for f in Report.__slots__ if f not in _COMPUTED)


def read(
    rows: Iterable[Row], looks: Iterable[Row] = (), seconds: Iterable[Row] = (), leads: Iterable[Row] = ()
) -> list[Report]:
    """Reports from rows of ``STORY_ARTICLES``; an article that two outlets are said to have published counts once.
    ``looks``: rows of ``STORY_LOOKS``; ``seconds``: rows of ``STORY_SECONDS``; ``leads``: rows of
    ``STORY_LEADS``."""
    begun = {row["article"]: row["lead"] for row in leads}
    looked = {row["article"]: row["looked"] for row in looks}
    exact = {row["source"] for row in seconds}
    rows = list(rows)
    alike = _likeness(rows)
    found: dict[str, Report] = {}
    for row in sorted(rows, key=lambda r: (r["article"], r["source"] or "")):
        if (id_ := row["article"]) not in found:
            fields = {name: row[name] for name in _FIELDS}
            copy_of = tuple(sorted(row["copy_of"]))
            found[id_] = Report(
                id_, copy_of=copy_of, score=alike.get(id_), looked=looked.get(id_),
                lead=begun.get(id_), to_the_minute=_on_a_minute(row) and row["source"] not in exact, **fields,
            )  # fmt: skip
    return list(found.values())


def _on_a_minute(row: Row) -> bool:
    return row["published"] is not None and not row["published"].second


def _likeness(rows: Sequence[Row]) -> dict[str, float]:
    """How like each article is to its story: to its cluster, as on joining it, and to the others, as its cluster is on
    the average, each by its part of the story. Articles of no cluster have none."""
    clusters = Counter(row["cluster"] for row in rows)
    found = {}
    for row in rows:
        if row["core"] is not None and row["score"] is not None:
            part = clusters[row["cluster"]] / len(rows)
            found[row["article"]] = part * row["score"] + (1 - part) * row["core"]
    return found


def components(reports: Sequence[Report]) -> list[list[Report]]:
    """Reports joined by REPOST_OF, also through an article that the story doesn't hold, and by a credit to an agency;
    each sorted by id."""
    by_id = {r.id: r for r in reports}
    pairs: list[tuple[str, str | None]] = [(r.id, original) for r in reports for original in (r.copy_of or (None,))]
    return [[by_id[i] for i in family] for family in joined([*pairs, *credits_of(reports)])]


def credits_of(reports: Sequence[Report]) -> list[tuple[str, str | None]]:
    """Pairs of an article and the agency's article that it must be made from: a translation, or a text told anew, is no
    near-duplicate, but credits the agency. Of several of the agency's, the last one before it, else the first. Those
    that credit an agency of which the story holds nothing are made from one report that nobody holds."""
    crediting = [r for r in reports if r.wire and not r.is_own_wire]
    held = _held_of({key for r in crediting for key in _keys_of(r.wire)}, reports)
    settled = {r.id for r in reports if r.is_agency}
    pairs: list[tuple[str, str | None]] = []
    for report in crediting:
        known = next((held[key] for key in sorted(_keys_of(report.wire)) if key in held), [])
        wires = [w for w in known if w.source != report.source]
        if settled & set(report.copy_of):
            continue
        if not wires:
            pairs.append((report.id, f"wire {name_key(report.wire or '')}"))
        elif not {w.id for w in wires} & set(report.copy_of):
            at = bisect_right([_instant(w) for w in wires], _instant(report))
            pairs.append((report.id, wires[max(at - 1, 0)].id))
    return pairs


def _keys_of(name: str | None) -> set[str]:
    """An id or a name, as it may stand in a credit."""
    return {name, name_key(name)} if name else set()


def _held_of(keys: Collection[str], reports: Sequence[Report]) -> dict[str, list[Report]]:
    """The articles of outlets that are credited, by how they are credited, in order of time."""
    found: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda r: (_instant(r), r.id)):
        for key in ({report.source} | _keys_of(report.source_name or report.source)) & set(keys):
            found.setdefault(key or "", []).append(report)
    return found


def _instant(report: Report) -> float:
    at = report.at or report.first_seen
    return at.timestamp() if at else float("inf")


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
    """The source that others of the family name as their wire, where one of the family is its article; where they name
    none, the one agency whose article is among them: agencies are copied and don't copy."""
    credited = {key for r in family if not r.is_own_wire for key in _keys_of(r.wire)}
    named = [r.source for r in family if r.source and credited & ({r.source} | _keys_of(r.source_name or r.source))]
    if named:
        return max(sorted(set(named)), key=named.count)
    agencies = {r.source for r in family if r.is_agency}
    return agencies.pop() if len(agencies) == 1 else None
