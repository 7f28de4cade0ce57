"""Which clusters are one story: average linkage, weighed by how many articles each has and how near they are in time.

Sokal and Michener's group average (UPGMA): the two groups whose articles are most alike on average become one, until
none are alike enough: in itself, and beside how alike their own articles are. Pairs below a floor count as not alike at
all, so that many faint likenesses don't add up. Groups that keep to other figures stay two
(``loaders.enrich.figures``). What is left over is then held against the larger groups (``loaders.enrich.followups``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kg.ids import story_id
from loaders.enrich.clusters import Clusters, Floats, Numbers, among
from loaders.enrich.figures import Figures, figures
from loaders.enrich.followups import Groups, with_followups

Key = TypeVar("Key", str, int)
Sizes = Sequence[int] | Floats
LINK = 0.20
"""Average similarity from which two groups are one story. This, ``JOIN`` and ``PAIR`` began with the stories
issue's recipe, in scale with ``DENSE_SHARE``; chosen on the dev halves of the labelled corpora (.20 to .24 lie within
.04 of one another on headlines alone, within .01 where there are leads, on account of ``ALIKE``)."""
PAIR = 0.085
"""Similarity below which two clusters count as not alike."""
FADE, FADE_AFTER = 2 * 86_400.0, 5 * 86_400.0
"""Seconds apart at which similarity counts half, of groups of any size, and of what follows a larger one: a saga's next
event is a story of its own, an event's aftermath isn't. Chosen on simulated worlds (seeds 1 to 5: 2 to 3 days, and 5 to
8, lie within .003 of one another); no labelled set of real news has times."""
ALIKE = 0.47
"""Part of what two groups' own articles are alike that their likeness to one another must reach: leads of one event
are far more alike than headlines are, and so are leads of two events of a kind. Between .45 and .55 recall is given for
precision, and firsts are told rightly more often (worlds 1 to 3: .84, .85, .86 on average)."""
USUAL, DOUBT = 0.6, 6.0
"""What a story's articles are alike where a group of few can't say, and as how many pairs of articles that counts."""
FORETOLD = 0.4
"""How much a likeness counts between what announces an event and what is later and doesn't (.3 to .5: the same)."""
REACH = 14 * 86_400.0
"""Seconds beyond which nothing is compared."""


def nearness(one: NDArray[np.floating] | float, other: NDArray[np.floating] | float, fade: float = FADE) -> Floats:
    """How much a likeness counts between two instants (seconds since 1970; nan: none), 1 to 0.

    1 / (1 + (days / 2)²): .80 after a day, half after two. Undated ones are near each other alone.
    """
    one, other = np.asarray(one), np.asarray(other)
    gap = np.abs(one - other)
    near = np.where(gap <= REACH, 1.0 / (1.0 + (gap / fade) ** 2), 0.0)
    return np.where(np.isnan(one) & np.isnan(other), 1.0, near) if np.isnan(gap).any() else near


def foretelling(
    one: NDArray[np.floating], other: NDArray[np.floating] | float,
    at: NDArray[np.floating], and_at: NDArray[np.floating] | float,
) -> Floats:  # fmt: skip
    """How much a likeness counts between what says that something is to come and what is later and doesn't.

    Args: one, other: shares of articles that say so; at, and_at: instants, in seconds.
    """
    step = np.where(at < and_at, one - other, np.where(and_at < at, other - one, 0.0))
    return 1.0 - (1.0 - FORETOLD) * np.maximum(step, 0.0)


@dataclass(frozen=True, slots=True)
class Linked:
    """For each row its story and its core: average similarity to the story's other articles (1 where it is alone).

    ``parted``: new story to the one that it was part of; ``ended``: story to the one that most of it went to.
    """

    stories: list[str]
    cores: list[float]
    parted: dict[str, str]
    ended: dict[str, str]


def linked(rows: Numbers, clusters: Clusters) -> Linked:
    """Put clusters (their rows) together. Ids stay with the group that has most of a story's articles."""
    if not len(rows):
        return Linked([], [], {}, {})
    alike = _alike(rows, clusters)
    size = clusters.size[rows].astype(np.float64)
    likeness = _fading(alike, clusters.at[rows], FADE)
    told = figures(rows, clusters)
    groups = _grouped(likeness, size, clusters.cohesion[rows], told)
    after = _fading(alike, clusters.at[rows], FADE_AFTER)
    groups = with_followups(Groups(groups, size, clusters.at[rows], clusters.cohesion[rows], after, told), ALIKE)
    before = [clusters.stories[row] for row in rows]
    ids = [clusters.ids[row] for row in rows]
    names = named(groups, before, ids, size)
    now = [names[group] for group in groups]
    return Linked(now, _cores(likeness, size, groups), parted(now, before, size), ended(now, before, size))


def _alike(rows: Numbers, clusters: Clusters) -> Floats:
    """How alike clusters are, whenever their articles came, (rows, rows)."""
    at, ahead = clusters.at[rows], clusters.ahead[rows]
    alike = among(clusters, rows)
    return alike * foretelling(ahead[:, None], ahead[None, :], at[:, None], at[None, :]) if ahead.any() else alike


def _fading(alike: Floats, at: Floats, fade: float) -> Floats:
    """The same as it counts so far apart in time; what is faint counts nothing."""
    likeness: Floats = np.round(alike * nearness(at[:, None], at[None, :], fade), 9)
    likeness[likeness < PAIR] = 0.0
    return likeness


