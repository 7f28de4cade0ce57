"""HTTP as servers really play it, on loopback: politeness, limits, and no way into the user's own network."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from kg.errors import NetworkError, UsageError
from loaders import fetching
from loaders.fetching import Fetcher, Limits, is_public
from loaders.locations import expand, lines

FEED = b"<rss><channel><title>Noticias</title></channel></rss>"
QUICK = Limits(connect=1, read=0.2, total=5, attempts=4, first_wait=0.001, retry_after=2, interval=0, size=200_000)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((time.monotonic(), self.path, dict(self.headers)))
        play = self.server.pages.get(self.path.partition("?")[0])
        if play is None:
            self.answer(404)
        else:
            play(self)

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, path: str, status: int = 200, body: bytes = b"", **headers: str) -> str:
        self.pages[path] = lambda handler: handler.answer(status, body, **headers)
        return self.url + path

    def plays(self, path: str, *plays: Callable[[Handler], None]) -> str:
        """Each request gets the next play, the last one again and again."""
        left = list(plays)

        def play(handler: Handler) -> None:
            (left.pop(0) if len(left) > 1 else left[0])(handler)

        self.pages[path] = play
        return self.url + path

    def requests(self, path: str) -> int:
        return sum(asked.partition("?")[0] == path for _, asked, _ in self.asked)

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested here."""


TLS = httpx.create_ssl_context()


@pytest.fixture(autouse=True)
def one_tls_context(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the system's certificates for each fetcher would take half of the time; tests of TLS do it."""
    if "certificate" not in request.fixturenames:
        monkeypatch.setattr(httpx, "create_ssl_context", lambda: TLS)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher(limits=QUICK, allow_private=True, spool_dir=tmp_path) as fetcher:
        yield fetcher


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- what comes back ------------------------------------------------------------------------------------------------


def test_a_document_comes_with_its_type_charset_validators_and_instant(site: Site, fetcher: Fetcher):
    url = site.page("/feed", body=FEED, Content_Type="Application/RSS+xml; charset=ISO-8859-1", ETag='"v1"')
    got = fetcher.fetch(url + "?page=2")
    assert got.body().read_bytes() == FEED
    assert (got.media_type, got.charset, got.etag) == ("application/rss+xml", "iso-8859-1", '"v1"')
    assert (got.final_url, got.last_modified, got.not_modified) == (url + "?page=2", None, False)
    assert abs(datetime.now(UTC) - got.fetched) < timedelta(seconds=5)


def test_another_type_than_expected_is_handed_on(site: Site, fetcher: Fetcher):
    assert fetcher.fetch(site.page("/feed", body=b"<html>", Content_Type="text/html")).media_type == "text/html"
    assert fetcher.fetch(site.page("/bare", body=b"x")).media_type is None


def test_we_say_who_we_are(site: Site, tmp_path: Path):
    with Fetcher(limits=QUICK, allow_private=True, contact="https://desk.example", spool_dir=tmp_path) as fetcher:
        fetcher.fetch(site.page("/feed", body=FEED))
    agents = {headers["User-Agent"] for _, _, headers in site.asked}
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.startswith("newskg/")
    assert agent.endswith(" (+https://desk.example)")


def test_a_contact_that_would_break_the_header_is_refused():
    with pytest.raises(UsageError, match="KG_CONTACT"):
        Fetcher(contact="a\r\nX-Evil: 1")


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(FEED)),
        ("gzip", gzip.compress(FEED[:10]) + gzip.compress(FEED[10:])),
        ("deflate", zlib.compress(FEED)),
        ("identity", FEED),
    ],
)
def test_a_content_encoding_is_taken_off_whole(site: Site, fetcher: Fetcher, coding: str, body: bytes):
    assert fetcher.fetch(site.page("/feed", body=body, Content_Encoding=coding)).body().read_bytes() == FEED


def test_a_packed_file_stays_packed(site: Site, fetcher: Fetcher):
    packed = gzip.compress(FEED)
    assert fetcher.fetch(site.page("/feed.gz", body=packed)).body().read_bytes() == packed


