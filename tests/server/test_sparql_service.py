from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.builds import Build as WholeBuild
from graph.manifest import Manifest
from graph.store import CatalogueStore
from server.sparql.engine import QueryEngine, Question
from server.sparql.limits import Limits
from server.sparql.local import LocalEngine
from server.sparql.pool import QueryPool
from server.sparql.service import Build, SparqlService, isolated_engine

ENDPOINT = "https://begrep.example/sparql"


@dataclass(frozen=True, eq=False)
class Served:
    """A build as the application serves it."""

    folder: Path
    store: CatalogueStore
    manifest: Manifest


class Switchable:
    """Builds of which another one can be served."""

    def __init__(self, served: Served) -> None:
        self.served = served

    def current(self) -> Served:
        return self.served


class Recorded:
    """An engine that answers with its name and remembers whether it was closed."""

    frozen = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False

    def answer(self, question: Question) -> Iterator[bytes]:
        yield self.name.encode()

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def builds(small_build: WholeBuild, small_store: CatalogueStore) -> Switchable:
    """The small catalogue, served."""
    return Switchable(Served(small_build.store, small_store, small_build.manifest))


def eventually(service: SparqlService, build: Served) -> bool:
    """Return whether ``build`` takes over within a few seconds."""
    for _ in range(200):
        if service.running().build is build:
            return True
        time.sleep(0.02)
    return False


def test_engine_is_started_by_the_first_query(builds: Switchable) -> None:
    """Nothing is started before it is needed, and then once."""
    made: list[Build] = []

    def make(build: Build, limits: Limits) -> QueryEngine:
        made.append(build)
        return Recorded("én")

    service = SparqlService(builds, make_engine=make)
    assert made == []
    threads = [threading.Thread(target=service.running) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [builds.served]


def test_another_build_takes_over_when_its_engine_is_ready(builds: Switchable) -> None:
    """Queries go on being answered from the old build while the new one is loaded."""
    ready = threading.Event()
    engines = {"gammel": Recorded("gammel"), "ny": Recorded("ny")}

    def make(build: Build, limits: Limits) -> QueryEngine:
        if build is first:
            return engines["gammel"]
        assert ready.wait(5)
        return engines["ny"]

    first = builds.served
    service = SparqlService(builds, make_engine=make)
    old = service.running()
    builds.served = replace(first, manifest=replace(first.manifest, built=datetime(2027, 1, 1, tzinfo=UTC)))
    assert service.running() is old
    assert not engines["gammel"].closed
    ready.set()
    assert eventually(service, builds.served)
    assert engines["gammel"].closed
    assert service.running().version != old.version
    service.close()
    assert engines["ny"].closed


def test_the_old_build_stays_when_the_new_one_cannot_be_loaded(builds: Switchable) -> None:
    """An engine that does not start leaves the one that runs alone, and is tried again."""
    attempts: list[int] = []

    def make(build: Build, limits: Limits) -> QueryEngine:
        if build is not first:
            attempts.append(1)
            if len(attempts) == 1:
                raise MemoryError
        return Recorded("en")

    first = builds.served
    service = SparqlService(builds, make_engine=make)
    old = service.running()
    builds.served = replace(first)
    caught: list[object] = []
    hook, threading.excepthook = threading.excepthook, lambda arguments: caught.append(arguments.exc_type)
    try:
        assert service.running() is old
        assert eventually(service, builds.served)
    finally:
        threading.excepthook = hook
    assert len(attempts) == 2
    assert caught == [MemoryError]


def test_isolation_is_used_where_there_is_any(builds: Switchable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes where the system can fork, the process itself where it cannot."""
    engine = isolated_engine(builds.served, Limits(workers=1))
    assert isinstance(engine, QueryPool)
    engine.close()
    monkeypatch.delattr("os.fork")
    assert isinstance(isolated_engine(builds.served, Limits()), LocalEngine)


def test_description_names_the_endpoint_the_client_used(builds: Switchable) -> None:
    """The description is about the address it was asked at, or the catalogue's own when that is no address."""
    service = SparqlService(builds)
    assert f"<{ENDPOINT}>" in service.description(builds.served, ENDPOINT, "application/n-triples").decode()
    own = f"<{builds.served.manifest.base}sparql>"
    assert own in service.description(builds.served, "http://<script>/sparql", "application/n-triples").decode()
