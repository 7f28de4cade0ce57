"""Effective shares as ranges, circular holdings solved.

With A[i, j] the share that i holds of j, the *integrated* share is the sum over all chains of holdings of the products
of their shares, Y = A + A Y = A (I - A)^-1 (Brioschi, Buzzacchi and Colombo 1989, "Risk capital financing and the
separation of ownership and control in business groups"). In a circle Y counts again and again what an owner holds of
itself: with A 90 % of B and B 90 % of A it says 474 %. So the effective share here is Y[i, j] / (1 + Y[i, i]): chains
that run through the owner itself are left out (Baldone, Brioschi and Paleari 1998, "Ownership measures among firms
connected by cross-shareholdings"; Rohwer and Pötter 2005, "Transitive ownership in cyclic ownership networks"; Vitali,
Glattfelder and Battiston 2011, appendix S1). For every owner outside a circle, so for every ultimate owner that is
not held by what it holds, both are the same number.

That number is also the chance that a walk which starts at j, and steps to each holder with the chance of its share,
ever comes to i: so it lies in 0 to 1, exists in circles of 100 % as well, and rises with every share. The lowest value
that ranges allow is that of all low ends. The highest is the best choice of shares within the ranges of which no
company has more than all: an interval Markov chain's highest chance of reaching i (``kg.ownership.reach``).
An unknown share is 0 to whatever the others' low ends leave.

A company whose low ends already add to more than all is a contradiction (``kg.ownership.links.overfull``): its shares
count as stated, nothing is scaled, and what flows through it is cut at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ownership.holdings import Node
from kg.ownership.links import Part
from kg.ownership.reach import FULL, Column, chances, columns_of
from kg.ownership.rings import rings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.floating]

DENSE = 600
"""Companies up to which a dense inverse is quicker than a sparse factorisation (measured: bench/ownership.py)."""
LEAK = 1e-6
"""A circle that lets out less than this share in all is solved owner by owner: its matrix is close to singular."""
DIGITS = 12
"""Decimals of a share that are given: what double precision keeps of a solved system."""


@dataclass(frozen=True, slots=True)
class Share:
    """An effective share, 0 to 1. ``stated``: on some chain every share is stated; else it is not established."""

    low: float
    high: float
    stated: bool


def effective_shares(part: Part, of: Node) -> dict[Node, Share]:
    """The effective share in ``of`` of everybody above it. ``part``: what lies above ``of``, or more."""
    root = part.index.get(of)
    if root is None:
        return {}
    columns = columns_of(part)
    owners = _upward(columns, [root]) - {root}
    lows = _all_into(columns, root, owners, most=False)
    highs = _all_into(columns, root, owners, most=True)
    stated = _stated_above(part, of)
    return {
        part.nodes[i]: _share(lows[i], highs[i], stated=part.nodes[i] in stated)
        for i in sorted(owners, key=lambda i: part.nodes[i])
    }


def shares_of(part: Part, owner: Node) -> dict[Node, Share]:
    """The effective share of ``owner`` in everything below it. ``part``: what lies below it, or more."""
    target = part.index.get(owner)
    if target is None:
        return {}
    columns = columns_of(part)
    lows, highs = chances(columns, target, most=False), chances(columns, target, most=True)
    stated = _stated_below(part, owner)
    held = _downward(part, target)
    return {part.nodes[i]: _share(lows[i], highs[i], stated=part.nodes[i] in stated) for i in sorted(held)}


def _share(low: float, high: float, *, stated: bool) -> Share:
    low = min(max(round(low, DIGITS), 0.0), 1.0)
    return Share(low, min(max(round(high, DIGITS), low), 1.0), stated)


def _all_into(columns: Sequence[Column], root: int, owners: set[int], *, most: bool) -> list[float]:
    """The share of each of ``owners`` in ``root``: one solution for all that no hard column stands below."""
    hard = _hard(columns, owners | {root}, most=most)
    tainted = _upward(columns, {k for c in hard for k in columns[c].owners}) & owners
    found = [0.0] * len(columns)
    clean = owners - tainted
    if clean:
        solved = _solved(columns, root, sorted(owners | {root}), hard, most=most)
        if solved is None:
            tainted, clean = owners, set()
        else:
            for i in clean:
                found[i] = solved[i]
    for i in tainted:
        found[i] = chances(columns, i, most=most)[root]
    return found


def _hard(columns: Sequence[Column], among: set[int], *, most: bool) -> set[int]:
    """Columns that a linear system doesn't solve: more than full, or in a circle that lets next to nothing out."""
    hard = {c for c in among if sum(columns[c].ends(most=most)) > 1 + FULL}
    for ring in _circles(columns, among):
        inside = set(ring)
        kept = sum(
            share for c in ring for k, share in zip(columns[c].owners, columns[c].ends(most=most), strict=True)
            if k in inside
        )  # fmt: skip
        if len(ring) - kept < LEAK:
            hard |= inside
    return hard


