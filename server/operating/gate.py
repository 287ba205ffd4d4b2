"""How much one client may ask for at once: requests, and the size and time of what they send.

The address and the header fields of a request are bounded before it comes here, by the HTTP server (server.run).
"""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Final

from server.operating.clients import counted_as
from server.operating.watched import Watched
from server.problems import MEDIA_TYPE, SITE, Problem, ProblemRaised
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AGAIN_SECONDS: Final = 1
# Contents that are received at once; so many threads, and no more, wait for slow clients.
_RECEIVED_AT_ONCE: Final = 24
# The pieces of a content, in bytes, and how soon a quick one is there.
_LEAST_PIECE, _MOST_PIECE = 64, 1 << 16
_QUICK_SECONDS: Final = 0.01
_NO_CONTENT: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """WSGI middleware that refuses what is too much, with problem details."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        """Let through to ``app`` what is within the limits of ``settings``."""
        self._app = app
        self._settings = settings
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._receiving = threading.BoundedSemaphore(_RECEIVED_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        client = counted_as(environ.get("REMOTE_ADDR", ""))
        try:
            self._enter(client)
        except ProblemRaised as refused:
            return _told(refused.problem, start_response)
        if environ["REQUEST_METHOD"] not in _NO_CONTENT:
            environ["wsgi.input"] = Content(environ, self._settings, self._receiving)
        try:
            body = self._app(environ, start_response)
        except BaseException:
            self._leave(client)
            raise
        if isinstance(body, list) or not client:
            self._leave(client)
            return body
        return Watched(body, lambda: self._leave(client))

    def _enter(self, client: str) -> None:
        if not client:
            return
        limit = self._settings.client_requests
        with self._lock:
            if self._under_way[client] >= limit:
                headers = {"Retry-After": str(_AGAIN_SECONDS)}
                raise SITE.refusal("for-mange-foresporsler", headers=headers, limit=limit, seconds=_AGAIN_SECONDS)
            self._under_way[client] += 1

    def _leave(self, client: str) -> None:
        if not client:
            return
        with self._lock:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]


class Content(io.RawIOBase):
    """The content of a request, received whole when it is first read, within the limits of size and time.

    It comes in pieces that grow while they come quickly, so that one who sends a little at a time is found out. One who
    stops sending is found by the silence (server.operating.upkeep). A thread of its own could give up at once, but the
    HTTP server stands still when an answer is given while another thread reads.
    """

    def __init__(self, environ: WSGIEnvironment, settings: Settings, places: threading.BoundedSemaphore) -> None:
        """Receive the content of the request in ``environ`` when one of ``places`` is free."""
        super().__init__()
        self._stream: IO[bytes] = environ["wsgi.input"]
        length: str = environ.get("CONTENT_LENGTH") or ""
        self._length = int(length) if length.isascii() and length.isdigit() else None
        self._limit = settings.body_kb << 10
        self._seconds = settings.body_seconds
        self._places = places
        self._received: io.BytesIO | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes; raises ProblemRaised when the client sends too much or too slowly."""
        if self._received is None:
            self._received = io.BytesIO(self._receive())
        return self._received.read(size)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into ``buffer``; returns how much."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _receive(self) -> bytes:
        if self._length is not None and self._length > self._limit:
            raise self._too_large()
        if not self._places.acquire(blocking=False):
            headers = {"Retry-After": str(_AGAIN_SECONDS)}
            raise SITE.refusal("for-mange-innhold", headers=headers, seconds=_AGAIN_SECONDS)
        try:
            received = b"".join(self._pieces())
        finally:
            self._places.release()
        if len(received) > self._limit:
            raise self._too_large()
        return received

    def _pieces(self) -> Iterator[bytes]:
        left = self._limit + 1 if self._length is None else self._length
        now = time.monotonic()
        until, size = now + self._seconds, _LEAST_PIECE
        while left > 0:
            try:
                piece = self._stream.read(min(left, size))
            except OSError:
                return  # the client is gone, and whoever reads finds too little
            if not piece:
                return
            yield piece
            left -= len(piece)
            before, now = now, time.monotonic()
            if now > until:
                raise SITE.refusal("for-tregt-innhold", seconds=self._seconds)
            size = min(size * 2, _MOST_PIECE) if now - before < _QUICK_SECONDS else _LEAST_PIECE

    def _too_large(self) -> ProblemRaised:
        return SITE.refusal("for-stort-innhold", limit=self._limit >> 10)


def _told(problem: Problem, start_response: StartResponse) -> list[bytes]:
    """Answer with the problem in bokmål, the other languages beside it."""
    body = problem.to_json("nb")
    headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
    start_response(f"{problem.status.value} {problem.status.phrase}", list((headers | dict(problem.headers)).items()))
    return [body]
