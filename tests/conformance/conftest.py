"""A real web server with the query endpoint, and a client that sends exactly what a test says."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.builds import Build

ROOT = Path(__file__).parents[2]
THREADS = "32"


class _AsItIs(http.client.HTTPConnection):
    """A connection that sends any byte in the request line, as careless clients do."""

    def _encode_request(self, request: str) -> bytes:
        return request.encode("latin-1")

    def _validate_path(self, url: str) -> None:
        """Whether the address is valid is for the server to say."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in lower case, several of one name joined."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running endpoint."""

    host: str
    process: int

    @property
    def address(self) -> str:
        """The address of the endpoint."""
        return f"http://{self.host}/sparql"

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str | list[str]] | None = None,
        body: bytes | None = None,
        timeout: float = 30.0,
    ) -> Reply:
        """Send one request, with these headers and no others but Host and the length of the body."""
        connection = _AsItIs(self.host, timeout=timeout)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            given = dict(headers or {})
            if body is not None and "Content-Length" not in given and "Transfer-Encoding" not in given:
                given["Content-Length"] = str(len(body))
            for name, values in given.items():
                for value in values if isinstance(values, list) else [values]:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            fields: dict[str, str] = {}
            for name, value in answer.getheaders():
                fields[name.lower()] = f"{fields[name.lower()]}, {value}" if name.lower() in fields else value
            return Reply(answer.status, fields, answer.read())
        finally:
            connection.close()

    def raw(self, request: bytes, *, end: bool = False, timeout: float = 10.0) -> bytes:
        """Send these bytes and return all that comes back; ``end`` closes our half first."""
        host, _, port = self.host.partition(":")
        with socket.create_connection((host, int(port)), timeout=timeout) as connection:
            connection.sendall(request)
            if end:
                connection.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := connection.recv(1 << 16):
                pieces.append(piece)
            return b"".join(pieces)

    def processes(self) -> dict[int, str]:
        """Return every process of the endpoint with its command line."""
        parents: dict[int, int] = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = status.read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                parents[int(status.parent.name)] = int(parent)
        found = {self.process}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return {pid: Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in found}


Serve = Callable[..., Endpoint]


@pytest.fixture(scope="session")
def serve_endpoint(small_build: Build) -> Iterator[Serve]:
    """Start a web server over the small catalogue with the limits given; stopped when the tests are done."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**limits: object) -> Endpoint:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
            "BEGREP_STORE": str(small_build.folder.parents[1]),
            "ENDPOINT_LIMITS": json.dumps(limits),
        }
        options = ["--interface", "wsgi", "--factory", "--port", str(port), "--blocking-threads", THREADS]
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "--log-level", "critical", "endpoint:application"],
            env=environment,
            start_new_session=True,
        )
        running.append(process)
        endpoint = Endpoint(f"127.0.0.1:{port}", process.pid)
        _wait_for(endpoint, process)
        return endpoint

    yield start
    for process in running:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def endpoint(serve_endpoint: Serve) -> Endpoint:
    """An endpoint with the limits it is delivered with."""
    return serve_endpoint()


def _wait_for(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            endpoint.send("GET", "/sparql?query=ASK%7B%7D")
            return
        except OSError:
            assert process.poll() is None, "the server stopped by itself"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within thirty seconds")
