"""What is about something else, or announces an event beforehand, is nobody's first report."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

from reports import at, firsts, report, run, status

from kg.ids import name_key
from queries._first import Race
from queries._first_words import confidence
from queries._reports import Report
from queries._subject import BEFOREHAND, OTHER_SUBJECT

TABLE = Path(__file__).resolve().parents[2] / "kg" / "announcements.tsv"


def news(*minutes: int, score: float | None = None) -> list[Report]:
    """Reports of different outlets, so many minutes after 15:00."""
    return [report(f"n{m}", at(f"{15 + m // 60}:{m % 60:02}"), score=score) for m in minutes]


def told_with(first: Report, *rest: Report) -> Race:
    return run(first, *rest)


def test_a_lone_article_hours_before_many_at_once_announced_what_they_report() -> None:
    told = told_with(report("p", at("09:00")), *news(0, 3, 6, 40))
    assert firsts(told) == ["n0"]
    assert status(told, "p") == ("excluded", BEFOREHAND)
    assert confidence(told) == "low: 1 excluded row could change it"


def test_a_scoop_that_others_follow_one_by_one_stays_first() -> None:
    assert firsts(told_with(report("p", at("13:30")), *news(0, 40, 80, 120))) == ["p"]


def test_a_scoop_within_the_hour_stays_first() -> None:
    assert firsts(told_with(report("p", at("14:30")), *news(0, 3, 6, 40))) == ["p"]


def test_copies_at_once_are_no_burst() -> None:
    copies = [report(f"c{m}", at(f"15:0{m}"), copy_of=("p",)) for m in range(4)]
    assert firsts(told_with(report("p", at("09:00")), *copies, *news(60))) == ["p"]


def test_a_headline_that_looks_ahead_is_no_report() -> None:
    told = told_with(report("p", at("09:00"), headline="What to expect from the vote"), *news(0, 90))
    assert status(told, "p") == ("excluded", BEFOREHAND)
    spanish = told_with(report("p", at("09:00"), headline="A la espera del voto", language="es"), *news(0, 90))
    assert firsts(spanish) == ["n0"]


def test_what_names_the_weekday_to_come_on_which_the_others_report_announced_it() -> None:
    others = news(0, 40, 80)  # on Friday, January 30
    before = report("p", at("09:00", day=28), lead="Parliament will decide on Friday.")
    assert status(told_with(before, *others), "p") == ("excluded", BEFOREHAND)
    by_headline = report("p", at("09:00", day=28), headline="Le Parlement vote vendredi", language="fr")
    assert firsts(told_with(by_headline, *others)) == ["n0"]
    two = report("q", at("09:30", day=28), lead="On Friday the votes are counted.")
    assert firsts(told_with(before, two, *others)) == ["n0"]


def test_another_weekday_or_that_of_the_day_itself_announces_nothing() -> None:
    others = news(0, 40, 80)
    assert firsts(told_with(report("p", at("09:00", day=28), lead="He resigned on Wednesday."), *others)) == ["p"]
    assert firsts(told_with(report("p", at("09:00"), lead="He resigned on Friday."), *others)) == ["p"]
    assert firsts(told_with(report("p", at("09:00", day=28), lead="He resigned; talks on Monday."), *others)) == ["p"]


def test_after_midnight_in_the_outlets_country_its_day_has_begun() -> None:
    told = told_with(report("p", at("23:30", day=29), lead="El viernes dimitió.", language="es"), *news(0, 40, 80))
    assert firsts(told) == ["p"]


def test_a_headline_that_says_on_which_day_something_is_to_be_announced_it_on_the_day_itself_too() -> None:
    others = news(0, 40, 80)  # on Friday, January 30
    for headline, language in (("Senate votes on Friday", "en"), ("Warnstreik für Freitag geplant", "de")):
        told = told_with(report("p", at("09:00"), headline=headline, language=language), *others)
        assert status(told, "p") == ("excluded", BEFOREHAND)
    assert firsts(told_with(report("p", at("09:00"), headline="Two dead in Friday crash"), *others)) == ["p"]
    assert firsts(told_with(report("p", at("14:30"), headline="Senate votes on Friday"), *others)) == ["p"]


def test_the_day_of_an_event_may_be_another_one_in_utc() -> None:
    others = news(0, 40, 80)  # on Friday in UTC
    for day, expected in (("Thursday", ["n0"]), ("Saturday", ["n0"]), ("Sunday", ["p"])):
        told = told_with(report("p", at("09:00", day=28), headline=f"Court hears appeal on {day}"), *others)
        assert firsts(told) == expected


def test_days_of_the_week_are_seven_in_every_language() -> None:
    with (TABLE.parent / "weekdays.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith(("#", "language\t"))]
    assert all(len(set(days.split("|"))) == 7 for _, days, _ in rows)
    assert all(word == name_key(word) for *_, before in rows for word in before.split("|"))


def test_the_same_words_after_the_news_are_a_report_like_others() -> None:
    later = report("p", at("18:00"), headline="What to expect from the new law")
    assert status(told_with(later, *news(0, 90), *news(300)), "p")[0] == "later"


def test_a_story_of_announcements_alone_keeps_its_first() -> None:
    told = told_with(report("p", at("09:00"), headline="What to expect from the vote"))
    assert firsts(told) == ["p"]


def test_an_article_far_below_the_storys_similarity_is_about_something_else() -> None:
    told = told_with(report("p", at("14:50"), score=0.1), *news(0, 20, 40, 60, 80, score=0.6))
    assert firsts(told) == ["n0"]
    assert status(told, "p") == ("excluded", OTHER_SUBJECT)


def test_one_that_precedes_the_others_needs_less_to_be_an_announcement() -> None:
    others = news(0, 20, 40, 60, 80, score=0.6)
    assert firsts(told_with(report("p", at("13:00"), score=0.4), *others)) == ["n0"]
    assert firsts(told_with(report("p", at("14:50"), score=0.4), *others)) == ["p"]


def test_few_similarities_show_no_usual_one() -> None:
    assert firsts(told_with(report("p", at("14:50"), score=0.1), *news(0, 20, score=0.6))) == ["p"]


def test_the_table_of_words_is_as_it_is_compared_and_in_order() -> None:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert all(row["cue"] == name_key(row["cue"]) and row["source"] and len(row["language"]) == 2 for row in rows)
    keys = [(row["language"], row["cue"]) for row in rows]
    assert all(one < other for one, other in pairwise(keys))
