"""Holdings as sources state them, which of them are in force on a day, and which to compute with where they differ.

Periods are half-open (``valid_to`` is the first day on which it no longer holds), as in SQL:2011; shares are fractions
of one. Nothing here is dropped in silence: what is not computed with is handed back as a ``Choice``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from kg.errors import UsageError
from kg.ownership.interests import Carries, carried

Basis = Literal["economic", "voting"]


class Node(NamedTuple):
    """``kind`` is owner or source: an owner and an outlet may have the same id and are two."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One statement: ``owner`` holds a share of ``owned``.

    ``exact``, or ``low`` to ``high``, 0 to 1; all None: the share is not stated. ``above``: the low end itself is
    excluded ("> 50 %"). ``control``: what the source states; None: nothing. ``basis``: money or votes, where the source
    tells them apart (``votingRights`` are votes without it). ``indirect``: the source states an effective share,
    through others. ``source``: who says so. Raises ValueError for a share outside 0 to 1 or a range upside down.
    """

    owner: Node
    owned: Node
    exact: float | None = None
    low: float | None = None
    high: float | None = None
    above: bool = False
    interest: str | None = None
    control: bool | None = None
    basis: Basis | None = None
    indirect: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    observed: date | None = None
    evidence: str | None = None
    source: str | None = None
    load: str | None = None
    fact: str = ""

    def __post_init__(self) -> None:
        found = self.share
        if found is not None and not 0.0 <= found[0] <= found[1] <= 1.0:
            raise ValueError(f"a share outside 0 to 1, or a range upside down: {found[0]} to {found[1]}")

    @property
    def share(self) -> tuple[float, float] | None:
        """The share as a range; an end that is not stated is open (0 or 1); None: nothing is stated."""
        if self.exact is not None:
            return self.exact, self.exact
        if self.low is None and self.high is None:
            return None
        return self.low or 0.0, 1.0 if self.high is None else self.high

    @property
    def undated(self) -> bool:
        """Whether no period is stated: it is shown so, never as current."""
        return self.valid_from is None and self.valid_to is None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the period: from its first day on, up to and without its last."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def carries(self) -> Carries:
        """Whether its share is one of money, of votes, or of both, and whether the interest is control by itself."""
        if self.basis == "economic":
            return Carries("economic", None, False)
        return Carries(None, "votes", False) if self.basis == "voting" else carried(self.interest)

    @property
    def measure(self) -> str:
        """What the share is a share of: shares, economic, votes, profits, control or role."""
        if self.interest is None and self.basis is None:
            return "shares"
        what = self.carries
        return what.economic or what.votes or ("control" if what.control else "role")


def as_of(holdings: Iterable[Holding], day: date, *, undated: bool = True) -> list[Holding]:
    """The statements in force on a day. ``undated``: whether those without any period are among them."""
    return [h for h in holdings if h.holds_on(day) and (undated or not h.undated)]


@dataclass(frozen=True, slots=True)
class Policy:
    """Which of contradicting statements to compute with.

    ``newest``: the one observed last. ``most-trusted``: by ``sources``, the most trusted first. ``source``: those that
    ``sources`` names, before all others. Ties go to the newest, then to the narrower range, then to a fixed order.
    """

    kind: Literal["newest", "most-trusted", "source"] = "newest"
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind != "newest" and not self.sources:
            raise UsageError(f"{self.kind} without a source", "name the sources, the most trusted first")

    def rank(self, holding: Holding) -> tuple[object, ...]:
        """Sorts the statement to compute with first."""
        trusted = len(self.sources)
        if self.kind != "newest" and holding.source in self.sources:
            trusted = self.sources.index(holding.source) if self.kind == "most-trusted" else 0
        low, high = holding.share or (0.0, 2.0)  # an unstated share is the widest range of all
        seen, begun = (-(d or date.min).toordinal() for d in (holding.observed, holding.valid_from))
        return (trusted, seen, high - low, begun, low, *_fixed(holding))


def _fixed(holding: Holding) -> tuple[object, ...]:
    ended = (holding.valid_to or date.max).toordinal()
    return (holding.control is None, holding.control is False, not holding.above, ended, holding.interest or "",
            holding.evidence or "", holding.source or "", holding.load or "", holding.fact)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Statements on the same holding that differ: ``kept`` is computed with, ``others`` are shown beside it.

    ``disjoint``: no share fits them all; else one is only less precise, or states control that the other denies.
    """

    kept: Holding
    others: tuple[Holding, ...]
    disjoint: bool


