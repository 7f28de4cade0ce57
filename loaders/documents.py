"""One input as bytes: a stream, unpacked within limits; a break leaves as an ``InputError`` that names the place."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard

from kg.errors import InputError, Place

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_UNPACKED_BYTES = 64 << 30
MAX_RATIO, RATIO_FROM_BYTES = 1_000, 64 << 20  # real news dumps pack 5 to 30 times; gzip's own ceiling is 1,032
PIECE_BYTES = 1 << 20
"""What is read, unpacked or copied at once."""

# A zstd block of 4 bytes may stand for 128 KiB (RFC 8878, 3.1.1.2), so 2 KiB unpack to at most 64 MiB at once.
_ZSTD_PIECE_BYTES = 2 << 10
_GZIP = b"\x1f\x8b"
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, or a skippable one (pzstd, seekable format)


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
            raise unreadable(self.location, error) from error

    def open(self, *, max_bytes: int = MAX_UNPACKED_BYTES) -> io.BufferedReader:
        """The bytes, gzip and zstd (recognised by content) decompressed: a stream that can't seek.

        Raises InputError where the stream breaks, ends too early or unpacks beyond ``max_bytes`` or ``MAX_RATIO``.
        """
        return io.BufferedReader(_Unpacked(self, max_bytes), PIECE_BYTES)

    def head(self, size: int = 65_536) -> bytes:
        """The first ``size`` decompressed bytes, for sniffing. Of a broken stream, the bytes before the break."""
        found = b""
        with self.open() as stream:
            try:
                while len(found) < size and (piece := stream.read1(size - len(found))):
                    found += piece
            except InputError:
                if not found:
                    raise
        return found


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
            yield member.decompress(rest, PIECE_BYTES)
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
            raise unreadable(self._place, error) from error
        self._packing = "gzip" if magic.startswith(_GZIP) else "zstd" if _ZSTD.match(magic) else None
        size = _ZSTD_PIECE_BYTES if self._packing == "zstd" else PIECE_BYTES
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
            raise unreadable(self._place, error) from error
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


def unreadable(location: str, error: OSError) -> InputError:
    """The error of a file or folder that the system does not give out."""
    return InputError(
        f"can't be read ({error.strerror or error})", "check the path and its rights", place=Place(location)
    )
