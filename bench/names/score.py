"""Scores of names found against names labelled: precision, recall and F1 of spans and names, B-cubed of identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Shares, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def of_sets(labelled: set[Hashable], found: set[Hashable]) -> Score:
    """Exact agreement."""
    right = len(labelled & found)
    return Score(right / len(found) if found else 1.0, right / len(labelled) if labelled else 1.0)


def loose(labelled: Sequence[tuple[int, int, str]], found: Sequence[tuple[int, int, str]]) -> tuple[int, int, int]:
    """Spans of the same kind that overlap, each counted once: (right, labelled, found) of one article."""
    free, right = list(found), 0
    for start, end, kind in labelled:
        for one in free:
            if one[2] == kind and one[0] < end and start < one[1]:
                free.remove(one)
                right += 1
                break
    return right, len(labelled), len(found)


def b_cubed(pairs: Iterable[tuple[Hashable, Hashable]]) -> Score:
    """B-cubed (Bagga & Baldwin 1998) of mentions given as (labelled identity, found identity).

    >>> round(b_cubed([("a", 1), ("a", 1), ("b", 1)]).precision, 3)
    0.556
    """
    counted = Counter(pairs)
    of_label, of_found = _sizes(counted, 0), _sizes(counted, 1)
    total = sum(counted.values()) or 1
    precision = sum(n * n / of_found[found] for (_, found), n in counted.items()) / total
    recall = sum(n * n / of_label[label] for (label, _), n in counted.items()) / total
    return Score(precision, recall)


def _sizes(counted: Mapping[tuple[Hashable, Hashable], int], which: int) -> Counter[Hashable]:
    sizes: Counter[Hashable] = Counter()
    for pair, n in counted.items():
        sizes[pair[which]] += n
    return sizes
