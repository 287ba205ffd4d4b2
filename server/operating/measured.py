"""What is counted of requests and queries, over all the processes that answer.

Each process counts in files of its own in a folder they share (prometheus_client's multiprocess mode), so that any of
them can tell for all; without the folder a process counts for itself. No label has more values than the program has
names for: no addresses, no queries, nothing of who asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from server.operating.processes import Process

# prometheus_client reads this when it is imported; server.run sets it before the processes that answer are started.
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_OF_PROCESS: Final = re.compile(r"gauge_live\w*_(\d+)\.db\Z")
_OWN: Final = CollectorRegistry()

REQUESTS: Final = Counter(
    "begrep_http_requests", "Requests answered, by kind of address and status.", ("route", "status"), registry=_OWN
)
SECONDS: Final = Histogram(
    "begrep_http_request_seconds",
    "Seconds from request to the last of the answer, by kind of address.",
    ("route",),
    buckets=_BUCKETS,
    registry=_OWN,
)
UNDER_WAY: Final = Gauge(
    "begrep_http_requests_under_way",
    "Requests being answered now.",
    multiprocess_mode="livesum",
    registry=_OWN,
)
QUERIES: Final = Counter("begrep_sparql_queries", "SPARQL queries, by how they ended.", ("outcome",), registry=_OWN)
PLACES: Final = Gauge(
    "begrep_sparql_places", "Queries that may run at once.", ("kind",), multiprocess_mode="livesum", registry=_OWN
)
BUSY: Final = Gauge(
    "begrep_sparql_busy", "Queries that run now.", ("kind",), multiprocess_mode="livesum", registry=_OWN
)
WAITING: Final = Gauge(
    "begrep_sparql_waiting", "Queries that wait for a place.", multiprocess_mode="livesum", registry=_OWN
)


# Finding the counter of a label anew takes as long as counting.
@cache
def requests(route: str, status: int) -> Counter:
    """Return what counts the requests to ``route`` that were answered with ``status``."""
    return REQUESTS.labels(route, str(status))


@cache
def seconds(route: str) -> Histogram:
    """Return what counts how long requests to ``route`` took."""
    return SECONDS.labels(route)


@cache
def queries(outcome: str) -> Counter:
    """Return what counts the queries that ended with ``outcome``."""
    return QUERIES.labels(outcome)


class Now(Collector):
    """What is not counted but looked at when somebody asks."""

    def __init__(self, build: dict[str, str] | None, built: float, processes: Iterator[Process]) -> None:
        """Tell of ``build`` (None when none can be served), made at ``built``, and of ``processes``."""
        self._build = build
        self._built = built
        self._processes = processes

    def collect(self) -> Iterator[Metric]:
        """Yield the measurements."""
        yield _gauge("begrep_ready", "Whether a build can be served.", [({}, float(self._build is not None))])
        if self._build is not None:
            yield _gauge("begrep_build_info", "The build that is served.", [(self._build, 1.0)])
            yield _gauge("begrep_build_timestamp_seconds", "When it was built.", [({}, self._built)])
        kinds: dict[str, tuple[int, int, int]] = {}
        for process in self._processes:
            number, memory, files = kinds.get(process.kind, (0, 0, 0))
            kinds[process.kind] = number + 1, memory + process.memory, files + process.files
        for place, (name, told) in enumerate(_OF_PROCESSES.items()):
            yield _gauge(name, told, [({"kind": kind}, float(found[place])) for kind, found in kinds.items()])


_OF_PROCESSES: Final = {
    "begrep_processes": "Processes, by kind.",
    "begrep_memory_bytes": "Resident memory of processes, by kind; what they share is counted in each.",
    "begrep_open_files": "Open files and connections of processes, by kind.",
}


def exposition(now: Now) -> bytes:
    """Return what is counted, and what is so ``now``, in the text format of Prometheus (version 0.0.4)."""
    folder = os.environ.get(FOLDER)
    counted = _OWN
    if folder:
        _forget_the_dead(Path(folder))
        counted = CollectorRegistry()
        MultiProcessCollector(counted, folder)  # type: ignore[no-untyped-call]
    looked = CollectorRegistry()
    looked.register(now)
    return generate_latest(counted) + generate_latest(looked)


def _forget_the_dead(folder: Path) -> None:
    """Let what a process that was killed had under way be forgotten; what it had counted is kept."""
    for path in folder.glob("gauge_live*.db"):
        found = _OF_PROCESS.match(path.name)
        if found and not Path("/proc", found[1]).exists():
            mark_process_dead(int(found[1]), str(folder))  # type: ignore[no-untyped-call]


def _gauge(name: str, told: str, samples: list[tuple[dict[str, str], float]]) -> Metric:
    metric = Metric(name, told, "gauge")
    for labels, value in samples:
        metric.add_sample(name, labels, value)
    return metric
