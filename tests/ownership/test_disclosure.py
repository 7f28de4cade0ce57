"""Whether an article says that its outlet belongs to those whom it is about: cases by hand in three languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.ids import name_key
from kg.ownership.disclosure import LANGUAGES, LONGEST, MOST, names_one, rows, sentences, tie_sentences

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "golden" / "disclosure" / "cases.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['language']}: {c['why']}")
def test_the_tie_is_told_or_not(case: dict[str, Any]) -> None:
    told = [s for s in tie_sentences(case["text"], case["outlet"]) if names_one(s, case["owners"])]
    assert (told or [None])[0] == case["sentence"]


def test_each_language_has_cases_of_both_sorts() -> None:
    sorts = {(c["language"], c["sentence"] is None) for c in CASES}
    assert sorts == {(language, none) for language in LANGUAGES for none in (True, False)}


def test_the_table_of_words_is_consistent() -> None:
    told = rows()
    assert {language for _, language, _ in told} == LANGUAGES
    assert {kind for kind, _, _ in told} == {"self", "ours", "tie", "denial"}
    keys = [(kind, name_key(words)) for kind, _, words in told]
    assert len(set(keys)) == len(keys)
    ties = [words for kind, _, words in told if kind == "tie"]
    assert all(name_key(words) for words in ties)


def test_what_is_kept_of_a_text_is_bounded() -> None:
    assert len(tie_sentences("Our owner spoke. " * 50, [])) == MOST
    assert tie_sentences(f"Our owner {'spoke and ' * 60}sang.", []) == []
    assert 60 * len("spoke and ") > LONGEST


def test_a_text_without_full_stops_or_of_one_word_is_a_sentence() -> None:
    assert list(sentences("no stop here")) == ["no stop here"]
    assert list(sentences("")) == []
    assert tie_sentences("", ["X"]) == []


def test_an_outlet_without_a_name_is_no_match_for_everything() -> None:
    assert tie_sentences("She owns two hotels.", ["", "!!!"]) == []
