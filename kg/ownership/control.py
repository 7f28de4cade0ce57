"""Who controls what: majorities of votes, also held together with what is controlled; control that is stated.

An owner controls a company when a source states it, or when it and all that it controls hold together more of the
votes than the threshold: the closure of Chapelle and Szafarz 2007, "Control consolidation with a threshold: an
algorithm" (IMA J. Management Mathematics 18), the integrated control of Vitali, Glattfelder and Battiston 2011. Votes
count where they are known, else shares. What is not established is told apart: ``sure`` computes with the low ends of
ranges, else with the most that the ranges allow beside the others' low ends.

Judgements: exactly half is no control, unless the parties have declared a concert (IFRS 11 asks for an agreement); a
holding whose source denies control carries no votes for its owner; what a company holds of itself doesn't vote
(Directive (EU) 2017/1132 article 63), while what its subsidiaries hold of it does: then it may be self-owned.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kg.ownership.holdings import Node
from kg.ownership.links import Concert, Link, Part, Rules
from kg.uncollected import uncollected

ControlKind = Literal["majority", "block", "stated", "joint"]
"""``majority``: a chain of single majorities. ``block``: somewhere only several holdings together make one.
``stated``: somewhere a source states it. ``joint``: only together with declared concert parties."""

_NONE, _ANY = (0.0, 0.0), (0.0, 1.0)
_ALONE, _ABOVE, _OVER = 1, 2, 4
_ROUNDING = 1e-9
"""Votes: a majority is passed by more than what adding fractions in binary loses."""


@dataclass(frozen=True, slots=True)
class Step:
    """Why ``owned`` is controlled: by which links, with how many votes at least, or whether it is only stated."""

    owned: Node
    by: tuple[Link, ...]
    votes: float
    stated: bool


@dataclass(frozen=True, slots=True)
class Control:
    """How control over a company is established: step by step from the owner down."""

    kind: ControlKind
    steps: tuple[Step, ...]
    with_: tuple[Node, ...] = ()
    """The other parties of the concert, where control is joint."""


class _Vote(NamedTuple):
    """``above``: more than ``low``. ``alone``: it commands by itself. ``over``: more than all of the company is held:
    nothing cuts its high end."""

    link: Link
    owner: int
    owned: int
    low: float
    high: float
    above: bool
    alone: bool
    over: bool


class _Ballot:
    """The votes cast so far in one company, none of which commands by itself."""

    __slots__ = ("above", "high", "low", "several")

    def __init__(self, low: float, high: float, *, above: bool) -> None:
        self.low, self.high, self.above, self.several = low, high, above, False

    def add(self, low: float, high: float, *, above: bool) -> None:
        """One more."""
        self.low += low
        self.high += high
        self.above = self.above or above
        self.several = True


class Votes:
    """The votes of a part, ready to be counted for any owner.

    They stand in arrays, an owner's side by side (``_from[owner]`` is where they begin): walking from owner to owner
    through tuples costs the more, the less of a large register the processor's cache can hold.
    """

    @uncollected
    def __init__(self, part: Part, rules: Rules) -> None:
        self.part, self.rules = part, rules
        self._lows = array("d", bytes(8 * len(part.nodes)))
        self._known: dict[tuple[int, bool], dict[int, None]] = {}
        owners, owned, low, high = array("q"), array("q"), array("d"), array("d")
        marks = bytearray()
        for c in range(len(part.columns)):
            for vote in self._cast(c):
                owners.append(vote.owner)
                owned.append(c)
                low.append(vote.low)
                high.append(vote.high)
                marks.append(vote.alone * _ALONE | vote.above * _ABOVE | vote.over * _OVER)
        self._from, order = _by(owners, len(part.nodes))
        self._owned = array("q", [owned[at] for at in order])
        self._low, self._high = (array("d", [values[at] for at in order]) for values in (low, high))
        self._marks = bytes([marks[at] for at in order])

    def _cast(self, c: int) -> list[_Vote]:
        """The votes of one company; what it holds of itself doesn't vote."""
        index = self.part.index
        counted = [(holder, link) for link in self.part.columns[c] if (holder := index[link.owner]) != c]
        lows = 0.0
        for _, link in counted:
            lows += link.votes[0] if link.votes else 0.0
        self._lows[c] = lows
        over, found = lows > 1 + _ROUNDING, []
        for holder, link in counted:
            low, high = _NONE if link.control is False else link.votes or _ANY
            alone = bool(link.control) or self._most(low, above=link.above)
            found.append(_Vote(link, holder, c, low, high, bool(link.above and low), alone, over))
        return found

    def alone(self) -> dict[int, list[int]]:
        """What each owner controls by one holding; those who control nothing so are left out."""
        found: dict[int, list[int]] = {}
        for owner in range(len(self._from) - 1):
            cast = range(self._from[owner], self._from[owner + 1])
            if owned := [self._owned[at] for at in cast if self._marks[at] & _ALONE]:
                found[owner] = owned
        return found

    def by(self, owner: int, *, sure: bool = True) -> dict[int, None]:
        """What one owner controls; kept once it is computed."""
        if (owner, sure) not in self._known:
            self._known[owner, sure] = self.controlled([owner], sure=sure)
        return self._known[owner, sure]

    def controlled(self, start: Iterable[int], *, sure: bool = True) -> dict[int, None]:
        """What ``start`` controls, each member with all the others' votes: in the order in which it is established.

        A member of ``start`` is among it where the rest commands it: then it holds itself.
        """
        group = set(start)
        found: dict[int, None] = {}
        ballots: dict[int, _Ballot] = {}
        todo = sorted(group) if len(group) > 1 else list(group)
        for node in todo:  # grows while it is walked over
            for at in range(self._from[node], self._from[node + 1]):
                owned = self._owned[at]
                if owned not in found and self._commands(at, ballots, sure=sure):
                    found[owned] = None
                    if owned not in group:
                        group.add(owned)
                        todo.append(owned)
        return found

    def _commands(self, at: int, ballots: dict[int, _Ballot], *, sure: bool) -> bool:
        """Whether a vote, beside those that were cast in its company before, commands it."""
        marks, owned = self._marks[at], self._owned[at]
        if marks & _ALONE:
            return True
        above = bool(marks & _ABOVE)
        ballot = ballots.get(owned)
        if ballot is None:
            ballot = ballots[owned] = _Ballot(self._low[at], self._high[at], above=above)
        else:
            ballot.add(self._low[at], self._high[at], above=above)
        if sure:
            return ballot.several and self._most(ballot.low, above=ballot.above)
        rest = 1 - (self._lows[owned] - ballot.low)
        high = ballot.high if marks & _OVER else min(ballot.high, rest)
        return high > self.rules.threshold + _ROUNDING

    def _most(self, votes: float, *, above: bool) -> bool:
        """Whether votes pass the threshold; ``above``: they are more than the number says."""
        return votes > self.rules.threshold + (-_ROUNDING if above else _ROUNDING)

    def established(self, start: Collection[int], owned: int, with_: tuple[Node, ...] = ()) -> Control | None:
        """The steps by which ``start`` controls ``owned``; None where it doesn't."""
        order = self.by(*start) if len(start) == 1 else self.controlled(start)
        if owned not in order:
            return None
        rank = {node: at for at, node in enumerate(order)}
        group = set(start)
        steps: dict[int, Step] = {}
        todo = [owned]
        while todo:
            node = todo.pop()
            if node in steps or node in group:
                continue
            cast = [v for v in self._cast(node) if v.owner in group or rank.get(v.owner, len(rank)) < rank[node]]
            steps[node] = step = self._step(node, cast)
            todo += [self.part.index[link.owner] for link in step.by]
        ordered = tuple(steps[node] for node in sorted(steps, key=lambda node: rank[node]))
        kind: ControlKind = "joint" if with_ else "majority"
        if not with_ and any(step.stated for step in ordered):
            kind = "stated"
        elif not with_ and any(len(step.by) > 1 for step in ordered):
            kind = "block"
        return Control(kind, ordered, with_)

    def _step(self, node: int, cast: Sequence[_Vote]) -> Step:
        """The fewest links that command: one by its votes, one by statement, else all."""
        alone = sorted(cast, key=lambda v: (-v.low, bool(not v.link.control), v.owner))
        single = next((v for v in alone if v.alone), None)
        if single is None:
            return Step(self.part.nodes[node], tuple(v.link for v in alone if v.low), sum(v.low for v in cast), False)
        stated = not self._most(single.low, above=single.link.above)
        return Step(self.part.nodes[node], (single.link,), single.low, stated)


