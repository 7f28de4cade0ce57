"""No way into the user's own network, however an address is written, and no look-up without end."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import (
    FEED,
    QUICK,
    Site,
    ok,
)

from kg.errors import NetworkError
from loaders import guarded
from loaders.fetching import Fetcher, Limits
from loaders.guarded import is_public


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::]",
        "[::ffff:127.0.0.1]",
        "224.0.0.1",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(site: Site, tmp_path: Path, host: str):
    url = site.page("/feed", body=FEED).replace("127.0.0.1", host)
    with Fetcher(limits=QUICK, spool_dir=tmp_path, robots=False) as fetcher, pytest.raises(NetworkError) as caught:
        fetcher.fetch(url)
    assert "no address of the public internet" in caught.value.what
    assert "allow private addresses" in caught.value.todo
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("240.0.0.1", False),
        ("192.168.1.1", False),
        ("fe80::1%1", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool):
    assert is_public(address) is public


@pytest.fixture
def loopback_counts_as_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 plays a public server, so that a way from there to a private one (127.0.0.2) can be tried."""
    monkeypatch.setattr(guarded, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("loopback_counts_as_public")
def test_a_redirect_to_a_private_address_is_refused(site: Site, tmp_path: Path):
    inside = site.page("/inside", body=b"secret").replace("127.0.0.1", "127.0.0.2")
    url = site.page("/outside", 302, Location=inside)
    with Fetcher(limits=QUICK, spool_dir=tmp_path) as fetcher, pytest.raises(NetworkError) as caught:
        fetcher.fetch(url)
    assert caught.value.line().startswith(inside)
    assert site.requests("/outside") == 1
    assert site.requests("/inside") == 0


@pytest.mark.usefixtures("loopback_counts_as_public")
def test_a_name_that_changes_its_address_after_the_check_leads_nowhere_else(site: Site, tmp_path: Path, monkeypatch):
    answers = ["127.0.0.1", "127.0.0.2", "127.0.0.2"]
    real = socket.getaddrinfo

    def rebinding(host: str, *args, **kwargs):
        return real(answers.pop(0) if host == "news.test" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = site.page("/feed", body=FEED, Connection="close").replace("127.0.0.1", "news.test")
    with Fetcher(limits=QUICK, spool_dir=tmp_path, robots=False) as fetcher:
        assert fetcher.fetch(url).body().read_bytes() == FEED
        assert answers == ["127.0.0.2", "127.0.0.2"]
        with pytest.raises(NetworkError, match=r"news\.test is at 127\.0\.0\.2"):
            fetcher.fetch(url)


def test_a_proxy_of_the_environment_is_not_used(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Site() as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        for name in ("http_proxy", "all_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with Fetcher(limits=QUICK, allow_private=True, spool_dir=tmp_path) as fetcher:
            fetcher.fetch(site.page("/feed", body=FEED))
        proxy.shutdown()
    assert proxy.asked == []


def test_a_proxy_is_used_when_named_but_opens_no_private_address(site: Site, tmp_path: Path):
    with Fetcher(limits=QUICK, proxy=site.url, robots=False, spool_dir=tmp_path) as fetcher:
        site.pages["http://news.invalid/feed"] = ok
        assert fetcher.fetch("http://news.invalid/feed").body().read_bytes() == FEED
        with pytest.raises(NetworkError, match="no address of the public internet"):
            fetcher.fetch("http://10.0.0.1/feed")
    assert [path for _, path, _ in site.asked] == ["http://news.invalid/feed"]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and self-signed certificate of localhost, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl command to make a certificate with")
    pem = tmp_path / "tls" / "localhost.pem"
    pem.parent.mkdir()
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    making = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out", f"{pem}.crt", *subject]
    subprocess.run(making, check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + Path(f"{pem}.crt").read_bytes())
    return pem


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_checks_the_name_although_the_connection_goes_to_an_address(
    site: Site, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    site.socket = tls.wrap_socket(site.socket, server_side=True)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = site.page("/feed", body=FEED).replace("http://127.0.0.1", "https://localhost")
    with Fetcher(limits=QUICK, allow_private=True, robots=False, spool_dir=tmp_path) as fetcher:
        if trusted:
            assert fetcher.fetch(url).body().read_bytes() == FEED
            with pytest.raises(NetworkError, match="CERTIFICATE_VERIFY_FAILED"):
                fetcher.fetch(url.replace("localhost", "127.0.0.1"))
        else:
            with pytest.raises(NetworkError, match="CERTIFICATE_VERIFY_FAILED"):
                fetcher.fetch(url)


@pytest.fixture
def slow_look_ups(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that hangs until the test is over."""
    over = threading.Event()
    real = socket.getaddrinfo

    def hanging(host: str, *args, **kwargs):
        if host == "news.test":
            over.wait(10)
            raise socket.gaierror("too late")
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    yield
    over.set()


@pytest.mark.usefixtures("slow_look_ups", "one_tls_context")
@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(connect=0.1, attempts=2, first_wait=0.001, interval=0), r"no answer within 0\.1 s"),
        (Limits(total=0.3, first_wait=0.001, interval=0), r"longer than 0\.3 s in all"),
    ],
)
def test_a_name_that_is_not_resolved_in_time_ends_at_the_limits(tmp_path: Path, limits: Limits, what: str):
    begun = time.monotonic()
    with Fetcher(limits=limits, robots=False, spool_dir=tmp_path) as fetcher, pytest.raises(NetworkError, match=what):
        fetcher.fetch("http://news.test/feed")
    assert time.monotonic() - begun < 2


@pytest.mark.usefixtures("slow_look_ups")
def test_a_name_that_only_the_proxy_resolves_in_time_is_left_to_it(site: Site, tmp_path: Path):
    site.pages["http://news.test/feed"] = ok
    limits = Limits(connect=0.1, interval=0)
    with Fetcher(limits=limits, proxy=site.url, robots=False, spool_dir=tmp_path) as fetcher:
        assert fetcher.fetch("http://news.test/feed").body().read_bytes() == FEED


def test_a_name_that_does_not_exist_is_said_to_be_so(fetcher: Fetcher):
    with pytest.raises(NetworkError, match=r"the name news\.invalid can't be resolved"):
        fetcher.fetch("http://news.invalid/feed")