def test_a_coding_that_nobody_asked_for_is_refused(site: Site, fetcher: Fetcher):
    with pytest.raises(NetworkError, match=r"not asked for \(br\)"):
        fetcher.fetch(site.page("/feed", body=b"x", Content_Encoding="br"))


def test_an_unchanged_document_is_not_sent_again(site: Site, fetcher: Fetcher, tmp_path: Path):
    def play(handler: Handler) -> None:
        fresh = handler.headers["If-None-Match"] == '"v1"' and handler.headers["If-Modified-Since"] == "yesterday"
        handler.answer(304 if fresh else 200, b"" if fresh else FEED)

    url = site.plays("/feed", play)
    got = fetcher.fetch(url, etag='"v1"', last_modified="yesterday")
    assert (got.not_modified, got.path, got.etag, got.last_modified) == (True, None, '"v1"', "yesterday")
    assert left_in(tmp_path) == []
    assert fetcher.fetch(url, etag='"v0"').body().read_bytes() == FEED


def test_not_modified_without_a_condition_is_no_document(site: Site, fetcher: Fetcher):
    with pytest.raises(NetworkError, match="answered 304"):
        fetcher.fetch(site.page("/feed", 304))


def test_a_url_becomes_a_document_whose_file_goes_after_it(site: Site, fetcher: Fetcher, tmp_path: Path):
    url = site.page(
        "/news.csv", body=gzip.compress("url;año\n".encode("latin-1")), Content_Type="text/csv;charset=latin1"
    )
    for document in expand([url.replace("//", "//user:secret@")], fetcher=fetcher, spool_dir=tmp_path):
        assert document.location == document.final_url == url
        assert [line.text for line in lines(document)] == ["url;año"]
        assert document.fetched
        assert left_in(tmp_path) == [document.path]
    assert left_in(tmp_path) == []


def test_bodies_left_lying_go_with_the_fetcher(site: Site, tmp_path: Path):
    with Fetcher(limits=QUICK, allow_private=True, spool_dir=tmp_path) as fetcher:
        assert fetcher.fetch(site.page("/feed", body=FEED)).body().exists()
    assert list(tmp_path.iterdir()) == []


# --- trouble --------------------------------------------------------------------------------------------------------


def hangs(handler: Handler) -> None:
    time.sleep(0.4)
    handler.close_connection = True


def drips(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def cut_off(handler: Handler) -> None:
    handler.answer(200, FEED, Content_Length="1000")
    handler.close_connection = True


def cut_off_chunk(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(FEED), FEED))
    handler.close_connection = True


def cut_off_gzip(handler: Handler) -> None:
    handler.answer(200, gzip.compress(FEED)[:-4], Content_Encoding="gzip")


def hangs_up(handler: Handler) -> None:
    handler.close_connection = True


def ok(handler: Handler) -> None:
    handler.answer(200, FEED)


def busy(handler: Handler) -> None:
    handler.answer(503)


@pytest.mark.parametrize("trouble", [hangs, cut_off, cut_off_chunk, cut_off_gzip, hangs_up, busy])
def test_trouble_that_passes_is_tried_again(site: Site, fetcher: Fetcher, trouble, tmp_path: Path):
    got = fetcher.fetch(site.plays("/feed", trouble, ok))
    assert got.body().read_bytes() == FEED
    assert left_in(tmp_path) == [got.path]
    assert site.requests("/feed") == 2


@pytest.mark.parametrize(
    ("trouble", "what"),
    [
        (hangs, r"no answer within 0\.2 s"),
        (cut_off, "the connection failed"),
        (cut_off_chunk, "the connection failed"),
        (cut_off_gzip, "broken or cut off"),
        (hangs_up, "the connection failed"),
        (busy, "answered 503 Service Unavailable"),
    ],
)
def test_trouble_that_stays_is_an_error_after_four_attempts(site: Site, fetcher: Fetcher, trouble, what, tmp_path):
    url = site.plays("/feed", trouble)
    with pytest.raises(NetworkError, match=what) as caught:
        fetcher.fetch(url)
    assert caught.value.exit_code == 5
    assert url in caught.value.line()
    assert caught.value.todo
    assert site.requests("/feed") == 4
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("status", [401, 403, 404, 410, 204, 206])
def test_an_answer_that_is_no_document_is_not_asked_for_again(site: Site, fetcher: Fetcher, status: int):
    with pytest.raises(NetworkError, match=f"answered {status}"):
        fetcher.fetch(site.page("/feed", status))
    assert site.requests("/feed") == 1