def _grouped(likeness: Floats, size: Floats, cohesion: Floats, told: Figures) -> list[int]:
    """The group of each, named by the first of its members' places."""
    group = np.arange(len(size))
    for part in _parts(likeness >= LINK):
        if len(part) > 1:
            group[part] = part[_agglomerated(likeness[np.ix_(part, part)], size[part], cohesion[part], told.of(part))]
    return [int(g) for g in group]


def _parts(touching: NDArray[np.bool_]) -> list[Numbers]:
    """Connected parts: groups merge only where some pair of theirs is alike enough, so each part stands alone."""
    left = np.ones(len(touching), dtype=bool)
    parts = []
    while left.any():
        part = np.zeros(len(touching), dtype=bool)
        edge = np.zeros(len(touching), dtype=bool)
        edge[int(left.argmax())] = True
        while edge.any():
            part |= edge
            edge = touching[edge].any(axis=0) & ~part
        left &= ~part
        parts.append(np.nonzero(part)[0])
    return parts


def _agglomerated(likeness: Floats, size: Floats, cohesion: Floats, told: Figures) -> Numbers:
    """Average linkage within one part: for each the place of its group's first member."""
    n = len(size)
    sums = likeness * np.outer(size, size)  # summed over the pairs of articles
    within = cohesion * size * (size - 1.0)
    weight = size.copy()
    average = likeness.copy()
    asked = _asked(within, weight)
    average[(average < np.maximum(LINK, np.outer(asked, asked))) | told.all_apart()] = 0.0
    np.fill_diagonal(average, -1.0)
    group = np.arange(n)
    nearest = average.argmax(axis=1)
    best = average[np.arange(n), nearest]
    while True:
        one = int(best.argmax())
        if best[one] < LINK:
            return group
        other = int(nearest[one])
        one, other = min(one, other), max(one, other)
        within[one] += within[other] + 2.0 * sums[one, other]
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        weight[one] += weight[other]
        told.join(one, other)
        group[group == other] = one
        average[other] = average[:, other] = best[other] = -1.0
        asked[one] = _asked(within[[one]], weight[[one]])[0]
        row = np.round(sums[one] / (weight[one] * weight), 9)
        row[(row < np.maximum(LINK, asked[one] * asked)) | told.apart(one)] = 0.0
        row[average[one] < 0.0] = -1.0
        row[[one, other]] = -1.0
        average[one] = average[:, one] = row
        for place in [*np.nonzero((nearest == one) | (nearest == other))[0].tolist(), one]:
            nearest[place] = average[place].argmax()
            best[place] = average[place, nearest[place]]
        nearer = row > best
        nearest[nearer], best[nearer] = one, row[nearer]


def _asked(within: Floats, weight: Floats) -> Floats:
    """What each group asks of another: of two the product is the likeness from which they are one story."""
    own = (within + USUAL * DOUBT) / (weight * (weight - 1.0) + DOUBT)
    return np.sqrt(ALIKE * np.maximum(own, 0.0))


def named(groups: Sequence[Key], before: Sequence[str], ids: Sequence[str], size: Sizes) -> Mapping[Key, str]:
    """A story id for each group: a story's id goes where most of its articles are, an older claim first.

    By part: its group, the story that it was of, its id, and how many articles it has.
    """
    shared: Counter[tuple[Key, str]] = Counter()
    for group, story, articles in zip(groups, before, size, strict=True):
        shared[group, story] += int(articles)
    names: dict[Key, str] = {}
    taken: set[str] = set()
    for (group, story), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0][1], item[0][0])):
        if group not in names and story not in taken:
            names[group] = story
            taken.add(story)
    first: dict[Key, tuple[str, str]] = {}
    for group, one, left in zip(groups, ids, before, strict=True):
        if group not in names:
            first[group] = min(first.get(group, (one, left)), (one, left))
    names.update({group: story_id(f"{one} from {left}") for group, (one, left) in first.items()})
    return names


def parted(now: Sequence[str], before: Sequence[str], size: Sizes) -> dict[str, str]:
    """New stories, by the one that most of their articles come from."""
    return _most(now, before, size, set(before))


def ended(now: Sequence[str], before: Sequence[str], size: Sizes) -> dict[str, str]:
    """Stories that are no more, by the one that most of their articles are in now."""
    return _most(before, now, size, set(now))


def _most(of: Sequence[str], by: Sequence[str], size: Sizes, without: set[str]) -> dict[str, str]:
    shared: dict[str, Counter[str]] = {}
    for one, other, articles in zip(of, by, size, strict=True):
        if one not in without:
            shared.setdefault(one, Counter())[other] += int(articles)
    return {one: min(counts, key=lambda s: (-counts[s], s)) for one, counts in shared.items()}


def cores(rows: Numbers, clusters: Clusters) -> list[float]:
    """Of a story's clusters (all its rows) the average similarity of each to the other articles (alone: 1)."""
    likeness = _fading(_alike(rows, clusters), clusters.at[rows], FADE)
    return _cores(likeness, clusters.size[rows].astype(np.float64), [0] * len(rows))


def _cores(likeness: Floats, size: Floats, groups: Sequence[int]) -> list[float]:
    """Average similarity of each to the other articles of its group, 1 where there are none."""
    label = np.array(groups)
    same = label[:, None] == label[None, :]
    np.fill_diagonal(same, val=False)
    others = same @ size
    total = (likeness * same) @ size
    return [round(float(t / o), 3) if o else 1.0 for t, o in zip(total, others, strict=True)]