@dataclass(frozen=True, slots=True)
class Preferred:
    """Statements to compute with, in a fixed order, and the choices that were made."""

    kept: tuple[Holding, ...]
    choices: tuple[Choice, ...]


def prefer(holdings: Iterable[Holding], policy: Policy | None = None) -> Preferred:
    """Of statements on the same holding in the same time that differ, the one to compute with.

    Compared are statements of the same owner and owned on the same measure (shares, votes …) whose periods overlap.
    A statement without a share contradicts no share, and one without a word on control contradicts none.
    """
    rank = (policy or Policy()).rank
    groups: dict[tuple[Node, Node, str, bool], list[Holding]] = {}
    for holding in holdings:
        groups.setdefault((holding.owner, holding.owned, holding.measure, holding.indirect), []).append(holding)
    kept: list[Holding] = []
    choices: list[Choice] = []
    for key in sorted(groups):
        several = groups[key]
        if len(several) == 1:
            kept += several
            continue
        chosen, made = _choose(sorted(set(several), key=rank))
        kept += chosen
        choices += made
    return Preferred(tuple(kept), tuple(choices))


def _choose(ranked: Sequence[Holding]) -> tuple[list[Holding], list[Choice]]:
    """Keep each statement that no kept one contradicts or already says; ``ranked``: the preferred first."""
    kept: list[Holding] = []
    against: dict[Holding, list[Holding]] = {}
    for holding in ranked:
        other = next((k for k in kept if overlap(k, holding) and differ(k, holding)), None)
        if other is not None:
            against.setdefault(other, []).append(holding)
        elif not any(_says_all_of(k, holding) for k in kept):
            kept.append(holding)
    choices = [Choice(k, tuple(others), any(_disjoint(k, other) for other in others)) for k, others in against.items()]
    return kept, choices


def overlap(a: Holding, b: Holding) -> bool:
    """Whether some day lies in both periods."""
    begin = max(a.valid_from or date.min, b.valid_from or date.min)
    return (a.valid_to is None or begin < a.valid_to) and (b.valid_to is None or begin < b.valid_to)


def differ(a: Holding, b: Holding) -> bool:
    """Whether both state a share and not the same, or one states the control that the other denies."""
    shares = a.share is not None and b.share is not None and (a.share != b.share or a.above != b.above)
    return shares or (a.control is not None and b.control is not None and a.control != b.control)


def _disjoint(a: Holding, b: Holding) -> bool:
    return a.share is not None and b.share is not None and (a.share[1] < b.share[0] or b.share[1] < a.share[0])


def _says_all_of(known: Holding, other: Holding) -> bool:
    same_time = (known.valid_from, known.valid_to) == (other.valid_from, other.valid_to)
    return same_time and other.share in (None, known.share) and other.control in (None, known.control)


def contradictions(holdings: Iterable[Holding]) -> list[tuple[Holding, Holding]]:
    """Pairs of statements of all times on the same holding that differ in the same days: for a history."""
    groups: dict[tuple[Node, Node, str, bool], set[Holding]] = {}
    for holding in holdings:
        groups.setdefault((holding.owner, holding.owned, holding.measure, holding.indirect), set()).add(holding)
    rank = Policy().rank
    found = []
    for key in sorted(groups):
        ranked = sorted(groups[key], key=rank)
        found += [(a, b) for i, a in enumerate(ranked) for b in ranked[i + 1 :] if overlap(a, b) and differ(a, b)]
    return found