def test_bytes_that_drip_in_end_at_the_documents_own_time(site: Site, tmp_path: Path):
    limits = Limits(read=0.3, total=0.5, first_wait=0.001, interval=0)
    with Fetcher(limits=limits, allow_private=True, robots=False, spool_dir=tmp_path) as fetcher:
        begun = time.monotonic()
        with pytest.raises(NetworkError, match=r"longer than 0\.5 s in all"):
            fetcher.fetch(site.plays("/feed", drips))
    assert time.monotonic() - begun < 1
    assert site.requests("/feed") == 1


def test_a_server_that_is_not_there_is_named(fetcher: Fetcher):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/feed?key=1"
        with pytest.raises(NetworkError, match="refused") as caught:
            fetcher.fetch(url.replace("//", "//user:secret@"))
    assert "secret" not in caught.value.line()
    assert "/feed?key=1" not in caught.value.what


def test_a_wait_that_the_server_asks_for_is_kept(site: Site, fetcher: Fetcher):
    site.plays("/feed", lambda handler: handler.answer(429, Retry_After="1"), ok)
    fetcher.fetch(site.url + "/feed")
    first, second = [at for at, path, _ in site.asked if path == "/feed"]
    assert 0.95 <= second - first < 2


@pytest.mark.parametrize("wait", ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)])
def test_a_server_that_asks_for_a_long_wait_is_left_alone(site: Site, fetcher: Fetcher, wait: str):
    with pytest.raises(NetworkError, match=r"asks to wait 3,[56]\d\d s"):
        fetcher.fetch(site.page("/feed", 429, Retry_After=wait))
    assert site.requests("/feed") == 1


@pytest.mark.parametrize("wait", ["soon", "-5", "", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_that_says_nothing_is_none(site: Site, fetcher: Fetcher, wait: str):
    site.plays("/feed", lambda handler: handler.answer(503, Retry_After=wait), ok)
    assert fetcher.fetch(site.url + "/feed").body().read_bytes() == FEED


def test_one_host_is_not_asked_faster_than_the_interval(site: Site, tmp_path: Path):
    with Fetcher(limits=Limits(interval=0.1), allow_private=True, robots=False, spool_dir=tmp_path) as fetcher:
        for path in ("/a", "/b", "/c"):
            fetcher.fetch(site.page(path, body=FEED))
    times = [at for at, _, _ in site.asked]
    assert all(later - sooner >= 0.095 for sooner, later in pairwise(times))


# --- size -----------------------------------------------------------------------------------------------------------


def test_a_body_that_says_it_is_too_large_is_not_read(site: Site, fetcher: Fetcher):
    with pytest.raises(NetworkError, match="over the limit of 200,000 bytes"):
        fetcher.fetch(site.plays("/feed", lambda handler: handler.answer(200, b"x", Content_Length="200001")))
    assert site.requests("/feed") == 1


def test_a_body_without_a_size_is_read_up_to_the_limit(site: Site, fetcher: Fetcher, tmp_path: Path):
    sent = []

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(100_000):
            handler.wfile.write(b"x" * 10_000)
            sent.append(10_000)

    with pytest.raises(NetworkError, match="over the limit"):
        fetcher.fetch(site.plays("/feed", endless))
    assert sum(sent) < 100_000_000
    assert left_in(tmp_path) == []


def test_a_small_body_that_unpacks_to_a_large_one_is_stopped(site: Site, fetcher: Fetcher, tmp_path: Path):
    body = gzip.compress(bytes(20_000_000))
    assert len(body) < QUICK.size
    with pytest.raises(NetworkError, match="over the limit"):
        fetcher.fetch(site.page("/feed", body=body, Content_Encoding="gzip"))
    assert left_in(tmp_path) == []


# --- redirects and private addresses --------------------------------------------------------------------------------


def test_redirects_are_followed_and_the_last_address_is_told(site: Site, fetcher: Fetcher):
    site.page("/old", 301, Location="/new?x=1#part")
    site.page("/new", body=FEED)
    assert fetcher.fetch(site.url + "/old").final_url == site.url + "/new?x=1"


def test_a_redirect_loop_ends_after_five_hops(site: Site, fetcher: Fetcher):
    with pytest.raises(NetworkError, match="redirects more than 5 times"):
        fetcher.fetch(site.page("/loop", 302, Location="/loop"))
    assert site.requests("/loop") == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "http://", "http://a:99999999/", "//["])
