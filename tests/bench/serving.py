"""A real server to measure, and what its processes take: memory, open files, by what each of them does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests

ROOT: Final = Path(__file__).parents[2]
_STARTING_SECONDS: Final = 600.0
_STOPPING_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its address, its first process, and how many seconds it took to its first answer."""

    address: str
    process: subprocess.Popen[bytes]
    seconds: float


@contextmanager
def served(
    store: Path, *options: str, before: Sequence[str] = (), host: str = "127.0.0.1", port: int = 0
) -> Iterator[Running]:
    """Serve the builds in ``store`` until the block is over; ``options`` stand in place of --no-build.

    ``before`` comes before the command, such as what puts it in a namespace. Raises OSError when it does not start.
    """
    port = port or free_port()
    arguments = ["serve", *(options or ("--no-build",)), "--store", str(store), "--host", host, "--port", str(port)]
    if "--artifact" not in arguments and "--no-build" not in arguments:
        arguments.append("--no-build")
    began = time.perf_counter()
    command = [*before, sys.executable, "-m", "server", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        address = f"http://{host}:{port}"
        wait_for(address, process)
        yield Running(address, process, time.perf_counter() - began)
    finally:
        stop(process)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; raise OSError when it ends, or takes too long."""
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(requests.RequestException):
            if requests.get(f"{address}/helse", timeout=5).status_code == 200:
                return
        time.sleep(0.02)
    raise OSError(f"{address} did not start")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server and everything it started."""
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            process.wait(timeout=_STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass(frozen=True, slots=True)
class Taken:
    """What the processes of one kind take: how many they are, megabytes (shared ones divided), and open files."""

    processes: int
    megabytes: float
    files: int


def taken(pid: int) -> dict[str, Taken]:
    """What the process ``pid`` and all it has started take, by kind (Linux)."""
    found: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for each in _tree(pid):
        # A process that ends meanwhile takes nothing.
        with suppress(OSError):
            found[_kind(each, pid)].append((_megabytes(each), len(list(Path(f"/proc/{each}/fd").iterdir()))))
    return {
        kind: Taken(len(members), sum(megabytes for megabytes, _ in members), sum(files for _, files in members))
        for kind, members in found.items()
    }


def megabytes(pid: int) -> float:
    """What the process ``pid`` and all it has started take of memory."""
    return sum(each.megabytes for each in taken(pid).values())


def _tree(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    tree, found = [pid], [pid]
    while found:
        found = [child for child, parent in parents.items() if parent in found]
        tree += found
    return tree


def _kind(each: int, first: int) -> str:
    if each == first:
        return "parent"
    command = Path(f"/proc/{each}/cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ")
    if "nursery" in command or "sparql" in command:
        return "queries"
    return "resource tracker" if "resource_tracker" in command else "pages"


def _megabytes(each: int) -> float:
    """Memory in megabytes, that which is shared divided among those who share it (PSS)."""
    rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
    return int(rollup.partition("\nPss:")[2].split()[0]) / 1024
