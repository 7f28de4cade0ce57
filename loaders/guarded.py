"""Connections that never lead to private addresses, and that end at a deadline.

A name is resolved here and the connection goes to the very address that was checked: neither a redirect nor a name that
changes its address between two look-ups (DNS rebinding) leads into the user's own network.
"""

from __future__ import annotations

import ipaddress
import math
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from kg.errors import UsageError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


class PrivateAddress(Exception):
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


def refuse_private(host: str, *, timeout: float | None) -> None:
    """Raise PrivateAddress where a name leads, also, to a private address; of one that can't be resolved, nothing."""
    try:
        addresses = _resolved(host, 0, timeout)
    except (httpcore.ConnectError, httpcore.ConnectTimeout):
        return
    private = [address for address in addresses if not is_public(address)]
    if private:
        raise PrivateAddress(private[0])


def _resolved(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a name. The system's look-up knows no timeout: one that lasts too long is left to itself."""
    found: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result([str(entry[4][0]) for entry in entries])
        except (OSError, ValueError) as error:  # no such name; not a name at all
            found.set_exception(error)

    # Of its own and a daemon: a pool's threads are waited for when the process ends.
    threading.Thread(target=look_up, name=f"newskg-resolving-{host}", daemon=True).start()
    try:
        return list(dict.fromkeys(found.result(timeout)))
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(f"the name {host} is not resolved in time") from error
    except (OSError, ValueError) as error:
        raise httpcore.ConnectError(f"the name {host} can't be resolved") from error


class Backend(httpcore.NetworkBackend):
    """Connects to the address that was checked, and ends every step at the document's deadline."""

    def __init__(self, *, guarded: bool) -> None:
        self._tcp, self._guarded = httpcore.SyncBackend(), guarded
        self.deadline = math.inf

    def within(self, timeout: float | None) -> float | None:
        """A timeout in seconds, cut to what is left until the deadline. Raises httpcore.TimeoutException after it."""
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
        """Connect to the first of the name's addresses that is allowed and answers."""
        addresses = _resolved(host, port, self.within(timeout))
        allowed = [a for a in addresses if is_public(a)] if self._guarded else addresses
        if not allowed:
            raise PrivateAddress(addresses[0])
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

    def __init__(self, inner: httpcore.NetworkStream, backend: Backend) -> None:
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


class Transport(httpx.BaseTransport):
    """httpx over a connection pool with our backend, which httpx's own transport takes no argument for."""

    def __init__(self, backend: Backend, proxy: str | None) -> None:
        self._pool = _pool(backend, proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors leave as httpcore's own."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    def close(self) -> None:
        """End the connections."""
        self._pool.close()


def _pool(backend: Backend, proxy: str | None) -> httpcore.ConnectionPool:
    tls = httpx.create_ssl_context()
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)
    via = httpx.Proxy(proxy)
    if via.url.scheme not in {"http", "https"}:
        raise UsageError("the proxy is neither http nor https", "name one of these")
    url = httpcore.URL(scheme=via.url.raw_scheme, host=via.url.raw_host, port=via.url.port, target=b"/")
    return httpcore.HTTPProxy(url, proxy_auth=via.raw_auth, ssl_context=tls, network_backend=backend)
