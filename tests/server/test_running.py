"""A running server that is treated badly: slow clients, processes killed, no room to write, told to stop.

Each fault comes once here; ``make soak`` repeats those marked «many».
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from graph.builds import Build
from server.operating.processes import Process, processes

Start = Callable[..., tuple[str, subprocess.Popen[bytes]]]

ROOT: Final = Path(__file__).parents[2]
SMALL: Final = "header_kb = 16\nbody_kb = 16\n"
# As short as can be while there is time to see that somebody waits.
IMPATIENT: Final = f"header_seconds = 6\nbody_seconds = 1\n{SMALL}"
FORM: Final = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HEAD: Final = b"Host: localhost\r\nContent-Type: application/sparql-query\r\n"
# Two workers, each with a nursery of four.
QUERY_WORKERS: Final = 8
ASK: Final = "/sparql?query=ASK%7B%7D"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and kills processes as Linux does")


@dataclass(frozen=True)
class Running:
    address: str
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def of(self, kind: str) -> list[Process]:
        return [found for found in processes(self.process.pid) if found.kind == kind]

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(sent)
        return connection

    def ask(self, path: str) -> int:
        """Ask over a connection of its own; the status, or 0 when there is no answer."""
        try:
            return requests.get(self.address + path, timeout=30, headers={"Connection": "close"}).status_code
        except requests.RequestException:
            return 0

    def well(self) -> bool:
        return all(self.ask(path) == 200 for path in ("/helse/ready", "/begrep", ASK) * 3)


@pytest.fixture(scope="module")
def begin(start: Start, small_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Running]:
    folder = tmp_path_factory.mktemp("innstillinger")

    def begin(text: str = SMALL) -> Running:
        settings = folder / "begrep.toml"
        settings.write_text(text)
        options = ("--no-build", "--settings", str(settings))
        running = Running(*start(small_build.folder.parents[1], *options))
        until(lambda: len(running.of("query")) == QUERY_WORKERS, "all processes are there")
        return running

    return begin


@pytest.fixture(scope="module")
def running(begin: Callable[..., Running]) -> Running:
    return begin(IMPATIENT)


def everything(connection: socket.socket) -> bytes:
    """What is sent until the other end closes."""
    with connection:
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def until(happened: Callable[[], bool], what: str, seconds: float = 30) -> None:
    latest = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < latest, what
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        (b"POST /sparql HTTP/1.1\r\n" + HEAD + b"Content-Length: 999999\r\n\r\nASK", b"413"),
        (b"POST /reconcile HTTP/1.1\r\n" + FORM + b"Content-Length: 999999\r\n\r\nASK", b"413"),
        (b"TULL\r\n\r\n", b"400"),
    ],
)
def test_what_is_too_large_is_refused_at_once(running: Running, sent: bytes, status: bytes) -> None:
    """The status says what was too large, and nobody waits for the rest."""
    assert everything(running.connect(sent)).split()[1] == status


@pytest.mark.many
def test_slow_and_half_open_clients_hold_up_nobody(running: Running) -> None:
    """Hundreds who never end their header fields are let go; one who sends a byte at a time is told, 408."""
    half = [running.connect(b"GET / HTTP/1.1\r\n" + HEAD) for _ in range(300)]
    slow = running.connect(b"POST /sparql HTTP/1.1\r\n" + HEAD + b"Content-Length: 1000\r\n\r\n")
    threading.Thread(target=trickle, args=(slow,), daemon=True).start()
    assert [running.ask("/helse/live") for _ in range(6)] == [200] * 6
    # They are there still, so nobody has waited for them to be let go.
    half[0].setblocking(False)
    with pytest.raises(BlockingIOError):
        half[0].recv(1)
    half[0].setblocking(True)
    assert {everything(connection) for connection in half} == {b""}
    assert everything(slow).split()[1] == b"408"


def trickle(connection: socket.socket) -> None:
    for _ in range(400):
        try:
            connection.sendall(b"x")
        except OSError:
            return
        time.sleep(0.02)


def test_all_workers_are_counted_whichever_answers(running: Running) -> None:
    """Requests over connections of their own come to both; any of them tells of all."""
    before = counted(running)
    for _ in range(20):
        assert running.ask("/om") == 200
    assert len(running.of("web")) >= 2
    assert [counted(running) - before for _ in range(5)] == [20.0] * 5


def counted(running: Running) -> float:
    text = requests.get(f"{running.address}/metrics", timeout=10, headers={"Connection": "close"}).text
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    pages = [sample for sample in found if sample.labels == {"route": "pages", "status": "200"}]
    return sum(sample.value for sample in pages)


@pytest.mark.many
@pytest.mark.parametrize("kind", ["web", "nursery", "query"])
def test_a_process_that_is_killed_is_replaced(running: Running, kind: str) -> None:
    """``kill -9`` of any process but the parent: the server answers on, and all of its kind are there again."""
    found = running.of(kind)
    victims = [found[0]]
    if kind == "nursery":
        # It is missed when a worker is.
        victims += running.of("query")
    for victim in victims:
        os.kill(victim.number, signal.SIGKILL)
    until(running.well, f"the server answers after a {kind} process was killed")
    gone = {victim.number for victim in victims}
    until(lambda: running.ask(new_query()) == 200 and replaced(running, kind, gone), "all are there")
    if kind == "web" and "FAULT_ROUNDS" in os.environ:
        # The HTTP server takes two deaths of one worker within seconds for a fault that will not pass, and ends.
        time.sleep(6)


def new_query() -> str:
    """A query whose answer is not kept from the time before."""
    return f"{ASK}%23{time.monotonic_ns()}"


def replaced(running: Running, kind: str, gone: set[int]) -> bool:
    there = {process.number for process in running.of(kind) if alive(process.number)}
    # Queries are given a new worker when there are too few, and not before.
    return not there & gone and (kind == "query" or len(there) >= 2)


@pytest.mark.many
def test_when_the_parent_is_killed_nothing_is_left(begin: Callable[..., Running]) -> None:
    """Its workers end by themselves, and theirs, so that a service manager can start the server anew on the port."""
    running = begin()
    started = [process.number for process in processes(running.process.pid)]
    assert len(started) > 5
    running.process.kill()
    running.process.wait()
    until(lambda: not any(alive(number) for number in started), "all are gone")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", running.port))


def alive(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.many
def test_what_is_under_way_is_finished_when_the_server_stops(begin: Callable[..., Running]) -> None:
    """SIGTERM: no new connection is taken, a request that has begun gets its answer, and then all end."""
    running = begin()
    query = b"ASK {}" + b" " * 500
    begun = running.connect(b"POST /sparql HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n" % (HEAD, len(query)))
    begun.sendall(query[:100])
    time.sleep(0.3)
    running.process.terminate()
    until(lambda: refused(running.port), "new connections are refused")
    begun.sendall(query[100:])
    answer = everything(begun)
    assert answer.split()[1] == b"200"
    assert b'"boolean":true' in answer
    assert running.process.wait(timeout=20) == 0


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.fixture
def apart() -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run a script of the shell with mounts and a network of its own."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-mn", "true"], check=False).returncode:
        pytest.skip("unshare -mn is not allowed here (it takes root)")

    def run(script: str) -> subprocess.CompletedProcess[str]:
        command = ["unshare", "-mn", "--kill-child", "sh", "-ec", script]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    return run


def test_the_server_needs_no_network_and_nowhere_to_write(
    apart: Callable[[str], subprocess.CompletedProcess[str]], begrep: list[str], small_build: Build
) -> None:
    """On a file system that is read-only from the root, without another network than the machine's own.

    Pages, search and queries answer; that nothing can be counted is said, and not made up.
    """
    serve = " ".join([*begrep, "serve", "--no-build", "--port", "8000", "--store", str(small_build.folder.parents[1])])
    done = apart(
        f"ip link set lo up; mount --make-rprivate /; mount -o remount,bind,ro /; ! touch /tmp/x 2>/dev/null\n"
        f"{serve} & {sys.executable} - <<'EOF'\n{ASKED_WITHOUT_DISK}\nEOF\nkill $!; wait $! || true"
    )
    assert done.stdout.split() == ["200", "200", "200", "200", "503"], done.stdout + done.stderr
    assert "Traceback" not in done.stderr


ASKED_WITHOUT_DISK: Final = """
import requests, time
for _ in range(100):
    try:
        requests.get("http://127.0.0.1:8000/helse", timeout=1)
        break
    except requests.RequestException:
        time.sleep(0.1)
for path in ("/helse", "/begrep", "/sok?q=ansatt", "/sparql?query=ASK%7B%7D", "/metrics"):
    print(requests.get("http://127.0.0.1:8000" + path, timeout=10).status_code)
"""
