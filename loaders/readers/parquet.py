"""Parquet files, streamed batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.readers._shape import kind_of, ours, unknown
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import KINDS, RecordKind

BATCH_ROWS = 1_000
"""Rows in memory at a time: of full articles (some 10 kB each) about 10 MB."""

_MAGIC = b"PAR1"
# ValueError: years beyond 9999, text that is not UTF-8. KeyError: a time zone that is nowhere known.
_NOT_PYTHON = (ValueError, OverflowError, KeyError)


def _sniff(document: Document) -> int:
    return 100 if document.head(4) == _MAGIC else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    place = Place(document.location)
    _refuse_other(document, place)
    row = 0
    try:
        with pq.ParquetFile(document.path, pre_buffer=False) as file:
            names = file.schema_arrow.names
            kind = _kind(names, options, place)
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                for cells, reason in _rows(_in_microseconds(batch)):
                    row += 1
                    here = Place(document.location, row)
                    yield Bad(cells, reason, here) if reason else Raw(kind, ours(cells, options), here)
    except (pa.ArrowException, OSError) as error:
        what = f"damaged after row {row:,} ({str(error).splitlines()[0][:200]})" if str(error) else "damaged"
        raise InputError(what, "get a whole copy of it", place=place) from error


def _refuse_other(document: Document, place: Place) -> None:
    try:
        with document.path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise InputError(f"can't be read ({error.strerror or error})", "check the path", place=place) from error
    if magic == _MAGIC:
        return
    if document.head(4) == _MAGIC:
        raise InputError("a compressed Parquet file", "unpack it first: it can't be read as a stream", place=place)
    raise InputError("not a Parquet file" if magic else "empty", "check that it is the right file", place=place)


def _kind(names: list[str], options: Options, place: Place) -> RecordKind:
    """The kind of record that all rows are."""
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"columns of the same name: {', '.join(double)}", "rename them", place=place)
    kind = kind_of(ours(dict.fromkeys(names), options), options)
    if kind is None:
        raise unknown(names, options, place)
    return kind


def _in_microseconds(batch: Any) -> Any:
    """Timestamps as Python can hold them: pandas writes nanoseconds."""
    import pyarrow as pa

    for index, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            cast = batch.column(index).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(index, column.name, cast)
    return batch


def _rows(batch: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Each row as Python values, absent cells left out, and the reason where one of them has none in Python."""
    try:
        rows = [(row, "") for row in batch.to_pylist()]
    except _NOT_PYTHON:
        rows = [_row(batch, number) for number in range(batch.num_rows)]
    for row, reason in rows:
        yield {name: _plain(value) for name, value in row.items() if not _absent(value)}, reason


def _row(batch: Any, number: int) -> tuple[dict[str, Any], str]:
    row: dict[str, Any] = {}
    reason = ""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            row[name] = column[number].as_py()
        except _NOT_PYTHON as error:
            reason = reason or f"{name}: a value that can't be read ({error})"
    return row, reason


def _absent(value: object) -> bool:
    return value is None or value in ("", []) or value != value  # noqa: PLR0124  # NaN is how pandas writes an empty cell


def _plain(value: object) -> object:
    """Text of writers that mark none as text (Impala, old Spark)."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value
    return value


READER = Reader(
    name="parquet",
    summary="Parquet files with our column names.",
    kinds=KINDS,
    sniff=_sniff,
    read=_read,
    example="kg load articles articles.parquet",
    suffixes=(".parquet", ".pq"),
)
