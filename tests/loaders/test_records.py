"""What a record must have to be loaded, and the reason where it lacks it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import KINDS, MODELS, validate
from loaders.shares import parse_share

ARTICLE = {"url": "https://daily.example/a", "headline": "A bridge opens"}
HOLDING = {"owner": "Q1", "owned": "daily.example"}
RATING = {"source": "daily.example", "rater": "Compass", "kind": "bias", "value": "center"}


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("article", {"headline": "Alone"}, "needs a url, or a source and a headline"),
        ("article", {"url": "https://daily.example/a"}, "needs a headline or a text"),
        ("article", ARTICLE | {"url": "ftp://daily.example/a"}, "url: not an http or https URL"),
        ("article", ARTICLE | {"url": "https://daily.example/" + "a" * 10_000}, "a URL of 10,022 bytes"),
        ("article", ARTICLE | {"url": "https://10.0.0.1/a"}, "no source"),
        ("article", ARTICLE | {"url": "https://[::1/a"}, "url: "),
        ("article", ARTICLE | {"published": "soon"}, "published: not a date"),
        ("article", ARTICLE | {"headline": "h" * 2_001}, "headline: "),
        ("article", ARTICLE | {"headline": {"en": "h"}}, "headline: "),
        ("article", ARTICLE | {"authors": [{"name": "Ana"}]}, "authors: a list of texts"),
        ("article", ARTICLE | {"authors": 3}, "authors: a list"),
        ("article", ARTICLE | {"status": "lost"}, "status: "),
        ("article", ARTICLE | {"source": "s" * 501}, "source: "),
        ("source", {"name": "Daily"}, "source: "),
        ("source", {"source": "daily.example", "country": "Spain"}, "country: "),
        ("holding", HOLDING | {"share": "most"}, "not a share"),
        ("holding", HOLDING | {"share": "120"}, "outside 0 to 100"),
        ("holding", HOLDING | {"share": "50-25"}, "upside down"),
        ("holding", HOLDING | {"owned": "Q1"}, "owns itself"),
        ("holding", HOLDING | {"valid_from": "2026-01-02", "valid_to": "2026-01-01"}, "ends before it begins"),
        ("holding", HOLDING | {"control": "perhaps"}, "control: "),
        ("holding", HOLDING | {"evidence": "register"}, "evidence: "),
        ("rating", RATING | {"value": "purple"}, "'purple' is not on the scale of bias"),
        ("rating", RATING | {"kind": "mood"}, "kind: "),
        ("identity", {"a": "x", "b": "x", "judgement": "same"}, "the same id twice"),
    ],
)
def test_a_record_that_lacks_something_is_refused_with_the_field_and_the_reason(
    kind: Any, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        validate(kind, fields)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "headline",
    [
        "رئيس الوزراء في القاهرة", "北京市长辞职", "🚢 hits 🌉 👩‍👩‍👧", "\u200fעברית\u200e and English", "=SUM(A1:A9)",
        "'}) DETACH DELETE (n) //", "{{ 7*7 }}", "e\u0301clair",
    ],
)  # fmt: skip
def test_headlines_of_any_script_and_such_that_look_like_code_are_kept_as_they_are(headline: str) -> None:
    assert validate("article", ARTICLE | {"headline": headline}).model_dump()["headline"] == headline


def test_control_characters_and_halves_of_surrogate_pairs_are_no_part_of_a_text() -> None:
    record = validate("article", ARTICLE | {"headline": "A\ud800 bri\x00dge\x07 ", "text": "one\ntwo\tthree\x1b"})
    assert record.model_dump() | {"headline": "A bridge", "text": "one\ntwo\tthree"} == record.model_dump()


def test_numbers_where_texts_belong_become_texts_and_empty_means_absent() -> None:
    record = validate("article", ARTICLE | {"id": 10**40, "genre": "", "authors": "Ana|Bo||Ana", "place": "  "})
    found = record.model_dump()
    assert (found["id"], found["genre"], found["authors"], found["place"]) == (str(10**40), None, ["Ana", "Bo"], None)


@pytest.mark.parametrize(
    ("tag", "code"), [("en-GB", "en"), ("PT_br", "pt"), ("english", None), ("zho", None), ("xx", None)]
)
def test_a_language_is_an_iso_code_or_left_to_detection(tag: str, code: str | None) -> None:
    assert validate("article", ARTICLE | {"language": tag}).model_dump()["language"] == code


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("51", (0.51, 0.51, 0.51)),
        ("33,3 %", (0.333, 0.333, 0.333)),
        ("25-50", (None, 0.25, 0.5)),
        (">50", (None, 0.5, 1.0)),
        ("≤5", (None, 0.0, 0.05)),
        ("100", (1.0, 1.0, 1.0)),
        ("", (None, None, None)),
    ],
)
def test_shares_are_exact_ranges_or_unknown(text: str, share: tuple[float | None, ...]) -> None:
    assert parse_share(text) == pytest.approx(share)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)  # other work on the machine is no failure
@given(st.data(), st.sampled_from(KINDS))
def test_whatever_json_holds_a_record_is_taken_or_refused_never_crashed_on(data: st.DataObject, kind: Any) -> None:
    names = st.sampled_from(sorted(MODELS[kind].model_fields))
    fields = data.draw(st.dictionaries(names, _VALUES, max_size=6))
    with suppress(ValueError):
        validate(kind, fields)
