"""Files, folders, globs, pipes and URLs become documents; broken bytes become errors and reasons, never silence."""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
import threading
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from kg.errors import InputError, NewsKGError, UsageError
from loaders import locations
from loaders.fetching import Fetched, Fetcher
from loaders.locations import Document, Encoding, Line, decode, expand, lines, without_credentials

NEWS = "El ministro de Economía anunció que la inflación bajará este año, según el señor Peña.\n"


@pytest.fixture
def document(tmp_path: Path):
    def make(content: bytes, **fields) -> Document:
        path = tmp_path / "articles.bin"
        path.write_bytes(content)
        return Document("articles.bin", path, **fields)

    return make


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def locations_of(paths: list[str], tmp_path: Path, on_skip=None) -> list[str]:
    found = expand(paths, fetcher=None, spool_dir=tmp_path, on_skip=on_skip)
    return [os.path.relpath(document.path, tmp_path) for document in found]


# --- packed bytes -------------------------------------------------------------------------------------------------


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


def test_lines_before_a_break_are_given_out_before_the_error(document):
    broken = gzip.compress(b"first\nsecond\n") + gzip.compress(noise(100_000))[:-50]
    reading = lines(document(broken, charset="cp1252"))
    assert [next(reading).text, next(reading).text] == ["first", "second"]
    with pytest.raises(InputError, match="cut off"):
        list(reading)


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


# --- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "charset", "expected"),
    [
        (NEWS.encode(), None, Encoding("utf-8", True)),
        (b"", None, Encoding("utf-8", True)),
        (NEWS.encode("utf-8-sig"), "iso-8859-1", Encoding("utf-8-sig", True)),
        (NEWS.encode("utf-16"), None, Encoding("utf-16", True)),
        (NEWS.encode("utf-32"), None, Encoding("utf-32", True)),
        (NEWS.encode("latin-1"), "ISO-8859-1", Encoding("cp1252", True)),
        (NEWS.encode("cp1252"), None, Encoding("cp1252", False)),
        (NEWS.encode(), "iso-8859-1", Encoding("utf-8", True)),
        (NEWS.encode("latin-1"), "utf-8", Encoding("cp1252", False)),
        (NEWS.encode(), "no-such-charset", Encoding("utf-8", True)),
        (NEWS.encode(), "base64", Encoding("utf-8", True)),
        (NEWS.encode(), "a\0b", Encoding("utf-8", True)),
        (b"+AGE-", "utf-7", Encoding("utf-8", True)),
        ("Президент подписал указ о новой комиссии по делам печати.".encode("koi8-r"), None, Encoding("koi8_r", False)),
        ("日本の首相は昨日、新しい政策を発表した。".encode("shift_jis"), None, Encoding("shift_jis", False)),
        ("Premier zapowiedział, że rząd obniży podatki.".encode("cp1250"), None, Encoding("cp1250", False)),
    ],
)
def test_encoding_by_mark_then_declared_charset_then_utf8_then_guess(document, content, charset, expected):
    assert decode(document(content, charset=charset)) == expected


def test_a_character_cut_by_the_end_of_the_head_is_no_error(document):
    sniffed = locations._SNIFFED_BYTES
    assert decode(document(b"x" * (sniffed - 1) + "é".encode() + b"\n" * 9)) == Encoding("utf-8", True)


def test_a_character_cut_by_the_end_of_the_file_is_not_utf8(document):
    assert not decode(document(b"caf" + "é".encode()[:1])).certain


def test_text_comes_with_its_encoding_and_its_line_ends(document):
    stream, encoding = document("a;é\r\nb".encode("latin-1"), charset="latin-1").text()
    with stream:
        assert stream.read() == "a;é\r\nb"
    assert encoding == Encoding("cp1252", True)


# --- lines --------------------------------------------------------------------------------------------------------


def test_lines_end_with_lf_or_crlf_but_not_with_lone_cr(document):
    assert list(lines(document(b"a\r\nb\rc\n\nd"))) == [Line(1, "a"), Line(2, "b\rc"), Line(3, ""), Line(4, "d")]


def test_line_separators_inside_text_end_no_line(document):
    assert [line.text for line in lines(document("a\u2028b\x85c\x0bd\n".encode()))] == ["a\u2028b\x85c\x0bd"]


def test_an_empty_document_has_no_lines(document):
    assert list(lines(document(b""))) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(document, encoding: str):
    content = "url,headline\r\nhttps://a.example,Ċoħ 中\n".encode(encoding)  # Ċ and 中 hold the byte 0A or 0D's kin
    assert list(lines(document(content))) == [Line(1, "url,headline"), Line(2, "https://a.example,Ċoħ 中")]


