"""From decisions about pairs to groups, none of which holds two that differ. Pure; the order of its input is nothing.

People's decisions come first and stay. An automatic 'same' counts as long as the groups that it joins hold no two that
somebody, or their names, keep apart; where a name fits two that differ about equally well, it joins neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]
CLOSE = 0.1
"""Two fits whose scores differ by less are about equally good."""


def pair(a: str, b: str) -> Pair:
    """Two ids in order.

    >>> pair("b", "a")
    ('a', 'b')
    """
    return (a, b) if a <= b else (b, a)


@dataclass(frozen=True, slots=True)
class Grouping:
    """``group``: id to the ids of its group, itself in it. ``refused``: automatic 'same' pairs that don't count, and
    why. ``against``: people's 'same' decisions that other decisions of people contradict."""

    group: Mapping[str, frozenset[str]]
    refused: Mapping[Pair, str] = field(default_factory=dict)
    against: tuple[Pair, ...] = ()


def grouped(
    ids: Iterable[str],
    same: Mapping[Pair, float],
    decided: Sequence[Pair] = (),
    different: Iterable[Pair] = (),
    apart: Callable[[str, str], bool] = lambda _a, _b: False,
) -> Grouping:
    """Put ids into groups.

    ``same``: automatic decisions with their score. ``decided``: people's, in the order in which they count.
    ``different``: pairs that people keep apart. ``apart``: whether what is known of two keeps them apart.
    """
    groups = {each: frozenset((each,)) for each in sorted(set(ids))}
    kept_apart = {pair(*each) for each in different}
    against = tuple(each for each in decided if not _join(groups, *each, lambda a, b: pair(a, b) in kept_apart))
    forbidden = lambda a, b: pair(a, b) in kept_apart or apart(a, b)  # noqa: E731
    refused = _torn(same, forbidden)
    for each in sorted(same.keys() - refused.keys(), key=lambda p: (-same[p], p)):
        if not _join(groups, *each, forbidden):
            refused[each] = "its group holds one that differs"
    return Grouping(groups, refused, against)


def _torn(same: Mapping[Pair, float], forbidden: Callable[[str, str], bool]) -> dict[Pair, str]:
    """Pairs one of which fits another about as well, that differs from the first."""
    partners: dict[str, list[tuple[str, float]]] = {}
    for (a, b), score in sorted(same.items()):
        partners.setdefault(a, []).append((b, score))
        partners.setdefault(b, []).append((a, score))
    found: dict[Pair, str] = {}
    for name, fits in sorted(partners.items()):
        for one, score in fits:
            for other, rival in fits:
                if one != other and rival > score - CLOSE and forbidden(one, other):
                    found.setdefault(pair(name, one), f"{name} fits {' and '.join(sorted((one, other)))}")
    return found


def _join(groups: dict[str, frozenset[str]], a: str, b: str, forbidden: Callable[[str, str], bool]) -> bool:
    """Join the groups of two ids, unless two of their members may not be together."""
    first, second = groups[a], groups[b]
    if first is second or b in first:
        return True
    if any(forbidden(x, y) for x in first for y in second):
        return False
    joined = first | second
    groups.update(dict.fromkeys(joined, joined))
    return True
