"""Who reported first: the rules of the design, one sentence a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from reports import TIE, at, firsts, grouped, report, run, status

from queries._first import race
from queries._first_words import confidence, facts, sentence
from queries._instants import AFTER_SEEN, BEFORE_AGENCY, BY_SIGHT, CLOCK_AT_ZERO, NO_TIME, Instant, is_midnight, tied


def test_the_earliest_stamp_is_first_and_the_next_independent_report_is_told() -> None:
    told = run(report("a", at("12:00")), report("b", at("12:23")))
    assert firsts(told) == ["a"]
    assert sentence(told) == "A broke the news on Friday, January 30, 2026; next independent report +23 min"
    assert confidence(told).startswith("high")


def test_the_country_of_a_group_is_named() -> None:
    told = run(report("a", at("12:00")), report("b", at("12:23")))
    assert sentence(told, "country", "ES") == (
        "A broke the news in Spain on Friday, January 30, 2026; next independent report +23 min"
    )


def test_a_story_that_nobody_else_reports_says_so() -> None:
    assert sentence(run(report("a", at("12:00")))).endswith("; no other independent report")


def test_a_first_that_nobody_takes_up_for_hours_is_less_sure() -> None:
    assert confidence(run(report("a", at("08:00")), report("b", at("10:59")))).startswith("high")
    assert confidence(run(report("a", at("08:00")), report("b", at("12:10")))) == (
        "medium: nobody else reported for 4 h, so that the first may be of another event"
    )


def test_of_a_group_it_is_not_as_others_take_it_up_elsewhere() -> None:
    assert confidence(run(report("a", at("08:00")), report("b", at("12:10"))), by="country").startswith("high")


def test_two_reports_within_a_minute_tie_and_nothing_is_guessed() -> None:
    told = run(report("a", at("12:00:00")), report("b", at("12:00:40")), report("c", at("12:30")))
    assert firsts(told) == ["a", "b"]
    assert [p.rank for p in told.places] == [1, 1, 3]
    assert sentence(told).startswith("A and B, within a minute, broke the news")
    assert facts(told)["next_independent_minutes"] == 30
    assert confidence(told).startswith("tied")


def test_reports_more_than_the_tie_apart_do_not_tie() -> None:
    assert firsts(run(report("a", at("12:00:00")), report("b", at("12:01:01")))) == ["a"]
    wide = run(report("a", at("12:00:00")), report("b", at("12:04:00")), tie=timedelta(minutes=5))
    assert firsts(wide) == ["a", "b"]


def test_of_two_neighbouring_minutes_the_earlier_is_first_and_the_other_may_tie() -> None:
    told = run(report("a", at("12:00"), precision="minute"), report("b", at("12:01"), precision="minute"))
    assert firsts(told) == ["a"]
    assert confidence(told) == "medium: 1 later row may tie, as its minute is the next one"
    apart = run(report("a", at("12:00"), precision="minute"), report("b", at("12:02"), precision="minute"))
    assert confidence(apart) == "high: no other row could be first"


def test_a_copy_of_the_minute_before_its_agencys_is_not_excluded() -> None:
    told = run(
        report("efe", at("12:01"), precision="minute", source_kind="agency"),
        report("a", at("12:00"), precision="minute", copy_of=("efe",), wire="EFE"),
    )
    assert firsts(told) == ["efe"]
    assert status(told, "a") == ("later", None)


def test_ties_are_with_the_earliest_not_along_a_chain() -> None:
    told = run(report("a", at("12:00:00")), report("b", at("12:00:50")), report("c", at("12:01:40")))
    assert firsts(told) == ["a", "b"]


def test_a_day_stamp_never_pushes_a_precise_one_from_the_first_place() -> None:
    told = run(report("a", at("12:00")), report("b", at("00:00"), precision="day"))
    assert firsts(told) == ["a"]
    assert status(told, "b")[0] == "possibly first"
    assert "possibly first: B (day only)" in sentence(told)
    assert confidence(told) == "medium: 1 day-only row could change it"


def test_a_day_stamp_of_the_day_before_is_only_possibly_first() -> None:
    told = run(report("a", at("12:00")), report("b", at("00:00", day=29), precision="day"))
    assert (firsts(told), status(told, "b")[0]) == (["a"], "possibly first")


def test_a_day_stamp_that_was_seen_before_the_precise_ones_is_first() -> None:
    told = run(report("a", at("12:00")), report("b", at("00:00"), precision="day", first_seen=at("10:00")))
    assert firsts(told) == ["b"]
    assert status(told, "a")[0] == "later"


def test_a_day_stamp_of_a_later_day_is_later() -> None:
    told = run(report("a", at("12:00")), report("b", at("00:00", day=31), precision="day"))
    assert status(told, "b")[0] == "later"


def test_day_stamps_alone_tie_on_the_same_day() -> None:
    told = run(report("a", at("00:00"), precision="day"), report("b", at("00:00"), precision="day"))
    assert firsts(told) == ["a", "b"]
    assert "on the same day" in sentence(told)


def test_a_copy_is_behind_its_agency_and_is_not_an_independent_report() -> None:
    told = run(
        report("efe", at("12:00"), source_kind="agency"),
        report("a", at("12:05"), wire="EFE", copy_of=("efe",)),
        report("b", at("12:40")),
    )
    assert firsts(told) == ["efe"]
    assert sentence(told).startswith("EFE (wire) broke the news")
    assert [p.member.role for p in told.places] == ["wire", "copy", "report"]
    assert [p.rank for p in told.places] == [1, None, 2]
    assert facts(told)["next_independent_minutes"] == 40


def test_a_copy_stamped_before_the_agency_it_credits_is_not_first() -> None:
    told = run(report("efe", at("12:00")), report("a", at("11:00"), wire="efe.example", copy_of=("efe",)))
    assert firsts(told) == ["efe"]
    assert status(told, "a") == ("excluded", BEFORE_AGENCY)
    assert confidence(told) == "low: 1 excluded row could change it"
    assert facts(told)["would_change"][0]["source"] == "a.example"


def test_a_copy_within_the_tie_of_its_agency_is_not_excluded() -> None:
    told = run(report("efe", at("12:00:30")), report("a", at("12:00:00"), wire="EFE", copy_of=("efe",)))
    assert (firsts(told), status(told, "a")[0]) == (["efe"], "later")


def test_without_a_credited_agency_the_earliest_of_a_family_is_its_originator() -> None:
    told = run(report("a", at("12:30"), copy_of=()), report("b", at("12:00"), copy_of=("a",)))
    assert firsts(told) == ["b"]
    assert {p.member.report.id: p.member.role for p in told.places} == {"b": "originator", "a": "copy"}


def test_a_copy_bounds_the_day_stamp_of_its_agency() -> None:
    told = run(
        report("efe", at("00:00"), precision="day"),
        report("a", at("08:00"), wire="EFE", copy_of=("efe",)),
        report("b", at("12:00")),
    )
    assert firsts(told) == ["efe"]


def test_copies_of_an_agency_whose_article_has_no_time_stand_for_the_family() -> None:
    told = run(report("efe"), report("a", at("12:00"), wire="EFE", copy_of=("efe",)), report("b", at("12:30")))
    assert firsts(told) == ["a"]
    assert "A (copy) broke the news" in sentence(told)
    assert status(told, "efe") == ("excluded", NO_TIME)


def test_a_correction_by_the_same_source_is_a_newer_version_and_not_a_repost() -> None:
    later = report("a2", at("13:00"), source="a.example", source_name="A", copy_of=("a",))
    family = grouped(report("a", at("12:00")), later)[0]
    assert family.reposted_by == 0
    assert [m.role for m in family.members] == ["report", "report"]
    told = run(report("a", at("12:00")), later)
    assert told.next_one is None


def test_an_article_stamped_after_it_was_seen_is_excluded() -> None:
    told = run(report("a", at("12:00"), first_seen=at("09:00")), report("b", at("12:30")))
    assert firsts(told) == ["b"]
    assert status(told, "a") == ("excluded", AFTER_SEEN)


def test_a_page_of_a_polled_outlet_that_is_stamped_anew_counts_from_when_it_was_seen() -> None:
    anew = report("a", at("12:00"), first_seen=at("09:00"), looked=at("08:45"))
    told = run(anew, report("b", at("09:30")))
    assert firsts(told) == ["a"]
    assert status(told, "a") == ("first", BY_SIGHT)
    assert confidence(told).startswith("medium: the first's stamp is later than when it was seen")
    told = run(anew, report("b", at("08:50")))  # it may have been out by then, but nothing shows that
    assert (firsts(told), status(told, "a")[0]) == (["b"], "possibly first")


def test_a_sight_long_after_the_last_look_says_little_of_a_stamp_that_is_later() -> None:
    told = run(report("a", at("12:00"), first_seen=at("09:00"), looked=at("08:00", day=28)), report("b", at("12:30")))
    assert (firsts(told), status(told, "a")) == (["b"], ("excluded", AFTER_SEEN))


def test_a_day_of_a_zone_ahead_of_utc_may_be_seen_before_it_begins_in_utc() -> None:
    told = run(report("a", at("00:00"), precision="day", first_seen=at("20:00", day=29)))
    assert firsts(told) == ["a"]


def test_first_seen_decides_only_where_there_is_no_stamp() -> None:
    told = run(report("a", None, first_seen=at("11:00")), report("b", at("12:00")))
    assert firsts(told) == ["a"]
    assert confidence(told).startswith("medium: the first has no stamp")


def test_an_article_without_any_time_is_excluded_and_lowers_confidence() -> None:
    told = run(report("a"), report("b", at("12:00")))
    assert status(told, "a") == ("excluded", NO_TIME)
    assert confidence(told).startswith("low")


def test_a_story_without_times_has_no_first() -> None:
    told = run(report("a"), report("b"))
    assert sentence(told) == "Nobody can be named: no article has a time that counts"
    assert (firsts(told), confidence(told)[:4]) == ([], "none")


def test_what_is_long_before_the_densest_day_is_an_outlier() -> None:
    told = run(report("p", at("12:00", day=20)), report("a", at("12:00")), report("b", at("13:00")))
    assert firsts(told) == ["a"]
    assert status(told, "p") == ("excluded", "outlier: more than 72 h before the story's densest day")


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_at_zero_or_in_the_far_future_is_said_to_be_off(year: int) -> None:
    off = report("x", datetime(year, 1, 1, 5, tzinfo=UTC))
    told = run(off, report("a", at("12:00")), report("b", at("13:00")))
    assert firsts(told) == ["a"]
    assert status(told, "x") == ("excluded", CLOCK_AT_ZERO)


def test_a_roundup_is_nobodys_first_report() -> None:
    told = run(report("a", at("11:00"), genre="roundup"), report("b", at("12:00")))
    assert firsts(told) == ["b"]
    assert status(told, "a")[0] == "excluded"


def test_a_stamp_at_exactly_midnight_is_a_day() -> None:
    told = run(report("a", at("00:00")), report("b", at("12:00")))
    assert (firsts(told), status(told, "a")[0]) == (["b"], "possibly first")


def test_a_stamp_at_midnight_is_an_instant_where_the_outlet_publishes_around_midnight() -> None:
    assert firsts(run(report("a", at("00:00")), report("b", at("12:00")), night={"a.example": {0}})) == ["a"]


@pytest.mark.parametrize(
    ("clock", "stamp", "country", "midnight"),
    [
        ("23:00", "2026-01-30T00:00:00+01:00", None, True),
        ("23:00", "Fri, 30 Jan 2026 00:00:00 +0100", None, True),
        ("23:00", "2026-01-30 00:00", None, True),
        ("23:00:10", "2026-01-30T00:00:10+01:00", "ES", False),
        ("23:00", "2026-01-29T23:00:00Z", "ES", True),
        ("23:00", "2026-01-29T23:00:00Z", "GB", False),
        ("23:00", "2026-01-29T23:00:00Z", None, False),
        ("18:30", "2026-01-29T18:30:00Z", "IN", True),
        ("05:00", "2026-01-29T05:00:00Z", "US", False),
    ],
)
def test_midnight_of_the_outlets_own_zone_is_known_by_the_stamp_as_written_or_by_its_country(
    clock: str, stamp: str, country: str | None, midnight: bool
) -> None:
    assert is_midnight(report("a", at(clock, day=29), stamp=stamp, country=country)) is midnight


def test_within_a_group_copies_of_others_texts_are_nobodys_first_report() -> None:
    story = grouped(
        report("efe", at("12:00"), country="ES"),
        report("f1", at("12:05"), wire="EFE", copy_of=("efe",), country="FR"),
        report("f2", at("14:00"), country="FR"),
    )
    told = race(story, TIE, lambda r: r.country == "FR")
    assert firsts(told) == ["f2"]
    copies_only = race(story[:1], TIE, lambda r: r.country == "FR")
    assert firsts(copies_only) == []


def test_a_second_report_by_the_same_outlet_is_not_independent() -> None:
    again = report("a2", at("12:10"), source="a.example")
    told = run(report("a", at("12:00")), again, report("b", at("12:30")))
    assert facts(told)["next_independent_minutes"] == 30


def test_order_of_input_changes_nothing() -> None:
    story = [report("a", at("12:00:00")), report("b", at("12:00:20")), report("c", at("00:00"), precision="day"),
             report("d"), report("e", at("13:00"), copy_of=("a",))]  # fmt: skip
    assert run(*story).places == run(*reversed(story)).places


def test_intervals_that_overlap_tie_whatever_the_tie() -> None:
    a = Instant(at("12:00"), at("12:01"))
    b = Instant(at("12:00:30"), at("12:00:31"))
    assert tied(a, b, timedelta(0))
    assert not tied(a, Instant(at("12:01"), at("12:02")), timedelta(0))
