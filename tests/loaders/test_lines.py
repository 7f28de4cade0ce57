"""Bytes become text and lines; what does not decode becomes a reason, never silence."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from reading_cases import noise

from kg.errors import InputError
from loaders.documents import Document
from loaders.lines import SNIFFED_BYTES, Encoding, Line, decode, lines

NEWS = "El ministro de Economía anunció que la inflación bajará este año, según el señor Peña.\n"


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
    assert decode(document(b"x" * (SNIFFED_BYTES - 1) + "é".encode() + b"\n" * 9)) == Encoding("utf-8", True)


def test_a_character_cut_by_the_end_of_the_file_is_not_utf8(document):
    assert not decode(document(b"caf" + "é".encode()[:1])).certain


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
    ahead = b"plain\n" * (SNIFFED_BYTES // 6 + 1)
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


def test_lines_before_a_break_are_given_out_before_the_error(document):
    broken = gzip.compress(b"first\nsecond\n") + gzip.compress(noise(100_000))[:-50]
    reading = lines(document(broken, charset="cp1252"))
    assert [next(reading).text, next(reading).text] == ["first", "second"]
    with pytest.raises(InputError, match="cut off"):
        list(reading)
