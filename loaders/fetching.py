"""Documents over HTTP: politely, within limits, and never from inside the user's own network.

A name is resolved here and the connection goes to the very address that was checked, at every hop: neither a redirect
nor a name that changes its address between two look-ups (DNS rebinding) leads to a private address. All failures leave
as ``NetworkError`` on one line. A ``Fetcher`` belongs to one thread.
"""

from __future__ import annotations

import ipaddress
import math
import re
import socket
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from ssl import SSLContext
from typing import Any, Self
from urllib.robotparser import RobotFileParser

import httpcore
import httpx
import stamina

from kg.errors import NetworkError, Place, UsageError
from loaders.locations import inflated

ROBOTS_BYTES = 500 << 10  # RFC 9309, 2.5: at least 500 KiB are to be parsed
ROBOTS_KEPT_SECONDS = 24 * 3600.0  # RFC 9309, 2.4: not longer than 24 hours
ROBOTS_FAILURE_KEPT_SECONDS = 300.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_WHOLE = {httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION}  # 206 is a part, 202 and 204 are no document


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
            raise NetworkError(
                "not modified, so nothing was sent", "ask without conditions", place=Place(self.final_url)
            )
        return self.path


class _Passing(NetworkError):
    """A failure that may be over in a moment: worth another attempt."""


class _Answered(NetworkError):
    """The server answered, and not with a document."""

    status = 0


