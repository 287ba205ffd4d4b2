"""Does the server hold out under a realistic mix, with a build and a switch every minute?

Run by ``make soak-load``: 50 clients for 30 minutes, then 200 for 10. Shorter: ``python tests/bench/soak.py --stages
50:3 200:1`` (clients:minutes). A writer saves a concept and runs ``begrep build`` every minute, as editors do. The run
fails when any answer is an error, or when memory or open files of any kind of process keep growing: their least in the
last part of a stage must not lie more than the given share above their most in its first part.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import requests

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.results import note  # noqa: E402
from tests.bench.serving import Running, Taken, served, taken  # noqa: E402

BASE: Final = "https://w3id.org/begrepskatalog/"
CONCEPTS: Final = (
    "personell/ansatt",
    "personell/sykefravaersprosent",
    "personell/stillingsprosent",
    "personell/arsverk",
)
PAGES: Final = (
    "/", "/vokabular/personell", "/begrep/{}", "/en/begrep/{}", "/nn/begrep/{}", "/begrep", "/begrep/{}/felt",
    "/organisasjon/oslo",
)  # fmt: skip
PREFIX: Final = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
SAVED: Final = "personell/ansatt"
SPARQL_JSON: Final = "application/sparql-results+json"
# Seconds a client waits between two questions: a person reads, a program does not.
PAUSE: Final = (0.2, 2.0)
LOOK_SECONDS: Final = 5.0
GROWTH: Final = 1.15
# So many more open files than in the first part may be open at once in the last.
MORE_FILES: Final = 1.3
Asked = tuple[str, str]


def mix(chance: random.Random) -> tuple[str, Asked]:
    """One question, as often of each kind as readers and programs ask: its kind, its address, and the form wanted."""
    concept = chance.choice(CONCEPTS)
    word = chance.choice(("sykefravær", "arsverk", "stilling", "SYKEFR_PST", "ansatte", "barnehage", "sykkefravær"))
    kinds: dict[str, tuple[int, Callable[[], Asked]]] = {
        "side": (30, lambda: (chance.choice(PAGES).format(concept), "text/html")),
        "sammenligning": (5, lambda: ("/begrep/personell/sykefravaersprosent/sammenligning", "text/html")),
        "søk": (20, lambda: (f"/sok?q={quote(word)}", chance.choice(("text/html", "application/json")))),
        "forslag": (10, lambda: (f"/sok/forslag?q={quote(word[:3])}", "*/*")),
        "SPARQL": (12, lambda: (f"/sparql?query={quote(_query(concept, chance))}", SPARQL_JSON)),
        "REST": (8, lambda: (f"/rest/v1/data?uri={quote(f'{BASE}begrep/{concept}')}", "application/ld+json")),
        "RDF": (10, lambda: (f"/begrep/{concept}", chance.choice(("text/turtle", "application/ld+json")))),
        "nedlasting": (5, lambda: (f"/nedlasting/vokabular-personell.{chance.choice(('ttl', 'csv', 'xlsx'))}", "*/*")),
    }  # fmt: skip
    (kind,) = chance.choices(list(kinds), [weight for weight, _ in kinds.values()])
    return kind, kinds[kind][1]()


def _query(concept: str, chance: random.Random) -> str:
    text = chance.choice(
        (
            f"SELECT ?p ?o {{ <{BASE}begrep/{concept}> ?p ?o }}",
            f"{PREFIX} SELECT ?c ?l {{ ?c skos:prefLabel ?l FILTER(LANG(?l) = 'nb') }} LIMIT 100",
            f"{PREFIX} SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a skos:Concept }}",
        )
    )
    return f"{text} #{chance.randrange(1000)}"


@dataclass
class Seen:
    """What clients have met: how long they waited, by kind of question, and what went wrong."""

    waits: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    busy: int = 0


class Client(threading.Thread):
    """Asks, waits a little, and asks again, until it is over."""

    def __init__(self, address: str, seed: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._address, self._chance, self._over = address, random.Random(seed), over
        self.seen = Seen()

    def run(self) -> None:
        """Ask on one connection that stays open, as browsers and programs do."""
        with requests.Session() as session:
            while not self._over.wait(self._chance.uniform(*PAUSE)):
                self._ask(session)

    def _ask(self, session: requests.Session) -> None:
        kind, (path, form) = mix(self._chance)
        began = time.perf_counter()
        try:
            response = session.get(self._address + path, headers={"Accept": form}, timeout=60)
        except requests.RequestException as error:
            self.seen.wrong[f"{kind}: {type(error).__name__}"] += 1
            return
        self.seen.waits[kind].append(time.perf_counter() - began)
        if response.status_code in (429, 503) and "Retry-After" in response.headers:
            # A refusal in order: it says when to come again.
            self.seen.busy += 1
        elif response.status_code != 200:
            self.seen.wrong[f"{kind}: {response.status_code} {path}"] += 1


class Writer(threading.Thread):
    """Saves a concept and builds, every minute; each build is one more that the server must switch to."""

    def __init__(self, content: Path, store: Path, over: threading.Event, every: float) -> None:
        super().__init__(daemon=True)
        self._content, self._store, self._over, self._every = content, store, over, every
        self.seconds: list[float] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        """Save and build until it is over."""
        number = 0
        while not self._over.wait(self._every):
            number += 1
            path = self._content / "vocabularies" / f"{SAVED}.ttl"
            lines = path.read_text(encoding="utf-8").splitlines()
            lines = [line for line in lines if not line.startswith("# lagret")]
            path.write_text("\n".join([*lines, f"# lagret {number}"]) + "\n", encoding="utf-8")
            began = time.monotonic()
            done = build(self._content, self._store)
            self.seconds.append(time.monotonic() - began)
            if done.returncode:
                self.wrong.append(done.stderr[-500:])


class Watcher(threading.Thread):
    """Looks now and then at what each kind of process takes."""

    def __init__(self, server: Running, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._pid, self._over = server.process.pid, over
        self.looks: list[dict[str, Taken]] = []

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(LOOK_SECONDS):
            self.looks.append(taken(self._pid))


def main() -> None:
    """Run every stage and print what came of it; exit with 1 when something failed or grew."""
    options = _options()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        content, store = Path(name) / "innhold", Path(name) / "store"
        for folder in ("vocabularies", "mappings"):
            shutil.copytree(ROOT / folder, content / folder)
        first = build(content, store)
        if first.returncode:
            sys.exit(first.stderr)
        with served(store) as server:
            for clients, minutes in options.stages:
                faults += stage(server, content, store, clients, minutes, options.every)
    for fault in faults:
        print(f"IKKE GODT: {fault}")
    sys.exit(bool(faults))


def build(content: Path, store: Path) -> subprocess.CompletedProcess[str]:
    """Build as an editor does, behind those who read."""
    folders = ["--vocabularies", str(content / "vocabularies"), "--mappings", str(content / "mappings")]
    command = ["nice", "-n", "10", sys.executable, "-m", "server", "build", *folders, "--store", str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def stage(server: Running, content: Path, store: Path, clients: int, minutes: float, every: float) -> list[str]:
    """Run one stage; return what was not good."""
    over = threading.Event()
    watcher, writer = Watcher(server, over), Writer(content, store, over, every)
    readers = [Client(server.address, number, over) for number in range(clients)]
    for thread in (watcher, writer, *readers):
        thread.start()
    began = time.monotonic()
    time.sleep(minutes * 60)
    over.set()
    seconds = time.monotonic() - began
    for thread in (watcher, *readers, writer):
        thread.join()
    title = f"{clients} klienter i {minutes:g} min"
    faults = [f"{title}: {fault}" for fault in (*_waits(title, readers, seconds), *_takes(title, watcher.looks))]
    switched = len(writer.seconds)
    longest = max(writer.seconds, default=0.0)
    print(f"  {switched} bygg og bytter, det lengste {longest:.0f} s; last {os.getloadavg()[0]:.1f}", flush=True)
    note("bygg og bytte under last", title, {"bygg": switched, "feil": len(writer.wrong), "lengste s": longest})
    return faults + [f"{title}: et bygg feilet: {wrong}" for wrong in writer.wrong]


def _waits(title: str, readers: Sequence[Client], seconds: float) -> list[str]:
    """Tell how long clients waited; return what went wrong for them."""
    print(f"\n{title}\n  {'':<16}{'svar':>8}{'p50 ms':>10}{'p95 ms':>10}{'lengste ms':>12}")
    waits: defaultdict[str, list[float]] = defaultdict(list)
    wrong: Counter[str] = Counter()
    for reader in readers:
        wrong += reader.seen.wrong
        for kind, times in reader.seen.waits.items():
            waits[kind] += times
    waits["alt"] = [wait for times in waits.values() for wait in times]
    for kind, times in sorted(waits.items()):
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        cells = {"p50 ms": 1000 * statistics.median(times), "p95 ms": 1000 * p95, "lengste ms": 1000 * max(times)}
        print(f"  {kind:<16}{len(times):>8}" + "".join(f"{v:>{w}.0f}" for v, w in zip(cells.values(), (10, 10, 12),
                                                                                         strict=True)))  # fmt: skip
        note(title, kind, {"svar": len(times), **cells})
    busy = sum(reader.seen.busy for reader in readers)
    rate = len(waits["alt"]) / seconds
    print(f"  {rate:.0f} svar i sekundet; feil: {wrong.total()}; bedt om å komme igjen: {busy}")
    cells = {"svar i sekundet": rate, "feil": wrong.total(), "bedt om å komme igjen": busy}
    note("i alt", title, cells)
    return [f"{count} × {what}" for what, count in wrong.most_common(10)]


def _takes(title: str, looks: Sequence[dict[str, Taken]]) -> list[str]:
    """Tell what each kind of process took over time; return what kept growing."""
    grown = []
    print(f"  {'prosesser':<18}{'antall':>8}{'MB i første, midtre og siste del (mest)':>44}{'åpne filer':>24}")
    for kind in sorted({kind for look in looks for kind in look}):
        members = [look[kind] for look in looks if kind in look]
        third = max(1, len(members) // 3)
        parts = [members[:third], members[third : 2 * third] or members[:third], members[-third:]]
        memory = [max(each.megabytes for each in part) for part in parts]
        files = [max(each.files for each in part) for part in parts]
        print(f"  {kind:<18}{members[-1].processes:>8}{'  '.join(f'{value:.0f}' for value in memory):>44}"
              f"{'  '.join(map(str, files)):>24}")  # fmt: skip
        named = ("første del", "midtre del", "siste del")
        cells: dict[str, float | int] = {f"MB, {name}": value for name, value in zip(named, memory, strict=True)}
        cells |= {f"åpne filer, {name}": value for name, value in zip(named, files, strict=True)}
        note(f"minne og åpne filer, {title}", f"{kind} ({members[-1].processes})", cells)
        if min(each.megabytes for each in parts[-1]) > GROWTH * memory[0]:
            grown.append(f"{kind}: minnet vokser, {memory}")
        if min(each.files for each in parts[-1]) > MORE_FILES * files[0]:
            grown.append(f"{kind}: åpne filer vokser, {files}")
    return grown


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", nargs="+", type=_stage, default=[(50, 30.0), (200, 10.0)], help="clients:minutes")
    parser.add_argument("--every", type=float, default=60.0, help="seconds from one build to the next")
    return parser.parse_args()


def _stage(text: str) -> tuple[int, float]:
    clients, _, minutes = text.partition(":")
    return int(clients), float(minutes)


if __name__ == "__main__":
    main()