def test_a_broken_unit_of_utf16_makes_its_line_bad_and_no_other(document):
    content = "one\nt".encode("utf-16") + b"\x00\xd8" + "wo\nthree\n".encode("utf-16-le") + b"x"
    assert [bool(line.bad) for line in lines(document(content))] == [False, True, False, True]


def test_bytes_that_do_not_decode_are_shown_as_escapes_with_the_reason(document):
    ahead = b"plain\n" * (locations._SNIFFED_BYTES // 6 + 1)
    *_, last = lines(document(ahead + "caf\xe9 noir".encode("latin-1")))
    assert last == Line(ahead.count(b"\n") + 1, "caf\\xe9 noir", "byte 0xe9 at position 4 is not utf-8")


def test_a_nul_byte_makes_a_line_bad(document):
    assert list(lines(document(b"a\0b\nc\n"))) == [Line(1, "a\0b", "NUL byte at position 2"), Line(2, "c")]


@pytest.mark.parametrize("length", [1_001, 5_000, 3_000_000])
def test_a_line_over_the_limit_is_bad_and_the_next_is_read(document, length: int):
    content = b"a\n" + b"x" * length + b"\nb\n"
    first, long, last = lines(document(content), max_line_bytes=1_000)
    assert (first, last) == (Line(1, "a"), Line(3, "b"))
    assert long == Line(2, "x" * 1_000, f"line of {length:,} bytes is over the limit of 1,000")


def test_a_line_of_exactly_the_limit_is_good_wherever_pieces_are_cut(document):
    content = b"".join(b"y" * 700_000 + b"\n" for _ in range(5))
    assert [(len(line.text), line.bad) for line in lines(document(content), max_line_bytes=700_000)] == [
        (700_000, None)
    ] * 5


def test_a_long_line_without_end_is_not_held_in_memory(document):
    packed = document(gzip.compress(noise(1 << 20).replace(b"\n", b"n") * 16))
    tracemalloc.start()
    (only,) = lines(Document("long", packed.path, charset="cp1252"), max_line_bytes=1 << 19)
    assert tracemalloc.get_traced_memory()[1] < 12 << 20
    tracemalloc.stop()
    assert only.bad
    assert "16,777,216" in only.bad


# --- places -------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_through_in_order_without_what_is_no_data(tmp_path: Path):
    for name in ("b.csv", "a/z.jsonl", "a/.hidden", ".git/config", "README.txt", "notes.MD", "LICENSE", "licenses.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    skipped: dict[str, str] = {}
    found = locations_of([str(tmp_path / "in")], tmp_path, lambda path, why: skipped.update({Path(path).name: why}))
    assert found == ["in/a/z.jsonl", "in/b.csv", "in/licenses.csv"]
    assert skipped == {
        ".hidden": "hidden",
        ".git": "hidden",
        "README.txt": "about the data, not data",
        "notes.MD": "about the data, not data",
        "LICENSE": "about the data, not data",
    }


def test_links_that_lead_back_do_not_hang_and_nothing_is_read_twice(tmp_path: Path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.csv").write_text("x")
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "deep" / "up2").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "missing")
    (folder / "self").symlink_to(folder / "self")
    os.mkfifo(folder / "pipe")
    skipped: list[tuple[str, str]] = []
    assert locations_of([str(folder)], tmp_path, lambda p, why: skipped.append((Path(p).name, why))) == [
        "in/deep/a.csv"
    ]
    assert locations_of([f"{folder}/**/*.csv"], tmp_path) == ["in/deep/a.csv"]
    assert locations_of([f"{folder}/**"], tmp_path) == ["in/deep/a.csv"]
    assert skipped == [
        ("up", "read already, under another name"),
        ("up2", "read already, under another name"),
        ("nowhere", "a link to nothing"),
        ("pipe", "not a regular file"),
        ("self", "a link to nothing"),
    ]


def test_globs_are_sorted_leave_hidden_files_and_open_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("2024-b/x.csv", "2024-a/y.csv", "2024.csv", ".2024.csv", "2023.csv", ".c/z.csv", "[1].csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert locations_of([f"{tmp_path}/2024*"], tmp_path) == ["2024-a/y.csv", "2024-b/x.csv", "2024.csv"]
    assert locations_of([f"{tmp_path}/.c/*.csv"], tmp_path) == [".c/z.csv"]
    assert locations_of([f"{tmp_path}/[1].csv"], tmp_path) == ["[1].csv"]
    monkeypatch.chdir(tmp_path / ".c")
    assert locations_of(["../202[34].csv"], tmp_path) == ["2023.csv", "2024.csv"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("missing.csv", "no such file or folder"),
        ("*.nothing", "no file fits this pattern"),
        ("file:///missing.csv", "no such file or folder"),
        ("file://elsewhere/a.csv", "a file URL of another machine"),
        ("s3://user:secret@bucket/a.csv", "this kind of URL is not read"),
        ("https://user:secret@a.example/", "reading from the network is off"),
        ("", "no such file or folder"),
    ],
)
def test_what_can_not_be_found_is_an_input_error_that_says_so(tmp_path: Path, path: str, what: str):
    with pytest.raises(InputError, match=what) as caught:
        locations_of([path], tmp_path)
    assert "secret" not in caught.value.line()


def test_a_misspelt_path_stops_the_load_before_anything_is_read(tmp_path: Path):
    (tmp_path / "a.csv").write_text("x")
    found = expand([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")], fetcher=None, spool_dir=tmp_path)
    with pytest.raises(InputError, match=r"b\.csv"):
        next(found)


def test_a_file_url_names_its_file(tmp_path: Path):
    (tmp_path / "año 1.csv").write_text("x")
    (found,) = expand([(tmp_path / "año 1.csv").as_uri()], fetcher=None, spool_dir=tmp_path)
    assert (found.path, found.fetched) == (tmp_path / "año 1.csv", None)


def test_standard_input_is_spooled_and_its_file_goes_when_reading_moves_on(tmp_path: Path, monkeypatch):
    (tmp_path / "b.csv").write_text("x")
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"news"))))
    found = expand(["-", str(tmp_path / "b.csv")], fetcher=None, spool_dir=spool)
    first = next(found)
    assert (first.location, first.head(), first.head()) == ("-", b"news", b"news")
    assert len(list(spool.iterdir())) == 1
    next(found)
    assert list(spool.iterdir()) == []