class _PrivateAddress(Exception):
    """A name leads into a private network; the argument is the address."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; of addresses that carry another inside, that one counts."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} can't be resolved") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Backend(httpcore.NetworkBackend):
    """Connects to the address that was checked, and ends every step at the document's deadline."""

    def __init__(self, *, guarded: bool) -> None:
        self._tcp, self._guarded = httpcore.SyncBackend(), guarded
        self.deadline = math.inf

    def within(self, timeout: float | None) -> float | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return left if timeout is None or left < timeout else timeout

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolved(host, port)
        allowed = [a for a in addresses if is_public(a)] if self._guarded else addresses
        if not allowed:
            raise _PrivateAddress(addresses[0])
        for address in allowed:
            try:
                stream = self._tcp.connect_tcp(address, port, self.within(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == allowed[-1]:
                    raise
            else:
                break
        return _Stream(stream, self)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes know the deadline, however slowly the bytes drip in."""

    def __init__(self, inner: httpcore.NetworkStream, backend: _Backend) -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._backend.within(timeout))
        return _Stream(inner, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Transport(httpx.BaseTransport):
    """httpx over a connection pool with our backend, which httpx's own transport takes no argument for."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    def close(self) -> None:
        self._pool.close()


def _pool(backend: _Backend, proxy: str | None) -> httpcore.ConnectionPool:
    tls = httpx.create_ssl_context()
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)
    via = httpx.Proxy(proxy)
    if via.url.scheme not in {"http", "https"}:
        raise UsageError("the proxy is neither http nor https", "name one of these")
    url = httpcore.URL(scheme=via.url.raw_scheme, host=via.url.raw_host, port=via.url.port, target=b"/")
    return httpcore.HTTPProxy(url, proxy_auth=via.raw_auth, ssl_context=tls, network_backend=backend)


def _user_agent(contact: str | None) -> str:
    try:
        name = f"newskg/{version('newskg')}"
    except PackageNotFoundError:  # run from a source tree that was never installed
        name = "newskg/0"
    if contact and not (contact.isascii() and contact.isprintable()):
        raise UsageError("the contact is not plain text", "set KG_CONTACT to a URL or an e-mail address")
    return f"{name} (+{contact})" if contact else name


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
        self._limits, self._allow_private, self._robots = limits or Limits(), allow_private, robots
        self._proxied = proxy is not None
        self._backend = _Backend(guarded=not allow_private and proxy is None)
        self._client = httpx.Client(
            transport=_Transport(_pool(self._backend, proxy)),
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            headers={"User-Agent": _user_agent(contact), "Accept": "*/*", "Accept-Encoding": "gzip"},
            trust_env=False,  # no proxy of the environment connects in our place, past the check of addresses
        )
        self._spool = tempfile.TemporaryDirectory(dir=spool_dir, prefix="newskg-")
        self._due: dict[str, float] = {}
        self._rules: dict[str, tuple[float, RobotFileParser | NetworkError]] = {}

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
        return self._retried(lambda: self._follow(target, login, headers, spool, robots=self._robots))

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
        self, url: httpx.URL, login: tuple[str, str] | None, headers: dict[str, str], spool: Path, *, robots: bool
    ) -> Fetched:
        first = url
        for _ in range(self._limits.redirects + 1):
            if robots:
                self._heed_robots(url)
            with self._answer(url, login, headers) as response:
                if not response.has_redirect_location:
                    return self._received(response, url, headers, spool)
                target, new_login = _parted(response.headers["location"], str(first), base=url)
            login = new_login or (login if _origin(target) == _origin(url) else None)  # a login stays with its server
            url = target
        raise _failed(
            first, f"redirects more than {self._limits.redirects} times", "open it in a browser to see where it leads"
        )

    @contextmanager
    def _answer(
        self, url: httpx.URL, login: tuple[str, str] | None, headers: dict[str, str]
    ) -> Iterator[httpx.Response]:
        """The opened answer; errors of the network below it are mapped here."""
        self._wait_for_turn(url)
        try:
            if self._proxied and not self._allow_private:
                _refuse_private_name(url)
            response = self._client.send(
                self._client.build_request("GET", url, headers=headers), auth=login, stream=True
            )
            try:
                yield response
            finally:
                response.close()
        except _PrivateAddress as error:
            what = f"{url.host} is at {error}, which is no address of the public internet"
            raise _failed(url, what, "allow private addresses if this server is meant") from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise self._too_slow(url) from error
        except (EOFError, zlib.error) as error:
            raise _Passing("the compressed body is broken or cut off", "try again later", place=_place(url)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpx.HTTPError) as error:
            what = f"the connection failed ({error or type(error).__name__})"
            raise _Passing(what, "check the address and the network, or try again later", place=_place(url)) from error

    def _too_slow(self, url: httpx.URL) -> NetworkError:
        if time.monotonic() >= self._backend.deadline:
            return self._out_of_time(url)
        return _Passing(f"no answer within {self._limits.read:g} s", "try again later", place=_place(url))

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
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(
            path=None if not_modified else self._kept(response, url, spool),
            final_url=str(url),
            media_type=media_type or None,
            charset=response.charset_encoding,
            etag=response.headers.get("etag", sent.get("If-None-Match") if not_modified else None),
            last_modified=response.headers.get(
                "last-modified", sent.get("If-Modified-Since") if not_modified else None
            ),
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
                return _Passing(what, "try again later", place=_place(url))
            return _failed(url, f"{what} and asks to wait {pause:,.0f} s", "try again after that")
        todo = {401: "it wants a login", 403: "it refuses us", 404: "check the address", 410: "it is gone for good"}
        error = _Answered(what, todo.get(status, "check the address"), place=_place(url))
        error.status = status
        return error

    def _kept(self, response: httpx.Response, url: httpx.URL, spool: Path) -> Path:
        if _declared_size(response) > self._limits.size:
            raise self._too_much(url)
        path: Path | None = None
        try:
            with tempfile.NamedTemporaryFile(dir=spool, prefix="newskg-", delete=False) as file:
                path = Path(file.name)
                for piece in self._bounded(_decoded(response, self._bounded(response.iter_raw(), url), url), url):
                    file.write(piece)
        except BaseException as error:
            if path is not None:
                path.unlink(missing_ok=True)
            if isinstance(error, OSError):  # those of the network have other types by now
                raise _failed(url, f"can't be kept in {spool} ({error.strerror})", "make room there") from error
            raise
        return path

    def _bounded(self, pieces: Iterable[bytes], url: httpx.URL) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._limits.size:
                raise self._too_much(url)
            yield piece

    def _too_much(self, url: httpx.URL) -> NetworkError:
        return _failed(
            url, f"is over the limit of {self._limits.size:,} bytes", "raise the limit if it is what you want"
        )

    def _heed_robots(self, url: httpx.URL) -> None:
        """Ask the host's robots.txt (RFC 9309): where it is absent (4xx) all is allowed, where it fails nothing."""
        origin = _origin(url)
        until, rules = self._rules.get(origin, (0.0, None))
        if rules is None or time.monotonic() >= until:
            rules = self._read_robots(origin)
            kept = ROBOTS_FAILURE_KEPT_SECONDS if isinstance(rules, NetworkError) else ROBOTS_KEPT_SECONDS
            self._rules[origin] = (time.monotonic() + kept, rules)
        if isinstance(rules, NetworkError):
            what = f"{rules.what}, on asking for its robots.txt, without which nothing may be read"
            raise _failed(url, what, rules.todo)
        if not rules.can_fetch("newskg", str(url)):
            raise _failed(
                url, "the site's robots.txt forbids it", "leave it, or turn robots.txt off if you may read it"
            )

    def _read_robots(self, origin: str) -> RobotFileParser | NetworkError:
        rules = RobotFileParser()
        target, spool = httpx.URL(origin).join("/robots.txt"), Path(self._spool.name)
        try:
            path = self._retried(lambda: self._follow(target, None, {}, spool, robots=False)).body()
        except _Answered as error:
            rules.parse([])  # without rules, all is allowed
            return rules if 400 <= error.status < 500 else NetworkError(error.what, error.todo)
        except NetworkError as error:
            return NetworkError(error.what, error.todo)  # kept for a while: without its traceback and frames
        with path.open("rb") as file:
            rules.parse(file.read(ROBOTS_BYTES).decode("utf-8-sig", "replace").splitlines())
        path.unlink()
        return rules


def _parted(text: str, shown: str, *, base: httpx.URL | None = None) -> tuple[httpx.URL, tuple[str, str] | None]:
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


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _place(url: httpx.URL) -> Place:
    return Place(str(url))  # never holds a login: see _parted


def _failed(url: httpx.URL, what: str, todo: str) -> NetworkError:
    return NetworkError(what, todo, place=_place(url))


def _refuse_private_name(url: httpx.URL) -> None:
    """Behind a proxy: what this machine can resolve is checked; names known only to the proxy are left to it."""
    try:
        addresses = _resolved(url.host, url.port or 0)
    except httpcore.ConnectError:
        return
    private = [address for address in addresses if not is_public(address)]
    if private:
        raise _PrivateAddress(private[0])


def _decoded(response: httpx.Response, raw: Iterator[bytes], url: httpx.URL) -> Iterator[bytes]:
    """The body without its Content-Encoding. Not left to httpx: there a gzip body that is cut off, or of several
    members, ends early without a word, and one piece of zstd unpacks to gigabytes at once."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in {"", "identity"}:
        return raw
    if coding in {"gzip", "x-gzip", "deflate"}:
        return inflated(raw)
    raise _failed(
        url, f"is sent in a coding that was not asked for ({coding})", "tell the site, or download it yourself"
    )


def _declared_size(response: httpx.Response) -> int:
    declared = response.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _retry_after(value: str) -> float:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3), a number or a date; 0 where it says nothing."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
