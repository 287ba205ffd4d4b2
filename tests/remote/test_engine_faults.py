"""What an engine elsewhere can do wrong, and what the client is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import Client

from graph.builds import Build
from server.app import create_app
from server.catalogue import Served
from server.remote.endpoint import RemoteEndpoint
from server.remote.engine import RemoteEngine
from server.remote.store import RemoteStore
from server.settings import from_environment
from server.sparql.endpoint import service_of
from server.sparql.limits import Limits
from server.sparql.service import SparqlService
from server.sparql.wsgi import SparqlFirst
from tests.remote.engines import free_port

LIMITS = Limits(deadline=1.0, answer_bytes=1000, queue_seconds=0.2, workers=2)
JSON = b"Content-Type: application/sparql-results+json\r\n"
YES = b'{"head":{},"boolean":true}'
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}'
Ask = Callable[[bytes], Client]


def http(status: bytes, headers: bytes, body: bytes, length: int | None = None) -> bytes:
    """Return an HTTP answer as bytes."""
    size = len(body) if length is None else length
    return b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s" % (status, size, headers, body)


@pytest.fixture
def saying() -> Iterator[Callable[[bytes], int]]:
    """Start an engine that says the same bytes to everybody, or nothing; the port it listens on."""
    listeners: list[socket.socket] = []

    def start(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=_serve, args=(listener, answer), daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _serve(listener: socket.socket, answer: bytes) -> None:
    held = []
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        connection.recv(1 << 16)
        if answer:
            connection.sendall(answer)
            connection.close()
        else:
            held.append(connection)
    for connection in held:
        connection.close()


@pytest.fixture(scope="module")
def app(small_build: Build) -> Iterator[Flask]:
    app = create_app(from_environment({}, store=small_build.folder.parents[1]))
    yield app
    service_of(app).close()


def client(app: Flask, port: int) -> Client:
    """Return a client of an endpoint whose engine is at ``port``."""
    endpoint = RemoteEndpoint(f"http://127.0.0.1:{port}/sparql", LIMITS.deadline, LIMITS.answer_bytes)
    engine = RemoteEngine(endpoint, ("urn:graf",), "urn:ingen", LIMITS)
    service = SparqlService(app.extensions["catalogue"], LIMITS, lambda build, limits: engine)
    return Client(SparqlFirst(app, service))


SELECT = "SELECT ?x { ?s ?p ?x }"


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (http(b"500 Oops", b"", b"stack"), 502, "motoren-feiler"),
        (http(b"404 Not Found", b"", b""), 502, "motoren-feiler"),
        (http(b"401 Unauthorized", b"", b""), 502, "motoren-feiler"),
        (http(b"302 Found", b"Location: http://127.0.0.1:1/\r\n", b""), 502, "motoren-feiler"),
        (http(b"200 OK", b"Content-Type: text/html\r\n", b"<html>login</html>"), 502, "motoren-feiler"),
        (http(b"200 OK", b"", YES), 502, "motoren-feiler"),
        (http(b"200 OK", JSON, ROWS), 502, "motoren-feiler"),
        (http(b"200 OK", JSON, YES, length=500), 502, "motoren-feiler"),
        (b"\x00\x01nonsense\r\n\r\n", 502, "motoren-feiler"),
        (http(b"504 Gateway Timeout", b"", b""), 504, "motoren-svarer-ikke"),
        (http(b"200 OK", JSON, b" " * 5000 + YES), 503, "for-stort-svar"),
        (http(b"503 Busy", b"Retry-After: 7\r\n", b""), 503, "opptatt"),
        (http(b"400 Bad", b"", b"line 1: no"), 400, "syntaks"),
    ],
)
def test_faults_are_told_apart(
    app: Flask, saying: Callable[[bytes], int], answer: bytes, status: int, kind: str
) -> None:
    """502 for an engine that fails, 504 for one that is silent, and its own word when it says that it is busy."""
    found = client(app, saying(answer)).get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": "application/sparql-results+json"}
    )
    assert (found.status_code, (found.json or {}).get("type")) == (status, f"/sparql#{kind}")
    if kind == "opptatt":
        assert found.headers["Retry-After"] == "7"


def test_an_engine_that_is_not_there(app: Flask) -> None:
    """Nobody listens: 502 at once."""
    found = client(app, free_port()).get("/sparql?query=ASK%7B%7D", headers={"Accept": "application/json"})
    assert found.status_code == 502


def test_a_silent_engine_holds_nobody_up(app: Flask, saying: Callable[[bytes], int]) -> None:
    """Its clients get 504 at the deadline, and those beyond the places there are get 503 before that."""
    asking = client(app, saying(b""))
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(asking.get("/sparql?query=ASK%7B%7D", headers={"Accept": "application/json"}).status_code)

    started = time.monotonic()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [503, 503, 504, 504]
    assert time.monotonic() - started < LIMITS.deadline + 1


def test_pages_say_so_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that cannot be made because the engine is gone is an error page with the same status."""
    endpoint = RemoteEndpoint(f"http://127.0.0.1:{free_port()}/sparql", 1.0, 1000)
    served = app.extensions["catalogue"].current()
    gone = Served(served.folder, RemoteStore(endpoint, {}), served.manifest, served.search_file)
    monkeypatch.setattr(app.extensions["catalogue"], "current", lambda: gone)
    found = app.test_client().get("/organisasjon/oslo", headers={"Accept": "text/html"})
    assert found.status_code == 502
    assert "Katalogen kan ikke vises akkurat nå" in found.text
