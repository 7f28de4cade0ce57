"""Figures that groups keep to: what tells two events of a kind, in one place, apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from loaders.enrich.clusters import Clusters, Mean, kept
from loaders.enrich.embedding import WIDTH
from loaders.enrich.linkage import linked
from loaders.enrich.terms import hashed, terms

TOWN = {"quake": 0.5, "tarvono": 0.6}


def stories(*groups: Mapping[str, float], size: int = 4, hours: float | None = 5) -> int:
    """How many stories these groups are: told in the same words, so many hours apart, each with terms of its own."""
    clusters, dense = Clusters(), np.zeros(WIDTH)
    dense[0] = 0.7
    rows = [
        clusters.put(
            kept(
                f"c{n}",
                f"s{n}",
                size,
                None if hours is None else n * hours * 3_600,
                Mean(dense, *hashed({**TOWN, **own})),
            )
        )
        for n, own in enumerate(groups)
    ]
    return len(set(linked(np.array(rows), clusters).stories))


def told(*figures: str, weight: float = 0.15) -> dict[str, float]:
    return dict.fromkeys(figures, weight)


def test_groups_that_keep_to_figures_of_their_own_are_two_events() -> None:
    assert stories(told("27", "341"), told("64", "880")) == 2
    assert stories(told("6.9", "64"), told("5.4", "34")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("27", "341"), told("64", "341")),  # a toll that rose
        (told("27", "341"), {**told("64", "880"), "341": 0.03}),  # told by few of the others
        (told("27"), told("64", "880")),
        (told("27", "341"), {}),  # it tells no figures: what follows an event
        (told("27", "341"), told("64", "880", weight=0.03)),
        (told("2025", "1999"), told("2026", "1998")),  # years
        (told("saturday", "kindergarten"), told("monday", "hospital")),  # other words are no figures
    ],
)
def test_groups_that_share_a_figure_or_tell_too_few_are_one(one: dict[str, float], other: dict[str, float]) -> None:
    assert stories(one, other) == 1


def test_two_articles_are_too_few_to_be_known_by_their_figures() -> None:
    assert stories(told("27", "341"), told("64", "880"), size=2) == 1


@pytest.mark.parametrize("hours", [0, 2, None])
def test_at_one_hour_or_without_an_instant_figures_tell_no_events_apart(hours: float | None) -> None:
    assert stories(told("27", "341"), told("64", "880"), hours=hours) == 1


def test_a_figure_of_one_article_is_not_what_its_group_keeps_to() -> None:
    in_one_of_three = 0.15 / 3
    assert stories(told("27", "341", weight=in_one_of_three), told("64", "880"), size=3) == 1


def test_a_group_that_both_may_join_makes_them_no_one_story() -> None:
    assert stories(told("27", "341"), {}, told("64", "880")) == 2


@pytest.mark.parametrize(
    "numbers",
    [(("4,082", "en"), ("4.082", "es"), ("4 082", "fr")), (("6.9", "en"), ("6,9", "es"), ("6,9", "fr"))],
)
def test_a_number_is_the_same_figure_however_a_language_writes_it(numbers: tuple[tuple[str, str], ...]) -> None:
    found = [set(hashed(terms(f"Tarvono: {number}", "", language))[0].tolist()) for number, language in numbers]
    assert len(set.intersection(*found) - set(hashed(terms("Tarvono", "", "en"))[0].tolist())) == 1


def test_a_decimal_is_one_term_and_other_points_and_commas_part_numbers() -> None:
    assert "6.9" in terms("Magnitude 6.9.", "", "en")
    assert not {"12.03", "3.11"} & terms("On 12.03.2026, version 3.11.2", "", "en").keys()
    assert {"14", "27", "31"} <= terms("Aged 14,27,31", "", "en").keys()
