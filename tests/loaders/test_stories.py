"""Stories: which articles are put together, in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from loaders.enrich.clusters import (
    MOST_TERMS,
    Cluster,
    Clusters,
    Mean,
    among,
    as_mean,
    kept,
    mean_of,
    read_state,
    write_state,
)
from loaders.enrich.embedding import STEPS, WIDTH, embed
from loaders.enrich.linkage import FADE, REACH, linked, nearness
from loaders.enrich.stories import Assigned, Candidate, assign
from loaders.enrich.terms import hashed, terms

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC).timestamp()
HOUR, DAY = 3_600.0, 86_400.0
BRIDGE = "Container ship rams the railway bridge in Hamburg"
TRAINS = "Parliament adopts the night train regulation"


def candidates(*headlines: tuple[str, str, float | None], language: str = "en") -> list[Candidate]:
    """Articles by (id, headline, hours after noon, None for undated)."""
    dense = embed([headline for _, headline, _ in headlines])
    return [
        Candidate(i, None if hours is None else NOON + hours * HOUR, vector, *hashed(terms(headline, "", language)))
        for (i, headline, hours), vector in zip(headlines, dense, strict=True)
    ]


def grouped(done: Assigned) -> set[frozenset[str]]:
    stories: dict[str, set[str]] = {}
    for one in done.assignments:
        stories.setdefault(one.story, set()).add(one.article)
    return {frozenset(articles) for articles in stories.values()}


def settled(clusters: Clusters, *parts: Assigned) -> set[frozenset[str]]:
    """Articles by the story that their cluster is in now."""
    stories: dict[str, set[str]] = {}
    for done in parts:
        for one in done.assignments:
            stories.setdefault(clusters.stories[clusters.row(one.cluster)], set()).add(one.article)
    return {frozenset(articles) for articles in stories.values()}


def test_articles_about_one_event_are_one_story_and_others_another() -> None:
    batch = candidates(
        ("a", BRIDGE, 0),
        ("b", "Hamburg bridge closed after container ship crash", 2),
        ("c", TRAINS, 1),
        ("d", "Night train regulation: what the parliament decided", 3),
    )
    assert grouped(assign(batch, Clusters())) == {frozenset("ab"), frozenset("cd")}


def test_an_event_is_one_story_in_several_languages() -> None:
    clusters = Clusters()
    done = [
        assign(candidates((f"{language}{n}", headline, n), language=language), clusters)
        for n, (language, headline) in enumerate(
            [
                ("en", "Container ship rams railway bridge in Hamburg, trains halted"),
                ("de", "Containerschiff rammt Eisenbahnbrücke in Hamburg, Züge stehen still"),
                ("es", "Un portacontenedores choca contra un puente ferroviario en Hamburgo y para los trenes"),
                ("fr", "Un porte-conteneurs percute un pont ferroviaire à Hambourg, trains arrêtés"),
            ]
        )
    ]
    assert len(settled(clusters, *done)) == 1


def test_the_order_within_a_batch_makes_no_difference() -> None:
    several = [(f"{n:02}", headline, n % 7) for n, headline in enumerate([BRIDGE, TRAINS, BRIDGE + " again"] * 5)]
    batch, draw = candidates(*several), random.Random(1)
    found = {frozenset(grouped(assign(draw.sample(batch, len(batch)), Clusters()))) for _ in range(5)}
    assert len(found) == 1


def test_what_is_two_weeks_apart_is_another_story_and_undated_ones_keep_to_themselves() -> None:
    batch = candidates(("a", BRIDGE, 0), ("b", BRIDGE, 24), ("c", BRIDGE, 24 * 20), ("u", BRIDGE, None))
    assert grouped(assign(batch, Clusters())) == {frozenset("ab"), frozenset("c"), frozenset("u")}


@pytest.mark.parametrize(
    ("days", "least", "most"), [(0, 1, 1), (1, 0.95, 0.97), (5, 0.499, 0.501), (14, 0.1, 0.12), (15, 0, 0)]
)
def test_a_likeness_fades_with_the_days_between(days: float, least: float, most: float) -> None:
    assert least <= float(nearness(NOON, NOON + days * DAY)) <= most
    assert float(nearness(NOON + days * DAY, NOON)) == float(nearness(NOON, NOON + days * DAY))


def test_undated_articles_are_near_each_other_alone() -> None:
    none = float("nan")
    assert (float(nearness(none, none)), float(nearness(none, NOON)), float(nearness(NOON, none))) == (1.0, 0.0, 0.0)
    assert FADE < REACH


def test_an_article_that_bridges_two_stories_makes_them_one_and_says_which_went_where() -> None:
    clusters = Clusters()
    first = assign(
        candidates(("a1", "Fire at the Kerlec lighthouse", 0), ("a2", "Kerlec lighthouse on fire", 1)), clusters
    )
    second = assign(candidates(("b1", "Two keepers missing off Saint-Malo", 2)), clusters)
    before = settled(clusters, first, second)
    bridging = [(f"c{n}", f"Two keepers missing in the Kerlec lighthouse fire off Saint-Malo {n}", 3) for n in range(6)]
    third = assign(candidates(*bridging), clusters)
    assert len(before) == 2
    assert len(settled(clusters, first, second, third)) == 1
    ((old, new),) = third.ended.items()
    assert old in {a.story for done in (first, second) for a in done.assignments}
    assert new == clusters.stories[clusters.row("a1")] == clusters.stories[clusters.row("b1")]
    assert third.moved.keys() <= {"a1", "a2", "b1"} | {i for i, _, _ in bridging}


def near_alike(name: str, story: str, size: int, direction: Sequence[float]) -> Cluster:
    """A cluster by its direction in the plane."""
    dense = np.zeros(WIDTH)
    dense[: len(direction)] = direction
    nothing = np.zeros(0, dtype=np.uint32), np.zeros(0)
    return kept(name, story, size, NOON, Mean(dense, *nothing))


def test_a_story_that_falls_apart_leaves_its_id_with_the_larger_part_and_the_other_says_what_it_was_part_of() -> None:
    clusters = Clusters()
    rows = [
        clusters.put(near_alike("a", "s", 5, (1, 0))),
        clusters.put(near_alike("b", "s", 3, (0, 1))),
        clusters.put(near_alike("c", "s", 2, (0, 1))),
        clusters.put(near_alike("d", "s", 1, (0.9, 0.1))),
    ]
    found = linked(np.array(rows), clusters)
    assert found.stories[0] == found.stories[3] == "s"
    assert found.stories[1] == found.stories[2] != "s"
    assert found.parted == {found.stories[1]: "s"}
    assert found.ended == {}


def test_group_averages_are_those_of_a_slow_calculation_by_hand() -> None:
    draw = np.random.default_rng(3)
    clusters = Clusters()
    rows = []
    for n in range(40):
        angle = draw.integers(0, 4) * 1.4 + draw.normal(0, 0.25)
        rows.append(
            clusters.put(near_alike(f"c{n:02}", f"s{n:02}", int(draw.integers(3, 6)), (np.cos(angle), np.sin(angle))))
        )
    likeness, size = among(clusters, np.array(rows)), clusters.size[rows].astype(float)
    likeness[likeness < 0.10] = 0.0
    groups = [[n] for n in range(len(rows))]
    while True:
        average = {
            (a, b): sum(likeness[i, j] * size[i] * size[j] for i in x for j in y)
            / (sum(size[i] for i in x) * sum(size[j] for j in y))
            for a, x in enumerate(groups) for b, y in enumerate(groups) if a < b
        }  # fmt: skip
        best = max(average, key=lambda pair: average[pair], default=(0, 0))
        if not average or average[best] < 0.26:
            break
        groups[best[0]] += groups.pop(best[1])
    found: dict[str, set[int]] = {}
    for place, story in enumerate(linked(np.array(rows), clusters).stories):
        found.setdefault(story, set()).add(place)
    assert {frozenset(g) for g in groups} == {frozenset(g) for g in found.values()}
    assert 1 < len(groups) < 40


def test_a_cluster_survives_the_graph_to_the_last_bit() -> None:
    words = {f"word{n}": 1.0 / (n + 1) for n in range(60)}
    dense = embed([BRIDGE])[0]
    mean = mean_of([(3, Mean(dense / STEPS, *hashed(words))), (2, Mean(dense / STEPS, *hashed({"more": 0.5})))])
    cluster = kept("c", "s", 5, NOON + 0.4, mean)
    again = read_state(cluster.id, cluster.story, cluster.size, cluster.at, write_state(cluster))
    for name in ("dense", "terms", "weights"):
        assert np.array_equal(getattr(again, name), getattr(cluster, name))
    assert (again.scale, again.at, len(again.terms)) == (cluster.scale, NOON, MOST_TERMS)
    assert np.allclose(as_mean(again).dense, mean.dense, atol=0.002)
    clusters = Clusters()
    held = clusters.get(clusters.put(again))
    assert write_state(held) == write_state(cluster)


def test_rows_that_were_let_go_are_taken_again() -> None:
    clusters = Clusters()
    for n in range(50):
        clusters.put(near_alike(f"c{n}", f"s{n % 3}", 1, (1, n)))
    for n in range(40):
        clusters.drop(f"c{n}")
    assert len(clusters) == 10
    for n in range(40):
        clusters.put(near_alike(f"d{n}", "s9", 1, (1, n)))
    assert len(clusters.ids) == 50
    assert {clusters.ids[row] for row in clusters.of_story("s9")} == {f"d{n}" for n in range(40)}
    assert not clusters.of_story("s7")


def test_a_headline_without_words_opens_a_story_of_its_own() -> None:
    batch = candidates(("a", "…", 0), ("b", "!!!", 0), ("c", BRIDGE, 0))
    assert len(grouped(assign(batch, Clusters()))) == 3


def test_one_text_from_a_thousand_sources_is_one_cluster() -> None:
    one = candidates(("a", BRIDGE, 0))[0]
    clusters = Clusters()
    for start in range(0, 1_000, 250):
        assign([replace(one, article=f"a{n:04}") for n in range(start, start + 250)], clusters)
    assert len(clusters) == 1
    assert int(clusters.size[0]) == 1_000


def test_names_meet_themselves_across_languages_and_accents() -> None:
    spanish = terms("Arsénico en el agua de Valparaíso", "", "es")
    english = terms("Arsenic in Valparaiso's water", "", "en")
    assert "valparaiso" in spanish.keys() & english.keys()
    assert "the" not in terms("The arsenic in the water", "", "en")
