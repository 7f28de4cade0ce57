"""What a site's robots.txt lets us read (RFC 9309): the group of our name, or of ``*``; there, the longest match."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx
from protego import Protego

from kg.errors import NetworkError, Place, UsageError
from kg.version import VERSION

PRODUCT = "newskg"
"""Our product token (RFC 9309, 2.2.1)."""
ROBOTS_BYTES = 500 << 10  # RFC 9309, 2.5: at least 500 KiB are to be parsed
KEPT_SECONDS = 24 * 3600.0  # RFC 9309, 2.4: not longer than 24 hours
FAILURE_KEPT_SECONDS = 300.0
# As generous about spelling as Protego is; the value is as much of the line as can be a product token.
_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent\s*[:\s]\s*(\*(?=[\s#]|$)|[a-z0-9_-]*)", re.IGNORECASE)


def user_agent(contact: str | None) -> str:
    """Who we say we are: our product, as sites name it in their rules, its version and whom to write to."""
    name = f"{PRODUCT}/{VERSION}"
    if contact and not (contact.isascii() and contact.isprintable()):
        raise UsageError("the contact is not plain text", "set KG_CONTACT to a URL or an e-mail address")
    return f"{name} (+{contact})" if contact else name


class Rules:
    """The rules of one robots.txt, as far as they are for us."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8-sig", "replace")
        self._rules = Protego.parse("\n".join(_for_us(line) for line in text.splitlines()))

    def allow(self, url: httpx.URL) -> bool:
        """Whether we may ask for a URL."""
        return self._rules.can_fetch(str(url), PRODUCT)


def _for_us(line: str) -> str:
    """A line with each group's name made ours, ``*`` or ``other``.

    Protego takes the group "news" for one of newskg too, where RFC 9309 wants the whole token; and it keeps every rule
    once for each name of its group, so that 500 KiB of names and rules would fill tens of gigabytes.
    """
    agent = _AGENT_LINE.match(line)
    if agent is None:
        return line
    name = agent[1].lower()
    return f"User-agent: {name if name in {PRODUCT, '*'} else 'other'}"


class Robots:
    """The rules of the sites we read, each kept for a day. Without a robots.txt all is allowed, where it fails nothing.

    ``read`` is given the URL of a robots.txt and returns its content, empty where the site has none, or raises
    NetworkError.
    """

    def __init__(self, read: Callable[[httpx.URL], bytes]) -> None:
        self._read = read
        self._kept: dict[str, tuple[float, Rules | NetworkError]] = {}

    def heed(self, url: httpx.URL) -> None:
        """Raise NetworkError where the site does not let us read this URL."""
        until, rules = self._kept.get(origin(url), (0.0, None))
        if rules is None or time.monotonic() >= until:
            rules = self._asked(url)
            kept = FAILURE_KEPT_SECONDS if isinstance(rules, NetworkError) else KEPT_SECONDS
            self._kept[origin(url)] = (time.monotonic() + kept, rules)
        if isinstance(rules, NetworkError):
            what = f"{rules.what}, on asking for its robots.txt, without which nothing may be read"
            raise NetworkError(what, rules.todo, place=Place(str(url)))
        if not rules.allow(url):
            todo = "leave it, or turn robots.txt off if you may read it"
            raise NetworkError("the site's robots.txt forbids it", todo, place=Place(str(url)))

    def _asked(self, url: httpx.URL) -> Rules | NetworkError:
        try:
            return Rules(self._read(httpx.URL(origin(url)).join("/robots.txt")))
        except NetworkError as error:
            return NetworkError(error.what, error.todo)  # kept for a while: without its traceback and frames


def origin(url: httpx.URL) -> str:
    """Scheme, host and port: what a robots.txt, or a login, is for."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
