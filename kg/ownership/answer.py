"""Who owns an outlet, and what an owner owns: each owner with its share, its control and the holdings that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.ownership.control import Control, Votes, joint
from kg.ownership.holdings import Choice, Holding, Node
from kg.ownership.links import Link, Overfull, Part, Register, Rules, overfull
from kg.ownership.shares import Share, effective_shares, shares_of
from kg.ownership.ultimate import Ultimate, ultimate_owners

MOST_PATHS = 2_000
"""Chains of holdings that are listed; further ones are counted as left out. Shares and control don't depend on it."""

Above = Literal["controlled", "in a ring", "may be controlled", "nobody in control", "not established"]
"""What is known above an owner. ``not established``: no holding in it is recorded at all."""


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """What one owner has of one company or outlet.

    ``owner`` and ``owned``: who, and of what. ``direct``: its own statements, the one that counts first; empty where it
    holds through others only. ``share_low`` to ``share_high``: its effective share, 0 to 1; not ``known``: no chain of
    stated shares leads there, so the range is only what the others leave. ``control``: None where the data leaves it
    open; ``how``: what establishes it. ``ultimate``: in control, and controlled by nobody that is known; ``above`` says
    what is known. ``depth``: holdings on the shortest way. ``paths``: chains of holdings, from the outlet up.
    """

    owner: Node
    owned: Node
    direct: tuple[Holding, ...]
    share_low: float
    share_high: float
    known: bool
    control: bool | None
    how: Control | None
    ultimate: bool
    above: Above
    depth: int
    paths: tuple[tuple[Holding, ...], ...]

    @property
    def undated(self) -> bool:
        """Whether some holding that leads there has no period: it is shown so, never as current."""
        return any(h.undated for path in self.paths for h in path)


@dataclass(frozen=True, slots=True)
class Upstream:
    """All who stand above an outlet or owner, the nearest and largest first.

    ``ultimate``: who controls it in the end, or the ring that owns itself. ``choices``: statements that differ, with
    the one that was computed with; ``overfull``: companies of which more than all is held; ``roles``: board seats and
    the like, which are no holdings. ``complete``: all chains are among the ``paths``.
    """

    of: Node
    answers: tuple[OwnerAnswer, ...]
    ultimate: Ultimate
    choices: tuple[Choice, ...]
    overfull: tuple[Overfull, ...]
    roles: tuple[Holding, ...]
    complete: bool

    @property
    def established(self) -> bool:
        """Whether any holding in it is recorded; if not, its owner is "not established"."""
        return bool(self.answers)


def upstream(
    outlet: Node, holdings: Iterable[Holding] | Register, day: date | None = None, rules: Rules | None = None
) -> Upstream:
    """Who owns ``outlet`` as of ``day`` (None: whenever). A ``Register`` brings its own day and rules."""
    register = holdings if isinstance(holdings, Register) else Register(holdings, day, rules)
    part = register.above(outlet)
    votes = Votes(part, register.rules)
    tops = ultimate_owners(part, votes=votes)
    shares = effective_shares(part, outlet)
    chains, complete = _chains(part, outlet)
    together = joint(votes, outlet)
    above = {owner: _above(owner, part, votes, tops) for owner in shares}
    answers = [
        _answer(
            votes,
            owner,
            outlet,
            shares[owner],
            together=together.get(owner),
            above=above[owner],
            paths=tuple(chains[owner]),
        )
        for owner in shares
    ]
    answers.sort(key=lambda a: (a.depth, -a.share_low, -a.share_high, a.owner))
    ultimate = tops.get(outlet, Ultimate())
    return Upstream(outlet, tuple(answers), ultimate, part.choices, tuple(overfull(part)), part.roles, complete)


