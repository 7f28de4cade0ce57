"""Where input stands: files, folders, globs, standard input and URLs, each turned into a ``Document`` of bytes.

A document is read as a stream: decompressed, bounded, its text decoded line by line. Whatever is wrong with it leaves
here as an ``InputError`` that names the place, or as a ``Line`` that says why it is bad; nothing is lost in silence.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

import zstandard

from kg.errors import InputError, Place, UsageError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from loaders.fetching import Fetcher

MAX_LINE_BYTES = 32 << 20
"""A longer physical line is no record but an accident; its first ``KEPT_CHARS`` are kept to show which."""
KEPT_CHARS = 1_000
MAX_UNPACKED_BYTES = 64 << 30
MAX_RATIO, RATIO_FROM_BYTES = 1_000, 64 << 20  # real news dumps pack 5 to 30 times; gzip's own ceiling is 1,032

_PIECE_BYTES = 1 << 20
# A zstd block of 4 bytes may stand for 128 KiB (RFC 8878, 3.1.1.2), so 2 KiB unpack to at most 64 MiB at once.
_ZSTD_PIECE_BYTES = 2 << 10
_SNIFFED_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, or a skippable one (pzstd, seekable format)
_NO_DATA = ("license", "license.*", "licence", "licence.*", "copying", "copying.*", "readme*", "*.md")
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
class Document:
    """One input: ``location`` as shown to users (no credentials), ``path`` to its raw bytes on this machine."""

    location: str
    path: Path
    media_type: str | None = None
    charset: str | None = None
    fetched: datetime | None = None
    final_url: str | None = None

    def sha256(self) -> str:
        """Hex digest of the raw (still compressed) bytes; computed once."""
        return self._sha256

    @cached_property
    def _sha256(self) -> str:
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unreadable(self.location, error) from error

    def open(self, *, max_bytes: int = MAX_UNPACKED_BYTES) -> BinaryIO:
        """The bytes, gzip and zstd (recognised by content) decompressed: a stream that can't seek.

        Raises InputError where the stream breaks, ends too early or unpacks beyond ``max_bytes`` or ``MAX_RATIO``.
        """
        return _reader(self, max_bytes)

    def head(self, size: int = 65_536) -> bytes:
        """The first ``size`` decompressed bytes, for sniffing. Of a broken stream, the bytes before the break."""
        found = b""
        with _reader(self) as stream:
            try:
                while len(found) < size and (piece := stream.read1(size - len(found))):
                    found += piece
            except InputError:
                if not found:
                    raise
        return found

    def text(self) -> tuple[TextIO, Encoding]:
        """The decoded text as a file object, line ends untouched, undecodable bytes shown as ``\\xNN`` escapes.

        Without the bounds and reasons of ``lines``: for parsers that bring their own.
        """
        encoding = decode(self)
        stream = io.TextIOWrapper(self.open(), encoding=encoding.name, errors="backslashreplace", newline="")
        return stream, encoding


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


# --- bytes: unpacking within limits ---------------------------------------------------------------------------------


def inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip members (or one zlib stream) one after another, zero padding between them allowed, piece by piece.

    Raises EOFError where the last member is cut off, zlib.error where one is corrupt.
    """
    member, begun = zlib.decompressobj(zlib.MAX_WBITS | 32), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                member = zlib.decompressobj(zlib.MAX_WBITS | 32)
            begun = True
            yield member.decompress(rest, _PIECE_BYTES)
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if begun and not member.eof:
        raise EOFError


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    for chunk in chunks:
        rest = chunk
        while rest:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(rest)
            rest = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise EOFError


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of a document; errors of files and codecs become InputError, bombs are cut off."""

    def __init__(self, document: Document, max_bytes: int) -> None:
        self._place, self._max_bytes = document.location, max_bytes
        self._rest, self._unpacked = memoryview(b""), 0
        try:
            self._file = document.path.open("rb")
            magic = self._file.peek(4)[:4]
        except OSError as error:
            raise _unreadable(self._place, error) from error
        self._packing = "gzip" if magic.startswith(_GZIP) else "zstd" if _ZSTD.match(magic) else None
        size = _ZSTD_PIECE_BYTES if self._packing == "zstd" else _PIECE_BYTES
        raw = iter(partial(self._file.read, size), b"")
        self._pieces = inflated(raw) if self._packing == "gzip" else _unzstd(raw) if self._packing == "zstd" else raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._rest:
            piece = self._next()
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _next(self) -> bytes | None:
        again = "get a whole copy of it and load that"
        try:
            piece = next(self._pieces, None)
        except EOFError as error:
            raise self._error(f"the {self._packing} data is cut off after {self._unpacked:,} bytes", again) from error
        except (zlib.error, zstandard.ZstdError) as error:
            what = f"the {self._packing} data is corrupt after {self._unpacked:,} bytes ({error})"
            raise self._error(what, again) from error
        except OSError as error:
            raise _unreadable(self._place, error) from error
        if piece and self._packing:
            self._unpacked += len(piece)
            self._refuse_bomb()
        return piece

    def _refuse_bomb(self) -> None:
        if self._unpacked > self._max_bytes:
            limit = f"{self._max_bytes:,} bytes"
        elif self._unpacked > RATIO_FROM_BYTES and self._unpacked > MAX_RATIO * self._file.tell():
            limit = f"{MAX_RATIO:,} times its size"
        else:
            return
        what = f"the {self._packing} data unpacks to more than {limit}"
        raise self._error(what, "if you trust it, unpack it yourself and load the result")

    def _error(self, what: str, todo: str) -> InputError:
        return InputError(what, todo, place=Place(self._place))


def _reader(document: Document, max_bytes: int = MAX_UNPACKED_BYTES) -> io.BufferedReader:
    """``Document.open`` with ``read1``, which hands out what stands before a break instead of losing it."""
    return io.BufferedReader(_Unpacked(document, max_bytes), _PIECE_BYTES)


def _unreadable(location: str, error: OSError) -> InputError:
    return InputError(
        f"can't be read ({error.strerror or error})", "check the path and its rights", place=Place(location)
    )


# --- text: encodings and lines --------------------------------------------------------------------------------------


def decode(document: Document) -> Encoding:
    """The encoding of a document, by byte order mark, HTTP charset, a try at UTF-8, and else a guess."""
    head = document.head(_SNIFFED_BYTES + 1)
    whole, head = len(head) <= _SNIFFED_BYTES, head[:_SNIFFED_BYTES]
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
    with _reader(document) as stream:
        chunks = iter(partial(stream.read1, _PIECE_BYTES), b"")
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


# --- places: paths, globs, standard input and URLs --------------------------------------------------------------------

OnSkip = Callable[[str, str], None]


def without_credentials(url: str) -> str:
    """A URL as it may be shown: no user and no password."""
    return re.sub(r"^(\s*[a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#]*@", r"\1", url)


def expand(
    paths: Sequence[str], *, fetcher: Fetcher | None, spool_dir: Path, on_skip: OnSkip | None = None
) -> Iterator[Document]:
    """The documents that the paths stand for, in their order; folders and globs sorted by name.

    A path is a file, a folder (read through, without hidden files and those of ``_NO_DATA``), a glob, ``-`` (standard
    input), or a URL (http, https, file). ``on_skip`` is told of each file passed over. What is spooled into
    ``spool_dir`` is removed when the next document is asked for. All local paths are looked at before the first is
    read, so that a misspelt one does not stop a load half way. Raises InputError, UsageError and NetworkError.
    """
    if list(paths).count("-") > 1:
        raise UsageError("standard input (-) is named twice", "name it once")
    tell = on_skip or (lambda path, reason: None)
    local = [None if path == "-" or _is_web(path) else _local(path, tell) for path in paths]
    for path, found in zip(paths, local, strict=True):
        if found is not None:
            for place in found:
                yield from _documents(place, spool_dir, tell)
        elif path == "-":
            if sys.stdin is None:  # as in a service that was started without one
                raise InputError("there is no standard input", "name a file", place=_place(path))
            with _spooled(sys.stdin.buffer, "-", spool_dir) as document:
                yield document
        elif fetcher is None:
            raise InputError("reading from the network is off", "name a file, or allow it", place=_place(path))
        else:
            with _fetched(path, fetcher, spool_dir) as document:
                yield document


def _place(path: str) -> Place:
    return Place(without_credentials(path))


def _is_web(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _local(path: str, on_skip: OnSkip) -> list[Path]:
    """The files and folders on this machine that a path, a ``file:`` URL or a glob names."""
    if path.lower().startswith("file://"):
        url = urlsplit(path)
        if url.netloc not in {"", "localhost"}:
            raise InputError("a file URL of another machine", "write file:///path", place=_place(path))
        path = url2pathname(url.path)
    elif not os.path.exists(path) and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", path):
        raise InputError("this kind of URL is not read", "use http, https or file", place=_place(path))
    elif not os.path.exists(path) and re.search(r"[*?[]", path):
        return _matches(path, on_skip)
    if not os.path.exists(path):
        raise InputError("no such file or folder", "check the spelling", place=_place(path))
    return [Path(path)]


def _matches(pattern: str, on_skip: OnSkip) -> list[Path]:
    """What a glob names, sorted; ``**`` goes through folders, not through links to folders (which may be loops)."""
    root = Path(Path(pattern).anchor)
    parts = Path(pattern).relative_to(root).parts
    deep = "**" in parts
    wanted = (*parts, "*") if parts[-1] == "**" else parts  # by itself, ``**`` names folders only
    try:
        found = sorted(path for path in root.glob(os.path.join(*wanted)) if not _is_hidden(path, parts))
    except (ValueError, OSError) as error:
        what = f"not a pattern that can be followed ({error})"
        raise InputError(what, "write it simpler", place=Place(pattern)) from error
    matches = []
    for path in found:
        if path.is_file() or (path.is_dir() and not deep):
            matches.append(path)
        elif not path.is_dir():
            on_skip(str(path), _not_regular(path))
    if not matches:
        raise InputError("no file fits this pattern", "check it, and quote it as the shell does", place=Place(pattern))
    return matches


def _not_regular(path: Path) -> str:
    return "a link to nothing" if path.is_symlink() and not path.exists() else "not a regular file"


def _is_hidden(path: Path, asked: Sequence[str]) -> bool:
    return any(
        part.startswith(".") and not any(a.startswith(".") and fnmatch(part, a) for a in asked) for part in path.parts
    )


def _documents(place: Path, spool_dir: Path, on_skip: OnSkip) -> Iterator[Document]:
    """Documents of one existing path. A pipe, as of ``<(zcat …)``, is spooled: it can be read only once."""
    if place.is_dir():
        for path in _walk(place, set(), on_skip):
            yield Document(str(path), path)
    elif place.is_file():
        yield Document(str(place), place)
    elif place.is_fifo():
        with place.open("rb") as pipe, _spooled(pipe, str(place), spool_dir) as document:
            yield document
    else:
        raise InputError("neither a file nor a folder", "name a file", place=Place(str(place)))


def _walk(folder: Path, seen: set[tuple[int, int]], on_skip: OnSkip) -> Iterator[Path]:
    """Files of a folder and those below it, sorted by name; a folder that links lead back to is read once."""
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(str(folder), error) from error
    seen.add((status.st_dev, status.st_ino))
    for path in entries:
        reason = _why_skipped(path, seen)
        if reason:
            on_skip(str(path), reason)
        elif path.is_dir():
            yield from _walk(path, seen, on_skip)
        else:
            yield path


def _why_skipped(path: Path, seen: set[tuple[int, int]]) -> str | None:
    if path.name.startswith("."):
        return "hidden"
    if path.is_dir():
        status = path.stat()
        return "read already, under another name" if (status.st_dev, status.st_ino) in seen else None
    if not path.is_file():
        return _not_regular(path)
    return "about the data, not data" if any(fnmatch(path.name.lower(), name) for name in _NO_DATA) else None


@contextmanager
def _spooled(stream: BinaryIO, location: str, spool_dir: Path) -> Iterator[Document]:
    with tempfile.NamedTemporaryFile(dir=spool_dir, prefix="newskg-") as spool:
        try:
            shutil.copyfileobj(stream, spool, _PIECE_BYTES)
            spool.flush()
        except OSError as error:
            todo = f"check that {spool_dir} has room"
            raise InputError(
                f"can't be kept for reading ({error.strerror or error})", todo, place=Place(location)
            ) from error
        yield Document(location, Path(spool.name))


@contextmanager
def _fetched(url: str, fetcher: Fetcher, spool_dir: Path) -> Iterator[Document]:
    got = fetcher.fetch(url, spool_dir=spool_dir)
    path = got.body()
    try:
        yield Document(without_credentials(url), path, got.media_type, got.charset, got.fetched, got.final_url)
    finally:
        path.unlink(missing_ok=True)
