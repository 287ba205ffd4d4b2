"""Start the web server: worker processes that each open the served build and answer requests."""

from __future__ import annotations

import logging
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from graph.errors import CatalogueError
from server.listening import alone, once_it_answers
from server.operating import log, upkeep
from server.settings import Settings, from_environment

# A reader on a slow line holds a thread while it reads, so there are many more threads than cores.
_THREADS: Final = 64
# How soon a signal or a dead worker is noticed.
_NOTICE_SECONDS: Final = 0.05
# What the library that counts calls its folder; server.operating.measured is imported after it is set.
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_LOG: Final = logging.getLogger("begrep.server")


def run(settings: Settings) -> None:
    """Serve ``settings`` until interrupted; a worker process that dies is replaced.

    Told to stop, it takes no new connections, and what is under way has ``stop_seconds`` to finish. Exits with 1,
    saying what to do, when the address cannot be listened on.
    """
    with ExitStack() as held:
        try:
            held.enter_context(alone(settings.host, settings.port))
        except OSError as error:
            click.echo(_trouble(settings, error), err=True)
            sys.exit(1)
        _run(settings)


def _run(settings: Settings) -> None:
    # The workers are processes of their own and read their settings where every process finds them.
    os.environ.update(settings.to_environment())
    with _counting():
        server = _server(settings)
        log.configure(settings)
        log.told(_LOG, logging.INFO, "started", host=settings.host, port=settings.port, workers=settings.workers)
        look = once_it_answers(settings.host, settings.port, lambda: _tell(settings))
        server.main_loop_interrupt = _Interrupt(lambda: server.interrupt_signal, look)
        server.serve()


def _tell(settings: Settings) -> None:
    if settings.log_format == "tekst":
        click.echo(f"Katalogen vises på http://{settings.host}:{settings.port}", err=True)


def _server(settings: Settings) -> AbstractServer[Any]:
    server: AbstractServer[Any] = Server(
        "server.run:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=_THREADS,
        # How many connections a worker holds open; fewer than these are answered at once, by the threads.
        backpressure=settings.connections,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=settings.header_seconds * 1000, max_buffer_size=settings.header_kb << 10
        ),
        respawn_failed_workers=True,
        workers_kill_timeout=settings.stop_seconds,
        factory=True,
        log_level=LogLevels.error,
        process_name=None,
    )
    return server


@contextmanager
def _counting() -> Iterator[None]:
    """Give the workers a folder to count in, where one can be made; it goes when the server stops."""
    try:
        folder = TemporaryDirectory(prefix="begrep-", ignore_cleanup_errors=True)
    except OSError as error:
        os.environ.pop(FOLDER, None)
        log.told(_LOG, logging.WARNING, f"no folder for temporary files ({error}); /metrics has nothing to tell")
        yield
        return
    with folder as name:
        os.environ[FOLDER] = name
        yield


class _Interrupt(threading.Event):
    """What the server waits for: a worker that died, or a signal to stop.

    Holds no lock. A signal's handler runs in the thread that waits, and a second signal (make passes on one that
    Ctrl-C or a service manager already sent) runs its handler inside the first one's: an event's own lock, taken twice
    by one thread, is never free again. And a server that notices a dead worker first forgets that anything happened
    before it looks for the signal to stop; this one remembers. ``meanwhile`` is called again and again by who waits.
    """

    def __init__(self, told_to_stop: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._meanwhile = meanwhile
        self._told_to_stop = told_to_stop
        self._happened = False

    def is_set(self) -> bool:
        """Return whether something happened."""
        return self._happened

    def set(self) -> None:
        """Say that something happened."""
        self._happened = True

    def clear(self) -> None:
        """Forget what happened, unless it was the signal to stop."""
        self._happened = False
        if self._told_to_stop():
            self._happened = True

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until something happens, or ``timeout`` seconds; return whether it did."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while not self._happened and time.monotonic() < until:
            self._meanwhile()
            time.sleep(_NOTICE_SECONDS)
        return self._happened


def _trouble(settings: Settings, error: OSError) -> str:
    """Return why nobody can listen on the address, and what to do, in bokmål."""
    host, port = settings.host, settings.port
    return (
        f"Kan ikke lytte på {host}:{port} ({error.strerror}). Er porten i bruk av noe annet, så velg en annen: "
        f"begrep serve --port {port + 1}, eller BEGREP_PORT={port + 1} make serve."
    )


def application() -> Flask:
    """Return the application a worker process serves, with the settings of its environment."""
    from server.app import create_app
    from server.sparql.endpoint import service_of

    # Until the worker has handlers of its own it has its parent's, which would only note the signal.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_DFL)
    settings = from_environment()
    log.configure(settings)
    app = create_app(settings)
    app.config["ONE_OF_MANY"] = True
    upkeep.keep_up(settings)
    # Started now, so that the first query does not wait for it; without a build the first query starts it.
    with suppress(CatalogueError):
        service_of(app).running()
    return app
