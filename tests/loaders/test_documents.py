"""Packed bytes are unpacked whole and within limits; what is broken is an error that names its place."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from reading_cases import noise

from kg.errors import InputError, NewsKGError
from loaders.documents import Document

NEWS = "El ministro de Economía anunció que la inflación bajará este año, según el señor Peña.\n"


@pytest.mark.parametrize(
    "packed",
    [
        b"one two ",
        gzip.compress(b"one two "),
        gzip.compress(b"one ") + gzip.compress(b"two "),
        gzip.compress(b"one ") + b"\0" * 512 + gzip.compress(b"two ") + b"\0" * 512,
        zstandard.compress(b"one two "),
        zstandard.compress(b"one ") + zstandard.compress(b"two "),
        b"\x50\x2a\x4d\x18\x04\0\0\0skip" + zstandard.compress(b"one two "),
    ],
    ids=["plain", "gzip", "gzip-members", "gzip-padded", "zstd", "zstd-frames", "zstd-skippable"],
)
def test_packing_is_recognised_by_content_and_every_member_is_read(document, packed: bytes):
    with document(packed).open() as stream:
        assert stream.read() == b"one two "


def test_long_packed_content_comes_back_whole(document):
    content = noise(3_000_000) + b"news " * 1_000_000
    for pack in (gzip.compress, zstandard.compress):
        with document(pack(content)).open() as stream:
            assert stream.read() == content


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_cut_off_stream_is_an_input_error_that_names_the_place(document, pack):
    packed = pack(noise(200_000))
    with document(packed[:-100]).open() as stream, pytest.raises(InputError, match=r"articles\.bin: .* cut off after"):
        stream.read()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_stream_cut_between_header_and_data_is_cut_off_too(document, pack):
    with document(pack(b"news")[:6]).open() as stream, pytest.raises(InputError, match="cut off after 0 bytes"):
        stream.read()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress])
def test_a_corrupt_stream_is_an_input_error(document, pack):
    packed = bytearray(pack(NEWS.encode() * 1000))
    packed[len(packed) // 2] ^= 0xFF
    with document(bytes(packed)).open() as stream, pytest.raises(InputError, match="corrupt after"):
        stream.read()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_rubbish_behind_packed_data_is_not_passed_over(document, pack):
    with (
        document(pack(b"news") + b"rubbish").open() as stream,
        pytest.raises(InputError, match="corrupt after 4 bytes"),
    ):
        stream.read()


def test_the_head_of_a_broken_stream_is_what_stands_before_the_break(document):
    assert document(gzip.compress(b"title,url\n") + b"\x1f\x8b\x08").head() == b"title,url\n"


def test_the_head_stops_at_its_size(document):
    assert document(gzip.compress(b"x" * 10_000)).head(100) == b"x" * 100


def test_unpacking_stops_at_the_limit(document):
    bomb = document(gzip.compress(noise(10_000)))
    with bomb.open(max_bytes=9_999) as stream, pytest.raises(InputError, match="unpacks to more than 9,999 bytes"):
        stream.read()
    with bomb.open(max_bytes=10_000) as stream:
        assert len(stream.read()) == 10_000


def test_a_zstd_bomb_is_cut_off_by_its_ratio_without_filling_memory(document):
    bomb = document(zstandard.compress(bytes(160 << 20)))
    assert bomb.path.stat().st_size < 50_000
    tracemalloc.start()
    with bomb.open() as stream, pytest.raises(InputError, match="unpacks to more than 1,000 times its size"):
        all(iter(lambda: stream.read(1 << 20), b""))
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()


def test_a_plain_file_is_no_bomb_however_large(document):
    with document(b"x" * 100).open(max_bytes=10) as stream:
        assert len(stream.read()) == 100


def test_a_document_whose_file_has_gone_is_an_input_error(document, tmp_path: Path):
    gone = Document("gone.csv", tmp_path / "gone.csv")
    for reading in (gone.sha256, gone.open, gone.head):
        with pytest.raises(InputError, match=r"gone\.csv: can't be read \(No such file"):
            reading()


def test_the_digest_is_of_the_raw_bytes_and_is_computed_once(document):
    made = document(b"abc")
    assert made.sha256() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    made.path.unlink()
    assert made.sha256().startswith("ba7816bf")


def test_errors_of_this_room_are_one_line(document):
    with document(gzip.compress(b"x")[:-3]).open() as stream, pytest.raises(NewsKGError) as caught:
        stream.read()
    assert "\n" not in caught.value.line()
