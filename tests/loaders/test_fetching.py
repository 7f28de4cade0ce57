"""HTTP as servers really play it, on loopback: politeness, limits, redirects, logins."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
import stamina
from loopback import (
    FEED,
    QUICK,
    Handler,
    Site,
    busy,
    cut_off,
    cut_off_chunk,
    cut_off_gzip,
    drips,
    hangs,
    hangs_up,
    left_in,
    ok,
)

from kg.errors import NetworkError, UsageError
from loaders.fetching import Fetcher, Limits
from loaders.lines import lines
from loaders.locations import expand

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


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_for_a_long_wait_is_left_alone(site: Site, fetcher: Fetcher, as_date: bool):
    wait = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True) if as_date else "3600"
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


# --- silence --------------------------------------------------------------------------------------------------------


def test_a_fetch_that_is_tried_again_prints_and_logs_nothing(site: Site, fetcher: Fetcher, capfd, caplog):
    with caplog.at_level(logging.WARNING):
        fetcher.fetch(site.plays("/feed", busy, hangs_up, ok))
    assert site.requests("/feed") == 3
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_retries_of_others_are_still_told_to_their_hooks(caplog: pytest.LogCaptureFixture):
    left = [OSError("not yet")]

    @stamina.retry(on=OSError, wait_initial=0, wait_jitter=0)
    def theirs() -> None:
        if left:
            raise left.pop()

    theirs()
    assert [record.message for record in caplog.records] == ["stamina.retry_scheduled"]


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


# --- redirects and logins -------------------------------------------------------------------------------------------


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
