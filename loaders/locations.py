"""Where input stands: files, folders, globs, standard input and URLs, each turned into a ``Document`` of bytes.

What can't be found or read leaves as an ``InputError`` that names the place; ``on_skip`` is told what is passed over.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kg.errors import InputError, Place, UsageError
from loaders.documents import PIECE_BYTES, Document, unreadable
from loaders.fetching import Fetcher

_NO_DATA = ("license", "license.*", "licence", "licence.*", "copying", "copying.*", "readme*", "*.md")

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
        raise unreadable(str(folder), error) from error
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
            shutil.copyfileobj(stream, spool, PIECE_BYTES)
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
