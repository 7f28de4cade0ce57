"""What joins a larger group: single articles, and what follows an event."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.enrich.figures import Figures
from loaders.enrich.followups import Groups, with_followups

HOUR = 3_600.0
ALIKE = 0.5
TOLD = 0.15
"""Mean weight of a figure that each article tells."""


def telling(weights: list[list[float]], sizes: tuple[float, ...], at: np.ndarray) -> Figures:
    """Figures of groups, by the mean weight of each."""
    size = np.array(sizes, dtype=float)
    return Figures(np.array(weights) * size[:, None], size, at)


def joined(
    sizes: tuple[int, int],
    likeness: float,
    hours: float | None,
    cohesion: float = 0.6,
    *,
    group: tuple[int, int] = (0, 1),
    figures: list[list[float]] | None = None,
) -> bool:
    """Whether a second group joins a first one that it is so much like and comes so many hours after."""
    at = np.array([0.0, np.nan if hours is None else hours * HOUR])
    alike = np.array([[0.9, likeness], [likeness, 0.9]])
    told = telling(figures or [[], []], sizes, at)
    found = Groups(group, np.array(sizes, dtype=float), at, np.array([cohesion, cohesion]), alike, told)
    return with_followups(found, ALIKE) == [0, 0]


def test_what_comes_a_day_after_a_much_larger_group_that_it_is_like_follows_it() -> None:
    assert joined((12, 4), 0.27, hours=24)


@pytest.mark.parametrize("hours", [-24, -1, 0, 3])
def test_what_comes_before_or_with_it_does_not(hours: float) -> None:
    assert not joined((12, 4), 0.27, hours)


def test_what_tells_other_figures_is_an_event_of_its_own_and_what_repeats_one_follows() -> None:
    other, repeating = [[TOLD, TOLD, 0, 0], [0, 0, TOLD, TOLD]], [[TOLD, TOLD, 0], [0, TOLD, TOLD]]
    assert not joined((12, 4), 0.27, hours=24, figures=other)
    assert joined((12, 4), 0.27, hours=24, figures=repeating)
    assert joined((12, 2), 0.27, hours=24, figures=other)  # two are too few to be known by their figures


def test_what_has_about_as_many_articles_is_an_event_of_its_own() -> None:
    assert not joined((12, 5), 0.29, hours=24)


def test_what_is_hardly_like_it_does_not_follow_it() -> None:
    assert not joined((12, 4), 0.24, hours=24)


@pytest.mark.parametrize(
    ("likeness", "cohesion", "expected"), [(0.2, 0.35, True), (0.2, 0.6, False), (0.1, 0.1, False)]
)
def test_few_articles_join_at_any_time_if_they_are_like_it_for_what_it_is_in_itself(
    likeness: float, cohesion: float, expected: bool
) -> None:
    assert {joined((6, 2), likeness, hours, cohesion) for hours in (None, 0, -5)} == {expected}


def test_of_several_the_one_most_alike_is_followed_and_never_one_that_follows_itself() -> None:
    at = np.array([0.0, 10 * HOUR, 30 * HOUR])
    alike = np.array([[0.9, 0.3, 0.27], [0.3, 0.9, 0.4], [0.27, 0.4, 0.9]])
    sizes = (30.0, 9.0, 3.0)
    found = Groups((0, 1, 2), np.array(sizes), at, np.full(3, 0.6), alike, telling([[], [], []], sizes, at))
    assert with_followups(found, ALIKE) == [0, 0, 0]
