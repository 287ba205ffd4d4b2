"""The servers that are measured, each started on a catalogue and stopped again."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.endpoint.client import Client, Server

ROOT: Final = Path(__file__).parents[3]
PEERS_FOLDER: Final = ROOT / ".venv-bench"
OWN, MEMORY, DISK, RDFLIB = "begrep", "oxigraph minne", "oxigraph disk", "rdflib-endpoint"
_LOADING_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue to serve: a folder of builds, the store in it, and the same as N-Quads."""

    builds: Path
    store: Path
    dump: Path


@contextlib.contextmanager
def running(name: str, catalogue: Catalogue) -> Iterator[Server]:
    """Start the server ``name`` and give it back when it answers; raise OSError when it does not."""
    port = _free_port()
    command, path, environment = _command(name, catalogue, port)
    server = Server(name, port, path)
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | environment
    )
    try:
        _wait(server, process, listening=name == MEMORY)
        if name == MEMORY:
            _load(port, catalogue.dump)
        yield server
    finally:
        process.terminate()
        process.wait()


def _command(name: str, catalogue: Catalogue, port: int) -> tuple[Sequence[str], str, Mapping[str, str]]:
    binary = str(Path(sys.executable).with_name("oxigraph"))
    bind = ("--bind", f"127.0.0.1:{port}", "--union-default-graph")
    if name == OWN:
        arguments = ("serve", "--no-build", "--store", str(catalogue.builds), "--port", str(port))
        return (sys.executable, "-m", "server", *arguments), "/sparql", {}
    if name == MEMORY:
        return (binary, "serve", *bind), "/query", {}
    if name == DISK:
        return (binary, "serve-read-only", "--location", str(catalogue.store), *bind), "/query", {}
    endpoint = str(PEERS_FOLDER / "bin" / "rdflib-endpoint")
    options = ("--host", "127.0.0.1", "--port", str(port), str(catalogue.dump))
    return (endpoint, "serve", *options), "/", {}


def _wait(server: Server, process: subprocess.Popen[bytes], *, listening: bool) -> None:
    """Return when ``server`` answers a query, or listens when that is enough; it has time to load its catalogue."""
    until = time.monotonic() + _LOADING_SECONDS
    (request,) = server.requests("ASK { ?s ?p ?o }", "application/sparql-results+json", repeated=True)
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), Client(server) as client:
            if not listening:
                client.ask(request)
            return
        time.sleep(0.2)
    raise OSError(f"{server.name} did not start")


def _load(port: int, dump: Path) -> None:
    headers = {"Content-Type": "application/n-quads", "Content-Length": str(dump.stat().st_size)}
    with dump.open("rb") as stream:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/store", stream, headers, method="POST")
        urllib.request.urlopen(request, timeout=_LOADING_SECONDS).close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
