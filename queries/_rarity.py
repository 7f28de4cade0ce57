"""How telling it is that a name stands here: rarity elsewhere, and surprise at two names together. Pure."""

from __future__ import annotations

from math import log


def rarity(here: int, of_here: int, everywhere: int, of_everywhere: int) -> float:
    """TF-IDF of a name in a set of articles: its share of them times the log of how rare it is in all.

    Spaerck Jones, A statistical interpretation of term specificity, J. Doc. 28 (1972), 11-21.

    >>> rarity(3, 4, 3, 1000) > rarity(3, 4, 500, 1000)
    True
    """
    if not of_here or not here:
        return 0.0
    return round(here / of_here * log((1 + of_everywhere) / max(everywhere, here)), 6)


def surprise(together: int, first: int, second: int, articles: int) -> float:
    """Dunning's log-likelihood ratio G2 of two names standing in the same articles; below 0 where they avoid it.

    T. Dunning, Accurate methods for the statistics of surprise and coincidence, Comput. Linguist. 19 (1993), 61-74.

    >>> round(surprise(10, 10, 10, 100), 1), surprise(1, 10, 10, 100)
    (65.0, 0.0)
    """
    cells = (
        (together, first * second),
        (first - together, first * (articles - second)),
        (second - together, (articles - first) * second),
        (articles - first - second + together, (articles - first) * (articles - second)),
    )
    total = sum(seen * log(seen * articles / expected) for seen, expected in cells if seen > 0 and expected > 0)
    sign = 1 if together * articles >= first * second else -1
    return round(sign * 2 * abs(total), 6) + 0.0
