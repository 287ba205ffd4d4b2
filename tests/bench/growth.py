"""How does everything grow with the catalogue, from writing and checking to the first page and the artefact?

Run by ``make bench-growth``: catalogues of 5 000, 50 000 and 500 000 made-up concepts, the same ones each time, each
concept a Turtle file as people write them. Other sizes may be given: ``python tests/bench/growth.py 5000 50000``.
Commands are processes of their own; pages, search and SPARQL are asked for over HTTP from one client.
"""

from __future__ import annotations

import itertools
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import requests

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from graph.builds import current_build  # noqa: E402
from graph.store import CatalogueStore  # noqa: E402
from tests.bench.concepts import address_of, write_catalogue  # noqa: E402
from tests.bench.results import note  # noqa: E402
from tests.bench.serving import megabytes, served  # noqa: E402

SIZES: Final = (5_000, 50_000, 500_000)
REQUESTS: Final = 40
BASE: Final = "https://w3id.org/begrepskatalog/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
Found = dict[str, float]


def main() -> None:
    """Measure every size, then print how each figure grows."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    table = {}
    for size in sizes:
        print(f"\n{size:,} begreper", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            table[size] = dict(told(measured(Path(folder), size)))
    for smaller, larger in itertools.pairwise(sizes):
        print(f"\nFra {smaller:,} til {larger:,} begreper ({larger / smaller:.1f} ganger så mange):")
        for name, value in table[larger].items():
            if name in table[smaller]:
                print(f"  {name:<44}{value / table[smaller][name]:>10.1f} ganger")
    for name in dict.fromkeys(name for found in table.values() for name in found):
        cells = {f"{size:,} begreper": table[size][name] for size in sizes if name in table[size]}
        steps = {
            f"x {larger / smaller:.0f}": f"{table[larger][name] / table[smaller][name]:.1f}"
            for smaller, larger in itertools.pairwise(sizes)
            if name in table[smaller] and name in table[larger]
        }
        growth = {"vekst": " / ".join(f"{by} ({step})" for step, by in steps.items())} if steps else {}
        note("vekst", name, {**cells, **growth})


def told(found: Iterator[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Print each figure as it comes."""
    for name, value in found:
        print(f"  {name:<44}{value:>12,.1f}", flush=True)
        yield name, value


def measured(folder: Path, size: int) -> Iterator[tuple[str, float]]:
    """Yield the figures of a catalogue of ``size`` concepts."""
    began = time.perf_counter()
    write_catalogue(folder, size, faults=False)
    yield "skrive filene (ikke vårt program), s", time.perf_counter() - began
    content = ["--vocabularies", str(folder / "vocabularies"), "--mappings", str(folder / "mappings")]
    store, node = folder / "store", folder / "node"
    for name, command in (
        ("kontroll", ["check", *content, "--no-cache"]),
        ("bygg", ["build", *content, "--store", str(store)]),
        ("pakke artefakten", ["export", "artifact", "--store", str(store), "-o", str(folder / "a.tar.gz")]),
    ):
        cost = run(command)
        yield f"{name}, s", cost.seconds
        yield f"{name}, s CPU", cost.processor
        yield f"{name}, mest minne i én prosess, MB", cost.megabytes
    build = current_build(store)
    yield "utsagn i lageret, tusen", len(CatalogueStore.open(build.store)) / 1000
    yield "bygget på disken, MB", _size(build.folder)
    yield "søkeindeksen, MB", build.search.stat().st_size / 1e6
    yield "artefakten, MB", (folder / "a.tar.gz").stat().st_size / 1e6
    with served(node, "--artifact", str(folder / "a.tar.gz")) as server:
        yield "node fra artefakt til første svar, s", server.seconds
    with served(store) as server:
        yield "start til første svar, s", server.seconds
        yield from _answers(server.address, size)
        yield "minne i alle prosesser etterpå, MB", megabytes(server.process.pid)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds on the clock, seconds of processor, peak memory of its largest process."""

    seconds: float
    processor: float
    megabytes: float


def run(arguments: list[str]) -> Cost:
    """Run ``begrep`` to its end; findings are not of interest here, but a crash is."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "server", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or (process.returncode and arguments[0] != "check"):
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _answers(address: str, size: int) -> Iterator[tuple[str, float]]:
    """Yield the median waiting time of each kind of answer, the first of each left out."""
    chance = random.Random(size)
    session = requests.Session()

    def concept() -> str:
        return f"/begrep/{address_of(chance.randrange(size))}"

    def query(text: str) -> str:
        # A text of its own each time, so that no answer is remembered.
        return f"/sparql?query={quote(f'{text} #{chance.random()}')}"

    def about() -> str:
        return query(f"SELECT ?p ?o {{ <{BASE}{concept()[1:]}> ?p ?o }}")

    kinds: dict[str, tuple[Callable[[], str], str]] = {
        "side for et begrep": (concept, "text/html"),
        "et begrep som Turtle": (concept, "text/turtle"),
        "forsiden": (lambda: "/", "text/html"),
        "begreper A–Å": (lambda: "/begrep", "text/html"),
        "et vokabular": (lambda: "/vokabular/emne-0", "text/html"),
        "søk, to ord": (lambda: f"/sok?q=sta+{chance.choice('bdfghkl')}a", "text/html"),
        "søk, forslag": (lambda: f"/sok/forslag?q={chance.choice('bdfghkl')}{chance.choice('aeiou')}", "*/*"),
        "SPARQL, ett begrep": (about, "application/sparql-results+json"),
        "SPARQL, tell alle begreper": (
            lambda: query(f"SELECT (COUNT(?c) AS ?n) {{ ?c a <{SKOS}Concept> }}"),
            "application/sparql-results+json",
        ),
        "REST, et begrep": (lambda: f"/rest/v1/data?uri={quote(BASE + concept()[1:])}", "application/ld+json"),
    }
    for name, (path, form) in kinds.items():
        times = [_seconds(session, address + path(), form) for _ in range(REQUESTS + 1)]
        yield f"{name}, første gang, ms", 1000 * times[0]
        yield f"{name}, median ms", 1000 * statistics.median(times[1:])


def _seconds(session: requests.Session, address: str, form: str) -> float:
    began = time.perf_counter()
    response = session.get(address, headers={"Accept": form}, timeout=120)
    seconds = time.perf_counter() - began
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code} {response.text[:200]}")
    return seconds


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
