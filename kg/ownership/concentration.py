"""How concentrated ownership is: HHI and CR4 over ultimate owners, with bounds for what is not known.

HHI is the sum of the squared per cents, 0 to 10,000 (Hirschman 1945, Herfindahl 1950; US Department of Justice and FTC
Merger Guidelines 2023: above 1,800 is highly concentrated); CR4 the share of the four largest, 0 to 1. The share basis
is always named: by sources each outlet weighs one, by articles it weighs what it published.

What has no established ultimate owner is kept apart and bounded: at the lowest each such outlet has an owner of its
own whom nobody else shares, at the highest all of them belong to the largest owner that is known. Both ends are
reached by some truth, since squares grow most where they are largest. Joint owners share an outlet's weight evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LARGEST = 4
"""Owners in CR4."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An outlet: its weight (1, or its articles), and its ultimate owners' ids; none where not established.

    A self-owned outlet has an owner: give its ring one id.
    """

    weight: float
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concentration:
    """``basis``: what shares are shares of. ``shares``: of the known owners, 0 to 1, the largest first.

    ``unknown``: the share without an established owner. ``hhi`` (0 to 10,000) and ``cr4`` (0 to 1): the lowest and the
    highest that it allows.
    """

    basis: str
    total: float
    shares: tuple[tuple[str, float], ...]
    unknown: float
    hhi: tuple[float, float]
    cr4: tuple[float, float]


def concentration(units: Iterable[Unit], basis: str) -> Concentration | None:
    """HHI and CR4 by ultimate owner; None where there is nothing to weigh. Raises ValueError for a negative weight.

    >>> told = concentration([Unit(1, ("a",)), Unit(1, ("a",)), Unit(1, ("b",)), Unit(1)], "sources")
    >>> told.hhi, told.unknown
    ((3750.0, 6250.0), 0.25)
    """
    several = [unit for unit in units if unit.weight]
    if any(unit.weight < 0 for unit in several):
        raise ValueError("an outlet of negative weight")
    total = sum(unit.weight for unit in several)
    if not total:
        return None
    known: dict[str, float] = {}
    for unit in several:
        for owner in unit.owners:
            known[owner] = known.get(owner, 0.0) + unit.weight / total / len(unit.owners)
    alone = [unit.weight / total for unit in several if not unit.owners]
    shares = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    sizes = [share for _, share in shares]
    together = [*([sizes[0] + sum(alone)] if sizes else [sum(alone)]), *sizes[1:]]
    return Concentration(
        basis, total, tuple(shares), sum(alone),
        (_hhi([*sizes, *alone]), _hhi(together)), (_largest([*sizes, *alone]), _largest(together)),
    )  # fmt: skip


def _hhi(shares: Sequence[float]) -> float:
    return round(sum((100 * share) ** 2 for share in shares), 6)


def _largest(shares: Sequence[float]) -> float:
    return min(round(sum(sorted(shares, reverse=True)[:LARGEST]), 12), 1.0)
