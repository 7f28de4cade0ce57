"""Copy families: what counts as a copy, and who the originator is. Pure, but for the last."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.enrich.reposts import (
    MOST_A_BAND,
    SAME,
    SAME_CREDITED,
    Member,
    SignatureIndex,
    is_copy,
    read_signature,
    settle,
    sign,
    similarity,
    write_signature,
)

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(2_000)]


def text(seed: int, words: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def member(article: str, source: str, minutes: int | None, wire: str | None = None) -> Member:
    return Member(article, source, None if minutes is None else NOON + timedelta(minutes=minutes), wire)


def settled(*members: Member) -> dict[str, tuple[str, str]]:
    return {r.copy: (r.original, r.evidence) for r in settle(members, lambda _a, _b: 1.0)}


def test_the_earliest_is_the_originator_and_undated_articles_come_last() -> None:
    found = settled(member("a", "s1", None), member("b", "s2", 5), member("c", "s3", 3))
    assert found == {"a": ("c", "near-duplicate"), "b": ("c", "near-duplicate")}


def test_the_credited_agency_is_the_originator_although_a_copy_is_stamped_before_it() -> None:
    found = settled(member("w", "wire", 5), member("a", "s1", 3, "wire"), member("b", "s2", 9))
    assert found == {"a": ("w", "credit line"), "b": ("w", "near-duplicate")}


def test_a_credited_agency_whose_article_is_not_there_leaves_it_to_time() -> None:
    assert settled(member("a", "s1", 3, "wire"), member("b", "s2", 9, "wire")) == {"b": ("a", "near-duplicate")}


def test_an_article_of_the_originators_own_source_is_no_copy() -> None:
    assert settled(member("a", "s1", 0), member("b", "s1", 9), member("c", "s2", 5)) == {"c": ("a", "near-duplicate")}


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


def test_a_signature_is_of_the_words_alone_and_survives_the_graph() -> None:
    one, same, other = sign(text(1)), sign(text(1).upper() + " …!"), sign(text(2))
    assert one
    assert same
    assert other
    assert similarity(one, same) == 1.0
    assert similarity(one, other) < 0.1
    assert read_signature(write_signature(one)) == one
    assert sign("Too short to tell.") is None


def test_texts_that_share_most_of_their_words_are_found_again_and_others_are_not() -> None:
    index = SignatureIndex()
    for seed in range(300):
        index.add(f"a{seed}", sign(text(seed)) or b"")
    words = text(7).split()
    trimmed = sign(" ".join(words[:100]))
    assert trimmed
    found = dict((article, similar) for similar, article in index.near(trimmed))  # noqa: C402
    assert list(found) == ["a7"]
    assert 0.6 < found["a7"] < 1.0


def test_a_text_that_thousands_carry_costs_no_more_than_one() -> None:
    index, signature = SignatureIndex(), sign(text(1)) or b""
    for number in reversed(range(5_000)):
        index.add(f"a{number:04}", signature)
    assert list(index.near(signature)) == [(1.0, "a0000")]
    assert list(index.near(signature, {"a0000", "a0001"})) == [(1.0, "a0002")]
    for number in range(5_000):
        index.discard(f"a{number:04}")
    assert list(index.near(signature)) == []
    assert len(index) == 0


@settings(deadline=None)  # other work on the machine is no failure
@given(st.randoms(use_true_random=False))
def test_what_an_index_finds_does_not_depend_on_the_order_in_which_it_was_filled(draw: random.Random) -> None:
    base = text(3)
    variants = {f"a{n}": sign(f"{base} {text(n + 50, 6)}") or b"" for n in range(30)}
    found = []
    for _ in range(2):
        index = SignatureIndex()
        for article in draw.sample(sorted(variants), len(variants)):
            index.add(article, variants["a0"])  # as it was before
            index.add(article, variants[article])
        found.append(sorted(index.near(variants["a5"])))
    assert found[0] == found[1]
    assert (1.0, "a5") in found[0]


def test_a_template_that_fills_a_band_is_looked_at_in_part_and_an_equal_text_is_found_all_the_same() -> None:
    index, base = SignatureIndex(), text(4, 200)
    variants = [sign(f"{base} {text(n + 100, 12)}") or b"" for n in range(MOST_A_BAND * 8)]
    for number, signature in enumerate(variants):
        index.add(f"a{number:04}", signature)
    found = list(index.near(variants[-1]))
    assert (1.0, f"a{len(variants) - 1:04}") in found
    assert len(found) < len(variants)
