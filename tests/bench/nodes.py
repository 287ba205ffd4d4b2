"""Do three nodes behind a load balancer carry more than one, and does anybody notice when one dies or is upgraded?

Run by ``make bench-nodes``, with Debian's HAProxy as docs/flere-noder.md sets it up. The nodes serve one
release artefact, each in a network namespace of its own (root), or at a loopback address where that is not permitted.
All nodes, HAProxy and the clients share the cores of this machine, so three nodes can show that nothing is lost by the
way and nobody fails, not that three machines carry three times as much.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import requests

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.artifact.packing import pack  # noqa: E402
from loaders.build import BuildPlan, build  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from tests.artifact_server import shelf  # noqa: E402
from tests.bench.results import note  # noqa: E402
from tests.bench.serving import Running, free_port, served, wait_for  # noqa: E402

GUIDE: Final = ROOT / "docs" / "flere-noder.md"
NETWORK: Final = "10.77.0."
LOOPBACK: Final = "127.77.0."
NODES: Final = (11, 12, 13)
PORT: Final = 8000
BRIDGE: Final = "begrep-br"
MOST: Final = 1 << 30
BASE: Final = "https://w3id.org/begrepskatalog/"
CONCEPT: Final = "personell/sykefravaersprosent"
QUERY: Final = f"SELECT ?p ?o {{ <{BASE}begrep/{CONCEPT}> ?p ?o }}"
ASKED: Final = (
    (f"/begrep/{CONCEPT}", "text/html"),
    ("/sok?q=sykefrav%C3%A6r", "text/html"),
    ("/vokabular/personell", "text/html"),
    (f"/begrep/{CONCEPT}", "text/turtle"),
    (f"/sparql?query={quote(QUERY)}", "application/sparql-results+json"),
)


def main() -> None:
    """Measure, kill, upgrade, and print what clients met; exit with 1 when a request failed."""
    options = _options()
    if not shutil.which("haproxy"):
        sys.exit("HAProxy er ikke installert: apt-get install haproxy")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        network = stack.enter_context(networks())
        place = "nettverksnavnerom" if network == NETWORK else "adresser på loopback"
        print(f"nodene i {place}, {os.cpu_count()} kjerner")
        held = stack.enter_context(shelf(f"{network}1"))
        first, second = artifacts(folder)
        held.put("a.tar.gz", first)
        os.environ["BEGREP_ARTIFACT_SECONDS"] = "2"
        nodes = [Node(number, network, folder, f"{held.address}/a.tar.gz") for number in NODES]
        for node in nodes:
            node.start()
            stack.callback(node.stop)
        address = stack.enter_context(balanced(network, folder))
        places = {
            "én node": nodes[0].address,
            "én node bak HAProxy": stack.enter_context(balanced(network, folder, without=("node2", "node3"))),
            "tre noder bak HAProxy": address,
        }
        failed = measured(places, nodes, options)
        failed += shown(address, nodes, lambda: held.put("a.tar.gz", second), options)
    sys.exit(bool(failed))


def artifacts(folder: Path) -> tuple[bytes, bytes]:
    """Two artefacts of the catalogue, the later with another definition."""
    content = folder / "innhold"
    for name in ("vocabularies", "mappings"):
        shutil.copytree(ROOT / name, content / name)
    made = []
    for _ in range(2):
        build(BuildPlan(ContentFolders(content / "vocabularies", content / "mappings"), folder / "store"))
        pack(folder / "store", folder / "a.tar.gz", store_above=MOST)
        made.append((folder / "a.tar.gz").read_bytes())
        concept = content / "vocabularies" / "personell" / "ansatt.ttl"
        concept.write_text(concept.read_text(encoding="utf-8") + "# endret\n", encoding="utf-8")
    return made[0], made[1]


class Node:
    """One node: a server of its own, in a place of its own in the network, with a folder of its own."""

    def __init__(self, number: int, network: str, folder: Path, artifact: str) -> None:
        self._host, self._store = f"{network}{number}", folder / f"node-{number}"
        self._before = ("ip", "netns", "exec", f"begrep-{number}") if network == NETWORK else ()
        self._artifact = artifact
        self._serving: contextlib.AbstractContextManager[Running] | None = None
        self._running: Running | None = None

    @property
    def address(self) -> str:
        """Where the node answers."""
        return f"http://{self._host}:{PORT}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ("--artifact", self._artifact, "--workers", "1")
        self._serving = served(self._store, *options, before=self._before, host=self._host, port=PORT)
        self._running = self._serving.__enter__()

    def stop(self) -> None:
        """Tell it to stop, as a service manager does, and wait for it."""
        if self._serving:
            self._serving.__exit__(None, None, None)
            self._serving = None

    def kill(self) -> None:
        """Kill every process of it at once."""
        assert self._running
        os.killpg(self._running.process.pid, signal.SIGKILL)
        self.stop()

    def build(self) -> str:
        """The time of the build it serves."""
        return str(requests.get(f"{self.address}/helse", timeout=10).json().get("built"))


@contextlib.contextmanager
def networks() -> Iterator[str]:
    """Give each node a network namespace on one bridge; give how their addresses begin."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
    except (OSError, subprocess.CalledProcessError):
        yield LOOPBACK
        return
    try:
        _ip("addr", "add", f"{NETWORK}1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number in NODES:
            name, outer, inner = f"begrep-{number}", f"begrep-o{number}", f"begrep-i{number}"
            _ip("netns", "add", name)
            _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
            _ip("link", "set", outer, "master", BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{NETWORK}{number}/24", "dev", inner)
            _ip("-n", name, "link", "set", inner, "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield NETWORK
    finally:
        for number in NODES:
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("netns", "del", f"begrep-{number}")
        _ip("link", "del", BRIDGE)


def _ip(*arguments: str) -> None:
    subprocess.run(("ip", *arguments), check=True, capture_output=True)


@contextlib.contextmanager
def balanced(network: str, folder: Path, without: Sequence[str] = ()) -> Iterator[str]:
    """HAProxy in front of the nodes but those ``without``, as the guide sets it up; gives its address."""
    block = re.search(r"```haproxy\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    port = free_port()
    text = block[1].replace(f"{NETWORK}1:8080", f"{NETWORK}1:{port}").replace(NETWORK, network)
    lines = [line for line in text.splitlines() if line.split()[1:2] not in [[name] for name in without]]
    file = folder / f"haproxy-{port}.cfg"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    process = subprocess.Popen(["haproxy", "-db", "-q", "-f", str(file)], stderr=subprocess.DEVNULL)
    try:
        address = f"http://{network}1:{port}"
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


@dataclass
class Met:
    """What clients met: how long each answer took, and what went wrong."""

    waits: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


@contextlib.contextmanager
def asking(address: str, clients: int) -> Iterator[Met]:
    """So many clients ask at ``address`` as fast as they are answered, as long as the block runs."""
    met, over = Met(), threading.Event()

    def ask(seed: int) -> None:
        chance, session = random.Random(seed), requests.Session()
        while not over.is_set():
            path, form = chance.choice(ASKED)
            began = time.perf_counter()
            try:
                response = session.get(address + path, headers={"Accept": form}, timeout=60)
            except requests.RequestException as error:
                met.wrong[f"{path}: {type(error).__name__}"] += 1
                continue
            met.waits.append(time.perf_counter() - began)
            if response.status_code != 200:
                met.wrong[f"{path}: {response.status_code}"] += 1

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    yield met
    over.set()
    for thread in threads:
        thread.join()


def measured(places: dict[str, str], nodes: Sequence[Node], options: argparse.Namespace) -> int:
    """Measure each place in turn, several rounds over; return the failures."""
    for node in nodes:
        # What a process works out at the first question is not measured.
        for path, form in ASKED * 2:
            requests.get(node.address + path, headers={"Accept": form}, timeout=60)
    rates: dict[str, list[float]] = {name: [] for name in places}
    waits: dict[str, list[float]] = {name: [] for name in places}
    failed = 0
    for _ in range(options.rounds):
        for name, address in places.items():
            with asking(address, options.clients) as met:
                time.sleep(options.seconds)
            rates[name].append(len(met.waits) / options.seconds)
            waits[name] += met.waits
            failed += _told_wrong(name, met)
    print(f"\n{options.clients} klienter, {options.rounds} runder à {options.seconds:g} s")
    for name in places:
        rate, p95 = statistics.median(rates[name]), 1000 * statistics.quantiles(waits[name], n=20)[-1]
        part = rate / statistics.median(rates["én node"])
        print(f"  {name:<26}{rate:>8.1f} svar/s   p95 {p95:>7.0f} ms   {part:.2f} ganger én node", flush=True)
        note("gjennomstrømming", name, {"svar i sekundet, median": rate, "p95 ms": p95, "ganger én node": part})
    return failed


def shown(address: str, nodes: Sequence[Node], publish: Callable[[], None], options: argparse.Namespace) -> int:
    """Kill one node, publish to all of them, and take one down and up, under load; return the failures."""
    failed = 0
    before = nodes[0].build()

    def publish_and_wait() -> None:
        publish()
        until = time.monotonic() + 120
        while {node.build() for node in nodes} & {before, "None"}:
            if time.monotonic() > until:
                raise SystemExit("nodene tok ikke i bruk den nye artefakten")
            time.sleep(0.5)

    events: dict[str, Callable[[], None]] = {
        "én node drept (kill -9), og startet igjen": lambda: _again(nodes[0].kill, nodes[0].start, options.seconds),
        "ny artefakt tatt i bruk av alle tre": publish_and_wait,
        "én node stoppet og startet igjen, som ved oppgradering": lambda: _again(
            nodes[1].stop, nodes[1].start, options.seconds
        ),
    }
    print("\nunder last:")
    for name, event in events.items():
        with asking(address, options.clients) as met:
            time.sleep(2)
            event()
            time.sleep(2)
        wrong = _told_wrong(name, met)
        failed += wrong
        print(f"  {name:<58}{len(met.waits):>7} svar, {wrong} feil, lengste {max(met.waits):.1f} s", flush=True)
        note("under last", name, {"svar": len(met.waits), "feil": wrong, "lengste s": max(met.waits)})
    return failed


def _again(stop: Callable[[], None], start: Callable[[], None], seconds: float) -> None:
    stop()
    time.sleep(seconds / 2)
    start()


def _told_wrong(name: str, met: Met) -> int:
    for what, count in met.wrong.most_common(5):
        print(f"    {name}: {count} × {what}")
    return met.wrong.total()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each measurement takes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
