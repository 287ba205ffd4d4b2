"""A web server that misbehaves in every way an import must live with."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TURTLE = b"<https://example.org/1> a <http://www.w3.org/2004/02/skos/core#Concept> .\n"


class Unruly(BaseHTTPRequestHandler):
    """Answers by the path asked for; ``/later`` fails twice before it answers."""

    protocol_version = "HTTP/1.1"
    asked: dict[str, int]

    def do_GET(self) -> None:
        """Answer as the path says."""
        path = self.path.partition("?")[0]
        self.asked[path] = self.asked.get(path, 0) + 1
        try:
            getattr(self, path.strip("/"))()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def whole(self) -> None:
        self._head(200, str(len(TURTLE)))
        self.wfile.write(TURTLE)

    def slow(self) -> None:
        time.sleep(1.0)
        self.whole()

    def trickle(self) -> None:
        """A byte now and then, for ever."""
        self._head(200, "1000000")
        for _ in range(200):
            self.wfile.write(b"#")
            self.wfile.flush()
            time.sleep(0.05)

    def endless(self) -> None:
        self._head(200, None)
        for _ in range(64):
            self.wfile.write(b"#" * (1 << 16))
        self.close_connection = True

    def wrong(self) -> None:
        self._head(200, "6", "text/html")
        self.wfile.write(b"<html>")

    def truncated(self) -> None:
        self._head(200, str(len(TURTLE) + 10))
        self.wfile.write(TURTLE)
        self.close_connection = True

    def chunked(self) -> None:
        """A chunk that ends before its length."""
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"ff\r\n# halv")
        self.close_connection = True

    def loop(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/loop")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def later(self) -> None:
        if self.asked["/later"] < 3:
            self._head(500, "0")
        else:
            self.whole()

    def down(self) -> None:
        self._head(503, "0")

    def gone(self) -> None:
        self._head(404, "0")

    def _head(self, status: int, length: str | None, media_type: str = "text/turtle") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if length is not None:
            self.send_header("Content-Length", length)
        else:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def unruly() -> Iterator[tuple[str, dict[str, int]]]:
    """Its address, and how often each path was asked for."""
    asked: dict[str, int] = {}
    handler = type("Handler", (Unruly,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
