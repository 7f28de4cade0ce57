"""The body of an answer: its Content-Encoding taken off, within a size, kept in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx

from kg.errors import NetworkError, Place
from loaders.documents import inflated


def keep(response: httpx.Response, url: httpx.URL, spool: Path, max_bytes: int) -> Path:
    """The body in a new file in ``spool``; ``max_bytes`` bounds it as it is sent and as it is decoded.

    Raises NetworkError, and of a compressed body that is broken EOFError or zlib.error; leaves no file then.
    """
    if _declared_size(response) > max_bytes:
        raise _too_much(url, max_bytes)
    path: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=spool, prefix="newskg-", delete=False) as file:
            path = Path(file.name)
            sent = _bounded(response.iter_raw(), url, max_bytes)
            for piece in _bounded(_decoded(response, sent, url), url, max_bytes):
                file.write(piece)
    except BaseException as error:
        if path is not None:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):  # those of the network have other types by now
            what = f"can't be kept in {spool} ({error.strerror})"
            raise NetworkError(what, "make room there", place=Place(str(url))) from error
        raise
    return path


def _declared_size(response: httpx.Response) -> int:
    declared = response.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _decoded(response: httpx.Response, raw: Iterator[bytes], url: httpx.URL) -> Iterator[bytes]:
    """The body without its Content-Encoding. Not left to httpx: there a gzip body that is cut off, or of several
    members, ends early without a word, and one piece of zstd unpacks to gigabytes at once."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in {"", "identity"}:
        return raw
    if coding in {"gzip", "x-gzip", "deflate"}:
        return inflated(raw)
    what = f"is sent in a coding that was not asked for ({coding})"
    raise NetworkError(what, "tell the site, or download it yourself", place=Place(str(url)))


def _bounded(pieces: Iterable[bytes], url: httpx.URL, max_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > max_bytes:
            raise _too_much(url, max_bytes)
        yield piece


def _too_much(url: httpx.URL, max_bytes: int) -> NetworkError:
    what = f"is over the limit of {max_bytes:,} bytes"
    return NetworkError(what, "raise the limit if it is what you want", place=Place(str(url)))