def test_the_spooled_file_goes_too_when_reading_is_given_up(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"news")))
    found = expand(["-"], fetcher=None, spool_dir=tmp_path)
    next(found)
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_standard_input_named_twice_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="named twice"):
        locations_of(["-", "-"], tmp_path)


def test_a_missing_standard_input_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="no standard input"):
        locations_of(["-"], tmp_path)


def test_a_pipe_is_spooled_since_it_is_read_more_than_once(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(b"news\n"))
    writer.start()
    for document in expand([str(tmp_path / "pipe")], fetcher=None, spool_dir=tmp_path):
        assert (document.location, document.head(), list(lines(document))) == (
            str(tmp_path / "pipe"),
            b"news\n",
            [Line(1, "news")],
        )
    writer.join()


def test_a_device_is_neither_file_nor_folder(tmp_path: Path):
    with pytest.raises(InputError, match="neither a file nor a folder"):
        locations_of(["/dev/null"], tmp_path)


def test_a_fetched_document_carries_its_origin_without_credentials_and_is_removed(tmp_path: Path):
    instant = datetime(2026, 1, 30, tzinfo=UTC)

    class OnePage(Fetcher):
        def __init__(self) -> None:
            pass

        def fetch(self, url, *, etag=None, last_modified=None, spool_dir=None) -> Fetched:
            (spool_dir / "body").write_bytes(b"<rss/>")
            final = "https://a.example/feed"
            return Fetched(spool_dir / "body", final, "application/rss+xml", "utf-8", None, None, instant)

    url = "https://user:secret@a.example/rss?key=1"
    reading = expand([url], fetcher=OnePage(), spool_dir=tmp_path)
    got = next(reading)
    assert (got.location, got.final_url) == ("https://a.example/rss?key=1", "https://a.example/feed")
    assert (got.media_type, got.charset, got.fetched) == ("application/rss+xml", "utf-8", instant)
    assert got.head() == b"<rss/>"
    assert list(reading) == []
    assert not got.path.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@a.example/x?k=v", "https://a.example/x?k=v"),
        ("HTTP://u:p@b@a.example", "HTTP://a.example"),
        ("https://a.example/@user/feed", "https://a.example/@user/feed"),
        ("folder/a@b.csv", "folder/a@b.csv"),
    ],
)
def test_credentials_are_taken_out_of_urls_and_nothing_else(url: str, shown: str):
    assert without_credentials(url) == shown


def test_errors_of_this_room_are_one_line(document):
    with document(gzip.compress(b"x")[:-3]).open() as stream, pytest.raises(NewsKGError) as caught:
        stream.read()
    assert "\n" not in caught.value.line()
