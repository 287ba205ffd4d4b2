"""Shared fixtures: small and real content, built stores, and a real server over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from graph.builds import Build
from graph.store import CatalogueStore
from loaders.build import BuildPlan, build
from loaders.source import ContentFolders
from server.app import create_app
from server.settings import Settings, from_environment
from server.sparql.endpoint import service_of

# The same examples at every run, so that a change is judged by itself; `make soak` looks for new ones.
settings.register_profile("repeatable", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("soak", max_examples=1000, deadline=None)
settings.register_profile("fuzz", max_examples=int(os.environ.get("BEGREP_TEST_EXAMPLES", "10000")), deadline=None)
settings.load_profile(os.environ.get("BEGREP_TEST_PROFILE", "repeatable"))

# How many times each test marked «many» is run; `make soak` asks for many.
FAULT_ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "data" / "liten"


@pytest.fixture
def content(tmp_path: Path) -> ContentFolders:
    """A copy of the small catalogue that a test may change."""
    shutil.copytree(SMALL, tmp_path / "innhold")
    return ContentFolders(tmp_path / "innhold" / "vocabularies", tmp_path / "innhold" / "mappings")


@pytest.fixture
def plan(content: ContentFolders, tmp_path: Path) -> BuildPlan:
    """A plan to build the changeable small catalogue."""
    return BuildPlan(content, tmp_path / "store")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB; the tests are skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture(scope="session")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The small catalogue, built once; read it, do not change it."""
    folders = ContentFolders(SMALL / "vocabularies", SMALL / "mappings")
    return build(BuildPlan(folders, tmp_path_factory.mktemp("liten")))


@pytest.fixture(scope="session")
def real_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The catalogue's own content, built once."""
    folders = ContentFolders(ROOT / "vocabularies", ROOT / "mappings")
    return build(BuildPlan(folders, tmp_path_factory.mktemp("ekte")))


@pytest.fixture(scope="session")
def small_store(small_build: Build) -> CatalogueStore:
    """The small catalogue's store, on disk, read-only."""
    return CatalogueStore.open(small_build.store)


@pytest.fixture(scope="session")
def real_store(real_build: Build) -> CatalogueStore:
    """The real catalogue's store, on disk, read-only."""
    return CatalogueStore.open(real_build.store)


def settings_for(store: Path) -> Settings:
    """Settings that serve the builds in ``store`` and read nothing from the environment."""
    return from_environment({}, store=store)


MakeApp = Callable[[Settings], Flask]


@pytest.fixture(scope="session")
def make_app() -> Iterator[MakeApp]:
    """Applications with the settings of a test's choosing; their query engines are stopped when the tests are done."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    yield make
    for app in made:
        service_of(app).close()


@pytest.fixture(scope="session")
def app(make_app: MakeApp, real_build: Build) -> Flask:
    """The application serving the real catalogue."""
    return make_app(settings_for(real_build.folder.parents[1]))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application, without a network."""
    return app.test_client()


@pytest.fixture(scope="session")
def begrep() -> list[str]:
    """How to start the command line in a process of its own."""
    return [sys.executable, "-m", "server"]


StartServer = Callable[..., tuple[str, subprocess.Popen[bytes]]]
ServeFolder = Callable[[Path], str]


@pytest.fixture(scope="session")
def start(begrep: list[str]) -> Iterator[StartServer]:
    """Start a real server for a folder of builds; returns address and process. Stopped when the tests are done.

    ``options`` stand in place of --no-build; ``told`` is the file to write what it says in.
    """
    running: list[subprocess.Popen[bytes]] = []

    def start(store: Path, *options: str, told: Path | None = None) -> tuple[str, subprocess.Popen[bytes]]:
        port = _free_port()
        arguments = [*begrep, "serve", *(options or ["--no-build"]), "--store", str(store), "--port", str(port)]
        with told.open("wb") if told else nullcontext() as stream:
            process = subprocess.Popen(arguments, cwd=ROOT, start_new_session=True, stderr=stream)
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process)
        return address, process

    yield start
    for process in running:
        stop(process)


@pytest.fixture(scope="session")
def serve(start: StartServer) -> ServeFolder:
    """Start a real server for a folder of builds; returns its address."""
    return lambda store: start(store)[0]


@pytest.fixture(scope="session")
def server(serve: ServeFolder, real_build: Build) -> str:
    """The address of a real server that serves the real catalogue."""
    return serve(real_build.folder.parents[1])


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            requests.get(f"{address}/helse", timeout=1)
            return
        except requests.RequestException:
            assert process.poll() is None, "the server stopped by itself"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within thirty seconds")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of a fault as many times as is asked for."""
    if FAULT_ROUNDS > 1 and metafunc.definition.get_closest_marker("many"):
        metafunc.fixturenames.append("_round")
        metafunc.parametrize("_round", range(FAULT_ROUNDS))
