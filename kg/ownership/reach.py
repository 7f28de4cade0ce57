"""The share of one owner in everything below it, at the low ends of the ranges or at the best choice within them.

The highest value is found by policy iteration over an interval Markov chain (Givan, Leach and Dean 2000,
"Bounded-parameter Markov decision processes"; Sen, Viswanathan and Agha 2006): each company gives every holder its low
end and the rest of its capital to the holders that lead most to the owner, until nothing gets better. It is exact, not
only an upper bound, and it can't pass 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.ownership.links import Part

FULL = 1e-12
"""What rounding in binary adds to shares that make up exactly all."""
_BETTER = 1e-13
"""An improvement smaller than this is rounding."""
_SMALL = 300
"""Companies up to which a dense solution is quicker than a sparse one."""


@dataclass(frozen=True, slots=True)
class Column:
    """Who holds a company, by number, with the ends of their ranges. ``over``: the low ends make more than all."""

    owners: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    over: bool

    def ends(self, *, most: bool) -> tuple[float, ...]:
        """The high or the low ends."""
        return self.high if most else self.low


def columns_of(part: Part) -> list[Column]:
    """The money of a part's links as numbers. No high end is more than the others' low ends leave of the company."""
    return [
        _column([part.index[k.owner] for k in column], [k.money or (0.0, 1.0) for k in column])
        for column in part.columns
    ]


def _column(owners: Sequence[int], ranges: Sequence[tuple[float, float]]) -> Column:
    lows = tuple(low for low, _ in ranges)
    total = sum(lows)
    over = total > 1 + FULL
    rest = 1 - total if 1 - total > FULL else 0.0
    highs = tuple(high if over else min(high, low + rest) for low, high in ranges)
    return Column(tuple(owners), lows, highs, over)


def chances(columns: Sequence[Column], target: int, *, most: bool) -> list[float]:
    """The effective share of ``target`` in each node (0 where it holds nothing of it; 1 in itself)."""
    far = _distances(columns, target, most=most)
    value = {node: 1.0 / (1 + steps) for node, steps in far.items()}
    del far[target]
    weights = {c: _shared_out(columns[c], value, most=most) for c in far}
    while True:
        value = _solve(columns, weights, target)
        if not most:
            break
        better = {}
        for c in far:
            if not columns[c].over and (new := _shared_out(columns[c], value, most=True)) != weights[c]:
                gain = sum(s * value[k] for k, s in new.items()) - value[c]
                if gain > _BETTER:
                    better[c] = new
        if not better:
            break
        weights.update(better)
    return [value.get(node, 0.0) for node in range(len(columns))]


def _distances(columns: Sequence[Column], target: int, *, most: bool) -> dict[int, int]:
    """Links from the target down to all in which it may hold a share."""
    below: dict[int, list[int]] = {}
    for c, column in enumerate(columns):
        for k, share in zip(column.owners, column.ends(most=most), strict=True):
            if share > 0.0:
                below.setdefault(k, []).append(c)
    far = {target: 0}
    todo = [target]
    for node in todo:  # grows while it is walked over: breadth first
        for c in below.get(node, ()):
            if c not in far:
                far[c] = far[node] + 1
                todo.append(c)
    return far


def _shared_out(column: Column, value: Mapping[int, float], *, most: bool) -> dict[int, float]:
    """The shares of the holders that lead to the target: low ends, then the rest to those that lead there most."""
    if not most:
        return {k: s for k, s in zip(column.owners, column.low, strict=True) if k in value and s > 0.0}
    if column.over:
        return {k: s for k, s in zip(column.owners, column.high, strict=True) if k in value and s > 0.0}
    rest = 1 - sum(column.low)
    rest = rest if rest > FULL else 0.0
    found = {}
    for at in sorted(range(len(column.owners)), key=lambda at: (-value.get(column.owners[at], 0.0), at)):
        owner, low = column.owners[at], column.low[at]
        more = max(0.0, min(column.high[at] - low, rest))
        rest -= more
        if owner in value and low + more > 0.0:
            found[owner] = low + more
    return found


def _solve(columns: Sequence[Column], weights: Mapping[int, Mapping[int, float]], target: int) -> dict[int, float]:
    """The values that a choice of shares gives. What flows through a company held by more than all is cut at 1:
    such companies start at 1 and are let down as long as less than all flows through one of them."""
    cut = {c for c in weights if columns[c].over}
    while True:
        value = _linear(weights, cut | {target})
        loose = {c for c in cut if sum(s * value[k] for k, s in weights[c].items()) < 1 - FULL}
        if not loose:
            return value
        cut -= loose


def _linear(weights: Mapping[int, Mapping[int, float]], ones: set[int]) -> dict[int, float]:
    """The solution of v[c] = sum of s[k] v[k], v being 1 for ``ones``."""
    import numpy as np

    free = [c for c in weights if c not in ones]
    place = {c: at for at, c in enumerate(free)}
    value = dict.fromkeys(ones, 1.0)
    if not free:
        return value
    known = np.array([sum(s for k, s in weights[c].items() if k in ones) for c in free])
    between = [(place[c], place[k], s) for c in free for k, s in weights[c].items() if k in place]
    if len(free) <= _SMALL:
        matrix = np.eye(len(free))
        for row, column, share in between:
            matrix[row, column] -= share
        solved = np.linalg.solve(matrix, known)
    else:
        from scipy.sparse import csc_array, eye_array
        from scipy.sparse.linalg import spsolve

        rows, places, shares = zip(*between, strict=True) if between else ((), (), ())
        size = len(free)
        held = csc_array((np.array(shares, dtype=float), (rows, places)), shape=(size, size))
        solved = spsolve((eye_array(size, format="csc") - held).tocsc(), known)
    value.update((c, min(max(float(v), 0.0), 1.0)) for c, v in zip(free, solved, strict=True))
    return value
