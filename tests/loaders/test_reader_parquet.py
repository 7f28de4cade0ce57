"""Parquet as pandas, Spark and accidents write it."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.documents import Document
from loaders.readers import parquet as parquet_reader
from loaders.reading import Options, Raw, choose

U = "https://morning.example/"


def written(folder: Path, **columns: Any) -> Document:
    path = folder / "input.parquet"
    pq.write_table(pa.table(columns), path)
    return Document("input.parquet", path)


def test_typed_dates_are_handed_on_as_they_are(tmp_path: Path) -> None:
    at = datetime(2026, 1, 30, 8, 0, tzinfo=UTC)
    source = written(tmp_path, url=[U], headline=["Rain"], published=[at], modified=[date(2026, 1, 31)])
    record = fields(read("parquet", source))[0]
    assert (record["published"], record["modified"]) == (at, date(2026, 1, 31))


def test_nanoseconds_of_pandas_are_read(tmp_path: Path) -> None:
    stamps = pa.array([1_769_760_000_000_000_123], pa.timestamp("ns"))
    source = written(tmp_path, url=[U], headline=["Rain"], published=stamps)
    assert fields(read("parquet", source))[0]["published"] == datetime(2026, 1, 30, 8, 0)


def test_a_year_beyond_the_calendar_spoils_its_own_row_only(tmp_path: Path) -> None:
    stamps = pa.array([0, 2**61, 0], pa.timestamp("us"))
    records = read("parquet", written(tmp_path, url=[U] * 3, headline=["Rain"] * 3, published=stamps))
    assert [line for line, _ in reasons(records)] == [2]
    assert reasons(records)[0][1].startswith("published: ")
    assert [record.place.line for record in records if isinstance(record, Raw)] == [1, 3]


def test_rows_are_counted_from_one_across_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_reader, "BATCH_ROWS", 7)
    records = read("parquet", written(tmp_path, url=[U] * 20, headline=["Rain"] * 20))
    assert [record.place.line for record in records] == list(range(1, 21))


def test_lists_of_authors_stay_lists_and_bytes_become_text(tmp_path: Path) -> None:
    source = written(tmp_path, url=[U], headline=pa.array(["Größe".encode()], pa.binary()), authors=[["Jane", "Ola"]])
    assert fields(read("parquet", source)) == [{"url": U, "headline": "Größe", "authors": ["Jane", "Ola"]}]


def test_a_schema_without_our_columns_is_an_error_that_lists_its_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found: 'colour', 'shape'.*--map"):
        read("parquet", written(tmp_path, colour=["red"], shape=["round"]))


def test_columns_are_renamed_as_mapped(tmp_path: Path) -> None:
    options = Options(mapping={"link": "url", "title": "headline"})
    assert fields(read("parquet", written(tmp_path, link=[U], title=["Rain"]), options)) == [
        {"url": U, "headline": "Rain"}
    ]


def test_a_table_without_rows_gives_no_records(tmp_path: Path) -> None:
    source = written(tmp_path, url=pa.array([], pa.string()), headline=pa.array([], pa.string()))
    assert read("parquet", source) == []


def test_a_compressed_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    whole = written(tmp_path, url=[U], headline=["Rain"]).path.read_bytes()
    source = document(tmp_path, gzip.compress(whole), "input.parquet.gz")
    assert choose(source).name == "parquet"
    with pytest.raises(InputError, match="unpack it first"):
        read("parquet", source)


@pytest.mark.parametrize("keep", [4, 100, 0.5, 0.9, -1])
def test_a_damaged_file_is_an_error(keep: float, tmp_path: Path) -> None:
    whole = written(tmp_path, url=[U + str(n) for n in range(5_000)], headline=["Rain"] * 5_000).path.read_bytes()
    cut = whole[: keep if isinstance(keep, int) else int(len(whole) * keep)]
    with pytest.raises(InputError, match="damaged"):
        read("parquet", document(tmp_path, cut))


def test_damaged_pages_are_an_error_that_says_how_far_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "input.parquet"
    table = pa.table({"url": [f"{U}{n * n}" for n in range(20_000)], "headline": ["Rain"] * 20_000})
    pq.write_table(table, path, compression="zstd", use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[2_000:4_000] = bytes(2_000)
    with pytest.raises(InputError, match=r"damaged after row [\d,]+"):
        read("parquet", document(tmp_path, bytes(data)))
