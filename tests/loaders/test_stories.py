"""Stories: which articles are put together, in whatever order they come."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from loaders.enrich.stories import (
    KEPT_TERMS,
    REACH,
    Assignment,
    Candidate,
    Story,
    StoryIndex,
    assign,
    vector,
    within_reach,
)

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
BRIDGE = "Container ship rams the railway bridge in Hamburg"
TRAINS = "Parliament adopts the night train regulation"


def candidate(article: str, headline: str, hours: float | None = 0, language: str | None = "en") -> Candidate:
    at = None if hours is None else NOON + timedelta(hours=hours)
    return Candidate(article, headline, at, vector(headline, "", language))


def grouped(done: list[Assignment]) -> set[frozenset[str]]:
    stories: dict[str, set[str]] = {}
    for one in done:
        stories.setdefault(one.story, set()).add(one.article)
    return {frozenset(articles) for articles in stories.values()}


def test_articles_about_one_event_are_one_story_and_others_another() -> None:
    batch = [
        candidate("a", BRIDGE),
        candidate("b", "Hamburg bridge closed after container ship crash", 2),
        candidate("c", TRAINS, 1),
        candidate("d", "Night train regulation: what the parliament decided", 3),
    ]
    done, changed = assign(batch, StoryIndex())
    assert grouped(done) == {frozenset("ab"), frozenset("cd")}
    assert len(changed) == 2


def test_the_order_within_a_batch_makes_no_difference() -> None:
    batch = [candidate(f"{n}", headline, n % 7) for n, headline in enumerate([BRIDGE, TRAINS, BRIDGE + " again"] * 5)]
    draw = random.Random(1)
    found = {frozenset(grouped(assign(draw.sample(batch, len(batch)), StoryIndex())[0])) for _ in range(5)}
    assert len(found) == 1


def test_a_story_is_called_after_its_first_article_even_where_that_comes_late() -> None:
    index = StoryIndex()
    assign([candidate("b", "Later: " + BRIDGE, 5)], index)
    (done,), _ = assign([candidate("a", BRIDGE, 0)], index)
    story = index.stories[done.story]
    assert (story.headline, story.size, story.first, story.last) == (BRIDGE, 2, NOON, NOON + timedelta(hours=5))


def test_an_article_joins_only_stories_within_reach_and_undated_ones_keep_to_themselves() -> None:
    index = StoryIndex()
    days = (0, REACH.days, 3 * REACH.days)
    done, _ = assign([candidate(f"{d}", BRIDGE, 24 * d) for d in days] + [candidate("u", BRIDGE, None)], index)
    assert grouped(done) == {frozenset({"0", f"{days[1]}"}), frozenset({f"{days[2]}"}), frozenset("u")}


@pytest.mark.parametrize(
    ("first", "last", "at", "near"),
    [
        (0, 0, 14, True), (0, 0, 15, False), (0, 40, 20, True), (0, 40, -14, True), (0, 40, -15, False),
        (0, 40, 55, False),
    ],
)  # fmt: skip
def test_reach_is_counted_in_whole_days_from_the_storys_span(first: int, last: int, at: int, *, near: bool) -> None:
    story = Story("s", {}, 2, NOON + timedelta(days=first), NOON + timedelta(days=last), "")
    assert within_reach(story, NOON.replace(hour=23 if at < 0 else 0) + timedelta(days=at)) is near


def test_names_meet_themselves_across_languages_and_accents() -> None:
    spanish = vector("Arsénico en el agua de Valparaíso", "", "es")
    english = vector("Arsenic in Valparaiso's water", "", "en")
    assert "valparaiso" in spanish.keys() & english.keys()


def test_a_long_story_keeps_its_heaviest_terms_and_is_found_by_them_alone() -> None:
    index, draw = StoryIndex(), random.Random(2)
    for n in range(200):
        extra = " ".join("".join(draw.choices("bcdfglmnprst", k=7)) for _ in range(6))
        assign([candidate(f"a{n:03}", f"{BRIDGE} {extra}", n / 10)], index)
    story = max(index.stories.values(), key=lambda s: s.size)
    assert story.size > 150
    assert len(story.terms) <= 2 * KEPT_TERMS
    held = StoryIndex()  # as another process reads it from the graph
    for one in index.stories.values():
        held.add(one)
    assert held == index
    for one in list(index.stories.values()):
        index.drop(one)
    assert index == StoryIndex()


def test_a_headline_without_words_opens_a_story_of_its_own() -> None:
    done, _ = assign([candidate("a", "…"), candidate("b", "!!!"), candidate("c", BRIDGE)], StoryIndex())
    assert len(grouped(done)) == 3
