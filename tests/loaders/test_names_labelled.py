"""The labelled set of our own: whole, and the reported half's figures don't fall below what was promised."""

from __future__ import annotations

from collections import Counter

from bench.labelled import read
from bench.names.__main__ import OWN
from bench.names.measure import identities
from bench.names.score import b_cubed, loose, of_sets


def test_the_set_has_sixty_articles_in_four_languages_half_of_them_reported() -> None:
    articles = read(OWN)
    assert len(articles) >= 60
    assert {article.language for article in articles} == {"en", "es", "fr", "de"}
    reported = sum(article.reported for article in articles)
    assert abs(2 * reported - len(articles)) <= 4
    assert all(count == 1 for count in Counter(article.id for article in articles).values())


def test_labels_stand_in_the_text_and_marks_are_gone() -> None:
    for article in read(OWN):
        assert article.labels
        assert "[[" not in article.whole
        assert "]]" not in article.whole
        assert all(article.whole[label.start : label.end].strip() for label in article.labels)


def test_who_is_who_within_an_article_is_nearly_always_right() -> None:
    within, across = identities([article for article in read(OWN) if article.reported])
    assert within.f1 >= 0.97
    assert across.precision >= 0.98


def test_the_scores_are_what_their_definitions_say() -> None:
    assert of_sets({1, 2, 3}, {2, 3, 4, 5}).precision == 0.5
    assert loose([(0, 5, "Person"), (9, 12, "Place")], [(3, 8, "Person"), (9, 12, "Person")]) == (1, 2, 2)
    apart = b_cubed([("a", 1), ("a", 2)])
    assert (apart.precision, apart.recall) == (1.0, 0.5)
