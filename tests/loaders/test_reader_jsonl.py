"""JSON lines, well and badly made."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.reading import Bad, Options, Raw, readers

U = "https://morning.example/"
GOOD = json.dumps({"url": U + "1", "headline": "Rain"})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"url": ', "not JSON"),
        ('{"url": NaN}', "NaN"),
        ('{"url": -Infinity}', "-Infinity"),
        ("[]", "not a JSON object"),
        ("17", "not a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested too deeply"),
        ('{"url": ' + "9" * 10_000 + "}", "not JSON"),
        ('{"url": "a\0b"}', "NUL byte"),
    ],
)
def test_a_line_that_is_no_record_is_bad_and_the_next_is_read(line: str, reason: str, tmp_path: Path) -> None:
    records = read("jsonl", document(tmp_path, f"{GOOD}\n{line}\n{GOOD}\n"))
    assert [number for number, _ in reasons(records)] == [2]
    assert reason in reasons(records)[0][1]
    assert len(records) == 3


def test_a_line_of_fifty_megabytes_is_bad_and_memory_stays_bounded(tmp_path: Path) -> None:
    source = document(tmp_path, f'{GOOD}\n{{"url": "{"x" * 50_000_000}"}}\n{GOOD}\n')
    tracemalloc.start()
    try:
        records = read("jsonl", source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "over the limit" in reasons(records)[0][1]
    assert len(records) == 3
    assert peak < 120_000_000


def test_long_numbers_are_kept_whole(tmp_path: Path) -> None:
    assert fields(read("jsonl", document(tmp_path, f'{{"url": "{U}", "text": "", "id": {2**200}}}')))[0]["id"] == 2**200


def test_blank_lines_count_but_are_no_records(tmp_path: Path) -> None:
    assert [record.place.line for record in read("jsonl", document(tmp_path, f"\n \n{GOOD}\n\n{GOOD}"))] == [3, 5]


def test_nested_values_of_our_fields_are_left_for_validation(tmp_path: Path) -> None:
    value = {"url": U, "headline": {"en": "Rain"}}
    assert fields(read("jsonl", document(tmp_path, json.dumps(value)))) == [value]


def test_each_record_has_its_own_kind(tmp_path: Path) -> None:
    lines = [GOOD, '{"source": "morning.example"}', '{"source": "a", "rater": "b", "value": "c"}']
    records = read("jsonl", document(tmp_path, "\n".join(lines)))
    assert [record.kind for record in records if isinstance(record, Raw)] == ["article", "source", "rating"]


def test_a_file_of_strange_objects_is_an_error_that_lists_their_fields(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"input:1: .*'colour'.*--map"):
        read("jsonl", document(tmp_path, '{"colour": "red"}\n' * 500))


def test_a_strange_object_among_records_is_one_reject(tmp_path: Path) -> None:
    records = read("jsonl", document(tmp_path, '{"colour": "red"}\n' + GOOD))
    assert [type(record) for record in records][1] is Raw
    assert isinstance(records[0], Bad)
    assert records[0].content == {"colour": "red"}


def test_fields_are_renamed_as_mapped(tmp_path: Path) -> None:
    source = document(tmp_path, json.dumps({"link": U, "title": "Rain"}))
    options = Options(mapping={"link": "url", "title": "headline"})
    assert fields(read("jsonl", source, options)) == [{"url": U, "headline": "Rain"}]


def test_an_opinion_of_schema_org_says_that_it_is_one(tmp_path: Path) -> None:
    value = {"@type": "OpinionNewsArticle", "headline": "Rain", "url": U, "author": [{"name": "Jane"}, "Ola"]}
    assert fields(read("jsonl", document(tmp_path, json.dumps(value)))) == [
        {"headline": "Rain", "url": U, "authors": ["Jane", "Ola"], "genre": "opinion"}
    ]


def test_a_pretty_printed_document_is_not_taken_for_lines(tmp_path: Path) -> None:
    pretty = json.dumps([{"url": U, "headline": "Rain"}], indent=1)
    assert readers()["jsonl"].sniff(document(tmp_path, pretty)) == 0
    assert readers()["jsonl"].sniff(document(tmp_path, pretty[1:-1].strip())) == 0


def test_a_broken_first_line_does_not_hide_the_format(tmp_path: Path) -> None:
    assert readers()["jsonl"].sniff(document(tmp_path, '{"url": \n' + GOOD)) == 70
