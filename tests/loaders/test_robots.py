"""robots.txt as RFC 9309 has it: our group or everybody's, the longest match, wildcards."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import httpx
import pytest
from loopback import (
    FEED,
    QUICK,
    Site,
    busy,
    hangs_up,
    left_in,
)

from kg.errors import NetworkError
from loaders.fetching import Fetcher
from loaders.robots import Rules

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


# --- rules (RFC 9309, 2.2) ------------------------------------------------------------------------------------------


def allowed(rules: str, *paths: str) -> list[bool]:
    found = Rules(rules.encode())
    return [found.allow(httpx.URL("https://a.example" + path)) for path in paths]


def test_the_longest_match_counts_wherever_it_stands():
    rules = "User-agent: *\nDisallow: /\nAllow: /news\nDisallow: /news/drafts\nAllow: /news/drafts/final"
    assert allowed(rules, "/", "/news/1", "/news/drafts/1", "/news/drafts/final/1") == [False, True, False, True]


def test_of_two_matches_of_one_length_the_one_that_allows_counts():
    assert allowed("User-agent: *\nDisallow: /page\nAllow: /page", "/page") == [True]


def test_a_star_stands_for_anything_and_a_dollar_for_the_end():
    rules = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*/print\nDisallow: /*?s="
    paths = ("/a.pdf", "/a.pdf?x=1", "/a.pdf.html", "/2024/05/print", "/print", "/?s=x", "/a?p=1")
    assert allowed(rules, *paths) == [False, True, True, False, True, False, True]


def test_a_pattern_and_an_address_are_compared_unescaped():
    assert allowed("User-agent: *\nDisallow: /año\nDisallow: /%7ejoe", "/a%C3%B1o", "/~joe", "/ano") == [
        False,
        False,
        True,
    ]


def test_our_group_counts_instead_of_everybodys():
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: NewsKG # us\nDisallow: /private"
    assert allowed(rules, "/feed", "/private") == [True, False]


def test_groups_of_one_name_are_one_and_a_group_may_have_several_names():
    ours_and_another = "User-agent: a\nUser-agent: newskg/2.0\nDisallow: /a\n\n"
    rules = ours_and_another + "User-agent: b\nDisallow: /\n\nuser-agent:newskg\nDisallow: /b"
    assert allowed(rules, "/a", "/b", "/c") == [False, False, True]


@pytest.mark.parametrize("name", ["news", "newskg2", "newskg-images", "*bot", "", "kg"])
def test_a_group_of_another_name_is_not_ours(name: str):
    assert allowed(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow: /x", "/feed", "/x") == [True, False]


def test_an_empty_rule_forbids_nothing():
    assert allowed("User-agent: *\nDisallow:", "/feed") == [True]
    assert allowed("User-agent: newskg\nDisallow:\n\nUser-agent: *\nDisallow: /", "/feed") == [True]


def test_robots_txt_itself_may_always_be_read():
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt") == [True]


def test_many_names_and_many_rules_do_not_fill_memory():
    names = "".join(f"User-agent: bot-{chr(97 + n % 26)}-{n}\n" for n in range(3_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(3_000))
    tracemalloc.start()
    assert allowed(names + rules, "/1") == [True]
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
