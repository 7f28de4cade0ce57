"""Stories: which articles are put together, in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from loaders.enrich.arrivals import Candidate
from loaders.enrich.clusters import (
    DENSE_SHARE,
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
from loaders.enrich.embedding import STEPS, WIDTH, embed, rounded
from loaders.enrich.linkage import ALIKE, FADE, LINK, PAIR, REACH, linked, nearness
from loaders.enrich.stories import Assigned, assign
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


def pointing(name: str, at: float | None, direction: Sequence[float]) -> Candidate:
    """An article without words, by its direction in the plane."""
    dense = np.repeat(direction, WIDTH // 2)
    return Candidate(name, at, rounded(dense), np.zeros(0, dtype=np.uint32), np.zeros(0))


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


def test_what_is_two_weeks_apart_is_another_story() -> None:
    batch = candidates(("a", BRIDGE, 0), ("b", BRIDGE, 24), ("c", BRIDGE, 24 * 20))
    assert grouped(assign(batch, Clusters())) == {frozenset("ab"), frozenset("c")}


def test_an_undated_article_joins_a_dated_cluster_that_it_is_much_alike_and_leaves_its_instant() -> None:
    clusters = Clusters()
    assign(candidates(("a", BRIDGE, 0), ("u", BRIDGE, None)), clusters)
    (row,) = clusters.rows().tolist()
    assert (clusters.size[row], clusters.at[row]) == (2, NOON)


def test_an_undated_article_that_is_less_alike_opens_no_cluster_in_a_dated_story() -> None:
    angle = np.arccos(0.35 / DENSE_SHARE)  # 0.35 alike
    one, other = pointing("a", NOON, (1, 0)), pointing("b", NOON, (np.cos(angle), np.sin(angle)))
    dated, undated = assign([one, other], Clusters()), assign([one, replace(other, at=None)], Clusters())
    assert [one.cluster for one in dated.assignments] == ["a", "b"]
    assert grouped(dated) == {frozenset("ab")}
    assert grouped(undated) == {frozenset("a"), frozenset("b")}


def test_a_dated_copy_dates_the_cluster_of_its_undated_original_and_the_other_way_round() -> None:
    for first, second in ((None, 2), (2, None)):
        clusters = Clusters()
        assign(candidates(("a", BRIDGE, first)), clusters)
        copy = replace(candidates(("b", TRAINS, second))[0], shared=("a",))
        assign([copy], clusters, {"a": "a"})
        assert clusters.at[clusters.row("a")] == NOON + 2 * HOUR


def test_what_announces_an_event_is_another_story_than_what_reports_it_later() -> None:
    reports = [
        ("r1", "Parliament in Kiel adopts the law on the new lock", 20),
        ("r2", "Law on the new lock adopted by parliament in Kiel", 21),
    ]
    headline = "All eyes on Kiel before the vote on the lock"
    before, later = candidates(("p", headline, 0), ("p", headline, 30))
    together, apart = {frozenset({"p", "r1", "r2"})}, {frozenset({"p"}), frozenset({"r1", "r2"})}
    assert grouped(assign([before, *candidates(*reports)], Clusters())) == together
    assert grouped(assign([replace(before, ahead=True), *candidates(*reports)], Clusters())) == apart
    assert grouped(assign([replace(later, ahead=True), *candidates(*reports)], Clusters())) == together


def test_what_follows_an_event_days_later_joins_it_though_it_comes_in_a_batch_of_its_own() -> None:
    clusters = Clusters()
    angle = np.arccos(0.38 / DENSE_SHARE)  # 0.38 alike
    reports = assign([pointing(f"r{n}", NOON, (1, 0)) for n in range(6)], clusters)
    later = assign([pointing("f", NOON + 3 * DAY, (np.cos(angle), np.sin(angle)))], clusters)
    assert len(settled(clusters, reports, later)) == 1


def test_the_article_that_opened_a_cluster_is_scored_by_those_that_joined_it() -> None:
    batch = candidates(("a", BRIDGE, 0), ("b", "Hamburg bridge closed after container ship rams it", 1))
    one, other = sorted(assign(batch, Clusters()).assignments, key=lambda a: a.article)
    assert (one.cluster, other.cluster) == ("a", "a")
    assert one.score == pytest.approx(other.score, abs=0.001)
    assert one.score < 1


@pytest.mark.parametrize(
    ("days", "least", "most"), [(0, 1, 1), (1, 0.79, 0.81), (2, 0.499, 0.501), (14, 0.01, 0.03), (15, 0, 0)]
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


def near_alike(name: str, story: str, size: int, direction: Sequence[float], cohesion: float = 0.0) -> Cluster:
    """A cluster by its direction in the plane (likeness of two directions: 0.4 times their cosine)."""
    dense = np.zeros(WIDTH)
    dense[: len(direction)] = direction
    nothing = np.zeros(0, dtype=np.uint32), np.zeros(0)
    return kept(name, story, size, NOON, Mean(dense, *nothing), cohesion=cohesion)


@pytest.mark.parametrize(("cohesion", "stories"), [(0.4, 1), (0.8, 2)])
def test_groups_are_one_story_where_they_are_about_half_as_alike_as_their_own_articles(
    cohesion: float, stories: int
) -> None:
    clusters = Clusters()
    angle = np.arccos(0.32 / DENSE_SHARE)  # 0.32 alike
    rows = [
        clusters.put(near_alike("a", "s", 20, (1, 0), cohesion)),
        clusters.put(near_alike("b", "s", 20, (np.cos(angle), np.sin(angle)), cohesion)),
    ]
    assert len(set(linked(np.array(rows), clusters).stories)) == stories


@pytest.mark.parametrize(("cohesion", "stories"), [(0.3, 1), (0.8, 2)])
def test_a_lone_article_joins_a_large_story_the_more_easily_the_looser_that_is(cohesion: float, stories: int) -> None:
    clusters = Clusters()
    angle = np.arccos(0.18 / DENSE_SHARE)  # 0.18 alike
    rows = [
        clusters.put(near_alike("a", "s", 20, (1, 0), cohesion)),
        clusters.put(near_alike("b", "s", 1, (np.cos(angle), np.sin(angle)))),
    ]
    assert len(set(linked(np.array(rows), clusters).stories)) == stories


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
        direction, own = (np.cos(angle), np.sin(angle)), float(draw.uniform(0.3, 0.8))
        rows.append(clusters.put(near_alike(f"c{n:02}", f"s{n:02}", int(draw.integers(3, 6)), direction, own)))
    likeness, size = among(clusters, np.array(rows)), clusters.size[rows].astype(float)
    cohesion = clusters.cohesion[rows]
    likeness[likeness < PAIR] = 0.0

    def own(group: list[int]) -> float:
        """Average over the pairs of a group's articles and six more that are 0.6 alike."""
        within = sum(size[i] * (size[i] - 1) * cohesion[i] for i in group)
        within += sum(size[i] * size[j] * likeness[i, j] for i in group for j in group if i != j)
        articles = sum(size[i] for i in group)
        return float((within + 6 * 0.6) / (articles * (articles - 1) + 6))

    groups = [[n] for n in range(len(rows))]
    while True:
        average = {
            (a, b): sum(likeness[i, j] * size[i] * size[j] for i in x for j in y)
            / (sum(size[i] for i in x) * sum(size[j] for j in y))
            for a, x in enumerate(groups) for b, y in enumerate(groups) if a < b
        }  # fmt: skip
        enough = [
            (a, b) for a, b in average
            if average[a, b] >= max(LINK, ALIKE * np.sqrt(own(groups[a]) * own(groups[b])))
        ]  # fmt: skip
        if not enough:
            break
        best = max(enough, key=lambda pair: average[pair])
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
    cluster = kept("c", "s", 5, NOON + 0.4, mean, cohesion=0.37, ahead=0.2)
    again = read_state(cluster.id, cluster.story, cluster.size, cluster.at, write_state(cluster))
    assert (again.cohesion, again.ahead) == (cluster.cohesion, cluster.ahead) == pytest.approx((0.37, 0.2))
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


def test_the_year_of_an_event_weighs_less_than_its_figures() -> None:
    found = terms("Election 2024: 312 hurt in Valparaíso", "", "en")
    assert found["2024"] < 0.6 * found["312"]
