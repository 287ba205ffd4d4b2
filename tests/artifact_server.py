"""A web server that holds artefacts: by entity tag, and badly when it is told to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shelf:
    """What the server holds, by path; what it has been asked; and how many bytes of each answer it lets through."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[str, int]] = field(default_factory=list)
    breaks_off_after: int | None = None

    def put(self, name: str, body: bytes) -> None:
        """Put a file there, with its hash beside it, the hash first."""
        self.files[f"/{name}.sha256"] = f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode()
        self.files[f"/{name}"] = body


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf

    def do_GET(self) -> None:
        body = self.shelf.files.get(self.path)
        tag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
        self.shelf.answers.append((self.path, status))
        sent = body if status == 200 and body else b""
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent[: self.shelf.breaks_off_after])
        self.close_connection = self.shelf.breaks_off_after is not None

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def shelf(host: str = "127.0.0.1") -> Iterator[Shelf]:
    """The shelf, while a server at ``host`` holds it out."""
    held = Shelf()
    server = ThreadingHTTPServer((host, 0), type("Handler", (_Handler,), {"shelf": held}))
    server.daemon_threads = True
    held.address = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
