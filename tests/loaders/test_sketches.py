"""Sketches: how much of a text stands in another, and which texts share any."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.enrich.copies import REACH_DAYS, SketchIndex
from loaders.enrich.sketches import MOST_SAMPLED, SHINGLE, Sketch, containment, read_sketch, sketch

DAY = date(2026, 1, 30)
WORDS = [f"word{n}" for n in range(2_000)]


def text(seed: int, words: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def sketched(content: str) -> Sketch:
    found = sketch(content)
    assert found
    return found


def shingles(content: str) -> set[tuple[str, ...]]:
    words = content.split()
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def test_a_sketch_is_of_the_words_alone_and_survives_the_graph() -> None:
    one = sketched(text(1))
    assert sketched(text(1).upper() + " …!").written() == one.written()
    assert containment(one, sketched(text(2))) == 0.0
    again = read_sketch(one.written())
    assert (again.level, again.written()) == (one.level, one.written())
    assert len(one.written()) < 440
    assert sketch("Too short to tell anything by it.") is None


@pytest.mark.parametrize("part", [200, 130, 60, 30, 12])
def test_a_trimmed_copy_is_contained_whole(part: int) -> None:
    whole = text(1)
    trimmed = " ".join(whole.split()[:part])
    assert containment(sketched(whole), sketched(trimmed)) == 1.0
    assert containment(sketched(trimmed), sketched(whole)) == 1.0


def test_a_local_paragraph_a_dateline_and_closing_credits_take_nothing_away() -> None:
    plain = sketched(text(1))
    assert containment(plain, sketched(f"{text(5, 40)} {text(1)}")) == 1.0
    assert (
        containment(plain, sketched(f"HAMBURG (Atlas News) — {text(1)} (Reporting by A. Person; editing by B.)")) == 1.0
    )
    lead = " ".join(text(1).split()[:30])
    assert containment(sketched(f"HAMBURG, 30 ene (EFE).- {lead}"), sketched(lead)) == 1.0


RIGHTS = (
    "Copyright 2026 The Tide Wire. All rights reserved. This material may not be published or redistributed.",
    "© Agencia Marea. Está expresamente prohibida la redistribución de todo o parte de los contenidos.",
    "Tous droits réservés. Cet article ne peut être reproduit sans l'accord de la Marée.",
)


@pytest.mark.parametrize("rights", RIGHTS)
@pytest.mark.parametrize("between", ["\n", " "])
def test_whose_rights_a_text_is_under_makes_no_two_texts_alike(rights: str, between: str) -> None:
    texts = ("The mayor of Lagos opened a bridge over the lagoon on Monday.",
             "A ferry with nine people aboard sank near Lagos in the night.")  # fmt: skip
    first, second = (sketch(text + between + rights) for text in texts)
    assert first is not None
    assert second is not None
    assert containment(first, second) == 0.0
    plain = sketch(texts[0])
    assert plain is not None
    assert containment(first, plain) == 1.0


def test_of_a_text_that_is_nothing_but_rights_there_is_no_sketch() -> None:
    assert sketch(RIGHTS[0]) is None


def test_two_reports_that_quote_the_same_paragraph_share_a_third_at_most() -> None:
    quote = text(9, 60)
    assert containment(sketched(f"{text(1, 150)} {quote} {text(2, 150)}"), sketched(f"{text(3, 150)} {quote}")) < 0.5


def test_estimates_lie_near_the_true_share() -> None:
    off = []
    for seed in range(60):
        words = text(seed, 900).split()
        changed = list(words)
        for place in random.Random(seed).sample(range(len(words)), seed):
            changed[place] = "another"
        one, other = " ".join(words), " ".join(changed)
        true = len(shingles(one) & shingles(other)) / min(len(shingles(one)), len(shingles(other)))
        off.append(containment(sketched(one), sketched(other)) - true)
    assert abs(sum(off) / len(off)) < 0.02
    assert max(map(abs, off)) < 0.25


def test_texts_that_share_much_are_found_again_and_others_are_not() -> None:
    index = SketchIndex()
    for seed in range(300):
        index.add(f"a{seed}", DAY, sketched(text(seed)))
    half = sketched(" ".join(text(7).split()[150:]))
    assert index.near([("x", DAY, half)], [DAY]) == {"x": [(1.0, "a7")]}


def test_only_articles_of_the_days_asked_for_and_within_two_weeks_are_found() -> None:
    index, same = SketchIndex(), sketched(text(1))
    days = [DAY + timedelta(days=n) for n in (-REACH_DAYS - 1, -REACH_DAYS, 0, REACH_DAYS, REACH_DAYS + 1)]
    for day in days:
        index.add(f"{(day - DAY).days}", day, same)
    found = index.near([("x", DAY, same)], days)["x"]
    assert {article for _, article in found} == {f"-{REACH_DAYS}", "0", f"{REACH_DAYS}"}
    assert {article for _, article in index.near([("x", DAY, same)], [DAY])["x"]} == {"0"}


def test_a_text_that_thousands_carry_costs_no_more_than_one() -> None:
    index, same = SketchIndex(), sketched(text(1))
    for number in reversed(range(3_000)):
        index.add(f"a{number:04}", DAY, same)
    found = index.near([("a0000", DAY, same), ("b", DAY, same)], [DAY])
    assert found == {"a0000": [(1.0, "a0001")], "b": [(1.0, "a0000"), (1.0, "a0001")]}
    for number in range(3_000):
        index.discard(f"a{number:04}")
    assert index.near([("x", DAY, same)], [DAY]) == {"x": []}
    assert len(index) == 0


@settings(deadline=None)  # other work on the machine is no failure
@given(st.randoms(use_true_random=False))
def test_what_is_found_does_not_depend_on_the_order_in_which_articles_came(draw: random.Random) -> None:
    base = text(3, 60)
    variants = {f"a{n:02}": sketched(f"{base} {text(n + 50, 8)}") for n in range(30)}
    found = []
    for _ in range(2):
        index = SketchIndex()
        for article in draw.sample(sorted(variants), len(variants)):
            index.add(article, DAY - timedelta(days=1), variants["a00"])  # as it was before
            index.add(article, DAY, variants[article])
        found.append(index.near([("a05", DAY, variants["a05"])], [DAY])["a05"])
    assert found[0] == found[1]
    assert len(found[0]) == 29


def test_a_template_shared_by_thousands_is_looked_at_in_part_and_an_equal_text_is_found_all_the_same() -> None:
    index, base = SketchIndex(), text(4, 30)
    for number in range(1_500):
        index.add(f"a{number:04}", DAY, sketched(f"{base} {text(number + 100, 30)}"))
    same = sketched(f"{base} {text(1_400, 30)}")
    found = index.near([("x", DAY, same)], [DAY])["x"]
    assert found[0] == (1.0, "a1300")
    assert len(found) <= MOST_SAMPLED


def test_of_one_text_those_that_were_there_before_are_found_beside_those_that_come_with_it() -> None:
    index, same = SketchIndex(), sketched(text(1))
    for article in ("z-before", "a-new", "b-new", "c-new"):
        index.add(article, DAY, same)
    found = index.near([(a, DAY, same) for a in ("a-new", "b-new", "c-new")], [DAY])
    assert {a: [other for _, other in others] for a, others in found.items()} == {
        "a-new": ["b-new", "z-before"], "b-new": ["a-new", "z-before"], "c-new": ["a-new", "b-new", "z-before"],
    }  # fmt: skip