def downstream(
    owner: Node, holdings: Iterable[Holding] | Register, day: date | None = None, rules: Rules | None = None
) -> tuple[OwnerAnswer, ...]:
    """All that ``owner`` holds something of, itself or through others, the nearest first, with the chains up to it.

    ``ultimate`` is true where the owner controls it and nobody is known to control the owner.
    """
    register = holdings if isinstance(holdings, Register) else Register(holdings, day, rules)
    part = register.below(owner)
    upper = register.above(owner)
    votes, upper_votes = Votes(part, register.rules), Votes(upper, register.rules)
    above = _above(owner, upper, upper_votes, ultimate_owners(upper, votes=upper_votes))
    shares = shares_of(part, owner)
    chains = _chains_below(part, owner)
    found = [
        _answer(
            votes,
            owner,
            owned,
            shares[owned],
            together=joint(votes, owned).get(owner),
            above=above,
            paths=tuple(chains[owned]),
        )
        for owned in shares
    ]
    return tuple(sorted(found, key=lambda a: (a.depth, -a.share_low, -a.share_high, a.owned)))


def _answer(
    votes: Votes, owner: Node, owned: Node, share: Share, *, together: Control | None, above: Above,
    paths: tuple[tuple[Holding, ...], ...],
) -> OwnerAnswer:  # fmt: skip
    me, it = votes.part.index[owner], votes.part.index[owned]
    how = votes.established([me], it) or together
    control = True if how else None if it in votes.by(me, sure=False) else False
    direct: tuple[Holding, ...] = next((k.holdings for k in votes.part.column(owned) if k.owner == owner), ())
    ultimate = control is True and above not in ("controlled", "in a ring")
    depth = min((len(path) for path in paths), default=0)
    return OwnerAnswer(owner, owned, direct, share.low, share.high, share.stated, control, how, ultimate, above, depth,
                       paths)  # fmt: skip


def _above(owner: Node, part: Part, votes: Votes, tops: Mapping[Node, Ultimate]) -> Above:
    """What is known of who controls an owner."""
    if top := tops.get(owner):
        return "in a ring" if owner in top.ring else "controlled"
    if not part.column(owner):
        return "not established"
    me = part.index[owner]
    several = {part.index[k.owner] for k in _links_above(part, owner)} - {me}
    may = any(me in votes.by(other, sure=False) for other in several)
    return "may be controlled" if may else "nobody in control"


def _links_above(part: Part, node: Node) -> list[Link]:
    found: dict[Node, tuple[Link, ...]] = {}
    todo = [node]
    while todo:
        at = todo.pop()
        if at not in found:
            found[at] = part.column(at)
            todo += [link.owner for link in found[at]]
    return [link for links in found.values() for link in links]


def _chains(part: Part, root: Node) -> tuple[dict[Node, list[tuple[Holding, ...]]], bool]:
    """Chains from ``root`` up to each owner, shortest first, none through the same owner twice; whether all are there.

    Each owner has its shortest chain, however many there are.
    """
    found: dict[Node, list[tuple[Holding, ...]]] = {}
    level: list[tuple[Link, ...]] = [(link,) for link in part.column(root) if link.owner != root]
    listed = 0
    complete = True
    while level:
        longer: list[tuple[Link, ...]] = []
        for chain in level:
            top = chain[-1].owner
            if listed >= MOST_PATHS:
                complete = False
                if top in found:
                    continue
            found.setdefault(top, []).append(tuple(link.holding for link in chain))
            listed += 1
            seen = {root, *(link.owner for link in chain)}
            longer += [(*chain, link) for link in part.column(top) if link.owner not in seen]
        level = longer
    return found, complete


def _chains_below(part: Part, owner: Node) -> dict[Node, list[tuple[Holding, ...]]]:
    """Chains from each company up to ``owner``: those of the links below it."""
    below: dict[Node, list[Link]] = {}
    for link in part.links:
        below.setdefault(link.owner, []).append(link)
    found: dict[Node, list[tuple[Holding, ...]]] = {}
    level: list[tuple[Link, ...]] = [(link,) for link in below.get(owner, []) if link.owned != owner]
    listed = 0
    while level:
        longer: list[tuple[Link, ...]] = []
        for chain in level:
            end = chain[-1].owned
            if listed >= MOST_PATHS and end in found:
                continue
            found.setdefault(end, []).append(tuple(link.holding for link in reversed(chain)))
            listed += 1
            seen = {owner, *(link.owned for link in chain)}
            longer += [(*chain, link) for link in below.get(end, []) if link.owned not in seen]
        level = longer
    return found
