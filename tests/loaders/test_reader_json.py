"""Whole JSON documents, as APIs answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.readers import json as json_reader
from loaders.reading import choose

U = "https://morning.example/"
RAIN = {"url": U, "headline": "Rain"}


@pytest.mark.parametrize(
    "value",
    [
        [RAIN],
        {"status": "ok", "articles": [RAIN]},
        {"response": {"results": [RAIN]}},
        {"data": [RAIN], "links": {"next": None}},
        {"version": 3, "whatever": [RAIN]},
        RAIN,
    ],
)
def test_the_list_of_records_is_found(value: Any, tmp_path: Path) -> None:
    assert fields(read("json", document(tmp_path, json.dumps(value)))) == [RAIN]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("value", [[RAIN], {"articles": [RAIN]}, {"page": 1, "response": {"results": [RAIN]}}])
def test_a_document_is_recognised_by_its_content(value: Any, indent: int | None, tmp_path: Path) -> None:
    assert choose(document(tmp_path, json.dumps(value, indent=indent))).name == "json"


def test_a_json_feed_is_left_to_the_reader_of_feeds(tmp_path: Path) -> None:
    value = {"version": "https://jsonfeed.org/version/1", "title": "Morning", "items": [{"id": "1", "title": "Rain"}]}
    for indent in (None, 1):
        assert choose(document(tmp_path, json.dumps(value, indent=indent))).name == "feed"


def test_a_document_over_the_limit_is_refused_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="JSON lines"):
        read("json", document(tmp_path, json.dumps([RAIN] * 10)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"url": "x"},', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"colour": "red"}', "its keys: 'colour'"),
        ("{}", "its keys: none"),
        ("17", "neither a JSON array nor an object"),
        ('[{"colour": "red"}]', "'colour'"),
        ("[NaN]", "NaN"),
    ],
)
def test_a_document_without_records_is_an_error_with_its_reason(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"input.*{reason}"):
        read("json", document(tmp_path, text))


def test_what_is_no_object_among_the_records_is_bad_with_its_number(tmp_path: Path) -> None:
    assert reasons(read("json", document(tmp_path, json.dumps([RAIN, 7, RAIN])))) == [(2, "not a JSON object")]


def test_an_empty_array_gives_no_records(tmp_path: Path) -> None:
    assert read("json", document(tmp_path, "[]")) == []
    assert read("json", document(tmp_path, '{"articles": []}')) == []


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="input: "):
        read("json", document(tmp_path, b'[{"url": "' + b"a" * 2_000_000 + b'\xff"}]'))
