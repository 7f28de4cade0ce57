"""Holdings as they are stated, as of a day, and one of each where statements contradict each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.query import Row

Node = tuple[str, str]
"""``("source" or "owner", id)``: an owner and a source may have the same id."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds. ``category`` is one of ``kg.model.OWNER_CATEGORIES``."""

    id: str
    name: str
    kind: str | None
    country: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One statement: ``owner`` holds a share of ``owned`` between ``low`` and ``high`` (0 to 1); None: not said."""

    owner: Owner
    owned: Node
    owned_name: str
    low: float | None
    high: float | None
    text: str | None
    interest: str | None
    control: bool | None
    valid_from: date | None
    valid_to: date | None
    observed: date | None
    evidence: str | None
    load: str | None
    fact: str

    @property
    def undated(self) -> bool:
        """Whether no period is stated: it is shown so, never as current."""
        return self.valid_from is None and self.valid_to is None

    @property
    def above_low(self) -> bool:
        """Whether the low end itself is excluded, as in ``>50``."""
        return (self.text or "").lstrip().startswith(">")

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its period: from the first day on, up to and without the last."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def told(self) -> dict[str, Any]:
        """The holding as a link of a path."""
        return {
            "owner": self.owner.id, "owned": self.owned[1], "share": self.text, "low": self.low, "high": self.high,
            "control": self.control, "valid_from": self.valid_from, "valid_to": self.valid_to,
            "observed": self.observed, "evidence": self.evidence,
        }  # fmt: skip


def read(rows: Iterable[Row]) -> list[Holding]:
    """Holdings from rows of a holdings text, each once, in a fixed order."""
    found = {(row["owner"], row["owned_kind"], row["owned"], row["fact"] or ""): _holding(row) for row in rows}
    return [found[key] for key in sorted(found)]


def _holding(row: Row) -> Holding:
    low, high = share_range(row["share_exact"], row["share_min"], row["share_max"])
    return Holding(
        Owner(row["owner"], row["owner_name"] or row["owner"], row["kind"], row["country"], row["category"]),
        (row["owned_kind"], row["owned"]), row["owned_name"] or row["owned"], low, high, row["share_text"],
        row["interest"], row["states_control"], row["valid_from"], row["valid_to"], row["observed"], row["evidence"],
        row["load"], row["fact"] or "",
    )  # fmt: skip


def share_range(exact: float | None, least: float | None, most: float | None) -> tuple[float | None, float | None]:
    """A share as a range; (None, None) where nothing is said.

    >>> share_range(0.51, None, None), share_range(None, 0.25, None), share_range(None, None, None)
    ((0.51, 0.51), (0.25, 1.0), (None, None))
    """
    if exact is not None:
        return exact, exact
    if least is None and most is None:
        return None, None
    return least or 0.0, 1.0 if most is None else most


def as_of(holdings: Sequence[Holding], day: date) -> tuple[list[Holding], list[str]]:
    """The holdings of a day, one for each owner and owned, and remarks where several statements stood to choose from.

    Of statements about the same two the newest observed counts, then one that says a share, then the latest start.
    """
    pairs: dict[tuple[str, Node], list[Holding]] = {}
    for holding in in_force(holdings, day):
        pairs.setdefault((holding.owner.id, holding.owned), []).append(holding)
    chosen = [max(several, key=_trust) for several in pairs.values()]
    notes = [
        f"{several[0].owner.name} and {several[0].owned_name}: {len(several)} statements of their holding differ; "
        "the newest counts here, kg owners --history shows them all"
        for several in pairs.values()
        if len({(h.low, h.high, h.control) for h in several}) > 1
    ]
    return chosen, notes + over_full(chosen)


def _trust(holding: Holding) -> tuple[date, bool, date, str]:
    return (holding.observed or date.min, holding.low is not None, holding.valid_from or date.min, holding.fact)


def over_full(holdings: Iterable[Holding]) -> list[str]:
    """Remarks on what is held by more than 100 %: its statements contradict each other."""
    sums: dict[Node, list[Holding]] = {}
    for holding in holdings:
        sums.setdefault(holding.owned, []).append(holding)
    return [
        f"contradiction: {held[0].owned_name} is held by {total:.0%} in all"
        for held in sums.values()
        if (total := sum(h.low or 0.0 for h in held)) > 1 + 1e-6  # stated per cents are rounded
    ]


def in_force(holdings: Iterable[Holding], day: date) -> list[Holding]:
    """All statements whose period holds the day."""
    return [h for h in holdings if h.holds_on(day)]


def by_owned(holdings: Iterable[Holding]) -> Mapping[Node, list[Holding]]:
    """Holdings by what is held."""
    found: dict[Node, list[Holding]] = {}
    for holding in holdings:
        found.setdefault(holding.owned, []).append(holding)
    return found
