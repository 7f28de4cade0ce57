"""By what outlets are grouped: country, language, side, owner, medium … Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.query import Row
from queries._age import is_old
from queries._ratings import UNRATED, Rated, rated
from queries._reports import Report

if TYPE_CHECKING:  # the ownership engine is imported where there are holdings: it takes longer than most answers
    from kg.ownership.holdings import Node
    from kg.ownership.links import Part
    from kg.ownership.ultimate import Ultimate
    from queries._holdings import Owner, Stated

UNKNOWN = "unknown"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Backgrounds:
    """What is known of outlets as of a day: ratings and ultimate owners by source, and remarks on the holdings.

    ``old``: sources whose holdings were all last stated more than five years before.
    """

    ratings: Mapping[str, Rated]
    owners: Mapping[str, Sequence[Owner]]
    notes: Sequence[str] = ()
    old: frozenset[str] = frozenset()

    def rating(self, source: str | None) -> Rated:
        """A source's ratings."""
        return self.ratings.get(source or "", UNRATED)

    def owners_of(self, source: str | None) -> Sequence[Owner]:
        """A source's ultimate owners; empty where none is established."""
        return self.owners.get(source or "", ())


def backgrounds(
    sources: Sequence[str], ratings: Sequence[Row], holdings: Sequence[Row], day: date, rater: str | None = None
) -> Backgrounds:
    """Ratings and ultimate owners of ``sources`` as of a day: all owners at once, from what lies above them."""
    if not holdings:
        return Backgrounds(rated(ratings, day, rater), {})
    from kg.ownership.holdings import Node
    from kg.ownership.links import Register, overfull
    from kg.ownership.ultimate import Ultimate, ultimate_owners
    from queries._holdings import read, remarks

    stated, said = read(holdings).on(day)
    register = Register(stated.holdings, day)
    part = register.above(*(Node("source", source) for source in sources))
    tops = ultimate_owners(part, register.rules)
    owners = {source: _owners(tops.get(Node("source", source), Ultimate()), stated) for source in sources}
    notes = [*remarks(part.choices, overfull(part), stated, register.rules.policy), *said]
    old = frozenset(s for s in sources if _rests_on_old(part, Node("source", s), day))
    return Backgrounds(rated(ratings, day, rater), owners, notes, old)


def _rests_on_old(part: Part, source: Node, day: date) -> bool:
    """Whether all that is held of the source was last stated more than five years ago."""
    stated = [holding for link in part.column(source) for holding in link.holdings]
    return bool(stated) and all(is_old(holding.observed, day) for holding in stated)


def _owners(top: Ultimate, stated: Stated) -> list[Owner]:
    """The ultimate owners; a ring that owns itself is one, of the kind ``ring``."""
    from queries._holdings import Owner, names_of

    if not top.ring:
        return [stated.owner(node) for node in top.owners]
    countries = {stated.owner(node).country for node in top.ring}
    country = countries.pop() if len(countries) == 1 else None
    id_ = "+".join(node.id for node in top.ring)
    return [Owner(id_, f"{names_of(top.ring, stated)} (self-owned)", "ring", country, None)]


def report_groups(by: str, known: Backgrounds) -> Callable[[Report], list[str]]:
    """The groups to which an article belongs."""
    told: dict[str, Callable[[Report], list[str]]] = {
        "country": lambda r: [r.country or UNKNOWN],
        "language": lambda r: [r.language or UNKNOWN],
        "medium": lambda r: [r.medium or UNKNOWN],
        "side": lambda r: [known.rating(r.source).side or UNKNOWN],
        "owner": lambda r: [o.name for o in known.owners_of(r.source)] or [UNKNOWN],
    }
    return told[by]


def source_groups(by: str, known: Backgrounds) -> Callable[[Row], list[str]]:
    """The groups to which a source (``id``, ``country``, ``language``) belongs; none where that is not known."""
    told: dict[str, Callable[[Row], list[str]]] = {
        "country": lambda s: [s["country"]],
        "language": lambda s: [s["language"]],
        "source": lambda s: [s["source"]],
        "side": lambda s: [known.rating(s["source"]).side or ""],
        "factuality": lambda s: [known.rating(s["source"]).factuality or ""],
        "owner": lambda s: [o.name for o in known.owners_of(s["source"])],
        "owner-category": lambda s: [o.category or "" for o in known.owners_of(s["source"])],
    }
    return lambda source: sorted({g for g in told[by](source) if g})
