"""Which of the clusters at hand an article may be like: of few all are compared, of many those that are found.

Where more than ``COMPARED`` clusters are held, a batch is compared with the ones nearest in time and with those that
share rare terms with one of its articles; then with the other clusters of the stories so found. What is missed is alike
by its vector alone and farther in time. Nothing is estimated: what is found is compared as all would be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from loaders.enrich.clusters import (
    Articles,
    Clusters,
    Floats,
    Numbers,
    compared,
    pairs,
    products,
)

COMPARED = 4_096
"""Clusters that a batch is compared with whatever their terms, those nearest in time."""
SHARED = 0.06
"""Likeness by rare terms from which a cluster is looked at. Of 15,918 articles laid into ten days (three worlds, a dev
half of headlines, a sample of real news; 5,327 clusters, 64 articles a batch) each came, by terms alone, to the cluster
that it came to when all were compared, with ``MOST_SEEN`` a quarter of what it is too; with ``MOST_FOUND`` 16 and
``MOST_SEEN`` 256 it was all but 9 in 10,000."""
MOST_FOUND = 32
"""Clusters looked at for an article on account of its terms, those most like it first."""
ROWS_AT_ONCE = 8_192

Counted = Callable[[Numbers, Numbers], Floats]
"""How much the likeness of rows to articles (their numbers) counts, 0 to 1."""


def shortlist(clusters: Clusters, articles: Articles, times: Floats, least: float, counted: Counted) -> Numbers:
    """Rows that are alike to one of the articles from ``least`` on, in so far as that counts, in no order.

    Args: times: the articles' instants, in seconds, nan where they have none.
    """
    held = clusters.rows()
    if len(held) <= COMPARED:
        return _of_these(clusters, held, articles, least, counted)
    found = [
        _of_these(clusters, _nearest_in_time(clusters, held, times), articles, least, counted),
        _by_terms(clusters, articles, least, counted),
    ]
    rows = np.unique(np.concatenate(found))
    stories = {clusters.stories[row] for row in rows.tolist()}
    fellows = {row for story in stories for row in clusters.of_story(story)} - set(rows.tolist())
    others = np.array(sorted(fellows), dtype=np.int64)
    return np.concatenate([rows, _of_these(clusters, others, articles, least, counted)])


def _of_these(clusters: Clusters, held: Numbers, articles: Articles, least: float, counted: Counted) -> Numbers:
    """Those of these rows that are about as alike to one of the articles."""
    found: list[Numbers] = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(held), ROWS_AT_ONCE):
        rows = held[start : start + ROWS_AT_ONCE]
        product = products(clusters, rows, articles)
        likeness = compared(clusters, rows, articles, product, np.float32)
        place, number = np.nonzero(likeness >= least)
        near = likeness[place, number] * counted(rows[place], number) >= least
        wanted = np.zeros(len(rows), dtype=bool)
        wanted[place[near]] = True
        found.append(rows[wanted])
    return np.concatenate(found)


def _nearest_in_time(clusters: Clusters, held: Numbers, times: Floats) -> Numbers:
    """So many of these rows, nearest to the middle of the articles' instants, then by their ids."""
    dated = times[~np.isnan(times)]
    at = clusters.at[held]
    apart = np.abs(at - np.median(dated)) if len(dated) else np.where(np.isnan(at), 0.0, np.inf)
    apart[np.isnan(apart)] = np.inf
    last = np.partition(apart, COMPARED - 1)[COMPARED - 1]
    rows, even = held[apart < last], held[apart == last].tolist()
    even.sort(key=clusters.ids.__getitem__)
    return np.concatenate([rows, np.array(even[: COMPARED - len(rows)], dtype=np.int64)])


def _by_terms(clusters: Clusters, articles: Articles, least: float, counted: Counted) -> Numbers:
    """Rows that share rare terms with one of the articles and are about as alike to it."""
    number, row, shared = clusters.postings().shared(articles.spread, articles.vocabulary)
    likely = shared >= SHARED
    number, row = number[likely], row[likely]
    near = counted(row, number)
    reached = near >= least
    number, row = _most(number[reached], row[reached], np.round((shared[likely] * near)[reached], 6), clusters.ids)
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(row), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        likeness = pairs(clusters, row[some], articles, number[some]) * counted(row[some], number[some])
        found.append(row[some][likeness >= least])
    return np.unique(np.concatenate(found))


def _most(number: Numbers, row: Numbers, shared: Floats, ids: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Of an article's pairs the most alike, where there are too many."""
    count = np.bincount(number)
    kept = count[number] <= MOST_FOUND
    for article in np.nonzero(count > MOST_FOUND)[0]:
        (mine,) = np.nonzero(number == article)
        last = -np.partition(-shared[mine], MOST_FOUND - 1)[MOST_FOUND - 1]
        kept[mine[shared[mine] > last]] = True
        even = sorted(mine[shared[mine] == last].tolist(), key=lambda place: ids[int(row[place])])
        kept[even[: MOST_FOUND - int(np.count_nonzero(shared[mine] > last))]] = True
    return number[kept], row[kept]
