"""The text of a document: its encoding, and its lines one by one; a line that can't be trusted says why."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from loaders.documents import PIECE_BYTES, Document

MAX_LINE_BYTES = 32 << 20
"""A longer physical line is no record but an accident; its first ``KEPT_CHARS`` are kept to show which."""
KEPT_CHARS = 1_000
SNIFFED_BYTES = 1 << 20
"""The encoding is told from this much of a document's beginning."""

_UTF8_BOM = codecs.BOM_UTF8
# UTF-32 stands before UTF-16: its little-endian mark begins with the other's.
_BOMS = ((_UTF8_BOM, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
# Guessed among the legacy encodings of the WHATWG Encoding Standard only: a guess such as EBCDIC is never news.
_GUESSED = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "cp874", "cp866", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7",
    "iso8859_15", "shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_COMMONEST, _CLOSE_CHAOS = "cp1252", 0.1  # of 13 languages' sentences tried, only Hungarian is then taken wrongly
_NEVER_DECLARED = {"utf-7", "unicode_escape", "raw-unicode-escape", "idna", "punycode", "undefined"}


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a document become text; ``certain`` is False where it was guessed."""

    name: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, counted from 1, without its line end; ``bad`` says why it can't be trusted, if so."""

    number: int
    text: str
    bad: str | None = None


def decode(document: Document) -> Encoding:
    """The encoding of a document, by byte order mark, HTTP charset, a try at UTF-8, and else a guess."""
    head = document.head(SNIFFED_BYTES + 1)
    whole, head = len(head) <= SNIFFED_BYTES, head[:SNIFFED_BYTES]
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, certain=True)
    utf8 = _decodes(head, "utf-8", whole)
    declared = _declared(document.charset)
    # Servers that declare Latin-1 for everything are common, and text beyond ASCII that is valid UTF-8 is UTF-8.
    if declared and _decodes(head, declared, whole) and not (utf8 and not head.isascii()):
        return Encoding(declared, certain=True)
    return Encoding("utf-8", certain=True) if utf8 else Encoding(_guessed(head), certain=False)


def _declared(charset: str | None) -> str | None:
    """Python's name of a charset that a server declares; None where it names none that text may have."""
    try:
        name = codecs.lookup(charset or "").name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):  # unknown, not a text encoding, or not a name at all
        return None
    # The Encoding Standard reads both labels as windows-1252: servers say Latin-1 and send curly quotes.
    return None if name in _NEVER_DECLARED else "cp1252" if name in {"iso8859-1", "ascii"} else name


def _decodes(head: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=whole)  # a character may be cut at the head's end
    except UnicodeError:
        return False
    return True


def _guessed(head: bytes) -> str:
    """The best guess of charset_normalizer; windows-1252, by far the commonest, where it fits about as well.

    (Left alone, the guesser takes Spanish for cp1250 and turns "señor" into "seńor": the two score the same there.)
    """
    import charset_normalizer

    matches = charset_normalizer.from_bytes(head, cp_isolation=_GUESSED)
    best = matches.best()
    if best is None:
        return _COMMONEST
    close = [m for m in matches if m.coherence >= best.coherence and m.chaos <= best.chaos + _CLOSE_CHAOS]
    return _COMMONEST if any(_COMMONEST in match.could_be_from_charset for match in close) else best.encoding


def lines(document: Document, *, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[Line]:
    """The physical lines (ended by LF or CRLF) of a document; memory is bounded by the longest line allowed.

    A line that is too long, holds NUL bytes or does not decode is given out as bad, with its reason.
    """
    encoding = decode(document).name
    with document.open() as stream:
        chunks = iter(partial(stream.read1, PIECE_BYTES), b"")
        if encoding.startswith(("utf-16", "utf-32")):
            chunks, encoding = _as_utf8(chunks, encoding), "utf-8"
        codec = encoding.removesuffix("-sig")
        for number, (raw, size) in enumerate(_split(chunks, max_line_bytes), 1):
            plain = raw.removeprefix(_UTF8_BOM) if number == 1 and codec == "utf-8" else raw
            yield _line(number, plain, size, codec, max_line_bytes)


def _as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Text in wide units, where the byte 0A is not always a line's end; broken units become bytes that aren't UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("newskg-keep")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _keep_as_surrogates(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("newskg-keep", _keep_as_surrogates)


def _split(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[bytes, int]]:
    """Lines with their sizes in bytes; of one over the limit only the beginning is kept, the rest is passed over."""
    held, size, kept = bytearray(), 0, 4 * KEPT_CHARS  # no encoding here takes more than four bytes a character
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            if size:
                yield bytes(held + piece[: max(kept, limit - size)]), size + len(piece)
                held, size = bytearray(), 0
            else:
                yield piece, len(piece)
        held, size = held + rest, size + len(rest)
        if size > limit:
            del held[kept:]
    if size:
        yield bytes(held), size


def _line(number: int, raw: bytes, size: int, encoding: str, limit: int) -> Line:
    if size > limit:
        text = raw.decode(encoding, "backslashreplace")[:KEPT_CHARS]
        return Line(number, text, f"line of {size:,} bytes is over the limit of {limit:,}")
    raw = raw.removesuffix(b"\r")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"byte {raw[error.start]:#04x} at position {error.start + 1} is not {encoding}"
        return Line(number, raw.decode(encoding, "backslashreplace"), reason)
    nul = raw.find(b"\0")
    return Line(number, text, None if nul < 0 else f"NUL byte at position {nul + 1}")
