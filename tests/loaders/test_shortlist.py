"""The clusters that an article is compared with where there are too many to compare it with all."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from bench.assignment import drawn
from loaders.enrich import postings, shortlist
from loaders.enrich.arrivals import Candidate
from loaders.enrich.clusters import Articles, Cluster, Clusters, Numbers, compared, pairs, products
from loaders.enrich.linkage import LINK, nearness
from loaders.enrich.postings import POSTED, Postings
from loaders.enrich.stories import Assigned, assign

BATCH = 64


@pytest.fixture
def few_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window of more than twenty clusters counts as one of many."""
    monkeypatch.setattr(shortlist, "COMPARED", 20)


@pytest.fixture
def small_tiers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go on to the largest tier after a few changes."""
    monkeypatch.setattr(postings, "LEVELS", (5, 30))


def assigned(articles: list[Candidate], clusters: Clusters) -> Iterator[Assigned]:
    for start in range(0, len(articles), BATCH):
        yield assign(articles[start : start + BATCH], clusters)


def groups(articles: list[Candidate]) -> tuple[dict[str, str], dict[str, str]]:
    """The cluster of each article, and its story in the end."""
    clusters = Clusters()
    cluster = {one.article: one.cluster for done in assigned(articles, clusters) for one in done.assignments}
    return cluster, {article: clusters.stories[clusters.row(name)] for article, name in cluster.items()}


@pytest.mark.usefixtures("small_tiers")
def test_articles_join_the_clusters_that_they_would_join_if_they_were_compared_with_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    articles = list(drawn(1_200))
    clusters, stories = groups(articles)
    monkeypatch.setattr(shortlist, "COMPARED", 20)
    found, in_stories = groups(articles)
    assert found == clusters
    assert len(set(clusters.values())) > 20 * 20
    elsewhere = [article for article, story in in_stories.items() if story != stories[article]]
    assert len(elsewhere) <= 0.02 * len(articles)  # stories that share faint likenesses alone are not weighed anew


@pytest.mark.usefixtures("few_compared", "small_tiers")
def test_what_is_found_depends_on_what_is_held_and_not_on_how_it_came() -> None:
    articles = list(drawn(900))
    one = Clusters()
    for _ in assigned(articles[:800], one):
        pass
    held = [one.get(one.row(name)) for name in one]
    other, draw = Clusters(), random.Random(1)
    for name in draw.sample(held, len(held)):
        other.put(name)
        other.postings()
    for name in draw.sample(held, 100):  # some leave, some are for a while what they aren't
        other.drop(name.id)
    other.postings()
    for name in draw.sample(held, len(held)):
        other.put(name)
    found = [found_of(articles[800:], each) for each in (one, other)]
    assert found[0] == found[1]
    assert 20 < len(found[0]) < len(held)


def found_of(articles: list[Candidate], clusters: Clusters) -> list[str]:
    several = Articles(np.stack([a.dense for a in articles]), [(a.terms, a.weights) for a in articles])
    times = np.array([a.at for a in articles], dtype=float)

    def counted(rows: Numbers, numbers: Numbers) -> np.ndarray:
        return nearness(clusters.at[rows], times[numbers])

    return sorted(clusters.ids[row] for row in shortlist.shortlist(clusters, several, times, LINK, counted))


@pytest.mark.usefixtures("few_compared")
def test_of_clusters_of_one_instant_those_first_by_id_are_compared_whatever_their_rows() -> None:
    nothing = np.zeros(0, dtype=np.uint32), np.zeros(0)
    alike = [
        Cluster(f"c{n:03}", f"s{n:03}", 1, 0.0, np.full(512, 22, dtype=np.int8), 2e-3, *nothing) for n in range(60)
    ]
    article = Candidate("a", 0.0, np.full(512, 22, dtype=np.int8), *nothing)
    for draw in (random.Random(1), random.Random(2)):
        clusters = Clusters()
        for one in draw.sample(alike, len(alike)):
            clusters.put(one)
        assert found_of([article], clusters) == [f"c{n:03}" for n in range(20)]


@pytest.mark.usefixtures("small_tiers")
def test_rows_are_found_by_the_terms_that_they_have_now() -> None:
    draw = np.random.default_rng(4)
    found, terms, weights = Postings(), np.zeros((80, 40), dtype=np.uint32), np.zeros((80, 40), dtype=np.float32)
    for _ in range(30):
        rows = np.sort(draw.choice(80, size=7, replace=False))
        for row in rows:
            count = int(draw.integers(0, 41))
            terms[row], weights[row] = 0, 0.0
            terms[row, :count] = np.sort(draw.choice(300, size=count, replace=False))
            weights[row, :count] = draw.random(count)
        found.put(rows, terms[rows], weights[rows], room=80)
    article = Articles(np.zeros((1, 512), dtype=np.int8), [(np.arange(0, 300, 3, dtype=np.uint32), np.ones(100))])
    _, several, shared = found.shared(article.spread, article.vocabulary)
    by_hand = {}
    for row in range(80):
        heaviest = np.argsort(-weights[row], kind="stable")[:POSTED]
        if (total := weights[row][heaviest][terms[row][heaviest] % 3 == 0].sum()) > 0:
            by_hand[row] = pytest.approx(float(total), abs=1e-5)
    assert dict(zip(several.tolist(), shared.tolist(), strict=True)) == by_hand
    assert len(by_hand) > 40


def test_entries_of_the_rarest_terms_are_looked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "MOST_SEEN", 10)
    found, rows = Postings(), np.arange(30)
    terms = np.zeros((30, 40), dtype=np.uint32)
    terms[:, 0], terms[:4, 1] = 5, 9  # all have one, four the other
    found.put(rows, terms, (terms > 0).astype(np.float32), room=30)
    article = Articles(np.zeros((1, 512), dtype=np.int8), [(np.array([5, 9], dtype=np.uint32), np.ones(2))])
    assert sorted(found.shared(article.spread, article.vocabulary)[1].tolist()) == [0, 1, 2, 3]


def test_likeness_in_pairs_is_that_of_the_whole_table() -> None:
    articles = list(drawn(200))
    clusters = Clusters()
    for _ in assigned(articles, clusters):
        pass
    several = Articles(np.stack([a.dense for a in articles]), [(a.terms, a.weights) for a in articles])
    rows = clusters.rows()
    product = products(clusters, rows, several)
    table = compared(clusters, rows, several, product, np.float64)
    row, number = np.nonzero(table > -1)
    assert np.allclose(pairs(clusters, rows[row], several, number), table.ravel())
