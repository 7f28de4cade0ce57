"""Scores with 95 % intervals, by bootstrap over stories. Pure.

B-cubed: A. Bagga and B. Baldwin, Entity-based cross-document coreferencing using the vector space model, COLING-ACL
1998. V-measure: A. Rosenberg and J. Hirschberg, EMNLP-CoNLL 2007. Bootstrap: B. Efron, percentile intervals, 1979.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 1_000
_SEED = 20_260_101
Numbers = NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """A score, its 95 % interval, and over how many (stories, sources, pairs) it was taken."""

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        return f"{_short(self.value)} ({_short(self.low)}–{_short(self.high)})"


def _short(value: float) -> str:
    return "–" if value != value else f"{value:.3f}".lstrip("0") if value < 1 else "1"  # noqa: PLR0124  # NaN


def bootstrap(sums: Sequence[Sequence[float]], statistic: Callable[[Numbers], Numbers], of: int | None = None) -> Score:
    """A statistic of summed counts, drawn anew over groups (stories).

    ``sums``: a row of counts a group. ``statistic``: rows of summed counts to a value each; NaN where it has none.
    """
    table = np.asarray(sums, dtype=np.float64)
    if not len(table):
        return Score(float("nan"), float("nan"), float("nan"), 0)
    draws = np.random.default_rng(_SEED).multinomial(len(table), np.full(len(table), 1 / len(table)), DRAWS)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(statistic(table.sum(0)[None])[0])
        spread = statistic(draws @ table)
    spread = spread[~np.isnan(spread)]
    low, high = np.percentile(spread, (2.5, 97.5)) if len(spread) else (value, value)
    return Score(value, float(low), float(high), len(table) if of is None else of)


def ratio(sums: Numbers) -> Numbers:
    """The first count over the second."""
    return np.asarray(sums[:, 0] / sums[:, 1])


def share(hits: Iterable[bool]) -> Score:
    """The share of those that are true, each a group of its own."""
    return bootstrap([(float(hit), 1.0) for hit in hits], ratio)


@dataclass(frozen=True, slots=True)
class Clustering:
    """How well clusters match true stories."""

    precision: Score
    recall: Score
    f1: Score
    v_measure: Score


def clustering(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> Clustering:
    """B-cubed and V-measure over the items of ``true``; an item that ``found`` lacks is a cluster of its own."""
    placed = {item: found.get(item, ("alone", item)) for item in true}
    clusters, stories = Counter(placed.values()), Counter(true.values())
    both = Counter((true[item], placed[item]) for item in true)
    rows: dict[Hashable, list[float]] = {}
    for (story, cluster), n in both.items():
        row = rows.setdefault(story, [0.0, 0.0, 0.0])
        row[0] += n * n / clusters[cluster]
        row[1] += n * n / stories[story]
        row[2] += n
    table = list(rows.values())
    return Clustering(
        bootstrap(table, lambda s: s[:, 0] / s[:, 2]),
        bootstrap(table, lambda s: s[:, 1] / s[:, 2]),
        bootstrap(table, lambda s: 2 * s[:, 0] * s[:, 1] / (s[:, 0] + s[:, 1]) / s[:, 2]),
        _v_measure(both),
    )


def _v_measure(both: Counter[tuple[Hashable, Hashable]]) -> Score:
    """V-measure, drawn anew over stories. A draw holds fewer stories, among which there is less to confuse: only the
    spread of the draws is used, around the value."""
    stories = {s: i for i, s in enumerate(dict.fromkeys(s for s, _ in both))}
    clusters = {c: i for i, c in enumerate(dict.fromkeys(c for _, c in both))}
    rows = np.array([stories[s] for s, _ in both])
    columns = np.array([clusters[c] for _, c in both])
    counts = np.array(list(both.values()), dtype=np.float64)

    def value(weights: Numbers) -> float:
        cells = counts * weights[rows]
        total = cells.sum()
        by_story = np.bincount(rows, cells, len(stories))
        by_cluster = np.bincount(columns, cells, len(clusters))
        spread_s, spread_c, joint = _entropy(by_story, total), _entropy(by_cluster, total), _entropy(cells, total)
        homogeneity = 1 - (joint - spread_c) / spread_s if spread_s else 1.0
        completeness = 1 - (joint - spread_s) / spread_c if spread_c else 1.0
        both_of = homogeneity + completeness
        return float(2 * homogeneity * completeness / both_of) if both_of else 0.0

    size = len(stories)
    draws = np.random.default_rng(_SEED).multinomial(size, np.full(size, 1 / size), DRAWS // 5).astype(np.float64)
    told, spread = value(np.ones(size)), 1.96 * float(np.std([value(weights) for weights in draws]))
    return Score(told, max(0.0, told - spread), min(1.0, told + spread), size)


def _entropy(counts: NDArray[Any], total: float) -> float:
    part = counts[counts > 0] / total
    return float(-(part * np.log(part)).sum())


def pairs(groups: Mapping[str, Hashable], apart: Mapping[str, Hashable]) -> set[Pair]:
    """Pairs of items of one group, left out where ``apart`` (their source) is the same."""
    members: dict[Hashable, list[str]] = {}
    for item, group in groups.items():
        members.setdefault(group, []).append(item)
    every = (pair for found in members.values() for pair in combinations(sorted(found), 2))
    return {pair for pair in every if apart[pair[0]] != apart[pair[1]]}


def pair_scores(found: set[Pair], true: set[Pair], group_of: Mapping[str, Hashable]) -> tuple[Score, Score]:
    """Precision and recall of pairs, drawn anew over the group (story) to which a pair's first item belongs."""
    rows: dict[Hashable, list[float]] = {}
    for pair in found | true:
        row = rows.setdefault(group_of.get(pair[0]), [0.0, 0.0, 0.0])
        row[0] += pair in found and pair in true
        row[1] += pair in found
        row[2] += pair in true
    table = list(rows.values())
    return (
        bootstrap(table, lambda s: s[:, 0] / s[:, 1], len(found)),
        bootstrap(table, lambda s: s[:, 0] / s[:, 2], len(true)),
    )


def whole_groups(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> Score:
    """Group recall: the share of true groups of two or more that lie whole in one found group."""
    members: dict[Hashable, list[str]] = {}
    for item, group in true.items():
        members.setdefault(group, []).append(item)
    return share(
        len({found.get(item, ("alone", item)) for item in items}) == 1 for items in members.values() if len(items) > 1
    )


def answered(answers: Mapping[Hashable, set[str]], true: Mapping[Hashable, set[str]]) -> tuple[Score, Score]:
    """Of questions whose true answer is a set: share answered with exactly it, and with a non-empty part of it."""
    exact = share(answers.get(key, set()) == want for key, want in true.items())
    inside = share(bool(answers.get(key)) and answers[key] <= want for key, want in true.items())
    return exact, inside


def found_of(found: Mapping[str, set[object]], true: Mapping[str, set[object]]) -> tuple[Score, Score]:
    """Precision and recall by key (a source's offsets, a story's blindspots): right where nothing found is untrue."""
    told = [key for key, values in found.items() if values]
    wanted = [key for key, values in true.items() if values]
    return (
        share(found[key] <= true.get(key, set()) for key in told),
        share(bool(found.get(key)) and found[key] <= true[key] for key in wanted),
    )
