"""Who belongs to an owner's group on a day: its ultimate owners, and all that they control. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kg.ownership.control import Votes, concert_reach, concerts_of
from kg.ownership.holdings import Node
from kg.ownership.links import Part, Register, Rules
from kg.ownership.ultimate import Ultimate, ultimate_owners
from queries._holdings import Stated


@dataclass(frozen=True, slots=True)
class Group:
    """``tops``: who is in control of it all, or the owner itself where nobody is known to be."""

    tops: tuple[Node, ...]
    members: frozenset[Node]

    def owners(self, stated: Stated) -> list[tuple[str, str | None]]:
        """Names and kind of each of its owners and companies."""
        known = [stated.owner(node) for node in sorted(self.members) if node.kind == "owner"]
        return [(name, o.kind) for o in known for name in dict.fromkeys((o.name, *stated.also.get(o.id, ())))]

    @property
    def outlets(self) -> frozenset[str]:
        """Ids of its outlets."""
        return frozenset(node.id for node in self.members if node.kind == "source")


@dataclass(slots=True)
class GroupOverTime:
    """The group of ``owner`` on any day; computed once for each span of days in which no holding begins or ends."""

    owner: Node
    stated: Stated
    rules: Rules = field(default_factory=Rules)
    _changes: Sequence[date] = field(init=False)
    _known: dict[int, Group] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        days = {day for h in self.stated.holdings for day in (h.valid_from, h.valid_to) if day}
        days |= {s.day for s in self.stated.successions if s.day} | set(self.stated.ended.values())
        self._changes = sorted(days)

    def on(self, day: date) -> Group:
        """The group as of a day."""
        span = bisect_right(self._changes, day)
        if span not in self._known:
            self._known[span] = self._group(day)
        return self._known[span]

    def _group(self, day: date) -> Group:
        register = Register(self.stated.on(day)[0].holdings, day, self.rules)
        upper = register.above(self.owner)
        top = ultimate_owners(upper, register.rules).get(self.owner, Ultimate())
        tops = top.owners or top.ring or (self.owner,)
        members = {self.owner, *tops}
        for boss in tops:
            members |= _controlled(register.below(boss), register.rules, boss)
        return Group(tops, frozenset(members))


def _controlled(part: Part, rules: Rules, boss: Node) -> set[Node]:
    """What a boss controls, alone or with the other parties of a concert."""
    votes = Votes(part, rules)
    found = {part.index[boss], *votes.by(part.index[boss])}
    for concert, parties in concerts_of(part, rules):
        if found & set(parties):
            found |= set(concert_reach(votes, concert, parties))
    return {part.nodes[at] for at in found}
