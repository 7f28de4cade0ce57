"""CSV as spreadsheets, exports and accidents write it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.readers import csv as csv_reader
from loaders.reading import Options, Raw, choose, readers

HEAD = "url,headline\n"
U = "https://morning.example/"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_the_one_that_makes_the_header_known(delimiter: str, tmp_path: Path) -> None:
    rows = [["url", "headline", "text"], [U + "1", "Rain", "It rained"], [U + "2", "Sun", "It shone"]]
    source = document(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert [record["headline"] for record in fields(read("csv", source))] == ["Rain", "Sun"]


def test_commas_inside_the_texts_of_a_semicolon_file_do_not_decide(tmp_path: Path) -> None:
    source = document(tmp_path, f"url;headline\n{U}1;One, two, three\n{U}2;Four, five, six\n")
    assert [record["headline"] for record in fields(read("csv", source))] == ["One, two, three", "Four, five, six"]


def test_only_a_header_gives_no_records(tmp_path: Path) -> None:
    assert read("csv", document(tmp_path, HEAD)) == []


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    source = document(tmp_path, b"\xef\xbb\xbf" + f"{HEAD}{U}1,Rain\n".encode())
    assert fields(read("csv", source)) == [{"url": U + "1", "headline": "Rain"}]


def test_lines_of_a_quoted_text_count_for_the_records_after_it(tmp_path: Path) -> None:
    source = document(tmp_path, f'{HEAD}{U}1,"one\n\ntwo"\n{U}2,Rain\n')
    assert [record.place.line for record in read("csv", source)] == [2, 5]


def test_a_row_with_a_nul_byte_is_bad_and_the_next_is_read(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, f"{HEAD}{U}1,Ra\0in\n{U}2,Sun\n"))
    assert reasons(records) == [(2, "NUL byte at position 29")]
    assert isinstance(records[1], Raw)


def test_a_file_with_a_few_nul_bytes_is_still_known_and_one_full_of_them_is_not(tmp_path: Path) -> None:
    few = document(tmp_path, f"{HEAD}{U}1,Ra\0in\n{U}2,Sun\n")
    assert choose(few, "auto", "article").name == "csv"
    with pytest.raises(InputError, match="not a format that newskg knows"):
        choose(document(tmp_path, f"{HEAD}" + f"{U}1,Ra\0in\n" * 50), "auto", "article")


def test_a_nul_byte_inside_a_quoted_text_spoils_that_record_only(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, f'{HEAD}{U}1,"Ra\ni\0n\nfalls"\n{U}2,Sun\n'))
    assert reasons(records)[0][0] == 2
    assert isinstance(records[-1], Raw)
    assert records[-1].fields["headline"] == "Sun"


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, f'{HEAD}{U}1,Sun\n{U}2,"Rain\n{U}3,Wind\n'))
    assert reasons(records) == [(3, "a quote that is opened here and never closed")]


def test_a_quote_open_for_too_long_is_given_up_and_reading_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_reader, "MAX_RECORD_CHARS", 1_000)
    rows = "".join(f"{U}{n},Rain\n" for n in range(3, 200))
    records = read("csv", document(tmp_path, f'{HEAD}{U}2,"Rain\n{rows}'))
    assert reasons(records)[0][0] == 2
    assert len(reasons(records)) == 1
    assert len(records) > 100


def test_text_after_a_closing_quote_is_bad(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, f'{HEAD}{U}1,"Rain" falls\n{U}2,Sun\n'))
    assert [line for line, _ in reasons(records)] == [2]
    assert len(records) == 2


def test_a_line_of_fifty_megabytes_is_bad_and_memory_stays_bounded(tmp_path: Path) -> None:
    source = document(tmp_path, HEAD.encode() + f"{U}1,".encode() + b"x" * 50_000_000 + f"\n{U}2,Sun\n".encode())
    tracemalloc.start()
    try:
        records = read("csv", source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [line for line, _ in reasons(records)] == [2]
    assert "over the limit" in reasons(records)[0][1]
    assert isinstance(records[1], Raw)
    assert peak < 120_000_000


def test_a_long_field_under_the_limit_is_read(tmp_path: Path) -> None:
    source = document(tmp_path, f"{HEAD}{U}1,{'x' * 1_000_000}\n")
    assert len(fields(read("csv", source))[0]["headline"]) == 1_000_000


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path) -> None:
    source = document(tmp_path, HEAD + f"{U}1,{'Rain ' * 100}\n" * 40_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in readers()["csv"].read(source, Options())) == 40_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000


def test_two_columns_of_the_same_name_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two columns of the same name: 'headline'"):
        read("csv", document(tmp_path, "url,headline,Headline\n"))


def test_columns_that_say_nothing_are_an_error_that_lists_them_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found: 'colour', 'shape'.*--map"):
        read("csv", document(tmp_path, "colour,shape\nred,round\n"))


def test_columns_are_renamed_as_mapped_and_left_out_where_mapped_to_nothing(tmp_path: Path) -> None:
    options = Options(mapping={"link": "url", "title": "headline", "junk": ""})
    source = document(tmp_path, f"link,title,junk\n{U}1,Rain,x\n")
    assert fields(read("csv", source, options)) == [{"url": U + "1", "headline": "Rain"}]


def test_a_kind_that_is_said_is_taken_where_the_columns_fit_it(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, "source,name\nmorning.example,Morning\n"), Options(kind="source"))
    assert [record.kind for record in records if isinstance(record, Raw)] == ["source"]
    with pytest.raises(InputError, match="identity"):
        read("csv", document(tmp_path, "colour\nred\n"), Options(kind="identity"))


def test_rows_of_empty_cells_are_no_records(tmp_path: Path) -> None:
    assert len(read("csv", document(tmp_path, f"{HEAD}{U}1,Rain\n,\n,\n"))) == 1


def test_old_mac_line_ends_are_line_ends(tmp_path: Path) -> None:
    records = read("csv", document(tmp_path, f"url,headline\r{U}1,Rain\r{U}2,Sun\r"))
    assert [record["headline"] for record in fields(records)] == ["Rain", "Sun"]
    assert [record.place.line for record in records] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252", "shift_jis"])
def test_encodings_are_recognised(encoding: str, tmp_path: Path) -> None:
    headline = (
        "港の計画が議会で承認された。工事は五月に始まる" if encoding == "shift_jis" else "Größe, Café und Smørrebrød"
    )
    text = f'url,headline\n{U}1,"{headline}"\n' + f'{U}2,"{headline}"\n' * 5
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    assert fields(read("csv", document(tmp_path, (mark + text).encode(encoding))))[0]["headline"] == headline


def test_tab_separated_texts_may_hold_lone_quotes(tmp_path: Path) -> None:
    source = document(tmp_path, f'url\theadline\n{U}1\t"Rain, he said\n{U}2\tSun "shines" on\n')
    assert [record["headline"] for record in fields(read("csv", source))] == ['"Rain, he said', 'Sun "shines" on']


@pytest.mark.parametrize("text", ["a sentence, and more\nof it", "", "<rss></rss>", '{"a": 1}', "[1, 2]\n[3, 4]"])
def test_prose_and_other_formats_are_not_taken_for_csv(text: str, tmp_path: Path) -> None:
    assert readers()["csv"].sniff(document(tmp_path, text)) == 0


def test_a_table_of_unknown_columns_is_taken_less_surely_than_one_of_ours(tmp_path: Path) -> None:
    sniff = readers()["csv"].sniff
    assert sniff(document(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")) == 40
    assert sniff(document(tmp_path, "url,headline\n", "ours")) == 60
