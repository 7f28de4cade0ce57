"""What tests of loaders may ask for: a document of some bytes, a site on loopback and somebody to fetch from it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
import reading_cases
from loopback import QUICK, Site

from loaders.documents import Document
from loaders.fetching import Fetcher

TLS = httpx.create_ssl_context()


@pytest.fixture
def one_tls_context(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the system's certificates for each fetcher would take half of the time; tests of TLS do it."""
    if "certificate" not in request.fixturenames:
        monkeypatch.setattr(httpx, "create_ssl_context", lambda: TLS)


@pytest.fixture
def site(one_tls_context: None) -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def fetcher(tmp_path: Path, one_tls_context: None) -> Iterator[Fetcher]:
    with Fetcher(limits=QUICK, allow_private=True, spool_dir=tmp_path) as fetcher:
        yield fetcher


@pytest.fixture
def document(tmp_path: Path) -> Callable[..., Document]:
    """Makes a document of bytes, named articles.bin."""
    return partial(reading_cases.document, tmp_path, name="articles.bin")
