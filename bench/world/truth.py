"""What is true of the world. ``truth.jsonl`` has a JSON object a line, told apart by ``row``:

- article: ``url, source, story`` (None for roundups), ``kind``, ``family, instant`` (when it really came out), ``how``
- story: ``story, event, kind, related, first`` (URLs), ``by``: country, language and side, each group's first URLs
- source: ``source, fault`` of its clock, ``offsets`` (minutes, stamp minus truth), ``collected`` (from, to)
- blindspot: ``story, side``

The definitions are those of the design: a family stands where its originator stands, an agency or outlet whose article
is held, else its earliest held copy; all within 60 s of the earliest were first; previews and roundups never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import sqrt

from bench.world.coverage import TIE, Piece
from bench.world.outlets import Outlet

_Z95 = 1.959963984540054
_AROUND = timedelta(days=7)
RATED, BLIND, LOUD = 5, 0.2, 0.5


def heads(pieces: Iterable[Piece]) -> list[Piece]:
    """The article by which each family stands."""
    families: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.held and piece.kind != "preview":
            families.setdefault(piece.family, []).append(piece)
    return [min(members, key=lambda p: (p.kind == "copy", p.at)) for members in families.values()]


def firsts(standing: Sequence[Piece]) -> list[Piece]:
    """Those that came out first, within a tie."""
    start = min((p.at for p in standing), default=None)
    return [p for p in standing if start is not None and p.at - start <= TIE]


def firsts_by(standing: Sequence[Piece], group: Callable[[Piece], str | None]) -> dict[str, list[Piece]]:
    """The same within each group: among the families whose originator belongs to it."""
    groups: dict[str, list[Piece]] = {}
    for piece in standing:
        if (name := group(piece)) is not None:
            groups.setdefault(name, []).append(piece)
    return {name: firsts(members) for name, members in sorted(groups.items())}


GROUPS: Mapping[str, Callable[[Piece], str | None]] = {
    "country": lambda p: p.outlet.place.country,
    "language": lambda p: p.written.language,
    "side": lambda p: p.outlet.side,
}


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    p, z = hits / of, _Z95 * _Z95
    middle, half = (p + z / (2 * of)) / (1 + z / of), _Z95 * sqrt(p * (1 - p) / of + z / (4 * of * of)) / (1 + z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def blind_sides(covering: set[str], collected: Iterable[Outlet]) -> list[str]:
    """The sides that are blind to a story: at most 20 % of theirs cover it, at least 50 % of the other's."""
    counts = {side: [0, 0] for side in ("left", "center", "right")}
    for outlet in collected:
        if outlet.side:
            counts[outlet.side][0] += outlet.id in covering
            counts[outlet.side][1] += 1
    if sum(of for _, of in counts.values()) < RATED:
        return []
    found = []
    for side, other in (("left", "right"), ("right", "left")):
        (hits, of), (more, among) = counts[side], counts[other]
        quiet = of and among and hits / of <= BLIND and more / among >= LOUD
        if quiet and wilson(hits, of)[1] < wilson(more, among)[0]:
            found.append(side)
    return found


class Collected:
    """On which days each outlet has an article in the load."""

    def __init__(self, outlets: Sequence[Outlet]) -> None:
        self._outlets = outlets
        self._days: dict[str, set[int]] = {o.id: set() for o in outlets}

    def add(self, outlet: Outlet, at: datetime) -> None:
        """An article is held."""
        self._days[outlet.id].add(at.toordinal())

    def around(self, first: datetime, last: datetime) -> list[Outlet]:
        """The outlets of which something is held within seven days of a span."""
        span = range((first - _AROUND).toordinal(), (last + _AROUND).toordinal() + 1)
        return [o for o in self._outlets if any(day in self._days[o.id] for day in span)]
