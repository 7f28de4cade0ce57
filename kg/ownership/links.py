"""From statements to links: one for each owner and owned, with money, votes and stated control apart; and parts of it.

A ``Register`` indexes statements once; ``above`` and ``below`` then make links only of what lies above an outlet or
below an owner, so that one answer costs its own part and not the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from kg.ownership.holdings import Choice, Holding, Node, Policy, as_of, prefer
from kg.uncollected import uncollected

ROUNDING = 5e-4
"""Shares that add to this little more than all are per cents rounded to one decimal, no contradiction."""


@dataclass(frozen=True, slots=True)
class Concert:
    """Parties that have declared to act together (a shareholders' agreement, action de concert).

    ``over``: the company that it is about; None: whatever they hold.
    """

    parties: frozenset[Node]
    over: Node | None = None


_IN_CONCERT = "actinginconcert"


def declared_concerts(holdings: Iterable[Holding]) -> tuple[Concert, ...]:
    """The concerts that statements declare: all whose interest in one company is acting in concert."""
    parties: dict[Node, set[Node]] = {}
    for holding in holdings:
        if holding.interest and holding.interest.lower().replace("-", "") == _IN_CONCERT:
            parties.setdefault(holding.owned, set()).add(holding.owner)
    return tuple(Concert(frozenset(parties[over]), over) for over in sorted(parties) if len(parties[over]) > 1)


@dataclass(frozen=True, slots=True)
class Rules:
    """How to compute. ``threshold``: more than this share of the votes is control (0.5; 0.25 for beneficial owners
    as the EU's and the UK's registers define them)."""

    threshold: float = 0.5
    concerts: tuple[Concert, ...] = ()
    policy: Policy = field(default_factory=Policy)
    undated: bool = True


class Link(NamedTuple):
    """What ``owner`` has of ``owned`` in all. ``money`` and ``votes``: ranges, None where not stated.

    ``above``: the low end of the votes is itself excluded. ``control``: as stated. ``holdings``: the statements that it
    rests on, the one that says the share first.
    """

    owner: Node
    owned: Node
    money: tuple[float, float] | None
    votes: tuple[float, float] | None
    above: bool
    control: bool | None
    holdings: tuple[Holding, ...]

    @property
    def holding(self) -> Holding:
        """The statement to show for the link."""
        return self.holdings[0]


@dataclass(frozen=True, slots=True)
class Overfull:
    """A company of which more than all is held: its statements contradict each other. ``total`` of the low ends."""

    owned: Node
    measure: str
    total: float
    links: tuple[Link, ...]


@dataclass(slots=True)
class Part:
    """Links among some companies and owners. ``columns[i]``: who holds ``nodes[i]``."""

    nodes: tuple[Node, ...]
    columns: tuple[tuple[Link, ...], ...]
    choices: tuple[Choice, ...] = ()
    roles: tuple[Holding, ...] = ()
    index: Mapping[Node, int] = field(init=False)

    def __post_init__(self) -> None:
        self.index = {node: i for i, node in enumerate(self.nodes)}

    @property
    def links(self) -> list[Link]:
        """All links, in a fixed order."""
        return [link for column in self.columns for link in column]

    def column(self, node: Node) -> tuple[Link, ...]:
        """Who holds the node."""
        return self.columns[self.index[node]] if node in self.index else ()


class Register:
    """All statements, by what is held and by who holds, for the answers of one day and one set of rules."""

    @uncollected
    def __init__(self, holdings: Iterable[Holding], day: date | None = None, rules: Rules | None = None) -> None:
        rules = rules or Rules()
        several = list(holdings)
        if day is not None:
            several = as_of(several, day, undated=rules.undated)
        elif not rules.undated:
            several = [h for h in several if not h.undated]
        concerts = tuple(dict.fromkeys((*rules.concerts, *declared_concerts(several))))
        self.rules = replace(rules, concerts=concerts)
        self._above: dict[Node, list[Holding]] = {}
        self._below: dict[Node, dict[Node, None]] = {}
        for holding in several:
            self._above.setdefault(holding.owned, []).append(holding)
            self._below.setdefault(holding.owner, {})[holding.owned] = None

    def above(self, *roots: Node) -> Part:
        """All that stands above the roots, and what links it."""
        made: dict[Node, _Column] = {}
        todo = list(roots)
        while todo:
            node = todo.pop()
            if node not in made:
                made[node] = self._column(node)
                todo += [link.owner for link in made[node].links]
        return self._part(made)

    def below(self, root: Node) -> Part:
        """All that the root holds, through whomever, with everybody who holds a share of that."""
        made: dict[Node, _Column] = {}
        todo = [root]
        while todo:
            node = todo.pop()
            if node not in made:
                made[node] = self._column(node)
                todo += self._below.get(node, {})
        for owner in {link.owner for column in made.values() for link in column.links} - made.keys():
            made[owner] = _NOBODY
        return self._part(made)

    @uncollected
    def whole(self) -> Part:
        """Everything."""
        made = {node: self._column(node) for node in self._above}
        for owner in self._below:
            made.setdefault(owner, _NOBODY)
        return self._part(made)

    def _part(self, made: Mapping[Node, _Column]) -> Part:
        """A part from columns; what a source states as indirect counts only where the part has no chain for it."""
        nodes = tuple(sorted(made))
        known = [made[node] for node in nodes]
        columns = [column.links for column in known]
        if any(column.indirect for column in known):
            direct = dict(zip(nodes, columns, strict=True))
            columns = [tuple(_once(c.links, direct)) if c.indirect else c.links for c in known]
        choices = tuple(choice for column in known for choice in column.choices)
        return Part(nodes, tuple(columns), choices, tuple(role for column in known for role in column.roles))

    def _column(self, node: Node) -> _Column:
        stated = self._above.get(node)
        if not stated:
            return _NOBODY
        single = {holding.owner: holding for holding in stated}
        if len(single) == len(stated):
            return _of_single(node, single, self.rules)
        preferred = prefer(stated, self.rules.policy)
        by_owner: dict[Node, list[Holding]] = {}
        roles = []
        for holding in preferred.kept:
            if holding.measure == "role" and holding.control is None:
                roles.append(holding)
            else:
                by_owner.setdefault(holding.owner, []).append(holding)
        links = tuple(_link(by_owner[owner], self.rules) for owner in sorted(by_owner))
        return _Column(links, preferred.choices, tuple(roles), any(h.indirect for h in preferred.kept))


class _Column(NamedTuple):
    links: tuple[Link, ...]
    choices: tuple[Choice, ...]
    roles: tuple[Holding, ...]
    indirect: bool


_NOBODY = _Column((), (), (), False)
_MONEY = ("economic", "shares", "profits")
_VOTES = ("votes", "shares")


def _of_single(node: Node, stated: Mapping[Node, Holding], rules: Rules) -> _Column:
    """A column of one statement for each owner, of which none can contradict another: most columns of a register."""
    links, roles = [], []
    indirect = False
    for owner in sorted(stated):
        holding = stated[owner]
        measure = holding.measure
        indirect = indirect or holding.indirect
        if measure == "shares":
            share = holding.share
            links.append(Link(owner, node, share, share, holding.above, holding.control, (holding,)))
        elif measure == "role" and holding.control is None:
            roles.append(holding)
        else:
            links.append(_link((holding,), rules))
    return _Column(tuple(links), (), tuple(roles), indirect)


def _link(stated: Sequence[Holding], rules: Rules) -> Link:
    """One link of the statements on an owner and an owned: money and votes each from the measure that says most of it.

    Statements of one day that are kept together agree, so the first with a share says it.
    """
    rank = rules.policy.rank
    ranked = stated if len(stated) == 1 else sorted(stated, key=lambda h: (h.indirect, rank(h)))
    money, votes = _first(ranked, _MONEY), _first(ranked, _VOTES)
    control = next((h.control for h in ranked if h.control is not None), None)
    if control is None and any(_is_control(h, rules.threshold) for h in ranked):
        control = True
    said = money or votes
    shown = ranked if said is None else (said, *(h for h in ranked if h is not said))
    return Link(
        ranked[0].owner, ranked[0].owned, money.share if money else None, votes.share if votes else None,
        bool(votes and votes.above), control, tuple(shown),
    )  # fmt: skip


def _first(ranked: Sequence[Holding], measures: Sequence[str]) -> Holding | None:
    for measure in measures:
        for holding in ranked:
            if holding.measure == measure and holding.share is not None:
                return holding
    return None


def _is_control(holding: Holding, threshold: float) -> bool:
    """Whether the interest is control by itself: the right to appoint a few of a board is not."""
    few = holding.carries.seats and holding.share is not None and holding.share[1] <= threshold
    return holding.carries.control and not few


def _once(column: Sequence[Link], direct: Mapping[Node, Sequence[Link]]) -> list[Link]:
    """The links without those that repeat a chain; control that such a one states stays, its share doesn't count."""
    found = [k._replace(money=(0.0, 0.0), votes=(0.0, 0.0)) if _is_chained(k, direct) else k for k in column]
    return [k for k, was in zip(found, column, strict=True) if k is was or k.control]


def _is_chained(link: Link, direct: Mapping[Node, Sequence[Link]]) -> bool:
    """Whether a link that only indirect statements make is also there as a chain of other links."""
    if not all(h.indirect for h in link.holdings):
        return False
    seen = {link.owned}
    todo = [link.owned]
    while todo:
        for other in direct.get(todo.pop(), ()):
            if all(h.indirect for h in other.holdings) or other.owner in seen:
                continue
            if other.owner == link.owner:
                return True
            seen.add(other.owner)
            todo.append(other.owner)
    return False


def overfull(part: Part) -> list[Overfull]:
    """Companies of which more than all is held, in money or in votes: contradictions to report."""
    found = []
    for node, column in zip(part.nodes, part.columns, strict=True):
        for measure, total in (
            ("money", sum(link.money[0] for link in column if link.money)),
            ("votes", sum(link.votes[0] for link in column if link.votes)),
        ):
            if total > 1 + ROUNDING:
                found.append(Overfull(node, measure, total, column))
                break
    return found