def test_a_redirect_away_from_the_web_is_not_followed(site: Site, fetcher: Fetcher, target: str):
    with pytest.raises(NetworkError):
        fetcher.fetch(site.page("/away", 302, Location=target))


def test_a_login_is_sent_to_its_own_server_only_and_shown_nowhere(site: Site, fetcher: Fetcher):
    with Site() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        site.page("/members", 302, Location="/inner")
        site.page("/inner", 302, Location=other.page("/feed", 404))
        with pytest.raises(NetworkError, match="404") as caught:
            fetcher.fetch(site.url.replace("//", "//user:secret@") + "/members")
        other.shutdown()
    assert all("Authorization" in headers for _, path, headers in site.asked if path != "/robots.txt")
    assert not any("Authorization" in headers for _, _, headers in other.asked)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "feed.xml", "ftp://a.example/x", "http://", "http://user:se/cret@a.example/", "http://[::1"],
)
def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str):
    with pytest.raises(NetworkError, match="no web address") as caught:
        fetcher.fetch(url)
    assert "cret" not in caught.value.line()


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
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")


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


# --- robots.txt -----------------------------------------------------------------------------------------------------

RULES = b"\xef\xbb\xbfUser-agent: newskg\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"


def test_what_robots_txt_forbids_is_not_asked_for(site: Site, fetcher: Fetcher):
    site.page("/robots.txt", body=RULES)
    fetcher.fetch(site.page("/feed", body=FEED))
    with pytest.raises(NetworkError, match=r"robots\.txt forbids it"):
        fetcher.fetch(site.page("/private/feed", body=FEED))
    assert site.requests("/private/feed") == 0
    assert site.requests("/robots.txt") == 1


def test_a_redirect_into_what_robots_txt_forbids_ends_there(site: Site, fetcher: Fetcher):
    site.page("/robots.txt", body=RULES)
    site.page("/private", body=FEED)
    with pytest.raises(NetworkError, match="forbids"):
        fetcher.fetch(site.page("/feed", 302, Location="/private"))
    assert site.requests("/private") == 0


def test_robots_txt_is_left_unread_when_told_so(site: Site, tmp_path: Path):
    site.page("/robots.txt", body=RULES)
    with Fetcher(limits=QUICK, allow_private=True, robots=False, spool_dir=tmp_path) as fetcher:
        fetcher.fetch(site.page("/private", body=FEED))
    assert site.requests("/robots.txt") == 0


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_site_without_robots_txt_allows_all(site: Site, fetcher: Fetcher, status: int):
    site.page("/robots.txt", status)
    assert fetcher.fetch(site.page("/feed", body=FEED)).body().read_bytes() == FEED


@pytest.mark.parametrize("trouble", [busy, hangs_up])
def test_a_robots_txt_that_fails_forbids_all_and_is_not_asked_for_again_at_once(site: Site, fetcher: Fetcher, trouble):
    site.plays("/robots.txt", trouble)
    site.page("/feed", body=FEED)
    for _ in range(2):
        with pytest.raises(NetworkError, match=r"robots\.txt, without which nothing may be read"):
            fetcher.fetch(site.url + "/feed")
    assert site.requests("/feed") == 0
    assert site.requests("/robots.txt") == 4


def test_robots_txt_leaves_no_file_behind(site: Site, fetcher: Fetcher, tmp_path: Path):
    site.page("/robots.txt", body=RULES)
    got = fetcher.fetch(site.page("/feed", body=FEED))
    assert left_in(tmp_path) == [got.path]
