"""Owners that became others: companies that merged or changed their names, persons who died; and names by period.

What an owner is stated to hold without an end counts as its successor's from the day of the succession on. Who held the
old owner holds the new one only where it is the same under another name: after a merger, shares of the one are not
shares of the other. Several heirs of one holding are not told apart by any source: each has from nothing to all of it.
A succession without a day is shown and not followed, as an undated fact is never current.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kg.ownership.holdings import Holding, Node

How = Literal["merged", "renamed", "inherited"]
HOWS: tuple[How, ...] = ("merged", "renamed", "inherited")
_MOST = 20
"""Successions that are followed in a row: more of them is a circle."""
_NAMED = re.compile(r"(?P<name>.+?)\s*\[(?P<first>[\d-]*|\.\.)/(?P<last>[\d-]*|\.\.)\]")


@dataclass(frozen=True, slots=True)
class Succession:
    """``before`` was succeeded by ``after`` on ``day``. ``how``: None where the source doesn't say."""

    before: Node
    after: Node
    day: date | None = None
    how: str | None = None
    source: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """Holdings as of a day. ``origin``: of each that is changed, the statement that it comes from."""

    holdings: tuple[Holding, ...]
    origin: Mapping[Holding, Holding]
    followed: tuple[Succession, ...]


def carried_on(
    holdings: Sequence[Holding], successions: Iterable[Succession], ended: Mapping[Node, date], day: date
) -> CarriedOn:
    """``holdings`` with successors in the place of those whom they succeeded by ``day``.

    ``ended``: owners that died or were dissolved, and when: without a successor, nobody is known to hold what was
    theirs since then. A successor's own statement on the same thing stands instead of what it took over.
    """
    by_owner: dict[Node, list[Succession]] = {}
    for one in sorted(set(successions), key=lambda s: (s.before, s.after, s.day or date.max, s.how or "")):
        if one.day is not None and one.day <= day and one.before != one.after:
            by_owner.setdefault(one.before, []).append(one)
    if not by_owner and not ended:
        return CarriedOn(tuple(holdings), {}, ())
    own = {(h.owner, h.owned) for h in holdings if h.holds_on(day)}
    found: dict[Holding, None] = {}
    origin: dict[Holding, Holding] = {}
    followed: dict[Succession, None] = {}
    for holding in holdings:
        for made in _followed(holding, by_owner, followed, day):
            last = _until(made, ended, day)
            if last.owner != holding.owner and (last.owner, last.owned) in own:
                continue
            found[last] = None
            if last != holding:
                origin[last] = holding
    return CarriedOn(tuple(found), origin, tuple(followed))


def _followed(
    holding: Holding, by_owner: Mapping[Node, list[Succession]], followed: dict[Succession, None], day: date
) -> list[Holding]:
    """The holding, or what became of it: none where what was held has gone into another."""
    if not holding.holds_on(day):
        return [holding]
    several = [holding]
    for _ in range(_MOST):
        after: list[Holding] = []
        for one in several:
            owned = [s for s in by_owner.get(one.owned, ()) if _later(s, one)]
            heirs = [s for s in by_owner.get(one.owner, ()) if _later(s, one)]
            followed.update(dict.fromkeys([*owned, *heirs]))
            if owned:
                after += [replace(one, owned=s.after) for s in owned if s.how == "renamed" and s.after != one.owner]
            elif heirs:
                after += [_taken(one, s, len(heirs)) for s in heirs if s.after != one.owned]
            else:
                after.append(one)
        if after == several:
            break
        several = after
    return several


def _later(succession: Succession, holding: Holding) -> bool:
    """Whether it came after the holding began: what a successor's name is stated with later is its own."""
    return succession.day is not None and (holding.valid_from is None or holding.valid_from < succession.day)


def _taken(holding: Holding, succession: Succession, heirs: int) -> Holding:
    if heirs == 1:
        return replace(holding, owner=succession.after)
    high = holding.share[1] if holding.share else None
    return replace(holding, owner=succession.after, exact=None, low=None if high is None else 0.0, high=high,
                   above=False, control=None)  # fmt: skip


def _until(holding: Holding, ended: Mapping[Node, date], day: date) -> Holding:
    """A holding ends with its owner, at the latest."""
    end = ended.get(holding.owner)
    if end is None or end > day or not holding.holds_on(day):
        return holding
    first = holding.valid_from
    return replace(holding, valid_to=max(end, first) if first else end)


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and the days on which an owner had it: from ``first`` on, and before ``last``."""

    name: str
    first: date | None
    last: date | None


def dated_name(text: str) -> DatedName:
    """A name as our records write it. Raises ValueError for a period that is none.

    >>> dated_name("Old Tide plc [1998-01-01/2011-07-01]").last, dated_name("Tide [2011-07-01/]").last
    (datetime.date(2011, 7, 1), None)
    """
    found = _NAMED.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a name with its days: {text[:60]!r} (write Name [2001-01-01/2011-07-01])")
    first, last = (date.fromisoformat(t) if t.strip(".") else None for t in (found["first"], found["last"]))
    if first and last and last < first:
        raise ValueError(f"a period that ends before it begins: {text[:60]!r}")
    return DatedName(found["name"], first, last)


def name_on(names: Iterable[str], day: date) -> str | None:
    """The name of a day; None where none is stated for it.

    >>> name_on(["Old Tide [/2011-07-01]", "Tide [2011-07-01/]"], date(2011, 6, 30))
    'Old Tide'
    """
    known = [dated_name(text) for text in names]
    held = [n for n in known if (n.first is None or n.first <= day) and (n.last is None or day < n.last)]
    return min(held, key=lambda n: (n.first is None, -(n.first or date.min).toordinal(), n.name)).name if held else None
