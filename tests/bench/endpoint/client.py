"""A client as light as can be, so that what is measured is the server: raw requests on connections that stay open."""

from __future__ import annotations

import os
import socket
import statistics
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final, Self
from urllib.parse import quote

TIMEOUT: Final = 60.0
# More texts of one query than any server remembers.
TEXTS: Final = 600
_COUNT: Final = struct.Struct("q")


@dataclass(frozen=True, slots=True)
class Server:
    """A running endpoint: its name in the table, its port on this machine and its path."""

    name: str
    port: int
    path: str

    def requests(self, query: str, accept: str, *, repeated: bool) -> list[bytes]:
        """Return requests for ``query``, each with a text of its own unless ``repeated``."""
        texts = [query] if repeated else [f"{query}\n#{number}" for number in range(TEXTS)]
        return [
            (
                f"GET {self.path}?query={quote(text, safe='')} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.port}\r\nAccept: {accept}\r\n\r\n"
            ).encode()
            for text in texts
        ]


class Client:
    """One connection to a server."""

    def __init__(self, server: Server) -> None:
        """Connect; raise OSError when nobody answers."""
        self._connection = socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, request: bytes) -> bytes:
        """Send ``request`` and return the body of the answer; raise OSError unless it is 200 and whole."""
        self._connection.sendall(request)
        head, rest = self._head()
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        if not head.startswith(b"HTTP/1.1 200"):
            raise OSError(head.partition(b"\r\n")[0].decode())
        if b"content-length" in fields:
            return self._exactly(rest, int(fields[b"content-length"]))
        return self._chunks(rest)

    def timed(self, request: bytes) -> tuple[bytes, float]:
        """Return the answer to ``request`` and the seconds it took."""
        started = time.perf_counter()
        return self.ask(request), time.perf_counter() - started

    def _head(self) -> tuple[bytes, bytes]:
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._more()
        head, _, rest = held.partition(b"\r\n\r\n")
        return head, rest

    def _more(self) -> bytes:
        piece = self._connection.recv(1 << 18)
        if not piece:
            raise OSError("the connection was closed")
        return piece

    def _exactly(self, rest: bytes, size: int) -> bytes:
        pieces, held = [rest], len(rest)
        while held < size:
            pieces.append(self._more())
            held += len(pieces[-1])
        return b"".join(pieces)

    def _chunks(self, rest: bytes) -> bytes:
        pieces, end = [rest], rest[-5:]
        while end != b"0\r\n\r\n":
            pieces.append(self._more())
            end = (end + pieces[-1])[-5:]
        return _unchunked(b"".join(pieces))


class Asker:
    """Asks one server one question again and again, going on each time where it left off in the row of its texts."""

    def __init__(self, server: Server, requests: Sequence[bytes]) -> None:
        """Ask ``server`` with these ``requests``."""
        self._server = server
        self._requests = requests
        self._next = 0

    def seconds_per_answer(self, clients: int, seconds: float) -> float:
        """Return how long an answer takes with ``clients`` at once that ask for ``seconds``, each at least once.

        For one client the median; for several, the time divided by the number of answers.
        """
        if clients == 1:
            times = _times(self._server, self._from(self._next), seconds)
            self._next += len(times)
            return statistics.median(times)
        started = time.perf_counter()
        counts = _in_parallel(
            self._server, [self._from(self._next + TEXTS * n // clients) for n in range(clients)], seconds
        )
        taken = time.perf_counter() - started
        self._next += max(counts)
        return taken / sum(counts)

    def _from(self, place: int) -> Iterator[bytes]:
        return islice(cycle(self._requests), place % len(self._requests), None)


def _times(server: Server, requests: Iterable[bytes], seconds: float) -> list[float]:
    times: list[float] = []
    with Client(server) as client:
        until = time.perf_counter() + seconds
        for request in requests:
            times.append(client.timed(request)[1])
            if time.perf_counter() >= until:
                break
    return times


def _in_parallel(server: Server, rows: Iterable[Iterable[bytes]], seconds: float) -> list[int]:
    """Return how many answers each of as many processes as there are ``rows`` of requests got."""
    pipes = []
    for requests in rows:
        reading, writing = os.pipe()
        if os.fork() == 0:
            try:
                os.write(writing, _COUNT.pack(len(_times(server, requests, seconds))))
            finally:
                os._exit(0)
        os.close(writing)
        pipes.append(reading)
    counts = [os.read(reading, _COUNT.size) for reading in pipes]
    for reading in pipes:
        os.close(reading)
        os.wait()
    if not all(counts):
        raise OSError("a client got no answer")
    return [_COUNT.unpack(count)[0] for count in counts]


def _unchunked(body: bytes) -> bytes:
    """Return the content of a chunked body (RFC 9112 section 7.1)."""
    pieces: list[bytes] = []
    start = 0
    while True:
        line = body.index(b"\r\n", start)
        size = int(body[start:line].partition(b";")[0], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[line + 2 : line + 2 + size])
        start = line + 4 + size
