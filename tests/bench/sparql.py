"""How fast is the endpoint beside others? Prints a table of questions, the geometric means, and the floors.

Run by ``make bench-sparql``. Every server answers the same questions over the same quads in turn, several rounds over,
and a question counts only when all answer alike. Isolation, limits and negotiation are on. Every request carries a
text of its own (a comment), so nothing that remembers a query or an answer takes part; ``--repeated`` lets it.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.endpoint.answers import meaning  # noqa: E402
from tests.bench.endpoint.catalogue_copies import large_catalogue  # noqa: E402
from tests.bench.endpoint.client import Asker, Client, Server  # noqa: E402
from tests.bench.endpoint.peers import DISK, MEMORY, OWN, PEERS_FOLDER, RDFLIB, running  # noqa: E402
from tests.bench.results import Cell, note  # noqa: E402

QUERIES: Final = Path(__file__).parent / "endpoint" / "queries.toml"
LOOK_UP, EXPORT = "oppslag", "eksport"
# Longer than this, and an answer is timed once.
_SLOW_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """One question to measure."""

    name: str
    kind: str
    accept: str
    query: str


@dataclass(frozen=True, slots=True)
class Floor:
    """Our time in parts of a peer's, over questions of a kind (or all): at most ``most``."""

    peer: str
    kind: str | None
    most: float


FLOORS: Final = (
    Floor(DISK, None, 0.75),
    Floor(MEMORY, None, 1.3),
    Floor(MEMORY, LOOK_UP, 1.8),
    Floor(MEMORY, EXPORT, 1.0),
    Floor(RDFLIB, None, 0.1),
)


def main() -> None:
    """Measure what is asked for and print it; exit with 1 when a floor is not met or answers differ."""
    options = _options()
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    names = [OWN, MEMORY, DISK, *([RDFLIB] if PEERS_FOLDER.exists() else [])]
    if RDFLIB not in names:
        print(f"{RDFLIB} er ikke installert (make bench-sparql gjør det), og er ikke med.")
    met = True
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as servers:
            catalogue = large_catalogue(ROOT, Path(folder), size)
            started = [servers.enter_context(running(name, catalogue)) for name in names]
            for clients in options.clients:
                times = measured(started, list(questions()), clients, options)
                met = printed(times, size, clients, options) and met
    sys.exit(not met)


def questions() -> Iterator[Question]:
    """Yield the questions of queries.toml."""
    table = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    prefixes = table.pop("prefixes")
    for name, entry in table.items():
        lines = [line for line in prefixes.splitlines() if line.split()[1:2] and line.split()[1] in entry["query"]]
        yield Question(name, entry["kind"], entry["accept"], "\n".join([*lines, entry["query"]]))


def measured(
    servers: Sequence[Server], asked: Sequence[Question], clients: int, options: argparse.Namespace
) -> dict[Question, dict[str, float]]:
    """Return seconds per answer, by question and server: the median of the rounds, in which the servers take turns."""
    result = {}
    for question in asked:
        requests = {
            server: server.requests(question.query, question.accept, repeated=options.repeated) for server in servers
        }
        once = _compared(question, requests)
        askers = {server: Asker(server, requests[server]) for server in servers if server.name in once}
        rounds: defaultdict[str, list[float]] = defaultdict(list)
        for number in range(options.rounds):
            for server in random.sample(list(askers), len(askers)):
                if number and (once[server.name] > _SLOW_SECONDS):
                    continue
                taken = askers[server].seconds_per_answer(clients, options.seconds)
                rounds[server.name].append(taken)
        result[question] = {name: statistics.median(taken) for name, taken in rounds.items()}
    return result


def _compared(question: Question, requests: Mapping[Server, Sequence[bytes]]) -> dict[str, float]:
    """Return how long each server's first answer took; end the program when they say different things.

    A peer whose answer is not in the format that it says takes no part in the question.
    """
    taken, said = {}, {}
    for server, texts in requests.items():
        with Client(server) as client:
            client.ask(texts[-1])
            body, seconds = client.timed(texts[-1])
        try:
            said[server.name] = set(meaning(body, question.accept))
        except (ValueError, SyntaxError) as error:
            if server.name == OWN:
                raise
            print(f"{question.name}: svaret fra {server.name} er ikke {question.accept} ({error}), og er ikke med.")
        else:
            taken[server.name] = seconds
    first = said[OWN]
    for name, other in said.items():
        if other != first:
            sample = list(first - other)[:3], list(other - first)[:3]
            sys.exit(f"{question.name}: {name} svarer annerledes enn {OWN}: {sample}")
    if not first:
        sys.exit(f"{question.name}: ingen svar, så ingenting å måle")
    return taken


def printed(
    times: Mapping[Question, Mapping[str, float]], size: int, clients: int, options: argparse.Namespace
) -> bool:
    """Print the table for one size and number of clients; return whether every floor is met."""
    peers = list(dict.fromkeys(name for by_server in times.values() for name in by_server if name != OWN))
    texts = "samme tekst hver gang" if options.repeated else "ny tekst hver gang"
    print(f"\n{size:,} tripler, {clients} klient(er), {options.rounds} runder, {texts}; vår tid i deler av andres")
    print(f"{'':<28}{'ms':>10}" + "".join(f"{peer:>18}" for peer in peers))
    for question, by_server in times.items():
        parts = "".join(
            f"{by_server[OWN] / by_server[peer]:>18.2f}" if peer in by_server else f"{'–':>18}" for peer in peers
        )
        shares = {f"del av {peer}": by_server[OWN] / by_server[peer] for peer in peers if peer in by_server}
        note(f"{size:,} tripler, {clients} klient(er)", question.name, {"ms": by_server[OWN] * 1000, **shares})
        print(f"{question.name:<28}{by_server[OWN] * 1000:>10.2f}{parts}")
    for kind in (*dict.fromkeys(question.kind for question in times), None):
        means = "".join(f"{_mean(times, peer, kind):>18.2f}" for peer in peers)
        print(f"{'geometrisk middel, ' + (kind or 'alle'):<38}{means}")
    met = True
    for floor in FLOORS:
        if floor.peer in peers:
            reached = _mean(times, floor.peer, floor.kind)
            met = met and reached <= floor.most
            word = "nådd" if reached <= floor.most else "IKKE NÅDD"
            measured: dict[str, Cell] = {"gulv": floor.most, "nådd": reached, "dom": word}
            note(f"gulv, {size:,} tripler, {clients} klient(er)", f"{floor.peer}, {floor.kind or 'alle'}", measured)
            print(f"  gulv {floor.peer}, {floor.kind or 'alle'} ≤ {floor.most}: {reached:.2f} {word}", flush=True)
    return met


def _mean(times: Mapping[Question, Mapping[str, float]], peer: str, kind: str | None) -> float:
    """Return the geometric mean of our time in parts of the peer's."""
    parts = [
        math.log(by_server[OWN] / by_server[peer])
        for question, by_server in times.items()
        if kind in (None, question.kind) and peer in by_server
    ]
    return math.exp(statistics.mean(parts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[70_000, 750_000], help="quads to serve")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4], help="clients at once")
    parser.add_argument("--rounds", type=int, default=5, help="times each server has its turn")
    parser.add_argument("--seconds", type=float, default=0.15, help="how long a turn is at least")
    parser.add_argument("--repeated", action="store_true", help="ask with the same text each time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
