"""Short ways to write down holdings, and a second computation of their shares, by dense matrices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from kg.ownership.answer import OwnerAnswer, Upstream
from kg.ownership.holdings import Holding, Node


def node(name: str) -> Node:
    """An outlet where the name ends in ``.example``, else an owner."""
    return Node("source" if name.endswith(".example") else "owner", name)


def holds(owner: str, owned: str, share: float | tuple[float, float] | None = None, **more: Any) -> Holding:
    """``owner`` holds a share of ``owned``, in force since 2010 unless told otherwise."""
    low, high = share if isinstance(share, tuple) else (None, None)
    exact = share if isinstance(share, (int, float)) else None
    given: dict[str, Any] = {"valid_from": date(2010, 1, 1), **more}
    return Holding(owner=node(owner), owned=node(owned), exact=exact, low=low, high=high, **given)


def of(told: Upstream, owner: str) -> OwnerAnswer:
    """What is told of one owner."""
    return next(a for a in told.answers if a.owner.id == owner)


def share(told: Upstream, owner: str) -> tuple[float, float]:
    """The effective share of one owner."""
    return of(told, owner).share_low, of(told, owner).share_high


def in_control(told: Upstream) -> set[str]:
    """All who control what was asked for."""
    return {a.owner.id for a in told.answers if a.control}


def ultimates(told: Upstream) -> list[str]:
    """Ids of its ultimate owners."""
    return [n.id for n in told.ultimate.owners]


def integrated(shares: Mapping[tuple[str, str], float]) -> tuple[list[str], Any]:
    """Names, and A (I - A)^-1 by dense inversion, rows the owners."""
    names = sorted({name for pair in shares for name in pair})
    matrix = np.zeros((len(names), len(names)))
    for (owner, owned), value in shares.items():
        matrix[names.index(owner), names.index(owned)] += value
    return names, matrix @ np.linalg.inv(np.eye(len(names)) - matrix)


def dense(shares: Mapping[tuple[str, str], float], of_: str) -> dict[str, float]:
    """Effective shares in ``of_`` by dense inversion, self-ownership taken out: Y[i, j] / (1 + Y[i, i])."""
    names, found = integrated(shares)
    column = names.index(of_)
    return {
        name: float(found[at, column] / (1 + found[at, at]))
        for at, name in enumerate(names) if name != of_ and found[at, column] > 0
    }  # fmt: skip
