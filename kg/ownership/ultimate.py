"""Ultimate owners of everything in a part at once: those in control whom nobody controls.

Controllers by one holding are found first, and their circles (strongly connected components); only those whom no
single holding controls are then followed down with all their votes, so that the cost is the holdings that they reach.
What only a circle controls, with nobody outside, is *self-owned*: it has no ultimate owner but a ring, a fact about
the company and no gap in the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ownership.control import Votes, concert_reach, concerts_of
from kg.ownership.holdings import Node
from kg.ownership.links import Part, Rules
from kg.ownership.rings import rings
from kg.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class Ultimate:
    """Who stands at the end of the chains of control over a company. ``joint``: through a declared concert.

    Several ``owners`` without ``joint``: several are stated to control, or the threshold is below a half.
    ``ring``: it is self-owned by these. None of all: nobody is known to control it.
    """

    owners: tuple[Node, ...] = ()
    ring: tuple[Node, ...] = ()
    joint: bool = False


@dataclass(frozen=True, slots=True)
class _Actor:
    """Who decides as one: an owner, a circle of them, or parties in concert; and what it controls."""

    members: tuple[int, ...]
    reach: Mapping[int, None]
    concert: bool = False
    ring: bool = False


@uncollected
def ultimate_owners(part: Part, rules: Rules | None = None, votes: Votes | None = None) -> dict[Node, Ultimate]:
    """The ultimate owners of each node of the part that anybody controls."""
    votes = votes or Votes(part, rules or Rules())
    actors = [_whole_ring(actor, votes) for actor in _merged(_heads(votes))] + _concerts(votes)
    over: dict[int, list[int]] = {}
    for at, actor in enumerate(actors):
        for node in actor.reach:
            over.setdefault(node, []).append(at)
    rulers = {node: _undominated(held_by, actors) for node, held_by in over.items()}
    told: dict[tuple[int, ...], Ultimate] = {}
    found = {}
    for node in sorted(rulers):
        several = tuple(rulers[node])
        if several not in told:
            told[several] = _ultimate(several, rulers, actors, part)
        found[part.nodes[node]] = told[several]
    return found


def _heads(votes: Votes) -> list[_Actor]:
    """Owners, and circles of them, whom no single holding of somebody outside controls.

    Who controls nothing by one holding is none: no block of holdings comes about without a first majority.
    """
    direct = votes.alone()
    ring_of: dict[int, int] = {}
    circles = rings(direct)
    for at, circle in enumerate(circles):
        ring_of.update(dict.fromkeys(circle, at))
    ruled = {
        ring_of[owned] for node, several in direct.items() for owned in several
        if ring_of.get(owned, ring_of[node]) != ring_of[node]
    }  # fmt: skip
    found = []
    for at, circle in enumerate(circles):
        if at not in ruled:
            reach = votes.controlled(circle)
            held_by_itself = len(circle) > 1 or circle[0] in reach
            found.append(_Actor(tuple(circle), dict.fromkeys([*circle, *reach]) if held_by_itself else reach,
                                ring=held_by_itself))  # fmt: skip
    return found


def _merged(heads: Sequence[_Actor]) -> list[_Actor]:
    """Heads that control each other, each by several holdings together, are one circle."""
    head_of = {member: at for at, head in enumerate(heads) for member in head.members}
    leads = {at: [head_of[n] for n in head.reach if n in head_of] for at, head in enumerate(heads)}
    found = []
    for circle in rings(leads):
        if len(circle) == 1:
            found.append(heads[circle[0]])
        else:
            members = tuple(sorted(m for at in circle for m in heads[at].members))
            found.append(_Actor(members, dict.fromkeys([*members, *heads[circle[0]].reach]), ring=True))
    return found


def _whole_ring(actor: _Actor, votes: Votes) -> _Actor:
    """A ring with all that lead back into it, also those whom one of its members controls."""
    if not actor.ring:
        return actor
    first = actor.members[0]
    members = {*actor.members, *(node for node in actor.reach if first in votes.by(node))}
    return replace(actor, members=tuple(sorted(members)))


def _concerts(votes: Votes) -> list[_Actor]:
    found = []
    for concert, parties in concerts_of(votes.part, votes.rules):
        reach = concert_reach(votes, concert, parties)
        alone = {node for party in parties for node in votes.controlled([party])}
        if together := {node: None for node in reach if node not in alone and node not in parties}:
            found.append(_Actor(tuple(parties), together, concert=True))
    return found


def _undominated(several: Sequence[int], actors: Sequence[_Actor]) -> list[int]:
    """Actors none of whose members another of them controls (a concert: all of whose parties)."""
    if len(several) == 1:
        return list(several)
    return [a for a in several if not any(a != b and _dominates(actors[b], actors[a]) for b in several)]


def _dominates(above: _Actor, below: _Actor) -> bool:
    inside = [m in above.reach or m in above.members for m in below.members]
    return not set(below.members) <= set(above.members) and (all(inside) if below.concert else any(inside))


def _ultimate(of: Sequence[int], rulers: Mapping[int, Sequence[int]], actors: Sequence[_Actor], part: Part) -> Ultimate:
    """The owners at the end of the actors ``of``, a concert's parties taken up to those who control each."""
    owners: set[int] = set()
    ring: set[int] = set()
    joint = False
    todo, seen = list(of), set()
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        actor = actors[at]
        if actor.ring:
            ring.update(actor.members)
        elif actor.concert:
            joint = True
            for party in actor.members:
                above = rulers.get(party)
                todo += above or ()
                owners.update(() if above else (party,))
        else:
            owners.update(actor.members)
    named = _named(owners, part)
    return Ultimate(named, _named(ring, part) if not named else (), joint)


def _named(nodes: Iterable[int], part: Part) -> tuple[Node, ...]:
    return tuple(sorted(part.nodes[node] for node in nodes))