def _circles(columns: Sequence[Column], among: Iterable[int]) -> list[list[int]]:
    """Circles of holdings, also those of a company that holds its own shares."""
    found = rings({c: columns[c].owners for c in among})
    return [ring for ring in found if len(ring) > 1 or ring[0] in columns[ring[0]].owners]


def _solved(
    columns: Sequence[Column], root: int, among: Sequence[int], without: set[int], *, most: bool
) -> dict[int, float] | None:
    """Y[:, root] / (1 + diagonal of Y), columns of ``without`` taken as held by nobody; None: singular."""
    import numpy as np

    place = {node: at for at, node in enumerate(among)}
    entries = [
        (place[k], place[c], share)
        for c in among if c not in without
        for k, share in zip(columns[c].owners, columns[c].ends(most=most), strict=True) if share > 0.0
    ]  # fmt: skip
    looped = sorted(place[c] for ring in _circles(columns, among) for c in ring)
    try:
        reached, back = _inverse(len(among), entries, place[root], looped)
    except (np.linalg.LinAlgError, RuntimeError):  # dense and sparse: singular
        return None
    if not np.isfinite(reached).all() or not np.isfinite(back).all() or back.max(initial=1.0) > 1 / LEAK:
        return None
    reached[place[root]] -= 1.0
    return {node: float(reached[at] / back[at]) for node, at in place.items()}


def _inverse(
    size: int, entries: Sequence[tuple[int, int, float]], root: int, looped: Sequence[int]
) -> tuple[Vector, Vector]:
    """Column ``root`` of (I - A)^-1, and its diagonal (which is 1 outside circles)."""
    import numpy as np

    if size <= DENSE:
        matrix = np.eye(size)
        for row, column, share in entries:
            matrix[row, column] -= share
        inverse = np.linalg.inv(matrix)
        return inverse[:, root].copy(), np.diag(inverse).copy()
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    rows, columns, shares = zip(*entries, strict=True)
    factors = splu((eye_array(size, format="csc") - csc_array((shares, (rows, columns)), shape=(size, size))).tocsc())
    unit, diagonal = np.zeros(size), np.ones(size)
    for node in looped:
        unit[node] = 1.0
        diagonal[node] = factors.solve(unit)[node]
        unit[node] = 0.0
    unit[root] = 1.0
    return factors.solve(unit), diagonal


def _upward(columns: Sequence[Column], start: Iterable[int]) -> set[int]:
    """``start`` and all above."""
    found = set(start)
    todo = list(found)
    while todo:
        for owner in columns[todo.pop()].owners:
            if owner not in found:
                found.add(owner)
                todo.append(owner)
    return found


def _downward(part: Part, owner: int) -> set[int]:
    below: dict[int, list[int]] = {}
    for c, column in enumerate(part.columns):
        for link in column:
            below.setdefault(part.index[link.owner], []).append(c)
    found: set[int] = set()
    todo = [owner]
    while todo:
        for c in below.get(todo.pop(), ()):
            if c not in found:
                found.add(c)
                todo.append(c)
    return found - {owner}


def _stated_above(part: Part, of: Node) -> set[Node]:
    """Owners from whom some chain of stated shares leads down to ``of``."""
    found: set[Node] = set()
    todo = [of]
    while todo:
        for link in part.column(todo.pop()):
            if link.money is not None and link.owner not in found:
                found.add(link.owner)
                todo.append(link.owner)
    return found


def _stated_below(part: Part, owner: Node) -> set[Node]:
    below: dict[Node, list[Node]] = {}
    for link in part.links:
        if link.money is not None:
            below.setdefault(link.owner, []).append(link.owned)
    found: set[Node] = set()
    todo = [owner]
    while todo:
        for owned in below.get(todo.pop(), ()):
            if owned not in found:
                found.add(owned)
                todo.append(owned)
    return found
