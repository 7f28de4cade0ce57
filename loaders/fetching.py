"""Documents over HTTP: politely, within limits, and never from inside the user's own network.

All failures leave as ``NetworkError`` on one line. A ``Fetcher`` belongs to one thread.
"""

from __future__ import annotations

import re
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

import httpcore
import httpx
import stamina
from stamina.instrumentation import get_on_retry_hooks, set_on_retry_hooks
from stamina.typing import RetryHook

from kg.errors import NetworkError, Place
from loaders import bodies
from loaders.guarded import Backend, PrivateAddress, Transport, refuse_private
from loaders.robots import ROBOTS_BYTES, Robots, origin, user_agent

_WHOLE = {httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION}  # 206 is a part, 202 and 204 are no document

_Login = tuple[str, str] | None


@dataclass(frozen=True)
class Limits:
    """Bounds of a fetch; times in seconds, sizes in bytes."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 300.0
    """For one document in all: redirects, waiting and retries included."""
    attempts: int = 4
    first_wait: float = 0.5
    """Before the second attempt; doubled before each one after."""
    retry_after: float = 60.0
    """A server that asks to wait longer is not asked again."""
    interval: float = 1.0
    """Between two requests to one host."""
    redirects: int = 5
    size: int = 512 << 20
    """Of a body, as it is sent and as it is decoded."""


@dataclass(frozen=True)
class Fetched:
    """An answer: ``path`` holds the body, Content-Encoding removed; None where ``not_modified``."""

    path: Path | None
    final_url: str
    media_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None
    fetched: datetime
    not_modified: bool = False

    def body(self) -> Path:
        """``path``, for those who asked without conditions. Raises NetworkError where there is none."""
        if self.path is None:
            what = "not modified, so nothing was sent"
            raise NetworkError(what, "ask without conditions", place=Place(self.final_url))
        return self.path


class _Passing(NetworkError):
    """A failure that may be over in a moment: worth another attempt."""


class _Refused(NetworkError):
    """The server answered that it has no such document, or none for us (4xx)."""


def _unless_ours(hook: RetryHook) -> RetryHook:
    return lambda details: None if isinstance(details.caused_by, _Passing) else hook(details)


# stamina's hooks print or log every retry (structlog's to standard output, among results); they are the process's, so
# ours are kept from them and others' are not.
set_on_retry_hooks([_unless_ours(hook) for hook in get_on_retry_hooks()])


class Fetcher:
    """Fetches documents by HTTP. A context manager: bodies still lying in its spool folder go when it closes.

    ``contact`` is shown to servers in the user agent. ``allow_private`` permits addresses of the user's own network,
    ``robots=False`` leaves robots.txt unread. With ``proxy`` (an http or https URL) it is the proxy that connects:
    names that this machine can resolve are still checked, but rebinding is then for the proxy to guard against.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        limits: Limits | None = None,
        allow_private: bool = False,
        robots: bool = True,
        proxy: str | None = None,
        spool_dir: Path | None = None,
    ) -> None:
        self._limits, self._allow_private = limits or Limits(), allow_private
        self._proxied = proxy is not None
        self._backend = Backend(guarded=not allow_private and proxy is None)
        self._client = httpx.Client(
            transport=Transport(self._backend, proxy),
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            headers={"User-Agent": user_agent(contact), "Accept": "*/*", "Accept-Encoding": "gzip"},
            trust_env=False,  # no proxy of the environment connects in our place, past the check of addresses
        )
        self._spool = tempfile.TemporaryDirectory(dir=spool_dir, prefix="newskg-")
        self._due: dict[str, float] = {}
        self._robots = Robots(self._robots_txt) if robots else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections and remove what was spooled."""
        self._client.close()
        self._spool.cleanup()

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, spool_dir: Path | None = None
    ) -> Fetched:
        """The document at an http or https URL, its body in a new file in ``spool_dir``.

        ``etag`` and ``last_modified`` of an earlier answer make the request conditional. Raises NetworkError.
        """
        self._backend.deadline = time.monotonic() + self._limits.total
        self._client.cookies.clear()  # one document's cookies are no other's
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        target, login = _parted(url, url)
        spool = spool_dir or Path(self._spool.name)
        return self._retried(lambda: self._follow(target, login, headers, spool, self._robots))

    def _retried(self, fetch: Callable[[], Fetched]) -> Fetched:
        limits = self._limits
        for attempt in stamina.retry_context(
            on=lambda error: isinstance(error, _Passing) and time.monotonic() < self._backend.deadline,
            attempts=limits.attempts,
            timeout=limits.total,
            wait_initial=limits.first_wait,
            wait_max=limits.retry_after,
            wait_jitter=limits.first_wait,
        ):
            with attempt:
                return fetch()
        raise AssertionError("stamina gives an answer or an error")

    def _follow(
        self, url: httpx.URL, login: _Login, headers: dict[str, str], spool: Path, robots: Robots | None
    ) -> Fetched:
        first = url
        for _ in range(self._limits.redirects + 1):
            if robots:
                robots.heed(url)
            with self._answer(url, login, headers) as response:
                if not response.has_redirect_location:
                    return self._received(response, url, headers, spool)
                target, new_login = _parted(response.headers["location"], str(first), base=url)
            login = new_login or (login if origin(target) == origin(url) else None)  # a login stays with its server
            url = target
        what = f"redirects more than {self._limits.redirects} times"
        raise _failed(first, what, "open it in a browser to see where it leads")

    @contextmanager
    def _answer(self, url: httpx.URL, login: _Login, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The opened answer; errors of the network below it are mapped here."""
        self._wait_for_turn(url)
        try:
            if self._proxied and not self._allow_private:
                refuse_private(url.host, timeout=self._backend.within(self._limits.connect))
            request = self._client.build_request("GET", url, headers=headers)
            response = self._client.send(request, auth=login, stream=True)
            try:
                yield response
            finally:
                response.close()
        except PrivateAddress as error:
            what = f"{url.host} is at {error}, which is no address of the public internet"
            raise _failed(url, what, "allow private addresses if this server is meant") from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise self._too_slow(url, error) from error
        except (EOFError, zlib.error) as error:
            raise _Passing(
                "the compressed body is broken or cut off", "try again later", place=Place(str(url))
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpx.HTTPError) as error:
            what = f"the connection failed ({error or type(error).__name__})"
            raise _Passing(
                what, "check the address and the network, or try again later", place=Place(str(url))
            ) from error

    def _too_slow(self, url: httpx.URL, error: Exception) -> NetworkError:
        if time.monotonic() >= self._backend.deadline:
            return self._out_of_time(url)
        allowed = self._limits.connect if isinstance(error, httpcore.ConnectTimeout) else self._limits.read
        return _Passing(f"no answer within {allowed:g} s", "try again later", place=Place(str(url)))

    def _wait_for_turn(self, url: httpx.URL) -> None:
        """Keep the host's interval, or the time that it asked for."""
        due = max(self._due.get(url.host, 0.0), time.monotonic())
        if due >= self._backend.deadline:
            raise self._out_of_time(url)
        time.sleep(max(due - time.monotonic(), 0.0))
        self._due[url.host] = time.monotonic() + self._limits.interval

    def _out_of_time(self, url: httpx.URL) -> NetworkError:
        return _failed(url, f"took longer than {self._limits.total:g} s in all", "try again later, or allow more time")

    def _received(self, response: httpx.Response, url: httpx.URL, sent: dict[str, str], spool: Path) -> Fetched:
        """Judge the answer's status, and keep its body in a file."""
        not_modified = response.status_code == httpx.codes.NOT_MODIFIED and bool(sent)
        if not (not_modified or response.status_code in _WHOLE):
            raise self._not_a_document(response, url)
        known = sent if not_modified else {}
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(
            path=None if not_modified else bodies.keep(response, url, spool, self._limits.size),
            final_url=str(url),
            media_type=media_type or None,
            charset=response.charset_encoding,
            etag=response.headers.get("etag", known.get("If-None-Match")),
            last_modified=response.headers.get("last-modified", known.get("If-Modified-Since")),
            fetched=datetime.now(UTC),
            not_modified=not_modified,
        )

    def _not_a_document(self, response: httpx.Response, url: httpx.URL) -> NetworkError:
        status = response.status_code
        what = f"the server answered {status} {response.reason_phrase}".rstrip()
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            pause = _retry_after(response.headers.get("retry-after", ""))
            if pause <= self._limits.retry_after:
                self._due[url.host] = max(self._due.get(url.host, 0.0), time.monotonic() + pause)
                return _Passing(what, "try again later", place=Place(str(url)))
            return _failed(url, f"{what} and asks to wait {pause:,.0f} s", "try again after that")
        todo = {401: "it wants a login", 403: "it refuses us", 404: "check the address", 410: "it is gone for good"}
        kind = _Refused if httpx.codes.is_client_error(status) else NetworkError
        return kind(what, todo.get(status, "check the address"), place=Place(str(url)))

    def _robots_txt(self, url: httpx.URL) -> bytes:
        """As much of a robots.txt as counts; nothing where the site answers that it has none (RFC 9309, 2.3.1.3)."""
        try:
            path = self._retried(lambda: self._follow(url, None, {}, Path(self._spool.name), None)).body()
        except _Refused:
            return b""
        with path.open("rb") as file:
            content = file.read(ROBOTS_BYTES)
        path.unlink()
        return content


def _parted(text: str, shown: str, *, base: httpx.URL | None = None) -> tuple[httpx.URL, _Login]:
    """An address without its login and fragment, and the login; ``shown`` is named where it is not to be followed."""
    try:
        url = base.join(text) if base else httpx.URL(text.strip())
        if url.scheme not in {"http", "https"} or not url.host:
            raise httpx.InvalidURL("not http or https")
    except httpx.InvalidURL as error:
        # What can't be parsed may hold a password anywhere before its last "@", and so may the reason.
        reason = "" if "@" in text else f" ({error})"
        what = f"redirects to an address that is not to be followed{reason}" if base else f"is no web address{reason}"
        raise NetworkError(what, "check the address", place=Place(re.sub(r"//.*@", "//", shown))) from None
    login = (url.username, url.password) if url.userinfo else None
    return url.copy_with(username=None, password=None, fragment=None), login


def _failed(url: httpx.URL, what: str, todo: str) -> NetworkError:
    return NetworkError(what, todo, place=Place(str(url)))  # never holds a login: see _parted


def _retry_after(value: str) -> float:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3), a number or a date; 0 where it says nothing."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
