"""Who reported first where clocks are off, stamps are coarse, or a collector's looks are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reports import TIE, at, firsts, grouped, report, run, status

from queries._clocks import Clock, Sights, applied, clocks, remark
from queries._first import race
from queries._first_words import confidence, facts, sentence
from queries._instants import CLOCK_AT_ZERO, CLOCK_OFF, STAMPED_AT_SIGHT, ZERO_BY_SIGHT, Instant, nights
from queries._reports import Report, read

AHEAD = {"a.example": Clock(((60.0, None, None),), None, 0.99)}
BEHIND = {"b.example": Clock(((-300.0, None, None),), None, 0.99)}
UNSURE = {"a.example": Clock(((60.0, None, None),), None, 0.9)}


def corrected(known: dict[str, Clock], *reports: Report, how: str = "correct") -> list[Report]:
    return applied(reports, known, how)


def test_a_clock_that_is_ahead_is_corrected_and_its_outlet_may_be_first() -> None:
    told = run(*corrected(AHEAD, report("a", at("12:30")), report("b", at("12:00"))))
    assert firsts(told) == ["a"]
    assert facts(told)["next_independent_minutes"] == 30


def test_a_clock_that_is_behind_is_corrected_and_its_outlet_is_not_first() -> None:
    told = run(*corrected(BEHIND, report("a", at("12:00")), report("b", at("08:00"))))
    assert firsts(told) == ["a"]


def test_a_corrected_first_says_so_in_its_confidence() -> None:
    told = run(*corrected(AHEAD, report("a", at("12:30")), report("b", at("12:00"))))
    assert confidence(told) == "medium: the first stamp was corrected by its outlet's clock (+1 h)"


def test_clocks_that_are_off_may_be_left_out_instead() -> None:
    told = run(*corrected(AHEAD, report("a", at("12:30")), report("b", at("12:00")), how="exclude"))
    assert firsts(told) == ["b"]
    assert status(told, "a") == ("excluded", CLOCK_OFF)


def test_or_trusted() -> None:
    assert firsts(run(*corrected(AHEAD, report("a", at("12:30")), report("b", at("12:00")), how="trust"))) == ["b"]


def test_weak_evidence_corrects_nothing_but_lowers_confidence() -> None:
    told = run(*corrected(UNSURE, report("a", at("12:00")), report("b", at("12:40"))))
    assert firsts(told) == ["a"]
    assert confidence(told) == "medium: the first's clock may be off (+1 h)"


def test_a_later_report_that_would_be_earlier_if_its_clock_is_off_could_change_the_answer() -> None:
    told = run(*corrected(UNSURE, report("a", at("12:40")), report("b", at("12:00"))))
    assert firsts(told) == ["b"]
    assert confidence(told) == "medium: 1 later row would be earlier if its outlet's clock is off"
    assert facts(told)["would_change"][0]["reason"] == "its clock may be off by +1 h"


def test_a_day_stays_a_day_whatever_the_clock() -> None:
    day = corrected(AHEAD, report("a", at("00:00"), precision="day"))[0]
    assert day.clock_ahead == 0


def test_a_stamp_after_it_was_seen_is_right_once_its_clock_is_corrected() -> None:
    told = run(*corrected(AHEAD, report("a", at("13:00"), first_seen=at("12:10")), report("b", at("12:30"))))
    assert firsts(told) == ["a"]


def test_each_period_has_its_own_offset() -> None:
    row = {"source": "a.example", "offsets": [60.0, 120.0], "starts": ["", "2026-03-29T00:00:00Z"],
           "stops": ["2026-03-29T00:00:00Z", ""], "zone": "", "confidence": 0.99,
           "seen_from": None, "seen_ahead": None, "seen_within": None, "at_sight": None}  # fmt: skip
    clock = clocks([row])["a.example"]
    assert [clock.ahead(datetime(2026, month, 1, tzinfo=UTC)) for month in (3, 4)] == [60, 120]


def test_a_zones_local_time_is_corrected_by_the_zones_own_rules() -> None:
    clock = Clock(((60.0, None, None),), "Europe/Madrid", 0.99)
    assert [clock.ahead(datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 7)] == [60, 120]


def test_the_answer_names_the_clocks_that_were_corrected() -> None:
    told = corrected(AHEAD | BEHIND, report("a", at("12:30")), report("b", at("12:00")))
    assert remark(told) == ["stamps corrected as these clocks were learned to be off: A (+1 h), B (-5 h)"]
    assert remark(corrected(UNSURE, report("a", at("12:30")))) == []


def test_a_day_is_cut_below_by_the_last_look_at_a_polled_outlet() -> None:
    day = report("b", at("00:00"), precision="day", first_seen=at("15:00"), looked=at("14:30"))
    told = run(report("a", at("12:00")), day)
    assert status(told, "b")[0] == "later"


def test_a_look_long_ago_cuts_nothing() -> None:
    day = report("b", at("00:00"), precision="day", first_seen=at("15:00"), looked=at("14:30", day=25))
    assert status(run(report("a", at("12:00")), day), "b")[0] == "possibly first"


def test_an_article_without_a_stamp_lies_between_two_looks() -> None:
    told = run(report("a", at("12:00")), report("b", None, first_seen=at("12:10"), looked=at("11:50")))
    assert firsts(told) == ["a"]
    assert status(told, "b")[0] == "possibly first"


def test_an_article_without_a_stamp_that_was_seen_before_all_others_is_first() -> None:
    told = run(report("a", at("12:00")), report("b", None, first_seen=at("11:58"), looked=at("11:30")))
    assert firsts(told) == ["b"]


def seen_within(minutes: float, ahead: float = 0.0, *, at_sight: bool = False) -> dict[str, Clock]:
    shown = Sights(datetime(2026, 1, 1, tzinfo=UTC), ahead, minutes)
    return {"b.example": Clock(sights=(shown,), at_sight=at_sight)}


def test_stamps_that_sights_show_to_be_late_are_corrected() -> None:
    late = corrected(seen_within(10, ahead=25), report("a", at("12:00")), report("b", at("12:20")))
    assert firsts(run(*late)) == ["b"]
    assert remark(late) == ["stamps corrected as these clocks were learned to be off: B (+25 min)"]
    left = corrected(seen_within(10, ahead=25), report("a", at("12:00")), report("b", at("12:20")), how="exclude")
    assert status(run(*left), "b") == ("excluded", CLOCK_OFF)
    trusted = corrected(seen_within(10, ahead=25), report("a", at("12:00")), report("b", at("12:20")), how="trust")
    assert firsts(run(*trusted)) == ["a"]


def test_what_is_seen_within_minutes_of_being_out_is_first_where_most_of_these_lie_before_all_stamps() -> None:
    sighted = report("b", None, first_seen=at("12:02"))
    assert firsts(run(*corrected(seen_within(5), report("a", at("12:01:30")), sighted))) == ["b"]
    told = run(*corrected(seen_within(5), report("a", at("11:59")), sighted))
    assert (firsts(told), status(told, "b")[0]) == (["a"], "possibly first")


def test_what_looks_leave_open_long_before_all_stamps_does_not_count() -> None:
    hour = seen_within(60)
    told = run(*corrected(hour, report("a", at("12:00")), report("b", None, first_seen=at("12:10"))))
    assert (firsts(told), status(told, "b")[0]) == (["a"], "possibly first")
    assert firsts(run(*corrected(hour, report("a", at("12:00")), report("b", None, first_seen=at("12:01"))))) == ["b"]


def test_a_stamp_that_is_the_sights_own_leaves_open_what_the_look_does() -> None:
    crawled = report("b", at("12:02"), first_seen=at("12:02:01"))
    told = run(*corrected(seen_within(15, at_sight=True), report("a", at("12:01:30")), crawled))
    assert firsts(told) == ["b"]
    assert status(told, "b") == ("first", STAMPED_AT_SIGHT)
    assert firsts(run(*corrected(seen_within(15), report("a", at("12:01:30")), crawled))) == ["a", "b"]


def test_a_clock_at_zero_of_a_polled_outlet_leaves_when_its_article_was_seen() -> None:
    zero = report("b", datetime(1970, 1, 1, tzinfo=UTC), first_seen=at("12:02"), precision="second")
    told = run(*corrected(seen_within(5), report("a", at("12:10")), zero))
    assert status(told, "b") == ("first", ZERO_BY_SIGHT)
    assert status(run(report("a", at("12:10")), zero), "b") == ("excluded", CLOCK_AT_ZERO)


def test_a_day_of_another_zone_gives_way_to_the_sights() -> None:
    over = report("b", at("00:00", day=29), precision="day", first_seen=at("01:36"))
    told = run(*corrected(seen_within(30), report("a", at("00:58")), over))
    assert (firsts(told), status(told, "b")[0]) == (["a"], "later")
    to_come = report("b", at("00:00", day=31), precision="day", first_seen=at("23:36"))
    told = run(*corrected(seen_within(30), report("a", at("23:37")), to_come))
    assert firsts(told) == ["b"]


def test_a_stamp_within_the_minute_ties_by_its_middle() -> None:
    told = run(report("a", at("12:00:00")), report("b", at("12:01"), precision="minute"))
    assert firsts(told) == ["a"]
    told = run(report("a", at("12:00:40")), report("b", at("12:01"), precision="minute"))
    assert firsts(told) == ["a", "b"]


def test_a_stamp_on_a_full_minute_is_one_of_a_minute_unless_its_outlets_stamps_show_seconds() -> None:
    def row(article: str, *clock: int) -> dict[str, object]:
        none = dict.fromkeys([*Report.__slots__, "core", "cluster"])
        return none | {"article": article, "source": article, "published": datetime(2026, 1, 30, *clock, tzinfo=UTC),
                       "precision": "second", "copy_of": []}  # fmt: skip

    rows = [row("a", 12, 0, 31), row("b", 12, 1), row("c", 12, 3)]
    assert firsts(run(*read(rows))) == ["a", "b"]
    assert [r.to_the_minute for r in read(rows, seconds=[{"source": "c"}])] == [False, True, False]
    assert firsts(run(*read([row("a", 12, 0), row("b", 12, 1, 29)]))) == ["a", "b"]
    assert firsts(run(*read([row("a", 12, 0), row("b", 12, 1, 29)], seconds=[{"source": "a"}]))) == ["a"]


def test_an_interval_of_half_an_hour_is_coarse_and_one_of_a_minute_is_not() -> None:
    begun = at("12:00")
    assert Instant(begun, begun + timedelta(minutes=30)).coarse
    assert not Instant(begun, begun + timedelta(minutes=1)).coarse


def test_three_stamps_around_the_hour_make_it_an_instant() -> None:
    rows = [{"source": "a", "hour": 0, "stamps": 3}, {"source": "b", "hour": 0, "stamps": 2}]
    assert nights(rows) == {"a": {0}}


def test_local_midnight_is_an_instant_where_the_outlet_publishes_then() -> None:
    story = (report("a", at("23:00", day=29), country="ES"), report("b", at("12:00")))
    assert status(run(*story), "a")[0] == "possibly first"
    assert firsts(run(*story, night={"a.example": {23}})) == ["a"]


def test_a_translation_that_credits_an_agency_is_no_independent_report() -> None:
    told = run(
        report("efe", at("12:00"), source_kind="agency"),
        report("a", at("12:05"), wire="EFE", language="fr", country="FR"),
        report("b", at("12:40"), country="FR"),
    )
    assert [p.member.role for p in told.places] == ["wire", "copy", "report"]
    assert facts(told)["next_independent_minutes"] == 40


def test_articles_that_credit_an_agency_of_which_nothing_is_held_are_one_text() -> None:
    told = run(
        report("a", at("12:05"), wire="AFP"), report("b", at("12:20"), wire="afp"), report("c", at("13:05"))
    )  # fmt: skip
    assert firsts(told) == ["a"]
    assert facts(told)["next_independent_minutes"] == 60


def test_of_several_reports_of_an_agency_the_last_one_before_is_credited() -> None:
    told = run(
        report("efe", at("12:00"), source_kind="agency"),
        report("efe2", at("15:00"), source="efe.example", source_name="EFE", source_kind="agency"),
        report("a", at("15:10"), wire="EFE"),
    )
    families = {p.member.report.id: p.rank for p in told.places}
    assert families == {"efe": 1, "efe2": 2, "a": None}


def test_an_agency_is_the_originator_of_a_text_that_nobody_credits() -> None:
    told = run(
        report("a", at("11:00"), copy_of=("efe",)),
        report("efe", at("12:00"), source_kind="agency"),
        report("b", at("12:30")),
    )
    assert firsts(told) == ["efe"]
    assert status(told, "a")[0] == "excluded"


def test_an_agencys_own_dateline_is_no_copy() -> None:
    told = run(report("efe", at("12:00"), wire="EFE", source_kind="agency"), report("a", at("12:30"), wire="EFE"))
    assert firsts(told) == ["efe"]


def test_a_group_of_copies_alone_says_so() -> None:
    story = grouped(
        report("efe", at("12:00"), source_kind="agency"),
        report("a", at("12:05"), wire="EFE", copy_of=("efe",), country="FR"),
    )
    told = race(story, TIE, lambda r: r.country == "FR")
    assert sentence(told, "country", "FR") == "Nobody can be named in France: all articles are copies of others' texts"
    assert confidence(told) == "none: all articles are copies of others' texts"


def test_a_day_whose_article_was_seen_soon_after_it_ended_is_known_to_be_out_by_then() -> None:
    later = report("a", at("02:55"))
    yesterday = report("b", at("00:00", day=29), precision="day", first_seen=at("02:18"))
    assert firsts(run(later, yesterday)) == ["b"]
    assert firsts(run(report("a", at("02:00")), yesterday)) == ["a"]
    long_ago = report("b", at("00:00", day=28), precision="day", first_seen=at("14:00"))
    assert firsts(run(report("a", at("14:55")), long_ago)) == ["a"]
