"""Start the web server: worker processes that each open the served build and answer requests."""

from __future__ import annotations

import math
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from server.settings import Settings, from_environment

# A reader on a slow line holds a thread while it reads, so there are many more threads than cores.
_THREADS: Final = 64
# How long a worker that is told to stop may finish what it is answering.
_PATIENCE_SECONDS: Final = 5
# How soon a signal or a dead worker is noticed.
_NOTICE_SECONDS: Final = 0.05


def run(settings: Settings) -> None:
    """Serve ``settings`` until interrupted; a worker process that dies is replaced.

    Exits with 1, saying what to do, when the address cannot be listened on.
    """
    trouble = _trouble(settings.host, settings.port)
    if trouble:
        click.echo(trouble, err=True)
        sys.exit(1)
    # The workers are processes of their own and read their settings where every process finds them.
    os.environ.update(settings.to_environment())
    click.echo(f"Katalogen vises på http://{settings.host}:{settings.port}", err=True)
    server = Server(
        "server.run:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=_THREADS,
        backpressure=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE_SECONDS,
        factory=True,
        log_level=LogLevels.error,
        process_name=None,
    )
    server.main_loop_interrupt = _Interrupt(lambda: server.interrupt_signal)
    server.serve()


class _Interrupt(threading.Event):
    """What the server waits for: a worker that died, or a signal to stop.

    Holds no lock. A signal's handler runs in the thread that waits, and a second signal (make passes on one that
    Ctrl-C or a service manager already sent) runs its handler inside the first one's: an event's own lock, taken twice
    by one thread, is never free again. And a server that notices a dead worker first forgets that anything happened
    before it looks for the signal to stop; this one remembers.
    """

    def __init__(self, told_to_stop: Callable[[], bool]) -> None:
        super().__init__()
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
            time.sleep(_NOTICE_SECONDS)
        return self._happened


def _trouble(host: str, port: int) -> str | None:
    """Return why nobody can listen on the address, in bokmål, or None when somebody can."""
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            # As the server itself does: a port that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
            probe.bind(address)
    except OSError as error:
        return (
            f"Kan ikke lytte på {host}:{port} ({error.strerror}). Er porten i bruk av noe annet, så velg en annen: "
            f"begrep serve --port {port + 1}, eller BEGREP_PORT={port + 1} make serve."
        )
    return None


def application() -> Flask:
    """Return the application a worker process serves, with the settings of its environment."""
    from server.app import create_app
    from server.sparql.endpoint import service_of

    # Until the worker has handlers of its own it has its parent's, which would only note the signal.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_DFL)
    app = create_app(from_environment())
    # Started now, so that the first query does not wait for it.
    service_of(app).running()
    return app
