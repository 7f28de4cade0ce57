"""Copy families: what counts as a copy, and who the originator is. Pure, but for the last."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.enrich.reposts import (
    CREDITED_DAYS,
    SAME,
    SAME_CREDITED,
    SAME_SHORT,
    Member,
    is_copy,
    same_headline,
    settle,
)
from loaders.enrich.sketches import sketch

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(2_000)]


def text(seed: int, words: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def member(article: str, source: str, minutes: int | None, wire: str | None = None) -> Member:
    return Member(article, source, None if minutes is None else NOON + timedelta(minutes=minutes), wire)


def settled(*members: Member) -> dict[str, tuple[str, str]]:
    return {t.copy: (t.original, t.evidence) for t in settle(members, lambda _a, _b: 1.0)}


def test_the_earliest_is_the_originator_and_undated_articles_come_last() -> None:
    found = settled(member("a", "s1", None), member("b", "s2", 5), member("c", "s3", 3))
    assert found == {"a": ("c", "near-duplicate"), "b": ("c", "near-duplicate")}


def test_the_credited_agency_is_the_originator_although_a_copy_is_stamped_before_it() -> None:
    found = settled(member("w", "wire", 5), member("a", "s1", 3, "wire"), member("b", "s2", 9))
    assert found == {"a": ("w", "credit line"), "b": ("w", "near-duplicate")}


def test_a_credited_agency_whose_article_is_not_there_leaves_it_to_time() -> None:
    assert settled(member("a", "s1", 3, "wire"), member("b", "s2", 9, "wire")) == {"b": ("a", "near-duplicate")}


def test_an_article_of_the_originators_own_source_is_a_later_version_and_a_correction_says_so() -> None:
    family = (member("a", "s1", 0), member("b", "s1", 9), member("c", "s2", 5))
    corrected = replace(member("d", "s1", 12), corrects=True)
    found = settle((*family, corrected), lambda _a, _b: 1.0)
    assert {(t.relation, t.copy, t.original, t.evidence) for t in found} == {
        ("VERSION_OF", "b", "a", "update"), ("REPOST_OF", "c", "a", "near-duplicate"),
        ("VERSION_OF", "d", "a", "correction"),
    }  # fmt: skip


@settings(deadline=None)  # other work on the machine is no failure
@given(st.permutations([("a", "s1", 3), ("b", "s2", 3), ("c", "s3", None), ("d", "s1", 1), ("e", "s4", None)]))
def test_the_originator_does_not_depend_on_the_order_of_the_articles(order: list[tuple[str, str, int | None]]) -> None:
    assert {original for original, _ in settled(*(member(*one) for one in order)).values()} == {"d"}


@pytest.mark.parametrize(
    ("similar", "wires", "copy"),
    [
        (SAME, (None, None), True),
        (SAME - 0.01, (None, None), False),
        (SAME_CREDITED, ("b-source", None), True),
        (SAME_CREDITED, (None, "a-source"), True),
        (SAME_CREDITED, ("wire", "wire"), True),
        (SAME_CREDITED, ("wire", "other"), False),
        (SAME_CREDITED - 0.01, ("b-source", None), False),
    ],
)
def test_a_credit_makes_a_copy_of_less(similar: float, wires: tuple[str | None, str | None], *, copy: bool) -> None:
    assert is_copy(similar, member("a", "a-source", 0, wires[0]), member("b", "b-source", 0, wires[1])) is copy


SHORT_TEXT, LONG_TEXT = (sketch(text(1, words)) for words in (30, 300))


def teaser(source: str, headline: str, wire: str | None = None, days: float = 0.0) -> Member:
    return Member(f"{source}/{headline}", source, NOON + timedelta(days=days), wire, SHORT_TEXT, headline=headline)


def test_two_short_leads_worded_alike_are_one_text_under_one_headline_only() -> None:
    one, again = teaser("a", "train derails near volos"), teaser("b", "live train derails near volos daily herald")
    other = teaser("b", "sixteen die on the line to volos")
    assert is_copy(SAME, one, again)
    assert not is_copy(SAME, one, other)
    assert not is_copy(SAME_SHORT - 0.01, one, other)
    assert is_copy(SAME_SHORT, one, other)
    long = (replace(one, sketch=LONG_TEXT), replace(other, sketch=LONG_TEXT))
    assert is_copy(SAME, *long)  # so much of a long text is no first sentence


def test_short_leads_that_credit_two_agencies_are_one_text_only_where_they_are_nearly_the_same() -> None:
    one, other = teaser("a", "train derails near volos", "efe.com"), teaser("b", "train derails near volos", "afp.com")
    assert not is_copy(SAME, one, other)
    assert is_copy(SAME_SHORT, one, other)


def test_a_credit_makes_up_for_what_was_rewritten_as_long_as_it_is_news() -> None:
    wire, client = teaser("efe.com", "lyon votes"), teaser("b", "lyon elects its mayor", "efe.com", CREDITED_DAYS)
    late = replace(client, at=NOON + timedelta(days=CREDITED_DAYS, minutes=1))
    assert is_copy(SAME_CREDITED, wire, client)
    assert not is_copy(SAME_CREDITED, wire, late)
    assert is_copy(SAME_CREDITED, wire, replace(late, at=None))


def test_an_agencys_own_reports_are_not_versions_of_one_another_by_its_own_credit() -> None:
    one, other = teaser("efe.com", "lyon votes", "efe.com"), teaser("efe.com", "lyon elects its mayor", "efe.com")
    assert not is_copy(SAME_CREDITED, one, other)


def test_what_an_outlet_begins_many_articles_with_makes_no_versions_of_them() -> None:
    one, other = teaser("a", "the first shots fired in las vegas"), teaser("a", "china accused of letting oil in")
    later = teaser("a", "more shots fired in las vegas than thought")
    assert not is_copy(1.0, one, other)
    assert is_copy(SAME_SHORT, one, later)
    assert not is_copy(SAME, one, later)
    assert is_copy(SAME, one, replace(one, article="update"))
    assert is_copy(SAME_SHORT, one, replace(one, article="untitled", headline=""))


def test_nothing_is_told_by_headlines_that_are_missing_or_a_word_or_two() -> None:
    assert not same_headline("", "")
    assert not same_headline("election results", "live election results from lyon")
    assert same_headline("results", "results")