def _by(owners: Sequence[int], many: int) -> tuple[array[int], array[int]]:
    """Where each of so many owners' votes begin, and the votes' places in that order: a counting sort."""
    starts = array("q", bytes(8 * (many + 1)))
    for owner in owners:
        starts[owner + 1] += 1
    for owner in range(many):
        starts[owner + 1] += starts[owner]
    free, order = starts[:], array("q", bytes(8 * len(owners)))
    for at, owner in enumerate(owners):
        order[free[owner]] = at
        free[owner] += 1
    return starts, order


def concerts_of(part: Part, rules: Rules) -> list[tuple[Concert, list[int]]]:
    """Concerts whose parties are in the part, and these by number."""
    return [
        (concert, sorted(part.index[p] for p in concert.parties if p in part.index))
        for concert in rules.concerts
        if len(concert.parties & part.index.keys()) > 1
    ]


def joint(votes: Votes, over: Node) -> Mapping[Node, Control]:
    """Concert parties, and who controls one, that control ``over`` together while none does so alone; with how."""
    found: dict[Node, Control] = {}
    target = votes.part.index[over]
    for concert, parties in concerts_of(votes.part, votes.rules):
        if target not in concert_reach(votes, concert, parties):
            continue
        if any(target in votes.by(p) for p in parties):
            continue
        names = {p: votes.part.nodes[p] for p in parties}
        for party, name in names.items():
            others = tuple(n for n in names.values() if n != name)
            if made := votes.established(parties, target, others):
                found.setdefault(name, made)
                _pass_up(votes, party, made, found)
    return found


def _pass_up(votes: Votes, party: int, made: Control, found: dict[Node, Control]) -> None:
    """Who controls a party of a concert has its part in the joint control."""
    for boss, name in enumerate(votes.part.nodes):
        if boss != party and (theirs := votes.established([boss], party)):
            found.setdefault(name, Control("joint", (*theirs.steps, *made.steps), made.with_))


def concert_reach(votes: Votes, concert: Concert, parties: Sequence[int]) -> dict[int, None]:
    """What the parties control together: all, or where the concert is about one company, that and what it controls."""
    everything = votes.controlled(parties)
    if concert.over is None:
        return everything
    about = votes.part.index.get(concert.over)
    if about is None or about not in everything:
        return {}
    return {about: None, **votes.controlled([about])}
