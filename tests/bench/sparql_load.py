"""Do small questions stay quick while others ask for much, hang up, or never read? Prints how long they wait.

Run by ``make bench-load``. Starts the catalogue as ``begrep serve`` does, with a short deadline so that heavy queries
come and go; measures small questions alone, then beside each kind of trouble, and last beside all of it from 200
clients at once. The floor: the 95th percentile stays within three times the quiet one, measured with as many small
questions at a time.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.endpoint.catalogue_copies import large_catalogue  # noqa: E402
from tests.bench.endpoint.client import Client, Server  # noqa: E402
from tests.bench.endpoint.peers import OWN, running  # noqa: E402
from tests.bench.results import note  # noqa: E402

SIZE: Final = 70_000
LIGHT: Final = 20
LIGHT_CLIENTS: Final = "--small-questions"
CLIENTS: Final = 200
SECONDS: Final = 12.0
PAUSE: Final = 0.05
FACTOR: Final = 3.0
CONCEPT: Final = "https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent"
SMALL: Final = f"SELECT ?p ?o {{ <{CONCEPT}> ?p ?o }}"
CROSS: Final = "SELECT (COUNT(*) AS ?n) {{ ?a{0} ?b{0} ?c{0} . ?d{0} ?e{0} ?f{0} . ?g{0} ?h{0} ?i{0} }}"
MUCH: Final = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
JSON: Final = "application/sparql-results+json"

Trouble = Callable[[Server, threading.Event], None]


def main() -> None:
    """Measure and print; exit with 1 when the floor is not met or a small question gets no answer."""
    os.environ["BEGREP_QUERY_SECONDS"] = "3"
    with tempfile.TemporaryDirectory() as folder, running(OWN, large_catalogue(ROOT, Path(folder), SIZE)) as server:
        print(f"{os.cpu_count()} kjerner; {LIGHT} klienter stiller små spørsmål, p95 i ms")
        quiet = _measured("ingen andre", server, [])
        _measured("20 klienter med tunge spørsmål", server, [_heavy] * 20)
        _measured("20 klienter som legger på", server, [_hangs_up] * 20)
        _measured("20 klienter som aldri leser", server, [_never_reads] * 20)
        kinds: list[Trouble] = [_heavy, _hangs_up, _never_reads]
        worst = _measured(f"{CLIENTS} klienter i alt", server, [kinds[n % 3] for n in range(CLIENTS - LIGHT)])
        again = _measured("ingen andre, etterpå", server, [])
    factor = worst / max(quiet, again)
    met = "nådd" if factor <= FACTOR else "IKKE NÅDD"
    print(f"  gulv: p95 høyst {FACTOR:g} ganger den stille: {factor:.1f} {met}")
    sys.exit(factor > FACTOR)


def _measured(name: str, server: Server, troubles: list[Trouble]) -> float:
    """Print and return the 95th percentile of the small questions' waiting time, in milliseconds."""
    over = threading.Event()
    threads = [threading.Thread(target=trouble, args=(server, over), daemon=True) for trouble in troubles]
    for thread in threads:
        thread.start()
    waits, failed = _asked_elsewhere(server)
    over.set()
    for thread in threads:
        thread.join(timeout=30)
    p95 = statistics.quantiles(waits, n=20)[-1] * 1000
    middle = statistics.median(waits) * 1000
    print(f"{name:<36} p50 {middle:8.1f}  p95 {p95:8.1f}  {len(waits):6} svar, {len(failed)} uten svar", flush=True)
    note("små spørsmål ved siden av", name, {"p50 ms": middle, "p95 ms": p95, "svar": len(waits), "uten": len(failed)})
    if failed:
        print(f"  uten svar: {sorted(set(failed))}")
    return p95


def _asked_elsewhere(server: Server) -> tuple[list[float], list[str]]:
    """Ask the small questions from a process of its own, so that the troubles' threads do not stand in their way."""
    command = [sys.executable, __file__, LIGHT_CLIENTS, str(server.port), server.path]
    asked = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    waits, failed = json.loads(asked.stdout)
    return waits, failed


def small_questions(server: Server) -> None:
    """Ask small questions for a while, many at a time; print how long each took, and what went wrong, as JSON."""
    over = threading.Event()
    waits: list[float] = []
    failed: list[str] = []
    threads = [threading.Thread(target=_light, args=(server, over, waits, failed)) for _ in range(LIGHT)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    over.set()
    for thread in threads:
        thread.join()
    json.dump((waits, failed), sys.stdout)


def _light(server: Server, over: threading.Event, waits: list[float], failed: list[str]) -> None:
    requests = server.requests(SMALL, JSON, repeated=False)
    random.shuffle(requests)
    while not over.is_set():
        try:
            with Client(server) as client:
                for request in requests:
                    waits.append(client.timed(request)[1])
                    if over.wait(PAUSE):
                        return
        except OSError as error:
            failed.append(str(error))


def _heavy(server: Server, over: threading.Event) -> None:
    """Ask for what takes longer than the deadline, each time in words that no earlier query had."""
    while not over.is_set():
        with contextlib.suppress(OSError), Client(server) as client:
            client.ask(_request(server, CROSS.format(random.getrandbits(64))))
        over.wait(PAUSE)


def _hangs_up(server: Server, over: threading.Event) -> None:
    """Ask for what takes long, and be gone before the answer."""
    while not over.is_set():
        with contextlib.suppress(OSError), _connected(server) as connection:
            connection.sendall(_request(server, CROSS.format(random.getrandbits(64))))
            over.wait(0.2)


def _never_reads(server: Server, over: threading.Event) -> None:
    """Ask for much, and read nothing of it."""
    with contextlib.suppress(OSError), _connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(_request(server, MUCH))
        over.wait()


def _request(server: Server, query: str) -> bytes:
    target = f"{server.path}?query={quote(query, safe='')}"
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {JSON}\r\n\r\n".encode()


def _connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


if __name__ == "__main__":
    if sys.argv[1:2] == [LIGHT_CLIENTS]:
        small_questions(Server("", int(sys.argv[2]), sys.argv[3]))
    else:
        main()
