"""A site on loopback that plays servers as they really are, good and bad."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from loaders.fetching import Limits

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


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- plays ----------------------------------------------------------------------------------------------------------


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
