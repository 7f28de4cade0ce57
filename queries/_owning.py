"""Effective shares, control and ultimate owners, as of a day. Pure.

An effective share is the sum over all ways of holdings of the products of their shares, also round a circle: the
solution of e = d + B e, with d the shares in the outlet and B those among its owners, found by iteration.
Control is the closure of majorities: what an owner and all that it controls hold together by more than half, or what a
source states as control.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from queries._holdings import Holding, Node, Owner, by_owned

MAJORITY = 0.5
MOST_PATHS = 2_000
"""Chains of holdings that are listed from one outlet up; more are left out, and said. Shares don't depend on it."""
_MOST_ROUNDS = 5_000
_SETTLED = 1e-14
"""A change of share by which the iteration is taken to have arrived; a circle at 100 % never does, and ends at 1."""


@dataclass(slots=True)
class Stake:
    """What one owner has of the outlet in question. Shares are effective, 0 to 1; None: not established."""

    owner: Owner
    paths: list[tuple[Holding, ...]] = field(default_factory=list)
    share_low: float | None = None
    share_high: float | None = None
    control: bool | None = None
    ultimate: bool = False

    @property
    def depth(self) -> int:
        """Holdings on the shortest way to the outlet."""
        return min((len(p) for p in self.paths), default=0)


@dataclass(frozen=True, slots=True)
class Upstream:
    """All who stand above a source or owner. ``complete``: every chain was followed."""

    stakes: Mapping[str, Stake]
    complete: bool
    circular: bool

    @property
    def ultimates(self) -> list[Owner]:
        """Ultimate owners: in control, and controlled by nobody."""
        return sorted((s.owner for s in self.stakes.values() if s.ultimate), key=lambda o: o.id)


def upstream(root: Node, holdings: Sequence[Holding]) -> Upstream:
    """Who holds how much of ``root``, and who controls it. ``holdings``: of one day, one for each owner and owned."""
    above = by_owned(holdings)
    chains = _chains(root, above)
    stakes: dict[str, Stake] = {}
    for chain in chains[:MOST_PATHS]:
        stakes.setdefault(chain[-1].owner.id, Stake(chain[-1].owner)).paths.append(chain)
    part = [h for held in _reached(root, above).values() for h in held]
    lows, highs = effective(root, part, low=True), effective(root, part, low=False)
    said = _said(root, above)
    surely = {id_: controlled(("owner", id_), part, sure=True) for id_ in stakes}
    maybe = {id_: controlled(("owner", id_), part, sure=False) for id_ in stakes}
    for id_, stake in stakes.items():
        if id_ in said:
            stake.share_low, stake.share_high = lows[id_], highs[id_]
        stake.control = True if root in surely[id_] else None if root in maybe[id_] else False
    for id_, stake in stakes.items():
        bosses = [other for other in stakes if other != id_ and ("owner", id_) in surely[other]]
        stake.ultimate = stake.control is True and not bosses
    ring = any(s.control for s in stakes.values()) and not any(s.ultimate for s in stakes.values())
    return Upstream(stakes, len(chains) <= MOST_PATHS, ring)


def _reached(root: Node, above: Mapping[Node, list[Holding]]) -> dict[Node, list[Holding]]:
    """The part of the holdings that lies above ``root``."""
    found: dict[Node, list[Holding]] = {}
    todo = [root]
    while todo:
        node = todo.pop()
        if node not in found:
            found[node] = above.get(node, [])
            todo += [("owner", h.owner.id) for h in found[node]]
    return found


def _chains(root: Node, above: Mapping[Node, list[Holding]]) -> list[tuple[Holding, ...]]:
    """Chains of holdings upward from ``root``, shortest first, none through the same owner twice."""
    found: list[tuple[Holding, ...]] = []
    todo: list[tuple[Holding, ...]] = [(h,) for h in above.get(root, []) if ("owner", h.owner.id) != root]
    while todo and len(found) <= MOST_PATHS:
        longer: list[tuple[Holding, ...]] = []
        for chain in todo:
            found.append(chain)
            seen = {root, *(("owner", h.owner.id) for h in chain)}
            top = above.get(("owner", chain[-1].owner.id), [])
            longer += [(*chain, h) for h in top if ("owner", h.owner.id) not in seen]
        todo = longer
    return found


def effective(root: Node, holdings: Sequence[Holding], *, low: bool) -> dict[str, float]:
    """The effective share of each owner in ``root``, by the low or the high ends (an unknown share: 0, or all)."""
    edges = [(h, (h.low or 0.0) if low else 1.0 if h.high is None else h.high) for h in holdings]
    direct = {h.owner.id: 0.0 for h in holdings}
    for holding, share in edges:
        if holding.owned == root:
            direct[holding.owner.id] += share
    between = [(h.owner.id, h.owned[1], share) for h, share in edges if h.owned[0] == "owner" and h.owned != root]
    found = dict(direct)
    for _ in range(_MOST_ROUNDS):
        new = dict(direct)
        for owner, owned, share in between:
            new[owner] += share * found.get(owned, 0.0)
        change = max((abs(new[o] - found[o]) for o in new), default=0.0)
        found = new
        if change < _SETTLED:
            break
    return {owner: round(min(share, 1.0), 12) for owner, share in found.items()}


def _said(root: Node, above: Mapping[Node, list[Holding]]) -> set[str]:
    """Owners whose share is established: along some way to ``root`` every holding says one."""
    found: set[str] = set()
    todo = [root]
    while todo:
        for holding in above.get(todo.pop(), []):
            if holding.low is not None and holding.owner.id not in found:
                found.add(holding.owner.id)
                todo.append(("owner", holding.owner.id))
    return found


def controlled(top: Node, holdings: Iterable[Holding], *, sure: bool) -> set[Node]:
    """What ``top`` controls: with all that it controls it holds more than half, or a source states control.

    ``sure``: by the low ends of shares; else by the high ends, an unknown share taken as all.
    """
    above = by_owned(holdings)
    held: set[Node] = {top}
    grown = True
    while grown:
        grown = False
        for owned, several in above.items():
            if owned not in held and _commands([h for h in several if ("owner", h.owner.id) in held], sure=sure):
                held.add(owned)
                grown = True
    return held - {top}


def _commands(holdings: Sequence[Holding], *, sure: bool) -> bool:
    if any(h.control for h in holdings):
        return True
    counted = [h for h in holdings if h.control is not False]
    if sure:
        votes = sum(h.low or 0.0 for h in counted)
        return votes > MAJORITY or (votes >= MAJORITY and any(h.above_low for h in counted))
    return sum(1.0 if h.high is None else h.high for h in counted) > MAJORITY


def ultimate_owners(sources: Iterable[str], holdings: Sequence[Holding]) -> dict[str, list[Owner]]:
    """The ultimate owners of each source; an empty list where none is established."""
    return {source: upstream(("source", source), holdings).ultimates for source in sources}
